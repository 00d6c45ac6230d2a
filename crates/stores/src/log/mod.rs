//! What a log store promises, and what every one of them does before it appends.
//!
//! It does not say where a log is kept: each back end has its file.

pub(crate) mod folder;

pub(crate) mod memory;

pub(crate) mod postgres;

pub(crate) mod sqlite;

use crate::error::Error;
use ledger::{Checkpoint, Digest, Entry, Frontier, Written};
use std::collections::BTreeSet;

/// A log of entries, with the details beside it that may be erased.
///
/// Promises, which `suite.rs` holds every back end to:
/// - Entries have positions 1, 2, 3, … without gaps, and are never changed or removed.
/// - An append is kept whole (its entries, their details, the new checkpoint) or not at all, and after it has
///   returned it survives a crash of the machine, as far as the back end outlives the process.
/// - An append succeeds only on the size it expects, whoever else appends at the same moment.
/// - Of what others append, `size` knows nothing until `refresh`; reading may already show it.
/// - What is read is given as it is kept, unchecked: [`crate::check`] checks.
///
/// It does not look at numbers and links between entries: that the chain of a site is whole is the caller's part
/// (`ledger::Heads`).
pub trait Log: Send {
    /// The name of the log in its checkpoints.
    fn origin(&self) -> &str;

    /// The number of entries when this was opened, refreshed or last appended to.
    fn size(&self) -> u64;

    /// Takes in what others appended; gives the new size. Costs one read for each new entry.
    fn refresh(&mut self) -> Result<u64, Error>;

    /// Appends entries and gives the new checkpoint.
    ///
    /// Fails with a conflict unless the log still has the expected size, and this store knows all of it; refuses
    /// bytes that are not an entry and details that the entry did not seal.
    fn append(&mut self, expected_size: u64, new: &[NewEntry]) -> Result<Checkpoint, Error>;

    /// Up to `limit` entries in order, beginning with the position `from` (the first is 1).
    fn read(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Error>;

    /// One detail of an entry, if it was given and not erased.
    fn detail(&self, position: u64, name: &str) -> Result<Option<Detail>, Error>;

    /// All details of that name that are still there, in the order of their entries, up to a position.
    fn each_detail(&self, name: &str, through: u64, each: &mut dyn FnMut(u64, Detail)) -> Result<(), Error>;

    /// The tree over the entries that this store knows.
    fn frontier(&self) -> &Frontier;

    /// All details of an entry that are still there, by name.
    fn details(&self, position: u64) -> Result<Vec<Detail>, Error>;

    /// Adds a detail that an entry sealed and that was not given with it; says whether it was lacking. Refuses one that does not fit.
    fn add_detail(&mut self, position: u64, detail: &Detail) -> Result<bool, Error>;

    /// Erases a detail with its salt, so that its digest tells nothing; says whether there was one.
    fn erase(&mut self, position: u64, name: &str) -> Result<bool, Error>;

    /// The latest checkpoint kept. A log without entries has one, too.
    fn checkpoint(&self) -> Result<Option<Checkpoint>, Error>;

    /// The checkpoints kept for the sizes from `from_size` to `to_size`, both included, in order.
    fn checkpoints(&self, from_size: u64, to_size: u64) -> Result<Vec<Checkpoint>, Error>;

    /// Looks for damage to the place itself that reading entries does not meet; fails with `is_damaged` if any.
    fn check_storage(&self) -> Result<(), Error>;
}

/// An entry to be appended, with what it sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The bytes of the entry.
    pub(crate) bytes: Vec<u8>,
    /// Details to keep beside it; each must fit a digest the entry sealed. Sealed ones may be left out.
    pub(crate) details: Vec<Detail>,
    /// Whether the bytes were made from an entry, and need not be read again to know that they are one.
    is_made: bool,
}

impl NewEntry {
    /// From bytes that somebody gives; whether they are an entry, and the details what it sealed, is looked at before they are
    /// appended.
    pub fn from_bytes(bytes: Vec<u8>, details: Vec<Detail>) -> NewEntry {
        NewEntry { bytes, details, is_made: false }
    }

    /// From an entry at hand, with details that were sealed for it.
    pub fn made(written: &Written, details: Vec<Detail>) -> Result<NewEntry, Error> {
        refuse_details(&written.entry, &details)?;
        Ok(NewEntry { bytes: written.to_bytes(), details, is_made: true })
    }

    /// From the bytes of an entry that was made at hand with these details, and is no longer there.
    pub fn made_bytes(bytes: Vec<u8>, details: Vec<Detail>) -> NewEntry {
        NewEntry { bytes, details, is_made: true }
    }

    /// The bytes of the entry.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is kept beside it.
    pub fn into_details(self) -> Vec<Detail> {
        self.details
    }
}

/// Something about an entry that may be erased without breaking the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The name under which the entry sealed it.
    pub name: String,
    /// Drawn anew for each detail, and erased with it.
    pub salt: [u8; 16],
    /// What it says.
    pub value: Vec<u8>,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its place in the log, from 1.
    pub position: u64,
    /// The leaf hash kept beside it.
    pub leaf: Digest,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An append that was looked through: what is to be written, and the tree after it.
struct Prepared {
    leaves: Vec<Digest>,
    frontier: Frontier,
    checkpoint: Checkpoint,
}

fn prepare(origin: &str, frontier: &Frontier, new: &[NewEntry]) -> Result<Prepared, Error> {
    let mut frontier = frontier.clone();
    let mut leaves = Vec::with_capacity(new.len());
    for entry in new {
        refuse_misfits(entry)?;
        let leaf = ledger::leaf_hash(&entry.bytes);
        frontier.append(leaf);
        leaves.push(leaf);
    }
    let checkpoint = Checkpoint { origin: origin.to_owned(), size: frontier.size(), root: frontier.root() };
    Ok(Prepared { leaves, frontier, checkpoint })
}

/// What was once appended stays: an entry nobody can read, or a detail that fits no seal, would be a fault for good.
fn refuse_misfits(new: &NewEntry) -> Result<(), Error> {
    if new.is_made {
        return Ok(());
    }
    let entry = Written::from_bytes(&new.bytes)
        .map(|written| written.entry)
        .map_err(|error| Error::refused(format!("not an entry: {error}")))?;
    refuse_details(&entry, &new.details)
}

fn refuse_details(entry: &Entry, details: &[Detail]) -> Result<(), Error> {
    let mut names = BTreeSet::new();
    for detail in details {
        ledger::check_detail(entry, &detail.name, &detail.salt, &detail.value)
            .map_err(|fault| Error::refused(fault.sentence))?;
        if !names.insert(&detail.name) {
            return Err(Error::refused(format!("a detail is given twice, name={:?}", detail.name)));
        }
    }
    Ok(())
}

/// The detail fits what the entry at that position sealed.
fn refuse_detail(entry: Option<Stored>, detail: &Detail) -> Result<(), Error> {
    let entry = entry.ok_or_else(|| Error::refused("there is no such entry".to_owned()))?;
    let written =
        Written::from_bytes(&entry.bytes).map_err(|error| Error::refused(format!("not an entry: {error}")))?;
    refuse_details(&written.entry, std::slice::from_ref(detail))
}

fn refuse_origin(origin: &str) -> Result<(), Error> {
    if !ledger::is_origin(origin) {
        return Err(Error::refused(format!("not the name of a log, origin={origin:?}")));
    }
    Ok(())
}
