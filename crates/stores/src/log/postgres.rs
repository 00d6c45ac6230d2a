//! A log in a PostgreSQL database, in a schema of its own: several processes append at once, on several machines.
//!
//! An append is one statement, and so one transaction and one way to the server and back: it inserts only if the latest
//! checkpoint is the one expected, and of two that expect the same one, the second meets the first one's keys.
//! It has been kept when the server says so, with `synchronous_commit` on.

use std::cell::{RefCell, RefMut};

use ledger::{Checkpoint, Digest, Frontier};
use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Row};

use super::{Detail, Log, NewEntry, Prepared, Stored, prepare, refuse_detail, refuse_origin};
use crate::error::Error;

/// Each brings a schema from the version before to its own, its place in the list counted from 1.
const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/postgres/0001_log.sql")];

/// So many rows are asked for at a time where all are read.
const PAGE: i64 = 2_000;

/// A log in a PostgreSQL database.
pub struct Postgres {
    config: Config,
    schema: String,
    client: RefCell<Option<Client>>,
    /// The statement that appends, as the connection knows it.
    prepared: RefCell<Option<postgres::Statement>>,
    origin: String,
    frontier: Frontier,
}

impl Postgres {
    /// Makes a new schema with an empty log of that name; fails if there is one already. `address` is a connection string
    /// (`host=/run/postgresql dbname=truce user=truce`, or `postgresql://…`).
    pub fn create(address: &str, schema: &str, origin: &str) -> Result<Postgres, Error> {
        refuse_origin(origin)?;
        refuse_schema(schema)?;
        let mut log = Postgres::unopened(address, schema)?;
        let mut client = log.connect()?;
        let mut transaction = client.transaction()?;
        transaction.batch_execute(&format!("CREATE SCHEMA \"{schema}\"; SET LOCAL search_path TO \"{schema}\""))?;
        transaction.batch_execute("CREATE TABLE version (number integer NOT NULL); INSERT INTO version VALUES (0)")?;
        migrate(&mut transaction)?;
        let empty = prepare(origin, &Frontier::default(), &[])?.checkpoint;
        transaction.execute(
            "INSERT INTO checkpoints (size, root, origin) VALUES ($1, $2, $3)",
            &[&to_sql(empty.size), &empty.root.0.as_slice(), &empty.origin],
        )?;
        transaction.commit().map_err(of_commit)?;
        drop(client);
        log.origin = origin.to_owned();
        Ok(log)
    }

    /// Opens a log to read and append. Reads the leaf of every entry, and fails with `is_damaged` unless together they give the
    /// last checkpoint.
    pub fn open(address: &str, schema: &str) -> Result<Postgres, Error> {
        Postgres::open_after(address, schema, &Frontier::default())
    }

    /// The same, where the tree over the first entries is known.
    pub fn open_after(address: &str, schema: &str, known: &Frontier) -> Result<Postgres, Error> {
        refuse_schema(schema)?;
        let mut log = Postgres::unopened(address, schema)?;
        {
            let mut client = log.client()?;
            let mut transaction = client.transaction()?;
            migrate(&mut transaction)?;
            transaction.commit().map_err(of_commit)?;
        }
        let (frontier, latest) = log.catch_up(known)?;
        (log.frontier, log.origin) = (frontier, latest.origin);
        Ok(log)
    }

    /// Opens a log to check it: even one that `open` calls damaged, as far as it can be read.
    pub fn open_to_check(address: &str, schema: &str) -> Result<Postgres, Error> {
        refuse_schema(schema)?;
        let mut log = Postgres::unopened(address, schema)?;
        match log.catch_up(&Frontier::default()) {
            Ok((frontier, latest)) => (log.frontier, log.origin) = (frontier, latest.origin),
            Err(error) if error.is_damaged() => {}
            Err(error) => return Err(error),
        }
        Ok(log)
    }

