//! `truce member`: who has a place in the mission, and tokens by which their programs use its API.

use std::path::PathBuf;

use jiff::Timestamp;
use ledger::body::{self, MEMBER_ROLES, Member as Place};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;
use crate::tokens;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce member add my-mission desk-2 --role triage --role analyst\n  \
    truce member token my-mission desk-2\n  \
    truce member list my-mission\n  \
    truce member remove my-mission desk-2\n\n\
    Names are pseudonyms: they stand in the ledger for good. A token is shown once; whoever has it acts as the member.")]
pub(crate) struct Member {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// Give somebody a place, or other roles
    Add {
        /// Folder of the mission
        mission: PathBuf,
        /// A short name, never a person's
        name: String,
        /// monitor, triage, analyst, verification_body, liaison, publisher, administrator
        #[arg(long = "role", required = true, value_parser = MEMBER_ROLES)]
        roles: Vec<String>,
    },
    /// Who has a place
    List {
        /// Folder of the mission
        mission: PathBuf,
    },
    /// Give a member's program a token for the API
    Token {
        /// Folder of the mission
        mission: PathBuf,
        /// The member
        name: String,
        /// It gives reports of this source alone
        #[arg(long)]
        source: Option<String>,
    },
    /// Somebody leaves: the place and all tokens end
    Remove {
        /// Folder of the mission
        mission: PathBuf,
        /// The member
        name: String,
    },
}

fn record(mission: &mut Mission, name: &str, roles: Vec<String>) -> Result<(), Problem> {
    let body = body::member_to_body(&Place { name: name.to_owned(), roles });
    let entry = mission.monitor.record_about((body::MEMBER, body), None, None, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("recorded as ledger entry {entry}"))
}

fn check(mission: &Mission, name: &str) -> Result<(), Problem> {
    if mission.monitor.state().about().members().any(|member| member.name == name) {
        return Ok(());
    }
    Err(Problem::AtFault(format!("{name:?} has no place in this mission")))
}

pub(crate) fn run(asked: &Member) -> Result<(), Problem> {
    match &asked.what {
        What::Add { mission, name, roles } => {
            if name.trim().is_empty() {
                return Err(Problem::Usage("a member has a name".to_owned()));
            }
            record(&mut Mission::open(mission)?, name, roles.clone())
        }
        What::List { mission } => {
            let mission = Mission::open(mission)?;
            for member in mission.monitor.state().about().members() {
                let tokens = match tokens::number(&mission.folder, &member.name)? {
                    0 => String::new(),
                    1 => ", one token".to_owned(),
                    n => format!(", {n} tokens"),
                };
                output::line(format_args!("{}: {}{tokens}", member.name, member.roles.join(", ")))?;
            }
            Ok(())
        }
        What::Token { mission, name, source } => {
            let mission = Mission::open(mission)?;
            check(&mission, name)?;
            output::line(format_args!("{}", tokens::give(&mission.folder, name, source.as_deref())?))
        }
        What::Remove { mission, name } => {
            let mut mission = Mission::open(mission)?;
            check(&mission, name)?;
            // First what opens doors.
            tokens::end(&mission.folder, name)?;
            record(&mut mission, name, Vec::new())
        }
    }
}
