//! The events on which assessments rest, week by week, by the best level at which each is known.

use assessments::Support;
use jiff::civil::Date;

use crate::Record;
use crate::messages::Put;
use crate::pictures::{Weeks, empty_weeks, monday, weeks};

/// Weeks of a rule.
pub(crate) struct Trend {
    weeks: Weeks,
    n: [usize; 3],
}

/// So many weeks at most: two years.
const WEEKS_MAX: usize = 104;

/// Of the events on which assessments rest; none where there are none.
pub(crate) fn of(record: &Record<'_>, support: &Support) -> Option<Trend> {
    let last = record.agreement.calendar.date(record.as_of);
    let first = *support.days.first_key_value()?.0;
    let mut weeks = empty_weeks(first, last);
    while weeks.len() > WEEKS_MAX {
        weeks.pop_first();
    }
    let mut n = [0; 3];
    for (day, of_day) in &support.days {
        for (level, more) in of_day.iter().enumerate() {
            n[level] += more;
            if let Some(week) = weeks.get_mut(&monday(*day)) {
                week.n[level] += more;
            }
        }
    }
    Some(Trend { weeks, n })
}

impl Trend {
    /// Marks days for which nobody gave a number or an account.
    pub(crate) fn silent(mut self, days: impl Iterator<Item = Date>) -> Trend {
        for day in days {
            if let Some(week) = self.weeks.get_mut(&monday(day)) {
                week.silent += 1;
            }
        }
        self
    }

    /// Drawn, with a sentence that says the same in sum.
    pub(crate) fn picture(&self, record: &Record<'_>) -> String {
        let words = record.words;
        let (first, last) = (self.weeks.first_key_value(), self.weeks.last_key_value());
        let shown = |week: Option<(&Date, _)>| week.map(|(day, _)| words.day(*day)).unwrap_or_default();
        let label = words.with(
            "trend",
            &[
                ("first", Put::from(&shown(first.map(|(day, _)| (day, ()))))),
                ("last", Put::from(&shown(last.map(|(day, _)| (day, ()))))),
                ("alleged", self.n[0].into()),
                ("corroborated", self.n[1].into()),
                ("verified", self.n[2].into()),
            ],
        );
        let shown = crate::pictures::escaped(&label);
        format!("<figure class=\"trend\">{}<figcaption>{shown}</figcaption></figure>", weeks(&self.weeks, &label))
    }
}
