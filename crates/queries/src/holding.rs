//! All the time, or N hours of every period (`docs/guide/assessments.md`, section 5).

use provisions::{Period, Selection};
use rust_decimal::Decimal;

use crate::clause::{AUTHOR, Authors, NEVER, OUTLINE, PARTICULAR, PLACE, REASONS, TIME};
use crate::cover::{Said, zones_of};
use crate::maker::{Maker, all_of};
use crate::most::Acts;
use crate::rule::Answer;
use crate::windows::Work;

/// What is granted, in this order.
const GRANTS: [u8; 5] = [TIME, PLACE, OUTLINE, PARTICULAR, AUTHOR];
const HOUR: i64 = 3_600_000_000;

impl Maker<'_> {
    /// A state that must hold all the time, or so many hours of every period.
    pub(crate) fn continuous(
        &mut self,
        work: &Work<'_>,
        holds: &Selection,
        absence: bool,
        hours: Option<&(Decimal, Period)>,
        contrary: Option<&Selection>,
    ) -> Answer {
        match hours {
            None => self.all_the_time(work, holds, contrary),
            Some((hours, every)) => {
                let number = self.plainly(Decimal::ONE);
                let named = self.periods(work, "all", holds, *every, None);
                let windows =
                    self.keep(&work.step("all_windows"), "Instances: each period.", Self::asking(&named, &number));
                let spans = self.spans(work, holds, absence, contrary, &windows);
                self.in_periods(work, (holds, absence), *hours, &windows, &spans)
            }
        }
    }

    /// What holds, or shows the contrary: `n`, `id`, `begins`, `ends`, `breaks`, `doubt`.
    fn spans(
        &mut self,
        work: &Work<'_>,
        holds: &Selection,
        absence: bool,
        contrary: Option<&Selection>,
        windows: &str,
    ) -> String {
        let mut all = vec![self.spans_of(work, holds, absence, windows)];
        if let Some(contrary) = contrary {
            all.push(self.spans_of(work, contrary, true, windows));
        }
        let says = "What holds, and what shows the contrary, in each instance.";
        self.keep(&work.step("spans"), says, all.join("\nUNION ALL\n"))
    }

    fn spans_of(&mut self, work: &Work<'_>, of: &Selection, breaks: bool, windows: &str) -> String {
        let by = Authors::named(&of.by);
        let mut bears = self.selected(of, "e");
        let column = self.key_column(work.reading());
        Self::keyed(column.as_deref(), &mut bears);
        self.done_by_as_doubt(&by, "e", &mut bears);
        self.qualified(work, "v", &mut bears);
        self.excepting(&work.reading().duty.except, "e", &mut bears);
        bears.must("e.begins < w.ends");
        bears.must("(e.begins >= w.starts OR e.ends > w.starts)");
        bears.doubts.push(format!("CASE WHEN e.holds THEN 0 ELSE {TIME} END"));
        // The qualifier is not granted here, and neither is the level.
        let mut only = crate::clause::Bears::default();
        self.qualified(work, "v", &mut only);
        bears.doubts.extend(only.doubts.iter().map(|doubt| format!("CASE WHEN {doubt} > 0 THEN {NEVER} ELSE 0 END")));
        let doubts = bears.doubt();
        let query = format!(
            "SELECT w.n, e.id, e.begins, e.ends, {} AS breaks, {} AS author_unknown,\n  GREATEST({doubts}, CASE WHEN {} >= w.level THEN 0 ELSE {NEVER} END) AS doubt\n\
             FROM {windows} w CROSS JOIN known e\n  LEFT JOIN {} v ON v.event = e.id\nWHERE {}",
            if breaks { "TRUE" } else { "FALSE" },
            if by == Authors::Whoever { "FALSE" } else { "e.author IS NULL" },
            self.level_of(&by, "FALSE", "e"),
            work.found,
            all_of(&bears.conditions)
        );
        self.split(column.as_deref(), "w", &query)
    }

    /// The pieces of each instance between the moments at which anything changes: `n`, `at`, `next_at`, `length`, `holds`
    /// (the least doubt of what holds), `breaks`, `observed`.
    fn pieces(&mut self, work: &Work<'_>, (holds, absence): (&Selection, bool), windows: &str, spans: &str) -> String {
        let mut points = vec![
            format!("SELECT n, starts AS at_time FROM {windows}"),
            format!("SELECT n, ends FROM {windows}"),
            format!(
                "SELECT w.n, a.as_of FROM {windows} w CROSS JOIN asked a WHERE a.as_of > w.starts AND a.as_of < w.ends"
            ),
            format!(
                "SELECT w.n, s.begins FROM {windows} w JOIN {spans} s ON s.n = w.n WHERE s.begins > w.starts AND s.begins < w.ends"
            ),
            format!(
                "SELECT w.n, s.ends FROM {windows} w JOIN {spans} s ON s.n = w.n WHERE s.ends > w.starts AND s.ends < w.ends"
            ),
        ];
        let observed = absence.then(|| {
            let said = self.said(&work.step("watch"), Said::Observations, holds, None, false);
            for end in ["begins", "ends"] {
                points.push(format!(
                    "SELECT w.n, s.{end} FROM {windows} w JOIN {said} s ON s.{end} > w.starts AND s.{end} < w.ends"
                ));
            }
            said
        });
        let cut = self.keep(
            &work.step("cuts"),
            "The pieces of each instance between the moments at which anything changes.",
            format!(
                "SELECT n, at_time, next_at FROM (\n  SELECT n, at_time, LEAD(at_time) OVER (PARTITION BY n ORDER BY at_time) AS next_at FROM (\n{}\n  ) points\n) cut WHERE next_at IS NOT NULL",
                points.join("\nUNION\n")
            ),
        );
        let (joined, seen) = match &observed {
            Some(said) => {
                let n_types = format!(
                    "(SELECT COUNT(*) FROM (SELECT DISTINCT zone, type FROM ({}) t) t)",
                    self.asked_types(holds)
                );
                let query = format!(
                    "SELECT p.n, p.at_time FROM {cut} p JOIN {said} s ON s.begins <= p.at_time AND p.at_time < s.ends GROUP BY p.n, p.at_time HAVING COUNT(DISTINCT s.zone || ';' || s.type) = {n_types}"
                );
                let step = self.keep(
                    &work.step("watched"),
                    "The pieces that were observed, for every type in every zone.",
                    query,
                );
                (
                    format!("\n  LEFT JOIN {step} o ON o.n = p.n AND o.at_time = p.at_time"),
                    "MAX(CASE WHEN o.n IS NULL THEN 0 ELSE 1 END)",
                )
            }
            None => (String::new(), "0"),
        };
        let length = self.dialect.micros("p.at_time", "p.next_at");
        let query = format!(
            "SELECT p.n, p.at_time, p.next_at, MAX({length}) AS length, MIN(CASE WHEN NOT s.breaks THEN s.doubt END) AS holds, MIN(CASE WHEN s.breaks THEN s.doubt END) AS breaks, {seen} AS observed\n\
             FROM {cut} p\n  LEFT JOIN {spans} s ON s.n = p.n AND s.begins <= p.at_time AND p.at_time < s.ends{joined}\nGROUP BY p.n, p.at_time, p.next_at"
        );
        self.keep(&work.step("pieces"), "What held and what broke in each piece.", query)
    }

    /// Each zone and type of a clause.
    fn asked_types(&self, of: &Selection) -> String {
        let zones: Vec<String> = zones_of(of).iter().map(|zone| zone.clone().unwrap_or_default()).collect();
        let types: Vec<String> = of
            .types
            .iter()
            .filter(|name| self.agreement.event_types.get(*name).is_none_or(|found| found.types.len() <= 1))
            .cloned()
            .collect();
        format!(
            "SELECT z.zone, k.type FROM ({}) z CROSS JOIN ({}) k",
            self.table("zone", &zones),
            self.table("type", &types)
        )
    }

    fn in_periods(
        &mut self,
        work: &Work<'_>,
        (holds, absence): (&Selection, bool),
        hours: Decimal,
        windows: &str,
        spans: &str,
    ) -> Answer {
        let pieces = self.pieces(work, (holds, absence), windows, spans);
        let is_held = if absence { "p.observed = 1 AND p.breaks IS NULL" } else { "COALESCE(p.holds = 0, FALSE)" };
        let micros = (hours * Decimal::from(HOUR)).normalize();
        let enough = micros.ceil();
        let upto: Vec<String> = GRANTS
            .iter()
            .map(|doubt| format!("COALESCE(SUM(length) FILTER (WHERE holds <= {doubt}), 0) AS upto_{doubt}"))
            .collect();
        let perhaps = if absence {
            "COALESCE(SUM(length) FILTER (WHERE NOT (COALESCE(breaks = 0, FALSE) AND at_time < as_of)), 0)"
        } else {
            "COALESCE(SUM(length) FILTER (WHERE holds IS NOT NULL), 0)"
        };
        let totals = self.keep(&work.step("totals"), "How long it held, and was broken, in microseconds.", format!(
            "SELECT n,\n  COALESCE(SUM(length) FILTER (WHERE is_held AND at_time < as_of), 0) AS held, COALESCE(SUM(length), 0) AS whole,\n  \
             COALESCE(SUM(length) FILTER (WHERE COALESCE(breaks = 0, FALSE) AND at_time < as_of), 0) AS broken, {perhaps} AS perhaps_held, MAX(observed) AS observed,\n  {}\n\
             FROM (SELECT p.*, a.as_of, {is_held} AS is_held FROM {pieces} p CROSS JOIN asked a) p GROUP BY n",
            upto.join(",\n  ")
        ));
        let full = self.full_at(work, &pieces, is_held, enough);
        let events = format!(
            "SELECT n, COUNT(*) FILTER (WHERE NOT breaks) AS holding, COUNT(*) FILTER (WHERE breaks) AS breaking FROM {spans} GROUP BY n"
        );
        let times = format!("SELECT n, starts, ends FROM {windows}");
        let complete = self.complete(work, "all", holds, &times);
        let (joined, is_complete) = match &complete {
            Some(step) => (format!("\n  LEFT JOIN {step} c ON c.n = w.n"), "c.n IS NOT NULL"),
            None => (String::new(), "TRUE"),
        };
        let reasons: Vec<String> = if absence {
            Vec::new()
        } else {
            GRANTS
                .iter()
                .map(|doubt| {
                    let reason = REASONS.iter().find(|(known, _)| known == doubt).map_or("", |(_, reason)| *reason);
                    format!("WHEN t.upto_{doubt} >= {enough} THEN 'undetermined {reason}'")
                })
                .collect()
        };
        let observed = if absence { "t.observed = 1" } else { "FALSE" };
        let query = format!(
            "SELECT n, level, party, instance, starts, due, held, FALSE AS late, 0 AS counted,\n  \
             CASE WHEN outcome LIKE 'undetermined%' THEN 'undetermined' WHEN outcome LIKE 'overdue%' THEN 'overdue' ELSE outcome END AS status,\n  \
             CASE WHEN outcome LIKE 'undetermined%' THEN SUBSTRING(outcome, 14) WHEN outcome LIKE 'overdue%' THEN SUBSTRING(outcome, 9) END AS reason,\n  \
             CASE WHEN outcome = 'met' THEN full_at WHEN outcome = 'breach_indicated' THEN due END AS decided_at\n\
             FROM (\n  SELECT w.n, w.level, p.party, w.instance, w.starts, w.due, t.held, f.at_time AS full_at,\n    \
             CASE WHEN t.held >= {enough} THEN 'met'\n      WHEN t.whole - t.broken < {enough} THEN 'breach_indicated'\n      WHEN a.as_of <= w.due THEN 'pending'\n      {}\n      \
             WHEN t.perhaps_held < {enough} AND {is_complete} THEN 'breach_indicated'\n      \
             WHEN t.perhaps_held >= {enough} AND (COALESCE(e.holding, 0) > 0 OR {observed}) THEN 'overdue claimed_only'\n      \
             WHEN COALESCE(e.holding, 0) = 0 AND COALESCE(e.breaking, 0) = 0 AND NOT ({observed}) THEN 'overdue nothing_reported'\n      \
             ELSE 'overdue count_incomplete' END AS outcome\n  \
             FROM {windows} w CROSS JOIN asked a CROSS JOIN ({}) p\n  JOIN {totals} t ON t.n = w.n\n  LEFT JOIN ({events}) e ON e.n = w.n\n  LEFT JOIN {full} f ON f.n = w.n{joined}\n) steps",
            reasons.join("\n      "),
            self.parties(work, None, false)
        );
        let decided = self.keep(&work.step("all_decided"), "Each instance decided.", query);
        let breaking = if absence { "TRUE" } else { "f.status <> 'met'" };
        let because = format!(
            "SELECT s.n, f.party, s.id AS event, CASE WHEN s.doubt = 0 THEN 2 WHEN f.reason = 'author_unknown' AND s.author_unknown THEN 4 ELSE 3 END AS role\n\
             FROM {spans} s JOIN {decided} f ON f.n = s.n WHERE NOT s.breaks AND (f.status <> 'met' OR (s.doubt = 0 AND s.begins < f.decided_at))\n\
             UNION ALL\nSELECT s.n, f.party, s.id AS event, CASE WHEN s.doubt = 0 THEN 2 ELSE 3 END AS role FROM {spans} s JOIN {decided} f ON f.n = s.n WHERE s.breaks AND {breaking}"
        );
        let pleaded = self.pleaded_of_spans(spans, &decided);
        Answer { counted_text: Some(self.hours_text("f.held")), ..Answer::new(&decided, because, pleaded) }
    }

    fn pleaded_of_spans(&self, spans: &str, decided: &str) -> String {
        format!(
            "SELECT DISTINCT s.n, f.party, g.ground FROM {spans} s JOIN {decided} f ON f.n = s.n JOIN pleas g ON g.event = s.id AND g.party = f.party WHERE s.doubt = 0"
        )
    }

    /// When so many microseconds are full.
    fn full_at(&mut self, work: &Work<'_>, pieces: &str, is_held: &str, enough: Decimal) -> String {
        let query = format!(
            "SELECT n, MIN(at_time + ({enough} - before) * INTERVAL '0.000001' SECOND) AS at_time FROM (\n  SELECT p.n, p.at_time, p.length, SUM(p.length) OVER (PARTITION BY p.n ORDER BY p.at_time ROWS UNBOUNDED PRECEDING) - p.length AS before\n  \
             FROM {pieces} p CROSS JOIN asked a WHERE {is_held} AND p.at_time < a.as_of\n) running WHERE before < {enough} AND before + length >= {enough} GROUP BY n"
        );
        self.keep(&work.step("full"), "When the hours were full.", query)
    }

    /// Microseconds as hours, with as many digits as a decimal of 96 bits holds.
    fn hours_text(&self, micros: &str) -> String {
        let whole = self.dialect.whole(micros, HOUR);
        let rest = format!("(({micros}) % {HOUR})");
        // An hour is 36 hundred-millions of microseconds: after ten digits one comes again and again.
        let head = self.dialect.whole(&format!("{rest} * 100"), 36);
        let again = self.dialect.whole(&format!("(({rest} * 100) % 36) * 10"), 36);
        let text = |what: &str| self.as_text(what);
        let digits = format!("LPAD({}, 10, '0')", text(&format!("CAST({head} AS BIGINT)")));
        let whole_text = text(&format!("CAST({whole} AS BIGINT)"));
        let again_text = text(&format!("CAST({again} AS BIGINT)"));
        let last = text(&format!("CAST(CASE WHEN {again} >= 5 THEN {again} + 1 ELSE {again} END AS BIGINT)"));
        // 28 digits behind the point, fewer where a number of 96 bits holds no more.
        let cases: Vec<String> =
            (20..=28).rev().map(|places| format!("WHEN {micros} <= {} THEN {places}", fits_micros(places))).collect();
        let places = format!("(CASE {} ELSE 19 END)", cases.join(" "));
        format!(
            "CASE WHEN {rest} = 0 THEN {whole_text} WHEN {again} = 0 THEN TRIM(TRAILING '0' FROM {whole_text} || '.' || {digits}) ELSE {whole_text} || '.' || {digits} || REPEAT({again_text}, {places} - 11) || {last} END"
        )
    }

    /// All the time: the steps of *never* on what shows the contrary; then what holds must cover the whole.
    fn all_the_time(&mut self, work: &Work<'_>, holds: &Selection, contrary: Option<&Selection>) -> Answer {
        let number = self.plainly(Decimal::ZERO);
        let windows = self.windows(work, "all", holds, &number);
        let never = contrary.map(|contrary| {
            let acts = Acts { asks_coverage: false, ..Acts::of(contrary) };
            self.at_most(work, "contrary", &acts, &windows, &number)
        });
        let spans = {
            let all = self.spans_of(work, holds, false, &windows);
            self.keep(&work.step("spans"), "What holds in each instance.", all)
        };
        let until = format!(
            "SELECT w.n, w.starts, LEAST(w.ends, a.as_of) AS ends FROM {windows} w CROSS JOIN asked a WHERE w.starts < LEAST(w.ends, a.as_of)"
        );
        let bounded = self.keep(&work.step("so_far"), "The time of each instance that has passed.", until);
        let pieces = self.pieces(work, (holds, false), &bounded, &spans);
        let whole = self.dialect.micros("w.starts", "w.ends");
        let held = self.keep(&work.step("held"), "How long it held, in microseconds.", format!(
            "SELECT w.n, COALESCE(SUM(p.length) FILTER (WHERE p.holds = 0), 0) AS held, MAX({whole}) AS whole FROM {bounded} w LEFT JOIN {pieces} p ON p.n = w.n GROUP BY w.n"
        ));
        let unwatched = contrary.and_then(|contrary| self.unwatched(work, "all", contrary, &windows));
        let (watch, missing) = match (&unwatched, contrary) {
            (_, None) => (String::new(), "'count_incomplete'".to_owned()),
            (Some(step), _) => (
                format!("\n  LEFT JOIN {step} u ON u.n = f.n"),
                "CASE WHEN u.n IS NOT NULL THEN 'no_access' END".to_owned(),
            ),
            (None, _) => (String::new(), self.no_text()),
        };
        let base = match &never {
            Some(never) => never.decided.clone(),
            None => {
                let query = format!(
                    "SELECT w.n, w.level, p.party, w.instance, w.starts, w.due, 'no_breach_recorded' AS status, {} AS reason, CAST(NULL AS TIMESTAMP) AS decided_at, FALSE AS late, 0 AS counted\nFROM {windows} w CROSS JOIN ({}) p",
                    self.no_text(),
                    self.parties(work, None, false)
                );
                self.keep(&work.step("stand"), "Each instance, for each party.", query)
            }
        };
        let is_whole = format!("f.starts > {} AND COALESCE(h.whole, 0) > 0 AND h.held = h.whole", crate::maker::ALWAYS);
        let lacks = format!(
            "CASE WHEN f.party <> 'unknown' AND f.status = 'no_breach_recorded' AND NOT ({is_whole}) THEN {missing} END"
        );
        let query = format!(
            "SELECT f.n, f.level, f.party, f.instance, f.starts, f.due, CASE WHEN {lacks} IS NULL THEN f.status ELSE 'undetermined' END AS status, COALESCE({lacks}, f.reason) AS reason, f.decided_at, f.late,\n  \
             f.counted, COALESCE(h.held, 0) AS held\nFROM {base} f\n  LEFT JOIN {held} h ON h.n = f.n{watch}"
        );
        let decided = self.keep(&work.step("all_decided"), "Each instance decided.", query);
        let of_holding = format!(
            "SELECT s.n, f.party, s.id AS event, CASE WHEN s.doubt = 0 THEN 2 ELSE 3 END AS role FROM {spans} s JOIN {decided} f ON f.n = s.n WHERE f.party <> 'unknown'"
        );
        let of_pleading = format!("{} AND f.party <> 'unknown'", self.pleaded_of_spans(&spans, &decided));
        let (because, pleaded) = match never {
            Some(never) => (
                format!("{}\nUNION ALL\n{of_holding}", never.because),
                format!("{}\nUNION\n{of_pleading}", never.pleaded),
            ),
            None => (of_holding, of_pleading),
        };
        let hours = self.hours_text("f.held");
        let unknown = self.digits("f.counted");
        let counted_text = Some(format!("CASE WHEN f.party = 'unknown' THEN {unknown} ELSE {hours} END"));
        Answer { counted_text, ..Answer::new(&decided, because, pleaded) }
    }
}

/// So many microseconds are so many hours as a decimal of 96 bits holds with this many digits behind the point.
fn fits_micros(places: u32) -> u128 {
    (1_u128 << 96) * 3_600_000_000 / 10_u128.pow(places)
}
