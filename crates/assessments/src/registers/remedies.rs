//! Remedies: what bodies recommended, to whom and by when; whether it ceased and whether it was made good, and who says so. What
//! others than a body of the agreement say is a claim until a body says it.

use std::collections::BTreeSet;

use events::Noted;
use jiff::Timestamp;
use records::{CaseStep, Stage};

use super::{Cell, Look, Register, Row};
use crate::Case;
use crate::case::DueState;

/// Steps of one kind that belong to a recommendation.
struct Said<'a> {
    steps: Vec<&'a Noted<CaseStep>>,
    /// Whether a body says it.
    confirmed: bool,
}

impl Said<'_> {
    /// The first day on which a body says it; where none does, the first on which anybody does.
    fn day(&self, look: &Look<'_>) -> Cell {
        let counts = |step: &&&Noted<CaseStep>| !self.confirmed || is_body(look, &step.what.by);
        let days = self.steps.iter().filter(counts).map(|step| step.what.when.start());
        days.min().map_or(Cell::Nothing, Cell::Day)
    }

    fn known(&self) -> Cell {
        match (self.steps.is_empty(), self.confirmed) {
            (true, _) => Cell::Nothing,
            (false, true) => Cell::text("confirmed"),
            (false, false) => Cell::text("claimed"),
        }
    }

    fn told_by(&self) -> Cell {
        let by: BTreeSet<&str> = self.steps.iter().map(|step| step.what.by.as_str()).collect();
        if by.is_empty() { Cell::Nothing } else { Cell::Actors(by.into_iter().map(str::to_owned).collect()) }
    }
}

fn is_body(look: &Look<'_>, name: &str) -> bool {
    look.agreement.bodies.iter().any(|body| body.id == name)
}

pub(super) fn remedies(look: &Look<'_>) -> Register {
    let cases = crate::Cases::new(look.agreement, look.known, look.as_of);
    let mut rows: Vec<(Timestamp, Row)> = Vec::new();
    for (event, case) in cases.all() {
        of_case(look, event, &case, &mut rows);
    }
    rows.sort_by(|one, other| {
        (one.0, &one.1.events, &one.1.entries).cmp(&(other.0, &other.1.events, &other.1.entries))
    });
    let columns = vec![
        "recommended",
        "by",
        "to",
        "due",
        "state",
        "ceased",
        "ceased_known",
        "ceased_told_by",
        "made_good",
        "made_good_known",
        "made_good_told_by",
        "looked_again",
        "event",
        "recommendation",
    ];
    Register { columns, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

/// A row for each recommendation of a body, and one for what ceased or was made good without any.
fn of_case(look: &Look<'_>, event: &str, case: &Case<'_>, rows: &mut Vec<(Timestamp, Row)>) {
    let recommended =
        |step: &&&Noted<CaseStep>| step.what.stage == Stage::Recommendation && is_body(look, &step.what.by);
    let recommendations: Vec<&Noted<CaseStep>> = case.steps.iter().filter(recommended).copied().collect();
    // One that names a recommendation is on that one; one that names nothing, or a finding, is on all before it.
    let is_on = |step: &Noted<CaseStep>, recommendation: &Noted<CaseStep>| {
        let names = |one: &Noted<CaseStep>| step.what.on.as_deref() == Some(one.id.as_str());
        let names_some = case.steps.iter().any(|one| one.what.stage == Stage::Recommendation && names(one));
        names(recommendation) || !names_some && step.what.when.start() >= recommendation.what.when.start()
    };
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    for recommendation in &recommendations {
        let belong: Vec<&Noted<CaseStep>> =
            case.steps.iter().filter(|step| is_on(step, recommendation)).copied().collect();
        placed.extend(belong.iter().map(|step| step.id.as_str()));
        rows.push((recommendation.what.when.start(), row(look, event, case, Some(recommendation), &belong)));
    }
    let is_left = |step: &&&Noted<CaseStep>| {
        matches!(step.what.stage, Stage::Cessation | Stage::Remedy) && !placed.contains(step.id.as_str())
    };
    let left: Vec<&Noted<CaseStep>> = case.steps.iter().filter(is_left).copied().collect();
    if let Some(first) = left.first() {
        rows.push((first.what.when.start(), row(look, event, case, None, &left)));
    }
}

fn row(
    look: &Look<'_>,
    event: &str,
    case: &Case<'_>,
    recommendation: Option<&Noted<CaseStep>>,
    belong: &[&Noted<CaseStep>],
) -> Row {
    let said = |stage: Stage| {
        let steps: Vec<&Noted<CaseStep>> = belong.iter().filter(|step| step.what.stage == stage).copied().collect();
        let confirmed = steps.iter().any(|step| is_body(look, &step.what.by));
        Said { steps, confirmed }
    };
    let [ceased, made_good, again] = [Stage::Cessation, Stage::Remedy, Stage::FollowUp].map(said);
    let steps = recommendation
        .into_iter()
        .chain([&ceased, &made_good, &again].into_iter().flat_map(|one| one.steps.iter().copied()));
    let entries: BTreeSet<u64> = steps.map(|step| step.entry).filter(|entry| *entry > 0).collect();
    let asked = recommendation.map(|step| &step.what);
    Row {
        cells: vec![
            asked.map_or(Cell::Nothing, |asked| Cell::Day(asked.when.start())),
            Cell::actor(asked.map(|asked| asked.by.as_str())),
            Cell::actor(asked.and_then(|asked| asked.to.as_deref())),
            asked.and_then(|asked| asked.due).map_or(Cell::Nothing, Cell::Moment),
            Cell::text(state(case, recommendation, &ceased, &made_good)),
            ceased.day(look),
            ceased.known(),
            ceased.told_by(),
            made_good.day(look),
            made_good.known(),
            made_good.told_by(),
            again.day(look),
            Cell::text(event),
            Cell::some_text(recommendation.map(|step| step.id.as_str())),
        ],
        events: vec![event.to_owned()],
        entries: entries.into_iter().collect(),
    }
}

/// How a recommendation stands: against its time where it has one.
fn state(
    case: &Case<'_>,
    recommendation: Option<&Noted<CaseStep>>,
    ceased: &Said<'_>,
    made_good: &Said<'_>,
) -> &'static str {
    let id = recommendation.map(|step| step.id.as_str());
    let timed = case.due.iter().find(|step| step.after.is_none() && id.is_some() && step.set_by.as_deref() == id);
    match timed.map(|step| &step.state) {
        Some(DueState::Pending | DueState::Waits) => "pending",
        Some(DueState::Overdue) => "overdue",
        Some(DueState::Claimed(_)) => "claimed",
        Some(DueState::Done(_)) => "done",
        Some(DueState::Late(_)) => "done, late",
        None if ceased.confirmed || made_good.confirmed => "done",
        None if !ceased.steps.is_empty() || !made_good.steps.is_empty() => "claimed",
        None => "open",
    }
}
