//! # Term
//!
//! *Authorised from, until.*
//!
//! ```truce
//! rule 2 "the presence is authorised until the end of 2027"
//!   term mandate
//! ```
//!
//! One instance for each span of the state that has begun: **pending** while it holds, with its end as due time; **not in force** before and
//! after. The rule's own `while`, `from` and `until` do not change it. **Limits**: whether a prolongation was lawful is not looked at; a decision of the body named for the state counts.

use jiff::Timestamp;
use records::Level;

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
    spans.retain(|(_, span)| span.from <= frame.sight.as_of);
    if spans.is_empty() {
        return frame.not_in_force(out);
    }
    for (key, span) in spans {
        let name = frame.instance_name(key.as_deref(), span.from);
        let holds = span.from <= frame.sight.as_of && frame.sight.as_of < span.until;
        for party in frame.parties() {
            for level in Level::ALL {
                let mut assessment = frame.blank(party, &name, level);
                assessment.status = if holds { Status::Pending } else { Status::NotInForce };
                assessment.start = (span.from > Timestamp::MIN).then_some(span.from);
                assessment.due = (span.until < Timestamp::MAX).then(|| last_second(span.until));
                out.push(assessment);
            }
        }
    }
}
