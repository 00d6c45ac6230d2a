//! The map: zones as they were on the day asked about, and events where they are said to have been, gathered where they lie close.
//!
//! It is drawn on the server as SVG, and does without script. Nothing is fetched from elsewhere: whoever serves map tiles would learn where a
//! mission looks.

use std::collections::BTreeMap;
use std::fmt::Write;

use askama::Template;
use records::Level;
use rust_decimal::Decimal;

use super::Frame;
use super::events::{AskedEvents, Filters, asked, filters};
use crate::messages::Put;
use crate::pictures::escaped;
use crate::words::level_words;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "map.html")]
pub struct MapPage {
    /// Head and foot.
    pub frame: Frame,
    /// The filters, with what is chosen.
    pub filters: Filters,
    /// Days from the first event to the moment asked about.
    pub n_days: usize,
    /// Which of them is shown, from 0: events through it.
    pub day: usize,
    /// The same as readers write it.
    pub day_shown: String,
    /// What the slider sends along.
    pub slid: Vec<(String, String)>,
    /// A week earlier and later.
    pub earlier: String,
    /// See `earlier`.
    pub later: String,
    /// The picture.
    pub picture: String,
    /// How many events there are, and how many have no place that could be drawn.
    pub n: String,
    /// Whether the table says who could look.
    pub is_looked: bool,
    /// The same by zone, as a table.
    pub zones: Vec<ZoneRow>,
    /// Closer, wider, and to the four sides.
    pub moves: Vec<(String, String)>,
}

/// What is known of a zone.
pub struct ZoneRow {
    /// The zone.
    pub zone: String,
    /// Alleged, corroborated, verified.
    pub n: [String; 3],
    /// Hours of the week before in which somebody could look, and was kept from looking.
    pub looked: [String; 2],
    /// Link to its events.
    pub href: String,
}

/// A part of the Earth: west, south, east, north, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 640.0;
/// Events in a cell of so many units are drawn as one.
const CELL: f64 = 26.0;

impl Bounds {
    /// As an address has it: four numbers with commas between them.
    pub fn from_text(text: &str) -> Option<Bounds> {
        let mut parts = text.split(',').map(|part| part.parse::<f64>().ok().filter(|value| value.is_finite()));
        let (west, south, east, north) = (parts.next()??, parts.next()??, parts.next()??, parts.next()??);
        let is_part =
            west < east && south < north && west >= -180.0 && east <= 180.0 && south >= -85.0 && north <= 85.0;
        (is_part && parts.next().is_none()).then_some(Bounds { west, south, east, north })
    }

    /// Whether a point lies in it.
    pub(crate) fn has(&self, point: records::Point) -> bool {
        (self.west..=self.east).contains(&point.lon()) && (self.south..=self.north).contains(&point.lat())
    }

    fn to_text(self) -> String {
        format!("{:.4},{:.4},{:.4},{:.4}", self.west, self.south, self.east, self.north)
    }

    /// Around points, with some room; the whole Earth where there are none.
    fn around(points: impl Iterator<Item = (f64, f64)>) -> Bounds {
        let mut found: Option<Bounds> = None;
        for (lon, lat) in points {
            let one = found.get_or_insert(Bounds { west: lon, south: lat, east: lon, north: lat });
            (one.west, one.east) = (one.west.min(lon), one.east.max(lon));
            (one.south, one.north) = (one.south.min(lat), one.north.max(lat));
        }
        let Some(found) = found else { return Bounds { west: -180.0, south: -60.0, east: 180.0, north: 75.0 } };
        found.scaled(1.15).at_least(0.02)
    }

    fn scaled(self, by: f64) -> Bounds {
        let (x, y) = ((self.west + self.east) / 2.0, (self.south + self.north) / 2.0);
        let (w, h) = ((self.east - self.west) / 2.0 * by, (self.north - self.south) / 2.0 * by);
        Bounds { west: x - w, south: y - h, east: x + w, north: y + h }.kept()
    }

