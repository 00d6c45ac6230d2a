//! What must have come before an act: so much of something, a moment, consultation, consent, an attribute of who acts.

use jiff::Timestamp;
use provisions::{Amount, Attributed, Eligible, Moment, Precondition, Selection};
use records::Level;
use rust_decimal::Decimal;

use crate::bearing::{Candidate, Candidates, Needs, Perhaps, candidate};
use crate::coverage;
use crate::frame::Frame;
use crate::irregular::{Act, At, GRANTS, everything_of, of_another};
use crate::levels::Weighed;
use crate::time::Stretch;

/// What must have come before acts, with the events that it counts, gathered once for all acts.
pub(crate) struct Conditions<'c, 'f> {
    all: Vec<(&'c Precondition, Vec<Counted<'c, 'f>>)>,
}

/// So much of something.
struct Counted<'c, 'f> {
    selection: &'c Selection,
    number: Option<Decimal>,
    candidates: Candidates<'f>,
}

impl<'c, 'f: 'c> Conditions<'c, 'f> {
    /// Gathers what is counted.
    pub(crate) fn new(frame: &Frame<'f, '_>, conditions: &'c [Precondition]) -> Conditions<'c, 'f> {
        let counted = |condition: &'c Precondition| match condition {
            Precondition::Happened(selection, amount) => vec![gathered(frame, selection, amount)],
            Precondition::Moment(Moment::Milestone(id)) => {
                let counts = frame.agreement.milestones.get(id).map_or(&[][..], |milestone| milestone.when.as_slice());
                counts.iter().map(|count| gathered(frame, &count.of, &count.at_least)).collect()
            }
            Precondition::Moment(_) | Precondition::Consultation(_) | Precondition::Consent(_) => Vec::new(),
        };
        Conditions { all: conditions.iter().map(|condition| (condition, counted(condition))).collect() }
    }

    /// What an act is by everything that must have come before it.
    pub(crate) fn look(&self, frame: &Frame<'f, '_>, act: &Candidate<'f>, at: &At<'_>) -> Act {
        let each = self.all.iter().map(|(condition, counted)| one(frame, act, condition, counted, at));
        each.fold(Act::Regular, Act::or)
    }
}

fn gathered<'c, 'f>(frame: &Frame<'f, '_>, selection: &'c Selection, amount: &Amount) -> Counted<'c, 'f> {
    let number = frame.amount(amount).ok();
    let quantity = number.is_none_or(|number| number != Decimal::ONE && !number.is_zero());
    let candidates = frame.candidates(selection, Needs { author: false, quantity, qualifier: None });
    Counted { selection, number, candidates }
}

fn one<'f>(
    frame: &Frame<'f, '_>,
    act: &Candidate<'f>,
    condition: &Precondition,
    counted: &[Counted<'_, 'f>],
    at: &At<'_>,
) -> Act {
    match condition {
        Precondition::Moment(Moment::Milestone(_)) | Precondition::Happened(..) => {
            counted.iter().map(|counted| happened(frame, act, counted, at)).fold(Act::Regular, Act::or)
        }
        Precondition::Moment(moment) => after_moment(frame.clock.resolve_first(moment), act),
        Precondition::Consultation(bodies) => {
            bodies.iter().map(|body| consulted(frame, act, body, at)).fold(Act::Regular, Act::or)
        }
        Precondition::Consent(bodies) => {
            bodies.iter().map(|body| consented(frame, act, body, at)).fold(Act::Regular, Act::or)
        }
    }
}

/// A moment that has not come, or is not set, makes an act irregular.
fn after_moment(moment: Option<Timestamp>, act: &Candidate<'_>) -> Act {
    match moment {
        None => Act::Irregular,
        Some(moment) if act.start() >= moment => Act::Regular,
        Some(moment) if act.last() < moment => Act::Irregular,
        Some(_) => Act::Open(Perhaps::TIME),
    }
}

/// So much of a clause's events before the act.
fn happened<'f>(frame: &Frame<'f, '_>, act: &Candidate<'f>, counted: &Counted<'_, 'f>, at: &At<'_>) -> Act {
    let Some(number) = counted.number else { return Act::Open(Perhaps::UNCOUNTED) };
    let selections = [counted.selection];
    // Only what began before the act can have come before it.
    let before = counted.candidates.around(Timestamp::MIN, act.last());
    match at.key {
        Some((column, key)) => {
            let of_key = before.iter().filter_map(|other| match other.key(column) {
                Some(value) if value == key => Some(*other),
                Some(_) => None,
                None => Some(Candidate { perhaps: other.perhaps.and(Perhaps::PARTICULAR), ..*other }),
            });
            enough(frame, act, &of_key.collect::<Vec<_>>(), number, at, &selections)
        }
        None => enough(frame, act, before, number, at, &selections),
    }
}

