//! The events format into rows held small: one pass over the bytes of a plain line, the ordinary way for all others.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{Level, Row, Rows};

use crate::events;
use crate::row::{Rejected, Row as Line};
use crate::statement::RESERVED;
use crate::table::Shortcut;

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

pub(crate) struct Reader<'r, 'f> {
    zone: &'r TimeZone,
    known_at: Option<Timestamp>,
    rows: &'r mut Rows,
    rejected: &'r mut dyn FnMut(Rejected),
    columns: Vec<Column>,
    separator: u8,
    /// The day last read, and its first second: most lines have the day of the line before.
    day: ([u8; 10], i64),
    /// Numbers of words read lately: most lines have one of a few.
    words: WordCache,
    flow: Option<Flow<'f>>,
    /// How many rows were there after the last step.
    n_kept: usize,
}

/// Rows that are handed on while they are read, and let go.
pub struct Flow<'f> {
    /// Seconds: what lies further back than this before the latest row is rejected.
    pub lateness: i64,
    /// After so many rows the rest of the work is done.
    pub rows_a_step: usize,
    /// Looks at the rows and lets go of those that it needs no more.
    pub step: &'f mut dyn FnMut(&mut Rows),
}

impl<'r, 'f> Reader<'r, 'f> {
    pub(crate) fn new(
        zone: &'r TimeZone,
        known_at: Option<Timestamp>,
        rows: &'r mut Rows,
        rejected: &'r mut dyn FnMut(Rejected),
        flow: Option<Flow<'f>>,
    ) -> Reader<'r, 'f> {
        let (columns, day) = (Vec::new(), ([0; 10], 0));
        let words = WordCache::default();
        Reader { zone, known_at, rows, rejected, columns, separator: b',', day, words, flow, n_kept: 0 }
    }

    /// Whether a row tells of a time that is closed.
    fn is_closed(&self, start: i64) -> bool {
        let latest = self.rows.latest().map(Timestamp::as_second);
        self.flow.as_ref().zip(latest).is_some_and(|(flow, latest)| start < latest.saturating_sub(flow.lateness))
    }

    fn step(&mut self) {
        if let Some(flow) = &mut self.flow
            && self.rows.all().len() >= self.n_kept + flow.rows_a_step
        {
            (flow.step)(self.rows);
            self.n_kept = self.rows.all().len();
        }
    }

    fn plain(&mut self, line: &[u8]) -> Option<()> {
        let mut row = Row::default();
        let (mut id, mut quantity, mut start): (&[u8], _, _) = (b"", None, None);
        let (mut fact, mut author, mut number) = (None, None, None);
        let mut recorded_at = None;
        let mut at = 0;
        let mut separators = memchr::memchr_iter(self.separator, line);
        let n_columns = self.columns.len();
        for column_idx in 0..n_columns {
            let column = self.columns[column_idx];
            let end = match separators.next() {
                Some(end) if column_idx + 1 < n_columns => end,
                None if column_idx + 1 == n_columns => line.len(),
                _ => return None,
            };
            let value = &line[at..end];
            at = end + 1;
            let (Some(first), Some(last)) = (value.first(), value.last()) else { continue };
            // White space around a value, and letters that could be such, are left to the ordinary way.
            if *first <= b' ' || *last <= b' ' || (*first >= 0x80 || *last >= 0x80) && !is_trimmed(value) {
                return None;
            }
            match column {
                Column::Id => id = value,
                Column::Type => row.kind = self.words.find(value, self.rows)?,
                Column::Start => start = Some(value),
                Column::Zone => row.zone = self.words.find(value, self.rows)?,
                Column::By => row.by = self.words.find(value, self.rows)?,
                Column::To => row.to = self.words.find(value, self.rows)?,
                Column::Item => row.item = self.rows.item(std::str::from_utf8(value).ok()?)?,
                Column::Quantity => quantity = Some(whole(value)?),
                Column::Unit => row.unit = self.words.find(value, self.rows)?,
                Column::Level => fact = Some(level(value)?),
                Column::LevelAuthor => author = Some(level(value)?),
                Column::LevelQuantity => number = Some(level(value)?),
                Column::RecordedAt => recorded_at = Some(value),
                Column::Other => return None,
            }
        }
        if id.is_empty() || row.kind == 0 || self.words.is_reserved(row.kind) {
            return None;
        }
        row.start = second(start?, &mut self.day)?;
        if self.is_closed(row.start) {
            return None;
        }
        row.fact = fact.unwrap_or(Level::Alleged);
        row.author = author.unwrap_or(row.fact);
        row.number = number.unwrap_or(row.fact);
        row.quantity = quantity.unwrap_or(1);
        let id = std::str::from_utf8(id).ok()?;
        let started = Timestamp::from_second(row.start).ok()?;
        let is_late = match (recorded_at, self.known_at) {
            (Some(recorded), limit) => {
                let recorded = second(recorded, &mut self.day)?;
                limit.is_some_and(|limit| Timestamp::from_second(recorded).is_ok_and(|recorded| recorded > limit))
            }
            _ => false,
        };
        // An id that stands twice is said the ordinary way.
        let is_new = if is_late { self.rows.leave_out(id) } else { self.rows.push(id, row).is_some() };
        if is_new {
            self.rows.note_time(started);
        }
        is_new.then_some(())
    }

