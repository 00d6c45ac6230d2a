//! Spreadsheets (XLSX, ODS, XLS) as text: the first sheet that holds anything, as CSV whose lines are its rows.

use std::io::Cursor;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

/// No spreadsheet that a person keeps is larger; what is goes in as CSV.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Whether bytes begin as a spreadsheet does, and not as text.
pub fn is_workbook(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xd0\xcf\x11\xe0")
}

/// The first sheet of a workbook that holds anything, as CSV: what stands in a row of the sheet stands on the line of its number. Line
/// breaks in cells become spaces. Dates become ISO 8601, without an hour where it is midnight; formulas what they gave last.
pub fn csv_of_workbook(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("the spreadsheet is larger than {} MiB; save it as CSV", BYTES_MAX / (1024 * 1024)));
    }
    let unreadable = |error: calamine::Error| format!("the spreadsheet cannot be read: {error}");
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    for name in workbook.sheet_names() {
        let sheet = workbook.worksheet_range(&name).map_err(unreadable)?;
        if !sheet.is_empty() {
            return written(&sheet);
        }
    }
    Err("no sheet of the spreadsheet holds anything".to_owned())
}

fn written(sheet: &Range<Data>) -> Result<Vec<u8>, String> {
    let n_blank = sheet.start().map_or(0, |(row, _)| row as usize);
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(vec![b'\n'; n_blank]);
    for row in sheet.rows() {
        let values: Vec<String> = row.iter().map(text).collect();
        // A row without any value is a blank line, which is skipped, and not one of commas.
        let values = if values.iter().all(String::is_empty) { vec![" ".to_owned()] } else { values };
        out.write_record(&values).map_err(|error| error.to_string())?;
    }
    out.into_inner().map_err(|error| error.to_string())
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
        assert_eq!(lines[..2], ["", "id,source,type,start,zone,by,killed,text,quantity"]);
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
