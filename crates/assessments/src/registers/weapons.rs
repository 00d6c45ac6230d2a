//! Weapons: each in one row, however many reports name it, with the fields of a weapon record (MOSAIC 05.30 and IDDRS 4.11: type,
//! serial number, marking, condition, place of collecting, witness) and its stages; what was destroyed of infrastructure; and the
//! baselines that were declared, disputed ones side by side.
//!
//! Sightings are in none of these: a list of where weapons were last seen is a list of targets. A place is the zone in which a
//! weapon was handed over, never a point, and never where it is stored. A witness is a body or party that the agreement names.

use std::collections::{BTreeMap, BTreeSet};

use events::Voice;
use jiff::Timestamp;
use provisions::Baseline;
use records::Happening;
use rust_decimal::Decimal;

use super::chain::{Step, actors, ends, parties, steps};
use super::{Cell, Look, Register, Row};

/// Stages of a weapon, in order; of two at one time the later counts.
const STAGES: [&str; 5] =
    ["weapon_handed_over", "weapon_verified", "weapon_stored", "weapon_removed", "weapon_disposed"];
const HANDED_OVER: usize = 0;

type Told<'a> = (&'a Voice, &'a Happening);

/// What is told of one weapon, or of the rest of a number, in one act.
struct Act<'s, 'a> {
    step: &'s Step<'a>,
    told: Vec<Told<'a>>,
}

pub(super) fn weapons(look: &Look<'_>) -> Register {
    let steps = steps(look, "disarmament", &STAGES);
    let mut pieces: BTreeMap<&str, BTreeMap<Option<&str>, Vec<Act<'_, '_>>>> = BTreeMap::new();
    let mut rows: Vec<(bool, String, bool, String, usize, Row)> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let (listed, rest): (Vec<Told<'_>>, Vec<Told<'_>>) =
            step.told.iter().partition(|(_, told)| serial(told).is_some());
        let mut by_piece: BTreeMap<(&str, Option<&str>), Vec<Told<'_>>> = BTreeMap::new();
        for (voice, told) in listed {
            by_piece.entry((serial(told).unwrap_or_default(), class(told))).or_default().push((voice, told));
        }
        let n_listed = by_piece.len();
        for ((serial, class), told) in by_piece {
            pieces.entry(serial).or_default().entry(class).or_default().push(Act { step, told });
        }
        if let Some([low, high]) = rest_of(step, &rest, n_listed) {
            let class = step.claim.happening.item.as_deref();
            let row = row(look, class, None, [low, high], &[Act { step, told: rest }]);
            rows.push((class.is_none(), class.unwrap_or("").to_owned(), true, String::new(), place, row));
        }
    }
    for (serial, mut by_class) in pieces {
        // Who does not say what it is means the only one with this number, if there is one only.
        if by_class.len() == 2
            && let Some(unclear) = by_class.remove(&None)
        {
            by_class.values_mut().for_each(|acts| acts.extend(unclear.iter().map(Act::same)));
        }
        for (class, acts) in by_class {
            let one = || Cell::Amount(Decimal::ONE);
            let row = row(look, class, Some(serial), [one(), one()], &acts);
            rows.push((class.is_none(), class.unwrap_or("").to_owned(), false, serial.to_owned(), 0, row));
        }
    }
    rows.sort_by(|a, b| (a.0, &a.1, a.2, &a.3, a.4).cmp(&(b.0, &b.1, b.2, &b.3, b.4)));
    let columns = vec![
        "class",
        "serial",
        "marking",
        "low",
        "high",
        "of",
        "condition",
        "stage",
        "since",
        "known",
        "handed_over",
        "verified",
        "stored",
        "removed",
        "disposed",
        "place",
        "witness",
        "told_by",
    ];
    Register { columns, rows: rows.into_iter().map(|row| row.5).collect() }
}

impl<'s, 'a> Act<'s, 'a> {
    fn same(&self) -> Act<'s, 'a> {
        Act { step: self.step, told: self.told.clone() }
    }
}

