//! How many reports stand at each step is counted from the few that were looked at; the slow way looks at each.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::body::{self, Text, Withdrawal};
use monitor::{AskedInbox, AskedStep, Format, Input, Mapping, Monitor, Stand, TriageStep};
use stores::Memory;

fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

fn begun() -> Monitor {
    let mut monitor = Monitor::open(Box::new(Memory::create("a.truce").unwrap()), "main", "main").unwrap();
    let text = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n";
    let version = Text { file: "a.md".to_owned(), text: text.to_owned(), annexes: [].into() };
    monitor.record_agreement(&version, Timestamp::UNIX_EPOCH).unwrap();
    let mut rows = "id,source,type,start\n".to_owned();
    (0..40).for_each(|n| rows.push_str(&format!("{n},s{},shelling,2030-03-02\n", n % 3)));
    let input = Input { format: Format::Reports, mapping: &Mapping::of(Format::Reports), from: &mut rows.as_bytes() };
    monitor.import(input, Timestamp::UNIX_EPOCH, &mut |_| {}, &mut |_, _| {}).unwrap();
    monitor
}

#[test]
fn counted_from_the_few_or_from_all_it_is_the_same() {
    for seed in 1..=20_u64 {
        let (mut drawn, mut monitor) = (seed, begun());
        for _ in 0..60 {
            let n = next(&mut drawn) % 40;
            let (source, id) = (format!("s{}", n % 3), n.to_string());
            if next(&mut drawn).is_multiple_of(5) {
                let entry = (body::WITHDRAWAL, body::withdrawal_to_body(&Withdrawal { source, id }));
                monitor.record_about(entry, Some(b"why".to_vec()), None, Timestamp::UNIX_EPOCH).unwrap();
                continue;
            }
            let step = TriageStep::WORDS[(next(&mut drawn) % 4) as usize].1;
            let asked = AskedStep { report: format!("{source}/{id}"), step, reason: Some("why".to_owned()) };
            // Of a report that is taken back no step can be taken.
            monitor.record_steps(&[asked], Some("desk"), Timestamp::UNIX_EPOCH).unwrap().into_iter().for_each(drop);
        }
        let state = monitor.state();
        let all = state.inbox(&AskedInbox { limit: 1_000, ..AskedInbox::default() });
        let stand = |one: &monitor::InInbox| one.step.as_ref().map_or(Stand::Received, |step| Stand::At(step.step));
        let mut slow: BTreeMap<&str, usize> = BTreeMap::from([("received", 0)]);
        all.iter().for_each(|one| *slow.entry(stand(one).to_text()).or_default() += 1);
        assert_eq!(state.stands(), slow, "seed {seed}");
        for (word, n) in slow {
            let asked = [Stand::from_text(word).unwrap()];
            let some = state.inbox(&AskedInbox { stands: &asked, limit: 1_000, ..AskedInbox::default() });
            let expected: Vec<u64> =
                all.iter().filter(|one| stand(one).to_text() == word).map(|one| one.entry).collect();
            assert_eq!(some.iter().map(|one| one.entry).collect::<Vec<_>>(), expected, "seed {seed}, {word}");
            assert_eq!(n, expected.len());
        }
    }
}
