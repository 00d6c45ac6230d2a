//! Rows of another program become what is known: superseded and withdrawn rows go, each happening is an event.

use std::collections::BTreeSet;

use jiff::Timestamp;
use records::{EventRow, Statement};

use crate::{Event, Evidence, Known, Noted};

/// What the rows say, as it was known at `known_at` (`None`: all of them).
///
/// A row recorded later is left out; then a row that a remaining row replaces is left out, withdrawals among them.
pub fn from_rows(rows: Vec<EventRow>, known_at: Option<Timestamp>) -> Known {
    let in_sight = |row: &EventRow| match (row.recorded_at, known_at) {
        (Some(recorded), Some(limit)) => recorded <= limit,
        _ => true,
    };
    let rows: Vec<EventRow> = rows.into_iter().filter(in_sight).collect();
    let replaced: BTreeSet<String> = rows.iter().filter_map(|row| row.supersedes.clone()).collect();
    let mut known = Known::default();
    for row in rows {
        if replaced.contains(&row.id) || row.statement == Statement::Withdrawn {
            continue;
        }
        let (fact, author, quantity) = (row.level, row.level_author, row.level_quantity);
        let id = row.id.clone();
        let noted = Noted { id: row.id, entry: 0, source: String::new(), what: row.statement };
        known.take(noted, |happening| Event { id, happening, evidence: Evidence::Stated { fact, author, quantity } });
    }
    known.sort();
    known
}
