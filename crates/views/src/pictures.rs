//! Pictures for people who would rather look than read, drawn as SVG without script. Beside each stands a table or a sentence that says
//! the same.
//!
//! Colours and patterns come from the style sheet by class, so that pictures follow light and dark; levels differ in shape first.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::{Date, Weekday};
use records::Level;

pub(crate) use crate::forms::escaped;

/// The mark of a level: one, two or three bars filled of three.
pub(crate) fn mark(level: Level) -> String {
    let n_filled = match level {
        Level::Alleged => 1,
        Level::Corroborated => 2,
        Level::Verified => 3,
    };
    let mut out = format!("<svg class=\"mark mark-{}\" viewBox=\"0 0 18 12\" aria-hidden=\"true\">", level.to_text());
    for place in 0..3 {
        let (class, x) = (if place < n_filled { "full" } else { "empty" }, 1 + place * 6);
        let _ = write!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"1\" width=\"4\" height=\"10\"/>");
    }
    out.push_str("</svg>");
    out
}

/// What is known of an element of an event, where it is none of the levels. Each differs from all others in its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// At a level.
    At(Level),
    /// A finding says that it is not so: the bars are struck through.
    Refuted,
    /// A party says that it is not so: two that face each other.
    Disputed,
    /// Nobody says: a dotted frame with nothing in it.
    Unknown,
}

impl Evidence {
    /// All of them, the levels first.
    pub(crate) const ALL: [Evidence; 6] = [
        Evidence::At(Level::Alleged),
        Evidence::At(Level::Corroborated),
        Evidence::At(Level::Verified),
        Evidence::Disputed,
        Evidence::Refuted,
        Evidence::Unknown,
    ];

    /// Its word among messages.
    pub(crate) fn to_text(self) -> &'static str {
        match self {
            Evidence::At(level) => level.to_text(),
            Evidence::Refuted => "refuted",
            Evidence::Disputed => "disputed",
            Evidence::Unknown => "unknown",
        }
    }

    /// Its mark.
    pub(crate) fn mark(self) -> String {
        let inner = match self {
            Evidence::At(level) => return mark(level),
            Evidence::Refuted => {
                "<rect class=\"empty\" x=\"1\" y=\"1\" width=\"4\" height=\"10\"/><rect class=\"empty\" x=\"7\" y=\"1\" width=\"4\" height=\"10\"/>\
                 <rect class=\"empty\" x=\"13\" y=\"1\" width=\"4\" height=\"10\"/><path class=\"stroke\" d=\"M0 11.5L18 .5\"/>"
            }
            Evidence::Disputed => {
                "<path class=\"full\" d=\"M1 1L8 6L1 11Z\"/><path class=\"outline\" d=\"M17 1L10 6L17 11Z\"/>"
            }
            Evidence::Unknown => "<rect class=\"dotted\" x=\"1.5\" y=\"1.5\" width=\"15\" height=\"9\"/>",
        };
        format!("<svg class=\"mark mark-{}\" viewBox=\"0 0 18 12\" aria-hidden=\"true\">{inner}</svg>", self.to_text())
    }
}

/// Events of a week, by the best level at which each is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Week {
    /// By level: alleged, corroborated, verified.
    pub(crate) n: [usize; 3],
    /// Days in it for which nobody gave a number or an account.
    pub(crate) silent: usize,
}

/// Weeks by their Mondays, without gaps.
pub(crate) type Weeks = BTreeMap<Date, Week>;

/// The Monday of a day's week.
pub(crate) fn monday(day: Date) -> Date {
    let back = day.weekday().since(Weekday::Monday);
    day.checked_sub(jiff::Span::new().days(i64::from(back))).unwrap_or(day)
}

