//! Reads a log from its beginning and names the first thing that is wrong.
//!
//! Entries are given one at a time, so a log of any length can be checked in little memory. Where they come from,
//! and whether they can be read at all, is not known here.

use crate::checkpoint::Checkpoint;
use crate::digest::{Digest, leaf_hash, seal};
use crate::entry::Entry;
use crate::fault::{Code, Fault};
use crate::heads::Heads;
use crate::keys::Keys;
use crate::signature::PublicKey;
use crate::tree::Frontier;
use crate::written::{Signed, Written};
use std::collections::{BTreeMap, BTreeSet};

/// Checks entry after entry, and the checkpoints on the way. After a fault it has nothing more to say.
///
/// Two entries of different sites that changed places are seen only at the next checkpoint, and a log that was
/// rewritten as a whole only by a checkpoint that somebody else kept: give all there are.
#[derive(Clone, Debug)]
pub struct Verifier {
    origin: String,
    frontier: Frontier,
    heads: Heads,
    keys: Keys,
    root_expected: Option<PublicKey>,
    expected: BTreeMap<u64, Vec<Checkpoint>>,
    /// Entries of sites that show several histories, from which a second one goes on.
    branches: BTreeSet<(String, u64, Digest)>,
    /// Those sites, with the number from which on.
    forks: BTreeMap<String, u64>,
    /// The size of the last checkpoint that was met and was right.
    agreed: u64,
}

impl Verifier {
    /// A verifier for the log of that name.
    pub fn new(origin: &str) -> Verifier {
        Verifier {
            origin: origin.to_owned(),
            frontier: Frontier::default(),
            heads: Heads::default(),
            keys: Keys::default(),
            root_expected: None,
            expected: BTreeMap::new(),
            branches: BTreeSet::new(),
            forks: BTreeMap::new(),
            agreed: 0,
        }
    }

    /// A verifier that also holds the log against these checkpoints.
    pub fn expecting(origin: &str, checkpoints: &[Checkpoint]) -> Verifier {
        let mut verifier = Verifier::new(origin);
        for checkpoint in checkpoints {
            verifier.expect(checkpoint);
        }
        verifier
    }

    /// Adds a checkpoint to hold the log against.
    ///
    /// # Panics
    /// If its size has already been passed: it can no longer be checked.
    pub fn expect(&mut self, checkpoint: &Checkpoint) {
        assert!(checkpoint.size >= self.size(), "a checkpoint came after its entries");
        self.expected.entry(checkpoint.size).or_default().push(checkpoint.clone());
    }

    /// The number of entries checked so far.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Demands that the log's first key is this one.
    pub fn expect_root(&mut self, key: PublicKey) {
        self.root_expected = Some(key);
    }

    /// The keys registered so far.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Allows a site's next entry to go on from one of its earlier ones, which is in the log: the site then shows two histories, both of which
    /// it signed. That is the site's fault, and not the log's.
    pub fn admit_branch(&mut self, site: &str, number: u64, leaf: Digest) {
        self.branches.insert((site.to_owned(), number, leaf));
    }

    /// The sites that show two histories, each with the number from which on.
    pub fn forks(&self) -> &BTreeMap<String, u64> {
        &self.forks
    }

    /// The newest entry of each site.
    pub fn heads(&self) -> &Heads {
        &self.heads
    }

    /// Checks the next entry, given with its position from 1 and the leaf hash that stands beside it.
    pub fn entry(&mut self, position: u64, stored_leaf: &Digest, bytes: &[u8]) -> Result<Entry, Fault> {
        let Written { entry, signed } = self.entry_but_signature(position, stored_leaf, bytes)?;
        match signed {
            Some(signed) if !signed.is_right() => Err(signature_fault(position, &signed).of(&entry)),
            _ => Ok(entry),
        }
    }

