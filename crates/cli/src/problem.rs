//! Why a command could not be done, and its exit code.

use std::fmt;
use std::io::ErrorKind;
use std::process::ExitCode;

/// Why a command could not be done.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The input or the record is at fault.
    AtFault(String),
    /// The same, and it was said already.
    Said,
    /// Wrong usage.
    Usage(String),
    /// The world failed.
    World(String),
}

impl Problem {
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Problem::AtFault(_) | Problem::Said => 1,
            Problem::Usage(_) => 2,
            Problem::World(_) => 3,
        })
    }

    pub(crate) fn is_said(&self) -> bool {
        matches!(self, Problem::Said)
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &std::path::Path, error: std::io::Error) -> Problem {
        let said = format!("{}: {error}", path.display());
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::InvalidData | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => {
                Problem::AtFault(said)
            }
            _ => Problem::World(said),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::AtFault(said) | Problem::Usage(said) | Problem::World(said) => f.write_str(said),
            Problem::Said => Ok(()),
        }
    }
}

impl From<monitor::Error> for Problem {
    fn from(error: monitor::Error) -> Problem {
        if error.is_key_missing() {
            Problem::AtFault(format!("{error}; see `truce keys list`"))
        } else if error.is_record_at_fault() {
            Problem::AtFault(format!("{error}; run `truce verify` on the mission"))
        } else {
            Problem::World(error.to_string())
        }
    }
}

impl From<stores::Error> for Problem {
    fn from(error: stores::Error) -> Problem {
        if error.is_refused() {
            Problem::AtFault(error.to_string())
        } else {
            Problem::from(monitor::Error::from(error))
        }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        Problem::World(error.to_string())
    }
}
