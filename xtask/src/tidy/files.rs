//! The files of the tree: those git tracks and those it would, with the text of those that are text.
//!
//! What is ignored (build output, installed modules) is never looked at.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::process;

/// Paths from the workspace's root, with `/`, each with its text; `None` for a file that is not text.
pub struct Files {
    texts: BTreeMap<String, Option<String>>,
}

impl Files {
    /// Lists with git, and reads.
    pub(crate) fn load(root: &Path) -> Result<Files, String> {
        let mut texts = BTreeMap::new();
        for path in listed(root)? {
            // Deleted but still in git's index: as good as gone.
            if let Ok(bytes) = std::fs::read(root.join(&path)) {
                texts.insert(path, text_of(bytes));
            }
        }
        Ok(Files { texts })
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Files {
        let texts = files.iter().map(|(path, text)| (path.to_string(), Some(text.to_string())));
        Files { texts: texts.collect() }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none, which no real tree is.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Every text file, sorted by path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The text files whose names end in one of `extensions`.
    pub fn with_extension(&self, extensions: &[&str]) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(move |(path, _)| extensions.contains(&extension(path)))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path)?.as_deref()
    }

    /// Whether `path` is a file of the tree or a folder with one in it.
    pub fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        let first_inside = self.texts.range(inside.clone()..).next();
        self.texts.contains_key(path) || first_inside.is_some_and(|(first, _)| first.starts_with(&inside))
    }
}

/// What follows the last dot of the file's name, or nothing.
pub(crate) fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Whether `path` lies in `crates/<any>/<folder>/`.
pub(crate) fn is_in_crate_folder(path: &str, folder: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("crates") && parts.nth(1) == Some(folder) && parts.next().is_some()
}

fn listed(root: &Path) -> Result<Vec<String>, String> {
    // In a container the clone may belong to another user; listing files is safe all the same.
    let mut git = Command::new("git");
    git.args(["-c", "safe.directory=*", "ls-files", "-z"]);
    git.args(["--cached", "--others", "--exclude-standard"]);
    let output = process::output(git.current_dir(root))?;
    Ok(output.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn text_of(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exists_knows_files_and_folders_but_no_beginnings_of_names() {
        let files = Files::of(&[("crates/records/src/lib.rs", ""), ("crates/records-x", "")]);
        assert!(files.exists("crates/records/src/lib.rs"));
        assert!(files.exists("crates/records/"));
        assert!(files.exists("crates"));
        assert!(!files.exists("crates/rec"));
        assert!(!files.exists("crates/records/src/lib.r"));
    }

    #[test]
    fn crate_folders_are_matched_by_whole_parts() {
        assert!(is_in_crate_folder("crates/web/src/lib.rs", "src"));
        assert!(!is_in_crate_folder("crates/web/tests/src/lib.rs", "src"));
        assert!(!is_in_crate_folder("xtask/src/lib.rs", "src"));
    }

    #[test]
    fn bytes_that_are_no_text_are_left_out() {
        assert_eq!(text_of(b"abc".to_vec()).as_deref(), Some("abc"));
        assert_eq!(text_of(vec![0xff, 0xfe]), None);
        assert_eq!(text_of(b"a\0b".to_vec()), None);
    }
}
