//! The editors know the language: their lists of words are those of the grammar, and their snippets can be read.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use provisions::{Annexes, Severity};

type Words = BTreeSet<String>;

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

fn words<'a>(list: impl IntoIterator<Item = &'a str>) -> Words {
    list.into_iter().map(str::to_owned).collect()
}

/// What an editor must know.
#[derive(Debug, Default, PartialEq)]
struct Known {
    definitions: Words,
    /// What opens a clause, with what a rule asks.
    clauses: Words,
    asks: Words,
    /// Every quoted word.
    all: Words,
    /// Keys of the front matter.
    keys: Words,
}

/// What the grammar says.
struct Grammar {
    productions: BTreeMap<String, Vec<String>>,
    clauses: Vec<Vec<String>>,
    quoted: Words,
}

impl Grammar {
    /// From the listings under "Definitions" and "Rules".
    fn from_page(page: &str) -> Grammar {
        let mut grammar = Grammar { productions: BTreeMap::new(), clauses: Vec::new(), quoted: Words::new() };
        for heading in ["\n## Definitions\n", "\n## Rules\n"] {
            let section = page.split(heading).nth(1).unwrap();
            let listing = section.split("```").nth(1).unwrap();
            let mut name = String::new();
            for line in listing.lines().skip(1) {
                grammar.quoted.extend(symbols(line).iter().filter_map(|symbol| quoted(symbol)).flat_map(split));
                let (left, right) = line.split_once("clauses:").unwrap_or((line, ""));
                // A row of clauses goes on far to the right.
                if left == line && line.starts_with("                    ") && ["definition", "rule"].contains(&&*name)
                {
                    grammar.clauses.push(symbols(line));
                    continue;
                }
                grammar.clauses.push(symbols(right));
                let symbols = symbols(left);
                for (idx, symbol) in symbols.iter().enumerate() {
                    match symbols.get(idx + 1) {
                        Some(next) if next == "=" => name.clone_from(symbol),
                        _ if symbol != "=" => grammar.productions.entry(name.clone()).or_default().push(symbol.clone()),
                        _ => {}
                    }
                }
            }
        }
        grammar
    }

    /// The words with which these symbols can begin.
    fn first(&self, symbols: &[String], found: &mut Words) {
        for alternative in alternatives(symbols) {
            let mut idx = 0;
            while let Some(symbol) = alternative.get(idx) {
                let may_be_absent = ["[", "{"].contains(&symbol.as_str());
                if may_be_absent || symbol == "(" {
                    let end = closing(alternative, idx);
                    self.first(&alternative[idx + 1..end], found);
                    idx = end + 1;
                } else if let Some(text) = quoted(symbol) {
                    found.extend(split(text).into_iter().next());
                } else if let Some(production) = self.productions.get(symbol) {
                    self.first(production, found);
                }
                if !may_be_absent {
                    break;
                }
            }
        }
    }

    fn firsts<'a>(&self, lists: impl IntoIterator<Item = &'a Vec<String>>) -> Words {
        let mut found = Words::new();
        lists.into_iter().for_each(|symbols| self.first(symbols, &mut found));
        found
    }
}

/// Quoted texts, brackets and names of one line.
fn symbols(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => 2 + rest[1..].find('"').unwrap(),
            '(' | ')' | '[' | ']' | '{' | '}' | '|' => 1,
            _ => rest.find(|c: char| c.is_whitespace() || "()[]{}|\"".contains(c)).unwrap_or(rest.len()),
        };
        out.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    out
}

fn quoted(symbol: &str) -> Option<&str> {
    symbol.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
}

/// Its words of more than signs: `A` and `%` are none.
fn split(text: &str) -> Vec<String> {
    let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase());
    text.split(' ').filter(is_word).map(str::to_owned).collect()
}

