//! Which reports are near enough to be compared: near in time, and in place as precisely as each is known.

use std::collections::BTreeMap;

use super::features::SpotPrecision;
use super::items::Items;
use super::signals::place::{NO_WORD, Place};
use super::signals::time::Span;

/// How far is near. Learnt from the reports, as far as there are enough of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Seconds between two spans of time.
    pub seconds: i64,
    /// Metres, for each precision of the less precise of two places.
    pub metres: [i64; 4],
}

/// Where nothing was learnt, and what learning starts from: wide.
pub(crate) const WIDEST: Reach = Reach { seconds: 6 * DAY, metres: [30_000, 30_000, 90_000, 200_000] };

const DAY: i64 = 86_400;
/// Up to this, a span stands under its first day.
const SHORT_MAX: i64 = 2 * DAY;
/// A span longer than this says too little to be linked without a person.
pub(super) const LONG_MAX: i64 = 32 * DAY;
/// A key that more records share than this tells nothing (records without time only).
const SHARED_MAX: usize = 50;

/// An index of items by time and place; of records without a time, by their words.
#[derive(Default)]
pub(crate) struct Near {
    /// By day.
    short: BTreeMap<i64, Day>,
    /// No span that stands under its day is longer.
    longest: i64,
    /// By spans of 32 days.
    long: BTreeMap<i64, Day>,
    /// By signal, and the word in plain letters.
    keys: BTreeMap<(usize, u64), Vec<u32>>,
}

#[derive(Default)]
struct Day {
    /// Latitude and item, sorted, for each precision.
    points: [Vec<(i64, u32)>; 4],
    /// Items with a point, by name.
    named: BTreeMap<u64, Vec<u32>>,
    /// Items without one, by name and by region; without either, under 0.
    loose: BTreeMap<u64, Vec<u32>>,
}

impl Near {
    pub(crate) fn insert(&mut self, items: &Items, item: u32) {
        let Some(span) = items.span(item) else {
            for key in keys(items, item) {
                self.keys.entry(key).or_default().push(item);
            }
            return;
        };
        if let Some(day) = self.day(span) {
            day.insert(items, item);
        }
    }

    pub(crate) fn remove(&mut self, items: &Items, item: u32) {
        let Some(span) = items.span(item) else {
            for key in keys(items, item) {
                self.keys.entry(key).or_default().retain(|other| *other != item);
            }
            return;
        };
        if let Some(day) = self.day(span) {
            day.remove(item);
        }
    }

    fn day(&mut self, span: Span) -> Option<&mut Day> {
        if span.is_absent() || span.until - span.from > LONG_MAX {
            return None;
        }
        let is_short = span.until - span.from <= SHORT_MAX;
        if is_short {
            self.longest = self.longest.max(span.until - span.from);
        }
        let (days, length) = if is_short { (&mut self.short, DAY) } else { (&mut self.long, LONG_MAX) };
        Some(days.entry(span.from.div_euclid(length)).or_default())
    }

    /// Other items that are near, of other sources. Each once, in no order that means anything.
    pub(crate) fn of(&self, items: &Items, item: u32, reach: &Reach, found: &mut Vec<u32>) {
        self.of_until(items, item, reach, i64::MAX, found);
    }

    /// The same, of those only that begin by `until`.
    pub(crate) fn of_until(&self, items: &Items, item: u32, reach: &Reach, until: i64, found: &mut Vec<u32>) {
        found.clear();
        let source = items.source_of[item as usize];
        let Some(span) = items.span(item) else {
            for key in keys(items, item) {
                let sharing = self.keys.get(&key).filter(|sharing| sharing.len() <= SHARED_MAX);
                found.extend(sharing.into_iter().flatten());
            }
            found.sort_unstable();
            found.dedup();
            found.retain(|other| *other != item && items.source_of[*other as usize] != source);
            return;
        };
        if span.is_absent() || span.until - span.from > LONG_MAX {
            return;
        }
        let mut days = |days: &BTreeMap<i64, Day>, length: i64, longest: i64| {
            let first = (span.from - reach.seconds - longest).div_euclid(length);
            let last = (span.until + reach.seconds).min(until).div_euclid(length);
            for day in days.range(first..=last).map(|(_, day)| day) {
                day.near(items, item, reach, found);
            }
        };
        days(&self.short, DAY, self.longest);
        if !self.long.is_empty() {
            days(&self.long, LONG_MAX, LONG_MAX);
        }
        found.retain(|other| {
            let is_near = items.span(*other).is_some_and(|other| span.gap(other) <= reach.seconds);
            is_near && *other != item && items.source_of[*other as usize] != source
        });
        let is_loose = items.place(item).is_none_or(|(place, _)| place.point.is_none());
        if is_loose {
            found.sort_unstable();
            found.dedup();
        }
    }
}

