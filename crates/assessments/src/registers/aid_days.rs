//! What is due in every period against what came in, by each source for itself: its numbers, what perhaps belongs to them, what
//! it gives in another unit, and which conversion would settle that. Totals without cases stand beside the periods, and are not
//! shared out among them. Periods for which nobody gave a number are shown as such.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use provisions::{Bound, Kind, Measure, Period, Selection, Unit};
use records::{Level, Tally};
use rust_decimal::Decimal;

use super::{Cell, Look, Register, Row, voices};
use crate::Reason;
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::frame::{Frame, Sight};
use crate::rules::periods;
use crate::time::{Clock, Stretch, last_second};

/// What one source gives for one period.
#[derive(Default)]
struct Given<'a> {
    sure: Option<Decimal>,
    perhaps: Vec<(Perhaps, Decimal)>,
    other: BTreeMap<&'a str, Decimal>,
    events: Vec<&'a str>,
    entries: Vec<u64>,
}

/// What a row is put in order by: from when, the measure, its key, the source, until when, the tally.
type Place = (Timestamp, usize, String, String, Timestamp, String);

/// One measure of one rule, with the periods for which it asks something.
struct Asked<'f, 'a> {
    frame: &'f Frame<'f, 'a>,
    measure: &'f Measure,
    number: usize,
    key: Option<String>,
    periods: Vec<Stretch>,
}

pub(super) fn days(look: &Look<'_>) -> Register {
    let types = types(look);
    let counts = look.by_type.wanted(look.known, |kind| types.contains(kind));
    let decisions = Sight::decisions_only(look.known, look.as_of);
    let record = (look.known.findings.iter(), look.known.responses.iter());
    let sight = Sight::beside(look.agreement, look.known, decisions, look.as_of).over(counts, record, look.agreement);
    let mut rows: BTreeMap<Place, Row> = BTreeMap::new();
    let mut seen: Vec<(&str, &Measure)> = Vec::new();
    for (provision, rule) in look.agreement.rules() {
        for reading in &rule.readings {
            let Kind::Rate { every, measures } = &reading.duty.kind else { continue };
            let clock = Clock::new(look.agreement, &sight.decisions, reading).bound_by(rule, reading);
            let bound = reading.duty.obliges.iter().map(String::as_str).collect();
            let (duty, levels, window) = (&reading.duty, Level::ALL.to_vec(), Stretch::ALWAYS);
            let agreement = look.agreement;
            let sight = &sight;
            let frame = Frame { agreement, provision, rule, reading, duty, clock, sight, window, levels, bound };
            let is_of_aid = |selection: &Selection| {
                selection.types.iter().any(|kind| super::is_of_family(look.agreement, "aid", kind))
            };
            for measure in measures.iter().filter(|measure| measure.bound == Bound::AtLeast) {
                // Readings that differ in who is bound ask the same of what comes in.
                if is_of_aid(&measure.selection) && !seen.contains(&(rule.id.as_str(), measure)) {
                    seen.push((&rule.id, measure));
                    of_measure(look, &frame, *every, measure, seen.len(), &mut rows);
                }
            }
        }
    }
    let columns = vec![
        "from",
        "until",
        "rule",
        "part",
        "source",
        "told_in",
        "came_in",
        "perhaps",
        "other_units",
        "unit",
        "asked",
        "by_its_numbers",
        "settled_by",
    ];
    Register { columns, rows: rows.into_values().collect() }
}

/// All types that duties of every period count, and those of what they leave free.
fn types<'a>(look: &Look<'a>) -> BTreeSet<&'a str> {
    let duties = look.agreement.rules().flat_map(|(_, rule)| &rule.readings).map(|reading| &reading.duty);
    let rates = duties.filter(|duty| matches!(duty.kind, Kind::Rate { .. }));
    let selections = rates.flat_map(|duty| duty.kind.selections().into_iter().chain(&duty.except));
    selections.flat_map(|selection| &selection.types).map(String::as_str).collect()
}

