//! Who might join the force: each state that has acted, by each reading of each rule that says who may send a contingent.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Evidence, Known};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Happening, Level, Place, When};
use rust_decimal::Decimal;

use super::force::{acting, is_own_act};
use super::stances::actor_place;
use super::{Cell, Look, Register, Row};
use crate::{Assessment, Status};

/// Whether each state might send a contingent, by each reading of each rule that says who may: the rule is asked as if the state
/// did it at the moment asked about, and nobody had done so before.
pub(super) fn eligibility(look: &Look<'_>) -> Register {
    let claims = super::claims_of(look, "force");
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
        entries: super::entries_of(look, &Vec::from_iter(events.iter().copied())),
        events: events.into_iter().map(str::to_owned).collect(),
    }
}
