//! `truce device`: who may fetch forms and send reports with them.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use crate::devices;
use crate::enrolment::Enrolment;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

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
    /// Submissions that are kept until somebody has looked at them, by their digests: `truce sealed open-file` writes one out
    Unread {
        /// Folder of the mission
        mission: PathBuf,
    },
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
