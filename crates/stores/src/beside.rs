//! What is kept beside the log and is no part of the record: accounts, sessions, what somebody saw last. Small values by kind and key, that
//! change and go.
//!
//! A store is trusted to give back what it was given. Its thief learns what the values say: whoever puts secrets here puts their digests.
//! Nothing here is needed to replay the record, and all of it can be thrown away at the price of signing in anew.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use postgres::{Client, Config, NoTls};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Error;

/// Small values by kind and key.
///
/// Promises: a swap is done whole or not at all, whoever else swaps at the same moment, in this process or another; what was swapped in
/// is seen by every later read.
pub trait Beside: Send {
    /// A value.
    fn get(&mut self, kind: &str, key: &str) -> Result<Option<Vec<u8>>, Error>;

    /// All values of a kind, by key.
    fn all(&mut self, kind: &str) -> Result<Vec<(String, Vec<u8>)>, Error>;

    /// The kinds of which there are values.
    fn kinds(&mut self) -> Result<Vec<String>, Error>;

    /// Puts a value in the place of the one expected; no value: removes it. False, and nothing changed, where another is there.
    fn swap(&mut self, kind: &str, key: &str, expected: Option<&[u8]>, value: Option<&[u8]>) -> Result<bool, Error>;
}

/// In memory, shared by its clones.
#[derive(Clone, Default)]
pub struct BesideInMemory(Arc<Mutex<Values>>);

/// By kind and key.
type Values = BTreeMap<(String, String), Vec<u8>>;

impl Beside for BesideInMemory {
    fn get(&mut self, kind: &str, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(map.get(&(kind.to_owned(), key.to_owned())).cloned())
    }

    fn all(&mut self, kind: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_kind = map.iter().filter(|((own, _), _)| own == kind);
        Ok(of_kind.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    fn kinds(&mut self) -> Result<Vec<String>, Error> {
        let map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kinds: Vec<String> = map.keys().map(|(kind, _)| kind.clone()).collect();
        kinds.dedup();
        Ok(kinds)
    }

    fn swap(&mut self, kind: &str, key: &str, expected: Option<&[u8]>, value: Option<&[u8]>) -> Result<bool, Error> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (kind.to_owned(), key.to_owned());
        if map.get(&place).map(Vec::as_slice) != expected {
            return Ok(false);
        }
        match value {
            Some(value) => map.insert(place, value.to_vec()),
            None => map.remove(&place),
        };
        Ok(true)
    }
}

/// In an SQLite file of its own, so that who signs in never waits for the log, nor the log for them.
pub struct BesideInSqlite(Connection);

impl BesideInSqlite {
    /// Opens the file; makes it where there is none, readable by its owner alone.
    pub fn open(path: &Path) -> Result<BesideInSqlite, Error> {
        #[cfg(unix)]
        if !path.exists() {
            use std::os::unix::fs::OpenOptionsExt;
            let mut options = std::fs::OpenOptions::new();
            let made = options.create(true).append(true).mode(0o600).open(path);
            made.map_err(|error| Error::failed(format!("cannot create {}: {error}", path.display())))?;
        }
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.execute_batch(include_str!("../migrations/sqlite/beside.sql"))?;
        Ok(BesideInSqlite(connection))
    }
}

impl Beside for BesideInSqlite {
    fn get(&mut self, kind: &str, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let mut statement = self.0.prepare_cached("SELECT value FROM beside WHERE kind = ?1 AND key = ?2")?;
        Ok(statement.query_row(params![kind, key], |row| row.get(0)).optional()?)
    }

