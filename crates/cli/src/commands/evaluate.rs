//! `truce evaluate`: events in, assessments out, without a mission.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};
use std::time::Instant;

use assessments::{AssessmentRef, Work};
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
    let (rows, n_rejected) = read(&evaluate.events, &agreement, known_at)?;
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
    evaluate.level.is_none_or(|level| level == assessment.level)
        && reading.is_none_or(|name| is_reading(assessment.reading, name))
}

/// Its whole name, one of its parts, or a part without the trigger's name.
fn is_reading(whole: &str, asked: &str) -> bool {
    let is = |part: &str| part == asked || part.split_once(": ").is_some_and(|(_, name)| name == asked);
    whole == asked || whole.split("; ").any(is)
}

fn read(path: &Path, agreement: &Agreement, known_at: Option<Timestamp>) -> Result<(Rows, usize), Problem> {
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::with_capacity(1 << 20, stdin().lock()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| Problem::file(path, error))?))
    };
    let (mut rows, mut n_rejected) = (Rows::default(), 0);
    sources::read_rows(&mut input, &agreement.calendar.zone, known_at, &mut rows, &mut |rejected| {
        n_rejected += 1;
        eprintln!("{}:{}: {}", path.display(), rejected.line, rejected.reason);
    })
    .map_err(|error| Problem::file(path, error))?;
    Ok((rows, n_rejected))
}
