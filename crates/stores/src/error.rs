//! Why a store could not do what it was asked. Faults of the record itself are `ledger::Fault`, not these.

use std::fmt;

/// A failure of a store. Opaque: ask it what matters to you.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Conflict,
    Refused,
    Damaged,
    Busy,
    Unsettled,
    Failed,
}

impl Error {
    /// Somebody else appended first: refresh, look at what is new, and try again.
    pub fn is_conflict(&self) -> bool {
        self.kind == Kind::Conflict
    }

    /// What was given cannot be kept: trying again does not help.
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }

    /// What is kept cannot be read, or contradicts itself.
    pub fn is_damaged(&self) -> bool {
        self.kind == Kind::Damaged
    }

    /// Others held the store for too long: try again later.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }

    /// Whether the store must be dropped and opened again: it is damaged, or nobody knows whether an append was kept.
    pub fn is_fatal(&self) -> bool {
        matches!(self.kind, Kind::Damaged | Kind::Unsettled)
    }

    pub(crate) fn conflict(expected: u64, found: u64) -> Error {
        Error { kind: Kind::Conflict, message: format!("the log has another size, expected={expected} found={found}") }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Error {
        Error { kind: Kind::Refused, message: message.into() }
    }

    pub(crate) fn damaged(message: impl Into<String>) -> Error {
        Error { kind: Kind::Damaged, message: message.into() }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Error {
        Error { kind: Kind::Failed, message: message.into() }
    }

    pub(crate) fn busy(message: impl Into<String>) -> Error {
        Error { kind: Kind::Busy, message: message.into() }
    }

    pub(crate) fn unsettled(message: impl Into<String>) -> Error {
        Error { kind: Kind::Unsettled, message: message.into() }
    }

    /// For a commit that failed: a busy one left nothing behind, of any other nobody knows.
    pub(crate) fn of_commit(error: rusqlite::Error) -> Error {
        let error = Error::from(error);
        let kind = if error.kind == Kind::Failed { Kind::Unsettled } else { error.kind };
        Error { kind, ..error }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error { kind: kind_of(&error), message: error.to_string() }
    }
}

fn kind_of(error: &rusqlite::Error) -> Kind {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            DatabaseCorrupt | NotADatabase => Kind::Damaged,
            DatabaseBusy | DatabaseLocked => Kind::Busy,
            _ => Kind::Failed,
        },
        // Our statements are fixed: where one does not fit the schema, the schema is not ours.
        rusqlite::Error::SqlInputError { error, .. } if error.code == rusqlite::ErrorCode::Unknown => Kind::Damaged,
        rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::Utf8Error(..) => Kind::Damaged,
        _ => Kind::Failed,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
