//! `truce extract`: articles in, candidate reports with spans out, without a mission.

use std::io;
use std::path::PathBuf;

use jiff::civil::Date;
use news::Copies;
use serde_json::{Map, Value};

use crate::articles::{self, FileRead, Reader};
use crate::candidates::{self, About};
use crate::output::{self, Format};
use crate::parts;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce extract article.txt --date 2026-11-24\n  \
                        truce extract page.html feed.xml archive/ --format ndjson\n  \
                        truce extract article.txt --dictionary my-names\n\n\
                        Who says that who did what, where, when, and on whose word, with the bytes of the file where each part stands.\n\
                        English is read whole; Arabic, Hebrew and Turkish for quotations and numbers. Nothing is sent anywhere.")]
pub(crate) struct Extract {
    /// Articles: plain text, HTML, JSON Feed, Atom or RSS; folders of them; - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Day of articles that do not tell it: what "yesterday" refers to
    #[arg(long, value_name = "DAY")]
    date: Option<Date>,
    /// Outlet of articles that do not tell it
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Folder with names to add: actors.csv, agents.csv, places.csv
    #[arg(long, value_name = "FOLDER")]
    dictionary: Option<PathBuf>,
    /// Without the names that ship: those of --dictionary alone
    #[arg(long)]
    own_names: bool,
    /// Program that reads a text and writes candidates, in place of what is built in
    #[arg(long, value_name = "PROGRAM")]
    extractor: Option<String>,
    /// How candidates are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(extract: &Extract) -> Result<(), Problem> {
    let reader = Reader {
        dictionary: articles::dictionary(extract.dictionary.as_deref(), !extract.own_names)?,
        date: extract.date,
        outlet: extract.outlet.clone(),
        extractor: extract.extractor.clone(),
    };
    let files = articles::files(&extract.files)?;
    let mut out = Out {
        lines: output::ReadyLines::new(extract.format),
        format: extract.format,
        copies: Copies::default(),
        names: Vec::new(),
        is_wrong: false,
    };
    let taken = parts::in_order(files.len(), || |idx: usize| (idx, reader.read(&files[idx])), &mut |(idx, read): (
        usize,
        Result<FileRead, Problem>,
    )| match read {
        Ok(read) => out.take(files[idx].as_path(), &read),
        Err(problem) => {
            eprintln!("{problem}");
            out.is_wrong = true;
            Ok(())
        }
    });
    // A reader of ours that went away early is no failure; the lines know.
    drop(taken);
    let is_wrong = out.is_wrong;
    out.lines.end()?;
    if is_wrong { Err(Problem::Said) } else { Ok(()) }
}

struct Out {
    lines: output::ReadyLines,
    format: Format,
    copies: Copies,
    /// Names of the articles so far.
    names: Vec<String>,
    is_wrong: bool,
}

impl Out {
    fn take(&mut self, path: &std::path::Path, read: &FileRead) -> io::Result<()> {
        for reason in &read.wrong {
            eprintln!("{}: {reason}", path.display());
            self.is_wrong = true;
        }
        for told in &read.articles {
            let (name, shown) = (read.name_of(told.item), read.shown(path, told.item));
            let copy_of = self.copies.add(&told.document.text.text).map(|number| self.names[number].clone());
            self.names.push(name.clone());
            match told.article.language {
                None => eprintln!(
                    "{shown}: the language is none that is read (English; Arabic, Hebrew and Turkish for quotations)"
                ),
                Some(_) if told.article.candidates.is_empty() => {
                    eprintln!("{shown}: nothing is told in it")
                }
                Some(_) => {}
            }
            if let Some(original) = &copy_of {
                eprintln!("{shown}: a copy of {original}; one origin");
            }
            let about = About { name, language: told.article.language.map(str::to_owned), copy_of };
            let mut lines = Vec::new();
            for candidate in &told.article.candidates {
                if self.format == Format::Text {
                    lines.extend_from_slice(candidates::text(candidate, &about).as_bytes());
                } else {
                    line(candidates::object(candidate, &told.document, &about), &mut lines);
                }
            }
            self.lines.write(&lines)?;
        }
        Ok(())
    }
}

fn line(object: Map<String, Value>, out: &mut Vec<u8>) {
    out.extend_from_slice(Value::Object(object).to_string().as_bytes());
    out.push(b'\n');
}
