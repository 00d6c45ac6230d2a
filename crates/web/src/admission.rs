//! Whose device a request comes from: a key in its address, or a name and a key by Digest (RFC 7616) or, over https alone, by Basic
//! (RFC 7617).
//!
//! Digest is MD5 with `qop=auth`, which is what clients in the field speak. A nonce is the server's own mark of when it gave it, holds
//! for ten minutes and takes each count once: a request that somebody overheard admits nobody.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use md5::{Digest as _, Md5};

use crate::openrosa::said;
use crate::site::Site;

/// What Digest calls the place where a name holds.
const REALM: &str = "truce";
/// Seconds for which a nonce holds.
const NONCE_SECONDS: i64 = 600;
/// So many counts are remembered at most; then all nonces are given anew.
const SEEN_MAX: usize = 100_000;

/// A device that may fetch forms and send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its name, by which it shows itself where its key is not in the address.
    pub name: String,
    /// The source whose reports it sends.
    pub source: String,
    /// MD5 of `name:truce:key`, where it may show itself by Digest.
    pub ha1: Option<String>,
}

/// By what a device is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// Its key.
    Key(&'a str),
    /// Its name, which alone proves nothing.
    Name(&'a str),
}

/// Finds a device; none where nobody is it, or it was struck off.
pub type Devices = std::sync::Arc<dyn Fn(Shown<'_>) -> Option<Device> + Send + Sync>;

/// Nonces, and counts of them that were used.
pub(crate) struct Nonces {
    /// None where no randomness is to be had: then nobody is admitted by Digest.
    secret: Option<[u8; 32]>,
    /// Those given in one second differ.
    given: AtomicU64,
    seen: Mutex<BTreeSet<(i64, String, String)>>,
}

impl Nonces {
    /// With a secret of this process.
    pub(crate) fn new() -> Nonces {
        let mut secret = [0; 32];
        let secret = getrandom::fill(&mut secret).is_ok().then_some(secret);
        Nonces { secret, given: AtomicU64::default(), seen: Mutex::default() }
    }

    fn give(&self, now: i64) -> String {
        self.at(now, self.given.fetch_add(1, Ordering::Relaxed))
    }

    fn at(&self, second: i64, number: u64) -> String {
        let mut hash = sha2::Sha256::default();
        hash.update(self.secret.unwrap_or_default());
        hash.update(second.to_be_bytes());
        hash.update(number.to_be_bytes());
        let mark: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{second:x}-{number:x}-{mark}")
    }

    /// Whether a nonce is ours, holds, and was not used with that count.
    fn admits(&self, nonce: &str, count: &str, now: i64) -> bool {
        let mut parts = nonce.split('-');
        let second = parts.next().and_then(|text| i64::from_str_radix(text, 16).ok());
        let number = parts.next().and_then(|text| u64::from_str_radix(text, 16).ok());
        let Some((second, number)) =
            second.zip(number).filter(|(second, _)| (now - NONCE_SECONDS..=now).contains(second))
        else {
            return false;
        };
        if self.secret.is_none() || !same(nonce, &self.at(second, number)) {
            return false;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = seen.split_off(&(now - NONCE_SECONDS, String::new(), String::new()));
        seen.len() < SEEN_MAX && seen.insert((second, nonce.to_owned(), count.to_owned()))
    }
}

/// Compared in the same time wherever they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (one, other)| all | (one ^ other)) == 0
}

/// A request from a device.
pub(crate) struct Admitted {
    pub(crate) device: Device,
    /// The address of the form server for it, without host.
    pub(crate) base: String,
}

impl FromRequestParts<Site> for Admitted {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Admitted, Response<Body>> {
        let path = parts.uri.path();
        // What is after the key is one of the form server's own words.
        let key = path.strip_prefix("/odk/").and_then(|rest| rest.split_once('/')).map(|(key, _)| key);
        if let Some(key) = key {
            let device = site.device(Shown::Key(key)).ok_or_else(nobody)?;
            return Ok(Admitted { device, base: format!("/odk/{key}") });
        }
        let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
        let now = Timestamp::now().as_second();
        match by_name(site, parts.method.as_str(), target, &parts.headers, now) {
            Ok(device) => Ok(Admitted { device, base: "/odk".to_owned() }),
            Err(is_stale) => Err(challenge(site.nonces(), &parts.headers, is_stale, now)),
        }
    }
}

pub(crate) fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
}

/// The device that shows itself by name; the error says whether all but the nonce was right.
fn by_name(site: &Site, method: &str, target: &str, headers: &HeaderMap, now: i64) -> Result<Device, bool> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(false)?;
    let (scheme, rest) = shown.split_once(' ').ok_or(false)?;
    if scheme.eq_ignore_ascii_case("basic") && is_https(headers) {
        let decoded = STANDARD.decode(rest.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(false)?;
        let (name, key) = decoded.split_once(':').ok_or(false)?;
        return site.device(Shown::Key(key)).filter(|device| device.name == name).ok_or(false);
    }
    if !scheme.eq_ignore_ascii_case("digest") {
        return Err(false);
    }
    let answer = Answer::read(rest).ok_or(false)?;
    let device = site.device(Shown::Name(&answer.username)).ok_or(false)?;
    let ha1 = device.ha1.as_deref().ok_or(false)?;
    let is_right =
        answer.realm == REALM && answer.uri == target && same(&answer.response, &answer.expected(ha1, method));
    if !is_right {
        return Err(false);
    }
    if site.nonces().admits(&answer.nonce, &answer.count, now) { Ok(device) } else { Err(true) }
}

fn nobody() -> Response<Body> {
    said(StatusCode::NOT_FOUND, "There is no such device here, or it was struck off. Ask whoever enrolled it.")
}

fn challenge(nonces: &Nonces, headers: &HeaderMap, is_stale: bool, now: i64) -> Response<Body> {
    let words = "Who sends this? The device's name and key are wrong or missing, or it was struck off. Ask whoever enrolled it.";
    let mut response = said(StatusCode::UNAUTHORIZED, words);
    let stale = if is_stale { ", stale=true" } else { "" };
    let nonce = nonces.give(now);
    let digest = format!("Digest realm=\"{REALM}\", qop=\"auth\", algorithm=MD5, nonce=\"{nonce}\"{stale}");
    let basic = is_https(headers).then(|| format!("Basic realm=\"{REALM}\", charset=\"UTF-8\""));
    for text in [Some(digest), basic].into_iter().flatten() {
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::WWW_AUTHENTICATE, value);
        }
    }
    response
}

