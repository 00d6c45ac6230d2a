//! Where and when somebody could look, and whether a count is complete.

use events::Noted;
use jiff::Timestamp;
use provisions::{Agreement, Selection};
use records::{Account, Observation};
use rust_decimal::Decimal;

use crate::bearing::lies_within;
use crate::time::Stretch;

/// Whether observations cover at least `share` percent of the stretch in the zones of the clause.
pub(crate) fn suffices(
    share: Decimal,
    observations: &[&Noted<Observation>],
    selection: &Selection,
    stretch: Stretch,
    agreement: &Agreement,
) -> bool {
    let relevant = |observation: &&&Noted<Observation>| {
        let of = &observation.what.of;
        of.is_empty() || of.iter().any(|kind| *kind == selection.name || selection.types.contains(kind))
    };
    let observed_in = |zone: Option<&str>| {
        let there = |observation: &&&Noted<Observation>| match (&observation.what.zone, zone) {
            (Some(watched), Some(zone)) => lies_within(zone, watched, agreement),
            _ => true,
        };
        let watched = observations.iter().filter(relevant).filter(there);
        let spans = watched.map(|o| Stretch { from: o.what.when.start(), until: o.what.when.end() }).collect();
        seconds(union_within(spans, stretch))
    };
    let observed: Vec<i64> = if selection.zones.is_empty() {
        vec![observed_in(None)]
    } else {
        selection.zones.iter().map(|zone| observed_in(Some(zone))).collect()
    };
    let total = Decimal::from(seconds(vec![stretch]));
    let n_zones = Decimal::from(observed.len());
    let sum: Decimal = observed.into_iter().map(Decimal::from).sum();
    sum * Decimal::ONE_HUNDRED >= share * total * n_zones
}

/// Whether accounts for these events, in every zone of the clause, together cover the stretch.
pub(crate) fn complete(
    accounts: &[&Noted<Account>],
    selection: &Selection,
    stretch: Stretch,
    agreement: &Agreement,
) -> bool {
    let of_these = |account: &&&Noted<Account>| {
        let of = &account.what.of;
        of.is_empty() || of.contains(&selection.name) || selection.types.iter().all(|kind| of.contains(kind))
    };
    let covers = |zone: Option<&str>| {
        let there = |account: &&&Noted<Account>| match (&account.what.zone, zone) {
            (None, _) => true,
            (Some(given), Some(zone)) => lies_within(zone, given, agreement),
            (Some(_), None) => false,
        };
        let given = accounts.iter().filter(of_these).filter(there);
        let spans = given.map(|a| Stretch { from: a.what.when.start(), until: a.what.when.end() }).collect();
        union_within(spans, stretch) == [stretch]
    };
    if stretch.from >= stretch.until {
        return false;
    }
    if selection.zones.is_empty() { covers(None) } else { selection.zones.iter().all(|zone| covers(Some(zone))) }
}

/// Spans cut to the stretch and joined.
fn union_within(mut spans: Vec<Stretch>, stretch: Stretch) -> Vec<Stretch> {
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

fn seconds(spans: Vec<Stretch>) -> i64 {
    let length = |span: &Stretch| span.until.as_second().saturating_sub(span.from.as_second()).max(0);
    spans.iter().map(length).sum()
}

/// From the start of a stretch to its end or `as_of`, whichever is earlier.
pub(crate) fn so_far(stretch: Stretch, as_of: Timestamp) -> Stretch {
    Stretch { from: stretch.from, until: stretch.until.min(as_of).max(stretch.from) }
}
