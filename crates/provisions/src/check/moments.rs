//! Moments, spans, periods and due times.

use jiff::Timestamp;
use jiff::civil::Time;

use super::names::{self, Sort};
use super::{Ctx, selection};
use crate::agreement::Agreement;
use crate::calendar::{Period, Span, Unit};
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::rule::{Anchor, Due, Moment};
use crate::syntax::{Cursor, Word};

/// A moment may be counted from a moment so many times over.
const DEPTH_MAX: usize = 16;

/// `2025-10-10 12:00`, `d_day`, `entry into force`, `start of STATE`, `72 hours after …`, `day 5 of …`.
pub(super) fn moment(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Moment> {
    counted_moment(cursor, agreement, ctx, 0)
}

fn counted_moment(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>, depth: usize) -> Option<Moment> {
    if depth > DEPTH_MAX {
        return cursor.fail("a date or a trigger, after so many counts,", &mut ctx.diagnostics);
    }
    if matches!(cursor.peek(), Some(Word::Date(_))) {
        return date_time(cursor, agreement, ctx).map(Moment::At);
    }
    if cursor.eat("entry into force") {
        return Some(Moment::EntryIntoForce);
    }
    if cursor.eat("start of") {
        return names::expect(cursor, &[Sort::State], ctx).map(Moment::StartOf);
    }
    if cursor.eat("end of") {
        return names::expect(cursor, &[Sort::State], ctx).map(Moment::EndOf);
    }
    if cursor.eat("day") {
        let Some(day) = cursor.number().and_then(|number| i32::try_from(number.trunc()).ok()) else {
            return cursor.fail("the number of a day", &mut ctx.diagnostics);
        };
        cursor.expect("of", &mut ctx.diagnostics)?;
        return Some(Moment::DayAfter(day, Box::new(counted_moment(cursor, agreement, ctx, depth + 1)?)));
    }
    if matches!(cursor.peek(), Some(Word::Number(_))) {
        let span = span(cursor, ctx)?;
        cursor.expect("after", &mut ctx.diagnostics)?;
        return Some(Moment::After(span, Box::new(counted_moment(cursor, agreement, ctx, depth + 1)?)));
    }
    if matches!(cursor.peek(), Some(Word::Name(_))) {
        return names::expect(cursor, &[Sort::Trigger], ctx).map(Moment::Trigger);
    }
    cursor.fail("a date, the name of a trigger, or a span such as `30 days after …`", &mut ctx.diagnostics)
}

/// A date, with a clock time where one is given; both in the agreement's zone.
pub(super) fn date_time(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Timestamp> {
    let Some(date) = cursor.date() else {
        return cursor.fail("a date (year-month-day)", &mut ctx.diagnostics);
    };
    let at = cursor.last_position();
    let time = cursor.time().unwrap_or(Time::midnight());
    let zoned = date.to_datetime(time).to_zoned(agreement.calendar.zone.clone());
    match zoned {
        Ok(zoned) => Some(zoned.timestamp()),
        Err(_) => {
            let message = format!("{date} {time} lies outside the calendar.");
            ctx.diagnostics.push(Diagnostic::new(Code::Date, at, message));
            cursor.give_up();
            None
        }
    }
}

/// The same as a last moment in time: a bare date is its whole day.
pub(super) fn last_moment(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Moment> {
    let is_date = matches!(cursor.peek(), Some(Word::Date(_)));
    let found = moment(cursor, agreement, ctx)?;
    match found {
        Moment::At(at) if is_date && !matches!(cursor.taken(), Some(Word::Time(_))) => {
            Some(Moment::At(records::end_of_day(at, &agreement.calendar.zone)))
        }
        other => Some(other),
    }
}

/// After `until`: a bare date is the end of that whole day.
pub(super) fn until(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Moment> {
    let is_date = matches!(cursor.peek(), Some(Word::Date(_)));
    match moment(cursor, agreement, ctx)? {
        Moment::At(at) if is_date => {
            let calendar = &agreement.calendar;
            let timed = matches!(cursor.taken(), Some(Word::Time(_)));
            let next = calendar.next_boundary(at, Unit::Day).filter(|_| !timed);
            Some(Moment::At(next.unwrap_or(at)))
        }
        other => Some(other),
    }
}

/// Says it where a time ends before it begins, as far as both are dates.
pub(super) fn check_order(from: Option<&Moment>, until: Option<&Moment>, at: &Position, ctx: &mut Ctx<'_>) {
    if let (Some(Moment::At(from)), Some(Moment::At(until))) = (from, until)
        && until <= from
    {
        let message = "This time ends before it begins, or as it begins.";
        ctx.diagnostics.push(Diagnostic::new(Code::RangeEmpty, at.clone(), message));
    }
}

/// `72 hours`, `5 working days`.
pub(super) fn span(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Span> {
    let Some(count) = cursor.number().and_then(|number| u32::try_from(number).ok()) else {
        return cursor.fail("a whole number", &mut ctx.diagnostics);
    };
    let unit = unit(cursor, ctx)?;
    Some(Span { count, unit })
}

fn unit(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Unit> {
    for (words, unit) in UNITS {
        if cursor.eat(words) {
            return Some(*unit);
        }
    }
    cursor.fail("hours, days, working days, weeks, months or years", &mut ctx.diagnostics)
}

const UNITS: &[(&str, Unit)] = &[
    ("hours", Unit::Hour),
    ("hour", Unit::Hour),
    ("calendar days", Unit::Day),
    ("calendar day", Unit::Day),
    ("days", Unit::Day),
    ("day", Unit::Day),
    ("working days", Unit::WorkingDay),
    ("working day", Unit::WorkingDay),
    ("weeks", Unit::Week),
    ("week", Unit::Week),
    ("months", Unit::Month),
    ("month", Unit::Month),
    ("years", Unit::Year),
    ("year", Unit::Year),
];

/// After `every`: `day`, `6 months`.
pub(super) fn period(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Period> {
    let at = cursor.position();
    let period = match cursor.peek() {
        Some(Word::Number(_)) => Period::Counted(span(cursor, ctx)?),
        _ => Period::Calendar(unit(cursor, ctx)?),
    };
    let fault = match period {
        Period::Counted(Span { count: 0, .. }) => "A period cannot be empty.",
        Period::Counted(Span { unit: Unit::WorkingDay, .. }) | Period::Calendar(Unit::WorkingDay) => {
            "A period cannot be counted in working days."
        }
        _ => return Some(period),
    };
    ctx.diagnostics.push(
        Diagnostic::new(Code::Expected, at, fault)
            .hint("write every hour, day, week, month or year, or every 6 months"),
    );
    cursor.give_up();
    None
}

/// `within 72 hours of …`, `by …`, `between … and …`, `by a date to be agreed`; `None` where no due time begins here.
pub(super) fn due(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Due> {
    if cursor.eat("by a date to be agreed") {
        return Some(Due::ToBeAgreed);
    }
    if cursor.eat("by") {
        return last_moment(cursor, agreement, ctx).map(Due::By);
    }
    if cursor.eat("between") {
        let from = moment(cursor, agreement, ctx)?;
        cursor.expect("and", &mut ctx.diagnostics)?;
        return Some(Due::Between(from, last_moment(cursor, agreement, ctx)?));
    }
    cursor.expect("within", &mut ctx.diagnostics)?;
    let span = span(cursor, ctx)?;
    if !cursor.eat("after") {
        cursor.expect("of", &mut ctx.diagnostics)?;
    }
    let anchor = match cursor.peek() {
        Some(Word::Name(name)) if ctx.names.sort_of(name) == Some(Sort::Event) => {
            Anchor::Event(selection::selection(cursor, agreement, ctx)?)
        }
        _ => Anchor::Moment(moment(cursor, agreement, ctx)?),
    };
    Some(Due::Within(span, anchor))
}

/// Whether a due time begins here.
pub(super) fn at_due(cursor: &Cursor<'_>) -> bool {
    cursor.at("within") || cursor.at("by") || cursor.at("between")
}
