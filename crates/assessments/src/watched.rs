//! How much of a standing duty's time somebody could see: by zone and month, by type of event and means.

use std::collections::BTreeSet;

use events::{Event, Known, Noted};
use jiff::Timestamp;
use provisions::{Agreement, Bound, Calendar, Kind, Reading, Selection, Unit};
use records::Observation;
use rust_decimal::Decimal;

use crate::coverage::{self, length};
use crate::days;
use crate::frame::Sight;
use crate::time::{Clock, Stretch};

/// One zone in one month, or in as much of it as the rule was in force and has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Zone of the clause, or the key where the rule is kept apart by zone; none: anywhere.
    pub zone: Option<String>,
    /// Beginning.
    pub from: Timestamp,
    /// End.
    pub until: Timestamp,
    /// Type of event; none: all types of the clause at once.
    pub kind: Option<String>,
    /// By what means; none: by any. An empty text stands for what no source said.
    pub means: Option<String>,
    /// Seconds in which somebody could see.
    pub observed: Decimal,
    /// Seconds in which somebody was kept from looking, whether or not another could see.
    pub refused: Decimal,
}

impl Watched {
    /// Percent of its time that was observed.
    pub fn share(&self) -> Decimal {
        let whole = length(&[Stretch { from: self.from, until: self.until }]);
        if whole.is_zero() { Decimal::ZERO } else { self.observed * Decimal::ONE_HUNDRED / whole }
    }
}

/// What was watched of a reading up to `as_of`: for each zone and month all types at once, then each type apart, then by
/// each means that was used. Empty where the reading is no standing duty, or was never in force.
pub fn watched(agreement: &Agreement, reading: &Reading, known: &Known, as_of: Timestamp) -> Vec<Watched> {
    let selections = standing(&reading.duty.kind);
    let mut all = Vec::new();
    for (zone, stretches) in zones(agreement, reading, known, as_of, &selections) {
        for selection in &selections {
            let of_zone = zone.as_slice();
            let zones = if zone.is_some() { of_zone } else { &selection.zones };
            let zones = if zones.is_empty() { vec![None] } else { zones.iter().cloned().map(Some).collect() };
            for zone in zones {
                let place = Place { agreement, selection, zone };
                for month in stretches.iter().flat_map(|stretch| months(&agreement.calendar, *stretch)) {
                    place.rows(known, month, &mut all);
                }
            }
        }
    }
    all
}

/// Seconds of `[from, until)` in which somebody could look into a zone, for whatever, and in which somebody was kept from it.
pub fn looked_into(
    agreement: &Agreement,
    known: &Known,
    zone: &str,
    (from, until): (Timestamp, Timestamp),
) -> (Decimal, Decimal) {
    let seconds = |list: &[Noted<Observation>]| {
        let there = list.iter().map(|noted| &noted.what).filter(|what| {
            what.zone.as_deref().is_none_or(|watched| crate::place::lies_within(zone, watched, agreement))
        });
        let spans = there.map(|what| Stretch { from: what.when.start(), until: what.when.end() }).collect();
        length(&coverage::union_within(spans, Stretch { from, until }))
    };
    (seconds(&known.observations), seconds(&known.denials))
}

/// The clauses of which nothing recorded is said to be no breach: of the kinds that watch days, what forbids or bounds.
fn standing(kind: &Kind) -> Vec<&Selection> {
    match kind {
        Kind::Continuous { holds, contrary, .. } => vec![contrary.as_ref().unwrap_or(holds)],
        Kind::Rate { measures, .. } => {
            let caps = measures.iter().filter(|measure| measure.bound == Bound::AtMost);
            caps.map(|measure| &measure.selection).collect()
        }
        Kind::Cumulative { total, bound: Bound::AtMost, .. } => vec![total],
        kind => days::selections(kind),
    }
}

