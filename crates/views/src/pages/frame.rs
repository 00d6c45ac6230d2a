//! What stands on every page: which agreement, as of when, at which ledger size, for whom, and how to ask for another moment.

use records::Level;

use crate::messages::{Language, Put, Words};
use crate::pictures::{Evidence, mark};
use crate::words::{id_of, level_words};
use crate::{Record, Shown};

/// Head and foot of a page.
pub struct Frame {
    /// What it says, in the reader's language.
    pub t: Words,
    /// That language.
    pub language: Language,
    /// The same page in the others: name, code, address.
    pub languages: Vec<(&'static str, &'static str, String)>,
    /// Title of the agreement.
    pub agreement: String,
    /// Its version.
    pub version: String,
    /// Whether it is invented.
    pub invented: bool,
    /// The moment, in the agreement's zone.
    pub as_of: String,
    /// The day of that moment, for the form.
    pub as_of_day: String,
    /// Whether the address names a moment or a size.
    pub is_bound: bool,
    /// The same page as it stands now.
    pub unbound: String,
    /// Name of the zone.
    pub zone: String,
    /// Ledger size.
    pub size: u64,
    /// Moment, size and version in a line.
    pub moment: String,
    /// Query that keeps the moment in links.
    pub query: String,
    /// The page's address, and what else its query says.
    pub path: String,
    /// See `path`.
    pub others: Vec<(String, String)>,
    /// The language that the address names.
    pub asked: Option<Language>,
    /// Who reads; none: the public.
    pub reader: Option<String>,
    /// That what is shown was published and later corrected, with the way to the correction.
    pub corrected: Option<(String, String)>,
    /// To those outside: that this is what may leave, and how much does not.
    pub outside: Option<String>,
    /// Where the head leads: address, words, whether it is this page.
    pub places: Vec<(String, String, bool)>,
}

impl Frame {
    /// What forms send along, so that moment and language stay.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        if self.is_bound {
            out.push(("as_of", self.as_of_day.clone()));
            out.push(("size", self.size.to_string()));
        }
        out.extend(self.asked.map(|language| ("lang", language.code().to_owned())));
        out
    }

    /// The levels: mark, word, what it means, the word that programs use.
    pub fn levels(&self) -> Vec<(String, String, String, &'static str)> {
        let level = |level: Level| {
            let meaning = self.t.say(&id_of("level-means", level.to_text()));
            (mark(level), level_words(self.t, level), meaning, level.to_text())
        };
        Level::ALL.into_iter().map(level).collect()
    }

    /// All that can be known of an element of an event: mark, word, what it means.
    pub fn evidence(&self) -> Vec<(String, String, String)> {
        let one = |one: Evidence| {
            let (word, means) = (id_of("level", one.to_text()), id_of("level-means", one.to_text()));
            (one.mark(), self.t.say(&word), self.t.say(&means))
        };
        Evidence::ALL.into_iter().map(one).collect()
    }

    /// The mark of what a party disputes.
    pub fn disputed(&self) -> String {
        Evidence::Disputed.mark()
    }

    /// The frame of a record.
    pub fn new(record: &Record<'_>, shown: &Shown) -> Frame {
        let (words, query) = (record.words, shown.query(&[]));
        let others = Language::ALL.into_iter().filter(|language| *language != words.language());
        let in_language = |language: Language| {
            let here = shown.here(|other| other.language = Some(language));
            (language.own_name(), language.code(), here)
        };
        let place = |(path, id): &crate::Place| (format!("{path}{query}"), words.say(id), *path == shown.path);
        Frame {
            t: words,
            language: words.language(),
            languages: others.map(in_language).collect(),
            agreement: record.agreement.title.clone(),
            version: record.agreement.version.clone(),
            invented: record.agreement.invented,
            as_of: record.moment_shown(record.as_of),
            as_of_day: record.day(record.as_of),
            is_bound: shown.as_of.is_some() || shown.size.is_some(),
            unbound: shown.here(|other| (other.as_of, other.size) = (None, None)),
            zone: record.agreement.calendar.zone_name.clone(),
            size: record.size,
            moment: words.with(
                "moment-of-page",
                &[
                    ("as_of", Put::from(&record.moment_shown(record.as_of))),
                    ("size", Put::from(&words.number(record.size))),
                    ("version", Put::from(&record.agreement.version)),
                ],
            ),
            corrected: corrected(record, shown),
            outside: record.withheld.map(|(events, assessments)| {
                let (events, assessments) = (words.number(events), words.number(assessments));
                let put = [("events", Put::from(&events)), ("assessments", Put::from(&assessments))];
                words.with("outside-note", &put)
            }),
            places: shown.reader.places.iter().map(place).collect(),
            path: shown.path.clone(),
            others: shown.others.clone(),
            asked: shown.language,
            reader: shown.reader.name.clone(),
            query,
        }
    }
}

fn corrected(record: &Record<'_>, shown: &Shown) -> Option<(String, String)> {
    let (as_of, size) = shown.corrected_by?;
    let href = shown.here(|other| (other.as_of, other.size) = (Some(as_of.to_string()), Some(size)));
    Some((record.words.of_it("was-corrected", record.moment_shown(as_of)), href))
}
