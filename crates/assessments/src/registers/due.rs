//! What is due: every obligation that has a due time, whose it is, how it stands at each level, and what it waits for; and the
//! steps that the agreement's procedure, or a step itself, makes due in cases. Of a duty that comes back in every period, the one that
//! runs now and the one overdue last are shown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::Level;

use super::{Cell, Look, Register, Row};
use crate::case::{DueState, DueStep};
use crate::{Assessment, Status};

/// One duty's assessments at all levels.
struct Duty<'a> {
    due: Timestamp,
    by_level: BTreeMap<Level, &'a Assessment>,
}

pub(super) fn due(look: &Look<'_>) -> Register {
    let mut rows: Vec<(Timestamp, Row)> = duties(look).into_iter().map(|duty| (duty.due, row(look, &duty))).collect();
    rows.extend(steps(look));
    rows.sort_by_cached_key(|(due, row)| (*due, key(row)));
    let columns =
        vec!["due", "of", "what", "rule", "reading", "instance", "alleged", "corroborated", "verified", "days_left"];
    Register { columns, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

fn key(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| format!("{cell:?}")).collect()
}

/// Duties with a due time: of those that come back, the last that fell due and the one that runs.
fn duties<'a>(look: &Look<'a>) -> Vec<Duty<'a>> {
    let mut all: BTreeMap<(&str, &str, &str, &str), Duty<'a>> = BTreeMap::new();
    for one in look.assessments {
        let Some(due) = one.due else { continue };
        let address = (one.rule.as_str(), one.reading.as_str(), one.party.as_str(), one.instance.as_str());
        all.entry(address).or_insert_with(|| Duty { due, by_level: BTreeMap::new() }).by_level.insert(one.level, one);
    }
    let periodic = |rule: &str| {
        let found = look.agreement.rules().find(|(_, known)| known.id == rule);
        found.is_some_and(|(_, rule)| rule.readings.iter().any(|reading| comes_back(&reading.duty)))
    };
    let mut latest: BTreeMap<(&str, &str, &str), Timestamp> = BTreeMap::new();
    for ((rule, reading, party, _), duty) in &all {
        if duty.due < look.as_of {
            let last = latest.entry((rule, reading, party)).or_insert(duty.due);
            *last = duty.due.max(*last);
        }
    }
    let is_shown = |(rule, reading, party): (&str, &str, &str), duty: &Duty<'_>| {
        duty.due >= look.as_of || !periodic(rule) || latest.get(&(rule, reading, party)) == Some(&duty.due)
    };
    let shown = all.into_iter().filter(|((rule, reading, party, _), duty)| is_shown((rule, reading, party), duty));
    shown.map(|(_, duty)| duty).collect()
}

/// Whether a duty has an instance for every period.
fn comes_back(duty: &provisions::Duty) -> bool {
    matches!(duty.kind, provisions::Kind::Rate { .. } | provisions::Kind::Report { .. })
}

fn row(look: &Look<'_>, duty: &Duty<'_>) -> Row {
    let Some(one) = duty.by_level.values().next() else {
        return Row { cells: Vec::new(), events: Vec::new(), entries: Vec::new() };
    };
    let label = look.agreement.rules().find(|(_, rule)| rule.id == one.rule).map(|(_, rule)| rule.title.clone());
    let at = |level: Level| duty.by_level.get(&level).map_or(Cell::Nothing, |one| Cell::text(status(one)));
    let events: BTreeSet<&str> =
        duty.by_level.values().flat_map(|one| &one.because).map(|cause| cause.event.as_str()).collect();
    Row {
        cells: vec![
            Cell::Moment(duty.due),
            Cell::actor(Some(&one.party)),
            Cell::text(label.unwrap_or_default()),
            Cell::text(&one.rule),
            Cell::text(&one.reading),
            Cell::some_text(Some(&one.instance)),
            at(Level::Alleged),
            at(Level::Corroborated),
            at(Level::Verified),
            days_left(look.as_of, duty.due),
        ],
        entries: super::entries_of(look, &events),
        events: events.into_iter().map(str::to_owned).collect(),
    }
}

fn status(one: &Assessment) -> String {
    let late = if one.late && one.status == Status::Met { ", late" } else { "" };
    let reason = one.reason.map(|reason| format!(": {}", reason.to_text())).unwrap_or_default();
    format!("{}{reason}{late}", one.status.to_text())
}

/// Whole days until then; nothing where it has passed.
fn days_left(as_of: Timestamp, due: Timestamp) -> Cell {
    let seconds = due.as_second() - as_of.as_second();
    if seconds < 0 { Cell::Nothing } else { Cell::Count(seconds.unsigned_abs() / 86_400) }
}

/// Steps that are due in the cases on events, and not done.
fn steps(look: &Look<'_>) -> Vec<(Timestamp, Row)> {
    let cases = crate::Cases::new(look.agreement, look.known, look.as_of);
    let noted: BTreeMap<&str, u64> =
        look.known.steps.iter().map(|step| (step.id.as_str(), step.entry)).filter(|(_, entry)| *entry > 0).collect();
    let mut out = Vec::new();
    for (event, case) in cases.all() {
        for step in &case.due {
            let (Some(due), Some(state)) = (step.due, open_state(&step.state)) else { continue };
            let entry = step.set_by.as_deref().and_then(|id| noted.get(id)).copied();
            out.push((due, step_row(look, event, step, (due, state), entry)));
        }
    }
    out
}

/// How a step stands that is not done.
fn open_state(state: &DueState) -> Option<&'static str> {
    match state {
        DueState::Pending => Some("pending"),
        DueState::Overdue => Some("overdue"),
        DueState::Claimed(_) => Some("claimed"),
        DueState::Waits | DueState::Done(_) | DueState::Late(_) => None,
    }
}

fn step_row(look: &Look<'_>, event: &str, step: &DueStep, (due, state): (Timestamp, &str), entry: Option<u64>) -> Row {
    Row {
        cells: vec![
            Cell::Moment(due),
            Cell::actor(step.of.as_deref()),
            Cell::text(step.stage.to_text()),
            Cell::Nothing,
            Cell::Nothing,
            Cell::text(event),
            Cell::text(state),
            Cell::Nothing,
            Cell::Nothing,
            days_left(look.as_of, due),
        ],
        events: vec![event.to_owned()],
        entries: entry.into_iter().collect(),
    }
}
