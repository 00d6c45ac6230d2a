//! # Continuous
//!
//! *Something holds all the time, or so many hours of every period.*
//!
//! ```truce
//! rule 7 "the crossing is open"
//!   obliges north
//!   while ceasefire
//!   always crossing_open in town
//!   contrary crossing_closed in town
//!
//! rule 7a "no flights for ten hours of every day"
//!   obliges north
//!   keep free of overflight in valley 10 hours of every day
//! ```
//!
//! **Meaning.** What holds is told by rows with a beginning and an end. `always`: a *contrary* event, by the party bound unless `by` names
//! others, is a breach if it is known well enough, as for a prohibition; `no_breach_recorded` is said only where what holds is known to cover
//! the whole time, or where there is a contrary clause and the coverage asked for was there. `keep … hours of every`: for each whole period,
//! `met` when the hours are full, wherever in the period they lie; `breach_indicated` where contrary events, or for an absence the very
//! thing, leave too few hours, or where the count is complete and falls short; `pending` until the period is over; else `overdue`. For an
//! absence (`free of`) observers must have been able to look: time that nobody watched is not free.
//!
//! **Undetermined.** `always`: `count_incomplete` where time is left of which nothing is known; `no_access` where there is a contrary clause
//! and too little was observed; the reasons of a prohibition about contrary events. Hours: `time_imprecise`, `place_imprecise`,
//! `annex_missing`, `not_verified`, `author_unknown`, where the hours would be full if that were granted.
//!
//! **Limits.** Without a contrary clause *always* cannot be broken, only not be shown. A row without both clock times holds for no known
//! time: it never counts as held, nor as hours lost. Hours need not be consecutive. Periods only partly in force are not assessed.

use jiff::{Span as TimeSpan, Timestamp};
use provisions::{Period, Selection};
use records::{Level, WhenPrecision};
use rust_decimal::Decimal;

use super::rate::periods;
use crate::at_least::lay_to_unknown;
use crate::at_most::{self, Instance, Whose, causes};
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::coverage::{self, length, union_within};
use crate::frame::{Frame, UNKNOWN};
use crate::time::{Stretch, last_second};
use crate::{Assessment, Cause, Reason, Role, Status};

/// What holds, or is absent, and what shows the contrary.
pub(super) struct Asked<'r> {
    pub(super) holds: &'r Selection,
    pub(super) absence: bool,
    pub(super) contrary: Option<&'r Selection>,
}

pub(super) fn assess(
    frame: &Frame<'_, '_>,
    asked: &Asked<'_>,
    hours: Option<(Decimal, Period)>,
    out: &mut Vec<Assessment>,
) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let needs = Needs { author: false, quantity: false, qualifier: frame.duty.qualified.as_deref() };
    let all = frame.candidates(&Selection { unit: None, ..asked.holds.clone() }, needs);
    let column = frame.keyed_state().or(frame.duty.each.as_ref().map(|key| key.0.as_str()));
    let contrary = asked.contrary.map(|contrary| {
        let needs = Needs { author: hours.is_none(), ..needs };
        let all = frame.candidates(&Selection { unit: None, ..contrary.clone() }, needs);
        if hours.is_none() { frame.not_cleared(all) } else { all }
    });
    for (course, stretches) in &courses {
        for (key, holding) in frame.keyed(course, asked.holds, &all) {
            let contrary = match (&contrary, column, key.as_deref()) {
                (Some(contrary), Some(column), Some(key)) => Some(contrary.of_key(column, key)),
                (contrary, _, _) => contrary.clone(),
            };
            let told = Told { asked, holding: &holding, contrary: contrary.as_ref() };
            for stretch in stretches {
                match hours {
                    None => all_the_time(frame, &told, key.as_deref(), *stretch, out),
                    Some((hours, every)) => {
                        for period in periods(frame, every, *stretch) {
                            of_period(frame, &told, key.as_deref(), hours, period, out);
                        }
                    }
                }
            }
        }
    }
}

/// What is told of holding and of its contrary, for one key.
struct Told<'c, 'r, 'f> {
    asked: &'c Asked<'r>,
    holding: &'c Candidates<'f>,
    contrary: Option<&'c Candidates<'f>>,
}

