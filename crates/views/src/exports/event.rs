//! Events as JSON: the objects of `docs/formats/links.md`.

use std::collections::{BTreeMap, BTreeSet};

use assessments::{Answered, DueState, DueStep, Stand, Standings};
use events::linking::{Doubt, Link};
use events::{Event, Evidence};
use records::{Answer, Element, Happening, LinkDecision, Verdict};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::json::number;
use crate::Record;
use crate::case::state_word;
use crate::known::{KnownOf, Numbers, why};

/// One event in a list.
pub fn summary(
    record: &Record<'_>,
    (standings, disputed): (&Standings<'_>, &BTreeSet<&str>),
    claims: &[Event],
) -> Map<String, Value> {
    let reports = claims.first().map_or(0, |event| match &event.evidence {
        Evidence::Told(voices) => voices.len(),
        Evidence::Stated { .. } => 0,
    });
    object([
        ("event", json!(claims.first().map(|event| &event.id))),
        ("reports", json!(reports)),
        ("disputed", json!(claims.first().is_some_and(|event| disputed.contains(event.id.as_str())))),
        ("claims", claims.iter().map(|event| claim(record, standings, event)).collect()),
    ])
}

/// What is asked of an event besides what the record says.
pub struct Linked<'a> {
    /// Links of its reports.
    pub links: Vec<Link<'a>>,
    /// Decisions on any of them: entry, decision, reason.
    pub decisions: Vec<(u64, &'a LinkDecision, Option<&'a str>)>,
    /// What belongs to its reports, by their names `source/id`.
    pub beside: BTreeMap<String, Beside>,
    /// Whether the words and particulars of its reports are shown, too: inside the mission alone.
    pub with_words: bool,
}

/// What belongs to a report besides what it tells.
#[derive(Default)]
pub struct Beside {
    /// How far it has been looked at.
    pub triage: Option<&'static str>,
    /// Its files.
    pub files: Vec<FileBeside>,
}

/// A file that belongs to a report.
pub struct FileBeside {
    /// The ledger entry that names it.
    pub entry: u64,
    /// The digest by which it is kept.
    pub digest: String,
    /// What is in it.
    pub media_type: String,
    /// The compartment to which it is sealed.
    pub compartment: Option<String>,
}

/// One event with all that is known of it.
pub fn whole(
    record: &Record<'_>,
    standings: &Standings<'_>,
    claims: &[Event],
    linked: &Linked<'_>,
) -> Map<String, Value> {
    let known = KnownOf::new(record, claims);
    let disputed = assessments::disputes(record.known, record.as_of);
    let mut out = summary(record, (standings, &disputed), claims);
    let id = claims.first().map_or("", |event| event.id.as_str());
    out.insert("reports".to_owned(), reports(&known, linked));
    out.insert("known".to_owned(), Value::Object(of_known(&known)));
    let case = assessments::case(record.agreement, record.known, claims, record.as_of);
    let words = |entry: u64| record.reports.get(&entry).and_then(|filed| filed.report.text.as_deref());
    let findings = case.findings.iter().map(|finding| {
        let verdict = |verdict: &Option<Verdict>| json!(verdict.map(Verdict::to_text));
        json!({
            "entry": finding.entry, "by": finding.what.by, "at": finding.what.when.start().to_string(),
            "fact": verdict(&finding.what.fact), "author": verdict(&finding.what.author),
            "quantity": verdict(&finding.what.quantity),
            "breach": finding.what.breach.as_ref().map(|(name, verdict)| json!({ "of": name, "verdict": verdict.to_text() })),
            "quality": finding.what.qualifier.as_ref().map(|(name, verdict)| json!({ "name": name, "verdict": verdict.to_text() })),
            "standard": finding.what.standard, "standard_fact": finding.what.standards.fact,
            "standard_author": finding.what.standards.author, "standard_breach": finding.what.standards.breach,
            "report": finding.id, "revises": finding.what.revises, "stands": case.stands(finding),
            "because": words(finding.entry),
        })
    });
    out.insert("findings".to_owned(), findings.collect());
    let responses = record.known.responses.iter().filter(|response| response.what.event == id).map(|response| {
        let (answer, ground) = answered(&response.what.answer);
        json!({
            "entry": response.entry, "by": response.what.by, "at": response.what.when.start().to_string(),
            "element": Element::to_text(response.what.element), "answer": answer, "ground": ground,
            "report": response.id, "text": words(response.entry),
        })
    });
    out.insert("responses".to_owned(), responses.collect());
    let steps = case.steps.iter().map(|step| {
        json!({
            "report": step.id, "entry": step.entry, "stage": step.what.stage.to_text(), "by": step.what.by,
            "to": step.what.to, "on": step.what.on, "at": step.what.when.start().to_string(),
            "due": step.what.due.map(|due| due.to_string()), "text": words(step.entry),
        })
    });
    out.insert("steps".to_owned(), steps.collect());
    let refused = case.refused.iter().map(|denial| {
        json!({
            "report": denial.id, "entry": denial.entry, "source": denial.source, "by": denial.what.by,
            "means": denial.what.means, "at": denial.what.when.start().to_string(),
        })
    });
    out.insert("access_refused".to_owned(), refused.collect());
    out.insert(
        "answers".to_owned(),
        case.answers.iter().map(|one| stand_of(one, case.silent_since(&one.party))).collect(),
    );
    out.insert("due".to_owned(), case.due.iter().map(due).collect());
    let decisions = linked.decisions.iter().map(|(entry, decision, reason)| {
        json!({
            "entry": entry, "act": decision.act.to_text(), "together": decision.together, "apart": decision.apart[0],
            "from": decision.apart[1], "because": reason,
        })
    });
    out.insert("decisions".to_owned(), decisions.collect());
    out
}

