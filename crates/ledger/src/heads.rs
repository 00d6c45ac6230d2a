//! The newest entry of each site: what the next one must be numbered, and what it must name as the one before.
//!
//! It does not judge; `verify` does.

use crate::digest::Digest;
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

    /// Takes the entry, whose leaf hash is given, as the newest of its site.
    pub fn advance(&mut self, entry: &Entry, leaf: Digest) {
        self.0.insert(entry.site.clone(), (entry.number, leaf));
    }
}
