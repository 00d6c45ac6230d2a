//! What is to be sent, and what became of it: nothing twice, nothing lost, whatever fails and whenever.
//!
//! A message has an id that never changes. It is sent until whoever gets it says that they have it, and never after; so who remembers ids gets each
//! exactly once. Every step here is one swap of a small value beside the record: a process that dies between two steps leaves what the next one, or
//! another process, takes up. Times are the caller's, so that an hour can be tested in a moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::subscription::Subscription;
use monitor::{Beside, Error as Fault};

const MESSAGES: &str = "alert-message";
const SUBSCRIPTIONS: &str = "alert-to";

/// So long one process has a message before another may take it up: longer than any way of sending takes.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// The longest pause between two attempts, and after how long it is given up.
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(1);
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(72);
/// So long it is known that something was sent.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 30);

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The same at every attempt.
    pub id: String,
    /// To which subscription.
    pub to: String,
    /// The subject, where the way has one.
    pub subject: String,
    /// What it says, a line for each notice.
    pub lines: Vec<String>,
    /// The notices, as programs get them.
    pub notices: Vec<Value>,
    /// Since when it waits.
    pub since: Timestamp,
    /// Not before.
    pub not_before: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// How it stands.
    pub state: State,
    /// Why it was not taken last time.
    pub why: String,
    /// Messages that it was gathered from, by their ids.
    pub gathers: Vec<String>,
}

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be sent.
    Waiting,
    /// To be gathered with others.
    Gathering,
    /// Somebody is sending it until then.
    Sending(Timestamp),
    /// It was taken.
    Sent,
    /// It went into another message.
    Gathered,
    /// It was not taken for three days, or can never be.
    GivenUp,
}

impl State {
    fn to_text(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Gathering => "gathering",
            State::Sending(_) => "sending",
            State::Sent => "sent",
            State::Gathered => "gathered",
            State::GivenUp => "given up",
        }
    }

    /// Whether nothing is to be done any more.
    fn is_over(self) -> bool {
        matches!(self, State::Sent | State::Gathered | State::GivenUp)
    }
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Taken,
    /// Not now: why, and when again, where that was said.
    Later(String, Option<SignedDuration>),
    /// Nobody is there any more: the subscription ends.
    Gone(String),
}

/// A way of sending.
pub trait Carrier {
    /// Sends a message once.
    fn carry(&mut self, to: &Subscription, message: &Message, now: Timestamp) -> Outcome;
}

impl Message {
    fn key(&self) -> String {
        key(&self.to, &self.id)
    }

    fn to_json(&self) -> Value {
        let until = if let State::Sending(until) = self.state { Some(until.to_string()) } else { None };
        json!({
            "id": self.id, "to": self.to, "subject": self.subject, "lines": self.lines, "notices": self.notices,
            "since": self.since.to_string(), "not_before": self.not_before.to_string(), "attempts": self.attempts,
            "state": self.state.to_text(), "until": until, "why": self.why, "gathers": self.gathers,
        })
    }

    fn from_json(value: &Value) -> Option<Message> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let at = |name: &str| value.get(name)?.as_str()?.parse::<Timestamp>().ok();
        let all = |name: &str| -> Option<Vec<String>> {
            value.get(name)?.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
        };
        let state = match text("state")?.as_str() {
            "waiting" => State::Waiting,
            "gathering" => State::Gathering,
            "sending" => State::Sending(at("until")?),
            "sent" => State::Sent,
            "gathered" => State::Gathered,
            _ => State::GivenUp,
        };
        Some(Message {
            id: text("id")?,
            to: text("to")?,
            subject: text("subject")?,
            lines: all("lines")?,
            notices: value.get("notices")?.as_array()?.clone(),
            since: at("since")?,
            not_before: at("not_before")?,
            attempts: value.get("attempts")?.as_u64().and_then(|n| u32::try_from(n).ok())?,
            state,
            why: text("why")?,
            gathers: all("gathers")?,
        })
    }
}

fn key(to: &str, id: &str) -> String {
    format!("{to}/{id}")
}

/// An id that follows from what it is of.
pub(super) fn id_of(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n"));
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("msg_{hex}")
}

/// All subscriptions.
///
/// # Errors
/// Where the store fails.
pub fn subscriptions(beside: &mut dyn Beside) -> Result<Vec<Subscription>, Fault> {
    let all = beside.all(SUBSCRIPTIONS)?;
    Ok(all.iter().filter_map(|(_, bytes)| Subscription::from_json(&serde_json::from_slice(bytes).ok()?)).collect())
}

/// Keeps a subscription, in the place of one of the same name.
///
/// # Errors
/// Where the store fails.
pub fn subscribe(beside: &mut dyn Beside, subscription: &Subscription) -> Result<(), Fault> {
    let bytes = subscription.to_json().to_string().into_bytes();
    loop {
        let held = beside.get(SUBSCRIPTIONS, &subscription.name)?;
        if beside.swap(SUBSCRIPTIONS, &subscription.name, held.as_deref(), Some(&bytes))? {
            return Ok(());
        }
    }
}

