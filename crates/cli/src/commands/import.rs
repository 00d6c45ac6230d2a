//! `truce import`: reports into the ledger.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Read, stderr, stdin};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use monitor::{Export, Heard, Imported, Input, Monitor, Notes};
use sources::{Format, Mapping, Part, csv_of_workbook, is_workbook, parts_of};

use super::candidates;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;
use crate::rejected::{Form, RejectedRows};
use crate::remarks::{self, Seen};

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
                        truce import my-mission reports.csv --as reports\n  \
                        truce import my-mission incidents.csv --as csv --mapping incidents.toml\n  \
                        truce import my-mission articles/ --as article --date 2026-11-24\n\n\
                        Rows that cannot be used are said with line and reason, and written to a file in my-mission/rejected, to be \
                        mended and given again; the rest goes in. After a cut, give the same file again: what is in adds nothing.")]
pub(crate) struct Import {
    /// Folder of the mission
    mission: PathBuf,
    /// File to read; - is standard input
    file: PathBuf,
    /// Format of the file: reports, sources, actors, ucdp-ged, acled, gdelt, kobo, csv with a mapping, or article
    #[arg(long = "as", value_name = "FORMAT", value_parser = format)]
    format: As,
    /// What the columns of a csv file, or the questions of a form that is not Truce's, mean
    #[arg(long, value_name = "FILE.toml")]
    mapping: Option<PathBuf>,
    /// With --as kobo: who tells what is in the file, where no question and no mapping says so
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// With --as article: day of articles that do not tell it
    #[arg(long, value_name = "DAY")]
    date: Option<jiff::civil::Date>,
    /// With --as article: outlet of articles that do not tell it
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
}

/// Rows of reports, or articles that are read for what they tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    Rows(Format),
    Articles,
}

fn format(text: &str) -> Result<As, String> {
    if text == "article" {
        return Ok(As::Articles);
    }
    let found = Format::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, format)| As::Rows(*format)).ok_or_else(|| {
        let names: Vec<&str> = Format::NAMES.iter().map(|(name, _)| *name).collect();
        format!("none of {}, article", names.join(", "))
    })
}

/// So many rejected rows are said one by one.
const SAID_MAX: u64 = 50;

pub(crate) fn run(import: &Import) -> Result<(), Problem> {
    let As::Rows(format) = import.format else {
        if import.source.is_some() || import.mapping.is_some() {
            return Err(Problem::Usage("--source and --mapping do not go with --as article".to_owned()));
        }
        return candidates::import(&import.mission, &import.file, import.date, import.outlet.as_deref());
    };
    let mapping = mapping(import, format)?;
    if import.source.is_some() && format != Format::Kobo {
        return Err(Problem::Usage("--source goes with --as kobo: other formats have a column for it".to_owned()));
    }
    if import.date.is_some() || import.outlet.is_some() {
        return Err(Problem::Usage("--date and --outlet go with --as article".to_owned()));
    }
    let mut mission = Mission::open_in_brief(&import.mission)?;
    let path = &import.file;
    if format == Format::Kobo {
        return exported(import, &mut mission, &mapping);
    }
    let mut input: Box<dyn BufRead + Send> = if path == Path::new("-") {
        Box::new(BufReader::with_capacity(1 << 20, stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| Problem::file(path, error))?))
    };
    let n_bytes = std::fs::metadata(path).map_or(0, |about| about.len());
    if is_workbook(input.fill_buf().map_err(|error| Problem::file(path, error))?) {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(|error| Problem::file(path, error))?;
        let text = csv_of_workbook(bytes);
        input =
            Box::new(Cursor::new(text.map_err(|reason| Problem::AtFault(format!("{}: {reason}", path.display())))?));
    }
    let start = input.fill_buf().map_err(|error| Problem::file(path, error))?;
    let is_ndjson = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start().starts_with(b"{");
    let form = if is_ndjson { Form::Ndjson } else { Form::Csv(mapping.shape.separator.unwrap_or(b',')) };
    let now = Timestamp::now();
    let mut counted = Counted { input, n_read: Arc::default() };
    let progress = Progress::new(n_bytes, Arc::clone(&counted.n_read));
    let take = |monitor: &mut Monitor, notes: &mut Notes<'_>, hears: &mut Hears<'_>| {
        monitor.import(Input { format, mapping: &mapping, from: &mut counted }, now, notes, hears)
    };
    take_in(import, &mut mission, (form, now), &progress, take)
}

