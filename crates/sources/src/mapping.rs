//! Files with columns of their own names, and records that are no reports at all.

use std::collections::BTreeMap;
use std::io::{self, Read};

use jiff::tz::TimeZone;

use crate::row::{Rejected, Row};
use crate::{Draft, Format, draft, table};

/// Which columns of a file stand for which of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Our column, and the file's.
    pub columns: BTreeMap<String, String>,
    /// Our column, and what stands in it in every row.
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

impl Mapping {
    /// The row with our names. A column that stands for one of ours is no longer there under its own name.
    fn renamed<T>(&self, row: &Row<'_>, use_row: impl FnOnce(&Row<'_>) -> T) -> T {
        if self.columns.is_empty() && self.constants.is_empty() {
            return use_row(row);
        }
        let ours: BTreeMap<&String, &String> = self.columns.iter().map(|(ours, theirs)| (theirs, ours)).collect();
        let stands = |name: &String| self.columns.contains_key(name) || self.constants.contains_key(name);
        let name = |name: &String| match ours.get(name) {
            Some(ours) => (*ours).clone(),
            // Another column that happens to have this name means something else there.
            None if stands(name) => String::new(),
            None => name.clone(),
        };
        let mut names: Vec<String> = row.names.iter().map(name).collect();
        names.extend(self.constants.keys().cloned());
        let mut values = row.values.clone();
        self.constants.values().for_each(|value| values.push_field(value));
        use_row(&Row { line: row.line, names: &names, values: &values })
    }
}

/// Reads drafts from a file whose columns have names of their own, each with its line.
pub fn read_mapped(
    format: Format,
    mapping: &Mapping,
    input: &mut dyn Read,
    zone: &TimeZone,
    each: &mut dyn FnMut(Result<(u64, Draft), Rejected>),
) -> io::Result<()> {
    table::read(input, &mut |row| {
        each(row.and_then(|row| {
            let draft = mapping.renamed(&row, |ours| draft(format, ours, zone));
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
    table::read(input, &mut |row| {
        each(row.and_then(|row| {
            mapping.renamed(&row, |ours| record(columns, ours)).map_err(|reason| row.rejected(reason))
        }));
    })
}

/// Reads the columns of these names, whatever else there is; each row with its line.
pub fn read_values(
    columns: &[String],
    input: &mut dyn Read,
    each: &mut dyn FnMut(Result<Values, Rejected>),
) -> io::Result<()> {
    table::read(input, &mut |row| {
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
    fn columns_have_names_of_their_own() {
        let mapping = Mapping {
            columns: [("id".to_owned(), "number".to_owned()), ("type".to_owned(), "kind".to_owned())].into(),
            constants: [("source".to_owned(), "mission".to_owned())].into(),
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
