//! `truce attach` and `truce sealed`: files that belong to reports, and what is sealed to the keys of a compartment.

use std::fs::File;
use std::io::{self, Read, Write, stdin};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Attachment, Compartment, Custody, CustodyAct, Identity};
use stores::{Attachments, Found};

use super::custody;
use super::decide_reports::named;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;
use crate::sealing;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce attach my-mission patrol-3/17 crater.jpg\n  \
    truce attach my-mission patrol-3/17 crater.jpg --compartment sources\n\n\
    The file is copied beside the ledger and found there by the digest of its bytes; its name is kept beside the entry,\n\
    where it can be erased. It is kept as it is, with what a camera wrote into it: `truce custody copy` makes a copy without.")]
pub(crate) struct Attach {
    /// Folder of the mission
    mission: PathBuf,
    /// The report, source/id
    report: String,
    /// The file
    file: PathBuf,
    /// What is in it
    #[arg(long = "type", value_name = "MEDIA TYPE")]
    media_type: Option<String>,
    /// Seal it to the keys of this compartment
    #[arg(long, value_name = "NAME")]
    compartment: Option<String>,
}

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    age-keygen -o safe.txt\n  \
    truce sealed compartment my-mission sources --key age1... --key age1...\n  \
    truce sealed source my-mission resident-7 --compartment sources < who.txt\n  \
    truce sealed open-source my-mission resident-7 --secret safe.txt\n  \
    truce sealed open-file my-mission DIGEST --secret safe.txt > crater.jpg")]
