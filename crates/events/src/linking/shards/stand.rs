//! Where a report stands in time and space, before it is among others: what decides to which shards it belongs.

use std::rc::Rc;

use foldhash::quality::FixedState;
use hashbrown::HashMap;
use records::Point;

use crate::linking::features::{Feature, Features, SpotPrecision};
use crate::linking::gazetteer::Gazetteer;
use crate::linking::items::Items;
use crate::linking::near::{LONG_MAX, Reach, name_key};
use crate::linking::signals::place::NO_WORD;
use crate::linking::signals::spelling::Spelling;
use crate::linking::signals::time::{ABSENT, Span};

pub(super) const DAY: i64 = 86_400;

/// Where one report stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) span: Span,
    /// Its own, or that of its words.
    pub(super) point: Option<(Point, SpotPrecision)>,
    /// The key of the place's name.
    pub(super) name: Option<u64>,
    /// A key of the region's name.
    pub(super) region: Option<u64>,
}

impl Stand {
    /// Of one of many that are held.
    pub(super) fn of_item(items: &Items, item: u32) -> Stand {
        let span = items.span(item).unwrap_or(ABSENT);
        let Some((place, names)) = items.place(item) else {
            return Stand { span, point: None, name: None, region: None };
        };
        let name = (place.name != NO_WORD).then(|| name_key(&names.spellings[place.name as usize].skeleton));
        let region = (place.region != NO_WORD).then(|| key(items.region(place.region)));
        Stand { span, point: place.point.map(|point| (point, place.precision)), name, region }
    }

    /// Whether it is compared with any other.
    pub(super) fn is_linkable(&self) -> bool {
        self.span != ABSENT && self.span.until - self.span.from <= LONG_MAX
    }

    /// The day under which it stands.
    pub(super) fn day(&self) -> i64 {
        self.span.from.div_euclid(DAY)
    }

    /// Ten-millionths of a degree, where its point is known.
    pub(super) fn lat_e7(&self) -> Option<i64> {
        self.point.map(|(point, _)| point.to_e7().1)
    }

    /// How far to the north and south those near it may lie at most, in ten-millionths of a degree. As `near.rs` looks.
    pub(super) fn away(&self, reach: &Reach) -> i64 {
        let precision = self.point.map_or(SpotPrecision::Exact, |(_, precision)| precision);
        away(reach.metres[precision as usize..].iter().copied().max().unwrap_or(0))
    }

    /// Whether the two may be near each other: whoever is, is found, and perhaps some others.
    pub(super) fn may_be_near(&self, other: &Stand, reach: &Reach) -> bool {
        if !self.is_linkable() || !other.is_linkable() || self.span.gap(other.span) > reach.seconds {
            return false;
        }
        if let (Some((_, one)), Some((_, two))) = (self.point, other.point) {
            let apart = self.lat_e7().unwrap_or(0).abs_diff(other.lat_e7().unwrap_or(0));
            return apart <= away(reach.metres[one.max(two) as usize]).unsigned_abs();
        }
        let both_loose = self.point.is_none() && other.point.is_none();
        let says_nothing = |stand: &Stand| stand.name.is_none() && stand.region.is_none();
        self.name.is_some() && self.name == other.name
            || both_loose && self.region.is_some() && self.region == other.region
            || both_loose && says_nothing(self) && says_nothing(other)
    }
}

/// A degree of latitude is at least 110 km everywhere.
pub(super) fn away(metres: i64) -> i64 {
    metres * 10_000_000 / 110_000 + 1
}

/// A number for a text: the same in every run, and seldom that of another.
pub(super) fn key(text: &str) -> u64 {
    use std::hash::BuildHasher;
    FixedState::with_seed(0).hash_one(text)
}

/// Finds where reports stand; names come again and again, so their spellings are remembered.
#[derive(Default)]
pub(super) struct Stands {
    spelt: HashMap<String, Rc<Spelling>, foldhash::fast::FixedState>,
}

impl Stands {
    pub(super) fn of(&mut self, features: &Features, gazetteer: &Gazetteer) -> Stand {
        let (mut span, mut spot) = (ABSENT, None);
        for value in &features.values {
            match value {
                Feature::Time { from, until } => span = Span { from: *from, until: *until },
                Feature::Place(place) => spot = Some(place),
                _ => {}
            }
        }
        let Some(spot) = spot else { return Stand { span, point: None, name: None, region: None } };
        let name = spot.name.as_deref().map(|name| self.spelling(name));
        let own = spot.point.map(|point| (point, spot.precision));
        Stand {
            span,
            point: own.or_else(|| gazetteer.find(name.as_deref(), spot.region.as_deref())),
            name: name.map(|name| name_key(&name.skeleton)),
            region: spot.region.as_deref().map(key),
        }
    }

    pub(super) fn spelling(&mut self, name: &str) -> Rc<Spelling> {
        if let Some(spelling) = self.spelt.get(name) {
            return Rc::clone(spelling);
        }
        let spelling = Rc::new(Spelling::of(name));
        self.spelt.insert(name.to_owned(), Rc::clone(&spelling));
        spelling
    }
}
