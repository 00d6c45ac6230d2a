//! What the entries say when they are read one after the other. The only way to a state is through entries.

use std::collections::BTreeMap;

use events::{Filed, Known, LinkedBy};
use jiff::Timestamp;
use ledger::encoding::{from_bytes, to_bytes};
use ledger::{Digest, Entry, Value, body};
use provisions::{Agreement, Diagnostic};
use records::{Report, Source};

use crate::Error;
use crate::lines::Lines;
use crate::reports::{Reports, put, taken};

/// What the entries up to a ledger size say.
#[derive(Clone, Debug, Default)]
pub struct State {
    size: u64,
    versions: Vec<Version>,
    sources: BTreeMap<String, Source>,
    reports: Reports,
    lines: Lines,
    linked_by: LinkedBy,
}

/// A version of the agreement in the ledger.
#[derive(Clone, Debug)]
pub struct Version {
    /// Position of its entry.
    pub entry: u64,
    /// Its bytes.
    pub text: body::Text,
    /// What they mean.
    pub agreement: Agreement,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

impl State {
    /// Reads the next entry. `text` is the detail of that name, where the entry has one that was not erased.
    pub(crate) fn apply(&mut self, position: u64, entry: &Entry, text: Option<String>) -> Result<(), Error> {
        let fault = |error: body::BodyError| Error::entry(position, error);
        let about = match entry.kind.as_str() {
            body::AGREEMENT => {
                let text = body::agreement_from_body(&entry.body).map_err(fault)?;
                let (agreement, diagnostics) = provisions::read(&text.file, &text.text, &text.annexes);
                let about = format!("{}, version {}", agreement.id, agreement.version);
                self.versions.push(Version { entry: position, text, agreement, diagnostics });
                about
            }
            body::SOURCE => {
                let source = body::source_from_body(&entry.body).map_err(fault)?;
                let about = source.id.clone();
                self.sources.insert(source.id.clone(), source);
                about
            }
            body::REPORT | body::CORRECTION => {
                let report = body::report_from_body(&entry.body, None).map_err(fault)?;
                let seal = entry.sealed.get(body::TEXT);
                self.reports.insert(position, &report.source, &report.id, &entry.body, seal);
                if let Some(text) = text {
                    self.reports.set_text(position, text);
                }
                format!("{}/{}", report.source, report.id)
            }
            other => format!("({other}: a kind that this version of the program does not read)"),
        };
        self.lines.push(&entry.kind, entry.recorded_at, &entry.author, &about);
        self.size = position;
        Ok(())
    }

    /// How many entries were read.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The version of the agreement recorded last.
    pub fn version(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// Every version recorded, in the order of the ledger.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The versions in force up to a moment, in order of time, the one in force then last. The first is always among them.
    pub fn versions_by(&self, as_of: Timestamp) -> Vec<&Version> {
        let Some((first, later)) = self.versions.split_first() else { return Vec::new() };
        let begun = later.iter().filter(|version| version.agreement.version_from.is_some_and(|from| from <= as_of));
        let mut found: Vec<&Version> = std::iter::once(first).chain(begun).collect();
        found[1..].sort_by_key(|version| version.agreement.version_from);
        found
    }

    /// The card of a source.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    /// All cards, by short name.
    pub fn sources(&self) -> &BTreeMap<String, Source> {
        &self.sources
    }

    /// A report as last corrected.
    pub fn report(&self, source: &str, id: &str) -> Option<Filed> {
        self.reports.get(source, id)
    }

    /// All reports as last corrected, by source and id.
    pub fn reports(&self) -> impl Iterator<Item = Filed> {
        self.reports.iter()
    }

    /// The ledger's lines in order.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// What the reports tell.
    pub fn known(&self) -> Known {
        events::from_reports(self.reports().map(qualified), &self.sources, &self.linked_by)
    }

    /// Everything but the words of reports, to be kept: the same state gives the same bytes.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let version = |version: &Version| (version.entry, Value::Map(body::agreement_to_body(&version.text)));
        let versions = self
            .versions
            .iter()
            .map(version)
            .map(|(entry, body)| Value::List(vec![Value::Int(entry.cast_signed()), body]));
        let sources = self.sources.values().map(|source| Value::Map(body::source_to_body(source)));
        let head =
            [Value::Int(self.size.cast_signed()), Value::List(versions.collect()), Value::List(sources.collect())];
        put(&to_bytes(&Value::List(head.into())), out);
        self.lines.write(out);
        self.reports.write(out);
    }

    /// What was written, from a place in the bytes through their end; `None` where it is something else.
    pub(crate) fn read(bytes: Vec<u8>, mut at: usize) -> Option<State> {
        let Value::List(head) = from_bytes(taken(&bytes, &mut at)?).ok()? else { return None };
        let [Value::Int(size), Value::List(versions), Value::List(sources)] = head.as_slice() else { return None };
        let version = |value: &Value| {
            let Value::List(pair) = value else { return None };
            let [Value::Int(entry), Value::Map(body)] = pair.as_slice() else { return None };
            let text = body::agreement_from_body(body).ok()?;
            let (agreement, diagnostics) = provisions::read(&text.file, &text.text, &text.annexes);
            Some(Version { entry: entry.cast_unsigned(), text, agreement, diagnostics })
        };
        let source = |value: &Value| {
            let Value::Map(body) = value else { return None };
            let source = body::source_from_body(body).ok()?;
            Some((source.id.clone(), source))
        };
        let versions = versions.iter().map(version).collect::<Option<_>>()?;
        let sources = sources.iter().map(source).collect::<Option<_>>()?;
        let lines = Lines::read(&bytes, &mut at)?;
        let n_bytes = bytes.len();
        let (reports, end) = Reports::read(bytes, at)?;
        (end == n_bytes).then_some(State {
            size: size.cast_unsigned(),
            versions,
            sources,
            reports,
            lines,
            linked_by: LinkedBy::default(),
        })
    }

    /// The digest under which the words of an entry's report were sealed.
    pub(crate) fn seal(&self, entry: u64) -> Option<Digest> {
        self.reports.seal(entry)
    }

    /// Notes the words of an entry's report.
    pub(crate) fn set_text(&mut self, entry: u64, text: String) {
        self.reports.set_text(entry, text);
    }
}

/// Ids are unique within their source only; across sources an event carries both.
pub(crate) fn qualified(filed: Filed) -> Filed {
    let id = format!("{}/{}", filed.report.source, filed.report.id);
    Filed { entry: filed.entry, report: Report { id, ..filed.report } }
}
