//! `truce fmt` as a user runs it: in place, for looking only, and between pipes.

use std::fs;

use crate::common::{Folder, root, text, truce, truce_with_input};

const TYPED: &str = "---\nagreement:  a\n---\n\n# 1.  Fire\n\n```truce\n\nrule 1 “Fire  ceases”:\n\tobliges a ,b.\n\tnever   attack # at all\n```\n";
const TIDY: &str = "---\nagreement:  a\n---\n\n# 1.  Fire\n\n```truce\nrule 1 \"Fire  ceases\"\n  obliges a, b\n  never attack  # at all\n```\n";

#[test]
fn files_are_changed_in_place_and_named() {
    let folder = Folder::new();
    let typed = folder.write("typed.md", TYPED);
    let tidy = folder.write("tidy.md", TIDY);
    let said = truce(&["fmt", text(&typed), text(&tidy)]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(said.out, format!("{}: changed\n1 of 2 files changed\n", typed.display()));
    assert_eq!(fs::read_to_string(&typed).unwrap(), TIDY);
    assert_eq!(fs::read_to_string(&tidy).unwrap(), TIDY);
    let again = truce(&["fmt", text(&typed), text(&tidy)]);
    assert_eq!((again.code, again.out.as_str()), (0, "0 of 2 files changed\n"));
    let left: Vec<_> = fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn check_changes_nothing_and_fails_where_something_would_change() {
    let folder = Folder::new();
    let typed = folder.write("typed.md", TYPED);
    let tidy = folder.write("tidy.md", TIDY);
    let said = truce(&["fmt", "--check", text(&typed), text(&tidy)]);
    assert_eq!(said.code, 1);
    assert_eq!(said.out, format!("{}: would change\n1 of 2 files would change\n", typed.display()));
    assert_eq!(fs::read_to_string(&typed).unwrap(), TYPED);
    assert_eq!(truce(&["fmt", "--check", text(&tidy)]).code, 0);
}

#[test]
fn standard_input_comes_out_on_standard_output() {
    let said = truce_with_input(&["fmt", "-"], TYPED);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, TIDY, ""));
    assert_eq!(truce_with_input(&["fmt", "--check", "-"], TIDY).code, 0);
    let would = truce_with_input(&["fmt", "--check", "-"], TYPED);
    assert_eq!((would.code, would.out.as_str()), (1, "standard input: would change\n"));
    assert_eq!(truce(&["fmt", "-", "a.md"]).code, 2);
}

#[test]
fn a_file_that_cannot_be_read_leaves_all_as_they_were() {
    let folder = Folder::new();
    let typed = folder.write("typed.md", TYPED);
    let said = truce(&["fmt", text(&typed), text(&folder.path("absent.md"))]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("absent.md"), "{}", said.err);
    assert_eq!(fs::read_to_string(&typed).unwrap(), TYPED);
    let binary = folder.path("binary.md");
    fs::write(&binary, [0xff, 0xfe]).unwrap();
    let said = truce(&["fmt", text(&binary)]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("not UTF-8"), "{}", said.err);
}

#[test]
fn what_is_formatted_is_checked_as_before() {
    let folder = Folder::new();
    let agreement = fs::read_to_string(root().join("agreements/colombia-2016.md")).unwrap();
    let typed = folder.write("colombia-2016.md", &agreement.replace("\n  ", "\n\t").replace("\" ", "\"   "));
    let before = truce(&["check", text(&typed)]);
    assert_eq!(truce(&["fmt", text(&typed)]).code, 0);
    let after = truce(&["check", text(&typed)]);
    let first = |out: &str| out.lines().next().unwrap_or_default().to_owned();
    let last = |out: &str| out.lines().next_back().unwrap_or_default().to_owned();
    assert_eq!((first(&before.out), last(&before.out)), (first(&after.out), last(&after.out)));
}
