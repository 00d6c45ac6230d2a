//! Lines of a block by their indentation: a definition or rule, its clauses, and theirs.

use std::ops::Range;

use super::lexer::{Token, Word, lex_line};
use crate::diagnostic::{Code, Diagnostic, Lines, Position};

/// A line with what stands indented under it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) tokens: Vec<Token>,
    pub(crate) at: Position,
    pub(crate) children: Vec<Line>,
}

impl Line {
    /// The word that opens it.
    pub(crate) fn keyword(&self) -> &str {
        match self.tokens.first() {
            Some(Token { word: Word::Name(name), .. }) => name,
            _ => "",
        }
    }

    /// Byte offset after the line and all that belongs to it.
    pub(crate) fn end(&self) -> usize {
        self.children.last().map_or(self.at.end, Line::end)
    }
}

/// Indentation deeper than this is not followed.
const DEPTH_MAX: usize = 16;

/// The lines of `text[range]`. A line that ends with a comma goes on in the next one.
pub(crate) fn lines_of(
    text: &str,
    range: Range<usize>,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Line> {
    let mut flat: Vec<(usize, Line)> = Vec::new();
    let mut offset = range.start;
    let mut goes_on = false;
    for raw in text[range].split_inclusive('\n') {
        let end = offset + raw.trim_end_matches(['\n', '\r']).len();
        let tokens = lex_line(text, offset, end, lines, diagnostics);
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let (first, last) = (first.start, last.end);
            let open = matches!(tokens.last(), Some(Token { word: Word::Comma, .. }));
            match flat.last_mut() {
                Some((_, line)) if goes_on => {
                    line.at.end = last;
                    line.tokens.extend(tokens);
                }
                _ => {
                    let indent = text[offset..first].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
                    flat.push((indent, Line { at: lines.position(first, last), tokens, children: Vec::new() }));
                }
            }
            goes_on = open;
        }
        offset += raw.len();
    }
    nest(flat, diagnostics)
}

fn nest(flat: Vec<(usize, Line)>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let mut roots: Vec<Line> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (indent, line) in flat {
        while open.last().is_some_and(|last| *last >= indent) {
            open.pop();
        }
        if open.is_empty() && indent > 0 && roots.is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::Indent, line.at, "This clause stands before any definition or rule.")
                    .hint("begin definitions and rules at the left margin, and indent their clauses"),
            );
            continue;
        }
        let depth = if open.is_empty() && indent > 0 { 1 } else { open.len().min(DEPTH_MAX) };
        if depth == 0 {
            open.clear();
        }
        open.push(indent);
        siblings_at(&mut roots, depth).push(line);
    }
    roots
}

/// The list at that depth under the last line of each level above.
fn siblings_at(roots: &mut Vec<Line>, depth: usize) -> &mut Vec<Line> {
    let mut list = roots;
    for _ in 0..depth {
        if list.is_empty() {
            break;
        }
        let last = list.len() - 1;
        list = &mut list[last].children;
    }
    list
}
