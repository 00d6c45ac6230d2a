//! Checks a whole log where it is kept, from the bytes up, and names the first thing that is wrong.
//!
//! It judges nothing itself: `ledger` does. It reads page by page, and turns damage of the place into a fault, too.

use crate::error::Error;
use crate::log::folder::Folder;
use crate::log::sqlite::Sqlite;
use crate::log::{Log, Stored};
use crate::signatures::{self, Signatures};
use ledger::body::{self, Role};
use ledger::note::{Note, Signing, Verifying};
use ledger::{Checkpoint, Code, Digest, Entry, Fault, PublicKey, Registered, Verifier, Written};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

const PAGE_ENTRIES: u64 = 500;

/// What was found sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Worked out from the entries: origin, size and root.
    pub checkpoint: Checkpoint,
    /// How many checkpoints the log was held against, those it keeps itself and those given.
    pub n_checkpoints: u64,
    /// How many details fit what their entries sealed.
    pub n_details: u64,
    /// How many entries are signed.
    pub n_signed: u64,
    /// The first key, on which all others rest; none: nobody signs.
    pub root_key: Option<PublicKey>,
    /// Keys that may sign checkpoints now.
    pub site_keys: Vec<PublicKey>,
    /// How many sealed details are not there: erased, or never given.
    pub n_details_absent: u64,
    /// How many of these were erased with a record of it.
    pub n_details_erased: u64,
    /// How many are there though a record says that they were erased.
    pub n_not_erased: u64,
    /// The sites whose entries there are.
    pub sites: Vec<String>,
    /// Those that show two histories, each with the number from which on.
    pub forks: Vec<(String, u64)>,
}

