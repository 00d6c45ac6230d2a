//! Every Rust file opens with `//!`: its duty, and what it does not do. Whether it says so well is for review.

use super::files::is_in_crate_folder;
use super::{Fault, House};

/// Looks at the first line of each file of the crates and of xtask.
pub fn check(house: &House) -> Vec<Fault> {
    let rust = house.files.with_extension(&["rs"]);
    let ours = rust.filter(|(path, _)| {
        is_in_crate_folder(path, "src") || is_in_crate_folder(path, "tests") || path.starts_with("xtask/")
    });
    let silent = ours.filter(|(_, text)| !opens_with_its_duty(text));
    let message = "open the file with `//!`: its duty, and what it does not do";
    silent.map(|(path, _)| Fault::at(path, 1, message)).collect()
}

fn opens_with_its_duty(text: &str) -> bool {
    text.strip_prefix("//!").and_then(|rest| rest.lines().next()).is_some_and(|first| !first.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_open_with_their_duty_pass() {
        let house = House::of(&[
            ("crates/a/src/good.rs", "//! Does one thing.\n"),
            ("crates/a/src/bad.rs", "use x;\n//! Late.\n"),
            ("crates/a/tests/empty.rs", "//!\n//! Nothing on the first line.\n"),
            ("crates/a/benches/other.rs", "fn main() {}\n"),
            ("xtask/src/bad.rs", ""),
        ]);
        let paths: Vec<String> = check(&house).into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, ["crates/a/src/bad.rs", "crates/a/tests/empty.rs", "xtask/src/bad.rs"]);
    }
}
