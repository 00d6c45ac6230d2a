//! No file over 600 lines. Those that are stand in `exceptions.txt` with a ceiling, and that list only shrinks.
//!
//! The length of functions is clippy's to see (`too_many_lines`).

use std::collections::BTreeMap;

use super::{Fault, House};

const MAX_LINES: usize = 600;
const LIST: &str = "xtask/src/tidy/exceptions.txt";

/// Measures every source file.
pub fn check(house: &House) -> Vec<Fault> {
    let (exceptions, mut faults) = exceptions(house.files.text(LIST).unwrap_or(""));
    let mut over = BTreeMap::new();
    for (path, text) in house.files.with_extension(&["rs", "html", "css", "js"]) {
        let n_lines = text.lines().count();
        if n_lines > MAX_LINES {
            over.insert(path, n_lines);
        }
    }
    for (&path, &n_lines) in &over {
        let max = exceptions.get(path).map_or(MAX_LINES, |exception| exception.max_lines);
        if n_lines > max {
            faults.push(Fault::of(
                path,
                format!("{n_lines} lines, over the {max} allowed: split it by what its parts do"),
            ));
        }
    }
    let idle = exceptions.iter().filter(|(path, _)| !over.contains_key(*path));
    faults.extend(idle.map(|(path, exception)| {
        let message = format!("`{path}` needs no exception any more: remove this line");
        Fault::at(LIST, exception.line, message)
    }));
    faults
}

struct Exception {
    max_lines: usize,
    line: usize,
}

/// The list: a path and its ceiling on each line, `#` for a remark.
fn exceptions(list: &str) -> (BTreeMap<&str, Exception>, Vec<Fault>) {
    let mut exceptions = BTreeMap::new();
    let mut faults = Vec::new();
    for (idx, line) in list.lines().enumerate() {
        let line_number = idx + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let parsed = line.split_once(' ').and_then(|(path, max)| Some((path, max.trim().parse().ok()?)));
        match parsed {
            Some((path, max_lines)) => {
                exceptions.insert(path, Exception { max_lines, line: line_number });
            }
            None => faults.push(Fault::at(LIST, line_number, "expected a path, a space and a number of lines")),
        }
    }
    (exceptions, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(n_lines: usize, list: &str) -> Vec<String> {
        let text = "x\n".repeat(n_lines);
        let house = House::of(&[("a.rs", &text), ("data.csv", &"x\n".repeat(700)), (LIST, list)]);
        check(&house).iter().map(Fault::to_string).collect()
    }

    #[test]
    fn up_to_the_ceiling_is_fine() {
        assert_eq!(faults(600, ""), [""; 0]);
        assert_eq!(faults(650, "# why\na.rs 650\n"), [""; 0]);
    }

    #[test]
    fn over_it_is_not() {
        assert!(faults(601, "")[0].starts_with("a.rs: 601 lines, over the 600 allowed"));
        assert!(faults(651, "a.rs 650\n")[0].starts_with("a.rs: 651 lines, over the 650 allowed"));
    }

    #[test]
    fn the_list_only_shrinks() {
        assert!(faults(600, "\na.rs 650\n")[0].contains("exceptions.txt:2: `a.rs` needs no exception"));
        assert!(faults(1, "gone.rs 700\n")[0].contains("`gone.rs` needs no exception"));
        assert!(faults(1, "a.rs many\n")[0].contains("exceptions.txt:1: expected a path"));
    }
}
