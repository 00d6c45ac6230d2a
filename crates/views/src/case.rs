//! The case on an event in words: what was done in order of time, what each party answers, what is due.

use assessments::{Answered, Case, DueState, DueStep};
use events::{Event, Noted};
use jiff::Timestamp;
use records::{CaseStep, Element, Finding, Response, Stage, Verdict};

use crate::Record;
use crate::exports::event::answered;
use crate::messages::{Put, Words};
use crate::words::{id_of, party_shown};

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
        let words = if case.stands(found) { words } else { record.words.of_it("finding-revised", &words) };
        (found.what.when.start(), found.entry, words)
    };
    done.extend(case.findings.iter().map(found));
    done.extend(case.refused.iter().map(|denial| {
        let by = denial.what.by.as_deref().map_or_else(|| record.words.say("somebody"), |by| name(record, by));
        let means = denial.what.means.as_deref().map(|means| format!(" ({means})")).unwrap_or_default();
        let source = name(record, &denial.source);
        let words = record.words.with("access-refused", &[("by", Put::from(&by)), ("source", Put::from(&source))]);
        let words = format!("{words}{means}");
        (denial.what.when.start(), denial.entry, words)
    }));
    let here = |noted: &&Noted<Response>| noted.what.event == id && noted.what.when.start() <= record.as_of;
    done.extend(record.known.responses.iter().filter(here).map(|noted| {
        let (by, answer) = (name(record, &noted.what.by), answer_words(record.words, &noted.what));
        let words = record.words.with("answered", &[("by", Put::from(&by)), ("answer", Put::from(&answer))]);
        (noted.what.when.start(), noted.entry, words)
    }));
    done.sort();
    let line = |(at, entry, words): (Timestamp, u64, String)| {
        let text = record.reports.get(&entry).and_then(|filed| filed.report.text.clone()).unwrap_or_default();
        Done { day: record.day_shown(at), words, text, entry }
    };
    done.into_iter().map(line).collect()
}

/// Words for somebody: a party, a body, a source, an actor of the register.
pub(crate) fn name(record: &Record<'_>, id: &str) -> String {
    let party = party_shown(record.words, record.agreement, id);
    if party == id { record.source_name(id).to_owned() } else { party }
}

pub(crate) fn stage_words(words: Words, stage: Stage) -> String {
    words.say(&id_of("stage", stage.to_text()))
}

fn step_words(record: &Record<'_>, step: &CaseStep) -> String {
    let words = record.words;
    let by = name(record, &step.by);
    let to = step.to.as_deref().map(|to| name(record, to));
    let is_body = record.agreement.bodies.iter().any(|body| body.id == step.by);
    let stage = step.stage.to_text();
    let established = matches!(step.stage, Stage::Cessation | Stage::Remedy) && is_body;
    let id = match (step.stage, &to) {
        (Stage::Response | Stage::Decision, _) => id_of("stage", stage),
        (
            Stage::Allegation | Stage::Tasking | Stage::SiteVisit | Stage::Notification | Stage::Recommendation,
            Some(_),
        ) => id_of("step", &format!("{stage}_to")),
        _ if established => id_of("step", &format!("{stage}_established")),
        _ => id_of("step", stage),
    };
    let to = to.unwrap_or_default();
    let mut said = words.with(&id, &[("by", Put::from(&by)), ("to", Put::from(&to))]);
    if let Some(on) = &step.on {
        said = words.with("step-on", &[("step", Put::from(&said)), ("on", Put::from(on))]);
    }
    if let Some(due) = step.due {
        let due = record.moment_shown(due);
        said = words.with("step-due", &[("step", Put::from(&said)), ("due", Put::from(&due))]);
    }
    said
}