/// Whether enough of them came before the act.
fn enough(
    frame: &Frame<'_, '_>,
    act: &Candidate<'_>,
    candidates: &[Candidate<'_>],
    number: Decimal,
    at: &At<'_>,
    counted: &[&Selection],
) -> Act {
    let reaches = |granted: Option<Perhaps>| -> bool {
        let counts = |other: &&Candidate<'_>| match granted {
            None => other.level >= at.level && other.perhaps == Perhaps::NONE && other.surely_before(act.start()),
            Some(granted) => {
                let time = Perhaps::TIME.within(granted);
                let before = if time { other.start() < act.last() } else { other.surely_before(act.start()) };
                other.perhaps.within(granted) && before
            }
        };
        let mut sum = Decimal::ZERO;
        let enough = |candidate: &Candidate<'_>| {
            sum += candidate.quantity;
            sum >= number
        };
        number <= Decimal::ZERO || candidates.iter().filter(counts).any(enough)
    };
    if reaches(None) {
        return Act::Regular;
    }
    let mut granted = Perhaps::NONE;
    for grant in GRANTS {
        granted = granted.and(grant);
        if reaches(Some(granted)) {
            return Act::Open(of_another(grant));
        }
    }
    missing(frame, act, counted, at)
}

/// Nothing alleged suffices: irregular where the count is complete up to the act.
fn missing(frame: &Frame<'_, '_>, act: &Candidate<'_>, counted: &[&Selection], at: &At<'_>) -> Act {
    let stretch = Stretch { from: at.from, until: act.start() };
    let accounts = &frame.sight.accounts;
    let is_complete = |selection: &&Selection| coverage::complete(accounts, selection, stretch, frame.agreement);
    if frame.duty.counted_completely || (!counted.is_empty() && counted.iter().all(is_complete)) {
        Act::Irregular
    } else {
        Act::Open(Perhaps::UNCOUNTED)
    }
}

/// Whether an event is about the act: it names no item, or the act's item, or the act's author as item.
fn is_about(event: &Weighed<'_>, act: &Candidate<'_>) -> bool {
    match event.event.happening.item.as_deref().filter(|item| !item.is_empty()) {
        None => true,
        Some(item) => act.event.event.happening.item.as_deref() == Some(item) || act.by == Some(item),
    }
}

fn consulted<'f>(frame: &Frame<'f, '_>, act: &Candidate<'f>, body: &str, at: &At<'_>) -> Act {
    let selection = everything_of(frame.agreement, "consultation");
    let needs = Needs { author: false, quantity: false, qualifier: None };
    let with_body = |event: &Weighed<'_>| {
        event.author.is_some_and(|(by, _)| by == body) || event.event.happening.to.as_deref() == Some(body)
    };
    let candidates: Vec<Candidate<'f>> = frame
        .events_of("consultation")
        .into_iter()
        .filter(|event| with_body(event) && is_about(event, act))
        .filter_map(|event| candidate(event, &selection, needs, frame.agreement))
        .map(|found| Candidate { quantity: Decimal::ONE, ..found })
        .collect();
    enough(frame, act, &candidates, Decimal::ONE, at, &[&selection])
}

/// Something that gives or takes a standing.
#[derive(Clone, Copy)]
struct Told<'f> {
    id: &'f str,
    start: Timestamp,
    last: Timestamp,
    level: Level,
    is_sure: bool,
    gives: bool,
}

