//! The books of registers: reports in the order in which they came, and what each register shows after so many of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;

use assessments::registers::{ByType, Cell, DELAY_DAYS, Kind, Look, Register, published, register};
use events::{Cards, Filed, LinkedBy, from_reports};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use provisions::Agreement;
use records::{LinkAct, LinkDecision, Statement};
use sources::{Draft, Format};

/// The text between a fence of that name and its end, from a place in the book on.
fn fenced<'b>(book: &'b str, name: &str) -> Option<&'b str> {
    let begin = format!("```{name}\n");
    let rest = &book[book.find(&begin)? + begin.len()..];
    Some(&rest[..rest.find("```")?])
}

fn reports(text: &str, n: usize) -> Vec<Filed> {
    let lines: Vec<&str> = text.lines().take(n + 1).collect();
    let mut out: Vec<Filed> = Vec::new();
    sources::read_drafts(Format::Reports, &mut lines.join("\n").as_bytes(), &TimeZone::UTC, &mut |draft| {
        let Ok(Draft::Report(mut report)) = draft else { panic!("{draft:?}") };
        report.id = format!("{}/{}", report.source, report.id);
        out.push(Filed { entry: out.len() as u64 + 1, report: *report });
    })
    .unwrap();
    assert_eq!(out.len(), n);
    out
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => "-".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Actor(id) => id.clone(),
        Cell::Actors(ids) => ids.join(", "),
        Cell::Moment(at) => at.to_string(),
        Cell::Month(at) => at.strftime("%Y-%m").to_string(),
        Cell::Day(at) => at.to_zoned(TimeZone::UTC).date().to_string(),
        Cell::Count(n) => n.to_string(),
        Cell::Amount(n) => n.normalize().to_string(),
        Cell::Type(kind) => kind.clone(),
        Cell::Types(kinds) => kinds.join("; "),
        Cell::Zone(zone) => zone.clone(),
    }
}

/// The columns that a book gives, in its lines.
fn lines(register: &Register, columns: usize) -> String {
    let line = |row: &assessments::registers::Row| {
        row.cells.iter().take(columns).map(shown).collect::<Vec<_>>().join(" | ") + "\n"
    };
    register.rows.iter().map(line).collect()
}

/// Every number leads to what it was told by: each row names events or entries, and they are there. Only what is due may
/// rest on the agreement alone.
fn leads_somewhere(kind: Kind, register: &Register, look: &Look<'_>, n_reports: usize) {
    for row in &register.rows {
        // Where a meeting was held is for the mission alone.
        assert!(!row.cells.iter().any(|cell| ["Mill House", "Town Hall", "Bridge"].contains(&shown(cell).as_str())));
        let may_rest_on_agreement = [Kind::Due, Kind::AidDays, Kind::WeaponDuties, Kind::Baselines].contains(&kind);
        assert!(may_rest_on_agreement || !row.events.is_empty() || !row.entries.is_empty(), "{row:?}");
        let is_event = |id: &String| look.known.events.iter().any(|event| event.id == *id);
        assert!(row.events.iter().all(is_event), "{row:?}");
        assert!(row.entries.iter().all(|entry| (1..=n_reports as u64).contains(entry)), "{row:?}");
    }
}

/// What people have said to be one event by then: reports on a line.
fn merges(part: &str) -> Vec<LinkDecision> {
    let lines = fenced(part, "merges").unwrap_or("").lines();
    let together = lines.map(|line| line.split_whitespace().map(str::to_owned).collect());
    together.map(|together| LinkDecision { act: LinkAct::Merge, together, apart: [Vec::new(), Vec::new()] }).collect()
}

/// What the agreement of a book refers to: fences of the name `annex` and the file's.
fn annexes(book: &str) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for part in book.split("\n```annex ").skip(1) {
        let (name, rest) = part.split_once('\n').unwrap();
        out.insert(name.to_owned(), rest.as_bytes()[..rest.find("\n```").unwrap()].to_vec());
    }
    out
}

/// What is known after so many reports of a book, as of the end of a day.
fn with_look(book: &str, part: &str, n: usize, day: &str, show: impl for<'l> FnOnce(&'l Look<'l>)) {
    let (agreement, diagnostics): (Agreement, _) =
        provisions::read("a.md", &fenced(book, "agreement").unwrap().replace("~~~", "```"), &annexes(book));
    assert!(diagnostics.iter().all(|one| one.code.severity() != provisions::Severity::Error), "{diagnostics:?}");
    let as_of: Timestamp = format!("{day}T23:59:59Z").parse().unwrap();
    let filed = reports(fenced(book, "reports").unwrap(), n);
    let by = LinkedBy { parameters: None, decisions: merges(part) };
    let known = from_reports(filed.clone(), &Cards::default(), &by);
    let assessments = assessments::evaluate(&agreement, &known, as_of);
    let told = |entry: u64| match &filed[usize::try_from(entry).unwrap() - 1].report.statement {
        Statement::Happening(happening) => Some(happening),
        _ => None,
    };
    let by_type = ByType::of(&known);
    show(&Look {
        agreement: &agreement,
        known: &known,
        by_type: &by_type,
        assessments: &assessments,
        told: &told,
        as_of,
        until: as_of,
    });
}

