//! `truce inbox`: what came in, and how far each report has been looked at.

use std::io::{BufRead, stdin};
use std::path::PathBuf;

use jiff::Timestamp;
use ledger::body::TriageStep;
use monitor::{AskedInbox, AskedStep, Stand, StepDone};

use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  \
    truce inbox my-mission\n  \
    truce inbox my-mission --state taken --source patrol-3\n  \
    truce inbox take my-mission patrol-3/17 patrol-3/18 --by desk-2\n  \
    truce inbox return my-mission patrol-3/17 --because \"which of the two bridges?\"\n  \
    truce inbox my-mission --format ndjson | jq -r .report | truce inbox accept my-mission -\n\n\
    Every step is a ledger entry. One that cannot be taken is said, and the others are."
)]
pub(crate) struct Inbox {
    /// Folder of the mission
    #[arg(required = true)]
    mission: Option<PathBuf>,
    #[command(subcommand)]
    step: Option<Step>,
    /// Only those that stand so: received, taken, accepted, returned, set_aside; may be given several times. Left out: what is neither accepted nor set aside
    #[arg(long, value_parser = stand)]
    state: Vec<Stand>,
    /// Only those of this source
    #[arg(long)]
    source: Option<String>,
    /// Only those whose ledger entries come after this one
    #[arg(long, value_name = "ENTRY", default_value_t = 0)]
    after: u64,
    /// So many at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What is done with reports.
#[derive(clap::Subcommand)]
enum Step {
    /// Somebody works on them, and the others see who
    Take(Of),
    /// They were looked at and stand as they are
    Accept(Of),
    /// More is needed before they can be used: ask whoever told it
    Return(Of),
    /// They are not for this mission
    SetAside(Of),
}

/// Of which reports, and why.
#[derive(clap::Args)]
struct Of {
    /// Folder of the mission
    mission: PathBuf,
    /// The reports, source/id; - reads them from standard input, one a line
    #[arg(required = true)]
    reports: Vec<String>,
    /// Why; needed to return and to set aside, to decide in somebody's place, and to go back on a decision
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
    /// Who does it; the mission's own author if left out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

fn stand(text: &str) -> Result<Stand, String> {
    Stand::from_text(&text.replace('-', "_"))
        .ok_or_else(|| "none of received, taken, accepted, returned, set_aside".to_owned())
}

pub(crate) fn run(inbox: &Inbox) -> Result<(), Problem> {
    match &inbox.step {
        Some(Step::Take(of)) => take(of, TriageStep::Taken),
        Some(Step::Accept(of)) => take(of, TriageStep::Accepted),
        Some(Step::Return(of)) => take(of, TriageStep::Returned),
        Some(Step::SetAside(of)) => take(of, TriageStep::SetAside),
        None => list(inbox),
    }
}

/// What waits for somebody.
const OPEN: [Stand; 3] = [Stand::Received, Stand::At(TriageStep::Taken), Stand::At(TriageStep::Returned)];

fn list(inbox: &Inbox) -> Result<(), Problem> {
    let Some(folder) = &inbox.mission else { return Err(Problem::Usage("which mission?".to_owned())) };
    let mission = Mission::open(folder)?;
    let stands = if inbox.state.is_empty() { &OPEN[..] } else { &inbox.state };
    let limit = inbox.limit.saturating_add(1);
    let asked = AskedInbox { stands, source: inbox.source.as_deref(), after: inbox.after, limit };
    let mut all = mission.monitor.state().inbox(&asked);
    let is_more = all.len() > inbox.limit;
    all.truncate(inbox.limit);
    let items: Vec<_> = all.iter().map(web::item).collect();
    match inbox.format {
        Format::Text => output::text(&views::inbox::text(&items, &mission.monitor.calendar().zone))?,
        format => output::objects(format, items.iter().map(views::inbox::json))?,
    }
    if let Some(last) = all.last().filter(|_| is_more) {
        eprintln!("there are more: --after {}", last.entry);
    }
    Ok(())
}

fn take(of: &Of, step: TriageStep) -> Result<(), Problem> {
    let mut names = Vec::new();
    for name in &of.reports {
        if name == "-" {
            let lines = stdin().lock().lines().collect::<Result<Vec<_>, _>>()?;
            names.extend(lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
        } else {
            names.push(name.clone());
        }
    }
    let mut mission = Mission::open(&of.mission)?;
    let asked = |report: &String| AskedStep { report: report.clone(), step, reason: of.because.clone() };
    let asked: Vec<AskedStep> = names.iter().map(asked).collect();
    let done = mission.monitor.record_steps(&asked, of.by.as_deref(), Timestamp::now())?;
    mission.keep_checkpoint()?;
    let mut n_refused = 0;
    for (name, done) in names.iter().zip(done) {
        match done {
            Ok(StepDone::Recorded(entry)) => output::line(format_args!("{name}: recorded as ledger entry {entry}"))?,
            Ok(StepDone::Known) => output::line(format_args!("{name}: {} already", step.to_text()))?,
            Err(reason) => {
                n_refused += 1;
                eprintln!("{reason}");
            }
        }
    }
    if n_refused == 0 { Ok(()) } else { Err(Problem::Said) }
}
