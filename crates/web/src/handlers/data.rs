//! Files of what may leave, for whoever reads the record: the same as `truce export` writes.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, header};
use views::released::table;

use crate::errors::Problem;
use crate::gate::Caller;
use crate::ogc::with_released;
use crate::site::Site;

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
