//! What all instances of one reading share: the rule, the clock, what is in sight.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Known, Noted};
use jiff::Timestamp;
use provisions::{Agreement, Duty, Kind, Provision, Reading, Reporting, Rule, Selection};
use records::{Account, Decision, Finding, Level, Observation, Response, Verdict};
use rust_decimal::Decimal;

use crate::amount::Conversions;
use crate::bearing::{Candidate, Candidates, Needs, Perhaps, candidate};
use crate::levels::{OnRecord, Weighed, weigh};
use crate::time::{Clock, Stretch};
use crate::{Assessment, Score, Status};

/// By what they set, then by key, then by id: those about one thing lie side by side.
pub(crate) fn sort_decisions(decisions: &mut [&Noted<Decision>]) {
    decisions.sort_by(|a, b| order_of_decisions(a, b));
}

/// Their order: by what they set and its key.
pub(crate) fn order_of_decisions(a: &Noted<Decision>, b: &Noted<Decision>) -> std::cmp::Ordering {
    (&a.what.sets, &a.what.key, &a.id).cmp(&(&b.what.sets, &b.what.key, &b.id))
}

/// The party to which acts of unknown authors are laid.
pub(crate) const UNKNOWN: &str = "unknown";

/// All that is in sight as of a moment.
pub(crate) struct Sight<'a> {
    pub(crate) as_of: Timestamp,
    pub(crate) events: Vec<Weighed<'a>>,
    pub(crate) decisions: Vec<&'a Noted<Decision>>,
    pub(crate) accounts: Vec<&'a Noted<Account>>,
    pub(crate) observations: Vec<&'a Noted<Observation>>,
    pub(crate) scores: Vec<&'a Noted<records::Score>>,
    pub(crate) conversions: Conversions,
    by_type: BTreeMap<&'a str, Vec<usize>>,
    /// No finding in sight refutes a breach.
    clears_none: bool,
}

impl<'a> Sight<'a> {
    pub(crate) fn new(agreement: &Agreement, known: &'a Known, as_of: Timestamp) -> Sight<'a> {
        let decisions = Sight::decisions_only(known, as_of);
        let record = (known.findings.iter(), known.responses.iter());
        Sight::beside(agreement, known, decisions, as_of).over(&known.events, record, agreement)
    }

    /// All but the events.
    pub(crate) fn beside(
        agreement: &Agreement,
        known: &'a Known,
        decisions: Vec<&'a Noted<Decision>>,
        as_of: Timestamp,
    ) -> Sight<'a> {
        Sight {
            as_of,
            events: Vec::new(),
            conversions: Conversions::new(agreement, &decisions),
            decisions,
            scores: known.scores.iter().filter(|score| score.what.when.start() <= as_of).collect(),
            accounts: known.accounts.iter().filter(|account| account.what.when.start() <= as_of).collect(),
            observations: known.observations.iter().filter(|o| o.what.when.start() <= as_of).collect(),
            by_type: BTreeMap::new(),
            clears_none: true,
        }
    }

    /// The same with these events, of which findings and responses tell.
    pub(crate) fn over(
        mut self,
        events: impl IntoIterator<Item = &'a Event>,
        (findings, responses): (impl Iterator<Item = &'a Noted<Finding>>, impl Iterator<Item = &'a Noted<Response>>),
        agreement: &Agreement,
    ) -> Sight<'a> {
        let as_of = self.as_of;
        // Only a body of the agreement finds.
        let is_body = |name: &str| agreement.bodies.iter().any(|body| body.id == name);
        let findings = findings.filter(|found| found.what.when.start() <= as_of && is_body(&found.what.by));
        let responses = responses.filter(|response| response.what.when.start() <= as_of);
        let record = OnRecord::new(findings, responses);
        let seen = events.into_iter().filter(|event| event.happening.when.start() <= as_of);
        self.clears_none = !record.clears_any();
        self.events = seen.filter_map(|event| weigh(event, agreement, &record)).collect();
        for (event_idx, weighed) in self.events.iter().enumerate() {
            self.by_type.entry(weighed.event.happening.kind.as_str()).or_default().push(event_idx);
        }
        self
    }

    /// The decisions in sight, by what they set and its key, where nothing else is needed.
    pub(crate) fn decisions_only(known: &'a Known, as_of: Timestamp) -> Vec<&'a Noted<Decision>> {
        let mut decisions: Vec<&Noted<Decision>> =
            known.decisions.iter().filter(|decision| decision.what.at <= as_of).collect();
        sort_decisions(&mut decisions);
        decisions
    }

    /// Start of the earliest event: before it, the periods of a rule that is always in force hold nothing.
    pub(crate) fn earliest(&self) -> Timestamp {
        self.events.iter().map(|weighed| weighed.event.happening.when.start()).min().unwrap_or(self.as_of)
    }
}

