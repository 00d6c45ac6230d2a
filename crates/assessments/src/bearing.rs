//! Which events bear on a clause, and how surely.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use provisions::{Agreement, Membership, Selection};
use records::{Level, Place, Verdict};
use rust_decimal::Decimal;

use crate::Reason;
use crate::levels::Weighed;
use crate::time::Stretch;

/// What an event's bearing still hangs on. Empty: it surely bears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Perhaps(u8);

impl Perhaps {
    pub(crate) const NONE: Perhaps = Perhaps(0);
    pub(crate) const QUALIFIER: Perhaps = Perhaps(1);
    pub(crate) const TIME: Perhaps = Perhaps(2);
    pub(crate) const PLACE: Perhaps = Perhaps(4);
    pub(crate) const OUTLINE: Perhaps = Perhaps(8);
    pub(crate) const PARTICULAR: Perhaps = Perhaps(16);
    pub(crate) const AUTHOR: Perhaps = Perhaps(32);

    /// In the order in which they are granted.
    pub(crate) const ORDER: [(Perhaps, Reason); 6] = [
        (Perhaps::QUALIFIER, Reason::QualifierNeedsFinding),
        (Perhaps::TIME, Reason::TimeImprecise),
        (Perhaps::PLACE, Reason::PlaceImprecise),
        (Perhaps::OUTLINE, Reason::AnnexMissing),
        (Perhaps::PARTICULAR, Reason::NotVerified),
        (Perhaps::AUTHOR, Reason::AuthorUnknown),
    ];

    #[must_use]
    pub(crate) fn and(self, other: Perhaps) -> Perhaps {
        Perhaps(self.0 | other.0)
    }

    #[must_use]
    pub(crate) fn without(self, other: Perhaps) -> Perhaps {
        Perhaps(self.0 & !other.0)
    }

    /// Whether nothing is left when all of `granted` is granted.
    pub(crate) fn within(self, granted: Perhaps) -> bool {
        self.0 & !granted.0 == 0
    }
}

/// An event that bears on a clause, whenever it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) event: &'a Weighed<'a>,
    pub(crate) perhaps: Perhaps,
    /// The weakest of the needed elements.
    pub(crate) level: Level,
    /// Its author, if known.
    pub(crate) by: Option<&'a str>,
    pub(crate) quantity: Decimal,
}

impl<'a> Candidate<'a> {
    pub(crate) fn id(&self) -> &'a str {
        &self.event.event.id
    }

    /// Its value in a column by which a rule is kept apart; an unknown author is no value.
    pub(crate) fn key(&self, column: &str) -> Option<&'a str> {
        self.event.key(column)
    }

    pub(crate) fn start(&self) -> Timestamp {
        self.event.event.happening.when.start()
    }

    /// Its last moment: of a span, the second before its end.
    pub(crate) fn last(&self) -> Timestamp {
        let when = self.event.event.happening.when;
        if when.start() == when.end() { when.start() } else { when.end().checked_sub(1.second()).unwrap_or(when.end()) }
    }

    /// End of its time.
    pub(crate) fn end(&self) -> Timestamp {
        self.event.event.happening.when.end()
    }

    /// Bearing on a stretch of time: surely, perhaps, or not.
    pub(crate) fn within(mut self, stretch: Stretch) -> Option<Candidate<'a>> {
        let when = self.event.event.happening.when;
        if !when.maybe_in(stretch.from, stretch.until) {
            return None;
        }
        if !when.surely_in(stretch.from, stretch.until) {
            self.perhaps = self.perhaps.and(Perhaps::TIME);
        }
        Some(self)
    }
}

/// What a clause needs to know of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs<'r> {
    pub(crate) author: bool,
    pub(crate) quantity: bool,
    pub(crate) qualifier: Option<&'r str>,
}

/// Candidates of a clause, and whether others were given in another unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates<'a> {
    /// In order of start.
    pub(crate) list: Vec<Candidate<'a>>,
    pub(crate) other_unit: Vec<Candidate<'a>>,
    longest: i64,
}

