//! # Prohibition
//!
//! *Never this, while a state holds.*
//!
//! ```truce
//! rule 3a "military operations are suspended"
//!   obliges north, south
//!   while ceasefire
//!   never attack in zone
//!   reserves self_defence for north
//! ```
//!
//! One instance for each stretch in which the rule is in force, and each key; its breaching events are listed in it.
//! **Undetermined** where allegations are open at the level asked, where times, places or authors are not known well
//! enough, where a quality waits for a finding, or where too little could be observed.
//! **Limits**: a figure of deaths for a span counts as one act of unknown number; the intention behind an act is not looked at;
//! a reserved ground is shown when it is pleaded, and never weighed.

use provisions::Selection;
use rust_decimal::Decimal;

use crate::Assessment;
use crate::at_most::{self, Instance};
use crate::bearing::Needs;
use crate::frame::Frame;

pub(super) fn assess(frame: &Frame<'_, '_>, never: &Selection, out: &mut Vec<Assessment>) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let needs = Needs { author: true, quantity: false, qualifier: frame.duty.qualified.as_deref() };
    let all = frame.candidates_up_to(Some(Decimal::ZERO), never, needs);
    for (course, stretches) in courses {
        for (key, candidates) in frame.keyed(&course, never, &all) {
            for stretch in &stretches {
                let name = frame.instance_name(key.as_deref(), stretch.from);
                let limit = Decimal::ZERO;
                let candidates = &candidates;
                let instance = Instance { name, stretch: *stretch, candidates, selection: never, limit };
                at_most::assess(frame, &instance, out);
            }
        }
    }
}
