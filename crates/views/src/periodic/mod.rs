//! The periodic report: what is known of how the agreement was kept in a period, as a document that can be laid before a council.
//!
//! A template says in which order and with which words; `sections` work out what stands in it; every number leads to the events of the annex or
//! to the section that lists what it counts. It is drawn from one record: what may leave (`released::Own`), or the whole.

mod figures;
mod sections;
mod tables;
pub mod template;

use std::collections::BTreeMap;

use assessments::{Assessment, Standing, Standings};
use events::Event;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Record;
use crate::document::{Block, Document, Run};
use crate::messages::Put;
use template::{Part, Section, Template};

/// Of what a report is made.
pub struct Period<'a> {
    /// The record at the end of the period.
    pub record: &'a Record<'a>,
    /// Assessments as of the moment before the period began, by what is known at its end.
    pub before: &'a [Assessment],
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What does not leave; none: nothing is withheld, and the report stays in the mission.
    pub withheld: Option<Withheld>,
    /// The entry of an earlier report that this one corrects.
    pub corrects: Option<u64>,
    /// The party for whose answer this copy is, and until when it may answer; none: it is no advance copy.
    pub advance: Option<(String, Option<Date>)>,
    /// What parties said to their advance copies.
    pub answers: Vec<PartyAnswer>,
    /// Days on what falls due are looked ahead.
    pub ahead_days: i32,
}

/// How much does not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Events.
    pub events: usize,
    /// Assessments of the full record that say otherwise.
    pub assessments: usize,
}

/// What a party said to its advance copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyAnswer {
    /// Its id.
    pub party: String,
    /// The entry of its copy, and when it got it.
    pub copy: (u64, Timestamp),
    /// The entry of its answer, and what it says; none: it did not answer.
    pub answer: Option<(u64, String)>,
}

/// A period laid out: its moments, and its events with their numbers in the annex.
pub(crate) struct Laid<'a> {
    record: &'a Record<'a>,
    before: &'a [Assessment],
    /// The first moment of the period, and the first after it.
    span: (Timestamp, Timestamp),
    /// Until when it is looked ahead.
    ahead: Timestamp,
    /// Events of the period in order of time.
    events: Vec<Told<'a>>,
    /// Their places in that order, by id.
    places: BTreeMap<&'a str, usize>,
    period: &'a Period<'a>,
}

/// An event of the period.
pub(crate) struct Told<'a> {
    event: &'a Event,
    /// How it stands; none: a finding refutes it.
    standing: Option<Standing>,
}

/// The report, as its template orders it.
pub fn report(period: &Period<'_>, template: &Template) -> Document {
    let laid = Laid::new(period);
    let (record, words) = (period.record, period.record.words);
    let mut blocks = Vec::new();
    let mut n_headings = 0;
    for part in &template.parts {
        match part {
            Part::Heading(level, text) => {
                n_headings += 1;
                let (text, anchor) = (laid.filled(text), format!("s{n_headings}"));
                blocks.push(Block::Heading { level: *level, text, anchor });
            }
            Part::Paragraph(runs) => blocks.push(Block::Paragraph(laid.runs(runs))),
            Part::List(items) => blocks.push(Block::List(items.iter().map(|item| laid.runs(item)).collect())),
            Part::Section(section) => blocks.extend(laid.section(*section)),
        }
    }
    let title = laid.filled(&template.title);
    let (as_of, size) = (record.moment_shown(record.as_of), words.number(record.size));
    let corrects = period.corrects.map(|entry| words.of_it("doc-corrects", words.number(entry)));
    let foot = [("as_of", Put::from(&as_of)), ("size", Put::from(&size))];
    let at = words.with("as-of-and-size", &foot);
    let lines = [Some(laid.period_words()), Some(at), corrects];
    Document {
        language: words.language(),
        lines: lines.into_iter().flatten().collect(),
        title,
        marking: laid.marking(),
        foot: words.with("doc-foot", &foot),
        day: (period.to.year(), period.to.month(), period.to.day()),
        contents: Some(words.say("doc-contents")),
        blocks,
    }
}

