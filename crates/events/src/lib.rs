//! What happened in the world, as best known: reports that tell of one happening, brought together.
//!
//! Knows nothing of agreements: what counts as one event must not depend on the outcome that somebody wishes for.
//! In reading order: `event` is the result, `known` holds all that is known at a ledger size, `rows` makes it from
//! another program's rows, `link` from reports: `linking` finds those that tell of one event, `merged` says what they tell.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod cards;
mod event;
mod known;
mod link;
pub mod linking;
mod merged;
mod rows;

pub use cards::Cards;
pub use event::{Event, Evidence, Voice};
pub use known::{Known, Noted};
pub use link::{Filed, LinkedBy, from_groups, from_reports, links};
pub use rows::from_rows;
