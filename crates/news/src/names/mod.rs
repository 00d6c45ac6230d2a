//! Names to actors: states, organisations, outlets and holders of public office, with the dates of their offices.
//!
//! What ships lists public offices and organisations only. A mission adds lines of its own, which come before those that ship.

mod actor;
mod dictionary;
pub(crate) mod gazetteer;
mod neutral;
mod role;

pub(crate) use actor::{Actor, Names, in_words};
pub use dictionary::{Dictionary, Refused};
pub(crate) use dictionary::{Entry, Kind};
pub use neutral::neutral;
