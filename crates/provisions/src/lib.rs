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
mod format;
mod kind;
mod markdown;
mod open;
mod rule;
mod succession;
mod syntax;
mod translated;
mod zone;

pub use agreement::{
    Agreement, Annexes, Attribute, Baseline, BaselineClaim, Body, Conversion, Declared, EventType, Evidence, Field,
    FieldHolds, Interval, Line, Milestone, Party, Provision, State, StateSpan, TimeLimit, Trigger, TriggerDate,
    Turning, Value, ValueFrom,
};
pub use calendar::{Calendar, NamedCalendar, Period, Span, Unit};
pub use check::{annex_names, read};
pub use diagnostic::{Code, Diagnostic, Position, Severity};
pub use format::format;
pub use kind::{Attributed, Away, Eligible, Following, Kind, Precondition, Reached, Reporting, Step};
pub use open::{OpenPoint, Opening, open_points};
pub use rule::{
    Amount, Anchor, Bound, Due, Duty, Holds, Key, Measure, Missing, Moment, Near, Particular, Reading, Reserve, Rule,
    Selection, Undefined,
};
pub use succession::succession;
pub use zone::{Course, Membership, Zone, ZoneOutline, metres_between};
