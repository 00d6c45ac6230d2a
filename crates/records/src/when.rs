//! When something is claimed to have happened: an interval, and how precise the claim was.
//!
//! Apart from when we learnt of it (`reported_at`, `recorded_at`), which is a plain `Timestamp`.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The claimed time of a happening: it lies somewhere in, or fills, `[start, end)`; where `start == end`, it is
/// that instant. `start <= end` always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    start: Timestamp,
    end: Timestamp,
    precision: WhenPrecision,
}

/// How precisely a source knew the time, as it said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhenPrecision {
    /// An instant, or a span with both ends given.
    Exact,
    /// Known to the hour.
    Hour,
    /// Known to the day.
    Day,
    /// Known to the week (Monday to Sunday).
    Week,
    /// Known to the month.
    Month,
    /// Known to the year.
    Year,
    /// UCDP's `date_prec` 1-5, kept as it came (UCDP GED Codebook, "date_prec"): 1 the day, 2 a span of 2-6 days,
    /// 3 the week, 4 a month, 5 more than a month.
    Ucdp(u8),
}

/// Why a claimed time could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhenError(pub String);

impl When {
    /// The instant `at`.
    pub fn instant(at: Timestamp) -> When {
        When { start: at, end: at, precision: WhenPrecision::Exact }
    }

    /// The span `[start, end)`; `None` where the end lies before the start.
    pub fn span(start: Timestamp, end: Timestamp, precision: WhenPrecision) -> Option<When> {
        (start <= end).then_some(When { start, end, precision })
    }

    /// Reads the columns `start`, `end` and `date_precision`. A bare date is a day in `zone`; a bare end date is
    /// the last day. A precision widens the claim to the hour, day, week, month or year that it names.
    pub fn from_columns(start: &str, end: &str, precision: &str, zone: &TimeZone) -> Result<When, WhenError> {
        let precision = WhenPrecision::from_text(precision)?;
        let (from, from_is_day) = parse_moment(start, zone)?;
        let (until, until_is_day) = if end.trim().is_empty() { (from, from_is_day) } else { parse_moment(end, zone)? };
        if until < from {
            return Err(WhenError(format!("the end {end} lies before the start {start}")));
        }
        let mut when = When { start: from, end: until, precision: precision.unwrap_or(WhenPrecision::Exact) };
        if until_is_day {
            when.end = next_midnight(until, zone)?;
            if precision.is_none() && from_is_day {
                when.precision = WhenPrecision::Day;
            }
        }
        when.widened(zone)
    }

    /// Earliest possible moment.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// End of the interval, not part of it unless this is an instant.
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// How precisely the source knew it.
    pub fn precision(&self) -> WhenPrecision {
        self.precision
    }

    /// Whether it lies in `[from, until)` wherever in its interval it was.
    pub fn surely_in(&self, from: Timestamp, until: Timestamp) -> bool {
        from <= self.start && self.end <= until && self.start < until
    }

    /// Whether it may lie in `[from, until)`.
    pub fn maybe_in(&self, from: Timestamp, until: Timestamp) -> bool {
        self.start < until && (self.end > from || self.start >= from)
    }

    fn widened(self, zone: &TimeZone) -> Result<When, WhenError> {
        let first = civil(self.start, zone);
        let last = civil(self.end, zone);
        let (start, end) = match self.precision {
            WhenPrecision::Exact => return Ok(self),
            WhenPrecision::Hour => {
                let floor = |at: DateTime| at.date().at(at.hour(), 0, 0, 0);
                (floor(first), ceiling(last, floor(last), 1.hour()))
            }
            WhenPrecision::Day => (midnight(first), ceiling(last, midnight(last), 1.day())),
            WhenPrecision::Ucdp(_) => (midnight(first), ceiling(last, midnight(last), 1.day())),
            WhenPrecision::Week => (monday(first), ceiling(last, monday(last), 7.days())),
            WhenPrecision::Month => {
                (midnight(first.first_of_month()), ceiling(last, midnight(last.first_of_month()), 1.month()))
            }
            WhenPrecision::Year => {
                (midnight(first.first_of_year()), ceiling(last, midnight(last.first_of_year()), 1.year()))
            }
        };
        let mut end = resolve(end?, zone)?;
        let start = resolve(start, zone)?;
        if end == start {
            end = next_midnight(start, zone)?;
        }
        Ok(When { start, end, precision: self.precision })
    }
}

impl WhenPrecision {
    /// Reads the column `date_precision`; empty is `None`.
    pub fn from_text(text: &str) -> Result<Option<WhenPrecision>, WhenError> {
        Ok(Some(match text.trim() {
            "" => return Ok(None),
            "exact" => WhenPrecision::Exact,
            "hour" => WhenPrecision::Hour,
            "day" => WhenPrecision::Day,
            "week" => WhenPrecision::Week,
            "month" => WhenPrecision::Month,
            "year" => WhenPrecision::Year,
            "1" => WhenPrecision::Ucdp(1),
            "2" => WhenPrecision::Ucdp(2),
            "3" => WhenPrecision::Ucdp(3),
            "4" => WhenPrecision::Ucdp(4),
            "5" => WhenPrecision::Ucdp(5),
            other => {
                return Err(WhenError(format!(
                    "date_precision {other:?} is none of hour, day, week, month, year, or UCDP's 1 to 5"
                )));
            }
        }))
    }

    /// The word of the column `date_precision`.
    pub fn to_text(self) -> &'static str {
        match self {
            WhenPrecision::Exact => "exact",
            WhenPrecision::Hour => "hour",
            WhenPrecision::Day => "day",
            WhenPrecision::Week => "week",
            WhenPrecision::Month => "month",
            WhenPrecision::Year => "year",
            WhenPrecision::Ucdp(1) => "1",
            WhenPrecision::Ucdp(2) => "2",
            WhenPrecision::Ucdp(3) => "3",
            WhenPrecision::Ucdp(4) => "4",
            WhenPrecision::Ucdp(_) => "5",
        }
    }
}

