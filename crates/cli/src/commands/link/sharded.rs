//! Links of more reports than are held at once: put aside in files, then linked a share at a time.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use events::linking::shards::{Ids, Plan, Rest, Shard, Survey, Twice};
use events::linking::{Features, Link, Linked, Links, Parameters, Reports};

use super::spill::{Folder, Row, Run, Spill, merged, week};
use super::{Mapped, Shards, is_earlier, lines, parameters, read, settled};
use crate::output::{self, Format};
use crate::problem::Problem;

/// So many reports that no shard can tell alone are told together.
const REST_MAX: usize = 100_000;

pub(super) fn run(link: &super::Link, mapped: &Mapped, shards: Shards) -> Result<(), Problem> {
    let parameters = learnt(link, mapped)?;
    let work = link.work.clone().unwrap_or_else(std::env::temp_dir);
    let world = |error: io::Error| Problem::World(format!("{}: {error}", work.display()));
    let folder = Folder::new(&work).map_err(world)?;
    let (mut spill, mut ids, mut result) = (Spill::new(&folder), Ids::default(), Ok(()));
    let mut n_rejected = read(link, mapped, &mut |line, features| {
        ids.note(&features.id);
        if result.is_ok() {
            result = spill.put(line, &features);
        }
        Ok(())
    })?;
    result.and_then(|()| spill.end()).map_err(world)?;
    let again = again(&spill, &ids.twice()).map_err(world)?;
    again.values().for_each(|(line, id)| eprintln!("{}:{line}: {}", link.file.display(), is_earlier(id)));
    n_rejected += again.len();
    let all = All { spill: &spill, again: again.into_keys().collect() };
    let n_asked = match shards {
        Shards::All(number) => number,
        Shards::One(shard) => usize::try_from(shard.of).unwrap_or(usize::MAX),
    };
    let plan = all.plan(parameters, n_asked).map_err(world)?;
    let asked = match shards {
        Shards::All(_) => 0..plan.n_shards(),
        // Where fewer came of it, the last ones are empty.
        Shards::One(shard) => {
            let number = usize::try_from(shard.number).unwrap_or(usize::MAX) - 1;
            number.min(plan.n_shards())..(number + 1).min(plan.n_shards())
        }
    };
    let mut telling =
        Telling { all: &all, plan: &plan, folder: &folder, format: link.format, runs: Vec::new(), n_most: 0 };
    let mut open = Vec::new();
    for number in asked {
        telling.shard(plan.shard(number), &mut open)?;
    }
    let n_open = open.len();
    telling.rest(open)?;
    let mut out = output::ReadyLines::new(link.format);
    // A failure of the output is told at the end.
    let mut failed = false;
    let merging = merged(&telling.runs, &mut |line| out.write(line).inspect_err(|_| failed = true));
    if !failed {
        merging.map_err(world)?;
    }
    out.end()?;
    let (stretches, bands) = plan.shape();
    eprintln!(
        "{stretches} stretches of time, {bands} bands of latitude; at most {} reports held at once; {n_open} told by what lies beyond their shard",
        telling.n_most
    );
    if n_rejected == 0 { Ok(()) } else { Err(Problem::Said) }
}

/// In shards nothing is learnt: what is learnt of a part would not be what is learnt of all.
fn learnt(link: &super::Link, mapped: &Mapped) -> Result<Parameters, Problem> {
    let needed = "shards are linked by parameters that were learnt before, as by truce link SAMPLE --parameters FILE";
    let Some(path) = link.parameters.as_deref().filter(|path| path.exists()) else {
        return Err(Problem::Usage(needed.to_owned()));
    };
    let parameters = parameters(path)?;
    if parameters.schema != mapped.schema() {
        return Err(Problem::AtFault("the parameters were learnt for other signals than these".to_owned()));
    }
    if !parameters.schema.signals.iter().any(|signal| signal.kind == events::linking::SignalKind::Time) {
        return Err(Problem::Usage("records without a time are not linked in shards".to_owned()));
    }
    Ok(parameters)
}

