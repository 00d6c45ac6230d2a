//! Spreadsheets (XLSX) as text: the first sheet that holds anything, as CSV whose lines are its rows.
//!
//! Cells are read one by one: a sheet says of itself how large it is, and is not believed.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, Xlsx, XlsxError};

/// No spreadsheet that a person keeps is larger; what is goes in as CSV.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// What Excel itself allows.
const COLUMNS_MAX: u32 = 16_384;
const ROWS_MAX: u32 = 1_048_576;

/// Whether bytes begin as a spreadsheet does, and not as text.
pub fn is_workbook(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
}

/// The first sheet of a workbook that holds anything, as CSV: what stands in a row of the sheet stands on the line of its number. Line
/// breaks in cells become spaces. Dates become ISO 8601, without an hour where it is midnight; formulas what they gave last.
pub fn csv_of_workbook(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("the spreadsheet is larger than {} MiB; save it as CSV", BYTES_MAX / (1024 * 1024)));
    }
    // The library counts on addresses of cells that are sound, and panics where they are not.
    catch_unwind(AssertUnwindSafe(|| first_sheet(bytes)))
        .unwrap_or_else(|_| Err("the spreadsheet cannot be read: it is damaged".to_owned()))
}

/// All sheets that hold anything, by their names.
pub(crate) fn sheets(bytes: Vec<u8>) -> Result<Vec<(String, Vec<u8>)>, String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("the spreadsheet is larger than {} MiB; save it as CSV", BYTES_MAX / (1024 * 1024)));
    }
    let all = catch_unwind(AssertUnwindSafe(|| read(bytes, usize::MAX)));
    all.unwrap_or_else(|_| Err("the spreadsheet cannot be read: it is damaged".to_owned()))
}

fn first_sheet(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let first = read(bytes, 1)?.pop();
    first.map(|(_, csv)| csv).ok_or_else(|| "no sheet of the spreadsheet holds anything".to_owned())
}

/// So many sheets that hold anything.
fn read(bytes: Vec<u8>, n_max: usize) -> Result<Vec<(String, Vec<u8>)>, String> {
    let unreadable = |error: XlsxError| format!("the spreadsheet cannot be read: {error}");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut out = Vec::new();
    for name in workbook.sheet_names() {
        if out.len() >= n_max {
            break;
        }
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
        let mut lines = Lines::new();
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            let text = text(&Data::from(cell.get_value().clone()));
            if !text.is_empty() {
                lines.put(cell.get_position(), text)?;
            }
        }
        if let Some(csv) = lines.finish()? {
            out.push((name, csv));
        }
    }
    Ok(out)
}

/// Rows as they come.
struct Lines {
    out: csv::Writer<Vec<u8>>,
    /// Lines written.
    n_lines: u32,
    /// Columns of the header.
    n_columns: usize,
    row: Vec<String>,
}

impl Lines {
    fn new() -> Lines {
        let out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        Lines { out, n_lines: 0, n_columns: 0, row: Vec::new() }
    }

    fn put(&mut self, (row, column): (u32, u32), text: String) -> Result<(), String> {
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(format!(
                "the spreadsheet has a cell in row {}, column {}, where none can be",
                row + 1,
                column + 1
            ));
        }
        if row < self.n_lines {
            return Err(format!("the rows of the spreadsheet are out of order at row {}", row + 1));
        }
        if row > self.n_lines {
            self.flush()?;
        }
        while self.n_lines < row {
            // A blank line, which is skipped.
            self.out.write_record([" "]).map_err(|error| error.to_string())?;
            self.n_lines += 1;
        }
        let place = column as usize;
        self.row.resize(self.row.len().max(place + 1), String::new());
        self.row[place] = text;
        Ok(())
    }

    /// Writes the row that was begun: as wide as the header, or as it is where it is wider.
    fn flush(&mut self) -> Result<(), String> {
        if self.row.is_empty() {
            return Ok(());
        }
        if self.n_columns == 0 {
            self.n_columns = self.row.len();
        }
        self.row.resize(self.row.len().max(self.n_columns), String::new());
        self.out.write_record(&self.row).map_err(|error| error.to_string())?;
        self.row.clear();
        self.n_lines += 1;
        Ok(())
    }

    /// All of it; none where nothing was put.
    fn finish(mut self) -> Result<Option<Vec<u8>>, String> {
        self.flush()?;
        let is_empty = self.n_columns == 0;
        let out = self.out.into_inner().map_err(|error| error.to_string())?;
        Ok(if is_empty { None } else { Some(out) })
    }
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
        }
        other => other.to_string().replace(['\r', '\n'], " ").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_on_the_lines_of_their_numbers() {
        let sheet = include_bytes!("../tests/samples/xlsx/liaison.xlsx");
        assert!(is_workbook(sheet) && !is_workbook(b"id,source"));
        let text = String::from_utf8(csv_of_workbook(sheet.to_vec()).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], [" ", "id,source,type,start,zone,by,killed,text,quantity"]);
        assert_eq!(lines[2], "1,liaison,shelling,2030-03-02T14:30:00,,north,2,\"قذيفتان على الطاحونة, \"\"two\"\"\",");
        assert_eq!(lines[3].trim(), "");
        assert_eq!(lines[4], "2,liaison,shooting,2030-03-03,,south,,=1+1,");
        assert_eq!(lines.len(), 7);
    }

    #[test]
    fn what_is_none_is_said() {
        assert!(csv_of_workbook(b"PK\x03\x04nothing".to_vec()).unwrap_err().contains("cannot be read"));
        assert!(csv_of_workbook(vec![0; BYTES_MAX + 1]).unwrap_err().contains("save it as CSV"));
    }
}
