//! All addresses on one screen.

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use crate::api;
use crate::handlers;
use crate::headers;
use crate::openrosa;
use crate::site::Site;

/// The application.
pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(handlers::board))
        .route("/provision", get(handlers::provision))
        .route("/assessments", get(handlers::assessments))
        .route("/event", get(handlers::event))
        .route("/entry", get(handlers::entry))
        .route("/ledger", get(handlers::ledger))
        .route("/sources", get(handlers::sources))
        .route("/api/v1/events", get(api::events))
        .route("/api/v1/event", get(api::event))
        .route("/api/v1/register", get(api::register))
        .route("/api/v1/inbox", get(api::inbox).post(api::steps))
        .route("/api/v1/reports", post(api::reports))
        .route("/api/v1/openapi.json", get(api::description))
        .route("/due.ics", get(handlers::due_calendar))
        .route("/style.css", get(handlers::style))
        .merge(openrosa::routes())
        .fallback(handlers::not_found)
        .layer(middleware::from_fn(headers::own_host))
        .layer(middleware::map_response(headers::secure))
        .with_state(site)
}

/// The form server alone, for the addresses at which devices reach it.
pub fn forms_router(site: Site) -> Router {
    openrosa::routes().fallback(handlers::not_found).layer(middleware::map_response(headers::secure)).with_state(site)
}