type Hears<'h> = dyn FnMut(&Imported, Heard) + 'h;

/// The export of a form server, read whole: its tables belong together.
fn exported(import: &Import, mission: &mut Mission, mapping: &Mapping) -> Result<(), Problem> {
    let parts = parts(&import.file)?;
    let now = Timestamp::now();
    let progress = Progress::new(0, Arc::default());
    let take = |monitor: &mut Monitor, notes: &mut Notes<'_>, hears: &mut Hears<'_>| {
        monitor.import_export(Export { parts: &parts, mapping, source: import.source.as_deref() }, now, notes, hears)
    };
    take_in(import, mission, (Form::Ndjson, now), &progress, take)
}

/// The file, and beside a CSV those of its repeated groups: `visits.csv`, `visits-act.csv`.
fn parts(path: &Path) -> Result<Vec<Part>, Problem> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        stdin().lock().read_to_end(&mut bytes).map_err(|error| Problem::file(path, error))?;
    } else {
        bytes = std::fs::read(path).map_err(|error| Problem::file(path, error))?;
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut parts =
        parts_of(&stem, bytes).map_err(|reason| Problem::AtFault(format!("{}: {reason}", path.display())))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        let beside = std::fs::read_dir(folder).map_err(|error| Problem::file(folder, error))?;
        let mut beside: Vec<PathBuf> = beside.filter_map(|entry| Some(entry.ok()?.path())).collect();
        beside.sort();
        for other in beside {
            let name = other.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is_csv = other.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
            if is_csv && name.strip_prefix(&stem).is_some_and(|rest| rest.starts_with('-')) {
                let bytes = std::fs::read(&other).map_err(|error| Problem::file(&other, error))?;
                parts.push(Part { name, bytes });
            }
        }
    }
    Ok(parts)
}

/// Takes an input in and says what came of it.
fn take_in(
    import: &Import,
    mission: &mut Mission,
    (form, now): (Form, Timestamp),
    progress: &Progress,
    take: impl FnOnce(&mut Monitor, &mut Notes<'_>, &mut Hears<'_>) -> Result<Imported, monitor::Error>,
) -> Result<(), Problem> {
    let path = &import.file;
    let mut rejected_rows = RejectedRows::of(&mission.folder, path, form, now);
    let mut not_written = None;
    let mut seen = Seen::default();
    let mut hears = |so_far: &Imported, heard: Heard| match heard {
        Heard::Committed => progress.show(so_far),
        Heard::Rejected(rejected) => {
            if so_far.rejected <= SAID_MAX {
                progress.clear();
                eprintln!("{}:{}: {}", path.display(), rejected.line, rejected.reason);
            }
            // What is wrong with the whole file is no row of it.
            let is_row = !rejected.row.is_empty() || !rejected.cells.is_empty();
            if is_row && not_written.is_none() {
                not_written = rejected_rows.add(&rejected).err();
            }
        }
    };
    let imported = take(&mut mission.monitor, &mut |report| seen.note(report), &mut hears);
    progress.clear();
    // Batches that went in before a failure are in the record: their checkpoint is kept all the same.
    let kept = mission.keep_checkpoint();
    let imported = imported?;
    kept?;
    if imported.rejected > SAID_MAX {
        eprintln!("{}: and {} more", path.display(), imported.rejected - SAID_MAX);
    }
    match not_written.map_or_else(|| rejected_rows.finish(), Err) {
        Ok(Some(file)) => eprintln!("rejected rows are in {}: mend them there and import that file", file.display()),
        Ok(None) => {}
        Err(error) => eprintln!("rejected rows cannot be written to a file: {error}"),
    }
    for (code, n) in &imported.left_out {
        eprintln!("{}: left out, as no type stands for it: {code} ({n})", path.display());
    }
    if let Some(version) = mission.monitor.state().version() {
        let state = mission.monitor.state();
        seen.find_events(|name| state.named(name).is_some());
        remarks::say(&remarks::remarks(&version.agreement, &seen));
        remarks::say(&seen.unknown_sources(|source| state.source(source).is_some()));
        let particulars = seen.particulars();
        if matches!(import.format, As::Rows(Format::Kobo | Format::Csv)) && !particulars.is_empty() {
            eprintln!(
                "remark: kept as particulars, in hashed bytes that can never be erased: {}; a mapping may `drop` them",
                particulars.join(", ")
            );
        }
        if mission.monitor.state().linked_by().parameters.is_none()
            && mission.monitor.state().n_reports() >= WORTH_LEARNING
        {
            eprintln!(
                "remark: only reports that agree in all are one event until `truce link {}` has learnt more",
                import.mission.display()
            );
        }
    }
    if imported.read == 0 {
        eprintln!("remark: {} holds no row", path.display());
    }
    output::line(format_args!("{}", summary(&imported)))?;
    if imported.rejected == 0 { Ok(()) } else { Err(Problem::Said) }
}

