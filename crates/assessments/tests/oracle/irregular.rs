//! Section 5, never where a condition makes the breach: whether an act is regular, irregular or open.

use std::collections::BTreeSet;

use events::Event;
use jiff::Timestamp;
use provisions::{Eligible, Following, Kind, Moment, Precondition, Selection, Span};
use records::{Place, When};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Case;
use super::amount::{Number, number, quantity};
use super::at_most::Window;
use super::bearing::{Answer, Clause, Doubt, Doubts, KeyAsked, column_of, is_known, last_moment, particulars};
use super::cover::is_covered;
use super::moment::beginning;
use super::sight::SeenEvent;
use super::standing;

/// What makes an act irregular.
#[derive(Clone)]
pub(crate) enum Condition<'a> {
    /// That something has not come before it.
    Before(&'a [Precondition]),
    /// That its author is not one of those who may, or that something has not come before it.
    Eligible(&'a Eligible, &'a [Precondition]),
    /// That it is nearer than so many metres to the other side's.
    Apart(Decimal),
    /// That it follows something within a time.
    Following(&'a Following),
}

/// What an act is at the level asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Regular,
    Irregular,
    Open(Doubts),
}

/// An act looked at in an instance.
pub(crate) struct Act<'a> {
    pub(crate) seen: &'a SeenEvent<'a>,
    pub(crate) window: &'a Window,
}

impl Act<'_> {
    pub(crate) fn begins(&self) -> Timestamp {
        self.seen.event.happening.when.start()
    }

    pub(crate) fn last(&self) -> Timestamp {
        last_moment(&self.seen.event.happening.when)
    }

    /// Whether something comes before it: surely, perhaps, or not.
    pub(crate) fn is_after(&self, when: &When) -> Answer {
        if last_moment(when) < self.begins() {
            Answer::Yes
        } else if when.start() < self.last() {
            Answer::Perhaps(Doubt::Time)
        } else {
            Answer::No
        }
    }

    /// Whether what would make it regular is all counted: from the beginning of the stretch to that of the act.
    pub(crate) fn is_complete_before(&self, case: &Case<'_>, selection: &Selection) -> bool {
        is_covered(case, selection, self.window.from, self.begins())
    }
}

/// What the act is, for one party.
pub(crate) fn judge(
    case: &Case<'_>,
    condition: &Condition<'_>,
    seen: &SeenEvent<'_>,
    window: &Window,
    party: &str,
) -> Outcome {
    let act = Act { seen, window };
    match condition {
        Condition::Before(before) => all_of(preconditions(case, before, &act)),
        Condition::Eligible(eligible, before) => {
            let mut outcomes = eligibility(case, eligible, &act);
            outcomes.extend(preconditions(case, before, &act));
            all_of(outcomes)
        }
        Condition::Apart(metres) => apart(case, *metres, &act, party),
        Condition::Following(following) => follows(case, following, &act),
    }
}

/// Irregular if one makes it so, else open with all doubts if one does, else regular.
fn all_of(outcomes: Vec<Outcome>) -> Outcome {
    let mut doubts = Doubts::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Irregular => return Outcome::Irregular,
            Outcome::Open(open) => doubts.extend(open),
            Outcome::Regular => {}
        }
    }
    if doubts.is_empty() { Outcome::Regular } else { Outcome::Open(doubts) }
}

/// As doubts about the act: what is only claimed to make it regular, and authors of other events, have their own names.
pub(crate) fn open(doubt: Doubt) -> Outcome {
    let doubt = match doubt {
        Doubt::Level => Doubt::Claimed,
        Doubt::Author => Doubt::OtherAuthor,
        other => other,
    };
    Outcome::Open(BTreeSet::from([doubt]))
}

fn eligibility(case: &Case<'_>, eligible: &Eligible, act: &Act<'_>) -> Vec<Outcome> {
    match (eligible, act.seen.author) {
        // Choice: an author who is not known is not one of those who may; that he is not known is a doubt by itself.
        (_, None) => vec![Outcome::Irregular],
        (Eligible::Actors(named), Some(author)) => {
            vec![if named.iter().any(|name| name == author) { Outcome::Regular } else { Outcome::Irregular }]
        }
        (Eligible::Those(attributes), Some(author)) => {
            attributes.iter().map(|attributed| standing::attribute(case, attributed, author, act)).collect()
        }
    }
}

