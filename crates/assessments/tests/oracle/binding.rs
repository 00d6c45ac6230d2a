//! Section 3: waivers and interpretations, and the time in which a rule does not bind because of them.

use assessments::Assessment;
use events::Noted;
use jiff::Timestamp;
use records::{Decision, Turn};

use super::Case;

/// Whether the rule binds at a moment in this reading: neither waived nor interpreted otherwise.
pub(crate) fn is_bound(case: &Case<'_>, at: Timestamp) -> bool {
    !is_waived(case, at) && !is_interpreted_otherwise(case, at)
}

/// Every moment at which that may change.
pub(crate) fn times_of_binding(case: &Case<'_>) -> Vec<Timestamp> {
    case.sight.decisions.iter().filter(|noted| noted.what.sets == case.rule.id).map(|noted| noted.what.at).collect()
}

/// Leaves out what falls due while the rule does not bind; if nothing is left, it is not in force.
/// Choice: so it is where there was no instance to begin with, if there is a time in which it does not bind.
pub(crate) fn without_those_due_while_not_bound(case: &Case<'_>, all: Vec<Assessment>) -> Vec<Assessment> {
    let is_ever_free = times_of_binding(case).into_iter().any(|at| !is_bound(case, at));
    let left: Vec<Assessment> =
        all.into_iter().filter(|found| found.due.is_none_or(|due| is_bound(case, due))).collect();
    if left.is_empty() && is_ever_free { case.not_in_force() } else { left }
}

/// Choice: a decision with a key waives nothing, and ends no waiver; of two at one time the one with the greater id is
/// the last.
fn is_waived(case: &Case<'_>, at: Timestamp) -> bool {
    let is_on = |decision: &Decision| {
        decision.sets == case.rule.id && decision.key.is_none() && case.duty().waived_by.contains(&decision.by)
    };
    last(case, at, is_on).is_some_and(|noted| noted.what.turn == Turn::Ends)
}

/// Choice: its turn does not matter; a decision whose key names no reading of the rule interprets nothing.
fn is_interpreted_otherwise(case: &Case<'_>, at: Timestamp) -> bool {
    let names_a_reading = |key: &str| case.rule.readings.iter().any(|reading| is_named(&reading.name, key));
    let is_on = |decision: &Decision| {
        decision.sets == case.rule.id
            && case.agreement.interpreted_by.contains(&decision.by)
            && decision.key.as_deref().is_some_and(names_a_reading)
    };
    let interpretation = last(case, at, is_on).and_then(|noted| noted.what.key.as_deref());
    interpretation.is_some_and(|key| !is_named(&case.reading.name, key))
}

/// The whole name, one of its parts, or a part without the trigger's name: `narrow; claimed: early`.
fn is_named(reading: &str, key: &str) -> bool {
    let is_part = |part: &str| part == key || part.split_once(": ").is_some_and(|(_, claimed)| claimed == key);
    reading == key || reading.split("; ").any(is_part)
}

fn last<'a>(case: &Case<'a>, at: Timestamp, is_on: impl Fn(&Decision) -> bool) -> Option<&'a Noted<Decision>> {
    let so_far = case.sight.decisions.iter().filter(|noted| noted.what.at <= at && is_on(&noted.what));
    so_far.max_by_key(|noted| (noted.what.at, noted.id.clone())).copied()
}
