//! Opens the ledger of a mission: every entry read, and from the state that is kept; and links its reports.

use std::path::PathBuf;
use std::time::Instant;

use monitor::{Monitor, Snapshot};
use stores::Sqlite;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a mission's folder"));
    let ledger = folder.join("ledger.sqlite");

    let started = Instant::now();
    let log = Sqlite::open(&ledger).expect("the ledger opens");
    let read = Monitor::open(Box::new(log), "", "").expect("every entry is read");
    println!("{} entries, all read: {:.2?}", read.state().size(), started.elapsed());
    let began = Instant::now();
    let n_events = read.state().known().events.len();
    println!("linked into {n_events} events: {:.2?}; with the reading {:.2?}", began.elapsed(), started.elapsed());
    let kept = read.snapshot().expect("nobody else appends");
    drop(read);

    let path = std::env::temp_dir().join(format!("truce-bench-state-{}", std::process::id()));
    std::fs::write(&path, &kept).expect("there is room");
    for _ in 0..3 {
        let started = Instant::now();
        let snapshot = Snapshot::from_bytes(std::fs::read(&path).expect("it was written")).expect("it is whole");
        let log = Sqlite::open_after(&ledger, &snapshot.frontier).expect("the ledger opens");
        let opened = Monitor::open_from(snapshot, Box::new(log), "", "").expect("it fits").expect("it is of this log");
        println!("from a state of {} bytes: {:.2?}", kept.len(), started.elapsed());
        assert!(opened.snapshot().expect("nobody else appends") == kept, "the same bytes");
    }
    std::fs::remove_file(&path).expect("it is there");
}
