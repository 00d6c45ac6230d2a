//! The events format: what another program states, with levels.

use jiff::tz::TimeZone;
use records::{EventRow, Level, Statement, parse_moment};

use crate::row::Row;
use crate::statement::{self, COLUMNS};

const OWN: &[&str] = &["id", "level", "level_author", "level_quantity", "recorded_at", "supersedes"];

pub(crate) fn event(row: &Row<'_>, zone: &TimeZone) -> Result<EventRow, String> {
    let level = |name: &str| row.read(name, Level::from_text, "alleged, corroborated or verified");
    let fact = level("level")?.unwrap_or(Level::Alleged);
    let recorded_at = match row.get("recorded_at") {
        "" => None,
        text => Some(parse_moment(text, zone).map_err(|error| error.0)?.0),
    };
    let mut statement = statement::statement(row, zone)?;
    if let Statement::Happening(happening) = &mut statement {
        happening.fields = row.others(&[COLUMNS, OWN]);
    }
    Ok(EventRow {
        id: row.need("id")?,
        statement,
        level: fact,
        level_author: level("level_author")?.unwrap_or(fact),
        level_quantity: level("level_quantity")?.unwrap_or(fact),
        recorded_at,
        supersedes: row.some("supersedes"),
    })
}
