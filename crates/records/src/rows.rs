//! Many rows of an events file, held small: a plain happening takes some fifty bytes, whatever it names.
//!
//! A row is plain where it tells of one happening at one second, in a named zone or none, with a small whole number and
//! no further columns. Every other row is kept as it is, beside.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::{EventRow, Happening, Level, Place, Statement, When};

/// A plain happening. Names are numbers in [`Rows::words`], the item in [`Rows::items`]; 0 is none, so that the first of
/// each is never used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Second since 1970.
    pub start: i64,
    /// What it was about.
    pub item: u32,
    /// How much.
    pub quantity: u32,
    /// Its type; 0: no happening.
    pub kind: u16,
    /// The zone that it names.
    pub zone: u16,
    /// Who did it.
    pub by: u16,
    /// Whom it was done to.
    pub to: u16,
    /// Unit of the quantity.
    pub unit: u16,
    /// How well the fact is known.
    pub fact: Level,
    /// How well the author is known.
    pub author: Level,
    /// How well the number is known.
    pub number: Level,
    /// Whether the whole row is kept beside, as it says more than this.
    pub beside: bool,
    /// Whether it is replaced or withdrawn.
    pub replaced: bool,
}

/// Rows in the order in which they came; a row's number is its place.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Ids, by the number of the row.
    pub ids: crate::Texts,
    /// Types, zones, actors and units.
    pub words: crate::Texts,
    /// Items.
    pub items: crate::Texts,
    rows: Vec<Row>,
    beside: BTreeMap<u32, EventRow>,
    /// Ids that rows replace and that are still to come.
    awaited: std::collections::BTreeSet<String>,
    latest: Option<Timestamp>,
}

/// So many items are borne, and so many for each row.
const ITEMS_MAX: usize = 50_000;
const ITEMS_A_ROW_MAX: usize = 2;

impl Default for Rows {
    fn default() -> Rows {
        let (mut words, mut items) = (crate::Texts::unordered(), crate::Texts::unordered());
        words.note("");
        items.note("");
        let ids = crate::Texts::default();
        let (rows, beside, awaited) = (Vec::new(), BTreeMap::new(), std::collections::BTreeSet::new());
        Rows { ids, words, items, rows, beside, awaited, latest: None }
    }
}

impl Rows {
    /// All rows, replaced ones among them.
    pub fn all(&self) -> &[Row] {
        &self.rows
    }

    /// Rows kept whole, by their number, replaced ones among them.
    pub fn beside(&self) -> &BTreeMap<u32, EventRow> {
        &self.beside
    }

    /// The latest time that any row named, replaced ones and those left out among them.
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// Notes a time that a row named.
    pub fn note_time(&mut self, at: Timestamp) {
        self.latest = self.latest.max(Some(at));
    }

    /// The number of a word; `None` where there are too many for a plain row.
    pub fn word(&mut self, word: &str) -> Option<u16> {
        if word.is_empty() {
            return Some(0);
        }
        u16::try_from(self.words.note(word)?.0).ok()
    }

    /// The number of an item.
    pub fn item(&mut self, item: &str) -> Option<u32> {
        if item.is_empty() { Some(0) } else { self.items.note(item).map(|(number, _)| number) }
    }

    /// Adds a plain row. `None` where the id stands in an earlier row.
    pub fn push(&mut self, id: &str, mut row: Row) -> Option<u32> {
        let (number, is_new) = self.ids.note(id)?;
        if !is_new {
            return None;
        }
        row.replaced |= !self.awaited.is_empty() && self.awaited.contains(id);
        self.rows.push(row);
        Some(number)
    }

    /// Adds any row. `None` where the id stands in an earlier row, or there are more than 65,535 different names before its
    /// type: without one it could not be found.
    pub fn push_whole(&mut self, whole: EventRow) -> Option<u32> {
        let row = match &whole.statement {
            Statement::Happening(happening) => self.outline(happening, &whole)?,
            Statement::Figure(figure) => self.outline(&figure.happening, &whole)?,
            _ => Row { kind: 0, beside: true, ..Row::default() },
        };
        let number = self.push(&whole.id, row)?;
        if let Some(replaced) = &whole.supersedes {
            self.replace(replaced);
        }
        let is_plain = self.whole(number).is_some_and(|plain| {
            plain.statement == whole.statement && (plain.level, plain.level_author) == (whole.level, whole.level_author)
        });
        if is_plain {
            self.rows[number as usize].beside = false;
        } else {
            self.rows[number as usize].beside = true;
            self.beside.insert(number, whole);
        }
        Some(number)
    }

