//! Times as a text tells them, resolved against the day on which it was published: days, weeks, months and years.
//!
//! A weekday is the last one up to that day, or the next where the sentence looks ahead. A week runs from Monday to Sunday (ISO 8601).

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::document_month;
use crate::reading::Reading;

/// How exact a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Precision {
    /// Its word, as in our reports.
    pub fn to_text(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Week => "week",
            Precision::Month => "month",
            Precision::Year => "year",
        }
    }
}

/// A time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The first and the last day on which it may have been; none where the words need a date that is not known.
    pub days: Option<(Date, Date)>,
    /// How exact that is.
    pub precision: Precision,
    /// The words, in bytes of the text.
    pub bytes: Range<usize>,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The first time that is told in a range of words; what stands in `left_out` is passed over.
pub(crate) fn find(
    reading: &Reading<'_>,
    words: &Range<usize>,
    on: Option<Date>,
    left_out: &[Range<usize>],
) -> Option<Time> {
    let mut at = words.start;
    while at < words.end {
        let is_out = left_out.iter().any(|range| range.contains(&at));
        if !is_out && let Some((end, span, precision)) = at_word(reading, at, words.end, on) {
            let bytes = reading.words[at].start..reading.words[end - 1].end;
            let is_since = at > 0 && reading.words[at - 1].small == "since";
            let days = span.map(|(from, until)| match on.filter(|on| is_since && *on > until) {
                Some(on) => (from, on),
                None => (from, until),
            });
            return Some(Time { days, precision, bytes });
        }
        at += 1;
    }
    None
}

type Found = (usize, Option<(Date, Date)>, Precision);

fn at_word(reading: &Reading<'_>, at: usize, end: usize, on: Option<Date>) -> Option<Found> {
    let small = |idx: usize| if idx < end { reading.words[idx].small.as_str() } else { "" };
    let one = |day: Option<Date>| day.map(|day| (day, day));
    let shifted = |days: i64| on.and_then(|on| on.checked_add(days.days()).ok());
    match small(at) {
        "today" | "tonight" => return Some((at + 1, one(on), Precision::Day)),
        "yesterday" => return Some((at + 1, one(shifted(-1)), Precision::Day)),
        "tomorrow" => return Some((at + 1, one(shifted(1)), Precision::Day)),
        "weekend" => {
            let sunday = on.map(|on| monday(on).checked_sub(1.days()).unwrap_or(on));
            let span = sunday.and_then(|sunday| Some((sunday.checked_sub(1.days()).ok()?, sunday)));
            return Some((at + 1, span, Precision::Day));
        }
        _ => {}
    }
    relative(&small, at, on)
        .or_else(|| ago(&small, at, on))
        .or_else(|| calendar_day(reading, &small, at, on))
        .or_else(|| weekday(reading, &small, at, on))
        .or_else(|| month_or_year(reading, &small, at, on))
}

fn monday(on: Date) -> Date {
    on.checked_sub(i64::from(on.weekday().to_monday_zero_offset()).days()).unwrap_or(on)
}

/// "this week", "last month", "next year", "last Tuesday".
fn relative<'s>(small: &dyn Fn(usize) -> &'s str, at: usize, on: Option<Date>) -> Option<Found> {
    let shift: i64 = match small(at) {
        "this" => 0,
        "last" | "past" | "previous" => -1,
        "next" | "coming" => 1,
        _ => return None,
    };
    let (span, precision) = match small(at + 1) {
        "week" => {
            let begin = on.and_then(|on| monday(on).checked_add((shift * 7).days()).ok());
            (begin.and_then(|begin| Some((begin, begin.checked_add(6.days()).ok()?))), Precision::Week)
        }
        "month" => {
            let begin = on.and_then(|on| on.first_of_month().checked_add(shift.months()).ok());
            (begin.map(|begin| (begin, begin.last_of_month())), Precision::Month)
        }
        "year" => {
            let begin = on.and_then(|on| on.first_of_year().checked_add(shift.years()).ok());
            (begin.map(|begin| (begin, begin.last_of_year())), Precision::Year)
        }
        name => {
            let (_, weekday) = WEEKDAYS.iter().find(|(known, _)| *known == name)?;
            let day = on.and_then(|on| match shift {
                1 => nearest(on, *weekday, true),
                _ => nearest(on.checked_sub(i64::from(shift == -1).days()).ok()?, *weekday, false),
            });
            (day.map(|day| (day, day)), Precision::Day)
        }
    };
    Some((at + 2, span, precision))
}

