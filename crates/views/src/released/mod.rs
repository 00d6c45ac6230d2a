//! What may leave the house: the record as a table of events and statements in which nobody and no exact place is told.
//!
//! One policy decides for every export, feed and page that leaves. It begins with nothing, and lets through what it names: places as zones
//! or cells of a grid, times as whole days, actors that the agreement names, columns that its rules ask for; never words of a
//! source, its name, or the names of events within the mission, which tell it. What comes out is rows of the `events` format, so that
//! whoever has them and the agreement can work out what they say (`truce evaluate`).

pub mod features;
mod own;
pub mod page;
pub mod table;
pub mod wide;

pub use own::{Own, assessed, differing, known, within};

use std::collections::{BTreeMap, BTreeSet};

use assessments::Standings;
use events::{Event, Evidence, Filed, Known};
use jiff::{SignedDuration, Timestamp};
use provisions::{Agreement, Holds};
use records::{
    Account, Answer, CaseStep, Decision, EventRow, Finding, Happening, Level, Observation, Place, PlacePrecision,
    Point, Response, Stage, Standards, Statement, When, WhenPrecision, taxonomy,
};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::Record;

/// How places leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Places {
    /// As zones of the agreement alone.
    Zones,
    /// As zones, and points as the middles of cells of so many degrees.
    Grid(f64),
}

/// What may leave, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// How places leave.
    pub places: Places,
    /// How many days late what could put somebody at risk leaves: meetings, handovers, convoys, weapons, where patrols were.
    pub delay_days: u32,
    /// Types of event that do not leave at all.
    pub withheld: BTreeSet<String>,
    /// Numbers of people below this do not leave: in a small place they can tell who it was.
    pub small: u64,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            places: Places::Zones,
            delay_days: assessments::registers::DELAY_DAYS,
            withheld: BTreeSet::new(),
            small: 0,
        }
    }
}

/// What leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    /// Rows of the `events` format, by their ids.
    pub rows: Vec<EventRow>,
    /// How many events are not among them.
    pub n_withheld: usize,
    /// The moment and size of which it is.
    pub as_of: Timestamp,
    /// See `as_of`.
    pub size: u64,
}

/// Families of types that leave late: what tells where somebody will be again, or what can be taken.
const LATE: [&str; 5] = ["contact", "release", "aid", "reconstruction", "disarmament"];

/// Who is named that the agreement does not name.
const ANOTHER: &str = "another";
/// A ground that no rule reserves.
const NOT_TOLD: &str = "not_told";

/// The record as it may leave. `secret` keeps the names of events apart from the reports from which they have them; the same one gives the
/// same names every time.
pub fn released(record: &Record<'_>, policy: &Policy, secret: &[u8]) -> Released {
    let of = Of { agreement: record.agreement, known: record.known, reports: record.reports, as_of: record.as_of };
    let (mut rows, n_withheld) = events(of, policy, secret);
    rows.append(&mut statements(of, policy, secret));
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    Released { rows, n_withheld, as_of: record.as_of, size: record.size }
}

/// A record, or some events of it with all that was said on them.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// What is known.
    pub known: &'a Known,
    /// The reports of the events, by the position of their entries.
    pub reports: &'a BTreeMap<u64, Filed>,
    /// The moment asked about.
    pub as_of: Timestamp,
}

/// Rows of the events that leave, and of what bodies and parties said of them; and how many events stay.
pub fn events(of: Of<'_>, policy: &Policy, secret: &[u8]) -> (Vec<EventRow>, usize) {
    let release = Release::new(of, policy, secret);
    let standings = Standings::new(of.agreement, of.known, of.as_of);
    let (mut rows, mut last, mut n_withheld) = (Vec::new(), None, 0);
    for event in of.known.events.iter().filter(|event| event.happening.when.start() <= of.as_of) {
        // Of an event of which several acts or authors are claimed, the first claim leaves: one row, one event.
        if last == Some(event.id.as_str()) {
            continue;
        }
        last = Some(&event.id);
        match release.event(event, &standings).filter(|_| may_be_shared(of.reports, event)) {
            Some(row) => rows.push(row),
            None => n_withheld += 1,
        }
    }
    let ids: BTreeSet<String> = rows.iter().map(|row| row.id.clone()).collect();
    release.said_of_events(&ids, &mut rows);
    (rows, n_withheld)
}

/// Rows of all that is said of no event.
pub fn statements(of: Of<'_>, policy: &Policy, secret: &[u8]) -> Vec<EventRow> {
    let mut rows = Vec::new();
    Release::new(of, policy, secret).said_of_none(&mut rows);
    rows
}

