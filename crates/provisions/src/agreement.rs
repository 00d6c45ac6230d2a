//! A checked agreement: every name in it is defined, every time can be computed, every rule has its kind.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::{Reliability, Stage};
use rust_decimal::Decimal;

use crate::calendar::{Calendar, Span};
use crate::diagnostic::Position;
use crate::kind::Reached;
use crate::rule::{Key, Moment, Rule, Selection};
use crate::zone::{Course, Zone};

/// Bytes of the annexes, by the file name that the agreement uses.
pub type Annexes = BTreeMap<String, Vec<u8>>;

/// An agreement as far as it could be read.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its short name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Version of the text, as the parties count.
    pub version: String,
    /// Whether the text is invented, for training or demonstration.
    pub invented: bool,
    /// Day of signature, as written.
    pub signed: Option<String>,
    /// From when, until when it is in force.
    pub in_force: Interval<Moment>,
    /// Parties, in the agreement's order.
    pub parties: Vec<Party>,
    /// Named actors that did not sign.
    pub non_signatories: Vec<Party>,
    /// Bodies that can decide, find or interpret.
    pub bodies: Vec<Body>,
    /// Time zone, working days.
    pub calendar: Calendar,
    /// Languages in which the text is authentic.
    pub languages: Vec<String>,
    /// What takes precedence, in the agreement's words.
    pub precedence: Option<String>,
    /// Letters beside the agreement, in its words.
    pub side_letters: Option<String>,
    /// Bodies whose interpretation of a rule is authoritative.
    pub interpreted_by: Vec<String>,
    /// From when this version is in force; none: as long as the agreement.
    pub version_from: Option<Timestamp>,
    /// Ids of rules that earlier versions had, never used again.
    pub retired: Vec<String>,
    /// Thresholds of evidence.
    pub evidence: Evidence,
    /// Time limits of the body's handling of an allegation.
    pub procedure: Vec<TimeLimit>,
    /// Zones by name.
    pub zones: BTreeMap<String, Zone>,
    /// Event types by name.
    pub event_types: BTreeMap<String, EventType>,
    /// States by name.
    pub states: BTreeMap<String, State>,
    /// Triggers by name.
    pub triggers: BTreeMap<String, Trigger>,
    /// Baselines by name.
    pub baselines: BTreeMap<String, Baseline>,
    /// Lines by name.
    pub lines: BTreeMap<String, Line>,
    /// Values by name.
    pub values: BTreeMap<String, Value>,
    /// Conversions between units.
    pub conversions: Vec<Conversion>,
    /// Milestones by name.
    pub milestones: BTreeMap<String, Milestone>,
    /// Attributes of actors by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// Provisions in the order of the text.
    pub provisions: Vec<Provision>,
    /// Headings with a text and no rule.
    pub unmeasured: Vec<Provision>,
    /// By language (BCP 47): names of what has an id, in it.
    pub names: BTreeMap<String, BTreeMap<String, String>>,
}

/// A party, or an actor that did not sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Name in rules and data.
    pub id: String,
    /// Name for people.
    pub name: String,
}

/// A body of the agreement.
pub type Body = Party;

/// From, until; the end is not part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interval<T> {
    /// First moment; none: always.
    pub from: Option<T>,
    /// First moment after it; none: open.
    pub until: Option<T>,
}

/// A numbered piece of the agreement.
#[derive(Clone, Debug)]
pub struct Provision {
    /// First word of its heading.
    pub id: String,
    /// The rest of its heading.
    pub title: String,
    /// Text or paraphrase, from the block quotes under the heading.
    pub text: Vec<String>,
    /// The same in other languages (BCP 47), as far as the file gives it.
    pub translations: BTreeMap<String, Vec<String>>,
    /// What the file has as its text, where that in another language stands in its place.
    pub original: Vec<String>,
    /// Where the heading stands.
    pub at: Position,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// What the agreement asks of evidence (levels are defined in `assessments`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Independent origins needed to corroborate.
    pub origins: u32,
    /// Least reliable source still counted.
    pub reliability: Reliability,
    /// Least credible report still counted, 1 to 6.
    pub credibility: u8,
    /// Whether own observation corroborates the fact.
    pub own_observation: bool,
    /// Whether admission corroborates the element admitted.
    pub admission: bool,
    /// Share of zone-hours that must have been observed before `no_breach_recorded` is said, in percent.
    pub coverage: Option<Decimal>,
}

impl Default for Evidence {
    fn default() -> Self {
        Evidence {
            origins: 2,
            reliability: Reliability::D,
            credibility: 4,
            own_observation: true,
            admission: true,
            coverage: None,
        }
    }
}

/// Within what time a stage of the case on an event is to follow another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    /// The stage that is to follow.
    pub stage: Stage,
    /// Within what time.
    pub within: Span,
    /// The stage from which the time runs.
    pub of: Stage,
    /// Where it stands.
    pub at: Position,
}

/// A type of event, or a union of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventType {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Every type that counts as this one, itself among them.
    pub types: BTreeSet<String>,
    /// Unit in which it is counted.
    pub unit: Option<String>,
    /// What a report of it can tell beside the columns that all have.
    pub fields: Vec<Field>,
    /// Where it is defined; none for a base type used without definition.
    pub at: Option<Position>,
}