/// "two days ago", "three weeks earlier".
fn ago<'s>(small: &dyn Fn(usize) -> &'s str, at: usize, on: Option<Date>) -> Option<Found> {
    if small(at + 2) != "ago" {
        return None;
    }
    let names = ["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let n = names.iter().position(|name| *name == small(at)).map(|place| place as i64 + 1);
    let n = n.or_else(|| (small(at) == "one").then_some(1)).or_else(|| small(at).parse().ok())?;
    let unit = small(at + 1).trim_end_matches('s');
    let (day, precision) = match unit {
        "day" => (on.and_then(|on| on.checked_sub(n.days()).ok()), Precision::Day),
        "week" => (on.and_then(|on| on.checked_sub(n.weeks()).ok()), Precision::Week),
        "month" => (on.and_then(|on| on.checked_sub(n.months()).ok()), Precision::Month),
        "year" => (on.and_then(|on| on.checked_sub(n.years()).ok()), Precision::Year),
        _ => return None,
    };
    let span = day.map(|day| match precision {
        Precision::Day => (day, day),
        Precision::Week => (monday(day), monday(day).checked_add(6.days()).unwrap_or(day)),
        Precision::Month => (day.first_of_month(), day.last_of_month()),
        Precision::Year => (day.first_of_year(), day.last_of_year()),
    });
    Some((at + 3, span, precision))
}

/// "14 May", "May 14", with a year or without.
fn calendar_day<'s>(
    reading: &Reading<'_>,
    small: &dyn Fn(usize) -> &'s str,
    at: usize,
    on: Option<Date>,
) -> Option<Found> {
    let is_name = |idx: usize| idx < reading.words.len() && reading.written(idx).starts_with(char::is_uppercase);
    let day_of =
        |word: &str| word.trim_end_matches(char::is_alphabetic).parse::<i8>().ok().filter(|day| (1..=31).contains(day));
    let (month, day) = match (is_name(at).then(|| document_month(small(at))).flatten(), day_of(small(at))) {
        (Some(month), _) => (month, day_of(small(at + 1))?),
        (None, Some(day)) if is_name(at + 1) => (document_month(small(at + 1))?, day),
        _ => return None,
    };
    let comma = usize::from(small(at + 2) == ",");
    let year = small(at + 2 + comma).parse::<i16>().ok().filter(|year| (1900..2200).contains(year));
    let end = if year.is_some() { at + 3 + comma } else { at + 2 };
    let made = match (year, on) {
        (Some(year), _) => Date::new(year, month, day).ok(),
        (None, Some(on)) => closest(on, |year| Date::new(year, month, day).ok()),
        (None, None) => None,
    };
    Some((end, made.map(|day| (day, day)), Precision::Day))
}

/// Of this year's, the year's before and the year's after, the one nearest to a day.
fn closest(on: Date, of_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let years = [on.year() - 1, on.year(), on.year() + 1];
    let days = years.into_iter().filter_map(of_year);
    days.min_by_key(|day| on.until(*day).map_or(i32::MAX, |span| span.get_days().abs()))
}

/// The last such weekday up to a day, or the first from it on.
fn nearest(on: Date, weekday: Weekday, is_ahead: bool) -> Option<Date> {
    (0..7)
        .filter_map(|n| if is_ahead { on.checked_add(n.days()) } else { on.checked_sub(n.days()) }.ok())
        .find(|day| day.weekday() == weekday)
}

/// Whether what stands before a word in its sentence speaks of what is to come.
fn looks_ahead(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.words[at].sentence].clone();
    sentence.take_while(|word| *word < at).any(|word| {
        let word = &reading.words[word];
        word.tag.name() == "MD" && ["will", "’ll", "'ll", "shall", "would"].contains(&word.small.as_str())
    })
}