    fn whole(&mut self, line: &Line<'_>) -> Result<(), Rejected> {
        let whole = events::event(line, self.zone).map_err(|reason| line.rejected(reason))?;
        let id = whole.id.clone();
        let latest = whole.statement.end();
        if let (Some(latest), Some(flow)) = (latest, &self.flow)
            && self.is_closed(latest.as_second())
        {
            let days = flow.lateness / 86_400;
            let lateness = if days > 0 { format!("{days} d") } else { format!("{} h", flow.lateness / 3_600) };
            let reason = format!("it tells of a time more than {lateness} before the latest row; that time is closed");
            return Err(line.rejected(reason));
        }
        let is_late = match (whole.recorded_at, self.known_at) {
            (Some(recorded), Some(limit)) => recorded > limit,
            _ => false,
        };
        if self.rows.ids.find(&id).is_some() {
            return Err(line.rejected(format!("the id {id:?} stands in an earlier row")));
        }
        let is_taken = if is_late { self.rows.leave_out(&id) } else { self.rows.push_whole(whole).is_some() };
        if !is_taken {
            return Err(line.rejected("the file holds more different names than can be held".to_owned()));
        }
        if let Some(latest) = latest {
            self.rows.note_time(latest);
        }
        Ok(())
    }
}

impl Shortcut for Reader<'_, '_> {
    fn begin(&mut self, names: &[String], separator: u8) {
        let column = |name: &String| COLUMNS.iter().find(|(known, _)| known == name).map_or(Column::Other, |(_, c)| *c);
        self.columns = names.iter().map(column).collect();
        // A column that stands twice: the first one counts, which the ordinary way knows.
        let twice = COLUMNS.iter().any(|(known, _)| names.iter().filter(|name| name == known).count() > 1);
        if twice {
            self.columns = vec![Column::Other; names.len()];
        }
        self.separator = separator;
    }

    fn take(&mut self, line: &[u8]) -> bool {
        let is_taken = memchr::memchr(b'"', line).is_none() && self.plain(line).is_some();
        if is_taken {
            self.step();
        }
        is_taken
    }

    fn row(&mut self, row: Result<Line<'_>, Rejected>) {
        if let Err(rejected) = row.and_then(|line| self.whole(&line)) {
            (self.rejected)(rejected);
        }
        self.step();
    }
}

/// Words that were read lately, by a cheap mix of their bytes: a few compares instead of a hash.
#[derive(Default)]
struct WordCache {
    places: Vec<([u8; 24], u8, u16)>,
    /// Whether a word is a reserved type, as far as was asked.
    reserved: Vec<bool>,
}

impl WordCache {
    fn find(&mut self, word: &[u8], rows: &mut Rows) -> Option<u16> {
        if word.len() > 24 {
            return rows.word(std::str::from_utf8(word).ok()?);
        }
        if self.places.is_empty() {
            self.places = vec![([0; 24], 0, 0); 1024];
        }
        let place = &mut self.places[mixed(word) & 1023];
        if usize::from(place.1) == word.len() && &place.0[..word.len()] == word {
            return Some(place.2);
        }
        let text = std::str::from_utf8(word).ok()?;
        let number = rows.word(text)?;
        place.0[..word.len()].copy_from_slice(word);
        place.1 = word.len() as u8;
        place.2 = number;
        let number_idx = usize::from(number);
        if self.reserved.len() <= number_idx {
            self.reserved.resize(number_idx + 1, false);
        }
        self.reserved[number_idx] = RESERVED.contains(&text);
        Some(number)
    }

    fn is_reserved(&self, number: u16) -> bool {
        self.reserved.get(usize::from(number)).copied().unwrap_or(true)
    }
}

/// Whether no white space of any script stands around it.
fn is_trimmed(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| text.trim().len() == text.len())
}

