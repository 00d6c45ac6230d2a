//! Lines of the actor register: `id,name,tie,of,speaks,from,until,document`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{Tie, TieKind, parse_moment};

use crate::row::Row;

pub(crate) fn tie(row: &Row<'_>, zone: &TimeZone) -> Result<Tie, String> {
    let yes_or_no = |text: &str| match text {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    };
    let tie = Tie {
        actor: row.need("id")?,
        name: row.some("name"),
        kind: row
            .read("tie", TieKind::from_text, "organ, proxy or none")?
            .ok_or("the column tie is empty or missing")?,
        of: row.need("of")?,
        speaks: row.read("speaks", yes_or_no, "yes or no")?.unwrap_or(false),
        from: moment(row, "from", zone)?.map(|(at, _)| at),
        until: moment(row, "until", zone)?.map(|(at, is_day)| if is_day { next_day(at, zone) } else { at }),
        document: row.some("document"),
    };
    match (tie.from, tie.until) {
        (Some(from), Some(until)) if until <= from => Err("the tie ends before it begins".to_owned()),
        _ => Ok(tie),
    }
}

fn moment(row: &Row<'_>, name: &str, zone: &TimeZone) -> Result<Option<(Timestamp, bool)>, String> {
    match row.get(name) {
        "" => Ok(None),
        text => parse_moment(text, zone).map(Some).map_err(|error| format!("{name}: {}", error.0)),
    }
}

/// A bare date after `until` is the whole day.
fn next_day(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let last = records::end_of_day(at, zone);
    last.checked_add(jiff::SignedDuration::from_secs(1)).unwrap_or(last)
}
