//! Dates as files of news write them.

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

/// The line from where and when an article is written: "DOHA, May 14, 2031 (Agency) -". Only at the front.
pub(crate) fn of_dateline(text: &str) -> (Option<Date>, Option<String>) {
    let start: String = text.chars().take(600).collect();
    for line in start.lines().take(4) {
        let head: String = line.chars().take(120).collect();
        let Some(cut) = [" — ", " – ", " - ", "--"].iter().filter_map(|dash| head.find(dash)).min() else {
            continue;
        };
        let head = &head[..cut];
        if !head.starts_with(char::is_uppercase) || head.split_whitespace().count() > 12 {
            continue;
        }
        let outlet =
            head.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name.trim().to_owned());
        let date = day(head);
        if date.is_some() || outlet.is_some() {
            return (date, outlet.filter(|name| !name.is_empty()));
        }
    }
    (None, None)
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
        assert_eq!(
            of_dateline("Headline\n\nDOHA, May 14, 2031 (Some Agency) - It"),
            (Some(date(2031, 5, 14)), Some("Some Agency".to_owned()))
        );
        assert_eq!(of_dateline("Head - line\nText"), (None, None));
    }
}
