//! Which report belongs to which shard: stretches of time, each in bands of latitude where that means less to be read twice.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::stand::{DAY, Stand, Stands, away, key};
use super::survey::{DEGREE, Ties};
use crate::linking::because::Linked;
use crate::linking::features::Features;
use crate::linking::links::{Begun, Links, Reports};
use crate::linking::near::Reach;
use crate::linking::parameters::Parameters;
use crate::linking::schema::Schema;

/// How many shards there are to be.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    /// So many.
    Shards(usize),
    /// As many as it takes for none to hold many more reports than this, where that can be.
    Holding(usize),
}

/// How all reports are shared out.
pub struct Plan {
    pub(super) parameters: Parameters,
    pub(super) ties: Ties,
    /// No span that is linked is longer, in seconds.
    pub(super) longest: i64,
    /// Names of places of reports without a point.
    loose: HashSet<u64, FixedState>,
    /// The first days of all stretches of time but the first.
    cuts: Vec<i64>,
    /// The southern borders of all bands but the first, in ten-millionths of a degree.
    bands: Vec<i64>,
    margin: Margin,
}

/// How many reports begin on each day, and lie in each degree of latitude.
pub(super) type Counts = (BTreeMap<i64, usize>, BTreeMap<i64, usize>);

/// How far a shard looks beyond its borders, in days and in ten-millionths of a degree.
#[derive(Clone, Copy)]
struct Margin {
    days: i64,
    e7: i64,
}

impl Margin {
    /// A report, those near it, and those near them, which decide how the belief is shared out; and what a group reaches beyond its first
    /// report.
    fn of(reach: &Reach, longest: i64) -> Margin {
        let days = (2 * (reach.seconds + longest) + reach.seconds).div_euclid(DAY) + 1;
        let widest = reach.metres.iter().copied().max().unwrap_or(0);
        Margin { days, e7: away(widest) * 2 + away(reach.metres[0]) }
    }
}

/// Where shards begin.
#[derive(Default)]
struct Layout {
    /// The share of all reports that the largest shard looks at.
    largest: f64,
    cuts: Vec<i64>,
    bands: Vec<i64>,
}

impl Layout {
    /// So many shards, in as many bands as make the largest one smallest.
    fn new((of_days, of_degrees): &Counts, margin: Margin, n_shards: usize) -> Layout {
        let divisors = (1..=n_shards).filter(|n_bands| n_shards.is_multiple_of(*n_bands));
        let layout = |n_bands: usize| {
            let cuts = quantiles(of_days, n_shards / n_bands, |day| day);
            let bands = quantiles(of_degrees, n_bands, |degree| degree * DEGREE);
            let largest = load(of_days, &cuts, margin.days) * load_of_bands(of_degrees, &bands, margin.e7);
            Layout { largest, cuts, bands }
        };
        let best = divisors.map(layout).min_by(|one, other| one.largest.total_cmp(&other.largest));
        best.unwrap_or_default()
    }

    /// So many that none looks at more than that number of reports, or where that cannot be, those whose largest is least.
    fn holding(counts: &Counts, margin: Margin, n_most: usize) -> Layout {
        let all: usize = counts.0.values().sum();
        let mut best = Layout::new(counts, margin, 1);
        for n_shards in std::iter::successors(Some(2), |n_shards| Some(n_shards * 2)).take(DOUBLINGS) {
            #[expect(clippy::cast_precision_loss, reason = "about so many")]
            let held = best.largest * all as f64;
            #[expect(clippy::cast_precision_loss, reason = "about so many")]
            if held <= n_most as f64 {
                break;
            }
            let layout = Layout::new(counts, margin, n_shards);
            // A twentieth less is not worth twice the shards.
            if layout.largest < best.largest * 0.95 {
                best = layout;
            }
        }
        best
    }
}

/// At most 2 to this power of shards.
const DOUBLINGS: usize = 9;

impl Plan {
    pub(super) fn new(
        (parameters, ties): (Parameters, Ties),
        longest: i64,
        loose: HashSet<u64, FixedState>,
        counts: &Counts,
        size: Size,
    ) -> Plan {
        let margin = Margin::of(&parameters.reach, longest);
        let layout = match size {
            Size::Shards(number) => Layout::new(counts, margin, number.max(1)),
            Size::Holding(n_most) => Layout::holding(counts, margin, n_most),
        };
        let Layout { cuts, bands, .. } = layout;
        Plan { parameters, ties, longest, loose, cuts, bands, margin }
    }

