//! Files of secret keys: one line each, `PRIVATE+KEY+name+hash+key`, readable to their owner alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use ledger::SecretKey;
use ledger::note::{Signer, Signing, is_key_name};

use crate::problem::Problem;

/// Where a mission's secret keys lie: beside the ledger, or where `mission.toml` says.
pub(crate) fn folder(mission: &Path, configured: Option<&str>) -> PathBuf {
    mission.join(configured.unwrap_or("keys"))
}

/// A key that nobody had before.
pub(crate) fn new_key(name: &str) -> Result<Signer, Problem> {
    new_signer(name, Signing::Plain)
}

/// The same for what it signs with.
pub(crate) fn new_signer(name: &str, signing: Signing) -> Result<Signer, Problem> {
    if !is_key_name(name) {
        return Err(Problem::Usage(format!("{name:?} cannot name a key: no blanks and no plus signs")));
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Problem::World(format!("no random numbers can be had: {error}")))?;
    Ok(Signer { name: name.to_owned(), signing, key: SecretKey::from_seed(seed) })
}

/// Writes a key to a new file; never over another.
pub(crate) fn keep(path: &Path, signer: &Signer) -> Result<(), Problem> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Problem::file(parent, error))?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| Problem::file(path, error))?;
    let written = writeln!(file, "{}", signer.to_text()).and_then(|()| file.sync_all());
    written.map_err(|error| Problem::file(path, error))
}

/// Reads a key.
pub(crate) fn read(path: &Path) -> Result<Signer, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    Signer::from_text(&text)
        .ok_or_else(|| Problem::AtFault(format!("{}: not a secret key (PRIVATE+KEY+name+hash+key)", path.display())))
}

/// All keys in a folder: files that end in `.key`. None where there is no folder.
pub(crate) fn ring(folder: &Path) -> Result<Vec<SecretKey>, Problem> {
    let files = match std::fs::read_dir(folder) {
        Ok(files) => files,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Problem::file(folder, error)),
    };
    let mut paths: Vec<PathBuf> = files.filter_map(Result::ok).map(|file| file.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "key"));
    paths.sort();
    paths.iter().map(|path| read(path).map(|signer| signer.key)).collect()
}
