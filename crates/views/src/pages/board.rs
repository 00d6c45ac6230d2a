//! The board: every provision in the agreement's order, every reading, every party, the three levels side by side.

use std::collections::BTreeMap;

use askama::Template;
use assessments::{Assessment, Day, Reason, Status};
use provisions::{Kind, Provision, Reading, Rule};
use records::Level;

use super::Frame;
use crate::words::{counted, outcome, party_shown, sign};
use crate::{Record, Shown};

/// What the board shows.
#[derive(Template)]
#[template(path = "board.html")]
pub struct Board {
    /// Head and foot.
    pub frame: Frame,
    /// Provisions in the order of the text.
    pub provisions: Vec<BoardProvision>,
    /// Totals without cases, as their sources state them.
    pub tallies: Vec<BoardTally>,
    /// Number of stances in the record.
    pub n_stances: usize,
}

/// One provision.
pub struct BoardProvision {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Link to its page.
    pub href: String,
    /// Its rules.
    pub rules: Vec<BoardRule>,
}

/// One rule.
pub struct BoardRule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind in a word.
    pub kind: &'static str,
    /// Its readings.
    pub readings: Vec<BoardReading>,
}

/// One reading.
pub struct BoardReading {
    /// Its name; none where there is only one.
    pub name: Option<String>,
    /// Who holds it.
    pub held_by: String,
    /// The parties bound.
    pub parties: Vec<BoardParty>,
}

/// One party under one reading.
pub struct BoardParty {
    /// Its name for people.
    pub name: String,
    /// Link to its assessments.
    pub href: String,
    /// Alleged, corroborated, verified.
    pub cells: Vec<Cell>,
    /// Next due time, if any is pending.
    pub next_due: Option<String>,
    /// Remarks: days without report, one-sided sources, grounds pleaded.
    pub notes: Vec<String>,
}

/// One level.
pub struct Cell {
    /// Name of the level.
    pub level: &'static str,
    /// Outcomes with the number of instances, in the order of the statuses.
    pub outcomes: Vec<Outcome>,
}

/// One outcome of some instances.
pub struct Outcome {
    /// Sign of the status.
    pub sign: &'static str,
    /// Class of the status, for its colour.
    pub class: String,
    /// Words.
    pub words: String,
    /// How many instances; none where the rule has one.
    pub times: Option<usize>,
}

/// A tally as its source states it.
pub struct BoardTally {
    /// Number and unit.
    pub number: String,
    /// What it counts, as its source says.
    pub definition: String,
    /// Span.
    pub span: String,
    /// Who states it.
    pub source: String,
    /// Link to its entry.
    pub href: String,
}

/// Fills the board.
pub fn board(record: &Record<'_>, shown: &Shown) -> Board {
    Board {
        frame: Frame::new(record, shown),
        provisions: record
            .agreement
            .provisions
            .iter()
            .map(|provision| of_provision(record, provision, shown))
            .collect(),
        tallies: tallies(record, shown, |_| true),
        n_stances: record.known.stances.iter().filter(|stance| stance.what.when.start() <= record.as_of).count(),
    }
}

fn of_provision(record: &Record<'_>, provision: &Provision, shown: &Shown) -> BoardProvision {
    BoardProvision {
        id: provision.id.clone(),
        title: provision.title.clone(),
        href: format!("/provision{}", shown.query(&[("id", &provision.id)])),
        rules: provision.rules.iter().map(|rule| of_rule(record, rule, shown)).collect(),
    }
}

pub(crate) fn of_rule(record: &Record<'_>, rule: &Rule, shown: &Shown) -> BoardRule {
    let readings = rule.readings.iter().map(|reading| of_reading(record, rule, reading, shown)).collect();
    BoardRule { id: rule.id.clone(), title: rule.title.clone(), kind: kind_word(rule), readings }
}

fn of_reading(record: &Record<'_>, rule: &Rule, reading: &Reading, shown: &Shown) -> BoardReading {
    let mut by_party: Vec<(&str, Vec<&Assessment>)> = Vec::new();
    for assessment in record.of_reading(&rule.id, &reading.name) {
        match by_party.last_mut() {
            Some((party, list)) if *party == assessment.party => list.push(assessment),
            _ => by_party.push((&assessment.party, vec![assessment])),
        }
    }
    let parties = by_party.into_iter().map(|(party, list)| of_party(record, rule, reading, party, &list, shown));
    let held_by: Vec<String> = reading.held_by.iter().map(|id| party_shown(record.agreement, id)).collect();
    let name = (reading.name != Reading::AS_WRITTEN).then(|| reading.name.clone());
    BoardReading { name, held_by: held_by.join(", "), parties: parties.collect() }
}

fn of_party(
    record: &Record<'_>,
    rule: &Rule,
    reading: &Reading,
    party: &str,
    list: &[&Assessment],
    shown: &Shown,
) -> BoardParty {
    let next_due = list.iter().filter(|a| a.status == Status::Pending).filter_map(|a| a.due).min();
    let query = shown.query(&[("rule", &rule.id), ("reading", &reading.name), ("party", party)]);
    BoardParty {
        name: party_shown(record.agreement, party),
        href: format!("/assessments{query}"),
        cells: Level::ALL.into_iter().map(|level| cell(list, level)).collect(),
        next_due: next_due.map(|due| record.local(due)),
        notes: notes(record, reading, party, list),
    }
}

