//! Keys and their ends.

use super::fields::*;
use crate::Value;
use crate::signature::PublicKey;

/// Kind of an entry that registers a key.
pub const KEY: &str = "key";

/// Kind of an entry that ends one.
pub const KEY_END: &str = "key_end";

/// A key, whose it is, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// The key.
    pub key: PublicKey,
    /// Short name of its holder: a site, an analyst, a body or a party. Never a person's name.
    pub holder: String,
    /// What it may do.
    pub roles: Vec<Role>,
}

/// What a key may do. `keys` says which entries each may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Takes in what comes to a site, and signs its checkpoints.
    Site,
    /// Registers and ends keys, records versions of the agreement, erases.
    Admin,
    /// Decides on links, sorts and grades.
    Analyst,
    /// Speaks for its holder: a body that finds, a party that answers, a monitor who reports.
    Voice,
    /// Registers a new key where one is lost, and ends the lost one; nothing else.
    Recovery,
}

impl Role {
    /// The roles with their words.
    pub const WORDS: [(&'static str, Role); 5] = [
        ("site", Role::Site),
        ("admin", Role::Admin),
        ("analyst", Role::Analyst),
        ("voice", Role::Voice),
        ("recovery", Role::Recovery),
    ];

    /// By its word.
    pub fn from_text(text: &str) -> Option<Role> {
        Role::WORDS.iter().find(|(word, _)| *word == text).map(|(_, role)| *role)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        Role::WORDS.iter().find(|(_, role)| *role == self).map_or("", |(word, _)| word)
    }
}

/// Why a key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyEnding {
    /// Another has taken its place.
    Replaced,
    /// Nobody has it any more.
    Lost,
    /// Somebody else has it.
    Compromised,
    /// Its holder has left.
    Left,
}

impl KeyEnding {
    /// The endings with their words.
    pub const WORDS: [(&'static str, KeyEnding); 4] = [
        ("replaced", KeyEnding::Replaced),
        ("lost", KeyEnding::Lost),
        ("compromised", KeyEnding::Compromised),
        ("left", KeyEnding::Left),
    ];

    /// By its word.
    pub fn from_text(text: &str) -> Option<KeyEnding> {
        KeyEnding::WORDS.iter().find(|(word, _)| *word == text).map(|(_, ending)| *ending)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        KeyEnding::WORDS.iter().find(|(_, ending)| *ending == self).map_or("", |(word, _)| word)
    }
}

/// The body of a key.
pub fn key_to_body(line: &KeyLine) -> Body {
    let mut body = Body::new();
    body.insert("key".to_owned(), Value::Bytes(line.key.0.to_vec()));
    put_text(&mut body, "holder", &line.holder);
    let roles: Vec<String> = line.roles.iter().map(|role| role.to_text().to_owned()).collect();
    put_list(&mut body, "roles", &roles);
    body
}

/// The key of a body.
pub fn key_from_body(body: &Body) -> Result<KeyLine, BodyError> {
    let roles = list(body, "roles")?;
    let roles = roles.iter().map(|word| Role::from_text(word).ok_or_else(|| wrong("roles", "a list of roles")));
    Ok(KeyLine { key: key(body)?, holder: text(body, "holder")?, roles: roles.collect::<Result<_, _>>()? })
}

/// The body of an end.
pub fn key_end_to_body(key: &PublicKey, ending: KeyEnding) -> Body {
    let mut body = Body::new();
    body.insert("key".to_owned(), Value::Bytes(key.0.to_vec()));
    put_text(&mut body, "why", ending.to_text());
    body
}

/// The end of a body.
pub fn key_end_from_body(body: &Body) -> Result<(PublicKey, KeyEnding), BodyError> {
    Ok((key(body)?, word(body, "why", KeyEnding::from_text)?))
}

fn key(body: &Body) -> Result<PublicKey, BodyError> {
    match body.get("key") {
        Some(Value::Bytes(bytes)) => {
            let bytes = bytes.as_slice().try_into().map_err(|_| wrong("key", "32 bytes"))?;
            Some(PublicKey(bytes)).filter(PublicKey::is_key).ok_or_else(|| wrong("key", "a key"))
        }
        _ => Err(wrong("key", "bytes")),
    }
}
