//! What changed between two ledger sizes, and because of which entries.

use std::collections::{BTreeMap, BTreeSet};

use assessments::{Assessment, Status};
use events::{Event, Evidence};
use ledger::body;
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
        let told = Told::of(before.known.events.iter().chain(&now.known.events));
        for filed in now.reports.values().filter(|filed| filed.entry > since) {
            let report = &filed.report;
            let events = match &report.statement {
                Statement::Finding(finding) => told.named(&finding.event),
                Statement::Response(response) => told.named(&response.event),
                _ => told.named(&format!("{}/{}", report.source, report.id)),
            };
            new.add(filed.entry, events);
        }
        for line in now.state.lines().range(since + 1, u64::MAX) {
            let (position, about) = (line.position, line.about.as_str());
            match line.kind.as_str() {
                body::AGREEMENT | body::LINK_PARAMETERS => new.add(position, BTreeSet::new()),
                body::WITHDRAWAL => new.add(position, told.named(about)),
                // Of a report, or of a source.
                body::GRADE => new.of_some(position, all([told.named(about), told.by(about)])),
                body::SOURCE => new.of_some(position, told.by(about)),
                body::ACTOR => new.of_some(position, told.by(about.split(", ").next().unwrap_or_default())),
                body::LINK_DECISION => {
                    new.of_some(position, all(about.split(' ').skip(1).map(|report| told.named(report))));
                }
                _ => {}
            }
        }
        new
    }

    /// An entry of these events; of none, if there are none.
    fn add(&mut self, entry: u64, events: BTreeSet<&str>) {
        if events.is_empty() {
            self.of_none.insert(entry);
        }
        self.of_some(entry, events);
    }

    fn of_some(&mut self, entry: u64, events: BTreeSet<&str>) {
        for event in events {
            self.of_events.entry(event.to_owned()).or_default().insert(entry);
        }
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

/// Which events reports, sources and origins tell of.
#[derive(Default)]
struct Told<'e> {
    by_report: BTreeMap<&'e str, BTreeSet<&'e str>>,
    by_name: BTreeMap<&'e str, BTreeSet<&'e str>>,
}

impl<'e> Told<'e> {
    fn of(events: impl Iterator<Item = &'e Event>) -> Told<'e> {
        let mut told = Told::default();
        for event in events {
            let Evidence::Told(voices) = &event.evidence else { continue };
            for voice in voices {
                told.by_report.entry(&voice.report).or_default().insert(&event.id);
                told.by_name.entry(&voice.source).or_default().insert(&event.id);
                told.by_name.entry(&voice.origin).or_default().insert(&event.id);
            }
        }
        told
    }

    /// Events of which a report of that name tells.
    fn named(&self, report: &str) -> BTreeSet<&'e str> {
        self.by_report.get(report).cloned().unwrap_or_default()
    }

    /// Events of which a source or origin tells.
    fn by(&self, name: &str) -> BTreeSet<&'e str> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }
}

/// Sets put together.
fn all<'e>(sets: impl IntoIterator<Item = BTreeSet<&'e str>>) -> BTreeSet<&'e str> {
    sets.into_iter().flatten().collect()
}
