//! `truce link`: reports in, the events that they tell of out, without a mission.

use std::fs::File;
use std::io::{BufReader, Read, stdin};
use std::path::{Path, PathBuf};

use events::linking::{self, Begun, Feature, Features, Links, Parameters, Reports, Schema, Signal, SignalKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sources::{Draft, Mapping, Rejected};

use crate::mission::Mission;
use crate::output::{self, Format};
use crate::problem::Problem;
use crate::sharded::settled;

use super::evaluate::{Shard, shard};

mod in_shards;
mod lines;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce link reports.csv --zone Europe/Athens --format ndjson\n  \
                        truce link old.csv --labels decided.csv --parameters learnt.txt\n  \
                        truce link new.csv --parameters learnt.txt\n  \
                        truce link huge.csv --parameters learnt.txt --shards 20 --format ndjson\n\n\
                        Reports of one event are found by time, place, type, actors, numbers and words. What each of these\n\
                        weighs, for each two sources, is learnt from the reports themselves.")]
pub(crate) struct Link {
    /// Reports, CSV with a header line or NDJSON; - is standard input. A mission's folder: learn from its reports, and record what was learnt
    file: PathBuf,
    /// Time zone of bare dates
    #[arg(long, value_name = "TZ", default_value = "UTC", value_parser = zone)]
    zone: TimeZone,
    /// What to weigh by, as learnt before. Where the file is not there, or labels are given, it is learnt and written there
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
    /// Reports whose event is known, columns report and event: learning starts from them
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Names of columns, and what is compared in records that are no reports: a TOML file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// In so many shards of time and place, one after the other: the same links, held a part at a time. Needs --parameters
    #[arg(long, value_name = "N", value_parser = shards, conflicts_with = "labels")]
    shards: Option<Shards>,
    /// Only the links of this shard, as 1/8: those of all shards, sorted, are the whole, sorted. Needs --parameters
    #[arg(long, value_name = "I/N", value_parser = shard, conflicts_with_all = ["labels", "shards"])]
    shard: Option<Shard>,
    /// With shards: where reports are put aside until the end
    #[arg(long, value_name = "FOLDER")]
    work: Option<PathBuf>,
    /// How links are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "not a time zone such as Europe/Athens".to_owned())
}

/// Which shards are asked for.
#[derive(Clone, Copy, Debug)]
enum Shards {
    /// All, of so many.
    All(usize),
    /// One.
    One(Shard),
}

/// So many at most: each keeps a file open at the end.
const SHARDS_MAX: u64 = 500;

fn shards(text: &str) -> Result<Shards, String> {
    match text.parse() {
        Ok(number) if (1..=SHARDS_MAX).contains(&(number as u64)) => Ok(Shards::All(number)),
        _ => Err(format!("not a number from 1 to {SHARDS_MAX}")),
    }
}

pub(crate) fn run(link: &Link) -> Result<(), Problem> {
    if link.file.is_dir() {
        return learn(&link.file);
    }
    let mapped = link.mapping.as_deref().map(Mapped::read).transpose()?.unwrap_or_default();
    if let Some(shards) = link.shards.or(link.shard.map(Shards::One)) {
        return in_shards::run(link, &mapped, shards);
    }
    let labels = link.labels.as_deref().map(labels).transpose()?.unwrap_or_default();
    let mut reports = Reports::new(mapped.schema());
    let n_rejected = read(link, &mapped, &mut |_, features| {
        if reports.holds(&features.id) {
            return Err(is_earlier(&features.id));
        }
        reports.put(features);
        Ok(())
    })?;
    let parameters = match &link.parameters {
        Some(path) if link.labels.is_none() && path.exists() => reports.located(parameters(path)?),
        path => {
            let learnt = reports.learn(&labels);
            if let Some(path) = path {
                std::fs::write(path, learnt.to_text()).map_err(|error| Problem::file(path, error))?;
            }
            learnt
        }
    };
    if parameters.schema != mapped.schema() {
        return Err(Problem::AtFault("the parameters were learnt for other signals than these".to_owned()));
    }
    let links = settled(Begun::new(reports, parameters))?;
    write(&links, link.format)?;
    if n_rejected == 0 { Ok(()) } else { Err(Problem::Said) }
}

fn is_earlier(id: &str) -> String {
    format!("the id {id:?} stands in an earlier row")
}

/// Learns from a mission's reports and from people's decisions on them, and records what was learnt.
fn learn(folder: &Path) -> Result<(), Problem> {
    let mut mission = Mission::open(folder)?;
    let learnt = mission.monitor.learn_linking(Timestamp::now())?;
    if learnt.is_none() {
        return Err(Problem::AtFault(
            "too few reports to learn from; until there are more, only those are linked that agree in all".to_owned(),
        ));
    }
    mission.keep_checkpoint()?;
    let state = mission.monitor.state();
    let known = state.known();
    let n_events = known.events.chunk_by(|a, b| a.id == b.id).count();
    output::line(format_args!("learnt, ledger entry {}; the reports now tell of {n_events} events", state.size()))
}

/// Reads reports, or the records of a mapping, each with its line; says and counts what cannot be used.
fn read(
    link: &Link,
    mapped: &Mapped,
    put: &mut dyn FnMut(u64, Features) -> Result<(), String>,
) -> Result<usize, Problem> {
    let path = &link.file;
    let mut input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| Problem::file(path, error))?))
    };
    let (mut n_rejected, mut n_other) = (0, 0);
    let mut reject = |line: u64, reason: &str| {
        eprintln!("{}:{line}: {reason}", path.display());
        n_rejected += 1;
    };
    if let Some(signals) = &mapped.signals {
        let columns: Vec<String> = signals.iter().map(|signal| signal.name.clone()).collect();
        let mut each = |record: Result<sources::Record, Rejected>| match record {
            Err(rejected) => reject(rejected.line, &rejected.reason),
            Ok(record) => {
                let line = record.line;
                if let Err(reason) = features(record, signals, &link.zone).and_then(|features| put(line, features)) {
                    reject(line, &reason);
                }
            }
        };
        sources::read_records(&mapped.mapping, &columns, &mut input, &mut each)
    } else {
        let mut each = |draft: Result<(u64, Draft), Rejected>| match draft {
            Err(rejected) => reject(rejected.line, &rejected.reason),
            Ok((line, draft @ (Draft::Report(_) | Draft::Again(_)))) => {
                let report = match draft {
                    Draft::Again(again) => again.0,
                    Draft::Report(report) => *report,
                    _ => return,
                };
                match Features::of_report(&report) {
                    Some(features) => {
                        if let Err(reason) = put(line, features) {
                            reject(line, &reason);
                        }
                    }
                    None => n_other += 1,
                }
            }
            Ok((_, Draft::Source(_) | Draft::Tie(_) | Draft::LeftOut(_))) => {}
        };
        sources::read_mapped(sources::Format::Reports, &mapped.mapping, &mut input, &link.zone, &mut each)
    }
    .map_err(|error| Problem::file(path, error))?;
    if n_other > 0 {
        eprintln!("{}: {n_other} rows tell of no happening and are not linked", path.display());
    }
    Ok(n_rejected)
}

