//! Finds front matter, headings, block quotes and `truce` blocks in a Markdown file, with their places in the file.
//!
//! Knows nothing of what stands in a block.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic, Lines};

/// A part of the file, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A heading: its text.
    Heading { text: String, range: Range<usize> },
    /// A block quote: its text, white space folded.
    Quote { text: String },
    /// A `truce` block: the range of its contents.
    Block { range: Range<usize> },
}

/// So many blocks that are not closed before the prose after them are told apart from it.
const MENDED_MAX: usize = 16;

/// The file in parts.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) front_matter: Option<Range<usize>>,
    pub(crate) parts: Vec<Part>,
}

pub(crate) fn parse(text: &str, lines: &Lines<'_>, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let mut document = Document::default();
    let body_start = front_matter(text, lines, &mut document, diagnostics);
    let mut from = Some(body_start);
    // Each block left open costs another reading of what follows: of very many, only the first are mended.
    for n_mended in 0.. {
        let Some(start) = from else { break };
        from = parse_from(start, text, n_mended < MENDED_MAX, lines, &mut document, diagnostics);
    }
    document
}

/// Reads the parts from an offset on. Where a block is not closed before the prose that follows it, says so and returns where
/// that prose begins, to be read from there.
fn parse_from(
    body_start: usize,
    text: &str,
    mends: bool,
    lines: &Lines<'_>,
    document: &mut Document,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let mut quote_depth = 0;
    let mut quote = String::new();
    let mut heading: Option<(usize, String)> = None;
    for (event, range) in Parser::new(&text[body_start..]).into_offset_iter() {
        let range = range.start + body_start..range.end + body_start;
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some((range.start, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((start, text)) = heading.take() {
                    document.parts.push(Part::Heading { text: folded(&text), range: start..range.end });
                }
            }
            Event::Start(Tag::BlockQuote(_)) => quote_depth += 1,
            Event::End(TagEnd::BlockQuote(_)) => {
                quote_depth -= 1;
                if quote_depth == 0 {
                    document.parts.push(Part::Quote { text: folded(&std::mem::take(&mut quote)) });
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if info.trim().eq_ignore_ascii_case("truce") => {
                let swallowed = if mends { swallowed_prose(text, &range) } else { None };
                let range = range.start..swallowed.unwrap_or(range.end);
                document.parts.push(Part::Block { range: block_contents(text, range, lines, diagnostics) });
                if swallowed.is_some() {
                    return swallowed;
                }
            }
            Event::Text(words) | Event::Code(words) => match &mut heading {
                Some((_, text)) => text.push_str(&words),
                None if quote_depth > 0 => quote.push_str(&words),
                None => {}
            },
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) if quote_depth > 0 => quote.push(' '),
            _ => {}
        }
    }
    None
}

/// Where the prose begins that an unclosed block has taken in: before a fence that opens another block, the first quote, or
/// heading after an empty line; else that fence.
fn swallowed_prose(text: &str, block: &Range<usize>) -> Option<usize> {
    let mut offset = block.start;
    let mut prose = None;
    let mut after_empty = false;
    for (line_idx, line) in text[block.clone()].split_inclusive('\n').enumerate() {
        let is_prose = line.starts_with('>') || (after_empty && line.starts_with('#'));
        if line_idx > 0 && is_prose && prose.is_none() {
            prose = Some(offset);
        }
        // More backticks are a longer fence, not the name of a language.
        let opens = line.starts_with("```") && !line.trim_start_matches('`').trim().is_empty();
        if line_idx > 0 && opens {
            return prose.or(Some(offset));
        }
        after_empty = line.trim().is_empty();
        offset += line.len();
    }
    None
}

/// Range of the lines between the fences.
fn block_contents(
    text: &str,
    block: Range<usize>,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Range<usize> {
    let whole = &text[block.clone()];
    let start = whole.find('\n').map_or(block.end, |newline| block.start + newline + 1);
    let last = whole.trim_end().rfind('\n').map_or(start, |newline| block.start + newline + 1);
    // CommonMark: the fence that closes is of the same sign, at least as long, and indented by three at most.
    let opening = whole.trim_start_matches([' ', '>', '\t']);
    let sign = opening.chars().next().unwrap_or('`');
    let n_signs = opening.chars().take_while(|c| *c == sign).count();
    let fence = text[last.min(block.end)..block.end].trim_end();
    let fence = fence.trim_start_matches([' ', '>', '\t']);
    let closed = last >= start && fence.chars().count() >= n_signs && fence.chars().all(|c| c == sign);
    if !closed {
        let at = lines.position(block.start, start);
        diagnostics.push(
            Diagnostic::new(Code::BlockUnclosed, at, "This truce block is not closed.")
                .hint("end it with a line of three backticks"),
        );
        return start..block.end;
    }
    start..last.max(start)
}

fn front_matter(text: &str, lines: &Lines<'_>, document: &mut Document, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(first) = text[bom..].lines().next().filter(|line| line.trim_end() == "---") else {
        diagnostics.push(
            Diagnostic::new(
                Code::FrontMatterMissing,
                lines.position(0, 0),
                "The file does not begin with a front matter between two lines of three hyphens.",
            )
            .hint("begin with ---, then `agreement: short-name`, `title: …`, `parties: …`, then --- again"),
        );
        return bom;
    };
    let start = (bom + first.len() + 1).min(text.len());
    let mut offset = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            document.front_matter = Some(start..offset);
            return offset + line.len();
        }
        offset += line.len();
    }
    diagnostics.push(
        Diagnostic::new(Code::FrontMatterUnclosed, lines.position(0, 3), "The front matter is not closed.")
            .hint("end it with a line of three hyphens"),
    );
    document.front_matter = Some(start..unclosed_end(text, start));
    unclosed_end(text, start)
}

/// An unclosed front matter ends before the first blank line or heading, so that the rest is still read.
fn unclosed_end(text: &str, start: usize) -> usize {
    let mut offset = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim().is_empty() || line.starts_with('#') {
            return offset;
        }
        offset += line.len();
    }
    offset
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
