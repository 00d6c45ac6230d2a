//! Files as they come in: straight onto the disk, or through a seal, so that what a phone took is never there in the clear; of a sealed
//! picture a copy to work with, without what the camera wrote into it.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use ledger::Digest;
use sha2::{Digest as _, Sha256};
use stores::{Attachments, Incoming};

/// Pictures up to so many bytes are copied while they come; of larger ones a person makes a copy.
const PICTURE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What seals a file while it is written.
pub trait Seal: Write + Send {
    /// The end of the file; gives back what it was written to.
    fn finish(self: Box<Self>) -> io::Result<Incoming>;
}

/// Begins to seal what is written to a file.
type Begin = dyn Fn(Incoming) -> io::Result<Box<dyn Seal>> + Send + Sync;

/// To whose keys files are sealed, and how.
#[derive(Clone)]
pub struct Sealing {
    /// The compartment.
    pub compartment: String,
    /// Begins to seal a file.
    pub begin: Arc<Begin>,
}

impl fmt::Debug for Sealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sealing to {}", self.compartment)
    }
}

/// A file that came with a submission, and is on the disk already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Its name, as the submission has it.
    pub name: String,
    /// What is in it, as the client says.
    pub media_type: String,
    /// Digest of its bytes as they are kept.
    pub digest: Digest,
    /// How many they are.
    pub n_bytes: u64,
    /// What it was sealed to, and the digest of its bytes as they came.
    pub sealed: Option<(String, Digest)>,
    /// The copy to work with: digest and length.
    pub copy: Option<(Digest, u64)>,
}

enum To {
    Plain(Incoming),
    Sealed(Box<dyn Seal>, String),
}

/// A file that is coming.
pub struct Arriving {
    attachments: Attachments,
    to: To,
    hasher: Sha256,
    /// The bytes so far, as long as they may be a picture of which a copy is to be made.
    picture: Option<Vec<u8>>,
}

impl Arriving {
    pub(crate) fn new(attachments: &Attachments, sealing: Option<&Sealing>) -> io::Result<Arriving> {
        let incoming = attachments.incoming()?;
        let (to, picture) = match sealing {
            Some(sealing) => (To::Sealed((sealing.begin)(incoming)?, sealing.compartment.clone()), Some(Vec::new())),
            None => (To::Plain(incoming), None),
        };
        Ok(Arriving { attachments: attachments.clone(), to, hasher: Sha256::new(), picture })
    }

    /// Keeps it, on the disk before this returns.
    pub fn finish(self, name: String, media_type: String) -> io::Result<Arrived> {
        let plain = Digest(self.hasher.finalize().into());
        let (incoming, sealed) = match self.to {
            To::Plain(incoming) => (incoming, None),
            To::Sealed(seal, compartment) => (seal.finish()?, Some((compartment, plain))),
        };
        let (digest, n_bytes) = incoming.finish()?;
        // What is no picture, or one that cannot be taken apart, has no copy; it is sealed all the same.
        let copy = match self.picture.and_then(|picture| sources::working_copy(&picture).ok()) {
            Some(copy) => {
                let mut incoming = self.attachments.incoming()?;
                incoming.write_all(&copy)?;
                Some(incoming.finish()?)
            }
            None => None,
        };
        Ok(Arrived { name, media_type, digest, n_bytes, sealed, copy })
    }
}

/// Whether bytes begin as a JPEG, PNG or WebP does, or are too few to tell. Films are not held.
fn may_be_picture(start: &[u8]) -> bool {
    start.len() < 4 || [&b"\xff\xd8"[..], b"\x89PNG", b"RIFF"].iter().any(|begins| start.starts_with(begins))
}

impl Write for Arriving {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = match &mut self.to {
            To::Plain(incoming) => incoming.write(bytes)?,
            To::Sealed(seal, _) => seal.write(bytes)?,
        };
        if matches!(self.to, To::Sealed(..)) {
            self.hasher.update(&bytes[..n]);
        }
        match &mut self.picture {
            Some(picture) if picture.len() + n <= PICTURE_BYTES_MAX && may_be_picture(picture) => {
                picture.extend_from_slice(&bytes[..n]);
            }
            picture => *picture = None,
        }
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Plain(incoming) => incoming.flush(),
            To::Sealed(seal, _) => seal.flush(),
        }
    }
}
