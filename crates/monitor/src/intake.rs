//! Takes an input in: new reports become entries, known ones add nothing, changed ones become corrections.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use events::Cards;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::Digest;
use ledger::body::{self, Attachment, Custody, CustodyAct, Withdrawal};
use provisions::Calendar;
use records::{Report, Source, Tie};
use sources::{Format, Mapping, Rejected};

use crate::bulk::{Bulk, Ready};
use crate::monitor::{BATCH, Core, Draft};
use crate::state::same;
use crate::{Error, Monitor};

/// What came of an import. `read` is the sum of added, known, rejected and left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows read.
    pub read: u64,
    /// New entries, corrections among them.
    pub added: u64,
    /// Of these, corrections of a known report.
    pub corrected: u64,
    /// Rows that the record holds already.
    pub known: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows that tell of no type of ours, by their code, as the mapping says.
    pub left_out: BTreeMap<String, u64>,
}

/// So many codes of rows that are left out are told apart.
const LEFT_OUT_MAX: usize = 1000;

impl Imported {
    fn leave_out(&mut self, code: String) {
        let is_room = self.left_out.len() < LEFT_OUT_MAX || self.left_out.contains_key(&code);
        *self.left_out.entry(if is_room { code } else { "others".to_owned() }).or_default() += 1;
    }
}

/// What is told of an import while it goes on.
pub enum Heard {
    /// Some more was committed, or there is nothing more.
    Committed,
    /// A row that cannot be used.
    Rejected(Rejected),
}

/// Hears of each report that a row tells, known or not, on the thread that reads.
pub type Notes<'n> = dyn FnMut(&Report) + Send + 'n;

type Hears<'h> = dyn FnMut(&Imported, Heard) + 'h;

/// What is imported.
pub struct Input<'i> {
    /// Its format.
    pub format: Format,
    /// What its columns mean: that of its format, or somebody's own.
    pub mapping: &'i Mapping,
    /// Where it comes from.
    pub from: &'i mut (dyn BufRead + Send),
}

/// The export of a form server.
pub struct Export<'e> {
    /// The parts.
    pub parts: &'e [sources::Part],
    /// What the questions mean, where the form is not ours.
    pub mapping: &'e Mapping,
    /// Who tells it, where nothing in it says so.
    pub source: Option<&'e str>,
}

/// Reports, and files that come with them.
#[derive(Clone, Default)]
pub(crate) struct Part {
    pub(crate) reports: Vec<Report>,
    /// Reports, by source and id, that are told no more.
    pub(crate) taken_back: Vec<(String, String)>,
    pub(crate) files: Vec<File>,
    /// Files of which a copy was made, and the copy.
    pub(crate) custody: Vec<(Digest, Digest)>,
}

/// A file that is named by the ledger; a small one is kept beside its entry.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) attachment: Attachment,
    pub(crate) name: String,
    pub(crate) content: Option<Vec<u8>>,
}

impl File {
    fn into_draft(self) -> Draft {
        let mut details = vec![(body::words_of(body::ATTACHMENT).to_owned(), self.name.into_bytes())];
        details.extend(self.content.map(|bytes| (body::CONTENT.to_owned(), bytes)));
        Draft { kind: body::ATTACHMENT, body: body::attachment_to_body(&self.attachment), details, author: None }
    }
}

/// A row: a report that is ready for the quick way, or anything.
enum Row {
    Ready(Ready),
    Other(sources::Draft),
}

type Given = Result<(u64, sources::Draft), Rejected>;
type Each<'e> = dyn FnMut(Given) + 'e;

