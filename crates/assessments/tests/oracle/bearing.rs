//! Section 4: whether an event bears on a clause, and what would have to be granted for it to count.

use std::collections::BTreeSet;

use jiff::Timestamp;
use provisions::{Holds, Kind, Particular, Selection};
use records::{Level, Verdict, When};
use rust_decimal::Decimal;

use super::Case;
use super::amount::Number;
use super::place::{in_zones, nearer};
use super::sight::SeenEvent;

/// The quality that makes an act one that was not prevented.
pub(crate) const NOT_PREVENTED: &str = "not_prevented";

/// Something that keeps an event from counting, and that may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    Qualifier,
    Level,
    /// Section 5: what makes the act regular is only claimed.
    Claimed,
    Time,
    Place,
    Outline,
    Particular,
    /// Section 5: nobody says that what would make the act regular is all counted.
    Uncounted,
    Author,
    /// The author of another event, on which it turns whether the act is regular.
    OtherAuthor,
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

/// Whose acts a clause is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Authors {
    /// Who did it does not matter.
    Whoever,
    /// Acts of anybody, whose author is a needed element all the same.
    Anybody,
    /// One of these.
    These(Vec<String>),
    /// Anybody but this one.
    AllBut(String),
}

impl Authors {
    /// A list that names nobody asks for nothing.
    pub(crate) fn named(by: &[String]) -> Authors {
        if by.is_empty() { Authors::Whoever } else { Authors::These(by.to_vec()) }
    }
}

/// A clause as it is put to events.
#[derive(Clone)]
pub(crate) struct Clause<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) key: KeyAsked,
    pub(crate) by: Authors,
    /// Qualities that only a finding can establish.
    pub(crate) qualifiers: Vec<&'a str>,
    /// Whether the number must be known.
    pub(crate) needs_quantity: bool,
    /// Acts that the rule leaves free.
    pub(crate) except: &'a [Selection],
}

impl<'a> Clause<'a> {
    /// What the rule asks for or forbids.
    pub(crate) fn of_rule(
        case: &Case<'a>,
        selection: &'a Selection,
        key: KeyAsked,
        by: Authors,
        number: &Number,
    ) -> Clause<'a> {
        Clause {
            selection,
            key,
            by,
            qualifiers: case.qualifiers(),
            needs_quantity: needs_quantity(number),
            except: &case.duty().except,
        }
    }

    /// Any other event on which a rule turns. Choice: neither the rule's qualifier nor its exceptions are about it.
    pub(crate) fn beside(selection: &'a Selection, key: KeyAsked, number: &Number) -> Clause<'a> {
        Clause {
            selection,
            key,
            by: Authors::named(&selection.by),
            qualifiers: Vec::new(),
            needs_quantity: needs_quantity(number),
            except: &[],
        }
    }
}

/// Choice: a number that is not known is neither 0 nor 1.
fn needs_quantity(number: &Number) -> bool {
    match number {
        Ok(number) => *number != Decimal::ZERO && *number != Decimal::ONE,
        Err(_) => true,
    }
}

/// Doubts from all particulars but the time; none where one of them is a no. The unit is asked apart.
pub(crate) fn particulars(case: &Case<'_>, seen: &SeenEvent<'_>, clause: &Clause<'_>) -> Option<Doubts> {
    let mut answers = of_selection(case, seen, clause.selection);
    answers.push(key(seen, &clause.key));
    answers.push(author(seen, &clause.by));
    if clause.needs_quantity && seen.quantity_refuted {
        answers.push(Answer::No);
    }
    answers.extend(clause.qualifiers.iter().map(|qualifier| quality(case, seen, qualifier)));
    let mut doubts = together(&answers)?;
    for except in clause.except {
        let mut answers = of_selection(case, seen, except);
        // Choice: that an author who is not known may be one of those who are free is a particular not stated.
        answers.push(one_of(seen.author, &except.by, Doubt::Particular));
        match together(&answers) {
            Some(free) if free.is_empty() => return None,
            Some(perhaps) => doubts.extend(perhaps),
            None => {}
        }
    }
    Some(doubts)
}

fn of_selection(case: &Case<'_>, seen: &SeenEvent<'_>, selection: &Selection) -> Vec<Answer> {
    let happening = &seen.event.happening;
    let type_counts = if selection.types.contains(&happening.kind) { Answer::Yes } else { Answer::No };
    let mut answers = vec![
        type_counts,
        one_of(happening.to.as_deref(), &selection.against, Doubt::Particular),
        one_of(happening.item.as_deref(), &selection.items, Doubt::Particular),
    ];
    if !selection.zones.is_empty() {
        answers.push(in_zones(case.agreement, seen, &selection.zones));
    }
    answers.extend(selection.near.iter().map(|near| nearer(case.agreement, seen, near)));
    answers.extend(selection.with.iter().map(|particular| holds(seen, particular)));
    answers
}

