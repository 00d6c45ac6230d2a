//! Failures become answers here, and only here.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use views::pages::message::MessagePage;

/// What went wrong with a request.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The address names nothing.
    NotFound(String),
    /// The address is not understood.
    NotUnderstood(String),
    /// The record or the world failed.
    Failed(String),
}

impl From<monitor::Error> for Problem {
    fn from(error: monitor::Error) -> Problem {
        let said = error.to_string();
        if error.is_no_agreement() { Problem::NotFound(format!("{said}.")) } else { Problem::Failed(said) }
    }
}

impl Problem {
    /// Its status, a title, and what is said of it.
    pub(crate) fn parts(self) -> (StatusCode, &'static str, String) {
        match self {
            Problem::NotFound(what) => (StatusCode::NOT_FOUND, "Not found", what),
            Problem::NotUnderstood(what) => (StatusCode::BAD_REQUEST, "Not understood", what),
            Problem::Failed(what) => (StatusCode::INTERNAL_SERVER_ERROR, "Something failed", what),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title, message) = self.parts();
        let page = MessagePage { title: title.to_owned(), message };
        let html = page.render().unwrap_or_else(|_| title.to_owned());
        (status, Html(html)).into_response()
    }
}
