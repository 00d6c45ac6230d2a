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

use crate::geoparquet::{Cells, RowsFile};

/// So many rows are held before some of them are written.
const ROWS_HELD: usize = 100_000;
/// Or so many bytes of them.
const BYTES_HELD: usize = 256 << 20;
/// A file has not many more rows than this.
const ROWS_A_FILE: usize = 2_000_000;
/// So many files are open at once, and none longer than for so many rows after its last: what an open file knows of its groups of rows
/// is held until it ends.
const FILES_OPEN: usize = 64;
const OPEN_FOR: usize = 3 * ROWS_HELD;

/// A month and type.
type Part = (String, String);

/// A folder that rows come into one by one. It holds some hundred thousand of them, and no more: a month and type of which no
/// row came for long is written and closed first, so rows in order of time make the fewest files.
pub(crate) struct Folder<'a> {
    path: PathBuf,
    columns: Columns<'a>,
    /// Places of the cells that files hold, with their names: all but those that the folders' names say.
    files: Vec<(usize, String, Holding)>,
    kind: usize,
    month: usize,
    held: BTreeMap<Part, Held>,
    open: BTreeMap<Part, Open>,
    n_held: usize,
    n_bytes: usize,
    n_files: usize,
    /// How many rows came.
    n_rows: usize,
}

#[derive(Default)]
struct Held {
    cells: Cells,
    /// When the last row came, by the number of rows that had come.
    touched: usize,
    n_bytes: usize,
}

struct Open {
    file: RowsFile<BufWriter<File>>,
    n_rows: usize,
    /// When it was written last.
    touched: usize,
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
        let (held, open) = (BTreeMap::new(), BTreeMap::new());
        Ok(Folder {
            path: path.to_owned(),
            files,
            kind,
            month,
            columns,
            held,
            open,
            n_held: 0,
            n_bytes: 0,
            n_files: 0,
            n_rows: 0,
        })
    }

    /// Takes a row. The inner error says why engines could not hold it.
    pub(crate) fn write(&mut self, row: &EventRow) -> io::Result<Result<(), String>> {
        let cells = match self.columns.record(row) {
            Ok(cells) => cells,
            Err(reason) => return Ok(Err(reason)),
        };
        let part = (cells[self.month].clone(), cells[self.kind].clone());
        self.n_rows += 1;
        let held = self.held.entry(part).or_default();
        held.cells.push(&cells);
        held.touched = self.n_rows;
        let n_bytes: usize = cells.iter().map(String::len).sum();
        held.n_bytes += n_bytes;
        self.n_bytes += n_bytes;
        self.n_held += 1;
        while self.n_held >= ROWS_HELD || self.n_bytes >= BYTES_HELD {
            self.empty_one()?;
        }
        Ok(Ok(()))
    }

    /// Writes what no row came to for long, or where there is none, the fullest.
    fn empty_one(&mut self) -> io::Result<()> {
        let stalest = self.held.iter().min_by_key(|(_, held)| held.touched);
        let stalest = stalest.filter(|(_, held)| held.touched + ROWS_HELD < self.n_rows);
        let chosen = stalest.or_else(|| self.held.iter().max_by_key(|(_, held)| held.cells.len()));
        match chosen.map(|(part, _)| part.clone()) {
            Some(part) => self.empty(&part),
            None => Ok(()),
        }
    }

    fn empty(&mut self, part: &Part) -> io::Result<()> {
        let Held { cells, touched, n_bytes } = self.held.remove(part).unwrap_or_default();
        self.n_held -= cells.len();
        self.n_bytes -= n_bytes;
        let is_new = !self.open.contains_key(part);
        let stale = |(own, open): &(&Part, &Open)| *own != part && open.touched + OPEN_FOR < self.n_rows;
        let stale: Vec<Part> = self.open.iter().filter(stale).map(|(part, _)| part.clone()).collect();
        stale.iter().try_for_each(|part| self.close_one(part))?;
        if is_new {
            while self.open.len() >= FILES_OPEN {
                let stalest = self.open.iter().min_by_key(|(_, open)| open.touched).map(|(part, _)| part.clone());
                stalest.into_iter().try_for_each(|part| self.close_one(&part))?;
            }
            let folder =
                self.path.join(format!("{}={}", queries::MONTH, part.0)).join(format!("type={}", encoded(&part.1)));
            std::fs::create_dir_all(&folder)?;
            self.n_files += 1;
            let file = File::create_new(folder.join(format!("part-{:06}.parquet", self.n_files)))?;
            let file = RowsFile::new(BufWriter::new(file), &self.files)?;
            self.open.insert(part.clone(), Open { file, n_rows: 0, touched });
        }
        let Some(open) = self.open.get_mut(part) else { return Ok(()) };
        open.file.write(&self.files, &cells)?;
        (open.n_rows, open.touched) = (open.n_rows + cells.len(), touched);
        if open.n_rows >= ROWS_A_FILE { self.close_one(part) } else { Ok(()) }
    }

    fn close_one(&mut self, part: &Part) -> io::Result<()> {
        self.open.remove(part).map_or(Ok(()), |open| open.file.close())
    }

    /// Writes the rest.
    pub(crate) fn close(mut self) -> io::Result<usize> {
        while let Some(part) = self.held.keys().next().cloned() {
            self.empty(&part)?;
        }
        while let Some(part) = self.open.keys().next().cloned() {
            self.close_one(&part)?;
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
