//! The board for a terminal.

use std::fmt::Write;

use crate::pages::board::{Board, BoardParty, BoardRule, Cell};

/// Draws the board.
pub fn board(board: &Board) -> String {
    let frame = &board.frame;
    let mut out = String::new();
    let _ = writeln!(out, "{} (version {})", frame.agreement, frame.version);
    if frame.invented {
        let _ = writeln!(out, "This agreement and its data are invented.");
    }
    let _ = writeln!(out, "As of {} ({}), at ledger size {}.", frame.as_of, frame.zone, frame.size);
    let _ = writeln!(out, "Truce assesses; only people find. Unknown is neither compliance nor breach.");
    for provision in &board.provisions {
        let _ = writeln!(out, "\n{}  {}", provision.id, provision.title);
        for rule in &provision.rules {
            of_rule(rule, &mut out);
        }
    }
    if !board.tallies.is_empty() {
        let _ = writeln!(out, "\nTotals stated without cases (their sources' claims; no status rests on one)");
    }
    for tally in &board.tallies {
        let _ = writeln!(out, "  {}, {}: {}; {}", tally.number, tally.span, tally.source, tally.definition);
    }
    out
}

fn of_rule(rule: &BoardRule, out: &mut String) {
    let _ = writeln!(out, "  {}: {} ({})", rule.id, rule.title, rule.kind);
    for reading in &rule.readings {
        if let Some(name) = &reading.name {
            let holders =
                if reading.held_by.is_empty() { String::new() } else { format!(", held by {}", reading.held_by) };
            let _ = writeln!(out, "    reading: {name}{holders}");
        }
        if reading.parties.is_empty() {
            let _ =
                writeln!(out, "    nothing to assess yet: no period has run, and no event has set the time running");
        }
        for party in &reading.parties {
            of_party(party, out);
        }
    }
}

fn of_party(party: &BoardParty, out: &mut String) {
    let _ = writeln!(out, "    {}", party.name);
    for cell in &party.cells {
        let _ = writeln!(out, "      {:<13} {}", cell.level, outcomes(cell));
    }
    if let Some(due) = &party.next_due {
        let _ = writeln!(out, "      due {due}");
    }
    for note in &party.notes {
        let _ = writeln!(out, "      {note}");
    }
}

fn outcomes(cell: &Cell) -> String {
    let words = cell.outcomes.iter().map(|outcome| match outcome.times {
        Some(times) => format!("{} {} × {times}", outcome.sign, outcome.words),
        None => format!("{} {}", outcome.sign, outcome.words),
    });
    words.collect::<Vec<_>>().join("; ")
}
