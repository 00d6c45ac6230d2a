//! Who wants to be told of what, and how. Kept beside the record: an address is somebody's, and goes when they no longer want it.

use jiff::civil::Time;
use serde_json::{Value, json};
use views::Language;
use views::alerts::Wanted;

use crate::outward::is_here;

/// By which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// An address that takes a POST, and the secret by which it knows that we sent it (Standard Webhooks 1.0, base64).
    Webhook {
        /// The address.
        address: String,
        /// The secret.
        secret: String,
    },
    /// An e-mail address.
    Email(String),
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its name: letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// By which way.
    pub to: To,
    /// Of what.
    pub wanted: Wanted,
    /// From when until when nothing is sent, by the mission's clock; over midnight where the end is before the beginning.
    pub quiet: Option<(Time, Time)>,
    /// At which time of day all is sent together; none: at once.
    pub digest: Option<Time>,
    /// In which language.
    pub language: Language,
    /// Why it was switched off; none: it is on.
    pub off: Option<String>,
}

impl Subscription {
    /// What is wrong with it, if anything.
    pub fn fault(&self) -> Option<String> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if self.name.is_empty() || self.name.len() > 60 || !self.name.chars().all(is_plain) {
            return Some("a name has up to 60 letters, digits, - _ .".to_owned());
        }
        match &self.to {
            To::Webhook { address, .. } => (!address.starts_with("https://") && !is_here(address, "http://"))
                .then(|| format!("{address} is no https address: what goes over other ways can be read and changed")),
            To::Email(address) => {
                let parts = address.split_once('@');
                let is_one =
                    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
                (!is_one || address.contains([' ', '\n', '\r', ',', ';']))
                    .then(|| format!("{address} is no e-mail address"))
            }
        }
    }

    /// As it is kept.
    pub fn to_json(&self) -> Value {
        let to = match &self.to {
            To::Webhook { address, secret } => json!({ "webhook": address, "secret": secret }),
            To::Email(address) => json!({ "email": address }),
        };
        json!({
            "name": self.name,
            "to": to,
            "wanted": self.wanted.to_json(),
            "quiet": self.quiet.map(|(from, until)| [from.to_string(), until.to_string()]),
            "digest": self.digest.map(|at| at.to_string()),
            "language": self.language.code(),
            "off": self.off,
        })
    }

    /// Reads it back.
    pub fn from_json(value: &Value) -> Option<Subscription> {
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let to = value.get("to")?;
        let to = match text(to, "email") {
            Some(address) => To::Email(address),
            None => To::Webhook { address: text(to, "webhook")?, secret: text(to, "secret")? },
        };
        let time = |value: &Value| value.as_str().and_then(|text| text.parse::<Time>().ok());
        let quiet = value.get("quiet").and_then(Value::as_array);
        Some(Subscription {
            name: text(value, "name")?,
            to,
            wanted: Wanted::from_json(value.get("wanted")?)?,
            quiet: quiet.and_then(|pair| Some((time(pair.first()?)?, time(pair.get(1)?)?))),
            digest: value.get("digest").and_then(time),
            language: Language::from_text(value.get("language")?.as_str()?)?,
            off: text(value, "off"),
        })
    }
}
