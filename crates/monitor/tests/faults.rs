//! The store fails at every call in turn, in every way it can: nothing that was answered is lost, nothing is there by halves,
//! the log is sound, and the next append works.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use ledger::SecretKey;
use ledger::body::{Erasure, ErasureGround, KeyLine, Role};
use monitor::{Group, Monitor};
use records::{Happening, LinkAct, LinkDecision, Place, Report, Statement, When};
use stores::{Failing, How, Log, Plan, Sqlite};

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn report(id: &str, killed: u64) -> Report {
    let happening = Happening {
        kind: "shelling".to_owned(),
        when: When::instant(AT),
        place: Place::default(),
        by: None,
        to: None,
        item: None,
        quantity: 1.into(),
        unit: None,
        killed: Some(killed),
        injured: None,
        fields: BTreeMap::new(),
    };
    Report {
        id: id.to_owned(),
        source: "patrol".to_owned(),
        origin: None,
        basis: None,
        reported_at: None,
        credibility: None,
        statement: Statement::Happening(happening),
        text: Some(format!("words of {id}")),
        language: None,
        document: None,
        observer: None,
    }
}

fn key() -> SecretKey {
    SecretKey::from_seed([5; 32])
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("truce-faults-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn begun(path: &Path) {
    let mut monitor = Monitor::open(Box::new(Sqlite::create(path, "faults.truce").unwrap()), "main", "main").unwrap();
    let line = KeyLine { key: key().public(), holder: "main".to_owned(), roles: vec![Role::Site, Role::Admin] };
    monitor.take_keys([key()]);
    monitor.record_key(&line, AT).unwrap();
    monitor.record_report(report("before", 1), AT).unwrap();
}

fn failing(path: &Path, plan: &Arc<Plan>) -> Box<dyn Log> {
    Box::new(Failing::new(Box::new(Sqlite::open(path).unwrap()), Arc::clone(plan)))
}

/// What is done; what was answered goes into `told`.
fn script(path: &Path, plan: &Arc<Plan>, told: &mut BTreeSet<&'static str>) {
    let Ok(mut monitor) = Monitor::open(failing(path, plan), "main", "main") else { return };
    monitor.take_keys([key()]);
    for id in ["one", "two", "three"] {
        if monitor.record_report(report(id, 1), AT).is_ok() {
            told.insert(id);
        }
        let _ = monitor.catch_up();
    }
    if monitor.record_report(report("two", 2), AT).is_ok_and(|position| position.is_some()) {
        told.insert("two corrected");
    }
    let together = vec!["patrol/one".to_owned(), "patrol/two".to_owned()];
    let decision = LinkDecision { act: LinkAct::Merge, together, apart: [Vec::new(), Vec::new()] };
    if monitor.record_link_decision(&decision, "one crater", None, AT).is_ok() {
        told.insert("decided");
    }
    let erasure = Erasure { position: 2, names: vec!["text".to_owned()], ground: ErasureGround::Protection };
    if monitor.erase(&erasure, "names a witness", None, AT).is_ok() {
        told.insert("erased");
    }
}

fn check(path: &Path, told: &BTreeSet<&str>, what: &str) {
    let mut monitor = Monitor::open(Box::new(Sqlite::open(path).unwrap()), "main", "main").unwrap();
    monitor.take_keys([key()]);
    let report_of = |id: &str| monitor.state().report("patrol", id).map(|filed| filed.report);
    for id in ["one", "two", "three"].into_iter().filter(|id| told.contains(id)) {
        assert_eq!(report_of(id).unwrap().text, Some(format!("words of {id}")), "{what}");
    }
    if told.contains("two corrected") {
        assert!(
            matches!(report_of("two").unwrap().statement, Statement::Happening(two) if two.killed == Some(2)),
            "{what}"
        );
    }
    assert!(!told.contains("decided") || monitor.state().link_decisions().count() > 0, "{what}");
    // An erasure on record is carried out, at the latest when the log is opened again.
    let is_erased = !monitor.state().about().erasures().is_empty();
    assert!(is_erased || !told.contains("erased"), "{what}");
    assert_eq!(report_of("before").unwrap().text.is_none(), is_erased, "{what}");
    let size = monitor.state().size();
    assert_eq!(monitor.record_report(report("after", 1), AT).unwrap(), Some(size + 1), "{what}");
    let report = stores::check(monitor.log(), &[], None).unwrap();
    assert_eq!((report.n_signed, report.n_not_erased), (size + 1, 0), "{what}");
    assert_eq!(report.n_details_absent, u64::from(is_erased), "{what}: no entry is there without its words");
}

#[test]
fn one_who_writes_survives_a_fault_at_every_call() {
    let folder = Folder::new("one");
    let whole = folder.0.join("whole.sqlite");
    begun(&whole);
    let plan = Plan::new(0, How::Before);
    let mut told = BTreeSet::new();
    script(&whole, &plan, &mut told);
    assert_eq!(told.len(), 6, "without a fault all is done");
    check(&whole, &told, "without a fault");
    let n_calls = plan.n_calls();
    assert!(n_calls > 10, "{n_calls}");
    for how in [How::Before, How::Lost, How::After] {
        for at in 1..=n_calls {
            let path = folder.0.join(format!("{how:?}-{at}.sqlite"));
            begun(&path);
            let mut told = BTreeSet::new();
            script(&path, &Plan::new(at, how), &mut told);
            check(&path, &told, &format!("{how:?} at call {at}"));
        }
    }
}

#[test]
fn many_who_write_survive_a_fault_at_every_call() {
    let folder = Folder::new("many");
    for how in [How::Before, How::Lost, How::After] {
        for at in 1..=14 {
            let path = folder.0.join(format!("{how:?}-{at}.sqlite"));
            begun(&path);
            let Ok(mut monitor) = Monitor::open(failing(&path, &Plan::new(at, how)), "main", "main") else { continue };
            monitor.take_keys([key()]);
            let group = Group::new(monitor);
            let told: Vec<String> = std::thread::scope(|scope| {
                let write = |writer: usize| {
                    let group = &group;
                    scope.spawn(move || {
                        let ids = (0..6).map(|n| format!("{writer}-{n}"));
                        ids.filter(|id| group.record(report(id, 1), AT).is_ok()).collect::<Vec<String>>()
                    })
                };
                let writers: Vec<_> = (0..4).map(write).collect();
                writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
            });
            assert!(told.len() >= 16, "{how:?} at {at}: one fault stops few, {}", told.len());
            drop(group);
            let monitor = Monitor::open(Box::new(Sqlite::open(&path).unwrap()), "main", "main").unwrap();
            for id in &told {
                assert!(monitor.state().entry_of("patrol", id).is_some(), "{how:?} at {at}: {id} is gone");
            }
            stores::check(monitor.log(), &[], None).unwrap();
        }
    }
}
