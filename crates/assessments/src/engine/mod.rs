//! Many events: the same assessments as `evaluate`, from rows held small.
//!
//! A rule of a common kind looks at plain rows as numbers, cell by cell: a cell is what one key, one period or one
//! stretch holds. Where a cell holds anything that is not plain (a vague time, a missing author, a finding), that cell
//! alone is handed to the general evaluator; a rule of another kind is, whole. `acts` says how rows bear on a clause,
//! `table` holds them in order, `least` and `most` decide, `deadline`, `rate`, `standing` and `following` cut the cells.

mod acts;
mod closing;
mod deadline;
mod following;
mod least;
mod live;
mod most;
mod rate;
mod standing;
mod table;

use std::cell::OnceCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use provisions::{Agreement, Anchor, Due, Following, Kind, Provision, Reading, Rule, Selection};
use records::{Level, Rows, Texts};

use crate::assessment::Because;
use crate::evaluate::of_reading;
use crate::frame::{Frame, Sight};
use crate::time::{Clock, Stretch};
use crate::{Assessment, AssessmentRef, Role, milestone};
use acts::{Decided, Sieve};
use closing::Closing;
pub use closing::Final;
use deadline::Cells;
use following::Found;
pub use live::{Live, News};
use table::{Cell, Statements, Table};

/// Assesses every rule as [`evaluate`](crate::evaluate) does, in its order, and hands each assessment to `emit`.
pub fn evaluate_rows(agreement: &Agreement, rows: &Rows, as_of: Timestamp, emit: &mut dyn FnMut(&AssessmentRef<'_>)) {
    Work::new(agreement, rows, as_of).run(emit);
}

/// The same, cut into parts that can be worked out apart; what they give, one after the other, is the whole.
pub struct Work<'r> {
    table: Table<'r>,
    parts: Vec<Part<'r>>,
    /// By reading: what its parts share.
    shared: Vec<Shared>,
    all: OnceLock<Cell>,
    none: Cell,
    /// By reading, where final assessments are asked for.
    closing: Vec<Closing>,
    /// By reading: whether the general evaluator must look at all of it.
    undone: Vec<AtomicBool>,
    only: Only,
    /// Whether these are not all rows: what takes all of them is then not worked out.
    is_part: bool,
}

/// What the parts of a reading share.
#[derive(Default)]
struct Shared {
    cells: OnceLock<Option<Cells>>,
    found: OnceLock<Option<Vec<Found>>>,
}

/// To what the work is narrowed.
#[derive(Clone, Debug, Default)]
struct Only {
    reading_idx: Option<usize>,
    party: Option<String>,
    /// States kept apart by a key, and the key.
    key: Option<(Vec<String>, String)>,
    /// The places of the decisions that are looked at.
    decisions: Option<Vec<usize>>,
}

/// A share of one reading.
struct Part<'r> {
    of: (&'r Provision, &'r Rule, &'r Reading),
    reading_idx: usize,
    share: Share,
}

/// One of so many equal shares.
#[derive(Clone, Copy, Debug)]
struct Share {
    number: usize,
    of: usize,
}

impl Share {
    /// Its range of so many things.
    fn range(self, n_things: usize) -> std::ops::Range<usize> {
        let until = |number: usize| n_things * number / self.of;
        until(self.number)..until(self.number + 1)
    }
}

/// So many triggers make a part: few where there are few, so that what waits to be written stays small.
const TRIGGERS_A_PART: std::ops::RangeInclusive<usize> = 2_048..=8_192;
/// So many parts are wanted.
const PARTS: usize = 16;

