//! Section 5, the ends: how much of a time was observed, and whether accounts cover it.

use jiff::Timestamp;
use provisions::{Agreement, Selection};
use records::When;
use rust_decimal::Decimal;

use super::Case;
use super::bearing::KeyAsked;
use super::place::is_inside;

/// What a statement is for, and its time.
struct Stated<'a> {
    of: &'a [String],
    zone: Option<&'a str>,
    when: &'a When,
}

/// Whether coverage is asked for and less was observed. An instance whose key is a zone is watched there.
pub(crate) fn is_too_little_observed(
    case: &Case<'_>,
    selection: &Selection,
    key: &KeyAsked,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> bool {
    let Some(asked) = coverage_asked(case) else { return false };
    // Choice: of a time without beginning no share can have been observed.
    let Some(from) = from else { return asked > Decimal::ZERO };
    let until = until.map_or(case.as_of(), |until| until.min(case.as_of()));
    let observations = observations(case);
    let mut observed = 0;
    let mut whole = 0;
    let zones = match key {
        KeyAsked::Value(column, zone) if column == "zone" => vec![Some(zone.as_str())],
        _ => zones_of(selection),
    };
    for zone in zones {
        let in_zone = watching(case.agreement, &observations, zone);
        observed += covered(case.agreement, selection, &in_zone, from, until);
        whole += (until.as_nanosecond() - from.as_nanosecond()).max(0);
    }
    // Choice: in no time at all nothing was missed, as nothing is less than nothing.
    Decimal::from(observed) * Decimal::ONE_HUNDRED < asked * Decimal::from(whole)
}

/// The share that must have been observed, in percent.
pub(crate) fn coverage_asked(case: &Case<'_>) -> Option<Decimal> {
    case.duty().coverage.or(case.agreement.evidence.coverage)
}

/// Whether for each type that counts, in every zone of the clause, an observation was under way.
/// Choice: a clause without zones needs one for everywhere, as what was absent in one place may have been in another.
pub(crate) fn is_observed(case: &Case<'_>, selection: &Selection, at: Timestamp) -> bool {
    let observations = observations(case);
    zones_of(selection).into_iter().all(|zone| {
        let for_zone: Vec<&Stated<'_>> =
            observations.iter().filter(|stated| is_for_zone(case.agreement, stated.zone, zone)).collect();
        is_under_way(case.agreement, selection, &for_zone, at)
    })
}

/// Beginnings and ends of all observations.
pub(crate) fn observation_times(case: &Case<'_>) -> Vec<Timestamp> {
    case.sight.observations.iter().flat_map(|o| [o.when.start(), o.when.end()]).collect()
}

fn observations<'a>(case: &Case<'a>) -> Vec<Stated<'a>> {
    case.sight.observations.iter().map(|o| Stated { of: &o.of, zone: o.zone.as_deref(), when: &o.when }).collect()
}

/// Observations that count for a zone; where the clause names none, those of anywhere.
fn watching<'a>(agreement: &Agreement, all: &'a [Stated<'a>], zone: Option<&str>) -> Vec<&'a Stated<'a>> {
    all.iter().filter(|stated| zone.is_none() || is_for_zone(agreement, stated.zone, zone)).collect()
}

/// Whether the rule, or accounts together, say that the count from start through the due second is complete.
pub(crate) fn is_complete(case: &Case<'_>, selection: &Selection, from: Option<Timestamp>, due: Timestamp) -> bool {
    is_covered(case, selection, from, due + jiff::SignedDuration::from_secs(1))
}

/// Whether the rule, or accounts together, say that the count in `[from, until)` is complete.
/// Choice: accounts cover no time without a beginning, nor one that is empty.
pub(crate) fn is_covered(case: &Case<'_>, selection: &Selection, from: Option<Timestamp>, until: Timestamp) -> bool {
    if case.duty().counted_completely {
        return true;
    }
    let Some(from) = from else { return false };
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
    let mut sum = 0;
    for pair in times.windows(2) {
        if is_under_way(agreement, selection, statements, pair[0]) {
            sum += pair[1].as_nanosecond() - pair[0].as_nanosecond();
        }
    }
    sum
}

/// Choice: all types of a union are asked for; a statement for a union is for all its types.
fn is_under_way(agreement: &Agreement, selection: &Selection, statements: &[&Stated<'_>], at: Timestamp) -> bool {
    simple_types(agreement, selection).iter().all(|kind| {
        statements.iter().any(|stated| {
            is_for_type(agreement, stated.of, kind) && stated.when.start() <= at && at < stated.when.end()
        })
    })
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