/// From so many reports of happenings on, linking can be learnt.
const WORTH_LEARNING: usize = 200;

pub(super) fn summary(imported: &Imported) -> String {
    let corrected = match imported.corrected {
        0 => String::new(),
        n => format!(" ({n} of them corrections)"),
    };
    let left_out = match imported.left_out.values().sum() {
        0 => String::new(),
        n => format!(", left out {n}"),
    };
    let Imported { read, added, known, rejected, .. } = imported;
    format!("read {read}, added {added}{corrected}, known {known}, rejected {rejected}{left_out}")
}

/// The mapping that is given; else that of the format.
fn mapping(import: &Import, format: Format) -> Result<Mapping, Problem> {
    match (&import.mapping, format) {
        (Some(path), Format::Csv | Format::Kobo) => {
            let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
            Mapping::from_toml(&text).map_err(|reason| Problem::AtFault(format!("{}: {reason}", path.display())))
        }
        (Some(_), _) => Err(Problem::Usage("--mapping goes with --as csv and --as kobo".to_owned())),
        (None, Format::Csv) => Err(Problem::Usage("--as csv needs --mapping: what do the columns mean?".to_owned())),
        (None, format) => Ok(Mapping::of(format)),
    }
}

/// Bytes as they are read.
struct Counted {
    input: Box<dyn BufRead + Send>,
    n_read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(to)?;
        self.n_read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.n_read.fetch_add(n as u64, Ordering::Relaxed);
        self.input.consume(n);
    }
}

/// How far it is, on a terminal.
struct Progress {
    is_shown: bool,
    since: Instant,
    n_bytes: u64,
    n_read: Arc<AtomicU64>,
}

impl Progress {
    fn new(n_bytes: u64, n_read: Arc<AtomicU64>) -> Progress {
        Progress { is_shown: stderr().is_terminal(), since: Instant::now(), n_bytes, n_read }
    }

    fn show(&self, so_far: &Imported) {
        if self.is_shown {
            let elapsed = self.since.elapsed();
            eprint!(
                "\r\x1b[K{}",
                how_far(so_far.read, so_far.added, self.n_read.load(Ordering::Relaxed), self.n_bytes, elapsed)
            );
        }
    }

    fn clear(&self) {
        if self.is_shown {
            eprint!("\r\x1b[K");
        }
    }
}

/// Rows, their rate, and the time left where the size of the file is known.
fn how_far(n_rows: u64, n_added: u64, n_read: u64, n_bytes: u64, elapsed: Duration) -> String {
    let rate = u128::from(n_rows) * 1000 / elapsed.as_millis().max(1);
    let left = match n_bytes.checked_sub(n_read) {
        Some(rest) if n_read > 0 => {
            let seconds = u128::from(rest) * elapsed.as_millis() / u128::from(n_read) / 1000;
            format!(", {}:{:02} left", seconds / 60, seconds % 60)
        }
        _ => String::new(),
    };
    format!("{n_rows} rows read, {n_added} added, {rate} a second{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_that_of_the_bytes_to_come() {
        let after_ten = Duration::from_secs(10);
        assert_eq!(how_far(500, 400, 1000, 8500, after_ten), "500 rows read, 400 added, 50 a second, 1:15 left");
        assert_eq!(how_far(500, 400, 1000, 0, after_ten), "500 rows read, 400 added, 50 a second");
    }
}
