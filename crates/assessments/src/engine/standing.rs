//! Never: a cell is one key, with all its stretches.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use provisions::Selection;
use records::Level;

use super::acts::{Act, Sieve};
use super::rate::within;
use super::{Column, Quick, most, sort_by_id, with};
use crate::at_most::Whose;
use crate::frame::UNKNOWN;
use crate::time::Stretch;
use crate::{Assessment, AssessmentRef, coverage};

/// The number and the text of a key.
type Key = (u32, Option<String>);

/// One key and stretch.
struct Instance {
    name: String,
    stretch: Stretch,
    is_covered: bool,
    /// What each party did, parties in their order.
    own: Vec<(u16, Act)>,
}

/// What is handed on next: an instance of the plain cells, or an assessment of the others.
enum Next<'n> {
    Plain(&'n Instance),
    Made(&'n Assessment),
}

impl Quick<'_, '_, '_> {
    pub(super) fn standing(&self, never: &Selection, emit: &mut dyn FnMut(&AssessmentRef<'_>)) -> Option<()> {
        if Whose::of(never) != Whose::Own {
            return None;
        }
        let frame = self.frame;
        let courses = frame.courses();
        if courses.is_empty() {
            self.not_in_force(emit);
            return Some(());
        }
        let column = match (frame.keyed_state(), &frame.duty.each) {
            (Some(column), _) => Some(Column::named(column)?),
            (None, Some(column)) => Some(Column::named(&column.0)?),
            (None, None) => None,
        };
        let cells = self.cells(never, column);
        // The keys of a column are those of all events not refuted.
        if column.is_some() && frame.keyed_state().is_none() && !cells.awkward.is_empty() {
            return None;
        }
        let (mut plain, mut made) = (Vec::new(), Vec::new());
        for (key, mut stretches) in self.keyed(courses, column, never) {
            if let Some(closing) = self.closing {
                stretches.retain(|stretch| closing.takes_stretch(*stretch));
            }
            if let Some(awkward) = cells.awkward_of(key.0) {
                let of_other_key = |decision: &records::Decision| {
                    key.1.is_some() && decision.key != key.1 && frame.duty.states.contains(&decision.sets)
                };
                let awkward: Vec<u32> = awkward.collect();
                let general = |as_of| {
                    self.general(awkward.iter().copied(), &|decision| !of_other_key(decision), as_of).into_iter()
                };
                if self.closing.is_none() {
                    made.extend(general(self.table.as_of));
                    continue;
                }
                // Each stretch as it was when it closed.
                for stretch in stretches {
                    let name = frame.instance_name(key.1.as_deref(), stretch.from);
                    let as_of = self.as_of(stretch.until.as_second());
                    made.extend(general(as_of).filter(|one| one.instance == name));
                }
                continue;
            }
            for stretch in stretches {
                let name = frame.instance_name(key.1.as_deref(), stretch.from);
                let own = self.by_party(within(cells.of(key.0), stretch));
                plain.push(Instance {
                    name,
                    stretch,
                    is_covered: self.is_covered(never, key.1.as_deref(), stretch),
                    own,
                });
            }
        }
        self.emit(&plain, &made, emit);
        Some(())
    }

    fn emit(&self, plain: &[Instance], made: &[Assessment], emit: &mut dyn FnMut(&AssessmentRef<'_>)) {
        let ids = &self.table.rows.ids;
        let (mut own, mut because) = (Vec::new(), Vec::new());
        for (party_idx, party) in (0..u16::MAX).zip(&self.frame.bound) {
            let mut order: Vec<(Option<Timestamp>, &str, Next<'_>)> = Vec::new();
            let start = |stretch: Stretch| (stretch.from > Timestamp::MIN).then_some(stretch.from);
            order.extend(plain.iter().map(|one| (start(one.stretch), one.name.as_str(), Next::Plain(one))));
            let of_party = made.iter().filter(|one| one.party == *party);
            order.extend(of_party.map(|one| (one.start, one.instance.as_str(), Next::Made(one))));
            order.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
            for (start, name, next) in order {
                let instance = match next {
                    Next::Made(assessment) => {
                        emit(&assessment.lent());
                        continue;
                    }
                    Next::Plain(instance) => instance,
                };
                let from = instance.own.partition_point(|(by, _)| *by < party_idx);
                let until = instance.own.partition_point(|(by, _)| *by <= party_idx);
                own.clear();
                own.extend(instance.own[from..until].iter().map(|(_, act)| (*act, true)));
                let cell = most::Instance { own: &own, limit: 0, is_covered: instance.is_covered };
                for level in Level::ALL {
                    let decided = most::decide(&cell, level, &mut because);
                    sort_by_id(&mut because, ids);
                    let blank = AssessmentRef { start, ..self.blank(party, name, level) };
                    emit(&with(blank, &decided, &because, ids));
                }
            }
        }
        let mut unknown: Vec<&Assessment> = made.iter().filter(|one| one.party == UNKNOWN).collect();
        unknown.sort_by(|a, b| (a.start, &a.instance, a.level).cmp(&(b.start, &b.instance, b.level)));
        unknown.iter().for_each(|assessment| emit(&assessment.lent()));
    }

    /// The keys with their stretches: those that decisions name, or those of a column.
    fn keyed(
        &self,
        courses: Vec<(Option<String>, Vec<Stretch>)>,
        column: Option<Column>,
        never: &Selection,
    ) -> Vec<(Key, Vec<Stretch>)> {
        let Some(column) = column else {
            return courses.into_iter().map(|(_, stretches)| ((0, None), stretches)).collect();
        };
        let texts = column.texts(self.table.rows);
        if self.frame.keyed_state().is_some() {
            // A key that no row names holds nothing.
            let number = |key: &str| texts.find(key).unwrap_or(u32::MAX);
            let keyed =
                courses.into_iter().map(|(key, stretches)| ((number(key.as_deref().unwrap_or("")), key), stretches));
            return keyed.collect();
        }
        let kinds = Sieve::of_types(self.table.rows, never);
        let numbers = self.table.of_types(&kinds).map(|row| column.of(self.table.row(row))).filter(|key| *key != 0);
        let keys: BTreeSet<(&str, u32)> = numbers.map(|key| (texts.get(key), key)).collect();
        let stretches = courses.into_iter().next().map(|(_, stretches)| stretches).unwrap_or_default();
        if keys.is_empty() {
            return vec![((0, None), stretches)];
        }
        keys.into_iter().map(|(text, key)| ((key, Some(text.to_owned())), stretches.clone())).collect()
    }

    /// Acts by key; of no key where there is no column.
    fn cells(&self, never: &Selection, column: Option<Column>) -> Cells {
        // Of what may never be, a single act is one too many, in whatever unit it is told.
        let whatever_unit = Selection { unit: None, ..never.clone() };
        let mut sieve = Sieve::new(self.table.rows, &whatever_unit, self.frame.agreement);
        sieve.needs_author = true;
        let taken = self.table.take(&sieve);
        let key = |number: u32| column.map_or(0, |column| column.of(self.table.row(number)));
        let mut cells = Cells { is_keyed: column.is_some(), ..Cells::default() };
        for number in taken.awkward {
            cells.awkward.entry(key(number)).or_default().push(number);
        }
        for act in taken.acts {
            let of = key(act.row);
            if !self.table.names_author(self.table.row(act.row)) || column.is_some() && of == 0 {
                cells.awkward.entry(of).or_default().push(act.row);
            } else {
                cells.acts.entry(of).or_default().push(act);
            }
        }
        cells
    }

    /// Parties' acts, in the order of the parties; of others nothing is asked.
    pub(super) fn by_party(&self, acts: &[Act]) -> Vec<(u16, Act)> {
        let number = |party: &&str| self.table.rows.words.find(party).unwrap_or(u32::MAX);
        let bound: Vec<u32> = self.frame.bound.iter().map(number).collect();
        let place = |act: &Act| {
            let by = u32::from(self.table.row(act.row).by);
            bound.iter().position(|party| *party == by).and_then(|place| u16::try_from(place).ok())
        };
        let mut own: Vec<(u16, Act)> = acts.iter().filter_map(|act| Some((place(act)?, *act))).collect();
        own.sort_by_key(|(party, _)| *party);
        own
    }

    /// Whether as much was observed as is asked.
    pub(super) fn is_covered(&self, selection: &Selection, key: Option<&str>, stretch: Stretch) -> bool {
        let (frame, agreement) = (self.frame, self.frame.agreement);
        let watched = frame.watched(selection, key);
        let asked = frame.duty.coverage.or(agreement.evidence.coverage);
        let so_far = coverage::so_far(stretch, frame.sight.as_of);
        asked.is_none_or(|asked| coverage::suffices(asked, &frame.sight.observations, &watched, so_far, agreement))
    }
}

/// Acts by key.
#[derive(Default)]
struct Cells {
    is_keyed: bool,
    acts: BTreeMap<u32, Vec<Act>>,
    awkward: BTreeMap<u32, Vec<u32>>,
}

impl Cells {
    fn of(&self, key: u32) -> &[Act] {
        self.acts.get(&key).map_or(&[], Vec::as_slice)
    }

    /// All rows of a cell that needs a closer look: those without a key belong perhaps to every one.
    fn awkward_of(&self, key: u32) -> Option<impl Iterator<Item = u32>> {
        let keyless = if self.is_keyed { self.awkward.get(&0) } else { None };
        let own = self.awkward.get(&key);
        let is_awkward = keyless.is_some() || own.is_some();
        let awkward = own.into_iter().chain(keyless.filter(|_| key != 0)).flatten().copied();
        is_awkward.then(|| awkward.chain(self.of(key).iter().map(|act| act.row)))
    }
}
