//! What is due: every obligation that has a due time, whose it is, how it stands at each level, and what it waits for; and the
//! steps that the agreement's procedure, or a step itself, makes due in cases. Of a duty that comes back in every period, the one that
//! runs now and the one overdue last are shown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use provisions::{Reading, Rule};
use records::Level;
use rust_decimal::Decimal;

use super::ahead::is_least;
use super::duties::{self, Asks, Duty};
use super::stances::actor_place;
use super::{Cell, Look, Register, Row, ahead};
use crate::case::{DueState, DueStep};
use crate::frame::Sight;
use crate::{Assessment, Status};

pub(super) fn due(look: &Look<'_>) -> Register {
    let all = duties::all(look);
    let mut of_reading: BTreeMap<(&str, &str), Vec<&Duty<'_>>> = BTreeMap::new();
    for duty in &all {
        of_reading.entry((&duty.any.rule, &duty.any.reading)).or_default().push(duty);
    }
    let known: Vec<(&Rule, &Reading)> = look
        .agreement
        .rules()
        .flat_map(|(_, rule)| rule.readings.iter().map(move |reading| (rule, reading)))
        .filter(|(rule, reading)| of_reading.contains_key(&(rule.id.as_str(), reading.name.as_str())))
        .collect();
    let conditions = ahead::of_conditions(look, &known);
    let decisions = Sight::decisions_only(look.known, look.as_of);
    let record = (look.known.findings.iter(), look.known.responses.iter());
    let sight =
        Sight::beside(look.agreement, look.known, decisions, look.as_of).over(conditions, record, look.agreement);
    // What has no due time comes last.
    let mut rows: Vec<(Option<Timestamp>, Row)> = Vec::new();
    for (rule, reading) in known {
        let duties = of_reading.get(&(rule.id.as_str(), reading.name.as_str())).map_or(&[][..], Vec::as_slice);
        let then = ahead::then(look, rule, reading, duties);
        let is_waiting =
            |duty: &Duty<'_>| duty.any.due.is_none() && duty.by_level.values().all(|one| one.status != Status::Met);
        let may_wait = ahead::falls_due(&reading.duty.kind) && duties.iter().any(|duty| is_waiting(duty));
        let waiting = if may_wait { ahead::waits_for(look, &sight, rule, reading) } else { BTreeSet::new() };
        let ahead =
            Ahead { asks: Asks::of(look, &sight, rule, reading), then, waiting: Vec::from_iter(waiting).join("; ") };
        for duty in duties {
            if duty.any.due.is_some() || !ahead.waiting.is_empty() && is_waiting(duty) {
                rows.push((duty.any.due, row(look, &ahead, (rule, reading), duty)));
            }
        }
    }
    rows.extend(steps(look).into_iter().map(|(due, row)| (Some(due), row)));
    // Parties in the agreement's order, then the duties in that of its text.
    let place = |row: &Row| match row.cells.get(1) {
        Some(Cell::Actor(id)) => actor_place(look, id),
        _ => usize::MAX,
    };
    rows.sort_by_key(|(due, row)| (due.is_none(), *due, place(row)));
    let columns = vec![
        "due",
        "of",
        "what",
        "rule",
        "reading",
        "instance",
        "alleged",
        "corroborated",
        "verified",
        "days_left",
        "asked",
        "unit",
        "lacking_low",
        "lacking_high",
        "then_alleged",
        "then_corroborated",
        "then_verified",
        "waits_for",
    ];
    Register { columns, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

/// What is still to come of a reading's duties.
struct Ahead<'r> {
    asks: Asks<'r>,
    then: BTreeMap<ahead::Address, Assessment>,
    /// What those wait for that have no due time.
    waiting: String,
}

fn row(look: &Look<'_>, ahead: &Ahead<'_>, (rule, reading): (&Rule, &Reading), duty: &Duty<'_>) -> Row {
    let one = duty.any;
    let events = duty.events();
    let asked = ahead.asks.number(&one.instance);
    let lacking = |level: Level| {
        let counted = duty.by_level.get(&level).map(|one| one.count);
        let lacks = asked.zip(counted).map(|(asked, counted)| (asked - counted).max(Decimal::ZERO).normalize());
        lacks.filter(|_| is_least(&reading.duty.kind)).map_or(Cell::Nothing, Cell::Amount)
    };
    let then = |level: Level| {
        let then = ahead.then.get(&(one.party.clone(), one.instance.clone(), level));
        let is_pending = duty.by_level.get(&level).is_some_and(|one| one.status == Status::Pending);
        then.filter(|_| is_pending).map_or(Cell::Nothing, |one| Cell::text(duties::status(one)))
    };
    Row {
        cells: vec![
            one.due.map_or(Cell::Nothing, Cell::Moment),
            Cell::actor(Some(&one.party)),
            Cell::text(&rule.title),
            Cell::text(&one.rule),
            Cell::text(&one.reading),
            Cell::some_text(Some(&one.instance)),
            duty.status(Level::Alleged),
            duty.status(Level::Corroborated),
            duty.status(Level::Verified),
            one.due.map_or(Cell::Nothing, |due| days_left(look.as_of, due)),
            asked.map_or(Cell::Nothing, |asked| Cell::Amount(asked.normalize())),
            Cell::some_text(ahead.asks.unit),
            lacking(Level::Alleged),
            lacking(Level::Verified),
            then(Level::Alleged),
            then(Level::Corroborated),
            then(Level::Verified),
            Cell::some_text(Some(ahead.waiting.as_str()).filter(|_| one.due.is_none())),
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
            Cell::Nothing,
            Cell::Nothing,
            Cell::Nothing,
            Cell::Nothing,
            if state == "pending" { Cell::text("overdue") } else { Cell::Nothing },
            Cell::Nothing,
            Cell::Nothing,
            Cell::Nothing,
        ],
        events: vec![event.to_owned()],
        entries: entry.into_iter().collect(),
    }
}