fn of_measure<'f>(
    look: &'f Look<'_>,
    frame: &'f Frame<'f, '_>,
    every: Period,
    measure: &'f Measure,
    number: usize,
    rows: &mut BTreeMap<Place, Row>,
) {
    let needs = Needs { author: false, quantity: true, qualifier: None };
    let all = frame.without_exceptions(frame.candidates(&measure.selection, needs));
    for (course, stretches) in frame.courses() {
        for (key, candidates) in frame.keyed(&course, &measure.selection, &all) {
            let periods = stretches.iter().flat_map(|stretch| periods(frame, every, *stretch)).collect();
            let asked = Asked { frame, measure, number, key, periods };
            let mut silent: Option<(Stretch, Option<Decimal>)> = None;
            for period in asked.periods.iter().copied() {
                let amount = asked.amount(period);
                let given = given(look, frame, &candidates, period, measure);
                if !given.is_empty() || asked.runs(period) {
                    asked.end_silence(&mut silent, rows);
                } else if silent.is_some_and(|(before, of)| before.until == period.from && of == amount.ok()) {
                    silent = silent.map(|(before, of)| (Stretch { until: period.until, ..before }, of));
                } else {
                    asked.end_silence(&mut silent, rows);
                    silent = Some((period, amount.ok()));
                }
                for (source, given) in given {
                    rows.insert(asked.place(period, source), asked.row(period, amount, source, &given));
                }
            }
            asked.end_silence(&mut silent, rows);
            if asked.key.is_none() {
                asked.tallies(look, every, rows);
            }
        }
    }
}

/// By source, what bears on a period.
fn given<'a>(
    look: &'a Look<'_>,
    frame: &Frame<'_, '_>,
    candidates: &Candidates<'a>,
    period: Stretch,
    measure: &Measure,
) -> BTreeMap<&'a str, Given<'a>> {
    let mut out: BTreeMap<&str, Given<'_>> = BTreeMap::new();
    let others = candidates.other_unit.iter().filter_map(|candidate| candidate.within(period));
    for candidate in candidates.within(period).into_iter().chain(others) {
        for (source, entry, number, unit) in numbers(look, &candidate) {
            let given = out.entry(source).or_default();
            given.events.push(candidate.id());
            given.entries.extend(Some(entry).filter(|entry| *entry > 0));
            let turned = match (unit, measure.selection.unit.as_deref()) {
                (Some(from), Some(to)) if from != to => frame.sight.conversions.converted(number, from, to),
                _ => Some(number),
            };
            match (turned, unit) {
                (Some(number), _) if candidate.perhaps == Perhaps::NONE => {
                    given.sure = Some(given.sure.unwrap_or_default() + number);
                }
                (Some(number), _) => given.perhaps.push((candidate.perhaps, number)),
                (None, unit) => *given.other.entry(unit.unwrap_or("")).or_default() += number,
            }
        }
    }
    out
}

/// What each source says of an event's number: of several reports of one source, the last.
fn numbers<'a>(look: &'a Look<'_>, candidate: &Candidate<'a>) -> Vec<(&'a str, u64, Decimal, Option<&'a str>)> {
    let claim = candidate.event.event;
    let own = &claim.happening;
    if let [voice] = voices(claim) {
        let told = (look.told)(voice.entry).unwrap_or(own);
        return vec![(voice.source.as_str(), voice.entry, told.quantity, told.unit.as_deref())];
    }
    let mut last: BTreeMap<&str, (u64, Decimal, Option<&str>)> = BTreeMap::new();
    for voice in voices(claim) {
        let told = (look.told)(voice.entry).unwrap_or(own);
        if told.kind == own.kind {
            let said = (voice.entry, told.quantity, told.unit.as_deref());
            let before = last.entry(&voice.source).or_insert(said);
            *before = (*before).max(said);
        }
    }
    if voices(claim).is_empty() {
        last.insert("", (0, own.quantity, own.unit.as_deref()));
    }
    last.into_iter().map(|(source, (entry, number, unit))| (source, entry, number, unit)).collect()
}

