//! `truce link`: reports in, the events that they tell of out, without a mission.

use std::fs::File;
use std::io::{BufReader, Read, stdin};
use std::path::{Path, PathBuf};

use events::linking::{self, Begun, Feature, Features, Links, ONE, Parameters, Reports, Schema, Signal, SignalKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sources::{Draft, Mapping, Rejected};

use crate::mission::Mission;
use crate::output::{self, Format};
use crate::parts;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce link reports.csv --zone Europe/Athens --format ndjson\n  \
                        truce link old.csv --labels decided.csv --parameters learnt.txt\n  \
                        truce link new.csv --parameters learnt.txt\n\n\
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
    /// How links are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "not a time zone such as Europe/Athens".to_owned())
}

pub(crate) fn run(link: &Link) -> Result<(), Problem> {
    if link.file.is_dir() {
        return learn(&link.file);
    }
    let mapped = link.mapping.as_deref().map(Mapped::read).transpose()?.unwrap_or_default();
    let labels = link.labels.as_deref().map(labels).transpose()?.unwrap_or_default();
    let (mut reports, n_rejected) = read(link, &mapped)?;
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
    let begun = Begun::new(reports, parameters);
    let mut found = Vec::new();
    parts::in_order(begun.n_parts(), || |part| begun.part(part), &mut |part| {
        found.push(part);
        Ok(())
    })?;
    let mut links = begun.end(found);
    links.settle_untold();
    write(&links, link.format)?;
    if n_rejected == 0 { Ok(()) } else { Err(Problem::Said) }
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

/// Reads reports, or the records of a mapping.
fn read(link: &Link, mapped: &Mapped) -> Result<(Reports, usize), Problem> {
    let path = &link.file;
    let mut input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| Problem::file(path, error))?))
    };
    let mut reports = Reports::new(mapped.schema());
    let (mut n_rejected, mut n_other) = (0, 0);
    let mut reject = |line: u64, reason: &str| {
        eprintln!("{}:{line}: {reason}", path.display());
        n_rejected += 1;
    };
    let mut put = |features: Features| {
        if reports.holds(&features.id) {
            return Err(format!("the id {:?} stands in an earlier row", features.id));
        }
        reports.put(features);
        Ok(())
    };
    if let Some(signals) = &mapped.signals {
        let columns: Vec<String> = signals.iter().map(|signal| signal.name.clone()).collect();
        let mut each = |record: Result<sources::Record, Rejected>| match record {
            Err(rejected) => reject(rejected.line, &rejected.reason),
            Ok(record) => {
                let line = record.line;
                if let Err(reason) = features(record, signals, &link.zone).and_then(&mut put) {
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
                        if let Err(reason) = put(features) {
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
    Ok((reports, n_rejected))
}

fn features(record: sources::Record, signals: &[Signal], zone: &TimeZone) -> Result<Features, String> {
    let value = |(signal, value): (&Signal, &String)| {
        Feature::of_value(signal.kind, value, zone).map_err(|reason| format!("{}: {reason}", signal.name))
    };
    let values: Result<Vec<Feature>, String> = signals.iter().zip(&record.values).map(value).collect();
    Ok(Features { id: record.id, source: record.source, updates: None, thing: None, values: values? })
}

/// So many links are written by one thread at a time.
const PART: usize = 2_048;

fn write(links: &Links, format: Format) -> Result<(), Problem> {
    let reports = links.reports();
    let n_parts = reports.len().div_ceil(PART);
    let maker = || {
        let mut teller = links.teller();
        let reports = &reports;
        move |part: usize| {
            let mut buffer = Vec::new();
            for report in reports.iter().skip(part * PART).take(PART) {
                line(&teller.link(*report), format, &mut buffer);
            }
            buffer
        }
    };
    let mut out = output::ReadyLines::new(format);
    // A failure is told at the end.
    let _ = parts::in_order(n_parts, maker, &mut |buffer: Vec<u8>| out.write(&buffer));
    out.end()
}

fn line(link: &linking::Link<'_>, format: Format, buffer: &mut Vec<u8>) {
    if format == Format::Text {
        let score = link.score.map_or_else(|| "-".to_owned(), share);
        let because = link.because.join("; ");
        buffer.extend(format!("{}  event {}  {score}  {because}\n", link.report, link.event).bytes());
        return;
    }
    buffer.extend(b"{\"report\":");
    string(link.report, buffer);
    buffer.extend(b",\"event\":");
    string(link.event, buffer);
    buffer.extend(b",\"score\":");
    buffer.extend(link.score.map_or_else(|| "null".to_owned(), share).bytes());
    buffer.extend(b",\"because\":[");
    for (idx, reason) in link.because.iter().enumerate() {
        if idx > 0 {
            buffer.push(b',');
        }
        string(reason, buffer);
    }
    buffer.extend(b"]}\n");
}

fn string(text: &str, buffer: &mut Vec<u8>) {
    serde_json::to_writer(buffer, text).expect("a text can always be written to memory");
}

/// A share as a decimal of three places.
fn share(share: u32) -> String {
    let thousandths = (u64::from(share) * 1_000 + u64::from(ONE) / 2) / u64::from(ONE);
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
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
