//! What sites said of one thing while neither had what the other said. It is found from the entries alone, so that every site finds the
//! same, and it is over when somebody says anew, having seen them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ledger::body;
use ledger::encoding::map_to_bytes;
use ledger::order::Histories;
use ledger::{Digest, Entry, leaf_hash};

/// What can be said in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// What a report tells.
    Report,
    /// How far a report has been looked at.
    Sorting,
    /// How a source or a report is graded.
    Grade,
    /// A source's card.
    Card,
    /// What was made of a candidate.
    Candidate,
    /// Whether two reports tell of one event.
    Link,
}

impl Topic {
    /// The topics with their words.
    pub const WORDS: [(&'static str, Topic); 6] = [
        ("report", Topic::Report),
        ("sorting", Topic::Sorting),
        ("grade", Topic::Grade),
        ("card", Topic::Card),
        ("candidate", Topic::Candidate),
        ("link", Topic::Link),
    ];

    /// The word.
    pub fn to_text(self) -> &'static str {
        Topic::WORDS.iter().find(|(_, topic)| *topic == self).map_or("", |(word, _)| word)
    }

    /// By its word.
    pub fn from_text(text: &str) -> Option<Topic> {
        Topic::WORDS.iter().find(|(word, _)| *word == text).map(|(_, topic)| *topic)
    }

    /// Of reports and cards the last said counts, for something must be known of them; of decisions none does.
    pub(crate) fn is_decision(self) -> bool {
        !matches!(self, Topic::Report | Topic::Card)
    }
}

/// What an entry says something of: which thing, and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// What of it.
    pub topic: Topic,
    /// Which one.
    pub name: String,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.topic.to_text(), self.name)
    }
}

/// What an entry says something of, and a fingerprint of what.
pub(crate) type Subjects = Vec<(Subject, Digest)>;

/// What two sites said, by the places of the entries.
pub(crate) struct Found {
    pub(crate) about: Subject,
    pub(crate) entries: Vec<usize>,
    pub(crate) is_open: bool,
}

/// What an entry says something of that another site could say otherwise.
pub(crate) fn subjects(entry: &Entry) -> Subjects {
    let whole = || leaf_hash(&map_to_bytes(&entry.body));
    let one = |topic: Topic, name: String| vec![(Subject { topic, name }, whole())];
    let of_report = |topic: Topic| match body::report_key(&entry.body) {
        Ok((source, id)) => one(topic, format!("{source}/{id}")),
        Err(_) => Vec::new(),
    };
    match entry.kind.as_str() {
        body::REPORT | body::CORRECTION => of_report(Topic::Report),
        body::TRIAGE => of_report(Topic::Sorting),
        body::GRADE => match body::grade_from_body(&entry.body) {
            Ok(body::Grade::Source(source, _)) => one(Topic::Grade, source),
            Ok(body::Grade::Report(source, id, _)) => one(Topic::Grade, format!("{source}/{id}")),
            Err(_) => Vec::new(),
        },
        body::SOURCE => match body::source_from_body(&entry.body) {
            Ok(source) => one(Topic::Card, source.id),
            Err(_) => Vec::new(),
        },
        body::CANDIDATE_STEP => match body::candidate_step_from_body(&entry.body) {
            Ok(step) => one(Topic::Candidate, format!("{} {}", step.article, step.number)),
            Err(_) => Vec::new(),
        },
        body::LINK_DECISION => match body::link_decision_from_body(&entry.body) {
            Ok(decision) => {
                let pair = |(one, other, is_one): (&str, &str, bool)| {
                    let (first, then) = if one < other { (one, other) } else { (other, one) };
                    let name = format!("{first} {then}");
                    (Subject { topic: Topic::Link, name }, leaf_hash(&[u8::from(is_one)]))
                };
                decision.pairs().map(pair).collect()
            }
            Err(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// What is said in two ways. `said` has the subjects of each entry, in the order of the entries; those that are apart say nothing.
pub(crate) fn find(
    histories: &Histories,
    order: &[usize],
    said: &[Subjects],
    is_apart: &dyn Fn(usize) -> bool,
) -> Vec<Found> {
    let mut by_subject: BTreeMap<&Subject, Vec<(usize, Digest)>> = BTreeMap::new();
    for idx in order.iter().copied().filter(|idx| !is_apart(*idx)) {
        for (about, value) in &said[idx] {
            by_subject.entry(about).or_default().push((idx, *value));
        }
    }
    let site = |idx: usize| histories.headers()[idx].site.as_str();
    let mut found: Vec<Found> = Vec::new();
    for (about, entries) in by_subject {
        if entries.iter().all(|(idx, _)| site(*idx) == site(entries[0].0)) {
            continue;
        }
        let is_last = |one: &usize| !entries.iter().any(|(other, _)| histories.knows(*other, *one));
        let last: Vec<(usize, Digest)> = entries.iter().copied().filter(|(idx, _)| is_last(idx)).collect();
        let values: BTreeSet<Digest> = last.iter().map(|(_, value)| *value).collect();
        if values.len() > 1 {
            let entries: Vec<usize> = last.into_iter().map(|(idx, _)| idx).collect();
            // A decision on many pairs is one dispute.
            if !found.iter().any(|one| one.entries == entries) {
                found.push(Found { about: about.clone(), entries, is_open: about.topic.is_decision() });
            }
        }
    }
    found
}
