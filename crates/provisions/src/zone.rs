//! Zones and lines: named places with outlines that held between dates; whether a claimed place lies in one, and how far off.

use std::collections::BTreeMap;

use geo::{Contains, Distance, Geodesic, HaversineClosestPoint, LineString, MultiLineString, MultiPolygon, Polygon};
use jiff::Timestamp;
use records::{Place, Point};

use crate::agreement::{Agreement, Interval};
use crate::diagnostic::Position;
use crate::rule::Near;

/// A zone of the agreement.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Name.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// The zone that wholly contains it, if declared.
    pub within: Option<String>,
    /// Outlines with their dates.
    pub outlines: Vec<ZoneOutline>,
    /// Bands: what is nearer than a distance to a line or another zone.
    pub bands: Vec<Near>,
    /// Why there is no outline, where the agreement has none.
    pub annex_missing: Option<String>,
    /// Where it is defined.
    pub at: Position,
}

/// An outline and when it held.
#[derive(Clone, Debug)]
pub struct ZoneOutline {
    /// Annex it comes from.
    pub annex: String,
    /// When it held.
    pub held: Interval<Timestamp>,
    /// Its polygons.
    pub shape: MultiPolygon<f64>,
}

/// The course of a line and when it held.
#[derive(Clone, Debug)]
pub struct Course {
    /// Annex it comes from.
    pub annex: String,
    /// When it held.
    pub held: Interval<Timestamp>,
    /// Its parts.
    pub shape: MultiLineString<f64>,
}

/// Whether something lies in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// It does.
    Inside,
    /// It does not.
    Outside,
    /// The place is not known precisely enough.
    Imprecise,
    /// The outline of the zone is not known.
    NoOutline,
}

impl Interval<Timestamp> {
    fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

impl Zone {
    /// Whether the point of `place` lies in this zone's outline of that moment.
    pub fn locates(&self, place: &Place, at: Timestamp) -> Membership {
        let Some(outline) = self.outlines.iter().find(|outline| outline.held.holds(at)) else {
            return Membership::NoOutline;
        };
        match (place.point, place.precision.radius_metres()) {
            (Some(point), Some(radius)) => outline.locates(point, f64::from(radius)),
            _ => Membership::Imprecise,
        }
    }
}

impl Agreement {
    /// Metres from a place's point to a line or zone as it was at that moment, along the ellipsoid; zero inside a zone.
    /// `None` where nothing of that name had an outline then, or the place has no point.
    pub fn distance_metres(&self, of: &str, place: &Place, at: Timestamp) -> Option<f64> {
        self.distance_to(of, place.point?, at, &mut BTreeMap::new())
    }

    /// `known` holds what was worked out already: bands may lead to one line in many ways.
    fn distance_to<'a>(
        &'a self,
        of: &'a str,
        point: Point,
        at: Timestamp,
        known: &mut BTreeMap<&'a str, Option<f64>>,
    ) -> Option<f64> {
        if let Some(far) = known.get(of) {
            return *far;
        }
        // Circles are cut when an agreement is read; one that was missed ends here.
        known.insert(of, None);
        let far = self.distance_anew(of, point, at, known);
        known.insert(of, far);
        far
    }

    fn distance_anew<'a>(
        &'a self,
        of: &'a str,
        point: Point,
        at: Timestamp,
        known: &mut BTreeMap<&'a str, Option<f64>>,
    ) -> Option<f64> {
        let here = geo::Point::new(point.lon(), point.lat());
        if let Some(line) = self.lines.get(of) {
            let course = line.courses.iter().find(|course| course.held.holds(at))?;
            return course.shape.iter().map(|part| to_line(part, here)).min_by(f64::total_cmp);
        }
        let zone = self.zones.get(of)?;
        let outline = zone.outlines.iter().find(|outline| outline.held.holds(at));
        let to_outline = outline.map(|outline| outline.distance(here));
        let to_bands = zone.bands.iter().filter_map(|band| {
            let far = self.distance_to(&band.of, point, at, known)?;
            Some((far - metres(band)).max(0.0))
        });
        to_bands.chain(to_outline).min_by(f64::total_cmp)
    }
}

/// A distance of the agreement as a number of metres.
pub(crate) fn metres(near: &Near) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    near.metres.to_f64().unwrap_or(f64::MAX)
}

/// Metres between two points, along the ellipsoid of WGS 84 (Karney, Algorithms for geodesics, 2013).
pub fn metres_between(one: Point, other: Point) -> f64 {
    Geodesic.distance(geo::Point::new(one.lon(), one.lat()), geo::Point::new(other.lon(), other.lat()))
}

