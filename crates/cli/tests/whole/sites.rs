//! Field offices: joining, a week without a line, coming together again over HTTP, a file and a folder; being struck off; two histories.

use std::path::{Path, PathBuf};

use crate::common::{Folder, Said, objects, text, truce};
use crate::released::mission;
use crate::serve::Server;

fn done(arguments: &[&str]) -> Said {
    let said = truce(arguments);
    assert_eq!(said.code, 0, "{arguments:?}\n{}{}", said.out, said.err);
    said
}

/// A site that was invited; and the mission's first key.
pub(crate) fn invited(folder: &Folder, hq: &Path, name: &str, more: &[&str]) -> (PathBuf, String) {
    let site = folder.path(name);
    let request = done(&["site", "new", text(&site), "--name", name]).out;
    let added = done(&[&["site", "add", text(hq), request.trim()], more].concat());
    let root = added.out.split_whitespace().last().unwrap().to_owned();
    (site, root)
}

pub(crate) fn import(folder: &Folder, site: &Path, rows: &str) -> Said {
    let file = folder.write("rows.csv", &format!("id,source,type,start,by,killed,text\n{rows}\n"));
    done(&["import", text(site), text(&file), "--as", "reports"])
}

fn status(site: &Path) -> String {
    done(&["status", text(site), "--format", "ndjson", "--as-of", "2030-09-01"]).out
}

fn sites(site: &Path) -> String {
    done(&["site", "list", text(site)]).out
}

#[test]
fn an_office_works_alone_and_all_come_together_by_whatever_way() {
    let folder = Folder::new();
    let hq = mission(&folder, "");
    let (north, root) = invited(&folder, &hq, "north", &[]);
    let (east, _) = invited(&folder, &hq, "east", &[]);
    let cards = folder.write("cards.csv", "id,name,kind\npatrol,The patrol,monitor\n");
    done(&["import", text(&hq), text(&cards), "--as", "sources"]);
    // Who does not say whom he trusts gets nothing, nor who was told of another mission.
    let server = Server::start(&hq);
    let address = format!("http://{}", server.address);
    assert_eq!(truce(&["sync", text(&north), &address]).code, 2);
    let other = done(&["site", "new", text(&folder.path("another")), "--name", "another"]).out;
    let other = other.split_whitespace().next().unwrap();
    let wrong = truce(&["sync", text(&north), &address, "--root", other]);
    assert!(wrong.code == 1 && wrong.err.contains("first key"), "{}", wrong.err);
    assert_eq!(truce(&["sync", text(&north), "ftp://example.org", "--root", &root]).code, 2);
    let request = done(&["site", "request", text(&north)]).out;
    assert!(request.starts_with("north+") && request.contains(" age1"), "{request}");
    // The one joins over HTTP, the other by a file that only it can open.
    done(&["sync", text(&north), &address, "--root", &root]);
    let parcel = folder.path("for-east.truce");
    done(&["sync", text(&hq), text(&parcel), "--for", "east"]);
    let stolen = truce(&["sync", text(&north), text(&parcel)]);
    assert!(stolen.code == 1 && stolen.err.contains("meant for this site"), "{}", stolen.err);
    done(&["sync", text(&east), text(&parcel), "--root", &root]);
    assert_eq!(status(&hq), status(&north));
    assert_eq!(status(&hq), status(&east));
    // A week alone: both tell of the same report, and each grades the source otherwise.
    import(&folder, &north, "f1,patrol,shelling,2030-08-01,north,2,seen from the ridge");
    import(&folder, &east, "f1,patrol,shelling,2030-08-01,north,5,heard of later");
    for (site, grade) in [(&north, "B"), (&east, "E")] {
        done(&["decide", text(site), "grade-source", "patrol", "--reliability", grade, "--because", "as seen here"]);
    }
    // A file that is cut gives what came before the cut, and says so.
    let parcel = folder.path("for-main.truce");
    done(&["sync", text(&east), text(&parcel), "--for", "main"]);
    let whole = std::fs::read(&parcel).unwrap();
    let cut = folder.path("cut.truce");
    std::fs::write(&cut, &whole[..whole.len() - 40]).unwrap();
    assert_eq!(truce(&["sync", text(&hq), text(&cut)]).code, 1);
    done(&["sync", text(&hq), text(&parcel)]);
    let again = done(&["sync", text(&hq), text(&parcel)]);
    assert!(again.out.contains("came 0"), "{}", again.out);
    done(&["sync", text(&north), &address]);
    let second = done(&["sync", text(&north), &address]);
    let numbers: Vec<u64> = second.err.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    assert!(second.err.contains("sent ") && numbers[..2].iter().sum::<u64>() < 4_000, "{}", second.err);
    done(&["sync", text(&north), text(&east)]);
    drop(server);
    assert_eq!(status(&hq), status(&north));
    assert_eq!(status(&hq), status(&east));
    for site in [&hq, &north, &east] {
        let said = sites(site);
        assert!(said.contains("in dispute, grade patrol") && said.contains("in dispute, report patrol/f1"), "{said}");
        let report = done(&["verify", text(site), "--format", "json"]);
        let report = &objects(&report)[0];
        assert_eq!((report["sound"].as_bool(), report["sites"].as_array().unwrap().len()), (Some(true), 3), "{report}");
    }
    // Somebody who has seen both decides.
    done(&["decide", text(&hq), "grade-source", "patrol", "--reliability", "C", "--because", "both heard"]);
    done(&["sync", text(&hq), text(&east)]);
    assert!(!sites(&east).contains("in dispute, grade patrol"), "{}", sites(&east));
    assert_eq!(status(&hq), status(&east));
}

