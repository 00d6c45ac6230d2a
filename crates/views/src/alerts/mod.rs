//! What there is to tell between two moments of what may leave: statuses that changed, what falls due, what is newly claimed or found, what was
//! published.
//!
//! All of it is worked out from what may leave (`released::Own`): an alert goes out by ways that others read. It holds no words of a source, and
//! names events as the published table does. The same two moments give the same notices, by the same ids.

pub mod atom;

use std::collections::{BTreeMap, BTreeSet};

use assessments::{Assessment, Status};
use jiff::Timestamp;
use provisions::Agreement;
use records::Level;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::Record;
use crate::messages::Put;
use crate::pages::assessment::instance_shown;
use crate::pages::event::kind_shown;
use crate::released::Own;
use crate::words::{level_words, party_shown, status_words};

/// What a notice is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A status is not what it was.
    Status,
    /// Something falls due in so many days.
    Due,
    /// Something is newly claimed to have happened.
    Event,
    /// A body found something.
    Finding,
    /// Something was published.
    Publication,
}

impl Kind {
    /// Words of programs.
    pub const WORDS: [(&'static str, Kind); 5] = [
        ("status", Kind::Status),
        ("due", Kind::Due),
        ("event", Kind::Event),
        ("finding", Kind::Finding),
        ("publication", Kind::Publication),
    ];

    /// By its word.
    pub fn from_text(text: &str) -> Option<Kind> {
        Kind::WORDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind)
    }

    /// Its word.
    pub fn to_text(self) -> &'static str {
        Kind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The same for the same thing between the same moments.
    pub id: String,
    /// What it is of.
    pub kind: Kind,
    /// Provisions that it concerns.
    pub provisions: BTreeSet<String>,
    /// Parties that it concerns.
    pub parties: BTreeSet<String>,
    /// Zones that it concerns, and those that these lie in.
    pub zones: BTreeSet<String>,
    /// What it became, where it is of a status.
    pub status: Option<Status>,
    /// All that can be told of it, by the words of programs.
    pub facts: Map<String, Value>,
}

/// What may leave as of a moment, with what was published by then.
pub struct Seen<'a> {
    /// What may leave.
    pub own: &'a Own,
    /// Publications: the entry, what it is.
    pub published: &'a [(u64, String)],
}

/// What an assessment is of, whatever its level: rule, reading, party, instance.
type Of<'a> = (&'a str, &'a str, &'a str, &'a str);

fn of(one: &Assessment) -> Of<'_> {
    (&one.rule, &one.reading, &one.party, &one.instance)
}

/// What there is to tell, in a fixed order. `days`: so many days before something falls due it is told.
pub fn notices(agreement: &Agreement, before: &Seen<'_>, after: &Seen<'_>, days: &BTreeSet<u32>) -> Vec<Notice> {
    let telling = Telling { agreement, before, after, bears: bearing(after) };
    let mut out = telling.statuses();
    out.extend(telling.due(days));
    out.extend(telling.events());
    out.extend(telling.findings());
    out.extend(telling.publications());
    out
}

struct Telling<'a> {
    agreement: &'a Agreement,
    before: &'a Seen<'a>,
    after: &'a Seen<'a>,
    /// The provisions whose assessments rest on each event.
    bears: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

fn bearing<'a>(after: &Seen<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in after.own.assessments() {
        for cause in &one.because {
            out.entry(&cause.event).or_default().insert(&one.provision);
        }
    }
    out
}

