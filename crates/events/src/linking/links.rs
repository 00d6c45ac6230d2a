//! Reports linked into events, as they come. What is held after any reports and decisions depends on them alone, not on
//! their order: every step uses whole numbers, and ties are settled by ids.
//!
//! A new report touches its neighbourhood only. Its weight with each near report is found; with those, what is believed of
//! pairs nearby changes, as one source tells of one event once; then the neighbourhoods that changed are grouped anew.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::features::Features;
use super::gazetteer::Gazetteer;
use super::group::{Neighbourhood, grouped};
use super::items::{Items, Remembered};
use super::learn::{Labels, Taught, learn};
use super::near::Near;
use super::parameters::{ONE, Parameters};
use super::schema::Schema;
use super::weigher::{EVEN, LEAST, Weigher, odds};

/// Shares below this count for nothing.
const LEAST_SHARE: u32 = ONE / 10;

/// Reports and the events that they tell of.
pub struct Links {
    parameters: Parameters,
    pub(super) items: Items,
    near: Near,
    pub(super) weigher: Weigher,
    remembered: Remembered,
    /// What two reports must weigh at least for their share to reach the threshold.
    least: i32,
    /// By item: those near that weigh enough, with the odds.
    pub(super) edges: Vec<Vec<Edge>>,
    /// Of those, the ones that may connect: at least `least`.
    strong: Vec<Vec<Edge>>,
    pub(super) is_present: Vec<bool>,
    /// By item: the item whose id is the event's.
    pub(super) event_of: Vec<u32>,
    /// Members of events of two and more, by that item.
    members: HashMap<u32, Box<[u32]>, FixedState>,
    decisions: Decisions,
    /// Items whose beliefs changed since all was last settled.
    changed: Vec<u32>,
    /// By item: the round in which it was last visited.
    pub(super) visited: Vec<u32>,
    pub(super) round: u32,
    /// By item: the neighbourhood grouped last with it, and its place there.
    placed: Vec<(u64, usize)>,
    n_grouped: u64,
}

/// The event of a report that was not settled yet.
const NEW: u32 = u32::MAX;

#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) other: u32,
    pub(super) weight: i32,
}

/// What people decided, in the order of their decisions.
#[derive(Default)]
struct Decisions {
    all: Vec<(String, String, bool)>,
    /// By report: places in `all`.
    of: BTreeMap<String, Vec<usize>>,
    /// By report: reports that the same source says it updates, or that say so of it. Any decision outranks them.
    updates: BTreeMap<String, Vec<String>>,
}

/// The least weight of a pair whose share, were there no others, reaches the threshold.
fn least(threshold: u32) -> i32 {
    let reaches = |weight: &i32| {
        let own = odds(*weight);
        own.saturating_mul(u64::from(ONE)) / (EVEN + own) >= u64::from(threshold)
    };
    (LEAST..=0).find(reaches).unwrap_or(0)
}

impl Decisions {
    fn update(&mut self, id: String, earlier: String) {
        self.updates.entry(earlier.clone()).or_default().push(id.clone());
        self.updates.entry(id).or_default().push(earlier);
    }
}

/// Hears of each event that changed; what it is, is made only where it is asked.
type Tell<'t> = &'t mut dyn FnMut(&dyn Fn() -> Regrouped);

/// Reports as they come, to be learnt from and to be linked.
pub struct Reports {
    pub(crate) items: Items,
    updates: Vec<(String, String)>,
    decided: Vec<(String, String, bool)>,
}

impl Reports {
    /// None as yet.
    pub fn new(schema: Schema) -> Reports {
        Reports { items: Items::new(schema), updates: Vec::new(), decided: Vec::new() }
    }

    /// Puts one in; one of the same id is replaced.
    pub fn put(&mut self, features: Features) {
        if let Some(earlier) = &features.updates {
            self.updates.push((features.id.clone(), earlier.clone()));
        }
        self.items.put(features);
    }

    /// Whether one of this id is there.
    pub fn holds(&self, id: &str) -> bool {
        self.items.ids.find(id).is_some()
    }

