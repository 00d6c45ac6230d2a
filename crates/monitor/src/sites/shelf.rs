//! Which entries a log holds, and whether others may come to it: entries of any site, in any order in which none comes before what it
//! names as the one before.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use ledger::body::{self, KeyLine, Role};
use ledger::{Digest, Keys, PublicKey, Written, leaf_hash, may_hold};
use stores::{Log, NewEntry};

use super::piece::Item;
use super::{Run, Why, names};
use crate::monitor::{BATCH, written_of};
use crate::{Error, Monitor};

/// So many times what came is looked through where others append meanwhile.
const ATTEMPTS: usize = 100;
/// So many entries whose details are lacking are spoken of at once.
const LACKING_MAX: usize = 200;

/// What became of an entry that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log now.
    Added,
    /// It was there.
    Known,
    /// It is in the log now, beside another of the same site and number: its site shows two histories.
    Forked,
    /// It is not taken in, and why.
    Refused(String),
}

/// An entry that came, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its site.
    pub site: String,
    /// Its number there.
    pub number: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// Two entries of one site and number, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The site.
    pub site: String,
    /// The number of both.
    pub number: u64,
    /// Which came first here.
    pub one: Vec<u8>,
    /// The other.
    pub other: Vec<u8>,
}

/// A site, as far as it is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteKnown {
    /// Its name.
    pub name: String,
    /// How many of its entries are here.
    pub n_entries: u64,
    /// Why the last of its keys ended; none: it may write.
    pub ended: Option<&'static str>,
    /// Compartments of which it gets what is sealed.
    pub compartments: Vec<String>,
}

/// The entries of a log, by hash and by site.
#[derive(Default)]
pub(crate) struct Shelf {
    by_leaf: HashMap<Digest, u64>,
    /// Site and number at each position.
    names: Vec<(u32, u64)>,
    leaves: Vec<Digest>,
    previous: Vec<Digest>,
    sites: Vec<String>,
    /// Positions of each site's entries by number, several where it shows two histories.
    chains: BTreeMap<String, BTreeMap<u64, Vec<u64>>>,
    /// Every key that was ever registered.
    keys: BTreeMap<PublicKey, KeyLine>,
}

impl Shelf {
    /// Takes in what the log has beyond.
    pub(crate) fn read(&mut self, log: &dyn Log) -> Result<(), Error> {
        while self.size() < log.size() {
            let page = log.read(self.size() + 1, BATCH)?;
            if page.is_empty() {
                return Err(Error::behind());
            }
            for stored in page {
                self.put(&written_of(&stored)?, stored.leaf);
            }
        }
        Ok(())
    }

    pub(crate) fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    fn put(&mut self, written: &Written, leaf: Digest) {
        let entry = &written.entry;
        let position = self.size() + 1;
        let site = self.sites.iter().position(|site| *site == entry.site).unwrap_or_else(|| {
            self.sites.push(entry.site.clone());
            self.sites.len() - 1
        });
        self.by_leaf.insert(leaf, position);
        self.leaves.push(leaf);
        self.previous.push(entry.previous);
        self.names.push((u32::try_from(site).unwrap_or(u32::MAX), entry.number));
        self.chains.entry(entry.site.clone()).or_default().entry(entry.number).or_default().push(position);
        if entry.kind == body::KEY
            && let Ok(line) = body::key_from_body(&entry.body)
        {
            self.keys.entry(line.key).or_insert(line);
        }
    }

    /// Site and number of the entry at a position.
    pub(crate) fn name(&self, position: u64) -> Option<(String, u64)> {
        let (site, number) = self.names.get(usize::try_from(position).ok()?.checked_sub(1)?)?;
        Some((self.sites.get(*site as usize)?.clone(), *number))
    }

    pub(crate) fn leaf(&self, position: u64) -> Option<Digest> {
        self.leaves.get(usize::try_from(position).ok()?.checked_sub(1)?).copied()
    }

    /// An entry's position, and those of all of its site before it.
    pub(crate) fn back_from(&self, position: u64) -> impl Iterator<Item = u64> {
        std::iter::successors(Some(position), |position| {
            let idx = usize::try_from(*position).ok()?.checked_sub(1)?;
            self.find(self.previous.get(idx)?)
        })
    }

    /// Whether a site shows two histories.
    pub(crate) fn is_forked(&self, site: &str) -> bool {
        self.chains.get(site).is_some_and(|chain| chain.values().any(|positions| positions.len() > 1))
    }

