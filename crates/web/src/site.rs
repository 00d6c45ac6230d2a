//! What the handlers share: the mission's monitor, and the outlooks made last.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use jiff::Timestamp;
use monitor::{Monitor, Outlook, Receipt, Refused, Sent, Submissions};
use tokio::sync::oneshot;
use views::exports::event::{Beside, FileBeside, Linked};
use views::forms::Form;
use views::registers::Audience;
use views::{Record, Shown};

use crate::admission::{self, Device, Devices, Nonces};
use crate::api::{Holder, Holders};
use crate::errors::Problem;

type Received = Result<Receipt, Refused>;
/// A submission, and where its answer goes.
type Waiting = (Sent, oneshot::Sender<Received>);

/// A mission being served.
#[derive(Clone)]
pub struct Site {
    shared: Arc<Mutex<Shared>>,
    settings: Arc<Settings>,
    devices: Devices,
    holders: Holders,
    nonces: Arc<Nonces>,
    /// Where submissions wait to be taken in.
    waiting: mpsc::Sender<Waiting>,
    receiver: Arc<Receiver>,
}

/// What a mission sets for all its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Days before a due time on which calendars tell of it.
    pub notice_days: Vec<u32>,
    /// How many days late the registers leave the house that could put somebody at risk.
    pub delay_days: u32,
    /// The public key for which clients encipher submissions, as forms have it (base64 of a SubjectPublicKeyInfo).
    pub forms_key: Option<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { notice_days: vec![14, 3, 1], delay_days: views::registers::DELAY_DAYS, forms_key: None }
    }
}

impl Settings {
    /// As long as nobody signs in, whoever reaches the address is the public.
    pub(crate) fn audience(&self) -> Audience {
        Audience::Public { delay_days: self.delay_days }
    }
}

struct Shared {
    monitor: Monitor,
    as_of: Option<Timestamp>,
    made: BTreeMap<(Timestamp, u64), Arc<Outlook>>,
}

/// So many outlooks are kept.
const KEPT: usize = 16;

impl Site {
    /// `as_of` is the mission's own moment, where its record is closed; else it is now.
    /// Submissions of field forms come in from `devices`; `holders` have tokens for the API.
    pub fn new(
        monitor: Monitor,
        as_of: Option<Timestamp>,
        settings: Settings,
        submissions: Submissions,
        devices: Devices,
        holders: Holders,
    ) -> Site {
        let shared = Arc::new(Mutex::new(Shared { monitor, as_of, made: BTreeMap::new() }));
        let forms = Forms { key: settings.forms_key.clone(), ..Forms::default() };
        let receiver = Arc::new(Receiver { submissions, forms });
        let (waiting, come) = mpsc::channel();
        let own = (Arc::clone(&receiver), Arc::clone(&shared));
        // It ends with the last who can send.
        std::thread::spawn(move || own.0.run(&own.1, &come));
        Site {
            shared,
            settings: Arc::new(settings),
            devices,
            holders,
            nonces: Arc::new(Nonces::new()),
            waiting,
            receiver,
        }
    }

    /// The holder of a token.
    pub(crate) fn holder(&self, token: &str) -> Option<Holder> {
        (self.holders)(token)
    }

    /// A device by what it shows.
    pub(crate) fn device(&self, shown: admission::Shown<'_>) -> Option<Device> {
        (self.devices)(shown)
    }

    pub(crate) fn nonces(&self) -> &Nonces {
        &self.nonces
    }

    pub(crate) fn submissions(&self) -> &Submissions {
        &self.receiver.submissions
    }

