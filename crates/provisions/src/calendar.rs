//! Time as an agreement counts it: spans and periods in its own zone and with its own working days.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

/// Zone, weekly days of rest, holidays.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Name of the time zone.
    pub zone_name: String,
    /// The time zone.
    pub zone: TimeZone,
    /// Days of rest in each week.
    pub weekend: Vec<Weekday>,
    /// Further days that are no working days.
    pub holidays: BTreeSet<Date>,
    /// Calendars with days of rest of their own.
    pub named: Vec<NamedCalendar>,
}

/// Days of rest under a name of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCalendar {
    /// Name.
    pub id: String,
    /// Days of rest in each week.
    pub weekend: Vec<Weekday>,
    /// Further days of rest.
    pub holidays: BTreeSet<Date>,
}

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Sixty minutes, whatever the clocks do.
    Hour,
    /// To the same clock time of a later day.
    Day,
    /// The same, days of rest and holidays not counted.
    WorkingDay,
    /// The same by a named calendar, of which this is the place in the list.
    Named(u8),
    /// Seven days.
    Week,
    /// To the same day of a later month, or its last.
    Month,
    /// Twelve months.
    Year,
}

/// A period that comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Each calendar hour, day, week (from Monday), month, year.
    Calendar(Unit),
    /// Counted from the beginning of the rule's time.
    Counted(Span),
}

impl Calendar {
    /// A calendar in UTC with no day of rest, for an agreement that gives none.
    pub fn utc() -> Calendar {
        Calendar {
            zone_name: "UTC".to_owned(),
            zone: TimeZone::UTC,
            weekend: Vec::new(),
            holidays: BTreeSet::new(),
            named: Vec::new(),
        }
    }

    /// The unit for days of a named calendar.
    pub(crate) fn unit_of(&self, name: &str) -> Option<Unit> {
        let place = self.named.iter().position(|named| named.id == name)?;
        u8::try_from(place).ok().map(Unit::Named)
    }

    /// `span` after `at`; `None` beyond the calendar's end.
    pub fn after(&self, at: Timestamp, span: Span) -> Option<Timestamp> {
        self.times(at, span, 1)
    }

    /// `n` times `span` after `at`, counted in one step, so that the 31st of a month is not lost on the way.
    pub fn times(&self, at: Timestamp, span: Span, n: u32) -> Option<Timestamp> {
        let count = i64::from(span.count.checked_mul(n)?);
        let zoned = || at.to_zoned(self.zone.clone());
        let jump = match span.unit {
            Unit::Hour => return at.checked_add(jiff::Span::new().try_hours(count).ok()?).ok(),
            Unit::Day => jiff::Span::new().try_days(count).ok()?,
            Unit::WorkingDay | Unit::Named(_) => return self.working_days(zoned(), count, span.unit, 1),
            Unit::Week => jiff::Span::new().try_weeks(count).ok()?,
            Unit::Month => jiff::Span::new().try_months(count).ok()?,
            Unit::Year => jiff::Span::new().try_years(count).ok()?,
        };
        zoned().checked_add(jump).ok().map(|later| later.timestamp())
    }

    /// `span` before `at`; `None` beyond the calendar's beginning.
    pub fn before(&self, at: Timestamp, span: Span) -> Option<Timestamp> {
        let count = i64::from(span.count);
        let zoned = || at.to_zoned(self.zone.clone());
        let jump = match span.unit {
            Unit::Hour => return at.checked_sub(jiff::Span::new().try_hours(count).ok()?).ok(),
            Unit::Day => jiff::Span::new().try_days(count).ok()?,
            Unit::WorkingDay | Unit::Named(_) => return self.working_days(zoned(), count, span.unit, -1),
            Unit::Week => jiff::Span::new().try_weeks(count).ok()?,
            Unit::Month => jiff::Span::new().try_months(count).ok()?,
            Unit::Year => jiff::Span::new().try_years(count).ok()?,
        };
        zoned().checked_sub(jump).ok().map(|earlier| earlier.timestamp())
    }

    /// Last second of the `n`th working day after the day of `at`.
    pub fn end_of_working_day(&self, at: Timestamp, n: u32, unit: Unit) -> Option<Timestamp> {
        let day = self.start_of(self.date(at))?;
        self.end_of_day_after(self.after(day, Span { count: n, unit })?, 0)
    }

