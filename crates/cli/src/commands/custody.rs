//! `truce custody`: what was done with a file since it came, and by whom; working copies; handing over.

use std::path::PathBuf;

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Attachment, Custody as Act, CustodyAct};
use sha2::{Digest as _, Sha256};

use super::attach;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce custody show my-mission DIGEST\n  \
    truce custody copy my-mission DIGEST --out crater.jpg --by desk-2\n  \
    truce custody hand my-mission DIGEST --to tribunal --by desk-2 --because \"order of 3 March\"\n\n\
    Reading a file with `truce sealed open-file` is recorded, too.")]
pub(crate) struct Custody {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// From its coming to now: each step with the ledger entry, and the digest before and after
    Show {
        /// Folder of the mission
        mission: PathBuf,
        /// The digest by which the file is kept
        digest: Digest,
    },
    /// Write out a copy of a picture to work with, without what a camera writes into it: place, time, device
    Copy {
        /// Folder of the mission
        mission: PathBuf,
        /// The digest by which the file is kept
        digest: Digest,
        /// Where it is written
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// File of a secret key, where it is sealed
        #[arg(long, value_name = "FILE")]
        secret: Option<PathBuf>,
        /// Who does it; the mission's own author if left out
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Record that the file was given to somebody
    Hand {
        /// Folder of the mission
        mission: PathBuf,
        /// The digest by which the file is kept
        digest: Digest,
        /// To whom: an office, a court, never a person's name
        #[arg(long, value_name = "NAME")]
        to: String,
        /// Why
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Who does it; the mission's own author if left out
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

/// Records something done with a file.
pub(super) fn record(
    mission: &mut Mission,
    act: &Act,
    because: Option<&str>,
    by: Option<&str>,
) -> Result<u64, Problem> {
    let body = (body::CUSTODY, body::custody_to_body(act));
    let reason = because.map(|reason| reason.trim().as_bytes().to_vec());
    let entry = mission.monitor.record_about(body, reason, by, Timestamp::now())?;
    mission.keep_checkpoint()?;
    Ok(entry)
}

/// The entry that names a file, and what it says.
pub(super) fn known(mission: &Mission, digest: &Digest) -> Result<(u64, Attachment), Problem> {
    let all = mission.monitor.state().about().attachments();
    let known = all.iter().find(|(_, attachment)| attachment.digest == *digest);
    known.cloned().ok_or_else(|| Problem::AtFault(format!("the ledger names no file {digest}")))
}

/// Pictures are read whole to be copied.
const PICTURE_BYTES_MAX: u64 = 256 * 1024 * 1024;

pub(crate) fn run(asked: &Custody) -> Result<(), Problem> {
    match &asked.what {
        What::Show { mission, digest } => show(&Mission::open(mission)?, digest),
        What::Copy { mission, digest, out, secret, by } => {
            let mut mission = Mission::open(mission)?;
            let mut bytes = Vec::new();
            attach::read_file(&mission, digest, secret.as_deref(), &mut bytes, PICTURE_BYTES_MAX)?;
            let copy = sources::working_copy(&bytes).map_err(Problem::AtFault)?;
            let after = Some(Digest(Sha256::digest(&copy).into()));
            // What is written out was said to be, before it was.
            let act = Act { digest: *digest, act: CustodyAct::Copied, after, to: None };
            let entry = record(&mut mission, &act, None, by.as_deref())?;
            std::fs::write(out, copy).map_err(|error| Problem::file(out, error))?;
            output::line(format_args!(
                "{}, recorded as ledger entry {entry}",
                after.map_or(String::new(), |d| d.to_string())
            ))
        }
        What::Hand { mission, digest, to, because, by } => {
            let mut mission = Mission::open(mission)?;
            known(&mission, digest)?;
            if to.trim().is_empty() || because.trim().is_empty() {
                return Err(Problem::Usage("handing over needs --to and --because".to_owned()));
            }
            let act = Act { digest: *digest, act: CustodyAct::Handed, after: None, to: Some(to.trim().to_owned()) };
            let entry = record(&mut mission, &act, Some(because), by.as_deref())?;
            output::line(format_args!("recorded as ledger entry {entry}"))
        }
    }
}

fn show(mission: &Mission, digest: &Digest) -> Result<(), Problem> {
    let state = mission.monitor.state();
    known(mission, digest)?;
    let lines = state.lines();
    let said = |entry: u64, words: String| {
        let line = lines.get(entry);
        let (at, by) = line.map_or((String::new(), String::new()), |line| (line.recorded_at.to_string(), line.author));
        output::line(format_args!("entry {entry}  {at}  by {by}  {words}"))
    };
    let mut all: Vec<(u64, String)> = Vec::new();
    for (entry, file) in state.about().attachments().iter().filter(|(_, file)| file.digest == *digest) {
        let sealed = file.compartment.as_ref().map_or(String::new(), |name| format!(", sealed to {name}"));
        let of = format!("{}/{}", file.source, file.id);
        all.push((*entry, format!("came with {of}: {} bytes of {}{sealed}, {digest}", file.n_bytes, file.media_type)));
    }
    for (entry, act) in state.about().custody().iter().filter(|(_, act)| act.digest == *digest) {
        let to = act.to.as_ref().map_or(String::new(), |to| format!(" to {to}"));
        let after = act.after.map_or_else(|| "as it was".to_owned(), |after| format!("{digest} -> {after}"));
        all.push((*entry, format!("{}{to}: {after}", act.act.to_text())));
    }
    all.sort();
    all.into_iter().try_for_each(|(entry, words)| said(entry, words))?;
    let now = match attach::found(mission, digest)? {
        stores::Found::Whole => "it is there, and what its digest says",
        stores::Found::Changed => "it is there, and is NOT what its digest says",
        stores::Found::Missing => "it is not there",
    };
    output::line(format_args!("now: {now}"))
}
