//! What stands in the report on the keeping of the agreement: summary, provisions, changes.

use std::collections::{BTreeMap, BTreeSet};

use assessments::{Assessment, Status};
use provisions::{Provision, Reading, Rule};
use records::Level;

use super::Laid;
use super::tables::none;
use crate::document::{Block, Column, Row, Run, Table};
use crate::messages::Put;
use crate::pages::assessment::instance_shown;
use crate::words::{level_words, outcome_shown, party_shown, status_words};

/// In the order in which the board shows them.
const STATUSES: [Status; 8] = [
    Status::BreachFound,
    Status::BreachIndicated,
    Status::Overdue,
    Status::Undetermined,
    Status::Pending,
    Status::NoBreachRecorded,
    Status::Met,
    Status::NotInForce,
];

/// So many events are named for a status; the rest is a number.
const CITED: usize = 6;

/// A change of one instance: rule, reading, party, instance, what was, what is.
type Instance<'a> = (&'a str, &'a str, &'a str, &'a str, String, String);

/// Changes told in one line: rule, reading, party, levels, what was, what is.
type Alike<'a> = (&'a str, &'a str, &'a str, Vec<Level>, String, String);

/// What makes an assessment the same one at another moment.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str, Level);

fn key(one: &Assessment) -> Key<'_> {
    (&one.rule, &one.reading, &one.party, &one.instance, one.level)
}

