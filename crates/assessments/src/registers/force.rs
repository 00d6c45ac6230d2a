//! The force: state by state, what is told of its offers, of whom was consulted about it, who consents or refuses, who declares what
//! about it, and what it deployed. Each row is its source's claim; nothing is concluded about a state.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Evidence, Known, Voice};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Happening, Level, Place, When};
use rust_decimal::Decimal;

use super::stances::actor_place;
use super::{Cell, Look, Register, Row};
use crate::{Assessment, Status};

/// Acts of a state itself; the other types of the family are acts of others, about a state that they name as item.
const OWN_ACTS: [&str; 4] = ["contribution_offered", "contribution_declined", "contingent_deployed", "forces_deployed"];

/// A row with what it is put in order by.
struct Told<'a> {
    state: Option<&'a str>,
    at: Timestamp,
    id: &'a str,
    row: Row,
}

fn is_own_act(look: &Look<'_>, kind: &str) -> bool {
    let comprised = |own: &str| look.agreement.event_types.get(kind).is_some_and(|known| known.types.contains(own));
    OWN_ACTS.iter().any(|own| *own == kind || comprised(own))
}

/// Those whose acts these are.
fn acting<'a>(look: &Look<'_>, claims: &[&'a Event]) -> BTreeSet<&'a str> {
    let own = claims.iter().filter(|claim| is_own_act(look, &claim.happening.kind));
    own.filter_map(|claim| claim.happening.by.as_deref()).collect()
}

/// Claims of the family in sight.
fn claims<'a>(look: &Look<'a>) -> Vec<&'a Event> {
    let is_force = |kind: &str| super::is_of_family(look.agreement, "force", kind);
    let in_sight = |claim: &&Event| is_force(&claim.happening.kind) && claim.happening.when.start() <= look.as_of;
    super::of_kinds(look, is_force).into_iter().flatten().filter(in_sight).collect()
}

/// Whether each state might send a contingent, by each reading of each rule that says who may: the rule is asked as if the state
/// did it at the moment asked about, and nobody had done so before.
pub(super) fn eligibility<'a>(look: &Look<'a>) -> Register {
    let claims = claims(look);
    let states = acting(look, &claims);
    // What speaks for and against a state: its own acts, and those that name it.
    let about = |state: &str| -> BTreeSet<&str> {
        let is_about = |claim: &&&Event| {
            let happening = &claim.happening;
            let own = is_own_act(look, &happening.kind) && happening.by.as_deref() == Some(state);
            own || happening.item.as_deref() == Some(state)
        };
        claims.iter().filter(is_about).map(|claim| claim.id.as_str()).collect()
    };
    let mut rows = Vec::new();
    for (_, rule) in look.agreement.rules() {
        for reading in &rule.readings {
            let provisions::Kind::Eligibility { may, .. } = &reading.duty.kind else { continue };
            let Some(kind) = may.types.iter().find(|kind| is_own_act(look, kind)) else { continue };
            let mut agreement = look.agreement.clone();
            for provision in &mut agreement.provisions {
                provision.rules.retain(|other| other.id == rule.id);
                for other in &mut provision.rules {
                    other.readings.retain(|other| other.name == reading.name);
                    // Whether somebody would see it does not matter here.
                    other.readings.iter_mut().for_each(|reading| reading.duty.coverage = None);
                }
            }
            agreement.evidence.coverage = None;
            let mut known = look.known.clone();
            known.events.retain(|event| !may.types.contains(&event.happening.kind));
            for state in &states {
                let act = act(kind, may.zones.first(), state, look.as_of);
                rows.push(candidate(look, &agreement, &mut known, act, (&rule.id, &reading.name), about(state)));
            }
        }
    }
    rows.sort_by_cached_key(|row| {
        let state = match &row.cells[0] {
            Cell::Actor(id) => id.clone(),
            _ => String::new(),
        };
        (actor_place(look, &state), state)
    });
    Register { columns: vec!["state", "rule", "reading", "alleged", "corroborated", "verified"], rows }
}

/// Id of an act that nobody has done.
const SUPPOSED: &str = "supposed";

