//! How well each element of an event is known, and on what ground: what a page says of an event in one sentence.

use std::collections::BTreeSet;

use events::{Event, Evidence, Known, Voice};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Basis, Level};

use crate::levels::{OnRecord, Side, Weighed, counted_origins, is_corroborated, weigh};

/// An event's elements as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// That it happened, as it is told.
    pub fact: Stand,
    /// Who did it; `None`: the author is not known, or was refuted.
    pub author: Option<(String, Stand)>,
    /// How many or how much; `None`: the number was refuted.
    pub quantity: Option<Stand>,
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// How well it is known.
    pub level: Level,
    /// Why.
    pub ground: Ground,
}

/// Why an element stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A finding establishes it.
    Finding,
    /// The party to which it is laid admits it.
    Admission,
    /// The mission's own monitor saw it, or its sensor recorded it.
    OwnObservation,
    /// What sources say: origins that do not depend on one another, parties with their organs as one.
    Origins {
        /// Neither a party's nor its organ's, with grades good enough.
        of_no_party: Vec<String>,
        /// Parties that say so, themselves or by their organs.
        parties: Vec<String>,
        /// Whether some are not named: they count as one, and as nobody's.
        is_unnamed: bool,
        /// Origins whose grades are missing or too low to be counted.
        not_counted: Vec<String>,
    },
    /// Another program stated it.
    Stated,
}

/// Findings and responses in sight, to tell how events stand.
pub struct Standings<'a> {
    agreement: &'a Agreement,
    record: OnRecord<'a>,
}

impl<'a> Standings<'a> {
    /// As of a moment.
    pub fn new(agreement: &'a Agreement, known: &'a Known, as_of: Timestamp) -> Standings<'a> {
        let is_body = |name: &str| agreement.bodies.iter().any(|body| body.id == name);
        let findings =
            known.findings.iter().filter(|found| found.what.when.start() <= as_of && is_body(&found.what.by));
        let responses = known.responses.iter().filter(|response| response.what.when.start() <= as_of);
        Standings { agreement, record: OnRecord::new(findings, responses) }
    }

    /// The levels of an event's elements, without the grounds; `None` where a finding refutes it.
    pub(crate) fn weighed<'e>(&'e self, event: &'e Event) -> Option<Weighed<'e>> {
        weigh(event, self.agreement, &self.record)
    }

    /// How an event stands; `None` where a finding refutes it.
    pub fn of(&self, event: &Event) -> Option<Standing> {
        let weighed = weigh(event, self.agreement, &self.record)?;
        let voices: &[Voice] = match &event.evidence {
            Evidence::Told(voices) => voices,
            Evidence::Stated { .. } => &[],
        };
        let stand = |level: Level, is_own: bool, voices: Vec<&Voice>| Stand {
            level,
            ground: self.ground(&weighed, level, is_own, &voices),
        };
        let of_fact: Vec<&Voice> = voices.iter().filter(|voice| voice.tells_fact).collect();
        let names = |voice: &&&Voice| voice.by.is_some() && voice.by == event.happening.by;
        let of_author = of_fact.iter().filter(names).copied().collect();
        let of_number = voices.iter().filter(|voice| voice.states_quantity).collect();
        let own = |voice: &&Voice| voice.own && matches!(voice.basis, Some(Basis::Seen | Basis::Sensor));
        let is_own = self.agreement.evidence.own_observation && of_fact.iter().any(own);
        Some(Standing {
            fact: stand(weighed.fact, is_own, of_fact),
            author: weighed.author.map(|(by, level)| (by.to_owned(), stand(level, false, of_author))),
            quantity: weighed.quantity.map(|level| stand(level, false, of_number)),
        })
    }

    fn ground(&self, weighed: &Weighed<'_>, level: Level, is_own: bool, voices: &[&Voice]) -> Ground {
        if matches!(weighed.event.evidence, Evidence::Stated { .. }) {
            return Ground::Stated;
        }
        match level {
            Level::Verified => return Ground::Finding,
            Level::Corroborated if is_own => return Ground::OwnObservation,
            Level::Corroborated if !is_corroborated(voices.iter().copied(), self.agreement) => {
                return Ground::Admission;
            }
            _ => {}
        }
        let counted = counted_origins(voices.iter().copied(), self.agreement);
        let of = |side: Side| counted.iter().filter(|one| one.0 == side).map(|(_, name)| (*name).to_owned()).collect();
        let is_counted = |voice: &&&Voice| !counted_origins([**voice].into_iter(), self.agreement).is_empty();
        let of_counted: BTreeSet<&str> = voices.iter().filter(is_counted).map(|voice| voice.origin.as_str()).collect();
        let all: BTreeSet<&str> = voices.iter().map(|voice| voice.origin.as_str()).collect();
        let not_counted = all.difference(&of_counted).map(|origin| (*origin).to_owned()).collect();
        let is_unnamed = counted.iter().any(|(side, _)| *side == Side::Unknown);
        Ground::Origins { of_no_party: of(Side::None), parties: of(Side::Party), is_unnamed, not_counted }
    }
}
