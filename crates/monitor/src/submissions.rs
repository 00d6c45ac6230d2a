//! Takes in submissions of field forms: each is kept as it came, its reports become entries, its files are named by the ledger.
//!
//! A client sends until it is told that a submission has arrived, often in parts and often again. So the same submission may come any
//! number of times and adds nothing the second time; another under the same name is refused; what nobody can read is kept for a person.
//! What came is named in the ledger by its digest, and lies beside its entry or, where it is large, among the attachments. In a folder of its own lies what the ledger does not
//! say: why something waits for a person (`.unread`), and which submission an edit takes the place of (`.edit`).

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::Attachment;
use records::Report;
use sha2::{Digest as _, Sha256};
use sources::Submission;
use stores::Attachments;

use crate::arriving::{Arrived, Arriving, Sealing};
use crate::intake::{File as NamedFile, Part};
use crate::{Error, Monitor};

/// What a submission itself is called among the files of its first report.
const SUBMISSION: &str = "text/xml";
/// The same, where it takes the place of an earlier one.
const EDIT: &str = "text/xml; type=edit";

/// The same, where it is enciphered: what is in it comes under the same name when somebody opens it.
const SEALED: &str = "text/xml; type=sealed";

/// A submission of up to so many bytes is kept beside its entry, and durable by the same commit; a larger one as a file.
const CONTENT_BYTES_MAX: usize = 64 * 1024;

/// Where submissions are kept.
#[derive(Clone, Debug)]
pub struct Submissions {
    folder: PathBuf,
    attachments: Attachments,
    /// To whose keys files are sealed as they come.
    sealing: Option<Sealing>,
}

/// A submission as it came.
#[derive(Clone, Debug)]
pub struct Sent {
    source: String,
    submission: Submission,
    xml: Vec<u8>,
    own: Arrived,
    files: Vec<Arrived>,
}

impl Sent {
    /// What a source's client sent: the XML, and files that have come with it.
    pub fn new(source: String, xml: Vec<u8>, files: Vec<Arrived>) -> Result<Sent, Refused> {
        let submission = Submission::read(&xml).map_err(Refused::Broken)?;
        let own = Arrived {
            name: "submission.xml".to_owned(),
            media_type: match (submission.is_sealed, &submission.replaces) {
                (true, _) => SEALED,
                (false, Some(_)) => EDIT,
                (false, None) => SUBMISSION,
            }
            .to_owned(),
            digest: Digest(Sha256::digest(&xml).into()),
            n_bytes: xml.len() as u64,
            sealed: None,
            copy: None,
        };
        Ok(Sent { source, submission, xml, own, files })
    }
}

/// What is to be recorded of a submission, and what will be said of it.
struct Plan {
    part: Part,
    receipt: Receipt,
    /// Where it is noted that it waits for a person.
    beside: PathBuf,
    digest: Digest,
    /// Files that came again and are kept already.
    needless: Vec<Digest>,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Reports that the record did not hold before.
    pub n_reports: u64,
    /// Files that the record did not name before.
    pub n_files: u64,
    /// Why some of it, or all, is kept unread until a person has looked at it.
    pub unread: Vec<String>,
}

/// Why a submission was not taken in.
#[derive(Debug)]
pub enum Refused {
    /// What came is no submission.
    Broken(String),
    /// Another one has this name.
    Differs,
    /// The record could not be written.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Failed(error)
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::Failed(error.into())
    }
}

impl Submissions {
    /// In a mission's folder.
    pub fn new(folder: &Path, attachments: Attachments) -> Submissions {
        Submissions { folder: folder.to_owned(), attachments, sealing: None }
    }

    /// The same, where files are sealed as they come.
    pub fn sealing(self, sealing: Sealing) -> Submissions {
        Submissions { sealing: Some(sealing), ..self }
    }

