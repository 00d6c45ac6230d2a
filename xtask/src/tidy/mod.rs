//! What the tree promises of itself, checked: each module is one promise and returns the faults it finds.
//!
//! The checks read text and cargo's metadata. They change nothing, and they leave to clippy what clippy can see.

pub mod alone;
pub mod edges;
pub mod headers;
pub mod leftovers;
pub mod parties;
pub mod paths;
pub mod purity;
pub mod sizes;

mod files;
mod metadata;
mod words;

use std::fmt;
use std::path::Path;

pub use files::Files;
pub(crate) use metadata::target_directory;
pub use metadata::{Crate, Graph};

/// A promise: looks at the house and names what breaks it.
pub type Check = fn(&House) -> Vec<Fault>;

/// Every check, in the order their faults are shown.
pub const CHECKS: [Check; 8] = [
    edges::check,
    paths::check,
    sizes::check,
    headers::check,
    leftovers::check,
    alone::check,
    purity::check,
    parties::check,
];

/// All that the checks look at, read once.
pub struct House {
    /// The files of the tree, by path.
    pub files: Files,
    /// The workspace's own crates and the edges between them.
    pub crates: Vec<Crate>,
    /// Who reaches whom, outside crates included; the reason when cargo could not tell.
    pub graph: Result<Graph, String>,
}

impl House {
    /// Reads the workspace at `root`.
    pub fn load(root: &Path) -> Result<House, String> {
        Ok(House { files: Files::load(root)?, crates: metadata::crates(root)?, graph: metadata::graph(root) })
    }

    /// A house of these files alone, without crates.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> House {
        House { files: Files::of(files), crates: Vec::new(), graph: Ok(Graph::default()) }
    }
}

/// One broken promise, said so that the reader knows where to look and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, from the workspace's root.
    pub path: String,
    /// The line, counted from 1; `None` when the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Fault {
    pub(crate) fn at(path: &str, line: usize, message: impl Into<String>) -> Fault {
        Fault { path: path.to_owned(), line: Some(line), message: message.into() }
    }

    pub(crate) fn of(path: &str, message: impl Into<String>) -> Fault {
        Fault { path: path.to_owned(), line: None, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// The faults one to a line, and how many there are.
pub fn report(faults: &[Fault]) -> String {
    let mut text: String = faults.iter().map(|fault| format!("{fault}\n")).collect();
    text.push_str(&match faults.len() {
        1 => "tidy: 1 fault\n".to_owned(),
        n => format!("tidy: {n} faults\n"),
    });
    text
}
