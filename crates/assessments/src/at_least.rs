//! At least N by a due time: the steps of the guide, one after the other.

use jiff::Timestamp;
use provisions::Selection;
use records::Level;
use rust_decimal::Decimal;

use crate::at_most::causes;
use crate::bearing::{Candidate, Perhaps};
use crate::frame::Frame;
use crate::time::Stretch;
use crate::{Assessment, Cause, Reason, Role, Status, coverage};

/// One instance: what bears on it, and when it falls due.
pub(crate) struct Instance<'c, 'a> {
    pub(crate) name: String,
    pub(crate) selection: &'c Selection,
    /// Or why it is not known.
    pub(crate) amount: Result<Decimal, Reason>,
    pub(crate) start: Timestamp,
    pub(crate) due: Due,
    /// What bears on it with regard to its beginning, whenever it came.
    pub(crate) bearing: Vec<Candidate<'a>>,
    pub(crate) other_unit: bool,
    pub(crate) trigger: Option<Candidate<'a>>,
}

/// When an instance falls due.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Due {
    /// In time surely by the first moment, perhaps by the second; later is late.
    By(Timestamp, Timestamp),
    /// A period: what bears on it bears in time, and nothing comes late.
    EndOf(Stretch),
    /// Left to a later agreement.
    ToBeAgreed,
}

/// Assesses an instance for every party bound.
pub(crate) fn assess(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>, out: &mut Vec<Assessment>) {
    let complete = is_complete(frame, instance);
    for party in &frame.bound {
        for level in &frame.levels {
            let mut assessment = frame.blank(party, &instance.name, *level);
            assessment.start = (instance.start > Timestamp::MIN).then_some(instance.start);
            assessment.due = last_due(instance);
            decide(frame, instance, complete, &mut assessment);
            assessment.pleaded.sort();
            out.push(assessment);
        }
    }
}

fn last_due(instance: &Instance<'_, '_>) -> Option<Timestamp> {
    match instance.due {
        Due::By(_, last) => Some(last),
        Due::EndOf(stretch) => Some(crate::time::last_second(stretch.until)),
        Due::ToBeAgreed => None,
    }
}

fn is_complete(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>) -> bool {
    let until = match instance.due {
        Due::By(_, last) => crate::time::next_second(last),
        Due::EndOf(stretch) => stretch.until,
        Due::ToBeAgreed => return false,
    };
    let stretch = Stretch { from: instance.start, until };
    // The due second is part of the time: an account must reach past it.
    frame.duty.counted_completely
        || coverage::complete(&frame.sight.accounts, instance.selection, stretch, frame.agreement)
}

fn surely_in_time(candidate: &Candidate<'_>, due: Due) -> bool {
    match due {
        Due::By(first, _) => candidate.last() <= first,
        Due::EndOf(_) | Due::ToBeAgreed => true,
    }
}

fn perhaps_in_time(candidate: &Candidate<'_>, due: Due) -> bool {
    match due {
        // A day of rest can bring the due time of the later moment before that of the earlier one.
        Due::By(_, last) => candidate.start() <= last || surely_in_time(candidate, due),
        Due::EndOf(_) | Due::ToBeAgreed => true,
    }
}

fn decide(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>, complete: bool, assessment: &mut Assessment) {
    let level = assessment.level;
    let mut counted: Vec<&Candidate<'_>> =
        instance.bearing.iter().filter(|c| c.level >= level && c.perhaps == Perhaps::NONE).collect();
    counted.sort_by(|a, b| (a.last(), a.id()).cmp(&(b.last(), b.id())));
    assessment.count = counted.iter().map(|candidate| candidate.quantity).sum();
    assessment.because = with_trigger(causes(&instance.bearing, &counted), instance);
    assessment.pleaded = frame.pleaded(&counted, &assessment.party);
    let (status, reason) = step(frame, instance, complete, &counted, assessment);
    assessment.status = status;
    assessment.reason = reason;
    lay_to_unknown(&instance.bearing, assessment);
}

