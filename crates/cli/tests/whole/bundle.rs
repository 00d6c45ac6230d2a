//! The public bundle: checked and worked out again without the mission, and no byte of it can be another.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Folder, text, truce};
use crate::released::mission;

const AS_OF: &str = "2030-09-01";

fn made(folder: &Folder, mission: &Path, name: &str, more: &[&str]) -> PathBuf {
    let out = folder.path(name);
    let args = [&["export", text(mission), "--as", "bundle", "--out", text(&out), "--as-of", AS_OF], more].concat();
    let said = truce(&args);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with("entry "), "{}", said.out);
    out
}

fn key(mission: &Path) -> String {
    truce(&["keys", "log", text(mission)]).out.trim_end().to_owned()
}

/// The folder on a machine that has nothing but the program.
fn copied(folder: &Folder, bundle: &Path) -> PathBuf {
    let copy = folder.path("copy");
    for (name, path) in files(bundle) {
        let to = copy.join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(path, to).unwrap();
    }
    copy
}

/// Every file below, by its path from there.
pub(crate) fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|(below, path)| (format!("{name}/{below}"), path)));
        } else {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_bundle_is_checked_and_assessed_anew_without_its_mission() {
    let folder = Folder::new();
    let mission = mission(&folder, "[public]\nlicence = \"CC BY 4.0\"\n");
    let bundle = made(&folder, &mission, "bundle", &[]);
    let (copy, key) = (copied(&folder, &bundle), key(&mission));
    let kept = folder.path("kept.txt");
    std::fs::copy(mission.join("checkpoint.txt"), &kept).unwrap();
    std::fs::remove_dir_all(&mission).unwrap();

    let said = truce(&["verify", text(&copy), "--key", &key, "--checkpoint", text(&kept)]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("the key that was given") && said.out.contains("against 1 checkpoints"), "{}", said.out);
    let said = truce(&["verify", text(&copy)]);
    assert!(said.code == 0 && said.out.contains("hold it against one from elsewhere"), "{}", said.out);
    let said = truce(&["verify", text(&copy), "--key", &"3f".repeat(32)]);
    assert_eq!(said.code, 2, "{}", said.err);
    // A key that RFC 8032 signs its first example with.
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let said = truce(&["verify", text(&copy), "--key", other]);
    assert!(said.code == 1 && said.out.contains("another key"), "{}{}", said.out, said.err);
    let said = truce(&["verify", text(&copy), "--format", "json"]);
    assert!(said.out.contains("\"sound\":true") || said.out.contains("\"sound\": true"), "{}", said.out);

    // What it states follows from it, by another command.
    let (agreement, events) = (copy.join("agreement/agreement.md"), copy.join("events.csv"));
    let anew =
        truce(&["evaluate", text(&agreement), "--events", text(&events), "--as-of", AS_OF, "--format", "ndjson"]);
    assert_eq!(anew.code, 0, "{}", anew.err);
    assert!(anew.out.lines().count() > 4, "{}", anew.out);
    assert_eq!(anew.out, std::fs::read_to_string(copy.join("assessments.ndjson")).unwrap());

    // The pages say the same, lead nowhere but into the folder, and need no script.
    for (name, direction, said) in
        [("index.html", "ltr", "breach indicated"), ("index.ar.html", "rtl", "مؤشرات على خرق")]
    {
        let page = std::fs::read_to_string(copy.join(name)).unwrap();
        assert!(page.contains(&format!("dir=\"{direction}\"")) && !page.contains("<script"), "{page}");
        let breaches = anew.out.matches("\"status\":\"breach_indicated\"").count();
        assert_eq!(page.matches(said).count(), breaches, "{page}");
        for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(link == "data:," || copy.join(link).is_file(), "{name}: {link}");
        }
    }

    // By hand, with a program that knows nothing of ours.
    let said = Command::new("sha256sum").args(["--check", "--strict", "manifest.txt"]).current_dir(&copy).output();
    assert!(said.unwrap().status.success());
    assert!(std::fs::read_to_string(copy.join("README.md")).unwrap().contains("CC BY 4.0"));
}

#[test]
fn no_byte_of_it_can_be_another() {
    let folder = Folder::new();
    let bundle = made(&folder, &mission(&folder, ""), "bundle", &[]);
    let (mut n_tried, mut names) = (0, Vec::new());
    for (name, path) in files(&bundle) {
        let whole = std::fs::read(&path).unwrap();
        // The first, the last and some between; a number that shares no factor with the length of a line.
        let step = (whole.len() / 11).max(1);
        for at in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            for bit in [1, 0x20] {
                let mut other = whole.clone();
                other[at] ^= bit;
                std::fs::write(&path, &other).unwrap();
                let said = truce(&["verify", text(&bundle)]);
                assert_eq!(said.code, 1, "{name}, byte {at}, bit {bit}: {}{}", said.out, said.err);
                n_tried += 1;
            }
        }
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(truce(&["verify", text(&bundle)]).code, 1, "{name}, cut");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(truce(&["verify", text(&bundle)]).code, 1, "{name}, gone");
        std::fs::write(&path, &whole).unwrap();
        names.push(name);
    }
    assert!(n_tried > 150 && names.len() == 15, "{n_tried}, {names:?}");
    assert_eq!(truce(&["verify", text(&bundle)]).code, 0, "as it was");
    std::fs::write(bundle.join("agreement/more.txt"), "more").unwrap();
    let said = truce(&["verify", text(&bundle)]);
    assert!(said.code == 1 && said.out.contains("agreement/more.txt was added"), "{}", said.out);
}