impl Day {
    fn insert(&mut self, items: &Items, item: u32) {
        let Some((place, names)) = items.place(item) else {
            self.loose.entry(0).or_default().push(item);
            return;
        };
        if let Some(point) = place.point {
            let entry = (point.to_e7().1, item);
            let points = &mut self.points[place.precision as usize];
            let at = points.partition_point(|other| *other < entry);
            points.insert(at, entry);
            if place.name != NO_WORD {
                self.named.entry(name_key(&names.spellings[place.name as usize].skeleton)).or_default().push(item);
            }
            return;
        }
        for key in loose_keys(place, names) {
            self.loose.entry(key).or_default().push(item);
        }
    }

    fn remove(&mut self, item: u32) {
        for points in &mut self.points {
            points.retain(|(_, other)| *other != item);
        }
        for list in self.named.values_mut().chain(self.loose.values_mut()) {
            list.retain(|other| *other != item);
        }
    }

    fn near(&self, items: &Items, item: u32, reach: &Reach, found: &mut Vec<u32>) {
        let Some((place, names)) = items.place(item) else {
            found.extend(self.loose.get(&0).into_iter().flatten());
            return;
        };
        let Some(point) = place.point else {
            for key in loose_keys(place, names) {
                found.extend(self.loose.get(&key).into_iter().flatten());
                found.extend(self.named.get(&key).into_iter().flatten());
            }
            return;
        };
        let lat = point.to_e7().1;
        for (precision, points) in self.points.iter().enumerate() {
            let metres_max = reach.metres[precision.max(place.precision as usize)];
            // A degree of latitude is at least 110.5 km everywhere; what is a little too wide is looked at again.
            let away = metres_max * 10_000_000 / 110_000;
            let first = points.partition_point(|(other, _)| *other < lat - away);
            let strip = points[first..].iter().take_while(|(other, _)| *other <= lat + away);
            let is_near = |other: &u32| {
                let metres = items.place(*other).and_then(|(other, _)| place.metres(other));
                metres.is_some_and(|metres| metres <= metres_max)
            };
            found.extend(strip.map(|(_, other)| *other).filter(is_near));
        }
        if place.name != NO_WORD && !self.loose.is_empty() {
            let key = name_key(&names.spellings[place.name as usize].skeleton);
            found.extend(self.loose.get(&key).into_iter().flatten());
        }
    }
}

/// Keys under which an item without a point stands.
fn loose_keys(place: &Place, names: &super::items::Vocabulary) -> impl Iterator<Item = u64> {
    let name = (place.name != NO_WORD).then(|| name_key(&names.spellings[place.name as usize].skeleton));
    let region = (place.region != NO_WORD).then(|| u64::from(place.region) << 1 | 1 << 40);
    let none = (name.is_none() && region.is_none()).then_some(0);
    [name, region, none].into_iter().flatten()
}

/// Odd, so that no region and no absence has it.
pub(super) fn name_key(skeleton: &str) -> u64 {
    let hash = skeleton
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash | 1
}

/// Words of a record without a time, each with the signal that holds it.
fn keys(items: &Items, item: u32) -> Vec<(usize, u64)> {
    let mut out = Vec::new();
    for (signal_idx, column) in items.columns.iter().enumerate() {
        if let Some((values, vocabulary)) = column.values()
            && values[item as usize] != NO_WORD
        {
            let spelling = &vocabulary.spellings[values[item as usize] as usize];
            out.push((signal_idx, name_key(&spelling.plain)));
        }
    }
    out
}

