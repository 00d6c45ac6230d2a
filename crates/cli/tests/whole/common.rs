//! Runs the program as a user would, in a folder of its own that goes when the test ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) struct Folder(PathBuf);

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Folder {
    pub(crate) fn new() -> Folder {
        let name = format!("truce-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn truce(arguments: &[&str]) -> Said {
    said(Command::new(env!("CARGO_BIN_EXE_truce")).args(arguments).stdin(Stdio::null()).output().unwrap())
}

pub(crate) fn truce_with_input(arguments: &[&str], input: &str) -> Said {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_truce"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    said(child.wait_with_output().unwrap())
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) fn objects(said: &Said) -> Vec<serde_json::Value> {
    match serde_json::from_str(&said.out).unwrap() {
        serde_json::Value::Array(list) => list,
        other => panic!("not a list: {other}"),
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What all files in a folder hold, and in those within it, as text.
pub(crate) fn all_in(folder: &Path) -> String {
    let parts = std::fs::read_dir(folder).unwrap().map(|part| part.unwrap().path());
    parts
        .map(|part| {
            if part.is_dir() {
                all_in(&part)
            } else {
                String::from_utf8_lossy(&std::fs::read(part).unwrap()).into_owned()
            }
        })
        .collect()
}
