//! `truce amend`: a new version of a mission's agreement.

use std::path::PathBuf;

use jiff::Timestamp;
use provisions::Severity;

use crate::agreement_file;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce amend my-mission --agreement agreement-2.md")]
pub(crate) struct Amend {
    /// The mission's folder
    mission: PathBuf,
    /// The new version, a Markdown file; the annexes that it names are looked for beside it
    #[arg(long, value_name = "FILE.md")]
    agreement: PathBuf,
}

pub(crate) fn run(amend: &Amend) -> Result<(), Problem> {
    let text = agreement_file::read(&amend.agreement)?;
    let (agreement, mut diagnostics) = agreement_file::parse(&amend.agreement, &text);
    let is_whole = diagnostics.iter().all(|one| one.code.severity() == Severity::Warning);
    let mut mission = Mission::open(&amend.mission)?;
    let state = mission.monitor.state();
    let earlier: Vec<_> = state.versions().iter().map(|version| &version.agreement).collect();
    if is_whole {
        diagnostics.extend(provisions::succession(&earlier, &agreement));
    }
    if agreement_file::say(&diagnostics) {
        let name = amend.agreement.display();
        return Err(Problem::AtFault(format!(
            "{name} cannot follow the version before it as it is; nothing was recorded"
        )));
    }
    mission.keep_agreement(&text, &format!("version-{}", earlier.len() + 1))?;
    mission.monitor.record_agreement(&text, Timestamp::now())?;
    mission.keep_checkpoint()?;
    let from = agreement.version_from.map_or(String::new(), |from| {
        format!(", in force from {}", from.to_zoned(agreement.calendar.zone.clone()).datetime())
    });
    output::line(format_args!(
        "recorded version {} of {}{from}: {} provisions, {} rules",
        agreement.version,
        agreement.id,
        agreement.provisions.len(),
        agreement.rules().count()
    ))?;
    Ok(())
}
