//! Entries about other entries, about files and about people's places: what was withdrawn, graded, sorted, attached, erased,
//! published. They are few; they are kept as they came, and read again from that.

use std::collections::BTreeMap;

use ledger::body::{self, Body};
use ledger::{Entry, Value};
use records::{Credibility, Reliability, Report};

use crate::Error;
use crate::candidates::CandidateKey;

/// A report's source and id.
type Key = (String, String);

/// What such entries say.
#[derive(Clone, Debug, Default)]
pub struct About {
    withdrawn: BTreeMap<Key, u64>,
    reliability: BTreeMap<String, Reliability>,
    credibility: BTreeMap<Key, Credibility>,
    triage: BTreeMap<Key, (u64, body::TriageStep)>,
    attachments: Vec<(u64, body::Attachment)>,
    /// Where in it those of a report are, by source and report.
    attached: BTreeMap<Key, Vec<usize>>,
    custody: Vec<(u64, body::Custody)>,
    candidates: BTreeMap<CandidateKey, u64>,
    candidate_steps: BTreeMap<CandidateKey, (u64, Option<String>)>,
    erasures: Vec<(u64, body::Erasure)>,
    publications: Vec<(u64, body::Publication)>,
    members: BTreeMap<String, body::Member>,
    compartments: BTreeMap<String, Vec<String>>,
    identities: BTreeMap<String, (u64, String)>,
    /// The entries themselves: position, kind, body.
    kept: Vec<(u64, String, Body)>,
}

impl About {
    /// Reads the next entry, if it is one of these; gives what it is about in a few words.
    pub(crate) fn apply(&mut self, position: u64, entry: &Entry) -> Result<Option<String>, Error> {
        let about = self.read(position, &entry.kind, &entry.body).map_err(|error| Error::entry(position, error))?;
        if about.is_some() {
            self.kept.push((position, entry.kind.clone(), entry.body.clone()));
        }
        Ok(about)
    }

    fn read(&mut self, position: u64, kind: &str, body: &Body) -> Result<Option<String>, body::BodyError> {
        Ok(Some(match kind {
            body::WITHDRAWAL => {
                let body::Withdrawal { source, id } = body::withdrawal_from_body(body)?;
                let about = format!("{source}/{id}");
                self.withdrawn.insert((source, id), position);
                about
            }
            body::GRADE => match body::grade_from_body(body)? {
                body::Grade::Source(source, reliability) => {
                    self.reliability.insert(source.clone(), reliability);
                    source
                }
                body::Grade::Report(source, id, credibility) => {
                    let about = format!("{source}/{id}");
                    self.credibility.insert((source, id), credibility);
                    about
                }
            },
            body::TRIAGE => {
                let body::Triage { source, id, step } = body::triage_from_body(body)?;
                let about = format!("{source}/{id}: {}", step.to_text());
                self.triage.insert((source, id), (position, step));
                about
            }
            body::ATTACHMENT => {
                let attachment = body::attachment_from_body(body)?;
                let about = format!("{}/{}: {}", attachment.source, attachment.id, attachment.media_type);
                self.attach(position, attachment);
                about
            }
            body::CUSTODY => {
                let custody = body::custody_from_body(body)?;
                let about = format!("{}: {}", custody.digest, custody.act.to_text());
                self.custody.push((position, custody));
                about
            }
            body::ERASURE => {
                let erasure = body::erasure_from_body(body)?;
                let about =
                    format!("{} of entry {}: {}", erasure.names.join(", "), erasure.position, erasure.ground.to_text());
                self.erasures.push((position, erasure));
                about
            }
            body::PUBLICATION => {
                let publication = body::publication_from_body(body)?;
                let about = format!("{}, ledger size {}", publication.what, publication.size);
                self.publications.push((position, publication));
                about
            }
            body::MEMBER => {
                let member = body::member_from_body(body)?;
                let about = format!("{}: {}", member.name, member.roles.join(", "));
                self.members.insert(member.name.clone(), member);
                about
            }
            body::COMPARTMENT => {
                let body::Compartment { name, recipients } = body::compartment_from_body(body)?;
                let about = format!("{name}, {} keys", recipients.len());
                self.compartments.insert(name, recipients);
                about
            }
            body::IDENTITY => {
                let body::Identity { source, compartment } = body::identity_from_body(body)?;
                let about = format!("{source}, for {compartment}");
                self.identities.insert(source, (position, compartment));
                about
            }
            _ => return self.read_candidate(position, kind, body),
        }))
    }

