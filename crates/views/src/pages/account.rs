//! Coming in, and looking after one's own account. These pages show nothing of the record.

use askama::Template;

use crate::messages::{Language, Words};

/// The door: name, password, code.
#[derive(Template)]
#[template(path = "enter.html")]
pub struct EnterPage {
    /// The reader's language.
    pub t: Words,
    /// The same page in the others.
    pub languages: Vec<(&'static str, &'static str)>,
    /// Where to go then.
    pub back: String,
    /// Why somebody was not let in.
    pub said: Option<String>,
    /// In a demonstration: members whom one may try, with what they do.
    pub demo: Vec<(String, String)>,
    /// Whether the record is open to the public.
    pub is_open: bool,
    /// The provider at whom one can sign in, and the way there.
    pub elsewhere: Option<(String, String)>,
}

/// An invitation: a password is chosen.
#[derive(Template)]
#[template(path = "join.html")]
pub struct JoinPage {
    /// The reader's language.
    pub t: Words,
    /// The same page in the others.
    pub languages: Vec<(&'static str, &'static str)>,
    /// The invitation's key.
    pub key: String,
    /// Who is invited.
    pub name: String,
    /// How long a password is at least.
    pub least: String,
    /// What was wrong.
    pub said: Option<String>,
    /// The provider with whose account the invitation can be taken up.
    pub elsewhere: Option<String>,
}

/// On the way to a provider.
#[derive(Template)]
#[template(path = "onward.html")]
pub struct OnwardPage {
    /// The reader's language.
    pub t: Words,
    /// The same page in the others.
    pub languages: Vec<(&'static str, &'static str)>,
    /// The address there.
    pub href: String,
    /// The provider's name.
    pub name: String,
}

/// One's own account.
#[derive(Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// The reader's language.
    pub t: Words,
    /// The same page in the others.
    pub languages: Vec<(&'static str, &'static str)>,
    /// Name.
    pub name: String,
    /// Roles in words.
    pub roles: String,
    /// Whether a second factor is set.
    pub has_second: bool,
    /// The provider of accounts elsewhere, and whether one is bound to this.
    pub elsewhere: Option<(String, bool)>,
    /// Whether it is asked for, and missing.
    pub needs_second: bool,
    /// Recovery codes left, in words.
    pub codes_left: String,
    /// A secret for a new one, and the picture of its address.
    pub secret: String,
    /// See `secret`.
    pub picture: String,
    /// Recovery codes that were just made.
    pub codes: Vec<String>,
    /// Sessions: id, browser, times, whether it is this one.
    pub sessions: Vec<(String, String, String, bool)>,
    /// How long a password is at least.
    pub least: String,
    /// What became of what was asked.
    pub said: Option<String>,
}

/// Languages other than that of the page: name and code.
pub fn other_languages(words: Words) -> Vec<(&'static str, &'static str)> {
    let others = Language::ALL.into_iter().filter(|language| *language != words.language());
    others.map(|language| (language.own_name(), language.code())).collect()
}
