//! The browser check of `crates/web`: a script that drives a real browser against the real program.
//!
//! What it looks at is the script's matter; here it is only started and its sums are read.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tally::{self, Tally};
use super::tools::Tools;
use crate::process;

/// Whether the tree has a browser check.
pub(crate) fn is_present(root: &Path) -> bool {
    folder(root).join("check.mjs").is_file()
}

/// Installs the script's packages and runs it; true if it succeeded and said what it counted.
pub(crate) fn run(root: &Path, tools: &Tools, binary: &Path, sum: &mut Tally) -> Result<bool, String> {
    let folder = folder(root);
    if folder.join("package.json").is_file() {
        // Hundreds of lines that matter only when it fails, and then the error carries them.
        process::output(Command::new(&tools.npm).arg("ci").current_dir(&folder))?;
    }
    let mut command = Command::new(&tools.node);
    command.arg("check.mjs").current_dir(&folder);
    command.env("TRUCE_BIN", binary).env("CHROMIUM", &tools.chromium);
    let mut counted = None;
    let is_success = process::run_reading(&mut command, |line| {
        counted = tally::from_browser(line).or(counted);
    })?;
    *sum = counted.ok_or("the browser check printed no line `N passed, N failed`")?;
    Ok(is_success)
}

fn folder(root: &Path) -> PathBuf {
    root.join("crates/web/tests/browser")
}
