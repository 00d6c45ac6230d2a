//! Section 5, which instances a rule has, what they are called, and when they begin and fall due.

use std::collections::BTreeSet;

use assessments::Assessment;
use jiff::{SignedDuration, Timestamp};
use provisions::{Amount, Anchor, Bound, Due, Moment, Selection, Span};
use rust_decimal::Decimal;

use super::Case;
use super::amount::{Number, number};
use super::at_least::{self, Asked, Trigger};
use super::at_most::{self, Acts, Window};
use super::bearing::{Authors, Clause, Doubts, KeyAsked, column_of, in_stretch, is_refused, last_moment, particulars};
use super::milestone::{self, Standing};
use super::moment::{beginning, resolve};
use super::sight::SeenEvent;
use super::state::{Stretch, state_key};

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
pub(crate) fn first_of_each_key(
    case: &Case<'_>,
    selection: &Selection,
    stretches: &[Stretch],
) -> Vec<(KeyAsked, Stretch)> {
    let mut first: Vec<(KeyAsked, Stretch)> = Vec::new();
    for (key, stretch) in keyed(case, selection, stretches) {
        if !first.iter().any(|(before, _)| *before == key) {
            first.push((key, stretch));
        }
    }
    first
}

/// The key, if any, then the start: the milestone that begins the instance, or else a local date, or date and time where
/// it is not midnight.
/// Choice: a space stands between them, and a time is written 2025-10-10T12:00:00; a period that begins at a milestone
/// is named by it as well.
pub(crate) fn named(case: &Case<'_>, key: &KeyAsked, from: Option<Timestamp>) -> String {
    let dated = || from.map_or_else(String::new, |from| local(case, from));
    with_key(key, &milestone::that_begins(case, from).map_or_else(dated, str::to_owned))
}

/// The key, if any, then what follows it.
pub(crate) fn with_key(key: &KeyAsked, rest: &str) -> String {
    let key = match key {
        KeyAsked::Value(_, value) => value.as_str(),
        KeyAsked::Nothing | KeyAsked::NotStated => "",
    };
    [key, rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn local(case: &Case<'_>, at: Timestamp) -> String {
    let civil = at.to_zoned(case.agreement.calendar.zone.clone()).datetime();
    if civil.time() == jiff::civil::Time::midnight() { civil.date().to_string() } else { civil.to_string() }
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
        (Bound::AtMost, None) => at_most::over_stretches(case, &Acts::at_most(total, number), stretches),
        (Bound::AtMost, Some(due)) => total_at_most_until(case, &Acts::at_most(total, number), due, stretches),
        (Bound::AtLeast, Some(due)) => total_at_least(case, total, &number, due, stretches),
        (Bound::AtLeast, None) => Vec::new(),
    }
}

/// A total that may not be passed by a due time is counted in each stretch up to that time, itself included.
fn total_at_most_until(case: &Case<'_>, acts: &Acts<'_>, due: &Due, stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for mut window in at_most::windows(case, acts.selection, stretches) {
        let Some(run) = run(case, due, window.from) else { return case.not_in_force() };
        window.due = match run.due {
            at_least::Due::At(_, last) => Some(last),
            at_least::Due::ToBeAgreed => None,
        };
        let after = window.due.and_then(|due| due.checked_add(SignedDuration::from_secs(1)).ok());
        let window = Window { until: window.until.into_iter().chain(after).min(), ..window };
        all.extend(at_most::assess(case, acts, &window));
    }
    all
}

/// A total runs from the beginning of the rule's first stretch in force.
fn total_at_least(
    case: &Case<'_>,
    total: &Selection,
    number: &Number,
    due: &Due,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    if let Due::Within(span, Anchor::Event(anchor)) = due {
        return from_events(case, &Counted::of_rule(total, *number), Some(*span), anchor, stretches);
    }
    let mut all = Vec::new();
    for (key, stretch) in first_of_each_key(case, total, stretches) {
        let Some(run) = run(case, due, stretch.from) else { return case.not_in_force() };
        let run = Run { start: stretch.from, ..run };
        all.extend(one(case, &Counted::of_rule(total, *number), key, run));
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
    by_due(case, &Counted::of_rule(must, number(case, at_least)), due, stretches)
}

/// What is counted of at least so much.
pub(crate) struct Counted<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) number: Number,
    /// Whether only what the party bound does counts.
    pub(crate) by_the_party: bool,
    /// Whether the number of events must be known whatever is asked.
    pub(crate) needs_quantity: bool,
}

