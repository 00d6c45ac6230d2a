//! What things on their way have in common, be they consignments of aid or goods asked for: stages, lots, and how much each
//! source says there was at a stage.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Voice};
use records::{Happening, Level};
use rust_decimal::Decimal;

use super::stances::actor_place;
use super::{Cell, Look, Register, voices};
use crate::amount::Conversions;
use crate::frame::Sight;

/// One act on a thing that no finding refutes: a claim with what its reports say.
pub(super) struct Step<'a> {
    pub(super) claim: &'a Event,
    /// Its place among the stages.
    pub(super) stage: usize,
    /// How well it is known that it happened.
    pub(super) known: Level,
    /// How well all of it is known: that it happened, whose it was, how much there was, as far as they are told.
    pub(super) known_whole: Level,
    /// Whose it was; none where that is not known, or was refuted.
    pub(super) by: Option<String>,
    /// Its reports, those of other kinds left out.
    pub(super) told: Vec<(&'a Voice, &'a Happening)>,
    /// Whether a finding refutes its number.
    is_number_refuted: bool,
}

impl<'a> Step<'a> {
    /// When it was, or began.
    pub(super) fn day(&self) -> Cell {
        Cell::Day(self.claim.happening.when.start())
    }

    /// The numbers that its reports state, with their units. One is what stands where nobody gave a number.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (&'a Voice, Decimal, Option<&'a str>)> {
        let is_stated = |(voice, told): &&(&'a Voice, &'a Happening)| {
            !self.is_number_refuted && (voice.states_quantity || told.quantity != Decimal::ONE || told.unit.is_some())
        };
        self.told.iter().filter(is_stated).map(|(voice, told)| (*voice, told.quantity, told.unit.as_deref()))
    }

    /// The least and the greatest of them.
    pub(super) fn range(&self) -> [Cell; 2] {
        ends(self.numbers().map(|(_, number, _)| number))
    }
}

/// The least and the greatest of some numbers.
pub(super) fn ends(numbers: impl Iterator<Item = Decimal>) -> [Cell; 2] {
    let numbers: BTreeSet<Decimal> = numbers.collect();
    let end = |end: Option<&Decimal>| end.map_or(Cell::Nothing, |end| Cell::Amount(*end));
    [end(numbers.first()), end(numbers.last())]
}

/// The place of a type among stages: its own name, or one that it comprises or that comprises it.
pub(super) fn stage_of(look: &Look<'_>, stages: &[&str], kind: &str) -> Option<usize> {
    let own = |stage: &&str| {
        let is_part = |whole: &str, part: &str| {
            look.agreement.event_types.get(whole).is_some_and(|whole| whole.types.contains(part))
        };
        **stage == *kind || is_part(kind, stage) || is_part(stage, kind)
    };
    stages.iter().position(|stage| *stage == kind).or_else(|| stages.iter().position(own))
}

/// Claims of a base family that are of one of these stages, in order of time, then of the stages.
pub(super) fn steps<'a>(look: &Look<'a>, family: &str, stages: &[&str]) -> Vec<Step<'a>> {
    steps_naming(look, family, stages, None)
}

/// The same of those alone that name a thing in a column.
pub(super) fn steps_naming<'a>(look: &Look<'a>, family: &str, stages: &[&str], column: Option<&str>) -> Vec<Step<'a>> {
    let standings = crate::Standings::new(look.agreement, look.known, look.as_of);
    let mut places: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let mut out: Vec<Step<'a>> = Vec::new();
    for claim in super::claims_of(look, family) {
        if column.is_some_and(|column| claim.happening.field(column).is_none_or(str::is_empty)) {
            continue;
        }
        let kind = claim.happening.kind.as_str();
        let Some(stage) = *places.entry(kind).or_insert_with(|| stage_of(look, stages, kind)) else { continue };
        let Some(weighed) = standings.weighed(claim) else { continue };
        let told = voices(claim).iter().map(|voice| (voice, (look.told)(voice.entry).unwrap_or(&claim.happening)));
        out.push(Step {
            claim,
            stage,
            known: weighed.fact,
            by: weighed.author.map(|(by, _)| by.to_owned()),
            told: told.filter(|(_, happening)| happening.kind == claim.happening.kind).collect(),
            known_whole: weighed.whole(),
            is_number_refuted: weighed.quantity.is_none(),
        });
    }
    let author = |step: &Step<'_>| step.claim.happening.by.as_ref().map(|by| actor_place(look, by));
    out.sort_by(|a, b| (order(a), author(a)).cmp(&(order(b), author(b))));
    out
}

