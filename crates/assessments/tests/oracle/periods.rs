//! Section 6: rates, with an instance for each period and measure.

use assessments::Assessment;
use jiff::Timestamp;
use provisions::{Bound, Measure, Period};

use super::Case;
use super::amount::{is_decided, number_at};
use super::at_least::{self, Asked};
use super::at_most::{self, Acts, Window};
use super::bearing::{KeyAsked, a_second_before};
use super::instances::{Counted, keyed, named};
use super::state::Stretch;

/// Every measure in every period.
pub(crate) fn rate(case: &Case<'_>, every: Period, measures: &[Measure], stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for measure in measures {
        for (key, stretch) in keyed(case, &measure.selection, stretches) {
            for (from, until) in periods(case, every, &stretch) {
                all.extend(in_period(case, measure, &key, from, until));
            }
        }
    }
    all
}

fn in_period(case: &Case<'_>, measure: &Measure, key: &KeyAsked, from: Timestamp, until: Timestamp) -> Vec<Assessment> {
    let mut name = named(case, key, Some(from));
    if let Some(part) = &measure.part {
        name = format!("{name}/{part}");
    }
    let due = a_second_before(until);
    let number = number_at(case, &measure.amount, due);
    // Choice: only where a body decides the value is the number of events needed whatever it is.
    let needs_quantity = is_decided(case, &measure.amount);
    match measure.bound {
        Bound::AtMost => {
            let window = Window { name, key: key.clone(), from: Some(from), until: Some(until), due: Some(due) };
            at_most::assess(case, &Acts { needs_quantity, ..Acts::at_most(&measure.selection, number) }, &window)
        }
        Bound::AtLeast => {
            let counted = Counted { needs_quantity, ..Counted::of_rule(&measure.selection, number) };
            at_least_in_period(case, &counted, name, key, (from, until))
        }
    }
}

/// At least so much in a period: what comes after it is not of it.
pub(crate) fn at_least_in_period(
    case: &Case<'_>,
    counted: &Counted<'_>,
    name: String,
    key: &KeyAsked,
    (from, until): (Timestamp, Timestamp),
) -> Vec<Assessment> {
    let due = a_second_before(until);
    let asked = Asked {
        name,
        clause: counted.clause(case, key.clone()),
        number: counted.number,
        by_the_party: counted.by_the_party,
        from: Some(from),
        due: at_least::Due::At(due, due),
        may_be_late: false,
        trigger: None,
    };
    at_least::assess(case, &asked)
}

/// Periods that lie wholly in a stretch and begin at or before `as_of`.
/// A stretch without beginning is counted from the first event in sight.
pub(crate) fn periods(case: &Case<'_>, every: Period, stretch: &Stretch) -> Vec<(Timestamp, Timestamp)> {
    let mut found = Vec::new();
    let earliest = case.sight.events.iter().map(|seen| seen.event.happening.when.start()).min();
    let start = stretch.from.or(earliest).unwrap_or(case.as_of());
    for n in 0.. {
        let period = match every {
            Period::Calendar(unit) => calendar_period(case, unit, start, found.last()),
            Period::Counted(span) => {
                let calendar = &case.agreement.calendar;
                calendar.times(start, span, n).zip(calendar.times(start, span, n + 1))
            }
        };
        let Some((from, until)) = period else { break };
        if from > case.as_of() || stretch.until.is_some_and(|end| end < until) {
            break;
        }
        found.push((from, until));
    }
    found
}

fn calendar_period(
    case: &Case<'_>,
    unit: provisions::Unit,
    start: Timestamp,
    before: Option<&(Timestamp, Timestamp)>,
) -> Option<(Timestamp, Timestamp)> {
    let calendar = &case.agreement.calendar;
    let from = match before {
        Some((_, until)) => *until,
        None => calendar.boundary_from(start, unit)?,
    };
    Some((from, calendar.next_boundary(from, unit)?))
}
