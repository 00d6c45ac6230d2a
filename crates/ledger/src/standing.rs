//! Which entries stand, and which are shown apart: because their site shows two histories, or because their key had ended. The same for
//! whoever holds the same entries. Nothing is thrown away, and a person's decision brings back what is shown apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{KeyEnding, Role};
use crate::digest::Digest;
use crate::order::{Act, Histories};
use crate::signature::PublicKey;

/// Why an entry has no effect until somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// Its site shows two histories from this number on.
    Forked(u64),
    /// Its key had ended by this entry, or it was not known to whoever ended the key, who said that others have it.
    Ended(usize),
}

/// Two entries of one site with one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forked {
    /// The one that came first here.
    pub one: usize,
    /// The other.
    pub other: usize,
}

impl Histories {
    /// For each site that shows two histories: the first two entries that cannot both be its own.
    pub fn forks(&self) -> Vec<Forked> {
        let mut first: BTreeMap<(&str, u64), usize> = BTreeMap::new();
        let mut found: BTreeMap<&str, Forked> = BTreeMap::new();
        for (other, header) in self.headers.iter().enumerate() {
            let one = *first.entry((&header.site, header.number)).or_insert(other);
            let number_of = |fork: &Forked| self.headers[fork.one].number;
            if one != other && found.get(header.site.as_str()).is_none_or(|fork| number_of(fork) > header.number) {
                found.insert(&header.site, Forked { one, other });
            }
        }
        found.into_values().collect()
    }

    /// The sites that show two histories of which nobody has decided, each with the number from which on.
    pub fn open_forks(&self) -> BTreeMap<String, u64> {
        let (order, roles) = (self.order(), self.roles());
        let ends = self.ends(&order, &roles);
        self.forked_from(&self.decided(&order, &roles, &ends))
    }

    /// The entries that have no effect, with why.
    pub fn apart(&self) -> BTreeMap<usize, Apart> {
        let order = self.order();
        let roles = self.roles();
        let ends = self.ends(&order, &roles);
        let decided = self.decided(&order, &roles, &ends);
        let kept: BTreeSet<usize> = decided.values().flat_map(|idx| self.through(*idx)).collect();
        let mut apart = BTreeMap::new();
        for (site, from) in self.forked_from(&decided) {
            let of = self.headers.iter().enumerate().filter(|(_, header)| header.site == site && header.number >= from);
            apart.extend(of.map(|(idx, _)| (idx, Apart::Forked(from))));
        }
        // After a decision the one history goes on; the other stays apart.
        for (site, decided) in &decided {
            let behind = self.behind(*decided);
            let of_site = |idx: &usize| self.headers[*idx].site == *site;
            let others = (0..self.headers.len()).filter(of_site).filter(|idx| !behind.contains(idx));
            let from = self.headers[*decided].number;
            others.for_each(|idx| {
                apart.insert(idx, Apart::Forked(self.headers[idx].number.min(from)));
            });
        }
        for idx in 0..self.headers.len() {
            if let Some(end) = self.cut(idx, &ends) {
                apart.insert(idx, Apart::Ended(end));
            }
        }
        apart.retain(|idx, _| !kept.contains(idx));
        apart
    }

    /// What each key may do, whenever it was registered.
    fn roles(&self) -> BTreeMap<PublicKey, Vec<Role>> {
        let lines = self.headers.iter().filter_map(|header| match &header.act {
            Act::Registers(line) => Some((line.key, line.roles.clone())),
            _ => None,
        });
        lines.collect()
    }

    /// The ends of keys that count: those by recovery keys before others, so that who stole a key cannot end those of the others first.
    fn ends(&self, order: &[usize], roles: &BTreeMap<PublicKey, Vec<Role>>) -> Vec<usize> {
        let may = |idx: usize, role: Role| {
            self.headers[idx].key.and_then(|key| roles.get(&key)).is_some_and(|roles| roles.contains(&role))
        };
        let asked = |idx: &usize| match self.headers[*idx].act {
            Act::Ends(key, _) => {
                may(*idx, Role::Admin) || may(*idx, Role::Recovery) || self.headers[*idx].key == Some(key)
            }
            _ => false,
        };
        let (first, then): (Vec<usize>, Vec<usize>) =
            order.iter().copied().filter(asked).partition(|idx| may(*idx, Role::Recovery));
        let mut ends = Vec::new();
        for idx in first.into_iter().chain(then) {
            if self.cut(idx, &ends).is_none() {
                ends.push(idx);
            }
        }
        ends
    }

