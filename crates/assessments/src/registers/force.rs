//! The force: state by state, what is told of its offers, of whom was consulted about it, who consents or refuses, who declares what
//! about it, and what it deployed. Each row is its source's claim; nothing is concluded about a state.

use std::collections::BTreeSet;

use events::{Event, Voice};
use jiff::Timestamp;
use records::Level;
use rust_decimal::Decimal;

use super::stances::actor_place;
use super::{Cell, Look, Register, Row, voices};

/// Acts of a state itself; the other types of the family are acts of others, about a state that they name as item.
const OWN_ACTS: [&str; 4] = ["contribution_offered", "contribution_declined", "contingent_deployed", "forces_deployed"];

/// A row with what it is put in order by.
struct Told<'a> {
    state: Option<&'a str>,
    at: Timestamp,
    id: &'a str,
    row: Row,
}

/// Whether events of a type are acts of a state itself.
pub(super) fn is_own_act(look: &Look<'_>, kind: &str) -> bool {
    let comprised = |own: &str| look.agreement.event_types.get(kind).is_some_and(|known| known.types.contains(own));
    OWN_ACTS.iter().any(|own| *own == kind || comprised(own))
}

/// Those whose acts these are.
pub(super) fn acting<'a>(look: &Look<'_>, claims: &[&'a Event]) -> BTreeSet<&'a str> {
    let own = claims.iter().filter(|claim| is_own_act(look, &claim.happening.kind));
    own.filter_map(|claim| claim.happening.by.as_deref()).collect()
}

pub(super) fn force<'a>(look: &Look<'a>) -> Register {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let claims = super::claims_of(look, "force");
    let mut states = acting(look, &claims);
    let signed = look.agreement.parties.iter().chain(&look.agreement.non_signatories);
    states.extend(signed.map(|party| party.id.as_str()));
    let mut all: Vec<Told<'_>> = Vec::new();
    for claim in claims {
        let Some(weighed) = standings.weighed(claim) else { continue };
        let by = weighed.author.and(claim.happening.by.as_deref());
        let of_author = weighed.author.map_or(Level::Verified, |(_, level)| level);
        all.push(event(look, claim, by, weighed.fact.min(of_author), &states));
    }
    for noted in look.known.stances.iter().filter(|noted| noted.what.when.start() <= look.as_of) {
        let stance = &noted.what;
        let Some(state) = stance.subject.as_deref().filter(|subject| states.contains(subject)) else { continue };
        let mut cells = vec![
            Cell::Actor(state.to_owned()),
            Cell::Day(stance.when.start()),
            Cell::text(&stance.position),
            Cell::Actor(stance.by.clone()),
        ];
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        cells.extend([Cell::Actors(vec![noted.source.clone()]), Cell::text(&noted.id)]);
        let entries = Some(noted.entry).filter(|entry| *entry > 0).into_iter().collect();
        let row = Row { cells, events: Vec::new(), entries };
        all.push(Told { state: Some(state), at: stance.when.start(), id: &noted.id, row });
    }
    all.sort_by_cached_key(|told| {
        let place = told.state.map(|state| actor_place(look, state));
        (told.state.is_none(), place, told.state, told.at, told.id)
    });
    let columns = vec!["state", "day", "what", "by", "with", "for", "low", "high", "known", "told_by", "told_in"];
    Register { columns, rows: all.into_iter().map(|told| told.row).collect() }
}

fn event<'a>(
    look: &Look<'_>,
    claim: &'a Event,
    by: Option<&'a str>,
    known: Level,
    states: &BTreeSet<&str>,
) -> Told<'a> {
    let happening = &claim.happening;
    let item = happening.item.as_deref();
    let about = item.filter(|item| states.contains(item));
    let is_own = is_own_act(look, &happening.kind);
    let state = if is_own { by } else { about };
    let purpose = if is_own || about.is_none() { item } else { None };
    // One is what stands where nobody gave a number.
    let number = |voice: &Voice| {
        let told = (look.told)(voice.entry).unwrap_or(happening).quantity;
        (voice.states_quantity || told != Decimal::ONE).then_some(told)
    };
    let numbers: BTreeSet<Decimal> = voices(claim).iter().filter_map(number).collect();
    let end = |end: Option<&Decimal>| end.map_or(Cell::Nothing, |end| Cell::Amount(*end));
    let cells = vec![
        Cell::actor(state),
        Cell::Day(happening.when.start()),
        Cell::Type(happening.kind.clone()),
        Cell::actor(by),
        Cell::actor(happening.to.as_deref()),
        Cell::some_text(purpose),
        end(numbers.first()),
        end(numbers.last()),
        Cell::text(known.to_text()),
        super::told_by(claim),
        Cell::text(&claim.id),
    ];
    let row = super::row_of(claim, cells);
    Told { state, at: happening.when.start(), id: &claim.id, row }
}