    /// A site's entries from which none goes on.
    pub(crate) fn tips(&self, site: &str) -> Vec<u64> {
        let Some(chain) = self.chains.get(site) else { return Vec::new() };
        if !self.is_forked(site) {
            return chain.values().next_back().into_iter().flatten().copied().collect();
        }
        let all = || chain.values().flatten().copied();
        let idx = |position: u64| usize::try_from(position - 1).unwrap_or(usize::MAX);
        let named: BTreeSet<Digest> = all().filter_map(|position| self.previous.get(idx(position)).copied()).collect();
        all().filter(|position| self.leaf(*position).is_some_and(|leaf| !named.contains(&leaf))).collect()
    }

    /// The position of an entry.
    pub(crate) fn find(&self, leaf: &Digest) -> Option<u64> {
        self.by_leaf.get(leaf).copied()
    }

    /// The sites with the positions of their entries by number.
    pub(crate) fn chains(&self) -> &BTreeMap<String, BTreeMap<u64, Vec<u64>>> {
        &self.chains
    }

    /// The positions of a site's entries of a number.
    pub(crate) fn at(&self, site: &str, number: u64) -> &[u64] {
        self.chains.get(site).and_then(|chain| chain.get(&number)).map_or(&[], Vec::as_slice)
    }

    /// Whether an entry may come to the log, and whether it shows a second history.
    fn judge(&self, written: &Written, leaf: Digest) -> Outcome {
        let entry = &written.entry;
        if self.find(&leaf).is_some() {
            return Outcome::Known;
        }
        let follows = if entry.number == 1 {
            entry.previous == Digest::ZERO
        } else {
            let before = self.at(&entry.site, entry.number - 1);
            before.iter().any(|position| self.leaf(*position) == Some(entry.previous))
        };
        if !follows {
            let (site, before) = (&entry.site, entry.number.saturating_sub(1));
            return Outcome::Refused(format!("entry {before} of {site}, which it follows, is not here"));
        }
        if let Err(why) = self.is_signed(written) {
            return Outcome::Refused(why);
        }
        if self.at(&entry.site, entry.number).is_empty() { Outcome::Added } else { Outcome::Forked }
    }

    /// Whether a key that was ever registered for such entries signed it. Whether the key had ended is looked at when the entries are
    /// read together: that depends on what others had seen, not on what came first here.
    fn is_signed(&self, written: &Written) -> Result<(), String> {
        let (entry, signed) = (&written.entry, written.signed.as_ref());
        if self.keys.is_empty() {
            let key = signed.map(|signed| &signed.key);
            Keys::default().check(entry, key).map_err(|(_, what)| format!("it {what}"))?;
        } else {
            let signed = signed.ok_or("it is not signed")?;
            let line = self.keys.get(&signed.key).ok_or("it is signed with a key that was never registered")?;
            if !may_hold(line, entry) {
                return Err(format!("it is of the kind {}, which the key of {} may not sign", entry.kind, line.holder));
            }
        }
        match signed {
            Some(signed) if !signed.is_right() => Err("its signature is wrong".to_owned()),
            _ => Ok(()),
        }
    }
}

impl Monitor {
    /// What the log holds, as far as it is there now.
    pub(crate) fn shelf(&mut self) -> Result<&Shelf, Error> {
        self.log.refresh()?;
        self.shelf.read(&*self.log)?;
        Ok(&self.shelf)
    }

    /// Takes in entries that came from another site. They are kept when this returns; what they say is read by
    /// [`Monitor::catch_up`], which is worth calling once for many.
    pub fn take_entries(&mut self, items: &[Item]) -> Result<Vec<Taken>, Error> {
        for _ in 0..ATTEMPTS {
            self.shelf()?;
            let (mut taken, mut new, mut put) = (Vec::with_capacity(items.len()), Vec::new(), Vec::new());
            for item in items {
                let leaf = leaf_hash(&item.bytes);
                let Ok(written) = Written::from_bytes(&item.bytes) else {
                    let outcome = Outcome::Refused("its bytes are not those of an entry".to_owned());
                    taken.push(Taken { site: String::new(), number: 0, outcome });
                    continue;
                };
                let (site, number) = (written.entry.site.clone(), written.entry.number);
                let mut outcome = self.shelf.judge(&written, leaf);
                let fits = item.details.iter().all(|detail| {
                    ledger::check_detail(&written.entry, &detail.name, &detail.salt, &detail.value).is_ok()
                });
                if !fits && outcome != Outcome::Known {
                    outcome = Outcome::Refused("a detail is not what it sealed".to_owned());
                }
                if matches!(outcome, Outcome::Added | Outcome::Forked) {
                    new.push(NewEntry::from_bytes(item.bytes.clone(), item.details.clone()));
                    // Those behind it may follow it; undone where they cannot be kept.
                    self.shelf.put(&written, leaf);
                    put.push(leaf);
                }
                taken.push(Taken { site, number, outcome });
            }
            self.add_lacking(items, &taken)?;
            if new.is_empty() {
                return Ok(taken);
            }
            match self.log.append(self.shelf.size() - put.len() as u64, &new) {
                Ok(_) => return Ok(taken),
                Err(error) if error.is_conflict() || error.is_busy() => self.shelf = Shelf::default(),
                Err(error) => {
                    self.shelf = Shelf::default();
                    return Err(error.into());
                }
            }
        }
        Err(Error::behind())
    }

