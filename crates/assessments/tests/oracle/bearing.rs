//! Section 4: whether an event bears on a clause, and what would have to be granted for it to count.

use std::collections::BTreeSet;

use jiff::Timestamp;
use provisions::Selection;
use records::{Level, Verdict, When};
use rust_decimal::Decimal;

use super::Case;
use super::place::in_zones;
use super::sight::SeenEvent;

/// Something that keeps an event from counting, and that may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    Qualifier,
    Level,
    Time,
    Place,
    Outline,
    Particular,
    Author,
}

/// Doubts about one event; it counts in L where there is none.
pub(crate) type Doubts = BTreeSet<Doubt>;

/// The answer for one particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    Perhaps(Doubt),
    No,
}

/// What the key of an instance asks of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyAsked {
    /// The rule has no key.
    Nothing,
    /// The column must hold this value.
    Value(String, String),
    /// Choice: the instance's own key is not known, so that every event is perhaps of it.
    NotStated,
}

/// A clause as it is put to events.
pub(crate) struct Clause<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) key: KeyAsked,
    /// Authors that count; empty: who did it does not matter.
    pub(crate) by: Vec<String>,
    /// The quality that only a finding can establish.
    pub(crate) qualifier: Option<&'a str>,
    /// The number asked; none where it is a share of what was not declared.
    pub(crate) number: Option<Decimal>,
}

impl<'a> Clause<'a> {
    /// A clause of the rule for which it does not matter who did it, unless it says so.
    pub(crate) fn of_rule(
        case: &Case<'a>,
        selection: &'a Selection,
        key: KeyAsked,
        number: Option<Decimal>,
    ) -> Clause<'a> {
        Clause { selection, key, by: selection.by.clone(), qualifier: case.qualifier(), number }
    }

    /// Choice: a number that is not known is neither 0 nor 1.
    fn needs_quantity(&self) -> bool {
        self.number.is_none_or(|number| number != Decimal::ZERO && number != Decimal::ONE)
    }
}

/// Doubts from all particulars but the time; none where one of them is a no. The unit is asked apart.
pub(crate) fn particulars(case: &Case<'_>, seen: &SeenEvent<'_>, clause: &Clause<'_>) -> Option<Doubts> {
    let happening = &seen.event.happening;
    let selection = clause.selection;
    let type_counts = if selection.types.contains(&happening.kind) { Answer::Yes } else { Answer::No };
    let mut answers = vec![
        type_counts,
        one_of(happening.to.as_deref(), &selection.against, Doubt::Particular),
        one_of(happening.item.as_deref(), &selection.items, Doubt::Particular),
        key(seen, &clause.key),
        one_of(seen.author, &clause.by, Doubt::Author),
    ];
    if !selection.zones.is_empty() {
        answers.push(in_zones(case.agreement, seen, &selection.zones));
    }
    if clause.needs_quantity() && seen.quantity_refuted {
        answers.push(Answer::No);
    }
    answers.push(quality(case, seen, clause));
    let mut doubts = Doubts::new();
    for answer in answers {
        match answer {
            Answer::Yes => {}
            Answer::Perhaps(doubt) => {
                doubts.insert(doubt);
            }
            Answer::No => return None,
        }
    }
    Some(doubts)
}

/// A list that names nobody asks for nothing.
fn one_of(value: Option<&str>, named: &[String], doubt: Doubt) -> Answer {
    match value {
        _ if named.is_empty() => Answer::Yes,
        None => Answer::Perhaps(doubt),
        Some(value) if named.iter().any(|name| name == value) => Answer::Yes,
        Some(_) => Answer::No,
    }
}

fn key(seen: &SeenEvent<'_>, asked: &KeyAsked) -> Answer {
    match asked {
        KeyAsked::Nothing => Answer::Yes,
        KeyAsked::NotStated => Answer::Perhaps(Doubt::Particular),
        KeyAsked::Value(column, value) => {
            one_of(column_of(seen, column), std::slice::from_ref(value), Doubt::Particular)
        }
    }
}

/// The row's value in a column; the author as far as it is known.
pub(crate) fn column_of<'a>(seen: &SeenEvent<'a>, column: &str) -> Option<&'a str> {
    if column == "by" { seen.author } else { seen.event.happening.field(column) }
}

/// Where a rule is qualified, only a finding establishes the quality.
/// Choice: a quality that is refuted is a no.
fn quality(case: &Case<'_>, seen: &SeenEvent<'_>, clause: &Clause<'_>) -> Answer {
    let Some(qualifier) = clause.qualifier else { return Answer::Yes };
    match case.sight.quality(&seen.event.id, qualifier) {
        Some(Verdict::Established) => Answer::Yes,
        Some(Verdict::Refuted) => Answer::No,
        Some(Verdict::NotEstablished) | None => Answer::Perhaps(Doubt::Qualifier),
    }
}

/// Whether the needed elements are known at the level or better. Choice: an author that is not known at all needs no level.
pub(crate) fn is_known(seen: &SeenEvent<'_>, clause: &Clause<'_>, level: Level) -> bool {
    let by_known = clause.by.is_empty() || seen.author.is_none() || seen.author_level >= level;
    let quantity_known = !clause.needs_quantity() || seen.quantity >= level;
    seen.fact >= level && by_known && quantity_known
}

/// Whether the event is given in another unit than the clause counts in.
/// Choice: a row that names no unit, and a clause that names none, differ from nothing.
pub(crate) fn in_other_unit(seen: &SeenEvent<'_>, selection: &Selection) -> bool {
    match (&seen.event.happening.unit, &selection.unit) {
        (Some(given), Some(asked)) => given != asked,
        _ => false,
    }
}

/// Whether a time lies in `[from, until)`; none is no bound.
pub(crate) fn in_stretch(when: &When, from: Option<Timestamp>, until: Option<Timestamp>) -> Answer {
    let (start, end) = (when.start(), when.end());
    let is_instant = start == end;
    let not_before = from.is_none_or(|from| from <= start);
    let begins_before_end = until.is_none_or(|until| start < until);
    let ends_by_end = until.is_none_or(|until| end <= until);
    let ends_after_start = from.is_none_or(|from| from < end);
    if not_before && begins_before_end && ends_by_end {
        Answer::Yes
    } else if !is_instant && ends_after_start && begins_before_end {
        Answer::Perhaps(Doubt::Time)
    } else {
        Answer::No
    }
}

/// The last moment of a time: of a span, the second before its end.
pub(crate) fn last_moment(when: &When) -> Timestamp {
    if when.start() == when.end() { when.end() } else { a_second_before(when.end()) }
}

pub(crate) fn a_second_before(at: Timestamp) -> Timestamp {
    at.checked_sub(jiff::SignedDuration::from_secs(1))
        .expect("times of agreements and events lie far from the calendar's beginning")
}
