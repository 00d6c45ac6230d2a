//! Whatever is changed in the file of a log, the check names the first entry that is wrong. Nothing here changes a log
//! through the store itself.

// clippy.toml lets tests unwrap, and does not see that their helpers are tests, too.
#![allow(clippy::unwrap_used)]

use ledger::body::{self, KeyLine, Role};
use ledger::{Checkpoint, Digest, Entry, Fault, Heads, SecretKey, Written, leaf_hash, seal};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stores::{Detail, Log, NewEntry, Problem, Sqlite, check, check_file};

const N_ENTRIES: u64 = 40;

/// A closed log of 40 signed entries of two sites, each third of `south`, appended five at a time. The first two register
/// the keys of the sites.
struct Case {
    folder: PathBuf,
    file: PathBuf,
    kept: Vec<Checkpoint>,
}

impl Case {
    fn new(name: &str) -> Case {
        Case::with_values(name, 20)
    }

    /// The details are about as long as asked.
    fn with_values(name: &str, n_bytes: usize) -> Case {
        let folder = std::env::temp_dir().join(format!("truce-tampering-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("log.sqlite");
        let mut log = Sqlite::create(&file, "test").unwrap();
        let new = new_entries(N_ENTRIES, n_bytes);
        let kept = new.chunks(5).map(|batch| log.append(log.size(), batch).unwrap()).collect();
        Case { folder, file, kept }
    }

    /// A connection that obeys no rule of ours and never waits for the disk.
    fn sql(&self) -> Connection {
        let sql = Connection::open(&self.file).unwrap();
        sql.execute_batch("PRAGMA foreign_keys = off; PRAGMA ignore_check_constraints = on; PRAGMA synchronous = off")
            .unwrap();
        sql
    }

    fn fault(&self) -> Fault {
        fault_of(check_file(&self.file, &self.kept, None))
    }

    /// Checks the fault after some SQL, and undoes it.
    fn after(&self, sql: &str, code: &str, position: u64) {
        let sound = std::fs::read(&self.file).unwrap();
        self.sql().execute_batch(sql).unwrap();
        let fault = self.fault();
        assert_eq!((fault.code.as_str(), fault.position), (code, Some(position)), "{sql}: {fault}");
        std::fs::write(&self.file, sound).unwrap();
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn new_entries(n_entries: u64, n_bytes: usize) -> Vec<NewEntry> {
    let mut heads = Heads::default();
    (1..=n_entries).map(|n| new_entry(n, n_bytes, &mut heads)).collect()
}

fn key_of(site: &str) -> SecretKey {
    SecretKey::from_seed([site.len() as u8; 32])
}

/// What registers a site's key.
fn key_body(site: &str, roles: &[Role]) -> body::Body {
    body::key_to_body(&KeyLine { key: key_of(site).public(), holder: site.to_owned(), roles: roles.to_vec() })
}

fn new_entry(n: u64, n_bytes: usize, heads: &mut Heads) -> NewEntry {
    let site = if n.is_multiple_of(3) { "south" } else { "hq" };
    let (number, previous) = heads.next(site);
    let value = format!("witness {n}").into_bytes().repeat(n_bytes / 10);
    let detail = Detail { name: "witness".to_owned(), salt: [n as u8; 16], value };
    let entry = Entry {
        site: site.to_owned(),
        number,
        previous,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        author: site.to_owned(),
        kind: if n < 3 { body::KEY.to_owned() } else { body::REPORT.to_owned() },
        body: match n {
            1 => key_body("hq", &[Role::Site, Role::Admin]),
            2 => key_body("south", &[Role::Site]),
            _ => BTreeMap::new(),
        },
        sealed: BTreeMap::from([(detail.name.clone(), seal(&detail.salt, &detail.value))]),
    };
    let written = Written::sign(entry, &key_of(site));
    let bytes = written.to_bytes();
    heads.advance(&written.entry, leaf_hash(&bytes));
    NewEntry::from_bytes(bytes, vec![detail])
}

fn fault_of(result: Result<stores::Report, Problem>) -> Fault {
    match result.unwrap_err() {
        Problem::Fault(fault) => fault,
        Problem::Failure(error) => panic!("{error}"),
    }
}

fn named(fault: &Fault) -> (&str, Option<u64>) {
    (fault.code.as_str(), fault.position)
}

#[test]
fn a_sound_log_has_a_report() {
    let case = Case::new("sound");
    let report = check_file(&case.file, &case.kept, None).unwrap();
    assert_eq!(Some(&report.checkpoint), case.kept.last());
    assert_eq!((report.n_checkpoints, report.n_details, report.n_details_absent), (17, N_ENTRIES, 0));
    assert_eq!((report.n_signed, report.root_key), (N_ENTRIES, Some(key_of("hq").public())));
    let fault = fault_of(check_file(&case.file, &case.kept, Some(key_of("south").public())));
    assert_eq!(named(&fault), ("key_unknown", Some(1)));
}

/// Each so manyth byte; `TAMPER_EVERY=1`: each.
fn every() -> usize {
    std::env::var("TAMPER_EVERY").map_or(13, |text| text.parse().unwrap())
}

/// Whoever changes an entry, its leaf and all that rests on the leaves still has no key to sign it with.
#[test]
fn every_byte_of_every_entry_with_its_leaf_made_to_fit() {
    let case = Case::new("leaf");
    let log = Sqlite::open_read_only(&case.file).unwrap();
    let sql = case.sql();
    sql.execute_batch("DELETE FROM checkpoints WHERE size BETWEEN 1 AND 39").unwrap();
    let mut update = sql.prepare("UPDATE entries SET bytes = ?2, leaf = ?3 WHERE position = ?1").unwrap();
    let mut n_wrong_signatures = 0;
    for stored in log.read(1, 100).unwrap() {
        let mut bytes = stored.bytes.clone();
        for at in (stored.position as usize % every()..bytes.len()).step_by(every()) {
            bytes[at] ^= 1 << (at % 8);
            update.execute(params![stored.position.cast_signed(), bytes, leaf_hash(&bytes).0]).unwrap();
            let fault = fault_of(check(&log, &[], None));
            assert_eq!(fault.position, Some(stored.position), "byte {at}: {fault}");
            n_wrong_signatures += u32::from(fault.code.as_str() == "signature_wrong");
            bytes[at] = stored.bytes[at];
        }
        update.execute(params![stored.position.cast_signed(), stored.bytes, stored.leaf.0]).unwrap();
    }
    assert!(check(&log, &[], None).is_ok());
    assert!(n_wrong_signatures > 100, "{n_wrong_signatures}");
}

#[test]
fn every_byte_of_every_entry_through_sql() {
    let case = Case::new("sql");
    let log = Sqlite::open_read_only(&case.file).unwrap();
    let sql = case.sql();
    let mut update = sql.prepare("UPDATE entries SET bytes = ?2 WHERE position = ?1").unwrap();
    for stored in log.read(1, 100).unwrap() {
        let mut bytes = stored.bytes.clone();
        for at in (stored.position as usize % every()..bytes.len()).step_by(every()) {
            bytes[at] ^= 1 << (at % 8);
            update.execute(params![stored.position.cast_signed(), bytes]).unwrap();
            let fault = fault_of(check(&log, &[], None));
            assert_eq!(named(&fault), ("entry_changed", Some(stored.position)), "byte {at}: {fault}");
            bytes[at] = stored.bytes[at];
        }
        update.execute(params![stored.position.cast_signed(), stored.bytes]).unwrap();
    }
    assert!(check(&log, &case.kept, None).is_ok());
}

/// `TAMPER_CASES` says how many, `TAMPER_ENTRIES` of how many entries.
#[test]
fn random_bytes_of_entries_in_the_closed_file() {
    let asked = |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let case = Case::new("file");
    let entries = new_entries(asked("TAMPER_ENTRIES", N_ENTRIES), 20);
    std::fs::remove_file(&case.file).unwrap();
    let mut log = Sqlite::create(&case.file, "test").unwrap();
    log.append(0, &entries).unwrap();
    drop(log);
    let sound = std::fs::read(&case.file).unwrap();
    let mut random = Random(1);
    for _ in 0..asked("TAMPER_CASES", 300) {
        let idx = random.below(entries.len());
        let bytes = entries[idx].bytes();
        let start = sound.windows(bytes.len()).position(|window| window == bytes).unwrap();
        let mut file = sound.clone();
        file[start + random.below(bytes.len())] ^= 1 << random.below(8);
        std::fs::write(&case.file, file).unwrap();
        let fault = fault_of(check_file(&case.file, &[], None));
        assert_eq!(named(&fault), ("entry_changed", Some(idx as u64 + 1)));
        assert!(Sqlite::open(&case.file).is_ok(), "the leaves are sound, so only a check sees it");
    }
}

#[test]
fn each_entry_removed() {
    let case = Case::new("removed");
    for position in 1..N_ENTRIES {
        case.after(&format!("DELETE FROM entries WHERE position = {position}"), "entry_missing", position);
        // With the gap closed, the next of the same site, or of the other, is at odds with its number; near the end
        // it may be the checkpoint.
        let closed = format!(
            "DELETE FROM entries WHERE position = {position};
             UPDATE entries SET position = -position WHERE position > {position};
             UPDATE entries SET position = -position - 1 WHERE position < 0"
        );
        let sound = std::fs::read(&case.file).unwrap();
        case.sql().execute_batch(&closed).unwrap();
        let fault = case.fault();
        let shown = fault.position.unwrap();
        assert!((position..=position + 4).contains(&shown), "{position}: {fault}");
        std::fs::write(&case.file, sound).unwrap();
    }
    case.after("DELETE FROM entries WHERE position = 40", "entries_removed", 40);
    // Even with its checkpoint: one was kept elsewhere.
    case.after(
        "DELETE FROM entries WHERE position > 35; DELETE FROM checkpoints WHERE size > 35",
        "entries_removed",
        36,
    );
    case.after("DELETE FROM checkpoints WHERE size > 35", "checkpoint_differs", 36);
    case.after("DELETE FROM entries; DELETE FROM checkpoints WHERE size > 0", "entries_removed", 1);
}

#[test]
fn neighbours_that_changed_places() {
    let case = Case::new("swapped");
    for position in 1..N_ENTRIES {
        let sound = std::fs::read(&case.file).unwrap();
        let next = position + 1;
        let swap = format!(
            "UPDATE entries SET position = -1 WHERE position = {position};
             UPDATE entries SET position = {position} WHERE position = {next};
             UPDATE entries SET position = {next} WHERE position = -1"
        );
        case.sql().execute_batch(&swap).unwrap();
        let one_site = position % 3 == 1;
        // Entries of two sites may stand either way for each chain; the next checkpoint, of each five, knows better.
        let expected = match one_site {
            // The second entry registers the key of the third's site.
            _ if position == 2 => ("key_unknown", Some(2)),
            true => ("entry_out_of_order", Some(position)),
            false => ("checkpoint_differs", Some(position.next_multiple_of(5))),
        };
        assert_eq!(named(&case.fault()), expected, "{position}");
        std::fs::write(&case.file, sound).unwrap();
    }
}

#[test]
fn leaves_checkpoints_and_details() {
    let case = Case::new("others");
    let zeros = Digest::ZERO.to_string();
    case.after(&format!("UPDATE entries SET leaf = x'{zeros}' WHERE position = 12"), "entry_changed", 12);
    case.after(&format!("UPDATE checkpoints SET root = x'{zeros}' WHERE size = 15"), "checkpoint_differs", 15);
    case.after("UPDATE checkpoints SET origin = 'other' WHERE size = 20", "checkpoint_differs", 20);
    case.after("INSERT INTO entries SELECT 41, leaf, bytes FROM entries WHERE position = 40", "checkpoint_differs", 41);
    case.after("UPDATE details SET value = x'00' WHERE position = 7", "detail_changed", 7);
    case.after("UPDATE details SET salt = zeroblob(16) WHERE position = 7", "detail_changed", 7);
    case.after("UPDATE details SET salt = x'00' WHERE position = 7", "storage_damaged", 7);
    case.after("UPDATE details SET name = 'other' WHERE position = 7", "detail_changed", 7);
    case.after("UPDATE entries SET leaf = x'00' WHERE position = 9", "storage_damaged", 9);
    // An entry is named before a detail, wherever it stands.
    case.after(
        "UPDATE details SET value = x'' ; UPDATE entries SET bytes = x'00' WHERE position = 30",
        "entry_changed",
        30,
    );
    case.sql().execute_batch("DELETE FROM checkpoints").unwrap();
    assert_eq!(named(&case.fault()), ("storage_damaged", None));
}

#[test]
fn a_log_rewritten_as_a_whole_is_known_by_a_kept_checkpoint() {
    let case = Case::new("rewritten");
    let file = case.folder.join("other.sqlite");
    let mut log = Sqlite::create(&file, "test").unwrap();
    let mut new = new_entries(N_ENTRIES, 20);
    let mut entry = Written::from_bytes(new[39].bytes()).unwrap().entry;
    entry.recorded_at = "2030-01-01T00:00:00Z".parse().unwrap();
    // Whoever has the key can sign another past.
    new[39] = NewEntry::from_bytes(Written::sign(entry, &key_of("hq")).to_bytes(), Vec::new());
    log.append(0, &new).unwrap();
    assert!(check(&log, &[], None).is_ok());
    let fault = fault_of(check(&log, &case.kept, None));
    assert_eq!(named(&fault), ("checkpoint_differs", Some(40)));
    assert_eq!(fault.sentence, "The entries from 36 to 40 are not, or not all, those of the checkpoint of size 40.");
}

#[test]
fn a_damaged_file_is_a_fault_and_no_panic() {
    let case = Case::with_values("damaged", 600);
    let sound = std::fs::read(&case.file).unwrap();
    let entries = new_entries(N_ENTRIES, 600);
    let mut random = Random(2);
    let mut n_pages_of_entries = 0;
    for (page, start) in (0..sound.len()).step_by(4096).enumerate() {
        let mut file = sound.clone();
        file[start..start + 4096].fill_with(|| random.below(256) as u8);
        std::fs::write(&case.file, &file).unwrap();
        let fault = case.fault();
        let lost = entries.iter().position(|new| {
            let within = |bytes: &[u8]| bytes.windows(new.bytes().len()).any(|window| window == new.bytes());
            within(&sound) && !within(&file)
        });
        if let Some(idx) = lost {
            n_pages_of_entries += 1;
            assert_eq!(named(&fault), ("storage_damaged", Some(idx as u64 + 1)), "page {page}: {fault}");
        }
        assert!(Sqlite::open_read_only(&case.file).is_ok() || page == 0);
    }
    assert!(n_pages_of_entries > 1);
    for length in [0, 50, 100, 4096, 5000, sound.len() - 4096] {
        std::fs::write(&case.file, &sound[..length]).unwrap();
        case.fault();
    }
}

#[test]
fn any_one_byte_of_the_file_is_harmless_or_a_fault() {
    let case = Case::new("anywhere");
    let sound = std::fs::read(&case.file).unwrap();
    let mut random = Random(3);
    for _ in 0..200 {
        let at = random.below(sound.len());
        let mut file = sound.clone();
        file[at] ^= 1 << random.below(8);
        std::fs::write(&case.file, &file).unwrap();
        match check_file(&case.file, &case.kept, None) {
            Ok(report) => assert_eq!(Some(&report.checkpoint), case.kept.last(), "byte {at}"),
            Err(Problem::Fault(_)) => {}
            // A header that asks for a newer program is no damage we could know.
            Err(Problem::Failure(error)) => assert!(at < 100, "byte {at}: {error}"),
        }
        remove_side_files(&case.file);
    }
}

fn remove_side_files(file: &Path) {
    for suffix in ["-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

/// Numbers that look random and are the same every time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}
