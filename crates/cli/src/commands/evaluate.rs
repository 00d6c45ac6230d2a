//! `truce evaluate`: events in, assessments out, without a mission.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};
use std::time::Instant;

use assessments::{Assessment, AssessmentRef, Final, Work};
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
    let mut out = Out::new(evaluate);
    out.write(&Work::new(&agreement, &rows, as_of));
    let n_asked = out.end(&agreement)?;
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
const ROWS_A_STEP: usize = 80_000;

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
    let (mut closing, mut out) = (Final::new(evaluate.lateness), Out::new(evaluate));
    let mut step = |rows: &mut Rows| closing.close(agreement, rows, as_of, &mut |work| out.write(work));
    let flow = sources::Flow { lateness: evaluate.lateness, rows_a_step: ROWS_A_STEP, step: &mut step };
    let zone = &agreement.calendar.zone;
    sources::read_flow(&mut input, zone, known_at, &mut rows, &mut |one| rejected.say(&one), flow)
        .map_err(|error| Problem::file(&evaluate.events, error))?;
    let as_of = as_of.or(rows.latest()).unwrap_or(Timestamp::UNIX_EPOCH);
    closing.finish(agreement, &rows, as_of, &mut |work| out.write(work));
    let n_asked = out.end(agreement)?;
    eprintln!(
        "{} rejected, {n_asked} assessments as of {as_of}; {:.1} s",
        rejected.number,
        started.elapsed().as_secs_f64()
    );
    if at_fault || rejected.number > 0 { Err(Problem::Said) } else { Ok(()) }
}

/// Where assessments go. A table for people needs all its lines at once.
struct Out<'e> {
    evaluate: &'e Evaluate,
    table: Vec<Assessment>,
    stream: Option<output::Assessments>,
}

impl<'e> Out<'e> {
    fn new(evaluate: &'e Evaluate) -> Out<'e> {
        let is_text = evaluate.format == Format::Text;
        let stream = (!is_text).then(|| output::Assessments::new(evaluate.format));
        Out { evaluate, table: Vec::new(), stream }
    }

    fn write(&mut self, work: &Work<'_>) {
        let is_asked = |one: &AssessmentRef<'_>| is_asked(self.evaluate, one);
        match &mut self.stream {
            Some(stream) => stream.write(work, is_asked),
            None => work.run(&mut |one| self.table.extend(is_asked(one).then(|| one.to_assessment()))),
        }
    }

    fn end(self, agreement: &Agreement) -> Result<usize, Problem> {
        match self.stream {
            Some(stream) => stream.end(),
            None => {
                output::text(&views::text::assessments::assessments(agreement, &self.table))?;
                Ok(self.table.len())
            }
        }
    }
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

fn open(path: &Path) -> Result<Box<dyn Read + Send>, Problem> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin()));
    }
    Ok(Box::new(File::open(path).map_err(|error| Problem::file(path, error))?))
}

/// One of so many shares of the work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shard {
    pub(super) number: u64,
    pub(super) of: u64,
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

pub(super) fn shard(text: &str) -> Result<Shard, String> {
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
