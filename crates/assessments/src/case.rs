//! The case on an event: the steps taken, what was found, what parties answered, what is due and what is overdue.
//!
//! Time limits are the agreement's (its procedure block) and those that a step itself sets. Only a body of the agreement
//! takes the steps of its procedure; what others say was done is kept as their word. Defined in
//! `docs/guide/assessments.md`, section 10.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Known, Noted};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Answer, CaseStep, Element, Finding, Observation, Response, Stage, When};

/// All that is on record of one event.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Steps taken, in order of time.
    pub steps: Vec<&'a Noted<CaseStep>>,
    /// Findings of the agreement's bodies, in order of time: the latest on each element stands.
    pub findings: Vec<&'a Noted<Finding>>,
    /// Where somebody was kept from looking on account of this event, in order of time.
    pub refused: Vec<&'a Noted<Observation>>,
    /// What each party to which it is laid, or which answered all the same, says of each element.
    pub answers: Vec<Answered<'a>>,
    /// What is due, in order of time; what waits for something comes last.
    pub due: Vec<DueStep>,
}

/// A party's stand on one element of an event.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// The party.
    pub party: String,
    /// The element.
    pub element: Element,
    /// Its answers in order of time: the last stands. Empty: silence.
    pub responses: Vec<&'a Noted<Response>>,
}

impl Answered<'_> {
    /// Since when the party has denied it, if its last answer does.
    pub fn disputed_since(&self) -> Option<Timestamp> {
        let denies = |noted: &&&Noted<Response>| noted.what.answer == Answer::Denies;
        let standing = self.responses.iter().rev().take_while(denies);
        standing.last().map(|noted| noted.what.when.start())
    }
}

/// Something that is due in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueStep {
    /// What is due.
    pub stage: Stage,
    /// Of whom, where that is known: the party that is to answer, whoever a recommendation is made to.
    pub of: Option<String>,
    /// The stage from which the time runs; `None`: a step set it itself.
    pub after: Option<Stage>,
    /// Id of the step that set it, or from which the time runs.
    pub set_by: Option<String>,
    /// The last moment; `None`: it waits for a stage that has not come.
    pub due: Option<Timestamp>,
    /// How it stands.
    pub state: DueState,
}

/// How something due stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DueState {
    /// The time has not begun.
    Waits,
    /// The last moment is still to come.
    Pending,
    /// Done in time, at this moment.
    Done(Timestamp),
    /// Done after the last moment.
    Late(Timestamp),
    /// Somebody to whom it falls says that it was done; no body says so.
    Claimed(Timestamp),
    /// The last moment has passed.
    Overdue,
}

/// What rows say of one event up to a moment.
#[derive(Clone, Default)]
struct OfEvent<'a> {
    steps: Vec<&'a Noted<CaseStep>>,
    findings: Vec<&'a Noted<Finding>>,
    denials: Vec<&'a Noted<Observation>>,
    responses: Vec<&'a Noted<Response>>,
}

/// What is on record of an event whose claims these are, as of a moment.
pub fn case<'a>(agreement: &Agreement, known: &'a Known, claims: &[Event], as_of: Timestamp) -> Case<'a> {
    let id = claims.first().map_or("", |event| event.id.as_str());
    let rows = OfEvent {
        steps: known.steps.iter().filter(|step| step.what.event == id).collect(),
        findings: known.findings.iter().filter(|found| found.what.event == id).collect(),
        denials: known.denials.iter().filter(|denial| denial.what.event.as_deref() == Some(id)).collect(),
        responses: known.responses.iter().filter(|response| response.what.event == id).collect(),
    };
    of_rows(agreement, rows, claims, as_of)
}

/// The cases on many events: what `case` tells of each, without a walk through all rows for each.
pub struct Cases<'a> {
    agreement: &'a Agreement,
    /// Sorted by id.
    events: &'a [Event],
    as_of: Timestamp,
    rows: BTreeMap<&'a str, OfEvent<'a>>,
}

