//! `truce link` in shards.

use std::collections::BTreeMap;
use std::io;

use events::linking::shards::{Ids, Size, Survey, Twice};
use events::linking::{Link, Parameters};

use super::{Mapped, Shards, is_earlier, lines, parameters, read};
use crate::output;
use crate::problem::Problem;
use crate::sharded::spill::{Run, Spill, merged, work};
use crate::sharded::{self, All};

/// So many reports that no shard can tell alone are told together.
const REST_MAX: usize = 100_000;

pub(super) fn run(link: &super::Link, mapped: &Mapped, shards: Shards) -> Result<(), Problem> {
    let parameters = learnt(link, mapped)?;
    let within = link.work.clone().unwrap_or_else(std::env::temp_dir);
    let world = |error: io::Error| Problem::World(format!("{}: {error}", within.display()));
    let folder = work(&within)?;
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
    let plan = all.extent(Survey::new(parameters)).map_err(world)?.plan(Size::Shards(n_asked));
    let asked = match shards {
        Shards::All(_) => 0..plan.n_shards(),
        // Where fewer came of it, the last ones are empty.
        Shards::One(shard) => {
            let number = usize::try_from(shard.number).unwrap_or(usize::MAX) - 1;
            number.min(plan.n_shards())..(number + 1).min(plan.n_shards())
        }
    };
    let mut runs = Vec::new();
    let seen = sharded::each(&all, &plan, asked, REST_MAX, &mut |links, reports| {
        let mut run = Run::new(&folder, runs.len())?;
        let each = |one: &Link<'_>, buffer: &mut Vec<u8>| {
            let mut line = Vec::new();
            lines::line(one, link.format, &mut line);
            Run::record(one.report.as_bytes(), &line, buffer);
        };
        lines::of(links, reports, each, &mut |records| run.write(&records))?;
        runs.push(run.end()?);
        Ok(())
    })?;
    let mut out = output::ReadyLines::new(link.format);
    // A failure of the output is told at the end.
    let mut failed = false;
    let merging = merged(&runs, &mut |line| out.write(line).inspect_err(|_| failed = true));
    if !failed {
        merging.map_err(world)?;
    }
    out.end()?;
    let (stretches, bands) = plan.shape();
    eprintln!(
        "{stretches} stretches of time, {bands} bands of latitude; at most {} reports held at once; {} told by what lies beyond their shard",
        seen.n_most, seen.n_open
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
