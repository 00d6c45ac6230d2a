//! Counting what passed, failed and was skipped, as the test programs report it.

use std::fmt;

/// Sums of tests. A test that libtest calls ignored counts as skipped, and so does a step left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The sums in libtest's line `test result: ok. 3 passed; 0 failed; 1 ignored; …`; nothing for other lines.
pub(crate) fn from_libtest(line: &str) -> Option<Tally> {
    let rest = line.strip_prefix("test result: ")?;
    Some(Tally { passed: count(rest, "passed")?, failed: count(rest, "failed")?, skipped: count(rest, "ignored")? })
}

/// The sums in the browser check's line `3 passed, 0 failed`, which may go on `, 1 skipped`.
pub(crate) fn from_browser(line: &str) -> Option<Tally> {
    let parts: Vec<&str> = line.trim().split(", ").collect();
    let (passed, failed) = match parts.as_slice() {
        [passed, failed] | [passed, failed, _] => (alone(passed, "passed")?, alone(failed, "failed")?),
        _ => return None,
    };
    let skipped = parts.get(2).map_or(Some(0), |part| alone(part, "skipped"))?;
    Some(Tally { passed, failed, skipped })
}

/// The number right before `word`.
fn count(text: &str, word: &str) -> Option<u64> {
    text.split([';', '.']).find_map(|part| alone(part.trim(), word))
}

fn alone(part: &str, word: &str) -> Option<u64> {
    part.strip_suffix(word)?.strip_suffix(' ')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Option<Tally> {
        Some(Tally { passed, failed, skipped })
    }

    #[test]
    fn libtest_lines_are_read() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s";
        assert_eq!(from_libtest(line), tally(12, 0, 1));
        let line = "test result: FAILED. 2 passed; 10 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(from_libtest(line), tally(2, 10, 0));
        let coloured = "test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 4 passed; 0 failed; 0 ignored; 0 measured";
        assert_eq!(from_libtest(coloured), tally(4, 0, 0));
    }

    #[test]
    fn other_lines_are_not() {
        assert_eq!(from_libtest("test a::b ... ok"), None);
        assert_eq!(from_libtest("running 3 tests"), None);
        assert_eq!(from_libtest("3 passed; 0 failed; 0 ignored"), None);
        assert_eq!(from_libtest("test result: ok."), None);
        assert_eq!(from_libtest("test result: ok. many passed; 0 failed; 0 ignored"), None);
    }

    #[test]
    fn the_browser_s_line_is_read_when_it_stands_alone() {
        assert_eq!(from_browser("3 passed, 1 failed"), tally(3, 1, 0));
        assert_eq!(from_browser("3 passed, 1 failed, 2 skipped"), tally(3, 1, 2));
        assert_eq!(from_browser("in all 3 passed, 1 failed"), None);
        assert_eq!(from_browser("3 passed"), None);
        assert_eq!(from_browser("3 passed, 1 failed, 2 odd"), None);
        assert_eq!(from_browser("-3 passed, 1 failed"), None);
    }

    #[test]
    fn the_last_line_is_stable() {
        let mut sum = Tally { passed: 1, failed: 2, skipped: 3 };
        sum.add(Tally { passed: 10, failed: 0, skipped: 1 });
        assert_eq!(sum.to_string(), "11 passed, 2 failed, 4 skipped");
    }
}