/// The name of an event outside: the same every time, and no way back to the name within.
pub fn name_of(secret: &[u8], id: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"truce public id\n");
    hash.update(secret);
    hash.update(id.as_bytes());
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether anybody who told of an event agrees that it is known outside. Who was not asked did not refuse.
fn may_be_shared(reports: &BTreeMap<u64, Filed>, event: &Event) -> bool {
    let Evidence::Told(voices) = &event.evidence else { return true };
    let agrees = |entry: u64| match reports.get(&entry).map(|filed| &filed.report.statement) {
        Some(Statement::Happening(told)) => {
            let says = |name: &str| told.fields.get(name).map_or("", String::as_str);
            says("consent_recorded") != "no" && matches!(says("consent_shared"), "" | "public")
        }
        _ => true,
    };
    voices.is_empty() || voices.iter().any(|voice| agrees(voice.entry))
}

struct Release<'a> {
    agreement: &'a Agreement,
    known: &'a Known,
    as_of: Timestamp,
    /// What began later is not told yet, of what leaves late.
    late: Timestamp,
    words: BTreeSet<String>,
    columns: BTreeSet<String>,
    policy: &'a Policy,
    secret: &'a [u8],
}

/// Words that the agreement itself says: ids of what it defines, and what its rules ask a column to hold.
fn words_of(agreement: &Agreement) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    let actors = agreement.parties.iter().chain(&agreement.non_signatories).chain(&agreement.bodies);
    words.extend(actors.map(|actor| actor.id.clone()));
    words.extend(agreement.zones.keys().cloned());
    words.extend(agreement.event_types.keys().cloned());
    for selection in selections(agreement) {
        words.extend(selection.items.iter().chain(&selection.against).chain(&selection.unit).cloned());
        for particular in &selection.with {
            if let Holds::OneOf(named) = &particular.holds {
                words.extend(named.iter().cloned());
            }
        }
    }
    words
}

/// Columns besides the usual ones that its rules ask about.
fn columns_of(agreement: &Agreement) -> BTreeSet<String> {
    let asked = selections(agreement).flat_map(|selection| &selection.with).map(|particular| particular.column.clone());
    let duties = agreement.rules().flat_map(|(_, rule)| &rule.readings).map(|reading| &reading.duty);
    asked.chain(duties.filter_map(|duty| duty.each.as_ref()).map(|key| key.0.clone())).collect()
}

fn selections(agreement: &Agreement) -> impl Iterator<Item = &provisions::Selection> {
    let duties = agreement.rules().flat_map(|(_, rule)| &rule.readings).map(|reading| &reading.duty);
    duties.flat_map(|duty| duty.kind.selections().into_iter().chain(&duty.except))
}

