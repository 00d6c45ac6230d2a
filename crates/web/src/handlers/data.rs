//! Files of what may leave, for whoever reads the record: the same as `truce export` writes.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use views::alerts::{Kind, Wanted, atom};
use views::released::table;

use crate::alerts::step;
use crate::errors::Problem;
use crate::gate::{Caller, values};
use crate::ogc::with_released;
use crate::site::Site;

/// So many notices are in the feed.
const NOTICES: usize = 100;

/// What there was to tell, as a feed; of a provision, a party, a zone, a kind, where the address says so.
pub(crate) async fn feed(
    caller: Caller,
    State(site): State<Site>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let query = values(&caller);
    let asked = |name: &str| query.get(name).filter(|value| !value.is_empty()).cloned().into_iter().collect();
    let mut kinds: std::collections::BTreeSet<Kind> = std::collections::BTreeSet::new();
    if let Some(word) = query.get("kind").filter(|word| !word.is_empty()) {
        kinds.insert(Kind::from_text(word).ok_or_else(|| {
            let all: Vec<&str> = Kind::WORDS.iter().map(|(word, _)| *word).collect();
            Problem::NotUnderstood(format!("There is no kind {word:?}; there are {}.", all.join(", ")))
        })?);
    }
    let wanted = Wanted {
        kinds,
        provisions: asked("provision"),
        parties: asked("party"),
        zones: asked("zone"),
        ..Wanted::default()
    };
    // Where the public sees what was published and nothing else, so it is here.
    let is_bound = caller.is_bound;
    let dated = site.with_beside(move |beside| {
        step::read(beside)?;
        step::journalled(
            beside,
            |notice| wanted.holds(notice) && (!is_bound || notice.kind == Kind::Publication),
            NOTICES,
        )
    });
    let dated = dated.await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let address = site.settings().address.clone().unwrap_or_else(|| format!("http://{host}"));
    let own = format!("{address}/feed.atom{}", query_string(&query));
    let feed = site.with_outlook(&caller, caller.shown()?, move |record, _| {
        Ok(atom::feed(record, &dated, address.trim_end_matches('/'), &own))
    });
    let mut response = Response::new(Body::from(feed.await?));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    Ok(response)
}

fn query_string(query: &std::collections::BTreeMap<String, String>) -> String {
    let parts: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", views::encoded(name), views::encoded(value))).collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

pub(crate) async fn file(
    caller: Caller,
    State(site): State<Site>,
    Path(name): Path<String>,
) -> Result<Response<Body>, Problem> {
    let media_type = match name.as_str() {
        "events.csv" | "events.hxl.csv" => "text/csv; charset=utf-8",
        "events.ndjson" => "application/x-ndjson",
        "events.geojson" => "application/geo+json",
        "codebook.md" => "text/markdown; charset=utf-8",
        _ => return Err(Problem::NotFound(format!("There is no file {name}."))),
    };
    let (own, licence) = (name.clone(), site.settings().licence.clone());
    let written = with_released(&site, &caller, move |released, record| {
        let (agreement, mut out) = (record.agreement, Vec::new());
        let written = match own.as_str() {
            "events.csv" => table::csv(released, agreement, false, &mut out),
            "events.hxl.csv" => table::csv(released, agreement, true, &mut out),
            "events.ndjson" => table::ndjson(released, agreement, &mut out),
            "events.geojson" => table::geojson(released, agreement, &mut out),
            _ => table::codebook(released, agreement, licence.as_deref(), &mut out),
        };
        written.map(|()| out)
    });
    let bytes = written.await?.map_err(|error| Problem::Failed(error.to_string()))?;
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(kept) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, kept);
    }
    Ok(response)
}
