//! A page that says one thing: not found, not understood, out of order.

use askama::Template;

/// What it says.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// The reader's language.
    pub t: crate::Words,
    /// Title.
    pub title: String,
    /// What happened and what to do.
    pub message: String,
}
