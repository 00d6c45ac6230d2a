//! How statuses, reasons and parties are said in English. A status is a word first; its sign comes second.

use assessments::{Assessment, Reason, Score, Status};
use provisions::Agreement;

/// A status in words.
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::Met => "met",
        Status::NoBreachRecorded => "no breach recorded",
        Status::BreachIndicated => "breach indicated",
        Status::BreachFound => "breach found",
        Status::Overdue => "overdue",
        Status::Undetermined => "undetermined",
        Status::Pending => "pending",
        Status::NotInForce => "not in force",
    }
}

/// A reason in words.
pub fn reason_words(reason: Reason) -> String {
    reason.to_text().replace('_', " ")
}

/// Status, lateness and reason in words.
pub(crate) fn outcome(assessment: &Assessment) -> String {
    let mut words = status_words(assessment.status).to_owned();
    if assessment.late {
        words.push_str(", late");
    }
    if let Some(reason) = assessment.reason {
        words = format!("{words}: {}", reason_words(reason));
    }
    if !assessment.scores.is_empty() {
        words = format!("{words}; {}", scored(&assessment.scores));
    }
    words
}

/// What assessors scored, each for itself; one alone is withheld.
fn scored(scores: &[Score]) -> String {
    let one = |score: &Score| match score.score {
        Some(number) => format!("scored {number} of 3 by {}", score.by),
        None => format!("scored by {}, to be shown when another assessor has scored", score.by),
    };
    scores.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A sign that differs in shape, for eyes that do not read the word first.
pub(crate) fn sign(status: Status) -> &'static str {
    match status {
        Status::Met => "●",
        Status::NoBreachRecorded => "○",
        Status::BreachIndicated => "△",
        Status::BreachFound => "▲",
        Status::Overdue => "◷",
        Status::Undetermined => "?",
        Status::Pending => "…",
        Status::NotInForce => "–",
    }
}

/// A party's name for people; the acts of unknown authors have a name of their own.
pub fn party_shown(agreement: &Agreement, id: &str) -> String {
    match id {
        "" => "nobody in particular".to_owned(),
        "unknown" => "author unknown".to_owned(),
        id => agreement.party_name(id).to_owned(),
    }
}

/// `1 event`, `2 events`.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
