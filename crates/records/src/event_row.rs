//! One row of an events file: what another program, or an export of ours, states with the levels given.

use jiff::Timestamp;

use crate::{Level, Statement};

/// A row of the `events` format (`truce evaluate --events`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Identity within the file.
    pub id: String,
    /// What it states.
    pub statement: Statement,
    /// How well the fact is known.
    pub level: Level,
    /// How well the author is known.
    pub level_author: Level,
    /// How well the number is known.
    pub level_quantity: Level,
    /// When it was recorded; `None`: known always.
    pub recorded_at: Option<Timestamp>,
    /// Id of the row that this one replaces.
    pub supersedes: Option<String>,
}
