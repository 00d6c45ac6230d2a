//! What the entries say when they are read one after the other. The only way to a state is through entries.

use std::collections::BTreeMap;

use events::{Filed, Known};
use jiff::Timestamp;
use ledger::{Entry, body};
use provisions::{Agreement, Diagnostic};
use records::{Report, Source};

use crate::Error;

/// What the entries up to a ledger size say.
#[derive(Clone, Debug, Default)]
pub struct State {
    size: u64,
    versions: Vec<Version>,
    sources: BTreeMap<String, Source>,
    reports: BTreeMap<(String, String), Filed>,
    lines: Vec<Line>,
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

/// One line of the ledger, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position, from 1.
    pub position: u64,
    /// Kind of entry.
    pub kind: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub author: String,
    /// What it is about, in a few words.
    pub about: String,
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
                let report = body::report_from_body(&entry.body, text).map_err(fault)?;
                let about = format!("{}/{}", report.source, report.id);
                let key = (report.source.clone(), report.id.clone());
                self.reports.insert(key, Filed { entry: position, report });
                about
            }
            other => format!("({other}: a kind that this version of the program does not read)"),
        };
        self.lines.push(Line {
            position,
            kind: entry.kind.clone(),
            recorded_at: entry.recorded_at,
            author: entry.author.clone(),
            about,
        });
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
    pub fn report(&self, source: &str, id: &str) -> Option<&Filed> {
        self.reports.get(&(source.to_owned(), id.to_owned()))
    }

    /// All reports as last corrected, by source and id.
    pub fn reports(&self) -> impl Iterator<Item = &Filed> {
        self.reports.values()
    }

    /// The ledger's lines in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What the reports tell.
    pub fn known(&self) -> Known {
        let reports: Vec<Filed> = self.reports.values().map(qualified).collect();
        events::from_reports(&reports, &self.sources)
    }
}

/// Ids are unique within their source only; across sources an event carries both.
fn qualified(filed: &Filed) -> Filed {
    let report = Report { id: format!("{}/{}", filed.report.source, filed.report.id), ..filed.report.clone() };
    Filed { entry: filed.entry, report }
}
