//! The Merkle tree over the leaf hashes (RFC 6962 section 2.1): its root, as defined and as it grows.
//!
//! It keeps no entries, and proves nothing; proofs are in `proof`.

use crate::digest::{Digest, hash};
use crate::encoding::Value;

/// The tree as far as appending needs it: one hash for each perfect subtree, so memory grows with the logarithm
/// of the size. Gives the same root as [`root_of`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect subtrees, the largest first: one for each bit that is set in `size`.
    peaks: Vec<Digest>,
}

impl Frontier {
    /// Adds a leaf hash at the end.
    pub fn append(&mut self, leaf: Digest) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("there is a peak for each bit set in the size");
            node = node_hash(&left, &node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// As a value, to be kept.
    pub fn to_value(&self) -> Value {
        let peaks = self.peaks.iter().map(|peak| Value::Bytes(peak.0.to_vec())).collect();
        Value::List(vec![Value::Int(self.size.cast_signed()), Value::List(peaks)])
    }

    /// What was kept; `None` where it is something else. Whether it is the tree of a log, its root must tell.
    pub fn from_value(value: &Value) -> Option<Frontier> {
        let Value::List(pair) = value else { return None };
        let [Value::Int(size), Value::List(peaks)] = pair.as_slice() else { return None };
        let size = size.cast_unsigned();
        let peak = |value: &Value| match value {
            Value::Bytes(bytes) => Some(Digest(bytes.as_slice().try_into().ok()?)),
            _ => None,
        };
        let peaks: Vec<Digest> = peaks.iter().map(peak).collect::<Option<_>>()?;
        (peaks.len() == size.count_ones() as usize).then_some(Frontier { size, peaks })
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Digest {
        let peaks = self.peaks.iter().rev().copied();
        peaks.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| hash(&[]))
    }
}

/// The root over these leaf hashes, straight from the definition.
pub fn root_of(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => hash(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root_of(left), &root_of(right))
        }
    }
}

/// Where a tree of two or more leaves parts: the largest power of two below its size.
pub(crate) fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

pub(crate) fn node_hash(left: &Digest, right: &Digest) -> Digest {
    hash(&[&[1], &left.0, &right.0])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::digest::leaf_hash;

    /// The leaves of the test vectors of the certificate-transparency project.
    pub(crate) fn known_leaves() -> Vec<Digest> {
        let inputs: [&[u8]; 8] =
            [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];
        inputs.into_iter().map(leaf_hash).collect()
    }

    pub(crate) const KNOWN_ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn known_roots() {
        let leaves = known_leaves();
        for (size, root) in KNOWN_ROOTS.iter().enumerate() {
            assert_eq!(root_of(&leaves[..size]).to_string(), *root, "size {size}");
        }
    }

    #[test]
    fn growing_agrees_with_the_definition_at_every_size() {
        let leaves: Vec<Digest> = (0u32..200).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let mut frontier = Frontier::default();
        for size in 0..leaves.len() {
            assert_eq!(frontier.size(), size as u64);
            assert_eq!(frontier.root(), root_of(&leaves[..size]), "size {size}");
            assert_eq!(frontier.peaks.len(), size.count_ones() as usize);
            frontier.append(leaves[size]);
        }
    }
}
