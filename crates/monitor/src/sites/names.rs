//! Entries that name other entries: by their position in this site's log within, by site and number to all others.
//!
//! In the body of an entry the numbers are those of the site that `site` names, or where it names none, of the site that wrote it. Of a log
//! of one site both are the same.

use ledger::body::{self, Body};
use ledger::{Entry, Value};

/// The names under which entries of a kind name another entry.
fn fields(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        body::ERASURE => &[("position", "site")],
        body::PUBLICATION => &[("corrects", "corrects_site")],
        _ => &[],
    }
}

fn number(body: &Body, name: &str) -> Option<u64> {
    match body.get(name) {
        Some(Value::Text(text)) => text.parse().ok(),
        _ => None,
    }
}

/// The body with positions in this log, where `position_of` gives that of a site's entry. One that is not here is at no position.
pub(crate) fn within(entry: &Entry, position_of: &dyn Fn(&str, u64) -> Option<u64>) -> Body {
    let mut body = entry.body.clone();
    for (name, site_name) in fields(&entry.kind) {
        let Some(number) = number(&body, name) else { continue };
        let site = match body.get(*site_name) {
            Some(Value::Text(site)) => site.clone(),
            _ => entry.site.clone(),
        };
        let position = position_of(&site, number).unwrap_or(0);
        body.insert((*name).to_owned(), Value::Text(position.to_string()));
    }
    body
}

/// The body by which every site knows which entry is meant, where `name_of` gives site and number of a position in this log.
pub(crate) fn without(kind: &str, mut body: Body, own: &str, name_of: &dyn Fn(u64) -> Option<(String, u64)>) -> Body {
    for (name, site_name) in fields(kind) {
        let Some((site, number)) = number(&body, name).and_then(name_of) else { continue };
        body.insert((*name).to_owned(), Value::Text(number.to_string()));
        if site != own {
            body.insert((*site_name).to_owned(), Value::Text(site));
        }
    }
    body
}
