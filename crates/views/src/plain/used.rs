//! Which definitions a rule rests on, each once, in the order in which they are met; and the amounts in it.

use std::collections::BTreeSet;

use provisions::{
    Agreement, Amount, Anchor, Away, Due, Duty, Eligible, Kind, Moment, Near, Period, Precondition, Reached, Reading,
    Reporting, Selection, Span, Unit,
};

use super::labels::parts_of;
use super::tongue::Tongue;

/// Stands among the names for the entry into force; no name of an agreement has a space in it.
const ENTRY: &str = "entry into force";

/// A sentence for each definition that says something.
pub(super) fn definitions(agreement: &Agreement, reading: &Reading, tongue: &dyn Tongue) -> Vec<String> {
    let used = Used::by(agreement, &reading.duty);
    let mut out: Vec<String> = used.names.iter().filter_map(|name| defined(agreement, reading, name, tongue)).collect();
    let converted = agreement.conversions.iter().filter(|conversion| used.units.contains(&conversion.to));
    out.extend(converted.map(|conversion| tongue.conversion(conversion)));
    for unit in &used.days {
        match unit {
            Unit::Named(idx) => {
                out.extend(agreement.calendar.named.get(usize::from(*idx)).map(|named| tongue.calendar(named)));
            }
            _ => out.push(tongue.working_days()),
        }
    }
    out.push(tongue.time_zone());
    out
}

fn defined(agreement: &Agreement, reading: &Reading, name: &str, tongue: &dyn Tongue) -> Option<String> {
    if name == ENTRY {
        return Some(tongue.entry_into_force());
    }
    if let Some(event) = agreement.event_types.get(name) {
        return parts_of(event).next().map(|_| tongue.event(event));
    }
    if let Some(zone) = agreement.zones.get(name) {
        return Some(tongue.zone(zone));
    }
    if let Some(trigger) = agreement.triggers.get(name) {
        // Which of several claimed dates is taken was said with the reading.
        return (!reading.choices.contains_key(name)).then(|| tongue.trigger(trigger));
    }
    let line = agreement.lines.get(name).map(|line| tongue.line(line));
    let state = || agreement.states.get(name).map(|state| tongue.state(state));
    let milestone = || agreement.milestones.get(name).map(|milestone| tongue.milestone(milestone));
    let attribute = || agreement.attributes.get(name).map(|attribute| tongue.attribute(attribute));
    line.or_else(state).or_else(milestone).or_else(attribute)
}

/// Every amount of a duty and of the milestones that it rests on.
pub(super) fn amounts<'a>(agreement: &'a Agreement, duty: &'a Duty) -> Vec<&'a Amount> {
    let mut out: Vec<&Amount> = Vec::new();
    match &duty.kind {
        Kind::Deadline { at_least: amount, .. }
        | Kind::Cumulative { amount, .. }
        | Kind::Cap { at_most: amount, .. } => {
            out.push(amount);
        }
        Kind::Rate { measures, .. } => out.extend(measures.iter().map(|measure| &measure.amount)),
        Kind::Sequence { only: before, .. } | Kind::Eligibility { after: before, .. } => {
            out.extend(before.iter().filter_map(|one| match one {
                Precondition::Happened(_, amount) => Some(amount),
                _ => None,
            }));
        }
        Kind::Conditional { steps, .. } => {
            for step in steps {
                out.push(&step.at_least);
                out.extend(step.once.iter().map(|reached| &reached.at_least));
            }
        }
        Kind::Prohibition { .. }
        | Kind::Together { .. }
        | Kind::Permission { .. }
        | Kind::Placement { .. }
        | Kind::Continuous { .. }
        | Kind::Report { .. }
        | Kind::Ratio { .. }
        | Kind::Term(_)
        | Kind::Prevention { .. }
        | Kind::Effort { .. }
        | Kind::Undefined(_) => {}
    }
    let used = Used::by(agreement, duty);
    let milestones = used.names.iter().filter_map(|name| agreement.milestones.get(name));
    out.extend(milestones.flat_map(|milestone| &milestone.when).map(|reached| &reached.at_least));
    out
}

