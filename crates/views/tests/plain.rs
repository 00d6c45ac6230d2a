//! The book of rules read back: each heading is a case, its agreement, and the sentences in every language.
//!
//! `UPDATE_BOOK=1 cargo test -p views --test plain` rewrites the expectations; read the difference.

use std::fmt::Write;
use std::path::Path;

use provisions::{Agreement, Annexes, Kind, Severity};
use views::plain::{Language, definitions, sentences};

const AGREEMENT: &str = "````markdown\n";

/// An outline and a course for the cases that need one, and another agreement with a figure.
fn annexes() -> Annexes {
    let outline = r#"{"type": "Polygon", "coordinates": [[[30, 10], [31, 10], [31, 11], [30, 10]]]}"#;
    let course = r#"{"type": "LineString", "coordinates": [[30, 10], [31, 11]]}"#;
    let earlier = "---\nagreement: earlier\ntitle: Earlier\nparties: north, south\ntime zone: UTC\n---\n# A\n```truce\n\
                   rule A1 \"aid\"\n  obliges north\n  every day truck_entered at least 600\n```\n";
    let files = [("valley.geojson", outline), ("line.geojson", course), ("earlier.md", earlier)];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect()
}

fn read(text: &str) -> Agreement {
    let (agreement, found) = provisions::read("a.md", text, &annexes());
    let faults = found.iter().filter(|one| one.code.severity() == Severity::Error);
    let faults: Vec<String> = faults.map(|one| format!("{}: {}", one.at.line, one.message)).collect();
    assert!(faults.is_empty(), "{faults:?}");
    agreement
}

/// Every rule in every reading, its sentences, then what its words mean.
fn told(agreement: &Agreement, language: Language) -> String {
    let mut out = String::new();
    for (_, rule) in agreement.rules() {
        for reading in &rule.readings {
            let _ = writeln!(out, "{} ({})", rule.id, reading.name);
            for sentence in sentences(agreement, rule, reading, language) {
                let _ = writeln!(out, "  {sentence}");
            }
            for sentence in definitions(agreement, reading, language) {
                let _ = writeln!(out, "    {sentence}");
            }
        }
    }
    out
}

fn fence(language: Language) -> &'static str {
    match language {
        Language::English => "```english\n",
        _ => "```arabic\n",
    }
}

/// The text with every expectation replaced by what is said now, and the agreements in it.
fn refreshed(book: &str) -> (String, Vec<Agreement>) {
    let mut out = String::new();
    let mut rest = book;
    let mut agreements = Vec::new();
    while let Some(start) = rest.find(AGREEMENT) {
        let body = start + AGREEMENT.len();
        let end = body + rest[body..].find("````").expect("an agreement ends with four backticks");
        let agreement = read(&rest[body..end]);
        for language in views::plain::LANGUAGES {
            let expected = rest.find(fence(language)).expect("an agreement is followed by its sentences");
            let after = expected + fence(language).len();
            let close = after + rest[after..].find("```").expect("sentences end with three backticks");
            out.push_str(&rest[..after]);
            out.push_str(&told(&agreement, language));
            rest = &rest[close..];
        }
        agreements.push(agreement);
    }
    out.push_str(rest);
    (out, agreements)
}

fn book() -> (std::path::PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book/plain.md");
    let text = std::fs::read_to_string(&path).expect("the book stands beside this file");
    (path, text)
}

#[test]
fn every_rule_is_read_back_in_every_language() {
    let (path, book) = book();
    let (now, _) = refreshed(&book);
    if std::env::var("UPDATE_BOOK").is_ok() {
        std::fs::write(&path, &now).unwrap();
    }
    for (now, book) in now.lines().zip(book.lines()) {
        assert_eq!(now, book);
    }
    assert_eq!(now, book);
}

#[test]
fn the_book_has_a_rule_of_every_kind() {
    let (_, agreements) = refreshed(&book().1);
    let readings = |agreement: &Agreement| -> Vec<&'static str> {
        agreement.rules().flat_map(|(_, rule)| &rule.readings).map(|reading| reading.duty.kind.name()).collect()
    };
    let names: Vec<&str> = agreements.iter().flat_map(readings).collect();
    for name in Kind::NAMES {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn the_languages_say_the_same_number_of_things() {
    let (_, agreements) = refreshed(&book().1);
    for agreement in &agreements {
        for (_, rule) in agreement.rules() {
            for reading in &rule.readings {
                let n_said = |language| sentences(agreement, rule, reading, language).len();
                let n_meant = |language| definitions(agreement, reading, language).len();
                assert_eq!(n_said(Language::English), n_said(Language::Arabic), "{}", rule.id);
                assert_eq!(n_meant(Language::English), n_meant(Language::Arabic), "{}", rule.id);
            }
        }
    }
}

/// Figures are what a lawyer looks for first: each that stands in one language stands in the other.
#[test]
fn the_languages_give_the_same_figures() {
    let (_, agreements) = refreshed(&book().1);
    let figures = |said: &str| -> Vec<String> {
        let parts = said.split(|letter: char| !letter.is_ascii_digit() && !",.:".contains(letter));
        let figures = parts.map(|part| part.trim_matches([',', '.', ':']).to_owned()).filter(|part| !part.is_empty());
        // One and two are words in Arabic.
        let mut figures: Vec<String> = figures.filter(|figure| figure != "1" && figure != "2").collect();
        figures.sort();
        figures
    };
    for agreement in &agreements {
        for (_, rule) in agreement.rules() {
            for reading in &rule.readings {
                let said = |language| sentences(agreement, rule, reading, language);
                for (english, arabic) in said(Language::English).iter().zip(&said(Language::Arabic)) {
                    assert_eq!(figures(english), figures(arabic), "{english}\n{arabic}");
                }
            }
        }
    }
}
