//! Folders for what is in the making: open to nobody but their owner, gone at the end.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::problem::Problem;

/// A folder that goes when it is let go; what it is for stands at the beginning of its name.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(within: &Path, what: &str) -> Result<Scratch, Problem> {
        // What one that was killed left behind.
        for old in std::fs::read_dir(within).into_iter().flatten().flatten() {
            let name = old.file_name().to_string_lossy().into_owned();
            let process = name.strip_prefix(what).and_then(|id| id.parse::<u32>().ok());
            if process.is_some_and(|id| Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{id}")).exists())
            {
                let _ = std::fs::remove_dir_all(old.path());
            }
        }
        let path = within.join(format!("{what}{}", std::process::id()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(|error| Problem::file(&path, error))?;
        Ok(Scratch(path))
    }

    /// A new file in it.
    pub(crate) fn file(&self, name: &str) -> Result<(PathBuf, File), Problem> {
        own_file(self.0.join(name))
    }
}

/// A new file to be written and read, by its owner alone.
pub(crate) fn own_file(path: PathBuf) -> Result<(PathBuf, File), Problem> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(|error| Problem::file(&path, error))?;
    Ok((path, file))
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
