//! The events format into rows held small: one pass over the bytes of a plain line, the ordinary way for all others.

use std::io::{self, Read};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::Rows;

use crate::events;
use crate::plain_rows::{Line, Parser, Plain, Range};
use crate::row::{Rejected, Row};
use crate::table::{self, Taker};

/// Rows that are looked at while they are read, and let go.
pub struct Flow<'f> {
    /// Seconds: what lies further back than this before the latest row is rejected.
    pub lateness: i64,
    /// After so many rows the rest of the work is done.
    pub rows_a_step: usize,
    /// Looks at the rows and lets go of those that it needs no more.
    pub step: &'f mut dyn FnMut(&mut Rows),
}

/// Reads a file; blocks of lines are looked through side by side and taken in their order.
pub(crate) fn read(input: &mut (dyn Read + Send), mut reader: Reader<'_, '_>) -> io::Result<()> {
    let known_at = reader.known_at;
    let parser = |names: &[String], separator: u8| {
        let mut parser = Parser::new(names, separator, known_at);
        move |bytes| parser.block(bytes)
    };
    table::read_with(input, parser, &mut reader)
}

pub(crate) struct Reader<'r, 'f> {
    zone: &'r TimeZone,
    known_at: Option<Timestamp>,
    rows: &'r mut Rows,
    rejected: &'r mut dyn FnMut(Rejected),
    flow: Option<Flow<'f>>,
    /// How many rows were there after the last step.
    n_kept: usize,
    /// Numbers of the block's words; none where there are too many.
    words: Vec<Option<u16>>,
}

impl<'r, 'f> Reader<'r, 'f> {
    pub(crate) fn new(
        zone: &'r TimeZone,
        known_at: Option<Timestamp>,
        rows: &'r mut Rows,
        rejected: &'r mut dyn FnMut(Rejected),
        flow: Option<Flow<'f>>,
    ) -> Reader<'r, 'f> {
        Reader { zone, known_at, rows, rejected, flow, n_kept: 0, words: Vec::new() }
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

    /// `None` where the line is to be read the ordinary way; an id that stands twice is said there.
    fn plain(&mut self, text: &str, line: &Line) -> Option<()> {
        let mut row = line.row?;
        if self.is_closed(row.start) {
            return None;
        }
        for word in [&mut row.kind, &mut row.zone, &mut row.by, &mut row.to, &mut row.unit] {
            *word = self.words.get(usize::from(*word)).copied().flatten()?;
        }
        let of = |(from, until): Range| text.get(from as usize..until as usize);
        let id = of(line.id)?;
        if line.is_late {
            self.rows.leave_out(id).then_some(())?;
        } else {
            row.item = self.rows.item(of(line.item)?)?;
            self.rows.push(id, row)?;
        }
        if self.rows.latest().is_none_or(|latest| latest.as_second() < row.start) {
            self.rows.note_time(Timestamp::from_second(row.start).ok()?);
        }
        Some(())
    }

    fn whole(&mut self, line: &Row<'_>) -> Result<(), Rejected> {
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

impl Taker for Reader<'_, '_> {
    type Parsed = Plain;

    fn block(&mut self, plain: &Plain) {
        let n_words = u32::try_from(plain.words.len()).unwrap_or(u32::MAX);
        self.words.clear();
        self.words.extend((0..n_words).map(|number| self.rows.word(plain.words.get(number))));
    }

    fn take(&mut self, text: &str, plain: &Plain, line_idx: usize) -> bool {
        let is_taken = plain.lines.get(line_idx).and_then(|line| self.plain(text, line)).is_some();
        if is_taken {
            self.step();
        }
        is_taken
    }

    fn row(&mut self, row: Result<Row<'_>, Rejected>) {
        if let Err(rejected) = row.and_then(|line| self.whole(&line)) {
            (self.rejected)(rejected);
        }
        self.step();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::RESERVED;
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
        let small: Vec<records::EventRow> = numbers.filter_map(whole).collect();
        let differs = small.iter().zip(&ordinary).find(|(small, ordinary)| small != ordinary);
        assert!(differs.is_none(), "{differs:?}");
        assert_eq!(small.len(), ordinary.len(), "{refused:?}");
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

    /// Blocks end within rows, within quoted values that run over lines, and within what an open quotation mark costs.
    #[test]
    fn many_blocks_are_read_as_one() {
        let mut text = HEAD.to_owned();
        for n in 0..9_000 {
            let row = match n % 97 {
                13 => format!("e{n},shelling,2030-01-01T00:00:00Z,,\"over\n\nsome, lines {n}\",,,,,,,,,,,,\n"),
                29 => format!("e{n},shelling,2030-01-01T00:00:00Z,,\"never closed,,,,,,,,,,,,\n"),
                31 => "\n".to_owned(),
                47 => format!("e{n},shelling,2030-01-01,,zone {},,,,,,,,,,,,\r\n", n % 300),
                53 => format!("e{},shelling,2030-01-01T00:00:00Z,,,,,,,,,,,,,,\n", n - 20),
                61 => format!("e{n},withdrawn,,,,,,,,,,,,,,,e{}\n", n - 1),
                _ => format!(
                    "e{n},shelling,2030-01-01T00:{:02}:00Z,,zone {},north,south,item {n},{n},,verified,,,,,,\n",
                    n % 60,
                    n % 700
                ),
            };
            text.push_str(&row);
        }
        assert!(text.len() > 2 << 18, "several blocks");
        check(&text);
    }

    #[test]
    fn no_reserved_type_is_taken_for_a_happening() {
        for kind in RESERVED {
            let text = format!(
                "id,type,start,of,by,sets,event,answer,stage,quantity,on,position,score,supersedes\n\
                 a,{kind},2030-01-01T00:00:00Z,shelling,north,x,e,denies,draft,1,R,supports,1,b\n"
            );
            let mut rows = Rows::default();
            read_rows(&mut text.as_bytes(), &TimeZone::UTC, None, &mut rows, &mut |one| panic!("{kind}: {one}"))
                .expect("bytes are read");
            let is_happening = matches!(rows.whole(0).map(|row| row.statement), Some(records::Statement::Happening(_)));
            assert!(!is_happening, "{kind}");
        }
    }
}
