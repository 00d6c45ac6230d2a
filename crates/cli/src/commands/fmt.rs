//! `truce fmt`: agreements in their canonical form; only spaces and signs change, no word and no meaning.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  truce fmt agreements/*.md\n  truce fmt --check draft.md\n  truce fmt - < draft.md > tidy.md\n\n\
                  Only truce blocks change: indentation, spaces, quotes, full stops and colons that mean nothing."
)]
pub(crate) struct Fmt {
    /// Agreements, Markdown files, which are rewritten in place; `-` alone reads standard input and writes standard output
    #[arg(required = true, value_name = "FILE.md")]
    files: Vec<PathBuf>,
    /// Changes nothing: lists the files that would change, and fails if there are any
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(fmt: &Fmt) -> Result<(), Problem> {
    let is_standard_input = |path: &PathBuf| path.as_os_str() == "-";
    if fmt.files.iter().any(is_standard_input) {
        if fmt.files.len() > 1 {
            return Err(Problem::Usage("`-` stands alone: standard input is one text".to_owned()));
        }
        return standard_input(fmt.check);
    }
    // All are read before the first is changed, so that one that cannot be read leaves all as they were.
    let mut changed = Vec::new();
    for path in &fmt.files {
        let bytes = fs::read(path).map_err(|error| Problem::file(path, error))?;
        let text = text(bytes, &path.display().to_string())?;
        let formatted = provisions::format(&text);
        if formatted != text {
            changed.push((path, formatted));
        }
    }
    for (path, formatted) in &changed {
        if fmt.check {
            output::line(format_args!("{}: would change", path.display()))?;
        } else {
            replace(path, formatted).map_err(|error| Problem::file(path, error))?;
            output::line(format_args!("{}: changed", path.display()))?;
        }
    }
    let said = if fmt.check { "would change" } else { "changed" };
    output::line(format_args!("{} of {} files {said}", changed.len(), fmt.files.len()))?;
    if fmt.check && !changed.is_empty() { Err(Problem::Said) } else { Ok(()) }
}

fn standard_input(check: bool) -> Result<(), Problem> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let text = text(bytes, "standard input")?;
    let formatted = provisions::format(&text);
    if !check {
        return output::text(&formatted);
    }
    if formatted == text {
        return Ok(());
    }
    output::line(format_args!("standard input: would change"))?;
    Err(Problem::Said)
}

fn text(bytes: Vec<u8>, name: &str) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|_| Problem::AtFault(format!("{name}: the file is not UTF-8 text")))
}

/// Puts the text in the file's place, whole or not at all: a full disk must not cost an agreement.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = fs::canonicalize(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let permissions = fs::metadata(&path)?.permissions();
    // Renaming would pass over this; a file that is closed to writing stays as it is.
    OpenOptions::new().write(true).open(&path)?;
    let written = write_new(&beside, text, permissions).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, text: &str, permissions: fs::Permissions) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
