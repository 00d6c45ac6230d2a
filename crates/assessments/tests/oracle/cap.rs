//! Section 5, at any time at most N: what each row says is present, or what came less what left.

use std::collections::BTreeSet;

use assessments::{Assessment, Cause, Reason, Role, Status};
use jiff::Timestamp;
use provisions::{Amount, Selection};
use rust_decimal::Decimal;

use super::amount::number;
use super::at_most::{
    Acts, Candidate, Gathered, Window, basis, decide, end_of_steps, gather, is_found, show_unknown, undetermined,
    windows,
};
use super::bearing::{Doubt, Doubts, last_moment};
use super::state::Stretch;
use super::{Case, sorted};

/// What is granted to what came, in this order, and the reason that it gives.
const GRANTS: [(Doubt, Reason); 6] = [
    (Doubt::Qualifier, Reason::QualifierNeedsFinding),
    (Doubt::Level, Reason::AllegationsOpen),
    (Doubt::Time, Reason::TimeImprecise),
    (Doubt::Place, Reason::PlaceImprecise),
    (Doubt::Outline, Reason::AnnexMissing),
    (Doubt::Particular, Reason::NotVerified),
];

/// One instance for each stretch in force and each key, for every party bound.
pub(crate) fn assess(
    case: &Case<'_>,
    at_most: &Amount,
    of: &Selection,
    less: Option<&Selection>,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let acts = Acts { needs_quantity: true, counts_unknown: false, ..Acts::at_most(of, number(case, at_most)) };
    let mut all = Vec::new();
    for window in windows(case, of, stretches) {
        for party in case.parties() {
            all.push(match less {
                None => by_rows(case, &acts, &window, &party),
                Some(less) => by_difference(case, &acts, less, &window, &party),
            });
        }
    }
    all
}

/// Each row of more than N is one too many.
/// Choice: the greatest number is that of all that bear with yes and are known, be it more than N or not. Where N is not
/// known, all that bear are shown.
fn by_rows(case: &Case<'_>, acts: &Acts<'_>, window: &Window, party: &str) -> Assessment {
    let all = gather(case, acts, window, party);
    let known = all.named.iter().filter(|candidate| candidate.doubts.is_empty());
    let greatest = known.map(|candidate| candidate.quantity).max().unwrap_or_default();
    let mut found = match acts.number {
        Err(reason) => {
            let mut found = basis(case, window, party, &all.named);
            undetermined(&mut found, reason);
            found
        }
        Ok(number) => {
            let (named, unknown) = (too_many(all.named, number), too_many(all.unknown, number));
            let gathered = Gathered { named, unknown, has_other_unit: all.has_other_unit };
            let mut found = basis(case, window, party, &gathered.named);
            let asks_unit = number > Decimal::ZERO;
            decide(case, acts, window, &gathered, (Decimal::ZERO, asks_unit), &mut found);
            let known = gathered.named.iter().filter(|candidate| candidate.doubts.is_empty());
            // Choice: it is decided at the last moment of the first, as where what left is taken off.
            found.decided_at = found.decided_at.and(known.map(last).min());
            found
        }
    };
    found.count = greatest;
    found
}

/// Those of more than N, each as one.
fn too_many(candidates: Vec<Candidate<'_>>, number: Decimal) -> Vec<Candidate<'_>> {
    let more = candidates.into_iter().filter(|candidate| candidate.quantity > number);
    more.map(|candidate| Candidate { quantity: Decimal::ONE, ..candidate }).collect()
}

/// What came and what left.
struct Presence<'a> {
    came: Vec<Candidate<'a>>,
    left: Vec<Candidate<'a>>,
    /// Times up to `as_of` at which a number may change.
    times: BTreeSet<Timestamp>,
}

impl Presence<'_> {
    /// What has come with its last moment, less all that has begun to leave.
    fn surely(&self, at: Timestamp, counts: impl Fn(&Candidate<'_>) -> bool) -> Decimal {
        let came = self.came.iter().filter(|c| c.doubts.is_empty() && counts(c) && last(c) <= at);
        sum(came) - sum(self.left.iter().filter(|c| begins(c) <= at))
    }

    /// What has come as far as it is granted, less what has surely left.
    fn perhaps(&self, at: Timestamp, granted: &Doubts) -> Decimal {
        let has_come = |c: &Candidate<'_>| if granted.contains(&Doubt::Time) { begins(c) <= at } else { last(c) <= at };
        let came = self.came.iter().filter(|c| c.doubts.is_subset(granted) && has_come(c));
        sum(came) - sum(self.left.iter().filter(|c| c.doubts.is_empty() && last(c) <= at))
    }

    fn is_perhaps_more(&self, granted: &Doubts, number: Decimal) -> bool {
        self.times.iter().any(|at| self.perhaps(*at, granted) > number)
    }
}

