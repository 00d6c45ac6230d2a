//! Finding whole words in a line; what a word means is the caller's matter.

/// Where `word` stands in `line` with neither a letter nor a digit beside it. An underscore ends a word, so
/// that a name made of several words is found by each.
pub(crate) fn find_word(line: &str, word: &str) -> Option<usize> {
    line.match_indices(word).map(|(start, _)| start).find(|&start| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::find_word;

    #[test]
    fn whole_words_are_found() {
        assert_eq!(find_word("zone", "zone"), Some(0));
        assert_eq!(find_word("a zone.", "zone"), Some(2));
        assert_eq!(find_word("the zone_north", "zone"), Some(4));
        assert_eq!(find_word("zones, zone", "zone"), Some(7));
    }

    #[test]
    fn parts_of_words_are_not() {
        assert_eq!(find_word("zones", "zone"), None);
        assert_eq!(find_word("ozone", "zone"), None);
        assert_eq!(find_word("zoneé", "zone"), None);
        assert_eq!(find_word("zone2", "zone"), None);
        assert_eq!(find_word("", "zone"), None);
    }
}
