//! `truce export`: what leaves a mission: its published events in the forms that others read, or the ledger itself, as a folder that anybody
//! can check.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Publication};
use records::{Report, Statement};
use sha2::{Digest as _, Sha256};
use views::released::{self, table};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce export my-mission --as csv --out events.csv\n  \
    truce evaluate agreement.md --events events.csv --as-of 2026-11-01\n  \
    truce export my-mission --as ledger --out copy --without-words\n  \
    truce verify copy\n\n\
    csv, ndjson, geojson, hxl, ged and codebook are the public's: what the section [public] of mission.toml lets leave, and nothing \
    else. ledger holds every entry, the hash tree in tiles, and the signed checkpoint; with words also what is kept beside the \
    entries and was not erased: entries hold what sources told, as precisely as they told it.")]
pub(crate) struct Export {
    /// Folder of the mission
    mission: PathBuf,
    /// What is written
    #[arg(long = "as", value_name = "FORMAT", value_parser = FORMATS)]
    format: String,
    /// File to write, - for standard output; of ledger: folder to make
    #[arg(long, value_name = "FILE or FOLDER")]
    out: PathBuf,
    /// The moment asked about; a bare date is that whole day
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment, or at this ledger size
    #[arg(long, value_name = "TIME or SIZE")]
    known_at: Option<String>,
    /// Of ledger: leave out what is kept beside the entries: words of reports, reasons
    #[arg(long)]
    without_words: bool,
    /// Record in the ledger that this left the house
    #[arg(long)]
    record: bool,
}

const FORMATS: [&str; 7] = ["csv", "ndjson", "geojson", "hxl", "ged", "codebook", "ledger"];

/// What is written goes on and is hashed on its way.
struct Hashing<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// The published events, in one of the forms in which others read them.
fn table(export: &Export) -> Result<(), Problem> {
    let mut mission = Mission::open(&export.mission)?;
    let (policy, licence) = mission.public()?;
    let secret = mission.public_secret()?;
    let outlook = mission.outlook(export.as_of.as_deref(), export.known_at.as_deref())?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    let released = released::released(&record, &policy, &secret);
    let agreement = record.agreement;
    let write = |out: &mut dyn Write| match export.format.as_str() {
        "csv" => table::csv(&released, agreement, false, out),
        "hxl" => table::csv(&released, agreement, true, out),
        "ndjson" => table::ndjson(&released, agreement, out),
        "geojson" => table::geojson(&released, agreement, out),
        "ged" => table::ged(&released, agreement, out),
        _ => table::codebook(&released, agreement, licence.as_deref(), out),
    };
    let hash = Sha256::new();
    let hash = if export.out == Path::new("-") {
        let mut out = Hashing { out: std::io::stdout().lock(), hash };
        write(&mut out)?;
        out.hash
    } else {
        let file = std::fs::File::create_new(&export.out).map_err(|error| Problem::file(&export.out, error))?;
        let mut out = Hashing { out: BufWriter::new(file), hash };
        write(&mut out).and_then(|()| out.flush()).map_err(|error| Problem::file(&export.out, error))?;
        out.hash
    };
    let (n_rows, n_withheld) = (released.rows.len(), released.n_withheld);
    eprintln!("{n_rows} rows, {n_withheld} events withheld, as of {}, ledger size {}", released.as_of, released.size);
    let differing = released::differing(&record, &released);
    if differing > 0 {
        eprintln!(
            "remark: in {differing} assessments the full record says otherwise than these rows: what makes the difference is withheld"
        );
    }
    if export.record {
        let (what, size, as_of) = (export.format.clone(), released.size, released.as_of);
        let publication = Publication { what, size, as_of, digest: Digest(hash.finalize().into()), corrects: None };
        let body = (body::PUBLICATION, body::publication_to_body(&publication));
        mission.monitor.record_about(body, None, None, Timestamp::now())?;
        mission.keep_checkpoint()?;
    }
    Ok(())
}

/// Entries whose words nobody agreed to hand out: of reports whose tellers do not agree to be recorded, quoted, or known outside, in all
/// their versions, with the names of their files; and what was read out of articles.
fn withheld(mission: &Mission) -> BTreeSet<u64> {
    let state = mission.monitor.state();
    let is_withheld = |report: &Report| {
        let Statement::Happening(happening) = &report.statement else { return false };
        let says = |name: &str| happening.fields.get(name).map_or("", String::as_str);
        says("consent_recorded") == "no"
            || says("consent_quoted") == "no"
            || !matches!(says("consent_shared"), "" | "public")
    };
    let mut names: BTreeSet<String> = state
        .reports()
        .filter(|filed| is_withheld(&filed.report))
        .map(|filed| format!("{}/{}", filed.report.source, filed.report.id))
        .collect();
    // What an article says is somebody's copyright, as a candidate and as a report.
    let candidates: Vec<_> = state.candidates().collect();
    let made = candidates.iter().filter_map(|one| Some(format!("{}/{}", one.outlet, one.step.as_ref()?.1.as_ref()?)));
    names.extend(made);
    let candidates = candidates.iter().map(|one| one.entry);
    if names.is_empty() {
        return candidates.collect();
    }
    let told = state
        .lines()
        .range(1, u64::MAX)
        .filter(|line| [body::REPORT, body::CORRECTION].contains(&line.kind.as_str()) && names.contains(&line.about));
    let files = state.about().attachments().iter();
    let files =
        files.filter(|(_, file)| names.contains(&format!("{}/{}", file.source, file.id))).map(|(entry, _)| *entry);
    told.map(|line| line.position).chain(files).chain(candidates).collect()
}

pub(crate) fn run(export: &Export) -> Result<(), Problem> {
    if export.format != "ledger" {
        return table(export);
    }
    if export.as_of.is_some() || export.known_at.is_some() {
        return Err(Problem::Usage(
            "a copy of the ledger is of all of it: --as-of and --known-at are for events".to_owned(),
        ));
    }
    let mut mission = Mission::open(&export.mission)?;
    let note = mission.whole_note()?;
    let log = mission.monitor.log();
    if export.out.exists() {
        return Err(Problem::AtFault(format!("{} exists already", export.out.display())));
    }
    let withheld = withheld(&mission);
    let is_out = |position: u64, _: &str| !withheld.contains(&position);
    stores::write_folder(log, &note, &export.out, (!export.without_words).then_some(&is_out))?;
    if !export.without_words && !withheld.is_empty() {
        eprintln!(
            "remark: the words of {} entries stay here: who told them does not agree that they leave, or they are an article's",
            withheld.len()
        );
    }
    let size = mission.monitor.state().size();
    if export.record {
        // The checkpoint stands for all that the copy holds.
        let path = export.out.join("checkpoint");
        let bytes = std::fs::read(&path).map_err(|error| Problem::file(&path, error))?;
        let digest = Digest(Sha256::digest(&bytes).into());
        let publication =
            Publication { what: "ledger".to_owned(), size, as_of: Timestamp::now(), digest, corrects: None };
        let body = (body::PUBLICATION, body::publication_to_body(&publication));
        mission.monitor.record_about(body, None, None, Timestamp::now())?;
        mission.keep_checkpoint()?;
    }
    output::line(format_args!("{} entries written to {}", size, export.out.display()))
}
