//! Funds: what was pledged, committed and disbursed, kept apart as the International Aid Transparency Initiative keeps them (its
//! transaction types 13, 2 and 3), each in its own currency, and turned into another at the last rate published by its day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::Level;
use rust_decimal::Decimal;

use super::chain::{Step, actors, row, steps, told_by};
use super::{Cell, Look, Register, Row};

const FUNDS: [&str; 3] = ["funds_pledged", "funds_committed", "funds_disbursed"];

/// A rate as a source published it: so many of one currency for one of another.
struct Rate<'a> {
    at: Timestamp,
    number: Decimal,
    into: &'a str,
    source: &'a str,
    event: &'a str,
    entry: u64,
}

/// Rates in order of time, by the currency that they turn.
type Rates<'a> = BTreeMap<&'a str, Vec<Rate<'a>>>;

fn rates<'a>(steps: &'a [Step<'a>]) -> Rates<'a> {
    let mut out: Rates<'_> = BTreeMap::new();
    for step in steps {
        let event = step.claim.id.as_str();
        for (voice, number, unit) in step.numbers() {
            let Some((from, into)) = step.claim.happening.item.as_deref().zip(unit) else { continue };
            let (at, source, entry) = (step.claim.happening.when.start(), voice.source.as_str(), voice.entry);
            out.entry(from).or_default().push(Rate { at, number, into, source, event, entry });
        }
    }
    out.values_mut().for_each(|rates| rates.sort_by_key(|rate| rate.at));
    out
}

/// The rates of the last day on which any was published by then, into each currency.
fn last<'r, 'a>(rates: &'r Rates<'a>, from: &str, by: Timestamp) -> BTreeMap<&'a str, Vec<&'r Rate<'a>>> {
    let mut out: BTreeMap<&str, Vec<&Rate<'_>>> = BTreeMap::new();
    for rate in rates.get(from).into_iter().flatten().filter(|rate| rate.at <= by) {
        let of = out.entry(rate.into).or_default();
        if of.first().is_some_and(|before| before.at < rate.at) {
            of.clear();
        }
        of.push(rate);
    }
    out
}

pub(super) fn funds(look: &Look<'_>) -> Register {
    let published = steps(look, "finance", &["rate_published"]);
    let rates = rates(&published);
    let steps = steps(look, "finance", &FUNDS);
    let mut sums: BTreeMap<(usize, &str, &str), [Decimal; 2]> = BTreeMap::new();
    let mut rows = Vec::new();
    for step in &steps {
        let happening = &step.claim.happening;
        let currency = happening.unit.as_deref().unwrap_or("");
        let known = step.known_whole;
        let numbers: BTreeSet<Decimal> = step.numbers().map(|(_, number, _)| number).collect();
        let ends = numbers.first().copied().zip(numbers.last().copied());
        let sum = sums.entry((step.stage, step.by.as_deref().unwrap_or(""), currency)).or_default();
        if let Some((low, high)) = ends {
            *sum = [sum[0] + low, sum[1] + high];
        }
        // What was published on the day itself counts; of a payment dated to several days, on the first.
        let calendar = &look.agreement.calendar;
        let day = calendar.end_of_day_after(happening.when.start(), 0).unwrap_or(happening.when.start());
        let turned = last(&rates, currency, day);
        let needs_rate = rates.values().flatten().all(|rate| rate.into != currency);
        if turned.is_empty() || ends.is_none() {
            let missing = format!("a rate of {currency} by {}", calendar.date(happening.when.start()));
            let missing = Some(missing).filter(|_| ends.is_some() && needs_rate && !currency.is_empty());
            rows.push(payment(step, known, ends, *sum, None, missing));
        } else {
            rows.extend(turned.values().map(|rates| payment(step, known, ends, *sum, Some(rates), None)));
        }
    }
    let columns = vec![
        "day",
        "what",
        "by",
        "to",
        "project",
        "low",
        "high",
        "currency",
        "known",
        "sum_low",
        "sum_high",
        "converted_low",
        "converted_high",
        "converted_to",
        "rate_low",
        "rate_high",
        "rate_day",
        "rate_told_by",
        "settled_by",
        "told_by",
        "event",
    ];
    Register { columns, rows }
}

fn payment(
    step: &Step<'_>,
    known: Level,
    ends: Option<(Decimal, Decimal)>,
    sum: [Decimal; 2],
    rates: Option<&Vec<&Rate<'_>>>,
    missing: Option<String>,
) -> Row {
    let happening = &step.claim.happening;
    let some = |number: Option<Decimal>| number.map_or(Cell::Nothing, |number| Cell::Amount(number.normalize()));
    let rates = rates.map_or(&[][..], Vec::as_slice);
    let least = rates.iter().map(|rate| rate.number).min();
    let most = rates.iter().map(|rate| rate.number).max();
    let times =
        |end: Option<Decimal>, rate: Option<Decimal>| end.zip(rate).and_then(|(end, rate)| end.checked_mul(rate));
    let cells = vec![
        step.day(),
        Cell::Type(happening.kind.clone()),
        Cell::actor(step.by.as_deref()),
        Cell::actor(happening.to.as_deref()),
        Cell::some_text(happening.field("project")),
        some(ends.map(|(low, _)| low)),
        some(ends.map(|(_, high)| high)),
        Cell::some_text(happening.unit.as_deref()),
        Cell::text(known.to_text()),
        Cell::Amount(sum[0]),
        Cell::Amount(sum[1]),
        some(times(ends.map(|(low, _)| low), least)),
        some(times(ends.map(|(_, high)| high), most)),
        Cell::some_text(rates.first().map(|rate| rate.into)),
        some(least),
        some(most),
        rates.first().map_or(Cell::Nothing, |rate| Cell::Day(rate.at)),
        actors(rates.iter().map(|rate| rate.source)),
        Cell::some_text(missing.as_deref()),
        told_by([step]),
        Cell::text(&step.claim.id),
    ];
    let mut row = row(std::slice::from_ref(step), cells);
    row.events.extend(rates.iter().map(|rate| rate.event.to_owned()));
    row.entries.extend(rates.iter().map(|rate| rate.entry).filter(|entry| *entry > 0));
    row.events.sort();
    row.events.dedup();
    row.entries.sort_unstable();
    row.entries.dedup();
    row
}