impl<'a> Counted<'a> {
    /// Who did it does not matter, unless the clause says so.
    pub(crate) fn of_rule(selection: &'a Selection, number: Number) -> Counted<'a> {
        Counted { selection, number, by_the_party: false, needs_quantity: false }
    }

    pub(crate) fn clause(&self, case: &Case<'a>, key: KeyAsked) -> Clause<'a> {
        let mut clause = Clause::of_rule(case, self.selection, key, Authors::named(&self.selection.by), &self.number);
        clause.needs_quantity |= self.needs_quantity;
        clause
    }
}

/// At least so much by a due time.
pub(crate) fn by_due(case: &Case<'_>, counted: &Counted<'_>, due: &Due, stretches: &[Stretch]) -> Vec<Assessment> {
    if let Due::Within(span, Anchor::Event(anchor)) = due {
        return from_events(case, counted, Some(*span), anchor, stretches);
    }
    let mut all = Vec::new();
    for (key, stretch) in first_of_each_key(case, counted.selection, stretches) {
        let Some(run) = run(case, due, stretch.from) else { return case.not_in_force() };
        all.extend(one(case, counted, key, run));
    }
    all
}

fn one(case: &Case<'_>, counted: &Counted<'_>, key: KeyAsked, run: Run) -> Vec<Assessment> {
    let name = named(case, &key, run.start);
    let asked = Asked {
        name,
        clause: counted.clause(case, key),
        number: counted.number,
        by_the_party: counted.by_the_party,
        from: run.start,
        due: run.due,
        may_be_late: true,
        trigger: None,
    };
    at_least::assess(case, &asked)
}

/// From when an instance runs, and when it is due.
struct Run {
    start: Option<Timestamp>,
    due: at_least::Due,
}

/// Start and due time of a due clause; none where a moment is not set yet.
/// Choice: what is due within a span of a moment starts at the moment, what is due between two moments at the first,
/// what is due by a moment, or by a date to be agreed, with the rule's first stretch in force.
fn run(case: &Case<'_>, due: &Due, stretch_from: Option<Timestamp>) -> Option<Run> {
    let known = |due: Timestamp| at_least::Due::At(due, due);
    let after = |at: Timestamp, span: &Span| case.agreement.calendar.after(at, *span);
    Some(match due {
        Due::Within(span, Anchor::Moment(Moment::Milestone(name))) => {
            let Standing::Reached { first, last } = milestone::named(case, name) else { return None };
            let due = at_least::Due::At(after(first, span)?, after(last, span)?);
            Run { start: Some(first), due }
        }
        Due::Within(span, Anchor::Moment(moment)) => {
            let start = resolve(case, moment)?;
            Run { start: Some(start), due: known(after(start, span)?) }
        }
        Due::By(moment) => Run { start: stretch_from, due: known(resolve(case, moment)?) },
        Due::Between(from, until) => Run { start: Some(beginning(case, from)?), due: known(resolve(case, until)?) },
        Due::ToBeAgreed => Run { start: stretch_from, due: at_least::Due::ToBeAgreed },
        Due::Within(_, Anchor::Event(_)) => return None,
    })
}

/// One instance for each event that bears on the rule's time in force; without a span, due by a date to be agreed.
pub(crate) fn from_events(
    case: &Case<'_>,
    counted: &Counted<'_>,
    span: Option<Span>,
    anchor: &Selection,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let mut all = Vec::new();
    for seen in &case.sight.events {
        // Choice: where the trigger is a span, the count runs from its beginning.
        let start = seen.event.happening.when.start();
        all.extend(from_event(case, counted, seen, (start, span), anchor, stretches));
    }
    all
}

/// Each of one with one of the other near it in time: the count runs from the span before.
pub(crate) fn together(
    case: &Case<'_>,
    must: &Selection,
    with: &Selection,
    within: Span,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let counted = Counted::of_rule(must, Ok(Decimal::ONE));
    let mut all = Vec::new();
    for seen in &case.sight.events {
        let Some(start) = case.agreement.calendar.before(seen.event.happening.when.start(), within) else { continue };
        all.extend(from_event(case, &counted, seen, (start, Some(within)), with, stretches));
    }
    all
}

/// The instance of one event; nothing where it does not bear on the rule's time in force.
fn from_event(
    case: &Case<'_>,
    counted: &Counted<'_>,
    seen: &SeenEvent<'_>,
    (start, span): (Timestamp, Option<Span>),
    anchor: &Selection,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let Some(doubts) = trigger_doubts(case, seen, anchor, stretches) else { return Vec::new() };
    let when = &seen.event.happening.when;
    let due = match span {
        None => at_least::Due::ToBeAgreed,
        Some(span) => {
            let first = case.agreement.calendar.after(when.start(), span);
            let last = case.agreement.calendar.after(last_moment(when), span);
            let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
            at_least::Due::At(first, last)
        }
    };
    let asked = Asked {
        name: seen.event.id.clone(),
        clause: counted.clause(case, key_of(case, seen)),
        number: counted.number,
        by_the_party: counted.by_the_party,
        from: Some(start),
        due,
        may_be_late: true,
        trigger: Some(Trigger { seen, clause: anchor_clause(anchor, KeyAsked::Nothing), doubts }),
    };
    at_least::assess(case, &asked)
}

/// Of a trigger no number is asked. Choice: nor is its unit, nor the rule's qualifier.
fn anchor_clause(anchor: &Selection, key: KeyAsked) -> Clause<'_> {
    Clause::beside(anchor, key, &Ok(Decimal::ONE))
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
        if is_refused(in_stretch(&seen.event.happening.when, stretch.from, stretch.until), &mut doubts) {
            continue;
        }
        let is_better = best.as_ref().is_none_or(|best| (doubts.len(), &doubts) < (best.len(), best));
        if is_better {
            best = Some(doubts);
        }
    }
    best
}
