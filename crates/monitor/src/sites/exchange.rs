//! Bringing the entries of two sites together: each gets what it lacks, in pieces each of which is kept before the next is asked for. It
//! can be cut anywhere and begun again; what was taken in is not sent twice.

use std::fmt;

use ledger::body;
use ledger::{Digest, Entry, Written};
use stores::Detail;

use super::files::{Lacking, Part};
use super::offer::Offer;
use super::piece::{self, Item};
use super::shelf::{Outcome, Taken};
use crate::{Error, Monitor};

/// Whoever is at the other end.
pub trait Peer {
    /// Tells it what is here, and hears what it has.
    fn offer(&mut self, ours: &Offer) -> Result<Offer, Failed>;

    /// Entries that it has and we lack, after a place in its log: some `n_bytes` of them.
    fn pull(&mut self, ours: &Offer, after: u64, n_bytes: usize) -> Result<Pulled, Failed>;

    /// Gives it a piece; what became of its entries.
    fn push(&mut self, piece: &[u8]) -> Result<Vec<Taken>, Failed>;

    /// That this was all, for now, and what is here then.
    fn finish(&mut self, ours: &Offer) -> Result<(), Failed>;

    /// So many bytes a piece should have, as the line is now.
    fn piece_bytes(&self) -> usize;

    /// Its name, once it was met.
    fn name(&self) -> &str;

    /// A part of a file: from a place in it, some bytes; none where it gives none.
    fn file(&mut self, digest: Digest, from: u64, n_bytes: usize) -> Result<Option<Part>, Failed>;

    /// The files that it lacks, and entries of which it lacks sealed details that it may have.
    fn lacking(&mut self) -> Result<(Vec<Lacking>, Vec<Digest>), Failed>;

    /// A piece with entries of which details are lacking here.
    fn entries(&mut self, leaves: &[Digest]) -> Result<Vec<u8>, Failed>;

    /// Gives it a part of a file; how much it has then.
    fn give(&mut self, part: &Part) -> Result<u64, Failed>;
}

/// Why two did not come together.
#[derive(Debug)]
pub enum Failed {
    /// The line.
    Peer(String),
    /// Whoever is at its other end, or it is somebody else: to try again is of no use.
    Refused(String),
    /// Here.
    Here(Error),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Peer(why) | Failed::Refused(why) => f.write_str(why),
            Failed::Here(error) => error.fmt(f),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Here(error)
    }
}

/// A piece that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// Its entries, packed.
    pub piece: Vec<u8>,
    /// The place in the other's log after which the next piece begins.
    pub next: u64,
    /// So many entries are still out after it.
    pub left: u64,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries that came, and those that are still to come.
    pub came: u64,
    /// Still to come.
    pub to_come: u64,
    /// Entries that went.
    pub went: u64,
    /// Still to go.
    pub to_go: u64,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// The other site.
    pub with: String,
    /// What came here.
    pub came: Vec<Taken>,
    /// What went there.
    pub went: Vec<Taken>,
}

/// Brings two sites together. What came before it failed stays.
pub fn sync(
    monitor: &mut Monitor,
    peer: &mut dyn Peer,
    synced: &mut Synced,
    hears: &mut dyn FnMut(Progress),
) -> Result<(), Failed> {
    let done = exchange(monitor, peer, synced, hears);
    // What came is read even where not all came.
    let read = monitor.catch_up();
    done?;
    read?;
    Ok(())
}

