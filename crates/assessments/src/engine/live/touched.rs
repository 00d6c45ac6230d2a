//! Which addresses a row touches, and what a frame needs for that.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use provisions::{Anchor, Due, Following, Kind, Measure, Period, Selection};
use records::{Row, Rows, Statement};

use super::super::following::reach;
use super::super::{Column, Only, Work, is_plain, second_of};
use super::{Address, Live, rests_on_other_states};
use crate::frame::{Frame, UNKNOWN};
use crate::rules;
use crate::time::{Stretch, last_second};

impl Live<'_> {
    /// The addresses that a row touches; whether it is a statement.
    pub(super) fn touched(&self, number: u32, addresses: &mut BTreeSet<Address>) -> bool {
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
        let found = self.with_frame(reading, row, &|frame| {
            if !is_plain(frame) {
                return None;
            }
            match &duty.kind {
                Kind::Deadline { must, due: Due::Within(_, Anchor::Event(anchor)), .. } => {
                    self.of_deadline(reading, frame, row, (must, anchor))
                }
                Kind::Rate { every, measures } => self.of_rate(reading, frame, row, (*every, measures)),
                Kind::Prohibition { never, after: None } => self.of_standing(reading, frame, row, never),
                Kind::Prohibition { never, after: Some(after) } => self.of_following(reading, row, (never, after)),
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

    /// Whether a row is of a clause's types.
    fn is_of(&self, row: &Row, selection: &Selection) -> bool {
        selection.types.contains(self.rows.words.get(row.kind.into()))
    }

    fn of_deadline(
        &self,
        reading: usize,
        frame: &Frame<'_, '_>,
        row: &Row,
        (must, anchor): (&Selection, &Selection),
    ) -> Option<Vec<Address>> {
        let column = Column::named(&frame.duty.each.as_ref()?.0)?;
        if !self.is_of(row, must) && !self.is_of(row, anchor) {
            return Some(Vec::new());
        }
        // An event without a key that sets a time running is perhaps about this one.
        let sets_running = |number: u32| {
            let row = &self.rows.all()[number as usize];
            !row.replaced && self.is_of(row, anchor)
        };
        if self.index.loose(column).any(sets_running) {
            return None;
        }
        let key = column.of(row);
        (key != 0 && frame.keyed_state().is_none()).then(|| vec![Address::Key(reading, key)])
    }

    fn of_rate(
        &self,
        reading: usize,
        frame: &Frame<'_, '_>,
        row: &Row,
        (every, measures): (Period, &[Measure]),
    ) -> Option<Vec<Address>> {
        if frame.duty.each.is_some() || frame.keyed_state().is_some() {
            return None;
        }
        let courses = frame.courses().into_iter();
        let stretches: Vec<Stretch> = courses.flat_map(|(_, stretches)| stretches).collect();
        // Without a beginning, periods are counted from the earliest event of all.
        if stretches.iter().any(|stretch| stretch.from == Timestamp::MIN) {
            return None;
        }
        if !measures.iter().any(|measure| self.is_of(row, &measure.selection)) {
            return Some(Vec::new());
        }
        if row.beside {
            return None;
        }
        let at = Timestamp::from_second(row.start).ok()?;
        let mut found = Vec::new();
        for stretch in stretches.into_iter().filter(|stretch| stretch.from <= at && at < stretch.until) {
            let periods = rules::periods(frame, every, stretch);
            let holds = |period: &&Stretch| period.from <= at && at < period.until;
            found.extend(periods.iter().find(holds).map(|period| {
                Address::Period(reading, period.from.as_second(), last_second(period.until).as_second())
            }));
        }
        Some(found)
    }

    fn of_standing(&self, reading: usize, frame: &Frame<'_, '_>, row: &Row, never: &Selection) -> Option<Vec<Address>> {
        if !self.is_of(row, never) {
            return Some(Vec::new());
        }
        let column = match frame.keyed_state() {
            Some(column) => Some(Column::named(column)?),
            None if frame.duty.each.is_some() => return None,
            None => None,
        };
        let names_nobody = row.by == 0 || self.rows.words.get(row.by.into()) == UNKNOWN;
        if row.beside || names_nobody || column.is_some_and(|column| column.of(row) == 0) {
            return None;
        }
        let key = column.map(|column| column.texts(&self.rows).get(column.of(row)).to_owned());
        let at = Timestamp::from_second(row.start).ok()?;
        let of_key = frame.courses().into_iter().find(|(course, _)| *course == key);
        let stretches = of_key.map(|(_, stretches)| stretches).unwrap_or_default();
        let holding = stretches.into_iter().filter(|stretch| stretch.from <= at && at < stretch.until);
        let address = |stretch: Stretch| Address::Stretch {
            reading,
            key: key.clone(),
            from: second_of(stretch.from),
            until: second_of(stretch.until),
            party: row.by,
        };
        Some(holding.map(address).collect())
    }

    fn of_following(
        &self,
        reading: usize,
        row: &Row,
        (never, after): (&Selection, &Following),
    ) -> Option<Vec<Address>> {
        if !self.is_of(row, never) && !self.is_of(row, &after.of) {
            return Some(Vec::new());
        }
        if row.beside || !self.follows.contains_key(&reading) {
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
        Some(parties.into_iter().map(|party| Address::Following { reading, party, about }).collect())
    }

    /// The decisions that can concern a reading: not those on other states that are kept apart by keys.
    pub(super) fn decisions(&self, reading: usize, key: Option<&(Vec<String>, String)>) -> Option<Vec<usize>> {
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
    pub(super) fn with_key<T>(&self, reading: usize, key: &str, to: &dyn Fn(&Frame<'_, '_>) -> T) -> T {
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
}
