//! The board: every provision in the agreement's order, every reading, every party, the three levels side by side.

use std::collections::BTreeMap;

use askama::Template;
use assessments::{Assessment, Day, Reason, Status, Support};
use jiff::civil::Date;
use provisions::{Provision, Reading, Rule};
use records::Level;

use super::Frame;
use crate::messages::Put;
use crate::pictures::mark;
use crate::words::{id_of, level_words, outcome_shown, party_shown, sign, status_words};
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
    /// How many, in words.
    pub n_tallies: String,
    /// Number of stances in the record.
    pub n_stances: usize,
    /// The same in words.
    pub stances_words: String,
    /// Parties in the agreement's order, as far as rules bind them.
    pub parties: Vec<String>,
    /// Whether anybody else is assessed.
    pub has_others: bool,
    /// Every rule and reading in a line, a column for each party.
    pub overview: Vec<OverviewRow>,
    /// Statuses with their signs.
    pub signs: Vec<Outcome>,
    /// What falls due next.
    pub due: Vec<DueNext>,
    /// What came since the reader's last visit.
    pub changes: Option<Changes>,
}

/// A reading of a rule at a glance.
pub struct OverviewRow {
    /// Where on the page the rule stands.
    pub anchor: String,
    /// Rule's id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The reading, where there are several.
    pub reading: Option<String>,
    /// A cell for each party of the agreement, and one for all others.
    pub cells: Vec<Vec<PartyGlance>>,
}

/// A party at a glance.
pub struct PartyGlance {
    /// Its name, in the column of those that have none of their own.
    pub name: Option<String>,
    /// Link to its assessments.
    pub href: String,
    /// The levels.
    pub levels: Vec<Glance>,
}

/// One level at a glance.
pub struct Glance {
    /// Mark of the level.
    pub mark: String,
    /// Its name.
    pub level: String,
    /// Outcomes with the number of instances.
    pub outcomes: Vec<Outcome>,
}

/// Something that falls due.
pub struct DueNext {
    /// When.
    pub when: String,
    /// The rule's id and title.
    pub rule: String,
    /// The party bound.
    pub party: String,
    /// Link to its assessments.
    pub href: String,
}

/// What came since an earlier visit.
pub struct Changes {
    /// In words.
    pub words: String,
    /// Where the changes are listed, if there are any.
    pub href: Option<String>,
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
    pub kind: String,
    /// Events week by week, as a picture.
    pub trend: Option<String>,
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
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Link to its assessments.
    pub href: String,
    /// Alleged, corroborated, verified.
    pub cells: Vec<Cell>,
    /// Next due time, if any is pending.
    pub next_due: Option<String>,
    /// The same as a moment.
    pub next_due_at: Option<jiff::Timestamp>,
    /// Remarks: days without report, one-sided sources, grounds pleaded.
    pub notes: Vec<String>,
}

/// One level.
pub struct Cell {
    /// Its mark.
    pub mark: String,
    /// Name of the level.
    pub level: String,
    /// Outcomes with the number of instances, in the order of the statuses.
    pub outcomes: Vec<Outcome>,
}

/// One outcome of some instances.
#[derive(Clone)]
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
    let words = record.words;
    let provisions: Vec<BoardProvision> =
        record.agreement.provisions.iter().map(|provision| of_provision(record, provision, shown)).collect();
    let tallies = tallies(record, shown, |_| true);
    let n_stances = record.known.stances.iter().filter(|stance| stance.what.when.start() <= record.as_of).count();
    let (parties, has_others) = columns(record, &provisions);
    Board {
        frame: Frame::new(record, shown),
        n_tallies: words.n("n-tallies", tallies.len()),
        stances_words: words.n("n-stances", n_stances),
        overview: overview(&provisions, &parties, has_others),
        has_others,
        parties: parties.iter().map(|id| party_shown(words, record.agreement, id)).collect(),
        signs: signs(record),
        due: due_next(record, &provisions),
        changes: changes(record, shown),
        provisions,
        tallies,
        n_stances,
    }
}