fn exchange(
    monitor: &mut Monitor,
    peer: &mut dyn Peer,
    synced: &mut Synced,
    hears: &mut dyn FnMut(Progress),
) -> Result<(), Failed> {
    let ours = monitor.offer()?;
    let theirs = peer.offer(&ours)?;
    synced.with.clone_from(&theirs.site);
    monitor.fits(&theirs).map_err(Failed::Refused)?;
    let stands = monitor.site_stands(&theirs.site);
    let ours = monitor.answer(&theirs)?;
    let mut progress = Progress::default();
    if theirs.tips.iter().any(|tip| monitor.shelf.find(&tip.leaf).is_none()) {
        pull_all(monitor, peer, (&ours, &mut progress), synced, hears)?;
    }
    if !stands {
        let why = format!("the key of {} has ended: nothing goes to it, and what came of it stands here", theirs.site);
        return Err(Failed::Refused(why));
    }
    push_all(monitor, peer, (&theirs, &mut progress), synced, hears)?;
    if !synced.came.is_empty() || !synced.went.is_empty() {
        peer.finish(&monitor.answer(&theirs)?)?;
    }
    Ok(())
}

/// Asks for piece after piece; each is kept before the next is asked for.
fn pull_all(
    monitor: &mut Monitor,
    peer: &mut dyn Peer,
    (ours, progress): (&Offer, &mut Progress),
    synced: &mut Synced,
    hears: &mut dyn FnMut(Progress),
) -> Result<(), Failed> {
    let mut after = 0;
    loop {
        let Pulled { piece, next, left } = peer.pull(ours, after, peer.piece_bytes())?;
        let items = piece::unpack(&piece).ok_or_else(|| Failed::Peer("a piece came that is none".to_owned()))?;
        let taken = monitor.take_entries(&items)?;
        progress.came += items.len() as u64;
        progress.to_come = left;
        synced.came.extend(taken);
        hears(*progress);
        if next <= after || left == 0 {
            return Ok(());
        }
        after = next;
    }
}

/// Gives piece after piece.
fn push_all(
    monitor: &mut Monitor,
    peer: &mut dyn Peer,
    (theirs, progress): (&Offer, &mut Progress),
    synced: &mut Synced,
    hears: &mut dyn FnMut(Progress),
) -> Result<(), Failed> {
    let covered = monitor.shelf()?.covered(theirs);
    let missing = monitor.shelf.missing(&covered, 0);
    let mut sent = 0;
    while sent < missing.len() {
        let (items, n) = monitor.gather(&missing[sent..], peer.piece_bytes(), &theirs.site)?;
        synced.went.extend(peer.push(&piece::pack(&items))?);
        sent += n;
        progress.went = sent as u64;
        progress.to_go = (missing.len() - sent) as u64;
        hears(*progress);
    }
    Ok(())
}

impl Monitor {
    /// What this site has.
    pub fn offer(&mut self) -> Result<Offer, Error> {
        let (site, root) = (self.core.site().to_owned(), self.core.state.keys().root().copied());
        Ok(self.shelf()?.offer(&site, root))
    }

    /// Whether whoever made an offer speaks of this record; else why not.
    pub fn fits(&self, offer: &Offer) -> Result<(), String> {
        let own = self.core.state.keys().root();
        match (own, &offer.root) {
            (Some(own), Some(other)) if own != other => {
                Err(format!("that is another mission: its first key is {other}, ours {own}"))
            }
            _ if offer.site == self.core.site() => {
                Err(format!("the other is this site itself, {}: two places must not write as one site", offer.site))
            }
            _ => Ok(()),
        }
    }

    /// Answers an offer.
    pub fn answer(&mut self, offer: &Offer) -> Result<Offer, Error> {
        let (site, root) = (self.core.site().to_owned(), self.core.state.keys().root().copied());
        Ok(self.shelf()?.answer(&site, root, offer))
    }

    /// The next piece of what whoever made an offer lacks, after a place in this log.
    pub fn piece_for(&mut self, offer: &Offer, after: u64, n_bytes: usize) -> Result<Pulled, Error> {
        let covered = self.shelf()?.covered(offer);
        let missing = self.shelf.missing(&covered, after);
        let (items, n) = self.gather(&missing, n_bytes, &offer.site)?;
        let next = n.checked_sub(1).and_then(|last| missing.get(last)).copied().unwrap_or(after);
        Ok(Pulled { piece: piece::pack(&items), next, left: (missing.len() - n) as u64 })
    }

