//! Plain lines of the events format, a block at a time: found, cut into values and read in one pass.
//!
//! Nothing here looks beyond its block, so that blocks can be read side by side. A line that says more than a plain row
//! can hold is left to the ordinary way.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{Level, Row, Texts};

use crate::statement::RESERVED;
use crate::table::{Block, Bytes, Parsed};

/// The columns that a plain line may fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Type,
    Start,
    Zone,
    By,
    To,
    Item,
    Quantity,
    Unit,
    Level,
    LevelAuthor,
    LevelQuantity,
    RecordedAt,
    Other,
}

const COLUMNS: [(&str, Column); 13] = [
    ("id", Column::Id),
    ("type", Column::Type),
    ("start", Column::Start),
    ("zone", Column::Zone),
    ("by", Column::By),
    ("to", Column::To),
    ("item", Column::Item),
    ("quantity", Column::Quantity),
    ("unit", Column::Unit),
    ("level", Column::Level),
    ("level_author", Column::LevelAuthor),
    ("level_quantity", Column::LevelQuantity),
    ("recorded_at", Column::RecordedAt),
];

/// What the lines of a block say.
pub(crate) struct Plain {
    pub(crate) lines: Vec<Line>,
    /// The words of the block; 0 is none.
    pub(crate) words: Texts,
}

/// One line; words are numbers in its block.
pub(crate) struct Line {
    /// `None`: it is left to the ordinary way.
    pub(crate) row: Option<Row>,
    /// Whether it was recorded after the moment asked about.
    pub(crate) is_late: bool,
    /// Where the id lies in the block.
    pub(crate) id: Range,
    /// Where the item lies.
    pub(crate) item: Range,
    /// Where the next line begins.
    end: u32,
}

/// From and until, in bytes.
pub(crate) type Range = (u32, u32);

impl Parsed for Plain {
    fn end(&self, line_idx: usize) -> Option<usize> {
        self.lines.get(line_idx).map(|line| line.end as usize)
    }
}

/// Reads blocks under one header.
pub(crate) struct Parser {
    columns: Vec<Column>,
    separator: u8,
    known_at: Option<Timestamp>,
    /// The day last read, and its first second: most lines have the day of the line before.
    day: ([u8; 10], i64),
    places: Vec<Place>,
    /// The number of the block, so that places need not be cleared.
    epoch: u32,
    /// Separators and lines' ends of the block.
    marks: Vec<u32>,
}

/// A word of the block that was read lately: a compare instead of a hash.
#[derive(Clone, Copy, Default)]
struct Place {
    key: Key,
    epoch: u32,
    number: u16,
    is_reserved: bool,
}

/// A word of up to sixteen bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    length: u8,
}

const PLACES: usize = 4_096;

impl Parser {
    pub(crate) fn new(names: &[String], separator: u8, known_at: Option<Timestamp>) -> Parser {
        let column = |name: &String| COLUMNS.iter().find(|(known, _)| known == name).map_or(Column::Other, |(_, c)| *c);
        let mut columns: Vec<Column> = names.iter().map(column).collect();
        // A column that stands twice: the first one counts, which the ordinary way knows.
        let twice = COLUMNS.iter().any(|(known, _)| names.iter().filter(|name| name == known).count() > 1);
        if twice {
            columns = vec![Column::Other; names.len()];
        }
        let places = vec![Place::default(); PLACES];
        Parser { columns, separator, known_at, day: ([0; 10], 0), places, epoch: 0, marks: Vec::new() }
    }