/// `fact established (reasonable grounds to believe)`, ...
pub(crate) fn finding_words(record: &Record<'_>, finding: &Finding) -> String {
    let words = record.words;
    let standard = |own: &Option<String>| {
        let standard = own.as_ref().or(finding.standard.as_ref());
        standard.map(|standard| format!(" ({})", standard_words(words, standard))).unwrap_or_default()
    };
    let verdict = |verdict: Verdict| words.say(&id_of("verdict", verdict.to_text()));
    let element = |id: &str, found: Verdict| words.of_it(id, verdict(found));
    let mut parts: Vec<String> = [
        ("finding-fact", finding.fact, &finding.standards.fact),
        ("finding-author", finding.author, &finding.standards.author),
        ("finding-number", finding.quantity, &None),
    ]
    .into_iter()
    .filter_map(|(id, found, own)| Some(format!("{}{}", element(id, found?), standard(own))))
    .collect();
    parts.extend(finding.breach.iter().map(|(of, found)| {
        let said = words.with("finding-breach", &[("of", Put::from(of)), ("it", Put::from(&verdict(*found)))]);
        format!("{said}{}", standard(&finding.standards.breach))
    }));
    parts.extend(finding.qualifier.iter().map(|(quality, found)| format!("{quality} {}", verdict(*found))));
    let (by, what) = (name(record, &finding.by), words.list(&parts));
    let said = words.with("finding-by", &[("by", Put::from(&by)), ("what", Put::from(&what))]);
    match &finding.revises {
        Some(of) => words.with("finding-revises", &[("finding", Put::from(&said)), ("of", Put::from(of))]),
        None => said,
    }
}

/// A standard of proof in the reader's words, where it is one of the usual ones.
pub(crate) fn standard_words(words: Words, standard: &str) -> String {
    let id = id_of("standard", standard);
    if words.has(&id) { words.say(&id) } else { standard.replace('_', " ") }
}

fn element_id(element: Element) -> &'static str {
    match element {
        Element::Fact => "fact",
        Element::Author => "author",
        Element::Quantity => "number",
    }
}

pub(crate) fn answer_words(words: Words, response: &Response) -> String {
    let element = words.say(&id_of("answer", element_id(response.element)));
    match answered(&response.answer) {
        ("justifies", Some(ground)) => {
            let ground = ground.replace('_', " ");
            words.with("answer-justifies", &[("element", Put::from(&element)), ("ground", Put::from(&ground))])
        }
        (answer, _) => words.of_it(&id_of("answer", answer), &element),
    }
}

fn answers(record: &Record<'_>, case: &Case<'_>) -> Vec<String> {
    let words = record.words;
    let mut out = Vec::new();
    for of_party in case.answers.chunk_by(|one, other| one.party == other.party) {
        let party = &of_party[0].party;
        let shown = party_shown(words, record.agreement, party);
        if of_party.iter().all(|answered| answered.responses.is_empty()) {
            let (id, day) = match case.silent_since(party) {
                Some(due) => ("no-response-by", record.moment_shown(due)),
                None => ("no-response-recorded", record.moment_shown(record.as_of)),
            };
            out.push(words.with(id, &[("party", Put::from(&shown)), ("day", Put::from(&day))]));
            continue;
        }
        out.extend(of_party.iter().map(|answered| {
            let stand = stand(record, answered);
            words.with("party-answers", &[("party", Put::from(&shown)), ("answer", Put::from(&stand))])
        }));
    }
    out
}

fn stand(record: &Record<'_>, answered: &Answered<'_>) -> String {
    let words = record.words;
    let Some(last) = answered.responses.last() else {
        return words.say(&id_of("unanswered", element_id(answered.element)));
    };
    let (id, at) = match answered.disputed_since() {
        Some(since) => ("answer-disputed", since),
        None => ("answer-on", last.what.when.start()),
    };
    let (answer, day) = (answer_words(words, &last.what), record.day_shown(at));
    words.with(id, &[("answer", Put::from(&answer)), ("day", Put::from(&day))])
}

fn due_words(record: &Record<'_>, due: &DueStep) -> String {
    let words = record.words;
    let stage = stage_words(words, due.stage);
    let step = match &due.of {
        Some(of) => words.with("due-of", &[("step", Put::from(&stage)), ("of", Put::from(&name(record, of)))]),
        None => stage,
    };
    let by = due.due.map(|at| record.moment_shown(at)).unwrap_or_default();
    let (id, at) = match (&due.state, due.due) {
        (DueState::Waits, _) => {
            ("due-waits", due.after.map_or_else(|| words.say("a-step"), |after| stage_words(words, after)))
        }
        (DueState::Pending, _) => ("due-pending", String::new()),
        (DueState::Overdue, _) => ("due-overdue", String::new()),
        (DueState::Done(at), None) => ("due-none-done", record.moment_shown(*at)),
        (DueState::Done(at), Some(_)) => ("due-done", record.moment_shown(*at)),
        (DueState::Late(at), _) => ("due-late", record.moment_shown(*at)),
        (DueState::Claimed(at), _) => ("due-claimed", record.moment_shown(*at)),
    };
    words.with(id, &[("step", Put::from(&step)), ("by", Put::from(&by)), ("at", Put::from(&at))])
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
