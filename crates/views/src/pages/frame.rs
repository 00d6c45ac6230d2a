//! What stands on every page: which agreement, as of when, at which ledger size, and how to ask for another moment.

use crate::{Record, Shown};

/// Head and foot of a page.
pub struct Frame {
    /// Title of the agreement.
    pub agreement: String,
    /// Its version.
    pub version: String,
    /// Whether it is invented.
    pub invented: bool,
    /// The moment, in the agreement's zone.
    pub as_of: String,
    /// The day of that moment, for the form.
    pub as_of_day: String,
    /// Name of the zone.
    pub zone: String,
    /// Ledger size.
    pub size: u64,
    /// Query that keeps the moment in links.
    pub query: String,
}

impl Frame {
    /// The frame of a record.
    pub fn new(record: &Record<'_>, shown: &Shown) -> Frame {
        Frame {
            agreement: record.agreement.title.clone(),
            version: record.agreement.version.clone(),
            invented: record.agreement.invented,
            as_of: record.local(record.as_of),
            as_of_day: record.day(record.as_of),
            zone: record.agreement.calendar.zone_name.clone(),
            size: record.size,
            query: shown.query(&[]),
        }
    }
}
