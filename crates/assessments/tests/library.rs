//! The library of agreements: all 64 provisions are there, each with its kind, and say over their exercises what they should.
//!
//! A provision measurable from its text alone (M) is assessed; one that needs an annex, a definition or a baseline (P) is
//! undetermined with its reason, and assessed once `given.md` gives an invented one; one that cannot be measured (U) says which
//! term is missing. The guide's table of the library is made from the agreements (`UPDATE_BOOK=1` refreshes it).
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use assessments::{Assessment, Reason, Status};
use provisions::{Agreement, Annexes, OpenPoint, Provision, Severity};
use records::EventRow;

/// Agreement, provision, kind counted, and whether it can be measured.
const PROVISIONS: &str = "\
gaza-2025 GP3a prohibit M
gaza-2025 GP3b placement P
gaza-2025 GP4 deadline M
gaza-2025 GP5a sequence M
gaza-2025 GP5b ratio M
gaza-2025 GP6 sequence P
gaza-2025 GP7 rate P
gaza-2025 GP8a prohibit P
gaza-2025 GP8b continuous P
gaza-2025 GP9 eligibility U
gaza-2025 GP12 prohibit M
gaza-2025 GP13a eligibility P
gaza-2025 GP13b cumulative P
gaza-2025 GP15 eligibility P
gaza-2025 GP16 conditional P
gaza-2025 GP17 sequence P
gaza-2025 R2 term M
gaza-2025 R3 report M
gaza-2025 R4 eligibility P
gaza-2025 R5 undefined U
gaza-2025 R6 prohibit P
gaza-2025 R7 eligibility P
gaza-2025-01 GJ1 rate M
gaza-2025-01 GJ2 rate M
gaza-2025-01 GJ3 sequence M
gaza-2025-01 GJ4 deadline M
gaza-2025-01 GJ5 cumulative M
gaza-2025-01 GJ6 cumulative P
gaza-2025-01 GJ7 conditional M
gaza-2025-01 GJ8 term P
minsk-2015 M1 prohibit M
minsk-2015 M2 placement M
minsk-2015 M3 deadline M
minsk-2015 M4 continuous P
minsk-2015 M5 sequence P
minsk-2015 M6 deadline M
minsk-2015 M7 deadline M
minsk-2015 M8 sequence M
minsk-2015 M9 placement P
lebanon-2024 L1 prohibit P
lebanon-2024 L2 prohibit P
lebanon-2024 L3 placement M
lebanon-2024 L5 eligibility P
lebanon-2024 L6 cumulative P
lebanon-2024 L7 report M
lebanon-2024 L8 deadline M
lebanon-2024 L9 cumulative P
lebanon-2024 L10 undefined U
hodeidah-2018 H1 prohibit P
hodeidah-2018 H2 deadline P
hodeidah-2018 H3 prohibit P
hodeidah-2018 H4 placement P
hodeidah-2018 H5 report M
hodeidah-2018 H6 continuous P
hodeidah-2018 H7 continuous P
hodeidah-2018 H8 undefined U
colombia-2016 C1 prohibit M
colombia-2016 C2 cumulative M
colombia-2016 C3 deadline M
colombia-2016 C4 deadline M
colombia-2016 C5 placement M
colombia-2016 C6 eligibility M
colombia-2016 C7 rate M
colombia-2016 C8 report M
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agreements")
}

/// Kinds of the language that a counted kind can be written as.
fn kinds_of(counted: &str) -> &'static [&'static str] {
    match counted {
        "prohibit" => &["prohibition", "conduct"],
        "placement" => &["placement"],
        "deadline" => &["deadline"],
        "sequence" => &["sequence"],
        "ratio" => &["ratio"],
        "rate" => &["rate", "continuous"],
        "continuous" => &["continuous"],
        "eligibility" => &["eligibility"],
        "cumulative" => &["cumulative"],
        "conditional" => &["conditional"],
        "term" => &["term"],
        "report" => &["report"],
        "undefined" => &["undefined", "conduct"],
        other => panic!("{other} is no kind that was counted"),
    }
}

/// One agreement with its exercise.
struct Exercise {
    name: String,
    text: String,
    rows: Vec<u8>,
}

impl Exercise {
    fn of(name: &str) -> Exercise {
        let read = |path: &str| std::fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let text = String::from_utf8(read(&format!("{name}.md"))).unwrap();
        let exercise = format!("{name}/exercise.csv");
        let is_exercise = folder().join(&exercise).exists();
        let rows = read(&if is_exercise { exercise } else { format!("{name}/events.csv") });
        Exercise { name: name.to_owned(), text, rows }
    }

