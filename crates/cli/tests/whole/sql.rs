//! Every agreement as SQL: engines of others say line for line what `truce evaluate` says of the same rows.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Folder, text, truce};
use crate::database::server;

/// Agreements with a file of events each.
fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agreements");
    let mut all = Vec::new();
    for file in std::fs::read_dir(&base).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "md") {
            let data = base.join(file.file_stem().unwrap());
            let files = ["events.csv", "exercise.csv", "phases.csv"].map(|name| data.join(name));
            all.extend(files.into_iter().filter(|events| events.is_file()).map(|events| (file.clone(), events)));
        }
    }
    all.sort();
    all
}

fn name(agreement: &Path, events: &Path) -> String {
    format!("{}-{}", text(Path::new(agreement.file_stem().unwrap())), text(Path::new(events.file_stem().unwrap())))
}

/// What the evaluator says, in a file beside what the engine needs.
fn prepare(folder: &Path, dialect: &str, agreement: &Path, events: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let (agreement, events) = (text(agreement), text(events));
    let said = truce(&["evaluate", agreement, "--events", events, "--format", "ndjson"]);
    assert!(said.out.lines().count() > 50, "{}", said.err);
    std::fs::write(folder.join("expected.ndjson"), said.out).unwrap();
    let said = truce(&["sql", agreement, "--dialect", dialect]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!said.err.contains("is not in the script"), "{}", said.err);
    std::fs::write(folder.join("script.sql"), said.out).unwrap();
    let (form, out) = if dialect == "postgres" {
        std::fs::write(folder.join("table.sql"), truce(&["sql", agreement, "--dialect", dialect, "--table"]).out)
            .unwrap();
        (vec!["--as", "copy"], folder.join("events.csv"))
    } else {
        (vec!["--as", "parquet", "--partitioned"], folder.join("events"))
    };
    let arguments = ["export", "--events", events, "--agreement", agreement, "--out", text(&out)];
    let said = truce(&[&arguments[..], &form].concat());
    assert_eq!(said.code, 0, "{}", said.err);
}

/// Where a folder of Python packages is; none where nobody asked for slow tests.
fn packages(variable: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from);
    let is_asked = std::env::var_os("RUN_SLOW_TESTS").is_some();
    assert!(found.is_some() || !is_asked, "{variable} is not set; `cargo xtask test` installs what it names");
    found
}

