//! The monitor of one mission: its log and what it says.

use events::linking::Parameters;
use jiff::Timestamp;
use ledger::{Checkpoint, Entry, Heads, body, leaf_hash, seal};
use records::LinkDecision;
use stores::{Detail, Log, NewEntry, Stored};

use crate::{Error, Snapshot, State, snapshot};

/// Entries are read and written in batches of this size: a group commit each.
pub(crate) const BATCH: usize = 500;

/// Runs the flow over one log.
pub struct Monitor {
    log: Box<dyn Log>,
    pub(crate) state: State,
    heads: Heads,
    site: String,
    author: String,
}

/// What is to become an entry.
pub(crate) struct Draft {
    pub(crate) kind: &'static str,
    pub(crate) body: body::Body,
    pub(crate) details: Vec<(String, Vec<u8>)>,
}

impl Monitor {
    /// Reads the whole log. `site` and `author` are those of the entries to come.
    pub fn open(log: Box<dyn Log>, site: &str, author: &str) -> Result<Monitor, Error> {
        let mut monitor = Monitor {
            log,
            state: State::default(),
            heads: Heads::default(),
            site: site.to_owned(),
            author: author.to_owned(),
        };
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
        let mut monitor = Monitor { log, state, heads, site: site.to_owned(), author: author.to_owned() };
        for position in decided {
            if let Some((entry, stored)) = monitor.entry(position)?
                && let Some(reason) = monitor.text_of(&stored, &entry)?
            {
                monitor.state.set_reason(position, reason);
            }
        }
        monitor.catch_up()?;
        Ok(Some(monitor))
    }

    /// The state as it stands, to be kept: the same entries give the same bytes, however they were read.
    pub fn snapshot(&self) -> Result<Vec<u8>, Error> {
        if self.log.size() != self.state.size() {
            return Err(Error::behind());
        }
        Ok(snapshot::to_bytes(self.log.origin(), self.log.frontier(), &self.heads, &self.state))
    }

    /// Reads what others appended since.
    pub fn catch_up(&mut self) -> Result<(), Error> {
        let size = self.log.refresh()?;
        while self.state.size() < size {
            let page = self.log.read(self.state.size() + 1, BATCH)?;
            if page.is_empty() {
                break;
            }
            for stored in page.into_iter().take_while(|stored| stored.position <= size) {
                let entry = entry_of(&stored)?;
                let text = self.text_of(&stored, &entry)?;
                self.heads.advance(&entry, stored.leaf);
                self.state.apply(stored.position, &entry, text)?;
            }
        }
        Ok(())
    }

    /// What the entries say.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the first `size` entries say.
    pub fn state_at(&self, size: u64) -> Result<State, Error> {
        if size >= self.state.size() {
            return Ok(self.state.clone());
        }
        let mut state = State::default();
        while state.size() < size {
            let limit = usize::try_from(size - state.size()).unwrap_or(BATCH).min(BATCH);
            for stored in self.log.read(state.size() + 1, limit)? {
                let entry = entry_of(&stored)?;
                let text = self.text_of(&stored, &entry)?;
                state.apply(stored.position, &entry, text)?;
            }
        }
        Ok(state)
    }

    /// Size of the ledger at a moment: the entries recorded by then.
    pub fn size_at(&self, moment: Timestamp) -> u64 {
        self.state.lines().by(moment)
    }

    /// The latest checkpoint.
    pub fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        Ok(self.log.checkpoint()?)
    }

    /// An entry with the hash of its bytes.
    pub fn entry(&self, position: u64) -> Result<Option<(Entry, Stored)>, Error> {
        match self.log.read(position, 1)?.pop() {
            Some(stored) if stored.position == position => Ok(Some((entry_of(&stored)?, stored))),
            _ => Ok(None),
        }
    }

    /// Records a version of the agreement.
    pub fn record_agreement(&mut self, version: &body::Text, recorded_at: Timestamp) -> Result<(), Error> {
        let draft = Draft { kind: body::AGREEMENT, body: body::agreement_to_body(version), details: Vec::new() };
        self.append(vec![draft], recorded_at)
    }

    /// Records what reports are linked by from now on, as learnt from those in the record and from people's decisions.
    /// `None` where too few reports are there to learn from.
    pub fn learn_linking(&mut self, recorded_at: Timestamp) -> Result<Option<Parameters>, Error> {
        let Some(parameters) = self.state.learn_linking() else { return Ok(None) };
        let body = body::parameters_to_body(&parameters.to_text());
        self.append(vec![Draft { kind: body::LINK_PARAMETERS, body, details: Vec::new() }], recorded_at)?;
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
        let before = by.map(|by| std::mem::replace(&mut self.author, by.to_owned()));
        let appended = self.append(vec![Draft { kind: body::LINK_DECISION, body, details }], recorded_at);
        if let Some(before) = before {
            self.author = before;
        }
        appended.map(|()| self.state.size())
    }

    /// Appends entries in one commit, and reads them back into the state as a replay would.
    pub(crate) fn append(&mut self, drafts: Vec<Draft>, recorded_at: Timestamp) -> Result<(), Error> {
        let mut heads = self.heads.clone();
        let mut new = Vec::with_capacity(drafts.len());
        let mut entries = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let (number, previous) = heads.next(&self.site);
            let details = draft.details.into_iter().map(|(name, value)| sealed(name, value));
            let details: Vec<Detail> = details.collect::<Result<_, _>>()?;
            let entry = Entry {
                site: self.site.clone(),
                number,
                previous,
                recorded_at,
                author: self.author.clone(),
                kind: draft.kind.to_owned(),
                body: draft.body,
                sealed: details.iter().map(|d| (d.name.clone(), seal(&d.salt, &d.value))).collect(),
            };
            let bytes = entry.to_bytes();
            heads.advance(&entry, leaf_hash(&bytes));
            let text = details.iter().find(|detail| detail.name == body::words_of(&entry.kind));
            let text = text.map(|detail| String::from_utf8_lossy(&detail.value).into_owned());
            new.push(NewEntry { bytes, details });
            entries.push((entry, text));
        }
        let before = self.state.size();
        self.log.append(before, &new)?;
        self.heads = heads;
        for ((entry, text), position) in entries.into_iter().zip(before + 1..) {
            self.state.apply(position, &entry, text)?;
        }
        Ok(())
    }

    fn text_of(&self, stored: &Stored, entry: &Entry) -> Result<Option<String>, Error> {
        let name = body::words_of(&entry.kind);
        if !entry.sealed.contains_key(name) {
            return Ok(None);
        }
        let detail = self.log.detail(stored.position, name)?;
        if let Some(detail) = &detail {
            ledger::check_detail(entry, &detail.name, &detail.salt, &detail.value)
                .map_err(|fault| Error::entry(stored.position, fault))?;
        }
        Ok(detail.map(|detail| String::from_utf8_lossy(&detail.value).into_owned()))
    }
}

fn entry_of(stored: &Stored) -> Result<Entry, Error> {
    if leaf_hash(&stored.bytes) != stored.leaf {
        return Err(Error::entry(stored.position, "its bytes are not those that were recorded"));
    }
    Entry::from_bytes(&stored.bytes).map_err(|error| Error::entry(stored.position, error))
}

fn sealed(name: String, value: Vec<u8>) -> Result<Detail, Error> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Error::no_randomness)?;
    Ok(Detail { name, salt, value })
}
