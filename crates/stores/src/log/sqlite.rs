//! A log in one SQLite file: nothing to install, several processes at a time on one machine.
//!
//! The file must lie on a local disk: SQLite's locks cannot be relied on over a network share. A log on a medium that
//! cannot be written to must be copied before it is opened, as SQLite keeps its index of the write-ahead log beside it.

mod file;

use super::{Detail, Log, NewEntry, Prepared, Stored, prepare, refuse_detail, refuse_origin};
use crate::error::Error;
use file::{check_header, connect, connect_immutable, migrate, set_for_writing};
use ledger::{Checkpoint, Digest, Frontier};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};
use std::path::Path;

/// A log in an SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    origin: String,
    frontier: Frontier,
}

impl Sqlite {
    /// Makes a new file with an empty log of that name; fails if there is a file already.
    pub fn create(path: &Path, origin: &str) -> Result<Sqlite, Error> {
        refuse_origin(origin)?;
        std::fs::File::create_new(path).map_err(|error| Error::failed(format!("cannot create the log: {error}")))?;
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        set_for_writing(&connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        migrate(&transaction)?;
        let frontier = Frontier::default();
        let empty = prepare(origin, &frontier, &[])?;
        insert_checkpoint(&transaction, &empty.checkpoint)?;
        transaction.commit().map_err(Error::of_commit)?;
        Ok(Sqlite { connection, origin: origin.to_owned(), frontier })
    }

    /// Opens a log to read and append. Reads the leaf of every entry, and fails with `is_damaged` unless together
    /// they give the last checkpoint.
    pub fn open(path: &Path) -> Result<Sqlite, Error> {
        Sqlite::open_after(path, &Frontier::default())
    }

    /// The same, where the tree over the first entries is known: only the leaves after these are read. Fails with
    /// `is_damaged`, too, where it is not the tree over them.
    pub fn open_after(path: &Path, known: &Frontier) -> Result<Sqlite, Error> {
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        check_header(&connection)?;
        set_for_writing(&connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        migrate(&transaction)?;
        transaction.commit().map_err(Error::of_commit)?;
        let (frontier, latest) = catch_up(&connection, known)?;
        Ok(Sqlite { connection, origin: latest.origin, frontier })
    }

    /// Opens a log to read it, above all to check it: opens even what `open` calls damaged, as far as the file can be
    /// read. Its origin is then empty and its size 0, and `check` says why.
    pub fn open_read_only(path: &Path) -> Result<Sqlite, Error> {
        let readable = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|connection| {
            check_header(&connection)?;
            Ok(connection)
        });
        let connection = match readable {
            Err(error) if !error.is_damaged() && !error.is_busy() => {
                let connection = connect_immutable(path)?;
                check_header(&connection)?;
                connection
            }
            other => other?,
        };
        let (frontier, origin) = match catch_up(&connection, &Frontier::default()) {
            Ok((frontier, latest)) => (frontier, latest.origin),
            Err(error) if error.is_damaged() => (Frontier::default(), String::new()),
            Err(error) => return Err(error),
        };
        Ok(Sqlite { connection, origin, frontier })
    }
}

/// The frontier over all leaves that are there now, and the latest checkpoint, which it must give.
fn catch_up(connection: &Connection, known: &Frontier) -> Result<(Frontier, Checkpoint), Error> {
    let snapshot = connection.unchecked_transaction()?;
    let mut frontier = known.clone();
    let mut statement =
        snapshot.prepare_cached("SELECT position, leaf FROM entries WHERE position > ?1 ORDER BY position")?;
    let mut rows = statement.query([to_sql(known.size())])?;
    while let Some(row) = rows.next()? {
        if count_from(row)? != frontier.size() + 1 {
            return Err(Error::damaged(format!("no entry at position={}", frontier.size() + 1)));
        }
        frontier.append(Digest(row.get(1)?));
    }
    let latest = latest_checkpoint(&snapshot)?.ok_or_else(|| Error::damaged("no checkpoint is kept"))?;
    if (latest.size, latest.root) != (frontier.size(), frontier.root()) {
        return Err(Error::damaged(format!("the entries do not give the checkpoint of size={}", latest.size)));
    }
    Ok((frontier, latest))
}

fn latest_checkpoint(connection: &Connection) -> Result<Option<Checkpoint>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT size, root, origin FROM checkpoints ORDER BY size DESC LIMIT 1")?;
    Ok(statement.query_row([], checkpoint_from).optional()?)
}

