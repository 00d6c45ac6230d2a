//! # Rate and cap
//!
//! *In every period, at least or at most so much; of them, so much of a part.*
//!
//! ```truce
//! rule 7 "aid enters every day"
//!   obliges north
//!   while ceasefire
//!   every day truck_entered at least 600, of them fuel at least 50
//! ```
//!
//! One instance for each whole period in force and each measure. **Undetermined** where times or places are not known
//! well enough, or what was reported is counted in another unit; **overdue** where less is reported and nobody
//! says that the count is complete. **Limits**: a period only partly in force is not assessed; a figure for several days is
//! not divided among them; of more than 366,000 periods in one stretch only the latest are assessed.

use jiff::Timestamp;
use provisions::{Bound, Measure, Period, Span, Unit};
use rust_decimal::Decimal;

use crate::Assessment;
use crate::at_least::{self, Due};
use crate::at_most;
use crate::bearing::{Candidates, Needs};
use crate::frame::Frame;
use crate::time::Stretch;

/// Of more periods than this in one stretch, the latest are assessed: a thousand years of days, forty of hours.
const PERIODS_MAX: i64 = 366_000;

pub(super) fn assess(frame: &Frame<'_, '_>, every: Period, measures: &[Measure], out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    for measure in measures {
        let needs = Needs {
            author: measure.bound == Bound::AtMost,
            quantity: measure.amount > Decimal::ONE,
            qualifier: frame.duty.qualified.as_deref(),
        };
        let limit = (measure.bound == Bound::AtMost).then_some(measure.amount);
        let all = frame.candidates_up_to(limit, &measure.selection, needs);
        for (course, stretches) in &courses {
            for (key, candidates) in frame.keyed(course, &measure.selection, &all) {
                for stretch in stretches {
                    for period in periods(frame, every, *stretch) {
                        instance(frame, measure, key.as_deref(), period, &candidates, out);
                    }
                }
            }
        }
    }
}

fn instance(
    frame: &Frame<'_, '_>,
    measure: &Measure,
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
    match measure.bound {
        Bound::AtMost => {
            let limit = measure.amount;
            let instance = at_most::Instance { name, stretch: period, candidates, selection, limit };
            at_most::assess(frame, &instance, out);
        }
        Bound::AtLeast => {
            let instance = at_least::Instance {
                name,
                selection,
                amount: Some(measure.amount),
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
fn periods(frame: &Frame<'_, '_>, every: Period, stretch: Stretch) -> Vec<Stretch> {
    let calendar = &frame.agreement.calendar;
    let mut found = Vec::new();
    let begin = if stretch.from == Timestamp::MIN { frame.sight.earliest() } else { stretch.from };
    let skipped = skipped(every, begin, frame.sight.as_of.min(stretch.until));
    let first = match every {
        Period::Calendar(unit) => {
            let later = calendar.times(begin, Span { count: 1, unit }, skipped).unwrap_or(begin);
            calendar.boundary_from(later, unit)
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
        Unit::Day | Unit::WorkingDay => 24,
        Unit::Week => 7 * 24,
        Unit::Month => 28 * 24,
        Unit::Year => 365 * 24,
    };
    let seconds = count.saturating_mul(hours).saturating_mul(3_600).max(1);
    let n_periods = end.as_second().saturating_sub(begin.as_second()) / seconds;
    u32::try_from(n_periods.saturating_sub(PERIODS_MAX).max(0)).unwrap_or(0)
}
