//! `truce check`: what is wrong in agreements, where, and what to do.

use std::path::PathBuf;

use provisions::Severity;
use serde_json::Value;

use crate::agreement_file;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce check agreements/*.md\n  truce check draft.md --format json")]
pub(crate) struct Check {
    /// Agreements, Markdown files
    #[arg(required = true, value_name = "FILE.md")]
    files: Vec<PathBuf>,
    /// How diagnostics are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(check: &Check) -> Result<(), Problem> {
    let mut all = Vec::new();
    for path in &check.files {
        let text = agreement_file::read(path)?;
        let (agreement, diagnostics) = agreement_file::parse(path, &text);
        if check.format == Format::Text {
            let n_rules = agreement.rules().count();
            output::line(format_args!(
                "{}: {} provisions, {n_rules} rules",
                path.display(),
                agreement.provisions.len()
            ))?;
        }
        all.extend(diagnostics);
    }
    let n_errors = all.iter().filter(|d| d.code.severity() == Severity::Error).count();
    match check.format {
        Format::Text => {
            for diagnostic in &all {
                output::line(format_args!("{diagnostic}"))?;
            }
            output::line(format_args!("{n_errors} errors, {} warnings", all.len() - n_errors))?;
        }
        format => {
            let objects = all.iter().filter_map(|diagnostic| match views::exports::json::diagnostic(diagnostic) {
                Value::Object(object) => Some(object),
                _ => None,
            });
            output::objects(format, objects)?;
        }
    }
    if n_errors > 0 { Err(Problem::Said) } else { Ok(()) }
}
