//! A provision: its text beside its rules, its readings, stances on it, and how each party stands.

use askama::Template;
use provisions::{Kind, Provision, Reading};
use records::taxonomy;

use super::Frame;
use super::board::{BoardRule, BoardTally, of_rule, span, tallies};
use crate::words::party_shown;
use crate::{Record, Shown};

/// What the page of a provision shows.
#[derive(Template)]
#[template(path = "provision.html")]
pub struct ProvisionPage {
    /// Head and foot.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Text or paraphrase.
    pub text: Vec<String>,
    /// File and line of its heading.
    pub place: String,
    /// Rules with what they say in the language.
    pub rules: Vec<RuleBeside>,
    /// Totals without cases about what its rules count, or something near.
    pub tallies: Vec<BoardTally>,
    /// Stances of actors on it.
    pub stances: Vec<StanceRow>,
}

/// A rule with its source.
pub struct RuleBeside {
    /// As on the board.
    pub rule: BoardRule,
    /// Its lines in the agreement's file.
    pub lines: String,
    /// File and line.
    pub place: String,
    /// What is missing, where it cannot be measured, in each reading.
    pub open: Vec<String>,
}

/// A stance.
pub struct StanceRow {
    /// Day or span.
    pub when: String,
    /// Who.
    pub by: String,
    /// Position and subject.
    pub position: String,
    /// Who told us.
    pub source: String,
    /// What the source says, in our words.
    pub text: String,
    /// Link to the entry.
    pub href: String,
}

/// Fills the page; `None` where there is no such provision.
pub fn provision(record: &Record<'_>, id: &str, shown: &Shown) -> Option<ProvisionPage> {
    let provision = record.agreement.provisions.iter().find(|provision| provision.id == id)?;
    let rules = provision.rules.iter().map(|rule| RuleBeside {
        rule: of_rule(record, rule, shown),
        lines: record.text.get(rule.at.start..rule.end).unwrap_or("").to_owned(),
        place: format!("{}:{}", rule.at.file, rule.at.line),
        open: rule.readings.iter().filter_map(|reading| open_term(record, reading)).collect(),
    });
    Some(ProvisionPage {
        frame: Frame::new(record, shown),
        id: provision.id.clone(),
        title: provision.title.clone(),
        text: provision.text.clone(),
        place: format!("{}:{}", provision.at.file, provision.at.line),
        rules: rules.collect(),
        tallies: tallies(record, shown, |of| concerns(provision, of)),
        stances: stances(record, provision, shown),
    })
}

/// Whether a type is counted by one of the provision's rules, or is of the family of one that is.
fn concerns(provision: &Provision, of: &str) -> bool {
    let duties = provision.rules.iter().flat_map(|rule| &rule.readings).map(|reading| &reading.duty);
    let family = taxonomy::find(of).map(|base| base.family);
    let near =
        |kind: &String| kind == of || (family.is_some() && taxonomy::find(kind).map(|base| base.family) == family);
    duties.flat_map(|duty| duty.kind.selections()).any(|selection| selection.types.iter().any(near))
}

fn open_term(record: &Record<'_>, reading: &Reading) -> Option<String> {
    let Kind::Undefined(undefined) = &reading.duty.kind else { return None };
    let mut words = format!("“{}”", undefined.term);
    if let Some(because) = &undefined.because {
        words = format!("{words}: {because}");
    }
    let who: Vec<String> = undefined.supplied_by.iter().map(|id| party_shown(record.agreement, id)).collect();
    if !who.is_empty() {
        words = format!("{words}. Could be supplied by {}", who.join(", "));
    }
    Some(words)
}

fn stances(record: &Record<'_>, provision: &Provision, shown: &Shown) -> Vec<StanceRow> {
    let concerns = |on: &str| on == provision.id || provision.rules.iter().any(|rule| rule.id == on);
    let mut found: Vec<_> = record
        .known
        .stances
        .iter()
        .filter(|stance| concerns(&stance.what.on) && stance.what.when.start() <= record.as_of)
        .collect();
    found.sort_by_key(|stance| (stance.what.when.start(), stance.id.clone()));
    found
        .into_iter()
        .map(|stance| {
            let what = &stance.what;
            let subject = what.subject.as_deref().map(|subject| party_shown(record.agreement, subject));
            let report = record.reports.get(&stance.entry).map(|filed| &filed.report);
            StanceRow {
                when: span(record, what.when),
                by: party_shown(record.agreement, &what.by),
                position: subject
                    .map_or_else(|| what.position.clone(), |subject| format!("{}: {subject}", what.position)),
                source: record.source_name(&stance.source).to_owned(),
                text: report.and_then(|report| report.text.clone()).unwrap_or_default(),
                href: format!("/entry{}", shown.query(&[("position", &stance.entry.to_string())])),
            }
        })
        .collect()
}
