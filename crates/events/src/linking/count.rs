//! Counts what was seen in pairs that belong together and in those that do not, and makes weights of it.

use std::collections::BTreeMap;

use super::gazetteer::Gazetteer;
use super::items::{Column, Items};
use super::learn::{Pair, Pairs};
use super::near::Reach;
use super::parameters::{Parameters, SourcePair, Table, UNITS_PER_BIT, Weights};
use super::signals::place::NO_WORD;

/// What is expected of a cell where nothing was seen, by how near it is: odds.
const AT_FIRST: [f64; 4] = [4.0, 1.5, 0.5, 0.1];
/// What is expected before any counting: pairs that belong together, for each report.
const AT_FIRST_PAIRED: f64 = 0.3;
/// So many expected observations outweigh what was expected before any: of cells, of cells for two sources, of values.
const SHRUNK: f64 = 3.0;
const SHRUNK_OF_SOURCES: f64 = 6.0;
const SHRUNK_OF_VALUES: f64 = 4.0;
/// The same of the prior, in pairs.
const PRIOR_PAIRS: f64 = 200.0;
/// Values of a signal that get weights of their own: the most frequent.
const VALUES_MAX: usize = 160;
/// Beyond this, in bits, a weight of one signal says no more.
const BITS_MAX: f64 = 14.0;

/// What does not change from round to round: how many pairs show each cell.
pub(crate) struct Counts {
    /// Pairs of sources by name.
    names: Vec<SourcePair>,
    /// The pair of sources of each pair.
    places: Vec<u32>,
    signals: Vec<SignalCounts>,
    n_pairs_of: Vec<f64>,
    /// The same of pairs that are far apart.
    n_far_of: Vec<f64>,
    /// Reports in pairs.
    n_items: f64,
}

struct SignalCounts {
    n_cells: usize,
    parents: Vec<usize>,
    at_first: Vec<f64>,
    /// Whether pairs that are far apart tell something of it: not of time and place.
    is_told_far: bool,
    /// All pairs, by pair of sources and cell.
    all: Vec<f64>,
    values: Values,
}

/// The most frequent values of a signal.
struct Values {
    /// By word: its number; `NO_WORD` where it has none.
    numbers: Vec<u32>,
    words: Vec<u32>,
    /// All pairs, by two values.
    all: Vec<f64>,
    /// By two values, how they compare.
    cells: Vec<u16>,
    /// How much more two equal values tell than equal values do in the mean, in odds.
    tells: Vec<f64>,
    tells_rarest: f64,
}

/// Weights in bits, as they stand after a round.
pub(crate) struct Kept {
    prior: f64,
    prior_of: Vec<f64>,
    signals: Vec<SignalWeights>,
}

struct SignalWeights {
    cells: Vec<f64>,
    of_sources: Vec<f64>,
    values: Vec<f64>,
}

impl Counts {
    pub(crate) fn new(items: &Items, pairs: &Pairs) -> Counts {
        let mut numbers: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut names = Vec::new();
        let mut places = Vec::with_capacity(pairs.all.len());
        let (mut n_pairs_of, mut n_far_of) = (Vec::new(), Vec::new());
        for pair in &pairs.all {
            let key = (items.source_of[pair.first as usize], items.source_of[pair.second as usize]);
            let place = *numbers.entry(key).or_insert_with(|| {
                names.push((items.sources.get(key.0).to_owned(), items.sources.get(key.1).to_owned()));
                n_pairs_of.push(0.0);
                n_far_of.push(0.0);
                u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
            });
            let count = if pair.is_far { &mut n_far_of } else { &mut n_pairs_of };
            count[place as usize] += 1.0;
            places.push(place);
        }
        let mut signals: Vec<SignalCounts> =
            items.columns.iter().map(|column| SignalCounts::new(column, names.len())).collect();
        let all = pairs.all.iter().zip(&places).zip(pairs.cells.chunks(pairs.n_signals));
        for ((pair, place), cells) in all {
            for ((signal, column), cell) in signals.iter_mut().zip(&items.columns).zip(cells) {
                if pair.is_far && !signal.is_told_far {
                    continue;
                }
                signal.all[*place as usize * signal.n_cells + usize::from(*cell)] += 1.0;
                if let Some(both) = signal.values.of(column, pair) {
                    signal.values.all[both] += 1.0;
                    signal.values.cells[both] = *cell;
                }
            }
        }
        let mut seen = vec![false; items.len()];
        let near = pairs.all.iter().filter(|pair| !pair.is_far);
        near.for_each(|pair| (seen[pair.first as usize], seen[pair.second as usize]) = (true, true));
        let n_items = seen.iter().map(|seen| f64::from(u8::from(*seen))).sum();
        Counts { names, places, signals, n_pairs_of, n_far_of, n_items }
    }

