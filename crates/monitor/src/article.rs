//! The article out of which a report was read: its text, and where in it that stands.

use std::io::Read;

use stores::Attachments;

use crate::candidates::{CandidateKey, InCandidates};
use crate::{Error, Monitor, State};

/// Bytes of a file or text, from and until.
pub type Span = (usize, usize);

/// An article's file as it lies in the mission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Article {
    /// Its text, with spans of it.
    Read(String, Vec<Span>),
    /// It is sealed to a compartment: who holds its key may read it.
    Sealed(String),
    /// It is in the record, and its file is not here, or is no longer what it was.
    Missing,
}

impl State {
    /// The candidate of which somebody made a report.
    pub fn candidate_of(&self, source: &str, id: &str) -> Option<InCandidates> {
        let is_it = |one: &InCandidates| matches!(&one.step, Some((_, Some(report))) if report == id);
        self.candidates().find(|one| one.outlet == source && is_it(one))
    }
}

impl Monitor {
    /// The article of a candidate; `spans` are bytes of the file, and come back as bytes of the text. None where no file was kept.
    pub fn article(&self, key: &CandidateKey, files: &Attachments, spans: &[Span]) -> Result<Option<Article>, Error> {
        let (article, item, _) = key;
        let kept = self.state().about().attachments();
        let Some((_, kept)) = kept.iter().find(|(_, kept)| kept.plain.unwrap_or(kept.digest) == *article) else {
            return Ok(None);
        };
        if let Some(compartment) = &kept.compartment {
            return Ok(Some(Article::Sealed(compartment.clone())));
        }
        if files.check(&kept.digest)? != stores::Found::Whole {
            return Ok(Some(Article::Missing));
        }
        let mut bytes = Vec::new();
        files.open(&kept.digest)?.read_to_end(&mut bytes)?;
        let documents = news::read(&bytes).map(|(documents, _)| documents).unwrap_or_default();
        let is_it = |document: &news::Document| document.item.map(|item| item as u64) == *item;
        let Some(document) = documents.into_iter().find(is_it) else { return Ok(Some(Article::Missing)) };
        let in_text =
            |(from, until): &Span| document.text.in_text(&(*from..*until)).map(|range| (range.start, range.end));
        let spans = spans.iter().filter_map(in_text).collect();
        Ok(Some(Article::Read(document.text.text, spans)))
    }
}
