//! When a rule is in force: moments, states, stretches of time.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use events::Noted;
use jiff::{Timestamp, ToSpan};
use provisions::{Agreement, Duty, Moment, Reading, Rule};
use records::{Decision, Turn};

/// `[from, until)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Stretch {
    pub(crate) const ALWAYS: Stretch = Stretch { from: Timestamp::MIN, until: Timestamp::MAX };

    pub(crate) fn with(self, other: Stretch) -> Option<Stretch> {
        let both = Stretch { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from < both.until).then_some(both)
    }

    /// What is left of it when another is taken out.
    pub(crate) fn without(self, other: Stretch) -> impl Iterator<Item = Stretch> {
        let before = self.with(Stretch { until: other.from, ..Stretch::ALWAYS });
        let after = self.with(Stretch { from: other.until, ..Stretch::ALWAYS });
        before.into_iter().chain(after)
    }
}

/// Stretches by state and key.
type Known = BTreeMap<(String, Option<String>), Vec<Stretch>>;

/// Computes moments and stretches for one reading.
#[derive(Clone)]
pub(crate) struct Clock<'a> {
    pub(crate) agreement: &'a Agreement,
    pub(crate) decisions: &'a [&'a Noted<Decision>],
    pub(crate) choices: &'a BTreeMap<String, usize>,
    /// First and last moment of the milestones that are reached at the level looked at.
    pub(crate) milestones: BTreeMap<String, (Timestamp, Timestamp)>,
    /// Stretches in which the rule does not bind: waived, or interpreted otherwise.
    pub(crate) unbound: Vec<Stretch>,
    /// Stretches of states worked out already: states may lead to one another in many ways.
    known: RefCell<Known>,
}