impl Monitor {
    /// Imports an input. Each full batch is committed before the next is read; `hears` is told of it, and of each row that cannot
    /// be used when it comes.
    pub fn import(
        &mut self,
        input: Input<'_>,
        recorded_at: Timestamp,
        notes: &mut Notes<'_>,
        hears: &mut Hears<'_>,
    ) -> Result<Imported, Error> {
        let read = |zone: &TimeZone, each: &mut Each<'_>| {
            sources::read_mapped(input.format, input.mapping, input.from, zone, each)
        };
        self.take_all(read, recorded_at, notes, hears)
    }

    /// Imports the export of a form server, in the same way.
    pub fn import_export(
        &mut self,
        export: Export<'_>,
        recorded_at: Timestamp,
        notes: &mut Notes<'_>,
        hears: &mut Hears<'_>,
    ) -> Result<Imported, Error> {
        let read = |zone: &TimeZone, each: &mut Each<'_>| {
            sources::read_export(export.parts, export.mapping, export.source, zone, each);
            Ok(())
        };
        self.take_all(read, recorded_at, notes, hears)
    }

    /// Reads on a thread of its own, and takes in on this one.
    fn take_all(
        &mut self,
        read: impl FnOnce(&TimeZone, &mut Each<'_>) -> io::Result<()> + Send,
        recorded_at: Timestamp,
        notes: &mut Notes<'_>,
        hears: &mut Hears<'_>,
    ) -> Result<Imported, Error> {
        let version = self.core.state.version().ok_or_else(Error::no_agreement)?;
        let zone = version.agreement.calendar.zone.clone();
        let is_brief = self.core.state.is_brief();
        if self.core.what_was_seen().is_some() {
            self.append(Vec::new(), recorded_at)?;
        }
        // So few that a file which is cut off in the middle has not been read far ahead.
        let (sender, receiver) = sync_channel::<Vec<Result<Row, Rejected>>>(4);
        let (core, log) = (&mut self.core, &mut *self.log);
        std::thread::scope(|scope| {
            // Dropped at the end of this, so that a reader never waits for whoever has failed.
            let receiver = receiver;
            let reader = scope.spawn(move || {
                let (mut page, mut scratch) = (Vec::with_capacity(BATCH), Vec::new());
                let done = read(&zone, &mut |draft| {
                    match &draft {
                        Ok((_, sources::Draft::Report(report))) => notes(report),
                        Ok((_, sources::Draft::Again(again))) => notes(&again.0),
                        _ => {}
                    }
                    page.push(draft.map(|(_, draft)| match draft {
                        sources::Draft::Report(report) if is_brief => Row::Ready(Ready::new(*report, &mut scratch)),
                        draft => Row::Other(draft),
                    }));
                    if page.len() == BATCH {
                        // Whoever takes in has failed, and says why.
                        let _ = sender.send(std::mem::replace(&mut page, Vec::with_capacity(BATCH)));
                    }
                });
                let _ = sender.send(page);
                done
            });
            let bulk = Bulk::start(scope, core, log, recorded_at);
            let mut taking = Taking { bulk, batch: Batch::default(), imported: Imported::default() };
            for page in &receiver {
                for row in page {
                    taking.take(row, hears)?;
                }
                hears(&taking.imported, Heard::Committed);
            }
            taking.finish()?;
            match reader.join() {
                Ok(done) => done?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
            hears(&taking.imported, Heard::Committed);
            Ok(taking.imported)
        })
    }

    /// Records one report, as an import of it would; gives the position of its entry, or none where the record holds it
    /// already.
    pub fn record_report(&mut self, report: Report, recorded_at: Timestamp) -> Result<Option<u64>, Error> {
        let (mut batch, mut imported) = (Batch::default(), Imported::default());
        self.core.take_report(Arc::new(report), &mut batch, &mut imported);
        if batch.drafts.is_empty() {
            return Ok(None);
        }
        self.append(batch.take(), recorded_at)?;
        Ok(Some(self.core.state.size()))
    }

    /// Records reports and names files that belong to them, all in one commit; gives how many reports of each part were new.
    pub(crate) fn record_with_files(&mut self, parts: Vec<Part>, recorded_at: Timestamp) -> Result<Vec<u64>, Error> {
        let (mut batch, mut imported) = (Batch::default(), Imported::default());
        let mut n_new = Vec::with_capacity(parts.len());
        for Part { reports, taken_back, files, custody } in parts {
            let before = imported.added;
            for report in reports {
                // What was taken back and is told again stands again, though it says the same.
                if self.core.state.about().withdrawn(&report.source, &report.id).is_some() {
                    imported.added += 1;
                    let body = body::report_to_body(&report);
                    self.core.draft_report(body::CORRECTION, body, Arc::new(report), &mut batch);
                } else {
                    self.core.take_report(Arc::new(report), &mut batch, &mut imported);
                }
            }
            batch.drafts.extend(taken_back.into_iter().map(|(source, id)| Draft {
                kind: body::WITHDRAWAL,
                body: body::withdrawal_to_body(&Withdrawal { source, id }),
                details: vec![(body::REASON.to_owned(), b"an edit of the submission tells it no more".to_vec())],
                author: None,
            }));
            n_new.push(imported.added - before);
            batch.drafts.extend(files.into_iter().map(File::into_draft));
            batch.drafts.extend(custody.into_iter().map(|(digest, after)| Draft {
                kind: body::CUSTODY,
                body: body::custody_to_body(&Custody { digest, act: CustodyAct::Copied, after: Some(after), to: None }),
                details: Vec::new(),
                author: None,
            }));
        }
        if !batch.drafts.is_empty() {
            self.take_batch(&mut batch, &mut imported, recorded_at)?;
        }
        Ok(n_new)
    }

    fn take_batch(&mut self, batch: &mut Batch, imported: &mut Imported, recorded_at: Timestamp) -> Result<(), Error> {
        let n_needless = self.append(batch.take(), recorded_at)? as u64;
        imported.added -= n_needless;
        imported.known += n_needless;
        Ok(())
    }
}

/// An import under way.
struct Taking<'m, 'l> {
    bulk: Bulk<'m, 'l>,
    /// What goes the ordinary way: never while something is on the quick one.
    batch: Batch,
    imported: Imported,
}

impl<'m, 'l: 'm> Taking<'m, 'l> {
    fn take(&mut self, row: Result<Row, Rejected>, hears: &mut Hears<'_>) -> Result<(), Error> {
        let Taking { bulk, batch, imported } = self;
        imported.read += 1;
        let draft = match row {
            Err(rejected) => {
                imported.rejected += 1;
                hears(imported, Heard::Rejected(rejected));
                return Ok(());
            }
            Ok(Row::Ready(ready)) => {
                let other = if batch.drafts.is_empty() { bulk.take(ready, imported)? } else { Some(ready) };
                let Some(ready) = other else { return Ok(()) };
                bulk.empty(imported)?;
                bulk.core.take_report(Arc::new(ready.report()?), batch, imported);
                return self.full();
            }
            Ok(Row::Other(draft)) => draft,
        };
        bulk.empty(imported)?;
        match draft {
            sources::Draft::Report(report) => {
                bulk.core.take_report(Arc::from(report), batch, imported);
            }
            sources::Draft::Again(again) => {
                let (report, rejected) = *again;
                if bulk.core.holds(&report, batch) == Some(true) {
                    imported.known += 1;
                } else {
                    imported.rejected += 1;
                    hears(imported, Heard::Rejected(rejected));
                }
            }
            sources::Draft::Source(source) => bulk.core.take_source(source, batch, imported),
            sources::Draft::Tie(tie) => bulk.core.take_tie(tie, batch, imported),
            sources::Draft::LeftOut(code) => imported.leave_out(code),
        }
        self.full()
    }

    /// Commits what has gathered, where it is enough.
    fn full(&mut self) -> Result<(), Error> {
        if self.batch.drafts.len() >= BATCH { self.bulk.append(&mut self.batch, &mut self.imported) } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.bulk.empty(&mut self.imported)?;
        self.bulk.append(&mut self.batch, &mut self.imported)
    }
}