impl<'a> Release<'a> {
    fn new(of: Of<'a>, policy: &'a Policy, secret: &'a [u8]) -> Release<'a> {
        Release {
            agreement: of.agreement,
            known: of.known,
            as_of: of.as_of,
            late: of.as_of - SignedDuration::from_hours(24 * i64::from(policy.delay_days)),
            words: words_of(of.agreement),
            columns: columns_of(of.agreement),
            policy,
            secret,
        }
    }

    fn name(&self, id: &str) -> String {
        name_of(self.secret, id)
    }

    fn event(&self, event: &Event, standings: &Standings<'_>) -> Option<EventRow> {
        let happening = &event.happening;
        let family = taxonomy::find(&happening.kind).map(|base| base.family);
        let comprises = |kind: &str| {
            self.agreement.event_types.get(kind).is_some_and(|own| {
                own.types.iter().any(|part| taxonomy::find(part).is_some_and(|base| LATE.contains(&base.family)))
            })
        };
        let is_late = family.is_some_and(|family| LATE.contains(&family)) || comprises(&happening.kind);
        let is_known = family.is_some() || self.agreement.event_types.contains_key(&happening.kind);
        if !is_known
            || self.policy.withheld.contains(&happening.kind)
            || (is_late && happening.when.start() > self.late)
        {
            return None;
        }
        let standing = standings.of(event);
        let level = |level: Option<Level>| level.unwrap_or(Level::Alleged);
        let author = standing.as_ref().and_then(|standing| standing.author.as_ref());
        Some(EventRow {
            id: self.name(&event.id),
            level: level(standing.as_ref().map(|standing| standing.fact.level)),
            level_author: level(author.map(|(_, stand)| stand.level)),
            level_quantity: level(standing.as_ref().and_then(|one| one.quantity.as_ref()).map(|stand| stand.level)),
            recorded_at: None,
            supersedes: None,
            statement: Statement::Happening(self.happening(happening, author.map(|(by, _)| by.as_str()))?),
        })
    }

    fn happening(&self, told: &Happening, by: Option<&str>) -> Option<Happening> {
        let people = |n: Option<u64>| n.filter(|n| *n == 0 || *n >= self.policy.small);
        let is_number = |text: &str| text.parse::<Decimal>().is_ok();
        let fields = told
            .fields
            .iter()
            .filter(|(name, value)| self.columns.contains(*name) && (self.words.contains(*value) || is_number(value)));
        Some(Happening {
            kind: told.kind.clone(),
            when: self.days(told.when)?,
            place: self.place(&told.place),
            by: by.map(|by| self.actor(by)),
            to: told.to.as_deref().map(|to| self.actor(to)),
            // No item at all would be any item.
            item: told
                .item
                .as_ref()
                .map(|item| if self.words.contains(item) { item.clone() } else { ANOTHER.to_owned() }),
            quantity: told.quantity,
            unit: told.unit.clone().filter(|unit| self.words.contains(unit)),
            killed: people(told.killed),
            injured: people(told.injured),
            fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
        })
    }

    /// Actors that the agreement names; any other is somebody, and may be anybody.
    fn actor(&self, id: &str) -> String {
        let actors = self.agreement.parties.iter().chain(&self.agreement.non_signatories).chain(&self.agreement.bodies);
        if actors.into_iter().any(|actor| actor.id == id) { id.to_owned() } else { ANOTHER.to_owned() }
    }

    fn zone(&self, zone: Option<&String>) -> Option<String> {
        zone.filter(|zone| self.agreement.zones.contains_key(*zone)).cloned()
    }

    fn place(&self, place: &Place) -> Place {
        let zone = self.zone(place.zone.as_ref()).or_else(|| self.zone_of(place));
        let (point, precision) = match self.policy.places {
            Places::Zones => (None, PlacePrecision::default()),
            Places::Grid(degrees) => match place.point.and_then(|point| cell(point, degrees)) {
                // A cell's corner is at most so far from its middle, and what was known less precisely stays so.
                Some(middle) => (Some(middle), wider(place.precision, degrees)),
                None => (None, PlacePrecision::default()),
            },
        };
        Place { zone, point, precision, name: None }
    }

    /// The least zone in which a point surely lies, where only a point was told.
    fn zone_of(&self, place: &Place) -> Option<String> {
        place.point?;
        let holds = |zone: &&provisions::Zone| zone.locates(place, self.as_of) == provisions::Membership::Inside;
        let mut found: Vec<&provisions::Zone> = self.agreement.zones.values().filter(holds).collect();
        found.sort_by(|one, other| {
            let is_within =
                |inner: &provisions::Zone, outer: &provisions::Zone| inner.within.as_deref() == Some(outer.id.as_str());
            is_within(other, one).cmp(&is_within(one, other)).then_with(|| one.id.cmp(&other.id))
        });
        found.first().map(|zone| zone.id.clone())
    }

    /// Whole days, in the agreement's time zone.
    fn days(&self, when: When) -> Option<When> {
        let calendar = &self.agreement.calendar;
        let start = calendar.start_of(calendar.date(when.start()))?;
        let last = when.end().checked_sub(SignedDuration::from_nanos(1)).ok().filter(|last| *last >= when.start());
        let last = calendar.date(last.unwrap_or(when.start()));
        let end = calendar.start_of(last.tomorrow().ok()?)?;
        let precision = match when.precision() {
            WhenPrecision::Exact | WhenPrecision::Hour | WhenPrecision::Day => WhenPrecision::Day,
            coarser => coarser,
        };
        When::span(start, end, precision)
    }

    /// The whole days within a span: nobody is said to have looked, or counted, for longer than they did.
    fn days_within(&self, when: When) -> Option<When> {
        let calendar = &self.agreement.calendar;
        let first = calendar.date(when.start());
        let from = calendar.start_of(first).filter(|start| *start == when.start());
        let from = match from {
            Some(from) => from,
            None => calendar.start_of(first.tomorrow().ok()?)?,
        };
        let until = calendar.start_of(calendar.date(when.end()))?;
        (from < until).then(|| When::span(from, until, WhenPrecision::Day)).flatten()
    }

    fn said(&self, id: &str, statement: Statement) -> EventRow {
        let (level, level_author, level_quantity) = (Level::Alleged, Level::Alleged, Level::Alleged);
        let id = self.name(id);
        EventRow { id, statement, level, level_author, level_quantity, recorded_at: None, supersedes: None }
    }

    /// What was said of events that leave, by the names under which they do.
    fn said_of_events(&self, events: &BTreeSet<String>, rows: &mut Vec<EventRow>) {
        let mut put = |id: &str, said: Option<Statement>| rows.extend(said.map(|said| self.said(id, said)));
        for noted in self.known.findings.iter().filter(|noted| noted.what.when.start() <= self.as_of) {
            put(&noted.id, self.finding(&noted.what, events).map(Statement::Finding));
        }
        for noted in self.known.responses.iter().filter(|noted| noted.what.when.start() <= self.as_of) {
            put(&noted.id, self.response(&noted.what, events).map(Statement::Response));
        }
        for noted in self.known.steps.iter().filter(|noted| noted.what.when.start() <= self.as_of) {
            put(&noted.id, self.step(&noted.what, events).map(Statement::CaseStep));
        }
    }

    fn said_of_none(&self, rows: &mut Vec<EventRow>) {
        let mut put = |id: &str, said: Option<Statement>| rows.extend(said.map(|said| self.said(id, said)));
        for noted in self.known.decisions.iter().filter(|noted| noted.what.at <= self.as_of) {
            put(&noted.id, self.decision(&noted.what).map(Statement::Decision));
        }
        for noted in self.known.accounts.iter().filter(|noted| noted.what.when.start() <= self.as_of) {
            put(&noted.id, self.account(&noted.what).map(Statement::Account));
        }
        for noted in self.known.observations.iter().filter(|noted| noted.what.when.start() <= self.late) {
            put(&noted.id, self.observation(&noted.what).map(Statement::Observation));
        }
        for noted in self.known.denials.iter().filter(|noted| noted.what.when.start() <= self.late) {
            put(&noted.id, self.denial(&noted.what).map(Statement::AccessDenied));
        }
    }

    fn decision(&self, told: &Decision) -> Option<Decision> {
        let is_body = self.agreement.bodies.iter().any(|body| body.id == told.by);
        let key = told.key.clone().filter(|key| self.words.contains(key));
        // A key that is nobody's word could be a person's name, and without it the decision would say something else.
        (is_body && (key.is_some() || told.key.is_none())).then(|| Decision { key, ..told.clone() })
    }

    fn finding(&self, told: &Finding, events: &BTreeSet<String>) -> Option<Finding> {
        let event = self.name(&told.event);
        let is_body = self.agreement.bodies.iter().any(|body| body.id == told.by);
        if !is_body || !events.contains(&event) {
            return None;
        }
        let standard = |text: &Option<String>| {
            text.clone().filter(|text| records::STANDARDS_OF_PROOF.contains(&text.replace(' ', "_").as_str()))
        };
        let Standards { fact, author, breach } = &told.standards;
        Some(Finding {
            event,
            when: self.days(told.when)?,
            standard: standard(&told.standard),
            standards: Standards { fact: standard(fact), author: standard(author), breach: standard(breach) },
            revises: told.revises.as_deref().map(|earlier| self.name(earlier)),
            ..told.clone()
        })
    }

    fn response(&self, told: &Response, events: &BTreeSet<String>) -> Option<Response> {
        let event = self.name(&told.event);
        let is_party = self.agreement.parties.iter().any(|party| party.id == told.by);
        let answer = match &told.answer {
            // A ground is a word of the agreement's, or stays within.
            Answer::Justifies(ground) if !self.reserves(ground) => Answer::Justifies(NOT_TOLD.to_owned()),
            other => other.clone(),
        };
        (is_party && events.contains(&event))
            .then(|| Some(Response { event, answer, when: self.days(told.when)?, ..told.clone() }))
            .flatten()
    }

    fn reserves(&self, ground: &str) -> bool {
        let duties = self.agreement.rules().flat_map(|(_, rule)| &rule.readings).map(|reading| &reading.duty);
        duties.flat_map(|duty| &duty.reserves).any(|reserved| reserved.ground == ground)
    }

    fn account(&self, told: &Account) -> Option<Account> {
        let zone = self.zone(told.zone.as_ref());
        // Of a zone that cannot be named nothing is said, least of all that it holds everywhere.
        (zone.is_some() || told.zone.is_none())
            .then(|| Some(Account { of: self.types(&told.of)?, zone, when: self.days_within(told.when)? }))
            .flatten()
    }

    fn observation(&self, told: &Observation) -> Option<Observation> {
        let zone = self.zone(told.zone.as_ref());
        if zone.is_none() && told.zone.is_some() {
            return None;
        }
        let (of, when) = (self.types(&told.of)?, self.days_within(told.when)?);
        Some(Observation { of, zone, when, by: None, means: None, event: None })
    }

    /// What bodies and parties did in cases; not where a team goes or went, and not who asked for it.
    fn step(&self, told: &CaseStep, events: &BTreeSet<String>) -> Option<CaseStep> {
        let stays = [Stage::Allegation, Stage::PreliminaryLook, Stage::Tasking, Stage::SiteVisit, Stage::Draft];
        let is_late = told.stage == Stage::FollowUp && told.when.start() > self.late;
        let event = self.name(&told.event);
        let mut actors = self.agreement.parties.iter().chain(&self.agreement.bodies);
        if is_late
            || stays.contains(&told.stage)
            || !actors.any(|actor| actor.id == told.by)
            || !events.contains(&event)
        {
            return None;
        }
        let calendar = &self.agreement.calendar;
        Some(CaseStep {
            event,
            stage: told.stage,
            by: told.by.clone(),
            to: told.to.as_deref().map(|to| self.actor(to)),
            on: told.on.as_deref().map(|on| self.name(on)),
            due: told.due.map(|due| records::end_of_day(due, &calendar.zone)),
            when: self.days(told.when)?,
        })
    }

    /// That somebody was kept from looking, and by whom, where the agreement names them. Days as of an event: it is a claim of what was
    /// done, not of how long somebody looked.
    fn denial(&self, told: &Observation) -> Option<Observation> {
        let zone = self.zone(told.zone.as_ref());
        if zone.is_none() && told.zone.is_some() {
            return None;
        }
        let by = told.by.as_deref().map(|by| self.actor(by));
        Some(Observation { of: self.types(&told.of)?, zone, when: self.days(told.when)?, by, means: None, event: None })
    }

    /// Types that are known; none where there were some and none is left.
    fn types(&self, of: &[String]) -> Option<Vec<String>> {
        let is_known =
            |kind: &&String| taxonomy::find(kind).is_some() || self.agreement.event_types.contains_key(*kind);
        let known: Vec<String> = of.iter().filter(is_known).cloned().collect();
        (of.is_empty() || !known.is_empty()).then_some(known)
    }
}

/// The middle of the cell of a grid in which a point lies.
fn cell(point: Point, degrees: f64) -> Option<Point> {
    #[expect(clippy::cast_possible_truncation, reason = "a cell is at most 360 degrees, and at least a thousandth")]
    let side = (degrees * 1e7).round() as i64;
    let (lon, lat) = point.to_e7();
    let middle = |at: i64| at.div_euclid(side) * side + side / 2;
    Point::from_e7(middle(lon), middle(lat))
}

/// At least half a cell's diagonal, in metres.
fn wider(precision: PlacePrecision, degrees: f64) -> PlacePrecision {
    const METRES_PER_DEGREE: f64 = 111_320.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres of half the Earth fit")]
    let metres = (degrees * METRES_PER_DEGREE * std::f64::consts::FRAC_1_SQRT_2).ceil() as u32;
    match (precision.radius_metres(), precision.code()) {
        (Some(radius), _) if radius > metres => precision,
        // Said to be exact, or within less than the cell.
        (Some(_), _) | (None, 1) => PlacePrecision::within_metres(metres),
        (None, _) => precision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_said_to_be_more_precise_than_it_is() {
        let read = |text: &str| PlacePrecision::from_text(text).unwrap();
        let shown = |text: &str| wider(read(text), 0.1);
        let cell = PlacePrecision::within_metres(7_872);
        assert_eq!([shown("1"), shown("50m"), wider(PlacePrecision::default(), 0.1)], [cell; 3]);
        assert_eq!([shown("20000m"), shown("4"), shown("6")], [read("20000m"), read("4"), read("6")]);
    }

    #[test]
    fn a_cell_holds_the_points_that_fall_into_it() {
        let point = |lon: &str, lat: &str| Point::from_text(lon, lat).unwrap();
        for (lon, lat, expected) in [
            ("34.2512345", "31.2598765", ("34.255", "31.255")),
            ("-34.2512345", "-31.2598765", ("-34.255", "-31.255")),
            ("0", "0", ("0.005", "0.005")),
            ("-0.0000001", "89.9999", ("-0.005", "89.995")),
        ] {
            assert_eq!(cell(point(lon, lat), 0.01), Some(point(expected.0, expected.1)), "{lon} {lat}");
        }
    }
}
