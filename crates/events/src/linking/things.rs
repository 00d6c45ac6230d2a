//! Things that have a name of their own: a weapon by its serial number, a payment, a consignment, a request for goods.
//!
//! Reports of one kind of act that name two things tell of two events, however much else they share. A weapon is handed over
//! once and a payment made once: reports that name one tell of one event, whoever tells, when, and however often. A
//! consignment comes in parts, so its name alone brings nothing together.

use std::collections::{BTreeMap, BTreeSet};

use records::{Happening, Texts};
use serde::{Deserialize, Deserializer, Serialize};

use super::signals::place::NO_WORD;

/// The name of a column that names things.
pub type ThingColumn = &'static str;

/// Columns that name a thing, and whether an act on it is done once. The first that is stated counts.
const COLUMNS: [(ThingColumn, bool); 4] =
    [("serial", true), ("transaction", true), ("consignment", false), ("request", false)];

/// A thing as a report names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Thing {
    /// What is done with it: the type of event.
    pub act: String,
    /// The column that names it.
    #[serde(deserialize_with = "column")]
    pub column: ThingColumn,
    /// Its name.
    pub name: String,
    /// What it is (the item), if stated: makers number their weapons alike.
    pub class: Option<String>,
    /// Whether the act is done on it once only.
    pub is_once: bool,
}

/// One of the columns that name things.
fn column<'d, D: Deserializer<'d>>(from: D) -> Result<ThingColumn, D::Error> {
    let text = String::deserialize(from)?;
    let found = COLUMNS.iter().find(|(column, _)| *column == text);
    found.map(|(column, _)| *column).ok_or_else(|| serde::de::Error::custom("not a column that names things"))
}

impl Thing {
    /// That a happening is about.
    pub fn of(happening: &Happening) -> Option<Thing> {
        let (column, is_once, name) = named(happening)?;
        Some(Thing {
            act: happening.kind.clone(),
            column,
            name: name.to_owned(),
            class: happening.item.clone().filter(|_| is_once),
            is_once,
        })
    }
}

impl Thing {
    /// The act, the column and the name: what is one thing.
    pub(super) fn full_name(&self) -> String {
        format!("{}\u{1f}{}\u{1f}{}", self.act, self.column, self.name)
    }
}

/// The column that names a happening's thing, whether an act on it is done once, and the name.
pub(crate) fn named(happening: &Happening) -> Option<(ThingColumn, bool, &str)> {
    if happening.fields.is_empty() {
        return None;
    }
    let stated = |column: &str| happening.fields.get(column).map(|name| name.trim()).filter(|name| !name.is_empty());
    COLUMNS.iter().find_map(|(column, is_once)| Some((*column, *is_once, stated(column)?)))
}

/// A thing by numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Numbered {
    /// The act and the column.
    sort: u32,
    /// These and the name.
    name: u32,
    class: u32,
    is_once: bool,
}

/// The things that reports name, by the numbers of the reports.
pub(crate) struct Things {
    texts: Texts,
    of: BTreeMap<u32, Numbered>,
    /// Reports that name a thing on which an act is done once.
    naming: BTreeMap<u32, BTreeSet<u32>>,
}

impl Default for Things {
    fn default() -> Things {
        Things { texts: Texts::unordered(), of: BTreeMap::new(), naming: BTreeMap::new() }
    }
}

impl Things {
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// What a report names; none takes away what it named before.
    pub(crate) fn put(&mut self, report: u32, thing: Option<Thing>) {
        if let Some(before) = self.of.remove(&report)
            && let Some(naming) = self.naming.get_mut(&before.name)
        {
            naming.remove(&report);
        }
        let Some(thing) = thing else { return };
        let mut note = |text: &str| self.texts.note(text).map_or(NO_WORD, |(number, _)| number);
        let sort = note(&format!("{}\u{1f}{}", thing.act, thing.column));
        let name = note(&thing.full_name());
        let class = thing.class.as_deref().map_or(NO_WORD, &mut note);
        self.of.insert(report, Numbered { sort, name, class, is_once: thing.is_once });
        if thing.is_once {
            self.naming.entry(name).or_default().insert(report);
        }
    }