/// The times in force up to `as_of`; by zone where the rule is kept apart by zone: those that decisions name, or events.
fn zones(
    agreement: &Agreement,
    reading: &Reading,
    known: &Known,
    as_of: Timestamp,
    selections: &[&Selection],
) -> Vec<(Option<String>, Vec<Stretch>)> {
    if selections.is_empty() {
        return Vec::new();
    }
    let sight = Sight::decisions_only(known, as_of);
    let clock = Clock::new(agreement, &sight, reading);
    let duty = &reading.duty;
    let each = duty.states.iter().find_map(|state| agreement.states.get(state)?.each.as_ref());
    let looked = known.observations.iter().chain(&known.denials).map(|noted| noted.what.when.start());
    let first = looked.min().unwrap_or(as_of);
    let so_far = |stretches: Vec<Stretch>| -> Vec<Stretch> {
        let begun = stretches.into_iter().map(|stretch| {
            let from = if stretch.from == Timestamp::MIN { first } else { stretch.from };
            coverage::so_far(Stretch { from, ..stretch }, as_of)
        });
        begun.filter(|stretch| stretch.from < stretch.until).collect()
    };
    match each {
        Some(key) if key.0 == "zone" => {
            let keys = clock.state_keys(duty).into_iter();
            keys.map(|key| (Some(key.clone()), so_far(clock.in_force(duty, Some(&key))))).collect()
        }
        Some(_) => {
            let keyed = clock.state_keys(duty).into_iter().flat_map(|key| clock.in_force(duty, Some(&key)));
            vec![(None, coverage::union_within(so_far(keyed.collect()), Stretch::ALWAYS))]
        }
        None => {
            let stretches = so_far(clock.in_force(duty, None));
            let is_by_zone = duty.each.as_ref().is_some_and(|key| key.0 == "zone");
            let concerns = |event: &&Event| {
                let happening = &event.happening;
                happening.when.start() <= as_of && selections.iter().any(|one| one.types.contains(&happening.kind))
            };
            let named = known.events.iter().filter(concerns).filter_map(|event| event.happening.place.zone.clone());
            let keys: BTreeSet<String> = named.filter(|_| is_by_zone).collect();
            if keys.is_empty() {
                return vec![(None, stretches)];
            }
            keys.into_iter().map(|key| (Some(key), stretches.clone())).collect()
        }
    }
}

/// A stretch cut where months begin, in the agreement's zone.
pub(crate) fn months(calendar: &Calendar, stretch: Stretch) -> Vec<Stretch> {
    let (mut from, mut months) = (stretch.from, Vec::new());
    while from < stretch.until {
        let next = calendar.next_boundary(from, Unit::Month).unwrap_or(Timestamp::MAX).min(stretch.until);
        months.push(Stretch { from, until: next });
        from = next;
    }
    months
}

/// Of what, and where.
struct Place<'p> {
    agreement: &'p Agreement,
    selection: &'p Selection,
    zone: Option<String>,
}

type Looks<'l> = Vec<&'l Noted<Observation>>;

impl Place<'_> {
    fn rows(&self, known: &Known, month: Stretch, all: &mut Vec<Watched>) {
        let meets =
            |noted: &&Noted<Observation>| noted.what.when.start() < month.until && noted.what.when.end() > month.from;
        let (looks, refusals): (Looks<'_>, Looks<'_>) =
            (known.observations.iter().filter(meets).collect(), known.denials.iter().filter(meets).collect());
        all.push(self.row(None, None, (&looks, &refusals), month));
        let is_union = |kind: &str| self.agreement.event_types.get(kind).is_some_and(|event| event.types.len() > 1);
        let by = |noted: &Noted<Observation>| noted.what.means.clone().unwrap_or_default();
        let means: BTreeSet<String> = looks.iter().chain(&refusals).map(|noted| by(noted)).collect();
        for kind in self.selection.types.iter().filter(|kind| !is_union(kind)) {
            all.push(self.row(Some(kind), None, (&looks, &refusals), month));
            for means in &means {
                let mut of_means = (looks.clone(), refusals.clone());
                of_means.0.retain(|noted| by(noted) == *means);
                of_means.1.retain(|noted| by(noted) == *means);
                let row = self.row(Some(kind), Some(means), (&of_means.0, &of_means.1), month);
                if !row.observed.is_zero() || !row.refused.is_zero() {
                    all.push(row);
                }
            }
        }
    }

    fn row(
        &self,
        kind: Option<&str>,
        means: Option<&str>,
        (looks, refusals): (&[&Noted<Observation>], &[&Noted<Observation>]),
        month: Stretch,
    ) -> Watched {
        let types = kind.map_or_else(|| self.selection.types.clone(), |kind| [kind.to_owned()].into());
        let selection = Selection { types, ..self.selection.clone() };
        let seconds = |list: &[&Noted<Observation>]| {
            length(&coverage::watched_in(self.zone.as_deref(), list, &selection, month, self.agreement))
        };
        Watched {
            zone: self.zone.clone(),
            from: month.from,
            until: month.until,
            kind: kind.map(str::to_owned),
            means: means.map(str::to_owned),
            observed: seconds(looks),
            refused: seconds(refusals),
        }
    }
}
