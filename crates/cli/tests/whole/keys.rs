//! `keys`, and what they do: who may sign what, and what is done when one is lost.

use serde_json::Value;

use crate::common::{Folder, objects, text, truce};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                         bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                         # 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  obliges north\n  never shelling\n```\n";

const SHELLING: &str = "id,source,type,start,by\n1,post,shelling,2030-01-05,north\n";

fn made(folder: &Folder) -> std::path::PathBuf {
    let agreement = folder.write("a.md", AGREEMENT);
    let path = folder.path("m");
    assert_eq!(truce(&["init", text(&path), "--agreement", text(&agreement)]).code, 0);
    let file = folder.write("r.csv", SHELLING);
    assert_eq!(truce(&["import", text(&path), text(&file), "--as", "reports"]).code, 0);
    path
}

fn done(arguments: &[&str]) -> String {
    let said = truce(arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.err, said.out);
    said.out.trim_end().to_owned()
}

fn keys(mission: &str) -> Vec<Value> {
    objects(&truce(&["keys", "list", mission, "--format", "json"]))
}

#[test]
fn every_entry_is_signed_from_the_first() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let verified = objects(&truce(&["verify", mission, "--format", "json"])).remove(0);
    assert_eq!((verified["size"].as_u64(), verified["signed"].as_u64()), (Some(3), Some(3)));
    let root = verified["key"].as_str().unwrap();
    done(&["verify", mission, "--key", root]);
    let secret = std::fs::read_to_string(path.join("keys/main.key")).unwrap();
    let other = done(&["keys", "new", "other", "--out", text(&folder.path("other.key"))]);
    let said = truce(&["verify", mission, "--key", &other]);
    assert_eq!((said.code, said.out.contains("key_unknown")), (1, true), "{}", said.out);
    let note = std::fs::read_to_string(path.join("checkpoint.txt")).unwrap();
    assert!(note.contains("\n\n\u{2014} a.truce "), "{note}");
    assert!(secret.starts_with("PRIVATE+KEY+a.truce+"));
    // Without the key the record can be read, and not written.
    std::fs::rename(path.join("keys"), folder.path("elsewhere")).unwrap();
    assert_eq!(truce(&["status", mission]).code, 0);
    let file = folder.write("r2.csv", "id,source,type,start,by\n2,post,shelling,2030-01-06,north\n");
    let said = truce(&["import", mission, text(&file), "--as", "reports"]);
    assert_eq!((said.code, said.err.contains("no key is at hand")), (1, true), "{}", said.err);
}

#[test]
fn whoever_has_a_key_speaks_by_it_alone() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let secret = folder.path("commission.key");
    let public = done(&["keys", "new", "commission", "--out", text(&secret)]);
    let find = |reason: &str| {
        truce(&[
            "decide",
            mission,
            "find",
            "post/1",
            "--body",
            "commission",
            "--fact",
            "established",
            "--because",
            reason,
            "--at",
            "2030-02-01",
        ])
    };
    let level = || {
        let event = truce(&["event", mission, "post/1", "--as-of", "2031-01-01", "--format", "json"]);
        objects(&event)[0]["claims"][0]["levels"]["fact"]["level"].as_str().unwrap().to_owned()
    };
    done(&["keys", "add", mission, "--holder", "commission", "--role", "voice", "--public", &public]);
    assert_eq!(find("not ours").code, 0);
    assert_eq!(level(), "alleged", "the mission speaks in its name, and it did not sign");
    std::fs::copy(&secret, path.join("keys/commission.key")).unwrap();
    assert_eq!(find("two craters").code, 0);
    assert_eq!(level(), "verified");
    let known = keys(mission);
    assert_eq!((known.len(), &known[1]["holder"]), (2, &Value::from("commission")));
    let digits = &known[1]["key"].as_str().unwrap()[..12];
    done(&["keys", "end", mission, digits, "--why", "compromised"]);
    assert_eq!(level(), "verified", "what it signed while it was in force stands");
    assert_eq!(truce(&["keys", "end", mission, digits, "--why", "lost"]).code, 1);
    done(&["verify", mission]);
    let said = truce(&["keys", "add", mission, "--holder", "commission", "--role", "boss"]);
    assert_eq!((said.code, said.err.contains("none of site, admin, analyst, voice, recovery")), (2, true));
}

#[test]
fn a_lost_key_is_recovered_and_that_can_be_rehearsed() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    let (one, two) = (folder.path("one.key"), folder.path("two.key"));
    for (holder, file) in [("safe-1", &one), ("safe-2", &two)] {
        done(&["keys", "add", mission, "--holder", holder, "--role", "recovery", "--out", text(file)]);
    }
    let size = || objects(&truce(&["verify", mission, "--format", "json"]))[0]["size"].as_u64().unwrap();
    assert_eq!(size(), 5);
    assert!(done(&["keys", "rehearse", mission, "--key", text(&two)]).contains("works"));
    assert_eq!(size(), 5, "a rehearsal writes nothing");
    let said = truce(&["keys", "rehearse", mission, "--key", text(&path.join("keys/main.key"))]);
    assert_eq!((said.code, said.err.contains("not a recovery key")), (1, true), "{}", said.err);
    std::fs::remove_file(path.join("keys/main.key")).unwrap();
    done(&["keys", "recover", mission, "--key", text(&two), "--why", "lost"]);
    let known = keys(mission);
    assert_eq!((known[0]["why"].as_str(), known[3]["holder"].as_str()), (Some("lost"), Some("main")));
    let file = folder.write("r2.csv", "id,source,type,start,by\n2,post,shelling,2030-01-06,north\n");
    done(&["import", mission, text(&file), "--as", "reports"]);
    done(&["verify", mission]);
    assert!(path.join("keys/main-2.key").exists());
}

#[test]
fn a_mission_without_keys_can_begin_to_sign() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    // As a program before there were keys would have left it.
    let unsigned = folder.path("old");
    let old = text(&unsigned);
    assert_eq!(truce(&["keys", "start", mission]).code, 1, "it has keys already");
    std::fs::create_dir_all(&unsigned).unwrap();
    std::fs::copy(path.join("mission.toml"), unsigned.join("mission.toml")).unwrap();
    drop(stores::Sqlite::create(&unsigned.join("ledger.sqlite"), "a.truce").unwrap());
    let agreement = folder.write("a.md", AGREEMENT);
    let amended = truce(&["amend", old, "--agreement", text(&agreement)]);
    assert_ne!(amended.code, 3, "{}", amended.err);
    done(&["keys", "start", old]);
    assert_eq!(keys(old).len(), 1);
    done(&["verify", old]);
}