fn alternatives(symbols: &[String]) -> Vec<&[String]> {
    let mut out = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (idx, symbol) in symbols.iter().enumerate() {
        match symbol.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "|" if depth == 0 => {
                out.push(&symbols[start..idx]);
                start = idx + 1;
            }
            _ => {}
        }
    }
    out.push(&symbols[start..]);
    out
}

fn closing(symbols: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (idx, symbol) in symbols.iter().enumerate().skip(open) {
        match symbol.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return idx;
        }
    }
    symbols.len() - 1
}

fn of_grammar() -> Known {
    let page = file("docs/formats/language.md");
    let grammar = Grammar::from_page(&page);
    let keys = page.split("\nFront matter: ").nth(1).unwrap().split("\n\n").next().unwrap();
    Known {
        definitions: grammar.firsts([&grammar.productions["definition"], &grammar.productions["rule"]]),
        clauses: grammar.firsts(&grammar.clauses),
        asks: grammar.firsts([&grammar.productions["ask"]]),
        keys: words(keys.split('`').skip(1).step_by(2)),
        all: grammar.quoted,
    }
}

/// The text between two marks that follows another.
fn between<'a>(text: &'a str, after: &str, open: &str, close: &str) -> &'a str {
    let rest = text.split(after).nth(1).unwrap_or_else(|| panic!("{after} is not there"));
    let rest = &rest[rest.find(open).unwrap() + open.len()..];
    &rest[..rest.find(close).unwrap()]
}

fn known(lists: [Words; 4], keys: Words) -> Known {
    let [definitions, clauses, asks, words] = lists;
    let clauses: Words = &clauses | &asks;
    let all = &(&definitions | &clauses) | &words;
    Known { definitions, clauses, asks, all, keys }
}

fn of_vscode() -> Known {
    let block = file("editors/vscode/syntaxes/truce.tmLanguage.json");
    let front_matter = file("editors/vscode/syntaxes/truce-front-matter.tmLanguage.json");
    let list = |mark: &str| words(between(&block, mark, "(", ")").trim_start_matches("?:").split('|'));
    let within = words(between(&block, "\"words: ", "(?:", ")").split('|'));
    let lists = [list("\"definitions: "), list("\"clauses: "), list("\"asks: "), within];
    known(lists, words(between(&front_matter, "\"keys: ", "^(", ")").split('|')))
}

fn of_vim() -> Known {
    let block = file("editors/vim/syntax/truce.vim");
    let lists = ["truceDefinition", "truceClause", "truceAsk", "truceWord"].map(|group| {
        let rows = block.lines().filter(|line| line.starts_with(&format!("syntax match {group} ")));
        rows.flat_map(|row| words(between(row, group, r"\%(", r"\)").split(r"\|"))).collect()
    });
    known(
        lists,
        words(between(&file("editors/vim/after/syntax/markdown.vim"), "\" keys: ", r"^\(", r"\):").split(r"\|")),
    )
}

fn of_kate() -> Known {
    let block = file("editors/kate/truce.xml");
    let lists = ["definitions", "clauses", "asks", "words"].map(|name| {
        let list = between(&block, &format!("<list name=\"{name}\""), ">", "</list>");
        words(list.split("<item>").skip(1).map(|item| item.split("</item>").next().unwrap()))
    });
    known(lists, words(between(&file("editors/kate/truce-agreement.xml"), "<!-- keys: ", "^(", "):").split('|')))
}

#[test]
fn the_grammar_is_read_as_people_read_it() {
    let grammar = of_grammar();
    assert!(
        grammar.definitions.is_superset(&words(["event", "evidence", "rule", "zone"])),
        "{:?}",
        grammar.definitions
    );
    assert!(!grammar.definitions.contains("from"), "{:?}", grammar.definitions);
    let some = ["amount", "annex", "by", "counted", "ends", "field", "is", "never", "obliges", "reading", "within"];
    assert!(grammar.clauses.is_superset(&words(some)), "{:?}", grammar.clauses);
    assert!(!grammar.clauses.contains("consultation"), "{:?}", grammar.clauses);
    assert!(grammar.asks.is_superset(&words(["at", "keep", "must", "never", "undefined"])), "{:?}", grammar.asks);
    assert!(grammar.all.is_superset(&words(["consultation", "kilometres", "month"])), "{:?}", grammar.all);
    assert!(grammar.keys.is_superset(&words(["agreement", "time zone", "invented"])), "{:?}", grammar.keys);
}

