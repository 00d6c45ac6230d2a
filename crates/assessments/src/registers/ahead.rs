//! What is still to come of a duty: how it will stand once its time is past, if nothing more is told; and what one that has no due
//! time yet waits for.

use std::collections::{BTreeMap, BTreeSet};

use events::Event;
use jiff::Timestamp;
use provisions::{Anchor, Bound, Due, Kind, Moment, Reached, Reading, Reporting, Rule, Selection};
use records::Level;

use super::Look;
use super::duties::Duty;
use crate::evaluate::of_reading;
use crate::frame::{Frame, Sight};
use crate::milestone::{self, Standing};
use crate::time::{Clock, Stretch, next_second};
use crate::{Assessment, Status};

/// Party, instance and level.
pub(super) type Address = (String, String, Level);

/// How the duties of one reading that are pending will stand after the last of their due times, if nothing comes.
pub(super) fn then(
    look: &Look<'_>,
    rule: &Rule,
    reading: &Reading,
    duties: &[&Duty<'_>],
) -> BTreeMap<Address, Assessment> {
    let pending = |duty: &&&Duty<'_>| {
        let is_pending = duty.by_level.values().any(|one| one.status == Status::Pending);
        is_pending && duty.any.due.is_some_and(|due| due >= look.as_of)
    };
    let pending: Vec<&&Duty<'_>> = duties.iter().filter(pending).collect();
    let Some(last) = pending.iter().filter_map(|duty| duty.any.due).max() else { return BTreeMap::new() };
    let Some((provision, _)) = look.agreement.rules().find(|(_, known)| known.id == rule.id) else {
        return BTreeMap::new();
    };
    // What was before they began bears on none of them; a milestone may rest on anything.
    let begun = pending.iter().map(|duty| duty.any.start.unwrap_or(Timestamp::MIN)).min();
    let since = begun.filter(|_| milestone::of_duty(&reading.duty).is_empty()).unwrap_or(Timestamp::MIN);
    let types = types_of(&reading.duty);
    let bears = |event: &&Event| event.happening.when.end() >= since && event.happening.when.start() <= look.as_of;
    let is_counted = |kind: &str| types.as_ref().is_none_or(|types| types.contains(kind));
    let events = look.by_type.wanted(look.known, is_counted).filter(bears);
    let known = look.known;
    let decisions = Sight::decisions_only(known, look.as_of);
    let record = (known.findings.iter(), known.responses.iter());
    let mut sight = Sight::beside(look.agreement, known, decisions, look.as_of).over(events, record, look.agreement);
    sight.as_of = next_second(last);
    let all = of_reading(look.agreement, (provision, rule, reading), &sight, Stretch::ALWAYS);
    all.into_iter().map(|one| ((one.party.clone(), one.instance.clone(), one.level), one)).collect()
}

/// The types on which a duty can rest; nothing where it can rest on any.
fn types_of(duty: &provisions::Duty) -> Option<BTreeSet<String>> {
    let mut selections: Vec<&Selection> = duty.kind.selections();
    match &duty.kind {
        Kind::Deadline { due: Due::Within(_, Anchor::Event(of)), .. }
        | Kind::Cumulative { due: Some(Due::Within(_, Anchor::Event(of))), .. } => selections.push(of),
        Kind::Deadline { .. } | Kind::Cumulative { .. } | Kind::Rate { .. } => {}
        Kind::Ratio { every, .. } => selections.push(every),
        _ => return None,
    }
    selections.extend(&duty.except);
    let conditions = milestone::of_duty(duty);
    conditions.is_empty().then(|| selections.into_iter().flat_map(|selection| selection.types.clone()).collect())
}

/// What must come about before a duty without a due time falls due, in words; empty where nothing is known to be missing.
pub(super) fn waits_for(look: &Look<'_>, sight: &Sight<'_>, rule: &Rule, reading: &Reading) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let Some((provision, _)) = look.agreement.rules().find(|(_, known)| known.id == rule.id) else { return out };
    let clock = Clock::new(look.agreement, &sight.decisions, reading);
    let (agreement, duty, levels, window) = (look.agreement, &reading.duty, vec![Level::Alleged], Stretch::ALWAYS);
    let frame = Frame { agreement, provision, rule, reading, duty, clock, sight, window, levels, bound: Vec::new() };
    let (due, is_open) = due_of(&duty.kind);
    if is_open || matches!(due, Some(Due::ToBeAgreed)) {
        out.insert("a time to be agreed".to_owned());
    }
    let of_due: Vec<&Moment> = match due {
        Some(Due::By(by) | Due::Within(_, Anchor::Moment(by))) => vec![by],
        Some(Due::Between(from, by)) => vec![from, by],
        _ => Vec::new(),
    };
    let moments = duty.once.iter().chain(&duty.time.from).chain(of_due);
    for moment in moments.filter(|moment| frame.clock.resolve(moment).is_none()) {
        out.extend(missing(&frame, moment));
    }
    for state in duty.states.iter().filter_map(|state| agreement.states.get(state)) {
        if state.each.is_none() && frame.clock.spans(&state.id, None).is_empty() {
            out.insert(decided(&state.label, &state.decided_by));
        }
    }
    if let Kind::Conditional { steps, .. } = &duty.kind {
        let open = steps.iter().flat_map(|step| &step.once);
        let reached = |reached: &&Reached| is_reached(&frame, std::slice::from_ref(*reached));
        let label = |name: &str| agreement.event_types.get(name).map_or(name, |event| event.label.as_str()).to_owned();
        out.extend(open.filter(|one| !reached(one)).map(|one| label(&one.of.name)));
    }
    out
}

