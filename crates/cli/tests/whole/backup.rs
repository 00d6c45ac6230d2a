//! The day the server burns: a backup made while others write, restored on an empty machine, shows the same pages.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::{Folder, Said, objects, text, truce};
use crate::outside::{Reader, STARTS};
use crate::released::mission;
use crate::serve::Server;
use crate::sites::{import, invited};

fn done(arguments: &[&str]) -> Said {
    let said = truce(arguments);
    assert_eq!(said.code, 0, "{arguments:?}\n{}{}", said.out, said.err);
    said
}

/// A key as `age-keygen` makes it: its file, and the public part.
fn age_key(folder: &Folder) -> (std::path::PathBuf, String) {
    let site = folder.path("for-its-key");
    let made = done(&["site", "new", text(&site), "--name", "k"]).out;
    (site.join("keys/site.age"), made.split_whitespace().last().unwrap().to_owned())
}

fn pages(mission: &Path, token: &str) -> BTreeMap<String, String> {
    let server = Server::start(mission);
    let reader = Reader { server: &server, token: Some(token.to_owned()) };
    let starts = [&STARTS[..], &["/inbox", "/members", "/ledger?before=30", "/sources"]].concat();
    let all = reader.crawl(&starts);
    // Where it is served may differ, and the account page draws a new secret each time.
    let all = all.into_iter().filter(|(path, _)| path != "/account");
    all.map(|(path, body)| (path, body.replace(&server.address, "HERE"))).collect()
}

#[test]
fn restored_on_an_empty_machine_every_page_is_the_same() {
    let folder = Folder::new();
    let mission = mission(&folder, "[public]\nplaces = \"grid 0.25\"\n");
    let photo = folder.path("photo.png");
    std::fs::write(&photo, vec![7; 300_000]).unwrap();
    let attached = truce(&["attach", text(&mission), "qzx001kvj/qzx000kvj", text(&photo)]);
    assert_eq!(attached.code, 0, "{}", attached.err);
    done(&["member", "add", text(&mission), "desk", "--role", "analyst", "--role", "triage"]);
    let token = done(&["member", "token", text(&mission), "desk"]).out.trim().to_owned();
    let before = pages(&mission, &token);
    assert!(before.len() > 60 && before.values().all(|page| !page.starts_with("5")), "{}", before.len());
    let (identity, recipient) = age_key(&folder);
    let file = folder.path("backup.truce");
    let refused = truce(&["backup", text(&mission), text(&file)]);
    assert_eq!(refused.code, 2, "the keys in it must not lie in the clear by oversight");
    let server = Server::start(&mission);
    let made = done(&["backup", text(&mission), text(&file), "--for", &recipient]);
    drop(server);
    let checkpoint = folder.write("kept.txt", made.out.split_once(":\n").unwrap().1);
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"PRIVATE+KEY"));
    let hidden = |folder: &Path| {
        let names = std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with('.')).count()
    };
    assert_eq!((hidden(&mission), hidden(file.parent().unwrap())), (0, 0), "nothing is left in the clear");
    // The machine burns.
    std::fs::remove_dir_all(&mission).unwrap();
    let new = folder.path("m");
    assert_eq!(truce(&["restore", text(&file), text(&new)]).code, 2, "without its key");
    done(&["restore", text(&file), text(&new), "--identity", text(&identity), "--checkpoint", text(&checkpoint)]);
    let verified = done(&["verify", text(&new), "--checkpoint", text(&checkpoint)]);
    assert!(!verified.err.contains("is not there"), "{}", verified.err);
    done(&["restore", text(&new), "--go-on"]);
    let after = pages(&new, &token);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, page) in &before {
        assert_eq!(page, &after[path], "{path}");
    }
    // Damaged it is not restored by halves.
    for at in [bytes.len() / 2, bytes.len() - 5] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        std::fs::write(folder.path("damaged.truce"), &damaged).unwrap();
        let to = folder.path("never");
        let said = truce(&["restore", text(&folder.path("damaged.truce")), text(&to), "--identity", text(&identity)]);
        assert!(said.code != 0 && !to.exists(), "{}", said.err);
    }
}

