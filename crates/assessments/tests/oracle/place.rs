//! Section 4, the row `in` zones: whether an event lies in one of the zones of a clause.

use provisions::{Agreement, Membership};

use super::bearing::{Answer, Doubt};
use super::sight::SeenEvent;

/// Yes if it lies in one of the zones; else the lightest perhaps; else no.
pub(crate) fn in_zones(agreement: &Agreement, seen: &SeenEvent<'_>, zones: &[String]) -> Answer {
    let answers: Vec<Answer> = zones.iter().map(|zone| in_zone(agreement, seen, zone)).collect();
    for answer in [Answer::Yes, Answer::Perhaps(Doubt::Place), Answer::Perhaps(Doubt::Outline)] {
        if answers.contains(&answer) {
            return answer;
        }
    }
    Answer::No
}

fn in_zone(agreement: &Agreement, seen: &SeenEvent<'_>, asked: &str) -> Answer {
    let place = &seen.event.happening.place;
    match (&place.zone, place.point) {
        (Some(named), _) if agreement.zones.contains_key(named) => {
            if is_inside(agreement, named, asked) {
                Answer::Yes
            } else if is_inside(agreement, asked, named) {
                Answer::Perhaps(Doubt::Place)
            } else {
                Answer::No
            }
        }
        (Some(_), None) => Answer::No,
        (None, None) => Answer::Perhaps(Doubt::Place),
        (_, Some(_)) => by_point(agreement, seen, asked),
    }
}

/// Choice: the outline that held when the event began is asked.
fn by_point(agreement: &Agreement, seen: &SeenEvent<'_>, asked: &str) -> Answer {
    let Some(zone) = agreement.zones.get(asked) else { return Answer::No };
    match zone.locates(&seen.event.happening.place, seen.event.happening.when.start()) {
        Membership::Inside => Answer::Yes,
        Membership::Outside => Answer::No,
        Membership::Imprecise => Answer::Perhaps(Doubt::Place),
        Membership::NoOutline => Answer::Perhaps(Doubt::Outline),
    }
}

/// The same zone, or within it, directly or by way of others.
pub(crate) fn is_inside(agreement: &Agreement, inner: &str, outer: &str) -> bool {
    let mut at = Some(inner);
    while let Some(name) = at {
        if name == outer {
            return true;
        }
        at = agreement.zones.get(name).and_then(|zone| zone.within.as_deref());
    }
    false
}