/// Whether a duty has a due time, once all that it hangs on is there.
pub(super) fn falls_due(kind: &Kind) -> bool {
    match kind {
        Kind::Deadline { .. } | Kind::Ratio { .. } | Kind::Conditional { .. } => true,
        Kind::Cumulative { bound, .. } => *bound == Bound::AtLeast,
        Kind::Report { when, .. } => !matches!(when, Reporting::Every(_)),
        _ => false,
    }
}

/// Whether a number is asked for at the least.
pub(super) fn is_least(kind: &Kind) -> bool {
    match kind {
        Kind::Deadline { .. } => true,
        Kind::Cumulative { bound, .. } => *bound == Bound::AtLeast,
        Kind::Rate { measures, .. } => measures.iter().all(|measure| measure.bound == Bound::AtLeast),
        _ => false,
    }
}

/// When a duty falls due, and whether its time is left open.
fn due_of(kind: &Kind) -> (Option<&Due>, bool) {
    match kind {
        Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => (Some(due), false),
        Kind::Cumulative { due, .. } => (due.as_ref(), false),
        Kind::Report { when: Reporting::Of { within, .. }, .. } | Kind::Ratio { within, .. } => {
            (None, within.is_none())
        }
        Kind::Conditional { steps, .. } => (None, steps.iter().any(|step| step.within.is_none())),
        _ => (None, false),
    }
}

/// All that is known, as far as milestones and conditions of duties rest on it.
pub(super) fn of_conditions<'a>(look: &Look<'a>, duties: &[(&Rule, &Reading)]) -> Vec<&'a Event> {
    let agreement = look.agreement;
    let of_milestones = duties.iter().flat_map(|(_, reading)| milestone::of_duty(&reading.duty));
    let mut counts: Vec<&Reached> =
        of_milestones.filter_map(|id| agreement.milestones.get(id)).flat_map(|milestone| &milestone.when).collect();
    for (_, reading) in duties {
        if let Kind::Conditional { steps, .. } = &reading.duty.kind {
            counts.extend(steps.iter().flat_map(|step| &step.once));
        }
    }
    let types: BTreeSet<&String> = counts.iter().flat_map(|count| &count.of.types).collect();
    if types.is_empty() {
        return Vec::new();
    }
    look.by_type.wanted(look.known, |kind| types.iter().any(|known| *known == kind)).collect()
}

fn is_reached(frame: &Frame<'_, '_>, when: &[Reached]) -> bool {
    matches!(milestone::standing(frame, when, Level::Alleged), Standing::Reached(..))
}

/// What a moment that is not set hangs on.
fn missing(frame: &Frame<'_, '_>, moment: &Moment) -> Option<String> {
    let agreement = frame.agreement;
    match moment {
        Moment::Trigger(id) => agreement.triggers.get(id).map(|trigger| decided(&trigger.label, &trigger.decided_by)),
        Moment::StartOf(id) | Moment::EndOf(id) => {
            agreement.states.get(id).map(|state| decided(&state.label, &state.decided_by))
        }
        Moment::Milestone(id) => {
            let milestone = agreement.milestones.get(id)?;
            (!is_reached(frame, &milestone.when)).then(|| milestone.label.clone())
        }
        Moment::After(_, of)
        | Moment::Before(_, of)
        | Moment::DayAfter(_, of)
        | Moment::WorkingDayAfter(_, _, of)
        | Moment::ClockTime(_, of) => missing(frame, of),
        Moment::EntryIntoForce => Some("entry into force".to_owned()),
        Moment::At(_) => None,
    }
}

fn decided(label: &str, by: &[String]) -> String {
    if by.is_empty() { label.to_owned() } else { format!("{label}, by decision of {}", by.join(" or ")) }
}
