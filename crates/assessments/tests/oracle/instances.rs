//! Section 5, which instances a rule has, what they are called, and when they begin and fall due.

use std::collections::BTreeSet;

use assessments::Assessment;
use jiff::Timestamp;
use provisions::{Amount, Anchor, Bound, Due, Moment, Selection, Span};
use rust_decimal::Decimal;

use super::Case;
use super::at_least::{self, Asked, Trigger};
use super::at_most::{self, Window};
use super::bearing::{Answer, Clause, Doubts, KeyAsked, column_of, in_stretch, last_moment, particulars};
use super::sight::SeenEvent;
use super::state::{Stretch, beginning, resolve, state_key};

/// Every stretch with its key. A keyed state gives the keys; else those are the values that events of the types that
/// count have in the rule's column.
/// Where none has a value yet, there is one instance without a key, which asks for none.
pub(crate) fn keyed(case: &Case<'_>, selection: &Selection, stretches: &[Stretch]) -> Vec<(KeyAsked, Stretch)> {
    let mut all = Vec::new();
    for stretch in stretches {
        if let (Some(column), Some(key)) = (state_key(case), &stretch.key) {
            all.push((KeyAsked::Value(column.0, key.clone()), stretch.clone()));
        } else if let Some(column) = &case.duty().each {
            let values = values(case, selection, &column.0);
            if values.is_empty() {
                all.push((KeyAsked::Nothing, stretch.clone()));
            }
            for value in values {
                all.push((KeyAsked::Value(column.0.clone(), value), stretch.clone()));
            }
        } else {
            all.push((KeyAsked::Nothing, stretch.clone()));
        }
    }
    all
}

fn values(case: &Case<'_>, selection: &Selection, column: &str) -> BTreeSet<String> {
    let counting = case.sight.events.iter().filter(|seen| selection.types.contains(&seen.event.happening.kind));
    counting.filter_map(|seen| column_of(seen, column)).map(str::to_owned).collect()
}

/// The first stretch of each key.
fn first_of_each_key(case: &Case<'_>, selection: &Selection, stretches: &[Stretch]) -> Vec<(KeyAsked, Stretch)> {
    let mut first: Vec<(KeyAsked, Stretch)> = Vec::new();
    for (key, stretch) in keyed(case, selection, stretches) {
        if !first.iter().any(|(before, _)| *before == key) {
            first.push((key, stretch));
        }
    }
    first
}

