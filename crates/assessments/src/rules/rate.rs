//! # Rate and cap
//!
//! *In every period at least, or at most, so much; of them, so much of a part. At no time more than so much.*
//!
//! ```truce
//! rule 9 "thirty trucks a day, five of them with fuel, ten of them in the town"
//!   obliges north
//!   while ceasefire
//!   every day truck_entered in valley at least 30 trucks, of them fuel at least 5, of them in town at least 10
//!
//! rule 9a "never more than 300 soldiers in the town"
//!   obliges north
//!   at any time at most 300 troops_present in town
//! ```
//!
//! **Meaning.** *Every*: one instance for each whole period in force and each measure. Hours, days, weeks (from Monday), months and years are
//! those of the calendar; *every 6 months* is counted from the beginning of the rule's time. A least number has the statuses of a deadline
//! due at the period's last second, but is never late; a greatest number those of a prohibition. *At any time*: each row says how many are
//! present, and one row above the number is too many; with `less`, what comes is added up, what the party bound moves out taken off, and the
//! greatest number surely present at one moment counts.
//!
//! **Undetermined.** The reasons of a deadline, or of a prohibition; `units_not_comparable` where what was reported is counted in another
//! unit and nothing converts it; `to_be_agreed`, `annex_missing` where the number is not known. With `less`, `allegations_open`,
//! `time_imprecise` and the like where the number would be passed if all that is claimed had come, and nothing doubtful had left.
//!
//! **Limits.** A period only partly in force is not assessed. A figure for several days is not divided among them. Of more than 366,000
//! periods in one stretch only the latest are assessed. *At any time* without `less` does not add rows up: two sightings of 200 are 200, not
//! 400. Nothing is said of times at which nobody counted.

use jiff::Timestamp;
use provisions::{Bound, Measure, Period, Span, Unit};
use rust_decimal::Decimal;

use crate::at_least::{self, Due};
use crate::at_most::{self, Whose};
use crate::bearing::{Candidates, Needs};
use crate::frame::Frame;
use crate::time::{Stretch, last_second};
use crate::{Assessment, Reason};

/// Of more periods than this in one stretch, the latest are assessed: a thousand years of days, forty of hours.
const PERIODS_MAX: i64 = 366_000;

pub(super) fn assess(frame: &Frame<'_, '_>, every: Period, measures: &[Measure], out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    for measure in measures {
        // What a body decides may differ from period to period.
        let fixed = frame.amount(&measure.amount).ok().filter(|_| !frame.is_decided(&measure.amount));
        let needs = Needs {
            author: measure.bound == Bound::AtMost,
            quantity: fixed.is_none_or(|amount| amount != Decimal::ONE && !amount.is_zero()),
            qualifier: frame.duty.qualified.as_deref(),
        };
        let all = match measure.bound {
            Bound::AtMost => frame.candidates_up_to(fixed, &measure.selection, needs),
            Bound::AtLeast => frame.without_exceptions(frame.candidates(&measure.selection, needs)),
        };
        for (course, stretches) in &courses {
            for (key, candidates) in frame.keyed(course, &measure.selection, &all) {
                for stretch in stretches {
                    for period in periods(frame, every, *stretch) {
                        let amount = frame.amount_by(&measure.amount, last_second(period.until));
                        instance(frame, measure, amount, key.as_deref(), period, &candidates, out);
                    }
                }
            }
        }
    }
}

fn instance(
    frame: &Frame<'_, '_>,
    measure: &Measure,
    amount: Result<Decimal, Reason>,
    key: Option<&str>,
    period: Stretch,
    candidates: &Candidates<'_>,
    out: &mut Vec<Assessment>,
) {
    let mut name = frame.instance_name(key, period.from);
    if let Some(part) = &measure.part {
        name = format!("{name}/{part}");
    }
    let selection = &measure.selection;
    match (measure.bound, amount) {
        (Bound::AtMost, Ok(limit)) => {
            let (whose, stretch, lays_to_unknown, due) =
                (Whose::of(selection), period, true, Some(last_second(period.until)));
            let instance =
                at_most::Instance { name, key, stretch, candidates, selection, limit, whose, lays_to_unknown, due };
            at_most::assess(frame, &instance, out);
        }
        (Bound::AtMost, Err(reason)) => {
            let due = Some(last_second(period.until));
            at_most::no_number(frame, &name, selection, candidates, (period, due), reason, out);
        }
        (Bound::AtLeast, amount) => {
            let instance = at_least::Instance {
                name,
                selection,
                amount,
                start: period.from,
                due: Due::EndOf(period),
                bearing: candidates.within(period),
                other_unit: candidates.other_unit_within(period),
                trigger: None,
            };
            at_least::assess(frame, &instance, out);
        }
    }
}

/// Periods that lie wholly in the stretch and begin at or before the moment asked about.
pub(crate) fn periods(frame: &Frame<'_, '_>, every: Period, stretch: Stretch) -> Vec<Stretch> {
    periods_since(frame, every, stretch, i64::MIN)
}

/// The same, where those that ended by a second need not be among them.
pub(crate) fn periods_since(frame: &Frame<'_, '_>, every: Period, stretch: Stretch, since: i64) -> Vec<Stretch> {
    let calendar = &frame.agreement.calendar;
    let mut found = Vec::new();
    let begin = if stretch.from == Timestamp::MIN { frame.sight.earliest() } else { stretch.from };
    let skipped = skipped(every, begin, frame.sight.as_of.min(stretch.until));
    let first = match every {
        Period::Calendar(unit) => {
            let later = calendar.times(begin, Span { count: 1, unit }, skipped).unwrap_or(begin);
            // Two of them before: the one in which the second lies is whole.
            let since = Timestamp::from_second(since).ok().and_then(|at| calendar.before(at, Span { count: 2, unit }));
            calendar.boundary_from(since.map_or(later, |since| later.max(since)), unit)
        }
        Period::Counted(span) => calendar.times(begin, span, skipped),
    };
    let Some(first) = first else { return found };
    let boundary = |n: u32, from: Timestamp| match every {
        Period::Calendar(unit) => calendar.next_boundary(from, unit),
        Period::Counted(span) => calendar.times(begin, span, n),
    };
    let mut from = first;
    for n in skipped + 1.. {
        let Some(until) = boundary(n, from) else { break };
        if until > stretch.until || from > frame.sight.as_of || until <= from {
            break;
        }
        found.push(Stretch { from, until });
        from = until;
    }
    found
}

/// How many periods at the beginning are left out, so that the latest can be assessed.
fn skipped(every: Period, begin: Timestamp, end: Timestamp) -> u32 {
    let (count, unit) = match every {
        Period::Calendar(unit) => (1, unit),
        Period::Counted(span) => (i64::from(span.count), span.unit),
    };
    let hours = match unit {
        Unit::Hour => 1,
        Unit::Day | Unit::WorkingDay | Unit::Named(_) => 24,
        Unit::Week => 7 * 24,
        Unit::Month => 28 * 24,
        Unit::Year => 365 * 24,
    };
    let seconds = count.saturating_mul(hours).saturating_mul(3_600).max(1);
    let n_periods = end.as_second().saturating_sub(begin.as_second()) / seconds;
    u32::try_from(n_periods.saturating_sub(PERIODS_MAX).max(0)).unwrap_or(0)
}
