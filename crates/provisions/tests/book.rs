//! The book of broken agreements: each heading is a case, its agreement and the diagnostics expected of it.
//!
//! `UPDATE_BOOK=1 cargo test -p provisions --test book` rewrites the expectations; read the difference.

use std::fmt::Write;
use std::path::Path;

use provisions::Annexes;

const AGREEMENT: &str = "````markdown\n";
const DIAGNOSTICS: &str = "```diagnostics\n";

fn diagnostics(text: &str) -> String {
    let annexes: Annexes = [("broken.geojson".to_owned(), b"{}".to_vec())].into();
    let (_, found) = provisions::read("a.md", text, &annexes);
    let mut out = String::new();
    for one in found {
        let _ = writeln!(out, "{}:{} {} {}", one.at.line, one.at.column, one.code.text(), one.message);
        if let Some(hint) = one.hint {
            let _ = writeln!(out, "    {hint}");
        }
    }
    out
}

/// The text with every expectation replaced by what is found now.
fn refreshed(book: &str) -> (String, usize) {
    let mut out = String::new();
    let mut rest = book;
    let mut n_cases = 0;
    while let Some(start) = rest.find(AGREEMENT) {
        let body = start + AGREEMENT.len();
        let end = body + rest[body..].find("````").expect("an agreement ends with four backticks");
        let expected = end + rest[end..].find(DIAGNOSTICS).expect("an agreement is followed by its diagnostics");
        let after = expected + DIAGNOSTICS.len();
        let close = after + rest[after..].find("```").expect("diagnostics end with three backticks");
        out.push_str(&rest[..after]);
        out.push_str(&diagnostics(&rest[body..end]));
        rest = &rest[close..];
        n_cases += 1;
    }
    out.push_str(rest);
    (out, n_cases)
}

#[test]
fn every_fault_is_found_at_its_place_and_hides_no_other() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book/broken.md");
    let book = std::fs::read_to_string(&path).unwrap();
    let (now, n_cases) = refreshed(&book);
    if std::env::var("UPDATE_BOOK").is_ok() {
        std::fs::write(&path, &now).unwrap();
    }
    assert!(n_cases >= 20, "{n_cases} cases");
    for (now, book) in now.lines().zip(book.lines()) {
        assert_eq!(now, book);
    }
    assert_eq!(now, book);
}
