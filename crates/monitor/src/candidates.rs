//! What was read out of articles: kept with the article as it came, until a person makes a report of it or sets it aside. It counts
//! for nothing until then.

use std::sync::Arc;

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Attachment, CandidateStep, Triage, TriageStep};
use records::{Report, Source};

use crate::intake::{Batch, Imported};
use crate::monitor::Draft;
use crate::{Error, Monitor, State};

/// Which candidate: the file that its article came in, the item of a feed, its number.
pub type CandidateKey = (Digest, Option<u64>, u64);

/// An article's file that was kept, or is to be.
#[derive(Clone, Debug)]
pub struct ArticleFile {
    /// Digest of the file as it came.
    pub article: Digest,
    /// Digest of the file as it is kept, and how many bytes those are.
    pub kept: Digest,
    /// As kept.
    pub n_bytes: u64,
    /// The compartment that it is sealed to.
    pub compartment: Option<String>,
    /// What is in it.
    pub media_type: String,
    /// Its name.
    pub name: String,
}

/// Something to be recorded of an article.
#[derive(Clone, Debug)]
pub struct NewCandidate {
    /// The item of a feed.
    pub item: Option<u64>,
    /// Its number in the article.
    pub number: u64,
    /// The outlet, by its short name.
    pub outlet: String,
    /// What it is, as it is to be sealed.
    pub text: Vec<u8>,
}

/// A candidate in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCandidates {
    /// Its entry.
    pub entry: u64,
    /// Which it is.
    pub key: CandidateKey,
    /// The outlet.
    pub outlet: String,
    /// What was made of it: the entry that says so, and the id of the report, if one was.
    pub step: Option<(u64, Option<String>)>,
}

impl InCandidates {
    /// Its name: twelve digits of the file's digest, the item, the number.
    pub fn name(&self) -> String {
        let (article, item, number) = &self.key;
        let digits = &article.to_string()[..12];
        item.map_or_else(|| format!("{digits}#{number}"), |item| format!("{digits}.{item}#{number}"))
    }
}

impl State {
    /// All candidates, in the order of the ledger.
    pub fn candidates(&self) -> impl Iterator<Item = InCandidates> {
        self.about().candidates().map(|(entry, candidate)| {
            let key = (candidate.article, candidate.item, candidate.number);
            let step = self.about().candidate_step(&key);
            InCandidates { entry, key, outlet: candidate.outlet, step }
        })
    }

    /// The candidate of a name, or of its front; an error where there are none, or several.
    pub fn candidate(&self, name: &str) -> Result<InCandidates, String> {
        let mut found = self.candidates().filter(|candidate| candidate.name() == name);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(format!("{name} is the name of several candidates")),
            (None, _) => Err(format!("there is no candidate {name:?}")),
        }
    }
}

impl Monitor {
    /// Records an article and what was read out of it, in one commit; gives how many candidates were new. An article that is known adds
    /// only what is new in it.
    pub fn record_article(
        &mut self,
        file: &ArticleFile,
        source: &str,
        candidates: Vec<NewCandidate>,
        recorded_at: Timestamp,
    ) -> Result<u64, Error> {
        self.catch_up()?;
        let about = self.core.state.about();
        let id = format!("article-{}", &file.article.to_string()[..12]);
        let mut drafts = Vec::new();
        if about.attached(source, &id).next().is_none() {
            let attachment = Attachment {
                source: source.to_owned(),
                id,
                digest: file.kept,
                n_bytes: file.n_bytes,
                media_type: file.media_type.clone(),
                compartment: file.compartment.clone(),
                plain: file.compartment.is_some().then_some(file.article),
            };
            let details = vec![(body::NAME.to_owned(), file.name.clone().into_bytes())];
            let body = body::attachment_to_body(&attachment);
            drafts.push(Draft { kind: body::ATTACHMENT, body, details, author: None });
        }
        let n_others = drafts.len();
        for new in candidates {
            if about.has_candidate(&(file.article, new.item, new.number)) {
                continue;
            }
            let candidate =
                body::Candidate { article: file.article, item: new.item, number: new.number, outlet: new.outlet };
            let details = vec![(body::TEXT.to_owned(), new.text)];
            let body = body::candidate_to_body(&candidate);
            drafts.push(Draft { kind: body::CANDIDATE, body, details, author: None });
        }
        let n_new = (drafts.len() - n_others) as u64;
        if !drafts.is_empty() {
            self.append(drafts, recorded_at)?;
        }
        Ok(n_new)
    }

    /// Whether an article's file is in the record.
    pub fn has_article(&self, article: &Digest) -> bool {
        let is_it = |attachment: &Attachment| attachment.plain.unwrap_or(attachment.digest) == *article;
        self.state().about().attachments().iter().any(|(_, attachment)| is_it(attachment))
    }

    /// What was sealed of a candidate; none where it was erased.
    pub fn candidate_text(&self, entry: u64) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.log().detail(entry, body::TEXT)?.map(|detail| detail.value))
    }

    /// Makes a report of a candidate, or sets it aside, in one commit. `card` is added where the report's source has none. Gives the
    /// entry that says so.
    pub fn decide_candidate(
        &mut self,
        key: &CandidateKey,
        made: Option<(Report, Option<Source>)>,
        reason: Option<&str>,
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<u64, Error> {
        self.catch_up()?;
        let step = CandidateStep {
            article: key.0,
            item: key.1,
            number: key.2,
            report: made.as_ref().map(|(report, _)| report.id.clone()),
        };
        let (mut batch, mut imported) = (Batch::default(), Imported::default());
        if let Some((report, card)) = made {
            if let Some(card) = card.filter(|card| self.core.state.source(&card.id).is_none()) {
                self.core.take_source(card, &mut batch, &mut imported);
            }
            let (source, id) = (report.source.clone(), report.id.clone());
            self.core.take_report(Arc::new(report), &mut batch, &mut imported);
            // Whoever makes a report of it has looked at it.
            let body = body::triage_to_body(&Triage { source, id, step: TriageStep::Accepted });
            batch.drafts.push(Draft { kind: body::TRIAGE, body, details: Vec::new(), author: by.map(str::to_owned) });
        }
        let mut drafts = batch.take();
        let details = reason.map(|reason| (body::REASON.to_owned(), reason.as_bytes().to_vec())).into_iter().collect();
        let body = body::candidate_step_to_body(&step);
        drafts.push(Draft { kind: body::CANDIDATE_STEP, body, details, author: by.map(str::to_owned) });
        self.append(drafts, recorded_at)?;
        Ok(self.core.state.size())
    }
}