#[test]
fn somebody_elses_numbers_under_the_same_entry_are_found() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let first = made(&folder, &mission, "first", &[]);
    let second = made(&folder, &mission, "second", &["--corrects", &entry_of(&first).to_string()]);
    let said = truce(&["verify", text(&second), "--format", "json"]);
    assert!(said.out.contains(&format!("\"corrects\":{}", entry_of(&first))), "{}", said.out);
    // The same moment and the same record, but another entry: the names of rows are the same.
    let read = |folder: &Path| std::fs::read_to_string(folder.join("events.csv")).unwrap();
    assert_eq!(read(&first), read(&second));

    // One status is another, and the manifest is made anew: the entry names another manifest.
    let path = second.join("assessments.ndjson");
    let whole = std::fs::read_to_string(&path).unwrap();
    let other = whole.replacen("breach_indicated", "no_breach_recorded", 1);
    assert_ne!(whole, other, "{whole}");
    std::fs::write(&path, other).unwrap();
    let sums = Command::new("sh")
        .args(["-c", "cut -c67- manifest.txt | xargs sha256sum > sums && mv sums manifest.txt"])
        .current_dir(&second)
        .status();
    assert!(sums.unwrap().success());
    let said = truce(&["verify", text(&second)]);
    assert!(said.code == 1 && said.out.contains("manifest.txt is not the one"), "{}", said.out);
    let said = truce(&["export", text(&mission), "--as", "bundle", "--out", text(&first)]);
    assert_eq!(said.code, 1, "a folder that is there stays as it is: {}", said.err);
    assert_eq!(truce(&["verify", text(&first)]).code, 0);
    let third = folder.path("third");
    let said = truce(&["export", text(&mission), "--as", "bundle", "--out", text(&third), "--corrects", "1"]);
    assert!(said.code == 1 && said.err.contains("entry 1 is no publication") && !third.exists(), "{}", said.err);
    let said = truce(&["export", text(&mission), "--as", "csv", "--out", "-", "--record", "--corrects", "1"]);
    assert!(said.code == 1 && said.err.contains("entry 1 is no publication"), "{}", said.err);
}

fn entry_of(bundle: &Path) -> u64 {
    let said = truce(&["verify", text(bundle), "--format", "json"]).out;
    let value: serde_json::Value = serde_json::from_str(&said).unwrap();
    let object = value.get(0).cloned().unwrap_or(value);
    object["entry"].as_u64().unwrap()
}

/// What witnesses signed since goes into the bundle, is checked by their keys, and cannot be another.
#[test]
fn witnesses_stand_in_a_bundle() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let bundle = made(&folder, &mission, "bundle", &[]);
    let key = key(&mission);
    let watch = folder.path("watch");
    let new = truce(&["witness", "new", text(&watch), "--name", "north-watch", "--log", &key]);
    let witness = new.out.trim().to_owned();
    let put = |witness: &str| truce(&["proof", "bundle", text(&mission), text(&bundle), "--witness", witness]);
    let early = put(&witness);
    assert!(early.code == 1 && early.err.contains("north-watch has not cosigned"), "{}", early.err);
    let signed = truce(&["witness", "sign", text(&watch), text(&mission)]);
    assert_eq!(signed.code, 0, "{}", signed.err);
    let cosigned = folder.write("cosigned.txt", &signed.out);
    assert_eq!(truce(&["witness", "add", text(&mission), text(&cosigned), "--witness", &witness]).code, 0);
    assert_eq!(put(&witness).code, 0);
    let copy = copied(&folder, &bundle);
    let said = truce(&["verify", text(&copy), "--key", &key]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains(&format!("cosigned by {witness}")), "{}", said.out);
    for name in ["witnesses.txt", "entry.txt"] {
        let path = copy.join(name);
        let whole = std::fs::read(&path).unwrap();
        for at in (0..whole.len()).rev().step_by(7) {
            let mut other = whole.clone();
            other[at] ^= 1;
            std::fs::write(&path, other).unwrap();
            let said = truce(&["verify", text(&copy), "--key", &key]);
            assert_eq!(said.code, 1, "{name}, byte {at}: {}", said.out);
        }
        std::fs::write(&path, whole).unwrap();
    }
    // Without their keys nobody can check what they signed.
    std::fs::remove_file(copy.join("witnesses.txt")).unwrap();
    let said = truce(&["verify", text(&copy), "--key", &key]);
    assert!(said.code == 1 && said.out.contains("whose key is not in witnesses.txt"), "{}", said.out);
}
