//! Devices that send from the field.

use askama::Template;

use super::Frame;
use crate::messages::Put;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "devices.html")]
pub struct DevicesPage {
    /// Head and foot.
    pub frame: Frame,
    /// Devices, those that were struck off last.
    pub rows: Vec<DeviceRow>,
    /// Sources that have a card: id and name.
    pub sources: Vec<(String, String)>,
    /// What a device that was just enrolled is told, this once.
    pub told: Option<Told>,
    /// What became of what was asked.
    pub said: Vec<String>,
}

/// A device on the page.
pub struct DeviceRow {
    /// Its name.
    pub name: String,
    /// The source whose reports it sends.
    pub source: String,
    /// Since when, and until when.
    pub times: String,
    /// Whether it is let in.
    pub stands: bool,
}

/// What a device is told.
pub struct Told {
    /// Its name.
    pub name: String,
    /// The address with its key.
    pub address: String,
    /// The picture for the app.
    pub picture: String,
}

/// A device as it is kept.
pub struct Device {
    /// Its name.
    pub name: String,
    /// The source whose reports it sends.
    pub source: String,
    /// Since when.
    pub since: String,
    /// Since when no more.
    pub struck_off: Option<String>,
}

/// Fills the page.
pub fn devices(
    record: &Record<'_>,
    all: &[Device],
    (told, said): (Option<Told>, Vec<String>),
    shown: &Shown,
) -> DevicesPage {
    let words = record.words;
    let moment = |text: &String| text.parse().map_or_else(|_| text.clone(), |at| record.moment_shown(at));
    let row = |device: &Device| {
        let since = moment(&device.since);
        let times = match &device.struck_off {
            Some(at) => {
                let at = moment(at);
                words.with("device-times", &[("since", Put::from(&since)), ("until", Put::from(&at))])
            }
            None => words.of_it("since-moment", since),
        };
        let source = record.source_name(&device.source).to_owned();
        DeviceRow { name: device.name.clone(), source, times, stands: device.struck_off.is_none() }
    };
    let mut rows: Vec<DeviceRow> = all.iter().map(row).collect();
    rows.sort_by_key(|row| !row.stands);
    DevicesPage {
        rows,
        sources: record.cards.sources.values().map(|card| (card.id.clone(), card.name.clone())).collect(),
        told,
        said,
        frame: Frame::new(record, shown),
    }
}
