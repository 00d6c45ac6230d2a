//! An import that holds of reports only whether they are known does what one does that holds them whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fmt::Write as _;
use std::path::PathBuf;

use jiff::Timestamp;
use ledger::body::{Erasure, ErasureGround, Text};
use monitor::{Imported, Input, Monitor};
use sources::{Format, Mapping};
use stores::{Memory, Sqlite};

/// The next of a row of numbers that look drawn (Knuth's linear congruence).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// Rows of a few ids, again and again: known, changed, with and without words, some that cannot be used.
fn rows(seed: &mut u64, n: usize) -> String {
    let mut out = "id,source,type,start,killed,text\n".to_owned();
    for _ in 0..n {
        let (id, source, killed) = (next(seed) % 40, next(seed) % 2, next(seed) % 3);
        let text = ["", "", "words", "other words"][(next(seed) % 4) as usize];
        let start = if next(seed).is_multiple_of(20) { "soon" } else { "2030-03-02" };
        writeln!(out, "{id},s{source},shelling,{start},{killed},{text}").unwrap();
    }
    out
}

fn begun(mut monitor: Monitor) -> Monitor {
    let text = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n";
    let version = Text { file: "a.md".to_owned(), text: text.to_owned(), annexes: [].into() };
    monitor.record_agreement(&version, Timestamp::UNIX_EPOCH).unwrap();
    monitor
}

fn import(monitor: &mut Monitor, rows: &str) -> Imported {
    let input = Input { format: Format::Reports, mapping: &Mapping::of(Format::Reports), from: &mut rows.as_bytes() };
    monitor.import(input, Timestamp::UNIX_EPOCH, &mut |_| {}, &mut |_, _| {}).unwrap()
}

/// What the log holds, but for what is drawn at random.
fn entries(monitor: &Monitor) -> Vec<String> {
    let all = monitor.log().read(1, 100_000).unwrap();
    let entry = |stored: stores::Stored| {
        let entry = ledger::Written::from_bytes(&stored.bytes).unwrap().entry;
        let names: Vec<&String> = entry.sealed.keys().collect();
        format!("{} {:?} {names:?}", entry.kind, entry.body)
    };
    all.into_iter().map(entry).collect()
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[test]
fn in_brief_or_whole_the_same_goes_in() {
    let folder = Folder(std::env::temp_dir().join(format!("truce-brief-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    for seed in 1..=25_u64 {
        let mut drawn = seed;
        let path = folder.0.join(format!("{seed}.sqlite"));
        let open = || Box::new(Sqlite::open(&path).unwrap());
        drop(begun(Monitor::open(Box::new(Sqlite::create(&path, "a.truce").unwrap()), "main", "main").unwrap()));
        let mut whole = begun(Monitor::open(Box::new(Memory::create("a.truce").unwrap()), "main", "main").unwrap());
        for _ in 0..4 {
            let n_rows = usize::try_from(next(&mut drawn) % 60).unwrap();
            let given = rows(&mut drawn, n_rows);
            // Each import opens the log anew, as a command does.
            let mut brief = Monitor::open_in_brief(open(), "main", "main").unwrap();
            assert_eq!(import(&mut brief, &given), import(&mut whole, &given), "seed {seed}");
            assert_eq!(entries(&brief), entries(&whole), "seed {seed}");
            assert_eq!(brief.state().n_reports(), whole.state().n_reports(), "seed {seed}");
            // Words that are erased are compared no more.
            let mut with_words = (2..=whole.state().size()).filter(|position| {
                whole.entry(*position).unwrap().is_some_and(|(entry, _)| entry.sealed.contains_key("text"))
            });
            if let Some(position) = with_words.next_back().filter(|_| next(&mut drawn).is_multiple_of(2)) {
                let erasure = Erasure { position, names: vec!["text".to_owned()], ground: ErasureGround::Protection };
                for monitor in [&mut whole, &mut Monitor::open(open(), "main", "main").unwrap()] {
                    monitor.erase(&erasure, "x", None, Timestamp::UNIX_EPOCH).unwrap();
                }
            }
        }
    }
}

#[test]
fn what_others_append_meanwhile_is_known_in_brief() {
    let folder = Folder(std::env::temp_dir().join(format!("truce-brief-others-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let path = folder.0.join("log.sqlite");
    drop(begun(Monitor::open(Box::new(Sqlite::create(&path, "a.truce").unwrap()), "main", "main").unwrap()));
    let open = || Monitor::open_in_brief(Box::new(Sqlite::open(&path).unwrap()), "main", "main").unwrap();
    let (mut ours, mut theirs) = (open(), open());
    let head = "id,source,type,start,killed,text\n";
    assert_eq!(
        import(&mut theirs, &format!("{head}1,s,shelling,2030-03-02,1,a\n2,s,shelling,2030-03-02,1,a\n")).added,
        2
    );
    let done = import(
        &mut ours,
        &format!("{head}1,s,shelling,2030-03-02,1,a\n2,s,shelling,2030-03-02,2,a\n3,s,shelling,2030-03-02,1,\n"),
    );
    assert_eq!((done.added, done.known), (2, 1), "one is known, one is a correction, one is new");
    let kinds: Vec<String> = entries(&ours).iter().map(|entry| entry.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["agreement", "report", "report", "correction", "report"]);
}
