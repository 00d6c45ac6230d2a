//! Section 5, never and at most N: the six steps, and those for party `unknown`.

use assessments::{Assessment, Cause, Reason, Role, Status};
use jiff::Timestamp;
use provisions::Selection;
use records::Verdict;
use rust_decimal::Decimal;

use super::amount::{Number, quantity};
use super::bearing::{
    Authors, Clause, Doubt, Doubts, KeyAsked, in_stretch, is_breach_established, is_breach_refuted, is_known,
    is_refused, particulars,
};
use super::cover::is_too_little_observed;
use super::instances::{keyed, named};
use super::irregular::{self, Condition, Outcome};
use super::sight::SeenEvent;
use super::state::Stretch;
use super::{Case, sorted};

/// Party of acts whose author is not known.
const UNKNOWN: &str = "unknown";

/// What is granted, in this order, and the reason that it gives.
const GRANTS: [(&[Doubt], Reason); 8] = [
    (&[Doubt::Qualifier], Reason::QualifierNeedsFinding),
    (&[Doubt::Level, Doubt::Claimed], Reason::AllegationsOpen),
    (&[Doubt::Time], Reason::TimeImprecise),
    (&[Doubt::Place], Reason::PlaceImprecise),
    (&[Doubt::Outline], Reason::AnnexMissing),
    (&[Doubt::Particular], Reason::NotVerified),
    (&[Doubt::Uncounted], Reason::CountIncomplete),
    (&[Doubt::OtherAuthor], Reason::AuthorUnknown),
];

/// What must not happen, or not more than so often.
#[derive(Clone)]
pub(crate) struct Acts<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) number: Number,
    pub(crate) by: Whose,
    /// What makes an act irregular; none: every act is.
    pub(crate) condition: Option<Condition<'a>>,
    /// Whether acts of unknown author are assessed for party `unknown`.
    pub(crate) counts_unknown: bool,
    /// Whether the number must be known whatever is asked.
    pub(crate) needs_quantity: bool,
    /// Whether they are only set against what the rule forbids: its qualifier and exceptions are not about them.
    pub(crate) is_beside: bool,
    /// Whether the step on coverage is one of them.
    pub(crate) asks_coverage: bool,
}

/// Whose acts they are, unless the clause names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    TheParty,
    AllOthers,
    Anybody,
}

impl<'a> Acts<'a> {
    /// Never this, by the party bound.
    pub(crate) fn never(selection: &'a Selection) -> Acts<'a> {
        Acts::at_most(selection, Ok(Decimal::ZERO))
    }

    pub(crate) fn at_most(selection: &'a Selection, number: Number) -> Acts<'a> {
        let by = Whose::TheParty;
        Acts {
            selection,
            number,
            by,
            condition: None,
            counts_unknown: true,
            needs_quantity: false,
            is_beside: false,
            asks_coverage: true,
        }
    }

    fn authors(&self, party: &str) -> Authors {
        match self.by {
            _ if !self.selection.by.is_empty() => Authors::These(self.selection.by.clone()),
            Whose::TheParty => Authors::These(vec![party.to_owned()]),
            Whose::AllOthers => Authors::AllBut(party.to_owned()),
            Whose::Anybody => Authors::Anybody,
        }
    }
}

/// An instance of such a rule.
pub(crate) struct Window {
    pub(crate) name: String,
    pub(crate) key: KeyAsked,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) due: Option<Timestamp>,
}

/// An event that bears on the instance, but perhaps for its author.
#[derive(Clone)]
pub(crate) struct Candidate<'a> {
    pub(crate) seen: &'a SeenEvent<'a>,
    pub(crate) doubts: Doubts,
    pub(crate) quantity: Decimal,
}

/// What bears on the instance for one party.
pub(crate) struct Gathered<'a> {
    /// By the party, or those whom the clause names.
    pub(crate) named: Vec<Candidate<'a>>,
    /// By an unknown author, with the author granted.
    pub(crate) unknown: Vec<Candidate<'a>>,
    /// Whether something was given in another unit.
    pub(crate) has_other_unit: bool,
}

/// One instance for each stretch in force, and each key.
pub(crate) fn over_stretches(case: &Case<'_>, acts: &Acts<'_>, stretches: &[Stretch]) -> Vec<Assessment> {
    windows(case, acts.selection, stretches).iter().flat_map(|window| assess(case, acts, window)).collect()
}

