//! What was read out of an article and is no report yet, and what a person made of it. All that is told in it is free text: it is
//! sealed beside the entry.

use super::fields::*;
use super::others::digest_named;
use crate::Value;
use crate::digest::Digest;

/// Kind of an entry that holds something read out of an article, for a person to look at.
pub const CANDIDATE: &str = "candidate";
/// Kind of an entry that says what a person made of it.
pub const CANDIDATE_STEP: &str = "candidate_step";

/// Something read out of an article. What it is lies sealed under `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// SHA-256 of the article's file as it came.
    pub article: Digest,
    /// Its place in a feed, from 1.
    pub item: Option<u64>,
    /// Its number in the article, from 1.
    pub number: u64,
    /// The outlet, by its short name as a source.
    pub outlet: String,
}

/// What a person made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateStep {
    /// SHA-256 of the article's file as it came.
    pub article: Digest,
    /// Its place in a feed.
    pub item: Option<u64>,
    /// The candidate's number in it.
    pub number: u64,
    /// The id of the report that was made of it; none: it is not to become one.
    pub report: Option<String>,
}

fn put(body: &mut Body, article: &Digest, item: Option<u64>, number: u64) {
    body.insert("article".to_owned(), Value::Bytes(article.0.to_vec()));
    put_count(body, "item", item);
    put_count(body, "number", Some(number));
}

fn number(body: &Body) -> Result<u64, BodyError> {
    count(body, "number")?.ok_or_else(|| BodyError("number is missing".to_owned()))
}

/// The body of a candidate.
pub fn candidate_to_body(candidate: &Candidate) -> Body {
    let mut body = Body::new();
    put(&mut body, &candidate.article, candidate.item, candidate.number);
    put_text(&mut body, "outlet", &candidate.outlet);
    body
}

/// The candidate of a body.
pub fn candidate_from_body(body: &Body) -> Result<Candidate, BodyError> {
    Ok(Candidate {
        article: digest_named(body, "article")?,
        item: count(body, "item")?,
        number: number(body)?,
        outlet: text(body, "outlet")?,
    })
}

/// The body of a step.
pub fn candidate_step_to_body(step: &CandidateStep) -> Body {
    let mut body = Body::new();
    put(&mut body, &step.article, step.item, step.number);
    put_some(&mut body, "report", step.report.as_deref());
    body
}

/// The step of a body.
pub fn candidate_step_from_body(body: &Body) -> Result<CandidateStep, BodyError> {
    Ok(CandidateStep {
        article: digest_named(body, "article")?,
        item: count(body, "item")?,
        number: number(body)?,
        report: some_text(body, "report")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_back_as_they_went() {
        let article = Digest([4; 32]);
        for item in [None, Some(3)] {
            let candidate = Candidate { article, item, number: 7, outlet: "daily".to_owned() };
            assert_eq!(candidate_from_body(&candidate_to_body(&candidate)), Ok(candidate));
            for report in [None, Some("a#7".to_owned())] {
                let step = CandidateStep { article, item, number: 7, report };
                assert_eq!(candidate_step_from_body(&candidate_step_to_body(&step)), Ok(step));
            }
        }
        assert!(candidate_from_body(&Body::new()).is_err());
        assert!(candidate_step_from_body(&Body::new()).is_err());
    }
}