impl Asked<'_, '_> {
    fn amount(&self, period: Stretch) -> Result<Decimal, Reason> {
        self.frame.amount_by(&self.measure.amount, last_second(period.until))
    }

    /// Whether a period is not over.
    fn runs(&self, period: Stretch) -> bool {
        self.frame.sight.as_of <= last_second(period.until)
    }

    fn place(&self, period: Stretch, source: &str) -> Place {
        (period.from, self.number, self.key.clone().unwrap_or_default(), source.to_owned(), period.until, String::new())
    }

    /// From when to when, the rule and its part.
    fn heading(&self, period: Stretch) -> Vec<Cell> {
        let part = self.key.iter().chain(&self.measure.part).map(String::as_str).collect::<Vec<_>>().join("/");
        vec![
            Cell::Day(period.from),
            Cell::Day(last_second(period.until)),
            Cell::text(&self.frame.rule.id),
            Cell::some_text(Some(part.as_str())),
        ]
    }

    fn row(&self, period: Stretch, amount: Result<Decimal, Reason>, source: &str, given: &Given<'_>) -> Row {
        let some = |number: Option<Decimal>| number.map_or(Cell::Nothing, Cell::Amount);
        let perhaps = (!given.perhaps.is_empty()).then(|| given.perhaps.iter().map(|(_, number)| *number).sum());
        let others = given.other.iter().map(|(unit, number)| format!("{} {unit}", number.normalize()));
        let unit = self.measure.selection.unit.as_deref();
        let (status, settled) = self.status(period, amount, given);
        let mut cells = self.heading(period);
        cells.extend([
            Cell::actor(Some(source)),
            Cell::text("events"),
            some(given.sure),
            some(perhaps),
            Cell::some_text(Some(others.collect::<Vec<_>>().join(", ").as_str())),
            Cell::some_text(unit),
            some(amount.ok()),
            Cell::text(status),
            Cell::some_text(settled.as_deref()),
        ]);
        let (mut events, mut entries) = (given.events.clone(), given.entries.clone());
        events.sort_unstable();
        events.dedup();
        entries.sort_unstable();
        entries.dedup();
        Row { cells, events: events.into_iter().map(str::to_owned).collect(), entries }
    }

    /// What a source's numbers say, taken by themselves: the steps of a least number, without levels.
    fn status(&self, period: Stretch, amount: Result<Decimal, Reason>, given: &Given<'_>) -> (String, Option<String>) {
        let amount = match amount {
            Ok(amount) => amount,
            Err(reason) => return (format!("undetermined: {}", reason.to_text()), None),
        };
        let sure = given.sure.unwrap_or_default();
        if sure >= amount {
            return ("enough".to_owned(), None);
        }
        if self.runs(period) {
            return ("pending".to_owned(), None);
        }
        let mut granted = Perhaps::NONE;
        for (what, reason) in Perhaps::ORDER {
            granted = granted.and(what);
            let more = given.perhaps.iter().filter(|(perhaps, _)| perhaps.within(granted)).map(|(_, number)| *number);
            if sure + more.sum::<Decimal>() >= amount {
                return (format!("undetermined: {}", reason.to_text()), None);
            }
        }
        compared(false, given.other.keys().copied().collect(), self.measure.selection.unit.as_deref())
    }

    /// A row for the periods of which nobody gave a number.
    fn end_silence(&self, silent: &mut Option<(Stretch, Option<Decimal>)>, rows: &mut BTreeMap<Place, Row>) {
        let Some((stretch, amount)) = silent.take() else { return };
        let mut cells = self.heading(stretch);
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        cells.extend([
            Cell::some_text(self.measure.selection.unit.as_deref()),
            amount.map_or(Cell::Nothing, Cell::Amount),
            Cell::text("no number"),
            Cell::Nothing,
        ]);
        rows.insert(self.place(stretch, ""), Row { cells, events: Vec::new(), entries: Vec::new() });
    }