fn serial(told: &Happening) -> Option<&str> {
    told.field("serial").map(str::trim).filter(|serial| !serial.is_empty())
}

fn class(told: &Happening) -> Option<&str> {
    told.item.as_deref().filter(|class| !class.is_empty())
}

/// What the reports without a serial number count, less the pieces that others list; none where nothing is left.
fn rest_of(step: &Step<'_>, rest: &[Told<'_>], n_listed: usize) -> Option<[Cell; 2]> {
    if rest.is_empty() {
        return None;
    }
    let is_refuted = step.numbers().next().is_none() && rest.iter().any(|(voice, _)| voice.states_quantity);
    if is_refuted {
        return Some([Cell::Nothing, Cell::Nothing]);
    }
    let listed = Decimal::from(n_listed);
    let left = |told: &Told<'_>| (told.1.quantity - listed).max(Decimal::ZERO);
    let most = rest.iter().map(left).max().unwrap_or_default();
    (!most.is_zero()).then(|| ends(rest.iter().map(left)))
}

fn row(
    look: &Look<'_>,
    class: Option<&str>,
    serial: Option<&str>,
    [low, high]: [Cell; 2],
    acts: &[Act<'_, '_>],
) -> Row {
    let order = |act: &&Act<'_, '_>| (act.step.claim.happening.when.start(), act.step.stage);
    let latest = acts.iter().max_by_key(order);
    let told = || acts.iter().flat_map(|act| &act.told);
    let handed = || acts.iter().filter(|act| act.step.stage == HANDED_OVER);
    let first = |stage: usize| {
        let of_stage = acts.iter().filter(|act| act.step.stage == stage);
        of_stage.map(|act| act.step.claim.happening.when.start()).min().map_or(Cell::Nothing, Cell::Day)
    };
    let stated =
        |column: &'static str| told().filter_map(move |(voice, told)| Some((voice, told, told.field(column)?)));
    // As it was said to be last.
    let condition = stated("condition").max_by_key(|(voice, told, _)| (told.when.start(), voice.entry));
    let markings: BTreeSet<&str> = stated("marking").map(|(_, _, marking)| marking).collect();
    let places: BTreeSet<&str> =
        handed().flat_map(|act| &act.told).filter_map(|(_, told)| told.place.zone.as_deref()).collect();
    let witnesses = stated("witness").map(|(_, _, witness)| witness).filter(|witness| is_office(look, witness));
    let mut cells = vec![
        Cell::some_text(class),
        Cell::some_text(serial),
        Cell::some_text(Some(markings.into_iter().collect::<Vec<_>>().join(" / ").as_str())),
        low,
        high,
        parties(look, handed().filter_map(|act| act.step.by.as_deref())),
        Cell::some_text(condition.map(|(_, _, condition)| condition)),
        latest.map_or(Cell::Nothing, |act| Cell::Type(act.step.claim.happening.kind.clone())),
        latest.map_or(Cell::Nothing, |act| act.step.day()),
        latest.map_or(Cell::Nothing, |act| Cell::text(act.step.known.to_text())),
    ];
    cells.extend((0..STAGES.len()).map(first));
    cells.extend([zones(look, &places), actors(witnesses), actors(told().map(|(voice, _)| voice.source.as_str()))]);
    let events: BTreeSet<&str> = acts.iter().map(|act| act.step.claim.id.as_str()).collect();
    let entries: BTreeSet<u64> = told().map(|(voice, _)| voice.entry).filter(|entry| *entry > 0).collect();
    Row { cells, events: events.into_iter().map(str::to_owned).collect(), entries: entries.into_iter().collect() }
}

fn zones(look: &Look<'_>, zones: &BTreeSet<&str>) -> Cell {
    let zones: Vec<&str> = zones.iter().copied().filter(|zone| !zone.is_empty()).collect();
    match zones[..] {
        [zone] if look.agreement.zones.contains_key(zone) => Cell::Zone(zone.to_owned()),
        _ => Cell::some_text(Some(zones.join(" / ").as_str())),
    }
}

