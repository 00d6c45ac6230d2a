//! What stands in the body of each kind of entry: values of `records` to and from the encoding's shapes.
//!
//! `docs/formats/ledger.md` lists the kinds and their names. Free text is never in a body: it is given apart, to be sealed.

mod actor;
mod agreement;
mod candidate;
mod custody;
mod fields;
mod key;
mod linking;
mod others;
mod procedure;
mod report;
mod site;
mod source;
mod statement;

pub use actor::{KIND as ACTOR, tie_from_body, tie_to_body};
pub use agreement::{KIND as AGREEMENT, Text, agreement_from_body, agreement_to_body};
pub use candidate::{
    CANDIDATE, CANDIDATE_STEP, Candidate, CandidateStep, candidate_from_body, candidate_step_from_body,
    candidate_step_to_body, candidate_to_body,
};
pub use custody::{CUSTODY, Custody, CustodyAct, custody_from_body, custody_to_body};
pub use fields::{Body, BodyError};
pub use key::{KEY, KEY_END, KeyEnding, KeyLine, Role, key_end_from_body, key_end_to_body, key_from_body, key_to_body};
pub use linking::{
    DECISION as LINK_DECISION, PARAMETERS as LINK_PARAMETERS, REASON, link_decision_from_body, link_decision_to_body,
    parameters_from_body, parameters_to_body,
};
pub use others::*;
pub use report::{CORRECTION, KIND as REPORT, TEXT, report_from_body, report_into_body, report_key, report_to_body};
pub use site::*;
pub use source::{KIND as SOURCE, source_from_body, source_to_body};

/// The name under which an entry of a kind seals its free text.
pub fn words_of(kind: &str) -> &'static str {
    match kind {
        LINK_DECISION | WITHDRAWAL | GRADE | TRIAGE | CUSTODY | ERASURE | KEY_END | CANDIDATE_STEP | HISTORY => REASON,
        ATTACHMENT => NAME,
        IDENTITY => SEALED_IDENTITY,
        _ => TEXT,
    }
}
