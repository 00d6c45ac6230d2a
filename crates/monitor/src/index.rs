//! Events of an outlook in the order in which pages show them, with what is asked of each again and again. Made when first asked for; it
//! holds places in the list of events, and no copies.

use std::collections::{BTreeMap, BTreeSet};

use assessments::Standings;
use events::Known;
use jiff::Timestamp;
use provisions::Agreement;
use records::Level;

/// No place.
pub(crate) const NONE: u32 = u32::MAX;

/// The index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Events that had begun, by their first claims, the latest first: place in the list of events, and the level of its fact; none:
    /// refuted.
    pub newest: Vec<(u32, Option<Level>)>,
    /// Of each of these, the places of its type, author and zone in the sets below; `u32::MAX`: no zone.
    pub of: Vec<[u32; 3]>,
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
        index.of = index.places_of(known);
        index
    }
}

impl Index {
    fn places_of(&self, known: &Known) -> Vec<[u32; 3]> {
        let place = |set: &BTreeSet<String>| -> BTreeMap<String, u32> { set.iter().cloned().zip(0..).collect() };
        let (kinds, authors, zones) = (place(&self.kinds), place(&self.authors), place(&self.zones));
        let found = |places: &BTreeMap<String, u32>, value: &str| places.get(value).copied().unwrap_or(NONE);
        let of_event = |place: u32| {
            let happening = &known.events.get(place as usize)?.happening;
            Some([
                found(&kinds, &happening.kind),
                found(&authors, happening.by.as_deref().unwrap_or("unknown")),
                happening.place.zone.as_deref().map_or(NONE, |zone| found(&zones, zone)),
            ])
        };
        self.newest.iter().map(|(place, _)| of_event(*place).unwrap_or([NONE; 3])).collect()
    }
}

fn insert(set: &mut BTreeSet<String>, value: &str) {
    if !set.contains(value) {
        set.insert(value.to_owned());
    }
}