    fn unopened(address: &str, schema: &str) -> Result<Postgres, Error> {
        let config: Config =
            address.parse().map_err(|error| Error::refused(format!("not the address of a database: {error}")))?;
        let (schema, frontier) = (schema.to_owned(), Frontier::default());
        let (client, prepared) = (RefCell::new(None), RefCell::new(None));
        Ok(Postgres { config, schema, client, prepared, origin: String::new(), frontier })
    }

    fn connect(&self) -> Result<Client, Error> {
        let mut config = self.config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(std::time::Duration::from_secs(10));
        }
        let mut client = config.connect(NoTls)?;
        client.batch_execute(&format!(
            "SET search_path TO \"{}\"; SET synchronous_commit TO on; SET client_min_messages TO warning",
            self.schema
        ))?;
        Ok(client)
    }

    /// The connection; a new one where the last has gone, as after a restart of the server.
    fn client(&self) -> Result<RefMut<'_, Client>, Error> {
        let mut held = self.client.borrow_mut();
        if held.as_ref().is_none_or(Client::is_closed) {
            self.prepared.replace(None);
            *held = Some(self.connect()?);
        }
        RefMut::filter_map(held, Option::as_mut).map_err(|_| Error::failed("there is no connection"))
    }

    /// Reads; once more where the connection was found dead.
    fn query(&self, statement: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        let found = self.client()?.query(statement, values);
        match found {
            Err(error) if error.is_closed() || self.client.borrow().as_ref().is_none_or(Client::is_closed) => {
                Ok(self.client()?.query(statement, values)?)
            }
            other => Ok(other?),
        }
    }

    fn catch_up(&self, known: &Frontier) -> Result<(Frontier, Checkpoint), Error> {
        let mut frontier = known.clone();
        let latest = self.checkpoint()?.ok_or_else(|| Error::damaged("no checkpoint is kept"))?;
        // What others append meanwhile lies behind the checkpoint, and comes with the next refresh.
        while frontier.size() < latest.size {
            let rows = self.query(
                "SELECT position, leaf FROM entries WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3",
                &[&to_sql(frontier.size()), &to_sql(latest.size), &PAGE],
            )?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                if count_from(row)? != frontier.size() + 1 {
                    return Err(Error::damaged(format!("no entry at position={}", frontier.size() + 1)));
                }
                frontier.append(digest_from(row, 1)?);
            }
        }
        if (latest.size, latest.root) != (frontier.size(), frontier.root()) {
            return Err(Error::damaged(format!("the entries do not give the checkpoint of size={}", latest.size)));
        }
        Ok((frontier, latest))
    }
}

/// A name that needs no escaping.
pub(crate) fn refuse_schema(schema: &str) -> Result<(), Error> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if schema.is_empty() || schema.len() > 60 || !schema.chars().all(is_plain) {
        return Err(Error::refused(format!(
            "a schema is named by small letters, digits and underscores, schema={schema:?}"
        )));
    }
    Ok(())
}

/// Brings a schema to the newest version, one process at a time.
fn migrate(transaction: &mut postgres::Transaction<'_>) -> Result<(), Error> {
    let found = transaction.query_opt("SELECT number FROM version FOR UPDATE", &[])?;
    let number: i32 = found.ok_or_else(|| Error::damaged("the log has no version"))?.try_get(0)?;
    let done = usize::try_from(number).map_err(|_| Error::damaged("the log has no version"))?;
    if done > MIGRATIONS.len() {
        return Err(Error::failed("the log was written by a newer program"));
    }
    for (number, migration) in (1i32..).zip(MIGRATIONS).skip(done) {
        transaction.batch_execute(migration)?;
        transaction.execute("UPDATE version SET number = $1", &[&number])?;
    }
    Ok(())
}

/// PostgreSQL counts to 2^63 - 1, further than any log.
fn to_sql(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn count_from(row: &Row) -> Result<u64, Error> {
    let n: i64 = row.try_get(0)?;
    u64::try_from(n).map_err(|_| Error::damaged(format!("a position is no position: {n}")))
}

fn digest_from(row: &Row, column: usize) -> Result<Digest, Error> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map(Digest).map_err(|_| Error::damaged("a digest has 32 bytes"))
}

