//! An agreement's file and the annexes beside it.

use std::path::Path;

use ledger::body::Text;
use provisions::{Agreement, Annexes, Diagnostic, Severity};

use crate::problem::Problem;

/// Reads the file and those annexes that are there; a missing one becomes a diagnostic.
pub(crate) fn read(path: &Path) -> Result<Text, Problem> {
    let bytes = std::fs::read(path).map_err(|error| Problem::file(path, error))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::AtFault(format!("{}: the file is not UTF-8 text", path.display())))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut annexes = Annexes::new();
    for name in provisions::annex_names(&text) {
        let inside = Path::new(&name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if let (true, Ok(bytes)) = (inside, std::fs::read(folder.join(&name))) {
            annexes.insert(name, bytes);
        }
    }
    let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(Text { file, text, annexes })
}

/// Reads the meaning; diagnostics carry the path as it was given.
pub(crate) fn parse(path: &Path, text: &Text) -> (Agreement, Vec<Diagnostic>) {
    provisions::read(&path.display().to_string(), &text.text, &text.annexes)
}

/// Says the diagnostics on standard error; true if one of them is an error.
pub(crate) fn say(diagnostics: &[Diagnostic]) -> bool {
    for diagnostic in diagnostics {
        eprintln!("{diagnostic}");
    }
    diagnostics.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error)
}
