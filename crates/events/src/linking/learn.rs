//! Learns parameters from reports, without knowing which belong together: expectation maximisation over the model of Fellegi
//! and Sunter (Winkler 1988), with three things that reports of events need.
//!
//! - One source tells of one event once. So of all reports of another source that could be meant, at most one is: odds are
//!   shared out among them, as in matching one list with another (Jaro 1989; Sadinle 2017). A crowded place and day thus counts.
//! - Weights depend on the two sources, as far as enough is seen of them; else on all sources; else on how near a cell is
//!   (gamma-Poisson shrinkage, as in empirical Bayes: DuMouchel 1999).
//! - Where people decided that reports belong together or not, that is known and not guessed.

use std::collections::BTreeMap;

use super::count::{Counts, Kept};
use super::items::Items;
use super::near::{Near, Reach, WIDEST, coarser};
use super::parameters::{ONE, Parameters};
use super::signals::place::metres;

/// Pairs at first, to learn how far to look, and then.
const LOOK_MAX: usize = 1_200_000;
const PAIRS_MAX: usize = 3_000_000;
/// Neighbouring reports that are taken together when there are more than are needed.
const BLOCK: usize = 4_000;
const ROUNDS_MAX: usize = 30;
/// The share of pairs that may lie farther than is looked.
const BEYOND: f64 = 0.004;

/// Two reports that may tell of one event.
pub(crate) struct Pair {
    pub(crate) first: u32,
    pub(crate) second: u32,
    /// The share of belief that they do.
    pub(crate) share: f64,
    /// Known from people.
    pub(crate) decided: Option<bool>,
}

/// All pairs looked at, with their cells one after the other.
pub(crate) struct Pairs {
    pub(crate) all: Vec<Pair>,
    pub(crate) cells: Vec<u16>,
    pub(crate) n_signals: usize,
}

/// The event of a report, where people said it. Reports of one event belong together, of two do not.
pub type Labels = BTreeMap<String, String>;

pub(crate) fn learn(items: &Items, labels: &Labels) -> Parameters {
    let looked = Learnt::from(items, pairs(items, labels, &WIDEST, LOOK_MAX));
    let reach = reach(items, &looked.pairs);
    drop(looked);
    let learnt = Learnt::from(items, pairs(items, labels, &reach, PAIRS_MAX));
    learnt.kept.parameters(&learnt.counts, items, reach, threshold(&learnt.pairs))
}

struct Learnt {
    pairs: Pairs,
    counts: Counts,
    kept: Kept,
}

impl Learnt {
    /// Rounds of weighing and counting until little changes.
    fn from(items: &Items, mut pairs: Pairs) -> Learnt {
        let counts = Counts::new(items, &pairs);
        let mut kept = counts.at_first();
        for _ in 0..ROUNDS_MAX {
            let moved = shared_out(items, &mut pairs, &kept, &counts);
            kept = counts.counted(items, &pairs);
            if moved < SETTLED {
                break;
            }
        }
        shared_out(items, &mut pairs, &kept, &counts);
        Learnt { pairs, counts, kept }
    }
}

/// Learning ends when this share of belief moves in a round.
const SETTLED: f64 = 0.003;

/// Gives each pair its share; tells how much of all shares moved.
fn shared_out(items: &Items, pairs: &mut Pairs, kept: &Kept, counts: &Counts) -> f64 {
    let n_sources = items.sources.len();
    // The sum of odds of an item with all reports of a source.
    let mut sums = vec![0.0_f64; items.len() * n_sources];
    let slot = |item: u32, other: u32| item as usize * n_sources + items.source_of[other as usize] as usize;
    let mut odds = Vec::with_capacity(pairs.all.len());
    for (pair_idx, pair) in pairs.all.iter().enumerate() {
        let weight = match pair.decided {
            Some(true) => 40.0,
            Some(false) => -40.0,
            None => kept.weight(counts, items, pair_idx, pairs).clamp(-40.0, 40.0),
        };
        let own = weight.exp2();
        sums[slot(pair.first, pair.second)] += own;
        sums[slot(pair.second, pair.first)] += own;
        odds.push(own);
    }
    let (mut moved, mut all) = (0.0, 1.0);
    for (pair, own) in pairs.all.iter_mut().zip(odds) {
        let around = sums[slot(pair.first, pair.second)] + sums[slot(pair.second, pair.first)] - own;
        let share = match pair.decided {
            Some(is_one) => f64::from(u8::from(is_one)),
            None => own / (1.0 + around),
        };
        moved += (share - pair.share).abs();
        all += share;
        pair.share = share;
    }
    moved / all
}

