//! Whoever was told *recorded* finds it recorded, though the writer was killed at any moment, or the database server was.
//!
//! `CRASH_RUNS` says how many times on each store; 500 take some minutes.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

#[path = "../../stores/tests/server/mod.rs"]
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use ledger::SecretKey;
use ledger::body::{KeyLine, Role};
use monitor::{Group, Monitor};
use records::{Happening, Place, Report, Statement, When};
use stores::{Log, Postgres, Sqlite};

const PLACE: &str = "TRUCE_CRASH_PLACE";
const RUN: &str = "TRUCE_CRASH_RUN";
const WRITERS: usize = 4;

fn report(id: String) -> Report {
    let happening = Happening {
        kind: "shelling".to_owned(),
        when: When::instant(Timestamp::UNIX_EPOCH),
        place: Place::default(),
        by: None,
        to: None,
        item: None,
        quantity: 1.into(),
        unit: None,
        killed: None,
        injured: None,
        fields: BTreeMap::new(),
    };
    Report {
        id,
        source: "patrol".to_owned(),
        origin: None,
        basis: None,
        reported_at: None,
        credibility: None,
        statement: Statement::Happening(happening),
        text: Some("words that are kept beside the entry".to_owned()),
        language: None,
        document: None,
        observer: None,
    }
}

fn key() -> SecretKey {
    SecretKey::from_seed([5; 32])
}

/// A place is the path of a file, or a schema before the address of a database.
fn open(place: &str) -> Box<dyn Log> {
    match place.split_once('@') {
        Some((schema, address)) => Box::new(Postgres::open(address, schema).unwrap()),
        None => Box::new(Sqlite::open(place.as_ref()).unwrap()),
    }
}

fn monitor(place: &str) -> Monitor {
    let mut monitor = Monitor::open(open(place), "main", "main").unwrap();
    monitor.take_keys([key()]);
    monitor
}

/// The writer, which is this test program itself, asked to be it.
#[test]
fn the_writer() {
    let (Ok(place), Ok(run)) = (std::env::var(PLACE), std::env::var(RUN)) else { return };
    let group = Group::new(monitor(&place));
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (group, run) = (&group, &run);
            scope.spawn(move || {
                for n in 0.. {
                    let id = format!("{run}-{writer}-{n}");
                    let Ok(_) = group.record(report(id.clone()), Timestamp::UNIX_EPOCH) else { return };
                    // A line at a time reaches the reader even if this is the last thing done.
                    let mut out = std::io::stderr().lock();
                    out.write_all(format!("recorded {id}\n").as_bytes()).unwrap();
                }
            });
        }
    });
}

fn writer(place: &str, run: usize) -> Command {
    let mut writer = Command::new(std::env::current_exe().unwrap());
    writer.args(["--exact", "the_writer", "--nocapture"]).envs([(PLACE, place), (RUN, &run.to_string())]);
    writer.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    writer
}

/// Lets the writer run for so long after its first answer, then has `kill` end it; gives what it was told is recorded.
fn recorded_until_killed(place: &str, run: usize, milliseconds: u64, kill: impl FnOnce()) -> BTreeSet<String> {
    let mut writer = writer(place, run).spawn().unwrap();
    let lines = BufReader::new(writer.stderr.take().unwrap()).lines();
    let (first, begun) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut told = BTreeSet::new();
        for line in lines.map_while(Result::ok) {
            if let Some(id) = line.strip_prefix("recorded ") {
                told.insert(id.to_owned());
                let _ = first.send(());
            }
        }
        told
    });
    begun.recv_timeout(Duration::from_secs(60)).expect("the writer writes");
    std::thread::sleep(Duration::from_millis(milliseconds));
    kill();
    writer.kill().unwrap();
    writer.wait().unwrap();
    reader.join().unwrap()
}

fn check(place: &str, told: &BTreeSet<String>) {
    let mut monitor = monitor(place);
    let size = monitor.state().size();
    for id in told {
        assert!(monitor.state().entry_of("patrol", id).is_some(), "{id} was recorded, and is gone");
    }
    let next = monitor.record_report(report(format!("after-{size}")), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(next, Some(size + 1), "the next append works");
    drop(monitor);
    let report = stores::check(&*open(place), &[], None).unwrap();
    assert_eq!((report.checkpoint.size, report.n_signed, report.n_details_absent), (size + 1, size + 1, 0));
}

fn begin(log: Box<dyn Log>) {
    let mut monitor = Monitor::open(log, "main", "main").unwrap();
    let line = KeyLine { key: key().public(), holder: "main".to_owned(), roles: vec![Role::Site, Role::Admin] };
    monitor.take_keys([key()]);
    monitor.record_key(&line, Timestamp::UNIX_EPOCH).unwrap();
}

fn n_runs() -> usize {
    std::env::var("CRASH_RUNS").map_or(3, |text| text.parse().unwrap())
}

/// Moments that look random and are the same every time.
fn moments() -> impl Iterator<Item = u64> {
    let mut state = 9u64;
    std::iter::from_fn(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some((state >> 33) % 60)
    })
}

