//! What was published: which moment and size of the record, in the ledger, so that a reader of an earlier one can find a later one.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
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

/// A copy of a report that a party had before its publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvanceCopy {
    /// The party, by its id.
    pub party: String,
    /// The entry of the copy, and when the party got it.
    pub copy: (u64, Timestamp),
    /// The entry of its answer, and what it says; none: it did not answer.
    pub answer: Option<(u64, String)>,
}

const COPY: &str = "advance copy for ";
const ANSWER: &str = "answer of ";

/// What a copy for a party is called in the ledger.
pub fn copy_for(party: &str) -> String {
    format!("{COPY}{party}")
}

/// What a party's answer to a copy is called there.
pub fn answer_to(party: &str, copy: u64) -> String {
    format!("{ANSWER}{party} to entry {copy}")
}

/// Whether a publication is none yet: a copy for a party, or what it answers.
pub fn is_before(what: &str) -> bool {
    what.starts_with(COPY) || what.starts_with(ANSWER)
}

impl Monitor {
    /// The copies of the report on a period that ended on a day, by party: those that were answered, or the last one.
    pub fn advance_copies(&self, to: Date) -> Result<Vec<AdvanceCopy>, Error> {
        let calendar = self.calendar();
        let mut copies: Vec<AdvanceCopy> = Vec::new();
        for one in self.published().iter().filter(|one| calendar.date(one.what.as_of) == to) {
            if let Some(party) = one.what.what.strip_prefix(COPY) {
                copies.retain(|copy| copy.party != party || copy.answer.is_some());
                copies.push(AdvanceCopy { party: party.to_owned(), copy: (one.entry, one.at), answer: None });
            }
            let is_answered = |copy: &&mut AdvanceCopy| one.what.what == answer_to(&copy.party, copy.copy.0);
            if let Some(answered) = copies.iter_mut().find(is_answered) {
                answered.answer = Some((one.entry, self.publication_note(one.entry)?.unwrap_or_default()));
            }
        }
        // Who answered an earlier copy has answered.
        let answered: BTreeSet<String> =
            copies.iter().filter(|copy| copy.answer.is_some()).map(|copy| copy.party.clone()).collect();
        copies.retain(|copy| copy.answer.is_some() || !answered.contains(&copy.party));
        copies.sort_by(|one, other| one.party.cmp(&other.party).then(one.copy.0.cmp(&other.copy.0)));
        Ok(copies)
    }

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
