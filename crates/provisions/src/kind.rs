//! What a rule asks: a closed list of kinds, so that the compiler names every place that a new one must touch.

use rust_decimal::Decimal;

use crate::calendar::{Period, Span};
use crate::rule::{Amount, Bound, Due, Key, Measure, Moment, Near, Selection, Undefined};

/// What a rule asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Never this; or never this within a time after that.
    Prohibition {
        /// What must not happen.
        never: Selection,
        /// What it must not follow; none: it must not happen at all.
        after: Option<Following>,
    },
    /// At least so much of this, in time.
    Deadline {
        /// What must happen.
        must: Selection,
        /// How much of it.
        at_least: Amount,
        /// By when.
        due: Due,
    },
    /// This only after that.
    Sequence {
        /// What may happen only then.
        may: Selection,
        /// What must have come before, all of it.
        only: Vec<Precondition>,
    },
    /// This together with that: each of the one has one of the other near it in time.
    Together {
        /// What must happen.
        must: Selection,
        /// With each of these.
        with: Selection,
        /// How long before or after it.
        within: Span,
    },
    /// Only these may do it, perhaps after consultation or with consent.
    Eligibility {
        /// Who may.
        only: Eligible,
        /// What.
        may: Selection,
        /// What must have come before, all of it.
        after: Vec<Precondition>,
    },
    /// Those permitted may do it.
    Permission {
        /// What they may.
        may: Selection,
    },
    /// Forces or weapons kept out of a place, or at a distance.
    Placement {
        /// Their presence.
        keep: Selection,
        /// From where.
        away: Away,
    },
    /// A total from the beginning of the rule's time, at least so much by a date, or never more than so much.
    Cumulative {
        /// What is counted.
        total: Selection,
        /// Least or most.
        bound: Bound,
        /// How much.
        amount: Amount,
        /// By when; a total that may never be passed has none.
        due: Option<Due>,
    },
    /// Something holds all the time, or so many hours of every period.
    Continuous {
        /// What holds, or what is absent.
        holds: Selection,
        /// Whether it is the absence of it that must hold.
        absence: bool,
        /// Hours of every period; none: all the time.
        hours: Option<(Decimal, Period)>,
        /// What shows that it does not hold.
        contrary: Option<Selection>,
    },
    /// A report or notice to somebody.
    Report {
        /// To whom: any of these.
        to: Vec<String>,
        /// When.
        when: Reporting,
    },
    /// In every period, at least or at most so much.
    Rate {
        /// The period.
        every: Period,
        /// The measures, all of which must be kept.
        measures: Vec<Measure>,
    },
    /// At no time more than so much.
    Cap {
        /// How much.
        at_most: Amount,
        /// What is present, or comes.
        of: Selection,
        /// What leaves; none: each row says how many are present.
        less: Option<Selection>,
    },
    /// So many of one for each of another.
    Ratio {
        /// What must happen.
        must: Selection,
        /// How many of it for each.
        times: Decimal,
        /// For each of these.
        every: Selection,
        /// How long after it; none: left to be agreed.
        within: Option<Span>,
    },
    /// An authorisation in force while a state holds.
    Term(String),
    /// Steps, each of which falls due once its condition is reached.
    Conditional {
        /// What is counted, from the beginning of the rule's time.
        total: Selection,
        /// The steps, in order.
        steps: Vec<Step>,
    },
    /// Acts of others must be prevented.
    Prevention {
        /// The acts.
        acts: Selection,
        /// Whether each act is a breach by itself; else only a finding that it was not prevented makes it one.
        strictly: bool,
    },
    /// An effort is owed, which only people can judge.
    Effort {
        /// What is to be endeavoured, in the agreement's words.
        what: String,
        /// What shows the effort.
        through: Option<Selection>,
    },
    /// What cannot be checked.
    Undefined(Undefined),
}

/// What an act must not follow, and how the two belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    /// How long after it.
    pub within: Span,
    /// What it must not follow.
    pub of: Selection,
    /// Whether its author and target must be those of the other, exchanged.
    pub in_answer: bool,
    /// Columns that must be the same.
    pub same: Vec<Key>,
}

