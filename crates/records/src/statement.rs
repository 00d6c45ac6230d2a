//! What a row can say: a happening, or one of the statements with a reserved type.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::{CaseStep, Happening, When};

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Something happened.
    Happening(Happening),
    /// A number that a source gives for a span, without cases (`figure`).
    Figure(Figure),
    /// What was given for a type, zone and period is complete (`account`).
    Account(Account),
    /// A total without cases; never summed, differenced or split (`tally`).
    Tally(Tally),
    /// A party's declared stand on a provision (`stance`).
    Stance(Stance),
    /// Somebody could observe (`observation`).
    Observation(Observation),
    /// Somebody was kept from observing (`access_denied`).
    AccessDenied(Observation),
    /// A competent body switched something on or off (`decision`).
    Decision(Decision),
    /// The verification body's signed decision on an event (`finding`).
    Finding(Finding),
    /// A party's answer on the record (`response`).
    Response(Response),
    /// A step in the case on an event (`case_step`).
    CaseStep(CaseStep),
    /// An assessor's score of a rule that nothing can compute (`score`).
    Score(Score),
    /// The row that this one replaces is taken back (`withdrawn`).
    Withdrawn,
}

impl Statement {
    /// What kind of statement it is.
    pub fn word(&self) -> &'static str {
        match self {
            Statement::Happening(_) => "happening",
            Statement::Figure(_) => "figure",
            Statement::Account(_) => "account",
            Statement::Tally(_) => "tally",
            Statement::Stance(_) => "stance",
            Statement::Observation(_) => "observation",
            Statement::AccessDenied(_) => "access_denied",
            Statement::Decision(_) => "decision",
            Statement::Finding(_) => "finding",
            Statement::Response(_) => "response",
            Statement::CaseStep(_) => "case_step",
            Statement::Score(_) => "score",
            Statement::Withdrawn => "withdrawn",
        }
    }

    /// The end of the time that it names; a withdrawal names none.
    pub fn end(&self) -> Option<Timestamp> {
        Some(match self {
            Statement::Happening(happening) => happening.when.end(),
            Statement::Figure(figure) => figure.happening.when.end(),
            Statement::Account(account) => account.when.end(),
            Statement::Tally(tally) => tally.when.end(),
            Statement::Stance(stance) => stance.when.end(),
            Statement::Observation(observation) | Statement::AccessDenied(observation) => observation.when.end(),
            Statement::Decision(decision) => decision.at,
            Statement::Finding(finding) => finding.when.end(),
            Statement::Response(response) => response.when.end(),
            Statement::CaseStep(step) => step.when.end(),
            Statement::Score(score) => score.when.end(),
            Statement::Withdrawn => return None,
        })
    }
}

/// A source's number for a span: it covers the span's days; above zero it alleges at least one happening of that type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where, who, what: `happening.kind` is the type that the number is of, `quantity` the number.
    pub happening: Happening,
    /// Whether the source stated the number; if not, only the span is covered.
    pub stated: bool,
}

/// A source's statement that what it gave is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Types of happening for which it is complete; empty: all.
    pub of: Vec<String>,
    /// Zone for which it is complete; none: everywhere.
    pub zone: Option<String>,
    /// Period for which it is complete.
    pub when: When,
}

/// A source's total without cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What is counted, by its type.
    pub of: String,
    /// The span counted over.
    pub when: When,
    /// Whose acts, as claimed.
    pub by: Option<String>,
    /// Zone, if one is named.
    pub zone: Option<String>,
    /// The total.
    pub number: Decimal,
    /// What it is a number of.
    pub unit: Option<String>,
    /// What the source says it counts.
    pub definition: Option<String>,
}

/// A declared stand on a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stance {
    /// Provision or rule it is on.
    pub on: String,
    /// Who declares it.
    pub by: String,
    /// supports, objects, proposes (another reading), offers, declines, in the source's sense.
    pub position: String,
    /// Whom or what it is about (a candidate, a reading), if anything.
    pub subject: Option<String>,
    /// When it was declared.
    pub when: When,
}

