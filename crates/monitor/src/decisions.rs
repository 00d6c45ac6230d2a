//! What people decide of events: merged, split, found, answered. Whoever asks, by command or by page, is held to the same.

use std::collections::BTreeSet;

use events::{Event, Evidence};
use jiff::Timestamp;
use records::{Finding, LinkAct, LinkDecision, Report, Response, Statement};

use crate::Outlook;

fn reports_of(claims: &[Event]) -> Vec<String> {
    match claims.first().map(|event| &event.evidence) {
        Some(Evidence::Told(voices)) => voices.iter().map(|voice| voice.report.clone()).collect(),
        _ => Vec::new(),
    }
}

impl Outlook {
    /// The event of that name, or the one that a report of that name tells of.
    pub fn event_of(&self, name: &str) -> Result<&str, String> {
        let named = self.known.event_named(name);
        named.ok_or_else(|| format!("there is no event {name:?}, and no report of that name tells of one"))
    }

    fn claims_of(&self, name: &str) -> Result<&[Event], String> {
        Ok(self.known.claims(self.event_of(name)?))
    }

    /// Two events or more, named by themselves or by reports of theirs, are one.
    pub fn merge(&self, names: &[String]) -> Result<LinkDecision, String> {
        let (mut together, mut ids) = (Vec::new(), BTreeSet::new());
        for name in names {
            let claims = self.claims_of(name)?;
            if ids.insert(claims.first().map(|event| &event.id)) {
                together.extend(reports_of(claims));
            }
        }
        if ids.len() < 2 {
            return Err(format!("{} are one event already", names.join(" and ")));
        }
        Ok(LinkDecision { act: LinkAct::Merge, together, apart: [Vec::new(), Vec::new()] })
    }

    /// Some reports of an event tell of another one.
    pub fn split(&self, event: &str, reports: &[String]) -> Result<LinkDecision, String> {
        let all = reports_of(self.claims_of(event)?);
        if reports.is_empty() {
            return Err("no report is named that tells of another event".to_owned());
        }
        if let Some(stranger) = reports.iter().find(|report| !all.contains(report)) {
            return Err(format!("{stranger} is not among the event's reports, {}", all.join(", ")));
        }
        let rest: Vec<String> = all.into_iter().filter(|report| !reports.contains(report)).collect();
        if rest.is_empty() {
            return Err("no report would be left in the event".to_owned());
        }
        Ok(LinkDecision { act: LinkAct::Split, together: reports.to_vec(), apart: [reports.to_vec(), rest] })
    }

    /// A report belongs to another event.
    pub fn moved(&self, report: &str, event: &str) -> Result<LinkDecision, String> {
        let (before, to) = (self.claims_of(report)?, self.claims_of(event)?);
        let before_reports = reports_of(before);
        if !before_reports.iter().any(|own| own == report) {
            return Err(format!("there is no report {report:?}"));
        }
        if before.first().map(|event| &event.id) == to.first().map(|event| &event.id) {
            return Err(format!("{report} is in that event already"));
        }
        let mut together = vec![report.to_owned()];
        together.extend(reports_of(to));
        let rest = before_reports.into_iter().filter(|own| own != report).collect();
        Ok(LinkDecision { act: LinkAct::Move, together, apart: [vec![report.to_owned()], rest] })
    }

    /// A finding as the report of its body. `finding.event` may name a report of the event.
    pub fn finding(&self, mut finding: Finding, because: Option<String>, now: Timestamp) -> Result<Report, String> {
        let bodies = &self.agreement().bodies;
        if !bodies.iter().any(|body| body.id == finding.by) {
            let known: Vec<&str> = bodies.iter().map(|body| body.id.as_str()).collect();
            let known = if known.is_empty() { "it names none".to_owned() } else { known.join(", ") };
            return Err(format!("{} is no body of the agreement: {known}", finding.by));
        }
        let says_nothing = finding.fact.is_none()
            && finding.author.is_none()
            && finding.quantity.is_none()
            && finding.breach.is_none()
            && finding.qualifier.is_none();
        if says_nothing {
            return Err("a finding says something of fact, author, number, breach or qualifier".to_owned());
        }
        let event = self.event_of(&finding.event)?.to_owned();
        if let Some(earlier) = &finding.revises
            && !self.known.findings.iter().any(|found| found.id == *earlier && found.what.event == event)
        {
            return Err(format!("there is no finding {earlier:?} on that event"));
        }
        finding.event = event;
        let by = finding.by.clone();
        Ok(self.own_report("finding", &by, Statement::Finding(finding), because, now))
    }

    /// A party's answer as its own report. `response.event` may name a report of the event.
    pub fn response(&self, mut response: Response, text: Option<String>, now: Timestamp) -> Result<Report, String> {
        let parties = &self.agreement().parties;
        if !parties.iter().any(|party| party.id == response.by) {
            let known: Vec<&str> = parties.iter().map(|party| party.id.as_str()).collect();
            return Err(format!("{} is none of the parties: {}", response.by, known.join(", ")));
        }
        response.event = self.event_of(&response.event)?.to_owned();
        let by = response.by.clone();
        Ok(self.own_report("response", &by, Statement::Response(response), text, now))
    }

    /// A report by which a body or a party says something itself, numbered by the ledger's size.
    pub fn own_report(
        &self,
        kind: &str,
        source: &str,
        statement: Statement,
        text: Option<String>,
        now: Timestamp,
    ) -> Report {
        Report {
            id: format!("{kind}-{}", self.state.size() + 1),
            source: source.to_owned(),
            origin: None,
            basis: None,
            reported_at: Some(now),
            credibility: None,
            statement,
            text,
            language: None,
            document: None,
            observer: None,
        }
    }
}
