//! `truce erase`: removes what is kept beside an entry, and records that and why.

use std::path::PathBuf;

use jiff::Timestamp;
use ledger::body::{self, Erasure, ErasureGround};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce erase my-mission 17 --ground protection --because \"names a witness\"\n\n\
                        What is in the entry itself stays for good: see SECURITY.md. Copies that others have are not reached;\n\
                        they carry out the erasure when they take in its record.")]
pub(crate) struct Erase {
    /// Folder of the mission
    mission: PathBuf,
    /// The ledger entry beside which it is kept
    #[arg(required_unless_present = "over_age")]
    entry: Option<u64>,
    /// All words that are older than words_days in the section [retention] of mission.toml: list them
    #[arg(long, conflicts_with_all = ["entry", "name", "ground", "because"])]
    over_age: bool,
    /// With --over-age: erase them, and not only list them
    #[arg(long, requires = "over_age")]
    do_it: bool,
    /// What: text, reason, name; all there is if left out
    #[arg(long)]
    name: Vec<String>,
    /// consent_withdrawn, protection, order, mistake, expired
    #[arg(long, value_parser = ground, required_unless_present = "over_age")]
    ground: Option<ErasureGround>,
    /// Why; without what is erased, for this stays
    #[arg(long, value_name = "REASON", required_unless_present = "over_age")]
    because: Option<String>,
    /// Who decides; the mission's own author if left out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

fn ground(text: &str) -> Result<ErasureGround, String> {
    let words = ErasureGround::WORDS.map(|(word, _)| word).join(", ");
    ErasureGround::from_text(text).ok_or_else(|| format!("none of {words}"))
}

/// With the name of an attachment goes the file, unless another entry names it, too.
fn file_to_remove(mission: &Mission, erasure: &Erasure) -> Option<ledger::Digest> {
    let all = mission.monitor.state().about().attachments();
    let (_, own) = all.iter().find(|(entry, _)| *entry == erasure.position)?;
    let n_named = all.iter().filter(|(_, other)| other.digest == own.digest).count();
    (n_named == 1).then_some(own.digest)
}

/// The entries of the submissions with which the report of an entry came.
fn submissions(mission: &Mission, position: u64) -> Vec<u64> {
    let Ok(Some((entry, _))) = mission.monitor.entry(position) else { return Vec::new() };
    let Ok((source, id)) = body::report_key(&entry.body) else { return Vec::new() };
    if entry.kind != body::REPORT && entry.kind != body::CORRECTION {
        return Vec::new();
    }
    let all = mission.monitor.state().about().attachments().iter();
    let own = all.filter(|(_, file)| (file.source.as_str(), file.id.as_str()) == (source, id));
    own.filter(|(_, file)| file.media_type.starts_with("text/xml")).map(|(entry, _)| *entry).collect()
}

/// Words that are kept for longer than the mission says.
fn over_age(erase: &Erase) -> Result<(), Problem> {
    let mut mission = Mission::open(&erase.mission)?;
    let Some(days) = mission.words_days()? else {
        return Err(Problem::AtFault(
            "mission.toml does not say for how long words are kept: [retention] words_days = 730".to_owned(),
        ));
    };
    let now = Timestamp::now();
    let is_old = |at: Timestamp| now.duration_since(at) > jiff::SignedDuration::from_hours(24 * i64::from(days));
    let state = mission.monitor.state();
    let old: Vec<(u64, Timestamp)> = state
        .lines()
        .range(1, state.size())
        .filter(|line| is_old(line.recorded_at) && [body::REPORT, body::CORRECTION].contains(&line.kind.as_str()))
        .map(|line| (line.position, line.recorded_at))
        .collect();
    let mut n = 0;
    for (position, at) in old {
        let names: Vec<String> =
            mission.monitor.log().details(position)?.into_iter().map(|detail| detail.name).collect();
        if names.is_empty() {
            continue;
        }
        n += 1;
        if !erase.do_it {
            output::line(format_args!("entry {position}, recorded {at}: {}", names.join(", ")))?;
            continue;
        }
        let erasure = Erasure { position, names, ground: ErasureGround::Expired };
        let because = format!("older than {days} days");
        mission.monitor.erase(&erasure, &because, erase.by.as_deref(), now)?;
    }
    if erase.do_it {
        mission.keep_checkpoint()?;
    }
    let done = if erase.do_it { "erased" } else { "to be erased: --over-age --do-it" };
    output::line(format_args!("words of {n} entries {done}"))
}

pub(crate) fn run(erase: &Erase) -> Result<(), Problem> {
    let (entry, ground, because) = match (erase.over_age, erase.entry, erase.ground, &erase.because) {
        (true, ..) => return over_age(erase),
        (false, Some(entry), Some(ground), Some(because)) => (entry, ground, because),
        _ => return Err(Problem::Usage("an entry, --ground and --because; or --over-age".to_owned())),
    };
    let mut mission = Mission::open(&erase.mission)?;
    let log = mission.monitor.log();
    let details = log.details(entry)?;
    let there: Vec<String> = details.into_iter().map(|detail| detail.name).collect();
    let names = if erase.name.is_empty() { there.clone() } else { erase.name.clone() };
    if let Some(missing) = names.iter().find(|name| !there.contains(name)) {
        return Err(Problem::AtFault(format!("nothing named {missing:?} is kept beside entry {}", entry)));
    }
    if names.is_empty() {
        return Err(Problem::AtFault(format!("nothing is kept beside entry {}, or it was erased", entry)));
    }
    if because.trim().is_empty() {
        return Err(Problem::Usage("an erasure needs its reason: --because".to_owned()));
    }
    let erasure = Erasure { position: entry, names, ground };
    let file = file_to_remove(&mission, &erasure);
    for with in submissions(&mission, entry) {
        eprintln!("remark: the submission that it came with has the words, too: erase entry {with} as well");
    }
    let own = mission.monitor.erase(&erasure, because, erase.by.as_deref(), Timestamp::now())?;
    if let Some(digest) = file {
        mission.attachments().remove(&digest)?;
    }
    mission.keep_checkpoint()?;
    output::line(format_args!("erased {} of entry {}; recorded as ledger entry {own}", erasure.names.join(", "), entry))
}
