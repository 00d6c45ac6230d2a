//! What is known of an event, element by element, with who says what: disagreements are kept, never averaged away.

use std::collections::BTreeMap;

use assessments::{Ground, Stand, Standings};
use events::{Event, Evidence as Told};
use jiff::Timestamp;
use provisions::Agreement;
use records::{Happening, Report, Statement};
use rust_decimal::Decimal;

use crate::Record;
use crate::messages::Put;
use crate::pages::board::span;
use crate::pages::event::kind_shown;
use crate::pictures::Evidence;
use crate::words::{level_words, party_shown};

/// What the reports of one event say.
pub(crate) struct KnownOf<'a> {
    /// Each report with its entry.
    pub(crate) reports: Vec<(u64, &'a Report, &'a Happening)>,
}

/// A value and the reports that state it.
pub(crate) type Said<'a, T> = BTreeMap<T, Vec<&'a str>>;

/// From one moment until another.
pub(crate) type Span = (Timestamp, Timestamp);

/// Best, low and high of a number: best is what most origins state, the least of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// What most origins state.
    pub(crate) best: Decimal,
    /// The least that any states.
    pub(crate) low: Decimal,
    /// The most that any states.
    pub(crate) high: Decimal,
}

impl<'a> KnownOf<'a> {
    /// Of the event whose claims these are.
    pub(crate) fn new(record: &Record<'a>, claims: &[Event]) -> KnownOf<'a> {
        let voices = claims.first().map(|event| match &event.evidence {
            Told::Told(voices) => voices.as_slice(),
            Told::Stated { .. } => &[],
        });
        let report = |entry: u64| {
            let report = &record.reports.get(&entry)?.report;
            match &report.statement {
                Statement::Happening(happening) => Some((entry, report, happening)),
                Statement::Figure(figure) => Some((entry, report, &figure.happening)),
                _ => None,
            }
        };
        KnownOf { reports: voices.unwrap_or_default().iter().filter_map(|voice| report(voice.entry)).collect() }
    }

    /// Values of an element, each with the sources that state it.
    pub(crate) fn said<T: Ord>(&self, value: impl Fn(&'a Happening) -> Option<T>) -> Said<'a, T> {
        let mut said: Said<'a, T> = BTreeMap::new();
        for (_, report, happening) in &self.reports {
            if let Some(value) = value(happening) {
                said.entry(value).or_default().push(&report.source);
            }
        }
        said
    }

    /// The whole time in which it may have been, and the part on which all agree, if any.
    pub(crate) fn times(&self) -> Option<(Span, Option<Span>)> {
        let spans = || self.reports.iter().map(|(_, _, happening)| (happening.when.start(), happening.when.end()));
        let whole = (spans().map(|span| span.0).min()?, spans().map(|span| span.1).max()?);
        let common = (spans().map(|span| span.0).max()?, spans().map(|span| span.1).min()?);
        // Ends are no part of spans, but for instants.
        let is_common = common.0 < common.1 || whole.0 == whole.1;
        Some((whole, is_common.then_some(common)))
    }

    /// Best, low and high of a number; `None` where nobody states one.
    pub(crate) fn numbers(&self, value: impl Fn(&Happening) -> Option<Decimal>) -> Option<Numbers> {
        let mut origins: BTreeMap<Decimal, std::collections::BTreeSet<&str>> = BTreeMap::new();
        for (_, report, happening) in &self.reports {
            if let Some(value) = value(happening) {
                origins.entry(value).or_default().insert(report.origin.as_deref().unwrap_or(&report.source));
            }
        }
        let most = origins.values().map(std::collections::BTreeSet::len).max()?;
        let best = origins.iter().find(|(_, origins)| origins.len() == most).map(|(value, _)| *value)?;
        Some(Numbers { best, low: *origins.keys().next()?, high: *origins.keys().next_back()? })
    }
}

/// Why an element stands where it stands, in one sentence.
pub(crate) fn why(record: &Record<'_>, stand: &Stand) -> String {
    let (agreement, words): (&Agreement, _) = (record.agreement, record.words);
    let named = |names: &[String]| {
        words.list(&names.iter().map(|name| record.source_name(name).to_owned()).collect::<Vec<_>>())
    };
    let ground = match &stand.ground {
        Ground::Finding => words.say("ground-finding"),
        Ground::Admission => words.say("ground-admission"),
        Ground::OwnObservation => words.say("ground-own-observation"),
        // Why a level is what it is rests on who tells, which does not leave.
        Ground::Stated if record.withheld.is_some() => return level_words(words, stand.level),
        Ground::Stated => words.say("ground-stated"),
        Ground::Origins { of_no_party, parties, is_unnamed, not_counted } => {
            let mut parts = Vec::new();
            if !of_no_party.is_empty() {
                parts.push(words.of_it("ground-of-no-party", named(of_no_party)));
            }
            if !parties.is_empty() {
                let parties: Vec<String> = parties.iter().map(|party| party_shown(words, agreement, party)).collect();
                parts.push(words.of_it("ground-parties", words.list(&parties)));
            }
            if *is_unnamed {
                parts.push(words.say("ground-unnamed"));
            }
            if !not_counted.is_empty() {
                parts.push(words.of_it("ground-not-counted", named(not_counted)));
            }
            if parts.is_empty() {
                parts.push(words.say("ground-none"));
            }
            parts.join("; ")
        }
    };
    let level = level_words(words, stand.level);
    words.with("level-because", &[("level", Put::from(&level)), ("ground", Put::from(&ground))])
}

/// Where an event's reports differ: the element, and each value with the sources that state it.
pub(crate) fn differences(record: &Record<'_>, known: &KnownOf<'_>) -> Vec<(String, Vec<(String, String)>)> {
    let mut out = Vec::new();
    let words = record.words;
    let mut differ = |name: &str, said: Said<'_, String>| {
        if said.len() > 1 {
            let names = |sources: Vec<&str>| {
                words.list(&sources.into_iter().map(|source| record.source_name(source).to_owned()).collect::<Vec<_>>())
            };
            out.push((words.say(name), said.into_iter().map(|(value, sources)| (value, names(sources))).collect()));
        }
    };
    differ("element-time", known.said(|happening| Some(span(record, happening.when))));
    differ(
        "element-place",
        known.said(|happening| {
            happening.place.name.clone().filter(|_| record.sight.places).or_else(|| happening.place.zone.clone())
        }),
    );
    differ("element-type", known.said(|happening| Some(kind_shown(record, &happening.kind))));
    differ(
        "element-author",
        known.said(|happening| happening.by.as_ref().map(|by| party_shown(words, record.agreement, by))),
    );
    differ("element-killed", known.said(|happening| happening.killed.map(|n| words.number(n))));
    differ("element-injured", known.said(|happening| happening.injured.map(|n| words.number(n))));
    out
}

/// How each element of a claim stands, a sentence each.
/// With each its level, where it has one.
pub(crate) fn standing_words(record: &Record<'_>, standings: &Standings<'_>, event: &Event) -> Vec<(Evidence, String)> {
    let words = record.words;
    let refuted = || vec![(Evidence::Refuted, words.say("standing-refuted"))];
    let Some(standing) = standings.of(event) else { return refuted() };
    let mut out = vec![(Evidence::At(standing.fact.level), words.of_it("standing-fact", why(record, &standing.fact)))];
    out.push(match &standing.author {
        Some((by, stand)) => {
            let (by, why) = (party_shown(words, record.agreement, by), why(record, stand));
            (
                Evidence::At(stand.level),
                words.with("standing-author", &[("by", Put::from(&by)), ("why", Put::from(&why))]),
            )
        }
        None => (Evidence::Unknown, words.say("standing-author-unknown")),
    });
    let is_number = event.happening.quantity != Decimal::ONE
        || event.happening.killed.is_some()
        || event.happening.injured.is_some();
    if let (Some(stand), true) = (&standing.quantity, is_number) {
        out.push((Evidence::At(stand.level), words.of_it("standing-number", why(record, stand))));
    }
    out
}
