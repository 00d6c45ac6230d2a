//! Articles in files and folders, and the lists of names that a mission adds.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::civil::Date;
use news::{Article, Dictionary, Document};

use crate::candidates::from_object;
use crate::problem::Problem;

/// What the user says of articles that do not say it themselves, and how they are read.
pub(crate) struct Reader {
    /// Names of actors and places.
    pub(crate) dictionary: Dictionary,
    /// The day of articles that tell none.
    pub(crate) date: Option<Date>,
    /// Their outlet.
    pub(crate) outlet: Option<String>,
    /// A program that reads them in place of ours.
    pub(crate) extractor: Option<String>,
}

/// An article as it was read.
pub(crate) struct Told {
    /// Its number in the file, from 1; none where the file is the article.
    pub(crate) item: Option<usize>,
    /// What the file says of it.
    pub(crate) document: Document,
    /// What it tells.
    pub(crate) article: Article,
}

/// A file that was read: its articles, and what could not be.
pub(crate) struct FileRead {
    /// Its name, as it is shown.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Its articles.
    pub(crate) articles: Vec<Told>,
    /// What is wrong, each with its reason.
    pub(crate) wrong: Vec<String>,
}

/// All files that are meant: folders with what is in them, in order.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            folder(path, &mut out)?;
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

fn folder(path: &Path, out: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let entries = std::fs::read_dir(path).map_err(|error| Problem::file(path, error))?;
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for entry in entries {
        let is_hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match (is_hidden, entry.is_dir()) {
            (true, _) => {}
            (false, true) => folder(&entry, out)?,
            (false, false) => out.push(entry),
        }
    }
    Ok(())
}

/// The names that ship, if they are wanted, with those of a folder: `actors.csv`, `agents.csv`, `places.csv`, as far as they are
/// there. Lines that cannot be used are said.
pub(crate) fn dictionary(folder: Option<&Path>, with_shipped: bool) -> Result<Dictionary, Problem> {
    let mut dictionary = if with_shipped { Dictionary::default() } else { Dictionary::empty() };
    let Some(folder) = folder else { return Ok(dictionary) };
    if !folder.is_dir() {
        return Err(Problem::Usage(format!("{}: there is no such folder of names", folder.display())));
    }
    type Add = fn(&mut Dictionary, &[u8]) -> Vec<news::Refused>;
    let lists: [(&str, Add); 3] = [
        ("actors.csv", Dictionary::add_actors),
        ("agents.csv", Dictionary::add_agents),
        ("places.csv", Dictionary::add_places),
    ];
    let mut is_there = false;
    for (name, add) in lists {
        let path = folder.join(name);
        if !path.exists() {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|error| Problem::file(&path, error))?;
        is_there = true;
        for refused in add(&mut dictionary, &bytes) {
            eprintln!("{}:{}: {}", path.display(), refused.line, refused.reason);
        }
    }
    if !is_there {
        eprintln!("{}: neither actors.csv nor agents.csv nor places.csv is in it", folder.display());
    }
    Ok(dictionary)
}

impl Reader {
    /// Reads a file; `-` is standard input.
    pub(crate) fn read(&self, path: &Path) -> Result<FileRead, Problem> {
        let mut bytes = Vec::new();
        if path == Path::new("-") {
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Problem::file(path, error))?;
        } else {
            bytes = std::fs::read(path).map_err(|error| Problem::file(path, error))?;
        }
        let name = path.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
        let (documents, mut wrong) = match news::read(&bytes) {
            Ok(read) => read,
            Err(reason) => (Vec::new(), vec![reason]),
        };
        let mut articles = Vec::new();
        for mut document in documents {
            document.date = document.date.or(self.date);
            document.outlet = document.outlet.or_else(|| self.outlet.clone());
            let item = document.item;
            let article = match &self.extractor {
                Some(program) => own(program, &document, &mut wrong)?,
                None => news::extract(&document, &self.dictionary),
            };
            articles.push(Told { item, document, article });
        }
        Ok(FileRead { name, bytes, articles, wrong })
    }
}

impl FileRead {
    /// How messages begin that are about an article of it.
    pub(crate) fn shown(&self, path: &Path, item: Option<usize>) -> String {
        item.map_or_else(|| path.display().to_string(), |item| format!("{}: item {item}", path.display()))
    }

    /// The name of an article of it.
    pub(crate) fn name_of(&self, item: Option<usize>) -> String {
        item.map_or_else(|| self.name.clone(), |item| format!("{}.{item}", self.name))
    }
}

/// What the mission's own program tells of an article: the text on its standard input, date and language beside it in its environment,
/// one candidate a line on its standard output.
fn own(program: &str, document: &Document, wrong: &mut Vec<String>) -> Result<Article, Problem> {
    let failed = |error: std::io::Error| Problem::World(format!("{program}: {error}"));
    let mut words = program.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.env("ARTICLE_DATE", document.date.map(|date| date.to_string()).unwrap_or_default());
    command.env("ARTICLE_OUTLET", document.outlet.as_deref().unwrap_or_default());
    command.env("ARTICLE_TITLE", document.title.as_deref().unwrap_or_default());
    let mut child = command.spawn().map_err(failed)?;
    let mut input = child.stdin.take();
    let text = document.text.text.clone();
    let writer = std::thread::spawn(move || {
        // A program that does not read to the end has its reasons.
        input.as_mut().map(|input| input.write_all(text.as_bytes()))
    });
    let output = child.wait_with_output().map_err(failed)?;
    let _ = writer.join();
    if !output.status.success() {
        wrong.push(format!("{program} ended with {}", output.status));
    }
    let mut candidates = Vec::new();
    let in_file = |range: &std::ops::Range<usize>| document.text.in_file(range);
    for (idx, line) in
        String::from_utf8_lossy(&output.stdout).lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
    {
        let read = serde_json::from_str::<serde_json::Value>(line).map_err(|error| error.to_string());
        match read.and_then(|value| from_object(&value, candidates.len() + 1, &document.text.text, &in_file)) {
            Ok(candidate) => candidates.push(candidate),
            Err(reason) => wrong.push(format!("line {} of {program}: {reason}", idx + 1)),
        }
    }
    Ok(Article { language: news::language_of(&document.text.text), candidates })
}
