//! The entries of several sites as one: an order that is the same for whoever holds the same entries, whatever the order in which
//! they came, and in which no entry stands before one that its site had seen.
//!
//! The clock of an entry is a hybrid one (Kulkarni and others, *Logical Physical Clocks*, 2014): its own `recorded_at`, or where
//! that is not later than what its site had seen, the latest time seen and a count. So a site whose clock is wrong by days
//! still writes after what it has seen, and whoever sees its entries writes after those.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::body::{self, KeyEnding, KeyLine};
use crate::digest::Digest;
use crate::signature::PublicKey;
use crate::written::Written;

/// What is to be known of an entry to place it among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The site that wrote it.
    pub site: String,
    /// Its number there.
    pub number: u64,
    /// The hash of its bytes.
    pub leaf: Digest,
    /// That of the site's entry before.
    pub previous: Digest,
    /// When the site took it in.
    pub recorded_at: Timestamp,
    /// The key that signed it.
    pub key: Option<PublicKey>,
    /// What it says of sites and keys.
    pub act: Act,
}

/// What an entry says that bears on the standing of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Nothing.
    Other,
    /// Its site has seen others' entries up to these.
    Saw(Vec<(String, u64, Digest)>),
    /// A key is registered.
    Registers(KeyLine),
    /// A key ends.
    Ends(PublicKey, KeyEnding),
    /// A site's history stands up to an entry.
    Decides(body::History),
}

impl Header {
    /// Of an entry whose bytes have this hash.
    pub fn of(written: &Written, leaf: Digest) -> Header {
        let entry = &written.entry;
        let act = match entry.kind.as_str() {
            body::SEEN => body::seen_from_body(&entry.body).ok().map(|heads| Act::Saw(heads.into_lines().collect())),
            body::KEY => body::key_from_body(&entry.body).ok().map(Act::Registers),
            body::KEY_END => body::key_end_from_body(&entry.body).ok().map(|(key, why)| Act::Ends(key, why)),
            body::HISTORY => body::history_from_body(&entry.body).ok().map(Act::Decides),
            _ => None,
        };
        Header {
            site: entry.site.clone(),
            number: entry.number,
            leaf,
            previous: entry.previous,
            recorded_at: entry.recorded_at,
            key: written.signed.as_ref().map(|signed| signed.key),
            act: act.unwrap_or(Act::Other),
        }
    }
}

/// A moment, and how many entries stand at it before this one.
type Clock = (Timestamp, u64);

/// For each of a site's statements of what it has seen, in order: its number, and the newest number of each other site.
type Vectors = BTreeMap<String, Vec<(u64, BTreeMap<String, u64>)>>;

/// The histories of several sites, by what their entries say of each other.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    pub(crate) headers: Vec<Header>,
    pub(crate) by_leaf: BTreeMap<Digest, usize>,
    clocks: Vec<Clock>,
    vectors: Vectors,
}

impl Histories {
    /// Of these entries, each of which stands behind those that it names.
    pub fn new(headers: Vec<Header>) -> Histories {
        let by_leaf = headers.iter().enumerate().map(|(idx, header)| (header.leaf, idx)).collect();
        let mut all = Histories { headers, by_leaf, clocks: Vec::new(), vectors: BTreeMap::new() };
        all.clocks = all.clocked();
        all.vectors = all.seen();
        all
    }

    /// The entries, in the order in which they were given.
    pub fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// The entry with this hash.
    pub fn find(&self, leaf: &Digest) -> Option<usize> {
        self.by_leaf.get(leaf).copied()
    }

    /// The entries that one names: the one before it, and those that its site saw then.
    fn named(&self, idx: usize) -> impl Iterator<Item = usize> {
        let header = &self.headers[idx];
        let saw = match &header.act {
            Act::Saw(heads) => heads.as_slice(),
            _ => &[],
        };
        let seen = saw.iter().filter_map(|(site, number, leaf)| {
            let idx = self.find(leaf)?;
            let of = &self.headers[idx];
            (of.site == *site && of.number == *number).then_some(idx)
        });
        self.find(&header.previous).into_iter().chain(seen)
    }

    fn clocked(&self) -> Vec<Clock> {
        let mut clocks: Vec<Option<Clock>> = vec![None; self.headers.len()];
        let mut left: Vec<usize> = (0..self.headers.len()).collect();
        // Whoever holds the entries had what they name first, so one pass does; more are needed only by a log that somebody made up.
        loop {
            let n_before = left.len();
            left.retain(|idx| {
                let named: Option<Vec<Clock>> = self.named(*idx).map(|named| clocks[named]).collect();
                let Some(named) = named else { return true };
                clocks[*idx] = Some(self.clock(*idx, named.into_iter().max()));
                false
            });
            if left.is_empty() || left.len() == n_before {
                break;
            }
        }
        let unnamed = |(idx, clock): (usize, Option<Clock>)| clock.unwrap_or_else(|| self.clock(idx, None));
        clocks.into_iter().enumerate().map(unnamed).collect()
    }

    fn clock(&self, idx: usize, latest: Option<Clock>) -> Clock {
        let own = self.headers[idx].recorded_at;
        match latest {
            Some((time, count)) if time >= own => (time, count + 1),
            _ => (own, 0),
        }
    }

