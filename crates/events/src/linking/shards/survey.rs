//! What is looked at of all reports before a part of them is linked: first where they put names, and who is tied to whom
//! whatever lies between them; then where and when they stand. Held are a few bytes for each report at most.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::plan::{Counts, Plan, Size};
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

/// Numbers of reports by their ids, in sixteen bytes for each.
#[derive(Default)]
pub struct Numbers(Vec<(u64, u32)>);

impl Numbers {
    /// One more.
    pub fn note(&mut self, id: &str, number: u32) {
        self.0.push((key(id), number));
    }

    /// Ready to be asked; `None` where two ids cannot be told apart, which with a billion of them happens once in forty times.
    pub fn ready(mut self) -> Option<Numbers> {
        self.0.sort_unstable();
        self.0.windows(2).all(|pair| pair[0].0 != pair[1].0).then_some(self)
    }

    /// The number of an id that is there.
    pub fn find(&self, id: &str) -> Option<u32> {
        let key = key(id);
        let place = self.0.binary_search_by_key(&key, |(own, _)| *own).ok()?;
        Some(self.0[place].1)
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
    /// What people decided of two, the latest last.
    pub(super) decided: Vec<(String, String, bool)>,
    /// By the key of a thing on which an act is done once: how many name it.
    pub(super) naming: HashMap<u64, u32, FixedState>,
}

/// The first look at all reports.
pub struct Survey {
    parameters: Parameters,
    /// `None` where names lie where the parameters say, and nowhere else.
    points: Option<Points>,
    stands: Stands,
    ties: Ties,
    longest: i64,
}

impl Survey {
    /// For linking with these parameters, and with where these reports put names that they do not know.
    pub fn new(parameters: Parameters) -> Survey {
        Survey { points: Some(Points::default()), ..Survey::of_known_places(parameters) }
    }

    /// For linking with these parameters, as a mission does: no report moves another.
    pub fn of_known_places(parameters: Parameters) -> Survey {
        Survey { parameters, points: None, stands: Stands::default(), ties: Ties::default(), longest: 0 }
    }

    /// With what people decided on two reports, the latest last: whether they tell of one event.
    pub fn deciding(mut self, decided: Vec<(String, String, bool)>) -> Survey {
        self.ties.decided = decided;
        self
    }

    /// Looks at one.
    pub fn note(&mut self, features: &Features) {
        if let Some(updated) = &features.updates {
            *self.ties.updated.entry(key(updated)).or_default() += 1;
        }
        if let Some(thing) = features.thing.as_ref().filter(|thing| thing.is_once) {
            *self.ties.naming.entry(key(&thing.full_name())).or_default() += 1;
        }
        self.note_point(features);
        let stand = self.stands.of(features, &self.parameters.gazetteer);
        if stand.is_linkable() {
            self.longest = self.longest.max(stand.span.until - stand.span.from);
        }
    }

    fn note_point(&mut self, features: &Features) {
        let spot = features.values.iter().find_map(|value| match value {
            Feature::Place(spot) => Some(spot),
            _ => None,
        });
        let (Some(points), Some(spot)) = (&mut self.points, spot) else { return };
        let Some(point) = spot.point else { return };
        if let Some(name) = &spot.name {
            let spelling = self.stands.spelling(name);
            if !self.parameters.gazetteer.places.contains_key(&spelling.plain) {
                points.note_name(&spelling.plain, point, spot.precision);
            }
        }
        if let Some(region) = &spot.region {
            points.note_region(region, point, spot.precision);
        }
    }

    /// The second look.
    pub fn then(mut self) -> Extent {
        self.ties.naming.retain(|_, n_naming| *n_naming > 1);
        let gazetteer = self.points.unwrap_or_default().gazetteer().and(self.parameters.gazetteer);
        Extent {
            parameters: Parameters { gazetteer, ..self.parameters },
            stands: self.stands,
            existing: HashSet::default(),
            ties: self.ties,
            longest: self.longest,
            counts: Counts::default(),
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
    /// By day, and by whole degree of latitude.
    counts: Counts,
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
        *self.counts.0.entry(stand.span.from.div_euclid(DAY)).or_default() += 1;
        match stand.lat_e7() {
            Some(lat) => *self.counts.1.entry(lat.div_euclid(DEGREE)).or_default() += 1,
            None => self.loose.extend(stand.name),
        }
    }

    /// The shards.
    pub fn plan(mut self, size: Size) -> Plan {
        self.ties.updated.retain(|id, _| self.existing.contains(id));
        Plan::new((self.parameters, self.ties), self.longest, self.loose, &self.counts, size)
    }
}
