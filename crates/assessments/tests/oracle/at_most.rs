//! Section 5, never and at most N: the six steps, and those for party `unknown`.

use assessments::{Assessment, Cause, Reason, Role, Status};
use jiff::Timestamp;
use provisions::Selection;
use records::{Level, Verdict};
use rust_decimal::Decimal;

use super::bearing::{Answer, Clause, Doubt, Doubts, KeyAsked, in_other_unit, in_stretch, is_known, particulars};
use super::cover::is_too_little_observed;
use super::instances::{keyed, named};
use super::sight::SeenEvent;
use super::state::Stretch;
use super::{Case, sorted};

/// Party of acts whose author is not known.
const UNKNOWN: &str = "unknown";

/// What is granted, in this order, and the reason that it gives.
const GRANTS: [(Doubt, Reason); 6] = [
    (Doubt::Qualifier, Reason::QualifierNeedsFinding),
    (Doubt::Level, Reason::AllegationsOpen),
    (Doubt::Time, Reason::TimeImprecise),
    (Doubt::Place, Reason::PlaceImprecise),
    (Doubt::Outline, Reason::AnnexMissing),
    (Doubt::Particular, Reason::NotVerified),
];

/// An instance of such a rule.
pub(crate) struct Window {
    pub(crate) name: String,
    pub(crate) key: KeyAsked,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) due: Option<Timestamp>,
}

/// An event that bears on the instance, but perhaps for its author.
struct Candidate<'a> {
    seen: &'a SeenEvent<'a>,
    doubts: Doubts,
}

/// What bears on the instance for one party at one level.
struct Gathered<'a> {
    /// By the party, or those whom the clause names.
    named: Vec<Candidate<'a>>,
    /// By an unknown author, with the author granted.
    unknown: Vec<Candidate<'a>>,
    /// Whether something was given in another unit.
    has_other_unit: bool,
}

/// One instance for each stretch in force, and each key.
pub(crate) fn over_stretches(
    case: &Case<'_>,
    selection: &Selection,
    number: Option<Decimal>,
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let mut all = Vec::new();
    for (key, stretch) in keyed(case, selection, stretches) {
        let name = named(case, &key, stretch.from);
        all.extend(assess(
            case,
            selection,
            number,
            &Window { name, key, from: stretch.from, until: stretch.until, due: None },
        ));
    }
    all
}

/// One instance for every party bound, then for `unknown`.
pub(crate) fn assess(
    case: &Case<'_>,
    selection: &Selection,
    number: Option<Decimal>,
    window: &Window,
) -> Vec<Assessment> {
    let mut all = Vec::new();
    for level in Level::ALL {
        for party in case.parties() {
            all.push(for_party(case, selection, number, window, &party, level));
        }
        all.extend(number.and_then(|number| for_unknown(case, selection, number, window, level)));
    }
    all
}

fn for_party(
    case: &Case<'_>,
    selection: &Selection,
    number: Option<Decimal>,
    window: &Window,
    party: &str,
    level: Level,
) -> Assessment {
    let gathered = gather(case, selection, number, window, party, level);
    let mut found = basis(case, window, party, level, &gathered.named);
    // Choice: at most a share of what was not declared is undetermined as at least one is.
    let Some(number) = number else {
        found.status = Status::Undetermined;
        found.reason = Some(Reason::NoBaseline);
        return found;
    };
    let all = sum(&gathered.named);
    if found.count > number {
        indicate(case, &mut found, &gathered.named, number);
    } else if let Some(reason) = first_reason(&gathered.named, number) {
        found.status = Status::Undetermined;
        found.reason = Some(reason);
    } else if all + sum(&gathered.unknown) > number {
        found.status = Status::Undetermined;
        found.reason = Some(Reason::AuthorUnknown);
        let unknown = gathered.unknown.iter();
        found.because.extend(unknown.map(|c| Cause { event: c.seen.event.id.clone(), role: Role::AuthorUnknown }));
        found.because.sort();
    } else if number > Decimal::ZERO && gathered.has_other_unit {
        found.status = Status::Undetermined;
        found.reason = Some(Reason::UnitsNotComparable);
    } else if is_too_little_observed(case, selection, window.from, window.until) {
        found.status = Status::Undetermined;
        found.reason = Some(Reason::NoAccess);
    }
    found
}

/// Steps 1 and 2 with the author not needed; nothing where these give nothing.
fn for_unknown(
    case: &Case<'_>,
    selection: &Selection,
    number: Decimal,
    window: &Window,
    level: Level,
) -> Option<Assessment> {
    let gathered = gather(case, selection, Some(number), window, UNKNOWN, level);
    let mut found = basis(case, window, UNKNOWN, level, &gathered.unknown);
    if found.count > number {
        // Choice: no finding can establish an author who is not known, so that this is never found.
        found.status = Status::BreachIndicated;
        found.decided_at = exceeded_at(&gathered.unknown, number);
        return Some(found);
    }
    found.status = Status::Undetermined;
    found.reason = Some(first_reason(&gathered.unknown, number)?);
    Some(found)
}

