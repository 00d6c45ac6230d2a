//! `truce export`: what leaves a mission. So far the ledger itself, as a folder that anybody can check.

use std::path::PathBuf;

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Publication};
use sha2::{Digest as _, Sha256};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  truce export my-mission --as ledger --out copy --without-words\n  truce verify copy\n\n\
                        The copy holds every entry, the hash tree in tiles, and the signed checkpoint; with words also what is\n\
                        kept beside the entries and was not erased. Entries hold what sources told, as precisely as they told it."
)]
pub(crate) struct Export {
    /// Folder of the mission
    mission: PathBuf,
    /// What is written: ledger
    #[arg(long = "as", value_name = "FORMAT", value_parser = ["ledger"])]
    format: String,
    /// Folder to make
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Leave out what is kept beside the entries: words of reports, reasons
    #[arg(long)]
    without_words: bool,
    /// Record in the ledger that this left the house
    #[arg(long)]
    record: bool,
}

pub(crate) fn run(export: &Export) -> Result<(), Problem> {
    let mut mission = Mission::open(&export.mission)?;
    let note = mission.whole_note()?;
    let log = mission.monitor.log();
    if export.out.exists() {
        return Err(Problem::AtFault(format!("{} exists already", export.out.display())));
    }
    stores::write_folder(log, &note, &export.out, !export.without_words)?;
    let size = mission.monitor.state().size();
    if export.record {
        // The checkpoint stands for all that the copy holds.
        let path = export.out.join("checkpoint");
        let bytes = std::fs::read(&path).map_err(|error| Problem::file(&path, error))?;
        let digest = Digest(Sha256::digest(&bytes).into());
        let publication = Publication { what: "ledger".to_owned(), size, as_of: Timestamp::now(), digest };
        let body = (body::PUBLICATION, body::publication_to_body(&publication));
        mission.monitor.record_about(body, None, None, Timestamp::now())?;
        mission.keep_checkpoint()?;
    }
    output::line(format_args!("{} entries written to {}", size, export.out.display()))
}
