//! # Deadline
//!
//! *So much of this, within a time of something, by a date, or in a window.*
//!
//! ```truce
//! rule 2 "forty prisoners within 72 hours of acceptance"
//!   obliges south
//!   must person_released at least 40 within 72 hours of acceptance
//!
//! rule 2a "each consignment is inspected within a day"
//!   obliges commission
//!   for each item
//!   must consignment_inspected within 24 hours of truck_entered
//! ```
//!
//! **Meaning.** One instance counted from a moment of the agreement; or one for each event from which the time runs. `for each item` matches
//! the two events by what they are about. Who did it does not matter, unless `by` says whose acts count. The due time itself is in time.
//! `met` where enough is known in time; `met`, late, where it came after; `pending` until the due time. After it `breach_indicated`, but only
//! where the count is complete: by an account, or because the clause says `counted completely`; else `overdue`.
//!
//! **Undetermined** where enough would be known in time if something were granted: a quality that waits for a finding
//! (`qualifier_needs_finding`), the time (`time_imprecise`), the place (`place_imprecise`), an outline (`annex_missing`), a particular
//! (`not_verified`), the author, where `by` names one (`author_unknown`). Also: the date is still to be agreed (`to_be_agreed`); what was
//! reported is counted in another unit (`units_not_comparable`); the number is not known (`no_baseline`, `annex_missing`, `to_be_agreed`);
//! the event from which the time runs is itself only claimed (`allegations_open`), or perhaps none that counts. A deadline counted from a
//! milestone that is open has the milestone's reason. The overdue reasons are `claimed_only`, `nothing_reported`, `count_incomplete`.
//!
//! **Limits.** What is reported for the same span of time as the event from which its time runs is taken as following it. A deadline counted
//! from an event asks for each such event anew: what was done once can serve two of them, unless they are kept apart by a key.

use jiff::Timestamp;
use provisions::{Amount, Anchor, Calendar, Due, Selection, Span};
use rust_decimal::Decimal;

use crate::at_least::{self, Instance};
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::frame::Frame;
use crate::time::Stretch;
use crate::{Assessment, Reason};

pub(super) fn assess(frame: &Frame<'_, '_>, must: &Selection, at_least: &Amount, due: &Due, out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let amount = frame.amount(at_least);
    let all = frame.candidates(must, needs(frame, amount));
    if let Due::Within(span, Anchor::Event(anchor)) = due {
        return from_events(frame, must, amount, &After::span(*span), anchor, &all, out);
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

pub(super) fn needs<'r>(frame: &Frame<'r, '_>, amount: Result<Decimal, Reason>) -> Needs<'r> {
    let quantity = amount.is_ok_and(|amount| amount != Decimal::ONE && !amount.is_zero()) || amount.is_err();
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
            let (first, last) = clock.resolve_span(moment)?;
            let calendar = &frame.agreement.calendar;
            (first, at_least::Due::By(calendar.after(first, *span)?, calendar.after(last, *span)?))
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

/// When a duty that counts from an event begins, and falls due.
pub(super) struct After {
    /// How long before the event the duty can be done already.
    pub(super) lead: Option<Span>,
    /// How long after it the duty is due; none: left to be agreed.
    pub(super) within: Option<Span>,
}

impl After {
    /// From the event on, within a span.
    pub(super) fn span(span: Span) -> After {
        After { lead: None, within: Some(span) }
    }
}

/// One instance for each event that sets the time running.
pub(super) fn from_events<'f>(
    frame: &Frame<'f, '_>,
    must: &Selection,
    amount: Result<Decimal, Reason>,
    after: &After,
    anchor: &Selection,
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
        from_event(frame, must, amount, after, trigger, candidates, out);
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
    amount: Result<Decimal, Reason>,
    after: &After,
    trigger: Candidate<'a>,
    candidates: &Candidates<'a>,
    out: &mut Vec<Assessment>,
) {
    let calendar = &frame.agreement.calendar;
    let Some(due) = due_after(calendar, &trigger, after.within) else { return };
    let start = match after.lead {
        Some(lead) => calendar.before(trigger.start(), lead).unwrap_or(Timestamp::MIN),
        None => trigger.start(),
    };
    let instance = Instance {
        name: trigger.id().to_owned(),
        selection: must,
        amount,
        start,
        due,
        bearing: since(candidates, start),
        other_unit: candidates.other_unit_within(Stretch { from: start, ..Stretch::ALWAYS }),
        trigger: Some(trigger),
    };
    at_least::assess(frame, &instance, out);
}

/// From the first and from the last moment that the event can have been.
fn due_after(calendar: &Calendar, trigger: &Candidate<'_>, within: Option<Span>) -> Option<at_least::Due> {
    let Some(span) = within else { return Some(at_least::Due::ToBeAgreed) };
    Some(at_least::Due::By(calendar.after(trigger.start(), span)?, calendar.after(trigger.last(), span)?))
}
