//! Section 5: consultation, consent and attributes: what stands, for an act, from what was given and taken before it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use provisions::{Attribute, Attributed, Selection, Turning};
use records::Turn;
use rust_decimal::Decimal;

use super::Case;
use super::bearing::{
    Answer, Authors, Clause, Doubt, Doubts, KeyAsked, is_known, is_refused, last_moment, particulars,
};
use super::irregular::{Act, Before, Outcome, enough, open};
use super::sight::SeenEvent;

/// An event that gives or takes, perhaps before the act or surely.
struct Given<'a> {
    seen: &'a SeenEvent<'a>,
    gives: bool,
    /// Whether it bears with yes and comes surely before the act, whatever its level.
    is_sure: bool,
    /// Whether that is known at the level asked about.
    is_known_so: bool,
}

impl Given<'_> {
    fn last(&self) -> Timestamp {
        last_moment(&self.seen.event.happening.when)
    }
}

/// What a standing says.
enum Said {
    Given,
    Taken,
    Nothing,
    Open(Doubt),
}

/// Somebody was consulted about the act.
/// Choice: that somebody is named as author, or as the one consulted, must be stated, and of the elements the fact alone
/// known. Each counts one, and none needs the act's key, as its item says what it is about.
pub(crate) fn consultation(case: &Case<'_>, body: &str, act: &Act<'_>) -> Outcome {
    let selection = of_type(case, "consultation");
    let clause = Clause::beside(&selection, KeyAsked::Nothing, &Ok(Decimal::ONE));
    let mut events = Vec::new();
    for seen in &case.sight.events {
        let Some(doubts) = particulars(case, seen, &clause) else { continue };
        let names_body = seen.author == Some(body) || seen.event.happening.to.as_deref() == Some(body);
        if names_body && is_about(seen, act) {
            let is_known = is_known(seen, &clause, case.level);
            events.push(Before { seen, doubts, is_known, quantity: Decimal::ONE });
        }
    }
    enough(case, &events, &Ok(Decimal::ONE), &selection, act)
}

/// It names no item, or the act's, or the act's author as its item.
/// Choice: what the act does not state is no item's equal.
fn is_about(seen: &SeenEvent<'_>, act: &Act<'_>) -> bool {
    match seen.event.happening.item.as_deref() {
        None => true,
        Some(item) => act.seen.event.happening.item.as_deref() == Some(item) || act.seen.author == Some(item),
    }
}

/// Somebody consented to the act and did not take it back.
/// Choice: the rule's key is not asked of it, and what an unknown author gives or takes is nobody's.
pub(crate) fn consent(case: &Case<'_>, body: &str, act: &Act<'_>) -> Outcome {
    let (gives, takes) = (of_type(case, "consent_given"), of_type(case, "consent_refused"));
    let mut all = Vec::new();
    for (selection, is_given) in [(&gives, true), (&takes, false)] {
        let by = Authors::These(vec![body.to_owned()]);
        let clause = Clause { by, ..Clause::beside(selection, KeyAsked::Nothing, &Ok(Decimal::ONE)) };
        for seen in case.sight.events.iter().filter(|seen| is_about(seen, act)) {
            let is_theirs = if seen.author.is_some() { Answer::Yes } else { Answer::No };
            all.extend(given(case, seen, &clause, is_theirs, is_given, act));
        }
    }
    must_be_given(case, said(&all), &[&gives], act)
}

/// The act's author has an attribute, or has it not.
pub(crate) fn attribute(case: &Case<'_>, attributed: &Attributed, author: &str, act: &Act<'_>) -> Outcome {
    let Some(attribute) = case.agreement.attributes.get(&attributed.attribute) else { return Outcome::Regular };
    let said = by_decision(case, attribute, author, act).unwrap_or_else(|| {
        // An attribute that only decisions give is not had without one.
        if attribute.begins.is_empty() { Said::Taken } else { by_events(case, attribute, author, act) }
    });
    if attributed.has {
        let gives: Vec<&Selection> = attribute.begins.iter().map(|turning| &turning.with).collect();
        return must_be_given(case, said, &gives, act);
    }
    match said {
        Said::Given => Outcome::Irregular,
        Said::Taken | Said::Nothing => Outcome::Regular,
        Said::Open(doubt) => open(doubt),
    }
}

/// Choice: the count of what gives it is complete where that of each of several sorts is.
fn must_be_given(case: &Case<'_>, said: Said, gives: &[&Selection], act: &Act<'_>) -> Outcome {
    match said {
        Said::Given => Outcome::Regular,
        Said::Taken => Outcome::Irregular,
        Said::Open(doubt) => open(doubt),
        Said::Nothing if gives.iter().all(|selection| act.is_complete_before(case, selection)) => Outcome::Irregular,
        Said::Nothing => open(Doubt::Uncounted),
    }
}

