//! What is to be seen, kept at hand: the present outlook, made anew beside the requests, and the last ones that were asked for.
//!
//! A page of the present never waits for the making of an outlook but for the first, and for the reader's own writes.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use monitor::{Changed, Error, History, Monitor, Outlook, State};
use tokio::sync::watch;
use views::Shown;
use views::released::Released;

use crate::errors::Problem;

/// So many outlooks of other moments are kept.
const KEPT: usize = 8;
/// How often the log is asked whether others appended.
const LOOKED: Duration = Duration::from_millis(500);
/// After so long without a question the present is no longer kept up with the clock.
const IDLE: Duration = Duration::from_secs(120);

/// So long after a piece from another site the next one is waited for.
const MORE: Duration = Duration::from_secs(10);

/// So many histories are kept.
const HISTORIES: usize = 32;
/// So many states of earlier sizes are kept: what changed since then is asked again and again, as the clock goes on.
const STATES: usize = 2;

/// As of a moment, between two sizes.
type Changes = (Timestamp, u64, u64);

type HistoryOf = (u64, Option<Timestamp>, String, bool);

type Making = Arc<OnceLock<Arc<Outlook>>>;

type ReleasedOf = ((Timestamp, u64), Arc<Released>);

/// What those outside see.
#[derive(Default)]
struct Outsides {
    present: Option<Present>,
    others: Vec<Arc<Outlook>>,
}

/// The present as those outside see it.
struct Present {
    outlook: Arc<Outlook>,
    made: Instant,
    cost: Duration,
}

/// So many times as long as it took to make is the present shown to those outside before it is made anew: making it never takes more than a
/// small part of the machine.
const SHOWN: u32 = 20;

/// The monitor, and what was made of it.
pub(crate) struct Desk {
    monitor: Mutex<Monitor>,
    /// The mission's own moment, where its record is closed.
    as_of: Option<Timestamp>,
    present: RwLock<Option<Arc<Outlook>>>,
    others: Mutex<Vec<((Timestamp, u64), Making)>>,
    /// What changed to an outlook since a size, of those asked for last.
    changed: Mutex<Vec<(Changes, Arc<Vec<Changed>>)>>,
    /// Histories of provisions, of those asked for last: by ledger size, the last of its moments, and provision.
    histories: Mutex<Vec<(HistoryOf, Arc<History>)>>,
    /// What may leave, of the moments asked for last.
    released: Mutex<Vec<ReleasedOf>>,
    /// What those outside see, of the moments asked for last; and of the present.
    outsides: Mutex<Outsides>,
    /// The last states that were read anew, by their size.
    states: Mutex<Vec<State>>,
    /// Other moments are made one after the other, so that nobody takes the machine by asking for many.
    turn: Mutex<()>,
    asked: Mutex<Instant>,
    /// Until then more entries come from another site: the present is not made anew for each piece.
    more_until: Mutex<Option<Instant>>,
    size: watch::Sender<u64>,
}

impl Desk {
    /// At a monitor. A thread of its own keeps the present, until nobody has the desk any more.
    pub(crate) fn new(monitor: Monitor, as_of: Option<Timestamp>) -> Arc<Desk> {
        let size = watch::Sender::new(monitor.state().size());
        let (present, others) = (RwLock::new(None), Mutex::new(Vec::new()));
        let desk = Desk {
            monitor: Mutex::new(monitor),
            as_of,
            present,
            others,
            changed: Mutex::new(Vec::new()),
            histories: Mutex::new(Vec::new()),
            released: Mutex::new(Vec::new()),
            outsides: Mutex::default(),
            states: Mutex::new(Vec::new()),
            turn: Mutex::new(()),
            asked: Mutex::new(Instant::now()),
            more_until: Mutex::new(None),
            size,
        };
        let desk = Arc::new(desk);
        let own = Arc::downgrade(&desk);
        std::thread::spawn(move || keep(&own));
        desk
    }

