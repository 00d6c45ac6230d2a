//! The numbers that stand for strings in the model: MurmurHash2 (64 bits, seed 1) of a string, but for some names that have numbers
//! of their own; and MurmurHash3 (x64, 128 bits) of such a number, which says in which rows of a table it is looked up.
//!
//! Both functions are Austin Appleby's (public domain), as spaCy uses them.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// The number of a string.
pub(crate) struct Strings {
    symbols: HashMap<&'static str, u64, RandomState>,
}

impl Strings {
    pub(crate) fn new() -> Strings {
        let symbol = |line: &'static str| line.rsplit_once(' ').and_then(|(name, id)| Some((name, id.parse().ok()?)));
        Strings { symbols: include_str!("../../model/symbols.txt").lines().filter_map(symbol).collect() }
    }

    /// Its number.
    pub(crate) fn id(&self, string: &str) -> u64 {
        if string.is_empty() {
            return 0;
        }
        self.symbols.get(string).copied().unwrap_or_else(|| hash(string.as_bytes()))
    }
}

/// MurmurHash64A with seed 1.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut h: u64 = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        h = (h ^ u64::from_le_bytes(last)).wrapping_mul(M);
    }
    h ^= h >> R;
    h = h.wrapping_mul(M);
    h ^ (h >> R)
}

/// The four parts of MurmurHash3_x64_128 of a number.
pub(crate) fn rows(id: u64, seed: u32) -> [u32; 4] {
    // Eight bytes: no whole block, only the tail, and only in the first half.
    let k = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let (mut one, mut two) = (u64::from(seed) ^ k ^ 8, u64::from(seed) ^ 8);
    one = one.wrapping_add(two);
    two = two.wrapping_add(one);
    (one, two) = (mixed(one), mixed(two));
    one = one.wrapping_add(two);
    two = two.wrapping_add(one);
    [one as u32, (one >> 32) as u32, two as u32, (two >> 32) as u32]
}

fn mixed(mut h: u64) -> u64 {
    h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ h >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_original() {
        assert_eq!(hash(b"a"), 0xa52b_e5b3_f667_4b2a);
        assert_eq!(hash(b"something"), 0xf110_64de_454f_ab2c);
        assert_eq!(hash("ünïcode".as_bytes()), 0x8df2_6542_8f90_0793);
        let strings = Strings::new();
        assert_eq!((strings.id(""), strings.id("IS_ALPHA"), strings.id("apple")), (0, 1, 0x76e1_48d2_5b15_13f2));
        assert_eq!(rows(1, 8), [1_161_550_108, 2_247_783_286, 1_742_325_162, 1_224_191_281]);
        assert_eq!(rows(strings.id("apple"), 8), [2_653_853_934, 3_922_826_080, 3_980_780_901, 3_736_755_472]);
    }
}