    fn agreement(&self, text: &str) -> Agreement {
        let (agreement, found) = provisions::read(&self.name, text, &annexes_of(text));
        let errors: Vec<_> = found.iter().filter(|d| d.code.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", self.name);
        agreement
    }

    fn assessed(&self, agreement: &Agreement) -> Vec<Assessment> {
        let mut rows = Vec::new();
        let each = &mut |row: Result<EventRow, sources::Rejected>| rows.push(row.unwrap());
        sources::read_events(&mut self.rows.as_slice(), &agreement.calendar.zone, each).unwrap();
        let as_of = rows.iter().filter_map(|row| row.statement.end()).max().unwrap();
        assessments::evaluate(agreement, &events::from_rows(rows, None), as_of)
    }
}

fn annexes_of(text: &str) -> Annexes {
    let read = |name: &String| std::fs::read(folder().join(name)).ok().map(|bytes| (name.clone(), bytes));
    provisions::annex_names(text).iter().filter_map(read).collect()
}

fn of_provision<'a>(all: &'a [Assessment], id: &str) -> Vec<&'a Assessment> {
    all.iter().filter(|one| one.provision == id).collect()
}

fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    PROVISIONS.lines().map(|line| line.split(' ').collect::<Vec<_>>().try_into().expect("four words"))
}

fn names() -> BTreeSet<&'static str> {
    rows().map(|[name, ..]| name).collect()
}

#[test]
fn all_64_provisions_are_there_each_with_its_kind() {
    let mut n_found = 0;
    let agreements: BTreeMap<&str, Agreement> = names()
        .into_iter()
        .map(|name| (name, Exercise::of(name)))
        .map(|(name, e)| (name, e.agreement(&e.text)))
        .collect();
    for [name, id, counted, _] in rows() {
        let provision = provision(&agreements[name], id).unwrap_or_else(|| panic!("{name} has no rule under {id}"));
        let kinds: BTreeSet<&str> =
            provision.rules.iter().flat_map(|rule| &rule.readings).map(|reading| reading.duty.kind.name()).collect();
        assert!(kinds_of(counted).iter().any(|kind| kinds.contains(kind)), "{id}: {kinds:?}, not {counted}");
        assert!(provision.rules.iter().all(|rule| rule.id.starts_with(id)), "{id} has a rule of another name");
        assert!(!provision.text.is_empty(), "{id} has no text");
        n_found += 1;
    }
    assert_eq!(n_found, 64);
}

fn provision<'a>(agreement: &'a Agreement, id: &str) -> Option<&'a Provision> {
    agreement.provisions.iter().find(|provision| provision.id == id)
}

#[test]
fn an_id_in_prose_is_no_rule() {
    let text = "---\nagreement: a\ntitle: A\nparties: n, s\ntime zone: UTC\n---\n# GP4. Words\n\n> rule GP4 \"x\"\n\n\
                rule GP4 \"released\"\n\n    rule GP4 \"indented\"\n\n```text\nrule GP4 \"x\"\n```\n";
    let (agreement, _) = provisions::read("a.md", text, &Annexes::new());
    assert_eq!(agreement.rules().count(), 0);
    assert_eq!(agreement.unmeasured.len(), 1, "its text is there, and nothing measures it");
}

#[test]
fn what_can_be_measured_is_assessed_and_what_cannot_says_why() {
    for name in names() {
        let exercise = Exercise::of(name);
        let all = exercise.assessed(&exercise.agreement(&exercise.text));
        for [_, id, _, measurable] in rows().filter(|[of, ..]| *of == name) {
            let own = of_provision(&all, id);
            let decided = own.iter().any(|one| !matches!(one.status, Status::NotInForce | Status::Undetermined));
            match measurable {
                "M" => assert!(decided, "{id} can be measured and is not: {own:#?}"),
                "U" => {
                    let missing = [Reason::TermUndefined, Reason::ToBeAgreed, Reason::QualifierNeedsFinding];
                    let says = own.iter().any(|one| one.reason.is_some_and(|reason| missing.contains(&reason)));
                    assert!(says, "{id} does not say what is missing");
                }
                _ => assert!(undetermined(&own).next().is_some(), "{id} is not undetermined: {own:#?}"),
            }
        }
    }
}

fn undetermined<'a>(own: &'a [&Assessment]) -> impl Iterator<Item = (&'a str, Reason)> {
    own.iter().filter(|one| one.status == Status::Undetermined).filter_map(|one| Some((one.rule.as_str(), one.reason?)))
}

