//! One entry of the ledger, and its bytes.
//!
//! The bytes are the CBOR list `[1, site, number, previous, recorded_at, author, kind, body, sealed]`; see
//! `docs/formats/ledger.md`. What a body means belongs to `records`; who may write an entry is decided elsewhere.
//!
//! How a signature stands beside them in the log is the matter of `written`.

use crate::digest::Digest;
use crate::encoding::{self, DecodeError, Value};
use std::collections::BTreeMap;
use std::fmt;

const FORMAT_VERSION: i64 = 1;

/// One line of the ledger, never changed or removed once it is appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which site wrote it.
    pub site: String,
    /// Its number among the entries of that site, from 1, at most 2^63 - 1.
    pub number: u64,
    /// The leaf hash of the site's entry before; zeros for the first.
    pub previous: Digest,
    /// When the site took it in. Ours, not the source's.
    pub recorded_at: jiff::Timestamp,
    /// Who wrote it.
    pub author: String,
    /// What kind of entry it is: a report, a decision, an agreement's version, a key.
    pub kind: String,
    /// What it says; its values may nest [`encoding::DEPTH_MAX`] less two deep.
    pub body: BTreeMap<String, Value>,
    /// Salted digests, by name, of what is kept beside the log and may be erased.
    pub sealed: BTreeMap<String, Digest>,
}

impl Entry {
    /// The bytes that are hashed and kept.
    ///
    /// # Panics
    /// If the number is beyond 2^63 - 1 or the body nests too deeply.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_bytes_with(&encoding::map_to_bytes(&self.body))
    }

    /// The same with another body, of which the bytes are at hand: those of a map, as [`encoding::map_to_bytes`] gives them.
    ///
    /// # Panics
    /// As [`Entry::to_bytes`].
    pub fn to_bytes_with(&self, body: &[u8]) -> Vec<u8> {
        let number = i64::try_from(self.number).expect("a site's entries are numbered from one, one by one");
        let sealed = self.sealed.iter().map(|(name, digest)| (name.clone(), Value::Bytes(digest.0.to_vec())));
        encoding::ListWriter::new(9, 256 + body.len())
            .int(FORMAT_VERSION)
            .text(&self.site)
            .int(number)
            .bytes(&self.previous.0)
            .text(&self.recorded_at.to_string())
            .text(&self.author)
            .text(&self.kind)
            .ready(body)
            .map(&sealed.collect())
            .done()
    }

    /// Reads an entry; whatever it accepts, `to_bytes` gives back byte for byte.
    pub fn from_bytes(bytes: &[u8]) -> Result<Entry, EntryError> {
        match encoding::from_bytes(bytes).map_err(EntryError::Bytes)? {
            Value::List(items) => Entry::from_items(items),
            _ => Err(EntryError::Shape("an entry is a list")),
        }
    }

    pub(crate) fn from_items(items: Vec<Value>) -> Result<Entry, EntryError> {
        if items.first() != Some(&Value::Int(FORMAT_VERSION)) {
            return Err(EntryError::Shape("the format's version is not known"));
        }
        let Ok(
            [
                _,
                Value::Text(site),
                Value::Int(number @ 1..),
                Value::Bytes(previous),
                Value::Text(recorded_at),
                Value::Text(author),
                Value::Text(kind),
                Value::Map(body),
                Value::Map(sealed),
            ],
        ) = <[Value; 9]>::try_from(items)
        else {
            return Err(EntryError::Shape("the items are not those of an entry"));
        };
        let (previous, recorded_at) = (digest_from(&previous)?, timestamp_from(&recorded_at)?);
        let sealed = sealed_from(sealed)?;
        Ok(Entry { site, number: number.unsigned_abs(), previous, recorded_at, author, kind, body, sealed })
    }
}

fn digest_from(bytes: &[u8]) -> Result<Digest, EntryError> {
    bytes.try_into().map(Digest).map_err(|_| EntryError::Shape("a digest has 32 bytes"))
}

fn timestamp_from(text: &str) -> Result<jiff::Timestamp, EntryError> {
    let timestamp: Option<jiff::Timestamp> = text.parse().ok();
    timestamp
        // One moment could be written in many ways; only ours is taken.
        .filter(|timestamp| timestamp.to_string() == text)
        .ok_or(EntryError::Shape("recorded_at is not a moment in UTC, in its shortest form"))
}

fn sealed_from(map: BTreeMap<String, Value>) -> Result<BTreeMap<String, Digest>, EntryError> {
    map.into_iter()
        .map(|(name, value)| match value {
            Value::Bytes(bytes) => Ok((name, digest_from(&bytes)?)),
            _ => Err(EntryError::Shape("what is sealed is a digest")),
        })
        .collect()
}

/// Why bytes are not an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// They are not the form of any value.
    Bytes(DecodeError),
    /// They are a value, but not one with the shape of an entry.
    Shape(&'static str),
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryError::Bytes(error) => error.fmt(f),
            EntryError::Shape(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for EntryError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{leaf_hash, seal};

    fn entry() -> Entry {
        Entry {
            site: "hq".to_owned(),
            number: 1,
            previous: Digest::ZERO,
            recorded_at: "2026-03-01T10:30:00.5Z".parse().unwrap(),
            author: "duty officer".to_owned(),
            kind: "report".to_owned(),
            body: BTreeMap::from([("killed".to_owned(), Value::Int(2)), ("by".to_owned(), Value::Null)]),
            sealed: BTreeMap::from([("witness".to_owned(), seal(&[7; 16], b"a name"))]),
        }
    }

    /// The entry's list with one item replaced.
    fn with(idx: usize, value: Value) -> Result<Entry, EntryError> {
        let Ok(Value::List(mut items)) = encoding::from_bytes(&entry().to_bytes()) else { unreachable!() };
        items[idx] = value;
        Entry::from_bytes(&encoding::to_bytes(&Value::List(items)))
    }

    #[test]
    fn round_trip() {
        assert_eq!(Entry::from_bytes(&entry().to_bytes()), Ok(entry()));
    }

    #[test]
    fn other_shapes_are_refused() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(with(0, Value::Int(2)), Err(EntryError::Shape("the format's version is not known")));
        assert_eq!(with(2, Value::Int(0)), Err(EntryError::Shape("the items are not those of an entry")));
        assert_eq!(with(3, Value::Bytes(vec![0; 31])), Err(EntryError::Shape("a digest has 32 bytes")));
        let not_shortest = Err(EntryError::Shape("recorded_at is not a moment in UTC, in its shortest form"));
        for other in ["", "2026-03-01T10:30:00.50Z", "2026-03-01T11:30:00.5+01:00", "2026-03-01 10:30:00.5Z"] {
            assert_eq!(with(4, text(other)), not_shortest, "{other}");
        }
        let sealed = BTreeMap::from([("witness".to_owned(), Value::Int(1))]);
        assert_eq!(with(8, Value::Map(sealed)), Err(EntryError::Shape("what is sealed is a digest")));
        assert!(Entry::from_bytes(&encoding::to_bytes(&Value::List(vec![Value::Int(1)]))).is_err());
        assert!(Entry::from_bytes(b"").is_err());
    }

    #[test]
    fn every_changed_byte_changes_the_leaf_or_is_refused() {
        let bytes = entry().to_bytes();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_ne!(leaf_hash(&changed), leaf_hash(&bytes));
            assert_ne!(Entry::from_bytes(&changed), Ok(entry()));
        }
    }
}