    /// Notes the id of a row that is left out. False where it stands in an earlier row.
    pub fn leave_out(&mut self, id: &str) -> bool {
        let number = self.push(id, Row::default());
        if let Some(number) = number {
            self.rows[number as usize].replaced = true;
        }
        number.is_some()
    }

    /// Marks a row as replaced, now or when it comes.
    pub fn replace(&mut self, id: &str) {
        match self.ids.find(id) {
            Some(number) => self.rows[number as usize].replaced = true,
            None => {
                self.awaited.insert(id.to_owned());
            }
        }
    }

    /// Lets go of the rows that are not kept: the others get new numbers, and ids of those let go are forgotten. Words keep
    /// their numbers; items are forgotten once most are of no row.
    pub fn retain(&mut self, keep: &dyn Fn(u32, &Row) -> bool) {
        let mut ids = crate::Texts::default();
        let (mut rows, mut beside) = (Vec::new(), BTreeMap::new());
        for (number, row) in (0..).zip(&self.rows) {
            if row.replaced || !keep(number, row) {
                continue;
            }
            let Some((kept, _)) = ids.note(self.ids.get(number)) else { continue };
            if let Some(whole) = self.beside.remove(&number) {
                beside.insert(kept, whole);
            }
            rows.push(*row);
        }
        (self.ids, self.rows, self.beside) = (ids, rows, beside);
        if self.items.len() > ITEMS_A_ROW_MAX * self.rows.len() + ITEMS_MAX {
            let mut items = crate::Texts::unordered();
            items.note("");
            for row in &mut self.rows {
                row.item = items.note(self.items.get(row.item)).map_or(0, |(item, _)| item);
            }
            self.items = items;
        }
    }

    /// A few of the rows, in the order given, with the words' numbers as they are.
    pub fn part(&self, numbers: impl Iterator<Item = u32>) -> Rows {
        let mut part = Rows { words: self.words.clone(), latest: self.latest, ..Rows::default() };
        for number in numbers {
            let Some(row) = self.rows.get(number as usize) else { continue };
            let item = part.item(self.items.get(row.item)).unwrap_or(0);
            if let Some(kept) = part.push(self.ids.get(number), Row { item, ..*row })
                && let Some(whole) = self.beside.get(&number)
            {
                part.beside.insert(kept, whole.clone());
            }
            if let Some(kept) = part.rows.last_mut() {
                kept.replaced = row.replaced;
            }
        }
        part
    }

    /// Takes a row out of sight, or puts it back.
    pub fn set_replaced(&mut self, number: u32, is_replaced: bool) {
        if let Some(row) = self.rows.get_mut(number as usize) {
            row.replaced = is_replaced;
        }
    }

    /// What a plain row can hold of a happening.
    fn outline(&mut self, happening: &Happening, whole: &EventRow) -> Option<Row> {
        let kind = self.word(&happening.kind)?;
        // A name too many is kept in the whole row alone.
        let mut word = |text: Option<&str>| self.word(text.unwrap_or("")).unwrap_or(0);
        let zone = word(happening.place.zone.as_deref());
        let (by, to) = (word(happening.by.as_deref()), word(happening.to.as_deref()));
        let unit = word(happening.unit.as_deref());
        Some(Row {
            start: happening.when.start().as_second(),
            item: self.item(happening.item.as_deref().unwrap_or(""))?,
            quantity: u32::try_from(happening.quantity).unwrap_or(0),
            kind,
            zone,
            by,
            to,
            unit,
            fact: whole.level,
            author: whole.level_author,
            number: whole.level_quantity,
            beside: false,
            replaced: false,
        })
    }

