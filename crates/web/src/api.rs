//! What programs of the mission's own do with it: the inbox, steps with reports, reports. Described in `openapi.json`.
//!
//! Who asks shows a token; what it may is said by the roles of its holder in the record. Problems are told as JSON (RFC 9457).

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query as Extract, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use jiff::Timestamp;
use monitor::{AskedInbox, AskedStep, Heard, InInbox, Input, Monitor, Stand, StepDone, TriageStep};
use serde_json::{Map, Value, json};
use views::Shown;

use crate::errors::Problem;
use crate::gate::Caller;
use crate::query::Query;
use crate::site::Site;

/// Who holds a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// A member of the mission.
    pub name: String,
    /// The one source whose reports it gives; none: any.
    pub source: Option<String>,
}

/// Finds the holder of a token; none where nobody has it, or it was ended.
pub type Holders = std::sync::Arc<dyn Fn(&str) -> Option<Holder> + Send + Sync>;

/// So many reports or steps in one request.
const ITEMS_MAX: usize = 1_000;
/// So many reports of the inbox in one answer, if nothing else is asked; and at most.
const INBOX: u64 = 100;

/// Why something is not done.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    detail: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Refusal {
        Refusal { status, detail: detail.into() }
    }

    fn bad(detail: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, detail)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        let (status, _, detail) = problem.parts();
        Refusal { status, detail }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let body =
            json!({ "type": "about:blank", "title": title, "status": self.status.as_u16(), "detail": self.detail });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"truce\""));
        }
        response
    }
}

fn document(text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Runs on the monitor, once it knows what others appended.
async fn on_monitor<T: Send + 'static>(
    site: &Site,
    run: impl FnOnce(&mut Monitor) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = site.with_monitor(move |monitor| {
        monitor.catch_up()?;
        Ok(run(monitor))
    });
    done.await?
}

type Values = Result<Extract<Vec<(String, String)>>, QueryRejection>;
type Given = Result<Bytes, BytesRejection>;
/// The largest whole number that every JSON reader keeps.
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// The values of an address that has no others than these.
fn only(values: Values, known: &[&str]) -> Result<Query, Refusal> {
    let values = values.map_err(|rejection| Refusal::bad(rejection.body_text()))?;
    let mut all = BTreeMap::new();
    for (name, value) in values.0 {
        if !known.contains(&name.as_str()) {
            return Err(Refusal::bad(format!("{name} is none of {}.", known.join(", "))));
        }
        if all.insert(name.clone(), value).is_some() {
            return Err(Refusal::bad(format!("{name} is given twice.")));
        }
    }
    Ok(Query(all))
}

/// A whole number within bounds, where it is there.
fn number(query: &Query, name: &str, (least, most): (u64, u64)) -> Result<Option<u64>, Refusal> {
    if !query.0.contains_key(name) {
        return Ok(None);
    }
    match query.number(name)? {
        Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
        _ => Err(Refusal::bad(format!("{name} is {:?}, not a whole number from {least} to {most}.", query.get(name)))),
    }
}

fn limit(query: &Query, usual: u64) -> Result<usize, Refusal> {
    let limit = number(query, "limit", (1, ITEMS_MAX as u64))?.unwrap_or(usual);
    Ok(usize::try_from(limit).unwrap_or(1))
}

/// The moment and ledger size asked about.
fn shown(query: &Query) -> Result<Shown, Refusal> {
    if query.0.get("as_of").is_some_and(String::is_empty) {
        return Err(Refusal::bad("as_of is empty; leave it out, or give a day or a moment."));
    }
    number(query, "size", (1, NUMBER_MAX))?;
    Ok(Shown { as_of: query.0.get("as_of").cloned(), size: query.number("size")?, ..Shown::default() })
}

/// So many events of a page, if nothing else is asked; and at most.
const EVENTS: u64 = 100;

pub(crate) async fn events(
    caller: Caller,
    State(site): State<Site>,
    values: Values,
) -> Result<Response<Body>, Refusal> {
    let query = only(values, &["as_of", "size", "after", "limit"])?;
    let limit = limit(&query, EVENTS)?;
    let drawn = site.with_outlook(&caller, shown(&query)?, move |record, _| {
        Ok(views::exports::event::page(record, query.get("after"), limit))
    });
    Ok(document(drawn.await?))
}

