//! Proofs that an entry is in a tree, and that one tree continues another (RFC 6962; checked as in RFC 9162,
//! sections 2.1.3.2 and 2.1.4.2).
//!
//! Making a proof takes all leaf hashes; checking one takes only the proof. Leaves are counted from 0 here, as in
//! the standards: the entry at position 1 of a log is the leaf 0.

use crate::digest::Digest;
use crate::tree::{node_hash, root_of, split};

/// The proof that the leaf at `index` is in the tree over `leaves`; none if there is no such leaf.
pub fn inclusion_proof(leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    let mut proof = Vec::new();
    (index < leaves.len()).then(|| {
        path(leaves, index, &mut proof);
        proof
    })
}

fn path(leaves: &[Digest], index: usize, proof: &mut Vec<Digest>) {
    if leaves.len() < 2 {
        return;
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    if index < middle {
        path(left, index, proof);
        proof.push(root_of(right));
    } else {
        path(right, index - middle, proof);
        proof.push(root_of(left));
    }
}

/// The proof that the tree over `leaves` continues the one over its first `old_size`; none if there are fewer.
/// Empty where nothing needs a proof: from size 0, or to the same size.
pub fn consistency_proof(leaves: &[Digest], old_size: usize) -> Option<Vec<Digest>> {
    let mut proof = Vec::new();
    if old_size > leaves.len() {
        return None;
    }
    if old_size > 0 {
        subproof(old_size, leaves, true, &mut proof);
    }
    Some(proof)
}

/// As in the standard: `known` says that these leaves are the whole old tree, whose root the checker has.
fn subproof(old_size: usize, leaves: &[Digest], known: bool, proof: &mut Vec<Digest>) {
    if old_size == leaves.len() {
        if !known {
            proof.push(root_of(leaves));
        }
        return;
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    if old_size <= middle {
        subproof(old_size, left, known, proof);
        proof.push(root_of(right));
    } else {
        subproof(old_size - middle, right, false, proof);
        proof.push(root_of(left));
    }
}

/// Whether the proof shows that `leaf` is the one at `index` in the tree of that size and root.
pub fn verify_inclusion(index: u64, size: u64, leaf: &Digest, proof: &[Digest], root: &Digest) -> bool {
    if index >= size {
        return false;
    }
    let mut walk = Walk { node: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        match walk.step() {
            Some(Side::Left) => hash = node_hash(sibling, &hash),
            Some(Side::Right) => hash = node_hash(&hash, sibling),
            None => return false,
        }
    }
    walk.last == 0 && hash == *root
}

/// Whether the proof shows that the tree of the new size and root begins with the one of the old.
pub fn verify_consistency(old: (u64, &Digest), new: (u64, &Digest), proof: &[Digest]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 {
        return proof.is_empty() && *old_root == root_of(&[]) && (new_size > 0 || new_root == old_root);
    }
    if old_size >= new_size {
        return old_size == new_size && proof.is_empty() && old_root == new_root;
    }
    let (first, rest) = match proof {
        _ if old_size.is_power_of_two() => (old_root, proof),
        [first, rest @ ..] => (first, rest),
        [] => return false,
    };
    let mut walk = Walk { node: old_size - 1, last: new_size - 1 };
    walk.up_while_right();
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        match walk.step() {
            Some(Side::Left) => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Some(Side::Right) => new_hash = node_hash(&new_hash, sibling),
            None => return false,
        }
    }
    walk.last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// On which side of our node the next hash of the proof stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: its index in its row, and the index of the row's last node.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    fn step(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last { Side::Left } else { Side::Right };
        if matches!(side, Side::Left) {
            // A last node without a sibling is carried up until it has one.
            while self.node & 1 == 0 && self.node != 0 {
                self.up();
            }
        }
        self.up();
        Some(side)
    }

    fn up_while_right(&mut self) {
        while self.node & 1 == 1 {
            self.up();
        }
    }

    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::leaf_hash;
    use crate::tree::tests::known_leaves;

    fn check(proof: Option<Vec<Digest>>, expected: &[&str]) {
        let shown: Vec<String> = proof.unwrap().iter().map(Digest::to_string).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn known_proofs() {
        let leaves = known_leaves();
        let first = [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ];
        check(inclusion_proof(&leaves, 0), &first);
        check(consistency_proof(&leaves, 1), &first);
        check(
            consistency_proof(&leaves, 6),
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        );
        check(consistency_proof(&leaves, 0), &[]);
        check(consistency_proof(&leaves, 8), &[]);
        assert_eq!(inclusion_proof(&leaves, 8), None);
        assert_eq!(consistency_proof(&leaves, 9), None);
    }

    fn leaves(size: u8) -> Vec<Digest> {
        (0..size).map(|n| leaf_hash(&[n])).collect()
    }

    /// Every proof with one hash changed, one left out, or one too many.
    fn spoilt(proof: &[Digest]) -> Vec<Vec<Digest>> {
        let mut all = vec![[proof, &[Digest::ZERO]].concat(), [&[Digest::ZERO], proof].concat()];
        for idx in 0..proof.len() {
            let mut changed = proof.to_vec();
            changed[idx].0[0] ^= 1;
            all.push(changed);
            all.push([&proof[..idx], &proof[idx + 1..]].concat());
        }
        all
    }

    #[test]
    fn inclusion_at_every_size() {
        for size in 1..=17u8 {
            let leaves = leaves(size);
            let root = root_of(&leaves);
            for (index, leaf) in leaves.iter().enumerate() {
                let proof = inclusion_proof(&leaves, index).unwrap();
                let (index, size) = (index as u64, u64::from(size));
                assert!(verify_inclusion(index, size, leaf, &proof, &root));
                assert!(!verify_inclusion(size, size, leaf, &proof, &root));
                assert!((0..size).all(|other| other == index || !verify_inclusion(other, size, leaf, &proof, &root)));
                assert!(!verify_inclusion(index, size, &Digest::ZERO, &proof, &root));
                assert!(spoilt(&proof).iter().all(|proof| !verify_inclusion(index, size, leaf, proof, &root)));
            }
        }
    }

    #[test]
    fn consistency_between_all_sizes() {
        let all = leaves(17);
        for new_size in 0..=17 {
            let new_root = root_of(&all[..new_size]);
            let new = (new_size as u64, &new_root);
            for old_size in 0..=new_size {
                let old_root = root_of(&all[..old_size]);
                let old = (old_size as u64, &old_root);
                let proof = consistency_proof(&all[..new_size], old_size).unwrap();
                assert!(verify_consistency(old, new, &proof), "{old_size} {new_size}");
                assert!(!verify_consistency((old.0, &Digest::ZERO), new, &proof));
                assert!(old_size == 0 || !verify_consistency(old, (new.0, &Digest::ZERO), &proof));
                assert!(old_size == new_size || !verify_consistency(new, old, &proof));
                assert!(spoilt(&proof).iter().all(|proof| !verify_consistency(old, new, proof)));
            }
        }
    }
}
