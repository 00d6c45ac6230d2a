//! A small fuzzer for any toolchain: changes seeds at random, without a view of what the changes reach.
//!
//!     mutate TARGET SECONDS SEED FILE...          any bytes
//!     mutate TARGET SECONDS SEED --lines FILE...  lines, words and characters of texts, a few changes each time
//!     mutate TARGET --grow FILE...                pieces of each file repeated ever more often
//!     mutate TARGET --chains                      definitions that rest on one another, ever more of them
//!     mutate TARGET --once FILE...                these inputs as they are
//!
//! Writes inputs that panic or take too long to `artifacts/mutate/TARGET/`, made as small as it finds, and goes on; an
//! input that does not end within ten seconds, or with which the program has had more than 200 MB, ends it. The same SEED
//! makes the same inputs. Exit code 1 if anything was found.

mod changes;
mod growth;
mod trial;
mod words;

use std::collections::BTreeMap;
use std::process::exit;
use std::time::{Duration, Instant};
use std::{env, fs};

use changes::Changes;
use trial::{Trial, peak_kib, place, smallest};
use truce_fuzz::TARGETS;

const SLOW: Duration = Duration::from_millis(100);
const MINIMIZE_FOR: Duration = Duration::from_secs(10);
/// So many slow inputs are made small and kept.
const SLOW_KEPT: usize = 20;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let known = || TARGETS.map(|(name, _)| name).join(", ");
    let Some((name, rest)) = args.split_first() else {
        eprintln!("mutate TARGET SECONDS SEED [--lines] FILE...; the targets are {}", known());
        exit(2);
    };
    let Some((_, target)) = TARGETS.into_iter().find(|(known, _)| known == name) else {
        eprintln!("{name:?} is none of {}", known());
        exit(2);
    };
    let trial = Trial::new(name, target);
    let found = match rest.first().map(String::as_str) {
        Some("--once") => once(&trial, &rest[1..]),
        Some("--chains") => growth::of_chains(&trial),
        Some("--grow") => growth::of_seeds(&trial, &read(&rest[1..])),
        _ => {
            let seconds: u64 = rest.first().and_then(|text| text.parse().ok()).expect("SECONDS");
            let seed: u64 = rest.get(1).and_then(|text| text.parse().ok()).expect("SEED");
            let by_lines = rest.get(2).is_some_and(|arg| arg == "--lines");
            let changes = Changes::new(seed, read(&rest[2 + usize::from(by_lines)..]));
            Run::new(trial, changes).for_seconds(seconds, by_lines)
        }
    };
    exit(i32::from(found > 0));
}

fn read(paths: &[String]) -> Vec<Vec<u8>> {
    assert!(!paths.is_empty(), "no seeds");
    paths.iter().map(|path| fs::read(path).expect("a readable seed")).collect()
}

fn once(trial: &Trial, paths: &[String]) -> usize {
    let mut n_found = 0;
    for (path, input) in paths.iter().zip(read(paths)) {
        match trial.of(&input) {
            Ok(took) => println!("{path}: {took:?}, {} bytes, most memory so far {} KiB", input.len(), peak_kib()),
            Err(said) => {
                println!("{path}: {said}");
                n_found += 1;
            }
        }
    }
    n_found
}

struct Run {
    trial: Trial,
    changes: Changes,
    panics: BTreeMap<String, usize>,
    slowest: Duration,
    n_slow: usize,
}

impl Run {
    fn new(trial: Trial, changes: Changes) -> Run {
        Run { trial, changes, panics: BTreeMap::new(), slowest: Duration::ZERO, n_slow: 0 }
    }

    /// How many inputs were found at fault.
    fn for_seconds(mut self, seconds: u64, by_lines: bool) -> usize {
        let until = Instant::now() + Duration::from_secs(seconds);
        let mut n_inputs = 0_u64;
        while Instant::now() < until {
            let input = self.changes.next(by_lines);
            n_inputs += 1;
            self.try_one(&input);
        }
        let n_panics: usize = self.panics.values().sum();
        println!(
            "{n_inputs} inputs, slowest {:?} ({}), {} slow, most memory {} KiB, {n_panics} panics:",
            self.slowest,
            self.trial.folder.join("slowest").display(),
            self.n_slow,
            peak_kib(),
        );
        self.panics.iter().for_each(|(at, n)| println!("  {n} times at {at}"));
        n_panics + self.n_slow
    }

    fn try_one(&mut self, input: &[u8]) {
        // Slow is what is slow again.
        match self.trial.least_of(input, 3, self.slowest.min(SLOW)) {
            Ok(took) => {
                if took > self.slowest {
                    self.slowest = took;
                    self.trial.keep("slowest", input);
                }
                if took > SLOW {
                    self.slow(input, took);
                }
            }
            Err(said) => self.panicked(input, &said),
        }
    }

    fn slow(&mut self, input: &[u8], took: Duration) {
        self.n_slow += 1;
        if self.n_slow > SLOW_KEPT {
            return;
        }
        let is_slow = |less: &[u8]| self.trial.least_of(less, 3, SLOW).is_ok_and(|took| took > SLOW);
        let small = smallest(input, MINIMIZE_FOR, is_slow);
        let path = self.trial.keep(&format!("slow-{}", self.n_slow), &small);
        println!("{took:?} for {} bytes; {} bytes are slow: {}", input.len(), small.len(), path.display());
    }

    fn panicked(&mut self, input: &[u8], said: &str) {
        let at = place(said);
        let n = self.panics.entry(at.clone()).or_default();
        *n += 1;
        if *n > 1 {
            return;
        }
        let is_same = |less: &[u8]| self.trial.of(less).is_err_and(|said| place(&said) == at);
        let small = smallest(input, MINIMIZE_FOR, is_same);
        let path = self.trial.keep(&format!("panic-{}", self.panics.len()), &small);
        println!("{said}\n  {} ({} bytes)", path.display(), small.len());
    }
}
