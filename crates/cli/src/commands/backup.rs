//! `truce backup` and `truce restore`: a whole mission in one file, made while others go on writing, and made a mission again elsewhere.
//!
//! The ledger is copied first and files after it, so that no entry of the copy lacks the file that it names. In the file lie the mission's
//! secret keys: it is enciphered, unless somebody says otherwise.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use age::x25519::Recipient;
use ledger::Checkpoint;
use stores::{BesideInSqlite, Log, Sqlite};
use zip::write::SimpleFileOptions;

use crate::mission::{self, Mission};
use crate::output;
use crate::problem::Problem;
use crate::scratch::Scratch;
use crate::sealing;
use crate::store::Store;

/// What is not copied file by file: the ledger and what is beside it, which are copied as they stand at one moment, and what is made
/// anew.
const APART: [&str; 7] =
    ["ledger.sqlite", "access.sqlite", "state.snapshot", RESTORED, "lock", "checkpoint.txt", "witnessed.txt"];
/// Of these the copy of the ledger must go on: they are copied before it.
const BEFORE: [&str; 2] = ["checkpoint.txt", "witnessed.txt"];
/// That a mission was restored, and must not write before it has met others.
const RESTORED: &str = mission::RESTORED;
const LEDGER: &str = "ledger.sqlite";
const ACCESS: &str = "access.sqlite";

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce backup my-mission /media/disk/2026-11-29.truce --for age1...\n  \
    truce restore /media/disk/2026-11-29.truce my-mission --identity backup.age\n\n\
    Make the key with `age-keygen -o backup.age`, and keep it where the backup is not.")]
pub(crate) struct Backup {
    /// Folder of the mission
    mission: PathBuf,
    /// File to write; it must not be there yet
    file: PathBuf,
    /// Public key (age) to which it is enciphered; may be given several times
    #[arg(long = "for", value_name = "KEY", required_unless_present = "plain")]
    recipients: Vec<String>,
    /// Write it in the clear: whoever has it has the mission's keys
    #[arg(long, conflicts_with = "recipients")]
    plain: bool,
}

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    truce restore /media/disk/2026-11-29.truce my-mission --identity backup.age --checkpoint kept-elsewhere.txt\n  \
    truce restore my-mission --go-on      (it never met another site, or never will again)")]
pub(crate) struct Restore {
    /// The file that `truce backup` wrote; with --go-on the folder of the mission
    file: PathBuf,
    /// Folder to make
    #[arg(required_unless_present = "go_on")]
    folder: Option<PathBuf>,
    /// File with the secret key (age), where it was enciphered
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// A checkpoint kept elsewhere, which the ledger must go on from; may be given several times
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Keep the ledger in this PostgreSQL database
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
    /// Let a restored mission write again without having met another site
    #[arg(long, conflicts_with_all = ["folder", "identity", "checkpoint", "store"])]
    go_on: bool,
}

pub(crate) fn backup(asked: &Backup) -> Result<(), Problem> {
    let store = Mission::store(&asked.mission)?;
    let recipients = sealing::recipients(&asked.recipients)?;
    if asked.file.exists() {
        return Err(Problem::AtFault(format!("{} exists already", asked.file.display())));
    }
    // In the clear it lies in the mission's folder alone, never where the backup goes.
    let beside = Scratch::new(&asked.mission, MAKING)?;
    for name in BEFORE {
        let (from, to) = (asked.mission.join(name), beside.0.join(name));
        if from.exists() {
            std::fs::copy(&from, &to).map_err(|error| Problem::file(&from, error))?;
        }
    }
    let checkpoint = copy_ledger(&store, &asked.mission, &beside.0)?;
    let (plain_path, mut plain) = beside.file("whole.zip")?;
    let n_files = pack(&asked.mission, &beside.0, &mut plain)?;
    plain.seek(SeekFrom::Start(0)).map_err(|error| Problem::file(&plain_path, error))?;
    // It is there under its name only when it is whole.
    let mut part = asked.file.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = write_out(&asked.file, &part, &recipients, &mut plain);
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written?;
    output::line(format_args!(
        "{}: the ledger through entry {}, {n_files} files; keep the lines below elsewhere, as its checkpoint:",
        asked.file.display(),
        checkpoint.size
    ))?;
    output::text(&checkpoint.to_string())
}

