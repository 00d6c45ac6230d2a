//! Deadlines kept apart by a key: a cell is one key, with what triggers and what fulfils.

use provisions::{Amount, Anchor, Calendar, Due, Selection, Span, Unit};
use records::Level;
use rust_decimal::prelude::ToPrimitive;

use super::acts::{Act, Sieve};
use super::{Column, Quick, least, second_from, sort_by_id, with};
use crate::time::Stretch;
use crate::{AssessmentRef, coverage};

/// Of more triggers without a key than this, the general evaluator looks at all at once.
const LOOSE_TRIGGERS_MAX: usize = 10;

/// No further act.
const END: u32 = u32::MAX;

impl Quick<'_, '_, '_> {
    pub(super) fn deadline(
        &self,
        must: &Selection,
        at_least: &Amount,
        due: &Due,
        emit: &mut dyn FnMut(&AssessmentRef<'_>),
    ) -> Option<()> {
        let Due::Within(span, Anchor::Event(anchor)) = due else { return None };
        let column = Column::named(&self.frame.duty.each.as_ref()?.0)?;
        if self.frame.keyed_state().is_some() {
            return None;
        }
        let amount = self.frame.amount(at_least).ok()?;
        let Some((_, stretches)) = self.frame.courses().pop() else {
            if self.share.number == 0 {
                self.not_in_force(emit);
            }
            return Some(());
        };
        let rows = self.table.rows;
        let mut sieve = Sieve::new(rows, must, self.frame.agreement);
        sieve.needs_quantity = amount != rust_decimal::Decimal::ONE && !amount.is_zero();
        let cells = self.shared.cells.get_or_init(|| Cells::new(self, column, &sieve, anchor)).as_ref()?;
        let after = After::new(&self.frame.agreement.calendar, *span);
        let instance = least::Instance {
            bearing: &[],
            trigger: None,
            amount: amount.ceil().to_u64()?,
            start: 0,
            due: 0,
            may_be_late: true,
            complete: self.frame.duty.counted_completely,
            is_pending: false,
        };
        let (mut bearing, mut because) = (Vec::new(), Vec::new());
        let mut range = self.share.range(cells.triggers.len() * self.frame.bound.len());
        for party in &self.frame.bound {
            let triggers = range.start.min(cells.triggers.len())..range.end.min(cells.triggers.len());
            range = range.start.saturating_sub(cells.triggers.len())..range.end.saturating_sub(cells.triggers.len());
            for trigger in &cells.triggers[triggers] {
                let row = self.table.row(trigger.row);
                let key = column.of(row);
                let name = rows.ids.get(trigger.row);
                if key == 0 || cells.is_awkward(key) {
                    let end = after.due(self.table.last(trigger.row, row)).unwrap_or(i64::MAX);
                    if self.closing.is_none_or(|closing| closing.takes(end)) {
                        self.closely(party, trigger.row, cells.numbers(key), self.as_of(end), emit);
                    }
                    continue;
                }
                let start = jiff::Timestamp::from_second(trigger.start).ok()?;
                if !stretches.iter().any(|stretch| stretch.from <= start && start < stretch.until) {
                    continue;
                }
                let Some(due) = after.due(trigger.start) else { continue };
                if self.closing.is_some_and(|closing| !closing.takes(due)) {
                    continue;
                }
                cells.bearing(key, trigger.start, &mut bearing);
                if let Some(closing) = self.closing {
                    bearing.retain(|act| act.start <= due.saturating_add(closing.lateness));
                }
                if !cells.loose.is_empty() && !is_met(&bearing, due, instance.amount) {
                    self.closely(party, trigger.row, cells.numbers(key), self.as_of(due), emit);
                    continue;
                }
                let instance = least::Instance {
                    bearing: &bearing,
                    trigger: Some(*trigger),
                    start: trigger.start,
                    due,
                    ..instance
                };
                self.one(party, name, must, instance, &mut because, emit);
            }
        }
        Some(())
    }

    /// One trigger by the general evaluator.
    fn closely(
        &self,
        party: &str,
        trigger: u32,
        cell: impl Iterator<Item = u32>,
        as_of: jiff::Timestamp,
        emit: &mut dyn FnMut(&AssessmentRef<'_>),
    ) {
        let name = self.table.rows.ids.get(trigger);
        for assessment in self.general(cell.chain([trigger]), &|_| true, as_of) {
            if assessment.instance == name && assessment.party == party {
                emit(&assessment.lent());
            }
        }
    }

    /// One instance at all levels.
    fn one(
        &self,
        party: &str,
        name: &str,
        must: &Selection,
        mut instance: least::Instance<'_>,
        because: &mut Vec<(u32, crate::Role)>,
        emit: &mut dyn FnMut(&AssessmentRef<'_>),
    ) {
        let (frame, ids) = (self.frame, &self.table.rows.ids);
        let moment = |second: i64| jiff::Timestamp::from_second(second).ok();
        instance.is_pending = second_from(frame.sight.as_of) <= instance.due;
        if let (false, false, Some(from), Some(until)) =
            (instance.complete, frame.sight.accounts.is_empty(), moment(instance.start), moment(instance.due + 1))
        {
            instance.complete =
                coverage::complete(&frame.sight.accounts, must, Stretch { from, until }, frame.agreement);
        }
        for level in Level::ALL {
            let decided = least::decide(&instance, level, because);
            sort_by_id(because, ids);
            let mut blank = self.blank(party, name, level);
            (blank.start, blank.due) = (moment(instance.start), moment(instance.due));
            emit(&with(blank, &decided, because, ids));
        }
    }
}

/// A span of time after a second. Hours are hours, whatever clocks do.
pub(super) struct After<'c> {
    calendar: &'c Calendar,
    span: Span,
    hours: Option<i64>,
}

impl<'c> After<'c> {
    pub(super) fn new(calendar: &'c Calendar, span: Span) -> After<'c> {
        let hours = (span.unit == Unit::Hour).then(|| i64::from(span.count).checked_mul(3_600)).flatten();
        After { calendar, span, hours }
    }

    /// The last second in time; none beyond the calendar's end.
    pub(super) fn due(&self, second: i64) -> Option<i64> {
        match self.hours {
            Some(hours) => Some(second.saturating_add(hours)),
            None => {
                let due = self.calendar.after(jiff::Timestamp::from_second(second).ok()?, self.span)?;
                (due.subsec_nanosecond() == 0).then_some(due.as_second())
            }
        }
    }
}

/// Whether the acts of a cell suffice in time at every level, so that no doubtful act matters.
fn is_met(bearing: &[Act], due: i64, amount: u64) -> bool {
    let in_time = bearing.iter().filter(|act| act.start <= due && act.level == Level::Verified);
    in_time.map(|act| u64::from(act.quantity)).sum::<u64>() >= amount
}

/// Acts and triggers by key.
pub(super) struct Cells {
    triggers: Vec<Act>,
    acts: Vec<Act>,
    /// By key: the first act.
    first: Vec<u32>,
    /// By act: the next one of the same key.
    next: Vec<u32>,
    /// By key: whether anything of it is not plain.
    awkward: Vec<bool>,
    awkward_rows: Vec<(u32, u32)>,
    /// Awkward or plain acts without a key: they perhaps belong to every one.
    loose: Vec<u32>,
}

impl Cells {
    /// `None` where many events without a key set a time running: all that there is perhaps fulfils each of them.
    fn new(quick: &Quick<'_, '_, '_>, column: Column, sieve: &Sieve, anchor: &Selection) -> Option<Cells> {
        let (table, agreement) = (quick.table, quick.frame.agreement);
        let of = |number: u32| column.of(table.row(number));
        // In whatever unit a trigger is told, it sets the time running.
        let any_unit = Selection { unit: None, ..anchor.clone() };
        let triggering = table.take(&Sieve::new(table.rows, &any_unit, agreement));
        let n_loose =
            triggering.acts.iter().map(|act| &act.row).chain(&triggering.awkward).filter(|row| of(**row) == 0);
        if quick.closing.is_none() && n_loose.count() > LOOSE_TRIGGERS_MAX {
            return None;
        }
        let taken = table.take(sieve);
        let n_keys = column.texts(table.rows).len();
        let mut cells = Cells {
            triggers: triggering.acts,
            acts: taken.acts,
            first: vec![END; n_keys],
            next: Vec::new(),
            awkward: Vec::new(),
            awkward_rows: Vec::new(),
            loose: Vec::new(),
        };
        cells.next = vec![END; cells.acts.len()];
        for (act_idx, act) in (0..END).zip(&cells.acts).rev() {
            let key = of(act.row);
            if key == 0 {
                cells.loose.push(act.row);
            } else {
                cells.next[act_idx as usize] = std::mem::replace(&mut cells.first[key as usize], act_idx);
            }
        }
        let mut note = |number: u32| {
            let key = of(number);
            if key == 0 {
                cells.loose.push(number);
                return;
            }
            if cells.awkward.is_empty() {
                cells.awkward = vec![false; n_keys];
            }
            cells.awkward[key as usize] = true;
            cells.awkward_rows.push((key, number));
        };
        taken.awkward.iter().for_each(|number| note(*number));
        triggering.awkward.iter().for_each(|number| note(*number));
        if !triggering.awkward.is_empty() {
            // They are triggers all the same, in their order.
            let act = |number: &u32| Act {
                start: table.row(*number).start,
                row: *number,
                quantity: 0,
                level: Level::Alleged,
            };
            cells.triggers.extend(triggering.awkward.iter().map(act));
            cells.triggers.sort_by(|one, other| super::acts::in_time(table.rows, one, other));
        }
        cells.awkward_rows.sort_unstable();
        cells.awkward_rows.dedup();
        Some(cells)
    }

    fn is_awkward(&self, key: u32) -> bool {
        self.awkward.get(key as usize).copied().unwrap_or(false)
    }

    fn of_key(&self, key: u32) -> impl Iterator<Item = &Act> {
        let mut at = self.first.get(key as usize).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let act = self.acts.get(at as usize)?;
            at = self.next[at as usize];
            Some(act)
        })
    }

    /// What was done for a key at or after the start.
    fn bearing(&self, key: u32, start: i64, bearing: &mut Vec<Act>) {
        bearing.clear();
        bearing.extend(self.of_key(key).filter(|act| act.start >= start));
    }

    /// All rows of a cell.
    fn numbers(&self, key: u32) -> impl Iterator<Item = u32> {
        // Without a key it is perhaps about any of them.
        let every = if key == 0 { self.acts.as_slice() } else { &[] };
        let from = self.awkward_rows.partition_point(|(of, _)| *of < key);
        let is_of_key = move |of: u32| key == 0 || of == key;
        let awkward =
            self.awkward_rows[from..].iter().take_while(move |(of, _)| is_of_key(*of)).map(|(_, number)| *number);
        let plain = self.of_key(key).chain(every).map(|act| act.row);
        plain.chain(awkward).chain(self.loose.iter().copied())
    }
}