fn cell(list: &[&Assessment], level: Level) -> Cell {
    let mut groups: BTreeMap<Alike<'_>, (usize, &Assessment)> = BTreeMap::new();
    let at_level: Vec<&&Assessment> = list.iter().filter(|a| a.level == level).collect();
    for assessment in &at_level {
        let key = (part(assessment), assessment.status, assessment.reason, assessment.late);
        groups.entry(key).or_insert((0, assessment)).0 += 1;
    }
    let many = at_level.len() > 1;
    let outcomes = groups.into_iter().map(|((part, ..), (n, assessment))| Outcome {
        sign: sign(assessment.status),
        class: assessment.status.to_text().to_owned(),
        words: if part.is_empty() { outcome(assessment) } else { format!("{part}: {}", outcome(assessment)) },
        times: many.then_some(n),
    });
    Cell { level: level.to_text(), outcomes: outcomes.collect() }
}

/// Part of a rate, status, reason, lateness: what instances must share to be told in one line.
type Alike<'a> = (&'a str, Status, Option<Reason>, bool);

/// The part of a rate that an instance is of; empty for the whole.
fn part(assessment: &Assessment) -> &str {
    assessment.instance.split_once('/').map_or("", |(_, part)| part)
}

/// What must not be overlooked beside the statuses.
fn notes(record: &Record<'_>, reading: &Reading, party: &str, list: &[&Assessment]) -> Vec<String> {
    let mut notes = Vec::new();
    let days = record.days(reading, party);
    let n_days = |wanted: Day| days.values().filter(|day| **day == wanted).count();
    if !days.is_empty() {
        let mut parts = vec![format!(
            "{} of {} for which no source gave a number or an account",
            n_days(Day::NoReport),
            days.len()
        )];
        for (day, words) in [
            (Day::NotStated, "reported, number not stated"),
            (Day::StatedZero, "stated zero"),
            (Day::WithinLongerSpan, "only within a longer span"),
        ] {
            if n_days(day) > 0 {
                parts.push(format!("{} {words}", n_days(day)));
            }
        }
        notes.push(format!("days: {}", parts.join("; ")));
    }
    notes.extend(told_by(record, list));
    for side in record.one_sided(list) {
        notes.push(format!("claimed only by organs of {}", party_shown(record.agreement, &side)));
    }
    let mut pleaded: Vec<&str> = list.iter().flat_map(|a| a.pleaded.iter().map(String::as_str)).collect();
    pleaded.sort_unstable();
    pleaded.dedup();
    if !pleaded.is_empty() {
        notes.push(format!("pleaded: {}", pleaded.join(", ")));
    }
    notes
}

/// How many events the statuses rest on, and who tells of most of them.
fn told_by(record: &Record<'_>, list: &[&Assessment]) -> Option<String> {
    let causes = list.iter().flat_map(|assessment| &assessment.because);
    let ids: std::collections::BTreeSet<&str> = causes.map(|cause| cause.event.as_str()).collect();
    let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
    for event in ids.iter().filter_map(|id| record.event(id)) {
        if let events::Evidence::Told(voices) = &event.evidence {
            voices.iter().for_each(|voice| *origins.entry(voice.origin.as_str()).or_default() += 1);
        }
    }
    let mut by_count: Vec<(&str, usize)> = origins.into_iter().collect();
    by_count.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let named: Vec<String> =
        by_count.iter().take(3).map(|(origin, n)| format!("{} ({n})", record.source_name(origin))).collect();
    let others = match by_count.len().saturating_sub(3) {
        0 => String::new(),
        n => format!(" and {}", counted(n, "other", "others")),
    };
    (!named.is_empty()).then(|| format!("rests on {}, told by {}{others}", n_events(ids.len()), named.join(", ")))
}

pub(crate) fn tallies(record: &Record<'_>, shown: &Shown, wanted: impl Fn(&str) -> bool) -> Vec<BoardTally> {
    let in_sight = record.known.tallies.iter().filter(|tally| tally.what.when.start() <= record.as_of);
    let in_sight = in_sight.filter(|tally| wanted(&tally.what.of));
    let mut by_day: Vec<_> = in_sight.collect();
    by_day.sort_by_key(|tally| (tally.what.when.end(), tally.what.when.start(), &tally.id));
    by_day
        .into_iter()
        .map(|tally| {
            let what = &tally.what;
            let unit = what.unit.as_deref().unwrap_or(&what.of).replace('_', " ");
            let origin = record.reports.get(&tally.entry).and_then(|filed| filed.report.origin.clone());
            let source = record.source_name(&tally.source).to_owned();
            let source = match origin {
                Some(origin) if origin != tally.source => format!("{} (in {source})", record.source_name(&origin)),
                _ => source,
            };
            BoardTally {
                number: format!("{} {unit}", what.number),
                definition: what.definition.clone().unwrap_or_default(),
                span: span(record, what.when),
                source,
                href: format!("/entry{}", shown.query(&[("position", &tally.entry.to_string())])),
            }
        })
        .collect()
}

pub(crate) fn span(record: &Record<'_>, when: records::When) -> String {
    if when.start() == when.end() {
        return record.local(when.start());
    }
    let last = when.end().checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(when.end());
    let (first, last) = (record.day(when.start()), record.day(last));
    if first == last { first } else { format!("{first} to {last}") }
}

/// A rule's kind in a word.
pub(crate) fn kind_word(rule: &Rule) -> &'static str {
    match rule.readings.first().map(|reading| &reading.duty.kind) {
        Some(Kind::Undefined(_)) => "not measurable as written",
        Some(kind) => kind.name(),
        None => "",
    }
}

pub(crate) fn n_events(n: usize) -> String {
    counted(n, "event", "events")
}