/// The precision that decides how far two places may lie apart.
pub(crate) fn coarser(one: SpotPrecision, other: SpotPrecision) -> usize {
    one.max(other) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::{Feature, Features, Schema, Spot};
    use records::Point;

    /// A generator of numbers that look random (Knuth's MMIX constants).
    fn next(seed: &mut u64, n: u64) -> i64 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((*seed >> 33) % n).cast_signed()
    }

    fn items(seed: &mut u64) -> Items {
        let mut items = Items::new(Schema::of_reports());
        for id in 0..300 {
            let from = next(seed, 20) * 43_200;
            let length = [0, 3_600, 86_400, 3 * 86_400, 40 * 86_400][usize::try_from(next(seed, 5)).unwrap()];
            let point = Point::from_e7(340_000_000 + next(seed, 6_000_000), 310_000_000 + next(seed, 6_000_000));
            let precisions = [SpotPrecision::Exact, SpotPrecision::Near, SpotPrecision::District, SpotPrecision::Wide];
            let spot = Spot {
                point: point.filter(|_| next(seed, 3) > 0),
                precision: precisions[usize::try_from(next(seed, 4)).unwrap()],
                name: (next(seed, 2) > 0)
                    .then(|| format!("Place {}", ["ka", "ro", "vi"][usize::try_from(next(seed, 3)).unwrap()])),
                region: (next(seed, 2) > 0).then(|| next(seed, 3).to_string()),
            };
            let values = vec![Feature::Time { from, until: from + length }, Feature::Place(spot)];
            items.put(Features {
                id: format!("{id:03}"),
                source: next(seed, 4).to_string(),
                updates: None,
                thing: None,
                values,
            });
        }
        items
    }

    /// By the definition, without an index.
    fn is_near(items: &Items, one: u32, other: u32, reach: &Reach) -> bool {
        let (a, b) = (items.span(one).unwrap(), items.span(other).unwrap());
        let too_long = |span: Span| span.until - span.from > LONG_MAX;
        let same_source = items.source_of[one as usize] == items.source_of[other as usize];
        if one == other || same_source || too_long(a) || too_long(b) || a.gap(b) > reach.seconds {
            return false;
        }
        let ((one, names), (other, _)) = (items.place(one).unwrap(), items.place(other).unwrap());
        if let Some(metres) = one.metres(other) {
            return metres <= reach.metres[coarser(one.precision, other.precision)];
        }
        let skeleton = |name: u32| names.spellings[name as usize].skeleton.as_str();
        let same_name = one.name != NO_WORD && other.name != NO_WORD && skeleton(one.name) == skeleton(other.name);
        let both_loose = one.point.is_none() && other.point.is_none();
        let same_region = both_loose && one.region != NO_WORD && one.region == other.region;
        let says_nothing = |place: &Place| place.name == NO_WORD && place.region == NO_WORD;
        same_name || same_region || both_loose && says_nothing(one) && says_nothing(other)
    }

    #[test]
    fn the_index_finds_what_is_near_and_nothing_else() {
        let mut seed = 7;
        let reach = Reach { seconds: 86_400, metres: [9_000, 15_000, 30_000, 50_000] };
        let items = items(&mut seed);
        let mut near = Near::default();
        (0..300).for_each(|item| near.insert(&items, item));
        let mut n_found = 0;
        for item in 0..300 {
            let mut found = Vec::new();
            near.of(&items, item, &reach, &mut found);
            found.sort_unstable();
            let expected: Vec<u32> = (0..300).filter(|other| is_near(&items, item, *other, &reach)).collect();
            assert_eq!(found, expected, "{item}");
            n_found += found.len();
        }
        assert!(n_found > 300);
        (0..300).for_each(|item| near.remove(&items, item));
        (0..300).for_each(|item| {
            let mut found = Vec::new();
            near.of(&items, item, &reach, &mut found);
            assert!(found.is_empty());
        });
    }
}
