//! Lists beside the ledger, no part of the record: one line for each thing, tabs between its parts, `#` before the names of the parts.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::problem::Problem;

/// The lines of a list, each with its number and its parts; none where there is no list.
pub(crate) fn read(path: &Path) -> Result<Vec<(usize, Vec<String>)>, Problem> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Problem::file(path, error)),
    };
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    Ok(lines.map(|(number, line)| (number, line.split('\t').map(str::to_owned).collect())).collect())
}

/// Writes a list whole, so that a reader sees the old one or the new one.
pub(crate) fn keep(path: &Path, names: &str, lines: &[String]) -> Result<(), Problem> {
    let text: String =
        std::iter::once(format!("# {names}\n")).chain(lines.iter().map(|line| format!("{line}\n"))).collect();
    let beside = path.with_extension("new");
    fs::write(&beside, text).map_err(|error| Problem::file(&beside, error))?;
    fs::rename(&beside, path).map_err(|error| Problem::file(path, error))
}

/// Whether a text can stand as a part.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\t', '\n', '\r']) && !text.starts_with('#')
}

/// A part that may be left out.
pub(crate) fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// This second, as lists have it.
pub(crate) fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
