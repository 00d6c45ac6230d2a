//! `truce export`: what leaves a mission: its published events in the forms that others read, or the ledger itself, as a folder that anybody
//! can check.

mod in_parts;
mod stream;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use assessments::Assessment;
use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Publication, Text};
use records::{Report, Statement};
use sha2::{Digest as _, Sha256};
use views::Language;
use views::registers;
use views::released::{self, Released, table};

use crate::bundle::{self, Hashing};
use crate::geoparquet;
use crate::mission::{Mission, keep_text};
use crate::output;
use crate::partitioned::{Copy, Folder};
use crate::problem::Problem;
use crate::spreadsheet;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce export my-mission --as csv --out events.csv\n  \
    truce evaluate agreement.md --events events.csv --as-of 2026-11-01\n  \
    truce export my-mission --as bundle --out published\n  \
    truce verify published\n  \
    truce export my-mission --as ledger --out copy --without-words\n  \
    truce verify copy\n\n\
    all but ledger are the public's: what the section [public] of mission.toml lets leave, and nothing \
    else. ledger holds every entry, the hash tree in tiles, and the signed checkpoint; with words also what is kept beside the \
    entries and was not erased: entries hold what sources told, as precisely as they told it.")]
pub(crate) struct Export {
    /// Folder of the mission
    #[arg(required_unless_present = "events")]
    mission: Option<PathBuf>,
    /// In place of a mission: a file of rows, as truce evaluate reads them; written as they are, one by one
    #[arg(long, value_name = "FILE", requires = "agreement", conflicts_with_all = ["mission", "as_of", "known_at", "record", "corrects"])]
    events: Option<PathBuf>,
    /// The agreement to these rows
    #[arg(long, value_name = "FILE.md", requires = "events")]
    agreement: Option<PathBuf>,
    /// What is written
    #[arg(long = "as", value_name = "FORMAT", value_parser = FORMATS)]
    format: String,
    /// File to write, - for standard output; of bundle and ledger: folder to make
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
    /// Of parquet: a folder of files apart by month and type, with the columns that truce sql reads
    #[arg(long, conflicts_with_all = ["record", "corrects"])]
    partitioned: bool,
    /// Of csv, copy, hxl, parquet, ndjson, geojson: hold some REPORTS at a time, however many there are. They must be linked by what was learnt
    #[arg(long, value_name = "REPORTS", num_args = 0..=1, require_equals = true, default_missing_value = "30000", conflicts_with = "known_at",
        value_parser = clap::value_parser!(u32).range(100..))]
    in_parts: Option<u32>,
    /// With --in-parts: where reports are put aside until the end
    #[arg(long, value_name = "FOLDER", requires = "in_parts")]
    work: Option<PathBuf>,
    /// Record in the ledger that this left the house; a bundle always is
    #[arg(long)]
    record: bool,
    /// Entry of an earlier publication that this one corrects
    #[arg(long, value_name = "ENTRY")]
    corrects: Option<u64>,
}

impl Export {
    fn folder(&self) -> Result<&Path, Problem> {
        self.mission.as_deref().ok_or_else(|| Problem::Usage("an export is of a mission, or of --events".to_owned()))
    }
}

const FORMATS: [&str; 12] =
    ["csv", "copy", "xlsx", "parquet", "ndjson", "geojson", "hxl", "ged", "ics", "codebook", "bundle", "ledger"];

/// The published events, in one of the forms in which others read them.
fn table(export: &Export) -> Result<(), Problem> {
    let mut mission = Mission::open(export.folder()?)?;
    let (policy, licence) = mission.public()?;
    let secret = mission.public_secret()?;
    let outlook = mission.outlook(export.as_of.as_deref(), export.known_at.as_deref())?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    if export.record {
        refuse_to_come(&mission, record.as_of)?;
    }
    let released = released::released(&record, &policy, &secret);
    let agreement = record.agreement;
    let settings = mission.settings()?;
    let audience = registers::Audience::Public { delay_days: settings.delay_days };
    let write = |out: &mut (dyn Write + Send)| match export.format.as_str() {
        "csv" => table::csv(&released, agreement, false, out),
        "hxl" => table::csv(&released, agreement, true, out),
        "ndjson" => table::ndjson(&released, agreement, out),
        "geojson" => table::geojson(&released, agreement, out),
        "ged" => table::ged(&released, agreement, out),
        "ics" => out.write_all(registers::calendar(&record, &settings.notice_days, audience).as_bytes()),
        "xlsx" => spreadsheet::write(&released, agreement, out),
        "parquet" => geoparquet::write(&released, agreement, out),
        "copy" => copied(&released, agreement, out),
        _ => table::codebook(&released, agreement, licence.as_deref(), out),
    };
    let digest = if export.out == Path::new("-") {
        let mut out = Hashing::new(BufWriter::new(std::io::stdout()));
        write(&mut out).and_then(|()| out.flush())?;
        out.digest()
    } else {
        let file = File::create_new(&export.out).map_err(|error| Problem::file(&export.out, error))?;
        let mut out = Hashing::new(BufWriter::new(file));
        write(&mut out).and_then(|()| out.flush()).map_err(|error| Problem::file(&export.out, error))?;
        out.digest()
    };
    say(&record, &released, &released::assessed(agreement, &released));
    if export.record {
        let (what, size, as_of) = (export.format.clone(), released.size, released.as_of);
        let publication = Publication { what, size, as_of, digest, corrects: export.corrects };
        let entry = recorded(&mut mission, &publication)?;
        eprintln!("recorded as ledger entry {entry}");
        mission.keep_checkpoint()?;
    }
    Ok(())
}

