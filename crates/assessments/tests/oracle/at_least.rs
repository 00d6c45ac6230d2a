//! Section 5, at least N by a due time: the nine steps.

use assessments::{Assessment, Cause, Reason, Role, Status};
use jiff::Timestamp;
use records::When;
use rust_decimal::Decimal;

use super::amount::{Number, quantity};
use super::bearing::{
    Answer, Authors, Clause, Doubt, Doubts, after_start, is_known, is_refused, last_moment, particulars,
};
use super::cover::is_complete;
use super::sight::SeenEvent;
use super::{Case, sorted};

/// What is granted, in this order, and the reason that it gives.
pub(crate) const GRANTS: [(Doubt, Reason); 6] = [
    (Doubt::Qualifier, Reason::QualifierNeedsFinding),
    (Doubt::Time, Reason::TimeImprecise),
    (Doubt::Place, Reason::PlaceImprecise),
    (Doubt::Outline, Reason::AnnexMissing),
    (Doubt::Particular, Reason::NotVerified),
    (Doubt::Author, Reason::AuthorUnknown),
];

/// An instance of such a rule.
pub(crate) struct Asked<'a> {
    pub(crate) name: String,
    pub(crate) clause: Clause<'a>,
    pub(crate) number: Number,
    /// Whether only what the party bound does counts.
    pub(crate) by_the_party: bool,
    pub(crate) from: Option<Timestamp>,
    pub(crate) due: Due,
    /// Whether what comes after the due time counts as late: deadlines and totals, not periods.
    pub(crate) may_be_late: bool,
    pub(crate) trigger: Option<Trigger<'a>>,
}

/// When it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Never past.
    ToBeAgreed,
    /// The first and the last moment that it may be; the same where it is known to the moment.
    At(Timestamp, Timestamp),
}

/// The event from which it is counted.
pub(crate) struct Trigger<'a> {
    pub(crate) seen: &'a SeenEvent<'a>,
    pub(crate) clause: Clause<'a>,
    /// Doubts on its bearing on the rule's time.
    pub(crate) doubts: Doubts,
}

/// An event that bears on the instance.
struct Candidate<'a> {
    seen: &'a SeenEvent<'a>,
    quantity: Decimal,
    /// Doubts but for the due time.
    doubts: Doubts,
    /// Yes: surely in time; perhaps; no: surely late.
    in_time: Answer,
}

impl Candidate<'_> {
    fn counts_in_time(&self, granted: &Doubts) -> bool {
        let timely = match self.in_time {
            Answer::Yes => true,
            Answer::Perhaps(doubt) => granted.contains(&doubt),
            Answer::No => false,
        };
        timely && self.doubts.is_subset(granted)
    }

    /// In L without regard to the due time.
    fn counts(&self) -> bool {
        self.doubts.is_empty()
    }
}

/// One instance for every party bound.
pub(crate) fn assess(case: &Case<'_>, asked: &Asked<'_>) -> Vec<Assessment> {
    case.parties().iter().map(|party| for_party(case, asked, party)).collect()
}

fn for_party(case: &Case<'_>, asked: &Asked<'_>, party: &str) -> Assessment {
    let (candidates, has_other_unit) = gather(case, asked, party);
    let mut found = case.blank(party, Status::Pending);
    found.instance.clone_from(&asked.name);
    found.start = asked.from;
    for candidate in candidates.iter().filter(|candidate| candidate.counts()) {
        found.count += candidate.quantity;
        found.pleaded.extend(case.sight.grounds(&candidate.seen.event.id, party));
    }
    found.pleaded.sort();
    found.pleaded.dedup();
    decide(case, asked, &candidates, has_other_unit, &mut found);
    if found.status != Status::Met {
        found.because.extend(roles(&candidates, found.reason));
    }
    // Choice: the trigger stands with a duty that is met as well.
    if let Some(trigger) = &asked.trigger {
        found.because.push(Cause { event: trigger.seen.event.id.clone(), role: Role::Trigger });
    }
    found.because = sorted(std::mem::take(&mut found.because));
    found
}

