//! `truce status`: the board.

use std::path::PathBuf;

use records::Level;
use views::Shown;

use super::evaluate::level;
use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  truce status my-mission --as-of 2025-11-01\n  truce status my-mission --format json"
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
    let record = web::record(&outlook);
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
