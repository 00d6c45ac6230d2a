//! # Eligibility
//!
//! *Only these may do it, perhaps after consultation or with consent; or: they may.*
//!
//! ```truce
//! rule 4 "only contributors send contingents, after consultation"
//!   obliges each party
//!   only those that are contributor and not suspended may contingent_deployed after consultation of commission
//!
//! rule 4a "the North may fly over the valley"
//!   permits north
//!   may overflight in valley
//! ```
//!
//! **Meaning.** *Only*: acts of anybody count, against each party bound; but a party bound answers alone for its own. An act of somebody who
//! is named, or has the attributes when the act begins, is looked at for what must have come before it; that of another is a breach, as for a
//! prohibition. An attribute is given and taken by events or by the decisions of bodies; the last before the act says it. A consent is given
//! by `consent_given` and taken back by `consent_refused`; a consultation is a `consultation` of that body or actor. Both count if they name
//! no item, or the item or the author of the act. *May* alone, with `permits` in place of `obliges`: `pending` while it is in force, with the
//! number of times that it was used; a permission is neither kept nor broken.
//!
//! **Undetermined.** The reasons of a prohibition about the act. About attribute, consultation or consent: `allegations_open` where what
//! gives or takes it is only claimed; `time_imprecise` where it is not known whether that came before the act; `count_incomplete` where
//! nothing says that it was given and the count of what gives it is not complete; `author_unknown` where the actor is not known.
//!
//! **Limits.** *Consultation* is not *consent*, and neither is presumed: it must be reported. Whether a consultation was held in good faith
//! is not looked at. An attribute that only decisions give is not had until a decision gives it. There is no assessment of acts by nobody
//! known: they leave the parties bound undetermined.

use jiff::Timestamp;
use provisions::{Eligible, Precondition, Selection};

use crate::at_most::{Whose, causes};
use crate::bearing::{Candidate, Needs, Perhaps};
use crate::frame::Frame;
use crate::irregular;
use crate::precondition::{self, Conditions};
use crate::time::last_second;
use crate::{Assessment, Status};

/// Only these may.
pub(super) fn assess(
    frame: &Frame<'_, '_>,
    only: &Eligible,
    may: &Selection,
    after: &[Precondition],
    out: &mut Vec<Assessment>,
) {
    let conditions = Conditions::new(frame, after);
    let look = |act: &_, at: &irregular::At<'_>| {
        precondition::eligible(frame, act, only, at).or(conditions.look(frame, act, at))
    };
    irregular::assess(frame, may, (Whose::OwnAndOutsiders, false), &look, out);
}

/// These may: it stands while it is in force, and its uses are counted.
pub(super) fn permission(frame: &Frame<'_, '_>, may: &Selection, out: &mut Vec<Assessment>) {
    let as_of = frame.sight.as_of;
    let needs = Needs { author: true, quantity: false, qualifier: frame.duty.qualified.as_deref() };
    let all = frame.candidates(may, needs);
    let before = out.len();
    for (course, stretches) in frame.courses() {
        let Some(now) = stretches.iter().find(|stretch| as_of < stretch.until) else { continue };
        for (key, candidates) in frame.keyed(&course, may, &all) {
            let name = frame.instance_name(key.as_deref(), now.from);
            let bearing = candidates.within(*now);
            for party in frame.parties() {
                let whose = Whose::of(may);
                let own: Vec<Candidate<'_>> = bearing
                    .iter()
                    .filter(|use_| use_.by.is_some() && whose.counts(use_.by, party, &frame.duty.obliges))
                    .copied()
                    .collect();
                for level in frame.levels.iter().copied() {
                    let counted: Vec<&Candidate<'_>> =
                        own.iter().filter(|use_| use_.level >= level && use_.perhaps == Perhaps::NONE).collect();
                    let mut assessment = frame.blank(party, &name, level);
                    assessment.status = Status::Pending;
                    assessment.start = (now.from > Timestamp::MIN).then_some(now.from);
                    assessment.due = (now.until < Timestamp::MAX).then(|| last_second(now.until));
                    assessment.count = counted.iter().map(|use_| use_.quantity).sum();
                    assessment.because = causes(&own, &counted);
                    assessment.pleaded = frame.pleaded(&counted, party);
                    out.push(assessment);
                }
            }
        }
    }
    if out.len() == before {
        frame.not_in_force(out);
    }
}
