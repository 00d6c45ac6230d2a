//! Verbs and their forms, and which of them tell that somebody says something.

use std::sync::OnceLock;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// What somebody does by saying something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// Says that something is so.
    Asserts,
    /// Says that it is not, or that he will not.
    Denies,
    /// Says that somebody must do something.
    Demands,
    /// Says that he will.
    Promises,
    /// Says that something is wrong.
    Objects,
    /// Says that something is good, or welcome.
    Thanks,
    /// Asks for something.
    Requests,
}

impl Stance {
    /// Its word.
    pub fn to_text(self) -> &'static str {
        match self {
            Stance::Asserts => "asserts",
            Stance::Denies => "denies",
            Stance::Demands => "demands",
            Stance::Promises => "promises",
            Stance::Objects => "objects",
            Stance::Thanks => "thanks",
            Stance::Requests => "requests",
        }
    }

    /// By its word.
    pub fn from_text(text: &str) -> Option<Stance> {
        use Stance::{Asserts, Demands, Denies, Objects, Promises, Requests, Thanks};
        [Asserts, Denies, Demands, Promises, Objects, Thanks, Requests].into_iter().find(|one| one.to_text() == text)
    }
}

/// A verb by which somebody says something, with what it takes.
#[derive(Debug)]
pub(crate) struct Cue {
    pub(crate) takes_clause: bool,
    pub(crate) takes_quote: bool,
    pub(crate) takes_to: bool,
    pub(crate) takes_object: bool,
    /// What follows these prepositions, with a stance of its own where that is another.
    pub(crate) prepositions: Vec<(&'static str, Option<Stance>)>,
    pub(crate) stance: Stance,
}

/// What is known of English verbs.
pub(crate) struct Lexicon {
    /// Forms with their verbs.
    forms: HashMap<String, &'static str, RandomState>,
    cues: HashMap<&'static str, Cue, RandomState>,
    irregular: Irregular,
}

/// Verbs with forms that do not follow the rule.
pub(crate) type Irregular = HashMap<&'static str, Vec<&'static str>, RandomState>;

/// All of them.
pub(crate) fn irregular() -> Irregular {
    let verb = |line: &'static str| {
        let mut forms = line.split_whitespace();
        Some((forms.next()?, forms.collect()))
    };
    lines(include_str!("../lexicon/irregular.txt")).filter_map(verb).collect()
}

/// Verbs of which the forms are asked for, and that are no cues.
const OTHERS: [&str; 11] =
    ["have", "send", "launch", "renew", "rumour", "rumor", "repute", "tip", "suppose", "be", "get"];

/// Lines of a list, without remarks.
pub(crate) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Lexicon {
    pub(crate) fn get() -> &'static Lexicon {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| {
            let mut lexicon = Lexicon { forms: HashMap::default(), cues: HashMap::default(), irregular: irregular() };
            for (verb, cue) in lines(include_str!("../lexicon/cues.txt")).filter_map(cue) {
                lexicon.cues.insert(verb, cue);
                lexicon.add_forms(verb);
            }
            for verb in OTHERS {
                lexicon.add_forms(verb);
            }
            lexicon
        })
    }

    fn add_forms(&mut self, verb: &'static str) {
        for form in forms(verb, self.irregular.get(verb)) {
            self.forms.entry(form).or_insert(verb);
        }
    }

    /// Whether a form is one of some verbs.
    pub(crate) fn is_form_of(&self, form: &str, verbs: &[&str]) -> bool {
        self.forms.get(form).is_some_and(|verb| verbs.contains(verb))
    }

    /// The cue that a form in small letters is of.
    pub(crate) fn cue(&self, form: &str) -> Option<(&'static str, &Cue)> {
        let verb = self.forms.get(form)?;
        Some((verb, self.cues.get(verb)?))
    }
}

/// A line of the list of nouns.
pub(crate) fn noun_cue(line: &'static str) -> Option<(&'static str, Cue)> {
    cue(line)
}

fn cue(line: &'static str) -> Option<(&'static str, Cue)> {
    let (verb, rest) = line.split_once(':')?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (stance, takes) = words.split_last()?;
    let has = |what: &str| takes.contains(&what);
    let cue = Cue {
        takes_clause: has("c"),
        takes_quote: has("q"),
        takes_to: has("x"),
        takes_object: has("o"),
        prepositions: takes.iter().filter_map(|one| one.strip_prefix('+')).map(preposition).collect(),
        stance: Stance::from_text(stance)?,
    };
    Some((verb, cue))
}

fn preposition(told: &'static str) -> (&'static str, Option<Stance>) {
    told.split_once('=').map_or((told, None), |(word, stance)| (word, Stance::from_text(stance)))
}

/// All forms of a verb.
pub(crate) fn forms(verb: &str, irregular: Option<&Vec<&'static str>>) -> Vec<String> {
    let is_sibilant = ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| verb.ends_with(end));
    let before_y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    let third = match before_y {
        Some(stem) => format!("{stem}ies"),
        None if is_sibilant => format!("{verb}es"),
        None => format!("{verb}s"),
    };
    let past = match (before_y, verb.strip_suffix('e')) {
        (Some(stem), _) => format!("{stem}ied"),
        (_, Some(stem)) => format!("{stem}ed"),
        _ => format!("{verb}ed"),
    };
    let going = match verb.strip_suffix('e').filter(|stem| !stem.ends_with('e')) {
        Some(stem) => format!("{stem}ing"),
        None => format!("{verb}ing"),
    };
    let mut out = vec![verb.to_owned(), third];
    match irregular {
        Some(forms) => {
            out.extend(forms.iter().map(|form| (*form).to_owned()));
            if forms.len() < 4 {
                out.push(going);
            }
        }
        None => out.extend([past, going]),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_to_their_verbs() {
        let lexicon = Lexicon::get();
        let verb = |form: &str| lexicon.cue(form).map(|(verb, _)| verb);
        for (form, of) in [
            ("said", "say"),
            ("denies", "deny"),
            ("denied", "deny"),
            ("urging", "urge"),
            ("told", "tell"),
            ("admitting", "admit"),
            ("agreeing", "agree"),
            ("stresses", "stress"),
            ("warned", "warn"),
            ("says", "say"),
        ] {
            assert_eq!(verb(form), Some(of), "{form}");
        }
        assert_eq!(verb("walked"), None);
        assert_eq!(
            lexicon.cues.len(),
            lines(include_str!("../lexicon/cues.txt")).count(),
            "a verb stands twice, or cannot be read"
        );
    }
}
