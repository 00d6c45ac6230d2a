//! What is asked of agreements: read, put in canonical form, looked over for what they leave open, followed by one
//! another, assessed over events made for them.

use std::fmt::Write;

use jiff::Timestamp;
use provisions::{Agreement, Annexes, Diagnostic};

use crate::places;

/// Stands between an agreement's text and the bytes of each of its annexes.
const ANNEX_AFTER: u8 = 0;

/// Annexes for all that the text has none for: an outline and a course in one, and an agreement with figures.
const DRAWN: &str = r#"{"type": "GeometryCollection", "geometries": [
    {"type": "Polygon", "coordinates": [[[34.2, 31.3], [34.5, 31.3], [34.5, 31.6], [34.2, 31.6], [34.2, 31.3]]]},
    {"type": "LineString", "coordinates": [[34.2, 31.3], [34.3, 31.45], [34.5, 31.6]]}]}"#;
const EARLIER: &str = "---\nagreement: earlier\ntitle: Earlier\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
    in force: from 2024-01-01\n---\n\n# 1. Aid\n\n> Forty a day.\n\n```truce\nrule 1 \"forty a day\"\n  obliges south\n  \
    every day truck_entered at least 40\nrule 2 \"of fuel\"\n  obliges south\n  every week truck_entered at least 600, of \
    them fuel at least 50\n```\n";

/// What follows a front matter that is fuzzed: it uses every key.
const BODY: &str = "\n# 1. Fire\n\n> None.\n\n```truce\nzone town \"the town\"\n  annex missing\nstate talks \"the talks\"\n  \
    from entry into force until 3 weeks after signing\ntrigger signing \"the signing\" at 2025-01-09 18:00\nrule 1 \
    \"none\"\n  obliges each party\n  while talks\n  never shelling by north in town\nrule 1a \"two a day\"\n  obliges \
    south\n  every 2 working days truck_entered at least 2\nrule 1b \"report\"\n  obliges north\n  must report to \
    commission by working day 3 of entry into force at 12:00\n```\n";

/// Any text is read without a panic, and each diagnostic stands on whole characters of it; it can be formatted, followed by a
/// version, and asked for what it leaves open and where places lie.
pub fn parser(data: &[u8]) {
    let mut pieces = data.split(|byte| *byte == ANNEX_AFTER);
    let text = String::from_utf8_lossy(pieces.next().unwrap_or_default()).into_owned();
    let given: Vec<&[u8]> = pieces.collect();
    whole(&text, &given);
}

/// The same, and so far as it is an agreement, it is assessed.
pub fn agreement(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assessed(&whole(&text, &[]));
}

/// Any bytes are taken as the front matter of an agreement that uses what is in it.
pub fn front_matter(data: &[u8]) {
    let text = format!("---\n{}\n---\n{BODY}", String::from_utf8_lossy(data));
    assessed(&whole(&text, &[]));
}

fn whole(text: &str, given: &[&[u8]]) -> Agreement {
    let annexes = annexes(text, given);
    let agreement = read(text, &annexes);
    let _ = provisions::open_points(&agreement);
    formatted(text, &agreement, &annexes);
    succeeded(text, &agreement, &annexes);
    places::asked(&agreement);
    agreement
}

/// Each name takes the bytes of its place, or sound ones.
fn annexes(text: &str, given: &[&[u8]]) -> Annexes {
    let sound = |name: &str| if name.ends_with(".md") { EARLIER } else { DRAWN }.as_bytes();
    let names = provisions::annex_names(text);
    let bytes = |(idx, name): (usize, &String)| given.get(idx).map_or_else(|| sound(name).to_vec(), |one| one.to_vec());
    names.iter().enumerate().map(|(idx, name)| (name.clone(), bytes((idx, name)))).collect()
}

/// Reads, and looks where each diagnostic stands.
pub(crate) fn read(text: &str, annexes: &Annexes) -> Agreement {
    let (agreement, diagnostics) = provisions::read("fuzz.md", text, annexes);
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(newline, _)| newline + 1));
    diagnostics.iter().for_each(|diagnostic| check(diagnostic, text, &starts));
    agreement
}