    /// The end by which an entry's key had ended for it.
    fn cut(&self, idx: usize, ends: &[usize]) -> Option<usize> {
        let key = self.headers[idx].key?;
        ends.iter().copied().find(|end| match self.headers[*end].act {
            Act::Ends(ended, why) if ended == key && *end != idx => {
                let others_have_it = matches!(why, KeyEnding::Compromised | KeyEnding::Lost);
                self.knows(idx, *end) || (others_have_it && !self.knows(*end, idx))
            }
            _ => false,
        })
    }

    /// The last decision on each site's history: the entry up to which it stands.
    fn decided(
        &self,
        order: &[usize],
        roles: &BTreeMap<PublicKey, Vec<Role>>,
        ends: &[usize],
    ) -> BTreeMap<String, usize> {
        let mut decided = BTreeMap::new();
        for idx in order {
            let header = &self.headers[*idx];
            let Act::Decides(history) = &header.act else { continue };
            let may = header.key.and_then(|key| roles.get(&key)).is_some_and(|roles| roles.contains(&Role::Admin));
            let named = self.find(&history.leaf).filter(|named| self.headers[*named].site == history.site);
            if let Some(named) = named.filter(|_| may && self.cut(*idx, ends).is_none()) {
                decided.insert(history.site.clone(), named);
            }
        }
        decided
    }