impl<'a> Cases<'a> {
    /// All that is known, as of a moment.
    pub fn new(agreement: &'a Agreement, known: &'a Known, as_of: Timestamp) -> Cases<'a> {
        let mut rows: BTreeMap<&'a str, OfEvent<'a>> = BTreeMap::new();
        for step in &known.steps {
            rows.entry(&step.what.event).or_default().steps.push(step);
        }
        for found in &known.findings {
            rows.entry(&found.what.event).or_default().findings.push(found);
        }
        for response in &known.responses {
            rows.entry(&response.what.event).or_default().responses.push(response);
        }
        for denial in &known.denials {
            if let Some(event) = &denial.what.event {
                rows.entry(event).or_default().denials.push(denial);
            }
        }
        Cases { agreement, events: &known.events, as_of, rows }
    }

    /// The case on an event; `None` where nobody took a step and no body found on it.
    pub fn of(&self, claims: &[Event]) -> Option<Case<'a>> {
        let rows = self.rows.get(claims.first()?.id.as_str())?;
        let is_case = !rows.steps.is_empty() || !rows.findings.is_empty();
        is_case.then(|| of_rows(self.agreement, rows.clone(), claims, self.as_of))
    }

    /// All of them with their events' ids, by id. Of a step on what nobody told of there is none.
    pub fn all(&self) -> impl Iterator<Item = (&'a str, Case<'a>)> {
        let claims = |id: &str| {
            let from = self.events.partition_point(|event| event.id.as_str() < id);
            let n = self.events[from..].iter().take_while(|event| event.id == id).count();
            &self.events[from..from + n]
        };
        self.rows.keys().filter_map(move |id| Some((*id, self.of(claims(id))?)))
    }
}

fn of_rows<'a>(agreement: &Agreement, rows: OfEvent<'a>, claims: &[Event], as_of: Timestamp) -> Case<'a> {
    let OfEvent { mut steps, mut findings, denials: mut refused, mut responses } = rows;
    let is_body = |name: &str| agreement.bodies.iter().any(|body| body.id == name);
    steps.retain(|step| step.what.when.start() <= as_of);
    steps.sort_by_key(|step| (step.what.when.start(), &step.id));
    findings.retain(|found| found.what.when.start() <= as_of && is_body(&found.what.by));
    findings.sort_by_key(|found| (found.what.when.start(), &found.id));
    refused.retain(|denial| denial.what.when.start() <= as_of);
    refused.sort_by_key(|denial| (denial.what.when.start(), &denial.id));
    responses.retain(|noted| noted.what.when.start() <= as_of);
    responses.sort_by_key(|noted| (noted.what.when.start(), &noted.id));
    let answers = answers(agreement, &responses, claims);
    let due = Course { agreement, steps: &steps, findings: &findings, answers: &answers, as_of }.due();
    Case { steps, findings, refused, answers, due }
}

impl Case<'_> {
    /// Whether a party disputes an element, by its last answer.
    pub fn is_disputed(&self) -> bool {
        self.answers.iter().any(|answered| answered.disputed_since().is_some())
    }

    /// The moment by which a party was to answer and did not: silence is no answer.
    pub fn silent_since(&self, party: &str) -> Option<Timestamp> {
        let answers = self.due.iter().filter(|due| due.stage == Stage::Response && due.of.as_deref() == Some(party));
        answers.filter(|due| due.state == DueState::Overdue).filter_map(|due| due.due).min()
    }

    /// Whether a finding stands: no later one takes its place.
    pub fn stands(&self, finding: &Noted<Finding>) -> bool {
        !self.findings.iter().any(|later| later.what.revises.as_deref() == Some(finding.id.as_str()))
    }
}

/// Events that some party disputes: the event, the party, the element, since when. For lists of many events.
pub fn disputes(known: &Known, as_of: Timestamp) -> BTreeSet<&str> {
    let mut latest = BTreeMap::new();
    for noted in known.responses.iter().filter(|noted| noted.what.when.start() <= as_of) {
        let response = &noted.what;
        let address = (response.event.as_str(), response.by.as_str(), response.element);
        let at = (response.when.start(), noted.id.as_str());
        let held = latest.entry(address).or_insert((at, &response.answer));
        if held.0 <= at {
            *held = (at, &response.answer);
        }
    }
    let denied = latest.into_iter().filter(|(_, (_, answer))| **answer == Answer::Denies);
    denied.map(|((event, ..), _)| event).collect()
}