/// The instances of a prohibition.
pub(crate) fn windows(case: &Case<'_>, selection: &Selection, stretches: &[Stretch]) -> Vec<Window> {
    let mut all = Vec::new();
    for (key, stretch) in keyed(case, selection, stretches) {
        let name = named(case, &key, stretch.from);
        all.push(Window { name, key, from: stretch.from, until: stretch.until, due: None });
    }
    all
}

/// One instance for every party bound, then for `unknown`.
pub(crate) fn assess(case: &Case<'_>, acts: &Acts<'_>, window: &Window) -> Vec<Assessment> {
    let mut all: Vec<Assessment> = case.parties().iter().map(|party| for_party(case, acts, window, party)).collect();
    if let (true, Ok(number)) = (acts.counts_unknown, acts.number) {
        all.extend(for_unknown(case, acts, number, window));
    }
    all
}

/// One instance for one party bound.
pub(crate) fn for_party(case: &Case<'_>, acts: &Acts<'_>, window: &Window, party: &str) -> Assessment {
    let gathered = gather(case, acts, window, party);
    let mut found = basis(case, window, party, &gathered.named);
    match acts.number {
        // Choice: at most a share of what was not declared is undetermined as at least one is.
        Err(reason) => undetermined(&mut found, reason),
        Ok(number) => {
            let asks_unit = number > Decimal::ZERO;
            decide(case, acts, window, &gathered, (number, asks_unit), &mut found);
        }
    }
    found
}

pub(crate) fn undetermined(found: &mut Assessment, reason: Reason) {
    found.status = Status::Undetermined;
    found.reason = Some(reason);
}

/// The six steps.
pub(crate) fn decide(
    case: &Case<'_>,
    acts: &Acts<'_>,
    window: &Window,
    gathered: &Gathered<'_>,
    (number, asks_unit): (Decimal, bool),
    found: &mut Assessment,
) {
    if counted(&gathered.named) > number {
        indicate(case, found, &gathered.named, number);
    } else if let Some(reason) = first_reason(&gathered.named, number) {
        undetermined(found, reason);
    } else if sum(&gathered.named) + sum(&gathered.unknown) > number {
        undetermined(found, Reason::AuthorUnknown);
        show_unknown(gathered, found);
    } else {
        end_of_steps(case, acts, window, asks_unit && gathered.has_other_unit, found);
    }
}

/// Steps 4 to 6.
pub(crate) fn end_of_steps(
    case: &Case<'_>,
    acts: &Acts<'_>,
    window: &Window,
    has_other_unit: bool,
    found: &mut Assessment,
) {
    if has_other_unit {
        undetermined(found, Reason::UnitsNotComparable);
    } else if acts.asks_coverage && is_too_little_observed(case, acts.selection, &window.key, window.from, window.until)
    {
        undetermined(found, Reason::NoAccess);
    }
}

/// Events whose author is not known are shown where that is the reason.
/// Choice: not where it is the author of another event, on which an act turns, that is not known; such an act is open.
pub(crate) fn show_unknown(gathered: &Gathered<'_>, found: &mut Assessment) {
    let unknown = gathered.unknown.iter();
    found.because.extend(unknown.map(|c| Cause { event: c.seen.event.id.clone(), role: Role::AuthorUnknown }));
    found.because.sort();
}

/// Steps 1 and 2 with the author not needed; nothing where these give nothing.
fn for_unknown(case: &Case<'_>, acts: &Acts<'_>, number: Decimal, window: &Window) -> Option<Assessment> {
    let gathered = gather(case, acts, window, UNKNOWN);
    let mut found = basis(case, window, UNKNOWN, &gathered.unknown);
    if found.count > number {
        // Choice: no finding can establish an author who is not known, so that this is never found.
        found.status = Status::BreachIndicated;
        found.decided_at = exceeded_at(&gathered.unknown, number);
        return Some(found);
    }
    undetermined(&mut found, first_reason(&gathered.unknown, number)?);
    Some(found)
}

/// What every status has: the count, the events in their roles, the grounds pleaded.
pub(crate) fn basis(case: &Case<'_>, window: &Window, party: &str, named: &[Candidate<'_>]) -> Assessment {
    let mut found = case.blank(party, Status::NoBreachRecorded);
    found.instance.clone_from(&window.name);
    found.start = window.from;
    found.due = window.due;
    let mut causes = Vec::new();
    for candidate in named {
        let role = if candidate.doubts.is_empty() { Role::Counted } else { Role::Open };
        causes.push(Cause { event: candidate.seen.event.id.clone(), role });
        if role == Role::Counted {
            found.count += candidate.quantity;
            found.pleaded.extend(case.sight.grounds(&candidate.seen.event.id, party));
        }
    }
    found.because = sorted(causes);
    found.pleaded.sort();
    found.pleaded.dedup();
    found
}

