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
    /// Whether the reader may see entries, and so check them.
    pub may_verify: bool,
    /// The first and the last of the entries here.
    pub first: u64,
    /// See `first`.
    pub last: u64,
    /// What is said when all are right.
    pub done: String,
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
    let (first, last) = (lines.last().map_or(0, |line| line.position), lines.first().map_or(0, |line| line.position));
    let (may_verify, done) = (record.sight.sources, record.words.n("verify-done", lines.len()));
    LedgerPage { frame: Frame::new(record, shown), checkpoint, lines, may_verify, first, last, done, older }
}
