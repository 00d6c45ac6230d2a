//! `truce site`: the sites of a mission. A new one makes its key itself, is invited by whoever administers the mission, and can be struck
//! off; what two of them decided differently, and what is shown apart, stands in the list.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::body::{self, History, KeyEnding, KeyLine, Role, Site as Invited};
use ledger::note::{Signing, Verifying};
use ledger::{Digest, PublicKey};
use monitor::{Dispute, Met, Monitor, SiteKnown};
use serde_json::{Map, Value, json};

use super::keys::ending;
use super::verify::log_key;
use crate::keys;
use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce site new north-office --name north\n  \
    truce site add my-mission 'north+1234abcd+AQ... age1...' --compartment sources\n  \
    truce sync north-office https://truce.example.org --root ROOTKEY\n  \
    truce site list my-mission\n  \
    truce site end my-mission north --why compromised\n  \
    truce site decide my-mission north 57 --leaf 9f2c")]
pub(crate) struct Site {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// Make the folder of a new site, with its own key; the line that is printed goes to whoever invites it
    New {
        /// Folder to make
        folder: PathBuf,
        /// Short name of the site: of a place or an office, never of a person
        #[arg(long)]
        name: String,
    },
    /// Print that line again
    Request {
        /// Folder of the site
        folder: PathBuf,
    },
    /// Invite a site, or say anew what it may have
    Add {
        /// Folder of the mission
        mission: PathBuf,
        /// What `truce site new` printed there: its key, and where files for it are enciphered to
        request: String,
        /// A compartment of which it gets what is sealed to it; may be given several times
        #[arg(long = "compartment", value_name = "NAME")]
        compartments: Vec<String>,
    },
    /// All sites: what each has written, when it was met, what it lacks; what is in dispute, and what is shown apart
    List {
        /// Folder of the mission
        mission: PathBuf,
        /// How the list is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Strike a site off: its keys end, and what it signed that you have not seen is shown apart
    End {
        /// Folder of the mission
        mission: PathBuf,
        /// The site
        name: String,
        /// What became of it: compromised (others have its key), lost, left, replaced
        #[arg(long, value_parser = ending)]
        why: KeyEnding,
    },
    /// Decide that a site's history stands up to one of its entries: of two histories the one, or what it wrote before it was lost
    Decide {
        /// Folder of the mission
        mission: PathBuf,
        /// The site
        name: String,
        /// The number of its entry
        number: u64,
        /// How the entry's hash begins, where there are two of that number: `truce site list` has them
        #[arg(long, value_name = "DIGITS", default_value = "")]
        leaf: String,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
}

pub(crate) fn run(site: &Site) -> Result<(), Problem> {
    match &site.what {
        What::New { folder, name } => new(folder, name),
        What::Request { folder } => {
            let (key, recipient) = Mission::open(folder)?.request()?;
            output::line(format_args!("{key} {recipient}"))
        }
        What::Add { mission, request, compartments } => add(mission, request, compartments),
        What::List { mission, format } => list(mission, *format),
        What::End { mission, name, why } => end(mission, name, *why),
        What::Decide { mission, name, number, leaf, reason } => {
            decide(mission, (name, *number, leaf), reason.as_deref())
        }
    }
}

fn new(folder: &Path, name: &str) -> Result<(), Problem> {
    if name.is_empty() || name.len() > 40 || !name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return Err(Problem::Usage("--name: up to 40 letters, digits, - and _".to_owned()));
    }
    let key = keys::new_key(name)?;
    let recipient = Mission::create_site(folder, name, &key)?;
    output::line(format_args!("{} {recipient}", key.verifying()))?;
    eprintln!(
        "give this line to whoever administers the mission, for `truce site add MISSION 'LINE'`;\n\
         ask for the mission's first key in return, by another way than the line itself, for `truce sync --root`"
    );
    Ok(())
}

/// What a new site asks with: its key, and its age recipient.
fn request(text: &str) -> Result<(Verifying, Option<String>), Problem> {
    let mut words = text.split_whitespace();
    let key =
        log_key(words.next().unwrap_or_default()).map_err(|error| Problem::Usage(format!("the request: {error}")))?;
    if key.signing != Signing::Plain {
        return Err(Problem::Usage("the request: that is a witness's key".to_owned()));
    }
    let recipient = words.next().map(str::to_owned);
    crate::sealing::recipients(recipient.as_slice())?;
    Ok((key, recipient))
}

fn add(folder: &Path, text: &str, compartments: &[String]) -> Result<(), Problem> {
    let (key, recipient) = request(text)?;
    let name = key.name;
    let mut mission = Mission::open(folder)?;
    for compartment in compartments {
        if mission.monitor.state().about().compartment(compartment).is_none() {
            return Err(Problem::AtFault(format!("there is no compartment {compartment}")));
        }
    }
    if name == mission.monitor.site() {
        return Err(Problem::AtFault(format!("{name} is this site itself; the new one needs another name")));
    }
    let now = Timestamp::now();
    invite_ourselves(&mut mission, now)?;
    match mission.monitor.state().keys().get(&key.key).map(|one| (one.line.holder.clone(), one.ended)) {
        None => {
            let line = KeyLine { key: key.key, holder: name.clone(), roles: vec![Role::Site] };
            mission.monitor.record_key(&line, now)?;
        }
        Some((holder, None)) if holder == name => {}
        Some((holder, _)) => {
            return Err(Problem::AtFault(format!("that key is, or was, {holder}'s; the site needs a new one")));
        }
    }
    let invited = Invited { name: name.clone(), compartments: compartments.to_vec(), recipient };
    let entry = (body::SITE, body::site_to_body(&invited));
    let position = mission.monitor.record_about(entry, None, None, now)?;
    mission.keep_checkpoint()?;
    output::line(format_args!("{name} invited by ledger entry {position}"))?;
    if let Some(root) = mission.monitor.state().keys().root() {
        output::line(format_args!("the mission's first key, for its `truce sync --root`: {root}"))?;
    }
    Ok(())
}

/// Others must know to which key files for this site are enciphered, too.
fn invite_ourselves(mission: &mut Mission, now: Timestamp) -> Result<(), Problem> {
    let own = mission.monitor.site().to_owned();
    if mission.monitor.state().sites().invitation(&own).is_some() {
        return Ok(());
    }
    let recipient = mission.recipient()?;
    let invited = Invited { name: own, compartments: Vec::new(), recipient: Some(recipient) };
    mission.monitor.record_about((body::SITE, body::site_to_body(&invited)), None, None, now)?;
    Ok(())
}

fn end(folder: &Path, name: &str, why: KeyEnding) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    if name == mission.monitor.site() {
        let words = "this is the site itself; use `truce keys recover` with a recovery key";
        return Err(Problem::AtFault(words.to_owned()));
    }
    let keys = mission.monitor.state().keys();
    let in_force = keys.lines().filter(|one| one.line.holder == name && one.ended.is_none());
    let all: Vec<PublicKey> = in_force.map(|one| one.line.key).collect();
    if all.is_empty() {
        return Err(Problem::AtFault(format!("{name} has no key in force; see `truce site list`")));
    }
    for key in &all {
        mission.monitor.record_key_end(key, why, Timestamp::now())?;
    }
    mission.keep_checkpoint()?;
    let apart = mission.monitor.state().sites().apart().count();
    output::line(format_args!("{name} struck off, {} keys ended; {apart} entries are shown apart", all.len()))
}

