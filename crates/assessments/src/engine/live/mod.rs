//! Assessments that keep up: rows come, are revised and withdrawn in any order of time, and what that changes comes out,
//! as what was and what is.
//!
//! Nothing that was worked out is kept. A row touches a few addresses: a key of a deadline, a period of a rate, a
//! stretch of a prohibition. What stands there is worked out before and after from the rows of that address alone, and
//! compared. Indexes by type, author and key find these rows. Where an address needs the general evaluator for the whole
//! of a rule, all of the rule is its address.

mod index;
mod stands;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use provisions::{Agreement, Anchor, Due, Following, Kind, Provision, Reading, Rule, Selection};
use records::{EventRow, Rows, Statement};

use super::closing::Closing;
use super::following::reach;
use super::table::Statements;
use super::{Only, Work, is_plain, second_of};
use crate::Assessment;
use crate::time::Stretch;
use index::Index;

/// Something new.
#[derive(Clone, Debug)]
pub enum News {
    /// A row; one that replaces another takes it out of sight.
    Row(Box<EventRow>),
    /// A row is withdrawn.
    Withdrawn(String),
    /// The moment asked about moves on.
    AsOf(Timestamp),
}

/// All rows, with what finds those that belong together.
pub struct Live<'a> {
    agreement: &'a Agreement,
    readings: Vec<(&'a Provision, &'a Rule, &'a Reading)>,
    rows: Rows,
    statements: Arc<Statements>,
    as_of: Timestamp,
    index: Index,
    /// By reading that forbids what follows something: authors and their acts that follow another, and what each follows.
    follows: BTreeMap<usize, Follows>,
}

/// By author and act: what it follows.
type Follows = BTreeMap<(u16, u32), u32>;

/// Where a change can be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    /// All of a reading.
    Whole(usize),
    /// One key of a deadline.
    Key(usize, u32),
    /// The period, by its first and last second.
    Period(usize, i64, i64),
    /// The stretches of one key that a decision moves.
    Turns(usize, String),
    /// What one party did in the stretch that ends in a second, of one key.
    Stretch { reading: usize, key: Option<String>, from: i64, until: i64, party: u16 },
    /// What one party did after something, with the rows about a second.
    Following { reading: usize, party: u16, about: i64 },
}

