//! What follows from what leaves, and from nothing else.

use std::collections::{BTreeMap, BTreeSet};

use assessments::Assessment;
use assessments::registers::ByType;
use events::{Cards, Filed, Known};
use jiff::Timestamp;
use provisions::Agreement;

use super::{Released, name_of};
use crate::{Record, Sight};

/// What is known of the rows alone.
pub fn known(released: &Released) -> Known {
    events::from_rows(released.rows.clone(), None)
}

/// The event within that has this name outside, if any has.
pub fn within<'a>(known: &'a Known, secret: &[u8], name: &str) -> Option<&'a str> {
    known.events.iter().map(|event| event.id.as_str()).find(|id| name_of(secret, id) == name)
}

/// What follows from the rows alone.
pub fn assessed(agreement: &Agreement, released: &Released) -> Vec<Assessment> {
    let known = known(released);
    assessments::evaluate(agreement, &known, released.as_of)
}

/// How many assessments of the full record say otherwise than those that follow from the rows: each status is then withheld there. Instances
/// that an event sets have other names outside; of them as many must say the same.
pub fn differing(record: &Record<'_>, own: &[Assessment]) -> usize {
    let of = |one: &Assessment| (one.rule.clone(), one.reading.clone(), one.party.clone(), one.level);
    let says = |one: &Assessment| (one.status, one.reason);
    let by_instance: BTreeMap<_, _> = own.iter().map(|one| ((of(one), one.instance.as_str()), says(one))).collect();
    let within: BTreeSet<_> = record.assessments.iter().map(|one| (of(one), one.instance.as_str())).collect();
    // Those whose instance the record does not know by that name.
    let mut others: BTreeMap<_, usize> = BTreeMap::new();
    for one in own.iter().filter(|one| !within.contains(&(of(one), one.instance.as_str()))) {
        *others.entry((of(one), says(one))).or_default() += 1;
    }
    let mut differs = |one: &Assessment| match by_instance.get(&(of(one), one.instance.as_str())) {
        Some(other) => *other != says(one),
        None => match others.get_mut(&(of(one), says(one))).filter(|n| **n > 0) {
            Some(n) => {
                *n -= 1;
                false
            }
            None => true,
        },
    };
    record.assessments.iter().filter(|one| differs(one)).count()
}

/// The rows as a record of their own, in which nothing else is: what is drawn from it cannot tell more than they do.
pub struct Own {
    known: Known,
    by_type: ByType,
    assessments: Vec<Assessment>,
    cards: Cards,
    reports: BTreeMap<u64, Filed>,
    as_of: Timestamp,
    size: u64,
}

impl Own {
    /// Of these rows.
    pub fn new(agreement: &Agreement, released: &Released) -> Own {
        let known = known(released);
        let assessments = assessments::evaluate(agreement, &known, released.as_of);
        let (by_type, as_of, size) = (ByType::of(&known), released.as_of, released.size);
        Own { known, by_type, assessments, cards: Cards::default(), reports: BTreeMap::new(), as_of, size }
    }

    /// What is known of them.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// What follows from the rows.
    pub fn assessments(&self) -> &[Assessment] {
        &self.assessments
    }

    /// The moment of which they are.
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// The size of the ledger of which they are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What follows from the rows as of an earlier moment.
    pub fn assessed_at(&self, agreement: &Agreement, at: Timestamp) -> Vec<Assessment> {
        assessments::evaluate(agreement, &self.known, at)
    }

    /// The record of which pages are drawn; `full` gives its language and the agreement.
    pub fn record<'a>(&'a self, full: &Record<'a>) -> Record<'a> {
        Record {
            words: full.words,
            sight: Sight { words: true, places: true, sources: false },
            a_source: full.a_source.clone(),
            agreement: full.agreement,
            original: full.original,
            text: full.text,
            agreement_entry: full.agreement_entry,
            newest: &[],
            there: full.there,
            supports: None,
            known: &self.known,
            by_type: &self.by_type,
            assessments: &self.assessments,
            cards: &self.cards,
            reports: &self.reports,
            as_of: self.as_of,
            size: self.size,
            withheld: None,
        }
    }
}