/// Where the author is the reason, the events that hang on it say so.
pub(crate) fn lay_to_unknown(bearing: &[Candidate<'_>], assessment: &mut Assessment) {
    if assessment.reason != Some(Reason::AuthorUnknown) {
        return;
    }
    let hangs = |id: &str| {
        let of_id = bearing.iter().find(|candidate| candidate.id() == id);
        of_id.is_some_and(|candidate| !candidate.perhaps.without(Perhaps::AUTHOR).eq(&candidate.perhaps))
    };
    for cause in &mut assessment.because {
        if cause.role == Role::Open && hangs(&cause.event) {
            cause.role = Role::AuthorUnknown;
        }
    }
    assessment.because.sort();
}

pub(crate) type Answer = (Status, Option<Reason>);

fn step(
    frame: &Frame<'_, '_>,
    instance: &Instance<'_, '_>,
    complete: bool,
    counted: &[&Candidate<'_>],
    assessment: &mut Assessment,
) -> Answer {
    let amount = match instance.amount {
        Ok(amount) => amount,
        Err(reason) => return undetermined(reason),
    };
    let in_time: Vec<&Candidate<'_>> =
        counted.iter().filter(|candidate| surely_in_time(candidate, instance.due)).copied().collect();
    if let Some(reached) = reach(&in_time, amount) {
        return met(reached, instance, assessment);
    }
    let Some(due) = last_due(instance) else { return undetermined(Reason::ToBeAgreed) };
    if frame.sight.as_of <= due {
        return (Status::Pending, None);
    }
    if let Some(reason) = granted_reason(instance, assessment.level, amount) {
        return undetermined(reason);
    }
    if let (Some(reached), Due::By(..)) = (reach(counted, amount), instance.due) {
        assessment.late = true;
        return met(reached, instance, assessment);
    }
    if instance.other_unit {
        return undetermined(Reason::UnitsNotComparable);
    }
    if let Some(reason) = trigger_open(instance, assessment.level) {
        return undetermined(reason);
    }
    let alleged: Decimal = instance.bearing.iter().map(|candidate| candidate.quantity).sum();
    if complete && alleged < amount {
        assessment.decided_at = Some(due);
        return (Status::BreachIndicated, None);
    }
    overdue(alleged >= amount, instance.bearing.is_empty())
}

/// Why the due time is past and neither fulfilment nor its absence is known.
pub(crate) fn overdue(is_claimed: bool, is_empty: bool) -> Answer {
    let reason = match (is_claimed, is_empty) {
        (true, _) => Reason::ClaimedOnly,
        (false, true) => Reason::NothingReported,
        (false, false) => Reason::CountIncomplete,
    };
    (Status::Overdue, Some(reason))
}

fn undetermined(reason: Reason) -> Answer {
    (Status::Undetermined, Some(reason))
}

/// The events, in order of time, up to the one that reaches the amount.
fn reach<'c, 'a>(counted: &[&'c Candidate<'a>], amount: Decimal) -> Option<Vec<&'c Candidate<'a>>> {
    let mut sum = Decimal::ZERO;
    if amount <= sum {
        return Some(Vec::new());
    }
    for (candidate_idx, candidate) in counted.iter().enumerate() {
        sum += candidate.quantity;
        if sum >= amount {
            return Some(counted[..=candidate_idx].to_vec());
        }
    }
    None
}

fn met(reached: Vec<&Candidate<'_>>, instance: &Instance<'_, '_>, assessment: &mut Assessment) -> Answer {
    assessment.decided_at = reached.last().map(|candidate| candidate.last());
    let causes = reached.iter().map(|c| Cause { event: c.id().to_owned(), role: Role::Counted }).collect();
    assessment.because = with_trigger(causes, instance);
    (Status::Met, None)
}

fn with_trigger(mut causes: Vec<Cause>, instance: &Instance<'_, '_>) -> Vec<Cause> {
    let trigger = instance.trigger.iter();
    causes.extend(trigger.map(|trigger| Cause { event: trigger.id().to_owned(), role: Role::Trigger }));
    causes.sort();
    causes
}

/// What is known at this level and reaches the amount once something is granted.
fn granted_reason(instance: &Instance<'_, '_>, level: Level, amount: Decimal) -> Option<Reason> {
    let mut granted = Perhaps::NONE;
    let mut time_granted = false;
    for (what, reason) in Perhaps::ORDER {
        granted = granted.and(what);
        time_granted |= what == Perhaps::TIME;
        let in_time = |c: &Candidate<'_>| {
            if time_granted { perhaps_in_time(c, instance.due) } else { surely_in_time(c, instance.due) }
        };
        let counts = |c: &&Candidate<'_>| c.level >= level && c.perhaps.within(granted) && in_time(c);
        let sum: Decimal = instance.bearing.iter().filter(counts).map(|candidate| candidate.quantity).sum();
        if sum >= amount {
            return Some(reason);
        }
    }
    None
}

/// Whether the event from which time runs is itself open at this level.
fn trigger_open(instance: &Instance<'_, '_>, level: Level) -> Option<Reason> {
    let trigger = instance.trigger.as_ref()?;
    if trigger.level < level {
        return Some(Reason::AllegationsOpen);
    }
    let mut granted = Perhaps::NONE;
    for (what, reason) in Perhaps::ORDER {
        if trigger.perhaps.within(granted) {
            return None;
        }
        granted = granted.and(what);
        if trigger.perhaps.within(granted) {
            return Some(reason);
        }
    }
    None
}