    /// Takes in a piece; none where it is none.
    pub fn take_piece(&mut self, piece: &[u8]) -> Result<Option<Vec<Taken>>, Error> {
        match piece::unpack(piece) {
            Some(items) => self.take_entries(&items).map(Some),
            None => Ok(None),
        }
    }

    /// Everything that whoever made an offer lacks, in pieces.
    pub fn pieces_for(&mut self, offer: &Offer, n_bytes: usize) -> Result<Vec<Vec<u8>>, Error> {
        let (mut pieces, mut after) = (Vec::new(), 0);
        loop {
            let Pulled { piece, next, left } = self.piece_for(offer, after, n_bytes)?;
            if next > after {
                pieces.push(piece);
            }
            if left == 0 || next <= after {
                return Ok(pieces);
            }
            after = next;
        }
    }

    /// How many entries whoever made an offer lacks.
    pub fn n_missing(&mut self, offer: &Offer) -> Result<u64, Error> {
        let covered = self.shelf()?.covered(offer);
        Ok(self.shelf.missing(&covered, 0).len() as u64)
    }

    /// Some bytes of the entries at these positions, with what their reader may have of what is beside them; and how many they are.
    pub(crate) fn gather(&self, positions: &[u64], n_bytes: usize, reader: &str) -> Result<(Vec<Item>, usize), Error> {
        let (mut items, mut size) = (Vec::new(), 0);
        for position in positions {
            let stored = self.log.read(*position, 1)?.pop().ok_or_else(Error::behind)?;
            let written = Written::from_bytes(&stored.bytes).map_err(|error| Error::entry(*position, error))?;
            let mut details = self.log.details(*position)?;
            details.retain(|detail| self.may_have(reader, &written.entry, detail));
            size += stored.bytes.len() + details.iter().map(|detail| detail.value.len()).sum::<usize>();
            items.push(Item { bytes: stored.bytes, details });
            if size >= n_bytes {
                break;
            }
        }
        let n = items.len();
        Ok((items, n))
    }

    /// Whether a site gets a detail: what belongs to a compartment goes to those that may have it.
    fn may_have(&self, reader: &str, entry: &Entry, detail: &Detail) -> bool {
        let compartment = match entry.kind.as_str() {
            body::IDENTITY => body::identity_from_body(&entry.body).ok().map(|identity| identity.compartment),
            body::ATTACHMENT => body::attachment_from_body(&entry.body).ok().and_then(|one| one.compartment),
            _ => None,
        };
        let is_of_words = detail.name == body::NAME && entry.kind == body::ATTACHMENT;
        let Some(compartment) = compartment.filter(|_| !is_of_words) else { return true };
        self.has_compartment(reader, &compartment)
    }

    /// Whether a site may have what belongs to a compartment: one that administers the mission, or whose invitation says so.
    pub fn has_compartment(&self, site: &str, compartment: &str) -> bool {
        use ledger::body::Role;
        let keys = self.core.state.keys();
        let administers = keys
            .lines()
            .any(|one| one.line.holder == site && one.ended.is_none() && one.line.roles.contains(&Role::Admin));
        let invitation = self.core.state.sites.invitation(site);
        administers || invitation.is_some_and(|one| one.compartments.iter().any(|own| own == compartment))
    }
}

/// How many entries had each outcome: added, known, forked, refused.
pub fn tally(taken: &[Taken]) -> (usize, usize, usize, usize) {
    let count = |is: fn(&Outcome) -> bool| taken.iter().filter(|one| is(&one.outcome)).count();
    (
        count(|outcome| *outcome == Outcome::Added),
        count(|outcome| *outcome == Outcome::Known),
        count(|outcome| *outcome == Outcome::Forked),
        count(|outcome| matches!(outcome, Outcome::Refused(_))),
    )
}
