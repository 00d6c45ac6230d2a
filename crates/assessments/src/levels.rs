//! How well each element of an event is known: evidence, then findings, then admissions.

use std::collections::{BTreeMap, BTreeSet};

use events::{Event, Evidence, Noted, Voice};
use provisions::{Agreement, Evidence as Thresholds};
use records::{Answer, Basis, Element, Finding, Level, Reliability, Response, Verdict};

/// An event with its levels worked out.
#[derive(Clone, Debug)]
pub(crate) struct Weighed<'a> {
    pub(crate) event: &'a Event,
    pub(crate) fact: Level,
    /// `None`: the author is not known.
    pub(crate) author: Option<(&'a str, Level)>,
    /// `None`: the number was refuted.
    pub(crate) quantity: Option<Level>,
    /// Qualities on which findings decide.
    pub(crate) qualities: BTreeMap<&'a str, Verdict>,
    /// What findings say of the breach of a rule or provision.
    breaches: BTreeMap<&'a str, Verdict>,
    /// Whether findings in force establish fact and author.
    pub(crate) found: bool,
    /// Grounds pleaded, by party.
    pub(crate) pleaded: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Weighed<'a> {
    /// The weakest of: that it happened, whose it was, how many there were; of those that are known at all.
    pub(crate) fn whole(&self) -> Level {
        let of_author = self.author.map_or(Level::Verified, |(_, level)| level);
        self.fact.min(of_author).min(self.quantity.unwrap_or(Level::Verified))
    }

    /// What findings say of its breach of a rule: of the rule itself where that settles it, else of its provision.
    pub(crate) fn breach(&self, rule: &str, provision: &str) -> Option<Verdict> {
        let settled = |verdict: &&Verdict| **verdict != Verdict::NotEstablished;
        self.breaches.get(rule).filter(settled).or_else(|| self.breaches.get(provision)).copied()
    }

    /// Its value in a column by which a rule is kept apart; an unknown author is no value.
    pub(crate) fn key(&self, column: &str) -> Option<&'a str> {
        match column {
            "by" => self.author.map(|(by, _)| by),
            column => self.event.happening.field(column).filter(|value| !value.is_empty()),
        }
    }
}

/// Findings and responses, by the event that they are on.
#[derive(Debug, Default)]
pub(crate) struct OnRecord<'a> {
    findings: BTreeMap<&'a str, Vec<&'a Noted<Finding>>>,
    responses: BTreeMap<&'a str, Vec<&'a Response>>,
}

impl<'a> OnRecord<'a> {
    /// Findings are put in order of time, then id, so that the latest comes last.
    pub(crate) fn new(
        findings: impl Iterator<Item = &'a Noted<Finding>>,
        responses: impl Iterator<Item = &'a Noted<Response>>,
    ) -> OnRecord<'a> {
        let mut record = OnRecord::default();
        for finding in findings {
            record.findings.entry(&finding.what.event).or_default().push(finding);
        }
        for list in record.findings.values_mut() {
            list.sort_by(|a, b| (a.what.when.start(), &a.id).cmp(&(b.what.when.start(), &b.id)));
        }
        for response in responses {
            record.responses.entry(&response.what.event).or_default().push(&response.what);
        }
        record
    }
}

impl OnRecord<'_> {
    /// Whether any finding refutes a breach.
    pub(crate) fn clears_any(&self) -> bool {
        let mut breaches = self.findings.values().flatten().filter_map(|found| found.what.breach.as_ref());
        breaches.any(|(_, verdict)| *verdict == Verdict::Refuted)
    }
}

/// Works out the levels of `event`; `None` where the fact was refuted.
pub(crate) fn weigh<'a>(event: &'a Event, agreement: &Agreement, record: &OnRecord<'a>) -> Option<Weighed<'a>> {
    let thresholds = &agreement.evidence;
    let (fact, author, quantity) = from_evidence(event, agreement);
    let named = named_author(event);
    let mut weighed = Weighed {
        event,
        fact,
        author: named.map(|by| (by, author)),
        quantity: Some(quantity),
        qualities: BTreeMap::new(),
        breaches: BTreeMap::new(),
        found: false,
        pleaded: BTreeSet::new(),
    };
    let findings = record.findings.get(event.id.as_str()).map_or(&[][..], Vec::as_slice);
    if !apply_findings(&mut weighed, findings) {
        return None;
    }
    for response in record.responses.get(event.id.as_str()).into_iter().flatten() {
        apply_response(&mut weighed, response, thresholds.admission);
    }
    Some(weighed)
}

/// The author that an event names, if it names one.
fn named_author(event: &Event) -> Option<&str> {
    event.happening.by.as_deref().filter(|by| !by.is_empty() && *by != "unknown")
}

/// The latest finding on each element decides. False where the fact is refuted.
fn apply_findings<'a>(weighed: &mut Weighed<'a>, findings: &[&'a Noted<Finding>]) -> bool {
    let latest =
        |element: fn(&Finding) -> Option<Verdict>| findings.iter().rev().find_map(|found| element(&found.what));
    let fact = latest(|finding| finding.fact);
    let author = latest(|finding| finding.author);
    match fact {
        Some(Verdict::Refuted) => return false,
        Some(Verdict::Established) => weighed.fact = Level::Verified,
        _ => {}
    }
    match author {
        Some(Verdict::Refuted) => weighed.author = None,
        Some(Verdict::Established) => weighed.author = weighed.author.map(|(by, _)| (by, Level::Verified)),
        _ => {}
    }
    match latest(|finding| finding.quantity) {
        Some(Verdict::Refuted) => weighed.quantity = None,
        Some(Verdict::Established) => weighed.quantity = Some(Level::Verified),
        _ => {}
    }
    weighed.found = fact == Some(Verdict::Established) && author == Some(Verdict::Established);
    for found in findings {
        weighed.breaches.extend(found.what.breach.iter().map(|(name, verdict)| (name.as_str(), *verdict)));
        weighed.qualities.extend(found.what.qualifier.iter().map(|(name, verdict)| (name.as_str(), *verdict)));
    }
    true
}

