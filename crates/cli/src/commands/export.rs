//! `truce export`: what leaves a mission. So far the ledger itself, as a folder that anybody can check.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Publication};
use records::{Report, Statement};
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

/// Entries whose words nobody agreed to hand out: of reports whose tellers do not agree to be recorded, quoted, or known outside, in all
/// their versions, with the names of their files; and what was read out of articles.
fn withheld(mission: &Mission) -> BTreeSet<u64> {
    let state = mission.monitor.state();
    let is_withheld = |report: &Report| {
        let Statement::Happening(happening) = &report.statement else { return false };
        let says = |name: &str| happening.fields.get(name).map_or("", String::as_str);
        says("consent_recorded") == "no"
            || says("consent_quoted") == "no"
            || !matches!(says("consent_shared"), "" | "public")
    };
    let mut names: BTreeSet<String> = state
        .reports()
        .filter(|filed| is_withheld(&filed.report))
        .map(|filed| format!("{}/{}", filed.report.source, filed.report.id))
        .collect();
    // What an article says is somebody's copyright, as a candidate and as a report.
    let candidates: Vec<_> = state.candidates().collect();
    let made = candidates.iter().filter_map(|one| Some(format!("{}/{}", one.outlet, one.step.as_ref()?.1.as_ref()?)));
    names.extend(made);
    let candidates = candidates.iter().map(|one| one.entry);
    if names.is_empty() {
        return candidates.collect();
    }
    let told = state
        .lines()
        .range(1, u64::MAX)
        .filter(|line| [body::REPORT, body::CORRECTION].contains(&line.kind.as_str()) && names.contains(&line.about));
    let files = state.about().attachments().iter();
    let files =
        files.filter(|(_, file)| names.contains(&format!("{}/{}", file.source, file.id))).map(|(entry, _)| *entry);
    told.map(|line| line.position).chain(files).chain(candidates).collect()
}

pub(crate) fn run(export: &Export) -> Result<(), Problem> {
    let mut mission = Mission::open(&export.mission)?;
    let note = mission.whole_note()?;
    let log = mission.monitor.log();
    if export.out.exists() {
        return Err(Problem::AtFault(format!("{} exists already", export.out.display())));
    }
    let withheld = withheld(&mission);
    let is_out = |position: u64, _: &str| !withheld.contains(&position);
    stores::write_folder(log, &note, &export.out, (!export.without_words).then_some(&is_out))?;
    if !export.without_words && !withheld.is_empty() {
        eprintln!(
            "remark: the words of {} entries stay here: who told them does not agree that they leave, or they are an article's",
            withheld.len()
        );
    }
    let size = mission.monitor.state().size();
    if export.record {
        // The checkpoint stands for all that the copy holds.
        let path = export.out.join("checkpoint");
        let bytes = std::fs::read(&path).map_err(|error| Problem::file(&path, error))?;
        let digest = Digest(Sha256::digest(&bytes).into());
        let publication =
            Publication { what: "ledger".to_owned(), size, as_of: Timestamp::now(), digest, corrects: None };
        let body = (body::PUBLICATION, body::publication_to_body(&publication));
        mission.monitor.record_about(body, None, None, Timestamp::now())?;
        mission.keep_checkpoint()?;
    }
    output::line(format_args!("{} entries written to {}", size, export.out.display()))
}
