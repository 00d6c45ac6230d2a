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

/// Trucks and their inspections over ten days, in order of time, and one row that comes too late.
fn long_log(with_late: bool) -> String {
    let mut rows = String::from("id,type,start,by,to,item,zone\n");
    let mut all = Vec::new();
    for n in 0..400_u32 {
        let at = |hours: u32| format!("2030-01-{:02}T{:02}:30:00Z", 1 + hours / 24, hours % 24);
        let hour = n * 240 / 400;
        all.push((hour, format!("t{n},truck_entered,{},north,,item-{n},gate", at(hour))));
        if n % 7 != 0 {
            let later = hour + 1 + n % 40;
            all.push((later, format!("i{n},consignment_inspected,{},commission,,item-{n},gate", at(later))));
        }
        if n % 3 == 0 {
            let (by, to) = if n % 2 == 0 { ("north", "south") } else { ("south", "north") };
            all.push((hour, format!("s{n},shelling,{},{by},{to},,hill", at(hour))));
        }
    }
    all.sort_by_key(|(hour, _)| *hour);
    for (_, row) in all {
        rows.push_str(&row);
        rows.push('\n');
    }
    if with_late {
        rows.push_str("late,shelling,2030-01-02T10:00:00Z,north,south,,hill\n");
    }
    rows
}

const LONG: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                    bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                    # 1. All\n\n> All.\n\n```truce\n\
                    rule 1 \"inspected within a day\"\n  obliges commission\n  for each item\n  \
                    must consignment_inspected within 24 hours of truck_entered\n  counted completely\n\
                    rule 2 \"thirty a day\"\n  obliges north\n  every day truck_entered at least 30\n  counted completely\n\
                    rule 3 \"no answer\"\n  obliges each party\n  \
                    never shelling within 6 hours after shelling in answer with the same zone\n\
                    rule 4 \"none at all\"\n  obliges each party\n  never shelling\n```\n";

fn lines(said: &crate::common::Said) -> Vec<String> {
    let mut lines: Vec<String> = said.out.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn final_assessments_are_the_ordinary_ones_but_for_what_comes_too_late() {
    let folder = Folder::new();
    let (agreement, events) = (folder.write("a.md", LONG), folder.write("e.csv", &long_log(false)));
    let run = |events: &std::path::Path, more: &[&str]| {
        let words = ["evaluate", text(&agreement), "--events", text(events), "--format", "ndjson"];
        truce(&[&words, more].concat())
    };
    let ordinary = run(&events, &[]);
    assert!(lines(&ordinary).len() > 1_200, "{}", lines(&ordinary).len());
    let patient = run(&events, &["--final", "--lateness", "30d"]);
    assert_eq!(lines(&ordinary), lines(&patient));
    let then = ["--as-of", "2030-01-05T12:00:00Z"];
    let (earlier, whole) =
        (run(&events, &[&then[..], &["--final", "--lateness", "30d"]].concat()), run(&events, &then));
    assert_eq!(lines(&earlier), lines(&whole), "what lies after the moment asked about is not looked at");
    let hasty_then = run(&events, &[&then[..], &["--final", "--lateness", "6h"]].concat());
    let other = lines(&hasty_then).into_iter().filter(|line| !lines(&whole).contains(line));
    let other: Vec<String> = other.filter(|line| !line.contains("\"rule\":\"1\"")).collect();
    assert!(other.is_empty(), "only deadlines close before what fulfils them: {other:?}");
    let hasty = run(&events, &["--final", "--lateness", "6h"]);
    let differ = lines(&hasty).into_iter().filter(|line| !lines(&ordinary).contains(line)).collect::<Vec<_>>();
    assert!(!differ.is_empty() && differ.iter().all(|line| line.contains("\"rule\":\"1\"")), "{differ:?}");
    assert!(
        differ.iter().all(|line| !line.contains("\"late\":true")),
        "an inspection after the lateness is not waited for"
    );
    let late = run(&folder.write("late.csv", &long_log(true)), &["--final", "--lateness", "2d"]);
    assert_eq!(late.code, 1);
    assert!(late.err.contains("that time is closed"), "{}", late.err);
    assert_eq!(run(&events, &["--final", "--lateness", "soon"]).code, 2);
}

#[test]
fn shares_together_are_the_whole() {
    let folder = Folder::new();
    let (agreement, events) = (folder.write("a.md", LONG), folder.write("e.csv", &long_log(false)));
    let run = |more: &[&str]| {
        let words = ["evaluate", text(&agreement), "--events", text(&events), "--format", "ndjson"];
        truce(&[&words, more].concat())
    };
    let mut parts = [run(&["--shard", "1/2"]), run(&["--shard", "2/2"])].iter().flat_map(lines).collect::<Vec<_>>();
    parts.sort();
    assert_eq!(parts, lines(&run(&[])));
    assert!(run(&["--shard", "1/2"]).out.len() > 100_000, "each has its share");
    assert_eq!(run(&["--shard", "3/2"]).code, 2);
}
