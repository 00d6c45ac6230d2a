//! `truce import --as article` and `truce candidates`: articles into the record, and what they tell into reports, by a person.

use std::collections::BTreeMap;
use std::io::{BufRead, Cursor, Write, stdin};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Digest;
use monitor::{ArticleFile, InCandidates, NewCandidate};
use news::{Copies, Dictionary};
use records::{Report, Source, SourceKind};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::articles::{self, FileRead, Reader};
use crate::candidates::{self as shape, About};
use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;
use crate::sealing;

/// Arguments.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  \
    truce candidates my-mission\n  \
    truce candidates accept my-mission 3fa9c1d2b7aa#4\n  \
    truce candidates accept my-mission 3fa9c1d2b7aa#7 --set type=meeting --set by=egypt --set start=2026-11-20\n  \
    truce candidates set-aside my-mission 3fa9c1d2b7aa#5 --because \"old news\"\n\n\
    A candidate counts for nothing until somebody makes a report of it. The report's source is the outlet, its origin the end of the \
    chain: whoever the article says that it is from."
)]
pub(crate) struct Candidates {
    /// Folder of the mission
    #[arg(required = true)]
    mission: Option<PathBuf>,
    #[command(subcommand)]
    step: Option<Step>,
    /// Those as well that somebody has decided on
    #[arg(long)]
    all: bool,
    /// Of articles alone whose file, title or outlet has these words
    #[arg(long, value_name = "WORDS")]
    article: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What is done with candidates.
#[derive(clap::Subcommand)]
enum Step {
    /// Make reports of them
    Accept(Accept),
    /// They are not for this mission
    SetAside(SetAside),
}

/// Of which, and what is mended.
#[derive(clap::Args)]
struct Accept {
    /// Folder of the mission
    mission: PathBuf,
    /// The candidates; - reads them from standard input, one a line
    #[arg(required = true)]
    candidates: Vec<String>,
    /// Says a column of the report otherwise, or where the article says nothing: by=egypt; may be given several times
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = column)]
    set: Vec<(String, String)>,
    /// Who does it; the mission's own author if left out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Of which, and why.
#[derive(clap::Args)]
struct SetAside {
    /// Folder of the mission
    mission: PathBuf,
    /// The candidates; - reads them from standard input, one a line
    #[arg(required = true)]
    candidates: Vec<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
    /// Who does it; the mission's own author if left out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("not COLUMN=VALUE, as in by=egypt")?;
    Ok((column.trim().to_owned(), value.trim().to_owned()))
}

/// A source's short name from an outlet's.
fn slug(outlet: &str) -> String {
    let plain: String =
        outlet.to_lowercase().chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Articles into the record: the files sealed where the mission seals files, what they tell as candidates.
pub(super) fn import(folder: &Path, path: &Path, date: Option<Date>, outlet: Option<&str>) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    let reader = Reader {
        dictionary: names_of(folder)?,
        date,
        outlet: outlet.map(str::to_owned),
        extractor: mission.extractor()?,
    };
    let (mut n_read, mut n_added, mut n_wrong) = (0, 0, 0);
    let (mut copies, mut outlets) = earlier(&mission)?;
    for file in articles::files(&[path.to_owned()])? {
        let read = reader.read(&file)?;
        for reason in &read.wrong {
            eprintln!("{}: {reason}", file.display());
            n_wrong += 1;
        }
        if read.articles.is_empty() {
            continue;
        }
        let (new, source) = match new_candidates(&file, &read, &mut copies, &mut outlets) {
            Ok(made) => made,
            Err(reason) => {
                eprintln!("{}: {reason}", file.display());
                n_wrong += 1;
                continue;
            }
        };
        n_read += new.len() as u64;
        n_added += keep(&mut mission, &read, &source, new)?;
    }
    mission.keep_checkpoint()?;
    output::line(format_args!("read {n_read}, added {n_added}, known {}, rejected {n_wrong}", n_read - n_added))?;
    if n_added > 0 {
        eprintln!("they count for nothing yet: `truce candidates {}` shows them", folder.display());
    }
    if n_wrong == 0 { Ok(()) } else { Err(Problem::Said) }
}

