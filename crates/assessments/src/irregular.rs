//! Never, where a condition makes the breach: an act is regular, irregular, or open with a doubt, level by level.

use jiff::{Timestamp, ToSpan};
use provisions::{Agreement, Following, Selection, Unit, metres_between};
use records::Level;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::Assessment;
use crate::at_most::{self, Instance, Whose};
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::frame::Frame;

/// What an act is at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// It does not bear.
    Regular,
    /// It bears.
    Irregular,
    /// It perhaps bears.
    Open(Perhaps),
}

impl Act {
    /// Irregular by one of several conditions, else open by all that leave it open.
    pub(crate) fn or(self, other: Act) -> Act {
        match (self, other) {
            (Act::Irregular, _) | (_, Act::Irregular) => Act::Irregular,
            (Act::Open(one), Act::Open(two)) => Act::Open(one.and(two)),
            (Act::Open(doubt), Act::Regular) | (Act::Regular, Act::Open(doubt)) => Act::Open(doubt),
            (Act::Regular, Act::Regular) => Act::Regular,
        }
    }
}

/// Where an act stands when it is looked at.
pub(crate) struct At<'k> {
    /// The level.
    pub(crate) level: Level,
    /// Beginning of the stretch in force.
    pub(crate) from: Timestamp,
    /// Column and value by which the instance is kept apart.
    pub(crate) key: Option<(&'k str, &'k str)>,
}

/// Assesses every instance of such a rule.
pub(crate) fn assess<'f>(
    frame: &Frame<'f, '_>,
    acts: &Selection,
    (whose, lays_to_unknown): (Whose, bool),
    look: &dyn Fn(&Candidate<'f>, &At<'_>) -> Act,
    out: &mut Vec<Assessment>,
) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let needs = Needs { author: true, quantity: false, qualifier: frame.duty.qualified.as_deref() };
    let all = frame.candidates_up_to(Some(Decimal::ZERO), acts, needs);
    let column = frame.column();
    for (course, stretches) in courses {
        for (key, candidates) in frame.keyed(&course, acts, &all) {
            for stretch in &stretches {
                for level in frame.levels.clone() {
                    let at = At { level, from: stretch.from, key: column.zip(key.as_deref()) };
                    let bearing = candidates.kept(|act| regarded(act, look(&act, &at)));
                    let name = frame.instance_name(key.as_deref(), stretch.from);
                    let (limit, selection, candidates) = (Decimal::ZERO, acts, &bearing);
                    let stretch = *stretch;
                    let (key, due) = (key.as_deref(), None);
                    let instance =
                        Instance { name, key, stretch, candidates, selection, limit, whose, lays_to_unknown, due };
                    at_most::assess(&frame.at_levels(&[level]), &instance, out);
                }
            }
        }
    }
}

fn regarded<'f>(act: Candidate<'f>, regard: Act) -> Option<Candidate<'f>> {
    match regard {
        Act::Regular => None,
        Act::Irregular => Some(act),
        Act::Open(doubts) => Some(Candidate { perhaps: act.perhaps.and(doubts), ..act }),
    }
}

/// What is granted to something else than the act, in order; levels before all.
pub(crate) const GRANTS: [Perhaps; 6] =
    [Perhaps::CLAIMED, Perhaps::TIME, Perhaps::PLACE, Perhaps::OUTLINE, Perhaps::PARTICULAR, Perhaps::AUTHOR];

/// What is granted to another event, as a doubt of the act: its own author is something else than the other's.
pub(crate) fn of_another(grant: Perhaps) -> Perhaps {
    if grant == Perhaps::AUTHOR { Perhaps::OTHER_AUTHOR } else { grant }
}

/// Within a span after something: an act that follows it so is irregular.
pub(crate) fn following<'f>(
    frame: &Frame<'f, '_>,
    act: &Candidate<'f>,
    after: &Following,
    earlier: &Candidates<'f>,
    level: Level,
) -> Act {
    let mut found: Option<usize> = None;
    // Beyond hours, a few days more than the span, whatever months and clocks do to it: what is exact is asked of each.
    let calendar = &frame.agreement.calendar;
    let spare = if after.within.unit == Unit::Hour { 0 } else { 96 };
    let from = calendar.before(act.start(), after.within).and_then(|from| from.checked_sub(spare.hours()).ok());
    let near = earlier.around(from.unwrap_or(Timestamp::MIN), act.last());
    for other in near.iter().filter(|other| other.id() != act.id()) {
        let Some(doubts) = follows(frame, act, after, other) else { continue };
        let claimed = if other.level >= level { Perhaps::NONE } else { Perhaps::CLAIMED };
        let doubts = doubts.and(claimed);
        if doubts == Perhaps::NONE {
            return Act::Irregular;
        }
        let mut granted = Perhaps::NONE;
        let needed = GRANTS.iter().position(|grant| {
            granted = granted.and(*grant);
            doubts.within(granted)
        });
        found = [found, needed].into_iter().flatten().min();
    }
    found.map_or(Act::Regular, |grant_idx| Act::Open(of_another(GRANTS[grant_idx])))
}