#[test]
fn every_editor_knows_the_words_of_the_grammar_and_no_others() {
    let mut grammar = of_grammar();
    // Of the page, but not of these listings: signs in words, and plurals.
    let others = ["percent", "days", "months", "weeks", "years", "hours"];
    grammar.all.extend(words(others));
    for (name, editor) in [("vscode", of_vscode()), ("vim", of_vim()), ("kate", of_kate())] {
        let pairs = [
            ("definitions", &editor.definitions, &grammar.definitions),
            ("clauses", &editor.clauses, &grammar.clauses),
            ("asks", &editor.asks, &grammar.asks),
            ("words", &editor.all, &grammar.all),
            ("keys", &editor.keys, &grammar.keys),
        ];
        for (list, has, needs) in pairs {
            let (lacks, surplus): (Vec<_>, Vec<_>) =
                ((needs - has).into_iter().collect(), (has - needs).into_iter().collect());
            assert!(
                lacks.is_empty() && surplus.is_empty(),
                "editors/{name}, {list}: lacks {lacks:?}, has beside {surplus:?}"
            );
        }
    }
}

/// Bodies of the snippets with the words that stand at their places.
fn snippets(path: &str) -> Vec<String> {
    file(path).split("\"body\": [").skip(1).map(|body| filled(&body[..body.find("\n    ]").unwrap()])).collect()
}

fn filled(body: &str) -> String {
    let mut out = String::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = line.trim_end_matches(',');
        let mut rest = quoted(line).unwrap();
        while let Some(place) = rest.find('$') {
            out.push_str(&rest[..place]);
            // `${2:words}`, or `$0`, the place where one ends.
            rest = match rest[place..].strip_prefix("$0") {
                Some(after) => after,
                None => {
                    let (words, after) = rest[place..].split_once(':').unwrap().1.split_once('}').unwrap();
                    out.push_str(words);
                    after
                }
            };
        }
        out.push_str(rest);
        out.push('\n');
    }
    out.replace("\\\"", "\"")
}

fn check_snippet(snippet: &str, text: &str) {
    let square = br#"{"type":"Polygon","coordinates":[[[30,15],[31,15],[31,16],[30,15]]]}"#.to_vec();
    let (_, found) = provisions::read("snippet.md", text, &Annexes::from([("zone.geojson".to_owned(), square)]));
    let faults: Vec<_> =
        found.iter().filter(|one| one.code.severity() == Severity::Error).map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{snippet}\n{faults:?}");
}

#[test]
fn every_snippet_can_be_read() {
    let head = "---\nagreement: b\ntitle: B\nparties: north \"N\", south \"S\"\nbodies: commission \"C\"\n\
                time zone: Africa/Khartoum\nin force: from 2030-03-01\n---\n";
    let shared = "zone place \"P\"\n  annex missing \"none\"\n\n";
    let in_blocks = snippets("editors/vscode/snippets/block.json");
    assert!(in_blocks.len() > 20, "{}", in_blocks.len());
    for snippet in in_blocks {
        let text = format!("{head}\n# 1. X\n\n> t\n\n```truce\n{shared}{snippet}```\n");
        check_snippet(&snippet, &text);
        assert_eq!(provisions::format(&text), text, "{snippet}");
    }
    for snippet in snippets("editors/vscode/snippets/agreement.json") {
        let head = if snippet.starts_with("---") { "" } else { head };
        check_snippet(&snippet, &format!("{head}{snippet}"));
    }
}
