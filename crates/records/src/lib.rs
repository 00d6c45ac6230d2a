//! The words everybody shares: what a source told, of what, when, where, and how precisely it is known.
//!
//! Only values that a report or a decision is made of, and no function that needs anything but its
//! arguments: no storage, no JSON, no rules of an agreement, no clock.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod event_row;
mod grade;
mod happening;
mod haystack;
mod link_decision;
mod place;
mod procedure;
mod report;
mod rows;
mod source;
mod statement;
pub mod taxonomy;
mod texts;
mod tie;
mod when;

pub use event_row::EventRow;
pub use grade::{Basis, Credibility, Level, Reliability};
pub use happening::Happening;
pub use haystack::Haystack;
pub use link_decision::{LinkAct, LinkDecision};
pub use place::{Place, PlacePrecision, Point};
pub use procedure::{CaseStep, STANDARDS_OF_PROOF, Stage};
pub use report::{Observer, Report};
pub use rows::{Row, Rows};
pub use source::{Source, SourceKind};
pub use statement::{
    Account, Answer, Decision, Element, Figure, Finding, Observation, Response, Score, Stance, Standards, Statement,
    Tally, Turn, Verdict,
};
pub use texts::Texts;
pub use tie::{Tie, TieKind};
pub use when::{When, WhenError, WhenPrecision, end_of_day, parse_moment};
