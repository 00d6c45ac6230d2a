//! # Undefined
//!
//! *What cannot be checked, what is missing, and who could supply it.*
//!
//! ```truce
//! rule 14 "forces stay until the area is properly secure"
//!   obliges north
//!   undefined "properly secure"
//!   because "no criterion and no date"
//!   supplied by council
//!
//! rule 14a "milestones of the withdrawal"
//!   obliges each party
//!   to be agreed "the milestones of the second phase"
//!   supplied by north, south
//! ```
//!
//! **Meaning.** The clause stands in the record with what it lacks, so that nobody takes its silence for compliance. `undefined` for a word
//! without a measure; `to be agreed` for what is left to a later agreement; `annex missing` for a map or list that is not there; `no
//! baseline` for a share of what nobody declared. `because` says why it matters, `supplied by` who could fill the gap; `truce check --open`
//! lists all of them. What nothing can compute may be scored by assessors, as an effort can.
//!
//! **Undetermined** while in force: `term_undefined`, `to_be_agreed`, `annex_missing` or `no_baseline`, as it is written; `not_in_force`
//! outside its time. Never anything else: what cannot be checked is neither kept nor broken.
//!
//! **Limits.** A later agreement does not fill the gap by itself: write a new version of the text, with a rule of another kind. Where a body
//! is to decide a number, use a `value … by decision of` in place of this.

use jiff::Timestamp;
use provisions::{Missing, Undefined};

use crate::frame::Frame;
use crate::{Assessment, Reason, Status};

pub(super) fn assess(frame: &Frame<'_, '_>, undefined: &Undefined, out: &mut Vec<Assessment>) {
    let reason = match undefined.missing {
        Missing::Term => Reason::TermUndefined,
        Missing::Agreement => Reason::ToBeAgreed,
        Missing::Annex => Reason::AnnexMissing,
        Missing::Baseline => Reason::NoBaseline,
    };
    let as_of = frame.sight.as_of;
    let mut any = false;
    for (key, stretches) in frame.courses() {
        let Some(now) = stretches.iter().find(|stretch| as_of < stretch.until) else { continue };
        any = true;
        let name = frame.instance_name(key.as_deref(), now.from);
        for party in frame.parties() {
            for level in frame.levels.iter().copied() {
                let mut assessment = frame.blank(party, &name, level);
                assessment.scores = frame.scores(party);
                assessment.status = Status::Undetermined;
                assessment.reason = Some(reason);
                assessment.start = (now.from > Timestamp::MIN).then_some(now.from);
                out.push(assessment);
            }
        }
    }
    if !any {
        frame.not_in_force(out);
    }
}
