//! `status --changes-since`: what changed between two ledger sizes, from what to what, because of which entries.

use std::path::{Path, PathBuf};

use crate::common::{Folder, objects, text, truce};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                         bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                         # 1. Quiet\n\n> Nobody shells.\n\n```truce\n\
                         state lull \"the lull\"\n  begins and ends by decision of commission\n\
                         rule 1 \"no shelling\"\n  obliges north, south\n  never shelling\n\
                         rule 2 \"no shooting in the lull\"\n  obliges north\n  while lull\n  never shooting\n```\n";

const HEAD: &str = "id,source,type,start,by,zone,event,fact,author,breach,sets,turn\n";

fn import(mission: &Path, folder: &Folder, name: &str, rows: &str) {
    let file = folder.write(name, &format!("{HEAD}{rows}"));
    let said = truce(&["import", text(mission), text(&file), "--as", "reports"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

fn mission(folder: &Folder) -> PathBuf {
    let mission = folder.path("m");
    let agreement = folder.write("a.md", AGREEMENT);
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    import(&mission, folder, "1.csv", "s1,post,shelling,2030-01-02T10:00,north,,,,,,,\n");
    mission
}

fn changes(mission: &Path, since: &str) -> Vec<String> {
    let said = truce(&["status", text(mission), "--as-of", "2030-01-20", "--changes-since", since, "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let side = |one: &serde_json::Value| match one.as_object() {
        None => "none".to_owned(),
        Some(one) => format!("{} {}", one["status"].as_str().unwrap(), one["count"]),
    };
    let line = |one: serde_json::Value| {
        let [rule, party, level] = ["rule", "party", "level"].map(|name| one[name].as_str().unwrap().to_owned());
        format!("{rule} {party} {level}: {} -> {} because of {}", side(&one["was"]), side(&one["is"]), one["entries"])
    };
    // What a change rests on alone is another matter.
    let is_other =
        |one: &serde_json::Value| ["status", "count"].iter().any(|name| one["was"].get(name) != one["is"].get(name));
    objects(&said).into_iter().filter(is_other).map(line).collect()
}

#[test]
fn what_changed_is_said_with_the_entries_from_which_it_follows() {
    let folder = Folder::new();
    let mission = mission(&folder);
    assert!(changes(&mission, "3").is_empty());
    // A late report, a correction of the author, one of the type, a decision.
    import(&mission, &folder, "2.csv", "s2,post,shelling,2030-01-03T10:00,north,,,,,,,\n");
    assert_eq!(changes(&mission, "3"), ["1 north alleged: breach_indicated 1 -> breach_indicated 2 because of [4]"]);
    import(&mission, &folder, "3.csv", "s2,post,shelling,2030-01-03T10:00,south,,,,,,,\n");
    assert_eq!(
        changes(&mission, "4"),
        [
            "1 north alleged: breach_indicated 2 -> breach_indicated 1 because of [5]",
            "1 south alleged: no_breach_recorded 0 -> breach_indicated 1 because of [5]",
            "1 south corroborated: no_breach_recorded 0 -> undetermined 0 because of [5]",
            "1 south verified: no_breach_recorded 0 -> undetermined 0 because of [5]",
        ],
        "the levels of north change in what they rest on only where that is counted"
    );
    import(&mission, &folder, "4.csv", "s2,post,protest,2030-01-03T10:00,south,,,,,,,\n");
    assert_eq!(
        changes(&mission, "5"),
        [
            "1 south alleged: breach_indicated 1 -> no_breach_recorded 0 because of [6]",
            "1 south corroborated: undetermined 0 -> no_breach_recorded 0 because of [6]",
            "1 south verified: undetermined 0 -> no_breach_recorded 0 because of [6]",
        ]
    );
    assert_eq!(
        changes(&mission, "3"),
        [""; 0],
        "what was reported since, and turned out to be something else, leaves no trace"
    );
    import(&mission, &folder, "5.csv", "d1,post,decision,2030-01-05,commission,,,,,,lull,begins\n");
    assert_eq!(
        changes(&mission, "6"),
        ["alleged", "corroborated", "verified"]
            .into_iter()
            .flat_map(|level| { [format!("2 north {level}: none -> no_breach_recorded 0 because of [7]")] })
            .chain(
                ["alleged", "corroborated", "verified"]
                    .into_iter()
                    .map(|level| { format!("2 north {level}: not_in_force 0 -> none because of [7]") })
            )
            .collect::<Vec<_>>()
    );
    let later = truce(&["status", text(&mission), "--known-at", "4", "--changes-since", "6"]);
    assert_eq!(later.code, 2, "an earlier size that is later is wrong usage");
    let shown = truce(&["status", text(&mission), "--as-of", "2030-01-20", "--changes-since", "6"]);
    assert!(shown.out.contains("was: no such instance\n"), "{}", shown.out);
    assert!(shown.out.contains("ledger entries: 7"), "{}", shown.out);
}

#[test]
fn what_bears_on_an_assessment_is_said_both_ways() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let said = truce(&["explain", text(&mission), "1", "--as-of", "2030-01-20", "--bears", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let all = objects(&said);
    let of = |party: &str, level: &str| {
        let one = all.iter().find(|one| one["party"] == party && one["level"] == level).unwrap();
        assert_eq!(one["condition"], serde_json::json!({ "at_most": 0 }));
        assert!(one["clause"].as_str().unwrap().starts_with("a.md:"), "{}", one["clause"]);
        let sets = one["bears"].as_array().unwrap().iter();
        let set =
            |set: &serde_json::Value| format!("{} {}", set["verdicts"][0]["verdict"], set["status"]).replace('"', "");
        sets.map(set).collect::<Vec<_>>()
    };
    assert_eq!(of("north", "alleged"), ["refuted no_breach_recorded"]);
    assert_eq!(of("north", "verified"), ["established breach_indicated", "refuted no_breach_recorded"]);
    assert!(of("south", "verified").is_empty(), "nothing is alleged of south");
    let shown = truce(&["explain", text(&mission), "1", "--as-of", "2030-01-20", "--bears"]);
    assert!(shown.out.contains("for the verification body alone"), "{}", shown.out);
    assert!(shown.out.contains("no set of up to three open events would change it"), "{}", shown.out);
}
