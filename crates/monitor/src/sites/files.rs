//! Files that belong to reports, between sites: after the entries that name them, in parts that survive a cut, to those alone who may have
//! them. What was erased somewhere goes here, too.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom};

use ledger::encoding::{from_bytes, to_bytes};
use ledger::{Digest, Value, body};
use stores::Attachments;

use super::exchange::{Failed, Peer};
use super::offer::Offer;
use crate::{Error, Monitor};

/// So many files are spoken of at once.
const FILES_MAX: usize = 100;
/// No file is longer.
const LENGTH_MAX: u64 = 4 << 30;

/// A file that a site lacks, and how much of it has come.
pub type Lacking = (Digest, u64);

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The file.
    pub digest: Digest,
    /// Where in it the bytes begin.
    pub from: u64,
    /// How long the file is.
    pub length: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Monitor {
    /// Attachments that were not erased: their entries.
    fn standing_files(&self) -> impl Iterator<Item = (u64, &body::Attachment)> {
        let about = self.core.state.about();
        let erased: BTreeSet<u64> = about.erasures().iter().map(|(_, erasure)| erasure.position).collect();
        about.attachments().iter().filter(move |(entry, _)| !erased.contains(entry)).map(|(entry, file)| (*entry, file))
    }

    /// Whether a site may have a file.
    pub fn may_have_file(&self, site: &str, digest: &Digest) -> bool {
        let may = |file: &body::Attachment| {
            file.compartment.as_ref().is_none_or(|compartment| self.has_compartment(site, compartment))
        };
        self.standing_files().any(|(_, file)| file.digest == *digest && may(file))
    }

    /// Files that should be here and are not, with how much of each has come.
    pub fn files_lacking(&self, files: &Attachments) -> Result<Vec<Lacking>, Error> {
        let own = self.core.site().to_owned();
        let mut lacking = Vec::new();
        for (entry, file) in self.standing_files() {
            if lacking.len() >= FILES_MAX {
                break;
            }
            let is_here =
                files.length(&file.digest)?.is_some() || lacking.iter().any(|(known, _)| *known == file.digest);
            if !is_here && self.may_have_file(&own, &file.digest) && self.log.detail(entry, body::CONTENT)?.is_none() {
                lacking.push((file.digest, files.part_length(&file.digest)?));
            }
        }
        Ok(lacking)
    }

    /// A part of a file for a site; none where it may not have it, or it is not here.
    pub fn file_part(
        &self,
        files: &Attachments,
        site: &str,
        (digest, from, n_bytes): (Digest, u64, usize),
    ) -> Result<Option<Part>, Error> {
        let Some(length) = files.length(&digest)?.filter(|_| self.may_have_file(site, &digest)) else {
            return Ok(None);
        };
        let mut file = files.open(&digest)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(n_bytes as u64).read_to_end(&mut bytes)?;
        Ok(Some(Part { digest, from, length, bytes }))
    }

    /// Takes in a part of a file that is lacking; gives how much is there, and all where it is whole.
    pub fn take_part(&self, files: &Attachments, part: &Part) -> Result<u64, Error> {
        let own = self.core.site().to_owned();
        if files.length(&part.digest)?.is_some() {
            return Ok(part.length);
        }
        if part.length > LENGTH_MAX || !self.may_have_file(&own, &part.digest) {
            return Err(io::Error::other("a file came that no entry names").into());
        }
        let there = files.add_part(&part.digest, part.from, &part.bytes)?;
        if there >= part.length && !files.keep_part(&part.digest)? {
            return Ok(0);
        }
        Ok(there)
    }

    /// Files of entries that whoever made an offer lacks, and may have; with their lengths.
    pub fn files_for(&mut self, files: &Attachments, had: &Offer, reader: &str) -> Result<Vec<(Digest, u64)>, Error> {
        let covered = self.shelf()?.covered(had);
        let missing: BTreeSet<u64> = self.shelf.missing(&covered, 0).into_iter().collect();
        let wanted = self.standing_files().filter(|(entry, _)| missing.contains(entry)).map(|(_, file)| file.digest);
        let wanted: BTreeSet<Digest> = wanted.filter(|digest| self.may_have_file(reader, digest)).collect();
        let mut found = Vec::new();
        for digest in wanted {
            if let Some(length) = files.length(&digest)? {
                found.push((digest, length));
            }
        }
        Ok(found)
    }

    /// Removes files that were erased elsewhere and no other entry names.
    pub fn remove_erased_files(&self, files: &Attachments) -> Result<(), Error> {
        let standing: BTreeSet<Digest> = self.standing_files().map(|(_, file)| file.digest).collect();
        for (_, file) in self.core.state.about().attachments() {
            if !standing.contains(&file.digest) {
                files.remove(&file.digest)?;
            }
        }
        Ok(())
    }
}

