//! `truce witness`: watches a ledger for somebody who does not trust those who keep it. It has a folder of its own, with its
//! key and what it signed last, and signs a checkpoint only if the ledger goes on from there.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::Checkpoint;
use ledger::evidence::{Continued, may_cosign};
use ledger::note::{Note, Signing, Verifying};

use super::proof::opened;
use super::verify::log_key;
use crate::keys;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce witness new my-watch --name north-watch --log NAME+HASH+KEY\n  \
    truce witness sign my-watch /srv/their-mission > cosigned.txt\n  \
    truce witness serve my-watch --port 8090\n  \
    truce witness add their-mission cosigned.txt --witness NAME+HASH+KEY\n\n\
    The log's key is printed by `truce keys log MISSION`; get it from more than one hand.")]
pub(crate) struct Witness {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// Make a witness for one log, with a key of its own; the public part is printed
    New {
        /// Folder to make
        folder: PathBuf,
        /// Name of the witness, without blanks
        #[arg(long)]
        name: String,
        /// The key of the log that is watched: NAME+HASH+KEY
        #[arg(long, value_name = "KEY", value_parser = log_key)]
        log: Verifying,
    },
    /// Look at a mission, a copy, or a request (`truce proof since`), and sign its checkpoint
    Sign {
        /// Folder of the witness
        folder: PathBuf,
        /// The mission, the copy, or a file with the request
        source: PathBuf,
    },
    /// Answer requests over HTTP, as <https://c2sp.org/tlog-witness> has them
    Serve {
        /// Folder of the witness
        folder: PathBuf,
        /// Port on this machine
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Add cosignatures to a mission's checkpoint
    Add {
        /// Folder of the mission
        mission: PathBuf,
        /// What the witness gave: the cosigned note, or its line of signature
        signatures: PathBuf,
        /// The witness's key: NAME+HASH+KEY
        #[arg(long, value_name = "KEY", value_parser = log_key)]
        witness: Verifying,
    },
}

pub(crate) fn run(witness: &Witness) -> Result<(), Problem> {
    match &witness.what {
        What::New { folder, name, log } => new(folder, name, log),
        What::Sign { folder, source } => {
            let watch = Watch::open(folder)?;
            let asked = watch.look(source)?;
            let line = watch.sign(&asked)?;
            output::text(&format!("{}{line}", asked.note))
        }
        What::Serve { folder, port } => serve(folder, *port),
        What::Add { mission, signatures, witness } => add(mission, signatures, witness),
    }
}

fn new(folder: &Path, name: &str, log: &Verifying) -> Result<(), Problem> {
    if log.signing != Signing::Plain {
        return Err(Problem::Usage("--log: that is a witness's key".to_owned()));
    }
    if folder.exists() {
        return Err(Problem::AtFault(format!("{} exists already", folder.display())));
    }
    let signer = keys::new_signer(name, Signing::Cosigning)?;
    keys::keep(&folder.join("witness.key"), &signer)?;
    let path = folder.join("log");
    std::fs::write(&path, format!("{log}\n")).map_err(|error| Problem::file(&path, error))?;
    output::line(format_args!("{}", signer.verifying()))
}

/// A witness's folder.
struct Watch {
    folder: PathBuf,
    signer: ledger::note::Signer,
    log: Verifying,
}

impl Watch {
    fn open(folder: &Path) -> Result<Watch, Problem> {
        let signer = keys::read(&folder.join("witness.key"))?;
        let path = folder.join("log");
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        let log = log_key(&text).map_err(|error| Problem::AtFault(format!("{}: {error}", path.display())))?;
        Ok(Watch { folder: folder.to_owned(), signer, log })
    }

    fn last_path(&self) -> PathBuf {
        self.folder.join("last")
    }

