//! # Prohibition
//!
//! *Never this; or never this within a time after that.*
//!
//! ```truce
//! rule 1 "no attack in the valley"
//!   obliges north, south
//!   while ceasefire
//!   never attack in valley
//!   except shooting in range
//!   reserves self_defence for north
//!
//! rule 1a "no answer to fire within six hours"
//!   obliges each party
//!   never attack within 6 hours after attack in answer with the same zone
//! ```
//!
//! **Meaning.** One instance for each stretch of time in which the rule is in force, and for each key where it is kept apart by one; the acts
//! are listed in it. What the party bound did counts, unless `by` names others. One act known well enough is `breach_indicated`; it is
//! `breach_found` where a finding establishes the act, its author and the breach. With `within … after`, an act counts only if it begins
//! after the other has ended and is over by the end of the span, counted from the other's beginning. `in answer` asks besides that the two
//! sides are exchanged, `with the same` that both have one value in that column. What an `except` clause surely covers does not
//! count, nor an act that a finding says is no breach of this rule.
//!
//! **Undetermined**, in this order: the quality asked for waits for a finding (`qualifier_needs_finding`); it is claimed and not known well
//! enough (`allegations_open`); the time (`time_imprecise`) or the place (`place_imprecise`) is not known well enough; a zone has no outline
//! (`annex_missing`); a particular is not stated (`not_verified`); the author is not known (`author_unknown`); too little could be observed
//! (`no_access`). With `within … after`, the same doubts about the first act make the second one open.
//!
//! **Limits.** A number of deaths for a span counts as one act. The intention behind an act is not looked at. A reserved ground is shown
//! where it is pleaded, and never weighed. Who fired first is not worked out: *in answer* says only what followed what.

use provisions::{Following, Selection};
use rust_decimal::Decimal;

use crate::Assessment;
use crate::at_most::{self, Instance, Whose};
use crate::bearing::{Candidates, Needs};
use crate::frame::Frame;
use crate::irregular;

pub(super) fn assess(frame: &Frame<'_, '_>, never: &Selection, after: Option<&Following>, out: &mut Vec<Assessment>) {
    match after {
        None => at_all(frame, never, (Whose::of(never), true), frame.duty.qualified.as_deref(), &|all| all, out),
        Some(after) => {
            let needs = Needs { author: after.in_answer, quantity: false, qualifier: None };
            let earlier = frame.candidates(&Selection { unit: None, ..after.of.clone() }, needs);
            let look = |act: &_, at: &irregular::At<'_>| irregular::following(frame, act, after, &earlier, at.level);
            irregular::assess(frame, never, (Whose::of(never), true), &look, out);
        }
    }
}

/// Never at all. `sift` has the last word on what bears.
pub(super) fn at_all<'f>(
    frame: &Frame<'f, '_>,
    never: &Selection,
    (whose, lays_to_unknown): (Whose, bool),
    qualifier: Option<&str>,
    sift: &dyn Fn(Candidates<'f>) -> Candidates<'f>,
    out: &mut Vec<Assessment>,
) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let needs = Needs { author: true, quantity: false, qualifier };
    let all = sift(frame.candidates_up_to(Some(Decimal::ZERO), never, needs));
    for (course, stretches) in courses {
        for (key, candidates) in frame.keyed(&course, never, &all) {
            for stretch in &stretches {
                let name = frame.instance_name(key.as_deref(), stretch.from);
                let (limit, candidates, stretch, selection) = (Decimal::ZERO, &candidates, *stretch, never);
                let (key, due) = (key.as_deref(), None);
                let instance =
                    Instance { name, key, stretch, candidates, selection, limit, whose, lays_to_unknown, due };
                at_most::assess(frame, &instance, out);
            }
        }
    }
}
