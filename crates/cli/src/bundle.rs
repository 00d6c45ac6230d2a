//! The public bundle: one folder of plain files with what may leave of a mission, that anybody can check and work out again without a line.
//!
//! `manifest.txt` has the SHA-256 of every file, in the form of `sha256sum`; an entry of the ledger has the manifest's; `entry.txt` proves that
//! this entry is in the log whose key signed the checkpoint.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use assessments::Work;
use jiff::Timestamp;
use ledger::body::{self, Publication};
use ledger::evidence::Included;
use ledger::note::Verifying;
use ledger::{Checkpoint, Digest, PublicKey};
use records::Rows;
use sha2::{Digest as _, Sha256};

use crate::agreement_file;
use crate::problem::Problem;

/// What it is, in the ledger.
pub(crate) const WHAT: &str = "bundle";

const MANIFEST: &str = "manifest.txt";
pub(crate) const ENTRY: &str = "entry.txt";
pub(crate) const KEY: &str = "key.txt";
/// Keys of those who cosigned the checkpoint in `entry.txt`; it comes after the manifest, as they do.
pub(crate) const WITNESSES: &str = "witnesses.txt";
pub(crate) const AGREEMENT: &str = "agreement/agreement.md";
pub(crate) const EVENTS: &str = "events.csv";
pub(crate) const ASSESSMENTS: &str = "assessments.ndjson";

/// Whether a folder is one.
pub(crate) fn is_at(folder: &Path) -> bool {
    [MANIFEST, ENTRY, KEY].iter().all(|name| folder.join(name).is_file())
}

/// What goes on is hashed on its way.
pub(crate) struct Hashing<W> {
    pub(crate) out: W,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    pub(crate) fn new(out: W) -> Hashing<W> {
        Hashing { out, hash: Sha256::new() }
    }