/// What was met on the way through a duty.
struct Used<'a> {
    agreement: &'a Agreement,
    names: Vec<String>,
    seen: BTreeSet<String>,
    units: BTreeSet<String>,
    days: BTreeSet<Unit>,
}

impl<'a> Used<'a> {
    fn by(agreement: &'a Agreement, duty: &Duty) -> Used<'a> {
        let (seen, units, days) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut used = Used { agreement, names: Vec::new(), seen, units, days };
        used.duty(duty);
        used
    }
}

impl Used<'_> {
    fn duty(&mut self, duty: &Duty) {
        self.kind(&duty.kind);
        duty.except.iter().for_each(|except| self.selection(except));
        duty.states.iter().for_each(|state| self.state(state));
        duty.once.iter().for_each(|moment| self.moment(moment));
        duty.time.from.iter().chain(&duty.time.until).for_each(|moment| self.moment(moment));
        if duty.states.is_empty() && super::has_time(duty) {
            let in_force = self.agreement.in_force.clone();
            in_force.from.iter().chain(&in_force.until).for_each(|moment| self.moment(moment));
        }
    }

    fn kind(&mut self, kind: &Kind) {
        kind.selections().into_iter().for_each(|selection| self.selection(selection));
        match kind {
            Kind::Prohibition { after, .. } => {
                if let Some(following) = after {
                    self.span(following.within);
                    self.selection(&following.of);
                }
            }
            Kind::Deadline { due, .. } => self.due(due),
            Kind::Cumulative { due, .. } => due.iter().for_each(|due| self.due(due)),
            Kind::Sequence { only, .. } => only.iter().for_each(|one| self.precondition(one)),
            Kind::Eligibility { only, after, .. } => {
                if let Eligible::Those(those) = only {
                    those.iter().for_each(|one| self.attribute(&one.attribute));
                }
                after.iter().for_each(|one| self.precondition(one));
            }
            Kind::Together { with, within, .. } => {
                self.selection(with);
                self.span(*within);
            }
            Kind::Placement { away, .. } => self.away(away),
            Kind::Continuous { hours, contrary, .. } => {
                hours.iter().for_each(|(_, period)| self.period(*period));
                contrary.iter().for_each(|contrary| self.selection(contrary));
            }
            Kind::Report { when, .. } => match when {
                Reporting::Every(period) => self.period(*period),
                Reporting::Once(due) => self.due(due),
                Reporting::Of { event, within } => {
                    self.selection(event);
                    within.iter().for_each(|span| self.span(*span));
                }
            },
            Kind::Rate { every, .. } => self.period(*every),
            Kind::Cap { less, .. } => less.iter().for_each(|less| self.selection(less)),
            Kind::Ratio { every, within, .. } => {
                self.selection(every);
                within.iter().for_each(|span| self.span(*span));
            }
            Kind::Conditional { steps, .. } => {
                for step in steps {
                    step.within.iter().for_each(|span| self.span(*span));
                    step.once.iter().for_each(|reached| self.reached(reached));
                }
            }
            Kind::Term(state) => self.state(state),
            Kind::Permission { .. } | Kind::Prevention { .. } | Kind::Effort { .. } | Kind::Undefined(_) => {}
        }
    }

    /// Whether it is met for the first time.
    fn first(&mut self, name: &str) -> bool {
        let is_first = self.seen.insert(name.to_owned());
        if is_first {
            self.names.push(name.to_owned());
        }
        is_first
    }

    fn selection(&mut self, selection: &Selection) {
        self.first(&selection.name);
        self.units.extend(selection.unit.clone());
        selection.zones.iter().for_each(|zone| self.zone(zone));
        selection.near.iter().for_each(|near| self.near(near));
    }

