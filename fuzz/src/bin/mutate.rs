//! A small fuzzer for any toolchain: changes seeds at random, without a view of what the changes reach.
//!
//!     mutate TARGET SECONDS SEED FILE...        any bytes
//!     mutate TARGET SECONDS SEED --lines FILE   lines and characters of one text, a few changes each time
//!     mutate TARGET --once FILE...              these inputs as they are
//!
//! Writes inputs that panic or take too long to `artifacts/mutate/TARGET/`, the panicking ones made as small as it
//! finds, and goes on; an input that does not end within ten seconds ends the program. The same SEED makes the same
//! inputs. Exit code 1 if anything was found.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, panic, thread};

use truce_fuzz::{TARGETS, Target};

const SLOW: Duration = Duration::from_millis(100);
const HANGS: Duration = Duration::from_secs(10);
const INPUT_MAX: usize = 1 << 16;
const MINIMIZE_FOR: Duration = Duration::from_secs(10);

/// What is being tried, and since when.
type AtWork = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

/// xorshift64*: enough for this, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n.max(1)
    }

    fn range(&mut self, len: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        let end = (start + 1 + self.below(longest)).min(len);
        start..end.max(start)
    }
}

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
    if rest.first().is_some_and(|arg| arg == "--once") {
        for path in &rest[1..] {
            let input = fs::read(path).expect("a readable file");
            let started = Instant::now();
            target(&input);
            println!("{path}: {:?}", started.elapsed());
        }
        return;
    }
    let seconds: u64 = rest.first().and_then(|text| text.parse().ok()).expect("SECONDS");
    let seed: u64 = rest.get(1).and_then(|text| text.parse().ok()).expect("SEED");
    let by_lines = rest.get(2).is_some_and(|arg| arg == "--lines");
    let seeds: Vec<Vec<u8>> =
        rest[2 + usize::from(by_lines)..].iter().map(|path| fs::read(path).expect("a readable seed")).collect();
    assert!(!seeds.is_empty(), "no seeds");
    let mut run = Run::new(name, target, seed, seeds);
    run.for_seconds(seconds, by_lines);
    exit(i32::from(run.n_found > 0));
}

struct Run {
    target: Target,
    folder: PathBuf,
    random: Random,
    seeds: Vec<Vec<u8>>,
    tokens: Vec<Vec<u8>>,
    at_work: AtWork,
    panics: BTreeMap<String, usize>,
    slowest: Duration,
    n_found: usize,
    n_slow: usize,
}

/// Where and why the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

impl Run {
    fn new(name: &str, target: Target, seed: u64, seeds: Vec<Vec<u8>>) -> Run {
        let folder = Path::new("artifacts/mutate").join(name);
        fs::create_dir_all(&folder).expect("a folder for what is found");
        panic::set_hook(Box::new(|info| {
            let at = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
            *PANIC.lock().expect("one thread panics") = format!("{at}: {info}");
        }));
        let at_work: AtWork = Arc::default();
        watch(Arc::clone(&at_work), folder.join("hang"));
        let tokens = tokens(&seeds);
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (panics, slowest) = (BTreeMap::new(), Duration::ZERO);
        Run { target, folder, random, seeds, tokens, at_work, panics, slowest, n_found: 0, n_slow: 0 }
    }

    fn for_seconds(&mut self, seconds: u64, by_lines: bool) {
        let until = Instant::now() + Duration::from_secs(seconds);
        let mut n_inputs = 0_u64;
        while Instant::now() < until {
            let seed_idx = self.random.below(self.seeds.len());
            let mut input = self.seeds[seed_idx].clone();
            for _ in 0..=self.random.below(if by_lines { 4 } else { 8 }) {
                input = if by_lines { self.change_lines(input) } else { self.change_bytes(input) };
            }
            input.truncate(INPUT_MAX);
            n_inputs += 1;
            self.try_one(&input);
        }
        println!("{n_inputs} inputs, slowest {:?}, {} slow, {} panics:", self.slowest, self.n_slow, self.n_found);
        self.panics.iter().for_each(|(at, n)| println!("  {n} times at {at}"));
    }

    fn panics(&self, input: &[u8]) -> bool {
        *self.at_work.lock().expect("one thread waits") = Some((Instant::now(), input.to_vec()));
        let result = catch_unwind(AssertUnwindSafe(|| (self.target)(input)));
        *self.at_work.lock().expect("one thread waits") = None;
        result.is_err()
    }

    fn try_one(&mut self, input: &[u8]) {
        let started = Instant::now();
        let panicked = self.panics(input);
        let mut took = started.elapsed();
        for _ in 0..2 {
            // Another program may have had the processor: slow is what is slow again.
            if took > SLOW && !panicked {
                let again = Instant::now();
                self.panics(input);
                took = took.min(again.elapsed());
            }
        }
        self.slowest = self.slowest.max(took);
        if took > SLOW && !panicked {
            self.n_slow += 1;
            let path = self.folder.join(format!("slow-{}", self.n_slow));
            println!("{took:?} for {}", path.display());
            fs::write(path, input).expect("what is found is kept");
        }
        if !panicked {
            return;
        }
        self.n_found += 1;
        let said = PANIC.lock().expect("one thread panics").clone();
        let at = place(&said);
        let n = self.panics.entry(at.clone()).or_default();
        *n += 1;
        if *n > 1 {
            return;
        }
        let small = self.smallest(input, &at);
        let path = self.folder.join(format!("panic-{}", self.panics.len()));
        println!("{said}\n  {} ({} bytes)", path.display(), small.len());
        fs::write(path, small).expect("what is found is kept");
    }

