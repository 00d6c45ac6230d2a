//! What an agreement leaves open: terms, dates, annexes, baselines, values, and provisions that nothing measures. A drafting
//! aid for those who still negotiate.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::{Agreement, ValueFrom};
use crate::diagnostic::Position;
use crate::kind::{Away, Eligible, Kind, Precondition, Reached, Reporting};
use crate::rule::{Amount, Anchor, Due, Duty, Missing, Moment, Near, Rule, Selection};

/// What sort of thing is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opening {
    /// A term is not defined.
    Term,
    /// Something is left to a later agreement.
    Agreement,
    /// No due time is set.
    Date,
    /// An outline, a line or another document is not there.
    Annex,
    /// No baseline was declared, or it is sealed.
    Baseline,
    /// Baselines or dates are disputed.
    Disputed,
    /// A value, a conversion or an attribute waits for a decision.
    Value,
    /// A quality, an effort or a failure to prevent waits for a finding.
    Finding,
    /// A clause can be read in several ways.
    Readings,
    /// A provision has a text and no rule.
    Unmeasured,
}

impl Opening {
    /// The word in files.
    pub fn to_text(self) -> &'static str {
        match self {
            Opening::Term => "term",
            Opening::Agreement => "to_be_agreed",
            Opening::Date => "date",
            Opening::Annex => "annex",
            Opening::Baseline => "baseline",
            Opening::Disputed => "disputed",
            Opening::Value => "value",
            Opening::Finding => "finding",
            Opening::Readings => "readings",
            Opening::Unmeasured => "unmeasured",
        }
    }
}

/// One thing that an agreement leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPoint {
    /// The provision.
    pub provision: String,
    /// The rule; none for a provision without one.
    pub rule: Option<String>,
    /// What sort of thing.
    pub opening: Opening,
    /// The thing, in the agreement's words or by its name.
    pub what: String,
    /// Why it matters.
    pub because: Option<String>,
    /// Who could supply it.
    pub supplied_by: Vec<String>,
    /// Where.
    pub at: Position,
}

/// Moments on which a duty hangs, but for those of states.
fn moments(duty: &Duty) -> Vec<&Moment> {
    let mut found: Vec<&Moment> = duty.once.iter().chain(&duty.time.from).chain(&duty.time.until).collect();
    let due = match &duty.kind {
        Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => Some(due),
        Kind::Cumulative { due, .. } => due.as_ref(),
        _ => None,
    };
    match due {
        Some(Due::Within(_, Anchor::Moment(moment)) | Due::By(moment)) => found.push(moment),
        Some(Due::Between(from, until)) => found.extend([from, until]),
        _ => {}
    }
    found
}

/// Everything that an agreement leaves open, in the order of the text.
pub fn open_points(agreement: &Agreement) -> Vec<OpenPoint> {
    let mut found = Vec::new();
    for (provision, rule) in agreement.rules() {
        let mut points = Points { agreement, provision: &provision.id, rule, found: Vec::new(), said: BTreeSet::new() };
        points.of_rule();
        found.extend(points.found);
    }
    found.extend(agreement.unmeasured.iter().map(|provision| OpenPoint {
        provision: provision.id.clone(),
        rule: None,
        opening: Opening::Unmeasured,
        what: provision.title.clone(),
        because: None,
        supplied_by: Vec::new(),
        at: provision.at.clone(),
    }));
    found.sort_by_key(|point| point.at.start);
    found
}

struct Points<'a> {
    agreement: &'a Agreement,
    provision: &'a str,
    rule: &'a Rule,
    found: Vec<OpenPoint>,
    said: BTreeSet<(Opening, String)>,
}