/// Rows whose id stands in an earlier one, by their places: their lines and ids.
fn again(spill: &Spill<'_>, twice: &Twice) -> io::Result<BTreeMap<u64, (u64, String)>> {
    let mut of_ids: BTreeMap<String, BTreeMap<u64, u64>> = BTreeMap::new();
    if !twice.is_empty() {
        spill.each(&|_| true, &mut |row| {
            if twice.may_be(&row.features.id) {
                of_ids.entry(row.features.id).or_default().insert(row.number, row.line);
            }
            Ok(())
        })?;
    }
    let later = |(id, rows): (String, BTreeMap<u64, u64>)| {
        rows.into_iter().skip(1).map(move |(number, line)| (number, (line, id.clone())))
    };
    Ok(of_ids.into_iter().flat_map(later).collect())
}

/// All reports, but for those whose id stood there before.
struct All<'s> {
    spill: &'s Spill<'s>,
    again: HashSet<u64>,
}

impl All<'_> {
    fn each(&self, is_asked: &dyn Fn(RangeInclusive<i64>) -> bool, each: &mut dyn FnMut(Features)) -> io::Result<()> {
        self.spill.each(is_asked, &mut |Row { number, features, .. }| {
            if !self.again.contains(&number) {
                each(features);
            }
            Ok(())
        })
    }

    fn plan(&self, parameters: Parameters, n_shards: usize) -> io::Result<Plan> {
        let mut survey = Survey::new(parameters);
        self.each(&|_| true, &mut |features| survey.note(&features))?;
        let mut extent = survey.then();
        self.each(&|_| true, &mut |features| extent.note(&features))?;
        Ok(extent.plan(n_shards))
    }
}

/// Tells shard after shard into runs of lines.
struct Telling<'t> {
    all: &'t All<'t>,
    plan: &'t Plan,
    folder: &'t Folder,
    format: Format,
    runs: Vec<PathBuf>,
    n_most: usize,
}

impl Telling<'_> {
    /// Tells what a shard can tell alone, and adds to `open` what it cannot.
    fn shard(&mut self, mut shard: Shard<'_>, open: &mut Vec<Features>) -> Result<(), Problem> {
        let days = shard.days();
        let is_asked = |week: RangeInclusive<i64>| week.start() <= days.end() && days.start() <= week.end();
        let mut reports = Reports::new(self.plan.schema().clone());
        self.all.each(&is_asked, &mut |features| {
            if shard.looks_at(&features) {
                reports.put(features);
            }
        })?;
        self.n_most = self.n_most.max(reports.len());
        let (begun, judge) = shard.begin(reports);
        let mut links = settled(begun)?;
        let told = judge.told(&mut links);
        self.write(&links, &told.sure)?;
        let ids: HashSet<String> = told.open.into_iter().collect();
        if !ids.is_empty() {
            self.all.each(&is_asked, &mut |features| {
                if ids.contains(&features.id) {
                    open.push(features);
                }
            })?;
        }
        Ok(())
    }

    /// Tells what depends on more than one shard.
    fn rest(&mut self, open: Vec<Features>) -> Result<(), Problem> {
        let mut open = open;
        // Those near one another in time are told together.
        open.sort_by_cached_key(|features| (week(features), features.id.clone()));
        while !open.is_empty() {
            let later = open.split_off(open.len().min(REST_MAX));
            let mut rest = Rest::new(self.plan, std::mem::replace(&mut open, later));
            loop {
                self.all.each(&rest.days(), &mut |features| rest.offer(features))?;
                self.n_most = self.n_most.max(rest.len());
                let mut links = settled(rest.begin())?;
                if let Some(told) = rest.told(&mut links) {
                    self.write(&links, &told)?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn write(&mut self, links: &Links, reports: &[Linked]) -> Result<(), Problem> {
        let mut run = Run::new(self.folder, self.runs.len())?;
        let format = self.format;
        let each = |link: &Link<'_>, buffer: &mut Vec<u8>| {
            let mut line = Vec::new();
            lines::line(link, format, &mut line);
            Run::record(link.report, &line, buffer);
        };
        lines::of(links, reports, each, &mut |records| run.write(&records))?;
        self.runs.push(run.end()?);
        Ok(())
    }
}
