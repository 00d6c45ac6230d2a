//! Registers of the worked example: filled, in every format, and each row leads to events and reports that are there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{Folder, objects, text, truce};

const NAMES: [&str; 9] =
    ["contacts", "contact-pairs", "stances", "due", "releases", "remedies", "coverage", "force", "force-eligibility"];

fn texts(row: &Value, name: &str) -> Vec<String> {
    row[name].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_row_leads_to_what_it_was_told_by() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let events = objects(&truce(&["events", text(&mission), "--format", "json"]));
    let known: BTreeSet<String> = events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect();
    let mut n_rows = 0;
    for name in NAMES {
        let said = truce(&["register", name, text(&mission), "--format", "json"]);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let rows = objects(&said);
        for row in &rows {
            let named = texts(row, "events");
            let entries = row["entries"].as_array().unwrap();
            // What is due rests on the agreement alone as long as nobody has told anything.
            assert!(name == "due" || !entries.is_empty(), "{row}");
            assert!(named.iter().all(|id| known.contains(id)), "{row}");
            assert!(entries.iter().all(|entry| entry.as_u64().is_some_and(|entry| entry > 0)), "{row}");
        }
        n_rows += rows.len();
        let sheet = truce(&["register", name, text(&mission), "--format", "csv"]);
        let sheet = sheet.out.strip_prefix('\u{feff}').unwrap();
        assert!(sheet.lines().next().unwrap().ends_with(",events,entries"), "{sheet}");
        assert_eq!(sheet.matches("\r\n").count(), rows.len() + 1, "{name}");
        let lines = truce(&["register", name, text(&mission), "--format", "ndjson"]).out;
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows);
    }
    assert!(n_rows > 120, "{n_rows}");
    // Of three events told of in rows, the page is there.
    for id in ["tass/remains-2025-10-13-1", "lorient-le-jour/rel-2025-10-13-3", "turkey-tribune/force-2025-10-20-3"] {
        let said = truce(&["event", text(&mission), id]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
}

#[test]
fn the_registers_say_what_the_board_says() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let rows = |name: &str| objects(&truce(&["register", name, text(&mission), "--format", "json"]));
    // Twenty living and twenty-eight dead: the board has the rule on all 48 as claimed to be met.
    let releases = rows("releases");
    let sum = |kind: &str| -> u64 {
        let of_kind = releases.iter().filter(|row| row["kind"] == kind);
        of_kind.map(|row| row["high"].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("hostage_released"), sum("hostage_remains_returned")), (20, 28));
    let due = rows("due");
    assert!(due.iter().any(|row| row["rule"] == "GP4-all" && row["alleged"] == "met, late"), "{due:?}");
    // One government supports what another objects to, and objects to it on another day: all stand.
    let force = rows("force");
    let declared = |by: &str| -> BTreeSet<&str> {
        let about = force.iter().filter(|row| row["state"] == "turkey" && row["by"] == by);
        about.map(|row| row["what"].as_str().unwrap()).collect()
    };
    assert_eq!(declared("usa"), BTreeSet::from(["supports", "objects"]));
    assert_eq!(declared("israel"), BTreeSet::from(["objects"]));
    assert!(force.iter().all(|row| row["known"] != "verified"), "nobody has found anything");
    let calendar = truce(&["register", "due", text(&mission), "--format", "ics"]).out;
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), due.len());
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn what_is_asked_wrongly_is_said() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let said = truce(&["register", "weather", text(&mission)]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("none of contacts, contact-pairs, stances"), "{}", said.err);
    let said = truce(&["register", "contacts", text(&mission), "--format", "ics"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("only what is due is a calendar"), "{}", said.err);
}