fn decide(folder: &Path, (name, number, digits): (&str, u64, &str), reason: Option<&str>) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    let found = mission.monitor.entries_of(name, number)?;
    let mut fitting = found.iter().filter(|(_, leaf)| leaf.to_string().starts_with(&digits.to_lowercase()));
    let leaf = match (fitting.next(), fitting.next()) {
        (Some((_, leaf)), None) => *leaf,
        (None, _) => return Err(Problem::AtFault(format!("no entry {number} of {name} has such a hash"))),
        (Some(_), Some(_)) => {
            let both: Vec<String> = found.iter().map(|(_, leaf)| leaf.to_string()).collect();
            return Err(Problem::Usage(format!("say which with --leaf: {}", both.join(" or "))));
        }
    };
    let history = History { site: name.to_owned(), number, leaf };
    let entry = (body::HISTORY, body::history_to_body(&history));
    let reason = reason.map(|reason| reason.as_bytes().to_vec());
    let position = mission.monitor.record_about(entry, reason, None, Timestamp::now())?;
    mission.keep_checkpoint()?;
    let apart = mission.monitor.state().sites().apart().count();
    output::line(format_args!(
        "entry {position}: {name} stands through its entry {number}; {apart} entries are shown apart"
    ))
}

/// What is to be said of a site.
struct Line {
    site: SiteKnown,
    keys: Vec<(PublicKey, Option<KeyEnding>)>,
    met: Option<Met>,
    /// How many entries it lacked, by what it had when it was last met.
    lacks: Option<u64>,
}

