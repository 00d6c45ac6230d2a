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
    if at_numbered_day(cursor, ctx) {
        return numbered_day(cursor, agreement, ctx, depth);
    }
    if matches!(cursor.peek(), Some(Word::Number(_))) {
        let span = span(cursor, agreement, ctx)?;
        if cursor.eat("before") {
            return Some(Moment::Before(span, Box::new(counted_moment(cursor, agreement, ctx, depth + 1)?)));
        }
        cursor.expect("after", &mut ctx.diagnostics)?;
        return Some(Moment::After(span, Box::new(counted_moment(cursor, agreement, ctx, depth + 1)?)));
    }
    if let Some(Word::Name(name)) = cursor.peek() {
        let sorts: &[Sort] = if ctx.in_rule { &[Sort::Trigger, Sort::Milestone] } else { &[Sort::Trigger] };
        let is_milestone = ctx.names.sort_of(name) == Some(Sort::Milestone);
        let found = names::expect(cursor, sorts, ctx)?;
        return Some(if is_milestone { Moment::Milestone(found) } else { Moment::Trigger(found) });
    }
    cursor.fail("a date, the name of a trigger, or a span such as `30 days after …`", &mut ctx.diagnostics)
}

/// Whether `day`, `working day` or a day of a named calendar begins here, with its number.
fn at_numbered_day(cursor: &Cursor<'_>, ctx: &Ctx<'_>) -> bool {
    let is_calendar = match cursor.peek() {
        Some(Word::Name(name)) => ctx.names.sort_of(name) == Some(Sort::Calendar),
        _ => false,
    };
    cursor.at("day")
        || cursor.at("working day")
        || (is_calendar && matches!(cursor.ahead(1), Some(Word::Name(word)) if word == "day"))
}

/// `day 30 of d_day`, `day 7 including d_day`, `day 30 before d_day`, `working day 5 of d_day`, each perhaps `at 10:00`.
fn numbered_day(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>, depth: usize) -> Option<Moment> {
    let unit = if cursor.eat("day") {
        Unit::Day
    } else if cursor.eat("working day") {
        Unit::WorkingDay
    } else {
        let name = names::expect(cursor, &[Sort::Calendar], ctx)?;
        cursor.eat("day");
        agreement.calendar.unit_of(&name)?
    };
    let whole = cursor.number().filter(|number| number.is_integer()).and_then(|number| i32::try_from(number).ok());
    let Some(day) = whole else {
        return cursor.fail("the number of a day", &mut ctx.diagnostics);
    };
    let at = cursor.last_position();
    let days = if cursor.eat("including") {
        day.checked_sub(1)
    } else if unit == Unit::Day && cursor.eat("before") {
        day.checked_neg()
    } else {
        cursor.expect("of", &mut ctx.diagnostics)?;
        Some(day)
    };
    let days = days?;
    let of = Box::new(counted_moment(cursor, agreement, ctx, depth + 1)?);
    let found = match (unit, u32::try_from(days)) {
        (Unit::Day, _) => Moment::DayAfter(days, of),
        (unit, Ok(days)) => Moment::WorkingDayAfter(days, unit, of),
        (_, Err(_)) => {
            let message = "Working days are counted from 0 on.";
            ctx.diagnostics.push(Diagnostic::new(Code::Expected, at, message));
            cursor.give_up();
            return None;
        }
    };
    if matches!((cursor.peek(), cursor.ahead(1)), (Some(Word::Name(at)), Some(Word::Time(_))) if at == "at") {
        cursor.eat("at");
        let time = cursor.time()?;
        return Some(Moment::ClockTime(time, Box::new(found)));
    }
    Some(found)
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
pub(super) fn span(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Span> {
    let is_whole = |number: rust_decimal::Decimal| number.is_integer() && u32::try_from(number).is_ok();
    let Some(count) = cursor.number_if(is_whole).and_then(|number| u32::try_from(number).ok()) else {
        return cursor.fail("a whole number", &mut ctx.diagnostics);
    };
    let unit = unit(cursor, agreement, ctx)?;
    Some(Span { count, unit })
}

fn unit(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Unit> {
    if let Some(Word::Name(name)) = cursor.peek()
        && ctx.names.sort_of(name) == Some(Sort::Calendar)
    {
        let name = names::expect(cursor, &[Sort::Calendar], ctx)?;
        if !cursor.eat("days") {
            cursor.expect("day", &mut ctx.diagnostics)?;
        }
        return agreement.calendar.unit_of(&name);
    }
    let is_of_calendar = matches!(cursor.ahead(1), Some(Word::Name(day)) if day == "days" || day == "day");
    if is_of_calendar && !UNITS.iter().any(|(words, _)| cursor.at(words)) {
        names::expect(cursor, &[Sort::Calendar], ctx)?;
        cursor.give_up();
        return None;
    }
    for (words, unit) in UNITS {
        if cursor.eat(words) {
            return Some(*unit);
        }
    }
    cursor.fail("a unit of time (hours, days, working days, weeks, months, years)", &mut ctx.diagnostics)
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
pub(super) fn period(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Period> {
    let at = cursor.position();
    let period = match cursor.peek() {
        Some(Word::Number(_)) => Period::Counted(span(cursor, agreement, ctx)?),
        _ => Period::Calendar(unit(cursor, agreement, ctx)?),
    };
    let fault = match period {
        Period::Counted(Span { count: 0, .. }) => "A period cannot be empty.",
        Period::Counted(Span { unit: Unit::WorkingDay | Unit::Named(_), .. })
        | Period::Calendar(Unit::WorkingDay | Unit::Named(_)) => "A period cannot be counted in working days.",
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
    let at = cursor.position();
    if cursor.eat("between") {
        let from = moment(cursor, agreement, ctx)?;
        cursor.expect("and", &mut ctx.diagnostics)?;
        let until = last_moment(cursor, agreement, ctx)?;
        check_order(Some(&from), Some(&until), &at, ctx);
        return Some(Due::Between(from, until));
    }
    cursor.expect("within", &mut ctx.diagnostics)?;
    let span = span(cursor, agreement, ctx)?;
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