    /// Who says that they update whom.
    pub(super) fn updates(&self) -> &[(String, String)] {
        &self.updates
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where these reports put names, added to what is known of others.
    pub fn located(&self, parameters: Parameters) -> Parameters {
        let gazetteer = Gazetteer::learn(&self.items).and(parameters.gazetteer);
        Parameters { gazetteer, ..parameters }
    }

    /// A person's decision on two of them, to be learnt from; the latest on the same two stands.
    pub fn decide(&mut self, one: &str, other: &str, is_one: bool) {
        self.decided.push((one.to_owned(), other.to_owned(), is_one));
    }

    /// What these reports teach; where people said which belong together, that too.
    /// Reports with a name alone are put where others have it.
    pub fn learn(&mut self, labels: &Labels) -> Parameters {
        let items = std::mem::replace(&mut self.items, Items::new(Schema { signals: Vec::new() }));
        self.items = items.in_time();
        let gazetteer = Gazetteer::learn(&self.items);
        self.items.locate_all(&gazetteer);
        let mut decided = BTreeMap::new();
        for (one, other, is_one) in &self.decided {
            if let (Some(one), Some(other)) = (self.items.ids.find(one), self.items.ids.find(other)) {
                decided.insert((one.min(other), one.max(other)), *is_one);
            }
        }
        Parameters { gazetteer, ..learn(&self.items, &Taught { labels, decided }) }
    }
}

/// Many reports about to be linked: parts of the comparing can be done side by side.
pub struct Begun {
    /// Their items are numbered in the order of time.
    links: Links,
}

/// What one part found.
pub struct Part(Vec<(u32, u32, i32)>);

/// Reports in a part.
const PART: usize = 4_096;

impl Begun {
    /// The parameters must be for the reports' schema.
    pub fn new(reports: Reports, parameters: Parameters) -> Begun {
        let Reports { items, updates, .. } = reports;
        let mut items = items.in_time();
        items.locate_all(&parameters.gazetteer);
        let n_items = items.len();
        let numbers = 0..u32::try_from(n_items).unwrap_or(u32::MAX);
        let mut links = Links {
            remembered: items.remembered(),
            weigher: Weigher::new(&parameters, &items),
            least: least(parameters.threshold.max(LEAST_SHARE)),
            items,
            parameters,
            near: Near::default(),
            edges: vec![Vec::new(); n_items],
            strong: vec![Vec::new(); n_items],
            is_present: vec![true; n_items],
            event_of: vec![NEW; n_items],
            members: HashMap::with_hasher(FixedState::with_seed(0)),
            decisions: Decisions::default(),
            changed: numbers.clone().collect(),
            visited: vec![0; n_items],
            round: 0,
            placed: vec![(0, 0); n_items],
            n_grouped: 0,
        };
        links.weigher.learn_words(&links.items);
        for (id, earlier) in updates {
            links.decisions.update(id, earlier);
        }
        numbers.for_each(|item| links.near.insert(&links.items, item));
        Begun { links }
    }

    /// As [`Links::decide`].
    pub fn decide(&mut self, one: &str, other: &str, is_one: bool) {
        self.links.decide(one, other, is_one);
    }

    /// How many parts there are.
    pub fn n_parts(&self) -> usize {
        self.links.items.len().div_ceil(PART)
    }

    /// Compares the reports of a part with all before them.
    pub fn part(&self, part: usize) -> Part {
        let Links { items, near, weigher, parameters, .. } = &self.links;
        let (mut remembered, mut found, mut out) = (items.remembered(), Vec::new(), Vec::new());
        let numbers = 0..u32::try_from(items.len()).unwrap_or(u32::MAX);
        for item in numbers.skip(part * PART).take(PART) {
            let from = items.span(item).map_or(0, |span| span.from);
            near.of_until(items, item, &parameters.reach, from, &mut found);
            for other in found.iter().filter(|other| **other < item) {
                let (first, second) = items.oriented(item, *other);
                if let Some(weight) = weigher.weight(items, first, second, &mut remembered) {
                    out.push((item, *other, weight));
                }
            }
        }
        Part(out)
    }

    /// All parts together, to be settled.
    pub fn end(self, parts: Vec<Part>) -> Links {
        let mut links = self.links;
        for (item, other, weight) in parts.into_iter().flat_map(|part| part.0) {
            links.edge(item, other, weight);
        }
        links
    }
}

/// An event that changed: its reports, by their ids in order, and the events that they were in before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regrouped {
    /// The event's id: the smallest of its reports' ids.
    pub event: String,
    /// All its reports.
    pub reports: Vec<String>,
    /// Events that now are in this one, wholly or in part.
    pub before: Vec<String>,
}

