//! Runs every rule over all that is known. Plain: each call works everything out anew.

use std::collections::BTreeSet;

use events::Known;
use jiff::Timestamp;
use provisions::{Agreement, Kind, Provision, Reading, Rule};
use records::Level;

use crate::frame::{Frame, Sight, UNKNOWN};
use crate::milestone::{self, Standing};
use crate::rules;
use crate::time::{Clock, Stretch};
use crate::{Assessment, Status};

/// Assesses every rule, in every reading, for every party, instance and level.
///
/// In the order of the agreement: provision, rule, reading; then party as the rule names them, unknown authors last;
/// then start, instance, level. Costs about the events times the rules that name their types.
pub fn evaluate(agreement: &Agreement, known: &Known, as_of: Timestamp) -> Vec<Assessment> {
    within(agreement, known, as_of, Stretch::ALWAYS)
}

/// The same for an agreement that was amended: `versions` in order of time, the one in force at `as_of` last.
///
/// An assessment belongs to the version in force at the time: stretches and periods are cut where one version follows
/// another; what falls due belongs to the version in force then, and what has no due time to the last.
pub fn evaluate_versions(versions: &[&Agreement], known: &Known, as_of: Timestamp) -> Vec<Assessment> {
    let mut all = Vec::new();
    for (version_idx, version) in versions.iter().enumerate() {
        let from = if version_idx == 0 { Timestamp::MIN } else { version.version_from.unwrap_or(Timestamp::MIN) };
        let next = versions.get(version_idx + 1).and_then(|next| next.version_from);
        let window = Stretch { from, until: next.unwrap_or(Timestamp::MAX) };
        all.extend(within(version, known, as_of, window));
    }
    all
}

/// What one version says of the time in which it is in force.
fn within(agreement: &Agreement, known: &Known, as_of: Timestamp, window: Stretch) -> Vec<Assessment> {
    let sight = Sight::new(agreement, known, as_of);
    let mut all = Vec::new();
    for (provision, rule) in agreement.rules() {
        for reading in &rule.readings {
            all.extend(of_reading(agreement, (provision, rule, reading), &sight, window));
        }
    }
    all
}

pub(crate) fn of_reading(
    agreement: &Agreement,
    (provision, rule, reading): (&Provision, &Rule, &Reading),
    sight: &Sight<'_>,
    window: Stretch,
) -> Vec<Assessment> {
    let clock = Clock::new(agreement, &sight.decisions, reading).bound_by(rule, reading);
    let bound = reading.duty.obliges.iter().map(String::as_str).collect();
    let (duty, levels) = (&reading.duty, Level::ALL.to_vec());
    let frame = Frame { agreement, provision, rule, reading, duty, clock, sight, window, levels, bound };
    let mut out = Vec::new();
    // The rule's own time does not change a term.
    let is_term = matches!(reading.duty.kind, Kind::Term(_));
    let milestones = if is_term { BTreeSet::new() } else { milestone::of_duty(&reading.duty) };
    if milestones.is_empty() {
        rules::assess(&frame, &mut out);
    } else {
        for level in Level::ALL {
            at_level(&frame, &milestones, level, &mut out);
        }
    }
    drop_unbound(&frame, &mut out);
    drop_of_other_versions(&frame, &mut out);
    let place = |party: &str| match reading.duty.obliges.iter().position(|bound| bound == party) {
        Some(place) => place,
        None if party == UNKNOWN => usize::MAX,
        None => 0,
    };
    out.sort_by(|a, b| {
        (place(&a.party), a.start, &a.instance, a.level).cmp(&(place(&b.party), b.start, &b.instance, b.level))
    });
    out
}

/// What hangs on milestones is worked out level by level: each has its own moments.
fn at_level(frame: &Frame<'_, '_>, milestones: &BTreeSet<&str>, level: Level, out: &mut Vec<Assessment>) {
    let mut frame = frame.at_levels(&[level]);
    let mut open = None;
    for id in milestones {
        let Some(milestone) = frame.agreement.milestones.get(*id) else { continue };
        match milestone::standing(&frame, &milestone.when, level) {
            Standing::Reached(first, last) => {
                frame.clock.milestones.insert((*id).to_owned(), (first, last));
            }
            Standing::Open(reason) => open = open.or(Some(reason)),
            Standing::Not => {}
        }
    }
    match open {
        None => rules::assess(&frame, out),
        Some(reason) => {
            let from = out.len();
            frame.not_in_force(out);
            for assessment in &mut out[from..] {
                assessment.status = Status::Undetermined;
                assessment.reason = Some(reason);
            }
        }
    }
}

/// An instance that falls due while the rule does not bind is not assessed.
fn drop_unbound(frame: &Frame<'_, '_>, out: &mut Vec<Assessment>) {
    let unbound = &frame.clock.unbound;
    if unbound.is_empty() {
        return;
    }
    let is_unbound = |due| unbound.iter().any(|stretch: &Stretch| stretch.from <= due && due < stretch.until);
    out.retain(|assessment| !assessment.due.is_some_and(is_unbound));
    for level in frame.levels.clone() {
        if out.iter().all(|assessment| assessment.level != level) {
            frame.at_levels(&[level]).not_in_force(out);
        }
    }
}

/// What falls due under another version is not this one's to say; without a due time it is the last version's.
fn drop_of_other_versions(frame: &Frame<'_, '_>, out: &mut Vec<Assessment>) {
    let window = frame.window;
    if window == Stretch::ALWAYS {
        return;
    }
    let is_last = window.until == Timestamp::MAX;
    let is_empty = |a: &Assessment| a.status == Status::NotInForce && a.instance.is_empty();
    if frame.is_cut() {
        out.retain(|assessment| is_last || !is_empty(assessment));
        return;
    }
    out.retain(|assessment| match assessment.due {
        Some(due) => window.from <= due && due < window.until,
        None => is_last,
    });
    if out.is_empty() && is_last {
        frame.not_in_force(out);
    }
}