fn check(diagnostic: &Diagnostic, text: &str, starts: &[usize]) {
    let at = &diagnostic.at;
    assert!(at.start <= at.end, "it ends before it begins: {diagnostic:?}");
    assert!(at.end <= text.len(), "it ends after the text ({}): {diagnostic:?}", text.len());
    assert!(text.is_char_boundary(at.start), "it begins within a character: {diagnostic:?}");
    assert!(text.is_char_boundary(at.end), "it ends within a character: {diagnostic:?}");
    let line = starts.partition_point(|first| *first <= at.start);
    assert_eq!(at.line, line, "another line: {diagnostic:?}");
    assert_eq!(at.column, text[starts[line - 1]..at.start].chars().count() + 1, "another column: {diagnostic:?}");
    assert!(!diagnostic.to_string().is_empty());
}

/// The canonical form is its own canonical form, and as many rules are read from it.
fn formatted(text: &str, agreement: &Agreement, annexes: &Annexes) {
    let once = provisions::format(text);
    assert_eq!(provisions::format(&once), once, "formatting twice changes more");
    let again = read(&once, annexes);
    let ids = |agreement: &Agreement| -> Vec<String> { agreement.rules().map(|(_, rule)| rule.id.clone()).collect() };
    assert_eq!(ids(&again), ids(agreement), "formatting changes which rules there are");
}

/// An agreement may follow itself or what is left of it, and nothing is made of the places of what it says.
fn succeeded(text: &str, agreement: &Agreement, annexes: &Annexes) {
    let mut half = text.len() / 2;
    while !text.is_char_boundary(half) {
        half -= 1;
    }
    let (part, _) = provisions::read("part.md", &text[..half], annexes);
    let versions = [&part, agreement];
    for (earlier, next) in [(&versions[..1], agreement), (&versions[1..], &part), (&versions[..], agreement)] {
        for diagnostic in provisions::succession(earlier, next) {
            assert!(!diagnostic.to_string().is_empty());
        }
    }
}

/// So many rules are assessed, for each costs what its events and readings cost.
const RULES_MAX: usize = 60;

/// Every rule is assessed over events of its types, early and later, as one version and as two.
fn assessed(agreement: &Agreement) {
    if agreement.rules().count() > RULES_MAX {
        return;
    }
    let rows = rows(agreement);
    let mut events = Vec::new();
    let mut input = rows.as_bytes();
    let read = sources::read_events(&mut input, &agreement.calendar.zone, &mut |row| events.extend(row.ok()));
    assert!(read.is_ok(), "{read:?}");
    let known = events::from_rows(events, None);
    for as_of in ["2025-01-12T00:00:00Z", "2025-04-01T12:00:00Z"] {
        let as_of: Timestamp = as_of.parse().expect("a moment");
        for assessment in assessments::evaluate(agreement, &known, as_of) {
            assert!(!assessment.status.to_text().is_empty());
            assert!(!assessment.rule.is_empty(), "an assessment of no rule: {assessment:?}");
        }
    }
    let as_of: Timestamp = "2025-03-01T00:00:00Z".parse().expect("a moment");
    let _ = assessments::evaluate_versions(&[agreement, agreement], &known, as_of);
}

const HEADER: &str = "id,type,start,end,date_precision,zone,lon,lat,place_precision,by,to,item,quantity,unit,level,of,sets,\
    turn,key,value,event,fact,author,breach_of,breach,quality,answer,ground,class,calibre\n";

/// Types of event that mean something of their own to some kinds of rule.
const OF_THE_LANGUAGE: [&str; 8] = [
    "shelling",
    "truck_entered",
    "weapons_present",
    "consultation",
    "consent_given",
    "consent_refused",
    "notice_given",
    "report_submitted",
];