/// Whether a name is a party's, a body's or that of another actor of the agreement: no person is named.
fn is_office(look: &Look<'_>, name: &str) -> bool {
    let agreement = look.agreement;
    let known = agreement.parties.iter().chain(&agreement.non_signatories).chain(&agreement.bodies);
    known.into_iter().any(|party| party.id == name)
}

/// What was destroyed or rebuilt of tunnels, workshops and the like.
pub(super) fn infrastructure(look: &Look<'_>) -> Register {
    let steps = steps(look, "disarmament", &["infrastructure_destroyed", "infrastructure_rebuilt"]);
    let row = |step: &Step<'_>| {
        let happening = &step.claim.happening;
        let is_counted = step.numbers().next().is_some() || !step.told.iter().any(|(voice, _)| voice.states_quantity);
        let [low, high] = ends(step.told.iter().filter(|_| is_counted).map(|(_, told)| told.quantity));
        let zone = happening.place.zone.as_deref().filter(|zone| !zone.is_empty());
        let cells = vec![
            step.day(),
            Cell::Type(happening.kind.clone()),
            Cell::some_text(happening.item.as_deref()),
            Cell::actor(step.by.as_deref()),
            zone.map_or(Cell::Nothing, |zone| Cell::Zone(zone.to_owned())),
            low,
            high,
            Cell::some_text(happening.unit.as_deref()),
            Cell::text(step.known.to_text()),
            super::chain::told_by([step]),
            Cell::text(&step.claim.id),
        ];
        super::chain::row(std::slice::from_ref(step), cells)
    };
    let columns = vec!["day", "what", "kind", "by", "zone", "low", "high", "unit", "known", "told_by", "event"];
    Register { columns, rows: steps.iter().map(row).collect() }
}

/// What shares are counted of: every claim by itself, as the agreement has them.
pub(super) fn baselines(look: &Look<'_>) -> Register {
    let rows = look.agreement.baselines.values().flat_map(|baseline| of_baseline(look, baseline));
    let columns = vec!["baseline", "of", "reading", "held_by", "amount", "unit", "since", "state", "because"];
    Register { columns, rows: rows.collect() }
}

fn of_baseline(look: &Look<'_>, baseline: &Baseline) -> Vec<Row> {
    let mut out = Vec::new();
    let is_seen = |since: Option<Timestamp>| since.is_none_or(|since| since <= look.as_of);
    let mut push = |reading: Option<&str>, held_by: &[String], amount: [Cell; 3], state: &str| {
        let cells = vec![Cell::text(&baseline.id), Cell::actor(baseline.of.as_deref()), Cell::some_text(reading)];
        let held_by = parties(look, held_by.iter().map(String::as_str));
        let why = baseline.because.as_deref().filter(|_| state != "declared");
        let cells =
            cells.into_iter().chain([held_by]).chain(amount).chain([Cell::text(state), Cell::some_text(why)]).collect();
        out.push(Row { cells, events: Vec::new(), entries: Vec::new() });
    };
    for claim in &baseline.claims {
        for declared in claim.amounts.iter().filter(|declared| is_seen(declared.since)) {
            let since = declared.since.map_or(Cell::Nothing, Cell::Day);
            let amount = [Cell::Amount(declared.amount), Cell::some_text(declared.unit.as_deref()), since];
            push(claim.reading.as_deref(), &claim.held_by, amount, "declared");
        }
    }
    let is_declared = baseline.claims.iter().flat_map(|claim| &claim.amounts).any(|declared| is_seen(declared.since));
    let nothing = [Cell::Nothing, Cell::Nothing, Cell::Nothing];
    if baseline.sealed {
        push(None, &[], nothing, "sealed");
    } else if !is_declared {
        push(None, &[], nothing, "not declared");
    }
    out
}