/// Why there is no report.
#[derive(Debug)]
pub enum Problem {
    /// The log is at fault.
    Fault(Fault),
    /// The world failed before anything could be said about the log.
    Failure(Error),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem::Fault(fault)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Fault(fault) => fault.fmt(f),
            Problem::Failure(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Problem {}

/// Checks the log in a file; one that cannot even be opened for its damage has a fault, too.
pub fn check_file(path: &Path, kept: &[Checkpoint], root: Option<PublicKey>) -> Result<Report, Problem> {
    let log = Sqlite::open_read_only(path).map_err(|error| or_fault(error, None))?;
    check(&log, kept, root)
}

/// Checks a copy of a log in a folder, and that its checkpoint was signed by a key that the log names for it.
pub fn check_folder(path: &Path, kept: &[Checkpoint], root: Option<PublicKey>) -> Result<Report, Problem> {
    let folder = Folder::open(path).map_err(|error| or_fault(error, None))?;
    let report = check(&folder, kept, root)?;
    check_note(folder.note(), &report)?;
    Ok(report)
}

/// Whether one of the log's keys signed its checkpoint; where there are keys.
pub fn check_note(note: &Note, report: &Report) -> Result<(), Problem> {
    let name = &report.checkpoint.origin;
    let by = |key: &PublicKey| Verifying { name: name.clone(), signing: Signing::Plain, key: *key };
    if report.root_key.is_some() && !report.site_keys.iter().any(|key| note.signed_by(&by(key)).is_some()) {
        let sentence = "The checkpoint was not signed with a key that the log names for it.".to_owned();
        return Err(Fault::new(Code::SignatureMissing, None, sentence).into());
    }
    Ok(())
}

/// Checks a log up to the last checkpoint it keeps now: first every entry and every checkpoint on the way, its own and
/// the ones `kept` elsewhere, then that nothing stands behind, then the details, then the place itself.
/// What others append meanwhile is left for the next check.
///
/// Where `root` is given, the log's first key must be that one.
pub fn check(log: &dyn Log, kept: &[Checkpoint], root: Option<PublicKey>) -> Result<Report, Problem> {
    let (report, wrong) = signatures::beside(|signatures| read(log, kept, root, signatures));
    // Signatures are handed in before anything behind them is found wrong.
    wrong.map_or(report, |fault| Err(fault.into()))
}

fn read(
    log: &dyn Log,
    kept: &[Checkpoint],
    root: Option<PublicKey>,
    signatures: &mut Signatures,
) -> Result<Report, Problem> {
    let latest = log.checkpoint().map_err(|error| or_fault(error, None))?;
    let latest = latest.ok_or_else(|| damaged(None, "the log keeps no checkpoint"))?;
    let mut run = Run::new(log, &latest, kept);
    if let Some(root) = root {
        run.verifier.expect_root(root);
    }
    while run.verifier.size() < latest.size {
        let page = run.next_page()?;
        if page.is_empty() {
            break;
        }
        for stored in &page {
            run.entry(stored, signatures)?;
        }
    }
    run.finish(latest, signatures.n_asked)
}

struct Run<'a> {
    log: &'a dyn Log,
    verifier: Verifier,
    size: u64,
    /// Wrong details are named only if the entries are right.
    detail_fault: Option<Fault>,
    n_checkpoints: u64,
    n_details: u64,
    n_details_absent: u64,
    /// What is not there, until a record of its erasure is met.
    absent: BTreeSet<(String, u64, String)>,
    erased: BTreeSet<(String, u64, String)>,
    n_details_erased: u64,
    n_not_erased: u64,
}

impl<'a> Run<'a> {
    fn new(log: &'a dyn Log, latest: &Checkpoint, kept: &[Checkpoint]) -> Run<'a> {
        Run {
            log,
            verifier: Verifier::expecting(&latest.origin, kept),
            size: latest.size,
            detail_fault: None,
            n_checkpoints: kept.len() as u64,
            n_details: 0,
            n_details_absent: 0,
            absent: BTreeSet::new(),
            erased: BTreeSet::new(),
            n_details_erased: 0,
            n_not_erased: 0,
        }
    }

    /// The next entries, after the verifier was told of the checkpoints kept for them. Where a page is damaged, one
    /// entry at a time, so that the first that cannot be read is named.
    fn next_page(&mut self) -> Result<Vec<Stored>, Problem> {
        let first = self.verifier.size() + 1;
        let last = self.size.min(first + PAGE_ENTRIES - 1);
        let entries = match self.log.read(first, (last - first + 1) as usize) {
            Err(error) if error.is_damaged() => self.log.read(first, 1),
            other => other,
        };
        let entries = entries.map_err(|error| or_fault(error, Some(first)))?;
        // Of size 0 together with 1; and only as far as entries were read, for the rest comes with the next page.
        let from_size = if first == 1 { 0 } else { first };
        let to_size = if entries.len() == 1 { first } else { last };
        self.expect_stored(from_size, to_size)?;
        Ok(entries)
    }

    fn expect_stored(&mut self, from_size: u64, to_size: u64) -> Result<(), Problem> {
        let position = Some(from_size.max(1));
        let checkpoints = self.log.checkpoints(from_size, to_size).map_err(|error| or_fault(error, position))?;
        for checkpoint in &checkpoints {
            if !(from_size..=to_size).contains(&checkpoint.size) {
                return Err(damaged(position, "the checkpoints are out of order"));
            }
            self.verifier.expect(checkpoint);
            self.n_checkpoints += 1;
        }
        Ok(())
    }

    fn entry(&mut self, stored: &Stored, signatures: &mut Signatures) -> Result<(), Problem> {
        let mut checked = self.verifier.entry_but_signature(stored.position, &stored.leaf, &stored.bytes);
        if checked.as_ref().is_err_and(|fault| [Code::EntryOutOfOrder, Code::LinkBroken].contains(&fault.code))
            && let Some((site, number, leaf)) = self.branch(stored)?
        {
            self.verifier.admit_branch(&site, number, leaf);
            checked = self.verifier.entry_but_signature(stored.position, &stored.leaf, &stored.bytes);
        }
        let written = checked?;
        let Written { entry, signed } = written;
        if let Some(signed) = signed {
            signatures.ask(stored.position, &entry, signed);
        }
        match self.details(stored.position, &entry) {
            Err(Problem::Fault(fault)) => {
                let fault = Fault { position: Some(stored.position), ..fault };
                self.detail_fault.get_or_insert(fault);
                Ok(())
            }
            other => other,
        }
    }

    /// Where in a log of several sites an entry goes on from an earlier one of its site than the newest: that one.
    fn branch(&self, stored: &Stored) -> Result<Option<(String, u64, Digest)>, Problem> {
        let Ok(Written { entry, signed: Some(_) }) = Written::from_bytes(&stored.bytes) else { return Ok(None) };
        let before = entry.number - 1;
        if self.verifier.heads().n_sites() < 2 {
            return Ok(None);
        }
        if before == 0 {
            return Ok((entry.previous == Digest::ZERO).then_some((entry.site, 0, Digest::ZERO)));
        }
        let mut from = 1;
        while from < stored.position {
            let page = self.log.read(from, PAGE_ENTRIES as usize);
            let page = page.map_err(|error| or_fault(error, Some(from)))?;
            let Some(last) = page.last() else { break };
            from = last.position + 1;
            let found = page.iter().find(|one| one.position < stored.position && one.leaf == entry.previous);
            let earlier = found.and_then(|found| Written::from_bytes(&found.bytes).ok()).map(|written| written.entry);
            if let Some(earlier) = earlier {
                let is_it = earlier.site == entry.site && earlier.number == before;
                return Ok(is_it.then_some((entry.site, before, entry.previous)));
            }
        }
        Ok(None)
    }

    fn details(&mut self, position: u64, entry: &Entry) -> Result<(), Problem> {
        let details = self.log.details(position).map_err(|error| or_fault(error, Some(position)))?;
        for detail in &details {
            ledger::check_detail(entry, &detail.name, &detail.salt, &detail.value)?;
        }
        self.n_details += details.len() as u64;
        let is_there = |name: &String| details.iter().any(|detail| detail.name == *name);
        let absent = entry.sealed.keys().filter(|name| !is_there(name));
        self.absent.extend(absent.map(|name| (entry.site.clone(), entry.number, name.clone())));
        if entry.kind == body::ERASURE
            && let Ok(erasure) = body::erasure_from_body(&entry.body)
        {
            // It counts the entries of the site that it names, or of its own.
            let site = match entry.body.get("site") {
                Some(ledger::Value::Text(site)) => site.clone(),
                _ => entry.site.clone(),
            };
            for name in erasure.names {
                let detail = (site.clone(), erasure.position, name);
                if self.absent.remove(&detail) {
                    self.n_details_erased += 1;
                    self.erased.insert(detail);
                } else if !self.erased.contains(&detail) {
                    self.n_not_erased += 1;
                }
            }
        }
        self.n_details_absent += entry.sealed.len().saturating_sub(details.len()) as u64;
        Ok(())
    }

    fn finish(mut self, latest: Checkpoint, n_signed: u64) -> Result<Report, Problem> {
        let root_key = self.verifier.keys().root().copied();
        let sites = self.verifier.heads().lines().map(|(site, ..)| site.to_owned()).collect();
        let forks = self.verifier.forks().iter().map(|(site, number)| (site.clone(), *number)).collect();
        let signs = |one: &&Registered| one.ended.is_none() && one.line.roles.contains(&Role::Site);
        let site_keys = self.verifier.keys().lines().filter(signs).map(|one| one.line.key).collect();
        // Again if it came with the last page, for the case that no page was read at all.
        self.verifier.expect(&latest);
        let checkpoint = match self.verifier.finish() {
            // A checkpoint may have been removed instead of the entries it counts.
            Err(fault) if fault.code == Code::EntriesRemoved => {
                nothing_behind(self.log, &latest).and(Err(fault.into()))
            }
            other => other.map_err(Problem::from),
        }?;
        nothing_behind(self.log, &latest)?;
        if let Some(fault) = self.detail_fault {
            return Err(fault.into());
        }
        self.log.check_storage().map_err(|error| or_fault(error, None))?;
        let Run { n_checkpoints, n_details, n_details_absent, n_details_erased, n_not_erased, .. } = self;
        Ok(Report {
            checkpoint,
            n_checkpoints,
            n_details,
            n_signed,
            root_key,
            site_keys,
            n_details_absent,
            n_details_erased,
            n_not_erased,
            sites,
            forks,
        })
    }
}

/// An entry behind the last checkpoint was not appended by us, unless a checkpoint has come with it meanwhile.
fn nothing_behind(log: &dyn Log, latest: &Checkpoint) -> Result<(), Problem> {
    let next = latest.size + 1;
    let behind = log.read(next, 1).map_err(|error| or_fault(error, Some(next)))?;
    let now = log.checkpoint().map_err(|error| or_fault(error, None))?;
    if behind.is_empty() || now.is_some_and(|now| now.size > latest.size) {
        return Ok(());
    }
    let sentence = format!("There are entries behind the last checkpoint, which counts {}.", latest.size);
    Err(Fault::new(Code::CheckpointDiffers, Some(next), sentence).into())
}

fn or_fault(error: Error, position: Option<u64>) -> Problem {
    if error.is_damaged() { damaged(position, &error.to_string()) } else { Problem::Failure(error) }
}

fn damaged(position: Option<u64>, reason: &str) -> Problem {
    let place = position.map_or("The log".to_owned(), |position| format!("The log at position {position}"));
    let sentence = format!("{place} cannot be read where it is kept: {reason}.");
    Fault::new(Code::StorageDamaged, position, sentence).into()
}
