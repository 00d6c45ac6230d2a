//! Works out and writes assessments on all cores: parts are made side by side and written in their order.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, mpsc};
use std::thread;

use assessments::{AssessmentRef, Work};

/// So many parts may be made before the next one to be written is there.
const AHEAD_MAX: usize = 4;
/// More threads than this would wait for the writing.
const THREADS_MAX: usize = 8;

/// Makes one part after the other with what `maker` gives, one for each thread, and writes them in order. Stops making
/// where the writing fails.
pub(crate) fn write<M>(work: &Work<'_>, maker: impl Fn() -> M + Sync, out: &mut impl Write) -> io::Result<()>
where
    M: FnMut(&AssessmentRef<'_>, &mut Vec<u8>),
{
    let n_parts = work.n_parts();
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX).min(n_parts.max(1));
    let next = AtomicUsize::new(0);
    // How many parts were written; a thread does not run far ahead of it.
    let (n_written, moved) = (Mutex::new(0_usize), Condvar::new());
    let (send, receive) = mpsc::channel::<(usize, Vec<u8>)>();
    let make = |send: mpsc::Sender<(usize, Vec<u8>)>| {
        let _freed = Freed { n_written: &n_written, moved: &moved };
        let (worker, mut each) = (work.worker(), maker());
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= n_parts {
                return;
            }
            let too_far = |n_written: &mut usize| part >= n_written.saturating_add(AHEAD_MAX);
            let waited = n_written.lock().and_then(|written| moved.wait_while(written, too_far));
            drop(waited);
            let mut buffer = Vec::new();
            worker.part(part, &mut |one| each(one, &mut buffer));
            if send.send((part, buffer)).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..n_threads {
            let send = send.clone();
            scope.spawn(|| make(send));
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut result = Ok(());
        for (part, buffer) in receive {
            early.insert(part, buffer);
            let Ok(mut written) = n_written.lock() else { break };
            while *written < usize::MAX
                && let Some(buffer) = early.remove(&*written)
            {
                if result.is_ok() {
                    result = out.write_all(&buffer);
                }
                *written += 1;
            }
            if result.is_err() {
                next.store(n_parts, Ordering::Relaxed);
                *written = n_parts;
            }
            moved.notify_all();
        }
        result
    })
}

/// A thread that breaks off frees those that wait for its part: they end, and the fault is seen.
struct Freed<'f> {
    n_written: &'f Mutex<usize>,
    moved: &'f Condvar,
}

impl Drop for Freed<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            if let Ok(mut written) = self.n_written.lock() {
                *written = usize::MAX;
            }
            self.moved.notify_all();
        }
    }
}
