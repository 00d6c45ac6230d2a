//! A search over everything that somebody may see: provisions, events, reports, sources.

use std::collections::BTreeMap;

use askama::Template;

use super::Frame;
use super::event::{kind_shown, what};
use super::inbox::told;
use crate::words::party_shown;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    /// Head and foot.
    pub frame: Frame,
    /// What is looked for.
    pub asked: String,
    /// How much was found.
    pub n: String,
    /// What was found: kind, words, link, a line of text.
    pub found: Vec<(String, String, String, String)>,
}

/// So many at most.
const FOUND: usize = 100;

/// Words that are looked for, in small letters.
struct Sought(Vec<String>);

impl Sought {
    /// Whether each word stands in one of these, whatever its case.
    fn is_in(&self, texts: &[&str]) -> bool {
        self.0.iter().all(|word| texts.iter().any(|text| has_word(text, word)))
    }

    /// Whether a day is looked for, as programs write it.
    fn is_of_a_day(&self) -> bool {
        self.0.iter().any(|word| word.contains('-') && word.bytes().any(|byte| byte.is_ascii_digit()))
    }
}

/// Whether a word in small letters stands in a text, whatever the text's case.
fn has_word(text: &str, word: &str) -> bool {
    let Some(first) = word.bytes().next() else { return true };
    if !word.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let (small, large) = (first, first.to_ascii_uppercase());
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| *byte == small || *byte == large) {
        let start = from + at;
        let Some(part) = text.get(start..start + word.len()) else { return false };
        if part.eq_ignore_ascii_case(word) {
            return true;
        }
        from = start + 1;
    }
    false
}

/// Fills the page: all words must be there, in any order, large letters or small.
pub fn search(record: &Record<'_>, asked: &str, shown: &Shown) -> SearchPage {
    let sought = Sought(asked.split_whitespace().map(str::to_lowercase).collect());
    let mut found = Vec::new();
    let is_asked = !sought.0.is_empty();
    if is_asked {
        provisions(record, shown, &sought, &mut found);
        events(record, shown, &sought, &mut found);
        if record.sight.sources {
            sources(record, shown, &sought, &mut found);
        }
        if record.sight.words {
            reports(record, shown, &sought, &mut found);
        }
    }
    SearchPage {
        asked: asked.to_owned(),
        n: if is_asked { record.words.n("n-found", found.len()) } else { String::new() },
        found,
        frame: Frame::new(record, shown),
    }
}

type Found = Vec<(String, String, String, String)>;

fn provisions(record: &Record<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    for provision in &record.agreement.provisions {
        let text = provision.text.join(" ");
        let rules = provision.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.title.as_str()]);
        let all: Vec<&str> = [provision.id.as_str(), &provision.title, &text].into_iter().chain(rules).collect();
        if sought.is_in(&all) {
            let href = format!("/provision{}", shown.query(&[("id", &provision.id)]));
            let title = format!("{} {}", provision.id, provision.title);
            found.push((record.words.say("column-provision"), title, href, String::new()));
        }
    }
}

fn events(record: &Record<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    let before = found.len();
    let kinds: BTreeMap<&str, String> =
        record.there.kinds.iter().map(|kind| (kind.as_str(), kind_shown(record, kind))).collect();
    let author = |id: &String| (id.clone(), party_shown(record.words, record.agreement, id));
    let authors: BTreeMap<String, String> = record.there.authors.iter().map(author).collect();
    let is_of_a_day = sought.is_of_a_day();
    for (place, _) in record.newest {
        let Some(event) = record.known.events.get(*place as usize) else { continue };
        let happening = &event.happening;
        let by = authors.get(happening.by.as_deref().unwrap_or("unknown")).map_or("", String::as_str);
        let zone = happening.place.zone.as_deref().map_or("", |zone| record.zone_shown(zone));
        let name = happening.place.name.as_deref().filter(|_| record.sight.places).unwrap_or_default();
        let id = if record.sight.sources { event.id.as_str() } else { "" };
        let day = if is_of_a_day { record.day(happening.when.start()) } else { String::new() };
        let kind = kinds.get(happening.kind.as_str()).map_or("", String::as_str);
        if sought.is_in(&[id, kind, by, zone, name, &day]) {
            let href = format!("/event{}", shown.query(&[("id", &event.id)]));
            let line = format!("{} · {zone}", super::board::span(record, happening.when));
            found.push((record.words.say("word-event"), what(record, happening), href, line));
        }
        if found.len() - before >= FOUND {
            return;
        }
    }
}

fn sources(record: &Record<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    for source in record.cards.sources.values() {
        if sought.is_in(&[&source.id, &source.name]) {
            let href = format!("/sources{}", shown.query(&[]));
            found.push((record.words.say("column-source"), source.name.clone(), href, String::new()));
        }
    }
}

fn reports(record: &Record<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    let before = found.len();
    for filed in record.reports.values().rev() {
        let report = &filed.report;
        let (text, document) =
            (report.text.as_deref().unwrap_or_default(), report.document.as_deref().unwrap_or_default());
        if sought.is_in(&[&report.source, &report.id, text, document]) {
            let name = format!("{}/{}", report.source, report.id);
            let href = format!("/report{}", shown.query(&[("name", &name)]));
            let line: String = text.chars().take(200).collect();
            found.push((record.words.say("word-report"), told(record, report), href, line));
        }
        if found.len() - before >= FOUND {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sought, has_word};

    #[test]
    fn words_are_found_whatever_their_case() {
        for (text, word, expected) in [
            ("Shelling near Rafah", "rafah", true),
            ("RAFAH", "rafah", true),
            ("rafa", "rafah", false),
            ("rrafah", "rafah", true),
            ("قصف قرب رفح", "رفح", true),
            ("İzmir, ŞEHİR", "şehi", true),
            ("", "a", false),
        ] {
            assert_eq!(has_word(text, word), expected, "{word} in {text}");
            assert_eq!(text.to_lowercase().contains(word), expected, "the slow way");
        }
        assert!(Sought(vec!["a".to_owned(), "b".to_owned()]).is_in(&["xb", "ya"]));
        assert!(!Sought(vec!["a".to_owned(), "c".to_owned()]).is_in(&["xb", "ya"]));
    }
}
