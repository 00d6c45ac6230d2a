//! # Report
//!
//! *A report once in every period or by a date; notice of each event.*
//!
//! ```truce
//! rule 8 "each party reports in writing every month"
//!   obliges each party
//!   must report to commission every month
//!
//! rule 8a "flights are announced to the other side within a day"
//!   obliges north
//!   must notify south of overflight by north within 24 hours
//! ```
//!
//! **Meaning.** At least one `report_submitted` or `notice_given`, by the party bound, to one of those named. With `every`, one instance for
//! each whole period, as a rate; with a due time, as a deadline; with `notify … of`, one instance for each event that is to be reported, as a
//! deadline counted from it. `met`, `met` late, `pending`, `overdue`; `breach_indicated` where the count of reports is complete.
//!
//! **Undetermined.** `author_unknown` where it is not known who reported; `not_verified` where it is not said to whom; `time_imprecise` where
//! it is not known whether it came in time; `allegations_open` where the event that was to be reported is itself only claimed; `to_be_agreed`
//! where a notice has no time set.
//!
//! **Limits.** What a report says is not looked at, nor whether it is full or true. A notice is not matched to its event: any notice to the
//! one named, from the event's beginning on, counts; keep the rule apart by `for each item` where they must be matched. Notice *before* an
//! act is a sequence: `may … only after notice_given`.

use provisions::{Amount, Bound, Measure, Reporting, Selection};
use rust_decimal::Decimal;

use super::deadline::{self, After};
use super::rate;
use crate::Assessment;
use crate::frame::Frame;
use crate::irregular::everything_of;

/// Types of event that report or give notice.
const REPORTS: [&str; 2] = ["report_submitted", "notice_given"];

pub(super) fn assess(frame: &Frame<'_, '_>, to: &[String], when: &Reporting, out: &mut Vec<Assessment>) {
    if frame.courses().is_empty() {
        return frame.not_in_force(out);
    }
    for party in frame.bound.clone() {
        let own = frame.for_party(party);
        let report = report_by(frame, party, to);
        match when {
            Reporting::Every(period) => {
                let amount = Amount::Number(Decimal::ONE);
                let measure = Measure { selection: report, bound: Bound::AtLeast, amount, part: None };
                rate::assess(&own, *period, &[measure], out);
            }
            Reporting::Once(due) => deadline::assess(&own, &report, &Amount::Number(Decimal::ONE), due, out),
            Reporting::Of { event, within } => {
                let one = Ok(Decimal::ONE);
                let all = own.candidates(&report, deadline::needs(&own, one));
                let after = After { lead: None, within: *within };
                deadline::from_events(&own, &report, one, &after, event, &all, out);
            }
        }
    }
}

/// A report or notice by a party to any of those named.
fn report_by(frame: &Frame<'_, '_>, party: &str, to: &[String]) -> Selection {
    let mut selection = everything_of(frame.agreement, REPORTS[0]);
    selection.types.extend(everything_of(frame.agreement, REPORTS[1]).types);
    selection.by = vec![party.to_owned()];
    selection.against = to.to_vec();
    selection
}