    /// The monitor, when nobody else has it. A request that died left nothing half done: the state changes only after the log did.
    pub(crate) fn monitor(&self) -> MutexGuard<'_, Monitor> {
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, if nobody has it now.
    pub(crate) fn monitor_if_free(&self) -> Option<MutexGuard<'_, Monitor>> {
        self.monitor.try_lock().ok()
    }

    /// More entries come soon from another site.
    pub(crate) fn wait_for_more(&self) {
        *self.more_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + MORE);
    }

    /// They have come.
    pub(crate) fn wait_no_more(&self) {
        *self.more_until.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether the record stands at a moment of its own.
    pub(crate) fn is_closed(&self) -> bool {
        self.as_of.is_some()
    }

    /// Ledger sizes, as they become known.
    pub(crate) fn sizes(&self) -> watch::Receiver<u64> {
        self.size.subscribe()
    }

    /// What strangers ask for: a moment still to come is refused, since what leaves some days late would leave with it.
    pub(crate) fn outlook_outside(&self, shown: &Shown) -> Result<Arc<Outlook>, Problem> {
        let Some(text) = &shown.as_of else {
            return self.outlook(shown, 0);
        };
        let (now, (at, is_date), zone) = {
            let monitor = self.monitor();
            let zone = monitor.calendar().zone;
            (self.now(&monitor), moment_of(text, &zone)?, zone)
        };
        if at > now {
            let words = "Nothing is shown as of a moment still to come; ask for an earlier one.";
            return Err(Problem::NotFound(words.to_owned()));
        }
        let at = if is_date { records::end_of_day(at, &zone).min(now) } else { at };
        self.outlook(&Shown { as_of: Some(at.to_string()), ..shown.clone() }, 0)
    }

    /// What is asked for; of the present, at least so much as `least` entries.
    pub(crate) fn outlook(&self, shown: &Shown, least: u64) -> Result<Arc<Outlook>, Problem> {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        if shown.as_of.is_none() && shown.size.is_none() {
            let held = self.present.read().unwrap_or_else(PoisonError::into_inner).clone();
            return match held {
                Some(outlook) if outlook.state.size() >= least => Ok(outlook),
                _ => self.renewed(),
            };
        }
        let (as_of, size) = {
            let monitor = self.monitor();
            let as_of = match &shown.as_of {
                Some(text) => within_reach(moment(&monitor, text)?, self.as_of)?,
                None => self.now(&monitor),
            };
            (as_of, shown.size.unwrap_or(u64::MAX).min(monitor.state().size()))
        };
        self.other(as_of, size)
    }

    /// The present moment and size, with the mission's time zone.
    pub(crate) fn moment(&self) -> ((Timestamp, u64), jiff::tz::TimeZone) {
        let monitor = self.monitor();
        ((self.now(&monitor), monitor.state().size()), monitor.calendar().zone)
    }

    /// As of a moment, at a size.
    pub(crate) fn at(&self, (as_of, size): (Timestamp, u64)) -> Result<Arc<Outlook>, Error> {
        let held = self.present.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(held) = held.filter(|held| (held.as_of, held.state.size()) == (as_of, size)) {
            return Ok(held);
        }
        self.other(as_of, size).map_err(|problem| std::io::Error::other(problem.parts().2).into())
    }

    /// This minute; but not before the last entry, so that what somebody just said is not still to come.
    fn now(&self, monitor: &Monitor) -> Timestamp {
        let lines = monitor.state().lines();
        let last = lines.get(monitor.state().size()).map(|line| line.recorded_at.min(Timestamp::now()));
        self.as_of.unwrap_or_else(|| last.map_or_else(this_minute, |last| last.max(this_minute())))
    }

    /// The present, made anew if the log or the clock went on.
    fn renewed(&self) -> Result<Arc<Outlook>, Problem> {
        let (state, size, as_of) = {
            let mut monitor = self.monitor();
            monitor.catch_up()?;
            let held = self.present.read().unwrap_or_else(PoisonError::into_inner).clone();
            let (size, as_of) = (monitor.state().size(), self.now(&monitor));
            if let Some(held) = held.filter(|held| held.state.size() == size && held.as_of == as_of) {
                return Ok(held);
            }
            (monitor.state_at(size)?, size, as_of)
        };
        let outlook = Arc::new(Outlook::new(state, as_of)?);
        outlook.index();
        outlook.supports();
        outlook.searched();
        let mut held = self.present.write().unwrap_or_else(PoisonError::into_inner);
        // Another may have seen more meanwhile.
        if held.as_ref().is_none_or(|held| held.state.size() <= size) {
            *held = Some(Arc::clone(&outlook));
        }
        drop(held);
        self.size.send_if_modified(|known| std::mem::replace(known, size.max(*known)) < size);
        Ok(outlook)
    }

    fn other(&self, as_of: Timestamp, size: u64) -> Result<Arc<Outlook>, Problem> {
        if size == 0 {
            return Err(Problem::NotFound("Nothing had been recorded at ledger size 0.".to_owned()));
        }
        let making = {
            let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
            let found = others.iter().position(|(key, _)| *key == (as_of, size)).map(|place| others.remove(place).1);
            let making = found.unwrap_or_default();
            others.push(((as_of, size), Arc::clone(&making)));
            if others.len() > KEPT {
                others.remove(0);
            }
            making
        };
        if let Some(made) = making.get() {
            return Ok(Arc::clone(made));
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = making.get() {
            return Ok(Arc::clone(made));
        }
        let outlook = Arc::new(Outlook::new(self.state_at(size)?, as_of)?);
        Ok(Arc::clone(making.get_or_init(|| outlook)))
    }
}

impl Desk {
    /// What those outside see of what is asked for: an outlook in which only that is known which `make` lets out. Where `is_chosen`, somebody
    /// within chose the moment.
    pub(crate) fn outside(
        &self,
        (shown, least, is_chosen): (&Shown, u64, bool),
        make: &dyn Fn(&Outlook) -> Result<Outlook, Error>,
    ) -> Result<Arc<Outlook>, Problem> {
        let held = || self.outsides.lock().unwrap_or_else(PoisonError::into_inner);
        let is_present = shown.as_of.is_none() && shown.size.is_none();
        if is_present {
            let held = held();
            let fresh = held.present.as_ref().filter(|one| one.made.elapsed() < one.cost.saturating_mul(SHOWN));
            if let Some(one) = fresh.filter(|one| one.outlook.state.size() >= least) {
                return Ok(Arc::clone(&one.outlook));
            }
        }
        let full = if is_present || is_chosen { self.outlook(shown, least)? } else { self.outlook_outside(shown)? };
        let find = || {
            let held = held();
            let is_it = |one: &&Arc<Outlook>| (one.as_of, one.state.size()) == (full.as_of, full.state.size());
            held.others.iter().find(is_it).map(Arc::clone)
        };
        if let Some(made) = find() {
            return Ok(made);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = find() {
            return Ok(made);
        }
        let made = Instant::now();
        let outlook = Arc::new(make(&full)?);
        outlook.index();
        outlook.supports();
        let mut held = held();
        if held.others.len() >= KEPT {
            held.others.remove(0);
        }
        held.others.push(Arc::clone(&outlook));
        if is_present {
            held.present = Some(Present { outlook: Arc::clone(&outlook), made: Instant::now(), cost: made.elapsed() });
        }
        Ok(outlook)
    }

    /// What changed to an outlook since a size.
    pub(crate) fn changes(&self, now: &Outlook, since: u64) -> Result<Arc<Vec<Changed>>, Problem> {
        let key = (now.as_of, since, now.state.size());
        let held = || self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = held().iter().find(|(of, _)| *of == key) {
            return Ok(Arc::clone(made));
        }
        let made = match self.other(now.as_of, since) {
            Ok(before) => Arc::new(monitor::changes(&before, now)),
            // Before there was an agreement nothing was assessed, and nothing changed.
            Err(Problem::NotFound(_)) => Arc::default(),
            Err(problem) => return Err(problem),
        };
        let mut held = held();
        if held.len() >= KEPT {
            held.remove(0);
        }
        held.push((key, Arc::clone(&made)));
        Ok(made)
    }

    /// How a provision was assessed at the ends of the months before.
    pub(crate) fn history(&self, outlook: &Outlook, provision: &str, is_outside: bool) -> Arc<History> {
        let month = outlook.ends_of_months().last().copied();
        let key = (outlook.state.size(), month, provision.to_owned(), is_outside);
        let held = || self.histories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = held().iter().find(|(of, _)| *of == key) {
            return Arc::clone(made);
        }
        // One after the other, as with other moments.
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = held().iter().find(|(of, _)| *of == key) {
            return Arc::clone(made);
        }
        let made = Arc::new(outlook.history(provision));
        let mut held = held();
        if held.len() >= HISTORIES {
            held.remove(0);
        }
        held.push((key, Arc::clone(&made)));
        made
    }

    /// What may leave of an outlook; made by `make` if it is not at hand.
    pub(crate) fn released(&self, of: &Outlook, make: impl FnOnce() -> Released) -> Arc<Released> {
        let key = (of.as_of, of.state.size());
        let mut held = self.released.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = held.iter().find(|(of, _)| *of == key) {
            return Arc::clone(made);
        }
        let made = Arc::new(make());
        if held.len() >= STATES {
            held.remove(0);
        }
        held.push((key, Arc::clone(&made)));
        made
    }

    /// The state at a size; read anew from the log if it is an earlier one that was not asked for lately.
    fn state_at(&self, size: u64) -> Result<State, Error> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = states.iter().position(|state| state.size() == size) {
            let state = states.remove(place);
            states.push(state.clone());
            return Ok(state);
        }
        let monitor = self.monitor();
        let is_present = size >= monitor.state().size();
        let state = monitor.state_at(size)?;
        drop(monitor);
        if !is_present {
            if states.len() >= STATES {
                states.remove(0);
            }
            states.push(state.clone());
        }
        Ok(state)
    }
}

/// Looks for what others appended and for the next minute, as long as there is a desk.
fn keep(desk: &Weak<Desk>) {
    while let Some(desk) = desk.upgrade() {
        if let Err(error) = once(&desk) {
            eprintln!("the record could not be read: {error}");
        }
        drop(desk);
        std::thread::sleep(LOOKED);
    }
}

fn once(desk: &Desk) -> Result<(), Error> {
    let held = desk.present.read().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(held) = held else { return Ok(()) };
    let more = *desk.more_until.lock().unwrap_or_else(PoisonError::into_inner);
    if more.is_some_and(|until| Instant::now() < until) {
        return Ok(());
    }
    let is_asked = desk.asked.lock().unwrap_or_else(PoisonError::into_inner).elapsed() < IDLE;
    // Whoever has it appends, and is looked after in the next round.
    let Some(mut monitor) = desk.monitor_if_free() else { return Ok(()) };
    monitor.catch_up()?;
    let is_old = is_asked && held.as_of != desk.now(&monitor);
    let has_grown = monitor.state().size() != held.state.size();
    drop(monitor);
    if is_old || has_grown {
        // What cannot be made is said to whoever asks for it.
        drop(desk.renewed());
    }
    Ok(())
}

fn moment(monitor: &Monitor, text: &str) -> Result<Timestamp, Problem> {
    let zone = monitor.calendar().zone;
    let (at, is_date) = moment_of(text, &zone)?;
    Ok(if is_date { records::end_of_day(at, &zone) } else { at })
}

/// A moment, and whether it is the begin of a day that was named.
fn moment_of(text: &str, zone: &jiff::tz::TimeZone) -> Result<(Timestamp, bool), Problem> {
    records::parse_moment(text, zone).map_err(|error| Problem::NotUnderstood(error.0))
}

/// So far ahead one may ask, in days: what falls due within two years. Each day asked about is gone through for each rule.
const AHEAD_DAYS: i64 = 731;

/// The record's own moment is in reach, whenever that is.
fn within_reach(at: Timestamp, own: Option<Timestamp>) -> Result<Timestamp, Problem> {
    let last = Timestamp::now() + jiff::SignedDuration::from_hours(24 * AHEAD_DAYS);
    let last = own.map_or(last, |own| own.max(last));
    if at > last {
        let words = "Nothing is shown as of a moment more than two years ahead; ask for an earlier one.";
        return Err(Problem::NotFound(words.to_owned()));
    }
    Ok(at)
}

fn this_minute() -> Timestamp {
    let now = Timestamp::now().as_second();
    Timestamp::from_second(now - now.rem_euclid(60)).unwrap_or(Timestamp::UNIX_EPOCH)
}
