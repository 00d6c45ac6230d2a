//! Registers of the worked example: filled, in every format, and each row leads to events and reports that are there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::common::{Folder, objects, text, truce};

/// Each with whether its rows may rest on the agreement alone, as long as nobody has told anything.
const NAMES: [(&str, bool); 25] = [
    ("aid", false),
    ("aid-stages", false),
    ("aid-days", true),
    ("aid-duties", true),
    ("crossings", false),
    ("weapons", false),
    ("weapon-duties", true),
    ("infrastructure", false),
    ("baselines", true),
    ("projects", false),
    ("goods", false),
    ("goods-stages", false),
    ("funds", false),
    ("contacts", false),
    ("contact-pairs", false),
    ("stances", false),
    ("due", true),
    ("releases", false),
    ("release-duties", true),
    ("remedies", false),
    ("coverage", false),
    ("tallies", false),
    ("force", false),
    ("force-eligibility", false),
    ("force-duties", true),
];

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
    for (name, may_rest_on_text) in NAMES {
        let said = truce(&["register", name, text(&mission), "--format", "json"]);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let rows = objects(&said);
        for row in &rows {
            let named = texts(row, "events");
            let entries = row["entries"].as_array().unwrap();
            assert!(may_rest_on_text || !entries.is_empty(), "{row}");
            assert!(named.iter().all(|id| known.contains(id)), "{row}");
            assert!(entries.iter().all(|entry| entry.as_u64().is_some_and(|entry| entry > 0)), "{row}");
        }
        assert!(!rows.is_empty(), "{name}");
        n_rows += rows.len();
        let sheet = truce(&["register", name, text(&mission), "--format", "csv"]);
        let sheet = sheet.out.strip_prefix('\u{feff}').unwrap();
        assert!(sheet.lines().next().unwrap().ends_with(",events,entries"), "{sheet}");
        assert_eq!(sheet.matches("\r\n").count(), rows.len() + 1, "{name}");
        let lines = truce(&["register", name, text(&mission), "--format", "ndjson"]).out;
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows);
    }
    assert!(n_rows > 500, "{n_rows}");
    // Of three events told of in rows, the page is there.
    for id in ["tass/remains-2025-10-13-1", "lorient-le-jour/rel-2025-10-13-3", "turkey-tribune/force-2025-10-20-3"] {
        let said = truce(&["event", text(&mission), id]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
}

/// A number in a row is one that a report under it states, or several of one source added up.
#[test]
fn every_number_is_explained_by_its_reports() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let mut n_numbers = 0;
    for (name, _) in NAMES {
        let rows = objects(&truce(&["explain", text(&mission), name, "--format", "json"]));
        assert_eq!(rows.len(), objects(&truce(&["register", name, text(&mission), "--format", "json"])).len());
        for row in &rows {
            let reports = row["reports"].as_array().unwrap();
            let entries: Vec<&Value> = reports.iter().map(|report| &report["entry"]).collect();
            assert!(row["entries"].as_array().unwrap().iter().all(|entry| entries.contains(&entry)), "{row}");
            let told: BTreeSet<&str> = reports.iter().filter_map(|report| report["event"].as_str()).collect();
            assert!(texts(row, "events").iter().all(|event| told.contains(event.as_str())), "{row}");
            let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
            for report in reports {
                *sums.entry(report["source"].as_str().unwrap()).or_default() +=
                    report["quantity"].as_f64().unwrap_or(0.0);
            }
            let stated = |number: f64| {
                let is = |other: f64| (other - number).abs() < 1e-9;
                reports.iter().filter_map(|report| report["quantity"].as_f64()).any(is)
                    || sums.values().copied().any(is)
            };
            let counts = ["low", "high", "sent_low", "sent_high", "entered_low", "arrived_low", "taken_low", "came_in"];
            let counts = counts.iter().chain(&["perhaps", "asked_low", "delivered_low", "used_low"]);
            for number in counts.filter_map(|column| row[*column].as_f64()) {
                assert!(stated(number), "{name}: {number} in {row}");
                n_numbers += 1;
            }
        }
    }
    assert!(n_numbers > 150, "{n_numbers}");
    let said = truce(&["explain", text(&mission), "aid", "2"]);
    assert!(said.out.starts_with("row 2\n  consignment: ") && said.out.contains("\n  ledger entry "), "{}", said.out);
    let said = truce(&["explain", text(&mission), "aid", "999"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("rows are numbered from 1 to "), "{}", said.err);
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
    let with_time = due.iter().filter(|row| !row["due"].is_null()).count();
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), with_time);
    assert!(due.iter().any(|row| row["due"].is_null() && row["waits_for"] == "a time to be agreed"), "{due:?}");
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn the_phases_are_told_as_their_sources_tell_them() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let rows = |name: &str| objects(&truce(&["register", name, text(&mission), "--format", "json"]));
    // Three say how many trucks came until 7 December; none is averaged, and a weight of food is no number of trucks.
    let days = rows("aid-days");
    let by = |said: &str| days.iter().filter(|row| row["by_its_numbers"] == said).count();
    assert!(by("less") > 5 && by("enough") > 1 && by("undetermined: units_not_comparable") > 3, "{days:?}");
    let settled: BTreeSet<&str> = days.iter().filter_map(|row| row["settled_by"].as_str()).collect();
    assert!(settled.contains("trucks_of_food into trucks"), "{settled:?}");
    // A part and then the whole of one ship's load, by one source, are not added up.
    let aid = rows("aid");
    let ship = aid.iter().find(|row| row["consignment"] == "Emirati ship 11").unwrap();
    assert_eq!((&ship["sent_high"], &ship["entered_high"]), (&7300.into(), &7300.into()), "{ship}");
    // A minister names one sum, an official of another state another: both pledges stand, apart.
    let funds = rows("funds");
    let of_kuwait = funds.iter().filter(|row| row["by"] == "kuwait").map(|row| row["high"].as_u64().unwrap());
    assert_eq!(of_kuwait.collect::<BTreeSet<u64>>(), BTreeSet::from([1_000_000_000, 1_200_000_000]));
    let in_euros = funds.iter().find(|row| row["by"] == "european_union").unwrap();
    assert_eq!((&in_euros["converted_to"], &in_euros["rate_day"]), (&"USD".into(), &"2025-11-20".into()));
    // What leaves the house is late and coarse.
    let public = objects(&truce(&["register", "contacts", text(&mission), "--public", "--format", "json"]));
    assert!(!public.is_empty() && public.iter().all(|row| row["day"].as_str().unwrap().len() == "2026-07".len()));
    let as_of = |day: &str, public: bool| {
        let mut asked = vec!["register", "contacts", text(&mission), "--as-of", day, "--format", "json"];
        asked.extend(public.then_some("--public"));
        objects(&truce(&asked)).len()
    };
    assert_eq!((as_of("2025-11-20", false), as_of("2025-11-20", true)), (3, 0));
    assert_eq!(as_of("2025-12-20", true), 3);
}

#[test]
fn what_is_asked_wrongly_is_said() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let said = truce(&["register", "weather", text(&mission)]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("none of aid, aid-stages, aid-days"), "{}", said.err);
    let said = truce(&["register", "contacts", text(&mission), "--format", "ics"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("only what is due is a calendar"), "{}", said.err);
}