/// A cheap mix of a short word's first and last bytes, and its length.
fn mixed(word: &[u8]) -> usize {
    let eight = |bytes: &[u8]| {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(eight)
    };
    let (first, last) = match word.len() {
        length @ 0..=8 => (eight(word), length as u64),
        length => (eight(&word[..8]), eight(&word[length - 8..])),
    };
    let mixed = (first ^ last.rotate_left(23) ^ word.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as usize
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
    let two = |at: usize| -> Option<i64> {
        let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
    };
    if text.len() != 20 || [text[10], text[13], text[16], text[19]] != *b"T::Z" {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{read_events, read_rows};

    /// The rows in one pass are the rows of the ordinary way, but for what a plain row need not keep.
    fn check(text: &str) {
        let (mut ordinary, mut refused) = (Vec::new(), Vec::new());
        read_events(&mut text.as_bytes(), &TimeZone::UTC, &mut |row| match row {
            Ok(row) => ordinary.push(records::EventRow { recorded_at: None, ..row }),
            Err(rejected) => refused.push(rejected.to_string()),
        })
        .expect("bytes are read");
        let (mut rows, mut refused_now) = (Rows::default(), Vec::new());
        let say = &mut |rejected: Rejected| refused_now.push(rejected.to_string());
        read_rows(&mut text.as_bytes(), &TimeZone::UTC, None, &mut rows, say).expect("bytes are read");
        let numbers = 0..u32::try_from(rows.all().len()).expect("few rows");
        let whole = |number| rows.whole(number).map(|row| records::EventRow { recorded_at: None, ..row });
        assert_eq!(numbers.filter_map(whole).collect::<Vec<_>>(), ordinary, "{text}");
        assert_eq!(refused_now, refused, "{text}");
    }

    const HEAD: &str =
        "id,type,start,end,zone,by,to,item,quantity,unit,level,level_author,recorded_at,lon,crew,of,supersedes\n";

    #[test]
    fn one_pass_reads_what_the_ordinary_way_reads() {
        let rows = [
            "a,shelling,2030-01-01T00:00:00Z,,z,north,south,i,3,rounds,verified,alleged,2030-01-02T00:00:00Z,,,,",
            "b,shelling,2030-01-01,,z,,,,,,,,,,,,",
            "c,shelling,2030-01-01T25:00:00Z,,z,,,,,,,,,,,,",
            "d,shelling,2030-01-01T00:00:00Z,,,,,,0,,,,,,,,",
            "e,shelling,2030-01-01T00:00:00Z,,,,,,1.5,,,,,,,,",
            "f,shelling,2030-01-01T00:00:00Z,,,,,,-1,,,,,,,,",
            "g,shelling,2030-01-01T00:00:00Z,, z ,,,,,,,,,,,,",
            "g2,shelling,2030-01-01T00:00:00Z,,,\u{a0}north,,,,,,,,,,,",
            "g3,shelling,2030-01-01T00:00:00Z,,,,,truck\u{3000},,,,,,,,,",
            "h,shelling,2030-01-01T00:00:00Z,,منطقة,شمال,,,,,,,,,,,",
            "i,shelling,2030-01-01T00:00:00Z,,,,,,,,known,,,,,,",
            "j,shelling,2030-01-01T00:00:00Z,,,,,,,,,,,,7,,",
            "k,shelling,2030-01-01T00:00:00Z,,\"a, b\",,,,,,,,,,,,",
            "a,shelling,2030-01-01T00:00:00Z,,,,,,,,,,,,,,",
            ",shelling,2030-01-01T00:00:00Z,,,,,,,,,,,,,,",
            "l,,2030-01-01T00:00:00Z,,,,,,,,,,,,,,",
            "m,account,2030-01-01T00:00:00Z,,,,,,,,,,,,,shelling,",
            "n,withdrawn,,,,,,,,,,,,,,,b",
            "o,shelling,2030-01-01T00:00:00Z",
            "p,shelling,2030-01-01T00:00:00.5Z,,,,,,,,,,,,,,",
            "q,shelling,2030-01-01T00:00:00+02:00,,,,,,4294967296,,,,,,,,",
        ];
        check(&format!("{HEAD}{}\n", rows.join("\n")));
        check(&format!("{HEAD}{}", rows.join("\r\n")).replace(',', ";").replace("\"a; b\"", "x"));
        rows.iter().for_each(|row| check(&format!("{HEAD}{row}\n")));
        check("id,type,type,start\na,shelling,shooting,2030-01-01T00:00:00Z\n");
    }

    #[test]
    fn no_reserved_type_is_taken_for_a_happening() {
        for kind in RESERVED {
            let text = format!(
                "id,type,start,of,by,sets,event,answer,quantity,on,position,score,supersedes\n\
                 a,{kind},2030-01-01T00:00:00Z,shelling,north,x,e,denies,1,R,supports,1,b\n"
            );
            let mut rows = Rows::default();
            read_rows(&mut text.as_bytes(), &TimeZone::UTC, None, &mut rows, &mut |one| panic!("{kind}: {one}"))
                .expect("bytes are read");
            let is_happening = matches!(rows.whole(0).map(|row| row.statement), Some(records::Statement::Happening(_)));
            assert!(!is_happening, "{kind}");
        }
    }
}
