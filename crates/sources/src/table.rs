//! CSV or NDJSON into rows. A damaged line costs itself, never the rest of the file.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use crate::row::{Rejected, Row};

/// A quoted value may run over so many lines.
const RECORD_LINES_MAX: usize = 200;

/// What looks at each line of a CSV file first, and may take it whole.
pub(crate) trait Shortcut {
    /// The header: the names of the columns, and what stands between values.
    fn begin(&mut self, names: &[String], separator: u8);

    /// A line without its end and without quotation marks; true where it was taken and is not to be read again.
    fn take(&mut self, line: &[u8]) -> bool;

    /// A row that was not taken.
    fn row(&mut self, row: Result<Row<'_>, Rejected>);
}

/// Reads every row; the first line of CSV is the header. Lines that begin with `{` make it NDJSON.
pub(crate) fn read(input: &mut dyn BufRead, each: &mut dyn FnMut(Result<Row<'_>, Rejected>)) -> io::Result<()> {
    struct Plainly<'e>(&'e mut dyn FnMut(Result<Row<'_>, Rejected>));
    impl Shortcut for Plainly<'_> {
        fn begin(&mut self, _: &[String], _: u8) {}

        fn take(&mut self, _: &[u8]) -> bool {
            false
        }

        fn row(&mut self, row: Result<Row<'_>, Rejected>) {
            (self.0)(row);
        }
    }
    read_with(input, &mut Plainly(each))
}

/// The same, with a shortcut for the lines that allow it.
pub(crate) fn read_with(input: &mut dyn BufRead, to: &mut dyn Shortcut) -> io::Result<()> {
    let mut lines = Lines { input, ahead: VecDeque::new(), n_read: 0 };
    let Some(first) = lines.next_filled()? else { return Ok(()) };
    if first.1.trim_ascii_start().starts_with(b"{") {
        lines.ahead.push_front(first);
        return read_ndjson(&mut lines, &mut |row| to.row(row));
    }
    if first.1.trim_ascii_start().starts_with(b"[") {
        let reason = "the file is a JSON array; write one JSON object a line, without brackets and commas between them";
        to.row(Err(Rejected { line: first.0, reason: reason.to_owned(), row: String::new() }));
        return Ok(());
    }
    let header = match std::str::from_utf8(&first.1) {
        Ok(header) => header,
        Err(_) => {
            let reason = "the header line is not UTF-8 text; save the file as UTF-8".to_owned();
            to.row(Err(Rejected { line: first.0, reason, row: String::new() }));
            return Ok(());
        }
    };
    let separator = separator(header);
    let names: Vec<String> = match parse(header, separator) {
        Some(record) => record.iter().map(|name| name.trim().to_owned()).collect(),
        None => Vec::new(),
    };
    to.begin(&names, separator);
    read_csv(&mut lines, &names, separator, to)
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

struct Lines<'i> {
    input: &'i mut dyn BufRead,
    ahead: VecDeque<(u64, Vec<u8>)>,
    n_read: u64,
}

impl Lines<'_> {
    fn next(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.fetch(),
        }
    }

    fn fetch(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        let mut line = Vec::new();
        if self.input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.n_read += 1;
        while line.last().is_some_and(|byte| *byte == b'\n' || *byte == b'\r') {
            line.pop();
        }
        if self.n_read == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        Ok(Some((self.n_read, line)))
    }

    /// Hands over whole lines as they lie in the buffer, until one is not taken or reaches beyond it.
    fn shortcut(&mut self, to: &mut dyn Shortcut) -> io::Result<()> {
        while self.ahead.is_empty() {
            let buffer = self.input.fill_buf()?;
            let mut used = 0;
            let mut goes_on = false;
            while let Some(length) = memchr::memchr(b'\n', &buffer[used..]) {
                let line = &buffer[used..used + length];
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                goes_on = to.take(line);
                if !goes_on {
                    break;
                }
                used += length + 1;
                self.n_read += 1;
            }
            self.input.consume(used);
            if !goes_on || used == 0 {
                return Ok(());
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

fn read_csv(lines: &mut Lines<'_>, names: &[String], separator: u8, to: &mut dyn Shortcut) -> io::Result<()> {
    let mut record = csv::StringRecord::new();
    loop {
        lines.shortcut(to)?;
        let Some((line, bytes)) = lines.next_filled()? else { return Ok(()) };
        let n_more = match whole_record(lines, &bytes, names.len(), separator, &mut record)? {
            Ok(n_more) => n_more,
            Err(reason) => {
                let row = String::from_utf8_lossy(&bytes).into_owned();
                to.row(Err(Rejected { line, reason, row }));
                continue;
            }
        };
        lines.ahead.drain(..n_more);
        to.row(Ok(Row { line, names, values: &record }));
    }
}

/// Fills `record` from this line and, where a quoted value goes on, so many more.
fn whole_record(
    lines: &mut Lines<'_>,
    first: &[u8],
    n_columns: usize,
    separator: u8,
    record: &mut csv::StringRecord,
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
    let parsed = parse(&text, separator).unwrap_or_default();
    let fits = check_width(parsed.len(), n_columns);
    if fits.is_err() && n_more > 0 {
        return Ok(Err("a quoted value is not closed".to_owned()));
    }
    *record = parsed;
    Ok(fits.map(|()| n_more))
}

fn check_width(n_values: usize, n_columns: usize) -> Result<(), String> {
    if n_values == n_columns {
        return Ok(());
    }
    Err(format!("the row has {n_values} values, the header {n_columns} columns"))
}

fn parse(text: &str, separator: u8) -> Option<csv::StringRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    reader.records().next()?.ok()
}

fn read_ndjson(lines: &mut Lines<'_>, each: &mut dyn FnMut(Result<Row<'_>, Rejected>)) -> io::Result<()> {
    while let Some((line, bytes)) = lines.next_filled()? {
        match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes) {
            Ok(object) => {
                let names: Vec<String> = object.keys().cloned().collect();
                let values: csv::StringRecord = object.values().map(plain).collect();
                each(Ok(Row { line, names: &names, values: &values }));
            }
            Err(error) => {
                let reason = format!("the line is not a JSON object: {error}");
                each(Err(Rejected { line, reason, row: String::from_utf8_lossy(&bytes).into_owned() }));
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
        read(&mut input, &mut |row| {
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
