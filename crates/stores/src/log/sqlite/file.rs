//! The file of an SQLite log: how it is opened, what it must be, and how an old one is brought up to date.
//!
//! What stands in its tables is the matter of `sqlite.rs`.

use crate::error::Error;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Each brings a file from the version before to its own, its place in the list counted from 1.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../../migrations/sqlite/0001_log.sql"),
    include_str!("../../../migrations/sqlite/0002_details.sql"),
];
const APPLICATION_ID: i64 = 0x5452_5543;
const BUSY_SECONDS: u64 = 10;

pub(super) fn connect(path: &Path, access: OpenFlags) -> Result<Connection, Error> {
    // Without the flag for addresses, a file may be called "file:x?mode=memory" and is still a file.
    settled(Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}

/// Opens a file on a medium that nobody can write to, where not even a lock can be kept. What is still in a write-ahead log
/// would not be seen: there must be none.
pub(super) fn connect_immutable(path: &Path) -> Result<Connection, Error> {
    let wal = path.with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().to_string_lossy()));
    if std::fs::metadata(&wal).is_ok_and(|found| found.len() > 0) {
        return Err(Error::failed(
            "the log was not closed, and lies where it cannot be: copy it to where you can write",
        ));
    }
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let access = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    settled(Connection::open_with_flags(format!("file:{escaped}?immutable=1"), access)?)
}

fn settled(connection: Connection) -> Result<Connection, Error> {
    connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

pub(super) fn set_for_writing(connection: &Connection) -> Result<(), Error> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::failed("the log lies where no write-ahead log can be kept"));
    }
    connection.pragma_update(None, "synchronous", "full")?;
    // What is erased is overwritten in the file.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(())
}

pub(super) fn check_header(connection: &Connection) -> Result<(), Error> {
    let application_id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(Error::damaged("the file is not a log of this program"));
    }
    if version(connection)? > MIGRATIONS.len() {
        return Err(Error::failed("the log was written by a newer program"));
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<usize, Error> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    usize::try_from(version).map_err(|_| Error::damaged("the log has no version"))
}

/// Brings a file to the newest version; the caller commits.
pub(super) fn migrate(connection: &Connection) -> Result<(), Error> {
    for migration in MIGRATIONS.iter().skip(version(connection)?) {
        connection.execute_batch(migration)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Log;
    use crate::Sqlite;
    use crate::suite::{Folder, entries};

    #[test]
    fn a_file_of_the_first_version_is_brought_up_to_date() {
        let folder = Folder::new();
        let path = folder.path().join("log.sqlite");
        let mut log = Sqlite::create(&path, "test").unwrap();
        log.append(0, &entries(30)).unwrap();
        // As the first version of the program made it.
        let first = folder.path().join("first.sqlite");
        let connection = Connection::open(&first).unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        let copy = format!(
            "ATTACH '{}' AS now; INSERT INTO entries SELECT * FROM now.entries;
             INSERT INTO details SELECT * FROM now.details; INSERT INTO checkpoints SELECT * FROM now.checkpoints",
            path.display()
        );
        connection.execute_batch(&copy).unwrap();
        drop(connection);
        let log = Sqlite::open(&first).unwrap();
        assert_eq!(log.connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), 2);
        let report = crate::check(&log, &[], None).unwrap();
        assert_eq!((report.checkpoint.size, report.n_details), (30, 30));
    }

    #[test]
    fn settings_and_other_files() {
        let folder = Folder::new();
        let path = folder.path().join("log.sqlite");
        let log = Sqlite::create(&path, "test").unwrap();
        let connection = &log.connection;
        let setting = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((setting("synchronous"), setting("foreign_keys"), setting("trusted_schema")), (2, 1, 0));
        assert_eq!((setting("application_id"), setting("user_version")), (APPLICATION_ID, 2));
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        assert!(Sqlite::create(&path, "test").is_err());
        assert!(Sqlite::create(&folder.path().join("other"), "two\nlines").unwrap_err().is_refused());
        assert!(!Sqlite::open(&folder.path().join("missing")).unwrap_err().is_damaged());
        let text = folder.path().join("text");
        std::fs::write(&text, "no database".repeat(1000)).unwrap();
        assert!(Sqlite::open(&text).unwrap_err().is_damaged());
        assert!(Sqlite::open_read_only(&text).unwrap_err().is_damaged());
    }
}
