//! Other sites of the mission over HTTP: the addresses at which they bring what they have and get what they lack, and the other end, from
//! which this site asks. `docs/formats/sync.md` has what is said.
//!
//! A site shows who it is by its key, over a challenge that it was given; then a token is enough for an hour. Every request can be sent
//! again: what was taken in is known, and said so.

use std::io::Read;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use monitor::{Ask, Digest, Failed, Lacking, Monitor, Offer, Part, Peer, Pulled, Taken};
use ureq::Agent;

use crate::errors::Problem;
use crate::site::Site;

/// The longest piece that is taken.
const PIECE_MAX: usize = 8 << 20;
/// The longest piece that is given, before it is packed.
const GIVEN_MAX: usize = 2 << 20;
/// For so many seconds a challenge can be answered, and a token used.
const CHALLENGE: i64 = 300;
const TOKEN: i64 = 3_600;

/// The addresses.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/sync/begin", post(begin))
        .route("/sync/enter", post(enter))
        .route("/sync/offer", post(offer))
        .route("/sync/pull", post(pull))
        .route("/sync/push", post(push))
        .route("/sync/finish", post(finish))
        .route("/sync/file", post(file))
        .route("/sync/lacking", post(lacking))
        .route("/sync/entries", post(entries))
        .route("/sync/give", post(give))
        .layer(DefaultBodyLimit::max(PIECE_MAX))
}

type Answer = Result<Response, Response>;

fn said(status: StatusCode, words: impl Into<String>) -> Response {
    (status, words.into()).into_response()
}

fn failed(problem: Problem) -> Response {
    let (status, _, words) = problem.parts();
    said(status, words)
}

fn bytes(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
}

/// A text that nobody else can make: what it says, until when, and a seal over both.
fn sealed(secret: &[u8], purpose: &str, text: &str, until: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, format!("{purpose}\n{until}\n{text}").as_bytes());
    format!("{until}.{}.{}", BASE64.encode(text), BASE64.encode(tag.as_ref()))
}

/// What such a text says, if it still holds.
fn opened(secret: &[u8], purpose: &str, sealed: &str) -> Option<String> {
    let mut parts = sealed.splitn(3, '.');
    let (until, text, tag) = (parts.next()?.parse::<i64>().ok()?, parts.next()?, parts.next()?);
    let text = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::verify(&key, format!("{purpose}\n{until}\n{text}").as_bytes(), &BASE64.decode(tag).ok()?).ok()?;
    (until > Timestamp::now().as_second()).then_some(text)
}

async fn secret(site: &Site) -> Result<Vec<u8>, Response> {
    site.with_beside(|beside| crate::access::secret(beside, "site-tokens")).await.map_err(failed)
}

async fn begin(State(site): State<Site>) -> Answer {
    let secret = secret(&site).await?;
    let drawn = crate::access::random::<16>().map_err(|error| failed(error.into()))?;
    let until = Timestamp::now().as_second() + CHALLENGE;
    Ok(sealed(&secret, "challenge", &BASE64.encode(drawn), until).into_response())
}

async fn enter(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    let secret = secret(&site).await?;
    let challenge = text(&headers, "truce-challenge").to_owned();
    if opened(&secret, "challenge", &challenge).is_none() {
        return Err(said(StatusCode::UNAUTHORIZED, "the challenge is too old; begin again"));
    }
    let Some(shown) = monitor::Shown::from_bytes(&body) else {
        return Err(said(StatusCode::BAD_REQUEST, "that shows no site"));
    };
    let name = shown.site.clone();
    let key = shown.key.clone();
    let admitted = site.with_monitor(move |monitor| {
        monitor.catch_up()?;
        Ok(monitor.admits(&shown, &challenge))
    });
    admitted.await.map_err(failed)?.map_err(|why| said(StatusCode::FORBIDDEN, why))?;
    let until = Timestamp::now().as_second() + TOKEN;
    Ok(sealed(&secret, "token", &format!("{}\n{name}", BASE64.encode(key)), until).into_response())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// The site that asks, and its key.
async fn caller(site: &Site, headers: &HeaderMap) -> Result<(String, Vec<u8>), Response> {
    let secret = secret(site).await?;
    let token = text(headers, "authorization").strip_prefix("Bearer ").unwrap_or("");
    let known = opened(&secret, "token", token);
    let known = known.as_deref().and_then(|known| known.split_once('\n'));
    let known = known.and_then(|(key, name)| Some((name.to_owned(), BASE64.decode(key).ok()?)));
    known.ok_or_else(|| said(StatusCode::UNAUTHORIZED, "show first who you are"))
}

/// Runs something for a site that may have the record now: one that was struck off meanwhile may not.
async fn with<T: Send + 'static>(
    site: &Site,
    headers: &HeaderMap,
    run: impl FnOnce(&mut Monitor, &str) -> Result<T, monitor::Error> + Send + 'static,
) -> Result<T, Response> {
    let (name, key) = caller(site, headers).await?;
    let done = site.with_monitor(move |monitor| {
        let key = <[u8; 32]>::try_from(key).unwrap_or_default();
        match monitor.may_sync_bytes(&name, key) {
            Ok(()) => run(monitor, &name).map(Ok),
            Err(why) => Ok(Err(why)),
        }
    });
    done.await.map_err(failed)?.map_err(|why| said(StatusCode::FORBIDDEN, why))
}

