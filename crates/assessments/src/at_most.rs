//! Never, and at most N: the steps of the guide, one after the other.

use jiff::Timestamp;
use provisions::Selection;
use records::Level;
use rust_decimal::Decimal;

use crate::bearing::{Candidate, Candidates, Perhaps};
use crate::frame::{Frame, UNKNOWN};
use crate::time::Stretch;
use crate::{Assessment, Cause, Reason, Role, Status, coverage};

/// One instance: a stretch of time with the events that bear on it.
pub(crate) struct Instance<'c, 'a> {
    pub(crate) name: String,
    pub(crate) stretch: Stretch,
    pub(crate) candidates: &'c Candidates<'a>,
    pub(crate) selection: &'c Selection,
    pub(crate) limit: Decimal,
}

/// What bears on one party.
struct Share<'a> {
    own: Vec<Candidate<'a>>,
    unknown: Vec<Candidate<'a>>,
}

/// Assesses an instance for every party bound, and for unknown authors where acts of such amount to something.
pub(crate) fn assess(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>, out: &mut Vec<Assessment>) {
    let bearing = instance.candidates.within(instance.stretch);
    let (unknown, named): (Vec<_>, Vec<_>) = bearing.into_iter().partition(|candidate| candidate.by.is_none());
    let unknown: Vec<_> = unknown.into_iter().map(without_author).collect();
    let by_clause = !instance.selection.by.is_empty();
    for party in &frame.duty.obliges {
        let own = named.iter().filter(|candidate| by_clause || candidate.by == Some(party)).copied().collect();
        let share = Share { own, unknown: unknown.clone() };
        for level in Level::ALL {
            out.push(for_party(frame, instance, party, &share, level));
        }
    }
    if !unknown.is_empty() {
        for level in Level::ALL {
            let mut assessment = blank(frame, instance, UNKNOWN, level);
            if decided(frame, instance, &unknown, &mut assessment) {
                out.push(assessment);
            }
        }
    }
}

/// A share of what nobody declared: nothing can be counted against it.
pub(crate) fn no_baseline(
    frame: &Frame<'_, '_>,
    name: &str,
    selection: &Selection,
    candidates: &Candidates<'_>,
    stretch: Stretch,
    out: &mut Vec<Assessment>,
) {
    let by_clause = !selection.by.is_empty();
    let bearing = candidates.within(stretch);
    for party in &frame.duty.obliges {
        let own = bearing.iter().filter(|c| c.by.is_some() && (by_clause || c.by == Some(party)));
        let own: Vec<Candidate<'_>> = own.copied().collect();
        for level in Level::ALL {
            let counted: Vec<&Candidate<'_>> =
                own.iter().filter(|c| c.level >= level && c.perhaps == Perhaps::NONE).collect();
            let mut assessment = frame.blank(party, name, level);
            assessment.start = (stretch.from > Timestamp::MIN).then_some(stretch.from);
            assessment.status = Status::Undetermined;
            assessment.reason = Some(Reason::NoBaseline);
            assessment.count = counted.iter().map(|candidate| candidate.quantity).sum();
            assessment.because = causes(&own, &counted);
            assessment.pleaded = frame.pleaded(&counted, party);
            out.push(assessment);
        }
    }
}

