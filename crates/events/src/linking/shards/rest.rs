//! Reports whose links no shard could tell alone: what they depend on is looked for among all, step by step, until nothing is
//! missing. First those near them; then those near whom they may be linked with, and near these.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::plan::Plan;
use super::stand::{DAY, Stand, Stands};
use crate::linking::because::Linked;
use crate::linking::features::Features;
use crate::linking::links::{Begun, Links, Reports};

/// Reports to be told, with what was found so far of those that decide about them.
pub struct Rest<'p> {
    plan: &'p Plan,
    stands: Stands,
    asked: BTreeSet<String>,
    held: BTreeMap<String, Features>,
    /// Those of whom all were looked for that are near them, or tied to them.
    is_whole: HashSet<String, FixedState>,
    is_tied: HashSet<String, FixedState>,
    /// By report: those on which it was decided with it.
    decided_with: BTreeMap<&'p str, Vec<&'p str>>,
    sought: Sought,
}

/// What is looked for.
#[derive(Default)]
struct Sought {
    /// Those near one of these.
    near: Vec<(Stand, String)>,
    /// By day: places in `near`, of those who may be near to reports of the day.
    by_day: BTreeMap<i64, Vec<usize>>,
    /// These ids, and those that say they update them.
    ids: HashSet<String, FixedState>,
    updated: HashSet<String, FixedState>,
    /// Those that name one of these things.
    things: HashSet<String, FixedState>,
}

impl<'p> Rest<'p> {
    /// To tell these.
    pub fn new(plan: &'p Plan, asked: Vec<Features>) -> Rest<'p> {
        let mut decided_with: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (one, other, _) in &plan.ties.decided {
            decided_with.entry(one).or_default().push(other);
            decided_with.entry(other).or_default().push(one);
        }
        let mut rest = Rest {
            plan,
            decided_with,
            stands: Stands::default(),
            asked: asked.iter().map(|features| features.id.clone()).collect(),
            held: asked.into_iter().map(|features| (features.id.clone(), features)).collect(),
            is_whole: HashSet::default(),
            is_tied: HashSet::default(),
            sought: Sought::default(),
        };
        let all: Vec<String> = rest.asked.iter().cloned().collect();
        all.iter().for_each(|id| rest.seek(id));
        all.iter().for_each(|id| rest.seek_tied(id));
        rest
    }

    /// How many are held.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Says whether something may be found among reports that begin on one of some days, counted from 1970.
    pub fn days(&self) -> impl Fn(RangeInclusive<i64>) -> bool + use<> {
        let Sought { by_day, ids, updated, things, .. } = &self.sought;
        let is_tied = !(ids.is_empty() && updated.is_empty() && things.is_empty());
        let sought: BTreeSet<i64> = by_day.keys().copied().collect();
        let longest = self.plan.longest.div_euclid(DAY) + 1;
        move |days| is_tied || sought.range(*days.start()..=days.end().saturating_add(longest)).next().is_some()
    }

    /// Looks at one of all reports, and keeps it where it was looked for.
    pub fn offer(&mut self, features: Features) {
        if self.held.contains_key(&features.id) {
            return;
        }
        let is_sought = self.sought.is_tied(&features) || {
            let stand = self.stands.of(&features, &self.plan.parameters.gazetteer);
            self.sought.is_near(&stand, &features.source, self.plan)
        };
        if is_sought {
            self.held.insert(features.id.clone(), features);
        }
    }

    /// All that are held, about to be linked.
    pub fn begin(&self) -> Begun {
        let mut reports = Reports::new(self.plan.parameters.schema.clone());
        self.held.values().for_each(|features| reports.put(features.clone()));
        self.plan.begin(reports)
    }

    /// What was asked, where nothing is missing that decides about it; else all reports are to be looked at again. All links
    /// must be settled.
    pub fn told(&mut self, links: &mut Links) -> Option<Vec<Linked>> {
        self.sought = Sought::default();
        let (mut near, mut tied) = (BTreeSet::new(), BTreeSet::new());
        links.each_neighbourhood(&mut |links, neighbourhood| {
            if !neighbourhood.iter().any(|item| self.asked.contains(links.items.id(*item))) {
                return;
            }
            for item in neighbourhood {
                let id = links.items.id(*item);
                if !self.is_tied.contains(id) {
                    tied.insert(id.to_owned());
                }
                let others = links.edges[*item as usize].iter().map(|edge| links.items.id(edge.other));
                near.extend(others.chain([id]).filter(|id| !self.is_whole.contains(*id)).map(str::to_owned));
            }
        });
        if near.is_empty() && tied.is_empty() {
            return Some(self.asked.iter().filter_map(|id| links.find(id)).collect());
        }
        near.iter().for_each(|id| self.seek(id));
        tied.iter().for_each(|id| self.seek_tied(id));
        None
    }

    /// Looks for those near this one.
    fn seek(&mut self, id: &str) {
        self.is_whole.insert(id.to_owned());
        let Some(features) = self.held.get(id) else { return };
        let stand = self.stands.of(features, &self.plan.parameters.gazetteer);
        if !stand.is_linkable() {
            return;
        }
        let reach = self.plan.parameters.reach.seconds;
        let days = (stand.span.from - reach).div_euclid(DAY)..=(stand.span.until + reach).div_euclid(DAY);
        let place = self.sought.near.len();
        days.for_each(|day| self.sought.by_day.entry(day).or_default().push(place));
        self.sought.near.push((stand, features.source.clone()));
    }

    /// Looks for those that are tied to this one.
    fn seek_tied(&mut self, id: &str) {
        self.is_tied.insert(id.to_owned());
        let Some(features) = self.held.get(id) else { return };
        let ties = &self.plan.ties;
        let is_known =
            |of: &hashbrown::HashMap<u64, u32, FixedState>, text: &str| of.contains_key(&super::stand::key(text));
        self.sought.ids.extend(features.updates.clone().filter(|id| is_known(&ties.updated, id)));
        if is_known(&ties.updated, id) {
            self.sought.updated.insert(id.to_owned());
        }
        let decided = self.decided_with.get(id).into_iter().flatten();
        self.sought.ids.extend(decided.map(|other| (*other).to_owned()));
        let thing = features.thing.as_ref().filter(|thing| thing.is_once).map(|thing| thing.full_name());
        self.sought.things.extend(thing.filter(|name| is_known(&ties.naming, name)));
    }
}

impl Sought {
    fn is_tied(&self, features: &Features) -> bool {
        self.ids.contains(&features.id)
            || features.updates.as_ref().is_some_and(|updated| self.updated.contains(updated))
            || !self.things.is_empty()
                && features
                    .thing
                    .as_ref()
                    .is_some_and(|thing| thing.is_once && self.things.contains(&thing.full_name()))
    }

    /// Whether it may be near one of those.
    fn is_near(&self, stand: &Stand, source: &str, plan: &Plan) -> bool {
        if !stand.is_linkable() {
            return false;
        }
        let days = stand.span.from.div_euclid(DAY)..=stand.span.until.div_euclid(DAY);
        let mut places = self.by_day.range(days).flat_map(|(_, places)| places);
        places.any(|place| {
            let (near, of) = &self.near[*place];
            of != source && stand.may_be_near(near, &plan.parameters.reach)
        })
    }
}
