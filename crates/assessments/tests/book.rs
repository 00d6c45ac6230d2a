//! The book of cases: each heading is a case, with its agreement, its events, the moment asked about, and the assessments expected.
//!
//! `UPDATE_BOOK=1 cargo test -p assessments --test book` rewrites the expectations; read the difference.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use assessments::{Assessment, Role};
use provisions::{Agreement, Annexes, Severity};

const FRONT: &str = "---\nagreement: case\ntitle: A case\nparties: north \"North\", south \"South\"\n\
                     bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2025-01-01\n---\n\
                     # 1. A clause\n\n> Its text.\n\n```truce\n";

fn agreement(rules: &str) -> Agreement {
    let text = format!("{FRONT}{rules}```\n");
    let (agreement, diagnostics) = provisions::read("case.md", &text, &Annexes::new());
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.code.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    agreement
}

fn line(assessment: &Assessment) -> String {
    let mut line = assessment.rule.clone();
    if assessment.reading != "as written" {
        let _ = write!(line, " [{}]", assessment.reading);
    }
    let _ = write!(line, " {}", assessment.party);
    if !assessment.instance.is_empty() {
        let _ = write!(line, " {}", assessment.instance);
    }
    let _ = write!(line, " {}: {}", assessment.level.to_text(), assessment.status.to_text());
    if assessment.late {
        line.push_str(", late");
    }
    if let Some(reason) = assessment.reason {
        let _ = write!(line, ": {}", reason.to_text());
    }
    let role = |role: Role| match role {
        Role::Trigger => "trigger",
        Role::Counted => "counted",
        Role::Open => "open",
        Role::AuthorUnknown => "author unknown",
    };
    let causes: Vec<String> = assessment.because.iter().map(|c| format!("{} {}", c.event, role(c.role))).collect();
    if !causes.is_empty() {
        let _ = write!(line, " ({})", causes.join(", "));
    }
    if !assessment.pleaded.is_empty() {
        let _ = write!(line, " pleading {}", assessment.pleaded.join(", "));
    }
    line
}

/// Assesses a case. Where the three levels say the same, one line says it for all.
fn outcome(rules: &str, rows: &str, as_of: &str, seen: &mut BTreeSet<(String, String, String)>) -> String {
    let agreement = agreement(rules);
    let zone = &agreement.calendar.zone;
    let mut events = Vec::new();
    sources::read_events(&mut rows.as_bytes(), zone, &mut |row| events.push(row.unwrap())).unwrap();
    let (at, is_date) = records::parse_moment(as_of, zone).unwrap();
    let as_of = if is_date { records::end_of_day(at, zone) } else { at };
    let known = events::from_rows(events, None);
    let list = assessments::evaluate(&agreement, &known, as_of);
    let mut out = String::new();
    for levels in list
        .chunk_by(|a, b| (&a.rule, &a.reading, &a.party, &a.instance) == (&b.rule, &b.reading, &b.party, &b.instance))
    {
        for one in levels {
            let reason = one.reason.map_or(String::new(), |reason| reason.to_text().to_owned());
            seen.insert((kind(&agreement, one).to_owned(), one.status.to_text().to_owned(), reason));
        }
        let lines: Vec<String> = levels.iter().map(line).collect();
        let all =
            |line: &String, a: &Assessment| line.replacen(&format!(" {}:", a.level.to_text()), " at every level:", 1);
        let first = all(&lines[0], &levels[0]);
        if lines.iter().zip(levels).all(|(line, level)| all(line, level) == first) {
            let _ = writeln!(out, "{first}");
        } else {
            lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        }
    }
    out
}

fn kind(agreement: &Agreement, assessment: &Assessment) -> &'static str {
    let rule = agreement.rules().find(|(_, rule)| rule.id == assessment.rule).unwrap().1;
    match &rule.readings[0].duty.kind {
        provisions::Kind::Prohibition(_) => "prohibition",
        provisions::Kind::Deadline { .. } => "deadline",
        provisions::Kind::Rate { .. } => "rate",
        provisions::Kind::Cumulative { .. } => "cumulative",
        provisions::Kind::Term(_) => "term",
        provisions::Kind::Undefined(_) => "undefined",
    }
}