/// The key, if any, then the start as a local date, or date and time where it is not midnight.
/// Choice: a space stands between them, and a time is written 2025-10-10T12:00:00.
pub(crate) fn named(case: &Case<'_>, key: &KeyAsked, from: Option<Timestamp>) -> String {
    let key = match key {
        KeyAsked::Value(_, value) => value.clone(),
        KeyAsked::Nothing | KeyAsked::NotStated => String::new(),
    };
    let start = from.map_or_else(String::new, |from| local(case, from));
    [key, start].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn local(case: &Case<'_>, at: Timestamp) -> String {
    let civil = at.to_zoned(case.agreement.calendar.zone.clone()).datetime();
    if civil.time() == jiff::civil::Time::midnight() { civil.date().to_string() } else { civil.to_string() }
}

/// The number asked; none where it is a share of what was not declared, or not yet.
fn number(case: &Case<'_>, amount: &Amount) -> Option<Decimal> {
    match amount {
        Amount::Number(number) => Some(*number),
        Amount::Share(percent, name) => {
            let baseline = case.agreement.baselines.get(name)?;
            let (whole, _) = baseline.amount.as_ref()?;
            let is_declared = baseline.declared.is_none_or(|declared| declared <= case.as_of());
            is_declared.then(|| whole * percent / Decimal::ONE_HUNDRED)
        }
    }
}

/// At least so much by a due time, or never more than so much.
pub(crate) fn cumulative(
    case: &Case<'_>,
    total: &Selection,
    bound: Bound,
    amount: &Amount,
    due: Option<&Due>,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let number = number(case, amount);
    match (bound, due) {
        (Bound::AtMost, None) => at_most::over_stretches(case, total, number, stretches),
        (Bound::AtMost, Some(due)) => total_at_most_until(case, total, number, due, stretches),
        (Bound::AtLeast, Some(due)) => total_at_least(case, total, number, due, stretches),
        (Bound::AtLeast, None) => Vec::new(),
    }
}

/// Choice: a total that may not be passed by a due time is counted in each stretch up to that time, itself included.
fn total_at_most_until(
    case: &Case<'_>,
    total: &Selection,
    number: Option<Decimal>,
    due: &Due,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let Some((_, due)) = start_and_due(case, due, None) else { return case.not_in_force() };
    let mut all = Vec::new();
    for (key, stretch) in keyed(case, total, stretches) {
        let at = match due {
            at_least::Due::At(_, last) => Some(last),
            at_least::Due::ToBeAgreed => None,
        };
        let after = at.and_then(|at| at.checked_add(jiff::SignedDuration::from_secs(1)).ok());
        let until = stretch.until.into_iter().chain(after).min();
        let name = named(case, &key, stretch.from);
        all.extend(at_most::assess(case, total, number, &Window { name, key, from: stretch.from, until, due: at }));
    }
    all
}

/// A total runs from the beginning of the rule's first stretch in force.
fn total_at_least(
    case: &Case<'_>,
    total: &Selection,
    number: Option<Decimal>,
    due: &Due,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    if let Due::Within(span, Anchor::Event(anchor)) = due {
        return from_events(case, total, number, *span, anchor, stretches);
    }
    let mut all = Vec::new();
    for (key, stretch) in first_of_each_key(case, total, stretches) {
        let Some((_, due)) = start_and_due(case, due, stretch.from) else { return case.not_in_force() };
        all.extend(one(case, total, number, key, stretch.from, due));
    }
    all
}

/// A deadline: one for each event that it is counted from, or one for a moment of the agreement.
pub(crate) fn deadline(
    case: &Case<'_>,
    must: &Selection,
    at_least: &Amount,
    due: &Due,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let number = number(case, at_least);
    if let Due::Within(span, Anchor::Event(anchor)) = due {
        return from_events(case, must, number, *span, anchor, stretches);
    }
    let mut all = Vec::new();
    for (key, stretch) in first_of_each_key(case, must, stretches) {
        let Some((start, due)) = start_and_due(case, due, stretch.from) else { return case.not_in_force() };
        all.extend(one(case, must, number, key, start, due));
    }
    all
}

fn one(
    case: &Case<'_>,
    selection: &Selection,
    number: Option<Decimal>,
    key: KeyAsked,
    from: Option<Timestamp>,
    due: at_least::Due,
) -> Vec<Assessment> {
    let name = named(case, &key, from);
    let clause = Clause::of_rule(case, selection, key, number);
    at_least::assess(case, &Asked { name, clause, from, due, may_be_late: true, trigger: None })
}

/// Start and due time of a due clause; none where a moment is not set yet.
/// Choice: what is due within a span of a moment starts at the moment, what is due between two moments at the first,
/// what is due by a moment, or by a date to be agreed, with the rule's first stretch in force.
fn start_and_due(
    case: &Case<'_>,
    due: &Due,
    stretch_from: Option<Timestamp>,
) -> Option<(Option<Timestamp>, at_least::Due)> {
    let at = |moment: &Moment| resolve(case, moment);
    let known = |due: Timestamp| at_least::Due::At(due, due);
    match due {
        Due::Within(span, Anchor::Moment(moment)) => {
            let start = at(moment)?;
            Some((Some(start), known(case.agreement.calendar.after(start, *span)?)))
        }
        Due::By(moment) => Some((stretch_from, known(at(moment)?))),
        Due::Between(from, until) => Some((Some(beginning(case, from)?), known(at(until)?))),
        Due::ToBeAgreed => Some((stretch_from, at_least::Due::ToBeAgreed)),
        Due::Within(_, Anchor::Event(_)) => None,
    }
}

/// One instance for each event that bears on the rule's time in force.
fn from_events(
    case: &Case<'_>,
    must: &Selection,
    number: Option<Decimal>,
    span: Span,
    anchor: &Selection,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let mut all = Vec::new();
    for seen in &case.sight.events {
        let Some(doubts) = trigger_doubts(case, seen, anchor, stretches) else { continue };
        let when = &seen.event.happening.when;
        let first = case.agreement.calendar.after(when.start(), span);
        let last = case.agreement.calendar.after(last_moment(when), span);
        let (Some(first), Some(last)) = (first, last) else { continue };
        let clause = Clause::of_rule(case, must, key_of(case, seen), number);
        let asked = Asked {
            name: seen.event.id.clone(),
            clause,
            // Choice: where the trigger is a span, the count runs from its beginning.
            from: Some(when.start()),
            due: at_least::Due::At(first, last),
            may_be_late: true,
            trigger: Some(Trigger { seen, clause: anchor_clause(anchor, KeyAsked::Nothing), doubts }),
        };
        all.extend(at_least::assess(case, &asked));
    }
    all
}

/// Of a trigger no number is asked. Choice: nor is its unit, nor the rule's qualifier.
fn anchor_clause(anchor: &Selection, key: KeyAsked) -> Clause<'_> {
    Clause { selection: anchor, key, by: anchor.by.clone(), qualifier: None, number: Some(Decimal::ONE) }
}

/// The key of the instance is the value that its trigger has in the rule's column.
fn key_of(case: &Case<'_>, seen: &SeenEvent<'_>) -> KeyAsked {
    match state_key(case).or_else(|| case.duty().each.clone()) {
        None => KeyAsked::Nothing,
        Some(column) => match column_of(seen, &column.0) {
            Some(value) => KeyAsked::Value(column.0.clone(), value.to_owned()),
            None => KeyAsked::NotStated,
        },
    }
}

/// The fewest doubts with which the event bears on one of the stretches; none where it bears on none.
fn trigger_doubts(case: &Case<'_>, seen: &SeenEvent<'_>, anchor: &Selection, stretches: &[Stretch]) -> Option<Doubts> {
    let mut best: Option<Doubts> = None;
    for stretch in stretches {
        let key = match (state_key(case), &stretch.key) {
            (Some(column), Some(key)) => KeyAsked::Value(column.0, key.clone()),
            _ => KeyAsked::Nothing,
        };
        let Some(mut doubts) = particulars(case, seen, &anchor_clause(anchor, key)) else { continue };
        match in_stretch(&seen.event.happening.when, stretch.from, stretch.until) {
            Answer::Yes => {}
            Answer::Perhaps(doubt) => {
                doubts.insert(doubt);
            }
            Answer::No => continue,
        }
        let is_better = best.as_ref().is_none_or(|best| (doubts.len(), &doubts) < (best.len(), best));
        if is_better {
            best = Some(doubts);
        }
    }
    best
}