    /// Totals without cases, held against what all the periods in their span ask for; averages, against one period.
    fn tallies(&self, look: &Look<'_>, every: Period, rows: &mut BTreeMap<Place, Row>) {
        let selection = &self.measure.selection;
        let seen = look.known.tallies.iter().filter(|tally| tally.what.when.start() <= look.as_of);
        for noted in seen.filter(|tally| self.counts(&tally.what)) {
            let tally = &noted.what;
            let span = Stretch { from: tally.when.start(), until: tally.when.end() };
            let within = self.periods.iter().filter(|period| span.from <= period.from && period.until <= span.until);
            let amounts: Vec<Decimal> = within.filter_map(|period| self.amount(*period).ok()).collect();
            let Some(last) = amounts.last().copied() else { continue };
            let (own, unit) = (tally.unit.as_deref(), selection.unit.as_deref());
            let is_average = own.is_some_and(|own| is_average(own, unit, every));
            let turned = match (own, unit) {
                _ if is_average => Some(tally.number),
                (Some(from), Some(to)) if from != to => self.frame.sight.conversions.converted(tally.number, from, to),
                _ => Some(tally.number),
            };
            let asked = if is_average { last } else { amounts.into_iter().sum() };
            let strange = own.filter(|_| turned.is_none());
            let (status, settled) =
                compared(turned.is_some_and(|came| came >= asked), strange.into_iter().collect(), unit);
            let mut cells = self.heading(span);
            cells.extend([
                Cell::actor(Some(&noted.source)),
                Cell::text("tally"),
                turned.map_or(Cell::Nothing, Cell::Amount),
                Cell::Nothing,
                Cell::some_text(strange.map(|unit| format!("{} {unit}", tally.number.normalize())).as_deref()),
                Cell::some_text(if is_average { own } else { unit }),
                Cell::Amount(asked),
                Cell::text(status),
                Cell::some_text(settled.as_deref()),
            ]);
            let entries = Some(noted.entry).filter(|entry| *entry > 0).into_iter().collect();
            let place = self.place(span, &noted.source);
            rows.insert(
                (place.0, place.1, place.2, place.3, place.4, noted.id.clone()),
                Row { cells, events: Vec::new(), entries },
            );
        }
    }

    /// Whether a tally is of what is asked for: of that type, laid to those, in that zone; a total says nothing of items.
    fn counts(&self, tally: &Tally) -> bool {
        let selection = &self.measure.selection;
        let is_of = selection.name == tally.of || selection.types.contains(&tally.of);
        let is_by = |by: &String| selection.by.is_empty() || selection.by.contains(by);
        let is_in =
            selection.zones.is_empty() || tally.zone.as_ref().is_some_and(|zone| selection.zones.contains(zone));
        is_of && is_in && tally.by.as_ref().is_none_or(is_by) && selection.items.is_empty() && selection.with.is_empty()
    }
}

/// `trucks_per_day` where a day's trucks are asked for.
fn is_average(own: &str, unit: Option<&str>, every: Period) -> bool {
    let Period::Calendar(period) = every else { return false };
    let name = match period {
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
        Unit::WorkingDay | Unit::Named(_) => return false,
    };
    unit.is_some_and(|unit| own.strip_prefix(unit).and_then(|rest| rest.strip_prefix("_per_")) == Some(name))
}

/// Enough or less; where something is given in units that nothing turns into the one asked for, neither.
fn compared(is_enough: bool, strange: Vec<&str>, unit: Option<&str>) -> (String, Option<String>) {
    if is_enough {
        return ("enough".to_owned(), None);
    }
    if strange.is_empty() {
        return ("less".to_owned(), None);
    }
    let into = |strange: &str| format!("{strange} into {}", unit.unwrap_or_default());
    let settled = strange.into_iter().map(into).collect::<Vec<_>>().join(", ");
    (format!("undetermined: {}", Reason::UnitsNotComparable.to_text()), Some(settled))
}
