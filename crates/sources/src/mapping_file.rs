//! Mapping files (TOML), and those that come with the program.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use toml::{Table, Value};

use crate::Format;
use crate::mapping::{Mapping, Where};

/// ACLED's export in CSV, as its codebook of 2024 has the columns.
const ACLED: &str = include_str!("mappings/acled.toml");
/// GDELT's events, 1.0 and 2.0.
const GDELT: &str = include_str!("mappings/gdelt.toml");

impl Mapping {
    /// Reads a mapping file. `signals`, of which `truce link` reads more, is left to it. The error names what is at fault.
    pub fn from_toml(text: &str) -> Result<Mapping, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut mapping = Mapping::default();
        for (name, value) in &table {
            match name.as_str() {
                "columns" => mapping.columns = texts(name, value)?,
                "constants" => mapping.constants = texts(name, value)?,
                "codes" => {
                    let codes = section(name, value)?.iter();
                    let codes = codes.map(|(ours, codes)| Ok((ours.clone(), texts(&format!("{name}.{ours}"), codes)?)));
                    mapping.codes = codes.collect::<Result<_, String>>()?;
                }
                "dates" => {
                    let dates = section(name, value)?.iter();
                    let dates =
                        dates.map(|(ours, formats)| Ok((ours.clone(), list(&format!("{name}.{ours}"), formats)?)));
                    mapping.dates = dates.collect::<Result<_, String>>()?;
                }
                "time_zone" => {
                    let zone = one(name, value)?;
                    mapping.time_zone = Some(TimeZone::get(&zone).map_err(|_| format!("{zone:?} is no time zone"))?);
                }
                "geometry" => mapping.geometry = Some(one(name, value)?),
                "where" => {
                    let parts = value.as_array().ok_or("where is written [[where]]")?;
                    mapping.wheres = parts.iter().map(of_some_rows).collect::<Result<_, _>>()?;
                }
                "each" => mapping.each = Some(one(name, value)?),
                "drop" => mapping.dropped = list(name, value)?,
                "headers" => {
                    let headers = value.as_array().ok_or("headers is a list of lists of names")?;
                    mapping.shape.headers = headers.iter().map(|names| list(name, names)).collect::<Result<_, _>>()?;
                }
                "separator" => match one(name, value)?.as_bytes() {
                    [byte] => mapping.shape.separator = Some(*byte),
                    _ => return Err(format!("{name} is not one character")),
                },
                "signals" => {}
                _ => {
                    return Err(format!(
                        "{name} is none of columns, constants, codes, dates, time_zone, geometry, where, each, drop, headers, \
                         separator, signals"
                    ));
                }
            }
        }
        Ok(mapping)
    }

    /// The one that comes with a format; one that changes nothing where the format needs none.
    pub fn of(format: Format) -> Mapping {
        let text = match format {
            Format::Acled => ACLED,
            Format::Gdelt => GDELT,
            Format::Reports | Format::Sources | Format::Actors | Format::UcdpGed | Format::Csv | Format::Kobo => "",
        };
        Mapping::from_toml(text).unwrap_or_default()
    }
}

fn of_some_rows(part: &Value) -> Result<Where, String> {
    let mut out = Where::default();
    for (name, value) in section("where", part)? {
        let at = format!("where.{name}");
        match name.as_str() {
            "column" => out.column = one(&at, value)?,
            "is" => out.is = list(&at, value)?,
            "columns" => out.columns = texts(&at, value)?,
            "constants" => out.constants = texts(&at, value)?,
            _ => return Err(format!("{at} is none of column, is, columns, constants")),
        }
    }
    if out.column.is_empty() || out.is.is_empty() { Err("where needs column and is".to_owned()) } else { Ok(out) }
}

fn section<'t>(name: &str, value: &'t Value) -> Result<&'t Table, String> {
    value.as_table().ok_or_else(|| format!("{name} is not a section"))
}

fn one(name: &str, value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("{name} is not a text"))
}

/// A list of texts; a single one stands for a list of one.
fn list(name: &str, value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(values) => values.iter().map(|value| one(name, value)).collect(),
        value => Ok(vec![one(name, value)?]),
    }
}

fn texts(name: &str, value: &Value) -> Result<BTreeMap<String, String>, String> {
    let pairs = section(name, value)?.iter();
    pairs.map(|(ours, value)| Ok((ours.clone(), one(&format!("{name}.{ours}"), value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_with_the_program_can_be_read_and_name_types_that_are_known() {
        for text in [ACLED, GDELT] {
            let mapping = Mapping::from_toml(text).unwrap();
            for kind in mapping.codes["type"].values().filter(|kind| !kind.is_empty()) {
                assert!(records::taxonomy::find(kind).is_some(), "{kind}");
            }
        }
    }

    #[test]
    fn faults_are_named() {
        for (text, expected) in [
            ("colums = 1", "colums is none of columns"),
            ("[columns]\nid = 1", "columns.id is not a text"),
            ("[[where]]\nis = [\"a\"]", "where needs column and is"),
            ("time_zone = \"Mars\"", "\"Mars\" is no time zone"),
            ("[columns", "TOML parse error"),
        ] {
            let error = Mapping::from_toml(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
