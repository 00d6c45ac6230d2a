//! The worked example from end to end: its board, its moments, its explanations.

use crate::common::{Folder, Said, objects, text, truce};

fn demo() -> (Folder, Said) {
    let folder = Folder::new();
    let said = truce(&["demo", "--once", "--folder", text(&folder.path("m"))]);
    assert_eq!(said.code, 0, "{}", said.err);
    (folder, said)
}

#[test]
fn the_board_has_every_provision_and_finds_nobody_guilty() {
    let (folder, said) = demo();
    let provisions = [
        "GP3a", "GP3b", "GP4", "GP5a", "GP7", "GP8a", "GP8b", "GP9", "GP12", "GP13a", "GP13b", "GP15", "GP16", "R2",
        "R3", "R4", "R7",
    ];
    for id in provisions {
        assert!(said.out.lines().any(|line| line.starts_with(&format!("{id}  "))), "{id} is not on the board");
    }
    assert!(!said.out.contains("breach found"));
    let status = truce(&["status", text(&folder.path("m")), "--format", "json"]);
    let all = objects(&status);
    let of = |party: &str, level: &str| {
        all.iter().find(|a| a["rule"] == "GP3a" && a["party"] == party && a["level"] == level).unwrap()
    };
    assert_eq!(of("israel", "alleged")["status"], "breach_indicated");
    assert_eq!(of("israel", "corroborated")["status"], "undetermined");
    assert_eq!(of("israel", "verified")["reason"], "allegations_open");
    assert!(all.iter().all(|a| a["status"] != "breach_found"));
    assert!(all.iter().any(|a| a["rule"] == "GP13b-weapons" && a["reason"] == "no_baseline"));
}

#[test]
fn days_covered_by_no_report_are_listed() {
    let (folder, _) = demo();
    let status = truce(&["status", text(&folder.path("m")), "--format", "json", "--as-of", "2026-08-22"]);
    let all = objects(&status);
    let suspension = all.iter().find(|a| a["rule"] == "GP3a" && a["party"] == "israel").unwrap();
    let days: Vec<&str> = suspension["no_report"].as_array().unwrap().iter().filter_map(|day| day.as_str()).collect();
    let expected = [
        "2025-10-30",
        "2026-06-19",
        "2026-06-20",
        "2026-06-26",
        "2026-07-01",
        "2026-07-05",
        "2026-07-07",
        "2026-07-10",
        "2026-07-19",
    ];
    assert_eq!(days, expected);
}

#[test]
fn an_earlier_moment_shows_what_was_so_then() {
    let (folder, _) = demo();
    let at = |as_of: &str| {
        let all = objects(&truce(&["status", text(&folder.path("m")), "--format", "json", "--as-of", as_of]));
        let find = |rule: &str| {
            let one = all.iter().find(|a| a["rule"] == rule && a["level"] == "alleged").unwrap();
            (one["status"].as_str().unwrap().to_owned(), one["count"].as_i64().unwrap())
        };
        (find("GP3a"), find("GP4-remains"), find("R2"))
    };
    let (suspension, remains, mandate) = at("2025-11-01");
    let (later_suspension, later_remains, later_mandate) = at("2026-08-22");
    assert!(suspension.1 < later_suspension.1, "more is alleged by August");
    assert_eq!(remains, ("overdue".to_owned(), 17));
    assert_eq!(later_remains, ("met".to_owned(), 28));
    assert_eq!((mandate.0.as_str(), later_mandate.0.as_str()), ("not_in_force", "pending"));
}

#[test]
fn an_explanation_names_days_claimants_and_entries() {
    let (folder, _) = demo();
    let said = truce(&["explain", text(&folder.path("m")), "GP3a"]);
    assert_eq!(said.code, 0);
    for needle in
        ["gaza-2025.md:", "2025-10-11", "claimed by Ministry of Health in Gaza (organ of Hamas)", "ledger entry"]
    {
        assert!(said.out.contains(needle), "{needle}");
    }
    let wrong = truce(&["explain", text(&folder.path("m")), "GP99"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("the rules are GP3a"));
}

#[test]
fn a_smaller_ledger_shows_what_was_known_then() {
    let (folder, _) = demo();
    let mission = folder.path("m");
    let board = truce(&["status", text(&mission), "--known-at", "2"]);
    assert_eq!(board.code, 0, "{}", board.err);
    assert!(board.out.contains("at ledger size 2."));
    assert!(!board.out.contains("breach indicated"), "nothing was reported at ledger size 2");
}
