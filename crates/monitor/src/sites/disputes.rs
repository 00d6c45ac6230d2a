//! What sites said of one thing while neither had what the other said. It is found from the entries alone, so that every site finds the
//! same, and it is over when somebody says anew, having seen them all.

use std::collections::{BTreeMap, BTreeSet};

use ledger::body;
use ledger::encoding::map_to_bytes;
use ledger::order::Histories;
use ledger::{Digest, Entry, leaf_hash};

/// What an entry says something of, and a fingerprint of what.
pub(crate) type Subjects = Vec<(String, Digest)>;

/// What two sites said, by the places of the entries.
pub(crate) struct Found {
    pub(crate) about: String,
    pub(crate) entries: Vec<usize>,
    pub(crate) is_open: bool,
}

/// What an entry says something of that another site could say otherwise.
pub(crate) fn subjects(entry: &Entry) -> Subjects {
    let whole = || leaf_hash(&map_to_bytes(&entry.body));
    let of_report = |word: &str| match body::report_key(&entry.body) {
        Ok((source, id)) => vec![(format!("{word} {source}/{id}"), whole())],
        Err(_) => Vec::new(),
    };
    match entry.kind.as_str() {
        body::REPORT | body::CORRECTION => of_report("report"),
        body::TRIAGE => of_report("sorting of"),
        body::GRADE => match body::grade_from_body(&entry.body) {
            Ok(body::Grade::Source(source, _)) => vec![(format!("grade of {source}"), whole())],
            Ok(body::Grade::Report(source, id, _)) => vec![(format!("grade of {source}/{id}"), whole())],
            Err(_) => Vec::new(),
        },
        body::SOURCE => match body::source_from_body(&entry.body) {
            Ok(source) => vec![(format!("card of {}", source.id), whole())],
            Err(_) => Vec::new(),
        },
        body::CANDIDATE_STEP => match body::candidate_step_from_body(&entry.body) {
            Ok(step) => vec![(format!("candidate {} of {}", step.number, step.article), whole())],
            Err(_) => Vec::new(),
        },
        body::LINK_DECISION => match body::link_decision_from_body(&entry.body) {
            Ok(decision) => {
                let pair = |(one, other, is_one): (&str, &str, bool)| {
                    let (first, then) = if one < other { (one, other) } else { (other, one) };
                    (format!("link of {first} and {then}"), leaf_hash(&[u8::from(is_one)]))
                };
                decision.pairs().map(pair).collect()
            }
            Err(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Of reports and cards the last said counts, for something must be known of them; of decisions none does.
fn is_decision(about: &str) -> bool {
    !about.starts_with("report ") && !about.starts_with("card ")
}

/// What is said in two ways. `said` has the subjects of each entry, in the order of the entries; those that are apart say nothing.
pub(crate) fn find(
    histories: &Histories,
    order: &[usize],
    said: &[Subjects],
    is_apart: &dyn Fn(usize) -> bool,
) -> Vec<Found> {
    let mut by_subject: BTreeMap<&str, Vec<(usize, Digest)>> = BTreeMap::new();
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
                found.push(Found { about: about.to_owned(), entries, is_open: is_decision(about) });
            }
        }
    }
    found
}
