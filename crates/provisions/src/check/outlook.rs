//! Looks over the whole: circles among moments, disputed dates as readings, what is not used or has no text.

use std::collections::BTreeSet;

use super::{Ctx, rules};
use crate::agreement::Agreement;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::{Kind, Precondition, Reporting};
use crate::rule::{Amount, Anchor, Due, Duty, Moment, Reading};

/// More readings than this of one rule are not made.
const READINGS_MAX: usize = 64;

/// One reading for each choice among the dates claimed for the triggers on which the duty depends.
pub(super) fn with_choices(
    (name, held_by, duty): (String, Vec<String>, Duty),
    at: &crate::Position,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> Vec<Reading> {
    let mut rests = Rests::default();
    for moment in moments_of(&duty) {
        rests.on_moment(&moment, agreement);
    }
    for amount in amounts_of(&duty.kind) {
        rests.on_amount(amount);
    }
    let n_dates = |id: &String| agreement.triggers.get(id).map_or(0, |trigger| trigger.dates.len());
    let n_claims = |id: &String| agreement.baselines.get(id).map_or(0, |baseline| baseline.claims.len());
    let mut disputed: Vec<(String, usize)> = rests.triggers.iter().map(|id| (id.clone(), n_dates(id))).collect();
    disputed.extend(rests.baselines.iter().map(|id| (id.clone(), n_claims(id))));
    disputed.retain(|(_, n_claimed)| *n_claimed > 1);
    disputed.sort();
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
                .map(|(id, claim_idx)| {
                    let (reading, _) = claim(agreement, id, *claim_idx);
                    format!("{id}: {}", reading.unwrap_or_else(|| (claim_idx + 1).to_string()))
                })
                .collect();
            let mut holders = held_by.clone();
            for (id, claim_idx) in &choices {
                holders.extend(claim(agreement, id, *claim_idx).1.iter().cloned());
            }
            if name != Reading::AS_WRITTEN || names.is_empty() {
                names.insert(0, name.clone());
            }
            Reading { name: names.join("; "), held_by: holders, choices, duty: duty.clone() }
        })
        .collect()
}

/// Reading and holders of a claimed date, or of a claimed baseline.
fn claim<'a>(agreement: &'a Agreement, id: &str, claim_idx: usize) -> (Option<String>, &'a [String]) {
    if let Some(date) = agreement.triggers.get(id).and_then(|trigger| trigger.dates.get(claim_idx)) {
        return (date.reading.clone(), &date.held_by);
    }
    match agreement.baselines.get(id).and_then(|baseline| baseline.claims.get(claim_idx)) {
        Some(claim) => (claim.reading.clone(), &claim.held_by),
        None => (None, &[]),
    }
}

fn moments_of(duty: &Duty) -> Vec<Moment> {
    let mut found: Vec<Moment> = duty.time.from.iter().chain(&duty.time.until).chain(&duty.once).cloned().collect();
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
        Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => Some(due),
        Kind::Cumulative { due, .. } => due.as_ref(),
        _ => None,
    };
    match due {
        Some(Due::Within(_, Anchor::Moment(moment)) | Due::By(moment)) => found.push(moment.clone()),
        Some(Due::Between(from, until)) => found.extend([from.clone(), until.clone()]),
        Some(Due::Within(_, Anchor::Event(_)) | Due::ToBeAgreed) | None => {}
    }
    if let Kind::Sequence { only: conditions, .. } | Kind::Eligibility { after: conditions, .. } = &duty.kind {
        found.extend(conditions.iter().filter_map(|condition| match condition {
            Precondition::Moment(moment) => Some(moment.clone()),
            _ => None,
        }));
    }
    found
}

