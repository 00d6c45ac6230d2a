//! Contacts: meetings between delegations, and which actors met how often, by source. Officials in their public office only:
//! names of persons do not belong into the record. Where a meeting is held is told to the mission alone, and is no column here.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Voice};
use records::Happening;

use super::stances::actor_place;
use super::{Cell, Look, Register, Row, voices};

/// Meetings in sight, in order of time: of each event the first claim that is one.
fn meetings<'a>(look: &Look<'a>) -> Vec<&'a Event> {
    let mut all = super::claims_of(look, "contact");
    all.dedup_by(|later, first| later.id == first.id);
    all.sort_by_key(|claim| (claim.happening.when.start(), &claim.id));
    all
}

/// Who met, as one report has it: parties in the agreement's order, then the others by name. `with` may name several.
fn named(look: &Look<'_>, happening: &Happening) -> BTreeSet<(usize, String)> {
    let with = happening.fields.get("with").map_or("", String::as_str);
    let several = with.split(';').map(str::trim).filter(|name| !name.is_empty());
    let all = happening.by.as_deref().into_iter().chain(happening.to.as_deref()).chain(several);
    all.map(|id| (actor_place(look, id), id.to_owned())).collect()
}

/// What each report tells that tells of the event as a meeting, with its voice.
fn tellings<'a>(look: &Look<'a>, claim: &'a Event) -> Vec<(&'a Voice, &'a Happening)> {
    let told = voices(claim).iter().map(|voice| (voice, (look.told)(voice.entry).unwrap_or(&claim.happening)));
    told.filter(|(_, happening)| super::is_of_family(look.agreement, "contact", &happening.kind)).collect()
}

/// What its reports say under a name, each value once.
fn said(tellings: &[(&Voice, &Happening)], name: &str) -> Cell {
    let values: BTreeSet<&str> = tellings.iter().filter_map(|(_, happening)| happening.field(name)).collect();
    let values: Vec<&str> = values.into_iter().collect();
    Cell::some_text(Some(values.join(" / ").as_str()))
}

pub(super) fn contacts<'a>(look: &'a Look<'a>) -> Register {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let all = meetings(look);
    let rows = all.into_iter().filter_map(|claim| {
        // Refuted: it did not take place.
        let weighed = standings.weighed(claim)?;
        let tellings = tellings(look, claim);
        let sources: BTreeSet<&str> = tellings.iter().map(|(voice, _)| voice.source.as_str()).collect();
        let by_each: Vec<_> = tellings.iter().map(|(_, happening)| named(look, happening)).collect();
        let all: BTreeSet<&(usize, String)> = by_each.iter().flatten().collect();
        let by_some = all.iter().filter(|one| !by_each.iter().all(|named| named.contains(**one)));
        let by_some: Vec<String> = by_some.map(|(_, id)| id.clone()).collect();
        let cells = vec![
            Cell::Day(claim.happening.when.start()),
            Cell::Actors(all.iter().map(|(_, id)| id.clone()).collect()),
            if by_some.is_empty() { Cell::Nothing } else { Cell::Actors(by_some) },
            said(&tellings, "form"),
            said(&tellings, "agenda"),
            Cell::text(weighed.fact.to_text()),
            Cell::Actors(sources.into_iter().map(str::to_owned).collect()),
            Cell::text(&claim.id),
        ];
        Some(super::row_of(claim, cells))
    });
    let columns = vec!["day", "met", "named_by_some", "form", "agenda", "known", "told_by", "event"];
    Register { columns, rows: rows.collect() }
}

/// Two actors, and who tells that they met.
type Pair = (String, String, String);

/// Events and entries that tell it.
type Met = (BTreeSet<String>, BTreeSet<u64>);

pub(super) fn pairs<'a>(look: &'a Look<'a>) -> Register {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let mut met: BTreeMap<Pair, Met> = BTreeMap::new();
    for claim in meetings(look).into_iter().filter(|claim| standings.weighed(claim).is_some()) {
        for (voice, happening) in tellings(look, claim) {
            let who: Vec<String> = named(look, happening).into_iter().map(|(_, id)| id).collect();
            for (idx, one) in who.iter().enumerate() {
                for other in &who[idx + 1..] {
                    let (events, entries) = met.entry((one.clone(), other.clone(), voice.source.clone())).or_default();
                    events.insert(claim.id.clone());
                    entries.extend(Some(voice.entry).filter(|entry| *entry > 0));
                }
            }
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for ((one, other, source), (events, entries)) in met {
        let cells = vec![Cell::Actor(one), Cell::Actor(other), Cell::Actor(source), Cell::Count(events.len() as u64)];
        rows.push(Row { cells, events: events.into_iter().collect(), entries: entries.into_iter().collect() });
    }
    rows.sort_by_key(|row| {
        let name = |cell: &Cell| match cell {
            Cell::Actor(id) => (actor_place(look, id), id.clone()),
            _ => (usize::MAX, String::new()),
        };
        (name(&row.cells[0]), name(&row.cells[1]), name(&row.cells[2]))
    });
    Register { columns: vec!["one", "other", "told_by", "met"], rows }
}