fn checkpoint_from(row: &Row<'_>) -> rusqlite::Result<Checkpoint> {
    Ok(Checkpoint { size: count_from(row)?, root: Digest(row.get(1)?), origin: row.get(2)? })
}

fn detail_from(row: &Row<'_>) -> rusqlite::Result<Detail> {
    Ok(Detail { name: row.get(0)?, salt: row.get(1)?, value: row.get(2)? })
}

fn stored_from(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored { position: count_from(row)?, leaf: Digest(row.get(1)?), bytes: row.get(2)? })
}

/// SQLite counts to 2^63 - 1, further than any log.
fn to_sql(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The position or size in the first column.
fn count_from(row: &Row<'_>) -> rusqlite::Result<u64> {
    let n: i64 = row.get(0)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, n))
}

fn insert(connection: &Connection, first: u64, prepared: &Prepared, new: &[NewEntry]) -> Result<(), Error> {
    let mut entry = connection.prepare_cached("INSERT INTO entries (position, leaf, bytes) VALUES (?1, ?2, ?3)")?;
    let mut detail =
        connection.prepare_cached("INSERT INTO details (position, name, salt, value) VALUES (?1, ?2, ?3, ?4)")?;
    for ((position, leaf), new) in (first..).zip(&prepared.leaves).zip(new) {
        entry.execute(params![to_sql(position), leaf.0, new.bytes])?;
        for Detail { name, salt, value } in &new.details {
            detail.execute(params![to_sql(position), name, salt, value])?;
        }
    }
    insert_checkpoint(connection, &prepared.checkpoint)
}

fn insert_checkpoint(connection: &Connection, checkpoint: &Checkpoint) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("INSERT INTO checkpoints (size, root, origin) VALUES (?1, ?2, ?3)")?;
    statement.execute(params![to_sql(checkpoint.size), checkpoint.root.0, checkpoint.origin])?;
    Ok(())
}

impl Log for Sqlite {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn size(&self) -> u64 {
        self.frontier.size()
    }

    fn refresh(&mut self) -> Result<u64, Error> {
        let (frontier, _) = catch_up(&self.connection, &self.frontier)?;
        self.frontier = frontier;
        Ok(self.size())
    }

