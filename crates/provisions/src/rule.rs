//! A rule as checked: whom it binds, when it is in force, what it asks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Time;
use rust_decimal::Decimal;

use crate::agreement::Interval;
use crate::calendar::{Span, Unit};
use crate::diagnostic::Position;
use crate::kind::Kind;

/// What can be evaluated; belongs to one provision.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, never used again for another.
    pub id: String,
    /// What it says, in a few words.
    pub title: String,
    /// Where it stands.
    pub at: Position,
    /// Byte offset after its last line.
    pub end: usize,
    /// The ways to read it, at least one; none is the default.
    pub readings: Vec<Reading>,
}

/// One way to read a rule.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its name; `as written` where the text allows only one.
    pub name: String,
    /// Who holds it.
    pub held_by: Vec<String>,
    /// Which claimed date of each disputed trigger it takes.
    pub choices: BTreeMap<String, usize>,
    /// What it asks.
    pub duty: Duty,
}

impl Reading {
    /// Name of the only reading of a rule that has no others.
    pub const AS_WRITTEN: &'static str = "as written";

    /// Whether a name means this reading: its whole name, one of its parts, or a part without the trigger's name.
    pub fn is_called(&self, name: &str) -> bool {
        let is = |part: &str| part == name || part.split_once(": ").is_some_and(|(_, of_trigger)| of_trigger == name);
        self.name == name || self.name.split("; ").any(is)
    }
}

/// A complete duty.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// Parties bound, in the agreement's order.
    pub obliges: Vec<String>,
    /// What it is kept apart by.
    pub each: Option<Key>,
    /// States that must hold, all of them.
    pub states: Vec<String>,
    /// Further bounds of its time.
    pub time: Interval<Moment>,
    /// What must have come about before it binds, all of them: milestones and triggers.
    pub once: Vec<Moment>,
    /// What it asks.
    pub kind: Kind,
    /// Acts that it leaves free.
    pub except: Vec<Selection>,
    /// Bodies whose decision waives it.
    pub waived_by: Vec<String>,
    /// Grounds that it reserves.
    pub reserves: Vec<Reserve>,
    /// A qualifier that only a finding can establish.
    pub qualified: Option<String>,
    /// Whether the agreement declares the count complete.
    pub counted_completely: bool,
    /// Share of zone-hours that must have been observed, in percent, in place of the agreement's.
    pub coverage: Option<Decimal>,
    /// What its figures are taken from, in words.
    pub value_from: Option<String>,
}

/// A ground on which a party may act all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// The ground.
    pub ground: String,
    /// For whom; empty: for all bound.
    pub parties: Vec<String>,
}

/// What keeps instances apart: the value of this column of an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub String);

/// One measure of a rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What is counted.
    pub selection: Selection,
    /// Least or most.
    pub bound: Bound,
    /// How much: a number or a value.
    pub amount: Amount,
    /// Name of a part ("of them fuel"); none for the whole.
    pub part: Option<String>,
}

/// Least or most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
}

/// Which events count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Name of the type in the agreement.
    pub name: String,
    /// All types that count as it.
    pub types: BTreeSet<String>,
    /// Unit in which it is counted, if any.
    pub unit: Option<String>,
    /// Done by one of these; empty: see the rule's kind.
    pub by: Vec<String>,
    /// Done to one of these; empty: to anybody.
    pub against: Vec<String>,
    /// In one of these zones; empty: anywhere.
    pub zones: Vec<String>,
    /// Nearer than this to a line or zone; none: at any distance. Set by a placement, never beside `zones`.
    pub near: Option<Near>,
    /// About one of these items; empty: any.
    pub items: Vec<String>,
    /// With these particulars, all of them.
    pub with: Vec<Particular>,
}

/// A distance from a line or a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The distance in metres, along the Earth's surface (WGS 84).
    pub metres: Decimal,
    /// The line or zone from which it is measured.
    pub of: String,
}

/// What a column of an event must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particular {
    /// The column.
    pub column: String,
    /// What it must hold.
    pub holds: Holds,
}

/// What a column must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One of these words.
    OneOf(Vec<String>),
    /// A number not less than this.
    AtLeast(Decimal),
    /// A number not greater than this.
    AtMost(Decimal),
}

/// How much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A number.
    Number(Decimal),
    /// A share of a baseline, in percent.
    Share(Decimal, String),
    /// A value that the agreement names.
    Value(String),
}

/// When a duty falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Within a span counted from an anchor.
    Within(Span, Anchor),
    /// By a moment, which is still in time.
    By(Moment),
    /// Not before the first, and by the second.
    Between(Moment, Moment),
    /// By a date that the parties have still to agree.
    ToBeAgreed,
}

/// What a span is counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A moment of the agreement.
    Moment(Moment),
    /// Each event of a kind: an instance for each.
    Event(Selection),
}

/// A moment that the agreement sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A date and time.
    At(Timestamp),
    /// A trigger.
    Trigger(String),
    /// The moment when the agreement enters into force.
    EntryIntoForce,
    /// The beginning of a state.
    StartOf(String),
    /// The end of a state.
    EndOf(String),
    /// A span after another moment.
    After(Span, Box<Moment>),
    /// A span before another moment.
    Before(Span, Box<Moment>),
    /// The whole of day N counted from another moment's day, which is day 0 (`D+N`); negative before it (`D-N`).
    DayAfter(i32, Box<Moment>),
    /// The whole of the Nth working day after another moment's day.
    WorkingDayAfter(u32, Unit, Box<Moment>),
    /// A clock time on a day that another moment gives.
    ClockTime(Time, Box<Moment>),
    /// The moment at which a milestone is reached, which differs from level to level.
    Milestone(String),
}

impl Moment {
    /// The milestone from which it is counted, if it is.
    pub fn milestone(&self) -> Option<&str> {
        match self {
            Moment::Milestone(id) => Some(id),
            Moment::After(_, of)
            | Moment::Before(_, of)
            | Moment::DayAfter(_, of)
            | Moment::WorkingDayAfter(_, _, of)
            | Moment::ClockTime(_, of) => of.milestone(),
            Moment::At(_) | Moment::Trigger(_) | Moment::EntryIntoForce | Moment::StartOf(_) | Moment::EndOf(_) => None,
        }
    }

    /// Whether it is a whole day, whose last moment is still in time.
    pub fn is_day(&self) -> bool {
        matches!(self, Moment::DayAfter(..) | Moment::WorkingDayAfter(..))
    }
}

/// What cannot be checked, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined {
    /// Which sort of thing is missing.
    pub missing: Missing,
    /// The term, in the agreement's words.
    pub term: String,
    /// Why it matters.
    pub because: Option<String>,
    /// Who could supply it.
    pub supplied_by: Vec<String>,
}

/// Which sort of thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A term is not defined.
    Term,
    /// Something is left to be agreed.
    Agreement,
    /// An annex is not there, or not public.
    Annex,
    /// No baseline was declared.
    Baseline,
}
