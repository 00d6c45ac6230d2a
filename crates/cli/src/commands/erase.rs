//! `truce erase`: removes what is kept beside an entry, and records that and why.

use std::path::PathBuf;

use jiff::Timestamp;
use ledger::body::{self, Erasure, ErasureGround};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce erase my-mission 17 --ground protection --because \"names a witness\"\n\n\
                        What is in the entry itself stays for good: see SECURITY.md. Copies that others have are not reached;\n\
                        they carry out the erasure when they take in its record.")]
pub(crate) struct Erase {
    /// Folder of the mission
    mission: PathBuf,
    /// The ledger entry beside which it is kept
    entry: u64,
    /// What: text, reason, name; all there is if left out
    #[arg(long)]
    name: Vec<String>,
    /// consent_withdrawn, protection, order, mistake, expired
    #[arg(long, value_parser = ground)]
    ground: ErasureGround,
    /// Why; without what is erased, for this stays
    #[arg(long, value_name = "REASON")]
    because: String,
    /// Who decides; the mission's own author if left out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

fn ground(text: &str) -> Result<ErasureGround, String> {
    let words = ErasureGround::WORDS.map(|(word, _)| word).join(", ");
    ErasureGround::from_text(text).ok_or_else(|| format!("none of {words}"))
}

/// With the name of an attachment goes the file, unless another entry names it, too.
fn file_to_remove(mission: &Mission, erasure: &Erasure) -> Option<ledger::Digest> {
    let all = mission.monitor.state().about().attachments();
    let (_, own) = all.iter().find(|(entry, _)| *entry == erasure.position)?;
    let n_named = all.iter().filter(|(_, other)| other.digest == own.digest).count();
    (n_named == 1).then_some(own.digest)
}

/// The entries of the submissions with which the report of an entry came.
fn submissions(mission: &Mission, position: u64) -> Vec<u64> {
    let Ok(Some((entry, _))) = mission.monitor.entry(position) else { return Vec::new() };
    let Ok((source, id)) = body::report_key(&entry.body) else { return Vec::new() };
    if entry.kind != body::REPORT && entry.kind != body::CORRECTION {
        return Vec::new();
    }
    let all = mission.monitor.state().about().attachments().iter();
    let own = all.filter(|(_, file)| (file.source.as_str(), file.id.as_str()) == (source, id));
    own.filter(|(_, file)| file.media_type.starts_with("text/xml")).map(|(entry, _)| *entry).collect()
}

pub(crate) fn run(erase: &Erase) -> Result<(), Problem> {
    let mut mission = Mission::open(&erase.mission)?;
    let log = mission.monitor.log();
    let details = log.details(erase.entry)?;
    let there: Vec<String> = details.into_iter().map(|detail| detail.name).collect();
    let names = if erase.name.is_empty() { there.clone() } else { erase.name.clone() };
    if let Some(missing) = names.iter().find(|name| !there.contains(name)) {
        return Err(Problem::AtFault(format!("nothing named {missing:?} is kept beside entry {}", erase.entry)));
    }
    if names.is_empty() {
        return Err(Problem::AtFault(format!("nothing is kept beside entry {}, or it was erased", erase.entry)));
    }
    if erase.because.trim().is_empty() {
        return Err(Problem::Usage("an erasure needs its reason: --because".to_owned()));
    }
    let erasure = Erasure { position: erase.entry, names, ground: erase.ground };
    let file = file_to_remove(&mission, &erasure);
    for entry in submissions(&mission, erase.entry) {
        eprintln!("remark: the submission that it came with has the words, too: erase entry {entry} as well");
    }
    let entry = mission.monitor.erase(&erasure, &erase.because, erase.by.as_deref(), Timestamp::now())?;
    if let Some(digest) = file {
        mission.attachments().remove(&digest)?;
    }
    mission.keep_checkpoint()?;
    output::line(format_args!(
        "erased {} of entry {}; recorded as ledger entry {entry}",
        erasure.names.join(", "),
        erase.entry
    ))
}
