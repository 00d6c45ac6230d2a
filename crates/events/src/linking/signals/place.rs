//! Places are compared by their distance, apart for each pair of precisions, by their names, and by the district or zone
//! in which they lie. A district's centre is not a point: it is near all of the district.

use records::Point;

use super::spelling::Likeness;
use crate::linking::features::SpotPrecision;

/// A place with its words as numbers; `NO_WORD` where none is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) point: Option<Point>,
    /// Of the point's latitude.
    pub(crate) cosine: f64,
    pub(crate) precision: SpotPrecision,
    pub(crate) name: u32,
    pub(crate) region: u32,
}

pub(crate) const NO_WORD: u32 = u32::MAX;

pub(crate) const ABSENT: Place =
    Place { point: None, cosine: 0.0, precision: SpotPrecision::Wide, name: NO_WORD, region: NO_WORD };

/// Metres.
const BOUNDS: &[i64] = &[10, 500, 1_000, 1_800, 3_000, 5_000, 8_000, 12_000, 18_000, 27_000, 40_000, 60_000, 90_000];

const STEPS: u16 = 14;
/// No distance is known.
const NO_STEP: u16 = STEPS;
const KINDS: u16 = 11;

/// How many cells there are.
pub(crate) const N_CELLS: usize = (KINDS * (STEPS + 1) * 4 * 3) as usize;
#[cfg(test)]
pub(crate) const NONE: u16 = (KINDS - 1) * (STEPS + 1) * 12 + NO_STEP * 12 + 3 * 3 + 2;

impl Place {
    pub(crate) fn new(point: Option<Point>, precision: SpotPrecision, name: u32, region: u32) -> Place {
        // From `libm`, so that it is the same on every machine.
        let cosine = point.map_or(0.0, |point| libm::cos(point.lat().to_radians()));
        Place { point, cosine, precision, name, region }
    }

    /// Metres between two points on a sphere, `None` where one is not known: exact to well under 1 % up to some hundred
    /// kilometres, which is as far as linking looks.
    pub(crate) fn metres(&self, other: &Place) -> Option<i64> {
        const METRES_PER_DEGREE: f64 = 111_195.0;
        let (a, b) = (self.point?, other.point?);
        let dy = (a.lat() - b.lat()) * METRES_PER_DEGREE;
        let mut d_lon = (a.lon() - b.lon()).abs();
        if d_lon > 180.0 {
            d_lon = 360.0 - d_lon;
        }
        let dx = d_lon * METRES_PER_DEGREE * (self.cosine + other.cosine) / 2.0;
        #[expect(clippy::cast_possible_truncation, reason = "at most half the way round the Earth")]
        let metres = (dx * dx + dy * dy).sqrt() as i64;
        Some(metres)
    }
}

/// Metres between two points.
pub(crate) fn metres(one: Point, other: Point) -> i64 {
    let place = |point| Place::new(Some(point), SpotPrecision::Exact, NO_WORD, NO_WORD);
    place(one).metres(&place(other)).unwrap_or(0)
}

/// The cell of two places; `likeness` of their names where both are stated.
pub(crate) fn cell(one: &Place, other: &Place, likeness: Option<Likeness>) -> u16 {
    let (kind, step) = match one.metres(other) {
        Some(distance) => {
            let (fine, coarse) = if one.precision <= other.precision {
                (one.precision, other.precision)
            } else {
                (other.precision, one.precision)
            };
            let step = BOUNDS.iter().take_while(|bound| distance >= **bound).count();
            (kind(fine, coarse), u16::try_from(step).unwrap_or(STEPS - 1))
        }
        None => (KINDS - 1, NO_STEP),
    };
    let name = match likeness {
        Some(Likeness::Same) => 0,
        Some(Likeness::Close) => 1,
        Some(Likeness::Parts | Likeness::Far) => 2,
        None => 3,
    };
    let region = match (one.region, other.region) {
        (NO_WORD, _) | (_, NO_WORD) => 2,
        (a, b) => u16::from(a != b),
    };
    ((kind * (STEPS + 1) + step) * 4 + name) * 3 + region
}

