//! Work on all cores: parts are made side by side and taken in their order.

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
    let make = || {
        let (worker, mut each) = (work.worker(), maker());
        move |part: usize| {
            let mut buffer = Vec::new();
            worker.part(part, &mut |one| each(one, &mut buffer));
            buffer
        }
    };
    in_order(work.n_parts(), make, &mut |buffer: Vec<u8>| out.write_all(&buffer))
}

/// Makes parts side by side with what `maker` gives, one for each thread; takes them in order, as far as the taking goes well.
pub(crate) fn in_order<T: Send, M: FnMut(usize) -> T>(
    n_parts: usize,
    maker: impl Fn() -> M + Sync,
    take: &mut dyn FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX).min(n_parts.max(1));
    let next = AtomicUsize::new(0);
    // How many parts were taken; a thread does not run far ahead of it.
    let (n_taken, moved) = (Mutex::new(0_usize), Condvar::new());
    let (send, receive) = mpsc::channel::<(usize, T)>();
    let make = |send: mpsc::Sender<(usize, T)>| {
        let _freed = Freed { n_taken: &n_taken, moved: &moved };
        let mut make = maker();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= n_parts {
                return;
            }
            let too_far = |n_taken: &mut usize| part >= n_taken.saturating_add(AHEAD_MAX);
            let waited = n_taken.lock().and_then(|taken| moved.wait_while(taken, too_far));
            drop(waited);
            if send.send((part, make(part))).is_err() {
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
        for (part, made) in receive {
            early.insert(part, made);
            let Ok(mut taken) = n_taken.lock() else { break };
            while *taken < usize::MAX
                && let Some(made) = early.remove(&*taken)
            {
                if result.is_ok() {
                    result = take(made);
                }
                *taken += 1;
            }
            if result.is_err() {
                next.store(n_parts, Ordering::Relaxed);
                *taken = n_parts;
            }
            moved.notify_all();
        }
        result
    })
}

/// A thread that breaks off frees those that wait for its part: they end, and the fault is seen.
struct Freed<'f> {
    n_taken: &'f Mutex<usize>,
    moved: &'f Condvar,
}

impl Drop for Freed<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            if let Ok(mut taken) = self.n_taken.lock() {
                *taken = usize::MAX;
            }
            self.moved.notify_all();
        }
    }
}