/// So many due times are shown at the head.
const DUE_NEXT: usize = 6;

fn due_next(record: &Record<'_>, provisions: &[BoardProvision]) -> Vec<DueNext> {
    let rules = provisions.iter().flat_map(|provision| &provision.rules);
    let mut all: Vec<(jiff::Timestamp, DueNext)> = Vec::new();
    for rule in rules {
        for party in rule.readings.iter().flat_map(|reading| &reading.parties) {
            let Some(at) = party.next_due_at else { continue };
            let (rule, href) = (format!("{} {}", rule.id, rule.title), party.href.clone());
            all.push((at, DueNext { when: record.moment_shown(at), rule, party: party.name.clone(), href }));
        }
    }
    all.sort_by_key(|(at, _)| *at);
    all.dedup_by(|one, other| one.0 == other.0 && one.1.rule == other.1.rule && one.1.party == other.1.party);
    all.into_iter().take(DUE_NEXT).map(|(_, due)| due).collect()
}

/// What came since the reader was here last, where that is known and the page is not bound to an earlier moment.
fn changes(record: &Record<'_>, shown: &Shown) -> Option<Changes> {
    let last = shown.reader.last_size.filter(|last| *last <= record.size && shown.size.is_none())?;
    let (n, since) = (record.size - last, last.to_string());
    let href = (n > 0).then(|| format!("/changes{}", shown.query(&[("since", &since)])));
    Some(Changes { words: record.words.with("since-last-visit", &[("n", n.into())]), href })
}

/// Parties of the agreement that are assessed anywhere, in its order; and whether others are, too.
fn columns(record: &Record<'_>, provisions: &[BoardProvision]) -> (Vec<String>, bool) {
    let rules = provisions.iter().flat_map(|provision| &provision.rules);
    let readings = rules.flat_map(|rule| &rule.readings);
    let mut found: std::collections::BTreeSet<&str> =
        readings.flat_map(|reading| reading.parties.iter().map(|party| party.id.as_str())).collect();
    let own = record.agreement.parties.iter().filter(|party| found.remove(party.id.as_str()));
    let own: Vec<String> = own.map(|party| party.id.clone()).collect();
    (own, !found.is_empty())
}

fn overview(provisions: &[BoardProvision], parties: &[String], has_others: bool) -> Vec<OverviewRow> {
    let rules = provisions.iter().flat_map(|provision| &provision.rules);
    let row = |rule: &BoardRule, reading: &BoardReading| {
        let at_a_glance = |party: &BoardParty, is_named: bool| PartyGlance {
            name: is_named.then(|| party.name.clone()),
            href: party.href.clone(),
            levels: party.cells.iter().map(glance).collect(),
        };
        let of = |id: &String| {
            let own = reading.parties.iter().filter(|party| party.id == *id);
            own.map(|party| at_a_glance(party, false)).collect()
        };
        let mut cells: Vec<Vec<PartyGlance>> = parties.iter().map(of).collect();
        if has_others {
            let others = reading.parties.iter().filter(|party| !parties.contains(&party.id));
            cells.push(others.map(|party| at_a_glance(party, true)).collect());
        }
        OverviewRow {
            anchor: format!("r-{}", rule.id),
            rule: rule.id.clone(),
            title: rule.title.clone(),
            reading: reading.name.clone(),
            cells,
        }
    };
    rules.flat_map(|rule| rule.readings.iter().map(move |reading| row(rule, reading))).collect()
}

/// Outcomes of one status are told as one, whatever their reasons.
pub(crate) fn glance(cell: &Cell) -> Glance {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for outcome in &cell.outcomes {
        match outcomes.iter_mut().find(|one| one.class == outcome.class) {
            Some(one) => {
                one.times = Some(one.times.unwrap_or(1) + outcome.times.unwrap_or(1));
                one.words = format!("{}; {}", one.words, outcome.words);
            }
            None => outcomes.push(outcome.clone()),
        }
    }
    Glance { mark: cell.mark.clone(), level: cell.level.clone(), outcomes }
}