    /// Takes pieces away as long as it panics at the same place.
    fn smallest(&self, input: &[u8], at: &str) -> Vec<u8> {
        let until = Instant::now() + MINIMIZE_FOR;
        let mut small = input.to_vec();
        let mut piece = small.len() / 2;
        while piece > 0 && Instant::now() < until {
            let mut start = 0;
            let before = small.len();
            while start < small.len() && Instant::now() < until {
                let mut less = small.clone();
                less.drain(start..(start + piece).min(small.len()));
                let same = self.panics(&less) && place(&PANIC.lock().expect("one thread panics")) == at;
                if same { small = less } else { start += piece }
            }
            if piece > 1 || small.len() == before {
                piece /= 2;
            }
        }
        small
    }

    fn change_bytes(&mut self, mut input: Vec<u8>) -> Vec<u8> {
        let random = &mut self.random;
        let here = random.below(input.len() + 1);
        let range = random.range(input.len(), 40);
        match random.below(10) {
            0 if !input.is_empty() => {
                let here = here % input.len();
                input[here] ^= 1 << random.below(8);
            }
            1 if !input.is_empty() => {
                let here = here % input.len();
                input[here] = random.next() as u8;
            }
            2 => input.insert(here, random.next() as u8),
            3 => drop(input.drain(range)),
            4 => {
                let piece = input[range].to_vec();
                input.splice(here..here, piece);
            }
            5 | 6 => {
                let token = &self.tokens[random.below(self.tokens.len())];
                input.splice(here..here, token.iter().copied());
            }
            7 => {
                let token = &self.tokens[random.below(self.tokens.len())];
                input.splice(range, token.iter().copied());
            }
            8 => input.truncate(here),
            _ => {
                let other = &self.seeds[random.below(self.seeds.len())];
                let piece = other[random.range(other.len(), 400)].to_vec();
                input.splice(here..here, piece);
            }
        }
        input
    }

    fn change_lines(&mut self, input: Vec<u8>) -> Vec<u8> {
        let random = &mut self.random;
        let text = String::from_utf8_lossy(&input).into_owned();
        if random.below(2) == 0 {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            if lines.is_empty() {
                return input;
            }
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            match random.below(4) {
                0 => drop(lines.remove(a)),
                1 => lines.insert(b, lines[a]),
                2 => lines.swap(a, b),
                _ => drop(lines.drain(a.min(b)..(a.min(b) + random.below(30)).min(lines.len()))),
            }
            return lines.concat().into_bytes();
        }
        let mut chars: Vec<char> = text.chars().collect();
        if chars.is_empty() {
            return input;
        }
        let (a, b) = (random.below(chars.len()), random.below(chars.len()));
        match random.below(5) {
            0 => drop(chars.remove(a)),
            1 => chars.insert(a, chars[b]),
            2 => chars.swap(a, b),
            3 => {
                chars.insert(a, ['"', '\n', ' ', '`', '\t', 'é', '\u{202e}', '،', '٣', '-', '>', ':'][random.below(12)])
            }
            _ => {
                let token = String::from_utf8_lossy(&self.tokens[random.below(self.tokens.len())]).into_owned();
                chars.splice(a..a, token.chars());
            }
        }
        chars.into_iter().collect::<String>().into_bytes()
    }
}

/// The place of a panic, as the hook wrote it.
fn place(said: &str) -> String {
    said.split(": ").next().unwrap_or_default().to_owned()
}

/// Words and marks of the seeds, and values that often go wrong.
fn tokens(seeds: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = [
        "\0",
        "\n",
        "\r\n",
        "\"",
        "```",
        "```truce\n",
        "---\n",
        "\u{feff}",
        "é",
        "\u{202e}",
        "\u{1F54A}",
        "-",
        "0",
        "1",
        "18446744073709551616",
        "-9223372036854775808",
        "1e308",
        "-1e-308",
        "99999999999999999999999999999",
        "NaN",
        "9999-12-31",
        "-9999-01-01",
        "0001-01-01",
        "2025-02-30",
        "24:00",
        "T23:59:60Z",
        "[[[[",
        "{\"a\":",
        "null",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    for seed in seeds {
        let words = seed.split(|byte| byte.is_ascii_whitespace() || b",;:".contains(byte));
        found.extend(words.filter(|word| (1..=40).contains(&word.len())).map(<[u8]>::to_vec));
    }
    found.sort();
    found.dedup();
    found
}

/// Ends the program where one input takes far too long.
fn watch(at_work: AtWork, path: PathBuf) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(500));
            if let Ok(now) = at_work.lock()
                && let Some((started, input)) = now.as_ref()
                && started.elapsed() > HANGS
            {
                fs::write(&path, input).expect("what is found is kept");
                println!("no end after {HANGS:?}: {}", path.display());
                exit(1);
            }
        }
    });
}
