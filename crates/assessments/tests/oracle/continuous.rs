//! Section 5, all the time, or N hours of every period.

use std::collections::BTreeSet;

use assessments::{Assessment, Cause, Reason, Role, Status};
use jiff::Timestamp;
use provisions::{Period, Selection};
use records::WhenPrecision;
use rust_decimal::Decimal;

use super::at_most::{self, Acts, Window, undetermined};
use super::bearing::{
    Authors, Clause, Doubt, Doubts, KeyAsked, a_second_before, in_stretch, is_known, is_refused, particulars,
};
use super::cover::{is_complete, is_observed, is_too_little_observed, observation_times};
use super::instances::{keyed, named};
use super::periods::periods;
use super::sight::SeenEvent;
use super::state::Stretch;
use super::{Case, sorted};

/// What is granted, in this order, and the reason that it gives.
const GRANTS: [(Doubt, Reason); 5] = [
    (Doubt::Time, Reason::TimeImprecise),
    (Doubt::Place, Reason::PlaceImprecise),
    (Doubt::Outline, Reason::AnnexMissing),
    (Doubt::Particular, Reason::NotVerified),
    (Doubt::Author, Reason::AuthorUnknown),
];

/// What the rule asks.
pub(crate) struct Asked<'a> {
    pub(crate) holds: &'a Selection,
    /// Whether the absence of it is to hold.
    pub(crate) absence: bool,
    pub(crate) contrary: Option<&'a Selection>,
}

/// An event that covers some time of the instance, or perhaps does.
struct Span<'a> {
    seen: &'a SeenEvent<'a>,
    doubts: Doubts,
}

impl Span<'_> {
    fn covers(&self, at: Timestamp) -> bool {
        let when = &self.seen.event.happening.when;
        when.start() <= at && at < when.end()
    }
}

/// An instance, or one period of it, for one party.
struct Looked<'a> {
    from: Timestamp,
    until: Timestamp,
    /// What holds; nothing where an absence is to hold.
    holding: Vec<Span<'a>>,
    /// What shows the contrary; where an absence is to hold, that it was not absent.
    breaking: Vec<Span<'a>>,
}

/// Each stretch, or each period of it.
pub(crate) fn assess(
    case: &Case<'_>,
    asked: &Asked<'_>,
    hours: Option<&(Decimal, Period)>,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let Some((hours, every)) = hours else {
        let windows = at_most::windows(case, asked.holds, stretches);
        return windows.iter().flat_map(|window| all_the_time(case, asked, window)).collect();
    };
    let mut all = Vec::new();
    for (key, stretch) in keyed(case, asked.holds, stretches) {
        for period in periods(case, *every, &stretch) {
            for party in case.parties() {
                all.push(in_period(case, asked, *hours, &key, period, &party));
            }
        }
    }
    all
}

/// Choice: acts to the contrary by an unknown author are assessed for party `unknown` as those of any prohibition.
fn all_the_time(case: &Case<'_>, asked: &Asked<'_>, window: &Window) -> Vec<Assessment> {
    let mut all = match asked.contrary {
        Some(contrary) => at_most::assess(case, &Acts { asks_coverage: false, ..Acts::never(contrary) }, window),
        None => case.parties().iter().map(|party| at_most::basis(case, window, party, &[])).collect(),
    };
    for found in &mut all {
        if case.parties().contains(&found.party) {
            let (from, until) = (window.from.unwrap_or(Timestamp::MIN), window.until.unwrap_or(Timestamp::MAX));
            let looked = look(case, asked, &window.key, (from, until));
            held_all_the_time(case, asked, window, &looked, found);
        }
    }
    all
}

/// Choice: the hours held are the count here too.
fn held_all_the_time(case: &Case<'_>, asked: &Asked<'_>, window: &Window, looked: &Looked<'_>, found: &mut Assessment) {
    let held = looked.held(case, asked);
    found.count = hours_of(nanoseconds(&held));
    let mut causes = found.because.clone();
    for span in &looked.holding {
        causes.push(cause(span, None));
        found.pleaded.extend(pleaded(case, span, &found.party));
    }
    found.because = sorted(causes);
    found.pleaded.sort();
    found.pleaded.dedup();
    let until = looked.until.min(case.as_of());
    let so_far = until.as_nanosecond() - looked.from.as_nanosecond();
    // Choice: what has only just begun is not held yet.
    let is_whole = window.from.is_some() && so_far > 0 && nanoseconds(&held) == so_far;
    if found.status != Status::NoBreachRecorded || is_whole {
        return;
    }
    match asked.contrary {
        None => undetermined(found, Reason::CountIncomplete),
        // Where no coverage is asked for, none is missing.
        Some(contrary) if is_too_little_observed(case, contrary, &window.key, window.from, window.until) => {
            undetermined(found, Reason::NoAccess);
        }
        Some(_) => {}
    }
}

