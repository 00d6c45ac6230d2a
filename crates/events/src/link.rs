//! Reports become events: those of one happening are found, whatever their order, and then made into what they tell.
//!
//! By parameters learnt of the sources (`linking`), where there are any. Without them only what agrees in all particulars is
//! brought together: type, actors, item, numbers, zone and place in the same words, and a time of one day at most that lies
//! within the other's. That errs towards keeping apart. Numbers for spans are always linked that way. In both ways, reports that
//! name one weapon or one payment belong together, and so do those of one source of which one says that it updates the other.
//! A person's decision outranks all of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::{Happening, LinkDecision, Report, SourceKind, Statement};
use rust_decimal::Decimal;

use crate::linking::{Features, Links, ONE, Parameters, Reports, Thing, Things, group, named};
use crate::merged::merged;
use crate::{Cards, Event, Evidence, Known, Noted, Voice};

/// A report with the position of its entry in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Position of the entry.
    pub entry: u64,
    /// The report as last corrected.
    pub report: Report,
}

/// What reports are linked by, besides themselves.
#[derive(Clone, Debug, Default)]
pub struct LinkedBy {
    /// What was learnt of the sources.
    pub parameters: Option<Parameters>,
    /// What people decided, the latest last.
    pub decisions: Vec<LinkDecision>,
}

/// What the reports tell, whatever their order. A report whose source has no card has a source not graded.
pub fn from_reports(reports: impl IntoIterator<Item = Filed>, cards: &Cards, by: &LinkedBy) -> Known {
    let mut known = Known::default();
    let mut features = by.parameters.as_ref().map(|parameters| Reports::new(parameters.schema.clone()));
    for mut filed in reports {
        // Words can be erased: a link that rests on them would not outlive them.
        filed.report.text = None;
        if let (Some(all), Some(own)) = (&mut features, Features::of_report(&filed.report)) {
            all.put(own);
        }
        take(filed, cards, &mut known);
    }
    let figures: BTreeSet<&str> = known.figures.iter().map(|figure| figure.id.as_str()).collect();
    let single = std::mem::take(&mut known.events);
    let (of_spans, mut happened): (Vec<Event>, Vec<Event>) =
        single.into_iter().partition(|event| figures.contains(event.id.as_str()));
    let decided: Vec<(&str, &str, bool)> = by.decisions.iter().flat_map(LinkDecision::pairs).collect();
    known.events = with_decisions(alike_groups(of_spans), &decided);
    happened = match (features, &by.parameters) {
        (Some(features), Some(parameters)) => by_parameters(happened, features, parameters, &by.decisions),
        _ => {
            let bound = bound(&happened);
            let pairs = bound.iter().map(|(one, other, is_one)| (one.as_str(), other.as_str(), *is_one));
            let pairs: Vec<(&str, &str, bool)> = pairs.chain(decided).collect();
            with_decisions(alike_groups(happened), &pairs)
        }
    };
    known.events.append(&mut happened);
    ended(known, cards)
}

/// What some events tell, where it is known of each of their reports to which it belongs: each report with a number for its event.
/// `statements` tell of no happening; those on these events are among what is known, and all others as well. Figures are no
/// statements here, as their events would be among these.
pub fn from_groups(
    reports: impl IntoIterator<Item = (u32, Filed)>,
    statements: impl IntoIterator<Item = Filed>,
    cards: &Cards,
) -> Known {
    let mut known = Known::default();
    let mut groups: BTreeMap<u32, Vec<Event>> = BTreeMap::new();
    for (group, filed) in reports {
        take(filed, cards, &mut known);
        groups.entry(group).or_default().append(&mut known.events);
    }
    statements.into_iter().for_each(|filed| take(filed, cards, &mut known));
    known.events = groups.into_values().flat_map(merged).collect();
    ended(known, cards)
}