/// All Mondays from one day's week to another's.
pub(crate) fn empty_weeks(first: Date, last: Date) -> Weeks {
    let (mut weeks, mut at) = (Weeks::new(), monday(first));
    while at <= last {
        weeks.insert(at, Week::default());
        match at.checked_add(jiff::Span::new().days(7)) {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    weeks
}

const HEIGHT: usize = 36;
const STEP: usize = 8;

/// Bars week by week: verified filled, corroborated hatched above it, alleged outlined on top; a dotted foot under weeks with days of
/// which nobody said anything.
pub(crate) fn weeks(weeks: &Weeks, label: &str) -> String {
    let most = weeks.values().map(|week| week.n.iter().sum::<usize>()).max().unwrap_or(0).max(1);
    let width = weeks.len().max(1) * STEP;
    let mut out = format!(
        "<svg class=\"weeks\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width} {}\" preserveAspectRatio=\"none\">",
        escaped(label),
        HEIGHT + 6
    );
    for (place, week) in weeks.values().enumerate() {
        let (x, mut y) = (place * STEP + 1, HEIGHT);
        for (level, class) in [(2, "verified"), (1, "corroborated"), (0, "alleged")] {
            let height = (week.n[level] * (HEIGHT - 2)).div_ceil(most);
            if height > 0 {
                y = y.saturating_sub(height);
                let _ = write!(
                    out,
                    "<rect class=\"bar-{class}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\"/>",
                    STEP - 2
                );
            }
        }
        if week.silent > 0 {
            let _ = write!(
                out,
                "<rect class=\"silent\" x=\"{x}\" y=\"{}\" width=\"{}\" height=\"3\"/>",
                HEIGHT + 2,
                STEP - 2
            );
        }
    }
    let _ = write!(out, "<line class=\"base\" x1=\"0\" x2=\"{width}\" y1=\"{HEIGHT}\" y2=\"{HEIGHT}\"/></svg>");
    out
}

/// Instances one after the other, a line for each level: the class of each instance's status. Filled for what was kept or broken, hatched by
/// the style sheet for what is open; the table below says the same in words.
pub(crate) fn timeline(lines: &[(String, Vec<&str>)], label: &str) -> String {
    let n = lines.iter().map(|(_, classes)| classes.len()).max().unwrap_or(0).max(1);
    let mut out = format!(
        "<svg class=\"timeline\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {n} {}\" preserveAspectRatio=\"none\">",
        escaped(label),
        lines.len() * 10
    );
    for (line, (_, classes)) in lines.iter().enumerate() {
        // Instances of one status in a row are drawn as one.
        let mut x = 0;
        for run in classes.chunk_by(|one, other| one == other) {
            let (width, y) = (run.len(), line * 10 + 1);
            let _ = write!(out, "<rect class=\"at-{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"8\"/>", run[0]);
            x += width;
        }
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_differs_in_form() {
        let marks: std::collections::BTreeSet<String> = Evidence::ALL
            .iter()
            .map(|one| one.mark().split_once(" viewBox").map(|(_, form)| form.to_owned()).unwrap())
            .collect();
        assert_eq!(marks.len(), Evidence::ALL.len(), "whatever their colour and name: {marks:?}");
    }

    #[test]
    fn weeks_begin_on_mondays_and_have_no_gaps() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(monday(day("2026-11-28")), day("2026-11-23"));
        assert_eq!(monday(day("2026-11-23")), day("2026-11-23"));
        let weeks = empty_weeks(day("2026-11-01"), day("2026-11-28"));
        let mondays: Vec<String> = weeks.keys().map(Date::to_string).collect();
        assert_eq!(mondays, ["2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]);
    }

    #[test]
    fn instances_of_one_status_in_a_row_are_one() {
        let picture = timeline(&[("alleged".to_owned(), vec!["met", "met", "overdue"])], "");
        assert!(picture.contains("viewBox=\"0 0 3 10\"") && picture.matches("<rect").count() == 2, "{picture}");
        assert!(picture.contains("class=\"at-overdue\" x=\"2\" y=\"1\" width=\"1\""), "{picture}");
    }

    #[test]
    fn what_sources_say_stays_text() {
        let picture =
            weeks(&empty_weeks("2026-11-01".parse().unwrap(), "2026-11-02".parse().unwrap()), "a \"b\" <c> & d");
        assert!(picture.contains("aria-label=\"a &quot;b&quot; &lt;c&gt; &amp; d\""), "{picture}");
    }

    #[test]
    fn the_tallest_week_fills_the_picture() {
        let mut all = empty_weeks("2026-11-02".parse().unwrap(), "2026-11-02".parse().unwrap());
        all.values_mut().for_each(|week| *week = Week { n: [1, 0, 1], silent: 0 });
        let picture = weeks(&all, "");
        assert!(picture.contains("class=\"bar-verified\" x=\"1\" y=\"19\" width=\"6\" height=\"17\""), "{picture}");
        assert!(picture.contains("class=\"bar-alleged\" x=\"1\" y=\"2\" width=\"6\" height=\"17\""), "{picture}");
    }
}
