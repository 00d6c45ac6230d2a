//! Imports of many new reports, where of reports only fingerprints are held: one thread reads rows and writes their bodies, one
//! seals, links and signs, one writes to the log. The entries are those of the ordinary way, in the same order.
//!
//! Only what is plainly new goes this way. A correction, a report of a source that signs for itself, or whatever is no report, waits until
//! this way is empty and goes the ordinary one; and where others append meanwhile, all that is under way does.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

use hashbrown::HashMap;
use jiff::Timestamp;
use ledger::body;
use ledger::{Entry, Heads, SecretKey, Value, Written, leaf_hash, seal};
use records::Report;
use stores::{Detail, Log, NewEntry};

use crate::Error;
use crate::brief::{Print, Prints};
use crate::intake::{Batch, Imported};
use crate::monitor::{BATCH, Core, append, catch_up, salts};

/// A report as the bytes of its body, with its words and fingerprints. What it was made of is freed where it was made.
pub(crate) struct Ready {
    source: String,
    body: Vec<u8>,
    text: Option<String>,
    prints: Prints,
}

impl Ready {
    /// `scratch` saves growing a vector for each.
    pub(crate) fn new(mut report: Report, scratch: &mut Vec<u8>) -> Ready {
        let text = report.text.take();
        let (source, id) = (report.source.clone(), report.id.clone());
        ledger::encoding::map_into(&body::report_into_body(report), scratch);
        let body = scratch.clone();
        let prints = Prints::new(&source, &id, &body, text.as_deref());
        Ready { source, body, text, prints }
    }

    /// The report again.
    pub(crate) fn report(self) -> Result<Report, Error> {
        let report = match ledger::encoding::from_bytes(&self.body) {
            Ok(Value::Map(body)) => body::report_from_body(&body, self.text).map_err(|error| error.to_string()),
            Ok(_) => Err("the body is no map".to_owned()),
            Err(error) => Err(error.to_string()),
        };
        report.map_err(|reason| std::io::Error::other(reason).into())
    }
}

/// The log goes to the thread that writes, and comes back with the result.
type Token<'l> = &'l mut dyn Log;
type Job<'l> = (Token<'l>, u64, Vec<NewEntry>);
type Done<'l> = (Token<'l>, Result<(), stores::Error>);

/// Entries on their way to the log.
struct Flight {
    ready: Vec<Ready>,
    heads: Heads,
    before: u64,
}

/// The way of what is plainly new.
pub(crate) struct Bulk<'m, 'l> {
    pub(crate) core: &'m mut Core,
    /// Not here while the other thread writes.
    log: Option<Token<'l>>,
    jobs: SyncSender<Job<'l>>,
    done: Receiver<Done<'l>>,
    /// What is to follow, and what is being written.
    lane: Vec<Ready>,
    flight: Option<Flight>,
    /// The fingerprints of both.
    under_way: HashMap<Print, Prints>,
    recorded_at: Timestamp,
}

