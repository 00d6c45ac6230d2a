//! The reports format: one source's account of one happening in each row.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{Basis, Credibility, Observer, Point, Report, Statement, parse_moment};

use crate::row::Row;
use crate::statement::{self, COLUMNS};

/// Columns of a report beside those of what it states.
pub(crate) const OWN: &[&str] = &[
    "id",
    "source",
    "origin",
    "basis",
    "reported_at",
    "text",
    "language",
    "credibility",
    "document",
    "observer_lon",
    "observer_lat",
    "bearing",
    "distance_m",
    "detonations",
];

pub(crate) fn report(row: &Row<'_>, zone: &TimeZone) -> Result<Report, String> {
    let mut statement = statement::statement(row, zone)?;
    if let Statement::Happening(happening) | Statement::Figure(records::Figure { happening, .. }) = &mut statement {
        happening.fields = row.others(&[COLUMNS, OWN, &["of"]]);
    }
    if statement == Statement::Withdrawn {
        return Err("a report is taken back by a withdrawal in the ledger, not by a row of type withdrawn".to_owned());
    }
    Ok(Report {
        id: row.need("id")?,
        source: row.need("source")?,
        origin: row.some("origin"),
        basis: row.read("basis", Basis::from_text, "seen, heard, sensor, trace or told")?,
        reported_at: moment(row, "reported_at", zone)?,
        credibility: row.read("credibility", Credibility::from_text, "a grade 1 to 6")?,
        statement,
        text: row.some("text"),
        language: row.some("language"),
        document: row.some("document"),
        observer: observer(row)?,
    })
}

fn moment(row: &Row<'_>, name: &str, zone: &TimeZone) -> Result<Option<Timestamp>, String> {
    match row.get(name) {
        "" => Ok(None),
        text => Ok(Some(parse_moment(text, zone).map_err(|error| error.0)?.0)),
    }
}

fn observer(row: &Row<'_>) -> Result<Option<Observer>, String> {
    let (lon, lat) = (row.get("observer_lon"), row.get("observer_lat"));
    let at = match (lon, lat) {
        ("", "") => None,
        _ => Some(Point::from_text(lon, lat).ok_or("the observer's place is not a longitude and latitude")?),
    };
    let degrees = |text: &str| text.parse::<u16>().ok().filter(|degrees| *degrees <= 360);
    let observer = Observer {
        at,
        bearing: row.read("bearing", degrees, "degrees from 0 to 360")?,
        distance_m: row.read("distance_m", |text| text.parse().ok(), "whole metres")?,
        detonations: row.read("detonations", |text| text.parse().ok(), "a whole number")?,
    };
    let empty = Observer { at: None, bearing: None, distance_m: None, detonations: None };
    Ok((observer != empty).then_some(observer))
}