    /// Runs something on the monitor, away from the threads that answer.
    pub(crate) async fn with_monitor<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Monitor) -> Result<T, monitor::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = Arc::clone(&self.shared);
        let task = tokio::task::spawn_blocking(move || run(&mut lock(&shared).monitor));
        let done = task.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?;
        done.map_err(Problem::from)
    }

    /// Forms of the agreement as it stands.
    pub(crate) fn forms(&self, monitor: &Monitor) -> Arc<Vec<Form>> {
        self.receiver.forms.of(monitor)
    }

    /// Takes a submission in; what is not refused is on the disk. Those that come while others are written share the next commit.
    pub(crate) async fn receive(&self, sent: Sent) -> Result<Receipt, Refused> {
        let interrupted = || Err(Refused::Failed(std::io::Error::other("interrupted").into()));
        // Where nobody else is at work it is done at once, on this thread: handing it over takes as long as writing it. Never more than
        // one thread is held so.
        if let Ok(mut shared) = self.shared.try_lock() {
            return self.receiver.receive(&mut shared.monitor, &[sent]).pop().unwrap_or_else(interrupted);
        }
        let (answer, answered) = oneshot::channel();
        if self.waiting.send((sent, answer)).is_err() {
            return interrupted();
        }
        answered.await.unwrap_or_else(|_| interrupted())
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings)
    }

    /// Runs `draw` on the outlook asked for, away from the threads that answer.
    pub(crate) async fn with_outlook<T: Send + 'static>(
        &self,
        shown: Shown,
        draw: impl FnOnce(&Record<'_>, &Shown, &Monitor) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.with_whole(shown, move |outlook, shown, monitor| draw(&record(outlook), shown, monitor)).await
    }

    /// The same with the outlook itself, for what needs more of it than a record.
    pub(crate) async fn with_whole<T: Send + 'static>(
        &self,
        shown: Shown,
        draw: impl FnOnce(&Outlook, &Shown, &Monitor) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = Arc::clone(&self.shared);
        let task = tokio::task::spawn_blocking(move || {
            let mut shared = lock(&shared);
            let outlook = shared.outlook(&shown)?;
            draw(&outlook, &shown, &shared.monitor)
        });
        task.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?
    }
}

/// Submissions on their way into the record.
struct Receiver {
    submissions: Submissions,
    forms: Forms,
}

impl Receiver {
    /// Takes in what comes, until nobody can send any more.
    fn run(&self, shared: &Mutex<Shared>, waiting: &mpsc::Receiver<Waiting>) {
        while let Ok(first) = waiting.recv() {
            let mut shared = lock(shared);
            let (sent, answers): (Vec<Sent>, Vec<_>) = std::iter::once(first).chain(waiting.try_iter()).unzip();
            let received = catch_unwind(AssertUnwindSafe(|| self.receive(&mut shared.monitor, &sent)));
            drop(shared);
            // An answer that is never given says that it failed; whoever has gone meanwhile hears nothing.
            answers
                .into_iter()
                .zip(received.unwrap_or_default())
                .for_each(|(answer, received)| drop(answer.send(received)));
        }
    }

    fn receive(&self, monitor: &mut Monitor, sent: &[Sent]) -> Vec<Received> {
        if monitor.catch_up().is_err() {
            return Vec::new();
        }
        let known = self.forms.of(monitor);
        // Forms of earlier versions of the agreement were handed out, too.
        let number = |version: &str| version.split('.').next().and_then(|number| number.parse::<u32>().ok());
        let is_known = |id: &str, version: &str| {
            let same = known.iter().find(|form| form.id == id);
            same.is_some_and(|form| (1..=number(&form.version).unwrap_or(0)).contains(&number(version).unwrap_or(0)))
        };
        self.submissions.receive(monitor, sent, &is_known, Timestamp::now())
    }
}

/// The forms of the agreement, and of how many versions of it they are.
#[derive(Default)]
pub(crate) struct Forms {
    made: Mutex<(usize, Arc<Vec<Form>>)>,
    /// The mission's public key, where clients encipher what they send.
    key: Option<String>,
}

