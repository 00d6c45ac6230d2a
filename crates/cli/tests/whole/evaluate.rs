//! `evaluate` and `check` as other programs use them.

use crate::common::{Folder, objects, text, truce, truce_with_input};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
                         in force: from 2025-01-01\n---\n# 1. Nothing\n\n> Nothing.\n\n```truce\nrule r1 \"no shelling\"\n  \
                         obliges north, south\n  never shelling\n```\n";

#[test]
fn events_come_from_a_file_or_standard_input_as_csv_or_ndjson() {
    let folder = Folder::new();
    let agreement = folder.write("a.md", AGREEMENT);
    let csv = folder.write("e.csv", "id,type,start,by,level\ne1,shelling,2025-01-02,north,verified\n");
    let from_file = truce(&["evaluate", text(&agreement), "--events", text(&csv), "--format", "json"]);
    assert_eq!(from_file.code, 0, "{}", from_file.err);
    let ndjson =
        "{\"id\":\"e1\",\"type\":\"shelling\",\"start\":\"2025-01-02\",\"by\":\"north\",\"level\":\"verified\"}\n";
    let piped = truce_with_input(&["evaluate", text(&agreement), "--events", "-", "--format", "json"], ndjson);
    assert_eq!(from_file.out, piped.out);
    let all = objects(&piped);
    let north = all.iter().find(|a| a["party"] == "north" && a["level"] == "verified").unwrap();
    assert_eq!((north["status"].as_str(), north["because"][0].as_str()), (Some("breach_indicated"), Some("e1")));
    assert!(piped.err.contains("events a second"));
}

#[test]
fn a_bad_row_is_said_and_the_rest_is_assessed() {
    let folder = Folder::new();
    let agreement = folder.write("a.md", AGREEMENT);
    let events =
        "id,type,start,by\ne1,shelling,2025-01-02,north\ne2,shelling,never,south\ne1,shelling,2025-01-03,south\n";
    let said = truce_with_input(&["evaluate", text(&agreement), "--events", "-", "--format", "ndjson"], events);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("-:3: \"never\" is neither a date"), "{}", said.err);
    assert!(said.err.contains("-:4: the id \"e1\" stands in an earlier row"), "{}", said.err);
    assert_eq!(said.out.lines().count(), 6);
}

#[test]
fn what_was_known_then_decides() {
    let folder = Folder::new();
    let agreement = folder.write("a.md", AGREEMENT);
    let events = "id,type,start,by,recorded_at,supersedes\ne1,shelling,2025-01-02,north,2025-01-03,\n\
                  e2,withdrawn,,,2025-01-05,e1\n";
    let status = |known_at: &str| {
        let arguments = ["evaluate", text(&agreement), "--events", "-", "--format", "json", "--known-at", known_at];
        let all = objects(&truce_with_input(&arguments, events));
        all.iter().find(|a| a["party"] == "north" && a["level"] == "alleged").unwrap()["status"].clone()
    };
    assert_eq!(status("2025-01-04"), "breach_indicated");
    assert_eq!(status("2025-01-06"), "no_breach_recorded");
}

#[test]
fn diagnostics_have_a_place_a_code_and_a_hint() {
    let folder = Folder::new();
    let broken = folder.write("b.md", &AGREEMENT.replace("never shelling", "never sheling"));
    let said = truce(&["check", text(&broken)]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("b.md:15:9: error E302: `sheling` is not defined"), "{}", said.out);
    assert!(said.out.contains("did you mean `shelling`?"));
    let json = truce(&["check", text(&broken), "--format", "json"]);
    assert_eq!(objects(&json)[0]["code"], "E302");
}

#[test]
fn wrong_usage_and_missing_files_have_their_exit_codes() {
    assert_eq!(truce(&["evaluate"]).code, 2);
    assert_eq!(truce(&["no-such-command"]).code, 2);
    assert_eq!(truce(&["check", "/nowhere/a.md"]).code, 1);
    let folder = Folder::new();
    let agreement = folder.write("a.md", AGREEMENT);
    assert_eq!(truce(&["evaluate", text(&agreement), "--events", "-", "--as-of", "yesterday"]).code, 2);
    assert_eq!(truce(&["help"]).code, 0);
}

#[test]
fn misspelt_names_are_not_silence() {
    let folder = Folder::new();
    let agreement = folder.write("a.md", AGREEMENT);
    let events = "id,type,start,by\ne1,sheling,2025-01-02,nroth\n";
    let said = truce_with_input(&["evaluate", text(&agreement), "--events", "-"], events);
    assert!(said.err.contains("1 row names the type \"sheling\""), "{}", said.err);
    assert!(said.err.contains("1 row names the author \"nroth\""), "{}", said.err);
    let array = truce_with_input(&["evaluate", text(&agreement), "--events", "-"], "[{\"id\":\"e1\"}]\n");
    assert_eq!(array.code, 1);
    assert!(array.err.contains("one JSON object a line"), "{}", array.err);
}
