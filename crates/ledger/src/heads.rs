//! The newest entry of each site: what the next one must be numbered, and what it must name as the one before.
//!
//! It does not judge; `verify` does.

use crate::digest::Digest;
use crate::encoding::Value;
use crate::entry::Entry;
use std::collections::BTreeMap;

/// The newest entry of each site in a part of the log, from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads(BTreeMap<String, (u64, Digest)>);

impl Heads {
    /// The `number` and `previous` of the site's next entry.
    pub fn next(&self, site: &str) -> (u64, Digest) {
        self.0.get(site).map_or((1, Digest::ZERO), |(number, leaf)| (number + 1, *leaf))
    }

    /// The newest entry of each site: its number and its leaf hash.
    pub fn lines(&self) -> impl Iterator<Item = (&str, u64, Digest)> {
        self.0.iter().map(|(site, (number, leaf))| (site.as_str(), *number, *leaf))
    }

    /// The same, for good.
    pub fn into_lines(self) -> impl Iterator<Item = (String, u64, Digest)> {
        self.0.into_iter().map(|(site, (number, leaf))| (site, number, leaf))
    }

    /// How many sites there are.
    pub fn n_sites(&self) -> usize {
        self.0.len()
    }

    /// As a value, to be kept.
    pub fn to_value(&self) -> Value {
        let head = |(number, leaf): &(u64, Digest)| {
            Value::List(vec![Value::Int(number.cast_signed()), Value::Bytes(leaf.0.to_vec())])
        };
        Value::Map(self.0.iter().map(|(site, newest)| (site.clone(), head(newest))).collect())
    }

    /// What was kept; `None` where it is something else.
    pub fn from_value(value: &Value) -> Option<Heads> {
        let Value::Map(map) = value else { return None };
        let head = |value: &Value| match value {
            Value::List(pair) => match pair.as_slice() {
                [Value::Int(number), Value::Bytes(leaf)] => {
                    Some((number.cast_unsigned(), Digest(leaf.as_slice().try_into().ok()?)))
                }
                _ => None,
            },
            _ => None,
        };
        map.iter().map(|(site, value)| Some((site.clone(), head(value)?))).collect::<Option<_>>().map(Heads)
    }

    /// The same of a site and a number.
    pub fn advance_to(&mut self, site: &str, number: u64, leaf: Digest) {
        match self.0.get_mut(site) {
            Some(newest) => *newest = (number, leaf),
            None => drop(self.0.insert(site.to_owned(), (number, leaf))),
        }
    }

    /// Takes the entry, whose leaf hash is given, as the newest of its site; but not where it goes on from another than the newest.
    pub fn advance(&mut self, entry: &Entry, leaf: Digest) {
        if self.next(&entry.site) == (entry.number, entry.previous) {
            self.advance_to(&entry.site, entry.number, leaf);
        }
    }
}
