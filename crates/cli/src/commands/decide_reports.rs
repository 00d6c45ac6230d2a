//! What a person decides of reports and sources: taken back, graded, sorted.

use jiff::Timestamp;
use ledger::body::{self, Grade, TriageStep, Withdrawal};
use monitor::{AskedStep, StepDone};
use records::{Credibility, Reliability};

use super::decide::Signed;
use super::grades::Graders;
use crate::mission::Mission;
use crate::problem::Problem;

/// What is decided.
#[derive(clap::Subcommand)]
pub(super) enum OfReports {
    /// A report is taken back: it is as if it had not been told, and stays in the ledger
    Withdraw {
        /// The report, source/id
        report: String,
        #[command(flatten)]
        signed: Signed,
    },
    /// How credible a report is
    GradeReport {
        /// The report, source/id
        report: String,
        /// 1 (confirmed) to 5 (improbable), 6 cannot be judged
        #[arg(long, value_parser = credibility)]
        credibility: Credibility,
        #[command(flatten)]
        signed: Signed,
    },
    /// How reliable a source is
    GradeSource {
        /// The source
        source: String,
        /// A (completely reliable) to E (unreliable), F cannot be judged
        #[arg(long, value_parser = reliability)]
        reliability: Reliability,
        #[command(flatten)]
        signed: Signed,
    },
    /// How far a report has been looked at
    Triage {
        /// The report, source/id
        report: String,
        /// taken (somebody works on it), accepted, returned (more is needed), set_aside
        #[arg(long, value_parser = step)]
        step: TriageStep,
        #[command(flatten)]
        signed: Signed,
    },
}

fn credibility(text: &str) -> Result<Credibility, String> {
    Credibility::from_text(text).ok_or_else(|| "not 1 to 6".to_owned())
}

fn reliability(text: &str) -> Result<Reliability, String> {
    Reliability::from_text(text).ok_or_else(|| "not a letter A to F".to_owned())
}

fn step(text: &str) -> Result<TriageStep, String> {
    TriageStep::from_text(text).ok_or_else(|| format!("none of {}", TriageStep::WORDS.map(|(word, _)| word).join(", ")))
}

/// Records it; gives the ledger entry.
pub(super) fn record(mission: &mut Mission, decided: &OfReports, now: Timestamp) -> Result<u64, Problem> {
    let (entry, signed) = match decided {
        OfReports::Withdraw { report, signed } => {
            let (source, id) = named(mission, report)?;
            if mission.monitor.state().about().withdrawn(&source, &id).is_some() {
                return Err(Problem::AtFault(format!("{report} was taken back already")));
            }
            ((body::WITHDRAWAL, body::withdrawal_to_body(&Withdrawal { source, id })), signed)
        }
        OfReports::GradeReport { report, credibility, signed } => {
            let (source, id) = named(mission, report)?;
            ((body::GRADE, body::grade_to_body(&Grade::Report(source, id, *credibility))), signed)
        }
        OfReports::GradeSource { source, reliability, signed } => {
            if mission.monitor.state().source(source).is_none() {
                return Err(Problem::AtFault(format!("there is no card of a source {source:?}")));
            }
            ((body::GRADE, body::grade_to_body(&Grade::Source(source.clone(), *reliability))), signed)
        }
        OfReports::Triage { report, step, signed } => {
            let asked = AskedStep { report: report.clone(), step: *step, reason: Some(reasoned(signed)?) };
            let done = mission.monitor.record_steps(&[asked], signed.by.as_deref(), now)?.pop();
            return match done {
                Some(Ok(StepDone::Recorded(entry))) => Ok(entry),
                Some(Ok(StepDone::Known)) | None => {
                    Err(Problem::AtFault(format!("{report} is {} already", step.to_text())))
                }
                Some(Err(reason)) => Err(Problem::AtFault(reason)),
            };
        }
    };
    let reason = reasoned(signed)?;
    if let OfReports::GradeReport { .. } | OfReports::GradeSource { .. } = decided
        && mission.are_grades_apart()?
    {
        let grade = body::grade_from_body(&entry.1).map_err(|_| Problem::AtFault("no grade".to_owned()))?;
        let by = signed.by.as_deref().unwrap_or(mission.monitor.author());
        if Graders::of(mission).is_same_hand(&grade, by) {
            return Err(Problem::AtFault(format!(
                "{by} set the other grade already, and this mission has the two set by different people (grades_apart)"
            )));
        }
    }
    Ok(mission.monitor.record_about(entry, Some(reason.into_bytes()), signed.by.as_deref(), now)?)
}

fn reasoned(signed: &Signed) -> Result<String, Problem> {
    match signed.because.trim() {
        "" => Err(Problem::Usage("a decision needs its reason: --because".to_owned())),
        reason => Ok(reason.to_owned()),
    }
}

/// Source and id of a report of that name. Ids may hold strokes, sources may, too: what is there decides.
pub(super) fn named(mission: &Mission, report: &str) -> Result<(String, String), Problem> {
    let found = mission.monitor.state().named(report);
    found.ok_or_else(|| Problem::AtFault(format!("there is no report {report:?} (source/id)")))
}
