//! Section 3: the course of states, the time of triggers, the stretches in which a rule is in force.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use provisions::{Interval, Key, Kind, Moment, State};
use records::{Decision, Turn};

use super::Case;

/// A stretch of time in which a rule is in force, or a state holds: the first moment is in, the last is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Key of the keyed state.
    pub(crate) key: Option<String>,
    /// None: always before.
    pub(crate) from: Option<Timestamp>,
    /// None: open.
    pub(crate) until: Option<Timestamp>,
}

/// Stretches in force that begin at or before `as_of`, for each key of the rule's keyed states.
pub(crate) fn stretches_begun(case: &Case<'_>) -> Vec<Stretch> {
    let mut all = Vec::new();
    for key in state_keys(case) {
        for stretch in stretches(case, key.as_deref()) {
            if stretch.from.is_none_or(|from| from <= case.as_of()) {
                all.push(stretch);
            }
        }
    }
    all
}

/// The column by which the rule's keyed state is kept apart. Choice: of several keyed states the first says it.
pub(crate) fn state_key(case: &Case<'_>) -> Option<Key> {
    rule_states(case).iter().find_map(|state| state.each.clone())
}

/// Every state that must hold; a term looks at its own alone.
fn rule_states<'a>(case: &Case<'a>) -> Vec<&'a State> {
    let names = match &case.duty().kind {
        Kind::Term(state) => vec![state.clone()],
        _ => case.duty().states.clone(),
    };
    names.iter().filter_map(|name| case.agreement.states.get(name)).collect()
}

/// Keys that decisions in sight give to the rule's keyed states; one "no key" where no state is keyed.
fn state_keys(case: &Case<'_>) -> Vec<Option<String>> {
    if state_key(case).is_none() {
        return vec![None];
    }
    let mut keys = BTreeSet::new();
    for state in rule_states(case).iter().filter(|state| state.each.is_some()) {
        for decision in &case.sight.decisions {
            if is_on(state, &decision.what) {
                keys.extend(decision.what.key.clone());
            }
        }
    }
    keys.into_iter().map(Some).collect()
}

/// Longest stretches in which the rule is in force for one key.
fn stretches(case: &Case<'_>, key: Option<&str>) -> Vec<Stretch> {
    let in_force = |at: Timestamp| {
        let states = rule_states(case);
        let by_states = if states.is_empty() {
            holds_in(case, &case.agreement.in_force, at)
        } else {
            states.iter().all(|state| holds(case, state, key, at))
        };
        // A term looks at its own state alone.
        by_states && (matches!(case.duty().kind, Kind::Term(_)) || holds_in(case, &case.duty().time, at))
    };
    let mut times = bounds_of(case, &case.agreement.in_force);
    times.extend(bounds_of(case, &case.duty().time));
    for state in rule_states(case) {
        times.extend(times_of(case, state));
    }
    longest(&times, key, in_force)
}

/// Longest stretches in which a state without key holds.
fn state_stretches(case: &Case<'_>, state: &State) -> Vec<Stretch> {
    longest(&times_of(case, state), None, |at| holds(case, state, None, at))
}

/// Asks at every moment at which something may change, and joins neighbours.
fn longest(times: &BTreeSet<Timestamp>, key: Option<&str>, is_on: impl Fn(Timestamp) -> bool) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut open = is_on(Timestamp::MIN).then_some(None);
    for time in times {
        match (open, is_on(*time)) {
            (None, true) => open = Some(Some(*time)),
            (Some(from), false) => {
                found.push(Stretch { key: key.map(str::to_owned), from, until: Some(*time) });
                open = None;
            }
            _ => {}
        }
    }
    if let Some(from) = open {
        found.push(Stretch { key: key.map(str::to_owned), from, until: None });
    }
    found
}

/// Whether a state holds at a moment: as the last decision before says, else as the text says.
/// Choice: of two decisions at one time the one with the greater id is the last.
fn holds(case: &Case<'_>, state: &State, key: Option<&str>, at: Timestamp) -> bool {
    let last = case
        .sight
        .decisions
        .iter()
        .filter(|noted| is_on(state, &noted.what) && noted.what.at <= at)
        .filter(|noted| state.each.is_none() || noted.what.key.as_deref() == key)
        .max_by(|one, other| (one.what.at, &one.id).cmp(&(other.what.at, &other.id)));
    match last {
        Some(decision) => decision.what.turn == Turn::Begins,
        None => state.each.is_none() && state.spans.iter().any(|span| holds_in(case, span, at)),
    }
}

