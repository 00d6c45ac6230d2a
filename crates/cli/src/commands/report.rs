//! `truce report`: the periodic report, as a page, as a PDF, or as the document of which both are drawn.

mod advance;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Digest;
use ledger::body::Publication;
use sha2::{Digest as _, Sha256};
use views::Language;
use views::document::{Document, html, json};
use views::periodic::template::{self, Template};
use views::periodic::{self, Period, Withheld};
use views::released::{self, Own};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce report my-mission --from 2026-07-01 --to 2026-07-31 --out july.html\n  \
    truce report my-mission --from 2026-07-01 --to 2026-07-31 --language ar --out july.ar.pdf\n  \
    truce report my-mission --write-template my-mission/report.en.md\n\n\
    It holds what the section [public] of mission.toml lets leave, and nothing else; with --whole, everything, and says so on every \
    page. Wording and order come from report.LANGUAGE.md in the mission's folder, where there is one. A PDF is set by truce-print \
    (cargo build --release -p print).")]
pub(crate) struct Report {
    /// Folder of the mission
    #[arg(required_unless_present = "write_template")]
    mission: Option<PathBuf>,
    /// First day of the period
    #[arg(long, value_name = "DAY", required_unless_present_any = ["write_template", "answer"])]
    from: Option<Date>,
    /// Last day of the period
    #[arg(long, value_name = "DAY", required_unless_present_any = ["write_template", "answer"])]
    to: Option<Date>,
    /// en, ar, he or tr
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
    /// File to write: .html, .pdf or .json; - for HTML to standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// Only what was recorded by this moment, or at this ledger size
    #[arg(long, value_name = "TIME or SIZE")]
    known_at: Option<String>,
    /// All that the mission knows, not what may leave
    #[arg(long)]
    whole: bool,
    /// Template, in place of the mission's and the program's own
    #[arg(long, value_name = "FILE.md")]
    template: Option<PathBuf>,
    /// Write the program's own template to a file, to be changed
    #[arg(long, value_name = "FILE.md", conflicts_with_all = ["mission", "from", "to"])]
    write_template: Option<PathBuf>,
    /// Days on what falls due is looked ahead
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    ahead: u16,
    /// Record in the ledger that this left the house
    #[arg(long)]
    record: bool,
    /// An advance copy for this party, for its answer before publication; recorded in the ledger
    #[arg(long, value_name = "PARTY", conflicts_with_all = ["record", "whole", "corrects"])]
    advance_to: Option<String>,
    /// Record what a party answers to its advance copy: the entry of that copy
    #[arg(long, value_name = "ENTRY", requires = "text", conflicts_with_all = ["from", "to", "record", "advance_to"])]
    answer: Option<u64>,
    /// The file with the answer
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Entry of an earlier publication that this one corrects
    #[arg(long, value_name = "ENTRY", requires = "record")]
    corrects: Option<u64>,
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::from_text(text).ok_or_else(|| "it is none of en, ar, he, tr".to_owned())
}

/// What a file is by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Pdf,
    Json,
}

impl Form {
    fn of(path: &Path) -> Result<Form, Problem> {
        match path.extension().and_then(|end| end.to_str()) {
            _ if path == Path::new("-") => Ok(Form::Html),
            Some("html" | "htm") => Ok(Form::Html),
            Some("pdf") => Ok(Form::Pdf),
            Some("json") => Ok(Form::Json),
            _ => Err(Problem::Usage(format!("{}: a report is a file .html, .pdf or .json", path.display()))),
        }
    }
}

pub(crate) fn run(report: &Report) -> Result<(), Problem> {
    if let Some(path) = &report.write_template {
        let mut file = File::create_new(path).map_err(|error| Problem::file(path, error))?;
        return file
            .write_all(template::standard(report.language).as_bytes())
            .map_err(|error| Problem::file(path, error));
    }
    if let (Some(folder), Some(entry), Some(path)) = (&report.mission, report.answer, &report.text) {
        return advance::answer(&mut Mission::open(folder)?, entry, path);
    }
    let (Some(folder), Some(from), Some(to)) = (&report.mission, report.from, report.to) else {
        return Err(Problem::Usage("a report is of a mission, and of days --from and --to".to_owned()));
    };
    if from > to {
        return Err(Problem::Usage(format!("the period ends ({to}) before it begins ({from})")));
    }
    let form = Form::of(&report.out)?;
    let is_recorded = report.record || report.advance_to.is_some();
    if is_recorded && report.out == Path::new("-") {
        return Err(Problem::Usage("what is recorded as published is a file: name it with --out".to_owned()));
    }
    if report.record && report.whole {
        return Err(Problem::Usage("the whole record stays in the mission: it is not published".to_owned()));
    }
    let typesetter = (form == Form::Pdf).then(typesetter).transpose()?;
    let mut mission = Mission::open(folder)?;
    let template = own_template(report, folder)?;
    let copies = advance::Copies::of(&mission, to)?;
    if let Some(party) = &report.advance_to {
        copies.check(party)?;
    } else if report.record {
        copies.refuse_early(report.out.display())?;
    }
    let (document, as_of, size) = document(report, (&mission, &copies), &template, (from, to))?;
    let bytes = match (form, typesetter) {
        (Form::Pdf, Some(typesetter)) => printed(&typesetter, &json::json(&document))?,
        (Form::Json, _) => json::json(&document).into_bytes(),
        _ => html::html(&document).into_bytes(),
    };
    if report.out == Path::new("-") {
        match std::io::stdout().write_all(&bytes) {
            // Whoever reads has enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            written => written?,
        }
    } else {
        let file = File::create_new(&report.out);
        file.and_then(|mut file| file.write_all(&bytes)).map_err(|error| Problem::file(&report.out, error))?;
    }
    if is_recorded {
        let digest = Digest(Sha256::digest(&bytes).into());
        let what = report.advance_to.as_ref().map_or_else(|| "report".to_owned(), |party| monitor::copy_for(party));
        let publication = Publication { what, size, as_of, digest, corrects: report.corrects };
        let entry = super::export::recorded(&mut mission, &publication)?;
        mission.keep_checkpoint()?;
        match &report.advance_to {
            None => output::line(format_args!("entry {entry} of the ledger publishes {}", report.out.display()))?,
            Some(party) => output::line(format_args!("entry {entry} of the ledger: an advance copy for {party}"))?,
        }
    }
    Ok(())
}

