//! The case on an event in words: what was done in order of time, what each party answers, what is due.

use assessments::{Answered, Case, DueState, DueStep};
use events::{Event, Noted};
use jiff::Timestamp;
use records::{CaseStep, Element, Finding, Response, Stage, Verdict};

use crate::Record;
use crate::exports::event::answered;
use crate::words::party_shown;

/// A case as pages and texts show it.
pub(crate) struct CaseShown {
    /// What was done, in order of time.
    pub(crate) course: Vec<Done>,
    /// What the parties say, a sentence each.
    pub(crate) answers: Vec<String>,
    /// What is due, a sentence each.
    pub(crate) due: Vec<String>,
    /// Whether a party disputes it.
    pub(crate) is_disputed: bool,
}

/// One thing done.
pub struct Done {
    /// The day.
    pub day: String,
    /// What, by whom.
    pub words: String,
    /// Reasons or words of whoever did it; empty where there are none, or they were erased.
    pub text: String,
    /// Position of its entry.
    pub entry: u64,
}

/// The case on the event whose claims these are.
pub(crate) fn shown(record: &Record<'_>, claims: &[Event]) -> CaseShown {
    let case = assessments::case(record.agreement, record.known, claims, record.as_of);
    CaseShown {
        course: course(record, &case, claims),
        answers: answers(record, &case),
        due: case.due.iter().map(|due| due_words(record, due)).collect(),
        is_disputed: case.is_disputed(),
    }
}

fn course(record: &Record<'_>, case: &Case<'_>, claims: &[Event]) -> Vec<Done> {
    let id = claims.first().map_or("", |event| event.id.as_str());
    let mut done: Vec<(Timestamp, u64, String)> = Vec::new();
    done.extend(case.steps.iter().map(|step| (step.what.when.start(), step.entry, step_words(record, &step.what))));
    let found = |found: &&Noted<Finding>| {
        let words = finding_words(record, &found.what);
        let revised = if case.stands(found) { "" } else { " (another finding has taken its place since)" };
        (found.what.when.start(), found.entry, format!("{words}{revised}"))
    };
    done.extend(case.findings.iter().map(found));
    done.extend(case.refused.iter().map(|denial| {
        let by = denial.what.by.as_deref().map_or_else(|| "somebody".to_owned(), |by| name(record, by));
        let means = denial.what.means.as_deref().map(|means| format!(" ({means})")).unwrap_or_default();
        let words = format!("access to the place refused by {by}, as {} says{means}", name(record, &denial.source));
        (denial.what.when.start(), denial.entry, words)
    }));
    let here = |noted: &&Noted<Response>| noted.what.event == id && noted.what.when.start() <= record.as_of;
    done.extend(record.known.responses.iter().filter(here).map(|noted| {
        let (by, answer) = (name(record, &noted.what.by), answer_words(&noted.what));
        (noted.what.when.start(), noted.entry, format!("{by} answered: {answer}"))
    }));
    done.sort();
    let line = |(at, entry, words): (Timestamp, u64, String)| {
        let text = record.reports.get(&entry).and_then(|filed| filed.report.text.clone()).unwrap_or_default();
        Done { day: record.day(at), words, text, entry }
    };
    done.into_iter().map(line).collect()
}

/// Words for somebody: a party, a body, a source, an actor of the register.
pub(crate) fn name(record: &Record<'_>, id: &str) -> String {
    let party = party_shown(record.agreement, id);
    if party == id { record.source_name(id).to_owned() } else { party }
}

pub(crate) fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Allegation => "allegation",
        Stage::PreliminaryLook => "preliminary look",
        Stage::Tasking => "tasking",
        Stage::SiteVisit => "site visit",
        Stage::Notification => "notification",
        Stage::Response => "response",
        Stage::Draft => "draft",
        Stage::Decision => "decision",
        Stage::Dissent => "dissent",
        Stage::Publication => "publication",
        Stage::Recommendation => "recommendation",
        Stage::Cessation => "cessation",
        Stage::Remedy => "remedy",
        Stage::FollowUp => "follow-up",
    }
}

fn step_words(record: &Record<'_>, step: &CaseStep) -> String {
    let by = name(record, &step.by);
    let to = step.to.as_deref().map(|to| name(record, to));
    let to = |word: &str| to.as_ref().map(|to| format!(" {word} {to}")).unwrap_or_default();
    let is_body = record.agreement.bodies.iter().any(|body| body.id == step.by);
    let mut words = match step.stage {
        Stage::Allegation => format!("alleged by {by}{}", to("before")),
        Stage::PreliminaryLook => format!("preliminary look by {by}"),
        Stage::Tasking => format!("task given by {by}{}", to("to")),
        Stage::SiteVisit => format!("place visited for {by}{}", to("by")),
        Stage::Notification => format!("put by {by}{}", to("to")),
        Stage::Draft => format!("draft finding before {by}"),
        Stage::Dissent => format!("{by} dissents"),
        Stage::Publication => format!("finding made public by {by}"),
        Stage::Recommendation => format!("recommendation of {by}{}", to("to")),
        Stage::Cessation if is_body => format!("{by} established that it ceased"),
        Stage::Cessation => format!("{by} says that it ceased"),
        Stage::Remedy if is_body => format!("{by} established that it was made good"),
        Stage::Remedy => format!("{by} says that it was made good"),
        Stage::FollowUp => format!("looked at again by {by}"),
        Stage::Response | Stage::Decision => stage_words(step.stage).to_owned(),
    };
    if let Some(on) = &step.on {
        words.push_str(&format!(", on {on}"));
    }
    if let Some(due) = step.due {
        words.push_str(&format!(", to be done by {}", record.local(due)));
    }
    words
}

