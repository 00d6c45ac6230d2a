//! What the log is: entries, their bytes, the hash tree over them, checkpoints, proofs, and verification.
//!
//! An entry says what one site reported or decided; its bytes are written by hand in one form only. Every entry
//! names the one before it of its site, and a Merkle tree over all of them gives the log a root. A checkpoint
//! (origin, size, root) that somebody kept shows later whether the log is still the one he saw.
//! The bytes are described for other programs in `docs/formats/ledger.md`.
//!
//! Pure: it reads no clock, file, thread or random number, and keeps nothing. Where entries are kept is `stores`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod encoding;

mod digest;

mod entry;

mod heads;

pub mod body;

pub mod tile;

mod tree;

pub mod proof;

mod checkpoint;

pub mod evidence;

mod fault;

mod keys;

pub mod note;

pub mod order;

mod signature;

mod standing;

mod verify;

mod written;

pub use checkpoint::{Checkpoint, CheckpointError, is_origin};
pub use digest::{Digest, DigestError, leaf_hash, seal};
pub use encoding::{DecodeError, Value};
pub use entry::{Entry, EntryError};
pub use fault::{Code, Fault};
pub use heads::Heads;
pub use keys::{Keys, Registered, may_hold};
pub use signature::{Batch, PublicKey, SecretKey, Signature};
pub use standing::{Apart, Forked};
pub use tree::{Frontier, root_of};
pub use verify::{Verifier, check_detail, signature_fault};
pub use written::{Signed, Written};
