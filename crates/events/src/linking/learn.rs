//! Learns parameters from reports, without knowing which belong together: expectation maximisation over the model of Fellegi
//! and Sunter (Winkler 1988), with three things that reports of events need.
//!
//! - One source tells of one event once. So of all reports of another source that could be meant, at most one is: odds are
//!   shared out among them, as in matching one list with another (Jaro 1989; Sadinle 2017). A crowded place and day thus counts.
//! - Weights depend on the two sources, as far as enough is seen of them; else on all sources; else on how near a cell is
//!   (gamma-Poisson shrinkage, as in empirical Bayes: DuMouchel 1999).
//! - Where people decided that reports belong together or not, that is known and not guessed.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::count::{Counts, Kept};
use super::items::Items;
use super::near::{Near, Reach, WIDEST, coarser};
use super::parameters::{ONE, Parameters};

/// Pairs at first, to learn how far to look, and then.
const LOOK_MAX: usize = 600_000;
const PAIRS_MAX: usize = 1_500_000;
/// Neighbouring reports that are taken together when there are more than are needed.
const BLOCK: usize = 4_000;
const ROUNDS_MAX: usize = 30;
/// The share of pairs that may lie farther than is looked.
const BEYOND: f64 = 0.01;

/// Two reports that may tell of one event.
pub(crate) struct Pair {
    pub(crate) first: u32,
    pub(crate) second: u32,
    /// The share of belief that they do.
    pub(crate) share: f64,
    /// Known from people.
    pub(crate) decided: Option<bool>,
    /// Far apart in time, and taken for what it tells of all else in reports of different events. Where few reports are near
    /// one another, most that are tell of one event, and others must show what those of different events look like.
    pub(crate) is_far: bool,
}

/// All pairs looked at, with their cells one after the other.
pub(crate) struct Pairs {
    pub(crate) all: Vec<Pair>,
    pub(crate) cells: Vec<u16>,
    pub(crate) n_signals: usize,
    /// By pair: the place of the first report with the second's source, and the other way round.
    slots: Vec<[u32; 2]>,
    n_slots: usize,
}

/// The event of a report, where people said it. Reports of one event belong together, of two do not.
pub type Labels = BTreeMap<String, String>;

/// What people said of reports.
pub(crate) struct Taught<'t> {
    pub(crate) labels: &'t Labels,
    /// Of two items, the lesser number first: whether they tell of one event.
    pub(crate) decided: BTreeMap<(u32, u32), bool>,
}

impl Taught<'_> {
    fn says(&self, items: &Items, one: u32, other: u32) -> Option<bool> {
        if let Some(is_one) = self.decided.get(&(one.min(other), one.max(other))) {
            return Some(*is_one);
        }
        if self.labels.is_empty() {
            return None;
        }
        let of = |item: u32| self.labels.get(items.id(item));
        Some(of(one)? == of(other)?)
    }
}

pub(crate) fn learn(items: &Items, taught: &Taught<'_>) -> Parameters {
    let looked = Learnt::from(items, pairs(items, taught, &WIDEST, LOOK_MAX));
    let reach = reach(items, &looked.pairs);
    drop(looked);
    let learnt = Learnt::from(items, pairs(items, taught, &reach, PAIRS_MAX));
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
        let mut open: Vec<u32> = (0..u32::try_from(pairs.all.len()).unwrap_or(u32::MAX)).collect();
        open.retain(|pair| !pairs.all[*pair as usize].is_far);
        for round in 0..ROUNDS_MAX {
            let moved = shared_out(items, &mut pairs, &mut open, &kept, &counts, round >= ALL_ROUNDS);
            kept = counts.counted(items, &pairs, &open);
            if moved < SETTLED {
                break;
            }
        }
        // What the parameters say of all pairs, whatever people decided.
        pairs.all.iter_mut().for_each(|pair| pair.decided = None);
        shared_out(items, &mut pairs, &mut open, &kept, &counts, false);
        Learnt { pairs, counts, kept }
    }
}

/// In so many rounds all pairs are looked at; then those only that are not hopeless, in bits.
const ALL_ROUNDS: usize = 4;
const HOPELESS: f64 = -16.0;
/// Learning ends when this share of belief moves in a round.
const SETTLED: f64 = 0.003;

