//! Weighs two reports by parameters, with their words and sources turned into places in dense tables.

use records::Texts;

use super::items::{Column, Items, Remembered};
use super::parameters::{Parameters, Table, UNITS_PER_BIT};
use super::signals::name;
use super::signals::place::NO_WORD;
use super::signals::spelling::Spelling;

/// No sum of weights counts beyond this either way, in bits: 2^30 to one.
const BITS_MAX: i32 = 30;
/// A pair that weighs less than this is forgotten: odds of a thousand to one against.
pub(crate) const LEAST: i32 = -10 * UNITS_PER_BIT;
/// The fixed point: odds of one to one.
pub(crate) const EVEN: u64 = 1 << FRACTION;
const FRACTION: u32 = 16;

pub(crate) struct Weigher {
    /// Sources that the parameters name.
    sources: Texts,
    /// By two of them: a place in `prior` and in each table's `of_sources`, from 1; 0 stands for all.
    pairs: Vec<u32>,
    prior: Vec<i32>,
    tables: Vec<Dense>,
    /// By signal: the most that all signals after it can weigh.
    most_after: Vec<i32>,
    /// By source of the items: its number among `sources`.
    known_sources: Vec<u32>,
}

struct Dense {
    n_cells: usize,
    /// Cells of all, then those of each pair of sources.
    cells: Vec<i32>,
    values: Texts,
    /// By two of them: what they weigh beside their cell, and, where they are names, their cell.
    value_weights: Vec<i32>,
    value_cells: Vec<u16>,
    rare: i32,
    /// By word of the items: its number among `values`.
    known_values: Vec<u32>,
}

impl Weigher {
    pub(crate) fn new(parameters: &Parameters, items: &Items) -> Weigher {
        let mut sources = Texts::unordered();
        let of_tables = parameters.tables.iter().flat_map(|table| table.of_sources.keys());
        let all_pairs: std::collections::BTreeSet<_> = parameters.prior.of.keys().chain(of_tables).collect();
        for name in all_pairs.iter().flat_map(|(one, other)| [one, other]) {
            sources.note(name);
        }
        let n_sources = sources.len();
        let mut pairs = vec![0; n_sources * n_sources];
        let mut prior = vec![parameters.prior.of_all];
        for (number, pair) in (1..).zip(&all_pairs) {
            if let (Some(one), Some(other)) = (sources.find(&pair.0), sources.find(&pair.1)) {
                pairs[one as usize * n_sources + other as usize] = number;
                pairs[other as usize * n_sources + one as usize] = number;
            }
            prior.push(parameters.prior.of.get(*pair).copied().unwrap_or(parameters.prior.of_all));
        }
        let n_cells = items.columns.iter().map(Column::n_cells);
        let tables = parameters.tables.iter().zip(n_cells).map(|(table, n_cells)| {
            let pairs = all_pairs.iter().map(|pair| table.of_sources.get(*pair));
            Dense::new(table, n_cells, pairs)
        });
        let tables: Vec<Dense> = tables.collect();
        let most = |table: &Dense| {
            let of = |weights: &[i32]| weights.iter().copied().max().unwrap_or(0).max(0);
            of(&table.cells) + of(&table.value_weights).max(table.rare)
        };
        let mut most_after: Vec<i32> = tables.iter().map(most).collect();
        let mut sum = 0;
        for place in most_after.iter_mut().rev() {
            (*place, sum) = (sum, sum + *place);
        }
        Weigher { sources, pairs, prior, tables, most_after, known_sources: Vec::new() }
    }

    /// Takes in sources and words that are new among the items.
    pub(crate) fn learn_words(&mut self, items: &Items) {
        for source in self.known_sources.len()..items.sources.len() {
            let name = items.sources.get(u32::try_from(source).unwrap_or(NO_WORD));
            self.known_sources.push(self.sources.find(name).unwrap_or(NO_WORD));
        }
        for (table, column) in self.tables.iter_mut().zip(&items.columns) {
            if let Some((_, vocabulary)) = column.values() {
                for word in table.known_values.len()..vocabulary.texts.len() {
                    let text = vocabulary.texts.get(u32::try_from(word).unwrap_or(NO_WORD));
                    table.known_values.push(table.values.find(text).unwrap_or(NO_WORD));
                }
            }
        }
    }

    /// What two reports weigh; `None` where it is less than `LEAST`, which most often is known before all is compared.
    pub(crate) fn weight(&self, items: &Items, first: u32, second: u32, remembered: &mut Remembered) -> Option<i32> {
        if !items.things.is_empty() && items.things.differ(first, second) {
            return None;
        }
        let pair = self.pair(items, first, second);
        let mut sum = self.prior[pair];
        for (signal_idx, (table, column)) in self.tables.iter().zip(&items.columns).enumerate() {
            sum += match table.known_names(column, first, second) {
                Some((cell, weight)) => table.cells[pair * table.n_cells + usize::from(cell)] + weight,
                None => {
                    let cell = column.compare(first as usize, second as usize, &mut remembered[signal_idx]);
                    table.weight(pair, column, first, second, cell)
                }
            };
            if sum + self.most_after[signal_idx] < LEAST {
                return None;
            }
        }
        Some(sum.clamp(-BITS_MAX * UNITS_PER_BIT, BITS_MAX * UNITS_PER_BIT))
    }

