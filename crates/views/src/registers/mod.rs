//! Registers for a terminal, for other programs and for spreadsheets; what is due also as a calendar.

pub mod explained;

use std::collections::BTreeSet;
use std::fmt::Write;

pub use assessments::registers::DELAY_DAYS;
use assessments::registers::{Cell, Kind, Look, Register, Row, published, register};
use events::Filed;
use records::Statement;
use serde_json::{Map, Value, json};

use crate::Record;
use crate::case::name;

/// To whom a register is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The mission itself.
    Mission,
    /// Anybody: what could put somebody at risk comes so many days late, and coarse.
    Public {
        /// Days.
        delay_days: u32,
    },
}

/// A register as it may be shown to those.
pub fn of(record: &Record<'_>, kind: Kind, audience: Audience) -> Register {
    let Record { agreement, known, by_type, assessments, as_of, .. } = record;
    let told = |entry: u64| match &record.reports.get(&entry)?.report.statement {
        Statement::Happening(happening) => Some(happening),
        _ => None,
    };
    let look = Look { agreement, known, by_type, assessments, told: &told, as_of: *as_of, until: *as_of };
    match audience {
        Audience::Mission => register(kind, &look),
        Audience::Public { delay_days } => published(kind, &look, delay_days),
    }
}

/// The register of that name.
pub fn named(record: &Record<'_>, name: &str, audience: Audience) -> Option<Register> {
    Kind::from_text(name).map(|kind| of(record, kind, audience))
}

fn month(record: &Record<'_>, at: jiff::Timestamp) -> String {
    record.agreement.calendar.date(at).strftime("%Y-%m").to_string()
}

/// A value for people.
fn shown(record: &Record<'_>, cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Actor(id) => name(record, id),
        Cell::Actors(ids) => ids.iter().map(|id| name(record, id)).collect::<Vec<_>>().join(", "),
        Cell::Moment(at) => record.local(*at),
        Cell::Day(at) => record.day(*at),
        Cell::Month(at) => month(record, *at),
        Cell::Count(n) => n.to_string(),
        Cell::Amount(n) => n.normalize().to_string(),
        Cell::Type(kind) => record.event_shown(kind).to_owned(),
        Cell::Types(kinds) => kinds.iter().map(|kind| record.event_shown(kind)).collect::<Vec<_>>().join("; "),
        Cell::Zone(zone) => record.zone_shown(zone).to_owned(),
    }
}

/// A value for programs: ids, moments in UTC.
fn value(record: &Record<'_>, cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Actor(id) => json!(id),
        Cell::Actors(ids) => json!(ids),
        Cell::Moment(at) => json!(at.to_string()),
        Cell::Day(at) => json!(record.day(*at)),
        Cell::Month(at) => json!(month(record, *at)),
        Cell::Count(n) => json!(n),
        Cell::Amount(n) => crate::exports::json::number(*n),
        Cell::Type(kind) => json!(kind),
        Cell::Types(kinds) => json!(kinds),
        Cell::Zone(zone) => json!(zone),
    }
}

/// A row a paragraph: the line of what is stated, and what it rests on.
pub fn text(record: &Record<'_>, register: &Register) -> String {
    let mut out = String::new();
    for (place, row) in (1..).zip(&register.rows) {
        let cells = register.columns.iter().zip(&row.cells).filter(|(_, cell)| **cell != Cell::Nothing);
        let cells: Vec<String> =
            cells.map(|(column, cell)| format!("{}: {}", column.replace('_', " "), shown(record, cell))).collect();
        let _ = writeln!(out, "{place}. {}", cells.join(" · "));
        let _ = writeln!(out, "  {}{}", rests_on(row), as_said_by(record, row));
    }
    if out.is_empty() {
        out.push_str("nothing\n");
    }
    out
}

/// Those at the end of the chains of attribution of a row's reports, where they are not the sources themselves.
fn origins<'a>(record: &Record<'a>, row: &Row) -> BTreeSet<&'a str> {
    let reports = row.entries.iter().filter_map(|entry| record.reports.get(entry));
    let origin = |filed: &'a Filed| filed.report.origin.as_deref().filter(|origin| *origin != filed.report.source);
    reports.filter_map(origin).collect()
}

fn as_said_by(record: &Record<'_>, row: &Row) -> String {
    let names: Vec<String> = origins(record, row).into_iter().map(|id| name(record, id)).collect();
    if names.is_empty() { String::new() } else { format!("; as said by {}", names.join("; ")) }
}

fn rests_on(row: &Row) -> String {
    let entries: Vec<String> = row.entries.iter().map(u64::to_string).collect();
    match (row.events.is_empty(), entries.is_empty()) {
        (true, true) => "rests on no report".to_owned(),
        (true, false) => format!("ledger entries {}", entries.join(", ")),
        (false, true) => format!("events {}", row.events.join(", ")),
        (false, false) => format!("events {}; ledger entries {}", row.events.join(", "), entries.join(", ")),
    }
}

/// Rows as objects.
pub fn objects(record: &Record<'_>, register: &Register) -> Vec<Map<String, Value>> {
    register.rows.iter().map(|row| object(record, register, row)).collect()
}

