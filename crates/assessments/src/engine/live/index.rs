//! Finds the rows that belong together: by type and time, by author, by key.

use std::collections::{BTreeMap, BTreeSet};

use provisions::{Anchor, Due, Kind, Provision, Reading, Rule, Selection};
use records::Rows;

use super::super::Column;
use super::super::acts::Sieve;

/// Rows by what brings them together; replaced ones stay in it and are passed over.
#[derive(Default)]
pub(super) struct Index {
    /// By type and day: in order of time.
    by_kind: BTreeMap<(u16, i64), Vec<(i64, u32)>>,
    by_author: BTreeMap<(u16, u16), BTreeSet<(i64, u32)>>,
    /// By column: the last row of each key, and by row the one before it.
    by_key: Vec<(Column, Chains)>,
    /// By type: rows that need a closer look.
    awkward: BTreeMap<u16, BTreeSet<u32>>,
    /// Types whose rows are found by time, and by author.
    wanted: (BTreeSet<String>, BTreeSet<String>),
}

/// Rows of one value of a column, from the last to the first.
#[derive(Default)]
struct Chains {
    last: Vec<u32>,
    before: Vec<u32>,
    loose: BTreeSet<u32>,
    types: BTreeSet<String>,
}

fn day(second: i64) -> i64 {
    second.div_euclid(86_400)
}

/// No row.
const NONE: u32 = u32::MAX;

impl Index {
    pub(super) fn new(rows: &Rows, readings: &[(&Provision, &Rule, &Reading)]) -> Index {
        let mut index = Index::default();
        for (_, _, reading) in readings {
            let duty = &reading.duty;
            match &duty.kind {
                Kind::Deadline { must, due: Due::Within(_, Anchor::Event(anchor)), .. } => {
                    let Some(column) = duty.each.as_ref().and_then(|key| Column::named(&key.0)) else { continue };
                    if !index.by_key.iter().any(|(of, _)| *of == column) {
                        index.by_key.push((column, Chains::default()));
                    }
                    for (_, chains) in index.by_key.iter_mut().filter(|(of, _)| *of == column) {
                        chains.types.extend(must.types.iter().chain(&anchor.types).cloned());
                    }
                }
                Kind::Rate { measures, .. } => {
                    index.wanted.0.extend(measures.iter().flat_map(|measure| measure.selection.types.clone()));
                }
                Kind::Prohibition { never, after } => {
                    if duty.states.is_empty() && after.is_none() {
                        index.wanted.1.extend(never.types.iter().cloned());
                        continue;
                    }
                    index.wanted.0.extend(never.types.iter().cloned());
                    index.wanted.0.extend(after.iter().flat_map(|after| after.of.types.clone()));
                    index.wanted.1.extend(never.types.iter().cloned());
                }
                _ => {}
            }
        }
        for (_, chains) in &mut index.by_key {
            chains.before.reserve(rows.all().len());
        }
        for (number, _) in (0..).zip(rows.all()) {
            index.insert(number, rows);
        }
        index
    }

    pub(super) fn insert(&mut self, number: u32, rows: &Rows) {
        let row = &rows.all()[number as usize];
        let kind = rows.words.get(row.kind.into());
        let is_happening = row.kind != 0 && !row.replaced;
        if is_happening && row.beside {
            self.awkward.entry(row.kind).or_default().insert(number);
        }
        if is_happening && self.wanted.0.contains(kind) {
            let of_day = self.by_kind.entry((row.kind, day(row.start))).or_default();
            let at = of_day.partition_point(|one| *one < (row.start, number));
            of_day.insert(at, (row.start, number));
        }
        if is_happening && self.wanted.1.contains(kind) {
            self.by_author.entry((row.kind, row.by)).or_default().insert((row.start, number));
        }
        for (column, chains) in &mut self.by_key {
            chains.before.resize(number as usize, NONE);
            let key = column.of(row) as usize;
            if !is_happening || !chains.types.contains(kind) {
                chains.before.push(NONE);
            } else if key == 0 {
                chains.before.push(NONE);
                chains.loose.insert(number);
            } else {
                if chains.last.len() <= key {
                    chains.last.resize(key + 1, NONE);
                }
                chains.before.push(std::mem::replace(&mut chains.last[key], number));
            }
        }
    }

    /// Rows of a clause's types that begin between two seconds, the last among them.
    pub(super) fn near<'i>(
        &'i self,
        rows: &'i Rows,
        selection: &Selection,
        from: i64,
        until: i64,
    ) -> impl Iterator<Item = u32> + use<'i> {
        let kinds = Sieve::of_types(rows, selection);
        let days = move |kind| self.by_kind.range((kind, day(from))..=(kind, day(until)));
        let found = kinds.into_iter().flat_map(days).flat_map(move |(_, list)| {
            let begin = list.partition_point(|(start, _)| *start < from);
            list[begin..].iter().take_while(move |(start, _)| *start <= until)
        });
        found.map(|(_, number)| *number).filter(|number| !rows.all()[*number as usize].replaced)
    }

    /// The same of one author.
    pub(super) fn of_author<'i>(
        &'i self,
        rows: &'i Rows,
        selection: &Selection,
        author: u16,
        from: i64,
        until: i64,
    ) -> impl Iterator<Item = u32> + use<'i> {
        let kinds = Sieve::of_types(rows, selection);
        let lists = kinds.into_iter().filter_map(move |kind| self.by_author.get(&(kind, author)));
        let found = lists.flat_map(move |list| list.range((from, 0)..=(until, NONE)));
        found.map(|(_, number)| *number).filter(|number| !rows.all()[*number as usize].replaced)
    }

    /// Rows of a clause's types that need a closer look.
    pub(super) fn awkward<'i>(&'i self, rows: &'i Rows, selection: &Selection) -> impl Iterator<Item = u32> + use<'i> {
        let kinds = Sieve::of_types(rows, selection);
        kinds.into_iter().filter_map(|kind| self.awkward.get(&kind)).flatten().copied()
    }

    pub(super) fn of_key(&self, column: Column, key: u32) -> impl Iterator<Item = u32> {
        let chains = self.by_key.iter().find(|(of, _)| *of == column).map(|(_, chains)| chains);
        let mut at = chains.and_then(|chains| chains.last.get(key as usize)).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let number = at;
            at = *chains?.before.get(number as usize)?;
            Some(number)
        })
    }

    /// Rows without a key.
    pub(super) fn loose(&self, column: Column) -> impl Iterator<Item = u32> {
        let chains = self.by_key.iter().find(move |(of, _)| *of == column);
        chains.into_iter().flat_map(|(_, chains)| chains.loose.iter().copied())
    }
}