/// One reading of one rule.
#[derive(Clone)]
pub(crate) struct Frame<'f, 'a> {
    pub(crate) agreement: &'f Agreement,
    pub(crate) provision: &'f Provision,
    pub(crate) rule: &'f Rule,
    pub(crate) reading: &'f Reading,
    pub(crate) duty: &'f Duty,
    pub(crate) clock: Clock<'f>,
    pub(crate) sight: &'f Sight<'a>,
    /// The time in which the agreement's version is in force.
    pub(crate) window: Stretch,
    /// Levels assessed in this pass.
    pub(crate) levels: Vec<Level>,
    /// Parties assessed in this pass.
    pub(crate) bound: Vec<&'f str>,
}

impl<'f, 'a> Frame<'f, 'a> {
    /// An assessment in which nothing is decided yet.
    pub(crate) fn blank(&self, party: &str, instance: &str, level: Level) -> Assessment {
        Assessment {
            provision: self.provision.id.clone(),
            rule: self.rule.id.clone(),
            reading: self.reading.name.clone(),
            party: party.to_owned(),
            instance: instance.to_owned(),
            level,
            status: Status::NotInForce,
            reason: None,
            start: None,
            due: None,
            decided_at: None,
            late: false,
            pleaded: Vec::new(),
            count: Decimal::ZERO,
            because: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// The same for some levels only.
    pub(crate) fn at_levels(&self, levels: &[Level]) -> Frame<'f, 'a> {
        Frame { levels: levels.to_vec(), ..self.clone() }
    }

    /// The same for one party only.
    pub(crate) fn for_party(&self, party: &'f str) -> Frame<'f, 'a> {
        Frame { bound: vec![party], ..self.clone() }
    }

    /// Nobody bound: one assessment without a party.
    pub(crate) fn parties(&self) -> Vec<&'f str> {
        if self.bound.is_empty() { vec![""] } else { self.bound.clone() }
    }

    /// One assessment for each party and level, outside the rule's time.
    pub(crate) fn not_in_force(&self, out: &mut Vec<Assessment>) {
        for party in self.parties() {
            out.extend(self.levels.iter().map(|level| self.blank(party, "", *level)));
        }
    }

    /// The latest score of each assessor for a party; withheld while only one assessor has scored.
    pub(crate) fn scores(&self, party: &str) -> Vec<Score> {
        let mut latest: BTreeMap<&str, &Noted<records::Score>> = BTreeMap::new();
        let concerns = |score: &records::Score| {
            score.on == self.rule.id && score.party.as_deref().is_none_or(|scored| scored == party)
        };
        for score in self.sight.scores.iter().filter(|score| concerns(&score.what)) {
            let later = |other: &&Noted<records::Score>| {
                (other.what.when.start(), &other.id) > (score.what.when.start(), &score.id)
            };
            if latest.get(score.what.by.as_str()).is_none_or(|other| !later(other)) {
                latest.insert(&score.what.by, score);
            }
        }
        let is_alone = latest.len() < 2;
        let shown = latest.into_values().map(|score| Score {
            by: score.what.by.clone(),
            score: (!is_alone).then_some(score.what.score),
            at: score.what.when.start(),
        });
        shown.collect()
    }

    /// The events that count for a selection, whenever they were.
    pub(crate) fn candidates(&self, selection: &Selection, needs: Needs<'_>) -> Candidates<'f> {
        let indexes = selection.types.iter().filter_map(|kind| self.sight.by_type.get(kind.as_str())).flatten();
        let events: &'f [Weighed<'a>] = &self.sight.events;
        let of_type = indexes.map(|event_idx| &events[*event_idx]);
        Candidates::new(of_type, selection, needs, self.agreement, &self.sight.conversions)
    }

    /// Events of a type, by its name in the agreement.
    pub(crate) fn events_of(&self, name: &str) -> Vec<&'f Weighed<'a>> {
        let types = match self.agreement.event_types.get(name) {
            Some(event) => event.types.iter().map(String::as_str).collect(),
            None => vec![name],
        };
        let indexes = types.into_iter().filter_map(|kind| self.sight.by_type.get(kind)).flatten();
        indexes.map(|event_idx| &self.sight.events[*event_idx]).collect()
    }

    /// Without the acts that the rule's exceptions leave free; those that they perhaps leave free perhaps bear.
    pub(crate) fn without_exceptions(&self, candidates: Candidates<'f>) -> Candidates<'f> {
        if self.duty.except.is_empty() {
            return candidates;
        }
        let needs = Needs { author: false, quantity: false, qualifier: None };
        candidates.kept(|mut act| {
            for except in &self.duty.except {
                let whatever_unit = Selection { unit: None, ..except.clone() };
                match candidate(act.event, &whatever_unit, needs, self.agreement).map(|free| free.perhaps) {
                    Some(Perhaps::NONE) => return None,
                    // An author who is not known perhaps is one of those free: a particular of the exception.
                    Some(doubts) if doubts.without(Perhaps::AUTHOR) != doubts => {
                        act.perhaps = act.perhaps.and(doubts.without(Perhaps::AUTHOR)).and(Perhaps::PARTICULAR);
                    }
                    Some(doubts) => act.perhaps = act.perhaps.and(doubts),
                    None => {}
                }
            }
            Some(act)
        })
    }

    /// The events that count against a limit, of which no finding says that they break the rule not. Of what may never be,
    /// a single act is one too many, in whatever unit it is told.
    pub(crate) fn candidates_up_to(
        &self,
        limit: Option<Decimal>,
        selection: &Selection,
        needs: Needs<'_>,
    ) -> Candidates<'f> {
        let all = if limit.is_some_and(|limit| limit.is_zero()) {
            self.candidates(&Selection { unit: None, ..selection.clone() }, needs)
        } else {
            self.candidates(selection, needs)
        };
        self.not_cleared(self.without_exceptions(all))
    }

    /// What findings in force say of an act's breach of this rule.
    pub(crate) fn breach(&self, act: &Candidate<'_>) -> Option<Verdict> {
        act.event.breach(&self.rule.id, &self.provision.id)
    }

    /// Without the acts of which a finding says that they are no breach of this rule.
    pub(crate) fn not_cleared(&self, candidates: Candidates<'f>) -> Candidates<'f> {
        if self.sight.clears_none {
            return candidates;
        }
        candidates.kept(|act| (self.breach(&act) != Some(Verdict::Refuted)).then_some(act))
    }

    /// Keys of the rule's instances that decisions or a column give: each with the stretches in force; `None` is the
    /// rule without a key.
    pub(crate) fn courses(&self) -> Vec<(Option<String>, Vec<Stretch>)> {
        let window = if self.is_cut() { self.window } else { Stretch::ALWAYS };
        let begun = |stretches: Vec<Stretch>| -> Vec<Stretch> {
            let within = stretches.into_iter().filter_map(|stretch| stretch.with(window));
            within.filter(|stretch| stretch.from <= self.sight.as_of).collect()
        };
        if self.keyed_state().is_some() {
            let keys = self.clock.state_keys(self.duty);
            let keyed = keys.into_iter().map(|key| {
                let stretches = begun(self.clock.in_force(self.duty, Some(&key)));
                (Some(key), stretches)
            });
            return keyed.filter(|(_, stretches)| !stretches.is_empty()).collect();
        }
        let stretches = begun(self.clock.in_force(self.duty, None));
        if stretches.is_empty() { Vec::new() } else { vec![(None, stretches)] }
    }

    /// Whether its stretches are cut where one version of the agreement follows another. What falls due is not: it belongs
    /// to the version in force at its due time.
    pub(crate) fn is_cut(&self) -> bool {
        match &self.duty.kind {
            Kind::Prohibition { .. }
            | Kind::Sequence { .. }
            | Kind::Eligibility { .. }
            | Kind::Permission { .. }
            | Kind::Placement { .. }
            | Kind::Continuous { .. }
            | Kind::Rate { .. }
            | Kind::Cap { .. }
            | Kind::Prevention { .. }
            | Kind::Effort { .. }
            | Kind::Undefined(_) => true,
            Kind::Cumulative { due, .. } => due.is_none(),
            Kind::Report { when, .. } => matches!(when, Reporting::Every(_)),
            Kind::Deadline { .. }
            | Kind::Together { .. }
            | Kind::Ratio { .. }
            | Kind::Term(_)
            | Kind::Conditional { .. } => false,
        }
    }

    /// The column by which the rule's keyed state is kept apart.
    pub(crate) fn keyed_state(&self) -> Option<&'f str> {
        let states = self.duty.states.iter().filter_map(|state| self.agreement.states.get(state));
        states.filter_map(|state| state.each.as_ref()).map(|key| key.0.as_str()).next()
    }

    /// The column by which the rule is kept apart.
    pub(crate) fn column(&self) -> Option<&'f str> {
        self.keyed_state().or(self.duty.each.as_ref().map(|key| key.0.as_str()))
    }