/// Keeps a new subscription; false where there is one of that name.
///
/// # Errors
/// Where the store fails.
pub fn subscribe_anew(beside: &mut dyn Beside, subscription: &Subscription) -> Result<bool, Fault> {
    let bytes = subscription.to_json().to_string().into_bytes();
    Ok(beside.swap(SUBSCRIPTIONS, &subscription.name, None, Some(&bytes))?)
}

/// Ends a subscription, with all that waits for it; false where there is none of that name.
///
/// # Errors
/// Where the store fails.
pub fn unsubscribe(beside: &mut dyn Beside, name: &str) -> Result<bool, Fault> {
    let Some(held) = beside.get(SUBSCRIPTIONS, name)? else { return Ok(false) };
    beside.swap(SUBSCRIPTIONS, name, Some(&held), None)?;
    for (key, bytes) in beside.all(MESSAGES)? {
        if key.split('/').next() == Some(name) {
            beside.swap(MESSAGES, &key, Some(&bytes), None)?;
        }
    }
    Ok(true)
}

/// All messages that are remembered, the oldest first.
///
/// # Errors
/// Where the store fails.
pub fn messages(beside: &mut dyn Beside) -> Result<Vec<Message>, Fault> {
    let all = beside.all(MESSAGES)?;
    let mut all: Vec<Message> =
        all.iter().filter_map(|(_, bytes)| Message::from_json(&serde_json::from_slice(bytes).ok()?)).collect();
    all.sort_by(|one, other| (one.since, &one.id).cmp(&(other.since, &other.id)));
    Ok(all)
}

/// Puts a message in; one of the same id that is there, or was, stays as it is.
pub(super) fn put(beside: &mut dyn Beside, message: &Message) -> Result<(), Fault> {
    beside.swap(MESSAGES, &message.key(), None, Some(message.to_json().to_string().as_bytes()))?;
    Ok(())
}

/// A message as it was, in the place of which another is put; false where somebody else was faster.
fn change(beside: &mut dyn Beside, was: &Message, is: Option<&Message>) -> Result<bool, Fault> {
    let was_bytes = was.to_json().to_string().into_bytes();
    let is_bytes = is.map(|is| is.to_json().to_string().into_bytes());
    Ok(beside.swap(MESSAGES, &was.key(), Some(&was_bytes), is_bytes.as_deref())?)
}

/// Lets what was given up be tried again; gives how many.
///
/// # Errors
/// Where the store fails.
pub fn retry(beside: &mut dyn Beside, name: &str, now: Timestamp) -> Result<usize, Fault> {
    let mut n = 0;
    for message in messages(beside)? {
        if message.to == name && message.state == State::GivenUp {
            let again = Message { state: State::Waiting, since: now, not_before: now, attempts: 0, ..message.clone() };
            n += usize::from(change(beside, &message, Some(&again))?);
        }
    }
    Ok(n)
}

/// What was done in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Taken.
    pub n_sent: usize,
    /// Not taken, to be tried again.
    pub n_later: usize,
    /// Given up.
    pub n_given_up: usize,
}

