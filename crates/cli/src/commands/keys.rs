//! `truce keys`: who may sign what, since when, until when; new keys, their ends, and what to do when one is lost.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::body::{KeyEnding, KeyLine, Role};
use ledger::note::{Signing, Verifying};
use ledger::{PublicKey, Registered};
use monitor::Monitor;
use serde_json::{Value, json};

use crate::keys;
use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce keys list my-mission\n  \
    truce keys new commission --out commission.key\n  \
    truce keys add my-mission --holder commission --role voice --public commission+1234abcd+AQ...\n  \
    truce keys add my-mission --holder safe-1 --role recovery --out /media/stick/safe-1.key\n  \
    truce keys rehearse my-mission --key /media/stick/safe-1.key\n  \
    truce keys recover my-mission --key /media/stick/safe-1.key --why lost")]
pub(crate) struct Keys {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// All keys that the ledger knows
    List {
        /// Folder of the mission
        mission: PathBuf,
        /// How the list is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// The key by which others check this mission's checkpoints and proofs: NAME+HASH+KEY
    Log {
        /// Folder of the mission
        mission: PathBuf,
    },
    /// Make a key for whoever will hold it; the public part is printed, to be registered with `add`
    New {
        /// Short name of the holder
        holder: String,
        /// File of the secret key
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Register a key
    Add(Add),
    /// End a key
    End(End),
    /// Sign from now on in a mission that has no keys yet
    Start {
        /// Folder of the mission
        mission: PathBuf,
    },
    /// Try whether a recovery key would restore the mission, without changing anything
    Rehearse {
        /// Folder of the mission
        mission: PathBuf,
        /// File of the recovery key
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Give the mission a new key by means of a recovery key, and end the one that is gone
    Recover {
        /// Folder of the mission
        mission: PathBuf,
        /// File of the recovery key
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// What became of the old one: lost, compromised, left, replaced
        #[arg(long, default_value = "lost", value_parser = ending)]
        why: KeyEnding,
    },
}

#[derive(clap::Args)]
struct Add {
    /// Folder of the mission
    mission: PathBuf,
    /// Short name of the holder: a body or party by its id, an analyst, a site; never a person's name
    #[arg(long)]
    holder: String,
    /// What the key may do: site, admin, analyst, voice, recovery; may be given several times
    #[arg(long, required = true, value_parser = role)]
    role: Vec<Role>,
    /// The public key, where the holder has made it
    #[arg(long, value_name = "NAME+HASH+KEY")]
    public: Option<String>,
    /// File of the secret key, where it is made here; in the mission's folder of keys if left out
    #[arg(long, value_name = "FILE", conflicts_with = "public")]
    out: Option<PathBuf>,
}

#[derive(clap::Args)]
struct End {
    /// Folder of the mission
    mission: PathBuf,
    /// The key, by its digits or the first of them
    key: String,
    /// Why: replaced, lost, compromised, left
    #[arg(long, value_parser = ending)]
    why: KeyEnding,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_text(text).ok_or_else(|| words(Role::WORDS.map(|(word, _)| word)))
}

pub(super) fn ending(text: &str) -> Result<KeyEnding, String> {
    KeyEnding::from_text(text).ok_or_else(|| words(KeyEnding::WORDS.map(|(word, _)| word)))
}

fn words<const N: usize>(words: [&str; N]) -> String {
    format!("none of {}", words.join(", "))
}

pub(crate) fn run(keys: &Keys) -> Result<(), Problem> {
    match &keys.what {
        What::List { mission, format } => list(&Mission::open(mission)?, *format),
        What::Log { mission } => log(&Mission::open(mission)?),
        What::New { holder, out } => {
            let signer = keys::new_key(holder)?;
            keys::keep(out, &signer)?;
            output::line(format_args!("{}", signer.verifying()))
        }
        What::Add(add) => self::add(add),
        What::End(end) => self::end(end),
        What::Start { mission } => start(mission),
        What::Rehearse { mission, key } => rehearse(mission, key),
        What::Recover { mission, key, why } => recover(mission, key, *why),
    }
}

fn list(mission: &Mission, format: Format) -> Result<(), Problem> {
    let known = mission.monitor.state().keys();
    if format != Format::Text {
        return output::objects(format, known.lines().map(object));
    }
    if known.is_empty() {
        return output::line(format_args!("no keys: nobody signs; `truce keys start` begins"));
    }
    for registered in known.lines() {
        let KeyLine { key, holder, roles } = &registered.line;
        let roles: Vec<&str> = roles.iter().map(|role| role.to_text()).collect();
        let until = match &registered.ended {
            None => "in force".to_owned(),
            Some((position, why)) => format!("ended by entry {position}: {}", why.to_text()),
        };
        output::line(format_args!("{key}  {holder} ({}), from entry {}, {until}", roles.join(", "), registered.from))?;
    }
    Ok(())
}

fn log(mission: &Mission) -> Result<(), Problem> {
    output::line(format_args!("{}", mission.log_key()?))
}

fn object(registered: &Registered) -> serde_json::Map<String, Value> {
    let KeyLine { key, holder, roles } = &registered.line;
    let roles: Vec<&str> = roles.iter().map(|role| role.to_text()).collect();
    let object = json!({
        "key": key.to_string(), "holder": holder, "roles": roles, "from": registered.from,
        "ended": registered.ended.map(|(position, _)| position),
        "why": registered.ended.map(|(_, why)| why.to_text()),
    });
    object.as_object().cloned().unwrap_or_default()
}

fn add(add: &Add) -> Result<(), Problem> {
    let mut mission = Mission::open(&add.mission)?;
    needs_keys(&mission.monitor)?;
    let key = match &add.public {
        Some(text) => {
            let verifying: Verifying = text.parse().map_err(|error| Problem::Usage(format!("--public: {error}")))?;
            if verifying.signing != Signing::Plain {
                return Err(Problem::Usage("--public: a witness's key signs checkpoints, and no entries".to_owned()));
            }
            verifying.key
        }
        None => {
            let signer = keys::new_key(&add.holder)?;
            let beside = mission.keys_at.join(format!("{}.key", add.holder));
            let path = add.out.clone().unwrap_or(beside);
            keys::keep(&path, &signer)?;
            eprintln!("the secret key is in {}", path.display());
            signer.key.public()
        }
    };
    let line = KeyLine { key, holder: add.holder.clone(), roles: add.role.clone() };
    let entry = mission.monitor.record_key(&line, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("{key} registered as ledger entry {entry}"))
}

fn end(end: &End) -> Result<(), Problem> {
    let mut mission = Mission::open(&end.mission)?;
    let key = named(&mission.monitor, &end.key)?;
    let entry = mission.monitor.record_key_end(&key, end.why, Timestamp::now())?;
    mission.keep_checkpoint()?;
    let keys = mission.monitor.state().keys();
    let may_register = |registered: &Registered| {
        let roles = &registered.line.roles;
        registered.ended.is_none() && (roles.contains(&Role::Admin) || roles.contains(&Role::Recovery))
    };
    if !keys.lines().any(may_register) {
        eprintln!("remark: no key is left that may register another; nothing can be written any more");
    }
    output::line(format_args!("{key} ended by ledger entry {entry}"))
}

/// The key whose digits begin like this.
fn named(monitor: &Monitor, digits: &str) -> Result<PublicKey, Problem> {
    let mut found = monitor.state().keys().lines().filter(|one| one.line.key.to_string().starts_with(digits));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.line.key),
        (None, _) => Err(Problem::AtFault(format!("no key begins with {digits}; see `truce keys list`"))),
        (Some(_), Some(_)) => Err(Problem::AtFault(format!("several keys begin with {digits}"))),
    }
}

fn needs_keys(monitor: &Monitor) -> Result<(), Problem> {
    if monitor.state().keys().is_empty() {
        return Err(Problem::AtFault("the mission has no keys yet; `truce keys start MISSION` begins".to_owned()));
    }
    Ok(())
}

fn start(folder: &Path) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    if !mission.monitor.state().keys().is_empty() {
        return Err(Problem::AtFault("the mission has keys already".to_owned()));
    }
    let path = mission.keys_at.join(format!("{}.key", mission.monitor.site()));
    let signer = keys::new_key(mission.monitor.origin())?;
    keys::keep(&path, &signer)?;
    let key = signer.key.public();
    let line = KeyLine { key, holder: mission.monitor.site().to_owned(), roles: vec![Role::Site, Role::Admin] };
    mission.monitor.take_keys([signer.key]);
    mission.monitor.record_key(&line, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("from here on every entry is signed; the mission's key is {key}"))
}

