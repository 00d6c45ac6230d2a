//! A copy of a log in a folder of plain files: what a mission hands out, and anybody can check. It is written once and read;
//! nothing is appended to it.
//!
//! `checkpoint` is the signed note; `tile/…` the hashes (`ledger::tile`); `entries/…` 256 entries a file, each after its
//! length in four bytes, the largest first; `details/…` likewise, for as many entries, what was not erased and is handed out.

use super::{Detail, Log, NewEntry, Stored};
use crate::error::Error;
use ledger::note::Note;
use ledger::tile::{WIDTH, numbered, tiles};
use ledger::{Checkpoint, Digest, Frontier, Value, body, encoding, leaf_hash};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The copy in a folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    checkpoint: Checkpoint,
    note: Note,
    frontier: Frontier,
}

/// By the entry's position and the detail's name.
pub type HandedOut<'h> = dyn Fn(u64, &str) -> bool + 'h;

/// Writes a copy of a log to a new folder. `note` is its latest checkpoint, signed; `details` says of what is
/// kept beside an entry whether it is handed out, too; none: nothing is.
pub fn write_folder(log: &dyn Log, note: &Note, path: &Path, details: Option<&HandedOut<'_>>) -> Result<(), Error> {
    if path.exists() {
        return Err(Error::refused(format!("{} exists already", path.display())));
    }
    let checkpoint: Checkpoint =
        note.text.parse().map_err(|error| Error::refused(format!("not a checkpoint: {error}")))?;
    let mut leaves = Vec::new();
    while (leaves.len() as u64) < checkpoint.size {
        let first = leaves.len() as u64 + 1;
        let asked = WIDTH.min(checkpoint.size + 1 - first);
        let page = log.read(first, usize::try_from(asked).unwrap_or(1))?;
        if page.len() as u64 != asked {
            return Err(Error::damaged(format!("no entries from position={first}")));
        }
        leaves.extend(page.iter().map(|stored| stored.leaf));
        let name = numbered((first - 1) / WIDTH, asked);
        put(
            &path.join("entries").join(&name),
            &page.iter().flat_map(|stored| sized(&stored.bytes)).collect::<Vec<u8>>(),
        )?;
        if let Some(is_handed_out) = details {
            let mut all = Vec::new();
            for stored in &page {
                // Files stay in the house, and so do those that are kept beside their entries.
                let is_out =
                    |detail: &&Detail| detail.name != body::CONTENT && is_handed_out(stored.position, &detail.name);
                for detail in log.details(stored.position)?.iter().filter(is_out) {
                    all.extend(sized(&detail_bytes(stored.position, detail)));
                }
            }
            put(&path.join("details").join(&name), &all)?;
        }
    }
    for tile in tiles(&leaves) {
        put(&path.join(tile.path()), &tile.to_bytes())?;
    }
    // Last: a copy without it is not whole.
    put(&path.join("checkpoint"), note.to_string().as_bytes())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::failed(format!("{}: {error}", path.display()));
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    std::fs::write(path, bytes).map_err(failed)
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), bytes].concat()
}

fn detail_bytes(position: u64, detail: &Detail) -> Vec<u8> {
    encoding::to_bytes(&Value::List(vec![
        Value::Int(position.cast_signed()),
        Value::Text(detail.name.clone()),
        Value::Bytes(detail.salt.to_vec()),
        Value::Bytes(detail.value.clone()),
    ]))
}

fn detail_from(bytes: &[u8]) -> Option<(u64, Detail)> {
    let Ok(Value::List(items)) = encoding::from_bytes(bytes) else { return None };
    let Ok([Value::Int(position), Value::Text(name), Value::Bytes(salt), Value::Bytes(value)]) =
        <[Value; 4]>::try_from(items)
    else {
        return None;
    };
    Some((position.cast_unsigned(), Detail { name, salt: salt.try_into().ok()?, value }))
}

/// What `sized` put one after another; `None` where it is something else.
fn parts(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        out.push(part);
        bytes = rest;
    }
    Some(out)
}

impl Folder {
    /// Whether there is a copy at a place.
    pub fn is_at(path: &Path) -> bool {
        path.join("checkpoint").is_file() && path.join("entries").is_dir()
    }

