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

/// What an entry tells of, by name.
enum Names {
    /// Nothing in particular: a version of the agreement, what is linked by.
    None,
    /// A report, or the event that is named by it; of no event, it counts as telling of none.
    Report(String),
    /// Reports, sources or origins, whichever have these names.
    Any(Vec<String>),
}

/// What each entry since a size tells of.
fn named_since(since: u64, now: &Outlook) -> Vec<(u64, Names)> {
    let of_reports = now.reports.values().filter(|filed| filed.entry > since).map(|filed| {
        let report = &filed.report;
        let name = match &report.statement {
            Statement::Finding(finding) => finding.event.clone(),
            Statement::Response(response) => response.event.clone(),
            _ => format!("{}/{}", report.source, report.id),
        };
        (filed.entry, Names::Report(name))
    });
    let of_lines = now.state.lines().range(since + 1, u64::MAX).filter_map(|line| {
        let about = line.about.as_str();
        let names = match line.kind.as_str() {
            body::AGREEMENT | body::LINK_PARAMETERS => Names::None,
            body::WITHDRAWAL => Names::Report(about.to_owned()),
            body::GRADE | body::SOURCE => Names::Any(vec![about.to_owned()]),
            body::ACTOR => Names::Any(about.split(", ").next().map(str::to_owned).into_iter().collect()),
            body::LINK_DECISION => Names::Any(about.split(' ').skip(1).map(str::to_owned).collect()),
            _ => return None,
        };
        Some((line.position, names))
    });
    of_reports.chain(of_lines).collect()
}

impl NewEntries {
    fn between(before: &Outlook, now: &Outlook) -> NewEntries {
        let mut new = NewEntries { of_events: BTreeMap::new(), of_none: BTreeSet::new() };
        let entries = named_since(before.state.size(), now);
        let wanted = entries.iter().flat_map(|(_, names)| match names {
            Names::None => &[][..],
            Names::Report(name) => std::slice::from_ref(name),
            Names::Any(names) => names,
        });
        let told = Told::of(before.known.events.iter().chain(&now.known.events), wanted);
        for (entry, names) in &entries {
            match names {
                Names::None => new.add(*entry, BTreeSet::new()),
                Names::Report(name) => new.add(*entry, told.named(name)),
                Names::Any(names) => {
                    new.of_some(*entry, all(names.iter().flat_map(|name| [told.named(name), told.by(name)])));
                }
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

/// Which events reports, sources and origins of some names tell of.
#[derive(Default)]
struct Told<'e> {
    by_report: BTreeMap<&'e str, BTreeSet<&'e str>>,
    by_name: BTreeMap<&'e str, BTreeSet<&'e str>>,
}

impl<'e> Told<'e> {
    fn of(events: impl Iterator<Item = &'e Event>, wanted: impl Iterator<Item = &'e String>) -> Told<'e> {
        let mut told = Told::default();
        for name in wanted {
            told.by_report.entry(name).or_default();
            told.by_name.entry(name).or_default();
        }
        for event in events {
            let Evidence::Told(voices) = &event.evidence else { continue };
            for voice in voices {
                if let Some(events) = told.by_report.get_mut(voice.report.as_str()) {
                    events.insert(&event.id);
                }
                for name in [voice.source.as_str(), voice.origin.as_str()] {
                    if let Some(events) = told.by_name.get_mut(name) {
                        events.insert(&event.id);
                    }
                }
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