impl Links {
    /// No reports as yet.
    pub fn new(parameters: Parameters) -> Links {
        Links::of(Reports::new(parameters.schema.clone()), parameters)
    }

    /// All these reports, to be settled. The parameters must be for their schema.
    pub fn of(reports: Reports, parameters: Parameters) -> Links {
        let begun = Begun::new(reports, parameters);
        let parts = (0..begun.n_parts()).map(|part| begun.part(part)).collect();
        begun.end(parts)
    }

    /// The event of a report: the smallest of its reports' ids.
    pub fn event_of(&self, report: &str) -> Option<&str> {
        let item = self.items.ids.find(report).filter(|item| self.is_present[*item as usize])?;
        Some(self.items.id(self.event_of[item as usize]))
    }

    /// What it works with.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Puts a report in; one of the same id is replaced.
    pub fn put(&mut self, features: Features) {
        self.remove(&features.id);
        let updates = features.updates.clone();
        let item = self.items.put(features);
        self.items.locate(item, &self.parameters.gazetteer);
        let at = item as usize;
        if at == self.is_present.len() {
            self.is_present.push(false);
            self.edges.push(Vec::new());
            self.strong.push(Vec::new());
            self.event_of.push(item);
            self.visited.push(0);
            self.placed.push((0, 0));
        }
        self.is_present[at] = true;
        self.event_of[at] = NEW;
        self.weigher.learn_words(&self.items);
        if let Some(earlier) = updates {
            self.decisions.update(self.items.id(item).to_owned(), earlier);
        }
        self.connect(item);
        self.touch(item);
        self.near.insert(&self.items, item);
        self.changed.push(item);
        self.changed.extend(self.items.things.naming_it(item));
    }

    fn connect(&mut self, item: u32) {
        let mut found = Vec::new();
        self.near.of(&self.items, item, &self.parameters.reach, &mut found);
        for other in found {
            let (first, second) = self.items.oriented(item, other);
            if let Some(weight) = self.weigher.weight(&self.items, first, second, &mut self.remembered) {
                self.edge(item, other, weight);
            }
        }
    }

    fn edge(&mut self, item: u32, other: u32, weight: i32) {
        for (item, other) in [(item, other), (other, item)] {
            self.edges[item as usize].push(Edge { other, weight });
            if weight >= self.least {
                self.strong[item as usize].push(Edge { other, weight });
            }
        }
    }

    /// Takes a report out, as if it had never been put in.
    pub fn remove(&mut self, id: &str) {
        let Some(item) = self.items.ids.find(id).filter(|item| self.is_present[*item as usize]) else { return };
        self.touch(item);
        for edge in std::mem::take(&mut self.edges[item as usize]) {
            self.edges[edge.other as usize].retain(|back| back.other != item);
            self.strong[edge.other as usize].retain(|back| back.other != item);
        }
        self.strong[item as usize].clear();
        self.near.remove(&self.items, item);
        self.is_present[item as usize] = false;
        self.changed.extend(self.items.things.naming_it(item));
        self.items.things.put(item, None);
        for other in self.decisions.updates.remove(id).unwrap_or_default() {
            if let Some(list) = self.decisions.updates.get_mut(&other) {
                list.retain(|listed| listed != id);
            }
        }
        self.changed.extend(self.grouped_with(item));
    }

    /// All whose beliefs change with this item: those near it, and what else of its source is near to them.
    fn touch(&mut self, item: u32) {
        let source = self.items.source_of[item as usize];
        let is_of_source = |other: u32| self.items.source_of[other as usize] == source;
        let is_decided = self.binds();
        for edge in &self.edges[item as usize] {
            let near = edge.other as usize;
            // With one of the source that is in its neighbourhood, or may be. Who connects with nobody is in none.
            let mut others = self.edges[near].iter().map(|edge| edge.other).filter(|other| *other != item);
            let is_touched = edge.weight >= self.least
                || is_decided
                || !self.strong[near].is_empty()
                    && others.any(|other| is_of_source(other) && !self.strong[other as usize].is_empty());
            if is_touched {
                self.changed.push(edge.other);
                // Those connected with it before, or now.
                let connected = self.strong[near].iter().map(|edge| edge.other);
                self.changed.extend(connected.filter(|other| is_of_source(*other)));
            }
        }
    }

