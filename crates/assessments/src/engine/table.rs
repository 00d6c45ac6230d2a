//! Rows by type in order of time, and how to go back from them to what the general evaluator takes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use events::{Known, Noted};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Decision, EventRow, Row, Rows, Statement};

use super::acts::{Act, Bears, Sieve, in_time};
use crate::frame::{Sight, order_of_decisions};

/// Places of findings and of responses.
type Told = (Vec<usize>, Vec<usize>);

/// All statements but happenings.
#[derive(Clone, Debug, Default)]
pub(super) struct Statements {
    pub(super) known: Known,
    /// By event: the findings and responses on it.
    on: BTreeMap<String, Told>,
    /// By what they set and its key: the places of decisions.
    turns: BTreeMap<(String, Option<String>), Vec<usize>>,
}

/// Rows of all statements but happenings.
fn statements(rows: &Rows) -> impl Iterator<Item = &EventRow> {
    let alive = |number: u32| !rows.all()[number as usize].replaced;
    let beside = rows.beside().iter().filter(move |(number, _)| alive(**number)).map(|(_, whole)| whole);
    beside.filter(|row| !matches!(row.statement, Statement::Happening(_)))
}

/// A row's decision, if it is one.
fn decided(row: &EventRow) -> Option<Noted<Decision>> {
    let Statement::Decision(decision) = &row.statement else { return None };
    Some(Noted { id: row.id.clone(), entry: 0, source: String::new(), what: decision.clone() })
}

/// Statements of a log that goes on: nearly always some decisions came, and nothing else.
#[derive(Clone, Debug, Default)]
pub(super) struct Growing {
    /// The ids of all, in the order of the rows.
    ids: Vec<String>,
    of: Arc<Statements>,
}

impl Growing {
    /// What [`Statements::of`] gives.
    pub(super) fn of(&mut self, rows: &Rows) -> Arc<Statements> {
        let n_known = self.ids.len();
        let is_known = statements(rows).map(|row| &row.id).take(n_known).eq(&self.ids);
        let is_decision = |row: &EventRow| matches!(row.statement, Statement::Decision(_));
        if is_known && statements(rows).skip(n_known).all(is_decision) {
            let of = Arc::make_mut(&mut self.of);
            of.known.decisions.extend(statements(rows).skip(n_known).filter_map(decided));
        } else {
            // Places of decisions are not asked for where none is left out.
            self.of = Arc::new(Statements { turns: BTreeMap::new(), ..Statements::of(rows) });
        }
        // In the order in which they are looked at: what is sorted already costs little to sort again.
        Arc::make_mut(&mut self.of).known.decisions.sort_by(order_of_decisions);
        self.ids.extend(statements(rows).skip(n_known).map(|row| row.id.clone()));
        if !is_known {
            self.ids = statements(rows).map(|row| row.id.clone()).collect();
        }
        Arc::clone(&self.of)
    }
}

impl Statements {
    pub(super) fn of(rows: &Rows) -> Statements {
        let mut known = events::from_rows(statements(rows).cloned().collect(), None);
        // A figure is an event, too, and among the rows.
        known.events.clear();
        let mut on: BTreeMap<String, Told> = BTreeMap::new();
        for (idx, finding) in known.findings.iter().enumerate() {
            on.entry(finding.what.event.clone()).or_default().0.push(idx);
        }
        for (idx, response) in known.responses.iter().enumerate() {
            on.entry(response.what.event.clone()).or_default().1.push(idx);
        }
        let mut turns: BTreeMap<(String, Option<String>), Vec<usize>> = BTreeMap::new();
        for (idx, decision) in known.decisions.iter().enumerate() {
            turns.entry((decision.what.sets.clone(), decision.what.key.clone())).or_default().push(idx);
        }
        Statements { known, on, turns }
    }

