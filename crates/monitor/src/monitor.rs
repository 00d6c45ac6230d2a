//! The monitor of one mission: its log and what it says.

use events::linking::Parameters;
use jiff::Timestamp;
use ledger::body::Role;
use ledger::{Checkpoint, Digest, Entry, Heads, Keys, SecretKey, Written, body, leaf_hash, seal};
use records::LinkDecision;
use sha2::{Digest as _, Sha256};
use stores::{Detail, Log, NewEntry, Stored};

use crate::sites::fold;
use crate::sites::shelf::Shelf;
use crate::{Error, Snapshot, State, snapshot};

/// Entries are read and written in batches of this size: a group commit each.
pub(crate) const BATCH: usize = 500;

/// So many times an append is tried where others come first.
const ATTEMPTS: usize = 100;

/// And so many times where they hold the store.
const BUSY_MAX: usize = 2;

/// Runs the flow over one log.
pub struct Monitor {
    pub(crate) log: Box<dyn Log>,
    pub(crate) core: Core,
    /// What the log holds by hash and site, as far as somebody asked.
    pub(crate) shelf: Shelf,
}

/// What a monitor knows besides its log: enough to say what the next entries are.
pub(crate) struct Core {
    pub(crate) state: State,
    pub(crate) heads: Heads,
    site: String,
    pub(crate) author: String,
    /// Keys to sign with.
    pub(crate) ring: Vec<SecretKey>,
}

/// An entry with all that can be said of it.
pub struct WholeEntry {
    /// The entry and its signature.
    pub written: Written,
    /// The hash of its bytes.
    pub leaf: ledger::Digest,
    /// Whose key signed it.
    pub holder: Option<String>,
    /// What is kept beside it.
    pub beside: Vec<String>,
}

/// What is to become an entry.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) kind: &'static str,
    pub(crate) body: body::Body,
    pub(crate) details: Vec<(String, Vec<u8>)>,
    /// Who writes it; the mission's own author if left out.
    pub(crate) author: Option<String>,
}

impl Monitor {
    /// Reads the whole log. `site` and `author` are those of the entries to come.
    pub fn open(log: Box<dyn Log>, site: &str, author: &str) -> Result<Monitor, Error> {
        Monitor::open_with(State::default(), log, site, author)
    }

    /// The same for imports alone: of reports it holds only whether they are known, whatever their number. It shows no report.
    pub fn open_in_brief(log: Box<dyn Log>, site: &str, author: &str) -> Result<Monitor, Error> {
        Monitor::open_with(State::in_brief(), log, site, author)
    }

    /// The same to read reports one after the other ([`Monitor::each_report`]): it holds none.
    pub fn open_to_read(log: Box<dyn Log>, site: &str, author: &str) -> Result<Monitor, Error> {
        Monitor::open_with(State::to_read(), log, site, author)
    }

    fn open_with(state: State, log: Box<dyn Log>, site: &str, author: &str) -> Result<Monitor, Error> {
        let core =
            Core { state, heads: Heads::default(), site: site.to_owned(), author: author.to_owned(), ring: Vec::new() };
        let mut monitor = Monitor { log, core, shelf: Shelf::default() };
        monitor.catch_up()?;
        Ok(monitor)
    }

    /// The same from a state that was kept: only the entries after it are read. `None` where it is not the state of this
    /// log.
    pub fn open_from(
        snapshot: Snapshot,
        log: Box<dyn Log>,
        site: &str,
        author: &str,
    ) -> Result<Option<Monitor>, Error> {
        if log.origin() != snapshot.origin || log.size() < snapshot.state.size() {
            return Ok(None);
        }
        let Snapshot { mut state, heads, .. } = snapshot;
        let mut fault = None;
        let size = state.size();
        log.each_detail(body::TEXT, size, &mut |position, detail| {
            let Some(seal_of) = state.seal(position) else { return };
            if seal(&detail.salt, &detail.value) != seal_of {
                fault.get_or_insert(position);
            }
            state.set_text(position, String::from_utf8_lossy(&detail.value).into_owned());
        })?;
        if let Some(position) = fault {
            return Err(Error::entry(position, "its text does not fit the digest under which it was sealed"));
        }
        let decided: Vec<u64> = state.link_decisions().map(|(position, ..)| position).collect();
        let (site, author) = (site.to_owned(), author.to_owned());
        let core = Core { state, heads, site, author, ring: Vec::new() };
        let mut monitor = Monitor { log, core, shelf: Shelf::default() };
        for position in decided {
            if let Some((entry, stored)) = monitor.entry(position)?
                && let Some(reason) = text_of(&*monitor.log, &stored, &entry)?
            {
                monitor.core.state.set_reason(position, reason);
            }
        }
        monitor.catch_up()?;
        carry_out(&mut *monitor.log, &mut monitor.core, 0)?;
        Ok(Some(monitor))
    }

