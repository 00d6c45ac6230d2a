//! Durable appends beside a bare append and fdatasync of the same bytes, and verification beside the hashing and signature
//! checks that it cannot do without. See `bench/README.md`.
//!
//!   durable append FOLDER [N] [ADDRESS OF A POSTGRESQL DATABASE]
//!   durable verify FOLDER [N]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use ledger::body::{KeyLine, Role};
use ledger::{Batch, SecretKey, Written, leaf_hash};
use monitor::{Group, Monitor};
use records::{Basis, Credibility, Happening, Place, PlacePrecision, Point, Report, Statement, When};
use stores::{Log, Postgres, Sqlite};

fn report(n: usize) -> Report {
    let happening = Happening {
        kind: "shelling".to_owned(),
        when: When::instant(Timestamp::from_second(1_900_000_000 + n as i64).unwrap()),
        place: Place { point: Point::from_text("34.41", "31.52"), precision: PlacePrecision::from_text("2").unwrap(), name: Some(format!("Village {}", n % 90)), ..Place::default() },
        by: Some("north".to_owned()),
        to: Some("south".to_owned()),
        item: None,
        quantity: rust_decimal::Decimal::ONE,
        unit: None,
        killed: Some(n as u64 % 4),
        injured: None,
        fields: BTreeMap::new(),
    };
    Report {
        id: n.to_string(),
        source: format!("patrol-{}", n % 12),
        origin: None,
        basis: Some(Basis::Seen),
        reported_at: Some(Timestamp::from_second(1_900_000_500 + n as i64).unwrap()),
        credibility: Credibility::from_text("2"),
        statement: Statement::Happening(happening),
        text: Some(format!("Shells fell on the edge of the village at about this time; patrol {n} heard four of them.")),
        language: Some("en".to_owned()),
        document: None,
        observer: None,
    }
}

fn key() -> SecretKey {
    SecretKey::from_seed([7; 32])
}

fn signing(log: Box<dyn Log>) -> Monitor {
    let mut monitor = Monitor::open(log, "main", "main").unwrap();
    let line = KeyLine { key: key().public(), holder: "main".to_owned(), roles: vec![Role::Site, Role::Admin] };
    monitor.take_keys([key()]);
    monitor.record_key(&line, Timestamp::now()).unwrap();
    monitor
}

fn rate(n: usize, work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    n as f64 / begun.elapsed().as_secs_f64()
}

/// Bytes that an append of one report writes: the entry and its words.
fn n_bytes(folder: &Path) -> usize {
    let path = folder.join("size.sqlite");
    let mut monitor = signing(Box::new(Sqlite::create(&path, "bench.truce").unwrap()));
    monitor.record_report(report(1), Timestamp::now()).unwrap();
    let (_, stored) = monitor.entry(2).unwrap().unwrap();
    stored.bytes.len() + report(1).text.unwrap().len()
}

fn probe(folder: &Path, n: usize, n_bytes: usize) -> f64 {
    let mut file = File::create(folder.join("probe")).unwrap();
    let bytes = vec![7; n_bytes];
    rate(n, || {
        for _ in 0..n {
            file.write_all(&bytes).unwrap();
            file.sync_data().unwrap();
        }
    })
}

fn one_by_one(monitor: &mut Monitor, from: usize, n: usize) -> f64 {
    rate(n, || {
        for idx in from..from + n {
            monitor.record_report(report(idx), Timestamp::now()).unwrap().unwrap();
        }
    })
}

fn together(monitor: Monitor, from: usize, n: usize, n_writers: usize) -> f64 {
    let group = Group::new(monitor);
    rate(n, || {
        std::thread::scope(|scope| {
            for writer in 0..n_writers {
                let group = &group;
                scope.spawn(move || {
                    for idx in (from + writer..from + n).step_by(n_writers) {
                        group.record(report(idx), Timestamp::now()).unwrap();
                    }
                });
            }
        });
    })
}