/// With what doubts an act follows another; none if it does not.
fn follows<'f>(
    frame: &Frame<'f, '_>,
    act: &Candidate<'f>,
    after: &Following,
    other: &Candidate<'f>,
) -> Option<Perhaps> {
    let calendar = &frame.agreement.calendar;
    let mut doubts = other.perhaps;
    if other.start() >= act.last() {
        return None;
    }
    if after.in_answer {
        let (done, answered) = (&act.event.event.happening, &other.event.event.happening);
        doubts = doubts.and(alike(other.by, done.to.as_deref(), Perhaps::AUTHOR)?);
        doubts = doubts.and(alike(act.by, answered.to.as_deref(), Perhaps::NONE)?);
    }
    for column in &after.same {
        doubts = doubts.and(alike(act.key(&column.0), other.key(&column.0), Perhaps::PARTICULAR)?);
    }
    // Last, as calendars take longest.
    let (first, last) = (calendar.after(other.start(), after.within), calendar.after(other.last(), after.within));
    if last.is_some_and(|last| last < act.start()) {
        return None;
    }
    if !(other.surely_before(act.start()) && first.is_none_or(|first| act.last() <= first)) {
        doubts = doubts.and(Perhaps::TIME);
    }
    Some(doubts)
}

/// Two values that must be the same. `if_one_unknown` stands where the first is not known; an act of unknown author is
/// nobody's in particular, so that nothing more is asked of it.
fn alike(one: Option<&str>, other: Option<&str>, if_one_unknown: Perhaps) -> Option<Perhaps> {
    let stated = |value: Option<&str>| value.is_some_and(|value| !value.is_empty());
    match (stated(one), stated(other)) {
        (true, true) => (one == other).then_some(Perhaps::NONE),
        (false, true) => Some(if_one_unknown),
        (_, false) => Some(Perhaps::PARTICULAR.and(if stated(one) { Perhaps::NONE } else { if_one_unknown })),
    }
}

/// Apart: a sighting nearer than so many metres to one of another party bound is irregular.
pub(crate) fn too_near<'f>(
    frame: &Frame<'f, '_>,
    act: &Candidate<'f>,
    metres: Decimal,
    all: &Candidates<'f>,
    (party, level): (&str, Level),
) -> Act {
    if act.by.is_some_and(|by| by != party) {
        return Act::Regular;
    }
    let limit = metres.to_f64().unwrap_or(f64::MAX);
    let mut open = Perhaps::NONE;
    for other in all.around(act.start(), act.last()) {
        let of_other_side = other.by.is_some_and(|by| by != party && frame.duty.obliges.iter().any(|p| p == by));
        let overlap = other.start() <= act.last() && act.start() <= other.last();
        if !of_other_side || !overlap {
            continue;
        }
        match nearness(act, other, limit) {
            Some(true) if other.perhaps == Perhaps::NONE && other.level >= level => return Act::Irregular,
            Some(true) if other.perhaps == Perhaps::NONE => open = Perhaps::CLAIMED,
            Some(true) | None if open == Perhaps::NONE => open = Perhaps::PLACE,
            _ => {}
        }
    }
    if open == Perhaps::NONE { Act::Regular } else { Act::Open(open) }
}

/// Surely nearer, surely not, or not known.
fn nearness(one: &Candidate<'_>, other: &Candidate<'_>, limit: f64) -> Option<bool> {
    let place = |candidate: &Candidate<'_>| {
        let place = &candidate.event.event.happening.place;
        place.point.zip(place.precision.radius_metres().map(f64::from))
    };
    let ((here, here_radius), (there, there_radius)) = (place(one)?, place(other)?);
    let (far, radii) = (metres_between(here, there), here_radius + there_radius);
    if far + radii < limit {
        Some(true)
    } else if far - radii >= limit {
        Some(false)
    } else {
        None
    }
}

/// A type's selection, whoever did it, wherever.
pub(crate) fn everything_of(agreement: &Agreement, name: &str) -> Selection {
    let defined = agreement.event_types.get(name);
    let types = defined.map_or_else(|| [name.to_owned()].into(), |event| event.types.clone());
    Selection {
        name: name.to_owned(),
        types,
        unit: None,
        by: Vec::new(),
        against: Vec::new(),
        zones: Vec::new(),
        near: None,
        items: Vec::new(),
        with: Vec::new(),
    }
}
