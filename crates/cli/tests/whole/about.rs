//! Entries about other entries: what is withdrawn, graded, sorted and erased, and what that does.

use serde_json::Value;

use crate::common::{Folder, all_in, objects, text, truce, truce_with_input};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
                         in force: from 2030-01-01\n---\n# 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  \
                         obliges north\n  never shelling\n```\n";

const SOURCES: &str = "id,name,kind,reliability\npost,Post,outlet,B\nclinic,Clinic,organisation,\n";
const REPORTS: &str = "id,source,type,start,by,credibility,text\n\
                       1,post,shelling,2030-01-05,north,2,Anna saw it from her window.\n\
                       1,clinic,shelling,2030-01-05,north,,Two were brought in.\n\
                       2,post,shelling,2030-01-07,north,2,It was thunder.\n";

fn done(arguments: &[&str]) -> String {
    let said = truce(arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.err, said.out);
    said.out
}

fn made(folder: &Folder) -> std::path::PathBuf {
    let agreement = folder.write("a.md", AGREEMENT);
    let path = folder.path("m");
    done(&["init", text(&path), "--agreement", text(&agreement)]);
    for (name, rows) in [("sources", SOURCES), ("reports", REPORTS)] {
        let file = folder.write(&format!("{name}.csv"), rows);
        done(&["import", text(&path), text(&file), "--as", name]);
    }
    path
}

fn statuses(mission: &str) -> Vec<String> {
    let said = truce(&["status", mission, "--as-of", "2030-02-01", "--format", "json"]);
    let line =
        |one: Value| format!("{} {} {}", one["level"].as_str().unwrap(), one["status"].as_str().unwrap(), one["count"]);
    objects(&said).into_iter().filter(|one| one["party"] == "north").map(line).collect()
}

fn changes(mission: &str, since: &str) -> String {
    let said = truce(&["status", mission, "--as-of", "2030-02-01", "--changes-since", since, "--format", "json"]);
    objects(&said).iter().map(|one| one["entries"].to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_people_say_of_reports_takes_effect() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    assert_eq!(statuses(mission)[0], "alleged breach_indicated 2");
    done(&["decide", mission, "withdraw", "post/2", "--because", "it was thunder"]);
    assert_eq!(statuses(mission)[0], "alleged breach_indicated 1");
    assert_eq!(changes(mission, "7"), "[8] [8] [8]", "the withdrawal is named as the reason");
    assert_eq!(truce(&["decide", mission, "withdraw", "post/2", "--because", "again"]).code, 1);
    // The same file once more does not bring it back; another text of it does.
    let file = folder.write("reports.csv", REPORTS);
    assert!(done(&["import", mission, text(&file), "--as", "reports"]).contains("added 0, known 3"));
    assert_eq!(statuses(mission)[1], "corroborated undetermined 0", "nobody graded the clinic");
    done(&["decide", mission, "grade-source", "clinic", "--reliability", "B", "--because", "known for years"]);
    done(&[
        "decide",
        mission,
        "grade-report",
        "clinic/1",
        "--credibility",
        "2",
        "--because",
        "fits",
        "--by",
        "analyst-2",
    ]);
    assert_eq!(statuses(mission)[1], "corroborated breach_indicated 1");
    // A card without a grade leaves the one that people gave.
    let file = folder.write("sources.csv", &SOURCES.replace("Clinic,", "The Clinic,"));
    done(&["import", mission, text(&file), "--as", "sources"]);
    assert_eq!(statuses(mission)[1], "corroborated breach_indicated 1");
    done(&["decide", mission, "triage", "post/1", "--step", "accepted", "--because", "clear"]);
    assert_eq!(truce(&["decide", mission, "triage", "post/9", "--step", "accepted", "--because", "x"]).code, 1);
    let again = folder.write("again.csv", &REPORTS.replace("It was thunder", "It was a gun after all"));
    done(&["import", mission, text(&again), "--as", "reports"]);
    assert_eq!(statuses(mission)[0], "alleged breach_indicated 2", "told anew, it stands again");
    done(&["verify", mission]);
}

#[test]
fn what_is_erased_is_gone_on_record_and_changes_no_event() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let events = || truce(&["events", mission, "--as-of", "2030-02-01", "--format", "json"]).out;
    let before = events();
    let in_files = || {
        let files = std::fs::read_dir(&path).unwrap().map(|file| file.unwrap().path());
        files
            .filter(|file| file.is_file())
            .any(|file| std::fs::read(file).unwrap().windows(8).any(|part| part == b"Anna saw"))
    };
    assert!(in_files());
    let event = objects(&truce(&["event", mission, "post/1", "--as-of", "2030-02-01", "--format", "json"])).remove(0);
    let reports = event["reports"].as_array().unwrap();
    let entry = reports.iter().find(|report| report["report"] == "post/1").unwrap()["entry"].to_string();
    let said = truce(&["erase", mission, &entry, "--ground", "whim", "--because", "x"]);
    assert_eq!((said.code, said.err.contains("none of consent_withdrawn, protection")), (2, true), "{}", said.err);
    done(&["erase", mission, &entry, "--ground", "protection", "--because", "names a witness"]);
    assert!(!in_files(), "the words are overwritten");
    assert_eq!(events(), before);
    let verified = done(&["verify", mission]);
    assert!(verified.contains("1 are absent, 1 of them erased on record"), "{verified}");
    assert_eq!(truce(&["erase", mission, &entry, "--ground", "order", "--because", "x"]).code, 1, "nothing is left");
    assert_eq!(
        truce(&["erase", mission, "1", "--ground", "order", "--because", "x"]).code,
        1,
        "nothing is beside a key"
    );
    let copy = folder.path("copy");
    done(&["export", mission, "--as", "ledger", "--out", text(&copy)]);
    assert!(done(&["verify", text(&copy)]).contains("1 of them erased on record"));
}

pub(crate) fn key(folder: &Folder, name: &str) -> (std::path::PathBuf, String) {
    use age::secrecy::ExposeSecret;
    let identity = age::x25519::Identity::generate();
    let file = folder.write(name, &format!("# a comment\n{}\n", identity.to_string().expose_secret()));
    (file, identity.to_public().to_string())
}

#[test]
fn files_and_identities_are_sealed_to_a_compartment() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let ((first, one), (second, two), (stranger, _)) =
        (key(&folder, "1.txt"), key(&folder, "2.txt"), key(&folder, "3.txt"));
    done(&["sealed", "compartment", mission, "sources", "--key", &one, "--key", &two]);
    let said = truce(&["sealed", "compartment", mission, "x", "--key", "age1nonsense"]);
    assert_eq!(said.code, 2, "{}", said.err);
    let who = "Anna, at the mill; ring before eight\n";
    let said = truce_with_input(&["sealed", "source", mission, "clinic", "--compartment", "sources"], who);
    assert_eq!(said.code, 0, "{}", said.err);
    for secret in [&first, &second] {
        assert_eq!(done(&["sealed", "open-source", mission, "clinic", "--secret", text(secret)]), who);
    }
    let said = truce(&["sealed", "open-source", mission, "clinic", "--secret", text(&stranger)]);
    assert_eq!((said.code, said.err.contains("cannot be opened with this key")), (1, true), "{}", said.err);
    let picture = folder.write("crater.jpg", &"pixels ".repeat(30_000));
    let open = done(&["attach", mission, "post/1", text(&picture)]);
    let sealed = done(&["attach", mission, "clinic/1", text(&picture), "--compartment", "sources"]);
    let digest = |said: &str| said.split([' ', ',']).nth(2).unwrap().to_owned();
    let (open, sealed) = (digest(&open), digest(&sealed));
    assert_eq!(done(&["sealed", "open-file", mission, &open]).len(), 210_000);
    assert_eq!(truce(&["sealed", "open-file", mission, &sealed]).code, 2, "it is sealed");
    assert_eq!(done(&["sealed", "open-file", mission, &sealed, "--secret", text(&second)]).len(), 210_000);
    // The age program reads it as well.
    let kept = path.join("attachments").join(&sealed[..2]).join(&sealed[2..]);
    if let Ok(said) = std::process::Command::new("age").args(["-d", "-i", text(&first), text(&kept)]).output() {
        assert_eq!(said.stdout.len(), 210_000, "{}", String::from_utf8_lossy(&said.stderr));
    }
    // Whoever has no key can still verify, and sees a changed file.
    done(&["verify", mission]);
    let mut bytes = std::fs::read(&kept).unwrap();
    bytes[1_000] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let said = truce(&["verify", mission]);
    assert_eq!((said.code, said.err.contains("was changed")), (1, true), "{}", said.err);
    let listed = objects(&truce(&["event", mission, "post/1", "--as-of", "2030-02-01", "--format", "json"])).remove(0);
    assert!(listed["reports"].to_string().contains(&open), "{listed}");
    std::fs::remove_file(&kept).unwrap();
    let said = truce(&["verify", mission]);
    assert_eq!((said.code, said.err.contains("is not there")), (0, true), "{}", said.err);
}

#[test]
fn grades_are_set_apart_where_the_mission_so_chooses() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let grade =
        |what: &[&str], by: &str| truce(&[&["decide", mission], what, &["--because", "x", "--by", by]].concat());
    let report = ["grade-report", "post/1", "--credibility", "2"];
    let source = ["grade-source", "post", "--reliability", "B"];
    assert_eq!(grade(&source, "ana").code, 0);
    assert_eq!(grade(&report, "ana").code, 0);
    let counted = || objects(&truce(&["grades", mission, "--format", "json"])).remove(0);
    // Both of the Post's reports are B2 (the second by its own row); the clinic has no grade.
    let (graded, diagonal, one_hand) =
        (counted()["graded"].clone(), counted()["diagonal"].clone(), counted()["one_hand"].clone());
    assert_eq!((graded, diagonal, one_hand, counted()["ungraded"].clone()), (2.into(), 2.into(), 1.into(), 1.into()));
    std::fs::write(path.join("mission.toml"), "site = \"main\"\nauthor = \"main\"\ngrades_apart = true\n").unwrap();
    for what in [&report[..], &["grade-report", "post/2", "--credibility", "3"], &source] {
        let said = grade(what, "ana");
        assert!(said.code == 1 && said.err.contains("set the other grade already"), "{what:?} {}", said.err);
    }
    assert_eq!(grade(&["grade-report", "post/1", "--credibility", "4"], "ben").code, 0);
    let said = grade(&source, "ben");
    assert!(said.code == 1 && said.err.contains("ben set the other grade already"), "{}", said.err);
    assert_eq!(grade(&["grade-report", "clinic/1", "--credibility", "2"], "ana").code, 0, "another source");
    assert_eq!((counted()["diagonal"].clone(), counted()["one_hand"].clone()), (1.into(), 0.into()));
    let said = truce(&["grades", mission]).out;
    assert!(said.contains("1 of them (50 %) stand on the diagonal"), "{said}");
}

#[test]
fn words_leave_the_house_only_where_who_told_them_agrees() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let head = "id,source,type,start,text,consent_recorded,consent_quoted,consent_shared\n";
    let rows = "11,clinic,shelling,2030-01-08,Word-free,yes,yes,public\n12,clinic,shelling,2030-01-08,Word-unquoted,yes,no,public\n\
                13,clinic,shelling,2030-01-08,Word-ours,yes,yes,mission_only\n14,clinic,shelling,2030-01-08,Word-bodies,yes,,bodies\n\
                15,clinic,shelling,2030-01-08,Word-unrecorded,no,,\n16,clinic,shelling,2030-01-08,Word-unasked,,,\n";
    let file = folder.write("told.csv", &format!("{head}{rows}"));
    done(&["import", mission, text(&file), "--as", "reports"]);
    // What was told before somebody took back that it may be quoted stays here, too.
    let later = folder.write("later.csv", &format!("{head}11,clinic,shelling,2030-01-08,Word-later,yes,no,public\n"));
    done(&["import", mission, text(&later), "--as", "reports"]);
    let picture = folder.write("Word-file.jpg", "x");
    done(&["attach", mission, "clinic/13", text(&picture)]);
    let copy = folder.path("copy");
    let said = truce(&["export", mission, "--as", "ledger", "--out", text(&copy)]);
    assert!(said.code == 0 && said.err.contains("the words of 7 entries stay here"), "{}", said.err);
    let words = all_in(&copy.join("details"));
    for kept in ["free", "unquoted", "ours", "bodies", "unrecorded", "later", "file"] {
        assert!(!words.contains(&format!("Word-{kept}")), "{kept}");
    }
    assert!(words.contains("Word-unasked") && words.contains("thunder"));
    assert_eq!(truce(&["verify", text(&copy)]).code, 0);
}