/// Pairs of near reports, up to so many: of all reports, or of some stretches of them.
fn pairs(items: &Items, labels: &Labels, reach: &Reach, pairs_max: usize) -> Pairs {
    let mut near = Near::default();
    let n_signals = items.columns.len();
    let mut out = Pairs { all: Vec::new(), cells: Vec::new(), n_signals };
    let (mut remembered, mut found) = (items.remembered(), Vec::new());
    let mut cells = vec![0; n_signals];
    for block in stretches(items) {
        if out.all.len() >= pairs_max {
            break;
        }
        for item in block {
            near.of(items, item, reach, &mut found);
            near.insert(items, item);
            found.sort_unstable_by(|a, b| items.ids.compare(*a, *b));
            for other in &found {
                let (first, second) = items.oriented(item, *other);
                items.compare(first, second, &mut remembered, &mut cells);
                out.cells.extend(&cells);
                out.all.push(Pair { first, second, share: 0.0, decided: decided(items, labels, first, second) });
            }
        }
    }
    out
}

fn decided(items: &Items, labels: &Labels, first: u32, second: u32) -> Option<bool> {
    if labels.is_empty() {
        return None;
    }
    let of = |item: u32| labels.get(items.id(item));
    Some(of(first)? == of(second)?)
}

/// Stretches of neighbouring reports, in an order that depends on the reports alone and jumps about in time.
fn stretches(items: &Items) -> Vec<Vec<u32>> {
    let stretches: Vec<Vec<u32>> = items.by_time().chunks(BLOCK).map(<[u32]>::to_vec).collect();
    let n = stretches.len();
    // A step that shares no factor with the number of stretches goes through all of them.
    let step = (1..=n).rev().find(|step| *step * 8 <= n * 5 && gcd(*step, n) == 1).unwrap_or(1);
    let mut stretches: Vec<Option<Vec<u32>>> = stretches.into_iter().map(Some).collect();
    (0..n).filter_map(|place| stretches[place * step % n].take()).collect()
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// How far reports of one event lie apart, but for few.
fn reach(items: &Items, pairs: &Pairs) -> Reach {
    let mut apart: Vec<(i64, f64)> = Vec::new();
    let mut away: [Vec<(i64, f64)>; 4] = Default::default();
    for pair in &pairs.all {
        if let (Some(one), Some(other)) = (items.span(pair.first), items.span(pair.second)) {
            apart.push((one.gap(other), pair.share));
        }
        if let (Some((one, _)), Some((other, _))) = (items.place(pair.first), items.place(pair.second))
            && let (Some(a), Some(b)) = (one.point, other.point)
        {
            away[coarser(one.precision, other.precision)].push((metres(a, b), pair.share));
        }
    }
    let day = 86_400;
    let seconds = quantile(&mut apart).map_or(WIDEST.seconds, |seconds| (seconds + day - 1) / day * day);
    let mut metres = WIDEST.metres;
    for (metres, away) in metres.iter_mut().zip(&mut away) {
        if let Some(found) = quantile(away) {
            *metres = (found * 11 / 10 + 1_000).min(*metres);
        }
    }
    Reach { seconds: seconds.min(WIDEST.seconds), metres }
}

/// The distance beyond which only few of the shares lie; `None` where too little is known.
fn quantile(distances: &mut [(i64, f64)]) -> Option<i64> {
    distances.sort_by_key(|(distance, _)| *distance);
    let all: f64 = distances.iter().map(|(_, share)| share).sum();
    if all < 200.0 {
        return None;
    }
    let mut beyond = all;
    let found = distances.iter().find(|(_, share)| {
        beyond -= share;
        beyond <= all * BEYOND
    });
    found.map(|(distance, _)| *distance)
}

/// The share from which on taking pairs for one event is expected to be right most often, by the measure F1: half of the
/// best F1 that can be expected (Lipton, Elkan and Naryanaswamy 2014).
fn threshold(pairs: &Pairs) -> u32 {
    let mut shares: Vec<f64> = pairs.all.iter().map(|pair| pair.share).filter(|share| *share > 0.01).collect();
    shares.sort_by(|a, b| b.total_cmp(a));
    let all: f64 = pairs.all.iter().map(|pair| pair.share).sum();
    if all < 20.0 {
        return ONE / 2;
    }
    let (mut taken, mut best) = (0.0, 0.0_f64);
    #[expect(clippy::cast_precision_loss, reason = "far fewer than a float counts exactly")]
    for (idx, share) in shares.iter().enumerate() {
        taken += share;
        best = best.max(2.0 * taken / ((idx + 1) as f64 + all));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of ONE")]
    let threshold = (best / 2.0 * f64::from(ONE)) as u32;
    threshold.clamp(ONE / 5, ONE / 2)
}
