//! Releases: how many were released or returned, by category, and what that comes to. Numbers only: who they are is no part of the
//! record. Where sources give different numbers, the least and the greatest stand side by side, and so do their sums.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Voice};
use records::Level;
use rust_decimal::Decimal;

use super::stances::actor_place;
use super::{Cell, Look, Register, voices};

/// Sums so far of one category, by one author.
#[derive(Clone, Copy, Default)]
struct Sums {
    low: Decimal,
    high: Decimal,
    corroborated: Decimal,
    verified: Decimal,
}

/// One claim of a release with what is known of it.
struct Release<'a> {
    claim: &'a Event,
    /// Whose it was; none where that is not known, or was refuted.
    by: Option<String>,
    /// The weakest of: that it happened, whose it was if anybody's, how many they were.
    level: Level,
    /// The least and the greatest that reports state; none where a finding refutes the number.
    range: Option<(Decimal, Decimal)>,
}

/// Releases in sight that no finding refutes, in order of time.
fn released<'a>(look: &'a Look<'_>) -> Vec<Release<'a>> {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let mut out: Vec<Release<'a>> = Vec::new();
    for claim in super::claims_of(look, "release") {
        let Some(weighed) = standings.weighed(claim) else { continue };
        let numbers = numbers(look, claim);
        let own = claim.happening.quantity;
        let least = numbers.first().copied().unwrap_or(own);
        let range = weighed.quantity.map(|_| (least, numbers.last().copied().unwrap_or(own)));
        let by = weighed.author.map(|(by, _)| by.to_owned());
        out.push(Release { claim, by, level: weighed.whole(), range });
    }
    out.sort_by_key(|release| {
        let happening = &release.claim.happening;
        let by = happening.by.as_deref().map(|by| actor_place(look, by));
        (happening.when.start(), &happening.kind, by, &release.claim.id)
    });
    out
}

/// The numbers that reports of a claim state.
fn numbers(look: &Look<'_>, claim: &Event) -> BTreeSet<Decimal> {
    let of_voice = |voice: &Voice| {
        let told = (look.told)(voice.entry).unwrap_or(&claim.happening);
        (told.kind == claim.happening.kind).then_some(told.quantity)
    };
    voices(claim).iter().filter_map(of_voice).collect()
}

pub(super) fn releases(look: &Look<'_>) -> Register {
    let mut sums: BTreeMap<(&str, Option<&str>), Sums> = BTreeMap::new();
    let all = released(look);
    let mut rows = Vec::new();
    for Release { claim, by, level, range } in &all {
        let happening = &claim.happening;
        let sums = sums.entry((&happening.kind, by.as_deref())).or_default();
        if let Some((low, high)) = range {
            sums.low += low;
            sums.high += high;
            // A level is known of the event's own number, not of the range.
            if *level >= Level::Corroborated {
                sums.corroborated += happening.quantity;
            }
            if *level >= Level::Verified {
                sums.verified += happening.quantity;
            }
        }
        let end = |end: Option<Decimal>| end.map_or(Cell::Nothing, Cell::Amount);
        let cells = vec![
            Cell::Day(happening.when.start()),
            Cell::Type(happening.kind.clone()),
            Cell::actor(by.as_deref()),
            Cell::actor(happening.to.as_deref()),
            end(range.map(|(low, _)| low)),
            end(range.map(|(_, high)| high)),
            Cell::text(level.to_text()),
            super::told_by(claim),
            Cell::Amount(sums.low),
            Cell::Amount(sums.high),
            Cell::Amount(sums.corroborated),
            Cell::Amount(sums.verified),
            Cell::text(&claim.id),
        ];
        rows.push(super::row_of(claim, cells));
    }
    let columns = vec![
        "day",
        "kind",
        "by",
        "to",
        "low",
        "high",
        "known",
        "told_by",
        "sum_low",
        "sum_high",
        "sum_corroborated",
        "sum_verified",
        "event",
    ];
    Register { columns, rows }
}
