//! One file for each input format: bytes in, drafts and rejected rows out.
//!
//! A row that cannot be used is a result with its line and reason; the rest goes on. Nothing here knows the ledger, an
//! agreement or a network.

mod actors;
mod blocks;
mod event_rows;
mod events;
mod exported;
mod form;
mod made_rows;
mod mapping;
mod mapping_file;
mod picture;
mod plain_rows;
mod reports;
mod row;
mod source_cards;
mod statement;
mod table;
mod ucdp_ged;
mod workbook;
mod xml;

use std::io::{self, Read};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{EventRow, Report, Rows, Source, Tie};

pub use event_rows::Flow;
pub use exported::{Part, parts_of, read_export};
pub use form::Submission;
pub use made_rows::{Made, Make};
pub use mapping::{Mapping, Record, Values, Where, read_mapped, read_records, read_values};
pub use picture::working_copy;
pub use row::{REJECTED_COLUMNS, Rejected};
pub use table::Shape;
pub use workbook::{csv_of_workbook, is_workbook};

/// What an input gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Draft {
    /// A source's report.
    Report(Box<Report>),
    /// A report of a source and id that stand in an earlier row, too: it says the same, or is rejected as this says.
    Again(Box<(Report, Rejected)>),
    /// A source's card.
    Source(Source),
    /// A line of the actor register.
    Tie(Tie),
    /// Nothing: what the row tells is of no type of ours, and the mapping says so. Which code it has.
    LeftOut(String),
}

/// The formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Our own reports: CSV with a header line, or NDJSON with the same names.
    Reports,
    /// Cards of sources: CSV or NDJSON.
    Sources,
    /// Lines of the actor register: CSV or NDJSON.
    Actors,
    /// Events of the UCDP Georeferenced Event Dataset, as its CSV has them.
    UcdpGed,
    /// Events of ACLED's export in CSV.
    Acled,
    /// GDELT's event files, 1.0 and 2.0.
    Gdelt,
    /// Reports in columns of other names: a mapping says which.
    Csv,
    /// Submissions as ODK Central or KoboToolbox export them; read whole, by [`read_export`].
    Kobo,
}

impl Format {
    /// Every format with its name on the command line.
    pub const NAMES: [(&'static str, Format); 8] = [
        ("reports", Format::Reports),
        ("sources", Format::Sources),
        ("actors", Format::Actors),
        ("ucdp-ged", Format::UcdpGed),
        ("acled", Format::Acled),
        ("gdelt", Format::Gdelt),
        ("csv", Format::Csv),
        ("kobo", Format::Kobo),
    ];
}

/// Reads drafts. A bare date is a day in `zone`. Fails only where the input itself cannot be read.
pub fn read_drafts(
    format: Format,
    input: &mut dyn Read,
    zone: &TimeZone,
    each: &mut dyn FnMut(Result<Draft, Rejected>),
) -> io::Result<()> {
    read_mapped(format, &Mapping::of(format), input, zone, &mut |draft| each(draft.map(|(_, draft)| draft)))
}

fn draft(format: Format, row: &row::Row<'_>, zone: &TimeZone) -> Result<Draft, String> {
    match format {
        Format::Reports | Format::Acled | Format::Gdelt | Format::Csv | Format::Kobo => {
            reports::report(row, zone).map(Box::new).map(Draft::Report)
        }
        Format::Sources => source_cards::source(row).map(Draft::Source),
        Format::Actors => actors::tie(row, zone).map(Draft::Tie),
        Format::UcdpGed => ucdp_ged::report(row, zone).map(Box::new).map(Draft::Report),
    }
}

/// Reads rows of the events format (`truce evaluate --events`). An id that stands twice is rejected the second time.
pub fn read_events(
    input: &mut dyn Read,
    zone: &TimeZone,
    each: &mut dyn FnMut(Result<EventRow, Rejected>),
) -> io::Result<()> {
    let mut ids = std::collections::HashSet::new();
    table::read(input, &Shape::default(), &mut |row| {
        each(row.and_then(|row| {
            let event = events::event(&row, zone).map_err(|reason| row.rejected(reason))?;
            if ids.insert(event.id.clone()) {
                Ok(event)
            } else {
                Err(row.rejected(format!("the id {:?} stands in an earlier row", event.id)))
            }
        }));
    })
}

/// The same rows one by one, however many: whether an id stands twice is not looked at.
pub fn each_event(
    input: &mut dyn Read,
    zone: &TimeZone,
    each: &mut dyn FnMut(Result<EventRow, Rejected>),
) -> io::Result<()> {
    table::read(input, &Shape::default(), &mut |row| {
        each(row.and_then(|row| events::event(&row, zone).map_err(|reason| row.rejected(reason))));
    })
}

/// The same rows, each made into bytes by a function that `maker` gives each thread; handed over in the order of the rows.
pub fn make_events<'m>(
    input: &mut (dyn Read + Send),
    zone: &TimeZone,
    maker: &(dyn Fn() -> Make<'m> + Sync),
    each: &mut dyn FnMut(Made<'_>),
) -> io::Result<()> {
    made_rows::read(input, zone, maker, each)
}

/// The same rows, held small: as they were known at `known_at` (`None`: all of them), with what they replace marked as
/// replaced. Lines that say no more than a plain row can hold are read in one pass; all others as above.
pub fn read_rows(
    input: &mut (dyn Read + Send),
    zone: &TimeZone,
    known_at: Option<Timestamp>,
    rows: &mut Rows,
    rejected: &mut dyn FnMut(Rejected),
) -> io::Result<()> {
    event_rows::read(input, event_rows::Reader::new(zone, known_at, rows, rejected, None))
}

/// The same rows of a log that goes on: `flow` looks at them step by step.
pub fn read_flow(
    input: &mut (dyn Read + Send),
    zone: &TimeZone,
    known_at: Option<Timestamp>,
    rows: &mut Rows,
    rejected: &mut dyn FnMut(Rejected),
    flow: Flow<'_>,
) -> io::Result<()> {
    event_rows::read(input, event_rows::Reader::new(zone, known_at, rows, rejected, Some(flow)))
}
