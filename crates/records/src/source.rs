//! Who tells us.

use crate::Reliability;

/// A source's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Short name used in reports.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// How reliable people hold it to be; `None`: not graded yet.
    pub reliability: Option<Reliability>,
    /// The party whose organ or proxy it is.
    pub organ_of: Option<String>,
    /// Where it can be read.
    pub address: Option<String>,
}

/// What sort of source tells us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// The mission's own monitor or sensor.
    Monitor,
    /// A party's liaison, or an organ that speaks for a party.
    Party,
    /// An international organisation.
    Organisation,
    /// A state that is not a party.
    State,
    /// A newspaper, agency or broadcaster.
    Outlet,
    /// A data set.
    DataSet,
    /// Civil society.
    CivilSociety,
    /// Anything else.
    Other,
}

impl SourceKind {
    /// All kinds with their words.
    pub const WORDS: [(&'static str, SourceKind); 8] = [
        ("monitor", SourceKind::Monitor),
        ("party", SourceKind::Party),
        ("organisation", SourceKind::Organisation),
        ("state", SourceKind::State),
        ("outlet", SourceKind::Outlet),
        ("data_set", SourceKind::DataSet),
        ("civil_society", SourceKind::CivilSociety),
        ("other", SourceKind::Other),
    ];

    /// Reads the column `kind`.
    pub fn from_text(text: &str) -> Option<SourceKind> {
        SourceKind::WORDS.iter().find(|(word, _)| *word == text.trim()).map(|(_, kind)| *kind)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        SourceKind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("other", |(word, _)| word)
    }
}
