//! Groups the reports of one neighbourhood: the two groups that belong together most become one, again and again, while their
//! reports belong together in the mean by more than the threshold (average linkage: Sokal and Michener 1958).
//!
//! What a person decided comes first and cannot be undone by any share. No group holds two reports of one source, unless
//! a person, or the source itself, said that they tell of one event.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Reports of one neighbourhood, by their places in the order of their ids.
pub(crate) struct Neighbourhood {
    /// The source of each.
    pub(crate) sources: Vec<u32>,
    /// Two of them and the share of belief that they tell of one event, in 1/65536; each two once.
    pub(crate) shares: Vec<(usize, usize, u32)>,
    /// What people decided, latest last: two of them, and whether they tell of one event.
    pub(crate) decided: Vec<(usize, usize, bool)>,
}

struct Group {
    members: Vec<usize>,
    sources: Vec<u32>,
    /// The sum of shares with each other group.
    shares: BTreeMap<usize, u64>,
    apart: BTreeSet<usize>,
    /// Raised at each change, so that what was planned before is known to be out of date.
    version: u32,
}

/// Two groups to be made one: the highest share first, then the smallest members.
type Plan = (u64, std::cmp::Reverse<(usize, usize)>, (usize, u32), (usize, u32));

/// Each group as places in order; the groups in the order of their first.
pub(crate) fn grouped(neighbourhood: &Neighbourhood, threshold: u32) -> Vec<Vec<usize>> {
    let mut groups = at_first(neighbourhood);
    let mut plans = BinaryHeap::new();
    for group in 0..groups.len() {
        plan(&groups, group, threshold, &mut plans, |other| other > group);
    }
    while let Some((_, _, (one, one_version), (other, other_version))) = plans.pop() {
        let is_current =
            |group: usize, version: u32| !groups[group].members.is_empty() && groups[group].version == version;
        if is_current(one, one_version) && is_current(other, other_version) {
            join(&mut groups, one, other);
            plan(&groups, one, threshold, &mut plans, |_| true);
        }
    }
    let mut out: Vec<Vec<usize>> =
        groups.into_iter().map(|group| group.members).filter(|members| !members.is_empty()).collect();
    out.iter_mut().for_each(|members| members.sort_unstable());
    out.sort_unstable_by_key(|members| members[0]);
    out
}

fn plan(
    groups: &[Group],
    group: usize,
    threshold: u32,
    plans: &mut BinaryHeap<Plan>,
    is_asked: impl Fn(usize) -> bool,
) {
    let one = &groups[group];
    for (other_idx, sum) in one.shares.iter().filter(|(other, _)| is_asked(**other)) {
        let other = &groups[*other_idx];
        let mean = sum / (one.members.len() * other.members.len()) as u64;
        if mean < u64::from(threshold) || one.apart.contains(other_idx) || share_source(&one.sources, &other.sources) {
            continue;
        }
        let (first, second) = (one.members[0].min(other.members[0]), one.members[0].max(other.members[0]));
        plans.push((mean, std::cmp::Reverse((first, second)), (group, one.version), (*other_idx, other.version)));
    }
}

fn share_source(one: &[u32], other: &[u32]) -> bool {
    one.iter().any(|source| other.contains(source))
}

fn join(groups: &mut [Group], one: usize, other: usize) {
    let gone = std::mem::replace(
        &mut groups[other],
        Group { members: Vec::new(), sources: Vec::new(), shares: BTreeMap::new(), apart: BTreeSet::new(), version: 0 },
    );
    for (third, sum) in gone.shares {
        if third != one {
            let shares = &mut groups[third].shares;
            shares.remove(&other);
            *shares.entry(one).or_default() += sum;
            *groups[one].shares.entry(third).or_default() += sum;
        }
    }
    for third in gone.apart {
        groups[third].apart.remove(&other);
        groups[third].apart.insert(one);
        groups[one].apart.insert(third);
    }
    let kept = &mut groups[one];
    kept.shares.remove(&other);
    kept.members.extend(gone.members);
    kept.members.sort_unstable();
    kept.sources.extend(gone.sources);
    kept.version += 1;
}

/// A group for each report, and what people decided.
fn at_first(neighbourhood: &Neighbourhood) -> Vec<Group> {
    let alone = |(place, source): (usize, &u32)| Group {
        members: vec![place],
        sources: vec![*source],
        shares: BTreeMap::new(),
        apart: BTreeSet::new(),
        version: 0,
    };
    let mut groups: Vec<Group> = neighbourhood.sources.iter().enumerate().map(alone).collect();
    for (one, other, share) in &neighbourhood.shares {
        groups[*one].shares.insert(*other, u64::from(*share));
        groups[*other].shares.insert(*one, u64::from(*share));
    }
    let mut group_of: Vec<usize> = (0..groups.len()).collect();
    // The latest decision stands; an earlier one that contradicts it has been undone by it.
    for (one, other, is_one) in neighbourhood.decided.iter().rev() {
        let (one, other) = (group_of[*one], group_of[*other]);
        if one == other || groups[one].apart.contains(&other) {
            continue;
        }
        if *is_one {
            groups[other].members.iter().for_each(|member| group_of[*member] = one);
            join(&mut groups, one, other);
        } else {
            groups[one].apart.insert(other);
            groups[other].apart.insert(one);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sources: &[u32], shares: &[(usize, usize, u32)], decided: &[(usize, usize, bool)], expected: &[&[usize]]) {
        let shares: Vec<_> = shares.iter().map(|(one, other, of_100)| (*one, *other, of_100 * 65_536 / 100)).collect();
        let neighbourhood = Neighbourhood { sources: sources.to_vec(), shares, decided: decided.to_vec() };
        assert_eq!(grouped(&neighbourhood, 65_536 * 2 / 5), expected);
    }

    #[test]
    fn the_highest_share_comes_first_and_the_mean_decides() {
        check(&[1, 2, 3], &[(0, 1, 90), (1, 2, 60)], &[], &[&[0, 1], &[2]]);
        check(&[1, 2, 3], &[(0, 1, 90), (1, 2, 60), (0, 2, 30)], &[], &[&[0, 1, 2]]);
        check(&[1, 2, 3], &[(0, 1, 30)], &[], &[&[0], &[1], &[2]]);
    }

    #[test]
    fn one_source_tells_once() {
        check(&[1, 2, 1], &[(0, 1, 90), (1, 2, 95)], &[], &[&[0], &[1, 2]]);
        check(&[1, 2, 3], &[(0, 1, 90), (1, 2, 95)], &[], &[&[0, 1, 2]]);
        check(&[1, 2, 1], &[(0, 1, 50), (1, 2, 60)], &[(0, 2, true)], &[&[0, 1, 2]]);
    }

    #[test]
    fn decisions_stand_and_the_later_undoes_the_earlier() {
        check(&[1, 2], &[(0, 1, 99)], &[(0, 1, false)], &[&[0], &[1]]);
        check(&[1, 2], &[(0, 1, 99)], &[(0, 1, false), (0, 1, true)], &[&[0, 1]]);
        check(&[1, 2, 3], &[], &[(0, 1, true), (1, 2, true), (0, 2, false)], &[&[0], &[1, 2]]);
        check(&[1, 2, 3], &[(0, 2, 99)], &[(0, 1, true), (1, 2, false)], &[&[0, 1], &[2]]);
    }
}
