//! A log that fails when it is told to: so that whoever uses logs can be tried at every call.

use crate::error::Error;
use crate::log::{Detail, Log, NewEntry, Stored};
use ledger::{Checkpoint, Frontier};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// When a log fails, and how.
#[derive(Debug)]
pub struct Plan {
    n_calls: AtomicU64,
    at: u64,
    how: How,
}

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Nothing is done, and that is known.
    Before,
    /// Nothing is done, and nobody knows.
    Lost,
    /// All is done, and nobody knows.
    After,
}

impl Plan {
    /// At that call, from 1; 0: never.
    pub fn new(at: u64, how: How) -> Arc<Plan> {
        Arc::new(Plan { n_calls: AtomicU64::new(0), at, how })
    }

    /// How many calls there were.
    pub fn n_calls(&self) -> u64 {
        self.n_calls.load(Ordering::Relaxed)
    }

    fn is_now(&self) -> bool {
        self.n_calls.fetch_add(1, Ordering::Relaxed) + 1 == self.at
    }

    fn run<T>(&self, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        match (self.is_now(), self.how) {
            (false, _) => work(),
            (true, How::Before) => Err(Error::failed("it was made to fail")),
            (true, How::Lost) => Err(Error::unsettled("it was made to fail")),
            (true, How::After) => work().and_then(|_| Err(Error::unsettled("it was made to fail"))),
        }
    }
}

/// A log over another.
pub struct Failing {
    log: Box<dyn Log>,
    plan: Arc<Plan>,
}

impl Failing {
    /// Fails as planned.
    pub fn new(log: Box<dyn Log>, plan: Arc<Plan>) -> Failing {
        Failing { log, plan }
    }
}

impl Log for Failing {
    fn origin(&self) -> &str {
        self.log.origin()
    }

    fn size(&self) -> u64 {
        self.log.size()
    }

    fn refresh(&mut self) -> Result<u64, Error> {
        self.plan.run(|| self.log.refresh())
    }

    fn append(&mut self, expected_size: u64, new: &[NewEntry]) -> Result<Checkpoint, Error> {
        self.plan.run(|| self.log.append(expected_size, new))
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Error> {
        self.plan.run(|| self.log.read(from, limit))
    }

    fn detail(&self, position: u64, name: &str) -> Result<Option<Detail>, Error> {
        self.plan.run(|| self.log.detail(position, name))
    }

    fn each_detail(&self, name: &str, through: u64, each: &mut dyn FnMut(u64, Detail)) -> Result<(), Error> {
        self.plan.run(|| self.log.each_detail(name, through, each))
    }

    fn frontier(&self) -> &Frontier {
        self.log.frontier()
    }

    fn details(&self, position: u64) -> Result<Vec<Detail>, Error> {
        self.plan.run(|| self.log.details(position))
    }

    fn add_detail(&mut self, position: u64, detail: &Detail) -> Result<bool, Error> {
        self.plan.run(|| self.log.add_detail(position, detail))
    }

    fn erase(&mut self, position: u64, name: &str) -> Result<bool, Error> {
        self.plan.run(|| self.log.erase(position, name))
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        self.plan.run(|| self.log.checkpoint())
    }

    fn checkpoints(&self, from_size: u64, to_size: u64) -> Result<Vec<Checkpoint>, Error> {
        self.plan.run(|| self.log.checkpoints(from_size, to_size))
    }

    fn check_storage(&self) -> Result<(), Error> {
        self.plan.run(|| self.log.check_storage())
    }
}