/// What a client answers to a challenge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Answer {
    username: String,
    realm: String,
    nonce: String,
    uri: String,
    response: String,
    /// `nc`.
    count: String,
    cnonce: String,
}

impl Answer {
    /// Reads the parameters; none where one is missing, stands twice, or asks for what is not offered.
    fn read(text: &str) -> Option<Answer> {
        let mut all: Vec<(String, String)> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            let (value, after) = match after.trim_start().strip_prefix('"') {
                Some(quoted) => quoted_value(quoted)?,
                None => {
                    let (value, after) = after.split_once(',').unwrap_or((after, ""));
                    (value.trim().to_owned(), after)
                }
            };
            if all.iter().any(|(known, _)| *known == name) {
                return None;
            }
            all.push((name, value));
            rest = after.trim_start_matches([',', ' ', '\t']);
        }
        let of = |name: &str| all.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let is_md5 = of("algorithm").is_none_or(|algorithm| algorithm.eq_ignore_ascii_case("md5"));
        if !is_md5 || of("qop")? != "auth" {
            return None;
        }
        Some(Answer {
            username: of("username")?,
            realm: of("realm")?,
            nonce: of("nonce")?,
            uri: of("uri")?,
            response: of("response")?.to_ascii_lowercase(),
            count: of("nc")?,
            cnonce: of("cnonce")?,
        })
    }

    fn expected(&self, ha1: &str, method: &str) -> String {
        let ha2 = md5(&format!("{method}:{}", self.uri));
        md5(&format!("{ha1}:{}:{}:{}:auth:{ha2}", self.nonce, self.count, self.cnonce))
    }
}

/// The value up to the closing quote, and what is after it.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}

fn md5(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is kept of a device's key so that it may show itself by Digest.
pub fn ha1(name: &str, key: &str) -> String {
    md5(&format!("{name}:{REALM}:{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_that_of_the_standard() {
        // RFC 7616, section 3.9.1.
        let text = "username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=MD5, \
                    nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
                    cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, \
                    response=\"8ca523f5e9506fed4657c9700eebdbec\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        let answer = Answer::read(text).unwrap();
        let ha1 = md5("Mufasa:http-auth@example.org:Circle of Life");
        assert_eq!(answer.expected(&ha1, "GET"), answer.response);
        assert_ne!(answer.expected(&ha1, "POST"), answer.response);
        for fault in ["qop=auth-int", "algorithm=SHA-256", "nc=00000001, nc=00000001", "username=\"open"] {
            let name = fault.split('=').next().unwrap();
            let at = text.find(name).unwrap();
            let end = text[at..].find(", ").map_or(text.len(), |end| at + end);
            assert_eq!(Answer::read(&format!("{}{fault}{}", &text[..at], &text[end..])), None, "{fault}");
        }
        assert_eq!(quoted_value(r#"a \"b\" c", x"#), Some(("a \"b\" c".to_owned(), ", x")));
    }

    #[test]
    fn a_nonce_is_ours_holds_for_a_while_and_takes_each_count_once() {
        let nonces = Nonces::new();
        let now = 2_000_000_000;
        let (nonce, other) = (nonces.give(now), nonces.give(now));
        assert!(nonces.admits(&other, "00000001", now), "each has counts of its own");
        assert!(nonces.admits(&nonce, "00000001", now) && nonces.admits(&nonce, "00000002", now + 599));
        assert!(!nonces.admits(&nonce, "00000001", now + 1), "overheard");
        assert!(!nonces.admits(&nonce, "00000003", now + 601), "too late");
        assert!(!nonces.admits(&nonce, "00000003", now - 1), "from the future");
        assert!(!Nonces::new().admits(&nonce, "00000003", now), "another's");
        assert!(!nonces.admits("77359400-0-0", "00000003", now));
    }
}
