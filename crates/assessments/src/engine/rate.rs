//! At least so much in every period: a cell is one period.

use jiff::Timestamp;
use provisions::{Bound, Measure, Period};
use records::Level;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::acts::{Act, Sieve};
use super::{Quick, least, second_from, sort_by_id, with};
use crate::time::{Stretch, last_second};
use crate::{AssessmentRef, coverage, rules};

/// With more periods than this that need a closer look, the general evaluator looks at all at once.
const AWKWARD_MAX: usize = 30;

/// One period and measure.
struct Cell {
    name: String,
    measure_idx: usize,
    period: Stretch,
    is_awkward: bool,
}

/// What a measure takes.
struct Counted {
    acts: Vec<Act>,
    /// First and last moments of rows that need a closer look, and their numbers.
    awkward: Vec<(Timestamp, Timestamp, u32)>,
    amount: u64,
}

impl Quick<'_, '_, '_> {
    pub(super) fn rate(
        &self,
        every: Period,
        measures: &[Measure],
        emit: &mut dyn FnMut(&AssessmentRef<'_>),
    ) -> Option<()> {
        let frame = self.frame;
        let is_least = |measure: &Measure| measure.bound == Bound::AtLeast && !frame.is_decided(&measure.amount);
        if frame.duty.each.is_some() || frame.keyed_state().is_some() || !measures.iter().all(is_least) {
            return None;
        }
        let Some((_, stretches)) = frame.courses().pop() else {
            self.not_in_force(emit);
            return Some(());
        };
        // Without a beginning, periods are counted from the earliest event.
        let is_whole = |stretch: &Stretch| stretch.from > Timestamp::MIN && stretch.from.subsec_nanosecond() == 0;
        if !stretches.iter().all(is_whole) {
            return None;
        }
        let counted: Vec<Counted> = measures.iter().map(|measure| self.counted(measure)).collect::<Option<_>>()?;
        let mut cells = Vec::new();
        let since = self.closing.map_or(i64::MIN, |closing| closing.after);
        for (measure_idx, measure) in measures.iter().enumerate() {
            for stretch in &stretches {
                for period in rules::periods_since(frame, every, *stretch, since) {
                    if self.closing.is_some_and(|closing| !closing.takes(last_second(period.until).as_second())) {
                        continue;
                    }
                    let mut name = frame.instance_name(None, period.from);
                    if let Some(part) = &measure.part {
                        name = format!("{name}/{part}");
                    }
                    let meets =
                        |(start, end, _): &(Timestamp, Timestamp, u32)| *start < period.until && *end >= period.from;
                    let is_awkward = counted[measure_idx].awkward.iter().any(meets);
                    cells.push(Cell { name, measure_idx, period, is_awkward });
                }
            }
        }
        if self.closing.is_none() && cells.iter().filter(|cell| cell.is_awkward).count() > AWKWARD_MAX {
            return None;
        }
        cells.sort_by(|one, other| (one.period.from, &one.name).cmp(&(other.period.from, &other.name)));
        let mut because = Vec::new();
        for party in &frame.bound {
            for cell in &cells {
                let of = &counted[cell.measure_idx];
                if cell.is_awkward {
                    let all = of.awkward.iter().map(|(_, _, number)| *number);
                    let plain = within(&of.acts, cell.period).iter().map(|act| act.row);
                    let as_of = self.as_of(last_second(cell.period.until).as_second());
                    for assessment in self.general(plain.chain(all), &|_| true, as_of) {
                        if assessment.instance == cell.name && assessment.party == *party {
                            emit(&assessment.lent());
                        }
                    }
                } else {
                    self.period(party, cell, (of, &measures[cell.measure_idx]), &mut because, emit);
                }
            }
        }
        Some(())
    }

    fn counted(&self, measure: &Measure) -> Option<Counted> {
        let amount = self.frame.amount(&measure.amount).ok()?;
        let mut sieve = Sieve::new(self.table.rows, &measure.selection, self.frame.agreement);
        sieve.needs_quantity = amount != Decimal::ONE && !amount.is_zero();
        let taken = self.table.take(&sieve);
        let when = |number: u32| {
            let row = self.table.rows.whole(number)?;
            let happening = match &row.statement {
                records::Statement::Happening(happening) => happening,
                records::Statement::Figure(figure) => &figure.happening,
                _ => return None,
            };
            Some((happening.when.start(), happening.when.end(), number))
        };
        let awkward = taken.awkward.into_iter().filter_map(when).collect();
        Some(Counted { acts: taken.acts, awkward, amount: amount.ceil().to_u64()? })
    }

    fn period(
        &self,
        party: &str,
        cell: &Cell,
        (counted, measure): (&Counted, &Measure),
        because: &mut Vec<(u32, crate::Role)>,
        emit: &mut dyn FnMut(&AssessmentRef<'_>),
    ) {
        let frame = self.frame;
        let due = last_second(cell.period.until).as_second();
        let complete = frame.duty.counted_completely
            || coverage::complete(&frame.sight.accounts, &measure.selection, cell.period, frame.agreement);
        let instance = least::Instance {
            bearing: within(&counted.acts, cell.period),
            trigger: None,
            amount: counted.amount,
            start: cell.period.from.as_second(),
            due,
            may_be_late: false,
            complete,
            is_pending: second_from(frame.sight.as_of) <= due,
        };
        for level in Level::ALL {
            let decided = least::decide(&instance, level, because);
            sort_by_id(because, &self.table.rows.ids);
            let mut blank = self.blank(party, &cell.name, level);
            blank.start = Some(cell.period.from);
            blank.due = Some(last_second(cell.period.until));
            emit(&with(blank, &decided, because, &self.table.rows.ids));
        }
    }
}

/// Those in a period, which begins and ends with a second.
pub(super) fn within(acts: &[Act], period: Stretch) -> &[Act] {
    let before = |at: Timestamp| {
        let second = second_from(at);
        acts.partition_point(|act| act.start < second)
    };
    &acts[before(period.from)..before(period.until)]
}
