//! What one person can hand to another to be checked alone: that an entry is in a log (<https://c2sp.org/tlog-proof>), that a
//! log goes on from an earlier checkpoint, that two histories were signed.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::Checkpoint;
use crate::digest::{Digest, leaf_hash};
use crate::note::{Note, Verifying};
use crate::proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use crate::signature::PublicKey;
use crate::written::Written;

const FORM: &str = "c2sp.org/tlog-proof@v1";

/// An entry with the proof that it is in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// Its place, from 0.
    pub index: u64,
    /// The hashes beside its way up the tree.
    pub proof: Vec<Digest>,
    /// The checkpoint, with its signatures.
    pub note: Note,
}

impl Included {
    /// Of the entry at an index of a log with these leaves; `None` where there is no such entry.
    pub fn new(leaves: &[Digest], index: u64, entry: Vec<u8>, note: Note) -> Option<Included> {
        let proof = inclusion_proof(leaves, usize::try_from(index).ok()?)?;
        Some(Included { entry, index, proof, note })
    }

    /// Checks it: the checkpoint that the log signed, in which the entry is; `None` where it is wrong.
    pub fn check(&self, log: &Verifying) -> Option<Checkpoint> {
        self.note.signed_by(log)?;
        let checkpoint: Checkpoint = self.note.text.parse().ok()?;
        let leaf = leaf_hash(&self.entry);
        let is_in = verify_inclusion(self.index, checkpoint.size, &leaf, &self.proof, &checkpoint.root);
        (is_in && checkpoint.origin == log.name).then_some(checkpoint)
    }
}

impl fmt::Display for Included {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FORM}\nextra {}\nindex {}", STANDARD.encode(&self.entry), self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", STANDARD.encode(hash.0)))?;
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Included {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<Included, EvidenceError> {
        let wrong = EvidenceError("not a proof that an entry is in a log");
        let (head, note) = text.split_once("\n\n").ok_or(wrong)?;
        let mut lines = head.split('\n');
        let (form, extra, index) = (lines.next(), lines.next(), lines.next());
        let entry = extra.and_then(|line| line.strip_prefix("extra ")).and_then(|text| STANDARD.decode(text).ok());
        let index = index.and_then(|line| line.strip_prefix("index ")).and_then(|text| text.parse().ok());
        let proof: Option<Vec<Digest>> = lines.map(hash_from).collect();
        match (form, entry, index, proof) {
            (Some(FORM), Some(entry), Some(index), Some(proof)) => {
                Ok(Included { entry, index, proof, note: note.parse().map_err(|_| wrong)? })
            }
            _ => Err(wrong),
        }
    }
}

fn hash_from(text: &str) -> Option<Digest> {
    STANDARD.decode(text).ok()?.try_into().ok().map(Digest)
}

/// Two signed histories of one log that cannot both be true: at one place each has another entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The one.
    pub one: Included,
    /// The other.
    pub other: Included,
}

impl Fork {
    /// Whether the log's key signed both, and they differ: then its operator showed two things to two people.
    pub fn is_proven(&self, log: &Verifying) -> bool {
        self.one.check(log).is_some()
            && self.other.check(log).is_some()
            && self.one.index == self.other.index
            && self.one.entry != self.other.entry
    }
}

impl fmt::Display for Fork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.one, self.other)
    }
}

impl FromStr for Fork {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<Fork, EvidenceError> {
        let wrong = EvidenceError("not two proofs, one after the other");
        let second = text.rfind(&format!("\n{FORM}\n")).ok_or(wrong)?;
        Ok(Fork { one: text[..second].parse()?, other: text[second + 1..].parse()? })
    }
}

const SITE_FORM: &str = "truce site-fork v1";

/// Two entries of one site and number, both signed: whoever has the site's key wrote two histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFork {
    /// The one, as it stands in a log.
    pub one: Vec<u8>,
    /// The other.
    pub other: Vec<u8>,
}

impl SiteFork {
    /// The site and the number of both, where that key signed both, and they differ; none where nothing is proven.
    pub fn check(&self, key: &PublicKey) -> Option<(String, u64)> {
        let read = |bytes: &[u8]| {
            let written = Written::from_bytes(bytes).ok()?;
            let signed = written.signed?;
            (signed.key == *key && signed.is_right()).then_some(written.entry)
        };
        let (one, other) = (read(&self.one)?, read(&self.other)?);
        let is_proven = one.site == other.site && one.number == other.number && self.one != self.other;
        is_proven.then_some((one.site, one.number))
    }

