//! What can fail: the store, the input, or an entry that is not what its kind says.

use std::fmt;

/// A failure of the world, or a record that is at fault.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    Store(stores::Error),
    Input(std::io::Error),
    Entry(u64, String),
    NoAgreement,
    NoRandomness(String),
    Behind,
    Key(String, String),
}

impl Error {
    /// The record itself is at fault, not the world.
    pub fn is_record_at_fault(&self) -> bool {
        match &self.0 {
            Kind::Store(error) => error.is_damaged(),
            Kind::Entry(..) | Kind::NoAgreement | Kind::Key(..) => true,
            Kind::Input(_) | Kind::NoRandomness(_) | Kind::Behind => false,
        }
    }

    /// Nothing had been recorded yet that could be shown.
    pub fn is_no_agreement(&self) -> bool {
        matches!(&self.0, Kind::NoAgreement)
    }

    /// Nobody knows whether what was to be recorded is kept, or the store is damaged: open it anew.
    pub fn is_fatal(&self) -> bool {
        matches!(&self.0, Kind::Store(error) if error.is_fatal())
    }

    /// A key is missing, or may not sign what was to be written.
    pub fn is_key_missing(&self) -> bool {
        matches!(&self.0, Kind::Key(..))
    }

    /// Somebody else appended at the same moment: reload and try again.
    pub fn is_conflict(&self) -> bool {
        matches!(&self.0, Kind::Behind) || matches!(&self.0, Kind::Store(error) if error.is_conflict())
    }

    pub(crate) fn entry(position: u64, why: impl fmt::Display) -> Error {
        Error(Kind::Entry(position, why.to_string()))
    }

    pub(crate) fn no_agreement() -> Error {
        Error(Kind::NoAgreement)
    }

    pub(crate) fn key(kind: &str, why: &str) -> Error {
        Error(Kind::Key(kind.to_owned(), why.to_owned()))
    }

    pub(crate) fn behind() -> Error {
        Error(Kind::Behind)
    }

    pub(crate) fn no_randomness(why: impl fmt::Display) -> Error {
        Error(Kind::NoRandomness(why.to_string()))
    }
}

impl From<stores::Error> for Error {
    fn from(error: stores::Error) -> Error {
        Error(Kind::Store(error))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error(Kind::Input(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Store(error) => error.fmt(f),
            Kind::Input(error) => write!(f, "the input cannot be read: {error}"),
            Kind::Entry(position, why) => write!(f, "entry {position} of the ledger cannot be used: {why}"),
            Kind::NoAgreement => {
                write!(f, "nothing had been recorded by then: at that ledger size there is no agreement")
            }
            Kind::Key(kind, why) => write!(f, "the entry ({kind}) cannot be signed: {why}"),
            Kind::Behind => write!(f, "others appended meanwhile; try again"),
            Kind::NoRandomness(why) => write!(f, "no random numbers can be had from the system: {why}"),
        }
    }
}

impl std::error::Error for Error {}
