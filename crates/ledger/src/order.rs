//! The canonical order of the entries of several sites: one and the same for whoever holds the same entries, whatever the order
//! in which they came. A ledger size is then a number for each site.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// Which entry of which site, and when that site took it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'s> {
    /// The site.
    pub site: &'s str,
    /// Its number among the entries of that site.
    pub number: u64,
    /// When the site took it in.
    pub recorded_at: Timestamp,
}

/// The places of these entries, in canonical order: by the latest time that their site had named up to them, then by site, then
/// by number. A site whose clock goes back keeps its own order.
pub fn canonical(entries: &[Written<'_>]) -> Vec<usize> {
    let mut by_site: Vec<usize> = (0..entries.len()).collect();
    by_site.sort_by_key(|idx| (entries[*idx].site, entries[*idx].number));
    let mut latest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    let mut keyed: Vec<(Timestamp, usize)> = Vec::with_capacity(entries.len());
    for idx in by_site {
        let entry = &entries[idx];
        let at = latest.entry(entry.site).or_insert(entry.recorded_at);
        *at = entry.recorded_at.max(*at);
        keyed.push((*at, idx));
    }
    keyed.sort_by_key(|(at, idx)| (*at, entries[*idx].site, entries[*idx].number));
    keyed.into_iter().map(|(_, idx)| idx).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(site: &str, number: u64, second: i64) -> Written<'_> {
        Written { site, number, recorded_at: Timestamp::from_second(second).unwrap() }
    }

    fn shown(entries: &[Written<'_>]) -> Vec<String> {
        canonical(entries).into_iter().map(|idx| format!("{}{}", entries[idx].site, entries[idx].number)).collect()
    }

    #[test]
    fn the_order_does_not_depend_on_arrival_and_keeps_each_sites_own() {
        // The second site's clock went back between its entries 2 and 3.
        let mut entries = vec![
            entry("a", 1, 10),
            entry("a", 2, 40),
            entry("b", 1, 20),
            entry("b", 2, 30),
            entry("b", 3, 5),
            entry("c", 1, 30),
        ];
        let expected = ["a1", "b1", "b2", "b3", "c1", "a2"];
        for _ in 0..entries.len() {
            entries.rotate_left(1);
            assert_eq!(shown(&entries), expected);
            entries.swap(0, 3);
            assert_eq!(shown(&entries), expected);
        }
    }

    #[test]
    fn of_one_site_it_is_that_of_the_log() {
        let entries: Vec<Written<'_>> = (1..=9).map(|n| entry("main", n, (n as i64 * 7) % 5)).collect();
        assert_eq!(canonical(&entries), (0..9).collect::<Vec<_>>());
    }
}