    /// The same without looking whether the signature is right: that is left to the caller, who may check many at once
    /// ([`crate::Batch`]). A fault of an earlier signature comes before one that is found here.
    pub fn entry_but_signature(&mut self, position: u64, stored_leaf: &Digest, bytes: &[u8]) -> Result<Written, Fault> {
        self.meet_checkpoints()?;
        self.check_position(position)?;
        let decoded = Written::from_bytes(bytes);
        let leaf = leaf_hash(bytes);
        if leaf != *stored_leaf {
            let sentence = format!("The entry at position {position} is not the one that was recorded there.");
            let fault = Fault::new(Code::EntryChanged, Some(position), sentence);
            return Err(decoded.map_or(fault.clone(), |written| fault.of(&written.entry)));
        }
        let written = decoded.map_err(|error| {
            let sentence = format!("The bytes at position {position} are not an entry: {error}.");
            Fault::new(Code::EntryUndecodable, Some(position), sentence)
        })?;
        let entry = &written.entry;
        self.check_links(position, entry).map_err(|fault| fault.of(entry))?;
        self.check_key(position, &written).map_err(|fault| fault.of(entry))?;
        if self.heads.next(&entry.site) == (entry.number, entry.previous) {
            self.heads.advance(entry, leaf);
        } else {
            self.branches.remove(&(entry.site.clone(), entry.number - 1, entry.previous));
            self.branches.insert((entry.site.clone(), entry.number, leaf));
            let from = self.forks.entry(entry.site.clone()).or_insert(entry.number);
            *from = entry.number.min(*from);
        }
        self.frontier.append(leaf);
        Ok(written)
    }

    fn check_key(&mut self, position: u64, written: &Written) -> Result<(), Fault> {
        let key = written.signed.as_ref().map(|signed| &signed.key);
        if let (true, Some(key), Some(expected)) = (self.keys.is_empty(), key, &self.root_expected)
            && key != expected
        {
            let sentence = format!("The first key, at position {position}, is {key}, and not {expected}.");
            return Err(Fault::new(Code::KeyUnknown, Some(position), sentence));
        }
        let is_alone = self.heads.lines().all(|(site, ..)| site == written.entry.site);
        let admitted = if is_alone || self.keys.is_empty() {
            self.keys.admit(position, &written.entry, key)
        } else {
            self.keys.admit_any(position, &written.entry, key)
        };
        admitted.map_err(|(code, what)| {
            Fault::new(code, Some(position), format!("The entry at position {position} {what}."))
        })
    }

    /// Ends the log here, and gives its checkpoint.
    pub fn finish(mut self) -> Result<Checkpoint, Fault> {
        self.meet_checkpoints()?;
        let size = self.size();
        if let Some(expected) = self.root_expected.filter(|_| self.keys.is_empty() && size > 0) {
            let sentence = format!("No entry is signed, though the first key should be {expected}.");
            return Err(Fault::new(Code::SignatureMissing, Some(1), sentence));
        }
        if let Some(missed) = self.expected.keys().next_back() {
            let sentence =
                format!("A checkpoint counts {missed} entries, but there are only {size}: some were removed.");
            return Err(Fault::new(Code::EntriesRemoved, Some(size + 1), sentence));
        }
        Ok(self.checkpoint())
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint { origin: self.origin.clone(), size: self.size(), root: self.frontier.root() }
    }

    fn meet_checkpoints(&mut self) -> Result<(), Fault> {
        let Some(expected) = self.expected.remove(&self.size()) else {
            return Ok(());
        };
        let computed = self.checkpoint();
        for checkpoint in expected {
            if checkpoint != computed {
                let position = Some(computed.size).filter(|size| *size > 0);
                return Err(Fault::new(Code::CheckpointDiffers, position, self.difference(&checkpoint)));
            }
        }
        self.agreed = computed.size;
        Ok(())
    }