/// Takes in what one report says, as an event of its own where it tells of one.
fn take(filed: Filed, cards: &Cards, known: &mut Known) {
    let Filed { entry, mut report } = filed;
    let what = std::mem::replace(&mut report.statement, Statement::Withdrawn);
    let is_figure = matches!(what, Statement::Figure(_));
    let noted = Noted { id: report.id.clone(), entry, source: report.source.clone(), what };
    known.take(noted, |happening| {
        let voice = voice(entry, &report, is_figure, &happening, cards);
        Event { id: report.id, happening, evidence: Evidence::Told(vec![voice]) }
    });
}

/// Without what was said by others than those whose word it is, with names of events as they are now, in order.
fn ended(mut known: Known, cards: &Cards) -> Known {
    // A newspaper that tells of a finding has not found anything: only the body's own word is one.
    let is_own = |entry: u64| !cards.unsigned.contains(&entry);
    known.findings.retain(|finding| finding.source == finding.what.by && is_own(finding.entry));
    // Nor does it answer for a party: only the party does, or an organ that was authorised then.
    let speaks = |source: &str, by: &str, when: records::When| cards.speaks_for(source, by, when.start());
    known.responses.retain(|noted| speaks(&noted.source, &noted.what.by, noted.what.when) && is_own(noted.entry));
    // A step in a case is told by whoever took it.
    known.steps.retain(|step| speaks(&step.source, &step.what.by, step.what.when) && is_own(step.entry));
    // A score is the assessor's own, and nobody else's to report.
    known.scores.retain(|score| score.source == score.what.by && is_own(score.entry));
    redirect(&mut known);
    known.sort();
    known
}

/// The links of those reports that tell of happenings, with scores and reasons; `None` where nothing was learnt to link by.
pub fn links(reports: impl IntoIterator<Item = Filed>, by: &LinkedBy) -> Option<Links> {
    let parameters = by.parameters.clone()?;
    let mut features = Reports::new(parameters.schema.clone());
    for filed in reports {
        Features::of_report(&Report { text: None, ..filed.report }).into_iter().for_each(|own| features.put(own));
    }
    Some(decided(features, parameters, &by.decisions))
}

fn decided(features: Reports, parameters: Parameters, decisions: &[LinkDecision]) -> Links {
    let mut links = Links::of(features, parameters);
    for (one, other, is_one) in decisions.iter().flat_map(LinkDecision::pairs) {
        links.decide(one, other, is_one);
    }
    links.settle_untold();
    links
}

/// A finding or response on any of an event's reports is on the event.
fn redirect(known: &mut Known) {
    let has_denials = known.denials.iter().any(|denial| denial.what.event.is_some());
    if known.findings.is_empty() && known.responses.is_empty() && known.steps.is_empty() && !has_denials {
        return;
    }
    let mut event_of: BTreeMap<&str, &str> = BTreeMap::new();
    for event in &known.events {
        if let Evidence::Told(voices) = &event.evidence {
            event_of.extend(voices.iter().map(|voice| (voice.report.as_str(), event.id.as_str())));
        }
    }
    let redirected = |id: &String| event_of.get(id.as_str()).map_or_else(|| id.clone(), |event| (*event).to_owned());
    for finding in &mut known.findings {
        finding.what.event = redirected(&finding.what.event);
    }
    for response in &mut known.responses {
        response.what.event = redirected(&response.what.event);
    }
    for step in &mut known.steps {
        step.what.event = redirected(&step.what.event);
    }
    for denial in &mut known.denials {
        denial.what.event = denial.what.event.as_ref().map(redirected);
    }
}

