//! Assessments of an events file for a terminal.

use std::collections::BTreeMap;
use std::fmt::Write;

use assessments::Assessment;
use provisions::Agreement;
use records::Level;

use crate::messages::Words;
use crate::words::{outcome, party_shown};

/// Draws assessments: rule by rule; above twenty instances only how many there are of each outcome.
pub fn assessments(agreement: &Agreement, list: &[Assessment]) -> String {
    let mut out = String::new();
    let same = |a: &Assessment, b: &Assessment| (&a.rule, &a.reading, &a.party) == (&b.rule, &b.reading, &b.party);
    for group in list.chunk_by(|a, b| same(a, b)) {
        let first = &group[0];
        let party = party_shown(Words::terminal(), agreement, &first.party);
        let _ = writeln!(out, "{}  {} · {} · reading: {}", first.provision, first.rule, party, first.reading);
        let n_instances = group.chunk_by(|a, b| a.instance == b.instance).count();
        if n_instances > 20 {
            summary(group, &mut out);
            continue;
        }
        for assessment in group {
            let name = if assessment.instance.is_empty() { "-" } else { &assessment.instance };
            let level = assessment.level.to_text();
            let _ = writeln!(
                out,
                "  {name}  {level:<13} {} (count {})",
                outcome(Words::terminal(), assessment),
                assessment.count
            );
        }
    }
    out
}

fn summary(group: &[Assessment], out: &mut String) {
    for level in Level::ALL {
        let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
        for assessment in group.iter().filter(|assessment| assessment.level == level) {
            *outcomes.entry(outcome(Words::terminal(), assessment)).or_default() += 1;
        }
        let words: Vec<String> = outcomes.into_iter().map(|(words, n)| format!("{words} × {n}")).collect();
        let _ = writeln!(out, "  {:<13} {}", level.to_text(), words.join("; "));
    }
}