fn run(book: &str, kinds: &[(&str, Kind)]) -> usize {
    let mut n_looks = 0;
    for part in book.split("\n## After ").skip(1) {
        let (n, rest) = part.split_once(", as of ").unwrap();
        let n = n.parse::<usize>().unwrap();
        with_look(book, part, n, &rest[..10], |look| {
            for (name, kind) in kinds {
                let Some(expected) = fenced(part, name) else { continue };
                let register = register(*kind, look);
                leads_somewhere(*kind, &register, look, n);
                let columns = expected.lines().next().map_or(0, |line| line.split(" | ").count());
                assert_eq!(lines(&register, columns), expected, "{name} after {n}");
                n_looks += 1;
            }
        });
    }
    n_looks
}

#[test]
fn who_stands_where() {
    assert_eq!(run(include_str!("registers/stances.md"), &[("stances", Kind::Stances)]), 5);
}

#[test]
fn what_is_due() {
    assert_eq!(run(include_str!("registers/due.md"), &[("due", Kind::Due)]), 5);
}

#[test]
fn what_becomes_overdue_if_nothing_comes() {
    assert_eq!(run(include_str!("registers/ahead.md"), &[("due", Kind::Due)]), 3);
}

#[test]
fn how_many_were_released() {
    assert_eq!(run(include_str!("registers/releases.md"), &[("releases", Kind::Releases)]), 5);
}

#[test]
fn what_was_made_good() {
    assert_eq!(run(include_str!("registers/remedies.md"), &[("remedies", Kind::Remedies)]), 5);
}

#[test]
fn what_sources_count_beside_what_the_record_holds() {
    assert_eq!(run(include_str!("registers/tallies.md"), &[("tallies", Kind::Tallies)]), 3);
}

#[test]
fn who_could_look() {
    assert_eq!(run(include_str!("registers/coverage.md"), &[("coverage", Kind::Coverage)]), 5);
}

#[test]
fn which_states_join_the_force() {
    let book = include_str!("registers/force.md");
    assert_eq!(run(book, &[("force", Kind::Force), ("eligibility", Kind::ForceEligibility)]), 10);
}

#[test]
fn what_came_in() {
    let kinds = [
        ("aid", Kind::Aid),
        ("aid-stages", Kind::AidStages),
        ("aid-days", Kind::AidDays),
        ("crossings", Kind::Crossings),
    ];
    assert_eq!(run(include_str!("registers/aid.md"), &kinds), 13);
}

#[test]
fn which_weapons_were_laid_down() {
    let kinds = [
        ("weapons", Kind::Weapons),
        ("weapon-duties", Kind::WeaponDuties),
        ("infrastructure", Kind::Infrastructure),
        ("baselines", Kind::Baselines),
    ];
    assert_eq!(run(include_str!("registers/weapons.md"), &kinds), 12);
}

#[test]
fn how_far_weapons_were_pulled_back() {
    assert_eq!(run(include_str!("registers/withdrawal.md"), &[("weapon-duties", Kind::WeaponDuties)]), 5);
}

/// The default of what may leave the house: nothing of the last weeks, no day, no exact place.
#[test]
fn what_leaves_the_house_is_late_and_coarse() {
    let book = include_str!("registers/weapons.md");
    let kinds = [Kind::Weapons, Kind::Infrastructure, Kind::WeaponDuties];
    with_look(book, "", 35, "2030-04-05", |look| {
        let [weapons, infrastructure, duties] = kinds.map(|kind| published(kind, look, DELAY_DAYS));
        // Of thirty days before, when nothing had been stored or destroyed; what was found since counts.
        let row = |class: &str, number: u32, condition: &str, known: &str, told_by: &str| {
            let acts = format!("weapon_handed_over | 2030-03 | {known} | 2030-03 | - | - | - | -");
            format!("{class} | {number} | {number} | south | {condition} | {acts} | {told_by}\n")
        };
        let expected = [
            row("pistol", 1, "-", "alleged", "south"),
            row("rifle", 1, "serviceable", "alleged", "press, team"),
            row("rifle", 1, "damaged", "verified", "team"),
            row("rifle", 1, "-", "verified", "team"),
            row("rifle", 4, "-", "verified", "team"),
        ];
        assert_eq!(lines(&weapons, 14), expected.concat());
        assert!(infrastructure.rows.is_empty());
        assert_eq!(duties, register(Kind::WeaponDuties, look));
        for register in [&weapons, &infrastructure] {
            let is_exact = |cell: &Cell| matches!(cell, Cell::Day(_) | Cell::Moment(_) | Cell::Zone(_));
            assert!(!register.rows.iter().flat_map(|row| &row.cells).any(is_exact));
            let inside = ["serial", "marking", "place", "witness", "zone"];
            assert!(!register.columns.iter().any(|column| inside.contains(column)), "{:?}", register.columns);
        }
    });
}

#[test]
fn what_is_rebuilt() {
    let kinds = [
        ("goods", Kind::Goods),
        ("goods-stages", Kind::GoodsStages),
        ("projects", Kind::Projects),
        ("funds", Kind::Funds),
    ];
    assert_eq!(run(include_str!("registers/projects.md"), &kinds), 12);
}

#[test]
fn who_met_whom() {
    let book = include_str!("registers/contacts.md");
    assert_eq!(run(book, &[("contacts", Kind::Contacts), ("contact-pairs", Kind::ContactPairs)]), 6);
}
