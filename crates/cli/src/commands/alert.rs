//! `truce alert`: who is told of what changes, falls due, is claimed, found or published, and by which way.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Time;
use views::Language;
use views::alerts::{Kind, Wanted, status_of};
use web::alerts::outbox::{self, Message, State};
use web::alerts::subscription::{Subscription, To};
use web::alerts::{Telling, new_secret, step};

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce alert add my-mission desk --email desk@example.org --language ar --quiet 22:00-06:00\n  \
    truce alert add my-mission board --webhook https://example.org/truce --kind status --status breach_found\n  \
    truce alert add my-mission weekly --email council@example.org --kind due --days 7 --digest 07:00\n  \
    truce alert list my-mission\n  \
    truce alert run my-mission\n\n\
    Alerts hold what the section [public] of mission.toml lets leave, and nothing else. `truce serve` sends them while it runs; \
    `truce alert run` does it once. Each message has an id that stays the same however often it is sent; it is sent until it is taken, for \
    three days. E-mail needs a section [mail] in mission.toml. Everything is in the feed, too: /feed.atom on the mission's pages.")]
pub(crate) struct Alert {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(clap::Subcommand)]
enum What {
    /// Tell somebody
    Add(Box<Add>),
    /// Who is told of what, and what waits
    List {
        /// Folder of the mission
        mission: PathBuf,
    },
    /// Tell somebody no more
    Remove {
        /// Folder of the mission
        mission: PathBuf,
        /// Name of the subscription
        name: String,
    },
    /// Try again what was given up, and switch on what was switched off
    Retry {
        /// Folder of the mission
        mission: PathBuf,
        /// Name of the subscription
        name: String,
    },
    /// Work out what there is to tell since the last time, and send what is to be sent
    Run {
        /// Folder of the mission
        mission: PathBuf,
    },
}

/// A subscription.
#[derive(clap::Args)]
struct Add {
    /// Folder of the mission
    mission: PathBuf,
    /// Its name
    name: String,
    /// An https address that takes a POST; its secret is shown once
    #[arg(long, value_name = "ADDRESS", required_unless_present = "email", conflicts_with = "email")]
    webhook: Option<String>,
    /// An e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// status, due, event, finding, publication; else all
    #[arg(long = "kind", value_name = "KIND", value_parser = kind)]
    kinds: Vec<Kind>,
    /// Of this provision; else all
    #[arg(long = "provision", value_name = "ID")]
    provisions: Vec<String>,
    /// Of this party
    #[arg(long = "party", value_name = "ID")]
    parties: Vec<String>,
    /// In this zone, and all that lie in it
    #[arg(long = "zone", value_name = "ID")]
    zones: Vec<String>,
    /// Where a status becomes this one: breach_indicated, overdue
    #[arg(long = "status", value_name = "STATUS")]
    statuses: Vec<String>,
    /// So many days before something falls due; else as notice_days in mission.toml says
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    days: Vec<u32>,
    /// Nothing between these times of day, by the mission's clock: 22:00-06:00
    #[arg(long, value_name = "FROM-UNTIL", value_parser = quiet)]
    quiet: Option<(Time, Time)>,
    /// All together once a day, at this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    digest: Option<Time>,
    /// en, ar, he or tr
    #[arg(long, default_value = "en", value_parser = super::report::language)]
    language: Language,
}

fn kind(text: &str) -> Result<Kind, String> {
    let all: Vec<&str> = Kind::WORDS.iter().map(|(word, _)| *word).collect();
    Kind::from_text(text).ok_or_else(|| format!("none of {}", all.join(", ")))
}

fn time(text: &str) -> Result<Time, String> {
    text.parse().map_err(|_| "no time of day, as in 07:00".to_owned())
}

fn quiet(text: &str) -> Result<(Time, Time), String> {
    let (from, until) = text.split_once('-').ok_or("no two times of day, as in 22:00-06:00")?;
    Ok((time(from)?, time(until)?))
}

