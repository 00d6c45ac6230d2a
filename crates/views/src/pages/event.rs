//! An event: what is claimed, who says so, from which report and entry.

use askama::Template;
use assessments::Standings;
use events::{Event, Evidence};
use records::{Happening, LinkAct, TieKind};

use super::Frame;
use super::board::span;
use crate::case::Done;
use crate::exports::event::Linked;
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
    /// What was done in the case on it, in order of time, with links.
    pub course: Vec<(Done, String)>,
    /// What the parties say.
    pub answers: Vec<String>,
    /// What is due.
    pub due: Vec<String>,
    /// Whether a party disputes it.
    pub is_disputed: bool,
    /// Why its reports are linked, and what people decided: a line each, with its entry's link.
    pub links: Vec<(String, Option<String>)>,
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
    /// Whose organ or proxy the origin is.
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
pub fn event(record: &Record<'_>, id: &str, linked: &Linked<'_>, shown: &Shown) -> Option<EventPage> {
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
    let case = crate::case::shown(record, claims);
    let entry = |position: u64| format!("/entry{}", shown.query(&[("position", &position.to_string())]));
    let course = case.course.into_iter().map(|done| {
        let href = entry(done.entry);
        (done, href)
    });
    Some(EventPage {
        course: course.collect(),
        answers: case.answers,
        due: case.due,
        is_disputed: case.is_disputed,
        links: links(linked, entry),
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

fn links(linked: &Linked<'_>, entry: impl Fn(u64) -> String) -> Vec<(String, Option<String>)> {
    let of_reports = linked.links.iter().filter(|link| !link.because.is_empty());
    let mut out: Vec<(String, Option<String>)> =
        of_reports.map(|link| (format!("{}: {}", link.report, link.because.join("; ")), None)).collect();
    out.extend(linked.decisions.iter().map(|(position, decision, reason)| {
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let act = match decision.act {
            LinkAct::Merge => "a person made events one",
            LinkAct::Split => "a person took an event apart",
            LinkAct::Move => "a person moved a report",
        };
        (format!("{act}{reason}"), Some(entry(*position)))
    }));
    out
}

/// Words for a kind of act: the agreement's, else those of the base types.
pub(crate) fn kind_shown(record: &Record<'_>, kind: &str) -> String {
    let words = record.event_shown(kind);
    if words == kind { kind.replace('_', " ") } else { words.to_owned() }
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
            match tied_to(record, voice) {
                Some(tied) => format!("{origin} ({tied})"),
                None => origin.to_owned(),
            }
        })
        .collect();
    names.join("; ")
}

/// `organ of X, proxy of Y`, in the agreement's order; `None` where the origin is nobody's.
fn tied_to(record: &Record<'_>, voice: &events::Voice) -> Option<String> {
    let order = |id: &String| {
        let all = record.agreement.parties.iter().chain(&record.agreement.non_signatories);
        all.map(|party| &party.id).position(|known| known == id).unwrap_or(usize::MAX)
    };
    let mut parties: Vec<&String> = voice.interests.iter().collect();
    parties.sort_by_key(|id| order(id));
    let tied = |party: &String| {
        let ties = record.cards.ties.get(&voice.origin).into_iter().flatten();
        let is_proxy = ties.filter(|tie| tie.of == *party).all(|tie| tie.kind == TieKind::Proxy)
            && record.cards.sources.get(&voice.origin).and_then(|card| card.organ_of.as_ref()) != Some(party);
        format!("{} of {}", if is_proxy { "proxy" } else { "organ" }, party_shown(record.agreement, party))
    };
    let words: Vec<String> = parties.into_iter().map(tied).collect();
    (!words.is_empty()).then(|| words.join(", "))
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
                interest: tied_to(record, voice),
                text: report.and_then(|report| report.text.clone()).unwrap_or_default(),
                document: report.and_then(|report| report.document.clone()).unwrap_or_default(),
                grades: format!("source {reliability}, report {credibility}, basis {basis}"),
                entry: voice.entry,
                href: format!("/entry{}", shown.query(&[("position", &voice.entry.to_string())])),
            }
        })
        .collect()
}
