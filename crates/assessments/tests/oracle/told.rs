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
    let mut free: BTreeSet<&str> = BTreeSet::new();
    let mut sides: Vec<BTreeSet<&str>> = Vec::new();
    for voice in voices.iter().filter(|voice| is_good_enough(agreement, voice) && tells(voice)) {
        let parties = side(agreement, voice);
        if parties.is_empty() {
            free.insert(&voice.origin);
        } else if !sides.contains(&parties) {
            sides.push(parties);
        }
    }
    let n_free = free.len();
    let n_origins = n_free + n_sides(sides);
    n_free > 0 && n_origins >= usize::try_from(agreement.evidence.origins).unwrap_or(usize::MAX)
}

/// How many sides speak. What is tied to several parties adds nothing where one of them speaks; what is tied to several and
/// shares one with another of the kind is one with it.
fn n_sides(sides: Vec<BTreeSet<&str>>) -> usize {
    let (single, several): (Vec<BTreeSet<&str>>, Vec<BTreeSet<&str>>) =
        sides.into_iter().partition(|parties| parties.len() == 1);
    let n_single = single.len();
    let speaks: BTreeSet<&str> = single.into_iter().flatten().collect();
    let mut rest: Vec<BTreeSet<&str>> = several.into_iter().filter(|parties| parties.is_disjoint(&speaks)).collect();
    'again: loop {
        for one in 0..rest.len() {
            for other in one + 1..rest.len() {
                if !rest[one].is_disjoint(&rest[other]) {
                    let taken = rest.remove(other);
                    rest[one].extend(taken);
                    continue 'again;
                }
            }
        }
        return n_single + rest.len();
    }
}

/// The party that the origin is, or those whose organ or proxy it is.
fn side<'a>(agreement: &Agreement, voice: &'a Voice) -> BTreeSet<&'a str> {
    let is_party = agreement.parties.iter().any(|party| party.id == voice.origin);
    if is_party {
        BTreeSet::from([voice.origin.as_str()])
    } else {
        voice.interests.iter().map(String::as_str).collect()
    }
}

/// What nobody has graded is not counted yet.
fn is_good_enough(agreement: &Agreement, voice: &Voice) -> bool {
    voice.reliability.is_some_and(|grade| grade <= agreement.evidence.reliability)
        && voice.credibility.is_some_and(|grade| grade.grade() <= agreement.evidence.credibility)
}