async fn offer(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    let Some(theirs) = Offer::from_bytes(&body) else {
        return Err(said(StatusCode::BAD_REQUEST, "that is no offer"));
    };
    let answer = with(&site, &headers, move |monitor, name| {
        monitor.catch_up()?;
        if let Err(why) = monitor.fits(&theirs) {
            return Ok(Err(why));
        }
        let own = theirs.of(name);
        monitor.answer(&own).map(|answer| Ok((own.to_bytes(), answer.to_bytes())))
    });
    let (theirs, answer) = answer.await?.map_err(|why| said(StatusCode::CONFLICT, why))?;
    let name = caller(&site, &headers).await?.0;
    site.note_offer(&name, theirs).await.map_err(failed)?;
    Ok(bytes(answer))
}

async fn pull(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    let Some(Ask { ours, after, n_bytes }) = Ask::from_bytes(&body) else {
        return Err(said(StatusCode::BAD_REQUEST, "that asks for nothing"));
    };
    let pulled = with(&site, &headers, move |monitor, name| {
        // What is sealed to a compartment goes by who asks, not by who he says he is.
        let theirs = ours.of(name);
        monitor.piece_for(&theirs, after, n_bytes.min(GIVEN_MAX))
    });
    let pulled = pulled.await?;
    site.note_progress(&caller(&site, &headers).await?.0, 0, Some(pulled.left));
    Ok(bytes(pulled.to_bytes()))
}

async fn push(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    // A stranger makes nobody wait: it is asked first who it is.
    caller(&site, &headers).await?;
    site.more_comes();
    let taken = with(&site, &headers, move |monitor, _| monitor.take_piece(&body)).await?;
    let taken = taken.ok_or_else(|| said(StatusCode::BAD_REQUEST, "that is no piece"))?;
    site.note_progress(&caller(&site, &headers).await?.0, taken.len() as u64, None);
    Ok(bytes(Taken::all_to_bytes(&taken)))
}