impl Laid<'_> {
    pub(super) fn summary(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let n_changed = self.changed().len();
        let n_findings = record.known.findings.iter().filter(|noted| self.is_in(noted.what.when.start())).count();
        let n_responses = record.known.responses.iter().filter(|noted| self.is_in(noted.what.when.start())).count();
        let n_overdue = self.n_duties(self.record.assessments, |one| one.status == Status::Overdue);
        let figures = [
            ("doc-n-events", self.events.len()),
            ("doc-n-changed", n_changed),
            ("doc-n-findings", n_findings),
            ("doc-n-responses", n_responses),
            ("doc-n-overdue", n_overdue),
        ];
        let items = figures.map(|(id, n)| vec![Run::text(words.n(id, n))]).to_vec();
        let mut columns = vec![Column::new(words.say("doc-status"), 4)];
        columns.extend(Level::ALL.map(|level| Column::new(level_words(words, level), 3)));
        let counted = |all: &[Assessment], status: Status, level: Level| {
            self.n_duties(all, |one| one.status == status && one.level == level)
        };
        let row = |status: Status| {
            let numbers = Level::ALL
                .map(|level| (counted(record.assessments, status, level), counted(self.before, status, level)));
            let cell = |(now, before): (usize, usize)| {
                let (now, was) = (words.number(now), words.number(before));
                vec![vec![Run::text(
                    words.with("doc-now-before", &[("now", Put::from(&now)), ("was", Put::from(&was))]),
                )]]
            };
            let cells = std::iter::once(vec![vec![Run::text(status_words(words, status))]]);
            (numbers != [(0, 0); 3])
                .then(|| Row { anchor: String::new(), cells: cells.chain(numbers.map(cell)).collect() })
        };
        let rows = STATUSES.into_iter().filter_map(row).collect();
        vec![Block::List(items), Block::Table(Table { caption: words.say("doc-statuses"), columns, rows })]
    }

    /// How many duties (a rule, in a reading, for a party) are so in any of their instances.
    fn n_duties(&self, all: &[Assessment], is_so: impl Fn(&Assessment) -> bool) -> usize {
        let so = all.iter().filter(|one| is_so(one));
        so.map(|one| (&one.rule, &one.reading, &one.party)).collect::<BTreeSet<_>>().len()
    }

    pub(super) fn provisions(&self) -> Vec<Block> {
        let mut out = Vec::new();
        for provision in &self.record.agreement.provisions {
            let rows: Vec<Row> = provision.rules.iter().flat_map(|rule| self.rule_rows(rule)).collect();
            if rows.is_empty() {
                continue;
            }
            let text = format!("{} {}", provision.id, provision.title);
            out.push(Block::Heading { level: 2, text, anchor: anchor(provision) });
            out.extend(provision.text.iter().map(|text| Block::Quote(text.clone())));
            out.push(Block::Table(self.status_table(provision, rows)));
        }
        out
    }

    fn status_table(&self, provision: &Provision, rows: Vec<Row>) -> Table {
        let words = self.record.words;
        let mut columns = vec![Column::new(words.say("column-rule"), 4), Column::new(words.say("column-party"), 3)];
        columns.extend(Level::ALL.map(|level| Column::new(level_words(words, level), 4)));
        columns.push(Column::new(words.say("doc-rests-on"), 4));
        Table { caption: words.of_it("doc-status-of", &provision.id), columns, rows }
    }

    fn rule_rows(&self, rule: &Rule) -> Vec<Row> {
        let mut rows = Vec::new();
        for reading in &rule.readings {
            let mut found: Vec<(&str, Vec<&Assessment>)> = Vec::new();
            for one in self.record.of_reading(&rule.id, &reading.name) {
                match found.iter_mut().find(|(party, _)| *party == one.party) {
                    Some((_, all)) => all.push(one),
                    None => found.push((&one.party, vec![one])),
                }
            }
            for (party, all) in found {
                rows.push(self.status_row(rule, reading, party, &all));
            }
        }
        rows
    }

    fn status_row(&self, rule: &Rule, reading: &Reading, party: &str, all: &[&Assessment]) -> Row {
        let words = self.record.words;
        let mut named = vec![vec![Run::Strong(rule.id.clone()), Run::text(format!(" {}", rule.title))]];
        if rule.readings.len() > 1 {
            named.push(vec![Run::Emphasis(reading.name.clone())]);
        }
        let mut cells = vec![named, vec![vec![Run::text(party_shown(words, self.record.agreement, party))]]];
        let before: Vec<&Assessment> = self
            .before
            .iter()
            .filter(|one| one.rule == rule.id && one.reading == reading.name && one.party == party)
            .collect();
        for level in Level::ALL {
            let mut lines = vec![Vec::new()];
            let (now, was) = (self.outcomes(all, level), self.outcomes(&before, level));
            for (place, said) in now.iter().enumerate() {
                if place > 0 {
                    lines.push(Vec::new());
                }
                if let Some(line) = lines.last_mut() {
                    line.extend([Run::Mark(level), Run::text(format!(" {said}"))]);
                }
            }
            if was != now {
                // What stands as it did is not said twice.
                let was: Vec<String> = was.into_iter().filter(|said| !now.contains(said)).collect();
                let was = if was.is_empty() { words.say("doc-none") } else { was.join("; ") };
                lines.push(vec![Run::Emphasis(words.of_it("doc-before", was))]);
            }
            cells.push(lines);
        }
        cells.push(vec![self.rests_on(all)]);
        Row { anchor: String::new(), cells }
    }

    /// Outcomes at a level, each with how often.
    fn outcomes(&self, all: &[&Assessment], level: Level) -> Vec<String> {
        let words = self.record.words;
        let mut counted: BTreeMap<(Status, String), usize> = BTreeMap::new();
        for one in all.iter().filter(|one| one.level == level) {
            *counted.entry((one.status, outcome_shown(self.record, one))).or_default() += 1;
        }
        let said = |((_, outcome), n): ((Status, String), usize)| match n {
            1 => outcome,
            n => {
                let n = words.number(n);
                words.with("doc-times", &[("outcome", Put::from(&outcome)), ("n", Put::from(&n))])
            }
        };
        counted.into_iter().map(said).collect()
    }

    /// The events of the period on which statuses rest, and how many before it.
    fn rests_on(&self, all: &[&Assessment]) -> Vec<Run> {
        let words = self.record.words;
        let events: BTreeSet<&str> =
            all.iter().flat_map(|one| one.because.iter().map(|cause| cause.event.as_str())).collect();
        let places: BTreeSet<usize> = events.iter().filter_map(|id| self.places.get(id).copied()).collect();
        let n_before = events.len() - places.len();
        if events.is_empty() {
            return vec![Run::text(words.say("doc-no-event"))];
        }
        let mut runs = Vec::new();
        for (nth, place) in places.iter().take(CITED).enumerate() {
            if nth > 0 {
                runs.push(Run::text(words.say("list-comma").replace('_', " ")));
            }
            runs.push(Run::to(self.number_of(*place), format!("e{}", place + 1)));
        }
        let mut more = Vec::new();
        if places.len() > CITED {
            more.push(words.n("doc-more", places.len() - CITED));
        }
        if n_before > 0 {
            more.push(words.n("doc-earlier", n_before));
        }
        if !more.is_empty() {
            let comma = words.say("list-comma").replace('_', " ");
            let before = if runs.is_empty() { String::new() } else { comma };
            runs.push(Run::text(format!("{before}{}", words.list(&more))));
        }
        runs
    }

    /// Assessments that are not what they were: what was, what is.
    fn changed(&self) -> Vec<(Option<&Assessment>, Option<&Assessment>)> {
        let before: BTreeMap<Key<'_>, &Assessment> = self.before.iter().map(|one| (key(one), one)).collect();
        let mut seen: BTreeSet<Key<'_>> = BTreeSet::new();
        let mut out = Vec::new();
        for one in self.record.assessments {
            let was = before.get(&key(one)).copied();
            seen.insert(key(one));
            // What only begins to run is no change.
            let begins =
                was.is_none() && matches!(one.status, Status::Pending | Status::NotInForce | Status::Undetermined);
            let same = begins
                || was.is_some_and(|was| (was.status, was.reason, was.late) == (one.status, one.reason, one.late));
            if !same {
                out.push((was, Some(one)));
            }
        }
        out.extend(self.before.iter().filter(|one| !seen.contains(&key(one))).map(|one| (Some(one), None)));
        out
    }

    pub(super) fn changes(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let changed = self.changed();
        let n_changed = changed.len();
        if n_changed == 0 {
            return none(words);
        }
        let said = |one: Option<&Assessment>| {
            one.map_or_else(|| words.say("no-such-instance"), |one| outcome_shown(record, one))
        };
        // The same change at several levels is one line, and so is the same change of many instances.
        let mut by_instance: BTreeMap<Instance<'_>, Vec<Level>> = BTreeMap::new();
        for (was, is) in changed {
            let Some(one) = is.or(was) else { continue };
            let key = (one.rule.as_str(), one.reading.as_str(), one.party.as_str(), one.instance.as_str());
            by_instance.entry((key.0, key.1, key.2, key.3, said(was), said(is))).or_default().push(one.level);
        }
        let mut lines: BTreeMap<Alike<'_>, Vec<&str>> = BTreeMap::new();
        for ((rule, reading, party, instance, was, is), levels) in by_instance {
            lines.entry((rule, reading, party, levels, was, is)).or_default().push(instance);
        }
        let mut lines: Vec<(Alike<'_>, Vec<&str>)> = lines.into_iter().collect();
        let place = |rule: &str| record.agreement.rules().position(|(_, own)| own.id == rule);
        lines.sort_by_key(|((rule, ..), _)| place(rule));
        let row = |((rule, reading, party, levels, was, is), instances): (Alike<'_>, Vec<&str>)| {
            let instances = match instances.as_slice() {
                few if few.len() <= 2 => {
                    let few: Vec<String> = few.iter().map(|instance| instance_shown(record, instance)).collect();
                    words.list(&few)
                }
                many => words.n("doc-n-instances", many.len()),
            };
            let reading = Some(reading).filter(|name| *name != Reading::AS_WRITTEN).unwrap_or_default().to_owned();
            let of = [party_shown(words, record.agreement, party), reading, instances];
            let of = of.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            let levels: Vec<String> = levels.into_iter().map(|level| level_words(words, level)).collect();
            let provision = record.rule(rule).map_or("", |(provision, _)| provision.id.as_str());
            let rule = Run::to(rule, format!("p-{provision}"));
            let plain = |text: String| vec![vec![Run::Text(text)]];
            let cells = vec![vec![vec![rule]], plain(of), plain(words.list(&levels)), plain(was), plain(is)];
            Row { anchor: String::new(), cells }
        };
        let titles = [("column-rule", 2), ("column-of", 4), ("column-level", 3), ("column-was", 4), ("column-is", 4)];
        let columns = titles.map(|(id, weight)| Column::new(words.say(id), weight)).to_vec();
        let caption = words.n("doc-n-changed", n_changed);
        vec![Block::Table(Table { caption, columns, rows: lines.into_iter().map(row).collect() })]
    }
}

fn anchor(provision: &Provision) -> String {
    format!("p-{}", provision.id)
}
