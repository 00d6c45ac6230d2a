//! `truce grades`: how reports and their sources are graded, and whether the two grades were set apart.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ledger::body::Grade;
use views::grades::Grades as Counted;

use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce grades my-mission\n\n\
                        With `grades_apart = true` in mission.toml nobody grades a report of a source that they graded, nor a source of \
                        which they graded reports.")]
pub(crate) struct Grades {
    /// Folder of the mission
    mission: PathBuf,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Who gave the latest grade of each source, and of each report.
#[derive(Default)]
pub(super) struct Graders {
    sources: BTreeMap<String, String>,
    reports: BTreeMap<(String, String), String>,
}

impl Graders {
    pub(super) fn of(mission: &Mission) -> Graders {
        let state = mission.monitor.state();
        let mut graders = Graders::default();
        for (entry, grade) in state.about().grades() {
            let Some(line) = state.lines().get(entry) else { continue };
            match grade {
                Grade::Source(source, _) => drop(graders.sources.insert(source, line.author)),
                Grade::Report(source, id, _) => drop(graders.reports.insert((source, id), line.author)),
            }
        }
        graders
    }

    /// Whether somebody who is to set a grade set the other.
    pub(super) fn is_same_hand(&self, grade: &Grade, by: &str) -> bool {
        match grade {
            Grade::Source(source, _) => self.reports.iter().any(|((of, _), who)| of == source && who == by),
            Grade::Report(source, ..) => self.sources.get(source).is_some_and(|who| who == by),
        }
    }
}

pub(crate) fn run(asked: &Grades) -> Result<(), Problem> {
    let mission = Mission::open(&asked.mission)?;
    let graders = Graders::of(&mission);
    let mut counted = Counted::default();
    let state = mission.monitor.state();
    for filed in state.reports() {
        let report = &filed.report;
        let reliability = state.source(&report.source).and_then(|card| card.reliability);
        let own = graders.reports.get(&(report.source.clone(), report.id.clone()));
        let is_one_hand = own.is_some_and(|who| graders.sources.get(&report.source) == Some(who));
        counted.put(reliability, report.credibility, is_one_hand);
    }
    match asked.format {
        Format::Text => output::text(&counted.text()),
        format => output::objects(format, std::iter::once(counted.json())),
    }
}
