//! Where and when somebody could look, and whether a count is complete.

use events::Noted;
use jiff::Timestamp;
use provisions::{Agreement, Selection};
use records::{Account, Observation};
use rust_decimal::Decimal;

use crate::place::lies_within;
use crate::time::Stretch;

/// The time within a stretch in which such events were watched for, in every zone of the clause.
pub(crate) fn observed(
    observations: &[&Noted<Observation>],
    selection: &Selection,
    stretch: Stretch,
    agreement: &Agreement,
) -> Vec<Stretch> {
    if selection.zones.is_empty() {
        // What was absent in one place may have been in another.
        let everywhere: Vec<&Noted<Observation>> =
            observations.iter().copied().filter(|observation| observation.what.zone.is_none()).collect();
        return watched_in(None, &everywhere, selection, stretch, agreement);
    }
    let mut all = vec![stretch];
    for zone in &selection.zones {
        let there = watched_in(Some(zone), observations, selection, stretch, agreement);
        all = all.into_iter().flat_map(|part| union_within(there.clone(), part)).collect();
    }
    all
}

/// The time in which such events were watched for in a zone; none: anywhere.
pub(crate) fn watched_in(
    zone: Option<&str>,
    observations: &[&Noted<Observation>],
    selection: &Selection,
    stretch: Stretch,
    agreement: &Agreement,
) -> Vec<Stretch> {
    let there = |observation: &&&Noted<Observation>| match (&observation.what.zone, zone) {
        (Some(watched), Some(zone)) => lies_within(zone, watched, agreement),
        _ => true,
    };
    let watched: Vec<Given<'_>> = observations
        .iter()
        .filter(there)
        .map(|o| Given { of: &o.what.of, from: o.what.when.start(), until: o.what.when.end() })
        .collect();
    for_all_types(&watched, selection, stretch, agreement)
}

/// Whether observations cover at least `share` percent of the stretch in the zones of the clause.
pub(crate) fn suffices(
    share: Decimal,
    observations: &[&Noted<Observation>],
    selection: &Selection,
    stretch: Stretch,
    agreement: &Agreement,
) -> bool {
    let observed_in = |zone: Option<&str>| length(&watched_in(zone, observations, selection, stretch, agreement));
    let observed: Vec<Decimal> = if selection.zones.is_empty() {
        vec![observed_in(None)]
    } else {
        selection.zones.iter().map(|zone| observed_in(Some(zone))).collect()
    };
    let total = length(&[stretch]);
    let n_zones = Decimal::from(observed.len());
    let sum: Decimal = observed.into_iter().sum();
    sum * Decimal::ONE_HUNDRED >= share * total * n_zones
}

/// Whether accounts for these events, in every zone of the clause, together cover the stretch.
pub(crate) fn complete(
    accounts: &[&Noted<Account>],
    selection: &Selection,
    stretch: Stretch,
    agreement: &Agreement,
) -> bool {
    let covers = |zone: Option<&str>| {
        let there = |account: &&&Noted<Account>| match (&account.what.zone, zone) {
            (None, _) => true,
            (Some(given), Some(zone)) => lies_within(zone, given, agreement),
            (Some(_), None) => false,
        };
        let given: Vec<Given<'_>> = accounts
            .iter()
            .filter(there)
            .map(|a| Given { of: &a.what.of, from: a.what.when.start(), until: a.what.when.end() })
            .collect();
        for_all_types(&given, selection, stretch, agreement) == [stretch]
    };
    if stretch.from >= stretch.until {
        return false;
    }
    if selection.zones.is_empty() { covers(None) } else { selection.zones.iter().all(|zone| covers(Some(zone))) }
}

/// What an account or an observation is given for.
struct Given<'g> {
    of: &'g [String],
    from: Timestamp,
    until: Timestamp,
}

/// The time in which every simple type of the clause is covered, by one statement or several.
fn for_all_types(given: &[Given<'_>], selection: &Selection, stretch: Stretch, agreement: &Agreement) -> Vec<Stretch> {
    let is_union = |kind: &str| agreement.event_types.get(kind).is_some_and(|event| event.types.len() > 1);
    let for_type = |given: &&Given<'_>, kind: &str| {
        let union_of = |name: &String| agreement.event_types.get(name).is_some_and(|event| event.types.contains(kind));
        given.of.is_empty() || given.of.iter().any(|name| name == kind || union_of(name))
    };
    let mut covered = vec![stretch];
    for kind in selection.types.iter().filter(|kind| !is_union(kind)) {
        let of_type = given.iter().filter(|given| for_type(given, kind));
        let spans: Vec<Stretch> = of_type.map(|given| Stretch { from: given.from, until: given.until }).collect();
        covered = covered.into_iter().flat_map(|part| union_within(spans.clone(), part)).collect();
    }
    covered
}

/// Spans cut to the stretch and joined.
pub(crate) fn union_within(mut spans: Vec<Stretch>, stretch: Stretch) -> Vec<Stretch> {
    spans.sort();
    let mut joined: Vec<Stretch> = Vec::new();
    for span in spans {
        let (from, until) = (span.from.max(stretch.from), span.until.min(stretch.until));
        if from >= until {
            continue;
        }
        match joined.last_mut() {
            Some(last) if from <= last.until => last.until = last.until.max(until),
            _ => joined.push(Stretch { from, until }),
        }
    }
    joined
}

/// Their length together, exactly.
pub(crate) fn length(spans: &[Stretch]) -> Decimal {
    let nanoseconds = spans.iter().map(|span| span.until.as_nanosecond() - span.from.as_nanosecond());
    Decimal::from_i128_with_scale(nanoseconds.map(|length| length.max(0)).sum(), 9)
}

/// From the start of a stretch to its end or `as_of`, whichever is earlier.
pub(crate) fn so_far(stretch: Stretch, as_of: Timestamp) -> Stretch {
    Stretch { from: stretch.from, until: stretch.until.min(as_of).max(stretch.from) }
}
