//! Names kept once each: a name that stands in many rows is a number in them.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Distinct texts, numbered from 0 in the order in which they came.
///
/// Ids mostly come in ascending order, and are then found by looking back from the last one: no table, and no walk over
/// cold memory. Those that come out of order go into a hash table; once they are many, all do. The table is never
/// walked through, so that the order of hashes reaches no output.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    /// Where each text ends.
    ends: Vec<u32>,
    run: Run,
    table: HashTable<Placed>,
    /// The first so many stand in the order of their bytes.
    n_ordered: u32,
}

/// The texts that came in ascending order.
#[derive(Clone, Debug, Default)]
enum Run {
    /// All so far.
    #[default]
    All,
    /// These.
    Some(Vec<u32>),
    /// No longer kept.
    Ended,
}

/// A text in the table, with part of its hash, so that the table grows without looking at texts.
#[derive(Clone, Copy, Debug)]
struct Placed {
    hash: u32,
    number: u32,
}

/// So many out of order are always borne.
const OUT_OF_ORDER_MAX: usize = 4_096;

const HASHER: FixedState = FixedState::with_seed(0);

impl Texts {
    /// For texts that come again and again, in no order: all stand in the table.
    pub fn unordered() -> Texts {
        Texts { run: Run::Ended, ..Texts::default() }
    }

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
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends.get(number - 1).map_or(0, |end| *end as usize) };
        let end = self.ends.get(number).map_or(start, |end| *end as usize);
        self.bytes.get(start..end).unwrap_or("")
    }

    /// Two texts by their numbers, in the order of their bytes.
    pub fn compare(&self, one: u32, other: u32) -> Ordering {
        if one.max(other) < self.n_ordered { one.cmp(&other) } else { self.get(one).cmp(self.get(other)) }
    }

    /// The number of a text that was seen.
    pub fn find(&self, wanted: &str) -> Option<u32> {
        self.find_in_run(wanted).or_else(|| self.find_in_table(hash(wanted), wanted))
    }

    /// The number of a text, and whether it is new. `None` once four gigabytes or four thousand million are full.
    pub fn note(&mut self, wanted: &str) -> Option<(u32, bool)> {
        let (is_next, is_same_length) = match self.last_of_run() {
            Some(last) => {
                let last = self.get(last);
                (by_length(last, wanted) == Ordering::Less, last.len() == wanted.len())
            }
            None => (!matches!(self.run, Run::Ended), false),
        };
        if is_next {
            // Of the same length, what comes next stands next in the order of bytes, too.
            let is_ordered = is_same_length && matches!(self.run, Run::All);
            let number = self.push(wanted, is_ordered)?;
            if let Run::Some(run) = &mut self.run {
                run.push(number);
            }
            return Some((number, true));
        }
        if let Some(number) = self.find_in_run(wanted) {
            return Some((number, false));
        }
        let hash = hash(wanted);
        if let Some(number) = self.find_in_table(hash, wanted) {
            return Some((number, false));
        }
        if matches!(self.run, Run::All) {
            self.run = Run::Some((0..u32::try_from(self.ends.len()).ok()?).collect());
        }
        let number = self.push(wanted, false)?;
        self.place(Placed { hash, number });
        self.end_run();
        Some((number, true))
    }

    /// `is_ordered`: it is known to stand behind the last one in the order of bytes.
    fn push(&mut self, text: &str, is_ordered: bool) -> Option<u32> {
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number < u32::MAX)?;
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        if self.n_ordered == number && (is_ordered || number == 0 || self.get(number - 1) < text) {
            self.n_ordered += 1;
        }
        self.bytes.push_str(text);
        self.ends.push(end);
        Some(number)
    }

    fn last_of_run(&self) -> Option<u32> {
        match &self.run {
            Run::All => u32::try_from(self.ends.len()).ok()?.checked_sub(1),
            Run::Some(run) => run.last().copied(),
            Run::Ended => None,
        }
    }

    /// Looks back from the last one by doubled steps, then between two of them.
    fn find_in_run(&self, wanted: &str) -> Option<u32> {
        let (n_in_run, number): (usize, &dyn Fn(usize) -> u32) = match &self.run {
            Run::All => (self.ends.len(), &|idx| idx as u32),
            Run::Some(run) => (run.len(), &|idx| run[idx]),
            Run::Ended => return None,
        };
        let (mut until, mut step) = (n_in_run, 1);
        let mut from = loop {
            let Some(at) = n_in_run.checked_sub(step) else { break 0 };
            match by_length(self.get(number(at)), wanted) {
                Ordering::Less => break at + 1,
                Ordering::Equal => return Some(number(at)),
                Ordering::Greater => until = at,
            }
            step *= 2;
        };
        while from < until {
            let middle = from + (until - from) / 2;
            match by_length(self.get(number(middle)), wanted) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Some(number(middle)),
                Ordering::Greater => until = middle,
            }
        }
        None
    }

    fn find_in_table(&self, hash: u32, wanted: &str) -> Option<u32> {
        let is_wanted = |placed: &Placed| placed.hash == hash && self.get(placed.number) == wanted;
        self.table.find(spread(hash), is_wanted).map(|placed| placed.number)
    }

    fn place(&mut self, placed: Placed) {
        self.table.insert_unique(spread(placed.hash), placed, |other| spread(other.hash));
    }

    /// Once many texts came out of order, all stand in the table.
    fn end_run(&mut self) {
        let Run::Some(run) = &self.run else { return };
        if self.table.len() <= OUT_OF_ORDER_MAX.max(run.len() / 8) {
            return;
        }
        let run = run.clone();
        self.run = Run::Ended;
        for number in run {
            let hash = hash(self.get(number));
            self.place(Placed { hash, number });
        }
    }
}

