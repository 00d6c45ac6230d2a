//! Rows of the events format, each made into bytes: plain lines block by block on several threads, all others as they are taken.

use std::io::{self, Read};
use std::ops::Range;

use jiff::tz::TimeZone;
use records::EventRow;

use crate::events;
use crate::row::{Rejected, Row};
use crate::table::{self, Block, Bytes, Parsed, Taker};

/// What is written of a row; what was written before it stays.
pub type Make<'m> = Box<dyn FnMut(&EventRow, &mut Vec<u8>) + 'm>;

/// What a row was made into, or why it was not.
pub type Made<'m> = Result<&'m [u8], Rejected>;

/// Reads a file and hands over what `maker`'s functions write of each row, in the order of the rows.
pub(crate) fn read<'m>(
    input: &mut (dyn Read + Send),
    zone: &TimeZone,
    maker: &(dyn Fn() -> Make<'m> + Sync),
    each: &mut dyn FnMut(Made<'_>),
) -> io::Result<()> {
    let parser = |names: &[String], separator: u8| {
        let (names, mut make) = (names.to_vec(), maker());
        let mut values = csv::StringRecord::new();
        move |bytes| block(bytes, &names, separator, zone, (&mut values, &mut make))
    };
    let mut to = Taking { zone, make: maker(), bytes: Vec::new(), each };
    table::read_with(input, parser, &mut to)
}

/// What was made of the lines of a block.
struct MadeLines {
    lines: Vec<Line>,
    bytes: Vec<u8>,
}

struct Line {
    /// Where the next line begins.
    end: usize,
    /// What was written of it; `None`: it is read again, the ordinary way.
    made: Option<Range<usize>>,
}

impl Parsed for MadeLines {
    fn end(&self, line_idx: usize) -> Option<usize> {
        self.lines.get(line_idx).map(|line| line.end)
    }
}

fn block(
    bytes: Vec<u8>,
    names: &[String],
    separator: u8,
    zone: &TimeZone,
    (values, make): (&mut csv::StringRecord, &mut Make<'_>),
) -> Block<MadeLines> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Block { bytes: Bytes::Raw(error.into_bytes()), parsed: None },
    };
    let mut made = MadeLines { lines: Vec::new(), bytes: Vec::with_capacity(text.len() * 2) };
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let begun = made.bytes.len();
        let is_made = plain(line.trim_end_matches(['\n', '\r']), names, separator, values)
            .and_then(|values| events::event(&Row { line: 0, names, values }, zone).ok())
            .map(|row| make(&row, &mut made.bytes));
        let range = is_made.map(|()| begun..made.bytes.len());
        made.lines.push(Line { end, made: range });
    }
    Block { bytes: Bytes::Text(text), parsed: Some(made) }
}

/// The values of a line; none where it is empty, too short or long, or may be part of a longer row.
fn plain<'v>(
    line: &str,
    names: &[String],
    separator: u8,
    values: &'v mut csv::StringRecord,
) -> Option<&'v csv::StringRecord> {
    if line.trim_ascii().is_empty() || memchr::memchr(b'"', line.as_bytes()).is_some() {
        return None;
    }
    values.clear();
    line.split(char::from(separator)).for_each(|value| values.push_field(value));
    (values.len() == names.len()).then_some(values)
}

struct Taking<'t, 'm> {
    zone: &'t TimeZone,
    make: Make<'m>,
    bytes: Vec<u8>,
    each: &'t mut dyn FnMut(Made<'_>),
}

impl Taker for Taking<'_, '_> {
    type Parsed = MadeLines;

    fn block(&mut self, _: &MadeLines) {}

    fn take(&mut self, _: &str, made: &MadeLines, line_idx: usize) -> bool {
        let line = made.lines.get(line_idx).and_then(|line| line.made.clone());
        line.and_then(|range| made.bytes.get(range)).map(|bytes| (self.each)(Ok(bytes))).is_some()
    }

    fn row(&mut self, row: Result<Row<'_>, Rejected>) {
        let whole = row.and_then(|row| events::event(&row, self.zone).map_err(|reason| row.rejected(reason)));
        self.bytes.clear();
        match whole {
            Ok(whole) => {
                (self.make)(&whole, &mut self.bytes);
                (self.each)(Ok(&self.bytes));
            }
            Err(rejected) => (self.each)(Err(rejected)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of all sorts, more than a block holds: plain ones, quoted ones over several lines, broken ones, empty lines.
    fn rows() -> String {
        let mut text = "id,type,start,by,to,note\n".to_owned();
        for n in 0..20_000 {
            let row = match n % 11 {
                3 => format!("e{n},attack,2024-01-02,a,b,\"two\nlines, {n}\""),
                5 => format!("e{n},attack,2024-13-02,a,b,no such month"),
                7 => format!("e{n},attack,2024-01-02,a,b"),
                8 => String::new(),
                9 => format!("e{n},attack,2024-01-02,a,b,\"said \"\"no\"\"\"\r"),
                _ => format!("e{n},attack,2024-01-02T10:00:00Z,a,b,عربي {n}"),
            };
            text.push_str(&row);
            text.push('\n');
        }
        text
    }

    #[test]
    fn made_side_by_side_or_one_by_one_is_the_same() {
        let text = rows();
        let mut plainly = Vec::new();
        crate::each_event(&mut text.as_bytes(), &TimeZone::UTC, &mut |row| {
            plainly.push(row.map(|row| format!("{row:?}").into_bytes()));
        })
        .expect("bytes are read");
        let mut made = Vec::new();
        let maker = || -> Make<'static> { Box::new(|row, to| to.extend(format!("{row:?}").bytes())) };
        read(&mut text.as_bytes(), &TimeZone::UTC, &maker, &mut |row| made.push(row.map(<[u8]>::to_vec)))
            .expect("bytes are read");
        assert!(made.len() > 15_000 && made.iter().any(Result::is_err), "{}", made.len());
        assert!(made == plainly, "rows differ");
    }
}