    /// What is compared.
    pub fn schema(&self) -> &Schema {
        &self.parameters.schema
    }

    /// How many shards there are: as many as were asked for, or fewer where there are few days.
    pub fn n_shards(&self) -> usize {
        (self.cuts.len() + 1) * (self.bands.len() + 1)
    }

    /// In how many stretches of time, and in how many bands of latitude.
    pub fn shape(&self) -> (usize, usize) {
        (self.cuts.len() + 1, self.bands.len() + 1)
    }

    /// The same shards with another look beyond their borders, in days and in metres. Links come out the same; the less is looked
    /// at, the more of them are told by [`Rest`](super::Rest).
    pub fn looking(self, days: u32, metres: u32) -> Plan {
        Plan { margin: Margin { days: i64::from(days), e7: away(i64::from(metres)) }, ..self }
    }

    pub(super) fn begin(&self, reports: Reports) -> Begun {
        let mut begun = Begun::new(reports, self.parameters.clone());
        self.ties.decided.iter().for_each(|(one, other, is_one)| begun.decide(one, other, *is_one));
        begun
    }

    /// One of them, from 0.
    pub fn shard(&self, number: usize) -> Shard<'_> {
        let n_bands = self.bands.len() + 1;
        Shard { plan: self, stretch: number / n_bands, band: number % n_bands, stands: Stands::default() }
    }
}

/// Borders between parts of about the same number: the first key of each part but the first.
fn quantiles(counts: &BTreeMap<i64, usize>, n_parts: usize, border: impl Fn(i64) -> i64) -> Vec<i64> {
    let all: usize = counts.values().sum();
    let (mut out, mut before) = (Vec::new(), 0);
    for (key, number) in counts {
        // A part begins where so many stand before it.
        if out.len() + 1 < n_parts && before > 0 && before * n_parts >= all * (out.len() + 1) {
            out.push(border(*key));
        }
        before += number;
    }
    out
}

/// The share of all that the largest part holds together with its margins.
fn load(counts: &BTreeMap<i64, usize>, cuts: &[i64], margin: i64) -> f64 {
    let all: usize = counts.values().sum();
    let most = (0..=cuts.len()).map(|part| {
        let window = window(cuts, part, margin);
        counts.range(window).map(|(_, number)| number).sum::<usize>()
    });
    #[expect(clippy::cast_precision_loss, reason = "to be compared only")]
    let share = most.max().unwrap_or(0) as f64 / all.max(1) as f64;
    share
}

fn load_of_bands(of_degrees: &BTreeMap<i64, usize>, bands: &[i64], margin_e7: i64) -> f64 {
    let bands: Vec<i64> = bands.iter().map(|band| band / DEGREE).collect();
    load(of_degrees, &bands, margin_e7 / DEGREE + 1)
}

/// The keys of a part with its margins.
fn window(cuts: &[i64], part: usize, margin: i64) -> RangeInclusive<i64> {
    let first = part.checked_sub(1).and_then(|before| cuts.get(before)).map_or(i64::MIN, |cut| cut - margin);
    let last = cuts.get(part).map_or(i64::MAX, |cut| cut - 1 + margin);
    first..=last
}

fn part_of(cuts: &[i64], key: i64) -> usize {
    cuts.partition_point(|cut| *cut <= key)
}

/// A share of the reports, with those around it that decide about them.
pub struct Shard<'p> {
    plan: &'p Plan,
    stretch: usize,
    band: usize,
    stands: Stands,
}

/// What a shard says of its own reports.
pub struct Told {
    /// Those whose links are what they are among all.
    pub sure: Vec<Linked>,
    /// The ids of those that depend on what lies beyond.
    pub open: Vec<String>,
}

