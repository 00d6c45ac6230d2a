//! Files with columns of their own names, and records that are no reports at all.
//!
//! A mapping says without programming what a stranger's table means: which columns stand for which of ours, how dates are written,
//! what codes stand for, where a point is. Data sets that many use come with theirs, in `mappings/`.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};

use jiff::civil;
use jiff::tz::TimeZone;

use crate::row::{Rejected, Row};
use crate::table::{self, Shape};
use crate::{Draft, Format, draft};

/// What the columns of a file mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Our column, and the file's.
    pub columns: BTreeMap<String, String>,
    /// Our column, and what stands in it in every row.
    pub constants: BTreeMap<String, String>,
    /// Our column: what stands there for each of the file's codes. `*` is every other code: as it is (`*`), or something fixed.
    /// An empty `type` leaves the row out.
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
    /// Our column, and how dates are written in it (strptime), to be tried in this order.
    pub dates: BTreeMap<String, Vec<String>>,
    /// Zone of times that name none; else the agreement's.
    pub time_zone: Option<TimeZone>,
    /// The file's column that holds a point as WKT or GeoJSON.
    pub geometry: Option<String>,
    /// Further meanings in rows in which a column holds one of some values.
    pub wheres: Vec<Where>,
    /// The repeated group of a form each of whose items is told of, in an export of submissions.
    pub each: Option<String>,
    /// The file's columns that are not taken.
    pub dropped: Vec<String>,
    /// How the file is written.
    pub shape: Shape,
}

/// What columns mean in some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Where {
    /// The file's column.
    pub column: String,
    /// What it holds in these rows.
    pub is: Vec<String>,
    /// Our column, and the file's.
    pub columns: BTreeMap<String, String>,
    /// Our column, and what stands in it.
    pub constants: BTreeMap<String, String>,
}

/// A record of which only some columns are of interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Line in the file on which it begins.
    pub line: u64,
    /// Its id.
    pub id: String,
    /// Who gives it.
    pub source: String,
    /// The columns asked for, white space trimmed; empty where they are not there.
    pub values: Vec<String>,
}

/// The line of a row, and its values in the columns asked for.
pub type Values = (u64, Vec<String>);

/// Why a row gives nothing.
pub(crate) enum Not {
    /// It means nothing here, and the mapping says so.
    LeftOut(String),
    /// It cannot be used.
    Usable(String),
}

impl Mapping {
    /// The row with our names. A column that stands for one of ours is no longer there under its own name.
    pub(crate) fn renamed<T>(&self, row: &Row<'_>, use_row: impl FnOnce(&Row<'_>) -> T) -> Result<T, Not> {
        if *self == Mapping::default() {
            return Ok(use_row(row));
        }
        let mut ours = Ours { names: Vec::with_capacity(row.names.len()), values: Vec::with_capacity(row.names.len()) };
        for (name, value) in row.names.iter().zip(row.values.iter()) {
            // Another column that happens to have one of these names means something else there.
            if !self.stands_for(name) && !self.is_taken(name) {
                ours.set(name, value.trim());
            }
        }
        let here = self.wheres.iter().filter(|part| part.is.iter().any(|value| value == row.get(&part.column)));
        let (columns, constants): (Vec<_>, Vec<_>) = here.map(|part| (&part.columns, &part.constants)).unzip();
        for (name, theirs) in columns.into_iter().flatten().chain(&self.columns) {
            ours.set(name, row.get(theirs));
        }
        for (name, value) in constants.into_iter().flatten().chain(&self.constants) {
            ours.set(name, value);
        }
        if let Some(geometry) = &self.geometry {
            let text = row.get(geometry);
            // Nobody says where.
            if !text.is_empty() {
                let (lon, lat) =
                    point(text).ok_or_else(|| Not::Usable(format!("{geometry} is {text:?}, not a point")))?;
                ours.set("lon", &lon);
                ours.set("lat", &lat);
            }
        }
        self.dated(&mut ours).map_err(Not::Usable)?;
        self.coded(row, &mut ours)?;
        let values = csv::StringRecord::from(ours.values);
        Ok(use_row(&Row { line: row.line, names: &ours.names, values: &values }))
    }

    /// Whether a column of ours of this name is given otherwise.
    fn stands_for(&self, name: &str) -> bool {
        let given = |part: &Where| part.columns.contains_key(name) || part.constants.contains_key(name);
        self.columns.contains_key(name) || self.constants.contains_key(name) || self.wheres.iter().any(given)
    }

    /// Whether the file's column is used under a name of ours, or not taken.
    fn is_taken(&self, name: &str) -> bool {
        self.columns.values().any(|theirs| theirs == name)
            || self.geometry.as_deref() == Some(name)
            || self.dropped.iter().any(|dropped| dropped == name)
    }

    /// Whether it says what the file's column means.
    pub(crate) fn names(&self, name: &str) -> bool {
        let here = |part: &Where| part.column == name || part.columns.values().any(|theirs| theirs == name);
        self.is_taken(name) || self.wheres.iter().any(here)
    }

    fn dated(&self, ours: &mut Ours) -> Result<(), String> {
        for (name, formats) in &self.dates {
            let Some(text) = ours.get(name).filter(|text| !text.is_empty()) else { continue };
            let zone = self.time_zone.as_ref();
            let read = formats.iter().find_map(|format| date(text, format, zone));
            let read = read.ok_or_else(|| format!("{name} is {text:?}, not written as {}", formats.join(" or ")))?;
            ours.set(name, &read);
        }
        Ok(())
    }

    fn coded(&self, row: &Row<'_>, ours: &mut Ours) -> Result<(), Not> {
        for (name, codes) in &self.codes {
            let code = ours.get(name).unwrap_or("").to_owned();
            let meaning = match codes.get(&code).or_else(|| codes.get("*")) {
                Some(meaning) if meaning == "*" => continue,
                Some(meaning) => meaning,
                None if code.is_empty() => continue,
                None => {
                    return Err(Not::Usable(format!("{} is {code:?}, and no code for it is known", self.theirs(name))));
                }
            };
            if name == "type" && meaning.is_empty() {
                return Err(Not::LeftOut(format!("{} {code}", self.theirs(name))));
            }
            // What a code said is not lost by what it means here; but who gave it in stands for a source, and is nobody's business.
            if name != "source" && code != *meaning && row.get(self.theirs(name)) == code && self.theirs(name) != name {
                ours.set(self.theirs(name), &code);
            }
            ours.set(name, meaning);
        }
        Ok(())
    }

    fn theirs<'m>(&'m self, name: &'m str) -> &'m str {
        self.columns.get(name).map_or(name, String::as_str)
    }
}

