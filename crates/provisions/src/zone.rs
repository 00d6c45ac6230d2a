//! Zones: named places with outlines that held between dates; whether a claimed place lies in one.

use geo::{Contains, Distance, Haversine, HaversineClosestPoint, MultiPolygon, Polygon};
use jiff::Timestamp;
use records::{Place, Point};

use crate::agreement::Interval;
use crate::diagnostic::Position;

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

impl Zone {
    /// Whether the point of `place` lies in this zone's outline of that moment.
    pub fn locates(&self, place: &Place, at: Timestamp) -> Membership {
        let held = |outline: &&ZoneOutline| {
            outline.held.from.is_none_or(|from| from <= at) && outline.held.until.is_none_or(|until| at < until)
        };
        let Some(outline) = self.outlines.iter().find(held) else {
            return Membership::NoOutline;
        };
        match (place.point, place.precision.radius_metres()) {
            (Some(point), Some(radius)) => outline.locates(point, f64::from(radius)),
            _ => Membership::Imprecise,
        }
    }
}

impl ZoneOutline {
    /// Inside where the whole circle round the point is, outside where none of it is.
    fn locates(&self, point: Point, radius_metres: f64) -> Membership {
        let point = geo::Point::new(point.lon(), point.lat());
        let inside = self.shape.contains(&point);
        match (self.near_boundary(point, radius_metres), inside) {
            (true, _) => Membership::Imprecise,
            (false, true) => Membership::Inside,
            (false, false) => Membership::Outside,
        }
    }

    fn near_boundary(&self, point: geo::Point<f64>, radius_metres: f64) -> bool {
        let rings = |polygon: &Polygon<f64>| {
            let near = |ring: &geo::LineString<f64>| match ring.haversine_closest_point(&point) {
                geo::Closest::Intersection(_) => true,
                geo::Closest::SinglePoint(closest) => Haversine.distance(closest, point) < radius_metres,
                geo::Closest::Indeterminate => false,
            };
            near(polygon.exterior()) || polygon.interiors().iter().any(near)
        };
        self.shape.iter().any(rings)
    }
}

/// Reads the polygons of a GeoJSON file. The error is one plain sentence.
pub(crate) fn shape_from_geojson(bytes: &[u8]) -> Result<MultiPolygon<f64>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let geojson: geojson::GeoJson = text.parse().map_err(|error| format!("it is not GeoJSON: {error}"))?;
    let mut polygons = Vec::new();
    match geojson {
        geojson::GeoJson::Geometry(geometry) => collect(&geometry.value, &mut polygons)?,
        geojson::GeoJson::Feature(feature) => collect_feature(&feature, &mut polygons)?,
        geojson::GeoJson::FeatureCollection(collection) => {
            for feature in &collection.features {
                collect_feature(feature, &mut polygons)?;
            }
        }
    }
    if polygons.is_empty() { Err("it holds no polygon".to_owned()) } else { Ok(MultiPolygon(polygons)) }
}

fn collect_feature(feature: &geojson::Feature, polygons: &mut Vec<Polygon<f64>>) -> Result<(), String> {
    feature.geometry.as_ref().map_or(Ok(()), |geometry| collect(&geometry.value, polygons))
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
    let mut lines = rings.iter().map(|ring| ring_line(ring));
    let exterior = lines.next().ok_or_else(|| "a polygon has no ring".to_owned())??;
    Ok(Polygon::new(exterior, lines.collect::<Result<_, _>>()?))
}

fn ring_line(ring: &[geojson::Position]) -> Result<geo::LineString<f64>, String> {
    let coordinate = |position: &geojson::Position| match position.as_slice() {
        [lon, lat, ..] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Ok(geo::Coord { x: *lon, y: *lat }),
        _ => Err("a position is not a longitude and a latitude in degrees".to_owned()),
    };
    let line: Vec<_> = ring.iter().map(coordinate).collect::<Result<_, _>>()?;
    if line.len() < 4 { Err("a ring has fewer than four positions".to_owned()) } else { Ok(line.into()) }
}
