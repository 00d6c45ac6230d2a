//! Tampering with a mission's ledger from outside: the first bad entry is named.

use crate::common::{Folder, text, truce};

fn mission(folder: &Folder) -> std::path::PathBuf {
    let mission = folder.path("m");
    let said = truce(&["demo", "--once", "--folder", text(&mission)]);
    assert_eq!(said.code, 0, "{}", said.err);
    mission
}

/// Changes one byte of the file where this text stands in it.
fn flip(path: &std::path::Path, needle: &[u8]) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.windows(needle.len()).position(|window| window == needle).expect("the text stands in the file");
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_byte_changed_in_an_entry_is_found_and_the_entry_named() {
    let folder = Folder::new();
    let mission = mission(&folder);
    flip(&mission.join("ledger.sqlite"), b"killed-2025-11-05");
    let said = truce(&["verify", text(&mission)]);
    assert_eq!(said.code, 1);
    let named: u64 = said
        .out
        .split("entry ")
        .nth(1)
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("no entry is named: {}", said.out));
    assert!(named > 150, "{}", said.out);
    let status = truce(&["status", text(&mission)]);
    assert_eq!(status.code, 1, "a changed entry is not shown as if it were the one recorded");
    assert!(status.err.contains("truce verify"), "{}", status.err);
    let json = truce(&["verify", text(&mission), "--format", "json"]);
    assert!(json.out.contains("\"sound\":false") && json.out.contains("entry_"), "{}", json.out);
}

#[test]
fn a_removed_last_entry_is_found_with_a_kept_checkpoint() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let kept = folder.path("kept.txt");
    std::fs::copy(mission.join("checkpoint.txt"), &kept).unwrap();
    // A thorough thief: the entry, what hangs on it, the checkpoints that count it, and a false one in their place.
    let db = rusqlite::Connection::open(mission.join("ledger.sqlite")).unwrap();
    let last: i64 = db.query_row("SELECT max(position) FROM entries", [], |row| row.get(0)).unwrap();
    db.execute("DELETE FROM details WHERE position = ?1", [last]).unwrap();
    db.execute("DELETE FROM entries WHERE position = ?1", [last]).unwrap();
    db.execute("DELETE FROM checkpoints WHERE size >= ?1", [last - 1]).unwrap();
    let mut tree = ledger::Frontier::default();
    let mut leaves = db.prepare("SELECT leaf FROM entries ORDER BY position").unwrap();
    for leaf in leaves.query_map([], |row| row.get::<_, [u8; 32]>(0)).unwrap() {
        tree.append(ledger::Digest(leaf.unwrap()));
    }
    drop(leaves);
    let forged = "INSERT INTO checkpoints (size, root, origin) SELECT ?1, ?2, origin FROM checkpoints LIMIT 1";
    db.execute(forged, rusqlite::params![last - 1, tree.root().0.to_vec()]).unwrap();
    drop(db);
    std::fs::remove_file(mission.join("checkpoint.txt")).unwrap();
    assert_eq!(truce(&["verify", text(&mission)]).code, 0, "without the kept checkpoint nobody could tell");
    let said = truce(&["verify", text(&mission), "--checkpoint", text(&kept)]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("entries_removed"), "{}", said.out);
}

#[test]
fn two_neighbours_swapped_are_found() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let db = rusqlite::Connection::open(mission.join("ledger.sqlite")).unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = OFF;
         UPDATE entries SET position = -1 WHERE position = 300;
         UPDATE entries SET position = 300 WHERE position = 301;
         UPDATE entries SET position = 301 WHERE position = -1;",
    )
    .or_else(|_| {
        // Where the schema refuses negative positions, the contents change places.
        db.execute_batch(
            "CREATE TEMP TABLE kept AS SELECT * FROM entries WHERE position IN (300, 301);
             UPDATE entries SET leaf = (SELECT leaf FROM kept WHERE position = 601 - entries.position),
                                bytes = (SELECT bytes FROM kept WHERE position = 601 - entries.position)
             WHERE position IN (300, 301);",
        )
    })
    .unwrap();
    drop(db);
    let said = truce(&["verify", text(&mission)]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("300") || said.out.contains("301"), "{}", said.out);
}

#[test]
fn what_is_no_mission_is_said() {
    let folder = Folder::new();
    let said = truce(&["verify", text(&folder.path("nothing"))]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("is not a mission"));
}

#[test]
fn a_state_beside_the_ledger_that_is_not_its_own_is_not_read_and_is_named() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let status = || truce(&["status", text(&mission), "--format", "ndjson"]).out;
    let before = status();
    std::fs::write(mission.join("state.snapshot"), "truce state 1\nof an earlier version").unwrap();
    assert_eq!(status(), before);
    assert_eq!(truce(&["verify", text(&mission)]).code, 0, "another version's state is no fault");
    std::fs::write(mission.join("state.snapshot"), "truce state 6\nnothing of the kind").unwrap();
    assert_eq!(status(), before);
    let said = truce(&["verify", text(&mission)]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("state.snapshot"), "{}", said.err);
    std::fs::remove_file(mission.join("state.snapshot")).unwrap();
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}
