//! What the agreement asks of what a register is about, against what is counted: each rule, reading and party by itself, with the
//! baseline that the reading takes, the number asked, by when, and how it stands at each level.

use std::collections::BTreeMap;

use jiff::Timestamp;
use provisions::{Amount, Kind, Reading, Rule};
use records::Level;
use rust_decimal::Decimal;

use super::{Cell, Look, Register, Row};
use crate::frame::{Frame, Sight};
use crate::time::{Clock, Stretch};
use crate::{Assessment, Status};

/// One duty's assessments at all levels.
pub(super) struct Duty<'a> {
    pub(super) any: &'a Assessment,
    pub(super) by_level: BTreeMap<Level, &'a Assessment>,
}

impl<'a> Duty<'a> {
    /// How it stands at a level, with the reason.
    pub(super) fn status(&self, level: Level) -> Cell {
        self.by_level.get(&level).map_or(Cell::Nothing, |one| Cell::text(status(one)))
    }

    /// The events that it rests on at any level.
    pub(super) fn events(&self) -> Vec<&'a str> {
        let all = self.by_level.values().flat_map(|one| &one.because).map(|cause| cause.event.as_str());
        let mut all: Vec<&str> = all.collect();
        all.sort();
        all.dedup();
        all
    }
}

/// A status with its reason.
pub(super) fn status(one: &Assessment) -> String {
    let late = if one.late && one.status == Status::Met { ", late" } else { "" };
    let reason = one.reason.map(|reason| format!(": {}", reason.to_text())).unwrap_or_default();
    format!("{}{reason}{late}", one.status.to_text())
}

/// All duties in the order of the agreement; of those that come back in every period, the one that fell due last and those
/// to come.
pub(super) fn all<'a>(look: &Look<'a>) -> Vec<Duty<'a>> {
    let mut periodic: BTreeMap<&str, bool> = BTreeMap::new();
    for (_, rule) in look.agreement.rules() {
        periodic.insert(&rule.id, rule.readings.iter().any(|reading| comes_back(&reading.duty)));
    }
    let mut latest: BTreeMap<(&str, &str, &str), Timestamp> = BTreeMap::new();
    for one in look.assessments {
        let Some(due) = one.due.filter(|due| *due < look.as_of && periodic.get(one.rule.as_str()) == Some(&true))
        else {
            continue;
        };
        let last = latest.entry((&one.rule, &one.reading, &one.party)).or_insert(due);
        *last = due.max(*last);
    }
    let is_shown = |one: &Assessment| {
        let Some(due) = one.due.filter(|due| *due < look.as_of) else { return true };
        let is_last = latest.get(&(one.rule.as_str(), one.reading.as_str(), one.party.as_str())) == Some(&due);
        is_last || !periodic.get(one.rule.as_str()).copied().unwrap_or(false)
    };
    // The levels of one instance stand side by side, but where they begin at different times.
    let is_one = |one: &Assessment, other: &Assessment| address(one) == address(other);
    let mut places: BTreeMap<[&str; 4], usize> = BTreeMap::new();
    let mut all: Vec<Duty<'a>> = Vec::new();
    for chunk in look.assessments.chunk_by(is_one) {
        let Some(first) = chunk.first().filter(|first| is_shown(first)) else { continue };
        let place = *places.entry(address(first)).or_insert(all.len());
        if place == all.len() {
            all.push(Duty { any: first, by_level: BTreeMap::new() });
        }
        for one in chunk {
            all[place].by_level.insert(one.level, one);
        }
    }
    for duty in &mut all {
        duty.any = duty.by_level.values().copied().find(|one| one.due.is_some()).unwrap_or(duty.any);
    }
    all
}

fn address(one: &Assessment) -> [&str; 4] {
    [&one.instance, &one.party, &one.reading, &one.rule]
}

/// Whether a duty has an instance for every period.
fn comes_back(duty: &provisions::Duty) -> bool {
    matches!(duty.kind, Kind::Rate { .. } | Kind::Report { .. })
}

