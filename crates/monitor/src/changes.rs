//! What changed between two ledger sizes, and because of which entries.

use std::collections::{BTreeMap, BTreeSet};

use assessments::{Assessment, Status};
use events::{Event, Evidence};
use records::Statement;

use crate::Outlook;

/// An assessment that is not what it was at the earlier size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// At the earlier size; none where there was none.
    pub was: Option<Assessment>,
    /// At the later size; none where there is none.
    pub is: Option<Assessment>,
    /// Entries, recorded between the two sizes, from which the change follows: those that tell of its events; and where
    /// none does, or the rule's time changed, those that tell of no event.
    pub entries: Vec<u64>,
}

/// Compares two outlooks as of the same moment: what differs follows from entries alone.
pub fn changes(before: &Outlook, now: &Outlook) -> Vec<Changed> {
    let new = NewEntries::between(before, now);
    let changed = assessments::changes(&before.assessments, &now.assessments);
    let with_entries = |change: &assessments::Change<'_>| Changed {
        was: change.was.cloned(),
        is: change.is.cloned(),
        entries: new.behind(change),
    };
    changed.iter().map(with_entries).collect()
}

/// Entries recorded since, by what they tell of.
struct NewEntries {
    of_events: BTreeMap<String, BTreeSet<u64>>,
    of_none: BTreeSet<u64>,
}

impl NewEntries {
    fn between(before: &Outlook, now: &Outlook) -> NewEntries {
        let since = before.state.size();
        let mut new = NewEntries { of_events: BTreeMap::new(), of_none: BTreeSet::new() };
        let mut by_report: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        let mut by_source: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for event in before.known.events.iter().chain(&now.known.events) {
            for (source, report) in voices(event) {
                by_report.entry((source, report)).or_default().insert(&event.id);
                by_source.entry(source).or_default().insert(&event.id);
            }
        }
        for filed in now.reports.values().filter(|filed| filed.entry > since) {
            let report = &filed.report;
            let told: BTreeSet<&str> = match &report.statement {
                Statement::Finding(finding) => [finding.event.as_str()].into(),
                Statement::Response(response) => [response.event.as_str()].into(),
                _ => by_report.get(&(report.source.as_str(), report.id.as_str())).cloned().unwrap_or_default(),
            };
            if told.is_empty() {
                new.of_none.insert(filed.entry);
            }
            for event in told {
                new.of_events.entry(event.to_owned()).or_default().insert(filed.entry);
            }
        }
        for line in now.state.lines().range(since + 1, u64::MAX) {
            match line.kind.as_str() {
                ledger::body::AGREEMENT => {
                    new.of_none.insert(line.position);
                }
                ledger::body::SOURCE => {
                    for event in by_source.get(line.about.as_str()).into_iter().flatten() {
                        new.of_events.entry((*event).to_owned()).or_default().insert(line.position);
                    }
                }
                _ => {}
            }
        }
        new
    }

    fn behind(&self, change: &assessments::Change<'_>) -> Vec<u64> {
        let both = || change.was.into_iter().chain(change.is);
        let events = both().flat_map(|one| &one.because).filter_map(|cause| self.of_events.get(&cause.event));
        let mut entries: BTreeSet<u64> = events.flatten().copied().collect();
        let in_force = |one: Option<&Assessment>| one.is_some_and(|one| one.status != Status::NotInForce);
        if entries.is_empty() || in_force(change.was) != in_force(change.is) {
            entries.extend(&self.of_none);
        }
        entries.into_iter().collect()
    }
}

/// Sources and ids of the reports that tell of an event.
fn voices(event: &Event) -> impl Iterator<Item = (&str, &str)> {
    let voices = match &event.evidence {
        Evidence::Told(voices) => voices.as_slice(),
        Evidence::Stated { .. } => &[],
    };
    voices.iter().map(|voice| (voice.source.as_str(), voice.report.as_str()))
}
