//! The books of cases, one for each kind: each heading is a case, with its agreement, its events, the moments asked about, and the
//! assessments expected. At the top of a book a table says which case shows which outcome.
//!
//! `UPDATE_BOOK=1 cargo test -p assessments --test book` rewrites the expectations; read the difference.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use assessments::{Assessment, Role};
use provisions::{Agreement, Annexes, Code, Kind, Severity};

const FRONT: &str = "---\nagreement: case\ntitle: A case\nparties: north \"North\", south \"South\"\n\
                     bodies: commission \"Commission\"\nnon-signatories: east \"East\"\ninterpreted by: commission\n\
                     time zone: UTC\nweekend: saturday, sunday\nin force: from 2025-01-01\n---\n\
                     # 1. A clause\n\n> Its text.\n\n```truce\n";

/// The files beside every case's agreement: the square from 0 to 1 degrees, a meridian on each side of it, and an earlier agreement.
fn annexes() -> Annexes {
    let outline = |kind: &str, points: &str| {
        let geometry = format!(r#"{{"type":"{kind}","coordinates":{points}}}"#);
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}"#
        )
    };
    let earlier = "---\nagreement: earlier\ntitle: Earlier\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
                   in force: from 2024-01-01\n---\n# 1. Aid\n\n> Two a day.\n\n```truce\nrule 1 \"two a day\"\n  \
                   obliges north\n  every day truck_entered at least 2\n```\n";
    [
        ("north.geojson", outline("Polygon", "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]")),
        ("line.geojson", outline("LineString", "[[0,0],[0,1]]")),
        ("line-2.geojson", outline("LineString", "[[1,0],[1,1]]")),
        ("earlier.md", earlier.to_owned()),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .collect()
}

fn agreement(rules: &str) -> Agreement {
    let text = format!("{FRONT}{rules}```\n");
    let (agreement, diagnostics) = provisions::read("case.md", &text, &annexes());
    // An annex that is not there is a case, too.
    let is_error = |code: Code| code.severity() == Severity::Error && code != Code::AnnexUnread;
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| is_error(diagnostic.code)).collect();
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
    for score in &assessment.scores {
        let number = score.score.map_or("-".to_owned(), |score| score.to_string());
        let _ = write!(line, " scored {number} by {}", score.by);
    }
    line
}

/// A status with its reason; `late` stands as the reason of what was met late, `-` where there is none.
type Outcome = (String, String);

fn outcome(assessment: &Assessment) -> Outcome {
    let late = if assessment.late { "late" } else { "-" };
    let reason = assessment.reason.map_or(late, |reason| reason.to_text());
    (assessment.status.to_text().to_owned(), reason.to_owned())
}

/// Assesses a case. Where the three levels say the same, one line says it for all.
fn assessed(agreement: &Agreement, rows: &str, as_of: &str, seen: &mut BTreeSet<Outcome>) -> String {
    let zone = &agreement.calendar.zone;
    let mut events = Vec::new();
    sources::read_events(&mut rows.as_bytes(), zone, &mut |row| events.push(row.unwrap())).unwrap();
    let (at, is_date) = records::parse_moment(as_of, zone).unwrap();
    let as_of = if is_date { records::end_of_day(at, zone) } else { at };
    let known = events::from_rows(events, None);
    let list = assessments::evaluate(agreement, &known, as_of);
    let (mut small, mut of_rows) = (records::Rows::default(), Vec::new());
    sources::read_rows(&mut rows.as_bytes(), zone, None, &mut small, &mut |rejected| panic!("{rejected}")).unwrap();
    assessments::evaluate_rows(agreement, &small, as_of, &mut |one| of_rows.push(one.to_assessment()));
    assert_eq!(list, of_rows, "the same rows, held small");
    seen.extend(list.iter().map(outcome));
    let mut out = String::new();
    for levels in list
        .chunk_by(|a, b| (&a.rule, &a.reading, &a.party, &a.instance) == (&b.rule, &b.reading, &b.party, &b.instance))
    {
        let lines: Vec<String> = levels.iter().map(line).collect();
        let all =
            |line: &String, a: &Assessment| line.replacen(&format!(" {}:", a.level.to_text()), " at every level:", 1);
        let first = all(&lines[0], &levels[0]);
        if levels.len() == 3 && lines.iter().zip(levels).all(|(line, level)| all(line, level) == first) {
            let _ = writeln!(out, "{first}");
        } else {
            lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        }
    }
    out
}

/// The text of the block that begins with `fence`, and where it ends; the search begins at `from`.
fn block<'b>(book: &'b str, from: usize, fence: &str) -> Option<(&'b str, usize, &'b str)> {
    let start = from + book[from..].find(fence)?;
    let info_end = start + book[start..].find('\n')?;
    let end = info_end + 1 + book[info_end + 1..].find("```")?;
    Some((&book[info_end + 1..end], end, book[start + fence.len()..info_end].trim()))
}

