//! Reports read one after the other from the log, for what is done with all of them without holding them.

use events::Filed;
use ledger::body;

use crate::monitor::{BATCH, written_of};
use crate::state::qualified;
use crate::{Error, Monitor};

impl Monitor {
    /// Whether all entries are of one site: then their order is that of the log.
    pub fn is_of_one_site(&self) -> bool {
        self.core.heads.n_sites() <= 1
    }

    /// All reports as last corrected and graded, without those that were withdrawn and without their words, in the order of the
    /// ledger, by the names that they have across sources. Of a record that was opened to read its reports.
    pub fn each_report(
        &self,
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
                let written = written_of(&stored)?;
                let is_report = [body::REPORT, body::CORRECTION].contains(&written.entry.kind.as_str());
                if at > state.size() || !is_report {
                    continue;
                }
                let fault = |error: body::BodyError| Error::entry(at, error);
                let (source, id) = body::report_key(&written.entry.body).map_err(fault)?;
                if !state.is_latest(at, source, id) {
                    continue;
                }
                let report = body::report_from_body(&written.entry.body, None);
                let report = report.map_err(fault)?;
                let Some(report) = state.about().standing(report) else { continue };
                if let Err(error) = each(qualified(Filed { entry: at, report })) {
                    return Ok(Err(error));
                }
            }
        }
        Ok(Ok(()))
    }
}