fn object(record: &Record<'_>, register: &Register, row: &Row) -> Map<String, Value> {
    let mut out = Map::new();
    for (column, cell) in register.columns.iter().zip(&row.cells) {
        out.insert((*column).to_owned(), value(record, cell));
    }
    out.insert("origins".to_owned(), json!(origins(record, row)));
    out.insert("events".to_owned(), json!(row.events));
    out.insert("entries".to_owned(), json!(row.entries));
    out
}

/// One JSON document, for HTTP.
pub fn document(record: &Record<'_>, register: &Register) -> String {
    let rows: Vec<Value> = objects(record, register).into_iter().map(Value::Object).collect();
    json!({ "as_of": record.as_of.to_string(), "ledger_size": record.size, "rows": rows }).to_string()
}

/// CSV (RFC 4180) with a byte order mark, so that spreadsheets read Arabic.
pub fn csv(record: &Record<'_>, register: &Register) -> String {
    let mut out = "\u{feff}".to_owned();
    let line = |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n";
    let head =
        register.columns.iter().chain(&["origins", "events", "entries"]).map(|name| (*name).to_owned()).collect();
    out.push_str(&line(head));
    for row in &register.rows {
        let mut cells: Vec<String> = row.cells.iter().map(|cell| shown(record, cell)).collect();
        let said_by: Vec<String> = origins(record, row).into_iter().map(|id| name(record, id)).collect();
        cells.push(said_by.join("; "));
        cells.push(row.events.join(" "));
        cells.push(row.entries.iter().map(u64::to_string).collect::<Vec<_>>().join(" "));
        out.push_str(&line(cells));
    }
    out
}

/// A value of CSV. What a spreadsheet would take for a formula is given an apostrophe (OWASP, CSV injection).
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !cell.contains(['"', ',', '\n', '\r']) {
        return cell.to_owned();
    }
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

/// What is due as a calendar (RFC 5545), with an alarm so many days before.
pub fn calendar(record: &Record<'_>, notice_days: &[u32], audience: Audience) -> String {
    let register = of(record, Kind::Due, audience);
    let mut out = String::new();
    let mut line = |text: &str| folded(text, &mut out);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Truce//Due//EN");
    let stamp = utc(record.as_of);
    for row in &register.rows {
        let Some(Cell::Moment(due)) = row.cells.first() else { continue };
        let cell = |name: &str| {
            let place = register.columns.iter().position(|column| *column == name);
            let value =
                place.and_then(|place| row.cells.get(place)).map(|cell| shown(record, cell)).unwrap_or_default();
            // Instances that an event sets have its name, which tells its source.
            if name == "instance" && value.contains('/') && !record.sight.sources { String::new() } else { value }
        };
        let [of, what, rule, reading, instance] = ["of", "what", "rule", "reading", "instance"].map(cell);
        let id = [rule.as_str(), &reading, &of, &instance, &what].map(|part| part.replace(['@', ' '], "_")).join("/");
        let known = ["alleged", "corroborated", "verified"].map(|level| (level, cell(level)));
        let known = known.iter().filter(|(_, status)| !status.is_empty());
        let known: Vec<String> = known.map(|(level, status)| format!("{level}: {status}")).collect();
        line("BEGIN:VEVENT");
        line(&format!("UID:{}@{}", escaped(&id), escaped(&record.agreement.id)));
        line(&format!("DTSTAMP:{stamp}"));
        line(&format!("DTSTART:{}", utc(*due)));
        line(&format!("SUMMARY:{}", escaped(&format!("{of}: {what}"))));
        // By which reading it is due, and how it stands.
        let read = Some(format!("reading: {reading}")).filter(|_| !reading.is_empty());
        let then = ["then_alleged", "then_corroborated", "then_verified"].map(|column| (column, cell(column)));
        let then = then.iter().filter(|(_, status)| !status.is_empty());
        let then =
            then.map(|(column, status)| format!("if nothing comes, {}: {status}", column.trim_start_matches("then_")));
        let said: Vec<String> =
            [format!("{rule} {instance}").trim().to_owned()].into_iter().chain(read).chain(known).chain(then).collect();
        line(&format!("DESCRIPTION:{}", escaped(&said.join("\n"))));
        let is_to_come = *due > record.as_of;
        for days in notice_days.iter().filter(|_| is_to_come) {
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line(&format!("DESCRIPTION:{}", escaped(&format!("due in {days} days: {what}"))));
            line(&format!("TRIGGER:-P{days}D"));
            line("END:VALARM");
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn utc(at: jiff::Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    text.trim().replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Lines of at most 75 bytes; what goes on begins with a blank. No character is cut.
fn folded(text: &str, out: &mut String) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        folded(&"السلام ".repeat(30), &mut out);
        assert!(out.lines().all(|line| line.len() <= 75), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), "السلام ".repeat(30).trim_end());
    }

    #[test]
    fn values_of_csv_are_quoted_and_formulas_are_not_run() {
        assert_eq!(quoted("a"), "a");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
