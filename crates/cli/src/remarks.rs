//! Names in the data that touch nothing: a misspelt type, zone or party would otherwise be silence, and silence looks like calm.

use std::collections::{BTreeMap, BTreeSet};

use provisions::Agreement;
use records::{Decision, Finding, Report, Rows, Score, Statement, taxonomy};

/// The names that stand in rows.
#[derive(Default)]
pub(crate) struct Seen {
    types: BTreeMap<String, usize>,
    zones: BTreeMap<String, usize>,
    authors: BTreeMap<String, usize>,
    decisions: Vec<Decision>,
    findings: Vec<Finding>,
    scores: Vec<Score>,
    /// Who tells them.
    sources: BTreeMap<String, usize>,
    /// Columns that are kept as particulars.
    particulars: BTreeSet<String>,
    /// Events of which findings tell and that are there.
    events: BTreeSet<String>,
}

impl Seen {
    /// Notes what a report names.
    pub(crate) fn note(&mut self, report: &Report) {
        let count = |counts: &mut BTreeMap<String, usize>, name: &str| match counts.get_mut(name) {
            Some(n) => *n += 1,
            None => {
                counts.insert(name.to_owned(), 1);
            }
        };
        count(&mut self.sources, &report.source);
        match &report.statement {
            Statement::Happening(happening) => {
                for name in happening.fields.keys().filter(|name| !self.particulars.contains(*name)).collect::<Vec<_>>()
                {
                    self.particulars.insert(name.clone());
                }
                count(&mut self.types, &happening.kind);
                happening.place.zone.iter().for_each(|zone| count(&mut self.zones, zone));
                happening.by.iter().for_each(|by| count(&mut self.authors, by));
            }
            Statement::Decision(decision) => self.decisions.push(decision.clone()),
            Statement::Finding(finding) => self.findings.push(finding.clone()),
            Statement::Score(score) => self.scores.push(score.clone()),
            _ => {}
        }
    }

    /// Sources of which there is no card, and how many rows each tells.
    pub(crate) fn unknown_sources(&self, is_known: impl Fn(&str) -> bool) -> Vec<String> {
        let unknown = self.sources.iter().filter(|(source, _)| !is_known(source));
        let words = unknown.map(|(source, n)| {
            let rows = if *n == 1 { "1 row is".to_owned() } else { format!("{n} rows are") };
            format!("{rows} told by {source:?}, of which there is no card: nobody knows how reliable it is held to be")
        });
        words.collect()
    }

    /// Columns that became particulars, which stand in hashed bytes for good.
    pub(crate) fn particulars(&self) -> Vec<&str> {
        self.particulars.iter().map(String::as_str).collect()
    }

    /// Looks for the events of which findings tell.
    pub(crate) fn find_events(&mut self, is_there: impl Fn(&str) -> bool) {
        let told = self.findings.iter().map(|finding| finding.event.as_str()).filter(|event| is_there(event));
        self.events = told.map(str::to_owned).collect();
    }

    /// Of rows held small.
    pub(crate) fn of_rows(rows: &Rows) -> Seen {
        let mut seen = Seen::default();
        let n_words = rows.words.len();
        let (mut types, mut zones, mut authors) = (vec![0; n_words], vec![0; n_words], vec![0; n_words]);
        for row in rows.all().iter().filter(|row| row.kind != 0 && !row.replaced) {
            types[usize::from(row.kind)] += 1;
            zones[usize::from(row.zone)] += 1;
            authors[usize::from(row.by)] += 1;
        }
        let named = |counts: Vec<usize>| {
            let all = (0..).zip(counts).skip(1).filter(|(_, n)| *n > 0);
            all.map(|(word, n)| (rows.words.get(word).to_owned(), n)).collect::<BTreeMap<String, usize>>()
        };
        (seen.types, seen.zones, seen.authors) = (named(types), named(zones), named(authors));
        let is_there = |number: u32| rows.all().get(number as usize).is_some_and(|row| !row.replaced);
        for (_, whole) in rows.beside().iter().filter(|(number, _)| is_there(**number)) {
            match &whole.statement {
                Statement::Decision(decision) => seen.decisions.push(decision.clone()),
                Statement::Score(score) => seen.scores.push(score.clone()),
                Statement::Finding(finding) => {
                    seen.findings.push(finding.clone());
                    let told = rows.ids.find(&finding.event).filter(|number| is_there(*number));
                    let is_event = |number: &u32| rows.all().get(*number as usize).is_some_and(|row| row.kind != 0);
                    seen.events.extend(told.filter(is_event).map(|number| rows.ids.get(number).to_owned()));
                }
                _ => {}
            }
        }
        seen
    }
}

/// One sentence for each name that neither the agreement nor the base types know.
pub(crate) fn remarks(agreement: &Agreement, seen: &Seen) -> Vec<String> {
    let mut unknown: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut note = |what: &'static str, name: &str, n: usize, is_known: bool| {
        if !is_known {
            *unknown.entry((what, name.to_owned())).or_default() += n;
        }
    };
    let is_body = |name: &str| agreement.bodies.iter().any(|body| body.id == name);
    let is_actor = |name: &str| {
        let all = agreement.parties.iter().chain(&agreement.non_signatories);
        name == "unknown" || is_body(name) || all.into_iter().any(|actor| actor.id == name)
    };
    for (kind, n) in &seen.types {
        note("type", kind, *n, agreement.event_types.contains_key(kind) || taxonomy::find(kind).is_some());
    }
    for (zone, n) in &seen.zones {
        note("zone", zone, *n, agreement.zones.contains_key(zone) || agreement.zones.is_empty());
    }
    for (by, n) in &seen.authors {
        note("author", by, *n, is_actor(by));
    }
    for decision in &seen.decisions {
        let sets = &decision.sets;
        let is_known = agreement.states.contains_key(sets)
            || agreement.triggers.contains_key(sets)
            || agreement.values.contains_key(sets)
            || agreement.attributes.contains_key(sets)
            || agreement.conversions.iter().any(|conversion| conversion.id == *sets)
            || agreement.rules().any(|(_, rule)| rule.id == *sets);
        note("state, trigger, value, attribute, conversion or rule", sets, 1, is_known);
        note("body", &decision.by, 1, is_actor(&decision.by));
    }
    for finding in &seen.findings {
        note("body that finds", &finding.by, 1, is_body(&finding.by));
        note("event", &finding.event, 1, seen.events.contains(finding.event.as_str()));
    }
    for score in &seen.scores {
        note("scored rule", &score.on, 1, agreement.rules().any(|(_, rule)| rule.id == score.on));
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
