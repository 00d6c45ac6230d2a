//! The sites of the mission.

use axum::extract::State;
use axum::response::Response;
use monitor::{Error, Met, Monitor, Subject, Why as Apart};
use views::pages::sites::{self, Dispute, Known, Site as Shown, Topic, Why};

use super::html;
use crate::errors::Problem;
use crate::gate::Caller;
use crate::site::Site;

pub(crate) async fn sites(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let met = site.with_beside(|beside| monitor::met(beside).map_err(Error::from)).await?;
    let under_way = site.under_way();
    let known = site.with_monitor(move |monitor| {
        monitor.catch_up()?;
        known(monitor, &met, &under_way)
    });
    let known = known.await?;
    let mut shown = caller.shown()?;
    "/sites".clone_into(&mut shown.path);
    site.with_outlook(&caller, shown, move |record, shown| html(&sites::sites(record, &known, shown))).await
}

/// What is known of the sites now.
fn known(monitor: &mut Monitor, met: &[(String, Met)], under_way: &[(String, (u64, u64))]) -> Result<Known, Error> {
    let own = monitor.site().to_owned();
    let mut out = Vec::new();
    for one in monitor.sites_known()? {
        let met = met.iter().find(|(name, _)| *name == one.name).map(|(_, met)| met);
        let met = met.filter(|_| one.name != own);
        let lacks = met.map(|met| monitor.n_missing(&met.offer)).transpose()?;
        out.push(Shown {
            is_own: one.name == own,
            n_entries: one.n_entries,
            ended: one.ended.map(str::to_owned),
            met: met.map(|met| met.at),
            lacks,
            under_way: under_way.iter().find(|(name, _)| *name == one.name).map(|(_, counts)| *counts),
            compartments: one.compartments,
            name: one.name,
        });
    }
    let disputed: Vec<monitor::Dispute> = monitor.state().disputes().cloned().collect();
    let runs = monitor.apart_runs()?;
    let forks = monitor.state().sites().forks().to_vec();
    let mut name =
        |position: u64| -> Result<String, Error> { Ok(monitor.name_of(position)?.map(named).unwrap_or_default()) };
    let mut disputes = Vec::new();
    for one in &disputed {
        let entries = one.entries.iter().map(|entry| Ok((*entry, name(*entry)?))).collect::<Result<_, Error>>()?;
        disputes.push(Dispute { about: topic(&one.about), is_open: one.is_open, entries });
    }
    let apart = runs.iter().map(|run| {
        let numbers = if run.n > 1 { format!("{}–{}", run.first.1, run.last.1) } else { run.first.1.to_string() };
        (run.first.0, format!("{} {numbers}", run.site), why(&run.why))
    });
    Ok(Known { sites: out, disputes, apart: apart.collect(), forks })
}

fn named((site, number): (String, u64)) -> String {
    format!("{site} {number}")
}

fn topic(about: &Subject) -> Topic {
    (about.topic.to_text().to_owned(), about.name.clone())
}

/// Why an entry has no effect, as pages take it.
pub(super) fn why(apart: &Apart) -> Why {
    match apart {
        Apart::Forked(from) => Why::Forked(*from),
        Apart::Ended(site, number) => Why::Ended(site.clone(), *number),
        Apart::Disputed(about, others) => Why::Disputed(topic(about), others.iter().cloned().map(named).collect()),
        Apart::Unusable(why) => Why::Unusable(why.clone()),
    }
}
