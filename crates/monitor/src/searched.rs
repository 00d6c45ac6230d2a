//! What is searched in: the texts of events and reports of an outlook, held together. Made when first asked for.

use std::collections::BTreeMap;

use events::{Filed, Known};
use records::Haystack;

use crate::Index;

/// Texts by whose they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// Names of events, in the order of the index.
    pub ids: Haystack,
    /// Names of the places where they were, in the same order.
    pub places: Haystack,
    /// Source, name, words and document of reports, the latest first.
    pub reports: Haystack,
    /// Entries of these reports.
    pub entries: Vec<u64>,
}

impl Searched {
    /// Of an outlook.
    pub(crate) fn of(index: &Index, known: &Known, reports: &BTreeMap<u64, Filed>) -> Searched {
        let mut searched = Searched::default();
        for (place, _) in &index.newest {
            let Some(event) = known.events.get(*place as usize) else { continue };
            searched.ids.push([event.id.as_str()]);
            searched.places.push([event.happening.place.name.as_deref().unwrap_or_default()]);
        }
        for (entry, filed) in reports.iter().rev() {
            let report = &filed.report;
            let (text, document) = (report.text.as_deref(), report.document.as_deref());
            let texts = [&*report.source, &report.id, text.unwrap_or_default(), document.unwrap_or_default()];
            searched.reports.push(texts);
            searched.entries.push(*entry);
        }
        searched
    }
}
