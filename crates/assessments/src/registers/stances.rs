//! Stances: each declared stand on a provision over time, with whose words they are said to be and who tells. Stands of one
//! actor on one thing that differ, across time or sources, are shown beside one another and not resolved.

use std::collections::BTreeMap;

use events::Noted;
use records::Stance;

use super::{Cell, Look, Register, Row};

pub(super) fn stances(look: &Look<'_>) -> Register {
    let mut all: Vec<&Noted<Stance>> =
        look.known.stances.iter().filter(|noted| noted.what.when.start() <= look.as_of).collect();
    all.sort_by_key(|noted| {
        let (place, stance) = (place_of(look, &noted.what.on), &noted.what);
        (place, &stance.on, actor_place(look, &stance.by), &stance.by, stance.when.start(), &noted.id)
    });
    let mut by_matter: BTreeMap<Matter<'_>, Vec<&Noted<Stance>>> = BTreeMap::new();
    for noted in &all {
        by_matter.entry(matter(&noted.what)).or_default().push(noted);
    }
    let row = |noted: &&Noted<Stance>| {
        let stance = &noted.what;
        let of_same = &by_matter[&matter(stance)];
        let latest = of_same.iter().map(|other| other.what.when.start()).max();
        let differs = of_same.iter().filter(|other| other.what.position != stance.position);
        let differs: Vec<&str> = differs.map(|other| other.id.as_str()).collect();
        let stands = if latest == Some(stance.when.start()) { "latest" } else { "earlier" };
        Row {
            cells: vec![
                Cell::text(&stance.on),
                Cell::Actor(stance.by.clone()),
                Cell::text(&stance.position),
                Cell::some_text(stance.subject.as_deref()),
                Cell::Day(stance.when.start()),
                Cell::text(stands),
                Cell::actor(Some(&noted.source)),
                if differs.is_empty() { Cell::Nothing } else { Cell::text(differs.join(", ")) },
                Cell::text(&noted.id),
            ],
            events: Vec::new(),
            entries: Some(noted.entry).filter(|entry| *entry > 0).into_iter().collect(),
        }
    };
    let columns = vec!["on", "by", "position", "subject", "declared", "stands", "told_by", "differs_from", "report"];
    Register { columns, rows: all.iter().map(row).collect() }
}

/// On what, whose, on which subject in it.
type Matter<'a> = (&'a str, &'a str, Option<&'a str>);

fn matter(stance: &Stance) -> Matter<'_> {
    (&stance.on, &stance.by, stance.subject.as_deref())
}

/// Where a provision or rule stands in the text; what is none comes last.
fn place_of(look: &Look<'_>, on: &str) -> usize {
    let names = look.agreement.provisions.iter().enumerate();
    let found = names.filter(|(_, provision)| provision.id == on || provision.rules.iter().any(|rule| rule.id == on));
    found.map(|(place, _)| place).next().unwrap_or(usize::MAX)
}

/// Parties come in the agreement's order, others after them.
pub(super) fn actor_place(look: &Look<'_>, id: &str) -> usize {
    let all = look.agreement.parties.iter().chain(&look.agreement.non_signatories);
    all.map(|party| party.id.as_str()).position(|known| known == id).unwrap_or(usize::MAX)
}