/// The articles in the record, to know copies of them: their sketches lie with the first candidate of each.
fn earlier(mission: &Mission) -> Result<(Copies, Vec<String>), Problem> {
    let (mut copies, mut outlets) = (Copies::default(), Vec::new());
    let firsts: Vec<InCandidates> = mission.monitor.state().candidates().filter(|one| one.key.2 == 1).collect();
    for one in firsts {
        let told = sealed(mission, &one)?.unwrap_or_default();
        let sketch = told.get("sketch").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64);
        copies.add_sketch(sketch.collect());
        outlets.push(one.outlet);
    }
    Ok((copies, outlets))
}

/// The candidates of a file, and the source that its articles are of.
fn new_candidates(
    file: &Path,
    read: &FileRead,
    copies: &mut Copies,
    outlets: &mut Vec<String>,
) -> Result<(Vec<NewCandidate>, String), String> {
    let mut new = Vec::new();
    let mut first = None;
    for told in &read.articles {
        let name = read.name_of(told.item);
        let Some(outlet) = told.document.outlet.clone().filter(|outlet| !slug(outlet).is_empty()) else {
            let item = told.item.map_or_else(String::new, |item| format!("item {item}: "));
            return Err(format!("{item}it does not say which outlet it is from; --outlet says it"));
        };
        let outlet = slug(&outlet);
        let sketch = news::sketch(&told.document.text.text);
        let copy_of = copies.add_sketch(sketch.clone()).map(|number| outlets[number].clone());
        let copy_of = copy_of.filter(|first| *first != outlet);
        outlets.push(outlet.clone());
        if told.article.language.is_none() {
            eprintln!("{}: the language is none that is read; the article is kept", read.shown(file, told.item));
        }
        let about = About { name, language: told.article.language.map(str::to_owned), copy_of };
        for candidate in &told.article.candidates {
            let mut object = shape::object(candidate, &told.document, &about);
            if candidate.number == 1 {
                object.insert("sketch".to_owned(), json!(sketch));
            }
            let text = Value::Object(object).to_string().into_bytes();
            let item = told.item.map(|item| item as u64);
            new.push(NewCandidate { item, number: candidate.number as u64, outlet: outlet.clone(), text });
        }
        first.get_or_insert(outlet);
    }
    Ok((new, first.unwrap_or_default()))
}

fn keep(mission: &mut Mission, read: &FileRead, source: &str, new: Vec<NewCandidate>) -> Result<u64, Problem> {
    let article = Digest(Sha256::digest(&read.bytes).into());
    let mut file = ArticleFile {
        article,
        kept: article,
        n_bytes: read.bytes.len() as u64,
        compartment: None,
        media_type: match news::Form::of(&read.bytes) {
            news::Form::Text => "text/plain",
            news::Form::Html => "text/html",
            news::Form::JsonFeed => "application/feed+json",
            news::Form::XmlFeed => "application/xml",
        }
        .to_owned(),
        name: read.name.clone(),
    };
    if !mission.monitor.has_article(&article) {
        // On the disk before the ledger names it.
        let mut incoming = mission.attachments().incoming()?;
        if let Some((compartment, keys)) = mission.seals_files_to()? {
            sealing::encipher(&sealing::recipients(&keys)?, &mut read.bytes.as_slice(), &mut incoming)?;
            file.compartment = Some(compartment);
        } else {
            incoming.write_all(&read.bytes)?;
        }
        (file.kept, file.n_bytes) = incoming.finish()?;
    }
    Ok(mission.monitor.record_article(&file, source, new, Timestamp::now())?)
}

pub(crate) fn run(candidates: &Candidates) -> Result<(), Problem> {
    match &candidates.step {
        Some(Step::Accept(accept)) => self::accept(accept),
        Some(Step::SetAside(aside)) => set_aside(aside),
        None => list(candidates),
    }
}

/// What was sealed of a candidate.
fn sealed(mission: &Mission, candidate: &InCandidates) -> Result<Option<Map<String, Value>>, Problem> {
    let text = mission.monitor.candidate_text(candidate.entry)?;
    Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
}