impl<'a> Clock<'a> {
    pub(crate) fn new(
        agreement: &'a Agreement,
        decisions: &'a [&'a Noted<Decision>],
        reading: &'a Reading,
    ) -> Clock<'a> {
        let milestones = BTreeMap::new();
        Clock {
            agreement,
            decisions,
            choices: &reading.choices,
            milestones,
            unbound: Vec::new(),
            known: RefCell::default(),
        }
    }

    /// The decisions about a name.
    fn about(&self, name: &str) -> &'a [&'a Noted<Decision>] {
        let from = self.decisions.partition_point(|decision| decision.what.sets.as_str() < name);
        let about = &self.decisions[from..];
        &about[..about.partition_point(|decision| decision.what.sets == name)]
    }

    /// The same, knowing when decisions waive the rule or interpret it otherwise than this reading.
    pub(crate) fn bound_by(mut self, rule: &Rule, reading: &Reading) -> Clock<'a> {
        let mut turns: Vec<&Noted<Decision>> = self.about(&rule.id).to_vec();
        turns.sort_by(|a, b| (a.what.at, &a.id).cmp(&(b.what.at, &b.id)));
        let waivers = turns.iter().filter(|turn| reading.duty.waived_by.contains(&turn.what.by));
        let waivers = waivers.filter(|turn| turn.what.key.is_none());
        let changes: Vec<(Timestamp, bool)> =
            waivers.map(|turn| (turn.what.at, turn.what.turn == Turn::Ends)).collect();
        self.unbound.extend(while_on(&changes));
        let interpretations = turns.iter().filter(|turn| self.interprets(turn, rule));
        let changes: Vec<(Timestamp, bool)> = interpretations
            .map(|turn| (turn.what.at, !turn.what.key.as_deref().is_some_and(|name| reading.is_called(name))))
            .collect();
        self.unbound.extend(while_on(&changes));
        self.unbound = merged(self.unbound);
        self
    }

    /// Whether a decision is an interpretation: a competent body names a reading of the rule.
    fn interprets(&self, turn: &Noted<Decision>, rule: &Rule) -> bool {
        let names = turn.what.key.as_deref().is_some_and(|name| rule.readings.iter().any(|r| r.is_called(name)));
        names && self.agreement.interpreted_by.contains(&turn.what.by)
    }

    /// A moment as the last one in time; `None` while it is not set.
    pub(crate) fn resolve(&self, moment: &Moment) -> Option<Timestamp> {
        match moment {
            Moment::At(at) => Some(*at),
            Moment::Trigger(id) => self.trigger(id),
            Moment::EntryIntoForce => match &self.agreement.in_force.from {
                Some(from) => self.resolve(from),
                None => None,
            },
            Moment::StartOf(state) => self.first_span(state).map(|stretch| stretch.from),
            Moment::EndOf(state) => {
                self.first_span(state).map(|stretch| stretch.until).filter(|until| *until < Timestamp::MAX)
            }
            Moment::After(span, of) => self.agreement.calendar.after(self.resolve(of)?, *span),
            Moment::Before(span, of) => self.agreement.calendar.before(self.resolve(of)?, *span),
            Moment::DayAfter(days, of) => self.agreement.calendar.end_of_day_after(self.resolve(of)?, *days),
            Moment::WorkingDayAfter(n, unit, of) => {
                self.agreement.calendar.end_of_working_day(self.resolve(of)?, *n, *unit)
            }
            Moment::ClockTime(time, of) => self.agreement.calendar.clock_time(self.resolve(of)?, *time),
            Moment::Milestone(id) => self.milestones.get(id).map(|(_, last)| *last),
        }
    }

    /// A moment as the first and the last that it can have been: a milestone's differ.
    pub(crate) fn resolve_span(&self, moment: &Moment) -> Option<(Timestamp, Timestamp)> {
        match moment {
            Moment::Milestone(id) => self.milestones.get(id).copied(),
            moment => self.resolve(moment).map(|at| (at, at)),
        }
    }

    /// The first stretch of a state; a keyed one has none of its own.
    fn first_span(&self, id: &str) -> Option<Stretch> {
        let keyed = self.agreement.states.get(id).is_some_and(|state| state.each.is_some());
        if keyed { None } else { self.spans(id, None).first().copied() }
    }

    /// A moment as the first one of a window: a day begins with its first moment.
    pub(crate) fn resolve_first(&self, moment: &Moment) -> Option<Timestamp> {
        let at = self.resolve(moment)?;
        if moment.is_day() { self.agreement.calendar.start_of(self.agreement.calendar.date(at)) } else { Some(at) }
    }

    /// A moment as an end that is no longer part of the time: a day ends with its last moment.
    fn resolve_end(&self, moment: &Moment) -> Option<Timestamp> {
        let at = self.resolve(moment)?;
        Some(if moment.is_day() { next_second(at) } else { at })
    }

    fn trigger(&self, id: &str) -> Option<Timestamp> {
        let trigger = self.agreement.triggers.get(id)?;
        let date = trigger.dates.get(self.choices.get(id).copied().unwrap_or(0));
        if let Some(date) = date {
            return self.resolve(&date.at);
        }
        let sets = |decision: &&&Noted<Decision>| {
            let decision = &decision.what;
            decision.turn == Turn::Begins && trigger.decided_by.contains(&decision.by)
        };
        self.about(id).iter().filter(sets).map(|decision| decision.what.at).min()
    }

    /// Keys of the keyed states of a duty, as far as decisions name them.
    pub(crate) fn state_keys(&self, duty: &Duty) -> BTreeSet<String> {
        let is_keyed = |state: &&String| self.agreement.states.get(*state).is_some_and(|state| state.each.is_some());
        let turns = duty.states.iter().filter(is_keyed).flat_map(|state| self.about(state));
        // Those of one key lie side by side.
        let keys: BTreeSet<&String> = turns.filter_map(|decision| decision.what.key.as_ref()).collect();
        keys.into_iter().cloned().collect()
    }

    /// Keys of one keyed state.
    pub(crate) fn keys_of(&self, state: &str) -> BTreeSet<String> {
        self.about(state).iter().filter_map(|decision| decision.what.key.clone()).collect()
    }

    /// Stretches over which a state holds; those of one key where it is keyed.
    pub(crate) fn spans(&self, id: &str, key: Option<&str>) -> Vec<Stretch> {
        let asked = (id.to_owned(), key.map(str::to_owned));
        if let Some(known) = self.known.borrow().get(&asked) {
            return known.clone();
        }
        let spans = self.spans_anew(id, key);
        self.known.borrow_mut().insert(asked, spans.clone());
        spans
    }

    fn spans_anew(&self, id: &str, key: Option<&str>) -> Vec<Stretch> {
        let Some(state) = self.agreement.states.get(id) else { return Vec::new() };
        let keyed = state.each.is_some();
        let mut spans = Vec::new();
        if !keyed {
            for span in &state.spans {
                let from = span.from.as_ref().map_or(Some(Timestamp::MIN), |from| self.resolve_first(from));
                let until = span.until.as_ref().and_then(|until| self.resolve_end(until)).unwrap_or(Timestamp::MAX);
                spans.extend(from.filter(|from| *from < until).map(|from| Stretch { from, until }));
            }
        }
        let competent = |decision: &&&Noted<Decision>| {
            let decision = &decision.what;
            state.decided_by.contains(&decision.by) && (!keyed || decision.key.as_deref() == key)
        };
        let mut about = self.about(id);
        if keyed {
            about = &about[about.partition_point(|decision| decision.what.key.as_deref() < key)..];
            about = &about[..about.partition_point(|decision| decision.what.key.as_deref() == key)];
        }
        let mut turns: Vec<&Noted<Decision>> = about.iter().filter(competent).copied().collect();
        turns.sort_by(|a, b| (a.what.at, &a.id).cmp(&(b.what.at, &b.id)));
        decided(self.prolonged(merged(spans), state.prolonged_while.as_deref()), &turns)
    }

    /// A span that ends while the other state holds goes on as long as that.
    fn prolonged(&self, spans: Vec<Stretch>, other: Option<&str>) -> Vec<Stretch> {
        let Some(other) = other else { return spans };
        let others = self.spans(other, None);
        let longer = spans.into_iter().map(|span| {
            let goes_on = others.iter().find(|other| other.from <= span.until && span.until <= other.until);
            Stretch { until: goes_on.map_or(span.until, |other| other.until), ..span }
        });
        merged(longer.collect())
    }

    /// Stretches in which the duty is in force, for one key of its keyed states.
    pub(crate) fn in_force(&self, duty: &Duty, key: Option<&str>) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = self.own_bounds(duty).into_iter().collect();
        if duty.states.is_empty() {
            let until = self.end_of_force();
            let agreed = match &self.agreement.in_force.from {
                Some(from) => self.resolve_first(from).map(|from| Stretch { from, until }),
                None => Some(Stretch { until, ..Stretch::ALWAYS }),
            };
            stretches = stretches.into_iter().filter_map(|own| own.with(agreed?)).collect();
        }
        for state in &duty.states {
            let spans = self.spans(state, key);
            stretches = stretches.iter().flat_map(|a| spans.iter().filter_map(|b| a.with(*b))).collect();
        }
        for unbound in &self.unbound {
            stretches = stretches.iter().flat_map(|stretch| stretch.without(*unbound)).collect();
        }
        stretches.sort();
        stretches
    }

    fn end_of_force(&self) -> Timestamp {
        let until = self.agreement.in_force.until.as_ref();
        until.and_then(|until| self.resolve_end(until)).unwrap_or(Timestamp::MAX)
    }

    fn own_bounds(&self, duty: &Duty) -> Option<Stretch> {
        let mut from = match &duty.time.from {
            Some(from) => self.resolve_first(from)?,
            None => Timestamp::MIN,
        };
        for once in &duty.once {
            from = from.max(self.resolve_first(once)?);
        }
        let until = duty.time.until.as_ref().and_then(|until| self.resolve_end(until)).unwrap_or(Timestamp::MAX);
        (from < until).then_some(Stretch { from, until })
    }

    /// A start as a name: local date, with the time where it is not midnight; empty where there is no beginning.
    pub(crate) fn named(&self, at: Timestamp) -> String {
        if at == Timestamp::MIN {
            return String::new();
        }
        let is_reached = |(first, last): &(Timestamp, Timestamp)| *first == at || *last == at;
        if let Some((milestone, _)) = self.milestones.iter().find(|(_, moments)| is_reached(moments)) {
            return milestone.clone();
        }
        let local = at.to_zoned(self.agreement.calendar.zone.clone()).datetime();
        if local.time() == jiff::civil::Time::midnight() { local.date().to_string() } else { local.to_string() }
    }
}

