//! A state kept beside the log, so that opening need not read every entry. It is no part of the record: it can be thrown
//! away, and comes back by replay, byte for byte.
//!
//! The words of reports are not in it: they can be erased, and are read from where they can be. Its form is this program's
//! own and changes with it; a snapshot of another form is not read.

use ledger::encoding::{from_bytes, to_bytes as value_bytes};
use ledger::{Frontier, Heads, Value};
use sha2::{Digest as _, Sha256};

use crate::State;
use crate::reports::{put, taken};

/// Changes whenever states, or what is read from an entry, do.
const FORM: &[u8] = b"truce state 6\n";
const DIGEST_LENGTH: usize = 32;

/// What was kept.
pub struct Snapshot {
    pub(crate) origin: String,
    pub(crate) heads: Heads,
    pub(crate) state: State,
    /// The tree over the entries that were read.
    pub frontier: Frontier,
}

impl Snapshot {
    /// Reads what was kept; `None` where the bytes are damaged, or of another form.
    pub fn from_bytes(mut bytes: Vec<u8>) -> Option<Snapshot> {
        if !bytes.starts_with(FORM) {
            return None;
        }
        let digest = bytes.split_off(bytes.len().checked_sub(DIGEST_LENGTH)?);
        if Sha256::digest(&bytes).as_slice() != digest {
            return None;
        }
        let mut at = FORM.len();
        let Value::List(head) = from_bytes(taken(&bytes, &mut at)?).ok()? else { return None };
        let [Value::Text(origin), frontier, heads] = head.as_slice() else { return None };
        let (origin, frontier, heads) = (origin.clone(), Frontier::from_value(frontier)?, Heads::from_value(heads)?);
        let state = State::read(bytes, at)?;
        (frontier.size() == state.size()).then_some(Snapshot { origin, heads, state, frontier })
    }

    /// Whether the bytes are a state that another version of the program kept: not read, and no fault.
    pub fn is_of_other_version(bytes: &[u8]) -> bool {
        bytes.starts_with(b"truce state ") && !bytes.starts_with(FORM)
    }

    /// How many entries were read.
    pub fn size(&self) -> u64 {
        self.state.size()
    }
}

pub(crate) fn to_bytes(origin: &str, frontier: &Frontier, heads: &Heads, state: &State) -> Vec<u8> {
    let mut out = FORM.to_vec();
    let head = vec![Value::Text(origin.to_owned()), frontier.to_value(), heads.to_value()];
    put(&value_bytes(&Value::List(head)), &mut out);
    state.write(&mut out);
    let digest = Sha256::digest(&out);
    out.extend_from_slice(&digest);
    out
}
