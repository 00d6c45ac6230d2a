//! Nothing half done stays behind: no unfinished code, no switched-off tests, no stray spaces.
//!
//! Data is left as it came: agreements and what lies beside the tests may end as they like.

use super::files::extension;
use super::words::find_word;
use super::{Fault, House};

/// Written in two halves, so that this file does not find itself.
const CODE: [(&str, &str); 5] = [
    (concat!("todo", "!("), "write the code"),
    (concat!("unimplemented", "!("), "write the code"),
    (concat!("dbg", "!("), "remove it"),
    (concat!("#[ign", "ore"), "assert today's answer and say why it is wrong"),
    (concat!("#[should", "_panic"), "assert on the returned error or on `catch_unwind`"),
];
const WORDS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X")];

/// Reads every line of code and of the pages.
pub fn check(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in house.files.texts() {
        let is_rust = extension(path) == "rs";
        if !is_rust && !is_kept_clean(path) {
            continue;
        }
        for (idx, line) in text.lines().enumerate() {
            let mut messages = stray_spaces(line);
            if is_rust {
                messages.extend(leftovers(line));
            }
            faults.extend(messages.into_iter().map(|message| Fault::at(path, idx + 1, message)));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            faults.push(Fault::at(path, text.lines().count(), "end the last line with a newline"));
        }
    }
    faults
}

fn is_kept_clean(path: &str) -> bool {
    let is_data = path.starts_with("agreements/") || path.contains("/tests/");
    match extension(path) {
        "toml" | "css" | "js" | "mjs" | "sql" => true,
        "md" | "html" | "yaml" | "yml" => !is_data,
        _ => path == ".ci/run",
    }
}

fn stray_spaces(line: &str) -> Vec<String> {
    // `lines` has already taken the newline; a carriage return left over is a stray space too.
    let is_stray = line.ends_with(char::is_whitespace);
    is_stray.then(|| "remove the space at the end of the line".to_owned()).into_iter().collect()
}

fn leftovers(line: &str) -> Vec<String> {
    let code = CODE.iter().filter(|(needle, _)| line.contains(needle));
    let mut messages: Vec<String> = code.map(|(needle, remedy)| format!("`{needle}` left behind: {remedy}")).collect();
    let words = WORDS.iter().filter(|word| find_word(line, word).is_some());
    messages.extend(words.map(|word| format!("`{word}` left behind: do it, or say what holds today")));
    if line.contains('\t') {
        messages.push("a tab: use spaces, or `\\t` inside a string".to_owned());
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> Vec<String> {
        check(&House::of(&[(path, text)])).iter().map(Fault::to_string).collect()
    }

    #[test]
    fn each_leftover_is_found_on_its_line() {
        for (needle, _) in CODE {
            let found = faults("a.rs", &format!("fn f() {{}}\n    {needle}\n"));
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with(&format!("a.rs:2: `{needle}` left behind")), "{found:?}");
        }
        for word in WORDS {
            assert_eq!(faults("a.rs", &format!("// {word}: later\n")).len(), 1);
            assert_eq!(faults("a.rs", &format!("// {word}L is a size\n")).len(), 0);
        }
    }

    #[test]
    fn stray_spaces_tabs_and_ends_are_found() {
        assert_eq!(faults("a.rs", "let a; \n"), ["a.rs:1: remove the space at the end of the line"]);
        assert_eq!(faults("a.rs", "\tlet a;\n").len(), 1);
        assert_eq!(faults("README.md", "one\ntwo"), ["README.md:2: end the last line with a newline"]);
        assert_eq!(faults("a.toml", "a = 1 \n").len(), 1);
    }

    #[test]
    fn clean_files_and_data_pass() {
        assert_eq!(faults("a.rs", "let ignored = \"\\t\";\n"), [""; 0]);
        assert_eq!(faults("a.rs", ""), [""; 0]);
        assert_eq!(faults("a.js", "\tlet a;\n"), [""; 0], "tabs are looked for in Rust alone");
        assert_eq!(faults("agreements/a.md", "a line break  \nend"), [""; 0]);
        assert_eq!(faults("crates/a/tests/book/a.md", "odd \n"), [""; 0]);
        assert_eq!(faults("crates/a/tests/samples/a.csv", "odd \n"), [""; 0]);
    }
}
