//! UCDP Georeferenced Event Dataset, the CSV of version 23.1 (Sundberg and Melander 2013; Davies, Pettersson, Öberg 2023).
//!
//! A row becomes one report of the data set, with its precisions as they came. UCDP names a dyad, not an author: only
//! in one-sided violence (type 3) is side A the one who acted; else the author stays unknown. `best` deaths are the
//! number killed; `low`, `high` and the sides' own losses are kept as fields. The office that published is the origin;
//! what UCDP calls the original source is free text that may name persons, and goes with the words.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use records::{Happening, Place, PlacePrecision, Point, Report, Statement, When};
use rust_decimal::Decimal;

use crate::row::Row;

const KEPT: &[&str] = &[
    "year",
    "type_of_violence",
    "conflict_new_id",
    "conflict_name",
    "dyad_new_id",
    "dyad_name",
    "side_a",
    "side_b",
    "number_of_sources",
    "source_office",
    "source_date",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
];

pub(crate) fn report(row: &Row<'_>, zone: &TimeZone) -> Result<Report, String> {
    let id = row.need("id")?;
    if id.parse::<u64>().is_err() {
        return Err(format!("id is {id:?}, not the number of a UCDP event"));
    }
    let death = |name: &str| row.whole(name)?.ok_or_else(|| format!("the column {name} is empty or missing"));
    let (low, best, high) = (death("low")?, death("best")?, death("high")?);
    if low > best || best > high {
        return Err(format!("the deaths are not in order: low {low}, best {best}, high {high}"));
    }
    for name in ["year", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "country_id"] {
        row.whole(name)?;
    }
    row.read("event_clarity", |clarity| matches!(clarity, "1" | "2").then_some(()), "1 or 2")?;
    row.read("number_of_sources", |number| number.parse::<i64>().ok(), "a whole number")?;
    let one_sided = match row.get("type_of_violence") {
        "1" | "2" => false,
        "3" => true,
        other => return Err(format!("type_of_violence is {other:?}, none of 1, 2, 3")),
    };
    let happening = Happening {
        kind: "organised_violence".to_owned(),
        when: when(row, zone)?,
        place: place(row)?,
        by: one_sided.then(|| row.some("side_a")).flatten(),
        to: one_sided.then(|| row.some("side_b")).flatten(),
        item: None,
        quantity: Decimal::ONE,
        unit: None,
        killed: Some(best),
        injured: None,
        fields: KEPT.iter().filter_map(|name| Some(((*name).to_owned(), row.some(name)?))).collect::<BTreeMap<_, _>>(),
    };
    Ok(Report {
        id: format!("ucdp-ged-{id}"),
        source: "ucdp-ged".to_owned(),
        origin: row.some("source_office"),
        basis: Some(records::Basis::Told),
        reported_at: None,
        credibility: None,
        statement: Statement::Happening(happening),
        text: words(row),
        language: None,
        document: row.some("source_article"),
        observer: None,
    })
}

/// Headline and original source may name persons: they are words, kept where they can be erased.
fn words(row: &Row<'_>) -> Option<String> {
    let original = row.some("source_original").map(|original| format!("original source: {original}"));
    let words: Vec<String> = row.some("source_headline").into_iter().chain(original).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

fn when(row: &Row<'_>, zone: &TimeZone) -> Result<When, String> {
    let precision = row.need("date_prec")?;
    if !matches!(precision.as_str(), "1" | "2" | "3" | "4" | "5") {
        return Err(format!("date_prec is {precision:?}, not 1 to 5"));
    }
    let day = |name: &str| -> Result<String, String> {
        let text = row.need(name)?;
        Ok(text.get(..10).unwrap_or(&text).to_owned())
    };
    When::from_columns(&day("date_start")?, &day("date_end")?, &precision, zone).map_err(|error| error.0)
}

fn place(row: &Row<'_>) -> Result<Place, String> {
    let (lon, lat) = (row.need("longitude")?, row.need("latitude")?);
    let point = Point::from_text(&lon, &lat)
        .ok_or_else(|| format!("{lon:?}, {lat:?} is not a longitude and latitude in degrees"))?;
    let precision = row.read("where_prec", PlacePrecision::from_text, "a number 1 to 7")?;
    let precision = precision.ok_or("the column where_prec is empty or missing")?;
    Ok(Place { zone: None, point: Some(point), precision, name: row.some("where_coordinates") })
}
