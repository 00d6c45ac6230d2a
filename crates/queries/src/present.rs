//! At any time at most N, and so many for each (`docs/guide/assessments.md`, section 5).

use provisions::{Amount, Selection, Span};
use rust_decimal::Decimal;

use crate::clause::{AUTHOR, Authors, LEVEL, OUTLINE, PARTICULAR, PLACE, QUALIFIER, REASONS, TIME};
use crate::least::GRANTS as GRANTS_OF_GIVEN;
use crate::maker::{Maker, all_of};
use crate::most::Acts;
use crate::rule::Answer;
use crate::windows::Work;

/// What is granted to what is present, in this order.
const GRANTS: [u8; 7] = [QUALIFIER, LEVEL, TIME, PLACE, OUTLINE, PARTICULAR, 7];
/// What is granted to that for each of which so many are owed.
const GRANTS_OF_OTHERS: [u8; 6] = [LEVEL, TIME, PLACE, OUTLINE, PARTICULAR, AUTHOR];

fn reason_of(doubt: u8) -> &'static str {
    REASONS.iter().find(|(known, _)| *known == doubt).map_or("", |(_, reason)| reason)
}

impl Maker<'_> {
    /// At no time more than so much.
    pub(crate) fn cap(
        &mut self,
        work: &Work<'_>,
        at_most: &Amount,
        of: &Selection,
        less: Option<&Selection>,
    ) -> Answer {
        let asked = self.number(at_most, work.reading());
        let windows = self.windows(work, "all", of, &asked);
        let acts = Acts { needs_quantity: true, counts_unknown: false, ..Acts::of(of) };
        match less {
            None => self.by_rows(work, &acts, &windows, &asked),
            Some(less) => {
                let came = self.acts(work, "all", &acts, &windows, &asked);
                let leaving = Acts { selection: less, is_beside: true, asks_coverage: false, ..acts.clone() };
                let left = self.acts(work, "left", &leaving, &windows, &asked);
                let unwatched = self.unwatched(work, "all", of, &windows);
                self.by_difference(work, (&came, &left), &windows, unwatched.as_deref())
            }
        }
    }

    /// Each row says how many are present: one of more than N is one too many.
    fn by_rows(&mut self, work: &Work<'_>, acts: &Acts<'_>, windows: &str, asked: &crate::amounts::Number) -> Answer {
        let all = self.acts(work, "all", acts, windows, asked);
        let query = format!(
            "SELECT a.n, a.party, a.id, a.begins, a.ends, a.last_moment, a.by_unknown, a.doubt, a.found,\n  \
             CASE WHEN a.quantity IS NULL THEN NULL ELSE 1 END AS quantity\n\
             FROM {all} a JOIN {windows} w ON w.n = a.n\nWHERE a.quantity IS NULL OR w.number IS NULL OR a.quantity > w.number"
        );
        let more = self.keep(&work.step("too_many"), "Rows of more than the number: each is one too many.", query);
        let query = format!(
            "SELECT w.n, w.level, w.key_value, w.key_unstated, w.starts, w.ends, w.due, w.instance, CASE WHEN w.number IS NULL THEN NULL ELSE 0 END AS number, w.lacks, w.number AS number_asked FROM {windows} w"
        );
        let none = self.keep(&work.step("none_too_many"), "The same instances: of those too many, none.", query);
        let unwatched = self.unwatched(work, "all", acts.selection, windows);
        let answer = self.decide_most(work, "more", acts, &more, &none, unwatched.as_deref());
        // The unit is asked where the number is more than 0; it is decided at the last moment of the first.
        let query = format!(
            "SELECT d.n, d.level, d.party, d.instance, d.starts, d.due, d.shows_unknown,\n  \
             CASE WHEN d.status = 'no_breach_recorded' AND w.number_asked > 0 AND COALESCE(o.others, 0) > 0 THEN 'undetermined'\n    WHEN d.reason = 'no_access' AND w.number_asked > 0 AND COALESCE(o.others, 0) > 0 THEN 'undetermined' ELSE d.status END AS status,\n  \
             CASE WHEN (d.status = 'no_breach_recorded' OR d.reason = 'no_access') AND w.number_asked > 0 AND COALESCE(o.others, 0) > 0 THEN 'units_not_comparable' ELSE d.reason END AS reason,\n  \
             CASE WHEN d.decided_at IS NOT NULL THEN o.first_at END AS decided_at, d.late, COALESCE(o.greatest, 0) AS counted\n\
             FROM {} d JOIN {none} w ON w.n = d.n\n  LEFT JOIN (\n    SELECT a.n, a.party, COUNT(*) - COUNT(a.quantity) AS others, MAX(CASE WHEN a.doubt = 0 AND NOT a.by_unknown THEN a.quantity END) AS greatest,\n      \
             MIN(CASE WHEN a.doubt = 0 AND NOT a.by_unknown AND a.quantity > w.number_asked THEN a.last_moment END) AS first_at\n    FROM {all} a JOIN {none} w ON w.n = a.n GROUP BY a.n, a.party\n  ) o ON o.n = d.n AND o.party = d.party",
            answer.decided
        );
        let decided =
            self.keep(&work.step("all_decided"), "Each instance decided, with the greatest number known.", query);
        Answer { decided, ..answer }
    }

    /// What came less what left, at each moment at which that changes.
    fn by_difference(
        &mut self,
        work: &Work<'_>,
        (came, left): (&str, &str),
        windows: &str,
        unwatched: Option<&str>,
    ) -> Answer {
        let mut names = vec!["surely".to_owned(), "established".to_owned()];
        names.extend(GRANTS.iter().map(|doubt| format!("perhaps_{doubt}")));
        names.push("of_anybody".to_owned());
        let one = |values: &dyn Fn(&str) -> String, from: &str, at: &str, only: &str| {
            let columns: Vec<String> = names.iter().map(|name| format!("{} AS {name}", values(name))).collect();
            format!(
                "SELECT n, party, {at} AS at_time, {} FROM {from} WHERE quantity IS NOT NULL AND {only}",
                columns.join(", ")
            )
        };
        let sum = |condition: String| format!("CASE WHEN {condition} THEN quantity ELSE 0 END");
        let at_last = |name: &str| match name {
            "surely" => sum("doubt = 0 AND NOT by_unknown".to_owned()),
            "established" => sum("doubt = 0 AND NOT by_unknown AND found".to_owned()),
            "perhaps_1" | "perhaps_2" => {
                sum(format!("doubt <= {} AND NOT by_unknown", name.trim_start_matches("perhaps_")))
            }
            _ => "0".to_owned(),
        };
        let at_start = |name: &str| match name {
            "surely" | "established" | "perhaps_1" | "perhaps_2" => "0".to_owned(),
            "of_anybody" => sum("doubt <= 7".to_owned()),
            _ => sum(format!("doubt <= {} AND NOT by_unknown", name.trim_start_matches("perhaps_"))),
        };
        let leaves_start = |name: &str| match name {
            "surely" | "established" => "-quantity".to_owned(),
            _ => "0".to_owned(),
        };
        let leaves_last = |name: &str| match name {
            "surely" | "established" => "0".to_owned(),
            _ => "-quantity".to_owned(),
        };
        let changes = [
            one(&at_last, came, "last_moment", "TRUE"),
            one(&at_start, came, "begins", "TRUE"),
            one(&leaves_start, left, "begins", "TRUE"),
            one(&leaves_last, left, "last_moment", "doubt = 0 AND NOT by_unknown"),
            one(&|_| "0".to_owned(), left, "last_moment", "TRUE"),
        ];
        let grouped: Vec<String> = names.iter().map(|name| format!("SUM({name}) AS {name}")).collect();
        let running: Vec<String> = names
            .iter()
            .map(|name| {
                format!("SUM({name}) OVER (PARTITION BY n, party ORDER BY at_time ROWS UNBOUNDED PRECEDING) AS {name}")
            })
            .collect();
        // Times of acts by those not known count where only these matter.
        let query = format!(
            "SELECT n, party, at_time,\n  {}\nFROM (\n  SELECT n, party, at_time, {} FROM (\n{}\n  ) changes CROSS JOIN asked a WHERE at_time <= a.as_of GROUP BY n, party, at_time\n) moments",
            running.join(",\n  "),
            grouped.join(", "),
            changes.join("\nUNION ALL\n")
        );
        let present =
            self.keep(&work.step("present"), "How much was present at each moment at which that changes.", query);
        let decided = self.decide_presence(work, &present, (came, left), windows, unwatched);
        let because = format!(
            "SELECT a.n, a.party, a.id AS event, CASE WHEN a.by_unknown THEN 4 WHEN a.doubt = 0 THEN 2 ELSE 3 END AS role\n\
             FROM {came} a JOIN {decided} f ON f.n = a.n AND f.party = a.party WHERE a.quantity IS NOT NULL AND (NOT a.by_unknown OR f.shows_unknown)\n\
             UNION ALL\nSELECT a.n, a.party, a.id AS event, CASE WHEN a.by_unknown OR a.doubt > 0 THEN 3 ELSE 2 END AS role FROM {left} a WHERE a.quantity IS NOT NULL"
        );
        let pleaded = format!(
            "SELECT DISTINCT a.n, a.party, g.ground FROM {came} a JOIN pleas g ON g.event = a.id AND g.party = a.party\n\
             WHERE a.doubt = 0 AND NOT a.by_unknown AND a.quantity IS NOT NULL"
        );
        Answer::new(&decided, because, pleaded)
    }

    fn decide_presence(
        &mut self,
        work: &Work<'_>,
        present: &str,
        (came, left): (&str, &str),
        windows: &str,
        unwatched: Option<&str>,
    ) -> String {
        let qualified = !work.qualifiers.is_empty();
        let greatest: Vec<String> =
            GRANTS.iter().map(|doubt| format!("MAX(s.perhaps_{doubt}) AS perhaps_{doubt}")).collect();
        let reasons: Vec<String> = GRANTS
            .iter()
            .filter(|doubt| **doubt != QUALIFIER || qualified)
            .map(|doubt| format!("WHEN t.perhaps_{doubt} > w.number THEN '{}'", reason_of(*doubt)))
            .collect();
        let (watch, no_access) = match unwatched {
            Some(step) => (format!("\n  LEFT JOIN {step} u ON u.n = w.n"), "WHEN u.n IS NOT NULL THEN 'no_access'"),
            None => (String::new(), ""),
        };
        let query = format!(
            "SELECT n, level, party, instance, starts, due, counted, FALSE AS late,\n  \
             CASE WHEN reason IS NOT NULL THEN 'undetermined' WHEN exceeded_at IS NULL THEN 'no_breach_recorded' WHEN established > number THEN 'breach_found' ELSE 'breach_indicated' END AS status,\n  \
             reason, CASE WHEN reason IS NULL THEN exceeded_at END AS decided_at, reason = 'author_unknown' AS shows_unknown\n\
             FROM (\n  SELECT w.n, w.level, p.party, w.instance, w.starts, w.due, w.number, GREATEST(COALESCE(t.surely, 0), 0) AS counted, t.exceeded_at, t.established,\n    \
             CASE WHEN w.lacks IS NOT NULL THEN w.lacks\n      WHEN t.exceeded_at IS NOT NULL THEN CASE WHEN l.others > 0 THEN 'units_not_comparable' END\n      {}\n      \
             WHEN t.of_anybody > w.number THEN 'author_unknown'\n      WHEN w.number > 0 AND COALESCE(o.others, 0) > 0 THEN 'units_not_comparable'\n      {no_access} END AS reason\n  \
             FROM {windows} w CROSS JOIN ({}) p\n  LEFT JOIN (\n    SELECT s.n, s.party, MAX(s.surely) AS surely, MAX(s.established) AS established, MAX(s.of_anybody) AS of_anybody, MIN(CASE WHEN s.surely > w.number THEN s.at_time END) AS exceeded_at, {}\n    \
             FROM {present} s JOIN {windows} w ON w.n = s.n GROUP BY s.n, s.party\n  ) t ON t.n = w.n AND t.party = p.party\n  \
             LEFT JOIN (SELECT n, party, COUNT(*) - COUNT(quantity) AS others FROM {came} GROUP BY n, party) o ON o.n = w.n AND o.party = p.party\n  \
             LEFT JOIN (SELECT n, party, COUNT(*) - COUNT(quantity) AS others FROM {left} GROUP BY n, party) l ON l.n = w.n AND l.party = p.party{watch}\n) decided",
            reasons.join("\n      "),
            self.parties(work, None, false),
            greatest.join(", ")
        );
        self.keep(&work.step("all_decided"), "Each instance decided.", query)
    }

    /// So many of one for each of another.
    pub(crate) fn ratio(
        &mut self,
        work: &Work<'_>,
        must: &Selection,
        times: Decimal,
        every: &Selection,
        within: Option<Span>,
    ) -> Answer {
        let stretches = self.keyed_stretches(work, "all", &[must, every], true);
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY level, starts, key_value) AS n, level, key_value, starts, ends, CAST(NULL AS TIMESTAMP) AS due\nFROM ({stretches}) s"
        );
        let named = self.with_names(work, &query, None);
        let says = "Instances: each key, from the first stretch on.";
        let windows = Self::asking(&named, &self.plainly(Decimal::ONE));
        let windows = self.keep(&work.step("all_windows"), says, windows);
        let given = self.since_start(work, "given", must, true, &windows);
        let others = self.since_start(work, "others", every, false, &windows);
        let others = match within {
            Some(span) => {
                let query = format!("SELECT * FROM {others}");
                let query = self.shifted(&query, "begins", span, false, "due_first");
                let query = self.shifted(&query, "last_moment", span, false, "due_last");
                self.keep(&work.step("others_due"), "When what is owed for each of them is due.", query)
            }
            None => others,
        };
        self.decide_ratio(work, times, (&given, &others), within.is_some(), (&windows, must))
    }

    /// The events of a clause from the beginning of each instance.
    fn since_start(&mut self, work: &Work<'_>, what: &str, of: &Selection, of_rule: bool, windows: &str) -> String {
        let by = Authors::named(&of.by);
        let mut bears = self.selected(of, "e");
        let column = self.key_column(work.reading());
        Self::keyed(column.as_deref(), &mut bears);
        self.done_by_as_doubt(&by, "e", &mut bears);
        bears.must("NOT e.number_refuted");
        if of_rule {
            self.qualified(work, "v", &mut bears);
            self.excepting(&work.reading().duty.except, "e", &mut bears);
        }
        self.after_start("e", "w.starts", &mut bears);
        let quantity = self.in_unit(of.unit.as_deref(), "e");
        let query = format!(
            "SELECT w.n, e.id, e.begins, e.last_moment, {quantity} AS quantity, {} >= w.level AS is_known,\n  {} AS doubt\n\
             FROM {windows} w CROSS JOIN known e\n  LEFT JOIN {} v ON v.event = e.id\nWHERE {}",
            self.level_of(&by, "TRUE", "e"),
            bears.doubt(),
            work.found,
            all_of(&bears.conditions)
        );
        let query = self.split(column.as_deref(), "w", &query);
        self.keep(&work.step(what), "Events of each instance, with the greatest doubt about each.", query)
    }

    fn decide_ratio(
        &mut self,
        work: &Work<'_>,
        times: Decimal,
        (given, others): (&str, &str),
        has_span: bool,
        (windows, must): (&str, &Selection),
    ) -> Answer {
        let reaching = work.step("reaching");
        let (of_given, of_others) = self.ratio_sums(work, times, (given, others), has_span);
        let until = format!("SELECT w.n, w.starts, a.as_of AS ends FROM {windows} w CROSS JOIN asked a");
        let complete = self.complete(work, "all", must, &until);
        let (joined, is_complete) = match &complete {
            Some(step) => (format!("\n  LEFT JOIN {step} c ON c.n = w.n"), "c.n IS NOT NULL"),
            None => (String::new(), "TRUE"),
        };
        let perhaps: Vec<String> = GRANTS_OF_OTHERS
            .iter()
            .map(|doubt| format!("WHEN COALESCE(g.given, 0) >= COALESCE(o.due_0, 0) AND COALESCE(o.due_{doubt}, 0) > COALESCE(g.given, 0) THEN 'undetermined {}'", reason_of(*doubt)))
            .collect();
        let lacking: Vec<String> = GRANTS_OF_GIVEN
            .iter()
            .map(|doubt| {
                format!("WHEN COALESCE(g.upto_{doubt}, 0) >= o.due_0 THEN 'undetermined {}'", reason_of(*doubt))
            })
            .collect();
        let by_span = if has_span {
            format!(
                "{}\n      WHEN COALESCE(g.given, 0) >= COALESCE(o.due_0, 0) THEN 'pending'\n      {}\n      \
                 WHEN COALESCE(g.in_other_units, 0) > 0 THEN 'undetermined units_not_comparable'\n      \
                 WHEN COALESCE(g.of_all, 0) < o.due_0 AND {is_complete} THEN 'breach_indicated'\n      \
                 WHEN COALESCE(g.of_all, 0) >= o.due_0 THEN 'overdue claimed_only'\n      \
                 WHEN COALESCE(g.events, 0) = 0 THEN 'overdue nothing_reported' ELSE 'overdue count_incomplete' END",
                perhaps.join("\n      "),
                lacking.join("\n      ")
            )
        } else {
            "WHEN COALESCE(o.owed, 0) > 0 THEN 'undetermined to_be_agreed' ELSE 'pending' END".to_owned()
        };
        let query = format!(
            "SELECT n, level, party, instance, starts, due, owed, counted, FALSE AS late,\n  \
             CASE WHEN outcome LIKE 'undetermined%' THEN 'undetermined' WHEN outcome LIKE 'overdue%' THEN 'overdue' ELSE outcome END AS status,\n  \
             CASE WHEN outcome LIKE 'undetermined%' THEN SUBSTRING(outcome, 14) WHEN outcome LIKE 'overdue%' THEN SUBSTRING(outcome, 9) END AS reason,\n  \
             CASE WHEN outcome = 'met' THEN met_at WHEN outcome = 'breach_indicated' THEN last_due END AS decided_at\n\
             FROM (\n  SELECT w.n, w.level, p.party, w.instance, w.starts, w.due, COALESCE(o.owed, 0) AS owed, COALESCE(g.given, 0) AS counted, o.last_due, m.met_at,\n    \
             CASE WHEN COALESCE(o.owed, 0) > 0 AND COALESCE(g.given, 0) >= o.owed THEN 'met'\n      {by_span} AS outcome\n  \
             FROM {windows} w CROSS JOIN ({}) p\n  LEFT JOIN {of_given} g ON g.n = w.n\n  LEFT JOIN {of_others} o ON o.n = w.n{joined}\n  \
             LEFT JOIN (SELECT n, MAX(last_moment) AS met_at FROM {reaching} GROUP BY n) m ON m.n = w.n\n) steps",
            self.parties(work, None, false)
        );
        let decided = self.keep(&work.step("all_decided"), "Each instance decided.", query);
        let because = format!(
            "SELECT r.n, f.party, r.id AS event, 2 AS role FROM {reaching} r JOIN {decided} f ON f.n = r.n WHERE f.status = 'met'\n\
             UNION ALL\nSELECT g.n, f.party, g.id AS event, CASE WHEN g.doubt = 0 AND g.is_known THEN 2 WHEN f.reason = 'author_unknown' AND g.doubt = {AUTHOR} THEN 4 ELSE 3 END AS role\n\
             FROM {given} g JOIN {decided} f ON f.n = g.n WHERE f.status <> 'met' AND g.quantity IS NOT NULL\n\
             UNION ALL\nSELECT o.n, f.party, o.id AS event, 1 AS role FROM {others} o JOIN {decided} f ON f.n = o.n WHERE o.quantity IS NOT NULL"
        );
        let pleaded = format!(
            "SELECT DISTINCT e.n, f.party, g.ground FROM {given} e JOIN {decided} f ON f.n = e.n JOIN pleas g ON g.event = e.id AND g.party = f.party\n\
             WHERE e.doubt = 0 AND e.is_known AND e.quantity IS NOT NULL"
        );
        Answer::new(&decided, because, pleaded)
    }

    /// What is given, and what is owed and due for it.
    fn ratio_sums(
        &mut self,
        work: &Work<'_>,
        times: Decimal,
        (given, others): (&str, &str),
        has_span: bool,
    ) -> (String, String) {
        let upto: Vec<String> = GRANTS_OF_GIVEN
            .iter()
            .map(|doubt| {
                format!("COALESCE(SUM(quantity) FILTER (WHERE is_known AND doubt <= {doubt}), 0) AS upto_{doubt}")
            })
            .collect();
        let query = format!(
            "SELECT n, COALESCE(SUM(quantity) FILTER (WHERE is_known AND doubt = 0), 0) AS given, COALESCE(SUM(quantity), 0) AS of_all, COUNT(quantity) AS events, COUNT(*) - COUNT(quantity) AS in_other_units,\n  {}\nFROM {given} GROUP BY n",
            upto.join(",\n  ")
        );
        let of_given = self.keep(&work.step("given_totals"), "How much is given.", query);
        let times = times.normalize();
        let scaled = |sum: String| format!("CAST(COALESCE({sum}, 0) * {times} AS DECIMAL(38,9))");
        let mut columns = vec![format!("{} AS owed", scaled("SUM(o.quantity)".to_owned()))];
        if has_span {
            let rank = format!("GREATEST(o.doubt, CASE WHEN o.is_known THEN 0 ELSE {LEVEL} END)");
            for doubt in [0].iter().chain(&GRANTS_OF_OTHERS) {
                let due = if *doubt >= TIME { "o.due_first" } else { "o.due_last" };
                let sum = format!("SUM(o.quantity) FILTER (WHERE {rank} <= {doubt} AND {due} < a.as_of)");
                columns.push(format!("{} AS due_{doubt}", scaled(sum)));
            }
            columns.push(format!("MAX(CASE WHEN {rank} = 0 AND o.due_last < a.as_of THEN o.due_last END) AS last_due"));
        } else {
            columns.push("CAST(NULL AS TIMESTAMP) AS last_due".to_owned());
        }
        let query = format!(
            "SELECT o.n,\n  {}\nFROM {others} o CROSS JOIN asked a WHERE o.quantity IS NOT NULL GROUP BY o.n",
            columns.join(",\n  ")
        );
        let of_others = self.keep(&work.step("owed"), "How much is owed for them, and how much of that is due.", query);
        let query = format!(
            "SELECT n, id, last_moment FROM (\n  SELECT e.n, e.id, e.last_moment, e.quantity, o.owed, SUM(e.quantity) OVER (PARTITION BY e.n ORDER BY e.last_moment, e.id ROWS UNBOUNDED PRECEDING) AS so_far\n  \
             FROM {given} e JOIN {of_others} o ON o.n = e.n WHERE e.doubt = 0 AND e.is_known AND e.quantity IS NOT NULL\n) running WHERE so_far - quantity < owed"
        );
        self.keep(&work.step("reaching"), "What counts up to the event that reaches all that is owed.", query);
        (of_given, of_others)
    }
}