fn merged(mut spans: Vec<Stretch>) -> Vec<Stretch> {
    spans.sort();
    let mut out: Vec<Stretch> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => out.push(span),
        }
    }
    out
}

/// Stretches from each change that switches on to the next that switches off.
fn while_on(changes: &[(Timestamp, bool)]) -> Vec<Stretch> {
    let mut out = Vec::new();
    for (change_idx, (from, is_on)) in changes.iter().enumerate() {
        let until = changes.get(change_idx + 1).map_or(Timestamp::MAX, |next| next.0);
        if *is_on && *from < until {
            out.push(Stretch { from: *from, until });
        }
    }
    merged(out)
}

/// From the first decision on, decisions alone say whether the state holds.
fn decided(spans: Vec<Stretch>, turns: &[&Noted<Decision>]) -> Vec<Stretch> {
    let Some(first) = turns.first() else { return spans };
    let before = Stretch { until: first.what.at, ..Stretch::ALWAYS };
    let mut out: Vec<Stretch> = spans.into_iter().filter_map(|span| span.with(before)).collect();
    for (turn_idx, turn) in turns.iter().enumerate() {
        let until = turns.get(turn_idx + 1).map_or(Timestamp::MAX, |next| next.what.at);
        if turn.what.turn == Turn::Begins && turn.what.at < until {
            out.push(Stretch { from: turn.what.at, until });
        }
    }
    merged(out)
}

/// The second after the last one in time.
pub(crate) fn next_second(last: Timestamp) -> Timestamp {
    last.checked_add(1.second()).unwrap_or(last)
}

/// The last second of a period that ends at `until`.
pub(crate) fn last_second(until: Timestamp) -> Timestamp {
    if until == Timestamp::MAX { until } else { until.checked_sub(1.second()).unwrap_or(until) }
}
