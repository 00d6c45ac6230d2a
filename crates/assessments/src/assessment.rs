//! The result: one status for each rule, reading, party, instance and level, with what it rests on.

use jiff::Timestamp;
use records::{Level, Texts};
use rust_decimal::Decimal;

/// What the program works out. `docs/guide/assessments.md` defines each field and status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Provision by its id.
    pub provision: String,
    /// Rule by its id.
    pub rule: String,
    /// Reading by its name.
    pub reading: String,
    /// Party bound; `unknown` for acts whose author is not known; empty where nobody is bound.
    pub party: String,
    /// What keeps it apart from the rule's other instances.
    pub instance: String,
    /// At which level of knowledge.
    pub level: Level,
    /// The status.
    pub status: Status,
    /// Why, for a status that has reasons.
    pub reason: Option<Reason>,
    /// From when the instance runs.
    pub start: Option<Timestamp>,
    /// When it falls due, the last moment in time.
    pub due: Option<Timestamp>,
    /// When the happening took place that decided the status.
    pub decided_at: Option<Timestamp>,
    /// Met after the due time.
    pub late: bool,
    /// Grounds that the party pleads for what is counted, sorted.
    pub pleaded: Vec<String>,
    /// What is counted at this level (L).
    pub count: Decimal,
    /// The events that it rests on, sorted by id.
    pub because: Vec<Cause>,
    /// What assessors scored where nothing can be computed, sorted by assessor.
    pub scores: Vec<Score>,
}

/// An assessment as it is handed on: the same fields, borrowed. A pass over many events makes millions of them.
#[derive(Clone, Copy, Debug)]
pub struct AssessmentRef<'t> {
    /// Provision by its id.
    pub provision: &'t str,
    /// Rule by its id.
    pub rule: &'t str,
    /// Reading by its name.
    pub reading: &'t str,
    /// Party bound.
    pub party: &'t str,
    /// What keeps it apart from the rule's other instances.
    pub instance: &'t str,
    /// At which level of knowledge.
    pub level: Level,
    /// The status.
    pub status: Status,
    /// Why, for a status that has reasons.
    pub reason: Option<Reason>,
    /// From when the instance runs.
    pub start: Option<Timestamp>,
    /// When it falls due.
    pub due: Option<Timestamp>,
    /// When the happening took place that decided the status.
    pub decided_at: Option<Timestamp>,
    /// Met after the due time.
    pub late: bool,
    /// Grounds pleaded.
    pub pleaded: &'t [String],
    /// What is counted at this level.
    pub count: Decimal,
    /// The events that it rests on, sorted by id.
    pub because: Because<'t>,
    /// What assessors scored.
    pub scores: &'t [Score],
}

/// Events in their roles.
#[derive(Clone, Copy, Debug)]
pub enum Because<'t> {
    /// With their ids.
    Listed(&'t [Cause]),
    /// By the numbers of their ids.
    Numbered(&'t [(u32, Role)], &'t Texts),
}

impl<'t> Because<'t> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Because::Listed(causes) => causes.len(),
            Because::Numbered(numbers, _) => numbers.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An event by its place.
    pub fn get(&self, idx: usize) -> Option<(&'t str, Role)> {
        match self {
            Because::Listed(causes) => causes.get(idx).map(|cause| (cause.event.as_str(), cause.role)),
            Because::Numbered(numbers, ids) => numbers.get(idx).map(|(number, role)| (ids.get(*number), *role)),
        }
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = (&'t str, Role)> {
        (0..self.len()).filter_map(move |idx| self.get(idx))
    }
}

impl AssessmentRef<'_> {
    /// The same, on its own.
    pub fn to_assessment(&self) -> Assessment {
        let cause = |(event, role): (&str, Role)| Cause { event: event.to_owned(), role };
        Assessment {
            provision: self.provision.to_owned(),
            rule: self.rule.to_owned(),
            reading: self.reading.to_owned(),
            party: self.party.to_owned(),
            instance: self.instance.to_owned(),
            level: self.level,
            status: self.status,
            reason: self.reason,
            start: self.start,
            due: self.due,
            decided_at: self.decided_at,
            late: self.late,
            pleaded: self.pleaded.to_vec(),
            count: self.count,
            because: self.because.iter().map(cause).collect(),
            scores: self.scores.to_vec(),
        }
    }
}