fn list(candidates: &Candidates) -> Result<(), Problem> {
    let Some(folder) = &candidates.mission else { return Err(Problem::Usage("which mission?".to_owned())) };
    let mission = Mission::open(folder)?;
    let dictionary = names_of(folder)?;
    let all: Vec<InCandidates> = mission.monitor.state().candidates().collect();
    let wanted = candidates.article.as_deref().map(str::to_lowercase);
    let (mut objects, mut last) = (Vec::new(), String::new());
    for one in all.iter().filter(|one| candidates.all || one.step.is_none()) {
        let told = sealed(&mission, one)?;
        let article = told.as_ref().map_or_else(|| one.outlet.clone(), article_of);
        if wanted.as_ref().is_some_and(|wanted| !article.to_lowercase().contains(wanted)) {
            continue;
        }
        let state = match &one.step {
            None => "waiting".to_owned(),
            Some((_, Some(report))) => format!("report {}/{report}", one.outlet),
            Some((_, None)) => "set aside".to_owned(),
        };
        let row = told.as_ref().map(|told| row(&mission, &dictionary, one, told));
        if candidates.format == Format::Text {
            if article != last {
                output::text(&format!("{article}\n"))?;
                last = article;
            }
            output::text(&shown(one, &state, told.as_ref(), row.as_ref()))?;
            continue;
        }
        let mut object = Map::new();
        object.insert("candidate".to_owned(), json!(one.name()));
        object.insert("state".to_owned(), json!(state));
        object.insert("entry".to_owned(), json!(one.entry));
        object.insert("report".to_owned(), row.map_or(Value::Null, |row| json!(row)));
        object.insert("told".to_owned(), told.map_or(Value::Null, Value::Object));
        objects.push(object);
    }
    if candidates.format == Format::Text {
        return if objects.is_empty() && all.is_empty() { output::text("no article was imported\n") } else { Ok(()) };
    }
    output::objects(candidates.format, objects.into_iter())
}

/// An article in a line: outlet, day, title and file.
fn article_of(told: &Map<String, Value>) -> String {
    let document = &told["document"];
    let parts = ["outlet", "date", "title", "name"].iter().filter_map(|name| document[*name].as_str());
    shape::plain(&parts.collect::<Vec<_>>().join(" · "))
}

fn shown(
    one: &InCandidates,
    state: &str,
    told: Option<&Map<String, Value>>,
    row: Option<&BTreeMap<String, String>>,
) -> String {
    let mut out = format!("{}  {state}\n", one.name());
    let (Some(told), Some(row)) = (told, row) else { return out + "    what it told was erased\n" };
    let text = |value: &Value| shape::plain(value.as_str().unwrap_or_default());
    let speaker = &told["said_by"];
    let who = [&speaker["description"], &speaker["name"]]
        .into_iter()
        .find(|name| name.is_string())
        .map_or_else(String::new, text);
    let kind = speaker["kind"].as_str().unwrap_or("not worked out");
    let who = if who.is_empty() { kind.to_owned() } else { format!("{who} ({kind})") };
    out.push_str(&format!("    {who} {}: {}\n", text(&told["stance"]), text(&told["text"])));
    let columns = row.iter().filter(|(name, _)| !["id", "text", "document", "language"].contains(&name.as_str()));
    let columns: Vec<String> = columns.map(|(name, value)| format!("{name}={}", shape::plain(value))).collect();
    out.push_str(&format!("    {}\n", columns.join(" ")));
    for remark in told["remarks"].as_array().into_iter().flatten() {
        out.push_str(&format!("    ! {}\n", text(remark)));
    }
    out
}

