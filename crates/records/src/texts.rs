//! Names kept once each: a name that stands in many rows is a number in them.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Distinct texts, numbered from 0 in the order in which they came.
///
/// A lookup costs one hash and one comparison, a text its bytes and nine more. The table is never walked through, so
/// that the order of hashes reaches no output.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    /// Where each text ends.
    ends: Vec<u32>,
    table: HashTable<u32>,
}

const HASHER: FixedState = FixedState::with_seed(0);

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A text by its number; empty for a number that was not given out.
    pub fn get(&self, number: u32) -> &str {
        text(&self.bytes, &self.ends, number)
    }

    /// The number of a text that was seen.
    pub fn find(&self, wanted: &str) -> Option<u32> {
        let hash = HASHER.hash_one(wanted);
        self.table.find(hash, |number| self.get(*number) == wanted).copied()
    }

    /// The number of a text, and whether it is new. `None` once four gigabytes or four thousand million are full.
    pub fn note(&mut self, wanted: &str) -> Option<(u32, bool)> {
        let (bytes, ends) = (&mut self.bytes, &mut self.ends);
        let hash = HASHER.hash_one(wanted);
        let entry = {
            let (bytes, ends) = (&*bytes, &*ends);
            let rehash = |number: &u32| HASHER.hash_one(text(bytes, ends, *number));
            match self.table.entry(hash, |number| text(bytes, ends, *number) == wanted, rehash) {
                hashbrown::hash_table::Entry::Occupied(found) => return Some((*found.get(), false)),
                hashbrown::hash_table::Entry::Vacant(vacant) => vacant,
            }
        };
        let number = u32::try_from(ends.len()).ok()?;
        let end = u32::try_from(bytes.len() + wanted.len()).ok()?;
        entry.insert(number);
        bytes.push_str(wanted);
        ends.push(end);
        Some((number, true))
    }
}

fn text<'t>(bytes: &'t str, ends: &[u32], number: u32) -> &'t str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends.get(number - 1).map_or(0, |end| *end as usize) };
    let end = ends.get(number).map_or(start, |end| *end as usize);
    bytes.get(start..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number() {
        let mut texts = Texts::default();
        let numbers: Vec<(u32, bool)> = ["a", "", "bc", "a", "é"].iter().filter_map(|one| texts.note(one)).collect();
        assert_eq!(numbers, [(0, true), (1, true), (2, true), (0, false), (3, true)]);
        assert_eq!((texts.get(2), texts.get(1), texts.get(3), texts.get(9)), ("bc", "", "é", ""));
        assert_eq!((texts.find("bc"), texts.find("b")), (Some(2), None));
    }

    #[test]
    fn many_texts() {
        let mut texts = Texts::default();
        for n in 0..10_000u32 {
            assert_eq!(texts.note(&format!("e{n}")), Some((n, true)));
        }
        assert_eq!(texts.find("e9999"), Some(9_999));
        assert_eq!(texts.len(), 10_000);
    }
}
