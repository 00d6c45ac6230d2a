//! What was published, and publishing.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use monitor::{Digest, Publication};
use sha2::{Digest as _, Sha256};
use views::pages::publications::{self, Published};
use views::{Shown, Sight, Words};

use super::{flash, html, say_again};
use crate::errors::Problem;
use crate::gate::{Caller, Form};
use crate::rights::Act;
use crate::site::Site;

pub(crate) async fn publications(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let (may_publish, said, desk) = (caller.may(Act::Publish), flash(&caller), site.desk());
    let (is_bound, is_outside) = (caller.is_bound, crate::rights::is_outside(&caller.roles));
    site.with_outlook(&caller, caller.shown()?, move |record, shown| {
        let monitor = desk.monitor();
        let mut all = Vec::new();
        for one in monitor.published() {
            let note = monitor.publication_note(one.entry)?;
            let what = one.what;
            if is_bound && !matches!(what.what.as_str(), "board" | "bundle" | "report") {
                continue;
            }
            // What parties have before publication is not published, nor what they say to it, before the report prints it.
            if is_outside && monitor::is_before(&what.what) {
                continue;
            }
            let (entry, at, by) = (one.entry, one.at, one.by);
            let digest = what.digest.to_string();
            all.push(Published {
                entry,
                at,
                by,
                what: what.what,
                size: what.size,
                as_of: what.as_of,
                digest,
                corrects: what.corrects,
                note,
            });
        }
        drop(monitor);
        html(&publications::publications(record, &all, (may_publish, said), shown))
    })
    .await
}

/// Within and outside, side by side.
pub(crate) async fn preview(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let (words, release, secret) = (caller.words(), site.release().await?, site.public_secret().await?);
    site.with_full(&caller, caller.shown()?, move |outlook, shown| {
        let (within, outside) = (crate::site::listed(outlook, words, Sight::ALL), release(outlook)?);
        let outside = crate::record(&outside, words, Sight { words: true, places: true, sources: false });
        let named = |id: &str| views::released::name_of(&secret, id);
        html(&views::pages::preview::preview(&within, &outside, named, shown))
    })
    .await
}

/// Publishes the board of a moment and size that the publisher has seen.
pub(crate) async fn publish(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let (words, desk, by) = (caller.words(), site.desk(), caller.member().to_owned());
    let size = form.get("size").parse::<u64>().map_err(|_| Problem::NotUnderstood("size is no number".to_owned()))?;
    let as_of = form.get("as_of").to_owned();
    let corrects = match form.get("corrects") {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::NotUnderstood("corrects is no number".to_owned()))?),
    };
    let note = Some(form.get("note").trim().to_owned()).filter(|note| !note.is_empty());
    let release = site.release().await?;
    let done = site
        .blocking(move || {
            let shown = Shown { as_of: Some(as_of), size: Some(size), ..Shown::default() };
            let outlook = desk.outlook(&shown, 0)?;
            if outlook.state.size() != size {
                return Ok(Err(format!("the ledger has no {size} entries")));
            }
            // What the public will see, and can work out again from the rows that leave.
            let outside = release(&outlook)?;
            let record = crate::record(&outside, Words::terminal(), Sight::ALL);
            let digest = Digest(Sha256::digest(views::exports::json::board(&record)).into());
            let what = "board".to_owned();
            let publication = Publication { what, size, as_of: outlook.as_of, digest, corrects };
            let mut monitor = desk.monitor();
            let done = monitor.record_publication(&publication, note.as_deref(), Some(&by), Timestamp::now())?;
            Ok(done.map(|entry| (entry, monitor.state().size())))
        })
        .await?;
    match done {
        Ok((entry, size)) => {
            let said = words.of_it("done-as-entry", words.number(entry));
            say_again("/publications", "/publications", &[said], Some(size))
        }
        Err(why) => Err(Problem::Refused(why).in_language(caller.language)),
    }
}
