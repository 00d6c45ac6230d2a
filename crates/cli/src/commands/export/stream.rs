//! Rows of an events file in the forms in which others read them, one by one: however many there are, some thousands are held and no more.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use provisions::Agreement;
use records::{EventRow, Statement};
use serde_json::Value;
use sources::{Make, Rejected};
use views::released::table;

use crate::agreement_file;
use crate::geoparquet::Parquet;
use crate::partitioned::{Copy, Folder};
use crate::problem::Problem;

/// The forms to which rows can be added one by one.
pub(super) const FORMS: [&str; 6] = ["csv", "copy", "hxl", "parquet", "ndjson", "geojson"];

/// Written instead of a row of a type that tables have no columns for: no form begins a line so.
const OTHER: u8 = 0;

/// What is written of a row as text; nothing of one that the form has no place for.
fn maker<'a>(form: &str, agreement: &'a Agreement, names: &'a [String]) -> Make<'a> {
    let mut make = written(form, agreement, names);
    Box::new(move |row, to| if is_other(&row.statement) { to.push(OTHER) } else { make(row, to) })
}

fn written<'a>(form: &str, agreement: &'a Agreement, names: &'a [String]) -> Make<'a> {
    match form {
        "csv" | "hxl" => {
            let mut cells = Vec::new();
            let mut csv = table::CsvLine::default();
            Box::new(move |row, to| {
                table::record_into(row, agreement, names, &mut cells);
                csv.write(&cells, to);
            })
        }
        "ndjson" => Box::new(|row, to| {
            to.extend(Value::Object(table::object(row, agreement)).to_string().bytes().chain([b'\n']));
        }),
        _ => Box::new(|row, to| {
            if let Some(feature) = table::feature(row, agreement) {
                to.extend(feature.to_string().bytes());
            }
        }),
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
pub(super) struct Counted {
    n: usize,
    n_other: usize,
    n_rejected: usize,
}

impl Counted {
    fn refuse(&mut self, events: &Path, rejected: &Rejected) {
        self.n_rejected += 1;
        eprintln!("{}:{}: {}", events.display(), rejected.line, rejected.reason);
    }
}

/// Text is made of the rows where they are read, on every core.
fn text(
    input: &mut (dyn Read + Send),
    events: &Path,
    form: &str,
    (agreement, names): (&Agreement, &[String]),
    out: &mut dyn Write,
) -> Result<Counted, Failed> {
    let (head, (first, between), foot) = match form {
        "csv" | "hxl" => (table::csv_head(names, form == "hxl"), ("", ""), ""),
        "ndjson" => (Vec::new(), ("", ""), ""),
        _ => (table::GEOJSON_HEAD.as_bytes().to_vec(), ("\n", ",\n"), table::GEOJSON_FOOT),
    };
    let mut counted = Counted::default();
    let mut written = out.write_all(&head);
    let (mut n_written, maker) = (0, || maker(form, agreement, names));
    sources::make_events(input, &agreement.calendar.zone, &maker, &mut |row| match row {
        Err(rejected) => counted.refuse(events, &rejected),
        Ok([OTHER]) => counted.n_other += 1,
        Ok([]) => counted.n += 1,
        Ok(bytes) => {
            counted.n += 1;
            let before = if n_written > 0 { between } else { first };
            n_written += 1;
            if written.is_ok() {
                written = out.write_all(before.as_bytes()).and_then(|()| out.write_all(bytes));
            }
        }
    })
    .map_err(Failed::Reading)?;
    written.and_then(|()| out.write_all(foot.as_bytes())).and_then(|()| out.flush()).map_err(Failed::Writing)?;
    Ok(counted)
}

/// Columns are packed on one thread while the other reads.
fn columns(
    input: &mut dyn Read,
    events: &Path,
    (agreement, names): (&Agreement, &[String]),
    out: impl Write + Send,
) -> Result<Counted, Failed> {
    let mut parquet = Parquet::new(out, names.to_vec()).map_err(Failed::Writing)?;
    let mut counted = Counted::default();
    let (read, written) = std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<EventRow>>(4);
        let writing = scope.spawn(move || {
            for row in receive.into_iter().flatten() {
                parquet.write(table::record(&row, agreement, names))?;
            }
            parquet.close()
        });
        let mut batch = Vec::with_capacity(BATCH);
        let read = sources::each_event(input, &agreement.calendar.zone, &mut |row| match row {
            Err(rejected) => counted.refuse(events, &rejected),
            Ok(row) if is_other(&row.statement) => counted.n_other += 1,
            Ok(row) => {
                counted.n += 1;
                batch.push(row);
                if batch.len() == BATCH {
                    // Where nobody takes it, the writer failed, and says why.
                    let _ = send.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            }
        });
        let _ = send.send(batch);
        drop(send);
        (read, writing.join().unwrap_or_else(|_| Err(io::Error::other("the writer was interrupted"))))
    });
    read.map_err(Failed::Reading)?;
    written.map_err(Failed::Writing)?;
    Ok(counted)
}

/// Which end failed.
enum Failed {
    Reading(io::Error),
    Writing(io::Error),
}

/// Rows as scripts of truce sql read them, whatever they say: into a folder, or one table.
fn for_scripts(
    input: &mut dyn Read,
    events: &Path,
    agreement: &Agreement,
    write: &mut dyn FnMut(&EventRow) -> io::Result<Result<(), String>>,
) -> Result<Counted, Failed> {
    let mut counted = Counted::default();
    let mut written = Ok(());
    sources::each_event(input, &agreement.calendar.zone, &mut |row| match row {
        Err(rejected) => counted.refuse(events, &rejected),
        Ok(_) if written.is_err() => {}
        Ok(row) => match write(&row) {
            Ok(Ok(())) => counted.n += 1,
            Ok(Err(reason)) => {
                counted.n_rejected += 1;
                eprintln!("{}: {}: {reason}", events.display(), row.id);
            }
            Err(error) => written = Err(Failed::Writing(error)),
        },
    })
    .map_err(Failed::Reading)?;
    written.map(|()| counted)
}

/// Writes the rows of a file.
pub(super) fn run(
    events: &Path,
    agreement: &Path,
    (form, partitioned): (&str, bool),
    out: &Path,
) -> Result<(), Problem> {
    is_form(form, partitioned)?;
    let (agreement, _) = agreement_file::parse(agreement, &agreement_file::read(agreement)?);
    let Counted { n, n_other, n_rejected } = rows(events, &agreement, (form, partitioned), out)?;
    eprintln!("{n} rows, {n_other} of types that a table has no columns for, {n_rejected} rejected");
    if n_rejected > 0 { Err(Problem::Said) } else { Ok(()) }
}

/// Refuses a form to which rows cannot be added one by one.
pub(super) fn is_form(form: &str, partitioned: bool) -> Result<(), Problem> {
    if !FORMS.contains(&form) {
        return Err(Problem::Usage(format!("rows one by one are written as {}", FORMS.join(", "))));
    }
    if partitioned && form != "parquet" {
        return Err(Problem::Usage("--partitioned is for --as parquet".to_owned()));
    }
    Ok(())
}

/// A file to be made, or standard output.
pub(super) fn target(path: &Path) -> Result<BufWriter<Box<dyn Write + Send>>, Problem> {
    let target: Box<dyn Write + Send> = if path == Path::new("-") {
        Box::new(io::stdout())
    } else {
        Box::new(File::create_new(path).map_err(|error| Problem::file(path, error))?)
    };
    Ok(BufWriter::with_capacity(1 << 18, target))
}

/// Writes the rows of a file in a form to which rows can be added one by one.
pub(super) fn rows(
    events: &Path,
    agreement: &Agreement,
    (form, partitioned): (&str, bool),
    out: &Path,
) -> Result<Counted, Problem> {
    let names = table::names(agreement);
    let mut input: Box<dyn Read + Send> = match events {
        path if path == Path::new("-") => Box::new(io::stdin()),
        path => Box::new(File::open(path).map_err(|error| Problem::file(path, error))?),
    };
    let counted = match form {
        "parquet" if partitioned => {
            let mut folder = Folder::new(out, agreement).map_err(|error| Problem::file(out, error))?;
            for_scripts(&mut input, events, agreement, &mut |row| folder.write(row))
                .and_then(|counted| folder.close().map(|_| counted).map_err(Failed::Writing))
        }
        "copy" => {
            let mut copy = Copy::new(target(out)?, agreement).map_err(|error| Problem::file(out, error))?;
            for_scripts(&mut input, events, agreement, &mut |row| copy.write(row))
                .and_then(|counted| copy.close().map(|()| counted).map_err(Failed::Writing))
        }
        "parquet" => columns(&mut input, events, (agreement, &names), target(out)?),
        _ => text(&mut input, events, form, (agreement, &names), &mut target(out)?),
    };
    counted.map_err(|failed| match failed {
        Failed::Reading(error) => Problem::file(events, error),
        Failed::Writing(error) => Problem::file(out, error),
    })
}