    fn read_candidate(&mut self, position: u64, kind: &str, body: &Body) -> Result<Option<String>, body::BodyError> {
        Ok(Some(match kind {
            body::CANDIDATE => {
                let candidate = body::candidate_from_body(body)?;
                let about = format!("{}, number {} of {}", candidate.outlet, candidate.number, candidate.article);
                self.candidates.insert((candidate.article, candidate.item, candidate.number), position);
                about
            }
            body::CANDIDATE_STEP => {
                let step = body::candidate_step_from_body(body)?;
                let made = step.report.as_deref().map_or_else(|| "set aside".to_owned(), |id| format!("report {id}"));
                let about = format!("number {} of {}: {made}", step.number, step.article);
                self.candidate_steps.insert((step.article, step.item, step.number), (position, step.report));
                about
            }
            _ => return Ok(None),
        }))
    }

    fn attach(&mut self, position: u64, attachment: body::Attachment) {
        let key = (attachment.source.clone(), attachment.id.clone());
        self.attached.entry(key).or_default().push(self.attachments.len());
        self.attachments.push((position, attachment));
    }

    /// As a value, to be kept.
    pub(crate) fn to_value(&self) -> Value {
        let line = |(position, kind, body): &(u64, String, Body)| {
            Value::List(vec![Value::Int(position.cast_signed()), Value::Text(kind.clone()), Value::Map(body.clone())])
        };
        // A report that came again after it was withdrawn stands: which do is kept apart.
        let withdrawn = self.withdrawn.values().map(|position| Value::Int(position.cast_signed())).collect();
        Value::List(vec![Value::List(self.kept.iter().map(line).collect()), Value::List(withdrawn)])
    }

    /// What was kept; `None` where it is something else.
    pub(crate) fn from_value(value: &Value) -> Option<About> {
        let Value::List(pair) = value else { return None };
        let [Value::List(lines), Value::List(withdrawn)] = pair.as_slice() else { return None };
        let mut about = About::default();
        for line in lines {
            let Value::List(parts) = line else { return None };
            let [Value::Int(position), Value::Text(kind), Value::Map(body)] = parts.as_slice() else { return None };
            let position = position.cast_unsigned();
            about.read(position, kind, body).ok()??;
            about.kept.push((position, kind.clone(), body.clone()));
        }
        about.withdrawn.retain(|_, position| withdrawn.contains(&Value::Int(position.cast_signed())));
        Some(about)
    }

    /// Notes that a report was told, or told otherwise: it stands again.
    pub(crate) fn told(&mut self, source: &str, id: &str) {
        if !self.withdrawn.is_empty() {
            self.withdrawn.remove(&(source.to_owned(), id.to_owned()));
        }
    }

    /// Whether any report is taken back.
    pub(crate) fn has_withdrawals(&self) -> bool {
        !self.withdrawn.is_empty()
    }

    /// The entry that took a report back, if it is taken back.
    pub fn withdrawn(&self, source: &str, id: &str) -> Option<u64> {
        if self.withdrawn.is_empty() {
            return None;
        }
        self.withdrawn.get(&(source.to_owned(), id.to_owned())).copied()
    }

    /// A report with the grade that a person gave it; none where it was taken back.
    pub(crate) fn standing(&self, mut report: Report) -> Option<Report> {
        if self.withdrawn.is_empty() && self.credibility.is_empty() {
            return Some(report);
        }
        let key = (report.source.clone(), report.id.clone());
        if let Some(grade) = self.credibility.get(&key) {
            report.credibility = Some(*grade);
        }
        (!self.withdrawn.contains_key(&key)).then_some(report)
    }

    /// The reliability that people gave a source.
    pub fn reliability(&self, source: &str) -> Option<Reliability> {
        self.reliability.get(source).copied()
    }

