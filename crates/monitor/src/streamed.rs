//! Reports read one after the other from the log, for what is done with all of them without holding them.

use events::Filed;
use ledger::body;

use crate::monitor::{BATCH, written_of};
use crate::state::qualified;
use crate::{Error, Monitor};

/// The entries that hold reports as last corrected: a bit for each entry.
pub struct Latest(Vec<u64>);

impl Latest {
    fn put(&mut self, entry: u64) {
        let place = usize::try_from(entry / 64).unwrap_or(usize::MAX);
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        self.0[place] |= 1 << (entry % 64);
    }

    fn holds(&self, entry: u64) -> bool {
        let place = usize::try_from(entry / 64).unwrap_or(usize::MAX);
        self.0.get(place).is_some_and(|bits| bits >> (entry % 64) & 1 == 1)
    }
}

impl Monitor {
    /// Whether all entries are of one site: then their order is that of the log.
    pub fn is_of_one_site(&self) -> bool {
        self.core.heads.n_sites() <= 1
    }

    /// Which entries hold reports as last corrected. Where reports are held in brief, they are forgotten: what there is to know of them
    /// comes from [`Monitor::each_report`].
    pub fn latest(&mut self) -> Latest {
        let mut latest = Latest(Vec::new());
        self.core.state.each_entry_of_reports(&mut |entry| latest.put(entry));
        self.core.state.forget_brief();
        latest
    }

    /// All reports as last corrected and graded, without those that were withdrawn and without their words, in the order of the
    /// ledger, by the names that they have across sources.
    pub fn each_report(
        &self,
        latest: &Latest,
        each: &mut dyn FnMut(Filed) -> Result<(), std::io::Error>,
    ) -> Result<Result<(), std::io::Error>, Error> {
        let (state, mut at) = (self.state(), 0);
        while at < state.size() {
            let batch = self.log.read(at + 1, BATCH)?;
            if batch.is_empty() {
                break;
            }
            for stored in batch {
                at = stored.position;
                if at > state.size() || !latest.holds(at) {
                    continue;
                }
                let written = written_of(&stored)?;
                let report = body::report_from_body(&written.entry.body, None);
                let report = report.map_err(|error| Error::entry(at, error))?;
                let Some(report) = state.about().standing(report) else { continue };
                if let Err(error) = each(qualified(Filed { entry: at, report })) {
                    return Ok(Err(error));
                }
            }
        }
        Ok(Ok(()))
    }
}
