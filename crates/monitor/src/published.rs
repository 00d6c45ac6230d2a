//! What was published: which moment and size of the record, in the ledger, so that a reader of an earlier one can find a later one.

use jiff::Timestamp;
use ledger::body::{self, Publication};

use crate::{Error, Monitor};

/// A publication in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Position of its entry.
    pub entry: u64,
    /// What was published.
    pub what: Publication,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

impl Monitor {
    /// Records a publication, with what is said about it. Gives the position of the entry. One that is corrected is there, and a
    /// publication.
    pub fn record_publication(
        &mut self,
        publication: &Publication,
        note: Option<&str>,
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<Result<u64, String>, Error> {
        let is_there = |corrects: u64| self.state().about().publications().iter().any(|(entry, _)| *entry == corrects);
        if let Some(corrects) = publication.corrects.filter(|corrects| !is_there(*corrects)) {
            return Ok(Err(format!("entry {corrects} is no publication")));
        }
        let body = (body::PUBLICATION, body::publication_to_body(publication));
        let note = note.map(|note| note.as_bytes().to_vec());
        self.record_about(body, note, by, recorded_at).map(Ok)
    }

    /// All publications, in the order of the ledger.
    pub fn published(&self) -> Vec<Published> {
        let all = self.state().about().publications().iter();
        let with_line = all.filter_map(|(entry, what)| {
            let line = self.state().lines().get(*entry)?;
            Some(Published { entry: *entry, what: what.clone(), at: line.recorded_at, by: line.author })
        });
        with_line.collect()
    }

    /// What is said about a publication; none where nothing is, or it was erased.
    pub fn publication_note(&self, entry: u64) -> Result<Option<String>, Error> {
        let detail = self.log().detail(entry, body::TEXT)?;
        Ok(detail.map(|detail| String::from_utf8_lossy(&detail.value).into_owned()))
    }
}
