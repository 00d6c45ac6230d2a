//! The inbox and the steps taken in it: the same steps, held to the same, as by command and by the API.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use monitor::{AskedInbox, AskedStep, Stand, StepDone, TriageStep};
use views::pages;
use views::pages::inbox::Asked;

use super::{flash, html, say_again};
use crate::errors::Problem;
use crate::gate::{Caller, Form, values};
use crate::query::Query;
use crate::rights::Act;
use crate::site::Site;

/// So many reports on a page.
const PAGE: usize = 50;
const STANDS: [&str; 5] = ["received", "taken", "returned", "accepted", "set_aside"];

pub(crate) async fn inbox(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let after = query.number("after")?.unwrap_or(0);
    let stand = if query.get("state").is_empty() { "received" } else { query.get("state") }.to_owned();
    let chosen = Stand::from_text(&stand)
        .ok_or_else(|| Problem::NotUnderstood(format!("state is {stand:?}, none of {}.", STANDS.join(", "))))?;
    let (may_sort, said, words) = (caller.may(Act::Sort), flash(&caller), caller.words());
    site.with_whole(&caller, caller.shown()?, move |outlook, shown| {
        let asked = AskedInbox { stands: &[chosen], source: None, after, limit: PAGE + 1 };
        let mut found = outlook.state.inbox(&asked);
        let is_more = found.len() > PAGE;
        found.truncate(PAGE);
        let next = found.last().filter(|_| is_more).map(|one| one.entry);
        let items: Vec<_> = found.iter().map(crate::item).collect();
        let counted = outlook.state.stands();
        let counts = STANDS.map(|stand| (stand, counted.get(stand).copied().unwrap_or(0)));
        let asked = Asked { stand: &stand, counts: &counts, next, may_sort, said };
        html(&pages::inbox::inbox(&crate::record(outlook, words, shown.reader.sight), &items, asked, shown))
    })
    .await
}

pub(crate) async fn steps(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let words = caller.words();
    let step = TriageStep::from_text(form.get("step"))
        .ok_or_else(|| Problem::NotUnderstood(format!("step is {:?}, which is none.", form.get("step"))))?;
    let reason = Some(form.get("reason").trim()).filter(|reason| !reason.is_empty()).map(str::to_owned);
    let asked: Vec<AskedStep> = form
        .all("report")
        .map(|report| AskedStep { report: report.to_owned(), step, reason: reason.clone() })
        .collect();
    if asked.is_empty() {
        return say_again(form.get("back"), "/inbox", &[words.say("nothing-chosen")], None);
    }
    let by = caller.member().to_owned();
    let (said, size) = site
        .with_monitor(move |monitor| {
            let done = monitor.record_steps(&asked, Some(&by), Timestamp::now())?;
            let said = asked.iter().zip(&done).map(|(asked, done)| match done {
                Ok(StepDone::Recorded(entry)) => {
                    let entry = words.number(entry);
                    words.with("step-recorded", &[("report", (&asked.report).into()), ("entry", (&entry).into())])
                }
                Ok(StepDone::Known) => words.of_it("step-known", &asked.report),
                Err(why) => words.with("step-refused", &[("report", (&asked.report).into()), ("why", why.into())]),
            });
            Ok((said.collect::<Vec<_>>(), monitor.state().size()))
        })
        .await?;
    say_again(form.get("back"), "/inbox", &said, Some(size))
}
