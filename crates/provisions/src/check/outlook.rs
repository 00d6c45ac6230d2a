//! Looks over the whole: circles among moments, disputed dates as readings, what is not used or has no text.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ctx, chains, rules};
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

/// Says where a trigger, a state or the entry into force rests on itself, or on others too many times over, and cuts it.
pub(super) fn triggers_without_circles(agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let found = chains::chains(&rests_on(agreement));
    for name in &found.circles {
        let (what, at) = named(name, agreement, ctx);
        let message = format!("{what} is counted from itself.");
        ctx.diagnostics.push(Diagnostic::new(Code::Circle, at, message).hint("give one of the dates as a date"));
    }
    for name in &found.too_long {
        let (what, at) = named(name, agreement, ctx);
        let message = format!("{what} rests on others more than {} times over.", chains::LENGTH_MAX);
        ctx.diagnostics.push(Diagnostic::new(Code::ChainLong, at, message).hint("give one of the dates as a date"));
    }
    for name in found.circular.iter().chain(&found.too_long) {
        if let Some((_, id)) = name.split_once(' ') {
            ctx.names.mark_faulty(id);
        }
    }
    for name in found.circles.iter().chain(&found.too_long) {
        cut(name, agreement);
    }
}

/// What every trigger, every state and the entry into force rests on. The names say which of them they are of, in the order in
/// which they are to be blamed.
fn rests_on(agreement: &Agreement) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for (id, trigger) in &agreement.triggers {
        all.insert(format!("1 {id}"), trigger.dates.iter().filter_map(|date| root(&date.at)).collect());
    }
    for (id, state) in &agreement.states {
        let bounds = state.spans.iter().flat_map(|span| span.from.iter().chain(&span.until)).filter_map(root);
        let other = state.prolonged_while.iter().map(|other| format!("2 {other}"));
        all.insert(format!("2 {id}"), bounds.chain(other).collect());
    }
    let in_force = agreement.in_force.from.iter().chain(&agreement.in_force.until);
    all.insert("3".to_owned(), in_force.filter_map(root).collect());
    all
}

/// The definition from which a moment is counted. What reaches a milestone are events, which rest on no moment.
fn root(moment: &Moment) -> Option<String> {
    match moment {
        Moment::At(_) | Moment::Milestone(_) => None,
        Moment::Trigger(id) => Some(format!("1 {id}")),
        Moment::StartOf(id) | Moment::EndOf(id) => Some(format!("2 {id}")),
        Moment::EntryIntoForce => Some("3".to_owned()),
        Moment::After(_, of)
        | Moment::Before(_, of)
        | Moment::DayAfter(_, of)
        | Moment::WorkingDayAfter(_, _, of)
        | Moment::ClockTime(_, of) => root(of),
    }
}

fn named(name: &str, agreement: &Agreement, ctx: &Ctx<'_>) -> (String, crate::Position) {
    match name.split_once(' ') {
        Some(("1", id)) if agreement.triggers.contains_key(id) => {
            (format!("The trigger `{id}`"), agreement.triggers[id].at.clone())
        }
        Some(("2", id)) if agreement.states.contains_key(id) => {
            (format!("The state `{id}`"), agreement.states[id].at.clone())
        }
        _ => ("The time in force".to_owned(), ctx.lines.position(0, 3)),
    }
}

fn cut(name: &str, agreement: &mut Agreement) {
    match name.split_once(' ') {
        Some(("1", id)) => agreement.triggers.get_mut(id).map_or((), |trigger| trigger.dates.clear()),
        Some((_, id)) => {
            if let Some(state) = agreement.states.get_mut(id) {
                state.spans.clear();
                state.prolonged_while = None;
            }
        }
        None => (agreement.in_force.from, agreement.in_force.until) = (None, None),
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
