//! A state that was kept and the state that is read from every entry are the same bytes.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fmt::Write;
use std::path::PathBuf;

use ledger::body::Text;
use monitor::{Monitor, Snapshot};
use sha2::{Digest, Sha256};
use sources::Format;
use stores::{Log, Sqlite};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                         time zone: UTC\nin force: from 2030-01-01\n---\n\
                         # 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  obliges north\n  never shelling\n```\n";

/// A log on disk that goes with the test.
struct Ledger(PathBuf);

impl Ledger {
    fn new(name: &str) -> Ledger {
        let path = std::env::temp_dir().join(format!("truce-snapshot-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        let ledger = Ledger(path.join("ledger.sqlite"));
        Sqlite::create(&ledger.0, &format!("{name}.truce")).unwrap();
        ledger
    }

    fn read(&self) -> Monitor {
        Monitor::open(Box::new(Sqlite::open(&self.0).unwrap()), "main", "main").unwrap()
    }

    fn from(&self, kept: &[u8]) -> Option<Monitor> {
        let snapshot = Snapshot::from_bytes(kept.to_vec())?;
        let log = Sqlite::open_after(&self.0, &snapshot.frontier).ok()?;
        Monitor::open_from(snapshot, Box::new(log), "main", "main").unwrap()
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(self.0.parent().unwrap()));
    }
}

fn import(monitor: &mut Monitor, format: Format, rows: &str) {
    let input = monitor::Input { format, mapping: &sources::Mapping::of(format), from: &mut rows.as_bytes() };
    let imported = monitor.import(input, jiff::Timestamp::UNIX_EPOCH, &mut |_| {}, &mut |_, _| {}).unwrap();
    assert_eq!(imported.rejected, 0);
}

/// Reports of some sources, a few hundred of them corrections of those before.
fn reports(from: u32, n: u32, more: u32) -> String {
    let mut rows = "id,source,origin,type,start,by,killed,text\n".to_owned();
    for one in from..from + n {
        let (id, source) = (one * 7 % 9_973, one % 3);
        let killed = one + more;
        let text = if one % 4 == 0 { String::new() } else { format!("words of {one}") };
        writeln!(
            rows,
            "r{id},s{source},,shelling,2030-01-{:02}T00:00:{:02}Z,north,{killed},{text}",
            1 + one % 28,
            one % 60
        )
        .unwrap();
    }
    rows
}

#[test]
fn reading_every_entry_and_going_on_from_a_state_give_the_same_bytes() {
    let ledger = Ledger::new("same");
    let version = |n: u32| Text {
        file: "a.md".to_owned(),
        text: format!("{AGREEMENT}\n<!-- {n} -->\n"),
        annexes: std::collections::BTreeMap::new(),
    };
    let mut monitor = ledger.read();
    monitor.record_agreement(&version(0), jiff::Timestamp::UNIX_EPOCH).unwrap();
    let mut states = vec![monitor.snapshot().unwrap()];
    for step in 0..3 {
        import(
            &mut monitor,
            Format::Sources,
            &format!("id,name,kind\ns{step},Source {step},outlet\ns0,Renamed {step},outlet\n"),
        );
        // The last steps correct what the first ones told.
        import(&mut monitor, Format::Reports, &reports(step * 2_000, 2_500, step));
        states.push(monitor.snapshot().unwrap());
        monitor.record_agreement(&version(step + 1), jiff::Timestamp::UNIX_EPOCH).unwrap();
    }
    let read = ledger.read();
    let expected = read.snapshot().unwrap();
    assert!(expected == monitor.snapshot().unwrap(), "appended and read");
    let corrections = read.state().lines().range(1, u64::MAX).filter(|line| line.kind == "correction").count();
    assert_eq!(corrections, 2 * 500, "the last steps corrected what the first ones told");
    let known = read.state().known();
    for kept in &states {
        let opened = ledger.from(kept).expect("it is of this log");
        assert!(opened.snapshot().unwrap() == expected);
        assert_eq!(opened.state().known(), known);
        assert!(opened.state().reports().eq(read.state().reports()), "with their words");
        let lines = |monitor: &Monitor| monitor.state().lines().range(1, u64::MAX).collect::<Vec<_>>();
        assert_eq!(lines(&opened), lines(&read));
    }

    // An erased text is not in what was kept.
    let erased = read.state().reports().find(|filed| filed.report.text.is_some()).unwrap();
    Sqlite::open(&ledger.0).unwrap().erase(erased.entry, ledger::body::TEXT).unwrap();
    let opened = ledger.from(&expected).unwrap();
    assert_eq!(opened.state().report(&erased.report.source, &erased.report.id).unwrap().report.text, None);
    assert!(opened.snapshot().unwrap() == expected);
}

#[test]
fn a_forged_state_is_not_what_the_entries_give() {
    let ledger = Ledger::new("forged");
    let text = Text { file: "a.md".to_owned(), text: AGREEMENT.to_owned(), annexes: std::collections::BTreeMap::new() };
    let mut monitor = ledger.read();
    monitor.record_agreement(&text, jiff::Timestamp::UNIX_EPOCH).unwrap();
    import(&mut monitor, Format::Reports, &reports(0, 20, 0));
    let mut forged = monitor.snapshot().unwrap();
    forged.truncate(forged.len() - 32);
    let at = forged.windows(5).rposition(|five| five == b"north").unwrap();
    forged[at..at + 5].copy_from_slice(b"south");
    let digest = Sha256::digest(&forged);
    forged.extend_from_slice(&digest);
    let opened = ledger.from(&forged).expect("it is well formed");
    assert!(opened.snapshot().unwrap() != ledger.read().snapshot().unwrap());
}

#[test]
fn what_is_damaged_or_of_another_log_is_not_read() {
    let (ledger, other) = (Ledger::new("one"), Ledger::new("other"));
    for ledger in [&ledger, &other] {
        let text =
            Text { file: "a.md".to_owned(), text: AGREEMENT.to_owned(), annexes: std::collections::BTreeMap::new() };
        ledger.read().record_agreement(&text, jiff::Timestamp::UNIX_EPOCH).unwrap();
    }
    let mut monitor = ledger.read();
    import(&mut monitor, Format::Reports, &reports(0, 20, 0));
    let kept = monitor.snapshot().unwrap();
    assert!(ledger.from(&kept).is_some());
    assert!(other.from(&kept).is_none(), "of another log");
    for at in 0..kept.len() {
        let mut damaged = kept.clone();
        damaged[at] ^= 1;
        assert!(Snapshot::from_bytes(damaged).is_none(), "a bit at {at}");
        assert!(Snapshot::from_bytes(kept[..at].to_vec()).is_none(), "cut off at {at}");
    }
}
