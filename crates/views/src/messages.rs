//! What pages say, in the reader's language: messages from `crates/views/messages` in Fluent's format, numbers and days as its readers write
//! them.
//!
//! Names, ids, digests and what sources say are never translated here.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Modern Standard Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Turkish.
    Turkish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 4] = [Language::English, Language::Arabic, Language::Hebrew, Language::Turkish];

    /// Reads a code of ISO 639-1.
    pub fn from_text(text: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == text)
    }

    /// The first of a browser's list (RFC 9110, 12.5.4) in which pages are written.
    pub fn of_browser(list: &str) -> Option<Language> {
        let weighed = list.split(',').filter_map(|part| {
            let mut parts = part.split(';');
            let tag = parts.next()?.trim();
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            let language = Language::from_text(&tag.split('-').next()?.to_ascii_lowercase())?;
            (weight > 0.0).then_some((language, weight))
        });
        let mut best: Option<(Language, f32)> = None;
        weighed.for_each(|(language, weight)| {
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((language, weight));
            }
        });
        best.map(|(language, _)| language)
    }

    /// Its code of ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Arabic => "ar",
            Language::Hebrew => "he",
            Language::Turkish => "tr",
        }
    }

    /// Where its lines begin, as HTML says it.
    pub fn direction(self) -> &'static str {
        match self {
            Language::Arabic | Language::Hebrew => "rtl",
            Language::English | Language::Turkish => "ltr",
        }
    }

    /// Its name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Arabic => "العربية",
            Language::Hebrew => "עברית",
            Language::Turkish => "Türkçe",
        }
    }

    pub(crate) fn messages(self) -> &'static str {
        match self {
            Language::English => include_str!("../messages/en.ftl"),
            Language::Arabic => include_str!("../messages/ar.ftl"),
            Language::Hebrew => include_str!("../messages/he.ftl"),
            Language::Turkish => include_str!("../messages/tr.ftl"),
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

/// Something put into a message.
pub enum Put<'a> {
    /// Words.
    Text(&'a str),
    /// A number, of which the message's plural forms know.
    Number(u64),
}

impl<'a> From<&'a str> for Put<'a> {
    fn from(text: &'a str) -> Put<'a> {
        Put::Text(text)
    }
}

impl<'a> From<&'a String> for Put<'a> {
    fn from(text: &'a String) -> Put<'a> {
        Put::Text(text)
    }
}

impl From<usize> for Put<'_> {
    fn from(n: usize) -> Self {
        Put::Number(n as u64)
    }
}

impl From<u64> for Put<'_> {
    fn from(n: u64) -> Self {
        Put::Number(n)
    }
}

/// What to say, and how.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
    /// Whether days are written as programs do.
    is_terminal: bool,
    bundle: &'static Bundle,
}

impl Words {
    /// In a language, for readers of pages.
    pub fn of(language: Language) -> Words {
        static BUNDLES: [OnceLock<Bundle>; 4] = [const { OnceLock::new() }; 4];
        let bundle = BUNDLES[language as usize].get_or_init(|| bundle(language));
        Words { language, is_terminal: false, bundle }
    }

    /// English for a terminal, with days as `2026-11-28`.
    pub fn terminal() -> Words {
        Words { is_terminal: true, ..Words::of(Language::English) }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message.
    pub fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A message about a number.
    pub fn n(&self, id: &str, n: usize) -> String {
        self.with(id, &[("n", Put::from(n))])
    }

    /// A message about one thing, which it calls `it`.
    pub fn of_it(&self, id: &str, it: impl AsRef<str>) -> String {
        self.with(id, &[("it", Put::from(it.as_ref()))])
    }

    /// A message with what it asks for.
    pub fn with(&self, id: &str, put: &[(&str, Put<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            debug_assert!(false, "there is no message {id}");
            return id.to_owned();
        };
        let mut args = FluentArgs::with_capacity(put.len());
        for (name, value) in put {
            match value {
                Put::Text(text) => args.set(*name, FluentValue::from(isolated(self.language, text))),
                Put::Number(n) => args.set(*name, FluentValue::from(*n)),
            }
        }
        let mut faults = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
        debug_assert!(faults.is_empty(), "message {id}: {faults:?}");
        said
    }

    /// That somebody else looks at the same, by their names.
    pub fn also_here(&self, names: &[String]) -> String {
        self.with("also-here", &[("n", names.len().into()), ("names", Put::from(&self.list(names)))])
    }

    /// Whether there is such a message.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A number in the reader's digits.
    pub fn number(&self, number: impl Display) -> String {
        if self.is_terminal { number.to_string() } else { in_digits(self.language, &number.to_string()) }
    }

    /// A day.
    pub fn day(&self, day: Date) -> String {
        if self.is_terminal {
            return day.to_string();
        }
        let month = self.say(&format!("month-{}", day.month()));
        let (number, year) = (self.number(day.day()), self.number(day.year()));
        self.with("day", &[("day", Put::from(&number)), ("month", Put::from(&month)), ("year", Put::from(&year))])
    }

    /// A day and a time of day.
    pub fn moment(&self, at: &jiff::Zoned) -> String {
        if self.is_terminal {
            return at.strftime("%Y-%m-%d %H:%M").to_string();
        }
        let time = self.number(at.strftime("%H:%M"));
        self.with("moment", &[("day", Put::from(&self.day(at.date()))), ("time", Put::from(&time))])
    }

    /// Things after each other.
    pub fn list(&self, all: &[String]) -> String {
        all.join(&self.say("list-comma").replace('_', " "))
    }
}

fn bundle(language: Language) -> Bundle {
    let tag = language.code().parse().expect("codes of languages are tags");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // `isolated` does it, and only where it is needed.
    bundle.set_use_isolating(false);
    if language == Language::Arabic {
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(in_digits(Language::Arabic, &number.value.to_string())),
            _ => None,
        }));
    }
    // Broken messages are a test's business; the rest goes on.
    let resource = FluentResource::try_new(language.messages().to_owned()).unwrap_or_else(|(resource, _)| resource);
    let _ = bundle.add_resource(resource);
    bundle
}