    /// Where files are kept.
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// A file of that name that is about to come. What a phone has enciphered is not sealed once more.
    pub fn incoming(&self, name: &str) -> io::Result<Arriving> {
        Arriving::new(&self.attachments, self.sealing.as_ref().filter(|_| !name.ends_with(".enc")))
    }

    /// Takes in what clients sent, in one commit; gives what became of each, in their order. What is not refused is durable.
    ///
    /// `is_known` says whether a form of that id and version was ever handed out.
    pub fn receive(
        &self,
        monitor: &mut Monitor,
        sent: &[Sent],
        is_known: &dyn Fn(&str, &str) -> bool,
        now: Timestamp,
    ) -> Vec<Result<Receipt, Refused>> {
        let mut out: Vec<Option<Result<Receipt, Refused>>> = sent.iter().map(|_| None).collect();
        while out.iter().any(Option::is_none) {
            // What comes twice under one name is looked at when the first is in.
            let mut names = BTreeSet::new();
            let mut plans = Vec::new();
            let open: Vec<usize> = (0..sent.len()).filter(|idx| out[*idx].is_none()).collect();
            for idx in open {
                let one = &sent[idx];
                match self.base(one) {
                    Ok(base) if names.insert((one.source.clone(), base.clone())) => {
                        match self.plan(monitor, one, base, is_known) {
                            Ok(plan) => plans.push((idx, plan)),
                            Err(refused) => out[idx] = Some(Err(refused)),
                        }
                    }
                    Ok(_) => {}
                    Err(refused) => out[idx] = Some(Err(refused)),
                }
            }
            let parts = plans.iter().map(|(_, plan)| plan.part.clone()).collect();
            match monitor.record_with_files(parts, now) {
                Ok(n_new) => {
                    for ((idx, plan), n_reports) in plans.into_iter().zip(n_new) {
                        out[idx] = Some(self.done(plan, n_reports));
                    }
                }
                // One that cannot be recorded does not stop the others.
                Err(_) if plans.len() > 1 => {
                    for (idx, plan) in plans {
                        let recorded = monitor.record_with_files(vec![plan.part.clone()], now);
                        let n_reports = recorded.map(|n_new| n_new.into_iter().sum());
                        out[idx] = Some(n_reports.map_err(Refused::Failed).and_then(|n| self.done(plan, n)));
                    }
                }
                Err(error) => {
                    let mut error = Some(error);
                    for (idx, _) in plans {
                        out[idx] = error.take().map(|error| Err(Refused::Failed(error)));
                    }
                }
            }
        }
        out.into_iter().flatten().collect()
    }

