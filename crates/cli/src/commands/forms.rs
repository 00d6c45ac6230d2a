//! `truce forms`: field forms made from the agreement.

use std::path::PathBuf;

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce forms my-mission --folder forms\n\n\
    One XForm for each family of event types that the agreement knows, and one for patrols, for ODK Collect, KoboCollect and\n\
    every client like them. `truce serve` hands them out by itself.")]
pub(crate) struct Forms {
    /// Folder of the mission
    mission: PathBuf,
    /// Where they are written
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
}

pub(crate) fn run(asked: &Forms) -> Result<(), Problem> {
    let mission = Mission::open(&asked.mission)?;
    std::fs::create_dir_all(&asked.folder).map_err(|error| Problem::file(&asked.folder, error))?;
    let versions: Vec<&provisions::Agreement> =
        mission.monitor.state().versions().iter().map(|version| &version.agreement).collect();
    for form in views::forms::forms(&versions, mission.settings()?.forms_key.as_deref()) {
        let path = asked.folder.join(format!("{}.xml", form.id));
        std::fs::write(&path, &form.xml).map_err(|error| Problem::file(&path, error))?;
        output::line(format_args!("{}  version {}  {}", form.id, form.version, form.name))?;
    }
    Ok(())
}
