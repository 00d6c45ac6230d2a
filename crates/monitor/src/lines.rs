//! The ledger's lines, held small: kinds and authors are few, what a line is about stands in one text.

use jiff::Timestamp;
use ledger::Entry;
use records::Texts;

use crate::reports::{put, take, taken};

/// One line of the ledger, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position, from 1.
    pub position: u64,
    /// Kind of entry.
    pub kind: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub author: String,
    /// The site that wrote it.
    pub site: String,
    /// What it is about, in a few words.
    pub about: String,
}

/// All lines, in order.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    words: Texts,
    about: String,
    lines: Vec<Small>,
    waiting: Vec<Waiting>,
}

#[derive(Clone, Copy, Debug)]
struct Small {
    second: i64,
    nanosecond: i32,
    kind: u32,
    author: u32,
    site: u32,
    /// Where what it is about ends.
    end: u64,
}

/// A line that came before its place.
#[derive(Clone, Debug)]
struct Waiting {
    position: u64,
    kind: String,
    recorded_at: Timestamp,
    author: String,
    site: String,
    about: String,
}

impl Lines {
    /// Takes in the line of an entry. One that comes before its place waits until [`Lines::settle`].
    pub(crate) fn put(&mut self, position: u64, entry: &Entry, about: &str) {
        if self.waiting.is_empty() && position == self.lines.len() as u64 + 1 {
            return self.push((&entry.kind, &entry.author, &entry.site), entry.recorded_at, about);
        }
        let Entry { kind, recorded_at, author, site, .. } = entry.clone();
        self.waiting.push(Waiting { position, kind, recorded_at, author, site, about: about.to_owned() });
    }

    /// Puts those that wait into their places.
    pub(crate) fn settle(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by_key(|line| line.position);
        for Waiting { kind, recorded_at, author, site, about, .. } in waiting {
            self.push((&kind, &author, &site), recorded_at, &about);
        }
    }

    fn push(&mut self, (kind, author, site): (&str, &str, &str), recorded_at: Timestamp, about: &str) {
        let mut word = |text: &str| self.words.note(text).map_or(u32::MAX, |(number, _)| number);
        let (kind, author, site) = (word(kind), word(author), word(site));
        self.about.push_str(about);
        let (second, nanosecond) = (recorded_at.as_second(), recorded_at.subsec_nanosecond());
        self.lines.push(Small { second, nanosecond, kind, author, site, end: self.about.len() as u64 });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line at a position, from 1.
    pub fn get(&self, position: u64) -> Option<Line> {
        let idx = usize::try_from(position).ok()?.checked_sub(1)?;
        let line = self.lines.get(idx)?;
        let end = |line: &Small| usize::try_from(line.end).unwrap_or(usize::MAX);
        let from = idx.checked_sub(1).map_or(0, |before| end(&self.lines[before]));
        Some(Line {
            position,
            kind: self.words.get(line.kind).to_owned(),
            recorded_at: Timestamp::new(line.second, line.nanosecond).ok()?,
            author: self.words.get(line.author).to_owned(),
            site: self.words.get(line.site).to_owned(),
            about: self.about.get(from..end(line)).unwrap_or("").to_owned(),
        })
    }

    /// Those from one position through another, in order.
    pub fn range(&self, from: u64, through: u64) -> impl DoubleEndedIterator<Item = Line> {
        (from.max(1)..=through.min(self.lines.len() as u64)).filter_map(|position| self.get(position))
    }

    /// How many at the beginning a site had by a moment: what others wrote it had before its own next entry, whatever their clocks said.
    pub(crate) fn by(&self, site: &str, moment: Timestamp) -> u64 {
        let moment = (moment.as_second(), moment.subsec_nanosecond());
        let is_own = |line: &Small| self.words.get(line.site) == site;
        let later = self.lines.iter().position(|line| is_own(line) && (line.second, line.nanosecond) > moment);
        let Some(later) = later else { return self.lines.len() as u64 };
        // Others' entries right before the one that came too late may have come as late as it.
        self.lines[..later].iter().rposition(is_own).map_or(later, |last| last + 1) as u64
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.words.len() as u64).to_le_bytes());
        for number in 0..u32::try_from(self.words.len()).unwrap_or(u32::MAX) {
            put(self.words.get(number).as_bytes(), out);
        }
        out.extend((self.lines.len() as u64).to_le_bytes());
        for line in &self.lines {
            out.extend(line.second.to_le_bytes());
            out.extend(line.nanosecond.to_le_bytes());
            out.extend(line.kind.to_le_bytes());
            out.extend(line.author.to_le_bytes());
            out.extend(line.site.to_le_bytes());
            out.extend(line.end.to_le_bytes());
        }
        out.extend((self.about.len() as u64).to_le_bytes());
        out.extend_from_slice(self.about.as_bytes());
    }

    /// Reads what was written, from a place in the bytes, which moves on.
    pub(crate) fn read(bytes: &[u8], at: &mut usize) -> Option<Lines> {
        let number = |at: &mut usize| -> Option<u64> { Some(u64::from_le_bytes(take(bytes, at, 8)?.try_into().ok()?)) };
        let mut lines = Lines::default();
        for _ in 0..number(at)? {
            lines.words.note(std::str::from_utf8(taken(bytes, at)?).ok()?)?;
        }
        let n_lines = usize::try_from(number(at)?).ok()?;
        let all = take(bytes, at, n_lines.checked_mul(32)?)?;
        let small = |line: &[u8; 32]| {
            let part = |from: usize| -> [u8; 4] { [line[from], line[from + 1], line[from + 2], line[from + 3]] };
            let long = |from: usize| {
                u64::from(u32::from_le_bytes(part(from))) | u64::from(u32::from_le_bytes(part(from + 4))) << 32
            };
            Small {
                second: long(0).cast_signed(),
                nanosecond: i32::from_le_bytes(part(8)),
                kind: u32::from_le_bytes(part(12)),
                author: u32::from_le_bytes(part(16)),
                site: u32::from_le_bytes(part(20)),
                end: long(24),
            }
        };
        lines.lines = all.as_chunks::<32>().0.iter().map(small).collect();
        let length = usize::try_from(number(at)?).ok()?;
        std::str::from_utf8(take(bytes, at, length)?).ok()?.clone_into(&mut lines.about);
        Some(lines)
    }
}