#[test]
fn what_a_seized_laptop_signs_afterwards_is_shown_apart_and_nobody_lets_it_in() {
    let folder = Folder::new();
    let hq = mission(&folder, "");
    let (north, root) = invited(&folder, &hq, "north", &[]);
    let (east, _) = invited(&folder, &hq, "east", &[]);
    done(&["sync", text(&north), text(&hq), "--root", &root]);
    import(&folder, &north, "f1,patrol,shelling,2030-08-01,north,2,before it was seized");
    done(&["sync", text(&north), text(&hq)]);
    done(&["sync", text(&east), text(&hq), "--root", &root]);
    let ended = done(&["site", "end", text(&hq), "north", "--why", "compromised"]);
    assert!(ended.out.contains("0 entries are shown apart"), "{}", ended.out);
    // Whoever has it writes on, and finds somebody who has not heard.
    import(&folder, &north, "f2,patrol,shelling,2030-08-02,north,90,made up");
    done(&["sync", text(&north), text(&east)]);
    assert!(done(&["status", text(&east), "--as-of", "2030-09-01"]).code == 0);
    done(&["sync", text(&east), text(&hq)]);
    // By no way does it get what came since.
    let parcel = folder.path("for-north.truce");
    for (one, other) in [(text(&hq), text(&north)), (text(&north), text(&hq))] {
        let refused = truce(&["sync", one, other]);
        assert!(refused.code == 1 && refused.err.contains("key"), "{}", refused.err);
    }
    assert_eq!(truce(&["sync", text(&hq), text(&parcel), "--for", "north"]).code, 1);
    assert!(!sites(&north).contains("struck off"), "{}", sites(&north));
    for site in [&hq, &east] {
        let said = sites(site);
        assert!(said.contains("north: ") && said.contains("struck off: compromised"), "{said}");
        assert!(said.contains("its key had ended by entry"), "{said}");
    }
    assert_eq!(status(&hq), status(&east));
    let listed = done(&["export", text(&hq), "--as", "ndjson", "--out", "-", "--as-of", "2030-12-01"]);
    assert!(!listed.out.contains("\"90\""), "{}", listed.out);
    let server = Server::start(&hq);
    let refused = truce(&["sync", text(&north), &format!("http://{}", server.address)]);
    assert!(refused.code == 1 && refused.err.contains("has ended"), "{}", refused.err);
}