fn run(script: &str, arguments: &[&str], variables: &[(&str, &Path)]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../queries/tests").join(script);
    let mut command = Command::new("python3");
    command.arg(script).args(arguments).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn duckdb_says_the_same_of_every_agreement() {
    let Some(readers) = packages("READERS") else { return };
    let folder = Folder::new();
    for (agreement, events) in pairs() {
        prepare(&folder.path(&name(&agreement, &events)), "duckdb", &agreement, &events);
    }
    run("run.py", &["duckdb", text(&folder.path(""))], &[("PYTHONPATH", &readers)]);
}

#[test]
fn postgres_says_the_same_of_every_agreement() {
    if std::env::var_os("RUN_SLOW_TESTS").is_none() {
        return;
    }
    let Some(server) = server::shared() else { return };
    let folder = Folder::new();
    for (agreement, events) in pairs() {
        prepare(&folder.path(&name(&agreement, &events)), "postgres", &agreement, &events);
    }
    let variables = [("PGHOST", server.folder()), ("PGUSER", Path::new("truce"))];
    run("run.py", &["postgres", text(&folder.path(""))], &variables);
}

/// A cluster starts a job for each step, which takes minutes for each agreement: one of them here, all with `SPARK_ALL`.
#[test]
fn spark_says_the_same() {
    let Some(spark) = packages("SPARK") else { return };
    let folder = Folder::new();
    let is_asked =
        |agreement: &Path| std::env::var_os("SPARK_ALL").is_some() || agreement.ends_with("hodeidah-2018.md");
    let asked: Vec<_> = pairs().into_iter().filter(|(agreement, _)| is_asked(agreement)).collect();
    let cases: Vec<PathBuf> = asked.iter().map(|(agreement, events)| folder.path(&name(agreement, events))).collect();
    for (case, (agreement, events)) in cases.iter().zip(&asked) {
        prepare(case, "spark", agreement, events);
    }
    let arguments: Vec<&str> = cases.iter().map(|case| text(case)).collect();
    run("spark.py", &arguments, &[("PYTHONPATH", &spark), ("SMALL", Path::new("1"))]);
    for case in &cases {
        let lines = |name: &str| {
            let file = std::fs::read_to_string(case.join(name)).unwrap();
            let mut lines: Vec<String> = file.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines("said.ndjson"), lines("expected.ndjson"), "{}", case.display());
    }
}

#[test]
fn a_script_is_of_one_rule_or_all_and_says_what_it_leaves_out() {
    let folder = Folder::new();
    let agreement = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n# 1. Apart\n\n> Kept apart.\n\n\
                     ```truce\nrule 1a \"nobody shells\"\n  obliges each party\n  never shelling\n\nrule 1b \"weapons are kept apart\"\n  obliges each party\n  \
                     keep weapons_present 3 km apart\n```\n";
    let path = folder.write("a.md", agreement);
    let said = truce(&["sql", text(&path), "--dialect", "duckdb"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("a.md:17: rule 1b is not in the script: "), "{}", said.err);
    assert!(said.out.contains("-- == Rule 1a: nobody shells (") && !said.out.contains("== Rule 1b"), "{}", said.out);
    let one = truce(&["sql", text(&path), "--dialect", "spark", "--rule", "1a", "--as-of", "2030-01-02"]);
    assert!(one.err.is_empty() && one.out.contains("TIMESTAMP '2030-01-02 23:59:59'"), "{}{}", one.out, one.err);
    let none = truce(&["sql", text(&path), "--dialect", "postgres", "--rule", "9"]);
    assert_eq!((none.code, none.err.contains("there is no rule 9")), (1, true), "{}", none.err);
    assert_eq!(truce(&["sql", text(&path), "--dialect", "oracle"]).code, 2);
    let table = truce(&["sql", text(&path), "--dialect", "postgres", "--table"]);
    assert!(table.out.starts_with("CREATE TABLE events (\n  \"id\" TEXT COLLATE \"C\","), "{}", table.out);
}

#[test]
fn what_engines_cannot_hold_is_said_and_the_rest_goes_on() {
    let folder = Folder::new();
    let agreement = folder.write(
        "a.md",
        "---\nagreement: a\ntitle: A\nparties: north \"North\"\ntime zone: UTC\n---\n# 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"quiet\"\n  obliges north\n  never shelling\n```\n",
    );
    let events = folder.write(
        "e.csv",
        "id,type,start,quantity\na,shelling,2030-01-05T10:00:00.0000001Z,1\nb,shelling,2030-01-05,0.0000000001\nc,shelling,2030-01-06,2.5\nd,shelling,sometime,1\n",
    );
    let out = folder.path("events");
    let arguments = [
        "export",
        "--events",
        text(&events),
        "--agreement",
        text(&agreement),
        "--as",
        "parquet",
        "--partitioned",
        "--out",
    ];
    let said = truce(&[&arguments[..], &[text(&out)]].concat());
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("e.csv: a: the time 2030-01-05T10:00:00.0000001Z is finer than a microsecond"),
        "{}",
        said.err
    );
    assert!(said.err.contains("e.csv: b: the number 0.0000000001 has more digits"), "{}", said.err);
    assert!(said.err.contains("e.csv:5: ") && said.err.contains("1 rows, "), "{}", said.err);
    assert!(out.join("row_month=2030-01/type=shelling/part-000001.parquet").is_file());
}