    /// The same, the reports numbered anew in this order.
    pub(crate) fn permuted(self, order: &[u32]) -> Things {
        let new_of: BTreeMap<u32, u32> = order.iter().copied().zip(0..).collect();
        let new = |report: &u32| new_of.get(report).copied().unwrap_or(NO_WORD);
        Things {
            of: self.of.iter().map(|(report, thing)| (new(report), *thing)).collect(),
            naming: self.naming.iter().map(|(name, of)| (*name, of.iter().map(new).collect())).collect(),
            texts: self.texts,
        }
    }

    /// Whether two reports name two things, so that they tell of two events.
    pub(crate) fn differ(&self, one: u32, other: u32) -> bool {
        match (self.of.get(&one), self.of.get(&other)) {
            (Some(one), Some(other)) => is_other(one, other),
            _ => false,
        }
    }

    /// Reports that name one thing on which an act is done once, thing by thing, of those named by several.
    pub(crate) fn named(&self) -> impl Iterator<Item = Vec<u32>> {
        self.naming.values().filter(|reports| reports.len() > 1).map(|reports| reports.iter().copied().collect())
    }

    /// Other reports of the same act on a thing on which it is done once.
    pub(crate) fn naming_it(&self, report: u32) -> impl Iterator<Item = u32> {
        let thing = self.of.get(&report).filter(|thing| thing.is_once);
        let naming = thing.and_then(|thing| self.naming.get(&thing.name));
        naming.into_iter().flatten().copied().filter(move |other| *other != report)
    }

    /// The thing on which its act is done once, and how many reports name it.
    pub(crate) fn named_with(&self, report: u32) -> Option<(&str, u32)> {
        let thing = self.of.get(&report).filter(|thing| thing.is_once)?;
        let n_naming = self.naming.get(&thing.name).map_or(0, BTreeSet::len);
        Some((self.texts.get(thing.name), u32::try_from(n_naming).unwrap_or(u32::MAX)))
    }

    /// Whether two reports are of one act on one thing.
    pub(crate) fn name_one(&self, one: u32, other: u32) -> bool {
        let [Some(one), Some(other)] = [self.of.get(&one), self.of.get(&other)] else { return false };
        one.is_once && one.name == other.name && !is_other(one, other)
    }

    /// What follows for these reports, by their places: two of them, and whether they tell of one event.
    pub(crate) fn decided(&self, reports: &[u32]) -> Vec<(usize, usize, bool)> {
        let named = reports.iter().enumerate().filter_map(|(place, report)| Some((place, self.of.get(report)?)));
        let named: Vec<(usize, &Numbered)> = named.collect();
        // Where makers share a number, a report that does not say whose it is belongs to neither.
        let mut classes: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (_, thing) in named.iter().filter(|(_, thing)| thing.class != NO_WORD) {
            classes.entry(thing.name).or_default().insert(thing.class);
        }
        let is_clear = |thing: &Numbered| {
            thing.class != NO_WORD || classes.get(&thing.name).is_none_or(|classes| classes.len() < 2)
        };
        let (mut out, mut together) = (Vec::new(), Vec::new());
        for (at, (place, thing)) in named.iter().enumerate() {
            for (other_place, other) in &named[at + 1..] {
                let is_one = thing.name == other.name && !is_other(thing, other);
                if is_other(thing, other) || thing.is_once && is_one && !(is_clear(thing) && is_clear(other)) {
                    out.push((*place, *other_place, false));
                } else if thing.is_once && is_one {
                    together.push((*place, *other_place, true));
                }
            }
        }
        out.extend(together);
        out
    }
}

fn is_other(one: &Numbered, other: &Numbered) -> bool {
    let is_class = one.class == other.class || one.class == NO_WORD || other.class == NO_WORD;
    one.sort == other.sort && (one.name != other.name || !is_class)
}