    /// Opens a copy to read it.
    pub fn open(path: &Path) -> Result<Folder, Error> {
        let text = std::fs::read_to_string(path.join("checkpoint"))
            .map_err(|error| Error::damaged(format!("the checkpoint cannot be read: {error}")))?;
        let damaged = |what: &dyn std::fmt::Display| Error::damaged(format!("the checkpoint is none: {what}"));
        let note: Note = text.parse().map_err(|error| damaged(&error))?;
        let checkpoint: Checkpoint = note.text.parse().map_err(|error| damaged(&error))?;
        let mut folder = Folder { path: path.to_owned(), checkpoint, note, frontier: Frontier::default() };
        let mut frontier = Frontier::default();
        // As far as it can be read: `check` says what is wrong with the rest.
        while frontier.size() < folder.checkpoint.size {
            let Ok(page) = folder.read(frontier.size() + 1, WIDTH as usize) else { break };
            if page.is_empty() {
                break;
            }
            page.iter().for_each(|stored| frontier.append(stored.leaf));
        }
        folder.frontier = frontier;
        Ok(folder)
    }

    /// The checkpoint with its signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The file of a kind that holds a position.
    fn file(&self, kind: &str, position: u64) -> Result<Vec<u8>, Error> {
        let index = (position - 1) / WIDTH;
        let n_held = WIDTH.min(self.checkpoint.size.saturating_sub(index * WIDTH));
        let path = self.path.join(kind).join(numbered(index, n_held));
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(&path).and_then(|file| file.take(BYTES_MAX).read_to_end(&mut bytes));
        match opened {
            Ok(_) => Ok(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && kind == "details" => Ok(Vec::new()),
            Err(error) => Err(Error::damaged(format!("{}: {error}", path.display()))),
        }
    }

    /// All details of the file that holds a position.
    fn details_near(&self, position: u64) -> Result<Vec<(u64, Detail)>, Error> {
        let bytes = self.file("details", position)?;
        let wrong = || Error::damaged(format!("the details near position={position} are none"));
        parts(&bytes).ok_or_else(wrong)?.into_iter().map(|part| detail_from(part).ok_or_else(wrong)).collect()
    }
}

/// More than this is not read of one file.
const BYTES_MAX: u64 = 1 << 30;

fn read_only() -> Error {
    Error::refused("a copy of a log is only read")
}

impl Log for Folder {
    fn origin(&self) -> &str {
        &self.checkpoint.origin
    }

    fn size(&self) -> u64 {
        self.frontier.size()
    }

    fn refresh(&mut self) -> Result<u64, Error> {
        Ok(self.size())
    }

