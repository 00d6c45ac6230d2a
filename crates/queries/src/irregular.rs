//! Never, where a condition makes the breach: whether an act is regular, irregular or open
//! (`docs/guide/assessments.md`, section 5).
//!
//! An outcome is a doubt about the act: 0 irregular, more than 0 open, null regular.

use provisions::{Amount, Eligible, Following, Moment, Precondition, Selection};

use crate::amounts::Number;
use crate::clause::{AUTHOR, Authors, LEVEL, OUTLINE, PARTICULAR, PLACE, TIME, UNCOUNTED};
use crate::maker::{Maker, all_of};
use crate::windows::Work;

/// What is granted, in this order.
const GRANTS: [u8; 6] = [LEVEL, TIME, PLACE, OUTLINE, PARTICULAR, AUTHOR];

/// What makes an act irregular.
#[derive(Clone)]
pub(crate) enum Condition<'a> {
    /// That something has not come before it.
    Before(&'a [Precondition]),
    /// That its author is not one of those who may, or that something has not come before it.
    Eligible(&'a Eligible, &'a [Precondition]),
    /// That it follows something within a time.
    Following(&'a Following),
}

impl Maker<'_> {
    /// The acts that are irregular or open, with what is open among their doubts.
    pub(crate) fn judged(
        &mut self,
        work: &Work<'_>,
        what: &str,
        condition: &Condition<'_>,
        acts: &str,
        windows: &str,
    ) -> String {
        let mut outcomes = Vec::new();
        match condition {
            Condition::Before(before) => self.preconditions(work, what, before, acts, windows, &mut outcomes),
            Condition::Eligible(eligible, before) => {
                self.eligible(work, what, eligible, acts, windows, &mut outcomes);
                self.preconditions(work, what, before, acts, windows, &mut outcomes);
            }
            Condition::Following(following) => outcomes.push(self.follows(work, what, following, acts)),
        }
        let mut joins = String::new();
        let mut doubts = Vec::new();
        for (idx, outcome) in outcomes.iter().enumerate() {
            joins += &format!(
                "\n  LEFT JOIN {outcome} o{idx} ON o{idx}.n = a.n AND o{idx}.party = a.party AND o{idx}.id = a.id"
            );
            doubts.push(format!("o{idx}.doubt"));
        }
        let any = |test: &str| {
            let all: Vec<String> = doubts.iter().map(|doubt| format!("{doubt} {test}")).collect();
            format!("({})", all.join(" OR "))
        };
        let open = if doubts.is_empty() {
            "0".to_owned()
        } else {
            let all: Vec<String> = doubts.iter().map(|doubt| format!("COALESCE({doubt}, 0)")).collect();
            format!("CASE WHEN {} THEN 0 ELSE GREATEST({}, 0) END", any("= 0"), all.join(", "))
        };
        let only = if doubts.is_empty() { "1 = 0".to_owned() } else { any("IS NOT NULL") };
        // What is in another unit is only remembered.
        let query = format!(
            "SELECT a.n, a.party, a.id, a.begins, a.ends, a.last_moment, a.quantity, a.by_unknown, GREATEST(a.doubt, {open}) AS doubt, a.found\n\
             FROM {acts} a{joins}\nWHERE a.quantity IS NULL OR {only}"
        );
        self.keep(&work.step(&format!("{what}_judged")), "Acts that are irregular, or perhaps are.", query)
    }

    fn eligible(
        &mut self,
        work: &Work<'_>,
        what: &str,
        eligible: &Eligible,
        acts: &str,
        windows: &str,
        outcomes: &mut Vec<String>,
    ) {
        match eligible {
            Eligible::Actors(named) => {
                let query = format!(
                    "SELECT n, party, id, CASE WHEN author IS NULL OR author NOT IN {} THEN 0 END AS doubt FROM {acts}",
                    self.list(named)
                );
                let says = "Whether the author is one of those who may.";
                outcomes.push(self.keep(&work.step(&format!("{what}_eligible")), says, query));
            }
            Eligible::Those(attributes) => {
                for (idx, attributed) in attributes.iter().enumerate() {
                    let name = work.step(&format!("{what}_attribute_{}", idx + 1));
                    outcomes.extend(self.attribute(work, &name, attributed, acts, windows));
                }
            }
        }
    }

    fn preconditions(
        &mut self,
        work: &Work<'_>,
        what: &str,
        before: &[Precondition],
        acts: &str,
        windows: &str,
        outcomes: &mut Vec<String>,
    ) {
        for (idx, precondition) in before.iter().enumerate() {
            let name = work.step(&format!("{what}_before_{}", idx + 1));
            match precondition {
                Precondition::Moment(Moment::Milestone(milestone)) => {
                    let counts =
                        self.agreement.milestones.get(milestone).map(|found| found.when.clone()).unwrap_or_default();
                    for (count_idx, count) in counts.iter().enumerate() {
                        let name = format!("{name}_{}", count_idx + 1);
                        outcomes.push(self.after_so_much(work, &name, (&count.of, &count.at_least), acts, windows));
                    }
                }
                Precondition::Moment(moment) => outcomes.push(self.after_moment(work, &name, moment, acts)),
                Precondition::Happened(selection, amount) => {
                    outcomes.push(self.after_so_much(work, &name, (selection, amount), acts, windows));
                }
                Precondition::Consultation(bodies) => {
                    for (body_idx, body) in bodies.iter().enumerate() {
                        let name = format!("{name}_{}", body_idx + 1);
                        outcomes.push(self.consulted(work, &name, body, acts, windows));
                    }
                }
                Precondition::Consent(bodies) => {
                    for (body_idx, body) in bodies.iter().enumerate() {
                        let name = format!("{name}_{}", body_idx + 1);
                        outcomes.push(self.consented(work, &name, body, acts, windows));
                    }
                }
            }
        }
    }

    fn after_moment(&mut self, work: &Work<'_>, name: &str, moment: &Moment, acts: &str) -> String {
        let begins = self.beginning(moment, work.reading());
        let query = format!(
            "SELECT a.n, a.party, a.id,\n  CASE WHEN m.at_time IS NULL OR a.last_moment < m.at_time THEN 0 WHEN m.at_time <= a.begins THEN NULL ELSE {TIME} END AS doubt\n\
             FROM {acts} a JOIN ({begins}) m ON m.level = a.level"
        );
        self.keep(name, "Whether a moment of the agreement has come before the act.", query)
    }

    fn after_so_much(
        &mut self,
        work: &Work<'_>,
        name: &str,
        (selection, amount): (&Selection, &Amount),
        acts: &str,
        windows: &str,
    ) -> String {
        let asked = self.number(amount, work.reading());
        let by = Authors::named(&selection.by);
        let mut bears = self.selected(selection, "e");
        let column = self.key_column(work.reading());
        Self::keyed(column.as_deref(), &mut bears);
        self.done_by_as_doubt(&by, "e", &mut bears);
        if asked.needs != "FALSE" {
            bears.must(format!("NOT ({} AND e.number_refuted)", asked.needs));
        }
        let quantity = self.in_unit(selection.unit.as_deref(), "e");
        bears.must(format!("{quantity} IS NOT NULL"));
        let level = self.level_of(&by, &asked.needs, "e");
        let conditions = all_of(&bears.conditions);
        let events = format!(
            "SELECT a.n, a.party, a.id, {quantity} AS quantity,\n  GREATEST({}, CASE WHEN {level} >= a.level THEN 0 ELSE {LEVEL} END, {}) AS doubt\n\
             FROM {acts} a CROSS JOIN known e\nWHERE (e.last_moment < a.begins OR e.begins < a.last_moment) AND {conditions}",
            bears.doubt(),
            Self::before_act(),
        );
        let events = self.split(column.as_deref(), "a", &events);
        self.enough(work, name, &events, &asked, &[selection], (acts, windows))
    }

    /// The doubt whether something that begins before an act's last moment comes before it.
    fn before_act() -> String {
        format!("CASE WHEN e.last_moment < a.begins THEN 0 ELSE {TIME} END")
    }

    /// So much of it before the act: regular; open with what must be granted; else irregular, if the count is complete.
    pub(crate) fn enough(
        &mut self,
        work: &Work<'_>,
        name: &str,
        events: &str,
        asked: &Number,
        selections: &[&Selection],
        (acts, windows): (&str, &str),
    ) -> String {
        let events =
            self.keep(&format!("{name}_events"), "What comes before each act, or perhaps does.", events.to_owned());
        let complete = self.complete_before(work, name, selections, acts, windows);
        let granted: Vec<String> = [0]
            .iter()
            .chain(&GRANTS)
            .map(|doubt| format!("COALESCE(SUM(quantity) FILTER (WHERE doubt <= {doubt}), 0) AS upto_{doubt}"))
            .collect();
        let open: Vec<String> = GRANTS
            .iter()
            .map(|doubt| format!("WHEN COALESCE(t.upto_{doubt}, 0) >= {} THEN {doubt}", asked.value))
            .collect();
        let (joined, is_complete) = match &complete {
            Some(step) => (format!("\n  LEFT JOIN {step} c ON c.n = a.n AND c.begins = a.begins"), "c.n IS NOT NULL"),
            None => (String::new(), "TRUE"),
        };
        let query = format!(
            "SELECT a.n, a.party, a.id,\n  CASE WHEN {} IS NOT NULL THEN {UNCOUNTED} WHEN COALESCE(t.upto_0, 0) >= {} THEN NULL\n    {}\n    WHEN {is_complete} THEN 0 ELSE {UNCOUNTED} END AS doubt\n\
             FROM {acts} a\n  LEFT JOIN (SELECT n, party, id, {} FROM {events} GROUP BY n, party, id) t ON t.n = a.n AND t.party = a.party AND t.id = a.id{joined}",
            asked.lacks,
            asked.value,
            open.join("\n    "),
            granted.join(", ")
        );
        self.keep(name, "Whether so much came before the act.", query)
    }

    /// The instances and beginnings of acts up to which the count of all these is complete from the stretch's beginning;
    /// none where the agreement says that every count is.
    pub(crate) fn complete_before(
        &mut self,
        work: &Work<'_>,
        name: &str,
        selections: &[&Selection],
        acts: &str,
        windows: &str,
    ) -> Option<String> {
        if work.reading().duty.counted_completely {
            return None;
        }
        let numbered = self.keep(
            &format!("{name}_until"),
            "The times up to each act.",
            format!(
                "SELECT ROW_NUMBER() OVER (ORDER BY n, begins) AS time_no, n, starts, begins FROM (SELECT DISTINCT a.n, w.starts, a.begins FROM {acts} a JOIN {windows} w ON w.n = a.n) given"
            ),
        );
        let prefix = name.strip_prefix(&format!("{}_", work.name)).unwrap_or(name).to_owned();
        let mut query = format!("SELECT n, begins FROM {numbered} t");
        for (idx, selection) in selections.iter().enumerate() {
            let times = format!("SELECT time_no AS n, starts, begins AS ends FROM {numbered}");
            let step = self.complete(work, &format!("{prefix}_{}", idx + 1), selection, &times)?;
            query += &format!(" JOIN {step} c{idx} ON c{idx}.n = t.time_no");
        }
        let query = query.replacen("SELECT n, begins", "SELECT t.n, t.begins", 1);
        Some(self.keep(&format!("{name}_complete"), "Those up to which the count is complete.", query))
    }

    /// Whether the act follows an event of the other sort within the span.
    fn follows(&mut self, work: &Work<'_>, what: &str, following: &Following, acts: &str) -> String {
        let name = work.step(&format!("{what}_following"));
        let by = Authors::named(&following.of.by);
        let mut bears = self.selected(&following.of, "e");
        self.done_by_as_doubt(&by, "e", &mut bears);
        let level = self.level_of(if following.in_answer { &Authors::Anybody } else { &by }, "FALSE", "e");
        let columns: Vec<String> = following
            .same
            .iter()
            .enumerate()
            .map(|(idx, key)| format!(",\n  {} AS same_{idx}", self.column(&key.0, "e")))
            .collect();
        let base = format!(
            "SELECT e.id, e.begins, e.last_moment, e.author, e.target, {level} AS of_level, {} AS doubt{}\nFROM known e WHERE {}",
            bears.doubt(),
            columns.concat(),
            all_of(&bears.conditions)
        );
        let one = self.shifted(&base, "begins", following.within, false, "surely_until");
        let both = self.shifted(&one, "last_moment", following.within, false, "perhaps_until");
        let others = self.keep(&format!("{name}_what"), "What the act must not follow, and until when.", both);
        let conditions = [
            "o.id <> a.id".to_owned(),
            "((o.last_moment < a.begins AND a.last_moment <= o.surely_until) OR (o.begins < a.last_moment AND a.begins <= o.perhaps_until))".to_owned(),
        ];
        let mut doubts = vec![
            "o.doubt".to_owned(),
            format!("CASE WHEN o.of_level >= a.level THEN 0 ELSE {LEVEL} END"),
            format!("CASE WHEN o.last_moment < a.begins AND a.last_moment <= o.surely_until THEN 0 ELSE {TIME} END"),
        ];
        // What must be the same, of the act and of the other; and the doubt where one of them is not stated.
        let mut same: Vec<(String, String)> = Vec::new();
        if following.in_answer {
            same.push(("a.target".to_owned(), "o.author".to_owned()));
            same.push(("a.author".to_owned(), "o.target".to_owned()));
            doubts.push(format!("CASE WHEN o.author IS NULL THEN {AUTHOR} ELSE 0 END"));
            doubts.push(format!("CASE WHEN a.target IS NULL OR o.target IS NULL THEN {PARTICULAR} ELSE 0 END"));
        }
        for idx in 0..following.same.len() {
            same.push((format!("a.same_{idx}"), format!("o.same_{idx}")));
            doubts.push(format!("CASE WHEN a.same_{idx} IS NULL OR o.same_{idx} IS NULL THEN {PARTICULAR} ELSE 0 END"));
        }
        let all: Vec<String> = same
            .iter()
            .map(|(one, two)| format!("({one} IS NULL OR {two} IS NULL OR {one} = {two})"))
            .chain(conditions.iter().cloned())
            .collect();
        let equal: Vec<String> =
            same.iter().map(|(one, two)| format!("{one} = {two}")).chain(conditions.iter().cloned()).collect();
        let any_null = |which: &dyn Fn(&(String, String)) -> String| {
            same.iter().map(|pair| format!("{} IS NULL", which(pair))).collect::<Vec<String>>().join(" OR ")
        };
        let part = |conditions: &[String]| {
            format!(
                "SELECT a.n, a.party, a.id, GREATEST({}) AS doubt\nFROM {acts} a JOIN {others} o ON {}",
                doubts.join(", "),
                all_of(conditions)
            )
        };
        let mut parts = vec![part(&equal)];
        if !same.is_empty() {
            let (ours, theirs) = (any_null(&|pair| pair.0.clone()), any_null(&|pair| pair.1.clone()));
            parts.push(part(&[vec![format!("({ours})")], all.clone()].concat()));
            parts.push(part(&[vec![format!("NOT ({ours}) AND ({theirs})")], all].concat()));
        }
        let query = format!(
            "SELECT n, party, id, MIN(doubt) AS doubt FROM (\n{}\n) pairs GROUP BY n, party, id",
            parts.join("\nUNION ALL\n")
        );
        self.keep(&name, "Acts that follow something within the time.", query)
    }
}