    fn append(&mut self, expected_size: u64, new: &[NewEntry]) -> Result<Checkpoint, Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let latest = latest_checkpoint(&transaction)?.ok_or_else(|| Error::damaged("no checkpoint is kept"))?;
        if expected_size != latest.size || self.frontier.size() != latest.size {
            return Err(Error::conflict(expected_size, latest.size));
        }
        // Guards against a log that was exchanged for another of the same size while we held it.
        if latest.root != self.frontier.root() {
            return Err(Error::damaged(format!("another log stands in the place of ours, size={}", latest.size)));
        }
        if new.is_empty() {
            return Ok(latest);
        }
        let prepared = prepare(&self.origin, &self.frontier, new)?;
        insert(&transaction, latest.size + 1, &prepared, new)?;
        transaction.commit().map_err(Error::of_commit)?;
        self.frontier = prepared.frontier;
        Ok(prepared.checkpoint)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position, leaf, bytes FROM entries WHERE position >= ?1 ORDER BY position LIMIT ?2",
        )?;
        let rows = statement.query_map([to_sql(from), to_sql(limit as u64)], stored_from)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn detail(&self, position: u64, name: &str) -> Result<Option<Detail>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, salt, value FROM details WHERE position = ?1 AND name = ?2")?;
        Ok(statement.query_row(params![to_sql(position), name], detail_from).optional()?)
    }

    fn each_detail(&self, name: &str, through: u64, each: &mut dyn FnMut(u64, Detail)) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position, name, salt, value FROM details WHERE name = ?1 AND position <= ?2 ORDER BY position",
        )?;
        let mut rows = statement.query(params![name, to_sql(through)])?;
        while let Some(row) = rows.next()? {
            each(count_from(row)?, Detail { name: row.get(1)?, salt: row.get(2)?, value: row.get(3)? });
        }
        Ok(())
    }

    fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn details(&self, position: u64) -> Result<Vec<Detail>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, salt, value FROM details WHERE position = ?1 ORDER BY name")?;
        let rows = statement.query_map([to_sql(position)], detail_from)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn add_detail(&mut self, position: u64, detail: &Detail) -> Result<bool, Error> {
        refuse_detail(self.read(position, 1)?.pop().filter(|stored| stored.position == position), detail)?;
        let Detail { name, salt, value } = detail;
        let n_added = self.connection.execute(
            "INSERT INTO details (position, name, salt, value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            params![to_sql(position), name, salt, value],
        )?;
        Ok(n_added > 0)
    }

    fn erase(&mut self, position: u64, name: &str) -> Result<bool, Error> {
        let n_deleted = self
            .connection
            .execute("DELETE FROM details WHERE position = ?1 AND name = ?2", params![to_sql(position), name])?;
        // The write-ahead log still holds the page as it was. If others are reading, it is emptied by a later call.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(n_deleted > 0)
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        latest_checkpoint(&self.connection)
    }

    fn checkpoints(&self, from_size: u64, to_size: u64) -> Result<Vec<Checkpoint>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT size, root, origin FROM checkpoints WHERE size BETWEEN ?1 AND ?2 ORDER BY size")?;
        let rows = statement.query_map([to_sql(from_size), to_sql(to_size)], checkpoint_from)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn check_storage(&self) -> Result<(), Error> {
        let verdict: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(Error::damaged(verdict));
        }
        let mut statement = self.connection.prepare_cached("PRAGMA foreign_key_check")?;
        if statement.exists([])? {
            return Err(Error::damaged("a detail belongs to no entry"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{Folder, Given, entries};

    fn make() -> Given {
        let folder = Folder::new();
        let path = folder.path().join("log.sqlite");
        let log = Box::new(Sqlite::create(&path, "test").unwrap());
        let reopen = move |log: Box<dyn Log>| -> Box<dyn Log> {
            drop(log);
            Box::new(Sqlite::open(&folder.path().join("log.sqlite")).unwrap())
        };
        Given { log, reopen: Box::new(reopen) }
    }

    #[test]
    fn every_promise_of_a_log_is_kept() {
        crate::suite::PROMISES.into_iter().for_each(|promise| promise(make()));
    }

    #[test]
    fn the_loser_of_two_appends_refreshes() {
        let folder = Folder::new();
        let path = folder.path().join("log.sqlite");
        let mut ours = Sqlite::create(&path, "test").unwrap();
        let mut theirs = Sqlite::open(&path).unwrap();
        let new = entries(3);
        ours.append(0, &new[..1]).unwrap();
        assert!(theirs.append(0, &new[..1]).unwrap_err().is_conflict());
        assert!(theirs.append(1, &new[1..2]).unwrap_err().is_conflict(), "it has not seen the first entry yet");
        assert_eq!((theirs.size(), theirs.refresh().unwrap(), theirs.size()), (0, 1, 1));
        theirs.append(1, &new[1..2]).unwrap();
        assert!(ours.append(1, &new[1..2]).unwrap_err().is_conflict());
        assert_eq!(ours.refresh().unwrap(), 2);
        assert_eq!(ours.append(2, &new[2..]).unwrap().size, 3);
    }

    #[test]
    fn many_threads_append_each_entry_once() {
        let folder = Folder::new();
        let path = folder.path().join("log.sqlite");
        Sqlite::create(&path, "test").unwrap();
        let new = entries(12);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut log = Sqlite::open(&path).unwrap();
                    while let Some(next) = new.get(log.size() as usize) {
                        match log.append(log.size(), std::slice::from_ref(next)) {
                            Ok(_) => {}
                            Err(error) if error.is_conflict() => drop(log.refresh().unwrap()),
                            Err(error) => panic!("{error}"),
                        }
                    }
                });
            }
        });
        let log = Sqlite::open_read_only(&path).unwrap();
        let bytes: Vec<_> = log.read(1, 100).unwrap().into_iter().map(|stored| stored.bytes).collect();
        assert_eq!(bytes, new.into_iter().map(|new| new.bytes).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_erased_is_gone_from_the_files() {
        let folder = Folder::new();
        let mut log = Sqlite::create(&folder.path().join("log.sqlite"), "test").unwrap();
        log.append(0, &entries(30)).unwrap();
        let found = |needle: &[u8]| {
            let files =
                std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
            files
                .flat_map(|bytes| bytes.windows(needle.len()).map(<[u8]>::to_vec).collect::<Vec<_>>())
                .any(|bytes| bytes == needle)
        };
        assert!(found(b"witness number 7 "));
        assert!(log.erase(7, "witness").unwrap());
        assert!(!found(b"witness number 7 "));
        assert!(found(b"witness number 8 "));
    }
}
