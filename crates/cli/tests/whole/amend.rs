//! `amend`: a later version takes over from its day on, and what was belongs to the version then in force.

use crate::common::{Folder, Said, objects, text, truce};

const FIRST: &str = "---\nagreement: a\ntitle: A\nversion: 1\nparties: north \"North\", south \"South\"\n\
                     bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                     # 1. Aid\n\n> Aid enters.\n\n```truce\nrule 1 \"two trucks a day\"\n  obliges north\n  \
                     every day truck_entered at least 2\n  counted completely\n\
                     rule 2 \"forty are released\"\n  obliges south\n  must person_released at least 40 by 2030-01-04\n\
                     rule 3 \"no shelling\"\n  obliges north\n  never shelling\n```\n";

fn second() -> String {
    FIRST
        .replace("version: 1\n", "version: 2\nversion in force: from 2030-01-03\nretired: 3\n")
        .replace("at least 2\n", "at least 1\n")
        .replace("by 2030-01-04", "by 2030-01-08")
        .replace("rule 3 \"no shelling\"\n  obliges north\n  never shelling\n", "")
}

const REPORTS: &str = "id,source,type,start,quantity,by\nt1,post,truck_entered,2030-01-01T10:00,1,\nt2,post,truck_entered,2030-01-03T10:00,1,\n\
                       s1,post,shelling,2030-01-02T10:00,1,north\ns2,post,shelling,2030-01-05T10:00,1,north\n";

fn mission(folder: &Folder) -> std::path::PathBuf {
    let mission = folder.path("m");
    let first = folder.write("a.md", FIRST);
    let reports = folder.write("r.csv", REPORTS);
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&first)]).code, 0);
    assert_eq!(truce(&["import", text(&mission), text(&reports), "--as", "reports"]).code, 0);
    mission
}

fn amend(folder: &Folder, mission: &std::path::Path, text_of: &str) -> Said {
    let file = folder.write("b.md", text_of);
    truce(&["amend", text(mission), "--agreement", text(&file)])
}

fn statuses(mission: &std::path::Path, rule: &str, as_of: &str) -> Vec<String> {
    let all = objects(&truce(&["status", text(mission), "--as-of", as_of, "--format", "json"]));
    let own = all.iter().filter(|one| one["rule"] == rule && one["level"] == "alleged");
    own.map(|one| format!("{} {}", one["instance"].as_str().unwrap(), one["status"].as_str().unwrap())).collect()
}

#[test]
fn assessments_belong_to_the_version_in_force_at_the_time() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let before = statuses(&mission, "2", "2030-01-06");
    assert_eq!(before, ["2030-01-01 overdue"]);
    let said = amend(&folder, &mission, &second());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("recorded version 2 of a, in force from 2030-01-03"), "{}", said.out);
    let days = statuses(&mission, "1", "2030-01-04T12:00");
    assert_eq!(
        days,
        ["2030-01-01 breach_indicated", "2030-01-02 breach_indicated", "2030-01-03 met", "2030-01-04 pending"],
        "two trucks were owed on the first days, one after the amendment"
    );
    assert_eq!(statuses(&mission, "2", "2030-01-06"), ["2030-01-01 pending"], "it falls due under the second version");
    assert_eq!(statuses(&mission, "2", "2030-01-02"), ["2030-01-01 pending"]);
    assert_eq!(statuses(&mission, "3", "2030-01-02T12:00"), ["2030-01-01 breach_indicated"]);
    let retired = objects(&truce(&["status", text(&mission), "--as-of", "2030-01-06", "--format", "json"]));
    let shelling = retired.iter().find(|one| one["rule"] == "3" && one["level"] == "alleged").unwrap();
    assert_eq!(
        shelling["because"].as_array().unwrap().len(),
        1,
        "what came after the rule was retired is no breach of it"
    );
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}

#[test]
fn what_cannot_follow_is_refused_and_nothing_is_recorded() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let refused = |text_of: &str, words: &str| {
        let said = amend(&folder, &mission, text_of);
        assert_eq!(said.code, 1);
        assert!(said.err.contains(words), "{}", said.err);
    };
    refused(FIRST, "There is a version 1 already");
    refused(&second().replace("version in force: from 2030-01-03\n", ""), "does not say from when it is in force");
    refused(&second().replace("retired: 3\n", ""), "The rule 3 of the version before is neither here nor retired");
    refused(&second().replace("agreement: a\n", "agreement: b\n"), "This is a version of `b`, not of `a`");
    refused(&second().replace("retired: 3", "retired: 1, 3"), "E311");
    assert_eq!(amend(&folder, &mission, &second()).code, 0, "after all that the first right one is the second version");
    let third = second().replace("version: 2\n", "version: 3\n").replace("from 2030-01-03", "from 2030-02-01");
    let back = third
        .replace("retired: 3\n", "")
        .replace("rule 2 ", "rule 3 \"again\"\n  obliges north\n  never shooting\nrule 2 ");
    refused(&back, "was a rule of an earlier version");
}
