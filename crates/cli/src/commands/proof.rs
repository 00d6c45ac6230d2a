//! `truce proof`: what one person can hand to another to be checked alone.

use std::path::{Path, PathBuf};

use ledger::evidence::{Continued, Fork, Included, SiteFork};
use ledger::note::Note;
use ledger::{Checkpoint, Digest};
use stores::Log;

use super::verify::log_key;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce proof entry my-mission 17 > entry-17.txt\n  \
    truce proof check entry-17.txt --key NAME+HASH+KEY\n  \
    truce proof since my-mission kept.txt\n  \
    truce proof fork my-mission other-copy > fork.txt")]
pub(crate) struct Proof {
    #[command(subcommand)]
    what: What,
}

/// What is proven.
#[derive(clap::Subcommand)]
enum What {
    /// That an entry is in the ledger, with the entry itself
    Entry {
        /// Folder of the mission, or of a copy
        mission: PathBuf,
        /// The ledger entry
        position: u64,
    },
    /// Put what witnesses signed since into a public bundle, with the proof of its entry made anew
    Bundle {
        /// Folder of the mission
        mission: PathBuf,
        /// Folder of the bundle
        bundle: PathBuf,
        /// A witness's key: NAME+HASH+KEY
        #[arg(long = "witness", value_name = "KEY", required = true, value_parser = log_key)]
        witnesses: Vec<ledger::note::Verifying>,
    },
    /// That the ledger goes on from a kept checkpoint: a request that witnesses understand
    Since {
        /// Folder of the mission, or of a copy
        mission: PathBuf,
        /// The kept checkpoint; left out: from the beginning
        checkpoint: Option<PathBuf>,
    },
    /// That two copies hold different histories, both signed
    Fork {
        /// Folder of the one
        one: PathBuf,
        /// Folder of the other
        other: PathBuf,
    },
    /// That a site shows two histories: two entries of one number, both signed with its key
    Site {
        /// Folder of the mission
        mission: PathBuf,
        /// The site
        site: String,
    },
    /// Check a proof that somebody gave you
    Check {
        /// The file
        file: PathBuf,
        /// The key of the log, or of the site, kept elsewhere: NAME+HASH+KEY
        #[arg(long, value_name = "KEY", value_parser = log_key)]
        key: ledger::note::Verifying,
    },
}

pub(crate) fn run(proof: &Proof) -> Result<(), Problem> {
    match &proof.what {
        What::Entry { mission, position } => output::text(&entry(&opened(mission)?, *position)?.to_string()),
        What::Bundle { mission, bundle, witnesses } => cosigned(mission, bundle, witnesses),
        What::Since { mission, checkpoint } => since(mission, checkpoint.as_deref()),
        What::Fork { one, other } => fork(one, other),
        What::Site { mission, site } => site_fork(mission, site),
        What::Check { file, key } => check(file, key),
    }
}

fn site_fork(folder: &Path, site: &str) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    let fork = mission.monitor.site_forks()?.into_iter().find(|fork| fork.site == site);
    let fork = fork.ok_or_else(|| Problem::AtFault(format!("{site} shows one history here, as far as it is known")))?;
    let proof = SiteFork { one: fork.one, other: fork.other };
    for key in proof.keys() {
        let whose = ledger::note::Verifying { name: site.to_owned(), signing: ledger::note::Signing::Plain, key };
        eprintln!("check it with `truce proof check FILE --key {whose}`; the key should come from elsewhere");
    }
    output::text(&proof.to_string())
}

fn cosigned(mission: &Path, bundle: &Path, witnesses: &[ledger::note::Verifying]) -> Result<(), Problem> {
    let position = crate::bundle::entry(bundle)?;
    let mission = Mission::open(mission)?;
    let key = mission.log_key()?;
    let mut included = of_mission(mission, position)?;
    // Others who signed are left out: nobody could check them by what the bundle has.
    let is_named = |name: &str| name == key.name || witnesses.iter().any(|witness| witness.name == name);
    included.note.lines.retain(|line| is_named(&line.name));
    crate::bundle::cosign(bundle, &included, witnesses)?;
    output::line(format_args!("{} witnesses of entry {position} stand in {}", witnesses.len(), bundle.display()))
}

/// A log, with its latest checkpoint as signed.
pub(super) struct Opened {
    log: Box<dyn Log>,
    note: Note,
}

/// A mission's log, or a copy's.
pub(super) fn opened(path: &Path) -> Result<Opened, Problem> {
    if stores::Folder::is_at(path) {
        let folder = stores::Folder::open(path)?;
        let note = folder.note().clone();
        return Ok(Opened { log: Box::new(folder), note });
    }
    let mission = Mission::open(path)?;
    let note = mission.whole_note()?;
    Ok(Opened { note, log: mission.monitor.into_log() })
}

