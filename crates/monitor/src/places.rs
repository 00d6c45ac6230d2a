//! Who has a place in the mission.

use jiff::Timestamp;
use ledger::body;

use crate::{Error, Monitor};

impl Monitor {
    /// Gives somebody a place in the mission, or other roles; none: the place ends. Gives the position of the entry.
    pub fn record_member(
        &mut self,
        member: &body::Member,
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<u64, Error> {
        self.record_about((body::MEMBER, body::member_to_body(member)), None, by, recorded_at)
    }
}
