//! Many who record at the same moment share a commit: whoever comes to the log first takes with him what the others wait to
//! record. An answer means that the entry is kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use records::Report;

use crate::intake::{Batch, Imported};
use crate::{Error, Monitor};

/// A monitor that several threads use.
pub struct Group {
    monitor: Mutex<Monitor>,
    waiting: Mutex<Vec<Job>>,
}

/// What somebody waits to record, and where the answer goes.
struct Job {
    report: Report,
    answer: Arc<Mutex<Option<Result<u64, String>>>>,
}

/// The entry could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRecorded(pub String);

impl std::fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotRecorded {}

impl Group {
    /// Shares a monitor.
    pub fn new(monitor: Monitor) -> Group {
        Group { monitor: Mutex::new(monitor), waiting: Mutex::new(Vec::new()) }
    }

    /// The monitor, alone.
    pub fn monitor(&self) -> MutexGuard<'_, Monitor> {
        // Whoever died with it left nothing half done: the state changes only after the log did.
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a report; gives the position of the entry that holds it, an earlier one where it was known already. When this
    /// returns, the entry is kept.
    pub fn record(&self, report: Report, recorded_at: Timestamp) -> Result<u64, NotRecorded> {
        let answer = Arc::new(Mutex::new(None));
        lock(&self.waiting).push(Job { report, answer: Arc::clone(&answer) });
        let mut monitor = self.monitor();
        // Another who was here before may have recorded it by now.
        let held = lock(&answer).take();
        if let Some(answered) = held {
            return answered.map_err(NotRecorded);
        }
        let jobs = std::mem::take(&mut *lock(&self.waiting));
        answer_all(&mut monitor, jobs, recorded_at);
        drop(monitor);
        let answered = lock(&answer).take();
        answered.unwrap_or_else(|| Err("the answer was lost".to_owned())).map_err(NotRecorded)
    }

    /// The monitor, when nobody shares it any more.
    pub fn into_monitor(self) -> Monitor {
        self.monitor.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Together; one by one where one of them cannot be recorded, so that it does not stop the others.
fn answer_all(monitor: &mut Monitor, jobs: Vec<Job>, recorded_at: Timestamp) {
    let together = record_all(monitor, jobs.iter().map(|job| &job.report), recorded_at);
    let is_alone = jobs.len() == 1;
    for job in jobs {
        let recorded = match &together {
            Err(error) if is_alone || error.is_fatal() => Err(error.to_string()),
            Err(_) => record_all(monitor, std::iter::once(&job.report), recorded_at).map_err(|error| error.to_string()),
            Ok(()) => Ok(()),
        };
        let held = || monitor.state().report(&job.report.source, &job.report.id).map(|filed| filed.entry);
        *lock(&job.answer) = Some(recorded.and_then(|()| held().ok_or_else(|| "the entry is not there".to_owned())));
    }
}

fn record_all<'r>(
    monitor: &mut Monitor,
    reports: impl Iterator<Item = &'r Report>,
    recorded_at: Timestamp,
) -> Result<(), Error> {
    let (mut batch, mut imported) = (Batch::default(), Imported::default());
    reports.for_each(|report| monitor.take_report(report.clone(), &mut batch, &mut imported));
    if batch.drafts.is_empty() {
        return Ok(());
    }
    monitor.append(batch.take(), recorded_at).map(|_| ())
}