    /// What is to be recorded of a submission.
    fn plan(
        &self,
        monitor: &Monitor,
        sent: &Sent,
        base: String,
        is_known: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Plan, Refused> {
        let Sent { source, submission, own, files, .. } = sent;
        let about = monitor.state().about();
        let is_other = |known: &Attachment| known.media_type == own.media_type && known.digest != own.digest;
        if submission.replaces.is_none() && about.attached(source, &base).any(is_other) {
            return Err(Refused::Differs);
        }
        let came_before = about.attached(source, &base).any(|known| known.digest == own.digest);
        let is_small = sent.xml.len() <= CONTENT_BYTES_MAX;
        if !came_before && !is_small {
            let mut incoming = self.attachments.incoming()?;
            incoming.write_all(&sent.xml)?;
            incoming.finish()?;
        }
        let mut receipt = Receipt { n_reports: 0, n_files: 0, unread: Vec::new() };
        let mut reports = self.reports(monitor, source, &base, submission, is_known, &mut receipt)?;
        // A client that enciphers names every file so: one in the clear beside them came from elsewhere, or should not have come.
        let is_plain = |file: &&Arrived| submission.is_sealed && !file.name.ends_with(".enc");
        receipt
            .unread
            .extend(files.iter().filter(is_plain).map(|file| format!("{:?} came in the clear beside it", file.name)));
        let beside = self.place(source, &submission.instance).with_extension("unread");
        // What was read already says nothing new, and may have been edited since.
        let is_read = came_before && !beside.exists();
        if is_read && submission.is_sealed {
            receipt.unread.clear();
        }
        let is_edited =
            submission.replaces.is_none() && about.attached(source, &base).any(|known| known.media_type == EDIT);
        let first = reports.first().map_or_else(|| base.clone(), |report| report.id.clone());
        let all = std::iter::once((&base, own)).chain(files.iter().map(|file| (&first, file)));
        let is_known = |id: &str, file: &Arrived| {
            let plain = file.sealed.as_ref().map(|(_, plain)| *plain);
            about
                .attached(source, id)
                .any(|known| known.digest == file.digest || known.plain.is_some_and(|known| Some(known) == plain))
        };
        let (known, new): (Vec<_>, Vec<_>) = all.partition(|(id, file)| is_known(id, file));
        // What came sealed before came sealed otherwise: this one is named by nothing.
        let needless =
            known.into_iter().filter(|(_, file)| file.sealed.is_some()).map(|(_, file)| file.digest).collect();
        let custody = new.iter().filter_map(|(_, file)| Some((file.digest, file.copy?.0))).collect();
        let content = |file: &Arrived| (is_small && std::ptr::eq(file, own)).then(|| sent.xml.clone());
        let files: Vec<NamedFile> =
            new.into_iter().flat_map(|(id, file)| named(source, id, file, content(file))).collect();
        receipt.n_files = files.len() as u64;
        // What cannot all be read takes nothing back.
        let is_whole_edit = submission.replaces.is_some() && !is_read && receipt.unread.is_empty();
        let taken_back = if is_whole_edit { told_no_more(monitor, source, &base, &reports) } else { Vec::new() };
        if is_read || is_edited {
            reports.clear();
        }
        Ok(Plan { part: Part { reports, taken_back, files, custody }, receipt, beside, digest: own.digest, needless })
    }

    /// Once it is recorded: what of it waits for a person is noted.
    fn done(&self, plan: Plan, n_reports: u64) -> Result<Receipt, Refused> {
        let Plan { receipt, beside, digest, needless, .. } = plan;
        for file in needless {
            self.attachments.remove(&file)?;
        }
        if !receipt.unread.is_empty() {
            self.keep(&beside, format!("{digest}\n{}\n", receipt.unread.join("\n")).as_bytes())?;
        } else if self.folder.exists() {
            match fs::remove_file(&beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(Receipt { n_reports, ..receipt })
    }

    /// Submissions that are kept unread, wholly or in part: the digest by which the ledger names each, and the reasons.
    pub fn unread(&self) -> io::Result<Vec<(String, String)>> {
        let mut out = Vec::new();
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(out),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "unread") {
                let text = fs::read_to_string(&path)?;
                let (digest, reasons) = text.split_once('\n').unwrap_or((&text, ""));
                out.push((digest.to_owned(), reasons.to_owned()));
            }
        }
        out.sort();
        Ok(out)
    }

    /// Somebody has looked at what was kept unread: it waits no more.
    pub fn settle(&self, digest: &Digest) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let is_it = path.extension().is_some_and(|extension| extension == "unread")
                && fs::read_to_string(&path)?.lines().next() == Some(&digest.to_string());
            if is_it {
                fs::remove_file(&path)?;
            }
        }
        File::open(&self.folder)?.sync_all()
    }

    /// The reports that can be read of it; what cannot is noted.
    fn reports(
        &self,
        monitor: &Monitor,
        source: &str,
        base: &str,
        submission: &Submission,
        is_known: &dyn Fn(&str, &str) -> bool,
        receipt: &mut Receipt,
    ) -> Result<Vec<Report>, Error> {
        if submission.is_sealed {
            receipt.unread.push("it is enciphered, and nobody here has the key".to_owned());
            return Ok(Vec::new());
        }
        if !is_known(&submission.form, &submission.version) {
            let (form, version) = (&submission.form, &submission.version);
            receipt.unread.push(format!("its form, {form:?} of version {version:?}, was never handed out here"));
            return Ok(Vec::new());
        }
        let version = monitor.state().version().ok_or_else(Error::no_agreement)?;
        let zone = version.agreement.calendar.zone.clone();
        let mut reports = Vec::new();
        for (place, report) in (1..).zip(submission.reports(source, base, &zone)) {
            match report {
                Ok(report) => reports.push(report),
                Err(reason) => receipt.unread.push(format!("part {place}: {reason}")),
            }
        }
        if reports.is_empty() && receipt.unread.is_empty() {
            receipt.unread.push("it tells of nothing".to_owned());
        }
        Ok(reports)
    }

    /// Under which id its reports stand: its own, or that of the first submission that it takes the place of.
    fn base(&self, sent: &Sent) -> Result<String, Refused> {
        let Sent { source, submission, own, .. } = sent;
        let Some(replaced) = &submission.replaces else { return Ok(submission.instance.clone()) };
        let place = self.place(source, &submission.instance).with_extension("edit");
        if let Some((base, digest)) = edit(&place) {
            return if digest == own.digest.to_string() { Ok(base) } else { Err(Refused::Differs) };
        }
        let earlier = self.place(source, replaced).with_extension("edit");
        let base = edit(&earlier).map_or_else(|| replaced.clone(), |(base, _)| base);
        self.keep(&place, format!("{base}\n{}\n", own.digest).as_bytes())?;
        Ok(base)
    }

    /// A name from outside becomes no path.
    fn place(&self, source: &str, instance: &str) -> PathBuf {
        let digest = Digest(Sha256::digest(format!("{source}\u{0}{instance}").as_bytes()).into());
        self.folder.join(digest.to_string())
    }

    /// On the disk, under its name, before anything else is done.
    fn keep(&self, place: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let beside = place.with_extension(format!("{}.new", std::process::id()));
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, place)?;
        File::open(&self.folder)?.sync_all()
    }
}

