//! Looks over the whole: circles among moments, disputed dates as readings, what is not used or has no text.

use std::collections::BTreeSet;

use super::{Ctx, rules};
use crate::agreement::{Agreement, TriggerDate};
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Anchor, Due, Duty, Kind, Moment, Reading};

/// More readings than this of one rule are not made.
const READINGS_MAX: usize = 64;

/// One reading for each choice among the dates claimed for the triggers on which the duty depends.
pub(super) fn with_choices(
    (name, held_by, duty): (String, Vec<String>, Duty),
    at: &crate::Position,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> Vec<Reading> {
    let mut triggers = BTreeSet::new();
    for moment in moments_of(&duty) {
        depends(&moment, agreement, &mut triggers, &mut BTreeSet::new());
    }
    let disputed: Vec<(String, usize)> = triggers
        .into_iter()
        .filter_map(|id| agreement.triggers.get(&id).map(|trigger| (id, trigger.dates.len())))
        .filter(|(_, n_dates)| *n_dates > 1)
        .collect();
    let n_all = disputed.iter().fold(1usize, |product, (_, n_dates)| product.saturating_mul(*n_dates));
    if n_all > READINGS_MAX {
        let message = format!("The disputed dates make {n_all} readings; the first {READINGS_MAX} are assessed.");
        ctx.diagnostics.push(
            Diagnostic::new(Code::ReadingsMany, at.clone(), message)
                .hint("let fewer disputed triggers meet in one rule"),
        );
    }
    let all = rules::choices(&disputed, READINGS_MAX);
    all.into_iter()
        .map(|choices| {
            let mut names: Vec<String> = choices
                .iter()
                .map(|(id, date_idx)| {
                    let date: &TriggerDate = &agreement.triggers[id].dates[*date_idx];
                    format!("{id}: {}", date.reading.clone().unwrap_or_else(|| (date_idx + 1).to_string()))
                })
                .collect();
            let mut holders = held_by.clone();
            for (id, date_idx) in &choices {
                holders.extend(agreement.triggers[id].dates[*date_idx].held_by.iter().cloned());
            }
            if name != Reading::AS_WRITTEN || names.is_empty() {
                names.insert(0, name.clone());
            }
            Reading { name: names.join("; "), held_by: holders, choices, duty: duty.clone() }
        })
        .collect()
}

fn moments_of(duty: &Duty) -> Vec<Moment> {
    let mut found: Vec<Moment> = duty.time.from.iter().chain(&duty.time.until).cloned().collect();
    let term = match &duty.kind {
        Kind::Term(state) => Some(state),
        _ => None,
    };
    if duty.states.is_empty() && term.is_none() {
        found.push(Moment::EntryIntoForce);
    }
    for state in duty.states.iter().chain(term) {
        found.push(Moment::StartOf(state.clone()));
        found.push(Moment::EndOf(state.clone()));
    }
    let due = match &duty.kind {
        Kind::Deadline { due, .. } => Some(due),
        Kind::Cumulative { due, .. } => due.as_ref(),
        _ => None,
    };
    match due {
        Some(Due::Within(_, Anchor::Moment(moment)) | Due::By(moment)) => found.push(moment.clone()),
        Some(Due::Between(from, until)) => found.extend([from.clone(), until.clone()]),
        Some(Due::Within(_, Anchor::Event(_)) | Due::ToBeAgreed) | None => {}
    }
    found
}

/// Triggers that a moment rests on.
fn depends(moment: &Moment, agreement: &Agreement, triggers: &mut BTreeSet<String>, states: &mut BTreeSet<String>) {
    match moment {
        Moment::At(_) => {}
        Moment::Trigger(id) => {
            if triggers.insert(id.clone()) {
                for date in agreement.triggers.get(id).into_iter().flat_map(|trigger| &trigger.dates) {
                    depends(&date.at, agreement, triggers, states);
                }
            }
        }
        Moment::EntryIntoForce => {
            for bound in agreement.in_force.from.iter().chain(&agreement.in_force.until) {
                if *bound != Moment::EntryIntoForce {
                    depends(bound, agreement, triggers, states);
                }
            }
        }
        Moment::StartOf(id) | Moment::EndOf(id) => {
            if states.insert(id.clone()) {
                for span in agreement.states.get(id).into_iter().flat_map(|state| &state.spans) {
                    for bound in span.from.iter().chain(&span.until) {
                        depends(bound, agreement, triggers, states);
                    }
                }
            }
        }
        Moment::After(_, of) | Moment::DayAfter(_, of) => depends(of, agreement, triggers, states),
    }
}

/// Says where a trigger, a state or the entry into force rests on itself, and cuts the circle.
pub(super) fn triggers_without_circles(agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let ids: Vec<String> = agreement.triggers.keys().cloned().collect();
    for id in ids {
        let mut met = Met::default();
        let dates = agreement.triggers[&id].dates.clone();
        let circular = dates.iter().any(|date| reaches(&date.at, &Moment::Trigger(id.clone()), agreement, &mut met));
        if circular {
            circle(&format!("The trigger `{id}`"), agreement.triggers[&id].at.clone(), ctx);
            agreement.triggers.get_mut(&id).expect("the id was taken from this map").dates.clear();
        }
    }
    let ids: Vec<String> = agreement.states.keys().cloned().collect();
    for id in ids {
        let spans = agreement.states[&id].spans.clone();
        let bounds: Vec<Moment> = spans.iter().flat_map(|span| span.from.iter().chain(&span.until)).cloned().collect();
        let circular = bounds.iter().any(|bound| {
            reaches(bound, &Moment::EndOf(id.clone()), agreement, &mut Met::default())
                || reaches(bound, &Moment::StartOf(id.clone()), agreement, &mut Met::default())
        });
        if circular {
            circle(&format!("The state `{id}`"), agreement.states[&id].at.clone(), ctx);
            agreement.states.get_mut(&id).expect("the id was taken from this map").spans.clear();
        }
    }
    let from = agreement.in_force.from.clone().into_iter().chain(agreement.in_force.until.clone());
    for bound in from.collect::<Vec<_>>() {
        if reaches(&bound, &Moment::EntryIntoForce, agreement, &mut Met::default()) {
            circle("The time in force", ctx.lines.position(0, 3), ctx);
            agreement.in_force.from = None;
            agreement.in_force.until = None;
        }
    }
}

fn circle(what: &str, at: crate::Position, ctx: &mut Ctx<'_>) {
    let message = format!("{what} is counted from itself.");
    ctx.diagnostics.push(Diagnostic::new(Code::Circle, at, message).hint("give one of the dates as a date"));
}

#[derive(Default)]
struct Met {
    names: BTreeSet<String>,
}

/// Whether computing `moment` needs `target`.
fn reaches(moment: &Moment, target: &Moment, agreement: &Agreement, met: &mut Met) -> bool {
    if moment == target {
        return true;
    }
    match moment {
        Moment::At(_) => false,
        Moment::Trigger(id) => {
            met.names.insert(format!("t {id}"))
                && agreement
                    .triggers
                    .get(id)
                    .is_some_and(|trigger| trigger.dates.iter().any(|date| reaches(&date.at, target, agreement, met)))
        }
        Moment::EntryIntoForce => {
            met.names.insert("entry".to_owned())
                && agreement.in_force.from.as_ref().is_some_and(|bound| reaches(bound, target, agreement, met))
        }
        Moment::StartOf(id) | Moment::EndOf(id) => {
            met.names.insert(format!("s {id}"))
                && agreement.states.get(id).is_some_and(|state| {
                    let bounds = state.spans.iter().flat_map(|span| span.from.iter().chain(&span.until));
                    bounds.into_iter().any(|bound| reaches(bound, target, agreement, met))
                })
        }
        Moment::After(_, of) | Moment::DayAfter(_, of) => reaches(of, target, agreement, met),
    }
}

/// Remarks on what can be used and may not be what was meant.
pub(super) fn warn(agreement: &Agreement, ctx: &mut Ctx<'_>) {
    let mut unused: Vec<(String, crate::Position)> = Vec::new();
    unused.extend(agreement.zones.values().map(|zone| (zone.id.clone(), zone.at.clone())));
    unused.extend(agreement.states.values().map(|state| (state.id.clone(), state.at.clone())));
    unused.extend(agreement.triggers.values().map(|trigger| (trigger.id.clone(), trigger.at.clone())));
    unused.extend(agreement.baselines.values().map(|baseline| (baseline.id.clone(), baseline.at.clone())));
    for (id, at) in unused {
        if !ctx.names.is_used(&id) {
            let message = format!("`{id}` is defined and not used.");
            ctx.diagnostics.push(Diagnostic::new(Code::Unused, at, message));
        }
    }
    for provision in agreement.provisions.iter().filter(|provision| provision.text.is_empty()) {
        let message = format!("The provision {} has rules and no text or paraphrase beside them.", provision.id);
        ctx.diagnostics.push(
            Diagnostic::new(Code::NoText, provision.at.clone(), message)
                .hint("quote the clause, or paraphrase it with its source, in lines that begin with >"),
        );
    }
}
