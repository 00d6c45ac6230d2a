//! Cues that are neither verbs nor nouns: "according to", "reportedly".

use std::ops::Range;

use super::{Attribution, content};
use crate::lexicon::Stance;
use crate::parse::Dep;
use crate::reading::Reading;

/// Adverbs that say that somebody, not named, says so.
const HEARSAY: [&str; 5] = ["reportedly", "allegedly", "supposedly", "purportedly", "rumoredly"];

/// Signs that stand between a quotation and the name of who spoke.
const DASHES: [&str; 5] = ["—", "–", "―", "--", "-"];
/// A name before a colon, or after a dash, has at most so many words.
const NAME_MAX: usize = 8;

/// The attribution whose cue a word is.
pub(crate) fn attribution(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    if reading.words[word].small == "according" {
        return according(reading, word);
    }
    if HEARSAY.contains(&reading.words[word].small.as_str()) {
        return reported(reading, word);
    }
    if DASHES.contains(&reading.words[word].small.as_str()) {
        return signed(reading, word);
    }
    if reading.words[word].small == "accounts" {
        return by_all_accounts(reading, word);
    }
    if reading.words[word].small == "it" {
        return has_it(reading, word);
    }
    if reading.words[word].small == ":" {
        return transcribed(reading, word);
    }
    None
}

/// "by all accounts, ...": the rest of its sentence.
fn by_all_accounts(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    let start = word.checked_sub(2)?;
    if reading.words[start].small != "by" || reading.words[start + 1].small != "all" {
        return None;
    }
    hearsay_of_sentence(reading, start..word + 1)
}

/// "rumour has it that ...", "word has it ...".
fn has_it(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    let start = word.checked_sub(2)?;
    let noun = reading.words[start].small.as_str();
    if reading.words[start + 1].small != "has"
        || !(super::nouns::is_hearsay(noun) || ["word", "whisper", "legend"].contains(&noun))
    {
        return None;
    }
    hearsay_of_sentence(reading, start..word + 1)
}

fn hearsay_of_sentence(reading: &Reading<'_>, cue: Range<usize>) -> Option<Attribution> {
    let sentence = reading.sentences[reading.words[cue.start].sentence].clone();
    let content = content::pieces(reading, &sentence, std::slice::from_ref(&cue));
    let (chief, stance) = (cue.start, Stance::Asserts);
    Some(Attribution { cue, chief, source: None, content, stance, is_hearsay: true, rule: "idiom", within: None })
}

/// Words of the paragraph that a word stands in.
fn paragraph(reading: &Reading<'_>, word: usize) -> Range<usize> {
    let paragraph = reading.words[word].paragraph;
    let start = reading.words.partition_point(|word| word.paragraph < paragraph);
    start..reading.words.partition_point(|word| word.paragraph <= paragraph)
}

/// Whether words look like somebody's name: the first and the last begin with a capital, and none is a verb.
fn is_name(reading: &Reading<'_>, words: &Range<usize>) -> bool {
    let is_capital = |word: usize| reading.written(word).starts_with(char::is_uppercase);
    !words.is_empty()
        && words.len() <= NAME_MAX
        && is_capital(words.start)
        && is_capital(words.end - 1)
        && words
            .clone()
            .all(|word| reading.words[word].tag.name().starts_with("NN") || reading.is_sign(word) || is_capital(word))
        && words.clone().any(|word| reading.words[word].tag.name().starts_with("NNP"))
}

/// A paragraph that is a quotation, a dash and a name.
fn signed(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    let paragraph = paragraph(reading, word);
    let quote = reading.quotes.iter().find(|quote| quote.bytes.start >= reading.words[paragraph.start].start)?;
    let name = reading.trimmed(word + 1..paragraph.end.min(word + 1 + NAME_MAX));
    let between = reading.text.get(quote.bytes.end..reading.words[word].start)?;
    let is_first = reading.words_in(&quote.bytes).start <= paragraph.start + 1;
    if !is_first || !between.trim().is_empty() || !is_name(reading, &(name.start..name.start + name.len().min(1))) {
        return None;
    }
    Some(told("signed", word, name, vec![quote.bytes.clone()]))
}

/// "Name: what is said", at the front of a paragraph.
fn transcribed(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    let paragraph = paragraph(reading, word);
    let name = paragraph.start..word;
    let is_shouted =
        name.len() > 1 && name.clone().all(|word| reading.written(word) == reading.written(word).to_uppercase());
    const LABELS: [&str; 12] =
        ["q", "a", "related", "watch", "photo", "file", "update", "breaking", "live", "video", "opinion", "analysis"];
    let first = reading.words[name.start].small.as_str();
    let is_label = name.len() == 1 && LABELS.contains(&first) || ["also", "read", "see", "more"].contains(&first);
    if !is_name(reading, &name) || is_label || is_shouted || word + 3 > paragraph.end {
        return None;
    }
    let said = reading.trimmed(word + 1..paragraph.end);
    let pieces = content::pieces(reading, &said, &[]);
    Some(told("transcribed", word, name, pieces))
}

fn told(rule: &'static str, word: usize, source: Range<usize>, content: Vec<Range<usize>>) -> Attribution {
    let (cue, source, stance) = (word..word + 1, Some(source), Stance::Asserts);
    Attribution { cue, chief: word, source, content, stance, is_hearsay: false, rule, within: None }
}

/// "according to somebody": the rest of the clause that it hangs on.
fn according(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    let to = (word + 1 < reading.words.len() && reading.words[word + 1].small == "to").then_some(word + 1)?;
    let noun = reading.of_kind(to, &[Dep::Pobj]).next().or_else(|| reading.of_kind(word, &[Dep::Pobj]).next());
    let sentence = reading.sentences[reading.words[word].sentence].clone();
    let mut source = noun.map_or(to + 1..to + 1, |noun| reading.trimmed(reading.span(noun)));
    source.start = source.start.max(to + 1);
    let head = reading.words[word].head;
    let mut words = if head == word { sentence } else { reading.span(head) };
    // It stands at the front, or at the end, of the whole sentence far more often than it belongs to one noun.
    if !reading.is_verb(head) {
        let mut at = head;
        while !reading.is_verb(at) && reading.words[at].head != at {
            at = reading.words[at].head;
        }
        words = reading.span(at);
    }
    let mut hole = word..source.end.max(to + 1);
    hole = reading.trimmed(hole.start..hole.end);
    let pieces = content::pieces(reading, &words, &[hole]);
    Some(Attribution {
        cue: word..to + 1,
        chief: word,
        source: Some(source).filter(|source| !source.is_empty()),
        content: pieces,
        stance: Stance::Asserts,
        is_hearsay: noun.is_some_and(|noun| super::nouns::is_hearsay(&reading.words[noun].small)),
        rule: "according",
        within: None,
    })
}

/// "reportedly": the clause that it stands in.
fn reported(reading: &Reading<'_>, word: usize) -> Option<Attribution> {
    let mut head = reading.words[word].head;
    while !reading.is_verb(head) && reading.words[head].head != head {
        head = reading.words[head].head;
    }
    let content = content::pieces(reading, &reading.span(head), std::slice::from_ref(&(word..word + 1)));
    Some(Attribution {
        cue: word..word + 1,
        chief: word,
        source: None,
        content,
        stance: Stance::Asserts,
        is_hearsay: true,
        rule: "adverb",
        within: None,
    })
}