fn voice(entry: u64, report: &Report, is_figure: bool, happening: &Happening, cards: &Cards) -> Voice {
    let origin = report.origin.clone().unwrap_or_else(|| report.source.clone());
    let card = cards.sources.get(&report.source);
    // Whoever left an office between the act and the telling is still no stranger to the act.
    let told = report.reported_at.map_or(happening.when.end(), |at| at.max(happening.when.end()));
    let interests = cards.interests(&origin, happening.when.start(), told);
    Voice {
        entry,
        report: report.id.clone(),
        source: report.source.clone(),
        is_named: report.origin.as_ref().is_none_or(|origin| *origin == report.source || cards.names(origin)),
        origin,
        interests,
        own: card.is_some_and(|card| card.kind == SourceKind::Monitor),
        reliability: card.and_then(|card| card.reliability),
        credibility: report.credibility,
        basis: report.basis,
        by: happening.by.clone(),
        tells_fact: true,
        states_quantity: is_figure || happening.killed.is_some() || happening.quantity != Decimal::ONE,
    }
}

/// All that must be stated alike.
type Alike<'h> = (&'h str, [Option<&'h str>; 6], Decimal, [Option<u64>; 2], Option<(&'static str, bool, &'h str)>);

fn alike(happening: &Happening) -> Alike<'_> {
    let place = &happening.place;
    let words = [&happening.by, &happening.to, &happening.item, &happening.unit, &place.zone, &place.name];
    let harmed = [happening.killed, happening.injured];
    (&happening.kind, words.map(Option::as_deref), happening.quantity, harmed, named(happening))
}

/// What belongs together, or not, by the things that reports name and by what they say that they update: of events of one
/// report each.
fn bound(single: &[Event]) -> Vec<(String, String, bool)> {
    let mut things = Things::default();
    for (place, event) in (0..).zip(single) {
        if let Some(thing) = Thing::of(&event.happening).filter(|thing| thing.is_once) {
            things.put(place, Some(thing));
        }
    }
    let id = |place: u32| single.get(place as usize).map(|event| event.id.clone()).unwrap_or_default();
    let mut out = Vec::new();
    for reports in things.named() {
        let pairs = things.decided(&reports).into_iter();
        out.extend(pairs.map(|(one, other, is_one)| (id(reports[one]), id(reports[other]), is_one)));
    }
    let mut updates = single.iter().filter(|event| event.happening.fields.contains_key("updates")).peekable();
    if updates.peek().is_none() {
        return out;
    }
    let source_of: BTreeMap<&str, &str> =
        single.iter().filter_map(|event| Some((event.id.as_str(), source(event)?))).collect();
    for event in updates {
        let earlier = event.happening.fields.get("updates").map_or("", String::as_str);
        if source(event).is_some() && source_of.get(earlier).copied() == source(event) && earlier != event.id {
            out.push((earlier.to_owned(), event.id.clone(), true));
        }
    }
    out
}

fn source(event: &Event) -> Option<&str> {
    match &event.evidence {
        Evidence::Told(told) => told.first().map(|voice| voice.source.as_str()),
        Evidence::Stated { .. } => None,
    }
}

const DAY_SECONDS: i64 = 25 * 3600;

/// Groups of events of one report each, by what was learnt.
fn by_parameters(
    single: Vec<Event>,
    features: Reports,
    parameters: &Parameters,
    decisions: &[LinkDecision],
) -> Vec<Event> {
    let links = decided(features, parameters.clone(), decisions);
    let mut groups: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for event in single {
        let group = links.event_of(&event.id).unwrap_or(&event.id).to_owned();
        groups.entry(group).or_default().push(event);
    }
    groups.into_values().flat_map(merged).collect()
}

/// Groups of events of one report each that agree in all.
fn alike_groups(single: Vec<Event>) -> Vec<Vec<Event>> {
    // Events are large: their places are put in order, not they.
    let mut order: Vec<usize> = (0..single.len()).collect();
    order.sort_by(|one, other| alike(&single[*one].happening).cmp(&alike(&single[*other].happening)));
    let is_alike = |one: &usize, other: &usize| alike(&single[*one].happening) == alike(&single[*other].happening);
    let groups: Vec<usize> = order.chunk_by(is_alike).map(<[usize]>::len).collect();
    let mut single: Vec<Option<Event>> = single.into_iter().map(Some).collect();
    let mut order = order.into_iter();
    let mut out = Vec::with_capacity(single.len());
    for n_alike in groups {
        out.extend(clustered(order.by_ref().take(n_alike).filter_map(|place| single[place].take()).collect()));
    }
    out
}

