//! The register of keys as the entries make it, and which key may sign which entry.
//!
//! Until the first key is registered nobody signs. That first entry is signed by the key that it registers, which must be a
//! site's and an administrator's; from then on every entry is signed by a key in force. A holder who has a key speaks
//! by it alone: nobody else may write under that name.

use std::collections::BTreeMap;

use crate::body::{self, KeyEnding, KeyLine, Role};
use crate::encoding::Value;
use crate::entry::Entry;
use crate::fault::Code;
use crate::signature::PublicKey;

/// All keys up to a place in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    lines: BTreeMap<PublicKey, Registered>,
    /// In the order of the log.
    order: Vec<PublicKey>,
}

/// A key with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Whose it is, and what it may do.
    pub line: KeyLine,
    /// Position of the entry that registers it.
    pub from: u64,
    /// Position of the entry that ends it, and why.
    pub ended: Option<(u64, KeyEnding)>,
}

/// What is wrong with an entry's key: a code, and the rest of a sentence that begins with the entry.
type Wrong = (Code, String);

impl Keys {
    /// Whether no key was registered yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The first key: whoever trusts the log trusts it.
    pub fn root(&self) -> Option<&PublicKey> {
        self.order.first()
    }

    /// All keys in the order of the log.
    pub fn lines(&self) -> impl Iterator<Item = &Registered> {
        self.order.iter().filter_map(|key| self.lines.get(key))
    }

    /// A key.
    pub fn get(&self, key: &PublicKey) -> Option<&Registered> {
        self.lines.get(key)
    }

    /// Whose a key is.
    pub fn holder_of(&self, key: &PublicKey) -> Option<String> {
        self.lines.get(key).map(|registered| registered.line.holder.clone())
    }

    /// Whether somebody speaks by a key of his own: what others say in that name is not its own word.
    pub fn has_voice(&self, name: &str) -> bool {
        let speaks = |registered: &&Registered| registered.line.roles.contains(&Role::Voice);
        self.lines().filter(speaks).any(|registered| registered.line.holder == name && registered.ended.is_none())
    }

    /// Whether somebody has a key of his own in force.
    pub fn is_holder(&self, name: &str) -> bool {
        self.lines().any(|registered| registered.line.holder == name && registered.ended.is_none())
    }

    /// As a value, to be kept.
    pub fn to_value(&self) -> Value {
        let line = |registered: &Registered| {
            let ended = registered.ended.map_or(Value::Null, |(position, why)| {
                Value::List(vec![Value::Int(position.cast_signed()), Value::Text(why.to_text().to_owned())])
            });
            let body = Value::Map(body::key_to_body(&registered.line));
            Value::List(vec![Value::Int(registered.from.cast_signed()), body, ended])
        };
        Value::List(self.lines().map(line).collect())
    }

    /// What was kept; `None` where it is something else.
    pub fn from_value(value: &Value) -> Option<Keys> {
        let Value::List(lines) = value else { return None };
        let mut keys = Keys::default();
        for line in lines {
            let Value::List(parts) = line else { return None };
            let [Value::Int(from), Value::Map(body), ended] = parts.as_slice() else { return None };
            let line = body::key_from_body(body).ok()?;
            let ended = match ended {
                Value::Null => None,
                Value::List(pair) => match pair.as_slice() {
                    [Value::Int(position), Value::Text(why)] => {
                        Some((position.cast_unsigned(), KeyEnding::from_text(why)?))
                    }
                    _ => return None,
                },
                _ => return None,
            };
            keys.order.push(line.key);
            keys.lines.insert(line.key, Registered { line, from: from.cast_unsigned(), ended });
        }
        Some(keys)
    }

    /// Takes in the next entry, signed with `key` as it says; whether the signature is right is not looked at.
    pub fn admit(&mut self, position: u64, entry: &Entry, key: Option<&PublicKey>) -> Result<(), Wrong> {
        self.check(entry, key)?;
        self.take(position, entry)
    }

    /// The same of an entry of which it is known whether the end of its key counts for it: here that is not asked.
    pub fn admit_placed(&mut self, position: u64, entry: &Entry, key: Option<&PublicKey>) -> Result<(), Wrong> {
        self.check_but_end(entry, key)?;
        self.take(position, entry)
    }

    /// The same of an entry in a log of several sites, in the order in which they came there: it is signed with a key that was ever
    /// registered for such entries. Whether that had ended depends on what others had seen, not on what came first.
    pub fn admit_any(&mut self, position: u64, entry: &Entry, key: Option<&PublicKey>) -> Result<(), Wrong> {
        let key = key.ok_or_else(|| (Code::SignatureMissing, "is not signed".to_owned()))?;
        let Some(registered) = self.lines.get(key) else {
            return Err((Code::KeyUnknown, format!("is signed with {key}, which was never registered")));
        };
        if !may_hold(&registered.line, entry) {
            let (kind, holder) = (&entry.kind, &registered.line.holder);
            let what = format!("is of the kind {kind:?}, which the key of {holder:?} may not sign");
            return Err((Code::KeyNotEntitled, what));
        }
        // What two sites say alike counts once.
        let _ = self.take(position, entry);
        Ok(())
    }

