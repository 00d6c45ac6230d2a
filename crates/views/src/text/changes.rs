//! What changed since, for a terminal: one assessment after the other, with what it was, what it is, and why.

use std::fmt::Write;

use assessments::Assessment;
use provisions::Agreement;

use crate::messages::Words;
use crate::words::{outcome, party_shown};

/// One change: what was, what is, and the entries from which it follows.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// Before.
    pub was: Option<&'a Assessment>,
    /// Now.
    pub is: Option<&'a Assessment>,
    /// Ledger entries.
    pub entries: &'a [u64],
}

/// Draws changes. A change of the count alone is one, too.
pub fn changes(agreement: &Agreement, (since, size): (u64, u64), list: &[Changed<'_>]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "from ledger size {since} to {size}: {} assessments changed", list.len());
    for change in list {
        let Some(one) = change.is.or(change.was) else { continue };
        let party = party_shown(Words::terminal(), agreement, &one.party);
        let instance = if one.instance.is_empty() { "-" } else { &one.instance };
        let _ =
            writeln!(out, "{}  {party} · reading: {} · {instance} · {}", one.rule, one.reading, one.level.to_text());
        let told = |one: Option<&Assessment>| match one {
            Some(one) => format!("{} (count {})", outcome(Words::terminal(), one), one.count),
            None => "no such instance".to_owned(),
        };
        let (was, is) = (told(change.was), told(change.is));
        if was == is {
            let _ = writeln!(out, "  still {is}, resting on other events");
        } else {
            let _ = writeln!(out, "  was: {was}\n  is:  {is}");
        }
        let _ = writeln!(out, "  ledger entries: {}", ranges(change.entries));
    }
    out
}

/// Numbers in order, with those that follow one another as a range.
fn ranges(numbers: &[u64]) -> String {
    let runs = numbers.chunk_by(|one, next| one + 1 == *next);
    let run = |run: &[u64]| match run {
        [first, .., last] if run.len() > 2 => format!("{first} to {last}"),
        _ => run.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
    };
    let runs: Vec<String> = runs.map(run).collect();
    if runs.is_empty() { "-".to_owned() } else { runs.join(", ") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ranges() {
        assert_eq!(super::ranges(&[]), "-");
        assert_eq!(super::ranges(&[3, 5, 6, 8, 9, 10, 12]), "3, 5, 6, 8 to 10, 12");
    }
}
