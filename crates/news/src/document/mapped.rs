//! A text with the place of each of its bytes in the file that it was taken from.

use std::ops::Range;

/// A run of bytes: either the same in text and file, or one piece that is written otherwise in the file (`&amp;`, `\n`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Where it begins in the text, and how long it is there.
    at: usize,
    len: usize,
    /// The same in the file.
    from: usize,
    from_len: usize,
}

impl Run {
    fn is_same(&self) -> bool {
        self.len == self.from_len
    }
}

/// A text, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapped {
    /// The text.
    pub text: String,
    runs: Vec<Run>,
}

impl Mapped {
    /// A whole file.
    pub fn whole(text: String) -> Mapped {
        let len = text.len();
        Mapped { text, runs: vec![Run { at: 0, len, from: 0, from_len: len }] }
    }

    /// Adds what is in the file as it is.
    pub(crate) fn push(&mut self, text: &str, from: usize) {
        let (at, len) = (self.text.len(), text.len());
        if len == 0 {
            return;
        }
        self.text.push_str(text);
        match self.runs.last_mut() {
            Some(last) if last.is_same() && last.at + last.len == at && last.from + last.from_len == from => {
                last.len += len;
                last.from_len += len;
            }
            _ => self.runs.push(Run { at, len, from, from_len: len }),
        }
    }

    /// Adds what stands for other bytes of the file; with none of them, what stands nowhere in it.
    pub(crate) fn push_for(&mut self, text: &str, from: Range<usize>) {
        if from.len() == text.len() {
            return self.push(text, from.start);
        }
        let at = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { at, len: text.len(), from: from.start, from_len: from.len() });
    }

    /// The bytes of the file that a part of the text comes from.
    pub fn in_file(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start, true);
        start..self.place(range.end, false).max(start)
    }

    /// The part of the text that comes from these bytes of the file; none where none does.
    pub fn in_text(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let mut found: Option<Range<usize>> = None;
        for run in &self.runs {
            let (from, until) = (range.start.max(run.from), range.end.min(run.from + run.from_len));
            if from >= until {
                continue;
            }
            let part = if run.is_same() {
                run.at + (from - run.from)..run.at + (until - run.from)
            } else {
                run.at..run.at + run.len
            };
            found = Some(match found {
                Some(so_far) => so_far.start.min(part.start)..so_far.end.max(part.end),
                None => part,
            });
        }
        found
    }

    fn place(&self, at: usize, is_start: bool) -> usize {
        // A start belongs to the run that begins there, an end to the one that ends there.
        let idx =
            self.runs.partition_point(|run| if is_start { run.at + run.len <= at } else { run.at + run.len < at });
        match self.runs.get(idx) {
            Some(run) if at >= run.at && run.is_same() => run.from + (at - run.at),
            Some(run) if is_start || at <= run.at => run.from,
            Some(run) => run.from + run.from_len,
            None => self.runs.last().map_or(0, |run| run.from + run.from_len),
        }
    }

    /// A text that was taken from this one, as taken from the file.
    pub(crate) fn of(&self, inner: Mapped) -> Mapped {
        let mut out = Mapped::default();
        for run in &inner.runs {
            let text = &inner.text[run.at..run.at + run.len];
            if !run.is_same() {
                out.push_for(text, self.in_file(&(run.from..run.from + run.from_len)));
                continue;
            }
            // Piece by piece, so that what is the same stays the same.
            let (mut at, end) = (run.from, run.from + run.len);
            while at < end {
                let idx = self.runs.partition_point(|outer| outer.at + outer.len <= at);
                let Some(outer) = self.runs.get(idx) else { break };
                let to = (outer.at + outer.len).min(end);
                let piece = &text[at - run.from..to - run.from];
                if outer.is_same() {
                    out.push(piece, outer.from + (at - outer.at));
                } else {
                    out.push_for(piece, outer.from..outer.from + outer.from_len);
                }
                at = to;
            }
        }
        out
    }

    /// A part of it.
    pub(crate) fn part(&self, range: &Range<usize>) -> Mapped {
        let mut inner = Mapped::default();
        inner.push(&self.text[range.clone()], range.start);
        self.of(inner)
    }

    /// Adds another text from the same file.
    pub(crate) fn append(&mut self, other: &Mapped) {
        for run in &other.runs {
            let text = &other.text[run.at..run.at + run.len];
            if run.is_same() {
                self.push(text, run.from);
            } else {
                self.push_for(text, run.from..run.from + run.from_len);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_file() {
        // File: `a&amp;b <i>c</i>`, text: `a&b c`.
        let file = "a&amp;b <i>c</i>";
        let mut mapped = Mapped::default();
        mapped.push("a", 0);
        mapped.push_for("&", 1..6);
        mapped.push("b ", 6);
        mapped.push("c", 11);
        assert_eq!(mapped.text, "a&b c");
        let told = |range: Range<usize>| &file[mapped.in_file(&range)];
        assert_eq!(
            (told(0..1), told(1..2), told(0..3), told(2..5), told(4..5)),
            ("a", "&amp;", "a&amp;b", "b <i>c", "c")
        );
        for range in [0..1, 1..2, 0..3, 2..5, 4..5] {
            assert_eq!(mapped.in_text(&mapped.in_file(&range)), Some(range), "and back");
        }
        assert_eq!(mapped.in_text(&(8..11)), None, "a tag is no text");
        let part = mapped.part(&(1..5));
        assert_eq!(part.text, "&b c");
        assert_eq!(&file[part.in_file(&(0..2))], "&amp;b");
        assert_eq!(&file[part.in_file(&(3..4))], "c");
    }
}
