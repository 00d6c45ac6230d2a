//! # Undefined
//!
//! *What cannot be checked, what is missing, and who could supply it.*
//!
//! ```truce
//! rule 16 "forces stay until the area is properly secure"
//!   obliges north
//!   undefined "properly secure"
//!   because "no criterion and no date"
//!   supplied by council
//! ```
//!
//! **Undetermined** while in force: `term_undefined`, `to_be_agreed`, `annex_missing` or `no_baseline`, as it is written. It is never
//! anything else: what cannot be checked is neither kept nor broken.

use jiff::Timestamp;
use provisions::{Missing, Undefined};
use records::Level;

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
            for level in Level::ALL {
                let mut assessment = frame.blank(party, &name, level);
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