/// Reads a moment: RFC 3339, a civil time (`2025-10-10T12:00`, in `zone`), or a bare date (its first moment in
/// `zone`). The flag says that it was a bare date.
pub fn parse_moment(text: &str, zone: &TimeZone) -> Result<(Timestamp, bool), WhenError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(WhenError("the time is missing".to_owned()));
    }
    if text.len() == 10 {
        let date: Date = text.parse().map_err(|_| WhenError(format!("{text:?} is not a date (YYYY-MM-DD)")))?;
        return Ok((resolve(date.to_datetime(jiff::civil::Time::midnight()), zone)?, true));
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok((timestamp, false));
    }
    let civil: DateTime = text.parse().map_err(|_| {
        WhenError(format!("{text:?} is neither a date (YYYY-MM-DD) nor an RFC 3339 time (2025-10-10T12:00:00+03:00)"))
    })?;
    Ok((resolve(civil, zone)?, false))
}

/// The last second of the day on which `at` falls in `zone`: what a bare `as_of` date means.
pub fn end_of_day(at: Timestamp, zone: &TimeZone) -> Timestamp {
    next_midnight(at, zone).ok().and_then(|next| next.checked_sub(1.second()).ok()).unwrap_or(at)
}

fn civil(at: Timestamp, zone: &TimeZone) -> DateTime {
    at.to_zoned(zone.clone()).datetime()
}

fn midnight(at: DateTime) -> DateTime {
    at.date().to_datetime(jiff::civil::Time::midnight())
}

fn monday(at: DateTime) -> DateTime {
    let back = i64::from(at.weekday().to_monday_zero_offset());
    midnight(at.checked_sub(back.days()).unwrap_or(at))
}

/// `at` where it already is a boundary, else the boundary after `floor`.
fn ceiling(at: DateTime, floor: DateTime, step: jiff::Span) -> Result<DateTime, WhenError> {
    if at == floor { Ok(at) } else { floor.checked_add(step).map_err(out_of_range) }
}

fn next_midnight(at: Timestamp, zone: &TimeZone) -> Result<Timestamp, WhenError> {
    let next = midnight(civil(at, zone)).checked_add(1.day()).map_err(out_of_range)?;
    resolve(next, zone)
}

fn resolve(at: DateTime, zone: &TimeZone) -> Result<Timestamp, WhenError> {
    Ok(at.to_zoned(zone.clone()).map_err(out_of_range)?.timestamp())
}

fn out_of_range(_: jiff::Error) -> WhenError {
    WhenError("the time lies outside the years -9999 to 9999".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &str, end: &str, precision: &str, expected: &str) {
        let zone = TimeZone::get("Asia/Gaza").unwrap();
        let got = match When::from_columns(start, end, precision, &zone) {
            Ok(when) => format!("{} {}", when.start(), when.end()),
            Err(error) => error.0,
        };
        assert_eq!(got, expected, "{start} {end} {precision}");
    }

    #[test]
    fn columns_become_intervals() {
        check("2025-10-10", "", "", "2025-10-09T21:00:00Z 2025-10-10T21:00:00Z");
        check("2025-10-10", "2025-10-11", "", "2025-10-09T21:00:00Z 2025-10-11T21:00:00Z");
        check("2025-10-10T12:00:00+03:00", "", "", "2025-10-10T09:00:00Z 2025-10-10T09:00:00Z");
        check("2025-10-10T12:00:00+03:00", "2025-10-11", "", "2025-10-10T09:00:00Z 2025-10-11T21:00:00Z");
        check("2025-10-10T12:20:00+03:00", "", "hour", "2025-10-10T09:00:00Z 2025-10-10T10:00:00Z");
        check("2025-10-10T12:20:00+03:00", "", "day", "2025-10-09T21:00:00Z 2025-10-10T21:00:00Z");
        check("2025-10-10", "", "month", "2025-09-30T21:00:00Z 2025-10-31T22:00:00Z");
        check("2025-10-10", "", "week", "2025-10-05T21:00:00Z 2025-10-12T21:00:00Z");
        check("2025-10-10", "2025-10-13", "2", "2025-10-09T21:00:00Z 2025-10-13T21:00:00Z");
    }

    #[test]
    fn a_day_on_which_the_clocks_change_has_its_own_length() {
        check("2025-10-25", "", "", "2025-10-24T21:00:00Z 2025-10-25T22:00:00Z");
    }

    #[test]
    fn faults_are_said() {
        check("2025-10-32", "", "", "\"2025-10-32\" is not a date (YYYY-MM-DD)");
        check("", "", "", "the time is missing");
        check("2025-10-10", "2025-10-09", "", "the end 2025-10-09 lies before the start 2025-10-10");
    }

    #[test]
    fn intervals_are_half_open_and_instants_are_points() {
        let zone = TimeZone::UTC;
        let day = |text| parse_moment(text, &zone).unwrap().0;
        let instant = When::instant(day("2025-01-02"));
        assert!(instant.surely_in(day("2025-01-02"), day("2025-01-03")));
        assert!(!instant.maybe_in(day("2025-01-01"), day("2025-01-02")));
        let span = When::from_columns("2025-01-01", "", "", &zone).unwrap();
        assert!(!span.maybe_in(day("2025-01-02"), day("2025-01-03")));
        assert!(span.surely_in(day("2025-01-01"), day("2025-01-02")));
    }
}
