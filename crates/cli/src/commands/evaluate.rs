//! `truce evaluate`: events in, assessments out, without a mission.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use assessments::{AssessmentRef, Final, Work};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Level, Rows};

use crate::agreement_file;
use crate::mission::as_of;
use crate::output::{self, Format};
use crate::problem::Problem;
use crate::remarks::{self, Seen};

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce evaluate agreement.md --events events.csv --as-of 2025-11-01\n  \
                        cat events.ndjson | truce evaluate agreement.md --events - --format ndjson")]
pub(crate) struct Evaluate {
    /// The agreement, a Markdown file
    #[arg(value_name = "FILE.md")]
    agreement: PathBuf,
    /// Events, CSV with a header line or NDJSON; - is standard input
    #[arg(long, value_name = "FILE")]
    events: PathBuf,
    /// The moment asked about; a bare date is that whole day. Left out: the latest time in the file
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
    /// Only assessments at this level: alleged, corroborated, verified
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// Only assessments of the readings of this name
    #[arg(long)]
    reading: Option<String>,
    /// Write each assessment once, when the log has passed it by --lateness; keep only what something open needs
    #[arg(long = "final")]
    is_final: bool,
    /// With --final: how long rows may come late, and instances wait for them: 36h, 2d
    #[arg(long, value_name = "DURATION", default_value = "1d", value_parser = lateness)]
    lateness: i64,
    /// Only this share of the work, as 1/2: parts of all shares, sorted, are the whole, sorted
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// How assessments are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn level(text: &str) -> Result<Level, String> {
    Level::from_text(text).ok_or_else(|| "none of alleged, corroborated, verified".to_owned())
}

pub(crate) fn run(evaluate: &Evaluate) -> Result<(), Problem> {
    let text = agreement_file::read(&evaluate.agreement)?;
    let (agreement, diagnostics) = agreement_file::parse(&evaluate.agreement, &text);
    let mut at_fault = agreement_file::say(&diagnostics);
    let started = Instant::now();
    let zone = &agreement.calendar.zone;
    let moment = |text: &Option<String>| text.as_deref().map(|text| as_of(text, zone)).transpose();
    let (known_at, asked) = (moment(&evaluate.known_at)?, moment(&evaluate.as_of)?);
    if evaluate.is_final {
        return finally(evaluate, &agreement, known_at, asked, at_fault);
    }
    let (mut rows, mut rejected) = (Rows::default(), Rejections::new(&evaluate.events));
    let mut input = open(&evaluate.events)?;
    sources::read_rows(&mut input, zone, known_at, &mut rows, &mut |one| rejected.say(&one))
        .map_err(|error| Problem::file(&evaluate.events, error))?;
    let n_rejected = rejected.number;
    at_fault |= n_rejected > 0;
    let n_rows = rows.all().len();
    let as_of = asked.or(rows.latest()).unwrap_or(Timestamp::UNIX_EPOCH);
    let work = Work::new(&agreement, &rows, as_of);
    let n_asked = if evaluate.format == Format::Text {
        let (worker, mut all) = (work.worker(), Vec::new());
        for part in 0..work.n_parts() {
            worker.part(part, &mut |one| {
                if is_asked(evaluate, one) {
                    all.push(one.to_assessment());
                }
            });
        }
        output::text(&views::text::assessments::assessments(&agreement, &all))?;
        all.len()
    } else {
        output::assessments(evaluate.format, &work, |one| is_asked(evaluate, one))?
    };
    let seconds = started.elapsed().as_secs_f64().max(1e-9);
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = (n_rows + n_rejected) as f64 / seconds;
    remarks::say(&remarks::remarks(&agreement, &Seen::of_rows(&rows)));
    if let (true, Some(name)) = (n_asked == 0, &evaluate.reading) {
        let names: BTreeSet<&str> = agreement.rules().flat_map(|(_, r)| &r.readings).map(|r| r.name.as_str()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        eprintln!("remark: no assessment has the reading {name:?}; the readings are {}", names.join(", "));
    }
    eprintln!("{n_rows} events, {n_rejected} rejected, {n_asked} assessments as of {as_of}; {rate:.0} events a second");
    if at_fault { Err(Problem::Said) } else { Ok(()) }
}

fn is_asked(evaluate: &Evaluate, assessment: &AssessmentRef<'_>) -> bool {
    let reading = evaluate.reading.as_deref();
    evaluate.shard.is_none_or(|shard| shard.holds(assessment))
        && evaluate.level.is_none_or(|level| level == assessment.level)
        && reading.is_none_or(|name| is_reading(assessment.reading, name))
}

/// Its whole name, one of its parts, or a part without the trigger's name.
fn is_reading(whole: &str, asked: &str) -> bool {
    let is = |part: &str| part == asked || part.split_once(": ").is_some_and(|(_, name)| name == asked);
    whole == asked || whole.split("; ").any(is)
}

/// So many rows are read before what has closed is written.
const ROWS_A_STEP: usize = 100_000;

/// Reads and writes at once, in bounded memory.
fn finally(
    evaluate: &Evaluate,
    agreement: &Agreement,
    known_at: Option<Timestamp>,
    as_of: Option<Timestamp>,
    at_fault: bool,
) -> Result<(), Problem> {
    let started = Instant::now();
    let mut input = open(&evaluate.events)?;
    let (mut rows, mut rejected) = (Rows::default(), Rejections::new(&evaluate.events));
    let mut closing = Final::new(evaluate.lateness);
    let (mut out, mut n_asked) = (output::Stream::new(evaluate.format), 0);
    // A table for people needs all its lines at once.
    let mut table = Vec::new();
    let mut emit = |one: &AssessmentRef<'_>| {
        if is_asked(evaluate, one) {
            n_asked += 1;
            match evaluate.format {
                Format::Text => table.push(one.to_assessment()),
                _ => out.write(one),
            }
        }
    };
    // One thread reads and hands rows over, the other assesses and writes.
    let (send, receive) = mpsc::sync_channel(1);
    let mut n_twice = 0;
    let read = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut rows = Rows::default();
            let mut hand_over = |rows: &mut Rows| drop(send.send(rows.split_off()));
            let flow = sources::Flow { lateness: evaluate.lateness, rows_a_step: ROWS_A_STEP, step: &mut hand_over };
            let zone = &agreement.calendar.zone;
            let say = &mut |one| rejected.say(&one);
            let read = sources::read_flow(&mut input, zone, known_at, &mut rows, say, flow);
            hand_over(&mut rows);
            drop(send);
            read
        });
        for more in receive {
            n_twice += rows.append(more);
            closing.close(agreement, &mut rows, as_of, &mut emit);
        }
        reader.join()
    });
    match read {
        Ok(read) => read.map_err(|error| Problem::file(&evaluate.events, error))?,
        Err(_) => return Err(Problem::World("the reading broke off".to_owned())),
    }
    if n_twice > 0 {
        eprintln!("{n_twice} rows have the id of an earlier row and are left out");
    }
    let as_of = as_of.or(rows.latest()).unwrap_or(Timestamp::UNIX_EPOCH);
    closing.finish(agreement, &rows, as_of, &mut emit);
    match evaluate.format {
        Format::Text => output::text(&views::text::assessments::assessments(agreement, &table))?,
        _ => out.end()?,
    }
    eprintln!(
        "{} rejected, {n_asked} assessments as of {as_of}; {:.1} s",
        rejected.number,
        started.elapsed().as_secs_f64()
    );
    if at_fault || rejected.number + n_twice > 0 { Err(Problem::Said) } else { Ok(()) }
}