/// Who may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eligible {
    /// These actors.
    Actors(Vec<String>),
    /// Those that have, or have not, these attributes when they act.
    Those(Vec<Attributed>),
}

/// An attribute that an actor must have, or must not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributed {
    /// Whether the actor must have it.
    pub has: bool,
    /// The attribute.
    pub attribute: String,
}

/// What must have come before an act.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a rule has a few of them at most")]
pub enum Precondition {
    /// A moment of the agreement has come.
    Moment(Moment),
    /// So much of this has happened.
    Happened(Selection, Amount),
    /// Each of these was consulted about it.
    Consultation(Vec<String>),
    /// Each of these consented to it, and did not take it back.
    Consent(Vec<String>),
}

/// Where forces or weapons must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Away {
    /// In any of these zones.
    OutOf(Vec<String>),
    /// Nearer than this to a line or zone.
    From(Near),
    /// Nearer than this to a line or zone of its own for each party. `apart` is the whole distance where the parties
    /// share it equally.
    OwnLines {
        /// The line of each party.
        lines: Vec<(String, Near)>,
        /// The distance between the two sides of which each keeps half, in metres.
        apart: Option<Decimal>,
    },
    /// Nearer than this, in metres, to the other side's.
    Apart(Decimal),
}

/// When a report is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Reporting {
    /// Once in every period.
    Every(Period),
    /// Once, by a due time.
    Once(Due),
    /// Of each event; without a span, by a time to be agreed.
    Of {
        /// What is to be reported.
        event: Selection,
        /// How long after it.
        within: Option<Span>,
    },
}

/// One step of a conditional duty.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How much in all must have happened.
    pub at_least: Amount,
    /// How long after the condition was reached; none: by a time to be agreed.
    pub within: Option<Span>,
    /// What must have been reached, all of it, counted from the agreement's entry into force.
    pub once: Vec<Reached>,
}

/// So much of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// What is counted.
    pub of: Selection,
    /// How much.
    pub at_least: Amount,
}

impl Kind {
    /// The name of its page in the guide.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Prohibition { .. } => "prohibition",
            Kind::Deadline { .. } => "deadline",
            Kind::Sequence { .. } | Kind::Together { .. } => "sequence",
            Kind::Eligibility { .. } | Kind::Permission { .. } => "eligibility",
            Kind::Placement { .. } => "placement",
            Kind::Cumulative { .. } => "cumulative",
            Kind::Continuous { .. } => "continuous",
            Kind::Report { .. } => "report",
            Kind::Rate { .. } | Kind::Cap { .. } => "rate",
            Kind::Ratio { .. } => "ratio",
            Kind::Term(_) => "term",
            Kind::Conditional { .. } => "conditional",
            Kind::Prevention { .. } | Kind::Effort { .. } => "conduct",
            Kind::Undefined(_) => "undefined",
        }
    }

    /// Every name of a kind, in the guide's order.
    pub const NAMES: [&'static str; 14] = [
        "prohibition",
        "deadline",
        "sequence",
        "eligibility",
        "placement",
        "cumulative",
        "continuous",
        "report",
        "rate",
        "ratio",
        "term",
        "conditional",
        "conduct",
        "undefined",
    ];

    /// The events that it asks for or forbids; nothing for a term and for what cannot be checked.
    pub fn selections(&self) -> Vec<&Selection> {
        match self {
            Kind::Prohibition { never: one, .. }
            | Kind::Deadline { must: one, .. }
            | Kind::Sequence { may: one, .. }
            | Kind::Together { must: one, .. }
            | Kind::Eligibility { may: one, .. }
            | Kind::Permission { may: one }
            | Kind::Placement { keep: one, .. }
            | Kind::Cumulative { total: one, .. }
            | Kind::Continuous { holds: one, .. }
            | Kind::Cap { of: one, .. }
            | Kind::Ratio { must: one, .. }
            | Kind::Conditional { total: one, .. }
            | Kind::Prevention { acts: one, .. } => vec![one],
            Kind::Rate { measures, .. } => measures.iter().map(|measure| &measure.selection).collect(),
            Kind::Effort { through, .. } => through.iter().collect(),
            Kind::Report { .. } | Kind::Term(_) | Kind::Undefined(_) => Vec::new(),
        }
    }
}