pub(crate) async fn event(caller: Caller, State(site): State<Site>, values: Values) -> Result<Response<Body>, Refusal> {
    let query = only(values, &["as_of", "size", "id"])?;
    let drawn = site.with_whole(&caller, shown(&query)?, move |outlook, _| {
        let (record, asked) = (crate::record(outlook, views::Words::terminal(), views::Sight::ALL), query.get("id"));
        let id = record.event_named(asked);
        let id = id.ok_or_else(|| Problem::NotFound(format!("There is no event {asked:?} at this ledger size.")))?;
        let claims = record.claims(id);
        Ok(views::exports::event::document(&record, claims, &crate::linked(outlook, &views::reports_of(claims))))
    });
    Ok(document(drawn.await?))
}

pub(crate) async fn register(
    caller: Caller,
    State(site): State<Site>,
    values: Values,
) -> Result<Response<Body>, Refusal> {
    let query = only(values, &["as_of", "size", "name"])?;
    let audience = site.settings().audience(&caller);
    let drawn = site.with_outlook(&caller, shown(&query)?, move |record, _| {
        let asked = query.get("name");
        if asked.is_empty() {
            return Err(Problem::NotUnderstood("name is missing: which register?".to_owned()));
        }
        let register = views::registers::named(record, asked, audience);
        let register = register.ok_or_else(|| Problem::NotFound(format!("There is no register {asked:?}.")))?;
        Ok(views::registers::document(record, &register))
    });
    Ok(document(drawn.await?))
}

/// A report of the inbox as the views draw it.
pub fn item(one: &InInbox) -> views::inbox::Item<'_> {
    let stand = one.step.as_ref().map_or(Stand::Received, |step| Stand::At(step.step));
    views::inbox::Item {
        entry: one.entry,
        recorded_at: one.recorded_at,
        report: &one.report,
        stand: stand.to_text(),
        step: one.step.as_ref().map(|step| (step.by.as_str(), step.at, step.entry)),
    }
}

pub(crate) async fn inbox(State(site): State<Site>, values: Values) -> Result<Response<Body>, Refusal> {
    let query = only(values, &["state", "source", "after", "limit"])?;
    let limit = limit(&query, INBOX)?;
    let after = number(&query, "after", (0, NUMBER_MAX))?.unwrap_or(0);
    let stands: Vec<Stand> = match query.0.get("state") {
        None => Vec::new(),
        Some(text) => vec![
            Stand::from_text(text)
                .ok_or_else(|| Refusal::bad("state is none of received, taken, accepted, returned, set_aside."))?,
        ],
    };
    let page = on_monitor(&site, move |monitor| {
        let source = Some(query.get("source")).filter(|source| !source.is_empty());
        // One more tells whether there is a next page.
        let asked = AskedInbox { stands: &stands, source, after, limit: limit + 1 };
        let mut all = monitor.state().inbox(&asked);
        let is_more = all.len() > limit;
        all.truncate(limit);
        let next = all.last().filter(|_| is_more).map(|one| one.entry);
        let items: Vec<_> = all.iter().map(item).collect();
        Ok(views::inbox::page(&items, monitor.state().size(), next))
    });
    Ok(document(page.await?))
}

/// The list of that name, and nothing else, in a JSON object.
fn listed(headers: &HeaderMap, body: Given, name: &str) -> Result<Vec<Map<String, Value>>, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if kind.split(';').next().unwrap_or("").trim() != "application/json" {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Give it as application/json."));
    }
    let body = body.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let not_json =
        |error: serde_json::Error| Refusal::bad(format!("The body is not the JSON that is asked for: {error}."));
    let mut object: Map<String, Value> = serde_json::from_slice(&body).map_err(not_json)?;
    let list = object.remove(name);
    if let Some(other) = object.keys().next() {
        return Err(Refusal::bad(format!("{other} is not {name}, and nothing else is asked for.")));
    }
    let Some(Value::Array(list)) = list else { return Err(Refusal::bad(format!("{name} is not a list."))) };
    if !(1..=ITEMS_MAX).contains(&list.len()) {
        return Err(Refusal::bad(format!("{name} has {} items, not 1 to {ITEMS_MAX}.", list.len())));
    }
    let objects = list.into_iter().enumerate().map(|(place, item)| match item {
        Value::Object(object) => Ok(object),
        _ => Err(Refusal::bad(format!("Item {} of {name} is not an object.", place + 1))),
    });
    objects.collect()
}