    /// Lets one decision come and another go: many cost no more than few.
    pub(super) fn turn(&mut self, comes: Option<&EventRow>, goes: Option<&EventRow>) {
        let decisions = &mut self.known.decisions;
        let key = |decision: &Decision| (decision.sets.clone(), decision.key.clone());
        if let Some(row) = goes
            && let Statement::Decision(decision) = &row.statement
            && let Some(places) = self.turns.get_mut(&key(decision))
            && let Some(at) = places.iter().position(|place| decisions[*place].id == row.id)
        {
            let gone = places.swap_remove(at);
            if places.is_empty() {
                self.turns.remove(&key(decision));
            }
            decisions.swap_remove(gone);
            // The last one has moved into its place.
            if let Some(moved) = decisions.get(gone)
                && let Some(places) = self.turns.get_mut(&key(&moved.what))
                && let Some(place) = places.iter_mut().find(|place| **place == decisions.len())
            {
                *place = gone;
            }
        }
        if let Some(row) = comes
            && let Statement::Decision(decision) = &row.statement
        {
            self.turns.entry(key(decision)).or_default().push(decisions.len());
            decisions.extend(decided(row));
        }
    }

    /// The places of those decisions whose name and key are wanted.
    pub(super) fn decisions(&self, is_wanted: &dyn Fn(&str, Option<&str>) -> bool) -> Vec<usize> {
        let wanted = self.turns.iter().filter(|((sets, key), _)| is_wanted(sets, key.as_deref()));
        let mut places: Vec<usize> = wanted.flat_map(|(_, places)| places.iter().copied()).collect();
        places.sort_unstable();
        places
    }

    /// Whether findings or responses tell of an event.
    pub(super) fn tell_of(&self, event: &str) -> bool {
        self.on.contains_key(event)
    }
}

/// What is in sight as of a moment, over rows.
pub(super) struct Table<'r> {
    pub(super) agreement: &'r Agreement,
    pub(super) rows: &'r Rows,
    pub(super) as_of: Timestamp,
    pub(super) statements: Arc<Statements>,
    /// By type's number: rows in sight, in order of time, then id.
    by_kind: Vec<Vec<u32>>,
    /// Rows of which findings or responses tell, with the places of these.
    on_record: BTreeMap<u32, Told>,
    /// The number of the word `unknown`, which names nobody.
    unknown: u16,
    /// The decisions that are looked at; all where it is not said.
    pub(super) decisions: Option<Vec<usize>>,
}

/// What a clause takes from the table.
pub(super) struct Taken {
    /// What surely bears, in order of time, then id.
    pub(super) acts: Vec<Act>,
    /// Rows that need a closer look, in order of time, then id.
    pub(super) awkward: Vec<u32>,
}

