//! The canonical form of an agreement: the same words, with indentation, spaces and quotes in order.
//!
//! Works on words and their places, never on meaning, so that a faulty text is put in order too. Changes truce blocks
//! alone; a line that cannot be made into words is kept as it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::{Code, Lines};
use crate::markdown::{self, Part};
use crate::syntax::{Line, Token, Word, lex_line, lines_of};

/// The text in canonical form. It means what it meant, and formatting it again changes nothing.
///
/// A block is left as it is where its lines cannot be moved without a doubt: its fence does not stand at the left margin,
/// so that it may belong to a list, which ends where a line is not indented; it is not closed, or holds another fence, so
/// that nobody knows which lines were meant to be in it; or clauses stand before the first definition.
pub fn format(text: &str) -> String {
    let lines = Lines::new("", text);
    let mut found = Vec::new();
    let document = markdown::parse(text, &lines, &mut found);
    let open: BTreeSet<usize> =
        found.iter().filter(|one| one.code == Code::BlockUnclosed).map(|one| one.at.end).collect();
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for part in &document.parts {
        let Part::Block { range } = part else { continue };
        if open.contains(&range.start) || !is_plain(text, range) {
            continue;
        }
        if let Some(rows) = rows_of(text, range, &lines) {
            let newline = if text[..range.start].ends_with("\r\n") { "\r\n" } else { "\n" };
            out.push_str(&text[copied..range.start]);
            write_rows(&rows, newline, &mut out);
            copied = range.end;
        }
    }
    out.push_str(&text[copied..]);
    out
}

/// Whether a block's fences stand at the left margin, and there is no other between.
fn is_plain(text: &str, contents: &Range<usize>) -> bool {
    let opening = text[..contents.start].lines().next_back().unwrap_or_default().trim_start_matches('\u{feff}');
    let closing = text[contents.end..].lines().next().unwrap_or_default().trim_end();
    let fence = &opening[..opening.len() - opening.trim_start_matches(['`', '~']).len()];
    let closes = ["", " ", "  ", "   "].iter().any(|indent| {
        closing
            .strip_prefix(indent)
            .and_then(|line| line.strip_prefix(fence))
            .is_some_and(|rest| rest.chars().all(|c| fence.starts_with(c)))
    });
    is_fence(fence) && closes && !text[contents.clone()].split(['\n', '\r']).any(|line| is_fence(line.trim()))
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// A line of a block as it is to be written.
struct Row {
    /// What it says, without indentation; empty for a blank line.
    words: String,
    /// How many spaces go before it; none: it stands as the next row that has a number of its own.
    indent: Option<usize>,
    /// Whether it stood at the left margin.
    at_margin: bool,
}

/// The lines of a block; nothing if they cannot be moved.
fn rows_of(text: &str, range: &Range<usize>, lines: &Lines<'_>) -> Option<Vec<Row>> {
    let mut depths = BTreeMap::new();
    note_depths(&lines_of(text, range.clone(), lines, &mut Vec::new()), 0, &mut depths);
    let mut rows = Vec::new();
    // Of the line that began last, if one has.
    let mut depth = None;
    let mut offset = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        let end = offset + line.trim_end_matches(['\n', '\r']).len();
        let raw = &text[offset..end];
        let Lexed { tokens, clear } = lex(text, offset, end, lines);
        let words = match tokens.first() {
            None => raw.find('#').map_or("", |remark| raw[remark..].trim_end()).to_owned(),
            Some(_) if clear => words_of(text, &tokens, end),
            // The depth of a line is counted up to its first word: what comes before it cannot be kept, and moved.
            Some(first) if !text[offset..first.start].trim().is_empty() => return None,
            Some(_) => raw.trim().to_owned(),
        };
        let indent = match tokens.first().map(|first| depths.get(&first.start)) {
            None => None,
            Some(Some(begins)) => {
                depth = Some(*begins);
                Some(2 * begins)
            }
            // It goes on from the line before, or stands before the first definition.
            Some(None) => Some(2 * depth? + 2),
        };
        // A line of nothing but a full stop goes, and leaves no gap.
        if raw.trim().is_empty() || !words.is_empty() {
            rows.push(Row { words, indent, at_margin: !raw.starts_with(char::is_whitespace) });
        }
        offset += line.len();
    }
    settle_remarks(&mut rows);
    Some(rows)
}

/// How deep each line stands, by the place where it begins.
fn note_depths(lines: &[Line], depth: usize, depths: &mut BTreeMap<usize, usize>) {
    for line in lines {
        depths.insert(line.at.start, depth);
        note_depths(&line.children, depth + 1, depths);
    }
}

/// What one line of the file holds.
struct Lexed {
    tokens: Vec<Token>,
    /// Whether all that is not a word means nothing.
    clear: bool,
}

fn lex(text: &str, start: usize, end: usize, lines: &Lines<'_>) -> Lexed {
    let mut found = Vec::new();
    let tokens = lex_line(text, start, end, lines, &mut found);
    let lost = found.iter().any(|one| matches!(one.code, Code::Character | Code::TextUnclosed));
    Lexed { tokens, clear: !lost }
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

/// A remark is indented as the line that follows it; the last ones as the line before, or not at all.
fn settle_remarks(rows: &mut [Row]) {
    let last = rows.iter().rev().find_map(|row| row.indent).unwrap_or(0);
    let mut next = None;
    for row in rows.iter_mut().rev() {
        match row.indent {
            Some(indent) => next = Some(indent),
            None => row.indent = next.or(Some(if row.at_margin { 0 } else { last })),
        }
    }
}

fn write_rows(rows: &[Row], newline: &str, out: &mut String) {
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
        out.extend(std::iter::repeat_n(' ', row.indent.unwrap_or(0)));
        out.push_str(&row.words);
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
    const PIECES: &[&str] = &[
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
        "\nobliges",
        ",\n  must",
        ",\nmust",
        "\n```x",
        "٠٫٥",
        "–",
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
