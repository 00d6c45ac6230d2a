//! A mission's published events, a part of the record held at a time: reports are put aside as they come from the log, linked in
//! shards, brought together event by event, and their rows merged. The rows are those of the export that holds everything.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use events::linking::Features;
use events::linking::shards::{Numbers, Size, Survey};
use events::{Filed, LinkedBy};
use jiff::Timestamp;
use ledger::Value;
use ledger::body::{self, Publication};
use ledger::encoding::{from_bytes, map_to_bytes};
use monitor::State;
use provisions::Agreement;
use records::{EventRow, LinkDecision, Statement};
use views::released::{self, Of, Policy, table};

use super::{Export, recorded, refuse_to_come, say_if_to_come, stream};
use crate::bundle::Hashing;
use crate::mission::Mission;
use crate::problem::Problem;
use crate::scratch::Scratch;
use crate::sharded::spill::{Buckets, Run, Spill, merged, work};
use crate::sharded::{self, All};

/// How many reports are held at a time.
#[derive(Clone, Copy)]
struct Held {
    /// Linked at a time, where reach and spans allow.
    linked: usize,
    /// Of those that depend on more than one shard.
    rest: usize,
    /// Brought together into events: whole reports, which are larger.
    together: u32,
}

pub(super) fn run(export: &Export, n_reports: u32) -> Result<(), Problem> {
    let held = Held { linked: n_reports as usize, rest: n_reports as usize / 6, together: n_reports / 8 };
    stream::is_form(&export.format, export.partitioned)?;
    if export.record && (export.partitioned || export.out == Path::new("-")) {
        return Err(Problem::Usage("what is recorded is one file".to_owned()));
    }
    let mission = Mission::open_to_read(export.folder()?)?;
    let (policy, _) = mission.public()?;
    let secret = mission.public_secret()?;
    let as_of = mission.moment(export.as_of.as_deref())?;
    if export.record {
        refuse_to_come(&mission, as_of)?;
    }
    let within = export.work.clone().unwrap_or_else(std::env::temp_dir);
    let folder = work(&within)?;
    let put_aside = PutAside::new(&mission, &folder)?;
    let state = mission.monitor.state();
    let agreement = in_force(state, as_of)?;
    let event_of = linked(&put_aside, state.linked_by(), held)?;
    let of = Releasing { state, agreement, as_of, policy: &policy, secret: &secret, held };
    let (runs, n_rows, n_withheld) = of.runs(&put_aside, &event_of, &folder)?;
    written(export, agreement, &runs, &folder)?;
    say_if_to_come(as_of);
    let size = state.size();
    eprintln!("{n_rows} rows, {n_withheld} events withheld, as of {as_of}, ledger size {size}");
    eprintln!("remark: whether the full record says otherwise than these rows is not worked out in parts");
    if export.record {
        let mut out = Hashing::new(io::sink());
        let file = File::open(&export.out);
        file.and_then(|mut file| io::copy(&mut file, &mut out)).map_err(|error| Problem::file(&export.out, error))?;
        let (what, digest) = (export.format.clone(), out.digest());
        let mut mission = Mission::open_in_brief(export.folder()?)?;
        let publication = Publication { what, size, as_of, digest, corrects: export.corrects };
        let entry = recorded(&mut mission, &publication)?;
        eprintln!("recorded as ledger entry {entry}");
        mission.keep_checkpoint()?;
    }
    Ok(())
}

fn in_force(state: &State, as_of: Timestamp) -> Result<&Agreement, Problem> {
    let versions = state.versions_by(as_of);
    let version = versions.last().ok_or_else(|| Problem::AtFault("the record holds no agreement".to_owned()))?;
    Ok(&version.agreement)
}

/// Reports, put aside in files.
struct PutAside<'f> {
    /// What linking uses of those that tell of a happening.
    features: Spill<'f>,
    /// These reports, in the order of their numbers.
    reports: Buckets<'f>,
    numbers: Numbers,
    n_reports: u32,
    /// All others.
    others: Vec<Filed>,
}

