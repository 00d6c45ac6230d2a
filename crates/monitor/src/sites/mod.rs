//! Several sites in one record: which there are, what each had seen of the others, what is shown apart, what is decided in two ways.

mod disputes;
pub(crate) mod exchange;
mod files;
pub(crate) mod fold;
mod met;
mod names;
mod offer;
mod piece;
pub(crate) mod shelf;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ledger::body::{self, Body};
use ledger::{Entry, Heads, Value};

pub use disputes::{Subject, Topic};
pub use exchange::{Failed, Peer, Progress, Pulled, Synced, sync, tally};
pub use files::{Lacking, Part, lacking_from_bytes, lacking_to_bytes, leaves_from_bytes, leaves_to_bytes, sync_beside};
pub use met::{Met, met, note_offer};
pub use offer::Offer;
pub use piece::Item;
pub use shelf::{Fork, Outcome, SiteKnown, Taken};
pub use wire::{Ask, Shown, show};

/// What the entries say of the sites that wrote them.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// Entries that have no effect, with why.
    pub(crate) apart: BTreeMap<u64, Why>,
    pub(crate) disputed: Vec<Dispute>,
    /// Sites that show two histories of which nobody has decided, each with the number from which on.
    pub(crate) forks: Vec<(String, u64)>,
    /// Sites that ever showed two histories.
    pub(crate) ever_forked: BTreeSet<String>,
    invited: BTreeMap<String, (u64, body::Site)>,
    seen: BTreeMap<String, Heads>,
    decided: Vec<(u64, body::History)>,
}

/// Why an entry has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its site shows two histories from this number on.
    Forked(u64),
    /// Its key had ended by this entry: site and number.
    Ended(String, u64),
    /// Another site decided otherwise on the same: which entries, by site and number.
    Disputed(Subject, Vec<(String, u64)>),
    /// It cannot be used; why, in a sentence.
    Unusable(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Forked(number) => write!(f, "its site shows two histories from its entry {number} on"),
            Why::Ended(site, number) => write!(f, "its key had ended by entry {number} of {site}"),
            Why::Disputed(about, others) => {
                let others: Vec<String> = others.iter().map(|(site, number)| format!("{site} {number}")).collect();
                write!(f, "{about}: another site said otherwise ({}), and nobody has decided", others.join(", "))
            }
            Why::Unusable(why) => f.write_str(why),
        }
    }
}

impl Why {
    fn to_value(&self) -> Value {
        let text = |text: &str| Value::Text(text.to_owned());
        let int = |number: u64| Value::Int(number.cast_signed());
        match self {
            Why::Forked(number) => Value::List(vec![text("forked"), int(*number)]),
            Why::Ended(site, number) => Value::List(vec![text("ended"), text(site), int(*number)]),
            Why::Disputed(about, others) => {
                let others = others.iter().map(|(site, number)| Value::List(vec![text(site), int(*number)])).collect();
                Value::List(vec![text("disputed"), about_to_value(about), Value::List(others)])
            }
            Why::Unusable(why) => Value::List(vec![text("unusable"), text(why)]),
        }
    }

    fn from_value(value: &Value) -> Option<Why> {
        let [Value::Text(word), rest @ ..] = list(value)? else { return None };
        match (word.as_str(), rest) {
            ("forked", [Value::Int(number)]) => Some(Why::Forked(number.cast_unsigned())),
            ("ended", [Value::Text(site), Value::Int(number)]) => {
                Some(Why::Ended(site.clone(), number.cast_unsigned()))
            }
            ("disputed", [about, others]) => {
                let others = list(others)?.iter().map(name_of).collect::<Option<_>>()?;
                Some(Why::Disputed(about_from_value(about)?, others))
            }
            ("unusable", [Value::Text(why)]) => Some(Why::Unusable(why.clone())),
            _ => None,
        }
    }
}

fn about_to_value(about: &Subject) -> Value {
    Value::List(vec![Value::Text(about.topic.to_text().to_owned()), Value::Text(about.name.clone())])
}

fn about_from_value(value: &Value) -> Option<Subject> {
    match list(value)? {
        [Value::Text(topic), Value::Text(name)] => {
            Some(Subject { topic: Topic::from_text(topic)?, name: name.clone() })
        }
        _ => None,
    }
}

/// A site and a number.
fn name_of(value: &Value) -> Option<(String, u64)> {
    match list(value)? {
        [Value::Text(site), Value::Int(number)] => Some((site.clone(), number.cast_unsigned())),
        _ => None,
    }
}

/// Entries of a site that stand together, and have no effect for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The site.
    pub site: String,
    /// The first one: its position and its number.
    pub first: (u64, u64),
    /// The last one.
    pub last: (u64, u64),
    /// How many there are.
    pub n: u64,
    /// Why.
    pub why: Why,
}

/// What two sites said of one thing while neither had what the other said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// What it is about.
    pub about: Subject,
    /// The entries, in their order.
    pub entries: Vec<u64>,
    /// Whether none of them has effect until somebody decides; else the last has.
    pub is_open: bool,
}

impl Sites {
    /// Reads an entry about sites; gives what it is about.
    pub(crate) fn read(&mut self, position: u64, entry: &Entry) -> Result<String, body::BodyError> {
        Ok(match entry.kind.as_str() {
            body::SITE => {
                let site = body::site_from_body(&entry.body)?;
                let about = site.name.clone();
                self.invited.insert(site.name.clone(), (position, site));
                about
            }
            body::SEEN => {
                let heads = body::seen_from_body(&entry.body)?;
                let about: Vec<String> = heads.lines().map(|(site, number, _)| format!("{site} {number}")).collect();
                let seen = self.seen.entry(entry.site.clone()).or_default();
                heads.into_lines().for_each(|(site, number, leaf)| seen.advance_to(&site, number, leaf));
                about.join(", ")
            }
            _ => {
                let history = body::history_from_body(&entry.body)?;
                let about = format!("{} through its entry {}", history.site, history.number);
                self.decided.push((position, history));
                about
            }
        })
    }