fn order<'s>(step: &'s Step<'_>) -> (jiff::Timestamp, usize, &'s str) {
    (step.claim.happening.when.start(), step.stage, &step.claim.id)
}

/// Steps by the name of the thing that they are about, in a column; those that name none under nothing, last.
pub(super) fn by_name<'a>(steps: Vec<Step<'a>>, column: &str) -> (BTreeMap<&'a str, Vec<Step<'a>>>, Vec<Step<'a>>) {
    let (mut named, mut unnamed): (BTreeMap<&str, Vec<Step<'a>>>, Vec<Step<'a>>) = (BTreeMap::new(), Vec::new());
    for step in steps {
        match step.claim.happening.field(column).filter(|name| !name.is_empty()) {
            Some(name) => named.entry(name).or_default().push(step),
            None => unnamed.push(step),
        }
    }
    (named, unnamed)
}

/// What reports of some steps say under a column, each value once; a zone where it is one.
pub(super) fn said(look: &Look<'_>, steps: &[Step<'_>], column: &str) -> Cell {
    let told = steps.iter().flat_map(|step| &step.told).filter_map(|(_, told)| told.field(column));
    let values: BTreeSet<&str> = told.filter(|value| !value.is_empty()).collect();
    let values: Vec<&str> = values.into_iter().collect();
    match values[..] {
        [zone] if look.agreement.zones.contains_key(zone) => Cell::Zone(zone.to_owned()),
        _ => Cell::some_text(Some(values.join(" / ").as_str())),
    }
}

/// Sources of some steps.
pub(super) fn told_by<'s>(steps: impl IntoIterator<Item = &'s Step<'s>>) -> Cell {
    let told = steps.into_iter().flat_map(|step| &step.told);
    actors(told.map(|(voice, _)| voice.source.as_str()))
}

/// Actors, each once: parties in the agreement's order, then the others.
pub(super) fn parties<'s>(look: &Look<'_>, ids: impl Iterator<Item = &'s str>) -> Cell {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_by_key(|id| (actor_place(look, id), *id));
    ids.dedup();
    if ids.is_empty() { Cell::Nothing } else { Cell::Actors(ids.into_iter().map(str::to_owned).collect()) }
}

/// Sources, each once, by their names; nothing for none.
pub(super) fn actors<'s>(ids: impl Iterator<Item = &'s str>) -> Cell {
    let ids: BTreeSet<&str> = ids.collect();
    if ids.is_empty() { Cell::Nothing } else { Cell::Actors(ids.into_iter().map(str::to_owned).collect()) }
}

/// A row that rests on some steps.
pub(super) fn row(steps: &[Step<'_>], cells: Vec<Cell>) -> super::Row {
    let events: BTreeSet<&str> = steps.iter().map(|step| step.claim.id.as_str()).collect();
    let told = steps.iter().flat_map(|step| &step.told).map(|(voice, _)| voice.entry);
    let entries: BTreeSet<u64> = told.filter(|entry| *entry > 0).collect();
    super::Row {
        cells,
        events: events.into_iter().map(str::to_owned).collect(),
        entries: entries.into_iter().collect(),
    }
}

/// Turns loads of one thing into one unit.
pub(super) struct Loads<'u> {
    conversions: Conversions,
    /// The unit of the first stage that has one.
    pub(super) unit: Option<&'u str>,
    /// Units that nothing turns into it.
    pub(super) strange: BTreeSet<&'u str>,
}