/// How a party stands on an element.
fn stand_of(one: &Answered<'_>, silent_since: Option<jiff::Timestamp>) -> Value {
    let last = one.responses.last().map(|noted| answered(&noted.what.answer));
    json!({
        "party": one.party, "element": one.element.to_text(), "answer": last.map(|(answer, _)| answer),
        "ground": last.and_then(|(_, ground)| ground),
        "disputed_since": one.disputed_since().map(|at| at.to_string()),
        "no_response_by": silent_since.filter(|_| last.is_none()).map(|at| at.to_string()),
    })
}

fn due(due: &DueStep) -> Value {
    let at = match due.state {
        DueState::Done(at) | DueState::Late(at) | DueState::Claimed(at) => Some(at.to_string()),
        _ => None,
    };
    json!({
        "stage": due.stage.to_text(), "of": due.of, "after": due.after.map(records::Stage::to_text),
        "set_by": due.set_by, "due": due.due.map(|at| at.to_string()), "state": state_word(&due.state), "at": at,
    })
}

/// A page of events as one JSON document: those after an id, so many at most, and after which id the next page begins.
pub fn page(record: &Record<'_>, after: &str, n_asked: usize) -> String {
    let standings = Standings::new(record.agreement, record.known, record.as_of);
    let disputed = assessments::disputes(record.known, record.as_of);
    let in_sight = |claims: &&[Event]| claims.iter().any(|event| event.happening.when.start() <= record.as_of);
    let mut claims = record.known.events.chunk_by(|a, b| a.id == b.id).filter(in_sight);
    let mut page = claims.by_ref().skip_while(|claims| claims[0].id.as_str() <= after && !after.is_empty());
    let events: Vec<&[Event]> = page.by_ref().take(n_asked).collect();
    let next = page.next().and(events.last()).map(|claims| claims[0].id.as_str());
    let events: Vec<Value> =
        events.iter().map(|claims| Value::Object(summary(record, (&standings, &disputed), claims))).collect();
    json!({ "as_of": record.as_of.to_string(), "ledger_size": record.size, "events": events, "next": next }).to_string()
}

/// One event as a JSON document.
pub fn document(record: &Record<'_>, claims: &[Event], linked: &Linked<'_>) -> String {
    let standings = Standings::new(record.agreement, record.known, record.as_of);
    let mut event = whole(record, &standings, claims, linked);
    event.insert("as_of".to_owned(), json!(record.as_of.to_string()));
    event.insert("ledger_size".to_owned(), json!(record.size));
    Value::Object(event).to_string()
}

/// A pair that a person should look at.
pub fn doubt(doubt: &Doubt) -> Map<String, Value> {
    object([
        ("report", json!(doubt.report)),
        ("other", json!(doubt.other)),
        ("score", json!(share(doubt.share))),
        ("together", json!(doubt.is_together)),
        ("because", json!(doubt.because)),
    ])
}

/// A share of 65536 as a decimal of three places.
pub fn share(share: u32) -> f64 {
    let thousandths = (u64::from(share) * 1_000 + 32_768) / 65_536;
    f64::from(u32::try_from(thousandths).unwrap_or(0)) / 1_000.0
}

pub(crate) fn answered(answer: &Answer) -> (&'static str, Option<&str>) {
    match answer {
        Answer::Accepts => ("accepts", None),
        Answer::Denies => ("denies", None),
        Answer::Justifies(ground) => ("justifies", Some(ground)),
    }
}

fn claim(record: &Record<'_>, standings: &Standings<'_>, event: &Event) -> Value {
    let happening = &event.happening;
    let mut out = told(happening);
    let standing = standings.of(event);
    let stand = |stand: &Stand| json!({ "level": stand.level.to_text(), "because": why(record, stand) });
    let levels = standing.map_or(json!("refuted"), |standing| {
        json!({
            "fact": stand(&standing.fact),
            "author": standing.author.as_ref().map(|(_, of_author)| stand(of_author)),
            "quantity": standing.quantity.as_ref().map(stand),
        })
    });
    out.insert("levels".to_owned(), levels);
    Value::Object(out)
}

