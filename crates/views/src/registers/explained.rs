//! A row of a register down to the reports that it is drawn from.

use std::collections::BTreeMap;
use std::fmt::Write;

use assessments::registers::{Register, Row};
use events::Filed;
use records::Statement;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{object, shown};
use crate::Record;
use crate::case::name;
use crate::exports::json::number;

/// One report under a row: its entry, the event that it tells of if it tells of one, and itself.
struct Told<'a> {
    entry: u64,
    event: Option<&'a str>,
    filed: &'a Filed,
}

/// All reports that a row names, and those that tell of its events, by their entries.
fn told<'a>(record: &'a Record<'_>, row: &'a Row) -> Vec<Told<'a>> {
    let mut event_of: BTreeMap<u64, Option<&str>> = row.entries.iter().map(|entry| (*entry, None)).collect();
    for id in &row.events {
        for claim in record.claims(id) {
            if let events::Evidence::Told(voices) = &claim.evidence {
                event_of.extend(voices.iter().map(|voice| (voice.entry, Some(id.as_str()))));
            }
        }
    }
    let filed = |(entry, event)| Some(Told { entry, event, filed: record.reports.get(&entry)? });
    event_of.into_iter().filter_map(filed).collect()
}

/// The number that a report states, with its unit.
fn stated(statement: &Statement) -> (Option<Decimal>, Option<&str>) {
    match statement {
        Statement::Happening(happening) => (Some(happening.quantity), happening.unit.as_deref()),
        Statement::Figure(figure) => {
            (figure.stated.then_some(figure.happening.quantity), figure.happening.unit.as_deref())
        }
        Statement::Tally(tally) => (Some(tally.number), tally.unit.as_deref()),
        _ => (None, None),
    }
}

/// Rows for a terminal, each with its number, its values and its reports.
pub fn text(record: &Record<'_>, register: &Register, only: Option<usize>) -> String {
    let mut out = String::new();
    for (place, row) in asked(register, only) {
        let _ = writeln!(out, "row {place}");
        for (column, cell) in register.columns.iter().zip(&row.cells) {
            let words = shown(record, cell);
            if !words.is_empty() {
                let _ = writeln!(out, "  {}: {words}", column.replace('_', " "));
            }
        }
        let all = told(record, row);
        if all.is_empty() {
            out.push_str("  rests on the agreement; no report says anything of it\n");
        }
        for Told { entry, event, filed } in all {
            let report = &filed.report;
            let id = format!("{}/{}", report.source, report.id);
            let origin = report.origin.as_deref().filter(|origin| *origin != report.source);
            let origin = origin.map(|origin| format!(", as said by {}", name(record, origin))).unwrap_or_default();
            let event = event.map(|event| format!(", event {event}")).unwrap_or_default();
            let _ = writeln!(out, "  ledger entry {entry}: {id}{event}: {}{origin}", name(record, &report.source));
            if let Some(words) = &report.text {
                let _ = writeln!(out, "    {words}");
            }
        }
        out.push('\n');
    }
    out
}

/// Rows as objects, each with its number, its values and its reports.
pub fn objects(record: &Record<'_>, register: &Register, only: Option<usize>) -> Vec<Map<String, Value>> {
    let one = |(place, row): (usize, &Row)| {
        let mut out = object(record, register, row);
        out.insert("row".to_owned(), json!(place));
        let report = |told: Told<'_>| {
            let (quantity, unit) = stated(&told.filed.report.statement);
            json!({
                "report": format!("{}/{}", told.filed.report.source, told.filed.report.id),
                "entry": told.entry,
                "event": told.event,
                "source": told.filed.report.source,
                "origin": told.filed.report.origin,
                "quantity": quantity.map(number),
                "unit": unit,
            })
        };
        out.insert("reports".to_owned(), told(record, row).into_iter().map(report).collect());
        out
    };
    asked(register, only).map(one).collect()
}

/// Rows with their numbers from one; only one of them, if a number is named.
fn asked(register: &Register, only: Option<usize>) -> impl Iterator<Item = (usize, &Row)> {
    (1..).zip(&register.rows).filter(move |(place, _)| only.is_none_or(|only| only == *place))
}
