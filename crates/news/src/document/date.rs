//! Dates as files of news write them.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number of a month by its English name, whole or short.
pub(crate) fn month(word: &str) -> Option<i8> {
    let small = word.trim_end_matches('.').to_lowercase();
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is_short = small.len() == 3 || small == "sept";
    let place = full
        .iter()
        .position(|name| *name == small)
        .or_else(|| MONTHS.iter().position(|name| is_short && small.starts_with(name)));
    place.map(|place| place as i8 + 1)
}

/// A moment, and the day in the zone in which it is written: RFC 3339, RFC 2822 (feeds), or a day alone.
pub(crate) fn moment(text: &str) -> (Option<Timestamp>, Option<Date>) {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        let day = text.get(..10).and_then(|day| day.parse().ok());
        return (Some(at), day.or_else(|| Some(at.to_zoned(jiff::tz::TimeZone::UTC).date())));
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return (Some(zoned.timestamp()), Some(zoned.date()));
    }
    (None, text.get(..10).and_then(|day| day.parse().ok()).or_else(|| day(text)))
}

/// A day in words: "14 May 2031", "May 14, 2031".
pub(crate) fn day(text: &str) -> Option<Date> {
    let words: Vec<&str> =
        text.split(|sign: char| !sign.is_alphanumeric() && sign != '.').filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|three| {
        let (month_at, day_at) = if month(three[0]).is_some() { (0, 1) } else { (1, 0) };
        let day = three[day_at].trim_end_matches(char::is_alphabetic).parse().ok()?;
        let year = three[2].trim_end_matches('.').parse().ok().filter(|year: &i16| *year > 1900)?;
        Date::new(year, month(three[month_at])?, day).ok()
    })
}

/// The line from where and when an article is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Dateline {
    pub(crate) date: Option<Date>,
    pub(crate) outlet: Option<String>,
    /// Its bytes, with the dash.
    pub(crate) bytes: Range<usize>,
}

/// "DOHA, May 14, 2031 (Agency) -" at the front of a text, alone on its line or not; "DOHA -" as well, which tells neither.
pub(crate) fn of_dateline(text: &str) -> Dateline {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(8) {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if let Some(found) = dateline(line.trim(), start) {
            return found;
        }
    }
    Dateline::default()
}

fn dateline(line: &str, start: usize) -> Option<Dateline> {
    const DASHES: [&str; 6] = [" — ", " – ", " - ", "--", "— ", "– "];
    let dash = DASHES.iter().filter_map(|dash| Some((line.find(dash)?, dash.len()))).min();
    // Without a dash the line must be nothing else.
    let (end, dash) = dash.unwrap_or((line.len(), 0));
    let head = &line[..end];
    let first = head.split_whitespace().next()?;
    let is_capital =
        first.chars().filter(|sign| sign.is_alphabetic()).count() > 1 && !first.chars().any(char::is_lowercase);
    if !head.starts_with(char::is_uppercase) || end > 120 || head.split_whitespace().count() > 12 {
        return None;
    }
    let outlet =
        head.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name.trim().to_owned());
    let outlet = outlet.filter(|name| !name.is_empty());
    let date = day(head);
    let is_one = match dash {
        0 => is_capital && date.is_some(),
        _ => date.is_some() || outlet.is_some() || is_capital && head.split_whitespace().count() <= 4,
    };
    is_one.then(|| Dateline { date, outlet, bytes: start..start + end + dash })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read() {
        assert_eq!(moment("2031-05-14T10:00:00+03:00").1, Some(date(2031, 5, 14)));
        assert_eq!(moment("Wed, 14 May 2031 23:30:00 -0500").1, Some(date(2031, 5, 14)));
        assert_eq!(moment("2031-05-14").1, Some(date(2031, 5, 14)));
        assert_eq!(day("on 14th May 2031 at"), Some(date(2031, 5, 14)));
        assert_eq!(day("Sept. 3, 2031"), Some(date(2031, 9, 3)));
        assert_eq!(day("May be 14 2031"), None);
    }

    #[test]
    fn datelines_are_told_from_headlines() {
        let check = |text: &str, day: Option<Date>, outlet: Option<&str>, words: &str| {
            let found = of_dateline(text);
            assert_eq!((found.date, found.outlet.as_deref()), (day, outlet), "{text}");
            assert_eq!(&text[found.bytes], words, "{text}");
        };
        let on = Some(date(2031, 5, 14));
        let whole = "DOHA, May 14, 2031 (Some Agency) - ";
        check("Headline\n\nDOHA, May 14, 2031 (Some Agency) - It", on, Some("Some Agency"), whole);
        check("DOHA, 14 May 2031 — It", on, None, "DOHA, 14 May 2031 — ");
        check("Headline\nDOHA, May 14, 2031 (Agency)\nIt", on, Some("Agency"), "DOHA, May 14, 2031 (Agency)");
        check("NEW TOWN – It", None, None, "NEW TOWN – ");
        check("Head - line\nText", None, None, "");
        check("The talks (again) are off\nText", None, None, "");
        check("The talks of May 14, 2031 failed.\nText", None, None, "");
    }
}
