//! No party's name in the code: what the program does must not depend on whom an agreement binds.
//!
//! Names belong in agreements, in tests (those at a file's foot too) and in the worked example, whose files
//! have `/demo` in their path.

use super::files::is_in_crate_folder;
use super::words::find_word;
use super::{Fault, House};

const NAMES: [&str; 7] = ["israel", "hamas", "gaza", "turkey", "lebanon", "ukraine", "farc"];

/// Reads every source file of the crates.
pub fn check(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    let sources = house.files.with_extension(&["rs", "html", "css", "js"]);
    let code = sources.filter(|(path, _)| is_in_crate_folder(path, "src") && !path.contains("/demo"));
    for (path, text) in code {
        for (line_number, line) in lines_of_code(text) {
            faults.extend(named(line).map(|name| Fault::at(path, line_number, message(name))));
        }
    }
    faults
}

/// The numbered lines outside `mod tests`, whose end is, in formatted code, the next `}` at a line's beginning.
fn lines_of_code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut before = "";
    let mut is_test = false;
    text.lines().enumerate().filter_map(move |(idx, line)| {
        is_test |= before == "#[cfg(test)]" && line == "mod tests {";
        is_test &= line != "}";
        before = line;
        (!is_test).then_some((idx + 1, line))
    })
}

fn named(line: &str) -> impl Iterator<Item = &'static str> {
    let lower = line.to_lowercase();
    NAMES.into_iter().filter(move |name| find_word(&lower, name).is_some())
}

fn message(name: &str) -> String {
    format!(
        "names “{name}”: the code knows no party and no country; take the name from the agreement or the \
         report, use an invented one in an example, or move the file under `demo`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<Option<usize>> {
        check(&House::of(&[(path, text)])).into_iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn names_are_found_in_any_case() {
        let text = "let a;\nlet b = \"Turkey\";\n// LEBANON_SOUTH\n";
        assert_eq!(lines("crates/news/src/actors.rs", text), [Some(2), Some(3)]);
        assert_eq!(lines("crates/views/src/templates/a.html", "<b>Gaza</b>"), [Some(1)]);
    }

    #[test]
    fn parts_of_words_tests_and_the_worked_example_pass() {
        assert_eq!(lines("crates/news/src/a.rs", "let farce = \"gazania\";"), []);
        assert_eq!(lines("crates/news/tests/a.rs", "\"Ukraine\""), []);
        assert_eq!(lines("crates/cli/src/demo.rs", "\"Ukraine\""), []);
        assert_eq!(lines("crates/news/src/a.csv", "Ukraine"), []);
    }

    #[test]
    fn tests_at_the_foot_pass_and_code_after_them_does_not() {
        let foot = "#[cfg(test)]\nmod tests {\n    // Gaza\n}\n";
        assert_eq!(lines("crates/news/src/a.rs", foot), []);
        assert_eq!(lines("crates/news/src/a.rs", &format!("{foot}// Gaza\n")), [Some(5)]);
        assert_eq!(lines("crates/news/src/a.rs", "mod tests {\n    // Gaza\n}\n"), [Some(2)]);
    }
}