impl Core {
    /// Whether a draft still says something after others appended: what they recorded alike is known, what they recorded
    /// otherwise is corrected.
    pub(crate) fn is_still_needed(&self, draft: &mut Draft) -> bool {
        match draft.kind {
            body::REPORT | body::CORRECTION => {
                let Ok(report) = body::report_from_body(&draft.body, None) else { return true };
                let words = draft.details.iter().find(|(name, _)| name == body::TEXT);
                let text = words.map(|(_, words)| String::from_utf8_lossy(words).into_owned());
                let Some(is_same) = self.state.holds(&Report { text, ..report }, &draft.body) else { return true };
                draft.kind = body::CORRECTION;
                !is_same
            }
            body::SOURCE => {
                body::source_from_body(&draft.body).is_ok_and(|source| self.state.source(&source.id) != Some(&source))
            }
            body::ACTOR => {
                body::tie_from_body(&draft.body).is_ok_and(|tie| self.state.cards().held(&tie) != Some(&tie))
            }
            body::CANDIDATE => body::candidate_from_body(&draft.body).is_ok_and(|candidate| {
                !self.state.about().has_candidate(&(candidate.article, candidate.item, candidate.number))
            }),
            body::ATTACHMENT => body::attachment_from_body(&draft.body).is_ok_and(|file| {
                self.state.about().attached(&file.source, &file.id).all(|known| known.digest != file.digest)
            }),
            _ => true,
        }
    }