impl<'f> Told<'f> {
    fn of(found: &Candidate<'f>, gives: bool) -> Told<'f> {
        let is_sure = found.perhaps == Perhaps::NONE;
        Told { id: found.id(), start: found.start(), last: found.last(), level: found.level, is_sure, gives }
    }

    fn surely_before(&self, act: &Candidate<'_>) -> bool {
        self.last < act.start()
    }

    fn is_known(&self, act: &Candidate<'_>, level: Level) -> bool {
        self.level >= level && self.is_sure && self.surely_before(act)
    }
}

/// What a standing is before an act.
enum Said {
    Given,
    Taken,
    Open(Perhaps),
    Nothing,
}

fn standing(told: &[Told<'_>], act: &Candidate<'_>, level: Level) -> Said {
    let latest = told.iter().filter(|told| told.is_known(act, level)).max_by_key(|told| (told.last, told.id));
    let perhaps_before = |told: &&Told<'_>| told.start < act.last() && !told.is_known(act, level);
    let against: Vec<&Told<'_>> = match latest {
        Some(latest) => told
            .iter()
            .filter(perhaps_before)
            .filter(|told| told.gives != latest.gives && told.last >= latest.last)
            .collect(),
        None => told.iter().filter(perhaps_before).filter(|told| told.gives).collect(),
    };
    if !against.is_empty() {
        let is_claimed = against.iter().any(|told| told.is_sure && told.surely_before(act));
        return Said::Open(if is_claimed { Perhaps::CLAIMED } else { Perhaps::TIME });
    }
    match latest {
        Some(latest) if latest.gives => Said::Given,
        Some(_) => Said::Taken,
        None => Said::Nothing,
    }
}

fn consented<'f>(frame: &Frame<'f, '_>, act: &Candidate<'f>, body: &str, at: &At<'_>) -> Act {
    let given = everything_of(frame.agreement, "consent_given");
    let mut told = Vec::new();
    for (name, gives) in [("consent_given", true), ("consent_refused", false)] {
        let selection = Selection { by: vec![body.to_owned()], ..everything_of(frame.agreement, name) };
        let needs = Needs { author: true, quantity: false, qualifier: None };
        let events = frame.events_of(name).into_iter().filter(|event| event.author.is_some() && is_about(event, act));
        let found = events.filter_map(|event| candidate(event, &selection, needs, frame.agreement));
        told.extend(found.map(|found| Told::of(&found, gives)));
    }
    match standing(&told, act, at.level) {
        Said::Given => Act::Regular,
        Said::Taken => Act::Irregular,
        Said::Open(doubt) => Act::Open(doubt),
        Said::Nothing => missing(frame, act, &[&given], at),
    }
}

/// What an act is by who may do it; `None` where its author is among those named, and the rest must be looked at.
pub(crate) fn eligible<'f>(frame: &Frame<'f, '_>, act: &Candidate<'f>, only: &Eligible, at: &At<'_>) -> Act {
    match only {
        Eligible::Actors(actors) => {
            let is_named = act.by.is_some_and(|by| actors.iter().any(|actor| actor == by));
            if is_named { Act::Regular } else { Act::Irregular }
        }
        Eligible::Those(attributes) => match act.by {
            Some(by) => attributes.iter().map(|one| attributed(frame, act, by, one, at)).fold(Act::Regular, Act::or),
            None => Act::Irregular,
        },
    }
}

fn attributed<'f>(frame: &Frame<'f, '_>, act: &Candidate<'f>, by: &str, asked: &Attributed, at: &At<'_>) -> Act {
    let Some(attribute) = frame.agreement.attributes.get(&asked.attribute) else { return Act::Regular };
    let needs = |to_them: bool| Needs { author: !to_them, quantity: false, qualifier: None };
    let mut told = Vec::new();
    for (turnings, gives) in [(&attribute.begins, true), (&attribute.ends, false)] {
        for turning in turnings {
            let candidates =
                frame.candidates(&Selection { unit: None, ..turning.with.clone() }, needs(turning.to_them));
            let concerns = |found: &&Candidate<'f>| {
                let whom = if turning.to_them { found.event.event.happening.to.as_deref() } else { found.by };
                whom == Some(by)
            };
            told.extend(candidates.list.iter().filter(concerns).map(|found| Told::of(found, gives)));
        }
    }
    let said = match decided(frame, act, by, &attribute.id, &attribute.decided_by) {
        Some(said) => said,
        None if attribute.begins.is_empty() && attribute.ends.is_empty() => Said::Taken,
        None => standing(&told, act, at.level),
    };
    let begins: Vec<&Selection> = attribute.begins.iter().map(|turning| &turning.with).collect();
    match (said, asked.has) {
        (Said::Given, true) | (Said::Taken | Said::Nothing, false) => Act::Regular,
        (Said::Taken, true) | (Said::Given, false) => Act::Irregular,
        (Said::Open(doubt), _) => Act::Open(doubt),
        (Said::Nothing, true) => missing(frame, act, &begins, at),
    }
}

/// What decisions with the actor as key say, if there are any.
fn decided(frame: &Frame<'_, '_>, act: &Candidate<'_>, by: &str, id: &str, bodies: &[String]) -> Option<Said> {
    let mut turns: Vec<_> = frame
        .sight
        .decisions
        .iter()
        .filter(|noted| noted.what.sets == id && bodies.contains(&noted.what.by))
        .filter(|noted| noted.what.key.as_deref() == Some(by))
        .collect();
    turns.sort_by(|a, b| (a.what.at, &a.id).cmp(&(b.what.at, &b.id)));
    if turns.iter().any(|turn| act.start() < turn.what.at && turn.what.at <= act.last()) {
        return Some(Said::Open(Perhaps::TIME));
    }
    let last = turns.iter().rev().find(|turn| turn.what.at <= act.start())?;
    Some(if last.what.turn == records::Turn::Begins { Said::Given } else { Said::Taken })
}