#[test]
fn what_sqlite_was_told_to_keep_is_kept() {
    let folder = std::env::temp_dir().join(format!("truce-crash-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut n_told = 0;
    for (run, moment) in (0..n_runs()).zip(moments()) {
        // A new file now and then, so that none grows without end.
        let path = folder.join(format!("{}.sqlite", run / 20));
        if run % 20 == 0 {
            begin(Box::new(Sqlite::create(&path, "crash.truce").unwrap()));
        }
        let place = path.to_str().unwrap().to_owned();
        let told = recorded_until_killed(&place, run, moment, || {});
        check(&place, &told);
        n_told += told.len();
    }
    println!("{} runs, {n_told} answers, none lost", n_runs());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_postgresql_was_told_to_keep_is_kept() {
    let Some(server) = server::Server::start("crash") else { return };
    let (address, mut schema, mut n_told) = (server.address(), String::new(), 0);
    for (run, moment) in (0..n_runs()).zip(moments()) {
        if run % 20 == 0 {
            schema = server::schema();
            begin(Box::new(Postgres::create(&address, &schema, "crash.truce").unwrap()));
        }
        let place = format!("{schema}@{address}");
        // By turns the writer alone is killed, and the server under it.
        let is_server = run % 2 == 1;
        let told = recorded_until_killed(&place, run, moment, || {
            if is_server {
                server.stop("immediate");
            }
        });
        if is_server {
            server.resume();
        }
        check(&place, &told);
        n_told += told.len();
    }
    println!("{} runs, {n_told} answers, none lost", n_runs());
}

/// Lets the writer run until it ends of itself.
fn recorded_until_it_ends(command: &mut Command) -> (BTreeSet<String>, Option<i32>) {
    let mut writer = command.spawn().unwrap();
    let lines = BufReader::new(writer.stderr.take().unwrap()).lines().map_while(Result::ok);
    let told = lines.filter_map(|line| line.strip_prefix("recorded ").map(str::to_owned)).collect();
    (told, writer.wait().unwrap().code())
}

/// A power cut: what was not synced is lost, sector by sector as chance has it (`tests/outside/powercut.c`).
#[test]
#[cfg(target_os = "linux")]
fn what_was_kept_survives_a_power_cut() {
    let folder = std::env::temp_dir().join(format!("truce-powercut-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/powercut.c");
    let library = folder.join("powercut.so");
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl").status();
    if !built.is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "a C compiler is missing");
        return;
    }
    let mut n_told = 0;
    for (run, moment) in (0..n_runs()).zip(moments()) {
        let path = folder.join(format!("{}.sqlite", run / 20));
        if run % 20 == 0 {
            begin(Box::new(Sqlite::create(&path, "crash.truce").unwrap()));
        }
        let place = path.to_str().unwrap().to_owned();
        let mut command = writer(&place, run);
        command.env("LD_PRELOAD", &library).env("POWERCUT_FOLDER", &path);
        command.env("POWERCUT_AFTER", moment.to_string()).env("POWERCUT_SEED", run.to_string());
        let (told, code) = recorded_until_it_ends(&mut command);
        assert_eq!(code, Some(137), "the power was cut");
        check(&place, &told);
        n_told += told.len();
    }
    println!("{} cuts, {n_told} answers, none lost", n_runs());
    assert!(n_told > 0);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A full disk, or a write cut short: the file may grow no further. What was answered stays, and with room again it goes on.
#[test]
#[cfg(target_os = "linux")]
fn what_was_kept_survives_a_full_disk() {
    let folder = std::env::temp_dir().join(format!("truce-full-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("log.sqlite");
    begin(Box::new(Sqlite::create(&path, "crash.truce").unwrap()));
    let place = path.to_str().unwrap().to_owned();
    let mut n_told = 0;
    // In blocks of 512 bytes, so that writes stop within a page, too.
    for (run, limit) in [90, 101, 163, 199, 250, 333].into_iter().enumerate() {
        let mut command = Command::new("sh");
        let program = std::env::current_exe().unwrap();
        let script =
            format!("trap '' XFSZ; ulimit -f {limit}; exec {} --exact the_writer --nocapture", program.display());
        command.args(["-c", &script]).envs([(PLACE, &place), (RUN, &run.to_string())]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let (told, code) = recorded_until_it_ends(&mut command);
        assert!(code.is_some(), "it ends, and is not killed");
        check(&place, &told);
        n_told += told.len();
    }
    assert!(n_told > 0, "some were recorded before the disk was full");
    std::fs::remove_dir_all(&folder).unwrap();
}
