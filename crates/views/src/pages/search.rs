//! A search over everything that somebody may see: provisions, events, reports, sources.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::Date;
use records::Haystack;

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

/// Texts of a record, held so that all of them can be searched at once.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// Of each of the record's newest events, the places of its type, author and zone in what there is.
    pub of: &'a [[u32; 3]],
    /// Names of these events.
    pub ids: &'a Haystack,
    /// Names of their places.
    pub places: &'a Haystack,
    /// Source, name, words and document of reports.
    pub reports: &'a Haystack,
    /// Entries of these reports.
    pub entries: &'a [u64],
}

/// Words that are looked for, in small letters.
struct Sought(Vec<String>);

impl Sought {
    /// Whether each word stands in one of these, whatever its case.
    fn is_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// Fills the page: all words must be there, in any order, large letters or small.
pub fn search(record: &Record<'_>, texts: Texts<'_>, asked: &str, shown: &Shown) -> SearchPage {
    let sought = Sought(asked.split_whitespace().map(str::to_lowercase).collect());
    let mut found = Vec::new();
    let is_asked = !sought.0.is_empty();
    if is_asked {
        provisions(record, shown, &sought, &mut found);
        events(record, texts, shown, &sought, &mut found);
        if record.sight.sources {
            sources(record, shown, &sought, &mut found);
        }
        if record.sight.words {
            reports(record, texts, shown, &sought, &mut found);
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

fn events(record: &Record<'_>, texts: Texts<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    let sights: Vec<Seen> = sought.0.iter().map(|word| seen(record, texts, word)).collect();
    let is_found = |(place, of): &(usize, &[u32; 3])| sights.iter().all(|seen| seen.has(*place, of));
    for (place, _) in texts.of.iter().enumerate().filter(is_found).take(FOUND) {
        let event = record.newest.get(place).and_then(|(event, _)| record.known.events.get(*event as usize));
        let Some(event) = event else { continue };
        let zone = event.happening.place.zone.as_deref().map_or("", |zone| record.zone_shown(zone));
        let href = format!("/event{}", shown.query(&[("id", &event.id)]));
        let line = format!("{} · {zone}", super::board::span(record, event.happening.when));
        found.push((record.words.say("word-event"), what(record, &event.happening), href, line));
    }
}

/// In what of events a word stands: in which of the types, authors and zones that there are, and in what is each one's own.
struct Seen {
    among: [Vec<bool>; 3],
    own: Vec<bool>,
}

impl Seen {
    fn has(&self, place: usize, of: &[u32; 3]) -> bool {
        let is_set = |set: &Vec<bool>, at: usize| set.get(at).copied().unwrap_or_default();
        is_set(&self.own, place) || self.among.iter().zip(of).any(|(set, at)| is_set(set, *at as usize))
    }
}

fn seen(record: &Record<'_>, texts: Texts<'_>, word: &str) -> Seen {
    let has = |shown: &str| shown.to_lowercase().contains(word);
    let among = [
        record.there.kinds.iter().map(|kind| has(&kind_shown(record, kind))).collect(),
        record.there.authors.iter().map(|id| has(&party_shown(record.words, record.agreement, id))).collect(),
        record.there.zones.iter().map(|zone| has(record.zone_shown(zone))).collect(),
    ];
    let mut own = vec![false; texts.of.len()];
    let mut set = |places: Vec<usize>| {
        for place in places {
            if let Some(one) = own.get_mut(place) {
                *one = true;
            }
        }
    };
    if record.sight.sources {
        set(texts.ids.having(word));
    }
    if record.sight.places {
        set(texts.places.having(word));
    }
    // A day is looked for, as programs write it.
    if word.contains('-') && word.bytes().any(|byte| byte.is_ascii_digit()) {
        set(on_days(record, word));
    }
    Seen { among, own }
}

/// Events that began on a day in which the word stands.
fn on_days(record: &Record<'_>, word: &str) -> Vec<usize> {
    let mut days: BTreeMap<Date, bool> = BTreeMap::new();
    let mut is_on = |event: u32| {
        let start = record.known.events.get(event as usize)?.happening.when.start();
        let date = start.to_zoned(record.agreement.calendar.zone.clone()).date();
        Some(*days.entry(date).or_insert_with(|| date.to_string().contains(word)))
    };
    let events = record.newest.iter().enumerate();
    events.filter_map(|(place, (event, _))| is_on(*event)?.then_some(place)).collect()
}

fn sources(record: &Record<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    for source in record.cards.sources.values() {
        if sought.is_in(&[&source.id, &source.name]) {
            let href = format!("/sources{}", shown.query(&[]));
            found.push((record.words.say("column-source"), source.name.clone(), href, String::new()));
        }
    }
}

fn reports(record: &Record<'_>, texts: Texts<'_>, shown: &Shown, sought: &Sought, found: &mut Found) {
    // The longest word is likely the rarest.
    let Some(rarest) = sought.0.iter().max_by_key(|word| word.len()) else { return };
    let having = texts.reports.having(rarest).into_iter();
    let all = having.filter(|line| sought.0.iter().all(|word| texts.reports.has(*line, word)));
    for line in all.take(FOUND) {
        let Some(filed) = texts.entries.get(line).and_then(|entry| record.reports.get(entry)) else { continue };
        let report = &filed.report;
        let href = format!("/report{}", shown.query(&[("name", &format!("{}/{}", report.source, report.id))]));
        let line: String = report.text.iter().flat_map(|text| text.chars().take(200)).collect();
        found.push((record.words.say("word-report"), told(record, report), href, line));
    }
}
