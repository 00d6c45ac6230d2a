//! Reports become events. As yet each report tells of an event of its own: reports are brought together only where a
//! source says that its report updates another, which the ledger holds as a correction.
//!
//! Linking by place, time, type and actor takes its place here.

use std::collections::BTreeMap;

use records::{Happening, Report, Source, SourceKind, Statement};

use crate::{Event, Evidence, Known, Noted, Voice};

/// A report with the position of its entry in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Position of the entry.
    pub entry: u64,
    /// The report as last corrected.
    pub report: Report,
}

/// What the reports tell. `sources` are the cards by short name; a report without one has a source not graded.
pub fn from_reports(reports: &[Filed], sources: &BTreeMap<String, Source>) -> Known {
    let mut known = Known::default();
    for filed in reports {
        let report = &filed.report;
        let noted = Noted {
            id: report.id.clone(),
            entry: filed.entry,
            source: report.source.clone(),
            what: report.statement.clone(),
        };
        known.take(noted, |happening| {
            let voice = voice(filed, &happening, sources);
            Event { id: report.id.clone(), happening, evidence: Evidence::Told(vec![voice]) }
        });
    }
    known.sort();
    known
}

fn voice(filed: &Filed, happening: &Happening, sources: &BTreeMap<String, Source>) -> Voice {
    let report = &filed.report;
    let origin = report.origin.clone().unwrap_or_else(|| report.source.clone());
    let card = sources.get(&report.source);
    let interest = sources.get(&origin).or(card).and_then(|card| card.organ_of.clone());
    Voice {
        entry: filed.entry,
        report: report.id.clone(),
        source: report.source.clone(),
        origin,
        interest,
        own: card.is_some_and(|card| card.kind == SourceKind::Monitor),
        reliability: card.and_then(|card| card.reliability),
        credibility: report.credibility,
        basis: report.basis,
        by: happening.by.clone(),
        states_quantity: matches!(report.statement, Statement::Figure(_)) || happening.killed.is_some(),
    }
}
