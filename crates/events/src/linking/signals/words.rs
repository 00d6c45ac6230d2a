//! Texts are compared by the share of word pairs that they have in common, estimated from sketches of fixed size
//! (the smallest hashes of all; Broder 1997). A sketch does not hold the text and outlives its erasure.

/// Hashes in a sketch.
const KEPT_MAX: usize = 24;

/// The smallest distinct hashes of the text's pairs of neighbouring words, ascending. Words of one text in two spellings
/// of case and signs are alike.
pub(crate) fn sketch(text: &str) -> Vec<u32> {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut hashes: Vec<u32> = match words.as_slice() {
        [] => return Vec::new(),
        [one] => vec![hash(&[one])],
        more => more.windows(2).map(|pair| hash(&[&pair[0], &pair[1]])).collect(),
    };
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(KEPT_MAX);
    hashes
}

/// Shares in common, of 0 to 4: at least a half, a fifth, a twentieth, some, none.
pub(crate) fn cell(one: &[u32], other: &[u32]) -> u16 {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let (mut n_seen, mut n_both) = (0_usize, 0_usize);
    // The smallest hashes of both together, and how many of them stand in both.
    while n_seen < KEPT_MAX {
        match (left.peek(), right.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a == b => {
                n_both += 1;
                left.next();
                right.next();
            }
            (Some(a), Some(b)) if a < b => {
                left.next();
            }
            (Some(_), None) => {
                left.next();
            }
            _ => {
                right.next();
            }
        }
        n_seen += 1;
    }
    match (n_both, n_seen) {
        (0, _) => 4,
        (both, seen) if both * 2 >= seen => 0,
        (both, seen) if both * 5 >= seen => 1,
        (both, seen) if both * 20 >= seen => 2,
        _ => 3,
    }
}

/// FNV-1a, 32 bits: the same on every machine and for ever after.
fn hash(words: &[&str]) -> u32 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_much_and_other_texts_nothing() {
        let agency = "Three shells hit the market of the old town on Monday morning, two people were hurt";
        let copied =
            "three shells hit the market of the old town on monday morning; two people were hurt, agencies say";
        let other = "A convoy of twelve trucks crossed the border in the south without being stopped";
        assert_eq!(cell(&sketch(agency), &sketch(copied)), 0);
        assert_eq!(cell(&sketch(agency), &sketch(other)), 4);
        assert_eq!(sketch(agency).len(), 15);
        assert!(sketch("").is_empty());
    }
}
