//! Section 5, eligibility, kept away and prevention: what is never, of whom and where.

use assessments::{Assessment, Status};
use provisions::{Away, Eligible, Near, Precondition, Selection};

use super::Case;
use super::at_most::{Acts, Whose, for_party, over_stretches, windows};
use super::irregular::Condition;
use super::state::Stretch;

/// Acts of anybody count, against each party bound, but for those of the others bound; there is no assessment of party
/// `unknown`.
pub(crate) fn eligibility(
    case: &Case<'_>,
    only: &Eligible,
    may: &Selection,
    after: &[Precondition],
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let condition = Some(Condition::Eligible(only, after));
    let acts = Acts { condition, by: Whose::Anybody, counts_unknown: false, ..Acts::never(may) };
    over_stretches(case, &acts, stretches)
}

/// Never of what is there.
pub(crate) fn placement(case: &Case<'_>, keep: &Selection, away: &Away, stretches: &[Stretch]) -> Vec<Assessment> {
    match away {
        Away::OutOf(zones) => {
            let there = Selection { zones: zones.clone(), ..keep.clone() };
            over_stretches(case, &Acts::never(&there), stretches)
        }
        Away::From(near) => over_stretches(case, &Acts::never(&nearer(keep, near)), stretches),
        Away::OwnLines { lines, .. } => from_own_lines(case, keep, lines, stretches),
        Away::Apart(metres) => {
            // Choice: a sighting of nobody known is of neither side, so that there is no assessment of party `unknown`.
            let condition = Some(Condition::Apart(*metres));
            over_stretches(case, &Acts { condition, counts_unknown: false, ..Acts::never(keep) }, stretches)
        }
    }
}

/// Choice: for a party bound without a line of its own it is not in force, and nothing is asked of party `unknown`.
fn from_own_lines(
    case: &Case<'_>,
    keep: &Selection,
    lines: &[(String, Near)],
    stretches: &[Stretch],
) -> Vec<Assessment> {
    let mut all = Vec::new();
    for party in case.parties() {
        let own = lines.iter().find(|(of, _)| *of == party);
        if own.is_none() {
            all.push(case.blank(&party, Status::NotInForce));
        }
        if let Some((_, near)) = own {
            let there = nearer(keep, near);
            for window in windows(case, &there, stretches) {
                all.push(for_party(case, &Acts::never(&there), &window, &party));
            }
        }
    }
    all
}

fn nearer(keep: &Selection, near: &Near) -> Selection {
    Selection { near: Some(near.clone()), ..keep.clone() }
}

/// Acts of those named, or of anybody but the party bound.
/// Choice: as the breach is not that of who acts, there is no assessment of party `unknown`.
pub(crate) fn prevention(case: &Case<'_>, acts: &Selection, stretches: &[Stretch]) -> Vec<Assessment> {
    over_stretches(case, &Acts { by: Whose::AllOthers, counts_unknown: false, ..Acts::never(acts) }, stretches)
}
