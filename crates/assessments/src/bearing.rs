//! Which events bear on a clause, and how surely.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use provisions::{Agreement, Holds, Particular, Selection};
use records::{Happening, Level, Verdict};
use rust_decimal::Decimal;

use crate::Reason;
use crate::amount::Conversions;
use crate::levels::Weighed;
use crate::place;
use crate::time::Stretch;

/// What an event's bearing still hangs on. Empty: it surely bears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Perhaps(u16);

impl Perhaps {
    pub(crate) const NONE: Perhaps = Perhaps(0);
    pub(crate) const QUALIFIER: Perhaps = Perhaps(1);
    pub(crate) const TIME: Perhaps = Perhaps(2);
    pub(crate) const PLACE: Perhaps = Perhaps(4);
    pub(crate) const OUTLINE: Perhaps = Perhaps(8);
    pub(crate) const PARTICULAR: Perhaps = Perhaps(16);
    pub(crate) const AUTHOR: Perhaps = Perhaps(32);
    /// What would make it regular is claimed, and not known at the level asked.
    pub(crate) const CLAIMED: Perhaps = Perhaps(64);
    /// What would make it regular is not reported, and nobody says that the count is complete.
    pub(crate) const UNCOUNTED: Perhaps = Perhaps(128);
    /// It turns on the author of another event, who is not known.
    pub(crate) const OTHER_AUTHOR: Perhaps = Perhaps(256);

    /// In the order in which they are granted.
    pub(crate) const ORDER: [(Perhaps, Reason); 9] = [
        (Perhaps::QUALIFIER, Reason::QualifierNeedsFinding),
        (Perhaps::CLAIMED, Reason::AllegationsOpen),
        (Perhaps::TIME, Reason::TimeImprecise),
        (Perhaps::PLACE, Reason::PlaceImprecise),
        (Perhaps::OUTLINE, Reason::AnnexMissing),
        (Perhaps::PARTICULAR, Reason::NotVerified),
        (Perhaps::UNCOUNTED, Reason::CountIncomplete),
        (Perhaps::OTHER_AUTHOR, Reason::AuthorUnknown),
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

    /// Whether it lies surely before a moment.
    pub(crate) fn surely_before(&self, at: Timestamp) -> bool {
        self.last() < at
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
        conversions: &Conversions,
    ) -> Candidates<'a> {
        let mut candidates = Candidates::default();
        for event in events {
            let Some(mut candidate) = candidate(event, selection, needs, agreement) else { continue };
            match (event.event.happening.unit.as_deref(), selection.unit.as_deref()) {
                (Some(from), Some(to)) if from != to => match conversions.converted(candidate.quantity, from, to) {
                    Some(quantity) => {
                        candidate.quantity = quantity;
                        candidates.list.push(candidate);
                    }
                    None => candidates.other_unit.push(candidate),
                },
                _ => candidates.list.push(candidate),
            }
        }
        candidates.once(needs.author);
        candidates.finished()
    }

    /// An event whose reports name several kinds of act, or several authors, counts once: with the claim that bears most
    /// surely, or, where the author matters, with one for each author.
    fn once(&mut self, is_by_author: bool) {
        let claimed = |candidate: &Candidate<'a>| (candidate.id(), candidate.by.filter(|_| is_by_author));
        let is_double = self.list.windows(2).any(|pair| claimed(&pair[0]) >= claimed(&pair[1]));
        if !is_double {
            return;
        }
        let mut best: BTreeMap<_, Candidate<'a>> = BTreeMap::new();
        for candidate in self.list.drain(..) {
            let sureness = |candidate: &Candidate<'_>| (candidate.perhaps == Perhaps::NONE, candidate.level);
            let kept = best.entry(claimed(&candidate)).or_insert(candidate);
            if sureness(&candidate) > sureness(kept) {
                *kept = candidate;
            }
        }
        self.list = best.into_values().collect();
    }

    /// Those for which `keep` gives something, as it gives them; the others bear no more.
    pub(crate) fn kept(&self, mut keep: impl FnMut(Candidate<'a>) -> Option<Candidate<'a>>) -> Candidates<'a> {
        let mut rest = Candidates::default();
        rest.list.extend(self.list.iter().filter_map(|candidate| keep(*candidate)));
        rest.other_unit.extend(self.other_unit.iter().filter_map(|candidate| keep(*candidate)));
        rest.finished()
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

    /// Those whose time perhaps meets `[from, until]`, and some before it.
    pub(crate) fn around(&self, from: Timestamp, until: Timestamp) -> &[Candidate<'a>] {
        let reach = self.longest.saturating_add(1);
        let first = self
            .list
            .partition_point(|candidate| candidate.start().as_second().saturating_add(reach) < from.as_second());
        let rest = &self.list[first..];
        &rest[..rest.partition_point(|candidate| candidate.start() <= until)]
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

/// The event as far as it bears on a clause, whenever it was; none if it does not.
pub(crate) fn candidate<'a>(
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
    perhaps = perhaps.and(place::located(&happening.place, happening.when.start(), selection, agreement)?);
    for particular in &selection.with {
        perhaps = perhaps.and(holds(happening, particular)?);
    }
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

/// A column that holds what is asked; one that is not stated perhaps does.
fn holds(happening: &Happening, particular: &Particular) -> Option<Perhaps> {
    let number = |text: &str| text.trim().parse::<Decimal>().ok();
    let stated: Option<Cow<'_, str>> = match particular.column.as_str() {
        "quantity" => Some(Cow::Owned(happening.quantity.normalize().to_string())),
        "killed" => happening.killed.map(|killed| Cow::Owned(killed.to_string())),
        "injured" => happening.injured.map(|injured| Cow::Owned(injured.to_string())),
        column => happening.field(column).map(Cow::Borrowed),
    };
    let Some(stated) = stated.filter(|stated| !stated.is_empty()) else { return Some(Perhaps::PARTICULAR) };
    let is_so = match &particular.holds {
        Holds::OneOf(words) => Some(words.iter().any(|word| *word == *stated)),
        Holds::AtLeast(least) => number(&stated).map(|stated| stated >= *least),
        Holds::AtMost(most) => number(&stated).map(|stated| stated <= *most),
    };
    match is_so {
        Some(true) => Some(Perhaps::NONE),
        Some(false) => None,
        None => Some(Perhaps::PARTICULAR),
    }
}

/// A value among those named; a value not stated is perhaps one.
fn among(value: Option<&str>, named: &[String]) -> Option<Perhaps> {
    match value.filter(|value| !value.is_empty()) {
        _ if named.is_empty() => Some(Perhaps::NONE),
        Some(value) => named.iter().any(|name| name == value).then_some(Perhaps::NONE),
        None => Some(Perhaps::PARTICULAR),
    }
}
