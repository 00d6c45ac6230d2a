//! Section 7: terms, permissions, efforts, and what cannot be checked.

use std::collections::BTreeMap;

use assessments::{Assessment, Cause, Reason, Role, Score, Status};
use events::Noted;
use jiff::SignedDuration;
use provisions::{Missing, Selection, Undefined};
use rust_decimal::Decimal;

use super::amount::quantity;
use super::bearing::{Authors, Clause, Doubt, KeyAsked, after_start, in_stretch, is_known, is_refused, particulars};
use super::instances::{keyed, named};
use super::state::{Stretch, state_key};
use super::{Case, sorted};

/// Pending while the state holds, with the second before its end as due time; not in force after it.
/// Choice: a span that has not begun has an instance only where no span has: the empty one of section 3.
pub(crate) fn term(case: &Case<'_>, stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for stretch in stretches {
        let status = if is_on(case, stretch) { Status::Pending } else { Status::NotInForce };
        for mut found in over(case, &key_of(case, stretch), stretch, status) {
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
        for mut found in over(case, &key_of(case, stretch), stretch, Status::Undetermined) {
            found.reason = Some(reason);
            found.scores = scores(case, &found.party);
            all.push(found);
        }
    }
    if all.is_empty() { case.not_in_force() } else { all }
}

/// Pending in the stretch in which `as_of` lies.
/// Choice: the use that counts is that of the party itself, unless the clause names others; no number is asked of it.
/// The rule's key keeps it apart, as other rules.
pub(crate) fn permission(case: &Case<'_>, may: &Selection, stretches: &[Stretch]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for (key, stretch) in keyed(case, may, stretches).iter().filter(|(_, stretch)| is_on(case, stretch)) {
        for mut found in over(case, key, stretch, Status::Pending) {
            found.due = stretch.until.map(|until| until - SignedDuration::from_secs(1));
            let by = if may.by.is_empty() { vec![found.party.clone()] } else { may.by.clone() };
            count(case, (may, Authors::These(by)), key, Lasting::Within(stretch), &mut found);
            all.push(found);
        }
    }
    if all.is_empty() { case.not_in_force() } else { all }
}

/// Undetermined in the stretch in which `as_of` lies.
/// Choice: who shows it does not matter, unless the clause says so. A key that is a column is that of what shows it;
/// without anything that shows it there is none.
pub(crate) fn effort(case: &Case<'_>, through: Option<&Selection>, stretches: &[Stretch]) -> Vec<Assessment> {
    let instances = match through {
        Some(through) => keyed(case, through, stretches),
        None => stretches.iter().map(|stretch| (key_of(case, stretch), stretch.clone())).collect(),
    };
    let mut all = Vec::new();
    for (key, stretch) in instances.iter().filter(|(_, stretch)| is_on(case, stretch)) {
        for mut found in over(case, key, stretch, Status::Undetermined) {
            found.reason = Some(Reason::QualifierNeedsFinding);
            found.scores = scores(case, &found.party);
            if let Some(through) = through {
                let by = Authors::named(&through.by);
                count(case, (through, by), key, Lasting::FromBeginningOf(stretch), &mut found);
            }
            all.push(found);
        }
    }
    if all.is_empty() { case.not_in_force() } else { all }
}

fn is_on(case: &Case<'_>, stretch: &Stretch) -> bool {
    stretch.until.is_none_or(|until| case.as_of() < until)
}

fn key_of(case: &Case<'_>, stretch: &Stretch) -> KeyAsked {
    match (state_key(case), &stretch.key) {
        (Some(column), Some(key)) => KeyAsked::Value(column.0, key.clone()),
        _ => KeyAsked::Nothing,
    }
}

fn over(case: &Case<'_>, key: &KeyAsked, stretch: &Stretch, status: Status) -> Vec<Assessment> {
    let mut all = Vec::new();
    for party in case.parties() {
        let mut found = case.blank(&party, status);
        found.instance = named(case, key, stretch.from);
        found.start = stretch.from;
        all.push(found);
    }
    all
}

/// Over which time something is counted.
#[derive(Clone, Copy)]
enum Lasting<'a> {
    Within(&'a Stretch),
    FromBeginningOf(&'a Stretch),
}

/// L, with the events on which it rests.
fn count(
    case: &Case<'_>,
    (selection, by): (&Selection, Authors),
    key: &KeyAsked,
    lasting: Lasting<'_>,
    found: &mut Assessment,
) {
    let clause = Clause::of_rule(case, selection, key.clone(), by, &Ok(Decimal::ONE));
    let mut causes = Vec::new();
    for seen in &case.sight.events {
        let when = &seen.event.happening.when;
        let Some(mut doubts) = particulars(case, seen, &clause) else { continue };
        let in_time = match lasting {
            Lasting::Within(stretch) => in_stretch(when, stretch.from, stretch.until),
            Lasting::FromBeginningOf(stretch) => after_start(when, stretch.from),
        };
        if is_refused(in_time, &mut doubts) {
            continue;
        }
        let Some(quantity) = quantity(case, seen, selection) else { continue };
        // Choice: as of acts that are forbidden, those of unknown author are not shown as the permitted party's.
        if matches!(lasting, Lasting::Within(_)) && doubts.contains(&Doubt::Author) {
            continue;
        }
        let counts = doubts.is_empty() && is_known(seen, &clause, case.level);
        if counts {
            found.count += quantity;
            found.pleaded.extend(case.sight.grounds(&seen.event.id, &found.party));
        }
        let role = if counts { Role::Counted } else { Role::Open };
        causes.push(Cause { event: seen.event.id.clone(), role });
    }
    found.because = sorted(causes);
    found.pleaded.sort();
    found.pleaded.dedup();
}

/// The latest score of each assessor for this rule and party; alone, that there is one.
/// Choice: one for no party is for all; of two at one time the one with the greater id is the latest.
fn scores(case: &Case<'_>, party: &str) -> Vec<Score> {
    let mut latest: BTreeMap<&str, &Noted<records::Score>> = BTreeMap::new();
    for noted in &case.sight.scores {
        let score = &noted.what;
        if score.on != case.rule.id || score.party.as_deref().is_some_and(|of| of != party) {
            continue;
        }
        let before = latest.get(score.by.as_str());
        if before.is_none_or(|before| (before.what.when.start(), &before.id) < (score.when.start(), &noted.id)) {
            latest.insert(&score.by, noted);
        }
    }
    let is_shown = latest.len() > 1;
    let show = |noted: &Noted<records::Score>| Score {
        by: noted.what.by.clone(),
        score: is_shown.then_some(noted.what.score),
        at: noted.what.when.start(),
    };
    latest.into_values().map(show).collect()
}
