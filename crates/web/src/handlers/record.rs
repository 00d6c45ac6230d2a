//! Pages that show the record: events, map, registers, what changed, search; and what comes live.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use serde_json::json;
use tokio::sync::mpsc;
use views::pages::changes::Changed;
use views::pages::events::AskedEvents;
use views::pages::map::Bounds;
use views::{Shown, pages};

use super::html;
use crate::errors::Problem;
use crate::gate::{Caller, values};
use crate::query::Query;
use crate::site::Site;

fn page(query: &Query) -> Result<usize, Problem> {
    Ok(query.number("page")?.and_then(|page| usize::try_from(page).ok()).unwrap_or(0))
}

fn asked(caller: &Caller) -> Result<AskedEvents, Problem> {
    let query = Query(values(caller));
    let text = |name: &str| query.get(name).to_owned();
    let places = crate::rights::sight(&caller.roles).places;
    Ok(AskedEvents {
        kind: text("type"),
        zone: text("zone"),
        party: text("party"),
        level: text("level"),
        from: text("from"),
        until: text("until"),
        bounds: Bounds::from_text(query.get("bounds")).filter(|_| places),
        page: page(&query)?,
    })
}

pub(crate) async fn events(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let asked = asked(&caller)?;
    let draw = move |record: &views::Record<'_>, shown: &Shown| html(&pages::events::events(record, &asked, shown));
    site.with_outlook(&caller, caller.shown()?, draw).await
}

pub(crate) async fn map(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let mut asked = asked(&caller)?;
    let query = Query(values(&caller));
    let bounds = Bounds::from_text(query.get("bounds"));
    let day = query.number("day")?.and_then(|day| usize::try_from(day).ok());
    asked.bounds = None;
    let draw =
        move |record: &views::Record<'_>, shown: &Shown| html(&pages::map::map(record, &asked, (bounds, day), shown));
    site.with_outlook(&caller, caller.shown()?, draw).await
}

pub(crate) async fn registers(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let name = if query.get("name").is_empty() { "aid".to_owned() } else { query.get("name").to_owned() };
    register(caller, site, name, page(&query)?).await
}

pub(crate) async fn due(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let page = page(&Query(values(&caller)))?;
    register(caller, site, "due".to_owned(), page).await
}

async fn register(caller: Caller, site: Site, name: String, page: usize) -> Result<Response, Problem> {
    let audience = site.settings().audience(&caller);
    site.with_outlook(&caller, caller.shown()?, move |record, shown| {
        let page = pages::registers::registers(record, (&name, page), audience, shown);
        html(&page.ok_or_else(|| Problem::NotFound(format!("There is no register {name:?}.")))?)
    })
    .await
}

pub(crate) async fn search(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let asked: String = Query(values(&caller)).get("q").chars().take(200).collect();
    let (words, sight) = (caller.words(), crate::rights::sight(&caller.roles));
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let searched = outlook.searched();
        let texts = pages::search::Texts {
            of: &outlook.index().of,
            ids: &searched.ids,
            places: &searched.places,
            reports: &searched.reports,
            entries: &searched.entries,
        };
        html(&pages::search::search(&crate::site::listed(outlook, words, sight), texts, &asked, shown))
    })
    .await
}

pub(crate) async fn changes(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let since = Query(values(&caller)).number("since")?.unwrap_or(1).max(1);
    if caller.is_bound && !caller.boards.iter().any(|board| board.size == since) {
        return Err(Problem::NotFound(caller.words().say("not-published")).in_language(caller.language));
    }
    let (desk, words) = (site.desk(), caller.words());
    let release = match crate::rights::is_outside(&caller.roles) {
        true => Some(site.release().await?),
        false => None,
    };
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let since = since.min(outlook.state.size());
        let all = match release {
            None => desk.changes(outlook, since)?,
            Some(release) => {
                let then = Shown { as_of: Some(outlook.as_of.to_string()), size: Some(since), ..Shown::default() };
                let before = desk.outside((&then, 0, true), &release)?;
                std::sync::Arc::new(monitor::changes(&before, outlook))
            }
        };
        let list: Vec<Changed<'_>> = all
            .iter()
            .map(|one| Changed { was: one.was.as_ref(), is: one.is.as_ref(), entries: &one.entries })
            .collect();
        html(&pages::changes::changes(&crate::record(outlook, words, shown.reader.sight), since, &list, shown))
    })
    .await
}