    fn at_least(self, degrees: f64) -> Bounds {
        let (w, h) = (self.east - self.west, self.north - self.south);
        if w.max(h) >= degrees {
            return self;
        }
        let (x, y) = ((self.west + self.east) / 2.0, (self.south + self.north) / 2.0);
        let half = degrees / 2.0;
        Bounds { west: x - half, south: y - half, east: x + half, north: y + half }.kept()
    }

    fn moved(self, x: f64, y: f64) -> Bounds {
        let (w, h) = (self.east - self.west, self.north - self.south);
        Bounds {
            west: self.west + w * x,
            south: self.south + h * y,
            east: self.east + w * x,
            north: self.north + h * y,
        }
        .kept()
    }

    fn kept(self) -> Bounds {
        Bounds {
            west: self.west.max(-180.0),
            south: self.south.max(-85.0),
            east: self.east.min(180.0),
            north: self.north.min(85.0),
        }
    }
}

/// Degrees to units of the picture: equirectangular, true at the middle latitude.
struct Projection {
    bounds: Bounds,
    scale: f64,
    squeeze: f64,
    left: f64,
    top: f64,
}

impl Projection {
    fn new(bounds: Bounds) -> Projection {
        let squeeze = ((bounds.south + bounds.north) / 2.0).to_radians().cos().max(0.1);
        let (w, h) = ((bounds.east - bounds.west) * squeeze, bounds.north - bounds.south);
        let scale = (WIDTH / w).min(HEIGHT / h);
        Projection { bounds, scale, squeeze, left: (WIDTH - w * scale) / 2.0, top: (HEIGHT - h * scale) / 2.0 }
    }

    /// All that the picture shows, its margins with it.
    fn view(&self) -> Bounds {
        let (x, y) = (self.left / self.squeeze / self.scale, self.top / self.scale);
        let Bounds { west, south, east, north } = self.bounds;
        Bounds { west: west - x, south: south - y, east: east + x, north: north + y }.kept()
    }

    fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
        let x = (lon - self.bounds.west) * self.squeeze * self.scale + self.left;
        (x, (self.bounds.north - lat) * self.scale + self.top)
    }
}

/// Fills the page. Who may not see exact places sees events gathered by zone alone.
pub fn map(
    record: &Record<'_>,
    of: &AskedEvents,
    (bounds, day): (Option<Bounds>, Option<usize>),
    shown: &Shown,
) -> MapPage {
    let slider = Slider::new(record, of, day);
    let until = if day.is_some() { slider.until.to_string() } else { of.until.clone() };
    let all = asked(record, &AskedEvents { until, ..of.clone() });
    let sight = record.sight;
    let points: Vec<(f64, f64, Level, &str)> = all
        .iter()
        .filter(|_| sight.places)
        .filter_map(|(event, level)| {
            let point = event.happening.place.point?;
            Some((point.lon(), point.lat(), (*level)?, event.id.as_str()))
        })
        .collect();
    let bounds = bounds.unwrap_or_else(|| {
        let corners = outlines(record, slider.at).flat_map(|(_, ring)| ring);
        Bounds::around(corners.chain(points.iter().map(|point| (point.0, point.1))))
    });
    let mut by_zone: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (event, level) in &all {
        if let (Some(zone), Some(level)) = (event.happening.place.zone.as_deref(), level) {
            by_zone.entry(zone).or_default()[*level as usize] += 1;
        }
    }
    let looked = looked(record, slider.at, by_zone.keys().copied());
    let moves = moves(record, bounds, shown);
    let with_day = |day: usize| {
        shown.here(|other| {
            other.others.retain(|(name, _)| name != "day");
            other.others.push(("day".to_owned(), day.to_string()));
        })
    };
    MapPage {
        n_days: slider.n_days,
        day: slider.day,
        day_shown: record.words.day(slider.until),
        slid: shown.others.iter().filter(|(name, _)| name != "day").cloned().collect(),
        earlier: with_day(slider.day.saturating_sub(7)),
        later: with_day((slider.day + 7).min(slider.n_days.saturating_sub(1))),
        n: record.words.with("map-events", &[("n", all.len().into()), ("drawn", points.len().into())]),
        picture: picture(record, (bounds, slider.at), &points, (&by_zone, &looked), shown),
        is_looked: sight.places,
        zones: zone_rows(record, &by_zone, &looked, shown),
        moves,
        filters: filters(record, of),
        frame: Frame::new(record, shown),
    }
}

