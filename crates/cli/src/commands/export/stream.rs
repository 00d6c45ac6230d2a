//! Rows of an events file in the forms in which others read them, one by one: however many there are, some thousands are held and no more.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use provisions::Agreement;
use records::{EventRow, Statement};
use views::released::table::{self, Csv};

use crate::agreement_file;
use crate::geoparquet::Parquet;
use crate::problem::Problem;

/// The forms to which rows can be added one by one.
pub(super) const FORMS: [&str; 5] = ["csv", "hxl", "parquet", "ndjson", "geojson"];

/// A file that rows come into.
enum To<W: Write + Send> {
    Csv(Box<Csv<W>>, Vec<String>),
    Parquet(Box<Parquet<W>>),
    Ndjson(W),
    Geojson(W, usize),
}

impl<W: Write + Send> To<W> {
    fn new(form: &str, mut out: W, names: &[String]) -> io::Result<To<W>> {
        Ok(match form {
            "csv" | "hxl" => To::Csv(Box::new(Csv::new(out, names, form == "hxl")?), Vec::new()),
            "parquet" => To::Parquet(Box::new(Parquet::new(out, names.to_vec())?)),
            "ndjson" => To::Ndjson(out),
            _ => {
                out.write_all(table::GEOJSON_HEAD.as_bytes())?;
                To::Geojson(out, 0)
            }
        })
    }

    fn row(&mut self, row: &EventRow, agreement: &Agreement, names: &[String]) -> io::Result<()> {
        match self {
            To::Csv(csv, cells) => {
                table::record_into(row, agreement, names, cells);
                csv.write(cells)
            }
            To::Parquet(parquet) => parquet.write(table::record(row, agreement, names)),
            To::Ndjson(out) => table::line(row, agreement, out),
            To::Geojson(out, n) => {
                if let Some(feature) = table::feature(row, agreement) {
                    out.write_all(if *n == 0 { b"\n" } else { b",\n" })?;
                    serde_json::to_writer(&mut *out, &feature)?;
                    *n += 1;
                }
                Ok(())
            }
        }
    }

    fn end(self) -> io::Result<()> {
        match self {
            To::Csv(mut csv, _) => csv.flush(),
            To::Parquet(parquet) => parquet.close(),
            To::Ndjson(mut out) => out.flush(),
            To::Geojson(mut out, _) => {
                out.write_all(table::GEOJSON_FOOT.as_bytes())?;
                out.flush()
            }
        }
    }
}

/// What a published table has no columns for.
fn is_other(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Figure(_) | Statement::Tally(_) | Statement::Stance(_) | Statement::Score(_) | Statement::Withdrawn
    )
}

/// So many rows go from one thread to the other at once.
const BATCH: usize = 1_000;

/// How many rows there were.
#[derive(Default)]
struct Counted {
    n: usize,
    n_other: usize,
    n_rejected: usize,
}

impl Counted {
    fn read(
        &mut self,
        input: &mut dyn Read,
        events: &Path,
        agreement: &Agreement,
        send: &std::sync::mpsc::SyncSender<Vec<EventRow>>,
    ) -> io::Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        sources::each_event(input, &agreement.calendar.zone, &mut |row| match row {
            Err(rejected) => {
                self.n_rejected += 1;
                eprintln!("{}:{}: {}", events.display(), rejected.line, rejected.reason);
            }
            Ok(row) if is_other(&row.statement) => self.n_other += 1,
            Ok(row) => {
                self.n += 1;
                batch.push(row);
                if batch.len() == BATCH {
                    // Where nobody takes it, the writer failed, and says why.
                    let _ = send.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            }
        })?;
        let _ = send.send(batch);
        Ok(())
    }
}

/// Writes the rows of a file.
pub(super) fn run(events: &Path, agreement: &Path, form: &str, out: &Path) -> Result<(), Problem> {
    if !FORMS.contains(&form) {
        return Err(Problem::Usage(format!("rows of a file are written as {}", FORMS.join(", "))));
    }
    let (agreement, _) = agreement_file::parse(agreement, &agreement_file::read(agreement)?);
    let names = table::names(&agreement);
    let mut input: Box<dyn Read> = match events {
        path if path == Path::new("-") => Box::new(io::stdin()),
        path => Box::new(File::open(path).map_err(|error| Problem::file(path, error))?),
    };
    let target: Box<dyn Write + Send> = match out {
        path if path == Path::new("-") => Box::new(io::stdout()),
        path => Box::new(File::create_new(path).map_err(|error| Problem::file(path, error))?),
    };
    let mut to = To::new(form, BufWriter::with_capacity(1 << 18, target), &names)?;
    let mut counted = Counted::default();
    // One thread reads and checks, the other writes; between them waits so much and no more.
    let done = std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<EventRow>>(4);
        let (agreement, names) = (&agreement, &names);
        let writing = scope.spawn(move || {
            for row in receive.into_iter().flatten() {
                to.row(&row, agreement, names)?;
            }
            to.end()
        });
        let read = counted.read(&mut input, events, agreement, &send);
        drop(send);
        let written = writing.join().unwrap_or_else(|_| Err(io::Error::other("the writer was interrupted")));
        (read, written)
    });
    done.0.map_err(|error| Problem::file(events, error))?;
    done.1.map_err(|error| Problem::file(out, error))?;
    let Counted { n, n_other, n_rejected } = counted;
    eprintln!("{n} rows, {n_other} of types that a table has no columns for, {n_rejected} rejected");
    if n_rejected > 0 { Err(Problem::Said) } else { Ok(()) }
}
