//! What is said, as pieces of the text.

use std::ops::Range;

use crate::reading::Reading;

/// Pieces of the content: the given words without those of the cue and of the source, each without the signs at its ends, and with the
/// whole of every quotation that it touches, unless the cue stands in that one.
pub(crate) fn pieces(reading: &Reading<'_>, words: &Range<usize>, holes: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    for part in without(words, holes) {
        let part = reading.trimmed(part);
        if !part.is_empty() {
            pieces.push(with_quotes(reading, reading.bytes(&part), holes));
        }
    }
    joined(pieces)
}

/// Words without the holes.
fn without(words: &Range<usize>, holes: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut holes: Vec<&Range<usize>> =
        holes.iter().filter(|hole| hole.start < words.end && words.start < hole.end).collect();
    holes.sort_by_key(|hole| hole.start);
    let (mut out, mut at) = (Vec::new(), words.start);
    for hole in holes {
        if hole.start > at {
            out.push(at..hole.start);
        }
        at = at.max(hole.end);
    }
    if at < words.end {
        out.push(at..words.end);
    }
    out
}

fn with_quotes(reading: &Reading<'_>, piece: Range<usize>, holes: &[Range<usize>]) -> Range<usize> {
    let mut out = piece.clone();
    let holes: Vec<Range<usize>> = holes.iter().map(|hole| reading.bytes(hole)).collect();
    for quote in reading.quotes.iter().filter(|quote| quote.bytes.start < piece.end && piece.start < quote.bytes.end) {
        let is_cut = holes.iter().any(|hole| hole.start < quote.bytes.end && quote.bytes.start < hole.end);
        if !is_cut {
            out = out.start.min(quote.bytes.start)..out.end.max(quote.bytes.end);
        }
    }
    out
}

/// Pieces in order, those that touch made one.
pub(crate) fn joined(mut pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    pieces.sort_by_key(|piece| piece.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match out.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => out.push(piece),
        }
    }
    out
}
