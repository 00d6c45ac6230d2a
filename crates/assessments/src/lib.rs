//! What the record says about the keeping of an agreement: rule x reading x party x instance x level.
//!
//! The program assesses; only people find. The definitions are in `docs/guide/assessments.md`; a slow oracle under
//! `tests/oracle/`, written from them alone, judges this crate.
//!
//! In reading order: `assessment` is the result, `levels` says how well an event is known, `time` when a rule is in
//! force, `candidates` which events bear on an instance and how surely, `bounds` counts them, `rules` has one file
//! for each kind, `evaluate` runs them all, `coverage` and `days` say where and when somebody looked.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod assessment;

pub use assessment::{Assessment, Cause, Reason, Role, Status};