    fn seen(&self) -> Vectors {
        let mut saying: Vec<usize> = (0..self.headers.len()).collect();
        saying.retain(|idx| matches!(self.headers[*idx].act, Act::Saw(_)));
        saying.sort_by_key(|idx| self.headers[*idx].number);
        let mut vectors = Vectors::new();
        for idx in saying {
            let header = &self.headers[idx];
            let lines = vectors.entry(header.site.clone()).or_default();
            let mut seen = lines.last().map(|(_, seen)| seen.clone()).unwrap_or_default();
            for named in self.named(idx).map(|named| &self.headers[named]).filter(|named| named.site != header.site) {
                let newest = seen.entry(named.site.clone()).or_insert(0);
                *newest = named.number.max(*newest);
            }
            lines.push((header.number, seen));
        }
        vectors
    }

    /// Whether the site of one entry had the other when it wrote the one.
    pub fn knows(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.headers[one], &self.headers[other]);
        if one.site == other.site {
            return other.number < one.number;
        }
        let lines = self.vectors.get(&one.site).map_or(&[][..], Vec::as_slice);
        let before = lines.partition_point(|(number, _)| *number <= one.number);
        let seen = before.checked_sub(1).and_then(|idx| lines[idx].1.get(&other.site));
        seen.is_some_and(|newest| *newest >= other.number)
    }

    /// Whether neither site had the other's entry.
    pub fn are_apart(&self, one: usize, other: usize) -> bool {
        !self.knows(one, other) && !self.knows(other, one)
    }

    /// The places of the entries, in their one order: by clock, then by site, number and hash.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.headers.len()).collect();
        let key = |idx: usize| {
            let header = &self.headers[idx];
            (self.clocks[idx], header.site.as_str(), header.number, header.leaf)
        };
        order.sort_by(|one, other| key(*one).cmp(&key(*other)));
        order
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn header(site: &str, number: u64, second: i64, act: Act) -> Header {
        let leaf = |number: u64| {
            let mut leaf = [0; 32];
            leaf[..8].copy_from_slice(&number.to_be_bytes());
            site.bytes().zip(&mut leaf[8..]).for_each(|(from, to)| *to = from);
            if number == 0 { Digest::ZERO } else { Digest(leaf) }
        };
        let recorded_at = Timestamp::from_second(second).unwrap();
        Header {
            site: site.to_owned(),
            number,
            leaf: leaf(number),
            previous: leaf(number - 1),
            recorded_at,
            key: None,
            act,
        }
    }

    fn shown(headers: &[Header]) -> Vec<String> {
        let all = Histories::new(headers.to_vec());
        all.order().into_iter().map(|idx| format!("{}{}", headers[idx].site, headers[idx].number)).collect()
    }

    pub(crate) fn saw(of: &Header) -> Act {
        Act::Saw(vec![(of.site.clone(), of.number, of.leaf)])
    }

    #[test]
    fn the_order_does_not_depend_on_arrival_and_keeps_each_sites_own() {
        // The second site's clock went back between its entries 2 and 3.
        let plain = |site, number, second| header(site, number, second, Act::Other);
        let mut headers = vec![
            plain("a", 1, 10),
            plain("a", 2, 40),
            plain("b", 1, 20),
            plain("b", 2, 30),
            plain("b", 3, 5),
            plain("c", 1, 30),
        ];
        for _ in 0..headers.len() {
            headers.rotate_left(1);
            assert_eq!(shown(&headers), ["a1", "b1", "b2", "c1", "b3", "a2"]);
            headers.swap(0, 3);
            assert_eq!(shown(&headers), ["a1", "b1", "b2", "c1", "b3", "a2"]);
        }
    }

    #[test]
    fn what_was_seen_stands_before_though_its_clock_be_ahead_by_days() {
        let ahead = header("b", 1, 900_000, Act::Other);
        let mut headers = vec![
            header("a", 1, 10, Act::Other),
            ahead.clone(),
            header("a", 2, 20, saw(&ahead)),
            header("a", 3, 30, Act::Other),
            header("c", 1, 40, Act::Other),
        ];
        for _ in 0..headers.len() {
            headers.rotate_left(1);
            assert_eq!(shown(&headers), ["a1", "c1", "b1", "a2", "a3"]);
        }
        let all = Histories::new(headers.clone());
        let at = |site: &str, number| headers.iter().position(|one| one.site == site && one.number == number).unwrap();
        assert!(all.knows(at("a", 3), at("b", 1)) && !all.knows(at("a", 1), at("b", 1)));
        assert!(all.are_apart(at("a", 3), at("c", 1)) && !all.are_apart(at("a", 3), at("b", 1)));
    }

    #[test]
    fn who_names_an_entry_that_is_not_there_has_not_seen_it() {
        let other = Header { leaf: Digest([7; 32]), ..header("b", 1, 900_000, Act::Other) };
        let headers = [header("a", 1, 10, saw(&other)), header("b", 1, 900_000, Act::Other)];
        assert!(!Histories::new(headers.to_vec()).knows(0, 1));
    }

    #[test]
    fn of_one_site_it_is_that_of_the_log() {
        let headers: Vec<Header> = (1..=9).map(|n| header("main", n, (n as i64 * 7) % 5, Act::Other)).collect();
        assert_eq!(Histories::new(headers).order(), (0..9).collect::<Vec<_>>());
    }
}
