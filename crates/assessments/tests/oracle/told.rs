//! Section 2 for events told by reports: when origins that do not depend on each other corroborate an element.

use std::collections::BTreeSet;

use events::{Event, Voice};
use provisions::Agreement;
use records::{Basis, Level};

use super::sight::named_author;

/// Levels of fact, author and quantity before findings and responses.
pub(crate) fn levels(agreement: &Agreement, event: &Event, voices: &[Voice]) -> (Level, Level, Level) {
    let author = named_author(event);
    let own = agreement.evidence.own_observation && voices.iter().any(is_own_observation);
    let fact = corroborated(agreement, voices, |_| true) || own;
    let by = author.is_some() && corroborated(agreement, voices, |voice| voice.by.as_deref() == author);
    let number = corroborated(agreement, voices, |voice| voice.states_quantity);
    (level(fact), level(by), level(number))
}

fn level(is_corroborated: bool) -> Level {
    if is_corroborated { Level::Corroborated } else { Level::Alleged }
}

/// The mission's own monitor saw it, or its sensor recorded it.
fn is_own_observation(voice: &Voice) -> bool {
    voice.own && matches!(voice.basis, Some(Basis::Seen | Basis::Sensor))
}

/// Enough independent origins tell the element, one of them neither a party nor its organ.
/// Choice: organs of one party depend on each other and on the party, so that they are one origin together.
fn corroborated(agreement: &Agreement, voices: &[Voice], tells: impl Fn(&Voice) -> bool) -> bool {
    let mut origins: BTreeSet<(bool, &str)> = BTreeSet::new();
    for voice in voices.iter().filter(|voice| is_good_enough(agreement, voice) && tells(voice)) {
        origins.insert(match side(agreement, voice) {
            Some(party) => (true, party),
            None => (false, voice.origin.as_str()),
        });
    }
    let enough = origins.len() >= usize::try_from(agreement.evidence.origins).unwrap_or(usize::MAX);
    enough && origins.iter().any(|(of_a_party, _)| !of_a_party)
}

/// The party that the origin is, or whose organ or proxy it is.
fn side<'a>(agreement: &Agreement, voice: &'a Voice) -> Option<&'a str> {
    let is_party = agreement.parties.iter().any(|party| party.id == voice.origin);
    if is_party { Some(&voice.origin) } else { voice.interest.as_deref() }
}

/// What nobody has graded is not counted yet.
fn is_good_enough(agreement: &Agreement, voice: &Voice) -> bool {
    voice.reliability.is_some_and(|grade| grade <= agreement.evidence.reliability)
        && voice.credibility.is_some_and(|grade| grade.grade() <= agreement.evidence.credibility)
}