/// That an entry is in a mission's log.
pub(super) fn of_mission(mission: Mission, position: u64) -> Result<Included, Problem> {
    let note = mission.whole_note()?;
    entry(&Opened { note, log: mission.monitor.into_log() }, position)
}

impl Opened {
    pub(super) fn leaves(&self) -> Result<Vec<Digest>, Problem> {
        let size = self.checkpoint()?.size;
        let mut leaves = Vec::new();
        while (leaves.len() as u64) < size {
            let page = self.log.read(leaves.len() as u64 + 1, 500)?;
            if page.is_empty() {
                return Err(Problem::AtFault("the ledger cannot be read whole; run `truce verify`".to_owned()));
            }
            leaves.extend(page.iter().map(|stored| stored.leaf));
        }
        leaves.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(leaves)
    }

    fn checkpoint(&self) -> Result<Checkpoint, Problem> {
        self.note.text.parse().map_err(|error| Problem::AtFault(format!("the checkpoint is none: {error}")))
    }

    /// The request to a witness that signed `last`.
    pub(super) fn continued(&self, last: Option<&Checkpoint>) -> Result<Continued, Problem> {
        let old_size = last.map_or(0, |last| last.size);
        let continued = Continued::new(&self.leaves()?, old_size, self.note.clone());
        continued.ok_or_else(|| {
            Problem::AtFault(format!(
                "the ledger has fewer entries than the {old_size} of that checkpoint: some were removed"
            ))
        })
    }
}

fn entry(opened: &Opened, position: u64) -> Result<Included, Problem> {
    let stored = opened.log.read(position, 1)?.pop().filter(|stored| stored.position == position);
    let no_such = || Problem::AtFault(format!("there is no entry {position} in the ledger"));
    let stored = stored.ok_or_else(no_such)?;
    Included::new(&opened.leaves()?, position - 1, stored.bytes, opened.note.clone()).ok_or_else(no_such)
}

fn since(mission: &Path, kept: Option<&Path>) -> Result<(), Problem> {
    let kept = kept.map(crate::mission::checkpoint).transpose()?;
    output::text(&opened(mission)?.continued(kept.as_ref())?.to_string())
}

fn fork(one: &Path, other: &Path) -> Result<(), Problem> {
    let (one, other) = (opened(one)?, opened(other)?);
    let (ours, theirs) = (one.leaves()?, other.leaves()?);
    match ours.iter().zip(&theirs).position(|(ours, theirs)| ours != theirs) {
        Some(index) => {
            let position = index as u64 + 1;
            eprintln!(
                "entry {position} is another in each; what follows shows both, with the checkpoints that hold them"
            );
            output::text(&Fork { one: entry(&one, position)?, other: entry(&other, position)? }.to_string())
        }
        None if ours.len() == theirs.len() => output::line(format_args!("both hold the same {} entries", ours.len())),
        None => {
            let (less, more) = (ours.len().min(theirs.len()), ours.len().max(theirs.len()));
            output::line(format_args!("no fork: the one of {more} entries begins with the {less} of the other"))
        }
    }
}

fn check(file: &Path, key: &ledger::note::Verifying) -> Result<(), Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| Problem::file(file, error))?;
    if let Ok(fork) = text.parse::<Fork>() {
        if !fork.is_proven(key) {
            return Err(Problem::AtFault(format!("{}: this proves no fork of that log", file.display())));
        }
        let position = fork.one.index + 1;
        return output::line(format_args!(
            "proven: the key of {} signed two histories that differ at entry {position}",
            key.name
        ));
    }
    if let Ok(fork) = text.parse::<SiteFork>() {
        let proven = fork.check(&key.key);
        let (site, number) =
            proven.ok_or_else(|| Problem::AtFault(format!("{}: this proves nothing of that key", file.display())))?;
        return output::line(format_args!(
            "proven: the key of {} signed two entries {number} of the site {site}: whoever has it wrote two histories",
            key.name
        ));
    }
    let included: Included = text.parse().map_err(|error| Problem::AtFault(format!("{}: {error}", file.display())))?;
    let Some(checkpoint) = included.check(key) else {
        return Err(Problem::AtFault(format!("{}: this proves nothing of that log", file.display())));
    };
    let written = ledger::Written::from_bytes(&included.entry)
        .map_err(|error| Problem::AtFault(format!("{}: {error}", file.display())))?;
    let ledger::Entry { kind, author, recorded_at, .. } = &written.entry;
    output::line(format_args!(
        "proven: entry {} of {} in {}: {kind} by {author}, recorded {recorded_at}",
        included.index + 1,
        checkpoint.size,
        checkpoint.origin
    ))
}
