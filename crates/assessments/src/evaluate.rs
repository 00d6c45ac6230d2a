//! Runs every rule over all that is known. Plain: each call works everything out anew.

use events::Known;
use jiff::Timestamp;
use provisions::{Agreement, Provision, Reading, Rule};

use crate::Assessment;
use crate::frame::{Frame, Sight, UNKNOWN};
use crate::rules;
use crate::time::Clock;

/// Assesses every rule, in every reading, for every party, instance and level.
///
/// In the order of the agreement: provision, rule, reading; then party as the rule names them, unknown authors last;
/// then start, instance, level. Costs about the events times the rules that name their types.
pub fn evaluate(agreement: &Agreement, known: &Known, as_of: Timestamp) -> Vec<Assessment> {
    let sight = Sight::new(agreement, known, as_of);
    let mut all = Vec::new();
    for (provision, rule) in agreement.rules() {
        for reading in &rule.readings {
            all.extend(of_reading(agreement, provision, rule, reading, &sight));
        }
    }
    all
}

fn of_reading(
    agreement: &Agreement,
    provision: &Provision,
    rule: &Rule,
    reading: &Reading,
    sight: &Sight<'_>,
) -> Vec<Assessment> {
    let clock = Clock::new(agreement, &sight.decisions, reading);
    let frame = Frame { agreement, provision, rule, reading, duty: &reading.duty, clock, sight };
    let mut out = Vec::new();
    rules::assess(&frame, &mut out);
    let place = |party: &str| match reading.duty.obliges.iter().position(|bound| bound == party) {
        Some(place) => place,
        None if party == UNKNOWN => usize::MAX,
        None => 0,
    };
    out.sort_by(|a, b| {
        (place(&a.party), a.start, &a.instance, a.level).cmp(&(place(&b.party), b.start, &b.instance, b.level))
    });
    out
}