/// A case with the assessments as they are now, and the outcomes seen in it.
fn refreshed(case: &str, kind: &str) -> (String, BTreeSet<Outcome>) {
    let mut seen = BTreeSet::new();
    let (rules, rules_end, _) = block(case, 0, "```truce").expect("a case has rules");
    let (rows, rows_end, _) = block(case, rules_end + 3, "```csv").expect("rules are followed by events");
    let agreement = agreement(rules);
    for (_, rule) in agreement.rules() {
        let of = rule.readings[0].duty.kind.name();
        assert_eq!(of, kind, "rule {} belongs in another book:\n{rules}", rule.id);
    }
    let (mut out, mut at) = (String::new(), 0);
    let mut from = rows_end + 3;
    while let Some((expected, end, as_of)) = block(case, from, "```as-of") {
        out.push_str(&case[at..end - expected.len()]);
        out.push_str(&assessed(&agreement, rows, as_of, &mut seen));
        (at, from) = (end, end + 3);
    }
    assert!(at > 0, "events are followed by assessments:\n{rows}");
    out.push_str(&case[at..]);
    (out, seen)
}

/// The rows of the table at a book's top: which case shows which outcome.
fn table(top: &str) -> Vec<(Outcome, &str)> {
    let mut rows = Vec::new();
    for row in top.lines().filter(|line| line.starts_with('|')).skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [status, reason, case] = cells[..] else { panic!("{row} has three cells") };
        rows.push(((status.to_owned(), reason.to_owned()), case));
    }
    rows
}

/// Where the table and the cases do not agree.
fn table_faults(rows: &[(Outcome, &str)], cases: &BTreeMap<&str, BTreeSet<Outcome>>) -> Vec<String> {
    let mut faults = Vec::new();
    for ((status, reason), case) in rows {
        match cases.get(case) {
            None => faults.push(format!("the table names a case {case:?}, which is not there")),
            Some(seen) if !seen.contains(&(status.clone(), reason.clone())) => {
                faults.push(format!("{case:?} does not show {status} {reason}"));
            }
            Some(_) => {}
        }
    }
    let listed: BTreeSet<&Outcome> = rows.iter().map(|(outcome, _)| outcome).collect();
    for (case, seen) in cases {
        for (status, reason) in seen.iter().filter(|outcome| !listed.contains(outcome)) {
            faults.push(format!("the table has no row for {status} {reason}, seen in {case:?}"));
        }
    }
    faults
}

/// What stands between the lines with which both begin and those with which both end.
fn difference(expected: &str, now: &str) -> String {
    let (expected, now): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), now.lines().collect());
    let n_first = expected.iter().zip(&now).take_while(|(one, other)| one == other).count();
    let (expected, now) = (&expected[n_first..], &now[n_first..]);
    let n_last = expected.iter().rev().zip(now.iter().rev()).take_while(|(one, other)| one == other).count();
    let marked = |sign: char, lines: &[&str]| -> String {
        lines[..lines.len() - n_last].iter().map(|line| format!("  {sign} {line}\n")).collect()
    };
    marked('-', expected) + &marked('+', now)
}

/// One book as it is now, with what is wrong in it.
fn read_again(book: &str, kind: &str) -> (String, Vec<String>) {
    let starts: Vec<usize> = book.match_indices("\n## ").map(|(at, _)| at + 1).chain([book.len()]).collect();
    let top = &book[..starts[0]];
    let (mut now, mut faults, mut cases) = (top.to_owned(), Vec::new(), BTreeMap::new());
    for ends in starts.windows(2) {
        let case = &book[ends[0]..ends[1]];
        let title = case[3..].lines().next().unwrap().trim();
        let (refreshed, seen) = refreshed(case, kind);
        assert!(cases.insert(title, seen).is_none(), "two cases are called {title:?}");
        if refreshed != case {
            faults.push(format!("{title:?}: expected (-), now (+)\n{}", difference(case, &refreshed)));
        }
        now.push_str(&refreshed);
    }
    faults.extend(table_faults(&table(top), &cases));
    (now, faults)
}

fn check(kind: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/book/{kind}.md"));
    let book = std::fs::read_to_string(&path).unwrap();
    let (now, faults) = read_again(&book, kind);
    if std::env::var("UPDATE_BOOK").is_ok() {
        std::fs::write(&path, &now).unwrap();
        return;
    }
    assert!(faults.is_empty(), "{}:\n{}", path.display(), faults.join("\n"));
}

#[test]
fn every_kind_has_its_book() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book");
    let books: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let kinds: BTreeSet<String> = Kind::NAMES.into_iter().map(str::to_owned).collect();
    assert_eq!(books, kinds);
}

macro_rules! books {
    ($($kind:ident)*) => {
        $(#[test]
        fn $kind() {
            check(stringify!($kind));
        })*
    };
}

books!(prohibition deadline sequence eligibility placement cumulative continuous report rate ratio term conditional conduct undefined);