    fn difference(&self, checkpoint: &Checkpoint) -> String {
        let size = checkpoint.size;
        if checkpoint.origin != self.origin {
            return format!(
                "The checkpoint of size {size} is of the log {:?}, not of {:?}.",
                checkpoint.origin, self.origin
            );
        }
        if size == 0 {
            return "The checkpoint of size 0 does not have the root of an empty log.".to_owned();
        }
        let first = if self.agreed < size { self.agreed + 1 } else { 1 };
        format!("The entries from {first} to {size} are not, or not all, those of the checkpoint of size {size}.")
    }

    fn check_position(&self, position: u64) -> Result<(), Fault> {
        let next = self.size() + 1;
        if position > next {
            let sentence = format!("There is no entry at position {next}, though there is one at {position}.");
            return Err(Fault::new(Code::EntryMissing, Some(next), sentence));
        }
        if position < next {
            let sentence = format!("Position {position} comes where position {next} should.");
            return Err(Fault::new(Code::EntryOutOfOrder, Some(position), sentence));
        }
        Ok(())
    }

    fn check_links(&self, position: u64, entry: &Entry) -> Result<(), Fault> {
        let (site, number) = (&entry.site, entry.number);
        let (next, previous) = self.heads.next(site);
        if number > 0 && self.branches.contains(&(site.clone(), number - 1, entry.previous)) {
            return Ok(());
        }
        if number != next {
            let sentence = format!(
                "At position {position} stands entry {number} of site {site:?}, where its entry {next} should."
            );
            return Err(Fault::new(Code::EntryOutOfOrder, Some(position), sentence));
        }
        if entry.previous != previous {
            let sentence =
                format!("Entry {number} of site {site:?} at position {position} does not follow the one before it.");
            return Err(Fault::new(Code::LinkBroken, Some(position), sentence));
        }
        Ok(())
    }
}

/// The fault of a signature that is wrong. It knows no entry.
pub fn signature_fault(position: u64, signed: &Signed) -> Fault {
    let sentence = format!("The entry at position {position} was not signed with the key {}.", signed.key);
    Fault::new(Code::SignatureWrong, Some(position), sentence)
}

