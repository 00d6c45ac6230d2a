//! Where things are kept: the log of the ledger, with the erasable details beside it. The only SQL in the house.
//!
//! A store is trusted to keep what it was given, not to be honest: whoever changes its file can change what is read
//! from it, and [`check`] then names the first thing that is wrong, given a checkpoint that somebody else kept. Its
//! thief reads everything that was not erased.
//!
//! What entries mean, and who may write them, is not known here.

mod error;

mod log;

mod attachments;

mod beside;

mod check;

mod copy;

mod failing;

mod signatures;

#[cfg(test)]
#[path = "../tests/server/mod.rs"]
mod server;

#[cfg(test)]
mod suite;

pub use attachments::{Attachments, Found, Incoming};
pub use beside::{Beside, BesideInMemory, BesideInPostgres, BesideInSqlite};
pub use check::{Problem, Report, check, check_file, check_folder, check_note};
pub use copy::{copy_beside, copy_file, copy_log};
pub use error::Error;
pub use failing::{Failing, How, Plan};
pub use log::folder::{Folder, HandedOut, write_folder};
pub use log::memory::Memory;
pub use log::postgres::Postgres;
pub use log::sqlite::Sqlite;
pub use log::{Detail, Log, NewEntry, Stored};
