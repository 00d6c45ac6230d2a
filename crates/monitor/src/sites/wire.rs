//! What two sites say to each other, as bytes, and how each shows that it is who it says.

use ledger::body::Role;
use ledger::encoding::{from_bytes, to_bytes};
use ledger::{Keys, PublicKey, SecretKey, Signature, Value};

use super::exchange::Pulled;
use super::offer::Offer;
use super::shelf::{Outcome, Taken};
use crate::Monitor;

/// What is signed to be let in: it can be taken for nothing else.
const PURPOSE: &str = "truce sync v1";

/// What a site shows of itself: its name, its key, its signature over what it was asked to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its short name.
    pub site: String,
    /// Its public key.
    pub key: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
}

/// What is asked for: entries after a place in the other's log, some bytes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What whoever asks has.
    pub ours: Offer,
    /// After this place.
    pub after: u64,
    /// So many bytes.
    pub n_bytes: usize,
}

fn signed_text(site: &str, challenge: &str) -> String {
    format!("{PURPOSE}\n{site}\n{challenge}\n")
}

/// Shows that we are a site to somebody who sent a challenge; none where no key at hand is that site's.
pub fn show(site: &str, keys: &Keys, ring: &[SecretKey], challenge: &str) -> Option<Shown> {
    // A site that has nothing yet does not know whether its key was taken up: the other does.
    let own = |key: &&SecretKey| {
        keys.get(&key.public())
            .is_none_or(|one| one.line.holder == site && one.line.roles.contains(&Role::Site) && one.ended.is_none())
    };
    let key = ring.iter().find(own)?;
    let signature = key.sign(signed_text(site, challenge).as_bytes());
    Some(Shown { site: site.to_owned(), key: key.public().0.to_vec(), signature: signature.0.to_vec() })
}

impl Monitor {
    /// Whether somebody is the site that he says; else why not.
    pub fn admits(&self, shown: &Shown, challenge: &str) -> Result<(), String> {
        let (key, signature) = (<[u8; 32]>::try_from(&*shown.key), <[u8; 64]>::try_from(&*shown.signature));
        let (Ok(key), Ok(signature)) = (key, signature) else { return Err("that is no key".to_owned()) };
        let (key, signature) = (PublicKey(key), Signature(signature));
        self.may_sync(&shown.site, &key)?;
        let text = signed_text(&shown.site, challenge);
        if key.verify(text.as_bytes(), &signature) { Ok(()) } else { Err("the signature is wrong".to_owned()) }
    }

    /// The same, of a key as bytes.
    pub fn may_sync_bytes(&self, site: &str, key: [u8; 32]) -> Result<(), String> {
        self.may_sync(site, &PublicKey(key))
    }

    /// Whether the site with this key may have the record; else why not.
    pub fn may_sync(&self, site: &str, key: &PublicKey) -> Result<(), String> {
        let registered = self.core.state.keys().get(key);
        let registered = registered.ok_or_else(|| format!("the key of {site} is not registered here"))?;
        if registered.line.holder != site || !registered.line.roles.contains(&Role::Site) {
            return Err(format!("the key is not that of the site {site}"));
        }
        match registered.ended {
            Some((_, why)) => Err(format!("the key of {site} has ended: {}", why.to_text())),
            None => Ok(()),
        }
    }
}

impl Shown {
    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (key, signature) = (Value::Bytes(self.key.clone()), Value::Bytes(self.signature.clone()));
        to_bytes(&Value::List(vec![Value::Text(self.site.clone()), key, signature]))
    }

    /// Of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Shown> {
        let Value::List(parts) = from_bytes(bytes).ok()? else { return None };
        let [Value::Text(site), Value::Bytes(key), Value::Bytes(signature)] = <[Value; 3]>::try_from(parts).ok()?
        else {
            return None;
        };
        Some(Shown { site, key, signature })
    }
}

impl Ask {
    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let n_bytes = i64::try_from(self.n_bytes).unwrap_or(i64::MAX);
        let parts = vec![Value::Bytes(self.ours.to_bytes()), Value::Int(self.after.cast_signed()), Value::Int(n_bytes)];
        to_bytes(&Value::List(parts))
    }

    /// Of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Ask> {
        let Value::List(parts) = from_bytes(bytes).ok()? else { return None };
        let [Value::Bytes(ours), Value::Int(after @ 0..), Value::Int(n_bytes @ 0..)] = parts.as_slice() else {
            return None;
        };
        Some(Ask {
            ours: Offer::from_bytes(ours)?,
            after: after.cast_unsigned(),
            n_bytes: usize::try_from(*n_bytes).ok()?,
        })
    }
}

