//! Section 4, conversions, and section 5, the number asked: how much is asked, and how much an event gives of it.

use assessments::Reason;
use events::Noted;
use jiff::Timestamp;
use provisions::{Amount, Conversion, Selection, ValueFrom};
use records::Decision;
use rust_decimal::Decimal;

use super::Case;
use super::sight::SeenEvent;

/// The number asked, or why it is not known.
pub(crate) type Number = Result<Decimal, Reason>;

/// The number that an amount means as of the moment asked about.
pub(crate) fn number(case: &Case<'_>, amount: &Amount) -> Number {
    number_at(case, amount, case.as_of())
}

/// The number for a period of a rate that falls due then.
pub(crate) fn number_at(case: &Case<'_>, amount: &Amount, due: Timestamp) -> Number {
    match amount {
        Amount::Number(number) => Ok(*number),
        Amount::Share(percent, name) => {
            let whole = declared(case, name).ok_or(Reason::NoBaseline)?;
            Ok(whole * percent / Decimal::ONE_HUNDRED)
        }
        Amount::Value(name) => value(case, name, due),
    }
}

/// The last amount declared at or before `as_of`, of the claim that the reading takes.
fn declared(case: &Case<'_>, name: &str) -> Option<Decimal> {
    let baseline = case.agreement.baselines.get(name)?;
    let chosen = case.reading.choices.get(name).copied().unwrap_or(0);
    let mut last: Option<&provisions::Declared> = None;
    for declared in &baseline.claims.get(chosen)?.amounts {
        let is_in_sight = declared.since.is_none_or(|since| since <= case.as_of());
        // Choice: of two declared at one time the later in the text is the last.
        if is_in_sight && last.is_none_or(|last| last.since <= declared.since) {
            last = Some(declared);
        }
    }
    last.map(|declared| declared.amount)
}

fn value(case: &Case<'_>, name: &str, due: Timestamp) -> Number {
    let value = case.agreement.values.get(name).ok_or(Reason::ToBeAgreed)?;
    match &value.from {
        ValueFrom::Text(number) => Ok(*number),
        ValueFrom::Agreement { figure, .. } => figure.ok_or(Reason::AnnexMissing),
        ValueFrom::Decision(bodies) => last_value(case, name, bodies, due).ok_or(Reason::ToBeAgreed),
    }
}

/// The number that the last decision in sight of one of these bodies sets.
/// Choice: a last decision without a number sets none; whether it begins or ends something does not matter; of two at one
/// time the one with the greater id is the last.
fn last_value(case: &Case<'_>, name: &str, bodies: &[String], by: Timestamp) -> Option<Decimal> {
    let on_it = case.sight.decisions.iter().filter(|noted| is_on(noted, name, bodies) && noted.what.at <= by);
    on_it.max_by_key(|noted| (noted.what.at, noted.id.clone())).and_then(|noted| noted.what.value)
}

/// Whether a body decides the value as time goes on, so that it differs from period to period.
pub(crate) fn is_decided(case: &Case<'_>, amount: &Amount) -> bool {
    let Amount::Value(name) = amount else { return false };
    case.agreement.values.get(name).is_some_and(|value| matches!(value.from, ValueFrom::Decision(_)))
}

fn is_on(noted: &Noted<Decision>, name: &str, bodies: &[String]) -> bool {
    noted.what.sets == name && bodies.contains(&noted.what.by)
}

/// What the event gives in the clause's unit; none where it is given in another that nothing converts.
/// Choice: a row that names no unit, and a clause that names none, differ from nothing.
pub(crate) fn quantity(case: &Case<'_>, seen: &SeenEvent<'_>, selection: &Selection) -> Option<Decimal> {
    let happening = &seen.event.happening;
    match (&happening.unit, &selection.unit) {
        (Some(given), Some(asked)) if given != asked => converted(case, happening.quantity, given, asked),
        _ => Some(happening.quantity),
    }
}

/// Choice: the first conversion of the text that is in force, in one step; once decided, it turns what happened before
/// as well.
fn converted(case: &Case<'_>, quantity: Decimal, given: &str, asked: &str) -> Option<Decimal> {
    case.agreement.conversions.iter().find_map(|conversion| {
        let is_there = conversion.from == given && conversion.to == asked;
        let is_back = conversion.from == asked && conversion.to == given;
        let (of_first, of_second) = ratio(case, conversion)?;
        match (is_there, is_back) {
            (true, _) => Some(quantity * of_second / of_first),
            (_, true) => Some(quantity * of_first / of_second),
            _ => None,
        }
    })
}

/// So many of the first unit are so many of the second.
fn ratio(case: &Case<'_>, conversion: &Conversion) -> Option<(Decimal, Decimal)> {
    let is_decided = case.sight.decisions.iter().any(|noted| is_on(noted, &conversion.id, &conversion.decided_by));
    match conversion.ratio {
        Some(ratio) => (conversion.decided_by.is_empty() || is_decided).then_some(ratio),
        None => last_value(case, &conversion.id, &conversion.decided_by, case.as_of())
            .filter(|number| !number.is_zero())
            .map(|number| (number, Decimal::ONE)),
    }
}
