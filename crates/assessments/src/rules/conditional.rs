//! # Conditional
//!
//! *Steps, each of which falls due once its condition is reached.*
//!
//! ```truce
//! rule 12 "withdrawal goes step by step with disarmament"
//!   obliges north
//!   must total posts_vacated by north by steps
//!   step at least 30 % of posts within 10 days once weapon_handed_over at least 30 % of arms
//!   step at least 100 % of posts within 30 days once weapon_handed_over at least 100 % of arms
//!
//! rule 12a "the road is opened within a week of the last release"
//!   obliges north
//!   once all_released
//!   must crossing_open in road within 7 days of all_released
//! ```
//!
//! **Meaning.** An instance for each step, of one total that is counted from the beginning of the rule's first stretch in force. The
//! condition is reached at each level of knowledge apart: what is only claimed brings a step into force for the answer *as alleged*, and for
//! no other. Until then the step is `not_in_force`; from then on it has the statuses of a deadline. `once` in any rule does the same for the
//! whole rule: it binds from the moment at which a milestone is reached or a trigger is set.
//!
//! **Undetermined.** While the condition is open, the reason why: `allegations_open` where it is reached by claims alone, `time_imprecise`,
//! `place_imprecise`, `annex_missing`, `not_verified`, `author_unknown`; `no_baseline` where the condition is a share of what was not
//! declared, or was declared under seal. Once it is reached: the reasons of a deadline or a total; `to_be_agreed` for a step without a time.
//!
//! **Limits.** A condition is a number of events, counted from the agreement's entry into force; whether it was reached in good faith, or
//! undone later, is not looked at. A condition that a body must declare is a trigger `by decision of`, not a milestone.

use jiff::Timestamp;
use provisions::{Selection, Step};
use records::Level;

use super::deadline;
use crate::at_least::{self, Due, Instance};
use crate::bearing::Candidates;
use crate::frame::Frame;
use crate::milestone::{self, Standing};
use crate::time::Stretch;
use crate::{Assessment, Status};

pub(super) fn assess(frame: &Frame<'_, '_>, total: &Selection, steps: &[Step], out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    for (course, stretches) in &courses {
        for (step_idx, step) in steps.iter().enumerate() {
            let all = frame.candidates(total, deadline::needs(frame, frame.amount(&step.at_least)));
            for (key, candidates) in frame.keyed(course, total, &all) {
                let name = match key {
                    Some(key) => format!("{key} step {}", step_idx + 1),
                    None => format!("step {}", step_idx + 1),
                };
                for level in frame.levels.clone() {
                    let frame = frame.at_levels(&[level]);
                    at_level(
                        &frame,
                        &Asked { total, step, name: &name, from: stretches[0].from },
                        &candidates,
                        level,
                        out,
                    );
                }
            }
        }
    }
}

/// One step of one key.
struct Asked<'s> {
    total: &'s Selection,
    step: &'s Step,
    name: &'s str,
    from: Timestamp,
}

fn at_level(
    frame: &Frame<'_, '_>,
    asked: &Asked<'_>,
    candidates: &Candidates<'_>,
    level: Level,
    out: &mut Vec<Assessment>,
) {
    let due = match milestone::standing(frame, &asked.step.once, level) {
        Standing::Reached(first, last) => due(frame, asked.step, first, last),
        Standing::Open(reason) => return in_words(frame, asked, (Status::Undetermined, Some(reason)), out),
        Standing::Not => None,
    };
    let Some(due) = due else { return in_words(frame, asked, (Status::NotInForce, None), out) };
    let instance = Instance {
        name: asked.name.to_owned(),
        selection: asked.total,
        amount: frame.amount(&asked.step.at_least),
        start: asked.from,
        due,
        bearing: deadline::since(candidates, asked.from),
        other_unit: candidates.other_unit_within(Stretch { from: asked.from, ..Stretch::ALWAYS }),
        trigger: None,
    };
    at_least::assess(frame, &instance, out);
}

fn due(frame: &Frame<'_, '_>, step: &Step, first: Timestamp, last: Timestamp) -> Option<Due> {
    let Some(span) = step.within else { return Some(Due::ToBeAgreed) };
    let calendar = &frame.agreement.calendar;
    Some(Due::By(calendar.after(first, span)?, calendar.after(last, span)?))
}

/// What the condition alone decides.
fn in_words(
    frame: &Frame<'_, '_>,
    asked: &Asked<'_>,
    (status, reason): (Status, Option<crate::Reason>),
    out: &mut Vec<Assessment>,
) {
    for party in &frame.bound {
        for level in &frame.levels {
            let mut assessment = frame.blank(party, asked.name, *level);
            (assessment.status, assessment.reason) = (status, reason);
            assessment.start = (asked.from > Timestamp::MIN).then_some(asked.from);
            out.push(assessment);
        }
    }
}
