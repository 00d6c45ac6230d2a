//! Never, and at most N: the steps of the guide, one after the other.

use jiff::Timestamp;
use provisions::Selection;
use records::{Level, Verdict};
use rust_decimal::Decimal;

use crate::bearing::{Candidate, Candidates, Perhaps};
use crate::frame::{Frame, UNKNOWN};
use crate::time::Stretch;
use crate::{Assessment, Cause, Reason, Role, Status, coverage};

/// One instance: a stretch of time with the events that bear on it.
pub(crate) struct Instance<'c, 'a> {
    pub(crate) name: String,
    /// What it is kept apart by.
    pub(crate) key: Option<&'c str>,
    pub(crate) stretch: Stretch,
    pub(crate) candidates: &'c Candidates<'a>,
    pub(crate) selection: &'c Selection,
    pub(crate) limit: Decimal,
    pub(crate) whose: Whose,
    /// Whether acts of unknown author are assessed against party `unknown`.
    pub(crate) lays_to_unknown: bool,
    /// The last moment that counts, where one is shown.
    pub(crate) due: Option<Timestamp>,
}

/// Whose acts count against a party bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Its own.
    Own,
    /// Anybody's of those that bear: the clause names whose, or asks of everybody.
    Anybody,
    /// Anybody's but its own.
    Others,
    /// Its own, and those of whom the rule does not bind.
    OwnAndOutsiders,
}

impl Whose {
    /// Its own, unless the clause names others.
    pub(crate) fn of(selection: &Selection) -> Whose {
        if selection.by.is_empty() { Whose::Own } else { Whose::Anybody }
    }

    /// `bound` are the parties that the rule binds.
    pub(crate) fn counts(self, by: Option<&str>, party: &str, bound: &[String]) -> bool {
        match self {
            Whose::OwnAndOutsiders => by == Some(party) || by.is_some_and(|by| !bound.iter().any(|other| other == by)),
            Whose::Own => by == Some(party),
            Whose::Anybody => true,
            Whose::Others => by != Some(party),
        }
    }
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
    for party in &frame.bound {
        let own = named
            .iter()
            .filter(|candidate| instance.whose.counts(candidate.by, party, &frame.duty.obliges))
            .copied()
            .collect();
        let share = Share { own, unknown: unknown.clone() };
        for level in &frame.levels {
            out.push(for_party(frame, instance, party, &share, *level));
        }
    }
    if !unknown.is_empty() && instance.lays_to_unknown {
        for level in &frame.levels {
            let mut assessment = blank(frame, instance, UNKNOWN, *level);
            if decided(frame, instance, &unknown, &mut assessment) {
                out.push(assessment);
            }
        }
    }
}

/// A number that is not known: nothing can be counted against it.
pub(crate) fn no_number(
    frame: &Frame<'_, '_>,
    name: &str,
    selection: &Selection,
    candidates: &Candidates<'_>,
    (stretch, due): (Stretch, Option<Timestamp>),
    reason: Reason,
    out: &mut Vec<Assessment>,
) {
    let whose = Whose::of(selection);
    let bearing = candidates.within(stretch);
    for party in &frame.bound {
        let own = bearing.iter().filter(|c| c.by.is_some() && whose.counts(c.by, party, &frame.duty.obliges));
        let own: Vec<Candidate<'_>> = own.copied().collect();
        for level in frame.levels.iter().copied() {
            let counted: Vec<&Candidate<'_>> =
                own.iter().filter(|c| c.level >= level && c.perhaps == Perhaps::NONE).collect();
            let mut assessment = frame.blank(party, name, level);
            assessment.start = (stretch.from > Timestamp::MIN).then_some(stretch.from);
            assessment.due = due;
            assessment.status = Status::Undetermined;
            assessment.reason = Some(reason);
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
    assessment.due = instance.due;
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
    if decided(frame, instance, &share.own, &mut assessment)
        || laid_open(frame, instance, party, share, &mut assessment)
    {
        return assessment;
    }
    if is_covered(frame, instance) {
        assessment.status = Status::NoBreachRecorded;
    } else {
        assessment.status = Status::Undetermined;
        assessment.reason = Some(Reason::NoAccess);
    }
    assessment
}

/// Steps 3 and 4: acts of unknown author, and what is counted in another unit.
fn laid_open(
    frame: &Frame<'_, '_>,
    instance: &Instance<'_, '_>,
    party: &str,
    share: &Share<'_>,
    assessment: &mut Assessment,
) -> bool {
    let alleged: Decimal = share.own.iter().chain(&share.unknown).map(|candidate| candidate.quantity).sum();
    if alleged > instance.limit {
        assessment.status = Status::Undetermined;
        assessment.reason = Some(Reason::AuthorUnknown);
        let unknown = share.unknown.iter();
        assessment.because.extend(unknown.map(|c| Cause { event: c.id().to_owned(), role: Role::AuthorUnknown }));
        assessment.because.sort();
        return true;
    }
    if !instance.limit.is_zero() && other_unit(frame, instance, party) {
        assessment.status = Status::Undetermined;
        assessment.reason = Some(Reason::UnitsNotComparable);
        return true;
    }
    false
}

/// Whether as much was observed as the rule, or the agreement, asks for.
pub(crate) fn is_covered(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>) -> bool {
    let asked = frame.duty.coverage.or(frame.agreement.evidence.coverage);
    let sight = frame.sight;
    let so_far = coverage::so_far(instance.stretch, sight.as_of);
    let watched = frame.watched(instance.selection, instance.key);
    asked.is_none_or(|asked| coverage::suffices(asked, &sight.observations, &watched, so_far, frame.agreement))
}

pub(crate) fn other_unit(frame: &Frame<'_, '_>, instance: &Instance<'_, '_>, party: &str) -> bool {
    instance.candidates.other_unit.iter().any(|candidate| {
        let concerns = candidate.by.is_none() || instance.whose.counts(candidate.by, party, &frame.duty.obliges);
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
    let sum: Decimal = counted.iter().filter(|c| is_found(frame, c)).map(|candidate| candidate.quantity).sum();
    sum > limit
}

/// Whether findings in force establish fact and author of an event, and that it breaches this rule or its provision.
pub(crate) fn is_found(frame: &Frame<'_, '_>, candidate: &Candidate<'_>) -> bool {
    candidate.event.found && frame.breach(candidate) == Some(Verdict::Established)
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
        // What is claimed is granted together with the levels.
        let level = if what == Perhaps::QUALIFIER { level } else { Level::Alleged };
        if sum(granted, level) > limit {
            return Some(reason);
        }
    }
    None
}
