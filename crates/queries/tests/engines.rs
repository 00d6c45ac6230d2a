//! What engines of others work out from scripts is what the evaluator says, line for line and byte for byte.
//!
//! The cases are those on which the evaluator itself is judged (`crates/assessments/tests/generated`). They need the engines:
//! `READERS` names the folder of Python packages in which DuckDB is. `QUERIES_CASES`, `QUERIES_CASES_POSTGRES` and
//! `QUERIES_SEED` say how many are run, and from which on.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

#[path = "../../assessments/tests/generated/mod.rs"]
mod generated;
#[path = "../../stores/tests/server/mod.rs"]
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;

use queries::{Asked, Dialect};
use views::released::wide::Columns;

/// The number in an environment variable.
#[expect(clippy::disallowed_methods, reason = "how many cases are run is said from outside")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn folder(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}

/// The lines of all assessments, as `truce evaluate` writes them, but of rules that cannot be said.
fn expected(agreement: &provisions::Agreement, case: &generated::Generated, cannot: &[queries::Cannot]) -> Vec<String> {
    let known = events::from_rows(case.rows.clone(), case.known_at);
    let all = assessments::evaluate(agreement, &known, case.as_of);
    let all = all.iter().filter(|one| !cannot.iter().any(|cannot| cannot.rule == one.rule));
    let mut lines: Vec<String> =
        all.map(|one| serde_json::Value::Object(views::exports::json::assessment(one)).to_string()).collect();
    lines.sort();
    lines
}

/// Writes a case into a folder: `script.sql`, `table.sql`, `events.csv`, `expected.ndjson`. Returns how many lines are
/// expected.
fn write(seed: u64, dialect: Dialect, folder: &Path) -> (usize, usize) {
    let case = generated::case(seed);
    let (agreement, _) = provisions::read("case.md", &case.text, &generated::annexes());
    let asked = Asked { as_of: Some(case.as_of), known_at: case.known_at, rule: None };
    let script = queries::script(&agreement, dialect, &asked);
    let columns = Columns::new(&agreement);
    let mut csv = Vec::new();
    let mut line = views::released::table::CsvLine::default();
    let names: Vec<String> = columns.names().into_iter().map(|(name, _)| name).collect();
    line.write(&names, &mut csv);
    for row in &case.rows {
        line.write(&columns.record(row).expect("plain numbers"), &mut csv);
    }
    let lines = expected(&agreement, &case, &script.cannot);
    std::fs::create_dir_all(folder).expect("a folder");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("a file");
    put("case.md", case.text.as_bytes());
    put("script.sql", script.text().as_bytes());
    put("table.sql", queries::create_table(dialect, &columns.names()).as_bytes());
    put("events.csv", &csv);
    put("expected.ndjson", lines.iter().map(|line| format!("{line}\n")).collect::<String>().as_bytes());
    (lines.len(), script.cannot.len())
}

/// Runs the cases through an engine, and compares.
fn agree(dialect: Dialect, server: Option<&server::Server>, n_cases: u64) {
    let first = number("QUERIES_SEED").unwrap_or(1);
    let name = Dialect::NAMES.iter().find(|(_, one)| *one == dialect).expect("it has a name").0;
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cases-{name}-{first}"));
    let _ = std::fs::remove_dir_all(&base);
    let (mut n_lines, mut n_cannot) = (0, 0);
    for seed in first..first + n_cases {
        let (lines, cannot) = write(seed, dialect, &base.join(seed.to_string()));
        n_lines += lines;
        n_cannot += cannot;
    }
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run.py");
    let mut command = Command::new("python3");
    command.arg(&runner).arg(name).arg(&base);
    if let Some(packages) = folder("READERS") {
        command.env("PYTHONPATH", packages);
    }
    if let Some(server) = server {
        command.env("PGHOST", server.folder()).env("PGUSER", "truce");
    }
    let output = command.output().expect("python3 runs");
    let said = String::from_utf8_lossy(&output.stdout);
    eprintln!("{n_cases} cases, {n_lines} lines, {n_cannot} rules that cannot be said");
    assert!(n_lines > 5 * usize::try_from(n_cases).expect("few"), "the cases are too thin");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn duckdb_says_the_same() {
    if folder("READERS").is_none() {
        assert!(
            folder("RUN_SLOW_TESTS").is_none(),
            "READERS does not say where DuckDB is; `cargo xtask test` installs it"
        );
        return;
    }
    agree(Dialect::Duckdb, None, number("QUERIES_CASES").unwrap_or(400));
}

#[test]
fn postgres_says_the_same() {
    // A case takes more than a second there.
    if folder("RUN_SLOW_TESTS").is_none() && number("QUERIES_CASES_POSTGRES").is_none() {
        return;
    }
    let Some(server) = server::shared() else { return };
    agree(Dialect::Postgres, Some(server), number("QUERIES_CASES_POSTGRES").unwrap_or(20));
}
