//! What came in and how far each report has been looked at: taken by somebody, accepted, returned for more, set aside. Every step is
//! an entry, alone or in bulk, by the same rules.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::body::{self, Triage, TriageStep};
use records::Report;

use crate::monitor::Draft;
use crate::{Error, Monitor, State};

/// How a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Nobody has looked at it.
    Received,
    /// The latest step.
    At(TriageStep),
}

impl Stand {
    /// By its word: `received`, or that of a step.
    pub fn from_text(text: &str) -> Option<Stand> {
        if text == "received" { Some(Stand::Received) } else { TriageStep::from_text(text).map(Stand::At) }
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        match self {
            Stand::Received => "received",
            Stand::At(step) => step.to_text(),
        }
    }
}

/// The latest step with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub step: TriageStep,
    /// Who took it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The entry that says so.
    pub entry: u64,
}

/// A report in the inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct InInbox {
    /// The entry that holds it as last corrected.
    pub entry: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The report.
    pub report: Report,
    /// The latest step with it; none: it was received, and no more.
    pub step: Option<Step>,
}

/// Which reports are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct AskedInbox<'a> {
    /// Those that stand so; all if none is named.
    pub stands: &'a [Stand],
    /// Those of one source.
    pub source: Option<&'a str>,
    /// Those whose entries come after this one.
    pub after: u64,
    /// So many at most.
    pub limit: usize,
}

/// A step that somebody asks to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedStep {
    /// The report, `source/id`.
    pub report: String,
    /// What is done with it.
    pub step: TriageStep,
    /// Why; needed to return, to set aside, to take over from somebody, and to go back on an earlier step.
    pub reason: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepDone {
    /// It is this entry.
    Recorded(u64),
    /// The record says so already.
    Known,
}

impl State {
    /// How many reports stand at each.
    pub fn stands(&self) -> BTreeMap<&'static str, usize> {
        let mut out = BTreeMap::new();
        let mut n_left = self.n_reports();
        let stands = |source: &str, id: &str| self.about().withdrawn(source, id).is_none();
        for (source, id, step) in self.about().latest_steps() {
            if self.entry_of(source, id).is_some() {
                n_left -= 1;
                if stands(source, id) {
                    *out.entry(step.to_text()).or_default() += 1;
                }
            }
        }
        let gone = self
            .about()
            .withdrawals()
            .filter(|(source, id)| self.about().triage(source, id).is_none() && self.entry_of(source, id).is_some());
        out.insert(Stand::Received.to_text(), n_left - gone.count());
        out
    }

    /// The inbox, oldest entries first.
    pub fn inbox(&self, asked: &AskedInbox<'_>) -> Vec<InInbox> {
        let mut out = Vec::new();
        let is_of_steps = !asked.stands.is_empty() && !asked.stands.contains(&Stand::Received);
        // Few have been looked at: those alone are gone through, where only those are asked for.
        let mut stepped: Vec<(u64, &str, &str)> = Vec::new();
        if is_of_steps {
            let all = self
                .about()
                .latest_steps()
                .filter_map(|(source, id, _)| Some((self.entry_of(source, id)?, source, id)));
            stepped.extend(all.filter(|(entry, ..)| *entry > asked.after));
            stepped.sort_unstable();
        }
        let received = (!is_of_steps).then(|| self.reports_after(asked.after)).into_iter().flatten();
        for (entry, source, id) in stepped.into_iter().chain(received) {
            if out.len() >= asked.limit {
                break;
            }
            let latest = self.about().triage(source, id);
            let stand = latest.map_or(Stand::Received, |(_, step)| Stand::At(step));
            let is_asked = asked.source.is_none_or(|asked| asked == source)
                && (asked.stands.is_empty() || asked.stands.contains(&stand));
            if !is_asked || self.about().withdrawn(source, id).is_some() {
                continue;
            }
            let Some((filed, line)) = self.report(source, id).zip(self.lines().get(entry)) else { continue };
            let step = latest.and_then(|(entry, step)| {
                let line = self.lines().get(entry)?;
                Some(Step { step, by: line.author, at: line.recorded_at, entry })
            });
            out.push(InInbox { entry, recorded_at: line.recorded_at, report: filed.report, step });
        }
        out
    }

    /// Source and id of a report of that name. Ids may hold strokes, sources may, too: what is there decides.
    pub fn named(&self, report: &str) -> Option<(String, String)> {
        let parts = report.match_indices('/').map(|(at, _)| (&report[..at], &report[at + 1..]));
        let found = parts.into_iter().find(|(source, id)| self.entry_of(source, id).is_some())?;
        Some((found.0.to_owned(), found.1.to_owned()))
    }

    /// Whether a step can be taken; false where it was already. `before` has steps that are about to be recorded.
    fn check_step(&self, key: &(String, String), asked: &AskedStep, by: &str, before: &Before) -> Result<bool, String> {
        let name = &asked.report;
        if self.about().withdrawn(&key.0, &key.1).is_some() {
            return Err(format!("{name} was taken back"));
        }
        let latest = before.get(key).cloned().or_else(|| {
            let (entry, step) = self.about().triage(&key.0, &key.1)?;
            Some((step, self.lines().get(entry)?.author))
        });
        let has_reason = asked.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        match (latest, asked.step) {
            (Some((latest, who)), step) if latest == step && (who == by || step != TriageStep::Taken) => Ok(false),
            (Some((TriageStep::Taken, who)), TriageStep::Taken) if !has_reason => {
                Err(format!("{name} was taken by {who}; to take it over, say why"))
            }
            (Some((TriageStep::Taken, who)), _) if who != by && !has_reason => {
                Err(format!("{name} was taken by {who}; to decide in their place, say why"))
            }
            (Some((latest @ (TriageStep::Accepted | TriageStep::SetAside), who)), _) if !has_reason => {
                Err(format!("{name} is {} by {who}; to go back on that, say why", latest.to_text()))
            }
            (_, TriageStep::Returned | TriageStep::SetAside) if !has_reason => {
                Err(format!("{name}: to return a report or set it aside, say why"))
            }
            _ => Ok(true),
        }
    }
}