/// Those whom any claim names as author, and those who answered all the same, in the agreement's order.
fn answers<'a>(agreement: &Agreement, said: &[&'a Noted<Response>], claims: &[Event]) -> Vec<Answered<'a>> {
    let is_laid_to = |party: &str| claims.iter().any(|claim| claim.happening.by.as_deref() == Some(party));
    let has_number = claims.iter().any(|claim| {
        let happening = &claim.happening;
        happening.killed.is_some() || happening.injured.is_some() || happening.quantity != rust_decimal::Decimal::ONE
    });
    let mut out = Vec::new();
    let actors = agreement.parties.iter().chain(&agreement.non_signatories).map(|party| party.id.as_str());
    for party in actors {
        for element in [Element::Fact, Element::Author, Element::Quantity] {
            let own = |noted: &&&Noted<Response>| noted.what.by == party && noted.what.element == element;
            let responses: Vec<&Noted<Response>> = said.iter().filter(own).copied().collect();
            let is_asked = is_laid_to(party) && (element != Element::Quantity || has_number);
            if is_asked || !responses.is_empty() {
                out.push(Answered { party: party.to_owned(), element, responses });
            }
        }
    }
    out
}

/// What became of the event so far, to tell what is due.
struct Course<'c, 'a> {
    agreement: &'c Agreement,
    steps: &'c [&'a Noted<CaseStep>],
    findings: &'c [&'a Noted<Finding>],
    answers: &'c [Answered<'a>],
    as_of: Timestamp,
}

/// A stage that came: the first and the last moment at which it may have, and the id of the row that says so.
struct Came<'i> {
    start: Timestamp,
    last: Timestamp,
    id: &'i str,
}

impl Course<'_, '_> {
    fn due(&self) -> Vec<DueStep> {
        let mut out: Vec<DueStep> = self.agreement.procedure.iter().flat_map(|limit| self.limited(limit)).collect();
        out.extend(self.steps.iter().filter_map(|step| self.asked(step)));
        // What has no moment yet comes last.
        out.sort_by_key(|due| (due.due.is_none(), due.due, due.stage));
        out
    }