fn checkpoint_from(row: &Row) -> Result<Checkpoint, Error> {
    Ok(Checkpoint { size: count_from(row)?, root: digest_from(row, 1)?, origin: row.try_get(2)? })
}

fn detail_from(row: &Row, first: usize) -> Result<Detail, Error> {
    let salt: &[u8] = row.try_get(first + 1)?;
    let salt = salt.try_into().map_err(|_| Error::damaged("a salt has 16 bytes"))?;
    Ok(Detail { name: row.try_get(first)?, salt, value: row.try_get(first + 2)? })
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Error {
        let said = error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned());
        match error.code() {
            Some(&SqlState::UNDEFINED_TABLE | &SqlState::UNDEFINED_COLUMN | &SqlState::INVALID_SCHEMA_NAME) => {
                Error::damaged(format!("the schema is not a log of this program: {said}"))
            }
            Some(&SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED) => Error::damaged(said),
            Some(&SqlState::LOCK_NOT_AVAILABLE | &SqlState::QUERY_CANCELED | &SqlState::TOO_MANY_CONNECTIONS) => {
                Error::busy(said)
            }
            _ => Error::failed(said),
        }
    }
}

/// For a commit of which no answer came: nobody knows whether it was kept.
fn of_commit(error: postgres::Error) -> Error {
    if error.as_db_error().is_some() && !is_going_down(&error) {
        Error::from(error)
    } else {
        Error::unsettled(error.to_string())
    }
}

fn is_going_down(error: &postgres::Error) -> bool {
    matches!(error.code(), Some(&SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN))
}

const APPEND: &str = "
    WITH expected AS (
      SELECT 1 FROM (SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1) AS latest
      WHERE size = $1 AND root = $2
    ), added AS (
      INSERT INTO entries (position, leaf, bytes)
      SELECT * FROM unnest($3::bigint[], $4::bytea[], $5::bytea[]) WHERE EXISTS (SELECT FROM expected)
    ), beside AS (
      INSERT INTO details (position, name, salt, value)
      SELECT * FROM unnest($6::bigint[], $7::text[], $8::bytea[], $9::bytea[]) WHERE EXISTS (SELECT FROM expected)
    )
    INSERT INTO checkpoints (size, root, origin)
    SELECT $10::bigint, $11::bytea, $12::text WHERE EXISTS (SELECT FROM expected)";

impl Postgres {
    /// Runs the one statement; false where another size was there.
    fn insert(&self, prepared: &Prepared, new: &[NewEntry]) -> Result<bool, Error> {
        let first = self.frontier.size() + 1;
        let positions: Vec<i64> = (first..).take(new.len()).map(to_sql).collect();
        let leaves: Vec<&[u8]> = prepared.leaves.iter().map(|leaf| leaf.0.as_slice()).collect();
        let bytes: Vec<&[u8]> = new.iter().map(|new| new.bytes.as_slice()).collect();
        let details =
            || positions.iter().zip(new).flat_map(|(at, new)| new.details.iter().map(move |detail| (*at, detail)));
        let of_details: Vec<i64> = details().map(|(at, _)| at).collect();
        let names: Vec<&str> = details().map(|(_, detail)| detail.name.as_str()).collect();
        let salts: Vec<&[u8]> = details().map(|(_, detail)| detail.salt.as_slice()).collect();
        let values: Vec<&[u8]> = details().map(|(_, detail)| detail.value.as_slice()).collect();
        let checkpoint = &prepared.checkpoint;
        let (size, root) = (to_sql(self.frontier.size()), self.frontier.root());
        let new_size = to_sql(checkpoint.size);
        let parameters: [&(dyn ToSql + Sync); 12] = [
            &size,
            &root.0.as_slice(),
            &positions,
            &leaves,
            &bytes,
            &of_details,
            &names,
            &salts,
            &values,
            &new_size,
            &checkpoint.root.0.as_slice(),
            &checkpoint.origin,
        ];
        let mut client = self.client()?;
        let mut held = self.prepared.borrow_mut();
        if held.is_none() {
            *held = Some(client.prepare(APPEND)?);
        }
        let Some(statement) = held.as_ref() else { return Err(Error::failed("nothing was prepared")) };
        match client.execute(statement, &parameters) {
            Ok(n_kept) => Ok(n_kept == 1),
            // Of two at one moment the second meets the keys of the first.
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(false),
            Err(error) => Err(of_commit(error)),
        }
    }
}