impl<'a> Laid<'a> {
    fn new(period: &'a Period<'a>) -> Laid<'a> {
        let record = period.record;
        let calendar = &record.agreement.calendar;
        let start = |day: Date| calendar.start_of(day).unwrap_or(record.as_of);
        let after = |day: Date, days: i32| day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
        let span = (start(period.from), start(after(period.to, 1)));
        let ahead = start(after(period.to, 1 + period.ahead_days));
        let standings = Standings::new(record.agreement, record.known, record.as_of);
        let is_in = |event: &&Event| {
            let when = event.happening.when;
            when.start() < span.1 && when.start() <= record.as_of && (when.end() > span.0 || when.start() >= span.0)
        };
        let mut found: Vec<&'a Event> = record.known.events.iter().filter(is_in).collect();
        // Several acts or authors claimed of one event are one event.
        found.dedup_by(|one, other| one.id == other.id);
        found.sort_by(|one, other| {
            let when = |event: &Event| (event.happening.when.start(), event.happening.when.end());
            when(one).cmp(&when(other)).then_with(|| one.id.cmp(&other.id))
        });
        let places = found.iter().enumerate().map(|(place, event)| (event.id.as_str(), place)).collect();
        let events = found.into_iter().map(|event| Told { event, standing: standings.of(event) }).collect();
        Laid { record, before: period.before, span, ahead, events, places, period }
    }

    fn marking(&self) -> Option<String> {
        let words = self.record.words;
        let advance = self.period.advance.as_ref().map(|(party, until)| {
            let party = crate::words::party_shown(words, self.record.agreement, party);
            match until {
                None => words.with("doc-advance", &[("party", Put::from(&party))]),
                Some(until) => {
                    let until = words.day(*until);
                    words.with("doc-advance-until", &[("party", Put::from(&party)), ("until", Put::from(&until))])
                }
            }
        });
        advance.or_else(|| self.period.withheld.is_none().then(|| words.say("doc-internal")))
    }

    fn period_words(&self) -> String {
        let words = self.record.words;
        crate::pages::board::from_to(self.record, &words.day(self.period.from), &words.day(self.period.to))
    }

    /// A line with its values.
    fn filled(&self, text: &str) -> String {
        let mut parts = text.split("{{");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once("}}").map(|(name, rest)| (self.value(name.trim()), rest)) {
                Some((Some(value), rest)) => {
                    out.push_str(&value);
                    out.push_str(rest);
                }
                // Said when the template was read.
                _ => {
                    out.push_str("{{");
                    out.push_str(part);
                }
            }
        }
        out
    }

    fn value(&self, name: &str) -> Option<String> {
        let (record, words) = (self.record, self.record.words);
        let withheld = |n: fn(Withheld) -> usize| words.number(self.period.withheld.map_or(0, n));
        Some(match name {
            "agreement" => record.agreement.title.clone(),
            "version" => words.number(&record.agreement.version),
            "from" => words.day(self.period.from),
            "to" => words.day(self.period.to),
            "as_of" => record.moment_shown(record.as_of),
            "size" => words.number(record.size),
            "events" => words.number(self.events.len()),
            "events_withheld" => withheld(|withheld| withheld.events),
            "assessments_withheld" => withheld(|withheld| withheld.assessments),
            _ => return None,
        })
    }

    fn runs(&self, runs: &[Run]) -> Vec<Run> {
        let filled = |run: &Run| match run {
            Run::Text(text) => Run::Text(self.filled(text)),
            Run::Strong(text) => Run::Strong(self.filled(text)),
            Run::Emphasis(text) => Run::Emphasis(self.filled(text)),
            other => other.clone(),
        };
        runs.iter().map(filled).collect()
    }

    fn section(&self, section: Section) -> Vec<Block> {
        match section {
            Section::Summary => self.summary(),
            Section::Provisions => self.provisions(),
            Section::Changes => self.changes(),
            Section::Findings => self.findings(),
            Section::Responses => self.responses(),
            Section::Remedies => self.remedies(),
            Section::Answers => self.answers(),
            Section::Allegations => self.allegations(),
            Section::Trend => self.trend(),
            Section::Map => self.map(),
            Section::Coverage => self.coverage(),
            Section::Schedule => self.schedule(),
            Section::Due => self.due(),
            Section::Definitions => self.definitions(),
            Section::Annex => self.annex(),
        }
    }

    /// Whether something falls into the period.
    fn is_in(&self, at: Timestamp) -> bool {
        self.span.0 <= at && at < self.span.1
    }

    /// A reference to an event: to its row where it is in the annex, else its name.
    fn cite(&self, id: &str) -> Run {
        match self.record.known.event_named(id).and_then(|id| self.places.get(id)) {
            Some(place) => Run::to(self.number_of(*place), format!("e{}", place + 1)),
            None => Run::text(id),
        }
    }

    /// The name of an event in this report.
    fn number_of(&self, place: usize) -> String {
        self.record.words.of_it("doc-event", self.record.words.number(place + 1))
    }
}
