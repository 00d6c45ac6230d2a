//! Entries about other entries, files and people's roles: withdrawals, grades, triage, attachments, erasures, publications,
//! members. Reasons and names of files are free text: they are sealed beside the entry.

use jiff::Timestamp;
use records::{Credibility, Reliability};

use super::fields::*;
use crate::Value;
use crate::digest::Digest;

/// Name under which an attachment's name is sealed.
pub const NAME: &str = "name";
/// The name under which the entry of a small file seals its bytes, where they are kept beside the entry and not as a file of its own.
pub const CONTENT: &str = "content";

/// Kind of an entry that takes a report back.
pub const WITHDRAWAL: &str = "withdrawal";
/// Kind of an entry that grades a source or a report.
pub const GRADE: &str = "grade";
/// Kind of an entry that says how far a report has been looked at.
pub const TRIAGE: &str = "triage";
/// Kind of an entry that names a file which belongs to a report.
pub const ATTACHMENT: &str = "attachment";
/// Kind of an entry that records an erasure.
pub const ERASURE: &str = "erasure";
/// Kind of an entry that records what left the house.
pub const PUBLICATION: &str = "publication";
/// Kind of an entry that gives somebody a place in the mission.
pub const MEMBER: &str = "member";

/// Kind of an entry that names a compartment and the keys to which what belongs to it is sealed.
pub const COMPARTMENT: &str = "compartment";
/// Kind of an entry that holds who a source is, sealed to a compartment under [`SEALED_IDENTITY`].
pub const IDENTITY: &str = "identity";
/// Name under which a source's identity is sealed: enciphered, so that whoever lacks the keys can still verify it.
pub const SEALED_IDENTITY: &str = "identity";

/// A compartment: whoever has one of its keys can read what is sealed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compartment {
    /// Its short name.
    pub name: String,
    /// Public keys (age), several so that one can be lost.
    pub recipients: Vec<String>,
}

/// That who a source is lies sealed in this entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The source's short name, a pseudonym.
    pub source: String,
    /// The compartment to which it is sealed.
    pub compartment: String,
}

/// A report that its source, or the mission, takes back: it is as if it had not been told, and stays in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Whose report.
    pub source: String,
    /// Its id within its source.
    pub id: String,
}

/// A grade that a person sets. The two are set apart, if possible by different people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grade {
    /// How reliable a source is, by its short name.
    Source(String, Reliability),
    /// How credible a report is, by its source and id.
    Report(String, String, Credibility),
}

/// How far a report has been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triage {
    /// Whose report.
    pub source: String,
    /// Its id within its source.
    pub id: String,
    /// What was decided.
    pub step: TriageStep,
}

/// What was decided of a report that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriageStep {
    /// Somebody works on it.
    Taken,
    /// It was looked at and stands as it is.
    Accepted,
    /// More is needed before it can be used.
    Returned,
    /// It is not for this mission.
    SetAside,
}

impl TriageStep {
    /// The steps with their words.
    pub const WORDS: [(&'static str, TriageStep); 4] = [
        ("taken", TriageStep::Taken),
        ("accepted", TriageStep::Accepted),
        ("returned", TriageStep::Returned),
        ("set_aside", TriageStep::SetAside),
    ];

    /// By its word.
    pub fn from_text(text: &str) -> Option<TriageStep> {
        TriageStep::WORDS.iter().find(|(word, _)| *word == text).map(|(_, step)| *step)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        TriageStep::WORDS.iter().find(|(_, step)| *step == self).map_or("", |(word, _)| word)
    }
}

/// A file beside the log, found by the digest of its bytes. Its name is sealed under `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Whose report it belongs to.
    pub source: String,
    /// That report's id.
    pub id: String,
    /// SHA-256 of its bytes as they are kept: enciphered, where it is sealed.
    pub digest: Digest,
    /// How many bytes are kept.
    pub n_bytes: u64,
    /// Media type of what is in it.
    pub media_type: String,
    /// The compartment to whose keys it is sealed; none: it is kept in the clear.
    pub compartment: Option<String>,
    /// Of a sealed file: SHA-256 of its bytes as they came, by which it is known again.
    pub plain: Option<Digest>,
}

/// What was erased from beside the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Position of the entry whose details went.
    pub position: u64,
    /// Names of the details.
    pub names: Vec<String>,
    /// On what ground.
    pub ground: ErasureGround,
}

/// On what ground something was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureGround {
    /// Whoever it is about has taken consent back.
    ConsentWithdrawn,
    /// Somebody is in danger by it.
    Protection,
    /// A court or an authority has ordered it.
    Order,
    /// It should never have come in.
    Mistake,
    /// Its time to be kept is over.
    Expired,
}