impl<'u> Loads<'u> {
    pub(super) fn of(look: &Look<'_>, steps: &[Step<'u>]) -> Loads<'u> {
        let decisions = Sight::decisions_only(look.known, look.as_of);
        let units = steps.iter().flat_map(|step| step.numbers().map(move |(_, _, unit)| (step.stage, unit)));
        let first = units.filter(|(_, unit)| unit.is_some()).min_by_key(|(stage, _)| *stage);
        let conversions = Conversions::new(look.agreement, &decisions);
        let mut loads = Loads { conversions, unit: first.and_then(|(_, unit)| unit), strange: BTreeSet::new() };
        for (_, number, unit) in steps.iter().flat_map(Step::numbers) {
            loads.strange.extend(unit.filter(|unit| loads.turned(number, Some(unit)).is_none()));
        }
        loads
    }

    fn turned(&self, number: Decimal, unit: Option<&str>) -> Option<Decimal> {
        match (unit, self.unit) {
            (Some(from), Some(to)) if from != to => self.conversions.converted(number, from, to),
            _ => Some(number),
        }
    }

    /// How much there was at a stage: each source's lots added, then the least and the greatest of these sums.
    pub(super) fn at(&self, steps: &[Step<'_>], stage: usize) -> [Cell; 2] {
        self.at_each(steps, stage, |_| None)
    }

    /// The same where the same goods are told of several times: each by itself, and of one source the greatest.
    pub(super) fn at_each<'s>(
        &self,
        steps: &'s [Step<'_>],
        stage: usize,
        of: impl Fn(&'s Step<'_>) -> Option<&'s str>,
    ) -> [Cell; 2] {
        let mut by_source: BTreeMap<(&str, Option<&str>), Decimal> = BTreeMap::new();
        for step in steps.iter().filter(|step| step.stage == stage) {
            // Of an act on which a source has told twice, what it told last.
            let mut last: BTreeMap<&str, (u64, Decimal)> = BTreeMap::new();
            for (voice, number, unit) in step.numbers() {
                if let Some(number) = self.turned(number, unit) {
                    let told = last.entry(&voice.source).or_insert((voice.entry, number));
                    *told = (*told).max((voice.entry, number));
                }
            }
            for (source, (_, number)) in last {
                *by_source.entry((source, of(step))).or_default() += number;
            }
        }
        let mut greatest: BTreeMap<&str, Decimal> = BTreeMap::new();
        for ((source, _), number) in by_source {
            let before = greatest.entry(source).or_insert(number);
            *before = number.max(*before);
        }
        ends(greatest.into_values())
    }

    /// The conversions that would make all of it comparable.
    pub(super) fn settled_by(&self) -> Cell {
        let unit = self.unit.unwrap_or_default();
        let missing: Vec<String> = self.strange.iter().map(|strange| format!("{strange} into {unit}")).collect();
        Cell::some_text(Some(missing.join(", ").as_str()))
    }
}

/// Every act as a row, thing by thing.
pub(super) fn stages(look: &Look<'_>, family: &str, stages: &[&str], column: &'static str) -> Register {
    let (named, unnamed) = by_name(steps(look, family, stages), column);
    let mut rows = Vec::new();
    for (name, step) in named.iter().flat_map(|(name, steps)| steps.iter().map(|step| (Some(*name), step))) {
        rows.push(stage_row(name, step));
    }
    rows.extend(unnamed.iter().map(|step| stage_row(None, step)));
    let columns =
        vec![column, "goods", "what", "day", "zone", "by", "to", "low", "high", "unit", "known", "told_by", "event"];
    Register { columns, rows }
}

fn stage_row(name: Option<&str>, step: &Step<'_>) -> super::Row {
    let happening = &step.claim.happening;
    let [low, high] = step.range();
    let unit = if low == Cell::Nothing { None } else { happening.unit.as_deref() };
    let zone = happening.place.zone.as_deref().filter(|zone| !zone.is_empty());
    let cells = vec![
        Cell::some_text(name),
        Cell::some_text(happening.item.as_deref()),
        Cell::Type(happening.kind.clone()),
        step.day(),
        zone.map_or(Cell::Nothing, |zone| Cell::Zone(zone.to_owned())),
        Cell::actor(step.by.as_deref()),
        Cell::actor(happening.to.as_deref()),
        low,
        high,
        Cell::some_text(unit),
        Cell::text(step.known.to_text()),
        told_by([step]),
        Cell::text(&step.claim.id),
    ];
    row(std::slice::from_ref(step), cells)
}
