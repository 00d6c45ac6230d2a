//! `truce import`: reports into the ledger.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, stderr, stdin};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use monitor::Imported;
use sources::Format;

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;
use crate::remarks;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce import my-mission reports.csv --as reports\n\n\
                        Rows that cannot be used are said with line and reason; the rest goes in.")]
pub(crate) struct Import {
    /// Folder of the mission
    mission: PathBuf,
    /// File to read; - is standard input
    file: PathBuf,
    /// Format of the file: reports, sources, ucdp-ged
    #[arg(long = "as", value_name = "FORMAT", value_parser = format)]
    format: Format,
}

fn format(text: &str) -> Result<Format, String> {
    let found = Format::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, format)| *format).ok_or_else(|| {
        let names: Vec<&str> = Format::NAMES.iter().map(|(name, _)| *name).collect();
        format!("none of {}", names.join(", "))
    })
}

pub(crate) fn run(import: &Import) -> Result<(), Problem> {
    let mut mission = Mission::open(&import.mission)?;
    let path = &import.file;
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| Problem::file(path, error))?))
    };
    let on_terminal = stderr().is_terminal();
    let mut progress = |so_far: &Imported| {
        if on_terminal {
            eprint!("\r{} rows read, {} added", so_far.read, so_far.added);
        }
    };
    let imported = mission.monitor.import(import.format, &mut input, Timestamp::now(), &mut progress);
    if on_terminal {
        eprintln!();
    }
    // Batches that went in before a failure are in the record: their checkpoint is kept all the same.
    let kept = mission.keep_checkpoint();
    let imported = imported?;
    kept?;
    for rejected in &imported.rejected {
        eprintln!("{}:{}: {}", path.display(), rejected.line, rejected.reason);
    }
    if let Some(version) = mission.monitor.state().version() {
        let known = mission.monitor.state().known();
        remarks::say(&remarks::remarks(&version.agreement, &remarks::Seen::of(&known)));
        if mission.monitor.state().linked_by().parameters.is_none() && known.events.len() >= WORTH_LEARNING {
            eprintln!(
                "remark: only reports that agree in all are one event until `truce link {}` has learnt more",
                import.mission.display()
            );
        }
    }
    output::line(format_args!("{}", summary(&imported)))?;
    if imported.rejected.is_empty() { Ok(()) } else { Err(Problem::Said) }
}

/// From so many events on, linking can be learnt.
const WORTH_LEARNING: usize = 200;

pub(super) fn summary(imported: &Imported) -> String {
    let corrected = match imported.corrected {
        0 => String::new(),
        n => format!(" ({n} of them corrections)"),
    };
    format!(
        "read {}, added {}{corrected}, known {}, rejected {}",
        imported.read,
        imported.added,
        imported.known,
        imported.rejected.len()
    )
}