    /// The clause as it must be watched: what is kept apart by zone, in the zone that is its key.
    pub(crate) fn watched<'s>(&self, selection: &'s Selection, key: Option<&str>) -> Cow<'s, Selection> {
        match (self.column(), key) {
            (Some("zone"), Some(zone)) => Cow::Owned(Selection { zones: vec![zone.to_owned()], ..selection.clone() }),
            _ => Cow::Borrowed(selection),
        }
    }

    /// Candidates for each key of the rule: of its keyed state, of its own column, or of none. The keys of a column are its
    /// values among all events of the clause's types in sight.
    pub(crate) fn keyed(
        &self,
        course: &Option<String>,
        selection: &Selection,
        candidates: &Candidates<'f>,
    ) -> Vec<(Option<String>, Candidates<'f>)> {
        if let (Some(column), Some(key)) = (self.keyed_state(), course) {
            return vec![(Some(key.clone()), candidates.of_key(column, key))];
        }
        let Some(column) = &self.duty.each else { return vec![(None, candidates.clone())] };
        let indexes = selection.types.iter().filter_map(|kind| self.sight.by_type.get(kind.as_str())).flatten();
        let keys: BTreeSet<&str> =
            indexes.filter_map(|event_idx| self.sight.events[*event_idx].key(&column.0)).collect();
        if keys.is_empty() {
            return vec![(None, candidates.clone())];
        }
        let mut parts = candidates.by_key(&column.0);
        let of_key = |key: &str| parts.remove(key).unwrap_or_else(|| candidates.of_key(&column.0, key));
        let mut of_key = of_key;
        keys.into_iter().map(|key| (Some(key.to_owned()), of_key(key))).collect()
    }

    /// Name of an instance: the key, then the start.
    pub(crate) fn instance_name(&self, key: Option<&str>, start: Timestamp) -> String {
        let start = self.clock.named(start);
        match key {
            Some(key) if start.is_empty() => key.to_owned(),
            Some(key) => format!("{key} {start}"),
            None => start,
        }
    }

    /// Grounds that a party pleads for what is counted.
    pub(crate) fn pleaded(&self, counted: &[&Candidate<'_>], party: &str) -> Vec<String> {
        let pleas = counted.iter().flat_map(|candidate| &candidate.event.pleaded);
        let mut grounds: Vec<String> =
            pleas.filter(|(by, _)| *by == party).map(|(_, ground)| (*ground).to_owned()).collect();
        grounds.sort();
        grounds.dedup();
        grounds
    }
}