impl<'r> Work<'r> {
    /// Puts the rows in order and cuts the work into parts.
    pub fn new(agreement: &'r Agreement, rows: &'r Rows, as_of: Timestamp) -> Work<'r> {
        Work::over(agreement, rows, Arc::new(Statements::of(rows)), as_of, Only::default())
    }

    fn over(
        agreement: &'r Agreement,
        rows: &'r Rows,
        statements: Arc<Statements>,
        as_of: Timestamp,
        only: Only,
    ) -> Work<'r> {
        Work::with(Table::new(agreement, rows, statements, as_of), only)
    }

    fn with(mut table: Table<'r>, mut only: Only) -> Work<'r> {
        table.decisions = only.decisions.take();
        let (agreement, rows) = (table.agreement, table.rows);
        let (mut parts, mut shared) = (Vec::new(), Vec::<Shared>::new());
        for (provision, rule) in agreement.rules() {
            for reading in &rule.readings {
                let n_things = match &reading.duty.kind {
                    Kind::Deadline { due: Due::Within(_, Anchor::Event(anchor)), .. } => {
                        table.of_types(&Sieve::of_types(rows, anchor)).count() * reading.duty.obliges.len()
                    }
                    _ => 0,
                };
                let (of, reading_idx) = ((provision, rule, reading), shared.len());
                shared.push(Shared::default());
                if only.reading_idx.is_some_and(|only| only != reading_idx) {
                    continue;
                }
                let a_part = (n_things / PARTS).clamp(*TRIGGERS_A_PART.start(), *TRIGGERS_A_PART.end());
                let n_shares = n_things / a_part + 1;
                let share = |number| Part { of, reading_idx, share: Share { number, of: n_shares } };
                parts.extend((0..n_shares).map(share));
            }
        }
        let undone = shared.iter().map(|_| AtomicBool::new(false)).collect();
        Work {
            table,
            parts,
            shared,
            all: OnceLock::new(),
            none: Cell::default(),
            closing: Vec::new(),
            undone,
            only,
            is_part: false,
        }
    }

    /// How many parts there are.
    pub fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// Works every part out, one after the other.
    pub fn run(&self, emit: &mut dyn FnMut(&AssessmentRef<'_>)) {
        let worker = self.worker();
        (0..self.n_parts()).for_each(|part| worker.part(part, emit));
    }

    /// Somebody who works parts out, one at a time.
    pub fn worker(&self) -> Worker<'_> {
        let concerns = |decision: &records::Decision| match &self.only.key {
            Some((states, key)) => !states.contains(&decision.sets) || decision.key.as_ref() == Some(key),
            None => true,
        };
        Worker { work: self, bare: self.table.sight(&self.none, &concerns, self.table.as_of), whole: OnceCell::new() }
    }
}

/// Works parts out.
pub struct Worker<'w> {
    work: &'w Work<'w>,
    /// What is in sight but for events.
    bare: Sight<'w>,
    whole: OnceCell<Sight<'w>>,
}

