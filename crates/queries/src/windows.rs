//! Instances of a rule: what they are called, when they begin and fall due (`docs/guide/assessments.md`, sections 5 and 6).
//!
//! A step of instances has the columns `n` (a number of its own within the step), `level`, `key_value`, `key_unstated`,
//! `starts`, `ends`, `due` (null where none is set), `instance`, `number`, `lacks`.

use provisions::{Moment, Period, Reading, Selection, Unit};

use crate::amounts::Number;
use crate::maker::{ALWAYS, Maker, OPEN};
use crate::moments::Ruled;

/// A rule on its way into steps.
#[derive(Clone)]
pub(crate) struct Work<'a> {
    pub(crate) ruled: Ruled<'a>,
    /// What its steps' names begin with.
    pub(crate) name: String,
    /// The step of its stretches in force, without the levels at which a milestone is open.
    pub(crate) stretches: String,
    /// The step of what bodies found of its events, and the qualities that only they establish.
    pub(crate) found: String,
    pub(crate) qualifiers: Vec<String>,
}

impl<'a> Work<'a> {
    pub(crate) fn reading(&self) -> &'a Reading {
        self.ruled.reading
    }

    pub(crate) fn step(&self, what: &str) -> String {
        format!("{}_{what}", self.name)
    }
}

