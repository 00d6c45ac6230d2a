//! The events on which assessments rest, week by week, by the best level at which each is known.

use std::collections::BTreeMap;

use assessments::{Assessment, Role};
use jiff::civil::Date;
use records::Level;

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

/// Of the events that these assessments count, or would count if they were better known; none where there are none.
pub(crate) fn of(record: &Record<'_>, list: &[&Assessment]) -> Option<Trend> {
    let mut best: BTreeMap<&str, Level> = BTreeMap::new();
    for assessment in list {
        for cause in assessment.because.iter().filter(|cause| cause.role != Role::Trigger) {
            let level = if cause.role == Role::Counted { assessment.level } else { Level::Alleged };
            let known = best.entry(&cause.event).or_insert(level);
            *known = (*known).max(level);
        }
    }
    let day = |at: jiff::Timestamp| record.agreement.calendar.date(at);
    let told: Vec<(Date, Level)> = best
        .into_iter()
        .filter_map(|(id, level)| Some((day(record.event(id)?.happening.when.start()), level)))
        .collect();
    let last = day(record.as_of);
    let first = told.iter().map(|(day, _)| *day).min()?;
    let mut weeks = empty_weeks(first, last);
    while weeks.len() > WEEKS_MAX {
        weeks.pop_first();
    }
    let mut n = [0; 3];
    for (day, level) in told {
        n[level as usize] += 1;
        if let Some(week) = weeks.get_mut(&monday(day)) {
            week.n[level as usize] += 1;
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
