//! One function for each address: read the query, take the outlook, draw the page.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use views::pages;
use views::pages::ledger::LedgerLine;

use crate::api::Refusal;
use crate::errors::Problem;
use crate::gate::{Caller, WROTE, values};
use crate::query::Query;
use crate::rights::Act;
use crate::site::Site;

pub(crate) mod account;
pub(crate) mod data;
pub(crate) mod devices;
pub(crate) mod event;
pub(crate) mod inbox;
pub(crate) mod openid;
pub(crate) mod periodic;
pub(crate) mod publish;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod sites;

pub(crate) async fn board(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    site.with_outlook(&caller, caller.shown()?, |record, shown| html(&pages::board::board(record, shown))).await
}

pub(crate) async fn provision(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    site.with_outlook(&caller, caller.shown()?, move |record, shown| {
        let id = query.get("id");
        let page = pages::provision::provision(record, id, shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("The agreement has no provision {id:?}.")))?)
    })
    .await
}

pub(crate) async fn history(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let (id, words, sight) =
        (Query(values(&caller)).get("id").to_owned(), caller.words(), crate::rights::sight(&caller.roles));
    let (desk, is_outside) = (site.desk(), crate::rights::is_outside(&caller.roles));
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let missing = || Problem::NotFound(format!("The agreement has no provision {id:?}."));
        let is_there = outlook.agreement().provisions.iter().any(|provision| provision.id == id);
        let before = is_there.then(|| desk.history(outlook, &id, is_outside)).ok_or_else(missing)?;
        let record = crate::record(outlook, words, sight);
        html(&pages::history::history(&record, &id, &before, shown).ok_or_else(missing)?)
    })
    .await
}

pub(crate) async fn assessments(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let page = query.number("page")?.and_then(|page| usize::try_from(page).ok()).unwrap_or(0);
    site.with_outlook(&caller, caller.shown()?, move |record, shown| {
        let (rule, reading, party) = (query.get("rule"), query.get("reading"), query.get("party"));
        let asked = pages::assessment::Asked { rule, reading, party, page };
        let page = pages::assessment::assessments(record, &asked, shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("There is no rule {rule:?} with a reading {reading:?}.")))?)
    })
    .await
}

pub(crate) async fn event(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let (words, said, party) = (caller.words(), flash(&caller), caller.party.clone());
    let (link, find, respond) = (caller.may(Act::Link), caller.may(Act::Find), caller.may(Act::Respond));
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let (record, id) = (crate::record(outlook, words, shown.reader.sight), query.get("id"));
        let party = party.filter(|_| respond).map(|id| (record.agreement.party_name(&id).to_owned(), id));
        let may = pages::event::May { link, find, respond: party.map(|(name, id)| (id, name)) };
        let reports = record.event_named(id).map(|id| views::reports_of(record.claims(id))).unwrap_or_default();
        let page = pages::event::event(&record, id, &crate::linked(outlook, &reports), (may, said), shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("There is no event {id:?} at this ledger size.")))?)
    })
    .await
}

pub(crate) async fn entry(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let position = query.number("position")?.unwrap_or(0);
    let desk = site.desk();
    site.with_outlook(&caller, caller.shown()?, move |record, shown| {
        let whole = desk
            .monitor()
            .whole_entry(position)?
            .ok_or_else(|| Problem::NotFound(format!("The ledger has no entry {position}.")))?;
        let (written, leaf) = (&whole.written, &whole.leaf);
        let apart = desk.monitor().state().sites().why_apart(position).map(sites::why);
        let (holder, beside, apart) = (whole.holder.as_deref(), &whole.beside, apart.as_ref());
        let seen = pages::entry::Seen { written, leaf, holder, beside, apart };
        html(&pages::entry::entry(record, position, &seen, shown))
    })
    .await
}

pub(crate) async fn ledger(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let before = query.number("before")?.unwrap_or(u64::MAX);
    let desk = site.desk();
    site.with_outlook(&caller, caller.shown()?, move |record, shown| {
        let monitor = desk.monitor();
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
            recorded_at: record.moment_shown(line.recorded_at),
            about: if record.sight.sources { line.about.clone() } else { String::new() },
        });
        html(&pages::ledger::ledger(record, checkpoint, lines.collect(), older, shown))
    })
    .await
}

pub(crate) async fn sources(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    site.with_outlook(&caller, caller.shown()?, |record, shown| html(&pages::sources::sources(record, shown))).await
}

pub(crate) async fn due_calendar(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let (settings, audience) = (site.settings(), site.settings().audience(&caller));
    site.with_outlook(&caller, caller.shown()?, move |record, _| {
        let calendar = views::registers::calendar(record, &settings.notice_days, audience);
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

pub(crate) async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], views::LIVE).into_response()
}

/// An address of ours without a host: nobody is led elsewhere.
pub(crate) fn local(address: &str) -> Option<&str> {
    let is_plain = address.chars().all(|c| !c.is_control() && c != '\\');
    (address.starts_with('/') && !address.starts_with("//") && is_plain).then_some(address)
}

/// The cookie that carries what is to be said on the next page.
const SAID: &str = "truce_said";
/// So many bytes of it at most: browsers keep cookies of four thousand.
const SAID_MAX: usize = 2_500;

/// Leads back to a page, which says what was done; `size`: at least so much of the ledger is then shown.
pub(crate) fn say_again(back: &str, else_to: &str, said: &[String], size: Option<u64>) -> Result<Response, Problem> {
    let mut response = Redirect::to(local(back).unwrap_or(else_to)).into_response();
    let mut text = String::new();
    for (place, one) in said.iter().enumerate() {
        let encoded = views::encoded(one);
        if text.len() + encoded.len() > SAID_MAX {
            text.push_str(&views::encoded(&format!("\n+ {}", said.len() - place)));
            break;
        }
        if place > 0 {
            text.push_str("%0A");
        }
        text.push_str(&encoded);
    }
    let wrote = size.map(|size| format!("{WROTE}={size}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600"));
    for cookie in
        [Some(format!("{SAID}={text}; Path=/; HttpOnly; SameSite=Lax; Max-Age=30")), wrote].into_iter().flatten()
    {
        if let Ok(value) = header::HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    Ok(response)
}

/// What is to be said on this page.
pub(crate) fn flash(caller: &Caller) -> Vec<String> {
    caller.said.lines().map(str::to_owned).collect()
}

fn html(page: &impl Template) -> Result<Response, Problem> {
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(Problem::Failed(format!("The page could not be drawn: {error}."))),
    }
}