impl Maker<'_> {
    /// The column by which a rule is kept apart: of its keyed state, else its own.
    pub(crate) fn key_column(&self, reading: &Reading) -> Option<String> {
        self.state_key(reading).or_else(|| reading.duty.each.as_ref().map(|key| key.0.clone()))
    }

    pub(crate) fn state_key(&self, reading: &Reading) -> Option<String> {
        self.states_of(reading).iter().find_map(|state| state.each.as_ref().map(|key| key.0.clone()))
    }

    /// Rows `level`, `key_value`, `starts`, `ends`: every stretch with its key, or the first of each key.
    pub(crate) fn keyed_stretches(&mut self, work: &Work<'_>, what: &str, types: &[&Selection], first: bool) -> String {
        let reading = work.reading();
        let own = reading.duty.each.as_ref().filter(|_| self.state_key(reading).is_none()).map(|key| key.0.clone());
        let mut query = match own {
            None => format!("SELECT level, key_value, starts, ends FROM {}", work.stretches),
            Some(column) => {
                let value = self.column(&column, "e");
                let kinds = types.iter().flat_map(|selection| &selection.types);
                let keys = format!(
                    "SELECT DISTINCT {value} AS key_value FROM known e WHERE {value} IS NOT NULL AND e.type IN {}",
                    self.list(kinds)
                );
                let step = work.step(&format!("{what}_keys"));
                self.keep(&step, &format!("What keeps instances apart: the values of {column:?}."), keys);
                format!(
                    "SELECT s.level, k.key_value, s.starts, s.ends FROM {} s LEFT JOIN {step} k ON TRUE",
                    work.stretches
                )
            }
        };
        if first {
            query = format!(
                "SELECT level, key_value, starts, ends FROM (\n  SELECT t.*, ROW_NUMBER() OVER (PARTITION BY level, key_value ORDER BY starts) AS nth FROM ({query}) t\n) ranked WHERE nth = 1"
            );
        }
        query
    }

    /// A query's rows with `instance`: the key, then the start as a local date, or date and time; at a milestone its name.
    pub(crate) fn with_names(&mut self, work: &Work<'_>, query: &str, part: Option<&str>) -> String {
        let milestones = self.milestones_of(work.reading());
        let mut joins = String::new();
        let mut names = Vec::new();
        for (idx, name) in milestones.iter().enumerate() {
            let step = self.milestone(name, work.reading());
            joins += &format!(
                "\n  LEFT JOIN {step} m{idx} ON m{idx}.level = w.level AND (m{idx}.first_at = w.starts OR m{idx}.last_at = w.starts)"
            );
            names.push(format!("WHEN m{idx}.last_at IS NOT NULL THEN {}", self.text(name)));
        }
        let local = Self::with_local(query, "starts", "starts_here");
        let midnight = "CAST(CAST(w.starts_here AS DATE) AS TIMESTAMP)";
        let date = self.as_text("CAST(w.starts_here AS DATE)");
        let time = format!("REPLACE({}, ' ', 'T')", self.as_text("w.starts_here"));
        let dated = format!(
            "CASE {} WHEN w.starts = {ALWAYS} THEN '' WHEN w.starts_here = {midnight} THEN {date} ELSE {time} END",
            names.join(" ")
        );
        let part = part.map(|part| format!(" || {}", self.text(&format!("/{part}")))).unwrap_or_default();
        format!(
            "SELECT n, level, key_value, starts, ends, due,\n  \
             CASE WHEN key_value IS NULL OR key_value = '' THEN dated WHEN dated = '' THEN key_value ELSE key_value || ' ' || dated END{part} AS instance\n\
             FROM (\n  SELECT w.*, {dated} AS dated FROM (\n{local}\n  ) w{joins}\n) named"
        )
    }

    /// Instances of a prohibition: each stretch, and each key.
    pub(crate) fn windows(&mut self, work: &Work<'_>, what: &str, of: &Selection, asked: &Number) -> String {
        let stretches = self.keyed_stretches(work, what, &[of], false);
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY level, starts, key_value) AS n, level, key_value, starts, ends, CAST(NULL AS TIMESTAMP) AS due\nFROM ({stretches}) s"
        );
        let named = self.with_names(work, &query, None);
        let says = "Instances: each stretch in force, and each key.";
        self.keep(&work.step(&format!("{what}_windows")), says, Self::asking(&named, asked))
    }

    /// A query of instances, with what is asked of them.
    pub(crate) fn asking(named: &str, asked: &Number) -> String {
        format!(
            "SELECT w.*, FALSE AS key_unstated, {} AS number, {} AS lacks\nFROM (\n{named}\n) w",
            asked.value, asked.lacks
        )
    }

    /// Instances of a rate: each period that lies wholly in a stretch and begins at or before the moment asked about.
    pub(crate) fn periods(
        &mut self,
        work: &Work<'_>,
        what: &str,
        of: &Selection,
        every: Period,
        part: Option<&str>,
    ) -> String {
        let stretches = self.keyed_stretches(work, what, &[of], false);
        let based = format!(
            "SELECT s.*, CASE WHEN s.starts = {ALWAYS} THEN COALESCE(b.first, a.as_of) ELSE s.starts END AS base, a.as_of\n\
             FROM ({stretches}) s CROSS JOIN asked a CROSS JOIN (SELECT MIN(begins) AS first FROM known) b"
        );
        let periods = match every {
            Period::Calendar(unit) => {
                let table = self.calendar_periods(unit);
                format!(
                    "SELECT s.level, s.key_value, d.begins AS starts, d.ends AS ends\nFROM ({based}) s JOIN {table} d ON d.begins >= s.base AND d.begins <= s.as_of AND d.ends <= s.ends"
                )
            }
            Period::Counted(span) => self.counted_periods(&based, span),
        };
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY level, starts, key_value) AS n, level, key_value, starts, ends, ends - INTERVAL '1' SECOND AS due\nFROM (\n{periods}\n) p"
        );
        self.with_names(work, &query, part)
    }

    /// Every period of a calendar unit: `begins`, `ends`.
    fn calendar_periods(&mut self, unit: Unit) -> String {
        self.days();
        let (name, first, says) = match unit {
            Unit::Hour => return self.hours(),
            Unit::Day | Unit::WorkingDay | Unit::Named(_) => return "days".to_owned(),
            Unit::Week => ("weeks", format!("{} = 0", self.dialect.weekday("day")), "Weeks, from Monday."),
            Unit::Month => ("months", "EXTRACT(DAY FROM day) = 1".to_owned(), "Months."),
            Unit::Year => ("years", "EXTRACT(DAY FROM day) = 1 AND EXTRACT(MONTH FROM day) = 1".to_owned(), "Years."),
        };
        if self.known(name).is_none() {
            self.note(name.to_owned(), name);
            let query = format!(
                "SELECT begins, ends FROM (\n  SELECT begins, LEAD(begins) OVER (ORDER BY day) AS ends FROM days WHERE {first}\n) given WHERE ends IS NOT NULL"
            );
            self.keep(name, says, query);
        }
        name.to_owned()
    }

    fn hours(&mut self) -> String {
        if self.known("hours").is_none() {
            self.note("hours".to_owned(), "hours");
            let numbers = self.dialect.numbers("0", "30");
            let query = format!(
                "SELECT d.begins + h.n * INTERVAL '1' HOUR AS begins, d.begins + (h.n + 1) * INTERVAL '1' HOUR AS ends\nFROM days d CROSS JOIN ({numbers}) h WHERE d.begins + h.n * INTERVAL '1' HOUR < d.ends"
            );
            self.keep("hours", "Hours.", query);
        }
        "hours".to_owned()
    }

    /// Periods counted from the beginning of each stretch, so that the 31st of a month is not lost on the way.
    fn counted_periods(&mut self, based: &str, span: provisions::Span) -> String {
        self.days();
        let numbers = self.keep_numbers();
        let count = span.count.max(1);
        let step = |n: &str| match span.unit {
            Unit::Hour => format!("({n} * {count}) * INTERVAL '1' HOUR"),
            Unit::Week => format!("({n} * {}) * INTERVAL '1' DAY", 7 * count),
            Unit::Month => format!("({n} * {count}) * INTERVAL '1' MONTH"),
            Unit::Year => format!("({n} * {}) * INTERVAL '1' MONTH", 12 * count),
            Unit::Day | Unit::WorkingDay | Unit::Named(_) => format!("({n} * {count}) * INTERVAL '1' DAY"),
        };
        if span.unit == Unit::Hour {
            return format!(
                "SELECT s.level, s.key_value, s.base + {} AS starts, s.base + {} AS ends\n\
                 FROM ({based}) s JOIN {numbers} i ON s.base + {} <= s.as_of AND s.base + {} <= s.ends",
                step("i.n"),
                step("(i.n + 1)"),
                step("i.n"),
                step("(i.n + 1)")
            );
        }
        let local = Self::with_local(based, "base", "base_here");
        let moved = format!(
            "SELECT l.*, l.base_here + {} AS one, l.base_here + {} AS two FROM ({local}) l JOIN {numbers} i ON l.base_here + {} <= l.as_of + INTERVAL '2' DAY",
            step("i.n"),
            step("(i.n + 1)"),
            step("i.n")
        );
        let there = Self::from_local(&Self::from_local(&moved, "one", "period_starts"), "two", "period_ends");
        format!(
            "SELECT level, key_value, period_starts AS starts, period_ends AS ends FROM ({there}) p\nWHERE period_starts <= as_of AND period_ends <= ends"
        )
    }

    /// Whole numbers, enough for every hour that is named.
    fn keep_numbers(&mut self) -> String {
        if self.known("numbers").is_none() {
            self.note("numbers".to_owned(), "numbers");
            let numbers = self.dialect.numbers("0", "366000");
            self.keep("numbers", "Whole numbers.", numbers);
        }
        "numbers".to_owned()
    }

    /// Every moment of these, as a query of `level` and whether one of them is not set.
    pub(crate) fn unset(&mut self, moments: &[&Moment], reading: &Reading) -> Option<String> {
        let steps: Vec<String> = moments
            .iter()
            .map(|at| format!("SELECT level FROM {} WHERE at_time IS NULL", self.moment(at, reading)))
            .collect();
        (!steps.is_empty()).then(|| steps.join(" UNION "))
    }

    /// The end of a window, where it is bounded by a due time that is itself in time.
    pub(crate) fn until_due(ends: &str, due: &str) -> String {
        format!("LEAST({ends}, COALESCE({due} + INTERVAL '1' SECOND, {OPEN}))")
    }
}
