//! Terms, permissions, efforts, and what cannot be checked (`docs/guide/assessments.md`, section 7).

use provisions::{Missing, Selection, Undefined};
use rust_decimal::Decimal;

use crate::clause::Authors;
use crate::maker::{Maker, OPEN, all_of};
use crate::rule::Answer;
use crate::windows::Work;

impl Maker<'_> {
    /// Each stretch of the state: pending while it holds, not in force after it.
    pub(crate) fn term(&mut self, work: &Work<'_>) -> Answer {
        let decided =
            self.lasting(work, None, "CASE WHEN a.as_of < w.ends THEN 'pending' ELSE 'not_in_force' END", None, true);
        Answer::new(&decided, self.no_causes(), self.no_grounds())
    }

    /// Undetermined while in force, for the reason written.
    pub(crate) fn undefined(&mut self, work: &Work<'_>, undefined: &Undefined) -> Answer {
        let reason = match undefined.missing {
            Missing::Term => "term_undefined",
            Missing::Agreement => "to_be_agreed",
            Missing::Annex => "annex_missing",
            Missing::Baseline => "no_baseline",
        };
        let decided = self.lasting(work, None, "'undetermined'", Some(reason), false);
        Answer {
            has_scores: true,
            none_is_not_in_force: true,
            ..Answer::new(&decided, self.no_causes(), self.no_grounds())
        }
    }

    /// Pending in the stretch in which the moment asked about lies; counted is its use by those permitted.
    pub(crate) fn permission(&mut self, work: &Work<'_>, may: &Selection) -> Answer {
        let decided = self.lasting(work, Some(may), "'pending'", None, false);
        let by = if may.by.is_empty() { Authors::TheParty } else { Authors::These(may.by.clone()) };
        self.counting(work, may, &by, &decided, true)
    }

    /// Undetermined in the stretch in which the moment asked about lies; counted is what shows it.
    pub(crate) fn effort(&mut self, work: &Work<'_>, through: Option<&Selection>) -> Answer {
        let decided = self.lasting(work, through, "'undetermined'", Some("qualifier_needs_finding"), false);
        let answer = match through {
            Some(through) => self.counting(work, through, &Authors::named(&through.by), &decided, false),
            None => Answer::new(&decided, self.no_causes(), self.no_grounds()),
        };
        Answer { has_scores: true, none_is_not_in_force: true, ..answer }
    }

    /// Stretches, or those alone in which the moment asked about lies, for each party.
    fn lasting(
        &mut self,
        work: &Work<'_>,
        of: Option<&Selection>,
        status: &str,
        reason: Option<&str>,
        all: bool,
    ) -> String {
        let is_permission = matches!(work.reading().duty.kind, provisions::Kind::Permission { .. });
        let is_term = matches!(work.reading().duty.kind, provisions::Kind::Term(_));
        let stretches = match of {
            Some(of) => self.keyed_stretches(work, "all", &[of], false),
            None => format!("SELECT level, key_value, starts, ends FROM {}", work.stretches),
        };
        let due = if is_permission || is_term {
            format!("CASE WHEN ends < {OPEN} THEN ends - INTERVAL '1' SECOND END")
        } else {
            "CAST(NULL AS TIMESTAMP)".to_owned()
        };
        let query = format!(
            "SELECT ROW_NUMBER() OVER (ORDER BY level, starts, key_value) AS n, level, key_value, starts, ends, {due} AS due\nFROM ({stretches}) s"
        );
        let named = self.with_names(work, &query, None);
        let windows = Self::asking(&named, &self.plainly(Decimal::ONE));
        let windows = self.keep(&work.step("all_windows"), "Instances: each stretch in force.", windows);
        let only = if all { "" } else { "\nWHERE a.as_of < w.ends" };
        let reason = reason.map_or(self.no_text(), |reason| self.text(reason));
        let query = format!(
            "SELECT w.n, w.level, p.party, w.instance, w.key_value, w.key_unstated, w.starts, w.ends, w.due, {status} AS status, {reason} AS reason, CAST(NULL AS TIMESTAMP) AS decided_at, FALSE AS late, 0 AS counted\n\
             FROM {windows} w CROSS JOIN asked a CROSS JOIN ({}) p{only}",
            self.parties(work, None, false)
        );
        self.keep(&work.step("all_stand"), "How each of them stands.", query)
    }

    /// L, with the events on which it rests.
    fn counting(&mut self, work: &Work<'_>, of: &Selection, by: &Authors, decided: &str, within: bool) -> Answer {
        let mut bears = self.selected(of, "e");
        let column = self.key_column(work.reading());
        Self::keyed(column.as_deref(), &mut bears);
        let by_party = by.clone();
        self.done_by_as_doubt(&by_party, "e", &mut bears);
        if within {
            self.in_stretch("e", "w.starts", "w.ends", &mut bears);
            // Acts of unknown author are not shown as the permitted party's.
            bears.must("e.author IS NOT NULL");
        } else {
            self.after_start("e", "w.starts", &mut bears);
        }
        self.qualified(work, "v", &mut bears);
        self.excepting(&work.reading().duty.except, "e", &mut bears);
        let quantity = self.in_unit(of.unit.as_deref(), "e");
        bears.must(format!("{quantity} IS NOT NULL"));
        let conditions: Vec<String> =
            bears.conditions.iter().map(|condition| condition.replace("p.party", "w.party")).collect();
        let query = format!(
            "SELECT w.n, w.party, e.id, {quantity} AS quantity, {} = 0 AND {} >= w.level AS counts\n\
             FROM {decided} w CROSS JOIN known e\n  LEFT JOIN {} v ON v.event = e.id\nWHERE {}",
            bears.doubt().replace("p.party", "w.party"),
            self.level_of(by, "FALSE", "e"),
            work.found,
            all_of(&conditions)
        );
        let query = self.split(column.as_deref(), "w", &query);
        let events = self.keep(&work.step("all_events"), "Events that bear on each of them.", query);
        let query = format!(
            "SELECT w.n, w.level, w.party, w.instance, w.starts, w.due, w.status, w.reason, w.decided_at, w.late, COALESCE(t.counted, 0) AS counted\n\
             FROM {decided} w LEFT JOIN (SELECT n, party, SUM(quantity) FILTER (WHERE counts) AS counted FROM {events} GROUP BY n, party) t ON t.n = w.n AND t.party = w.party"
        );
        let decided = self.keep(&work.step("all_decided"), "The same with what is counted.", query);
        let because = format!("SELECT n, party, id AS event, CASE WHEN counts THEN 2 ELSE 3 END AS role FROM {events}");
        let pleaded = format!(
            "SELECT DISTINCT e.n, e.party, g.ground FROM {events} e JOIN pleas g ON g.event = e.id AND g.party = e.party WHERE e.counts"
        );
        Answer { none_is_not_in_force: true, ..Answer::new(&decided, because, pleaded) }
    }
}