/// What every status has: the count, the events in their roles, the grounds pleaded.
fn basis(case: &Case<'_>, window: &Window, party: &str, level: Level, named: &[Candidate<'_>]) -> Assessment {
    let mut found = case.blank(party, level, Status::NoBreachRecorded);
    found.instance.clone_from(&window.name);
    found.start = window.from;
    found.due = window.due;
    let mut causes = Vec::new();
    for candidate in named {
        let role = if candidate.doubts.is_empty() { Role::Counted } else { Role::Open };
        causes.push(Cause { event: candidate.seen.event.id.clone(), role });
        if role == Role::Counted {
            found.count += candidate.seen.event.happening.quantity;
            found.pleaded.extend(case.sight.grounds(&candidate.seen.event.id, party));
        }
    }
    found.because = sorted(causes);
    found.pleaded.sort();
    found.pleaded.dedup();
    found
}

fn gather<'a>(
    case: &'a Case<'_>,
    selection: &'a Selection,
    number: Option<Decimal>,
    window: &Window,
    party: &str,
    level: Level,
) -> Gathered<'a> {
    let by = if selection.by.is_empty() { vec![party.to_owned()] } else { selection.by.clone() };
    let clause = Clause { selection, key: window.key.clone(), by, qualifier: case.qualifier(), number };
    let mut gathered = Gathered { named: Vec::new(), unknown: Vec::new(), has_other_unit: false };
    for seen in &case.sight.events {
        let Some(mut doubts) = particulars(case, seen, &clause) else { continue };
        match in_stretch(&seen.event.happening.when, window.from, window.until) {
            Answer::Yes => {}
            Answer::Perhaps(doubt) => {
                doubts.insert(doubt);
            }
            Answer::No => continue,
        }
        // Choice: for never, and at most 0, no number is asked, and the unit does not matter.
        if number != Some(Decimal::ZERO) && in_other_unit(seen, selection) {
            gathered.has_other_unit = true;
            continue;
        }
        if !is_known(seen, &clause, level) {
            doubts.insert(Doubt::Level);
        }
        if doubts.remove(&Doubt::Author) {
            gathered.unknown.push(Candidate { seen, doubts });
        } else {
            gathered.named.push(Candidate { seen, doubts });
        }
    }
    gathered
}

/// The first grant with which the count passes N, all grants before it included.
fn first_reason(candidates: &[Candidate<'_>], number: Decimal) -> Option<Reason> {
    let mut granted = Doubts::new();
    for (doubt, reason) in GRANTS {
        granted.insert(doubt);
        let counted: Decimal = candidates
            .iter()
            .filter(|candidate| candidate.doubts.is_subset(&granted))
            .map(|candidate| candidate.seen.event.happening.quantity)
            .sum();
        if counted > number {
            return Some(reason);
        }
    }
    None
}

fn sum(candidates: &[Candidate<'_>]) -> Decimal {
    candidates.iter().map(|candidate| candidate.seen.event.happening.quantity).sum()
}

fn indicate(case: &Case<'_>, found: &mut Assessment, candidates: &[Candidate<'_>], number: Decimal) {
    let established: Decimal = candidates
        .iter()
        .filter(|candidate| candidate.doubts.is_empty() && is_found(case, &candidate.seen.event.id))
        .map(|candidate| candidate.seen.event.happening.quantity)
        .sum();
    found.status = if established > number { Status::BreachFound } else { Status::BreachIndicated };
    found.decided_at = exceeded_at(candidates, number);
}

/// Whether findings in force establish fact, author and the breach of the rule or of its provision.
fn is_found(case: &Case<'_>, event: &str) -> bool {
    let established = Some(Verdict::Established);
    case.sight.verdict(event, |finding| finding.fact) == established
        && case.sight.verdict(event, |finding| finding.author) == established
        && (case.sight.breach(event, &case.rule.id) == established
            || case.sight.breach(event, &case.provision.id) == established)
}

/// End of the event with which the count first exceeds N. Choice: in order of the ends, then of the ids.
fn exceeded_at(candidates: &[Candidate<'_>], number: Decimal) -> Option<Timestamp> {
    let mut counted: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.doubts.is_empty()).collect();
    counted.sort_by_key(|c| (c.seen.event.happening.when.end(), c.seen.event.id.clone()));
    let mut count = Decimal::ZERO;
    for candidate in counted {
        count += candidate.seen.event.happening.quantity;
        if count > number {
            return Some(candidate.seen.event.happening.when.end());
        }
    }
    None
}