impl Log for Postgres {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn size(&self) -> u64 {
        self.frontier.size()
    }

    fn refresh(&mut self) -> Result<u64, Error> {
        let (frontier, _) = self.catch_up(&self.frontier)?;
        self.frontier = frontier;
        Ok(self.size())
    }

    fn append(&mut self, expected_size: u64, new: &[NewEntry]) -> Result<Checkpoint, Error> {
        let latest = || -> Result<Checkpoint, Error> {
            self.checkpoint()?.ok_or_else(|| Error::damaged("no checkpoint is kept"))
        };
        if expected_size != self.frontier.size() {
            return Err(Error::conflict(expected_size, latest()?.size));
        }
        if new.is_empty() {
            let latest = latest()?;
            return if latest.size == expected_size {
                Ok(latest)
            } else {
                Err(Error::conflict(expected_size, latest.size))
            };
        }
        let prepared = prepare(&self.origin, &self.frontier, new)?;
        if !self.insert(&prepared, new)? {
            let latest = latest()?;
            if latest.size == expected_size && latest.root != self.frontier.root() {
                return Err(Error::damaged(format!("another log stands in the place of ours, size={}", latest.size)));
            }
            return Err(Error::conflict(expected_size, latest.size));
        }
        self.frontier = prepared.frontier;
        Ok(prepared.checkpoint)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.query(
            "SELECT position, leaf, bytes FROM entries WHERE position >= $1 ORDER BY position LIMIT $2",
            &[&to_sql(from), &limit],
        )?;
        rows.iter()
            .map(|row| Ok(Stored { position: count_from(row)?, leaf: digest_from(row, 1)?, bytes: row.try_get(2)? }))
            .collect()
    }

    fn detail(&self, position: u64, name: &str) -> Result<Option<Detail>, Error> {
        let statement = "SELECT name, salt, value FROM details WHERE position = $1 AND name = $2";
        self.query(statement, &[&to_sql(position), &name])?.first().map(|row| detail_from(row, 0)).transpose()
    }

