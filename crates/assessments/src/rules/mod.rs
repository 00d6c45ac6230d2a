//! The kinds of rule, one file each; each file's doc is the kind's page in the guide.

mod cumulative;
mod deadline;
mod prohibition;
mod rate;
mod term;
mod undefined;

use provisions::Kind;

use crate::Assessment;
use crate::frame::Frame;

/// Assesses one reading of one rule.
pub(crate) fn assess(frame: &Frame<'_, '_>, out: &mut Vec<Assessment>) {
    match &frame.duty.kind {
        Kind::Prohibition(never) => prohibition::assess(frame, never, out),
        Kind::Deadline { must, at_least, due } => deadline::assess(frame, must, at_least, due, out),
        Kind::Rate { every, measures } => rate::assess(frame, *every, measures, out),
        Kind::Cumulative { total, bound, amount, due } => {
            cumulative::assess(frame, total, *bound, amount, due.as_ref(), out);
        }
        Kind::Term(state) => term::assess(frame, state, out),
        Kind::Undefined(undefined) => undefined::assess(frame, undefined, out),
    }
}