/// For the count against `unknown`, the author is not asked for.
fn without_author(mut candidate: Candidate<'_>) -> Candidate<'_> {
    candidate.perhaps = candidate.perhaps.without(Perhaps::AUTHOR);
    candidate
}

fn blank(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>, party: &str, level: Level) -> Assessment {
    let mut assessment = frame.blank(party, &instance.name, level);
    assessment.start = (instance.stretch.from > Timestamp::MIN).then_some(instance.stretch.from);
    assessment.due = frame.due_of_period(instance.stretch);
    assessment
}

fn for_party(
    frame: &Frame<'_, '_>,
    instance: &Instance<'_, '_>,
    party: &str,
    share: &Share<'_>,
    level: Level,
) -> Assessment {
    let mut assessment = blank(frame, instance, party, level);
    if decided(frame, instance, &share.own, &mut assessment) {
        return assessment;
    }
    let alleged: Decimal = share.own.iter().chain(&share.unknown).map(|candidate| candidate.quantity).sum();
    if alleged > instance.limit {
        assessment.status = Status::Undetermined;
        assessment.reason = Some(Reason::AuthorUnknown);
        let unknown = share.unknown.iter();
        assessment.because.extend(unknown.map(|c| Cause { event: c.id().to_owned(), role: Role::AuthorUnknown }));
        assessment.because.sort();
        return assessment;
    }
    if !instance.limit.is_zero() && other_unit(instance, party) {
        assessment.status = Status::Undetermined;
        assessment.reason = Some(Reason::UnitsNotComparable);
        return assessment;
    }
    let asked = frame.duty.coverage.or(frame.agreement.evidence.coverage);
    let sight = frame.sight;
    let so_far = coverage::so_far(instance.stretch, sight.as_of);
    let seen = asked.is_none_or(|asked| {
        coverage::suffices(asked, &sight.observations, instance.selection, so_far, frame.agreement)
    });
    if seen {
        assessment.status = Status::NoBreachRecorded;
    } else {
        assessment.status = Status::Undetermined;
        assessment.reason = Some(Reason::NoAccess);
    }
    assessment
}

fn other_unit(instance: &Instance<'_, '_>, party: &str) -> bool {
    let by_clause = !instance.selection.by.is_empty();
    instance.candidates.other_unit.iter().any(|candidate| {
        let concerns = by_clause || candidate.by.is_none_or(|by| by == party);
        concerns && candidate.within(instance.stretch).is_some()
    })
}

/// Steps 1 and 2. Fills in count and causes in any case.
fn decided(
    frame: &Frame<'_, '_>,
    instance: &Instance<'_, '_>,
    own: &[Candidate<'_>],
    assessment: &mut Assessment,
) -> bool {
    let level = assessment.level;
    let counted: Vec<&Candidate<'_>> =
        own.iter().filter(|candidate| candidate.level >= level && candidate.perhaps == Perhaps::NONE).collect();
    assessment.count = counted.iter().map(|candidate| candidate.quantity).sum();
    assessment.because = causes(own, &counted);
    assessment.pleaded = frame.pleaded(&counted, &assessment.party);
    if assessment.count > instance.limit {
        assessment.decided_at = exceeded_at(&counted, instance.limit);
        let found = assessment.party != UNKNOWN && found(frame, &counted, instance.limit);
        assessment.status = if found { Status::BreachFound } else { Status::BreachIndicated };
        return true;
    }
    let alleged: Decimal = own.iter().map(|candidate| candidate.quantity).sum();
    if alleged > instance.limit {
        assessment.status = Status::Undetermined;
        assessment.reason = granted_reason(own, level, instance.limit);
        return true;
    }
    false
}

/// Causes in the order of their ids.
pub(crate) fn causes(all: &[Candidate<'_>], counted: &[&Candidate<'_>]) -> Vec<Cause> {
    let is_counted: std::collections::BTreeSet<&str> = counted.iter().map(|candidate| candidate.id()).collect();
    let mut causes: Vec<Cause> = all
        .iter()
        .map(|candidate| {
            let role = if is_counted.contains(candidate.id()) { Role::Counted } else { Role::Open };
            Cause { event: candidate.id().to_owned(), role }
        })
        .collect();
    causes.sort();
    causes
}

/// End of the event with which the count first exceeds the limit.
fn exceeded_at(counted: &[&Candidate<'_>], limit: Decimal) -> Option<Timestamp> {
    let mut in_time: Vec<&&Candidate<'_>> = counted.iter().collect();
    in_time.sort_by(|a, b| (a.end(), a.id()).cmp(&(b.end(), b.id())));
    let mut sum = Decimal::ZERO;
    in_time.into_iter().find_map(|candidate| {
        sum += candidate.quantity;
        (sum > limit).then(|| candidate.end())
    })
}

/// Whether findings in force establish fact, author and breach of enough of what is counted.
fn found(frame: &Frame<'_, '_>, counted: &[&Candidate<'_>], limit: Decimal) -> bool {
    let names_this = |candidate: &&&Candidate<'_>| {
        let breaches = &candidate.event.breaches;
        candidate.event.found
            && (breaches.contains(frame.rule.id.as_str()) || breaches.contains(frame.provision.id.as_str()))
    };
    let sum: Decimal = counted.iter().filter(names_this).map(|candidate| candidate.quantity).sum();
    sum > limit
}

/// The first thing that, granted together with those before, takes the count over the limit.
fn granted_reason(own: &[Candidate<'_>], level: Level, limit: Decimal) -> Option<Reason> {
    let sum = |granted: Perhaps, level: Level| -> Decimal {
        let counts = |c: &&Candidate<'_>| c.level >= level && c.perhaps.within(granted);
        own.iter().filter(counts).map(|c| c.quantity).sum()
    };
    let mut granted = Perhaps::NONE;
    for (what, reason) in Perhaps::ORDER {
        granted = granted.and(what);
        if what == Perhaps::QUALIFIER {
            if sum(granted, level) > limit {
                return Some(reason);
            }
            if sum(granted, Level::Alleged) > limit {
                return Some(Reason::AllegationsOpen);
            }
        } else if sum(granted, Level::Alleged) > limit {
            return Some(reason);
        }
    }
    None
}
