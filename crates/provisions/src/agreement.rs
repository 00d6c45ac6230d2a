//! A checked agreement: every name in it is defined, every time can be computed, every rule has its kind.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::Reliability;
use rust_decimal::Decimal;

use crate::calendar::Calendar;
use crate::diagnostic::Position;
use crate::rule::{Key, Moment, Rule};
use crate::zone::Zone;

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
    /// Thresholds of evidence.
    pub evidence: Evidence,
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
    /// Provisions in the order of the text.
    pub provisions: Vec<Provision>,
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
    /// Where it is defined; none for a base type used without definition.
    pub at: Option<Position>,
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
    /// What was declared; none: nothing was.
    pub amount: Option<(Decimal, Option<String>)>,
    /// Since when it was declared; none: always.
    pub declared: Option<Timestamp>,
    /// Where it is defined.
    pub at: Position,
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
