//! The agreement language: one Markdown file in, a checked agreement and a list of diagnostics out.
//!
//! Broken input is a result, never an error: what could be made of it is there, and each fault has its place, its
//! code, one plain sentence and a hint. Nothing here reads a file or a clock; annexes are bytes given by the caller.
//!
//! In reading order: `markdown` finds the blocks, `syntax` makes lines and words of them, `check` gives them meaning,
//! `agreement` is the result, `calendar` counts time as an agreement does, `zone` knows outlines.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod agreement;
mod calendar;
mod check;
mod diagnostic;
mod markdown;
mod rule;
mod syntax;
mod zone;

pub use agreement::{
    Agreement, Annexes, Baseline, Body, EventType, Evidence, Interval, Party, Provision, State, StateSpan, Trigger,
    TriggerDate,
};
pub use calendar::{Calendar, Period, Span, Unit};
pub use check::{annex_names, read};
pub use diagnostic::{Code, Diagnostic, Position, Severity};
pub use rule::{
    Amount, Anchor, Bound, Due, Duty, Key, Kind, Measure, Missing, Moment, Reading, Reserve, Rule, Selection, Undefined,
};
pub use zone::{Membership, Zone, ZoneOutline};
