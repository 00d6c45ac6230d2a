//! # Conduct
//!
//! *Others' acts are to be prevented; an effort is owed.*
//!
//! ```truce
//! rule 13 "the North prevents attacks from its side"
//!   obliges north
//!   prevent attack by armed_groups in valley
//!
//! rule 13a "the parties endeavour to let people return"
//!   obliges each party
//!   endeavour "to make the return of the displaced possible" through meeting
//! ```
//!
//! **Meaning.** *Prevent*: acts of those named `by`, or of anybody but the party bound, count against the party bound once a finding
//! establishes that they were not prevented, or that the rule was broken; with `strictly`, each act counts by itself, as for a prohibition.
//! *Endeavour*: an effort is judged by people. It is shown with the number of events that can be counted as steps of it (`through`), and with
//! what assessors have scored: 0 not begun, 1 minimum, 2 intermediate, 3 complete. Scores are shown for a rule and party, the latest of each
//! assessor, and never added or averaged; until a second assessor has scored, only the first one sees the score.
//!
//! **Undetermined.** *Prevent*: `qualifier_needs_finding` while acts are known and nobody has found on them; then the reasons of a
//! prohibition. *Endeavour*: always `qualifier_needs_finding` while in force.
//!
//! **Limits.** What a party could have known or done is for people to find. Acts whose author is not known count as others' acts only perhaps
//! (`author_unknown`). The number beside an effort says nothing of its quality.

use jiff::Timestamp;
use provisions::Selection;
use records::Verdict;

use super::{deadline, prohibition};
use crate::at_most::{Whose, causes};
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::frame::Frame;
use crate::time::Stretch;
use crate::{Assessment, Reason, Status};

/// The quality that only a finding can establish.
const NOT_PREVENTED: &str = "not_prevented";

/// Acts of others must be prevented.
pub(super) fn prevention(frame: &Frame<'_, '_>, acts: &Selection, strictly: bool, out: &mut Vec<Assessment>) {
    let whose = if acts.by.is_empty() { Whose::Others } else { Whose::Anybody };
    let qualifier = if strictly { frame.duty.qualified.as_deref() } else { Some(NOT_PREVENTED) };
    let sift = |all| if strictly { all } else { found_not_prevented(frame, &all) };
    prohibition::at_all(frame, acts, (whose, false), qualifier, &sift, out);
}

/// A finding that the rule was breached by an act says that it was not prevented.
fn found_not_prevented<'f>(frame: &Frame<'f, '_>, all: &Candidates<'f>) -> Candidates<'f> {
    all.kept(|mut act| {
        if frame.breach(&act) == Some(Verdict::Established) {
            act.perhaps = act.perhaps.without(Perhaps::QUALIFIER);
        }
        Some(act)
    })
}

/// An effort is owed: only people can judge it.
pub(super) fn effort(frame: &Frame<'_, '_>, through: Option<&Selection>, out: &mut Vec<Assessment>) {
    let as_of = frame.sight.as_of;
    let needs = Needs { author: false, quantity: false, qualifier: None };
    let all = through.map(|through| frame.candidates(through, needs)).unwrap_or_default();
    let mut any = false;
    for (course, stretches) in frame.courses() {
        let Some(now) = stretches.iter().find(|stretch| as_of < stretch.until) else { continue };
        any = true;
        let keyed = match through {
            Some(through) => frame.keyed(&course, through, &all),
            None => vec![(course, Candidates::default())],
        };
        for (key, candidates) in keyed {
            of_key(frame, key.as_deref(), *now, &deadline::since(&candidates, now.from), out);
        }
    }
    if !any {
        frame.not_in_force(out);
    }
}

fn of_key(
    frame: &Frame<'_, '_>,
    key: Option<&str>,
    now: Stretch,
    bearing: &[Candidate<'_>],
    out: &mut Vec<Assessment>,
) {
    let name = frame.instance_name(key, now.from);
    for party in frame.parties() {
        for level in frame.levels.iter().copied() {
            let counted: Vec<&Candidate<'_>> =
                bearing.iter().filter(|act| act.level >= level && act.perhaps == Perhaps::NONE).collect();
            let mut assessment = frame.blank(party, &name, level);
            assessment.status = Status::Undetermined;
            assessment.reason = Some(Reason::QualifierNeedsFinding);
            assessment.start = (now.from > Timestamp::MIN).then_some(now.from);
            assessment.count = counted.iter().map(|act| act.quantity).sum();
            assessment.because = causes(bearing, &counted);
            assessment.pleaded = frame.pleaded(&counted, party);
            assessment.scores = frame.scores(party);
            out.push(assessment);
        }
    }
}
