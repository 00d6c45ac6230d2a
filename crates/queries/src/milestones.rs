//! Milestones: what is reached when enough has happened, with a moment of its own at each level.

use provisions::{Reached, Reading};

use crate::clause::{AUTHOR, Authors, LEVEL, OUTLINE, PARTICULAR, PLACE, TIME};
use crate::maker::{Maker, plain};

/// What is granted, in this order.
const GRANTS: [u8; 6] = [LEVEL, TIME, PLACE, OUTLINE, PARTICULAR, AUTHOR];

impl Maker<'_> {
    /// The step of a milestone: `level`, `first_at` and `last_at` where it is reached, `reason` where that is open.
    pub(crate) fn milestone(&mut self, name: &str, reading: &Reading) -> String {
        let key = format!("milestone {name} {:?}", reading.choices);
        if let Some(known) = self.known(&key) {
            return known;
        }
        let counts = self.agreement.milestones.get(name).map(|found| found.when.clone()).unwrap_or_default();
        let step = format!("milestone_{}_{}", plain(name), self.made.len());
        self.note(key, &step);
        self.reached(&step, &format!("The milestone {name:?}"), &counts, reading)
    }

    /// Whether all these counts are reached, and when.
    pub(crate) fn reached(&mut self, step: &str, says: &str, counts: &[Reached], reading: &Reading) -> String {
        if counts.is_empty() {
            let nothing = format!(
                "SELECT level, CAST(NULL AS TIMESTAMP) AS first_at, CAST(NULL AS TIMESTAMP) AS last_at, {} AS reason FROM levels",
                self.no_text()
            );
            return self.keep(step, says, nothing);
        }
        let (mut bears, mut asked) = (Vec::new(), Vec::new());
        for (idx, count) in counts.iter().enumerate() {
            let (bearing, asks) = self.count(idx, count, reading);
            bears.push(bearing);
            asked.push(asks);
        }
        let events = self.keep(
            &format!("{step}_events"),
            &format!("{says}: the events that its counts are about."),
            bears.join("\nUNION ALL\n"),
        );
        let granted: Vec<String> = GRANTS
            .iter()
            .map(|doubt| format!("COALESCE(SUM(e.quantity) FILTER (WHERE e.doubt <= {doubt}), 0) AS upto_{doubt}"))
            .collect();
        let counts_query = format!(
            "SELECT c.n, c.level, c.number, c.lacks,\n  {},\n  MIN(r.begins) AS first_at, MIN(r.last_moment) AS last_at\nFROM (\n{}\n) c\n\
             LEFT JOIN {events} e ON e.n = c.n AND e.level = c.level\n\
             LEFT JOIN (\n  SELECT n, level, number, begins, last_moment, ROW_NUMBER() OVER (PARTITION BY n, level ORDER BY last_moment, id) AS nth FROM (\n    \
             SELECT e.*, c.number, SUM(e.quantity) OVER (PARTITION BY e.n, e.level ORDER BY e.last_moment, e.id ROWS UNBOUNDED PRECEDING) AS so_far\n    \
             FROM {events} e JOIN (\n{}\n    ) c ON c.n = e.n AND c.level = e.level WHERE e.doubt = 0\n  ) running WHERE so_far >= number\n) r ON r.n = c.n AND r.level = c.level AND r.nth = 1\n\
             GROUP BY c.n, c.level, c.number, c.lacks",
            granted.join(",\n  "),
            asked.join("\nUNION ALL\n"),
            asked.join("\nUNION ALL\n"),
        );
        let all = self.keep(&format!("{step}_counts"), &format!("{says}: how far each count has come."), counts_query);
        let n = counts.len();
        let reasons: Vec<String> = GRANTS
            .iter()
            .filter_map(|doubt| crate::clause::REASONS.iter().find(|(known, _)| known == doubt))
            .map(|(doubt, reason)| {
                format!("WHEN MIN(CASE WHEN upto_{doubt} >= number THEN 1 ELSE 0 END) = 1 THEN '{reason}'")
            })
            .collect();
        let query = format!(
            "SELECT level,\n  CASE WHEN COUNT(first_at) = {n} AND COUNT(lacks) = 0 THEN MAX(first_at) END AS first_at,\n  \
             CASE WHEN COUNT(first_at) = {n} AND COUNT(lacks) = 0 THEN MAX(last_at) END AS last_at,\n  \
             CASE WHEN COUNT(lacks) > 0 THEN MIN(CASE WHEN n = first_lacking THEN lacks END)\n    WHEN COUNT(first_at) = {n} THEN NULL\n    {} END AS reason\n\
             FROM (SELECT c.*, MIN(CASE WHEN lacks IS NOT NULL THEN n END) OVER (PARTITION BY level) AS first_lacking FROM {all} c) counted GROUP BY level",
            reasons.join("\n    ")
        );
        self.keep(step, &format!("{says}: when it is reached at each level, or why that is open."), query)
    }

    /// The events that bear on a count, and what it asks.
    fn count(&mut self, idx: usize, count: &Reached, reading: &Reading) -> (String, String) {
        let asked = self.number(&count.at_least, reading);
        let by = Authors::named(&count.of.by);
        let mut bears = self.selected(&count.of, "e");
        self.done_by_as_doubt(&by, "e", &mut bears);
        if asked.needs != "FALSE" {
            bears.must(format!("NOT ({} AND e.number_refuted)", asked.needs));
        }
        let entry = self.agreement.in_force.from.clone().map(|from| self.beginning(&from, reading));
        let joined = match entry {
            Some(entry) => {
                self.after_start("e", &format!("COALESCE(s.at_time, {})", crate::maker::ALWAYS), &mut bears);
                format!("\n  LEFT JOIN ({entry}) s ON s.level = l.level")
            }
            None => String::new(),
        };
        let quantity = self.in_unit(count.of.unit.as_deref(), "e");
        bears.must(format!("{quantity} IS NOT NULL"));
        bears
            .doubts
            .push(format!("CASE WHEN {} >= l.level THEN 0 ELSE {LEVEL} END", self.level_of(&by, &asked.needs, "e")));
        let events = format!(
            "SELECT {idx} AS n, l.level, e.id, e.begins, e.last_moment, {quantity} AS quantity,\n  {} AS doubt\n\
             FROM levels l{joined}\n  CROSS JOIN known e\nWHERE {}",
            bears.doubt(),
            crate::maker::all_of(&bears.conditions)
        );
        let asks = format!("SELECT {idx} AS n, level, {} AS number, {} AS lacks FROM levels", asked.value, asked.lacks);
        (events, asks)
    }
}