    /// Everything that a block's lines say, as far as they are plain.
    pub(crate) fn block(&mut self, bytes: Vec<u8>) -> Block<Plain> {
        let text = match String::from_utf8(bytes) {
            Ok(text) if u32::try_from(text.len()).is_ok() => text,
            Ok(text) => return Block { bytes: Bytes::Text(text), parsed: None },
            Err(error) => return Block { bytes: Bytes::Raw(error.into_bytes()), parsed: None },
        };
        self.epoch += 1;
        let mut plain = Plain { lines: Vec::new(), words: Texts::unordered() };
        plain.words.note("");
        self.mark(text.as_bytes());
        plain.lines.reserve(self.marks.len() / self.columns.len().max(1) + 1);
        let has_quotes = memchr::memchr(b'"', text.as_bytes()).is_some();
        let (mut at, mut mark_idx) = (0, 0);
        while at < text.len() {
            let mut line = Line { row: None, is_late: false, id: (0, 0), item: (0, 0), end: 0 };
            let is_plain = self.line(&text, at, mark_idx, &mut line, &mut plain.words).is_some();
            let mut n_marks = self.columns.len();
            if !is_plain {
                line.row = None;
                let is_end = |mark: &u32| text.as_bytes().get(*mark as usize).is_none_or(|byte| *byte == b'\n');
                n_marks = self.marks[mark_idx..].iter().position(is_end).map_or(1, |idx| idx + 1);
            }
            mark_idx += n_marks;
            let end = self.marks.get(mark_idx - 1).map_or(text.len(), |mark| *mark as usize);
            if has_quotes && memchr::memchr(b'"', &text.as_bytes()[at..end]).is_some() {
                line.row = None;
            }
            at = (end + 1).min(text.len());
            line.end = u32::try_from(at).unwrap_or(u32::MAX);
            plain.lines.push(line);
        }
        Block { bytes: Bytes::Text(text), parsed: Some(plain) }
    }

    /// Finds the separators and the lines' ends; the block's end is one. Eight bytes at a time: of bytes this close to one
    /// another, a search that begins anew after each takes twice as long.
    fn mark(&mut self, bytes: &[u8]) {
        self.marks.clear();
        let (eights, rest) = bytes.as_chunks::<8>();
        let mut at = 0;
        for eight in eights {
            let eight = u64::from_le_bytes(*eight);
            let mut found = equal(eight, self.separator) | equal(eight, b'\n');
            while found != 0 {
                self.marks.push(at + found.trailing_zeros() / 8);
                found &= found - 1;
            }
            at += 8;
        }
        let is_mark = |byte: u8| byte == self.separator || byte == b'\n';
        self.marks.extend((at..).zip(rest).filter(|(_, byte)| is_mark(**byte)).map(|(at, _)| at));
        if !bytes.ends_with(b"\n") {
            self.marks.extend(u32::try_from(bytes.len()));
        }
    }

    /// One line from its beginning and its first mark.
    fn line(&mut self, text: &str, at: usize, mark_idx: usize, line: &mut Line, words: &mut Texts) -> Option<()> {
        let bytes = text.as_bytes();
        let n_columns = self.columns.len();
        let mut row = Row::default();
        let (mut start, mut recorded_at, mut quantity) = (None, None, None);
        let (mut fact, mut author, mut number) = (None, None, None);
        let mut is_reserved = false;
        let mut from = at;
        for column_idx in 0..n_columns {
            let mark = *self.marks.get(mark_idx + column_idx)? as usize;
            let mut until = mark;
            let is_last = column_idx + 1 == n_columns;
            if bytes.get(mark).is_none_or(|byte| *byte == b'\n') != is_last {
                return None;
            }
            if is_last && until > from && bytes[until - 1] == b'\r' {
                until -= 1;
            }
            let value = &bytes[from..until];
            let value_from = std::mem::replace(&mut from, mark + 1);
            let (Some(first), Some(last)) = (value.first(), value.last()) else { continue };
            // White space around a value, and letters that could be such, are left to the ordinary way.
            if *first <= b' ' || *last <= b' ' || (*first >= 0x80 || *last >= 0x80) && !is_trimmed(value) {
                return None;
            }
            let column = self.columns[column_idx];
            let mut word = |value| self.word(value, bytes, value_from, words);
            match column {
                Column::Id => line.id = range(value_from, until)?,
                Column::Type => (row.kind, is_reserved) = word(value)?,
                Column::Start => start = Some(value),
                Column::Zone => row.zone = word(value)?.0,
                Column::By => row.by = word(value)?.0,
                Column::To => row.to = word(value)?.0,
                Column::Item => line.item = range(value_from, until)?,
                Column::Quantity => quantity = Some(whole(value)?),
                Column::Unit => row.unit = word(value)?.0,
                Column::Level => fact = Some(level(value)?),
                Column::LevelAuthor => author = Some(level(value)?),
                Column::LevelQuantity => number = Some(level(value)?),
                Column::RecordedAt => recorded_at = Some(value),
                Column::Other => return None,
            }
        }
        if line.id.0 == line.id.1 || row.kind == 0 || is_reserved {
            return None;
        }
        row.start = second(start?, &mut self.day)?;
        Timestamp::from_second(row.start).ok()?;
        row.fact = fact.unwrap_or(Level::Alleged);
        row.author = author.unwrap_or(row.fact);
        row.number = number.unwrap_or(row.fact);
        row.quantity = quantity.unwrap_or(1);
        if let Some(recorded) = recorded_at {
            let recorded = second(recorded, &mut self.day)?;
            let recorded = Timestamp::from_second(recorded).ok();
            line.is_late = self.known_at.zip(recorded).is_some_and(|(limit, recorded)| recorded > limit);
        }
        line.row = Some(row);
        Some(())
    }