/// Sends what is to be sent now.
///
/// # Errors
/// Where the store fails; what was sent before stays sent.
pub fn round(
    beside: &mut dyn Beside,
    carrier: &mut dyn Carrier,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Round, Fault> {
    let all: BTreeMap<String, Subscription> =
        subscriptions(beside)?.into_iter().map(|one| (one.name.clone(), one)).collect();
    let mut known = messages(beside)?;
    if gather(beside, (&all, &known), now, zone)? {
        known = messages(beside)?;
    }
    let mut round = Round::default();
    let mut held_up: BTreeSet<String> = BTreeSet::new();
    for message in known {
        if message.state.is_over() {
            if now.duration_since(message.since) > REMEMBERED {
                change(beside, &message, None)?;
            }
            continue;
        }
        let Some(to) = all.get(&message.to).filter(|to| to.off.is_none()) else { continue };
        // One after the other: what came later does not overtake what waits.
        if message.state == State::Gathering || held_up.contains(&message.to) {
            continue;
        }
        let is_taken_up = matches!(message.state, State::Sending(until) if until > now);
        if is_taken_up || message.not_before > now || is_quiet(to, now, zone) {
            held_up.insert(message.to.clone());
            continue;
        }
        let mine = Message { state: State::Sending(now + LEASE), attempts: message.attempts + 1, ..message.clone() };
        if !change(beside, &message, Some(&mine))? {
            held_up.insert(message.to.clone());
            continue;
        }
        let outcome = carrier.carry(to, &mine, now);
        if outcome != Outcome::Taken {
            held_up.insert(message.to.clone());
        }
        let after = settled(&mine, &outcome, now);
        match after.state {
            State::Sent => round.n_sent += 1,
            State::GivenUp => round.n_given_up += 1,
            _ => round.n_later += 1,
        }
        change(beside, &mine, Some(&after))?;
        if let Outcome::Gone(why) = outcome {
            subscribe(beside, &Subscription { off: Some(why), ..to.clone() })?;
        }
    }
    Ok(round)
}

/// How a message stands after an attempt.
fn settled(mine: &Message, outcome: &Outcome, now: Timestamp) -> Message {
    match outcome {
        Outcome::Taken => over(mine, State::Sent),
        Outcome::Gone(why) => Message { state: State::GivenUp, why: why.clone(), ..mine.clone() },
        Outcome::Later(why, _) if now.duration_since(mine.since) > GIVEN_UP => {
            Message { state: State::GivenUp, why: why.clone(), ..mine.clone() }
        }
        Outcome::Later(why, asked) => {
            let doubled = SignedDuration::from_secs(60 << mine.attempts.saturating_sub(1).min(10));
            let pause = asked.unwrap_or(doubled).min(PAUSE_MAX).max(SignedDuration::from_secs(1));
            Message { state: State::Waiting, why: why.clone(), not_before: now + pause, ..mine.clone() }
        }
    }
}

/// What is over is remembered by its id alone.
fn over(message: &Message, state: State) -> Message {
    let (lines, notices, gathers, why) = Default::default();
    Message { state, lines, notices, gathers, why, ..message.clone() }
}

fn is_quiet(to: &Subscription, now: Timestamp, zone: &TimeZone) -> bool {
    let Some((from, until)) = to.quiet else { return false };
    let time = now.to_zoned(zone.clone()).time();
    if from <= until { from <= time && time < until } else { from <= time || time < until }
}

/// Of those that want all together: what came before the last such time of day becomes one message. Whether anything was done.
fn gather(
    beside: &mut dyn Beside,
    (all, known): (&BTreeMap<String, Subscription>, &[Message]),
    now: Timestamp,
    zone: &TimeZone,
) -> Result<bool, Fault> {
    let gathering: BTreeSet<(&str, &str)> = known
        .iter()
        .filter(|message| message.state == State::Gathering)
        .map(|message| (message.to.as_str(), message.id.as_str()))
        .collect();
    // A process may have died when the whole was there and its parts did not know yet.
    let is_open = |whole: &&Message| whole.gathers.iter().any(|id| gathering.contains(&(&whole.to, id)));
    let open: Vec<&Message> = known.iter().filter(is_open).collect();
    if !open.is_empty() {
        for whole in open {
            mark_gathered(beside, whole, known)?;
        }
        // What is left is looked at in the next round, when it is known what that was.
        return Ok(true);
    }
    let mut is_done = false;
    for (name, to) in all {
        let waiting: Vec<&Message> =
            known.iter().filter(|message| message.to == *name && message.state == State::Gathering).collect();
        let (moment, named) = match to.digest.map(|time| last_time(time, now, zone)) {
            Some(Some(moment)) => (moment, moment.to_string()),
            Some(None) => continue,
            // No longer wanted together.
            None => (now, waiting.iter().map(|message| message.id.as_str()).min().unwrap_or_default().to_owned()),
        };
        let parts: Vec<&Message> = waiting.into_iter().filter(|message| message.since <= moment).collect();
        let Some(first) = parts.first() else { continue };
        let ids: Vec<String> = parts.iter().map(|part| part.id.clone()).collect();
        let whole = Message {
            id: id_of(&["gathered", name, &named]),
            to: name.clone(),
            subject: first.subject.clone(),
            lines: parts.iter().flat_map(|part| part.lines.clone()).collect(),
            notices: parts.iter().flat_map(|part| part.notices.clone()).collect(),
            since: moment,
            not_before: moment,
            attempts: 0,
            state: State::Waiting,
            why: String::new(),
            gathers: ids,
        };
        is_done = true;
        put(beside, &whole)?;
        // Where another process gathered at the same time, what it gathered holds; the rest comes with the next one.
        let bytes = beside.get(MESSAGES, &whole.key())?.unwrap_or_default();
        let held = serde_json::from_slice(&bytes).ok().and_then(|value| Message::from_json(&value));
        mark_gathered(beside, &held.unwrap_or(whole), known)?;
    }
    Ok(is_done)
}

fn mark_gathered(beside: &mut dyn Beside, whole: &Message, known: &[Message]) -> Result<(), Fault> {
    for part in known.iter().filter(|part| part.to == whole.to && part.state == State::Gathering) {
        if whole.gathers.contains(&part.id) {
            change(beside, part, Some(&over(part, State::Gathered)))?;
        }
    }
    Ok(())
}

/// The last time that a clock showed this, up to now.
fn last_time(time: jiff::civil::Time, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local: Zoned = now.to_zoned(zone.clone());
    [local.date(), local.date().yesterday().ok()?].into_iter().find_map(|day| {
        let at = day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp();
        (at <= now).then_some(at)
    })
}