    fn append(&mut self, _: u64, _: &[NewEntry]) -> Result<Checkpoint, Error> {
        Err(read_only())
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Error> {
        let (from, mut out) = (from.max(1), Vec::new());
        let mut position = from;
        while out.len() < limit && position <= self.checkpoint.size {
            let bytes = self.file("entries", position)?;
            let all = parts(&bytes).ok_or_else(|| Error::damaged(format!("no entries near position={position}")))?;
            let first = (position - 1) / WIDTH * WIDTH + 1;
            let held = (first..).zip(all).skip_while(|(at, _)| *at < position);
            let before = out.len();
            for (at, bytes) in held.take(limit - out.len()) {
                out.push(Stored { position: at, leaf: leaf_hash(bytes), bytes: bytes.to_vec() });
            }
            position = first + WIDTH;
            if out.len() == before {
                break;
            }
        }
        Ok(out)
    }

    fn detail(&self, position: u64, name: &str) -> Result<Option<Detail>, Error> {
        Ok(self.details(position)?.into_iter().find(|detail| detail.name == name))
    }

    fn each_detail(&self, name: &str, through: u64, each: &mut dyn FnMut(u64, Detail)) -> Result<(), Error> {
        for first in (1..=through.min(self.checkpoint.size)).step_by(WIDTH as usize) {
            let near = self.details_near(first)?.into_iter();
            near.filter(|(at, detail)| *at <= through && detail.name == name).for_each(|(at, detail)| each(at, detail));
        }
        Ok(())
    }

    fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn details(&self, position: u64) -> Result<Vec<Detail>, Error> {
        let near = self.details_near(position)?.into_iter();
        Ok(near.filter(|(at, _)| *at == position).map(|(_, detail)| detail).collect())
    }

    fn add_detail(&mut self, _: u64, _: &Detail) -> Result<bool, Error> {
        Err(read_only())
    }

    fn erase(&mut self, _: u64, _: &str) -> Result<bool, Error> {
        Err(read_only())
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        Ok(Some(self.checkpoint.clone()))
    }

    fn checkpoints(&self, from_size: u64, to_size: u64) -> Result<Vec<Checkpoint>, Error> {
        let is_within = (from_size..=to_size).contains(&self.checkpoint.size);
        Ok(is_within.then(|| self.checkpoint.clone()).into_iter().collect())
    }

    /// The tiles are those of the entries, and no detail is without its entry.
    fn check_storage(&self) -> Result<(), Error> {
        let mut leaves: Vec<Digest> = Vec::new();
        while (leaves.len() as u64) < self.checkpoint.size {
            let page = self.read(leaves.len() as u64 + 1, WIDTH as usize)?;
            if page.is_empty() {
                break;
            }
            leaves.extend(page.iter().map(|stored| stored.leaf));
        }
        for first in (1..=self.checkpoint.size).step_by(WIDTH as usize) {
            let is_here = |at: u64| (first..first + WIDTH).contains(&at);
            if self.details_near(first)?.iter().any(|(at, _)| !is_here(*at)) {
                return Err(Error::damaged(format!("a detail near position={first} belongs to no entry there")));
            }
        }
        for tile in tiles(&leaves) {
            let path = self.path.join(tile.path());
            if std::fs::read(&path).ok() != Some(tile.to_bytes()) {
                return Err(Error::damaged(format!("{} is not the tile of the entries", path.display())));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{Folder as Place, entries};
    use crate::{Memory, check};

    fn copy(place: &Place, n_entries: u64, details: bool) -> PathBuf {
        let mut log = Memory::create("test").unwrap();
        log.append(0, &entries(n_entries)).unwrap();
        let note = Note { text: log.checkpoint().unwrap().unwrap().to_string(), lines: Vec::new() };
        let path = place.path().join(format!("copy-{n_entries}-{details}"));
        write_folder(&log, &note, &path, details.then_some(&|_, _| true)).unwrap();
        path
    }

    #[test]
    fn a_copy_is_as_sound_as_its_log() {
        let place = Place::new();
        for n_entries in [1, 255, 256, 257, 600] {
            let path = copy(&place, n_entries, true);
            let folder = Folder::open(&path).unwrap();
            let report = check(&folder, &[], None).unwrap();
            assert_eq!((report.checkpoint.size, report.n_details), (n_entries, n_entries));
            assert_eq!(folder.read(n_entries, 9).unwrap().len(), 1);
            assert_eq!(folder.detail(n_entries, "witness").unwrap().unwrap().salt, [9; 16]);
            let mut n_seen = 0;
            folder.each_detail("witness", n_entries - 1, &mut |_, _| n_seen += 1).unwrap();
            assert_eq!(n_seen, n_entries - 1);
        }
        let without = check(&Folder::open(&copy(&place, 300, false)).unwrap(), &[], None).unwrap();
        assert_eq!((without.n_details, without.n_details_absent), (0, 300));
    }

    #[test]
    fn any_changed_byte_of_any_file_is_a_fault() {
        let place = Place::new();
        let path = copy(&place, 300, true);
        let mut files = Vec::new();
        let mut open = vec![path.clone()];
        while let Some(folder) = open.pop() {
            for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
                if file.is_dir() { open.push(file) } else { files.push(file) }
            }
        }
        assert_eq!(files.len(), 8, "two of entries, of details and of leaves, one above, the checkpoint");
        for file in files {
            let sound = std::fs::read(&file).unwrap();
            // The name of a log that nobody signs may be any.
            for at in [5, sound.len() / 3, sound.len() / 2, sound.len() - 1] {
                let mut bytes = sound.clone();
                bytes[at] ^= 1;
                std::fs::write(&file, &bytes).unwrap();
                let checked = Folder::open(&path)
                    .map_err(|error| error.to_string())
                    .and_then(|folder| check(&folder, &[], None).map_err(|error| error.to_string()));
                assert!(checked.is_err(), "{} at {at}", file.display());
            }
            std::fs::write(&file, &sound[..sound.len() - 1]).unwrap();
            assert!(Folder::open(&path).is_err() || check(&Folder::open(&path).unwrap(), &[], None).is_err());
            std::fs::write(&file, &sound).unwrap();
        }
        assert!(check(&Folder::open(&path).unwrap(), &[], None).is_ok());
    }
}
