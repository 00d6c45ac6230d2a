//! `truce verify`: every entry, link, hash and checkpoint; the first thing that is wrong is named.

use std::path::PathBuf;

use ledger::note::Verifying;
use ledger::{Checkpoint, PublicKey};
use serde_json::{Map, Value, json};
use stores::Problem as Found;

use crate::bundle::{self, Sound};
use crate::mission::{self, Mission};
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce verify my-mission --checkpoint kept-elsewhere.txt\n\n\
                        Without a checkpoint kept elsewhere, a ledger rewritten as a whole cannot be told from an honest one.")]
pub(crate) struct Verify {
    /// Folder of the mission, or of what `truce export --as ledger` or `--as bundle` made
    mission: PathBuf,
    /// A checkpoint kept elsewhere; may be given several times
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// The key that the log began with, of a bundle the one that signs checkpoints, kept elsewhere: NAME+HASH+KEY, or its 64 digits
    #[arg(long, value_name = "KEY", value_parser = key)]
    key: Option<PublicKey>,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A log's key by which its checkpoints are checked.
pub(super) fn log_key(text: &str) -> Result<Verifying, String> {
    text.parse::<Verifying>().map_err(|error| error.to_string())
}

pub(super) fn key(text: &str) -> Result<PublicKey, String> {
    if let Ok(verifying) = text.parse::<Verifying>() {
        return Ok(verifying.key);
    }
    let digits = text.parse::<ledger::Digest>().map(|digits| PublicKey(digits.0));
    let digits = digits.map_err(|_| "neither a key of the form NAME+HASH+KEY nor 64 digits".to_owned())?;
    if digits.is_key() { Ok(digits) } else { Err("these 64 digits are no key".to_owned()) }
}

pub(crate) fn run(verify: &Verify) -> Result<(), Problem> {
    let mut kept = Vec::new();
    for path in &verify.checkpoint {
        kept.push(mission::checkpoint(path)?);
    }
    if bundle::is_at(&verify.mission) {
        return of_bundle(verify, &kept);
    }
    let is_copy = stores::Folder::is_at(&verify.mission);
    let checked =
        if is_copy { stores::check_folder(&verify.mission, &kept, verify.key) } else { of_mission(verify, kept)? };
    let (object, text, sound) = match checked {
        Ok(report) => sound(&report),
        Err(Found::Fault(fault)) => faulty(&fault),
        Err(Found::Failure(error)) => return Err(Problem::World(error.to_string())),
    };
    match verify.format {
        Format::Text => output::text(&text)?,
        format => output::objects(format, std::iter::once(object))?,
    }
    if sound && !is_copy && !Mission::is_state_true(&verify.mission)? {
        return Err(Problem::AtFault(format!(
            "the ledger is sound, but {} beside it is not what its entries give; delete that file, it is made anew",
            verify.mission.join("state.snapshot").display()
        )));
    }
    if sound && !is_copy {
        files(&verify.mission)?;
    }
    if sound { Ok(()) } else { Err(Problem::Said) }
}

/// A public bundle: what it states follows from what it holds, and a signed ledger names it.
fn of_bundle(verify: &Verify, kept: &[Checkpoint]) -> Result<(), Problem> {
    let checked = bundle::check(&verify.mission, kept, verify.key)?;
    let (object, text) = match &checked {
        Ok(sound) => {
            let Sound { entry, publication, checkpoint, key, .. } = sound;
            let witnesses: Vec<String> = sound.witnesses.iter().map(|(witness, _)| witness.to_string()).collect();
            let object = json!({
                "sound": true, "entry": entry, "as_of": publication.as_of.to_string(), "size": publication.size, "corrects": publication.corrects,
                "checkpoint_size": checkpoint.size, "root": checkpoint.root.to_string(), "key": key.to_string(), "key_known": sound.is_key_known,
                "files": sound.n_files, "assessments": sound.n_assessments, "checkpoints": sound.n_checkpoints,
                "witnesses": witnesses,
            });
            let whose = if sound.is_key_known {
                "the key that was given"
            } else {
                "the key that the folder brings itself: hold it against one from elsewhere with --key"
            };
            let text = format!(
                "sound: {} files as entry {entry} of {} published them, as of {}, from the first {} entries\nassessed anew from the \
                 events: {} assessments, all the same\nsigned by {key}, {whose}\nheld against {} checkpoints of this size\n{}",
                sound.n_files,
                checkpoint.origin,
                publication.as_of,
                publication.size,
                sound.n_assessments,
                sound.n_checkpoints,
                witnesses
                    .iter()
                    .map(|witness| format!("cosigned by {witness}, whose key the folder brings itself\n"))
                    .collect::<String>()
            );
            (object, text)
        }
        Err(wrong) => (json!({ "sound": false, "message": wrong }), format!("at fault: {wrong}\n")),
    };
    match verify.format {
        Format::Text => output::text(&text)?,
        format => output::objects(format, object.as_object().cloned().into_iter())?,
    }
    checked.map(|_| ()).map_err(|_| Problem::Said)
}

/// Files beside the ledger are what their digests say; one that is not there is a remark, for it may have been erased.
fn files(mission: &std::path::Path) -> Result<(), Problem> {
    let mission = Mission::open(mission)?;
    let attachments = mission.attachments();
    for (entry, attachment) in mission.monitor.state().about().attachments() {
        if mission.monitor.content(*entry, &attachment.digest)?.is_some() {
            continue;
        }
        match attachments.check(&attachment.digest)? {
            stores::Found::Whole => {}
            stores::Found::Missing => eprintln!("remark: the file {} of entry {entry} is not there", attachment.digest),
            stores::Found::Changed => {
                return Err(Problem::AtFault(format!("the file {} of entry {entry} was changed", attachment.digest)));
            }
        }
    }
    Ok(())
}

/// Checks a mission's ledger, and the note beside it.
fn of_mission(verify: &Verify, mut kept: Vec<Checkpoint>) -> Result<Result<stores::Report, Found>, Problem> {
    let store = Mission::store(&verify.mission)?;
    for beside in [Mission::checkpoint_path(&verify.mission), Mission::witnessed_path(&verify.mission)] {
        if beside.exists() {
            kept.push(mission::checkpoint(&beside)?);
        }
    }
    Ok(store.check(&kept, verify.key))
}

/// As JSON, as text, and whether the record is sound.
type Verdict = (Map<String, Value>, String, bool);

fn sound(report: &stores::Report) -> Verdict {
    let object = json!({
        "sound": true,
        "size": report.checkpoint.size,
        "root": report.checkpoint.root.to_string(),
        "signed": report.n_signed,
        "key": report.root_key.map(|key| key.to_string()),
        "checkpoints": report.n_checkpoints,
        "details": report.n_details,
        "details_absent": report.n_details_absent,
        "details_erased": report.n_details_erased,
        "not_erased": report.n_not_erased,
        "sites": report.sites,
        "forks": report.forks.iter().map(|(site, number)| json!({ "site": site, "from": number })).collect::<Vec<_>>(),
    });
    let signed = match &report.root_key {
        Some(key) => format!("{} signed, beginning with the key {key}", report.n_signed),
        None => "nobody has signed".to_owned(),
    };
    let left = match report.n_not_erased {
        0 => String::new(),
        n => format!("{n} details are there though a record says that they were erased\n"),
    };
    // What is beside an entry may be missing without a fault; what it was cannot be given otherwise.
    let missing = match report.n_details_absent.saturating_sub(report.n_details_erased) {
        0 => String::new(),
        n => format!("{n} of the absent were not handed out with this copy, or were erased elsewhere\n"),
    };
    let sites = match report.sites.as_slice() {
        [] | [_] => String::new(),
        sites => format!("entries of {} sites: {}\n", sites.len(), sites.join(", ")),
    };
    let fork = |(site, number): &(String, u64)| {
        format!(
            "{site} shows two histories from its entry {number} on, both signed: that is the site's fault, not the ledger's\n"
        )
    };
    let forks: String = report.forks.iter().map(fork).collect();
    let text = format!(
        "sound: {} entries, root {}\n{signed}\nheld against {} checkpoints; {} details fit their seals, {} are absent, {} of them erased on record\n{missing}{left}{sites}{forks}",
        report.checkpoint.size,
        report.checkpoint.root,
        report.n_checkpoints,
        report.n_details,
        report.n_details_absent,
        report.n_details_erased
    );
    (object.as_object().cloned().unwrap_or_default(), text, true)
}

fn faulty(fault: &ledger::Fault) -> Verdict {
    let object = json!({
        "sound": false,
        "code": fault.code.as_str(),
        "position": fault.position,
        "site": fault.entry.as_ref().map(|(site, _)| site),
        "number": fault.entry.as_ref().map(|(_, number)| number),
        "message": fault.sentence,
    });
    let place = match (fault.position, &fault.entry) {
        (Some(position), Some((site, number))) => format!("entry {position} (site {site}, number {number}): "),
        (Some(position), None) => format!("entry {position}: "),
        (None, _) => String::new(),
    };
    let text = format!("at fault: {place}{fault}\n");
    (object.as_object().cloned().unwrap_or_default(), text, false)
}
