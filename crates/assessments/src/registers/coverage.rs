//! Coverage: where and when somebody could look, for what and by what means, in hours of a zone, and where somebody was kept from
//! looking and by whom. Whole months: where a patrol was on a day is no column here.

use std::collections::{BTreeMap, BTreeSet};

use events::Noted;
use jiff::Timestamp;
use records::Observation;
use rust_decimal::{Decimal, RoundingStrategy};

use super::chain::{actors, parties};
use super::{Cell, Look, Register, Row};
use crate::coverage::{length, so_far, union_within};
use crate::time::Stretch;
use crate::watched::months;

/// Month, zone, types, means.
type Heading<'a> = (Timestamp, &'a str, Vec<&'a str>, &'a str);

/// What was told under a heading.
#[derive(Default)]
struct Told<'a> {
    watched: Vec<Stretch>,
    refused: Vec<Stretch>,
    refused_by: BTreeSet<&'a str>,
    sources: BTreeSet<&'a str>,
    entries: BTreeSet<u64>,
}

pub(super) fn coverage(look: &Look<'_>) -> Register {
    let mut all: BTreeMap<Heading<'_>, Told<'_>> = BTreeMap::new();
    for noted in &look.known.observations {
        for (heading, part) in parts(look, noted) {
            let told = all.entry(heading).or_default();
            told.watched.push(part);
            told.name(noted);
        }
    }
    for noted in &look.known.denials {
        for (heading, part) in parts(look, noted) {
            let told = all.entry(heading).or_default();
            told.refused.push(part);
            told.refused_by.extend(noted.what.by.as_deref());
            told.name(noted);
        }
    }
    let row = |((month, zone, of, means), told): (Heading<'_>, Told<'_>)| Row {
        cells: vec![
            Cell::Day(month),
            if zone.is_empty() { Cell::Nothing } else { Cell::Zone(zone.to_owned()) },
            if of.is_empty() { Cell::Nothing } else { Cell::Types(of.into_iter().map(str::to_owned).collect()) },
            Cell::some_text(Some(means)),
            Cell::Amount(hours(told.watched)),
            Cell::Amount(hours(told.refused)),
            parties(look, told.refused_by.into_iter()),
            actors(told.sources.into_iter()),
        ],
        events: Vec::new(),
        entries: told.entries.into_iter().collect(),
    };
    let columns = vec!["month", "zone", "of", "means", "hours", "refused", "refused_by", "told_by"];
    Register { columns, rows: all.into_iter().map(row).collect() }
}

impl<'a> Told<'a> {
    fn name(&mut self, noted: &'a Noted<Observation>) {
        self.sources.insert(&noted.source);
        self.entries.extend(Some(noted.entry).filter(|entry| *entry > 0));
    }
}

/// What is past of an observation, month by month.
fn parts<'a>(look: &Look<'_>, noted: &'a Noted<Observation>) -> Vec<(Heading<'a>, Stretch)> {
    let what = &noted.what;
    if what.when.start() > look.until {
        return Vec::new();
    }
    let calendar = &look.agreement.calendar;
    let past = so_far(Stretch { from: what.when.start(), until: what.when.end() }, look.until);
    let mut pieces = months(calendar, past);
    if pieces.is_empty() {
        // A moment has no hours, and yet somebody was there or was kept from it.
        pieces.push(past);
    }
    let mut of: Vec<&str> = what.of.iter().map(String::as_str).collect();
    of.sort_unstable();
    of.dedup();
    let heading = |month: Timestamp| {
        let zone = what.zone.as_deref().unwrap_or("");
        (month, zone, of.clone(), what.means.as_deref().unwrap_or(""))
    };
    let of_month =
        |piece: &Stretch| calendar.start_of(calendar.date(piece.from).first_of_month()).unwrap_or(piece.from);
    pieces.into_iter().map(|piece| (heading(of_month(&piece)), piece)).collect()
}

/// Hours of these stretches together, each moment once, to a tenth and rounded down: nobody is said to have seen more than was seen.
fn hours(stretches: Vec<Stretch>) -> Decimal {
    let seconds = length(&union_within(stretches, Stretch::ALWAYS));
    (seconds / Decimal::from(3_600)).round_dp_with_strategy(1, RoundingStrategy::ToZero).normalize()
}
