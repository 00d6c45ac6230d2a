//! What is due: every obligation that has a due time, whose it is, how it stands at each level, and what it waits for; and the
//! steps that the agreement's procedure, or a step itself, makes due in cases. Of a duty that comes back in every period, the one that
//! runs now and the one overdue last are shown.

use std::collections::BTreeMap;

use jiff::Timestamp;
use records::Level;

use super::duties::{self, Duty};
use super::{Cell, Look, Register, Row};
use crate::case::{DueState, DueStep};

pub(super) fn due(look: &Look<'_>) -> Register {
    let duties = duties::all(look).into_iter().filter_map(|duty| Some((duty.any.due?, duty)));
    let mut rows: Vec<(Timestamp, Row)> = duties.map(|(due, duty)| (due, row(look, due, &duty))).collect();
    rows.extend(steps(look));
    rows.sort_by_cached_key(|(due, row)| (*due, key(row)));
    let columns =
        vec!["due", "of", "what", "rule", "reading", "instance", "alleged", "corroborated", "verified", "days_left"];
    Register { columns, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

fn key(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| format!("{cell:?}")).collect()
}

fn row(look: &Look<'_>, due: Timestamp, duty: &Duty<'_>) -> Row {
    let one = duty.any;
    let label = look.agreement.rules().find(|(_, rule)| rule.id == one.rule).map(|(_, rule)| rule.title.clone());
    let events = duty.events();
    Row {
        cells: vec![
            Cell::Moment(due),
            Cell::actor(Some(&one.party)),
            Cell::text(label.unwrap_or_default()),
            Cell::text(&one.rule),
            Cell::text(&one.reading),
            Cell::some_text(Some(&one.instance)),
            duty.status(Level::Alleged),
            duty.status(Level::Corroborated),
            duty.status(Level::Verified),
            days_left(look.as_of, due),
        ],
        entries: super::entries_of(look, &events),
        events: events.into_iter().map(str::to_owned).collect(),
    }
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
