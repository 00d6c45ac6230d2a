//! The bytes of a value: CBOR in the core deterministic form of RFC 8949 section 4.2.1, written by hand.
//!
//! Each value has exactly one byte form, and the decoder refuses every other, so a digest of the bytes is a
//! digest of the value. It knows only the seven shapes below: no floats, no tags, no text keys in another order.
//! It does not know what an entry is.

use std::collections::BTreeMap;
use std::fmt;

/// How deeply lists and maps may nest; the outermost value counts as one.
pub const DEPTH_MAX: usize = 32;

/// What an entry's body is made of. A count or a time is an integer, a decimal is text: there are no floats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number of 64 bits, signed.
    Int(i64),
    /// Text in UTF-8.
    Text(String),
    /// Bytes as they came.
    Bytes(Vec<u8>),
    /// True or false.
    Bool(bool),
    /// Stated to be nothing; what is left out of a map was not stated.
    Null,
    /// Values in an order that means something.
    List(Vec<Value>),
    /// Values by name.
    Map(BTreeMap<String, Value>),
}

/// Why bytes are not the form of a value, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Where in the bytes the refused thing begins.
    pub offset: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)
    }
}

impl std::error::Error for DecodeError {}

/// The one byte form of a value.
///
/// # Panics
/// If the value nests deeper than [`DEPTH_MAX`]: such bytes could never be read back.
pub fn to_bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(value, 1, &mut out);
    out
}

/// Reads the one byte form of a value; whatever it accepts, `to_bytes` gives back byte for byte.
pub fn from_bytes(bytes: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader { bytes, at: 0 };
    let value = reader.value(1)?;
    if reader.at < bytes.len() {
        return Err(reader.refuse(reader.at, "bytes after the end"));
    }
    Ok(value)
}

fn write(value: &Value, depth: usize, out: &mut Vec<u8>) {
    assert!(depth <= DEPTH_MAX, "a value nests deeper than {DEPTH_MAX}");
    match value {
        // In two's complement `!n` is -1-n, which is what CBOR writes for a negative number.
        Value::Int(n) if *n < 0 => write_head(1, (!*n).unsigned_abs(), out),
        Value::Int(n) => write_head(0, n.unsigned_abs(), out),
        Value::Bytes(bytes) => {
            write_head(2, bytes.len() as u64, out);
            out.extend_from_slice(bytes);
        }
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            write_head(4, items.len() as u64, out);
            for item in items {
                write(item, depth + 1, out);
            }
        }
        Value::Map(map) => write_map(map, depth, out),
        Value::Bool(false) => out.push(FALSE),
        Value::Bool(true) => out.push(TRUE),
        Value::Null => out.push(NULL),
    }
}

fn write_map(map: &BTreeMap<String, Value>, depth: usize, out: &mut Vec<u8>) {
    write_head(5, map.len() as u64, out);
    let mut pairs: Vec<_> = map.iter().collect();
    // The order of the encoded keys: the length stands in front, so shorter keys come first.
    pairs.sort_by_key(|(key, _)| (key.len(), *key));
    for (key, value) in pairs {
        write_text(key, out);
        write(value, depth + 1, out);
    }
}

/// The bytes of a map, without making a value of it.
///
/// # Panics
/// As [`to_bytes`].
pub fn map_to_bytes(map: &BTreeMap<String, Value>) -> Vec<u8> {
    let mut out = Vec::new();
    map_into(map, &mut out);
    out
}

/// The same, into bytes that are there, in place of what they hold: for one map after another.
///
/// # Panics
/// As [`to_bytes`].
pub fn map_into(map: &BTreeMap<String, Value>, out: &mut Vec<u8>) {
    out.clear();
    write_map(map, 1, out);
}

/// Writes a list item by item, without making values of what is at hand.
pub(crate) struct ListWriter(Vec<u8>);

