//! One source's account of one happening, as received.

use jiff::Timestamp;

use crate::{Basis, Credibility, Point, Statement};

/// A report: who told, on whose word, when, and what. Never changed; a correction is another entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Identity within its source.
    pub id: String,
    /// Who tells us.
    pub source: String,
    /// End of the chain of attribution; `None`: the source itself.
    pub origin: Option<String>,
    /// How the source came to know.
    pub basis: Option<Basis>,
    /// When the source told it.
    pub reported_at: Option<Timestamp>,
    /// How credible it is held to be.
    pub credibility: Option<Credibility>,
    /// What it tells.
    pub statement: Statement,
    /// Its words. Free text: kept outside the hashed bytes, so that it can be erased.
    pub text: Option<String>,
    /// Language of the text.
    pub language: Option<String>,
    /// Where it stands in public: outlet, title, date, address.
    pub document: Option<String>,
    /// Where the observer stood and what it heard, for observations by ear and eye.
    pub observer: Option<Observer>,
}

/// Where an observer stood, in which direction and how far off it was, and how many detonations were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observer {
    /// The observer's own position.
    pub at: Option<Point>,
    /// Degrees from north, clockwise.
    pub bearing: Option<u16>,
    /// Metres.
    pub distance_m: Option<u32>,
    /// Detonations counted.
    pub detonations: Option<u32>,
}
