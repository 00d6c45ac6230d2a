//! Who has a place in the mission.

use askama::Template;

use super::Frame;
use crate::words::{id_of, party_shown};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "members.html")]
pub struct MembersPage {
    /// Head and foot.
    pub frame: Frame,
    /// Members by name.
    pub members: Vec<MemberRow>,
    /// Roles to choose from: id and words.
    pub roles: Vec<(String, String)>,
    /// Parties to choose from, for a liaison.
    pub parties: Vec<(String, String)>,
    /// Whether the reader may give and end places.
    pub may_manage: bool,
    /// A link of invitation that was just made, with the member's name.
    pub invited: Option<(String, String)>,
    /// What is set for the mission: names and values.
    pub settings: Vec<(String, String)>,
    /// What became of what was asked.
    pub said: Vec<String>,
}

/// What a mission sets for its pages.
pub struct Settings {
    /// What the public may see: the message that says so.
    pub open: &'static str,
    /// Whether a second factor is asked for.
    pub second: bool,
    /// Under which address people reach it.
    pub address: Option<String>,
    /// Days before a due time on which calendars tell of it.
    pub notice_days: Vec<u32>,
    /// How many days registers of risk are held back.
    pub delay_days: u32,
}

/// A member.
pub struct MemberRow {
    /// Name.
    pub name: String,
    /// Roles in words.
    pub roles: String,
    /// Whether they can sign in.
    pub state: String,
}

/// A member as the record and the accounts have them: name, roles, party, whether there is an account, and a second factor.
pub struct Member {
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<String>,
    /// The party for which a liaison speaks.
    pub party: Option<String>,
    /// Whether a password was chosen.
    pub has_account: bool,
    /// Whether there is a second factor.
    pub has_second: bool,
}

/// Fills the page.
pub fn members(
    record: &Record<'_>,
    (all, roles): (&[Member], &[&str]),
    (may_manage, settings): (bool, &Settings),
    (invited, said): (Option<(String, String)>, Vec<String>),
    shown: &Shown,
) -> MembersPage {
    let words = record.words;
    let role = |role: &str| words.say(&id_of("role-of", role));
    let row = |member: &Member| {
        let mut roles: Vec<String> = member.roles.iter().map(|own| role(own)).collect();
        roles.extend(member.party.as_deref().map(|party| party_shown(words, record.agreement, party)));
        let state = match (member.has_account, member.has_second) {
            (false, _) => "account-none",
            (true, false) => "account-one-factor",
            (true, true) => "account-two-factors",
        };
        MemberRow { name: member.name.clone(), roles: words.list(&roles), state: words.say(state) }
    };
    let own = record.agreement.parties.iter();
    MembersPage {
        members: all.iter().map(row).collect(),
        roles: roles.iter().map(|own| ((*own).to_owned(), role(own))).collect(),
        parties: own.map(|party| (party.id.clone(), party.name.clone())).collect(),
        settings: set(record, settings),
        may_manage,
        invited,
        said,
        frame: Frame::new(record, shown),
    }
}

fn set(record: &Record<'_>, settings: &Settings) -> Vec<(String, String)> {
    let words = record.words;
    let yes = |is_so: bool| words.say(if is_so { "yes" } else { "no" });
    let days: Vec<String> = settings.notice_days.iter().map(|days| words.number(days)).collect();
    [
        ("setting-open", words.say(settings.open)),
        ("setting-second", yes(settings.second)),
        ("setting-address", settings.address.clone().unwrap_or_else(|| "127.0.0.1".to_owned())),
        ("setting-notice", words.list(&days)),
        ("setting-delay", words.number(settings.delay_days)),
        ("setting-zone", record.agreement.calendar.zone_name.clone()),
        ("setting-languages", words.list(&record.agreement.languages)),
    ]
    .into_iter()
    .map(|(id, value)| (words.say(id), value))
    .collect()
}