impl<'f> PutAside<'f> {
    fn new(mission: &Mission, folder: &'f Scratch) -> Result<PutAside<'f>, Problem> {
        if !mission.monitor.is_of_one_site() {
            return Err(Problem::AtFault(
                "the record of several sites is held as a whole: leave out --in-parts".to_owned(),
            ));
        }
        if mission.monitor.state().linked_by().parameters.is_none() {
            return Err(Problem::AtFault("nothing was learnt yet to link reports by: truce link MISSION".to_owned()));
        }
        let (mut features, mut reports) = (Spill::new(folder), Buckets::new(folder, "reports"));
        let (mut numbers, mut n_reports, mut others) = (Numbers::default(), 0, Vec::new());
        mission.monitor.each_report(&mut |filed| {
            let Some(own) = Features::of_report(&filed.report) else {
                others.push(filed);
                return Ok(());
            };
            numbers.note(&own.id, n_reports);
            n_reports += 1;
            features.put(0, &own)?;
            reports.put(0, &bytes_of(&filed))
        })??;
        features.end()?;
        reports.flush()?;
        let told_apart = "ids of reports cannot be told apart: leave out --in-parts";
        let numbers = numbers.ready().ok_or_else(|| Problem::AtFault(told_apart.to_owned()))?;
        Ok(PutAside { features, reports, numbers, n_reports, others })
    }
}

fn bytes_of(filed: &Filed) -> Vec<u8> {
    let mut out = filed.entry.to_le_bytes().to_vec();
    out.extend(map_to_bytes(&body::report_to_body(&filed.report)));
    out
}

fn filed_of(bytes: &[u8]) -> io::Result<Filed> {
    let other = || io::Error::other("what was put aside is something else");
    let (entry, report) = bytes.split_first_chunk().ok_or_else(other)?;
    let Value::Map(report) = from_bytes(report).map_err(io::Error::other)? else { return Err(other()) };
    let report = body::report_from_body(&report, None).map_err(io::Error::other)?;
    Ok(Filed { entry: u64::from_le_bytes(*entry), report })
}

/// By number of a report: that of its event's smallest.
fn linked(put_aside: &PutAside<'_>, by: &LinkedBy, held: Held) -> Result<Vec<u32>, Problem> {
    let mut event_of: Vec<u32> = (0..put_aside.n_reports).collect();
    let Some(parameters) = by.parameters.clone() else { return Ok(event_of) };
    let decided = by.decisions.iter().flat_map(LinkDecision::pairs);
    let decided = decided.map(|(one, other, is_one)| (one.to_owned(), other.to_owned(), is_one)).collect();
    let all = All { spill: &put_aside.features, again: std::collections::HashSet::new() };
    let plan = all.extent(Survey::of_known_places(parameters).deciding(decided))?.plan(Size::Holding(held.linked));
    sharded::each(&all, &plan, 0..plan.n_shards(), held.rest, &mut |links, reports| {
        for report in reports {
            let (report, event) = links.ids(*report);
            if let (Some(report), Some(event)) = (put_aside.numbers.find(report), put_aside.numbers.find(event)) {
                event_of[report as usize] = event;
            }
        }
        Ok(())
    })?;
    Ok(event_of)
}

/// What leaves.
struct Releasing<'a> {
    state: &'a State,
    agreement: &'a Agreement,
    as_of: Timestamp,
    policy: &'a Policy,
    secret: &'a [u8],
    held: Held,
}