/// Events of the agreement's own types, and decisions on all that can be decided.
fn rows(agreement: &Agreement) -> String {
    let mut rows = HEADER.to_owned();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let actors: Vec<String> = agreement.parties.iter().take(3).map(|party| quoted(&party.id)).collect();
    let zones: Vec<String> = agreement.zones.keys().take(3).map(|id| quoted(id)).collect();
    let pick = |list: &[String], idx: usize| list.get(idx % (list.len() + 1)).cloned().unwrap_or_default();
    let own = agreement.event_types.iter().take(12).map(|(id, event)| (id.as_str(), event.unit.as_deref()));
    let types: Vec<(&str, Option<&str>)> = own.chain(OF_THE_LANGUAGE.map(|id| (id, None))).collect();
    for (idx, (id, unit)) in types.iter().enumerate() {
        let (id, unit) = (quoted(id), quoted(unit.unwrap_or_default()));
        let (by, to) = (pick(&actors, idx), pick(&actors, idx + 1));
        let level = ["alleged", "corroborated", "verified"][idx % 3];
        let zone = pick(&zones, idx);
        let _ = writeln!(
            rows,
            "a{idx},{id},2025-01-{:02}T06:00:00Z,2025-01-{:02}T18:00:00Z,,{zone},,,,{by},{to},fuel,{},{unit},{level},\
             ,,,,,,,,,,,,,heavy,122\n\
             b{idx},{id},2025-02-{:02},,month,,34.4,31.4,1,{to},{by},,,,verified,,,,,,,,,,,,,,,\n\
             c{idx},{id},2025-03-01,2025-05-30,,{zone},179.9,-0.1,500m,,{to},,0,barrel,corroborated,\
             ,,,,,,,,,,,,,light,-",
            10 + idx % 20,
            11 + idx % 20,
            idx * 7 + 1,
            1 + idx % 27,
        );
    }
    let n_types = types.len();
    rows.push_str(&decisions(agreement, &zones, &actors, n_types));
    rows
}

fn decisions(agreement: &Agreement, zones: &[String], actors: &[String], n_types: usize) -> String {
    let mut rows = String::new();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let by = agreement.bodies.first().map(|body| quoted(&body.id)).unwrap_or_default();
    let named = agreement.states.keys().chain(agreement.triggers.keys()).chain(agreement.values.keys());
    let named = named.chain(agreement.attributes.keys()).chain(agreement.conversions.iter().map(|one| &one.id));
    let rules = agreement.rules().map(|(_, rule)| &rule.id);
    let keys = zones.iter().chain(actors).cloned().collect::<Vec<_>>();
    let key = |idx: usize| keys.get(idx % (keys.len() + 1)).cloned().unwrap_or_default();
    for (idx, id) in named.take(24).chain(rules.take(8)).enumerate() {
        let turn = ["begins", "ends", ""][idx % 3];
        let _ = writeln!(
            rows,
            "d{idx},decision,2025-01-{:02}T12:00:00Z,,,,,,,{by},,,,,,,{},{turn},{},{},,,,,,,,,,",
            10 + idx % 20,
            quoted(id),
            key(idx),
            idx * 3,
        );
    }
    let rule = agreement.rules().next().map(|(_, rule)| quoted(&rule.id)).unwrap_or_default();
    let _ = writeln!(
        rows,
        "o1,observation,2025-01-11T00:00:00Z,2025-01-20T00:00:00Z,,,,,,{by},,,,,,,,,,,,,,,,,,,,\n\
         o2,account,2025-01-10,2025-02-20,,,,,,{by},,,,,,,,,,,,,,,,,,,,"
    );
    for idx in 0..n_types.min(6) {
        let _ = writeln!(
            rows,
            "f{idx},finding,2025-03-01T00:00:00Z,,,,,,,{by},,,,,,,,,,,a{idx},established,established,{rule},\
             established,proportionate,,,,\n\
             r{idx},response,2025-03-02T00:00:00Z,,,,,,,{},,,,,,,,,,,b{idx},,,,,,justifies,self_defence,,",
            actors.get(idx % actors.len().max(1)).cloned().unwrap_or_default(),
        );
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_made_for_the_seed_are_read() {
        let text = include_str!("../seeds/agreement/whole.md");
        let agreement = read(text, &annexes(text, &[]));
        let made = rows(&agreement);
        let mut input = made.as_bytes();
        let (mut n_read, mut rejected) = (0, Vec::new());
        let read = sources::read_events(&mut input, &agreement.calendar.zone, &mut |row| match row {
            Ok(_) => n_read += 1,
            Err(why) => rejected.push(why),
        });
        assert!(read.is_ok() && n_read > 60 && rejected.is_empty(), "{n_read}: {rejected:?}");
    }
}
