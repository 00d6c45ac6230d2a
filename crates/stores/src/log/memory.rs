//! A log in memory, for tests and for what need not last. It outlives nothing: its append survives no crash.

use super::{Detail, Log, NewEntry, Stored, prepare, refuse_detail, refuse_origin};
use crate::error::Error;
use ledger::{Checkpoint, Frontier};
use std::collections::BTreeMap;

/// A log that ends with the process.
#[derive(Clone, Debug)]
pub struct Memory {
    origin: String,
    frontier: Frontier,
    entries: Vec<Stored>,
    details: BTreeMap<(u64, String), Detail>,
    checkpoints: BTreeMap<u64, Checkpoint>,
}

impl Memory {
    /// An empty log of that name; refused if it cannot name a log.
    pub fn create(origin: &str) -> Result<Memory, Error> {
        refuse_origin(origin)?;
        let empty = prepare(origin, &Frontier::default(), &[])?;
        Ok(Memory {
            origin: origin.to_owned(),
            frontier: empty.frontier,
            entries: Vec::new(),
            details: BTreeMap::new(),
            checkpoints: BTreeMap::from([(0, empty.checkpoint)]),
        })
    }
}

impl Log for Memory {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn size(&self) -> u64 {
        self.frontier.size()
    }

    fn refresh(&mut self) -> Result<u64, Error> {
        Ok(self.size())
    }

    fn append(&mut self, expected_size: u64, new: &[NewEntry]) -> Result<Checkpoint, Error> {
        if expected_size != self.size() {
            return Err(Error::conflict(expected_size, self.size()));
        }
        let prepared = prepare(&self.origin, &self.frontier, new)?;
        for ((position, leaf), new) in (self.size() + 1..).zip(prepared.leaves).zip(new) {
            self.entries.push(Stored { position, leaf, bytes: new.bytes.clone() });
            let details = new.details.iter().map(|detail| ((position, detail.name.clone()), detail.clone()));
            self.details.extend(details);
        }
        self.frontier = prepared.frontier;
        self.checkpoints.insert(prepared.checkpoint.size, prepared.checkpoint.clone());
        Ok(prepared.checkpoint)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Error> {
        Ok(self.entries.iter().filter(|stored| stored.position >= from).take(limit).cloned().collect())
    }

    fn detail(&self, position: u64, name: &str) -> Result<Option<Detail>, Error> {
        Ok(self.details.get(&(position, name.to_owned())).cloned())
    }

    fn each_detail(&self, name: &str, through: u64, each: &mut dyn FnMut(u64, Detail)) -> Result<(), Error> {
        let named = self.details.iter().filter(|((position, of), _)| of == name && *position <= through);
        named.for_each(|((position, _), detail)| each(*position, detail.clone()));
        Ok(())
    }

    fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn details(&self, position: u64) -> Result<Vec<Detail>, Error> {
        let from_here = self.details.range((position, String::new())..);
        Ok(from_here.take_while(|((at, _), _)| *at == position).map(|(_, detail)| detail.clone()).collect())
    }

    fn add_detail(&mut self, position: u64, detail: &Detail) -> Result<bool, Error> {
        refuse_detail(self.read(position, 1)?.pop().filter(|stored| stored.position == position), detail)?;
        let place = (position, detail.name.clone());
        let is_lacking = !self.details.contains_key(&place);
        if is_lacking {
            self.details.insert(place, detail.clone());
        }
        Ok(is_lacking)
    }

    fn erase(&mut self, position: u64, name: &str) -> Result<bool, Error> {
        Ok(self.details.remove(&(position, name.to_owned())).is_some())
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        Ok(self.checkpoints.values().next_back().cloned())
    }

    fn checkpoints(&self, from_size: u64, to_size: u64) -> Result<Vec<Checkpoint>, Error> {
        let within = self.checkpoints.values().filter(|checkpoint| (from_size..=to_size).contains(&checkpoint.size));
        Ok(within.cloned().collect())
    }

    fn check_storage(&self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;
    use crate::suite::Given;

    fn make() -> Given {
        Given { log: Box::new(Memory::create("test").unwrap()), reopen: Box::new(|log| log) }
    }

    #[test]
    fn every_promise_of_a_log_is_kept() {
        crate::suite::PROMISES.into_iter().for_each(|promise| promise(make()));
    }
}
