//! The ways by which messages go: a POST that is signed, and e-mail.

use std::io;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Message as Letter, SmtpTransport, Transport};
use serde_json::json;

use super::outbox::{Carrier, Message, Outcome};
use super::subscription::{Subscription, To};
use crate::outward::{Outward, is_here};

/// A mission's own mail server.
#[derive(Clone)]
pub struct Mail {
    /// How it is reached: `smtps://user@mail.example.org`, `smtp://user@mail.example.org?tls=required`; without TLS on this machine alone.
    pub server: String,
    /// The password of that user.
    pub password: Option<String>,
    /// From whom mail comes.
    pub from: String,
}

/// Both ways.
pub struct Carriers {
    outward: Outward,
    mail: Option<(SmtpTransport, Mailbox)>,
    /// The agreement's id, its title, and the address of the mission's pages.
    mission: (String, String, Option<String>),
}

impl Carriers {
    /// With a mail server, where the mission has one.
    ///
    /// # Errors
    /// Where the address of the server, or that from which mail comes, is none.
    pub fn new(mail: Option<&Mail>, mission: (String, String, Option<String>)) -> io::Result<Carriers> {
        let built = |mail: &Mail| {
            if !is_here(&mail.server, "smtp://")
                && !mail.server.starts_with("smtps://")
                && !mail.server.ends_with("?tls=required")
            {
                return Err(format!("{}: it is reached by smtps://, or by smtp:// with ?tls=required", mail.server));
            }
            let transport = SmtpTransport::from_url(&mail.server).map_err(|error| error.to_string())?;
            let transport = match (user_of(&mail.server), &mail.password) {
                (Some(user), Some(password)) => transport.credentials(Credentials::new(user, password.clone())),
                (None, None) => transport,
                (Some(_), None) => return Err("its user has no password: password_file".to_owned()),
                (None, Some(_)) => return Err("a password without a user: smtps://USER@HOST".to_owned()),
            };
            let from = mail.from.parse::<Mailbox>().map_err(|error| format!("{}: {error}", mail.from))?;
            let patience = Some(std::time::Duration::from_secs(20));
            Ok::<_, String>((transport.timeout(patience).build(), from))
        };
        let mail = mail.map(built).transpose().map_err(|why| io::Error::other(format!("the mail server: {why}")))?;
        Ok(Carriers { outward: Outward::new(None)?, mail, mission })
    }

    fn webhook(&self, (address, secret): (&str, &str), message: &Message, now: Timestamp) -> Outcome {
        let body = self.body(message).to_string();
        let at = now.as_second().to_string();
        let Some(signature) = signature(secret, &message.id, &at, &body) else {
            return Outcome::Gone("its secret is none".to_owned());
        };
        let headers =
            [("webhook-id", message.id.as_str()), ("webhook-timestamp", &at), ("webhook-signature", &signature)];
        match self.outward.push(address, &headers, &body) {
            Ok((status, _)) if (200..300).contains(&status) => Outcome::Taken,
            Ok((410, _)) => Outcome::Gone("it answers 410: nobody is there any more".to_owned()),
            Ok((status, after)) => Outcome::Later(format!("it answers {status}"), after.map(SignedDuration::from_secs)),
            Err(error) => Outcome::Later(error.to_string(), None),
        }
    }

    /// What a program gets.
    fn body(&self, message: &Message) -> serde_json::Value {
        let (id, title, address) = &self.mission;
        let notices: Vec<serde_json::Value> = message
            .notices
            .iter()
            .zip(&message.lines)
            .map(|(notice, line)| {
                let mut notice = notice.clone();
                let path = views::alerts::Notice::from_json(&notice).map(|notice| notice.path());
                notice["says"] = json!(line);
                notice["href"] = json!(address.as_ref().zip(path).map(|(address, path)| format!("{address}{path}")));
                notice
            })
            .collect();
        json!({ "type": "truce.alert", "id": message.id, "agreement": id, "title": title, "notices": notices })
    }

    fn letter(&self, to: &Subscription, address: &str, message: &Message, now: Timestamp) -> Outcome {
        let Some((transport, from)) = &self.mail else {
            return Outcome::Later("no mail server is set: [mail] in mission.toml".to_owned(), None);
        };
        let letter = match self.written(from, to, address, message, now) {
            Ok(letter) => letter,
            Err(why) => return Outcome::Gone(why),
        };
        match transport.send(&letter) {
            Ok(_) => Outcome::Taken,
            Err(error) if error.is_permanent() => Outcome::Gone(error.to_string()),
            Err(error) => Outcome::Later(error.to_string(), None),
        }
    }

    fn written(
        &self,
        from: &Mailbox,
        to: &Subscription,
        address: &str,
        message: &Message,
        now: Timestamp,
    ) -> Result<Letter, String> {
        let words = views::Words::of(to.language);
        let (_, title, pages) = &self.mission;
        let mut text = String::new();
        for line in &message.lines {
            text.push_str(&format!("- {line}\n"));
        }
        text.push_str(&format!("\n{}\n", words.say("alert-foot")));
        if let Some(pages) = pages {
            text.push_str(&format!("{pages}/\n"));
        }
        let host = from.email.domain();
        let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(now.as_second().unsigned_abs());
        let builder = Letter::builder()
            .from(from.clone())
            .to(address.parse::<Mailbox>().map_err(|error| format!("{address}: {error}"))?)
            .subject(format!("{}: {title}", message.subject))
            // Who gets it twice can know: the id is the same at every attempt.
            .message_id(Some(format!("<{}@{host}>", message.id)))
            .date(date)
            .header(ContentType::TEXT_PLAIN);
        builder.body(text).map_err(|error| error.to_string())
    }
}

impl Carrier for Carriers {
    fn carry(&mut self, to: &Subscription, message: &Message, now: Timestamp) -> Outcome {
        match &to.to {
            To::Webhook { address, secret } => self.webhook((address, secret), message, now),
            To::Email(address) => self.letter(to, address, message, now),
        }
    }
}

/// The user in the address of a mail server, of which `@` is written `%40`.
fn user_of(server: &str) -> Option<String> {
    let (_, rest) = server.split_once("://")?;
    let (user, _) = rest.rsplit_once('@')?;
    Some(user.replace("%40", "@"))
}

/// The header `webhook-signature` of Standard Webhooks 1.0: HMAC-SHA256 over id, time and body; none where the secret is none.
pub(super) fn signature(secret: &str, id: &str, at: &str, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag)))
}

/// A new secret for a webhook.
///
/// # Errors
/// Where the machine has no chance to give.
pub fn new_secret() -> io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}
