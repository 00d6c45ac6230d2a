//! Articles in, candidate reports with spans out: who says that who did what, where and when, and on whose word.
//!
//! [`read`] takes articles from files (plain text, HTML, feeds), [`extract`] says what an article tells. English is parsed
//! (`parse`), its attributions, acts, actors, places and times are found by rules over the parse; of Arabic, Hebrew and Turkish the
//! quotations are found. Everything is pure: bytes in, values out. Nothing here decides what is so: candidates are for a person to
//! accept, mend or reject.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod abroad;
mod acts;
mod attribution;
mod candidate;
mod copies;
mod document;
mod extract;
mod language;
mod lexicon;
mod mode;
mod names;
mod numbers;
mod parse;
mod quotes;
mod reading;
mod times;
mod who;

pub use attribution::Quoted;
pub use candidate::{Act, Candidate, Number, Party, Place, Point, Spans, Speaker};
pub use copies::{Copies, sketch};
pub(crate) use document::month as document_month;
pub use document::{Document, Form, Mapped, read};
pub use extract::{Article, extract};
pub use language::of as language_of;
pub use lexicon::Stance;
pub use names::{Dictionary, Refused, neutral};
pub use times::{Precision, Time};
pub use who::{Kind, is_name_of_body};
