//! `truce register`: views of events and statements about things that last.

use std::path::PathBuf;

use assessments::registers::Kind;
use views::registers;

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce register aid my-mission\n  \
    truce register aid-days my-mission --as-of 2030-03-12\n  \
    truce register weapons my-mission --public --format csv\n  \
    truce register contacts my-mission\n  \
    truce register contact-pairs my-mission --format csv\n  \
    truce register stances my-mission --as-of 2030-03-12 --format json\n  \
    truce register due my-mission --format ics > due.ics\n\n\
    Every row names the events and ledger entries that it rests on.")]
pub(crate) struct Register {
    /// Which: aid (consignments), aid-stages, aid-days (what is due against what came in, by each source), aid-duties, crossings; weapons, weapon-duties, infrastructure, baselines; projects, goods, goods-stages, funds; contacts (meetings of delegations), contact-pairs (who met whom how often, by source); stances; due; releases, release-duties; remedies; coverage; force, force-eligibility, force-duties
    #[arg(value_parser = kind)]
    kind: Kind,
    /// Folder of the mission
    mission: PathBuf,
    /// The moment asked about; a bare date is that whole day
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment, or at this ledger size
    #[arg(long, value_name = "TIME or SIZE")]
    known_at: Option<String>,
    /// As it may leave the house: late and coarse, without exact places
    #[arg(long)]
    public: bool,
    /// Of the calendar: days before the due time on which to be told; may be given several times. Left out: the mission's own, or 14, 3 and 1
    #[arg(long, value_name = "DAYS")]
    notice: Vec<u32>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// How a register is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// For spreadsheets.
    Csv,
    /// A calendar of what is due.
    Ics,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_text(text).ok_or_else(|| format!("none of {}", Kind::NAMES.map(|(name, _)| name).join(", ")))
}

pub(crate) fn run(asked: &Register) -> Result<(), Problem> {
    let mission = Mission::open(&asked.mission)?;
    let outlook = mission.outlook(asked.as_of.as_deref(), asked.known_at.as_deref())?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    let settings = mission.settings()?;
    let public = registers::Audience::Public { delay_days: settings.delay_days };
    let audience = if asked.public { public } else { registers::Audience::Mission };
    if asked.format == Form::Ics {
        if asked.kind != Kind::Due {
            return Err(Problem::Usage(
                "only what is due is a calendar: truce register due MISSION --format ics".to_owned(),
            ));
        }
        let notice = if asked.notice.is_empty() { &settings.notice_days } else { &asked.notice };
        return output::text(&registers::calendar(&record, notice, audience));
    }
    let register = registers::of(&record, asked.kind, audience);
    let objects = || registers::objects(&record, &register).into_iter();
    match asked.format {
        Form::Csv => output::text(&registers::csv(&record, &register)),
        Form::Json => output::objects(output::Format::Json, objects()),
        Form::Ndjson => output::objects(output::Format::Ndjson, objects()),
        _ => output::text(&registers::text(&record, &register)),
    }
}
