//! Section 3: milestones, which have a moment of their own at each level, and the rules that hang on them.

use std::collections::BTreeSet;

use assessments::Reason;
use jiff::Timestamp;
use provisions::{Anchor, Due, Kind, Moment, Reached, Reporting};
use rust_decimal::Decimal;

use super::Case;
use super::amount::{number, quantity};
use super::bearing::{Clause, Doubt, Doubts, KeyAsked, after_start, is_known, is_refused, last_moment, particulars};
use super::moment::beginning;
use super::sight::SeenEvent;

/// What is granted, in this order, and the reason that it gives.
const GRANTS: [(Doubt, Reason); 6] = [
    (Doubt::Level, Reason::AllegationsOpen),
    (Doubt::Time, Reason::TimeImprecise),
    (Doubt::Place, Reason::PlaceImprecise),
    (Doubt::Outline, Reason::AnnexMissing),
    (Doubt::Particular, Reason::NotVerified),
    (Doubt::Author, Reason::AuthorUnknown),
];

/// How a milestone stands at the level asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Reached { first: Timestamp, last: Timestamp },
    Open(Reason),
    NotReached,
}

/// One count of a milestone, with the events that bear on it.
struct Count<'a> {
    number: Decimal,
    events: Vec<(&'a SeenEvent<'a>, Doubts, Decimal)>,
}

/// A milestone by its name.
pub(crate) fn named(case: &Case<'_>, name: &str) -> Standing {
    case.agreement.milestones.get(name).map_or(Standing::NotReached, |milestone| reached(case, &milestone.when))
}

/// Whether all these counts are reached.
pub(crate) fn reached(case: &Case<'_>, when: &[Reached]) -> Standing {
    // Choice: a milestone that counts nothing is never reached.
    if when.is_empty() {
        return Standing::NotReached;
    }
    let mut counts = Vec::new();
    for reached in when {
        match number(case, &reached.at_least) {
            // Choice: this goes before all else, whatever the other counts say.
            Err(reason) => return Standing::Open(reason),
            Ok(number) => counts.push(Count { number, events: bearing(case, reached) }),
        }
    }
    let moments: Option<Vec<(Timestamp, Timestamp)>> = counts.iter().map(moments).collect();
    let first = moments.iter().flatten().map(|(first, _)| *first).max();
    let last = moments.iter().flatten().map(|(_, last)| *last).max();
    if let (Some(first), Some(last)) = (first, last) {
        return Standing::Reached { first, last };
    }
    let mut granted = Doubts::new();
    for (doubt, reason) in GRANTS {
        granted.insert(doubt);
        if counts.iter().all(|count| count.reaches(&granted)) {
            return Standing::Open(reason);
        }
    }
    Standing::NotReached
}

impl Count<'_> {
    fn reaches(&self, granted: &Doubts) -> bool {
        let counted = self.events.iter().filter(|(_, doubts, _)| doubts.is_subset(granted));
        counted.map(|(_, _, quantity)| *quantity).sum::<Decimal>() >= self.number
    }
}

fn bearing<'a>(case: &'a Case<'_>, reached: &Reached) -> Vec<(&'a SeenEvent<'a>, Doubts, Decimal)> {
    let entry_into_force = case.agreement.in_force.from.as_ref().and_then(|from| beginning(case, from));
    let clause = Clause::beside(&reached.of, KeyAsked::Nothing, &number(case, &reached.at_least));
    let mut all = Vec::new();
    for seen in &case.sight.events {
        let Some(mut doubts) = particulars(case, seen, &clause) else { continue };
        if is_refused(after_start(&seen.event.happening.when, entry_into_force), &mut doubts) {
            continue;
        }
        let Some(quantity) = quantity(case, seen, &reached.of) else { continue };
        if !is_known(seen, &clause, case.level) {
            doubts.insert(Doubt::Level);
        }
        all.push((seen, doubts, quantity));
    }
    all
}

/// Beginning and last moment of the event with which the count reaches its number, in order of their last moments.
/// Choice: then of their ids; it is that event alone that reaches it.
fn moments(count: &Count<'_>) -> Option<(Timestamp, Timestamp)> {
    let mut counted: Vec<_> = count.events.iter().filter(|(_, doubts, _)| doubts.is_empty()).collect();
    counted.sort_by_key(|(seen, _, _)| (last_moment(&seen.event.happening.when), seen.event.id.clone()));
    let mut sum = Decimal::ZERO;
    for (seen, _, quantity) in counted {
        sum += quantity;
        if sum >= count.number {
            let when = &seen.event.happening.when;
            return Some((when.start(), last_moment(when)));
        }
    }
    None
}

/// The reason of the first milestone that is open among those on which the rule hangs.
/// Choice: a term hangs on none, as its state alone says its time.
pub(crate) fn open_of_rule(case: &Case<'_>) -> Option<Reason> {
    of_rule(case).into_iter().find_map(|name| match named(case, name) {
        Standing::Open(reason) => Some(reason),
        Standing::Reached { .. } | Standing::NotReached => None,
    })
}

/// The milestones on which a rule hangs. Choice: of several the first by name is asked first.
/// A term hangs on none: the rule's own time does not change it.
fn of_rule<'a>(case: &Case<'a>) -> Vec<&'a str> {
    if matches!(case.duty().kind, Kind::Term(_)) {
        return Vec::new();
    }
    let time = &case.duty().time;
    let mut moments: Vec<&Moment> = case.duty().once.iter().chain(&time.from).chain(&time.until).collect();
    moments.extend(due_moments(&case.duty().kind));
    let names: BTreeSet<&str> = moments.into_iter().filter_map(counted_from).collect();
    names.into_iter().collect()
}

/// The milestone at whose first or last moment an instance of the rule starts.
/// Choice: any on which the rule hangs, even if something else begins just then.
pub(crate) fn that_begins<'a>(case: &Case<'a>, at: Option<Timestamp>) -> Option<&'a str> {
    of_rule(case).into_iter().find(|name| match named(case, name) {
        Standing::Reached { first, last } => at == Some(first) || at == Some(last),
        Standing::Open(_) | Standing::NotReached => false,
    })
}

fn due_moments(kind: &Kind) -> Vec<&Moment> {
    let due = match kind {
        Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => Some(due),
        Kind::Cumulative { due, .. } => due.as_ref(),
        _ => None,
    };
    match due {
        Some(Due::Within(_, Anchor::Moment(moment)) | Due::By(moment)) => vec![moment],
        Some(Due::Between(from, until)) => vec![from, until],
        Some(Due::Within(_, Anchor::Event(_)) | Due::ToBeAgreed) | None => Vec::new(),
    }
}

/// The milestone from which a moment is counted.
fn counted_from(moment: &Moment) -> Option<&str> {
    match moment {
        Moment::Milestone(name) => Some(name),
        Moment::After(_, of)
        | Moment::Before(_, of)
        | Moment::DayAfter(_, of)
        | Moment::WorkingDayAfter(_, _, of)
        | Moment::ClockTime(_, of) => counted_from(of),
        Moment::At(_) | Moment::Trigger(_) | Moment::EntryIntoForce | Moment::StartOf(_) | Moment::EndOf(_) => None,
    }
}