/// Gives each open pair its share; tells how much of all shares moved. Closes pairs that are hopeless, where asked.
fn shared_out(
    items: &Items,
    pairs: &mut Pairs,
    open: &mut Vec<u32>,
    kept: &Kept,
    counts: &Counts,
    is_closing: bool,
) -> f64 {
    // The sum of odds of an item with all reports of a source.
    let mut sums = vec![0.0_f64; pairs.n_slots];
    let mut odds = Vec::with_capacity(open.len());
    for pair_idx in &*open {
        let pair = &pairs.all[*pair_idx as usize];
        let weight = match pair.decided {
            Some(true) => 40.0,
            Some(false) => -40.0,
            None => kept.weight(counts, items, *pair_idx as usize, pairs).clamp(-40.0, 40.0),
        };
        let own = if weight < HOPELESS { 0.0 } else { weight.exp2() };
        pairs.slots[*pair_idx as usize].iter().for_each(|slot| sums[*slot as usize] += own);
        odds.push(own);
    }
    let (mut moved, mut all) = (0.0, 1.0);
    for (pair_idx, own) in open.iter().zip(&odds) {
        let pair = &mut pairs.all[*pair_idx as usize];
        let [one, other] = pairs.slots[*pair_idx as usize];
        let around = sums[one as usize] + sums[other as usize] - own;
        let share = match pair.decided {
            Some(is_one) => f64::from(u8::from(is_one)),
            None => own / (1.0 + around),
        };
        moved += (share - pair.share).abs();
        all += share;
        pair.share = share;
    }
    if is_closing {
        let mut odds = odds.iter();
        open.retain(|_| odds.next().is_some_and(|own| *own > 0.0));
    }
    moved / all
}

/// Pairs of near reports, up to so many: of all reports, or of some stretches of them.
fn pairs(items: &Items, taught: &Taught<'_>, reach: &Reach, pairs_max: usize) -> Pairs {
    let mut near = Near::default();
    let n_signals = items.columns.len();
    let mut out = Pairs { all: Vec::new(), cells: Vec::new(), n_signals, slots: Vec::new(), n_slots: 0 };
    let mut slots: HashMap<(u32, u32), u32, FixedState> = HashMap::with_hasher(FixedState::with_seed(0));
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
                out.slots.push([(first, second), (second, first)].map(|(item, other)| {
                    let next = u32::try_from(slots.len()).unwrap_or(u32::MAX);
                    *slots.entry((item, items.source_of[other as usize])).or_insert(next)
                }));
                out.all.push(Pair {
                    first,
                    second,
                    share: 0.0,
                    decided: taught.says(items, first, second),
                    is_far: false,
                });
            }
        }
    }
    out.n_slots = slots.len();
    for (first, second) in far(items, reach) {
        items.compare(first, second, &mut remembered, &mut cells);
        out.cells.extend(&cells);
        // No slot holds them: nobody could mean one for the other.
        out.slots.push([0, 0]);
        out.all.push(Pair { first, second, share: 0.0, decided: None, is_far: true });
    }
    out
}

/// Some pairs of reports of different sources that are too far apart in time to tell of one event.
fn far(items: &Items, reach: &Reach) -> Vec<(u32, u32)> {
    let order = items.by_time();
    let n = order.len();
    let mut out = Vec::new();
    for step in 0..n.clamp(400, 4_000) {
        if n < 2 {
            break;
        }
        let (one, other) = (order[step * 7_919 % n], order[(step * 104_729 + n / 2) % n]);
        let is_other_source = items.source_of[one as usize] != items.source_of[other as usize];
        let is_far = match (items.span(one), items.span(other)) {
            (Some(a), Some(b)) => !a.is_absent() && !b.is_absent() && a.gap(b) > reach.seconds,
            _ => true,
        };
        if one != other && is_other_source && is_far {
            out.push(items.oriented(one, other));
        }
    }
    out
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
    for pair in pairs.all.iter().filter(|pair| !pair.is_far) {
        if let (Some(one), Some(other)) = (items.span(pair.first), items.span(pair.second)) {
            apart.push((one.gap(other), pair.share));
        }
        if let (Some((one, _)), Some((other, _))) = (items.place(pair.first), items.place(pair.second))
            && let Some(metres) = one.metres(other)
        {
            away[coarser(one.precision, other.precision)].push((metres, pair.share));
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
