//! Repeats pieces of seeds ever more often, and says where the time grows faster than the input.

use std::time::Duration;

use crate::trial::{Trial, peak_kib};

/// Times under this say nothing of growth.
const TELLING: Duration = Duration::from_millis(40);
/// Four times as much may take so many times as long; what grows with the square takes sixteen.
const RATIO_MAX: f64 = 8.0;
/// Inputs do not become larger than this.
const BYTES_MAX: usize = 1 << 19;

/// One way of making a seed longer, with its name.
struct Grown {
    name: String,
    before: Vec<u8>,
    piece: Vec<u8>,
    after: Vec<u8>,
}

impl Grown {
    fn times(&self, n: usize) -> Vec<u8> {
        let mut input = self.before.clone();
        for idx in 0..n {
            for byte in &self.piece {
                match *byte {
                    MARK => input.extend(idx.to_string().into_bytes()),
                    MARK_OF_NEXT => input.extend((idx + 1).to_string().into_bytes()),
                    other => input.push(other),
                }
            }
        }
        input.extend(&self.after);
        input
    }
}

/// Stands in a piece for the number of its repetition.
const MARK: u8 = 1;
/// Stands for the number of the next one.
const MARK_OF_NEXT: u8 = 2;

/// Definitions that rest on the next of their sort, `@` for their own number and `$` for the next one's; the last rests on
/// one that is not there.
const CHAINS: [(&str, &str, &str); 10] = [
    ("zones within zones", "zone z@\n  within z$\n", "never shelling in z0"),
    ("bands about bands", "zone z@\n  within 1 m of z$\n", "keep shelling out of z0"),
    ("two bands about bands", "zone z@\n  within 1 m of z$\n  within 2 m of z$\n", "keep shelling out of z0"),
    ("events of events", "event e@ is e$ or shooting\n", "never e0"),
    ("triggers after triggers", "trigger t@ at 1 day after t$\n", "must shelling by t0"),
    (
        "disputed triggers after triggers",
        "trigger t@\n  reading \"a\" at 1 day after t$\n  reading \"b\" at t$\n",
        "must shelling by t0",
    ),
    ("states from states", "state s@\n  from start of s$ until 2025-09-01\n", "term s0"),
    ("states prolonged by states", "state s@\n  from 2025-01-11 until 2025-01-12\n  prolonged while s$\n", "term s0"),
    ("states from and until states", "state s@\n  from start of s$ until end of s$\n", "term s0"),
    ("states that rest on states thrice", STATE_THRICE, "term s0"),
];
const STATE_THRICE: &str = "state s@\n  from start of s$ until 3 days after start of s$\n  prolonged while s$\n";

/// How many chains of definitions grew faster than they may.
pub(crate) fn of_chains(trial: &Trial) -> usize {
    let mut n_found = 0;
    for (name, piece, ask) in CHAINS {
        println!("{name} …");
        let before = "---\nagreement: a\ntitle: A\nparties: north \"N\"\ntime zone: UTC\nin force: from 2025-01-10\n---\n\n\
                      # 1. X\n\n> X.\n\n```truce\n";
        let after = format!("rule 1\n  obliges north\n  {ask}\n```\n");
        let (before, after) = (before.as_bytes().to_vec(), after.into_bytes());
        n_found += usize::from(grows_too_fast(
            trial,
            &Grown {
                name: name.to_owned(),
                before,
                piece: piece.replace('@', "\u{1}").replace('$', "\u{2}").into_bytes(),
                after,
            },
        ));
    }
    println!("{n_found} grow faster than they may; most memory {} KiB", peak_kib());
    n_found
}

/// How many ways grew faster than they may.
pub(crate) fn of_seeds(trial: &Trial, seeds: &[Vec<u8>]) -> usize {
    let mut n_found = 0;
    for (seed_idx, seed) in seeds.iter().enumerate() {
        for grown in ways(seed_idx, seed) {
            n_found += usize::from(grows_too_fast(trial, &grown));
        }
    }
    println!("{n_found} grow faster than they may; most memory {} KiB", peak_kib());
    n_found
}

