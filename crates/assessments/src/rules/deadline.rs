//! # Deadline
//!
//! *This, within a time of a trigger, by a date, or in a window.*
//!
//! ```truce
//! rule 4 "all are released within 72 hours"
//!   obliges south
//!   must person_released at least 20 within 72 hours of acceptance
//! ```
//!
//! One instance for each event that sets the time running (`within 24 hours of truck_entered`, `for each item`), or one from a moment of
//! the agreement. **Undetermined** where it is not known whether something came in time, or the trigger itself is open; **met, late**
//! where it came after; **overdue** where nothing shows it and nobody says that the count is complete.
//! **Limits**: something reported for the same span of time as its trigger is taken as following it.

use provisions::{Amount, Anchor, Due, Selection, Span};
use rust_decimal::Decimal;

use crate::Assessment;
use crate::at_least::{self, Instance};
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::frame::Frame;
use crate::time::Stretch;

pub(super) fn assess(frame: &Frame<'_, '_>, must: &Selection, at_least: &Amount, due: &Due, out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let amount = frame.amount(at_least);
    let all = frame.candidates(must, needs(frame, amount));
    if let Due::Within(span, Anchor::Event(anchor)) = due {
        return from_events(frame, must, amount, *span, anchor, &all, out);
    }
    for (course, stretches) in &courses {
        for (key, candidates) in frame.keyed(course, must, &all) {
            let first = stretches[0].from;
            match window(frame, due, first) {
                Some((start, due)) => {
                    let name = frame.instance_name(key.as_deref(), start);
                    let instance = Instance {
                        name,
                        selection: must,
                        amount,
                        start,
                        due,
                        bearing: since(&candidates, start),
                        other_unit: candidates.other_unit_within(Stretch { from: start, ..Stretch::ALWAYS }),
                        trigger: None,
                    };
                    at_least::assess(frame, &instance, out);
                }
                None => return frame.not_in_force(out),
            }
        }
    }
}

pub(super) fn needs<'r>(frame: &Frame<'r, '_>, amount: Option<Decimal>) -> Needs<'r> {
    let quantity = amount.is_none_or(|amount| amount != Decimal::ONE && !amount.is_zero());
    Needs { author: false, quantity, qualifier: frame.duty.qualified.as_deref() }
}

/// Start and due time of an instance that does not hang on an event; `None` while a moment is not set.
pub(super) fn window(
    frame: &Frame<'_, '_>,
    due: &Due,
    first: jiff::Timestamp,
) -> Option<(jiff::Timestamp, at_least::Due)> {
    let by = |at| at_least::Due::By(at, at);
    let clock = &frame.clock;
    Some(match due {
        Due::Within(span, Anchor::Moment(moment)) => {
            let start = clock.resolve(moment)?;
            (start, by(frame.agreement.calendar.after(start, *span)?))
        }
        Due::By(moment) => (first, by(clock.resolve(moment)?)),
        Due::Between(from, until) => (clock.resolve_first(from)?, by(clock.resolve(until)?)),
        Due::ToBeAgreed | Due::Within(_, Anchor::Event(_)) => (first, at_least::Due::ToBeAgreed),
    })
}

/// What begins at or after the start, surely; what ends after it, perhaps.
pub(super) fn since<'a>(candidates: &Candidates<'a>, start: jiff::Timestamp) -> Vec<Candidate<'a>> {
    let whole = Stretch { from: start, ..Stretch::ALWAYS };
    let mut bearing = candidates.within(whole);
    for candidate in &mut bearing {
        if candidate.start() >= start {
            candidate.perhaps = candidate.perhaps.without(Perhaps::TIME);
        }
    }
    bearing
}

/// One instance for each event that sets the time running.
pub(super) fn from_events<'f>(
    frame: &Frame<'f, '_>,
    must: &'f Selection,
    amount: Option<Decimal>,
    span: Span,
    anchor: &'f Selection,
    all: &Candidates<'f>,
    out: &mut Vec<Assessment>,
) {
    let needs = Needs { author: false, quantity: false, qualifier: None };
    let triggers = frame.candidates(anchor, needs);
    let column = frame.keyed_state().or(frame.duty.each.as_ref().map(|key| key.0.as_str()));
    let keyed = column.map(|column| Keyed { column, parts: all.by_key(column), rest: all.without_key(column) });
    let unsure = all.unsure();
    let courses = frame.courses();
    for trigger in triggers.list.iter().chain(&triggers.other_unit) {
        // A trigger without the state's key may lie in several courses; it is one instance all the same.
        let in_any = courses.iter().filter_map(|(course, stretches)| in_force(frame, *trigger, course, stretches));
        let Some(trigger) = in_any.min_by_key(|in_force| !in_force.perhaps.within(trigger.perhaps)) else { continue };
        let candidates = match &keyed {
            None => all,
            Some(keyed) => match trigger.key(keyed.column) {
                Some(key) => keyed.parts.get(key).unwrap_or(&keyed.rest),
                None => &unsure,
            },
        };
        from_event(frame, must, amount, span, trigger, candidates, out);
    }
}

/// Candidates by the value of a column, and those without one.
struct Keyed<'k, 'a> {
    column: &'k str,
    parts: std::collections::BTreeMap<&'a str, Candidates<'a>>,
    rest: Candidates<'a>,
}

/// Whether the triggering event lies in the rule's time, and in the course of its key.
fn in_force<'a>(
    frame: &Frame<'_, '_>,
    trigger: Candidate<'a>,
    course: &Option<String>,
    stretches: &[Stretch],
) -> Option<Candidate<'a>> {
    let mut trigger = trigger;
    if let (Some(column), Some(key)) = (frame.keyed_state(), course) {
        match trigger.key(column) {
            Some(value) if value == key => {}
            Some(_) => return None,
            None => trigger.perhaps = trigger.perhaps.and(Perhaps::PARTICULAR),
        }
    }
    let mut in_any: Vec<Candidate<'a>> = stretches.iter().filter_map(|stretch| trigger.within(*stretch)).collect();
    in_any.sort_by_key(|candidate| !candidate.perhaps.within(trigger.perhaps));
    in_any.into_iter().next()
}

fn from_event<'a>(
    frame: &Frame<'_, '_>,
    must: &Selection,
    amount: Option<Decimal>,
    span: Span,
    trigger: Candidate<'a>,
    candidates: &Candidates<'a>,
    out: &mut Vec<Assessment>,
) {
    let calendar = &frame.agreement.calendar;
    let start = trigger.start();
    let (Some(first), Some(last)) = (calendar.after(start, span), calendar.after(trigger.last(), span)) else {
        return;
    };
    let instance = Instance {
        name: trigger.id().to_owned(),
        selection: must,
        amount,
        start,
        due: at_least::Due::By(first, last),
        bearing: since(candidates, start),
        other_unit: candidates.other_unit_within(Stretch { from: start, ..Stretch::ALWAYS }),
        trigger: Some(trigger),
    };
    at_least::assess(frame, &instance, out);
}
