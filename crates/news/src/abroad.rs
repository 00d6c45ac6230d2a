//! Texts in Arabic, Hebrew and Turkish: what is quoted, by which word it is said to be, and the numbers in it.
//!
//! Who says it is not worked out: without a parser for the language a guess would be worth less than none.

use std::ops::Range;

use crate::attribution::Quoted;
use crate::candidate::{Candidate, Number, Spans, Speaker};
use crate::document::Mapped;
use crate::lexicon::Stance;
use crate::numbers::digits;
use crate::quotes;

/// Words of saying, in the third person.
const ARABIC: [&str; 16] = [
    "قال",
    "قالت",
    "وقال",
    "وقالت",
    "أعلن",
    "أعلنت",
    "أكد",
    "أكدت",
    "صرح",
    "صرحت",
    "أضاف",
    "أضافت",
    "وأضاف",
    "ذكر",
    "ذكرت",
    "أوضح",
];
const HEBREW: [&str; 10] = ["אמר", "אמרה", "אמרו", "הודיע", "הודיעה", "מסר", "מסרה", "טען", "טענה", "הוסיף"];
const TURKISH: [&str; 10] =
    ["dedi", "söyledi", "açıkladı", "belirtti", "kaydetti", "vurguladı", "ifade", "konuştu", "bildirdi", "aktardı"];

/// Quotations of fewer words are names and terms.
const WORDS_LEAST: usize = 4;
/// A word of saying stands so near, in bytes.
const NEAR: usize = 160;

/// What is quoted in a text.
pub(crate) fn candidates(map: &Mapped, language: &str) -> Vec<Candidate> {
    let text = &map.text;
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push((at, line));
        at += line.len() + 1;
    }
    let cues: &[&str] = match language {
        "ar" => &ARABIC,
        "he" => &HEBREW,
        _ => &TURKISH,
    };
    let mut out = Vec::new();
    for quote in quotes::find(&lines) {
        let inner = &text[quote.inner.clone()];
        if inner.split_whitespace().count() < WORDS_LEAST {
            continue;
        }
        let line = lines.iter().rfind(|(start, _)| *start <= quote.bytes.start);
        let (start, end) = line.map_or((0, text.len()), |(start, line)| (*start, start + line.len()));
        let cue = cue(text, &quote.bytes, start..end, cues);
        let spans = Spans {
            cue: cue.map(|cue| map.in_file(&cue)),
            content: vec![map.in_file(&quote.bytes)],
            ..Spans::default()
        };
        out.push(Candidate {
            number: out.len() + 1,
            text: text[quote.bytes.clone()].to_owned(),
            numbers: numbers(map, &quote.bytes),
            spans,
            remarks: vec!["who says it is not worked out in this language".to_owned()],
            ..Candidate::new(Speaker::default(), Stance::Asserts, Quoted::Direct, "quotation")
        });
    }
    out
}

/// The word of saying nearest to a quotation in its paragraph.
fn cue(text: &str, quote: &Range<usize>, line: Range<usize>, cues: &[&str]) -> Option<Range<usize>> {
    let mut best: Option<(usize, Range<usize>)> = None;
    for part in [line.start..quote.start.max(line.start), quote.end.min(line.end)..line.end] {
        for word in text[part].split(|sign: char| !sign.is_alphanumeric()).filter(|word| cues.contains(word)) {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let distance = if start < quote.start { quote.start - start } else { start.saturating_sub(quote.end) };
            if distance <= NEAR && best.as_ref().is_none_or(|(nearest, _)| distance < *nearest) {
                best = Some((distance, start..start + word.len()));
            }
        }
    }
    best.map(|(_, cue)| cue)
}

fn numbers(map: &Mapped, range: &Range<usize>) -> Vec<Number> {
    let text = &map.text;
    let words = text[range.clone()].split(|sign: char| sign.is_whitespace() || "“”\"«»().".contains(sign));
    let found = words.filter_map(|word| {
        let word = word.trim_matches([',', '،', ';', ':', '%']);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Some(Number {
            value: digits(word)?,
            text: word.to_owned(),
            of: None,
            span: map.in_file(&(start..start + word.len())),
        })
    });
    found.collect()
}
