//! Lines of a block by their indentation: a definition or rule, its clauses, and theirs.

use std::ops::Range;

use super::lexer::{Token, Word, lex_line};
use super::words;
use crate::diagnostic::{Code, Diagnostic, Lines, Position};

/// A line with what stands indented under it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) tokens: Vec<Token>,
    pub(crate) at: Position,
    pub(crate) children: Vec<Line>,
    /// Whether a word of it could not be read, which was said.
    pub(crate) faulty: bool,
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
        let n_said = diagnostics.len();
        let tokens = lex_line(text, offset, end, lines, diagnostics);
        let faulty = diagnostics.len() > n_said;
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let (first, last) = (first.start, last.end);
            let open = matches!(tokens.last(), Some(Token { word: Word::Comma, .. }));
            let indent = text[offset..first].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
            match flat.last_mut() {
                Some((before, line)) if goes_on && !(indent <= *before && opens_line(&tokens)) => {
                    line.at.end = last;
                    line.tokens.extend(tokens);
                    line.faulty |= faulty;
                }
                carried => {
                    if let Some((_, line)) = carried.filter(|_| goes_on) {
                        comma_at_end(line, lines, diagnostics);
                    }
                    let at = lines.position(first, last);
                    flat.push((indent, Line { at, tokens, children: Vec::new(), faulty }));
                }
            }
            goes_on = open;
        }
        offset += raw.len();
    }
    nest(flat, diagnostics)
}

/// Whether this is a line of its own, with which no list goes on.
fn opens_line(tokens: &[Token]) -> bool {
    let Some(Token { word: Word::Name(name), .. }) = tokens.first() else { return false };
    words::opens_clause(name) || words::OPENING.contains(&name.as_str())
}

/// Says that a comma would take in the next clause.
fn comma_at_end(line: &mut Line, lines: &Lines<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(comma) = line.tokens.pop() else { return };
    line.faulty = true;
    let message = "The line ends with a comma, so that the next one would belong to it.";
    let at = lines.position(comma.start, comma.end);
    diagnostics.push(Diagnostic::new(Code::Expected, at, message).hint("leave the comma out, or go on with the list"));
}

fn nest(flat: Vec<(usize, Line)>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let mut roots: Vec<Line> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // A block that is indented as a whole has its margin there.
    let margin = flat.iter().map(|(indent, _)| *indent).min().unwrap_or(0);
    for (indent, line) in flat.into_iter().map(|(indent, line)| (indent - margin, line)) {
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
