//! An entry of the ledger: what it says, its hash, the entry before it.

use askama::Template;
use ledger::{Digest, Value, Written};

use super::Frame;
use super::sites::{self, Why};
use crate::messages::Put;
use crate::{Record, Shown};

/// What the page of an entry shows.
#[derive(Template)]
#[template(path = "entry.html")]
pub struct EntryPage {
    /// Head and foot.
    pub frame: Frame,
    /// Its position, in words.
    pub heading: String,
    /// Names and values of the envelope.
    pub envelope: Vec<(String, String)>,
    /// Names and values of the body.
    pub body: Vec<(String, String)>,
    /// The text kept beside it, unless erased.
    pub text: Option<String>,
    /// Why it has no effect, where it has none.
    pub apart: Option<String>,
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
    /// Why it has no effect, where it has none.
    pub apart: Option<&'a Why>,
}

/// Fills the page.
pub fn entry(record: &Record<'_>, position: u64, seen: &Seen<'_>, shown: &Shown) -> EntryPage {
    let words = record.words;
    let Seen { written: Written { entry, signed }, leaf, .. } = seen;
    let mut body = Vec::new();
    for (name, value) in &entry.body {
        flatten(name, value, &mut body);
    }
    let signed = match (signed, seen.holder) {
        (None, _) => words.say("signed-by-nobody"),
        (Some(signed), Some(holder)) => {
            words.with("signed-by-holder", &[("holder", holder.into()), ("key", Put::from(&signed.key.to_string()))])
        }
        (Some(signed), None) => words.of_it("signed-by-stranger", signed.key.to_string()),
    };
    let state = |name: &String| {
        if seen.beside.contains(name) { name.clone() } else { words.of_it("beside-gone", name) }
    };
    let beside: Vec<String> = entry.sealed.keys().map(state).collect();
    let beside = if beside.is_empty() { words.say("nothing") } else { words.list(&beside) };
    let envelope = [
        ("envelope-site", entry.site.clone()),
        ("envelope-number", entry.number.to_string()),
        ("envelope-kind", entry.kind.clone()),
        ("envelope-recorded-at", entry.recorded_at.to_string()),
        ("envelope-author", entry.author.clone()),
        ("envelope-signed-by", signed),
        ("envelope-beside", beside),
        ("envelope-hash", leaf.to_string()),
        ("envelope-before", entry.previous.to_string()),
    ];
    let report = record.reports.get(&position).map(|filed| &filed.report);
    EntryPage {
        frame: Frame::new(record, shown),
        heading: words.of_it("ledger-entry", words.number(position)),
        envelope: envelope.into_iter().map(|(id, value)| (words.say(id), value)).collect(),
        body,
        apart: seen.apart.map(|apart| sites::why(record, apart)),
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