/// The published events as scripts of truce sql read them, one by one.
fn copied(released: &Released, agreement: &provisions::Agreement, out: &mut (dyn Write + Send)) -> std::io::Result<()> {
    let mut copy = Copy::new(out, agreement)?;
    for row in &released.rows {
        copy.write(row)?.map_err(std::io::Error::other)?;
    }
    copy.close()
}

/// The same as a folder of files apart by month and type.
fn partitioned(export: &Export) -> Result<(), Problem> {
    if export.format != "parquet" {
        return Err(Problem::Usage("--partitioned is for --as parquet".to_owned()));
    }
    let mission = Mission::open(export.folder()?)?;
    let (policy, _) = mission.public()?;
    let secret = mission.public_secret()?;
    let outlook = mission.outlook(export.as_of.as_deref(), export.known_at.as_deref())?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    let released = released::released(&record, &policy, &secret);
    let failed = |error| Problem::file(&export.out, error);
    let mut folder = Folder::new(&export.out, record.agreement).map_err(failed)?;
    for row in &released.rows {
        folder.write(row).map_err(failed)?.map_err(Problem::AtFault)?;
    }
    folder.close().map_err(failed)?;
    say(&record, &released, &released::assessed(record.agreement, &released));
    Ok(())
}

/// Says where a moment is asked about that has not come: what leaves late would then count as old.
pub(crate) fn say_if_to_come(as_of: Timestamp) {
    if as_of > Timestamp::now() + jiff::SignedDuration::from_hours(24) {
        eprintln!(
            "remark: {as_of} has not come; what leaves some weeks late counts as old by then, and is let out now"
        );
    }
}

/// What is published is of a moment that has come, or of the record's own: what leaves some weeks late would leave at once by another.
pub(crate) fn refuse_to_come(mission: &Mission, as_of: Timestamp) -> Result<(), Problem> {
    let own = mission.fixed_as_of()?.unwrap_or(Timestamp::MIN);
    // The end of this day has not come, and today has.
    if as_of > Timestamp::now() + jiff::SignedDuration::from_hours(24) && as_of > own {
        return Err(Problem::AtFault(format!("{as_of} has not come: nothing is published as of it")));
    }
    Ok(())
}

/// Says how much there is, and how much stays.
fn say(record: &views::Record<'_>, released: &Released, assessments: &[Assessment]) -> usize {
    say_if_to_come(released.as_of);
    let (n_rows, n_withheld) = (released.rows.len(), released.n_withheld);
    eprintln!("{n_rows} rows, {n_withheld} events withheld, as of {}, ledger size {}", released.as_of, released.size);
    let differing = released::differing(record, assessments);
    if differing > 0 {
        eprintln!(
            "remark: in {differing} assessments the full record says otherwise than these rows: what makes the difference is withheld"
        );
    }
    differing
}

/// Records that something left; gives its entry.
pub(crate) fn recorded(mission: &mut Mission, publication: &Publication) -> Result<u64, Problem> {
    mission.monitor.record_publication(publication, None, None, Timestamp::now())?.map_err(Problem::AtFault)
}

/// All that may leave, in a folder of its own that anybody can check.
fn bundle(export: &Export) -> Result<(), Problem> {
    let mut mission = Mission::open(export.folder()?)?;
    let (policy, licence) = mission.public()?;
    let (key, secret) = (mission.log_key()?, mission.public_secret()?);
    let outlook = mission.outlook(export.as_of.as_deref(), export.known_at.as_deref())?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    refuse_to_come(&mission, record.as_of)?;
    let released = released::released(&record, &policy, &secret);
    let folder = &export.out;
    std::fs::create_dir(folder).map_err(|error| Problem::file(folder, error))?;
    let says = (&key, licence.as_deref());
    let (what, size, as_of) = (bundle::WHAT.to_owned(), released.size, released.as_of);
    let entry = filled(folder, &outlook, (&record, &released), says).and_then(|digest| {
        recorded(&mut mission, &Publication { what, size, as_of, digest, corrects: export.corrects })
    });
    let entry = match entry {
        Ok(entry) => entry,
        Err(problem) => {
            // It was made here, and the ledger does not know of it.
            std::fs::remove_dir_all(folder).map_err(|error| Problem::file(folder, error))?;
            return Err(problem);
        }
    };
    mission.keep_checkpoint()?;
    let proof = super::proof::of_mission(mission, entry)?;
    put(folder, bundle::ENTRY, &|out| write!(out, "{proof}"))?;
    output::line(format_args!("entry {entry} of the ledger publishes {}", folder.display()))
}

