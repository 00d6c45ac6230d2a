//! Cases from a seed: an agreement as text in our language, rows, and the moments asked about.
//!
//! Times lie on a grid of six hours over a few days, so that events, stretches and due times often meet exactly. The
//! clocks go back within those days (Europe/Berlin, 26 October 2025).
#![allow(unreachable_pub, dead_code, reason = "each test program includes the generator whole and uses a part of it")]

mod asks;
mod definitions;
mod rows;
mod rules;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use provisions::Annexes;
use records::{
    Account, Answer, Decision, Element, EventRow, Figure, Finding, Happening, Level, Observation, Place,
    PlacePrecision, Point, Response, Score, Stance, Statement, Tally, Turn, Verdict, When, WhenPrecision,
};
use rust_decimal::Decimal;

/// One case.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The agreement, in Markdown.
    pub text: String,
    /// The rows.
    pub rows: Vec<EventRow>,
    /// As it was known then; none: all rows.
    pub known_at: Option<Timestamp>,
    /// The moment asked about.
    pub as_of: Timestamp,
}

/// The case of a seed.
pub fn case(seed: u64) -> Generated {
    let mut random = Random::new(seed);
    let zone_name = random.pick(&["Europe/Berlin", "UTC"]);
    let focus = random.pick(&ACTS[1..]);
    let second = random.pick(ACTS);
    let zone = TimeZone::get(zone_name).expect("the zone is bundled with jiff");
    let mut maker = Maker { zone, random, focus, second, wanted: Vec::new(), told: Vec::new() };
    let n_parties = 1 + maker.random.below(3);
    let n_rules = 1 + maker.random.below(4);
    let text = maker.agreement(zone_name, n_parties, n_rules);
    let n_rows = maker.random.pick(&[6, 12, 24, 40]) + maker.random.below(8);
    let mut rows = Vec::new();
    for row_idx in 0..n_rows {
        let row = maker.row(row_idx, n_rules);
        rows.push(row);
    }
    let known_at = maker.random.one_in(5).then(|| maker.moment());
    let as_of = maker.as_of();
    Generated { text, rows, known_at, as_of }
}

/// The annexes that generated agreements name: two squares of one degree, the line between them, another agreement.
pub fn annexes() -> Annexes {
    let square = |south: i32| {
        let (low, high) = (south, south + 1);
        let ring = format!("[[0,{low}],[1,{low}],[1,{high}],[0,{high}],[0,{low}]]");
        format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#).into_bytes()
    };
    let border = br#"{"type":"LineString","coordinates":[[0,0],[1,0]]}"#.to_vec();
    BTreeMap::from([
        ("north.geojson".to_owned(), square(0)),
        ("south.geojson".to_owned(), square(-1)),
        ("border.geojson".to_owned(), border),
        ("other.md".to_owned(), definitions::OTHER.as_bytes().to_vec()),
    ])
}

/// Xorshift: small, and the same everywhere.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number less than `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).expect("limits are small");
        usize::try_from((self.next() >> 11) % limit).expect("less than the limit, which is small")
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// One of these once in two, else none.
    fn maybe(&mut self, from: &[&str]) -> Option<String> {
        if self.one_in(2) { Some(self.pick(from).to_owned()) } else { None }
    }
}

struct Maker {
    random: Random,
    zone: TimeZone,
    /// The type that most rules and rows of the case are about.
    focus: &'static str,
    /// The type of what these are set against.
    second: &'static str,
    /// Further types on which the rules turn.
    wanted: Vec<&'static str>,
    /// Rows so far that tell of something, with the author they name.
    told: Vec<(String, Option<String>)>,
}

const TYPES: &[&str] = &["shelling", "shooting", "truck_entered", "shelling", "truck_entered", "meeting", "attack"];
const ACTS: &[&str] = &["attack", "shelling", "shooting", "truck_entered"];
const ACTORS: &[&str] = &["a", "a", "a", "b", "b", "c", "unknown"];
const RECEIVERS: &[&str] = &["a", "b", "b", "c", "panel", "panel"];
const ZONES: &[&str] = &["north", "city", "south", "island", "belt", "nowhere"];
const ITEMS: &[&str] = &["fuel", "food"];
const BODIES: &[&str] = &["panel", "panel", "council", "a"];
const LEVELS: &[Level] = &Level::ALL;
const N_DAYS: usize = 8;