    /// What was signed last.
    fn last(&self) -> Result<Option<Checkpoint>, Problem> {
        let path = self.last_path();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Problem::file(&path, error)),
        };
        text.parse().map(Some).map_err(|error| Problem::AtFault(format!("{}: {error}", path.display())))
    }

    fn look(&self, source: &Path) -> Result<Continued, Problem> {
        if source.is_file() {
            let text = std::fs::read_to_string(source).map_err(|error| Problem::file(source, error))?;
            return text.parse().map_err(|error| Problem::AtFault(format!("{}: {error}", source.display())));
        }
        opened(source)?.continued(self.last()?.as_ref())
    }

    /// A line of signature, kept before it is given: whoever signs twice must know what was signed first.
    fn sign(&self, asked: &Continued) -> Result<String, Problem> {
        let _alone = self.alone()?;
        let last = self.last()?;
        let refused = |refusal: ledger::evidence::Refusal| Problem::AtFault(format!("not signed: {refusal}"));
        may_cosign(last.as_ref(), &self.log, asked).map_err(refused)?;
        let at = u64::try_from(Timestamp::now().as_second()).unwrap_or(0);
        let line = self.signer.sign(&asked.note.text, at);
        let mut note = Note { text: asked.note.text.clone(), lines: asked.note.lines.clone() };
        note.put(line.clone());
        self.keep(&note)?;
        Ok(line.to_string())
    }

    fn keep(&self, note: &Note) -> Result<(), Problem> {
        let path = self.last_path();
        let beside = path.with_extension("new");
        let kept = std::fs::File::create(&beside).and_then(|mut file| {
            file.write_all(note.to_string().as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, &path)?;
            std::fs::File::open(&self.folder)?.sync_all()
        });
        kept.map_err(|error| Problem::file(&path, error))
    }

    /// Two processes of one witness must not sign at the same moment.
    fn alone(&self) -> Result<std::fs::File, Problem> {
        let path = self.folder.join("lock");
        let locked = std::fs::File::create(&path).and_then(|file| file.lock().map(|()| file));
        locked.map_err(|error| Problem::file(&path, error))
    }
}

fn serve(folder: &Path, port: u16) -> Result<(), Problem> {
    let watch = Watch::open(folder)?;
    let answer = move |body: &str| {
        let Ok(asked) = body.parse::<Continued>() else {
            return (400, "not a request to a witness\n".to_owned());
        };
        match watch.sign(&asked) {
            Ok(line) => (200, line),
            Err(problem) => refused(&watch, &asked, &problem),
        }
    };
    super::serve::witness(port, answer)
}

/// The statuses of the standard: 403 where the log did not sign, 409 with the size signed last, 422 where it was rewritten.
fn refused(watch: &Watch, asked: &Continued, problem: &Problem) -> (u16, String) {
    use ledger::evidence::Refusal;
    let Ok(last) = watch.last() else { return (500, format!("{problem}\n")) };
    match may_cosign(last.as_ref(), &watch.log, asked) {
        Err(Refusal::NotOfTheLog) => (403, format!("{problem}\n")),
        Err(Refusal::OtherSize(size)) => (409, format!("{size}\n")),
        Err(Refusal::Inconsistent) => (422, format!("{problem}\n")),
        Ok(_) => (500, format!("{problem}\n")),
    }
}

fn add(folder: &Path, signatures: &Path, witness: &Verifying) -> Result<(), Problem> {
    let mission = Mission::open(folder)?;
    let text = std::fs::read_to_string(signatures).map_err(|error| Problem::file(signatures, error))?;
    let at_fault = |what: &str| Problem::AtFault(format!("{}: {what}", signatures.display()));
    // A whole note, or lines that belong under the latest checkpoint.
    let mut note = mission.whole_note()?;
    match ledger::note::lines_from(&text) {
        Ok(lines) => lines.into_iter().for_each(|line| note.put(line)),
        Err(_) => note = text.parse().map_err(|error: ledger::note::NoteError| at_fault(&error.to_string()))?,
    }
    let by = &witness.name;
    let at = note.signed_by(witness).ok_or_else(|| at_fault(&format!("{by} has not signed this")))?;
    let checkpoint: Checkpoint =
        note.text.parse().map_err(|error: ledger::CheckpointError| at_fault(&error.to_string()))?;
    if mission.root_at(checkpoint.size)? != Some(checkpoint.root) || checkpoint.origin != mission.monitor.origin() {
        return Err(at_fault("this is no checkpoint of the mission's ledger"));
    }
    mission.keep_witnessed(&note)?;
    let at = i64::try_from(at).ok().and_then(|at| Timestamp::from_second(at).ok()).unwrap_or_default();
    output::line(format_args!("{by} signed the checkpoint of size {} at {at}", checkpoint.size))
}
