//! Names without the words by which a writer takes a side.

use std::sync::OnceLock;

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use crate::lexicon::lines;

fn loaded() -> &'static HashSet<&'static str, RandomState> {
    static LOADED: OnceLock<HashSet<&'static str, RandomState>> = OnceLock::new();
    LOADED.get_or_init(|| lines(include_str!("../../lexicon/loaded.txt")).flat_map(str::split_whitespace).collect())
}

/// A name or description without such words; `None` where no word with a letter is left but articles and the like.
pub fn neutral(name: &str) -> Option<String> {
    let is_loaded = |word: &&str| {
        let small = word.to_lowercase();
        let plain = small.trim_matches(|sign: char| !sign.is_alphanumeric());
        let plain = plain.strip_suffix("'s").or_else(|| plain.strip_suffix("’s")).unwrap_or(plain);
        loaded().contains(plain)
    };
    if !name.split_whitespace().any(|word| is_loaded(&word)) {
        return Some(name.to_owned());
    }
    let kept: Vec<&str> = name.split_whitespace().filter(|word| !is_loaded(word)).collect();
    let is_empty =
        |word: &&&str| ["the", "a", "an", "of", "this", "these", "some", "and"].contains(&word.to_lowercase().as_str());
    if kept.iter().all(|word| is_empty(&word)) {
        None
    } else {
        Some(kept.join(" ").trim_matches([',', ' ']).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn loaded_words_are_left_out() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(neutral(name).as_deref(), expected, "{name}");
        check("senior officials of the army", Some("senior officials of the army"));
        check("the Northern Front’s terror leaders", Some("the Northern Front’s leaders"));
        check("the so-called Covenant", Some("the Covenant"));
        check("the regime", None);
        check("these terrorists", None);
        check("Minister A of the regime in the capital", Some("Minister A of the in the capital"));
    }
}