/// A span in which somebody could, or could not, observe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Types of happening that would have been seen; empty: all.
    pub of: Vec<String>,
    /// Zone watched; none: everywhere.
    pub zone: Option<String>,
    /// Span watched, or refused.
    pub when: When,
    /// Who refused, for a denial.
    pub by: Option<String>,
    /// By what means.
    pub means: Option<String>,
    /// The event on whose account one wished to look; none: on none in particular.
    pub event: Option<String>,
}

/// A decision of a competent body: it switches a state, sets a trigger or a value, waives or interprets a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The body that decided.
    pub by: String,
    /// Name of the state, trigger, value, conversion, attribute or rule.
    pub sets: String,
    /// What it does to it.
    pub turn: Turn,
    /// Key of a keyed state (a zone, an actor), or the reading of an interpretation.
    pub key: Option<String>,
    /// The number that it sets, for a value or a conversion.
    pub value: Option<Decimal>,
    /// From when.
    pub at: Timestamp,
}

/// What a decision does to a state or trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// The state begins, the trigger is set.
    Begins,
    /// The state ends.
    Ends,
}

/// An assessor's score of a rule that nothing can compute: 0 not begun, 1 minimum, 2 intermediate, 3 complete (after the
/// Peace Accords Matrix of the Kroc Institute).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The rule.
    pub on: String,
    /// The party whose implementation is scored; none: all bound.
    pub party: Option<String>,
    /// The assessor.
    pub by: String,
    /// 0 to 3.
    pub score: u8,
    /// Why.
    pub because: Option<String>,
    /// When it was given.
    pub when: When,
}

/// The verification body's decision on one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The event's id.
    pub event: String,
    /// On the fact.
    pub fact: Option<Verdict>,
    /// On the author.
    pub author: Option<Verdict>,
    /// On the number.
    pub quantity: Option<Verdict>,
    /// On the breach of the provision or rule named here.
    pub breach: Option<(String, Verdict)>,
    /// On a qualifier ("offensive") that a rule waits for.
    pub qualifier: Option<(String, Verdict)>,
    /// Standard of proof applied, where no other is said for an element.
    pub standard: Option<String>,
    /// Standards of proof for elements apart.
    pub standards: Standards,
    /// Id of the finding that this one takes the place of.
    pub revises: Option<String>,
    /// The body that found.
    pub by: String,
    /// When it found.
    pub when: When,
}

/// Standards of proof applied to elements apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standards {
    /// To the fact.
    pub fact: Option<String>,
    /// To the author.
    pub author: Option<String>,
    /// To the breach of the provision.
    pub breach: Option<String>,
}

/// What a finding says of one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Established: verified.
    Established,
    /// Not established: the element stays as it was.
    NotEstablished,
    /// Refuted: the element is out of all levels.
    Refuted,
}

impl Verdict {
    /// Reads the words of a finding's columns.
    pub fn from_text(text: &str) -> Option<Verdict> {
        Some(match text.trim() {
            "established" => Verdict::Established,
            "not_established" => Verdict::NotEstablished,
            "refuted" => Verdict::Refuted,
            _ => return None,
        })
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        match self {
            Verdict::Established => "established",
            Verdict::NotEstablished => "not_established",
            Verdict::Refuted => "refuted",
        }
    }
}

/// A party's answer to what an event lays to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The event's id.
    pub event: String,
    /// The party that answers.
    pub by: String,
    /// The element answered.
    pub element: Element,
    /// The answer.
    pub answer: Answer,
    /// When it answered.
    pub when: When,
}

/// An element of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// That it happened.
    Fact,
    /// Who did it.
    Author,
    /// How many or how much.
    Quantity,
}

impl Element {
    /// Reads the column `element`; empty is the whole act, answered as its author.
    pub fn from_text(text: &str) -> Option<Element> {
        Some(match text.trim() {
            "fact" => Element::Fact,
            "author" | "" => Element::Author,
            "quantity" => Element::Quantity,
            _ => return None,
        })
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        match self {
            Element::Fact => "fact",
            Element::Author => "author",
            Element::Quantity => "quantity",
        }
    }
}

/// A party's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Accepts,
    /// It is not so.
    Denies,
    /// It is so, on this ground.
    Justifies(String),
}
