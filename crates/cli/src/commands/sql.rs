//! `truce sql`: an agreement's rules as SQL, for engines that others run.

use std::path::PathBuf;

use queries::{Asked, Dialect};
use views::released::wide::Columns;

use crate::agreement_file;
use crate::mission::as_of;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce export --events events.csv --agreement agreement.md --as parquet --partitioned --out events\n  \
    truce sql agreement.md --dialect duckdb > agreement.sql\n  \
    duckdb -c \"CREATE VIEW events AS FROM read_parquet('events/**/*.parquet', hive_partitioning=true)\" \\\n         \
    -c '.read agreement.sql' -c 'SELECT line FROM assessments'\n\n\
    The script reads a table `events`, as truce export writes it with --as parquet --partitioned, or with --as copy; its last step, \
    `assessments`, has what truce evaluate --format ndjson writes, one object a row.")]
pub(crate) struct Sql {
    /// The agreement, a Markdown file
    #[arg(value_name = "FILE.md")]
    agreement: PathBuf,
    /// The engine that will run it: duckdb, postgres, spark
    #[arg(long, value_parser = dialect)]
    dialect: Dialect,
    /// One rule alone
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// The moment asked about; a bare date is that whole day. Left out: the latest time in the table
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
    /// Instead of the script, the statement that makes an empty table of events, to copy rows into
    #[arg(long, conflicts_with_all = ["rule", "as_of", "known_at"])]
    table: bool,
}

fn dialect(text: &str) -> Result<Dialect, String> {
    let found = Dialect::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, dialect)| *dialect).ok_or_else(|| "none of duckdb, postgres, spark".to_owned())
}

pub(crate) fn run(sql: &Sql) -> Result<(), Problem> {
    let text = agreement_file::read(&sql.agreement)?;
    let (agreement, diagnostics) = agreement_file::parse(&sql.agreement, &text);
    let at_fault = agreement_file::say(&diagnostics);
    if sql.table {
        let columns = Columns::new(&agreement).names();
        output::text(&format!("{};\n", queries::create_table(sql.dialect, &columns)))?;
        return if at_fault { Err(Problem::Said) } else { Ok(()) };
    }
    let zone = &agreement.calendar.zone;
    let moment = |text: &Option<String>| text.as_deref().map(|text| as_of(text, zone)).transpose();
    let asked = Asked { as_of: moment(&sql.as_of)?, known_at: moment(&sql.known_at)?, rule: sql.rule.clone() };
    if let Some(rule) = sql.rule.as_ref().filter(|id| !agreement.rules().any(|(_, rule)| rule.id == **id)) {
        return Err(Problem::AtFault(format!("{}: there is no rule {rule}", sql.agreement.display())));
    }
    let script = queries::script(&agreement, sql.dialect, &asked);
    output::text(&script.text())?;
    for cannot in &script.cannot {
        let at = agreement.rules().find(|(_, rule)| rule.id == cannot.rule).map_or(0, |(_, rule)| rule.at.line);
        eprintln!("{}:{at}: rule {} is not in the script: {}", sql.agreement.display(), cannot.rule, cannot.because);
    }
    if at_fault { Err(Problem::Said) } else { Ok(()) }
}