    /// Entries that have no effect, with why.
    pub fn apart(&self) -> impl Iterator<Item = (u64, &Why)> {
        self.apart.iter().map(|(position, why)| (*position, why))
    }

    /// Why an entry has no effect; none: it has.
    pub fn why_apart(&self, position: u64) -> Option<&Why> {
        self.apart.get(&position)
    }

    /// Sites that show two histories of which nobody has decided, each with the number from which on.
    pub fn forks(&self) -> &[(String, u64)] {
        &self.forks
    }

    /// The sites that were invited, each with the entry that says so.
    pub fn invited(&self) -> impl Iterator<Item = (u64, &body::Site)> {
        self.invited.values().map(|(position, site)| (*position, site))
    }

    /// One of them.
    pub fn invitation(&self, site: &str) -> Option<&body::Site> {
        self.invited.get(site).map(|(_, site)| site)
    }

    /// What a site had seen of the others when it last said so.
    pub fn seen_by(&self, site: &str) -> Option<&Heads> {
        self.seen.get(site)
    }

    /// Decisions on histories, each with its entry.
    pub fn decided(&self) -> &[(u64, body::History)] {
        &self.decided
    }

    /// What a site has of others and has not said yet; none where there is nothing to say.
    pub(crate) fn unsaid(&self, site: &str, heads: &Heads) -> Option<Heads> {
        let said = |other: &str| self.seen.get(site).map_or(0, |seen| seen.next(other).0 - 1);
        let mut unsaid = Heads::default();
        for (other, number, leaf) in heads.lines().filter(|(other, number, _)| *other != site && *number > said(other))
        {
            unsaid.advance_to(other, number, leaf);
        }
        (unsaid.n_sites() > 0).then_some(unsaid)
    }

    /// As a value, to be kept.
    pub(crate) fn to_value(&self) -> Value {
        let int = |number: &u64| Value::Int(number.cast_signed());
        let text = |text: &str| Value::Text(text.to_owned());
        let apart = self.apart.iter().map(|(position, why)| Value::List(vec![int(position), why.to_value()]));
        let disputed = self.disputed.iter().map(|one| {
            let entries = Value::List(one.entries.iter().map(int).collect());
            Value::List(vec![about_to_value(&one.about), entries, Value::Bool(one.is_open)])
        });
        let forks = self.forks.iter().map(|(site, number)| Value::List(vec![text(site), int(number)]));
        let invited = self.invited.values().map(|(position, site)| with_body(*position, body::site_to_body(site)));
        let decided = self.decided.iter().map(|(position, one)| with_body(*position, body::history_to_body(one)));
        let seen = self.seen.iter().map(|(site, heads)| (site.clone(), heads.to_value()));
        Value::List(vec![
            Value::List(apart.collect()),
            Value::List(disputed.collect()),
            Value::List(forks.collect()),
            Value::List(invited.collect()),
            Value::List(decided.collect()),
            Value::Map(seen.collect()),
            Value::List(self.ever_forked.iter().map(|site| text(site)).collect()),
        ])
    }

    /// What was kept; `None` where it is something else.
    pub(crate) fn from_value(value: &Value) -> Option<Sites> {
        let [apart, disputed, forks, invited, decided, Value::Map(seen), ever_forked] = list(value)? else {
            return None;
        };
        let name = |value: &Value| match value {
            Value::Text(name) => Some(name.clone()),
            _ => None,
        };
        let pair = |value: &Value| match list(value)? {
            [Value::Int(position), why] => Some((position.cast_unsigned(), Why::from_value(why)?)),
            _ => None,
        };
        let dispute = |value: &Value| match list(value)? {
            [about, entries, Value::Bool(is_open)] => {
                let entries = list(entries)?.iter().map(|entry| match entry {
                    Value::Int(position) => Some(position.cast_unsigned()),
                    _ => None,
                });
                let entries = entries.collect::<Option<_>>()?;
                Some(Dispute { about: about_from_value(about)?, entries, is_open: *is_open })
            }
            _ => None,
        };
        let invitation = |value: &Value| {
            let (position, body) = body_of(value)?;
            let site = body::site_from_body(body).ok()?;
            Some((site.name.clone(), (position, site)))
        };
        let decision = |value: &Value| {
            let (position, body) = body_of(value)?;
            Some((position, body::history_from_body(body).ok()?))
        };
        Some(Sites {
            apart: list(apart)?.iter().map(pair).collect::<Option<_>>()?,
            disputed: list(disputed)?.iter().map(dispute).collect::<Option<_>>()?,
            forks: list(forks)?.iter().map(name_of).collect::<Option<_>>()?,
            ever_forked: list(ever_forked)?.iter().map(name).collect::<Option<_>>()?,
            invited: list(invited)?.iter().map(invitation).collect::<Option<_>>()?,
            decided: list(decided)?.iter().map(decision).collect::<Option<_>>()?,
            seen: seen
                .iter()
                .map(|(site, heads)| Some((site.clone(), Heads::from_value(heads)?)))
                .collect::<Option<_>>()?,
        })
    }
}

fn with_body(position: u64, body: Body) -> Value {
    Value::List(vec![Value::Int(position.cast_signed()), Value::Map(body)])
}

fn body_of(value: &Value) -> Option<(u64, &Body)> {
    match list(value)? {
        [Value::Int(position), Value::Map(body)] => Some((position.cast_unsigned(), body)),
        _ => None,
    }
}

fn list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(values) => Some(values),
        _ => None,
    }
}
