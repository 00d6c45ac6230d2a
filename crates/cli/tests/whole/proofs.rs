//! What one person hands to another: copies, proofs, forks, cosignatures; and Go's libraries accept them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Folder, text, truce};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
                         in force: from 2030-01-01\n---\n# 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  \
                         obliges north\n  never shelling\n```\n";

fn done(arguments: &[&str]) -> String {
    let said = truce(arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.err, said.out);
    said.out
}

fn import(mission: &str, folder: &Folder, from: usize, n: usize) {
    let rows: String = (from..from + n).map(|id| format!("{id},post,shelling,2030-01-05,north,words {id}\n")).collect();
    let file = folder.write("r.csv", &format!("id,source,type,start,by,text\n{rows}"));
    done(&["import", mission, text(&file), "--as", "reports"]);
}

fn made(folder: &Folder) -> PathBuf {
    let agreement = folder.write("a.md", AGREEMENT);
    let path = folder.path("m");
    done(&["init", text(&path), "--agreement", text(&agreement)]);
    path
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(|file| file.unwrap().path()) {
        let to = to.join(file.file_name().unwrap());
        if file.is_dir() {
            copied(&file, &to);
        } else {
            std::fs::copy(&file, &to).unwrap();
        }
    }
}

#[test]
fn a_copy_is_checked_without_the_mission() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    import(mission, &folder, 0, 300);
    let key = done(&["keys", "log", mission]).trim_end().to_owned();
    let copy = folder.path("copy");
    done(&["export", mission, "--as", "ledger", "--out", text(&copy)]);
    assert!(done(&["verify", text(&copy), "--key", &key]).contains("302 entries"));
    assert_eq!(truce(&["export", mission, "--as", "ledger", "--out", text(&copy)]).code, 1, "never over another");
    let bare = folder.path("bare");
    done(&["export", mission, "--as", "ledger", "--out", text(&bare), "--without-words", "--record"]);
    assert!(done(&["verify", mission]).contains("303 entries"), "the publication is on record");
    assert!(done(&["verify", text(&bare)]).contains("300 are absent"));
    // Somebody puts another entry count under the old signature.
    let note = std::fs::read_to_string(copy.join("checkpoint")).unwrap();
    std::fs::write(copy.join("checkpoint"), note.replacen("a.truce", "b.truce", 1)).unwrap();
    let said = truce(&["verify", text(&copy)]);
    assert_eq!((said.code, said.out.contains("signature_missing")), (1, true), "{}", said.out);
}

#[test]
fn proofs_hold_alone_and_a_fork_is_proven() {
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    import(mission, &folder, 0, 5);
    let key = done(&["keys", "log", mission]).trim_end().to_owned();
    let entry = folder.write("entry.txt", &done(&["proof", "entry", mission, "4"]));
    let said = done(&["proof", "check", text(&entry), "--key", &key]);
    assert!(said.contains("proven: entry 4 of 7 in a.truce: report by main"), "{said}");
    let other = done(&["keys", "new", "a.truce", "--out", text(&folder.path("other.key"))]);
    assert_eq!(truce(&["proof", "check", text(&entry), "--key", other.trim_end()]).code, 1);
    assert_eq!(truce(&["proof", "entry", mission, "8"]).code, 1);
    // The keeper of the mission shows one thing to one, and another to another.
    let twin = folder.path("twin");
    copied(&path, &twin);
    import(mission, &folder, 100, 2);
    assert!(done(&["proof", "fork", mission, text(&twin)]).contains("begins with the 7 of the other"));
    import(text(&twin), &folder, 200, 1);
    let fork = folder.write("fork.txt", &done(&["proof", "fork", mission, text(&twin)]));
    assert!(done(&["proof", "check", text(&fork), "--key", &key]).contains("differ at entry 8"));
    assert_eq!(truce(&["proof", "check", text(&fork), "--key", other.trim_end()]).code, 1);
}

#[test]
fn a_witness_signs_what_goes_on_and_nothing_else() {
    let folder = Folder::new();
    let path = made(&folder);
    let (mission, watch) = (text(&path), folder.path("watch"));
    let log = done(&["keys", "log", mission]).trim_end().to_owned();
    let witness = done(&["witness", "new", text(&watch), "--name", "north-watch", "--log", &log]).trim_end().to_owned();
    let twin = folder.path("twin");
    copied(&path, &twin);
    let sign = |source: &Path| truce(&["witness", "sign", text(&watch), text(source)]);
    let add = |signed: &str| {
        let file = folder.write("cosigned.txt", signed);
        truce(&["witness", "add", mission, text(&file), "--witness", &witness])
    };
    let first = sign(&path);
    assert_eq!(first.code, 0, "{}", first.err);
    let added = add(&first.out);
    assert!(added.out.contains("north-watch signed the checkpoint of size 2"), "{}{}", added.out, added.err);
    import(mission, &folder, 0, 5);
    assert_eq!(add(&first.out).code, 0, "also later, as long as the ledger goes on from it");
    let request = folder.write("request.txt", &done(&["proof", "since", mission, text(&path.join("witnessed.txt"))]));
    let second = sign(&request);
    assert_eq!(second.code, 0, "{}", second.err);
    assert_eq!(
        add(second.out.lines().last().map(|line| format!("{line}\n")).unwrap().as_str()).code,
        0,
        "a line alone"
    );
    let copy = folder.path("copy");
    done(&["export", mission, "--as", "ledger", "--out", text(&copy)]);
    let note = std::fs::read_to_string(copy.join("checkpoint")).unwrap();
    assert!(note.contains("\u{2014} north-watch ") && note.contains("\u{2014} a.truce "), "{note}");
    // Another history of the same log.
    import(text(&twin), &folder, 900, 8);
    let said = sign(&twin);
    assert_eq!((said.code, said.err.contains("it was rewritten")), (1, true), "{}", said.err);
    assert_eq!(add(&note.replacen("\n7\n", "\n6\n", 1)).code, 1, "a signature for something else");
    let verified = truce(&["verify", mission]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    std::fs::copy(path.join("witnessed.txt"), twin.join("witnessed.txt")).unwrap();
    let said = truce(&["verify", text(&twin)]);
    assert_eq!((said.code, said.out.contains("checkpoint_differs")), (1, true), "{}", said.out);
}

#[test]
fn go_accepts_our_notes_tiles_and_proofs() {
    let go = Command::new("go").arg("version").output();
    if !go.is_ok_and(|said| said.status.success()) {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "go is missing; `cargo xtask test` installs it");
        return;
    }
    let folder = Folder::new();
    let path = made(&folder);
    let mission = text(&path);
    import(mission, &folder, 0, 100);
    let old = folder.path("old.txt");
    std::fs::copy(path.join("checkpoint.txt"), &old).unwrap();
    import(mission, &folder, 100, 460);
    let key = done(&["keys", "log", mission]).trim_end().to_owned();
    let copy = folder.path("copy");
    done(&["export", mission, "--as", "ledger", "--out", text(&copy)]);
    let entry = folder.write("entry.txt", &done(&["proof", "entry", mission, "301"]));
    let since = folder.write("since.txt", &done(&["proof", "since", mission, text(&old)]));
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/notes/main.go");
    let said = Command::new("go")
        .args(["run", text(&program), text(&copy), &key, text(&entry), "300", text(&old), text(&since)])
        .envs([("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"), ("GOFLAGS", "")])
        .env("GOCACHE", std::env::temp_dir().join("truce-go-cache"))
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{err}");
    assert_eq!(out.trim_end(), "562 entries, every one proven");
}