/// The mission's own templates, by language; what is wrong in one is said, and the program's is taken in its place.
pub(super) fn templates(folder: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let mut out = BTreeMap::new();
    for language in Language::ALL {
        let path = folder.join(format!("report.{}.md", language.code()));
        if !path.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        let (_, faults) = template::read(&text);
        for fault in &faults {
            eprintln!("{}:{}: {}", path.display(), fault.line, fault.says);
        }
        if faults.is_empty() {
            out.insert(language.code().to_owned(), text);
        }
    }
    Ok(out)
}

/// The template that was named, the mission's own, or the program's.
fn own_template(report: &Report, folder: &Path) -> Result<Template, Problem> {
    let own = folder.join(format!("report.{}.md", report.language.code()));
    let path = report.template.clone().or_else(|| own.exists().then_some(own));
    let Some(path) = path else { return Ok(template::read(template::standard(report.language)).0) };
    let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
    let (template, faults) = template::read(&text);
    for fault in &faults {
        eprintln!("{}:{}: {}", path.display(), fault.line, fault.says);
    }
    if faults.is_empty() {
        Ok(template)
    } else {
        Err(Problem::AtFault(format!(
            "{}: the report is not written with a template that says something else",
            path.display()
        )))
    }
}

/// The document, the moment and the size of which it is.
fn document(
    report: &Report,
    (mission, copies): (&Mission, &advance::Copies),
    template: &Template,
    (from, to): (Date, Date),
) -> Result<(Document, Timestamp, u64), Problem> {
    let outlook = mission.outlook(Some(&to.to_string()), report.known_at.as_deref())?;
    let words = views::Words::of(report.language);
    let full = web::record(&outlook, words, views::Sight::ALL);
    if report.record || report.advance_to.is_some() {
        super::export::refuse_to_come(mission, full.as_of)?;
    }
    super::export::say_if_to_come(full.as_of);
    if let Some(own) = mission.fixed_as_of()?.filter(|own| full.as_of > *own) {
        eprintln!("remark: the record stands at {own}; what is asked about lies after it");
    }
    let before = from.yesterday().map_err(|error| Problem::Usage(error.to_string()))?;
    let period = |record, before, withheld| {
        let (corrects, ahead_days) = (report.corrects, i32::from(report.ahead));
        let advance = report.advance_to.clone().map(|party| (party, copies.until()));
        let answers = if advance.is_some() { Vec::new() } else { copies.answers.clone() };
        let period = Period { record, before, from, to, withheld, corrects, advance, answers, ahead_days };
        periodic::report(&period, template)
    };
    let (as_of, size) = (full.as_of, full.size);
    if report.whole {
        let earlier = mission.outlook(Some(&before.to_string()), report.known_at.as_deref())?;
        return Ok((period(&full, &earlier.assessments, None), as_of, size));
    }
    let (policy, _) = mission.public()?;
    let secret = mission.public_secret()?;
    let released = released::released(&full, &policy, &secret);
    let own = Own::new(full.agreement, &released);
    let record = own.record(&full);
    let end = full.agreement.calendar.start_of(from).unwrap_or(as_of);
    let at = end.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(end);
    let before = own.assessed_at(full.agreement, at);
    let assessments = released::differing(&full, record.assessments);
    let withheld = Withheld { events: released.n_withheld, assessments };
    Ok((period(&record, &before, Some(withheld)), as_of, size))
}

/// The program that sets PDFs: the one that is named, or that beside this one.
fn typesetter() -> Result<PathBuf, Problem> {
    if let Some(named) = std::env::var_os("TRUCE_PRINT") {
        return Ok(named.into());
    }
    let name = format!("truce-print{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe()?.parent().map(|folder| folder.join(&name));
    beside.filter(|path| path.is_file()).ok_or_else(|| {
        Problem::World(format!(
            "{name} is not beside this program. It sets PDFs, and is built apart, for that takes some minutes: \
             cargo build --release -p print. HTML needs no typesetter: --out FILE.html"
        ))
    })
}

fn printed(typesetter: &Path, document: &str) -> Result<Vec<u8>, Problem> {
    let child = Command::new(typesetter).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| Problem::file(typesetter, error))?;
    if let Some(mut input) = child.stdin.take() {
        // Where it went away, its own words say why.
        let _ = input.write_all(document.as_bytes());
    }
    let done = child.wait_with_output()?;
    if done.status.success() {
        Ok(done.stdout)
    } else {
        Err(Problem::World(format!("{} set no PDF: {}", typesetter.display(), done.status)))
    }
}
