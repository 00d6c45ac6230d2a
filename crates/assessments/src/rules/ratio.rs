//! # Ratio
//!
//! *So many of one for each of another.*
//!
//! ```truce
//! rule 10 "thirty prisoners for each soldier, within two days"
//!   obliges north
//!   must prisoner_released by north at least 30 for every soldier_released by south within 2 days
//!
//! rule 10a "fifteen remains for each, without a time"
//!   obliges north
//!   must remains_returned by north at least 15 for every remains_returned by south
//! ```
//!
//! **Meaning.** One instance, or one for each key, from the beginning of the rule's first stretch in force. Owed is the number for each,
//! times all of the other. `met` once all that is owed is given; `pending` while what is given covers what is due, or nothing is owed;
//! `breach_indicated` where less was given than is surely due and the count is complete; else `overdue`, with the reasons of a deadline. A
//! new one of the other makes it `pending` again.
//!
//! **Undetermined.** `to_be_agreed` where no time is set and something is owed; `allegations_open`, `time_imprecise`, `place_imprecise`,
//! `annex_missing`, `not_verified`, `author_unknown` where more would be due if that were granted to the others, or where enough would be
//! given if it were granted to what was given; `qualifier_needs_finding`; `units_not_comparable` where one is counted in another unit.
//!
//! **Limits.** The whole is balanced, not each exchange: what was given too much for one counts for the next. Numbers must be known on both
//! sides; a row without a quantity is one. Who exactly was released is not looked at.

use jiff::Timestamp;
use provisions::{Selection, Span};
use records::Level;
use rust_decimal::Decimal;

use super::deadline;
use crate::at_least::lay_to_unknown;
use crate::at_most::causes;
use crate::bearing::{Candidate, Needs, Perhaps};
use crate::frame::Frame;
use crate::irregular::GRANTS;
use crate::time::Stretch;
use crate::{Assessment, Cause, Reason, Role, Status, coverage};

/// So many of one for each of another, so long after it.
pub(super) struct Asked<'r> {
    pub(super) must: &'r Selection,
    pub(super) times: Decimal,
    pub(super) every: &'r Selection,
    pub(super) within: Option<Span>,
}

/// One instance: what was given, and what it is owed for.
struct Instance<'q, 'r, 'f> {
    asked: &'q Asked<'r>,
    start: Timestamp,
    given: Vec<Candidate<'f>>,
    owed_for: Vec<Candidate<'f>>,
    other_unit: bool,
}

pub(super) fn assess(frame: &Frame<'_, '_>, asked: &Asked<'_>, out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let needs = Needs { author: false, quantity: true, qualifier: frame.duty.qualified.as_deref() };
    let given = frame.candidates(asked.must, needs);
    let owed_for = frame.candidates(asked.every, Needs { qualifier: None, ..needs });
    let column = frame.keyed_state().or(frame.duty.each.as_ref().map(|key| key.0.as_str()));
    // What is owed for shows its keys, too: nothing may have been given for one.
    let mut of_both = asked.must.clone();
    of_both.types.extend(asked.every.types.iter().cloned());
    for (course, stretches) in &courses {
        for (key, given) in frame.keyed(course, &of_both, &given) {
            let start = stretches[0].from;
            let owed_for = match (column, key.as_deref()) {
                (Some(column), Some(key)) => owed_for.of_key(column, key),
                _ => owed_for.clone(),
            };
            let instance = Instance {
                asked,
                start,
                given: deadline::since(&given, start),
                owed_for: deadline::since(&owed_for, start),
                other_unit: given.other_unit_within(Stretch { from: start, ..Stretch::ALWAYS }),
            };
            let name = frame.instance_name(key.as_deref(), start);
            for party in &frame.bound {
                for level in &frame.levels {
                    out.push(instance.assess(frame, party, &name, *level));
                }
            }
        }
    }
}