fn preconditions(case: &Case<'_>, before: &[Precondition], act: &Act<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for precondition in before {
        match precondition {
            Precondition::Moment(Moment::Milestone(name)) => {
                let counts = case.agreement.milestones.get(name).map(|milestone| milestone.when.as_slice());
                let counts = counts.unwrap_or_default().iter();
                outcomes.extend(counts.map(|c| after_so_much(case, &c.of, &number(case, &c.at_least), act)));
            }
            Precondition::Moment(moment) => outcomes.push(after_moment(case, moment, act)),
            Precondition::Happened(selection, amount) => {
                outcomes.push(after_so_much(case, selection, &number(case, amount), act));
            }
            Precondition::Consultation(bodies) => {
                outcomes.extend(bodies.iter().map(|body| standing::consultation(case, body, act)));
            }
            Precondition::Consent(bodies) => {
                outcomes.extend(bodies.iter().map(|body| standing::consent(case, body, act)));
            }
        }
    }
    outcomes
}

fn after_moment(case: &Case<'_>, moment: &Moment, act: &Act<'_>) -> Outcome {
    match beginning(case, moment) {
        None => Outcome::Irregular,
        Some(at) if act.last() < at => Outcome::Irregular,
        Some(at) if at <= act.begins() => Outcome::Regular,
        Some(_) => open(Doubt::Time),
    }
}

fn after_so_much(case: &Case<'_>, selection: &Selection, number: &Number, act: &Act<'_>) -> Outcome {
    let clause = Clause::beside(selection, act.window.key.clone(), number);
    let mut events = Vec::new();
    for seen in &case.sight.events {
        let Some(doubts) = particulars(case, seen, &clause) else { continue };
        let Some(quantity) = quantity(case, seen, selection) else { continue };
        events.push(Before { seen, doubts, is_known: is_known(seen, &clause, case.level), quantity });
    }
    enough(case, &events, number, selection, act)
}

/// An event that may make the act regular by coming before it.
pub(crate) struct Before<'a> {
    pub(crate) seen: &'a SeenEvent<'a>,
    pub(crate) doubts: Doubts,
    pub(crate) is_known: bool,
    pub(crate) quantity: Decimal,
}

