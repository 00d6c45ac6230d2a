//! `truce decide`: what a person decides of events. Every decision is an entry; only another decision undoes it.

use std::path::PathBuf;

use jiff::Timestamp;
use monitor::Outlook;
use records::{
    Answer, CaseStep, Element, Finding, LinkDecision, Report, Response, STANDARDS_OF_PROOF, Stage, Standards,
    Statement, Verdict, When,
};

use super::decide_reports::{self, OfReports};
use super::events::event_of;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce decide my-mission merge monitor/17 press/204 --because \"one crater, one time\"\n  \
    truce decide my-mission split monitor/17 press/204 --because \"another village\"\n  \
    truce decide my-mission move press/204 monitor/18 --because \"the hour fits this one\"\n  \
    truce decide my-mission find monitor/17 --body council --fact established --author not_established --because \"...\"\n  \
    truce decide my-mission respond monitor/17 --party arda --element author --answer denies\n  \
    truce decide my-mission step monitor/17 --stage site_visit --by council --text \"two craters\"\n  \
    truce decide my-mission step monitor/17 --stage recommendation --by council --to arda --due 2030-04-01")]
pub(crate) struct Decide {
    /// Folder of the mission
    mission: PathBuf,
    #[command(subcommand)]
    what: What,
}

/// What is decided.
#[derive(clap::Subcommand)]
enum What {
    /// Two events or more are one
    Merge {
        /// The events, or reports of them
        #[arg(required = true, num_args = 2..)]
        events: Vec<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// Some reports of an event tell of another one
    Split {
        /// The event
        event: String,
        /// Those of its reports that tell of another one
        #[arg(required = true)]
        reports: Vec<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// A report belongs to another event
    Move {
        /// The report
        report: String,
        /// The event to which it belongs
        event: String,
        #[command(flatten)]
        signed: Signed,
    },
    /// A body of the agreement finds on an event
    Find(Find),
    /// A party answers on the record
    Respond(Respond),
    /// A step in the case on an event: allegation, site visit, recommendation, remedy, ...
    Step(Step),
    #[command(flatten)]
    OfReports(OfReports),
}

/// Who decides, and why.
#[derive(clap::Args)]
pub(super) struct Signed {
    /// Why
    #[arg(long, value_name = "REASON")]
    pub(super) because: String,
    /// Who decides; the mission's own author if left out
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
}

#[derive(clap::Args)]
struct Find {
    /// The event, or a report of it
    event: String,
    /// The body that finds, by its id in the agreement
    #[arg(long)]
    body: String,
    /// That it happened: established, not_established, refuted
    #[arg(long, value_parser = verdict)]
    fact: Option<Verdict>,
    /// Who did it
    #[arg(long, value_parser = verdict)]
    author: Option<Verdict>,
    /// How many or how much
    #[arg(long, value_parser = verdict)]
    quantity: Option<Verdict>,
    /// Of a rule or provision: ID=established
    #[arg(long, value_name = "ID=VERDICT", value_parser = named_verdict)]
    breach: Option<(String, Verdict)>,
    /// Of a quality for which a rule waits: offensive=established
    #[arg(long, value_name = "NAME=VERDICT", value_parser = named_verdict)]
    qualifier: Option<(String, Verdict)>,
    /// Standard of proof that was applied: reasonable_suspicion, reasonable_grounds_to_believe, balance_of_probabilities,
    /// clear_and_convincing, beyond_reasonable_doubt, or another in its own words
    #[arg(long, value_parser = standard)]
    standard: Option<String>,
    /// Standard for the fact, where it is another
    #[arg(long, value_name = "STANDARD", value_parser = standard)]
    standard_fact: Option<String>,
    /// Standard for the author, where it is another
    #[arg(long, value_name = "STANDARD", value_parser = standard)]
    standard_author: Option<String>,
    /// Standard for the breach, where it is another
    #[arg(long, value_name = "STANDARD", value_parser = standard)]
    standard_breach: Option<String>,
    /// The finding in whose place this one comes, by its report: body/id
    #[arg(long, value_name = "FINDING")]
    revises: Option<String>,
    /// When it was found; the moment of recording if left out
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    because: String,
}

#[derive(clap::Args)]
struct Respond {
    /// The event, or a report of it
    event: String,
    /// The party that answers
    #[arg(long)]
    party: String,
    /// What it answers: fact, author, quantity
    #[arg(long, default_value = "author", value_parser = element)]
    element: Element,
    /// accepts, denies, or justifies with --ground
    #[arg(long, value_parser = ["accepts", "denies", "justifies"])]
    answer: String,
    /// The ground on which it justifies the act
    #[arg(long, required_if_eq("answer", "justifies"))]
    ground: Option<String>,
    /// When it answered; the moment of recording if left out
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Its words
    #[arg(long)]
    text: Option<String>,
}

/// A step in a case.
#[derive(clap::Args)]
struct Step {
    /// The event, or a report of it
    event: String,
    /// allegation, preliminary_look, tasking, site_visit, notification, draft, dissent, publication, recommendation, cessation,
    /// remedy, follow_up
    #[arg(long, value_parser = stage)]
    stage: Stage,
    /// Who takes it: a body, a party, a member that dissents
    #[arg(long)]
    by: String,
    /// Whom it is addressed to
    #[arg(long)]
    to: Option<String>,
    /// The finding or step that it belongs to, by its report: body/id
    #[arg(long, value_name = "REPORT")]
    on: Option<String>,
    /// The last day or moment by which it asks for something
    #[arg(long, value_name = "TIME")]
    due: Option<String>,
    /// When it was taken; the moment of recording if left out
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Its words: reasons, what was seen, what is recommended
    #[arg(long)]
    text: Option<String>,
}

fn stage(text: &str) -> Result<Stage, String> {
    match Stage::from_text(text) {
        Some(Stage::Response) => Err("an answer is given with `truce decide MISSION respond`".to_owned()),
        Some(Stage::Decision) => Err("a body decides with `truce decide MISSION find`".to_owned()),
        Some(stage) => Ok(stage),
        None => {
            let steps = Stage::WORDS.iter().filter(|(_, stage)| stage.is_step()).map(|(word, _)| *word);
            Err(format!("none of {}", steps.collect::<Vec<_>>().join(", ")))
        }
    }
}

/// One of the standards by its name however it is written, or another in its own words.
fn standard(text: &str) -> Result<String, String> {
    let plain = text.trim().to_lowercase().replace([' ', '-'], "_");
    let known = STANDARDS_OF_PROOF.iter().find(|name| **name == plain);
    Ok(known.map_or_else(|| text.trim().to_owned(), |name| (*name).to_owned()))
}

fn verdict(text: &str) -> Result<Verdict, String> {
    Verdict::from_text(text).ok_or_else(|| "none of established, not_established, refuted".to_owned())
}

fn named_verdict(text: &str) -> Result<(String, Verdict), String> {
    let (name, word) = text.split_once('=').ok_or("not of the form NAME=VERDICT")?;
    Ok((name.to_owned(), verdict(word)?))
}

fn element(text: &str) -> Result<Element, String> {
    Element::from_text(text).ok_or_else(|| "none of fact, author, quantity".to_owned())
}

pub(crate) fn run(decide: &Decide) -> Result<(), Problem> {
    let mut mission = Mission::open(&decide.mission)?;
    let outlook = mission.outlook(None, None)?;
    let now = Timestamp::now();
    let said_as = |report: &Report| format!("{}/{}, ", report.source, report.id);
    let (name, entry) = match &decide.what {
        What::Merge { events, signed } => {
            let decision = outlook.merge(events).map_err(Problem::AtFault)?;
            (String::new(), record(&mut mission, &decision, signed, now)?)
        }
        What::Split { event, reports, signed } => {
            let decision = outlook.split(event, reports).map_err(Problem::AtFault)?;
            (String::new(), record(&mut mission, &decision, signed, now)?)
        }
        What::Move { report, event, signed } => {
            let decision = outlook.moved(report, event).map_err(Problem::AtFault)?;
            (String::new(), record(&mut mission, &decision, signed, now)?)
        }
        What::OfReports(decided) => (String::new(), decide_reports::record(&mut mission, decided, now)?),
        What::Find(find) => {
            let report = finding(&outlook, find, now)?;
            (said_as(&report), said(&mut mission, report, now)?)
        }
        What::Respond(respond) => {
            let report = response(&outlook, respond, now)?;
            (said_as(&report), said(&mut mission, report, now)?)
        }
        What::Step(taken) => {
            let report = step(&outlook, taken, now)?;
            (said_as(&report), said(&mut mission, report, now)?)
        }
    };
    mission.keep_checkpoint()?;
    output::line(format_args!("recorded as {name}ledger entry {entry}"))
}

fn record(mission: &mut Mission, decision: &LinkDecision, signed: &Signed, now: Timestamp) -> Result<u64, Problem> {
    if signed.because.trim().is_empty() {
        return Err(Problem::Usage("a decision needs its reason: --because".to_owned()));
    }
    Ok(mission.monitor.record_link_decision(decision, &signed.because, signed.by.as_deref(), now)?)
}

/// Records a statement of a body's or a party's own.
fn said(mission: &mut Mission, report: Report, now: Timestamp) -> Result<u64, Problem> {
    let id = format!("{}/{}", report.source, report.id);
    mission.monitor.record_report(report, now)?.ok_or_else(|| Problem::AtFault(format!("{id} is recorded already")))
}

fn at(outlook: &Outlook, asked: Option<&str>, now: Timestamp) -> Result<When, Problem> {
    match asked {
        None => Ok(When::instant(now)),
        Some(text) => When::from_columns(text, "", "", &outlook.agreement().calendar.zone)
            .map_err(|error| Problem::Usage(error.0)),
    }
}

fn finding(outlook: &Outlook, find: &Find, now: Timestamp) -> Result<Report, Problem> {
    let says_nothing = find.fact.is_none()
        && find.author.is_none()
        && find.quantity.is_none()
        && find.breach.is_none()
        && find.qualifier.is_none();
    let is_body = outlook.agreement().bodies.iter().any(|body| body.id == find.body);
    if says_nothing && is_body {
        return Err(Problem::Usage(
            "a finding says something of --fact, --author, --quantity, --breach or --qualifier".to_owned(),
        ));
    }
    let finding = Finding {
        event: find.event.clone(),
        fact: find.fact,
        author: find.author,
        quantity: find.quantity,
        breach: find.breach.clone(),
        qualifier: find.qualifier.clone(),
        standard: find.standard.clone(),
        standards: Standards {
            fact: find.standard_fact.clone(),
            author: find.standard_author.clone(),
            breach: find.standard_breach.clone(),
        },
        revises: find.revises.clone(),
        by: find.body.clone(),
        when: at(outlook, find.at.as_deref(), now)?,
    };
    outlook.finding(finding, Some(find.because.clone()), now).map_err(Problem::AtFault)
}

fn response(outlook: &Outlook, respond: &Respond, now: Timestamp) -> Result<Report, Problem> {
    let answer = match respond.answer.as_str() {
        "accepts" => Answer::Accepts,
        "denies" => Answer::Denies,
        _ => Answer::Justifies(respond.ground.clone().unwrap_or_default()),
    };
    let response = Response {
        event: respond.event.clone(),
        by: respond.party.clone(),
        element: respond.element,
        answer,
        when: at(outlook, respond.at.as_deref(), now)?,
    };
    outlook.response(response, respond.text.clone(), now).map_err(Problem::AtFault)
}

fn step(outlook: &Outlook, step: &Step, now: Timestamp) -> Result<Report, Problem> {
    let event = event_of(outlook, &step.event)?;
    if let Some(on) = &step.on {
        let known = &outlook.known;
        let is_on = |id: &str, of: &str| id == on && of == event;
        let is_there = known.findings.iter().any(|found| is_on(&found.id, &found.what.event))
            || known.steps.iter().any(|step| is_on(&step.id, &step.what.event));
        if !is_there {
            return Err(Problem::AtFault(format!("there is no finding or step {on:?} on that event")));
        }
    }
    let zone = &outlook.agreement().calendar.zone;
    let due = step.due.as_deref().map(|text| records::parse_moment(text, zone)).transpose();
    let due = due.map_err(|error| Problem::Usage(format!("--due: {}", error.0)))?;
    let what = Statement::CaseStep(CaseStep {
        event,
        stage: step.stage,
        by: step.by.clone(),
        to: step.to.clone(),
        on: step.on.clone(),
        due: due.map(|(at, is_day)| if is_day { records::end_of_day(at, zone) } else { at }),
        when: at(outlook, step.at.as_deref(), now)?,
    });
    Ok(outlook.own_report(step.stage.to_text(), &step.by, what, step.text.clone(), now))
}
