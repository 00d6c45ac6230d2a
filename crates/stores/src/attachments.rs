//! Files beside the log, found by the digest of their bytes as they are kept. They are streamed: none is ever whole in memory.
//!
//! A file is trusted to be what its digest says, and is checked against it. Its thief reads it, unless it was enciphered before
//! it came here.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use ledger::Digest;
use sha2::{Digest as _, Sha256};

/// A folder of such files.
#[derive(Clone, Debug)]
pub struct Attachments {
    folder: PathBuf,
}

/// Takes in a file; it is there only when `finish` says so.
pub struct Incoming {
    attachments: Attachments,
    path: PathBuf,
    file: File,
    hasher: Sha256,
    n_bytes: u64,
    is_finished: bool,
}

/// What was found of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It is what its digest says.
    Whole,
    /// It is something else.
    Changed,
    /// It is not there.
    Missing,
}

impl Attachments {
    /// Those in a folder, which need not be there yet.
    pub fn new(folder: &Path) -> Attachments {
        Attachments { folder: folder.to_owned() }
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let digits = digest.to_string();
        self.folder.join(&digits[..2]).join(&digits[2..])
    }

    /// Begins to take in a file.
    pub fn incoming(&self) -> io::Result<Incoming> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let folder = self.folder.join("incoming");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        let attachments = self.clone();
        Ok(Incoming { attachments, path, file, hasher: Sha256::new(), n_bytes: 0, is_finished: false })
    }

    /// Opens a file to read it.
    pub fn open(&self, digest: &Digest) -> io::Result<File> {
        File::open(self.path(digest))
    }

    /// How long a file is; none where it is not there.
    pub fn length(&self, digest: &Digest) -> io::Result<Option<u64>> {
        length(&self.path(digest))
    }

    fn part_path(&self, digest: &Digest) -> PathBuf {
        self.folder.join("incoming").join(format!("{digest}.part"))
    }

    /// How much has come of a file that comes in parts, over a line that may be cut.
    pub fn part_length(&self, digest: &Digest) -> io::Result<u64> {
        Ok(length(&self.part_path(digest))?.unwrap_or(0))
    }

    /// Adds to what has come of a file, on the disk before this returns; gives how much is there then. What does not go on from there
    /// is not taken.
    pub fn add_part(&self, digest: &Digest, from: u64, bytes: &[u8]) -> io::Result<u64> {
        let path = self.part_path(digest);
        if self.part_length(digest)? != from {
            return self.part_length(digest);
        }
        std::fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(from + bytes.len() as u64)
    }

    /// Keeps a file of which all has come; what is not what its digest says is thrown away, and this says so.
    pub fn keep_part(&self, digest: &Digest) -> io::Result<bool> {
        let path = self.part_path(digest);
        let mut incoming = self.incoming()?;
        io::copy(&mut File::open(&path)?, &mut incoming)?;
        let is_it = Digest(incoming.hasher.clone().finalize().into()) == *digest;
        if is_it {
            incoming.finish()?;
        }
        std::fs::remove_file(&path)?;
        Ok(is_it)
    }

    /// Reads a file through, and says whether it is what its digest says.
    pub fn check(&self, digest: &Digest) -> io::Result<Found> {
        let mut file = match self.open(digest) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Missing),
            Err(error) => return Err(error),
        };
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                n => hasher.update(&buffer[..n]),
            }
        }
        let is_whole = Digest(hasher.finalize().into()) == *digest;
        Ok(if is_whole { Found::Whole } else { Found::Changed })
    }

    /// Removes a file; says whether there was one.
    pub fn remove(&self, digest: &Digest) -> io::Result<bool> {
        match std::fs::remove_file(self.path(digest)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn length(path: &Path) -> io::Result<Option<u64>> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Write for Incoming {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Incoming {
    /// Keeps the file, on the disk before this returns; gives its digest and length.
    pub fn finish(mut self) -> io::Result<(Digest, u64)> {
        self.file.sync_all()?;
        let digest = Digest(std::mem::replace(&mut self.hasher, Sha256::new()).finalize().into());
        let path = self.attachments.path(&digest);
        let parent = path.parent().unwrap_or(&self.attachments.folder);
        let is_new = !parent.exists();
        std::fs::create_dir_all(parent)?;
        std::fs::rename(&self.path, &path)?;
        self.is_finished = true;
        File::open(parent)?.sync_all()?;
        if is_new {
            File::open(&self.attachments.folder)?.sync_all()?;
        }
        Ok((digest, self.n_bytes))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::Folder;

    #[test]
    fn a_file_that_comes_in_parts_is_there_when_it_is_whole() {
        let place = Folder::new();
        let files = Attachments::new(&place.path().join("files"));
        let digest = Digest(Sha256::digest(b"a picture").into());
        assert_eq!((files.part_length(&digest).unwrap(), files.length(&digest).unwrap()), (0, None));
        assert_eq!(files.add_part(&digest, 0, b"a pic").unwrap(), 5);
        // What was sent twice, or from further on, is not taken.
        assert_eq!(files.add_part(&digest, 0, b"a pic").unwrap(), 5);
        assert_eq!(files.add_part(&digest, 7, b"re").unwrap(), 5);
        assert_eq!(files.add_part(&digest, 5, b"tune").unwrap(), 9);
        assert!(!files.keep_part(&digest).unwrap(), "it is another");
        assert_eq!(files.part_length(&digest).unwrap(), 0);
        files.add_part(&digest, 0, b"a picture").unwrap();
        assert!(files.keep_part(&digest).unwrap());
        assert_eq!((files.check(&digest).unwrap(), files.length(&digest).unwrap()), (Found::Whole, Some(9)));
    }

    #[test]
    fn a_file_is_found_by_its_digest_and_a_changed_one_is_seen() {
        let place = Folder::new();
        let attachments = Attachments::new(&place.path().join("files"));
        let mut incoming = attachments.incoming().unwrap();
        incoming.write_all(b"a pic").unwrap();
        incoming.write_all(b"ture").unwrap();
        let (digest, n_bytes) = incoming.finish().unwrap();
        assert_eq!((n_bytes, attachments.check(&digest).unwrap()), (9, Found::Whole));
        let mut text = String::new();
        attachments.open(&digest).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "a picture");
        std::fs::write(attachments.path(&digest), "another").unwrap();
        assert_eq!(attachments.check(&digest).unwrap(), Found::Changed);
        assert!(attachments.remove(&digest).unwrap() && !attachments.remove(&digest).unwrap());
        assert_eq!(attachments.check(&digest).unwrap(), Found::Missing);
        // What is broken off leaves nothing.
        let mut incoming = attachments.incoming().unwrap();
        incoming.write_all(b"half").unwrap();
        drop(incoming);
        assert_eq!(std::fs::read_dir(place.path().join("files/incoming")).unwrap().count(), 0);
    }
}
