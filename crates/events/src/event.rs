//! An event and what it rests on.

use records::{Basis, Credibility, Happening, Level, Reliability};

/// What happened, as best known. Where its reports name several kinds of act or several authors, each of these claims is
/// an event of the same id: an allegation is never lost, and never counted twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id: the id of its smallest report.
    pub id: String,
    /// What is claimed.
    pub happening: Happening,
    /// What the claim rests on.
    pub evidence: Evidence,
}

/// What a claim rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Another program states how well each element is known.
    Stated {
        /// That it happened, where and when.
        fact: Level,
        /// Who did it.
        author: Level,
        /// How many or how much.
        quantity: Level,
    },
    /// Reports tell of it.
    Told(Vec<Voice>),
}

/// One report's voice on an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Position in the ledger of the entry that holds the report.
    pub entry: u64,
    /// Id of the report.
    pub report: String,
    /// Who told us.
    pub source: String,
    /// End of the chain of attribution; reports with one origin are one voice.
    pub origin: String,
    /// Whether the origin is known by name: the source itself, or one with a card. Of an unnamed one, nobody can say that it is
    /// not another unnamed one.
    pub is_named: bool,
    /// The party whose organ or proxy the origin is, if any.
    pub interests: Vec<String>,
    /// Whether the source is the mission's own monitor or sensor.
    pub own: bool,
    /// Grade of the source.
    pub reliability: Option<Reliability>,
    /// Grade of the report.
    pub credibility: Option<Credibility>,
    /// How the source came to know.
    pub basis: Option<Basis>,
    /// The author that this report names.
    pub by: Option<String>,
    /// Whether it tells of the same kind of act, at a time and place that agree with the event's.
    pub tells_fact: bool,
    /// Whether it states the event's number.
    pub states_quantity: bool,
}
