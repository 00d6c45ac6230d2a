//! What somebody needs who checks entries without us, and what stands beside them.

use ledger::{Digest, body};

use crate::monitor::BATCH;
use crate::{Error, Monitor};

/// An entry as it was hashed, with what proves that it is in the ledger's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Its position.
    pub position: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The hashes beside its way up the tree.
    pub path: Vec<Digest>,
}

impl Monitor {
    /// Entries from one position to another, each with what proves that it is in the tree of the first `size` (RFC 6962). Reads the leaf
    /// of every entry.
    pub fn proofs(&self, (from, to): (u64, u64), size: u64) -> Result<Vec<Proven>, Error> {
        let (mut leaves, mut wanted) = (Vec::new(), Vec::new());
        while (leaves.len() as u64) < size {
            let page = self.log().read(leaves.len() as u64 + 1, BATCH)?;
            if page.is_empty() {
                return Err(Error::behind());
            }
            for stored in page.into_iter().take_while(|stored| stored.position <= size) {
                leaves.push(stored.leaf);
                if (from..=to).contains(&stored.position) {
                    wanted.push((stored.position, stored.bytes));
                }
            }
        }
        let proof = |(position, bytes): (u64, Vec<u8>)| {
            let index = usize::try_from(position).ok()?.checked_sub(1)?;
            let path = ledger::proof::inclusion_proof(&leaves, index)?;
            Some(Proven { position, bytes, path })
        };
        Ok(wanted.into_iter().filter_map(proof).collect())
    }

    /// The reason that stands beside an entry; none where none was given, or it was erased.
    pub fn reason(&self, position: u64) -> Result<Option<String>, Error> {
        let detail = self.log().detail(position, body::REASON)?;
        Ok(detail.map(|detail| String::from_utf8_lossy(&detail.value).into_owned()))
    }
}