impl ListWriter {
    pub(crate) fn new(n_items: u64, n_bytes: usize) -> ListWriter {
        let mut out = Vec::with_capacity(n_bytes);
        write_head(4, n_items, &mut out);
        ListWriter(out)
    }

    pub(crate) fn int(mut self, n: i64) -> ListWriter {
        write(&Value::Int(n), 2, &mut self.0);
        self
    }

    pub(crate) fn text(mut self, text: &str) -> ListWriter {
        write_text(text, &mut self.0);
        self
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> ListWriter {
        write_head(2, bytes.len() as u64, &mut self.0);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Puts in bytes that are a value already.
    pub(crate) fn ready(mut self, value: &[u8]) -> ListWriter {
        self.0.extend_from_slice(value);
        self
    }

    pub(crate) fn map(mut self, map: &BTreeMap<String, Value>) -> ListWriter {
        write_map(map, 2, &mut self.0);
        self
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;

fn write_text(text: &str, out: &mut Vec<u8>) {
    write_head(3, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Writes a major type and its argument in the fewest bytes.
fn write_head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let bytes = argument.to_be_bytes();
    let (info, width) = match argument {
        0..=23 => return out.push(major << 5 | bytes[7]),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push(major << 5 | info);
    out.extend_from_slice(&bytes[8 - width..]);
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let start = self.at;
        if depth > DEPTH_MAX {
            return Err(self.refuse(start, "nested too deeply"));
        }
        let (major, argument) = self.head()?;
        match major {
            0 | 1 => {
                let n = i64::try_from(argument).map_err(|_| self.refuse(start, "integer beyond 64 bits, signed"))?;
                Ok(Value::Int(if major == 0 { n } else { !n }))
            }
            2 => Ok(Value::Bytes(self.take(argument)?.to_vec())),
            3 => Ok(Value::Text(self.text(argument)?)),
            4 => (0..argument).map(|_| self.value(depth + 1)).collect::<Result<_, _>>().map(Value::List),
            5 => self.map(argument, depth),
            7 => match argument {
                20 => Ok(Value::Bool(false)),
                21 => Ok(Value::Bool(true)),
                22 => Ok(Value::Null),
                _ => Err(self.refuse(start, "float or simple value")),
            },
            _ => Err(self.refuse(start, "tag")),
        }
    }

    fn map(&mut self, n_pairs: u64, depth: usize) -> Result<Value, DecodeError> {
        let bytes = self.bytes;
        let mut map = BTreeMap::new();
        let mut before: &[u8] = &[];
        for _ in 0..n_pairs {
            let start = self.at;
            let (3, length) = self.head()? else {
                return Err(self.refuse(start, "key that is not text"));
            };
            let key = self.text(length)?;
            let encoded = &bytes[start..self.at];
            if encoded <= before {
                return Err(self.refuse(start, "key out of order or repeated"));
            }
            before = encoded;
            map.insert(key, self.value(depth + 1)?);
        }
        Ok(Value::Map(map))
    }

    /// A major type and its argument. For major type 7 the check for the shortest form also refuses the longer
    /// spellings of false, true and null, and floats that would look like them.
    fn head(&mut self) -> Result<(u8, u64), DecodeError> {
        let start = self.at;
        let first = self.take(1)?[0];
        let (width, least) = match first & 0x1f {
            info @ 0..=23 => return Ok((first >> 5, u64::from(info))),
            24 => (1, 24),
            25 => (2, 0x100),
            26 => (4, 0x1_0000),
            27 => (8, 0x1_0000_0000),
            31 => return Err(self.refuse(start, "indefinite length")),
            _ => return Err(self.refuse(start, "reserved form")),
        };
        let argument = self.take(width)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        if argument < least {
            return Err(self.refuse(start, "longer form than needed"));
        }
        Ok((first >> 5, argument))
    }

    fn text(&mut self, length: u64) -> Result<String, DecodeError> {
        let start = self.at;
        let bytes = self.take(length)?;
        let text = std::str::from_utf8(bytes).map_err(|_| self.refuse(start, "text that is not UTF-8"))?;
        Ok(text.to_owned())
    }

    /// The next bytes; a length that was only claimed reserves no memory.
    fn take(&mut self, length: u64) -> Result<&'a [u8], DecodeError> {
        let rest = &self.bytes[self.at..];
        let taken = usize::try_from(length).ok().and_then(|length| rest.get(..length));
        let taken = taken.ok_or_else(|| self.refuse(self.at, "bytes end too early"))?;
        self.at += taken.len();
        Ok(taken)
    }

    fn refuse(&self, offset: usize, reason: &'static str) -> DecodeError {
        DecodeError { offset, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8], reason: &str) {
        let error = from_bytes(bytes).unwrap_err();
        assert_eq!(error.reason, reason, "{bytes:02x?}");
    }

    #[test]
    fn every_other_form_is_refused() {
        refused(b"", "bytes end too early");
        refused(&[0x18, 23], "longer form than needed");
        refused(&[0x19, 0, 255], "longer form than needed");
        refused(&[0x1a, 0, 0, 255, 255], "longer form than needed");
        refused(&[0x1b, 0, 0, 0, 0, 255, 255, 255, 255], "longer form than needed");
        refused(&[0x38, 23], "longer form than needed");
        refused(&[0x58, 1, 0], "longer form than needed");
        refused(&[0x78, 1, b'a'], "longer form than needed");
        refused(&[0x98, 1, 0], "longer form than needed");
        refused(&[0xb8, 0], "longer form than needed");
        refused(&[0xf8, 20], "longer form than needed");
        refused(&[0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0], "integer beyond 64 bits, signed");
        refused(&[0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0], "integer beyond 64 bits, signed");
        for indefinite in [0x5f, 0x7f, 0x9f, 0xbf, 0xff] {
            refused(&[indefinite, 0xff], "indefinite length");
        }
        refused(&[0x1c], "reserved form");
        refused(&[0, 0], "bytes after the end");
        refused(&[0x61, 0xff], "text that is not UTF-8");
        refused(&[0xf9, 0x3c, 0], "float or simple value");
        refused(&[0xf9, 0, 21], "longer form than needed");
        refused(&[0xf8, 32], "float or simple value");
        refused(&[0xf7], "float or simple value");
        refused(&[0xe0], "float or simple value");
        refused(&[0xc0, 0x60], "tag");
        refused(&[0xa1, 0, 0], "key that is not text");
        refused(&[0xa2, 0x61, b'b', 0, 0x61, b'a', 0], "key out of order or repeated");
        refused(&[0xa2, 0x62, b'a', b'a', 0, 0x61, b'b', 0], "key out of order or repeated");
        refused(&[0xa2, 0x61, b'a', 0, 0x61, b'a', 0], "key out of order or repeated");
        refused(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "bytes end too early");
        refused(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "bytes end too early");
    }

    #[test]
    fn depth_has_a_limit() {
        let nest = |n: usize| [vec![0x81; n], vec![0]].concat();
        assert!(from_bytes(&nest(DEPTH_MAX - 1)).is_ok());
        refused(&nest(DEPTH_MAX), "nested too deeply");
        refused(&nest(100_000), "nested too deeply");
    }

    #[test]
    fn examples_of_the_standard() {
        assert_eq!(to_bytes(&Value::Int(-1)), [0x20]);
        assert_eq!(to_bytes(&Value::Int(1000)), [0x19, 0x03, 0xe8]);
        assert_eq!(to_bytes(&Value::Int(i64::MIN)), [0x3b, 0x7f, 255, 255, 255, 255, 255, 255, 255]);
        assert_eq!(to_bytes(&Value::Text("\u{fc}".to_owned())), [0x62, 0xc3, 0xbc]);
    }
}
