//! Whether a claimed place lies where a clause asks.

use jiff::Timestamp;
use provisions::{Agreement, Membership, Near, Selection};
use records::Place;
use rust_decimal::prelude::ToPrimitive;

use crate::bearing::Perhaps;

/// A place in any of the zones of a clause, or nearer than its distance.
pub(crate) fn located(place: &Place, at: Timestamp, selection: &Selection, agreement: &Agreement) -> Option<Perhaps> {
    if selection.zones.is_empty() && selection.near.is_none() {
        return Some(Perhaps::NONE);
    }
    let zones = selection.zones.iter().map(|zone| membership(place, at, zone, agreement));
    any(zones.chain(selection.near.iter().map(|near| nearer(place, at, near, agreement))).collect())
}

/// A place in one zone.
pub(crate) fn within(place: &Place, at: Timestamp, zone: &str, agreement: &Agreement) -> Option<Perhaps> {
    any(vec![membership(place, at, zone, agreement)])
}

fn any(memberships: Vec<Membership>) -> Option<Perhaps> {
    if memberships.contains(&Membership::Inside) {
        Some(Perhaps::NONE)
    } else if memberships.contains(&Membership::Imprecise) {
        Some(Perhaps::PLACE)
    } else if memberships.contains(&Membership::NoOutline) {
        Some(Perhaps::OUTLINE)
    } else {
        None
    }
}

/// Whether a place lies in a zone. The zone that a row names decides where the agreement defines it.
pub fn membership(place: &Place, at: Timestamp, zone: &str, agreement: &Agreement) -> Membership {
    let bands = agreement.zones.get(zone).map_or(&[][..], |zone| zone.bands.as_slice());
    if let Some(named) = named_zone(place) {
        if lies_within(named, zone, agreement) {
            return Membership::Inside;
        }
        if agreement.zones.contains_key(named) && bands.is_empty() {
            return if lies_within(zone, named, agreement) { Membership::Imprecise } else { Membership::Outside };
        }
        if place.point.is_none() && bands.is_empty() {
            return Membership::Outside;
        }
    }
    let by_outline = match (place.point, agreement.zones.get(zone)) {
        (None, _) => Membership::Imprecise,
        (Some(_), Some(zone)) => zone.locates(place, at),
        (Some(_), None) => Membership::NoOutline,
    };
    if bands.is_empty() {
        return by_outline;
    }
    let has_outline = agreement.zones.get(zone).is_some_and(|zone| !zone.outlines.is_empty());
    let all = bands.iter().map(|band| nearer(place, at, band, agreement)).chain(has_outline.then_some(by_outline));
    let all: Vec<Membership> = all.collect();
    let order = [Membership::Inside, Membership::Imprecise, Membership::NoOutline];
    order.into_iter().find(|membership| all.contains(membership)).unwrap_or(Membership::Outside)
}

fn named_zone(place: &Place) -> Option<&str> {
    place.zone.as_deref().filter(|named| !named.is_empty())
}

/// Whether a place is surely nearer to a line or zone than a distance, by the whole radius of its precision.
pub fn nearer(place: &Place, at: Timestamp, near: &Near, agreement: &Agreement) -> Membership {
    if named_zone(place).is_some_and(|named| lies_within(named, &near.of, agreement)) {
        return Membership::Inside;
    }
    if !has_outline(&near.of, at, agreement, 0) {
        return Membership::NoOutline;
    }
    let far = agreement.distance_metres(&near.of, place, at);
    let (Some(far), Some(radius)) = (far, place.precision.radius_metres()) else { return Membership::Imprecise };
    let (radius, limit) = (f64::from(radius), near.metres.to_f64().unwrap_or(f64::MAX));
    if far + radius < limit {
        Membership::Inside
    } else if far - radius >= limit {
        Membership::Outside
    } else {
        Membership::Imprecise
    }
}

/// Whether a line or zone was drawn at that moment; bands of bands are followed a few times.
fn has_outline(name: &str, at: Timestamp, agreement: &Agreement, depth: usize) -> bool {
    let holds = |from: Option<Timestamp>, until: Option<Timestamp>| {
        from.is_none_or(|from| from <= at) && until.is_none_or(|until| at < until)
    };
    if let Some(line) = agreement.lines.get(name) {
        return line.courses.iter().any(|course| holds(course.held.from, course.held.until));
    }
    agreement.zones.get(name).is_some_and(|zone| {
        zone.outlines.iter().any(|outline| holds(outline.held.from, outline.held.until))
            || (depth < 4 && zone.bands.iter().any(|band| has_outline(&band.of, at, agreement, depth + 1)))
    })
}

/// Whether a zone is another or lies within it, directly or by way of others.
pub(crate) fn lies_within(inner: &str, outer: &str, agreement: &Agreement) -> bool {
    let mut next = Some(inner);
    while let Some(zone) = next {
        if zone == outer {
            return true;
        }
        next = agreement.zones.get(zone).and_then(|zone| zone.within.as_deref());
    }
    false
}