impl Worker<'_> {
    /// One part.
    pub fn part(&self, number: usize, emit: &mut dyn FnMut(&AssessmentRef<'_>)) {
        let work = self.work;
        let Some(part) = work.parts.get(number) else { return };
        self.with_frame(part, &mut |frame| {
            let shared = &work.shared[part.reading_idx];
            let closing = work.closing.get(part.reading_idx).copied();
            let quick = Quick { frame, table: &work.table, share: part.share, shared, closing };
            let is_plain = is_plain(frame) && (closing.is_none() || work.is_part || stays_plain(frame));
            let is_done = is_plain && quick.assess(emit).is_some();
            if !is_done {
                work.undone[part.reading_idx].store(true, Ordering::Relaxed);
            }
            // What the general evaluator looks at is written once the log has ended.
            let is_later = closing.is_some_and(|closing| closing.upto.is_some());
            if is_done || part.share.number > 0 || is_later || work.is_part {
                return;
            }
            let all = || work.all.get_or_init(|| work.table.all());
            let sight = self.whole.get_or_init(|| work.table.sight(all(), &|_| true, work.table.as_of));
            for assessment in of_reading(frame.agreement, part.of, sight, Stretch::ALWAYS) {
                if quick.closes(&assessment) {
                    emit(&assessment.lent());
                }
            }
        });
    }

    /// Acts that follow another, and what each follows.
    fn pairs(&self, part: &Part<'_>, never: &Selection, after: &Following) -> Option<Vec<(u32, u32)>> {
        let mut pairs = None;
        self.with_frame(part, &mut |frame| {
            let shared = &self.work.shared[part.reading_idx];
            let quick = Quick { frame, table: &self.work.table, share: part.share, shared, closing: None };
            pairs = if is_plain(frame) { quick.pairs(never, after) } else { None };
        });
        pairs
    }

    /// Hands on the frame of a part's reading.
    fn with_frame(&self, part: &Part<'_>, to: &mut dyn FnMut(&Frame<'_, '_>)) {
        let (agreement, (provision, rule, reading)) = (self.work.table.agreement, part.of);
        let clock = Clock::new(agreement, &self.bare.decisions, reading).bound_by(rule, reading);
        let is_asked = |party: &&str| self.work.only.party.as_ref().is_none_or(|only| only == party);
        let bound = reading.duty.obliges.iter().map(String::as_str).filter(is_asked).collect();
        let (duty, window, levels) = (&reading.duty, Stretch::ALWAYS, Level::ALL.to_vec());
        to(&Frame { agreement, provision, rule, reading, duty, clock, sight: &self.bare, window, levels, bound });
    }
}

/// Whether nothing but rows and stretches says what the reading asks.
fn is_plain(frame: &Frame<'_, '_>) -> bool {
    let duty = frame.duty;
    let reading: &Reading = frame.reading;
    milestone::of_duty(&reading.duty).is_empty()
        && frame.clock.unbound.is_empty()
        && duty.except.is_empty()
        && duty.qualified.is_none()
}

/// Whether no decision can make it otherwise: final assessments must not depend on when the log is looked at.
fn stays_plain(frame: &Frame<'_, '_>) -> bool {
    let is_interpreted = frame.rule.readings.len() > 1 && !frame.agreement.interpreted_by.is_empty();
    let keys_by_events = frame.duty.each.is_some() && frame.keyed_state().is_none();
    let is_standing = matches!(frame.duty.kind, Kind::Prohibition { .. });
    frame.duty.waived_by.is_empty() && !is_interpreted && !(is_standing && keys_by_events)
}

/// One reading over the table.
struct Quick<'q, 'f, 'a> {
    frame: &'q Frame<'f, 'a>,
    table: &'q Table<'q>,
    share: Share,
    shared: &'q Shared,
    closing: Option<Closing>,
}

