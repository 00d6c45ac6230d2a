//! Events of an outlook in the order in which pages show them, with what is asked of each again and again. Made when first asked for; it
//! holds places in the list of events, and no copies.

use std::collections::BTreeSet;

use assessments::Standings;
use events::Known;
use jiff::Timestamp;
use provisions::Agreement;
use records::Level;

/// The index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Events that had begun, by their first claims, the latest first: place in the list of events, and the level of its fact; none:
    /// refuted.
    pub newest: Vec<(u32, Option<Level>)>,
    /// Types of event that there are.
    pub kinds: BTreeSet<String>,
    /// Zones in which some are said to have been.
    pub zones: BTreeSet<String>,
    /// To whom any is laid; `unknown` where nobody is named.
    pub authors: BTreeSet<String>,
}

impl Index {
    /// Of what is known as of a moment.
    pub fn of(agreement: &Agreement, known: &Known, as_of: Timestamp) -> Index {
        let standings = Standings::new(agreement, known, as_of);
        let mut index = Index::default();
        let mut last: Option<&str> = None;
        for (place, event) in (0..).zip(&known.events) {
            let happening = &event.happening;
            insert(&mut index.kinds, &happening.kind);
            happening.place.zone.iter().for_each(|zone| insert(&mut index.zones, zone));
            insert(&mut index.authors, happening.by.as_deref().unwrap_or("unknown"));
            if happening.when.start() > as_of || last == Some(event.id.as_str()) {
                continue;
            }
            last = Some(&event.id);
            index.newest.push((place, standings.of(event).map(|standing| standing.fact.level)));
        }
        let order =
            |place: u32| known.events.get(place as usize).map(|event| (event.happening.when.start(), &event.id));
        index.newest.sort_by(|one, other| order(other.0).cmp(&order(one.0)));
        index
    }
}

fn insert(set: &mut BTreeSet<String>, value: &str) {
    if !set.contains(value) {
        set.insert(value.to_owned());
    }
}
