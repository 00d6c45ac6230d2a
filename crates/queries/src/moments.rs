//! Moments that the agreement sets, states, and the stretches in which a rule is in force
//! (`docs/guide/assessments.md`, section 3).
//!
//! A moment is a step of three rows, one for each level: only milestones differ by it. A stretch has no key where nothing
//! keeps it apart; without a beginning it begins in the year 1, without an end it ends in 9999.

use provisions::{Anchor, Due, Interval, Kind, Moment, Reading, Reporting, Rule, State};

use crate::maker::{ALWAYS, Maker, OPEN, moment, plain};

/// A rule in one of its readings.
#[derive(Clone, Copy)]
pub(crate) struct Ruled<'a> {
    pub(crate) provision: &'a str,
    pub(crate) rule: &'a Rule,
    pub(crate) reading: &'a Reading,
}

impl Maker<'_> {
    /// The step of a moment as the agreement resolves it: `level`, `at`, null where it is not set; of a day its last second.
    pub(crate) fn moment(&mut self, at: &Moment, reading: &Reading) -> String {
        let key = format!("moment {at:?} {:?}", reading.choices);
        if let Some(known) = self.known(&key) {
            return known;
        }
        let query = self.moment_query(at, reading);
        let name = format!("moment_{}", self.next_moment());
        self.note(key, &name);
        let says = format!("The moment: {}.", said(at));
        self.keep(&name, &says, query)
    }

    fn moment_query(&mut self, at: &Moment, reading: &Reading) -> String {
        let plainly = |value: &str| format!("SELECT level, {value} AS at_time FROM levels");
        let never = plainly("CAST(NULL AS TIMESTAMP)");
        let of = |maker: &mut Self, of: &Moment| {
            format!("SELECT level, at_time AS since FROM {}", maker.moment(of, reading))
        };
        let only = |query: String| format!("SELECT level, at_time FROM ({query}) given");
        match at {
            Moment::At(at) => plainly(&moment(*at)),
            Moment::Trigger(name) => self.trigger(name, reading).unwrap_or(never),
            Moment::EntryIntoForce => match self.agreement.in_force.from.clone() {
                Some(from) => format!("SELECT level, at_time FROM {}", self.moment(&from, reading)),
                None => never,
            },
            Moment::StartOf(name) | Moment::EndOf(name) => {
                let Some(state) = self.agreement.states.get(name).filter(|state| state.each.is_none()).cloned() else {
                    return never;
                };
                let course = self.course(&state, reading);
                let (column, none) = if matches!(at, Moment::StartOf(_)) { ("starts", ALWAYS) } else { ("ends", OPEN) };
                format!(
                    "SELECT l.level, NULLIF(s.{column}, {none}) AS at_time FROM levels l LEFT JOIN (\n  SELECT level, starts, ends, ROW_NUMBER() OVER (PARTITION BY level ORDER BY starts) AS nth FROM {course}\n) s ON s.level = l.level AND s.nth = 1"
                )
            }
            Moment::After(span, base) => {
                let base = of(self, base);
                only(self.shifted(&base, "since", *span, false, "at_time"))
            }
            Moment::Before(span, base) => {
                let base = of(self, base);
                only(self.shifted(&base, "since", *span, true, "at_time"))
            }
            Moment::DayAfter(days, base) => {
                let base = of(self, base);
                only(self.end_of_day(&base, "since", *days, "at_time"))
            }
            Moment::WorkingDayAfter(days, unit, base) => {
                let base = of(self, base);
                let day = Self::start_of_day(&base, "since", "day_begins");
                let span = provisions::Span { count: *days, unit: *unit };
                let later = self.shifted(&day, "day_begins", span, false, "later");
                only(self.end_of_day(&later, "later", 0, "at_time"))
            }
            Moment::ClockTime(time, base) => {
                let base = of(self, base);
                only(Self::clock_time(&base, "since", *time, "at_time"))
            }
            Moment::Milestone(name) => {
                let milestone = self.milestone(name, reading);
                format!("SELECT level, last_at AS at_time FROM {milestone}")
            }
        }
    }

    fn trigger(&mut self, name: &str, reading: &Reading) -> Option<String> {
        let trigger = self.agreement.triggers.get(name)?.clone();
        if !trigger.dates.is_empty() {
            let chosen = reading.choices.get(name).copied().unwrap_or(0);
            let at = trigger.dates.get(chosen)?.at.clone();
            return Some(format!("SELECT level, at_time FROM {}", self.moment(&at, reading)));
        }
        if trigger.decided_by.is_empty() {
            return None;
        }
        Some(format!(
            "SELECT level, at_time FROM levels CROSS JOIN (\n  SELECT MIN(at_time) AS at_time FROM decisions\n  WHERE decided = {} AND body IN {} AND turn = 'begins'\n) given",
            self.text(name),
            self.list(&trigger.decided_by)
        ))
    }

    /// A moment as a beginning: of a day, its first.
    pub(crate) fn beginning(&mut self, at: &Moment, reading: &Reading) -> String {
        let step = self.moment(at, reading);
        if !at.is_day() {
            return format!("SELECT level, at_time FROM {step}");
        }
        let day = Self::start_of_day(&format!("SELECT level, at_time AS since FROM {step}"), "since", "at_time");
        format!("SELECT level, at_time FROM ({day}) given")
    }

    /// A moment as an end that is no longer part of the time: of a day, the moment after its last.
    fn ending(&mut self, at: &Moment, reading: &Reading) -> String {
        let step = self.moment(at, reading);
        let after = if at.is_day() { "at_time + INTERVAL '1' SECOND" } else { "at_time" };
        format!("SELECT level, {after} AS at_time FROM {step}")
    }

    /// Rows `level`, `starts`, `ends` of an interval; none where it is empty. A beginning that is not set has not come, an
    /// end that is not set is open.
    pub(crate) fn interval(&mut self, interval: &Interval<Moment>, reading: &Reading) -> String {
        let from = interval.from.clone().map(|from| self.beginning(&from, reading));
        let until = interval.until.clone().map(|until| self.ending(&until, reading));
        let mut tables = "levels l".to_owned();
        let (mut starts, mut ends) = (ALWAYS.to_owned(), OPEN.to_owned());
        if let Some(from) = from {
            tables += &format!("\n  JOIN ({from}) f ON f.level = l.level AND f.at_time IS NOT NULL");
            starts = "f.at_time".to_owned();
        }
        if let Some(until) = until {
            tables += &format!("\n  JOIN ({until}) u ON u.level = l.level");
            ends = format!("COALESCE(u.at_time, {OPEN})");
        }
        format!("SELECT l.level, {starts} AS starts, {ends} AS ends FROM {tables}\nWHERE {starts} < {ends}")
    }

    /// The stretches in which a state holds: `level`, `key_value`, `starts`, `ends`.
    pub(crate) fn course(&mut self, state: &State, reading: &Reading) -> String {
        let key = format!("state {} {:?}", state.id, reading.choices);
        if let Some(known) = self.known(&key) {
            return known;
        }
        let mut spans: Vec<String> = Vec::new();
        if state.each.is_none() {
            for span in &state.spans {
                let query = self.interval(span, reading);
                spans.push(query);
                spans.extend(self.prolonged(state, span, reading));
            }
        }
        let text = if spans.is_empty() { self.no_span() } else { spans.join("\nUNION ALL\n") };
        let on_it = if state.decided_by.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("decided = {} AND body IN {}", self.text(&state.id), self.list(&state.decided_by))
        };
        let key_column = if state.each.is_some() { "key_given".to_owned() } else { self.no_text() };
        let and_keyed = if state.each.is_some() { " AND key_given IS NOT NULL" } else { "" };
        let decided = format!(
            "SELECT id, at_time, {key_column} AS key_value, turn = 'begins' AS is_on FROM decisions WHERE {on_it}{and_keyed}"
        );
        let number = self.made.len();
        let name = format!("state_{}_{number}", plain(&state.id));
        self.note(key, &name);
        let query = self.timeline(&text, &decided);
        let says =
            format!("When the state {:?} holds: as the text says, from the first decision on as decided.", state.id);
        self.keep(&name, &says, query)
    }

    fn no_span(&self) -> String {
        format!("SELECT level, {ALWAYS} AS starts, {ALWAYS} AS ends FROM levels WHERE 1 = 0")
    }

    /// What a span's end is prolonged by: the other state's stretch that lies on it.
    fn prolonged(&mut self, state: &State, span: &Interval<Moment>, reading: &Reading) -> Option<String> {
        let other = self.agreement.states.get(state.prolonged_while.as_ref()?)?.clone();
        let until = span.until.as_ref()?;
        if other.each.is_some() {
            return None;
        }
        let course = self.course(&other, reading);
        let until = self.ending(until, reading);
        let mut tables = format!(
            "({until}) u JOIN {course} o ON o.level = u.level AND o.starts <= u.at_time AND o.ends >= u.at_time AND o.ends > u.at_time"
        );
        if let Some(from) = &span.from {
            let from = self.beginning(from, reading);
            tables += &format!("\n  JOIN ({from}) f ON f.level = u.level AND f.at_time <= u.at_time");
        }
        Some(format!("SELECT u.level, u.at_time AS starts, o.ends FROM {tables}"))
    }

    /// Stretches from spans that hold until the first decision, and decisions that switch on and off from then on. Of two
    /// at one time the one with the greater id counts.
    pub(crate) fn timeline(&self, spans: &str, decided: &str) -> String {
        let no_key = self.no_text();
        merged(&format!(
            "SELECT * FROM (\n  SELECT s.level, {no_key} AS key_value, s.starts, LEAST(s.ends, COALESCE(f.at_time, {OPEN})) AS ends\n  \
             FROM ({spans}) s CROSS JOIN (SELECT MIN(at_time) AS at_time FROM ({decided}) d) f\n) given WHERE starts < ends\n\
             UNION ALL\n\
             SELECT l.level, t.key_value, t.at_time AS starts, t.next_at AS ends FROM levels l CROSS JOIN (\n  \
             SELECT key_value, at_time, is_on, LEAD(at_time, 1, {OPEN}) OVER (PARTITION BY key_value ORDER BY at_time) AS next_at FROM (\n    \
             SELECT key_value, at_time, is_on, ROW_NUMBER() OVER (PARTITION BY key_value, at_time ORDER BY id DESC) AS nth FROM ({decided}) d\n  \
             ) ranked WHERE nth = 1\n) t WHERE t.is_on"
        ))
    }

    /// When a rule does not bind, being neither waived nor interpreted otherwise: what is left.
    fn bound(&mut self, ruled: Ruled<'_>, name: &str) -> String {
        let always = format!("SELECT level, {ALWAYS} AS starts, {OPEN} AS ends FROM levels");
        let rule = self.text(&ruled.rule.id);
        let waived_by = &ruled.reading.duty.waived_by;
        let mut cuts = Vec::new();
        if !waived_by.is_empty() {
            let decided = format!(
                "SELECT id, at_time, {} AS key_value, turn = 'begins' AS is_on FROM decisions WHERE decided = {rule} AND body IN {} AND key_given IS NULL",
                self.no_text(),
                self.list(waived_by)
            );
            cuts.push(self.timeline(&always, &decided));
        }
        if !self.agreement.interpreted_by.is_empty() {
            let all: Vec<String> = ruled.rule.readings.iter().flat_map(|reading| names_of(&reading.name)).collect();
            let own = names_of(&ruled.reading.name);
            let decided = format!(
                "SELECT id, at_time, {} AS key_value, key_given IN {} AS is_on FROM decisions WHERE decided = {rule} AND body IN {} AND key_given IN {}",
                self.no_text(),
                self.list(&own),
                self.list(&self.agreement.interpreted_by),
                self.list(&all)
            );
            cuts.push(self.timeline(&always, &decided));
        }
        let query = match cuts.as_slice() {
            [] => always,
            [one] => one.clone(),
            _ => together(&cuts, false),
        };
        self.keep(&format!("{name}_binds"), "When the rule is neither waived nor interpreted otherwise.", query)
    }

    /// Stretches in which the rule is in force, those alone that have begun: `level`, `key_value`, `starts`, `ends`.
    pub(crate) fn stretches(&mut self, ruled: Ruled<'_>, name: &str, open: Option<&str>) -> String {
        let duty = &ruled.reading.duty;
        let binds = self.bound(ruled, name);
        let is_term = matches!(duty.kind, Kind::Term(_));
        let states = self.states_of(ruled.reading);
        let keyed = states.iter().any(|state| state.each.is_some());
        // What keeps it apart, if anything does, comes first.
        let mut parts: Vec<String> = Vec::new();
        for state in
            states.iter().filter(|state| state.each.is_some()).chain(states.iter().filter(|s| s.each.is_none()))
        {
            let course = self.course(state, ruled.reading);
            parts.push(format!("SELECT level, key_value, starts, ends FROM {course}"));
        }
        let mut bounds: Vec<Interval<Moment>> = Vec::new();
        if states.is_empty() {
            bounds.push(self.agreement.in_force.clone());
        }
        if !is_term {
            bounds.push(duty.time.clone());
            bounds.extend(duty.once.iter().map(|once| Interval { from: Some(once.clone()), until: None }));
        }
        for bound in bounds.iter().filter(|bound| bound.from.is_some() || bound.until.is_some()) {
            let interval = self.interval(bound, ruled.reading);
            parts.push(format!("SELECT level, {} AS key_value, starts, ends FROM ({interval}) given", self.no_text()));
        }
        parts.push(format!("SELECT level, {} AS key_value, starts, ends FROM {binds}", self.no_text()));
        let query = together(&parts, keyed);
        let (joined, closed) = match open {
            Some(open) => (format!(" LEFT JOIN {open} o ON o.level = s.level"), " AND o.level IS NULL"),
            None => (String::new(), ""),
        };
        let query =
            format!("SELECT s.* FROM (\n{query}\n) s CROSS JOIN asked a{joined} WHERE s.starts <= a.as_of{closed}");
        self.keep(&format!("{name}_in_force"), "When the rule is in force.", query)
    }

    /// Every state that must hold; a term looks at its own alone.
    pub(crate) fn states_of(&self, reading: &Reading) -> Vec<State> {
        let names = match &reading.duty.kind {
            Kind::Term(state) => vec![state.clone()],
            _ => reading.duty.states.clone(),
        };
        names.iter().filter_map(|name| self.agreement.states.get(name)).cloned().collect()
    }

    /// The milestones on which a rule hangs, by name; a term hangs on none.
    pub(crate) fn milestones_of(&self, reading: &Reading) -> Vec<String> {
        if matches!(reading.duty.kind, Kind::Term(_)) {
            return Vec::new();
        }
        let time = &reading.duty.time;
        let mut moments: Vec<&Moment> = reading.duty.once.iter().chain(&time.from).chain(&time.until).collect();
        let due = match &reading.duty.kind {
            Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => Some(due),
            Kind::Cumulative { due, .. } => due.as_ref(),
            _ => None,
        };
        match due {
            Some(Due::Within(_, Anchor::Moment(moment)) | Due::By(moment)) => moments.push(moment),
            Some(Due::Between(from, until)) => moments.extend([from, until]),
            _ => {}
        }
        let mut names: Vec<String> = moments.into_iter().filter_map(Moment::milestone).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// The names by which a reading can be meant: the whole, its parts, a part without the trigger's name.
pub(crate) fn names_of(reading: &str) -> Vec<String> {
    let mut all = vec![reading.to_owned()];
    for part in reading.split("; ") {
        all.push(part.to_owned());
        all.extend(part.split_once(": ").map(|(_, claimed)| claimed.to_owned()));
    }
    all
}

/// Rows of `level`, `key_value`, `starts`, `ends`, with those that touch or overlap made one.
pub(crate) fn merged(rows: &str) -> String {
    format!(
        "SELECT level, key_value, MIN(starts) AS starts, MAX(ends) AS ends FROM (\n  \
         SELECT level, key_value, starts, ends, SUM(CASE WHEN starts <= ends_before THEN 0 ELSE 1 END) OVER (PARTITION BY level, key_value ORDER BY starts, ends) AS stretch FROM (\n    \
         SELECT level, key_value, starts, ends, MAX(ends) OVER (PARTITION BY level, key_value ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ends_before FROM (\n{rows}\n    ) spans\n  ) marked\n) numbered GROUP BY level, key_value, stretch"
    )
}

/// The times in which all of these hold. Of those with a key, all must have the same.
fn together(parts: &[String], keyed: bool) -> String {
    let mut parts = parts.iter();
    let Some(first) = parts.next() else { return String::new() };
    let mut query = first.clone();
    for part in parts {
        let keys = if keyed { " AND (o.key_value IS NULL OR o.key_value = t.key_value)" } else { "" };
        query = format!(
            "SELECT t.level, t.key_value, GREATEST(t.starts, o.starts) AS starts, LEAST(t.ends, o.ends) AS ends\n\
             FROM ({query}) t JOIN ({part}) o ON o.level = t.level AND o.starts < t.ends AND t.starts < o.ends{keys}"
        );
    }
    query
}

/// A moment in words.
fn said(at: &Moment) -> String {
    match at {
        Moment::At(at) => at.to_string(),
        Moment::Trigger(name) | Moment::Milestone(name) => name.clone(),
        Moment::EntryIntoForce => "entry into force".to_owned(),
        Moment::StartOf(name) => format!("start of {name}"),
        Moment::EndOf(name) => format!("end of {name}"),
        Moment::After(span, of) => format!("{} {:?} after {}", span.count, span.unit, said(of)),
        Moment::Before(span, of) => format!("{} {:?} before {}", span.count, span.unit, said(of)),
        Moment::DayAfter(days, of) => format!("day {days} of {}", said(of)),
        Moment::WorkingDayAfter(days, _, of) => format!("working day {days} of {}", said(of)),
        Moment::ClockTime(time, of) => format!("{} at {time}", said(of)),
    }
}
