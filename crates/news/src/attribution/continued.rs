//! Quotations without a cue of their own: they go on from the one before in the same paragraph, or are the paragraph that follows it.

use std::ops::Range;

use super::{Attribution, content};
use crate::quotes::Quote;
use crate::reading::Reading;

/// A quotation of fewer words is a name or a term as often as somebody's words.
const WORDS_LEAST: usize = 4;

/// Gives quotations that nobody has yet to whoever spoke before.
pub(crate) fn join(reading: &Reading<'_>, found: &mut [Attribution]) {
    // What a paragraph leaves open is said by whoever says the next one, which opens it again; from the last to the first.
    for (idx, quote) in reading.quotes.iter().enumerate().rev().filter(|(_, quote)| quote.is_open) {
        let Some(next) = reading.quotes.get(idx + 1) else { continue };
        let paragraph =
            |quote: &Quote| reading.words.get(reading.words_in(&quote.inner).start).map(|word| word.paragraph);
        let follows = paragraph(quote).zip(paragraph(next)).is_some_and(|(one, other)| one + 1 == other);
        let touches = |one: &Attribution, quote: &Quote| {
            let chief = reading.words[one.chief].start;
            !quote.bytes.contains(&chief)
                && one.content.iter().any(|piece| piece.start < quote.bytes.end && quote.bytes.start < piece.end)
        };
        if !follows || found.iter().any(|one| touches(one, quote)) {
            continue;
        }
        if let Some(one) = found.iter_mut().find(|one| touches(one, next)) {
            one.content.push(quote.bytes.clone());
            one.content = content::joined(std::mem::take(&mut one.content));
        }
    }
    for quote in &reading.quotes {
        let is_taken = found.iter().any(|one| {
            let chief = reading.words[one.chief].start;
            !quote.bytes.contains(&chief)
                && one.content.iter().any(|piece| piece.start < quote.bytes.end && quote.bytes.start < piece.end)
        });
        let words = reading.words_in(&quote.inner);
        if is_taken || words.len() < WORDS_LEAST || !is_alone(reading, words.clone()) {
            continue;
        }
        let paragraph = reading.words[words.start].paragraph;
        let before = |one: &&mut Attribution| {
            let last = one.content.last().map_or(0, |piece| piece.end);
            let is_quoted =
                one.content.iter().any(|piece| reading.quotes.iter().any(|quote| quote.bytes.end == piece.end));
            let is_near = reading.words[one.chief].paragraph == paragraph
                || reading.words[reading.words_in(&(last.saturating_sub(1)..last)).start].paragraph + 1 == paragraph;
            is_quoted
                && !quote.bytes.contains(&reading.words[one.chief].start)
                && is_near
                && last <= quote.bytes.start
                && reading.words[one.chief].start < quote.bytes.start
        };
        if let Some(one) =
            found.iter_mut().filter(before).max_by_key(|one| one.content.last().map_or(0, |piece| piece.end))
        {
            one.content.push(quote.bytes.clone());
            one.content = content::joined(std::mem::take(&mut one.content));
        }
    }
}

/// Whether nothing but signs stands between the words of a quotation and the ends of their sentences.
fn is_alone(reading: &Reading<'_>, words: Range<usize>) -> bool {
    let words = reading.trimmed(words);
    let (Some(first), Some(last)) = (reading.words.get(words.start), reading.words.get(words.end.saturating_sub(1)))
    else {
        return false;
    };
    let before = reading.sentences[first.sentence].start..words.start;
    let after = words.end..reading.sentences[last.sentence].end;
    before.chain(after).all(|word| reading.is_sign(word))
}
