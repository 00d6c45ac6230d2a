//! Checks an explanation: from the assessment, what was asked, and the events that it names, nothing else.
//!
//! Small, and apart from the evaluator: it counts again what is named, and asks whether the status follows. Whether
//! anything should have been named that is not, it cannot say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use provisions::{Agreement, Amount, Bound, Duty, Kind, Reading, Rule, ValueFrom};
use records::{Level, When};
use rust_decimal::Decimal;

use crate::{Assessment, Reason, Role, Status};

/// What a rule asks of an instance, where it is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// So much at least, by the due time.
    AtLeast(Decimal),
    /// So much at most; zero: never.
    AtMost(Decimal),
}

/// An event as far as an explanation needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its time.
    pub when: When,
    /// Its quantity, in the unit of the clause.
    pub quantity: Decimal,
    /// How well it is known that it happened.
    pub fact: Level,
}

/// What is asked of an assessment's instance; none where it is not a plain number.
pub fn condition(agreement: &Agreement, rule: &Rule, assessment: &Assessment) -> Option<Condition> {
    let reading: &Reading = rule.readings.iter().find(|reading| reading.name == assessment.reading)?;
    let duty: &Duty = &reading.duty;
    let number = |amount: &Amount| match amount {
        Amount::Number(number) => Some(*number),
        Amount::Value(id) => match agreement.values.get(id).map(|value| &value.from) {
            Some(ValueFrom::Text(number)) => Some(*number),
            Some(ValueFrom::Agreement { figure, .. }) => *figure,
            _ => None,
        },
        Amount::Share(..) => None,
    };
    match &duty.kind {
        Kind::Prohibition { .. } => Some(Condition::AtMost(Decimal::ZERO)),
        Kind::Deadline { at_least, .. } => number(at_least).map(Condition::AtLeast),
        Kind::Rate { measures, .. } => {
            let part = assessment.instance.rsplit_once('/').map(|(_, part)| part);
            let measure = measures.iter().find(|measure| measure.part.as_deref() == part)?;
            let asked = number(&measure.amount)?;
            Some(if measure.bound == Bound::AtMost { Condition::AtMost(asked) } else { Condition::AtLeast(asked) })
        }
        _ => None,
    }
}

/// Whether the status follows from what is named; the error is one sentence.
pub fn confirm(
    assessment: &Assessment,
    condition: Option<Condition>,
    events: &BTreeMap<&str, Named>,
    as_of: Timestamp,
) -> Result<(), String> {
    let mut sums = Sums::default();
    for cause in &assessment.because {
        let named = events.get(cause.event.as_str()).ok_or_else(|| format!("{} is not there", cause.event))?;
        match cause.role {
            Role::Counted if named.fact < assessment.level => {
                return Err(format!(
                    "{} is counted and not known at the level {}",
                    cause.event,
                    assessment.level.to_text()
                ));
            }
            Role::Counted => {
                sums.counted += named.quantity;
                sums.times.push((end(named.when), named.quantity));
            }
            Role::Open | Role::AuthorUnknown => {
                sums.open += named.quantity;
                sums.n_open += 1;
            }
            Role::Trigger => {}
        }
    }
    sums.times.sort();
    let must = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    match condition {
        None => Ok(()),
        Some(Condition::AtMost(limit)) => at_most(assessment, limit, &sums, &must),
        Some(Condition::AtLeast(amount)) => at_least(assessment, amount, &sums, as_of, &must),
    }
}

#[derive(Default)]
struct Sums {
    counted: Decimal,
    open: Decimal,
    n_open: usize,
    /// Ends of what is counted, with quantities.
    times: Vec<(Timestamp, Decimal)>,
}

type Must<'m> = &'m dyn Fn(bool, &str) -> Result<(), String>;

fn at_most(one: &Assessment, limit: Decimal, sums: &Sums, must: Must<'_>) -> Result<(), String> {
    if one.status == Status::NotInForce {
        return must(one.because.is_empty(), "a rule that is not in force rests on nothing");
    }
    must(one.count == sums.counted, "the count is not the sum of what is counted")?;
    let alleged = sums.counted + sums.open;
    match one.status {
        Status::BreachIndicated | Status::BreachFound => {
            must(one.count > limit, "the count is not above the limit")?;
            let decided = one.decided_at.ok_or("it does not say when the limit was passed")?;
            let until = |with: bool| -> Decimal {
                let times = sums.times.iter().filter(|(end, _)| *end < decided || with && *end == decided);
                times.map(|(_, quantity)| *quantity).sum()
            };
            must(until(true) > limit && until(false) <= limit, "the limit was not passed when it says")
        }
        Status::NoBreachRecorded => must(alleged <= limit, "more is alleged than the limit"),
        // Without an instance it is the rule's time that is open.
        Status::Undetermined if one.instance.is_empty() && one.because.is_empty() => Ok(()),
        Status::Undetermined if one.reason != Some(Reason::NoAccess) && limit.is_zero() => {
            must(one.count <= limit && alleged > limit, "what is open does not pass the limit")
        }
        _ => Ok(()),
    }
}

fn at_least(one: &Assessment, amount: Decimal, sums: &Sums, as_of: Timestamp, must: Must<'_>) -> Result<(), String> {
    let alleged = sums.counted + sums.open;
    match one.status {
        Status::Met => {
            must(sums.counted >= amount, "what is counted does not suffice")?;
            let last = sums.times.last().map(|(end, _)| *end);
            let Some(due) = one.due.filter(|_| !amount.is_zero()) else { return Ok(()) };
            must(one.decided_at.is_some() && last.is_some(), "it does not say when it was met")?;
            let is_late = one.decided_at.is_some_and(|at| at > due);
            must(is_late == one.late, "late and the due time do not go together")
        }
        Status::BreachIndicated => {
            must(one.count < amount && alleged < amount, "as much as is asked is alleged")?;
            must(one.decided_at == one.due, "a due time that passed is what decides")
        }
        Status::Overdue => {
            must(one.count < amount, "what is counted suffices")?;
            must(one.due.is_some_and(|due| due < as_of), "the due time has not passed")?;
            match one.reason {
                Some(Reason::ClaimedOnly) => must(alleged >= amount, "not enough is claimed"),
                Some(Reason::NothingReported) => {
                    must(sums.n_open == 0 && sums.times.is_empty(), "something is reported")
                }
                _ => must(alleged < amount, "as much as is asked is alleged"),
            }
        }
        Status::Pending => must(one.due.is_none_or(|due| as_of <= due), "the due time has passed"),
        _ => Ok(()),
    }
}

fn end(when: When) -> Timestamp {
    when.end()
}