/// Whether a decision is on this state and by a body named for it.
fn is_on(state: &State, decision: &Decision) -> bool {
    decision.sets == state.id && state.decided_by.contains(&decision.by)
}

/// Every moment at which a state may change.
fn times_of(case: &Case<'_>, state: &State) -> BTreeSet<Timestamp> {
    let mut times = BTreeSet::new();
    for span in &state.spans {
        times.extend(bounds_of(case, span));
    }
    times.extend(case.sight.decisions.iter().filter(|noted| is_on(state, &noted.what)).map(|noted| noted.what.at));
    times
}

fn bounds_of(case: &Case<'_>, interval: &Interval<Moment>) -> BTreeSet<Timestamp> {
    let from = interval.from.as_ref().and_then(|from| beginning(case, from));
    from.into_iter().chain(interval.until.as_ref().and_then(|until| end(case, until))).collect()
}

/// Whether a moment lies in a span. A beginning that is not set yet has not come; an end that is not set yet is open.
fn holds_in(case: &Case<'_>, interval: &Interval<Moment>, at: Timestamp) -> bool {
    let begun = match &interval.from {
        None => true,
        Some(from) => beginning(case, from).is_some_and(|from| from <= at),
    };
    let ended = interval.until.as_ref().and_then(|until| end(case, until)).is_some_and(|until| until <= at);
    begun && !ended
}

/// A moment as a beginning: of a day, its first moment.
pub(crate) fn beginning(case: &Case<'_>, moment: &Moment) -> Option<Timestamp> {
    let at = resolve(case, moment)?;
    let calendar = &case.agreement.calendar;
    if matches!(moment, Moment::DayAfter(..)) { calendar.start_of(calendar.date(at)) } else { Some(at) }
}

/// A moment as an end that is no longer part of the time: of a day, the moment after its last.
fn end(case: &Case<'_>, moment: &Moment) -> Option<Timestamp> {
    let at = resolve(case, moment)?;
    Some(if matches!(moment, Moment::DayAfter(..)) { at + SignedDuration::from_secs(1) } else { at })
}

/// The time of a moment of the agreement; none where it is not set yet.
pub(crate) fn resolve(case: &Case<'_>, moment: &Moment) -> Option<Timestamp> {
    match moment {
        Moment::At(at) => Some(*at),
        Moment::Trigger(name) => trigger(case, name),
        Moment::EntryIntoForce => resolve(case, case.agreement.in_force.from.as_ref()?),
        // Choice: the start of a state is that of its first stretch; its end is the end of that same stretch.
        Moment::StartOf(name) => first_stretch(case, name)?.from,
        Moment::EndOf(name) => first_stretch(case, name)?.until,
        Moment::After(span, of) => case.agreement.calendar.after(resolve(case, of)?, *span),
        Moment::DayAfter(days, of) => case.agreement.calendar.end_of_day_after(resolve(case, of)?, *days),
    }
}

/// Choice: a state that is kept apart by a key has no start or end of its own.
fn first_stretch(case: &Case<'_>, name: &str) -> Option<Stretch> {
    let state = case.agreement.states.get(name).filter(|state| state.each.is_none())?;
    state_stretches(case, state).into_iter().next()
}

/// The date that the text gives it, else the first decision of a body named for it.
/// Choice: a decision that `ends` something sets no trigger.
fn trigger(case: &Case<'_>, name: &str) -> Option<Timestamp> {
    let trigger = case.agreement.triggers.get(name)?;
    if !trigger.dates.is_empty() {
        let chosen = case.reading.choices.get(name).copied().unwrap_or(0);
        return resolve(case, &trigger.dates.get(chosen)?.at);
    }
    let decisions = case.sight.decisions.iter().map(|noted| &noted.what);
    let competent =
        decisions.filter(|d| d.sets == name && trigger.decided_by.contains(&d.by) && d.turn == Turn::Begins);
    competent.map(|decision| decision.at).min()
}