/// What runs from left to right stays together in a line that runs from right to left (UAX 9). What was put together from such parts is
/// left as it is: around isolates alone the direction would be lost.
fn isolated(language: Language, text: &str) -> Cow<'_, str> {
    let is_strong = |c: char| c.is_alphabetic() && !('\u{590}'..='\u{8ff}').contains(&c);
    if language.direction() == "ltr" || text.contains('\u{2069}') || !text.contains(is_strong) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("\u{2068}{text}\u{2069}"))
}

/// A base type of event in a language other than English; none where it has no words there. The Hebrew and the Turkish have not been read by
/// native readers.
pub(crate) fn base_type(language: Language, name: &str) -> Option<&'static str> {
    let lines = match language {
        Language::English => return None,
        Language::Arabic => return crate::plain::base_type_in_arabic(name),
        Language::Hebrew => include_str!("../messages/types.he.tsv"),
        Language::Turkish => include_str!("../messages/types.tr.tsv"),
    };
    lines.lines().find_map(|line| line.split_once('\t').filter(|(own, _)| *own == name).map(|(_, label)| label))
}

/// As CLDR has it: Arabic is written with its own digits, the other languages with Latin ones.
fn in_digits(language: Language, text: &str) -> String {
    if language != Language::Arabic {
        return text.to_owned();
    }
    let digit = |c: char| match c {
        '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + 0x0660).unwrap_or(c),
        '.' => '\u{066b}',
        other => other,
    };
    text.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_take_the_plural_forms_of_their_language() {
        let said = |language: Language, n: usize| Words::of(language).n("n-events", n);
        let isolated = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!([1, 2].map(|n| said(Language::English, n)), ["1 event", "2 events"]);
        let arabic: BTreeSet<String> = [1, 2, 3, 11, 100].map(|n| isolated(said(Language::Arabic, n))).into();
        assert_eq!(arabic.len(), 5, "one, two, few, many and other are said apart: {arabic:?}");
        assert!(isolated(said(Language::Arabic, 11)).contains("١١"));
    }

    #[test]
    fn days_are_written_as_readers_write_them() {
        let day = |language: Language| {
            Words::of(language).day(jiff::civil::date(2026, 11, 28)).replace(['\u{2068}', '\u{2069}'], "")
        };
        assert_eq!(
            Language::ALL.map(day),
            ["28 November 2026", "٢٨ تشرين الثاني/نوفمبر ٢٠٢٦", "28 בנובמבר 2026", "28 Kasım 2026"]
        );
        assert_eq!(Words::terminal().day(jiff::civil::date(2026, 11, 28)), "2026-11-28");
    }

    #[test]
    fn every_base_type_has_words_in_every_language() {
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            for base in records::taxonomy::TYPES {
                assert!(
                    base_type(language, base.name).is_some_and(|label| !label.is_empty()),
                    "{language:?} {}",
                    base.name
                );
            }
        }
    }

    #[test]
    fn only_what_runs_the_other_way_is_isolated() {
        assert_eq!(isolated(Language::Arabic, "GP7"), "\u{2068}GP7\u{2069}");
        assert_eq!(isolated(Language::Arabic, "٢٢ آب"), "٢٢ آب");
        assert_eq!(isolated(Language::Hebrew, "22 באוגוסט 2026"), "22 באוגוסט 2026");
        assert_eq!(isolated(Language::Hebrew, "\u{2068}GP7\u{2069} א"), "\u{2068}GP7\u{2069} א");
        assert_eq!(isolated(Language::Turkish, "GP7"), "GP7");
    }

    #[test]
    fn a_browser_says_which_languages_its_reader_prefers() {
        let of = |list: &str| Language::of_browser(list).map(Language::code);
        assert_eq!(of("ar-PS,ar;q=0.9,en;q=0.5"), Some("ar"));
        assert_eq!(of("fr, en;q=0.3, tr;q=0.8"), Some("tr"));
        assert_eq!(of("he;q=0, en"), Some("en"));
        assert_eq!(of("fr"), None);
    }
}
