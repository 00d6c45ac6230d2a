//! Section 4, the rows `in` zones and nearer than a distance: where an event lies.

use provisions::{Agreement, Membership, Near, Zone};
use records::{Place, Point};
use rust_decimal::prelude::ToPrimitive;

use super::bearing::{Answer, Doubt};
use super::sight::SeenEvent;

/// Yes if it lies in one of the zones; else the lightest perhaps; else no.
pub(crate) fn in_zones(agreement: &Agreement, seen: &SeenEvent<'_>, zones: &[String]) -> Answer {
    best(zones.iter().map(|zone| in_zone(agreement, seen, zone)).collect())
}

fn best(answers: Vec<Answer>) -> Answer {
    for answer in [Answer::Yes, Answer::Perhaps(Doubt::Place), Answer::Perhaps(Doubt::Outline)] {
        if answers.contains(&answer) {
            return answer;
        }
    }
    Answer::No
}

/// Choice: where the zone asked about is a band, the row's zone decides only if it lies within it; else the distance does.
fn in_zone(agreement: &Agreement, seen: &SeenEvent<'_>, asked: &str) -> Answer {
    let place = &seen.event.happening.place;
    let Some(zone) = agreement.zones.get(asked) else { return Answer::No };
    let is_defined = |named: &&String| agreement.zones.contains_key(*named);
    let lies_within = place.zone.as_ref().filter(is_defined).is_some_and(|named| is_inside(agreement, named, asked));
    match (&place.zone, place.point) {
        _ if lies_within => Answer::Yes,
        _ if !zone.bands.is_empty() => by_band(agreement, seen, zone),
        (Some(named), _) if agreement.zones.contains_key(named) => {
            if is_inside(agreement, asked, named) {
                Answer::Perhaps(Doubt::Place)
            } else {
                Answer::No
            }
        }
        (Some(_), None) => Answer::No,
        (None, None) => Answer::Perhaps(Doubt::Place),
        (_, Some(_)) => by_point(seen, zone),
    }
}

/// Choice: a zone of several bands is all of them together, and its outlines with them.
fn by_band(agreement: &Agreement, seen: &SeenEvent<'_>, zone: &Zone) -> Answer {
    let mut answers: Vec<Answer> = zone.bands.iter().map(|band| nearer(agreement, seen, band)).collect();
    if !zone.outlines.is_empty() {
        answers.push(by_point(seen, zone));
    }
    best(answers)
}

/// Choice: the outline that held when the event began is asked.
fn by_point(seen: &SeenEvent<'_>, zone: &Zone) -> Answer {
    match zone.locates(&seen.event.happening.place, seen.event.happening.when.start()) {
        Membership::Inside => Answer::Yes,
        Membership::Outside => Answer::No,
        Membership::Imprecise => Answer::Perhaps(Doubt::Place),
        Membership::NoOutline => Answer::Perhaps(Doubt::Outline),
    }
}

/// Nearer than a distance to a line or zone. The row's zone says it only where it is that zone, or lies within it.
pub(crate) fn nearer(agreement: &Agreement, seen: &SeenEvent<'_>, near: &Near) -> Answer {
    let place = &seen.event.happening.place;
    let is_there = |named: &String| agreement.zones.contains_key(named) && is_inside(agreement, named, &near.of);
    if place.zone.as_ref().is_some_and(is_there) { Answer::Yes } else { by_distance(agreement, seen, near) }
}

/// Choice: first whether there is an outline, then whether there is a point, then how precise the point is.
fn by_distance(agreement: &Agreement, seen: &SeenEvent<'_>, near: &Near) -> Answer {
    let (place, at) = (&seen.event.happening.place, seen.event.happening.when.start());
    let anywhere = Place { point: Point::from_e7(0, 0), ..Place::default() };
    if agreement.distance_metres(&near.of, &anywhere, at).is_none() {
        return Answer::Perhaps(Doubt::Outline);
    }
    let distance = agreement.distance_metres(&near.of, place, at);
    let radius = place.precision.radius_metres().map(f64::from);
    let (Some(distance), Some(radius)) = (distance, radius) else { return Answer::Perhaps(Doubt::Place) };
    let bound = near.metres.to_f64().expect("a distance on the Earth");
    if distance + radius < bound {
        Answer::Yes
    } else if distance - radius < bound {
        Answer::Perhaps(Doubt::Place)
    } else {
        Answer::No
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
