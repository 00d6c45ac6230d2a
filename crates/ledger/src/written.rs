//! The bytes of an entry in the log: the entry alone, or with a key and its signature over exactly the entry's bytes.
//!
//! Signed, they are the CBOR list `[2, entry, key, signature]`, where `entry` holds the bytes of the entry alone.

use crate::encoding::{self, Value};
use crate::entry::{Entry, EntryError};
use crate::signature::{PublicKey, SecretKey, Signature};

const FORMAT_VERSION: i64 = 2;

/// An entry as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The entry.
    pub entry: Entry,
    /// Who signed it; logs from before there were keys hold entries that nobody signed.
    pub signed: Option<Signed>,
}

/// A signature with what it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The entry's bytes.
    pub bytes: Vec<u8>,
    /// The key that signed.
    pub key: PublicKey,
    /// Its signature.
    pub signature: Signature,
}

impl Signed {
    /// Whether the signature is the key's.
    pub fn is_right(&self) -> bool {
        self.key.verify(&self.bytes, &self.signature)
    }

    fn to_bytes(&self) -> Vec<u8> {
        encoding::ListWriter::new(4, self.bytes.len() + 128)
            .int(FORMAT_VERSION)
            .bytes(&self.bytes)
            .bytes(&self.key.0)
            .bytes(&self.signature.0)
            .done()
    }
}

impl Written {
    /// Signs an entry.
    ///
    /// # Panics
    /// As [`Entry::to_bytes`].
    pub fn sign(entry: Entry, key: &SecretKey) -> Written {
        let bytes = entry.to_bytes();
        let signature = key.sign(&bytes);
        Written { entry, signed: Some(Signed { bytes, key: key.public(), signature }) }
    }

    /// The bytes of an entry with another body, of which the bytes are at hand, signed: what [`Written::sign`] gives of the entry
    /// with that body.
    ///
    /// # Panics
    /// As [`Entry::to_bytes`].
    pub fn signed_bytes(entry: &Entry, body: &[u8], key: &SecretKey) -> Vec<u8> {
        let bytes = entry.to_bytes_with(body);
        let signature = key.sign(&bytes);
        Signed { bytes, key: key.public(), signature }.to_bytes()
    }

    /// An entry that nobody signs.
    pub fn unsigned(entry: Entry) -> Written {
        Written { entry, signed: None }
    }

    /// The bytes that are hashed and kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.signed.as_ref().map_or_else(|| self.entry.to_bytes(), Signed::to_bytes)
    }

    /// Reads an entry of the log; whatever it accepts, `to_bytes` gives back byte for byte. Whether a signature is right
    /// is not looked at.
    pub fn from_bytes(bytes: &[u8]) -> Result<Written, EntryError> {
        let Value::List(mut items) = encoding::from_bytes(bytes).map_err(EntryError::Bytes)? else {
            return Err(EntryError::Shape("an entry is a list"));
        };
        if items.first() != Some(&Value::Int(FORMAT_VERSION)) {
            return Entry::from_items(items).map(Written::unsigned);
        }
        if let [_, Value::Bytes(entry), Value::Bytes(key), Value::Bytes(signature)] = items.as_mut_slice() {
            let key = key.as_slice().try_into().map_err(|_| EntryError::Shape("a key has 32 bytes"))?;
            let signature =
                signature.as_slice().try_into().map_err(|_| EntryError::Shape("a signature has 64 bytes"))?;
            let (key, signature) = (PublicKey(key), Signature(signature));
            let bytes = std::mem::take(entry);
            return Ok(Written { entry: Entry::from_bytes(&bytes)?, signed: Some(Signed { bytes, key, signature }) });
        }
        Err(EntryError::Shape("the items are not those of a signed entry"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Digest, leaf_hash};
    use std::collections::BTreeMap;

    fn entry() -> Entry {
        Entry {
            site: "hq".to_owned(),
            number: 1,
            previous: Digest::ZERO,
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            author: "duty officer".to_owned(),
            kind: "report".to_owned(),
            body: BTreeMap::from([("killed".to_owned(), Value::Int(2))]),
            sealed: BTreeMap::new(),
        }
    }

    #[test]
    fn both_forms_come_back_as_they_went() {
        let key = SecretKey::from_seed([3; 32]);
        for written in [Written::sign(entry(), &key), Written::unsigned(entry())] {
            let again = Written::from_bytes(&written.to_bytes()).unwrap();
            assert_eq!(again, written);
            assert!(again.signed.is_none_or(|signed| signed.is_right()));
        }
    }

    #[test]
    fn every_changed_byte_is_another_leaf_and_no_valid_signature() {
        let written = Written::sign(entry(), &SecretKey::from_seed([3; 32]));
        let bytes = written.to_bytes();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_ne!(leaf_hash(&changed), leaf_hash(&bytes));
            let is_sound = Written::from_bytes(&changed).is_ok_and(|other| other.signed.is_some_and(|s| s.is_right()));
            assert!(!is_sound, "{at}");
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        let bytes = |length| Value::Bytes(vec![0; length]);
        let list = |items: Vec<Value>| Written::from_bytes(&encoding::to_bytes(&Value::List(items)));
        let inner = Value::Bytes(entry().to_bytes());
        assert!(list(vec![Value::Int(2), inner.clone(), bytes(32), bytes(64)]).is_ok());
        assert!(list(vec![Value::Int(2), inner.clone(), bytes(31), bytes(64)]).is_err());
        assert!(list(vec![Value::Int(2), inner.clone(), bytes(32), bytes(63)]).is_err());
        assert!(list(vec![Value::Int(2), inner.clone(), bytes(32)]).is_err());
        assert!(list(vec![Value::Int(3), inner, bytes(32), bytes(64)]).is_err());
        assert!(list(vec![Value::Int(2), bytes(3), bytes(32), bytes(64)]).is_err());
        let nested = Written::sign(entry(), &SecretKey::from_seed([3; 32])).to_bytes();
        assert!(list(vec![Value::Int(2), Value::Bytes(nested), bytes(32), bytes(64)]).is_err(), "signed within signed");
    }
}
