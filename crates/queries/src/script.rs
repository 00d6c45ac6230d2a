//! A script: named steps, each a query with a few words on what it gives.

use std::fmt::Write as _;

use crate::dialect::Dialect;

/// A step of a script.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name: a table or view that lasts as long as the connection; on Spark a table of the current database.
    pub name: String,
    /// What it gives, in words, line by line.
    pub says: Vec<String>,
    /// The query.
    pub query: String,
    /// Whether it is only looked through, so that engines can pass over what nobody asks for.
    pub is_view: bool,
}

/// What could not be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cannot {
    /// The rule that it is about.
    pub rule: String,
    /// What, and why.
    pub because: String,
}

/// All that is to be run, in order. The last step is `assessments`, with a column `line`: the objects of
/// `docs/formats/assessments.md`, one a row.
#[derive(Clone, Debug)]
pub struct Script {
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// What it is, in words, line by line.
    pub head: Vec<String>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Rules that are left out, and parts of rules that are said less exactly.
    pub cannot: Vec<Cannot>,
}

impl Script {
    /// The statements, each with its comment, without a semicolon at its end.
    pub fn statements(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.dialect == Dialect::Spark {
            all.push("SET spark.sql.timestampType = TIMESTAMP_NTZ".to_owned());
        }
        if self.dialect == Dialect::Postgres {
            all.push("SET search_path = pg_temp, public".to_owned());
            // That a step of a former run is not there to be dropped is no news.
            all.push("SET client_min_messages = warning".to_owned());
        }
        for step in &self.steps {
            let begin = if step.is_view { Dialect::look(&step.name) } else { self.dialect.keep(&step.name) };
            let mut text = String::new();
            for line in &step.says {
                let _ = writeln!(text, "-- {line}");
            }
            let _ = write!(text, "{begin}\n{}", step.query);
            all.push(text);
        }
        all
    }

    /// The whole text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.head {
            let _ = writeln!(text, "{}", format!("-- {line}").trim_end());
        }
        for cannot in &self.cannot {
            let _ = writeln!(text, "-- Not here: {}: {}", cannot.rule, cannot.because);
        }
        for statement in self.statements() {
            let _ = write!(text, "\n{statement};\n");
        }
        text
    }
}