    /// Weights before anything was counted.
    pub(crate) fn at_first(&self) -> Kept {
        let n_pairs: f64 = self.n_pairs_of.iter().sum();
        let share = (AT_FIRST_PAIRED * self.n_items / n_pairs.max(1.0)).clamp(1e-7, 0.3);
        let prior = (share / (1.0 - share)).log2();
        let signals = self.signals.iter().map(|signal| {
            let cells: Vec<f64> = signal.at_first.iter().map(|odds| odds.log2()).collect();
            let of_sources = cells.repeat(self.names.len());
            SignalWeights { cells, of_sources, values: vec![0.0; signal.values.all.len()] }
        });
        Kept { prior, prior_of: vec![prior; self.names.len()], signals: signals.collect() }
    }

    /// Weights from the shares of the open pairs; all others have none.
    pub(crate) fn counted(&self, items: &Items, pairs: &Pairs, open: &[u32]) -> Kept {
        let mut of = vec![0.0; self.names.len()];
        let mut cells: Vec<Vec<f64>> = self.signals.iter().map(|signal| vec![0.0; signal.all.len()]).collect();
        let mut values: Vec<Vec<f64>> = self.signals.iter().map(|signal| vec![0.0; signal.values.all.len()]).collect();
        for pair_idx in open.iter().map(|pair_idx| *pair_idx as usize) {
            let (pair, place) = (&pairs.all[pair_idx], self.places[pair_idx]);
            if pair.share < 1e-9 {
                continue;
            }
            let pair_cells = &pairs.cells[pair_idx * pairs.n_signals..][..pairs.n_signals];
            of[place as usize] += pair.share;
            for (idx, signal) in self.signals.iter().enumerate() {
                cells[idx][place as usize * signal.n_cells + usize::from(pair_cells[idx])] += pair.share;
                if let Some(both) = signal.values.of(&items.columns[idx], pair) {
                    values[idx][both] += pair.share;
                }
            }
        }
        let (n_one, n_all): (f64, f64) = (of.iter().sum(), self.n_pairs_of.iter().sum());
        let of_all = (n_one + 0.01) / (n_all + 1.0);
        let odds = |share: f64| (share / (1.0 - share).max(1e-9)).log2();
        let prior_of = of.iter().zip(&self.n_pairs_of);
        let prior_of = prior_of.map(|(one, all)| odds((one + PRIOR_PAIRS * of_all) / (all + PRIOR_PAIRS))).collect();
        let totals = Totals { one_of: of.clone(), all_of: self.n_pairs_of.clone(), one: n_one, all: n_all };
        let n_far: f64 = self.n_far_of.iter().sum();
        let with_far = self.n_pairs_of.iter().zip(&self.n_far_of).map(|(near, far)| near + far);
        let with_far = Totals { one_of: of, all_of: with_far.collect(), one: n_one, all: n_all + n_far };
        let signals = self.signals.iter().zip(cells.iter().zip(&values)).map(|(signal, (cells, values))| {
            signal.weights(cells, values, if signal.is_told_far { &with_far } else { &totals })
        });
        let signals = signals.collect();
        Kept { prior: odds(of_all), prior_of, signals }
    }
}

/// Pairs that belong together and all pairs: of each pair of sources, and in sum.
struct Totals {
    one_of: Vec<f64>,
    all_of: Vec<f64>,
    one: f64,
    all: f64,
}

/// Odds from what was seen in pairs that belong together, `one`, among `all`, drawn towards those that were expected
/// `before`, by as much as `by` expected observations weigh.
fn shrunk(one: f64, all: f64, totals: (f64, f64), before: f64, by: f64) -> f64 {
    let expected = (all - one).max(0.0) * totals.0 / (totals.1 - totals.0).max(1.0);
    (one + by * before) / (expected + by)
}