/// A row under our names.
struct Ours {
    names: Vec<String>,
    values: Vec<String>,
}

impl Ours {
    fn get(&self, name: &str) -> Option<&str> {
        self.names.iter().position(|known| known == name).map(|idx| self.values[idx].as_str())
    }

    fn set(&mut self, name: &str, value: &str) {
        match self.names.iter().position(|known| known == name) {
            Some(idx) => value.clone_into(&mut self.values[idx]),
            None => {
                self.names.push(name.to_owned());
                self.values.push(value.to_owned());
            }
        }
    }
}

/// As our columns have dates; a time that names no zone is one in `zone`, or else in the agreement's.
fn date(text: &str, format: &str, zone: Option<&TimeZone>) -> Option<String> {
    let read = jiff::fmt::strtime::parse(format, text).ok()?;
    if let Ok(at) = read.to_timestamp() {
        return Some(at.to_string());
    }
    // A day without an hour is no midnight.
    if read.hour().is_none() {
        return read.to_date().ok().map(|day: civil::Date| day.to_string());
    }
    let at = read.to_datetime().ok()?;
    match zone {
        Some(zone) => at.to_zoned(zone.clone()).ok().map(|at| at.timestamp().to_string()),
        None => Some(at.to_string()),
    }
}

/// Longitude and latitude of a point: `POINT(34.4 31.5)`, also with a height and an SRID before it, or a GeoJSON geometry; or as
/// devices write it, latitude first, with height and accuracy.
fn point(text: &str) -> Option<(String, String)> {
    if text.starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let value = value.get("geometry").unwrap_or(&value);
        let (lon, lat) = (value.get("coordinates")?.get(0)?, value.get("coordinates")?.get(1)?);
        return (value.get("type")? == "Point" && lon.is_number() && lat.is_number())
            .then(|| (lon.to_string(), lat.to_string()));
    }
    if let [lat, lon, _, _] = text.split_whitespace().collect::<Vec<_>>()[..]
        && [lat, lon].iter().all(|number| number.parse::<f64>().is_ok())
    {
        return Some((lon.to_owned(), lat.to_owned()));
    }
    let text = text.strip_prefix("SRID=4326;").unwrap_or(text).trim().to_ascii_uppercase();
    let rest = text.strip_prefix("POINT")?.trim_start().trim_start_matches(['Z', 'M']).trim();
    let mut numbers = rest.strip_prefix('(')?.strip_suffix(')')?.split_whitespace();
    Some((numbers.next()?.to_owned(), numbers.next()?.to_owned()))
}

