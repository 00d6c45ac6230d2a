//! An event: what is claimed, who says so, from which report and entry.

use askama::Template;
use assessments::Standings;
use events::{Event, Evidence};
use records::Happening;

use super::Frame;
use super::board::span;
use crate::known::{KnownOf, differences, standing_words};
use crate::words::party_shown;
use crate::{Record, Shown};

/// What the page of an event shows.
#[derive(Template)]
#[template(path = "event.html")]
pub struct EventPage {
    /// Head and foot.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// What is claimed, in a line.
    pub what: String,
    /// When.
    pub when: String,
    /// Where.
    pub place: String,
    /// Other kinds of act or authors that its reports name.
    pub claims: Vec<ClaimRow>,
    /// Where its reports differ: element, then values with who states them.
    pub differences: Vec<(&'static str, Vec<(String, String)>)>,
    /// Names and values.
    pub particulars: Vec<(String, String)>,
    /// Reports that tell of it.
    pub voices: Vec<VoiceRow>,
    /// Rules on which it bears, with links.
    pub bears_on: Vec<(String, String)>,
}

/// One claim, and how it stands.
pub struct ClaimRow {
    /// What is claimed, in a line.
    pub what: String,
    /// When.
    pub when: String,
    /// Where.
    pub place: String,
    /// How each element stands, a sentence each.
    pub standing: Vec<String>,
}

/// One report's voice.
pub struct VoiceRow {
    /// Who told us.
    pub source: String,
    /// End of the chain.
    pub origin: String,
    /// The party whose organ the origin is.
    pub interest: Option<String>,
    /// Text in our words.
    pub text: String,
    /// Where it stands.
    pub document: String,
    /// Grades and basis.
    pub grades: String,
    /// Position of the entry.
    pub entry: u64,
    /// Link to the entry.
    pub href: String,
}

/// Fills the page; `None` where there is no such event.
pub fn event(record: &Record<'_>, id: &str, shown: &Shown) -> Option<EventPage> {
    let id = record.event_named(id)?;
    let claims = record.claims(id);
    let event = claims.first()?;
    let happening = &event.happening;
    let standings = Standings::new(record.agreement, record.known, record.as_of);
    let claim = |event: &Event| ClaimRow {
        what: what(record, &event.happening),
        when: span(record, event.happening.when),
        place: place(record, &event.happening),
        standing: standing_words(record, &standings, event),
    };
    let mut bears_on: Vec<(String, String)> = record
        .assessments
        .iter()
        .filter(|assessment| assessment.because.iter().any(|cause| cause.event == id))
        .map(|a| {
            let query = shown.query(&[("rule", &a.rule), ("reading", &a.reading), ("party", &a.party)]);
            (format!("{} · {}", a.rule, party_shown(record.agreement, &a.party)), format!("/assessments{query}"))
        })
        .collect();
    bears_on.dedup();
    Some(EventPage {
        frame: Frame::new(record, shown),
        id: event.id.clone(),
        what: what(record, happening),
        when: format!("{} (precision: {})", span(record, happening.when), happening.when.precision().to_text()),
        place: place(record, happening),
        claims: claims.iter().map(claim).collect(),
        differences: differences(record, &KnownOf::new(record, claims)),
        particulars: particulars(record, happening),
        voices: voices(record, event, shown),
        bears_on,
    })
}

/// Words for a kind of act: the agreement's, else those of the base types.
pub(crate) fn kind_shown(record: &Record<'_>, kind: &str) -> String {
    match record.agreement.event_types.get(kind) {
        Some(own) => own.label.clone(),
        None => records::taxonomy::find(kind).map_or_else(|| kind.replace('_', " "), |base| base.label.to_owned()),
    }
}

/// `rocket fire, claimed by X`, in words.
pub(crate) fn what(record: &Record<'_>, happening: &Happening) -> String {
    let mut words = kind_shown(record, &happening.kind);
    if happening.quantity != rust_decimal::Decimal::ONE {
        let unit = happening.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        words = format!("{words}, {}{unit}", happening.quantity);
    }
    match &happening.by {
        Some(by) => words = format!("{words}, said to be by {}", party_shown(record.agreement, by)),
        None => words.push_str(", author not stated"),
    }
    if let Some(killed) = happening.killed {
        words = format!("{words}, {killed} said to be killed");
    }
    words
}

/// Who says so: the origins, with whose organs they are.
pub(crate) fn claimed_by(record: &Record<'_>, event: &Event) -> String {
    let Evidence::Told(voices) = &event.evidence else { return "(stated in the file)".to_owned() };
    let mut by_origin: Vec<_> = voices.iter().collect();
    by_origin.sort_by(|a, b| a.origin.cmp(&b.origin));
    by_origin.dedup_by(|a, b| a.origin == b.origin);
    let names: Vec<String> = by_origin
        .into_iter()
        .map(|voice| {
            let origin = record.source_name(&voice.origin);
            match &voice.interest {
                Some(party) => format!("{origin} (organ of {})", party_shown(record.agreement, party)),
                None => origin.to_owned(),
            }
        })
        .collect();
    names.join("; ")
}

fn place(record: &Record<'_>, happening: &Happening) -> String {
    let place = &happening.place;
    let zone_label = |zone: &String| record.agreement.zones.get(zone).map_or(zone, |zone| &zone.label).clone();
    let mut words: Vec<String> = place.zone.iter().map(zone_label).chain(place.name.clone()).collect();
    if let Some(point) = place.point {
        let precision = match place.precision.metres() {
            Some(metres) => format!("to {metres} m"),
            None => format!("precision {}", place.precision.code()),
        };
        words.push(format!("{:.5}, {:.5} ({precision})", point.lat(), point.lon()));
    }
    if words.is_empty() { "not stated".to_owned() } else { words.join(", ") }
}

fn particulars(record: &Record<'_>, happening: &Happening) -> Vec<(String, String)> {
    let mut list = vec![("type".to_owned(), happening.kind.clone())];
    let mut some = |name: &str, value: Option<String>| list.extend(value.map(|value| (name.to_owned(), value)));
    some("by, as claimed", happening.by.as_ref().map(|by| party_shown(record.agreement, by)));
    some("to", happening.to.as_ref().map(|to| party_shown(record.agreement, to)));
    some("item", happening.item.clone());
    some("quantity", Some(happening.quantity.to_string()));
    some("unit", happening.unit.clone());
    some("killed", happening.killed.map(|n| n.to_string()));
    some("injured", happening.injured.map(|n| n.to_string()));
    list.extend(happening.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    list
}

fn voices(record: &Record<'_>, event: &Event, shown: &Shown) -> Vec<VoiceRow> {
    let Evidence::Told(voices) = &event.evidence else { return Vec::new() };
    voices
        .iter()
        .map(|voice| {
            let report = record.reports.get(&voice.entry).map(|filed| &filed.report);
            let reliability = voice.reliability.map_or("not graded", |grade| grade.to_text());
            let credibility = voice.credibility.map_or("not graded".to_owned(), |grade| grade.grade().to_string());
            let basis = voice.basis.map_or("not stated", |basis| basis.to_text());
            VoiceRow {
                source: record.source_name(&voice.source).to_owned(),
                origin: record.source_name(&voice.origin).to_owned(),
                interest: voice.interest.as_ref().map(|party| party_shown(record.agreement, party)),
                text: report.and_then(|report| report.text.clone()).unwrap_or_default(),
                document: report.and_then(|report| report.document.clone()).unwrap_or_default(),
                grades: format!("source {reliability}, report {credibility}, basis {basis}"),
                entry: voice.entry,
                href: format!("/entry{}", shown.query(&[("position", &voice.entry.to_string())])),
            }
        })
        .collect()
}
