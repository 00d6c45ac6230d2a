//! `truce events` and `truce event`: what happened, as best known, and which reports tell of it.

use std::path::PathBuf;

use assessments::Standings;
use events::Event;
use monitor::Outlook;

use views::exports::event::Linked;

use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments of the list.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce events my-mission --format ndjson\n  truce events my-mission --doubtful 20")]
pub(crate) struct Events {
    /// Folder of the mission
    mission: PathBuf,
    /// In place of the events: so many pairs of reports that a person should look at, most useful first
    #[arg(long, value_name = "N")]
    doubtful: Option<usize>,
    #[command(flatten)]
    seen: Seen,
}

/// Arguments of one event.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce event my-mission monitor/17\n\n\
                        An event is named by any of its reports, source/id; its own name is the smallest of them.")]
pub(crate) struct OneEvent {
    /// Folder of the mission
    mission: PathBuf,
    /// The event, or any of its reports
    event: String,
    #[command(flatten)]
    seen: Seen,
}

/// As of when, and how.
#[derive(clap::Args)]
struct Seen {
    /// The moment asked about; a bare date is that whole day
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Only what was recorded by this moment, or at this ledger size
    #[arg(long, value_name = "TIME or SIZE")]
    known_at: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn list(events: &Events) -> Result<(), Problem> {
    let mission = Mission::open(&events.mission)?;
    let outlook = mission.outlook(events.seen.as_of.as_deref(), events.seen.known_at.as_deref())?;
    if let Some(n_asked) = events.doubtful {
        return doubtful(&outlook, n_asked, events.seen.format);
    }
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    let standings = Standings::new(outlook.agreement(), &outlook.known, outlook.as_of);
    let disputed = assessments::disputes(&outlook.known, outlook.as_of);
    let in_sight = |claims: &[Event]| claims.iter().any(|event| event.happening.when.start() <= outlook.as_of);
    let claims: Vec<&[Event]> =
        outlook.known.events.chunk_by(|a, b| a.id == b.id).filter(|claims| in_sight(claims)).collect();
    match events.seen.format {
        Format::Text => output::text(&views::text::event::list(&record, &standings, &claims)),
        format => output::objects(
            format,
            claims.into_iter().map(|claims| views::exports::event::summary(&record, (&standings, &disputed), claims)),
        ),
    }
}

fn doubtful(outlook: &Outlook, n_asked: usize, format: Format) -> Result<(), Problem> {
    let Some(links) = outlook.links() else {
        return Err(Problem::AtFault(
            "nothing was learnt yet to link reports by; `truce link MISSION` learns it from its reports".to_owned(),
        ));
    };
    let doubts = links.teller().doubts(n_asked);
    match format {
        Format::Text => output::text(&views::text::event::doubts(&doubts)),
        format => output::objects(format, doubts.iter().map(views::exports::event::doubt)),
    }
}

pub(crate) fn one(asked: &OneEvent) -> Result<(), Problem> {
    let mission = Mission::open(&asked.mission)?;
    let outlook = mission.outlook(asked.seen.as_of.as_deref(), asked.seen.known_at.as_deref())?;
    let id = event_of(&outlook, &asked.event)?;
    let record = web::record(&outlook, views::Words::terminal(), views::Sight::ALL);
    let standings = Standings::new(outlook.agreement(), &outlook.known, outlook.as_of);
    let claims = record.claims(&id);
    let linked = Linked { with_words: true, ..web::linked(&outlook, &views::reports_of(claims)) };
    if id != asked.event {
        eprintln!("{} is part of the event {id}", asked.event);
    }
    match asked.seen.format {
        Format::Text => output::text(&views::text::event::whole(&record, &standings, claims, &linked)),
        format => {
            output::objects(format, std::iter::once(views::exports::event::whole(&record, &standings, claims, &linked)))
        }
    }
}

/// The event of that name, or the one that a report of that name tells of.
pub(super) fn event_of(outlook: &Outlook, name: &str) -> Result<String, Problem> {
    outlook.event_of(name).map(str::to_owned).map_err(Problem::AtFault)
}