    fn take(&mut self, position: u64, entry: &Entry) -> Result<(), Wrong> {
        match entry.kind.as_str() {
            body::KEY => {
                let line = body::key_from_body(&entry.body).map_err(|error| shapeless(&error))?;
                if self.lines.contains_key(&line.key) {
                    return Err((Code::KeyNotEntitled, "registers a key that was registered before".to_owned()));
                }
                self.order.push(line.key);
                self.lines.insert(line.key, Registered { line, from: position, ended: None });
            }
            body::KEY_END => {
                let (ends, why) = body::key_end_from_body(&entry.body).map_err(|error| shapeless(&error))?;
                match self.lines.get_mut(&ends) {
                    Some(registered) if registered.ended.is_none() => registered.ended = Some((position, why)),
                    Some(_) => return Err((Code::KeyEnded, "ends a key that has ended".to_owned())),
                    None => return Err((Code::KeyUnknown, "ends a key that was never registered".to_owned())),
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the key may sign this entry now.
    pub fn check(&self, entry: &Entry, key: Option<&PublicKey>) -> Result<(), Wrong> {
        let registered = key.and_then(|key| self.lines.get(key));
        if let Some((position, why)) = registered.and_then(|registered| registered.ended) {
            let why = why.to_text();
            return Err((Code::KeyEnded, format!("is signed with a key that ended at position {position}: {why}")));
        }
        self.check_but_end(entry, key)
    }

    /// The same of a key that may have ended.
    fn check_but_end(&self, entry: &Entry, key: Option<&PublicKey>) -> Result<(), Wrong> {
        let Some(key) = key else {
            let is_early = self.is_empty() && entry.kind != body::KEY;
            return if is_early { Ok(()) } else { Err((Code::SignatureMissing, "is not signed".to_owned())) };
        };
        if self.is_empty() {
            return is_root(entry, key);
        }
        let Some(registered) = self.lines.get(key) else {
            return Err((Code::KeyUnknown, format!("is signed with {key}, which was never registered")));
        };
        let line = &registered.line;
        if !may_hold(line, entry) {
            let (kind, holder) = (&entry.kind, &line.holder);
            return Err((
                Code::KeyNotEntitled,
                format!("is of the kind {kind:?}, which the key of {holder:?} may not sign"),
            ));
        }
        let is_own = entry.author == line.holder;
        let for_others = line.roles.iter().any(|role| matches!(role, Role::Site | Role::Admin));
        if !is_own && (!for_others || self.is_holder(&entry.author)) {
            let (author, holder) = (&entry.author, &line.holder);
            return Err((
                Code::AuthorNotSigned,
                format!("names {author:?} as its author, and is signed by {holder:?}"),
            ));
        }
        Ok(())
    }
}

/// Whether a key, as it was registered, may ever sign an entry; its author is not looked at.
pub fn may_hold(line: &KeyLine, entry: &Entry) -> bool {
    line.roles.iter().any(|role| may_sign(*role, line, entry))
}

fn shapeless(error: &body::BodyError) -> Wrong {
    (Code::KeyNotEntitled, format!("registers or ends no key: {error}"))
}

/// The first key of a log registers itself.
fn is_root(entry: &Entry, key: &PublicKey) -> Result<(), Wrong> {
    let is_root = entry.kind == body::KEY
        && body::key_from_body(&entry.body).is_ok_and(|line| {
            line.key == *key
                && line.holder == entry.site
                && [Role::Site, Role::Admin].iter().all(|role| line.roles.contains(role))
        });
    let wrong = "is signed, but the first key of a log registers itself, for its site and as administrator's";
    if is_root { Ok(()) } else { Err((Code::KeyUnknown, wrong.to_owned())) }
}

/// Which entries a role may sign. A kind that this version does not know is left to whoever does.
fn may_sign(role: Role, line: &KeyLine, entry: &Entry) -> bool {
    let kind = entry.kind.as_str();
    let of_admin = [
        body::KEY,
        body::KEY_END,
        body::AGREEMENT,
        body::ERASURE,
        body::MEMBER,
        body::COMPARTMENT,
        body::SITE,
        body::HISTORY,
    ];
    let of_analyst = [body::LINK_DECISION, body::TRIAGE, body::GRADE, body::CANDIDATE_STEP];
    match role {
        Role::Admin => true,
        Role::Recovery => [body::KEY, body::KEY_END].contains(&kind),
        Role::Site => line.holder == entry.site && !of_admin.contains(&kind),
        Role::Analyst => of_analyst.contains(&kind),
        Role::Voice => {
            let is_own = |name: &str| entry.body.get(name) == Some(&Value::Text(line.holder.clone()));
            // Whoever has a key may end it himself.
            let ends_itself =
                kind == body::KEY_END && entry.body.get("key") == Some(&Value::Bytes(line.key.0.to_vec()));
            ([body::REPORT, body::CORRECTION].contains(&kind) && is_own("source")) || ends_itself
        }
    }
}