/// A file as the ledger names it; and the copy to work with, where there is one.
fn named(source: &str, id: &str, file: &Arrived, content: Option<Vec<u8>>) -> Vec<NamedFile> {
    let attachment = |digest: Digest, n_bytes: u64| Attachment {
        source: source.to_owned(),
        id: id.to_owned(),
        digest,
        n_bytes,
        media_type: file.media_type.clone(),
        compartment: None,
        plain: None,
    };
    let mut own = attachment(file.digest, file.n_bytes);
    if let Some((compartment, plain)) = &file.sealed {
        (own.compartment, own.plain) = (Some(compartment.clone()), Some(*plain));
    }
    let copy = file.copy.map(|(digest, n_bytes)| NamedFile {
        attachment: attachment(digest, n_bytes),
        name: format!("copy of {}", file.name),
        content: None,
    });
    std::iter::once(NamedFile { attachment: own, name: file.name.clone(), content }).chain(copy).collect()
}

/// Reports of a submission, as it was before, that it tells no more.
fn told_no_more(monitor: &Monitor, source: &str, base: &str, reports: &[Report]) -> Vec<(String, String)> {
    let state = monitor.state();
    let numbered = |name: &'static str, from: usize| {
        (from..).map(move |n| format!("{base}{name}-{n}")).take_while(|id| state.entry_of(source, id).is_some())
    };
    let all = numbered("", 2).chain(numbered("-denial", 1));
    let is_told = |id: &String| reports.iter().any(|report| report.id == *id);
    let gone = all.filter(|id| !is_told(id) && state.about().withdrawn(source, id).is_none());
    gone.map(|id| (source.to_owned(), id)).collect()
}

/// What an edit stands under, and its digest, from the file that keeps them.
fn edit(place: &Path) -> Option<(String, String)> {
    let text = fs::read_to_string(place).ok()?;
    let (base, digest) = text.trim_end().rsplit_once('\n')?;
    Some((base.to_owned(), digest.to_owned()))
}