    fn zone(&mut self, name: &str) {
        if let Some(zone) = self.agreement.zones.get(name).filter(|_| self.first(name)) {
            zone.within.iter().for_each(|outer| self.zone(outer));
            zone.bands.iter().for_each(|near| self.near(near));
        }
    }

    fn near(&mut self, near: &Near) {
        if self.agreement.zones.contains_key(&near.of) {
            self.zone(&near.of);
        } else {
            self.first(&near.of);
        }
    }

    fn away(&mut self, away: &Away) {
        match away {
            Away::OutOf(zones) => zones.iter().for_each(|zone| self.zone(zone)),
            Away::From(near) => self.near(near),
            Away::OwnLines { lines, .. } => lines.iter().for_each(|(_, near)| self.near(near)),
            Away::Apart(_) => {}
        }
    }

    fn state(&mut self, name: &str) {
        if let Some(state) = self.agreement.states.get(name).filter(|_| self.first(name)) {
            for span in &state.spans {
                span.from.iter().chain(&span.until).for_each(|moment| self.moment(moment));
            }
            state.prolonged_while.iter().for_each(|other| self.state(other));
        }
    }

    fn attribute(&mut self, name: &str) {
        if let Some(attribute) = self.agreement.attributes.get(name).filter(|_| self.first(name)) {
            attribute.begins.iter().chain(&attribute.ends).for_each(|turning| self.selection(&turning.with));
        }
    }

    fn precondition(&mut self, one: &Precondition) {
        match one {
            Precondition::Moment(moment) => self.moment(moment),
            Precondition::Happened(selection, _) => self.selection(selection),
            Precondition::Consultation(_) | Precondition::Consent(_) => {}
        }
    }

    fn reached(&mut self, reached: &Reached) {
        self.selection(&reached.of);
    }

    fn due(&mut self, due: &Due) {
        match due {
            Due::Within(span, anchor) => {
                self.span(*span);
                match anchor {
                    Anchor::Moment(moment) => self.moment(moment),
                    Anchor::Event(selection) => self.selection(selection),
                }
            }
            Due::By(moment) => self.moment(moment),
            Due::Between(from, until) => {
                self.moment(from);
                self.moment(until);
            }
            Due::ToBeAgreed => {}
        }
    }

    fn moment(&mut self, moment: &Moment) {
        match moment {
            Moment::At(_) => {}
            Moment::EntryIntoForce => {
                if let Some(from) = self.agreement.in_force.from.clone().filter(|_| self.first(ENTRY)) {
                    self.moment(&from);
                }
            }
            Moment::Trigger(name) => {
                if let Some(trigger) = self.agreement.triggers.get(name).filter(|_| self.first(name)) {
                    trigger.dates.iter().for_each(|date| self.moment(&date.at));
                }
            }
            Moment::StartOf(name) | Moment::EndOf(name) => self.state(name),
            Moment::After(span, of) | Moment::Before(span, of) => {
                self.span(*span);
                self.moment(of);
            }
            Moment::DayAfter(_, of) | Moment::ClockTime(_, of) => self.moment(of),
            Moment::WorkingDayAfter(_, unit, of) => {
                self.unit(*unit);
                self.moment(of);
            }
            Moment::Milestone(name) => {
                if let Some(milestone) = self.agreement.milestones.get(name).filter(|_| self.first(name)) {
                    milestone.when.iter().for_each(|reached| self.reached(reached));
                }
            }
        }
    }

    fn span(&mut self, span: Span) {
        self.unit(span.unit);
    }

    fn period(&mut self, period: Period) {
        match period {
            Period::Calendar(unit) => self.unit(unit),
            Period::Counted(span) => self.span(span),
        }
    }

    fn unit(&mut self, unit: Unit) {
        if matches!(unit, Unit::WorkingDay | Unit::Named(_)) {
            self.days.insert(unit);
        }
    }
}