    fn each_detail(&self, name: &str, through: u64, each: &mut dyn FnMut(u64, Detail)) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let rows = self.query(
                "SELECT position, name, salt, value FROM details
                 WHERE name = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4",
                &[&name, &to_sql(after), &to_sql(through), &PAGE],
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = count_from(last)?;
            for row in &rows {
                each(count_from(row)?, detail_from(row, 1)?);
            }
        }
    }

    fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn details(&self, position: u64) -> Result<Vec<Detail>, Error> {
        let statement = "SELECT name, salt, value FROM details WHERE position = $1 ORDER BY name COLLATE \"C\"";
        self.query(statement, &[&to_sql(position)])?.iter().map(|row| detail_from(row, 0)).collect()
    }

    fn add_detail(&mut self, position: u64, detail: &Detail) -> Result<bool, Error> {
        refuse_detail(self.read(position, 1)?.pop().filter(|stored| stored.position == position), detail)?;
        let Detail { name, salt, value } = detail;
        let sql = "INSERT INTO details (position, name, salt, value) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let salt = salt.as_slice();
        let n_added = self.client()?.execute(sql, &[&to_sql(position), name, &salt, value]).map_err(of_commit)?;
        Ok(n_added > 0)
    }

    /// The row is gone at once; its bytes stay in the server's files until it cleans up, which is asked for here, and in its
    /// write-ahead log until that is used again.
    fn erase(&mut self, position: u64, name: &str) -> Result<bool, Error> {
        let mut client = self.client()?;
        let n_deleted = client
            .execute("DELETE FROM details WHERE position = $1 AND name = $2", &[&to_sql(position), &name])
            .map_err(of_commit)?;
        if n_deleted > 0 {
            client.batch_execute("VACUUM details")?;
        }
        Ok(n_deleted > 0)
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        let rows = self.query("SELECT size, root, origin FROM checkpoints ORDER BY size DESC LIMIT 1", &[])?;
        rows.first().map(checkpoint_from).transpose()
    }

    fn checkpoints(&self, from_size: u64, to_size: u64) -> Result<Vec<Checkpoint>, Error> {
        let rows = self.query(
            "SELECT size, root, origin FROM checkpoints WHERE size BETWEEN $1 AND $2 ORDER BY size",
            &[&to_sql(from_size), &to_sql(to_size)],
        )?;
        rows.iter().map(checkpoint_from).collect()
    }

    fn check_storage(&self) -> Result<(), Error> {
        let stray = "SELECT position FROM details WHERE position NOT IN (SELECT position FROM entries) LIMIT 1";
        if self.query(stray, &[])?.is_empty() { Ok(()) } else { Err(Error::damaged("a detail belongs to no entry")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{self, Given, entries};
    use crate::{check, server};

    fn make() -> Option<Given> {
        let server = server::shared()?;
        let (address, schema) = (server.address(), server::schema());
        let log = Box::new(Postgres::create(&address, &schema, "test").unwrap());
        let reopen = move |log: Box<dyn Log>| -> Box<dyn Log> {
            drop(log);
            Box::new(Postgres::open(&address, &schema).unwrap())
        };
        Some(Given { log, reopen: Box::new(reopen) })
    }

    #[test]
    fn every_promise_of_a_log_is_kept() {
        for promise in suite::PROMISES {
            let Some(given) = make() else { return };
            promise(given);
        }
    }

    #[test]
    fn what_is_no_log_is_refused() {
        let Some(server) = server::shared() else { return };
        let (address, schema) = (server.address(), server::schema());
        assert!(Postgres::open(&address, &schema).err().unwrap().is_damaged());
        assert!(Postgres::create(&address, "a\"b", "test").err().unwrap().is_refused());
        assert!(Postgres::create(&address, &schema, "two\nlines").err().unwrap().is_refused());
        assert!(Postgres::create("nonsense", &schema, "test").err().unwrap().is_refused());
        drop(Postgres::create(&address, &schema, "test").unwrap());
        assert!(Postgres::create(&address, &schema, "test").is_err(), "there is one already");
        assert!(Postgres::open(&address, &schema).is_ok());
    }

    #[test]
    fn many_processes_append_each_entry_once() {
        let Some(server) = server::shared() else { return };
        let (address, schema) = (server.address(), server::schema());
        drop(Postgres::create(&address, &schema, "test").unwrap());
        let new = entries(60);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut log = Postgres::open(&address, &schema).unwrap();
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
        let log = Postgres::open(&address, &schema).unwrap();
        let bytes: Vec<_> = log.read(1, 100).unwrap().into_iter().map(|stored| stored.bytes).collect();
        assert_eq!(bytes, new.into_iter().map(|new| new.bytes).collect::<Vec<_>>());
        check(&log, &[], None).unwrap();
    }

    #[test]
    fn a_restart_of_the_server_is_survived() {
        let Some(server) = server::Server::start("restart") else { return };
        let (address, schema) = (server.address(), server::schema());
        let mut log = Postgres::create(&address, &schema, "test").unwrap();
        let new = entries(6);
        log.append(0, &new[..2]).unwrap();
        for (round, how) in [(2, "fast"), (4, "immediate")] {
            server.stop(how);
            assert!(log.append(round, &new[..1]).is_err(), "nobody is there");
            server.resume();
            assert_eq!(log.refresh().unwrap(), round);
            let first = round as usize;
            log.append(round, &new[first..first + 2]).unwrap();
            assert_eq!(log.read(1, 10).unwrap().len(), first + 2);
        }
        check(&log, &[], None).unwrap();
    }
}