    /// What a time limit of the agreement asks: of each party, where it is an answer.
    fn limited(&self, limit: &provisions::TimeLimit) -> Vec<DueStep> {
        let calendar = &self.agreement.calendar;
        let one = |of: Option<String>, from: Option<Came<'_>>, done: Option<Timestamp>| {
            let due = from.as_ref().and_then(|from| calendar.after(from.last, limit.within));
            DueStep {
                stage: limit.stage,
                of,
                after: Some(limit.of),
                set_by: from.map(|from| from.id.to_owned()),
                due,
                state: self.state(due, done.map(|at| (at, true))),
            }
        };
        if limit.stage != Stage::Response {
            let from = self.first(limit.of, None, None);
            let done = self.first(limit.stage, from.as_ref().map(|from| from.start), None).map(|came| came.start);
            return vec![one(None, from, done)];
        }
        // The party to which the act is laid is to answer.
        let mut parties: Vec<&str> = self.answers.iter().map(|answered| answered.party.as_str()).collect();
        parties.dedup();
        let answered = |party: &str| {
            let own = self.answers.iter().filter(|answered| answered.party == party);
            own.flat_map(|answered| &answered.responses).map(|noted| noted.what.when.start()).min()
        };
        let asked = |party: &str| one(Some(party.to_owned()), self.first(limit.of, None, Some(party)), answered(party));
        parties.into_iter().map(asked).collect()
    }

    /// What a step asks by a moment of its own: a recommendation to be carried out, a task to be done.
    fn asked(&self, step: &Noted<CaseStep>) -> Option<DueStep> {
        let due = step.what.due?;
        let wanted: &[Stage] = match step.what.stage {
            // To look again is not to find it made good.
            Stage::Recommendation => &[Stage::Remedy, Stage::Cessation],
            Stage::Tasking => &[Stage::SiteVisit],
            Stage::Notification => &[Stage::Response],
            _ => &[],
        };
        let answers = |other: &&&Noted<CaseStep>| {
            let is_on = self.is_on(other, step);
            wanted.contains(&other.what.stage) && is_on && other.what.when.start() >= step.what.when.start()
        };
        let mut done: Option<(Timestamp, bool)> = None;
        for other in self.steps.iter().filter(answers) {
            let is_of_body = self.is_body(&other.what.by);
            if done.is_none_or(|(_, held)| is_of_body && !held) {
                done = Some((other.what.when.start(), is_of_body));
            }
        }
        if step.what.stage == Stage::Notification {
            let to = |answered: &&Answered<'_>| step.what.to.as_ref().is_none_or(|to| *to == answered.party);
            let responses = self.answers.iter().filter(to).flat_map(|answered| &answered.responses);
            done = responses.map(|noted| (noted.what.when.start(), true)).min();
        }
        Some(DueStep {
            stage: wanted.first().copied().unwrap_or(step.what.stage),
            of: step.what.to.clone(),
            after: None,
            set_by: Some(step.id.clone()),
            due: Some(due),
            state: self.state(Some(due), done),
        })
    }

    fn state(&self, due: Option<Timestamp>, done: Option<(Timestamp, bool)>) -> DueState {
        match (due, done) {
            (Some(due), Some((at, true))) if at > due => DueState::Late(at),
            (_, Some((at, true))) => DueState::Done(at),
            (_, Some((at, false))) => DueState::Claimed(at),
            (None, None) => DueState::Waits,
            (Some(due), None) if due < self.as_of => DueState::Overdue,
            (Some(_), None) => DueState::Pending,
        }
    }

    /// Whether a step belongs to another: it names it, or names no step of that stage, and so all of them.
    fn is_on(&self, step: &Noted<CaseStep>, other: &Noted<CaseStep>) -> bool {
        let named = step.what.on.as_deref();
        named == Some(other.id.as_str())
            || !self.steps.iter().any(|one| one.what.stage == other.what.stage && named == Some(one.id.as_str()))
    }

    fn is_body(&self, name: &str) -> bool {
        self.agreement.bodies.iter().any(|body| body.id == name)
    }

    /// The first time that a stage came, at or after a moment, and to somebody. Anybody alleges; the rest is for bodies.
    fn first(&self, stage: Stage, from: Option<Timestamp>, to: Option<&str>) -> Option<Came<'_>> {
        let is_late_enough = |start: Timestamp| from.is_none_or(|from| start >= from);
        if stage == Stage::Decision {
            let found = self.findings.iter().find(|found| is_late_enough(found.what.when.start()))?;
            return Some(came(&found.what.when, &found.id));
        }
        if stage == Stage::Response {
            let responses = self.answers.iter().flat_map(|answered| &answered.responses);
            let first = responses.min_by_key(|noted| (noted.what.when.start(), &noted.id))?;
            return Some(came(&first.what.when, &first.id));
        }
        let is_it = |step: &&&Noted<CaseStep>| {
            let is_of_body = stage == Stage::Allegation || self.is_body(&step.what.by);
            let is_to = to.zip(step.what.to.as_deref()).is_none_or(|(to, addressed)| to == addressed);
            step.what.stage == stage && is_of_body && is_to && is_late_enough(step.what.when.start())
        };
        let step = self.steps.iter().find(is_it)?;
        Some(came(&step.what.when, &step.id))
    }
}

/// Of a day, the last second: whoever must act has the whole of it.
fn came<'i>(when: &When, id: &'i str) -> Came<'i> {
    let second = jiff::SignedDuration::from_secs(1);
    let last = when.end().checked_sub(second).ok().filter(|last| *last > when.start()).unwrap_or(when.start());
    Came { start: when.start(), last, id }
}