fn zone_rows(
    record: &Record<'_>,
    by_zone: &BTreeMap<&str, [usize; 3]>,
    looked: &BTreeMap<&str, Hours>,
    shown: &Shown,
) -> Vec<ZoneRow> {
    let hours = |seconds: Decimal| record.words.number((seconds / Decimal::from(3_600)).floor().normalize());
    let zones: std::collections::BTreeSet<&str> = by_zone.keys().chain(looked.keys()).copied().collect();
    let row = |zone: &str| {
        let (seen, refused) = looked.get(zone).copied().unwrap_or_default();
        ZoneRow {
            zone: record.zone_shown(zone).to_owned(),
            n: by_zone.get(zone).copied().unwrap_or_default().map(|n| record.words.number(n)),
            looked: [hours(seen), hours(refused)],
            href: format!("/events{}", shown.query(&[("zone", zone)])),
        }
    };
    zones.into_iter().map(row).collect()
}

/// The days of the record, and the one through which events are shown.
struct Slider {
    n_days: usize,
    day: usize,
    until: jiff::civil::Date,
    /// The end of that day, or the moment asked about.
    at: jiff::Timestamp,
}

impl Slider {
    fn new(record: &Record<'_>, of: &AskedEvents, day: Option<usize>) -> Slider {
        let date = |at: jiff::Timestamp| record.agreement.calendar.date(at);
        let last = date(record.as_of);
        let oldest = record.newest.last().and_then(|(place, _)| record.known.events.get(*place as usize));
        let oldest = oldest.map(|event| date(event.happening.when.start()));
        let first = of.from.parse().ok().or(oldest).unwrap_or(last).min(last);
        let n_days = usize::try_from(first.until(last).map_or(0, |span| span.get_days())).unwrap_or(0) + 1;
        let day = day.unwrap_or(n_days - 1).min(n_days - 1);
        let span = jiff::Span::new().days(i64::try_from(day).unwrap_or(0));
        let until = first.checked_add(span).unwrap_or(last);
        let zone = &record.agreement.calendar.zone;
        let end = until.to_zoned(zone.clone()).ok().map(|start| records::end_of_day(start.timestamp(), zone));
        Slider { n_days, day, until, at: end.unwrap_or(record.as_of).min(record.as_of) }
    }
}

fn moves(record: &Record<'_>, bounds: Bounds, shown: &Shown) -> Vec<(String, String)> {
    let to = |id: &str, bounds: Bounds| {
        let href = shown.here(|other| {
            other.others.retain(|(name, _)| name != "bounds");
            other.others.push(("bounds".to_owned(), bounds.to_text()));
        });
        (record.words.say(id), href)
    };
    vec![
        to("map-closer", bounds.scaled(0.5).at_least(0.005)),
        to("map-wider", bounds.scaled(2.0)),
        to("map-north", bounds.moved(0.0, 0.4)),
        to("map-south", bounds.moved(0.0, -0.4)),
        to("map-west", bounds.moved(-0.4, 0.0)),
        to("map-east", bounds.moved(0.4, 0.0)),
    ]
}

/// Outlines of zones as they held at the moment asked about, ring by ring.
pub(crate) fn outlines<'a>(
    record: &Record<'a>,
    as_of: jiff::Timestamp,
) -> impl Iterator<Item = (&'a str, Vec<(f64, f64)>)> {
    let held = move |held: &provisions::Interval<jiff::Timestamp>| {
        held.from.is_none_or(|from| from <= as_of) && held.until.is_none_or(|until| as_of < until)
    };
    record.agreement.zones.values().flat_map(move |zone| {
        let outlines = zone.outlines.iter().filter(move |outline| held(&outline.held));
        outlines.flat_map(move |outline| {
            outline.shape.iter().map(move |polygon| {
                let ring = polygon.exterior().coords().map(|corner| (corner.x, corner.y)).collect();
                (zone.id.as_str(), ring)
            })
        })
    })
}