#[test]
fn made_under_load_it_lacks_nothing_that_its_checkpoint_covers() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let rows = |n: u32| {
        let mut rows = "id,source,type,start,text\n".to_owned();
        (0..400).for_each(|id| rows.push_str(&format!("b{n}-{id},patrol,shelling,2030-05-01,words {id}\n")));
        rows
    };
    let files: Vec<_> = (0..12).map(|n| folder.write(&format!("rows-{n}.csv"), &rows(n))).collect();
    let acknowledged = std::sync::Mutex::new(Vec::new());
    let mut made = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for file in &files {
                done(&["import", text(&mission), text(file), "--as", "reports"]);
                let size = objects(&done(&["verify", text(&mission), "--format", "json"]))[0]["size"].as_u64().unwrap();
                acknowledged.lock().unwrap().push(size);
            }
        });
        for n in 0..4 {
            std::thread::sleep(std::time::Duration::from_millis(300));
            // What was answered before it begins must be in it.
            let least = acknowledged.lock().unwrap().last().copied().unwrap_or(0);
            let file = folder.path(&format!("backup-{n}.truce"));
            let said = done(&["backup", text(&mission), text(&file), "--plain"]);
            made.push((file, least, said.out.split_once(":\n").unwrap().1.to_owned()));
        }
    });
    for (n, (file, least, checkpoint)) in made.iter().enumerate() {
        let (to, kept) = (folder.path(&format!("again-{n}")), folder.write("kept.txt", checkpoint));
        done(&["restore", text(file), text(&to), "--checkpoint", text(&kept)]);
        let report = &objects(&done(&["verify", text(&to), "--checkpoint", text(&kept), "--format", "json"]))[0];
        let size: u64 = checkpoint.lines().nth(1).unwrap().parse().unwrap();
        assert_eq!(report["size"].as_u64(), Some(size));
        assert!(size >= *least, "{size} of {least}");
        assert_eq!(report["details_absent"], 0);
    }
    // What goes on is the same ledger.
    let last = folder.write("kept.txt", &made[3].2);
    done(&["verify", text(&mission), "--checkpoint", text(&last)]);
}

#[test]
fn a_restored_site_gets_its_own_entries_back_before_it_writes_again() {
    let folder = Folder::new();
    let hq = mission(&folder, "");
    let (north, root) = invited(&folder, &hq, "north", &[]);
    done(&["sync", text(&north), text(&hq), "--root", &root]);
    import(&folder, &north, "f1,patrol,shelling,2030-08-01,north,2,before the backup");
    let file = folder.path("north.truce");
    done(&["backup", text(&north), text(&file), "--plain"]);
    import(&folder, &north, "f2,patrol,shelling,2030-08-02,north,2,after the backup");
    done(&["sync", text(&north), text(&hq)]);
    std::fs::remove_dir_all(&north).unwrap();
    done(&["restore", text(&file), text(&north)]);
    let rows = folder.write("f3.csv", "id,source,type,start\nf3,patrol,shelling,2030-08-03\n");
    // Whoever knows less than the others does not let it write.
    let (east, _) = invited(&folder, &hq, "east", &[]);
    let early = truce(&["import", text(&north), text(&rows), "--as", "reports"]);
    assert!(early.code != 0 && early.err.contains("restored from a backup"), "{}", early.err);
    let met = done(&["sync", text(&north), text(&hq)]);
    assert!(met.out.contains("came 4"), "{}", met.out);
    let early = truce(&["import", text(&north), text(&rows), "--as", "reports"]);
    assert!(early.code != 0 && early.err.contains("until it has met east"), "{}", early.err);
    done(&["sync", text(&east), text(&hq), "--root", &root]);
    done(&["sync", text(&north), text(&east)]);
    done(&["import", text(&north), text(&rows), "--as", "reports"]);
    done(&["sync", text(&north), text(&hq)]);
    let said = done(&["site", "list", text(&hq)]).out;
    assert!(!said.contains("two histories") && !said.contains("apart"), "{said}");
    // One that never met another is told to go on.
    let file = folder.path("hq.truce");
    done(&["backup", text(&hq), text(&file), "--plain"]);
    let again = folder.path("hq-again");
    done(&["restore", text(&file), text(&again)]);
    assert_ne!(truce(&["import", text(&again), text(&rows), "--as", "reports"]).code, 0);
    done(&["restore", text(&again), "--go-on"]);
    assert_ne!(truce(&["restore", text(&again), "--go-on"]).code, 0);
}