/// All doubts; none where one answer is a no.
fn together(answers: &[Answer]) -> Option<Doubts> {
    let mut doubts = Doubts::new();
    for answer in answers {
        match answer {
            Answer::Yes => {}
            Answer::Perhaps(doubt) => {
                doubts.insert(*doubt);
            }
            Answer::No => return None,
        }
    }
    Some(doubts)
}

/// A list that names nobody asks for nothing.
pub(crate) fn one_of(value: Option<&str>, named: &[String], doubt: Doubt) -> Answer {
    match value {
        _ if named.is_empty() => Answer::Yes,
        None => Answer::Perhaps(doubt),
        Some(value) if named.iter().any(|name| name == value) => Answer::Yes,
        Some(_) => Answer::No,
    }
}

fn author(seen: &SeenEvent<'_>, by: &Authors) -> Answer {
    match by {
        Authors::Whoever => Answer::Yes,
        Authors::Anybody => {
            if seen.author.is_some() {
                Answer::Yes
            } else {
                Answer::Perhaps(Doubt::Author)
            }
        }
        Authors::These(named) => one_of(seen.author, named, Doubt::Author),
        Authors::AllBut(party) => match seen.author {
            None => Answer::Perhaps(Doubt::Author),
            Some(author) if author == party => Answer::No,
            Some(_) => Answer::Yes,
        },
    }
}

fn holds(seen: &SeenEvent<'_>, particular: &Particular) -> Answer {
    let happening = &seen.event.happening;
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    let value = match particular.column.as_str() {
        "quantity" => Some(happening.quantity.normalize().to_string()),
        "killed" => count(happening.killed),
        "injured" => count(happening.injured),
        column => column_of(seen, column).map(str::to_owned),
    };
    let value = value.as_deref();
    let number = value.and_then(|value| value.trim().parse::<Decimal>().ok());
    let is_within = |within: bool| if within { Answer::Yes } else { Answer::No };
    match &particular.holds {
        Holds::OneOf(words) => one_of(value, words, Doubt::Particular),
        Holds::AtLeast(bound) => number.map_or(Answer::Perhaps(Doubt::Particular), |n| is_within(n >= *bound)),
        Holds::AtMost(bound) => number.map_or(Answer::Perhaps(Doubt::Particular), |n| is_within(n <= *bound)),
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
/// Choice: a quality that is refuted is a no; that an act was not prevented, even if its breach is established.
fn quality(case: &Case<'_>, seen: &SeenEvent<'_>, qualifier: &str) -> Answer {
    let id = &seen.event.id;
    let is_prevention = matches!(case.duty().kind, Kind::Prevention { .. }) && qualifier == NOT_PREVENTED;
    match case.sight.quality(id, qualifier) {
        Some(Verdict::Established) => Answer::Yes,
        Some(Verdict::Refuted) => Answer::No,
        _ if is_prevention && is_breach_established(case, id) => Answer::Yes,
        Some(Verdict::NotEstablished) | None => Answer::Perhaps(Doubt::Qualifier),
    }
}

/// Whether a finding in force establishes a breach of the rule or of its provision.
pub(crate) fn is_breach_established(case: &Case<'_>, event: &str) -> bool {
    breach(case, event) == Some(Verdict::Established)
}

/// Whether a finding in force says that it is no breach of the rule.
pub(crate) fn is_breach_refuted(case: &Case<'_>, event: &str) -> bool {
    breach(case, event) == Some(Verdict::Refuted)
}

/// What is found of the rule comes before what is found of its provision, unless it leaves the question open.
fn breach(case: &Case<'_>, event: &str) -> Option<Verdict> {
    match case.sight.breach(event, &case.rule.id) {
        None | Some(Verdict::NotEstablished) => case.sight.breach(event, &case.provision.id),
        settled => settled,
    }
}

/// Whether the needed elements are known at the level or better. Choice: an author that is not known at all needs no level.
pub(crate) fn is_known(seen: &SeenEvent<'_>, clause: &Clause<'_>, level: Level) -> bool {
    let by_known = clause.by == Authors::Whoever || seen.author.is_none() || seen.author_level >= level;
    let quantity_known = !clause.needs_quantity || seen.quantity >= level;
    seen.fact >= level && by_known && quantity_known
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

/// Surely counts if it begins at or after the start, perhaps if it ends after it.
pub(crate) fn after_start(when: &When, from: Option<Timestamp>) -> Answer {
    match from {
        Some(from) if when.start() < from && when.end() > from => Answer::Perhaps(Doubt::Time),
        Some(from) if when.start() < from => Answer::No,
        _ => Answer::Yes,
    }
}

/// Takes an answer in among the doubts; says whether it was a no.
pub(crate) fn is_refused(answer: Answer, doubts: &mut Doubts) -> bool {
    match answer {
        Answer::Yes => false,
        Answer::Perhaps(doubt) => {
            doubts.insert(doubt);
            false
        }
        Answer::No => true,
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
