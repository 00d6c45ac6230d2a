//! Never, and at most N: the six steps, and those for party `unknown` (`docs/guide/assessments.md`, section 5).

use provisions::Selection;

use crate::amounts::Number;
use crate::clause::{AUTHOR, Authors, EVENTS_OF_WINDOWS, LEVEL, REASONS};
use crate::irregular::Condition;
use crate::maker::{Maker, all_of};
use crate::rule::Answer;
use crate::windows::Work;

/// Whose acts they are, unless the clause names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    TheParty,
    AllOthers,
    Anybody,
}

/// What must not happen, or not more than so often.
#[derive(Clone)]
pub(crate) struct Acts<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) by: Whose,
    pub(crate) condition: Option<Condition<'a>>,
    /// Whether acts of unknown author are assessed for party `unknown`.
    pub(crate) counts_unknown: bool,
    /// Whether the number must be known whatever is asked.
    pub(crate) needs_quantity: bool,
    /// Whether they are only set against what the rule forbids.
    pub(crate) is_beside: bool,
    pub(crate) asks_coverage: bool,
    /// Those bound, where it is not all of them.
    pub(crate) parties: Option<Vec<String>>,
}

impl<'a> Acts<'a> {
    /// Of this, by the party bound.
    pub(crate) fn of(selection: &'a Selection) -> Acts<'a> {
        Acts {
            selection,
            by: Whose::TheParty,
            condition: None,
            counts_unknown: true,
            needs_quantity: false,
            is_beside: false,
            asks_coverage: true,
            parties: None,
        }
    }

    fn authors(&self) -> Authors {
        match self.by {
            _ if !self.selection.by.is_empty() => Authors::These(self.selection.by.clone()),
            Whose::TheParty => Authors::TheParty,
            Whose::AllOthers => Authors::AllOthers,
            Whose::Anybody => Authors::Anybody,
        }
    }
}

impl Maker<'_> {
    /// Those bound, as a column `party`; one empty name where nobody is.
    pub(crate) fn parties(&self, work: &Work<'_>, acts_of: Option<&Vec<String>>, with_unknown: bool) -> String {
        let mut all = acts_of.unwrap_or(&work.reading().duty.obliges).clone();
        if all.is_empty() && acts_of.is_none() {
            all.push(String::new());
        }
        if with_unknown {
            all.push("unknown".to_owned());
        }
        self.table("party", &all)
    }

    /// The step of acts that bear on instances, but perhaps for their author: `n`, `party`, `id`, `begins`, `ends`,
    /// `last_moment`, `quantity` (null: in another unit), `by_unknown`, `doubt`, `found`.
    pub(crate) fn acts(
        &mut self,
        work: &Work<'_>,
        what: &str,
        acts: &Acts<'_>,
        windows: &str,
        asked: &Number,
    ) -> String {
        let by = acts.authors();
        let reading = work.reading();
        let mut bears = self.selected(acts.selection, "e");
        self.in_stretch("e", "w.starts", "w.ends", &mut bears);
        let key = self.key_column(reading);
        Self::keyed(key.as_deref(), &mut bears);
        let (of_party, unknown) = self.done_by(&by, "e");
        bears.must(format!("({of_party} OR (p.party = 'unknown' AND {unknown}))"));
        if acts.counts_unknown {
            bears.must(format!("(p.party <> 'unknown' OR ({unknown} AND w.lacks IS NULL))"));
        }
        if acts.by == Whose::Anybody {
            let bound = &reading.duty.obliges;
            if !bound.is_empty() {
                bears.must(format!("(e.author IS NULL OR e.author = p.party OR e.author NOT IN {})", self.list(bound)));
            }
        }
        let needs = if acts.needs_quantity { "TRUE".to_owned() } else { asked.needs.clone() };
        if needs != "FALSE" {
            bears.must(format!("NOT ({needs} AND e.number_refuted)"));
        }
        if !acts.is_beside {
            bears.must("(v.breach IS NULL OR v.breach <> 'refuted')");
            self.qualified(work, "v", &mut bears);
            self.excepting(&reading.duty.except, "e", &mut bears);
        }
        bears.doubts.push(format!("CASE WHEN {} >= w.level THEN 0 ELSE {LEVEL} END", self.level_of(&by, &needs, "e")));
        let in_unit = self.in_unit(acts.selection.unit.as_deref(), "e");
        let quantity = if asked.is_zero {
            "e.quantity".to_owned()
        } else if acts.selection.unit.is_none() {
            in_unit
        } else {
            format!("CASE WHEN w.number = 0 THEN e.quantity ELSE {in_unit} END")
        };
        let parties = self.parties(work, acts.parties.as_ref(), acts.counts_unknown);
        let query = format!(
            "SELECT w.n, w.level, p.party, e.id, e.begins, e.ends, e.last_moment,\n  {quantity} AS quantity,\n  \
             p.party <> 'unknown' AND {unknown} AS by_unknown,\n  {} AS doubt,\n  \
             COALESCE(v.fact = 'established' AND v.author = 'established' AND v.breach = 'established', FALSE) AS found{}\n\
             FROM {EVENTS_OF_WINDOWS} CROSS JOIN ({parties}) p\n  LEFT JOIN {} v ON v.event = e.id\nWHERE {}",
            bears.doubt(),
            self.carried(acts),
            work.found,
            all_of(&bears.conditions)
        );
        let query = self.by_days(windows, &query);
        let query = self.split(key.as_deref(), "w", &query);
        let says = "Acts that bear on each instance, with the greatest doubt about each.";
        let step = self.keep(&work.step(&format!("{what}_acts")), says, query);
        match &acts.condition {
            Some(condition) => self.judged(work, what, condition, &step, windows),
            None => step,
        }
    }

