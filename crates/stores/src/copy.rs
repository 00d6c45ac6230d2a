//! Whole copies, while others go on writing: of a log up to a size, of what is kept beside it.

use std::path::Path;

use ledger::Checkpoint;
use rusqlite::{Connection, OpenFlags};

use crate::beside::Beside;
use crate::error::Error;
use crate::log::{Log, NewEntry};

const PAGE: usize = 500;

/// Copies an SQLite file as it stands at one moment, without what was erased in it; nobody waits for it. The copy must not be there yet.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(|error| Error::failed(error.to_string()))
}

/// Copies a log entry by entry into one that is empty; gives its checkpoint, which is that of the first.
pub fn copy_log(from: &dyn Log, to: &mut dyn Log) -> Result<Checkpoint, Error> {
    let size = from.size();
    while to.size() < size {
        let before = to.size();
        let page = from.read(before + 1, PAGE)?;
        let mut new = Vec::with_capacity(page.len());
        for stored in page.into_iter().take_while(|stored| stored.position <= size) {
            new.push(NewEntry::from_bytes(stored.bytes, from.details(stored.position)?));
        }
        if new.is_empty() {
            return Err(Error::damaged(format!("no entry at position={}", before + 1)));
        }
        to.append(before, &new)?;
    }
    let copied = to.checkpoint()?.ok_or_else(|| Error::damaged("no checkpoint is kept"))?;
    if copied.root != from.frontier().root() {
        return Err(Error::damaged("the copy has another root"));
    }
    Ok(copied)
}

/// Copies what is kept beside a log.
pub fn copy_beside(from: &mut dyn Beside, to: &mut dyn Beside) -> Result<(), Error> {
    for kind in from.kinds()? {
        for (key, value) in from.all(&kind)? {
            to.swap(&kind, &key, None, Some(&value))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::{BesideInMemory, BesideInSqlite};
    use crate::log::memory::Memory;
    use crate::log::sqlite::Sqlite;
    use crate::suite::{Folder, entries};

    #[test]
    fn copies_have_all_that_was_there_and_nothing_that_was_erased() {
        let folder = Folder::new();
        let path = folder.path().join("log.sqlite");
        let mut log = Sqlite::create(&path, "test").unwrap();
        log.append(0, &entries(30)).unwrap();
        log.erase(7, "witness").unwrap();
        let to = folder.path().join("copy.sqlite");
        copy_file(&path, &to).unwrap();
        let copy = Sqlite::open(&to).unwrap();
        assert_eq!(copy.checkpoint().unwrap(), log.checkpoint().unwrap());
        assert_eq!(copy.details(8).unwrap(), log.details(8).unwrap());
        assert!(copy.detail(7, "witness").unwrap().is_none());
        assert!(copy_file(&path, &to).is_err(), "never over another");
        let mut other = Memory::create("test").unwrap();
        assert_eq!(copy_log(&log, &mut other).unwrap(), log.checkpoint().unwrap().unwrap());
        assert_eq!(other.read(1, 100).unwrap(), log.read(1, 100).unwrap());
    }

    #[test]
    fn what_is_beside_is_copied() {
        let folder = Folder::new();
        let (mut from, mut to) = (BesideInMemory::default(), BesideInSqlite::open(&folder.path().join("b")).unwrap());
        for (kind, key) in [("a", "1"), ("a", "2"), ("b", "1")] {
            from.swap(kind, key, None, Some(b"value")).unwrap();
        }
        copy_beside(&mut from, &mut to).unwrap();
        assert_eq!((to.kinds().unwrap(), to.all("a").unwrap()), (from.kinds().unwrap(), from.all("a").unwrap()));
    }
}
