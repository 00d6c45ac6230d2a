//! What was learnt of the sources: how far to look, and how much each outcome of a comparison weighs. All weights are whole
//! numbers, so that the same parameters give the same links on every machine.
//!
//! The model is that of Fellegi and Sunter (1969): an outcome weighs the logarithm of how much more often it is seen in two
//! reports of one event than in two of different events. Weights hold for a pair of sources where enough was seen of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use records::Point;

use super::features::SpotPrecision;
use super::gazetteer::Gazetteer;
use super::near::{Reach, WIDEST};
use super::schema::{Schema, Signal, SignalKind};

/// Weights are in 1/64 bit: 64 doubles the odds.
pub(crate) const UNITS_PER_BIT: i32 = 64;

/// Shares are in 1/65536.
pub const ONE: u32 = 65_536;

/// A pair of sources, the first before the second by name.
pub(crate) type SourcePair = (String, String);

/// All that linking needs besides the reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// What is compared.
    pub schema: Schema,
    /// How far to look.
    pub reach: Reach,
    /// Where names of places lie.
    pub gazetteer: Gazetteer,
    /// Two events become one where their reports belong together with at least this share, in 1/65536.
    pub threshold: u32,
    /// What stands before any comparison.
    pub prior: Weights<SourcePair>,
    /// One table for each signal.
    pub tables: Vec<Table>,
}

/// A weight, and other ones for some pairs of sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weights<K: Ord> {
    /// Where nothing else is known.
    pub of_all: i32,
    /// For these.
    pub of: BTreeMap<K, i32>,
}

/// The weights of a signal's outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// By cell; cells not named weigh nothing.
    pub cells: BTreeMap<u16, i32>,
    /// By pair of sources and cell, where they differ from those of all.
    pub of_sources: BTreeMap<SourcePair, BTreeMap<u16, i32>>,
    /// Added for two values, the first not behind the second.
    pub values: BTreeMap<(String, String), i32>,
    /// Added where both have the same value and it is not among `values`: rare ones tell more.
    pub rare: i32,
}

/// Parameters that could not be read: the line, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParametersError {
    /// From 1.
    pub line: usize,
    /// One sentence.
    pub reason: String,
}

const FIRST_LINE: &str = "truce linking parameters 1";

impl Parameters {
    /// As text: one line each, columns apart by tabs.
    pub fn to_text(&self) -> String {
        let mut out = format!("{FIRST_LINE}\n");
        let mut line = |parts: &[&str]| {
            let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
            let _ = writeln!(out, "{}", parts.join("\t"));
        };
        line(&["seconds", &self.reach.seconds.to_string()]);
        line(&["metres", &self.reach.metres.map(|metres| metres.to_string()).join(" ")]);
        line(&["threshold", &self.threshold.to_string()]);
        for (name, point) in &self.gazetteer.places {
            let (lon, lat) = point.to_e7();
            line(&["place", name, &lon.to_string(), &lat.to_string()]);
        }
        for (name, (point, precision)) in &self.gazetteer.regions {
            let (lon, lat) = point.to_e7();
            let precision = if *precision == SpotPrecision::District { "district" } else { "wide" };
            line(&["region", name, &lon.to_string(), &lat.to_string(), precision]);
        }
        line(&["prior", "*", "*", &self.prior.of_all.to_string()]);
        for ((one, other), weight) in &self.prior.of {
            line(&["prior", one, other, &weight.to_string()]);
        }
        for (signal, table) in self.schema.signals.iter().zip(&self.tables) {
            line(&["signal", &signal.name, signal.kind.to_text(), &table.rare.to_string()]);
            for (cell, weight) in &table.cells {
                line(&["cell", "*", "*", &cell.to_string(), &weight.to_string()]);
            }
            for ((one, other), cells) in &table.of_sources {
                for (cell, weight) in cells {
                    line(&["cell", one, other, &cell.to_string(), &weight.to_string()]);
                }
            }
            for ((one, other), weight) in &table.values {
                line(&["value", one, other, &weight.to_string()]);
            }
        }
        out
    }

