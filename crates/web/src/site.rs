//! What the handlers share: the desk with the mission's record, and what is kept beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::time::Instant;

use jiff::Timestamp;
use monitor::{Beside, Monitor, Outlook, Receipt, Refused, Sent, Submissions};
use tokio::sync::oneshot;
use views::exports::event::{Beside as BesideReport, FileBeside, Linked};
use views::forms::Form;
use views::registers::Audience;
use views::released::Policy;
use views::{Language, Record, Shown, Sight, There, Words};

use crate::admission::{self, Device, Devices, Nonces};
use crate::api::{Holder, Holders};
use crate::desk::Desk;
use crate::enrolment::Enrolments;
use crate::errors::Problem;
use crate::gate::{Board, Caller};
use crate::openid::{OpenId, OpenIdSettings};
use crate::presence::Presence;

/// Roles, the party of a liaison, boards that were published.
type Place = (Vec<String>, Option<String>, Vec<Board>);
type Received = Result<Receipt, Refused>;
/// A submission, and where its answer goes.
type Waiting = (Sent, oneshot::Sender<Received>);

/// A mission being served.
#[derive(Clone)]
pub struct Site {
    desk: Arc<Desk>,
    beside: Arc<Mutex<Box<dyn Beside>>>,
    settings: Arc<Settings>,
    presence: Presence,
    /// The provider of accounts elsewhere, where the mission names one.
    openid: Option<Arc<OpenId>>,
    devices: Devices,
    /// Where devices are enrolled from a page.
    enrolments: Option<Enrolments>,
    holders: Holders,
    nonces: Arc<Nonces>,
    /// Where submissions wait to be taken in.
    waiting: mpsc::Sender<Waiting>,
    receiver: Arc<Receiver>,
    /// What keeps the names of events outside apart from those within, once it was asked for.
    secret: Arc<OnceLock<Vec<u8>>>,
    /// Other sites that bring or get entries, with when they last did.
    under_way: UnderWay,
}

/// Sites with a moment, and how many entries came and are to go.
type UnderWay = Arc<Mutex<BTreeMap<String, (Instant, (u64, u64))>>>;

/// So long after its last piece a site is thought to be at it.
const UNDER_WAY: std::time::Duration = std::time::Duration::from_secs(90);

/// What of the record the public may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Open {
    /// Nothing.
    #[default]
    Closed,
    /// Boards that were published, each as of its moment.
    Published,
    /// All as it stands now.
    Live,
}

/// What a mission sets for all its pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Days before a due time on which calendars tell of it.
    pub notice_days: Vec<u32>,
    /// What may leave of events, and how.
    pub public: views::released::Policy,
    /// Templates of the mission's own for the periodic report, by language.
    pub templates: BTreeMap<String, String>,
    /// The licence under which it leaves.
    pub licence: Option<String>,
    /// How many days late the registers leave the house that could put somebody at risk.
    pub delay_days: u32,
    /// What of the record the public may see, as far as its sight goes.
    pub open: Open,
    /// Whether it is a demonstration, in which everybody on this machine may try every role.
    pub is_demo: bool,
    /// Whether members need no second factor.
    pub is_one_factor_enough: bool,
    /// Under which address people reach the pages; none: this machine alone.
    pub address: Option<String>,
    /// Under which address devices reach the forms, where that is another.
    pub forms_address: Option<String>,
    /// The public key for which clients encipher submissions, as forms have it (base64 of a SubjectPublicKeyInfo).
    pub forms_key: Option<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            notice_days: vec![14, 3, 1],
            public: views::released::Policy::default(),
            templates: BTreeMap::new(),
            licence: None,
            delay_days: views::registers::DELAY_DAYS,
            open: Open::Closed,
            is_demo: false,
            is_one_factor_enough: false,
            address: None,
            forms_address: None,
            forms_key: None,
        }
    }
}

impl Settings {
    /// Who sees exact places sees registers as the mission does; all others as the public.
    pub(crate) fn audience(&self, caller: &Caller) -> Audience {
        if crate::rights::sight(&caller.roles).places {
            Audience::Mission
        } else {
            Audience::Public { delay_days: self.delay_days }
        }
    }
}

