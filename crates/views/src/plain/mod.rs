//! A rule read back: what the program understood, in plain sentences, from the checked rule alone.
//!
//! The clause's text is never used, so that a lawyer can hold the sentences against the clause. Every language says the
//! same things in the same order, one sentence for each, so that two of them can be compared line by line. What follows
//! from keeping or breaking a rule is not said here.
//!
//! In reading order: `tongue` is what a language must be able to say, `labels` what things are called, `used` which
//! definitions a rule rests on, then a folder for each language.

mod arabic;
mod english;
mod labels;
mod tongue;
mod used;

use provisions::{Agreement, Amount, Bound, Duty, Kind, Reading, Rule};

use arabic::Arabic;
use english::English;
use tongue::Tongue;

pub use crate::messages::Language;

/// Languages in which rules can be read back.
pub const LANGUAGES: [Language; 2] = [Language::English, Language::Arabic];

/// The language in which rules are read back to readers of another.
pub fn written_in(language: Language) -> Language {
    if LANGUAGES.contains(&language) { language } else { Language::English }
}

/// A base type of event in Arabic.
pub(crate) fn base_type_in_arabic(name: &str) -> Option<&'static str> {
    arabic::base_type(name)
}

/// What a rule asks in one reading: the whole duty first, then a sentence for each thing beside it.
pub fn sentences(agreement: &Agreement, rule: &Rule, reading: &Reading, language: Language) -> Vec<String> {
    with_tongue(agreement, language, |tongue| said(agreement, rule, reading, tongue))
}

/// What the words mean on which a reading rests: a sentence for each event that brings others together, each zone, line,
/// state, trigger, milestone, attribute, conversion and calendar, as far as the agreement says something of it.
pub fn definitions(agreement: &Agreement, reading: &Reading, language: Language) -> Vec<String> {
    with_tongue(agreement, language, |tongue| used::definitions(agreement, reading, tongue))
}

fn with_tongue<T>(agreement: &Agreement, language: Language, say: impl FnOnce(&dyn Tongue) -> T) -> T {
    match language {
        Language::Arabic => say(&Arabic { agreement }),
        Language::English | Language::Hebrew | Language::Turkish => say(&English { agreement }),
    }
}

fn said(agreement: &Agreement, rule: &Rule, reading: &Reading, tongue: &dyn Tongue) -> Vec<String> {
    let duty = &reading.duty;
    let mut out = vec![tongue.asks(duty)];
    out.extend(duty.except.iter().map(|except| tongue.except(except)));
    out.extend(duty.reserves.iter().map(|reserve| tongue.reserve(reserve)));
    out.extend(duty.qualified.iter().map(|quality| tongue.qualified(quality)));
    if !duty.waived_by.is_empty() {
        out.push(tongue.waived(&duty.waived_by));
    }
    if duty.counted_completely {
        out.push(tongue.counted_completely());
    }
    match (duty.coverage, agreement.evidence.coverage) {
        (Some(share), _) => out.push(tongue.coverage(share)),
        (None, Some(share)) if asks_for_coverage(&duty.kind) => out.push(tongue.coverage_of_all(share)),
        (None, _) => {}
    }
    out.extend(duty.value_from.iter().map(|words| tongue.value_from(words)));
    figures(agreement, reading, tongue, &mut out);
    if let Kind::Undefined(undefined) = &duty.kind {
        out.extend(undefined.because.iter().map(|because| tongue.because(because)));
        if !undefined.supplied_by.is_empty() {
            out.push(tongue.supplied_by(&undefined.supplied_by));
        }
    }
    the_reading(agreement, rule, reading, tongue, &mut out);
    out
}

/// The values and baselines that amounts rest on, wherever in the duty an amount stands, each once.
fn figures(agreement: &Agreement, reading: &Reading, tongue: &dyn Tongue, out: &mut Vec<String>) {
    let mut told: Vec<&str> = Vec::new();
    for amount in used::amounts(agreement, &reading.duty) {
        let name = match amount {
            Amount::Number(_) => continue,
            Amount::Share(_, name) | Amount::Value(name) => name.as_str(),
        };
        // Which of several claimed amounts is taken is said with the reading.
        if told.contains(&name) || reading.choices.contains_key(name) {
            continue;
        }
        told.push(name);
        match amount {
            Amount::Value(_) => out.extend(agreement.values.get(name).map(|value| tongue.value(value))),
            _ => out.extend(agreement.baselines.get(name).map(|baseline| tongue.baseline(baseline))),
        }
    }
}

/// Its name and who holds it, where there are several, and what it takes of what is disputed.
fn the_reading(agreement: &Agreement, rule: &Rule, reading: &Reading, tongue: &dyn Tongue, out: &mut Vec<String>) {
    if rule.readings.len() > 1 || reading.name != Reading::AS_WRITTEN {
        let mut holders: Vec<String> = Vec::new();
        // Who holds both the reading and a date that it takes is named twice there.
        for holder in &reading.held_by {
            if !holders.contains(holder) {
                holders.push(holder.clone());
            }
        }
        out.push(tongue.reading(&reading.name, &holders, rule.readings.len()));
    }
    for (name, idx) in &reading.choices {
        if let Some(trigger) = agreement.triggers.get(name) {
            out.extend(trigger.dates.get(*idx).map(|date| tongue.date_taken(trigger, date)));
        } else if let Some(baseline) = agreement.baselines.get(name) {
            out.extend(baseline.claims.get(*idx).map(|claim| tongue.claim_taken(baseline, claim)));
        }
    }
}

/// Whether it makes a difference to a rule of this kind how much could be observed.
fn asks_for_coverage(kind: &Kind) -> bool {
    match kind {
        Kind::Prohibition { .. }
        | Kind::Sequence { .. }
        | Kind::Eligibility { .. }
        | Kind::Placement { .. }
        | Kind::Cap { .. }
        | Kind::Prevention { .. } => true,
        Kind::Continuous { hours, contrary, .. } => hours.is_none() && contrary.is_some(),
        Kind::Cumulative { bound, .. } => *bound == Bound::AtMost,
        Kind::Rate { measures, .. } => measures.iter().any(|measure| measure.bound == Bound::AtMost),
        Kind::Deadline { .. }
        | Kind::Together { .. }
        | Kind::Permission { .. }
        | Kind::Report { .. }
        | Kind::Ratio { .. }
        | Kind::Term(_)
        | Kind::Conditional { .. }
        | Kind::Effort { .. }
        | Kind::Undefined(_) => false,
    }
}

/// Whether a rule has a time of its own beside the agreement's: a term has its state's.
fn has_time(duty: &Duty) -> bool {
    !matches!(duty.kind, Kind::Term(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_back_in_the_readers_language_or_in_english() {
        let written = Language::ALL.map(|language| written_in(language).code());
        assert_eq!(written, ["en", "ar", "en", "en"]);
    }
}