fn features(record: sources::Record, signals: &[Signal], zone: &TimeZone) -> Result<Features, String> {
    let value = |(signal, value): (&Signal, &String)| {
        Feature::of_value(signal.kind, value, zone).map_err(|reason| format!("{}: {reason}", signal.name))
    };
    let values: Result<Vec<Feature>, String> = signals.iter().zip(&record.values).map(value).collect();
    Ok(Features { id: record.id, source: record.source, updates: None, thing: None, values: values? })
}

fn write(links: &Links, format: Format) -> Result<(), Problem> {
    let mut out = output::ReadyLines::new(format);
    let each = |link: &linking::Link<'_>, buffer: &mut Vec<u8>| lines::line(link, format, buffer);
    // A failure is told at the end.
    let _ = lines::of(links, &links.reports(), each, &mut |buffer: Vec<u8>| out.write(&buffer));
    out.end()
}

fn parameters(path: &Path) -> Result<Parameters, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    Parameters::from_text(&text)
        .map_err(|error| Problem::AtFault(format!("{}:{}: {}", path.display(), error.line, error.reason)))
}

/// Reports and the events that people put them in. Names of columns that scorers and other tools use are understood.
fn labels(path: &Path) -> Result<linking::Labels, Problem> {
    let mut input = BufReader::new(File::open(path).map_err(|error| Problem::file(path, error))?);
    let names = [["report", "report_id", "id"], ["event", "incident_id", "cluster_id"]];
    let columns: Vec<String> = names.iter().flatten().map(|name| (*name).to_owned()).collect();
    let (mut labels, mut n_faults) = (linking::Labels::new(), 0);
    sources::read_values(&columns, &mut input, &mut |row| match row {
        Ok((line, values)) => {
            let (report, event) = values.split_at(3);
            let first = |values: &[String]| values.iter().find(|value| !value.is_empty()).cloned();
            match (first(report), first(event)) {
                (Some(report), Some(event)) => drop(labels.insert(report, event)),
                _ => {
                    eprintln!("{}:{line}: needs a report and an event", path.display());
                    n_faults += 1;
                }
            }
        }
        Err(rejected) => {
            eprintln!("{}:{}: {}", path.display(), rejected.line, rejected.reason);
            n_faults += 1;
        }
    })
    .map_err(|error| Problem::file(path, error))?;
    if labels.is_empty() && n_faults > 0 { Err(Problem::Said) } else { Ok(labels) }
}

/// A mapping file.
#[derive(Default)]
struct Mapped {
    mapping: Mapping,
    signals: Option<Vec<Signal>>,
}

impl Mapped {
    fn schema(&self) -> Schema {
        self.signals.as_ref().map_or_else(Schema::of_reports, |signals| Schema { signals: signals.clone() })
    }

    fn read(path: &Path) -> Result<Mapped, Problem> {
        let at_fault = |said: String| Problem::AtFault(format!("{}: {said}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| at_fault(error.to_string()))?;
        let mapping = Mapping::from_toml(&text).map_err(at_fault)?;
        let mut mapped = Mapped { mapping, signals: None };
        if let Some(part) = table.get("signals") {
            let part = part.as_table().ok_or_else(|| at_fault("signals is not a section".to_owned()))?;
            let signal = |(name, kind): (&String, &toml::Value)| {
                let kind = kind.as_str().unwrap_or_default();
                let kind = SignalKind::from_text(kind).ok_or_else(|| {
                    at_fault(format!("signals.{name} is {kind:?}, none of time, class, name, number, words"))
                })?;
                Ok(Signal { name: name.clone(), kind })
            };
            mapped.signals = Some(part.iter().map(signal).collect::<Result<_, Problem>>()?);
        }
        Ok(mapped)
    }
}
