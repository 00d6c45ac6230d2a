//! The form server (OpenRosa 1.0 as ODK Collect and its kin speak it): the list of forms, the forms, and submissions.
//!
//! `admission` says whose device it is. Submissions come in as many parts and as many times as the line demands; only
//! what is on the disk is said to have arrived (201, or 202 where a person must look at it first).

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri, header};
use axum::middleware;
use axum::routing::{get, head};
use md5::{Digest as _, Md5};
use monitor::{Arrived, Receipt, Refused, Sent};
use views::forms::Form;

use crate::admission::{Admitted, is_https};
use crate::site::Site;

/// The most that one request may carry; clients are told and send more in several.
const REQUEST_BYTES_MAX: usize = 256 * 1024 * 1024;
/// No submission without its files is larger.
const XML_BYTES_MAX: usize = 4 * 1024 * 1024;

const VERSION: HeaderName = HeaderName::from_static("x-openrosa-version");
const ACCEPTS: HeaderName = HeaderName::from_static("x-openrosa-accept-content-length");

/// Addresses for clients: `/odk/KEY` is the server that is entered in them, or `/odk` with the device's name and key.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/odk/formList", get(form_list))
        .route("/odk/form", get(form))
        .route("/odk/submission", head(may_submit).post(submission))
        .route("/odk/{key}/web", get(to_page))
        .route("/odk/{key}/web/", get(page))
        .route("/odk/{key}/web/{file}", get(page))
        .route("/odk/{key}/formList", get(form_list))
        .route("/odk/{key}/form", get(form))
        .route("/odk/{key}/submission", head(may_submit).post(submission))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(middleware::map_response(openrosa))
}

async fn openrosa(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(VERSION, HeaderValue::from_static("1.0"));
    response.headers_mut().insert(ACCEPTS, HeaderValue::from(REQUEST_BYTES_MAX));
    response
}

/// An answer that clients show to people.
pub(crate) fn said(status: StatusCode, words: &str) -> Response<Body> {
    let nature = if status.is_success() { "submit_success" } else { "submit_failure" };
    let xml = format!(
        "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"{nature}\">{}</message></OpenRosaResponse>",
        escaped(words)
    );
    answer(status, xml)
}

