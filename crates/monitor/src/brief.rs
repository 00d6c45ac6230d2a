//! Reports by their fingerprints alone: what an import needs to know of a million of them, in some fifty bytes each.
//!
//! SHA-256, cut to 16 bytes: whoever gives reports in cannot make two that pass for one.

use std::collections::BTreeMap;

use hashbrown::HashTable;
use ledger::body::Body;
use sha2::{Digest as _, Sha256};

/// 16 bytes of a digest.
pub(crate) type Print = [u8; 16];

/// The fingerprints of a report: of source and id, of its body, of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prints {
    pub(crate) key: Print,
    pub(crate) body: Print,
    pub(crate) words: Option<u64>,
}

impl Prints {
    /// Those of a report whose body's bytes are at hand.
    pub(crate) fn new(source: &str, id: &str, body: &[u8], words: Option<&str>) -> Prints {
        Prints { key: of_key(source, id), body: print(&[body]), words: words.map(of_words) }
    }

    /// Whether what is held is what these say. Words that were erased, or never were, are not compared.
    pub(crate) fn is_same(&self, held: &Prints) -> bool {
        held.body == self.body && held.words.is_none_or(|words| Some(words) == self.words)
    }
}

#[derive(Clone, Copy, Debug)]
struct Known {
    key: Print,
    body: Print,
    /// Of its words, where it has any that were not erased.
    words: Option<u64>,
    entry: u64,
}

/// Fingerprints by source and id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brief {
    all: Pieces,
    places: HashTable<u32>,
    /// In place of all that, where reports are only read: those that were corrected, with the entry that holds each now.
    corrected: Option<BTreeMap<Print, u64>>,
}

/// A list in pieces: nothing is moved when it grows, and no more than a piece stands empty.
#[derive(Clone, Debug, Default)]
struct Pieces(Vec<Vec<Known>>);

const PIECE: usize = 1 << 16;

impl Pieces {
    fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PIECE + last.len())
    }

    fn get(&self, place: u32) -> Option<&Known> {
        self.0.get(place as usize / PIECE)?.get(place as usize % PIECE)
    }

    fn is_of(&self, place: u32, key: &Print) -> bool {
        self.get(place).is_some_and(|known| known.key == *key)
    }

    fn put(&mut self, place: u32, known: Known) {
        let place = place as usize;
        if place >= self.0.len() * PIECE {
            let room = if place == 0 { 0 } else { PIECE };
            self.0.push(Vec::with_capacity(room));
        }
        let piece = &mut self.0[place / PIECE];
        match piece.get_mut(place % PIECE) {
            Some(held) => *held = known,
            None => piece.push(known),
        }
    }
}

fn print(parts: &[&[u8]]) -> Print {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&hash.finalize()[..16]);
    out
}

fn of_key(source: &str, id: &str) -> Print {
    print(&[source.as_bytes(), id.as_bytes()])
}

fn of_body(body: &Body) -> Print {
    print(&[&ledger::encoding::map_to_bytes(body)])
}

fn first_half(print: &Print) -> u64 {
    print.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
}

fn of_words(words: &str) -> u64 {
    first_half(&print(&[words.as_bytes()]))
}

impl Brief {
    fn find(&self, source: &str, id: &str) -> Option<&Known> {
        let key = of_key(source, id);
        let place = self.places.find(first_half(&key), |place| self.all.is_of(*place, &key))?;
        self.all.get(*place)
    }

    /// One that holds of corrected reports alone where they stand now.
    pub(crate) fn to_read() -> Brief {
        Brief { corrected: Some(BTreeMap::new()), ..Brief::default() }
    }

    /// Whether it is such a one.
    pub(crate) fn is_to_read(&self) -> bool {
        self.corrected.is_some()
    }

    /// Whether an entry holds its report as last corrected, where reports are only read.
    pub(crate) fn is_latest(&self, entry: u64, source: &str, id: &str) -> bool {
        let of = |corrected: &BTreeMap<Print, u64>| corrected.get(&of_key(source, id)).is_none_or(|now| *now == entry);
        self.corrected.as_ref().is_some_and(|corrected| corrected.is_empty() || of(corrected))
    }

    /// Takes in a report, in place of an earlier one with the same source and id.
    pub(crate) fn insert(
        &mut self,
        entry: u64,
        (source, id): (&str, &str),
        (body, is_correction): (&Body, bool),
        words: Option<&str>,
    ) {
        if let Some(corrected) = &mut self.corrected {
            if is_correction || !corrected.is_empty() && corrected.contains_key(&of_key(source, id)) {
                corrected.insert(of_key(source, id), entry);
            }
            return;
        }
        self.put(Known { key: of_key(source, id), body: of_body(body), words: words.map(of_words), entry });
    }

    fn put(&mut self, known: Known) {
        let (key, all) = (known.key, &mut self.all);
        match self.places.find(first_half(&key), |place| all.is_of(*place, &key)) {
            Some(place) => all.put(*place, known),
            None => {
                let place = u32::try_from(all.len()).unwrap_or(u32::MAX);
                all.put(place, known);
                let hash = |place: &u32| all.get(*place).map_or(0, |known| first_half(&known.key));
                self.places.insert_unique(first_half(&key), place, hash);
            }
        }
    }

    /// The fingerprints of the report of the same source and id.
    pub(crate) fn prints(&self, key: &Print) -> Option<Prints> {
        let place = self.places.find(first_half(key), |place| self.all.is_of(*place, key))?;
        self.all.get(*place).map(|known| Prints { key: known.key, body: known.body, words: known.words })
    }

    /// Takes in a report by its fingerprints.
    pub(crate) fn insert_prints(&mut self, entry: u64, Prints { key, body, words }: Prints) {
        self.put(Known { key, body, words, entry });
    }

    /// Forgets the words of the report of an entry. Looks at all: erasures are few.
    pub(crate) fn forget_words(&mut self, entry: u64) {
        if let Some(known) = self.all.0.iter_mut().flatten().find(|known| known.entry == entry) {
            known.words = None;
        }
    }

    /// The entry that holds a report.
    pub(crate) fn entry_of(&self, source: &str, id: &str) -> Option<u64> {
        self.find(source, id).map(|known| known.entry)
    }

    /// Whether what is held is what this body and these words say; none where nothing is held. Words that were erased, or never were,
    /// are not compared.
    pub(crate) fn is_same(&self, source: &str, id: &str, body: &Body, words: Option<&str>) -> Option<bool> {
        let known = self.find(source, id)?;
        let same_words = known.words.is_none_or(|held| words.map(of_words) == Some(held));
        Some(known.body == of_body(body) && same_words)
    }

    /// How many reports there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_one_piece_is_held_and_found() {
        let mut brief = Brief::default();
        let prints =
            |n: u64| Prints { key: of_key("source", &n.to_string()), body: print(&[&n.to_le_bytes()]), words: None };
        for n in 0..150_000 {
            brief.insert_prints(n, prints(n));
        }
        // Corrected: in the place of the earlier.
        brief.insert_prints(900_000, Prints { body: [7; 16], ..prints(70_000) });
        assert_eq!(brief.len(), 150_000);
        for n in (0..150_000).step_by(997).chain([65_535, 65_536, 131_072, 149_999]) {
            assert_eq!(brief.entry_of("source", &n.to_string()), Some(n));
            assert_eq!(brief.prints(&prints(n).key), Some(prints(n)));
        }
        assert_eq!(brief.entry_of("source", "70000"), Some(900_000));
        assert_eq!(brief.entry_of("source", "150000"), None);
    }
}