/// Writes a file, enciphered where there is a key, and gives it its name.
fn write_out(file: &Path, part: &Path, recipients: &[Recipient], plain: &mut File) -> Result<(), Problem> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(part).map_err(|error| Problem::file(part, error))?;
    if recipients.is_empty() {
        io::copy(plain, &mut out).map_err(|error| Problem::file(part, error))?;
    } else {
        sealing::encipher(recipients, plain, &mut out)?;
    }
    out.sync_all().map_err(|error| Problem::file(part, error))?;
    if file.exists() {
        return Err(Problem::AtFault(format!("{} exists already", file.display())));
    }
    std::fs::rename(part, file).map_err(|error| Problem::file(file, error))
}

/// How folders of what is in the making begin.
const MAKING: &str = ".backup-";
const RESTORING: &str = ".restore-";

/// The ledger and what is beside it as they stand now; gives the checkpoint that the copy has.
fn copy_ledger(store: &Store, mission: &Path, to: &Path) -> Result<Checkpoint, Problem> {
    match store {
        Store::File(path) => {
            stores::copy_file(path, &to.join(LEDGER))?;
            let access = path.with_file_name(ACCESS);
            if access.exists() {
                stores::copy_file(&access, &to.join(ACCESS))?;
            }
        }
        Store::Database { .. } => {
            let log = store.open()?;
            stores::copy_log(&*log, &mut Sqlite::create(&to.join(LEDGER), log.origin())?)?;
            stores::copy_beside(&mut *store.beside()?, &mut BesideInSqlite::open(&to.join(ACCESS))?)?;
        }
    }
    let copied = Sqlite::open_read_only(&to.join(LEDGER))?;
    let missing = || Problem::AtFault(format!("{}: the ledger keeps no checkpoint", mission.display()));
    copied.checkpoint()?.ok_or_else(missing)
}

/// Every file of the mission, and the copies, into one archive.
fn pack(mission: &Path, copies: &Path, out: &mut File) -> Result<usize, Problem> {
    let mut zip = zip::ZipWriter::new(out);
    let mut files = Vec::new();
    gather(mission, Path::new(""), &mut files)?;
    let whole = files.into_iter().map(|name| (mission.join(&name), name));
    let copied = [LEDGER, ACCESS].into_iter().chain(BEFORE).map(|name| (copies.join(name), PathBuf::from(name)));
    let mut n = 0;
    for (path, name) in copied.filter(|(path, _)| path.exists()).chain(whole) {
        let mut file = match File::open(&path) {
            Ok(file) => file,
            // Gone meanwhile: an upload that was taken in, a file that was erased.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Problem::file(&path, error)),
        };
        let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o600);
        let failed = |error: zip::result::ZipError| Problem::World(format!("{}: {error}", path.display()));
        let names: Vec<String> = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        zip.start_file(names.join("/"), options).map_err(failed)?;
        io::copy(&mut file, &mut zip).map_err(|error| Problem::file(&path, error))?;
        n += 1;
    }
    zip.finish().map_err(|error| Problem::World(error.to_string()))?;
    Ok(n)
}

/// The files of a mission that are copied one by one, by their paths within it.
fn gather(mission: &Path, within: &Path, files: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let folder = mission.join(within);
    let mut found: Vec<_> = std::fs::read_dir(&folder)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(|error| Problem::file(&folder, error))?;
    found.sort_by_key(std::fs::DirEntry::file_name);
    for one in found {
        let name = one.file_name();
        let text = name.to_string_lossy();
        let is_apart = within.as_os_str().is_empty() && APART.iter().any(|apart| text.starts_with(apart));
        let kind = one.file_type().map_err(|error| Problem::file(&one.path(), error))?;
        if kind.is_dir() && text.starts_with(MAKING) {
            continue;
        }
        if kind.is_dir() {
            gather(mission, &within.join(&name), files)?;
        } else if kind.is_file() && !is_apart {
            files.push(within.join(&name));
        }
    }
    Ok(())
}

