//! Other sites that are not reached over HTTP: a mission's folder beside this one, and a file that somebody carries.
//!
//! The file is enciphered in the form of age for one site. In it stands what whoever made it had, and pieces as they go over the line.

use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::{Digest, PublicKey};
use monitor::{Failed, Lacking, Offer, Part, Peer, Pulled, Synced, Taken, met, note_offer};

use crate::mission::Mission;
use crate::problem::Problem;
use crate::scratch::own_file;
use crate::sealing;

/// How a file begins, once it is deciphered.
const FORM: &[u8] = b"truce parcel v1\n";
/// How it begins as it is.
const AGE: &[u8; 21] = b"age-encryption.org/v1";
/// Pieces of a file are of about this size, unpacked.
const PIECE: usize = 1 << 20;
/// No part of a file is longer.
const PART_MAX: u64 = 1 << 28;

/// Refuses a mission with another first key than the one that was said.
fn is_expected(root: Option<PublicKey>, offer: &Offer) -> Result<(), String> {
    match (root, offer.root) {
        (Some(root), Some(theirs)) if root != theirs => Err(format!(
            "the other's mission has the first key {theirs}, not {root}: it is another mission, or not who you think"
        )),
        (Some(_), None) => Err("the other has nothing yet".to_owned()),
        _ => Ok(()),
    }
}

/// A mission in a folder beside.
pub(crate) struct Neighbour {
    mission: Mission,
    root: Option<PublicKey>,
    /// The site that asks.
    asks: String,
}

impl Neighbour {
    pub(crate) fn new(mission: Mission, root: Option<PublicKey>) -> Neighbour {
        Neighbour { mission, root, asks: String::new() }
    }

    pub(crate) fn into_mission(self) -> Mission {
        self.mission
    }
}

impl Peer for Neighbour {
    fn offer(&mut self, ours: &Offer) -> Result<Offer, Failed> {
        self.asks.clone_from(&ours.site);
        let theirs = self.mission.monitor.answer(ours)?;
        is_expected(self.root, &theirs).map_err(Failed::Refused)?;
        if !self.mission.monitor.site_stands(&ours.site) {
            return Err(Failed::Refused(format!("{} has no key in force at the other: it gets nothing", ours.site)));
        }
        Ok(theirs)
    }

    fn pull(&mut self, ours: &Offer, after: u64, n_bytes: usize) -> Result<Pulled, Failed> {
        Ok(self.mission.monitor.piece_for(ours, after, n_bytes)?)
    }

    fn push(&mut self, piece: &[u8]) -> Result<Vec<Taken>, Failed> {
        let taken = self.mission.monitor.take_piece(piece)?;
        taken.ok_or_else(|| Failed::Peer("a piece was made that is none".to_owned()))
    }

    fn finish(&mut self, _: &Offer) -> Result<(), Failed> {
        Ok(self.mission.monitor.catch_up()?)
    }

    fn piece_bytes(&self) -> usize {
        PIECE
    }

    fn name(&self) -> &str {
        self.mission.monitor.site()
    }

    fn file(&mut self, digest: Digest, from: u64, n_bytes: usize) -> Result<Option<Part>, Failed> {
        let asked = (digest, from, n_bytes);
        Ok(self.mission.monitor.file_part(&self.mission.attachments(), &self.asks, asked)?)
    }

    fn lacking(&mut self) -> Result<(Vec<Lacking>, Vec<Digest>), Failed> {
        let files = self.mission.attachments();
        self.mission.monitor.remove_erased_files(&files)?;
        Ok((self.mission.monitor.files_lacking(&files)?, self.mission.monitor.details_lacking()?))
    }

    fn entries(&mut self, leaves: &[Digest]) -> Result<Vec<u8>, Failed> {
        Ok(self.mission.monitor.entries_for(leaves, &self.asks)?)
    }

    fn give(&mut self, part: &Part) -> Result<u64, Failed> {
        Ok(self.mission.monitor.take_part(&self.mission.attachments(), part)?)
    }
}

/// A file for one site.
pub(crate) struct Parcel;

impl Parcel {
    /// Writes what a site lacks, as far as it is known what it had.
    pub(crate) fn write(mission: &mut Mission, path: &Path, reader: &str, is_all: bool) -> Result<(), Problem> {
        if !mission.monitor.site_stands(reader) {
            let words = "has no key in force here: nothing goes to it; see `truce site list`";
            return Err(Problem::AtFault(format!("{reader} {words}")));
        }
        let invitation = mission.monitor.state().sites().invitation(reader).cloned();
        let recipient = invitation.and_then(|one| one.recipient).ok_or_else(|| {
            Problem::AtFault(format!("where files for {reader} are enciphered to is not known; see `truce site add`"))
        })?;
        let keys = sealing::recipients(std::slice::from_ref(&recipient))?;
        let known = met(&mut *mission.beside()?)?.into_iter().find(|(site, _)| site == reader);
        let known = known.map(|(_, met)| met.offer).filter(|_| !is_all);
        let nothing = Offer::nothing(reader);
        let had = known.as_ref().unwrap_or(&nothing);
        let n_entries = mission.monitor.n_missing(had)?;
        let pieces = mission.monitor.pieces_for(had, PIECE)?;
        let ours = mission.monitor.offer()?;
        // In the clear it lies in the mission's folder alone, never beside the file that is carried.
        let (scratch_path, mut plain) = scratch(&mission.folder)?;
        std::fs::remove_file(&scratch_path).map_err(|error| Problem::file(&scratch_path, error))?;
        let mut put =
            |part: &[u8]| plain.write_all(&(part.len() as u64).to_le_bytes()).and_then(|()| plain.write_all(part));
        put(FORM).map_err(|error| Problem::file(path, error))?;
        for part in std::iter::once(ours.to_bytes()).chain(pieces) {
            put(&part).map_err(|error| Problem::file(path, error))?;
        }
        // After the entries the files that those name, in parts.
        put(&[]).map_err(|error| Problem::file(path, error))?;
        let files = mission.attachments();
        for (digest, length) in mission.monitor.files_for(&files, had, reader)? {
            let mut from = 0;
            while from < length {
                let Some(part) = mission.monitor.file_part(&files, reader, (digest, from, PIECE))? else { break };
                from += (part.bytes.len() as u64).max(1);
                put(&part.to_bytes()).map_err(|error| Problem::file(path, error))?;
            }
        }
        plain.rewind().map_err(|error| Problem::file(&scratch_path, error))?;
        let mut file = File::create_new(path).map_err(|error| Problem::file(path, error))?;
        sealing::encipher(&keys, &mut plain, &mut file)?;
        file.sync_all().map_err(|error| Problem::file(path, error))?;
        let n_bytes = file.metadata().map_err(|error| Problem::file(path, error))?.len();
        crate::output::line(format_args!("{}: {n_entries} entries for {reader}, {n_bytes} bytes", path.display()))
    }

