//! Pictures of the report, as SVG without a style sheet: they look the same in a browser and on paper. No words stand in them but numbers, so that
//! no font is needed; what the numbers mean stands in the caption and in the table beside.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;
use records::Level;

use super::Laid;
use crate::document::{Block, Column, Row, Run, Table};
use crate::messages::Put;
use crate::pages::map::outlines;
use crate::pictures::{Week, Weeks, empty_weeks, monday};
use crate::words::level_words;

const INK: &str = "#1d3f5e";

impl Laid<'_> {
    pub(super) fn trend(&self) -> Vec<Block> {
        let words = self.record.words;
        let date = |at| self.record.agreement.calendar.date(at);
        let mut weeks: Weeks = empty_weeks(self.period.from, self.period.to);
        for told in &self.events {
            let Some(standing) = &told.standing else { continue };
            let first = date(told.event.happening.when.start()).max(self.period.from);
            weeks.entry(monday(first)).or_default().n[standing.fact.level as usize] += 1;
        }
        if self.events.is_empty() {
            return Vec::new();
        }
        let most = weeks.values().map(total).max().unwrap_or(0);
        let (first, last) = (words.day(self.period.from), words.day(self.period.to));
        let (n, most) = (words.number(self.events.len()), words.number(most));
        let put = [
            ("n", Put::from(&n)),
            ("most", Put::from(&most)),
            ("first", Put::from(&first)),
            ("last", Put::from(&last)),
        ];
        vec![Block::Figure {
            svg: bars(&weeks),
            alt: words.with("doc-trend-alt", &put),
            caption: words.with("doc-trend", &put),
        }]
    }

    pub(super) fn map(&self) -> Vec<Block> {
        let (record, words) = (self.record, self.record.words);
        let mut by_zone: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        let mut n_elsewhere = 0;
        for told in &self.events {
            let Some(standing) = &told.standing else { continue };
            match told.event.happening.place.zone.as_deref() {
                Some(zone) => by_zone.entry(zone).or_default()[standing.fact.level as usize] += 1,
                None => n_elsewhere += 1,
            }
        }
        let (_, end) = self.days();
        let at = end.min(record.as_of);
        let rings: Vec<(&str, Vec<(f64, f64)>)> = outlines(record, at).collect();
        let mut keys: Vec<&str> = rings.iter().map(|(zone, _)| *zone).chain(by_zone.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let number = |zone: &str| keys.iter().position(|key| *key == zone).map_or(0, |place| place + 1);
        let mut out = Vec::new();
        if !rings.is_empty() {
            let n_zones = words.number(keys.len());
            out.push(Block::Figure {
                svg: outlined(&rings, &by_zone, number),
                alt: words.of_it("doc-map-alt", &n_zones),
                caption: words.say("doc-map"),
            });
        }
        let row = |zone: &&str| {
            let n = by_zone.get(zone).copied().unwrap_or_default();
            let numbers = n.map(|n| if n == 0 { String::new() } else { words.number(n) });
            Row::plain([words.number(number(zone)), record.zone_shown(zone).to_owned()].into_iter().chain(numbers))
        };
        let rows: Vec<Row> = keys.iter().map(row).collect();
        if !rows.is_empty() {
            let mut columns = vec![Column::new(words.say("doc-number"), 1), Column::new(words.say("doc-zone"), 6)];
            columns.extend(Level::ALL.map(|level| Column::new(level_words(words, level), 3)));
            out.push(Block::Table(Table { caption: words.say("doc-zones"), columns, rows }));
        }
        if n_elsewhere > 0 {
            out.push(Block::Paragraph(vec![Run::text(words.n("doc-n-elsewhere", n_elsewhere))]));
        }
        out
    }
}

fn total(week: &Week) -> usize {
    week.n.iter().sum()
}

const WIDTH: f64 = 700.0;
const HEIGHT: f64 = 130.0;

