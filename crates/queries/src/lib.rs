//! An agreement as SQL: the assessments of its rules, worked out by engines that others run.
//!
//! A script reads one table of events, as `truce export` writes it, and gives the objects of
//! `docs/formats/assessments.md`, byte for byte as `truce evaluate` writes them. It is written from
//! `docs/guide/assessments.md` and shares nothing with the evaluator, so that each checks the other.
//!
//! In reading order: `dialect` is what the engines say differently, `script` the result, `columns` the table that is read,
//! `sight` what is in sight and how well it is known, `clock` local time, `moments` when a rule is in force, `clause` which
//! events bear on it, `amounts` and `milestones` the numbers asked, `windows` the instances, `cover` what was observed and
//! told completely; `most`, `irregular`, `standing`, `least`, `present`, `holding` and `words` the kinds of rule, `rule`
//! which goes where, `answer` the lines.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod amounts;
mod answer;
mod clause;
mod clock;
mod columns;
mod cover;
mod dialect;
mod holding;
mod irregular;
mod least;
mod maker;
mod milestones;
mod moments;
mod most;
mod present;
mod rule;
mod script;
mod sight;
mod standing;
mod windows;
mod words;

pub use columns::{Holding, MONTH, MORE, Predicate, create_table, fields, predicates};
pub use dialect::Dialect;
pub use rule::{Asked, script};
pub use script::{Cannot, Script, Step};