impl<'m, 'l: 'm> Bulk<'m, 'l> {
    /// Starts the thread that writes.
    pub(crate) fn start<'s>(
        scope: &'s Scope<'s, 'l>,
        core: &'m mut Core,
        log: Token<'l>,
        recorded_at: Timestamp,
    ) -> Bulk<'m, 'l> {
        let (jobs, asked) = sync_channel::<Job<'l>>(1);
        let (answer, done) = sync_channel::<Done<'l>>(1);
        scope.spawn(move || {
            for (log, before, new) in asked {
                let result = log.append(before, &new).map(drop);
                // Whoever asked has failed, and says why.
                if answer.send((log, result)).is_err() {
                    return;
                }
            }
        });
        let (lane, flight, under_way) = (Vec::with_capacity(BATCH), None, HashMap::new());
        Bulk { core, log: Some(log), jobs, done, lane, flight, under_way, recorded_at }
    }

    /// Whether the record, or what is under way to it, holds a report as it is given, or otherwise.
    fn holds(&self, ready: &Ready) -> Option<bool> {
        let held =
            self.under_way.get(&ready.prints.key).copied().or_else(|| self.core.state.prints(&ready.prints.key))?;
        Some(ready.prints.is_same(&held))
    }

    /// Takes in a report that is plainly new or known; gives back any other.
    pub(crate) fn take(&mut self, ready: Ready, imported: &mut Imported) -> Result<Option<Ready>, Error> {
        match self.holds(&ready) {
            Some(true) => imported.known += 1,
            None if self.core.is_plain(&ready.source) => {
                imported.added += 1;
                self.under_way.insert(ready.prints.key, ready.prints);
                self.lane.push(ready);
                if self.lane.len() == BATCH {
                    self.commit(imported)?;
                }
            }
            _ => return Ok(Some(ready)),
        }
        Ok(None)
    }

    /// Sends what has gathered to be written.
    fn commit(&mut self, imported: &mut Imported) -> Result<(), Error> {
        if self.lane.is_empty() {
            return Ok(());
        }
        let (heads, before) = match &self.flight {
            Some(flight) => (flight.heads.clone(), flight.before + flight.ready.len() as u64),
            None => (self.core.heads.clone(), self.core.state.size()),
        };
        let (new, heads) = self.core.encoded(&self.lane, heads, self.recorded_at)?;
        if !self.settle(imported)? {
            // Others came first; what had gathered went the ordinary way with the rest.
            return Ok(());
        }
        let ready = std::mem::replace(&mut self.lane, Vec::with_capacity(BATCH));
        self.flight = Some(Flight { ready, heads, before });
        if let Some(log) = self.log.take()
            && self.jobs.send((log, before, new)).is_err()
        {
            return Err(Error::behind());
        }
        Ok(())
    }

    /// Waits for what is being written. False where others had appended: all that was under way has gone the ordinary way then.
    fn settle(&mut self, imported: &mut Imported) -> Result<bool, Error> {
        let Some(flight) = self.flight.take() else { return Ok(true) };
        let (log, result) = self.done.recv().map_err(|_| Error::behind())?;
        self.log = Some(log);
        match result {
            Ok(()) => {
                self.core.heads = flight.heads;
                for (ready, position) in flight.ready.into_iter().zip(flight.before + 1..) {
                    self.under_way.remove(&ready.prints.key);
                    self.core.state.told_in_brief(position, ready.prints);
                }
                Ok(true)
            }
            Err(error) if error.is_conflict() || error.is_busy() => {
                let ready: Vec<Ready> = flight.ready.into_iter().chain(self.lane.drain(..)).collect();
                self.under_way.clear();
                self.ordinary(ready, imported).map(|()| false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes in what others did, and appends in the ordinary way.
    fn ordinary(&mut self, ready: Vec<Ready>, imported: &mut Imported) -> Result<(), Error> {
        let Some(log) = self.log.as_deref_mut() else { return Err(Error::behind()) };
        catch_up(log, self.core)?;
        let (mut batch, mut again) = (Batch::default(), Imported::default());
        for one in ready {
            self.core.take_report(Arc::new(one.report()?), &mut batch, &mut again);
        }
        // They were counted as new.
        imported.added -= again.known;
        imported.known += again.known;
        imported.corrected += again.corrected;
        self.append(&mut batch, imported)
    }

    /// Waits until nothing is under way.
    pub(crate) fn empty(&mut self, imported: &mut Imported) -> Result<(), Error> {
        self.commit(imported)?;
        self.settle(imported).map(|_| ())
    }

    /// Appends a batch in the ordinary way, after all that is under way.
    pub(crate) fn append(&mut self, batch: &mut Batch, imported: &mut Imported) -> Result<(), Error> {
        if batch.drafts.is_empty() {
            return Ok(());
        }
        let Some(log) = self.log.as_deref_mut() else { return Err(Error::behind()) };
        let n_needless = append(log, self.core, batch.take(), self.recorded_at)? as u64;
        imported.added -= n_needless;
        imported.known += n_needless;
        Ok(())
    }
}

impl Core {
    /// Whether a new report of a source is an entry like any other: nobody signs for the source, nothing was taken back.
    fn is_plain(&self, source: &str) -> bool {
        let keys = self.state.keys();
        !keys.is_empty() && !keys.has_voice(source) && !self.state.about().has_withdrawals()
    }

    /// Entries of new reports, numbered, linked, sealed and signed, and the heads after them.
    fn encoded(&self, ready: &[Ready], mut heads: Heads, at: Timestamp) -> Result<(Vec<NewEntry>, Heads), Error> {
        let mut entry = Entry {
            site: self.site().to_owned(),
            number: 1,
            previous: ledger::Digest::ZERO,
            recorded_at: at,
            author: self.author.clone(),
            kind: body::REPORT.to_owned(),
            body: body::Body::new(),
            sealed: [].into(),
        };
        let key: &SecretKey = self.key_for(&entry)?;
        let mut salts = salts(ready.len())?.into_iter();
        let mut new = Vec::with_capacity(ready.len());
        for one in ready {
            (entry.number, entry.previous) = heads.next(self.site());
            entry.sealed.clear();
            let text = one.text.as_ref().zip(salts.next());
            let details: Vec<Detail> = text
                .map(|(text, salt)| Detail { name: body::TEXT.to_owned(), salt, value: text.clone().into_bytes() })
                .into_iter()
                .collect();
            for detail in &details {
                entry.sealed.insert(detail.name.clone(), seal(&detail.salt, &detail.value));
            }
            let bytes = Written::signed_bytes(&entry, &one.body, key);
            heads.advance_to(self.site(), entry.number, leaf_hash(&bytes));
            new.push(NewEntry::made_bytes(bytes, details));
        }
        Ok((new, heads))
    }
}