impl Points<'_> {
    fn say(&mut self, opening: Opening, what: impl Into<String>, because: Option<String>, supplied_by: Vec<String>) {
        let what = what.into();
        if !self.said.insert((opening, what.clone())) {
            return;
        }
        let (provision, rule) = (self.provision.to_owned(), Some(self.rule.id.clone()));
        let at = self.rule.at.clone();
        self.found.push(OpenPoint { provision, rule, opening, what, because, supplied_by, at });
    }

    fn of_rule(&mut self) {
        let own: BTreeSet<&str> =
            self.rule.readings.iter().map(|reading| reading.name.split("; ").next().unwrap_or_default()).collect();
        let own: Vec<&str> = own.into_iter().filter(|name| !name.contains(": ")).collect();
        if own.len() > 1 {
            self.say(Opening::Readings, own.join("; "), None, self.agreement.interpreted_by.clone());
        }
        for reading in &self.rule.readings {
            let claims: BTreeMap<&String, &usize> = reading.choices.iter().collect();
            for id in claims.keys() {
                self.say(Opening::Disputed, self.label(id), None, Vec::new());
            }
            if let Some(quality) = &reading.duty.qualified {
                self.say(Opening::Finding, quality.replace('_', " "), None, self.bodies());
            }
            for except in &reading.duty.except {
                self.on_selection(except);
            }
            for moment in moments(&reading.duty) {
                self.on_moment(moment);
            }
            let term = match &reading.duty.kind {
                Kind::Term(state) => Some(state),
                _ => None,
            };
            for state in reading.duty.states.iter().chain(term) {
                self.on_state(state, &mut BTreeSet::new());
            }
            self.on_kind(&reading.duty.kind);
        }
    }

    fn bodies(&self) -> Vec<String> {
        self.agreement.bodies.iter().map(|body| body.id.clone()).collect()
    }

    fn on_kind(&mut self, kind: &Kind) {
        for selection in kind.selections() {
            self.on_selection(selection);
        }
        match kind {
            Kind::Undefined(undefined) => {
                let opening = match undefined.missing {
                    Missing::Term => Opening::Term,
                    Missing::Agreement => Opening::Agreement,
                    Missing::Annex => Opening::Annex,
                    Missing::Baseline => Opening::Baseline,
                };
                let (because, supplied_by) = (undefined.because.clone(), undefined.supplied_by.clone());
                self.say(opening, &undefined.term, because, supplied_by);
            }
            Kind::Deadline { at_least: amount, due, .. } => {
                self.on_amount(amount);
                self.on_due(due);
            }
            Kind::Cumulative { amount, due, .. } => {
                self.on_amount(amount);
                due.iter().for_each(|due| self.on_due(due));
            }
            Kind::Rate { measures, .. } => measures.iter().for_each(|measure| self.on_amount(&measure.amount)),
            Kind::Cap { at_most, .. } => self.on_amount(at_most),
            Kind::Report { when: Reporting::Once(due), .. } => self.on_due(due),
            Kind::Report { when: Reporting::Of { within: None, .. }, .. } | Kind::Ratio { within: None, .. } => {
                self.on_due(&Due::ToBeAgreed);
            }
            Kind::Prevention { strictly: false, .. } => {
                self.say(Opening::Finding, "whether it was prevented", None, self.bodies());
            }
            Kind::Effort { what, .. } => self.say(Opening::Finding, what, None, self.bodies()),
            Kind::Placement { away, .. } => self.on_away(away),
            Kind::Conditional { steps, .. } => {
                for step in steps {
                    self.on_amount(&step.at_least);
                    step.once.iter().for_each(|reached| self.on_reached(reached));
                    if step.within.is_none() {
                        self.on_due(&Due::ToBeAgreed);
                    }
                }
            }
            Kind::Sequence { only: conditions, .. } | Kind::Eligibility { after: conditions, .. } => {
                for condition in conditions {
                    match condition {
                        Precondition::Happened(selection, amount) => {
                            self.on_selection(selection);
                            self.on_amount(amount);
                        }
                        Precondition::Moment(moment) => self.on_moment(moment),
                        Precondition::Consultation(_) | Precondition::Consent(_) => {}
                    }
                }
                if let Kind::Eligibility { only: Eligible::Those(attributes), .. } = kind {
                    attributes.iter().for_each(|one| self.on_attribute(&one.attribute));
                }
            }
            _ => {}
        }
    }

    /// What stands behind a milestone; and a trigger that waits for a decision.
    fn on_moment(&mut self, moment: &Moment) {
        match moment {
            Moment::Milestone(id) => {
                let agreement = self.agreement;
                for reached in agreement.milestones.get(id).into_iter().flat_map(|milestone| &milestone.when) {
                    self.on_reached(reached);
                }
            }
            Moment::Trigger(id) => {
                let Some(trigger) = self.agreement.triggers.get(id).filter(|trigger| trigger.dates.is_empty()) else {
                    return;
                };
                self.say(Opening::Date, &trigger.label, None, trigger.decided_by.clone());
            }
            Moment::After(_, of)
            | Moment::Before(_, of)
            | Moment::DayAfter(_, of)
            | Moment::WorkingDayAfter(_, _, of)
            | Moment::ClockTime(_, of) => self.on_moment(of),
            Moment::StartOf(state) | Moment::EndOf(state) => self.on_state(state, &mut BTreeSet::new()),
            Moment::At(_) | Moment::EntryIntoForce => {}
        }
    }

    /// The triggers from which a state's dates are counted.
    fn on_state(&mut self, id: &str, met: &mut BTreeSet<String>) {
        let agreement = self.agreement;
        let Some(state) = agreement.states.get(id).filter(|_| met.insert(id.to_owned())) else { return };
        for bound in state.spans.iter().flat_map(|span| span.from.iter().chain(&span.until)) {
            match bound {
                Moment::StartOf(other) | Moment::EndOf(other) => self.on_state(other, met),
                bound => self.on_moment(bound),
            }
        }
    }

    /// An attribute that only decisions give waits for them.
    fn on_attribute(&mut self, id: &str) {
        let Some(attribute) = self.agreement.attributes.get(id) else { return };
        for turning in attribute.begins.iter().chain(&attribute.ends) {
            self.on_selection(&turning.with);
        }
        if !attribute.decided_by.is_empty() {
            self.say(Opening::Value, &attribute.label, None, attribute.decided_by.clone());
        }
    }

    fn on_reached(&mut self, reached: &Reached) {
        self.on_selection(&reached.of);
        self.on_amount(&reached.at_least);
    }

    fn on_due(&mut self, due: &Due) {
        if *due == Due::ToBeAgreed {
            self.say(Opening::Date, "when it is due", None, Vec::new());
        }
    }

    fn on_amount(&mut self, amount: &Amount) {
        match amount {
            Amount::Number(_) => {}
            Amount::Share(_, id) => {
                let Some(baseline) = self.agreement.baselines.get(id) else { return };
                let of = baseline.of.iter().cloned().collect();
                if baseline.claims.is_empty() {
                    let sealed = baseline.sealed.then(|| "it was declared and is sealed".to_owned());
                    self.say(Opening::Baseline, &baseline.label, baseline.because.clone().or(sealed), of);
                }
            }
            Amount::Value(id) => match self.agreement.values.get(id).map(|value| (&value.from, &value.label)) {
                Some((ValueFrom::Decision(bodies), label)) => {
                    self.say(Opening::Value, label, None, bodies.clone());
                }
                Some((ValueFrom::Agreement { figure: None, file, .. }, _)) => {
                    self.say(Opening::Annex, file, None, Vec::new());
                }
                _ => {}
            },
        }
    }

    fn on_selection(&mut self, selection: &Selection) {
        let agreement = self.agreement;
        let waiting = agreement.conversions.iter().filter(|conversion| !conversion.decided_by.is_empty());
        for conversion in waiting.filter(|conversion| selection.unit.as_ref() == Some(&conversion.to)) {
            self.say(Opening::Value, &conversion.label, None, conversion.decided_by.clone());
        }
        for zone in &selection.zones {
            self.on_place(zone);
        }
        if let Some(near) = &selection.near {
            self.on_near(near);
        }
    }

    fn on_away(&mut self, away: &Away) {
        match away {
            Away::OutOf(zones) => zones.iter().for_each(|zone| self.on_place(zone)),
            Away::From(near) => self.on_near(near),
            Away::OwnLines { lines, .. } => lines.iter().for_each(|(_, near)| self.on_near(near)),
            Away::Apart(_) => {}
        }
    }

    fn on_near(&mut self, near: &Near) {
        self.on_place(&near.of);
    }

    fn on_place(&mut self, id: &str) {
        if let Some(line) = self.agreement.lines.get(id) {
            if line.courses.is_empty() {
                self.say(Opening::Annex, &line.label, line.annex_missing.clone(), Vec::new());
            }
        } else if let Some(zone) = self.agreement.zones.get(id) {
            if zone.outlines.is_empty() && zone.bands.is_empty() {
                self.say(Opening::Annex, &zone.label, zone.annex_missing.clone(), Vec::new());
            }
            for band in zone.bands.iter().filter(|band| band.of != id) {
                let drawn = self.agreement.lines.get(&band.of).is_some_and(|line| !line.courses.is_empty())
                    || self.agreement.zones.get(&band.of).is_some_and(|zone| !zone.outlines.is_empty());
                if !drawn {
                    self.say(Opening::Annex, self.label(&band.of), None, Vec::new());
                }
            }
        }
    }

    fn label(&self, id: &str) -> String {
        let agreement = self.agreement;
        let trigger = agreement.triggers.get(id).map(|trigger| &trigger.label);
        let baseline = agreement.baselines.get(id).map(|baseline| &baseline.label);
        let line = agreement.lines.get(id).map(|line| &line.label);
        let zone = agreement.zones.get(id).map(|zone| &zone.label);
        trigger.or(baseline).or(line).or(zone).map_or_else(|| id.to_owned(), Clone::clone)
    }
}
