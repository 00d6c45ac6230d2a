//! An event: what is claimed, who says so, from which report and entry.

use askama::Template;
use assessments::Standings;
use events::{Event, Evidence};
use records::{Happening, LinkAct, TieKind, Verdict};

use super::Frame;
use super::board::span;
use crate::case::Done;
use crate::exports::event::Linked;
use crate::known::{KnownOf, differences, standing_words};
use crate::messages::{Put, base_type};
use crate::words::{basis_words, id_of, party_shown};
use crate::{Record, Shown, Sight};

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
    pub differences: Vec<(String, Vec<(String, String)>)>,
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
    /// What the reader may do.
    pub may: May,
    /// Bodies that may find: id and name.
    pub bodies: Vec<(String, String)>,
    /// What a finding may say something of: field and words.
    pub elements: Vec<(&'static str, String)>,
    /// What it may say: word and words.
    pub verdicts: Vec<(&'static str, String)>,
    /// Rules on which it bears: id and words.
    pub rules: Vec<(String, String)>,
    /// Standards of proof: word and words.
    pub standards: Vec<(&'static str, String)>,
    /// The page's own address.
    pub back: String,
    /// What became of what was asked.
    pub said: Vec<String>,
    /// What the reader may see.
    pub sight: Sight,
    /// How many tell of it, for those who may not see who.
    pub n_voices: String,
    /// Reports that tell of it.
    pub voices: Vec<VoiceRow>,
    /// Rules on which it bears, with links.
    pub bears_on: Vec<(String, String)>,
}

/// What somebody may do with an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Say which reports tell of it.
    pub link: bool,
    /// Record a finding.
    pub find: bool,
    /// Answer for a party: its id and name.
    pub respond: Option<(String, String)>,
}

/// One claim, and how it stands.
pub struct ClaimRow {
    /// What is claimed, in a line.
    pub what: String,
    /// When.
    pub when: String,
    /// Where.
    pub place: String,
    /// How each element stands: the mark of its level and a sentence.
    pub standing: Vec<(String, String)>,
}

/// One report's voice.
pub struct VoiceRow {
    /// The report's name.
    pub report: String,
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
pub fn event(
    record: &Record<'_>,
    id: &str,
    linked: &Linked<'_>,
    (may, said): (May, Vec<String>),
    shown: &Shown,
) -> Option<EventPage> {
    let (id, sight) = (record.event_named(id)?, record.sight);
    let claims = record.claims(id);
    let event = claims.first().filter(|event| event.happening.when.start() <= record.as_of)?;
    let happening = &event.happening;
    let standings = Standings::new(record.agreement, record.known, record.as_of);
    let claim = |event: &Event| ClaimRow {
        what: what(record, &event.happening),
        when: span(record, event.happening.when),
        place: place(record, &event.happening),
        standing: standing_words(record, &standings, event)
            .into_iter()
            .map(|(known, words)| (known.mark(), words))
            .collect(),
    };
    let mut bears_on: Vec<(String, String)> = record
        .assessments
        .iter()
        .filter(|assessment| assessment.because.iter().any(|cause| cause.event == id))
        .map(|a| {
            let query = shown.query(&[("rule", &a.rule), ("reading", &a.reading), ("party", &a.party)]);
            (
                format!("{} · {}", a.rule, party_shown(record.words, record.agreement, &a.party)),
                format!("/assessments{query}"),
            )
        })
        .collect();
    bears_on.dedup();
    let case = crate::case::shown(record, claims);
    let entry = |position: u64| format!("/entry{}", shown.query(&[("position", &position.to_string())]));
    let course = case.course.into_iter().map(|done| {
        let href = entry(done.entry);
        (done, href)
    });
    let words = record.words;
    let verdicts = [Verdict::Established, Verdict::NotEstablished, Verdict::Refuted];
    let elements =
        [("fact", "answer-fact"), ("author", "who-did-it"), ("quantity", "answer-number"), ("breach", "a-breach")];
    let mut rules: Vec<(String, String)> = bears_on_rules(record, id);
    rules.dedup();
    Some(EventPage {
        bodies: record.agreement.bodies.iter().map(|body| (body.id.clone(), body.name.clone())).collect(),
        elements: elements.map(|(field, id)| (field, words.say(id))).into(),
        verdicts: verdicts.map(|verdict| (verdict.to_text(), words.say(&id_of("verdict", verdict.to_text())))).into(),
        standards: records::STANDARDS_OF_PROOF
            .iter()
            .map(|standard| (*standard, crate::case::standard_words(words, standard)))
            .collect(),
        rules,
        back: format!("/event{}", shown.query(&[("id", id)])),
        may,
        said,
        course: course.collect(),
        answers: case.answers,
        due: case.due,
        is_disputed: case.is_disputed,
        links: links(record, linked, entry),
        frame: Frame::new(record, shown),
        id: event.id.clone(),
        what: what(record, happening),
        when: when_and_precision(record, happening),
        place: place(record, happening),
        sight,
        n_voices: n_voices(record, event),
        claims: claims.iter().map(claim).collect(),
        differences: differences(record, &KnownOf::new(record, claims)),
        particulars: particulars(record, happening),
        voices: voices(record, event, shown),
        bears_on,
    })
}

/// Rules on which an event bears, once each.
fn bears_on_rules(record: &Record<'_>, id: &str) -> Vec<(String, String)> {
    let bearing = record.assessments.iter().filter(|one| one.because.iter().any(|cause| cause.event == id));
    let rules: std::collections::BTreeSet<&str> = bearing.map(|one| one.rule.as_str()).collect();
    let title = |id: &str| record.rule(id).map(|(_, rule)| format!("{} {}", rule.id, rule.title)).unwrap_or_default();
    rules.into_iter().map(|id| (id.to_owned(), title(id))).collect()
}

fn links(record: &Record<'_>, linked: &Linked<'_>, entry: impl Fn(u64) -> String) -> Vec<(String, Option<String>)> {
    let of_reports = linked.links.iter().filter(|link| !link.because.is_empty());
    let mut out: Vec<(String, Option<String>)> =
        of_reports.map(|link| (format!("{}: {}", link.report, link.because.join("; ")), None)).collect();
    out.extend(linked.decisions.iter().map(|(position, decision, reason)| {
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let act = record.words.say(match decision.act {
            LinkAct::Merge => "decision-merge",
            LinkAct::Split => "decision-split",
            LinkAct::Move => "decision-move",
        });
        (format!("{act}{reason}"), Some(entry(*position)))
    }));
    out
}

/// Words for a kind of act: the agreement's, else those of the base types.
pub(crate) fn kind_shown(record: &Record<'_>, kind: &str) -> String {
    let words = record.event_shown(kind);
    let base = records::taxonomy::find(kind).map(|base| base.label);
    if base == Some(words)
        && let Some(said) = base_type(record.words.language(), kind)
    {
        return said.to_owned();
    }
    if words == kind { kind.replace('_', " ") } else { words.to_owned() }
}

/// `rocket fire, claimed by X`, in words.
pub(crate) fn what(record: &Record<'_>, happening: &Happening) -> String {
    let mut words = kind_shown(record, &happening.kind);
    if happening.quantity != rust_decimal::Decimal::ONE {
        let unit = happening.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let number = format!("{}{unit}", record.words.number(happening.quantity));
        words = record.words.with("what-number", &[("what", Put::from(&words)), ("number", Put::from(&number))]);
    }
    words = match &happening.by {
        Some(by) => {
            let by = party_shown(record.words, record.agreement, by);
            record.words.with("what-by", &[("what", Put::from(&words)), ("by", Put::from(&by))])
        }
        None => record.words.of_it("what-by-nobody", &words),
    };
    if let Some(killed) = happening.killed {
        words = record.words.with("what-killed", &[("what", Put::from(&words)), ("n", killed.into())]);
    }
    words
}

/// Who says so: the origins, with whose organs they are.
pub(crate) fn claimed_by(record: &Record<'_>, event: &Event) -> String {
    if !record.sight.sources {
        return n_voices(record, event);
    }
    let Evidence::Told(voices) = &event.evidence else {
        return if record.withheld.is_some() { String::new() } else { record.words.say("stated-in-file") };
    };
    let mut by_origin: Vec<_> = voices.iter().collect();
    by_origin.sort_by(|a, b| a.origin.cmp(&b.origin));
    by_origin.dedup_by(|a, b| a.origin == b.origin);
    let names: Vec<String> = by_origin
        .into_iter()
        .map(|voice| {
            let origin = record.source_name(&voice.origin);
            match tied_to(record, voice) {
                Some(tied) => record.words.with("name-and-tie", &[("name", origin.into()), ("tie", Put::from(&tied))]),
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
        record
            .words
            .of_it(if is_proxy { "proxy-of" } else { "organ-of" }, party_shown(record.words, record.agreement, party))
    };
    let words: Vec<String> = parties.into_iter().map(tied).collect();
    (!words.is_empty()).then(|| record.words.list(&words))
}

/// How many reports tell of it, from how many origins.
fn n_voices(record: &Record<'_>, event: &Event) -> String {
    let Evidence::Told(voices) = &event.evidence else { return record.words.say("stated-in-file") };
    let origins: std::collections::BTreeSet<&str> = voices.iter().map(|voice| voice.origin.as_str()).collect();
    record.words.with("n-voices", &[("n", voices.len().into()), ("origins", origins.len().into())])
}

/// Where it was, as precisely as somebody may see it: without a right to places only in which zone.
fn place(record: &Record<'_>, happening: &Happening) -> String {
    let sight = record.sight;
    let place = &happening.place;
    let zone_label = |zone: &String| record.agreement.zones.get(zone).map_or(zone, |zone| &zone.label).clone();
    let name = place.name.clone().filter(|_| sight.places);
    let mut words: Vec<String> = place.zone.iter().map(zone_label).chain(name).collect();
    if let Some(point) = place.point.filter(|_| sight.places) {
        let precision = match place.precision.metres() {
            Some(metres) => record.words.of_it("precision-metres", record.words.number(metres)),
            None => record.words.of_it("precision-code", record.words.number(place.precision.code())),
        };
        words.push(format!("{:.5}, {:.5} ({precision})", point.lat(), point.lon()));
    }
    if words.is_empty() { record.words.say("not-stated") } else { record.words.list(&words) }
}

fn when_and_precision(record: &Record<'_>, happening: &Happening) -> String {
    let precision = record.words.say(&id_of("precision", happening.when.precision().to_text()));
    let when = span(record, happening.when);
    record.words.with("when-and-precision", &[("when", Put::from(&when)), ("precision", Put::from(&precision))])
}

pub(crate) fn particulars(record: &Record<'_>, happening: &Happening) -> Vec<(String, String)> {
    let words = record.words;
    let mut list = vec![(words.say("element-type"), kind_shown(record, &happening.kind))];
    let mut some = |id: &str, value: Option<String>| list.extend(value.map(|value| (words.say(id), value)));
    let actor = |id: &String| party_shown(words, record.agreement, id);
    some("particular-by", happening.by.as_ref().map(actor));
    some("particular-to", happening.to.as_ref().map(actor));
    some("particular-item", happening.item.clone());
    some("particular-quantity", Some(words.number(happening.quantity)));
    some("particular-unit", happening.unit.clone());
    some("element-killed", happening.killed.map(|n| words.number(n)));
    some("element-injured", happening.injured.map(|n| words.number(n)));
    let fields = happening.fields.iter().filter(|_| record.sight.words);
    list.extend(fields.map(|(name, value)| (name.clone(), value.clone())));
    list
}

fn voices(record: &Record<'_>, event: &Event, shown: &Shown) -> Vec<VoiceRow> {
    let Evidence::Told(voices) = &event.evidence else { return Vec::new() };
    voices
        .iter()
        .map(|voice| {
            let report = record.reports.get(&voice.entry).map(|filed| &filed.report);
            let words = record.words;
            let reliability =
                voice.reliability.map_or_else(|| words.say("not-graded"), |grade| grade.to_text().to_owned());
            let credibility =
                voice.credibility.map_or_else(|| words.say("not-graded"), |grade| words.number(grade.grade()));
            let basis = voice.basis.map_or_else(|| words.say("not-stated"), |basis| basis_words(words, basis));
            VoiceRow {
                report: voice.report.clone(),
                source: record.source_name(&voice.source).to_owned(),
                origin: record.source_name(&voice.origin).to_owned(),
                interest: tied_to(record, voice),
                text: report.and_then(|report| report.text.clone()).unwrap_or_default(),
                document: report.and_then(|report| report.document.clone()).unwrap_or_default(),
                grades: words.with(
                    "grades",
                    &[
                        ("source", Put::from(&reliability)),
                        ("report", Put::from(&credibility)),
                        ("basis", Put::from(&basis)),
                    ],
                ),
                entry: voice.entry,
                href: format!("/entry{}", shown.query(&[("position", &voice.entry.to_string())])),
            }
        })
        .collect()
}