impl Telling<'_> {
    /// Statuses that changed. What begins to run and is not due yet, or ends to be looked at, is no change.
    fn statuses(&self) -> Vec<Notice> {
        let was: BTreeMap<(Of<'_>, Level), &Assessment> =
            self.before.own.assessments().iter().map(|one| ((of(one), one.level), one)).collect();
        // The same change at several levels is told once.
        type Change<'a> = (Of<'a>, Option<Status>, Status, &'a str);
        let mut found: BTreeMap<Change<'_>, (Vec<Level>, &Assessment)> = BTreeMap::new();
        for one in self.after.own.assessments() {
            let before = was.get(&(of(one), one.level)).map(|before| before.status);
            let is_news = match before {
                Some(before) => before != one.status,
                None => !matches!(one.status, Status::Pending | Status::NotInForce | Status::Undetermined),
            };
            if is_news {
                let reason = one.reason.map_or("", |reason| reason.to_text());
                found.entry((of(one), before, one.status, reason)).or_insert((Vec::new(), one)).0.push(one.level);
            }
        }
        let notice = |((_, before, status, reason), (levels, one)): (Change<'_>, (Vec<Level>, &Assessment))| {
            let events = one.because.iter().map(|cause| cause.event.as_str());
            let levels: Vec<&str> = levels.into_iter().map(Level::to_text).collect();
            let facts = json!({
                "provision": one.provision, "rule": one.rule, "reading": one.reading, "party": one.party,
                "instance": one.instance, "levels": levels, "was": before.map(Status::to_text), "is": status.to_text(),
                "reason": reason, "found_by": self.found_by(one),
            });
            Notice {
                status: Some(status),
                ..self.notice(Kind::Status, &one.provision, [one.party.as_str()], self.zones(events), facts)
            }
        };
        found.into_iter().map(notice).collect()
    }

    /// The body that found a breach, and on which day; the latest, where several did.
    fn found_by(&self, one: &Assessment) -> Option<[String; 2]> {
        if one.status != Status::BreachFound {
            return None;
        }
        let known = self.after.own.known();
        let found = known.findings.iter().filter(|noted| {
            let breach = noted.what.breach.as_ref();
            let is_of = breach.is_some_and(|(of, verdict)| {
                *verdict == records::Verdict::Established && (*of == one.rule || *of == one.provision)
            });
            is_of && one.because.iter().any(|cause| cause.event == noted.what.event)
        });
        let latest = found.max_by_key(|noted| noted.what.when.start())?;
        let day = self.agreement.calendar.date(latest.what.when.start());
        Some([latest.what.by.clone(), day.to_string()])
    }

    /// What falls due so many days after a moment between the two.
    fn due(&self, days: &BTreeSet<u32>) -> Vec<Notice> {
        let mut out = Vec::new();
        let mut told = BTreeSet::new();
        for one in self.after.own.assessments().iter().filter(|one| one.status == Status::Pending) {
            let Some(due) = one.due else { continue };
            for n in days {
                let at = due - jiff::SignedDuration::from_hours(24 * i64::from(*n));
                let is_now = self.before.own.as_of() < at && at <= self.after.own.as_of();
                if is_now && told.insert((of(one), due, *n)) {
                    let facts = json!({
                        "provision": one.provision, "rule": one.rule, "reading": one.reading, "party": one.party,
                        "instance": one.instance, "due": due.to_string(), "days": n,
                    });
                    out.push(self.notice(Kind::Due, &one.provision, [one.party.as_str()], BTreeSet::new(), facts));
                }
            }
        }
        out
    }

    fn events(&self) -> Vec<Notice> {
        let known = self.before.own.known();
        let news = self.after.own.known().events.iter().filter(|event| known.claims(&event.id).is_empty());
        let notice = |event: &events::Event| {
            let happening = &event.happening;
            let day = self.agreement.calendar.date(happening.when.start()).to_string();
            let facts = json!({
                "event": event.id, "type": happening.kind, "day": day, "zone": happening.place.zone, "by": happening.by,
                "to": happening.to,
            });
            let parties = happening.by.iter().chain(&happening.to).map(String::as_str);
            let mut notice = self.notice(Kind::Event, "", parties, self.zones([event.id.as_str()].into_iter()), facts);
            notice.provisions = self.bears(&event.id);
            notice
        };
        news.map(notice).collect()
    }

    fn bears(&self, event: &str) -> BTreeSet<String> {
        self.bears.get(event).into_iter().flatten().map(|id| (*id).to_owned()).collect()
    }

    fn findings(&self) -> Vec<Notice> {
        let known: BTreeSet<&str> = self.before.own.known().findings.iter().map(|noted| noted.id.as_str()).collect();
        let news = self.after.own.known().findings.iter().filter(|noted| !known.contains(noted.id.as_str()));
        let notice = |noted: &events::Noted<records::Finding>| {
            let what = &noted.what;
            let facts = json!({ "finding": noted.id, "event": what.event, "by": what.by });
            let event = [what.event.as_str()];
            let mut notice = self.notice(Kind::Finding, "", [], self.zones(event.into_iter()), facts);
            let claims = self.after.own.known().claims(&what.event);
            notice.parties = claims.iter().filter_map(|claim| claim.happening.by.clone()).collect();
            notice.provisions = self.bears(&what.event);
            notice
        };
        news.map(notice).collect()
    }

    fn publications(&self) -> Vec<Notice> {
        let news = self.after.published.iter().filter(|one| !self.before.published.contains(one));
        let notice = |(entry, what): &(u64, String)| {
            let facts = json!({ "entry": entry, "what": what });
            self.notice(Kind::Publication, "", [], BTreeSet::new(), facts)
        };
        news.map(notice).collect()
    }

    /// Zones of events, and those in which these lie.
    fn zones<'e>(&self, events: impl Iterator<Item = &'e str>) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for event in events {
            let Some(event) = self.after.own.known().claims(event).first() else { continue };
            let mut next = event.happening.place.zone.as_deref();
            while let Some(zone) = next {
                if !out.insert(zone.to_owned()) {
                    break;
                }
                next = self.agreement.zones.get(zone).and_then(|zone| zone.within.as_deref());
            }
        }
        out
    }

    fn notice<'p>(
        &self,
        kind: Kind,
        provision: &str,
        parties: impl IntoIterator<Item = &'p str>,
        zones: BTreeSet<String>,
        facts: Value,
    ) -> Notice {
        let facts = facts.as_object().cloned().unwrap_or_default();
        let moments = [self.before.own.as_of(), self.after.own.as_of()].map(|at| at.to_string());
        // What falls due is told once, whenever it is looked at.
        let moments = if kind == Kind::Due { String::new() } else { moments.join("/") };
        let sizes = format!("{}/{}", self.before.own.size(), self.after.own.size());
        let sizes = if kind == Kind::Due { String::new() } else { sizes };
        let told = json!([kind.to_text(), moments, sizes, facts]).to_string();
        let digest = Sha256::digest(format!("truce notice\n{}\n{told}", self.agreement.id));
        Notice {
            id: digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect(),
            kind,
            provisions: Some(provision).filter(|id| !id.is_empty()).map(str::to_owned).into_iter().collect(),
            parties: parties.into_iter().filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            zones,
            status: None,
            facts,
        }
    }
}

