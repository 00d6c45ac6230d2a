//! Section 5, reports and steps: deadlines, rates and totals in other words.

use assessments::{Assessment, Status};
use provisions::{Reporting, Selection, Step};
use rust_decimal::Decimal;

use super::Case;
use super::amount::number;
use super::at_least::{self, Asked, Due};
use super::at_most::undetermined;
use super::bearing::KeyAsked;
use super::instances::{Counted, by_due, first_of_each_key, from_events, keyed, named, with_key};
use super::milestone::{self, Standing};
use super::periods::{at_least_in_period, periods};
use super::standing::of_types;
use super::state::Stretch;

/// At least one report or notice, by the party bound, to one of those named.
pub(crate) fn report(case: &Case<'_>, to: &[String], when: &Reporting, stretches: &[Stretch]) -> Vec<Assessment> {
    let told = Selection { against: to.to_vec(), ..of_types(case, "report_submitted", "notice_given") };
    let counted = Counted { selection: &told, number: Ok(Decimal::ONE), by_the_party: true, needs_quantity: false };
    match when {
        Reporting::Once(due) => by_due(case, &counted, due, stretches),
        Reporting::Of { event, within } => from_events(case, &counted, *within, event, stretches),
        Reporting::Every(every) => {
            let mut all = Vec::new();
            for (key, stretch) in keyed(case, &told, stretches) {
                for period in periods(case, *every, &stretch) {
                    let name = named(case, &key, Some(period.0));
                    all.extend(at_least_in_period(case, &counted, name, &key, period));
                }
            }
            all
        }
    }
}

/// An instance for each step.
pub(crate) fn steps(case: &Case<'_>, total: &Selection, steps: &[Step], stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for (key, stretch) in first_of_each_key(case, total, stretches) {
        for (step_idx, step) in steps.iter().enumerate() {
            let name = with_key(&key, &format!("step {}", step_idx + 1));
            all.extend(one_step(case, total, step, (&name, &key), &stretch));
        }
    }
    all
}

/// Choice: a step whose condition is not reached, or open, counts nothing.
fn one_step(
    case: &Case<'_>,
    total: &Selection,
    step: &Step,
    (name, key): (&str, &KeyAsked),
    stretch: &Stretch,
) -> Vec<Assessment> {
    let due = match (milestone::reached(case, &step.once), step.within) {
        (Standing::NotReached, _) => {
            return without_count(case, name, |found| (found.status, found.start) = (Status::NotInForce, stretch.from));
        }
        (Standing::Open(reason), _) => {
            return without_count(case, name, |found| {
                found.start = stretch.from;
                undetermined(found, reason);
            });
        }
        (Standing::Reached { .. }, None) => Due::ToBeAgreed,
        (Standing::Reached { first, last }, Some(span)) => {
            let after = |at| case.agreement.calendar.after(at, span);
            match (after(first), after(last)) {
                (Some(first), Some(last)) => Due::At(first, last),
                _ => return Vec::new(),
            }
        }
    };
    let counted = Counted::of_rule(total, number(case, &step.at_least));
    let asked = Asked {
        name: name.to_owned(),
        clause: counted.clause(case, key.clone()),
        number: counted.number,
        by_the_party: false,
        from: stretch.from,
        due,
        may_be_late: true,
        trigger: None,
    };
    at_least::assess(case, &asked)
}

fn without_count(case: &Case<'_>, name: &str, say: impl Fn(&mut Assessment)) -> Vec<Assessment> {
    let mut all = case.not_in_force();
    for found in &mut all {
        name.clone_into(&mut found.instance);
        say(found);
    }
    all
}
