//! The slow, obvious evaluator: written from `docs/guide/assessments.md` alone, it judges the fast one.
//!
//! Everything is looked up again for each question, nothing is kept. Where the page leaves a choice, the place says so
//! with the word "Choice". In reading order: `sight` is sections 1 and 2 (`told` the levels of reports), `state`,
//! `moment`, `binding` and `milestone` section 3, `bearing` and `place` section 4, `amount` its numbers and units,
//! `at_most`, `irregular`, `standing`, `kept_away`, `cap`, `at_least`, `report`, `ratio`, `continuous`, `instances`,
//! `periods` and `cover` sections 5 and 6, `words` section 7.
#![allow(unreachable_pub, dead_code, reason = "each test program includes the oracle whole and uses a part of it")]

mod amount;
mod at_least;
mod at_most;
mod bearing;
mod binding;
mod cap;
mod continuous;
mod cover;
mod instances;
mod irregular;
mod kept_away;
mod milestone;
mod moment;
mod periods;
mod place;
mod ratio;
mod report;
mod sight;
mod standing;
mod state;
mod told;
mod words;

use assessments::{Assessment, Cause, Reason, Status};
use events::Known;
use jiff::Timestamp;
use provisions::{Agreement, Duty, Kind, Provision, Reading, Rule};
use records::Level;
use rust_decimal::Decimal;

use self::at_most::Acts;
use self::irregular::Condition;
use self::sight::Sight;
use self::state::Stretch;

/// Every assessment of every rule, reading, party, instance and level, in no particular order.
pub fn assess(agreement: &Agreement, known: &Known, as_of: Timestamp) -> Vec<Assessment> {
    let sight = Sight::new(agreement, known, as_of);
    let mut all = Vec::new();
    for (provision, rule) in agreement.rules() {
        for reading in &rule.readings {
            for level in Level::ALL {
                all.extend(assess_reading(&Case { sight: &sight, agreement, provision, rule, reading, level }));
            }
        }
    }
    all
}

/// One rule in one reading at one level, with what is in sight.
pub(crate) struct Case<'a> {
    sight: &'a Sight<'a>,
    agreement: &'a Agreement,
    provision: &'a Provision,
    rule: &'a Rule,
    reading: &'a Reading,
    level: Level,
}

impl<'a> Case<'a> {
    fn duty(&self) -> &'a Duty {
        &self.reading.duty
    }

    /// Qualities that only a finding can establish, without which nothing counts.
    fn qualifiers(&self) -> Vec<&'a str> {
        let mut all: Vec<&str> = self.duty().qualified.as_deref().into_iter().collect();
        if matches!(self.duty().kind, Kind::Prevention { strictly: false, .. }) {
            all.push(bearing::NOT_PREVENTED);
        }
        all
    }

    fn as_of(&self) -> Timestamp {
        self.sight.as_of
    }

    /// Parties bound; one empty name where nobody is.
    fn parties(&self) -> Vec<String> {
        let obliges = self.duty().obliges.clone();
        if obliges.is_empty() { vec![String::new()] } else { obliges }
    }

    /// An assessment that says nothing yet.
    fn blank(&self, party: &str, status: Status) -> Assessment {
        Assessment {
            provision: self.provision.id.clone(),
            rule: self.rule.id.clone(),
            reading: self.reading.name.clone(),
            party: party.to_owned(),
            instance: String::new(),
            level: self.level,
            status,
            reason: None,
            start: None,
            due: None,
            decided_at: None,
            late: false,
            pleaded: Vec::new(),
            count: Decimal::ZERO,
            because: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// One for each party, with an empty instance.
    fn for_each_party(&self, status: Status, reason: Option<Reason>) -> Vec<Assessment> {
        let parties = self.parties();
        parties.iter().map(|party| Assessment { reason, ..self.blank(party, status) }).collect()
    }

    /// `not_in_force`, one for each party, with an empty instance.
    fn not_in_force(&self) -> Vec<Assessment> {
        self.for_each_party(Status::NotInForce, None)
    }
}

fn assess_reading(case: &Case<'_>) -> Vec<Assessment> {
    if let Some(reason) = milestone::open_of_rule(case) {
        return case.for_each_party(Status::Undetermined, Some(reason));
    }
    let stretches = state::stretches_begun(case);
    if stretches.is_empty() {
        return case.not_in_force();
    }
    binding::without_those_due_while_not_bound(case, of_kind(case, &stretches))
}

fn of_kind(case: &Case<'_>, stretches: &[Stretch]) -> Vec<Assessment> {
    match &case.duty().kind {
        Kind::Prohibition { never, after } => {
            let condition = after.as_ref().map(Condition::Following);
            at_most::over_stretches(case, &Acts { condition, ..Acts::never(never) }, stretches)
        }
        Kind::Sequence { may, only } => {
            let condition = Some(Condition::Before(only));
            at_most::over_stretches(case, &Acts { condition, ..Acts::never(may) }, stretches)
        }
        Kind::Eligibility { only, may, after } => kept_away::eligibility(case, only, may, after, stretches),
        Kind::Placement { keep, away } => kept_away::placement(case, keep, away, stretches),
        Kind::Prevention { acts, .. } => kept_away::prevention(case, acts, stretches),
        Kind::Cap { at_most, of, less } => cap::assess(case, at_most, of, less.as_ref(), stretches),
        Kind::Cumulative { total, bound, amount, due } => {
            instances::cumulative(case, total, *bound, amount, due.as_ref(), stretches)
        }
        Kind::Deadline { must, at_least, due } => instances::deadline(case, must, at_least, due, stretches),
        Kind::Together { must, with, within } => instances::together(case, must, with, *within, stretches),
        Kind::Report { to, when } => report::report(case, to, when, stretches),
        Kind::Conditional { total, steps } => report::steps(case, total, steps, stretches),
        Kind::Rate { every, measures } => periods::rate(case, *every, measures, stretches),
        Kind::Ratio { must, times, every, within } => {
            ratio::assess(case, &ratio::Asked { must, times: *times, every, within: *within }, stretches)
        }
        Kind::Continuous { holds, absence, hours, contrary } => {
            let asked = continuous::Asked { holds, absence: *absence, contrary: contrary.as_ref() };
            continuous::assess(case, &asked, hours.as_ref(), stretches)
        }
        Kind::Term(_) => words::term(case, stretches),
        Kind::Permission { may } => words::permission(case, may, stretches),
        Kind::Effort { through, .. } => words::effort(case, through.as_ref(), stretches),
        Kind::Undefined(undefined) => words::undefined(case, undefined, stretches),
    }
}

/// Causes sorted by the event's id. Choice: one event in one role is said once.
fn sorted(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort();
    causes.dedup();
    causes
}
