//! Takes in submissions of field forms: each is kept as it came, its reports become entries, its files are named by the ledger.
//!
//! A client sends until it is told that a submission has arrived, often in parts and often again. So the same submission may come any
//! number of times and adds nothing the second time; another under the same name is refused; what nobody can read is kept for a person.
//! What came lies beside the ledger, outside replay, and is named in it by its digest.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::Digest;
use ledger::body::{self, Attachment};
use records::Report;
use sha2::{Digest as _, Sha256};
use sources::Submission;
use stores::{Attachments, Incoming};

use crate::{Error, Monitor};

/// Where submissions are kept.
#[derive(Clone, Debug)]
pub struct Submissions {
    folder: PathBuf,
    attachments: Attachments,
}

/// A file that came with a submission, and is on the disk already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Its name, as the submission has it.
    pub name: String,
    /// What is in it, as the client says.
    pub media_type: String,
    /// Digest of its bytes.
    pub digest: Digest,
    /// How many they are.
    pub n_bytes: u64,
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
        Submissions { folder: folder.to_owned(), attachments }
    }

    /// A file that is about to come.
    pub fn incoming(&self) -> io::Result<Incoming> {
        self.attachments.incoming()
    }

    /// Takes in what a source's client sent: the XML, and files that have come with it. What is not refused is durable.
    ///
    /// `is_known` says whether a form of that id and version was ever handed out.
    pub fn receive(
        &self,
        monitor: &mut Monitor,
        source: &str,
        is_known: &dyn Fn(&str, &str) -> bool,
        xml: &[u8],
        files: &[Arrived],
        now: Timestamp,
    ) -> Result<Receipt, Refused> {
        let submission = Submission::read(xml).map_err(Refused::Broken)?;
        let place = self.place(source, &submission.instance);
        match fs::read(&place) {
            Ok(before) if before != xml => return Err(Refused::Differs),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.keep(&place, xml)?,
            Err(error) => return Err(error.into()),
        }
        let mut receipt = Receipt { n_reports: 0, n_files: 0, unread: Vec::new() };
        let base = self.base(source, &submission)?;
        let reports = self.reports(monitor, source, &base, &submission, is_known, &mut receipt)?;
        let first = reports.first().map_or_else(|| base.clone(), |report| report.id.clone());
        receipt.n_reports = monitor.record_reports(reports, now)?;
        let own = self.whole(xml)?;
        for file in std::iter::once(&own).chain(files) {
            receipt.n_files += u64::from(name(monitor, source, &first, file, now)?);
        }
        let beside = place.with_extension("unread");
        if receipt.unread.is_empty() {
            match fs::remove_file(&beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        } else {
            self.keep(&beside, (receipt.unread.join("\n") + "\n").as_bytes())?;
        }
        Ok(receipt)
    }

    /// Submissions that are kept unread, wholly or in part, with the reasons.
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
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                out.push((name, fs::read_to_string(&path)?));
            }
        }
        out.sort();
        Ok(out)
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
    fn base(&self, source: &str, submission: &Submission) -> io::Result<String> {
        let Some(replaced) = &submission.replaces else { return Ok(submission.instance.clone()) };
        let place = self.place(source, &submission.instance).with_extension("base");
        if let Ok(known) = fs::read_to_string(&place) {
            return Ok(known);
        }
        let earlier = self.place(source, replaced).with_extension("base");
        let base = fs::read_to_string(earlier).unwrap_or_else(|_| replaced.clone());
        self.keep(&place, base.as_bytes())?;
        Ok(base)
    }

    /// A name from outside becomes no path.
    fn place(&self, source: &str, instance: &str) -> PathBuf {
        let digest = Sha256::digest(format!("{source}\u{0}{instance}").as_bytes());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(format!("{hex}.xml"))
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

    /// The submission itself, as a file that the ledger can name.
    fn whole(&self, xml: &[u8]) -> io::Result<Arrived> {
        let mut incoming = self.attachments.incoming()?;
        incoming.write_all(xml)?;
        let (digest, n_bytes) = incoming.finish()?;
        Ok(Arrived { name: "submission.xml".to_owned(), media_type: "text/xml".to_owned(), digest, n_bytes })
    }
}

/// Names a file in the ledger, unless it is named already for that report.
fn name(monitor: &mut Monitor, source: &str, report: &str, file: &Arrived, now: Timestamp) -> Result<bool, Error> {
    let is_same = |known: &Attachment| known.digest == file.digest && known.source == source && known.id == report;
    if monitor.state().about().attachments().iter().any(|(_, known)| is_same(known)) {
        return Ok(false);
    }
    let attachment = Attachment {
        source: source.to_owned(),
        id: report.to_owned(),
        digest: file.digest,
        n_bytes: file.n_bytes,
        media_type: file.media_type.clone(),
        compartment: None,
    };
    let body = (body::ATTACHMENT, body::attachment_to_body(&attachment));
    monitor.record_about(body, Some(file.name.clone().into_bytes()), None, now)?;
    Ok(true)
}