/// Reads drafts from a file whose columns have names of their own, each with its line.
pub fn read_mapped(
    format: Format,
    mapping: &Mapping,
    input: &mut dyn Read,
    zone: &TimeZone,
    each: &mut dyn FnMut(Result<(u64, Draft), Rejected>),
) -> io::Result<()> {
    // Eight bytes of each row, so that memory hardly grows: two that fall together by chance are as rare as a broken disk.
    let (hashes, mut seen) = (RandomState::new(), HashSet::new());
    table::read(input, &mapping.shape, &mut |row| {
        each(row.and_then(|row| {
            let draft = match mapping
                .renamed(&row, |ours| draft(format, ours, zone))
                .and_then(|draft| draft.map_err(Not::Usable))
            {
                Ok(Draft::Report(report)) if !seen.insert(hashes.hash_one((&report.source, &report.id))) => {
                    let reason = format!("the id {:?} stands in an earlier row, which says otherwise", report.id);
                    Ok(Draft::Again(Box::new((*report, row.rejected(reason)))))
                }
                Ok(draft) => Ok(draft),
                Err(Not::LeftOut(code)) => Ok(Draft::LeftOut(code)),
                Err(Not::Usable(reason)) => Err(reason),
            };
            draft.map(|draft| (row.line, draft)).map_err(|reason| row.rejected(reason))
        }));
    })
}

/// Reads records: `id`, `source` and the columns of these names.
pub fn read_records(
    mapping: &Mapping,
    columns: &[String],
    input: &mut dyn Read,
    each: &mut dyn FnMut(Result<Record, Rejected>),
) -> io::Result<()> {
    table::read(input, &mapping.shape, &mut |row| {
        each(row.and_then(|row| {
            let made = mapping.renamed(&row, |ours| record(columns, ours));
            let made = made.unwrap_or_else(|(Not::LeftOut(reason) | Not::Usable(reason))| Err(reason));
            made.map_err(|reason| row.rejected(reason))
        }));
    })
}

/// Reads the columns of these names, whatever else there is; each row with its line.
pub fn read_values(
    columns: &[String],
    input: &mut dyn Read,
    each: &mut dyn FnMut(Result<Values, Rejected>),
) -> io::Result<()> {
    table::read(input, &Shape::default(), &mut |row| {
        each(row.map(|row| (row.line, columns.iter().map(|column| row.get(column).to_owned()).collect())));
    })
}

fn record(columns: &[String], row: &Row<'_>) -> Result<Record, String> {
    Ok(Record {
        line: row.line,
        id: row.need("id")?,
        source: row.need("source")?,
        values: columns.iter().map(|column| row.get(column).to_owned()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_stays_a_day_and_a_time_an_hour() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        for (text, format, expected) in [
            ("5/3/2030", "%d/%m/%Y", Some("2030-03-05")),
            ("5/3/2030 14:30", "%d/%m/%Y %H:%M", Some("2030-03-05T12:30:00Z")),
            ("5/3/2030 2 PM", "%d/%m/%Y %I %p", Some("2030-03-05T12:00:00Z")),
            ("2030-03-05 14:30 +0300", "%Y-%m-%d %H:%M %z", Some("2030-03-05T11:30:00Z")),
            ("soon", "%d/%m/%Y", None),
        ] {
            assert_eq!(date(text, format, Some(&zone)).as_deref(), expected, "{text}");
        }
        assert_eq!(date("5/3/2030 14:30", "%d/%m/%Y %H:%M", None).as_deref(), Some("2030-03-05T14:30:00"));
    }

    #[test]
    fn columns_have_names_of_their_own() {
        let mapping = Mapping {
            columns: [("id".to_owned(), "number".to_owned()), ("type".to_owned(), "kind".to_owned())].into(),
            constants: [("source".to_owned(), "mission".to_owned())].into(),
            ..Mapping::default()
        };
        let file = "number,id,kind,name\n7,x,shelling,Rafah\n8,y,,\n,z,shooting,\n";
        let mut got = Vec::new();
        let columns = ["type".to_owned(), "name".to_owned(), "number".to_owned()];
        read_records(&mapping, &columns, &mut file.as_bytes(), &mut |record| got.push(record)).unwrap();
        let values = |record: &Result<Record, Rejected>| match record {
            Ok(record) => format!("{} {} {}", record.id, record.source, record.values.join("|")),
            Err(rejected) => rejected.to_string(),
        };
        let shown: Vec<String> = got.iter().map(values).collect();
        assert_eq!(shown, ["7 mission shelling|Rafah|", "8 mission ||", "line 4: the column id is empty or missing"]);
    }
}
