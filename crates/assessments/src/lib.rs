//! What the record says about the keeping of an agreement: rule x reading x party x instance x level.
//!
//! The program assesses; only people find. The definitions are in `docs/guide/assessments.md`; a slow oracle under
//! `tests/oracle/`, written from them alone, judges this crate.
//!
//! In reading order: `assessment` is the result, `levels` says how well an event is known and `standing` why, `time` when a rule is in
//! force, `bearing` which events bear on a clause and how surely, `at_most` and `at_least` decide an instance, `rules`
//! has one file for each kind, `frame` what they share, `case` what is on record of one event and due in its course, `evaluate` runs them all, `coverage`, `watched` and `days` say
//! where and when somebody looked.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod amount;
mod assessment;
mod at_least;
mod at_most;
mod bearing;
mod bears;
mod case;
mod changes;
mod confirm;
mod coverage;
mod days;
mod engine;
mod evaluate;
mod frame;
mod irregular;
mod levels;
mod milestone;
mod place;
mod precondition;
pub mod registers;
mod rules;
mod standing;
mod support;
mod time;
mod watched;

pub use assessment::{Assessment, AssessmentRef, Because, Cause, Reason, Role, Score, Status};
pub use bears::{Bearing, bears};
pub use case::{Answered, Case, Cases, DueState, DueStep, case, disputes};
pub use changes::{Change, changes};
pub use confirm::{Condition, Named, condition, confirm};
pub use days::{Day, days};
pub use engine::{Final, Live, News, Work, Worker, evaluate_rows};
pub use evaluate::{evaluate, evaluate_versions};
pub use place::{membership, nearer};
pub use standing::{Ground, Stand, Standing, Standings};
pub use support::{Support, Supports};
pub use watched::{Watched, looked_into, watched};