/// Most precise first, then by id, so that the result does not depend on the order of arrival.
fn clustered(mut group: Vec<Event>) -> Vec<Vec<Event>> {
    group.sort_by(|a, b| (length(a), &a.id).cmp(&(length(b), &b.id)));
    let mut out: Vec<Vec<Event>> = Vec::new();
    // Places of clusters by the beginning of their first: what agrees begins within the event's time.
    let mut starting: BTreeSet<(Timestamp, usize)> = BTreeSet::new();
    for event in group {
        let when = event.happening.when;
        let near = starting.range((when.start(), 0)..=(when.end(), usize::MAX));
        let agreeing = near.map(|(_, place)| *place).filter(|place| agree(&out[*place], &event));
        match agreeing.min() {
            Some(place) => out[place].push(event),
            None => {
                starting.insert((when.start(), out.len()));
                out.push(vec![event]);
            }
        }
    }
    out
}

/// Groups changed as people decided.
fn with_decisions(groups: Vec<Vec<Event>>, pairs: &[(&str, &str, bool)]) -> Vec<Event> {
    if pairs.is_empty() {
        return groups.into_iter().flat_map(merged).collect();
    }
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (group, events) in groups.iter().enumerate() {
        group_of.extend(events.iter().map(|event| (event.id.as_str(), group)));
    }
    // Groups that decisions name, and all reports in them.
    let named: BTreeSet<usize> =
        pairs.iter().flat_map(|(one, other, _)| [one, other]).filter_map(|id| group_of.get(id).copied()).collect();
    let touched: Vec<(&str, usize)> =
        group_of.iter().filter(|(_, group)| named.contains(group)).map(|(id, group)| (*id, *group)).collect();
    let places: BTreeMap<&str, usize> = touched.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
    let mut of_group: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, (_, group)) in touched.iter().enumerate() {
        of_group.entry(*group).or_default().push(place);
    }
    let mut shares = Vec::new();
    for group in of_group.values() {
        let pairs =
            group.iter().enumerate().flat_map(|(at, place)| group[at + 1..].iter().map(|other| (*place, *other)));
        shares.extend(pairs.map(|(place, other)| (place, other, ONE)));
    }
    let decided =
        pairs.iter().filter_map(|(one, other, is_one)| Some((*places.get(one)?, *places.get(other)?, *is_one)));
    // Each stands for a source of its own: groups that agree in all hold none twice.
    let sources = (0..u32::try_from(touched.len()).unwrap_or(u32::MAX)).collect();
    let neighbourhood = group::Neighbourhood { sources, shares, decided: decided.collect() };
    let regrouped: Vec<BTreeSet<String>> = group::grouped(&neighbourhood, ONE / 2)
        .into_iter()
        .map(|group| group.into_iter().map(|place| touched[place].0.to_owned()).collect())
        .collect();
    let mut out = Vec::new();
    let mut loose: BTreeMap<String, Event> = BTreeMap::new();
    for (group, events) in groups.into_iter().enumerate() {
        if named.contains(&group) {
            loose.extend(events.into_iter().map(|event| (event.id.clone(), event)));
        } else {
            out.extend(merged(events));
        }
    }
    for ids in regrouped {
        out.extend(merged(ids.iter().filter_map(|id| loose.remove(id)).collect()));
    }
    out
}

fn length(event: &Event) -> i64 {
    event.happening.when.end().as_second() - event.happening.when.start().as_second()
}

