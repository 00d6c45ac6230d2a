//! What is known of each day of a rule's time: a number, a stated zero, not stated, within a longer span, no report.

use std::collections::BTreeMap;

use events::Known;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use provisions::{Agreement, Kind, Reading, Selection};
use records::When;

use crate::frame::Sight;
use crate::time::Clock;

/// What a day carries. The order is that of telling more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Day {
    /// No source gave an account or a number.
    NoReport,
    /// A span longer than seven days holds it.
    WithinLongerSpan,
    /// A source reported on it and gave no number of this.
    NotStated,
    /// A source stated zero.
    StatedZero,
    /// A source gave a number.
    Number,
}

/// A figure or account for more days than this says nothing of any one of them.
const DAYS_MAX: usize = 7;

/// The days of a rule's time up to `as_of`, for one party bound; empty where the rule watches no days (a deadline, a
/// total), or was never in force.
pub fn days(
    agreement: &Agreement,
    reading: &Reading,
    party: &str,
    known: &Known,
    as_of: Timestamp,
) -> BTreeMap<Date, Day> {
    let selections = selections(&reading.duty.kind);
    let mut days = days_in_force(agreement, reading, known, as_of);
    if selections.is_empty() || days.is_empty() || !reading.duty.obliges.iter().any(|bound| bound == party) {
        return BTreeMap::new();
    }
    let concerns = |kind: &str| selections.iter().any(|selection| selection.types.contains(kind));
    let mut cover = |when: When, what: Day| {
        let on = days_of(agreement, when);
        let what = if on.len() > DAYS_MAX { Day::WithinLongerSpan } else { what };
        for date in on {
            if let Some(day) = days.get_mut(&date) {
                *day = (*day).max(what);
            }
        }
    };
    let seen = |when: &When| when.start() <= as_of;
    for figure in &known.figures {
        let happening = &figure.what.happening;
        let other = happening.by.as_deref().is_some_and(|by| by != party);
        if concerns(&happening.kind) && seen(&happening.when) && !other {
            let what = match (figure.what.stated, happening.quantity.is_zero()) {
                (false, _) => Day::NotStated,
                (true, true) => Day::StatedZero,
                (true, false) => Day::Number,
            };
            cover(happening.when, what);
        }
    }
    for account in known.accounts.iter().filter(|account| seen(&account.what.when)) {
        if account.what.of.is_empty() || account.what.of.iter().any(|kind| concerns(kind)) {
            cover(account.what.when, Day::Number);
        }
    }
    days
}

/// A deadline or a total watches no days.
pub(crate) fn selections(kind: &Kind) -> Vec<&Selection> {
    match kind {
        Kind::Prohibition { .. }
        | Kind::Rate { .. }
        | Kind::Sequence { .. }
        | Kind::Eligibility { .. }
        | Kind::Placement { .. }
        | Kind::Continuous { .. }
        | Kind::Cap { .. }
        | Kind::Prevention { .. } => kind.selections(),
        Kind::Cumulative { .. }
        | Kind::Deadline { .. }
        | Kind::Together { .. }
        | Kind::Permission { .. }
        | Kind::Report { .. }
        | Kind::Ratio { .. }
        | Kind::Conditional { .. }
        | Kind::Effort { .. }
        | Kind::Term(_)
        | Kind::Undefined(_) => Vec::new(),
    }
}

fn days_in_force(agreement: &Agreement, reading: &Reading, known: &Known, as_of: Timestamp) -> BTreeMap<Date, Day> {
    let sight = Sight::decisions_only(known, as_of);
    let clock = Clock::new(agreement, &sight, reading);
    let mut days = BTreeMap::new();
    for stretch in clock.in_force(&reading.duty, None) {
        let until = stretch.until.min(as_of.checked_add(1.second()).unwrap_or(as_of));
        if stretch.from == Timestamp::MIN || stretch.from >= until {
            continue;
        }
        let mut date = agreement.calendar.date(stretch.from);
        let last = agreement.calendar.date(crate::time::last_second(until));
        while date <= last {
            days.insert(date, Day::NoReport);
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
    }
    days
}

fn days_of(agreement: &Agreement, when: When) -> Vec<Date> {
    let calendar = &agreement.calendar;
    let last = if when.start() == when.end() { when.end() } else { crate::time::last_second(when.end()) };
    let (mut date, last) = (calendar.date(when.start()), calendar.date(last));
    let mut found = Vec::new();
    while date <= last && found.len() < 400 {
        found.push(date);
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    found
}
