//! Crossings: on how many days of a month each is said to have been open, or closed, or both; and for how many hours, where
//! sources say from when to when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use records::WhenPrecision;
use rust_decimal::{Decimal, RoundingStrategy};

use super::chain::{Step, actors, steps};
use super::{Cell, Look, Register, Row};
use crate::coverage::{length, so_far, union_within};
use crate::time::{Stretch, last_second};

const STAGES: [&str; 2] = ["crossing_open", "crossing_closed"];

/// What is told of one crossing in one month.
#[derive(Default)]
struct Told<'a> {
    days: [BTreeSet<Date>; 2],
    hours: Vec<Stretch>,
    sources: BTreeSet<&'a str>,
    events: BTreeSet<&'a str>,
    entries: BTreeSet<u64>,
}

pub(super) fn crossings(look: &Look<'_>) -> Register {
    let steps = steps(look, "access", &STAGES);
    let mut all: BTreeMap<(Date, &str), Told<'_>> = BTreeMap::new();
    for step in &steps {
        note(look, step, &mut all);
    }
    let calendar = &look.agreement.calendar;
    let row = |((month, crossing), told): ((Date, &str), Told<'_>)| {
        let [open, closed] = &told.days;
        let seconds = length(&union_within(told.hours.clone(), Stretch::ALWAYS));
        let hours = (seconds / Decimal::from(3_600)).round_dp_with_strategy(1, RoundingStrategy::ToZero).normalize();
        Row {
            cells: vec![
                calendar.start_of(month).map_or(Cell::Nothing, Cell::Day),
                Cell::some_text(Some(crossing)),
                Cell::Count(open.len() as u64),
                Cell::Count(closed.len() as u64),
                Cell::Count(open.intersection(closed).count() as u64),
                if told.hours.is_empty() { Cell::Nothing } else { Cell::Amount(hours) },
                actors(told.sources.iter().copied()),
            ],
            events: told.events.iter().map(|id| (*id).to_owned()).collect(),
            entries: told.entries.into_iter().collect(),
        }
    };
    let columns = vec!["month", "crossing", "open_days", "closed_days", "both_days", "open_hours", "told_by"];
    Register { columns, rows: all.into_iter().map(row).collect() }
}

fn note<'s>(look: &Look<'_>, step: &'s Step<'_>, all: &mut BTreeMap<(Date, &'s str), Told<'s>>) {
    let happening = &step.claim.happening;
    let named = happening.item.as_deref().or(happening.field("crossing")).or(happening.place.zone.as_deref());
    let crossing = named.or(happening.place.name.as_deref()).unwrap_or("");
    let told = Stretch { from: happening.when.start(), until: happening.when.end() };
    let past = so_far(told, look.until);
    // Whole days say on which days it was open, and not that it never closed at night.
    let is_midnight = |at: Timestamp| look.agreement.calendar.start_of(look.agreement.calendar.date(at)) == Some(at);
    let is_whole_days = is_midnight(told.from) && is_midnight(told.until);
    let is_timed = happening.when.precision() <= WhenPrecision::Hour && told.from < told.until && !is_whole_days;
    for date in dates(look, past) {
        let told = all.entry((date.first_of_month(), crossing)).or_default();
        told.days[step.stage].insert(date);
        told.sources.extend(step.told.iter().map(|(voice, _)| voice.source.as_str()));
        told.entries.extend(step.told.iter().map(|(voice, _)| voice.entry).filter(|entry| *entry > 0));
        told.events.insert(&step.claim.id);
        if let Some(hours) = day(look, date).and_then(|day| day.with(past)).filter(|_| is_timed && step.stage == 0) {
            told.hours.push(hours);
        }
    }
}

fn day(look: &Look<'_>, date: Date) -> Option<Stretch> {
    let calendar = &look.agreement.calendar;
    Some(Stretch { from: calendar.start_of(date)?, until: calendar.start_of(date.tomorrow().ok()?)? })
}

/// The days that a time touches. Of more than ten years of them, the first.
fn dates(look: &Look<'_>, time: Stretch) -> impl Iterator<Item = Date> {
    let calendar = &look.agreement.calendar;
    let end: Timestamp = if time.from < time.until { last_second(time.until) } else { time.until };
    let (first, last) = (calendar.date(time.from), calendar.date(end));
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last).take(3_660)
}