impl<'r> Table<'r> {
    pub(super) fn new(
        agreement: &'r Agreement,
        rows: &'r Rows,
        statements: Arc<Statements>,
        as_of: Timestamp,
    ) -> Table<'r> {
        let all = 0..u32::try_from(rows.all().len()).unwrap_or(u32::MAX);
        let mut on_record = BTreeMap::new();
        if statements.on.len() < rows.all().len() {
            for (event, told) in &statements.on {
                if let Some(number) = rows.ids.find(event) {
                    on_record.insert(number, told.clone());
                }
            }
        } else {
            let told = |number| Some((number, statements.on.get(rows.ids.get(number))?.clone()));
            on_record.extend(all.clone().filter_map(told));
        }
        Table::of_numbers(agreement, rows, statements, as_of, all, on_record)
    }

    /// Of a few of the rows only.
    pub(super) fn narrow(
        agreement: &'r Agreement,
        rows: &'r Rows,
        statements: Arc<Statements>,
        as_of: Timestamp,
        numbers: Vec<u32>,
    ) -> Table<'r> {
        let told = |number: &u32| Some((*number, statements.on.get(rows.ids.get(*number))?.clone()));
        let is_any = !statements.on.is_empty();
        let on_record = numbers.iter().filter(|_| is_any).filter_map(told).collect();
        Table::of_numbers(agreement, rows, statements, as_of, numbers.into_iter(), on_record)
    }

    fn of_numbers(
        agreement: &'r Agreement,
        rows: &'r Rows,
        statements: Arc<Statements>,
        as_of: Timestamp,
        numbers: impl Iterator<Item = u32>,
        on_record: BTreeMap<u32, Told>,
    ) -> Table<'r> {
        let mut by_kind = vec![Vec::new(); rows.words.len()];
        let last = as_of.as_second();
        for number in numbers {
            let row = &rows.all()[number as usize];
            if row.kind != 0 && !row.replaced && row.start <= last {
                by_kind[usize::from(row.kind)].push(number);
            }
        }
        for list in &mut by_kind {
            list.sort_by(|one, other| in_time_of(rows, *one, *other));
        }
        let unknown =
            rows.words.find(crate::frame::UNKNOWN).and_then(|number| u16::try_from(number).ok()).unwrap_or(u16::MAX);
        Table { agreement, rows, as_of, statements, by_kind, on_record, unknown, decisions: None }
    }

    pub(super) fn row(&self, number: u32) -> &Row {
        &self.rows.all()[number as usize]
    }

    /// The last second in which a row's happening can have been.
    pub(super) fn last(&self, number: u32, row: &Row) -> i64 {
        let end = |whole: &EventRow| match &whole.statement {
            Statement::Happening(happening) => happening.when.end().as_second(),
            Statement::Figure(figure) => figure.happening.when.end().as_second(),
            _ => row.start,
        };
        if row.beside { self.rows.beside().get(&number).map_or(row.start, end) } else { row.start }
    }

    /// Whether a row says all that there is to know of it.
    fn is_plain(&self, number: u32, row: &Row) -> bool {
        !row.beside && (self.on_record.is_empty() || !self.on_record.contains_key(&number))
    }

    /// Whether a row names its author.
    pub(super) fn names_author(&self, row: &Row) -> bool {
        row.by != 0 && row.by != self.unknown
    }

    /// All rows of the types of a clause that bear on it, surely or not.
    pub(super) fn take(&self, sieve: &Sieve) -> Taken {
        let mut taken = Taken { acts: Vec::new(), awkward: Vec::new() };
        let mut n_kinds = 0;
        for kind in sieve.kinds() {
            let list = &self.by_kind[usize::from(kind)];
            n_kinds += usize::from(!list.is_empty());
            taken.acts.reserve(list.len());
            for number in list {
                let row = self.row(*number);
                let bears = sieve.bears(row);
                if !self.is_plain(*number, row) || bears == Bears::Doubtfully {
                    taken.awkward.push(*number);
                } else if bears == Bears::Surely {
                    taken.acts.push(sieve.act(*number, row));
                }
            }
        }
        if n_kinds > 1 {
            taken.acts.sort_by(|one, other| in_time(self.rows, one, other));
            taken.awkward.sort_by(|one, other| in_time_of(self.rows, *one, *other));
        }
        taken
    }

    /// All rows in sight of some types.
    pub(super) fn of_types(&self, kinds: &[u16]) -> impl Iterator<Item = u32> {
        kinds.iter().flat_map(|kind| self.by_kind[usize::from(*kind)].iter().copied())
    }

    /// Events made of rows, for the general evaluator, with the findings and responses on them.
    pub(super) fn cell(&self, numbers: impl Iterator<Item = u32>) -> Cell {
        let numbers: BTreeSet<u32> = numbers.collect();
        let (mut findings, mut responses) = (Vec::new(), Vec::new());
        for number in &numbers {
            if let Some((on, answers)) = self.on_record.get(number) {
                findings.extend(on);
                responses.extend(answers);
            }
        }
        let whole = numbers.into_iter().filter_map(|number| self.rows.whole(number)).collect();
        Cell { events: events::from_rows(whole, None).events, findings, responses }
    }

    /// Every event in sight.
    pub(super) fn all(&self) -> Cell {
        self.cell(self.by_kind.iter().flatten().copied())
    }

    /// What is in sight, for one cell; `concerns` leaves out decisions.
    pub(super) fn sight<'c>(
        &'c self,
        cell: &'c Cell,
        concerns: &dyn Fn(&Decision) -> bool,
        as_of: Timestamp,
    ) -> Sight<'c> {
        let known = &self.statements.known;
        let decisions: Vec<_> = match &self.decisions {
            None => Sight::decisions_only(known, as_of),
            Some(places) => {
                let looked_at = places.iter().filter_map(|place| known.decisions.get(*place));
                let mut looked_at: Vec<_> = looked_at.filter(|decision| decision.what.at <= as_of).collect();
                crate::frame::sort_decisions(&mut looked_at);
                looked_at
            }
        };
        let decisions = decisions.into_iter().filter(|decision| concerns(&decision.what)).collect();
        let findings = cell.findings.iter().map(|idx| &self.statements.known.findings[*idx]);
        let responses = cell.responses.iter().map(|idx| &self.statements.known.responses[*idx]);
        Sight::beside(self.agreement, &self.statements.known, decisions, as_of).over(
            &cell.events,
            (findings, responses),
            self.agreement,
        )
    }
}