/// Says what was rejected, and counts.
struct Rejections<'p> {
    path: &'p Path,
    number: usize,
}

impl<'p> Rejections<'p> {
    fn new(path: &'p Path) -> Rejections<'p> {
        Rejections { path, number: 0 }
    }

    fn say(&mut self, rejected: &sources::Rejected) {
        self.number += 1;
        eprintln!("{}:{}: {}", self.path.display(), rejected.line, rejected.reason);
    }
}

fn open(path: &Path) -> Result<Box<dyn BufRead + Send>, Problem> {
    Ok(if path == Path::new("-") {
        Box::new(BufReader::with_capacity(1 << 20, stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| Problem::file(path, error))?))
    })
}

/// One of so many shares of the work.
#[derive(Clone, Copy, Debug)]
struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// Whether an assessment is of this share: by its rule and what keeps it apart, so that all its levels, readings and
    /// parties stay together.
    fn holds(self, one: &AssessmentRef<'_>) -> bool {
        // FNV-1a, 64 bits: the same on every machine and in every version.
        let bytes = one.rule.bytes().chain([0]).chain(one.instance.bytes());
        let mixed = bytes
            .fold(0xcbf2_9ce4_8422_2325, |mixed: u64, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        (mixed ^ mixed >> 32) % self.of == self.number - 1
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((number, of)) if 1 <= number && number <= of => Ok(Shard { number, of }),
        _ => Err("not a share like 1/2".to_owned()),
    }
}

/// Seconds of a duration in hours or days.
fn lateness(text: &str) -> Result<i64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("not a duration like 36h or 2d".to_owned()),
    };
    let number: i64 = number.parse().map_err(|_| "not a duration like 36h or 2d".to_owned())?;
    number.checked_mul(seconds).ok_or_else(|| "too long".to_owned())
}