    /// Grades that people gave, each with its entry, in the order of the ledger.
    pub fn grades(&self) -> impl Iterator<Item = (u64, body::Grade)> {
        let graded = self.kept.iter().filter(|(_, kind, _)| kind == body::GRADE);
        graded.filter_map(|(position, _, body)| Some((*position, body::grade_from_body(body).ok()?)))
    }

    /// How far a report has been looked at, and the entry that says so.
    pub fn triage(&self, source: &str, id: &str) -> Option<(u64, body::TriageStep)> {
        if self.triage.is_empty() {
            return None;
        }
        self.triage.get(&(source.to_owned(), id.to_owned())).copied()
    }

    /// The latest step with each report that somebody looked at: source, id, step.
    pub(crate) fn latest_steps(&self) -> impl Iterator<Item = (&str, &str, body::TriageStep)> {
        self.triage.iter().map(|((source, id), (_, step))| (source.as_str(), id.as_str(), *step))
    }

    /// Reports that are taken back: source and id.
    pub(crate) fn withdrawals(&self) -> impl Iterator<Item = (&str, &str)> {
        self.withdrawn.keys().map(|(source, id)| (source.as_str(), id.as_str()))
    }

    /// All steps that were taken with a report, in the order of the ledger, each with its entry.
    pub fn steps_of(&self, source: &str, id: &str) -> impl Iterator<Item = (u64, body::TriageStep)> {
        let all = self.kept.iter().filter(|(_, kind, _)| kind == body::TRIAGE);
        let all = all.filter_map(|(position, _, body)| Some((*position, body::triage_from_body(body).ok()?)));
        all.filter(move |(_, triage)| triage.source == source && triage.id == id)
            .map(|(position, triage)| (position, triage.step))
    }

    /// Files beside the log, each with its entry.
    pub fn attachments(&self) -> &[(u64, body::Attachment)] {
        &self.attachments
    }

    /// Files that belong to a report.
    pub(crate) fn attached(&self, source: &str, id: &str) -> impl Iterator<Item = &body::Attachment> {
        let places = self.attached.get(&(source.to_owned(), id.to_owned()));
        places.into_iter().flatten().filter_map(|place| self.attachments.get(*place)).map(|(_, attachment)| attachment)
    }

    /// What was read out of articles, each with its entry.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = (u64, body::Candidate)> {
        let all = self.kept.iter().filter(|(_, kind, _)| kind == body::CANDIDATE);
        all.filter_map(|(position, _, body)| Some((*position, body::candidate_from_body(body).ok()?)))
    }

    /// Whether it was recorded.
    pub(crate) fn has_candidate(&self, key: &CandidateKey) -> bool {
        self.candidates.contains_key(key)
    }

    /// What was made of it last.
    pub(crate) fn candidate_step(&self, key: &CandidateKey) -> Option<(u64, Option<String>)> {
        self.candidate_steps.get(key).cloned()
    }

    /// What was done with files, each with its entry.
    pub fn custody(&self) -> &[(u64, body::Custody)] {
        &self.custody
    }

    /// What was erased.
    pub fn erasures(&self) -> &[(u64, body::Erasure)] {
        &self.erasures
    }

    /// What left the house.
    pub fn publications(&self) -> &[(u64, body::Publication)] {
        &self.publications
    }

    /// Who has a place in the mission.
    pub fn members(&self) -> impl Iterator<Item = &body::Member> {
        self.members.values().filter(|member| !member.roles.is_empty())
    }

    /// Keys to which a compartment is sealed.
    pub fn compartment(&self, name: &str) -> Option<&[String]> {
        self.compartments.get(name).map(Vec::as_slice)
    }

    /// Entries that hold sealed identities, each with its compartment.
    pub fn identities(&self) -> impl Iterator<Item = (u64, &str)> {
        self.identities.values().map(|(position, compartment)| (*position, compartment.as_str()))
    }

    /// The entry that holds a source's sealed identity, and its compartment.
    pub fn identity(&self, source: &str) -> Option<(u64, &str)> {
        self.identities.get(source).map(|(position, compartment)| (*position, compartment.as_str()))
    }
}