/// A few events, and the places of what is on record of them.
#[derive(Default)]
pub(super) struct Cell {
    events: Vec<events::Event>,
    findings: Vec<usize>,
    responses: Vec<usize>,
}

fn in_time_of(rows: &Rows, one: u32, other: u32) -> std::cmp::Ordering {
    let start = |number: u32| rows.all()[number as usize].start;
    start(one).cmp(&start(other)).then_with(|| rows.ids.compare(one, other))
}

#[cfg(test)]
mod tests {
    use records::{Answer, Element, Level, Response, Turn, When};

    use super::*;

    fn decision(id: u32) -> EventRow {
        let statement = Statement::Decision(Decision {
            by: "commission".to_owned(),
            sets: ["quiet", "lull"][id as usize % 2].to_owned(),
            turn: Turn::Begins,
            key: (!id.is_multiple_of(5)).then(|| format!("zone-{}", id % 3)),
            value: None,
            at: Timestamp::UNIX_EPOCH,
        });
        let (level, level_author, level_quantity) = (Level::Verified, Level::Verified, Level::Verified);
        let id = format!("d{id:03}");
        EventRow { id, statement, level, level_author, level_quantity, recorded_at: None, supersedes: None }
    }

    /// Ids of the decisions on each thing, in their order.
    fn told(statements: &Statements) -> Vec<(String, Option<String>, Vec<String>)> {
        let ids = |(sets, key): &(String, Option<String>)| {
            let places = statements.decisions(&|of, its| of == sets && its == key.as_deref());
            let mut found: Vec<_> = places.iter().filter_map(|place| statements.known.decisions.get(*place)).collect();
            crate::frame::sort_decisions(&mut found);
            (sets.clone(), key.clone(), found.into_iter().map(|one| one.id.clone()).collect())
        };
        statements.turns.keys().map(ids).collect()
    }

    #[test]
    fn decisions_that_come_and_go_leave_what_all_rows_give() {
        let mut rows = Rows::default();
        let mut turned = Statements::default();
        for n in 0..200_u32 {
            let comes = decision(n);
            // One that came before, somewhere in the middle, if it is still there.
            let goes = (n * 7 % 11 > 3).then(|| n * 31 % (n + 1)).filter(|number| *number < n);
            let goes = goes.filter(|number| !rows.all()[*number as usize].replaced);
            rows.push_whole(comes.clone());
            if let Some(number) = goes {
                rows.set_replaced(number, true);
            }
            turned.turn(Some(&comes), goes.map(decision).as_ref());
            assert_eq!(told(&turned), told(&Statements::of(&rows)), "after {n}");
        }
        assert!((50..150).contains(&turned.known.decisions.len()), "some went");
        let before = told(&turned);
        let last = decision(200);
        turned.turn(Some(&last), None);
        turned.turn(None, Some(&last));
        assert_eq!(told(&turned), before, "and back");
    }

    #[test]
    fn a_log_that_grows_says_what_all_of_it_says() {
        let (mut rows, mut growing) = (Rows::default(), Growing::default());
        for n in 0..120_u32 {
            rows.push_whole(decision(n));
            if n % 13 == 5 {
                rows.set_replaced(u32::try_from(rows.all().len()).expect("few") - 3, true);
            }
            if n % 17 == 3 {
                let answer = Response {
                    event: format!("e{n}"),
                    by: "north".to_owned(),
                    element: Element::Fact,
                    answer: Answer::Denies,
                    when: When::instant(Timestamp::UNIX_EPOCH),
                };
                rows.push_whole(EventRow {
                    id: format!("f{n}"),
                    statement: Statement::Response(answer),
                    ..decision(n)
                });
            }
            if n % 40 == 39 {
                // As what has closed is let go.
                rows.retain(&|number, _| number % 7 != 6);
            }
            let (grown, anew) = (growing.of(&rows), Statements::of(&rows));
            let decisions = |of: &Statements| {
                Sight::decisions_only(&of.known, Timestamp::MAX).into_iter().cloned().collect::<Vec<_>>()
            };
            assert_eq!(decisions(&grown), decisions(&anew), "after {n}");
            assert_eq!((&grown.known.responses, &grown.on), (&anew.known.responses, &anew.on), "after {n}");
        }
        assert!(growing.ids.len() > 60);
    }
}