pub(crate) fn restore(asked: &Restore) -> Result<(), Problem> {
    let Some(folder) = asked.folder.as_ref().filter(|_| !asked.go_on) else {
        Mission::go_on(&asked.file)?;
        return output::line(format_args!("{} writes again", asked.file.display()));
    };
    if folder.exists() {
        return Err(Problem::AtFault(format!("{} exists already", folder.display())));
    }
    let kept: Vec<Checkpoint> =
        asked.checkpoint.iter().map(|path| mission::checkpoint(path)).collect::<Result<_, _>>()?;
    let within = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let scratch = Scratch::new(within, RESTORING)?;
    unpack(asked, &scratch)?;
    let made = scratch.0.join("mission");
    let at_fault = |what: &str| Problem::AtFault(format!("{}: {what}", asked.file.display()));
    let report = stores::check_file(&made.join(LEDGER), &kept, None).map_err(|error| at_fault(&error.to_string()))?;
    std::fs::write(made.join(RESTORED), format!("{}\n", report.checkpoint.size))
        .map_err(|error| Problem::file(&made.join(RESTORED), error))?;
    Mission::keep_in_file(&made)?;
    if let Some(address) = &asked.store {
        Mission::move_to_database(&made, address)?;
    }
    std::fs::rename(&made, folder).map_err(|error| Problem::file(folder, error))?;
    output::line(format_args!(
        "{}: {} entries, sound, held against {} checkpoints",
        folder.display(),
        report.checkpoint.size,
        report.n_checkpoints
    ))?;
    eprintln!(
        "what was written after the backup is not here; others may have it. It writes nothing until it has met every other site\n\
         (`truce sync`), so that its entries do not get numbers that are taken; if there is none, or one cannot be met, say\n\
         `truce restore {} --go-on`. Never start the old one again",
        folder.display()
    );
    Ok(())
}

/// The archive, deciphered where it must be, into a folder of its own.
fn unpack(asked: &Restore, scratch: &Scratch) -> Result<(), Problem> {
    let mut file = File::open(&asked.file).map_err(|error| Problem::file(&asked.file, error))?;
    let mut begin = [0; 4];
    let n = file.read(&mut begin).map_err(|error| Problem::file(&asked.file, error))?;
    file.seek(SeekFrom::Start(0)).map_err(|error| Problem::file(&asked.file, error))?;
    let is_plain = begin[..n] == *b"PK\x03\x04";
    let archive = match (&asked.identity, is_plain) {
        (_, true) => file,
        (None, false) => {
            return Err(Problem::Usage("it is enciphered: say where its key is with --identity".to_owned()));
        }
        (Some(identity), false) => {
            let (path, mut plain) = scratch.file("whole.zip")?;
            let done = sealing::decipher(&sealing::identities(identity)?, file, &mut plain);
            done.map_err(|error| Problem::AtFault(format!("{}: damaged, or cut: {error}", asked.file.display())))?;
            plain.flush().map_err(|error| Problem::file(&path, error))?;
            plain
        }
    };
    let at_fault = |error: &dyn std::fmt::Display| Problem::AtFault(format!("{}: {error}", asked.file.display()));
    let mut zip = zip::ZipArchive::new(archive).map_err(|error| at_fault(&error))?;
    let made = scratch.0.join("mission");
    for place in 0..zip.len() {
        let mut part = zip.by_index(place).map_err(|error| at_fault(&error))?;
        let name =
            part.enclosed_name().filter(|name| name.components().all(|part| matches!(part, Component::Normal(_))));
        let path = made.join(name.ok_or_else(|| at_fault(&"it names a file outside of it"))?);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Problem::file(parent, error))?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(|error| Problem::file(&path, error))?;
        io::copy(&mut part, &mut file).map_err(|error| at_fault(&error))?;
        file.sync_all().map_err(|error| Problem::file(&path, error))?;
    }
    Ok(())
}
