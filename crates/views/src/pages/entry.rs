//! An entry of the ledger: what it says, its hash, the entry before it.

use askama::Template;
use ledger::{Digest, Value, Written};

use super::Frame;
use crate::{Record, Shown};

/// What the page of an entry shows.
#[derive(Template)]
#[template(path = "entry.html")]
pub struct EntryPage {
    /// Head and foot.
    pub frame: Frame,
    /// Position in the ledger.
    pub position: u64,
    /// Names and values of the envelope.
    pub envelope: Vec<(String, String)>,
    /// Names and values of the body.
    pub body: Vec<(String, String)>,
    /// The text kept beside it, unless erased.
    pub text: Option<String>,
}

/// What is seen of an entry.
pub struct Seen<'a> {
    /// The entry and its signature.
    pub written: &'a Written,
    /// The hash of its bytes.
    pub leaf: &'a Digest,
    /// Whose key signed it.
    pub holder: Option<&'a str>,
    /// Names of what is kept beside it.
    pub beside: &'a [String],
}

/// Fills the page.
pub fn entry(record: &Record<'_>, position: u64, seen: &Seen<'_>, shown: &Shown) -> EntryPage {
    let Seen { written: Written { entry, signed }, leaf, .. } = seen;
    let mut body = Vec::new();
    for (name, value) in &entry.body {
        flatten(name, value, &mut body);
    }
    let signed = match (signed, seen.holder) {
        (None, _) => "nobody".to_owned(),
        (Some(signed), Some(holder)) => format!("{holder}, with the key {}", signed.key),
        (Some(signed), None) => format!("the key {}, which is not registered", signed.key),
    };
    let state = |name: &String| {
        if seen.beside.contains(name) { name.clone() } else { format!("{name} (erased, or not given)") }
    };
    let beside: Vec<String> = entry.sealed.keys().map(state).collect();
    let beside = if beside.is_empty() { "nothing".to_owned() } else { beside.join(", ") };
    let envelope = [
        ("site", entry.site.clone()),
        ("number", entry.number.to_string()),
        ("kind", entry.kind.clone()),
        ("recorded at", entry.recorded_at.to_string()),
        ("author", entry.author.clone()),
        ("signed by", signed),
        ("kept beside", beside),
        ("hash", leaf.to_string()),
        ("entry before", entry.previous.to_string()),
    ];
    let report = record.reports.get(&position).map(|filed| &filed.report);
    EntryPage {
        frame: Frame::new(record, shown),
        position,
        envelope: envelope.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body,
        text: report.and_then(|report| report.text.clone()),
    }
}

fn flatten(name: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Map(map) => map.iter().for_each(|(inner, value)| flatten(&format!("{name} / {inner}"), value, out)),
        Value::List(list) => out.push((name.to_owned(), list.iter().map(plain).collect::<Vec<_>>().join(", "))),
        other => out.push((name.to_owned(), plain(other))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) if bytes.len() <= 64 => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Value::Bool(flag) => flag.to_string(),
        Value::Null => "nothing".to_owned(),
        Value::List(_) | Value::Map(_) => "…".to_owned(),
    }
}
