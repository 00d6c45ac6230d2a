//! `truce init`: a new mission from an agreement.

use std::path::PathBuf;

use crate::agreement_file;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce init my-mission --agreement agreements/example.md\n  \
    truce init my-mission --agreement agreement.md --store \"host=/run/postgresql dbname=truce user=truce\"")]
pub(crate) struct Init {
    /// Folder to make
    mission: PathBuf,
    /// The agreement, a Markdown file; the annexes that it names are looked for beside it
    #[arg(long, value_name = "FILE.md")]
    agreement: PathBuf,
    /// Keep the ledger in this PostgreSQL database, so that several processes and machines can write it
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
}

pub(crate) fn run(init: &Init) -> Result<(), Problem> {
    let text = agreement_file::read(&init.agreement)?;
    let (agreement, diagnostics) = agreement_file::parse(&init.agreement, &text);
    if agreement_file::say(&diagnostics) {
        let name = init.agreement.display();
        return Err(Problem::AtFault(format!("{name} has errors; mend them first, then make the mission")));
    }
    Mission::create(&init.mission, &text, None, init.store.as_deref())?;
    let n_rules = agreement.rules().count();
    output::line(format_args!(
        "made {}: {} provisions, {n_rules} rules",
        init.mission.display(),
        agreement.provisions.len()
    ))?;
    Ok(())
}