    fn all(&mut self, kind: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut statement = self.0.prepare_cached("SELECT key, value FROM beside WHERE kind = ?1 ORDER BY key")?;
        let rows = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn kinds(&mut self) -> Result<Vec<String>, Error> {
        let mut statement = self.0.prepare_cached("SELECT DISTINCT kind FROM beside ORDER BY kind")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn swap(&mut self, kind: &str, key: &str, expected: Option<&[u8]>, value: Option<&[u8]>) -> Result<bool, Error> {
        let n_changed = match (expected, value) {
            (None, None) => return Ok(self.get(kind, key)?.is_none()),
            (None, Some(value)) => self
                .0
                .prepare_cached("INSERT INTO beside (kind, key, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                .execute(params![kind, key, value])?,
            (Some(expected), Some(value)) => self
                .0
                .prepare_cached("UPDATE beside SET value = ?4 WHERE kind = ?1 AND key = ?2 AND value = ?3")?
                .execute(params![kind, key, expected, value])?,
            (Some(expected), None) => self
                .0
                .prepare_cached("DELETE FROM beside WHERE kind = ?1 AND key = ?2 AND value = ?3")?
                .execute(params![kind, key, expected])?,
        };
        Ok(n_changed == 1)
    }
}

/// In the schema of the log, in a PostgreSQL database.
pub struct BesideInPostgres {
    config: Config,
    schema: String,
    client: RefCell<Option<Client>>,
}

impl BesideInPostgres {
    /// Opens it, and makes its table where there is none.
    pub fn open(address: &str, schema: &str) -> Result<BesideInPostgres, Error> {
        crate::log::postgres::refuse_schema(schema)?;
        let config: Config =
            address.parse().map_err(|error| Error::refused(format!("not the address of a database: {error}")))?;
        let store = BesideInPostgres { config, schema: schema.to_owned(), client: RefCell::new(None) };
        // Two processes that make it at once get in each other's way, and the second finds it made.
        let made = store.with(|client| client.batch_execute(include_str!("../migrations/postgres/beside.sql")));
        if made.is_err() {
            store.with(|client| client.query("SELECT 1 FROM beside LIMIT 1", &[]))?;
        }
        Ok(store)
    }

    /// Runs on the connection; once more on a new one where it was found dead, which swaps bear: one that was done is then refused.
    fn with<T>(&self, run: impl Fn(&mut Client) -> Result<T, postgres::Error>) -> Result<T, Error> {
        let mut held = self.client.borrow_mut();
        for is_last in [false, true] {
            if held.as_ref().is_none_or(Client::is_closed) {
                let mut config = self.config.clone();
                if config.get_connect_timeout().is_none() {
                    config.connect_timeout(Duration::from_secs(10));
                }
                let mut client = config.connect(NoTls)?;
                client.batch_execute(&format!(
                    "SET search_path TO \"{}\"; SET client_min_messages TO warning",
                    self.schema
                ))?;
                *held = Some(client);
            }
            let Some(client) = held.as_mut() else { break };
            match run(client) {
                Err(error) if !is_last && (error.is_closed() || client.is_closed()) => *held = None,
                other => return Ok(other?),
            }
        }
        Err(Error::failed("there is no connection"))
    }
}

impl Beside for BesideInPostgres {
    fn get(&mut self, kind: &str, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.with(|client| {
            let row = client.query_opt("SELECT value FROM beside WHERE kind = $1 AND key = $2", &[&kind, &key])?;
            row.map(|row| row.try_get(0)).transpose()
        })
    }

    fn all(&mut self, kind: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        self.with(|client| {
            let rows =
                client.query("SELECT key, value FROM beside WHERE kind = $1 ORDER BY key COLLATE \"C\"", &[&kind])?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
        })
    }

    fn kinds(&mut self) -> Result<Vec<String>, Error> {
        self.with(|client| {
            let rows = client.query("SELECT kind FROM beside GROUP BY kind ORDER BY kind COLLATE \"C\"", &[])?;
            rows.iter().map(|row| row.try_get(0)).collect()
        })
    }

    fn swap(&mut self, kind: &str, key: &str, expected: Option<&[u8]>, value: Option<&[u8]>) -> Result<bool, Error> {
        let n_changed = match (expected, value) {
            (None, None) => return Ok(self.get(kind, key)?.is_none()),
            (None, Some(value)) => self.with(|client| {
                let insert = "INSERT INTO beside (kind, key, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                client.execute(insert, &[&kind, &key, &value])
            }),
            (Some(expected), Some(value)) => self.with(|client| {
                let update = "UPDATE beside SET value = $4 WHERE kind = $1 AND key = $2 AND value = $3";
                client.execute(update, &[&kind, &key, &expected, &value])
            }),
            (Some(expected), None) => self.with(|client| {
                let delete = "DELETE FROM beside WHERE kind = $1 AND key = $2 AND value = $3";
                client.execute(delete, &[&kind, &key, &expected])
            }),
        }?;
        Ok(n_changed == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::Folder;

    /// What every store must do; `open` opens the same one again.
    fn suite(open: &dyn Fn() -> Box<dyn Beside>) {
        let (mut one, mut other) = (open(), open());
        assert_eq!(one.get("account", "a").unwrap(), None);
        assert!(one.swap("account", "a", None, Some(b"1")).unwrap());
        assert!(!other.swap("account", "a", None, Some(b"2")).unwrap(), "somebody was first");
        assert_eq!(other.get("account", "a").unwrap().as_deref(), Some(&b"1"[..]));
        assert_eq!(other.get("session", "a").unwrap(), None, "kinds are apart");
        assert!(!one.swap("account", "a", Some(b"0"), Some(b"2")).unwrap());
        assert!(one.swap("account", "a", Some(b"1"), Some(b"\x00\xff")).unwrap());
        assert!(one.swap("account", "B", None, Some(b"")).unwrap());
        let all = vec![("B".to_owned(), Vec::new()), ("a".to_owned(), vec![0, 255])];
        assert_eq!(other.all("account").unwrap(), all);
        assert!(!other.swap("account", "a", Some(b"1"), None).unwrap());
        assert!(other.swap("account", "a", Some(b"\x00\xff"), None).unwrap());
        assert!(other.swap("account", "a", None, None).unwrap());
        drop((one, other));
        assert_eq!(open().all("account").unwrap().len(), 1);
    }

    /// Each of many puts its number in the place of the last, and none is lost.
    fn many_at_once(open: &(dyn Fn() -> Box<dyn Beside> + Sync)) {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut store = open();
                    for _ in 0..25 {
                        loop {
                            let held = store.get("n", "n").unwrap();
                            let next = held.as_ref().map_or(1, |held| held[0] + 1);
                            if store.swap("n", "n", held.as_deref(), Some(&[next])).unwrap() {
                                break;
                            }
                        }
                    }
                });
            }
        });
        assert_eq!(open().get("n", "n").unwrap(), Some(vec![100]));
    }

    #[test]
    fn in_memory() {
        let store = BesideInMemory::default();
        suite(&|| Box::new(store.clone()));
        many_at_once(&|| Box::new(store.clone()));
    }

    #[test]
    fn in_sqlite() {
        let folder = Folder::new();
        let path = folder.path().join("access.sqlite");
        suite(&|| Box::new(BesideInSqlite::open(&path).unwrap()));
        many_at_once(&|| Box::new(BesideInSqlite::open(&path).unwrap()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
        }
    }

    #[test]
    fn in_postgres() {
        let Some(server) = crate::server::shared() else { return };
        let address = server.address();
        drop(crate::Postgres::create(&address, "beside_test", "test").unwrap());
        suite(&|| Box::new(BesideInPostgres::open(&address, "beside_test").unwrap()));
        many_at_once(&|| Box::new(BesideInPostgres::open(&address, "beside_test").unwrap()));
    }
}
