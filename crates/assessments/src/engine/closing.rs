//! Final assessments of a log that goes on: each is written once, when the log has passed it by the lateness, and what
//! no open instance needs is let go.
//!
//! An instance closes at its due time, or at the end of its period or stretch, and the lateness after it. It is assessed
//! by what happened until then; what the log brings of a time that lies further back than the lateness is not taken in.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use provisions::{Agreement, Anchor, Due, Kind};
use records::{Row, Rows, Statement};

use super::acts::Sieve;
use super::following::reach;
use super::table::Growing;
use super::{Column, Only, Share, Work, second_of};
use crate::frame::Frame;
use crate::time::Stretch;

/// Which instances are written in one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closing {
    /// Seconds after its end that an instance waits.
    pub(super) lateness: i64,
    /// What ended at or before this second was written.
    pub(super) after: i64,
    /// What ends at or before this second is written now; `None`: everything else, as the log has ended.
    pub(super) upto: Option<i64>,
}

impl Closing {
    /// Whether what ends in a second is written in this step.
    pub(super) fn takes(self, end: i64) -> bool {
        end > self.after && self.upto.is_none_or(|upto| end <= upto)
    }

    /// The same for a stretch; one without an end is written last.
    pub(super) fn takes_stretch(self, stretch: Stretch) -> bool {
        if stretch.until == Timestamp::MAX { self.upto.is_none() } else { self.takes(stretch.until.as_second()) }
    }

    /// Whether anything may still come for what is not written yet.
    fn is_open(self, end: i64) -> bool {
        self.upto.is_none_or(|upto| end > upto)
    }
}

/// Writes what can no longer change and forgets it.
#[derive(Debug)]
pub struct Final {
    lateness: i64,
    /// By reading: what ended at or before this second was written.
    after: Vec<i64>,
    statements: Growing,
}

impl Final {
    /// `lateness` in seconds, at least one.
    pub fn new(lateness: i64) -> Final {
        Final { lateness: lateness.max(1), after: Vec::new(), statements: Growing::default() }
    }