fn amounts_of(kind: &Kind) -> Vec<&Amount> {
    match kind {
        Kind::Deadline { at_least: amount, .. }
        | Kind::Cumulative { amount, .. }
        | Kind::Cap { at_most: amount, .. } => {
            vec![amount]
        }
        Kind::Rate { measures, .. } => measures.iter().map(|measure| &measure.amount).collect(),
        Kind::Conditional { steps, .. } => {
            let conditions = steps.iter().flat_map(|step| &step.once).map(|reached| &reached.at_least);
            steps.iter().map(|step| &step.at_least).chain(conditions).collect()
        }
        Kind::Sequence { only: conditions, .. } | Kind::Eligibility { after: conditions, .. } => conditions
            .iter()
            .filter_map(|condition| match condition {
                Precondition::Happened(_, amount) => Some(amount),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Triggers and baselines on which something rests.
#[derive(Default)]
struct Rests {
    triggers: BTreeSet<String>,
    baselines: BTreeSet<String>,
    states: BTreeSet<String>,
    milestones: BTreeSet<String>,
}

impl Rests {
    fn on_amount(&mut self, amount: &Amount) {
        if let Amount::Share(_, baseline) = amount {
            self.baselines.insert(baseline.clone());
        }
    }

    fn on_moment(&mut self, moment: &Moment, agreement: &Agreement) {
        match moment {
            Moment::At(_) => {}
            Moment::Trigger(id) => {
                if self.triggers.insert(id.clone()) {
                    for date in agreement.triggers.get(id).into_iter().flat_map(|trigger| &trigger.dates) {
                        self.on_moment(&date.at, agreement);
                    }
                }
            }
            Moment::Milestone(id) => {
                if self.milestones.insert(id.clone()) {
                    self.on_moment(&Moment::EntryIntoForce, agreement);
                    for reached in agreement.milestones.get(id).into_iter().flat_map(|milestone| &milestone.when) {
                        self.on_amount(&reached.at_least);
                    }
                }
            }
            Moment::EntryIntoForce => {
                for bound in agreement.in_force.from.iter().chain(&agreement.in_force.until) {
                    if *bound != Moment::EntryIntoForce {
                        self.on_moment(bound, agreement);
                    }
                }
            }
            Moment::StartOf(id) | Moment::EndOf(id) => self.on_state(id, agreement),
            Moment::After(_, of)
            | Moment::Before(_, of)
            | Moment::DayAfter(_, of)
            | Moment::WorkingDayAfter(_, _, of)
            | Moment::ClockTime(_, of) => self.on_moment(of, agreement),
        }
    }

    fn on_state(&mut self, id: &str, agreement: &Agreement) {
        if !self.states.insert(id.to_owned()) {
            return;
        }
        let Some(state) = agreement.states.get(id) else { return };
        for bound in state.spans.iter().flat_map(|span| span.from.iter().chain(&span.until)) {
            self.on_moment(bound, agreement);
        }
        if let Some(other) = &state.prolonged_while {
            self.on_state(other, agreement);
        }
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
        let mut bounds: Vec<Moment> =
            spans.iter().flat_map(|span| span.from.iter().chain(&span.until)).cloned().collect();
        bounds.extend(agreement.states[&id].prolonged_while.clone().map(Moment::StartOf));
        let circular = bounds.iter().any(|bound| {
            reaches(bound, &Moment::EndOf(id.clone()), agreement, &mut Met::default())
                || reaches(bound, &Moment::StartOf(id.clone()), agreement, &mut Met::default())
        });
        if circular {
            circle(&format!("The state `{id}`"), agreement.states[&id].at.clone(), ctx);
            agreement.states.get_mut(&id).expect("the id was taken from this map").spans.clear();
            agreement.states.get_mut(&id).expect("the id was taken from this map").prolonged_while = None;
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
        // What reaches a milestone are events, which rest on no moment.
        Moment::At(_) | Moment::Milestone(_) => false,
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
                    let prolonged = state.prolonged_while.clone().map(Moment::StartOf);
                    bounds.into_iter().chain(&prolonged).any(|bound| {
                        let same = matches!((bound, target), (Moment::StartOf(a), Moment::EndOf(b)) if a == b);
                        same || reaches(bound, target, agreement, met)
                    })
                })
        }
        Moment::After(_, of)
        | Moment::Before(_, of)
        | Moment::DayAfter(_, of)
        | Moment::WorkingDayAfter(_, _, of)
        | Moment::ClockTime(_, of) => reaches(of, target, agreement, met),
    }
}

/// Remarks on what can be used and may not be what was meant.
pub(super) fn warn(agreement: &Agreement, ctx: &mut Ctx<'_>) {
    let mut unused: Vec<(String, crate::Position)> = Vec::new();
    unused.extend(agreement.zones.values().map(|zone| (zone.id.clone(), zone.at.clone())));
    unused.extend(agreement.states.values().map(|state| (state.id.clone(), state.at.clone())));
    unused.extend(agreement.triggers.values().map(|trigger| (trigger.id.clone(), trigger.at.clone())));
    unused.extend(agreement.baselines.values().map(|baseline| (baseline.id.clone(), baseline.at.clone())));
    unused.extend(agreement.lines.values().map(|line| (line.id.clone(), line.at.clone())));
    unused.extend(agreement.milestones.values().map(|milestone| (milestone.id.clone(), milestone.at.clone())));
    unused.extend(agreement.values.values().map(|value| (value.id.clone(), value.at.clone())));
    unused.extend(agreement.attributes.values().map(|attribute| (attribute.id.clone(), attribute.at.clone())));
    unused.extend(ctx.calendars.iter().cloned());
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
