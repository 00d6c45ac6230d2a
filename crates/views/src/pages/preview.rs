//! Within and outside, side by side: what would leave of each event, what stays, and where a status outside is another one.

use std::collections::BTreeMap;

use askama::Template;
use assessments::Assessment;

use super::Frame;
use super::board::span;
use super::event::kind_shown;
use crate::case::name;
use crate::words::{level_words, outcome_shown, party_shown};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "preview.html")]
pub struct PreviewPage {
    /// Head and foot.
    pub frame: Frame,
    /// How much does not leave.
    pub lead: String,
    /// Statuses that are others outside.
    pub statuses: Vec<StatusRow>,
    /// Types of which events stay: words and how many.
    pub staying: Vec<(String, String)>,
    /// The latest events, within and outside.
    pub events: Vec<EventRow>,
}

/// A status that is another one outside.
pub struct StatusRow {
    /// Rule, party and level.
    pub of: String,
    /// Within.
    pub within: String,
    /// Outside.
    pub outside: String,
}

/// An event within and outside.
pub struct EventRow {
    /// Elements: the name of each, what is within, what goes out.
    pub elements: Vec<(String, String, String)>,
    /// Whether nothing of it goes out.
    pub stays: bool,
}

/// So many statuses and events are shown.
const STATUSES: usize = 100;
const EVENTS: usize = 30;

/// Fills the page. `outside` is the record of what leaves; `named` gives the name that an event has there.
pub fn preview(
    within: &Record<'_>,
    outside: &Record<'_>,
    named: impl Fn(&str) -> String,
    shown: &Shown,
) -> PreviewPage {
    let words = within.words;
    let mut staying: BTreeMap<String, usize> = BTreeMap::new();
    let mut events = Vec::new();
    for (place, _) in within.newest {
        let Some(event) = within.known.events.get(*place as usize) else { continue };
        let public = named(&event.id);
        let leaves = outside.known.claims(&public).first();
        if leaves.is_none() {
            *staying.entry(kind_shown(within, &event.happening.kind)).or_default() += 1;
        }
        if events.len() < EVENTS {
            events.push(event_row(within, event, leaves.map(|event| (outside, event))));
        }
    }
    let staying = staying.into_iter().map(|(kind, n)| (kind, words.number(n))).collect();
    PreviewPage {
        lead: Frame::new(outside, shown).outside.unwrap_or_default(),
        statuses: statuses(within, outside, &named),
        staying,
        events,
        frame: Frame::new(within, shown),
    }
}

fn statuses(within: &Record<'_>, outside: &Record<'_>, named: &dyn Fn(&str) -> String) -> Vec<StatusRow> {
    let words = within.words;
    let key =
        |one: &Assessment| (one.rule.clone(), one.reading.clone(), one.party.clone(), one.instance.clone(), one.level);
    let out: BTreeMap<_, &Assessment> = outside.assessments.iter().map(|one| (key(one), one)).collect();
    // An instance that an event sets has the event's name, which is another one outside.
    let other = |one: &Assessment| {
        let (rule, reading, party, instance, level) = key(one);
        let outside = named(&instance);
        out.get(&key(one)).or_else(|| out.get(&(rule, reading, party, outside, level))).copied()
    };
    let differs =
        |one: &&Assessment| other(one).is_none_or(|other| (other.status, other.reason) != (one.status, one.reason));
    let row = |one: &Assessment| StatusRow {
        of: [one.rule.clone(), party_shown(words, within.agreement, &one.party), level_words(words, one.level)]
            .join(" · "),
        within: outcome_shown(within, one),
        outside: other(one).map_or_else(|| words.say("no-such-instance"), |other| outcome_shown(outside, other)),
    };
    within.assessments.iter().filter(differs).take(STATUSES).map(row).collect()
}

fn event_row(within: &Record<'_>, event: &events::Event, leaves: Option<(&Record<'_>, &events::Event)>) -> EventRow {
    let words = within.words;
    let place = |record: &Record<'_>, event: &events::Event| {
        let place = &event.happening.place;
        let zone = place.zone.as_deref().map(|zone| record.zone_shown(zone).to_owned());
        let point = place.point.map(|point| format!("{:.5}, {:.5}", point.lat(), point.lon()));
        [place.name.clone(), zone, point].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let by = |record: &Record<'_>, event: &events::Event| {
        event.happening.by.as_deref().map_or_else(|| words.say("party-unknown"), |by| name(record, by))
    };
    let told = |record: &Record<'_>, event: &events::Event| {
        let happening = &event.happening;
        [
            event.id.clone(),
            kind_shown(record, &happening.kind),
            span(record, happening.when),
            place(record, event),
            by(record, event),
            happening.killed.map(|n| words.number(n)).unwrap_or_default(),
        ]
    };
    let own = told(within, event);
    let out = leaves.map(|(record, event)| told(record, event));
    let names = ["doc-name", "doc-type", "column-when", "doc-where", "doc-laid-to", "doc-killed-column"];
    let elements = names.iter().zip(own).enumerate().map(|(place, (id, own))| {
        let out = out.as_ref().and_then(|out| out.get(place)).cloned().unwrap_or_default();
        (words.say(id), own, out)
    });
    EventRow {
        elements: elements.filter(|(_, own, out)| !own.is_empty() || !out.is_empty()).collect(),
        stays: out.is_none(),
    }
}
