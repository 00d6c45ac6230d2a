//! What each page, report and export contains, and how it is drawn. No queries, no HTTP, no files.
//!
//! In reading order: `record` is what may be shown, `words` how statuses and times are said, `known` what is known of an event, `pages` has one file for each
//! page (what it shows, then its template), `text` draws for a terminal, `exports` for other programs.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod alerts;
mod case;
pub mod document;
pub mod exports;
pub mod forms;
pub mod grades;
pub mod inbox;
mod known;
mod messages;
pub mod pages;
pub mod periodic;
mod pictures;
pub mod plain;
mod record;
pub mod registers;
pub mod released;
pub mod text;
mod words;

pub use messages::{Language, Put, Words};
pub use record::{Place, Reader, Record, Shown, Sight, There, encoded, reports_of};
pub use words::{party_shown, reason_words, status_words};

/// The script that shows new entries as they come; pages do without it.
pub const LIVE: &str = include_str!("../templates/live.js");

/// The style sheet of every page.
pub const STYLE: &str = include_str!("../templates/style.css");
