//! Registers: views of events and statements about things that last. No new store, no second truth: each row is worked out
//! from what is known, and names the reports that it rests on.
//!
//! One file for each register. A row tells what sources say and who says it; where they differ, both stand.

mod ahead;
mod aid;
mod aid_days;
mod chain;
mod contacts;
mod coverage;
mod crossings;
mod due;
mod duties;
mod eligibility;
mod force;
mod funds;
mod projects;
mod published;
mod releases;
mod remedies;
mod stances;
mod tallies;
mod weapons;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use provisions::Agreement;
use records::Happening;
use rust_decimal::Decimal;

use events::{Event, Evidence, Known, Voice};

use crate::Assessment;

pub use published::{DELAY_DAYS, published};

/// What a register is drawn from.
pub struct Look<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// What is known.
    pub known: &'a Known,
    /// Its claims by their type.
    pub by_type: &'a ByType,
    /// What that says of the agreement's keeping.
    pub assessments: &'a [Assessment],
    /// What the report in a ledger entry tells, where it tells of something that happened: sources differ in particulars that an
    /// event's claims do not hold.
    pub told: &'a dyn Fn(u64) -> Option<&'a Happening>,
    /// The moment asked about.
    pub as_of: Timestamp,
    /// What began later is left out, though what is known by `as_of` counts: that moment itself, or one before it.
    pub until: Timestamp,
}

/// Claims by their type, so that a register need not look at all of them. Made once for what is known.
#[derive(Clone, Debug, Default)]
pub struct ByType(BTreeMap<String, Vec<u32>>);

impl ByType {
    /// Of what is known.
    pub fn of(known: &Known) -> ByType {
        let mut out: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (place, claim) in (0..).zip(&known.events) {
            match out.get_mut(&claim.happening.kind) {
                Some(places) => places.push(place),
                None => drop(out.insert(claim.happening.kind.clone(), vec![place])),
            }
        }
        ByType(out)
    }

    /// Claims of the types that are wanted, in their order.
    fn wanted<'a, W: Fn(&str) -> bool>(
        &self,
        known: &'a Known,
        is_wanted: W,
    ) -> impl Iterator<Item = &'a Event> + use<'a, W> {
        let lists = self.0.iter().filter(|(kind, _)| is_wanted(kind)).map(|(_, places)| places);
        let mut places: Vec<u32> = lists.flatten().copied().collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| known.events.get(place as usize))
    }
}

/// A table whose rows name what they rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Names of its columns, as in files.
    pub columns: Vec<&'static str>,
    /// Its rows, in its order.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A value for each column.
    pub cells: Vec<Cell>,
    /// Events that it rests on, sorted.
    pub events: Vec<String>,
    /// Reports of which it is drawn, by the ledger entries that hold them, sorted. None outside a mission.
    pub entries: Vec<u64>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Not stated.
    Nothing,
    /// A word or a sentence.
    Text(String),
    /// Somebody, by his id.
    Actor(String),
    /// Several of them.
    Actors(Vec<String>),
    /// A moment.
    Moment(Timestamp),
    /// A day, or the first of several.
    Day(Timestamp),
    /// The month that holds this moment.
    Month(Timestamp),
    /// How many.
    Count(u64),
    /// How many or how much, as sources state it.
    Amount(Decimal),
    /// A type of event, by its id.
    Type(String),
    /// Several of them.
    Types(Vec<String>),
    /// A zone, by its id.
    Zone(String),
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    fn some_text(text: Option<&str>) -> Cell {
        text.filter(|text| !text.is_empty()).map_or(Cell::Nothing, Cell::text)
    }

    fn actor(id: Option<&str>) -> Cell {
        id.filter(|id| !id.is_empty()).map_or(Cell::Nothing, |id| Cell::Actor(id.to_owned()))
    }
}

/// Whether a type is of a base family: one of it, one of the agreement's own that comprises one, or one that one of it comprises.
fn is_of_family(agreement: &Agreement, family: &str, kind: &str) -> bool {
    let base = |kind: &str| records::taxonomy::find(kind).is_some_and(|base| base.family == family);
    let comprises = || agreement.event_types.get(kind).is_some_and(|own| own.types.iter().any(|part| base(part)));
    let comprised = || agreement.event_types.values().any(|own| base(&own.id) && own.types.contains(kind));
    base(kind) || comprises() || comprised()
}

/// Whether a type is a base type: itself, one of the agreement's own that comprises it, or one that it comprises.
fn is_of_type(agreement: &Agreement, base: &str, kind: &str) -> bool {
    let comprises =
        |whole: &str, part: &str| agreement.event_types.get(whole).is_some_and(|whole| whole.types.contains(part));
    base == kind || comprises(kind, base) || comprises(base, kind)
}

/// Claims in sight that are of a base family, by id.
fn claims_of<'a>(look: &Look<'a>, family: &str) -> Vec<&'a Event> {
    let of_family = look.by_type.wanted(look.known, |kind| is_of_family(look.agreement, family, kind));
    of_family.filter(|claim| claim.happening.when.start() <= look.until).collect()
}

/// Reports of a claim; none where another program states how well it is known.
fn voices(claim: &Event) -> &[Voice] {
    match &claim.evidence {
        Evidence::Told(voices) => voices,
        Evidence::Stated { .. } => &[],
    }
}

/// The sources of a claim.
fn told_by(claim: &Event) -> Cell {
    let sources: BTreeSet<&str> = voices(claim).iter().map(|voice| voice.source.as_str()).collect();
    Cell::Actors(sources.into_iter().map(str::to_owned).collect())
}