    /// A row as it came, but for what it replaces and when it was recorded, where it is plain.
    pub fn whole(&self, number: u32) -> Option<EventRow> {
        if let Some(whole) = self.beside.get(&number) {
            return Some(whole.clone());
        }
        let row = self.rows.get(number as usize)?;
        let word = |number: u16| (number != 0).then(|| self.words.get(u32::from(number)).to_owned());
        Some(EventRow {
            id: self.ids.get(number).to_owned(),
            statement: Statement::Happening(Happening {
                kind: word(row.kind)?,
                when: When::instant(Timestamp::from_second(row.start).ok()?),
                place: Place { zone: word(row.zone), ..Place::default() },
                by: word(row.by),
                to: word(row.to),
                item: (row.item != 0).then(|| self.items.get(row.item).to_owned()),
                quantity: Decimal::from(row.quantity),
                unit: word(row.unit),
                killed: None,
                injured: None,
                fields: BTreeMap::new(),
            }),
            level: row.fact,
            level_author: row.author,
            level_quantity: row.number,
            recorded_at: None,
            supersedes: None,
        })
    }
}

impl Default for Row {
    fn default() -> Row {
        Row {
            start: 0,
            item: 0,
            quantity: 0,
            kind: 0,
            zone: 0,
            by: 0,
            to: 0,
            unit: 0,
            fact: Level::Alleged,
            author: Level::Alleged,
            number: Level::Alleged,
            beside: false,
            replaced: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rows: &mut Rows, kind: &str, item: &str, start: i64) -> Row {
        let (kind, item) = (rows.word(kind).expect("few words"), rows.item(item).expect("few items"));
        Row { kind, item, start, quantity: 1, ..Row::default() }
    }

    fn seen(rows: &Rows) -> Vec<String> {
        let shown = |(number, row): (u32, &Row)| {
            let (kind, item) = (rows.words.get(row.kind.into()), rows.items.get(row.item));
            format!("{} {kind} {item}{}", rows.ids.get(number), if row.replaced { " replaced" } else { "" })
        };
        (0..).zip(rows.all()).map(shown).collect()
    }

    #[test]
    fn of_too_many_names_none_is_lost() {
        let mut rows = Rows::default();
        for n in 0..70_000 {
            rows.word(&format!("zone-{n}"));
        }
        let happening = |kind: &str, zone: &str| EventRow {
            id: format!("{kind}-{zone}"),
            statement: Statement::Happening(Happening {
                kind: kind.to_owned(),
                when: When::instant(Timestamp::UNIX_EPOCH),
                place: Place { zone: Some(zone.to_owned()), ..Place::default() },
                by: None,
                to: None,
                item: None,
                quantity: Decimal::ONE,
                unit: None,
                killed: None,
                injured: None,
                fields: BTreeMap::new(),
            }),
            level: Level::Alleged,
            level_author: Level::Alleged,
            level_quantity: Level::Alleged,
            recorded_at: None,
            supersedes: None,
        };
        assert_eq!(rows.push_whole(happening("a_new_type", "zone-1")), None, "it is said that it is not taken in");
        let mut rows = Rows::default();
        rows.word("shelling");
        for n in 0..70_000 {
            rows.word(&format!("zone-{n}"));
        }
        let whole = happening("shelling", "zone-69999");
        let number = rows.push_whole(whole.clone()).expect("the type has a number");
        assert!(rows.all()[number as usize].beside);
        assert_eq!(rows.whole(number), Some(whole));
    }

    #[test]
    fn rows_are_taken_in_and_let_go() {
        let mut rows = Rows::default();
        let first = row(&mut rows, "truck_entered", "i1", 10);
        assert_eq!(rows.push("e1", first), Some(0));
        assert_eq!(rows.push("e1", first), None, "an id stands once");
        rows.replace("e3");
        let (second, third) = (row(&mut rows, "shelling", "", 20), row(&mut rows, "truck_entered", "i1", 30));
        rows.push("e2", second);
        rows.push("e3", third);
        assert_eq!(seen(&rows), ["e1 truck_entered i1", "e2 shelling ", "e3 truck_entered i1 replaced"]);
        assert_eq!(seen(&rows.part([2, 0].into_iter())), ["e3 truck_entered i1 replaced", "e1 truck_entered i1"]);
        rows.retain(&|_, row| row.start > 10);
        assert_eq!(seen(&rows), ["e2 shelling "], "what is replaced goes, too");
        assert_eq!(rows.ids.find("e1"), None);
        for n in 0..200_000 {
            let row = row(&mut rows, "truck_entered", &format!("i{n}"), n);
            rows.push(&format!("f{n}"), row);
        }
        rows.retain(&|_, row| row.start == 77_777);
        assert_eq!(seen(&rows), ["f77777 truck_entered i77777"]);
        assert_eq!(rows.items.len(), 2, "none, and that of the row");
    }
}
