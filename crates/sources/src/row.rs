//! A row by the names of its columns.

use std::fmt;

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Line in the file on which the row begins, from 1.
    pub line: u64,
    /// Why, in one sentence.
    pub reason: String,
    /// The line as it came, where it cannot be taken apart.
    pub row: String,
    /// Else its columns and values.
    pub cells: Vec<(String, String)>,
}

/// Columns of a file of rejected rows that say where each stood and why; they tell nothing of the row itself.
pub const REJECTED_COLUMNS: [&str; 2] = ["rejected_line", "rejected_because"];

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Names and values of one row.
pub(crate) struct Row<'t> {
    pub(crate) line: u64,
    pub(crate) names: &'t [String],
    pub(crate) values: &'t csv::StringRecord,
}

impl Row<'_> {
    /// Value of a column, white space trimmed; empty where it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        // A row is asked some thirty times: most names differ in their length or their first letter.
        let first = name.as_bytes().first();
        let is_it = |known: &String| known.len() == name.len() && known.as_bytes().first() == first && known == name;
        self.names.iter().position(is_it).and_then(|idx| self.values.get(idx)).unwrap_or("").trim()
    }

    /// The same; `None` where it is empty.
    pub(crate) fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The same; an error where it is empty.
    pub(crate) fn need(&self, name: &str) -> Result<String, String> {
        self.some(name).ok_or_else(|| format!("the column {name} is empty or missing"))
    }

    /// A value read by `read`; an error that names the column where it cannot be.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        what: &str,
    ) -> Result<Option<T>, String> {
        match self.get(name) {
            "" => Ok(None),
            value => read(value).map(Some).ok_or_else(|| format!("{name} is {value:?}, not {what}")),
        }
    }

    /// A whole number.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<u64>, String> {
        self.read(name, |value| value.parse().ok(), "a whole number")
    }

    /// Names and values of the columns in none of `known`.
    pub(crate) fn others(&self, known: &[&[&str]]) -> std::collections::BTreeMap<String, String> {
        let pairs = self.names.iter().zip(self.values.iter());
        let others = pairs.filter(|(name, value)| {
            let name = name.as_str();
            !value.trim().is_empty()
                && !known.iter().any(|known| known.contains(&name))
                && !REJECTED_COLUMNS.contains(&name)
        });
        others.map(|(name, value)| (name.clone(), value.trim().to_owned())).collect()
    }

    pub(crate) fn rejected(&self, reason: String) -> Rejected {
        let cells = self.names.iter().cloned().zip(self.values.iter().map(str::to_owned)).collect();
        Rejected { line: self.line, reason, row: String::new(), cells }
    }
}