fn in_period(
    case: &Case<'_>,
    asked: &Asked<'_>,
    hours: Decimal,
    key: &KeyAsked,
    (from, until): (Timestamp, Timestamp),
    party: &str,
) -> Assessment {
    let looked = look(case, asked, key, (from, until));
    let mut found = case.blank(party, Status::Pending);
    found.instance = named(case, key, Some(from));
    found.start = Some(from);
    found.due = Some(a_second_before(until));
    found.count = hours_of(nanoseconds(&looked.held(case, asked)));
    decide(case, asked, hours, &looked, &mut found);
    let mut causes = Vec::new();
    for span in &looked.holding {
        let is_after = found.status == Status::Met && found.decided_at <= Some(span.seen.event.happening.when.start());
        let is_open = found.status == Status::Met && !span.doubts.is_empty();
        // Of what is met, only what counted until it was.
        if !is_after && !is_open {
            causes.push(cause(span, found.reason));
        }
    }
    if found.status != Status::Met || asked.absence {
        causes.extend(looked.breaking.iter().map(|span| cause(span, None)));
    }
    found.because = sorted(causes);
    for span in looked.holding.iter().chain(&looked.breaking) {
        found.pleaded.extend(pleaded(case, span, party));
    }
    found.pleaded.sort();
    found.pleaded.dedup();
    found
}

/// The steps in their order.
fn decide(case: &Case<'_>, asked: &Asked<'_>, hours: Decimal, looked: &Looked<'_>, found: &mut Assessment) {
    let due = a_second_before(looked.until);
    let is_enough = |nanoseconds: i128| Decimal::from(nanoseconds) >= hours * Decimal::from(HOUR);
    let held = looked.held(case, asked);
    if is_enough(nanoseconds(&held)) {
        found.status = Status::Met;
        found.decided_at = full_at(&held, hours);
    } else if !is_enough(looked.length() - nanoseconds(&looked.broken(case))) {
        found.status = Status::BreachIndicated;
        found.decided_at = Some(due);
    } else if case.as_of() <= due {
        found.status = Status::Pending;
    } else if let Some(reason) = reason_of_holding(asked, looked, is_enough) {
        undetermined(found, reason);
    } else {
        let perhaps = is_enough(nanoseconds(&looked.perhaps_held(asked, case)));
        let is_observed = asked.absence && !looked.observed(case, asked).is_empty();
        if !perhaps && is_complete(case, asked.holds, Some(looked.from), due) {
            found.status = Status::BreachIndicated;
            found.decided_at = Some(due);
            return;
        }
        found.status = Status::Overdue;
        found.reason = Some(if perhaps && (!looked.holding.is_empty() || is_observed) {
            Reason::ClaimedOnly
        } else if looked.holding.is_empty() && looked.breaking.is_empty() && !is_observed {
            Reason::NothingReported
        } else {
            Reason::CountIncomplete
        });
    }
}

/// Step 4, not for an absence.
fn reason_of_holding(asked: &Asked<'_>, looked: &Looked<'_>, is_enough: impl Fn(i128) -> bool) -> Option<Reason> {
    if asked.absence {
        return None;
    }
    let mut granted = Doubts::new();
    for (doubt, reason) in GRANTS {
        granted.insert(doubt);
        let holds = |at| looked.holding.iter().any(|span| span.doubts.is_subset(&granted) && span.covers(at));
        if is_enough(nanoseconds(&looked.times(looked.until, Vec::new(), holds))) {
            return Some(reason);
        }
    }
    None
}