/// Seconds of the week before a moment in which somebody could look into a zone, and was kept from it.
type Hours = (Decimal, Decimal);

const HATCH: &str = "<defs><pattern id=\"unseen\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" \
    patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V9\"/></pattern></defs>";

/// Whether somebody looked in the week before, by zone: those with an outline, and those in which something is said to have been. Where
/// somebody looks is for those alone who see places.
fn looked<'a>(
    record: &Record<'a>,
    at: jiff::Timestamp,
    named: impl Iterator<Item = &'a str>,
) -> BTreeMap<&'a str, Hours> {
    if !record.sight.places {
        return BTreeMap::new();
    }
    let week = (at - jiff::SignedDuration::from_hours(24 * 7), at);
    let zones = outlines(record, at).map(|(zone, _)| zone).chain(named);
    let zones: std::collections::BTreeSet<&str> = zones.collect();
    zones.into_iter().map(|zone| (zone, assessments::looked_into(record.agreement, record.known, zone, week))).collect()
}

fn picture(
    record: &Record<'_>,
    (bounds, at): (Bounds, jiff::Timestamp),
    points: &[(f64, f64, Level, &str)],
    (by_zone, looked): (&BTreeMap<&str, [usize; 3]>, &BTreeMap<&str, Hours>),
    shown: &Shown,
) -> String {
    let projection = Projection::new(bounds);
    let label = escaped(&record.words.say("map-label"));
    let view = projection.view().to_text();
    let mut out = format!(
        "<svg class=\"map\" role=\"group\" aria-label=\"{label}\" data-view=\"{view}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">{HATCH}"
    );
    let mut middles: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
    for (zone, ring) in outlines(record, at) {
        let mut path = String::new();
        for (place, (lon, lat)) in ring.iter().enumerate() {
            let (x, y) = projection.at(*lon, *lat);
            let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { 'M' } else { 'L' });
            let middle = middles.entry(zone).or_default();
            *middle = (middle.0 + x, middle.1 + y, middle.2 + 1.0);
        }
        let title = escaped(record.zone_shown(zone));
        let _ = write!(out, "<path class=\"zone\" d=\"{path}Z\"><title>{title}</title></path>");
        // Where nobody looked, events are not missing: nobody knows.
        if looked.get(zone).is_some_and(|(seen, _)| seen.is_zero()) {
            let _ =
                write!(out, "<path class=\"unseen\" fill=\"url(#unseen)\" d=\"{path}Z\"><title>{title}</title></path>");
        }
    }
    for cluster in clusters(&projection, points) {
        cluster.draw(record, shown, &mut out);
    }
    if points.is_empty() {
        for (zone, (x, y, n)) in middles {
            let Some(counts) = by_zone.get(zone) else { continue };
            let total: usize = counts.iter().sum();
            let href = escaped(&format!("/events{}", shown.query(&[("zone", zone)])));
            let (x, y) = (x / n, y / n);
            let words = escaped(&format!("{}: {}", record.zone_shown(zone), record.words.n("n-events", total)));
            let number = record.words.number(total);
            let _ = write!(
                out,
                "<a href=\"{href}\"><title>{words}</title><circle class=\"dot dot-zone\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"16\"/>\
                 <text class=\"dot-n\" x=\"{x:.1}\" y=\"{:.1}\">{number}</text></a>",
                y + 4.0
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// Events that lie close together in the picture.
struct Cluster<'a> {
    x: f64,
    y: f64,
    n: [usize; 3],
    first: &'a str,
    around: Bounds,
}

fn clusters<'a>(projection: &Projection, points: &[(f64, f64, Level, &'a str)]) -> Vec<Cluster<'a>> {
    let mut cells: BTreeMap<(i64, i64), Cluster<'a>> = BTreeMap::new();
    for (lon, lat, level, id) in points {
        let (x, y) = projection.at(*lon, *lat);
        if !(0.0..=WIDTH).contains(&x) || !(0.0..=HEIGHT).contains(&y) {
            continue;
        }
        let cell = ((x / CELL) as i64, (y / CELL) as i64);
        let point = Bounds { west: *lon, south: *lat, east: *lon, north: *lat };
        let cluster = cells.entry(cell).or_insert(Cluster { x: 0.0, y: 0.0, n: [0; 3], first: id, around: point });
        (cluster.x, cluster.y) = (cluster.x + x, cluster.y + y);
        cluster.n[*level as usize] += 1;
        let around = &mut cluster.around;
        (around.west, around.east) = (around.west.min(*lon), around.east.max(*lon));
        (around.south, around.north) = (around.south.min(*lat), around.north.max(*lat));
    }
    let middle = |mut cluster: Cluster<'a>| {
        let n = cluster.n.iter().sum::<usize>() as f64;
        (cluster.x, cluster.y) = (cluster.x / n, cluster.y / n);
        cluster
    };
    cells.into_values().map(middle).collect()
}

