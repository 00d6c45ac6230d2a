//! Events for a terminal.

use std::fmt::Write;

use assessments::Standings;
use events::linking::Doubt;
use events::{Event, Evidence};

use crate::Record;
use crate::exports::event::{Linked, answered, share};
use crate::known::{KnownOf, differences, standing_words};
use crate::pages::board::span;
use crate::pages::event::{claimed_by, what};
use crate::words::party_shown;

/// A line or two for each event.
pub fn list(record: &Record<'_>, standings: &Standings<'_>, events: &[&[Event]]) -> String {
    let mut out = String::new();
    for claims in events {
        for event in *claims {
            let n_reports = match &event.evidence {
                Evidence::Told(voices) => voices.len(),
                Evidence::Stated { .. } => 0,
            };
            let level = standings.of(event).map_or("refuted", |standing| standing.fact.level.to_text());
            let when = span(record, event.happening.when);
            let reports = if n_reports == 1 { "1 report".to_owned() } else { format!("{n_reports} reports") };
            let _ = writeln!(out, "{}  {when}  {}  ({level}, {reports})", event.id, what(record, &event.happening));
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
        for words in standing_words(record, standings, event) {
            let _ = writeln!(out, "  {words}");
        }
    }
    disagreements(record, &KnownOf::new(record, claims), &mut out);
    reports(record, &KnownOf::new(record, claims), linked, &mut out);
    on_record(record, &first.id, linked, &mut out);
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
    }
}

fn on_record(record: &Record<'_>, id: &str, linked: &Linked<'_>, out: &mut String) {
    for finding in record.known.findings.iter().filter(|finding| finding.what.event == id) {
        let parts = [("fact", finding.what.fact), ("author", finding.what.author), ("number", finding.what.quantity)];
        let said =
            parts.iter().filter_map(|(name, verdict)| verdict.map(|verdict| format!("{name} {}", verdict.to_text())));
        let said: Vec<String> = said.collect();
        let (by, at) = (&finding.what.by, record.day(finding.what.when.start()));
        let _ = writeln!(out, "\nFound by {by} on {at}: {} (ledger entry {})", said.join(", "), finding.entry);
    }
    for response in record.known.responses.iter().filter(|response| response.what.event == id) {
        let (answer, ground) = answered(&response.what.answer);
        let ground = ground.map(|ground| format!(": {ground}")).unwrap_or_default();
        let (by, at) = (party_shown(record.agreement, &response.what.by), record.day(response.what.when.start()));
        let element = response.what.element.to_text();
        let _ = writeln!(out, "\n{by} {answer} the {element} on {at}{ground} (ledger entry {})", response.entry);
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