impl Looked<'_> {
    fn length(&self) -> i128 {
        self.until.as_nanosecond() - self.from.as_nanosecond()
    }

    /// What is held up to `as_of`.
    fn held(&self, case: &Case<'_>, asked: &Asked<'_>) -> Vec<(Timestamp, Timestamp)> {
        let until = self.until.min(case.as_of());
        if asked.absence {
            let is_absent =
                |at| is_observed(case, asked.holds, at) && !self.breaking.iter().any(|span| span.covers(at));
            return self.times(until, observation_times(case), is_absent);
        }
        let holds = |at| self.holding.iter().any(|span| span.doubts.is_empty() && span.covers(at));
        self.times(until, Vec::new(), holds)
    }

    /// What was observed where an absence is to hold.
    fn observed(&self, case: &Case<'_>, asked: &Asked<'_>) -> Vec<(Timestamp, Timestamp)> {
        self.times(self.until, observation_times(case), |at| is_observed(case, asked.holds, at))
    }

    /// Choice: what is still to come is not broken yet.
    fn broken(&self, case: &Case<'_>) -> Vec<(Timestamp, Timestamp)> {
        let breaks = |at| self.breaking.iter().any(|span| span.doubts.is_empty() && span.covers(at));
        self.times(self.until.min(case.as_of()), Vec::new(), breaks)
    }

    fn perhaps_held(&self, asked: &Asked<'_>, case: &Case<'_>) -> Vec<(Timestamp, Timestamp)> {
        if asked.absence {
            let broken = self.broken(case);
            let is_broken = |at| broken.iter().any(|(from, until)| *from <= at && at < *until);
            return self.times(self.until, Vec::new(), |at| !is_broken(at));
        }
        self.times(self.until, Vec::new(), |at| self.holding.iter().any(|span| span.covers(at)))
    }

    /// The pieces of the time up to `until` in which it is so; nothing changes but at the ends of events, and at `others`.
    fn times(
        &self,
        until: Timestamp,
        others: Vec<Timestamp>,
        is_so: impl Fn(Timestamp) -> bool,
    ) -> Vec<(Timestamp, Timestamp)> {
        let mut ends: BTreeSet<Timestamp> = others.into_iter().chain([self.from, until]).collect();
        for span in self.holding.iter().chain(&self.breaking) {
            ends.extend([span.seen.event.happening.when.start(), span.seen.event.happening.when.end()]);
        }
        let ends: Vec<Timestamp> = ends.into_iter().filter(|end| self.from <= *end && *end <= until).collect();
        ends.windows(2).filter(|pair| is_so(pair[0])).map(|pair| (pair[0], pair[1])).collect()
    }
}

/// Who holds or breaks it does not matter, unless the clause says so.
fn look<'a>(
    case: &'a Case<'_>,
    asked: &Asked<'a>,
    key: &KeyAsked,
    (from, until): (Timestamp, Timestamp),
) -> Looked<'a> {
    let covering = |selection: &'a Selection| spans(case, selection, key, (from, until));
    let mut looked = Looked { from, until, holding: Vec::new(), breaking: Vec::new() };
    if asked.absence {
        looked.breaking = covering(asked.holds);
    } else {
        looked.holding = covering(asked.holds);
    }
    if let Some(contrary) = asked.contrary {
        looked.breaking.extend(covering(contrary));
    }
    looked
}

fn spans<'a>(
    case: &'a Case<'_>,
    selection: &'a Selection,
    key: &KeyAsked,
    (from, until): (Timestamp, Timestamp),
) -> Vec<Span<'a>> {
    let by = Authors::named(&selection.by);
    let clause = Clause::of_rule(case, selection, key.clone(), by, &Ok(Decimal::ONE));
    let mut all = Vec::new();
    for seen in &case.sight.events {
        let when = &seen.event.happening.when;
        let Some(mut doubts) = particulars(case, seen, &clause) else { continue };
        if is_refused(in_stretch(when, Some(from), Some(until)), &mut Doubts::new()) {
            continue;
        }
        // One that is not given to the moment holds for no known time.
        if when.precision() != WhenPrecision::Exact || when.start() == when.end() {
            doubts.insert(Doubt::Time);
        }
        if !is_known(seen, &clause, case.level) {
            doubts.insert(Doubt::Level);
        }
        all.push(Span { seen, doubts });
    }
    all
}

const HOUR: i128 = 3_600_000_000_000;

fn nanoseconds(pieces: &[(Timestamp, Timestamp)]) -> i128 {
    pieces.iter().map(|(from, until)| until.as_nanosecond() - from.as_nanosecond()).sum()
}

fn hours_of(nanoseconds: i128) -> Decimal {
    Decimal::from(nanoseconds) / Decimal::from(HOUR)
}

/// When the hours are full.
fn full_at(held: &[(Timestamp, Timestamp)], hours: Decimal) -> Option<Timestamp> {
    let mut left = i128::try_from(hours * Decimal::from(HOUR)).expect("hours of a period");
    for (from, until) in held {
        let length = until.as_nanosecond() - from.as_nanosecond();
        if left <= length {
            return Timestamp::from_nanosecond(from.as_nanosecond() + left).ok();
        }
        left -= length;
    }
    None
}

fn cause(span: &Span<'_>, reason: Option<Reason>) -> Cause {
    let role = if span.doubts.is_empty() {
        Role::Counted
    } else if reason == Some(Reason::AuthorUnknown) && span.doubts.contains(&Doubt::Author) {
        Role::AuthorUnknown
    } else {
        Role::Open
    };
    Cause { event: span.seen.event.id.clone(), role }
}

fn pleaded(case: &Case<'_>, span: &Span<'_>, party: &str) -> Vec<String> {
    if span.doubts.is_empty() { case.sight.grounds(&span.seen.event.id, party) } else { Vec::new() }
}
