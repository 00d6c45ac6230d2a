//! Section 5, so many for each: the eight steps.

use assessments::{Assessment, Cause, Reason, Role, Status};
use jiff::Timestamp;
use provisions::{Selection, Span};
use rust_decimal::Decimal;

use super::amount::{Number, quantity};
use super::at_least::GRANTS;
use super::at_most::undetermined;
use super::bearing::{
    Authors, Clause, Doubt, Doubts, KeyAsked, after_start, is_known, is_refused, last_moment, particulars,
};
use super::cover::is_covered;
use super::instances::{first_of_each_key, named};
use super::sight::SeenEvent;
use super::state::Stretch;
use super::{Case, sorted};

/// What is granted to the others, in this order, and the reason that it gives.
const GRANTS_OF_OTHERS: [(Doubt, Reason); 6] = [
    (Doubt::Level, Reason::AllegationsOpen),
    (Doubt::Time, Reason::TimeImprecise),
    (Doubt::Place, Reason::PlaceImprecise),
    (Doubt::Outline, Reason::AnnexMissing),
    (Doubt::Particular, Reason::NotVerified),
    (Doubt::Author, Reason::AuthorUnknown),
];

/// As for a number that is not known, how many there are must be known of both.
const NEEDED: Number = Err(Reason::CountIncomplete);

/// What the rule asks.
pub(crate) struct Asked<'a> {
    pub(crate) must: &'a Selection,
    pub(crate) times: Decimal,
    pub(crate) every: &'a Selection,
    pub(crate) within: Option<Span>,
}

/// An event that bears on the instance.
struct Candidate<'a> {
    seen: &'a SeenEvent<'a>,
    doubts: Doubts,
    quantity: Decimal,
}

impl Candidate<'_> {
    fn begins(&self) -> Timestamp {
        self.seen.event.happening.when.start()
    }

    fn last(&self) -> Timestamp {
        last_moment(&self.seen.event.happening.when)
    }
}

/// What is given, and for what.
struct Account<'a> {
    given: Vec<Candidate<'a>>,
    others: Vec<Candidate<'a>>,
    has_other_unit: bool,
}

/// From the beginning of the first stretch in force, for each key and party.
pub(crate) fn assess(case: &Case<'_>, asked: &Asked<'_>, stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    let mut of_both = asked.must.clone();
    of_both.types.extend(asked.every.types.iter().cloned());
    for (key, stretch) in first_of_each_key(case, &of_both, stretches) {
        for party in case.parties() {
            all.push(for_party(case, asked, &key, stretch.from, &party));
        }
    }
    all
}

fn for_party(case: &Case<'_>, asked: &Asked<'_>, key: &KeyAsked, from: Option<Timestamp>, party: &str) -> Assessment {
    let account = gather(case, asked, key, from);
    let mut found = case.blank(party, Status::Pending);
    found.instance = named(case, key, from);
    found.start = from;
    for candidate in account.given.iter().filter(|candidate| candidate.doubts.is_empty()) {
        found.count += candidate.quantity;
        found.pleaded.extend(case.sight.grounds(&candidate.seen.event.id, party));
    }
    found.pleaded.sort();
    found.pleaded.dedup();
    decide(case, asked, from, &account, &mut found);
    let mut causes = if found.status == Status::Met { found.because.clone() } else { roles(&account, found.reason) };
    let others = account.others.iter();
    causes.extend(others.map(|candidate| Cause { event: candidate.seen.event.id.clone(), role: Role::Trigger }));
    found.because = sorted(causes);
    found
}

/// Choice: for the others, too, it does not matter who did it, unless the clause says so; they begin with the rule's
/// first stretch as well; what of them is told in another unit is not remembered, as it can only make more due.
fn gather<'a>(case: &'a Case<'_>, asked: &Asked<'a>, key: &KeyAsked, from: Option<Timestamp>) -> Account<'a> {
    let by = Authors::named(&asked.must.by);
    let given = Clause::of_rule(case, asked.must, key.clone(), by, &NEEDED);
    let others = Clause::beside(asked.every, key.clone(), &NEEDED);
    let mut has_other_unit = false;
    let given = bearing(case, &given, from, &mut has_other_unit);
    let others = bearing(case, &others, from, &mut false);
    Account { given, others, has_other_unit }
}

