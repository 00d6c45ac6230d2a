//! What is wrong with a log: a stable code for programs, a sentence for people, and where.
//!
//! It only says; `verify` and the check in `stores` find.

use crate::entry::Entry;
use std::fmt;

/// The first thing found wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which kind of fault.
    pub code: Code,
    /// The position in the log, from 1, where it shows.
    pub position: Option<u64>,
    /// Site and number of the entry there, as its bytes claim them; none where they cannot be read.
    pub entry: Option<(String, u64)>,
    /// One plain sentence.
    pub sentence: String,
}

/// The kinds of faults. The names are promised to programs that read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The bytes are not an entry in its one form, though they are the bytes that were hashed.
    EntryUndecodable,
    /// The bytes do not give the leaf hash that stands beside them.
    EntryChanged,
    /// The entry is not the next one, of the log or of its site.
    EntryOutOfOrder,
    /// There is no entry at a position before others.
    EntryMissing,
    /// The entry names another as the one before it than the one that is there.
    LinkBroken,
    /// The entries do not give the root of a checkpoint.
    CheckpointDiffers,
    /// A checkpoint is larger than the log.
    EntriesRemoved,
    /// What is kept beside an entry is not what the entry sealed.
    DetailChanged,
    /// An entry after the first key is not signed.
    SignatureMissing,
    /// The signature is not that of the key that it names.
    SignatureWrong,
    /// The key was never registered.
    KeyUnknown,
    /// The key had ended.
    KeyEnded,
    /// The key may not sign such an entry.
    KeyNotEntitled,
    /// The entry names another as its author, who has a key of his own, or for whom its key may not write.
    AuthorNotSigned,
    /// The place where the log is kept cannot be read.
    StorageDamaged,
}

impl Code {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::EntryUndecodable => "entry_undecodable",
            Code::EntryChanged => "entry_changed",
            Code::EntryOutOfOrder => "entry_out_of_order",
            Code::EntryMissing => "entry_missing",
            Code::LinkBroken => "link_broken",
            Code::CheckpointDiffers => "checkpoint_differs",
            Code::EntriesRemoved => "entries_removed",
            Code::DetailChanged => "detail_changed",
            Code::SignatureMissing => "signature_missing",
            Code::SignatureWrong => "signature_wrong",
            Code::KeyUnknown => "key_unknown",
            Code::KeyEnded => "key_ended",
            Code::KeyNotEntitled => "key_not_entitled",
            Code::AuthorNotSigned => "author_not_signed",
            Code::StorageDamaged => "storage_damaged",
        }
    }
}

impl Fault {
    /// A fault at a position, or of the whole log.
    pub fn new(code: Code, position: Option<u64>, sentence: String) -> Fault {
        Fault { code, position, entry: None, sentence }
    }

    pub(crate) fn of(self, entry: &Entry) -> Fault {
        Fault { entry: Some((entry.site.clone(), entry.number)), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.sentence)
    }
}

impl std::error::Error for Fault {}
