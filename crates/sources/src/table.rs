//! CSV or NDJSON into rows. A damaged line costs itself, never the rest of the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use crate::blocks::{self, Cutter, Next};
use crate::row::{Rejected, Row};

/// A quoted value may run over so many lines.
const RECORD_LINES_MAX: usize = 200;

/// Lines that lie one behind the other, and what was made of them beforehand.
pub(crate) struct Block<P> {
    pub(crate) bytes: Bytes,
    pub(crate) parsed: Option<P>,
}

/// Bytes of a block.
pub(crate) enum Bytes {
    Text(String),
    /// Not UTF-8, or not looked at.
    Raw(Vec<u8>),
}

impl Bytes {
    fn all(&self) -> &[u8] {
        match self {
            Bytes::Text(text) => text.as_bytes(),
            Bytes::Raw(bytes) => bytes,
        }
    }
}

/// What was made of a block's lines.
pub(crate) trait Parsed {
    /// Where the line after this one begins; none where it is not known.
    fn end(&self, line_idx: usize) -> Option<usize>;
}

impl Parsed for () {
    fn end(&self, _: usize) -> Option<usize> {
        None
    }
}

/// What takes rows, and may take lines whole by what was made of them beforehand.
pub(crate) trait Taker {
    type Parsed: Parsed + Send;

    /// A block from which lines will be taken.
    fn block(&mut self, parsed: &Self::Parsed);

    /// A line of the block; true where it was taken and is not to be read again.
    fn take(&mut self, text: &str, parsed: &Self::Parsed, line_idx: usize) -> bool;

    /// A row that was not taken.
    fn row(&mut self, row: Result<Row<'_>, Rejected>);
}

/// How a file is written, where that is not to be seen from its first line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Names of the columns of a file without a header line: the list that is as long as its first row counts.
    pub headers: Vec<Vec<String>>,
    /// What stands between values.
    pub separator: Option<u8>,
}

