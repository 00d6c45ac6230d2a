//! From one moment to the next: what there is to tell is worked out once, and put into the outbox of everybody who wants it.
//!
//! Which step is taken is kept first; all that follows from it is the same whoever takes it, and as often as it is taken: a process that dies in
//! between, or two at once, put in nothing twice and leave nothing out.

use std::collections::BTreeSet;

use jiff::Timestamp;
use monitor::{Beside, Error as Fault};
use serde_json::{Value, json};
use views::Language;
use views::alerts::atom::Dated;
use views::alerts::{Notice, Wanted};

use super::outbox::{self, Message, State, id_of};

const MARK: (&str, &str) = ("alert-mark", "mark");
const JOURNAL: &str = "alert-journal";

/// So many steps are kept for the feed.
const STEPS: usize = 500;
/// So many notices are in one message; more are in the next.
const NOTICES: usize = 200;

/// A moment and a ledger size.
pub type Moment = (Timestamp, u64);

/// What is there to be told between two moments, and how it is said.
pub trait Teller {
    /// What there is to tell, days before something falls due among them.
    fn notices(&mut self, from: Moment, to: Moment, days: &BTreeSet<u32>) -> Result<Vec<Notice>, Fault>;

    /// The lines of a message and its subject, as of a moment.
    fn said(&mut self, notices: &[&Notice], at: Moment, language: Language) -> Result<(String, Vec<String>), Fault>;
}

fn moment_to_json(moment: Moment) -> Value {
    json!([moment.0.to_string(), moment.1])
}

fn moment_of(value: &Value) -> Option<Moment> {
    Some((value.get(0)?.as_str()?.parse().ok()?, value.get(1)?.as_u64()?))
}

/// Where telling stands: told up to the first; the second is under way.
fn mark(bytes: Option<&[u8]>) -> Option<(Moment, Option<Moment>)> {
    let value: Value = serde_json::from_slice(bytes?).ok()?;
    Some((moment_of(value.get("told")?)?, value.get("next").and_then(moment_of)))
}

fn mark_bytes(told: Moment, next: Option<Moment>) -> Vec<u8> {
    json!({ "told": moment_to_json(told), "next": next.map(moment_to_json) }).to_string().into_bytes()
}

/// Up to where everything was told; none: telling has not begun.
///
/// # Errors
/// Where the store fails.
pub fn told(beside: &mut dyn Beside) -> Result<Option<Moment>, Fault> {
    Ok(mark(beside.get(MARK.0, MARK.1)?.as_deref()).map(|(told, _)| told))
}

/// Telling begins at a moment, unless it began before.
///
/// # Errors
/// Where the store fails.
pub fn begin(beside: &mut dyn Beside, moment: Moment) -> Result<(), Fault> {
    beside.swap(MARK.0, MARK.1, None, Some(&mark_bytes(moment, None)))?;
    Ok(())
}

/// Tells what there is up to a moment; gives how many notices. The first time there is nothing: it is told from then on.
///
/// # Errors
/// Where the store or the teller fails; the step is then taken up again.
pub fn step(
    beside: &mut dyn Beside,
    teller: &mut dyn Teller,
    days: &[u32],
    (now, size): Moment,
    clock: Timestamp,
) -> Result<usize, Fault> {
    let mut n = 0;
    loop {
        let held = beside.get(MARK.0, MARK.1)?;
        match mark(held.as_deref()) {
            None => {
                beside.swap(MARK.0, MARK.1, held.as_deref(), Some(&mark_bytes((now, size), None)))?;
                return Ok(0);
            }
            Some((from, Some(to))) => {
                n += taken(beside, teller, days, (from, to), clock)?;
                beside.swap(MARK.0, MARK.1, held.as_deref(), Some(&mark_bytes(to, None)))?;
            }
            // A closed record's clock stands still, and an earlier size is not looked at again.
            Some((told, None)) if now <= told.0 && size <= told.1 => return Ok(n),
            Some((told, None)) => {
                let next = (now.max(told.0), size.max(told.1));
                beside.swap(MARK.0, MARK.1, held.as_deref(), Some(&mark_bytes(told, Some(next))))?;
            }
        }
    }
}