fn grows_too_fast(trial: &Trial, grown: &Grown) -> bool {
    let mut n = 4;
    let mut before: Option<Duration> = None;
    loop {
        let input = grown.times(n);
        if input.len() > BYTES_MAX {
            return false;
        }
        let took = match trial.least_of(&input, 3, TELLING) {
            Ok(took) => took,
            Err(said) => {
                println!("{}: {n} times: panic: {said}: {}", grown.name, trial.keep("grown-panic", &input).display());
                return true;
            }
        };
        let ratio = before.map_or(1.0, |before| took.as_secs_f64() / before.as_secs_f64().max(1e-6));
        if took > TELLING && before.is_some_and(|before| before > TELLING / 8) && ratio > RATIO_MAX {
            let name = grown.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let name: String = name.chars().take(60).collect();
            let path = trial.keep(&format!("grown-{name}"), &input);
            println!(
                "{}: {n} times, {} bytes, {took:?}, {ratio:.1} times a quarter of it: {}",
                grown.name,
                input.len(),
                path.display()
            );
            return true;
        }
        if took > Duration::from_secs(1) {
            return false;
        }
        before = Some(took);
        n *= 4;
    }
}

/// Each line and each run of lines up to a blank one, repeated where it stands; each word within its line.
fn ways(seed_idx: usize, seed: &[u8]) -> Vec<Grown> {
    let mut found = Vec::new();
    let mut add = |what: &str, range: std::ops::Range<usize>| {
        let shown = String::from_utf8_lossy(&seed[range.clone()]).trim().chars().take(50).collect::<String>();
        let (before, piece, after) = (seed[..range.start].to_vec(), seed[range.clone()].to_vec(), &seed[range.end..]);
        let name = format!("seed {seed_idx}, {what} {shown:?}");
        if let Some(numbered) = numbered(&piece) {
            let name = format!("{name} under new names");
            found.push(Grown { name, before: before.clone(), piece: numbered, after: after.to_vec() });
        }
        found.push(Grown { name, before, piece, after: after.to_vec() });
    };
    let mut start = 0;
    let mut block_start = 0;
    for line in seed.split_inclusive(|byte| *byte == b'\n') {
        let end = start + line.len();
        add("line", start..end);
        let mut word_start = start;
        for word in line.split_inclusive(|byte| *byte == b' ') {
            if word.len() > 1 && word != line {
                add("word", word_start..word_start + word.len());
            }
            word_start += word.len();
        }
        // A definition or rule with its clauses ends before the next line at the margin.
        let next_is_deeper = seed.get(end) == Some(&b' ');
        if !next_is_deeper {
            if block_start < start {
                add("lines", block_start..end);
            }
            block_start = end;
        }
        start = end;
    }
    add("all", 0..seed.len());
    found
}

/// A definition, rule or heading whose name gets a number for each repetition.
fn numbered(piece: &[u8]) -> Option<Vec<u8>> {
    let mut words = piece.splitn(3, |byte| *byte == b' ');
    let (first, name) = (words.next()?, words.next()?);
    let opens = [&b"zone"[..], b"line", b"event", b"state", b"trigger", b"milestone", b"baseline", b"value"];
    let opens_too = [&b"conversion"[..], b"attribute", b"calendar", b"rule", b"##", b"#"];
    if !opens.contains(&first) && !opens_too.contains(&first) {
        return None;
    }
    let end = name.iter().position(|byte| *byte == b'\n').unwrap_or(name.len());
    let at = first.len() + 1 + end;
    let mut numbered = piece[..at].to_vec();
    numbered.extend([b'x', MARK]);
    numbered.extend(&piece[at..]);
    Some(numbered)
}
