//! The book of broken agreements: each heading is a case, its agreement and the diagnostics expected of it.
//!
//! `UPDATE_BOOK=1 cargo test -p provisions --test book` rewrites the expectations; read the difference.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use provisions::{Agreement, Annexes, Code, Diagnostic, Severity};

const EARLIER: &str = "````earlier\n";
const AGREEMENT: &str = "````markdown\n";
const DIAGNOSTICS: &str = "```diagnostics\n";

/// The files that lie beside each agreement of the book.
const ANNEXES: [(&str, &str); 4] = [
    ("broken.geojson", "{}"),
    ("square.geojson", r#"{"type":"Polygon","coordinates":[[[30,15],[31,15],[31,16],[30,15]]]}"#),
    ("line.geojson", r#"{"type":"LineString","coordinates":[[30,15],[31,16]]}"#),
    ("other.md", OTHER),
];

/// Another agreement, from which values can be taken.
const OTHER: &str = r#"---
agreement: other
title: Other
parties: north "North"
time zone: UTC
in force: from 2024-01-01
---
# 1. Aid

> Text.

```truce
rule O1 "aid"
  obliges north
  every day truck_entered at least 600, of them fuel at least 50

rule O2 "fire"
  obliges north
  never shelling
```
"#;

/// One case: the version before, if it has one, and the agreement.
struct Case {
    earlier: Option<String>,
    text: String,
}

impl Case {
    fn read(&self) -> (Agreement, Vec<Diagnostic>) {
        let annexes: Annexes = ANNEXES.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into();
        let (agreement, mut found) = provisions::read("a.md", &self.text, &annexes);
        if let Some(earlier) = &self.earlier {
            let (earlier, _) = provisions::read("earlier.md", earlier, &annexes);
            found.extend(provisions::succession(&[&earlier], &agreement));
        }
        (agreement, found)
    }
}

/// What an editor would change or hide stands for itself under another sign.
fn unescaped(text: &str) -> String {
    const SIGNS: [(&str, &str); 6] = [
        ("⇥", "\t"),
        ("␍", "\r"),
        ("<BOM>", "\u{feff}"),
        ("<RLM>", "\u{200f}"),
        ("<NBSP>", "\u{a0}"),
        ("<ZWNJ>", "\u{200c}"),
    ];
    SIGNS.iter().fold(text.to_owned(), |text, (sign, meant)| text.replace(sign, meant))
}

fn shown(found: Vec<Diagnostic>) -> String {
    let mut out = String::new();
    for one in found {
        let _ = writeln!(out, "{}:{} {} {}", one.at.line, one.at.column, one.code.text(), one.message);
        if let Some(hint) = one.hint {
            let _ = writeln!(out, "    {hint}");
        }
    }
    out
}

fn body<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    let start = text.find(opening)? + opening.len();
    let end = start + text[start..].find("````").expect("an agreement ends with four backticks");
    Some(&text[start..end])
}

/// The text with every expectation replaced by what is found now, and all cases.
fn refreshed(book: &str) -> (String, Vec<Case>) {
    let mut out = String::new();
    let mut rest = book;
    let mut cases = Vec::new();
    while let Some(expected) = rest.find(DIAGNOSTICS) {
        let after = expected + DIAGNOSTICS.len();
        let close = after + rest[after..].find("```").expect("diagnostics end with three backticks");
        let text = body(&rest[..expected], AGREEMENT).expect("diagnostics follow an agreement");
        let earlier = body(&rest[..expected], EARLIER).map(unescaped);
        let case = Case { earlier, text: unescaped(text) };
        out.push_str(&rest[..after]);
        out.push_str(&shown(case.read().1));
        rest = &rest[close..];
        cases.push(case);
    }
    out.push_str(rest);
    (out, cases)
}

fn book() -> (String, std::path::PathBuf) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book/broken.md");
    (std::fs::read_to_string(&path).unwrap(), path)
}

#[test]
fn every_fault_is_found_at_its_place_and_hides_no_other() {
    let (book, path) = book();
    let (now, cases) = refreshed(&book);
    if std::env::var("UPDATE_BOOK").is_ok() {
        std::fs::write(&path, &now).unwrap();
    }
    let n_broken = cases.iter().filter(|case| !case.read().1.is_empty()).count();
    assert!(n_broken >= 60, "{n_broken} broken agreements");
    for (now, book) in now.lines().zip(book.lines()) {
        assert_eq!(now, book);
    }
    assert_eq!(now, book);
}

#[test]
fn every_code_has_a_case() {
    let (_, cases) = refreshed(&book().0);
    let found: BTreeSet<Code> = cases.iter().flat_map(|case| case.read().1).map(|one| one.code).collect();
    let without: Vec<&str> = Code::ALL.iter().filter(|code| !found.contains(code)).map(|code| code.text()).collect();
    assert_eq!(without, Vec::<&str>::new());
}

/// Half of what was written could ask for more, or less, than was meant. Three faults leave the rule whole: too many
/// readings of it, and an id that a later rule or an earlier version has too.
#[test]
fn a_rule_with_a_fault_in_one_of_its_lines_is_not_assessed() {
    let whole = [Code::ReadingsMany, Code::Retired, Code::Twice];
    for case in refreshed(&book().0).1 {
        let (agreement, found) = case.read();
        for fault in found.iter().filter(|one| one.code.severity() == Severity::Error && !whole.contains(&one.code)) {
            for (_, rule) in agreement.rules() {
                let within = (rule.at.start..=rule.end).contains(&fault.at.start);
                assert!(!within, "{fault}\nand the rule {} is assessed:\n{}", rule.id, case.text);
            }
        }
    }
}