impl<'a> Candidates<'a> {
    pub(crate) fn new(
        events: impl Iterator<Item = &'a Weighed<'a>>,
        selection: &Selection,
        needs: Needs<'_>,
        agreement: &Agreement,
    ) -> Candidates<'a> {
        let mut candidates = Candidates::default();
        for event in events {
            let Some(candidate) = candidate(event, selection, needs, agreement) else { continue };
            let unit = event.event.happening.unit.as_deref();
            if selection.unit.is_some() && unit.is_some() && unit != selection.unit.as_deref() {
                candidates.other_unit.push(candidate);
            } else {
                candidates.list.push(candidate);
            }
        }
        candidates.finished()
    }

    fn finished(mut self) -> Candidates<'a> {
        self.list.sort_by(|a, b| (a.start(), a.id()).cmp(&(b.start(), b.id())));
        let length = |candidate: &Candidate<'_>| candidate.end().as_second() - candidate.start().as_second();
        self.longest = self.list.iter().map(length).max().unwrap_or(0);
        self
    }

    /// Those that bear on a stretch of time.
    pub(crate) fn within(&self, stretch: Stretch) -> Vec<Candidate<'a>> {
        let reach = self.longest.saturating_add(1);
        let first = self.list.partition_point(|candidate| {
            candidate.start().as_second().saturating_add(reach) < stretch.from.as_second()
        });
        let rest = &self.list[first..];
        rest[..rest.partition_point(|candidate| candidate.start() < stretch.until)]
            .iter()
            .filter_map(|candidate| candidate.within(stretch))
            .collect()
    }

    /// Whether any given in another unit bears on a stretch.
    pub(crate) fn other_unit_within(&self, stretch: Stretch) -> bool {
        self.other_unit.iter().any(|candidate| candidate.within(stretch).is_some())
    }

    /// Split by the value of a column; those without a value perhaps belong to every part.
    pub(crate) fn by_key(&self, column: &str) -> BTreeMap<&'a str, Candidates<'a>> {
        let mut parts: BTreeMap<&'a str, Candidates<'a>> = BTreeMap::new();
        let value = |candidate: &Candidate<'a>| candidate.key(column);
        for candidate in self.list.iter().chain(&self.other_unit) {
            if let Some(key) = value(candidate) {
                parts.entry(key).or_default();
            }
        }
        self.fill(&mut parts, value);
        parts.into_iter().map(|(key, part)| (key, part.finished())).collect()
    }

    fn fill(&self, parts: &mut BTreeMap<&'a str, Candidates<'a>>, value: impl Fn(&Candidate<'a>) -> Option<&'a str>) {
        for (list, is_other) in [(&self.list, false), (&self.other_unit, true)] {
            for candidate in list {
                let put = |part: &mut Candidates<'a>, candidate: Candidate<'a>| {
                    if is_other { part.other_unit.push(candidate) } else { part.list.push(candidate) }
                };
                match value(candidate) {
                    Some(key) => {
                        if let Some(part) = parts.get_mut(key) {
                            put(part, *candidate);
                        }
                    }
                    None => {
                        let perhaps = candidate.perhaps.and(Perhaps::PARTICULAR);
                        parts.values_mut().for_each(|part| put(part, Candidate { perhaps, ..*candidate }));
                    }
                }
            }
        }
    }

    /// The same, none of them sure of the key.
    pub(crate) fn unsure(&self) -> Candidates<'a> {
        let mut all = self.clone();
        for candidate in all.list.iter_mut().chain(&mut all.other_unit) {
            candidate.perhaps = candidate.perhaps.and(Perhaps::PARTICULAR);
        }
        all
    }

    /// Those without a value in a column, which perhaps belong to any key.
    pub(crate) fn without_key(&self, column: &str) -> Candidates<'a> {
        let mut rest = self.unsure();
        rest.list.retain(|candidate| candidate.key(column).is_none());
        rest.other_unit.retain(|candidate| candidate.key(column).is_none());
        rest
    }

    /// The part of one key, which no event needs to name.
    pub(crate) fn of_key(&self, column: &str, key: &str) -> Candidates<'a> {
        let mut part = BTreeMap::from([(key, Candidates::default())]);
        let value = |candidate: &Candidate<'a>| candidate.key(column);
        for (list, is_other) in [(&self.list, false), (&self.other_unit, true)] {
            for candidate in list {
                let perhaps = match value(candidate) {
                    Some(found) if found == key => candidate.perhaps,
                    Some(_) => continue,
                    None => candidate.perhaps.and(Perhaps::PARTICULAR),
                };
                let candidate = Candidate { perhaps, ..*candidate };
                let part = part.entry(key).or_default();
                if is_other { part.other_unit.push(candidate) } else { part.list.push(candidate) }
            }
        }
        part.remove(key).unwrap_or_default().finished()
    }
}

