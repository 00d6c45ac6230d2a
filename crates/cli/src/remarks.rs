//! Names in the data that touch nothing: a misspelt type, zone or party would otherwise be silence, and silence looks like calm.

use std::collections::BTreeMap;

use events::Known;
use provisions::Agreement;
use records::taxonomy;

/// One sentence for each name that neither the agreement nor the base types know.
pub(crate) fn remarks(agreement: &Agreement, known: &Known) -> Vec<String> {
    let mut unknown: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut note = |what: &'static str, name: &str, is_known: bool| {
        if !is_known {
            *unknown.entry((what, name.to_owned())).or_default() += 1;
        }
    };
    let is_body = |name: &str| agreement.bodies.iter().any(|body| body.id == name);
    let is_actor = |name: &str| {
        let all = agreement.parties.iter().chain(&agreement.non_signatories);
        name == "unknown" || is_body(name) || all.into_iter().any(|actor| actor.id == name)
    };
    for event in &known.events {
        let happening = &event.happening;
        let kind = happening.kind.as_str();
        note("type", kind, agreement.event_types.contains_key(kind) || taxonomy::find(kind).is_some());
        if let Some(zone) = &happening.place.zone {
            note("zone", zone, agreement.zones.contains_key(zone) || agreement.zones.is_empty());
        }
        if let Some(by) = &happening.by {
            note("author", by, is_actor(by));
        }
    }
    for decision in known.decisions.iter().map(|decision| &decision.what) {
        let sets = &decision.sets;
        let is_known = agreement.states.contains_key(sets)
            || agreement.triggers.contains_key(sets)
            || agreement.values.contains_key(sets)
            || agreement.attributes.contains_key(sets)
            || agreement.conversions.iter().any(|conversion| conversion.id == *sets)
            || agreement.rules().any(|(_, rule)| rule.id == *sets);
        note("state, trigger, value, attribute or rule", sets, is_known);
        note("body", &decision.by, is_actor(&decision.by));
    }
    for finding in known.findings.iter().map(|finding| &finding.what) {
        note("body that finds", &finding.by, is_body(&finding.by));
        let is_event = known.events.binary_search_by(|event| event.id.cmp(&finding.event)).is_ok();
        note("event", &finding.event, is_event);
    }
    let sentence = |((what, name), n): ((&str, String), usize)| {
        let rows = if n == 1 { "1 row names".to_owned() } else { format!("{n} rows name") };
        let touches = if what == "author" {
            "; it counts only where a rule does not ask who acted"
        } else {
            " and touches nothing"
        };
        format!("{rows} the {what} {name:?}, which is not known here{touches}")
    };
    unknown.into_iter().map(sentence).collect()
}

/// Says them on standard error, the first ones.
pub(crate) fn say(remarks: &[String]) {
    const SHOWN: usize = 20;
    for remark in remarks.iter().take(SHOWN) {
        eprintln!("remark: {remark}");
    }
    if remarks.len() > SHOWN {
        eprintln!("remark: and {} more names", remarks.len() - SHOWN);
    }
}
