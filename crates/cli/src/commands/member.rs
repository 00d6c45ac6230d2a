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
        /// The party for which a liaison speaks, by its id in the agreement
        #[arg(long)]
        party: Option<String>,
    },
    /// A link by which somebody signs in for the first time, or again after losing what they need; good once, for three days
    Invite {
        /// Folder of the mission
        mission: PathBuf,
        /// The member
        name: String,
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

fn record(mission: &mut Mission, name: &str, roles: Vec<String>, party: Option<String>) -> Result<(), Problem> {
    let body = body::member_to_body(&Place { name: name.to_owned(), roles, party });
    let entry = mission.monitor.record_about((body::MEMBER, body), None, None, Timestamp::now())?;
    mission.keep_checkpoint()?;
    output::line(format_args!("recorded as ledger entry {entry}"))
}

/// A liaison speaks for a party of the agreement, and nobody else for any.
fn check_party(mission: &Mission, roles: &[String], party: Option<&str>) -> Result<(), Problem> {
    let is_liaison = roles.iter().any(|role| role == "liaison");
    match party {
        None if is_liaison => Err(Problem::Usage("a liaison speaks for a party: --party ID".to_owned())),
        Some(_) if !is_liaison => Err(Problem::Usage("only a liaison speaks for a party".to_owned())),
        Some(id) => {
            let agreement = mission.monitor.state().version().map(|version| &version.agreement);
            let known = agreement.is_some_and(|agreement| {
                agreement.parties.iter().chain(&agreement.non_signatories).any(|party| party.id == id)
            });
            if known { Ok(()) } else { Err(Problem::AtFault(format!("the agreement has no party {id:?}"))) }
        }
        None => Ok(()),
    }
}

fn check(mission: &Mission, name: &str) -> Result<(), Problem> {
    if mission.monitor.state().about().members().any(|member| member.name == name) {
        return Ok(());
    }
    Err(Problem::AtFault(format!("{name:?} has no place in this mission")))
}

pub(crate) fn run(asked: &Member) -> Result<(), Problem> {
    match &asked.what {
        What::Add { mission, name, roles, party } => {
            if name.trim().is_empty() {
                return Err(Problem::Usage("a member has a name".to_owned()));
            }
            let mut mission = Mission::open(mission)?;
            check_party(&mission, roles, party.as_deref())?;
            record(&mut mission, name, roles.clone(), party.clone())
        }
        What::Invite { mission, name } => {
            let mission = Mission::open(mission)?;
            check(&mission, name)?;
            let key = web::invite(&mut *mission.beside()?, name, Timestamp::now())?;
            let address = mission.settings()?.address.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
            output::line(format_args!("{address}/join/{key}"))
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
            web::forget(&mut *mission.beside()?, name)?;
            record(&mut mission, name, Vec::new(), None)
        }
    }
}
