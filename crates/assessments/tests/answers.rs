//! Answers within hours, in a running engine: plain rows of a few parties come, are corrected and withdrawn in any order,
//! and what stands afterwards is what all rows give.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;

use assessments::{Assessment, Live, News, evaluate_rows};
use provisions::Annexes;
use records::{EventRow, Level, Rows};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: p0 \"P0\", p1 \"P1\", p2 \"P2\", p3 \"P3\"\ntime zone: UTC\n\
                         in force: from 2030-01-01\n---\n# 1. Quiet\n\n> Nobody answers fire.\n\n```truce\n\
                         rule 1 \"no answer\"\n  obliges each party\n  \
                         never shelling within 6 hours after shelling in answer with the same zone\n\
                         rule 2 \"nothing after\"\n  obliges each party\n  never shooting within 3 hours after shelling with the same zone\n```\n";

/// Of a fixed seed, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn rows(random: &mut Random, from: u64, n: u64) -> Rows {
    let mut text = "id,type,start,zone,by,to,level\n".to_owned();
    for number in from..from + n {
        let (by, other, zone) = (random.below(4), 1 + random.below(3), random.below(2));
        let kind = if random.below(4) == 0 { "shooting" } else { "shelling" };
        let (day, hour, minute) = (1 + random.below(9), random.below(24), random.below(60));
        let level = ["alleged", "corroborated", "verified"][usize::try_from(random.below(3)).unwrap()];
        let to = (by + other) % 4;
        text += &format!("e{number:04},{kind},2030-01-0{day}T{hour:02}:{minute:02}:00Z,z{zone},p{by},p{to},{level}\n");
    }
    let mut rows = Rows::default();
    let zone = jiff::tz::TimeZone::UTC;
    sources::read_rows(&mut text.as_bytes(), &zone, None, &mut rows, &mut |one| panic!("{one}")).unwrap();
    rows
}

type Key = (String, String, String, Level);

fn key(one: &Assessment) -> Key {
    (one.rule.clone(), one.party.clone(), one.instance.clone(), one.level)
}

#[test]
fn answers_keep_up_with_every_row() {
    let (agreement, diagnostics) = provisions::read("a.md", AGREEMENT, &Annexes::new());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let as_of = "2030-01-20T00:00:00Z".parse().unwrap();
    let mut random = Random(2_803);
    let anew = |rows: &Rows| {
        let mut all = BTreeMap::new();
        evaluate_rows(&agreement, rows, as_of, &mut |one| {
            drop(all.insert(key(&one.to_assessment()), one.to_assessment()))
        });
        all
    };
    let first = rows(&mut random, 0, 60);
    let mut standing = anew(&first);
    let mut live = Live::new(&agreement, first, as_of);
    let later = rows(&mut random, 60, 200);
    let mut n_changed = 0;
    for number in 0..200 {
        let row = later.whole(number).unwrap();
        let alive: Vec<u32> = (0..).zip(live.rows().all()).filter(|(_, row)| !row.replaced).map(|(n, _)| n).collect();
        let some = alive[usize::try_from(random.below(alive.len() as u64)).unwrap()];
        let old = live.rows().whole(some).unwrap().id;
        let news = match random.below(3) {
            0 => News::Row(Box::new(row)),
            1 => News::Row(Box::new(EventRow { supersedes: Some(old), ..row })),
            _ => News::Withdrawn(old),
        };
        for (was, is) in live.take(news) {
            n_changed += 1;
            let at = was.as_ref().or(is.as_ref()).map(key).unwrap();
            assert_eq!(standing.remove(&at), was, "what was, at step {number}");
            standing.extend(is.map(|is| (at, is)));
        }
        assert!(standing == anew(live.rows()), "at step {number}");
    }
    assert!(n_changed > 200, "{n_changed} assessments changed");
}