/// Reads every row; the first line of CSV is the header, unless its shape has headers. Lines that begin with `{` make it NDJSON.
pub(crate) fn read(
    input: &mut dyn Read,
    shape: &Shape,
    each: &mut dyn FnMut(Result<Row<'_>, Rejected>),
) -> io::Result<()> {
    struct Plainly<'e>(&'e mut dyn FnMut(Result<Row<'_>, Rejected>));
    impl Taker for Plainly<'_> {
        type Parsed = ();

        fn block(&mut self, (): &()) {}

        fn take(&mut self, _: &str, (): &(), _: usize) -> bool {
            false
        }

        fn row(&mut self, row: Result<Row<'_>, Rejected>) {
            (self.0)(row);
        }
    }
    let mut cutter = Cutter::new(input);
    let mut to = Plainly(each);
    let Some((head, form)) = begin(&mut cutter, shape, &mut |row| to.row(row))? else { return Ok(()) };
    rows(&mut raw(&mut cutter), head, &form, &mut to)
}

/// The same, where `parser` makes something of the blocks of a CSV file beforehand, on several threads.
pub(crate) fn read_with<T: Taker, M: FnMut(Vec<u8>) -> Block<T::Parsed>>(
    input: &mut (dyn Read + Send),
    parser: impl Fn(&[String], u8) -> M + Sync,
    to: &mut T,
) -> io::Result<()> {
    let mut cutter = Cutter::new(input);
    let Some((head, form)) = begin(&mut cutter, &Shape::default(), &mut |row| to.row(row))? else { return Ok(()) };
    match &form {
        Form::Csv { names, separator } => {
            blocks::side_by_side(cutter, || parser(names, *separator), |next| rows(next, head, &form, to))
        }
        Form::Ndjson => rows(&mut raw(&mut cutter), head, &form, to),
    }
}

/// Blocks of which nothing was made beforehand.
fn raw<P, R: Read>(cutter: &mut Cutter<R>) -> impl FnMut() -> io::Result<Option<Block<P>>> {
    || Ok(cutter.next()?.map(|bytes| Block { bytes: Bytes::Raw(bytes), parsed: None }))
}

/// How rows are written.
enum Form {
    Csv { names: Vec<String>, separator: u8 },
    Ndjson,
}

/// Where the rows begin.
struct Head {
    /// A line that was read already and is a row.
    first: Option<(u64, Vec<u8>)>,
    n_read: u64,
}

/// Reads as far as the form is known; none where there is nothing that could be read.
fn begin<R: Read>(
    cutter: &mut Cutter<R>,
    shape: &Shape,
    say: &mut dyn FnMut(Result<Row<'_>, Rejected>),
) -> io::Result<Option<(Head, Form)>> {
    let mut next = raw::<(), R>(cutter);
    let mut lines = Lines::new(&mut next, Head { first: None, n_read: 0 });
    let Some((line, first)) = lines.next_filled()? else { return Ok(None) };
    let (n_read, rest) = (lines.n_read, lines.rest());
    drop(next);
    cutter.put_back(rest);
    let mut refuse =
        |reason: &str| say(Err(Rejected { line, reason: reason.to_owned(), row: String::new(), cells: Vec::new() }));
    if first.trim_ascii_start().starts_with(b"{") {
        return Ok(Some((Head { first: Some((line, first)), n_read }, Form::Ndjson)));
    }
    if first.trim_ascii_start().starts_with(b"[") {
        refuse("the file is a JSON array; write one JSON object a line, without brackets and commas between them");
        return Ok(None);
    }
    let Ok(header) = std::str::from_utf8(&first) else {
        refuse("the header line is not UTF-8 text; save the file as UTF-8");
        return Ok(None);
    };
    let separator = shape.separator.unwrap_or_else(|| separator(header));
    let values = parse(header, separator).unwrap_or_default();
    // With a header line all the same, as a file of rejected rows has one.
    let has_header = shape.headers.iter().any(|names| names.first().map(String::as_str) == values.get(0));
    if !shape.headers.is_empty() && !has_header {
        let Some(names) = shape.headers.iter().find(|names| names.len() == values.len()).cloned() else {
            let known: Vec<String> = shape.headers.iter().map(|names| names.len().to_string()).collect();
            refuse(&format!("the row has {} values, not {}", values.len(), known.join(" or ")));
            return Ok(None);
        };
        return Ok(Some((Head { first: Some((line, first)), n_read }, Form::Csv { names, separator })));
    }
    let names: Vec<String> = values.iter().map(|name| name.trim().to_owned()).collect();
    Ok(Some((Head { first: None, n_read }, Form::Csv { names, separator })))
}

fn rows<T: Taker>(next: &mut Next<'_, Block<T::Parsed>>, head: Head, form: &Form, to: &mut T) -> io::Result<()> {
    let mut lines = Lines::new(next, head);
    match form {
        Form::Csv { names, separator } => read_csv(&mut lines, names, *separator, to),
        Form::Ndjson => read_ndjson(&mut lines, &mut |row| to.row(row)),
    }
}

/// Spreadsheets in some countries write semicolons or tabs.
fn separator(header: &str) -> u8 {
    let count = |c: char| header.matches(c).count();
    let best = [',', ';', '\t'].into_iter().max_by_key(|c| (count(*c), *c == ','));
    match best {
        Some(';') => b';',
        Some('\t') => b'\t',
        _ => b',',
    }
}

struct Lines<'n, 'b, P> {
    next: &'n mut Next<'b, Block<P>>,
    block: Block<P>,
    /// Where in the block the next line begins, and its number in the block.
    at: usize,
    line_idx: usize,
    /// Whether the taker knows the block: its first lines may have been read another way.
    is_shown: bool,
    ahead: VecDeque<(u64, Vec<u8>)>,
    n_read: u64,
}

impl<'n, 'b, P: Parsed> Lines<'n, 'b, P> {
    fn new(next: &'n mut Next<'b, Block<P>>, head: Head) -> Lines<'n, 'b, P> {
        let block = Block { bytes: Bytes::Raw(Vec::new()), parsed: None };
        let ahead = head.first.into_iter().collect();
        Lines { next, block, at: 0, line_idx: 0, is_shown: false, ahead, n_read: head.n_read }
    }

    fn next(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.fetch(),
        }
    }

    /// Goes to the next block where this one is used up; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        while self.at >= self.block.bytes.all().len() {
            let Some(block) = (self.next)()? else { return Ok(false) };
            (self.block, self.at, self.line_idx, self.is_shown) = (block, 0, 0, false);
        }
        Ok(true)
    }

    fn fetch(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        if !self.fill()? {
            return Ok(None);
        }
        let rest = &self.block.bytes.all()[self.at..];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let mut line = rest[..length].to_vec();
        self.at += length;
        self.line_idx += 1;
        self.n_read += 1;
        while line.last().is_some_and(|byte| *byte == b'\n' || *byte == b'\r') {
            line.pop();
        }
        if self.n_read == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        Ok(Some((self.n_read, line)))
    }

    /// What the block still holds.
    fn rest(&self) -> Vec<u8> {
        self.block.bytes.all()[self.at..].to_vec()
    }

    /// Hands over lines by what was made of them, until one is not taken.
    fn shortcut<T: Taker<Parsed = P>>(&mut self, to: &mut T) -> io::Result<()> {
        while self.ahead.is_empty() && self.fill()? {
            let (Bytes::Text(text), Some(parsed)) = (&self.block.bytes, &self.block.parsed) else { return Ok(()) };
            if !std::mem::replace(&mut self.is_shown, true) {
                to.block(parsed);
            }
            while let Some(end) = parsed.end(self.line_idx) {
                if !to.take(text, parsed, self.line_idx) {
                    return Ok(());
                }
                self.at = end;
                self.line_idx += 1;
                self.n_read += 1;
            }
        }
        Ok(())
    }

    fn next_filled(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        while let Some(line) = self.next()? {
            if !line.1.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// The line so many places ahead.
    fn peek(&mut self, ahead: usize) -> io::Result<Option<&[u8]>> {
        while self.ahead.len() <= ahead {
            match self.fetch()? {
                Some(line) => self.ahead.push_back(line),
                None => return Ok(None),
            }
        }
        Ok(self.ahead.get(ahead).map(|(_, line)| line.as_slice()))
    }
}

fn read_csv<T: Taker>(
    lines: &mut Lines<'_, '_, T::Parsed>,
    names: &[String],
    separator: u8,
    to: &mut T,
) -> io::Result<()> {
    let mut record = csv::StringRecord::new();
    let mut quoted = Quoted::new(separator);
    loop {
        lines.shortcut(to)?;
        let Some((line, bytes)) = lines.next_filled()? else { return Ok(()) };
        let n_more = match whole_record(lines, &bytes, names.len(), separator, (&mut quoted, &mut record))? {
            Ok(n_more) => n_more,
            Err(reason) => {
                let row = String::from_utf8_lossy(&bytes).into_owned();
                to.row(Err(Rejected { line, reason, row, cells: Vec::new() }));
                continue;
            }
        };
        lines.ahead.drain(..n_more);
        to.row(Ok(Row { line, names, values: &record }));
    }
}

/// Fills `record` from this line and, where a quoted value goes on, so many more.
fn whole_record<P: Parsed>(
    lines: &mut Lines<'_, '_, P>,
    first: &[u8],
    n_columns: usize,
    separator: u8,
    (quoted, record): (&mut Quoted, &mut csv::StringRecord),
) -> io::Result<Result<usize, String>> {
    let Ok(text) = std::str::from_utf8(first) else {
        return Ok(Err("the line is not UTF-8 text".to_owned()));
    };
    if !text.contains('"') {
        record.clear();
        text.split(char::from(separator)).for_each(|value| record.push_field(value));
        return Ok(check_width(record.len(), n_columns).map(|()| 0));
    }
    let mut text = text.to_owned();
    let mut n_more = 0;
    while text.matches('"').count() % 2 == 1 {
        let next = if n_more < RECORD_LINES_MAX { lines.peek(n_more)? } else { None };
        let Some(Ok(next)) = next.map(std::str::from_utf8) else {
            return Ok(Err("a quoted value is not closed".to_owned()));
        };
        text.push('\n');
        text.push_str(next);
        n_more += 1;
    }
    if !quoted.parse(&text, record) {
        record.clear();
    }
    let fits = check_width(record.len(), n_columns);
    if fits.is_err() && n_more > 0 {
        return Ok(Err("a quoted value is not closed".to_owned()));
    }
    Ok(fits.map(|()| n_more))
}

fn check_width(n_values: usize, n_columns: usize) -> Result<(), String> {
    if n_values == n_columns {
        return Ok(());
    }
    Err(format!("the row has {n_values} values, the header {n_columns} columns"))
}

fn parse(text: &str, separator: u8) -> Option<csv::StringRecord> {
    let mut record = csv::StringRecord::new();
    Quoted::new(separator).parse(text, &mut record).then_some(record)
}

/// Takes rows with quoted values apart; what it needs for that is made once.
struct Quoted {
    reader: csv_core::Reader,
    values: Vec<u8>,
    ends: Vec<usize>,
}

impl Quoted {
    fn new(separator: u8) -> Quoted {
        let reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
        Quoted { reader, values: Vec::new(), ends: Vec::new() }
    }

    /// Fills `record`; false where the text is no row.
    fn parse(&mut self, text: &str, record: &mut csv::StringRecord) -> bool {
        record.clear();
        self.reader.reset();
        // Values are never longer than the text, nor more than its bytes.
        self.values.resize(self.values.len().max(text.len() + 1), 0);
        self.ends.resize(self.ends.len().max(text.len() + 2), 0);
        let (mut n_read, mut n_written, mut n_ends) = (0, 0, 0);
        loop {
            // An empty input is the end of it.
            let (result, read, written, ended) = self.reader.read_record(
                &text.as_bytes()[n_read..],
                &mut self.values[n_written..],
                &mut self.ends[n_ends..],
            );
            (n_read, n_written, n_ends) = (n_read + read, n_written + written, n_ends + ended);
            match result {
                csv_core::ReadRecordResult::Record => break,
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::End
                | csv_core::ReadRecordResult::OutputFull
                | csv_core::ReadRecordResult::OutputEndsFull => return false,
            }
        }
        let mut from = 0;
        for end in &self.ends[..n_ends] {
            let Ok(value) = std::str::from_utf8(&self.values[from..*end]) else { return false };
            record.push_field(value);
            from = *end;
        }
        true
    }
}

fn read_ndjson<P: Parsed>(
    lines: &mut Lines<'_, '_, P>,
    each: &mut dyn FnMut(Result<Row<'_>, Rejected>),
) -> io::Result<()> {
    while let Some((line, bytes)) = lines.next_filled()? {
        match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes) {
            Ok(object) => {
                let names: Vec<String> = object.keys().cloned().collect();
                let values: csv::StringRecord = object.values().map(plain).collect();
                each(Ok(Row { line, names: &names, values: &values }));
            }
            Err(error) => {
                let reason = format!("the line is not a JSON object: {error}");
                each(Err(Rejected {
                    line,
                    reason,
                    row: String::from_utf8_lossy(&bytes).into_owned(),
                    cells: Vec::new(),
                }));
            }
        }
    }
    Ok(())
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &[u8], expected: &str) {
        let mut got = Vec::new();
        let mut input = text;
        read(&mut input, &Shape::default(), &mut |row| {
            got.push(match row {
                Ok(row) => format!("{}:{}", row.line, row.values.iter().collect::<Vec<_>>().join("|")),
                Err(rejected) => rejected.to_string(),
            });
        })
        .unwrap();
        assert_eq!(got.join("\n"), expected);
    }

    #[test]
    fn quoted_values_may_run_over_lines() {
        check(b"a,b\n1,\"x\ny\"\n2,z\n", "2:1|x\ny\n4:2|z");
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        check(b"a,b\n1,\"x\n2,y\n3,z\n", "line 2: a quoted value is not closed\n3:2|y\n4:3|z");
    }

    #[test]
    fn an_open_quote_before_a_quoted_row_costs_its_own_line_only() {
        check(b"a,b\n1,\"x\n2,\"y\"\n3,z\n", "line 2: a quoted value is not closed\n3:2|y\n4:3|z");
    }

    #[test]
    fn wrong_widths_and_bytes_are_said() {
        check(
            b"a,b\n1\n2,\xff\n3,ok\n",
            "line 2: the row has 1 values, the header 2 columns\nline 3: the line is not UTF-8 text\n4:3|ok",
        );
    }

    #[test]
    fn ndjson_and_other_separators() {
        check(
            b"{\"a\":1,\"b\":[\"x\",\"y\"]}\nnonsense\n",
            "1:1|x;y\nline 2: the line is not a JSON object: expected ident at line 1 column 2",
        );
        check(b"\xef\xbb\xbfa;b\r\n1;2\r\n", "2:1|2");
    }
}
