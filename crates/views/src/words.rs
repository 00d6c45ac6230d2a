//! How statuses, reasons and parties are said. A status is a word first; its sign comes second.

use assessments::{Assessment, Reason, Role, Score, Status};
use provisions::Agreement;
use records::{Level, Verdict};

use crate::Record;
use crate::messages::{Put, Words};

/// The message of a word that programs write with underscores.
pub(crate) fn id_of(family: &str, word: &str) -> String {
    format!("{family}-{}", word.replace(['_', ' '], "-"))
}

/// A status in words.
pub fn status_words(words: Words, status: Status) -> String {
    words.say(&id_of("status", status.to_text()))
}

/// A reason in words.
pub fn reason_words(words: Words, reason: Reason) -> String {
    words.say(&id_of("reason", reason.to_text()))
}

/// A level in a word.
pub(crate) fn level_words(words: Words, level: Level) -> String {
    words.say(&id_of("level", level.to_text()))
}

/// What an event is to an assessment.
pub(crate) fn role_words(words: Words, role: Role) -> String {
    words.say(match role {
        Role::Trigger => "role-trigger",
        Role::Counted => "role-counted",
        Role::Open => "role-open",
        Role::AuthorUnknown => "role-author-unknown",
    })
}

/// Status, lateness and reason in words.
pub(crate) fn outcome(words: Words, assessment: &Assessment) -> String {
    around(words, status_words(words, assessment.status), assessment)
}

/// The same; what people found names who found it, and when.
pub(crate) fn outcome_shown(record: &Record<'_>, assessment: &Assessment) -> String {
    let words = record.words;
    let status = match found(record, assessment) {
        Some((by, day)) => words.with("status-found-by", &[("by", Put::from(&by)), ("day", Put::from(&day))]),
        None => status_words(words, assessment.status),
    };
    around(words, status, assessment)
}

fn around(words: Words, mut said: String, assessment: &Assessment) -> String {
    if assessment.late {
        said = words.of_it("status-late", &said);
    }
    if let Some(reason) = assessment.reason {
        let reason = reason_words(words, reason);
        said = words.with("status-because", &[("status", Put::from(&said)), ("reason", Put::from(&reason))]);
    }
    let scores: Vec<String> = assessment.scores.iter().map(|score| scored(words, score)).collect();
    if !scores.is_empty() {
        let scores = words.list(&scores);
        said = words.with("status-scored", &[("status", Put::from(&said)), ("scores", Put::from(&scores))]);
    }
    said
}

/// Which body found the breach, and on which day; the latest, where several did.
fn found(record: &Record<'_>, assessment: &Assessment) -> Option<(String, String)> {
    if assessment.status != Status::BreachFound {
        return None;
    }
    let findings = record.known.findings.iter().filter(|noted| {
        let finding = &noted.what;
        let is_of = |(of, verdict): &(String, Verdict)| {
            *verdict == Verdict::Established && (*of == assessment.rule || *of == assessment.provision)
        };
        let event = record.event_named(&finding.event);
        finding.when.start() <= record.as_of
            && finding.breach.as_ref().is_some_and(is_of)
            && assessment.because.iter().any(|cause| Some(cause.event.as_str()) == event)
    });
    let latest = findings.max_by_key(|noted| (noted.what.when.start(), noted.entry))?;
    Some((crate::case::name(record, &latest.what.by), record.day_shown(latest.what.when.start())))
}

/// What an assessor scored for itself; one alone is withheld.
fn scored(words: Words, score: &Score) -> String {
    match score.score {
        Some(number) => {
            words.with("score-of", &[("score", Put::from(&words.number(number))), ("by", Put::from(&score.by))])
        }
        None => words.of_it("score-withheld", &score.by),
    }
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
pub fn party_shown(words: Words, agreement: &Agreement, id: &str) -> String {
    match id {
        "" => words.say("party-nobody"),
        "unknown" => words.say("party-unknown"),
        id => agreement.party_name(id).to_owned(),
    }
}

/// How a source knows.
pub(crate) fn basis_words(words: Words, basis: records::Basis) -> String {
    words.say(&id_of("basis", basis.to_text()))
}
