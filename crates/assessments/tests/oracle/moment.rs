//! Section 3: the time of each moment that the agreement sets.

use jiff::{SignedDuration, Timestamp};
use provisions::Moment;
use records::Turn;

use super::Case;
use super::milestone::{self, Standing};
use super::state::first_stretch;

/// A moment as a beginning: of a day, its first moment.
pub(crate) fn beginning(case: &Case<'_>, moment: &Moment) -> Option<Timestamp> {
    let at = resolve(case, moment)?;
    let calendar = &case.agreement.calendar;
    if moment.is_day() { calendar.start_of(calendar.date(at)) } else { Some(at) }
}

/// A moment as an end that is no longer part of the time: of a day, the moment after its last.
pub(crate) fn end(case: &Case<'_>, moment: &Moment) -> Option<Timestamp> {
    let at = resolve(case, moment)?;
    Some(if moment.is_day() { at + SignedDuration::from_secs(1) } else { at })
}

/// The time of a moment of the agreement, of a day its last; none where it is not set yet.
pub(crate) fn resolve(case: &Case<'_>, moment: &Moment) -> Option<Timestamp> {
    let calendar = &case.agreement.calendar;
    match moment {
        Moment::At(at) => Some(*at),
        Moment::Trigger(name) => trigger(case, name),
        Moment::EntryIntoForce => resolve(case, case.agreement.in_force.from.as_ref()?),
        // Choice: the start of a state is that of its first stretch; its end is the end of that same stretch.
        Moment::StartOf(name) => first_stretch(case, name)?.from,
        Moment::EndOf(name) => first_stretch(case, name)?.until,
        Moment::After(span, of) => calendar.after(resolve(case, of)?, *span),
        Moment::Before(span, of) => calendar.before(resolve(case, of)?, *span),
        Moment::DayAfter(days, of) => calendar.end_of_day_after(resolve(case, of)?, *days),
        Moment::WorkingDayAfter(days, unit, of) => calendar.end_of_working_day(resolve(case, of)?, *days, *unit),
        Moment::ClockTime(time, of) => calendar.clock_time(resolve(case, of)?, *time),
        Moment::Milestone(name) => match milestone::named(case, name) {
            Standing::Reached { last, .. } => Some(last),
            Standing::Open(_) | Standing::NotReached => None,
        },
    }
}

/// The date that the text gives it, else the first decision of a body named for it.
/// Choice: a decision that `ends` something sets no trigger.
fn trigger(case: &Case<'_>, name: &str) -> Option<Timestamp> {
    let trigger = case.agreement.triggers.get(name)?;
    if !trigger.dates.is_empty() {
        let chosen = case.reading.choices.get(name).copied().unwrap_or(0);
        return resolve(case, &trigger.dates.get(chosen)?.at);
    }
    let decisions = case.sight.decisions.iter().map(|noted| &noted.what);
    let competent =
        decisions.filter(|d| d.sets == name && trigger.decided_by.contains(&d.by) && d.turn == Turn::Begins);
    competent.map(|decision| decision.at).min()
}
