//! Files that belong to reports, from their coming on: what is done with them is on record, and a copy to work with holds nothing that a
//! camera wrote.

use std::path::PathBuf;

use crate::common::{Folder, root, text, truce};

fn attached(folder: &Folder) -> (PathBuf, String) {
    let mission = folder.path("m");
    let agreement = root().join("agreements/gaza-2025.md");
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    let rows = folder.write("r.csv", "id,source,type,start\n1,patrol-3,shelling,2030-03-02\n");
    assert_eq!(truce(&["import", text(&mission), text(&rows), "--as", "reports"]).code, 0);
    let picture = root().join("crates/sources/tests/samples/pictures/turned.jpg");
    let said = truce(&["attach", text(&mission), "patrol-3/1", text(&picture)]);
    assert_eq!(said.code, 0, "{}", said.err);
    let digest = said.out.split(' ').nth(2).unwrap().trim_end_matches(',').to_owned();
    (mission, digest)
}

#[test]
fn what_is_done_with_a_file_is_on_record() {
    let folder = Folder::new();
    let (mission, digest) = attached(&folder);
    let show = || {
        let said = truce(&["custody", "show", text(&mission), &digest]);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    assert!(
        show().contains("came with patrol-3/1") && show().ends_with("now: it is there, and what its digest says\n")
    );
    let copy = folder.path("copy.jpg");
    let said = truce(&["custody", "copy", text(&mission), &digest, "--out", text(&copy), "--by", "desk-2"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let after = said.out.split(',').next().unwrap().to_owned();
    let bytes = std::fs::read(&copy).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"SECRET") && bytes.len() > 500);
    assert_eq!(
        truce(&["custody", "hand", text(&mission), &digest, "--to", "tribunal", "--because", "an order"]).code,
        0
    );
    // A picture is no text, so what is written out is not looked at here, only that it was said.
    let opened = std::process::Command::new(env!("CARGO_BIN_EXE_truce"))
        .args(["sealed", "open-file", text(&mission), &digest, "--by", "desk-3"])
        .output()
        .unwrap();
    assert_eq!(opened.stdout, std::fs::read(root().join("crates/sources/tests/samples/pictures/turned.jpg")).unwrap());
    let shown = show();
    let steps: Vec<&str> = shown.lines().map(|line| line.split("  ").nth(3).unwrap_or("")).collect();
    assert_eq!(steps.len(), 5, "{shown}");
    assert_eq!(steps[1], format!("copied: {digest} -> {after}"));
    assert_eq!((steps[2], steps[3]), ("handed to tribunal: as it was", "opened: as it was"));
    assert!(
        shown.lines().nth(1).unwrap().contains("by desk-2") && shown.lines().nth(3).unwrap().contains("by desk-3"),
        "{shown}"
    );

    // Changed on the disk, it is seen, and nothing is made of it.
    let kept = mission.join("attachments").join(&digest[..2]).join(&digest[2..]);
    std::fs::write(&kept, "another").unwrap();
    assert!(show().ends_with("now: it is there, and is NOT what its digest says\n"));
    let said = truce(&["custody", "copy", text(&mission), &digest, "--out", text(&copy)]);
    assert!(said.code == 1 && said.err.contains("is not what it was"), "{}", said.err);
    std::fs::remove_file(&kept).unwrap();
    assert!(show().ends_with("now: it is not there\n"));
    // No more steps than were taken.
    assert_eq!(show().lines().count(), 5);
    let unknown = "0".repeat(64);
    assert_eq!(truce(&["custody", "show", text(&mission), &unknown]).code, 1);
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}

#[test]
fn what_is_no_picture_gives_no_copy() {
    let folder = Folder::new();
    let (mission, _) = attached(&folder);
    let file = folder.write("notes.txt", "words");
    let said = truce(&["attach", text(&mission), "patrol-3/1", text(&file)]);
    let digest = said.out.split(' ').nth(2).unwrap().trim_end_matches(',').to_owned();
    let out = folder.path("copy");
    let said = truce(&["custody", "copy", text(&mission), &digest, "--out", text(&out)]);
    assert!(said.code == 1 && said.err.contains("no JPEG, PNG or WebP") && !out.exists(), "{}", said.err);
    assert_eq!(truce(&["custody", "show", text(&mission), &digest]).out.lines().count(), 2);
}