fn add(add: &Add) -> Result<(), Problem> {
    let mission = Mission::open(&add.mission)?;
    let mut statuses = BTreeSet::new();
    for word in &add.statuses {
        statuses.insert(status_of(word).ok_or_else(|| Problem::Usage(format!("there is no status {word}")))?);
    }
    let wanted = Wanted {
        kinds: add.kinds.iter().copied().collect(),
        provisions: add.provisions.iter().cloned().collect(),
        parties: add.parties.iter().cloned().collect(),
        zones: add.zones.iter().cloned().collect(),
        statuses,
        days: add.days.iter().copied().collect(),
    };
    if let Some(version) = mission.monitor.state().version() {
        let unknown = wanted.unknown(&version.agreement);
        if !unknown.is_empty() {
            return Err(Problem::AtFault(format!("the agreement has no {}", unknown.join(", "))));
        }
    }
    let to = match (&add.webhook, &add.email) {
        (Some(address), _) => To::Webhook { address: address.clone(), secret: new_secret()? },
        (None, Some(address)) => To::Email(address.clone()),
        (None, None) => return Err(Problem::Usage("--webhook or --email".to_owned())),
    };
    let Add { name, quiet, digest, language, .. } = add;
    let subscription =
        Subscription { name: name.clone(), to, wanted, quiet: *quiet, digest: *digest, language: *language, off: None };
    if let Some(fault) = subscription.fault() {
        return Err(Problem::Usage(fault));
    }
    if matches!(subscription.to, To::Email(_)) && mission.mail()?.is_none() {
        return Err(Problem::AtFault("mission.toml has no section [mail], without which nothing is mailed".to_owned()));
    }
    let mut beside = mission.beside()?;
    if !outbox::subscribe_anew(&mut *beside, &subscription)? {
        return Err(Problem::AtFault(format!("there is a subscription {name} already: remove it first")));
    }
    // What is told begins here, not with all that there ever was.
    let state = mission.monitor.state();
    let now = mission.fixed_as_of()?.unwrap_or_else(Timestamp::now);
    step::begin(&mut *beside, (now, state.size()))?;
    if let To::Webhook { secret, .. } = &subscription.to {
        output::line(format_args!("{secret}"))?;
        eprintln!("by this secret they know that it is you who sends (Standard Webhooks); it is shown this once");
    }
    Ok(())
}

fn list(mission: &Mission) -> Result<(), Problem> {
    let mut beside = mission.beside()?;
    let (all, messages) = (outbox::subscriptions(&mut *beside)?, outbox::messages(&mut *beside)?);
    for one in &all {
        let to = match &one.to {
            To::Webhook { address, .. } => format!("webhook {address}"),
            To::Email(address) => format!("e-mail {address}"),
        };
        let own = || messages.iter().filter(|message| message.to == one.name);
        let n = |is: fn(&Message) -> bool| own().filter(|message| is(message)).count();
        let n_sent = n(|message| message.state == State::Sent);
        let n_waiting = n(|message| matches!(message.state, State::Waiting | State::Gathering | State::Sending(_)));
        let n_given_up = n(|message| message.state == State::GivenUp);
        let off = one.off.as_ref().map(|why| format!(", switched off: {why}")).unwrap_or_default();
        output::line(format_args!(
            "{}  {to}: {n_sent} sent in the last 30 days, {n_waiting} waiting, {n_given_up} given up{off}",
            one.name
        ))?;
        if let Some(last) = own().rfind(|message| !message.why.is_empty() && message.state != State::Sent) {
            output::line(format_args!("  tried {} times: {}", last.attempts, last.why))?;
        }
    }
    if all.is_empty() {
        output::line(format_args!("nobody is told"))?;
    }
    Ok(())
}

fn run_once(folder: &std::path::Path) -> Result<(), Problem> {
    let mission = Mission::open(folder)?;
    let settings = mission.settings()?;
    let ((policy, _), secret) = (mission.public()?, mission.public_secret()?);
    let mut carriers = mission.carriers()?;
    let mut beside = mission.beside()?;
    let monitor = &mission.monitor;
    let look =
        |(as_of, size): step::Moment| monitor::Outlook::new(monitor.state_at(size)?, as_of).map(std::sync::Arc::new);
    let mut telling = Telling::new(Box::new(look), policy, secret);
    let clock = Timestamp::now();
    let now = mission.fixed_as_of()?.unwrap_or(clock);
    let n = step::step(&mut *beside, &mut telling, &settings.notice_days, (now, monitor.state().size()), clock)?;
    let zone = monitor.calendar().zone;
    let round = outbox::round(&mut *beside, &mut carriers, Timestamp::now(), &zone)?;
    output::line(format_args!(
        "{n} notices; {} messages sent, {} to be tried again, {} given up",
        round.n_sent, round.n_later, round.n_given_up
    ))?;
    if round.n_later + round.n_given_up > 0 {
        list(&mission)?;
    }
    Ok(())
}

pub(crate) fn run(alert: &Alert) -> Result<(), Problem> {
    let missing = |name: &str| Problem::AtFault(format!("there is no subscription {name}"));
    match &alert.what {
        What::Add(arguments) => add(arguments),
        What::List { mission } => list(&Mission::open(mission)?),
        What::Remove { mission, name } => {
            let mission = Mission::open(mission)?;
            let is_there = outbox::unsubscribe(&mut *mission.beside()?, name)?;
            if is_there { Ok(()) } else { Err(missing(name)) }
        }
        What::Retry { mission, name } => {
            let mission = Mission::open(mission)?;
            let mut beside = mission.beside()?;
            let all = outbox::subscriptions(&mut *beside)?;
            let one = all.into_iter().find(|one| one.name == *name).ok_or_else(|| missing(name))?;
            outbox::subscribe(&mut *beside, &Subscription { off: None, ..one })?;
            let n = outbox::retry(&mut *beside, name, Timestamp::now())?;
            output::line(format_args!("{n} messages are tried again"))
        }
        What::Run { mission } => run_once(mission),
    }
}