/// Two inserts in a transaction, as any program would do them.
fn bare_inserts(address: &str, n: usize, n_bytes: usize) -> f64 {
    let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
    client.batch_execute("DROP TABLE IF EXISTS bare_a, bare_b; CREATE TABLE bare_a (n bigint PRIMARY KEY, bytes bytea); CREATE TABLE bare_b (n bigint PRIMARY KEY, root bytea)").unwrap();
    let one = client.prepare("INSERT INTO bare_a VALUES ($1, $2)").unwrap();
    let two = client.prepare("INSERT INTO bare_b VALUES ($1, $2)").unwrap();
    let (bytes, root) = (vec![7u8; n_bytes], vec![1u8; 32]);
    rate(n, || {
        for idx in 0..n as i64 {
            let mut transaction = client.transaction().unwrap();
            transaction.execute(&one, &[&idx, &bytes]).unwrap();
            transaction.execute(&two, &[&idx, &root]).unwrap();
            transaction.commit().unwrap();
        }
    })
}

fn append(folder: &Path, n: usize, database: Option<&str>) {
    let size = n_bytes(folder);
    println!("an append is of {size} bytes; {n} of each by turns, three rounds, per second");
    for round in 0..3 {
        let bare = probe(folder, n, size);
        let path = folder.join(format!("log-{round}.sqlite"));
        let mut monitor = signing(Box::new(Sqlite::create(&path, "bench.truce").unwrap()));
        let single = one_by_one(&mut monitor, 0, n);
        let many = together(monitor, n, 4 * n, 16);
        println!("append + fdatasync {bare:.0}; sqlite one by one {single:.0} ({:.2}), 16 writers {many:.0} ({:.2})", single / bare, many / bare);
        if let Some(address) = database {
            let schema = format!("bench_{}_{round}", std::process::id());
            let bare = bare_inserts(address, n, size);
            let mut monitor = signing(Box::new(Postgres::create(address, &schema, "bench.truce").unwrap()));
            let single = one_by_one(&mut monitor, 0, n);
            let many = together(monitor, n, 4 * n, 16);
            println!("postgresql two bare inserts {bare:.0}; one by one {single:.0} ({:.2}), 16 writers {many:.0} ({:.2})", single / bare, many / bare);
        }
    }
}

fn verify(folder: &Path, n: usize) {
    let path = folder.join("verify.sqlite");
    if !path.exists() {
        let mut monitor = signing(Box::new(Sqlite::create(&path, "bench.truce").unwrap()));
        for from in (0..n).step_by(500) {
            monitor.record_reports((from..n.min(from + 500)).map(report), Timestamp::now()).unwrap();
        }
    }
    let log = Sqlite::open(&path).unwrap();
    let mut all = Vec::new();
    while (all.len() as u64) < log.size() {
        all.extend(log.read(all.len() as u64 + 1, 5_000).unwrap().into_iter().map(|stored| stored.bytes));
    }
    drop(log);
    for _ in 0..3 {
        let begun = Instant::now();
        for part in all.chunks(4_096) {
            let mut batch = Batch::default();
            for bytes in part {
                std::hint::black_box(leaf_hash(bytes));
                let signed = Written::from_bytes(bytes).unwrap().signed.unwrap();
                batch.add(&signed.key, &signed.bytes, &signed.signature);
            }
            assert_eq!(batch.first_wrong(), None);
        }
        let bound = begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        let report = stores::check_file(&path, &[], None).unwrap();
        let whole = begun.elapsed().as_secs_f64();
        println!("{} entries, {} signed: hashing and batched signatures on one core {bound:.2} s; verification {whole:.2} s ({:.2} of its speed)", report.checkpoint.size, report.n_signed, bound / whole);
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = Path::new(&arguments[2]);
    std::fs::create_dir_all(folder).unwrap();
    let n = arguments.get(3).map(|text| text.parse().unwrap());
    match arguments[1].as_str() {
        "append" => append(folder, n.unwrap_or(2_000), arguments.get(4).map(String::as_str)),
        "fill" => {
            let n = n.unwrap_or(50_000);
            let path = folder.join("fill.sqlite");
            let mut monitor = signing(Box::new(Sqlite::create(&path, "bench.truce").unwrap()));
            let per_second = rate(n, || {
                for from in (0..n).step_by(16) {
                    monitor.record_reports((from..n.min(from + 16)).map(report), Timestamp::now()).unwrap();
                }
            });
            println!("{per_second:.0} a second in commits of 16");
        }
        "many" => {
            let path = folder.join("many.sqlite");
            let monitor = signing(Box::new(Sqlite::create(&path, "bench.truce").unwrap()));
            println!("{:.0} a second by 16 writers", together(monitor, 0, n.unwrap_or(50_000), 16));
        }
        "verify" => verify(folder, n.unwrap_or(1_000_000)),
        other => panic!("neither append nor verify: {other}"),
    }
}