impl Shard<'_> {
    /// The days, counted from 1970, under which what it looks at begins.
    pub fn days(&self) -> RangeInclusive<i64> {
        window(&self.plan.cuts, self.stretch, self.plan.margin.days)
    }

    /// Whether it looks at a report.
    pub fn looks_at(&mut self, features: &Features) -> bool {
        let stand = self.stands.of(features, &self.plan.parameters.gazetteer);
        if !self.days().contains(&stand.day()) {
            return false;
        }
        match stand.lat_e7() {
            _ if self.plan.bands.is_empty() => true,
            None => true,
            Some(lat) => self.lats().contains(&lat) || stand.name.is_some_and(|name| self.plan.loose.contains(&name)),
        }
    }

    /// All that it looks at, about to be linked as always, and who says which of its links count.
    pub fn begin(&self, reports: Reports) -> (Begun, Judge<'_>) {
        let untied = untied(&reports, &self.plan.ties);
        (self.plan.begin(reports), Judge { shard: self, untied })
    }

    fn lats(&self) -> RangeInclusive<i64> {
        window(&self.plan.bands, self.band, self.plan.margin.e7)
    }

    /// Whether a report is its own.
    fn owns(&self, stand: &Stand) -> bool {
        let band = match stand.lat_e7() {
            Some(lat) => part_of(&self.plan.bands, lat),
            // Who says no point is given to one band or another by the words for the place.
            None => {
                let n_bands = self.plan.bands.len() as u64 + 1;
                let words = stand.name.or(stand.region).unwrap_or(0);
                usize::try_from((words ^ words >> 32) % n_bands).unwrap_or(0)
            }
        };
        band == self.band && part_of(&self.plan.cuts, stand.day()) == self.stretch
    }

    /// Whether all are there that are near it.
    fn is_whole(&self, stand: &Stand) -> bool {
        if !stand.is_linkable() {
            return true;
        }
        let (days, lats) = (self.days(), self.lats());
        let reach = &self.plan.parameters.reach;
        let first = (stand.span.from - reach.seconds - self.plan.longest).div_euclid(DAY);
        let last = (stand.span.until + reach.seconds).div_euclid(DAY);
        let away = stand.away(reach);
        let in_band = stand.lat_e7().is_none_or(|lat| lats.contains(&(lat - away)) && lats.contains(&(lat + away)));
        days.contains(&first) && days.contains(&last) && (self.plan.bands.is_empty() || in_band)
    }
}

/// Decides which links of a shard are what they are among all reports.
pub struct Judge<'s> {
    shard: &'s Shard<'s>,
    untied: HashSet<String, FixedState>,
}

impl Judge<'_> {
    /// Of the shard's own reports, once all is settled.
    pub fn told(&self, links: &mut Links) -> Told {
        let stands: Vec<Stand> = links.items.numbers().map(|item| Stand::of_item(&links.items, item)).collect();
        let is_whole: Vec<bool> = stands.iter().map(|stand| self.shard.is_whole(stand)).collect();
        let ties = &self.shard.plan.ties;
        let is_tied = |links: &Links, item: u32| {
            let naming = links.items.things.named_with(item);
            let is_naming = naming.is_none_or(|(name, n)| ties.naming.get(&key(name)).is_none_or(|all| *all == n));
            is_naming && !self.untied.contains(links.items.id(item))
        };
        let is_sure = links.sure(&is_whole, &is_tied);
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for linked in links.reports() {
            let item = linked.number();
            if self.shard.owns(&stands[item as usize]) {
                match is_sure[item as usize] {
                    true => sure.push(linked),
                    false => open.push(links.items.id(item).to_owned()),
                }
            }
        }
        Told { sure, open }
    }
}

/// Reports of which one that they update, or that says it updates them, or on which it was decided with them, is not here.
fn untied(reports: &Reports, ties: &Ties) -> HashSet<String, FixedState> {
    let mut out = HashSet::default();
    let mut n_updating: HashMap<&str, u32, FixedState> = HashMap::default();
    for (id, updated) in reports.updates() {
        *n_updating.entry(updated.as_str()).or_default() += 1;
        if ties.updated.contains_key(&key(updated)) && !reports.holds(updated) {
            out.insert(id.clone());
        }
    }
    for (one, other, _) in &ties.decided {
        match (reports.holds(one), reports.holds(other)) {
            (true, false) => drop(out.insert(one.clone())),
            (false, true) => drop(out.insert(other.clone())),
            _ => {}
        }
    }
    if ties.updated.is_empty() {
        return out;
    }
    for id in reports.items.numbers().map(|item| reports.items.id(item)) {
        let here = n_updating.get(id).copied().unwrap_or(0);
        if ties.updated.get(&key(id)).is_some_and(|all| *all != here) {
            out.insert(id.to_owned());
        }
    }
    out
}