/// A particular that a report of an event can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its column.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// What it holds.
    pub holds: FieldHolds,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldHolds {
    /// Any words.
    Text,
    /// A number, in a unit if one is named.
    Number(Option<String>),
    /// One of these words.
    OneOf(Vec<String>),
}

/// A state of affairs that switches rules on and off; keyed where it holds for one zone or actor at a time.
#[derive(Clone, Debug)]
pub struct State {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// What it is kept apart by.
    pub each: Option<Key>,
    /// Spans that the text sets.
    pub spans: Vec<StateSpan>,
    /// Bodies whose decisions begin and end it.
    pub decided_by: Vec<String>,
    /// The state for as long as which it goes on beyond its end.
    pub prolonged_while: Option<String>,
    /// Where it is defined.
    pub at: Position,
}

/// A span of a state that the text sets.
pub type StateSpan = Interval<Moment>;

/// A moment from which times are counted.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Its date, or the dates claimed for it; several are readings.
    pub dates: Vec<TriggerDate>,
    /// Bodies whose decision sets it.
    pub decided_by: Vec<String>,
    /// Where it is defined.
    pub at: Position,
}

/// One date given or claimed for a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriggerDate {
    /// Name of the reading; none where the date is not disputed.
    pub reading: Option<String>,
    /// Who holds it.
    pub held_by: Vec<String>,
    /// The date.
    pub at: Moment,
}

/// What shares are counted of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Whose it is.
    pub of: Option<String>,
    /// What was declared, in order of the declarations, or what is claimed: several claims are readings.
    pub claims: Vec<BaselineClaim>,
    /// Whether it was declared and is kept from sight.
    pub sealed: bool,
    /// Why nothing is declared, or why it is sealed.
    pub because: Option<String>,
    /// Where it is defined.
    pub at: Position,
}

/// A baseline as one side gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineClaim {
    /// Name of the reading; none where the baseline is not disputed.
    pub reading: Option<String>,
    /// Who holds it.
    pub held_by: Vec<String>,
    /// The declared amounts; each takes the place of the one before from its day on.
    pub amounts: Vec<Declared>,
}

/// A declared amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// How much.
    pub amount: Decimal,
    /// Its unit, if one is named.
    pub unit: Option<String>,
    /// Since when it was declared; none: always.
    pub since: Option<Timestamp>,
}

/// A line on the ground from which distances are measured.
#[derive(Clone, Debug)]
pub struct Line {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Courses with their dates.
    pub courses: Vec<Course>,
    /// Why there is no course, where the agreement has none.
    pub annex_missing: Option<String>,
    /// Where it is defined.
    pub at: Position,
}

/// A figure that rules use by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Where the figure comes from.
    pub from: ValueFrom,
    /// Where it is defined.
    pub at: Position,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFrom {
    /// The text says it.
    Text(Decimal),
    /// Another agreement says it: the file, the rule with its part, and the figure found there.
    Agreement {
        /// Name of the file.
        file: String,
        /// The rule, and after a `/` the part, whose figure it is.
        rule: String,
        /// The figure; none: the file was not given, or has no such figure.
        figure: Option<Decimal>,
    },
    /// A body decides it.
    Decision(Vec<String>),
}

/// How many of one unit are how many of another, because the agreement or a body says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// The unit converted.
    pub from: String,
    /// The unit of the result.
    pub to: String,
    /// How many of the first make how many of the second, as the text says; none: a body decides how many of the first
    /// make one of the second.
    pub ratio: Option<(Decimal, Decimal)>,
    /// Bodies whose decision brings it into force, or sets its number.
    pub decided_by: Vec<String>,
    /// Where it is defined.
    pub at: Position,
}

/// Something that is reached when enough has happened; known, like events, at a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// What must be reached, all of it, counted from the agreement's entry into force.
    pub when: Vec<Reached>,
    /// Where it is defined.
    pub at: Position,
}

/// An attribute that an actor has for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Events with which it begins.
    pub begins: Vec<Turning>,
    /// Events with which it ends.
    pub ends: Vec<Turning>,
    /// Bodies whose decisions, with the actor as key, begin and end it.
    pub decided_by: Vec<String>,
    /// Where it is defined.
    pub at: Position,
}

/// An event with which an attribute begins or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turning {
    /// The event.
    pub with: Selection,
    /// Whether the actor is the one that it was done to, not its author.
    pub to_them: bool,
}

impl Agreement {
    /// Every rule with its provision, in the order of the text.
    pub fn rules(&self) -> impl Iterator<Item = (&Provision, &Rule)> {
        self.provisions.iter().flat_map(|provision| provision.rules.iter().map(move |rule| (provision, rule)))
    }

    /// A party's name for people; the name itself where it is not a party.
    pub fn party_name<'a>(&'a self, id: &'a str) -> &'a str {
        let known = self.parties.iter().chain(&self.non_signatories).chain(&self.bodies);
        known.into_iter().find(|party| party.id == id).map_or(id, |party| &party.name)
    }
}
