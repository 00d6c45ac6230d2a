//! What the reports of one event tell together. Where they disagree, nothing is averaged: each kind of act and each author
//! that is named stays a claim of its own, and of times, places and numbers the one stands that most origins tell.

use std::collections::{BTreeMap, BTreeSet};

use records::{Happening, Place, PlacePrecision, When, WhenPrecision};
use rust_decimal::Decimal;

use crate::linking::metres;
use crate::{Event, Evidence, Voice};

/// One event for each kind of act and author that the reports name; `single` are events of one report each.
pub(crate) fn merged(mut single: Vec<Event>) -> Vec<Event> {
    if single.len() < 2 {
        return single;
    }
    single.sort_by(|a, b| a.id.cmp(&b.id));
    let Some(id) = single.first().map(|event| event.id.clone()) else { return single };
    let told: Vec<(Happening, Voice)> = single.into_iter().filter_map(one_voice).collect();
    let kinds: BTreeSet<&str> = told.iter().map(|(happening, _)| happening.kind.as_str()).collect();
    let mut out = Vec::new();
    for kind in kinds {
        let of_kind: Vec<&(Happening, Voice)> = told.iter().filter(|(happening, _)| happening.kind == kind).collect();
        let named: BTreeSet<&str> = of_kind.iter().filter_map(|(happening, _)| author(happening)).collect();
        // Who names no author contradicts none; where nobody names one, the author is not known.
        let authors = if named.is_empty() { vec![None] } else { named.into_iter().map(Some).collect() };
        out.extend(authors.into_iter().map(|by| claim(&id, by, &of_kind, &told)));
    }
    out
}

fn author(happening: &Happening) -> Option<&str> {
    happening.by.as_deref().filter(|by| !by.is_empty() && *by != "unknown")
}

fn one_voice(event: Event) -> Option<(Happening, Voice)> {
    match event.evidence {
        Evidence::Told(voices) => voices.into_iter().next().map(|voice| (event.happening, voice)),
        Evidence::Stated { .. } => None,
    }
}