fn signs(record: &Record<'_>) -> Vec<Outcome> {
    let shown = |status: Status| Outcome {
        sign: sign(status),
        class: status.to_text().to_owned(),
        words: status_words(record.words, status),
        times: None,
    };
    Status::ALL.map(shown).into()
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
    let all: Vec<&Assessment> = record.of_rule(&rule.id).collect();
    let silent = rule.readings.iter().flat_map(|reading| {
        let parties: std::collections::BTreeSet<&str> = all.iter().map(|one| one.party.as_str()).collect();
        parties.into_iter().flat_map(|party| record.days(reading, party)).collect::<Vec<_>>()
    });
    let silent: std::collections::BTreeSet<Date> =
        silent.filter(|(_, day)| *day == Day::NoReport).map(|(date, _)| date).collect();
    let trend = super::trend::of(record, &record.support_of_rule(&rule.id))
        .map(|trend| trend.silent(silent.into_iter()).picture(record));
    BoardRule { id: rule.id.clone(), title: rule.title.clone(), kind: kind_word(record, rule), trend, readings }
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
    let held_by: Vec<String> =
        reading.held_by.iter().map(|id| party_shown(record.words, record.agreement, id)).collect();
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
        id: party.to_owned(),
        next_due_at: next_due,
        name: party_shown(record.words, record.agreement, party),
        href: format!("/assessments{query}"),
        cells: Level::ALL.into_iter().map(|level| cell(record, list, level)).collect(),
        next_due: next_due.map(|due| record.moment_shown(due)),
        notes: notes(record, (&rule.id, reading), party, list),
    }
}

pub(crate) fn cell(record: &Record<'_>, list: &[&Assessment], level: Level) -> Cell {
    let mut groups: BTreeMap<Alike<'_>, (usize, &Assessment)> = BTreeMap::new();
    let words = record.words;
    let at_level: Vec<&&Assessment> = list.iter().filter(|a| a.level == level).collect();
    for assessment in &at_level {
        let key = (part(assessment), assessment.status, assessment.reason, assessment.late);
        groups.entry(key).or_insert((0, assessment)).0 += 1;
    }
    let many = at_level.len() > 1;
    let outcomes = groups.into_iter().map(|((part, ..), (n, assessment))| Outcome {
        sign: sign(assessment.status),
        class: assessment.status.to_text().to_owned(),
        words: match (part, outcome_shown(record, assessment)) {
            ("", outcome) => outcome,
            (part, outcome) => {
                words.with("outcome-of-part", &[("part", part.into()), ("outcome", Put::from(&outcome))])
            }
        },
        times: many.then_some(n),
    });
    Cell { mark: mark(level), level: level_words(words, level), outcomes: outcomes.collect() }
}

/// Part of a rate, status, reason, lateness: what instances must share to be told in one line.
type Alike<'a> = (&'a str, Status, Option<Reason>, bool);

/// The part of a rate that an instance is of; empty for the whole.
fn part(assessment: &Assessment) -> &str {
    assessment.instance.split_once('/').map_or("", |(_, part)| part)
}