    /// Hands on the work that gives what has closed, and keeps of the rows those that something open needs. What lies
    /// after `as_of`, the moment asked about, is not looked at, however far the log goes on. Every part of the work must be
    /// worked out before `run` returns.
    pub fn close(
        &mut self,
        agreement: &Agreement,
        rows: &mut Rows,
        as_of: Option<Timestamp>,
        run: &mut dyn FnMut(&Work<'_>),
    ) {
        let Some(latest) = rows.latest() else { return };
        let latest = as_of.map_or(latest, |as_of| latest.min(as_of));
        let upto = latest.as_second().saturating_sub(self.lateness).saturating_sub(1);
        let work = self.work(agreement, rows, latest, Some(upto));
        run(&work);
        for (after, undone) in self.after.iter_mut().zip(&work.undone) {
            // What the general evaluator must look at waits for the end of the log.
            if !undone.load(Ordering::Relaxed) {
                *after = upto;
            }
        }
        let kept = kept(&work, self);
        drop(work);
        rows.retain(&|number, _| kept.get(number as usize).copied().unwrap_or(true));
    }

    /// Hands on the work that gives the rest, as of a moment.
    pub fn finish(&mut self, agreement: &Agreement, rows: &Rows, as_of: Timestamp, run: &mut dyn FnMut(&Work<'_>)) {
        run(&self.work(agreement, rows, as_of, None));
    }

    fn work<'r>(&mut self, agreement: &'r Agreement, rows: &'r Rows, as_of: Timestamp, upto: Option<i64>) -> Work<'r> {
        let mut work = Work::over(agreement, rows, self.statements.of(rows), as_of, Only::default());
        self.after.resize(work.shared.len(), i64::MIN);
        let closing = |after: &i64| Closing { lateness: self.lateness, after: *after, upto };
        work.closing = self.after.iter().map(closing).collect();
        work
    }
}

/// A key's number, none for every key, and stretches from one second to another.
type OfKey = (Option<u32>, Vec<(i64, i64)>);

/// Which rows anything open needs.
fn kept(work: &Work<'_>, written: &Final) -> Vec<bool> {
    let (table, rows) = (&work.table, work.table.rows);
    let worker = work.worker();
    // Statements are few and concern everything.
    let mut kept = vec![false; rows.all().len()];
    for (number, whole) in rows.beside() {
        kept[*number as usize] = !matches!(whole.statement, Statement::Happening(_) | Statement::Figure(_));
    }
    let mut seen = usize::MAX;
    for part in &work.parts {
        if part.reading_idx == seen {
            continue;
        }
        seen = part.reading_idx;
        let share = Share { number: 0, of: 1 };
        let after = written.after.get(seen).copied().unwrap_or(i64::MIN);
        let closing = Closing { lateness: written.lateness, after, upto: Some(after) };
        worker.with_frame(part, &mut |frame| {
            let shared = &work.shared[part.reading_idx];
            let needs = super::Quick { frame, table, share, shared, closing: Some(closing) };
            needs.keep(closing, &mut kept);
        });
    }
    kept
}

impl super::Quick<'_, '_, '_> {
    /// Marks what an open instance of this reading needs.
    fn keep(&self, closing: Closing, kept: &mut [bool]) {
        let frame = self.frame;
        if !super::is_plain(frame) || !super::stays_plain(frame) {
            kept.iter_mut().for_each(|kept| *kept = true);
            return;
        }
        // What may still come begins after this second.
        let open_from = closing.upto.unwrap_or(i64::MIN);
        let never_keyed = |frame: &Frame<'_, '_>| frame.keyed_state().is_none() && frame.duty.each.is_some();
        let stretches = || frame.courses().into_iter().flat_map(|(_, stretches)| stretches);
        match &frame.duty.kind {
            Kind::Deadline { must, due: Due::Within(_, Anchor::Event(anchor)), .. } => {
                let column = frame.duty.each.as_ref().and_then(|key| Column::named(&key.0));
                self.keep_deadline(must, anchor, column, closing, kept);
            }
            Kind::Rate { every, measures } if !never_keyed(frame) && frame.keyed_state().is_none() => {
                // Periods that are closed need nothing more; they follow one another.
                let mut first_open = open_from;
                for stretch in stretches() {
                    // Without a beginning, periods are counted from the earliest event of all.
                    if stretch.from == Timestamp::MIN {
                        kept.iter_mut().for_each(|kept| *kept = true);
                        return;
                    }
                    let periods = crate::rules::periods_since(frame, *every, stretch, open_from);
                    let open = periods.into_iter().find(|period| closing.is_open(second_of(period.until)));
                    let from = open.map_or(second_of(stretch.until).min(open_from), |period| period.from.as_second());
                    if closing.is_open(second_of(stretch.until)) {
                        first_open = first_open.min(from);
                    }
                }
                for measure in measures {
                    self.mark(&measure.selection, &|row, last| row.start >= first_open || last >= first_open, kept);
                }
            }
            Kind::Prohibition { never, after: None } if !never_keyed(frame) => {
                let open = self.open_stretches(closing);
                let column = frame.keyed_state().and_then(Column::named);
                let is_needed = |row: &Row, last: i64| {
                    let key = column.map_or(0, |column| column.of(row));
                    last > open_from
                        || open.iter().any(|(of, stretches)| {
                            (key == 0 || of.is_none_or(|of| of == key))
                                && stretches.iter().any(|(from, until)| last >= *from && row.start < *until)
                        })
                };
                self.mark(never, &is_needed, kept);
            }
            Kind::Prohibition { never, after: Some(after) } if frame.duty.each.is_none() => {
                self.keep_following(never, after, open_from, kept);
            }
            // The other kinds look at everything.
            _ => kept.iter_mut().for_each(|kept| *kept = true),
        }
    }

    /// Stretches that are not closed, by key.
    fn open_stretches(&self, closing: Closing) -> Vec<OfKey> {
        let column = self.frame.keyed_state().and_then(Column::named);
        let courses = self.frame.courses().into_iter();
        let open = courses.map(|(key, stretches)| {
            let number = key
                .as_deref()
                .zip(column)
                .map(|(key, column)| column.texts(self.table.rows).find(key).unwrap_or(u32::MAX));
            let stretches =
                stretches.iter().map(|stretch| (second_of(stretch.from), second_of(stretch.until).saturating_add(1)));
            (number, stretches.filter(|(_, until)| closing.is_open(*until)).collect())
        });
        open.collect()
    }

    fn keep_deadline(
        &self,
        must: &provisions::Selection,
        anchor: &provisions::Selection,
        column: Option<Column>,
        closing: Closing,
        kept: &mut [bool],
    ) {
        let open_from = closing.upto.unwrap_or(i64::MIN);
        let Kind::Deadline { due: Due::Within(span, _), .. } = &self.frame.duty.kind else { return };
        let after = super::deadline::After::new(&self.frame.agreement.calendar, *span);
        let due = |last: i64| after.due(last).unwrap_or(i64::MAX);
        // By key: its earliest open trigger.
        let n_keys = column.map_or(1, |column| column.texts(self.table.rows).len());
        let mut open = vec![i64::MAX; n_keys];
        let of = |row: &Row| column.map_or(0, |column| column.of(row)) as usize;
        for number in self.table.of_types(&Sieve::of_types(self.table.rows, anchor)) {
            let row = self.table.row(number);
            if closing.is_open(due(self.table.last(number, row))) {
                kept[number as usize] = true;
                if let Some(earliest) = open.get_mut(of(row)) {
                    *earliest = row.start.min(*earliest);
                }
            }
        }
        let keyless = open.first().copied().unwrap_or(i64::MAX);
        let earliest = open.iter().copied().min().unwrap_or(i64::MAX);
        let is_needed = |row: &Row, last: i64| {
            // What has no key perhaps belongs to any.
            let from = match of(row) {
                0 => earliest,
                key => open.get(key).copied().unwrap_or(i64::MAX).min(keyless),
            };
            last > open_from || last >= from
        };
        self.mark(must, &is_needed, kept);
    }

    fn keep_following(
        &self,
        never: &provisions::Selection,
        after: &provisions::Following,
        open_from: i64,
        kept: &mut [bool],
    ) {
        let near = open_from.saturating_sub(reach(after));
        let bearing: BTreeSet<u32> = match self.bearing(never, after) {
            Some(bearing) => bearing,
            None => {
                // Something needs a closer look: all acts are kept until it need not be looked at any more.
                self.mark(never, &|_, _| true, kept);
                self.mark(&after.of, &|_, _| true, kept);
                return;
            }
        };
        for number in bearing {
            kept[number as usize] = true;
        }
        self.mark(never, &|_, last| last >= near, kept);
        self.mark(&after.of, &|_, last| last >= near, kept);
    }

    /// Marks the rows of a clause's types that are needed; the test gets the last second in which each can have been.
    fn mark(&self, selection: &provisions::Selection, is_needed: &dyn Fn(&Row, i64) -> bool, kept: &mut [bool]) {
        for number in self.table.of_types(&Sieve::of_types(self.table.rows, selection)) {
            let row = self.table.row(number);
            if !kept[number as usize] && is_needed(row, self.table.last(number, row)) {
                kept[number as usize] = true;
            }
        }
    }
}