fn weekday<'s>(reading: &Reading<'_>, small: &dyn Fn(usize) -> &'s str, at: usize, on: Option<Date>) -> Option<Found> {
    let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| *name == small(at))?;
    let is_ahead = looks_ahead(reading, at);
    let day = on.and_then(|on| nearest(on, *weekday, is_ahead));
    Some((at + 1, day.map(|day| (day, day)), Precision::Day))
}

/// "in May", "May 2031", "in 2031".
fn month_or_year<'s>(
    reading: &Reading<'_>,
    small: &dyn Fn(usize) -> &'s str,
    at: usize,
    on: Option<Date>,
) -> Option<Found> {
    let is_after = at > 0
        && ["in", "since", "during", "of", "until", "by", "from", "last", "early", "late", "mid"]
            .contains(&small(at - 1));
    let year_of = |word: &str| word.parse::<i16>().ok().filter(|year| (1900..2200).contains(year) && word.len() == 4);
    if let Some(year) = year_of(small(at)).filter(|_| is_after) {
        let begin = Date::new(year, 1, 1).ok();
        return Some((at + 1, begin.map(|begin| (begin, begin.last_of_year())), Precision::Year));
    }
    let month = document_month(small(at))?;
    let year = year_of(small(at + 1));
    if !is_after && year.is_none() {
        return None;
    }
    let begin = match (year, on) {
        (Some(year), _) => Date::new(year, month, 1).ok(),
        // The last one that has begun, but where the words look ahead.
        (None, Some(on)) => {
            let is_ahead = at > 0 && ["until", "by", "next"].contains(&small(at - 1)) || looks_ahead(reading, at);
            let shift = i16::from(is_ahead && month < on.month()) - i16::from(!is_ahead && month > on.month());
            Date::new(on.year() + shift, month, 1).ok()
        }
        (None, None) => None,
    };
    let end = at + 1 + usize::from(year.is_some());
    Some((end, begin.map(|begin| (begin, begin.last_of_month())), Precision::Month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(text: &str) -> Option<(String, String, &'static str)> {
        let reading = Reading::new(text);
        // A Wednesday.
        let time = find(&reading, &(0..reading.words.len()), Some(date(2031, 5, 14)), &[])?;
        let (from, to) = time.days?;
        Some((format!("{from}/{to}"), text[time.bytes].to_owned(), time.precision.to_text()))
    }

    #[test]
    fn times_are_resolved() {
        let check = |text: &str, days: &str, words: &str, precision: &str| {
            let expected = Some((days.to_owned(), words.to_owned()));
            assert_eq!(told(text).map(|(days, words, _)| (days, words)), expected, "{text}");
            assert_eq!(told(text).map(|told| told.2), Some(precision), "{text}");
        };
        check("They met this week in the capital.", "2031-05-12/2031-05-18", "this week", "week");
        check("They met on Tuesday.", "2031-05-13/2031-05-13", "Tuesday", "day");
        check("They will meet on Tuesday.", "2031-05-20/2031-05-20", "Tuesday", "day");
        check("They met on Wednesday.", "2031-05-14/2031-05-14", "Wednesday", "day");
        check("They met last Wednesday.", "2031-05-07/2031-05-07", "last Wednesday", "day");
        check("They met yesterday.", "2031-05-13/2031-05-13", "yesterday", "day");
        check("They met three weeks ago.", "2031-04-21/2031-04-27", "three weeks ago", "week");
        check("They met on 30 December.", "2030-12-30/2030-12-30", "30 December", "day");
        check("They met on May 2, 2030.", "2030-05-02/2030-05-02", "May 2, 2030", "day");
        check("Nobody has met since October.", "2030-10-01/2031-05-14", "October", "month");
        check("They will meet again in October.", "2031-10-01/2031-10-31", "October", "month");
        check("They met in October.", "2030-10-01/2030-10-31", "October", "month");
        check("They have met daily since Monday.", "2031-05-12/2031-05-14", "Monday", "day");
        check("They met in 2029.", "2029-01-01/2029-12-31", "2029", "year");
        check("They met over the weekend.", "2031-05-10/2031-05-11", "weekend", "day");
        assert_eq!(told("They may march."), None);
    }
}
