//! Copies of one text: what an agency wrote and several outlets printed counts as one origin.
//!
//! Texts are compared by their runs of eight words (Broder, "On the resemblance and containment of documents", 1997), of which
//! one in eight is kept, chosen by its hash, so that the same are kept of every text.

use hashbrown::HashMap;

/// Words of a run.
const RUN: usize = 8;
/// One run in so many is kept.
const KEPT_OF: u64 = 8;
/// So much of the shorter text must be in the longer one.
const SHARE_LEAST: f64 = 0.5;
/// Texts of fewer kept runs are too short to tell.
const RUNS_LEAST: usize = 3;

/// Texts seen so far.
#[derive(Default)]
pub struct Copies {
    sizes: Vec<u32>,
    runs: HashMap<u64, Vec<u32>, foldhash::fast::RandomState>,
}

impl Copies {
    /// Takes in a text; gives the number, from 0, of the first text of which it is a copy.
    pub fn add(&mut self, text: &str) -> Option<usize> {
        self.add_sketch(sketch(text))
    }

    /// The same of a text of which only the sketch is at hand.
    pub fn add_sketch(&mut self, kept: Vec<u64>) -> Option<usize> {
        let mut shared: HashMap<u32, u32, foldhash::fast::RandomState> = HashMap::default();
        for other in kept.iter().filter_map(|run| self.runs.get(run)).flatten() {
            *shared.entry(*other).or_default() += 1;
        }
        let is_copy = |(other, n): &(&u32, &u32)| {
            let shorter = kept.len().min(self.sizes[**other as usize] as usize);
            shorter >= RUNS_LEAST && f64::from(**n) >= SHARE_LEAST * shorter as f64
        };
        let found = shared.iter().filter(is_copy).map(|(other, _)| *other).min();
        let number = u32::try_from(self.sizes.len()).unwrap_or(u32::MAX);
        self.sizes.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        for run in kept {
            self.runs.entry(run).or_default().push(number);
        }
        found.map(|found| found as usize)
    }
}

/// The runs of a text that are kept, each once: numbers that stay the same from one version of the program to the next.
pub fn sketch(text: &str) -> Vec<u64> {
    let small = text.to_lowercase();
    let words: Vec<&str> = small.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut out: Vec<u64> = words.windows(RUN).map(hash).filter(|hash| hash % KEPT_OF == 0).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV-1a of the words with a space after each, mixed so that its low bits are as good as the others.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    let sum = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (sum ^ sum >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u32, n_words: u32) -> String {
        (0..n_words).map(|n| format!("w{} ", (n * 7919 + seed * 104_729) % 5003)).collect()
    }

    #[test]
    fn copies_are_found_and_others_are_not() {
        let mut copies = Copies::default();
        let original = text(1, 400);
        assert_eq!(copies.add(&original), None);
        assert_eq!(copies.add(&text(2, 400)), None);
        assert_eq!(
            copies.add(&format!("Our correspondent. {}", original.to_uppercase())),
            Some(0),
            "with a line more, in capitals"
        );
        let half: String = original.split_inclusive(' ').take(200).collect();
        assert_eq!(copies.add(&half), Some(0), "cut short");
        assert_eq!(copies.add(&text(3, 20)), None);
        assert_eq!(copies.add(""), None);
    }
}