impl Releasing<'_> {
    /// Lines of CSV, in runs in the order of their rows; how many there are, and how many events stay.
    fn runs(
        &self,
        put_aside: &PutAside<'_>,
        event_of: &[u32],
        folder: &Scratch,
    ) -> Result<(Vec<PathBuf>, usize, usize), Problem> {
        let n_buckets = put_aside.n_reports / self.held.together + 1;
        let (mut buckets, mut number) = (Buckets::new(folder, "events"), 0);
        let mut bytes = Vec::new();
        if put_aside.n_reports > 0 {
            put_aside.reports.each(0, &mut |report| {
                let event = event_of[number];
                number += 1;
                bytes.clear();
                bytes.extend(event.to_le_bytes());
                bytes.extend(report);
                buckets.put(i64::from(event % n_buckets), &bytes)
            })?;
            buckets.flush()?;
        }
        // What bodies and parties said of events goes to each bucket, and leaves with the event that it is about.
        let is_on_event = |filed: &&Filed| {
            matches!(filed.report.statement, Statement::Finding(_) | Statement::Response(_) | Statement::CaseStep(_))
        };
        let on_events: Vec<Filed> = put_aside.others.iter().filter(is_on_event).cloned().collect();
        let (mut runs, mut n_rows, mut n_withheld) = (Vec::new(), 0, 0);
        for bucket in &buckets.numbers {
            let mut reports = Vec::new();
            buckets.each(*bucket, &mut |bytes| {
                let (event, report) = bytes.split_first_chunk().ok_or(io::ErrorKind::InvalidData)?;
                reports.push((u32::from_le_bytes(*event), filed_of(report)?));
                Ok(())
            })?;
            let filed = reports.iter().map(|(_, filed)| (filed.entry, filed.clone())).collect();
            let known = events::from_groups(reports, on_events.iter().cloned(), self.state.cards());
            let (rows, n_staying) = released::events(self.of(&known, &filed), self.policy, self.secret);
            (n_rows, n_withheld) = (n_rows + rows.len(), n_withheld + n_staying);
            runs.push(self.run(rows, folder, runs.len())?);
        }
        let filed = put_aside.others.iter().map(|filed| (filed.entry, filed.clone())).collect();
        let known = events::from_reports(put_aside.others.iter().cloned(), self.state.cards(), self.state.linked_by());
        let of = self.of(&known, &filed);
        let (mut rows, n_staying) = released::events(of, self.policy, self.secret);
        rows.append(&mut released::statements(of, self.policy, self.secret));
        (n_rows, n_withheld) = (n_rows + rows.len(), n_withheld + n_staying);
        runs.push(self.run(rows, folder, runs.len())?);
        Ok((runs, n_rows, n_withheld))
    }

    fn of<'o>(&'o self, known: &'o events::Known, reports: &'o BTreeMap<u64, Filed>) -> Of<'o> {
        Of { agreement: self.agreement, known, reports, as_of: self.as_of }
    }

    fn run(&self, mut rows: Vec<EventRow>, folder: &Scratch, number: usize) -> io::Result<PathBuf> {
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        let names = table::names(self.agreement);
        let (mut run, mut csv) = (Run::new(folder, number)?, table::CsvLine::default());
        let (mut cells, mut line, mut record) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            line.clear();
            record.clear();
            table::record_into(row, self.agreement, &names, &mut cells);
            csv.write(&cells, &mut line);
            Run::record(row.id.as_bytes(), &line, &mut record);
            run.write(&record)?;
        }
        run.end()
    }
}

/// The rows in the form that is asked for.
fn written(export: &Export, agreement: &Agreement, runs: &[PathBuf], folder: &Scratch) -> Result<(), Problem> {
    let names = table::names(agreement);
    let csv = |mut out: io::BufWriter<Box<dyn Write + Send>>| {
        out.write_all(&table::csv_head(&names, false))?;
        merged(runs, &mut |line| out.write_all(line))?;
        out.flush()
    };
    if export.format == "csv" {
        return csv(stream::target(&export.out)?).map_err(|error| Problem::file(&export.out, error));
    }
    let rows = folder.0.join("rows.csv");
    csv(stream::target(&rows)?).map_err(|error| Problem::file(&rows, error))?;
    stream::rows(&rows, agreement, (&export.format, export.partitioned), &export.out)?;
    Ok(())
}
