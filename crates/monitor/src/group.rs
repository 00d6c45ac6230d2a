//! Many who record at the same moment share a commit. One thread prepares a group of all that wait (numbers, links, seals,
//! signatures) while another writes and syncs the group before it. An answer means that the entry is kept.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;

use jiff::Timestamp;
use ledger::Heads;
use records::Report;
use stores::Log;

use crate::intake::{Batch, Imported};
use crate::monitor::{Core, Prepared, append, catch_up};
use crate::{Error, Monitor, State};

/// A monitor that several threads use.
pub struct Group {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

struct Shared {
    log: Mutex<Box<dyn Log>>,
    core: RwLock<Core>,
    ahead: Mutex<Ahead>,
    queue: Mutex<Queue>,
    /// Somebody came to the queue, or it was closed.
    came: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Job>,
    is_closed: bool,
}

/// A group on its way from the one thread to the other.
struct Passed {
    jobs: Vec<Job>,
    prepared: Result<(Prepared, u64), Error>,
    recorded_at: Timestamp,
}

/// What the log will be after the groups under way.
struct Ahead {
    heads: Heads,
    size: u64,
    /// Reports in these groups.
    batch: Batch,
    /// Grows where a group could not be written: what was prepared to follow it must be prepared anew.
    epoch: u64,
}

/// What somebody waits to record, and where the answer goes.
struct Job {
    /// Its source and id, by which it is found when it is kept.
    key: (String, String),
    report: Arc<Report>,
    recorded_at: Timestamp,
    answer: SyncSender<Answer>,
}

type Answer = Result<u64, NotRecorded>;

/// The entry could not be recorded, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRecorded(pub String);

impl std::fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotRecorded {}

/// The state, for reading.
pub struct Known<'g>(RwLockReadGuard<'g, Core>);

impl std::ops::Deref for Known<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0.state
    }
}

impl Group {
    /// Shares a monitor.
    pub fn new(monitor: Monitor) -> Group {
        let Monitor { log, core, .. } = monitor;
        let (heads, size) = (core.heads.clone(), core.state.size());
        let shared = Arc::new(Shared {
            log: Mutex::new(log),
            core: RwLock::new(core),
            ahead: Mutex::new(Ahead { heads, size, batch: Batch::default(), epoch: 0 }),
            queue: Mutex::new(Queue::default()),
            came: Condvar::new(),
        });
        // Without room between the two: what comes while one waits for the other makes its group larger.
        let (sender, receiver) = sync_channel(0);
        let (preparing, writing) = (Arc::clone(&shared), Arc::clone(&shared));
        let workers = vec![
            std::thread::spawn(move || preparing.prepare_all(&sender)),
            std::thread::spawn(move || writing.write_all(&receiver)),
        ];
        Group { shared, workers }
    }

    /// What the entries say now.
    pub fn state(&self) -> Known<'_> {
        Known(self.shared.core())
    }

    /// Records a report; gives the position of the entry that holds it, an earlier one where it was known already. When this
    /// returns, the entry is kept.
    pub fn record(&self, report: Report, recorded_at: Timestamp) -> Answer {
        let (answer, answered) = sync_channel(1);
        let key = (report.source.clone(), report.id.clone());
        let report = Arc::new(report);
        lock(&self.shared.queue).waiting.push(Job { key, report, recorded_at, answer });
        self.shared.came.notify_one();
        answered
            .recv()
            .unwrap_or_else(|_| Err(NotRecorded("whoever records has died; open the mission anew".to_owned())))
    }
}

impl Drop for Group {
    /// What waits is still recorded.
    fn drop(&mut self) {
        lock(&self.shared.queue).is_closed = true;
        self.shared.came.notify_all();
        self.workers.drain(..).for_each(|worker| drop(worker.join()));
    }
}