/// The nearest point is sought on the sphere, the distance to it taken on the ellipsoid.
fn to_line(line: &LineString<f64>, point: geo::Point<f64>) -> f64 {
    match line.haversine_closest_point(&point) {
        geo::Closest::Intersection(_) => 0.0,
        geo::Closest::SinglePoint(closest) => Geodesic.distance(closest, point),
        geo::Closest::Indeterminate => f64::MAX,
    }
}

impl ZoneOutline {
    /// Inside where the whole circle round the point is, outside where none of it is.
    fn locates(&self, point: Point, radius_metres: f64) -> Membership {
        let point = geo::Point::new(point.lon(), point.lat());
        let inside = self.shape.contains(&point);
        match (self.to_boundary(point) < radius_metres, inside) {
            (true, _) => Membership::Imprecise,
            (false, true) => Membership::Inside,
            (false, false) => Membership::Outside,
        }
    }

    fn distance(&self, point: geo::Point<f64>) -> f64 {
        if self.shape.contains(&point) { 0.0 } else { self.to_boundary(point) }
    }

    fn to_boundary(&self, point: geo::Point<f64>) -> f64 {
        let rings =
            self.shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings.map(|ring| to_line(ring, point)).min_by(f64::total_cmp).unwrap_or(f64::MAX)
    }
}

/// Reads the polygons of a GeoJSON file. The error is one plain sentence.
pub(crate) fn shape_from_geojson(bytes: &[u8]) -> Result<MultiPolygon<f64>, String> {
    let mut polygons = Vec::new();
    for geometry in geometries(bytes)? {
        collect(&geometry.value, &mut polygons)?;
    }
    if polygons.is_empty() { Err("it holds no polygon".to_owned()) } else { Ok(MultiPolygon(polygons)) }
}

/// Reads the lines of a GeoJSON file.
pub(crate) fn course_from_geojson(bytes: &[u8]) -> Result<MultiLineString<f64>, String> {
    let mut lines = Vec::new();
    for geometry in geometries(bytes)? {
        collect_lines(&geometry.value, &mut lines)?;
    }
    if lines.is_empty() { Err("it holds no line".to_owned()) } else { Ok(MultiLineString(lines)) }
}

fn geometries(bytes: &[u8]) -> Result<Vec<geojson::Geometry>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let geojson: geojson::GeoJson = text.parse().map_err(|error| format!("it is not GeoJSON: {error}"))?;
    Ok(match geojson {
        geojson::GeoJson::Geometry(geometry) => vec![geometry],
        geojson::GeoJson::Feature(feature) => feature.geometry.into_iter().collect(),
        geojson::GeoJson::FeatureCollection(collection) => {
            collection.features.into_iter().filter_map(|feature| feature.geometry).collect()
        }
    })
}

fn collect_lines(value: &geojson::GeometryValue, lines: &mut Vec<LineString<f64>>) -> Result<(), String> {
    match value {
        geojson::GeometryValue::LineString { coordinates } => lines.push(line_string(coordinates, 2)?),
        geojson::GeometryValue::MultiLineString { coordinates } => {
            for part in coordinates {
                lines.push(line_string(part, 2)?);
            }
        }
        geojson::GeometryValue::GeometryCollection { geometries } => {
            for geometry in geometries {
                collect_lines(&geometry.value, lines)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn collect(value: &geojson::GeometryValue, polygons: &mut Vec<Polygon<f64>>) -> Result<(), String> {
    match value {
        geojson::GeometryValue::Polygon { coordinates } => polygons.push(polygon(coordinates)?),
        geojson::GeometryValue::MultiPolygon { coordinates } => {
            for rings in coordinates {
                polygons.push(polygon(rings)?);
            }
        }
        geojson::GeometryValue::GeometryCollection { geometries } => {
            for geometry in geometries {
                collect(&geometry.value, polygons)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn polygon(rings: &[Vec<geojson::Position>]) -> Result<Polygon<f64>, String> {
    let mut lines = rings.iter().map(|ring| line_string(ring, 4));
    let exterior = lines.next().ok_or_else(|| "a polygon has no ring".to_owned())??;
    Ok(Polygon::new(exterior, lines.collect::<Result<_, _>>()?))
}

/// A line of at least so many positions.
fn line_string(positions: &[geojson::Position], least: usize) -> Result<LineString<f64>, String> {
    let coordinate = |position: &geojson::Position| match position.as_slice() {
        [lon, lat, ..] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Ok(geo::Coord { x: *lon, y: *lat }),
        _ => Err("a position is not a longitude and a latitude in degrees".to_owned()),
    };
    let line: Vec<_> = positions.iter().map(coordinate).collect::<Result<_, _>>()?;
    match (line.len() < least, least) {
        (false, _) => Ok(line.into()),
        (true, 2) => Err("a line has fewer than two positions".to_owned()),
        (true, _) => Err("a ring has fewer than four positions".to_owned()),
    }
}
