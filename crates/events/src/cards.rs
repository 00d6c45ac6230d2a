//! Who the sources are, and whose organs and proxies they were when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::{Source, SourceKind, Tie};

/// Cards of sources and the actor register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cards {
    /// Cards by short name.
    pub sources: BTreeMap<String, Source>,
    /// The actor register's lines, by actor, party and beginning.
    pub ties: BTreeMap<String, Vec<Tie>>,
    /// Entries in the name of somebody who has a key of his own, and that it did not sign: not its own word.
    pub unsigned: BTreeSet<u64>,
}

impl Cards {
    /// Takes in a line of the register; one with the same actor, party and beginning takes the earlier one's place.
    pub fn tie(&mut self, tie: Tie) {
        let lines = self.ties.entry(tie.actor.clone()).or_default();
        match lines.binary_search_by(|line| line.line().cmp(&tie.line())) {
            Ok(place) => lines[place] = tie,
            Err(place) => lines.insert(place, tie),
        }
    }

    /// The line of the register that another with the same actor, party and beginning would replace.
    pub fn held(&self, tie: &Tie) -> Option<&Tie> {
        self.ties.get(&tie.actor)?.iter().find(|line| line.line() == tie.line())
    }

    /// All lines of the register.
    pub fn lines(&self) -> impl Iterator<Item = &Tie> {
        self.ties.values().flatten()
    }

    /// The parties whose organ or proxy an actor was at any time between two moments. The card's own word holds always.
    pub fn interests(&self, actor: &str, from: Timestamp, until: Timestamp) -> Vec<String> {
        let own = self.sources.get(actor).and_then(|card| card.organ_of.as_deref());
        let ties = self.ties.get(actor).into_iter().flatten();
        let tied = ties.filter(|tie| tie.holds_between(from, until)).map(|tie| tie.of.as_str());
        let parties: BTreeSet<&str> = own.into_iter().chain(tied).collect();
        parties.into_iter().map(str::to_owned).collect()
    }

    /// Whether an actor is authorised to answer for a party at a moment: the party itself, its liaison by its card, or whoever
    /// the register authorises then. An organ or proxy that is not authorised speaks for itself alone.
    pub fn speaks_for(&self, actor: &str, party: &str, at: Timestamp) -> bool {
        let is_liaison = |card: &Source| card.kind == SourceKind::Party && card.organ_of.as_deref() == Some(party);
        let is_authorised = |tie: &Tie| tie.speaks && tie.of == party && tie.holds_between(at, at);
        actor == party
            || self.sources.get(actor).is_some_and(is_liaison)
            || self.ties.get(actor).into_iter().flatten().any(is_authorised)
    }

    /// Whether anybody knows who it is.
    pub fn names(&self, actor: &str) -> bool {
        self.sources.contains_key(actor) || self.ties.contains_key(actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::TieKind;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn tie(of: &str, from: &str, until: &str, speaks: bool) -> Tie {
        let moment = |text: &str| Some(text).filter(|text| !text.is_empty()).map(at);
        let (kind, name) = (TieKind::Proxy, None);
        Tie {
            actor: "m".to_owned(),
            name,
            kind,
            of: of.to_owned(),
            speaks,
            from: moment(from),
            until: moment(until),
            document: None,
        }
    }

    #[test]
    fn a_tie_has_its_time() {
        let mut cards = Cards::default();
        cards.tie(tie("a", "2030-01-01T00:00:00Z", "2030-02-01T00:00:00Z", false));
        cards.tie(tie("b", "2030-01-15T00:00:00Z", "", true));
        let interests = |from, until| cards.interests("m", at(from), at(until)).join(" ");
        assert_eq!(interests("2029-12-01T00:00:00Z", "2029-12-31T23:59:59Z"), "");
        assert_eq!(interests("2029-12-01T00:00:00Z", "2030-01-01T00:00:00Z"), "a");
        assert_eq!(interests("2030-01-20T00:00:00Z", "2030-01-20T00:00:00Z"), "a b");
        assert_eq!(interests("2030-02-01T00:00:00Z", "2030-03-01T00:00:00Z"), "b", "the end is no part of it");
        assert!(cards.speaks_for("m", "b", at("2030-01-15T00:00:00Z")));
        assert!(!cards.speaks_for("m", "b", at("2030-01-14T00:00:00Z")), "not yet");
        assert!(!cards.speaks_for("m", "a", at("2030-01-20T00:00:00Z")), "a proxy that is not authorised");
        cards.tie(Tie { kind: TieKind::None, ..tie("b", "2030-01-15T00:00:00Z", "", true) });
        assert_eq!(cards.interests("m", at("2030-02-01T00:00:00Z"), at("2030-03-01T00:00:00Z")).len(), 0, "taken back");
        assert_eq!(cards.lines().count(), 2);
    }
}