    pub(crate) fn digest(self) -> Digest {
        Digest(self.hash.finalize().into())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn digest_of(path: &Path) -> Result<Digest, Problem> {
    let mut hashing = Hashing::new(io::sink());
    let mut file = File::open(path).map_err(|error| Problem::file(path, error))?;
    io::copy(&mut file, &mut hashing).map_err(|error| Problem::file(path, error))?;
    Ok(hashing.digest())
}

/// Every file below a folder, by its path from there with `/`, but those of `but`.
fn files(folder: &Path, but: &[&str]) -> Result<BTreeMap<String, PathBuf>, Problem> {
    let (mut found, mut left) = (BTreeMap::new(), vec![(String::new(), folder.to_owned())]);
    while let Some((before, folder)) = left.pop() {
        let failed = |error| Problem::file(&folder, error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (kind, path) = (entry.file_type().map_err(failed)?, entry.path());
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() {
                left.push((format!("{name}/"), path));
            } else if !but.contains(&name.as_str()) {
                found.insert(name, path);
            }
        }
    }
    Ok(found)
}

/// Writes the manifest over what is in the folder, and gives its digest.
pub(crate) fn seal(folder: &Path) -> Result<Digest, Problem> {
    let mut manifest = String::new();
    for (name, path) in files(folder, &[MANIFEST, ENTRY])? {
        manifest.push_str(&format!("{}  {name}\n", digest_of(&path)?));
    }
    let path = folder.join(MANIFEST);
    fs::write(&path, &manifest).map_err(|error| Problem::file(&path, error))?;
    Ok(Digest(Sha256::digest(manifest.as_bytes()).into()))
}

/// Writes what follows from the events of a bundle, as `truce evaluate --format ndjson` does. Gives how many assessments there are.
pub(crate) fn assess(folder: &Path, as_of: Timestamp, out: &mut dyn Write) -> Result<usize, Problem> {
    let path = folder.join(AGREEMENT);
    let (agreement, _) = agreement_file::parse(&path, &agreement_file::read(&path)?);
    let path = folder.join(EVENTS);
    let mut input: Box<dyn Read + Send> = Box::new(File::open(&path).map_err(|error| Problem::file(&path, error))?);
    let (mut rows, mut rejected) = (Rows::default(), None);
    let mut keep = |one: sources::Rejected| {
        rejected.get_or_insert(format!("{}:{}: {}", path.display(), one.line, one.reason));
    };
    sources::read_rows(&mut input, &agreement.calendar.zone, None, &mut rows, &mut keep)
        .map_err(|error| Problem::file(&path, error))?;
    if let Some(rejected) = rejected {
        return Err(Problem::AtFault(rejected));
    }
    let (mut lines, mut line, mut n) = (views::exports::Lines::default(), Vec::new(), 0);
    let mut result = Ok(());
    Work::new(&agreement, &rows, as_of).run(&mut |one| {
        line.clear();
        lines.write(one, &mut line);
        n += 1;
        if result.is_ok() {
            result = out.write_all(&line);
        }
    });
    result.and_then(|()| out.flush()).map_err(|error| Problem::World(error.to_string()))?;
    Ok(n)
}

/// A file with the assessments.
pub(crate) fn write_assessments(folder: &Path, as_of: Timestamp) -> Result<usize, Problem> {
    let path = folder.join(ASSESSMENTS);
    let file = File::create_new(&path).map_err(|error| Problem::file(&path, error))?;
    assess(folder, as_of, &mut BufWriter::new(file))
}

/// What a sound bundle is.
pub(crate) struct Sound {
    /// Place of its entry in the ledger.
    pub(crate) entry: u64,
    pub(crate) publication: Publication,
    pub(crate) checkpoint: Checkpoint,
    /// The key that signed, which the bundle brings itself.
    pub(crate) key: Verifying,
    /// Who cosigned the checkpoint, and when, in seconds of the Unix epoch.
    pub(crate) witnesses: Vec<(Verifying, u64)>,
    /// Whether it was held against one from elsewhere.
    pub(crate) is_key_known: bool,
    pub(crate) n_files: usize,
    pub(crate) n_assessments: usize,
    /// How many kept checkpoints are of this size, and agree.
    pub(crate) n_checkpoints: usize,
}

/// Checks one; what is wrong is the inner error.
pub(crate) fn check(
    folder: &Path,
    kept: &[Checkpoint],
    key: Option<PublicKey>,
) -> Result<Result<Sound, String>, Problem> {
    let text = |name: &str| -> Result<String, Problem> {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(|error| Problem::file(&path, error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let (entry, manifest, own) = (text(ENTRY)?, text(MANIFEST)?, text(KEY)?);
    let keys = if folder.join(WITNESSES).exists() { text(WITNESSES)? } else { String::new() };
    let (included, checkpoint, verifying, witnesses) = match proven((&entry, &own, &keys), kept, key) {
        Ok(proven) => proven,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let publication = match publication(&included) {
        Ok(publication) => publication,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if digest_of(&folder.join(MANIFEST))? != publication.digest {
        return Ok(Err(format!("{MANIFEST} is not the one that the ledger's entry {} names", included.index + 1)));
    }
    let mut there = files(folder, &[MANIFEST, ENTRY, WITNESSES])?;
    let mut n_files = 0;
    for line in manifest.lines() {
        let Some((digest, name)) = line.split_once("  ") else {
            return Ok(Err(format!("{MANIFEST}: {line:?} names no file")));
        };
        let Some(path) = there.remove(name) else { return Ok(Err(format!("{name} is missing"))) };
        if digest_of(&path)?.to_string() != digest {
            return Ok(Err(format!("{name} was changed")));
        }
        n_files += 1;
    }
    if let Some(name) = there.keys().next() {
        return Ok(Err(format!("{name} was added: {MANIFEST} does not name it")));
    }
    let mut anew = Hashing::new(io::sink());
    let n_assessments = match assess(folder, publication.as_of, &mut anew) {
        Ok(n) => n,
        Err(Problem::AtFault(wrong)) => return Ok(Err(wrong)),
        Err(problem) => return Err(problem),
    };
    if anew.digest() != digest_of(&folder.join(ASSESSMENTS))? {
        return Ok(Err(format!("from {EVENTS} follow other assessments than {ASSESSMENTS} has")));
    }
    let n_checkpoints = kept.iter().filter(|kept| kept.size == checkpoint.size).count();
    let (entry, is_key_known) = (included.index + 1, key.is_some());
    Ok(Ok(Sound {
        entry,
        publication,
        checkpoint,
        key: verifying,
        witnesses,
        is_key_known,
        n_files,
        n_assessments,
        n_checkpoints,
    }))
}

type Proven = (Included, Checkpoint, Verifying, Vec<(Verifying, u64)>);

/// The entry, in a log that a key signed.
fn proven(
    (entry, own, keys): (&str, &str, &str),
    kept: &[Checkpoint],
    key: Option<PublicKey>,
) -> Result<Proven, String> {
    let verifying =
        own.strip_suffix('\n').unwrap_or(own).parse::<Verifying>().map_err(|error| format!("{KEY}: {error}"))?;
    if key.is_some_and(|key| key != verifying.key) {
        return Err(format!("{KEY} is another key than the one given"));
    }
    let included: Included = entry.parse().map_err(|error| format!("{ENTRY}: {error}"))?;
    let witnesses = cosigned(&included, keys)?;
    // Written in one way only, and signed by these keys alone: else something could be changed that nobody checks.
    if included.to_string() != entry || included.note.lines.len() != 1 + witnesses.len() {
        return Err(format!("{ENTRY} is not as it was written, or somebody signed whose key is not in {WITNESSES}"));
    }
    let checkpoint = included.check(&verifying).ok_or_else(|| format!("{ENTRY} proves nothing of that log"))?;
    let differs = |kept: &&Checkpoint| {
        kept.origin == checkpoint.origin && kept.size == checkpoint.size && kept.root != checkpoint.root
    };
    match kept.iter().find(differs) {
        Some(kept) => Err(format!("the kept checkpoint of size {} is of another history", kept.size)),
        None => Ok((included, checkpoint, verifying, witnesses)),
    }
}

/// Who cosigned, by the keys that the bundle names: each did, and each is named once.
fn cosigned(included: &Included, keys: &str) -> Result<Vec<(Verifying, u64)>, String> {
    let mut out: Vec<(Verifying, u64)> = Vec::new();
    for line in keys.lines() {
        let witness = line.parse::<Verifying>().map_err(|error| format!("{WITNESSES}: {error}"))?;
        let is_new = out.iter().all(|(other, _)| *other != witness);
        let at = included.note.signed_by(&witness).filter(|at| *at > 0 && is_new);
        let at =
            at.ok_or_else(|| format!("{WITNESSES}: {} has not cosigned the checkpoint in {ENTRY}", witness.name))?;
        out.push((witness, at));
    }
    let written: String = out.iter().map(|(witness, _)| format!("{witness}\n")).collect();
    if written == keys { Ok(out) } else { Err(format!("{WITNESSES} is not as it was written")) }
}

/// Puts the proof with what witnesses signed since into a bundle, and their keys beside it.
pub(crate) fn cosign(folder: &Path, included: &Included, witnesses: &[Verifying]) -> Result<(), Problem> {
    let keys: String = witnesses.iter().map(|witness| format!("{witness}\n")).collect();
    cosigned(included, &keys).map_err(Problem::AtFault)?;
    for (name, text) in [(ENTRY, included.to_string()), (WITNESSES, keys)] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Problem::file(&path, error))?;
    }
    Ok(())
}

/// The entry of a bundle.
pub(crate) fn entry(folder: &Path) -> Result<u64, Problem> {
    let path = folder.join(ENTRY);
    let text = fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
    let included = text.parse::<Included>();
    let included = included.map_err(|error| Problem::AtFault(format!("{}: {error}", path.display())))?;
    Ok(included.index + 1)
}

/// What the entry says was published.
fn publication(included: &Included) -> Result<Publication, String> {
    let written = ledger::Written::from_bytes(&included.entry).map_err(|error| format!("{ENTRY}: {error}"))?;
    let publication = Some(&written.entry).filter(|entry| entry.kind == body::PUBLICATION);
    let publication = publication.and_then(|entry| body::publication_from_body(&entry.body).ok());
    publication
        .filter(|publication| publication.what == WHAT)
        .ok_or_else(|| format!("{ENTRY}: entry {} publishes no bundle", included.index + 1))
}