    /// Reads that text.
    pub fn from_text(text: &str) -> Result<Parameters, ParametersError> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(ParametersError { line: 1, reason: format!("the first line is not {FIRST_LINE:?}") });
        }
        let mut out = Parameters {
            schema: Schema { signals: Vec::new() },
            reach: WIDEST,
            gazetteer: Gazetteer::default(),
            threshold: ONE / 2,
            prior: Weights::default(),
            tables: Vec::new(),
        };
        for (line_idx, line) in lines.enumerate() {
            let parts: Vec<String> = line.split('\t').map(unescaped).collect();
            out.take(&parts).map_err(|reason| ParametersError { line: line_idx + 2, reason })?;
        }
        if out.schema.signals.is_empty() {
            return Err(ParametersError { line: 1, reason: "no signal is named".to_owned() });
        }
        Ok(out)
    }

    fn take(&mut self, parts: &[String]) -> Result<(), String> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["seconds", seconds] => self.reach.seconds = bounded(seconds, 0, 366 * 86_400)?,
            ["metres", metres] => {
                let metres: Result<Vec<i64>, String> =
                    metres.split(' ').map(|metres| bounded(metres, 0, 1_000_000)).collect();
                self.reach.metres = metres?.try_into().map_err(|_| "not four distances".to_owned())?;
            }
            ["threshold", threshold] => {
                let threshold = bounded(threshold, 0, i64::from(ONE))?;
                self.threshold = u32::try_from(threshold).map_err(|error| error.to_string())?;
            }
            ["place", name, lon, lat] => {
                self.gazetteer.places.insert((*name).to_owned(), point(lon, lat)?);
            }
            ["region", name, lon, lat, precision] => {
                let precision = match *precision {
                    "district" => SpotPrecision::District,
                    "wide" => SpotPrecision::Wide,
                    other => return Err(format!("{other:?} is neither district nor wide")),
                };
                self.gazetteer.regions.insert((*name).to_owned(), (point(lon, lat)?, precision));
            }
            ["prior", "*", "*", weight] => self.prior.of_all = number(weight)?,
            ["prior", one, other, weight] => {
                self.prior.of.insert(pair(one, other), number(weight)?);
            }
            ["signal", name, kind, rare] => {
                let kind = SignalKind::from_text(kind).ok_or_else(|| format!("{kind:?} is no kind of signal"))?;
                self.schema.signals.push(Signal { name: (*name).to_owned(), kind });
                self.tables.push(Table { rare: number(rare)?, ..Table::default() });
            }
            ["cell", one, other, cell, weight] => {
                let (cell, weight) = (cell.parse().map_err(|_| format!("{cell:?} is no cell"))?, number(weight)?);
                let table = self.tables.last_mut().ok_or("a cell stands before its signal")?;
                let cells = match (*one, *other) {
                    ("*", "*") => &mut table.cells,
                    _ => table.of_sources.entry(pair(one, other)).or_default(),
                };
                cells.insert(cell, weight);
            }
            ["value", one, other, weight] => {
                let table = self.tables.last_mut().ok_or("a value stands before its signal")?;
                table.values.insert(pair(one, other), number(weight)?);
            }
            _ => return Err("no such line, or not as many columns as it has".to_owned()),
        }
        Ok(())
    }
}

fn pair(one: &str, other: &str) -> SourcePair {
    (one.to_owned(), other.to_owned())
}

/// In 1e-7 degrees.
fn point(lon: &str, lat: &str) -> Result<Point, String> {
    let e7 = |text: &str| bounded(text, -1_800_000_000, 1_800_000_000);
    Point::from_e7(e7(lon)?, e7(lat)?).ok_or_else(|| format!("{lon:?}, {lat:?} is no point"))
}

/// A weight; far more than any can be is a fault, so that no sum of weights overflows.
fn number(text: &str) -> Result<i32, String> {
    let most = i64::from(1_000 * UNITS_PER_BIT);
    i32::try_from(bounded(text, -most, most)?).map_err(|error| error.to_string())
}

fn bounded(text: &str, least: i64, most: i64) -> Result<i64, String> {
    let number: Option<i64> = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{text:?} is not a whole number from {least} to {most}"))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => {}
            },
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_back_from_their_text() {
        let mut parameters = Parameters {
            schema: Schema::of_reports(),
            reach: WIDEST,
            gazetteer: Gazetteer {
                places: [("rafah".to_owned(), Point::from_e7(1, -2).unwrap())].into(),
                regions: [("north".to_owned(), (Point::from_e7(-3, 4).unwrap(), SpotPrecision::District))].into(),
            },
            threshold: 1234,
            prior: Weights { of_all: -300, of: [(pair("a", "b\tc"), -200)].into() },
            tables: vec![Table::default(); Schema::of_reports().signals.len()],
        };
        parameters.tables[0].cells.insert(3, 70);
        parameters.tables[1].of_sources.entry(pair("a", "b\tc")).or_default().insert(9, -70);
        parameters.tables[3].values.insert(pair("x\\n", "y\nz"), 5);
        parameters.tables[3].rare = 128;
        let text = parameters.to_text();
        assert_eq!(Parameters::from_text(&text), Ok(parameters));
        let error = Parameters::from_text(&text.replace("threshold\t1234", "threshold\tmany")).unwrap_err();
        assert_eq!(error.line, 4);
        assert_eq!(error.reason, "\"many\" is not a whole number from 0 to 65536");
    }
}