async fn finish(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    caller(&site, &headers).await?;
    site.all_came();
    with(&site, &headers, |monitor, _| monitor.catch_up()).await?;
    if let Some(theirs) = Offer::from_bytes(&body) {
        let name = caller(&site, &headers).await?.0;
        let theirs = theirs.of(&name).to_bytes();
        site.note_offer(&name, theirs).await.map_err(failed)?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn file(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    // A part without bytes says which: the file, from where, how many.
    let Some(asked) = Part::from_bytes(&body) else {
        return Err(said(StatusCode::BAD_REQUEST, "that names no file"));
    };
    let files = site.submissions().attachments().clone();
    let n_bytes = usize::try_from(asked.length).unwrap_or(GIVEN_MAX).min(GIVEN_MAX);
    let part = with(&site, &headers, move |monitor, name| {
        monitor.file_part(&files, name, (asked.digest, asked.from, n_bytes))
    });
    Ok(part.await?.map_or_else(|| StatusCode::NO_CONTENT.into_response(), |part| bytes(part.to_bytes())))
}

async fn lacking(State(site): State<Site>, headers: HeaderMap) -> Answer {
    let files = site.submissions().attachments().clone();
    let lacking = with(&site, &headers, move |monitor, _| {
        monitor.remove_erased_files(&files)?;
        Ok((monitor.files_lacking(&files)?, monitor.details_lacking()?))
    });
    Ok(bytes(monitor::lacking_to_bytes(&lacking.await?)))
}

async fn entries(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    let Some(leaves) = monitor::leaves_from_bytes(&body) else {
        return Err(said(StatusCode::BAD_REQUEST, "that names no entries"));
    };
    let piece = with(&site, &headers, move |monitor, name| monitor.entries_for(&leaves, name)).await?;
    Ok(bytes(piece))
}

async fn give(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Answer {
    let Some(part) = Part::from_bytes(&body) else {
        return Err(said(StatusCode::BAD_REQUEST, "that is no part of a file"));
    };
    let files = site.submissions().attachments().clone();
    let there = with(&site, &headers, move |monitor, _| monitor.take_part(&files, &part)).await?;
    Ok(there.to_string().into_response())
}

/// How many bytes went over the line, and how often something had to be asked anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes of what was sent, without the line's own.
    pub sent: u64,
    /// The same of what came.
    pub came: u64,
    /// Requests that had to be sent again.
    pub n_again: u64,
}

/// Shows who we are over a challenge.
type Show<'m> = dyn Fn(&str) -> Option<monitor::Shown> + 'm;

/// Another site, reached over HTTP.
pub struct Remote<'m> {
    agent: Agent,
    base: String,
    show: Box<Show<'m>>,
    token: Option<String>,
    piece: usize,
    patience: Duration,
    /// Said where the line broke and it is tried again.
    said: Box<dyn FnMut(&str) + 'm>,
    /// The first key that the other's mission must have.
    root: Option<[u8; 32]>,
    /// What the other had.
    theirs: Option<Offer>,
    /// What went over the line.
    pub traffic: Traffic,
}

/// So long one request may take; pieces become as small as the line needs.
const REQUEST: Duration = Duration::from_secs(30);
const PIECE_LEAST: usize = 12_000;
const PIECE_FIRST: usize = 48_000;
/// The next piece is larger after one that took less than the first of these, smaller after one that took more than the second: a request
/// costs as much as a few entries, and a piece that is cut goes again.
const PIECE_TIMES: [Duration; 2] = [Duration::from_secs(3), Duration::from_secs(9)];

impl<'m> Remote<'m> {
    /// The site at an address. `show` shows who we are; where the line breaks, it is tried again until nothing went for `patience`.
    pub fn new(
        base: &str,
        patience: Duration,
        show: impl Fn(&str) -> Option<monitor::Shown> + 'm,
        said: impl FnMut(&str) + 'm,
    ) -> std::io::Result<Remote<'m>> {
        Ok(Remote {
            agent: crate::outward::agent(None, REQUEST)?,
            base: base.trim_end_matches('/').to_owned(),
            show: Box::new(show),
            token: None,
            piece: PIECE_FIRST,
            patience,
            said: Box::new(said),
            root: None,
            theirs: None,
            traffic: Traffic::default(),
        })
    }

    /// Demands that the other's mission has this first key.
    pub fn expect_root(&mut self, root: Option<[u8; 32]>) {
        self.root = root;
    }

    /// What the other had when it was met.
    pub fn met(&self) -> Option<Offer> {
        self.theirs.clone()
    }

    /// One request, tried once.
    fn once(&mut self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<(u16, Vec<u8>), String> {
        let address = format!("{}/sync/{path}", self.base);
        let mut request = self.agent.post(&address).header("Content-Type", "application/octet-stream");
        let mut n_sent = body.len() + address.len() + 120;
        for (name, value) in headers {
            n_sent += name.len() + value.len() + 4;
            request = request.header(*name, *value);
        }
        self.traffic.sent += n_sent as u64;
        let mut answer = request.send(body).map_err(|error| format!("{address}: {error}"))?;
        let mut read = Vec::new();
        let limit = PIECE_MAX as u64 + 4_096;
        let done = answer.body_mut().as_reader().take(limit).read_to_end(&mut read);
        self.traffic.came += read.len() as u64 + 120;
        done.map_err(|error| format!("{address}: {error}"))?;
        Ok((answer.status().as_u16(), read))
    }

    /// A request until it is answered, or the patience is at its end. Each may be sent again.
    fn call(&mut self, path: &str, body: &[u8]) -> Result<Vec<u8>, Failed> {
        let begun = Instant::now();
        let mut wait = Duration::from_millis(500);
        loop {
            match self.tried(path, body) {
                Ok((status, answer)) if status < 300 => return Ok(answer),
                Ok((status, answer)) if status < 500 && status != 429 => {
                    let words = String::from_utf8_lossy(&answer).into_owned();
                    return Err(Failed::Refused(format!("{} refuses: {words}", self.base)));
                }
                outcome => {
                    let why = match outcome {
                        Ok((status, _)) => format!("{} answers {status}", self.base),
                        Err(why) => why,
                    };
                    self.traffic.n_again += 1;
                    self.piece = (self.piece / 2).max(PIECE_LEAST);
                    if begun.elapsed() > self.patience {
                        return Err(Failed::Peer(why));
                    }
                    (self.said)(&why);
                    std::thread::sleep(wait);
                    wait = (wait * 2).min(Duration::from_secs(8));
                }
            }
        }
    }

    fn tried(&mut self, path: &str, body: &[u8]) -> Result<(u16, Vec<u8>), String> {
        if self.token.is_none() {
            let (status, challenge) = self.once("begin", &[], b"")?;
            let challenge = String::from_utf8_lossy(&challenge).into_owned();
            if status != 200 {
                return Ok((status, challenge.into_bytes()));
            }
            let shown = (self.show)(&challenge).ok_or("this site has no key to show")?;
            let (status, token) = self.once("enter", &[("Truce-Challenge", &challenge)], &shown.to_bytes())?;
            if status != 200 {
                return Ok((status, token));
            }
            self.token = Some(String::from_utf8_lossy(&token).into_owned());
        }
        let bearer = format!("Bearer {}", self.token.clone().unwrap_or_default());
        let (status, answer) = self.once(path, &[("Authorization", &bearer)], body)?;
        if status == 401 {
            // It is over, or another process has another secret: next time from the beginning.
            self.token = None;
            return Err("the token is over".to_owned());
        }
        Ok((status, answer))
    }

    /// The same of a piece, whose size is fitted to the line.
    fn fitted(&mut self, path: &str, body: &[u8]) -> Result<Vec<u8>, Failed> {
        let (begun, again) = (Instant::now(), self.traffic.n_again);
        let answer = self.call(path, body)?;
        let took = begun.elapsed();
        let [quick, slow] = PIECE_TIMES;
        if self.traffic.n_again == again && took < quick / 6 {
            self.piece = (self.piece * 2).min(GIVEN_MAX);
        } else if self.traffic.n_again == again && took < quick {
            self.piece = (self.piece * 5 / 4).min(GIVEN_MAX);
        } else if took > slow {
            self.piece = (self.piece * 3 / 4).max(PIECE_LEAST);
        }
        Ok(answer)
    }
}

fn misunderstood() -> Failed {
    Failed::Peer("the other site's answer is not understood; is it a newer Truce?".to_owned())
}

impl Peer for Remote<'_> {
    fn offer(&mut self, ours: &Offer) -> Result<Offer, Failed> {
        let theirs = Offer::from_bytes(&self.call("offer", &ours.to_bytes())?).ok_or_else(misunderstood)?;
        if self.root.is_some() && self.root != theirs.root.map(|key| key.0) {
            return Err(Failed::Refused("the other's mission has another first key than you were told".to_owned()));
        }
        self.theirs = Some(theirs.clone());
        Ok(theirs)
    }

    fn pull(&mut self, ours: &Offer, after: u64, n_bytes: usize) -> Result<Pulled, Failed> {
        let ask = Ask { ours: ours.clone(), after, n_bytes };
        Pulled::from_bytes(&self.fitted("pull", &ask.to_bytes())?).ok_or_else(misunderstood)
    }

    fn push(&mut self, piece: &[u8]) -> Result<Vec<Taken>, Failed> {
        Taken::all_from_bytes(&self.fitted("push", piece)?).ok_or_else(misunderstood)
    }

    fn finish(&mut self, ours: &Offer) -> Result<(), Failed> {
        self.call("finish", &ours.to_bytes()).map(drop)
    }

    fn piece_bytes(&self) -> usize {
        self.piece
    }

    fn name(&self) -> &str {
        self.theirs.as_ref().map_or("", |theirs| &theirs.site)
    }

    fn file(&mut self, digest: Digest, from: u64, n_bytes: usize) -> Result<Option<Part>, Failed> {
        let asked = Part { digest, from, length: n_bytes as u64, bytes: Vec::new() };
        let answer = self.fitted("file", &asked.to_bytes())?;
        if answer.is_empty() { Ok(None) } else { Part::from_bytes(&answer).map(Some).ok_or_else(misunderstood) }
    }

    fn entries(&mut self, leaves: &[Digest]) -> Result<Vec<u8>, Failed> {
        self.call("entries", &monitor::leaves_to_bytes(leaves))
    }

    fn lacking(&mut self) -> Result<(Vec<Lacking>, Vec<Digest>), Failed> {
        monitor::lacking_from_bytes(&self.call("lacking", b"")?).ok_or_else(misunderstood)
    }

    fn give(&mut self, part: &Part) -> Result<u64, Failed> {
        let answer = self.fitted("give", &part.to_bytes())?;
        str::from_utf8(&answer).ok().and_then(|text| text.parse().ok()).ok_or_else(misunderstood)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_for_its_purpose_until_its_time_and_to_its_maker() {
        let until = Timestamp::now().as_second() + 100;
        let token = sealed(b"secret", "token", "north", until);
        assert_eq!(opened(b"secret", "token", &token).as_deref(), Some("north"));
        assert_eq!(opened(b"secret", "challenge", &token), None);
        assert_eq!(opened(b"other", "token", &token), None);
        assert_eq!(opened(b"secret", "token", &sealed(b"secret", "token", "north", until - 200)), None);
        assert_eq!(opened(b"secret", "token", &token.replacen(&until.to_string(), &(until + 9).to_string(), 1)), None);
        assert_eq!(opened(b"secret", "token", ""), None);
    }
}