#[test]
fn two_histories_of_one_site_are_found_proven_and_decided_on() {
    let folder = Folder::new();
    let hq = mission(&folder, "");
    let (north, root) = invited(&folder, &hq, "north", &[]);
    let (east, _) = invited(&folder, &hq, "east", &[]);
    done(&["sync", text(&north), text(&hq), "--root", &root]);
    done(&["sync", text(&east), text(&hq), "--root", &root]);
    let copy = folder.path("copied-laptop");
    copy_all(&north, &copy);
    import(&folder, &north, "f1,patrol,shelling,2030-08-01,north,2,the one");
    import(&folder, &copy, "f1,patrol,shelling,2030-08-01,north,7,the other");
    done(&["sync", text(&north), text(&hq)]);
    done(&["sync", text(&copy), text(&east)]);
    let itself = truce(&["sync", text(&north), text(&copy)]);
    assert!(itself.code != 0 && itself.err.contains("this site itself"), "{}", itself.err);
    // The next time any two others meet.
    let met = done(&["sync", text(&hq), text(&east)]);
    assert!(met.err.contains("north shows two histories from its entry "), "{}", met.err);
    let proof = done(&["proof", "site", text(&east), "north"]);
    let file = folder.write("fork.txt", &proof.out);
    let key = proof.err.split("--key ").nth(1).unwrap().split('`').next().unwrap().to_owned();
    let checked = done(&["proof", "check", text(&file), "--key", &key]);
    assert!(checked.out.contains("proven: the key of north signed two entries"), "{}", checked.out);
    let other = done(&["keys", "list", text(&hq), "--format", "json"]);
    assert!(other.out.contains(&root));
    for (at, byte) in proof.out.bytes().enumerate().filter(|(at, _)| at % 40 == 25) {
        let mut changed = proof.out.clone().into_bytes();
        changed[at] = if byte == b'A' { b'B' } else { b'A' };
        let file = folder.path("changed.txt");
        std::fs::write(&file, &changed).unwrap();
        assert_ne!(truce(&["proof", "check", text(&file), "--key", &key]).code, 0, "byte {at}");
    }
    let said = sites(&hq);
    let line = said.lines().find(|line| line.starts_with("north shows two histories")).unwrap();
    let number = line.split("entry ").nth(1).unwrap().split(' ').next().unwrap();
    // Of each that it had seen what came before, and a report.
    assert_eq!(said.matches("apart, ").count(), 2, "{said}");
    assert!(said.contains("2 entries (north 1 to 2)"), "{said}");
    // Who writes there is told.
    let told = truce(&["status", text(&north), "--as-of", "2030-09-01"]);
    assert!(!told.err.contains("no effect"), "it has not heard: {}", told.err);
    done(&["sync", text(&north), text(&hq)]);
    let told = truce(&["status", text(&north), "--as-of", "2030-09-01"]);
    assert!(told.err.contains("what it writes has no effect"), "{}", told.err);
    let unsaid = truce(&["site", "decide", text(&hq), "north", number]);
    assert!(unsaid.code == 2 && unsaid.err.contains("--leaf"), "{}", unsaid.err);
    let leaf = line.split("on, ").nth(1).unwrap().split(' ').next().unwrap();
    done(&["site", "decide", text(&hq), "north", number, "--leaf", leaf, "--reason", "the laptop is with us"]);
    done(&["sync", text(&hq), text(&east)]);
    for site in [&hq, &east] {
        let said = sites(site);
        assert!(said.contains("apart, 2 entries (north 1 to 2)") && !said.contains("\nnorth shows"), "{said}");
        assert!(done(&["verify", text(site)]).out.contains("north shows two histories"));
    }
    assert_eq!(status(&hq), status(&east));
}

pub(crate) fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for one in std::fs::read_dir(from).unwrap() {
        let one = one.unwrap();
        let target = to.join(one.file_name());
        if one.path().is_dir() {
            copy_all(&one.path(), &target);
        } else {
            std::fs::copy(one.path(), target).unwrap();
        }
    }
}