impl ErasureGround {
    /// The grounds with their words.
    pub const WORDS: [(&'static str, ErasureGround); 5] = [
        ("consent_withdrawn", ErasureGround::ConsentWithdrawn),
        ("protection", ErasureGround::Protection),
        ("order", ErasureGround::Order),
        ("mistake", ErasureGround::Mistake),
        ("expired", ErasureGround::Expired),
    ];

    /// By its word.
    pub fn from_text(text: &str) -> Option<ErasureGround> {
        ErasureGround::WORDS.iter().find(|(word, _)| *word == text).map(|(_, ground)| *ground)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        ErasureGround::WORDS.iter().find(|(_, ground)| *ground == self).map_or("", |(word, _)| word)
    }
}

/// What left the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// What it is: `report`, `bundle`, `board`.
    pub what: String,
    /// The ledger size that it shows.
    pub size: u64,
    /// The moment that it shows.
    pub as_of: Timestamp,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Position of the publication that it corrects.
    pub corrects: Option<u64>,
}

/// What members of a mission do. Who has none of them may nothing but what is public.
pub const MEMBER_ROLES: [&str; 7] =
    ["monitor", "triage", "analyst", "verification_body", "liaison", "publisher", "administrator"];

/// A place in the mission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Short name, never a person's name.
    pub name: String,
    /// What they do; none: they have left.
    pub roles: Vec<String>,
    /// Whom a liaison speaks for: a party by its id.
    pub party: Option<String>,
}

/// The body of a compartment.
pub fn compartment_to_body(compartment: &Compartment) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "name", &compartment.name);
    put_list(&mut body, "recipients", &compartment.recipients);
    body
}

/// The compartment of a body.
pub fn compartment_from_body(body: &Body) -> Result<Compartment, BodyError> {
    Ok(Compartment { name: text(body, "name")?, recipients: list(body, "recipients")? })
}

/// The body of a sealed identity.
pub fn identity_to_body(identity: &Identity) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "source", &identity.source);
    put_text(&mut body, "compartment", &identity.compartment);
    body
}

/// What is said openly of a sealed identity.
pub fn identity_from_body(body: &Body) -> Result<Identity, BodyError> {
    Ok(Identity { source: text(body, "source")?, compartment: text(body, "compartment")? })
}

/// The body of a withdrawal.
pub fn withdrawal_to_body(withdrawal: &Withdrawal) -> Body {
    of_report(&withdrawal.source, &withdrawal.id)
}

/// The withdrawal of a body.
pub fn withdrawal_from_body(body: &Body) -> Result<Withdrawal, BodyError> {
    Ok(Withdrawal { source: text(body, "source")?, id: text(body, "id")? })
}

/// The body of a grade.
pub fn grade_to_body(grade: &Grade) -> Body {
    match grade {
        Grade::Source(source, reliability) => {
            let mut body = Body::new();
            put_text(&mut body, "source", source);
            put_text(&mut body, "reliability", reliability.to_text());
            body
        }
        Grade::Report(source, id, credibility) => {
            let mut body = of_report(source, id);
            put_int(&mut body, "credibility", credibility.grade());
            body
        }
    }
}

/// The grade of a body.
pub fn grade_from_body(body: &Body) -> Result<Grade, BodyError> {
    let source = text(body, "source")?;
    match some_text(body, "id")? {
        None => Ok(Grade::Source(source, word(body, "reliability", Reliability::from_text)?)),
        Some(id) => {
            let grade = some_int(body, "credibility")?.map(|grade| grade.to_string()).unwrap_or_default();
            let grade = Credibility::from_text(&grade).ok_or_else(|| wrong("credibility", "1 to 6"))?;
            Ok(Grade::Report(source, id, grade))
        }
    }
}

/// The body of a triage decision.
pub fn triage_to_body(triage: &Triage) -> Body {
    let mut body = of_report(&triage.source, &triage.id);
    put_text(&mut body, "step", triage.step.to_text());
    body
}

/// The triage decision of a body.
pub fn triage_from_body(body: &Body) -> Result<Triage, BodyError> {
    let step = word(body, "step", TriageStep::from_text)?;
    Ok(Triage { source: text(body, "source")?, id: text(body, "id")?, step })
}

/// The body of an attachment.
pub fn attachment_to_body(attachment: &Attachment) -> Body {
    let mut body = of_report(&attachment.source, &attachment.id);
    body.insert("digest".to_owned(), Value::Bytes(attachment.digest.0.to_vec()));
    put_count(&mut body, "bytes", Some(attachment.n_bytes));
    put_text(&mut body, "media_type", &attachment.media_type);
    put_some(&mut body, "compartment", attachment.compartment.as_deref());
    if let Some(plain) = &attachment.plain {
        body.insert("plain".to_owned(), Value::Bytes(plain.0.to_vec()));
    }
    body
}

/// The attachment of a body.
pub fn attachment_from_body(body: &Body) -> Result<Attachment, BodyError> {
    Ok(Attachment {
        source: text(body, "source")?,
        id: text(body, "id")?,
        digest: digest(body)?,
        n_bytes: count(body, "bytes")?.ok_or_else(|| wrong("bytes", "a number"))?,
        media_type: text(body, "media_type")?,
        compartment: some_text(body, "compartment")?,
        plain: if body.contains_key("plain") { Some(digest_named(body, "plain")?) } else { None },
    })
}

