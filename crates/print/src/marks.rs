//! Which letters the glyphs of a syllable stand for.
//!
//! A letter and the marks on it are shaped as one, and each of their glyphs then claims to stand for all of them: whoever copies the text, or has it
//! read aloud, gets letters twice. Here the letter's glyph is given the letter, and the glyphs of marks the marks.

use std::ops::Range;

use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use typst_layout::PagedDocument;

/// The document, each glyph with its own letters.
pub(crate) fn apart(document: &PagedDocument) -> PagedDocument {
    let mut info = document.clone();
    let pages = document.pages().iter().cloned().map(|mut page| {
        of_frame(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), std::mem::take(info.info_mut()))
}

fn of_frame(frame: &mut Frame) {
    let texts: Vec<&TextItem> = frame.items().filter_map(|(_, item)| text(item)).collect();
    let shares = shares(&texts);
    let mut nth = 0;
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => of_frame(&mut group.frame),
            FrameItem::Text(text) => {
                for (glyph, range) in shares.get(nth).into_iter().flatten() {
                    if let Some(glyph) = text.glyphs.get_mut(*glyph) {
                        glyph.range = range.clone();
                    }
                }
                nth += 1;
            }
            _ => {}
        }
        true
    });
}

fn text(item: &FrameItem) -> Option<&TextItem> {
    if let FrameItem::Text(text) = item { Some(text) } else { None }
}

/// A glyph of some text, by the places of both, and whether it stands on another.
#[derive(Clone, Copy)]
struct Placed {
    item: usize,
    glyph: usize,
    is_on_another: bool,
}

/// For each text, its glyphs that stand for less than they say, and for what.
fn shares(texts: &[&TextItem]) -> Vec<Vec<(usize, Range<u16>)>> {
    let mut out = vec![Vec::new(); texts.len()];
    let placed = |(item, text): (usize, &&TextItem)| {
        let glyphs = text.glyphs.iter().enumerate();
        let placed = glyphs.map(move |(glyph, of)| Placed { item, glyph, is_on_another: of.x_advance.get() == 0.0 });
        placed.collect::<Vec<_>>()
    };
    let all: Vec<Placed> = texts.iter().enumerate().flat_map(placed).collect();
    let said = |at: &Placed| texts[at.item].text.get(texts[at.item].glyphs[at.glyph].range());
    let mut at = 0;
    while at < all.len() {
        // Where marks stand higher than their letter, they are a text of their own, which says all of the syllable again.
        let Some(syllable) = said(&all[at]).filter(|text| is_syllable(text)) else {
            at += 1;
            continue;
        };
        let mut n = all[at..].iter().take_while(|next| said(next) == Some(syllable)).count();
        // The same syllable twice: from right to left the letter ends it, from left to right the next one begins it.
        let is_first_on_another = all[at].is_on_another;
        let letters = all[at..at + n].iter().enumerate().filter(|(_, one)| !one.is_on_another).map(|(place, _)| place);
        let letters: Vec<usize> = letters.collect();
        match (is_first_on_another, letters.as_slice()) {
            (true, [first, _, ..]) => n = first + 1,
            (false, [_, second, ..]) => n = *second,
            _ => {}
        }
        of_syllable(texts, &all[at..at + n], &mut out);
        at += n;
    }
    out
}

/// A letter and marks on it.
fn is_syllable(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|letter| !is_mark(letter)) && text.chars().nth(1).is_some() && chars.all(is_mark)
}

/// One letter with its marks, where one glyph is as wide as something and the others stand on it.
fn of_syllable(texts: &[&TextItem], all: &[Placed], out: &mut [Vec<(usize, Range<u16>)>]) {
    let n_marks = all.iter().filter(|one| one.is_on_another).count();
    if n_marks == 0 || n_marks + 1 != all.len() {
        return;
    }
    let is_from_right = all.first().is_some_and(|one| one.is_on_another);
    let mut nth = 0;
    for one in all {
        let item = texts[one.item];
        let whole = item.glyphs[one.glyph].range();
        let Some(syllable) = item.text.get(whole.clone()) else { return };
        let starts: Vec<usize> = syllable.char_indices().map(|(at, _)| whole.start + at).chain([whole.end]).collect();
        let (from, to) = if one.is_on_another {
            // From right to left the marks come before their letter, the last one first; several can be one glyph.
            let place = if is_from_right { n_marks - 1 - nth } else { nth };
            nth += 1;
            let to = if place + 1 == n_marks { whole.end } else { starts.get(place + 2).copied().unwrap_or(whole.end) };
            (starts.get(place + 1).copied().unwrap_or(whole.end), to)
        } else {
            (whole.start, starts.get(1).copied().unwrap_or(whole.end))
        };
        if let (Ok(from), Ok(to)) = (u16::try_from(from), u16::try_from(to)) {
            out[one.item].push((one.glyph, from..to));
        }
    }
}

/// Marks on letters, in the scripts that are written here.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'
            | '\u{5c1}'..='\u{5c2}'
            | '\u{5c4}'..='\u{5c5}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6dc}'
            | '\u{6df}'..='\u{6e4}'
    )
}