fn recovery_key(monitor: &Monitor, path: &Path) -> Result<ledger::SecretKey, Problem> {
    let signer = keys::read(path)?;
    let public = signer.key.public();
    match monitor.state().keys().get(&public) {
        Some(one) if one.ended.is_none() && one.line.roles.contains(&Role::Recovery) => Ok(signer.key),
        Some(one) if one.ended.is_some() => Err(Problem::AtFault(format!("{}: this key has ended", path.display()))),
        _ => Err(Problem::AtFault(format!("{}: not a recovery key of this mission", path.display()))),
    }
}

fn rehearse(folder: &Path, path: &Path) -> Result<(), Problem> {
    let mission = Mission::open(folder)?;
    let recovery = recovery_key(&mission.monitor, path)?;
    let new = keys::new_key(mission.monitor.origin())?;
    // All of it but the commit.
    mission.monitor.rehearse(&recovery, &new.key, Timestamp::now())?;
    output::line(format_args!("the recovery key works: it would register a new key and end the old one"))
}

fn recover(folder: &Path, path: &Path, why: KeyEnding) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    let recovery = recovery_key(&mission.monitor, path)?;
    let site = mission.monitor.site().to_owned();
    let n = mission.monitor.state().keys().lines().filter(|one| one.line.holder == site).count();
    let new = keys::new_key(mission.monitor.origin())?;
    let key = new.key.public();
    // Kept before it is registered: a key in the ledger that nobody has would lock the mission.
    keys::keep(&mission.keys_at.join(format!("{site}-{}.key", n + 1)), &new)?;
    mission.monitor.recover(&recovery, &new.key, why, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("the mission's key is now {key}; give it to those who hold checkpoints"))
}
