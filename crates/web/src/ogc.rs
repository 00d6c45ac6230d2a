//! Published events and zones for maps of others: OGC API - Features, part 1 (OGC 17-069r4): core, GeoJSON, OpenAPI 3.0. GDAL and QGIS open it.
//!
//! What it serves is what may leave the house, whoever asks: the same rows as `truce export`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};
use views::released::features::{self, Asked, FILTERS};
use views::released::{Released, released};
use views::{Record, Shown};

use crate::api::Refusal;
use crate::errors::Problem;
use crate::gate::{Caller, values};
use crate::site::Site;

type Answer = Result<Response<Body>, Refusal>;

/// So many features on a page, if nothing else is asked; and at most.
const LIMIT: usize = 100;
const LIMIT_MAX: usize = 10_000;

const CONFORMS: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
];

const JSON: &str = "application/json";
const GEOJSON: &str = "application/geo+json";

fn document(value: &Value, media_type: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn missing(what: &str) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, what)
}

/// Where this is served, as whoever asks reaches it.
fn base(site: &Site, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let address = site.settings().address.clone().unwrap_or_else(|| format!("http://{host}"));
    format!("{}/ogc", address.trim_end_matches('/'))
}

fn link(rel: &str, media_type: &str, href: &str, title: &str) -> Value {
    json!({ "rel": rel, "type": media_type, "href": href, "title": title })
}

/// The query that keeps moment and size in links.
fn bound(shown: &Shown) -> String {
    Shown { language: None, ..shown.clone() }.query(&[])
}

pub(crate) async fn landing(caller: Caller, State(site): State<Site>, headers: HeaderMap) -> Answer {
    let (base, query) = (base(&site, &headers), bound(&caller.shown()?));
    let title = site.with_outlook(&caller, caller.shown()?, |record, _| Ok(record.agreement.title.clone())).await?;
    let links = json!([
        link("self", JSON, &format!("{base}{query}"), "this document"),
        link(
            "service-desc",
            "application/vnd.oai.openapi+json;version=3.0",
            &format!("{base}/api"),
            "the description of this interface"
        ),
        link("conformance", JSON, &format!("{base}/conformance"), "what it conforms to"),
        link("data", JSON, &format!("{base}/collections{query}"), "collections"),
    ]);
    Ok(document(
        &json!({ "title": title, "description": "Published events, as claimed, and zones.", "links": links }),
        JSON,
    ))
}

pub(crate) async fn conformance() -> Response<Body> {
    document(&json!({ "conformsTo": CONFORMS }), JSON)
}

