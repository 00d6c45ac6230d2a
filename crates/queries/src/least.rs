//! At least N, by a due time: the nine steps (`docs/guide/assessments.md`, section 5).

use provisions::{Amount, Anchor, Bound, Due, Measure, Moment, Period, Reporting, Selection, Span, Step};
use rust_decimal::Decimal;

use crate::amounts::Number;
use crate::clause::{AUTHOR, Authors, EVENTS_OF_WINDOWS, NEVER, OUTLINE, PARTICULAR, PLACE, QUALIFIER, REASONS, TIME};
use crate::maker::{Maker, OPEN, all_of};
use crate::most::Acts;
use crate::rule::Answer;
use crate::windows::Work;

/// What is granted, in this order. The level never is.
pub(crate) const GRANTS: [u8; 6] = [QUALIFIER, TIME, PLACE, OUTLINE, PARTICULAR, AUTHOR];

/// What is counted of at least so much.
#[derive(Clone)]
pub(crate) struct Counted<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) number: Number,
    /// Whether only what the party bound does counts.
    pub(crate) by_the_party: bool,
    /// Whether the number of events must be known whatever is asked.
    pub(crate) needs_quantity: bool,
    /// Whether what comes after the due time counts as late.
    pub(crate) may_be_late: bool,
    /// Whether the instances are counted from events.
    pub(crate) from_events: bool,
}

impl<'a> Counted<'a> {
    pub(crate) fn of(selection: &'a Selection, number: Number) -> Counted<'a> {
        Counted { selection, number, by_the_party: false, needs_quantity: false, may_be_late: true, from_events: false }
    }
}

impl Maker<'_> {
    /// A deadline, or a total from the beginning of the rule's first stretch.
    pub(crate) fn deadline(
        &mut self,
        work: &Work<'_>,
        must: &Selection,
        amount: &Amount,
        due: &Due,
        is_total: bool,
    ) -> Answer {
        let number = self.number(amount, work.reading());
        self.by_due(work, Counted::of(must, number), due, is_total)
    }

