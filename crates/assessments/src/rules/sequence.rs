//! # Sequence
//!
//! *This only after that; or this together with that.*
//!
//! ```truce
//! rule 3 "the road is handed over only after forty are released"
//!   obliges north
//!   may forces_deployed by north in road only after person_released by south at least 40
//!
//! rule 3a "guns leave together with the other side's troops"
//!   obliges south
//!   must weapons_moved by south together with troops_withdrawn by north within 2 days
//! ```
//!
//! **Meaning.** *Only after*: nothing has to happen; but each act before its condition is a breach. A condition is a moment, so much of
//! something, a consultation, or a consent; several are joined by `and`, and all must have come. An act is regular where the condition surely
//! came before it. It is irregular, and counts as for a prohibition, where the moment had not come, or where the count of what had to come
//! before is complete and falls short. *Together*: for each event of the second kind one of the first must lie near it in time, before or
//! after; each is an instance of its own, and has the statuses of a deadline.
//!
//! **Undetermined** for *only after*: the reasons of a prohibition, about the act or about what had to come before it: `allegations_open`
//! where that is only claimed, `time_imprecise` where it is not known which came first, `place_imprecise`, `annex_missing`, `not_verified`,
//! `author_unknown`; and `count_incomplete` where nothing shows that the condition was met and nobody says that the count is complete, or
//! where its number is not known. For *together*: the reasons of a deadline.
//!
//! **Limits.** Silence about the condition is no breach: without an account of what had to come before, an act stays undetermined. For an act
//! of unknown length, what came while it went on is not before it. What had to come before counts whenever it came, also before the rule's
//! time; kept apart by a key, only with the same key.

use provisions::{Precondition, Selection, Span};
use rust_decimal::Decimal;

use super::deadline::{self, After};
use crate::Assessment;
use crate::at_most::Whose;
use crate::frame::Frame;
use crate::irregular;
use crate::precondition::Conditions;

/// This only after that.
pub(super) fn only_after(frame: &Frame<'_, '_>, may: &Selection, only: &[Precondition], out: &mut Vec<Assessment>) {
    let conditions = Conditions::new(frame, only);
    let look = |act: &_, at: &irregular::At<'_>| conditions.look(frame, act, at);
    irregular::assess(frame, may, (Whose::of(may), true), &look, out);
}

/// For each of the other one of this, near it in time.
pub(super) fn together(
    frame: &Frame<'_, '_>,
    must: &Selection,
    with: &Selection,
    within: Span,
    out: &mut Vec<Assessment>,
) {
    if frame.courses().is_empty() {
        return frame.not_in_force(out);
    }
    let one = Ok(Decimal::ONE);
    let all = frame.candidates(must, deadline::needs(frame, one));
    let after = After { lead: Some(within), within: Some(within) };
    deadline::from_events(frame, must, one, &after, with, &all, out);
}