impl Cluster<'_> {
    /// One event leads to its page, several to the map closer by. How well the best known of them is known shows in shape.
    fn draw(&self, record: &Record<'_>, shown: &Shown, out: &mut String) {
        let total: usize = self.n.iter().sum();
        let best = Level::ALL.into_iter().rev().find(|level| self.n[*level as usize] > 0).unwrap_or(Level::Alleged);
        let is_one_place = self.around.east - self.around.west < 1e-6 && self.around.north - self.around.south < 1e-6;
        let href = if total == 1 {
            format!("/event{}", shown.query(&[("id", self.first)]))
        } else if is_one_place {
            let bounds = self.around.at_least(0.005).to_text();
            format!("/events{}", shown.query(&[("bounds", &bounds)]))
        } else {
            shown.here(|other| {
                other.others.retain(|(name, _)| name != "bounds");
                let bounds = self.around.scaled(1.4).at_least(0.01).to_text();
                other.others.push(("bounds".to_owned(), bounds));
            })
        };
        let said: Vec<String> = Level::ALL
            .into_iter()
            .filter(|level| self.n[*level as usize] > 0)
            .map(|level| {
                let (n, level) = (record.words.number(self.n[level as usize]), level_words(record.words, level));
                record.words.with("name-and-number", &[("name", Put::from(&level)), ("number", Put::from(&n))])
            })
            .collect();
        let words = format!("{}: {}", record.words.n("n-events", total), record.words.list(&said));
        let radius = 5.0 + (total as f64).sqrt().min(11.0);
        let (x, y, class) = (self.x, self.y, best.to_text());
        let _ = write!(
            out,
            "<a href=\"{}\"><title>{}</title><circle class=\"dot dot-{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>",
            escaped(&href),
            escaped(&words)
        );
        if total > 1 {
            let _ = write!(
                out,
                "<text class=\"dot-n\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                y + 4.0,
                record.words.number(total)
            );
        }
        out.push_str("</a>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_four_numbers_in_order() {
        assert!(Bounds::from_text("34.2,31.2,34.6,31.6").is_some());
        for wrong in ["", "1,2,3", "3,2,1,4", "1,2,3,4,5", "nan,0,1,1", "-181,0,1,1", "0,0,1,90"] {
            assert_eq!(Bounds::from_text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_point_lies_where_it_should() {
        let bounds = Bounds::from_text("34,31,36,32").unwrap();
        let projection = Projection::new(bounds);
        let (x, y) = projection.at(35.0, 31.5);
        assert!((x - WIDTH / 2.0).abs() < 1e-6 && (y - HEIGHT / 2.0).abs() < 1e-6);
        let (west, north) = (projection.at(34.0, 31.5), projection.at(35.0, 32.0));
        assert!(west.0 < x && north.1 < y);
        // A degree of longitude is shorter than one of latitude by the cosine.
        let ratio = (x - west.0) / (y - north.1) / 2.0;
        assert!((ratio - 31.5_f64.to_radians().cos()).abs() < 1e-6, "{ratio}");
    }
}
