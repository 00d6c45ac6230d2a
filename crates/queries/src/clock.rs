//! Local time: the offsets of the agreement's zone as a small table, and what is counted by the calendar.
//!
//! Engines bring time zones of different years and settle a local time that is there twice, or not at all, in different
//! ways. So the script carries the offsets itself: of a time that is there twice the earlier is meant, one that the clocks
//! pass over is moved on by as much as they are.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use provisions::{Moment, Span, Unit};

use crate::maker::{ALWAYS, Maker, OPEN, moment};

/// Offsets are listed from this year until that.
const YEARS: (i16, i16) = (1990, 2071);

impl Maker<'_> {
    /// The offsets of the agreement's zone.
    pub(crate) fn clock(&mut self) {
        let zone = &self.agreement.calendar.zone;
        let first = Date::constant(YEARS.0, 1, 1).to_zoned(jiff::tz::TimeZone::UTC);
        let first = first.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
        let mut shifts: Vec<(Option<Timestamp>, i32)> = vec![(None, zone.to_offset(first).seconds())];
        for transition in zone.following(first) {
            if transition.timestamp().to_zoned(jiff::tz::TimeZone::UTC).year() >= YEARS.1 {
                break;
            }
            let shift = transition.offset().seconds();
            if shifts.last().is_none_or(|(_, before)| *before != shift) {
                shifts.push((Some(transition.timestamp()), shift));
            }
        }
        let mut query = String::from("SELECT * FROM (VALUES\n");
        for (idx, (from, shift)) in shifts.iter().enumerate() {
            let next = shifts.get(idx + 1).and_then(|(from, _)| from.map(|from| (from, shifts[idx + 1].1)));
            let from_utc = from.map_or(ALWAYS.to_owned(), moment);
            let until_utc = next.map_or(OPEN.to_owned(), |(next, _)| moment(next));
            // A local time belongs to the new offset once both offsets have passed it.
            let local = |at: Timestamp, one: i32, two: i32| {
                moment(at + jiff::SignedDuration::from_secs(i64::from(one.max(two))))
            };
            let before = idx.checked_sub(1).map_or(*shift, |before| shifts[before].1);
            let from_local = from.map_or(ALWAYS.to_owned(), |from| local(from, before, *shift));
            let until_local = next.map_or(OPEN.to_owned(), |(next, after)| local(next, *shift, after));
            let end = if idx + 1 == shifts.len() { "\n" } else { ",\n" };
            let _ = write!(query, "  ({shift}, {from_utc}, {until_utc}, {from_local}, {until_local}){end}");
        }
        query.push_str(") AS given(shift, from_utc, until_utc, from_local, until_local)");
        let says = format!(
            "How many seconds the clocks of {} are ahead of UTC, from when until when, by UTC and by themselves.",
            self.agreement.calendar.zone_name
        );
        self.keep("clock", &says, query);
    }

    /// A query's rows with `name`: the local time of the column `at`.
    pub(crate) fn with_local(query: &str, at: &str, name: &str) -> String {
        format!(
            "SELECT t.*, t.{at} + c.shift * INTERVAL '1' SECOND AS {name}\nFROM ({query}) t\n\
             LEFT JOIN clock c ON t.{at} >= c.from_utc AND t.{at} < c.until_utc"
        )
    }

    /// A query's rows with `name`: the moment of the local time in the column `local`.
    pub(crate) fn from_local(query: &str, local: &str, name: &str) -> String {
        format!(
            "SELECT t.*, t.{local} - c.shift * INTERVAL '1' SECOND AS {name}\nFROM ({query}) t\n\
             LEFT JOIN clock c ON t.{local} >= c.from_local AND t.{local} < c.until_local"
        )
    }

    /// A query's rows with `name`: what `there` makes of the local time of the column `at`.
    fn by_local(query: &str, at: &str, name: &str, there: impl Fn(&str) -> String) -> String {
        let (here, local) = (format!("{name}_here"), format!("{name}_there"));
        let inner = Self::with_local(query, at, &here);
        let moved = format!("SELECT l.*, {} AS {local} FROM ({inner}) l", there(&format!("l.{here}")));
        Self::from_local(&moved, &local, name)
    }

    /// A query's rows with one more column, `name`: a span after, or before, the moment in the column `at`.
    pub(crate) fn shifted(&mut self, query: &str, at: &str, span: Span, is_before: bool, name: &str) -> String {
        let sign = if is_before { '-' } else { '+' };
        let n = span.count;
        let interval = match span.unit {
            Unit::Hour => {
                return format!("SELECT t.*, t.{at} {sign} INTERVAL '{n}' HOUR AS {name} FROM ({query}) t");
            }
            _ if n == 0 => return format!("SELECT t.*, t.{at} AS {name} FROM ({query}) t"),
            Unit::Day => format!("INTERVAL '{n}' DAY"),
            Unit::Week => format!("INTERVAL '{}' DAY", 7 * n),
            Unit::Month => format!("INTERVAL '{n}' MONTH"),
            Unit::Year => format!("INTERVAL '{}' MONTH", 12 * n),
            Unit::WorkingDay | Unit::Named(_) => return self.working_days(query, at, span, is_before, name),
        };
        Self::by_local(query, at, name, |here| format!("{here} {sign} {interval}"))
    }

    /// The Nth working day after a day, or before it, to the same clock time.
    fn working_days(&mut self, query: &str, at: &str, span: Span, is_before: bool, name: &str) -> String {
        let table = self.work_table(span.unit);
        let n = span.count;
        let wanted = if is_before { format!("b.so_far_before - {n} + 1") } else { format!("b.so_far + {n}") };
        let (here, local) = (format!("{name}_here"), format!("{name}_there"));
        let inner = Self::with_local(query, at, &here);
        let moved = format!(
            "SELECT l.*, CAST(r.day AS TIMESTAMP) + (l.{here} - CAST(CAST(l.{here} AS DATE) AS TIMESTAMP)) AS {local}\n\
             FROM ({inner}) l\nLEFT JOIN {table} b ON b.day = CAST(l.{here} AS DATE)\n\
             LEFT JOIN {table} r ON r.works AND r.so_far = {wanted}"
        );
        Self::from_local(&moved, &local, name)
    }

    /// A table of days with the number of working days up to each.
    fn work_table(&mut self, unit: Unit) -> String {
        let calendar = &self.agreement.calendar;
        let (label, weekend, holidays) = match unit {
            Unit::Named(place) => match calendar.named.get(usize::from(place)) {
                Some(named) => (named.id.clone(), &named.weekend, &named.holidays),
                None => ("working".to_owned(), &calendar.weekend, &calendar.holidays),
            },
            _ => ("working".to_owned(), &calendar.weekend, &calendar.holidays),
        };
        let key = format!("calendar {unit:?}");
        if let Some(known) = self.known(&key) {
            return known;
        }
        let name = format!("days_{}_{}", crate::maker::plain(&label), self.made.len());
        self.days();
        let weekday = self.dialect.weekday("d.day");
        let mut rests: Vec<String> = Vec::new();
        if !weekend.is_empty() {
            let days: Vec<String> =
                weekend.iter().map(|day: &Weekday| day.to_monday_zero_offset().to_string()).collect();
            rests.push(format!("{weekday} IN ({})", days.join(", ")));
        }
        if !holidays.is_empty() {
            let days: Vec<String> = holidays.iter().map(|day| format!("DATE '{day}'")).collect();
            rests.push(format!("d.day IN ({})", days.join(", ")));
        }
        let works = if rests.is_empty() { "TRUE".to_owned() } else { format!("NOT ({})", rests.join(" OR ")) };
        let query = format!(
            "SELECT day, works,\n  SUM(CASE WHEN works THEN 1 ELSE 0 END) OVER (ORDER BY day) AS so_far,\n  \
             SUM(CASE WHEN works THEN 1 ELSE 0 END) OVER (ORDER BY day) - CASE WHEN works THEN 1 ELSE 0 END AS so_far_before\n\
             FROM (SELECT d.day, {works} AS works FROM days d) given"
        );
        self.note(key, &name);
        self.keep(
            &name,
            &format!("Days of the calendar {label:?}: which are working days, and how many up to each."),
            query,
        )
    }

    /// The days that can matter: from two years before the first that is named to ten years after the moment asked about.
    pub(crate) fn days(&mut self) {
        if self.known("days").is_some() {
            return;
        }
        let first = self.first_named();
        let bounds = format!(
            "SELECT CAST(LEAST(COALESCE((SELECT MIN(begins) FROM in_sight), a.as_of), a.as_of, {first}) AS DATE) AS first,\n  \
             CAST(GREATEST(a.as_of, {first}) AS DATE) AS last FROM asked a"
        );
        self.keep("span_of_days", "First and last day that anything names.", bounds);
        let between = self.dialect.days_between("first", "last");
        let numbers = self.dialect.numbers("-800", &format!("{between} + 3700"));
        let numbers = if self.dialect == crate::Dialect::Postgres {
            format!(
                "SELECT first, generate_series(CAST(-800 AS BIGINT), CAST({between} + 3700 AS BIGINT)) AS n FROM span_of_days"
            )
        } else {
            numbers.replacen("SELECT ", "SELECT first, ", 1) + " FROM span_of_days"
        };
        let day = self.dialect.day_after("first", "n");
        let dated = format!(
            "SELECT {day} AS day, CAST({day} AS TIMESTAMP) AS midnight, CAST({} AS TIMESTAMP) AS next_midnight FROM ({numbers}) given",
            self.dialect.day_after("first", "n + 1")
        );
        let query = Self::from_local(&Self::from_local(&dated, "midnight", "begins"), "next_midnight", "ends");
        self.note("days".to_owned(), "days");
        let says = "Days by the agreement's clock: when each begins, and the next one.";
        self.keep("days", says, format!("SELECT day, begins, ends FROM ({query}) given"));
    }

    /// The first moment that the agreement names as such.
    fn first_named(&self) -> String {
        let mut first: Option<Timestamp> = None;
        let mut note = |moment: &Moment| {
            let mut at = moment;
            loop {
                at = match at {
                    Moment::At(time) => {
                        first = Some(first.map_or(*time, |before| before.min(*time)));
                        return;
                    }
                    Moment::After(_, of)
                    | Moment::Before(_, of)
                    | Moment::DayAfter(_, of)
                    | Moment::WorkingDayAfter(_, _, of)
                    | Moment::ClockTime(_, of) => of,
                    _ => return,
                };
            }
        };
        self.agreement.in_force.from.iter().for_each(&mut note);
        for state in self.agreement.states.values() {
            state.spans.iter().flat_map(|span| span.from.iter().chain(&span.until)).for_each(&mut note);
        }
        for trigger in self.agreement.triggers.values() {
            trigger.dates.iter().for_each(|date| note(&date.at));
        }
        for (_, rule) in self.agreement.rules() {
            for reading in &rule.readings {
                reading.duty.time.from.iter().chain(&reading.duty.time.until).for_each(&mut note);
            }
        }
        first.map_or("a.as_of".to_owned(), moment)
    }

    /// A query's rows with `name`: the last second of the day that lies so many days after that of the column `at`.
    pub(crate) fn end_of_day(&self, query: &str, at: &str, days: i32, name: &str) -> String {
        let next = format!("{name}_next");
        let query = Self::by_local(query, at, &next, |here| {
            let day = self.dialect.day_after(&format!("CAST({here} AS DATE)"), &(days + 1).to_string());
            format!("CAST({day} AS TIMESTAMP)")
        });
        format!("SELECT t.*, t.{next} - INTERVAL '1' SECOND AS {name} FROM ({query}) t")
    }

    /// A query's rows with `name`: the first moment of the day of the column `at`.
    pub(crate) fn start_of_day(query: &str, at: &str, name: &str) -> String {
        Self::by_local(query, at, name, |here| format!("CAST(CAST({here} AS DATE) AS TIMESTAMP)"))
    }

    /// A query's rows with `name`: a clock time on the day of the column `at`.
    pub(crate) fn clock_time(query: &str, at: &str, time: Time, name: &str) -> String {
        let seconds = i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second());
        Self::by_local(query, at, name, |here| {
            format!("CAST(CAST({here} AS DATE) AS TIMESTAMP) + {seconds} * INTERVAL '1' SECOND")
        })
    }
}