    /// Whether a report is recorded, or about to be, as it is given or otherwise.
    fn holds(&self, report: &Report, batch: &Batch) -> Option<bool> {
        let key = (report.source.clone(), report.id.clone());
        match batch.reports.get(&key) {
            Some(earlier) => Some(same(earlier, report)),
            None => self.state.holds(report, &body::report_to_body(report)),
        }
    }

    pub(crate) fn take_report(&self, report: Arc<Report>, batch: &mut Batch, imported: &mut Imported) {
        let key = (report.source.clone(), report.id.clone());
        let body = body::report_to_body(&report);
        let held = match batch.reports.get(&key) {
            Some(earlier) => Some(same(earlier, &report)),
            None => self.state.holds(&report, &body),
        };
        let kind = match held {
            Some(true) => {
                imported.known += 1;
                return;
            }
            Some(false) => body::CORRECTION,
            None => body::REPORT,
        };
        imported.added += 1;
        imported.corrected += u64::from(kind == body::CORRECTION);
        self.draft_report(kind, body, report, batch);
    }

    fn draft_report(&self, kind: &'static str, body: body::Body, report: Arc<Report>, batch: &mut Batch) {
        let key = (report.source.clone(), report.id.clone());
        let details = report.text.iter().map(|text| (body::TEXT.to_owned(), text.clone().into_bytes())).collect();
        let author = self.speaks_for(&report.source).then(|| report.source.clone());
        batch.drafts.push(Draft { kind, body, details, author });
        batch.reports.insert(key, report);
    }

    fn take_tie(&self, tie: Tie, batch: &mut Batch, imported: &mut Imported) {
        let held = batch.cards.held(&tie).or_else(|| self.state.cards().held(&tie));
        if held == Some(&tie) {
            imported.known += 1;
            return;
        }
        imported.added += 1;
        imported.corrected += u64::from(held.is_some());
        batch.drafts.push(Draft {
            kind: body::ACTOR,
            body: body::tie_to_body(&tie),
            details: Vec::new(),
            author: None,
        });
        batch.cards.tie(tie);
    }

    pub(crate) fn take_source(&self, source: Source, batch: &mut Batch, imported: &mut Imported) {
        let held = batch.cards.sources.get(&source.id).or_else(|| self.state.source(&source.id));
        if held == Some(&source) {
            imported.known += 1;
            return;
        }
        imported.added += 1;
        imported.corrected += u64::from(held.is_some());
        batch.drafts.push(Draft {
            kind: body::SOURCE,
            body: body::source_to_body(&source),
            details: Vec::new(),
            author: None,
        });
        batch.cards.sources.insert(source.id.clone(), source);
    }
}

/// Entries to come, with what they will say.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) reports: BTreeMap<(String, String), Arc<Report>>,
    cards: Cards,
}

impl Batch {
    pub(crate) fn take(&mut self) -> Vec<Draft> {
        self.reports.clear();
        self.cards = Cards::default();
        std::mem::take(&mut self.drafts)
    }
}

/// The calendar in which an input's bare dates are read.
impl Monitor {
    /// That of the agreement in force; UTC while there is none.
    pub fn calendar(&self) -> Calendar {
        self.core.state.version().map_or_else(Calendar::utc, |version| version.agreement.calendar.clone())
    }
}
