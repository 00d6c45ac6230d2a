//! The inbox: reports by how far they have been looked at.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{Report, Statement};
use serde_json::{Map, Value, json};

/// A report in the inbox.
pub struct Item<'a> {
    /// The entry that holds it.
    pub entry: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// What it tells.
    pub report: &'a Report,
    /// How it stands: `received`, or the word of the latest step.
    pub stand: &'static str,
    /// Who took that step, when, by which entry.
    pub step: Option<(&'a str, Timestamp, u64)>,
}

impl Item<'_> {
    fn name(&self) -> String {
        format!("{}/{}", self.report.source, self.report.id)
    }

    /// The type of what happened, or what the statement is.
    fn kind(&self) -> &str {
        match &self.report.statement {
            Statement::Happening(happening) | Statement::Figure(records::Figure { happening, .. }) => &happening.kind,
            other => other.word(),
        }
    }
}

/// One of them as JSON: the names of `/api/v1/inbox`.
pub fn json(item: &Item<'_>) -> Map<String, Value> {
    let (by, since, step) = item.step.map_or((None, None, None), |(by, at, entry)| (Some(by), Some(at), Some(entry)));
    let Value::Object(out) = json!({
        "report": item.name(), "entry": item.entry, "recorded_at": item.recorded_at.to_string(), "source": item.report.source,
        "type": item.kind(), "basis": item.report.basis.map(records::Basis::to_text), "state": item.stand, "by": by,
        "since": since.map(|at| at.to_string()), "step": step,
    }) else {
        return Map::new();
    };
    out
}

/// All of them for a terminal, with times in the agreement's zone.
pub fn text(items: &[Item<'_>], zone: &TimeZone) -> String {
    let local = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let mut out = String::new();
    for item in items {
        let step = item.step.map_or_else(String::new, |(by, at, _)| format!(" by {by}, {}", local(at)));
        let line = format!("{}  {}  {}  {}{step}\n", local(item.recorded_at), item.name(), item.kind(), item.stand);
        out.push_str(&line);
    }
    out
}

/// A page of them as one document; `next` is the entry after which the next page begins.
pub fn page(items: &[Item<'_>], ledger_size: u64, next: Option<u64>) -> String {
    let reports: Vec<Value> = items.iter().map(|item| Value::Object(json(item))).collect();
    json!({ "ledger_size": ledger_size, "reports": reports, "next": next }).to_string()
}