fn candidate<'a>(
    weighed: &'a Weighed<'a>,
    selection: &Selection,
    needs: Needs<'_>,
    agreement: &Agreement,
) -> Option<Candidate<'a>> {
    let happening = &weighed.event.happening;
    if !selection.types.contains(&happening.kind) {
        return None;
    }
    let mut perhaps = among(happening.to.as_deref(), &selection.against)?;
    perhaps = perhaps.and(among(happening.item.as_deref(), &selection.items)?);
    perhaps = perhaps.and(located(&happening.place, happening.when.start(), &selection.zones, agreement)?);
    let mut level = weighed.fact;
    let mut needs_author = needs.author;
    if !selection.by.is_empty() {
        match weighed.author {
            Some((by, _)) if selection.by.iter().any(|named| named == by) => needs_author = true,
            Some(_) => return None,
            None => perhaps = perhaps.and(Perhaps::AUTHOR),
        }
    }
    if let (true, Some((_, author))) = (needs_author, weighed.author) {
        level = level.min(author);
    }
    match weighed.quantity {
        Some(quantity) if needs.quantity => level = level.min(quantity),
        None if needs.quantity => return None,
        _ => {}
    }
    match needs.qualifier.map(|qualifier| weighed.qualities.get(qualifier)) {
        None | Some(Some(Verdict::Established)) => {}
        Some(Some(Verdict::Refuted)) => return None,
        Some(_) => perhaps = perhaps.and(Perhaps::QUALIFIER),
    }
    let by = weighed.author.map(|(by, _)| by);
    Some(Candidate { event: weighed, perhaps, level, by, quantity: happening.quantity })
}

/// A value among those named; a value not stated is perhaps one.
fn among(value: Option<&str>, named: &[String]) -> Option<Perhaps> {
    match value.filter(|value| !value.is_empty()) {
        _ if named.is_empty() => Some(Perhaps::NONE),
        Some(value) => named.iter().any(|name| name == value).then_some(Perhaps::NONE),
        None => Some(Perhaps::PARTICULAR),
    }
}

/// A place in any of the zones.
fn located(place: &Place, at: Timestamp, zones: &[String], agreement: &Agreement) -> Option<Perhaps> {
    if zones.is_empty() {
        return Some(Perhaps::NONE);
    }
    let memberships: Vec<Membership> = zones.iter().map(|zone| membership(place, at, zone, agreement)).collect();
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
pub(crate) fn membership(place: &Place, at: Timestamp, zone: &str, agreement: &Agreement) -> Membership {
    if let Some(named) = place.zone.as_deref().filter(|named| !named.is_empty()) {
        if named == zone || agreement.zones.contains_key(named) {
            return if lies_within(named, zone, agreement) {
                Membership::Inside
            } else if lies_within(zone, named, agreement) {
                Membership::Imprecise
            } else {
                Membership::Outside
            };
        }
        if place.point.is_none() {
            return Membership::Outside;
        }
    }
    match (place.point, agreement.zones.get(zone)) {
        (None, _) => Membership::Imprecise,
        (Some(_), Some(zone)) => zone.locates(place, at),
        (Some(_), None) => Membership::NoOutline,
    }
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
