//! What is looked at of all reports before a part of them is linked: first where they put names, and who is tied to whom
//! whatever lies between them; then where and when they stand. Held are a few bytes for each report at most.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::plan::Plan;
use super::stand::{DAY, Stands, key};
use crate::linking::features::{Feature, Features};
use crate::linking::gazetteer::Points;
use crate::linking::parameters::Parameters;

/// Finds ids that may stand twice, by eight bytes for each.
#[derive(Default)]
pub struct Ids(Vec<u64>);

impl Ids {
    /// One more id.
    pub fn note(&mut self, id: &str) {
        self.0.push(key(id));
    }

    /// Which are to be looked at: those that may be there twice. Nearly always those that are.
    pub fn twice(mut self) -> Twice {
        self.0.sort_unstable();
        let twice = self.0.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        Twice(twice.collect())
    }
}

/// Ids that may stand twice.
pub struct Twice(HashSet<u64, FixedState>);

impl Twice {
    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this one may.
    pub fn may_be(&self, id: &str) -> bool {
        self.0.contains(&key(id))
    }
}

/// Reports that belong together or not whatever time and place lie between them.
#[derive(Default)]
pub(super) struct Ties {
    /// By the key of a report's id: how many say that they update it.
    pub(super) updated: HashMap<u64, u32, FixedState>,
    /// By the key of a thing on which an act is done once: how many name it.
    pub(super) naming: HashMap<u64, u32, FixedState>,
}

/// The first look at all reports.
pub struct Survey {
    parameters: Parameters,
    points: Points,
    stands: Stands,
    ties: Ties,
    longest: i64,
}

impl Survey {
    /// For linking with these parameters.
    pub fn new(parameters: Parameters) -> Survey {
        Survey { parameters, points: Points::default(), stands: Stands::default(), ties: Ties::default(), longest: 0 }
    }

    /// Looks at one.
    pub fn note(&mut self, features: &Features) {
        if let Some(updated) = &features.updates {
            *self.ties.updated.entry(key(updated)).or_default() += 1;
        }
        if let Some(thing) = features.thing.as_ref().filter(|thing| thing.is_once) {
            *self.ties.naming.entry(key(&thing.full_name())).or_default() += 1;
        }
        for value in &features.values {
            let Feature::Place(spot) = value else { continue };
            let Some(point) = spot.point else { continue };
            let gazetteer = &self.parameters.gazetteer;
            if let Some(name) = &spot.name {
                let spelling = self.stands.spelling(name);
                if !gazetteer.places.contains_key(&spelling.plain) {
                    self.points.note_name(&spelling.plain, point, spot.precision);
                }
            }
            if let Some(region) = &spot.region {
                self.points.note_region(region, point, spot.precision);
            }
        }
        let stand = self.stands.of(features, &self.parameters.gazetteer);
        if stand.is_linkable() {
            self.longest = self.longest.max(stand.span.until - stand.span.from);
        }
    }

    /// The second look.
    pub fn then(mut self) -> Extent {
        self.ties.naming.retain(|_, n_naming| *n_naming > 1);
        let gazetteer = self.points.gazetteer().and(self.parameters.gazetteer);
        Extent {
            parameters: Parameters { gazetteer, ..self.parameters },
            stands: self.stands,
            existing: HashSet::default(),
            ties: self.ties,
            longest: self.longest,
            of_days: BTreeMap::new(),
            of_degrees: BTreeMap::new(),
            loose: HashSet::default(),
        }
    }
}

/// The second look: where and when they stand.
pub struct Extent {
    parameters: Parameters,
    stands: Stands,
    ties: Ties,
    /// Updated reports that are there.
    existing: HashSet<u64, FixedState>,
    longest: i64,
    of_days: BTreeMap<i64, usize>,
    /// By whole degree of latitude.
    of_degrees: BTreeMap<i64, usize>,
    /// Names of places of reports without a point.
    loose: HashSet<u64, FixedState>,
}

pub(super) const DEGREE: i64 = 10_000_000;

impl Extent {
    /// Looks at one.
    pub fn note(&mut self, features: &Features) {
        let id = key(&features.id);
        if self.ties.updated.contains_key(&id) {
            self.existing.insert(id);
        }
        let stand = self.stands.of(features, &self.parameters.gazetteer);
        if !stand.is_linkable() {
            return;
        }
        *self.of_days.entry(stand.span.from.div_euclid(DAY)).or_default() += 1;
        match stand.lat_e7() {
            Some(lat) => *self.of_degrees.entry(lat.div_euclid(DEGREE)).or_default() += 1,
            None => self.loose.extend(stand.name),
        }
    }

    /// So many shards of about the same size.
    pub fn plan(mut self, n_shards: usize) -> Plan {
        self.ties.updated.retain(|id, _| self.existing.contains(id));
        Plan::new(self.parameters, self.ties, self.longest, self.loose, (&self.of_days, &self.of_degrees), n_shards)
    }
}
