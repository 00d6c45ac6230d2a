//! What the pages for contributors name in backticks must be there: a guide to things that are gone misleads.
//!
//! Only words that look like a path of this tree are checked. Patterns, fenced blocks, and other projects'
//! files, cited in parentheses after the project's name, are not.

use super::words::find_word;
use super::{Fault, House};

const PAGES: [&str; 3] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md"];
const BEGINNINGS: [&str; 9] =
    ["crates/", "editors/", "docs/", "agreements/", "bench/", "fuzz/", "xtask/", "changelog.d/", ".ci/"];
const TO_COME: &str = "(to come)";

/// Projects whose files STYLE.md cites as examples.
const CITED: [&str; 12] = [
    "Catala",
    "differential dataflow",
    "jiff",
    "ODK Central",
    "quickwit",
    "ruff",
    "rust-analyzer",
    "Sunlight",
    "TigerBeetle",
    "ty",
    "typst",
    "vector",
];

/// Looks up every path the pages name.
pub fn check(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in PAGES {
        let Some(text) = house.files.text(page) else {
            faults.push(Fault::of(page, "the page is missing: contributors are sent to it"));
            continue;
        };
        for named in named_paths(text) {
            let message = match (house.files.exists(&named.path), named.is_to_come) {
                (false, false) => {
                    format!("`{}` does not exist: correct the path, or write “{TO_COME}” after it", named.path)
                }
                (true, true) => format!("`{}` has come: remove “{TO_COME}”", named.path),
                _ => continue,
            };
            faults.push(Fault::at(page, named.line, message));
        }
    }
    faults
}

#[derive(Debug, PartialEq)]
struct Named {
    path: String,
    line: usize,
    is_to_come: bool,
}

fn named_paths(text: &str) -> Vec<Named> {
    let mut named = Vec::new();
    for span in code_spans(text).iter().filter(|span| !span.is_citation) {
        for path in span.code.split_whitespace().filter_map(path_in) {
            named.push(Named { path, line: span.line, is_to_come: span.is_to_come });
        }
    }
    named
}

/// The path a word of code stands for, without the line or anchor behind it; nothing for patterns.
fn path_in(word: &str) -> Option<String> {
    let looks_like_one = BEGINNINGS.iter().any(|beginning| word.starts_with(beginning));
    if !looks_like_one || word.contains(['<', '*', '{', '…', '$']) || word.contains("...") {
        return None;
    }
    let path = word.split(['#', ':']).next().unwrap_or(word);
    Some(path.trim_end_matches([',', ';', '/']).to_owned())
}

struct Span<'a> {
    code: &'a str,
    line: usize,
    is_to_come: bool,
    is_citation: bool,
}

/// The code in backticks, each with what stands around it. A paragraph ends a parenthesis left open.
fn code_spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut is_fenced = false;
    let mut asides: Vec<String> = Vec::new();
    for (idx, line) in text.lines().enumerate() {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            is_fenced = !is_fenced;
        } else if start.is_empty() || start.starts_with(['#', '|']) || start.starts_with("- ") {
            asides.clear();
        }
        if !is_fenced {
            spans_in_line(line, idx + 1, &mut asides, &mut spans);
        }
    }
    spans
}

/// `asides` holds the text of each parenthesis now open, which may have begun on an earlier line.
fn spans_in_line<'a>(line: &'a str, line_number: usize, asides: &mut Vec<String>, spans: &mut Vec<Span<'a>>) {
    let mut rest = line;
    while let Some(tick) = rest.find('`') {
        read_prose(&rest[..tick], asides);
        let fence = &rest[tick..];
        let fence = &fence[..fence.len() - fence.trim_start_matches('`').len()];
        let inside = &rest[tick + fence.len()..];
        let Some(end) = inside.find(fence) else {
            return;
        };
        rest = &inside[end + fence.len()..];
        spans.push(Span {
            code: inside[..end].trim(),
            line: line_number,
            is_to_come: rest.trim_start().starts_with(TO_COME),
            is_citation: asides.iter().any(|aside| is_citing(aside)),
        });
    }
    read_prose(rest, asides);
    asides.iter_mut().for_each(|aside| aside.push(' '));
}

fn read_prose(prose: &str, asides: &mut Vec<String>) {
    for c in prose.chars() {
        match c {
            '(' => asides.push(String::new()),
            ')' => drop(asides.pop()),
            _ => asides.iter_mut().for_each(|aside| aside.push(c)),
        }
    }
}

fn is_citing(aside: &str) -> bool {
    CITED.iter().any(|project| find_word(aside, project).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        named_paths(text).into_iter().map(|named| named.path).collect()
    }

    #[test]
    fn paths_of_this_tree_are_found() {
        assert_eq!(named("see `crates/web/src/lib.rs:12` and `docs/guide/`"), ["crates/web/src/lib.rs", "docs/guide"]);
        assert_eq!(named("run `truce check agreements/a.md`, ``bench/b``"), ["agreements/a.md", "bench/b"]);
        assert_eq!(named("(as `.ci/run` does)"), [".ci/run"]);
    }

    #[test]
    fn patterns_other_words_and_blocks_are_not() {
        assert_eq!(named("`crates/<name>/src` `docs/*.md` `crates/{a,b}` `fuzz/…`"), [""; 0]);
        assert_eq!(named("`records` `src/lib.rs` crates/web `rules/mod.rs` `open"), [""; 0]);
        assert_eq!(named("```\n`crates/gone`\n```\n"), [""; 0]);
        assert_eq!(named("(ruff,\n  `docs/x.md`; jiff, `fuzz/y.rs`)"), [""; 0]);
    }

    #[test]
    fn a_citation_ends_with_its_parenthesis() {
        assert_eq!(named("(ruff, `docs/x.md`) and `docs/y.md`"), ["docs/y.md"]);
        assert_eq!(named("(ruff, `docs/x.md`\n\n`docs/y.md`"), ["docs/y.md"]);
        assert_eq!(named("(by duty, `docs/x.md`)"), ["docs/x.md"], "no project is named");
    }

    #[test]
    fn what_is_missing_or_has_come_is_a_fault() {
        let page = "`docs/a.md` `docs/b.md`\n`docs/a.md` (to come), `docs/b.md` (to come)\n";
        let house = House::of(&[("ARCHITECTURE.md", page), ("STYLE.md", ""), ("docs/a.md", "")]);
        let faults: Vec<String> = check(&house).iter().map(Fault::to_string).collect();
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].starts_with("ARCHITECTURE.md:1: `docs/b.md` does not exist"), "{faults:?}");
        assert!(faults[1].starts_with("ARCHITECTURE.md:2: `docs/a.md` has come"), "{faults:?}");
        assert!(faults[2].starts_with("CONTRIBUTING.md: the page is missing"), "{faults:?}");
    }
}
