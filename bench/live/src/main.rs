//! How long a correction, a withdrawal, a late row and a late decision take in a running engine.
//!
//!     live FOLDER N
//!
//! FOLDER holds `agreement.md` and `events.csv` of `generate.py`. N of each are taken in, one at a time, by turns; each
//! gives the assessments that it changes. Prints the time of each sort: half, 99 of 100, most, and how many changed.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use assessments::{Live, News};
use records::{EventRow, Level, Rows};

/// Xorshift: the same rows every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % limit as u64) as usize
    }
}

fn main() {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().expect("a folder"));
    let n_each: usize = words.next().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let text = std::fs::read_to_string(folder.join("agreement.md")).expect("an agreement");
    let (agreement, diagnostics) = provisions::read("agreement.md", &text, &provisions::Annexes::new());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut rows = Rows::default();
    let mut input = BufReader::with_capacity(1 << 20, File::open(folder.join("events.csv")).expect("events"));
    let started = Instant::now();
    let zone = &agreement.calendar.zone;
    sources::read_rows(&mut input, zone, None, &mut rows, &mut |one| panic!("{one}")).expect("the file is read");
    let as_of = rows.latest().expect("there are rows");
    let n_rows = rows.all().len();
    let read = started.elapsed();
    let mut live = Live::new(&agreement, rows, as_of);
    println!("{n_rows} rows read in {read:.1?}, put in order in {:.1?}", started.elapsed() - read);
    let mut random = Random(4_630);
    let mut sorts: [(&str, Vec<(Duration, usize)>); 4] =
        [("correction", Vec::new()), ("withdrawal", Vec::new()), ("late row", Vec::new()), ("late decision", Vec::new())];
    let mut n_new = 0;
    for round in 0..n_each {
        for (sort_idx, (_, times)) in sorts.iter_mut().enumerate() {
            if sort_idx == 3 && round % 100 != 0 {
                continue;
            }
            let number = some_row(&live, &mut random, n_rows, sort_idx == 3);
            let row = live.rows().whole(number).expect("a row");
            n_new += 1;
            let id = format!("late-{n_new}");
            let news = match sort_idx {
                0 => News::Row(Box::new(EventRow { supersedes: Some(row.id.clone()), id, level: Level::Verified, level_author: Level::Verified, ..row })),
                1 => News::Withdrawn(row.id),
                _ => News::Row(Box::new(EventRow { id, ..row })),
            };
            let started = Instant::now();
            let changed = live.take(news).len();
            times.push((started.elapsed(), changed));
        }
    }
    for (name, times) in &mut sorts {
        // Beyond two microseconds for each assessment that changed.
        let over = |(took, changed): &(Duration, usize)| took.saturating_sub(Duration::from_micros(2 * *changed as u64));
        times.sort_by_key(over);
        let at = |share: f64| over(&times[((times.len() - 1) as f64 * share) as usize]);
        let n_changed: usize = times.iter().map(|(_, changed)| changed).sum();
        println!(
            "{name:13} {:6} times: half {:.2?}, 99 of 100 {:.2?}, most {:.2?}; {n_changed} assessments changed",
            times.len(), at(0.5), at(0.99), at(1.0)
        );
    }
}

/// A row in sight: a happening, or a decision.
fn some_row(live: &Live<'_>, random: &mut Random, n_rows: usize, is_decision: bool) -> u32 {
    loop {
        let number = random.below(n_rows);
        let row = &live.rows().all()[number];
        if !row.replaced && (row.kind == 0) == is_decision {
            return number as u32;
        }
    }
}
