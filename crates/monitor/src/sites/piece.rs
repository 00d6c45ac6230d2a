//! Entries on their way: as few bytes as they need. What follows from others (the hash of the entry before, the digest of a detail that goes
//! along) is left out and worked out again; that the bytes came back as they were signed, the signature shows.
//!
//! `docs/formats/sync.md` has the form.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use ledger::encoding::{from_bytes, to_bytes};
use ledger::{Digest, Entry, PublicKey, Signature, Signed, Value, Written, leaf_hash, seal};
use stores::Detail;

const FORM: i64 = 1;
/// A piece is never more than this, unpacked.
const UNPACKED_MAX: u64 = 64 << 20;

/// An entry with what goes along of what is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Details.
    pub details: Vec<Detail>,
}

#[derive(Default)]
struct Packing {
    sites: Vec<String>,
    keys: Vec<PublicKey>,
    /// The hash of the newest entry of each site in the piece.
    last: BTreeMap<String, (u64, Digest)>,
    signatures: Vec<u8>,
    salts: Vec<u8>,
    items: Vec<Value>,
}

fn place<T: PartialEq + Clone>(all: &mut Vec<T>, one: &T) -> Value {
    let place = all.iter().position(|known| known == one).unwrap_or_else(|| {
        all.push(one.clone());
        all.len() - 1
    });
    Value::Int(i64::try_from(place).unwrap_or(i64::MAX))
}

impl Packing {
    fn item(&mut self, written: &Written, leaf: Digest, details: &[Detail]) {
        let Written { entry, signed } = written;
        let is_next = self.last.get(&entry.site).is_some_and(|last| *last == (entry.number - 1, entry.previous));
        let previous = if is_next { Value::Null } else { Value::Bytes(entry.previous.0.to_vec()) };
        self.last.insert(entry.site.clone(), (entry.number, leaf));
        let goes_along = |name: &String| details.iter().any(|detail| detail.name == *name);
        let sealed = entry.sealed.iter().map(|(name, digest)| {
            let digest = if goes_along(name) { Value::Null } else { Value::Bytes(digest.0.to_vec()) };
            (name.clone(), digest)
        });
        let key = signed.as_ref().map_or(Value::Null, |signed| place(&mut self.keys, &signed.key));
        if let Some(signed) = signed {
            self.signatures.extend(signed.signature.0);
        }
        let values = details.iter().map(|detail| {
            self.salts.extend(detail.salt);
            Value::List(vec![Value::Text(detail.name.clone()), Value::Bytes(detail.value.clone())])
        });
        let values = Value::List(values.collect());
        self.items.push(Value::List(vec![
            place(&mut self.sites, &entry.site),
            Value::Int(entry.number.cast_signed()),
            previous,
            Value::Text(entry.recorded_at.to_string()),
            Value::Text(entry.author.clone()),
            Value::Text(entry.kind.clone()),
            Value::Map(entry.body.clone()),
            Value::Map(sealed.collect()),
            key,
            values,
        ]));
    }
}

/// Entries as one piece. Those whose bytes are no entry are left out.
pub(crate) fn pack(items: &[Item]) -> Vec<u8> {
    let mut packing = Packing::default();
    for item in items {
        if let Ok(written) = Written::from_bytes(&item.bytes) {
            packing.item(&written, leaf_hash(&item.bytes), &item.details);
        }
    }
    let Packing { sites, keys, signatures, salts, items, .. } = packing;
    let whole = Value::List(vec![
        Value::Int(FORM),
        Value::List(sites.into_iter().map(Value::Text).collect()),
        Value::List(keys.into_iter().map(|key| Value::Bytes(key.0.to_vec())).collect()),
        Value::List(items),
        Value::Bytes(signatures),
        Value::Bytes(salts),
    ]);
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    // Into memory nothing fails.
    let _ = packed.write_all(&to_bytes(&whole));
    packed.finish().unwrap_or_default()
}

/// The entries of a piece; none where it is none.
pub(crate) fn unpack(piece: &[u8]) -> Option<Vec<Item>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(piece).take(UNPACKED_MAX + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > UNPACKED_MAX {
        return None;
    }
    let Value::List(parts) = from_bytes(&bytes).ok()? else { return None };
    let Ok(
        [
            Value::Int(FORM),
            Value::List(sites),
            Value::List(keys),
            Value::List(items),
            Value::Bytes(signatures),
            Value::Bytes(salts),
        ],
    ) = <[Value; 6]>::try_from(parts)
    else {
        return None;
    };
    let (signatures, salts) = (signatures.as_chunks::<64>(), salts.as_chunks::<16>());
    if !signatures.1.is_empty() || !salts.1.is_empty() {
        return None;
    }
    let mut unpacking =
        Unpacking { sites, keys, last: BTreeMap::new(), signatures: signatures.0.iter(), salts: salts.0.iter() };
    items.into_iter().map(|item| unpacking.item(item)).collect()
}

struct Unpacking<'p> {
    sites: Vec<Value>,
    keys: Vec<Value>,
    last: BTreeMap<String, Digest>,
    signatures: std::slice::Iter<'p, [u8; 64]>,
    salts: std::slice::Iter<'p, [u8; 16]>,
}