impl Site {
    /// `as_of` is the mission's own moment, where its record is closed; else it is now.
    /// Submissions of field forms come in from `devices`; `holders` have tokens for the API.
    /// `beside` keeps accounts and sessions.
    pub fn new(
        (monitor, as_of): (Monitor, Option<Timestamp>),
        settings: Settings,
        submissions: Submissions,
        (devices, holders): (Devices, Holders),
        beside: Box<dyn Beside>,
    ) -> Site {
        let desk = Desk::new(monitor, as_of);
        let forms = Forms { key: settings.forms_key.clone(), ..Forms::default() };
        let receiver = Arc::new(Receiver { submissions, forms });
        let (waiting, come) = mpsc::channel();
        let own = (Arc::clone(&receiver), Arc::clone(&desk));
        // It ends with the last who can send.
        std::thread::spawn(move || own.0.run(&own.1, &come));
        Site {
            desk,
            beside: Arc::new(Mutex::new(beside)),
            settings: Arc::new(settings),
            presence: Presence::default(),
            openid: None,
            devices,
            enrolments: None,
            holders,
            nonces: Arc::new(Nonces::new()),
            waiting,
            receiver,
            secret: Arc::default(),
            under_way: Arc::default(),
        }
    }

    /// The same with a provider of accounts elsewhere.
    ///
    /// # Errors
    /// Where the certificates of its authorities are none.
    pub fn with_openid(self, settings: OpenIdSettings) -> std::io::Result<Site> {
        Ok(Site { openid: Some(Arc::new(OpenId::new(settings)?)), ..self })
    }

    /// The same where devices are enrolled from a page, too.
    pub fn with_enrolments(self, enrolments: Enrolments) -> Site {
        Site { enrolments: Some(enrolments), ..self }
    }

    /// The list of devices.
    pub(crate) fn enrolments(&self) -> Option<Enrolments> {
        self.enrolments.clone()
    }

    /// The provider of accounts elsewhere.
    pub(crate) fn openid(&self) -> Option<Arc<OpenId>> {
        self.openid.clone()
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
        let desk = Arc::clone(&self.desk);
        let task = tokio::task::spawn_blocking(move || run(&mut desk.monitor()));
        let done = task.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?;
        done.map_err(Problem::from)
    }

    /// Notes what another site has, as it says, so that pages can show what is still out.
    pub(crate) async fn note_offer(&self, name: &str, offer: Vec<u8>) -> Result<(), Problem> {
        let (beside, name) = (Arc::clone(&self.beside), name.to_owned());
        let noted = tokio::task::spawn_blocking(move || {
            let mut beside = beside.lock().unwrap_or_else(PoisonError::into_inner);
            monitor::note_offer(&mut **beside, &name, &offer, Timestamp::now())
        });
        let noted = noted.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?;
        noted.map_err(|error| Problem::from(monitor::Error::from(error)))
    }

