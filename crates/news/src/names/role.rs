//! Offices compared by their words.

use std::collections::BTreeSet;

use super::Dictionary;
use super::dictionary::Sense;

/// Words that say the same of an office.
const SAME: [&[&str]; 8] = [
    &["head", "chief", "director", "leader", "boss"],
    &["spokesperson", "spokesman", "spokeswoman"],
    &["defence", "defense", "war"],
    &["prime", "premier"],
    &["adviser", "advisor"],
    &["organisation", "organization", "agency", "service"],
    &["vice", "deputy"],
    &["intelligence", "spy"],
];

/// The words that tell one office from another: without articles, countries and what only honours.
pub(super) fn words_of(role: &str, dictionary: &Dictionary) -> BTreeSet<String> {
    let small = role.to_lowercase();
    let words = small.split(|sign: char| !sign.is_alphanumeric()).filter(|word| word.len() > 2);
    let words = words
        .filter(|word| !["the", "and", "for", "his", "her", "its", "senior", "then", "new", "former"].contains(word));
    let words = words.filter(|word| dictionary.find(word).iter().all(|(_, sense)| *sense == Sense::Seat));
    words.map(|word| SAME.iter().find(|same| same.contains(&word)).map_or(word, |same| same[0]).to_owned()).collect()
}
