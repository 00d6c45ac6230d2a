//! # Cumulative
//!
//! *A total, or a share of a baseline, by a date; or a total never to be passed.*
//!
//! ```truce
//! rule 6 "thirty percent of the arms are handed over by day 90"
//!   obliges south
//!   must total weapon_handed_over at least 30 % of arms by day 90 of d_day
//!
//! rule 6a "no more than fifty are brought in, all told"
//!   obliges north
//!   must total weapons_moved by north in town at most 50
//! ```
//!
//! **Meaning.** One instance for each key, counted from the beginning of the rule's first stretch in force. A least total has the statuses of
//! a deadline: `met`, `met` late, `pending`, `overdue`, `breach_indicated` where the count is complete. A greatest total has those of a
//! prohibition, each stretch counted apart; with a date it is counted up to and with that date. A share is taken of the last amount declared
//! up to the moment asked about: where a baseline grows, what was enough yesterday may fall short today. A disputed baseline makes readings.
//!
//! **Undetermined.** `no_baseline` where nothing was declared, not yet, or under seal; `to_be_agreed` where the date, or the number, is left
//! to be agreed; `annex_missing` where the number is that of another agreement which was not given; `units_not_comparable` where what was
//! reported is counted in another unit and nothing converts it; and the reasons of a deadline or of a prohibition.
//!
//! **Limits.** It adds up what was reported; it is not the number present at any one time (see *rate*). The unit of a baseline is not
//! converted into the event's. A source's running total (`tally`) is shown beside it and never counted.

use jiff::Timestamp;
use provisions::{Amount, Anchor, Bound, Due, Selection};
use rust_decimal::Decimal;

use super::deadline;
use crate::at_least;
use crate::at_most::{self, Whose};
use crate::bearing::{Candidates, Needs};
use crate::frame::Frame;
use crate::time::{Stretch, next_second};
use crate::{Assessment, Reason};

pub(super) fn assess<'f>(
    frame: &Frame<'f, '_>,
    total: &'f Selection,
    bound: Bound,
    amount: &Amount,
    due: Option<&'f Due>,
    out: &mut Vec<Assessment>,
) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let amount = frame.amount(amount);
    let needs = Needs { author: bound == Bound::AtMost, ..deadline::needs(frame, amount) };
    let all = match bound {
        Bound::AtMost => frame.candidates_up_to(amount.ok(), total, needs),
        Bound::AtLeast => frame.without_exceptions(frame.candidates(total, needs)),
    };
    if let (Bound::AtLeast, Some(Due::Within(span, Anchor::Event(anchor)))) = (bound, due) {
        return deadline::from_events(frame, total, amount, &deadline::After::span(*span), anchor, &all, out);
    }
    for (course, stretches) in &courses {
        for (key, candidates) in frame.keyed(course, total, &all) {
            let key = key.as_deref();
            match (bound, due) {
                (Bound::AtLeast, Some(due)) => {
                    let Some(instance) = at_least_instance(frame, total, amount, due, key, &candidates, stretches[0])
                    else {
                        return frame.not_in_force(out);
                    };
                    at_least::assess(frame, &instance, out);
                }
                _ => {
                    for stretch in stretches {
                        let Some(counted) = until_due(frame, due, *stretch) else { return frame.not_in_force(out) };
                        at_most_instance(frame, total, amount, key, &candidates, counted, out);
                    }
                }
            }
        }
    }
}

/// A total that may not be passed by a date is counted up to and with that date; `None` while it is not set.
fn until_due(frame: &Frame<'_, '_>, due: Option<&Due>, stretch: Stretch) -> Option<(Stretch, Option<Timestamp>)> {
    let Some(due) = due else { return Some((stretch, None)) };
    Some(match deadline::window(frame, due, stretch.from)?.1 {
        at_least::Due::By(_, last) => (Stretch { until: next_second(last).min(stretch.until), ..stretch }, Some(last)),
        _ => (stretch, None),
    })
}

/// A total runs from the rule's first stretch, whatever its due time is counted from.
fn at_least_instance<'c, 'a>(
    frame: &Frame<'_, '_>,
    total: &'c Selection,
    amount: Result<Decimal, Reason>,
    due: &Due,
    key: Option<&str>,
    candidates: &Candidates<'a>,
    first: Stretch,
) -> Option<at_least::Instance<'c, 'a>> {
    let (_, due) = deadline::window(frame, due, first.from)?;
    Some(at_least::Instance {
        name: frame.instance_name(key, first.from),
        selection: total,
        amount,
        start: first.from,
        due,
        bearing: deadline::since(candidates, first.from),
        other_unit: candidates.other_unit_within(Stretch { from: first.from, ..Stretch::ALWAYS }),
        trigger: None,
    })
}

fn at_most_instance(
    frame: &Frame<'_, '_>,
    total: &Selection,
    amount: Result<Decimal, Reason>,
    key: Option<&str>,
    candidates: &Candidates<'_>,
    (stretch, due): (Stretch, Option<Timestamp>),
    out: &mut Vec<Assessment>,
) {
    let name = frame.instance_name(key, stretch.from);
    match amount {
        Ok(limit) => {
            let (whose, selection, lays_to_unknown) = (Whose::of(total), total, true);
            let instance =
                at_most::Instance { name, key, stretch, candidates, selection, limit, whose, lays_to_unknown, due };
            at_most::assess(frame, &instance, out);
        }
        Err(reason) => at_most::no_number(frame, &name, total, candidates, (stretch, due), reason, out),
    }
}
