//! Events for a terminal.

use std::fmt::Write;

use assessments::Standings;
use events::linking::Doubt;
use events::{Event, Evidence};

use crate::Record;
use crate::exports::event::{Linked, share};
use crate::known::{KnownOf, differences, standing_words};
use crate::pages::board::span;
use crate::pages::event::{claimed_by, what};

/// A line or two for each event.
pub fn list(record: &Record<'_>, standings: &Standings<'_>, events: &[&[Event]]) -> String {
    let mut out = String::new();
    let disputed = assessments::disputes(record.known, record.as_of);
    for claims in events {
        for event in *claims {
            let n_reports = match &event.evidence {
                Evidence::Told(voices) => voices.len(),
                Evidence::Stated { .. } => 0,
            };
            let level = standings.of(event).map_or("refuted", |standing| standing.fact.level.to_text());
            let when = span(record, event.happening.when);
            let reports = if n_reports == 1 { "1 report".to_owned() } else { format!("{n_reports} reports") };
            let disputed = if disputed.contains(event.id.as_str()) { ", disputed" } else { "" };
            let _ = writeln!(
                out,
                "{}  {when}  {}  ({level}{disputed}, {reports})",
                event.id,
                what(record, &event.happening)
            );
        }
    }
    if out.is_empty() {
        out.push_str("no events\n");
    }
    out
}

/// All that is known of an event.
pub fn whole(record: &Record<'_>, standings: &Standings<'_>, claims: &[Event], linked: &Linked<'_>) -> String {
    let mut out = String::new();
    let Some(first) = claims.first() else { return out };
    let _ = writeln!(out, "event {}", first.id);
    for event in claims {
        let _ = writeln!(out, "\nclaimed: {}", what(record, &event.happening));
        let _ = writeln!(out, "  when: {}", span(record, event.happening.when));
        let _ = writeln!(out, "  by the word of: {}", claimed_by(record, event));
        for (_, words) in standing_words(record, standings, event) {
            let _ = writeln!(out, "  {words}");
        }
    }
    disagreements(record, &KnownOf::new(record, claims), &mut out);
    reports(record, &KnownOf::new(record, claims), linked, &mut out);
    on_record(record, claims, linked, &mut out);
    out
}

/// Where its reports differ.
fn disagreements(record: &Record<'_>, known: &KnownOf<'_>, out: &mut String) {
    let differences = differences(record, known);
    if !differences.is_empty() {
        let _ = writeln!(out, "\nWhere its reports differ:");
    }
    for (name, values) in differences {
        let values = values.into_iter().map(|(value, sources)| format!("{value} ({sources})"));
        let _ = writeln!(out, "  {name}: {}", values.collect::<Vec<_>>().join("; "));
    }
}

fn reports(record: &Record<'_>, known: &KnownOf<'_>, linked: &Linked<'_>, out: &mut String) {
    let _ = writeln!(out, "\nReports:");
    for (entry, report, happening) in &known.reports {
        let id = format!("{}/{}", report.source, report.id);
        let origin = report.origin.as_deref().map(|origin| format!(", on the word of {}", record.source_name(origin)));
        let (source, origin) = (record.source_name(&report.source), origin.unwrap_or_default());
        let _ = writeln!(out, "  {id}  {source}{origin}, ledger entry {entry}");
        let _ = writeln!(out, "    {}  {}", span(record, happening.when), what(record, happening));
        if let Some(link) = linked.links.iter().find(|link| link.report == id) {
            let _ = writeln!(out, "    {}", link.because.join("; "));
        }
        if linked.with_words {
            for (name, value) in &happening.fields {
                let _ = writeln!(out, "    {name}: {value}");
            }
            if let Some(words) = &report.text {
                let _ = writeln!(out, "    {:?}", words);
            }
        }
        let Some(beside) = linked.beside.get(&id) else { continue };
        if let Some(triage) = beside.triage {
            let _ = writeln!(out, "    {}", triage.replace('_', " "));
        }
        for file in &beside.files {
            let sealed = file.compartment.as_deref().map(|name| format!(", sealed to {name}")).unwrap_or_default();
            let _ =
                writeln!(out, "    file {} ({}{sealed}), ledger entry {}", file.digest, file.media_type, file.entry);
        }
    }
}

fn on_record(record: &Record<'_>, claims: &[Event], linked: &Linked<'_>, out: &mut String) {
    let case = crate::case::shown(record, claims);
    if !case.course.is_empty() {
        let _ = writeln!(out, "\nThe case:");
    }
    for done in case.course {
        let _ = writeln!(out, "  {}  {} (ledger entry {})", done.day, done.words, done.entry);
        if !done.text.is_empty() {
            let _ = writeln!(out, "    {}", done.text);
        }
    }
    for (title, lines) in [("Answers of the parties:", case.answers), ("Due:", case.due)] {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{title}");
        }
        lines.iter().for_each(|line| {
            let _ = writeln!(out, "  {line}");
        });
    }
    for (entry, decision, reason) in &linked.decisions {
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let _ = writeln!(out, "\nDecided: {}{reason} (ledger entry {entry})", decision.act.to_text());
        if !decision.together.is_empty() {
            let _ = writeln!(out, "  one event: {}", decision.together.join(", "));
        }
        if !decision.apart[0].is_empty() {
            let [these, those] = &decision.apart;
            let _ = writeln!(out, "  another event: {} apart from {}", these.join(", "), those.join(", "));
        }
    }
}

/// Pairs that a person should look at.
pub fn doubts(doubts: &[Doubt]) -> String {
    let mut out = String::new();
    for doubt in doubts {
        let now = if doubt.is_together { "now one event" } else { "now two events" };
        let _ = writeln!(out, "{} and {}: {:.2}, {now}", doubt.report, doubt.other, share(doubt.share));
        let _ = writeln!(out, "  {}", doubt.because.join("; "));
    }
    if out.is_empty() {
        out.push_str("no doubtful pairs\n");
    }
    out
}