    /// Notes how far another site is: how many entries came from it, how many are still to go to it.
    pub(crate) fn note_progress(&self, name: &str, came: u64, left: Option<u64>) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, (all, to_go)) = under_way.entry(name.to_owned()).or_insert((Instant::now(), (0, 0)));
        // After a while it is another time that they meet.
        if at.elapsed() > UNDER_WAY {
            *all = 0;
        }
        (*at, *all, *to_go) = (Instant::now(), *all + came, left.unwrap_or(*to_go));
    }

    /// The other sites that are at it now, with how far they are.
    pub(crate) fn under_way(&self) -> Vec<(String, (u64, u64))> {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let now = under_way.iter().filter(|(_, (at, _))| at.elapsed() < UNDER_WAY);
        now.map(|(name, (_, counts))| (name.clone(), *counts)).collect()
    }

    /// Entries come in pieces: they are read together, a little after the last.
    pub(crate) fn more_comes(&self) {
        self.desk.wait_for_more();
    }

    /// All have come.
    pub(crate) fn all_came(&self) {
        self.desk.wait_no_more();
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
        if let Some(mut monitor) = self.desk.monitor_if_free() {
            // A database's client runs a runtime of its own, which must not begin within ours.
            let received = tokio::task::block_in_place(|| self.receiver.receive(&mut monitor, &[sent]));
            return received.into_iter().next_back().unwrap_or_else(interrupted);
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

    /// Ledger sizes, as they become known.
    pub(crate) fn sizes(&self) -> tokio::sync::watch::Receiver<u64> {
        self.desk.sizes()
    }

    /// Runs something on what is kept beside the record, away from the threads that answer.
    pub(crate) async fn with_beside<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut dyn Beside) -> Result<T, monitor::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let beside = Arc::clone(&self.beside);
        let task = tokio::task::spawn_blocking(move || {
            let mut beside = beside.lock().unwrap_or_else(PoisonError::into_inner);
            run(&mut **beside)
        });
        let done = task.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?;
        done.map_err(Problem::from)
    }

    /// A member's roles, and the party for which a liaison speaks; with the boards that were published.
    pub(crate) async fn place_of(&self, name: Option<&str>) -> Result<Place, Problem> {
        let (desk, name) = (Arc::clone(&self.desk), name.map(str::to_owned));
        let place = move || {
            let mut monitor = desk.monitor();
            // Whoever was given a place elsewhere, or lost it, has it so here, too.
            monitor.catch_up()?;
            let about = monitor.state().about();
            let member = about.members().find(|member| Some(&member.name) == name.as_ref());
            let boards = about.publications().iter().filter(|(_, what)| what.what == "board");
            let boards = boards.map(|(entry, what)| Board {
                entry: *entry,
                as_of: what.as_of,
                size: what.size,
                corrects: what.corrects,
            });
            let (roles, party) = member.map(|member| (member.roles.clone(), member.party.clone())).unwrap_or_default();
            Ok((roles, party, boards.collect()))
        };
        self.blocking(place).await
    }

    /// Runs `draw` on the record asked for, in the caller's language, away from the threads that answer.
    pub(crate) async fn with_outlook<T: Send + 'static>(
        &self,
        caller: &Caller,
        shown: Shown,
        draw: impl FnOnce(&Record<'_>, &Shown) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (words, sight) = (caller.words(), crate::rights::sight(&caller.roles));
        self.with_whole(caller, shown, move |outlook, shown| draw(&listed(outlook, words, sight), shown)).await
    }

    /// The same with the outlook itself, for what needs more of it than a record. To those outside it holds what may leave, and nothing else.
    pub(crate) async fn with_whole<T: Send + 'static>(
        &self,
        caller: &Caller,
        shown: Shown,
        draw: impl FnOnce(&Outlook, &Shown) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        if !crate::rights::is_outside(&caller.roles) {
            return self.with_full(caller, shown, draw).await;
        }
        let (desk, least, is_chosen) = (Arc::clone(&self.desk), caller.least, caller.is_bound);
        let release = self.release().await?;
        self.blocking(move || draw(&*desk.outside((&shown, least, is_chosen), &release)?, &shown)).await
    }

    /// What lets out of an outlook what may leave.
    pub(crate) async fn release(
        &self,
    ) -> Result<impl Fn(&Outlook) -> Result<Outlook, monitor::Error> + Send + 'static, Problem> {
        let (policy, secret) = (self.settings().public.clone(), self.public_secret().await?);
        Ok(move |within: &Outlook| released(within, &policy, &secret))
    }

    /// What keeps the names of events outside apart from those within.
    pub(crate) async fn public_secret(&self) -> Result<Vec<u8>, Problem> {
        if let Some(secret) = self.secret.get() {
            return Ok(secret.clone());
        }
        let secret = self.with_beside(crate::access::public_secret).await?;
        Ok(self.secret.get_or_init(|| secret).clone())
    }

    /// The same as it is within, whoever asks: for what lets out of it itself what may leave.
    pub(crate) async fn with_full<T: Send + 'static>(
        &self,
        caller: &Caller,
        shown: Shown,
        draw: impl FnOnce(&Outlook, &Shown) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (desk, least) = (Arc::clone(&self.desk), caller.least);
        // What was published, was chosen by whoever published it.
        let is_outside = crate::rights::is_outside(&caller.roles) && !caller.is_bound;
        let task = tokio::task::spawn_blocking(move || {
            let outlook = if is_outside { desk.outlook_outside(&shown)? } else { desk.outlook(&shown, least)? };
            draw(&outlook, &shown)
        });
        task.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?
    }

    /// Runs something away from the threads that answer.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        run: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let task = tokio::task::spawn_blocking(run);
        task.await.map_err(|_| Problem::Failed("The request could not be finished.".to_owned()))?
    }

    /// Who has a place in the mission.
    pub(crate) async fn members(&self) -> Result<Vec<monitor::Member>, Problem> {
        self.with_monitor(|monitor| Ok(monitor.state().about().members().cloned().collect())).await
    }

    /// The agreement's time zone.
    pub(crate) async fn zone(&self) -> Result<jiff::tz::TimeZone, Problem> {
        self.with_monitor(|monitor| Ok(monitor.calendar().zone)).await
    }

    /// Who looks at what.
    pub(crate) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// The desk, for what draws from several outlooks or from the log.
    pub(crate) fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk)
    }
}