fn taken(
    beside: &mut dyn Beside,
    teller: &mut dyn Teller,
    days: &[u32],
    (from, to): (Moment, Moment),
    clock: Timestamp,
) -> Result<usize, Fault> {
    let all = outbox::subscriptions(beside)?;
    let usual: BTreeSet<u32> = days.iter().copied().collect();
    let days: BTreeSet<u32> = all.iter().flat_map(|one| &one.wanted.days).chain(&usual).copied().collect();
    let notices = teller.notices(from, to, &days)?;
    for one in all.iter().filter(|one| one.off.is_none()) {
        // Who named no days is told on the mission's, and not on those that others named.
        let days = if one.wanted.days.is_empty() { &usual } else { &one.wanted.days };
        let wanted = Wanted { days: days.clone(), ..one.wanted.clone() };
        let wanted: Vec<&Notice> = notices.iter().filter(|notice| wanted.holds(notice)).collect();
        for part in wanted.chunks(NOTICES) {
            let (subject, lines) = teller.said(part, to, one.language)?;
            let (told, first) =
                (moment_to_json(from).to_string(), part.first().map_or("", |notice| notice.id.as_str()));
            let message = Message {
                id: id_of(&["step", &one.name, &told, first]),
                to: one.name.clone(),
                subject,
                lines,
                notices: part.iter().map(|notice| notice.to_json()).collect(),
                since: clock,
                not_before: clock,
                attempts: 0,
                state: if one.digest.is_some() { State::Gathering } else { State::Waiting },
                why: String::new(),
                gathers: Vec::new(),
            };
            outbox::put(beside, &message)?;
        }
    }
    if !notices.is_empty() {
        journal(beside, to, &notices)?;
    }
    Ok(notices.len())
}

/// That somebody reads the feed: what is told is kept for it from then on.
///
/// # Errors
/// Where the store fails.
pub fn read(beside: &mut dyn Beside) -> Result<(), Fault> {
    beside.swap(MARK.0, "read", None, Some(b"1"))?;
    Ok(())
}

/// Whether anybody does.
///
/// # Errors
/// Where the store fails.
pub fn is_read(beside: &mut dyn Beside) -> Result<bool, Fault> {
    Ok(beside.get(MARK.0, "read")?.is_some())
}

/// Keeps notices for the feed; the oldest steps go.
fn journal(beside: &mut dyn Beside, (at, size): Moment, notices: &[Notice]) -> Result<(), Fault> {
    let key = format!("{:020}-{size:020}", at.as_second().max(0));
    let notices: Vec<Value> = notices.iter().map(Notice::to_json).collect();
    let bytes = json!({ "at": at.to_string(), "notices": notices }).to_string().into_bytes();
    beside.swap(JOURNAL, &key, None, Some(&bytes))?;
    let all = beside.all(JOURNAL)?;
    for (key, bytes) in all.iter().take(all.len().saturating_sub(STEPS)) {
        beside.swap(JOURNAL, key, Some(bytes), None)?;
    }
    Ok(())
}

/// Notices that were told, the newest first.
///
/// # Errors
/// Where the store fails.
pub fn journalled(beside: &mut dyn Beside, wanted: impl Fn(&Notice) -> bool, most: usize) -> Result<Vec<Dated>, Fault> {
    let mut out = Vec::new();
    for (_, bytes) in beside.all(JOURNAL)?.iter().rev() {
        let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let at = value.get("at").and_then(Value::as_str).and_then(|at| at.parse::<Timestamp>().ok());
        let notices = value.get("notices").and_then(Value::as_array).into_iter().flatten();
        let (Some(at), notices) = (at, notices.filter_map(Notice::from_json)) else { continue };
        out.extend(notices.filter(|notice| wanted(notice)).map(|notice| Dated { notice, at }));
        if out.len() >= most {
            break;
        }
    }
    out.truncate(most);
    Ok(out)
}