fn asked_steps(objects: &[Map<String, Value>]) -> Result<Vec<AskedStep>, Refusal> {
    let numbered = (1..).zip(objects);
    let read = numbered.map(|(place, object)| {
        asked_step(object).map_err(|refusal| Refusal::bad(format!("Step {place}: {}", refusal.detail)))
    });
    read.collect()
}

fn asked_step(object: &Map<String, Value>) -> Result<AskedStep, Refusal> {
    let known = ["report", "step", "reason"];
    if let Some(other) = object.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(Refusal::bad(format!("{other} is none of {}.", known.join(", "))));
    }
    let text = |name: &str| match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::bad(format!("{name} is not a text."))),
    };
    let report =
        text("report")?.filter(|report| !report.is_empty()).ok_or_else(|| Refusal::bad("report is missing."))?;
    let step = text("step")?.and_then(|step| TriageStep::from_text(&step));
    let step = step.ok_or_else(|| Refusal::bad("step is none of taken, accepted, returned, set_aside."))?;
    Ok(AskedStep { report, step, reason: text("reason")? })
}

pub(crate) async fn steps(
    caller: Caller,
    State(site): State<Site>,
    headers: HeaderMap,
    body: Given,
) -> Result<Response<Body>, Refusal> {
    let asked = asked_steps(&listed(&headers, body, "steps")?)?;
    let answer = on_monitor(&site, move |monitor| {
        let done = monitor.record_steps(&asked, Some(caller.member()), Timestamp::now());
        let done = done.map_err(|error| Refusal::from(Problem::from(error)))?;
        let result = |(asked, done): (&AskedStep, &Result<StepDone, String>)| match done {
            Ok(StepDone::Recorded(entry)) => json!({ "report": asked.report, "result": "recorded", "entry": entry }),
            Ok(StepDone::Known) => json!({ "report": asked.report, "result": "known" }),
            Err(reason) => json!({ "report": asked.report, "result": "refused", "reason": reason }),
        };
        let results: Vec<Value> = asked.iter().zip(&done).map(result).collect();
        Ok(json!({ "ledger_size": monitor.state().size(), "results": results }).to_string())
    });
    Ok(document(answer.await?))
}

/// Reports in the names of the reports format, as lines of it.
fn rows(objects: Vec<Map<String, Value>>, source: Option<&str>) -> Result<String, Refusal> {
    let mut lines = String::new();
    for (place, mut object) in objects.into_iter().enumerate() {
        if let Some(own) = source {
            let given = object.entry("source").or_insert_with(|| own.into());
            if *given != own {
                let words =
                    format!("Report {} is told by {given}, and this token gives reports of {own:?} alone.", place + 1);
                return Err(Refusal::new(StatusCode::FORBIDDEN, words));
            }
        }
        lines.push_str(&Value::Object(object).to_string());
        lines.push('\n');
    }
    Ok(lines)
}

pub(crate) async fn reports(
    caller: Caller,
    State(site): State<Site>,
    headers: HeaderMap,
    body: Given,
) -> Result<Response<Body>, Refusal> {
    let objects = listed(&headers, body, "reports")?;
    let answer = on_monitor(&site, move |monitor| {
        let lines = rows(objects, caller.source.as_deref())?;
        let mut refused = Vec::new();
        let mapping = monitor::Mapping::default();
        let input = Input { format: monitor::Format::Reports, mapping: &mapping, from: &mut lines.as_bytes() };
        let imported = monitor.import(input, Timestamp::now(), &mut |_| {}, &mut |_, heard| {
            if let Heard::Rejected(row) = heard {
                refused.push(json!({ "report": row.line, "reason": row.reason }));
            }
        });
        let imported = imported.map_err(|error| Refusal::from(Problem::from(error)))?;
        Ok(json!({
            "ledger_size": monitor.state().size(), "read": imported.read, "added": imported.added, "corrected": imported.corrected,
            "known": imported.known, "rejected": refused,
        })
        .to_string())
    });
    Ok(document(answer.await?))
}

/// The description of all this.
pub(crate) const OPENAPI: &str = include_str!("openapi.json");

pub(crate) async fn description() -> Response<Body> {
    document(OPENAPI.to_owned())
}
