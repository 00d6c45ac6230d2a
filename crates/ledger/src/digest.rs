//! SHA-256 digests: what holds entries, and the details outside them, in place.
//!
//! Nothing here says what is hashed into what: for that see `entry` and `tree`.

use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 digest, shown as 64 small hexadecimal digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What the first entry of a site has for `previous`.
    pub const ZERO: Digest = Digest([0; 32]);
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 small hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestError;

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not 64 small hexadecimal digits")
    }
}

impl std::error::Error for DigestError {}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Digest, DigestError> {
        let digits = text.bytes().map(|byte| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(DigestError),
        });
        let digits: Vec<u8> = digits.collect::<Result<_, _>>()?;
        let digits: [u8; 64] = digits.try_into().map_err(|_| DigestError)?;
        Ok(Digest(std::array::from_fn(|idx| digits[2 * idx] << 4 | digits[2 * idx + 1])))
    }
}

/// The hash of an entry's bytes as a leaf of the tree (RFC 6962 section 2.1).
pub fn leaf_hash(bytes: &[u8]) -> Digest {
    hash(&[&[0], bytes])
}

/// What an entry keeps of a detail that stands outside it. The salt must be drawn anew for each detail: once both
/// salt and bytes are erased, nobody can find the bytes again by trying likely ones.
pub fn seal(salt: &[u8; 16], bytes: &[u8]) -> Digest {
    hash(&[salt, bytes])
}

/// SHA-256 over the parts one after another.
pub(crate) fn hash(parts: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Digest(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_as_text() {
        let digest = leaf_hash(b"");
        assert_eq!(digest.to_string(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for wrong in ["", "6E340B", &"g".repeat(64), &"0".repeat(63), &"0".repeat(65)] {
            assert_eq!(wrong.parse::<Digest>(), Err(DigestError));
        }
    }

    #[test]
    fn a_seal_is_the_digest_of_salt_and_bytes() {
        let expected = hash(&[b"0123456789abcdefa name"]);
        assert_eq!(seal(b"0123456789abcdef", b"a name"), expected);
    }
}
