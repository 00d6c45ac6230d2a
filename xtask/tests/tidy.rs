//! The promises of ARCHITECTURE.md and STYLE.md, each as a test; what they mean stands in `xtask/src/tidy`.

use std::sync::LazyLock;

use xtask::tidy::{self, Check, House};

static HOUSE: LazyLock<Result<House, String>> = LazyLock::new(|| xtask::root().and_then(|root| House::load(&root)));

fn check(check: Check) {
    let house = HOUSE.as_ref().unwrap_or_else(|error| panic!("the tree cannot be read: {error}"));
    let faults = check(house);
    assert!(faults.is_empty(), "\n\n{}", tidy::report(&faults));
}

#[test]
fn the_tree_is_read() {
    let house = HOUSE.as_ref().unwrap_or_else(|error| panic!("the tree cannot be read: {error}"));
    assert!(house.files.text("xtask/tests/tidy.rs").is_some(), "this file was not found");
    assert!(house.crates.iter().any(|a_crate| a_crate.name == "xtask"), "this crate was not found");
}

#[test]
fn crates_depend_only_on_what_the_table_permits() {
    check(tidy::edges::check);
}

#[test]
fn paths_named_for_contributors_exist() {
    check(tidy::paths::check);
}

#[test]
fn files_are_short() {
    check(tidy::sizes::check);
}

#[test]
fn files_open_with_their_duty() {
    check(tidy::headers::check);
}

#[test]
fn nothing_half_done_is_left() {
    check(tidy::leftovers::check);
}

#[test]
fn the_project_speaks_of_itself_alone() {
    check(tidy::alone::check);
}

#[test]
fn pure_crates_are_pure() {
    check(tidy::purity::check);
}

#[test]
fn code_names_no_party() {
    check(tidy::parties::check);
}