/// The body of an erasure.
pub fn erasure_to_body(erasure: &Erasure) -> Body {
    let mut body = Body::new();
    put_count(&mut body, "position", Some(erasure.position));
    put_list(&mut body, "names", &erasure.names);
    put_text(&mut body, "ground", erasure.ground.to_text());
    body
}

/// The erasure of a body.
pub fn erasure_from_body(body: &Body) -> Result<Erasure, BodyError> {
    Ok(Erasure {
        position: count(body, "position")?.ok_or_else(|| wrong("position", "a number"))?,
        names: list(body, "names")?,
        ground: word(body, "ground", ErasureGround::from_text)?,
    })
}

/// The body of a publication.
pub fn publication_to_body(publication: &Publication) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "what", &publication.what);
    put_count(&mut body, "size", Some(publication.size));
    put_moment(&mut body, "as_of", publication.as_of);
    body.insert("digest".to_owned(), Value::Bytes(publication.digest.0.to_vec()));
    put_count(&mut body, "corrects", publication.corrects);
    body
}

/// The publication of a body.
pub fn publication_from_body(body: &Body) -> Result<Publication, BodyError> {
    Ok(Publication {
        what: text(body, "what")?,
        size: count(body, "size")?.ok_or_else(|| wrong("size", "a number"))?,
        as_of: moment(body, "as_of")?,
        digest: digest(body)?,
        corrects: count(body, "corrects")?,
    })
}

/// The body of a place in the mission.
pub fn member_to_body(member: &Member) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "name", &member.name);
    put_list(&mut body, "roles", &member.roles);
    put_some(&mut body, "party", member.party.as_deref());
    body
}

/// The place of a body.
pub fn member_from_body(body: &Body) -> Result<Member, BodyError> {
    Ok(Member { name: text(body, "name")?, roles: list(body, "roles")?, party: some_text(body, "party")? })
}

fn of_report(source: &str, id: &str) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "source", source);
    put_text(&mut body, "id", id);
    body
}

fn digest(body: &Body) -> Result<Digest, BodyError> {
    digest_named(body, "digest")
}

pub(super) fn digest_named(body: &Body, name: &str) -> Result<Digest, BodyError> {
    match body.get(name) {
        Some(Value::Bytes(bytes)) => bytes.as_slice().try_into().map(Digest).map_err(|_| wrong(name, "32 bytes")),
        _ => Err(wrong(name, "bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_back_as_it_went() {
        let (source, id) = ("s".to_owned(), "1".to_owned());
        let withdrawal = Withdrawal { source: source.clone(), id: id.clone() };
        assert_eq!(withdrawal_from_body(&withdrawal_to_body(&withdrawal)), Ok(withdrawal));
        let credibility = Credibility::from_text("2").unwrap();
        for grade in
            [Grade::Source(source.clone(), Reliability::B), Grade::Report(source.clone(), id.clone(), credibility)]
        {
            assert_eq!(grade_from_body(&grade_to_body(&grade)), Ok(grade));
        }
        let triage = Triage { source: source.clone(), id: id.clone(), step: TriageStep::Returned };
        assert_eq!(triage_from_body(&triage_to_body(&triage)), Ok(triage));
        let (digest, media_type) = (Digest([4; 32]), "image/jpeg".to_owned());
        let attachment =
            Attachment { source, id, digest, n_bytes: 5, media_type, compartment: Some("x".to_owned()), plain: None };
        let again = Attachment { plain: Some(Digest([9; 32])), ..attachment.clone() };
        assert_eq!(attachment_from_body(&attachment_to_body(&again)), Ok(again));
        assert_eq!(attachment_from_body(&attachment_to_body(&attachment)), Ok(attachment));
        let erasure = Erasure { position: 4, names: vec!["text".to_owned()], ground: ErasureGround::Protection };
        assert_eq!(erasure_from_body(&erasure_to_body(&erasure)), Ok(erasure));
        let as_of = Timestamp::UNIX_EPOCH;
        for corrects in [None, Some(7)] {
            let publication = Publication { what: "bundle".to_owned(), size: 9, as_of, digest, corrects };
            assert_eq!(publication_from_body(&publication_to_body(&publication)), Ok(publication));
        }
        let compartment = Compartment { name: "x".to_owned(), recipients: vec!["age1".to_owned()] };
        assert_eq!(compartment_from_body(&compartment_to_body(&compartment)), Ok(compartment));
        let identity = Identity { source: "s".to_owned(), compartment: "x".to_owned() };
        assert_eq!(identity_from_body(&identity_to_body(&identity)), Ok(identity));
        let member = Member { name: "desk-2".to_owned(), roles: vec!["analyst".to_owned()], party: None };
        let liaison =
            Member { name: "liaison-a".to_owned(), roles: vec!["liaison".to_owned()], party: Some("a".to_owned()) };
        assert_eq!(member_from_body(&member_to_body(&liaison)).unwrap(), liaison);
        assert_eq!(member_from_body(&member_to_body(&member)), Ok(member));
    }
}
