//! Results on standard output in the format asked for; a reader that goes away early is no failure.

use std::io::{self, BufWriter, ErrorKind, Write};

use std::sync::atomic::{AtomicUsize, Ordering};

use assessments::{AssessmentRef, Work};
use serde_json::{Map, Value};

use views::exports::Lines;

use crate::parts;
use crate::problem::Problem;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// Writes text.
pub(crate) fn text(text: &str) -> Result<(), Problem> {
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Writes one line, at once.
pub(crate) fn line(line: std::fmt::Arguments<'_>) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    written(writeln!(out, "{line}").and_then(|()| out.flush()))
}

/// Writes objects, one at a time.
pub(crate) fn objects(format: Format, objects: impl Iterator<Item = Map<String, Value>>) -> Result<(), Problem> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    written(write_objects(format, objects, &mut out).and_then(|()| out.flush()))
}

/// Writes lines that are ready: as they are, or as the members of a list.
pub(crate) struct ReadyLines {
    out: io::StdoutLock<'static>,
    is_json: bool,
    is_first: bool,
    result: io::Result<()>,
}

impl ReadyLines {
    pub(crate) fn new(format: Format) -> ReadyLines {
        let mut out = io::stdout().lock();
        let is_json = format == Format::Json;
        let result = if is_json { out.write_all(b"[") } else { Ok(()) };
        ReadyLines { out, is_json, is_first: true, result }
    }

    /// More of them. A reader that went away is no failure, but nothing more need be made.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.result.is_ok() {
            self.result = if self.is_json {
                let mut commas = Commas { out: &mut self.out, is_first: self.is_first };
                commas.write_all(lines)
            } else {
                self.out.write_all(lines)
            };
            self.is_first &= lines.is_empty();
        }
        match &self.result {
            Ok(()) => Ok(()),
            Err(error) => Err(io::Error::from(error.kind())),
        }
    }

    /// The end.
    pub(crate) fn end(mut self) -> Result<(), Problem> {
        if self.is_json && self.result.is_ok() {
            self.result = self.out.write_all(b"\n]\n");
        }
        written(self.result.and_then(|()| self.out.flush()))
    }
}

/// Writes assessments, one work after the other.
pub(crate) struct Assessments {
    is_json: bool,
    n_written: usize,
    result: io::Result<()>,
}

impl Assessments {
    /// Lines, or members of a list.
    pub(crate) fn new(format: Format) -> Assessments {
        let is_json = format == Format::Json;
        let result = if is_json { io::stdout().lock().write_all(b"[") } else { Ok(()) };
        Assessments { is_json, n_written: 0, result }
    }

    /// Those that `is_asked`.
    pub(crate) fn write(&mut self, work: &Work<'_>, is_asked: impl Fn(&AssessmentRef<'_>) -> bool + Sync) {
        let n_asked = AtomicUsize::new(0);
        let maker = || {
            let (mut lines, is_asked) = (Lines::default(), &is_asked);
            let mut count = Count { of_all: &n_asked, own: 0 };
            move |one: &AssessmentRef<'_>, buffer: &mut Vec<u8>| {
                if is_asked(one) {
                    count.one_more();
                    lines.write(one, buffer);
                }
            }
        };
        let mut out = io::stdout().lock();
        if self.result.is_ok() {
            self.result = if self.is_json {
                parts::write(work, maker, &mut Commas { out: &mut out, is_first: self.n_written == 0 })
            } else {
                parts::write(work, maker, &mut out)
            };
        }
        self.n_written += n_asked.into_inner();
    }

    /// The end; gives how many there were.
    pub(crate) fn end(mut self) -> Result<usize, Problem> {
        if self.is_json && self.result.is_ok() {
            self.result = io::stdout().lock().write_all(b"\n]\n");
        }
        written(self.result.and_then(|()| io::stdout().lock().flush()))?;
        Ok(self.n_written)
    }
}

/// What one thread counted; added to that of all at its end.
struct Count<'c> {
    of_all: &'c AtomicUsize,
    own: usize,
}

impl Count<'_> {
    fn one_more(&mut self) {
        self.own += 1;
    }
}

impl Drop for Count<'_> {
    fn drop(&mut self) {
        self.of_all.fetch_add(self.own, Ordering::Relaxed);
    }
}

/// Lines become the members of a list: a comma and a line's end before each, none after.
struct Commas<'o, W> {
    out: &'o mut W,
    is_first: bool,
}

impl<W: Write> Write for Commas<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
            self.out.write_all(line.strip_suffix(b"\n").unwrap_or(line))?;
            self.is_first = false;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn write_objects(
    format: Format,
    objects: impl Iterator<Item = Map<String, Value>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let is_json = format == Format::Json;
    if is_json {
        out.write_all(b"[")?;
    }
    for (object_idx, object) in objects.enumerate() {
        if is_json && object_idx > 0 {
            out.write_all(b",")?;
        }
        if is_json {
            out.write_all(b"\n")?;
        }
        serde_json::to_writer(&mut *out, &object)?;
        if !is_json {
            out.write_all(b"\n")?;
        }
    }
    if is_json { out.write_all(b"\n]\n") } else { Ok(()) }
}

fn written(result: io::Result<()>) -> Result<(), Problem> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Problem::World(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
