//! Sources and what each reported: who tells us, whose organ it is, and how much.

use std::collections::BTreeMap;

use askama::Template;
use records::TieKind;

use super::Frame;
use crate::words::party_shown;
use crate::{Record, Shown};

/// What the page of the sources shows.
#[derive(Template)]
#[template(path = "sources.html")]
pub struct SourcesPage {
    /// Head and foot.
    pub frame: Frame,
    /// Sources by name.
    pub sources: Vec<SourceRow>,
    /// The actor register.
    pub ties: Vec<TieRow>,
}

/// A line of the actor register.
pub struct TieRow {
    /// The actor.
    pub actor: String,
    /// What it is held to be: `proxy of X`.
    pub tie: String,
    /// From when until when.
    pub time: String,
    /// Whether it may answer for the party.
    pub speaks: &'static str,
    /// On what ground.
    pub document: String,
}

/// One source.
pub struct SourceRow {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: &'static str,
    /// The party whose organ it is.
    pub organ_of: String,
    /// Reliability as graded.
    pub reliability: &'static str,
    /// Reports told by it.
    pub n_told: usize,
    /// Reports that go back to it.
    pub n_origin: usize,
    /// Address.
    pub address: String,
}

/// Fills the page.
pub fn sources(record: &Record<'_>, shown: &Shown) -> SourcesPage {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut origin: BTreeMap<&str, usize> = BTreeMap::new();
    for filed in record.reports.values() {
        *told.entry(filed.report.source.as_str()).or_default() += 1;
        let end = filed.report.origin.as_deref().unwrap_or(&filed.report.source);
        *origin.entry(end).or_default() += 1;
    }
    let rows = record.cards.sources.values().map(|source| SourceRow {
        name: source.name.clone(),
        kind: source.kind.to_text(),
        organ_of: source.organ_of.as_deref().map(|id| party_shown(record.agreement, id)).unwrap_or_default(),
        reliability: source.reliability.map_or("not graded", |grade| grade.to_text()),
        n_told: told.get(source.id.as_str()).copied().unwrap_or(0),
        n_origin: origin.get(source.id.as_str()).copied().unwrap_or(0),
        address: source.address.clone().unwrap_or_default(),
    });
    let held = record.cards.lines().filter(|tie| tie.kind != TieKind::None);
    let ties = held.map(|tie| TieRow {
        actor: record.source_name(&tie.actor).to_owned(),
        tie: format!("{} of {}", tie.kind.to_text(), party_shown(record.agreement, &tie.of)),
        time: match (tie.from.map(|at| record.day(at)), tie.until.map(|at| record.local(at))) {
            (None, None) => "always".to_owned(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("until {until}"),
            (Some(from), Some(until)) => format!("{from} to {until}"),
        },
        speaks: if tie.speaks { "yes" } else { "no" },
        document: tie.document.clone().unwrap_or_default(),
    });
    SourcesPage { frame: Frame::new(record, shown), sources: rows.collect(), ties: ties.collect() }
}