    /// What the conditions of an act look at beside.
    fn carried(&self, acts: &Acts<'_>) -> String {
        if acts.condition.is_none() {
            return String::new();
        }
        let mut columns = ",\n  e.author, e.target, e.item, e.zone, w.starts, w.key_value, w.key_unstated".to_owned();
        if let Some(Condition::Following(following)) = &acts.condition {
            for (idx, key) in following.same.iter().enumerate() {
                columns += &format!(", {} AS same_{idx}", self.column(&key.0, "e"));
            }
        }
        columns
    }

    /// Qualities that only a finding establishes.
    pub(crate) fn qualified(&self, work: &Work<'_>, v: &str, bears: &mut crate::clause::Bears) {
        let is_prevention = matches!(work.reading().duty.kind, provisions::Kind::Prevention { .. });
        for (idx, quality) in work.qualifiers.iter().enumerate() {
            let column = format!("{v}.quality_{}", idx + 1);
            bears.must(format!("({column} IS NULL OR {column} <> 'refuted')"));
            let breach = if is_prevention && quality == crate::rule::NOT_PREVENTED {
                format!(" OR {v}.breach = 'established'")
            } else {
                String::new()
            };
            bears.doubts.push(format!(
                "CASE WHEN {column} = 'established'{breach} THEN 0 ELSE {} END",
                crate::clause::QUALIFIER
            ));
        }
    }

    /// The six steps over instances.
    pub(crate) fn at_most(
        &mut self,
        work: &Work<'_>,
        what: &str,
        acts: &Acts<'_>,
        windows: &str,
        asked: &Number,
    ) -> Answer {
        let step = self.acts(work, what, acts, windows, asked);
        let unwatched = if acts.asks_coverage { self.unwatched(work, what, acts.selection, windows) } else { None };
        self.decide_most(work, what, acts, &step, windows, unwatched.as_deref())
    }

