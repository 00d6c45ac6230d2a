//! What bears on an assessment: the smallest sets of events, not settled by a finding, that would change its status if
//! each were established or refuted. Clearing and incriminating alike; for the verification body alone.

use std::collections::BTreeSet;

use events::{Known, Noted};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Finding, Verdict, When};

use crate::evaluate::of_reading;
use crate::frame::Sight;
use crate::time::Stretch;
use crate::{Assessment, Reason, Role, Status};

/// Sets of more events than this are not looked for.
const SET_MAX: usize = 3;
/// Of more open events than this, the first by id are looked at.
const EVENTS_MAX: usize = 12;

/// A set of verdicts, and what they would make of the assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// Events, each with the verdict on its fact, and on author and number where it is established.
    pub verdicts: Vec<(String, Verdict)>,
    /// What the status would be; none where the instance would be gone.
    pub status: Option<Status>,
    /// Its reason.
    pub reason: Option<Reason>,
}

/// The smallest such sets: none contains another. `body` is the one whose findings count.
pub fn bears(agreement: &Agreement, known: &Known, as_of: Timestamp, one: &Assessment, body: &str) -> Vec<Bearing> {
    let settled: BTreeSet<&str> = known
        .findings
        .iter()
        .filter(|found| found.what.fact.is_some())
        .map(|found| found.what.event.as_str())
        .collect();
    let is_open = |event: &&str| !settled.contains(event);
    let causes = one.because.iter().filter(|cause| cause.role != Role::Trigger);
    let mut open: Vec<&str> = causes.map(|cause| cause.event.as_str()).filter(is_open).collect();
    open.dedup();
    open.truncate(EVENTS_MAX);
    // As it stands in this version of the agreement; another version's instance is not this one's to say.
    let Some(stands) = with_verdicts(agreement, known, as_of, one, (&[], body)) else { return Vec::new() };
    let mut found: Vec<Bearing> = Vec::new();
    for size in 1..=SET_MAX.min(open.len()) {
        let mut smallest = Vec::new();
        each_set(&open, size, &mut |set| {
            let holds = |bearing: &Bearing| bearing.verdicts.iter().all(|verdict| set.contains(verdict));
            if found.iter().any(holds) {
                return;
            }
            let after = with_verdicts(agreement, known, as_of, one, (set, body));
            let (status, reason) = (after.as_ref().map(|one| one.status), after.and_then(|one| one.reason));
            if status != Some(stands.status) {
                smallest.push(Bearing { verdicts: set.to_vec(), status, reason });
            }
        });
        found.extend(smallest);
    }
    found
}

/// Takes a set.
type To<'t> = &'t mut dyn FnMut(&[(String, Verdict)]);

/// Every choice of so many events, with every choice of verdicts.
fn each_set(open: &[&str], size: usize, to: To<'_>) {
    fn further(open: &[&str], size: usize, set: &mut Vec<(String, Verdict)>, to: To<'_>) {
        if set.len() == size {
            return to(set);
        }
        for (idx, event) in open.iter().enumerate() {
            for verdict in [Verdict::Established, Verdict::Refuted] {
                set.push(((*event).to_owned(), verdict));
                further(&open[idx + 1..], size, set, to);
                set.pop();
            }
        }
    }
    further(open, size, &mut Vec::new(), to);
}

/// The same instance, had the body found so.
fn with_verdicts(
    agreement: &Agreement,
    known: &Known,
    as_of: Timestamp,
    one: &Assessment,
    (verdicts, body): (&[(String, Verdict)], &str),
) -> Option<Assessment> {
    let finding = |(event, verdict): &(String, Verdict)| {
        let beyond_fact = (*verdict == Verdict::Established).then_some(Verdict::Established);
        let what = Finding {
            by: body.to_owned(),
            event: event.clone(),
            when: When::instant(as_of),
            fact: Some(*verdict),
            author: beyond_fact,
            quantity: beyond_fact,
            breach: None,
            qualifier: None,
            standard: None,
            standards: records::Standards::default(),
            revises: None,
        };
        Noted { id: format!("~{event}"), entry: 0, source: String::new(), what }
    };
    let supposed: Vec<Noted<Finding>> = verdicts.iter().map(finding).collect();
    let findings = known.findings.iter().chain(&supposed);
    let decisions = Sight::decisions_only(known, as_of);
    let sight = Sight::beside(agreement, known, decisions, as_of).over(
        &known.events,
        (findings, known.responses.iter()),
        agreement,
    );
    let (provision, rule) = agreement.rules().find(|(_, rule)| rule.id == one.rule)?;
    let reading = rule.readings.iter().find(|reading| reading.name == one.reading)?;
    let all = of_reading(agreement, (provision, rule, reading), &sight, Stretch::ALWAYS);
    all.into_iter().find(|other| (&other.party, &other.instance, other.level) == (&one.party, &one.instance, one.level))
}