/// With a contrary, never that; and what is not seen is asked for.
fn all_the_time(
    frame: &Frame<'_, '_>,
    told: &Told<'_, '_, '_>,
    key: Option<&str>,
    stretch: Stretch,
    out: &mut Vec<Assessment>,
) {
    let name = frame.instance_name(key, stretch.from);
    let none = Candidates::default();
    let selection = told.asked.contrary.unwrap_or(told.asked.holds);
    let candidates = told.contrary.unwrap_or(&none);
    let (limit, whose) = (Decimal::ZERO, Whose::of(selection));
    let (lays_to_unknown, due) = (true, None);
    let instance = Instance { name, key, stretch, candidates, selection, limit, whose, lays_to_unknown, due };
    let from = out.len();
    at_most::assess(frame, &instance, out);
    let so_far = coverage::so_far(stretch, frame.sight.as_of);
    let holding = told.holding.within(stretch);
    for assessment in &mut out[from..] {
        if assessment.party == UNKNOWN {
            continue;
        }
        let held = union_within(held(&holding, assessment.level), so_far);
        let holds_throughout = held == [so_far] && so_far.from < so_far.until && stretch.from > Timestamp::MIN;
        assessment.count = (length(&held) / Decimal::from(3_600)).normalize();
        let counted = known_within(&holding, assessment.level);
        assessment.because.extend(causes(&holding, &counted));
        assessment.because.sort();
        assessment.because.dedup();
        let party = assessment.party.clone();
        assessment.pleaded.extend(frame.pleaded(&counted, &party));
        assessment.pleaded.sort();
        assessment.pleaded.dedup();
        let is_open = assessment.status == Status::NoBreachRecorded || assessment.reason == Some(Reason::NoAccess);
        if !is_open {
            continue;
        }
        let is_covered = told.contrary.is_some() && assessment.status == Status::NoBreachRecorded;
        (assessment.status, assessment.reason) = if is_covered || holds_throughout {
            (Status::NoBreachRecorded, None)
        } else if told.contrary.is_some() {
            (Status::Undetermined, Some(Reason::NoAccess))
        } else {
            (Status::Undetermined, Some(Reason::CountIncomplete))
        };
    }
}

/// Whether it is known for which time it held.
fn is_timed(candidate: &Candidate<'_>) -> bool {
    let when = candidate.event.event.happening.when;
    when.precision() == WhenPrecision::Exact && when.start() < when.end()
}

fn span(candidate: &Candidate<'_>) -> Stretch {
    Stretch { from: candidate.start(), until: candidate.end() }
}

/// The part of them that is known to hold, cut to nothing yet. One that reaches across the stretch's edge holds within it.
fn held(list: &[Candidate<'_>], level: Level) -> Vec<Stretch> {
    let holds =
        |c: &&Candidate<'_>| c.level >= level && c.perhaps.without(Perhaps::TIME) == Perhaps::NONE && is_timed(c);
    list.iter().filter(holds).map(span).collect()
}

/// One whole period of which so many hours must be held.
struct Hours<'c, 'r, 'f> {
    told: &'c Told<'c, 'r, 'f>,
    period: Stretch,
    holding: Vec<Candidate<'f>>,
    contrary: Vec<Candidate<'f>>,
    needed: Decimal,
}

fn of_period(
    frame: &Frame<'_, '_>,
    told: &Told<'_, '_, '_>,
    key: Option<&str>,
    hours: Decimal,
    period: Stretch,
    out: &mut Vec<Assessment>,
) {
    let holding = told.holding.within(period);
    let contrary = told.contrary.map(|contrary| contrary.within(period)).unwrap_or_default();
    let needed = hours * Decimal::from(3_600);
    let one = Hours { told, period, holding, contrary, needed };
    let name = frame.instance_name(key, period.from);
    for party in &frame.bound {
        for level in frame.levels.iter().copied() {
            let mut assessment = frame.blank(party, &name, level);
            assessment.start = (period.from > Timestamp::MIN).then_some(period.from);
            assessment.due = Some(last_second(period.until));
            one.decide(frame, &mut assessment);
            one.show_contrary(&mut assessment);
            out.push(assessment);
        }
    }
}