impl Forms {
    /// As the agreement stands; made anew when it was amended.
    pub(crate) fn of(&self, monitor: &Monitor) -> Arc<Vec<Form>> {
        let versions: Vec<_> = monitor.state().versions().iter().map(|version| &version.agreement).collect();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.0 != versions.len() {
            *made = (versions.len(), Arc::new(views::forms::forms(&versions, self.key.as_deref())));
        }
        Arc::clone(&made.1)
    }
}

/// A request that died left nothing half done: the state changes only after the log did.
fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Shared {
    fn outlook(&mut self, shown: &Shown) -> Result<Arc<Outlook>, Problem> {
        self.monitor.catch_up()?;
        let as_of = match &shown.as_of {
            Some(text) => self.moment(text)?,
            None => self.as_of.unwrap_or_else(this_minute),
        };
        let latest = self.monitor.state().size();
        let size = shown.size.unwrap_or(latest).min(latest);
        if size == 0 {
            return Err(Problem::NotFound("Nothing had been recorded at ledger size 0.".to_owned()));
        }
        if let Some(outlook) = self.made.get(&(as_of, size)) {
            return Ok(Arc::clone(outlook));
        }
        let outlook = Arc::new(Outlook::new(self.monitor.state_at(size)?, as_of)?);
        while self.made.len() >= KEPT {
            self.made.pop_first();
        }
        self.made.insert((as_of, size), Arc::clone(&outlook));
        Ok(outlook)
    }

    fn moment(&self, text: &str) -> Result<Timestamp, Problem> {
        let zone = self.monitor.calendar().zone;
        let (at, is_date) = records::parse_moment(text, &zone).map_err(|error| Problem::NotUnderstood(error.0))?;
        Ok(if is_date { records::end_of_day(at, &zone) } else { at })
    }
}

fn this_minute() -> Timestamp {
    let now = Timestamp::now().as_second();
    Timestamp::from_second(now - now.rem_euclid(60)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What the views draw from, of what the monitor shows: the one place that knows both.
pub fn record(outlook: &Outlook) -> Record<'_> {
    let version = outlook.version();
    Record {
        agreement: &version.agreement,
        text: &version.text.text,
        agreement_entry: version.entry,
        known: &outlook.known,
        by_type: &outlook.by_type,
        assessments: &outlook.assessments,
        cards: outlook.state.cards(),
        reports: &outlook.reports,
        words: Words::terminal(),
        as_of: outlook.as_of,
        size: outlook.state.size(),
    }
}

/// Why the reports of an event are linked, and what people decided on them.
pub fn linked<'o>(outlook: &'o Outlook, reports: &[String]) -> Linked<'o> {
    let links = outlook.links().map(|links| {
        let mut teller = links.teller();
        reports.iter().filter_map(|report| Some(teller.link(links.find(report)?))).collect()
    });
    let decisions = outlook.state.link_decisions().filter(|(_, decision, _)| {
        let mut named = decision.together.iter().chain(decision.apart.iter().flatten());
        named.any(|named| reports.contains(named))
    });
    let beside = reports.iter().map(|report| (report.clone(), beside(outlook, report))).collect();
    Linked { links: links.unwrap_or_default(), decisions: decisions.collect(), beside, with_words: false }
}

/// Triage and files of a report.
fn beside(outlook: &Outlook, report: &str) -> Beside {
    let about = outlook.state.about();
    let parts = report.match_indices('/').map(|(at, _)| (&report[..at], &report[at + 1..]));
    let triage = parts.into_iter().find_map(|(source, id)| about.triage(source, id)).map(|(_, step)| step.to_text());
    let of_report =
        |source: &str, id: &str| report.strip_prefix(source).and_then(|rest| rest.strip_prefix('/')) == Some(id);
    let files = about.attachments().iter().filter(|(_, file)| of_report(&file.source, &file.id));
    let file = |(entry, file): &(u64, monitor::Attachment)| FileBeside {
        entry: *entry,
        digest: file.digest.to_string(),
        media_type: file.media_type.clone(),
        compartment: file.compartment.clone(),
    };
    Beside { triage, files: files.map(file).collect() }
}
