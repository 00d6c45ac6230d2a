//! Who says what, by which words.
//!
//! The rules look at the structure of a sentence: a verb of saying with its clause, its quotation or its object; "according to";
//! nouns such as "claim" and "demand"; words of hearsay. What is quoted without such words belongs to whoever spoke before.
//! How well they do is measured on PolNeAR (Newell, Margolin and Ruths, LREC 2018); see `bench/news`.

mod content;
mod continued;
mod nouns;
mod others;
mod source;
mod verbs;

use std::ops::Range;

use crate::lexicon::{Lexicon, Stance};
use crate::parse::Dep;
use crate::reading::Reading;

pub(crate) use source::{is_passive, subject};

/// That somebody says something.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    /// The words that tell it.
    pub(crate) cue: Range<usize>,
    /// The chief one of them.
    pub(crate) chief: usize,
    /// The words that name who says it, where any do.
    pub(crate) source: Option<Range<usize>>,
    /// What is said, in bytes of the text; pieces in order.
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) stance: Stance,
    /// Whether only hearsay is said to be behind it.
    pub(crate) is_hearsay: bool,
    /// The rule by which it was found.
    pub(crate) rule: &'static str,
    /// The attribution within whose content this one stands.
    pub(crate) within: Option<usize>,
}

/// How much of what is said is in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoted {
    /// All of it.
    Direct,
    /// Nothing.
    Indirect,
    /// A part.
    Mixed,
}

impl Quoted {
    /// Its word.
    pub fn to_text(self) -> &'static str {
        match self {
            Quoted::Direct => "direct",
            Quoted::Indirect => "indirect",
            Quoted::Mixed => "mixed",
        }
    }
}

/// Whether a noun is of what nobody answers for.
pub(crate) fn is_hearsay_noun(noun: &str) -> bool {
    nouns::is_hearsay(noun)
}

/// All attributions of a text, in the order of their cues.
pub(crate) fn find(reading: &Reading<'_>) -> Vec<Attribution> {
    let mut found = Vec::new();
    let lexicon = Lexicon::get();
    for word in 0..reading.words.len() {
        if let Some(one) = verbs::attribution(reading, lexicon, word) {
            found.push(one);
        } else if let Some(one) = others::attribution(reading, word) {
            found.push(one);
        } else if let Some(one) = nouns::attribution(reading, word) {
            found.push(one);
        }
    }
    found.retain(|one| !one.content.is_empty());
    continued::join(reading, &mut found);
    settle(reading, &mut found);
    found.retain(|one| one.within.is_some() || !is_of_nobody(reading, one));
    settle(reading, &mut found);
    for one in found.iter_mut().filter(|one| one.stance == Stance::Asserts) {
        if calls_false(reading, &one.content) {
            one.stance = Stance::Denies;
        }
    }
    found
}

/// Whether what is said is that something is false: "the claims are baseless". It denies as "it denied the claims" does.
fn calls_false(reading: &Reading<'_>, content: &[Range<usize>]) -> bool {
    const FALSE: [&str; 12] = [
        "false",
        "untrue",
        "baseless",
        "unfounded",
        "groundless",
        "fabricated",
        "fabrication",
        "fabrications",
        "incorrect",
        "lie",
        "lies",
        "nonsense",
    ];
    let [piece] = content else { return false };
    let words = reading.words_in(piece);
    let is_chief = |word: &usize| {
        let head = reading.words[*word].head;
        reading.is_verb(*word) && (head == *word || !words.contains(&head))
    };
    let Some(chief) = words.clone().find(is_chief) else { return false };
    let is_false = |word: usize| FALSE.contains(&reading.words[word].small.as_str());
    let is_said = reading.of_kind(chief, &[Dep::Acomp, Dep::Attr]).any(is_false)
        || ["fabricated", "invented"].contains(&reading.words[chief].small.as_str());
    is_said && reading.of_kind(chief, &[Dep::Neg]).next().is_none()
}

/// What "I" say within a quotation that is nobody's, and what "you" say anywhere, tells nothing of anybody.
fn is_of_nobody(reading: &Reading<'_>, one: &Attribution) -> bool {
    let Some(source) = &one.source else { return false };
    let word = reading.words[source.start].small.as_str();
    if ["nobody", "none", "no", "neither"].contains(&word) {
        return true;
    }
    source.len() == 1 && (word == "you" || ["i", "we", "me"].contains(&word) && reading.quote_of(one.chief).is_some())
}

/// Says which stand within others, and takes away what is said twice.
fn settle(reading: &Reading<'_>, found: &mut Vec<Attribution>) {
    let mut idx = 0;
    while idx < found.len() {
        let is_double = (0..found.len()).any(|other| {
            other != idx
                && found[other].content == found[idx].content
                && (found[other].source.is_some(), idx) > (found[idx].source.is_some(), other)
                && found[other].is_hearsay == found[idx].is_hearsay
        });
        if is_double {
            found.remove(idx);
        } else {
            idx += 1;
        }
    }
    for idx in 0..found.len() {
        let chief = &reading.words[found[idx].chief];
        let holds =
            |one: &Attribution| one.content.iter().any(|piece| piece.start <= chief.start && chief.end <= piece.end);
        let size = |one: &Attribution| one.content.iter().map(ExactSizeIterator::len).sum::<usize>();
        let within = (0..found.len()).filter(|other| *other != idx && holds(&found[*other]));
        found[idx].within = within.min_by_key(|other| size(&found[*other]));
    }
}

/// How much of the content is quoted.
pub(crate) fn quoted(reading: &Reading<'_>, content: &[Range<usize>]) -> Quoted {
    let (mut n_in, mut n_out) = (0, 0);
    for word in content.iter().flat_map(|piece| reading.words_in(piece)).filter(|word| !reading.is_sign(*word)) {
        if reading.quote_of(word).is_some() {
            n_in += 1;
        } else {
            n_out += 1;
        }
    }
    match (n_in, n_out) {
        (0, _) => Quoted::Indirect,
        (_, 0) => Quoted::Direct,
        _ => Quoted::Mixed,
    }
}
