//! Plain rows as they bear on a clause: when, how well known, how much.

use std::cmp::Ordering;

use provisions::{Agreement, Selection};
use records::{Level, Place, Row, Rows};

use crate::bearing::Perhaps;
use crate::place;
use crate::{Reason, Status};

/// A plain row as far as it bears surely on a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Act {
    /// Second since 1970.
    pub(super) start: i64,
    /// Its number in the rows.
    pub(super) row: u32,
    pub(super) quantity: u32,
    /// The weakest of the needed elements.
    pub(super) level: Level,
}

/// What was decided of one instance, party and level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decided {
    pub(super) status: Status,
    pub(super) reason: Option<Reason>,
    /// Second in which that took place which decided it.
    pub(super) at: Option<i64>,
    pub(super) late: bool,
    pub(super) count: u64,
}

impl Default for Decided {
    fn default() -> Decided {
        Decided { status: Status::NotInForce, reason: None, at: None, late: false, count: 0 }
    }
}

/// How a row stands to a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bears {
    Not,
    Surely,
    /// Whether and how it bears is more than can be told from the row alone.
    Doubtfully,
}

/// A selection over plain rows: names are numbers, zones are looked up once.
pub(super) struct Sieve {
    /// By type's number.
    kinds: Vec<bool>,
    /// By zone's number, where the clause names zones; a zone's standing does not change with time where it is only named.
    zones: Option<Vec<Bears>>,
    by: Option<Vec<u16>>,
    against: Option<Vec<u16>>,
    items: Option<Vec<u32>>,
    unit: Option<u16>,
    /// The number of the word `unknown`, which names no author.
    unknown: u16,
    /// Whether it asks for what plain rows do not say.
    pub(super) asks_more: bool,
    pub(super) needs_author: bool,
    pub(super) needs_quantity: bool,
}

impl Sieve {
    pub(super) fn new(rows: &Rows, selection: &Selection, agreement: &Agreement) -> Sieve {
        let word = |name: &String| rows.words.find(name).and_then(|number| u16::try_from(number).ok());
        let words = |names: &[String]| (!names.is_empty()).then(|| names.iter().filter_map(word).collect::<Vec<u16>>());
        let n_words = rows.words.len();
        let mut kinds = vec![false; n_words];
        for kind in selection.types.iter().filter_map(word) {
            kinds[usize::from(kind)] = true;
        }
        let zones = (!selection.zones.is_empty()).then(|| {
            let standing = |number: usize| {
                let zone = u32::try_from(number).map(|number| rows.words.get(number)).unwrap_or("");
                let place = Place { zone: (number != 0).then(|| zone.to_owned()), ..Place::default() };
                // A row without a point lies in a zone by its name alone, whatever its outline was at the time.
                match place::located(&place, jiff::Timestamp::UNIX_EPOCH, selection, agreement) {
                    None => Bears::Not,
                    Some(Perhaps::NONE) => Bears::Surely,
                    Some(_) => Bears::Doubtfully,
                }
            };
            (0..n_words.min(usize::from(u16::MAX) + 1)).map(standing).collect()
        });
        let item = |name: &String| rows.items.find(name);
        Sieve {
            kinds,
            zones,
            by: words(&selection.by),
            against: words(&selection.against),
            items: (!selection.items.is_empty()).then(|| selection.items.iter().filter_map(item).collect()),
            // A unit that no row names is none that a row could have.
            unit: selection.unit.as_ref().map(|unit| word(unit).unwrap_or(u16::MAX)),
            unknown: word(&crate::frame::UNKNOWN.to_owned()).unwrap_or(0),
            asks_more: !selection.with.is_empty() || selection.near.is_some(),
            needs_author: false,
            needs_quantity: false,
        }
    }

    /// Everything of the types of a selection.
    pub(super) fn of_types(rows: &Rows, selection: &Selection) -> Vec<u16> {
        let word = |name: &String| rows.words.find(name).and_then(|number| u16::try_from(number).ok());
        selection.types.iter().filter_map(word).collect()
    }

    /// Numbers of the types that count.
    pub(super) fn kinds(&self) -> impl Iterator<Item = u16> {
        (0..=u16::MAX).zip(&self.kinds).filter(|(_, counts)| **counts).map(|(kind, _)| kind)
    }

    /// How a row of one of the types bears.
    pub(super) fn bears(&self, row: &Row) -> Bears {
        let among = |named: &Option<Vec<u16>>, value: u16| match named {
            None => Bears::Surely,
            Some(_) if value == 0 => Bears::Doubtfully,
            Some(named) if named.contains(&value) => Bears::Surely,
            Some(_) => Bears::Not,
        };
        let mut bears = among(&self.against, row.to);
        bears = bears.and(among(&self.by, if row.by == self.unknown { 0 } else { row.by }));
        if let Some(items) = &self.items {
            bears = bears.and(match row.item {
                0 => Bears::Doubtfully,
                item if items.contains(&item) => Bears::Surely,
                _ => Bears::Not,
            });
        }
        if let Some(zones) = &self.zones {
            bears = bears.and(zones.get(usize::from(row.zone)).copied().unwrap_or(Bears::Doubtfully));
        }
        if row.unit != 0 && self.unit.is_some_and(|unit| unit != row.unit) {
            bears = bears.and(Bears::Doubtfully);
        }
        if self.asks_more { bears.and(Bears::Doubtfully) } else { bears }
    }

    pub(super) fn act(&self, number: u32, row: &Row) -> Act {
        let mut level = row.fact;
        if (self.needs_author || self.by.is_some()) && row.by != 0 {
            level = level.min(row.author);
        }
        if self.needs_quantity {
            level = level.min(row.number);
        }
        Act { start: row.start, row: number, quantity: row.quantity, level }
    }
}

impl Bears {
    fn and(self, other: Bears) -> Bears {
        match (self, other) {
            (Bears::Not, _) | (_, Bears::Not) => Bears::Not,
            (Bears::Surely, Bears::Surely) => Bears::Surely,
            _ => Bears::Doubtfully,
        }
    }
}

/// In order of time, then id.
pub(super) fn in_time(rows: &Rows, one: &Act, other: &Act) -> Ordering {
    one.start.cmp(&other.start).then_with(|| rows.ids.compare(one.row, other.row))
}