impl SignalCounts {
    fn new(column: &Column, n_names: usize) -> SignalCounts {
        let n_cells = column.n_cells();
        let cells = || 0..u16::try_from(n_cells).unwrap_or(u16::MAX);
        let at_first = cells().map(|cell| column.nearness(cell).map_or(1.0, |near| AT_FIRST[usize::from(near)]));
        SignalCounts {
            n_cells,
            parents: cells().map(|cell| usize::from(column.parent(cell))).collect(),
            at_first: at_first.collect(),
            is_told_far: !matches!(column, Column::Time(_) | Column::Place { .. }),
            all: vec![0.0; n_names * n_cells],
            values: Values::new(column),
        }
    }

    fn weights(&self, cells: &[f64], values: &[f64], totals: &Totals) -> SignalWeights {
        let pooled = |counts: &[f64]| {
            let mut sums = vec![0.0; self.n_cells];
            counts.chunks(self.n_cells).for_each(|of| sums.iter_mut().zip(of).for_each(|(sum, one)| *sum += one));
            sums
        };
        let widened = |counts: &[f64]| {
            let mut sums = vec![0.0; self.n_cells];
            counts.iter().zip(&self.parents).for_each(|(count, parent)| sums[*parent] += count);
            sums
        };
        let (one, all) = (pooled(cells), pooled(&self.all));
        let (wide_one, wide_all) = (widened(&one), widened(&all));
        let whole = (totals.one, totals.all);
        let odds_of = |cell: usize| {
            let parent = self.parents[cell];
            let wide = shrunk(wide_one[parent], wide_all[parent], whole, self.at_first[cell], SHRUNK);
            shrunk(one[cell], all[cell], whole, wide, SHRUNK)
        };
        let odds: Vec<f64> = (0..self.n_cells).map(odds_of).collect();
        let mut of_sources = Vec::with_capacity(cells.len());
        for (of, own) in totals.one_of.iter().zip(&totals.all_of).enumerate() {
            for (cell, before) in odds.iter().enumerate() {
                let at = of * self.n_cells + cell;
                of_sources.push(shrunk(cells[at], self.all[at], (*own.0, *own.1), *before, SHRUNK_OF_SOURCES).log2());
            }
        }
        let values = values.iter().enumerate().map(|(both, one)| {
            // Against the odds that their cell has of itself.
            let cell_odds = odds[usize::from(self.values.cells[both])];
            let before = cell_odds * self.values.told(both);
            (shrunk(*one, self.values.all[both], whole, before, SHRUNK_OF_VALUES) / cell_odds).log2()
        });
        SignalWeights { cells: odds.iter().map(|odds| odds.log2()).collect(), of_sources, values: values.collect() }
    }
}

impl Values {
    fn new(column: &Column) -> Values {
        let mut out = Values {
            numbers: Vec::new(),
            words: Vec::new(),
            all: Vec::new(),
            cells: Vec::new(),
            tells: Vec::new(),
            tells_rarest: 1.0,
        };
        let Some((words, vocabulary)) = column.values() else { return out };
        let mut frequencies = vec![0.0_f64; vocabulary.texts.len()];
        words.iter().filter(|word| **word != NO_WORD).for_each(|word| frequencies[*word as usize] += 1.0);
        let all: f64 = frequencies.iter().sum();
        let squares: f64 = frequencies.iter().map(|n| n * n).sum();
        let tells = |n: f64| (squares / (all * n.max(1.0))).clamp(1.0 / 16.0, 4_096.0);
        out.words = (0..u32::try_from(frequencies.len()).unwrap_or(0)).collect();
        out.words.sort_by(|a, b| {
            let by_count = frequencies[*b as usize].total_cmp(&frequencies[*a as usize]);
            by_count.then_with(|| vocabulary.texts.get(*a).cmp(vocabulary.texts.get(*b)))
        });
        if let Some(next) = out.words.get(VALUES_MAX) {
            out.tells_rarest = tells(frequencies[*next as usize] / 2.0);
        }
        out.words.truncate(VALUES_MAX);
        out.tells = out.words.iter().map(|word| tells(frequencies[*word as usize])).collect();
        out.numbers = vec![NO_WORD; frequencies.len()];
        for (number, word) in (0..).zip(&out.words) {
            out.numbers[*word as usize] = number;
        }
        let n_both = out.words.len() * out.words.len();
        (out.all, out.cells) = (vec![0.0; n_both], vec![0; n_both]);
        out
    }

