//! Starting other programs and reading what they print; which programs, and what it means, the callers know.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The workspace's folder.
///
/// Asked of cargo at run time rather than fixed at compile time: with a target directory shared by several
/// clones, a path compiled in could be another clone's.
pub fn root() -> Result<PathBuf, String> {
    let manifest = output(cargo().args(["locate-project", "--workspace", "--message-format", "plain"]))?;
    let manifest = Path::new(manifest.trim_end());
    manifest
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| format!("cargo names no workspace manifest: `{}`", manifest.display()))
}

/// The cargo that started us, so that nested calls use the same toolchain.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What the command printed, or why it failed with everything it said.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!(
        "`{}` failed\n{}{}",
        shown(command),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Runs the command with its output going straight to ours; true if it succeeded.
pub(crate) fn run(command: &mut Command) -> Result<bool, String> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    Ok(status.success())
}

/// As [`run`], and also hands over each line of standard output, after it was shown.
pub(crate) fn run_reading(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<bool, String> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    let stdout = child.stdout.take().ok_or("the child's output was not piped")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.map_err(|error| format!("`{}`: {error}", shown(command)))?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        // A closed terminal must not end the run: its exit status still counts.
        let _ = std::io::stdout().flush();
        on_line(line.trim_end());
    }
    let status = child.wait().map_err(|error| format!("`{}`: {error}", shown(command)))?;
    Ok(status.success())
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be started: {error}", shown(command))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let mut text = program.to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
