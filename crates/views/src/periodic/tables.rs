//! What stands in the report beside the statuses: what people found and answered, what is claimed, where somebody could look, what is due, and the
//! events of the period.

use std::collections::BTreeMap;

use assessments::registers::{Cell, DELAY_DAYS, Kind, Register};
use assessments::{Status, Watched};
use jiff::Timestamp;
use provisions::Reading;
use records::{Level, Turn};

use super::{Laid, PartyAnswer, Told};
use crate::Words;
use crate::case::{answer_words, finding_words, name};
use crate::document::{Block, Column, Row, Run, Table};
use crate::messages::Put;
use crate::pages::event::kind_shown;
use crate::pages::registers::{cell_shown, column_shown, is_seen};
use crate::registers::{self, Audience};
use crate::words::{id_of, level_words, party_shown, reason_words, status_words};

/// That there is nothing to list.
pub(super) fn none(words: Words) -> Vec<Block> {
    vec![Block::Paragraph(vec![Run::text(words.say("doc-nothing"))])]
}

fn columns<const N: usize>(words: Words, titles: [(&str, u8); N]) -> Vec<Column> {
    titles.map(|(id, weight)| Column::new(words.say(id), weight)).to_vec()
}

fn plain(text: impl Into<String>) -> Vec<Vec<Run>> {
    vec![vec![Run::text(text)]]
}

fn table(words: Words, caption: String, columns: Vec<Column>, rows: Vec<Row>) -> Vec<Block> {
    if rows.is_empty() { none(words) } else { vec![Block::Table(Table { caption, columns, rows })] }
}

