//! What was published, and when; for a publisher, the way to publish the board as it stands.

use askama::Template;

use super::Frame;
use crate::messages::Put;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "publications.html")]
pub struct PublicationsPage {
    /// Head and foot.
    pub frame: Frame,
    /// Publications, the latest first.
    pub rows: Vec<PublicationRow>,
    /// What a publisher is about to publish; none for others.
    pub next: Option<Next>,
    /// Files of what may leave: name and address.
    pub files: Vec<(String, String)>,
    /// The month before, for which a report can be had: first and last day.
    pub period: (String, String),
    /// What became of what was asked.
    pub said: Vec<String>,
}

/// What a publisher is about to publish.
pub struct Next {
    /// Moment and size, in words.
    pub words: String,
    /// The moment and the size, as addresses have them.
    pub as_of: String,
    /// See `as_of`.
    pub size: u64,
    /// The board as the public would see it.
    pub preview: String,
    /// Publications that it could correct: entry and words.
    pub earlier: Vec<(u64, String)>,
}

/// A publication.
pub struct PublicationRow {
    /// Its entry.
    pub entry: u64,
    /// When.
    pub when: String,
    /// Moment and size that it shows.
    pub words: String,
    /// What it is.
    pub what: String,
    /// The board as it was published; empty for what is none.
    pub href: String,
    /// SHA-256.
    pub digest: String,
    /// Who published; empty for those outside.
    pub by: String,
    /// What is said about it.
    pub note: String,
    /// The entry that it corrects, and that by which it is corrected, in words.
    pub relations: Vec<String>,
}

/// A publication as the record has it.
pub struct Published {
    /// Its entry.
    pub entry: u64,
    /// When it was recorded.
    pub at: jiff::Timestamp,
    /// By whom.
    pub by: String,
    /// What it is: `board`, `bundle`, `ledger`, a form of data.
    pub what: String,
    /// The ledger size that it shows.
    pub size: u64,
    /// The moment that it shows.
    pub as_of: jiff::Timestamp,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// The entry that it corrects.
    pub corrects: Option<u64>,
    /// What is said about it.
    pub note: Option<String>,
}

/// The whole month before the moment that is shown.
fn last_month(record: &Record<'_>) -> (String, String) {
    let first = record.agreement.calendar.date(record.as_of).first_of_month();
    let last = first.yesterday().unwrap_or(first);
    (last.first_of_month().to_string(), last.to_string())
}

/// Addresses of the files, as of the moment that is shown.
fn files(record: &Record<'_>, shown: &Shown) -> Vec<(String, String)> {
    let names = ["CSV", "GeoJSON", "NDJSON", "HXL"].map(str::to_owned).into_iter();
    let addresses = ["events.csv", "events.geojson", "events.ndjson", "events.hxl.csv"];
    let all = names.zip(addresses).chain([(record.words.say("codebook"), "codebook.md")]);
    all.map(|(name, address)| (name, format!("/data/{address}{}", shown.query(&[])))).collect()
}

/// Fills the page. `may_publish` is whether the reader publishes.
pub fn publications(
    record: &Record<'_>,
    all: &[Published],
    (may_publish, said): (bool, Vec<String>),
    shown: &Shown,
) -> PublicationsPage {
    let words = record.words;
    let seen = |as_of: jiff::Timestamp, size: u64| {
        let (as_of, size) = (record.moment_shown(as_of), words.number(size));
        words.with("as-of-and-size", &[("as_of", Put::from(&as_of)), ("size", Put::from(&size))])
    };
    let board = |one: &Published| {
        let bound = Shown { as_of: Some(one.as_of.to_string()), size: Some(one.size), ..shown.clone() };
        format!("/{}", bound.query(&[]))
    };
    let row = |one: &Published| {
        let corrected = all.iter().filter(|other| other.corrects == Some(one.entry));
        let corrected = corrected.map(|other| words.of_it("corrected-by", words.number(other.entry)));
        let corrects = one.corrects.map(|entry| words.of_it("corrects", words.number(entry)));
        PublicationRow {
            entry: one.entry,
            when: record.moment_shown(one.at),
            words: seen(one.as_of, one.size),
            what: match one.what.as_str() {
                "board" => words.say("left-board"),
                "bundle" => words.say("left-bundle"),
                "ledger" => words.say("left-ledger"),
                "report" => words.say("left-report"),
                form => words.of_it("left-data", form),
            },
            href: if one.what == "board" { board(one) } else { String::new() },
            digest: one.digest.clone(),
            by: if record.sight.sources { one.by.clone() } else { String::new() },
            note: one.note.clone().unwrap_or_default(),
            relations: corrects.into_iter().chain(corrected).collect(),
        }
    };
    let next = || {
        let as_of = record.as_of.to_string();
        let bound = Shown { as_of: Some(as_of.clone()), size: Some(record.size), ..shown.clone() };
        Next {
            words: seen(record.as_of, record.size),
            preview: format!("/{}", bound.query(&[("view", "public")])),
            as_of,
            size: record.size,
            earlier: all
                .iter()
                .rev()
                .filter(|one| one.what == "board")
                .map(|one| (one.entry, record.moment_shown(one.at)))
                .collect(),
        }
    };
    PublicationsPage {
        rows: all.iter().rev().map(row).collect(),
        next: may_publish.then(next),
        files: files(record, shown),
        period: last_month(record),
        said,
        frame: Frame::new(record, shown),
    }
}
