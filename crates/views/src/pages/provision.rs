//! A provision: its text beside its rules, its readings, stances on it, and how each party stands.

use askama::Template;
use provisions::{Kind, Provision, Reading, Rule};
use records::taxonomy;

use super::Frame;
use super::board::{BoardRule, BoardTally, of_rule, span, tallies};
use crate::messages::{Language, Put};
use crate::words::{id_of, party_shown};
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
    /// The text as the file has it, where that in the reader's language stands in its place.
    pub original: Vec<String>,
    /// Languages in which the agreement is authentic.
    pub authentic: String,
    /// File and line of its heading.
    pub place: String,
    /// How it was assessed as time went on.
    pub history: String,
    /// Rules with what they say in the language.
    pub rules: Vec<RuleBeside>,
    /// Language of the plain sentences, and where its lines begin.
    pub plain_language: &'static str,
    /// See `plain_language`.
    pub plain_direction: &'static str,
    /// How many totals, in words.
    pub n_tallies: String,
    /// Totals without cases about what its rules count, or something near.
    pub tallies: Vec<BoardTally>,
    /// Stances of actors on it.
    pub stances: Vec<StanceRow>,
}

/// A rule with its source.
pub struct RuleBeside {
    /// As on the board.
    pub rule: BoardRule,
    /// What it says in plain sentences, reading by reading; the name is empty where there is one reading.
    pub plain: Vec<(String, Vec<String>)>,
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
    let language = crate::plain::written_in(record.words.language());
    let tallies = tallies(record, shown, |of| concerns(provision, of));
    let rules = provision.rules.iter().map(|rule| RuleBeside {
        plain: plain(record, rule, language),
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
        original: provision.original.clone(),
        authentic: record.words.list(&record.agreement.languages),
        place: format!("{}:{}", provision.at.file, provision.at.line),
        history: format!("/history{}", shown.query(&[("id", &provision.id)])),
        rules: rules.collect(),
        plain_language: language.code(),
        plain_direction: language.direction(),
        n_tallies: record.words.n("n-tallies", tallies.len()),
        tallies,
        stances: stances(record, provision, shown),
    })
}

fn plain(record: &Record<'_>, rule: &Rule, language: Language) -> Vec<(String, Vec<String>)> {
    // Sentences in another language than the reader's have the names of that language, too.
    let agreement = if language == record.words.language() { record.agreement } else { record.original };
    let reading = |reading: &Reading| {
        let name = if rule.readings.len() > 1 { reading.name.clone() } else { String::new() };
        (name, crate::plain::sentences(agreement, rule, reading, language))
    };
    rule.readings.iter().map(reading).collect()
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
    let mut words = record.words.of_it("quoted", &undefined.term);
    if let Some(because) = &undefined.because {
        words = format!("{words}: {because}");
    }
    let who: Vec<String> =
        undefined.supplied_by.iter().map(|id| party_shown(record.words, record.agreement, id)).collect();
    if !who.is_empty() {
        let by = record.words.list(&who);
        words = record.words.with("open-supplied-by", &[("what", Put::from(&words)), ("by", Put::from(&by))]);
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
            let subject = what.subject.as_deref().map(|subject| party_shown(record.words, record.agreement, subject));
            let report = record.reports.get(&stance.entry).map(|filed| &filed.report);
            StanceRow {
                when: span(record, what.when),
                by: party_shown(record.words, record.agreement, &what.by),
                position: match (position_shown(record, &what.position), subject) {
                    (position, Some(subject)) => format!("{position}: {subject}"),
                    (position, None) => position,
                },
                source: record.source_name(&stance.source).to_owned(),
                text: report.and_then(|report| report.text.clone()).filter(|_| record.sight.words).unwrap_or_default(),
                href: super::board::entry_href(record, shown, stance.entry),
            }
        })
        .collect()
}

/// A position in the reader's words, where it is one of those that are known.
fn position_shown(record: &Record<'_>, position: &str) -> String {
    let id = id_of("stance", position);
    if record.words.has(&id) { record.words.say(&id) } else { position.replace('_', " ") }
}
