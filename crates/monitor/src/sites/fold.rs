//! A log of several sites into a state: read as a whole, in the one order of its entries, whatever the order in which they came.

use std::collections::BTreeMap;

use ledger::body;
use ledger::order::{Header, Histories};
use ledger::{Apart, Heads, Written};
use stores::{Log, Stored};

use super::disputes::{self, Found, Subjects};
use super::{Dispute, Why, names};
use crate::monitor::{BATCH, Core, text_of, written_of};
use crate::{Error, State};

/// Kinds of entries that can change whether earlier ones have effect.
const DECIDING: [&str; 8] = [
    body::KEY_END,
    body::HISTORY,
    body::CORRECTION,
    body::SOURCE,
    body::LINK_DECISION,
    body::GRADE,
    body::TRIAGE,
    body::CANDIDATE_STEP,
];

/// Whether an entry can change whether earlier ones have effect: decisions, where any are open.
pub(crate) fn decides(state: &State, kind: &str) -> bool {
    // Those that name others by number are read with all numbers at hand.
    let always = [body::KEY_END, body::HISTORY, body::ERASURE, body::PUBLICATION].contains(&kind);
    always || (DECIDING.contains(&kind) && !state.sites.disputed.is_empty())
}

/// Whether the next entry of the log can be read right after those before: where there is one site alone, or where its site had seen
/// all that stand before.
pub(crate) fn goes_on(core: &Core, written: &Written) -> bool {
    let (entry, sites) = (&written.entry, &core.state.sites);
    if core.heads.lines().all(|(site, ..)| site == entry.site) {
        return true;
    }
    let has_seen_all = match sites.unsaid(&entry.site, &core.heads) {
        None => true,
        Some(unsaid) => body::seen_from_body(&entry.body).is_ok_and(|seen| {
            entry.kind == body::SEEN && unsaid.lines().all(|(site, number, _)| seen.next(site).0 > number)
        }),
    };
    has_seen_all
        && core.heads.next(&entry.site) == (entry.number, entry.previous)
        && !decides(&core.state, &entry.kind)
        && sites.ever_forked.is_empty()
}

/// All entries up to a size, as they bear on each other.
pub(crate) struct Whole {
    pub(crate) histories: Histories,
    said: Vec<Subjects>,
}

impl Whole {
    pub(crate) fn read(log: &dyn Log, size: u64) -> Result<Whole, Error> {
        let (mut headers, mut said) = (Vec::new(), Vec::new());
        while (headers.len() as u64) < size {
            let page = log.read(headers.len() as u64 + 1, BATCH)?;
            if page.is_empty() {
                return Err(Error::behind());
            }
            for stored in page.into_iter().take_while(|stored| stored.position <= size) {
                let written = written_of(&stored)?;
                headers.push(Header::of(&written, stored.leaf));
                said.push(disputes::subjects(&written.entry));
            }
        }
        Ok(Whole { histories: Histories::new(headers), said })
    }

    fn why(&self, apart: &Apart) -> Why {
        match apart {
            Apart::Forked(number) => Why::Forked(*number),
            Apart::Ended(end) => {
                let (site, number) = self.name(*end);
                Why::Ended(site, number)
            }
        }
    }

    fn name(&self, idx: usize) -> (String, u64) {
        let header = &self.histories.headers()[idx];
        (header.site.clone(), header.number)
    }
}

/// Reads the first `size` entries of a log into a state that holds nothing yet; gives the newest of each site, too.
pub(crate) fn fold(log: &dyn Log, size: u64, mut state: State) -> Result<(State, Heads), Error> {
    let whole = Whole::read(log, size)?;
    let (order, apart) = (whole.histories.order(), whole.histories.apart());
    let found = disputes::find(&whole.histories, &order, &whole.said, &|idx| apart.contains_key(&idx));
    let mut unsettled: BTreeMap<usize, &Found> = BTreeMap::new();
    found.iter().filter(|one| one.is_open).for_each(|one| unsettled.extend(one.entries.iter().map(|idx| (*idx, one))));
    let headers = whole.histories.headers();
    let position_of = |site: &str, number: u64| {
        let found = headers.iter().position(|header| header.site == site && header.number == number)?;
        Some(found as u64 + 1)
    };
    let mut page = Page { log, entries: Vec::new() };
    for idx in order {
        let position = idx as u64 + 1;
        let stored = page.at(position)?;
        let mut written = written_of(&stored)?;
        if let Some(why) = apart.get(&idx) {
            state.put_apart(position, &written.entry, whole.why(why));
            continue;
        }
        if let Some(one) = unsettled.get(&idx) {
            let others = one.entries.iter().filter(|other| **other != idx).map(|idx| whole.name(*idx)).collect();
            state.put_apart(position, &written.entry, Why::Disputed(one.about.clone(), others));
            continue;
        }
        let text = text_of(log, &stored, &written.entry)?;
        written.entry.body = names::within(&written.entry, &position_of);
        state.apply_placed(position, &written, text);
    }
    state.settle(size);
    state.sites.disputed = found
        .into_iter()
        .map(|one| Dispute {
            about: one.about,
            entries: one.entries.into_iter().map(|idx| idx as u64 + 1).collect(),
            is_open: one.is_open,
        })
        .collect();
    state.sites.forks = whole.histories.open_forks().into_iter().collect();
    state.sites.ever_forked = whole.histories.forks().iter().map(|fork| headers[fork.one].site.clone()).collect();
    let mut heads = Heads::default();
    let mut sites: Vec<&str> = headers.iter().map(|header| header.site.as_str()).collect();
    sites.sort_unstable();
    sites.dedup();
    for site in sites {
        if let Some(head) = whole.histories.head(site, &apart) {
            heads.advance_to(site, headers[head].number, headers[head].leaf);
        }
    }
    Ok((state, heads))
}

/// Entries are read in runs: those of a site mostly stand together.
struct Page<'l> {
    log: &'l dyn Log,
    entries: Vec<Stored>,
}

impl Page<'_> {
    fn at(&mut self, position: u64) -> Result<Stored, Error> {
        let find = |entries: &[Stored]| {
            let first = entries.first()?.position;
            entries.get(usize::try_from(position.checked_sub(first)?).ok()?).cloned()
        };
        if let Some(found) = find(&self.entries) {
            return Ok(found);
        }
        self.entries = self.log.read(position, 64)?;
        find(&self.entries).filter(|stored| stored.position == position).ok_or_else(Error::behind)
    }
}
