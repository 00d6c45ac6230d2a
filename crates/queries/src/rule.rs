//! Each rule, reading by reading: its kind into steps, and the lines that come of them.

use jiff::Timestamp;
use provisions::{Agreement, Amount, Away, Bound, Kind, Rule, Selection};
use rust_decimal::Decimal;

use crate::dialect::Dialect;
use crate::irregular::Condition;
use crate::maker::{ALWAYS, Maker, OPEN, plain};
use crate::moments::Ruled;
use crate::most::{Acts, Whose};
use crate::script::{Cannot, Script};
use crate::windows::Work;

/// The quality that makes an act one that was not prevented.
pub(crate) const NOT_PREVENTED: &str = "not_prevented";

/// What is asked of a script.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The moment asked about; none: the latest time in the table.
    pub as_of: Option<Timestamp>,
    /// Only what was recorded by then.
    pub known_at: Option<Timestamp>,
    /// One rule alone.
    pub rule: Option<String>,
}

/// Steps that a kind gives: decided instances, what they rest on, what is pleaded.
pub(crate) struct Answer {
    /// A step with `n`, `level`, `party`, `instance`, `starts`, `due`, `status`, `reason`, `decided_at`, `late`, `counted`.
    pub(crate) decided: String,
    /// A query of `n`, `party`, `event`, `role` (1 trigger, 2 counted, 3 open, 4 author unknown).
    pub(crate) because: String,
    /// A query of `n`, `party`, `ground`.
    pub(crate) pleaded: String,
    /// What `counted` is as text, where it is no decimal.
    pub(crate) counted_text: Option<String>,
    /// Whether scores are shown.
    pub(crate) has_scores: bool,
    /// A query of the levels at which a moment is not set.
    pub(crate) unset: Option<String>,
    /// Whether the rule is not in force at a level without instance.
    pub(crate) none_is_not_in_force: bool,
}

impl Answer {
    pub(crate) fn new(decided: &str, because: String, pleaded: String) -> Answer {
        Answer {
            decided: decided.to_owned(),
            because,
            pleaded,
            counted_text: None,
            has_scores: false,
            unset: None,
            none_is_not_in_force: false,
        }
    }
}

/// The script of an agreement.
pub fn script(agreement: &Agreement, dialect: Dialect, asked: &Asked) -> Script {
    let mut maker = Maker::new(agreement, dialect);
    maker.sight(asked.as_of, asked.known_at);
    maker.clock();
    for (provision, rule) in agreement.rules() {
        if asked.rule.as_ref().is_some_and(|one| *one != rule.id) {
            continue;
        }
        for (idx, reading) in rule.readings.iter().enumerate() {
            let ruled = Ruled { provision: &provision.id, rule, reading };
            let before = (maker.steps.len(), maker.lines.clone());
            if let Err(because) = maker.reading(ruled, idx) {
                maker.steps.truncate(before.0);
                maker.lines = before.1;
                let steps: Vec<String> = maker.steps.iter().map(|step| step.name.clone()).collect();
                maker.made.retain(|_, step| steps.contains(step));
                maker.cannot.push(Cannot { rule: rule.id.clone(), because });
            }
        }
    }
    maker.assembled();
    let mut cannot = maker.cannot;
    cannot.dedup();
    Script { dialect, head: head(agreement), steps: maker.steps, cannot }
}

fn head(agreement: &Agreement) -> Vec<String> {
    vec![
        format!("{} ({}, version {})", agreement.title, agreement.id, agreement.version),
        String::new(),
        "Reads a table or view `events`, as truce export writes it; gives `assessments`, one JSON object a row.".to_owned(),
        "What each status means is said in Truce's guide, How an assessment is made.".to_owned(),
        "Times are UTC. The year 1 stands for no beginning, 9999 for no end.".to_owned(),
        "A doubt is a number: 0 none, 1 qualifier, 2 level, 3 time, 4 place, 5 outline, 6 particular, 7 uncounted, 8 author.".to_owned(),
        "Doubts are granted in this order, each together with those before; of an event's doubts the greatest is kept.".to_owned(),
    ]
}