/// Shorter first, so that `e9` stands before `e10`.
fn by_length(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.as_bytes().cmp(other.as_bytes()))
}

fn hash(text: &str) -> u32 {
    let hash = HASHER.hash_one(text);
    (hash ^ hash >> 32) as u32
}

/// The table looks at the highest bits and at the lowest.
fn spread(hash: u32) -> u64 {
    let mixed = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
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

    /// Against a plain list, in orders that keep the run, bend it and end it.
    fn check(name: impl Fn(u32) -> String) {
        let (mut texts, mut plain) = (Texts::default(), Vec::new());
        for n in 0..20_000 {
            let text = name(n);
            let known = texts.find(&text);
            assert!(known.is_none_or(|number| plain[number as usize] == text));
            let (number, is_new) = texts.note(&text).expect("few texts");
            assert_eq!(is_new, known.is_none());
            if is_new {
                assert_eq!(number as usize, plain.len());
                plain.push(text);
            } else {
                assert_eq!(plain[number as usize], text);
            }
        }
        let mut sorted = plain.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), plain.len(), "each stands once");
        assert!(plain.iter().enumerate().all(|(number, text)| texts.find(text) == u32::try_from(number).ok()));
        for one in 0..plain.len() {
            for other in (one.saturating_sub(2)..plain.len()).take(5).chain((0..plain.len()).step_by(4_999)) {
                let order = texts.compare(one as u32, other as u32);
                assert_eq!(order, plain[one].cmp(&plain[other]), "{} and {}", plain[one], plain[other]);
            }
        }
    }

    #[test]
    fn every_order() {
        check(|n| format!("e{n}"));
        check(|n| format!("e{}", n / 2));
        check(|n| format!("e{}", 50_000 - n));
        check(|n| format!("{}{}", ["a", "b"][n as usize % 2], n / 3));
        check(|n| format!("{:x}", n.wrapping_mul(2_654_435_761)));
        check(|n| format!("{}", if n % 50 == 49 { n / 7 } else { n }));
    }
}