    /// That clock time on the day of `at`.
    pub fn clock_time(&self, at: Timestamp, time: Time) -> Option<Timestamp> {
        Some(self.date(at).to_datetime(time).to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// End of the day that lies `days` after the day of `at`: its last moment, still in time.
    pub fn end_of_day_after(&self, at: Timestamp, days: i32) -> Option<Timestamp> {
        let date = at.to_zoned(self.zone.clone()).date();
        let next =
            date.checked_add(jiff::Span::new().try_days(i64::from(days)).ok()?).ok()?.checked_add(1.day()).ok()?;
        next.to_zoned(self.zone.clone()).ok()?.timestamp().checked_sub(1.second()).ok()
    }

    /// First moment of the calendar period (day, week, ...) after the one that holds `at`.
    pub fn next_boundary(&self, at: Timestamp, unit: Unit) -> Option<Timestamp> {
        let zoned = at.to_zoned(self.zone.clone());
        let date = zoned.date();
        let next = match unit {
            Unit::Hour => {
                // From the moment itself: the clock time of an hour may be there twice.
                let past = jiff::SignedDuration::from_mins(zoned.minute().into())
                    + jiff::SignedDuration::from_secs(zoned.second().into())
                    + jiff::SignedDuration::from_nanos(zoned.subsec_nanosecond().into());
                return at.checked_sub(past).ok()?.checked_add(1.hour()).ok();
            }
            Unit::Day | Unit::WorkingDay | Unit::Named(_) => date.checked_add(1.day()).ok()?,
            Unit::Week => date.checked_add((7 - i64::from(date.weekday().to_monday_zero_offset())).days()).ok()?,
            Unit::Month => date.first_of_month().checked_add(1.month()).ok()?,
            Unit::Year => date.first_of_year().checked_add(1.year()).ok()?,
        };
        Some(next.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// First moment of the calendar period that holds `at`, or `at` itself where it begins one.
    pub fn boundary_from(&self, at: Timestamp, unit: Unit) -> Option<Timestamp> {
        let before = at.checked_sub(1.nanosecond()).ok()?;
        self.next_boundary(before, unit)
    }

    /// Day of `at` in this zone.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// First moment of a day.
    pub fn start_of(&self, date: Date) -> Option<Timestamp> {
        Some(date.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// So many working days on (`step` 1) or back (-1), to the same clock time.
    fn working_days(&self, from: Zoned, count: i64, unit: Unit, step: i64) -> Option<Timestamp> {
        let (weekend, holidays) = match unit {
            Unit::Named(idx) => {
                let named = self.named.get(usize::from(idx))?;
                (&named.weekend, &named.holidays)
            }
            _ => (&self.weekend, &self.holidays),
        };
        if weekend.len() >= 7 {
            return None;
        }
        let mut at = from;
        let mut left = count;
        while left > 0 {
            at = at.checked_add(step.days()).ok()?;
            let rest = weekend.contains(&at.weekday()) || holidays.contains(&at.date());
            if !rest {
                left -= 1;
            }
        }
        Some(at.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaza() -> Calendar {
        Calendar {
            zone_name: "Asia/Gaza".to_owned(),
            zone: TimeZone::get("Asia/Gaza").unwrap(),
            weekend: vec![Weekday::Friday, Weekday::Saturday],
            holidays: BTreeSet::new(),
            named: Vec::new(),
        }
    }

    fn check(from: &str, count: u32, unit: Unit, expected: &str) {
        let got = gaza().after(from.parse().unwrap(), Span { count, unit }).unwrap();
        assert_eq!(got.to_string(), expected);
    }

    #[test]
    fn spans_follow_the_clock_or_the_calendar() {
        // The clocks go back on 25 October 2025 at 02:00.
        check("2025-10-24T09:00:00Z", 24, Unit::Hour, "2025-10-25T09:00:00Z");
        check("2025-10-24T09:00:00Z", 1, Unit::Day, "2025-10-25T10:00:00Z");
        check("2025-10-30T09:00:00Z", 1, Unit::WorkingDay, "2025-11-02T09:00:00Z");
        check("2026-01-31T09:00:00Z", 1, Unit::Month, "2026-02-28T09:00:00Z");
    }

    #[test]
    fn working_days_can_be_counted_back_and_by_a_calendar_of_their_own() {
        let mut calendar = gaza();
        let sunday: Timestamp = "2025-11-02T09:00:00Z".parse().unwrap();
        let back = |calendar: &Calendar, unit| calendar.before(sunday, Span { count: 1, unit }).unwrap().to_string();
        assert_eq!(back(&calendar, Unit::WorkingDay), "2025-10-30T09:00:00Z");
        calendar.named.push(NamedCalendar {
            id: "banking".to_owned(),
            weekend: vec![Weekday::Sunday],
            holidays: BTreeSet::from(["2025-11-01".parse().unwrap()]),
        });
        assert_eq!(back(&calendar, Unit::Named(0)), "2025-10-31T09:00:00Z");
        let end = calendar.end_of_working_day(sunday, 2, Unit::WorkingDay).unwrap();
        assert_eq!(end.to_string(), "2025-11-04T21:59:59Z");
    }

    #[test]
    fn hours_go_on_where_the_clocks_repeat_one() {
        // The clocks go back on 25 October 2025 at 02:00, which is 23:00 on the 24th in UTC.
        let calendar = gaza();
        let mut at: Timestamp = "2025-10-24T20:59:59.5Z".parse().unwrap();
        let mut seen = Vec::new();
        for _ in 0..4 {
            at = calendar.next_boundary(at, Unit::Hour).unwrap();
            seen.push(at.to_string());
        }
        assert_eq!(
            seen,
            ["2025-10-24T21:00:00Z", "2025-10-24T22:00:00Z", "2025-10-24T23:00:00Z", "2025-10-25T00:00:00Z"]
        );
    }

    #[test]
    fn boundaries_are_those_of_the_zone() {
        let calendar = gaza();
        let midnight: Timestamp = "2025-10-09T21:00:00Z".parse().unwrap();
        assert_eq!(calendar.boundary_from(midnight, Unit::Day), Some(midnight));
        let noon: Timestamp = "2025-10-10T09:00:00Z".parse().unwrap();
        assert_eq!(calendar.boundary_from(noon, Unit::Day).unwrap().to_string(), "2025-10-10T21:00:00Z");
        assert_eq!(calendar.end_of_day_after(noon, 0).unwrap().to_string(), "2025-10-10T20:59:59Z");
    }
}
