//! Published events and zones as features, as OGC API - Features (OGC 17-069r4) serves them: which of them are asked for, a page at a time.

use geo::algorithm::Intersects;
use geo::{Coord, Rect};
use jiff::civil::Date;
use provisions::Agreement;
use records::EventRow;
use serde_json::{Value, json};

use super::{Released, table};

/// What of a collection is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// West, south, east, north, in degrees.
    pub bbox: Option<[f64; 4]>,
    /// From a day and through a day; each may be open.
    pub days: (Option<Date>, Option<Date>),
    /// Names and values that a feature has.
    pub having: Vec<(String, String)>,
    /// So many are passed over.
    pub offset: usize,
    /// So many at most.
    pub limit: usize,
}

/// Features that were asked for, on one page, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The features.
    pub features: Vec<Value>,
    /// How many fit what is asked.
    pub n_matched: usize,
}

/// What of events can be asked for by name.
pub const FILTERS: [&str; 5] = ["type", "zone", "by", "to", "level"];

impl Asked {
    /// A box, `west,south,east,north`.
    pub fn bbox_of(text: &str) -> Option<[f64; 4]> {
        let all: Option<Vec<f64>> =
            text.split(',').map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite())).collect();
        match all?[..] {
            [west, south, east, north] => Some([west, south, east, north]),
            // With heights.
            [west, south, _, east, north, _] => Some([west, south, east, north]),
            _ => None,
        }
    }

    /// A day, or an interval whose ends may be open: `2026-01-01/..`.
    pub fn days_of(text: &str) -> Option<(Option<Date>, Option<Date>)> {
        let day = |text: &str| match text {
            "" | ".." => Some(None),
            text => text.get(..10).and_then(|day| day.parse().ok()).map(Some),
        };
        match text.split_once('/') {
            Some((from, until)) => Some((day(from)?, day(until)?)),
            None => day(text).map(|day| (day, day)),
        }
    }

    fn has_events_row(&self, row: &EventRow, agreement: &Agreement) -> bool {
        let records::Statement::Happening(told) = &row.statement else { return false };
        let in_box = self.bbox.is_none_or(|[west, south, east, north]| {
            told.place.point.is_some_and(|point| {
                let is_east_west = if west <= east {
                    (west..=east).contains(&point.lon())
                } else {
                    point.lon() >= west || point.lon() <= east
                };
                is_east_west && (south..=north).contains(&point.lat())
            })
        });
        let (first, last) = (
            agreement.calendar.date(told.when.start()),
            agreement.calendar.date(told.when.end() - jiff::SignedDuration::from_nanos(1)),
        );
        let in_days = self.days.0.is_none_or(|from| last >= from) && self.days.1.is_none_or(|until| first <= until);
        in_box
            && in_days
            && self.having.iter().all(|(name, value)| match name.as_str() {
                "type" => told.kind == *value,
                "level" => row.level.to_text() == value,
                name => told.field(name) == Some(value.as_str()),
            })
    }
}

/// Events on a page.
pub fn events(released: &Released, agreement: &Agreement, asked: &Asked) -> Page {
    let mut page = Page { features: Vec::new(), n_matched: 0 };
    for row in released.rows.iter().filter(|row| asked.has_events_row(row, agreement)) {
        if page.n_matched >= asked.offset && page.features.len() < asked.limit {
            page.features.extend(table::feature(row, agreement));
        }
        page.n_matched += 1;
    }
    page
}

/// One event.
pub fn event(released: &Released, agreement: &Agreement, id: &str) -> Option<Value> {
    let place = released.rows.binary_search_by(|row| row.id.as_str().cmp(id)).ok()?;
    table::feature(released.rows.get(place)?, agreement)
}

/// Zones as they were at the moment of the release; those without an outline then have no geometry.
pub fn zones(released: &Released, agreement: &Agreement, asked: &Asked) -> Page {
    let mut page = Page { features: Vec::new(), n_matched: 0 };
    for zone in agreement.zones.values() {
        let held = |held: &provisions::Interval<jiff::Timestamp>| {
            held.from.is_none_or(|from| from <= released.as_of) && held.until.is_none_or(|until| released.as_of < until)
        };
        let outline = zone.outlines.iter().find(|outline| held(&outline.held));
        let is_in = asked.bbox.is_none_or(|[west, south, east, north]| {
            let rect = Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north });
            outline.is_some_and(|outline| outline.shape.intersects(&rect))
        });
        if !is_in || asked.having.iter().any(|(_, value)| *value != zone.id) {
            continue;
        }
        if page.n_matched >= asked.offset && page.features.len() < asked.limit {
            let ring = |ring: &geo::LineString| ring.coords().map(|at| json!([at.x, at.y])).collect::<Vec<_>>();
            let polygon = |polygon: &geo::Polygon| {
                std::iter::once(ring(polygon.exterior()))
                    .chain(polygon.interiors().iter().map(ring))
                    .collect::<Vec<_>>()
            };
            let geometry = outline.map(|outline| {
                json!({ "type": "MultiPolygon", "coordinates": outline.shape.iter().map(polygon).collect::<Vec<_>>() })
            });
            let properties = json!({ "name": zone.label, "within": zone.within });
            page.features
                .push(json!({ "type": "Feature", "id": zone.id, "geometry": geometry, "properties": properties }));
        }
        page.n_matched += 1;
    }
    page
}

/// The least box around what has a place; none where nothing has.
pub fn extent(released: &Released) -> Option<[f64; 4]> {
    let points = released.rows.iter().filter_map(|row| match &row.statement {
        records::Statement::Happening(told) => told.place.point,
        _ => None,
    });
    points.fold(None, |so_far: Option<[f64; 4]>, point| {
        let [west, south, east, north] = so_far.unwrap_or([point.lon(), point.lat(), point.lon(), point.lat()]);
        Some([west.min(point.lon()), south.min(point.lat()), east.max(point.lon()), north.max(point.lat())])
    })
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn boxes_and_times_are_read_as_the_standard_has_them() {
        assert_eq!(Asked::bbox_of("34.2,31.2,34.6,31.6"), Some([34.2, 31.2, 34.6, 31.6]));
        assert_eq!(Asked::bbox_of("34.2,31.2,0,34.6,31.6,100"), Some([34.2, 31.2, 34.6, 31.6]));
        assert_eq!(Asked::bbox_of("34.2,31.2,34.6"), None);
        assert_eq!(Asked::bbox_of("a,b,c,d"), None);
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(Asked::days_of("2026-01-05"), Some((day("2026-01-05"), day("2026-01-05"))));
        assert_eq!(Asked::days_of("2026-01-05T00:00:00Z/.."), Some((day("2026-01-05"), None)));
        assert_eq!(Asked::days_of("../2026-01-05"), Some((None, day("2026-01-05"))));
        assert_eq!(Asked::days_of("yesterday"), None);
    }
}