    /// What one signal weighs.
    pub(crate) fn signal(&self, items: &Items, signal_idx: usize, first: u32, second: u32, cell: u16) -> i32 {
        let pair = self.pair(items, first, second);
        self.tables[signal_idx].weight(pair, &items.columns[signal_idx], first, second, cell)
    }

    fn pair(&self, items: &Items, first: u32, second: u32) -> usize {
        let known = |item: u32| self.known_sources[items.source_of[item as usize] as usize];
        match (known(first), known(second)) {
            (NO_WORD, _) | (_, NO_WORD) => 0,
            (one, other) => self.pairs[one as usize * self.sources.len() + other as usize] as usize,
        }
    }
}

impl Dense {
    fn new<'t>(
        table: &Table,
        n_cells: usize,
        pairs: impl Iterator<Item = Option<&'t std::collections::BTreeMap<u16, i32>>>,
    ) -> Dense {
        let mut of_all = vec![0; n_cells];
        let put = |cells: &mut [i32], from: &std::collections::BTreeMap<u16, i32>| {
            for (cell, weight) in from {
                if let Some(place) = cells.get_mut(usize::from(*cell)) {
                    *place = *weight;
                }
            }
        };
        put(&mut of_all, &table.cells);
        let mut cells = of_all.clone();
        for of_sources in pairs {
            let mut own = of_all.clone();
            of_sources.into_iter().for_each(|of_sources| put(&mut own, of_sources));
            cells.extend(own);
        }
        let mut values = Texts::unordered();
        for (one, other) in table.values.keys() {
            values.note(one);
            values.note(other);
        }
        let n_values = values.len();
        let mut value_weights = vec![0; n_values * n_values];
        for ((one, other), weight) in &table.values {
            if let (Some(one), Some(other)) = (values.find(one), values.find(other)) {
                value_weights[one as usize * n_values + other as usize] = *weight;
                value_weights[other as usize * n_values + one as usize] = *weight;
            }
        }
        let number = |value: usize| u32::try_from(value).unwrap_or(NO_WORD);
        let spellings: Vec<Spelling> = (0..n_values).map(|value| Spelling::of(values.get(number(value)))).collect();
        let both = spellings.iter().flat_map(|one| spellings.iter().map(move |other| name::cell(one.likeness(other))));
        let value_cells = both.collect();
        Dense { n_cells, cells, values, value_weights, value_cells, rare: table.rare, known_values: Vec::new() }
    }

    /// The cell and the weight of two names that the parameters know.
    fn known_names(&self, column: &Column, first: u32, second: u32) -> Option<(u16, i32)> {
        let Column::Name { values, .. } = column else { return None };
        let known = |item: u32| {
            let word = values[item as usize];
            (word != NO_WORD).then(|| self.known_values[word as usize]).filter(|value| *value != NO_WORD)
        };
        let at = known(first)? as usize * self.values.len() + known(second)? as usize;
        Some((self.value_cells[at], self.value_weights[at]))
    }

    fn weight(&self, pair: usize, column: &Column, first: u32, second: u32, cell: u16) -> i32 {
        let weight = self.cells[pair * self.n_cells + usize::from(cell)];
        let Some((values, _)) = column.values() else { return weight };
        let (one, other) = (values[first as usize], values[second as usize]);
        if one == NO_WORD || other == NO_WORD {
            return weight;
        }
        weight
            + match (self.known_values[one as usize], self.known_values[other as usize]) {
                (NO_WORD, _) | (_, NO_WORD) => {
                    if one == other {
                        self.rare
                    } else {
                        0
                    }
                }
                (one, other) => self.value_weights[one as usize * self.values.len() + other as usize],
            }
    }
}

/// The odds that a weight stands for, in fixed point: a power of two from a table of its fractions, so that it is the same
/// on every machine.
pub(crate) fn odds(weight: i32) -> u64 {
    let (whole, fraction) = (weight.div_euclid(UNITS_PER_BIT), weight.rem_euclid(UNITS_PER_BIT));
    let scaled = POWERS[usize::try_from(fraction).unwrap_or(0)];
    // POWERS has 30 bits after the point, the result FRACTION.
    let shift = whole + i32::try_from(FRACTION).unwrap_or(0) - 30;
    if shift >= 0 { scaled << shift } else { scaled >> shift.unsigned_abs().min(63) }
}

/// 2^(n/64) in units of 2^-30, by repeated multiplication in whole numbers.
const POWERS: [u64; 64] = powers();

const fn powers() -> [u64; 64] {
    // 2^(1/64) in units of 2^-62.
    const STEP: u128 = 4_661_903_986_662_671_289;
    let mut out = [0; 64];
    let mut power: u128 = 1 << 62;
    let mut at = 0;
    while at < 64 {
        out[at] = (power >> 32) as u64;
        power = (power * STEP) >> 62;
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_four_units_double_the_odds() {
        assert_eq!(odds(0), EVEN);
        assert_eq!(odds(64), 2 * EVEN);
        assert_eq!(odds(-64 * 3), EVEN / 8);
        assert!(odds(32).abs_diff(92_682) <= 1, "the square root of two");
        for weight in -640..1_920 {
            let exact = (f64::from(weight) / 64.0).exp2() * 65_536.0;
            let near = odds(weight) as f64;
            assert!((near - exact).abs() <= 1.0 + exact * 1e-6, "{weight} {near} {exact}");
        }
    }
}
