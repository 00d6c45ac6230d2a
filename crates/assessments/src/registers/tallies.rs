//! Tallies: totals without cases, as their sources state them, beside what the record itself holds for the same type, span, zone and
//! author. Two numbers side by side: a tally becomes no event, and neither is taken from the other.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Noted};
use records::{Level, Tally, taxonomy};
use rust_decimal::Decimal;

use super::{Cell, Look, Register, Row, entries_of};
use crate::bearing::Perhaps;
use crate::levels::Weighed;
use crate::place::within;

/// What the record holds of what a tally counts.
#[derive(Default)]
struct Own<'a> {
    /// Events that surely are of it, with how well all that the tally asks of them is known.
    surely: BTreeMap<&'a str, Level>,
    /// Events that may be of it: their time, place or author is not known well enough.
    perhaps: BTreeSet<&'a str>,
    /// Deaths in those that surely are, as the record has them; the greatest where claims differ.
    killed: BTreeMap<&'a str, u64>,
    /// What they come to in the tally's unit.
    in_unit: BTreeMap<&'a str, Decimal>,
}

pub(super) fn tallies(look: &Look<'_>) -> Register {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let mut seen: Vec<&Noted<Tally>> =
        look.known.tallies.iter().filter(|tally| tally.what.when.start() <= look.until).collect();
    seen.sort_by_key(|noted| {
        (noted.what.when.start(), noted.what.when.end(), &noted.what.of, &noted.source, &noted.id)
    });
    let row = |noted: &&Noted<Tally>| {
        let tally = &noted.what;
        let is_known = look.agreement.event_types.contains_key(&tally.of) || taxonomy::find(&tally.of).is_some();
        let mut own = Own::default();
        let wanted = look.by_type.wanted(look.known, |kind| is_of(look, &tally.of, kind));
        for claim in wanted.filter(|claim| claim.happening.when.start() <= look.until) {
            if let Some(weighed) = standings.weighed(claim) {
                own.take(look, tally, claim, &weighed);
            }
        }
        own.perhaps.retain(|id| !own.surely.contains_key(id));
        let events: Vec<&str> =
            own.surely.keys().copied().collect::<BTreeSet<_>>().union(&own.perhaps).copied().collect();
        let count = |n: usize| if is_known { Cell::Count(n as u64) } else { Cell::Nothing };
        let known = |level: Level| count(own.surely.values().filter(|known| **known >= level).count());
        let mut entries = entries_of(look, &events);
        entries.extend(Some(noted.entry).filter(|entry| *entry > 0));
        entries.sort_unstable();
        Row {
            cells: vec![
                Cell::Day(tally.when.start()),
                Cell::Day(tally.when.end()),
                Cell::Type(tally.of.clone()),
                Cell::actor(tally.by.as_deref()),
                tally.zone.clone().map_or(Cell::Nothing, Cell::Zone),
                Cell::actor(Some(&noted.source)),
                Cell::Amount(tally.number),
                Cell::some_text(tally.unit.as_deref()),
                known(Level::Alleged),
                known(Level::Corroborated),
                known(Level::Verified),
                count(own.perhaps.len()),
                if own.killed.is_empty() { Cell::Nothing } else { Cell::Count(own.killed.values().sum()) },
                if own.in_unit.is_empty() { Cell::Nothing } else { Cell::Amount(own.in_unit.values().sum()) },
                Cell::some_text(tally.definition.as_deref()),
            ],
            events: events.into_iter().map(str::to_owned).collect(),
            entries,
        }
    };
    let columns = vec![
        "from",
        "until",
        "of",
        "by",
        "zone",
        "source",
        "number",
        "unit",
        "events",
        "events_corroborated",
        "events_verified",
        "events_possible",
        "killed",
        "in_unit",
        "definition",
    ];
    Register { columns, rows: seen.iter().map(row).collect() }
}

/// Whether a claim is of the type that a tally counts, or of one that it comprises.
fn is_of(look: &Look<'_>, of: &str, kind: &str) -> bool {
    of == kind || look.agreement.event_types.get(of).is_some_and(|own| own.types.contains(kind))
}

impl<'a> Own<'a> {
    fn take(&mut self, look: &Look<'_>, tally: &Tally, claim: &'a Event, weighed: &Weighed<'_>) {
        let happening = &claim.happening;
        let (from, until) = (tally.when.start(), tally.when.end());
        if !happening.when.maybe_in(from, until) {
            return;
        }
        let at = happening.when.start();
        let in_zone = |zone: &String| within(&happening.place, at, zone, look.agreement);
        let Some(place) = tally.zone.as_ref().map_or(Some(Perhaps::NONE), in_zone) else { return };
        let of_author = match (&tally.by, weighed.author) {
            (None, _) => Some(Level::Verified),
            (Some(by), Some((author, level))) if by == author => Some(level),
            (Some(_), Some(_)) => return,
            (Some(_), None) => None,
        };
        match of_author.filter(|_| place == Perhaps::NONE && happening.when.surely_in(from, until)) {
            Some(of_author) => {
                let level = weighed.fact.min(of_author);
                let held = self.surely.entry(&claim.id).or_insert(level);
                *held = level.max(*held);
            }
            None => {
                self.perhaps.insert(&claim.id);
                return;
            }
        }
        if let Some(killed) = happening.killed {
            let held = self.killed.entry(&claim.id).or_default();
            *held = killed.max(*held);
        }
        if tally.unit.is_some() && happening.unit == tally.unit {
            let held = self.in_unit.entry(&claim.id).or_default();
            *held = happening.quantity.max(*held);
        }
    }
}
