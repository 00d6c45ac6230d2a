//! Projects, and the goods that they ask for: from the request through approval, entry and delivery to use on the site, with the
//! days that each stage took, and who holds it now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::chain::{Loads, Step, by_name, parties, row, said, steps_naming, told_by};
use super::{Cell, Look, Register, Row};

/// Stages of a request, in order; of two at one time the later counts.
pub(super) const GOODS: [&str; 7] = [
    "goods_requested",
    "goods_approved",
    "goods_refused",
    "goods_entered",
    "goods_delivered",
    "goods_used",
    "goods_diverted",
];
const REQUESTED: usize = 0;
const APPROVED: usize = 1;
const REFUSED: usize = 2;
const ENTERED: usize = 3;
const DELIVERED: usize = 4;
const USED: usize = 5;

const PROJECTS: [&str; 4] = ["project_agreed", "project_begun", "project_stopped", "project_completed"];

/// One request with how it stands.
struct Request<'s, 'a> {
    steps: &'s [Step<'a>],
    /// The stage that it has reached.
    stage: usize,
    /// Those to whom it was made and who have not answered.
    waits_for: BTreeSet<&'s str>,
    /// The first day of each stage that was reached.
    since: BTreeMap<usize, Timestamp>,
}

impl<'s, 'a> Request<'s, 'a> {
    fn of(steps: &'s [Step<'a>]) -> Request<'s, 'a> {
        let of_stage = |stage: usize| steps.iter().filter(move |step| step.stage == stage);
        let start = |step: &Step<'_>| step.claim.happening.when.start();
        let asked = of_stage(REQUESTED).filter_map(|step| step.claim.happening.to.as_deref());
        let asked: BTreeSet<&str> = asked.collect();
        let mut answers: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for step in of_stage(APPROVED) {
            let first = answers.entry(step.by.as_deref().unwrap_or("")).or_insert(start(step));
            *first = start(step).min(*first);
        }
        let refused = of_stage(REFUSED).filter_map(|step| step.by.as_deref());
        let answered: BTreeSet<&str> = answers.keys().copied().chain(refused).collect();
        let waits_for: BTreeSet<&str> = asked.difference(&answered).copied().collect();
        let mut since = BTreeMap::new();
        for step in steps.iter().filter(|step| step.stage != APPROVED) {
            since.entry(step.stage).or_insert(start(step));
        }
        // Approved once the last of those asked has approved; without a word on who was asked, once anybody has.
        let of_asked = answers.iter().filter(|(by, _)| asked.contains(*by)).map(|(_, day)| *day);
        let complete = if asked.is_empty() { answers.values().min().copied() } else { of_asked.max() };
        since.extend(complete.filter(|_| waits_for.is_empty()).map(|day| (APPROVED, day)));
        let stage = since.iter().max_by_key(|(stage, day)| (**day, **stage)).map_or(APPROVED, |(stage, _)| *stage);
        Request { steps, stage, waits_for, since }
    }

    fn is_open(&self) -> bool {
        !matches!(self.stage, USED | REFUSED)
    }

    /// Who has it in hand: those asked, then whoever asked, then whoever it was handed to, or did the last with it.
    fn held_by(&self, look: &Look<'_>) -> Cell {
        let last = self.steps.iter().rfind(|step| step.stage == self.stage);
        let first = self.steps.iter().find(|step| step.stage == REQUESTED);
        match self.stage {
            REQUESTED => parties(look, self.waits_for.iter().copied()),
            APPROVED => Cell::actor(first.and_then(|step| step.by.as_deref())),
            USED | REFUSED => Cell::Nothing,
            ENTERED | DELIVERED => {
                Cell::actor(last.and_then(|step| step.claim.happening.to.as_deref().or(step.by.as_deref())))
            }
            _ => Cell::actor(last.and_then(|step| step.by.as_deref())),
        }
    }
}

pub(super) fn goods(look: &Look<'_>) -> Register {
    let (named, _) = by_name(steps_naming(look, "reconstruction", &GOODS, Some("request")), "request");
    let columns = vec![
        "request",
        "goods",
        "project",
        "stage",
        "since",
        "known",
        "held_by",
        "asked_low",
        "asked_high",
        "delivered_low",
        "delivered_high",
        "used_low",
        "used_high",
        "unit",
        "requested",
        "approved",
        "entered",
        "delivered",
        "used",
        "days_to_approval",
        "days_to_entry",
        "days_to_delivery",
        "days_to_use",
        "days_waiting",
        "settled_by",
        "told_by",
    ];
    Register { columns, rows: named.iter().map(|(name, steps)| request(look, name, steps)).collect() }
}