pub(crate) fn gather<'a>(case: &'a Case<'_>, acts: &Acts<'a>, window: &Window, party: &str) -> Gathered<'a> {
    let by = acts.authors(party);
    let mut clause = Clause::of_rule(case, acts.selection, window.key.clone(), by, &acts.number);
    clause.needs_quantity |= acts.needs_quantity;
    if acts.is_beside {
        (clause.qualifiers, clause.except) = (Vec::new(), &[]);
    }
    let mut gathered = Gathered { named: Vec::new(), unknown: Vec::new(), has_other_unit: false };
    for seen in &case.sight.events {
        if acts.by == Whose::Anybody && answers_for_itself(case, seen, party) {
            continue;
        }
        if !acts.is_beside && is_breach_refuted(case, &seen.event.id) {
            continue;
        }
        let Some(mut doubts) = particulars(case, seen, &clause) else { continue };
        if is_refused(in_stretch(&seen.event.happening.when, window.from, window.until), &mut doubts) {
            continue;
        }
        // Choice: for never, and at most 0, no number is asked, and the unit does not matter.
        let in_unit = if acts.number == Ok(Decimal::ZERO) {
            Some(seen.event.happening.quantity)
        } else {
            quantity(case, seen, acts.selection)
        };
        let Some(quantity) = in_unit else {
            gathered.has_other_unit = true;
            continue;
        };
        if !is_known(seen, &clause, case.level) {
            doubts.insert(Doubt::Level);
        }
        match acts.condition.as_ref().map(|condition| irregular::judge(case, condition, seen, window, party)) {
            Some(Outcome::Regular) => continue,
            Some(Outcome::Open(open)) => doubts.extend(open),
            Some(Outcome::Irregular) | None => {}
        }
        if doubts.remove(&Doubt::Author) {
            gathered.unknown.push(Candidate { seen, doubts, quantity });
        } else {
            gathered.named.push(Candidate { seen, doubts, quantity });
        }
    }
    gathered
}

/// Whether the act is that of another party bound.
fn answers_for_itself(case: &Case<'_>, seen: &SeenEvent<'_>, party: &str) -> bool {
    seen.author.is_some_and(|author| author != party && case.duty().obliges.iter().any(|bound| bound == author))
}

/// The first grant with which the count passes N, all grants before it included.
fn first_reason(candidates: &[Candidate<'_>], number: Decimal) -> Option<Reason> {
    let mut granted = Doubts::new();
    for (doubts, reason) in GRANTS {
        granted.extend(doubts);
        let so_far = candidates.iter().filter(|candidate| candidate.doubts.is_subset(&granted));
        if so_far.map(|candidate| candidate.quantity).sum::<Decimal>() > number {
            return Some(reason);
        }
    }
    None
}

fn sum(candidates: &[Candidate<'_>]) -> Decimal {
    candidates.iter().map(|candidate| candidate.quantity).sum()
}

fn counted(candidates: &[Candidate<'_>]) -> Decimal {
    candidates.iter().filter(|candidate| candidate.doubts.is_empty()).map(|candidate| candidate.quantity).sum()
}

fn indicate(case: &Case<'_>, found: &mut Assessment, candidates: &[Candidate<'_>], number: Decimal) {
    let established: Decimal = candidates
        .iter()
        .filter(|candidate| candidate.doubts.is_empty() && is_found(case, &candidate.seen.event.id))
        .map(|candidate| candidate.quantity)
        .sum();
    found.status = if established > number { Status::BreachFound } else { Status::BreachIndicated };
    found.decided_at = exceeded_at(candidates, number);
}

/// Whether findings in force establish fact, author and the breach of the rule or of its provision.
pub(crate) fn is_found(case: &Case<'_>, event: &str) -> bool {
    let established = Some(Verdict::Established);
    case.sight.verdict(event, |finding| finding.fact) == established
        && case.sight.verdict(event, |finding| finding.author) == established
        && is_breach_established(case, event)
}

/// End of the event with which the count first exceeds N. Choice: in order of the ends, then of the ids.
fn exceeded_at(candidates: &[Candidate<'_>], number: Decimal) -> Option<Timestamp> {
    let mut counted: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.doubts.is_empty()).collect();
    counted.sort_by_key(|c| (c.seen.event.happening.when.end(), c.seen.event.id.clone()));
    let mut count = Decimal::ZERO;
    for candidate in counted {
        count += candidate.quantity;
        if count > number {
            return Some(candidate.seen.event.happening.when.end());
        }
    }
    None
}
