//! What may be shown: the record at a ledger size, as of a moment, with its assessments.

use std::collections::{BTreeMap, BTreeSet};

use assessments::registers::ByType;
use assessments::{Assessment, Day, Support, Supports, Watched};
use events::{Cards, Event, Evidence, Filed, Known};
use jiff::Timestamp;
use jiff::civil::Date;
use provisions::{Agreement, Provision, Reading, Rule};

use records::Level;

use crate::messages::{Language, Words};

/// Everything that a page draws from.
pub struct Record<'a> {
    /// The language in which it is drawn.
    pub words: Words,
    /// What of it may be seen by whom it is drawn for.
    pub sight: Sight,
    /// What stands for the name of a source that may not be seen.
    pub a_source: String,
    /// The agreement.
    pub agreement: &'a Agreement,
    /// The same by the names that its file gives first, whoever reads.
    pub original: &'a Agreement,
    /// Its text as Markdown.
    pub text: &'a str,
    /// Position of its entry in the ledger.
    pub agreement_entry: u64,
    /// Events that had begun, the latest first: place in the list of events, and the level of its fact; none: refuted.
    pub newest: &'a [(u32, Option<Level>)],
    /// Types, zones and authors of events that there are.
    pub there: There<'a>,
    /// On what assessments rest, where that was worked out before.
    pub supports: Option<&'a Supports>,
    /// What is known.
    pub known: &'a Known,
    /// Its claims by their type.
    pub by_type: &'a ByType,
    /// What that says.
    pub assessments: &'a [Assessment],
    /// Cards of the sources and the actor register.
    pub cards: &'a Cards,
    /// Reports by the position of their entries.
    pub reports: &'a BTreeMap<u64, Filed>,
    /// The moment asked about.
    pub as_of: Timestamp,
    /// Ledger size.
    pub size: u64,
    /// For those outside: how many events are withheld from them, and in how many assessments the whole record says otherwise.
    pub withheld: Option<(usize, usize)>,
}

/// What events of a record there are.
#[derive(Clone, Copy)]
pub struct There<'a> {
    /// Types.
    pub kinds: &'a BTreeSet<String>,
    /// Zones.
    pub zones: &'a BTreeSet<String>,
    /// To whom any is laid.
    pub authors: &'a BTreeSet<String>,
}

/// For whom a page is drawn, and how it is bound to a moment: the query that keeps it so in every link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// `as_of` as asked; none: the mission's own.
    pub as_of: Option<String>,
    /// Ledger size as asked; none: the latest.
    pub size: Option<u64>,
    /// The language that the address names; none: the reader's own.
    pub language: Option<Language>,
    /// The page's address without its query.
    pub path: String,
    /// What else its query says.
    pub others: Vec<(String, String)>,
    /// Who reads.
    pub reader: Reader,
    /// The later publication that corrects what is shown, where it was published: its moment and size.
    pub corrected_by: Option<(Timestamp, u64)>,
}

/// Who reads a page, and what of it they may see. As it stands by default, it is the public's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// A member of the mission; none: the public.
    pub name: Option<String>,
    /// Ledger size at their last visit.
    pub last_size: Option<u64>,
    /// Places to which the head of a page leads them.
    pub places: Vec<Place>,
    /// What they may see.
    pub sight: Sight,
}

/// A place to which the head of every page leads: its address and the message that names it.
pub type Place = (&'static str, &'static str);

/// What somebody may see on pages that they may open. Nothing is seen by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Words of reports, as their sources gave them.
    pub words: bool,
    /// Places as precisely as they were reported.
    pub places: bool,
    /// Who told what.
    pub sources: bool,
}

impl Sight {
    /// Everything: for those who hold the mission's folder.
    pub const ALL: Sight = Sight { words: true, places: true, sources: true };
}

impl Shown {
    /// The query string for a link, with `more` names and values before it; empty if there is nothing to say.
    pub fn query(&self, more: &[(&str, &str)]) -> String {
        let mut parts: Vec<String> = more.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        parts.extend(self.as_of.iter().map(|as_of| format!("as_of={}", encoded(as_of))));
        parts.extend(self.size.iter().map(|size| format!("size={size}")));
        parts.extend(self.language.iter().map(|language| format!("lang={}", language.code())));
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// This page, otherwise: its address with all that its query says but what `change` changes.
    pub fn here(&self, change: impl FnOnce(&mut Shown)) -> String {
        let mut other = self.clone();
        change(&mut other);
        let more: Vec<(&str, &str)> =
            other.others.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        format!("{}{}", other.path, other.query(&more))
    }
}

/// Percent-encoding of a query value (RFC 3986).
pub fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl<'a> Record<'a> {
    /// Assessments of one reading of a rule, in their order.
    pub fn of_reading(&self, rule: &str, reading: &str) -> impl Iterator<Item = &'a Assessment> {
        self.assessments.iter().filter(move |a| a.rule == rule && a.reading == reading)
    }