type Before = BTreeMap<(String, String), (TriageStep, String)>;

impl Monitor {
    /// Records steps with reports, in one commit: one that cannot be taken leaves the others. Gives what became of each, in order.
    pub fn record_steps(
        &mut self,
        asked: &[AskedStep],
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<Vec<Result<StepDone, String>>, Error> {
        self.catch_up()?;
        let who = by.unwrap_or(&self.core.author).to_owned();
        let (mut before, mut drafts, mut out) = (Before::new(), Vec::new(), Vec::with_capacity(asked.len()));
        for one in asked {
            let state = &self.core.state;
            let checked = match state.named(&one.report) {
                Some(key) => state.check_step(&key, one, &who, &before).map(|is_new| is_new.then_some(key)),
                None => Err(format!("there is no report {:?} (source/id)", one.report)),
            };
            out.push(checked.map(|key| match key {
                Some((source, id)) => {
                    before.insert((source.clone(), id.clone()), (one.step, who.clone()));
                    let body = body::triage_to_body(&Triage { source, id, step: one.step });
                    let reason = one.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
                    let details = reason.map(|reason| (body::REASON.to_owned(), reason.as_bytes().to_vec()));
                    let details = details.into_iter().collect();
                    drafts.push(Draft { kind: body::TRIAGE, body, details, author: by.map(str::to_owned) });
                    StepDone::Recorded(drafts.len() as u64)
                }
                None => StepDone::Known,
            }));
        }
        if !drafts.is_empty() {
            let n_drafts = drafts.len() as u64;
            self.append(drafts, recorded_at)?;
            let first = self.core.state.size() - n_drafts;
            for done in out.iter_mut().flatten() {
                if let StepDone::Recorded(place) = done {
                    *place += first;
                }
            }
        }
        Ok(out)
    }
}
