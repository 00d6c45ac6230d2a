//! Section 3: the course of states, the stretches in which a rule is in force.

use std::collections::BTreeSet;

use jiff::Timestamp;
use provisions::{Interval, Key, Kind, Moment, State};
use records::{Decision, Turn};

use super::Case;
use super::binding::{is_bound, times_of_binding};
use super::moment::{beginning, end};

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
/// Choice: a waiver or an interpretation cuts the time of a term too; `once`, like `from`, does not bound it.
fn stretches(case: &Case<'_>, key: Option<&str>) -> Vec<Stretch> {
    let is_term = matches!(case.duty().kind, Kind::Term(_));
    let in_force = |at: Timestamp| {
        let states = rule_states(case);
        let by_states = if states.is_empty() {
            holds_in(case, &case.agreement.in_force, at)
        } else {
            states.iter().all(|state| holds(case, state, key, at))
        };
        by_states && is_bound(case, at) && (is_term || (holds_in(case, &case.duty().time, at) && is_once(case, at)))
    };
    let mut times = bounds_of(case, &case.agreement.in_force);
    times.extend(bounds_of(case, &case.duty().time));
    times.extend(case.duty().once.iter().filter_map(|moment| beginning(case, moment)));
    times.extend(times_of_binding(case));
    for state in rule_states(case) {
        times.extend(times_of(case, state));
    }
    longest(&times, key, in_force)
}

/// Whether all that must have come about before the rule binds has come about.
fn is_once(case: &Case<'_>, at: Timestamp) -> bool {
    case.duty().once.iter().all(|moment| beginning(case, moment).is_some_and(|from| from <= at))
}

/// Longest stretches in which a state without key holds.
pub(crate) fn state_stretches(case: &Case<'_>, state: &State) -> Vec<Stretch> {
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
        None => state.each.is_none() && state.spans.iter().any(|span| by_text(case, state, span, at)),
    }
}

/// Whether a moment lies in a span of the text, or in what prolongs it.
fn by_text(case: &Case<'_>, state: &State, span: &Interval<Moment>, at: Timestamp) -> bool {
    let Some(until) = span.until.as_ref().and_then(|until| end(case, until)) else { return holds_in(case, span, at) };
    let has_begun = Interval { from: span.from.clone(), until: None };
    // Choice: nothing is prolonged that has not begun by its end.
    let is_after = until <= at && holds_in(case, &has_begun, until);
    holds_in(case, span, at)
        || (is_after && prolonging(case, state, until).iter().any(|other| is_before_end(other, at)))
}

fn is_before_end(stretch: &Stretch, at: Timestamp) -> bool {
    stretch.until.is_none_or(|until| at < until)
}

/// Stretches of the other state that begin at or before an end and end at or after it.
/// Choice: a state that is kept apart by a key prolongs nothing.
fn prolonging(case: &Case<'_>, state: &State, end: Timestamp) -> Vec<Stretch> {
    let other = state.prolonged_while.as_ref().and_then(|name| case.agreement.states.get(name));
    let Some(other) = other.filter(|other| other.each.is_none()) else { return Vec::new() };
    let mut all = state_stretches(case, other);
    all.retain(|stretch| stretch.from.is_none_or(|from| from <= end) && stretch.until.is_none_or(|until| end <= until));
    all
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
        if let Some(until) = span.until.as_ref().and_then(|until| end(case, until)) {
            times.extend(prolonging(case, state, until).iter().filter_map(|other| other.until));
        }
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

/// Choice: a state that is kept apart by a key has no start or end of its own.
pub(crate) fn first_stretch(case: &Case<'_>, name: &str) -> Option<Stretch> {
    let state = case.agreement.states.get(name).filter(|state| state.each.is_none())?;
    state_stretches(case, state).into_iter().next()
}
