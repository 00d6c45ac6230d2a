//! What stands at an address: worked out from the rows of that address alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use provisions::{Following, Kind, Selection};
use records::Rows;

use super::super::closing::Closing;
use super::super::following::reach;
use super::super::table::Table;
use super::super::{Column, Only, Work};
use super::{Address, Live, closing, once_each};
use crate::frame::UNKNOWN;
use crate::{Assessment, AssessmentRef};

impl Live<'_> {
    /// What stands at the addresses, and of which readings that took all rows.
    pub(super) fn at(&self, addresses: &BTreeSet<Address>) -> (Vec<Assessment>, BTreeSet<usize>) {
        let whole = |reading: usize| addresses.contains(&Address::Whole(reading));
        let mut all = Vec::new();
        let mut undone = BTreeSet::new();
        for address in addresses {
            let reading = address.reading();
            if !matches!(address, Address::Whole(_)) && (whole(reading) || undone.contains(&reading)) {
                continue;
            }
            match self.stands_at(address) {
                Some(found) => all.extend(found),
                None => {
                    undone.insert(reading);
                }
            }
        }
        all.retain(|one: &Assessment| !undone.iter().any(|reading| self.is_from(one, *reading)));
        for reading in &undone {
            all.extend(self.stands_at(&Address::Whole(*reading)).unwrap_or_default());
        }
        // Two addresses may hold the same.
        let mut seen = BTreeSet::new();
        let is_first = all
            .iter()
            .map(|one| seen.insert((&one.rule, &one.reading, &one.party, &one.instance, one.level)))
            .collect::<Vec<bool>>();
        let mut is_first = is_first.into_iter();
        all.retain(|_| is_first.next().unwrap_or(true));
        (all, undone)
    }

    fn is_from(&self, one: &Assessment, reading: usize) -> bool {
        let (_, rule, of) = self.readings[reading];
        one.rule == rule.id && one.reading == of.name
    }

    fn stands_at(&self, address: &Address) -> Option<Vec<Assessment>> {
        let duty = &self.readings[address.reading()].2.duty;
        let mut only = Only { reading_idx: Some(address.reading()), ..Only::default() };
        let all = &self.rows;
        if let Address::Stretch { key: Some(key), .. } = address {
            only.key = Some((duty.states.clone(), key.clone()));
        }
        only.decisions = self.decisions(address.reading(), only.key.as_ref());
        match address {
            Address::Whole(_) => self.worked_out(all, only, None, false, &|_| true),
            Address::Turns(..) => None,
            Address::Key(_, key) => {
                let column = Column::named(&duty.each.as_ref()?.0)?;
                let part = all.part(self.index.of_key(column, *key).chain(self.index.loose(column)));
                let is_own = |one: &AssessmentRef<'_>| {
                    let trigger = all.ids.find(one.instance);
                    trigger.is_some_and(|trigger| column.of(&all.all()[trigger as usize]) == *key)
                };
                self.worked_out(&part, only, None, true, &is_own)
            }
            Address::Period(_, from, due) => {
                let Kind::Rate { measures, .. } = &duty.kind else { return None };
                let selections = measures.iter().map(|measure| &measure.selection);
                let near =
                    |selection| self.index.near(all, selection, *from, *due).chain(self.index.awkward(all, selection));
                let numbers = once_each(all, selections.flat_map(near));
                self.narrowly(numbers, only, Some(closing(*due)))
            }
            Address::Stretch { key, from, until, party, .. } => {
                let Kind::Prohibition { never, .. } = &duty.kind else { return None };
                if *party == u16::MAX {
                    let near = self.index.near(all, never, *from, *until).chain(self.index.awkward(all, never));
                    let numbers = once_each(all, self.of_key(near, key.as_deref()?));
                    return self.narrowly(numbers, only, Some(closing(*until)));
                }
                only.party = Some(all.words.get((*party).into()).to_owned());
                // What nobody in particular did concerns every party; what needs a closer look may begin before.
                let unknown = all.words.find(UNKNOWN).and_then(|word| u16::try_from(word).ok());
                let authors: BTreeSet<u16> = [Some(*party), Some(0), unknown].into_iter().flatten().collect();
                let of = |author: u16| self.index.of_author(all, never, author, *from, *until);
                let numbers = authors.into_iter().flat_map(of).chain(self.index.awkward(all, never));
                self.narrowly(once_each(all, numbers), only, Some(closing(*until)))
            }
            Address::Following { reading, party, about } => {
                let Kind::Prohibition { never, after: Some(after) } = &duty.kind else { return None };
                only.party = Some(all.words.get((*party).into()).to_owned());
                let follows = self.follows.get(reading)?;
                let own = follows.range((*party, 0)..=(*party, u32::MAX));
                let own = own.flat_map(|((_, act), before)| [*act, *before]);
                let numbers = own.chain(self.about(never, after, *about, &[*party].into()));
                self.narrowly(once_each(all, numbers), only, None)
            }
        }
    }

    /// Rows about a second that say what a few parties did, or to what; and those that do not say who did what.
    pub(super) fn about(&self, never: &Selection, after: &Following, about: i64, parties: &BTreeSet<u16>) -> Vec<u32> {
        let all = &self.rows;
        let unknown = all.words.find(UNKNOWN).and_then(|word| u16::try_from(word).ok());
        let columns: Vec<Column> = after.same.iter().filter_map(|key| Column::named(&key.0)).collect();
        let (from, until) = (about.saturating_sub(reach(after)), about.saturating_add(reach(after)));
        let near = self.index.near(all, never, from, until).chain(self.index.near(all, &after.of, from, until));
        let concerns = |word: u16| word == 0 || Some(word) == unknown || parties.contains(&word);
        let matters = |number: &u32| {
            let row = &all.all()[*number as usize];
            let is_vague = row.beside || columns.iter().any(|column| column.of(row) == 0);
            !after.in_answer || is_vague || concerns(row.by) || concerns(row.to)
        };
        near.filter(matters).collect()
    }

    /// Those of some rows that are of one key, or of none.
    fn of_key<'i>(&'i self, rows: impl Iterator<Item = u32> + 'i, key: &str) -> impl Iterator<Item = u32> + 'i {
        let number = self.rows.words.find(key);
        let item = self.rows.items.find(key);
        rows.filter(move |row| {
            let row = &self.rows.all()[*row as usize];
            let is_key = |value: u16| value == 0 || number == Some(value.into());
            is_key(row.zone) || is_key(row.to) || row.item == 0 || item == Some(row.item)
        })
    }

    /// Works a few of the rows out.
    fn narrowly(&self, numbers: Vec<u32>, only: Only, closing: Option<Closing>) -> Option<Vec<Assessment>> {
        let statements = Arc::clone(&self.statements);
        let table = Table::narrow(self.agreement, &self.rows, statements, self.as_of, numbers);
        self.done(Work::with(table, only), closing, true, &|_| true)
    }

    /// Works some rows out. `None` where it takes all of them.
    pub(super) fn worked_out(
        &self,
        rows: &Rows,
        only: Only,
        closing: Option<Closing>,
        is_part: bool,
        is_own: &dyn Fn(&AssessmentRef<'_>) -> bool,
    ) -> Option<Vec<Assessment>> {
        let work = Work::over(self.agreement, rows, Arc::clone(&self.statements), self.as_of, only);
        self.done(work, closing, is_part, is_own)
    }

    fn done(
        &self,
        mut work: Work<'_>,
        closing: Option<Closing>,
        is_part: bool,
        is_own: &dyn Fn(&AssessmentRef<'_>) -> bool,
    ) -> Option<Vec<Assessment>> {
        let (party, reading) = (work.only.party.clone(), work.only.reading_idx?);
        work.closing = closing.iter().flat_map(|closing| work.shared.iter().map(|_| *closing)).collect();
        work.is_part = is_part;
        let worker = work.worker();
        let mut out = Vec::new();
        for part in 0..work.n_parts() {
            worker.part(part, &mut |one| {
                if party.as_ref().is_none_or(|party| party == one.party) && is_own(one) {
                    out.push(one.to_assessment());
                }
            });
        }
        let is_undone = work.undone[reading].load(std::sync::atomic::Ordering::Relaxed);
        (!is_part || !is_undone).then_some(out)
    }
}