/// The last decision at or before the act's beginning; open if there is one while the act goes on.
fn by_decision(case: &Case<'_>, attribute: &Attribute, author: &str, act: &Act<'_>) -> Option<Said> {
    let mut on_it: Vec<_> = case
        .sight
        .decisions
        .iter()
        .filter(|noted| noted.what.sets == attribute.id && attribute.decided_by.contains(&noted.what.by))
        .filter(|noted| noted.what.key.as_deref() == Some(author))
        .collect();
    if on_it.iter().any(|noted| act.begins() < noted.what.at && noted.what.at <= act.last()) {
        return Some(Said::Open(Doubt::Time));
    }
    on_it.retain(|noted| noted.what.at <= act.begins());
    // Choice: of two at one time the one with the greater id is the last.
    let last = on_it.into_iter().max_by_key(|noted| (noted.what.at, noted.id.clone()))?;
    Some(if last.what.turn == Turn::Begins { Said::Given } else { Said::Taken })
}

fn by_events(case: &Case<'_>, attribute: &Attribute, author: &str, act: &Act<'_>) -> Said {
    let mut all = Vec::new();
    for (turnings, gives) in [(&attribute.begins, true), (&attribute.ends, false)] {
        for turning in turnings {
            let clause = turning_clause(turning);
            for seen in &case.sight.events {
                // Choice: what does not state whose it is, is nobody's.
                let whose = if turning.to_them { seen.event.happening.to.as_deref() } else { seen.author };
                let is_theirs = if whose == Some(author) { Answer::Yes } else { Answer::No };
                all.extend(given(case, seen, &clause, is_theirs, gives, act));
            }
        }
    }
    said(&all)
}

/// Of such an event no number is asked. Its author is needed where it is the actor, or named.
fn turning_clause(turning: &Turning) -> Clause<'_> {
    let clause = Clause::beside(&turning.with, KeyAsked::Nothing, &Ok(Decimal::ONE));
    let by = if turning.to_them || !turning.with.by.is_empty() { clause.by.clone() } else { Authors::Anybody };
    Clause { by, ..clause }
}

/// The event as it gives or takes; none where it has nothing to do with it, or does not come before the act.
fn given<'a>(
    case: &Case<'_>,
    seen: &'a SeenEvent<'a>,
    clause: &Clause<'_>,
    is_theirs: Answer,
    gives: bool,
    act: &Act<'_>,
) -> Option<Given<'a>> {
    let mut doubts: Doubts = particulars(case, seen, clause)?;
    if is_refused(is_theirs, &mut doubts) {
        return None;
    }
    if is_refused(act.is_after(&seen.event.happening.when), &mut doubts) {
        return None;
    }
    let is_sure = doubts.is_empty();
    Some(Given { seen, gives, is_sure, is_known_so: is_sure && is_known(seen, clause, case.level) })
}

/// What the latest known says, unless another of the other sense may have come after it.
fn said(all: &[Given<'_>]) -> Said {
    // Choice: of two with one last moment and id, which only one event that gives and takes can be, the taking is later.
    let known = all.iter().filter(|given| given.is_known_so);
    let latest = known.max_by_key(|given| (given.last(), given.seen.event.id.clone(), !given.gives));
    let other_sense = |given: &&Given<'_>| match latest {
        Some(latest) => given.gives != latest.gives && given.last() >= latest.last(),
        None => given.gives,
    };
    let open: BTreeSet<bool> =
        all.iter().filter(|given| !given.is_known_so).filter(other_sense).map(|given| given.is_sure).collect();
    match latest {
        _ if open.contains(&true) => Said::Open(Doubt::Claimed),
        _ if open.contains(&false) => Said::Open(Doubt::Time),
        Some(latest) if latest.gives => Said::Given,
        Some(_) => Said::Taken,
        None => Said::Nothing,
    }
}

/// All events of a base type, and of those that the agreement counts as it.
fn of_type(case: &Case<'_>, name: &str) -> Selection {
    let types = case.agreement.event_types.get(name).map(|found| found.types.clone());
    Selection {
        name: name.to_owned(),
        types: types.unwrap_or_else(|| BTreeSet::from([name.to_owned()])),
        unit: None,
        by: Vec::new(),
        against: Vec::new(),
        zones: Vec::new(),
        near: None,
        items: Vec::new(),
        with: Vec::new(),
    }
}

/// All events of two base types as one.
pub(crate) fn of_types(case: &Case<'_>, one: &str, other: &str) -> Selection {
    let mut selection = of_type(case, one);
    selection.types.extend(of_type(case, other).types);
    selection
}
