//! `truce device`: who may fetch forms and send reports with them.

use std::io::{IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Attachment, Custody, CustodyAct};
use monitor::Sent;
use sources::Submission;

use super::{attach, custody};

use crate::devices;
use crate::enciphered;
use crate::enrolment::Enrolment;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;
use crate::sealing;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce device add my-mission tablet-4 --source patrol-3\n  \
    truce device list my-mission\n  \
    truce device strike-off my-mission tablet-4\n\n\
    The key is shown once, with a QR code to be scanned by the app: ODK Collect or KoboCollect. Or enter the address in it as the \
    server's, without user and password.")]
pub(crate) struct Device {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// Enrol a device: its reports are told by a source
    Add {
        /// Folder of the mission
        mission: PathBuf,
        /// Its name
        name: String,
        /// The source
        #[arg(long)]
        source: String,
        /// Where devices reach the form server
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        at: String,
        /// Show itself by name and key (Digest; Basic over https) in place of a key in the address
        #[arg(long)]
        by_name: bool,
        /// Write the QR code that enrols it to a file, too
        #[arg(long, value_name = "FILE.svg")]
        qr: Option<PathBuf>,
    },
    /// All devices
    List {
        /// Folder of the mission
        mission: PathBuf,
    },
    /// Let a device in no more, at once
    StrikeOff {
        /// Folder of the mission
        mission: PathBuf,
        /// Its name
        name: String,
    },
    /// Make a key for which phones encipher what they send: the secret one for a drawer, the public one into the forms
    FormKey {
        /// Folder of the mission
        mission: PathBuf,
        /// Where the secret key is written; not in the mission's folder
        #[arg(long, value_name = "FILE.pem")]
        secret: PathBuf,
    },
    /// Open the submissions that phones enciphered, and take them in
    Open {
        /// Folder of the mission
        mission: PathBuf,
        /// File of the secret key
        #[arg(long, value_name = "FILE.pem")]
        secret: PathBuf,
    },
    /// Note that somebody has looked at a submission that waits, and nothing more is to be done with it
    Settle {
        /// Folder of the mission
        mission: PathBuf,
        /// Its digest, as `unread` lists it
        digest: Digest,
        /// What was decided of it
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Who decides; the mission's own author if left out
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Submissions that are kept until somebody has looked at them, by their digests: `truce sealed open-file` writes one out
    Unread {
        /// Folder of the mission
        mission: PathBuf,
    },
}

/// Opens what is enciphered and waits. What is opened is taken in as if it had come so, from the same source.
fn open(folder: &Path, secret: &Path) -> Result<(), Problem> {
    let secret = enciphered::secret_key(secret)?;
    let mut mission = Mission::open(folder)?;
    let submissions = match mission.seals_files_to()? {
        Some((compartment, keys)) => {
            mission.submissions().sealing(sealing::sealing(&compartment, sealing::recipients(&keys)?))
        }
        None => mission.submissions(),
    };
    let (mut n_opened, mut n_reports, mut n_failed) = (0_u64, 0_u64, 0_u64);
    for (digest, _) in submissions.unread()? {
        let Ok(named) = digest.parse::<Digest>() else { continue };
        let (_, attachment) = custody::known(&mission, &named)?;
        let mut manifest = Vec::new();
        attach::read_file(&mission, &named, None, &mut manifest, MANIFEST_BYTES_MAX)?;
        let Ok(submission) = Submission::read(&manifest) else { continue };
        if !submission.is_sealed {
            continue;
        }
        let beside: Vec<(Digest, String)> = files_of(&mission, &attachment)?;
        let mut file = |name: &str| {
            let (digest, _) =
                beside.iter().find(|(_, known)| known == name).ok_or(format!("{name} has not come yet"))?;
            let mut bytes = Vec::new();
            attach::read_file(&mission, digest, None, &mut bytes, FILE_BYTES_MAX).map_err(|error| error.to_string())?;
            Ok(bytes)
        };
        let opened = match enciphered::open(&submission, &secret, &mut file) {
            Ok(opened) => opened,
            Err(reason) => {
                n_failed += 1;
                eprintln!("{digest}: {reason}");
                continue;
            }
        };
        if !opened.is_whole {
            eprintln!("remark: {digest}: its signature does not fit: it may not be as the phone enciphered it");
        }
        let mut files = Vec::new();
        for (name, bytes) in opened.files {
            let mut incoming = submissions.incoming(&name)?;
            incoming.write_all(&bytes)?;
            let media_type = attach::media_type(Path::new(&name)).to_owned();
            files.push(incoming.finish(name, media_type)?);
        }
        let sent = Sent::new(attachment.source.clone(), opened.xml, files);
        let versions: Vec<_> = mission.monitor.state().versions().iter().map(|version| &version.agreement).collect();
        let known = views::forms::forms(&versions, mission.settings()?.forms_key.as_deref());
        let is_known = |id: &str, _: &str| known.iter().any(|form| form.id == id);
        let received = sent.map(|sent| submissions.receive(&mut mission.monitor, &[sent], &is_known, Timestamp::now()));
        match received.map(|mut received| received.pop()) {
            Ok(Some(Ok(receipt))) => {
                n_opened += 1;
                n_reports += receipt.n_reports;
                receipt.unread.iter().for_each(|reason| eprintln!("{digest}: {reason}"));
            }
            other => {
                n_failed += 1;
                eprintln!("{digest}: what is in it cannot be taken in ({other:?})");
            }
        }
    }
    mission.keep_checkpoint()?;
    output::line(format_args!("opened {n_opened}, new reports {n_reports}, not opened {n_failed}"))?;
    if n_failed == 0 { Ok(()) } else { Err(Problem::Said) }
}

/// No submission without its files is larger.
const MANIFEST_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// What a request carries at most.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Files that came with a submission, and their names.
fn files_of(mission: &Mission, submission: &Attachment) -> Result<Vec<(Digest, String)>, Problem> {
    let all = mission.monitor.state().about().attachments().iter();
    let own = all.filter(|(_, file)| (&file.source, &file.id) == (&submission.source, &submission.id));
    let mut out = Vec::new();
    for (entry, file) in own {
        if let Some(detail) = mission.monitor.log().detail(*entry, body::NAME)? {
            out.push((file.digest, String::from_utf8_lossy(&detail.value).into_owned()));
        }
    }
    Ok(out)
}

/// Makes the key pair of the forms.
fn form_key(mission: &Path, secret: &Path) -> Result<(), Problem> {
    let opened = Mission::open(mission)?;
    if opened.settings()?.forms_key.is_some() {
        return Err(Problem::AtFault("the mission has a key for its forms already".to_owned()));
    }
    let beside = secret.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_inside = match (beside.canonicalize(), opened.folder.canonicalize()) {
        (Ok(beside), Ok(folder)) => beside.starts_with(folder),
        _ => false,
    };
    if is_inside {
        return Err(Problem::Usage(
            "the secret key does not belong into the mission's folder: give another place".to_owned(),
        ));
    }
    let public = enciphered::new_key(secret)?;
    opened.set("forms_key", &public)?;
    output::line(format_args!(
        "phones encipher from now on what they send; without {} nobody reads it: keep it, and a copy, elsewhere",
        secret.display()
    ))
}

/// Notes, on record, that a submission waits no more.
fn settle(mission: &Path, digest: &Digest, because: &str, by: Option<&str>) -> Result<(), Problem> {
    let mut opened = Mission::open(mission)?;
    if because.trim().is_empty() {
        return Err(Problem::Usage("what was decided? --because".to_owned()));
    }
    let act = Custody { digest: *digest, act: CustodyAct::Opened, after: None, to: None };
    if !opened.submissions().unread()?.iter().any(|(waiting, _)| *waiting == digest.to_string()) {
        return Err(Problem::AtFault(format!("no submission {digest} waits")));
    }
    let entry = custody::record(&mut opened, &act, Some(because), by)?;
    opened.submissions().settle(digest)?;
    output::line(format_args!("recorded as ledger entry {entry}"))
}

pub(crate) fn run(asked: &Device) -> Result<(), Problem> {
    match &asked.what {
        What::Add { mission, name, source, at, by_name, qr } => {
            let opened = Mission::open(mission)?;
            let key = devices::enrol(&opened.folder, name, source, *by_name)?;
            if opened.monitor.state().source(source).is_none() {
                eprintln!(
                    "there is no card of {source:?}: until there is one, nobody knows how reliable it is held to be"
                );
            }
            let at = at.trim_end_matches('/');
            let (address, shown) = if *by_name {
                (format!("{at}/odk"), (name.as_str(), key.as_str()))
            } else {
                (format!("{at}/odk/{key}"), ("", ""))
            };
            let title = opened.monitor.state().version().map_or("", |version| version.agreement.title.as_str());
            let enrolment = Enrolment::new(&address, shown, title)?;
            if let Some(path) = qr {
                std::fs::write(path, enrolment.svg()).map_err(|error| Problem::file(path, error))?;
            }
            if stderr().is_terminal() {
                eprint!("{}", enrolment.on_terminal());
            }
            output::line(format_args!("{address}"))?;
            if *by_name { output::line(format_args!("user {name}, password {key}")) } else { Ok(()) }
        }
        What::List { mission } => {
            for device in devices::all(&Mission::open(mission)?.folder)? {
                let state = device.struck_off.map_or(String::new(), |at| format!("  struck off {at}"));
                output::line(format_args!("{}  {}  since {}{state}", device.name, device.source, device.since))?;
            }
            Ok(())
        }
        What::StrikeOff { mission, name } => {
            devices::strike_off(&Mission::open(mission)?.folder, name)?;
            output::line(format_args!("{name} is struck off"))
        }
        What::FormKey { mission, secret } => form_key(mission, secret),
        What::Open { mission, secret } => open(mission, secret),
        What::Settle { mission, digest, because, by } => settle(mission, digest, because, by.as_deref()),
        What::Unread { mission } => {
            for (digest, reasons) in Mission::open(mission)?.submissions().unread()? {
                output::line(format_args!("{digest}"))?;
                for reason in reasons.lines() {
                    output::line(format_args!("  {reason}"))?;
                }
            }
            Ok(())
        }
    }
}