/// What must not be overlooked beside the statuses.
fn notes(record: &Record<'_>, (rule, reading): (&str, &Reading), party: &str, list: &[&Assessment]) -> Vec<String> {
    let (mut notes, words) = (Vec::new(), record.words);
    let days = record.days(reading, party);
    let n_days = |wanted: Day| days.values().filter(|day| **day == wanted).count();
    if !days.is_empty() {
        let mut parts =
            vec![words.with("days-no-report", &[("n", n_days(Day::NoReport).into()), ("of", days.len().into())])];
        for (day, id) in [
            (Day::NotStated, "days-not-stated"),
            (Day::StatedZero, "days-stated-zero"),
            (Day::WithinLongerSpan, "days-within-longer-span"),
        ] {
            if n_days(day) > 0 {
                parts.push(words.n(id, n_days(day)));
            }
        }
        notes.push(words.of_it("note-days", parts.join("; ")));
    }
    let support = record.support_of_party(rule, &reading.name, party, list);
    notes.extend(told_by(record, &support));
    for side in &support.one_sided {
        notes.push(words.of_it("note-one-sided", party_shown(words, record.agreement, side)));
    }
    let mut pleaded: Vec<&str> = list.iter().flat_map(|a| a.pleaded.iter().map(String::as_str)).collect();
    pleaded.sort_unstable();
    pleaded.dedup();
    if !pleaded.is_empty() {
        let pleaded: Vec<String> = pleaded.into_iter().map(|ground| ground.replace('_', " ")).collect();
        notes.push(words.of_it("note-pleaded", words.list(&pleaded)));
    }
    notes
}

/// How many events the statuses rest on, and who tells of most of them.
fn told_by(record: &Record<'_>, support: &Support) -> Option<String> {
    let by_count = &support.origins;
    let words = record.words;
    if !record.sight.sources {
        let (events, origins) = (n_events(record, support.n_events), by_count.len());
        let said = [("events", Put::from(&events)), ("n", origins.into())];
        return (origins > 0).then(|| words.with("note-rests-on-origins", &said));
    }
    let named: Vec<String> = by_count
        .iter()
        .take(3)
        .map(|(origin, n)| {
            let (name, n) = (record.source_name(origin), words.number(n));
            words.with("name-and-number", &[("name", name.into()), ("number", Put::from(&n))])
        })
        .collect();
    let (events, names) = (n_events(record, support.n_events), words.list(&named));
    let said = [("events", Put::from(&events)), ("names", Put::from(&names))];
    let others = by_count.len().saturating_sub(3);
    (!named.is_empty()).then(|| match others {
        0 => words.with("note-rests-on", &said),
        n => {
            let [events, names] = said;
            words.with("note-rests-on-and-others", &[events, names, ("n", n.into())])
        }
    })
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
                Some(origin) if origin != tally.source => {
                    let origin = record.source_name(&origin);
                    let said = [("origin", origin.into()), ("source", Put::from(&source))];
                    record.words.with("told-in", &said)
                }
                _ => source,
            };
            BoardTally {
                number: format!("{} {unit}", record.words.number(what.number)),
                definition: what.definition.clone().filter(|_| record.sight.words).unwrap_or_default(),
                span: span(record, what.when),
                source,
                href: entry_href(record, shown, tally.entry),
            }
        })
        .collect()
}

/// Where an entry is shown; empty for those who may not see entries.
pub(crate) fn entry_href(record: &Record<'_>, shown: &Shown, entry: u64) -> String {
    if record.sight.sources {
        format!("/entry{}", shown.query(&[("position", &entry.to_string())]))
    } else {
        String::new()
    }
}

pub(crate) fn span(record: &Record<'_>, when: records::When) -> String {
    if when.start() == when.end() {
        return record.moment_shown(when.start());
    }
    let last = when.end().checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(when.end());
    let (first, last) = (record.day_shown(when.start()), record.day_shown(last));
    if first == last { first } else { from_to(record, &first, &last) }
}

/// From one day to another.
pub(crate) fn from_to(record: &Record<'_>, first: &str, last: &str) -> String {
    record.words.with("from-to", &[("first", first.into()), ("last", last.into())])
}

/// A rule's kind in a word.
pub(crate) fn kind_word(record: &Record<'_>, rule: &Rule) -> String {
    let kind = rule.readings.first().map(|reading| reading.duty.kind.name());
    kind.map(|kind| record.words.say(&id_of("kind", kind))).unwrap_or_default()
}

pub(crate) fn n_events(record: &Record<'_>, n: usize) -> String {
    record.words.n("n-events", n)
}