impl Shared {
    fn core(&self) -> RwLockReadGuard<'_, Core> {
        self.core.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prepares group after group, until nobody can come any more.
    fn prepare_all(&self, sender: &SyncSender<Passed>) {
        loop {
            let mut queue = lock(&self.queue);
            while queue.waiting.is_empty() && !queue.is_closed {
                queue = self.came.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
            let jobs = std::mem::take(&mut queue.waiting);
            drop(queue);
            let Some(recorded_at) = jobs.iter().map(|job| job.recorded_at).max() else { return };
            let prepared = self.prepare(&jobs, recorded_at);
            if sender.send(Passed { jobs, prepared, recorded_at }).is_err() {
                return;
            }
        }
    }

    /// Writes group after group, and answers.
    fn write_all(&self, receiver: &Receiver<Passed>) {
        for Passed { jobs, prepared, recorded_at } in receiver {
            match prepared.and_then(|(prepared, epoch)| self.write(prepared, epoch)) {
                Ok(true) => self.answer(jobs),
                Ok(false) | Err(_) => self.start_anew(jobs, recorded_at),
            }
        }
    }

    /// The entries of what is new among the jobs, to follow the groups under way.
    fn prepare(&self, jobs: &[Job], recorded_at: Timestamp) -> Result<(Prepared, u64), Error> {
        let mut ahead = lock(&self.ahead);
        let core = self.core();
        let mut imported = Imported::default();
        jobs.iter().for_each(|job| core.take_report(Arc::clone(&job.report), &mut ahead.batch, &mut imported));
        let mut drafts = std::mem::take(&mut ahead.batch.drafts);
        if !drafts.is_empty() {
            drafts.splice(0..0, core.what_was_seen());
        }
        let prepared = core.prepared(drafts, (ahead.heads.clone(), ahead.size), core.ring(), recorded_at)?;
        ahead.heads = prepared.heads.clone();
        ahead.size += prepared.new.len() as u64;
        Ok((prepared, ahead.epoch))
    }

    /// Writes what was prepared; false where it must be prepared anew.
    fn write(&self, prepared: Prepared, epoch: u64) -> Result<bool, Error> {
        if lock(&self.ahead).epoch != epoch {
            return Ok(false);
        }
        let appended = if prepared.new.is_empty() {
            Ok(())
        } else {
            lock(&self.log).append(prepared.before, &prepared.new).map(|_| ())
        };
        if appended.is_err() {
            return Ok(false);
        }
        let written: Vec<(String, String)> =
            prepared.written.iter().filter_map(|(written, _)| key_of(written)).collect();
        let taken = self.core.write().unwrap_or_else(PoisonError::into_inner).take_in(prepared);
        let mut ahead = lock(&self.ahead);
        written.iter().for_each(|key| {
            ahead.batch.reports.remove(key);
        });
        taken.map(|()| true)
    }

    /// After a failure, or after others appended: takes in what is there, and records one by one, so that one that cannot be
    /// recorded does not stop the others.
    fn start_anew(&self, jobs: Vec<Job>, recorded_at: Timestamp) {
        // Locks are always taken in this order.
        let mut ahead = lock(&self.ahead);
        let mut log = lock(&self.log);
        let mut core = self.core.write().unwrap_or_else(PoisonError::into_inner);
        let recovered = catch_up(&mut **log, &mut core);
        for job in jobs {
            let recorded = match &recovered {
                Ok(()) => record_alone(&mut **log, &mut core, &job.report, recorded_at),
                Err(error) => Err(NotRecorded(error.to_string())),
            };
            // Whoever has gone meanwhile hears nothing.
            let _ = job.answer.send(recorded);
        }
        *ahead = Ahead {
            heads: core.heads.clone(),
            size: core.state.size(),
            batch: Batch::default(),
            epoch: ahead.epoch + 1,
        };
    }

    fn answer(&self, jobs: Vec<Job>) {
        let core = self.core();
        for job in jobs {
            let _ = job.answer.send(held(&core, &job.key));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever died with it left nothing half done: the state changes only after the log did.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Source and id of the report in an entry.
fn key_of(written: &ledger::Written) -> Option<(String, String)> {
    let (source, id) = ledger::body::report_key(&written.entry.body).ok()?;
    Some((source.to_owned(), id.to_owned()))
}

fn held(core: &Core, (source, id): &(String, String)) -> Answer {
    let entry = core.state.entry_of(source, id);
    entry.ok_or_else(|| NotRecorded("the entry is not there".to_owned()))
}

fn record_alone(log: &mut dyn Log, core: &mut Core, report: &Arc<Report>, recorded_at: Timestamp) -> Answer {
    let (mut batch, mut imported) = (Batch::default(), Imported::default());
    core.take_report(Arc::clone(report), &mut batch, &mut imported);
    if !batch.drafts.is_empty() {
        append(log, core, batch.take(), recorded_at).map_err(|error| NotRecorded(error.to_string()))?;
    }
    held(core, &(report.source.clone(), report.id.clone()))
}
