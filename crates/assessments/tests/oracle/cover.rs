//! Section 5, the ends: how much of a time was observed, and whether accounts cover it.

use jiff::Timestamp;
use provisions::{Agreement, Selection};
use records::When;
use rust_decimal::Decimal;

use super::Case;
use super::place::is_inside;

/// What a statement is for, and its time.
struct Stated<'a> {
    of: &'a [String],
    zone: Option<&'a str>,
    when: &'a When,
}

/// Whether coverage is asked for and less was observed.
pub(crate) fn is_too_little_observed(
    case: &Case<'_>,
    selection: &Selection,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> bool {
    let Some(asked) = case.duty().coverage.or(case.agreement.evidence.coverage) else { return false };
    // Choice: of a time without beginning no share can have been observed.
    let Some(from) = from else { return asked > Decimal::ZERO };
    let until = until.map_or(case.as_of(), |until| until.min(case.as_of()));
    let observations: Vec<Stated<'_>> =
        case.sight.observations.iter().map(|o| Stated { of: &o.of, zone: o.zone.as_deref(), when: &o.when }).collect();
    let mut observed = 0;
    let mut whole = 0;
    for zone in zones_of(selection) {
        let for_zone = |stated: &Stated<'_>| zone.is_none() || is_for_zone(case.agreement, stated.zone, zone);
        let in_zone: Vec<&Stated<'_>> = observations.iter().filter(|stated| for_zone(stated)).collect();
        observed += covered(case.agreement, selection, &in_zone, from, until);
        whole += (until.as_nanosecond() - from.as_nanosecond()).max(0);
    }
    // Choice: in no time at all nothing was missed, as nothing is less than nothing.
    Decimal::from(observed) * Decimal::ONE_HUNDRED < asked * Decimal::from(whole)
}

/// Whether the rule, or accounts together, say that the count from start to due is complete.
pub(crate) fn is_complete(case: &Case<'_>, selection: &Selection, from: Option<Timestamp>, due: Timestamp) -> bool {
    if case.duty().counted_completely {
        return true;
    }
    // Choice: no account covers a time without beginning.
    let Some(from) = from else { return false };
    // Through the due second.
    let until = due + jiff::SignedDuration::from_secs(1);
    if from >= until {
        return false;
    }
    let accounts: Vec<Stated<'_>> =
        case.sight.accounts.iter().map(|a| Stated { of: &a.of, zone: a.zone.as_deref(), when: &a.when }).collect();
    zones_of(selection).into_iter().all(|zone| {
        let for_zone: Vec<&Stated<'_>> =
            accounts.iter().filter(|stated| is_for_zone(case.agreement, stated.zone, zone)).collect();
        let whole = until.as_nanosecond() - from.as_nanosecond();
        covered(case.agreement, selection, &for_zone, from, until) == whole
    })
}

/// Each zone of the clause; one "anywhere" where it names none.
fn zones_of(selection: &Selection) -> Vec<Option<&str>> {
    if selection.zones.is_empty() {
        vec![None]
    } else {
        selection.zones.iter().map(|zone| Some(zone.as_str())).collect()
    }
}

/// A statement for no zone is for all. Choice: one for a zone is for those within it, never for one that contains it,
/// nor for "everywhere".
fn is_for_zone(agreement: &Agreement, stated: Option<&str>, asked: Option<&str>) -> bool {
    match (stated, asked) {
        (None, _) => true,
        (Some(stated), Some(asked)) => is_inside(agreement, asked, stated),
        (Some(_), None) => false,
    }
}

/// Nanoseconds of `[from, until)` in which, for each type that counts, one of the statements was under way.
/// Choice: all types of a union are asked for; a statement for a union is for all its types.
fn covered(
    agreement: &Agreement,
    selection: &Selection,
    statements: &[&Stated<'_>],
    from: Timestamp,
    until: Timestamp,
) -> i128 {
    let mut times = vec![from, until];
    for stated in statements {
        times.extend([stated.when.start(), stated.when.end()]);
    }
    times.retain(|time| from <= *time && *time <= until);
    times.sort();
    let under_way = |kind: &str, at: Timestamp| {
        statements.iter().any(|stated| {
            is_for_type(agreement, stated.of, kind) && stated.when.start() <= at && at < stated.when.end()
        })
    };
    let mut sum = 0;
    for pair in times.windows(2) {
        if simple_types(agreement, selection).iter().all(|kind| under_way(kind, pair[0])) {
            sum += pair[1].as_nanosecond() - pair[0].as_nanosecond();
        }
    }
    sum
}

fn is_for_type(agreement: &Agreement, of: &[String], kind: &str) -> bool {
    let is_of = |name: &String| {
        name == kind || agreement.event_types.get(name).is_some_and(|event_type| event_type.types.contains(kind))
    };
    of.is_empty() || of.iter().any(is_of)
}

/// Types that count and are no union of others.
fn simple_types<'a>(agreement: &Agreement, selection: &'a Selection) -> Vec<&'a str> {
    let is_union = |name: &String| agreement.event_types.get(name).is_some_and(|found| found.types.len() > 1);
    selection.types.iter().filter(|name| !is_union(name)).map(String::as_str).collect()
}