impl Notice {
    /// As JSON: what a program gets, and what is kept.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        out.insert("id".to_owned(), json!(self.id));
        out.insert("kind".to_owned(), json!(self.kind.to_text()));
        for (name, all) in [("provisions", &self.provisions), ("parties", &self.parties), ("zones", &self.zones)] {
            out.insert(name.to_owned(), json!(all));
        }
        out.insert("facts".to_owned(), Value::Object(self.facts.clone()));
        Value::Object(out)
    }

    /// Reads it back.
    pub fn from_json(value: &Value) -> Option<Notice> {
        let all = |name: &str| -> Option<BTreeSet<String>> {
            value.get(name)?.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
        };
        let facts = value.get("facts")?.as_object()?.clone();
        let status = facts.get("is").and_then(Value::as_str);
        Some(Notice {
            id: value.get("id")?.as_str()?.to_owned(),
            kind: Kind::from_text(value.get("kind")?.as_str()?)?,
            provisions: all("provisions")?,
            parties: all("parties")?,
            zones: all("zones")?,
            status: status.and_then(status_of),
            facts,
        })
    }

    fn fact(&self, name: &str) -> &str {
        self.facts.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// In a sentence.
    pub fn says(&self, record: &Record<'_>) -> String {
        match self.kind {
            Kind::Status => self.says_status(record),
            Kind::Due => {
                let days = self.facts.get("days").and_then(Value::as_u64).unwrap_or_default();
                let due = self.fact("due").parse::<Timestamp>().map(|at| record.moment_shown(at)).unwrap_or_default();
                let of = self.of(record);
                record.words.with("alert-due", &[("of", Put::from(&of)), ("due", Put::from(&due)), ("n", days.into())])
            }
            Kind::Event => {
                let what = kind_shown(record, self.fact("type"));
                let zone = self.fact("zone");
                let zone = if zone.is_empty() {
                    record.words.say("alert-nowhere")
                } else {
                    record.zone_shown(zone).to_owned()
                };
                let day = self.fact("day").parse().map(|day| record.words.day(day)).unwrap_or_default();
                let by = self.fact("by");
                let by = if by.is_empty() { "unknown" } else { by };
                let by = party_shown(record.words, record.agreement, by);
                let put = [
                    ("what", Put::from(&what)),
                    ("zone", Put::from(&zone)),
                    ("day", Put::from(&day)),
                    ("by", Put::from(&by)),
                ];
                record.words.with("alert-event", &put)
            }
            Kind::Finding => {
                let by = party_shown(record.words, record.agreement, self.fact("by"));
                record.words.with("alert-finding", &[("by", Put::from(&by)), ("event", Put::from(self.fact("event")))])
            }
            Kind::Publication => {
                let entry = self.facts.get("entry").and_then(Value::as_u64).unwrap_or_default();
                record.words.of_it("alert-publication", record.words.number(entry))
            }
        }
    }

    /// Rule, party and instance.
    fn of(&self, record: &Record<'_>) -> String {
        let rule =
            record.rule(self.fact("rule")).map_or_else(String::new, |(_, rule)| format!("{} {}", rule.id, rule.title));
        let party = party_shown(record.words, record.agreement, self.fact("party"));
        let instance = Some(self.fact("instance")).filter(|instance| !instance.is_empty());
        let instance = instance.map(|instance| instance_shown(record, instance));
        let reading =
            Some(self.fact("reading")).filter(|name| *name != provisions::Reading::AS_WRITTEN).map(str::to_owned);
        [Some(rule), Some(party), reading, instance].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn says_status(&self, record: &Record<'_>) -> String {
        let words = record.words;
        let said = |text: &str| status_of(text).map(|one| status_words(words, one));
        let was = said(self.fact("was"));
        let mut is = said(self.fact("is")).unwrap_or_default();
        let found = self.facts.get("found_by").and_then(Value::as_array);
        if let Some([by, day]) = found.map(Vec::as_slice) {
            let by = party_shown(words, record.agreement, by.as_str().unwrap_or_default());
            let day = day.as_str().and_then(|day| day.parse().ok()).map(|day| words.day(day)).unwrap_or_default();
            is = words.with("status-found-by", &[("by", Put::from(&by)), ("day", Put::from(&day))]);
        }
        let levels = self.facts.get("levels").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let levels: Vec<String> = levels.filter_map(Level::from_text).map(|level| level_words(words, level)).collect();
        let (of, levels) = (self.of(record), words.list(&levels));
        let mut put = vec![("of", Put::from(&of)), ("is", Put::from(&is)), ("levels", Put::from(&levels))];
        match &was {
            Some(was) => {
                put.push(("was", Put::from(was)));
                words.with("alert-status", &put)
            }
            None => words.with("alert-status-first", &put),
        }
    }

    /// Where it is seen on the mission's pages.
    pub fn path(&self) -> String {
        match self.kind {
            Kind::Status | Kind::Due => {
                let query =
                    ["rule", "reading", "party"].map(|name| format!("{name}={}", crate::encoded(self.fact(name))));
                format!("/assessments?{}", query.join("&"))
            }
            Kind::Event | Kind::Finding => format!("/event?id={}", crate::encoded(self.fact("event"))),
            Kind::Publication => "/publications".to_owned(),
        }
    }
}

/// A status by its word.
pub fn status_of(text: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status.to_text() == text)
}

