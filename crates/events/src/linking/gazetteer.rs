//! Where names of places and districts lie, learnt from reports that give a point with them. A report with a name alone is
//! then somewhere, too. What was learnt is part of the parameters, so that later reports move nothing.

use std::collections::BTreeMap;

use records::Point;

use super::features::SpotPrecision;
use super::items::{Column, Items};
use super::signals::place::{NO_WORD, Place, metres};
use super::signals::spelling::Spelling;

/// Names of places and regions with their points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gazetteer {
    /// By the name in plain letters.
    pub places: BTreeMap<String, Point>,
    /// The same, with how far the region reaches.
    pub regions: BTreeMap<String, (Point, SpotPrecision)>,
}

/// So many reports must give a point with a name.
const LEAST: usize = 3;
/// Points of one place lie within so many metres of their middle, of a district, but for a fifth.
const PLACE_METRES: i64 = 12_000;
const DISTRICT_METRES: i64 = 60_000;

/// Points of reports that name a place or a region, as they come.
#[derive(Default)]
pub(crate) struct Points {
    of_names: BTreeMap<String, Vec<Point>>,
    of_regions: BTreeMap<String, Vec<Point>>,
}

impl Points {
    /// One report's point, with the name of its place in plain letters.
    pub(crate) fn note_name(&mut self, plain: &str, point: Point, precision: SpotPrecision) {
        if precision <= SpotPrecision::Near {
            note(&mut self.of_names, plain, point);
        }
    }

    /// The same with its region, as the source has it.
    pub(crate) fn note_region(&mut self, region: &str, point: Point, precision: SpotPrecision) {
        if precision <= SpotPrecision::District {
            note(&mut self.of_regions, &plain(region), point);
        }
    }

    /// What follows from them.
    pub(crate) fn gazetteer(self) -> Gazetteer {
        let mut out = Gazetteer::default();
        for (name, points) in self.of_names {
            if let Some((middle, radius)) = middle(points)
                && radius <= PLACE_METRES
            {
                out.places.insert(name, middle);
            }
        }
        for (region, points) in self.of_regions {
            if let Some((middle, radius)) = middle(points) {
                let is_district = radius <= DISTRICT_METRES;
                let precision = if is_district { SpotPrecision::District } else { SpotPrecision::Wide };
                out.regions.insert(region, (middle, precision));
            }
        }
        out
    }
}

fn note(points: &mut BTreeMap<String, Vec<Point>>, name: &str, point: Point) {
    match points.get_mut(name) {
        Some(of_name) => of_name.push(point),
        None => drop(points.insert(name.to_owned(), vec![point])),
    }
}

impl Gazetteer {
    /// From reports that give a name and a point.
    pub(crate) fn learn(items: &Items) -> Gazetteer {
        let mut out = Points::default();
        for column in &items.columns {
            let Column::Place { places, names, regions } = column else { continue };
            for place in places {
                let Some(point) = place.point else { continue };
                if place.name != NO_WORD {
                    out.note_name(&names.spellings[place.name as usize].plain, point, place.precision);
                }
                if place.region != NO_WORD {
                    out.note_region(regions.get(place.region), point, place.precision);
                }
            }
        }
        out.gazetteer()
    }

    /// The same, with what is already known of others before it.
    pub(crate) fn and(self, known: Gazetteer) -> Gazetteer {
        let mut out = self;
        out.places.extend(known.places);
        out.regions.extend(known.regions);
        out
    }

    /// The place with a point where its words are known.
    pub(crate) fn located(&self, place: Place, name: Option<&Spelling>, region: Option<&str>) -> Place {
        if place.point.is_some() {
            return place;
        }
        match self.find(name, region) {
            Some((point, precision)) => Place::new(Some(point), precision, place.name, place.region),
            None => place,
        }
    }

    /// Where these words lie.
    pub(crate) fn find(&self, name: Option<&Spelling>, region: Option<&str>) -> Option<(Point, SpotPrecision)> {
        let by_name = name.and_then(|name| self.places.get(&name.plain)).map(|point| (*point, SpotPrecision::Near));
        by_name.or_else(|| region.and_then(|region| self.regions.get(&plain(region))).copied())
    }
}

pub(crate) fn plain(text: &str) -> String {
    Spelling::of(text).plain
}

/// The middle of points, and the distance within which four fifths of them lie.
fn middle(points: Vec<Point>) -> Option<(Point, i64)> {
    if points.len() < LEAST {
        return None;
    }
    let median = |of: fn(Point) -> i64| {
        let mut values: Vec<i64> = points.iter().map(|point| of(*point)).collect();
        values.sort_unstable();
        values[values.len() / 2]
    };
    let middle = Point::from_e7(median(|point| point.to_e7().0), median(|point| point.to_e7().1))?;
    let mut away: Vec<i64> = points.iter().map(|point| metres(*point, middle)).collect();
    away.sort_unstable();
    Some((middle, away[(away.len() - 1) * 4 / 5]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::{Feature, Features, Schema, Spot};

    #[test]
    fn a_name_lies_where_reports_put_it() {
        let mut items = Items::new(Schema::of_reports());
        let mut put = |id: &str, name: &str, lat_e7: Option<i64>| {
            let point = lat_e7.and_then(|lat_e7| Point::from_e7(340_000_000, lat_e7));
            let spot = Spot { point, precision: SpotPrecision::Near, name: Some(name.to_owned()), region: None };
            let values = vec![Feature::Absent, Feature::Place(spot)];
            items.put(Features { id: id.to_owned(), source: "s".to_owned(), updates: None, thing: None, values })
        };
        for (id, lat) in [("a", 310_000_000), ("b", 310_100_000), ("c", 310_050_000)] {
            put(id, "Rafah", Some(lat));
            put(&format!("{id}2"), "Far and wide", Some(lat * 11 / 10 * i64::from(id == "a") + 300_000_000));
        }
        let nowhere = put("d", "RAFAH", None);
        let gazetteer = Gazetteer::learn(&items);
        assert_eq!(gazetteer.places.len(), 2, "{gazetteer:?}");
        let (place, names) = items.place(nowhere).unwrap();
        let located = gazetteer.located(*place, Some(&names.spellings[place.name as usize]), None);
        assert_eq!(located.point, Point::from_e7(340_000_000, 310_050_000));
    }
}