    /// A person's decision that two reports tell of one event, or that they do not. It stands until another on the same two.
    pub fn decide(&mut self, one: &str, other: &str, is_one: bool) {
        let place = self.decisions.all.len();
        self.decisions.all.push((one.to_owned(), other.to_owned(), is_one));
        for id in [one, other] {
            self.decisions.of.entry(id.to_owned()).or_default().push(place);
            self.changed.extend(self.items.ids.find(id));
        }
    }

    /// Groups anew what changed; tells the events that are not what they were.
    pub fn settle(&mut self) -> Vec<Regrouped> {
        let mut out = Vec::new();
        self.settle_each(&mut |regrouped| out.push(regrouped()));
        out
    }

    /// The same where nobody asks what changed.
    pub fn settle_untold(&mut self) {
        self.settle_each(&mut |_| {});
    }

    fn settle_each(&mut self, tell: Tell<'_>) {
        self.round += 1;
        let changed = std::mem::take(&mut self.changed);
        let mut neighbourhood = Vec::new();
        for item in changed {
            if self.is_present[item as usize] && self.visited[item as usize] != self.round {
                self.neighbourhood(item, &mut neighbourhood);
                self.regroup(&mut neighbourhood, tell);
            } else if !self.is_present[item as usize] {
                self.members.remove(&item);
            }
        }
    }

    /// The item and all that belief or decisions connect with it, whatever of it changed. Only shares from the threshold on
    /// connect: groups whose mean reaches it have a pair that does.
    pub(super) fn neighbourhood(&mut self, item: u32, found: &mut Vec<u32>) {
        let threshold = self.threshold();
        found.clear();
        found.push(item);
        self.visited[item as usize] = self.round;
        let mut next = 0;
        while let Some(item) = found.get(next).copied() {
            next += 1;
            for edge_idx in 0..self.strong[item as usize].len() {
                let edge = self.strong[item as usize][edge_idx];
                if self.visited[edge.other as usize] != self.round && self.share(item, edge) >= threshold {
                    self.visited[edge.other as usize] = self.round;
                    found.push(edge.other);
                }
            }
            for other in self.bound(item) {
                if self.visited[other as usize] != self.round {
                    self.visited[other as usize] = self.round;
                    found.push(other);
                }
            }
        }
    }

    fn threshold(&self) -> u32 {
        self.parameters.threshold.max(LEAST_SHARE)
    }

    /// Whether anything but belief connects reports.
    fn binds(&self) -> bool {
        !self.decisions.all.is_empty() || !self.decisions.updates.is_empty() || !self.items.things.is_empty()
    }

    /// Items that decisions, updates of one source, or the thing that they name connect with this one.
    fn bound(&self, item: u32) -> Vec<u32> {
        if !self.binds() {
            return Vec::new();
        }
        let naming = self.items.things.naming_it(item).filter(|other| self.is_present[*other as usize]);
        let id = self.items.id(item);
        let decided = self.decisions.of.get(id).into_iter().flatten().flat_map(|place| {
            let (one, other, _) = &self.decisions.all[*place];
            [one, other]
        });
        let updates = self.decisions.updates.get(id).into_iter().flatten();
        let present = |id: &String| self.items.ids.find(id).filter(|item| self.is_present[*item as usize]);
        decided.chain(updates).filter_map(present).filter(|other| *other != item).chain(naming).collect()
    }

    /// The share of belief that an item and another tell of one event: their odds, among those with all that either could be
    /// instead.
    pub(super) fn share(&self, item: u32, edge: Edge) -> u32 {
        let own = odds(edge.weight);
        let around = EVEN + self.odds_with(item, edge.other) + self.odds_with(edge.other, item) - own;
        u32::try_from(u128::from(own) * u128::from(ONE) / u128::from(around)).unwrap_or(ONE)
    }

    /// The sum of odds of an item with all reports of the other's source.
    fn odds_with(&self, item: u32, other: u32) -> u64 {
        let source = self.items.source_of[other as usize];
        let of_source =
            self.edges[item as usize].iter().filter(|edge| self.items.source_of[edge.other as usize] == source);
        of_source.map(|edge| odds(edge.weight)).sum()
    }

