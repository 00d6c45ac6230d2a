//! Events in the form that scripts of `truce sql` read: a folder of Parquet files, apart by month and type, so that an engine
//! opens only what a rule is about; or one table of CSV.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use provisions::Agreement;
use queries::Holding;
use records::EventRow;
use views::released::table::CsvLine;
use views::released::wide::Columns;

use crate::geoparquet;

/// So many rows are held before some of them are written.
const ROWS_HELD: usize = 60_000;
/// A file has no more rows than this.
const ROWS_A_FILE: usize = 50_000;

/// A folder that rows come into one by one. It holds some ten thousand of them, and no more: the fuller a month and type,
/// the larger its files, so rows in order of time make the fewest.
pub(crate) struct Folder<'a> {
    path: PathBuf,
    columns: Columns<'a>,
    /// Places of the cells that files hold, with their names: all but those that the folders' names say.
    files: Vec<(usize, String, Holding)>,
    kind: usize,
    month: usize,
    held: BTreeMap<(String, String), Vec<Vec<String>>>,
    n_held: usize,
    n_files: usize,
}

impl<'a> Folder<'a> {
    /// Makes the folder.
    pub(crate) fn new(path: &Path, agreement: &'a Agreement) -> io::Result<Folder<'a>> {
        std::fs::create_dir(path)?;
        let columns = Columns::new(agreement);
        let names = columns.names();
        let place = |name: &str| names.iter().position(|(own, _)| own == name).unwrap_or_default();
        let (kind, month) = (place("type"), place(queries::MONTH));
        let files = names.iter().enumerate().filter(|(place, _)| *place != kind && *place != month);
        let files = files.map(|(place, (name, holding))| (place, name.clone(), *holding)).collect();
        Ok(Folder { path: path.to_owned(), files, kind, month, columns, held: BTreeMap::new(), n_held: 0, n_files: 0 })
    }

    /// Takes a row. The inner error says why engines could not hold it.
    pub(crate) fn write(&mut self, row: &EventRow) -> io::Result<Result<(), String>> {
        let cells = match self.columns.record(row) {
            Ok(cells) => cells,
            Err(reason) => return Ok(Err(reason)),
        };
        let part = (cells[self.month].clone(), cells[self.kind].clone());
        self.held.entry(part).or_default().push(cells);
        self.n_held += 1;
        while self.n_held >= ROWS_HELD {
            self.empty_fullest()?;
        }
        Ok(Ok(()))
    }

    fn empty_fullest(&mut self) -> io::Result<()> {
        let fullest = self.held.iter().max_by_key(|(_, rows)| rows.len()).map(|(part, _)| part.clone());
        match fullest {
            Some(part) => self.empty(&part),
            None => Ok(()),
        }
    }

    fn empty(&mut self, part: &(String, String)) -> io::Result<()> {
        let rows = self.held.remove(part).unwrap_or_default();
        self.n_held -= rows.len();
        let folder =
            self.path.join(format!("{}={}", queries::MONTH, part.0)).join(format!("type={}", encoded(&part.1)));
        std::fs::create_dir_all(&folder)?;
        for rows in rows.chunks(ROWS_A_FILE) {
            self.n_files += 1;
            let file = File::create_new(folder.join(format!("part-{:06}.parquet", self.n_files)))?;
            geoparquet::write_rows(BufWriter::new(file), &self.files, rows)?;
        }
        Ok(())
    }

    /// Writes the rest.
    pub(crate) fn close(mut self) -> io::Result<usize> {
        while !self.held.is_empty() {
            self.empty_fullest()?;
        }
        Ok(self.n_files)
    }
}

/// A value in the name of a folder: signs that paths have other uses for as engines write them there.
fn encoded(value: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"_-.".contains(&byte) || byte >= 0x80 {
            encoded.push(char::from(byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

/// The same rows as one table of CSV, for engines that read no Parquet.
pub(crate) struct Copy<'a, W: Write> {
    out: W,
    columns: Columns<'a>,
    line: CsvLine,
    bytes: Vec<u8>,
}

impl<'a, W: Write> Copy<'a, W> {
    pub(crate) fn new(mut out: W, agreement: &'a Agreement) -> io::Result<Copy<'a, W>> {
        let columns = Columns::new(agreement);
        let names: Vec<String> = columns.names().into_iter().map(|(name, _)| name).collect();
        let (mut line, mut bytes) = (CsvLine::default(), Vec::new());
        line.write(&names, &mut bytes);
        out.write_all(&bytes)?;
        Ok(Copy { out, columns, line, bytes })
    }

    pub(crate) fn write(&mut self, row: &EventRow) -> io::Result<Result<(), String>> {
        let cells = match self.columns.record(row) {
            Ok(cells) => cells,
            Err(reason) => return Ok(Err(reason)),
        };
        self.bytes.clear();
        self.line.write(&cells, &mut self.bytes);
        self.out.write_all(&self.bytes)?;
        Ok(Ok(()))
    }

    pub(crate) fn close(mut self) -> io::Result<()> {
        self.out.flush()
    }
}
