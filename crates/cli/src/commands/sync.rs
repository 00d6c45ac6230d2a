//! `truce sync`: brings the entries of two sites together, over a folder, a file or HTTP.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use ledger::PublicKey;
use monitor::{Failed, Outcome, Peer, Progress, Synced, Taken, note_offer, sync_beside, tally};
use serde_json::{Map, Value, json};

use super::verify::key;
use crate::mission::Mission;
use crate::output::{self, Format};
use crate::peers::{Neighbour, Parcel};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce sync my-mission https://truce.example.org\n  \
    truce sync my-mission /media/stick/other-mission\n  \
    truce sync my-mission /media/stick/for-north.truce --for north   (writes a file for the site north)\n  \
    truce sync north-office /media/stick/for-north.truce             (takes it in)\n\n\
    It can be cut at any moment and begun again: what came stays, and is not sent twice.")]
pub(crate) struct Sync {
    /// Folder of the mission
    mission: PathBuf,
    /// The other site: the folder of its mission, an address (https://…), or a file
    other: String,
    /// Write the file, enciphered for this site alone: what it lacks, by what it had when it was last met
    #[arg(long = "for", value_name = "SITE")]
    reader: Option<String>,
    /// With --for: everything, whatever the site had
    #[arg(long, requires = "reader")]
    all: bool,
    /// The mission's first key, as its administrator read it to you; needed once, where nothing is here yet
    #[arg(long, value_name = "KEY", value_parser = key)]
    root: Option<PublicKey>,
    /// Go on over a line that breaks for so many minutes without an answer
    #[arg(long, value_name = "MINUTES", default_value_t = 5)]
    patience: u64,
    /// Allow http:// to another machine: whoever is on the line reads along
    #[arg(long)]
    plain: bool,
    /// How the result is written: json and ndjson have a line for each entry
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(asked: &Sync) -> Result<(), Problem> {
    let mut mission = Mission::open(&asked.mission)?;
    let known = mission.monitor.state().keys().root().copied();
    match (known, asked.root) {
        (None, None) => {
            let words =
                "nothing is here yet: say the mission's first key with --root, as its administrator read it to you";
            return Err(Problem::Usage(words.to_owned()));
        }
        (Some(known), Some(root)) if known != root => {
            return Err(Problem::AtFault(format!("this mission's first key is {known}, not {root}")));
        }
        _ => {}
    }
    let is_address = asked.other.starts_with("https://") || asked.other.starts_with("http://");
    if !is_address && asked.other.contains("://") || is_address && asked.reader.is_some() {
        let words = "the other site is a folder, a file, or an address with https://; --for writes a file";
        return Err(Problem::Usage(words.to_owned()));
    }
    if let Some(reader) = &asked.reader {
        return Parcel::write(&mut mission, Path::new(&asked.other), reader, asked.all);
    }
    let mut synced = Synced::default();
    let done = if is_address {
        over_http(asked, &mut mission, &mut synced)
    } else if Path::new(&asked.other).is_dir() {
        with_folder(asked, &mut mission, &mut synced)
    } else {
        Parcel::read(&mut mission, Path::new(&asked.other), asked.root, &mut synced)
    };
    if done.is_ok() {
        mission.has_met(&synced.with)?;
    }
    mission.keep_checkpoint()?;
    say(asked, &mut mission, &synced)?;
    done
}

fn failed(failed: Failed) -> Problem {
    match failed {
        Failed::Peer(why) => Problem::World(why),
        Failed::Refused(why) => Problem::AtFault(why),
        Failed::Here(error) => Problem::from(error),
    }
}

/// Says how far it is, where somebody looks on.
fn progress() -> impl FnMut(Progress) {
    let is_seen = std::io::stderr().is_terminal();
    move |at: Progress| {
        if is_seen {
            let Progress { came, to_come, went, to_go } = at;
            let line = format!("\r{came} came, {to_come} to come; {went} went, {to_go} to go    ");
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }
}

fn over_http(asked: &Sync, mission: &mut Mission, synced: &mut Synced) -> Result<(), Problem> {
    if asked.other.starts_with("http://") && !asked.plain && !web::is_here(&asked.other, "http://") {
        let words = "over http:// everybody on the line reads along; use https://, or say --plain";
        return Err(Problem::Usage(words.to_owned()));
    }
    let patience = Duration::from_secs(60 * asked.patience);
    // The key that is shown is this site's; the record itself is in use meanwhile.
    let showing = mission.showing();
    let mut hears = progress();
    let mut remote = web::Remote::new(
        &asked.other,
        patience,
        move |challenge| showing(challenge),
        |why| eprintln!("the line broke, trying again: {why}"),
    )?;
    remote.expect_root(asked.root.map(|root| root.0));
    let done = monitor::sync(&mut mission.monitor, &mut remote, synced, &mut hears);
    let done = done.and_then(|()| beside(mission, &mut remote));
    let traffic = remote.traffic;
    let theirs = remote.met();
    drop(remote);
    if let Some(theirs) = theirs {
        note_offer(&mut *mission.beside()?, &synced.with, &theirs.to_bytes(), Timestamp::now())?;
    }
    done.map_err(failed)?;
    eprintln!("sent {} bytes, received {}, {} requests again", traffic.sent, traffic.came, traffic.n_again);
    Ok(())
}

fn with_folder(asked: &Sync, mission: &mut Mission, synced: &mut Synced) -> Result<(), Problem> {
    let other = Mission::open(Path::new(&asked.other))?;
    let mut hears = progress();
    let mut neighbour = Neighbour::new(other, asked.root);
    let done = monitor::sync(&mut mission.monitor, &mut neighbour, synced, &mut hears);
    let done = done.and_then(|()| beside(mission, &mut neighbour));
    let mut other = neighbour.into_mission();
    let (ours, theirs) = (mission.monitor.offer()?, other.monitor.offer()?);
    note_offer(&mut *mission.beside()?, &theirs.site, &theirs.to_bytes(), Timestamp::now())?;
    note_offer(&mut *other.beside()?, &ours.site, &ours.to_bytes(), Timestamp::now())?;
    other.keep_checkpoint()?;
    done.map_err(failed)
}

/// What is beside the entries, after these: sealed details, and files.
fn beside(mission: &mut Mission, peer: &mut dyn Peer) -> Result<(), Failed> {
    let files = mission.attachments();
    let (came, went) = sync_beside(&mut mission.monitor, &files, peer)?;
    if came + went > 0 {
        eprintln!("{came} files came, {went} went");
    }
    Ok(())
}

/// A result for every entry, and what is to be looked at.
fn say(asked: &Sync, mission: &mut Mission, synced: &Synced) -> Result<(), Problem> {
    let refused = |taken: &&Taken| matches!(taken.outcome, Outcome::Refused(_));
    let all = || synced.came.iter().chain(&synced.went);
    if asked.format == Format::Text {
        let (came, known, forked, n_refused) = tally(&synced.came);
        let (went, known_there, forked_there, refused_there) = tally(&synced.went);
        output::line(format_args!(
            "with {}: came {}, known {known}, refused {n_refused}; went {}, known there {known_there}, refused there {refused_there}",
            if synced.with.is_empty() { "nobody" } else { &synced.with },
            came + forked,
            went + forked_there,
        ))?;
        for Taken { site, number, outcome } in all().filter(refused) {
            if let Outcome::Refused(why) = outcome {
                eprintln!("refused, {site} {number}: {why}");
            }
        }
    } else {
        let came = synced.came.iter().map(|taken| object("came", taken));
        output::objects(asked.format, came.chain(synced.went.iter().map(|taken| object("went", taken))))?;
    }
    for (site, number) in mission.monitor.state().sites().forks() {
        eprintln!(
            "remark: {site} shows two histories from its entry {number} on; `truce proof site {} {site}` writes the proof",
            mission.folder.display()
        );
    }
    let (n_disputes, n_apart) =
        (mission.monitor.state().disputes().count(), mission.monitor.state().sites().apart().count());
    if n_disputes + n_apart > 0 {
        eprintln!(
            "remark: {n_disputes} things are in dispute, {n_apart} entries are shown apart; see `truce site list`"
        );
    }
    if all().any(|taken| refused(&taken)) { Err(Problem::Said) } else { Ok(()) }
}

fn object(way: &str, taken: &Taken) -> Map<String, Value> {
    let (outcome, why) = match &taken.outcome {
        Outcome::Added => ("added", None),
        Outcome::Known => ("known", None),
        Outcome::Forked => ("added_beside_another", None),
        Outcome::Refused(why) => ("refused", Some(why)),
    };
    let mut object = Map::new();
    object.insert("way".to_owned(), json!(way));
    object.insert("site".to_owned(), json!(taken.site));
    object.insert("number".to_owned(), json!(taken.number));
    object.insert("outcome".to_owned(), json!(outcome));
    if let Some(why) = why {
        object.insert("why".to_owned(), json!(why));
    }
    object
}
