//! The project speaks of itself alone: no paths of somebody's machine, no package registries' addresses, no
//! numbers of issues that a reader of the tree cannot open.
//!
//! Lock files say where packages come from and are left out; agreements and tables of data may speak of issues.

use super::files::extension;
use super::{Fault, House};

/// Written in two halves, so that this file does not find itself.
const FOLDERS: [&str; 2] = [concat!("/ro", "ot/"), concat!("/wo", "rk/")];
const HOMES: &str = concat!("/ho", "me/");
const REGISTRIES: [&str; 3] = [concat!("registry", ".npmjs"), concat!("index", ".crates.io"), concat!("pypi", ".org")];

/// Reads every text file but the lock files.
pub fn check(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in house.files.texts().filter(|(path, _)| !is_lock(path)) {
        for (idx, line) in text.lines().enumerate() {
            let mut messages = foreign(line);
            if !is_others_words(path) && mentions_issue(line) {
                messages.push("an issue's number: say here what the reader needs to know".to_owned());
            }
            faults.extend(messages.into_iter().map(|message| Fault::at(path, idx + 1, message)));
        }
    }
    faults
}

fn is_lock(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "Cargo.lock" | "package-lock.json" | "yarn.lock" | "pnpm-lock.yaml")
}

fn is_others_words(path: &str) -> bool {
    path.starts_with("agreements/") || matches!(extension(path), "csv" | "tsv" | "json" | "geojson")
}

fn foreign(line: &str) -> Vec<String> {
    let mut messages = Vec::new();
    if FOLDERS.iter().any(|folder| begins_path(line, folder, |_| true))
        || begins_path(line, HOMES, is_in_somebodys_home)
    {
        messages.push("a path of somebody's machine: write it from the project's root".to_owned());
    }
    let registries = REGISTRIES.iter().filter(|registry| line.contains(**registry));
    messages.extend(registries.map(|registry| {
        format!("`{registry}`: remove the address; where packages come from is each machine's matter")
    }));
    messages
}

/// Whether `beginning` stands in `line` as the beginning of a path, not as a part of a longer one.
fn begins_path(line: &str, beginning: &str, is_rest: impl Fn(&str) -> bool) -> bool {
    line.match_indices(beginning).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let is_inner = |c: char| c.is_alphanumeric() || ".-_~})>".contains(c);
        !before.is_some_and(is_inner) && is_rest(&line[start + beginning.len()..])
    })
}

fn is_in_somebodys_home(rest: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || "._-".contains(c);
    rest.split_once('/').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_of_name))
}

fn mentions_issue(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.match_indices("issue").any(|(start, word)| {
        let before = lower[..start].chars().next_back();
        let rest = &lower[start + word.len()..];
        let number = rest.trim_start().trim_start_matches('#');
        let is_apart = number.len() < rest.len();
        !before.is_some_and(char::is_alphanumeric) && is_apart && number.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found() {
        for folder in [FOLDERS[0], FOLDERS[1], &format!("{HOMES}ada/")] {
            assert_eq!(foreign(&format!("see {folder}x")).len(), 1);
            assert_eq!(foreign(&format!("\"{folder}x\"")).len(), 1);
            assert_eq!(foreign(&format!("file://{folder}x")).len(), 1);
            assert_eq!(foreign(&format!("https://example.org{folder}x")).len(), 0);
            assert_eq!(foreign(&format!("docs{folder}x")).len(), 0);
        }
        assert_eq!(foreign(&format!("{HOMES}<name>/")).len(), 0);
        assert_eq!(foreign(HOMES).len(), 0);
    }

    #[test]
    fn registries_are_found_outside_lock_files() {
        let line = format!("https://{}.org/x\n", REGISTRIES[0]);
        let house = House::of(&[("a.md", &line), ("web/package-lock.json", &line)]);
        let faults: Vec<String> = check(&house).iter().map(Fault::to_string).collect();
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("a.md:1: "), "{faults:?}");
    }

    #[test]
    fn issue_numbers_are_found_in_our_own_words() {
        let word = "issue";
        for line in [format!("see {word} #12"), format!("Fixes {word} 7."), format!("{word}#3")] {
            assert!(mentions_issue(&line), "{line}");
            assert!(mentions_issue(&line.to_uppercase()), "{line}");
        }
        for line in ["the issue is 12 days old", "issue", "issue # of", "tissue 4", "issue12"] {
            assert!(!mentions_issue(line), "{line}");
        }
        let line = format!("Weekly, {word} 12\n");
        assert_eq!(check(&House::of(&[("agreements/a.md", &line), ("b/c.csv", &line)])), []);
    }
}