/// Files go after the entries that name them, to whoever may have them, and go away everywhere when they are erased.
#[test]
fn files_of_reports_go_along_and_what_is_sealed_only_to_those_who_may_have_it() {
    let folder = Folder::new();
    let hq = mission(&folder, "");
    let keys = folder.path("keys-of-it");
    let recipient = done(&["site", "new", text(&keys), "--name", "k"]).out;
    let recipient = recipient.split_whitespace().last().unwrap();
    done(&["sealed", "compartment", text(&hq), "who", "--key", recipient]);
    let (north, root) = invited(&folder, &hq, "north", &["--compartment", "who"]);
    let (east, _) = invited(&folder, &hq, "east", &[]);
    let report = "qzx001kvj/qzx000kvj";
    let attach = |name: &str, byte: u8, more: &[&str]| {
        let file = folder.path(name);
        // Too large to lie beside its entry.
        std::fs::write(&file, vec![byte; 700_000]).unwrap();
        done(&[&["attach", text(&hq), report, text(&file)], more].concat());
    };
    attach("open.bin", 1, &[]);
    attach("sealed.bin", 2, &["--compartment", "who"]);
    let count = |site: &Path| {
        let files = crate::bundle::files(&site.join("attachments"));
        files.iter().filter(|(name, _)| !name.contains("incoming")).count()
    };
    let server = Server::start(&hq);
    let address = format!("http://{}", server.address);
    done(&["sync", text(&north), &address, "--root", &root]);
    drop(server);
    let parcel = folder.path("for-east.truce");
    done(&["sync", text(&hq), text(&parcel), "--for", "east"]);
    done(&["sync", text(&east), text(&parcel), "--root", &root]);
    assert_eq!((count(&hq), count(&north), count(&east)), (2, 2, 1));
    // From a field office to the others.
    let file = folder.path("seen.bin");
    std::fs::write(&file, vec![3; 900_000]).unwrap();
    done(&["attach", text(&east), report, text(&file)]);
    done(&["sync", text(&east), text(&hq)]);
    let server = Server::start(&hq);
    done(&["sync", text(&north), &format!("http://{}", server.address)]);
    drop(server);
    assert_eq!((count(&hq), count(&north), count(&east)), (3, 3, 2));
    for site in [&hq, &north] {
        assert!(!done(&["verify", text(site)]).err.contains("is not there"));
    }
}

/// An erasure at one site is one at every site, though each counts its entries otherwise.
#[test]
fn what_is_erased_at_one_site_is_erased_where_it_went() {
    let folder = Folder::new();
    let hq = mission(&folder, "");
    let (north, root) = invited(&folder, &hq, "north", &[]);
    let (east, _) = invited(&folder, &hq, "east", &[]);
    for site in [&north, &east] {
        done(&["sync", text(site), text(&hq), "--root", &root]);
    }
    import(&folder, &east, "f0,patrol,shelling,2030-08-01,north,2,nothing to hide");
    import(&folder, &north, "f1,patrol,shelling,2030-08-02,north,2,qwertz the name of somebody");
    done(&["sync", text(&north), text(&east)]);
    done(&["sync", text(&north), text(&hq)]);
    let found = objects(&done(&["inbox", text(&hq), "--format", "json"]));
    let entry = found.iter().find(|one| one["report"] == "patrol/f1").unwrap()["entry"].to_string();
    done(&["erase", text(&hq), &entry, "--ground", "protection", "--because", "named"]);
    done(&["sync", text(&hq), text(&east)]);
    done(&["sync", text(&east), text(&north)]);
    for site in [&hq, &east, &north] {
        assert!(!crate::common::all_in(site).contains("qwertz"), "{}", site.display());
        let report = &objects(&done(&["verify", text(site), "--format", "json"]))[0];
        assert_eq!((&report["details_erased"], &report["not_erased"]), (&1.into(), &0.into()), "{report}");
    }
}