/// A row that rests on one claim.
fn row_of(claim: &Event, cells: Vec<Cell>) -> Row {
    let entries: BTreeSet<u64> = voices(claim).iter().map(|voice| voice.entry).filter(|entry| *entry > 0).collect();
    Row { cells, events: vec![claim.id.clone()], entries: entries.into_iter().collect() }
}

/// Ledger entries of the reports that tell of these events, which are in order.
fn entries_of(look: &Look<'_>, events: &[&str]) -> Vec<u64> {
    let mut rest = look.known.events.as_slice();
    let mut entries = Vec::new();
    for id in events {
        // From the last one on in steps that double: the ids are in the order of the events.
        let mut step = 1;
        while rest.get(step).is_some_and(|event| event.id.as_str() < *id) {
            step *= 2;
        }
        let near = &rest[..rest.len().min(step + 1)];
        rest = &rest[near.partition_point(|event| event.id.as_str() < *id)..];
        let evidence = rest.first().filter(|event| event.id == *id).map(|event| &event.evidence);
        if let Some(Evidence::Told(voices)) = evidence {
            entries.extend(voices.iter().map(|voice| voice.entry).filter(|entry| *entry > 0));
        }
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// The registers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Meetings between delegations, one a row.
    Contacts,
    /// Who met whom how often, by source.
    ContactPairs,
    /// Declared stands on provisions.
    Stances,
    /// What is due, of whom, by when.
    Due,
    /// How many were released or returned.
    Releases,
    /// What was recommended, and what came of it.
    Remedies,
    /// Where and when somebody could look, and was kept from it.
    Coverage,
    /// Which states offer, are consulted about, are objected to, deploy.
    Force,
    /// Whether each of them might take part, by each reading.
    ForceEligibility,
    /// What the agreement asks of the force, and its mandate.
    ForceDuties,
    /// Consignments and what became of them.
    Aid,
    /// What was done with each of them, act by act.
    AidStages,
    /// What is due in every period against what came in, by each source.
    AidDays,
    /// On how many days crossings were open or closed.
    Crossings,
    /// What the agreement asks of aid.
    AidDuties,
    /// Weapons handed over, and what became of them.
    Weapons,
    /// What was destroyed or rebuilt.
    Infrastructure,
    /// What shares are counted of.
    Baselines,
    /// What the agreement asks of weapons.
    WeaponDuties,
    /// What the agreement asks of releases.
    ReleaseDuties,
    /// What is rebuilt.
    Projects,
    /// Goods asked for, and what became of them.
    Goods,
    /// What was done with each of them, act by act.
    GoodsStages,
    /// Pledges, commitments, disbursements.
    Funds,
    /// Totals without cases, beside our own count.
    Tallies,
}

impl Kind {
    /// All of them with their names on the command line.
    pub const NAMES: [(&'static str, Kind); 25] = [
        ("aid", Kind::Aid),
        ("aid-stages", Kind::AidStages),
        ("aid-days", Kind::AidDays),
        ("aid-duties", Kind::AidDuties),
        ("crossings", Kind::Crossings),
        ("weapons", Kind::Weapons),
        ("weapon-duties", Kind::WeaponDuties),
        ("infrastructure", Kind::Infrastructure),
        ("baselines", Kind::Baselines),
        ("projects", Kind::Projects),
        ("goods", Kind::Goods),
        ("goods-stages", Kind::GoodsStages),
        ("funds", Kind::Funds),
        ("contacts", Kind::Contacts),
        ("contact-pairs", Kind::ContactPairs),
        ("stances", Kind::Stances),
        ("due", Kind::Due),
        ("releases", Kind::Releases),
        ("release-duties", Kind::ReleaseDuties),
        ("remedies", Kind::Remedies),
        ("coverage", Kind::Coverage),
        ("tallies", Kind::Tallies),
        ("force", Kind::Force),
        ("force-eligibility", Kind::ForceEligibility),
        ("force-duties", Kind::ForceDuties),
    ];

    /// By its name.
    pub fn from_text(text: &str) -> Option<Kind> {
        Kind::NAMES.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }
}

/// A register as of the moment asked about.
pub fn register<'a>(kind: Kind, look: &'a Look<'a>) -> Register {
    match kind {
        Kind::Contacts => contacts::contacts(look),
        Kind::ContactPairs => contacts::pairs(look),
        Kind::Stances => stances::stances(look),
        Kind::Due => due::due(look),
        Kind::Releases => releases::releases(look),
        Kind::Remedies => remedies::remedies(look),
        Kind::Coverage => coverage::coverage(look),
        Kind::Force => force::force(look),
        Kind::ForceEligibility => eligibility::eligibility(look),
        Kind::ForceDuties => duties::duties(look, &["force"], true),
        Kind::Aid => aid::consignments(look),
        Kind::AidStages => chain::stages(look, "aid", &aid::STAGES, "consignment"),
        Kind::AidDays => aid_days::days(look),
        Kind::Crossings => crossings::crossings(look),
        Kind::AidDuties => duties::duties(look, &["aid", "crossing_open", "crossing_closed"], false),
        Kind::Weapons => weapons::weapons(look),
        Kind::Infrastructure => weapons::infrastructure(look),
        Kind::Baselines => weapons::baselines(look),
        Kind::WeaponDuties => duties::duties(look, &["disarmament", "weapons_present", "weapons_moved"], false),
        Kind::ReleaseDuties => duties::duties(look, &["release"], false),
        Kind::Projects => projects::projects(look),
        Kind::Goods => projects::goods(look),
        Kind::GoodsStages => chain::stages(look, "reconstruction", &projects::GOODS, "request"),
        Kind::Funds => funds::funds(look),
        Kind::Tallies => tallies::tallies(look),
    }
}