    /// Adds what came along with entries that are here already, and is lacking: sealed details that this site may have now, and could
    /// not have or did not get when the entry came.
    fn add_lacking(&mut self, items: &[Item], taken: &[Taken]) -> Result<(), Error> {
        let known =
            items.iter().zip(taken).filter(|(item, one)| one.outcome == Outcome::Known && !item.details.is_empty());
        let known: Vec<(&Item, &Taken)> = known.collect();
        let lacking = if known.is_empty() { Vec::new() } else { self.details_lacking()? };
        for (item, one) in known {
            let leaf = leaf_hash(&item.bytes);
            let Some(position) = self.shelf.find(&leaf).filter(|_| lacking.contains(&leaf)) else { continue };
            for detail in &item.details {
                match self.log.add_detail(position, detail) {
                    Ok(_) => {}
                    Err(error) if error.is_refused() => {
                        return Err(Error::entry(position, format!("entry {} of {}: {error}", one.number, one.site)));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Entries with sealed details that this site may have and has not: those of whoever sources are, and of small files.
    pub fn details_lacking(&mut self) -> Result<Vec<Digest>, Error> {
        self.shelf()?;
        let own = self.core.site().to_owned();
        let about = self.core.state.about();
        let erased: BTreeSet<u64> = about.erasures().iter().map(|(_, erasure)| erasure.position).collect();
        let files = about.attachments().iter().filter_map(|(entry, file)| Some((*entry, file.compartment.as_deref()?)));
        let sealed: Vec<(u64, String)> = about
            .identities()
            .chain(files)
            .filter(|(entry, compartment)| !erased.contains(entry) && self.has_compartment(&own, compartment))
            .map(|(entry, compartment)| (entry, compartment.to_owned()))
            .collect();
        let mut lacking = Vec::new();
        for (entry, _) in sealed {
            let Some(stored) = self.log.read(entry, 1)?.pop() else { continue };
            let written = written_of(&stored)?;
            let names: Vec<&String> = written.entry.sealed.keys().filter(|name| *name != body::NAME).collect();
            for name in names {
                if self.log.detail(entry, name)?.is_none() && !lacking.contains(&stored.leaf) {
                    lacking.push(stored.leaf);
                }
            }
            if lacking.len() >= LACKING_MAX {
                break;
            }
        }
        Ok(lacking)
    }

    /// Entries by their hashes, with what a site may have of what is beside them, as a piece; those that are not here are left out.
    pub fn entries_for(&mut self, leaves: &[Digest], reader: &str) -> Result<Vec<u8>, Error> {
        let shelf = self.shelf()?;
        let positions: Vec<u64> = leaves.iter().take(LACKING_MAX).filter_map(|leaf| shelf.find(leaf)).collect();
        let (items, _) = self.gather(&positions, usize::MAX, reader)?;
        Ok(super::piece::pack(&items))
    }

    /// For each site that shows two histories: the first two entries that cannot both be its own.
    pub fn site_forks(&mut self) -> Result<Vec<Fork>, Error> {
        let shelf = self.shelf()?;
        let first = |(site, chain): (&String, &BTreeMap<u64, Vec<u64>>)| {
            let (number, positions) = chain.iter().find(|(_, positions)| positions.len() > 1)?;
            Some((site.clone(), *number, positions[0], positions[1]))
        };
        let found: Vec<(String, u64, u64, u64)> = shelf.chains().iter().filter_map(first).collect();
        let bytes = |position: u64| -> Result<Vec<u8>, Error> {
            let stored = self.log.read(position, 1)?.pop().ok_or_else(Error::behind)?;
            Ok(stored.bytes)
        };
        let fork = |(site, number, one, other)| Ok(Fork { site, number, one: bytes(one)?, other: bytes(other)? });
        found.into_iter().map(fork).collect()
    }

    /// A body by which every site knows which other entry is meant.
    pub(crate) fn named_without(&mut self, kind: &str, body: body::Body) -> Result<body::Body, Error> {
        if self.core.heads.n_sites() < 2 {
            return Ok(body);
        }
        let site = self.core.site().to_owned();
        let shelf = self.shelf()?;
        Ok(names::without(kind, body, &site, &|position| shelf.name(position)))
    }

    /// The entries of a site and number, several where it shows two histories: position and hash.
    pub fn entries_of(&mut self, site: &str, number: u64) -> Result<Vec<(u64, Digest)>, Error> {
        let shelf = self.shelf()?;
        let positions = shelf.at(site, number).iter();
        Ok(positions.filter_map(|position| Some((*position, shelf.leaf(*position)?))).collect())
    }

    /// Entries that have no effect, those of a site that stand together as one.
    pub fn apart_runs(&mut self) -> Result<Vec<Run>, Error> {
        let all: Vec<(u64, Why)> =
            self.core.state.sites.apart().map(|(position, why)| (position, why.clone())).collect();
        let shelf = self.shelf()?;
        let mut runs: Vec<Run> = Vec::new();
        for (position, why) in all {
            let Some((site, number)) = shelf.name(position) else { continue };
            match runs.iter_mut().rev().find(|run| run.site == site) {
                Some(run) if run.last.1 + 1 == number && run.why == why => {
                    run.last = (position, number);
                    run.n += 1;
                }
                _ => runs.push(Run { site, first: (position, number), last: (position, number), n: 1, why }),
            }
        }
        Ok(runs)
    }

    /// Whether what this site writes now has no effect, since it shows two histories of which nobody has decided for this one.
    pub fn is_apart_itself(&mut self) -> Result<bool, Error> {
        let own = self.core.site().to_owned();
        if !self.core.state.sites.ever_forked.contains(&own) {
            return Ok(false);
        }
        let (next, leaf) = self.core.heads.next(&own);
        let is_open = self.core.state.sites.forks.iter().any(|(site, from)| *site == own && *from <= next);
        let tip = self.shelf()?.find(&leaf);
        Ok(is_open || tip.is_some_and(|tip| self.core.state.sites.why_apart(tip).is_some()))
    }

    /// Whether a site may have the record: a key of it stands. Before there are keys nobody is asked.
    pub fn site_stands(&self, site: &str) -> bool {
        let keys = self.core.state.keys();
        let its = |one: &&ledger::Registered| one.line.holder == site && one.line.roles.contains(&Role::Site);
        keys.is_empty() || keys.lines().filter(its).any(|one| one.ended.is_none())
    }

    /// The sites that may write, but for this one.
    pub fn others_in_force(&self) -> BTreeSet<String> {
        let lines = self.core.state.keys().lines().filter(|one| one.ended.is_none());
        let sites = lines.filter(|one| one.line.roles.contains(&Role::Site)).map(|one| one.line.holder.clone());
        sites.filter(|site| site != self.core.site()).collect()
    }

    /// The sites that are known: those that wrote, and those that may.
    pub fn sites_known(&mut self) -> Result<Vec<SiteKnown>, Error> {
        let counts = self.count_by_site()?;
        let (keys, sites) = (self.core.state.keys(), self.core.state.sites());
        let lines = || keys.lines().filter(|one| one.line.roles.contains(&Role::Site));
        let mut names: BTreeSet<String> = counts.keys().cloned().collect();
        names.extend(lines().map(|one| one.line.holder.clone()));
        names.insert(self.core.site().to_owned());
        let known = names.into_iter().map(|name| {
            let own = || lines().filter(|one| one.line.holder == name);
            // It stands as long as one of its keys does.
            let stands = own().any(|one| one.ended.is_none());
            let ended = own().filter_map(|one| one.ended).last().filter(|_| !stands).map(|(_, why)| why.to_text());
            let compartments = sites.invitation(&name).map(|one| one.compartments.clone()).unwrap_or_default();
            SiteKnown { n_entries: counts.get(&name).copied().unwrap_or(0), ended, compartments, name }
        });
        Ok(known.collect())
    }

    /// How many entries there are of each site.
    pub fn count_by_site(&mut self) -> Result<BTreeMap<String, u64>, Error> {
        let count = |chain: &BTreeMap<u64, Vec<u64>>| chain.values().map(|positions| positions.len() as u64).sum();
        Ok(self.shelf()?.chains().iter().map(|(site, chain)| (site.clone(), count(chain))).collect())
    }

    /// Site and number of the entry at a position: the name that it has everywhere.
    pub fn name_of(&mut self, position: u64) -> Result<Option<(String, u64)>, Error> {
        Ok(self.shelf()?.name(position))
    }
}