fn collection(base: &str, query: &str, id: &str, extent: Option<[f64; 4]>) -> Value {
    let (title, description) = match id {
        "events" => {
            ("Events", "What is claimed to have happened, with how well it is known. A claim is nobody's guilt.")
        }
        _ => ("Zones", "Zones of the agreement as they were at that moment."),
    };
    let here = format!("{base}/collections/{id}");
    let mut out = json!({
        "id": id, "title": title, "description": description, "itemType": "feature", "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "links": [
            link("self", JSON, &format!("{here}{query}"), title),
            link("items", GEOJSON, &format!("{here}/items{query}"), title),
        ],
    });
    if let Some(extent) = extent {
        out["extent"] =
            json!({ "spatial": { "bbox": [extent], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84" } });
    }
    out
}

const COLLECTIONS: [&str; 2] = ["events", "zones"];

/// The rows that may leave, with the record that they are of.
pub(crate) async fn with_released<T: Send + 'static>(
    site: &Site,
    caller: &Caller,
    draw: impl FnOnce(&Released, &Record<'_>) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (desk, policy) = (site.desk(), site.settings().public.clone());
    let secret = site.public_secret().await?;
    let words = caller.words();
    let drawn = site.with_full(caller, caller.shown()?, move |outlook, _| {
        let record = crate::record(outlook, words, views::Sight::ALL);
        let made: Arc<Released> = desk.released(outlook, || released(&record, &policy, &secret));
        Ok(draw(&made, &record))
    });
    drawn.await
}

pub(crate) async fn collections(caller: Caller, State(site): State<Site>, headers: HeaderMap) -> Answer {
    let (base, query) = (base(&site, &headers), bound(&caller.shown()?));
    let extent = with_released(&site, &caller, |released, _| features::extent(released)).await?;
    let all = COLLECTIONS.map(|id| collection(&base, &query, id, extent.filter(|_| id == "events")));
    let links = json!([link("self", JSON, &format!("{base}/collections{query}"), "collections")]);
    Ok(document(&json!({ "links": links, "collections": all }), JSON))
}

pub(crate) async fn one_collection(
    caller: Caller,
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (base, query) = (base(&site, &headers), bound(&caller.shown()?));
    if !COLLECTIONS.contains(&id.as_str()) {
        return Err(missing("There is no such collection."));
    }
    let extent = with_released(&site, &caller, |released, _| features::extent(released)).await?;
    Ok(document(&collection(&base, &query, &id, extent.filter(|_| id == "events")), JSON))
}

/// What is asked for. A name that is none of those that can be asked for is said, not passed over.
fn asked(query: &BTreeMap<String, String>, is_events: bool) -> Result<Asked, Refusal> {
    let bad = |what: String| Refusal::new(StatusCode::BAD_REQUEST, what);
    let mut asked = Asked { limit: LIMIT, ..Asked::default() };
    for (name, value) in query {
        let wrong = |wanted: &str| bad(format!("{name} is {value:?}, not {wanted}"));
        let number = || value.parse::<usize>().map_err(|_| wrong("a whole number"));
        match name.as_str() {
            "bbox" => asked.bbox = Some(Asked::bbox_of(value).ok_or_else(|| wrong("west,south,east,north"))?),
            "datetime" => asked.days = Asked::days_of(value).ok_or_else(|| wrong("a day or an interval of days"))?,
            "limit" => {
                asked.limit = Some(number()?).filter(|n| *n > 0).ok_or_else(|| wrong("at least 1"))?.min(LIMIT_MAX)
            }
            "offset" => asked.offset = number()?,
            "as_of" | "size" | "lang" | "f" => {}
            name if is_events && FILTERS.contains(&name) => asked.having.push((name.to_owned(), value.clone())),
            _ => return Err(bad(format!("{name} is nothing that can be asked for here"))),
        }
    }
    Ok(asked)
}

pub(crate) async fn items(
    caller: Caller,
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    if !COLLECTIONS.contains(&id.as_str()) {
        return Err(missing("There is no such collection."));
    }
    let query = values(&caller);
    let asked = asked(&query, id == "events")?;
    let here = format!("{}/collections/{id}/items", base(&site, &headers));
    let (own, is_events) = (asked.clone(), id == "events");
    let (page, as_of) = with_released(&site, &caller, move |released, record| {
        let page = if is_events {
            features::events(released, record.agreement, &own)
        } else {
            features::zones(released, record.agreement, &own)
        };
        (page, released.as_of)
    })
    .await?;
    let at = |offset: usize| {
        let others = query.iter().filter(|(name, _)| *name != "offset");
        let mut parts: Vec<String> = others.map(|(name, value)| format!("{name}={}", views::encoded(value))).collect();
        if offset > 0 {
            parts.push(format!("offset={offset}"));
        }
        if parts.is_empty() { here.clone() } else { format!("{here}?{}", parts.join("&")) }
    };
    let mut links = vec![link("self", GEOJSON, &at(asked.offset), "this page")];
    let next = asked.offset + page.features.len();
    if next < page.n_matched && !page.features.is_empty() {
        links.push(link("next", GEOJSON, &at(next), "the next page"));
    }
    if asked.offset > 0 {
        links.push(link("prev", GEOJSON, &at(asked.offset.saturating_sub(asked.limit)), "the page before"));
    }
    let n = page.features.len();
    let whole = json!({
        "type": "FeatureCollection", "timeStamp": as_of.to_string(), "numberMatched": page.n_matched, "numberReturned": n, "links": links,
        "features": page.features,
    });
    Ok(document(&whole, GEOJSON))
}

pub(crate) async fn item(
    caller: Caller,
    State(site): State<Site>,
    Path((id, feature)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let base = base(&site, &headers);
    let is_events = match id.as_str() {
        "events" => true,
        "zones" => false,
        _ => return Err(missing("There is no such collection.")),
    };
    let name = feature.clone();
    let found = with_released(&site, &caller, move |released, record| {
        if is_events {
            return features::event(released, record.agreement, &name);
        }
        let all = Asked { limit: usize::MAX, ..Asked::default() };
        features::zones(released, record.agreement, &all).features.into_iter().find(|zone| zone["id"] == name.as_str())
    })
    .await?;
    let mut found = found.ok_or_else(|| missing("There is no such feature."))?;
    let here = format!("{base}/collections/{id}");
    found["links"] = json!([
        link("self", GEOJSON, &format!("{here}/items/{}", views::encoded(&feature)), "this feature"),
        link("collection", JSON, &here, "its collection"),
    ]);
    Ok(document(&found, GEOJSON))
}

pub(crate) async fn description(State(site): State<Site>, headers: HeaderMap) -> Response<Body> {
    let base = base(&site, &headers);
    let parameter = |name: &str, schema: Value, says: &str| json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": says, "style": "form", "explode": false });
    let mut parameters = vec![
        parameter(
            "bbox",
            json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } }),
            "west,south,east,north",
        ),
        parameter("datetime", json!({ "type": "string" }), "a day, or an interval whose ends may be .."),
        parameter(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT }),
            "features on a page",
        ),
        parameter("offset", json!({ "type": "integer", "minimum": 0 }), "features that are passed over"),
    ];
    parameters
        .extend(FILTERS.map(|name| parameter(name, json!({ "type": "string" }), "events alone that have this value")));
    let answer = |media: &str| json!({ "200": { "description": "as asked", "content": { media: {} } } });
    let get =
        |media: &str, parameters: &[Value]| json!({ "get": { "parameters": parameters, "responses": answer(media) } });
    let in_path = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let with_collection: Vec<Value> = std::iter::once(in_path("collectionId")).chain(parameters.clone()).collect();
    let whole = json!({
        "openapi": "3.0.3", "info": { "title": "Published events", "version": "1" }, "servers": [{ "url": base }],
        "paths": {
            "/": get(JSON, &[]), "/conformance": get(JSON, &[]), "/collections": get(JSON, &[]),
            "/collections/{collectionId}": get(JSON, &[in_path("collectionId")]),
            "/collections/{collectionId}/items": get(GEOJSON, &with_collection),
            "/collections/{collectionId}/items/{featureId}": get(GEOJSON, &[in_path("collectionId"), in_path("featureId")]),
        },
    });
    document(&whole, "application/vnd.oai.openapi+json;version=3.0")
}
