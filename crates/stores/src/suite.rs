//! What every log store must do: one suite, run on each back end from the foot of its file.
//!
//! Tampering with a file is in `tests/tampering.rs`, as it differs from one back end to another.

use crate::{Detail, Log, NewEntry};
use ledger::{Entry, Heads};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty log called "test", and how to close and open it again.
pub(crate) struct Given {
    pub(crate) log: Box<dyn Log>,
    pub(crate) reopen: Box<Reopen>,
}

pub(crate) type Reopen = dyn Fn(Box<dyn Log>) -> Box<dyn Log>;

/// A folder that ends with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("truce-stores-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The first entries of a site, each with the detail "witness".
pub(crate) fn entries(n_entries: u64) -> Vec<NewEntry> {
    let mut heads = Heads::default();
    let entry = |n: u64| {
        let detail = detail("witness", &format!("witness number {n} of this log"));
        let (number, previous) = heads.next("hq");
        let entry = Entry {
            site: "hq".to_owned(),
            number,
            previous,
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            author: "desk".to_owned(),
            kind: "report".to_owned(),
            body: BTreeMap::new(),
            sealed: BTreeMap::from([(detail.name.clone(), ledger::seal(&detail.salt, &detail.value))]),
        };
        let bytes = entry.to_bytes();
        heads.advance(&entry, ledger::leaf_hash(&bytes));
        NewEntry::from_bytes(bytes, vec![detail])
    };
    (1..=n_entries).map(entry).collect()
}

pub(crate) fn detail(name: &str, value: &str) -> Detail {
    Detail { name: name.to_owned(), salt: [9; 16], value: value.as_bytes().to_vec() }
}

/// Every promise.
pub(crate) const PROMISES: [fn(Given); 6] = [
    appends_and_reads_back,
    an_unexpected_size_is_a_conflict,
    a_batch_is_kept_whole_or_not_at_all,
    details_are_kept_and_erased,
    pages_follow_each_other,
    checkpoints_are_those_of_the_definition,
];

pub(crate) fn appends_and_reads_back(Given { mut log, reopen }: Given) {
    assert_eq!(log.refresh().unwrap(), 0);
    assert_eq!((log.size(), log.origin()), (0, "test"));
    assert_eq!(log.read(1, 10).unwrap(), []);
    let new = entries(5);
    log.append(0, &new[..2]).unwrap();
    log = reopen(log);
    log.append(2, &new[2..]).unwrap();
    for _ in 0..2 {
        assert_eq!((log.size(), log.origin()), (5, "test"));
        let stored = log.read(1, 10).unwrap();
        assert_eq!(stored.len(), 5);
        for ((position, stored), new) in (1..).zip(&stored).zip(&new) {
            assert_eq!((stored.position, &stored.bytes), (position, &new.bytes));
            assert_eq!(stored.leaf, ledger::leaf_hash(&new.bytes));
        }
        log = reopen(log);
    }
}

pub(crate) fn an_unexpected_size_is_a_conflict(Given { mut log, .. }: Given) {
    let new = entries(3);
    assert!(log.append(1, &new).unwrap_err().is_conflict());
    log.append(0, &new[..2]).unwrap();
    for expected in [0, 1, 3, u64::MAX] {
        assert!(log.append(expected, &new[2..]).unwrap_err().is_conflict());
        assert!(log.append(expected, &[]).unwrap_err().is_conflict());
    }
    assert_eq!(log.append(2, &[]).unwrap(), log.checkpoint().unwrap().unwrap());
    assert_eq!(log.append(2, &new[2..]).unwrap().size, 3);
}

pub(crate) fn a_batch_is_kept_whole_or_not_at_all(Given { mut log, reopen }: Given) {
    let before = log.append(0, &entries(1)).unwrap();
    let spoil: [fn(&mut NewEntry); 4] = [
        |new| new.bytes.push(0),
        |new| new.details[0].value.push(0),
        |new| new.details[0].name.push('s'),
        |new| new.details.push(new.details[0].clone()),
    ];
    for spoil in spoil {
        let mut new = entries(4).split_off(1);
        spoil(&mut new[2]);
        assert!(log.append(1, &new).unwrap_err().is_refused());
        for _ in 0..2 {
            assert_eq!((log.size(), log.read(1, 10).unwrap().len()), (1, 1));
            assert_eq!(log.details(2).unwrap(), []);
            assert_eq!(log.checkpoint().unwrap(), Some(before.clone()));
            log = reopen(log);
        }
    }
    log.append(1, &entries(4)[1..]).unwrap();
}

pub(crate) fn details_are_kept_and_erased(Given { mut log, reopen }: Given) {
    log.append(0, &entries(3)).unwrap();
    log = reopen(log);
    let second = detail("witness", "witness number 2 of this log");
    assert_eq!(log.detail(2, "witness").unwrap(), Some(second.clone()));
    assert_eq!(log.details(2).unwrap(), [second]);
    assert_eq!(log.detail(2, "place").unwrap(), None);
    assert_eq!(log.details(4).unwrap(), []);
    assert!(log.erase(2, "witness").unwrap());
    assert!(!log.erase(2, "witness").unwrap());
    // One that was not given can come later, if it fits.
    let late = detail("witness", "witness number 2 of this log");
    assert!(log.add_detail(3, &late).unwrap_err().is_refused() && log.add_detail(99, &late).unwrap_err().is_refused());
    assert!(log.add_detail(2, &late).unwrap() && !log.add_detail(2, &late).unwrap());
    log = reopen(log);
    assert_eq!(log.detail(2, "witness").unwrap(), Some(late));
    assert!(log.erase(2, "witness").unwrap());
    log = reopen(log);
    assert_eq!((log.detail(2, "witness").unwrap(), log.details(3).unwrap().len()), (None, 1));
    let report = crate::check(&*log, &[], None).unwrap();
    assert_eq!((report.n_details, report.n_details_absent), (2, 1));
}

pub(crate) fn pages_follow_each_other(Given { mut log, .. }: Given) {
    log.append(0, &entries(7)).unwrap();
    let positions =
        |from, limit| -> Vec<u64> { log.read(from, limit).unwrap().iter().map(|stored| stored.position).collect() };
    assert_eq!(positions(1, 3), [1, 2, 3]);
    assert_eq!(positions(4, 3), [4, 5, 6]);
    assert_eq!(positions(7, 3), [7]);
    assert_eq!(positions(0, 1), [1]);
    assert_eq!(positions(8, 3), []);
    assert_eq!(positions(1, 0), []);
    assert_eq!(positions(u64::MAX, usize::MAX), []);
}

pub(crate) fn checkpoints_are_those_of_the_definition(Given { mut log, reopen }: Given) {
    let new = entries(9);
    let leaves: Vec<_> = new.iter().map(|new| ledger::leaf_hash(&new.bytes)).collect();
    let mut kept = vec![log.checkpoint().unwrap().unwrap()];
    for batch in [0..1, 1..4, 4..5, 5..9] {
        kept.push(log.append(batch.start as u64, &new[batch.clone()]).unwrap());
        assert_eq!(log.checkpoint().unwrap().as_ref(), kept.last());
        log = reopen(log);
    }
    for checkpoint in &kept {
        assert_eq!(checkpoint.root, ledger::root_of(&leaves[..checkpoint.size as usize]));
    }
    assert_eq!(log.checkpoints(0, u64::MAX).unwrap(), kept);
    assert_eq!(log.checkpoints(1, 4).unwrap(), kept[1..3]);
    let report = crate::check(&*log, &kept, None).unwrap();
    assert_eq!((Some(&report.checkpoint), report.n_checkpoints), (kept.last(), 10));
}
