//! Section 7: terms, and what cannot be checked.

use assessments::{Assessment, Reason, Status};
use jiff::SignedDuration;
use provisions::{Missing, Undefined};
use records::Level;

use super::Case;
use super::bearing::KeyAsked;
use super::instances::named;
use super::state::{Stretch, state_key};

/// Pending while the state holds, with the second before its end as due time; not in force after it.
/// Choice: a span that has not begun has an instance only where no span has: the empty one of section 3.
pub(crate) fn term(case: &Case<'_>, stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for stretch in stretches {
        let status = if is_on(case, stretch) { Status::Pending } else { Status::NotInForce };
        for mut found in in_stretch(case, stretch, status) {
            found.due = stretch.until.map(|until| until - SignedDuration::from_secs(1));
            all.push(found);
        }
    }
    all
}

/// Undetermined while in force, for the reason written.
/// Choice: the instance is the stretch in which `as_of` lies; where it lies in none there is one empty instance.
pub(crate) fn undefined(case: &Case<'_>, undefined: &Undefined, stretches: &[Stretch]) -> Vec<Assessment> {
    let reason = match undefined.missing {
        Missing::Term => Reason::TermUndefined,
        Missing::Agreement => Reason::ToBeAgreed,
        Missing::Annex => Reason::AnnexMissing,
        Missing::Baseline => Reason::NoBaseline,
    };
    let mut all = Vec::new();
    for stretch in stretches.iter().filter(|stretch| is_on(case, stretch)) {
        for mut found in in_stretch(case, stretch, Status::Undetermined) {
            found.reason = Some(reason);
            all.push(found);
        }
    }
    if all.is_empty() { case.not_in_force() } else { all }
}

fn is_on(case: &Case<'_>, stretch: &Stretch) -> bool {
    stretch.until.is_none_or(|until| case.as_of() < until)
}

fn in_stretch(case: &Case<'_>, stretch: &Stretch, status: Status) -> Vec<Assessment> {
    let key = match (state_key(case), &stretch.key) {
        (Some(column), Some(key)) => KeyAsked::Value(column.0, key.clone()),
        _ => KeyAsked::Nothing,
    };
    let mut all = Vec::new();
    for party in case.parties() {
        for level in Level::ALL {
            let mut found = case.blank(&party, level, status);
            found.instance = named(case, &key, stretch.from);
            found.start = stretch.from;
            all.push(found);
        }
    }
    all
}
