//! One report, with all that the mission did with it.

use axum::extract::State;
use axum::response::Response;
use monitor::{Article, Attachments, Monitor, Outlook, Span};
use serde_json::Value;
use views::pages;
use views::pages::report::{ArticleBeside, Beside, FileBeside, Handled};

use super::{flash, html};
use crate::errors::Problem;
use crate::gate::{Caller, values};
use crate::query::Query;
use crate::rights::Act;
use crate::site::Site;

pub(crate) async fn report(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let name = Query(values(&caller)).get("name").to_owned();
    let files = site.submissions().attachments().clone();
    let (may_sort, said, words, desk) = (caller.may(Act::Sort), flash(&caller), caller.words(), site.desk());
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let missing = || Problem::NotFound(format!("There is no report {name:?} at this ledger size."));
        let (source, id) = outlook.state.named(&name).ok_or_else(missing)?;
        let filed = outlook.state.report(&source, &id).ok_or_else(missing)?;
        let beside = beside(outlook, (&desk.monitor(), &files), (&source, &id), filed.entry)?;
        let record = crate::record(outlook, words, shown.reader.sight);
        html(&pages::report::report(&record, &filed.report, beside, (may_sort, said), shown))
    })
    .await
}

fn beside(
    outlook: &Outlook,
    (monitor, kept): (&Monitor, &Attachments),
    (source, id): (&str, &str),
    entry: u64,
) -> Result<Beside, Problem> {
    let (state, about) = (&outlook.state, outlook.state.about());
    let line = |entry: u64| state.lines().get(entry);
    let recorded_at = line(entry).map(|line| line.recorded_at).unwrap_or_default();
    let mut steps = Vec::new();
    for (position, step) in about.steps_of(source, id) {
        let Some(line) = line(position) else { continue };
        let reason = monitor.reason(position)?;
        steps.push((step.to_text(), line.author, line.recorded_at, reason, position));
    }
    let files = about.attachments().iter().filter(|(_, file)| file.source == source && file.id == id);
    let files = files.map(|(_, file)| FileBeside {
        media_type: file.media_type.clone(),
        n_bytes: file.n_bytes,
        digest: file.digest.to_string(),
        compartment: file.compartment.clone(),
        custody: about
            .custody()
            .iter()
            .filter(|(_, act)| act.digest == file.digest)
            .filter_map(|(position, act)| {
                let line = line(*position)?;
                let after = act.after.map(|digest| digest.to_string());
                Some(Handled {
                    act: act.act.to_text(),
                    by: line.author,
                    at: line.recorded_at,
                    to: act.to.clone(),
                    after,
                    entry: *position,
                })
            })
            .collect(),
    });
    let (files, article) = (files.collect(), article(outlook, monitor, kept, (source, id))?);
    Ok(Beside { entry: (entry, recorded_at), steps, files, article })
}

/// The article out of which a report was read, with the parts on which it rests.
fn article(
    outlook: &Outlook,
    monitor: &Monitor,
    kept: &Attachments,
    (source, id): (&str, &str),
) -> Result<Option<ArticleBeside>, Problem> {
    let Some(candidate) = outlook.state.candidate_of(source, id) else { return Ok(None) };
    let told = monitor.candidate_text(candidate.entry)?;
    let told: Value = told.and_then(|told| serde_json::from_slice(&told).ok()).unwrap_or_default();
    let spans = spans(&told["spans"]);
    Ok(monitor.article(&candidate.key, kept, &spans)?.map(|article| match article {
        Article::Read(text, spans) => ArticleBeside::Read(text, spans),
        Article::Sealed(compartment) => ArticleBeside::Sealed(compartment),
        Article::Missing => ArticleBeside::Missing,
    }))
}

/// All spans that a candidate names, whatever for: each is a pair of numbers, or a list of such pairs.
fn spans(named: &Value) -> Vec<Span> {
    let pair = |value: &Value| {
        let [from, until] = value.as_array()?.as_slice() else { return None };
        Some((usize::try_from(from.as_u64()?).ok()?, usize::try_from(until.as_u64()?).ok()?))
    };
    let of = |value: &Value| match pair(value) {
        Some(span) => vec![span],
        None => value.as_array().into_iter().flatten().filter_map(pair).collect(),
    };
    named.as_object().into_iter().flat_map(|named| named.values()).flat_map(of).collect()
}