fn answer(status: StatusCode, xml: String) -> Response<Body> {
    let mut response = Response::new(Body::from(xml));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The forms as they stand.
async fn forms_of(site: &Site) -> Result<Arc<Vec<Form>>, Response<Body>> {
    let own = site.clone();
    let made = site.with_monitor(move |monitor| {
        monitor.catch_up()?;
        Ok(own.forms(monitor))
    });
    made.await
        .map_err(|_| said(StatusCode::INTERNAL_SERVER_ERROR, "The record cannot be read just now. Try again later."))
}

async fn form_list(admitted: Admitted, State(site): State<Site>, headers: HeaderMap) -> Response<Body> {
    let all = match forms_of(&site).await {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    let (server, base) = (server(&headers), escaped(&admitted.base));
    let mut xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n"
            .to_owned();
    for form in all.iter() {
        let hash: String = Md5::digest(form.xml.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let (id, name, version) = (escaped(&form.id), escaped(&form.name), escaped(&form.version));
        xml.push_str(&format!(
            "<xform><formID>{id}</formID><name>{name}</name><version>{version}</version><hash>md5:{hash}</hash>\
             <downloadUrl>{server}{base}/form?id={id}</downloadUrl></xform>\n"
        ));
    }
    xml.push_str("</xforms>\n");
    answer(StatusCode::OK, xml)
}

/// Where the client reached us: forms must be fetched from the same host.
fn server(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let scheme = if is_https(headers) { "https" } else { "http" };
    format!("{scheme}://{}", escaped(text("host")))
}

async fn form(_: Admitted, State(site): State<Site>, Query(asked): Query<BTreeMap<String, String>>) -> Response<Body> {
    match forms_of(&site).await {
        Ok(all) => match all.iter().find(|form| asked.get("id") == Some(&form.id)) {
            Some(form) => answer(StatusCode::OK, form.xml.clone()),
            None => said(StatusCode::NOT_FOUND, "There is no such form."),
        },
        Err(answer) => answer,
    }
}

/// What the form in a browser may do: run its own scripts, speak to this server, ask where the device is.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; \
                           form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PAGE_PERMISSIONS: &str = "camera=(), geolocation=(self), microphone=()";

async fn to_page(admitted: Admitted) -> Response<Body> {
    let mut response = said(StatusCode::PERMANENT_REDIRECT, "The form is one address further.");
    if let Ok(to) = HeaderValue::from_str(&format!("{}/web/", admitted.base)) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// The form in a browser, and its files.
async fn page(_: Admitted, uri: Uri) -> Response<Body> {
    let asked = uri.path().rsplit('/').next().unwrap_or("");
    let Some((_, kind, text)) = views::forms::FIELD.iter().find(|(name, ..)| *name == asked) else {
        return said(StatusCode::NOT_FOUND, "There is no such file.");
    };
    let mut response = answer(StatusCode::OK, (*text).to_owned());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    headers.insert("permissions-policy", HeaderValue::from_static(PAGE_PERMISSIONS));
    response
}

/// Clients ask whether they may send, and how much, before they do.
async fn may_submit(_: Admitted) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

async fn submission(admitted: Admitted, State(site): State<Site>, parts: Multipart) -> Response<Body> {
    let Parts { xml, files } = match received(&site, parts).await {
        Ok(sent) => sent,
        Err((status, words)) => return said(status, &words),
    };
    let Some(xml) = xml else {
        return said(StatusCode::BAD_REQUEST, "The part xml_submission_file is missing.");
    };
    let received = match Sent::new(admitted.device.source, xml, files) {
        Ok(sent) => site.receive(sent).await,
        Err(refused) => Err(refused),
    };
    match received {
        Ok(Receipt { unread, n_reports, .. }) if unread.is_empty() => {
            said(StatusCode::CREATED, &format!("Arrived and recorded; new reports: {n_reports}."))
        }
        Ok(Receipt { unread, .. }) => said(
            StatusCode::ACCEPTED,
            &format!("Arrived, and kept until somebody has looked at it: {}.", unread.join("; ")),
        ),
        Err(Refused::Broken(words)) => said(StatusCode::BAD_REQUEST, &format!("This cannot be read: {words}.")),
        Err(Refused::Differs) => said(
            StatusCode::CONFLICT,
            "Another submission of this name has arrived before, and is kept. This one is not.",
        ),
        Err(Refused::Failed(_)) => {
            said(StatusCode::SERVICE_UNAVAILABLE, "The record cannot be written just now. Keep this and send it again.")
        }
    }
}

/// What a request carried.
#[derive(Default)]
struct Parts {
    xml: Option<Vec<u8>>,
    files: Vec<Arrived>,
}

type NotReceived = (StatusCode, String);

fn cut(error: &MultipartError) -> NotReceived {
    (error.status(), format!("It did not arrive whole ({}). Send it again.", error.body_text()))
}

/// All parts: the XML into memory, within a limit, files onto the disk as they come.
async fn received(site: &Site, mut parts: Multipart) -> Result<Parts, NotReceived> {
    let mut sent = Parts::default();
    while let Some(part) = parts.next_field().await.map_err(|error| cut(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "xml_submission_file" {
            sent.xml = Some(limited(part).await?);
        } else if let Some(file) = part.file_name().filter(|file| !file.is_empty()).map(str::to_owned) {
            sent.files.push(streamed(site, file, part).await?);
        }
        // `*isIncomplete*` says that more is to come: what has come is taken in either way.
    }
    Ok(sent)
}

async fn limited(mut part: Field<'_>) -> Result<Vec<u8>, NotReceived> {
    let mut out = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| cut(&error))? {
        if out.len() + chunk.len() > XML_BYTES_MAX {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "A form is never so large.".to_owned()));
        }
        out.extend_from_slice(&chunk);
    }
    Ok(out)
}

async fn streamed(site: &Site, name: String, mut part: Field<'_>) -> Result<Arrived, NotReceived> {
    let full = |_| (StatusCode::INSUFFICIENT_STORAGE, "The file cannot be kept: the disk may be full.".to_owned());
    let media_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
    let mut incoming = site.submissions().incoming(&name).map_err(full)?;
    while let Some(chunk) = part.chunk().await.map_err(|error| cut(&error))? {
        incoming.write_all(&chunk).map_err(full)?;
    }
    let finished = tokio::task::spawn_blocking(move || incoming.finish(name, media_type)).await;
    finished.map_err(|_| full(std::io::Error::other("")))?.map_err(full)
}
