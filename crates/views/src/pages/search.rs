//! A search over everything that somebody may see: provisions, events, reports, sources.

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

/// Fills the page: all words must be there, in any order, large letters or small.
pub fn search(record: &Record<'_>, asked: &str, shown: &Shown) -> SearchPage {
    let words: Vec<String> = asked.split_whitespace().map(str::to_lowercase).collect();
    let has = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let mut found = Vec::new();
    if !words.is_empty() {
        provisions(record, shown, &has, &mut found);
        events(record, shown, &has, &mut found);
        if record.sight.sources {
            sources(record, shown, &has, &mut found);
        }
        if record.sight.words {
            reports(record, shown, &has, &mut found);
        }
    }
    SearchPage {
        asked: asked.to_owned(),
        n: if words.is_empty() { String::new() } else { record.words.n("n-found", found.len()) },
        found,
        frame: Frame::new(record, shown),
    }
}

type Found = Vec<(String, String, String, String)>;

fn provisions(record: &Record<'_>, shown: &Shown, has: &dyn Fn(&str) -> bool, found: &mut Found) {
    for provision in &record.agreement.provisions {
        let rules: Vec<&str> =
            provision.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.title.as_str()]).collect();
        let all = format!("{} {} {} {}", provision.id, provision.title, provision.text.join(" "), rules.join(" "));
        if has(&all) {
            let href = format!("/provision{}", shown.query(&[("id", &provision.id)]));
            let title = format!("{} {}", provision.id, provision.title);
            found.push((record.words.say("column-provision"), title, href, String::new()));
        }
    }
}

fn events(record: &Record<'_>, shown: &Shown, has: &dyn Fn(&str) -> bool, found: &mut Found) {
    let before = found.len();
    for event in record.known.events.iter().rev() {
        let happening = &event.happening;
        let by = happening.by.as_deref().map(|by| party_shown(record.words, record.agreement, by)).unwrap_or_default();
        let zone = happening.place.zone.as_deref().map(|zone| record.zone_shown(zone)).unwrap_or_default();
        let name = happening.place.name.as_deref().filter(|_| record.sight.places).unwrap_or_default();
        let kind = kind_shown(record, &happening.kind);
        let day = record.day(happening.when.start());
        if happening.when.start() <= record.as_of && has(&format!("{} {kind} {by} {zone} {name} {day}", event.id)) {
            let href = format!("/event{}", shown.query(&[("id", &event.id)]));
            let line = format!("{} · {zone}", super::board::span(record, happening.when));
            found.push((record.words.say("word-event"), what(record, happening), href, line));
        }
        if found.len() - before >= FOUND {
            return;
        }
    }
}

fn sources(record: &Record<'_>, shown: &Shown, has: &dyn Fn(&str) -> bool, found: &mut Found) {
    for source in record.cards.sources.values() {
        if has(&format!("{} {}", source.id, source.name)) {
            let href = format!("/sources{}", shown.query(&[]));
            found.push((record.words.say("column-source"), source.name.clone(), href, String::new()));
        }
    }
}

fn reports(record: &Record<'_>, shown: &Shown, has: &dyn Fn(&str) -> bool, found: &mut Found) {
    let before = found.len();
    for filed in record.reports.values().rev() {
        let report = &filed.report;
        let text = report.text.as_deref().unwrap_or_default();
        let document = report.document.as_deref().unwrap_or_default();
        let name = format!("{}/{}", report.source, report.id);
        if has(&format!("{name} {text} {document}")) {
            let href = format!("/report{}", shown.query(&[("name", &name)]));
            let line: String = text.chars().take(200).collect();
            found.push((record.words.say("word-report"), told(record, report), href, line));
        }
        if found.len() - before >= FOUND {
            return;
        }
    }
}