    fn regroup(&mut self, found: &mut [u32], tell: Tell<'_>) {
        if let [alone] = found {
            let alone = [*alone];
            self.note(&alone, tell);
            return;
        }
        found.sort_unstable_by(|a, b| self.items.ids.compare(*a, *b));
        self.n_grouped += 1;
        for (place, item) in found.iter().enumerate() {
            self.placed[*item as usize] = (self.n_grouped, place);
        }
        let mut shares = Vec::new();
        for (place, item) in found.iter().enumerate() {
            for edge in &self.edges[*item as usize] {
                let (neighbourhood, other) = self.placed[edge.other as usize];
                if neighbourhood == self.n_grouped && other > place {
                    let share = self.share(*item, *edge);
                    if share >= LEAST_SHARE {
                        shares.push((place, other, share));
                    }
                }
            }
        }
        let sources = found.iter().map(|item| self.items.source_of[*item as usize]).collect();
        let neighbourhood = Neighbourhood { sources, shares, decided: self.decided(found) };
        for group in grouped(&neighbourhood, self.threshold()) {
            let members: Vec<u32> = group.into_iter().map(|place| found[place]).collect();
            self.note(&members, tell);
        }
    }

    /// Decisions on two of these, latest last; before all of them what sources say that they update, and first what follows from
    /// the things that they name.
    fn decided(&self, found: &[u32]) -> Vec<(usize, usize, bool)> {
        if !self.binds() {
            return Vec::new();
        }
        let place = |id: &String| {
            let (neighbourhood, place) = self.placed[self.items.ids.find(id)? as usize];
            (neighbourhood == self.n_grouped).then_some(place)
        };
        let mut out = self.items.things.decided(found);
        let mut on: Vec<usize> = Vec::new();
        for (own, item) in found.iter().enumerate() {
            let id = self.items.id(*item);
            on.extend(self.decisions.of.get(id).into_iter().flatten());
            for other in self.decisions.updates.get(id).into_iter().flatten().filter_map(place) {
                let same_source = self.items.source_of[*item as usize] == self.items.source_of[found[other] as usize];
                if own < other && same_source {
                    out.push((own, other, true));
                }
            }
        }
        on.sort_unstable();
        on.dedup();
        out.extend(on.into_iter().filter_map(|decision| {
            let (one, other, is_one) = &self.decisions.all[decision];
            Some((place(one)?, place(other)?, *is_one)).filter(|(one, other, _)| one != other)
        }));
        out
    }

    /// The latest decision on these two.
    pub(super) fn decision_on(&self, item: u32, other: u32) -> Option<bool> {
        let (one, other) = (self.items.id(item), self.items.id(other));
        let of = self.decisions.of.get(one)?;
        let on_both = of.iter().rev().map(|place| &self.decisions.all[*place]);
        let found = on_both.into_iter().find(|(a, b, _)| a == other || b == other);
        found.map(|(_, _, is_one)| *is_one)
    }

    pub(super) fn updates(&self, item: u32, other: u32) -> bool {
        let of = self.decisions.updates.get(self.items.id(item));
        of.is_some_and(|of| of.iter().any(|id| id == self.items.id(other)))
    }

    /// The event of these reports, the first of which has the smallest id.
    fn note(&mut self, members: &[u32], tell: Tell<'_>) {
        let event = members[0];
        let mut before: Vec<u32> = members.iter().map(|member| self.event_of[*member as usize]).collect();
        let is_same = before.iter().all(|old| *old == event) && self.grouped_with(event) == members;
        members.iter().for_each(|member| self.event_of[*member as usize] = event);
        members[1..].iter().for_each(|member| drop(self.members.remove(member)));
        if members.len() > 1 {
            self.members.insert(event, members.into());
        } else {
            self.members.remove(&event);
        }
        if is_same {
            return;
        }
        before.retain(|event| *event != NEW);
        before.sort_unstable_by(|a, b| self.items.ids.compare(*a, *b));
        before.dedup();
        let ids = |list: &[u32]| list.iter().map(|item| self.items.id(*item).to_owned()).collect::<Vec<_>>();
        let event = self.items.id(event);
        tell(&|| Regrouped { event: event.to_owned(), reports: ids(members), before: ids(&before) });
    }

    pub(super) fn grouped_with(&self, item: u32) -> Vec<u32> {
        let event = self.event_of[item as usize];
        self.members.get(&event).map_or_else(|| vec![item], |members| members.to_vec())
    }
}