impl Instance<'_, '_, '_> {
    fn assess(&self, frame: &Frame<'_, '_>, party: &str, name: &str, level: Level) -> Assessment {
        let mut assessment = frame.blank(party, name, level);
        assessment.start = (self.start > Timestamp::MIN).then_some(self.start);
        let mut counted: Vec<&Candidate<'_>> =
            self.given.iter().filter(|c| c.level >= level && c.perhaps == Perhaps::NONE).collect();
        counted.sort_by(|a, b| (a.last(), a.id()).cmp(&(b.last(), b.id())));
        assessment.count = counted.iter().map(|c| c.quantity).sum();
        assessment.pleaded = frame.pleaded(&counted, party);
        let (status, reason, reached) = self.decide(frame, level, &counted, &mut assessment.decided_at);
        (assessment.status, assessment.reason) = (status, reason);
        assessment.because = match reached {
            // Of what is met, only what counted until it was.
            Some(n_reached) => {
                let until = counted[..n_reached].iter();
                until.map(|c| Cause { event: c.id().to_owned(), role: Role::Counted }).collect()
            }
            None => causes(&self.given, &counted),
        };
        let triggers = self.owed_for.iter();
        assessment.because.extend(triggers.map(|c| Cause { event: c.id().to_owned(), role: Role::Trigger }));
        assessment.because.sort();
        lay_to_unknown(&self.given, &mut assessment);
        assessment
    }

    fn decide(
        &self,
        frame: &Frame<'_, '_>,
        level: Level,
        counted: &[&Candidate<'_>],
        decided_at: &mut Option<Timestamp>,
    ) -> (Status, Option<Reason>, Option<usize>) {
        let undetermined = |reason| (Status::Undetermined, Some(reason), None);
        let given: Decimal = counted.iter().map(|c| c.quantity).sum();
        let in_all = self.owed(|_| true);
        if !in_all.is_zero() && given >= in_all {
            let mut sum = Decimal::ZERO;
            let mut reaches = |c: &&&Candidate<'_>| {
                sum += c.quantity;
                sum >= in_all
            };
            let reached = counted.iter().position(|c| reaches(&c));
            *decided_at = reached.map(|idx| counted[idx].last());
            return (Status::Met, None, reached.map(|idx| idx + 1));
        }
        let Some(span) = self.asked.within else {
            return if in_all.is_zero() { (Status::Pending, None, None) } else { undetermined(Reason::ToBeAgreed) };
        };
        let as_of = frame.sight.as_of;
        let due = |from: Timestamp| frame.agreement.calendar.after(from, span);
        let is_past = |from: Timestamp| due(from).is_some_and(|due| due < as_of);
        let surely = |c: &Candidate<'_>| c.level >= level && c.perhaps == Perhaps::NONE && is_past(c.last());
        if given >= self.owed(|c| is_past(c.start())) {
            return (Status::Pending, None, None);
        }
        let surely_due = self.owed(surely);
        if given >= surely_due {
            return undetermined(self.perhaps_due(given, &is_past));
        }
        if let Some(reason) = self.granted(level, surely_due) {
            return undetermined(reason);
        }
        if self.other_unit {
            return undetermined(Reason::UnitsNotComparable);
        }
        let alleged: Decimal = self.given.iter().map(|c| c.quantity).sum();
        let stretch = Stretch { from: self.start, until: as_of };
        let is_complete = frame.duty.counted_completely
            || coverage::complete(&frame.sight.accounts, self.asked.must, stretch, frame.agreement);
        if is_complete && alleged < surely_due {
            let last = self.owed_for.iter().filter(|c| surely(c)).filter_map(|c| due(c.last())).max();
            *decided_at = last;
            return (Status::BreachIndicated, None, None);
        }
        let reason = if alleged >= surely_due {
            Reason::ClaimedOnly
        } else if self.given.is_empty() {
            Reason::NothingReported
        } else {
            Reason::CountIncomplete
        };
        (Status::Overdue, Some(reason), None)
    }

    fn owed(&self, counts: impl Fn(&Candidate<'_>) -> bool) -> Decimal {
        let sum: Decimal = self.owed_for.iter().filter(|c| counts(c)).map(|c| c.quantity).sum();
        sum * self.asked.times
    }

    /// What must be granted for more to be due than was given.
    fn perhaps_due(&self, given: Decimal, is_past: &dyn Fn(Timestamp) -> bool) -> Reason {
        let mut granted = Perhaps::NONE;
        for grant in GRANTS {
            granted = granted.and(grant);
            let time = Perhaps::TIME.within(granted);
            let past = |c: &Candidate<'_>| is_past(if time { c.start() } else { c.last() });
            if self.owed(|c| c.perhaps.within(granted) && past(c)) > given {
                return Perhaps::ORDER
                    .iter()
                    .find(|(what, _)| *what == grant)
                    .map_or(Reason::AllegationsOpen, |of| of.1);
            }
        }
        Reason::AllegationsOpen
    }

    /// What is known of the given at this level, and reaches what is due once something is granted.
    fn granted(&self, level: Level, due: Decimal) -> Option<Reason> {
        let mut granted = Perhaps::NONE;
        Perhaps::ORDER.into_iter().find_map(|(what, reason)| {
            granted = granted.and(what);
            let counts = |c: &&Candidate<'_>| c.level >= level && c.perhaps.within(granted);
            let sum: Decimal = self.given.iter().filter(counts).map(|c| c.quantity).sum();
            (sum >= due).then_some(reason)
        })
    }
}