/// What comes live: the ledger's size whenever it grows, and who else looks at the same event.
pub(crate) async fn live(caller: Caller, State(site): State<Site>) -> Response {
    let query = Query(values(&caller));
    let (at, since) = (query.get("at").to_owned(), query.get("since").parse::<u64>().ok());
    // How fast the record grows is nothing that was published.
    let is_bound = caller.is_bound;
    let (send, receive) = mpsc::channel::<Result<Event, Infallible>>(8);
    let (mut sizes, words) = (site.sizes(), caller.words());
    let here = site.presence().enter(&at, caller.name.as_deref());
    tokio::spawn(async move {
        let present = *sizes.borrow_and_update();
        let first = since.unwrap_or(present).min(present);
        if present > first {
            sizes.mark_changed();
        }
        let mut others = String::new();
        let mut ticks = tokio::time::interval(Duration::from_secs(2));
        // A browser does not see a line that is lost in silence, but misses the beat.
        let mut beats = tokio::time::interval(BEAT);
        loop {
            tokio::select! {
                changed = sizes.changed(), if !is_bound => {
                    if changed.is_err() { return; }
                    let size = *sizes.borrow_and_update();
                    let n = usize::try_from(size.saturating_sub(first)).unwrap_or(usize::MAX);
                    let said = json!({ "size": size, "words": words.n("new-entries", n) });
                    if send.send(Ok(Event::default().event("size").data(said.to_string()))).await.is_err() { return; }
                }
                _ = beats.tick() => {
                    if send.send(Ok(Event::default().event("beat").data(""))).await.is_err() { return; }
                }
                _ = ticks.tick() => {
                    if send.is_closed() { return; }
                    let names = here.others();
                    let now = if names.is_empty() { String::new() } else { words.also_here(&names) };
                    if now != others {
                        others.clone_from(&now);
                        let said = json!({ "words": now });
                        if send.send(Ok(Event::default().event("others").data(said.to_string()))).await.is_err() { return; }
                    }
                }
            }
        }
    });
    let come =
        futures_util::stream::unfold(receive, |mut receive| async move { Some((receive.recv().await?, receive)) });
    Sse::new(come).into_response()
}

/// How often a page that is open hears that the line is there.
const BEAT: Duration = Duration::from_secs(15);

/// So many entries are proven at once.
const PROVEN: u64 = 200;

/// Entries as they were hashed, each with its proof: what a browser needs to check for itself.
pub(crate) async fn proofs(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let number = |name: &str| query.number(name);
    let to = number("to")?.unwrap_or(u64::MAX);
    let from = number("from")?.unwrap_or(1).max(to.saturating_sub(PROVEN - 1));
    let size = number("size")?.ok_or_else(|| Problem::NotUnderstood("size is missing.".to_owned()))?;
    let found = site
        .with_monitor(move |monitor| {
            let size = size.min(monitor.state().size());
            monitor.proofs((from, to.min(size)), size)
        })
        .await?;
    let hash = |digest: &monitor::Digest| BASE64.encode(digest.0);
    let entry = |monitor::Proven { position, bytes, path }: &monitor::Proven| {
        let path: Vec<String> = path.iter().map(hash).collect();
        json!({ "position": position, "bytes": BASE64.encode(bytes), "path": path })
    };
    let entries: Vec<serde_json::Value> = found.iter().map(entry).collect();
    let body = json!({ "entries": entries }).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