/// Submissions on their way into the record.
struct Receiver {
    submissions: Submissions,
    forms: Forms,
}

impl Receiver {
    /// Takes in what comes, until nobody can send any more.
    fn run(&self, desk: &Desk, waiting: &mpsc::Receiver<Waiting>) {
        while let Ok(first) = waiting.recv() {
            let mut monitor = desk.monitor();
            let (sent, answers): (Vec<Sent>, Vec<_>) = std::iter::once(first).chain(waiting.try_iter()).unzip();
            let received = catch_unwind(AssertUnwindSafe(|| self.receive(&mut monitor, &sent)));
            drop(monitor);
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

/// What may leave of an outlook, as one.
pub(crate) fn released(within: &Outlook, policy: &Policy, secret: &[u8]) -> Result<Outlook, monitor::Error> {
    let full = record(within, Words::of(Language::English), Sight::ALL);
    let released = views::released::released(&full, policy, secret);
    let known = views::released::known(&released);
    let mut outside = Outlook::of_known(within.state.clone(), within.as_of, known)?;
    outside.withheld = Some((released.n_withheld, views::released::differing(&full, &outside.assessments)));
    Ok(outside)
}

static NOTHING: BTreeSet<String> = BTreeSet::new();

/// The same with its events in order, for pages that list them.
pub(crate) fn listed(outlook: &Outlook, words: Words, sight: Sight) -> Record<'_> {
    let index = outlook.index();
    let there = There { kinds: &index.kinds, zones: &index.zones, authors: &index.authors };
    let supports = Some(outlook.supports());
    Record { newest: &index.newest, there, supports, ..record(outlook, words, sight) }
}

/// What the views draw from, of what the monitor shows: the one place that knows both. Without a list of events.
pub fn record(outlook: &Outlook, words: Words, sight: Sight) -> Record<'_> {
    let version = outlook.version();
    Record {
        original: &version.agreement,
        agreement: outlook.agreement_in(words.language().code()),
        text: &version.text.text,
        agreement_entry: version.entry,
        newest: &[],
        supports: None,
        there: There { kinds: &NOTHING, zones: &NOTHING, authors: &NOTHING },
        known: &outlook.known,
        by_type: &outlook.by_type,
        assessments: &outlook.assessments,
        cards: outlook.state.cards(),
        reports: &outlook.reports,
        words,
        sight,
        a_source: words.say("a-source"),
        as_of: outlook.as_of,
        size: outlook.state.size(),
        withheld: outlook.withheld,
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
fn beside(outlook: &Outlook, report: &str) -> BesideReport {
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
    BesideReport { triage, files: files.map(file).collect() }
}