impl Quick<'_, '_, '_> {
    /// `None`, with nothing emitted, where the general evaluator must look at all of it.
    fn assess(&self, emit: &mut dyn FnMut(&AssessmentRef<'_>)) -> Option<()> {
        match &self.frame.duty.kind {
            Kind::Deadline { must, at_least, due } => self.deadline(must, at_least, due, emit),
            Kind::Rate { every, measures } => self.rate(*every, measures, emit),
            Kind::Prohibition { never, after: None } => self.standing(never, emit),
            Kind::Prohibition { never, after: Some(after) } => self.following(never, after, emit),
            _ => None,
        }
    }

    /// Nothing decided yet.
    fn blank<'t>(&'t self, party: &'t str, instance: &'t str, level: Level) -> AssessmentRef<'t> {
        AssessmentRef {
            provision: &self.frame.provision.id,
            rule: &self.frame.rule.id,
            reading: &self.frame.reading.name,
            party,
            instance,
            level,
            status: crate::Status::NotInForce,
            reason: None,
            start: None,
            due: None,
            decided_at: None,
            late: false,
            pleaded: &[],
            count: rust_decimal::Decimal::ZERO,
            because: Because::Listed(&[]),
            scores: &[],
        }
    }

    /// Outside the rule's time, which is only known once the log has ended.
    fn not_in_force(&self, emit: &mut dyn FnMut(&AssessmentRef<'_>)) {
        if self.closing.is_some_and(|closing| closing.upto.is_some()) {
            return;
        }
        let mut out = Vec::new();
        self.frame.not_in_force(&mut out);
        out.iter().for_each(|assessment| emit(&assessment.lent()));
    }

    /// Whether an assessment of the general evaluator is written in this step.
    fn closes(&self, assessment: &Assessment) -> bool {
        let Some(closing) = self.closing else { return true };
        match (assessment.due, assessment.start) {
            (Some(due), _) => closing.takes(due.as_second()),
            // A stretch ends where the one in force at its start does.
            (None, Some(start)) => {
                let stretches = self.frame.courses().into_iter().flat_map(|(_, stretches)| stretches);
                let mut ends = stretches.filter(|stretch| stretch.from == start);
                ends.next().is_none_or(|stretch| closing.takes_stretch(stretch))
            }
            (None, None) => closing.takes(i64::MAX),
        }
    }

    /// The moment as of which an instance is assessed: what closed is not looked at again.
    fn as_of(&self, end: i64) -> Timestamp {
        let closed = self.closing.map(|closing| end.saturating_add(closing.lateness));
        let closed = closed.and_then(|closed| Timestamp::from_second(closed).ok());
        closed.map_or(self.table.as_of, |closed| closed.min(self.table.as_of))
    }

    /// The general evaluator over a few rows.
    fn general(
        &self,
        numbers: impl Iterator<Item = u32>,
        concerns: &dyn Fn(&records::Decision) -> bool,
        as_of: Timestamp,
    ) -> Vec<Assessment> {
        let cell = self.table.cell(numbers);
        let sight = self.table.sight(&cell, concerns, as_of);
        let frame = self.frame;
        of_reading(frame.agreement, (frame.provision, frame.rule, frame.reading), &sight, Stretch::ALWAYS)
    }
}

/// Events in the order of their ids.
fn sort_by_id(because: &mut [(u32, Role)], ids: &Texts) {
    if because.len() > 1 {
        because.sort_unstable_by(|one, other| ids.compare(one.0, other.0).then(one.1.cmp(&other.1)));
    }
}

/// Puts in what was decided.
fn with<'t>(
    blank: AssessmentRef<'t>,
    decided: &Decided,
    because: &'t [(u32, Role)],
    ids: &'t Texts,
) -> AssessmentRef<'t> {
    AssessmentRef {
        status: decided.status,
        reason: decided.reason,
        decided_at: decided.at.and_then(|at| Timestamp::from_second(at).ok()),
        late: decided.late,
        count: decided.count.into(),
        because: Because::Numbered(because, ids),
        ..blank
    }
}

/// The first whole second at or after a moment.
fn second_from(at: Timestamp) -> i64 {
    if at.subsec_nanosecond() > 0 { at.as_second().saturating_add(1) } else { at.as_second() }
}

/// The second in which a moment lies; never, where it never comes.
fn second_of(at: Timestamp) -> i64 {
    if at == Timestamp::MAX { i64::MAX } else { at.as_second() }
}

/// Columns of a plain row by which rules are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Item,
    Zone,
    To,
}

impl Column {
    fn named(name: &str) -> Option<Column> {
        match name {
            "item" => Some(Column::Item),
            "zone" => Some(Column::Zone),
            "to" => Some(Column::To),
            _ => None,
        }
    }

    /// The number of a row's value; 0 where it has none.
    fn of(self, row: &records::Row) -> u32 {
        match self {
            Column::Item => row.item,
            Column::Zone => row.zone.into(),
            Column::To => row.to.into(),
        }
    }

    fn texts(self, rows: &Rows) -> &Texts {
        if self == Column::Item { &rows.items } else { &rows.words }
    }
}
