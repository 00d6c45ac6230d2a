//! # Cumulative
//!
//! *A total, or a share of a baseline, by a date; or a total never to be passed.*
//!
//! ```truce
//! rule 2 "thirty percent of the arms are handed over by day 90"
//!   obliges south
//!   must total weapon_handed_over at least 30 % of arms by day 90 of d_day
//! ```
//!
//! One instance for each key, from the beginning of the rule's first stretch in force. **Undetermined** where no baseline was
//! declared, or the date is left to be agreed. **Limits**: a baseline's unit is not converted into the event's.

use provisions::{Amount, Anchor, Bound, Due, Selection};
use rust_decimal::Decimal;

use super::deadline;
use crate::Assessment;
use crate::at_least;
use crate::at_most;
use crate::bearing::{Candidates, Needs};
use crate::frame::Frame;
use crate::time::{Stretch, next_second};

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
    let limit = amount.filter(|_| bound == Bound::AtMost);
    let all = frame.candidates_up_to(limit, total, needs);
    if let (Bound::AtLeast, Some(Due::Within(span, Anchor::Event(anchor)))) = (bound, due) {
        return deadline::from_events(frame, total, amount, *span, anchor, &all, out);
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
                        let Some(stretch) = until_due(frame, due, *stretch) else { return frame.not_in_force(out) };
                        at_most_instance(frame, total, amount, key, &candidates, stretch, out);
                    }
                }
            }
        }
    }
}

/// A total that may not be passed by a date is counted up to and with that date; `None` while it is not set.
fn until_due(frame: &Frame<'_, '_>, due: Option<&Due>, stretch: Stretch) -> Option<Stretch> {
    let Some(due) = due else { return Some(stretch) };
    match deadline::window(frame, due, stretch.from)?.1 {
        at_least::Due::By(_, last) => Some(Stretch { until: next_second(last).min(stretch.until), ..stretch }),
        _ => Some(stretch),
    }
}

/// A total runs from the rule's first stretch, whatever its due time is counted from.
fn at_least_instance<'c, 'a>(
    frame: &Frame<'_, '_>,
    total: &'c Selection,
    amount: Option<Decimal>,
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
    amount: Option<Decimal>,
    key: Option<&str>,
    candidates: &Candidates<'_>,
    stretch: Stretch,
    out: &mut Vec<Assessment>,
) {
    let name = frame.instance_name(key, stretch.from);
    match amount {
        Some(limit) => {
            let instance = at_most::Instance { name, stretch, candidates, selection: total, limit };
            at_most::assess(frame, &instance, out);
        }
        None => at_most::no_baseline(frame, &name, total, candidates, stretch, out),
    }
}

/// Share of a baseline, as declared by the moment asked about.
impl Frame<'_, '_> {
    /// The number asked; `None` where it is a share of something not declared.
    pub(super) fn amount(&self, amount: &Amount) -> Option<Decimal> {
        match amount {
            Amount::Number(number) => Some(*number),
            Amount::Share(percent, baseline) => {
                let baseline = self.agreement.baselines.get(baseline)?;
                let in_sight = baseline.declared.is_none_or(|declared| declared <= self.sight.as_of);
                let (whole, _) = baseline.amount.as_ref().filter(|_| in_sight)?;
                Some(*whole * *percent / Decimal::ONE_HUNDRED)
            }
        }
    }
}