fn bearing<'a>(
    case: &'a Case<'_>,
    clause: &Clause<'_>,
    from: Option<Timestamp>,
    has_other_unit: &mut bool,
) -> Vec<Candidate<'a>> {
    let mut all = Vec::new();
    for seen in &case.sight.events {
        let Some(mut doubts) = particulars(case, seen, clause) else { continue };
        if is_refused(after_start(&seen.event.happening.when, from), &mut doubts) {
            continue;
        }
        let Some(quantity) = quantity(case, seen, clause.selection) else {
            *has_other_unit = true;
            continue;
        };
        if !is_known(seen, clause, case.level) {
            doubts.insert(Doubt::Level);
        }
        all.push(Candidate { seen, doubts, quantity });
    }
    all
}

/// The steps in their order.
fn decide(case: &Case<'_>, asked: &Asked<'_>, from: Option<Timestamp>, account: &Account<'_>, found: &mut Assessment) {
    let given = found.count;
    let owed = asked.times * account.others.iter().map(|other| other.quantity).sum::<Decimal>();
    if owed > Decimal::ZERO && given >= owed {
        return meet(&account.given, owed, found);
    }
    let Some(span) = asked.within else {
        if owed > Decimal::ZERO {
            undetermined(found, Reason::ToBeAgreed);
        }
        return;
    };
    let due = |granted: &Doubts| due_of(case, asked, span, &account.others, granted);
    let surely_due = due(&Doubts::new());
    let mut granted = Doubts::new();
    if given >= surely_due {
        for (doubt, reason) in GRANTS_OF_OTHERS {
            granted.insert(doubt);
            if due(&granted) > given {
                return undetermined(found, reason);
            }
        }
        // What is perhaps due is what is due with all granted: given reaches it.
        return;
    }
    let all: Decimal = account.given.iter().map(|candidate| candidate.quantity).sum();
    if let Some(reason) = reason_of_given(&account.given, surely_due) {
        undetermined(found, reason);
    } else if account.has_other_unit {
        undetermined(found, Reason::UnitsNotComparable);
    } else if all < surely_due && is_covered(case, asked.must, from, case.as_of()) {
        found.status = Status::BreachIndicated;
        let surely = account.others.iter().filter(|other| other.doubts.is_empty());
        let times = surely.filter_map(|other| case.agreement.calendar.after(other.last(), span));
        found.decided_at = times.filter(|due| *due < case.as_of()).max();
    } else {
        found.status = Status::Overdue;
        found.reason = Some(if all >= surely_due {
            Reason::ClaimedOnly
        } else if account.given.is_empty() {
            Reason::NothingReported
        } else {
            Reason::CountIncomplete
        });
    }
}

/// What is due for the others whose doubts are granted: from their beginnings where the time is, else from their last
/// moments.
fn due_of(case: &Case<'_>, asked: &Asked<'_>, span: Span, others: &[Candidate<'_>], granted: &Doubts) -> Decimal {
    let is_due = |other: &&Candidate<'_>| {
        let at = if granted.contains(&Doubt::Time) { other.begins() } else { other.last() };
        let due = case.agreement.calendar.after(at, span);
        other.doubts.is_subset(granted) && due.is_some_and(|due| due < case.as_of())
    };
    asked.times * others.iter().filter(is_due).map(|other| other.quantity).sum::<Decimal>()
}

/// Step 5. Nothing is due, so that in time is whatever comes after the start.
fn reason_of_given(given: &[Candidate<'_>], surely_due: Decimal) -> Option<Reason> {
    let mut granted = Doubts::new();
    for (doubt, reason) in GRANTS {
        granted.insert(doubt);
        let so_far = given.iter().filter(|candidate| candidate.doubts.is_subset(&granted));
        if so_far.map(|candidate| candidate.quantity).sum::<Decimal>() >= surely_due {
            return Some(reason);
        }
    }
    None
}

/// Met at the last moment of the one that reaches what is owed, resting on those up to it.
fn meet(given: &[Candidate<'_>], owed: Decimal, found: &mut Assessment) {
    found.status = Status::Met;
    let mut in_order: Vec<&Candidate<'_>> = given.iter().filter(|candidate| candidate.doubts.is_empty()).collect();
    in_order.sort_by_key(|candidate| (candidate.last(), candidate.seen.event.id.clone()));
    let mut count = Decimal::ZERO;
    for candidate in in_order {
        if count >= owed {
            break;
        }
        count += candidate.quantity;
        found.decided_at = Some(candidate.last());
        found.because.push(Cause { event: candidate.seen.event.id.clone(), role: Role::Counted });
    }
}

fn roles(account: &Account<'_>, reason: Option<Reason>) -> Vec<Cause> {
    let mut causes = Vec::new();
    for candidate in &account.given {
        let role = if candidate.doubts.is_empty() {
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