    /// The keys that signed the two.
    pub fn keys(&self) -> Vec<PublicKey> {
        let key = |bytes: &Vec<u8>| Written::from_bytes(bytes).ok()?.signed.map(|signed| signed.key);
        let mut keys: Vec<PublicKey> = [&self.one, &self.other].into_iter().filter_map(key).collect();
        keys.dedup();
        keys
    }
}

impl fmt::Display for SiteFork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{SITE_FORM}\n{}\n{}", STANDARD.encode(&self.one), STANDARD.encode(&self.other))
    }
}

impl FromStr for SiteFork {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<SiteFork, EvidenceError> {
        let wrong = EvidenceError("not two entries of a site");
        let mut lines = text.lines();
        let (form, one, other, end) = (lines.next(), lines.next(), lines.next(), lines.next());
        if form != Some(SITE_FORM) || end.is_some() {
            return Err(wrong);
        }
        let bytes = |line: Option<&str>| line.and_then(|line| STANDARD.decode(line).ok()).ok_or(wrong);
        Ok(SiteFork { one: bytes(one)?, other: bytes(other)? })
    }
}

/// A request to a witness (<https://c2sp.org/tlog-witness>): the size that it signed last, a proof from there, a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continued {
    /// The size that the witness signed last; 0: none.
    pub old_size: u64,
    /// That the new tree begins with the old.
    pub proof: Vec<Digest>,
    /// The new checkpoint, signed by its log.
    pub note: Note,
}

impl Continued {
    /// Of a log with these leaves; `None` where it is smaller than that.
    pub fn new(leaves: &[Digest], old_size: u64, note: Note) -> Option<Continued> {
        let proof = consistency_proof(leaves, usize::try_from(old_size).ok()?)?;
        Some(Continued { old_size, proof, note })
    }
}

impl fmt::Display for Continued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old_size)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", STANDARD.encode(hash.0)))?;
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Continued {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<Continued, EvidenceError> {
        let wrong = EvidenceError("not a request to a witness");
        let (head, note) = text.split_once("\n\n").ok_or(wrong)?;
        let mut lines = head.split('\n');
        let old_size = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(|text| text.parse().ok());
        let proof: Option<Vec<Digest>> = lines.map(hash_from).collect();
        match (old_size, proof) {
            (Some(old_size), Some(proof)) => Ok(Continued { old_size, proof, note: note.parse().map_err(|_| wrong)? }),
            _ => Err(wrong),
        }
    }
}

/// Why a witness does not sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The log did not sign it, or it is another log's.
    NotOfTheLog,
    /// The witness signed another size last: this one.
    OtherSize(u64),
    /// It does not begin with what the witness signed last.
    Inconsistent,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotOfTheLog => f.write_str("the log that is watched did not sign this checkpoint"),
            Refusal::OtherSize(size) => write!(f, "the last checkpoint signed has size {size}"),
            Refusal::Inconsistent => {
                f.write_str("the log does not begin with what was signed before: it was rewritten")
            }
        }
    }
}

/// Whether a witness that signed `last` may sign this, too; gives the checkpoint.
pub fn may_cosign(last: Option<&Checkpoint>, log: &Verifying, asked: &Continued) -> Result<Checkpoint, Refusal> {
    let new: Checkpoint = asked.note.text.parse().map_err(|_| Refusal::NotOfTheLog)?;
    if asked.note.signed_by(log).is_none() || new.origin != log.name {
        return Err(Refusal::NotOfTheLog);
    }
    let Some(last) = last else {
        return if asked.old_size == 0 { Ok(new) } else { Err(Refusal::OtherSize(0)) };
    };
    if asked.old_size != last.size {
        return Err(Refusal::OtherSize(last.size));
    }
    let is_consistent = verify_consistency((last.size, &last.root), (new.size, &new.root), &asked.proof);
    if is_consistent { Ok(new) } else { Err(Refusal::Inconsistent) }
}

/// Why a text is no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceError(&'static str);

impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for EvidenceError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{Signer, Signing};
    use crate::signature::SecretKey;
    use crate::tree::root_of;

    fn signer(n: u8) -> Signer {
        Signer { name: "log.test".to_owned(), signing: Signing::Plain, key: SecretKey::from_seed([n; 32]) }
    }

    fn entries(n: u8, last: u8) -> Vec<Vec<u8>> {
        (0..n).map(|idx| if idx + 1 == n { vec![idx, last] } else { vec![idx] }).collect()
    }

    fn leaves(entries: &[Vec<u8>]) -> Vec<Digest> {
        entries.iter().map(|entry| leaf_hash(entry)).collect()
    }

    fn note(leaves: &[Digest], by: &Signer) -> Note {
        let checkpoint = Checkpoint { origin: "log.test".to_owned(), size: leaves.len() as u64, root: root_of(leaves) };
        let mut note = Note { text: checkpoint.to_string(), lines: Vec::new() };
        note.put(by.sign(&note.text, 0));
        note
    }

    #[test]
    fn an_entry_is_shown_to_be_in_a_log() {
        let entries = entries(11, 0);
        let leaves = leaves(&entries);
        for (index, entry) in (0..).zip(&entries) {
            let included = Included::new(&leaves, index, entry.clone(), note(&leaves, &signer(1))).unwrap();
            let again: Included = included.to_string().parse().unwrap();
            assert_eq!(again, included);
            assert_eq!(again.check(&signer(1).verifying()).map(|checkpoint| checkpoint.size), Some(11));
            assert_eq!(again.check(&signer(2).verifying()), None, "another's key");
            assert_eq!(Included { entry: vec![99], ..again.clone() }.check(&signer(1).verifying()), None);
            assert_eq!(Included { index: (index + 1) % 11, ..again }.check(&signer(1).verifying()), None);
        }
    }

    #[test]
    fn two_signed_histories_prove_a_fork() {
        let (one, other) = (entries(7, 1), entries(7, 2));
        let of = |entries: &[Vec<u8>], index: u64, key: u8| {
            let leaves = leaves(entries);
            let entry = entries[usize::try_from(index).unwrap()].clone();
            Included::new(&leaves, index, entry, note(&leaves, &signer(key))).unwrap()
        };
        let fork = Fork { one: of(&one, 6, 1), other: of(&other, 6, 1) };
        assert!(fork.is_proven(&signer(1).verifying()));
        assert_eq!(fork.to_string().parse(), Ok(fork.clone()));
        assert!(!Fork { one: of(&one, 5, 1), other: of(&other, 5, 1) }.is_proven(&signer(1).verifying()), "the same");
        assert!(!Fork { one: of(&one, 6, 1), other: of(&other, 6, 3) }.is_proven(&signer(1).verifying()));
        assert!(!Fork { one: of(&one, 6, 1), other: of(&one, 5, 1) }.is_proven(&signer(1).verifying()));
    }

    #[test]
    fn a_witness_signs_only_what_goes_on_from_what_it_signed() {
        let leaves = leaves(&entries(20, 0));
        let log = signer(1).verifying();
        let at = |size: usize| Checkpoint {
            origin: "log.test".to_owned(),
            size: size as u64,
            root: root_of(&leaves[..size]),
        };
        let ask = |old: u64, new: usize| Continued::new(&leaves[..new], old, note(&leaves[..new], &signer(1))).unwrap();
        assert_eq!(may_cosign(None, &log, &ask(0, 5)), Ok(at(5)));
        for new in 5..=20 {
            let asked: Continued = ask(5, new).to_string().parse().unwrap();
            assert_eq!(may_cosign(Some(&at(5)), &log, &asked), Ok(at(new)));
            assert_eq!(may_cosign(Some(&at(4)), &log, &asked), Err(Refusal::OtherSize(4)));
        }
        let forged = Checkpoint { root: Digest::ZERO, ..at(5) };
        assert_eq!(may_cosign(Some(&forged), &log, &ask(5, 9)), Err(Refusal::Inconsistent));
        assert_eq!(may_cosign(Some(&forged), &log, &ask(5, 5)), Err(Refusal::Inconsistent));
        assert_eq!(may_cosign(None, &signer(2).verifying(), &ask(0, 5)), Err(Refusal::NotOfTheLog));
        assert_eq!(may_cosign(None, &log, &ask(3, 5)), Err(Refusal::OtherSize(0)));
    }
}
