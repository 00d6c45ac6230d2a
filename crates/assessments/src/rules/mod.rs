//! The kinds of rule, one file each; each file's doc is the kind's page in the guide.

mod cap;
mod conditional;
mod conduct;
mod continuous;
mod cumulative;
mod deadline;
mod eligibility;
mod placement;
mod prohibition;
mod rate;
mod ratio;
mod report;
mod sequence;
mod term;
mod undefined;

use provisions::Kind;

use crate::Assessment;
use crate::frame::Frame;

pub(crate) use rate::{periods, periods_since};

/// Assesses one reading of one rule.
pub(crate) fn assess(frame: &Frame<'_, '_>, out: &mut Vec<Assessment>) {
    match &frame.duty.kind {
        Kind::Prohibition { never, after } => prohibition::assess(frame, never, after.as_ref(), out),
        Kind::Sequence { may, only } => sequence::only_after(frame, may, only, out),
        Kind::Together { must, with, within } => sequence::together(frame, must, with, *within, out),
        Kind::Eligibility { only, may, after } => eligibility::assess(frame, only, may, after, out),
        Kind::Permission { may } => eligibility::permission(frame, may, out),
        Kind::Placement { keep, away } => placement::assess(frame, keep, away, out),
        Kind::Continuous { holds, absence, hours, contrary } => {
            let asked = continuous::Asked { holds, absence: *absence, contrary: contrary.as_ref() };
            continuous::assess(frame, &asked, *hours, out);
        }
        Kind::Report { to, when } => report::assess(frame, to, when, out),
        Kind::Cap { at_most, of, less } => cap::assess(frame, at_most, of, less.as_ref(), out),
        Kind::Ratio { must, times, every, within } => {
            ratio::assess(frame, &ratio::Asked { must, times: *times, every, within: *within }, out);
        }
        Kind::Conditional { total, steps } => conditional::assess(frame, total, steps, out),
        Kind::Prevention { acts, strictly } => conduct::prevention(frame, acts, *strictly, out),
        Kind::Effort { through, .. } => conduct::effort(frame, through.as_ref(), out),
        Kind::Deadline { must, at_least, due } => deadline::assess(frame, must, at_least, due, out),
        Kind::Rate { every, measures } => rate::assess(frame, *every, measures, out),
        Kind::Cumulative { total, bound, amount, due } => {
            cumulative::assess(frame, total, *bound, amount, due.as_ref(), out);
        }
        Kind::Term(state) => term::assess(frame, state, out),
        Kind::Undefined(undefined) => undefined::assess(frame, undefined, out),
    }
}
