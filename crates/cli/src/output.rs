//! Results on standard output in the format asked for; a reader that goes away early is no failure.

use std::io::{self, BufWriter, ErrorKind, Write};

use assessments::AssessmentRef;
use serde_json::{Map, Value};

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

/// Writes assessments as they are made.
pub(crate) fn assessments(
    format: Format,
    each: impl FnOnce(&mut dyn FnMut(&AssessmentRef<'_>)),
) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    let (mut lines, mut buffer, mut result) = (views::exports::Lines::default(), Vec::new(), Ok(()));
    let is_json = format == Format::Json;
    let mut is_first = true;
    if is_json {
        buffer.push(b'[');
    }
    each(&mut |one| {
        if is_json {
            buffer.extend_from_slice(if is_first { b"\n" } else { b",\n" });
            is_first = false;
        }
        lines.write(one, &mut buffer);
        if is_json {
            buffer.pop();
        }
        if buffer.len() >= 1 << 18 {
            if result.is_ok() {
                result = out.write_all(&buffer);
            }
            buffer.clear();
        }
    });
    if is_json {
        buffer.extend_from_slice(b"\n]\n");
    }
    written(result.and_then(|()| out.write_all(&buffer)).and_then(|()| out.flush()))
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
