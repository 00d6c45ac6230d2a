//! What linking uses of a report. Nothing else of it can reach a link.

use jiff::tz::TimeZone;
use records::{Happening, Point, Report, Statement, When, taxonomy};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::schema::SignalKind;
use super::signals::words;
use super::things::Thing;

/// One record as linking sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Features {
    /// Its id. Ids are compared as texts.
    pub id: String,
    /// Who tells. One source tells of one event once.
    pub source: String,
    /// The earlier report of the same source that this one says it updates.
    pub updates: Option<String>,
    /// The thing that it names, if it names one: that alone can keep reports apart or bring them together.
    pub thing: Option<Thing>,
    /// One value for each signal of the schema.
    pub values: Vec<Feature>,
}

/// A value of one signal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Feature {
    /// Not stated.
    #[default]
    Absent,
    /// Seconds since 1970, `[from, until)`.
    Time {
        /// Earliest.
        from: i64,
        /// Latest.
        until: i64,
    },
    /// A place.
    Place(Spot),
    /// A class with its family, or a name with none.
    Text {
        /// As the source has it.
        text: String,
        /// What it is a kind of.
        family: Option<String>,
    },
    /// A number.
    Number(f32),
    /// A sketch of a text: see `signals/words.rs`.
    Words(Vec<u32>),
}

/// A place as linking sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The point that stands for it.
    #[serde(with = "e7")]
    pub point: Option<Point>,
    /// How precisely.
    pub precision: SpotPrecision,
    /// Its name in the source's words.
    pub name: Option<String>,
    /// The district or zone that it lies in.
    pub region: Option<String>,
}

/// Classes of precision that behave alike (UCDP GED Codebook, `where_prec`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SpotPrecision {
    /// The exact place: 1.
    Exact,
    /// At or near a named place, its point stands for it: 2.
    Near,
    /// A second-order division, its centre stands for it: 3.
    District,
    /// Wider: 4 to 7.
    Wide,
}

/// A point as ten-millionths of degrees, where features are put aside.
mod e7 {
    use records::Point;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(point: &Option<Point>, to: S) -> Result<S::Ok, S::Error> {
        point.map(Point::to_e7).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Point>, D::Error> {
        let Some((lon, lat)) = Option::<(i64, i64)>::deserialize(from)? else { return Ok(None) };
        Point::from_e7(lon, lat).map(Some).ok_or_else(|| D::Error::custom("not a point on Earth"))
    }
}

/// Columns that name a district, most precise first.
const REGION_FIELDS: [&str; 8] = ["district", "admin2", "adm2", "adm_2", "admin1", "adm1", "adm_1", "region"];

impl Features {
    /// Of a report of something that happened; `None` for other statements.
    pub fn of_report(report: &Report) -> Option<Features> {
        let Statement::Happening(happening) = &report.statement else { return None };
        Some(Features {
            id: report.id.clone(),
            source: report.source.clone(),
            updates: happening.fields.get("updates").cloned(),
            thing: Thing::of(happening),
            values: values(happening, report.text.as_deref()),
        })
    }
}

impl Feature {
    /// A value of a record that is no report; empty is absent. A bare date is a day in `zone`.
    pub fn of_value(kind: SignalKind, value: &str, zone: &TimeZone) -> Result<Feature, String> {
        if value.is_empty() {
            return Ok(Feature::Absent);
        }
        Ok(match kind {
            SignalKind::Time => {
                let when = When::from_columns(value, "", "", zone).map_err(|error| error.0)?;
                Feature::Time { from: when.start().as_second(), until: when.end().as_second() }
            }
            SignalKind::Class => Feature::Text { text: value.to_owned(), family: Some(family(value).to_owned()) },
            SignalKind::Name => Feature::Text { text: value.to_owned(), family: None },
            SignalKind::Number => Feature::Number(value.parse().map_err(|_| format!("{value:?} is not a number"))?),
            SignalKind::Words => Feature::Words(words::sketch(value)),
            SignalKind::Place => return Err("places are compared in reports only".to_owned()),
        })
    }
}

/// In the order of `Schema::of_reports`.
fn values(happening: &Happening, text: Option<&str>) -> Vec<Feature> {
    let when = happening.when;
    // One is what a report counts where it states no number.
    let quantity = happening.quantity.to_f32().filter(|quantity| (*quantity - 1.0).abs() > f32::EPSILON);
    #[expect(clippy::cast_precision_loss, reason = "numbers of people; close ones are compared by their size")]
    let whole = |number: Option<u64>| number.map_or(Feature::Absent, |number| Feature::Number(number as f32));
    vec![
        Feature::Time { from: when.start().as_second(), until: when.end().as_second() },
        place(happening),
        Feature::Text { text: happening.kind.clone(), family: Some(family(&happening.kind).to_owned()) },
        name(happening.by.as_deref()),
        name(happening.to.as_deref()),
        name(happening.item.as_deref()),
        whole(happening.killed),
        whole(happening.injured),
        quantity.map_or(Feature::Absent, Feature::Number),
        text.map_or(Feature::Absent, |text| Feature::Words(words::sketch(text))),
    ]
}

fn name(text: Option<&str>) -> Feature {
    text.map_or(Feature::Absent, |text| Feature::Text { text: text.to_owned(), family: None })
}

/// A type's family: that of the base list, else what stands before its first full stop.
fn family(kind: &str) -> &str {
    match taxonomy::find(kind) {
        Some(base) => base.family,
        None => kind.split('.').next().unwrap_or(kind),
    }
}

fn place(happening: &Happening) -> Feature {
    let place = &happening.place;
    let region = REGION_FIELDS.iter().find_map(|field| happening.fields.get(*field)).or(place.zone.as_ref());
    if place.point.is_none() && place.name.is_none() && region.is_none() {
        return Feature::Absent;
    }
    let precision = match place.precision.code() {
        1 => SpotPrecision::Exact,
        2 => SpotPrecision::Near,
        3 => SpotPrecision::District,
        _ => SpotPrecision::Wide,
    };
    Feature::Place(Spot { point: place.point, precision, name: place.name.clone(), region: region.cloned() })
}