fn kind(fine: SpotPrecision, coarse: SpotPrecision) -> u16 {
    use SpotPrecision::{District, Exact, Near, Wide};
    match (fine, coarse) {
        (Exact, Exact) => 0,
        (Exact, Near) => 1,
        (Exact, District) => 2,
        (Exact, Wide) => 3,
        (Near, Near) => 4,
        (Near, District) => 5,
        (Near, Wide) => 6,
        (District, District) => 7,
        (District, Wide) => 8,
        _ => 9,
    }
}

/// How near: 0 the same, then ever farther, up to 3.
pub(crate) fn nearness(cell: u16) -> Option<u8> {
    let (rest, region) = (cell / 3, cell % 3);
    let (rest, name) = (rest / 4, rest % 4);
    let (kind, step) = (rest / (STEPS + 1), rest % (STEPS + 1));
    if step == NO_STEP {
        return match (name, region) {
            (0, _) => Some(0),
            (1, _) | (3, 0) => Some(1),
            (2, 0) => Some(2),
            (3, 2) => None,
            _ => Some(3),
        };
    }
    if name == 0 && step < 8 {
        return Some(0);
    }
    let coarse = matches!(kind, 2 | 3 | 5 | 6 | 7 | 8 | 9);
    Some(match (coarse, step) {
        (false, 0..=2) | (true, 0) => 0,
        (false, 3 | 4) => 1,
        (false, 5) => 2,
        (true, _) if region == 0 => 1,
        (true, 1..=9) => 2,
        _ => 3,
    })
}

/// The cell without its precisions: what is known of it where little was seen.
pub(crate) fn parent(cell: u16) -> u16 {
    let (rest, tail) = (cell / 12, cell % 12);
    let (kind, step) = (rest / (STEPS + 1), rest % (STEPS + 1));
    // Those with a district or wider behave unlike the others.
    let kind = match kind {
        0 | 1 | 4 => 0,
        KIND_NONE => KIND_NONE,
        _ => 2,
    };
    (kind * (STEPS + 1) + step) * 12 + tail
}

const KIND_NONE: u16 = KINDS - 1;

/// In words.
pub(crate) fn words(one: &Place, other: &Place, likeness: Option<Likeness>) -> String {
    let mut out = match one.metres(other) {
        Some(0..10) => "same point".to_owned(),
        Some(metres) if metres < 1_000 => format!("{metres} m apart"),
        Some(metres) => format!("{}.{} km apart", metres / 1_000, metres % 1_000 / 100),
        None => String::new(),
    };
    let mut add = |word: &str| {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(word);
    };
    if one.precision >= SpotPrecision::District && one.point.is_some()
        || other.precision >= SpotPrecision::District && other.point.is_some()
    {
        add("known to the district only");
    }
    match likeness {
        Some(Likeness::Same) => add("same name"),
        Some(Likeness::Close) => add("name spelt another way"),
        Some(Likeness::Parts | Likeness::Far) => add("another name"),
        None => {}
    }
    match (one.region, other.region) {
        (NO_WORD, _) | (_, NO_WORD) => {}
        (a, b) if a == b => add("same district"),
        _ => add("another district"),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat_e7: i64, precision: SpotPrecision) -> Place {
        Place::new(Point::from_e7(340_000_000, lat_e7), precision, NO_WORD, NO_WORD)
    }

    #[test]
    fn distance_is_weighed_by_precision() {
        let exact = at(310_000_000, SpotPrecision::Exact);
        let near = at(310_100_000, SpotPrecision::Near);
        let district = at(312_000_000, SpotPrecision::District);
        assert_eq!(exact.metres(&near), Some(1_111));
        let cells = [cell(&exact, &near, None), cell(&exact, &district, None), cell(&exact, &ABSENT, None)];
        assert_eq!(cells.map(nearness), [Some(1), Some(2), None]);
        assert_eq!(cells[2], NONE);
        assert_eq!(cell(&near, &exact, None), cells[0], "either way round");
        assert!(cells.iter().all(|cell| usize::from(*cell) < N_CELLS && usize::from(parent(*cell)) < N_CELLS));
        assert_eq!(
            words(&exact, &district, Some(Likeness::Close)),
            "22.2 km apart, known to the district only, name spelt another way"
        );
    }
}