    /// The place of a pair's two values, the lesser first; `None` where one of them has no weight of its own.
    fn of(&self, column: &Column, pair: &Pair) -> Option<usize> {
        let (words, _) = column.values()?;
        let number = |item: u32| self.numbers.get(words[item as usize] as usize).filter(|number| **number != NO_WORD);
        let (one, other) = (*number(pair.first)? as usize, *number(pair.second)? as usize);
        Some(one.min(other) * self.words.len() + one.max(other))
    }

    fn told(&self, both: usize) -> f64 {
        let (one, other) = (both / self.words.len(), both % self.words.len());
        if one == other { self.tells[one] } else { 1.0 }
    }
}

impl Kept {
    /// What a pair weighs, in bits.
    pub(crate) fn weight(&self, counts: &Counts, items: &Items, pair_idx: usize, pairs: &Pairs) -> f64 {
        let place = counts.places[pair_idx] as usize;
        let pair = &pairs.all[pair_idx];
        let mut sum = self.prior_of[place];
        for (idx, signal) in counts.signals.iter().enumerate() {
            let cell = usize::from(pairs.cells[pair_idx * pairs.n_signals + idx]);
            let weights = &self.signals[idx];
            sum += weights.of_sources[place * signal.n_cells + cell];
            if let Some(both) = signal.values.of(&items.columns[idx], pair) {
                sum += weights.values[both];
            }
        }
        sum
    }

    /// In whole units.
    /// The gazetteer is left to the caller.
    pub(crate) fn parameters(&self, counts: &Counts, items: &Items, reach: Reach, threshold: u32) -> Parameters {
        let prior_of = counts.names.iter().cloned().zip(self.prior_of.iter().map(|bits| units(*bits)));
        let prior = Weights { of_all: units(self.prior), of: prior_of.collect() };
        let tables = self.signals.iter().zip(&counts.signals).zip(&items.columns);
        let tables = tables.map(|((weights, signal), column)| weights.table(signal, column, &counts.names)).collect();
        let gazetteer = Gazetteer::default();
        Parameters { schema: items.schema.clone(), reach, gazetteer, threshold, prior, tables }
    }
}

impl SignalWeights {
    fn table(&self, signal: &SignalCounts, column: &Column, names: &[SourcePair]) -> Table {
        let mut table = Table::default();
        let cells = || 0..u16::try_from(signal.n_cells).unwrap_or(u16::MAX);
        for (cell, bits) in cells().zip(&self.cells) {
            if units(*bits) != 0 {
                table.cells.insert(cell, units(*bits));
            }
        }
        for (name, own) in names.iter().zip(self.of_sources.chunks(signal.n_cells)) {
            let differs = cells().zip(own).filter(|(cell, bits)| {
                units(**bits).abs_diff(units(self.cells[usize::from(*cell)])) >= LEAST_DIFFERENCE
            });
            let own: BTreeMap<u16, i32> = differs.map(|(cell, bits)| (cell, units(*bits))).collect();
            if !own.is_empty() {
                table.of_sources.insert(name.clone(), own);
            }
        }
        let Some((_, vocabulary)) = column.values() else { return table };
        table.rare = units(signal.values.tells_rarest.log2());
        let n = signal.values.words.len();
        for one in 0..n {
            for other in one..n {
                let weight = units(self.values[one * n + other]);
                if weight != 0 || one == other {
                    let text = |number: usize| vocabulary.texts.get(signal.values.words[number]).to_owned();
                    let (one, other) = (text(one), text(other));
                    let pair = if one <= other { (one, other) } else { (other, one) };
                    table.values.insert(pair, weight);
                }
            }
        }
        table
    }
}

/// Weights for two sources that differ less than this from those of all are not written down.
const LEAST_DIFFERENCE: u32 = 3;

#[expect(clippy::cast_possible_truncation, reason = "bounded")]
fn units(bits: f64) -> i32 {
    (bits.clamp(-BITS_MAX, BITS_MAX) * f64::from(UNITS_PER_BIT)).round() as i32
}
