//! One function for each address: read the query, take the outlook, draw the page.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query as Extract, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use views::pages;
use views::pages::ledger::LedgerLine;

use crate::api::Refusal;
use crate::errors::Problem;
use crate::query::Query;
use crate::site::Site;

type Values = Extract<BTreeMap<String, String>>;

pub(crate) async fn board(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    site.with_outlook(query.shown()?, |record, shown, _| html(&pages::board::board(record, shown))).await
}

pub(crate) async fn provision(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    site.with_outlook(query.shown()?, move |record, shown, _| {
        let id = query.get("id");
        let page = pages::provision::provision(record, id, shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("The agreement has no provision {id:?}.")))?)
    })
    .await
}

pub(crate) async fn assessments(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    let page = query.number("page")?.and_then(|page| usize::try_from(page).ok()).unwrap_or(0);
    site.with_outlook(query.shown()?, move |record, shown, _| {
        let (rule, reading, party) = (query.get("rule"), query.get("reading"), query.get("party"));
        let asked = pages::assessment::Asked { rule, reading, party, page };
        let page = pages::assessment::assessments(record, &asked, shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("There is no rule {rule:?} with a reading {reading:?}.")))?)
    })
    .await
}

pub(crate) async fn event(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    site.with_whole(query.shown()?, move |outlook, shown, _| {
        let (record, id) = (crate::record(outlook), query.get("id"));
        let reports = record.event_named(id).map(|id| views::reports_of(record.claims(id))).unwrap_or_default();
        let page = pages::event::event(&record, id, &crate::linked(outlook, &reports), shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("There is no event {id:?} at this ledger size.")))?)
    })
    .await
}

pub(crate) async fn entry(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    let position = query.number("position")?.unwrap_or(0);
    site.with_outlook(query.shown()?, move |record, shown, monitor| {
        let whole = monitor
            .whole_entry(position)?
            .ok_or_else(|| Problem::NotFound(format!("The ledger has no entry {position}.")))?;
        let (written, leaf) = (&whole.written, &whole.leaf);
        let seen = pages::entry::Seen { written, leaf, holder: whole.holder.as_deref(), beside: &whole.beside };
        html(&pages::entry::entry(record, position, &seen, shown))
    })
    .await
}

pub(crate) async fn ledger(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    let before = query.number("before")?.unwrap_or(u64::MAX);
    site.with_outlook(query.shown()?, move |record, shown, monitor| {
        let checkpoint = monitor.signed_checkpoint()?.map(|note| note.to_string()).unwrap_or_default();
        let in_sight = monitor.state().lines().range(1, record.size.min(before.saturating_sub(1)));
        let mut lines: Vec<_> = in_sight.rev().take(pages::ledger::PAGE + 1).collect();
        let more = lines.len() > pages::ledger::PAGE;
        lines.truncate(pages::ledger::PAGE);
        let older = lines.last().filter(|_| more).map(|line| line.position);
        let lines = lines.into_iter().map(|line| LedgerLine {
            position: line.position,
            href: format!("/entry{}", shown.query(&[("position", &line.position.to_string())])),
            kind: line.kind.clone(),
            recorded_at: record.local(line.recorded_at),
            about: line.about.clone(),
        });
        html(&pages::ledger::ledger(record, checkpoint, lines.collect(), older, shown))
    })
    .await
}

pub(crate) async fn sources(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    site.with_outlook(query.shown()?, |record, shown, _| html(&pages::sources::sources(record, shown))).await
}

pub(crate) async fn due_calendar(State(site): State<Site>, values: Values) -> Result<Response, Problem> {
    let query = Query(values.0);
    let settings = site.settings();
    site.with_outlook(query.shown()?, move |record, _, _| {
        let calendar = views::registers::calendar(record, &settings.notice_days, settings.audience());
        Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], calendar).into_response())
    })
    .await
}

pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], views::STYLE).into_response()
}

pub(crate) async fn not_found(uri: Uri) -> Response {
    let words = "There is no page at this address.";
    if uri.path().starts_with("/api/") {
        return Refusal::new(StatusCode::NOT_FOUND, words).into_response();
    }
    Problem::NotFound(words.to_owned()).into_response()
}

fn html(page: &impl Template) -> Result<Response, Problem> {
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(Problem::Failed(format!("The page could not be drawn: {error}."))),
    }
}