    /// The state as it stands, to be kept: the same entries give the same bytes, however they were read.
    pub fn snapshot(&self) -> Result<Vec<u8>, Error> {
        if self.log.size() != self.core.state.size() || self.core.state.is_brief() {
            return Err(Error::behind());
        }
        Ok(snapshot::to_bytes(self.log.origin(), self.log.frontier(), &self.core.heads, &self.core.state))
    }

    /// Reads what others appended since.
    pub fn catch_up(&mut self) -> Result<(), Error> {
        catch_up(&mut *self.log, &mut self.core)
    }

    /// What the entries say.
    pub fn state(&self) -> &State {
        &self.core.state
    }

    /// What the first `size` entries say.
    pub fn state_at(&self, size: u64) -> Result<State, Error> {
        if size >= self.core.state.size() {
            return Ok(self.core.state.clone());
        }
        if self.core.heads.n_sites() > 1 {
            return fold::fold(&*self.log, size, State::default()).map(|(state, _)| state);
        }
        let mut state = State::default();
        while state.size() < size {
            let limit = usize::try_from(size - state.size()).unwrap_or(BATCH).min(BATCH);
            for stored in self.log.read(state.size() + 1, limit)? {
                let written = written_of(&stored)?;
                let text = text_of(&*self.log, &stored, &written.entry)?;
                state.apply(stored.position, &written, text)?;
            }
        }
        Ok(state)
    }

    /// Size of the ledger at a moment: the entries recorded by then.
    pub fn size_at(&self, moment: Timestamp) -> u64 {
        self.core.state.lines().by(&self.core.site, moment)
    }