    /// An entry and all of its site before it.
    fn through(&self, idx: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(idx), |idx| self.find(&self.headers[*idx].previous))
    }

    /// An entry, all of its site before it, and all that go on from it.
    fn behind(&self, idx: usize) -> BTreeSet<usize> {
        let mut behind: BTreeSet<usize> = self.through(idx).collect();
        let from = &self.headers[idx];
        let mut later: Vec<usize> = (0..self.headers.len()).collect();
        later.retain(|idx| self.headers[*idx].site == from.site && self.headers[*idx].number > from.number);
        later.sort_by_key(|idx| self.headers[*idx].number);
        for idx in later {
            if self.find(&self.headers[idx].previous).is_some_and(|previous| behind.contains(&previous)) {
                behind.insert(idx);
            }
        }
        behind
    }

    /// From which number on each site shows two histories; where one was decided on, only what goes on from there is looked at.
    fn forked_from(&self, decided: &BTreeMap<String, usize>) -> BTreeMap<String, u64> {
        let behind: BTreeMap<&String, BTreeSet<usize>> =
            decided.iter().map(|(site, idx)| (site, self.behind(*idx))).collect();
        let mut seen = BTreeSet::new();
        let mut from: BTreeMap<String, u64> = BTreeMap::new();
        for (idx, header) in self.headers.iter().enumerate() {
            if behind.get(&header.site).is_some_and(|behind| !behind.contains(&idx)) {
                continue;
            }
            if !seen.insert((&header.site, header.number)) {
                let least = from.entry(header.site.clone()).or_insert(header.number);
                *least = header.number.min(*least);
            }
        }
        from
    }

    /// The entry from which a site goes on: the last one that stands, or where none does, the last that came of what came first.
    pub fn head(&self, site: &str, apart: &BTreeMap<usize, Apart>) -> Option<usize> {
        let of_site = || (0..self.headers.len()).filter(|idx| self.headers[*idx].site == site);
        let is_forked = |idx: &usize| matches!(apart.get(idx), Some(Apart::Forked(_)));
        let mut head = of_site().filter(|idx| !is_forked(idx)).max_by_key(|idx| self.headers[*idx].number);
        // On from there by what came first.
        for idx in of_site() {
            let next = head.map_or((1, Digest::ZERO), |head| (self.headers[head].number + 1, self.headers[head].leaf));
            if (self.headers[idx].number, self.headers[idx].previous) == next {
                head = Some(idx);
            }
        }
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{History, KeyLine};
    use crate::order::Header;
    use crate::order::tests::{header, saw};

    const ADMIN: PublicKey = PublicKey([1; 32]);
    const NORTH: PublicKey = PublicKey([2; 32]);

    fn signed(key: PublicKey, header: Header) -> Header {
        Header { key: Some(key), ..header }
    }

    fn registers(number: u64, key: PublicKey, holder: &str, roles: &[Role]) -> Header {
        let line = KeyLine { key, holder: holder.to_owned(), roles: roles.to_vec() };
        signed(ADMIN, header("hq", number, number.cast_signed(), Act::Registers(line)))
    }

    fn begun() -> Vec<Header> {
        vec![registers(1, ADMIN, "hq", &[Role::Site, Role::Admin]), registers(2, NORTH, "north", &[Role::Site])]
    }

    fn north(number: u64) -> Header {
        signed(NORTH, header("north", number, 10 * number.cast_signed(), Act::Other))
    }

    fn apart(headers: &[Header]) -> Vec<String> {
        let all = Histories::new(headers.to_vec());
        all.apart().into_keys().map(|idx| format!("{}{}", headers[idx].site, headers[idx].number)).collect()
    }

    #[test]
    fn of_a_stolen_key_that_stands_which_its_end_had_seen_whatever_the_dates_say() {
        let mut headers = begun();
        headers.extend([north(1), north(2)]);
        headers.push(signed(ADMIN, header("hq", 3, 100, saw(&north(2)))));
        headers.push(signed(ADMIN, header("hq", 4, 101, Act::Ends(NORTH, KeyEnding::Compromised))));
        // Dated back before the end.
        headers.push(north(3));
        assert_eq!(apart(&headers), ["north3"]);
        let stands = History { site: "north".to_owned(), number: 3, leaf: north(3).leaf };
        headers.push(signed(ADMIN, header("hq", 5, 102, Act::Decides(stands.clone()))));
        headers.push(north(4));
        assert_eq!(apart(&headers), ["north4"], "as far as somebody decided");
        // Whoever has the stolen key decides nothing.
        headers[6] = signed(NORTH, header("north", 3, 30, Act::Decides(History { number: 4, ..stands })));
        assert!(apart(&headers[..7]).contains(&"north3".to_owned()));
    }

    #[test]
    fn of_a_key_that_was_replaced_what_was_written_without_knowing_it_stands() {
        let mut headers = begun();
        headers.push(signed(ADMIN, header("hq", 3, 5, Act::Ends(NORTH, KeyEnding::Replaced))));
        headers.extend([north(1), signed(NORTH, header("north", 2, 20, saw(&headers[2].clone()))), north(3)]);
        assert_eq!(apart(&headers), ["north2", "north3"]);
    }

    #[test]
    fn two_histories_are_apart_until_somebody_decides_and_then_one_goes_on() {
        let mut headers = begun();
        let mut other = north(2);
        other.leaf = Digest([9; 32]);
        let mut after = north(3);
        (after.previous, after.leaf) = (other.leaf, Digest([8; 32]));
        headers.extend([north(1), north(2), north(3), other.clone(), after]);
        assert_eq!(apart(&headers), ["north2", "north3", "north2", "north3"]);
        let all = Histories::new(headers.clone());
        assert_eq!(all.forks(), [Forked { one: 3, other: 5 }]);
        assert_eq!(all.head("north", &all.apart()), Some(4));
        let stands = History { site: "north".to_owned(), number: 2, leaf: other.leaf };
        headers.push(signed(ADMIN, header("hq", 3, 100, Act::Decides(stands))));
        let all = Histories::new(headers.clone());
        assert_eq!(all.apart().keys().copied().collect::<Vec<_>>(), [3, 4], "what came first gave way");
        assert!(all.open_forks().is_empty() && all.forks().len() == 1);
        assert_eq!(all.head("north", &all.apart()), Some(6));
        // The same whatever the order in which they came.
        headers.reverse();
        let all = Histories::new(headers);
        assert_eq!(all.apart().keys().copied().collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_site_that_shows_two_histories_from_its_first_entry_goes_on_from_what_came_first() {
        let mut headers = begun();
        let mut other = north(1);
        other.leaf = Digest([9; 32]);
        headers.extend([north(1), other, north(2)]);
        let all = Histories::new(headers);
        assert_eq!(all.head("north", &all.apart()), Some(4));
        assert_eq!(all.head("hq", &all.apart()), Some(1));
    }

    #[test]
    fn who_stole_an_administrators_key_cannot_outrun_the_recovery_key() {
        let (thief, safe) = (PublicKey([3; 32]), PublicKey([4; 32]));
        let mut headers = begun();
        headers.push(registers(3, thief, "south", &[Role::Site, Role::Admin]));
        headers.push(registers(4, safe, "safe", &[Role::Recovery]));
        headers.push(signed(safe, header("hq", 5, 100, Act::Ends(thief, KeyEnding::Compromised))));
        headers.push(signed(thief, header("south", 1, 1, Act::Ends(safe, KeyEnding::Compromised))));
        headers.push(signed(thief, header("south", 2, 1, Act::Ends(ADMIN, KeyEnding::Compromised))));
        assert_eq!(apart(&headers), ["south1", "south2"]);
    }
}