pub(crate) struct Sealed {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// Name a compartment and the keys to which what belongs to it is sealed from now on; give several, so that one can be lost
    Compartment {
        /// Folder of the mission
        mission: PathBuf,
        /// Its short name
        name: String,
        /// A public key (age1...)
        #[arg(long, required = true)]
        key: Vec<String>,
    },
    /// Seal who a source is: standard input is enciphered, and nobody without a key can read it
    Source {
        /// Folder of the mission
        mission: PathBuf,
        /// The source, by its pseudonym
        source: String,
        /// The compartment
        #[arg(long)]
        compartment: String,
    },
    /// Read who a source is
    OpenSource {
        /// Folder of the mission
        mission: PathBuf,
        /// The source, by its pseudonym
        source: String,
        /// File of a secret key
        #[arg(long, value_name = "FILE")]
        secret: PathBuf,
    },
    /// Write out a file that belongs to a report; that it was read is recorded
    OpenFile {
        /// Folder of the mission
        mission: PathBuf,
        /// The digest by which it is kept
        digest: Digest,
        /// File of a secret key, where it is sealed
        #[arg(long, value_name = "FILE")]
        secret: Option<PathBuf>,
        /// Who reads it; the mission's own author if left out
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

fn recipients(mission: &Mission, compartment: &str) -> Result<Vec<age::x25519::Recipient>, Problem> {
    let keys = mission.monitor.state().about().compartment(compartment);
    let keys = keys.ok_or_else(|| {
        Problem::AtFault(format!("there is no compartment {compartment:?}; `truce sealed compartment` makes one"))
    })?;
    sealing::recipients(keys)
}

pub(crate) fn attach(attach: &Attach) -> Result<(), Problem> {
    let mut mission = Mission::open(&attach.mission)?;
    let (source, id) = named(&mission, &attach.report)?;
    let mut file = File::open(&attach.file).map_err(|error| Problem::file(&attach.file, error))?;
    let mut incoming = mission.attachments().incoming()?;
    match &attach.compartment {
        Some(compartment) => sealing::encipher(&recipients(&mission, compartment)?, &mut file, &mut incoming)?,
        None => drop(io::copy(&mut file, &mut incoming)?),
    }
    // On the disk before the ledger names it.
    let (digest, n_bytes) = incoming.finish()?;
    let media_type = attach.media_type.clone().unwrap_or_else(|| media_type(&attach.file).to_owned());
    let attachment =
        Attachment { source, id, digest, n_bytes, media_type, compartment: attach.compartment.clone(), plain: None };
    let name = attach.file.file_name().unwrap_or_default().to_string_lossy().into_owned().into_bytes();
    let body = (body::ATTACHMENT, body::attachment_to_body(&attachment));
    let entry = mission.monitor.record_about(body, Some(name), None, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("kept as {digest}, recorded as ledger entry {entry}"))
}

/// By the end of its name; what nobody knows is bytes.
pub(super) fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match extension.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "heic" => "image/heic",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

pub(crate) fn sealed(sealed: &Sealed) -> Result<(), Problem> {
    match &sealed.what {
        What::Compartment { mission, name, key } => {
            let mut mission = Mission::open(mission)?;
            sealing::recipients(key)?;
            let compartment = Compartment { name: name.clone(), recipients: key.clone() };
            let body = (body::COMPARTMENT, body::compartment_to_body(&compartment));
            let entry = mission.monitor.record_about(body, None, None, Timestamp::now())?;
            mission.keep_checkpoint()?;
            output::line(format_args!("recorded as ledger entry {entry}"))
        }
        What::Source { mission, source, compartment } => source_sealed(mission, source, compartment),
        What::OpenSource { mission, source, secret } => open_source(mission, source, secret),
        What::OpenFile { mission, digest, secret, by } => open_file(mission, digest, secret.as_deref(), by.as_deref()),
    }
}

/// More is no name and address.
const IDENTITY_BYTES_MAX: u64 = 64 * 1024;

fn source_sealed(mission: &Path, source: &str, compartment: &str) -> Result<(), Problem> {
    let mut mission = Mission::open(mission)?;
    if mission.monitor.state().source(source).is_none() {
        return Err(Problem::AtFault(format!(
            "there is no card of a source {source:?}; import one under its pseudonym"
        )));
    }
    let mut enciphered = Vec::new();
    let mut input = stdin().lock().take(IDENTITY_BYTES_MAX);
    sealing::encipher(&recipients(&mission, compartment)?, &mut input, &mut enciphered)?;
    let identity = Identity { source: source.to_owned(), compartment: compartment.to_owned() };
    let body = (body::IDENTITY, body::identity_to_body(&identity));
    let entry = mission.monitor.record_about(body, Some(enciphered), None, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("recorded as ledger entry {entry}"))
}

fn open_source(mission: &Path, source: &str, secret: &Path) -> Result<(), Problem> {
    let mission = Mission::open(mission)?;
    let found = mission.monitor.state().about().identity(source);
    let (entry, _) = found.ok_or_else(|| Problem::AtFault(format!("who {source:?} is was not sealed here")))?;
    let detail = mission.monitor.log().detail(entry, body::SEALED_IDENTITY)?;
    let detail = detail.ok_or_else(|| Problem::AtFault(format!("who {source:?} is was erased")))?;
    let mut out = Vec::new();
    sealing::decipher(&sealing::identities(secret)?, detail.value.as_slice(), &mut out)?;
    Ok(io::stdout().write_all(&out)?)
}

/// Whether a file is there, and what its digest says.
pub(super) fn found(mission: &Mission, digest: &Digest) -> Result<Found, Problem> {
    let (entry, _) = custody::known(mission, digest)?;
    if mission.monitor.content(entry, digest)?.is_some() {
        return Ok(Found::Whole);
    }
    Ok(mission.attachments().check(digest)?)
}

/// The file of that digest, deciphered where it is sealed.
fn opened(mission: &Mission, digest: &Digest, secret: Option<&Path>, out: &mut dyn Write) -> Result<(), Problem> {
    let (entry, attachment) = custody::known(mission, digest)?;
    if let Some(content) = mission.monitor.content(entry, digest)? {
        return Ok(out.write_all(&content)?);
    }
    let attachments: Attachments = mission.attachments();
    if attachments.check(digest)? != Found::Whole {
        return Err(Problem::AtFault(format!("the file {digest} is not there, or is not what it was")));
    }
    let file = attachments.open(digest)?;
    match (&attachment.compartment, secret) {
        (None, _) => drop(io::copy(&mut { file }, out)?),
        (Some(_), Some(secret)) => sealing::decipher(&sealing::identities(secret)?, file, out)?,
        (Some(compartment), None) => {
            return Err(Problem::Usage(format!("it is sealed to the compartment {compartment:?}: give --secret")));
        }
    }
    Ok(())
}

/// The same into memory, up to a limit of what is kept.
pub(super) fn read_file(
    mission: &Mission,
    digest: &Digest,
    secret: Option<&Path>,
    out: &mut Vec<u8>,
    most: u64,
) -> Result<(), Problem> {
    let (_, attachment) = custody::known(mission, digest)?;
    if attachment.n_bytes > most {
        return Err(Problem::AtFault(format!("the file is larger than {} MiB", most / (1 << 20))));
    }
    opened(mission, digest, secret, out)
}

/// Writes a file out; that it was read is on record before.
fn open_file(mission: &Path, digest: &Digest, secret: Option<&Path>, by: Option<&str>) -> Result<(), Problem> {
    let mut mission = Mission::open(mission)?;
    // Nothing is recorded of what cannot be opened.
    opened(&mission, digest, secret, &mut io::sink())?;
    let act = Custody { digest: *digest, act: CustodyAct::Opened, after: None, to: None };
    custody::record(&mut mission, &act, None, by)?;
    opened(&mission, digest, secret, &mut io::stdout().lock())
}