impl Pulled {
    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (next, left) = (Value::Int(self.next.cast_signed()), Value::Int(self.left.cast_signed()));
        to_bytes(&Value::List(vec![Value::Bytes(self.piece.clone()), next, left]))
    }

    /// Of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Pulled> {
        let Value::List(parts) = from_bytes(bytes).ok()? else { return None };
        let [Value::Bytes(piece), Value::Int(next @ 0..), Value::Int(left @ 0..)] =
            <[Value; 3]>::try_from(parts).ok()?
        else {
            return None;
        };
        Some(Pulled { piece, next: next.cast_unsigned(), left: left.cast_unsigned() })
    }
}

impl Taken {
    /// What became of many, as bytes: those that were added, which are most, by their number alone.
    pub fn all_to_bytes(all: &[Taken]) -> Vec<u8> {
        let one = |taken: &Taken| {
            let outcome = match &taken.outcome {
                Outcome::Added => Value::Int(0),
                Outcome::Known => Value::Int(1),
                Outcome::Forked => Value::Int(2),
                Outcome::Refused(why) => Value::Text(why.clone()),
            };
            Value::List(vec![Value::Text(taken.site.clone()), Value::Int(taken.number.cast_signed()), outcome])
        };
        // Runs of one site that were added are one line.
        let mut lines: Vec<Value> = Vec::new();
        let mut from = 0;
        while let Some(first) = all.get(from) {
            let goes_on = |(place, one): &(usize, &Taken)| {
                one.outcome == Outcome::Added && one.site == first.site && one.number == first.number + *place as u64
            };
            let n = all[from..].iter().enumerate().take_while(goes_on).count();
            if n > 1 {
                let (number, n) = (first.number.cast_signed(), i64::try_from(n).unwrap_or(i64::MAX));
                lines.push(Value::List(vec![
                    Value::Text(first.site.clone()),
                    Value::Int(number),
                    Value::Null,
                    Value::Int(n),
                ]));
            } else {
                lines.push(one(first));
            }
            from += n.max(1);
        }
        to_bytes(&Value::List(lines))
    }

    /// Of bytes.
    pub fn all_from_bytes(bytes: &[u8]) -> Option<Vec<Taken>> {
        let Value::List(lines) = from_bytes(bytes).ok()? else { return None };
        let mut all = Vec::new();
        for line in lines {
            let Value::List(parts) = line else { return None };
            match parts.as_slice() {
                [Value::Text(site), Value::Int(first), Value::Null, Value::Int(n @ 0..=10_000_000)] => {
                    let numbers = first.cast_unsigned()..first.cast_unsigned().checked_add(n.cast_unsigned())?;
                    all.extend(numbers.map(|number| Taken { site: site.clone(), number, outcome: Outcome::Added }));
                }
                [Value::Text(site), Value::Int(number), outcome] => {
                    let outcome = match outcome {
                        Value::Int(0) => Outcome::Added,
                        Value::Int(1) => Outcome::Known,
                        Value::Int(2) => Outcome::Forked,
                        Value::Text(why) => Outcome::Refused(why.clone()),
                        _ => return None,
                    };
                    all.push(Taken { site: site.clone(), number: number.cast_unsigned(), outcome });
                }
                _ => return None,
            }
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_comes_back_as_it_went() {
        let taken = |number, outcome| Taken { site: "north".to_owned(), number, outcome };
        let mut all: Vec<Taken> = (1..500).map(|number| taken(number, Outcome::Added)).collect();
        all.push(taken(500, Outcome::Known));
        all.push(taken(501, Outcome::Refused("why".to_owned())));
        all.push(taken(502, Outcome::Added));
        all.push(Taken { site: "east".to_owned(), ..taken(503, Outcome::Added) });
        all.push(taken(504, Outcome::Forked));
        let bytes = Taken::all_to_bytes(&all);
        assert_eq!(Taken::all_from_bytes(&bytes), Some(all));
        assert!(bytes.len() < 100, "{}", bytes.len());
        let pulled = Pulled { piece: vec![1, 2], next: 7, left: 9 };
        assert_eq!(Pulled::from_bytes(&pulled.to_bytes()), Some(pulled));
        assert_eq!((Pulled::from_bytes(b"x"), Ask::from_bytes(b"x"), Shown::from_bytes(b"x")), (None, None, None));
    }
}