/// The columns of the report that a candidate would become, as far as the article tells them.
fn row(
    mission: &Mission,
    dictionary: &Dictionary,
    one: &InCandidates,
    told: &Map<String, Value>,
) -> BTreeMap<String, String> {
    let mut row = BTreeMap::new();
    let mut put = |name: &str, value: Option<String>| match value {
        Some(value) if value.is_empty() => drop(row.remove(name)),
        Some(value) => drop(row.insert(name.to_owned(), value)),
        None => {}
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let kind = text(told.get("type"));
    put("id", Some(one.name()));
    put("source", Some(one.outlet.clone()));
    let from = origin(dictionary, told);
    put("basis", from.is_some().then(|| "told".to_owned()));
    put("origin", from);
    put("reported_at", text(told["document"].get("date")));
    for (ours, theirs) in [("start", "start"), ("end", "end"), ("date_precision", "precision")] {
        put(ours, text(told["when"].get(theirs)));
    }
    let side = |side: &str| {
        let of_it = told["actors"].as_array()?.iter().filter(|actor| actor["side"] == side);
        of_it.into_iter().find_map(|actor| party(mission, dictionary, actor))
    };
    put("by", side("by"));
    put("to", side("to"));
    put("place", text(told["where"].get("name")));
    if let Some([point]) = told["where"]["found"].as_array().map(Vec::as_slice) {
        for name in ["lon", "lat", "place_precision"] {
            put(name, point.get(name).map(Value::to_string));
        }
    }
    for name in ["killed", "injured"] {
        put(name, told[name].as_u64().map(|number| number.to_string()));
    }
    if kind.as_deref() == Some("stance") {
        let position = match told["stance"].as_str() {
            Some("promises") => "offers",
            Some("denies") => "declines",
            Some("requests") => "proposes",
            Some(other) => other,
            None => "",
        };
        put("position", Some(position.to_owned()));
    }
    // A denial is an answer, and no report of what is denied; it and a stand are of the day of the article.
    let is_denial = told["stance"] == "denies" && kind.as_deref() != Some("stance");
    if is_denial || kind.as_deref() == Some("stance") {
        for name in ["end", "date_precision", "to", "killed", "injured", "place", "lon", "lat", "place_precision"] {
            put(name, Some(String::new()));
        }
        put("start", text(told["document"].get("date")));
    }
    if is_denial {
        put("answer", Some("denies".to_owned()));
        put("by", Some(party(mission, dictionary, &told["said_by"]).unwrap_or_default()));
    }
    put("type", if is_denial { Some("response".to_owned()) } else { kind });
    put("text", text(told.get("text")));
    put("language", text(told["document"].get("language")));
    let document: Vec<String> =
        ["outlet", "date", "address"].iter().filter_map(|name| text(told["document"].get(*name))).collect();
    put("document", Some(document.join(", ")));
    row
}

/// The end of the chain: whoever is said to say it; for a copy, the outlet that had it first. None: the outlet itself.
///
/// It stands in the record for good. So it names holders of public office and bodies that the dictionary has, and organisations; of
/// anybody else no more than for whom they speak. Their words stay in the text, which can be erased.
fn origin(dictionary: &Dictionary, told: &Map<String, Value>) -> Option<String> {
    let speaker = &told["said_by"];
    let text = |name: &str| speaker[name].as_str().map(str::to_owned);
    let listed = || text("name").filter(|name| dictionary.code_of(name).is_some());
    let of = |what: &str| {
        let code = text("code").unwrap_or_default();
        let body = dictionary.body_of(&code).map(|body| format!("{what}, of {body}"));
        body.unwrap_or_else(|| what.to_owned())
    };
    match speaker["kind"].as_str() {
        Some("outlet") => told["document"]["copy_of"].as_str().map(str::to_owned),
        Some("hearsay") => Some("hearsay".to_owned()),
        None => Some("not worked out".to_owned()),
        Some("organisation") => {
            let by_name =
                || text("name").filter(|name| news::is_name_of_body(name)).and_then(|name| news::neutral(&name));
            Some(listed().or_else(by_name).unwrap_or_else(|| of("an organisation")))
        }
        Some("document") => Some(of("a document")),
        Some("named") => Some(listed().unwrap_or_else(|| of("a named person"))),
        Some(_) => Some(of("not named")),
    }
}

/// The agreement's name for an actor, or the dictionary's for the body that it is of; `None` for whoever is in neither.
fn party(mission: &Mission, dictionary: &Dictionary, actor: &Value) -> Option<String> {
    let name = actor["name"].as_str().unwrap_or_default();
    let code = actor["code"].as_str().or_else(|| dictionary.code_of(name)).unwrap_or_default();
    let of_agreement = mission.monitor.state().version().and_then(|version| {
        let agreement = &version.agreement;
        let parties = agreement.parties.iter().chain(&agreement.non_signatories).chain(&agreement.bodies);
        let is_it = |party: &&provisions::Party| {
            let own = dictionary.code_of(&party.name);
            party.name.eq_ignore_ascii_case(name) || own.is_some_and(|own| !code.is_empty() && code.starts_with(own))
        };
        parties.into_iter().find(is_it).map(|party| party.id.clone())
    });
    of_agreement.or_else(|| dictionary.body_of(code).filter(|_| !code.is_empty()).map(str::to_owned))
}

/// The names that ship, with the mission's own.
fn names_of(folder: &Path) -> Result<Dictionary, Problem> {
    let names = folder.join("dictionary");
    articles::dictionary(Some(&names).filter(|names| names.is_dir()).map(PathBuf::as_path), true)
}

fn names(given: &[String]) -> Result<Vec<String>, Problem> {
    let mut names = Vec::new();
    for name in given {
        if name == "-" {
            let lines = stdin().lock().lines().collect::<Result<Vec<_>, _>>()?;
            names.extend(lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
        } else {
            names.push(name.clone());
        }
    }
    Ok(names)
}

fn accept(accept: &Accept) -> Result<(), Problem> {
    let mut mission = Mission::open(&accept.mission)?;
    let dictionary = names_of(&accept.mission)?;
    let mut is_refused = false;
    for name in names(&accept.candidates)? {
        match made(&mission, &dictionary, &name, &accept.set) {
            Err(reason) => {
                is_refused = true;
                eprintln!("{name}: {reason}");
            }
            Ok((one, report, card)) => {
                let id = format!("{}/{}", report.source, report.id);
                let entry = mission.monitor.decide_candidate(
                    &one.key,
                    Some((report, card)),
                    None,
                    accept.by.as_deref(),
                    Timestamp::now(),
                )?;
                output::line(format_args!("{name}: report {id}, ledger entry {entry}"))?;
            }
        }
    }
    mission.keep_checkpoint()?;
    if is_refused { Err(Problem::Said) } else { Ok(()) }
}

/// The report that a candidate becomes.
fn made(
    mission: &Mission,
    dictionary: &Dictionary,
    name: &str,
    set: &[(String, String)],
) -> Result<(InCandidates, Report, Option<Source>), String> {
    let one = mission.monitor.state().candidate(name)?;
    if let Some((entry, Some(_))) = one.step {
        return Err(format!("a report was made of it already (ledger entry {entry})"));
    }
    let told = sealed(mission, &one).map_err(|problem| problem.to_string())?;
    let told = told.ok_or("what it told was erased")?;
    let mut row = row(mission, dictionary, &one, &told);
    for (column, value) in set {
        if ["id", "source"].contains(&column.as_str()) {
            return Err(format!("{column} follows from the article"));
        }
        row.insert(column.clone(), value.clone());
    }
    let mut needed = vec![("type", "what happened"), ("start", "when it happened")];
    match row.get("type").map(String::as_str) {
        Some("response") => {
            needed.extend([("by", "who answers"), ("event", "to which event of the record it answers")])
        }
        Some("stance") => needed.extend([("by", "whose stand it is"), ("on", "on which provision it is")]),
        _ => {}
    }
    for (column, why) in needed {
        if row.get(column).is_none_or(String::is_empty) {
            return Err(format!("the article does not say {why}: --set {column}=..."));
        }
    }
    let report = report(mission, &row)?;
    let outlet = told["document"]["outlet"].as_str().unwrap_or(&one.outlet).to_owned();
    let card = Source {
        id: one.outlet.clone(),
        name: outlet,
        kind: SourceKind::Outlet,
        reliability: None,
        organ_of: None,
        address: None,
    };
    Ok((one, report, Some(card)))
}

/// Read as a row of a file of reports would be.
fn report(mission: &Mission, row: &BTreeMap<String, String>) -> Result<Report, String> {
    let object: Map<String, Value> = row.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let line = Value::Object(object).to_string();
    let mut found = Err("it gives no report".to_owned());
    let zone = mission.monitor.calendar().zone;
    sources::read_drafts(sources::Format::Reports, &mut Cursor::new(line), &zone, &mut |draft| {
        found = match draft {
            Ok(sources::Draft::Report(report)) => Ok(*report),
            Ok(_) => Err("it gives no report".to_owned()),
            Err(rejected) => Err(rejected.reason),
        };
    })
    .map_err(|error| error.to_string())?;
    found
}

fn set_aside(aside: &SetAside) -> Result<(), Problem> {
    let mut mission = Mission::open(&aside.mission)?;
    let mut is_refused = false;
    for name in names(&aside.candidates)? {
        match mission.monitor.state().candidate(&name) {
            Err(reason) => {
                is_refused = true;
                eprintln!("{reason}");
            }
            Ok(one) if one.step.is_some() => {
                is_refused = true;
                eprintln!("{name}: it was decided on already");
            }
            Ok(one) => {
                let entry = mission.monitor.decide_candidate(
                    &one.key,
                    None,
                    aside.because.as_deref(),
                    aside.by.as_deref(),
                    Timestamp::now(),
                )?;
                output::line(format_args!("{name}: set aside, ledger entry {entry}"))?;
            }
        }
    }
    mission.keep_checkpoint()?;
    if is_refused { Err(Problem::Said) } else { Ok(()) }
}
