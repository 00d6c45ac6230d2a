//! Events of the record, the latest first, as far as filters in the address let them through.

use askama::Template;
use events::Event;
use records::Level;

use super::Frame;
use super::board::span;
use super::event::{claimed_by, what};
use super::map::Bounds;
use crate::pictures::Evidence;
use crate::words::{level_words, party_shown};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "events.html")]
pub struct EventsPage {
    /// Head and foot.
    pub frame: Frame,
    /// The filters, with what is chosen.
    pub filters: Filters,
    /// How many there are.
    pub n: String,
    /// Events.
    pub rows: Vec<EventRow>,
    /// Links to newer and older ones.
    pub newer: Option<String>,
    /// See `newer`.
    pub older: Option<String>,
}

/// Choices of a filter: value, words, whether it is chosen.
pub type Choices = Vec<(String, String, bool)>;

/// Filters of events, as fields of a form.
pub struct Filters {
    /// Types of event.
    pub types: Choices,
    /// Zones.
    pub zones: Choices,
    /// To whom it is laid.
    pub parties: Choices,
    /// Known at least so well.
    pub levels: Choices,
    /// From this day on.
    pub from: String,
    /// Through this day.
    pub until: String,
}

/// What is asked for: values of the address.
#[derive(Clone, Debug, Default)]
pub struct AskedEvents {
    /// Type of event.
    pub kind: String,
    /// Zone.
    pub zone: String,
    /// To whom it is laid.
    pub party: String,
    /// Known at least so well.
    pub level: String,
    /// From this day on.
    pub from: String,
    /// Through this day.
    pub until: String,
    /// In this part of the Earth; for those who may see exact places.
    pub bounds: Option<Bounds>,
    /// Page, from 0.
    pub page: usize,
}

/// An event in a line.
pub struct EventRow {
    /// When.
    pub when: String,
    /// Mark of how well it is known that it happened.
    pub mark: String,
    /// The same in a word.
    pub level: String,
    /// What.
    pub what: String,
    /// Zone.
    pub zone: String,
    /// Who says so.
    pub claimed_by: String,
    /// Link.
    pub href: String,
}

const PAGE: usize = 100;

/// Events that are asked for, each by its first claim, with the level of its fact; none: refuted. The latest first.
pub(crate) fn asked<'a>(record: &Record<'a>, asked: &AskedEvents) -> Vec<(&'a Event, Option<Level>)> {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let (from, until) = (day(&asked.from), day(&asked.until));
    let least = Level::from_text(&asked.level);
    let is_asked = |event: &Event| {
        let happening = &event.happening;
        let is_then = from.is_none() && until.is_none() || {
            let date = record.agreement.calendar.date(happening.when.start());
            from.is_none_or(|from| date >= from) && until.is_none_or(|until| date <= until)
        };
        is_then
            && (asked.kind.is_empty() || asked.kind == happening.kind)
            && (asked.zone.is_empty() || happening.place.zone.as_deref() == Some(asked.zone.as_str()))
            && (asked.party.is_empty() || happening.by.as_deref().unwrap_or("unknown") == asked.party)
            && asked.bounds.is_none_or(|bounds| happening.place.point.is_some_and(|point| bounds.has(point)))
    };
    let newest = record.newest.iter().filter(|(_, level)| least.is_none_or(|least| *level >= Some(least)));
    newest
        .filter_map(|(place, level)| Some((record.known.events.get(*place as usize)?, *level)))
        .filter(|(event, _)| is_asked(event))
        .collect()
}

/// Fills the page.
pub fn events(record: &Record<'_>, of: &AskedEvents, shown: &Shown) -> EventsPage {
    let all = asked(record, of);
    let here = all.iter().skip(of.page.saturating_mul(PAGE)).take(PAGE);
    let row = |(event, level): &(&Event, Option<Level>)| EventRow {
        when: span(record, event.happening.when),
        mark: level.map_or(Evidence::Refuted, Evidence::At).mark(),
        level: level.map_or_else(|| record.words.say("level-refuted"), |level| level_words(record.words, level)),
        what: what(record, &event.happening),
        zone: event.happening.place.zone.as_deref().map(|zone| record.zone_shown(zone).to_owned()).unwrap_or_default(),
        claimed_by: claimed_by(record, event),
        href: format!("/event{}", shown.query(&[("id", &event.id)])),
    };
    let link = |page: usize| {
        shown.here(|other| {
            other.others.retain(|(name, _)| name != "page");
            other.others.push(("page".to_owned(), page.to_string()));
        })
    };
    EventsPage {
        n: record.words.n("n-events", all.len()),
        rows: here.map(row).collect(),
        newer: of.page.checked_sub(1).map(link),
        older: (all.len() > of.page.saturating_add(1).saturating_mul(PAGE)).then(|| link(of.page + 1)),
        filters: filters(record, of),
        frame: Frame::new(record, shown),
    }
}

/// The filters with what there is to choose in this record.
pub(crate) fn filters(record: &Record<'_>, asked: &AskedEvents) -> Filters {
    let there = record.there;
    let own = record.agreement.parties.iter().chain(&record.agreement.non_signatories).map(|party| party.id.as_str());
    let own: Vec<&str> = own.filter(|party| there.authors.contains(*party)).collect();
    let others = there.authors.iter().map(String::as_str).filter(|author| !own.contains(author));
    let parties: Vec<&str> = own.iter().copied().chain(others).collect();
    let choice = |id: &str, words: String, chosen: &str| (id.to_owned(), words, id == chosen);
    Filters {
        types: there.kinds.iter().map(|id| choice(id, super::event::kind_shown(record, id), &asked.kind)).collect(),
        zones: there.zones.iter().map(|id| choice(id, record.zone_shown(id).to_owned(), &asked.zone)).collect(),
        parties: parties
            .into_iter()
            .map(|id| choice(id, party_shown(record.words, record.agreement, id), &asked.party))
            .collect(),
        levels: Level::ALL
            .into_iter()
            .map(|level| choice(level.to_text(), level_words(record.words, level), &asked.level))
            .collect(),
        from: asked.from.clone(),
        until: asked.until.clone(),
    }
}
