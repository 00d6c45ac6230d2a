//! How much of the standing duties' time somebody could see, for a terminal.

use std::fmt::Write;

use assessments::Watched;
use provisions::{Reading, Rule};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::Record;

/// Draws every standing duty: zone by zone and month by month, all its types at once, then each type and means apart.
pub fn coverage(record: &Record<'_>) -> String {
    let mut out = String::new();
    for (_, rule) in record.agreement.rules() {
        for reading in &rule.readings {
            of_reading(record, rule, reading, true, &mut out);
        }
    }
    if out.is_empty() {
        out.push_str("no rule forbids or bounds anything over a time that has begun\n");
    }
    out
}

/// One reading; `apart`: each type and means, too.
pub(super) fn of_reading(record: &Record<'_>, rule: &Rule, reading: &Reading, apart: bool, out: &mut String) {
    let watched = record.watched(reading);
    if watched.is_empty() {
        return;
    }
    let asked = record.watch_asked(reading);
    let asked = asked.map_or("no share asked for".to_owned(), |asked| format!("asked for: {} %", asked.normalize()));
    let _ = writeln!(out, "{} {} · reading: {} · {asked}", rule.id, rule.title, reading.name);
    // A type of which nothing is recorded has no line of its own.
    let is_shown = |one: &&Watched| one.kind.is_none() || apart && !(one.observed.is_zero() && one.refused.is_zero());
    for one in watched.iter().filter(is_shown) {
        let share = format!("{} % of {} h observed{}", tenths(one.share()), hours(one, None), refused(one));
        let _ = match (&one.kind, &one.means) {
            (None, _) => {
                let zone = one.zone.as_deref().map_or("anywhere", |zone| record.zone_shown(zone));
                writeln!(out, "  {zone}, {} to {}: {share}", record.local(one.from), record.local(one.until))
            }
            (Some(kind), None) => writeln!(out, "    {}: {share}", record.event_shown(kind)),
            (Some(_), Some(means)) if means.is_empty() => writeln!(out, "      means not said: {share}"),
            (Some(_), Some(means)) => writeln!(out, "      by {means}: {share}"),
        };
    }
}

/// Time refused, where there was any.
fn refused(one: &Watched) -> String {
    if one.refused.is_zero() {
        String::new()
    } else {
        format!(", access refused for {} h", hours(one, Some(one.refused)))
    }
}

/// Hours of so many seconds, or of the whole time.
fn hours(one: &Watched, seconds: Option<Decimal>) -> Decimal {
    let whole = Decimal::from(one.until.as_second() - one.from.as_second());
    tenths(seconds.unwrap_or(whole) / Decimal::from(3_600))
}

/// Rounded down: nobody is said to have seen more than was seen.
fn tenths(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(1, RoundingStrategy::ToZero).normalize()
}
