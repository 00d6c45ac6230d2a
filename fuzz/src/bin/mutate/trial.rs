//! Tries inputs: how long they take, where they panic, how much memory the program has had.

use std::fs;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use truce_fuzz::Target;

const HANGS: Duration = Duration::from_secs(10);
/// More memory than this is a fault.
const MEMORY_MAX_KIB: u64 = 200 * 1024;

/// As coarsely as this the system may say how long a thread has had a processor.
const TICK: Duration = Duration::from_millis(10);

/// What is being tried, and since when.
type AtWork = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

/// Where and why the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

pub(crate) struct Trial {
    target: Target,
    pub(crate) folder: PathBuf,
    at_work: AtWork,
}

impl Trial {
    pub(crate) fn new(name: &str, target: Target) -> Trial {
        let folder = Path::new("artifacts/mutate").join(name);
        fs::create_dir_all(&folder).expect("a folder for what is found");
        panic::set_hook(Box::new(|info| {
            let at = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
            *PANIC.lock().expect("one thread panics") = format!("{at}: {info}");
        }));
        let at_work: AtWork = Arc::default();
        watch(Arc::clone(&at_work), folder.clone());
        Trial { target, folder, at_work }
    }

    /// How long it took, or what was said as it panicked.
    pub(crate) fn of(&self, input: &[u8]) -> Result<Duration, String> {
        let started = Instant::now();
        *self.at_work.lock().expect("one thread waits") = Some((started, input.to_vec()));
        let before = processor_time();
        let result = catch_unwind(AssertUnwindSafe(|| (self.target)(input)));
        *self.at_work.lock().expect("one thread waits") = None;
        let mut took = started.elapsed();
        if let (Some(before), Some(after)) = (before, processor_time()) {
            took = took.min(after.saturating_sub(before) + TICK);
        }
        result.map(|()| took).map_err(|_| PANIC.lock().expect("one thread panics").clone())
    }

    /// The least time of several trials, where the first is slow.
    pub(crate) fn least_of(&self, input: &[u8], n_trials: usize, slow: Duration) -> Result<Duration, String> {
        let mut least = self.of(input)?;
        for _ in 1..n_trials {
            if least <= slow {
                break;
            }
            least = least.min(self.of(input)?);
        }
        Ok(least)
    }

    pub(crate) fn keep(&self, name: &str, input: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, input).expect("what is found is kept");
        path
    }
}

/// The time in which this thread has had a processor, where the system says it: others on the machine do not disturb it.
fn processor_time() -> Option<Duration> {
    let said = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(said.split_whitespace().next()?.parse().ok()?))
}

/// The most memory that this program has had, in KiB; 0 where the system does not say.
pub(crate) fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

pub(crate) fn exceeds_memory() -> bool {
    peak_kib() > MEMORY_MAX_KIB
}

/// Ends the program where one input takes far too long, or far too much memory.
fn watch(at_work: AtWork, folder: PathBuf) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(20));
            let Ok(now) = at_work.lock() else { continue };
            let Some((started, input)) = now.as_ref() else { continue };
            let why = match (started.elapsed() > HANGS, exceeds_memory()) {
                (true, _) => "hang",
                (_, true) => "memory",
                _ => continue,
            };
            let path = folder.join(why);
            fs::write(&path, input).expect("what is found is kept");
            println!("{why}: after {:?}, {} KiB: {}", started.elapsed(), peak_kib(), path.display());
            exit(1);
        }
    });
}

/// Takes pieces away as long as what was found is still there.
pub(crate) fn smallest(input: &[u8], within: Duration, is_still_there: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let until = Instant::now() + within;
    let mut small = input.to_vec();
    let mut piece = small.len() / 2;
    while piece > 0 && Instant::now() < until {
        let mut start = 0;
        let before = small.len();
        while start < small.len() && Instant::now() < until {
            let mut less = small.clone();
            less.drain(start..(start + piece).min(small.len()));
            if is_still_there(&less) { small = less } else { start += piece }
        }
        if piece > 1 || small.len() == before {
            piece /= 2;
        }
    }
    small
}

/// The place of a panic, as the hook wrote it.
pub(crate) fn place(said: &str) -> String {
    said.split(": ").next().unwrap_or_default().to_owned()
}
