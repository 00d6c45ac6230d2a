//! An assessment down to its clause, events, reports and entries, for a terminal.

use std::fmt::Write;

use assessments::{Assessment, Bearing};
use events::Evidence;
use jiff::civil::Date;
use provisions::{Provision, Rule};
use records::Verdict;

use crate::Record;
use crate::pages::board::span;
use crate::pages::event::{claimed_by, what};
use crate::words::{outcome, party_shown, role_words};

/// Draws everything that a rule's assessments rest on; only one instance, if it is named.
pub fn explain(record: &Record<'_>, provision: &Provision, rule: &Rule, list: &[&Assessment]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} {}", rule.id, rule.title);
    let _ = writeln!(out, "clause: {} {}", provision.id, provision.title);
    for text in &provision.text {
        let _ = writeln!(out, "  {text}");
    }
    let _ = writeln!(out, "  {}, ledger entry {}", rule.at, record.agreement_entry);
    let source = record.text.get(rule.at.start..rule.end).unwrap_or("");
    for line in source.lines() {
        let _ = writeln!(out, "    {line}");
    }
    for assessment in list {
        of_assessment(record, assessment, &mut out);
    }
    days(record, rule, list, &mut out);
    let mut watched = String::new();
    for reading in &rule.readings {
        super::coverage::of_reading(record, rule, reading, false, &mut watched);
    }
    if !watched.is_empty() {
        let _ = write!(out, "\nHow much of the time somebody could see:\n{watched}");
    }
    out
}

/// Draws what would change assessments, once it were found.
pub fn bears(record: &Record<'_>, list: &[(&Assessment, Vec<Bearing>)]) -> String {
    let mut out = String::from("\nWhat bears on it, for the verification body alone:\n");
    for (assessment, bearing) in list {
        let party = party_shown(record.words, record.agreement, &assessment.party);
        let level = assessment.level.to_text();
        let _ = writeln!(out, "{party} · reading: {} · instance {} · {level}", assessment.reading, assessment.instance);
        if bearing.is_empty() {
            let _ = writeln!(out, "  no set of up to three open events would change it");
        }
        for one in bearing {
            let verdicts = one.verdicts.iter().map(|(event, verdict)| {
                let word = if *verdict == Verdict::Established { "established" } else { "refuted" };
                format!("{event} {word}")
            });
            let verdicts: Vec<String> = verdicts.collect();
            let status = one.status.map_or("no such instance", |status| status.to_text());
            let reason = one.reason.map_or(String::new(), |reason| format!(": {}", reason.to_text()));
            let _ = writeln!(out, "  if {}: {status}{reason}", verdicts.join(" and "));
        }
    }
    out
}

fn of_assessment(record: &Record<'_>, assessment: &Assessment, out: &mut String) {
    let party = party_shown(record.words, record.agreement, &assessment.party);
    let level = assessment.level.to_text();
    let _ = writeln!(out, "\n{party} · reading: {} · instance {} · {level}", assessment.reading, assessment.instance);
    let _ = writeln!(out, "  {}; count {}", outcome(record.words, assessment), assessment.count);
    if let Some(reason) = assessment.reason {
        let _ = writeln!(out, "  {}", reason.meaning());
    }
    for (name, at) in [("from", assessment.start), ("due", assessment.due), ("decided", assessment.decided_at)] {
        if let Some(at) = at {
            let _ = writeln!(out, "  {name} {}", record.local(at));
        }
    }
    for cause in &assessment.because {
        let role = role_words(record.words, cause.role);
        let Some(event) = record.event(&cause.event) else { continue };
        let when = span(record, event.happening.when);
        let _ = writeln!(out, "  {role}: {} · {when} · {}", event.id, what(record, &event.happening));
        let entries: Vec<String> = match &event.evidence {
            Evidence::Told(voices) => voices.iter().map(|voice| voice.entry.to_string()).collect(),
            Evidence::Stated { .. } => Vec::new(),
        };
        let _ = writeln!(out, "    claimed by {} · ledger entry {}", claimed_by(record, event), entries.join(", "));
    }
}

/// The days without a report, once for each party.
fn days(record: &Record<'_>, rule: &Rule, list: &[&Assessment], out: &mut String) {
    let mut shown: Vec<(&str, &str)> = Vec::new();
    for assessment in list {
        let key = (assessment.reading.as_str(), assessment.party.as_str());
        if shown.contains(&key) {
            continue;
        }
        shown.push(key);
        let Some(reading) = rule.readings.iter().find(|reading| reading.name == assessment.reading) else { continue };
        let days = record.days(reading, &assessment.party);
        let unreported = days.iter().filter(|(_, day)| **day == assessments::Day::NoReport);
        let unreported: Vec<Date> = unreported.map(|(date, _)| *date).collect();
        if !days.is_empty() {
            let party = party_shown(record.words, record.agreement, &assessment.party);
            let n = unreported.len();
            let _ = writeln!(
                out,
                "\n{party}: {n} of {} days for which no source gave a number or an account: {}",
                days.len(),
                ranges(&unreported)
            );
        }
    }
}

/// Days in order, with those that follow one another as a range.
fn ranges(days: &[Date]) -> String {
    let runs = days.chunk_by(|one, next| one.tomorrow().is_ok_and(|tomorrow| tomorrow == *next));
    let run = |run: &[Date]| match run {
        [first, .., last] => format!("{first} to {last}"),
        _ => run.iter().map(Date::to_string).collect(),
    };
    runs.map(run).collect::<Vec<String>>().join(", ")
}
