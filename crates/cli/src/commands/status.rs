//! `truce status`: the board.

use std::path::PathBuf;

use monitor::Outlook;
use records::Level;
use views::Shown;
use views::text::changes::Changed;

use super::evaluate::level;
use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  truce status my-mission --as-of 2025-11-01\n  truce status my-mission --format json\n  truce status my-mission --changes-since 2025-10-31\n  truce status my-mission --coverage"
)]
pub(crate) struct Status {
    /// Folder of the mission
    mission: PathBuf,
    /// The moment asked about; a bare date is that whole day
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment, or at this ledger size
    #[arg(long, value_name = "TIME or SIZE")]
    known_at: Option<String>,
    /// What changed since: a moment of recording, or a ledger size; both seen as of the same moment
    #[arg(long, value_name = "TIME or SIZE")]
    changes_since: Option<String>,
    /// How much of the time somebody could see, for each rule that forbids: by zone, month, type and means
    #[arg(long, conflicts_with_all = ["changes_since", "level"])]
    coverage: bool,
    /// Only this level: alleged, corroborated, verified
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// How the board is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(status: &Status) -> Result<(), Problem> {
    let mission = Mission::open(&status.mission)?;
    let mut outlook = mission.outlook(status.as_of.as_deref(), status.known_at.as_deref())?;
    if let Some(level) = status.level {
        outlook.assessments.retain(|assessment| assessment.level == level);
    }
    if let Some(since) = &status.changes_since {
        return changes(status, &mission, &outlook, since);
    }
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    if status.coverage {
        return match status.format {
            Format::Text => output::text(&views::text::coverage::coverage(&record)),
            format => output::objects(format, views::exports::json::watched(&record).into_iter()),
        };
    }
    match status.format {
        Format::Text => {
            let mut board = views::pages::board::board(&record, &Shown::default());
            if let Some(level) = status.level {
                let cells = board.provisions.iter_mut().flat_map(|p| &mut p.rules).flat_map(|r| &mut r.readings);
                for party in cells.flat_map(|reading| &mut reading.parties) {
                    party.cells.retain(|cell| cell.level == level.to_text());
                }
            }
            output::text(&views::text::board::board(&board))
        }
        format => output::objects(format, views::exports::json::of_mission(&record).into_iter()),
    }
}

/// What differs from an earlier ledger size.
fn changes(status: &Status, mission: &Mission, now: &Outlook, since: &str) -> Result<(), Problem> {
    let mut before = mission.seen(now.as_of, Some(since))?;
    if before.state.size() > now.state.size() {
        let (since, size) = (before.state.size(), now.state.size());
        return Err(Problem::Usage(format!("the earlier size, {since}, is above the later one, {size}")));
    }
    if let Some(level) = status.level {
        before.assessments.retain(|assessment| assessment.level == level);
    }
    let changed = monitor::changes(&before, now);
    match status.format {
        Format::Text => {
            let list: Vec<Changed<'_>> = changed
                .iter()
                .map(|one| Changed { was: one.was.as_ref(), is: one.is.as_ref(), entries: &one.entries })
                .collect();
            let sizes = (before.state.size(), now.state.size());
            output::text(&views::text::changes::changes(now.agreement(), sizes, &list))
        }
        format => output::objects(
            format,
            changed.iter().map(|one| views::exports::json::changed(one.was.as_ref(), one.is.as_ref(), &one.entries)),
        ),
    }
}