/// A file of a bundle.
fn put(folder: &Path, name: &str, write: &dyn Fn(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Problem> {
    let path = folder.join(name);
    let file = File::create_new(&path).map_err(|error| Problem::file(&path, error))?;
    let mut out = BufWriter::new(file);
    write(&mut out).and_then(|()| out.flush()).map_err(|error| Problem::file(&path, error))
}

/// Everything but the entry; gives the manifest's digest.
fn filled(
    folder: &Path,
    outlook: &monitor::Outlook,
    (record, released): (&views::Record<'_>, &Released),
    (key, licence): (&ledger::note::Verifying, Option<&str>),
) -> Result<Digest, Problem> {
    let agreement = record.agreement;
    let version = &outlook.version().text;
    let own = Path::new(bundle::AGREEMENT);
    let name = own.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if version.annexes.contains_key(&name) {
        return Err(Problem::AtFault(format!(
            "an annex of the agreement is named {name}, as the agreement itself is here"
        )));
    }
    let text = Text { file: name, text: version.text.clone(), annexes: version.annexes.clone() };
    keep_text(&folder.join(own.parent().unwrap_or(Path::new(""))), &text)?;
    put(folder, bundle::EVENTS, &|out| table::csv(released, agreement, false, out))?;
    put(folder, "events.geojson", &|out| table::geojson(released, agreement, out))?;
    put(folder, "codebook.md", &|out| table::codebook(released, agreement, licence, out))?;
    put(folder, bundle::KEY, &|out| writeln!(out, "{key}"))?;
    let n_assessments = bundle::write_assessments(folder, released.as_of)?;
    let assessments = released::assessed(agreement, released);
    let differing = say(record, released, &assessments);
    for language in Language::ALL {
        let page = released::page::page(language, agreement, (released, &assessments), differing);
        let page = page.map_err(|error| Problem::World(error.to_string()))?;
        put(folder, &released::page::file(language), &|out| out.write_all(page.as_bytes()))?;
    }
    put(folder, "style.css", &|out| out.write_all(views::STYLE.as_bytes()))?;
    let says = Says { title: &agreement.title, licence, n_assessments, differing };
    put(folder, "README.md", &|out| readme(&says, released, out))?;
    bundle::seal(folder)
}

/// What a bundle says of itself.
struct Says<'a> {
    title: &'a str,
    licence: Option<&'a str>,
    n_assessments: usize,
    differing: usize,
}

fn readme(says: &Says<'_>, released: &Released, out: &mut dyn Write) -> std::io::Result<()> {
    let (as_of, size) = (released.as_of, released.size);
    writeln!(out, "# {}: what may leave\n", says.title)?;
    writeln!(
        out,
        "As of {as_of}, from the first {size} entries of the ledger. What is here is claimed, not found, unless a row says so.\n"
    )?;
    writeln!(
        out,
        "- rows: {}\n- events withheld: {}\n- assessments: {}\n- assessments withheld, for the full record says otherwise than these rows: {}",
        released.rows.len(),
        released.n_withheld,
        says.n_assessments,
        says.differing
    )?;
    if let Some(licence) = says.licence {
        writeln!(out, "- licence: {licence}")?;
    }
    writeln!(
        out,
        "\n## To check it\n\nWith the program, without a line; KEY is this mission's key, from somewhere else than this folder:\n\n    \
         truce verify . --key KEY\n\nBy hand: `sha256sum -c manifest.txt` holds the files against the manifest, whose own SHA-256 is in the \
         entry that `{}` proves to be in the ledger (https://c2sp.org/tlog-proof); and\n\n    \
         truce evaluate {} --events {} --as-of {as_of} --format ndjson\n\ngives `{}`. `codebook.md` says what every column means.",
        bundle::ENTRY,
        bundle::AGREEMENT,
        bundle::EVENTS,
        bundle::ASSESSMENTS
    )
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
    if let (Some(events), Some(agreement)) = (&export.events, &export.agreement) {
        return stream::run(events, agreement, (&export.format, export.partitioned), &export.out);
    }
    if let Some(n_reports) = export.in_parts {
        return in_parts::run(export, n_reports);
    }
    if export.partitioned {
        return partitioned(export);
    }
    match export.format.as_str() {
        "ledger" => {}
        "bundle" => return bundle(export),
        _ => return table(export),
    }
    if export.as_of.is_some() || export.known_at.is_some() {
        return Err(Problem::Usage(
            "a copy of the ledger is of all of it: --as-of and --known-at are for events".to_owned(),
        ));
    }
    let mut mission = Mission::open(export.folder()?)?;
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
            Publication { what: "ledger".to_owned(), size, as_of: Timestamp::now(), digest, corrects: export.corrects };
        let entry = recorded(&mut mission, &publication)?;
        eprintln!("recorded as ledger entry {entry}");
        mission.keep_checkpoint()?;
    }
    output::line(format_args!("{} entries written to {}", size, export.out.display()))
}