fn request(look: &Look<'_>, name: &str, steps: &[Step<'_>]) -> Row {
    let request = Request::of(steps);
    let loads = Loads::of(look, steps);
    let day = |stage: usize| request.since.get(&stage).copied();
    let at = |day: Option<Timestamp>| day.map_or(Cell::Nothing, Cell::Day);
    let days = |from: Option<Timestamp>, until: Option<Timestamp>| match (from, until) {
        (Some(from), Some(until)) => days_between(look, from, until),
        _ => Cell::Nothing,
    };
    let known = steps.iter().filter(|step| step.stage == request.stage).map(|step| step.known).max();
    let kind = steps.iter().rfind(|step| step.stage == request.stage);
    let waiting = day(request.stage).filter(|_| request.is_open());
    let mut cells = vec![
        Cell::text(name),
        said(look, steps, "item"),
        said(look, steps, "project"),
        kind.map_or(Cell::Nothing, |step| Cell::Type(step.claim.happening.kind.clone())),
        at(day(request.stage)),
        known.map_or(Cell::Nothing, |known| Cell::text(known.to_text())),
        request.held_by(look),
    ];
    // The same goods are asked for of each who must approve.
    cells.extend(loads.at_each(steps, REQUESTED, |step| step.claim.happening.to.as_deref()));
    cells.extend([DELIVERED, USED].into_iter().flat_map(|stage| loads.at(steps, stage)));
    cells.push(Cell::some_text(loads.unit));
    cells.extend([REQUESTED, APPROVED, ENTERED, DELIVERED, USED].map(|stage| at(day(stage))));
    let stages = [REQUESTED, APPROVED, ENTERED, DELIVERED, USED];
    cells.extend(stages.windows(2).map(|pair| days(day(pair[0]), day(pair[1]))));
    cells.extend([days(waiting, Some(look.as_of)), loads.settled_by(), told_by(steps)]);
    row(steps, cells)
}

/// From day to day, in the agreement's time zone; nothing where the later stage came first.
fn days_between(look: &Look<'_>, from: Timestamp, until: Timestamp) -> Cell {
    let calendar = &look.agreement.calendar;
    let days = calendar.date(from).until(calendar.date(until)).map(|span| span.get_days());
    days.ok().and_then(|days| u64::try_from(days).ok()).map_or(Cell::Nothing, Cell::Count)
}

pub(super) fn projects(look: &Look<'_>) -> Register {
    let (mut named, _) = by_name(steps_naming(look, "reconstruction", &PROJECTS, Some("project")), "project");
    let (requests, _) = by_name(steps_naming(look, "reconstruction", &GOODS, Some("request")), "request");
    let mut of_project: BTreeMap<&str, Vec<&[Step<'_>]>> = BTreeMap::new();
    for steps in requests.values() {
        let projects: BTreeSet<&str> =
            steps.iter().filter_map(|step| step.claim.happening.field("project")).filter(|id| !id.is_empty()).collect();
        projects.into_iter().for_each(|project| of_project.entry(project).or_default().push(steps));
    }
    // One that goods were asked for, and of which nobody told more.
    for project in of_project.keys() {
        named.entry(project).or_default();
    }
    let row = |(name, steps): (&&str, &Vec<Step<'_>>)| {
        let latest = steps.last();
        let asked = of_project.get(*name).map_or(&[][..], Vec::as_slice);
        let n_open = asked.iter().filter(|steps| Request::of(steps).is_open()).count();
        let places: BTreeSet<&str> =
            steps.iter().filter_map(|step| step.claim.happening.place.zone.as_deref()).collect();
        let cells = vec![
            Cell::text(*name),
            said(look, steps, "item"),
            Cell::some_text(Some(places.into_iter().collect::<Vec<_>>().join(" / ").as_str())),
            latest.map_or(Cell::Nothing, |step| Cell::Type(step.claim.happening.kind.clone())),
            latest.map_or(Cell::Nothing, Step::day),
            latest.map_or(Cell::Nothing, |step| Cell::text(step.known.to_text())),
            Cell::actor(latest.and_then(|step| step.by.as_deref())),
            Cell::Count(asked.len() as u64),
            Cell::Count(n_open as u64),
            told_by(steps),
        ];
        let mut own = row(steps, cells);
        for of_request in asked.iter().map(|steps| row(steps, Vec::new())) {
            own.events.extend(of_request.events);
            own.entries.extend(of_request.entries);
        }
        own.events.sort();
        own.events.dedup();
        own.entries.sort_unstable();
        own.entries.dedup();
        own
    };
    let columns = vec!["project", "name", "zone", "state", "since", "known", "by", "requests", "open", "told_by"];
    Register { columns, rows: named.iter().map(row).collect() }
}