fn sum<'a>(candidates: impl Iterator<Item = &'a Candidate<'a>>) -> Decimal {
    candidates.map(|candidate| candidate.quantity).sum()
}

fn begins(candidate: &Candidate<'_>) -> Timestamp {
    candidate.seen.event.happening.when.start()
}

fn last(candidate: &Candidate<'_>) -> Timestamp {
    last_moment(&candidate.seen.event.happening.when)
}

/// Choice: what leaves is of the party bound too, unless its clause names others, and lies in the same stretch; what
/// leaves by an unknown author perhaps leaves. What leaves in another unit is not remembered.
fn by_difference(case: &Case<'_>, acts: &Acts<'_>, less: &Selection, window: &Window, party: &str) -> Assessment {
    let came = gather(case, acts, window, party);
    // The qualifier and the exceptions are about what came.
    let leaving = gather_less(case, acts, less, window, party);
    let mut found = basis(case, window, party, &came.named);
    let mut causes = found.because.clone();
    causes.extend(leaving.named.iter().map(|candidate| {
        let role = if candidate.doubts.is_empty() { Role::Counted } else { Role::Open };
        Cause { event: candidate.seen.event.id.clone(), role }
    }));
    found.because = sorted(causes);
    let left_in_other_unit = leaving.has_other_unit;
    let presence = presence(case, came.named.clone(), leaving.named);
    let surely = |at: &Timestamp| presence.surely(*at, |_| true);
    found.count = presence.times.iter().map(surely).max().unwrap_or_default().max(Decimal::ZERO);
    match acts.number {
        Err(reason) => undetermined(&mut found, reason),
        Ok(number) => decide_presence(case, (acts, number), window, &came, &presence, &mut found),
    }
    if left_in_other_unit && matches!(found.status, Status::BreachIndicated | Status::BreachFound) {
        found.decided_at = None;
        undetermined(&mut found, Reason::UnitsNotComparable);
    }
    found
}

fn decide_presence(
    case: &Case<'_>,
    (acts, number): (&Acts<'_>, Decimal),
    window: &Window,
    came: &Gathered<'_>,
    presence: &Presence<'_>,
    found: &mut Assessment,
) {
    let is_more = |at: &&Timestamp| presence.surely(**at, |_| true) > number;
    if let Some(at) = presence.times.iter().find(is_more) {
        // Choice: it is found where those with findings alone are at some moment more than N, less all that left.
        let is_found = |candidate: &Candidate<'_>| is_found(case, &candidate.seen.event.id);
        let is_established = presence.times.iter().any(|at| presence.surely(*at, is_found) > number);
        found.status = if is_established { Status::BreachFound } else { Status::BreachIndicated };
        found.decided_at = Some(*at);
        return;
    }
    let mut granted = Doubts::new();
    for (doubt, reason) in GRANTS {
        // Choice: the qualifier is no reason where the rule has none.
        granted.insert(doubt);
        let is_asked = doubt != Doubt::Qualifier || !case.qualifiers().is_empty();
        if is_asked && presence.is_perhaps_more(&granted, number) {
            return undetermined(found, reason);
        }
    }
    let mut of_anybody = came.named.clone();
    of_anybody.extend(came.unknown.iter().cloned());
    let with_unknown = self::presence(case, of_anybody, presence.left.clone());
    if with_unknown.is_perhaps_more(&granted, number) {
        undetermined(found, Reason::AuthorUnknown);
        show_unknown(came, found);
    } else {
        end_of_steps(case, acts, window, number > Decimal::ZERO && came.has_other_unit, found);
    }
}

fn presence<'a>(case: &Case<'_>, came: Vec<Candidate<'a>>, left: Vec<Candidate<'a>>) -> Presence<'a> {
    // Choice: only moments that have come are looked at.
    let times = came.iter().chain(&left).flat_map(|c| [begins(c), last(c)]).filter(|at| *at <= case.as_of()).collect();
    Presence { came, left, times }
}

/// What leaves, with a doubt where its author is not known.
fn gather_less<'a>(
    case: &'a Case<'_>,
    acts: &Acts<'a>,
    less: &'a Selection,
    window: &Window,
    party: &str,
) -> Gathered<'a> {
    let leaving = Acts { selection: less, is_beside: true, ..acts.clone() };
    let mut gathered = gather(case, &leaving, window, party);
    for mut candidate in std::mem::take(&mut gathered.unknown) {
        candidate.doubts.insert(Doubt::Author);
        gathered.named.push(candidate);
    }
    gathered
}