    /// The latest checkpoint.
    pub fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        Ok(self.log.checkpoint()?)
    }

    /// An entry with the hash of its bytes.
    pub fn entry(&self, position: u64) -> Result<Option<(Entry, Stored)>, Error> {
        match self.log.read(position, 1)?.pop() {
            Some(stored) if stored.position == position => Ok(Some((written_of(&stored)?.entry, stored))),
            _ => Ok(None),
        }
    }

    /// The entry with its signature, whose key that is, and names of what is kept beside it and was not erased.
    pub fn whole_entry(&self, position: u64) -> Result<Option<WholeEntry>, Error> {
        let Some(stored) = self.log.read(position, 1)?.pop().filter(|stored| stored.position == position) else {
            return Ok(None);
        };
        let written = written_of(&stored)?;
        let holder = written.signed.as_ref().and_then(|signed| self.core.state.keys().holder_of(&signed.key));
        let beside = self.log.details(position)?.into_iter().map(|detail| detail.name).collect();
        Ok(Some(WholeEntry { written, leaf: stored.leaf, holder, beside }))
    }

    /// The bytes of a file that is kept beside the entry that names it, checked against its digest; none where it is kept as a file
    /// of its own, or was erased.
    pub fn content(&self, position: u64, digest: &Digest) -> Result<Option<Vec<u8>>, Error> {
        let Some(detail) = self.log.detail(position, body::CONTENT)? else { return Ok(None) };
        if Digest(Sha256::digest(&detail.value).into()) != *digest {
            return Err(Error::entry(position, "the file that is kept beside it is not what its digest says"));
        }
        Ok(Some(detail.value))
    }

    /// Records a version of the agreement.
    pub fn record_agreement(&mut self, version: &body::Text, recorded_at: Timestamp) -> Result<(), Error> {
        let draft =
            Draft { kind: body::AGREEMENT, body: body::agreement_to_body(version), details: Vec::new(), author: None };
        self.append(vec![draft], recorded_at).map(|_| ())
    }

    /// Records what reports are linked by from now on, as learnt from those in the record and from people's decisions.
    /// `None` where too few reports are there to learn from.
    pub fn learn_linking(&mut self, recorded_at: Timestamp) -> Result<Option<Parameters>, Error> {
        let Some(parameters) = self.core.state.learn_linking() else { return Ok(None) };
        let body = body::parameters_to_body(&parameters.to_text());
        self.append(vec![Draft { kind: body::LINK_PARAMETERS, body, details: Vec::new(), author: None }], recorded_at)?;
        Ok(Some(parameters))
    }

    /// Records a person's decision on links, with its reason.
    pub fn record_link_decision(
        &mut self,
        decision: &LinkDecision,
        reason: &str,
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<u64, Error> {
        let body = body::link_decision_to_body(decision);
        let details = vec![(body::REASON.to_owned(), reason.as_bytes().to_vec())];
        let draft = Draft { kind: body::LINK_DECISION, body, details, author: by.map(str::to_owned) };
        self.append(vec![draft], recorded_at).map(|_| self.core.state.size())
    }

    /// Appends entries in one commit, and reads them back into the state as a replay would. Where others appended first, it
    /// takes in what they did and tries again; gives how many of the drafts they had made needless.
    pub(crate) fn append(&mut self, drafts: Vec<Draft>, recorded_at: Timestamp) -> Result<usize, Error> {
        append(&mut *self.log, &mut self.core, drafts, recorded_at)
    }

    /// The log itself, to be copied or proven.
    pub fn log(&self) -> &dyn Log {
        &*self.log
    }

    /// The same, for good.
    pub fn into_log(self) -> Box<dyn Log> {
        self.log
    }

    /// The name of this site.
    pub fn site(&self) -> &str {
        &self.core.site
    }

    /// Who writes entries where nobody else is named.
    pub fn author(&self) -> &str {
        &self.core.author
    }

    /// The name of the log.
    pub fn origin(&self) -> &str {
        self.log.origin()
    }

    /// Records an entry about others, with what is sealed beside it; gives its position.
    pub fn record_about(
        &mut self,
        (kind, body): (&'static str, body::Body),
        sealed: Option<Vec<u8>>,
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<u64, Error> {
        let details = sealed.into_iter().map(|value| (body::words_of(kind).to_owned(), value)).collect();
        let body = self.named_without(kind, body)?;
        let draft = Draft { kind, body, details, author: by.map(str::to_owned) };
        self.append(vec![draft], recorded_at).map(|_| self.core.state.size())
    }

    /// Erases what is kept beside an entry, and records that and why: first the record, so that what is gone was always said
    /// to be. Gives the position of the record.
    pub fn erase(
        &mut self,
        erasure: &body::Erasure,
        reason: &str,
        by: Option<&str>,
        recorded_at: Timestamp,
    ) -> Result<u64, Error> {
        let body = (body::ERASURE, body::erasure_to_body(erasure));
        let position = self.record_about(body, Some(reason.as_bytes().to_vec()), by, recorded_at)?;
        carry_out(&mut *self.log, &mut self.core, 0)?;
        Ok(position)
    }
}

/// Reads what others appended since.
pub(crate) fn catch_up(log: &mut dyn Log, core: &mut Core) -> Result<(), Error> {
    let size = log.refresh()?;
    let before = core.state.size();
    while core.state.size() < size {
        let page = log.read(core.state.size() + 1, BATCH)?;
        if page.is_empty() {
            break;
        }
        for stored in page.into_iter().take_while(|stored| stored.position <= size) {
            let written = written_of(&stored)?;
            if !fold::goes_on(core, &written) {
                core.refold(log, size)?;
                return carry_out(log, core, 0);
            }
            let text = text_of(log, &stored, &written.entry)?;
            core.heads.advance(&written.entry, stored.leaf);
            core.state.apply(stored.position, &written, text)?;
        }
    }
    carry_out(log, core, before)
}

/// Erases what entries after a position say was erased, and is still there: as after a crash, or in a copy that only now hears
/// of it. Where nothing can be written it is left.
fn carry_out(log: &mut dyn Log, core: &mut Core, after: u64) -> Result<(), Error> {
    let asked = core.state.about().erasures().iter().filter(|(position, _)| *position > after || after == 0);
    let asked: Vec<(u64, String)> =
        asked.flat_map(|(_, erasure)| erasure.names.iter().map(|name| (erasure.position, name.clone()))).collect();
    for (position, name) in asked {
        if log.detail(position, &name)?.is_some() && log.erase(position, &name).is_ok() {
            core.state.forget(position);
        }
    }
    Ok(())
}

/// [`Monitor::append`] on its parts.
pub(crate) fn append(
    log: &mut dyn Log,
    core: &mut Core,
    mut drafts: Vec<Draft>,
    recorded_at: Timestamp,
) -> Result<usize, Error> {
    let n_asked = drafts.len();
    let mut n_busy = 0;
    for _ in 0..ATTEMPTS {
        let before = core.state.size();
        let n_drafts = drafts.len();
        let all: Vec<Draft> = core.what_was_seen().into_iter().chain(std::mem::take(&mut drafts)).collect();
        let kinds: Vec<&'static str> = all.iter().map(|draft| draft.kind).collect();
        let prepared = core.prepared(all, (core.heads.clone(), before), &core.ring, recorded_at)?;
        match log.append(before, &prepared.new) {
            Ok(_) => {
                let sites = &core.state.sites;
                let is_to_be_read_again = core.heads.n_sites() > 1
                    && (!sites.ever_forked.is_empty() || kinds.iter().any(|kind| fold::decides(&core.state, kind)));
                if is_to_be_read_again {
                    let size = log.size();
                    core.refold(log, size)?;
                } else {
                    core.take_in(prepared)?;
                }
                return Ok(n_asked - n_drafts);
            }
            // The store has waited for others itself: what it calls busy for long is given up.
            Err(error) if error.is_conflict() || (error.is_busy() && n_busy < BUSY_MAX) => {
                n_busy += usize::from(error.is_busy());
                drafts = prepared.into_drafts(kinds);
                drafts.retain(|draft| draft.kind != body::SEEN);
                catch_up(log, core)?;
                drafts.retain_mut(|draft| core.is_still_needed(draft));
                if drafts.is_empty() {
                    return Ok(n_asked);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::behind())
}

impl Core {
    /// Entries of drafts, numbered, linked, sealed and signed, to be appended after so many with these heads.
    pub(crate) fn prepared(
        &self,
        drafts: Vec<Draft>,
        (mut heads, before): (Heads, u64),
        ring: &[SecretKey],
        recorded_at: Timestamp,
    ) -> Result<Prepared, Error> {
        let mut keys = self.state.keys().clone();
        let mut salts = salts(drafts.iter().map(|draft| draft.details.len()).sum())?.into_iter();
        let (mut new, mut all) = (Vec::with_capacity(drafts.len()), Vec::with_capacity(drafts.len()));
        for (draft, position) in drafts.into_iter().zip(before + 1..) {
            let (number, previous) = heads.next(&self.site);
            let details = draft.details.into_iter().zip(&mut salts);
            let details: Vec<Detail> = details.map(|((name, value), salt)| Detail { name, salt, value }).collect();
            let entry = Entry {
                site: self.site.clone(),
                number,
                previous,
                recorded_at,
                author: draft.author.unwrap_or_else(|| self.author.clone()),
                kind: draft.kind.to_owned(),
                body: draft.body,
                sealed: details.iter().map(|d| (d.name.clone(), seal(&d.salt, &d.value))).collect(),
            };
            let written = signed(entry, ring, &keys)?;
            let text = details.iter().find(|detail| detail.name == body::words_of(&written.entry.kind));
            let text = text.map(|detail| String::from_utf8_lossy(&detail.value).into_owned());
            let key = written.signed.as_ref().map(|signed| &signed.key);
            keys.admit(position, &written.entry, key).map_err(|(_, what)| Error::key(&written.entry.kind, &what))?;
            let made = NewEntry::made(&written, details)?;
            heads.advance(&written.entry, leaf_hash(made.bytes()));
            new.push(made);
            all.push((written, text));
        }
        Ok(Prepared { heads, before, new, written: all })
    }

    /// The name of the site.
    pub(crate) fn site(&self) -> &str {
        &self.site
    }

    /// Reads the whole log anew, in the one order of several sites.
    fn refold(&mut self, log: &dyn Log, size: u64) -> Result<(), Error> {
        let empty = self.state.emptied();
        (self.state, self.heads) = fold::fold(log, size, empty)?;
        Ok(())
    }

    /// What others wrote that this site has and has not said so: said before it writes anything else, so that this stands behind that
    /// for everybody.
    pub(crate) fn what_was_seen(&self) -> Option<Draft> {
        let heads = self.state.sites.unsaid(&self.site, &self.heads)?;
        Some(Draft { kind: body::SEEN, body: body::seen_to_body(&heads), details: Vec::new(), author: None })
    }

    /// A key at hand that may sign an entry, its author's own before others.
    pub(crate) fn key_for(&self, entry: &Entry) -> Result<&SecretKey, Error> {
        key_for(entry, &self.ring, self.state.keys())
    }

    /// Keys to sign with.
    pub(crate) fn ring(&self) -> &[SecretKey] {
        &self.ring
    }

    /// Reads into the state what was appended.
    pub(crate) fn take_in(&mut self, prepared: Prepared) -> Result<(), Error> {
        self.heads = prepared.heads;
        for ((written, text), position) in prepared.written.into_iter().zip(prepared.before + 1..) {
            self.state.apply_own(position, &written, text)?;
        }
        Ok(())
    }

    /// Whether the key by which somebody speaks is at hand.
    pub(crate) fn speaks_for(&self, name: &str) -> bool {
        let keys = self.state.keys();
        let is_its = |key: &SecretKey| {
            keys.get(&key.public()).is_some_and(|registered| {
                registered.line.holder == name
                    && registered.ended.is_none()
                    && registered.line.roles.contains(&Role::Voice)
            })
        };
        self.ring.iter().any(is_its)
    }
}

/// The words of an entry, where they were not erased.
pub(crate) fn text_of(log: &dyn Log, stored: &Stored, entry: &Entry) -> Result<Option<String>, Error> {
    let name = body::words_of(&entry.kind);
    if !entry.sealed.contains_key(name) {
        return Ok(None);
    }
    let detail = log.detail(stored.position, name)?;
    if let Some(detail) = &detail {
        ledger::check_detail(entry, &detail.name, &detail.salt, &detail.value)
            .map_err(|fault| Error::entry(stored.position, fault))?;
    }
    Ok(detail.map(|detail| String::from_utf8_lossy(&detail.value).into_owned()))
}

/// What is to be appended: the heads after it, what the log keeps, and what the state reads.
pub(crate) struct Prepared {
    pub(crate) heads: Heads,
    /// How many entries there are before them.
    pub(crate) before: u64,
    pub(crate) new: Vec<NewEntry>,
    pub(crate) written: Vec<(Written, Option<String>)>,
}

impl Prepared {
    /// What it was made of, to be made anew.
    fn into_drafts(self, kinds: Vec<&'static str>) -> Vec<Draft> {
        let parts = kinds.into_iter().zip(self.written).zip(self.new);
        let draft = |((kind, (written, _)), new): ((_, (Written, _)), NewEntry)| {
            let details = new.into_details().into_iter().map(|detail| (detail.name, detail.value)).collect();
            Draft { kind, body: written.entry.body, details, author: Some(written.entry.author) }
        };
        parts.map(draft).collect()
    }
}

/// Signs an entry with a key that may sign it: the author's own before others. Before there are keys nobody signs, but for
/// the first key itself.
fn signed(entry: Entry, ring: &[SecretKey], keys: &Keys) -> Result<Written, Error> {
    if keys.is_empty() && entry.kind != body::KEY {
        return Ok(Written::unsigned(entry));
    }
    let key = key_for(&entry, ring, keys)?;
    Ok(Written::sign(entry, key))
}

fn key_for<'r>(entry: &Entry, ring: &'r [SecretKey], keys: &Keys) -> Result<&'r SecretKey, Error> {
    let is_own = |key: &&SecretKey| keys.holder_of(&key.public()).as_ref() == Some(&entry.author);
    let (own, others): (Vec<&SecretKey>, Vec<&SecretKey>) = ring.iter().partition(is_own);
    let mut why = "no key is at hand".to_owned();
    for key in own.into_iter().chain(others) {
        match keys.check(entry, Some(&key.public())) {
            Ok(()) => return Ok(key),
            Err((_, what)) => why = format!("with the keys at hand it {what}"),
        }
    }
    Err(Error::key(&entry.kind, &why))
}

pub(crate) fn written_of(stored: &Stored) -> Result<Written, Error> {
    if leaf_hash(&stored.bytes) != stored.leaf {
        return Err(Error::entry(stored.position, "its bytes are not those that were recorded"));
    }
    Written::from_bytes(&stored.bytes).map_err(|error| Error::entry(stored.position, error))
}

/// So many salts, drawn at once.
pub(crate) fn salts(n: usize) -> Result<Vec<[u8; 16]>, Error> {
    let mut salts = vec![[0; 16]; n];
    getrandom::fill(salts.as_flattened_mut()).map_err(Error::no_randomness)?;
    Ok(salts)
}