fn lines(monitor: &mut Monitor, met: Vec<(String, Met)>) -> Result<Vec<Line>, Problem> {
    let own = monitor.site().to_owned();
    let mut lines = Vec::new();
    for site in monitor.sites_known()? {
        let met = met.iter().find(|(name, _)| *name == site.name).map(|(_, met)| met.clone());
        let lacks = met.as_ref().filter(|_| site.name != own).map(|met| monitor.n_missing(&met.offer)).transpose()?;
        let keys = monitor.state().keys().lines().filter(|one| one.line.holder == site.name);
        let keys = keys.map(|one| (one.line.key, one.ended.map(|(_, why)| why))).collect();
        lines.push(Line { site, keys, met, lacks });
    }
    Ok(lines)
}

fn list(folder: &Path, format: Format) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    let met = monitor::met(&mut *mission.beside()?)?;
    let own = mission.monitor.site().to_owned();
    let lines = lines(&mut mission.monitor, met)?;
    if format != Format::Text {
        return output::objects(format, lines.iter().map(|line| object(line, line.site.name == own)));
    }
    let mut text = String::new();
    for line in &lines {
        text.push_str(&as_text(line, line.site.name == own));
    }
    text.push_str(&said_apart(&mut mission.monitor)?);
    output::text(&text)
}

fn object(line: &Line, is_own: bool) -> Map<String, Value> {
    let keys: Vec<Value> = line
        .keys
        .iter()
        .map(|(key, ended)| json!({ "key": key.to_string(), "ended": ended.map(KeyEnding::to_text) }))
        .collect();
    let object = json!({
        "site": line.site.name, "own": is_own, "entries": line.site.n_entries, "keys": keys,
        "struck_off": line.site.ended, "compartments": line.site.compartments,
        "met": line.met.as_ref().map(|met| met.at.to_string()), "lacks": line.lacks,
    });
    object.as_object().cloned().unwrap_or_default()
}

fn as_text(line: &Line, is_own: bool) -> String {
    let mut text = format!("{}: {} entries", line.site.name, line.site.n_entries);
    if is_own {
        text.push_str(", this site");
    }
    match (&line.met, line.lacks) {
        (Some(met), Some(lacks)) => {
            let at = met.at.round(jiff::Unit::Second).unwrap_or(met.at);
            text.push_str(&format!(", met {at}, lacked {lacks} of what is here now"));
        }
        _ if !is_own => text.push_str(", not met from here"),
        _ => {}
    }
    if let Some(why) = line.site.ended {
        text.push_str(&format!("; struck off: {why}"));
    }
    if !line.site.compartments.is_empty() {
        text.push_str(&format!("; compartments {}", line.site.compartments.join(", ")));
    }
    text.push('\n');
    text
}

/// Disputes, sites with two histories, entries without effect.
fn said_apart(monitor: &mut Monitor) -> Result<String, Problem> {
    let mut text = String::new();
    let disputes: Vec<Dispute> = monitor.state().disputes().cloned().collect();
    for one in &disputes {
        let name = |position: &u64| -> Result<String, Problem> {
            let (site, number) = monitor.name_of(*position)?.unwrap_or_default();
            Ok(format!("entry {position} ({site} {number})"))
        };
        let entries: Vec<String> = one.entries.iter().map(name).collect::<Result<_, _>>()?;
        let effect = if one.is_open { "none has effect until somebody decides" } else { "the last counts" };
        text.push_str(&format!("in dispute, {}: {}; {effect}\n", one.about, entries.join(", ")));
    }
    for run in monitor.apart_runs()? {
        let (first, last, site) = (run.first, run.last, &run.site);
        let which = match run.n {
            1 => format!("entry {} ({site} {})", first.0, first.1),
            n => format!("{n} entries ({site} {} to {})", first.1, last.1),
        };
        text.push_str(&format!("apart, {which}: {}\n", run.why));
    }
    let forks = monitor.state().sites().forks().to_vec();
    for (site, number) in &forks {
        let both = monitor.entries_of(site, *number)?;
        let leaves: Vec<&Digest> = both.iter().map(|(_, leaf)| leaf).collect();
        let leaves: Vec<String> = leaves.iter().map(|leaf| leaf.to_string()[..16].to_owned()).collect();
        text.push_str(&format!(
            "{site} shows two histories from its entry {number} on, {}; `truce proof site` writes the proof, `truce site decide` says \
             which stands\n",
            leaves.join(" and ")
        ));
    }
    Ok(text)
}
