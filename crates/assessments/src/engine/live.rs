//! Assessments that keep up: rows come, are revised and withdrawn in any order of time, and what that changes comes out,
//! as what was and what is.
//!
//! Nothing that was worked out is kept. A row touches a few addresses: a key of a deadline, a period of a rate, a
//! stretch of a prohibition. What stands there is worked out before and after from the rows of that address alone, and
//! compared. Indexes by type, author and key find these rows. Where an address needs the general evaluator for the whole
//! of a rule, all of the rule is its address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use provisions::{Agreement, Anchor, Due, Following, Kind, Provision, Reading, Rule, Selection};
use records::{EventRow, Row, Rows, Statement};

use super::acts::Sieve;
use super::closing::Closing;
use super::table::{Statements, Table};
use super::{Column, Only, Work, is_plain};
use crate::frame::{Frame, UNKNOWN};
use crate::rules;
use crate::time::{Stretch, last_second};
use crate::{Assessment, AssessmentRef};

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
    /// By reading that forbids what follows something: acts that follow another, and what each follows.
    follows: BTreeMap<usize, BTreeMap<u32, u32>>,
}

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

    /// Takes something in and gives each assessment that it changes: what was and what is.
    pub fn take(&mut self, news: News) -> Vec<(Option<Assessment>, Option<Assessment>)> {
        match news {
            News::AsOf(as_of) => self.move_on(as_of),
            News::Withdrawn(id) => self.change(None, self.rows.ids.find(&id)),
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
        let comes = number.filter(|number| !is_withdrawal(self, *number));
        self.turn(comes, goes, true);
        if let Some(number) = number {
            self.index.insert(number, &self.rows);
        }
        let statements = Arc::clone(&self.statements);
        if touches_statements {
            self.statements = Arc::new(Statements::of(&self.rows));
        }
        self.note_follows(&addresses);
        let (mut now, is_undone) = self.at(&addresses);
        let moved = moved(&turns, stretches, self.stretches_of(&turns));
        if was_undone != is_undone || !moved.is_empty() {
            // What took all rows before or after must be compared as a whole; what a decision moves is known only now.
            addresses.extend(was_undone.into_iter().chain(is_undone).map(Address::Whole));
            addresses.extend(moved);
            let found;
            (now, found) = self.at(&addresses);
            addresses.extend(found.into_iter().map(Address::Whole));
            let statements = std::mem::replace(&mut self.statements, statements);
            self.turn(comes, goes, false);
            before = self.at(&addresses).0;
            self.turn(comes, goes, true);
            self.statements = statements;
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

    /// The addresses that a row touches; whether it is a statement.
    fn touched(&self, number: u32, addresses: &mut BTreeSet<Address>) -> bool {
        let row = self.rows.all()[number as usize];
        if row.kind != 0 {
            for reading in 0..self.readings.len() {
                self.touched_by_row(reading, number, &row, addresses);
            }
            return row.beside && self.is_statement(number);
        }
        let Some(whole) = self.rows.whole(number) else { return false };
        let on = match &whole.statement {
            Statement::Finding(finding) => Some(&finding.event),
            Statement::Response(response) => Some(&response.event),
            Statement::Withdrawn => return false,
            _ => None,
        };
        match on {
            Some(event) => {
                let event = self.rows.ids.find(event);
                if let Some(event) = event.filter(|event| self.rows.all()[*event as usize].kind != 0) {
                    self.touched(event, addresses);
                }
            }
            None => {
                for reading in 0..self.readings.len() {
                    self.touched_by_statement(reading, &whole.statement, addresses);
                }
            }
        }
        true
    }

    fn is_statement(&self, number: u32) -> bool {
        self.rows.beside().get(&number).is_some_and(|whole| !matches!(whole.statement, Statement::Happening(_)))
    }

    /// A decision on a state kept apart by keys touches its key; every other statement the whole of a reading.
    fn touched_by_statement(&self, reading: usize, statement: &Statement, addresses: &mut BTreeSet<Address>) {
        let keyed = |sets: &str| self.agreement.states.get(sets).is_some_and(|state| state.each.is_some());
        if let Statement::Decision(decision) = statement
            && keyed(&decision.sets)
        {
            let duty = &self.readings[reading].2.duty;
            let is_prohibition = matches!(duty.kind, Kind::Prohibition { after: None, .. });
            if let (true, true, Some(key)) =
                (duty.states.contains(&decision.sets), is_prohibition, decision.key.clone())
            {
                addresses.insert(Address::Turns(reading, key));
                return;
            }
            if !duty.states.contains(&decision.sets) && !rests_on_other_states(self.agreement, duty) {
                return;
            }
        }
        addresses.insert(Address::Whole(reading));
    }

    fn touched_by_row(&self, reading: usize, number: u32, row: &Row, addresses: &mut BTreeSet<Address>) {
        let duty = &self.readings[reading].2.duty;
        let names = |selection: &Selection| selection.types.contains(self.rows.words.get(row.kind.into()));
        let is_awkward = row.beside;
        let found = self.with_frame(reading, row, &|frame| {
            if !is_plain(frame) {
                return None;
            }
            match &duty.kind {
                Kind::Deadline { must, due: Due::Within(_, Anchor::Event(anchor)), .. } => {
                    let column = Column::named(&duty.each.as_ref()?.0)?;
                    if !names(must) && !names(anchor) {
                        return Some(Vec::new());
                    }
                    let key = column.of(row);
                    // An event without a key that sets a time running is perhaps about this one.
                    let sets_running = |number: u32| {
                        let row = &self.rows.all()[number as usize];
                        !row.replaced && anchor.types.contains(self.rows.words.get(row.kind.into()))
                    };
                    if self.index.loose(column).any(sets_running) {
                        return None;
                    }
                    (key != 0 && frame.keyed_state().is_none()).then(|| vec![Address::Key(reading, key)])
                }
                Kind::Rate { every, measures } => {
                    if duty.each.is_some() || frame.keyed_state().is_some() {
                        return None;
                    }
                    let stretches: Vec<Stretch> =
                        frame.courses().into_iter().flat_map(|(_, stretches)| stretches).collect();
                    // Without a beginning, periods are counted from the earliest event of all.
                    if stretches.iter().any(|stretch| stretch.from == Timestamp::MIN) {
                        return None;
                    }
                    if !measures.iter().any(|measure| names(&measure.selection)) {
                        return Some(Vec::new());
                    }
                    if is_awkward {
                        return None;
                    }
                    let at = Timestamp::from_second(row.start).ok()?;
                    let mut found = Vec::new();
                    let holding = stretches.into_iter().filter(|stretch| stretch.from <= at && at < stretch.until);
                    for stretch in holding {
                        let periods = rules::periods(frame, *every, stretch);
                        let holds = |period: &&Stretch| period.from <= at && at < period.until;
                        found.extend(periods.iter().find(holds).map(|period| {
                            Address::Period(reading, period.from.as_second(), last_second(period.until).as_second())
                        }));
                    }
                    Some(found)
                }
                Kind::Prohibition { never, after: None } => {
                    if !names(never) {
                        return Some(Vec::new());
                    }
                    let column = frame.keyed_state().map(Column::named);
                    let key = match column {
                        None if duty.each.is_some() => return None,
                        None => None,
                        Some(column) => Some(column?.of(row)).filter(|key| *key != 0).map(Some)?,
                    };
                    let names_nobody = row.by == 0 || self.rows.words.get(row.by.into()) == UNKNOWN;
                    if is_awkward || names_nobody || duty.each.is_some() && column.is_none() {
                        return None;
                    }
                    let key =
                        key.zip(column.flatten()).map(|(key, column)| column.texts(&self.rows).get(key).to_owned());
                    let at = Timestamp::from_second(row.start).ok()?;
                    let of_key = frame.courses().into_iter().find(|(course, _)| *course == key);
                    let stretches = of_key.map(|(_, stretches)| stretches).unwrap_or_default();
                    let holding = stretches.into_iter().filter(|stretch| stretch.from <= at && at < stretch.until);
                    let address = |stretch: Stretch| Address::Stretch {
                        reading,
                        key: key.clone(),
                        from: second(stretch.from),
                        until: second(stretch.until),
                        party: row.by,
                    };
                    Some(holding.map(address).collect())
                }
                Kind::Prohibition { never, after: Some(after) } => {
                    if !names(never) && !names(&after.of) {
                        return Some(Vec::new());
                    }
                    if is_awkward || !self.follows.contains_key(&reading) {
                        return None;
                    }
                    let about = row.start;
                    // Whoever answers it, and its author.
                    let parties: BTreeSet<u16> = if after.in_answer {
                        [row.by, row.to].into()
                    } else {
                        let near = self.index.near(&self.rows, never, about, about.saturating_add(reach(after)));
                        near.map(|number| self.rows.all()[number as usize].by).chain([row.by]).collect()
                    };
                    let address = |party| Address::Following { reading, party, about };
                    Some(parties.into_iter().map(address).collect())
                }
                _ => None,
            }
        });
        // What is on record of a row needs the closer look of its cell, which a key has and the others have not.
        let is_on_record = self.statements.tell_of(self.rows.ids.get(number));
        match found {
            Some(found) if !is_on_record || found.iter().all(|one| matches!(one, Address::Key(..))) => {
                addresses.extend(found);
            }
            _ => {
                addresses.insert(Address::Whole(reading));
            }
        }
    }

    /// The decisions that can concern a reading: not those on other states that are kept apart by keys.
    fn decisions(&self, reading: usize, key: Option<&(Vec<String>, String)>) -> Option<Vec<usize>> {
        let duty = &self.readings[reading].2.duty;
        if rests_on_other_states(self.agreement, duty) {
            return None;
        }
        let keyed = |sets: &str| self.agreement.states.get(sets).is_some_and(|state| state.each.is_some());
        let is_wanted = |sets: &str, of: Option<&str>| {
            let is_own = duty.states.iter().any(|state| state == sets);
            !keyed(sets) || is_own && key.is_none_or(|(_, key)| of == Some(key.as_str()))
        };
        Some(self.statements.decisions(&is_wanted))
    }

    /// Hands on a frame without rows, of one key.
    fn with_key<T>(&self, reading: usize, key: &str, to: &dyn Fn(&Frame<'_, '_>) -> T) -> T {
        let states = self.readings[reading].2.duty.states.clone();
        self.with_frame_of(reading, Some((states, key.to_owned())), to)
    }

    /// Hands on a frame without rows; of states kept apart by keys, only the one of the row.
    fn with_frame<T>(&self, reading: usize, row: &Row, to: &dyn Fn(&Frame<'_, '_>) -> T) -> T {
        let duty = &self.readings[reading].2.duty;
        let keyed = duty.states.iter().filter_map(|state| self.agreement.states.get(state)?.each.as_ref()).next();
        let column = keyed.and_then(|key| Column::named(&key.0));
        let key = column.map(|column| (duty.states.clone(), column.texts(&self.rows).get(column.of(row)).to_owned()));
        self.with_frame_of(reading, key, to)
    }

    fn with_frame_of<T>(
        &self,
        reading: usize,
        key: Option<(Vec<String>, String)>,
        to: &dyn Fn(&Frame<'_, '_>) -> T,
    ) -> T {
        let (none, only) = (
            Rows::default(),
            Only { decisions: self.decisions(reading, key.as_ref()), reading_idx: Some(reading), party: None, key },
        );
        let work = Work::over(self.agreement, &none, Arc::clone(&self.statements), self.as_of, only);
        let worker = work.worker();
        let mut result = None;
        worker.with_frame(&work.parts[0], &mut |frame| result = Some(to(frame)));
        result.expect("a frame is always handed on")
    }

    /// What stands at the addresses, and of which readings that took all rows.
    fn at(&self, addresses: &BTreeSet<Address>) -> (Vec<Assessment>, BTreeSet<usize>) {
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
        all.retain(|one: &Assessment| !undone.iter().any(|reading| self.is_of(one, *reading)));
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

    fn is_of(&self, one: &Assessment, reading: usize) -> bool {
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
                let numbers = once_each(selections.flat_map(near));
                self.narrowly(numbers, only, Some(closing(*due)))
            }
            Address::Stretch { key, from, until, party, .. } => {
                let Kind::Prohibition { never, .. } = &duty.kind else { return None };
                if *party == u16::MAX {
                    let near = self.index.near(all, never, *from, *until).chain(self.index.awkward(all, never));
                    let numbers = once_each(self.of_key(near, key.as_deref()?));
                    return self.narrowly(numbers, only, Some(closing(*until)));
                }
                only.party = Some(all.words.get((*party).into()).to_owned());
                // What nobody in particular did concerns every party; what needs a closer look may begin before.
                let unknown = all.words.find(UNKNOWN).and_then(|word| u16::try_from(word).ok());
                let authors: BTreeSet<u16> = [Some(*party), Some(0), unknown].into_iter().flatten().collect();
                let of = |author: u16| self.index.of_author(all, never, author, *from, *until);
                let numbers = authors.into_iter().flat_map(of).chain(self.index.awkward(all, never));
                self.narrowly(once_each(numbers), only, Some(closing(*until)))
            }
            Address::Following { reading, party, about } => {
                let Kind::Prohibition { never, after: Some(after) } = &duty.kind else { return None };
                only.party = Some(all.words.get((*party).into()).to_owned());
                let follows = self.follows.get(reading)?;
                let own = follows.iter().filter(|(act, _)| all.all()[**act as usize].by == *party);
                let mut numbers: Vec<u32> = own.flat_map(|(act, before)| [*act, *before]).collect();
                let (from, until) = (about.saturating_sub(reach(after)), about.saturating_add(reach(after)));
                numbers.extend(self.index.near(all, never, from, until));
                numbers.extend(self.index.near(all, &after.of, from, until));
                self.narrowly(once_each(numbers.into_iter()), only, None)
            }
        }
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
    fn worked_out(
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
        work.closing = closing.iter().flat_map(|closing| work.cells.iter().map(|_| *closing)).collect();
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

    fn following(&self, reading: usize) -> Option<(&'a Selection, &'a Following)> {
        match &self.readings[reading].2.duty.kind {
            Kind::Prohibition { never, after: Some(after) } => Some((never, after)),
            _ => None,
        }
    }

    /// Acts of some rows that follow another, by the numbers of all rows.
    fn found(&self, reading: usize, rows: &Rows, never: &Selection, after: &Following) -> Option<BTreeMap<u32, u32>> {
        let only = Only { reading_idx: Some(reading), decisions: self.decisions(reading, None), ..Only::default() };
        let work = Work::over(self.agreement, rows, Arc::clone(&self.statements), self.as_of, only);
        let pairs = work.worker().pairs(&work.parts[0], never, after)?;
        let number = |part: u32| self.rows.ids.find(rows.ids.get(part));
        Some(pairs.into_iter().filter_map(|(act, before)| number(act).zip(number(before))).collect())
    }

    /// Notes anew what follows what, around the rows that changed.
    fn note_follows(&mut self, addresses: &BTreeSet<Address>) {
        let changed: BTreeSet<(usize, i64)> = addresses
            .iter()
            .filter_map(|address| match address {
                Address::Following { reading, about, .. } => Some((*reading, *about)),
                _ => None,
            })
            .collect();
        for (reading, about) in changed {
            let Some((never, after)) = self.following(reading) else { continue };
            let (from, until) = (about.saturating_sub(reach(after)), about.saturating_add(reach(after)));
            let near = self.index.near(&self.rows, never, from, until);
            let numbers: BTreeSet<u32> = near.chain(self.index.near(&self.rows, &after.of, from, until)).collect();
            let part = self.rows.part(numbers.into_iter());
            let found = self.found(reading, &part, never, after);
            let anew: BTreeSet<u32> = self.index.near(&self.rows, never, about, until).collect();
            let Some(follows) = self.follows.get_mut(&reading) else { continue };
            let Some(found) = found else {
                self.follows.remove(&reading);
                continue;
            };
            let rows = &self.rows;
            follows.retain(|act, _| !anew.contains(act) && !rows.all()[*act as usize].replaced);
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
            let from = ends.entry(second(stretch.until)).or_insert(i64::MAX);
            *from = second(stretch.from).min(*from);
        }
        for (until, from) in ends {
            let (reading, key) = (*reading, Some(key.clone()));
            moved.insert(Address::Stretch { reading, key, from, until, party: u16::MAX });
        }
    }
    moved
}

/// Numbers in order, each once.
fn once_each(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Only what ends in this second.
fn closing(end: i64) -> Closing {
    let upto = if end == i64::MAX { None } else { Some(end) };
    Closing { lateness: i64::MAX, after: end.saturating_sub(1), upto }
}

/// How far what follows can lie behind, in seconds.
fn reach(after: &Following) -> i64 {
    i64::from(after.within.count).saturating_mul(match after.within.unit {
        provisions::Unit::Hour => 3_600,
        _ => 400 * 86_400,
    })
}

fn second(at: Timestamp) -> i64 {
    if at == Timestamp::MAX { i64::MAX } else { at.as_second() }
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

/// Rows by what brings them together; replaced ones stay in it and are passed over.
#[derive(Default)]
struct Index {
    by_kind: BTreeMap<u16, BTreeSet<(i64, u32)>>,
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

/// No row.
const NONE: u32 = u32::MAX;

impl Index {
    fn new(rows: &Rows, readings: &[(&Provision, &Rule, &Reading)]) -> Index {
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

    fn insert(&mut self, number: u32, rows: &Rows) {
        let row = &rows.all()[number as usize];
        let kind = rows.words.get(row.kind.into());
        let is_happening = row.kind != 0 && !row.replaced;
        if is_happening && row.beside {
            self.awkward.entry(row.kind).or_default().insert(number);
        }
        if is_happening && self.wanted.0.contains(kind) {
            self.by_kind.entry(row.kind).or_default().insert((row.start, number));
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
    fn near<'i>(
        &'i self,
        rows: &'i Rows,
        selection: &Selection,
        from: i64,
        until: i64,
    ) -> impl Iterator<Item = u32> + use<'i> {
        let kinds = Sieve::of_types(rows, selection);
        let lists = kinds.into_iter().filter_map(|kind| self.by_kind.get(&kind));
        let found = lists.flat_map(move |list| list.range((from, 0)..=(until, NONE)));
        found.map(|(_, number)| *number).filter(|number| !rows.all()[*number as usize].replaced)
    }

    /// The same of one author.
    fn of_author<'i>(
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
    fn awkward<'i>(&'i self, rows: &'i Rows, selection: &Selection) -> impl Iterator<Item = u32> + use<'i> {
        let kinds = Sieve::of_types(rows, selection);
        kinds.into_iter().filter_map(|kind| self.awkward.get(&kind)).flatten().copied()
    }

    fn of_key(&self, column: Column, key: u32) -> impl Iterator<Item = u32> {
        let chains = self.by_key.iter().find(|(of, _)| *of == column).map(|(_, chains)| chains);
        let mut at = chains.and_then(|chains| chains.last.get(key as usize)).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let number = at;
            at = *chains?.before.get(number as usize)?;
            Some(number)
        })
    }

    /// Rows without a key.
    fn loose(&self, column: Column) -> impl Iterator<Item = u32> {
        let chains = self.by_key.iter().find(move |(of, _)| *of == column);
        chains.into_iter().flat_map(|(_, chains)| chains.loose.iter().copied())
    }
}