    /// Assessments of a rule in all its readings.
    pub fn of_rule(&self, rule: &str) -> impl Iterator<Item = &'a Assessment> {
        self.assessments.iter().filter(move |a| a.rule == rule)
    }

    /// A rule with its provision.
    pub fn rule(&self, id: &str) -> Option<(&'a Provision, &'a Rule)> {
        self.agreement.rules().find(|(_, rule)| rule.id == id)
    }

    /// The event of that id.
    pub fn event(&self, id: &str) -> Option<&'a Event> {
        self.claims(id).first()
    }

    /// The claims of which an event consists: one for each kind of act and author that its reports name.
    pub fn claims(&self, id: &str) -> &'a [Event] {
        self.known.claims(id)
    }

    /// The id of the event of that name, or of the one of which a report of that name tells: links to events outlive merging
    /// and splitting.
    pub fn event_named(&self, name: &str) -> Option<&'a str> {
        self.known.event_named(name)
    }

    /// What is known of each day of a rule's time, for one party. To those outside nothing is said of days: numbers without cases do not leave,
    /// and what was given would be told as not given.
    pub fn days(&self, reading: &Reading, party: &str) -> BTreeMap<Date, Day> {
        if self.withheld.is_some() {
            return BTreeMap::new();
        }
        assessments::days(self.agreement, reading, party, self.known, self.as_of)
    }

    /// How much of a standing duty's time somebody could see.
    pub fn watched(&self, reading: &Reading) -> Vec<Watched> {
        assessments::watched(self.agreement, reading, self.known, self.as_of)
    }

    /// The share of the time, in percent, that must have been observed before nothing recorded is no breach.
    pub fn watch_asked(&self, reading: &Reading) -> Option<rust_decimal::Decimal> {
        reading.duty.coverage.or(self.agreement.evidence.coverage)
    }

    /// Words for a zone.
    pub fn zone_shown<'s>(&'s self, zone: &'s str) -> &'s str {
        self.agreement.zones.get(zone).map_or(zone, |zone| &zone.label)
    }

    /// Words for a type of event: the agreement's, else those of the base types.
    pub fn event_shown<'s>(&'s self, kind: &'s str) -> &'s str {
        let base = || records::taxonomy::find(kind).map_or(kind, |base| base.label);
        self.agreement.event_types.get(kind).map_or_else(base, |own| &own.label)
    }

    /// On what the assessments of a rule rest, all of them.
    pub fn support_of_rule(&self, rule: &str) -> Support {
        let found = self.supports.and_then(|supports| supports.of_rule(rule));
        found.cloned().unwrap_or_else(|| self.support(&self.of_rule(rule).collect::<Vec<_>>()))
    }

    /// On what those of one reading and party rest.
    pub fn support_of_party(&self, rule: &str, reading: &str, party: &str, list: &[&Assessment]) -> Support {
        let found = self.supports.and_then(|supports| supports.of_party(rule, reading, party));
        found.cloned().unwrap_or_else(|| self.support(list))
    }

    fn support(&self, list: &[&Assessment]) -> Support {
        Support::of(self.agreement, self.known, list)
    }

    /// Name of a source for people.
    /// Every name of a source that is drawn comes from here: where sources may not be seen, none does.
    pub fn source_name<'s>(&'s self, id: &'s str) -> &'s str {
        if !self.sight.sources {
            return &self.a_source;
        }
        let of_card = self.cards.sources.get(id).map(|source| source.name.as_str());
        let tied = || self.cards.ties.get(id).into_iter().flatten().find_map(|tie| tie.name.as_deref());
        of_card.or_else(tied).unwrap_or(id)
    }

    /// A moment in the agreement's zone.
    pub fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.agreement.calendar.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// A moment in the agreement's zone, as the reader writes it.
    pub fn moment_shown(&self, at: Timestamp) -> String {
        self.words.moment(&at.to_zoned(self.agreement.calendar.zone.clone()))
    }

    /// A day in the agreement's zone, as the reader writes it.
    pub fn day_shown(&self, at: Timestamp) -> String {
        self.words.day(at.to_zoned(self.agreement.calendar.zone.clone()).date())
    }

    /// A day in the agreement's zone.
    pub fn day(&self, at: Timestamp) -> String {
        at.to_zoned(self.agreement.calendar.zone.clone()).date().to_string()
    }
}

/// Ids of the reports of an event whose claims these are.
pub fn reports_of(claims: &[Event]) -> Vec<String> {
    let voices = claims.first().map(|event| match &event.evidence {
        Evidence::Told(voices) => voices.as_slice(),
        Evidence::Stated { .. } => &[],
    });
    voices.unwrap_or_default().iter().map(|voice| voice.report.clone()).collect()
}
