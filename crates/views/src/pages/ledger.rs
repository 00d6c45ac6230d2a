//! The ledger: its checkpoint and its entries, newest first, a page at a time.

use askama::Template;

use super::Frame;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "ledger.html")]
pub struct LedgerPage {
    /// Head and foot.
    pub frame: Frame,
    /// The checkpoint as text, to be kept elsewhere.
    pub checkpoint: String,
    /// Entries, newest first.
    pub lines: Vec<LedgerLine>,
    /// Link to older ones.
    pub older: Option<String>,
}

/// One entry.
pub struct LedgerLine {
    /// Position.
    pub position: u64,
    /// Link to it.
    pub href: String,
    /// Kind.
    pub kind: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// What it is about.
    pub about: String,
}

/// Entries on one page.
pub const PAGE: usize = 200;

/// Fills the page. `lines` are newest first; `older` is the position from which to go on.
pub fn ledger(
    record: &Record<'_>,
    checkpoint: String,
    lines: Vec<LedgerLine>,
    older: Option<u64>,
    shown: &Shown,
) -> LedgerPage {
    let older = older.map(|before| format!("/ledger{}", shown.query(&[("before", &before.to_string())])));
    LedgerPage { frame: Frame::new(record, shown), checkpoint, lines, older }
}
