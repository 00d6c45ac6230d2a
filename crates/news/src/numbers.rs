//! Numbers in a text, and the numbers of persons killed and injured.

use std::ops::Range;

use crate::candidate::Number;
use crate::parse::Dep;
use crate::reading::Reading;

/// The numbers among some words.
pub(crate) fn find(reading: &Reading<'_>, words: &Range<usize>) -> Vec<Number> {
    let (mut out, mut at) = (Vec::new(), words.start);
    while at < words.end {
        let Some((value, end)) = number(reading, at, words.end) else {
            at += 1;
            continue;
        };
        let last = &reading.words[end - 1];
        let of = (last.dep == Dep::Nummod || reading.words[at].dep == Dep::Nummod).then(|| {
            let head = if last.dep == Dep::Nummod { last.head } else { reading.words[at].head };
            reading.words[head].small.clone()
        });
        let span = reading.words[at].start..last.end;
        out.push(Number { value, text: reading.text[span.clone()].to_owned(), of, span });
        at = end;
    }
    out
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of one word.
fn simple(word: &str) -> Option<f64> {
    let by_name = UNITS.iter().position(|name| *name == word).map(|place| place as f64);
    by_name
        .or_else(|| TENS.iter().skip(2).position(|name| *name == word).map(|place| (place + 2) as f64 * 10.0))
        .or_else(|| digits(word))
}

/// Digits of any script, with signs between thousands.
pub(crate) fn digits(word: &str) -> Option<f64> {
    let mut plain = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            '0'..='9' | '.' => plain.push(character),
            '\u{660}'..='\u{669}' => plain.push(char::from(b'0' + (character as u32 - 0x660) as u8)),
            '\u{6f0}'..='\u{6f9}' => plain.push(char::from(b'0' + (character as u32 - 0x6f0) as u8)),
            '\u{66b}' => plain.push('.'),
            ',' | '\u{66c}' | '\u{a0}' | '\u{202f}' => {}
            _ => return None,
        }
    }
    if !plain.starts_with(|first: char| first.is_ascii_digit()) || plain.ends_with('.') {
        return None;
    }
    plain.parse().ok()
}

fn scale(word: &str) -> Option<f64> {
    match word {
        "hundred" => Some(1e2),
        "thousand" => Some(1e3),
        "million" => Some(1e6),
        "billion" => Some(1e9),
        _ => None,
    }
}

/// The number that begins at a word, and the word after it.
fn number(reading: &Reading<'_>, at: usize, end: usize) -> Option<(f64, usize)> {
    let word = &reading.words[at];
    if word.tag.name() != "CD" {
        return None;
    }
    let mut value = simple(&word.small)?;
    let mut next = at + 1;
    let small = |idx: usize| if idx < end { reading.words[idx].small.as_str() } else { "" };
    // "twenty-three"
    if small(next) == "-"
        && value % 10.0 == 0.0
        && value < 100.0
        && let Some(unit) = simple(small(next + 1)).filter(|unit| *unit < 10.0)
    {
        value += unit;
        next += 2;
    }
    while let Some(by) = scale(small(next)) {
        value *= by;
        next += 1;
    }
    Some((value, next))
}

/// Sets the numbers of persons killed and injured, where some words tell them.
pub(crate) fn casualties(
    reading: &Reading<'_>,
    words: &Range<usize>,
    killed: &mut Option<u64>,
    injured: &mut Option<u64>,
) {
    for verb in words.clone() {
        let told = match reading.words[verb].small.as_str() {
            "killed" | "died" | "killing" | "dead" | "kills" | "kill" => &mut *killed,
            "injured" | "wounded" | "injuring" | "wounding" | "hurt" => &mut *injured,
            _ => continue,
        };
        let nouns = reading.of_kind(verb, &[Dep::Dobj, Dep::Nsubjpass, Dep::Nsubj]);
        let counted = nouns.flat_map(|noun| reading.of_kind(noun, &[Dep::Nummod]).chain([noun]).collect::<Vec<_>>());
        let before = verb.checked_sub(1).into_iter();
        let found = counted
            .chain(before)
            .filter_map(|word| number(reading, word, words.end.max(word + 3).min(reading.words.len())))
            .next();
        if let Some((value, _)) = found.filter(|(value, _)| *value >= 0.0 && value.fract() == 0.0 && *value < 1e7) {
            told.get_or_insert(value as u64);
        }
    }
}
