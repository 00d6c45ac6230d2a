//! Sources and what each reported: who tells us, whose organ it is, and how much.

use std::collections::BTreeMap;

use askama::Template;
use records::TieKind;

use super::Frame;
use super::board::from_to;
use crate::words::{id_of, party_shown};
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
    pub speaks: String,
    /// On what ground.
    pub document: String,
}

/// One source.
pub struct SourceRow {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// The party whose organ it is.
    pub organ_of: String,
    /// Reliability as graded.
    pub reliability: String,
    /// Reports told by it.
    pub n_told: String,
    /// Reports that go back to it.
    pub n_origin: String,
    /// Address.
    pub address: String,
}

/// Fills the page.
pub fn sources(record: &Record<'_>, shown: &Shown) -> SourcesPage {
    let words = record.words;
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut origin: BTreeMap<&str, usize> = BTreeMap::new();
    for filed in record.reports.values() {
        *told.entry(filed.report.source.as_str()).or_default() += 1;
        let end = filed.report.origin.as_deref().unwrap_or(&filed.report.source);
        *origin.entry(end).or_default() += 1;
    }
    let rows = record.cards.sources.values().map(|source| SourceRow {
        name: source.name.clone(),
        kind: words.say(&id_of("source", source.kind.to_text())),
        organ_of: source.organ_of.as_deref().map(|id| party_shown(words, record.agreement, id)).unwrap_or_default(),
        reliability: source.reliability.map_or_else(|| words.say("not-graded"), |grade| grade.to_text().to_owned()),
        n_told: words.number(told.get(source.id.as_str()).copied().unwrap_or(0)),
        n_origin: words.number(origin.get(source.id.as_str()).copied().unwrap_or(0)),
        address: source.address.clone().unwrap_or_default(),
    });
    let held = record.cards.lines().filter(|tie| tie.kind != TieKind::None);
    let ties = held.map(|tie| TieRow {
        actor: record.source_name(&tie.actor).to_owned(),
        tie: words.of_it(&id_of(tie.kind.to_text(), "of"), party_shown(words, record.agreement, &tie.of)),
        time: match (tie.from.map(|at| record.day_shown(at)), tie.until.map(|at| record.moment_shown(at))) {
            (None, None) => words.say("time-always"),
            (Some(from), None) => words.of_it("time-from", &from),
            (None, Some(until)) => words.of_it("time-until", &until),
            (Some(from), Some(until)) => from_to(record, &from, &until),
        },
        speaks: words.say(if tie.speaks { "yes" } else { "no" }),
        document: tie.document.clone().unwrap_or_default(),
    });
    SourcesPage { frame: Frame::new(record, shown), sources: rows.collect(), ties: ties.collect() }
}
