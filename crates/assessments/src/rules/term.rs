//! # Term
//!
//! *Authorised from, until; prolonged while.*
//!
//! ```truce
//! state mandate "the presence is authorised"
//!   from 2030-03-01 until 2031-02-28
//!   prolonged while talks
//!   ends by decision of council
//!
//! rule 11 "the presence is authorised until the end of February 2031"
//!   term mandate
//! ```
//!
//! **Meaning.** One instance for each span of the state that has begun: `pending` while it holds, with its last second as due time where it
//! has an end; `not_in_force` before and after. It obliges nobody. The rule's own `while`, `from` and `until` do not change it. A state that
//! is `prolonged while` another holds goes on beyond its end if the other holds then, until the other ends; a decision of a body named for it
//! goes before both.
//!
//! **Undetermined**: never. What is disputed about its dates is a reading of the triggers from which they are counted.
//!
//! **Limits.** Whether a prolongation was lawful is not looked at; a decision of a body named for the state counts. A state prolonged while
//! another holds that has no end in sight has no due time. An event, however well known, does not begin or end a term: only dates and
//! decisions do.

use jiff::Timestamp;

use crate::frame::Frame;
use crate::time::{Stretch, last_second};
use crate::{Assessment, Status};

pub(super) fn assess(frame: &Frame<'_, '_>, state: &str, out: &mut Vec<Assessment>) {
    let keyed = frame.agreement.states.get(state).is_some_and(|state| state.each.is_some());
    let mut spans: Vec<(Option<String>, Stretch)> = Vec::new();
    if keyed {
        for key in frame.clock.keys_of(state) {
            let of_key = frame.clock.spans(state, Some(&key));
            spans.extend(of_key.into_iter().map(|span| (Some(key.clone()), span)));
        }
    } else {
        spans.extend(frame.clock.spans(state, None).into_iter().map(|span| (None, span)));
    }
    for unbound in &frame.clock.unbound {
        let cut = |(key, span): (Option<String>, Stretch)| span.without(*unbound).map(move |span| (key.clone(), span));
        spans = spans.into_iter().flat_map(cut).collect();
    }
    spans.retain(|(_, span)| span.from <= frame.sight.as_of);
    if spans.is_empty() {
        return frame.not_in_force(out);
    }
    for (key, span) in spans {
        let name = frame.instance_name(key.as_deref(), span.from);
        let holds = span.from <= frame.sight.as_of && frame.sight.as_of < span.until;
        for party in frame.parties() {
            for level in frame.levels.iter().copied() {
                let mut assessment = frame.blank(party, &name, level);
                assessment.status = if holds { Status::Pending } else { Status::NotInForce };
                assessment.start = (span.from > Timestamp::MIN).then_some(span.from);
                assessment.due = (span.until < Timestamp::MAX).then(|| last_second(span.until));
                out.push(assessment);
            }
        }
    }
}
