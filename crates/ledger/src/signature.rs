//! Ed25519 signatures (RFC 8032), valid as ZIP 215 defines it: one signature alone and one among many are judged alike, so
//! that two who check the same log in different ways never differ.
//!
//! What is signed is said elsewhere: `entry` for entries, `note` for checkpoints.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use ed25519_zebra::{VerificationKey, VerificationKeyBytes, batch};
use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest as _, Sha256};

/// A public key, shown as 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

/// A signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

/// A secret key. It is not shown.
///
/// AWS-LC signs, in little more than half of the time that the crate which checks would take; the rules leave a signer no choice, so
/// the bytes are the same.
#[derive(Clone)]
pub struct SecretKey {
    seed: [u8; 32],
    pair: Arc<Ed25519KeyPair>,
}

impl SecretKey {
    /// From 32 bytes that nobody can guess.
    pub fn from_seed(seed: [u8; 32]) -> SecretKey {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("any 32 bytes are a key");
        SecretKey { seed, pair: Arc::new(pair) }
    }

    /// The bytes from which it came.
    pub fn seed(&self) -> [u8; 32] {
        self.seed
    }

    /// The key by which others check its signatures.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.pair.public_key().as_ref().try_into().expect("a public key has 32 bytes"))
    }

    /// Signs a message: the same message always gives the same signature.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.pair.sign(message).as_ref().try_into().expect("a signature has 64 bytes"))
    }
}

impl PublicKey {
    /// Whether the bytes are a key at all.
    pub fn is_key(&self) -> bool {
        VerificationKey::try_from(self.0).is_ok()
    }

    /// Whether the signature over the message is this key's.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_zebra::Signature::from_bytes(&signature.0);
        VerificationKey::try_from(self.0).is_ok_and(|key| key.verify(&signature, message).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {}", self.public())
    }
}

/// Many signatures, checked together in less than half of the time.
pub struct Batch {
    items: Vec<batch::Item>,
    hasher: Sha256,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch { items: Vec::new(), hasher: Sha256::new() }
    }
}

impl Batch {
    /// Adds one. `message` need not be kept.
    pub fn add(&mut self, key: &PublicKey, message: &[u8], signature: &Signature) {
        self.hasher.update(key.0);
        self.hasher.update(signature.0);
        self.hasher.update(Sha256::digest(message));
        let signature = ed25519_zebra::Signature::from_bytes(&signature.0);
        self.items.push((VerificationKeyBytes::from(key.0), signature, message).into());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The place of the first that is wrong, from 0; `None`: all are right.
    pub fn first_wrong(self) -> Option<usize> {
        let mut verifier = batch::Verifier::new();
        self.items.iter().for_each(|item| verifier.queue(item.clone()));
        // The factors must be such that nobody can choose signatures after them: they follow from all that is checked.
        let drawn = Drawn { seed: self.hasher.finalize().into(), n_drawn: 0 };
        if verifier.verify(drawn).is_ok() {
            return None;
        }
        self.items.into_iter().position(|item| item.verify_single().is_err())
    }
}

/// SHA-256 of a seed and a counter: numbers that are unpredictable to whoever does not know the seed's source whole.
struct Drawn {
    seed: [u8; 32],
    n_drawn: u64,
}

impl Drawn {
    fn block(&mut self) -> [u8; 32] {
        self.n_drawn += 1;
        Sha256::new().chain_update(self.seed).chain_update(self.n_drawn.to_le_bytes()).finalize().into()
    }
}

impl TryRng for Drawn {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let [a, b, c, d, ..] = self.block();
        Ok(u32::from_le_bytes([a, b, c, d]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let [a, b, c, d, e, f, g, h, ..] = self.block();
        Ok(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for part in out.chunks_mut(32) {
            part.copy_from_slice(&self.block()[..part.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Drawn {}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> SecretKey {
        SecretKey::from_seed([n; 32])
    }

    /// One crate signs and another checks: what they make must be the same bytes.
    #[test]
    fn both_crates_sign_alike() {
        for n in 0..50 {
            let twin = ed25519_zebra::SigningKey::from_bytes(&[n; 32]);
            let message = vec![n; usize::from(n) * 7];
            assert_eq!(key(n).sign(&message).0, twin.sign(&message).to_bytes());
            assert_eq!(key(n).public().0, <[u8; 32]>::from(VerificationKeyBytes::from(&twin)));
        }
    }

    #[test]
    fn the_first_vector_of_rfc_8032() {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let seed: [u8; 32] = std::array::from_fn(|idx| u8::from_str_radix(&seed[2 * idx..2 * idx + 2], 16).unwrap());
        let key = SecretKey::from_seed(seed);
        assert_eq!(key.public().to_string(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let signature = format!("{:?}", key.sign(b""));
        assert!(
            signature.starts_with("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"),
            "{signature}"
        );
    }

    #[test]
    fn another_message_key_or_signature_is_refused() {
        let signature = key(1).sign(b"message");
        assert!(key(1).public().verify(b"message", &signature));
        assert!(!key(1).public().verify(b"massage", &signature));
        assert!(!key(2).public().verify(b"message", &signature));
        for at in 0..64 {
            let mut other = signature;
            other.0[at] ^= 1;
            assert!(!key(1).public().verify(b"message", &other), "{at}");
        }
    }

    #[test]
    fn many_are_judged_as_one_by_one() {
        let messages: Vec<Vec<u8>> = (0..50u8).map(|n| vec![n; usize::from(n)]).collect();
        let run = |wrong: &[usize]| {
            let mut batch = Batch::default();
            for (idx, message) in messages.iter().enumerate() {
                let signer = key(1 + (idx % 3) as u8);
                let mut signature = signer.sign(message);
                signature.0[40] ^= u8::from(wrong.contains(&idx));
                batch.add(&signer.public(), message, &signature);
            }
            batch.first_wrong()
        };
        assert_eq!(run(&[]), None);
        assert_eq!(run(&[49]), Some(49));
        assert_eq!(run(&[30, 7, 31]), Some(7));
        assert_eq!(Batch::default().first_wrong(), None);
    }
}
