//! One report, with all that the mission did with it.

use axum::extract::State;
use axum::response::Response;
use monitor::{Monitor, Outlook};
use views::pages;
use views::pages::report::{Beside, FileBeside, Handled};

use super::{flash, html};
use crate::errors::Problem;
use crate::gate::{Caller, values};
use crate::query::Query;
use crate::rights::Act;
use crate::site::Site;

pub(crate) async fn report(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let name = Query(values(&caller)).get("name").to_owned();
    let (may_sort, said, words, desk) = (caller.may(Act::Sort), flash(&caller), caller.words(), site.desk());
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let missing = || Problem::NotFound(format!("There is no report {name:?} at this ledger size."));
        let (source, id) = outlook.state.named(&name).ok_or_else(missing)?;
        let filed = outlook.state.report(&source, &id).ok_or_else(missing)?;
        let beside = beside(outlook, &desk.monitor(), (&source, &id), filed.entry)?;
        let record = crate::record(outlook, words, shown.reader.sight);
        html(&pages::report::report(&record, &filed.report, beside, (may_sort, said), shown))
    })
    .await
}

fn beside(outlook: &Outlook, monitor: &Monitor, (source, id): (&str, &str), entry: u64) -> Result<Beside, Problem> {
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
    Ok(Beside { entry: (entry, recorded_at), steps, files: files.collect(), article: None })
}
