//! `truce explain`: an assessment, or a row of a register, down to its entries.

use std::path::PathBuf;

use assessments::registers::Kind;
use assessments::{Assessment, Bearing};
use monitor::Outlook;
use views::registers;

use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce explain my-mission GP3a\n  truce explain my-mission GP7 2025-10-12\n  \
                        truce explain my-mission aid-days 3")]
pub(crate) struct Explain {
    /// Folder of the mission
    mission: PathBuf,
    /// Id of the rule, or name of a register
    rule: String,
    /// Only this instance, or this row
    instance: Option<String>,
    /// The moment asked about; a bare date is that whole day
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment, or at this ledger size
    #[arg(long, value_name = "TIME or SIZE")]
    known_at: Option<String>,
    /// Also the smallest sets of open events whose verdict would change a status; for the verification body alone
    #[arg(long)]
    bears: bool,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(explain: &Explain) -> Result<(), Problem> {
    let mission = Mission::open(&explain.mission)?;
    let outlook = mission.outlook(explain.as_of.as_deref(), explain.known_at.as_deref())?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    let Some((provision, rule)) = record.rule(&explain.rule) else {
        if let Some(kind) = Kind::from_text(&explain.rule) {
            return row(&record, kind, explain);
        }
        let ids: Vec<&str> = record.agreement.rules().map(|(_, rule)| rule.id.as_str()).collect();
        return Err(Problem::AtFault(format!("there is no rule {:?}; the rules are {}", explain.rule, ids.join(", "))));
    };
    let is_asked = |a: &&Assessment| {
        a.rule == rule.id && explain.instance.as_deref().is_none_or(|instance| instance == a.instance)
    };
    let list: Vec<&Assessment> = record.assessments.iter().filter(is_asked).collect();
    if list.is_empty() {
        let mut names: Vec<&str> =
            record.assessments.iter().filter(|a| a.rule == rule.id).map(|a| a.instance.as_str()).collect();
        names.dedup();
        names.truncate(20);
        return Err(Problem::AtFault(format!("there is no such instance; the first ones are {}", names.join(", "))));
    }
    let bearing = |one: &Assessment| if explain.bears { what_bears(&outlook, one) } else { Vec::new() };
    match explain.format {
        Format::Text => {
            let mut text = views::text::explain::explain(&record, provision, rule, &list);
            if explain.bears {
                let bearing: Vec<(&Assessment, Vec<Bearing>)> = list.iter().map(|one| (*one, bearing(one))).collect();
                text.push_str(&views::text::explain::bears(&record, &bearing));
            }
            output::text(&text)
        }
        format => output::objects(
            format,
            list.into_iter()
                .map(|one| views::exports::json::explained(&record, rule, one, explain.bears.then(|| bearing(one)))),
        ),
    }
}

/// Rows of a register, down to the reports.
fn row(record: &views::Record<'_>, kind: Kind, explain: &Explain) -> Result<(), Problem> {
    let register = registers::of(record, kind, registers::Audience::Mission);
    let n_rows = register.rows.len();
    let only = explain.instance.as_deref().map(|text| {
        let number = text.parse::<usize>().ok().filter(|number| (1..=n_rows).contains(number));
        number
            .ok_or_else(|| Problem::AtFault(format!("there is no row {text:?}; rows are numbered from 1 to {n_rows}")))
    });
    let only = only.transpose()?;
    match explain.format {
        Format::Text => output::text(&registers::explained::text(record, &register, only)),
        format => output::objects(format, registers::explained::objects(record, &register, only).into_iter()),
    }
}

/// What would change an assessment, had the verification body found it.
fn what_bears(outlook: &Outlook, one: &Assessment) -> Vec<Bearing> {
    let agreement = outlook.agreement();
    // Every body finds alike.
    let body = agreement.bodies.first().map_or("", |body| body.id.as_str());
    assessments::bears(agreement, &outlook.known, outlook.as_of, one, body)
}