/// Only the party that the event names as its author admits anything.
fn apply_response<'a>(weighed: &mut Weighed<'a>, response: &'a Response, admission: bool) {
    if let Answer::Justifies(ground) = &response.answer {
        weighed.pleaded.insert((&response.by, ground));
    }
    let admits = admission && response.answer != Answer::Denies;
    let named = named_author(weighed.event) == Some(response.by.as_str());
    if !admits || !named {
        return;
    }
    match response.element {
        Element::Fact => weighed.fact = weighed.fact.max(Level::Corroborated),
        Element::Author => weighed.author = weighed.author.map(|(by, level)| (by, level.max(Level::Corroborated))),
        Element::Quantity => weighed.quantity = weighed.quantity.map(|level| level.max(Level::Corroborated)),
    }
}

fn from_evidence(event: &Event, agreement: &Agreement) -> (Level, Level, Level) {
    let thresholds = &agreement.evidence;
    let voices = match &event.evidence {
        Evidence::Stated { fact, author, quantity } => return (*fact, *author, *quantity),
        Evidence::Told(voices) => voices,
    };
    let of_fact = || voices.iter().filter(|voice| voice.tells_fact);
    let own = thresholds.own_observation
        && of_fact().any(|voice| voice.own && matches!(voice.basis, Some(Basis::Seen | Basis::Sensor)));
    let fact = if own { Level::Corroborated } else { corroboration(of_fact(), agreement) };
    let same_author = of_fact().filter(|voice| voice.by.is_some() && voice.by == event.happening.by);
    let author = corroboration(same_author, agreement);
    let quantity = corroboration(voices.iter().filter(|voice| voice.states_quantity), agreement);
    (fact, author, quantity)
}

/// So many origins that do not depend on each other, one of them of no interest, with grades good enough.
fn corroboration<'v>(voices: impl Iterator<Item = &'v Voice>, agreement: &Agreement) -> Level {
    if is_corroborated(voices, agreement) { Level::Corroborated } else { Level::Alleged }
}

pub(crate) fn is_corroborated<'v>(voices: impl Iterator<Item = &'v Voice>, agreement: &Agreement) -> bool {
    let origins = counted_origins(voices, agreement);
    let enough = origins.len() >= usize::try_from(agreement.evidence.origins).unwrap_or(usize::MAX);
    enough && origins.iter().any(|(side, _)| *side == Side::None)
}

/// On whose side an origin stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// Neither a party's nor its organ's.
    None,
    /// A party's, or its organ's.
    Party,
    /// Nobody knows who it is.
    Unknown,
}

/// Origins that do not depend on each other: a party and its organs are one, and so are all that are not named, until they are
/// shown to be several. What is tied to several parties adds nothing where one of them speaks, and is one with others so tied
/// that share a party with it. What nobody has graded is not counted yet.
pub(crate) fn counted_origins<'v>(
    voices: impl Iterator<Item = &'v Voice>,
    agreement: &Agreement,
) -> BTreeSet<(Side, &'v str)> {
    let thresholds: &Thresholds = &agreement.evidence;
    let mut origins = BTreeSet::new();
    let mut tied: Vec<BTreeSet<&str>> = Vec::new();
    for voice in voices {
        let reliability = voice.reliability.unwrap_or(Reliability::F);
        let credibility = voice.credibility.map_or(6, records::Credibility::grade);
        if reliability <= thresholds.reliability && credibility <= thresholds.credibility {
            let is_party = agreement.parties.iter().any(|party| party.id == voice.origin);
            origins.insert(match voice.interests.as_slice() {
                _ if is_party => (Side::Party, voice.origin.as_str()),
                [party] => (Side::Party, party.as_str()),
                [] if voice.is_named => (Side::None, voice.origin.as_str()),
                [] => (Side::Unknown, "not named"),
                several => {
                    tied.push(several.iter().map(String::as_str).collect());
                    continue;
                }
            });
        }
    }
    if !tied.is_empty() {
        tied.retain(|parties| !parties.iter().any(|party| origins.contains(&(Side::Party, party))));
        // One for each group that shares parties: by the first of them.
        origins.extend(joined(tied).into_iter().filter_map(|group| Some((Side::Party, group.into_iter().next()?))));
    }
    origins
}

/// Sets that share a member become one.
fn joined(sets: Vec<BTreeSet<&str>>) -> Vec<BTreeSet<&str>> {
    let mut out: Vec<BTreeSet<&str>> = Vec::new();
    for mut set in sets {
        let (sharing, apart): (Vec<_>, Vec<_>) = out.into_iter().partition(|other| !other.is_disjoint(&set));
        set.extend(sharing.into_iter().flatten());
        out = apart;
        out.push(set);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::joined;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_tied_to_several_parties_is_one_with_what_shares_one() {
        let set = |text: &'static str| text.split(' ').collect::<BTreeSet<&str>>();
        let n_groups = |sets: &[&'static str]| joined(sets.iter().map(|text| set(text)).collect()).len();
        assert_eq!(n_groups(&["a b", "c d"]), 2);
        assert_eq!(n_groups(&["a b", "b c", "d e"]), 2);
        assert_eq!(n_groups(&["a b", "c d", "b c"]), 1, "whatever the order");
    }
}
