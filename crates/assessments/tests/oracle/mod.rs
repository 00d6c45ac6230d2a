//! The slow, obvious evaluator: written from `docs/guide/assessments.md` alone, it judges the fast one.
//!
//! Everything is looked up again for each question, nothing is kept. Where the page leaves a choice, the place says so
//! with the word "Choice". In reading order: `sight` is sections 1 and 2 (`told` the levels of reports), `state` is
//! section 3, `bearing` and `place` section 4, `at_most`, `at_least`, `instances`, `periods` and `cover` sections 5
//! and 6, `words` section 7.
#![allow(unreachable_pub, dead_code, reason = "each test program includes the oracle whole and uses a part of it")]

mod at_least;
mod at_most;
mod bearing;
mod cover;
mod instances;
mod periods;
mod place;
mod sight;
mod state;
mod told;
mod words;

use assessments::{Assessment, Cause, Status};
use events::Known;
use jiff::Timestamp;
use provisions::{Agreement, Duty, Kind, Provision, Reading, Rule};
use records::Level;
use rust_decimal::Decimal;

use self::sight::Sight;

/// Every assessment of every rule, reading, party, instance and level, in no particular order.
pub fn assess(agreement: &Agreement, known: &Known, as_of: Timestamp) -> Vec<Assessment> {
    let sight = Sight::new(agreement, known, as_of);
    let mut all = Vec::new();
    for (provision, rule) in agreement.rules() {
        for reading in &rule.readings {
            all.extend(assess_reading(&Case { sight: &sight, agreement, provision, rule, reading }));
        }
    }
    all
}

/// One rule in one reading, with what is in sight.
pub(crate) struct Case<'a> {
    sight: &'a Sight<'a>,
    agreement: &'a Agreement,
    provision: &'a Provision,
    rule: &'a Rule,
    reading: &'a Reading,
}

impl<'a> Case<'a> {
    fn duty(&self) -> &'a Duty {
        &self.reading.duty
    }

    fn qualifier(&self) -> Option<&'a str> {
        self.duty().qualified.as_deref()
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
    fn blank(&self, party: &str, level: Level, status: Status) -> Assessment {
        Assessment {
            provision: self.provision.id.clone(),
            rule: self.rule.id.clone(),
            reading: self.reading.name.clone(),
            party: party.to_owned(),
            instance: String::new(),
            level,
            status,
            reason: None,
            start: None,
            due: None,
            decided_at: None,
            late: false,
            pleaded: Vec::new(),
            count: Decimal::ZERO,
            because: Vec::new(),
        }
    }

    /// `not_in_force`, one for each party and level, with an empty instance.
    fn not_in_force(&self) -> Vec<Assessment> {
        let mut all = Vec::new();
        for party in self.parties() {
            for level in Level::ALL {
                all.push(self.blank(&party, level, Status::NotInForce));
            }
        }
        all
    }
}

fn assess_reading(case: &Case<'_>) -> Vec<Assessment> {
    let stretches = state::stretches_begun(case);
    if stretches.is_empty() {
        return case.not_in_force();
    }
    match &case.duty().kind {
        Kind::Prohibition(selection) => at_most::over_stretches(case, selection, Some(Decimal::ZERO), &stretches),
        Kind::Cumulative { total, bound, amount, due } => {
            instances::cumulative(case, total, *bound, amount, due.as_ref(), &stretches)
        }
        Kind::Deadline { must, at_least, due } => instances::deadline(case, must, at_least, due, &stretches),
        Kind::Rate { every, measures } => periods::rate(case, *every, measures, &stretches),
        Kind::Term(_) => words::term(case, &stretches),
        Kind::Undefined(undefined) => words::undefined(case, undefined, &stretches),
    }
}

/// Causes sorted by the event's id.
fn sorted(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort();
    causes
}