/// What somebody wants to be told: what is empty asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Kinds.
    pub kinds: BTreeSet<Kind>,
    /// Provisions.
    pub provisions: BTreeSet<String>,
    /// Parties.
    pub parties: BTreeSet<String>,
    /// Zones, and all that lie in them.
    pub zones: BTreeSet<String>,
    /// What a status became.
    pub statuses: BTreeSet<Status>,
    /// So many days before something falls due.
    pub days: BTreeSet<u32>,
}

impl Wanted {
    /// As JSON.
    pub fn to_json(&self) -> Value {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.to_text()).collect();
        let statuses: Vec<&str> = self.statuses.iter().map(|status| status.to_text()).collect();
        json!({
            "kinds": kinds, "provisions": self.provisions, "parties": self.parties, "zones": self.zones,
            "statuses": statuses, "days": self.days,
        })
    }

    /// Reads it back; none where a word is none.
    pub fn from_json(value: &Value) -> Option<Wanted> {
        let texts = |name: &str| -> Option<BTreeSet<String>> {
            value.get(name)?.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
        };
        let days = value.get("days")?.as_array()?.iter().map(|n| n.as_u64().and_then(|n| u32::try_from(n).ok()));
        Some(Wanted {
            kinds: texts("kinds")?.iter().map(|word| Kind::from_text(word)).collect::<Option<_>>()?,
            provisions: texts("provisions")?,
            parties: texts("parties")?,
            zones: texts("zones")?,
            statuses: texts("statuses")?.iter().map(|word| status_of(word)).collect::<Option<_>>()?,
            days: days.collect::<Option<_>>()?,
        })
    }

    /// Names in it that the agreement does not have: what is misspelt would never be told of.
    pub fn unknown(&self, agreement: &Agreement) -> Vec<String> {
        let provisions = self.provisions.iter().filter(|id| !agreement.provisions.iter().any(|own| own.id == **id));
        let is_actor = |id: &str| {
            let mut all = agreement.parties.iter().chain(&agreement.non_signatories).chain(&agreement.bodies);
            all.any(|actor| actor.id == id)
        };
        let parties = self.parties.iter().filter(|id| !is_actor(id));
        let zones = self.zones.iter().filter(|id| !agreement.zones.contains_key(*id));
        provisions.chain(parties).chain(zones).cloned().collect()
    }

    /// Whether it is wanted. What is of no provision, party or zone is not asked for by one.
    pub fn holds(&self, notice: &Notice) -> bool {
        let meets = |asked: &BTreeSet<String>, own: &BTreeSet<String>| asked.is_empty() || !asked.is_disjoint(own);
        let days = notice.facts.get("days").and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok());
        (self.kinds.is_empty() || self.kinds.contains(&notice.kind))
            && meets(&self.provisions, &notice.provisions)
            && meets(&self.parties, &notice.parties)
            && meets(&self.zones, &notice.zones)
            && (self.statuses.is_empty() || notice.status.is_none_or(|status| self.statuses.contains(&status)))
            && (self.days.is_empty() || days.is_none_or(|days| self.days.contains(&days)))
    }
}
