//! Failures become answers here, and only here.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use views::pages::message::MessagePage;
use views::{Language, Words};

/// What went wrong with a request.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The address names nothing.
    NotFound(String),
    /// The address is not understood.
    NotUnderstood(String),
    /// Somebody may not.
    NotAllowed(String),
    /// It cannot be done as it stands.
    Refused(String),
    /// The same, to somebody who reads another language than English.
    In(Language, Box<Problem>),
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
    /// The same to somebody who reads that language.
    pub(crate) fn in_language(self, language: Language) -> Problem {
        Problem::In(language, Box::new(self))
    }

    /// Its status, the message that is its title, and what is said of it.
    pub(crate) fn parts(self) -> (StatusCode, &'static str, String) {
        match self {
            Problem::NotFound(what) => (StatusCode::NOT_FOUND, "title-not-found", what),
            Problem::NotUnderstood(what) => (StatusCode::BAD_REQUEST, "title-not-understood", what),
            Problem::NotAllowed(what) => (StatusCode::FORBIDDEN, "title-not-allowed", what),
            Problem::Refused(what) => (StatusCode::CONFLICT, "title-refused", what),
            Problem::In(_, problem) => problem.parts(),
            Problem::Failed(what) => (StatusCode::INTERNAL_SERVER_ERROR, "title-failed", what),
        }
    }
}

/// A problem that was said in English for want of knowing better.
#[derive(Clone)]
pub(crate) struct Unread {
    status: StatusCode,
    title: &'static str,
    message: String,
}

impl Unread {
    /// Says it again.
    pub(crate) fn in_language(self, language: Language) -> Response {
        let words = Words::of(language);
        let page = MessagePage { t: words, title: words.say(self.title), message: self.message };
        let html = page.render().unwrap_or_else(|_| words.say(self.title));
        (self.status, Html(html)).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let language = if let Problem::In(language, _) = &self { *language } else { Language::English };
        let (status, title, message) = self.parts();
        let words = Words::of(language);
        let page = MessagePage { t: words, title: words.say(title), message };
        let html = page.render().unwrap_or_else(|_| words.say(title));
        let mut response = (status, Html(html)).into_response();
        if language == Language::English {
            // The gate knows in which language it is read.
            response.extensions_mut().insert(Unread { status, title, message: page.message });
        }
        response
    }
}