/// What is claimed, by the names of the reports format.
fn told(happening: &Happening) -> Map<String, Value> {
    let place = &happening.place;
    let degrees = |degrees: fn(records::Point) -> f64| place.point.map_or(Value::Null, |point| json!(degrees(point)));
    object([
        ("type", json!(happening.kind)),
        ("start", json!(happening.when.start().to_string())),
        ("end", json!(happening.when.end().to_string())),
        ("date_precision", json!(happening.when.precision().to_text())),
        ("zone", json!(place.zone)),
        ("place", json!(place.name)),
        ("lon", degrees(records::Point::lon)),
        ("lat", degrees(records::Point::lat)),
        ("place_precision", place.point.map_or(Value::Null, |_| precision(place.precision))),
        ("by", json!(happening.by)),
        ("to", json!(happening.to)),
        ("item", json!(happening.item)),
        ("quantity", number(happening.quantity)),
        ("unit", json!(happening.unit)),
        ("killed", json!(happening.killed)),
        ("injured", json!(happening.injured)),
    ])
}

fn precision(precision: records::PlacePrecision) -> Value {
    precision.metres().map_or_else(|| json!(precision.code()), |metres| json!(format!("{metres}m")))
}

fn reports(known: &KnownOf<'_>, linked: &Linked<'_>) -> Value {
    let report = |(entry, report, happening): &(u64, &records::Report, &Happening)| {
        let id = format!("{}/{}", report.source, report.id);
        let link = linked.links.iter().find(|link| link.report == id);
        let mut out = object([
            ("report", json!(id)),
            ("entry", json!(entry)),
            ("source", json!(report.source)),
            ("origin", json!(report.origin)),
            ("basis", json!(report.basis.map(records::Basis::to_text))),
            ("reported_at", json!(report.reported_at.map(|at| at.to_string()))),
            ("score", json!(link.and_then(|link| link.score).map(share))),
            ("because", json!(link.map_or(&[][..], |link| &link.because))),
            ("triage", json!(linked.beside.get(&id).and_then(|beside| beside.triage))),
            ("files", linked.beside.get(&id).map_or_else(|| json!([]), files)),
        ]);
        out.append(&mut told(happening));
        if linked.with_words {
            out.insert("text".to_owned(), json!(report.text));
            out.insert("language".to_owned(), json!(report.language));
            out.insert("document".to_owned(), json!(report.document));
            out.insert("credibility".to_owned(), json!(report.credibility.map(records::Credibility::grade)));
            out.insert("observer".to_owned(), report.observer.as_ref().map_or(Value::Null, observer));
            out.insert("particulars".to_owned(), json!(happening.fields));
        }
        Value::Object(out)
    };
    known.reports.iter().map(report).collect()
}

fn observer(observer: &records::Observer) -> Value {
    json!({
        "lon": observer.at.map(records::Point::lon), "lat": observer.at.map(records::Point::lat), "bearing": observer.bearing,
        "distance_m": observer.distance_m, "detonations": observer.detonations,
    })
}

fn files(beside: &Beside) -> Value {
    let file = |file: &FileBeside| {
        json!({
            "entry": file.entry, "digest": file.digest, "media_type": file.media_type, "compartment": file.compartment,
        })
    };
    beside.files.iter().map(file).collect()
}

fn of_known(known: &KnownOf<'_>) -> Map<String, Value> {
    let said = |said: std::collections::BTreeMap<&str, Vec<&str>>| -> Value {
        said.into_iter().map(|(value, sources)| json!({ "value": value, "sources": sources })).collect()
    };
    let span =
        |span: (jiff::Timestamp, jiff::Timestamp)| json!({ "from": span.0.to_string(), "until": span.1.to_string() });
    let times = known.times();
    let numbers = |numbers: Option<Numbers>| {
        numbers.map_or(
            Value::Null,
            |one| json!({ "best": number(one.best), "low": number(one.low), "high": number(one.high) }),
        )
    };
    let whole =
        |of: fn(&Happening) -> Option<u64>| numbers(known.numbers(|happening| of(happening).map(Decimal::from)));
    object([
        ("time", times.map_or(Value::Null, |(whole, _)| span(whole))),
        ("time_agreed", times.and_then(|(_, common)| common).map_or(Value::Null, span)),
        ("type", said(known.said(|happening| Some(happening.kind.as_str())))),
        ("place", said(known.said(|happening| happening.place.name.as_deref().or(happening.place.zone.as_deref())))),
        ("by", said(known.said(|happening| happening.by.as_deref()))),
        ("to", said(known.said(|happening| happening.to.as_deref()))),
        ("killed", whole(|happening| happening.killed)),
        ("injured", whole(|happening| happening.injured)),
        ("quantity", numbers(known.numbers(|happening| Some(happening.quantity)))),
    ])
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