    /// Takes in what a file holds.
    pub(crate) fn read(
        mission: &mut Mission,
        path: &Path,
        root: Option<PublicKey>,
        synced: &mut Synced,
    ) -> Result<(), Problem> {
        let at_fault = |what: &str| Problem::AtFault(format!("{}: {what}", path.display()));
        let identities = sealing::identities(&mission.age_path())?;
        let mut file = File::open(path).map_err(|error| Problem::file(path, error))?;
        let mut begin = [0; AGE.len()];
        if file.read_exact(&mut begin).is_err() || begin != *AGE {
            return Err(at_fault("neither a mission's folder nor a file that `truce sync` wrote"));
        }
        file.rewind().map_err(|error| Problem::file(path, error))?;
        let (mut rest, is_cut) = opened(&identities, file, (path, &mission.folder))?;
        if part(&mut rest).as_deref() != Some(FORM) {
            return Err(at_fault("not a file that `truce sync` wrote"));
        }
        let offer = part(&mut rest).and_then(|bytes| Offer::from_bytes(&bytes));
        let theirs = offer.ok_or_else(|| at_fault("what the other had cannot be read"))?;
        synced.with.clone_from(&theirs.site);
        is_expected(root, &theirs).and_then(|()| mission.monitor.fits(&theirs)).map_err(|why| at_fault(&why))?;
        let mut is_whole = false;
        while let Some(piece) = part(&mut rest) {
            if piece.is_empty() {
                is_whole = true;
                break;
            }
            let taken = mission.monitor.take_piece(&piece)?;
            synced.came.extend(taken.ok_or_else(|| at_fault("a part of it is no piece"))?);
        }
        mission.monitor.catch_up()?;
        let files = mission.attachments();
        mission.monitor.remove_erased_files(&files)?;
        while let Some(bytes) = part(&mut rest) {
            let one = Part::from_bytes(&bytes).ok_or_else(|| at_fault("a part of it is no part of a file"))?;
            mission.monitor.take_part(&files, &one)?;
        }
        if is_cut || !is_whole {
            return Err(at_fault("it ends in the middle, or was changed; what came before that stays"));
        }
        note_offer(&mut *mission.beside()?, &theirs.site, &theirs.to_bytes(), Timestamp::now())?;
        Ok(())
    }
}

/// A file in a mission's folder, readable by its owner alone.
fn scratch(folder: &Path) -> Result<(PathBuf, File), Problem> {
    own_file(folder.join(format!(".parcel.{}", std::process::id())))
}

/// What a file holds, deciphered, as far as it is whole; and whether it was cut or changed.
fn opened(
    identities: &[age::x25519::Identity],
    file: File,
    (of, folder): (&Path, &Path),
) -> Result<(BufReader<File>, bool), Problem> {
    let (path, mut plain) = scratch(folder)?;
    let done = sealing::decipher(identities, file, &mut plain);
    // The open file is all that is left of it.
    std::fs::remove_file(&path).map_err(|error| Problem::file(&path, error))?;
    let is_cut = match done {
        Ok(()) => false,
        Err(Problem::World(_)) => true,
        Err(error) => return Err(Problem::AtFault(format!("{}: {error}; is it meant for this site?", of.display()))),
    };
    plain.rewind().map_err(|error| Problem::file(&path, error))?;
    Ok((BufReader::new(plain), is_cut))
}

/// The next part of a file.
fn part(rest: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 8];
    rest.read_exact(&mut length).ok()?;
    let length = u64::from_le_bytes(length);
    if length > PART_MAX {
        return None;
    }
    let mut part = vec![0; usize::try_from(length).ok()?];
    rest.read_exact(&mut part).ok()?;
    Some(part)
}

/// Writes an age key to a new file, readable by its owner alone; gives its public part.
pub(crate) fn new_identity(path: &Path) -> Result<String, Problem> {
    let identity = age::x25519::Identity::generate();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| Problem::file(path, error))?;
    let secret = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
    let written = writeln!(file, "{secret}").and_then(|()| file.sync_all());
    written.map_err(|error| Problem::file(path, error))?;
    Ok(identity.to_public().to_string())
}
