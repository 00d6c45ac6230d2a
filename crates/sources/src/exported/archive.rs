//! ZIP archives of tables, as ODK Central gives a form with repeated groups.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Part;

/// What an archive unpacks to is never more.
const BYTES_MAX: u64 = 1 << 30;

/// The CSV files of an archive, by their names; none where it is a spreadsheet. Pictures beside them are not looked at.
pub(super) fn tables(bytes: &[u8]) -> Result<Option<Vec<Part>>, String> {
    let broken = |error: zip::result::ZipError| format!("the archive cannot be read: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.file_names().any(|name| name.is_ok_and(|name| name == "[Content_Types].xml")) {
        return Ok(None);
    }
    let mut out = Vec::new();
    let mut left = BYTES_MAX;
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(broken)?;
        let name = file.name().map_err(broken)?.into_owned();
        let Some(name) = name.rsplit('/').next().and_then(|name| name.strip_suffix(".csv")) else { continue };
        let mut text = Vec::new();
        let n_read = file.by_ref().take(left).read_to_end(&mut text);
        left -= n_read.map_err(|error| format!("the archive cannot be read: {error}"))? as u64;
        if left == 0 {
            return Err("the archive unpacks to more than 1 GiB".to_owned());
        }
        out.push(Part { name: name.to_owned(), bytes: text });
    }
    if out.is_empty() { Err("the archive holds no CSV file".to_owned()) } else { Ok(Some(out)) }
}
