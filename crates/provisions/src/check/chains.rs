//! Definitions that rest on one another: circles among them, and chains that are too long to be followed.

use std::collections::{BTreeMap, BTreeSet};

/// A definition may rest on others so many times over: more than any agreement needs, and few enough to be followed.
pub(super) const LENGTH_MAX: usize = 32;

/// What is wrong with them, each list in the order of its finding.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// Of each circle, the first by name.
    pub(super) circles: Vec<String>,
    /// All that lie in a circle.
    pub(super) circular: BTreeSet<String>,
    /// Where a chain becomes too long; to be cut there.
    pub(super) too_long: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Done,
}

/// Follows every definition once, without recursion, however long the chains are.
pub(super) fn chains(rests_on: &BTreeMap<String, Vec<String>>) -> Chains {
    let mut found = Chains::default();
    let mut marks: BTreeMap<&str, Mark> = BTreeMap::new();
    let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
    for root in rests_on.keys() {
        if marks.contains_key(root.as_str()) {
            continue;
        }
        marks.insert(root, Mark::Open);
        let mut path: Vec<(&str, usize)> = vec![(root, 0)];
        while let Some((name, next)) = path.last().copied() {
            let parts = rests_on.get(name).map_or(&[][..], Vec::as_slice);
            let Some(part) = parts.get(next) else {
                marks.insert(name, Mark::Done);
                let longest = parts.iter().filter_map(|part| lengths.get(part.as_str())).max();
                let mut length = longest.map_or(1, |longest| longest + 1);
                if length > LENGTH_MAX {
                    found.too_long.push(name.to_owned());
                    length = 1;
                }
                lengths.insert(name, length);
                path.pop();
                continue;
            };
            if let Some(last) = path.last_mut() {
                last.1 += 1;
            }
            match marks.get(part.as_str()) {
                Some(Mark::Done) => {}
                Some(Mark::Open) => {
                    let start = path.iter().position(|(open, _)| *open == part.as_str()).unwrap_or(0);
                    let circle: BTreeSet<&str> = path[start..].iter().map(|(open, _)| *open).collect();
                    let first = circle.first().map_or_else(String::new, |first| (*first).to_owned());
                    if !found.circles.contains(&first) {
                        found.circles.push(first);
                    }
                    found.circular.extend(circle.into_iter().map(str::to_owned));
                }
                None if rests_on.contains_key(part) => {
                    marks.insert(part, Mark::Open);
                    path.push((part, 0));
                }
                None => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edges: &[(&str, &[&str])]) -> Chains {
        let owned = |names: &&[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        chains(&edges.iter().map(|(name, parts)| ((*name).to_owned(), owned(parts))).collect())
    }

    #[test]
    fn a_circle_is_named_once_by_its_first() {
        let found = of(&[("a", &["d"]), ("c", &["b"]), ("b", &["c"]), ("d", &[])]);
        assert_eq!(found.circles, ["b"]);
        assert_eq!(found.circular.into_iter().collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn two_ways_to_one_definition_are_no_circle() {
        let found = of(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])]);
        assert!(found.circles.is_empty() && found.too_long.is_empty());
    }

    #[test]
    fn a_long_chain_is_cut_again_and_again() {
        let names: Vec<String> = (0..100_000).map(|n| format!("n{n:06}")).collect();
        let edges = names.windows(2).map(|pair| (pair[1].clone(), vec![pair[0].clone()])).collect();
        let found = chains(&edges);
        assert_eq!(found.too_long.len(), 99_999 / LENGTH_MAX - usize::from(99_999 % LENGTH_MAX == 0));
    }
}