/// The text of the block that begins with `fence`, and where it ends; the search begins at `from`.
fn block<'b>(book: &'b str, from: usize, fence: &str) -> Option<(&'b str, usize, &'b str)> {
    let start = from + book[from..].find(fence)?;
    let info_end = start + book[start..].find('\n')?;
    let end = info_end + 1 + book[info_end + 1..].find("```")?;
    Some((&book[info_end + 1..end], end, book[start + fence.len()..info_end].trim()))
}

fn refreshed(book: &str, seen: &mut BTreeSet<(String, String, String)>) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some((rules, rules_end, _)) = block(book, at, "```truce") {
        let (rows, rows_end, _) = block(book, rules_end + 3, "```csv").expect("rules are followed by events");
        let (expected, end, as_of) = block(book, rows_end + 3, "```as-of").expect("events are followed by assessments");
        out.push_str(&book[at..end - expected.len()]);
        out.push_str(&outcome(rules, rows, as_of, seen));
        at = end;
    }
    out.push_str(&book[at..]);
    out
}

#[test]
fn the_book_is_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book");
    let mut seen = BTreeSet::new();
    let mut n_books = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let book = std::fs::read_to_string(&path).unwrap();
        let now = refreshed(&book, &mut seen);
        if std::env::var("UPDATE_BOOK").is_ok() {
            std::fs::write(&path, &now).unwrap();
            n_books += 1;
            continue;
        }
        for (now, book) in now.lines().zip(book.lines()) {
            assert_eq!(now, book, "{}", path.display());
        }
        assert_eq!(now, book);
        n_books += 1;
    }
    assert_eq!(n_books, 6, "one book for each kind");
    every_status_has_its_case(&seen);
}

/// What the kinds can say, by the guide's page on assessments.
fn every_status_has_its_case(seen: &BTreeSet<(String, String, String)>) {
    let at_most = [
        "no_breach_recorded:",
        "breach_indicated:",
        "not_in_force:",
        "undetermined:allegations_open",
        "undetermined:time_imprecise",
        "undetermined:place_imprecise",
        "undetermined:annex_missing",
        "undetermined:author_unknown",
        "undetermined:not_verified",
        "undetermined:qualifier_needs_finding",
        "undetermined:no_access",
    ];
    let at_least = [
        "met:",
        "pending:",
        "breach_indicated:",
        "overdue:claimed_only",
        "overdue:nothing_reported",
        "overdue:count_incomplete",
        "undetermined:time_imprecise",
        "undetermined:units_not_comparable",
    ];
    let wanted: [(&str, &[&str]); 6] = [
        ("prohibition", &[&at_most[..], &["breach_found:"]].concat()),
        ("rate", &[&at_least[..], &["no_breach_recorded:"]].concat()),
        (
            "deadline",
            &[&at_least[..], &["undetermined:allegations_open", "undetermined:to_be_agreed", "not_in_force:"]].concat(),
        ),
        (
            "cumulative",
            &["met:", "pending:", "undetermined:no_baseline", "breach_indicated:", "undetermined:to_be_agreed"],
        ),
        ("term", &["pending:", "not_in_force:"]),
        (
            "undefined",
            &[
                "undetermined:term_undefined",
                "undetermined:to_be_agreed",
                "undetermined:annex_missing",
                "undetermined:no_baseline",
                "not_in_force:",
            ],
        ),
    ];
    for (kind, outcomes) in wanted {
        for outcome in outcomes {
            let (status, reason) = outcome.split_once(':').unwrap();
            let key = (kind.to_owned(), status.to_owned(), reason.to_owned());
            assert!(seen.contains(&key), "the book of {kind} has no case of {outcome}");
        }
    }
}