/// The time of the first, most precise one lies within the other, and no source would tell twice.
fn agree(earlier: &[Event], event: &Event) -> bool {
    let (inner, outer) = (earlier[0].happening.when, event.happening.when);
    let within = outer.start() <= inner.start() && inner.end() <= outer.end() && length(event) <= DAY_SECONDS;
    let point = earlier[0].happening.place.point == event.happening.place.point;
    within && point && !earlier.iter().any(|other| source(other) == source(event))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use records::{Place, When};

    /// Each event held against every cluster, in their order.
    fn clustered_slowly(mut group: Vec<Event>) -> Vec<Vec<Event>> {
        group.sort_by(|a, b| (length(a), &a.id).cmp(&(length(b), &b.id)));
        let mut out: Vec<Vec<Event>> = Vec::new();
        for event in group {
            match out.iter_mut().find(|earlier| agree(earlier, &event)) {
                Some(earlier) => earlier.push(event),
                None => out.push(vec![event]),
            }
        }
        out
    }

    #[test]
    fn looking_up_by_time_gives_the_clusters_of_looking_at_all() {
        let mut n_joined = 0;
        for seed in 0..300_usize {
            let mut at = seed * 7919 + 1;
            let mut draw = |limit: usize| {
                at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (at >> 33) % limit
            };
            let group: Vec<Event> = (0..40)
                .map(|n| {
                    let (day, hour) = (1 + draw(6), draw(24));
                    let (start, end) = match draw(5) {
                        0 => (format!("2030-03-{day:02}"), String::new()),
                        1 => (format!("2030-03-{day:02}"), format!("2030-03-{:02}", day + draw(3))),
                        2 => {
                            let to = format!("2030-03-{day:02}T{:02}:00:00Z", hour + draw(24 - hour));
                            (format!("2030-03-{day:02}T{hour:02}:00:00Z"), to)
                        }
                        _ => (format!("2030-03-{day:02}T{:02}:00:00Z", hour / 6 * 6), String::new()),
                    };
                    let source = ["post", "times", "wire", "radio"][draw(4)];
                    let filed = report(&format!("r{n:02}"), source, &start, &end, 1);
                    let Statement::Happening(happening) = &filed.report.statement else { unreachable!() };
                    let voice = voice(0, &filed.report, false, happening, &Cards::default());
                    Event {
                        id: filed.report.id.clone(),
                        happening: happening.clone(),
                        evidence: Evidence::Told(vec![voice]),
                    }
                })
                .collect();
            let slowly = clustered_slowly(group.clone());
            n_joined += group.len() - slowly.len();
            assert_eq!(clustered(group), slowly, "{seed}");
        }
        assert!(n_joined > 1_000, "{n_joined} only were brought together");
    }

    fn report(id: &str, source: &str, start: &str, end: &str, quantity: i64) -> Filed {
        let happening = Happening {
            kind: "shelling".to_owned(),
            when: When::from_columns(start, end, "", &TimeZone::UTC).unwrap(),
            place: Place::default(),
            by: Some("a".to_owned()),
            to: None,
            item: None,
            quantity: quantity.into(),
            unit: None,
            killed: None,
            injured: None,
            fields: BTreeMap::new(),
        };
        Filed {
            entry: 1,
            report: Report {
                id: id.to_owned(),
                source: source.to_owned(),
                origin: None,
                basis: None,
                reported_at: None,
                credibility: None,
                statement: Statement::Happening(happening),
                text: None,
                language: None,
                document: None,
                observer: None,
            },
        }
    }

    fn check(reports: &[Filed], expected: &str) {
        let shown = |reports: &[Filed]| {
            let known = from_reports(reports.to_vec(), &Cards::default(), &LinkedBy::default());
            let voices = |event: &Event| match &event.evidence {
                Evidence::Told(voices) => voices.len(),
                Evidence::Stated { .. } => 0,
            };
            known.events.iter().map(|e| format!("{}:{}", e.id, voices(e))).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(reports), expected);
        let mut other_way: Vec<Filed> = reports.to_vec();
        other_way.reverse();
        assert_eq!(shown(&other_way), expected, "the order of arrival does not matter");
    }

    #[test]
    fn what_agrees_in_everything_is_one_event() {
        check(
            &[
                report("c", "z", "2025-01-01", "", 4),
                report("b", "x", "2025-01-01", "", 4),
                report("a", "y", "2025-01-01T05:00:00Z", "", 4),
            ],
            "a:3",
        );
    }

    #[test]
    fn another_number_day_or_the_same_source_is_another_event() {
        check(&[report("a", "x", "2025-01-01", "", 4), report("b", "y", "2025-01-01", "", 5)], "a:1 b:1");
        check(&[report("a", "x", "2025-01-01", "", 4), report("b", "y", "2025-01-02", "", 4)], "a:1 b:1");
        check(&[report("a", "x", "2025-01-01", "", 4), report("b", "x", "2025-01-01", "", 4)], "a:1 b:1");
    }

    fn naming(report: Filed, column: &str, value: &str) -> Filed {
        let mut filed = report;
        if let Statement::Happening(happening) = &mut filed.report.statement {
            happening.fields.insert(column.to_owned(), value.to_owned());
        }
        filed
    }

    fn of_item(report: Filed, item: &str) -> Filed {
        let mut filed = report;
        if let Statement::Happening(happening) = &mut filed.report.statement {
            happening.item = Some(item.to_owned());
        }
        filed
    }

    #[test]
    fn one_weapon_is_one_event_however_many_reports_name_it() {
        let day = |id: &str, source: &str, day: u32, serial: &str| {
            naming(report(id, source, &format!("2025-01-{day:02}"), "", 1), "serial", serial)
        };
        // On other days, by the same source, in other words: it was handed over once.
        check(
            &[day("a", "x", 1, "7"), day("b", "y", 9, "7"), day("c", "x", 20, "7"), day("d", "y", 1, "8")],
            "a:3 d:1",
        );
        // Makers number alike; who does not say whose it is belongs to neither.
        let rifle = of_item(day("a", "x", 1, "7"), "rifle");
        let pistol = of_item(day("b", "y", 1, "7"), "pistol");
        check(&[rifle.clone(), pistol.clone()], "a:1 b:1");
        check(&[rifle.clone(), pistol, day("c", "z", 1, "7")], "a:1 b:1 c:1");
        check(&[rifle, day("c", "z", 1, "7")], "a:2");
    }

    #[test]
    fn consignments_that_look_alike_stay_apart() {
        let of =
            |id: &str, source: &str, name: &str| naming(report(id, source, "2025-01-01", "", 4), "consignment", name);
        check(&[of("a", "x", "C-1"), of("b", "y", "C-2"), of("c", "z", "C-1")], "a:2 b:1");
        let part = naming(report("d", "z", "2025-01-02", "", 3), "consignment", "C-1");
        check(&[of("a", "x", "C-1"), part], "a:1 d:1");
    }

    #[test]
    fn a_list_that_updates_a_number_is_of_the_same_event() {
        let number = report("a", "x", "2025-01-01", "", 2);
        let piece = |id: &str, source: &str, serial: &str| {
            naming(naming(report(id, source, "2025-01-03", "", 1), "serial", serial), "updates", "a")
        };
        check(&[number.clone(), piece("b", "x", "7"), piece("c", "x", "8")], "a:3");
        // Another source cannot say what this one meant.
        check(&[number, piece("b", "y", "7")], "a:1 b:1");
    }

    #[test]
    fn a_longer_span_is_not_taken_for_one_of_its_days() {
        check(&[report("a", "x", "2025-01-01", "2025-01-05", 4), report("b", "y", "2025-01-02", "", 4)], "a:1 b:1");
    }
}