    pub(crate) fn decide_most(
        &mut self,
        work: &Work<'_>,
        what: &str,
        acts: &Acts<'_>,
        step: &str,
        windows: &str,
        unwatched: Option<&str>,
    ) -> Answer {
        let sums: Vec<String> = (0..=AUTHOR)
            .map(|doubt| {
                format!("COALESCE(SUM(quantity) FILTER (WHERE doubt <= {doubt} AND NOT by_unknown), 0) AS upto_{doubt}")
            })
            .collect();
        let totals = self.keep(
            &work.step(&format!("{what}_totals")),
            "How much bears on each instance, with one doubt more granted at a time.",
            format!(
                "SELECT n, party,\n  {},\n  COALESCE(SUM(quantity), 0) AS of_anybody,\n  \
                 COALESCE(SUM(quantity) FILTER (WHERE doubt = 0 AND NOT by_unknown AND found), 0) AS established,\n  \
                 COUNT(*) FILTER (WHERE quantity IS NULL) AS in_other_units\nFROM {step} GROUP BY n, party",
                sums.join(",\n  ")
            ),
        );
        let exceeded = self.keep(
            &work.step(&format!("{what}_exceeded")),
            "When the count first exceeded the number.",
            format!(
                "SELECT n, party, MIN(ends) AS at_time FROM (\n  SELECT a.n, a.party, a.ends, w.number,\n    \
                 SUM(a.quantity) OVER (PARTITION BY a.n, a.party ORDER BY a.ends, a.id ROWS UNBOUNDED PRECEDING) AS so_far\n  \
                 FROM {step} a JOIN {windows} w ON w.n = a.n WHERE a.doubt = 0 AND NOT a.by_unknown AND a.quantity IS NOT NULL\n) running WHERE so_far > number GROUP BY n, party"
            ),
        );
        let reasons: Vec<String> = REASONS
            .iter()
            .map(|(doubt, reason)| format!("WHEN COALESCE(t.upto_{doubt}, 0) > w.number THEN '{reason}'"))
            .collect();
        let (watch, no_access) = match unwatched {
            Some(step) => (format!("\n  LEFT JOIN {step} u ON u.n = w.n"), "WHEN u.n IS NOT NULL THEN 'no_access'"),
            None => (String::new(), ""),
        };
        let parties = self.parties(work, acts.parties.as_ref(), acts.counts_unknown);
        let query = format!(
            "SELECT n, level, party, instance, starts, due, number,\n  \
             CASE WHEN reason IS NOT NULL THEN 'undetermined'\n    \
             WHEN counted > number AND party <> 'unknown' AND established > number THEN 'breach_found'\n    \
             WHEN counted > number THEN 'breach_indicated'\n    ELSE 'no_breach_recorded' END AS status,\n  \
             reason, CASE WHEN reason IS NULL AND counted > number THEN exceeded_at END AS decided_at,\n  \
             FALSE AS late, counted, reason = 'author_unknown' AND upto_all <= number AS shows_unknown\n\
             FROM (\n  SELECT w.n, w.level, p.party, w.instance, w.starts, w.due, w.number,\n    \
             COALESCE(t.upto_0, 0) AS counted, COALESCE(t.upto_{AUTHOR}, 0) AS upto_all, COALESCE(t.established, 0) AS established, x.at_time AS exceeded_at,\n    \
             CASE WHEN w.lacks IS NOT NULL THEN w.lacks\n      WHEN COALESCE(t.upto_0, 0) > w.number THEN NULL\n      {}\n      \
             WHEN COALESCE(t.of_anybody, 0) > w.number THEN 'author_unknown'\n      \
             WHEN w.number > 0 AND COALESCE(t.in_other_units, 0) > 0 THEN 'units_not_comparable'\n      {no_access} END AS reason\n  \
             FROM {windows} w CROSS JOIN ({parties}) p\n  LEFT JOIN {totals} t ON t.n = w.n AND t.party = p.party\n  \
             LEFT JOIN {exceeded} x ON x.n = w.n AND x.party = p.party{watch}\n) decided\n\
             WHERE party <> 'unknown' OR upto_all > number",
            reasons.join("\n      ")
        );
        let found = self.keep(&work.step(&format!("{what}_decided")), "Each instance decided.", query);
        let because = format!(
            "SELECT a.n, a.party, a.id AS event,\n  CASE WHEN a.by_unknown THEN 4 WHEN a.doubt = 0 THEN 2 ELSE 3 END AS role\n\
             FROM {step} a JOIN {found} f ON f.n = a.n AND f.party = a.party\nWHERE a.quantity IS NOT NULL AND (NOT a.by_unknown OR f.shows_unknown)"
        );
        let pleaded = format!(
            "SELECT DISTINCT a.n, a.party, g.ground FROM {step} a JOIN pleas g ON g.event = a.id AND g.party = a.party\n\
             WHERE a.doubt = 0 AND NOT a.by_unknown AND a.quantity IS NOT NULL"
        );
        Answer::new(&found, because, pleaded)
    }
}