impl Hours<'_, '_, '_> {
    fn decide(&self, frame: &Frame<'_, '_>, assessment: &mut Assessment) {
        let level = assessment.level;
        let due = assessment.due;
        let so_far = coverage::so_far(self.period, frame.sight.as_of);
        let held = union_within(self.held_spans(frame, level), so_far);
        assessment.count = (length(&held) / Decimal::from(3_600)).normalize();
        let (holding, contrary) = (known_within(&self.holding, level), known_within(&self.contrary, level));
        assessment.because = causes(&self.holding, &holding);
        assessment.pleaded = frame.pleaded(&[holding.clone(), contrary].concat(), &assessment.party);
        if length(&held) >= self.needed {
            assessment.status = Status::Met;
            assessment.decided_at = full_at(&held, self.needed);
            if !self.told.asked.absence {
                // Of what is met, only what counted until it was.
                let until = holding.iter().filter(|c| assessment.decided_at > Some(c.start()));
                assessment.because = until.map(|c| Cause { event: c.id().to_owned(), role: Role::Counted }).collect();
                assessment.because.sort();
            }
            return;
        }
        let broken = union_within(self.broken_spans(level), so_far);
        if length(&[self.period]) - length(&broken) < self.needed {
            (assessment.status, assessment.decided_at) = (Status::BreachIndicated, due);
            return;
        }
        if due.is_some_and(|due| frame.sight.as_of <= due) {
            assessment.status = Status::Pending;
            return;
        }
        (assessment.status, assessment.reason) = self.past(frame, level, &broken);
        if assessment.status == Status::BreachIndicated {
            assessment.decided_at = due;
        }
        lay_to_unknown(&self.holding, assessment);
    }

    /// What shows the contrary stands beside what holds, but where that was enough.
    fn show_contrary(&self, assessment: &mut Assessment) {
        if assessment.status == Status::Met {
            return;
        }
        let contrary = known_within(&self.contrary, assessment.level);
        assessment.because.extend(causes(&self.contrary, &contrary));
        assessment.because.sort();
        assessment.because.dedup();
    }

    fn past(&self, frame: &Frame<'_, '_>, level: Level, broken: &[Stretch]) -> (Status, Option<Reason>) {
        if let Some(reason) = self.granted(level).filter(|_| !self.told.asked.absence) {
            return (Status::Undetermined, Some(reason));
        }
        let all = |list: &[Candidate<'_>]| list.iter().map(span).collect::<Vec<_>>();
        let perhaps_held = if self.told.asked.absence {
            length(&[self.period]) - length(broken)
        } else {
            length(&union_within(all(&self.holding), self.period))
        };
        let accounts = &frame.sight.accounts;
        let is_complete = frame.duty.counted_completely
            || coverage::complete(accounts, self.told.asked.holds, self.period, frame.agreement);
        if is_complete && perhaps_held < self.needed {
            return (Status::BreachIndicated, None);
        }
        let observed = self.told.asked.absence && !self.observed(frame).is_empty();
        let is_told = !self.told.asked.absence && !self.holding.is_empty();
        let reason = if self.holding.is_empty() && self.contrary.is_empty() && !observed {
            Reason::NothingReported
        } else if perhaps_held >= self.needed && (observed || is_told) {
            Reason::ClaimedOnly
        } else {
            Reason::CountIncomplete
        };
        (Status::Overdue, Some(reason))
    }

    fn observed(&self, frame: &Frame<'_, '_>) -> Vec<Stretch> {
        coverage::observed(&frame.sight.observations, self.told.asked.holds, self.period, frame.agreement)
    }

    /// What is known to hold at a level: told so, or watched and free of what must be absent.
    fn held_spans(&self, frame: &Frame<'_, '_>, level: Level) -> Vec<Stretch> {
        if !self.told.asked.absence {
            return held(&self.holding, level);
        }
        let mut free = self.observed(frame);
        for act in &self.holding {
            free = free.into_iter().flat_map(|part| part.without(span(act))).collect();
        }
        free
    }

    fn broken_spans(&self, level: Level) -> Vec<Stretch> {
        held(if self.told.asked.absence { &self.holding } else { &self.contrary }, level)
    }

    /// What is known at a level covers the hours once something is granted.
    fn granted(&self, level: Level) -> Option<Reason> {
        let order = Perhaps::ORDER.into_iter().filter(|(what, _)| *what != Perhaps::QUALIFIER);
        let mut granted = Perhaps::NONE;
        for (what, reason) in order {
            granted = granted.and(what);
            let time = Perhaps::TIME.within(granted);
            let counts = |c: &&Candidate<'_>| {
                c.level >= level && c.perhaps.without(Perhaps::TIME).within(granted) && (time || is_timed(c))
            };
            let spans = self.holding.iter().filter(counts).map(span).collect();
            if length(&union_within(spans, self.period)) >= self.needed {
                return Some(reason);
            }
        }
        None
    }
}

/// Those whose time within the period is known.
fn known_within<'c, 'f>(list: &'c [Candidate<'f>], level: Level) -> Vec<&'c Candidate<'f>> {
    let is_known =
        |c: &&Candidate<'_>| c.level >= level && c.perhaps.without(Perhaps::TIME) == Perhaps::NONE && is_timed(c);
    list.iter().filter(is_known).collect()
}

/// The moment at which so many seconds are full.
fn full_at(held: &[Stretch], needed: Decimal) -> Option<Timestamp> {
    let mut sum = Decimal::ZERO;
    for part in held {
        let long = length(&[*part]);
        if sum + long >= needed {
            let rest = (needed - sum).max(Decimal::ZERO);
            let nanoseconds = (rest * Decimal::from(1_000_000_000)).trunc();
            let nanoseconds = i64::try_from(nanoseconds).ok()?;
            return part.from.checked_add(TimeSpan::new().try_nanoseconds(nanoseconds).ok()?).ok();
        }
        sum += long;
    }
    None
}