impl<'a> Live<'a> {
    /// Takes the rows over.
    pub fn new(agreement: &'a Agreement, rows: Rows, as_of: Timestamp) -> Live<'a> {
        let readings: Vec<_> = agreement
            .rules()
            .flat_map(|(provision, rule)| rule.readings.iter().map(move |reading| (provision, rule, reading)))
            .collect();
        let statements = Arc::new(Statements::of(&rows));
        let index = Index::new(&rows, &readings);
        let mut live = Live { agreement, readings, rows, statements, as_of, index, follows: BTreeMap::new() };
        for reading in 0..live.readings.len() {
            if let Some((never, after)) = live.following(reading) {
                let (never, after) = (never.clone(), after.clone());
                let found = live.found(reading, &live.rows, &never, &after);
                live.follows.extend(found.map(|found| (reading, found)));
            }
        }
        live
    }

    /// The rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The moment asked about.
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// Takes something in and gives each assessment that it changes: what was and what is. What replaces or withdraws a row
    /// may come before it. A row whose id was there before is not taken in.
    pub fn take(&mut self, news: News) -> Vec<(Option<Assessment>, Option<Assessment>)> {
        match news {
            News::AsOf(as_of) => self.move_on(as_of),
            News::Withdrawn(id) => {
                let number = self.rows.ids.find(&id);
                if number.is_none() {
                    self.rows.replace(&id);
                }
                self.change(None, number)
            }
            News::Row(row) => {
                let replaced = row.supersedes.as_ref().and_then(|id| self.rows.ids.find(id));
                self.change(Some(*row), replaced)
            }
        }
    }

    /// A row comes, or goes, or both.
    fn change(&mut self, comes: Option<EventRow>, goes: Option<u32>) -> Vec<(Option<Assessment>, Option<Assessment>)> {
        let goes = goes.filter(|number| !self.rows.all()[*number as usize].replaced);
        if comes.as_ref().is_some_and(|row| self.rows.ids.find(&row.id).is_some()) {
            return Vec::new();
        }
        let mut addresses = BTreeSet::new();
        let mut touches_statements = false;
        if let Some(number) = goes {
            touches_statements |= self.touched(number, &mut addresses);
        }
        // The row must be there, out of sight, for its words to have numbers.
        let number = comes.and_then(|row| self.rows.push_whole(row));
        let is_replaced = number.is_some_and(|number| self.rows.all()[number as usize].replaced);
        if let Some(number) = number {
            self.rows.set_replaced(number, true);
            if self.rows.whole(number).is_some_and(|row| row.statement != Statement::Withdrawn) {
                touches_statements |= self.touched(number, &mut addresses);
            }
        }
        if let Some(number) = goes {
            self.rows.set_replaced(number, false);
        }
        let turns: BTreeSet<Address> = addresses.extract_if(.., |one| matches!(one, Address::Turns(..))).collect();
        let stretches = self.stretches_of(&turns);
        let (mut before, was_undone) = self.at(&addresses);
        let is_withdrawal =
            |live: &Live<'_>, number| live.rows.whole(number).is_none_or(|row| row.statement == Statement::Withdrawn);
        let comes = number.filter(|number| !is_replaced && !is_withdrawal(self, *number));
        self.turn(comes, goes, true);
        if let Some(number) = number {
            self.index.insert(number, &self.rows);
        }
        let told = |number: Option<u32>| number.map(|number| self.rows.whole(number));
        let (coming, going) = (told(comes), told(goes));
        let is_decision =
            |row: &Option<EventRow>| row.as_ref().is_some_and(|row| matches!(row.statement, Statement::Decision(_)));
        let are_decisions = coming.iter().chain(&going).all(is_decision);
        let (coming, going) = (coming.flatten(), going.flatten());
        // What stood there before is needed once more, perhaps: decisions can be turned back, the rest is kept.
        let mut earlier = None;
        if touches_statements && are_decisions {
            Arc::make_mut(&mut self.statements).turn(coming.as_ref(), going.as_ref());
        } else if touches_statements {
            earlier = Some(std::mem::replace(&mut self.statements, Arc::new(Statements::of(&self.rows))));
        }
        self.note_follows(&addresses, goes);
        let (mut now, is_undone) = self.at(&addresses);
        let moved = moved(&turns, stretches, self.stretches_of(&turns));
        if was_undone != is_undone || !moved.is_empty() {
            // What took all rows before or after must be compared as a whole; what a decision moves is known only now.
            addresses.extend(was_undone.into_iter().chain(is_undone).map(Address::Whole));
            addresses.extend(moved);
            let found;
            (now, found) = self.at(&addresses);
            addresses.extend(found.into_iter().map(Address::Whole));
            let later = earlier.map(|earlier| std::mem::replace(&mut self.statements, earlier));
            let turns = touches_statements && are_decisions;
            if turns {
                Arc::make_mut(&mut self.statements).turn(going.as_ref(), coming.as_ref());
            }
            self.turn(comes, goes, false);
            before = self.at(&addresses).0;
            self.turn(comes, goes, true);
            if turns {
                Arc::make_mut(&mut self.statements).turn(coming.as_ref(), going.as_ref());
            }
            if let Some(later) = later {
                self.statements = later;
            }
        }
        differ(before, now)
    }

    /// The stretches of keys.
    fn stretches_of(&self, turns: &BTreeSet<Address>) -> Vec<BTreeSet<Stretch>> {
        let of = |address: &Address| match address {
            Address::Turns(reading, key) => self.with_key(*reading, key, &|frame| {
                let of_key = frame.courses().into_iter().find(|(course, _)| course.as_ref() == Some(key));
                // Outside all stretches it is not in force, which is said once for all keys.
                let is_plain = is_plain(frame);
                of_key.map(|(_, stretches)| stretches.into_iter().collect()).filter(|_| is_plain).unwrap_or_default()
            }),
            _ => BTreeSet::new(),
        };
        turns.iter().map(of).collect()
    }

    /// Lets one row come into sight and another go, or the other way round.
    fn turn(&mut self, comes: Option<u32>, goes: Option<u32>, forward: bool) {
        if let Some(number) = comes {
            self.rows.set_replaced(number, !forward);
        }
        if let Some(number) = goes {
            self.rows.set_replaced(number, forward);
        }
    }

    /// Time passes: all that hangs on it is compared.
    fn move_on(&mut self, as_of: Timestamp) -> Vec<(Option<Assessment>, Option<Assessment>)> {
        let addresses: BTreeSet<Address> = (0..self.readings.len()).map(Address::Whole).collect();
        let before = self.at(&addresses).0;
        self.as_of = as_of;
        differ(before, self.at(&addresses).0)
    }

    fn following(&self, reading: usize) -> Option<(&'a Selection, &'a Following)> {
        match &self.readings[reading].2.duty.kind {
            Kind::Prohibition { never, after: Some(after) } => Some((never, after)),
            _ => None,
        }
    }

    /// Acts of some rows that follow another, by the numbers of all rows.
    fn found(&self, reading: usize, rows: &Rows, never: &Selection, after: &Following) -> Option<Follows> {
        let only = Only { reading_idx: Some(reading), decisions: self.decisions(reading, None), ..Only::default() };
        let work = Work::over(self.agreement, rows, Arc::clone(&self.statements), self.as_of, only);
        let pairs = work.worker().pairs(&work.parts[0], never, after)?;
        let number = |part: u32| self.rows.ids.find(rows.ids.get(part));
        let pairs = pairs.into_iter().filter_map(|(act, before)| number(act).zip(number(before)));
        Some(pairs.map(|(act, before)| ((self.rows.all()[act as usize].by, act), before)).collect())
    }

    /// Notes anew what follows what, around the rows that changed.
    fn note_follows(&mut self, addresses: &BTreeSet<Address>, goes: Option<u32>) {
        let mut changed: BTreeMap<(usize, i64), BTreeSet<u16>> = BTreeMap::new();
        for address in addresses {
            if let Address::Following { reading, about, party } = address {
                changed.entry((*reading, *about)).or_default().insert(*party);
            }
        }
        for ((reading, about), parties) in changed {
            let Some((never, after)) = self.following(reading) else { continue };
            let numbers = self.about(never, after, about, &parties);
            let part = self.rows.part(once_each(&self.rows, numbers.into_iter()).into_iter());
            let found = self.found(reading, &part, never, after);
            let anew = self.index.near(&self.rows, never, about, about.saturating_add(reach(after)));
            let by = |act: u32| self.rows.all()[act as usize].by;
            let anew = anew.map(|act| (by(act), act)).filter(|(by, _)| parties.contains(by));
            let gone = goes.map(|act| (by(act), act));
            let anew: BTreeSet<(u16, u32)> = anew.chain(gone).collect();
            let Some(follows) = self.follows.get_mut(&reading) else { continue };
            let Some(found) = found else {
                self.follows.remove(&reading);
                continue;
            };
            for act in &anew {
                follows.remove(act);
            }
            follows.extend(found.into_iter().filter(|(act, _)| anew.contains(act)));
        }
        // Once all of a rule had to be looked at, it is noted anew from all rows.
        for address in addresses {
            if let Address::Whole(reading) = address
                && let Some((never, after)) = self.following(*reading)
            {
                match self.found(*reading, &self.rows, never, after) {
                    Some(found) => self.follows.insert(*reading, found),
                    None => self.follows.remove(reading),
                };
            }
        }
    }
}

/// Whether a duty can hang on states other than those while which it holds.
fn rests_on_other_states(agreement: &Agreement, duty: &provisions::Duty) -> bool {
    let is_common = match &duty.kind {
        Kind::Deadline { due, .. } => matches!(due, Due::Within(_, Anchor::Event(_))),
        Kind::Rate { .. } | Kind::Prohibition { .. } => true,
        _ => false,
    };
    let is_prolonged =
        |state: &String| agreement.states.get(state).is_some_and(|state| state.prolonged_while.is_some());
    !is_common
        || duty.time.from.is_some()
        || duty.time.until.is_some()
        || !duty.once.is_empty()
        || duty.states.iter().any(is_prolonged)
}

/// The stretches that are not in both lists; all of a reading where its being in force as such can turn on them.
fn moved(turns: &BTreeSet<Address>, before: Vec<BTreeSet<Stretch>>, now: Vec<BTreeSet<Stretch>>) -> BTreeSet<Address> {
    let mut moved = BTreeSet::new();
    for (address, (before, now)) in turns.iter().zip(before.into_iter().zip(now)) {
        let Address::Turns(reading, key) = address else { continue };
        if before.is_empty() || now.is_empty() {
            moved.insert(Address::Whole(*reading));
            continue;
        }
        let mut ends: BTreeMap<i64, i64> = BTreeMap::new();
        for stretch in before.symmetric_difference(&now) {
            let from = ends.entry(second_of(stretch.until)).or_insert(i64::MAX);
            *from = second_of(stretch.from).min(*from);
        }
        for (until, from) in ends {
            let (reading, key) = (*reading, Some(key.clone()));
            moved.insert(Address::Stretch { reading, key, from, until, party: u16::MAX });
        }
    }
    moved
}

/// Rows in the order of their time, in which indexes mostly give them, each once.
fn once_each(rows: &Rows, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_by_key(|number| (rows.all()[*number as usize].start, *number));
    numbers.dedup();
    numbers
}

/// Only what ends in this second.
fn closing(end: i64) -> Closing {
    let upto = if end == i64::MAX { None } else { Some(end) };
    Closing { lateness: i64::MAX, after: end.saturating_sub(1), upto }
}

fn differ(before: Vec<Assessment>, now: Vec<Assessment>) -> Vec<(Option<Assessment>, Option<Assessment>)> {
    crate::changes(&before, &now).into_iter().map(|change| (change.was.cloned(), change.is.cloned())).collect()
}

impl Address {
    fn reading(&self) -> usize {
        match self {
            Address::Whole(reading)
            | Address::Key(reading, _)
            | Address::Turns(reading, _)
            | Address::Period(reading, ..)
            | Address::Stretch { reading, .. }
            | Address::Following { reading, .. } => *reading,
        }
    }
}