    fn by_due(&mut self, work: &Work<'_>, counted: Counted<'_>, due: &Due, is_total: bool) -> Answer {
        if let Due::Within(span, Anchor::Event(anchor)) = due {
            return self.counted_from_events(work, counted, Some(*span), anchor, None);
        }
        let stretches = self.keyed_stretches(work, "all", &[counted.selection], true);
        let (run, unset) = self.run(work, &stretches, due, is_total);
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY level, starts, key_value) AS n, level, key_value, starts, {OPEN} AS ends, due, due_first\nFROM (\n{run}\n) r"
        );
        let named = self.named_with_due(work, &query);
        let windows = self.due_windows(work, "all", &named, &counted.number);
        Answer { unset, ..self.at_least(work, "all", &counted, &windows) }
    }

    /// Instances with their names, `due_first` kept beside them.
    fn named_with_due(&mut self, work: &Work<'_>, query: &str) -> String {
        let named = self.with_names(work, query, None);
        format!("SELECT w.*, d.due_first FROM (\n{named}\n) w JOIN (\n{query}\n) d ON d.n = w.n")
    }

    fn due_windows(&mut self, work: &Work<'_>, what: &str, named: &str, number: &Number) -> String {
        let query = format!(
            "SELECT w.*, FALSE AS key_unstated, {} AS number, {} AS lacks\nFROM (\n{named}\n) w",
            number.value, number.lacks
        );
        self.keep(&work.step(&format!("{what}_windows")), "Instances, with when they begin and fall due.", query)
    }

    /// Rows of stretches with `starts`, `due` and `due_first`; and the levels at which a moment is not set.
    fn run(&mut self, work: &Work<'_>, stretches: &str, due: &Due, is_total: bool) -> (String, Option<String>) {
        let reading = work.reading();
        let columns = |starts: &str, first: &str, last: &str, from: &str| {
            let starts = if is_total { "s.starts" } else { starts };
            format!(
                "SELECT s.level, s.key_value, {starts} AS starts, {first} AS due_first, {last} AS due\nFROM ({stretches}) s {from}"
            )
        };
        match due {
            Due::ToBeAgreed => (columns("s.starts", "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS TIMESTAMP)", ""), None),
            Due::Within(span, Anchor::Moment(Moment::Milestone(name))) => {
                let step = self.milestone(name, reading);
                let base = format!("SELECT level, first_at, last_at FROM {step} WHERE last_at IS NOT NULL");
                let first = self.shifted(&base, "first_at", *span, false, "due_first");
                let both = self.shifted(&first, "last_at", *span, false, "due_last");
                let unset = format!("SELECT level FROM {step} WHERE last_at IS NULL");
                let from = format!("JOIN ({both}) m ON m.level = s.level");
                (columns("m.first_at", "m.due_first", "m.due_last", &from), Some(unset))
            }
            Due::Within(span, Anchor::Moment(moment)) => {
                let step = self.moment(moment, reading);
                let base = format!("SELECT level, at_time FROM {step} WHERE at_time IS NOT NULL");
                let later = self.shifted(&base, "at_time", *span, false, "due");
                let unset = self.unset(&[moment], reading);
                (columns("m.at_time", "m.due", "m.due", &format!("JOIN ({later}) m ON m.level = s.level")), unset)
            }
            Due::By(moment) => {
                let step = self.moment(moment, reading);
                let unset = self.unset(&[moment], reading);
                let from = format!("JOIN {step} m ON m.level = s.level AND m.at_time IS NOT NULL");
                (columns("s.starts", "m.at_time", "m.at_time", &from), unset)
            }
            Due::Between(from, until) => {
                let begins = self.beginning(from, reading);
                let step = self.moment(until, reading);
                let unset = self.unset(&[from, until], reading);
                let from = format!(
                    "JOIN ({begins}) f ON f.level = s.level AND f.at_time IS NOT NULL JOIN {step} m ON m.level = s.level AND m.at_time IS NOT NULL"
                );
                (columns("f.at_time", "m.at_time", "m.at_time", &from), unset)
            }
            Due::Within(_, Anchor::Event(_)) => (
                columns("s.starts", "s.starts", "s.starts", "WHERE 1 = 0"),
                Some("SELECT level FROM levels".to_owned()),
            ),
        }
    }

    /// A total that may not be passed by a due time is counted in each stretch up to that time, itself included.
    pub(crate) fn total_until(&mut self, work: &Work<'_>, total: &Selection, amount: &Amount, due: &Due) -> Answer {
        let asked = self.number(amount, work.reading());
        let stretches = self.keyed_stretches(work, "all", &[total], false);
        let (run, unset) = self.run(work, &stretches, due, true);
        let dues = format!("SELECT DISTINCT level, due FROM (\n{run}\n) r");
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY s.level, s.starts, s.key_value) AS n, s.level, s.key_value, s.starts, {} AS ends, d.due\nFROM ({stretches}) s JOIN ({dues}) d ON d.level = s.level",
            Self::until_due("s.ends", "d.due")
        );
        let named = self.with_names(work, &query, None);
        let says = "Instances: each stretch up to the due time.";
        let windows = self.keep(&work.step("all_windows"), says, Self::asking(&named, &asked));
        Answer { unset, ..self.at_most(work, "all", &Acts::of(total), &windows, &asked) }
    }

    /// Each of one with one of the other near it in time.
    pub(crate) fn together(&mut self, work: &Work<'_>, must: &Selection, with: &Selection, within: Span) -> Answer {
        let counted = Counted::of(must, self.plainly(Decimal::ONE));
        self.counted_from_events(work, counted, Some(within), with, Some(within))
    }

    /// One instance for each event that bears on the rule's time in force.
    fn counted_from_events(
        &mut self,
        work: &Work<'_>,
        mut counted: Counted<'_>,
        span: Option<Span>,
        anchor: &Selection,
        before: Option<Span>,
    ) -> Answer {
        counted.from_events = true;
        let reading = work.reading();
        let by = Authors::named(&anchor.by);
        let mut bears = self.selected(anchor, "e");
        self.done_by_as_doubt(&by, "e", &mut bears);
        let column = self.key_column(reading);
        if let Some(state_column) = self.state_key(reading) {
            let value = self.column(&state_column, "e");
            let condition = format!("({value} IS NULL OR {value} = s.key_value)");
            bears.particular(condition, &format!("{value} IS NULL"), PARTICULAR);
        }
        self.in_stretch("e", "s.starts", "s.ends", &mut bears);
        let key = column.as_ref().map_or(self.no_text(), |column| self.column(column, "e"));
        let query = format!(
            "SELECT s.level, e.id, e.begins, e.last_moment, {key} AS key_value, {} AS trigger_level, MIN({}) AS trigger_doubt\n\
             FROM {} s CROSS JOIN known e\nWHERE {}\nGROUP BY s.level, e.id, e.begins, e.last_moment, {key}, {}",
            self.level_of(&by, "FALSE", "e"),
            bears.doubt(),
            work.stretches,
            all_of(&bears.conditions),
            self.level_of(&by, "FALSE", "e"),
        );
        let triggers = self.keep(&work.step("triggers"), "Events from which an instance is counted.", query);
        let mut query = format!("SELECT * FROM {triggers}");
        let starts = match before {
            Some(span) => {
                query = self.shifted(&query, "begins", span, true, "starts");
                "starts"
            }
            None => "begins AS starts",
        };
        let (first, last) = match span {
            Some(span) => {
                query = self.shifted(&query, "begins", span, false, "after_first");
                query = self.shifted(&query, "last_moment", span, false, "after_last");
                ("after_first", "after_last")
            }
            None => ("CAST(NULL AS TIMESTAMP)", "CAST(NULL AS TIMESTAMP)"),
        };
        let unstated = if column.is_some() { "key_value IS NULL" } else { "FALSE" };
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY level, id) AS n, level, key_value, {unstated} AS key_unstated, {starts}, {OPEN} AS ends, {last} AS due, {first} AS due_first, id AS instance,\n  \
             trigger_level, trigger_doubt, {} AS number, {} AS lacks\nFROM ({query}) t",
            counted.number.value, counted.number.lacks
        );
        let windows = self.keep(&work.step("all_windows"), "An instance for each of them.", query);
        self.at_least(work, "all", &counted, &windows)
    }

    /// At least one report or notice, by the party bound, to one of those named.
    pub(crate) fn report(&mut self, work: &Work<'_>, to: &[String], when: &Reporting) -> Answer {
        let told = Selection { against: to.to_vec(), ..self.of_types(&["report_submitted", "notice_given"]) };
        let number = self.plainly(Decimal::ONE);
        let counted = Counted { by_the_party: true, ..Counted::of(&told, number.clone()) };
        match when {
            Reporting::Once(due) => self.by_due(work, counted, due, false),
            Reporting::Of { event, within } => self.counted_from_events(work, counted, *within, event, None),
            Reporting::Every(every) => {
                let windows = self.period_windows(work, "all", &told, *every, None, &number, None);
                self.at_least(work, "all", &Counted { may_be_late: false, ..counted }, &windows)
            }
        }
    }

    /// All events of some base types, and of those that the agreement counts as them.
    pub(crate) fn of_types(&self, names: &[&str]) -> Selection {
        let mut types = std::collections::BTreeSet::new();
        for name in names {
            match self.agreement.event_types.get(*name) {
                Some(found) => types.extend(found.types.iter().cloned()),
                None => {
                    types.insert((*name).to_owned());
                }
            }
        }
        Selection {
            name: names.concat(),
            types,
            unit: None,
            by: Vec::new(),
            against: Vec::new(),
            zones: Vec::new(),
            near: None,
            items: Vec::new(),
            with: Vec::new(),
        }
    }

    /// Every measure in every period.
    pub(crate) fn rate(&mut self, work: &Work<'_>, every: Period, measures: &[Measure]) -> Vec<Answer> {
        let mut all = Vec::new();
        for (idx, measure) in measures.iter().enumerate() {
            let what = format!("measure_{}", idx + 1);
            let number = self.number(&measure.amount, work.reading());
            let decided = self.value_in_time(&measure.amount);
            let (of, part) = (&measure.selection, measure.part.as_deref());
            let windows = self.period_windows(work, &what, of, every, part, &number, decided.as_deref());
            let needs_quantity = decided.is_some();
            all.push(match measure.bound {
                Bound::AtMost => self.at_most(work, &what, &Acts { needs_quantity, ..Acts::of(of) }, &windows, &number),
                Bound::AtLeast => {
                    let counted = Counted { needs_quantity, may_be_late: false, ..Counted::of(of, number) };
                    self.at_least(work, &what, &counted, &windows)
                }
            });
        }
        all
    }

    /// Instances of periods, with what is asked in each.
    #[expect(clippy::too_many_arguments, reason = "each of them differs from call to call")]
    fn period_windows(
        &mut self,
        work: &Work<'_>,
        what: &str,
        of: &Selection,
        every: Period,
        part: Option<&str>,
        number: &Number,
        decided: Option<&str>,
    ) -> String {
        let named = self.periods(work, what, of, every, part);
        let query = match decided {
            None => format!(
                "SELECT w.*, w.due AS due_first, FALSE AS key_unstated, {} AS number, {} AS lacks\nFROM (\n{named}\n) w",
                number.value, number.lacks
            ),
            Some(step) => format!(
                "SELECT w.*, w.due AS due_first, FALSE AS key_unstated, v.value AS number, CASE WHEN v.value IS NULL THEN 'to_be_agreed' END AS lacks\nFROM (\n{named}\n) w\nLEFT JOIN {step} v ON v.at_time <= w.due AND (v.until IS NULL OR w.due < v.until)"
            ),
        };
        let step = self.keep(&work.step(&format!("{what}_windows")), "Instances: each period.", query);
        self.days_of_periods(&step);
        step
    }

    /// Steps, each of which falls due once its condition is reached.
    pub(crate) fn steps_of(&mut self, work: &Work<'_>, total: &Selection, steps: &[Step]) -> Vec<Answer> {
        let stretches = self.keyed_stretches(work, "all", &[total], true);
        let first = self.keep(&work.step("first"), "The first stretch of each key.", stretches);
        let mut all = Vec::new();
        for (idx, step) in steps.iter().enumerate() {
            let what = format!("step_{}", idx + 1);
            let says = format!("The condition of step {}", idx + 1);
            let reached = self.reached(&work.step(&format!("{what}_reached")), &says, &step.once, work.reading());
            all.push(self.step_waiting(work, &what, idx, &first, &reached));
            let number = self.number(&step.at_least, work.reading());
            let base = format!("SELECT level, first_at, last_at FROM {reached} WHERE last_at IS NOT NULL");
            let (dues, due_first, due) = match step.within {
                None => (base, "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS TIMESTAMP)"),
                Some(span) => {
                    let one = self.shifted(&base, "first_at", span, false, "after_first");
                    (self.shifted(&one, "last_at", span, false, "after_last"), "m.after_first", "m.after_last")
                }
            };
            let query = format!(
                "SELECT ROW_NUMBER() OVER (ORDER BY s.level, s.key_value) AS n, s.level, s.key_value, FALSE AS key_unstated, s.starts, {OPEN} AS ends, {due} AS due, {due_first} AS due_first,\n  \
                 {} AS instance, {} AS number, {} AS lacks\nFROM {first} s JOIN ({dues}) m ON m.level = s.level",
                Self::step_name(idx),
                number.value,
                number.lacks
            );
            let windows =
                self.keep(&work.step(&format!("{what}_windows")), "Instances of a step that is reached.", query);
            all.push(self.at_least(work, &what, &Counted::of(total, number), &windows));
        }
        all
    }

    fn step_name(idx: usize) -> String {
        format!(
            "CASE WHEN s.key_value IS NULL OR s.key_value = '' THEN '' ELSE s.key_value || ' ' END || 'step {}'",
            idx + 1
        )
    }

    /// A step whose condition is not reached, or open.
    fn step_waiting(&mut self, work: &Work<'_>, what: &str, idx: usize, first: &str, reached: &str) -> Answer {
        let query = format!(
            "SELECT -ROW_NUMBER() OVER (ORDER BY s.level, s.key_value, p.party) AS n, s.level, p.party, {} AS instance, s.starts, CAST(NULL AS TIMESTAMP) AS due,\n  \
             CASE WHEN m.reason IS NULL THEN 'not_in_force' ELSE 'undetermined' END AS status, m.reason, CAST(NULL AS TIMESTAMP) AS decided_at, FALSE AS late, 0 AS counted\n\
             FROM {first} s CROSS JOIN ({}) p JOIN {reached} m ON m.level = s.level AND m.last_at IS NULL",
            Self::step_name(idx),
            self.parties(work, None, false)
        );
        let step =
            self.keep(&work.step(&format!("{what}_waiting")), "A step whose condition is not reached, or open.", query);
        Answer::new(&step, self.no_causes(), self.no_grounds())
    }

    /// The events that bear on instances: `n`, `party`, `id`, `last_moment`, `quantity` (null: in another unit), `is_known`,
    /// `doubt`, `timely` (a doubt; that of what is surely late is never granted).
    fn candidates(&mut self, work: &Work<'_>, what: &str, counted: &Counted<'_>, windows: &str) -> String {
        let reading = work.reading();
        let by = if counted.by_the_party { Authors::TheParty } else { Authors::named(&counted.selection.by) };
        let mut bears = self.selected(counted.selection, "e");
        let column = self.key_column(reading);
        Self::keyed(column.as_deref(), &mut bears);
        self.done_by_as_doubt(&by, "e", &mut bears);
        let needs = if counted.needs_quantity { "TRUE".to_owned() } else { counted.number.needs.clone() };
        if needs != "FALSE" {
            bears.must(format!("NOT ({needs} AND e.number_refuted)"));
        }
        self.qualified(work, "v", &mut bears);
        self.excepting(&reading.duty.except, "e", &mut bears);
        self.after_start("e", "w.starts", &mut bears);
        if !counted.may_be_late {
            bears.must("(w.due IS NULL OR e.begins <= w.due)");
            bears.doubts.push(format!("CASE WHEN w.due IS NULL OR e.last_moment <= w.due THEN 0 ELSE {TIME} END"));
        }
        let quantity = self.in_unit(counted.selection.unit.as_deref(), "e");
        let query = format!(
            "SELECT w.n, p.party, e.id, e.last_moment, {quantity} AS quantity,\n  {} >= w.level AS is_known,\n  {} AS doubt,\n  \
             CASE WHEN w.due IS NULL OR e.last_moment <= w.due_first THEN 0 WHEN e.begins <= w.due THEN {TIME} ELSE {NEVER} END AS timely\n\
             FROM {EVENTS_OF_WINDOWS} CROSS JOIN ({}) p\n  LEFT JOIN {} v ON v.event = e.id\nWHERE {}",
            self.level_of(&by, &needs, "e"),
            bears.doubt(),
            self.parties(work, None, false),
            work.found,
            all_of(&bears.conditions)
        );
        let query = self.by_days(windows, &query);
        let query = self.split(column.as_deref(), "w", &query);
        let says = "Events that bear on each instance, with the greatest doubt about each.";
        self.keep(&work.step(&format!("{what}_events")), says, query)
    }

    /// The nine steps over instances.
    pub(crate) fn at_least(&mut self, work: &Work<'_>, what: &str, counted: &Counted<'_>, windows: &str) -> Answer {
        let events = self.candidates(work, what, counted, windows);
        let times = format!("SELECT n, starts, due + INTERVAL '1' SECOND AS ends FROM {windows} WHERE due IS NOT NULL");
        let complete = self.complete(work, what, counted.selection, &times);
        let granted: Vec<String> = [0].iter().chain(&GRANTS)
            .map(|doubt| format!("COALESCE(SUM(quantity) FILTER (WHERE is_known AND doubt <= {doubt} AND timely <= {doubt}), 0) AS upto_{doubt}"))
            .collect();
        let totals = self.keep(
            &work.step(&format!("{what}_totals")),
            "How much bears on each instance, with one doubt more granted at a time.",
            format!(
                "SELECT n, party,\n  {},\n  COALESCE(SUM(quantity) FILTER (WHERE is_known AND doubt = 0), 0) AS at_any_time,\n  \
                 COALESCE(SUM(quantity), 0) AS of_all, COUNT(quantity) AS events, COUNT(*) - COUNT(quantity) AS in_other_units\nFROM {events} GROUP BY n, party",
                granted.join(",\n  ")
            ),
        );
        let reaching = self.reaching(work, what, &events, windows);
        let decided = self.decide_least(work, what, counted, windows, (&totals, &reaching, complete.as_deref()));
        let trigger = if counted.from_events {
            format!("\nUNION ALL\nSELECT f.n, f.party, f.instance AS event, 1 AS role FROM {decided} f")
        } else {
            String::new()
        };
        let because = format!(
            "SELECT r.n, r.party, r.id AS event, 2 AS role FROM {reaching} r JOIN {decided} f ON f.n = r.n AND f.party = r.party\n\
             WHERE f.status = 'met' AND (r.timely = 0 OR f.late) AND (f.late = (r.which = 'late'))\n\
             UNION ALL\nSELECT e.n, e.party, e.id AS event, CASE WHEN e.doubt = 0 AND e.is_known THEN 2 WHEN f.reason = 'author_unknown' AND e.doubt = {AUTHOR} THEN 4 ELSE 3 END AS role\n\
             FROM {events} e JOIN {decided} f ON f.n = e.n AND f.party = e.party WHERE f.status <> 'met' AND e.quantity IS NOT NULL{trigger}"
        );
        let pleaded = format!(
            "SELECT DISTINCT e.n, e.party, g.ground FROM {events} e JOIN pleas g ON g.event = e.id AND g.party = e.party\n\
             WHERE e.doubt = 0 AND e.is_known AND e.quantity IS NOT NULL"
        );
        Answer::new(&decided, because, pleaded)
    }

    /// What counts up to the event that reaches the number, in time and at any time.
    fn reaching(&mut self, work: &Work<'_>, what: &str, events: &str, windows: &str) -> String {
        let one = |which: &str, timely: &str| {
            format!(
                "SELECT e.n, e.party, e.id, e.last_moment, e.quantity, e.timely, w.number, '{which}' AS which,\n      \
                 SUM(e.quantity) OVER (PARTITION BY e.n, e.party ORDER BY e.last_moment, e.id ROWS UNBOUNDED PRECEDING) AS so_far\n    \
                 FROM {events} e JOIN {windows} w ON w.n = e.n WHERE e.doubt = 0 AND e.is_known AND e.quantity IS NOT NULL{timely}"
            )
        };
        let query = format!(
            "SELECT n, party, id, last_moment, timely, which FROM (\n    {}\n    UNION ALL\n    {}\n) running WHERE so_far - quantity < number",
            one("in_time", " AND e.timely = 0"),
            one("late", "")
        );
        self.keep(
            &work.step(&format!("{what}_reaching")),
            "What counts up to the event that reaches the number.",
            query,
        )
    }

    fn decide_least(
        &mut self,
        work: &Work<'_>,
        what: &str,
        counted: &Counted<'_>,
        windows: &str,
        (totals, reaching, complete): (&str, &str, Option<&str>),
    ) -> String {
        let reason_of = |doubt: &u8| REASONS.iter().find(|(known, _)| known == doubt).map_or("", |(_, reason)| *reason);
        let reasons: Vec<String> = GRANTS
            .iter()
            .map(|doubt| {
                format!("WHEN COALESCE(t.upto_{doubt}, 0) >= w.number THEN 'undetermined {}'", reason_of(doubt))
            })
            .collect();
        let late = if counted.may_be_late { "WHEN COALESCE(t.at_any_time, 0) >= w.number THEN 'met late'" } else { "" };
        let triggered = if counted.from_events {
            let of: Vec<String> = GRANTS
                .iter()
                .map(|doubt| format!("WHEN w.trigger_doubt = {doubt} THEN 'undetermined {}'", reason_of(doubt)))
                .collect();
            format!(
                "WHEN w.trigger_level < w.level THEN 'undetermined allegations_open'\n      {}",
                of.join("\n      ")
            )
        } else {
            String::new()
        };
        let (joined, is_complete) = match complete {
            Some(step) => (format!("\n  LEFT JOIN {step} c ON c.n = w.n"), "c.n IS NOT NULL"),
            None => (String::new(), "TRUE"),
        };
        let query = format!(
            "SELECT n, level, party, instance, starts, due, number,\n  \
             CASE WHEN outcome LIKE 'undetermined%' THEN 'undetermined' WHEN outcome LIKE 'met%' THEN 'met' WHEN outcome LIKE 'overdue%' THEN 'overdue' ELSE outcome END AS status,\n  \
             CASE WHEN outcome LIKE 'undetermined%' THEN SUBSTRING(outcome, 14) WHEN outcome LIKE 'overdue%' THEN SUBSTRING(outcome, 9) END AS reason,\n  \
             CASE WHEN outcome = 'met' THEN met_at WHEN outcome = 'met late' THEN late_at WHEN outcome = 'breach_indicated' THEN due END AS decided_at,\n  \
             outcome = 'met late' AS late, counted\nFROM (\n  SELECT w.n, w.level, p.party, w.instance, w.starts, w.due, w.number, COALESCE(t.at_any_time, 0) AS counted, r.met_at, r.late_at,\n    \
             CASE WHEN w.lacks IS NOT NULL THEN 'undetermined ' || w.lacks\n      WHEN COALESCE(t.upto_0, 0) >= w.number THEN 'met'\n      \
             WHEN w.due IS NULL THEN 'undetermined to_be_agreed'\n      WHEN a.as_of <= w.due THEN 'pending'\n      {}\n      {late}\n      \
             WHEN COALESCE(t.in_other_units, 0) > 0 THEN 'undetermined units_not_comparable'\n      {triggered}\n      \
             WHEN COALESCE(t.of_all, 0) < w.number AND {is_complete} THEN 'breach_indicated'\n      \
             WHEN COALESCE(t.of_all, 0) >= w.number THEN 'overdue claimed_only'\n      \
             WHEN COALESCE(t.events, 0) = 0 THEN 'overdue nothing_reported'\n      ELSE 'overdue count_incomplete' END AS outcome\n  \
             FROM {windows} w CROSS JOIN asked a CROSS JOIN ({}) p\n  LEFT JOIN {totals} t ON t.n = w.n AND t.party = p.party\n  \
             LEFT JOIN (SELECT n, party, MAX(CASE WHEN which = 'in_time' THEN last_moment END) AS met_at, MAX(CASE WHEN which = 'late' THEN last_moment END) AS late_at FROM {reaching} GROUP BY n, party) r ON r.n = w.n AND r.party = p.party{joined}\n) steps",
            reasons.join("\n      "),
            self.parties(work, None, false)
        );
        self.keep(&work.step(&format!("{what}_decided")), "Each instance decided.", query)
    }
}