/// Bars week by week: verified filled, corroborated in half tone above it, alleged outlined on top, each with its total.
fn bars(weeks: &BTreeMap<Date, Week>) -> String {
    let most = weeks.values().map(total).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / weeks.len().max(1) as f64;
    let mut out = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -14 {WIDTH} {}\">", HEIGHT + 18.0);
    let fills = ["#ffffff", "#9db2c4", INK];
    for (place, week) in weeks.values().enumerate() {
        let (x, width) = (place as f64 * step + step * 0.12, (step * 0.76).max(0.8));
        let mut y = HEIGHT;
        for level in [Level::Verified, Level::Corroborated, Level::Alleged] {
            let n = week.n[level as usize];
            if n > 0 {
                let height = n as f64 / most * HEIGHT;
                y -= height;
                let fill = fills[level as usize];
                let _ = write!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\" \
                     stroke=\"{INK}\" stroke-width=\".8\"/>"
                );
            }
        }
    }
    let _ = write!(out, "<path d=\"M0 {HEIGHT}H{WIDTH}\" stroke=\"{INK}\" stroke-width=\"1\"/></svg>");
    out
}

/// Outlines of zones, darker where more is claimed, each with its number in the table.
fn outlined(
    rings: &[(&str, Vec<(f64, f64)>)],
    by_zone: &BTreeMap<&str, [usize; 3]>,
    number: impl Fn(&str) -> usize,
) -> String {
    let corners = || rings.iter().flat_map(|(_, ring)| ring.iter().copied());
    let fold = |of: fn((f64, f64)) -> f64, with: fn(f64, f64) -> f64, start: f64| corners().map(of).fold(start, with);
    let (west, east) = (fold(|c| c.0, f64::min, f64::MAX), fold(|c| c.0, f64::max, f64::MIN));
    let (south, north) = (fold(|c| c.1, f64::min, f64::MAX), fold(|c| c.1, f64::max, f64::MIN));
    // A degree of longitude is shorter the farther from the equator.
    let squeeze = libm::cos((south + north) / 2.0 * std::f64::consts::PI / 180.0);
    let (wide, high) = ((east - west).max(1e-6) * squeeze, (north - south).max(1e-6));
    let scale = (WIDTH / wide).min(300.0 / high);
    let (width, height) = (wide * scale, high * scale);
    let at = |(lon, lat): (f64, f64)| ((lon - west) * squeeze * scale, (north - lat) * scale);
    let most = by_zone.values().map(|n| n.iter().sum::<usize>()).max().unwrap_or(0).max(1) as f64;
    let left = (WIDTH - width) / 2.0;
    let mut out =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{:.1} -4 {WIDTH} {:.1}\">", -left, height + 8.0);
    // Wide zones first, so that those within them stay to be seen.
    let mut order: Vec<&(&str, Vec<(f64, f64)>)> = rings.iter().collect();
    order.sort_by(|one, other| area(&other.1).total_cmp(&area(&one.1)).then_with(|| one.0.cmp(other.0)));
    for (zone, ring) in &order {
        let n = by_zone.get(zone).map_or(0, |n| n.iter().sum::<usize>());
        let shade = if n == 0 { 0.0 } else { 0.15 + 0.55 * n as f64 / most };
        let mut path = String::new();
        for (place, corner) in ring.iter().enumerate() {
            let (x, y) = at(*corner);
            let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" });
        }
        let _ = write!(
            out,
            "<path d=\"{path}Z\" fill=\"{INK}\" fill-opacity=\"{shade:.2}\" stroke=\"{INK}\" stroke-width=\"1\"/>"
        );
    }
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (zone, ring) in &order {
        let (mut x, mut y) = at(middle(ring));
        // Zones within one another have near middles: their numbers stand beside each other.
        while taken.iter().any(|(tx, ty)| (tx - x).abs() < 20.0 && (ty - y).abs() < 16.0) {
            x += 20.0;
            if x > width {
                (x, y) = (8.0, y + 16.0);
            }
        }
        taken.push((x, y));
        let n = number(zone);
        let _ = write!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"18\" height=\"14\" rx=\"3\" fill=\"#ffffff\" stroke=\"{INK}\" stroke-width=\".6\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" font-family=\"Noto Sans\" font-size=\"10\" text-anchor=\"middle\" fill=\"#1a1a1a\">{n}</text>",
            x - 9.0,
            y - 7.0,
            y + 3.6
        );
    }
    out.push_str("</svg>");
    out
}

/// Twice the area within a ring, in square degrees.
fn area(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(one, other)| one.0 * other.1 - other.0 * one.1).sum::<f64>().abs()
}

/// The middle of a ring's corners.
fn middle(ring: &[(f64, f64)]) -> (f64, f64) {
    let n = ring.len().max(1) as f64;
    let sum = ring.iter().fold((0.0, 0.0), |sum, corner| (sum.0 + corner.0, sum.1 + corner.1));
    (sum.0 / n, sum.1 / n)
}