/// The duties about types of some base families or of some base types; terms where `has_terms`.
pub(super) fn duties(look: &Look<'_>, concerns: &[&str], has_terms: bool) -> Register {
    let is_type = |kind: &str| {
        let is_named = |base: &&str| {
            super::is_of_family(look.agreement, base, kind) || super::is_of_type(look.agreement, base, kind)
        };
        concerns.iter().any(is_named)
    };
    let is_about = |reading: &Reading| match &reading.duty.kind {
        Kind::Term(_) => has_terms,
        kind => kind.selections().iter().any(|selection| selection.types.iter().any(|kind| is_type(kind))),
    };
    let mut known: BTreeMap<(&str, &str), (&Rule, &Reading)> = BTreeMap::new();
    for (_, rule) in look.agreement.rules() {
        let about = rule.readings.iter().filter(|reading| is_about(reading));
        known.extend(about.map(|reading| ((rule.id.as_str(), reading.name.as_str()), (rule, reading))));
    }
    let decisions = Sight::decisions_only(look.known, look.as_of);
    let sight = Sight::beside(look.agreement, look.known, decisions, look.as_of);
    let mut asks: BTreeMap<(&str, &str), Asks<'_>> = BTreeMap::new();
    let rows = all(look).into_iter().filter_map(|duty| {
        let address = (duty.any.rule.as_str(), duty.any.reading.as_str());
        let (rule, reading) = known.get(&address)?;
        let asks = asks.entry(address).or_insert_with(|| Asks::of(look, &sight, rule, reading));
        Some(row(look, asks, rule, &duty))
    });
    let rows = rows.collect();
    let columns = vec![
        "rule",
        "reading",
        "of",
        "instance",
        "declared",
        "asked",
        "unit",
        "due",
        "counted_alleged",
        "counted_corroborated",
        "counted_verified",
        "alleged",
        "corroborated",
        "verified",
        "what",
    ];
    Register { columns, rows }
}

fn row(look: &Look<'_>, asks: &Asks<'_>, rule: &Rule, duty: &Duty<'_>) -> Row {
    let one = duty.any;
    let some = |number: Option<Decimal>| number.map_or(Cell::Nothing, |number| Cell::Amount(number.normalize()));
    let counted = |level: Level| duty.by_level.get(&level).map_or(Cell::Nothing, |one| Cell::Amount(one.count));
    let events = duty.events();
    Row {
        cells: vec![
            Cell::text(&one.rule),
            Cell::text(&one.reading),
            Cell::actor(Some(&one.party)),
            Cell::some_text(Some(&one.instance)),
            some(asks.declared),
            some(asks.number(&one.instance)),
            Cell::some_text(asks.unit),
            one.due.map_or(Cell::Nothing, Cell::Moment),
            counted(Level::Alleged),
            counted(Level::Corroborated),
            counted(Level::Verified),
            duty.status(Level::Alleged),
            duty.status(Level::Corroborated),
            duty.status(Level::Verified),
            Cell::text(&rule.title),
        ],
        entries: super::entries_of(look, &events),
        events: events.into_iter().map(str::to_owned).collect(),
    }
}

/// What a reading asks for, as far as it is known.
pub(super) struct Asks<'r> {
    /// The number as a whole.
    whole: Option<Decimal>,
    /// Of its parts ("of them fuel").
    parts: Vec<(&'r str, Option<Decimal>)>,
    pub(super) unit: Option<&'r str>,
    /// The baseline of which it is a share.
    declared: Option<Decimal>,
}

impl<'r> Asks<'r> {
    pub(super) fn of(look: &Look<'_>, sight: &Sight<'_>, rule: &Rule, reading: &'r Reading) -> Asks<'r> {
        let unit = reading.duty.kind.selections().first().and_then(|selection| selection.unit.as_deref());
        let mut asks = Asks { whole: None, parts: Vec::new(), unit, declared: None };
        let Some((provision, _)) = look.agreement.rules().find(|(_, known)| known.id == rule.id) else { return asks };
        let clock = Clock::new(look.agreement, &sight.decisions, reading);
        let (agreement, duty, levels, window) = (look.agreement, &reading.duty, Level::ALL.to_vec(), Stretch::ALWAYS);
        let frame =
            Frame { agreement, provision, rule, reading, duty, clock, sight, window, levels, bound: Vec::new() };
        let number = |amount: &Amount| frame.amount(amount).ok();
        match &duty.kind {
            Kind::Deadline { at_least: amount, .. }
            | Kind::Cumulative { amount, .. }
            | Kind::Cap { at_most: amount, .. } => {
                asks.whole = number(amount);
                if let Amount::Share(_, id) = amount {
                    asks.declared = frame.baseline(id);
                }
            }
            Kind::Rate { measures, .. } => {
                let whole = measures.iter().find(|measure| measure.part.is_none());
                asks.whole = whole.and_then(|measure| number(&measure.amount));
                let part = |measure: &'r provisions::Measure| Some((measure.part.as_deref()?, number(&measure.amount)));
                asks.parts = measures.iter().filter_map(part).collect();
            }
            _ => {}
        }
        asks
    }

    /// The number of an instance: the whole, or the part that it names at its end.
    pub(super) fn number(&self, instance: &str) -> Option<Decimal> {
        let is_of = |part: &str| instance.strip_suffix(part).is_some_and(|rest| rest.ends_with('/'));
        match self.parts.iter().find(|(part, _)| is_of(part)) {
            Some((_, number)) => *number,
            None => self.whole,
        }
    }
}
