//! Links of more reports than are held at once: put aside in files, then linked a share at a time.

pub(crate) mod spill;

use std::collections::HashSet;
use std::io;
use std::ops::{Range, RangeInclusive};

use events::linking::shards::{Extent, Plan, Rest, Shard, Survey};
use events::linking::{Begun, Features, Linked, Links, Reports};

use crate::parts;
use crate::problem::Problem;
use spill::{Row, Spill, week};

/// Compares all that can be compared side by side, and groups it.
pub(crate) fn settled(begun: Begun) -> io::Result<Links> {
    let mut found = Vec::new();
    parts::in_order(begun.n_parts(), || |part| begun.part(part), &mut |part| {
        found.push(part);
        Ok(())
    })?;
    let mut links = begun.end(found);
    links.settle_untold();
    Ok(links)
}

/// All reports, but for those whose id stood there before.
pub(crate) struct All<'s> {
    pub(crate) spill: &'s Spill<'s>,
    pub(crate) again: HashSet<u64>,
}

impl All<'_> {
    pub(crate) fn each(
        &self,
        is_asked: &dyn Fn(RangeInclusive<i64>) -> bool,
        each: &mut dyn FnMut(u64, Features),
    ) -> io::Result<()> {
        self.spill.each(is_asked, &mut |Row { number, features, .. }| {
            if !self.again.contains(&number) {
                each(number, features);
            }
            Ok(())
        })
    }

    /// Where and when they stand.
    pub(crate) fn extent(&self, mut survey: Survey) -> io::Result<Extent> {
        self.each(&|_| true, &mut |_, features| survey.note(&features))?;
        let mut extent = survey.then();
        self.each(&|_| true, &mut |_, features| extent.note(&features))?;
        Ok(extent)
    }
}

/// What was seen on the way.
#[derive(Default)]
pub(crate) struct Seen {
    /// The most reports that were held at once.
    pub(crate) n_most: usize,
    /// Those that no shard could tell alone.
    pub(crate) n_open: usize,
}

/// Hears of links that are what they are among all.
pub(crate) type Tell<'t> = &'t mut dyn FnMut(&Links, &[Linked]) -> Result<(), Problem>;

/// Tells the links of these shards, each report's once, in pieces; of those that no shard can tell alone, `n_rest` at a time.
pub(crate) fn each(
    all: &All<'_>,
    plan: &Plan,
    shards: Range<usize>,
    n_rest: usize,
    tell: Tell<'_>,
) -> Result<Seen, Problem> {
    let (mut seen, mut open) = (Seen::default(), Vec::new());
    for number in shards {
        one(all, plan, plan.shard(number), &mut open, &mut seen, tell)?;
    }
    seen.n_open = open.len();
    // Those near one another in time are told together.
    open.sort_by_cached_key(|features| (week(features), features.id.clone()));
    while !open.is_empty() {
        let later = open.split_off(open.len().min(n_rest));
        let mut rest = Rest::new(plan, std::mem::replace(&mut open, later));
        loop {
            all.each(&rest.days(), &mut |_, features| rest.offer(features))?;
            seen.n_most = seen.n_most.max(rest.len());
            let mut links = settled(rest.begin())?;
            if let Some(told) = rest.told(&mut links) {
                tell(&links, &told)?;
                break;
            }
        }
    }
    Ok(seen)
}

/// Tells what a shard can tell alone, and adds to `open` what it cannot.
fn one(
    all: &All<'_>,
    plan: &Plan,
    mut shard: Shard<'_>,
    open: &mut Vec<Features>,
    seen: &mut Seen,
    tell: Tell<'_>,
) -> Result<(), Problem> {
    let days = shard.days();
    let is_asked = |week: RangeInclusive<i64>| week.start() <= days.end() && days.start() <= week.end();
    let mut reports = Reports::new(plan.schema().clone());
    all.each(&is_asked, &mut |_, features| {
        if shard.looks_at(&features) {
            reports.put(features);
        }
    })?;
    seen.n_most = seen.n_most.max(reports.len());
    let (begun, judge) = shard.begin(reports);
    let mut links = settled(begun)?;
    let told = judge.told(&mut links);
    tell(&links, &told.sure)?;
    let ids: HashSet<String> = told.open.into_iter().collect();
    if !ids.is_empty() {
        all.each(&is_asked, &mut |_, features| {
            if ids.contains(&features.id) {
                open.push(features);
            }
        })?;
    }
    Ok(())
}
