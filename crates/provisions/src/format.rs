//! The canonical form of an agreement: the same words, with indentation, spaces and quotes in order.
//!
//! Works on words and their places, never on meaning, so that a faulty text is put in order too. Changes truce blocks
//! alone; a line that cannot be made into words is kept as it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Code, Lines};
use crate::markdown::{self, Part};
use crate::syntax::{Line, Token, Word, lex_line, lines_of};

/// The text in canonical form. It means what it meant, and formatting it again changes nothing.
///
/// A block whose fence does not stand at the left margin is left as it is: it may belong to a list, which ends where a
/// line is not indented. So is one that is not closed, for nobody knows which lines were meant to be in it.
pub fn format(text: &str) -> String {
    let lines = Lines::new("", text);
    let document = markdown::parse(text, &lines, &mut Vec::new());
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for part in &document.parts {
        match part {
            Part::Block { range } if fenced_at_margin(text, range) => {
                out.push_str(&text[copied..range.start]);
                let newline = if text[..range.start].ends_with("\r\n") { "\r\n" } else { "\n" };
                write_rows(&rows_of(text, range, &lines), newline, &mut out);
                copied = range.end;
            }
            _ => {}
        }
    }
    out.push_str(&text[copied..]);
    out
}

fn fenced_at_margin(text: &str, contents: &Range<usize>) -> bool {
    let fence = text[..contents.start].lines().next_back().unwrap_or_default();
    is_fence(fence.trim_start_matches('\u{feff}')) && is_fence(text[contents.end..].trim_start())
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// A line of a block as it is to be written.
struct Row<'a> {
    /// As it stands, what is blank at its end too: that may be all that keeps it from closing the block.
    raw: &'a str,
    /// What it says, without indentation; empty for a blank line.
    words: String,
    indent: Indent,
}

#[derive(Clone, Copy, PartialEq)]
enum Indent {
    Spaces(usize),
    AsWritten,
    /// That of the next row that has one of its own.
    OfNext,
}

/// What one line of the file holds.
struct Lexed {
    tokens: Vec<Token>,
    /// Whether all that is not a word means nothing.
    clear: bool,
}

fn rows_of<'a>(text: &'a str, range: &Range<usize>, lines: &Lines<'_>) -> Vec<Row<'a>> {
    let mut depths = BTreeMap::new();
    note_depths(&lines_of(text, range.clone(), lines, &mut Vec::new()), 0, &mut depths);
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut definition = 0;
    let mut as_written = Vec::new();
    let mut depth = 0;
    let mut goes_on = false;
    let mut offset = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        let end = offset + line.trim_end_matches(['\n', '\r']).len();
        let lexed = lex(text, offset, end, lines);
        let raw = &text[offset..end];
        let row = match lexed.tokens.first() {
            None => row_without_words(raw, &lexed),
            Some(first) => {
                if !goes_on {
                    // A line that is in no definition stands before the first one.
                    depth = depths.get(&first.start).copied().unwrap_or(1);
                }
                if depth == 0 && !goes_on {
                    definition = rows.len();
                }
                // How deep such a line stands is counted up to its first word: what it begins with cannot be moved.
                let moves = lexed.clear || text[offset..first.start].trim().is_empty();
                if !moves && as_written.last() != Some(&definition) {
                    as_written.push(definition);
                }
                let indent = Indent::Spaces(2 * (depth + usize::from(goes_on)));
                goes_on = lexed.tokens.last().is_some_and(|last| last.word == Word::Comma);
                let words = if lexed.clear { words_of(text, &lexed.tokens, end) } else { raw.trim().to_owned() };
                Row { raw, words, indent }
            }
        };
        // A line of nothing but a full stop goes, and leaves no gap.
        if raw.trim().is_empty() || !row.words.is_empty() {
            rows.push(row);
        }
        offset += line.len();
    }
    keep_as_written(&as_written, &mut rows);
    settle_remarks(&mut rows);
    rows
}

/// How deep each line stands, by the place of its first word.
fn note_depths(lines: &[Line], depth: usize, depths: &mut BTreeMap<usize, usize>) {
    for line in lines {
        if let Some(first) = line.tokens.first() {
            depths.insert(first.start, depth);
        }
        note_depths(&line.children, depth + 1, depths);
    }
}

fn lex(text: &str, start: usize, end: usize, lines: &Lines<'_>) -> Lexed {
    let mut found = Vec::new();
    let tokens = lex_line(text, start, end, lines, &mut found);
    let lost = found.iter().any(|one| matches!(one.code, Code::Character | Code::TextUnclosed));
    // `.5` is read as 5; whoever wrote it should see it.
    let cut_number = tokens.iter().any(|token| {
        text[start..token.start].ends_with(['.', ':']) && text[token.start..].starts_with(|c: char| c.is_numeric())
    });
    Lexed { tokens, clear: !lost && !cut_number }
}

/// A blank line, a remark, or what has no meaning at all.
fn row_without_words<'a>(raw: &'a str, lexed: &Lexed) -> Row<'a> {
    let words = match raw.find('#') {
        _ if !lexed.clear => raw.trim(),
        Some(remark) => raw[remark..].trim_end(),
        None => "",
    };
    let indent = if is_fence(words) { Indent::AsWritten } else { Indent::OfNext };
    Row { raw, words: words.to_owned(), indent }
}