/// So much of it before the act: the three steps.
/// Choice: the act itself, where it is of this sort too and takes some time, is perhaps before itself.
pub(crate) fn enough(
    case: &Case<'_>,
    events: &[Before<'_>],
    number: &Number,
    selection: &Selection,
    act: &Act<'_>,
) -> Outcome {
    let Ok(number) = number else { return open(Doubt::Uncounted) };
    let mut counted: Vec<(Doubts, Decimal)> = Vec::new();
    for event in events {
        let mut doubts = event.doubts.clone();
        match act.is_after(&event.seen.event.happening.when) {
            Answer::Yes => {}
            Answer::Perhaps(doubt) => {
                doubts.insert(doubt);
            }
            Answer::No => continue,
        }
        if !event.is_known {
            doubts.insert(Doubt::Level);
        }
        counted.push((doubts, event.quantity));
    }
    let reaches = |granted: &Doubts| {
        let so_far = counted.iter().filter(|(doubts, _)| doubts.is_subset(granted));
        so_far.map(|(_, quantity)| *quantity).sum::<Decimal>() >= *number
    };
    let mut granted = Doubts::new();
    if reaches(&granted) {
        return Outcome::Regular;
    }
    for doubt in [Doubt::Level, Doubt::Time, Doubt::Place, Doubt::Outline, Doubt::Particular, Doubt::Author] {
        granted.insert(doubt);
        if reaches(&granted) {
            return open(doubt);
        }
    }
    if act.is_complete_before(case, selection) { Outcome::Irregular } else { open(Doubt::Uncounted) }
}

/// Whether the act follows an event of the other sort within the span.
fn follows(case: &Case<'_>, following: &Following, act: &Act<'_>) -> Outcome {
    let events: Vec<Doubts> =
        case.sight.events.iter().filter_map(|other| doubts_on_following(case, following, act, other)).collect();
    let mut granted = Doubts::new();
    if events.iter().any(Doubts::is_empty) {
        return Outcome::Irregular;
    }
    for doubt in [Doubt::Level, Doubt::Time, Doubt::Place, Doubt::Outline, Doubt::Particular, Doubt::Author] {
        granted.insert(doubt);
        if events.iter().any(|doubts| doubts.is_subset(&granted)) {
            return open(doubt);
        }
    }
    Outcome::Regular
}

/// What would have to be granted for the act to follow that event; none where it does not.
fn doubts_on_following(case: &Case<'_>, following: &Following, act: &Act<'_>, other: &SeenEvent<'_>) -> Option<Doubts> {
    if other.event.id == act.seen.event.id {
        return None;
    }
    // Choice: of the event that is followed no number is asked, nor its unit, nor the rule's key.
    let clause = Clause::beside(&following.of, KeyAsked::Nothing, &Ok(Decimal::ONE));
    let mut doubts = particulars(case, other, &clause)?;
    if !is_known(other, &clause, case.level) || (following.in_answer && is_author_less_known(case, other)) {
        doubts.insert(Doubt::Level);
    }
    let mut answers = vec![within(case, following.within, act, &other.event.happening.when)];
    if following.in_answer {
        let (act_to, other_to) = (target(act.seen.event), target(other.event));
        answers.push(same(other.author, act_to, Some(Doubt::Author), Some(Doubt::Particular)));
        // Choice: of an act of unknown author it is not asked whom the other was against, but that it was against somebody.
        answers.push(same(act.seen.author, other_to, None, Some(Doubt::Particular)));
    }
    for key in &following.same {
        let doubt = Some(Doubt::Particular);
        let (one, two) = (column_of(act.seen, &key.0), column_of(other, &key.0));
        answers.push(same(one, two, doubt, doubt));
    }
    for answer in answers.into_iter().flatten() {
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

fn target(event: &Event) -> Option<&str> {
    event.happening.to.as_deref()
}

fn is_author_less_known(case: &Case<'_>, other: &SeenEvent<'_>) -> bool {
    other.author.is_some() && other.author_level < case.level
}

/// Two values that must be one; each that is not stated is a doubt.
fn same(one: Option<&str>, two: Option<&str>, without_one: Option<Doubt>, without_two: Option<Doubt>) -> Vec<Answer> {
    match (one, two) {
        (Some(one), Some(two)) if one == two => vec![Answer::Yes],
        (Some(_), Some(_)) => vec![Answer::No],
        (one, two) => {
            let mut answers = Vec::new();
            if one.is_none() {
                answers.extend(without_one.map(Answer::Perhaps));
            }
            if two.is_none() {
                answers.extend(without_two.map(Answer::Perhaps));
            }
            answers
        }
    }
}

/// Surely within the span after the other event, perhaps, or not.
fn within(case: &Case<'_>, span: Span, act: &Act<'_>, other: &When) -> Vec<Answer> {
    let after = |at: Timestamp| case.agreement.calendar.after(at, span);
    let surely = last_moment(other) < act.begins() && after(other.start()).is_some_and(|end| act.last() <= end);
    let perhaps = other.start() < act.last() && after(last_moment(other)).is_some_and(|end| act.begins() <= end);
    vec![match (surely, perhaps) {
        (true, _) => Answer::Yes,
        (false, true) => Answer::Perhaps(Doubt::Time),
        (false, false) => Answer::No,
    }]
}

/// Whether a sighting is too near to one of another party bound at the same time.
fn apart(case: &Case<'_>, metres: Decimal, act: &Act<'_>, party: &str) -> Outcome {
    let happening = &act.seen.event.happening;
    let mut found = BTreeSet::new();
    for other in &case.sight.events {
        let is_of_another = other.author.is_some_and(|author| {
            author != party
                && act.seen.author != Some(author)
                && case.duty().obliges.iter().any(|bound| bound == author)
        });
        let when = &other.event.happening.when;
        let overlaps = when.start() <= act.last() && act.begins() <= last_moment(when);
        let Some(doubts) = sighting(case, other) else { continue };
        if !is_of_another || !overlaps {
            continue;
        }
        match nearer(&happening.place, &other.event.happening.place, metres) {
            Answer::No => {}
            Answer::Yes if doubts.is_empty() => {
                if other.fact >= case.level && other.author_level >= case.level {
                    return Outcome::Irregular;
                }
                found.insert(Doubt::Claimed);
            }
            Answer::Yes | Answer::Perhaps(_) => {
                found.insert(Doubt::Place);
            }
        }
    }
    // Of the two doubts the claim goes before the place.
    found.into_iter().next().map_or(Outcome::Regular, open)
}

/// Doubts on whether an event is a sighting of what is to be kept apart, whoever it is of; none where it is not.
/// Choice: it is one where it bears on the same clause; where it does so perhaps, it is perhaps nearer.
fn sighting(case: &Case<'_>, other: &SeenEvent<'_>) -> Option<Doubts> {
    let Kind::Placement { keep, .. } = &case.duty().kind else { return None };
    let clause = Clause::beside(keep, KeyAsked::Nothing, &Ok(Decimal::ONE));
    particulars(case, other, &clause)
}

/// Choice: perhaps nearer is what would be nearer with both radii taken off the distance.
fn nearer(one: &Place, other: &Place, metres: Decimal) -> Answer {
    let radius = |place: &Place| place.precision.radius_metres().map(f64::from);
    let (Some(first), Some(second)) = (one.point, other.point) else { return Answer::Perhaps(Doubt::Place) };
    let (Some(one), Some(two)) = (radius(one), radius(other)) else { return Answer::Perhaps(Doubt::Place) };
    let distance = provisions::metres_between(first, second);
    let metres = metres.to_f64().expect("a distance on the Earth");
    if distance + one + two < metres {
        Answer::Yes
    } else if distance - one - two < metres {
        Answer::Perhaps(Doubt::Place)
    } else {
        Answer::No
    }
}