impl Maker<'_> {
    /// The steps of a reading, or why it cannot be said.
    fn reading(&mut self, ruled: Ruled<'_>, idx: usize) -> Result<(), String> {
        let mut name = format!("rule_{}", plain(&ruled.rule.id));
        if self.steps.iter().any(|step| step.name.starts_with(&format!("{name}_"))) || ruled.rule.readings.len() > 1 {
            name = format!("{name}_r{}_{}", idx + 1, self.steps.len());
        }
        let says = format!(
            "Rule {}: {} ({}:{}), {}.",
            ruled.rule.id, ruled.rule.title, ruled.rule.at.file, ruled.rule.at.line, ruled.reading.name
        );
        self.heading = Some(says);
        let open = self.open_milestones(ruled, &name);
        let stretches = self.stretches(ruled, &name, open.as_deref());
        let mut qualifiers: Vec<String> = ruled.reading.duty.qualified.iter().cloned().collect();
        if matches!(ruled.reading.duty.kind, Kind::Prevention { strictly: false, .. }) {
            qualifiers.push(NOT_PREVENTED.to_owned());
        }
        let found = self.found_of(ruled.rule, ruled.provision, &qualifiers, &name);
        let work = Work { ruled, name, stretches, found, qualifiers };
        let answers = self.of_kind(&work)?;
        self.gathered(&work, answers, open.as_deref());
        Ok(())
    }

    /// The levels at which a milestone on which the rule hangs is open, and why; none where it hangs on none.
    fn open_milestones(&mut self, ruled: Ruled<'_>, name: &str) -> Option<String> {
        let names = self.milestones_of(ruled.reading);
        let steps: Vec<String> = names.iter().map(|name| self.milestone(name, ruled.reading)).collect();
        if steps.is_empty() {
            return None;
        }
        let reasons: Vec<String> = (0..steps.len()).map(|idx| format!("m{idx}.reason")).collect();
        let joins: String = steps
            .iter()
            .enumerate()
            .map(|(idx, step)| format!("\n  LEFT JOIN {step} m{idx} ON m{idx}.level = l.level"))
            .collect();
        let reason = format!("COALESCE({})", [reasons.as_slice(), &[self.no_text()]].concat().join(", "));
        let query = format!("SELECT l.level, {reason} AS reason FROM levels l{joins}\nWHERE {reason} IS NOT NULL");
        Some(self.keep(&format!("{name}_open"), "Levels at which a milestone is open, and why.", query))
    }

    /// What bodies found of the breach of a rule, and of qualities: `event`, `breach`, `fact`, `author`, `quality_1`, ...
    fn found_of(&mut self, rule: &Rule, provision: &str, qualifiers: &[String], name: &str) -> String {
        let about = |what: String| format!("MAX(CASE WHEN about = {} THEN verdict END)", self.text(&what));
        let of_rule = about(format!("breach of {}", rule.id));
        let mut columns = vec![
            format!(
                "CASE WHEN {of_rule} IN ('established', 'refuted') THEN {of_rule} ELSE {} END AS breach",
                about(format!("breach of {provision}"))
            ),
            format!("{} AS fact", about("fact".to_owned())),
            format!("{} AS author", about("author".to_owned())),
        ];
        for (idx, quality) in qualifiers.iter().enumerate() {
            columns.push(format!("{} AS quality_{}", about(format!("quality {quality}")), idx + 1));
        }
        let query = format!("SELECT event,\n  {}\nFROM verdicts GROUP BY event", columns.join(",\n  "));
        self.keep(&format!("{name}_findings"), "What bodies found of its breach.", query)
    }

    fn of_kind(&mut self, work: &Work<'_>) -> Result<Vec<Answer>, String> {
        let zero = Amount::Number(Decimal::ZERO);
        Ok(match &work.reading().duty.kind {
            Kind::Prohibition { never, after } => {
                let condition = after.as_ref().map(Condition::Following);
                vec![self.never(work, &Acts { condition, ..Acts::of(never) }, &zero)]
            }
            Kind::Sequence { may, only } => {
                vec![self.never(work, &Acts { condition: Some(Condition::Before(only)), ..Acts::of(may) }, &zero)]
            }
            Kind::Eligibility { only, may, after } => {
                let condition = Some(Condition::Eligible(only, after));
                let acts = Acts { condition, by: Whose::Anybody, counts_unknown: false, ..Acts::of(may) };
                vec![self.never(work, &acts, &zero)]
            }
            Kind::Placement { keep, away } => self.placement(work, keep, away)?,
            Kind::Prevention { acts, .. } => {
                let acts = Acts { by: Whose::AllOthers, counts_unknown: false, ..Acts::of(acts) };
                vec![self.never(work, &acts, &zero)]
            }
            Kind::Cumulative { total, bound: Bound::AtMost, amount, due: None } => {
                vec![self.never(work, &Acts::of(total), amount)]
            }
            Kind::Cumulative { total, bound: Bound::AtMost, amount, due: Some(due) } => {
                vec![self.total_until(work, total, amount, due)]
            }
            Kind::Cumulative { total, bound: Bound::AtLeast, amount, due: Some(due) } => {
                vec![self.deadline(work, total, amount, due, true)]
            }
            Kind::Cumulative { bound: Bound::AtLeast, due: None, .. } => Vec::new(),
            Kind::Deadline { must, at_least, due } => vec![self.deadline(work, must, at_least, due, false)],
            Kind::Together { must, with, within } => vec![self.together(work, must, with, *within)],
            Kind::Report { to, when } => vec![self.report(work, to, when)],
            Kind::Conditional { total, steps } => self.steps_of(work, total, steps),
            Kind::Rate { every, measures } => self.rate(work, *every, measures),
            Kind::Cap { at_most, of, less } => vec![self.cap(work, at_most, of, less.as_ref())],
            Kind::Ratio { must, times, every, within } => vec![self.ratio(work, must, *times, every, *within)],
            Kind::Continuous { holds, absence, hours, contrary } => {
                vec![self.continuous(work, holds, *absence, hours.as_ref(), contrary.as_ref())]
            }
            Kind::Term(_) => vec![self.term(work)],
            Kind::Permission { may } => vec![self.permission(work, may)],
            Kind::Effort { through, .. } => vec![self.effort(work, through.as_ref())],
            Kind::Undefined(undefined) => vec![self.undefined(work, undefined)],
        })
    }

    /// Never this, or at most so much of it, over the stretches in force.
    fn never(&mut self, work: &Work<'_>, acts: &Acts<'_>, amount: &Amount) -> Answer {
        let asked = self.number(amount, work.reading());
        let windows = self.windows(work, "all", acts.selection, &asked);
        self.at_most(work, "all", acts, &windows, &asked)
    }

    fn placement(&mut self, work: &Work<'_>, keep: &Selection, away: &Away) -> Result<Vec<Answer>, String> {
        let zero = Amount::Number(Decimal::ZERO);
        Ok(match away {
            Away::OutOf(zones) => {
                let there = Selection { zones: zones.clone(), ..keep.clone() };
                vec![self.never(work, &Acts::of(&there), &zero)]
            }
            Away::From(near) => {
                let there = Selection { near: Some(near.clone()), ..keep.clone() };
                vec![self.never(work, &Acts::of(&there), &zero)]
            }
            Away::OwnLines { lines, .. } => {
                let asked = self.number(&zero, work.reading());
                let mut all = Vec::new();
                for (idx, (party, near)) in lines.iter().enumerate() {
                    if !work.reading().duty.obliges.contains(party) {
                        continue;
                    }
                    let there = Selection { near: Some(near.clone()), ..keep.clone() };
                    let what = format!("own_{}", idx + 1);
                    let windows = self.windows(work, &what, &there, &asked);
                    let parties = Some(vec![party.clone()]);
                    let acts = Acts { parties, counts_unknown: false, ..Acts::of(&there) };
                    all.push(self.at_most(work, &what, &acts, &windows, &asked));
                }
                all.extend(self.without_line(work, lines));
                all
            }
            Away::Apart(_) => {
                return Err(
                    "how far two sightings are from each other on the Earth is not something that SQL can say; \
                            truce evaluate does"
                        .to_owned(),
                );
            }
        })
    }

    /// Parties bound that have no line of their own: not in force for them.
    fn without_line(&mut self, work: &Work<'_>, lines: &[(String, provisions::Near)]) -> Option<Answer> {
        let all = &work.reading().duty.obliges;
        let without: Vec<String> =
            all.iter().filter(|party| !lines.iter().any(|(of, _)| of == *party)).cloned().collect();
        if without.is_empty() {
            return None;
        }
        let query = format!(
            "SELECT -2 AS n, l.level, p.party, '' AS instance, {ALWAYS} AS starts, CAST(NULL AS TIMESTAMP) AS due, 'not_in_force' AS status, {} AS reason, CAST(NULL AS TIMESTAMP) AS decided_at, FALSE AS late, 0 AS counted\n\
             FROM (SELECT DISTINCT level FROM {}) l CROSS JOIN ({}) p",
            self.no_text(),
            work.stretches,
            self.table("party", &without)
        );
        let step = self.keep(&work.step("without_line"), "Parties without a line of their own.", query);
        Some(Answer::new(&step, self.no_causes(), self.no_grounds()))
    }

    pub(crate) fn no_causes(&self) -> String {
        format!("SELECT 0 AS n, {0} AS party, {0} AS event, 0 AS role WHERE 1 = 0", self.no_text())
    }

    pub(crate) fn no_grounds(&self) -> String {
        format!("SELECT 0 AS n, {0} AS party, {0} AS ground WHERE 1 = 0", self.no_text())
    }

    /// Whether anything can keep the rule from binding.
    fn may_be_unbound(&self, work: &Work<'_>) -> bool {
        !work.reading().duty.waived_by.is_empty() || !self.agreement.interpreted_by.is_empty()
    }

    /// What was decided, and what stands where nothing was.
    fn gathered(&mut self, work: &Work<'_>, answers: Vec<Answer>, open: Option<&str>) {
        let mut decided = Vec::new();
        let (mut unset, mut none_is_not_in_force) = (Vec::new(), false);
        for (idx, answer) in answers.into_iter().enumerate() {
            unset.extend(answer.unset.clone());
            none_is_not_in_force |= answer.none_is_not_in_force;
            let kept = self.kept(work, &answer, idx);
            decided.push(format!("SELECT level FROM {kept}"));
            if answer.has_scores {
                self.note_scored(work);
            }
            self.note_answer(work, &answer, &kept);
        }
        let mut nowhere: Vec<String> = Vec::new();
        if none_is_not_in_force {
            nowhere.push("SELECT level FROM levels".to_owned());
        }
        nowhere.extend(unset);
        nowhere.push(format!(
            "SELECT l.level FROM levels l LEFT JOIN {} s ON s.level = l.level WHERE s.level IS NULL",
            work.stretches
        ));
        if self.may_be_unbound(work) {
            nowhere.push(format!(
                "SELECT level FROM {}_binds WHERE starts > {ALWAYS} OR ends < {OPEN}\nUNION SELECT l.level FROM levels l LEFT JOIN {}_binds b ON b.level = l.level WHERE b.level IS NULL",
                work.name, work.name
            ));
        }
        let decided = if decided.is_empty() {
            "SELECT level FROM levels WHERE 1 = 0".to_owned()
        } else {
            decided.join(" UNION ")
        };
        let (reason, joined) = match open {
            Some(open) => ("o.reason".to_owned(), format!("\n  LEFT JOIN {open} o ON o.level = l.level")),
            None => (self.no_text(), String::new()),
        };
        let query = format!(
            "SELECT l.level, p.party, {reason} AS reason\nFROM levels l CROSS JOIN ({}) p{joined}\n  \
             LEFT JOIN ({decided}) d ON d.level = l.level\n  LEFT JOIN (SELECT DISTINCT level FROM (\n{}\n  ) none) x ON x.level = l.level\n\
             WHERE {} (d.level IS NULL AND x.level IS NOT NULL)",
            self.parties(work, None, false),
            nowhere.join("\nUNION\n"),
            if open.is_some() { "o.reason IS NOT NULL OR" } else { "" }
        );
        let blank =
            self.keep(&work.step("blank"), "Where there is no instance: not in force, or a milestone is open.", query);
        self.note_blank(work, &blank);
    }

    /// Decided instances but those that fall due while the rule does not bind.
    fn kept(&mut self, work: &Work<'_>, answer: &Answer, idx: usize) -> String {
        if !self.may_be_unbound(work) {
            return answer.decided.clone();
        }
        let query = format!(
            "SELECT f.* FROM {} f LEFT JOIN {}_binds b ON b.level = f.level AND b.starts <= f.due AND f.due < b.ends\nWHERE f.due IS NULL OR b.level IS NOT NULL",
            answer.decided, work.name
        );
        self.keep(
            &work.step(&format!("bound_{}", idx + 1)),
            "But those that fall due while the rule does not bind.",
            query,
        )
    }
}