    /// The number of a word in the block, and whether it is a reserved type.
    fn word(&mut self, value: &[u8], bytes: &[u8], from: usize, words: &mut Texts) -> Option<(u16, bool)> {
        let note = |words: &mut Texts| {
            let text = std::str::from_utf8(value).ok()?;
            Some((u16::try_from(words.note(text)?.0).ok()?, RESERVED.contains(&text)))
        };
        let Some(key) = Key::of(bytes, from, value.len()) else { return note(words) };
        let (epoch, place) = (self.epoch, &mut self.places[key.mixed() % PLACES]);
        if place.epoch != epoch || place.key != key {
            let (number, is_reserved) = note(words)?;
            *place = Place { key, epoch, number, is_reserved };
        }
        Some((place.number, place.is_reserved))
    }
}

impl Key {
    /// `None` where it is longer, or ends close to the block's end.
    fn of(bytes: &[u8], from: usize, length: usize) -> Option<Key> {
        let sixteen: &[u8; 16] = bytes.get(from..from + 16)?.try_into().ok()?;
        let all = u128::from_le_bytes(*sixteen);
        let kept = match length {
            1..=15 => all & ((1 << (8 * length)) - 1),
            16 => all,
            _ => return None,
        };
        Some(Key { first: kept as u64, last: (kept >> 64) as u64, length: length as u8 })
    }

    fn mixed(self) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 40) as usize
    }
}

/// The highest bit of each of eight bytes that is the one looked for.
fn equal(eight: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let differs = eight ^ (u64::from(byte) * 0x0101_0101_0101_0101);
    !(((differs & LOW) + LOW) | differs | LOW)
}

fn range(from: usize, until: usize) -> Option<Range> {
    Some((u32::try_from(from).ok()?, u32::try_from(until).ok()?))
}

/// Whether no white space of any script stands around it.
fn is_trimmed(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| text.trim().len() == text.len())
}

fn level(text: &[u8]) -> Option<Level> {
    match text {
        b"alleged" => Some(Level::Alleged),
        b"corroborated" => Some(Level::Corroborated),
        b"verified" => Some(Level::Verified),
        _ => None,
    }
}

fn whole(text: &[u8]) -> Option<u32> {
    let digits = text.len() <= 9 && text.iter().all(u8::is_ascii_digit);
    digits.then(|| text.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// Whole seconds in UTC, as `2025-10-10T12:00:00Z`.
fn second(text: &[u8], day: &mut ([u8; 10], i64)) -> Option<i64> {
    let text: &[u8; 20] = text.try_into().ok()?;
    let two = |at: usize| -> Option<i64> {
        let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
    };
    if [text[10], text[13], text[16], text[19]] != *b"T::Z" {
        return None;
    }
    if text[..10] != day.0 {
        let date: jiff::civil::Date = std::str::from_utf8(&text[..10]).ok()?.parse().ok()?;
        let first = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
        day.0.copy_from_slice(&text[..10]);
        day.1 = first;
    }
    let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
    (hour < 24 && minute < 60 && second < 60).then_some(day.1 + hour * 3_600 + minute * 60 + second)
}