#[test]
fn what_needs_an_annex_is_assessed_once_it_is_given() {
    for name in names() {
        let exercise = Exercise::of(name);
        let before = exercise.assessed(&exercise.agreement(&exercise.text));
        let given = std::fs::read_to_string(folder().join(format!("{name}/given.md"))).unwrap();
        for [_, id, _, _] in rows().filter(|[of, _, _, measurable]| *of == name && *measurable == "P") {
            let section = section(&given, id).unwrap_or_else(|| panic!("{name}/given.md has nothing for {id}"));
            let text = replaced(&exercise.text, section);
            let after = exercise.assessed(&exercise.agreement(&text));
            let (before, after) = (of_provision(&before, id), of_provision(&after, id));
            let was: BTreeSet<(&str, Reason)> = undetermined(&before).collect();
            let is: BTreeSet<(&str, Reason)> = undetermined(&after).collect();
            let gone: Vec<_> = was.difference(&is).collect();
            assert!(!gone.is_empty(), "{id}: what is given settles nothing: {was:?} {is:?}");
            let decided = |own: &[&Assessment]| {
                own.iter().filter(|one| !matches!(one.status, Status::NotInForce | Status::Undetermined)).count()
            };
            assert!(decided(&after) > decided(&before), "{id}: nothing more is decided: {after:#?}");
        }
    }
}

fn section<'g>(given: &'g str, id: &str) -> Option<&'g str> {
    let start = given.find(&format!("\n## {id}\n"))? + 1;
    let end = given[start + 3..].find("\n## ").map_or(given.len(), |end| start + 3 + end);
    Some(&given[start..end])
}

/// The text with the lines under `was` replaced by those under `is`.
fn replaced(text: &str, section: &str) -> String {
    let mut out = text.to_owned();
    let mut rest = section;
    while let Some((was, after)) = block(rest, "```was\n") {
        let (is, after) = block(after, "```is\n").expect("what was is followed by what is");
        assert!(out.contains(was), "these lines are not in the agreement:\n{was}");
        out = out.replacen(was, is, 1);
        rest = after;
    }
    assert!(out != text, "nothing is given in:\n{section}");
    out
}

fn block<'t>(text: &'t str, fence: &str) -> Option<(&'t str, &'t str)> {
    let start = text.find(fence)? + fence.len();
    let end = start + text[start..].find("```")?;
    Some((&text[start..end], &text[end + 3..]))
}

#[test]
fn the_guide_lists_what_each_provision_needs() {
    let mut page = "# The library of agreements\n\nReal provisions, in our own words, written so that they can be checked. Made \
                    from the files under `agreements/`; each names its sources, and what could not be checked against a full text. \
                    What a provision *needs* is what the agreement leaves open: without it the rule is undetermined, or depends \
                    on which reading is taken.\n"
        .to_owned();
    for name in names() {
        let exercise = Exercise::of(name);
        let agreement = exercise.agreement(&exercise.text);
        let open = provisions::open_points(&agreement);
        let _ = write!(page, "\n## {}\n\n[{name}.md](../../agreements/{name}.md)\n\n", agreement.title);
        page.push_str("| provision | kinds | what it needs to be measurable |\n|---|---|---|\n");
        for provision in &agreement.provisions {
            let _ = writeln!(
                page,
                "| {}: {} | {} | {} |",
                provision.id,
                provision.title,
                kinds(provision),
                needs(provision, &open)
            );
        }
    }
    let path = folder().join("../docs/guide/library.md");
    if std::env::var("UPDATE_BOOK").is_ok() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), page, "refresh it with UPDATE_BOOK=1");
}

fn kinds(provision: &Provision) -> String {
    let readings = provision.rules.iter().flat_map(|rule| &rule.readings);
    let kinds: BTreeSet<&str> = readings.map(|reading| reading.duty.kind.name()).collect();
    let links = kinds.into_iter().map(|kind| format!("[{kind}](kinds/{kind}.md)"));
    links.collect::<Vec<_>>().join(", ")
}

fn needs(provision: &Provision, open: &[OpenPoint]) -> String {
    let own: BTreeSet<String> = open
        .iter()
        .filter(|point| point.provision == provision.id)
        .map(|point| format!("{}: {}", point.opening.to_text().replace('_', " "), point.what.replace('|', "/")))
        .collect();
    if own.is_empty() {
        "nothing: the text suffices".to_owned()
    } else {
        own.into_iter().collect::<Vec<_>>().join("; ")
    }
}