/// The words of one line and its remark.
fn words_of(text: &str, tokens: &[Token], end: usize) -> String {
    let mut out = String::new();
    for token in tokens {
        if !out.is_empty() && token.word != Word::Comma {
            out.push(' ');
        }
        match &token.word {
            Word::Text(words) if !words.contains('"') => {
                out.push('"');
                out.push_str(words);
                out.push('"');
            }
            _ => out.push_str(&text[token.start..token.end]),
        }
    }
    let after = tokens.last().map_or(end, |last| last.end);
    if let Some(remark) = text[after..end].find('#') {
        out.push_str("  ");
        out.push_str(text[after + remark..end].trim_end());
    }
    out
}

/// Gives back their indentation to all rows of the definitions that begin at these rows.
fn keep_as_written(definitions: &[usize], rows: &mut [Row<'_>]) {
    for first in definitions {
        for (idx, row) in rows.iter_mut().enumerate().skip(*first) {
            if idx > *first && row.indent == Indent::Spaces(0) {
                break;
            }
            if matches!(row.indent, Indent::Spaces(_)) {
                row.indent = Indent::AsWritten;
            }
        }
    }
}

/// A remark is indented as the line that follows it; the last ones as the line before, or not at all.
fn settle_remarks(rows: &mut [Row<'_>]) {
    let last = rows.iter().rev().map(|row| row.indent).find(|indent| *indent != Indent::OfNext);
    let mut next = None;
    for row in rows.iter_mut().rev() {
        if row.indent == Indent::OfNext {
            let at_margin = !row.raw.starts_with(char::is_whitespace);
            row.indent = match next {
                Some(next) => next,
                None if at_margin => Indent::Spaces(0),
                None => last.unwrap_or(Indent::Spaces(0)),
            };
        } else {
            next = Some(row.indent);
        }
    }
}

fn write_rows(rows: &[Row<'_>], newline: &str, out: &mut String) {
    let start = out.len();
    let mut gap = false;
    for row in rows {
        if row.words.is_empty() {
            gap = true;
            continue;
        }
        if gap && out.len() > start {
            out.push_str(newline);
        }
        gap = false;
        match row.indent {
            Indent::Spaces(n_spaces) => {
                out.extend(std::iter::repeat_n(' ', n_spaces));
                out.push_str(&row.words);
            }
            Indent::AsWritten | Indent::OfNext => out.push_str(row.raw),
        }
        out.push_str(newline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words and depths, as the checks see them.
    fn tree(text: &str) -> Vec<String> {
        fn add(lines: &[Line], depth: usize, out: &mut Vec<String>) {
            for line in lines {
                out.push(format!("{depth} {:?}", line.tokens.iter().map(|token| &token.word).collect::<Vec<_>>()));
                add(&line.children, depth + 1, out);
            }
        }
        let lines = Lines::new("", text);
        let mut found = Vec::new();
        let mut out = Vec::new();
        for part in &markdown::parse(text, &lines, &mut found).parts {
            match part {
                Part::Block { range } => add(&lines_of(text, range.clone(), &lines, &mut found), 0, &mut out),
                other => out.push(format!("{other:?}").split(", range").next().unwrap_or_default().to_owned()),
            }
        }
        let mut codes: Vec<_> = found.iter().map(|one| one.code.text().to_owned()).collect();
        codes.sort();
        out.extend(codes);
        out
    }

    /// Pieces that go wrong together, now and then in an order that makes sense.
    const PIECES: [&str; 44] = [
        "rule",
        "never",
        "attack",
        "3(a)",
        "1,700",
        "2025-13-01",
        "12:00",
        "5",
        "30%",
        ",",
        ", ",
        "،",
        ".",
        ":",
        ";",
        "-",
        "`",
        "```",
        "~~~",
        "#",
        " # why",
        "\"x\"",
        "“y”",
        "„z“",
        "«a \"b\" c»",
        "\"",
        "“",
        "\n",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "\n\t",
        "\n      ",
        "\r\n",
        " ",
        "  ",
        "\t",
        "\u{a0}",
        "\r",
        "\n     ```",
        "\n>",
        "منطقة",
        "\n- ",
    ];

    #[test]
    fn whatever_stands_in_a_block_keeps_its_words_and_its_form() {
        let mut state: u64 = 0x5eed;
        for round in 0..5_000 {
            let mut text = "---\nagreement: a\n---\n\n# 1. X\n\n```truce\n".to_owned();
            let mut random = |below: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % below
            };
            for _ in 0..=random(24) {
                text.push_str(PIECES[usize::try_from(random(PIECES.len() as u64)).unwrap_or_default()]);
                if random(3) == 0 {
                    text.push(' ');
                }
            }
            if random(4) > 0 {
                text.push_str("\n```\n\n# 2. Y\n\n```truce\nrule b\n```\n");
            }
            let once = format(&text);
            assert_eq!(format(&once), once, "round {round}: {text:?}");
            assert_eq!(tree(&once), tree(&text), "round {round}: {text:?} became {once:?}");
        }
    }
}