impl Assessment {
    /// The same, borrowed.
    pub fn lent(&self) -> AssessmentRef<'_> {
        AssessmentRef {
            provision: &self.provision,
            rule: &self.rule,
            reading: &self.reading,
            party: &self.party,
            instance: &self.instance,
            level: self.level,
            status: self.status,
            reason: self.reason,
            start: self.start,
            due: self.due,
            decided_at: self.decided_at,
            late: self.late,
            pleaded: &self.pleaded,
            count: self.count,
            because: Because::Listed(&self.because),
            scores: &self.scores,
        }
    }
}

/// An assessor's latest score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The assessor.
    pub by: String,
    /// 0 not begun, 1 minimum, 2 intermediate, 3 complete; none: withheld until a second assessor has scored.
    pub score: Option<u8>,
    /// When it was given.
    pub at: Timestamp,
}

/// An event in its role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The event's id.
    pub event: String,
    /// What it does here.
    pub role: Role,
}

/// What an event does in an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It set the time running.
    Trigger,
    /// It is counted at this level.
    Counted,
    /// It would count if it were known better, or more precisely.
    Open,
    /// It would count if its author were known to be this party.
    AuthorUnknown,
}

/// A status. Nothing here is a finding but `BreachFound`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// What is known suffices.
    Met,
    /// Nothing alleged reaches a breach, and enough could be seen.
    NoBreachRecorded,
    /// What is known at this level amounts to a breach, if it is so.
    BreachIndicated,
    /// A finding of the verification body establishes fact, author and provision.
    BreachFound,
    /// The due time is past and nothing shows fulfilment or its absence.
    Overdue,
    /// What is known does not decide it.
    Undetermined,
    /// The due time is to come.
    Pending,
    /// Outside the rule's time.
    NotInForce,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 8] = [
        Status::Met,
        Status::NoBreachRecorded,
        Status::BreachIndicated,
        Status::BreachFound,
        Status::Overdue,
        Status::Undetermined,
        Status::Pending,
        Status::NotInForce,
    ];

    /// The word in files.
    pub fn to_text(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::NoBreachRecorded => "no_breach_recorded",
            Status::BreachIndicated => "breach_indicated",
            Status::BreachFound => "breach_found",
            Status::Overdue => "overdue",
            Status::Undetermined => "undetermined",
            Status::Pending => "pending",
            Status::NotInForce => "not_in_force",
        }
    }
}

macro_rules! reasons {
    ($($name:ident = $text:literal, $doc:literal;)*) => {
        /// Why a status is what it is. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason { $(#[doc = $doc] $name,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The word in files.
            pub fn to_text(self) -> &'static str {
                match self { $(Reason::$name => $text,)* }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Reason::$name => $doc,)* }
            }
        }
    };
}

reasons! {
    TermUndefined = "term_undefined", "The agreement does not define a term on which it turns.";
    NoBaseline = "no_baseline", "A share is asked of something that nobody declared.";
    UnitsNotComparable = "units_not_comparable", "What was reported is counted in another unit than the duty.";
    TriggerDisputed = "trigger_disputed", "The date from which time runs is disputed.";
    TimeImprecise = "time_imprecise", "The times are not known precisely enough.";
    PlaceImprecise = "place_imprecise", "The places are not known precisely enough.";
    AuthorUnknown = "author_unknown", "Acts are reported whose author is not known.";
    CountIncomplete = "count_incomplete", "Some is reported, less than is due, and nobody says that the count is complete.";
    NotVerified = "not_verified", "A particular that the rule asks for is not stated.";
    AllegationsOpen = "allegations_open", "Allegations are open at this level.";
    NoAccess = "no_access", "Too little could be observed.";
    QualifierNeedsFinding = "qualifier_needs_finding", "The rule turns on a quality of the act that only a finding can establish.";
    ToBeAgreed = "to_be_agreed", "The parties have left this to a later agreement.";
    AnnexMissing = "annex_missing", "An annex is missing or not public.";
    ClaimedOnly = "claimed_only", "Fulfilment is claimed and not known at this level.";
    NothingReported = "nothing_reported", "Nothing is reported.";
}