/// The event as those tell it who name this kind of act, laid to this author; all reports have their voice.
fn claim(id: &str, by: Option<&str>, of_kind: &[&(Happening, Voice)], told: &[(Happening, Voice)]) -> Event {
    let own = of_kind.iter().find(|(happening, _)| author(happening) == by).or(of_kind.first());
    let mut happening = own.map_or_else(|| told[0].0.clone(), |(happening, _)| happening.clone());
    let when = when(of_kind);
    let place = place(of_kind);
    let (quantity, unit) = quantity(of_kind);
    (happening.when, happening.place, happening.quantity, happening.unit) = (when, place, quantity, unit);
    happening.killed = most(of_kind.iter().map(|(happening, voice)| (happening.killed, voice.origin.as_str())));
    happening.injured = most(of_kind.iter().map(|(happening, voice)| (happening.injured, voice.origin.as_str())));
    for (told, _) in of_kind {
        happening.to = happening.to.or_else(|| told.to.clone());
        happening.item = happening.item.or_else(|| told.item.clone());
        for (name, value) in &told.fields {
            happening.fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let agrees = |stated: Option<u64>, with: Option<u64>| stated.is_none() || stated == with;
    let voices = told.iter().map(|(other, voice)| {
        let is_kind = other.kind == happening.kind;
        let same_numbers = other.quantity == quantity
            && agrees(other.killed, happening.killed)
            && agrees(other.injured, happening.injured);
        Voice {
            tells_fact: is_kind && meet(other.when, when) && near(&other.place, &happening.place),
            states_quantity: voice.states_quantity && is_kind && same_numbers,
            ..voice.clone()
        }
    });
    let voices = voices.collect();
    Event { id: id.to_owned(), happening, evidence: Evidence::Told(voices) }
}

/// The time on which most origins agree, as precisely as the most precise of them; where others are as many, the span of both.
fn when(told: &[&(Happening, Voice)]) -> When {
    let mut best: Vec<(usize, When)> = Vec::new();
    for (happening, _) in told {
        let agreeing = told.iter().filter(|(other, _)| meet(happening.when, other.when));
        let origins: BTreeSet<&str> = agreeing.map(|(_, voice)| voice.origin.as_str()).collect();
        best.push((origins.len(), happening.when));
    }
    let most = best.iter().map(|(n, _)| *n).max().unwrap_or(0);
    let length = |when: &When| when.end().as_second() - when.start().as_second();
    let mut leading: Vec<When> = best.into_iter().filter(|(n, _)| *n == most).map(|(_, when)| when).collect();
    leading.sort_by_key(|when| (length(when), when.start()));
    let Some(first) = leading.first().copied() else { return told[0].0.when };
    leading.iter().filter(|when| !meet(**when, first)).fold(first, |hull, when| {
        let (start, end) = (hull.start().min(when.start()), hull.end().max(when.end()));
        When::span(start, end, hull.precision().max(when.precision()).max(WhenPrecision::Hour)).unwrap_or(hull)
    })
}

fn meet(one: When, other: When) -> bool {
    let (a, b) = (one.start().max(other.start()), one.end().min(other.end()));
    a < b || a == b && (one.start() == one.end() || other.start() == other.end())
}

/// The place near which most origins put it, as precisely as the most precise of them; where others are as many, and points
/// are given, the circle that holds both.
fn place(told: &[&(Happening, Voice)]) -> Place {
    let mut ranked: Vec<(usize, u32, usize)> = Vec::new();
    for (idx, (happening, _)) in told.iter().enumerate() {
        let agreeing = told.iter().filter(|(other, _)| is_stated(&other.place) && near(&happening.place, &other.place));
        let origins: BTreeSet<&str> = agreeing.map(|(_, voice)| voice.origin.as_str()).collect();
        if is_stated(&happening.place) {
            ranked.push((origins.len(), vagueness(&happening.place), idx));
        }
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let Some((most, _, first)) = ranked.first().copied() else { return Place::default() };
    let mut leading = told[first].0.place.clone();
    // What the most precise one leaves out, the others that agree may say.
    for (other, _) in told.iter().filter(|(other, _)| near(&other.place, &told[first].0.place)) {
        leading.zone = leading.zone.or_else(|| other.place.zone.clone());
        leading.name = leading.name.or_else(|| other.place.name.clone());
    }
    let against = ranked.iter().filter(|(n, _, idx)| *n == most && !near(&told[*idx].0.place, &told[first].0.place));
    for (_, _, idx) in against {
        let other = &told[*idx].0.place;
        match (leading.point, other.point) {
            (Some(one), Some(two)) => {
                let away = u32::try_from(metres(one, two)).unwrap_or(u32::MAX);
                let radius = away.saturating_add(other.precision.radius_metres().unwrap_or(DISTRICT_METRES));
                let before = leading.precision.radius_metres().unwrap_or(DISTRICT_METRES);
                leading.precision = PlacePrecision::within_metres(radius.max(before));
            }
            _ => return Place { name: leading.name, ..Place::default() },
        }
        if leading.zone != other.zone {
            leading.zone = None;
        }
    }
    leading
}

/// How far a district reaches, where nothing bounds it.
const DISTRICT_METRES: u32 = 50_000;

fn is_stated(place: &Place) -> bool {
    place.point.is_some() || place.zone.is_some() || place.name.is_some()
}

/// Less is more precise.
fn vagueness(place: &Place) -> u32 {
    match place.point {
        Some(_) => place.precision.radius_metres().unwrap_or(DISTRICT_METRES),
        None if place.zone.is_some() => DISTRICT_METRES + 1,
        None => DISTRICT_METRES + 2,
    }
}

/// Whether two claims of a place can both be true. What is not stated contradicts nothing.
fn near(one: &Place, other: &Place) -> bool {
    if let (Some(a), Some(b)) = (one.point, other.point) {
        let radius = |place: &Place| i64::from(place.precision.radius_metres().unwrap_or(DISTRICT_METRES));
        return metres(a, b) <= radius(one) + radius(other);
    }
    match (&one.zone, &other.zone) {
        (Some(a), Some(b)) => a == b,
        _ => match (&one.name, &other.name) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        },
    }
}

/// The number that most origins state, in its unit; the least of several.
fn quantity(told: &[&(Happening, Voice)]) -> (Decimal, Option<String>) {
    let stated = told.iter().filter(|(_, voice)| voice.states_quantity);
    let stated =
        stated.map(|(happening, voice)| (Some((happening.quantity, happening.unit.clone())), voice.origin.as_str()));
    most(stated).unwrap_or_else(|| (told[0].0.quantity, told[0].0.unit.clone()))
}

/// The value that most origins state; the least of several.
fn most<'o, T: Ord>(stated: impl Iterator<Item = (Option<T>, &'o str)>) -> Option<T> {
    let mut origins: BTreeMap<T, BTreeSet<&str>> = BTreeMap::new();
    for (value, origin) in stated {
        if let Some(value) = value {
            origins.entry(value).or_default().insert(origin);
        }
    }
    let most = origins.values().map(BTreeSet::len).max()?;
    origins.into_iter().find(|(_, origins)| origins.len() == most).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use records::Point;

    /// `source kind by day lat killed`, `-` where it is not stated.
    fn told(row: &str) -> Event {
        let words: Vec<&str> = row.split_whitespace().collect();
        let [source, kind, by, day, lat, killed] = words[..] else { panic!("six words: {row}") };
        let some = |word: &str| Some(word.to_owned()).filter(|word| word != "-");
        let point = some(lat).and_then(|lat| Point::from_text("34.0", &lat));
        let happening = Happening {
            kind: kind.to_owned(),
            when: When::from_columns(&format!("2030-01-{day}"), "", "", &TimeZone::UTC).expect("a day"),
            place: Place { point, ..Place::default() },
            by: some(by),
            to: None,
            item: None,
            quantity: Decimal::ONE,
            unit: None,
            killed: some(killed).and_then(|killed| killed.parse().ok()),
            injured: None,
            fields: BTreeMap::new(),
        };
        let voice = Voice {
            entry: 1,
            report: source.to_owned(),
            source: source.to_owned(),
            origin: source.to_owned(),
            is_named: true,
            interests: Vec::new(),
            own: false,
            reliability: None,
            credibility: None,
            basis: None,
            by: happening.by.clone(),
            tells_fact: true,
            states_quantity: happening.killed.is_some(),
        };
        Event { id: source.to_owned(), happening, evidence: Evidence::Told(vec![voice]) }
    }

    /// A line for each claim: kind, author, time, radius in metres, killed; who tells the fact; who states the number.
    fn check(rows: &[&str], expected: &[&str]) {
        let shown = |event: &Event| {
            let Evidence::Told(voices) = &event.evidence else { return String::new() };
            let who = |asked: fn(&Voice) -> bool| {
                voices
                    .iter()
                    .filter(|voice| asked(voice))
                    .map(|voice| voice.source.as_str())
                    .collect::<Vec<_>>()
                    .join("+")
            };
            let (happening, when) = (&event.happening, event.happening.when);
            let day = |at: jiff::Timestamp| at.to_string()[8..10].to_owned();
            format!(
                "{} {} {}-{} {} {} fact {} number {}",
                happening.kind,
                happening.by.as_deref().unwrap_or("-"),
                day(when.start()),
                day(when.end()),
                happening.place.precision.radius_metres().unwrap_or(0),
                happening.killed.map_or("-".to_owned(), |killed| killed.to_string()),
                who(|voice| voice.tells_fact),
                who(|voice| voice.states_quantity),
            )
        };
        let mut claims: Vec<String> = Vec::new();
        for rows in [rows.to_vec(), rows.iter().rev().copied().collect()] {
            let merged = merged(rows.into_iter().map(told).collect());
            assert!(merged.iter().all(|event| event.id == "a"));
            claims = merged.iter().map(shown).collect();
            assert_eq!(claims, expected);
        }
        assert!(!claims.is_empty());
    }

    #[test]
    fn each_kind_and_each_author_is_a_claim() {
        check(
            &[
                "a shelling north 05 31.0 -",
                "b shelling south 05 31.0 -",
                "c shelling - 05 31.0 -",
                "d airstrike - 05 31.0 -",
            ],
            &[
                "airstrike - 05-06 1000 - fact d number ",
                "shelling north 05-06 1000 - fact a+b+c number ",
                "shelling south 05-06 1000 - fact a+b+c number ",
            ],
        );
    }

    #[test]
    fn the_time_and_place_of_most_stand_and_equals_are_spanned() {
        check(
            &["a shelling - 05 31.0 -", "b shelling - 05 31.0 -", "c shelling - 08 31.5 -"],
            &["shelling - 05-06 1000 - fact a+b number "],
        );
        check(&["a shelling - 05 31.0 -", "b shelling - 08 31.1 -"], &["shelling - 05-09 12119 - fact a+b number "]);
    }

    #[test]
    fn another_number_does_not_corroborate_a_number() {
        check(&["a shelling - 05 31.0 2", "b shelling - 05 31.0 3"], &["shelling - 05-06 1000 2 fact a+b number a"]);
        check(&["a shelling - 05 31.0 3", "b shelling - 05 31.0 3"], &["shelling - 05-06 1000 3 fact a+b number a+b"]);
    }
}