/// Checks that a detail is the one the entry sealed under that name. The fault knows no position.
pub fn check_detail(entry: &Entry, name: &str, salt: &[u8; 16], bytes: &[u8]) -> Result<(), Fault> {
    let (site, number) = (&entry.site, entry.number);
    let sentence = match entry.sealed.get(name) {
        Some(digest) if *digest == seal(salt, bytes) => return Ok(()),
        Some(_) => format!("The detail {name:?} of entry {number} of site {site:?} is not the one that was sealed."),
        None => format!("Entry {number} of site {site:?} sealed no detail {name:?}."),
    };
    Err(Fault::new(Code::DetailChanged, None, sentence).of(entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::Value;

    type Stored = (u64, Digest, Vec<u8>);

    /// A log of two sites, the second of which writes every third entry.
    fn log(n_entries: u64) -> Vec<Stored> {
        let mut heads = Heads::default();
        (1..=n_entries).map(|position| stored(position, &mut heads)).collect()
    }

    fn stored(position: u64, heads: &mut Heads) -> Stored {
        let site = if position.is_multiple_of(3) { "south" } else { "hq" };
        let (number, previous) = heads.next(site);
        let entry = Entry {
            site: site.to_owned(),
            number,
            previous,
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            author: "desk".to_owned(),
            kind: "report".to_owned(),
            body: BTreeMap::from([("n".to_owned(), Value::Int(position.cast_signed()))]),
            sealed: BTreeMap::from([("name".to_owned(), seal(&[1; 16], b"somebody"))]),
        };
        let bytes = entry.to_bytes();
        let leaf = leaf_hash(&bytes);
        heads.advance(&entry, leaf);
        (position, leaf, bytes)
    }

    fn run(log: &[Stored], checkpoints: &[Checkpoint]) -> Result<Checkpoint, Fault> {
        let mut verifier = Verifier::expecting("test", checkpoints);
        for (position, leaf, bytes) in log {
            verifier.entry(*position, leaf, bytes)?;
        }
        verifier.finish()
    }

    fn check(log: &[Stored], checkpoints: &[Checkpoint], code: &str, position: Option<u64>) {
        let fault = run(log, checkpoints).unwrap_err();
        assert_eq!((fault.code.as_str(), fault.position), (code, position), "{fault}");
    }

    #[test]
    fn a_sound_log_meets_all_its_checkpoints() {
        let log = log(20);
        let kept: Vec<Checkpoint> = (0..=20).map(|size| run(&log[..size], &[]).unwrap()).collect();
        assert_eq!(run(&log, &kept).as_ref(), Ok(&kept[20]));
    }

    #[test]
    fn one_entry_is_wrong() {
        let sound = log(9);
        let last = [run(&sound, &[]).unwrap()];
        for (idx, position) in (1..=9).enumerate() {
            let mut log = sound.clone();
            log[idx].2[3] ^= 1;
            check(&log, &last, "entry_changed", Some(position));
            let mut log = sound.clone();
            log[idx].1.0[0] ^= 1;
            check(&log, &last, "entry_changed", Some(position));
            let mut log = sound.clone();
            log[idx].2.push(0);
            log[idx].1 = leaf_hash(&log[idx].2);
            check(&log, &last, "entry_undecodable", Some(position));
            let mut log = sound.clone();
            log.remove(idx);
            let code = if position < 9 { "entry_missing" } else { "entries_removed" };
            check(&log, &last, code, Some(position));
        }
    }

    #[test]
    fn an_entry_replaced_with_its_leaf_breaks_the_next_link() {
        let mut log = log(9);
        let kept = [run(&log[..4], &[]).unwrap(), run(&log[..5], &[]).unwrap()];
        let mut entry = Entry::from_bytes(&log[4].2).unwrap();
        entry.author = "another".to_owned();
        log[4].2 = entry.to_bytes();
        log[4].1 = leaf_hash(&log[4].2);
        check(&log, &[], "link_broken", Some(7));
        check(&log, &kept, "checkpoint_differs", Some(5));
        let fault = run(&log, &kept).unwrap_err();
        assert_eq!(fault.sentence, "The entries from 5 to 5 are not, or not all, those of the checkpoint of size 5.");
    }

    #[test]
    fn entries_that_changed_places() {
        let sound = log(9);
        let swap = |left: usize, right: usize| {
            let mut log = sound.clone();
            log.swap(left, right);
            (log[left].0, log[right].0) = (log[right].0, log[left].0);
            log
        };
        check(&swap(0, 1), &[], "entry_out_of_order", Some(1));
        // Of two sites: each chain is whole, only the tree shows it.
        let last = run(&sound, &[]).unwrap();
        check(&swap(1, 2), &[last], "checkpoint_differs", Some(9));
        let mut twice = sound.clone();
        twice.insert(4, sound[3].clone());
        check(&twice, &[], "entry_out_of_order", Some(4));
    }

    #[test]
    fn checkpoints_of_other_logs() {
        let log = log(3);
        let last = run(&log, &[]).unwrap();
        check(&log, &[Checkpoint { origin: "other".to_owned(), ..last.clone() }], "checkpoint_differs", Some(3));
        check(&log, &[Checkpoint { size: 0, ..last.clone() }], "checkpoint_differs", None);
        check(&log, &[Checkpoint { size: 4, ..last }], "entries_removed", Some(4));
    }

    #[test]
    fn details() {
        let entry = Entry::from_bytes(&log(1)[0].2).unwrap();
        assert_eq!(check_detail(&entry, "name", &[1; 16], b"somebody"), Ok(()));
        for (name, salt, bytes) in [("name", 1, "nobody"), ("name", 2, "somebody"), ("place", 1, "somebody")] {
            let fault = check_detail(&entry, name, &[salt; 16], bytes.as_bytes()).unwrap_err();
            assert_eq!((fault.code, fault.entry), (Code::DetailChanged, Some(("hq".to_owned(), 1))));
        }
    }
}