fn act(kind: &str, zone: Option<&String>, by: &str, at: Timestamp) -> Event {
    let level = Level::Verified;
    let happening = Happening {
        kind: kind.to_owned(),
        when: When::instant(at),
        place: Place { zone: zone.cloned(), ..Place::default() },
        by: Some(by.to_owned()),
        to: None,
        item: None,
        quantity: Decimal::ONE,
        unit: None,
        killed: None,
        injured: None,
        fields: BTreeMap::new(),
    };
    Event {
        id: SUPPOSED.to_owned(),
        happening,
        evidence: Evidence::Stated { fact: level, author: level, quantity: level },
    }
}

/// The rule's answer, were the act done.
fn candidate(
    look: &Look<'_>,
    agreement: &Agreement,
    known: &mut Known,
    act: Event,
    (rule, reading): (&str, &str),
    about: BTreeSet<&str>,
) -> Row {
    let state = act.happening.by.clone();
    let place = known.events.partition_point(|event| event.id.as_str() < SUPPOSED);
    known.events.insert(place, act);
    let second = jiff::SignedDuration::from_secs(1);
    let all = crate::evaluate(agreement, known, look.as_of.checked_add(second).unwrap_or(look.as_of));
    known.events.remove(place);
    let causes = all.iter().flat_map(|one| &one.because).map(|cause| cause.event.as_str());
    let events: BTreeSet<&str> = causes.filter(|id| *id != SUPPOSED).chain(about).collect();
    let answer = |level: Level| {
        let own: Vec<&Assessment> = all.iter().filter(|one| one.level == level).collect();
        let undetermined = own.iter().find(|one| one.status == Status::Undetermined);
        if own.iter().any(|one| one.status == Status::BreachIndicated) {
            Cell::text("not eligible")
        } else if let Some(one) = undetermined {
            let reason = one.reason.map(|reason| format!(": {}", reason.to_text())).unwrap_or_default();
            Cell::text(format!("undetermined{reason}"))
        } else if own.iter().any(|one| one.status == Status::NoBreachRecorded) {
            Cell::text("eligible")
        } else {
            Cell::text("not in force")
        }
    };
    Row {
        cells: vec![
            Cell::actor(state.as_deref()),
            Cell::text(rule),
            Cell::text(reading),
            answer(Level::Alleged),
            answer(Level::Corroborated),
            answer(Level::Verified),
        ],
        entries: super::entries_of(look, &events),
        events: events.into_iter().map(str::to_owned).collect(),
    }
}

pub(super) fn force<'a>(look: &Look<'a>) -> Register {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let claims = claims(look);
    let mut states = acting(look, &claims);
    let signed = look.agreement.parties.iter().chain(&look.agreement.non_signatories);
    states.extend(signed.map(|party| party.id.as_str()));
    let mut all: Vec<Told<'_>> = Vec::new();
    for claim in claims {
        let Some(standing) = standings.of(claim) else { continue };
        let by = standing.author.as_ref().and(claim.happening.by.as_deref());
        let of_author = standing.author.as_ref().map_or(Level::Verified, |(_, stand)| stand.level);
        all.push(event(look, claim, by, standing.fact.level.min(of_author), &states));
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
    let voices: &[Voice] = match &claim.evidence {
        Evidence::Told(voices) => voices,
        Evidence::Stated { .. } => &[],
    };
    // One is what stands where nobody gave a number.
    let number = |voice: &Voice| {
        let told = (look.told)(voice.entry).unwrap_or(happening).quantity;
        (voice.states_quantity || told != Decimal::ONE).then_some(told)
    };
    let numbers: BTreeSet<Decimal> = voices.iter().filter_map(number).collect();
    let end = |end: Option<&Decimal>| end.map_or(Cell::Nothing, |end| Cell::Amount(*end));
    let sources: BTreeSet<&str> = voices.iter().map(|voice| voice.source.as_str()).collect();
    let entries: BTreeSet<u64> = voices.iter().map(|voice| voice.entry).filter(|entry| *entry > 0).collect();
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
        Cell::Actors(sources.into_iter().map(str::to_owned).collect()),
        Cell::text(&claim.id),
    ];
    let row = Row { cells, events: vec![claim.id.clone()], entries: entries.into_iter().collect() };
    Told { state, at: happening.when.start(), id: &claim.id, row }
}
