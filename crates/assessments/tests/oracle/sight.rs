//! Sections 1 and 2: what is in sight as of the moment asked for, and how well each element of an event is known.

use events::{Event, Evidence, Known, Noted};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Account, Answer, Decision, Element, Finding, Level, Observation, Response, Score, Verdict};

use super::told;

/// What begins no later than `as_of`.
pub(crate) struct Sight<'a> {
    pub(crate) as_of: Timestamp,
    pub(crate) events: Vec<SeenEvent<'a>>,
    pub(crate) accounts: Vec<&'a Account>,
    pub(crate) observations: Vec<&'a Observation>,
    pub(crate) decisions: Vec<&'a Noted<Decision>>,
    pub(crate) findings: Vec<&'a Noted<Finding>>,
    pub(crate) responses: Vec<&'a Response>,
    pub(crate) scores: Vec<&'a Noted<Score>>,
}

/// An event that no finding on the fact refutes, with its levels after findings and responses.
pub(crate) struct SeenEvent<'a> {
    pub(crate) event: &'a Event,
    /// Who did it; none where that is not known.
    pub(crate) author: Option<&'a str>,
    pub(crate) fact: Level,
    pub(crate) author_level: Level,
    pub(crate) quantity: Level,
    pub(crate) quantity_refuted: bool,
}

impl<'a> Sight<'a> {
    pub(crate) fn new(agreement: &Agreement, known: &'a Known, as_of: Timestamp) -> Sight<'a> {
        let mut sight = Sight {
            as_of,
            events: Vec::new(),
            accounts: known.accounts.iter().map(|noted| &noted.what).filter(|a| a.when.start() <= as_of).collect(),
            observations: known.observations.iter().map(|n| &n.what).filter(|o| o.when.start() <= as_of).collect(),
            decisions: known.decisions.iter().filter(|noted| noted.what.at <= as_of).collect(),
            findings: known
                .findings
                .iter()
                .filter(|noted| noted.what.when.start() <= as_of)
                .filter(|noted| agreement.bodies.iter().any(|body| body.id == noted.what.by))
                .collect(),
            responses: known.responses.iter().map(|noted| &noted.what).filter(|r| r.when.start() <= as_of).collect(),
            scores: known.scores.iter().filter(|noted| noted.what.when.start() <= as_of).collect(),
        };
        for event in &known.events {
            if event.happening.when.start() <= as_of {
                let seen = sight.seen(agreement, event);
                sight.events.extend(seen);
            }
        }
        sight
    }

    /// The event with its levels; none where its fact is refuted.
    fn seen(&self, agreement: &Agreement, event: &'a Event) -> Option<SeenEvent<'a>> {
        let fact_verdict = self.verdict(&event.id, |finding| finding.fact);
        let author_verdict = self.verdict(&event.id, |finding| finding.author);
        let quantity_verdict = self.verdict(&event.id, |finding| finding.quantity);
        if fact_verdict == Some(Verdict::Refuted) {
            return None;
        }
        let (fact, author_level, quantity) = match &event.evidence {
            Evidence::Stated { fact, author, quantity } => (*fact, *author, *quantity),
            Evidence::Told(voices) => told::levels(agreement, event, voices),
        };
        let raised = |level: Level, element: Element, verdict: Option<Verdict>| {
            let admitted = agreement.evidence.admission && self.admitted(event, element);
            let level = if admitted { level.max(Level::Corroborated) } else { level };
            if verdict == Some(Verdict::Established) { Level::Verified } else { level }
        };
        let author = named_author(event).filter(|_| author_verdict != Some(Verdict::Refuted));
        Some(SeenEvent {
            event,
            author,
            fact: raised(fact, Element::Fact, fact_verdict),
            author_level: raised(author_level, Element::Author, author_verdict),
            quantity: raised(quantity, Element::Quantity, quantity_verdict),
            quantity_refuted: quantity_verdict == Some(Verdict::Refuted),
        })
    }

    /// What the latest finding on this element of this event says; of two at one time the one with the greater id.
    /// Choice: a finding is as late as the beginning of its time.
    pub(crate) fn verdict(&self, event: &str, element: impl Fn(&Finding) -> Option<Verdict>) -> Option<Verdict> {
        let mut on_it: Vec<&&Noted<Finding>> =
            self.findings.iter().filter(|noted| noted.what.event == event && element(&noted.what).is_some()).collect();
        on_it.sort_by(|one, other| (one.what.when.start(), &one.id).cmp(&(other.what.when.start(), &other.id)));
        on_it.last().and_then(|noted| element(&noted.what))
    }

    /// What the latest finding says of a quality of an event.
    pub(crate) fn quality(&self, event: &str, quality: &str) -> Option<Verdict> {
        self.verdict(event, |finding| match &finding.qualifier {
            Some((name, verdict)) if name == quality => Some(*verdict),
            _ => None,
        })
    }

    /// What the latest finding says of the breach of the rule or provision of that name.
    pub(crate) fn breach(&self, event: &str, rule_or_provision: &str) -> Option<Verdict> {
        self.verdict(event, |finding| match &finding.breach {
            Some((name, verdict)) if name == rule_or_provision => Some(*verdict),
            _ => None,
        })
    }

    /// Whether the party that the event names as its author accepts or justifies this element.
    fn admitted(&self, event: &Event, element: Element) -> bool {
        self.responses.iter().any(|response| {
            response.event == event.id
                && Some(response.by.as_str()) == named_author(event)
                && response.element == element
                && matches!(response.answer, Answer::Accepts | Answer::Justifies(_))
        })
    }

    /// Grounds that a party pleads for an event.
    pub(crate) fn grounds(&self, event: &str, party: &str) -> Vec<String> {
        let mut grounds = Vec::new();
        for response in &self.responses {
            match &response.answer {
                Answer::Justifies(ground) if response.event == event && response.by == party => {
                    grounds.push(ground.clone());
                }
                _ => {}
            }
        }
        grounds
    }
}

/// An author that is not named, or named `unknown`, is unknown.
pub(crate) fn named_author(event: &Event) -> Option<&str> {
    event.happening.by.as_deref().filter(|by| *by != "unknown")
}