/// Brings together what is beside the entries of two sites: sealed details that one has and the other may have, and files; gives how many
/// files came and went.
pub fn sync_beside(monitor: &mut Monitor, files: &Attachments, peer: &mut dyn Peer) -> Result<(u64, u64), Failed> {
    monitor.remove_erased_files(files)?;
    let (mut came, mut went) = (0, 0);
    for (digest, mut from) in monitor.files_lacking(files)? {
        while let Some(part) = peer.file(digest, from, peer.piece_bytes())? {
            let (length, n) = (part.length, part.bytes.len());
            from = monitor.take_part(files, &part)?;
            if from >= length {
                came += 1;
                break;
            }
            if n == 0 {
                break;
            }
        }
    }
    let ours = monitor.details_lacking()?;
    if !ours.is_empty() {
        let piece = peer.entries(&ours)?;
        monitor.take_piece(&piece)?;
    }
    let (lacking, theirs) = peer.lacking()?;
    if !theirs.is_empty() {
        let reader = peer.name().to_owned();
        let piece = monitor.entries_for(&theirs, &reader)?;
        peer.push(&piece)?;
    }
    for (digest, mut from) in lacking {
        let other = peer.name().to_owned();
        while let Some(part) = monitor.file_part(files, &other, (digest, from, peer.piece_bytes()))? {
            let before = from;
            from = peer.give(&part)?;
            if from >= part.length {
                went += 1;
                break;
            }
            if from <= before {
                break;
            }
        }
    }
    Ok((came, went))
}

/// What is lacking, as bytes.
pub fn lacking_to_bytes((files, entries): &(Vec<Lacking>, Vec<Digest>)) -> Vec<u8> {
    let one =
        |(digest, from): &Lacking| Value::List(vec![Value::Bytes(digest.0.to_vec()), Value::Int(from.cast_signed())]);
    let files = Value::List(files.iter().map(one).collect());
    to_bytes(&Value::List(vec![files, leaves_to_value(entries)]))
}

/// Of bytes.
pub fn lacking_from_bytes(bytes: &[u8]) -> Option<(Vec<Lacking>, Vec<Digest>)> {
    let Value::List(both) = from_bytes(bytes).ok()? else { return None };
    let [Value::List(files), entries] = both.as_slice() else { return None };
    let one = |value: &Value| match value {
        Value::List(pair) => match pair.as_slice() {
            [Value::Bytes(digest), Value::Int(from @ 0..)] => {
                Some((Digest(digest.as_slice().try_into().ok()?), from.cast_unsigned()))
            }
            _ => None,
        },
        _ => None,
    };
    Some((files.iter().map(one).collect::<Option<_>>()?, leaves_from_value(entries)?))
}

/// Hashes of entries, as bytes.
pub fn leaves_to_bytes(leaves: &[Digest]) -> Vec<u8> {
    to_bytes(&leaves_to_value(leaves))
}

/// Of bytes.
pub fn leaves_from_bytes(bytes: &[u8]) -> Option<Vec<Digest>> {
    leaves_from_value(&from_bytes(bytes).ok()?)
}

fn leaves_to_value(leaves: &[Digest]) -> Value {
    Value::List(leaves.iter().map(|leaf| Value::Bytes(leaf.0.to_vec())).collect())
}

fn leaves_from_value(value: &Value) -> Option<Vec<Digest>> {
    let Value::List(leaves) = value else { return None };
    let leaf = |value: &Value| match value {
        Value::Bytes(leaf) => Some(Digest(leaf.as_slice().try_into().ok()?)),
        _ => None,
    };
    leaves.iter().map(leaf).collect()
}

impl Part {
    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(&Value::List(vec![
            Value::Bytes(self.digest.0.to_vec()),
            Value::Int(self.from.cast_signed()),
            Value::Int(self.length.cast_signed()),
            Value::Bytes(self.bytes.clone()),
        ]))
    }

    /// Of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Part> {
        let Value::List(parts) = from_bytes(bytes).ok()? else { return None };
        let [Value::Bytes(digest), Value::Int(from @ 0..), Value::Int(length @ 0..), Value::Bytes(bytes)] =
            <[Value; 4]>::try_from(parts).ok()?
        else {
            return None;
        };
        let digest = Digest(digest.as_slice().try_into().ok()?);
        Some(Part { digest, from: from.cast_unsigned(), length: length.cast_unsigned(), bytes })
    }
}