impl Unpacking<'_> {
    fn item(&mut self, item: Value) -> Option<Item> {
        let Value::List(parts) = item else { return None };
        let [
            Value::Int(site),
            Value::Int(number @ 1..),
            previous,
            Value::Text(recorded_at),
            Value::Text(author),
            Value::Text(kind),
            Value::Map(body),
            Value::Map(sealed),
            key,
            Value::List(details),
        ] = <[Value; 10]>::try_from(parts).ok()?
        else {
            return None;
        };
        let Value::Text(site) = self.sites.get(usize::try_from(site).ok()?)?.clone() else { return None };
        let details: Vec<Detail> = details.into_iter().map(|detail| self.detail(detail)).collect::<Option<_>>()?;
        let previous = match previous {
            Value::Null => *self.last.get(&site)?,
            Value::Bytes(bytes) => Digest(bytes.as_slice().try_into().ok()?),
            _ => return None,
        };
        let digest = |(name, digest): (String, Value)| {
            let digest = match digest {
                Value::Bytes(bytes) => Digest(bytes.as_slice().try_into().ok()?),
                _ => {
                    let detail = details.iter().find(|detail| detail.name == name)?;
                    seal(&detail.salt, &detail.value)
                }
            };
            Some((name, digest))
        };
        let sealed = sealed.into_iter().map(digest).collect::<Option<_>>()?;
        let recorded_at = recorded_at.parse().ok()?;
        let number = number.cast_unsigned();
        let entry = Entry { site: site.clone(), number, previous, recorded_at, author, kind, body, sealed };
        let signed = match key {
            Value::Null => None,
            Value::Int(key) => {
                let Value::Bytes(key) = self.keys.get(usize::try_from(key).ok()?)? else { return None };
                let signature = Signature(*self.signatures.next()?);
                Some(Signed { bytes: entry.to_bytes(), key: PublicKey(key.as_slice().try_into().ok()?), signature })
            }
            _ => return None,
        };
        let bytes = Written { entry, signed }.to_bytes();
        self.last.insert(site, leaf_hash(&bytes));
        Some(Item { bytes, details })
    }

    fn detail(&mut self, detail: Value) -> Option<Detail> {
        let Value::List(pair) = detail else { return None };
        let [Value::Text(name), Value::Bytes(value)] = <[Value; 2]>::try_from(pair).ok()? else { return None };
        Some(Detail { name, salt: *self.salts.next()?, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::SecretKey;

    fn items(n: u64) -> Vec<Item> {
        let (mut previous, key) = (Digest::ZERO, SecretKey::from_seed([7; 32]));
        let make = |number: u64| {
            let detail = Detail { name: "text".to_owned(), salt: [number as u8; 16], value: b"words".to_vec() };
            let withheld = ("identity".to_owned(), seal(&[9; 16], b"who"));
            let entry = Entry {
                site: "north".to_owned(),
                number,
                previous,
                recorded_at: "2026-03-01T10:30:00.5Z".parse().unwrap(),
                author: "north".to_owned(),
                kind: "report".to_owned(),
                body: BTreeMap::from([("id".to_owned(), Value::Text(format!("r{number}")))]),
                sealed: BTreeMap::from([("text".to_owned(), seal(&detail.salt, &detail.value)), withheld]),
            };
            let written = if number == 2 { Written::unsigned(entry) } else { Written::sign(entry, &key) };
            let bytes = written.to_bytes();
            previous = leaf_hash(&bytes);
            Item { bytes, details: vec![detail] }
        };
        (1..=n).map(make).collect()
    }

    #[test]
    fn what_was_packed_comes_back_byte_for_byte() {
        let all = items(40);
        assert_eq!(unpack(&pack(&all)), Some(all.clone()));
        assert_eq!(unpack(&pack(&all[7..])), Some(all[7..].to_vec()), "from the middle of a site's entries");
        let plain: usize = all.iter().map(|item| item.bytes.len()).sum();
        assert!(pack(&all).len() * 2 < plain, "{} of {plain}", pack(&all).len());
    }

    /// Whoever made it up: it gives an entry that was signed so, or none.
    fn check_damaged(piece: &[u8], all: &[Item], what: &str) {
        for item in unpack(piece).unwrap_or_default() {
            let written = Written::from_bytes(&item.bytes);
            let is_sound = written.is_ok_and(|one| one.signed.is_some_and(|signed| signed.is_right()));
            assert!(!is_sound || all.iter().any(|one| one.bytes == item.bytes), "{what}");
        }
    }

    #[test]
    fn a_damaged_piece_gives_no_other_entry() {
        let all = items(3);
        let piece = pack(&all);
        for at in 0..piece.len() {
            let mut damaged = piece.clone();
            damaged[at] ^= 1;
            check_damaged(&damaged, &all, &format!("byte {at}"));
        }
        let mut plain = Vec::new();
        DeflateDecoder::new(piece.as_slice()).read_to_end(&mut plain).unwrap();
        for at in 0..plain.len() {
            for other in [plain[at] ^ 1, 0, 0x80, 0xff] {
                let mut changed = plain.clone();
                changed[at] = other;
                let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
                packed.write_all(&changed).unwrap();
                check_damaged(&packed.finish().unwrap(), &all, &format!("byte {at}, unpacked, as {other}"));
            }
        }
        assert_eq!((unpack(b""), unpack(&pack(&[]))), (None, Some(Vec::new())));
    }
}
