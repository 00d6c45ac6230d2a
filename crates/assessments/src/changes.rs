//! What differs between two sets of assessments.

use std::collections::BTreeMap;

use records::Level;

use crate::Assessment;

/// An assessment that is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Before; none where the instance is new.
    pub was: Option<&'a Assessment>,
    /// Now; none where the instance is gone.
    pub is: Option<&'a Assessment>,
}

/// What tells assessments apart.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str, Level);

fn key(one: &Assessment) -> Key<'_> {
    (&one.rule, &one.reading, &one.party, &one.instance, one.level)
}

/// Every assessment that is new, gone or in any field another, in the order of `now`; those that are gone come last.
pub fn changes<'a>(before: &'a [Assessment], now: &'a [Assessment]) -> Vec<Change<'a>> {
    let mut old: BTreeMap<Key<'_>, &Assessment> = before.iter().map(|one| (key(one), one)).collect();
    let mut changed = Vec::new();
    for is in now {
        let was = old.remove(&key(is));
        if was != Some(is) {
            changed.push(Change { was, is: Some(is) });
        }
    }
    // In the order in which they stood.
    let gone = before.iter().filter(|one| old.contains_key(&key(one)));
    changed.extend(gone.map(|was| Change { was: Some(was), is: None }));
    changed
}