/// The steps in their order.
fn decide(
    case: &Case<'_>,
    asked: &Asked<'_>,
    candidates: &[Candidate<'_>],
    has_other_unit: bool,
    found: &mut Assessment,
) {
    let undetermined = |found: &mut Assessment, reason: Reason| {
        found.status = Status::Undetermined;
        found.reason = Some(reason);
    };
    if let Due::At(_, last) = asked.due {
        found.due = Some(last);
    }
    let number = match asked.number {
        Ok(number) => number,
        Err(reason) => return undetermined(found, reason),
    };
    let nothing = Doubts::new();
    let in_time: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.counts_in_time(&nothing)).collect();
    let at_any_time: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.counts()).collect();
    let all: Decimal = candidates.iter().map(|candidate| candidate.quantity).sum();
    if meet(&in_time, number, found) {
        return;
    }
    let Due::At(_, due) = asked.due else { return undetermined(found, Reason::ToBeAgreed) };
    if case.as_of() <= due {
        found.status = Status::Pending;
    } else if let Some(reason) = first_reason(candidates, number) {
        undetermined(found, reason);
    } else if asked.may_be_late && meet(&at_any_time, number, found) {
        found.late = true;
    } else if has_other_unit {
        undetermined(found, Reason::UnitsNotComparable);
    } else if let Some(reason) = trigger_reason(case, asked) {
        undetermined(found, reason);
    } else if all < number && is_complete(case, asked.clause.selection, asked.from, due) {
        found.status = Status::BreachIndicated;
        found.decided_at = Some(due);
    } else {
        found.status = Status::Overdue;
        found.reason = Some(if all >= number {
            Reason::ClaimedOnly
        } else if candidates.is_empty() {
            Reason::NothingReported
        } else {
            Reason::CountIncomplete
        });
    }
}

/// Events that bear on the instance, and whether something was given in another unit.
fn gather<'a>(case: &'a Case<'_>, asked: &'a Asked<'a>, party: &str) -> (Vec<Candidate<'a>>, bool) {
    let mut clause = asked.clause.clone();
    if asked.by_the_party {
        clause.by = Authors::These(vec![party.to_owned()]);
    }
    let mut candidates = Vec::new();
    let mut has_other_unit = false;
    for seen in &case.sight.events {
        let when = &seen.event.happening.when;
        let Some(mut doubts) = particulars(case, seen, &clause) else { continue };
        if is_refused(after_start(when, asked.from), &mut doubts) {
            continue;
        }
        let in_time = by_due(when, asked.due);
        if !asked.may_be_late && is_refused(in_time, &mut doubts) {
            continue;
        }
        let Some(quantity) = quantity(case, seen, clause.selection) else {
            has_other_unit = true;
            continue;
        };
        if !is_known(seen, &clause, case.level) {
            doubts.insert(Doubt::Level);
        }
        candidates.push(Candidate { seen, quantity, doubts, in_time });
    }
    (candidates, has_other_unit)
}

/// Surely in time if its last moment is not after the due time, perhaps if it begins by it.
fn by_due(when: &When, due: Due) -> Answer {
    match due {
        Due::ToBeAgreed => Answer::Yes,
        Due::At(first, _) if last_moment(when) <= first => Answer::Yes,
        Due::At(_, last) if when.start() <= last => Answer::Perhaps(Doubt::Time),
        Due::At(..) => Answer::No,
    }
}

/// If these reach N: met, decided at the last moment of the one that reaches it, and resting on those up to it.
/// Choice: in order of the last moments, then of the ids.
fn meet(counted: &[&Candidate<'_>], number: Decimal, found: &mut Assessment) -> bool {
    let total: Decimal = counted.iter().map(|candidate| candidate.quantity).sum();
    if total < number {
        return false;
    }
    found.status = Status::Met;
    let mut in_order = counted.to_vec();
    in_order.sort_by_key(|c| (last_moment(&c.seen.event.happening.when), c.seen.event.id.clone()));
    let mut count = Decimal::ZERO;
    for candidate in in_order {
        if count >= number {
            break;
        }
        count += candidate.quantity;
        found.decided_at = Some(last_moment(&candidate.seen.event.happening.when));
        found.because.push(Cause { event: candidate.seen.event.id.clone(), role: Role::Counted });
    }
    true
}

/// The first grant with which what is known reaches N in time, all grants before it included.
fn first_reason(candidates: &[Candidate<'_>], number: Decimal) -> Option<Reason> {
    let mut granted = Doubts::new();
    for (doubt, reason) in GRANTS {
        granted.insert(doubt);
        let so_far = candidates.iter().filter(|candidate| candidate.counts_in_time(&granted));
        if so_far.map(|candidate| candidate.quantity).sum::<Decimal>() >= number {
            return Some(reason);
        }
    }
    None
}

/// Step 7: of several doubts on the trigger, the last in their order.
fn trigger_reason(case: &Case<'_>, asked: &Asked<'_>) -> Option<Reason> {
    let trigger = asked.trigger.as_ref()?;
    if !is_known(trigger.seen, &trigger.clause, case.level) {
        return Some(Reason::AllegationsOpen);
    }
    GRANTS.iter().rev().find(|(doubt, _)| trigger.doubts.contains(doubt)).map(|(_, reason)| *reason)
}

fn roles(candidates: &[Candidate<'_>], reason: Option<Reason>) -> Vec<Cause> {
    let mut causes = Vec::new();
    for candidate in candidates {
        let role = if candidate.counts() {
            Role::Counted
        } else if reason == Some(Reason::AuthorUnknown) && candidate.doubts.contains(&Doubt::Author) {
            Role::AuthorUnknown
        } else {
            Role::Open
        };
        causes.push(Cause { event: candidate.seen.event.id.clone(), role });
    }
    causes
}
