//! Headers of every answer: what a page may load and do; and of every request: for whom it is.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use crate::errors::Problem;
use crate::site::Site;

const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Sets them. A page that may do more has said what.
pub(crate) async fn secure<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry("permissions-policy").or_insert(HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Refuses requests for another host's name: a page elsewhere could otherwise read the record through the reader's browser
/// (DNS rebinding). Without an address of its own a mission is served on the loopback address only.
pub(crate) async fn own_host(State(site): State<Site>, request: Request, next: Next) -> axum::response::Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let settings = site.settings();
    let own = settings.address.as_deref().and_then(|address| address.split_once("://")).map(|(_, own)| own);
    if ["127.0.0.1", "localhost", "[::1]"].contains(&name) || own.is_some_and(|own| own.trim_end_matches('/') == host) {
        return next.run(request).await;
    }
    Problem::NotUnderstood(format!("This mission is served at 127.0.0.1, not for {name:?}.")).into_response()
}
