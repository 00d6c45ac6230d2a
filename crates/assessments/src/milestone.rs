//! Milestones: when enough has happened, at a level.

use std::collections::BTreeSet;

use jiff::Timestamp;
use provisions::{Anchor, Due, Duty, Kind, Moment, Reached, Reporting};
use records::Level;
use rust_decimal::Decimal;

use crate::Reason;
use crate::bearing::{Candidate, Needs, Perhaps};
use crate::frame::Frame;
use crate::time::Stretch;

/// How far a milestone is at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Reached between a first and a last moment.
    Reached(Timestamp, Timestamp),
    /// Reached if more is granted: the levels, or what the reason names.
    Open(Reason),
    /// Not reached.
    Not,
}

/// In the order in which more is granted; the levels before all.
const GRANTS: [(Perhaps, Reason); 6] = [
    (Perhaps::CLAIMED, Reason::AllegationsOpen),
    (Perhaps::TIME, Reason::TimeImprecise),
    (Perhaps::PLACE, Reason::PlaceImprecise),
    (Perhaps::OUTLINE, Reason::AnnexMissing),
    (Perhaps::PARTICULAR, Reason::NotVerified),
    (Perhaps::AUTHOR, Reason::AuthorUnknown),
];

/// One count with what bears on it.
struct Count<'f> {
    number: Decimal,
    bearing: Vec<Candidate<'f>>,
}

/// Whether all counts are reached at a level, counted from the agreement's entry into force.
pub(crate) fn standing(frame: &Frame<'_, '_>, counts: &[Reached], level: Level) -> Standing {
    let mut gathered = Vec::new();
    let mut unknown = None;
    for count in counts {
        match frame.amount(&count.at_least) {
            Ok(number) => gathered.push(gather(frame, count, number)),
            Err(reason) => unknown = unknown.or(Some(reason)),
        }
    }
    if let Some(reason) = unknown {
        return Standing::Open(reason);
    }
    let reached: Option<Vec<(Timestamp, Timestamp)>> = gathered.iter().map(|count| count.reached(level)).collect();
    if let Some(moments) = reached {
        let first = moments.iter().map(|(first, _)| *first).max();
        let last = moments.iter().map(|(_, last)| *last).max();
        return first.zip(last).map_or(Standing::Not, |(first, last)| Standing::Reached(first, last));
    }
    let mut granted = Perhaps::NONE;
    for (what, reason) in GRANTS {
        granted = granted.and(what);
        if gathered.iter().all(|count| count.sum(granted) >= count.number) {
            return Standing::Open(reason);
        }
    }
    Standing::Not
}

fn gather<'f>(frame: &Frame<'f, '_>, count: &Reached, number: Decimal) -> Count<'f> {
    let quantity = number != Decimal::ONE && !number.is_zero();
    let needs = Needs { author: false, quantity, qualifier: None };
    let from = frame.agreement.in_force.from.as_ref().and_then(|from| frame.clock.resolve_first(from));
    let candidates = frame.candidates(&count.of, needs);
    Count {
        number,
        bearing: since(&candidates.within(Stretch { from: from.unwrap_or(Timestamp::MIN), ..Stretch::ALWAYS }), from),
    }
}

/// What begins at or after a moment, surely.
fn since<'f>(bearing: &[Candidate<'f>], from: Option<Timestamp>) -> Vec<Candidate<'f>> {
    let sure = |candidate: &Candidate<'f>| {
        let mut candidate = *candidate;
        if from.is_none_or(|from| candidate.start() >= from) {
            candidate.perhaps = candidate.perhaps.without(Perhaps::TIME);
        }
        candidate
    };
    bearing.iter().map(sure).collect()
}

impl Count<'_> {
    /// Beginning and last moment of the event that reaches the number.
    fn reached(&self, level: Level) -> Option<(Timestamp, Timestamp)> {
        let known = self.bearing.iter().filter(|c| c.level >= level && c.perhaps == Perhaps::NONE);
        let mut known: Vec<&Candidate<'_>> = known.collect();
        known.sort_by(|a, b| (a.last(), a.id()).cmp(&(b.last(), b.id())));
        let mut sum = Decimal::ZERO;
        known.into_iter().find_map(|candidate| {
            sum += candidate.quantity;
            (sum >= self.number).then(|| (candidate.start(), candidate.last()))
        })
    }

    fn sum(&self, granted: Perhaps) -> Decimal {
        self.bearing.iter().filter(|c| c.perhaps.within(granted)).map(|candidate| candidate.quantity).sum()
    }
}

/// Milestones on which a duty hangs.
pub(crate) fn of_duty(duty: &Duty) -> BTreeSet<&str> {
    let mut moments: Vec<&Moment> = duty.once.iter().chain(&duty.time.from).chain(&duty.time.until).collect();
    let due = match &duty.kind {
        Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => Some(due),
        Kind::Cumulative { due, .. } => due.as_ref(),
        _ => None,
    };
    match due {
        Some(Due::Within(_, Anchor::Moment(moment)) | Due::By(moment)) => moments.push(moment),
        Some(Due::Between(from, until)) => moments.extend([from, until]),
        Some(Due::Within(_, Anchor::Event(_)) | Due::ToBeAgreed) | None => {}
    }
    moments.into_iter().filter_map(Moment::milestone).collect()
}