/// `fact established (reasonable grounds to believe)`, ...
pub(crate) fn finding_words(record: &Record<'_>, finding: &Finding) -> String {
    let standard = |own: &Option<String>| {
        let standard = own.as_ref().or(finding.standard.as_ref());
        standard.map(|standard| format!(" ({})", standard.replace('_', " "))).unwrap_or_default()
    };
    let verdict = |verdict: Verdict| verdict.to_text().replace('_', " ");
    let mut parts: Vec<String> = [
        ("fact", finding.fact, &finding.standards.fact),
        ("author", finding.author, &finding.standards.author),
        ("number", finding.quantity, &None),
    ]
    .into_iter()
    .filter_map(|(element, found, own)| Some(format!("{element} {}{}", verdict(found?), standard(own))))
    .collect();
    parts.extend(
        finding
            .breach
            .iter()
            .map(|(of, found)| format!("breach of {of} {}{}", verdict(*found), standard(&finding.standards.breach))),
    );
    parts.extend(finding.qualifier.iter().map(|(quality, found)| format!("{quality} {}", verdict(*found))));
    let revises = finding.revises.as_deref().map(|of| format!(", in place of {of}")).unwrap_or_default();
    format!("found by {}: {}{revises}", name(record, &finding.by), parts.join(", "))
}

fn answer_words(response: &Response) -> String {
    let element = match response.element {
        Element::Fact => "that it happened",
        Element::Author => "that it did it",
        Element::Quantity => "the number",
    };
    match answered(&response.answer) {
        ("justifies", Some(ground)) => format!("accepts {element} and pleads {}", ground.replace('_', " ")),
        (answer, _) => format!("{answer} {element}"),
    }
}

fn answers(record: &Record<'_>, case: &Case<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for of_party in case.answers.chunk_by(|one, other| one.party == other.party) {
        let party = &of_party[0].party;
        let shown = party_shown(record.agreement, party);
        if of_party.iter().all(|answered| answered.responses.is_empty()) {
            out.push(match case.silent_since(party) {
                Some(due) => format!("{shown}: no response by {}", record.local(due)),
                None => format!("{shown}: no response recorded by {}", record.local(record.as_of)),
            });
            continue;
        }
        out.extend(of_party.iter().map(|answered| format!("{shown} {}", stand(record, answered))));
    }
    out
}

fn stand(record: &Record<'_>, answered: &Answered<'_>) -> String {
    let Some(last) = answered.responses.last() else {
        let element = match answered.element {
            Element::Fact => "whether it happened",
            Element::Author => "whether it did it",
            Element::Quantity => "the number",
        };
        return format!("has not answered {element}");
    };
    match answered.disputed_since() {
        Some(since) => format!("{}: disputed since {}", answer_words(&last.what), record.day(since)),
        None => format!("{} ({})", answer_words(&last.what), record.day(last.what.when.start())),
    }
}

fn due_words(record: &Record<'_>, due: &DueStep) -> String {
    let stage = stage_words(due.stage);
    let of = due.of.as_deref().map(|of| format!(" of {}", name(record, of))).unwrap_or_default();
    let by = due.due.map(|at| record.local(at)).unwrap_or_default();
    match (&due.state, due.due) {
        (DueState::Waits, _) => {
            format!("{stage}{of}: its time runs from {}, not recorded yet", due.after.map_or("a step", stage_words))
        }
        (DueState::Pending, _) => format!("{stage}{of}: due by {by}"),
        (DueState::Overdue, _) => format!("{stage}{of}: was due by {by}, nothing recorded"),
        (DueState::Done(at), None) => format!("{stage}{of}: done {}", record.local(*at)),
        (DueState::Done(at), Some(_)) => format!("{stage}{of}: due by {by}, done {}", record.local(*at)),
        (DueState::Late(at), _) => format!("{stage}{of}: due by {by}, done late, {}", record.local(*at)),
        (DueState::Claimed(at), _) => {
            format!("{stage}{of}: due by {by}; said to be done {}, which no body has established", record.local(*at))
        }
    }
}

/// The word for how something due stands.
pub(crate) fn state_word(state: &DueState) -> &'static str {
    match state {
        DueState::Waits => "waits",
        DueState::Pending => "pending",
        DueState::Done(_) => "done",
        DueState::Late(_) => "late",
        DueState::Claimed(_) => "claimed",
        DueState::Overdue => "overdue",
    }
}