impl Laid<'_> {
    pub(super) fn findings(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let in_period = record.known.findings.iter().filter(|noted| self.is_in(noted.what.when.start()));
        let mut found: Vec<_> = in_period.collect();
        found.sort_by_key(|noted| (noted.what.when.start(), &noted.id));
        let row = |noted: &events::Noted<records::Finding>| {
            let what = &noted.what;
            let cells = vec![
                plain(record.day_shown(what.when.start())),
                vec![vec![self.cite(&what.event)]],
                plain(finding_words(record, what)),
                plain(self.reference(noted.entry, &noted.id)),
            ];
            Row { anchor: String::new(), cells }
        };
        let rows: Vec<Row> = found.iter().map(|noted| row(noted)).collect();
        let head = columns(words, [("column-when", 2), ("doc-about", 2), ("doc-finding", 8), ("doc-reference", 2)]);
        table(words, words.n("doc-n-findings", rows.len()), head, rows)
    }

    pub(super) fn responses(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let in_period = record.known.responses.iter().filter(|noted| self.is_in(noted.what.when.start()));
        let mut found: Vec<_> = in_period.collect();
        found.sort_by_key(|noted| (noted.what.when.start(), &noted.id));
        let row = |noted: &&events::Noted<records::Response>| {
            let what = &noted.what;
            let cells = vec![
                plain(record.day_shown(what.when.start())),
                plain(name(record, &what.by)),
                vec![vec![self.cite(&what.event)]],
                plain(answer_words(words, what)),
                plain(self.reference(noted.entry, &noted.id)),
            ];
            Row { anchor: String::new(), cells }
        };
        let rows: Vec<Row> = found.iter().map(row).collect();
        let titles =
            [("column-when", 2), ("column-party", 3), ("doc-about", 2), ("doc-answer", 6), ("doc-reference", 2)];
        table(words, words.n("doc-n-responses", rows.len()), columns(words, titles), rows)
    }

    /// Where a statement stands: its entry in the ledger, or its row in what leaves.
    fn reference(&self, entry: u64, id: &str) -> String {
        let words = self.record.words;
        if entry > 0 { words.of_it("doc-entry", words.number(entry)) } else { id.to_owned() }
    }

    fn register(&self, kind: Kind) -> Register {
        let audience = match self.period.withheld {
            None => Audience::Mission,
            // The record is already what may leave, and no later than it may.
            Some(_) if kind == Kind::Due => Audience::Public { delay_days: DELAY_DAYS },
            Some(_) => Audience::Mission,
        };
        registers::of(self.record, kind, audience)
    }

    /// Rows of a register, in some of its columns.
    fn register_rows(&self, register: &Register, shown: &[&str], keep: impl Fn(&[Cell]) -> bool) -> Vec<Row> {
        let record = self.record;
        let place = |column: &&str| register.columns.iter().position(|own| own == column);
        let places: Vec<usize> = shown.iter().filter_map(place).collect();
        let rows = register.rows.iter().filter(|row| keep(&row.cells));
        let cell = |cells: &[Cell], place: usize| {
            let (column, cell) = (register.columns.get(place)?, cells.get(place)?);
            // Events are named as everywhere in the report.
            if let (true, Cell::Text(id)) = (matches!(*column, "event"), cell) {
                return Some(vec![vec![self.cite(id)]]);
            }
            let text = if is_seen(record, column, cell) { cell_shown(record, column, cell) } else { String::new() };
            Some(plain(text))
        };
        rows.map(|row| Row {
            anchor: String::new(),
            cells: places.iter().filter_map(|place| cell(&row.cells, *place)).collect(),
        })
        .collect()
    }

    fn register_columns(&self, register: &Register, shown: &[(&str, u8)]) -> Vec<Column> {
        let has = shown.iter().filter(|(column, _)| register.columns.contains(column));
        has.map(|(column, weight)| Column::new(column_shown(self.record, column), *weight)).collect()
    }

    fn of_register(&self, kind: Kind, shown: &[(&str, u8)], keep: impl Fn(&[Cell]) -> bool) -> Vec<Block> {
        let register = self.register(kind);
        let names: Vec<&str> = shown.iter().map(|(name, _)| *name).collect();
        let rows = self.register_rows(&register, &names, keep);
        let words = self.record.words;
        let caption = kind_caption(words, kind);
        table(words, caption, self.register_columns(&register, shown), rows)
    }

    pub(super) fn remedies(&self) -> Vec<Block> {
        let shown = [
            ("recommended", 3),
            ("by", 4),
            ("to", 3),
            ("due", 3),
            ("state", 3),
            ("ceased", 3),
            ("ceased_told_by", 3),
            ("made_good", 3),
            ("event", 5),
        ];
        self.of_register(Kind::Remedies, &shown, |_| true)
    }

    /// What parties said to their copies, in their own words, or that they said nothing.
    pub(super) fn answers(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        if self.period.answers.is_empty() {
            return vec![Block::Paragraph(vec![Run::text(words.say("doc-no-copies"))])];
        }
        let mut out = Vec::new();
        for PartyAnswer { party, copy, answer } in &self.period.answers {
            let (party, day) = (party_shown(words, record.agreement, party), record.day_shown(copy.1));
            let entry = words.number(copy.0);
            let put = [("party", Put::from(&party)), ("day", Put::from(&day)), ("entry", Put::from(&entry))];
            match answer {
                None => out.push(Block::Paragraph(vec![Run::text(words.with("doc-not-answered", &put))])),
                Some((own, says)) => {
                    let said = words.with("doc-answered", &put);
                    let reference = words.of_it("doc-entry", words.number(own));
                    out.push(Block::Paragraph(vec![Run::text(format!("{said} ({reference})"))]));
                    let parts = says.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
                    out.extend(parts.map(|part| Block::Quote(part.to_owned())));
                }
            }
        }
        out
    }

    pub(super) fn due(&self) -> Vec<Block> {
        let ahead = self.ahead;
        self.due_rows(move |at, is_pending| is_pending && at < ahead)
    }

    /// Rows of what is due, by their moment and whether they are pending at any level.
    fn due_rows(&self, keep: impl Fn(Timestamp, bool) -> bool) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let register = self.register(Kind::Due);
        let place = |name: &str| register.columns.iter().position(|column| *column == name);
        let at = |cells: &[Cell], name: &str| place(name).and_then(|place| cells.get(place)).cloned();
        let levels = Level::ALL.map(Level::to_text);
        let kept = |cells: &[Cell]| {
            let pending = Cell::Text(Status::Pending.to_text().to_owned());
            let is_pending = levels.iter().any(|level| at(cells, level).as_ref() == Some(&pending));
            matches!(cells.first(), Some(Cell::Moment(due)) if keep(*due, is_pending))
        };
        let names: Vec<&str> = DUE.iter().map(|(name, _)| *name).collect();
        let mut rows = self.register_rows(&register, &names, kept);
        let what = names.iter().position(|name| *name == "what").unwrap_or_default();
        // Of which reading and instance it is stands below what it is.
        for (row, own) in rows.iter_mut().zip(register.rows.iter().filter(|row| kept(&row.cells))) {
            for name in ["instance", "reading"] {
                let Some(cell) =
                    at(&own.cells, name).filter(|cell| *cell != Cell::Text(Reading::AS_WRITTEN.to_owned()))
                else {
                    continue;
                };
                let text = if is_seen(record, name, &cell) { cell_shown(record, name, &cell) } else { String::new() };
                if let (false, Some(lines)) = (text.is_empty(), row.cells.get_mut(what)) {
                    lines.push(vec![Run::Emphasis(text)]);
                }
            }
        }
        table(words, kind_caption(words, Kind::Due), self.register_columns(&register, &DUE), rows)
    }

    pub(super) fn schedule(&self) -> Vec<Block> {
        let words = self.record.words;
        let until = self.span.1;
        let mut out = self.due_rows(move |at, is_pending| !is_pending && at <= until);
        let mut decided: Vec<_> =
            self.record.known.decisions.iter().filter(|noted| noted.what.at < self.span.1).collect();
        decided.sort_by_key(|noted| (noted.what.at, &noted.id));
        let row = |noted: &&events::Noted<records::Decision>| {
            let what = &noted.what;
            let turn = if what.turn == Turn::Begins { "doc-begins" } else { "doc-ends" };
            let key = what.key.as_deref().map(|key| format!(" ({key})")).unwrap_or_default();
            let value = what.value.map(|value| format!(": {}", words.number(value.normalize()))).unwrap_or_default();
            Row::plain([
                self.record.day_shown(what.at),
                name(self.record, &what.by),
                format!("{}{key}{value}", what.sets.replace('_', " ")),
                words.say(turn),
                self.reference(noted.entry, &noted.id),
            ])
        };
        let rows: Vec<Row> = decided.iter().map(row).collect();
        if !rows.is_empty() {
            let titles =
                [("column-when", 3), ("doc-body", 4), ("doc-decided", 4), ("doc-turn", 2), ("doc-reference", 2)];
            out.extend(table(words, words.n("doc-n-decisions", rows.len()), columns(words, titles), rows));
        }
        out
    }

    pub(super) fn allegations(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        // Type and to whom it is laid: numbers by level of the fact, those refuted, and the events.
        let mut counted: BTreeMap<(String, String), ([usize; 3], usize)> = BTreeMap::new();
        for Told { event, standing } in &self.events {
            let happening = &event.happening;
            let laid_to = happening.by.as_deref().map_or_else(|| words.say("party-unknown"), |by| name(record, by));
            let held = counted.entry((kind_shown(record, &happening.kind), laid_to)).or_default();
            match standing {
                Some(standing) => held.0[standing.fact.level as usize] += 1,
                None => held.1 += 1,
            }
        }
        let row = |((kind, laid_to), (n, refuted)): ((String, String), ([usize; 3], usize))| {
            let numbers = n.into_iter().chain([refuted]).map(|n| if n == 0 { String::new() } else { words.number(n) });
            Row::plain([kind, laid_to].into_iter().chain(numbers))
        };
        let rows: Vec<Row> = counted.into_iter().map(row).collect();
        let mut head = columns(words, [("doc-type", 5), ("doc-laid-to", 4)]);
        head.extend(Level::ALL.map(|level| Column::new(level_words(words, level), 3)));
        head.push(Column::new(words.say("doc-refuted"), 2));
        table(words, words.n("doc-n-events", self.events.len()), head, rows)
    }

    pub(super) fn coverage(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let in_period = |one: &&Watched| one.kind.is_none() && one.from < self.span.1 && one.until > self.span.0;
        // Rules of which the same is known are told together.
        let mut lines: BTreeMap<(Timestamp, [String; 4]), Vec<Run>> = BTreeMap::new();
        for (provision, rule) in record.agreement.rules() {
            for reading in &rule.readings {
                let watched = record.watched(reading);
                let asked = record.watch_asked(reading).map(|asked| self.percent(asked)).unwrap_or_default();
                for one in watched.iter().filter(in_period) {
                    let zone = one.zone.as_deref();
                    let zone =
                        zone.map_or_else(|| words.say("doc-anywhere"), |zone| record.zone_shown(zone).to_owned());
                    let says = [zone, self.percent(one.share()), asked.clone(), self.hours(one.refused)];
                    let runs = lines.entry((one.from, says)).or_default();
                    let rule = Run::to(rule.id.clone(), format!("p-{}", provision.id));
                    if !runs.contains(&rule) {
                        runs.extend((!runs.is_empty()).then(|| Run::text(" ")));
                        runs.push(rule);
                    }
                }
            }
        }
        let row = |((from, says), rules): ((Timestamp, [String; 4]), Vec<Run>)| {
            let [zone, share, asked, refused] = says;
            let from = plain(record.day_shown(from));
            let cells = vec![from, plain(zone), plain(share), plain(asked), plain(refused), vec![rules]];
            Row { anchor: String::new(), cells }
        };
        let rows: Vec<Row> = lines.into_iter().map(row).collect();
        let titles = [
            ("doc-month-from", 3),
            ("doc-zone", 5),
            ("doc-observed", 2),
            ("doc-asked", 2),
            ("doc-refused-hours", 2),
            ("column-rule", 6),
        ];
        let mut out = table(words, words.say("doc-coverage"), columns(words, titles), rows);
        out.extend(self.denied());
        out
    }

    /// Where somebody was kept from looking in the period.
    fn denied(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let mut denied: Vec<_> =
            record.known.denials.iter().filter(|noted| self.is_in(noted.what.when.start())).collect();
        denied.sort_by_key(|noted| (noted.what.when.start(), &noted.id));
        let row = |noted: &&events::Noted<records::Observation>| {
            let what = &noted.what;
            Row::plain([
                record.day_shown(what.when.start()),
                what.zone.as_deref().map_or_else(String::new, |zone| record.zone_shown(zone).to_owned()),
                what.by.as_deref().map_or_else(|| words.say("party-unknown"), |by| name(record, by)),
                self.reference(noted.entry, &noted.id),
            ])
        };
        let rows: Vec<Row> = denied.iter().map(row).collect();
        let n = words.n("doc-n-denied", rows.len());
        if rows.is_empty() {
            return vec![Block::Paragraph(vec![Run::text(n)])];
        }
        let titles = [("column-when", 3), ("doc-zone", 5), ("doc-kept-by", 4), ("doc-reference", 3)];
        table(words, n, columns(words, titles), rows)
    }

    /// Rounded down: nobody is said to have seen more than was seen.
    fn percent(&self, share: rust_decimal::Decimal) -> String {
        let share = share.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::ToZero).normalize();
        self.record.words.of_it("doc-percent", self.record.words.number(share))
    }

    fn hours(&self, seconds: rust_decimal::Decimal) -> String {
        let hours = (seconds / rust_decimal::Decimal::from(3_600)).round_dp(1).normalize();
        if hours.is_zero() { String::new() } else { self.record.words.number(hours) }
    }

    pub(super) fn definitions(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let defined = |term: String, says: String| vec![Run::Strong(term), Run::text(format!(": {says}"))];
        let levels = Level::ALL
            .map(|level| defined(level_words(words, level), words.say(&format!("level-means-{}", level.to_text()))));
        let statuses = Status::ALL.map(|status| {
            let id = id_of("doc-defines", status.to_text());
            defined(status_words(words, status), words.say(&id))
        });
        let mut reasons: Vec<String> =
            record.assessments.iter().filter_map(|one| one.reason).map(|reason| reason_words(words, reason)).collect();
        reasons.sort();
        reasons.dedup();
        let mut items: Vec<Vec<Run>> = levels.into_iter().chain(statuses).collect();
        if !reasons.is_empty() {
            items.push(defined(words.say("doc-reasons"), words.list(&reasons)));
        }
        let parties = record.agreement.parties.iter().map(|party| party_shown(words, record.agreement, &party.id));
        items.push(defined(words.say("doc-parties"), words.list(&parties.collect::<Vec<_>>())));
        vec![Block::List(items)]
    }

    pub(super) fn annex(&self) -> Vec<Block> {
        let words = self.record.words;
        let rows: Vec<Row> = self.events.iter().enumerate().map(|(place, told)| self.annex_row(place, told)).collect();
        let titles = [
            ("doc-number", 2),
            ("column-when", 4),
            ("doc-type", 5),
            ("doc-where", 4),
            ("doc-laid-to", 4),
            ("doc-how-many", 3),
            ("doc-levels", 5),
            ("doc-name", 4),
        ];
        table(words, words.n("doc-n-events", rows.len()), columns(words, titles), rows)
    }

    fn annex_row(&self, place: usize, told: &Told<'_>) -> Row {
        let (record, words) = (self.record, self.record.words);
        let happening = &told.event.happening;
        let laid_to = happening.by.as_deref().map_or_else(|| words.say("party-unknown"), |by| name(record, by));
        let persons = [("doc-killed", happening.killed), ("doc-injured", happening.injured)];
        let mut numbers: Vec<String> =
            persons.into_iter().filter_map(|(id, n)| Some(words.of_it(id, words.number(n?)))).collect();
        if let Some(unit) = &happening.unit {
            let number = words.number(happening.quantity.normalize());
            numbers.insert(0, format!("{number} {}", unit.replace('_', " ")));
        }
        let levels = match &told.standing {
            None => plain(words.say("doc-refuted")),
            Some(standing) => {
                let line = |id: &str, level: Level| {
                    vec![Run::Mark(level), Run::text(format!(" {}", words.of_it(id, level_words(words, level))))]
                };
                let mut lines = vec![line("doc-fact-is", standing.fact.level)];
                lines.extend(standing.author.iter().map(|(_, stand)| line("doc-author-is", stand.level)));
                lines
            }
        };
        let zone = happening.place.zone.as_deref().map_or_else(String::new, |zone| record.zone_shown(zone).to_owned());
        let cells = vec![
            vec![vec![Run::Strong(self.number_of(place))]],
            plain(crate::pages::board::span(record, happening.when)),
            plain(kind_shown(record, &happening.kind)),
            plain(zone),
            plain(laid_to),
            numbers.into_iter().map(|number| vec![Run::Text(number)]).collect(),
            levels,
            plain(told.event.id.clone()),
        ];
        Row { anchor: format!("e{}", place + 1), cells }
    }

    /// The moments of the period's weeks.
    pub(super) fn days(&self) -> (Timestamp, Timestamp) {
        self.span
    }
}

const DUE: [(&str, u8); 7] =
    [("due", 3), ("of", 3), ("what", 5), ("rule", 2), ("alleged", 3), ("corroborated", 3), ("verified", 3)];

fn kind_caption(words: Words, kind: Kind) -> String {
    let name = Kind::NAMES.iter().find(|(_, own)| *own == kind).map_or("", |(name, _)| name);
    words.say(&id_of("register", name))
}
