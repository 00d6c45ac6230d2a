//! Whose organ or proxy an actor is held to be, from when until when: a line of the actor register.

use jiff::Timestamp;

/// An actor's tie to a party. People hold it to be so, on the ground that `document` names; it is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The actor: the short name of a source, an origin or an author.
    pub actor: String,
    /// Its name for people, where it has no card of its own.
    pub name: Option<String>,
    /// What it is to the party.
    pub kind: TieKind,
    /// The party.
    pub of: String,
    /// Whether it is authorised to answer for the party on the record.
    pub speaks: bool,
    /// From when; `None`: always.
    pub from: Option<Timestamp>,
    /// The first moment at which it is so no more; `None`: open.
    pub until: Option<Timestamp>,
    /// On what ground.
    pub document: Option<String>,
}

/// What an actor is to a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieKind {
    /// Part of it: an army, a ministry, a spokesman's office.
    Organ,
    /// Acts or speaks in its interest without being part of it.
    Proxy,
    /// Nothing: takes an earlier line back.
    None,
}

impl TieKind {
    /// All kinds with their words.
    pub const WORDS: [(&'static str, TieKind); 3] =
        [("organ", TieKind::Organ), ("proxy", TieKind::Proxy), ("none", TieKind::None)];

    /// Reads the column `tie`.
    pub fn from_text(text: &str) -> Option<TieKind> {
        TieKind::WORDS.iter().find(|(word, _)| *word == text.trim()).map(|(_, kind)| *kind)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        TieKind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("none", |(word, _)| word)
    }
}

impl Tie {
    /// Which line of the register it is: a later one with the same takes its place.
    pub fn line(&self) -> (&str, &str, Option<Timestamp>) {
        (&self.actor, &self.of, self.from)
    }

    /// Whether it holds at any moment from `from` to `until`, both included.
    pub fn holds_between(&self, from: Timestamp, until: Timestamp) -> bool {
        self.kind != TieKind::None
            && self.from.is_none_or(|begun| begun <= until)
            && self.until.is_none_or(|ended| ended > from)
    }
}
