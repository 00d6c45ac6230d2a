//! Where a mission's ledger lies: in a file of its folder, or in a PostgreSQL database that its configuration names.

use std::path::{Path, PathBuf};

use ledger::{Checkpoint, Frontier, PublicKey};
use stores::{Beside, BesideInPostgres, BesideInSqlite, Log, Postgres, Sqlite};

use crate::problem::Problem;

/// A place for a ledger.
pub(crate) enum Store {
    /// An SQLite file.
    File(PathBuf),
    /// A schema of a database.
    Database {
        /// How the database is reached.
        address: String,
        /// The schema.
        schema: String,
    },
}

/// Overrides the address in the configuration, so that no password need stand there.
const ADDRESS_VARIABLE: &str = "TRUCE_STORE";

impl Store {
    /// As the configuration says.
    pub(crate) fn of(folder: &Path, config: &toml::Table) -> Store {
        let text = |name: &str| config.get(name).and_then(toml::Value::as_str).map(str::to_owned);
        match (text("store"), text("schema")) {
            (Some(address), Some(schema)) => {
                Store::Database { address: std::env::var(ADDRESS_VARIABLE).unwrap_or(address), schema }
            }
            _ => Store::File(folder.join("ledger.sqlite")),
        }
    }

    /// Whether there may be a ledger: a file that is not there is none.
    pub(crate) fn is_there(&self) -> bool {
        match self {
            Store::File(path) => path.exists(),
            Store::Database { .. } => true,
        }
    }

    /// Makes an empty ledger of that name.
    pub(crate) fn create(&self, origin: &str) -> Result<(), Problem> {
        match self {
            Store::File(path) => drop(Sqlite::create(path, origin)?),
            Store::Database { address, schema } => drop(Postgres::create(address, schema, origin)?),
        }
        Ok(())
    }

    /// Opens it. Whoever may not write may still read, and verify.
    pub(crate) fn open(&self) -> Result<Box<dyn Log>, Problem> {
        match self {
            Store::File(path) => match Sqlite::open(path) {
                Ok(log) => Ok(Box::new(log)),
                Err(error) if error.is_damaged() || error.is_busy() => Err(error.into()),
                Err(_) => Ok(Box::new(Sqlite::open_read_only(path)?)),
            },
            Store::Database { address, schema } => Ok(Box::new(Postgres::open(address, schema)?)),
        }
    }

    /// The same, where the tree over the first entries is known; none where it does not fit.
    pub(crate) fn open_after(&self, known: &Frontier) -> Option<Box<dyn Log>> {
        match self {
            Store::File(path) => Some(Box::new(Sqlite::open_after(path, known).ok()?)),
            Store::Database { address, schema } => Some(Box::new(Postgres::open_after(address, schema, known).ok()?)),
        }
    }

    /// What is kept beside the ledger, and is no part of the record.
    pub(crate) fn beside(&self) -> Result<Box<dyn Beside>, Problem> {
        Ok(match self {
            Store::File(path) => Box::new(BesideInSqlite::open(&path.with_file_name("access.sqlite"))?),
            Store::Database { address, schema } => Box::new(BesideInPostgres::open(address, schema)?),
        })
    }

    /// Checks it from the bytes up.
    pub(crate) fn check(
        &self,
        kept: &[Checkpoint],
        root: Option<PublicKey>,
    ) -> Result<stores::Report, stores::Problem> {
        match self {
            Store::File(path) => stores::check_file(path, kept, root),
            Store::Database { address, schema } => {
                let log = Postgres::open_to_check(address, schema).map_err(stores::Problem::Failure)?;
                stores::check(&log, kept, root)
            }
        }
    }
}
