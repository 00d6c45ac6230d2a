//! What is wrong with a file, where, and what to do about it.

use std::cell::Cell;
use std::fmt;

/// One fault or remark. Its code is stable; its wording is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What sort of fault.
    pub code: Code,
    /// Where it stands.
    pub at: Position,
    /// One plain sentence.
    pub message: String,
    /// What to do, if we know.
    pub hint: Option<String>,
}

/// A place in a file: line and column count from 1, the column in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// File name as given by the caller.
    pub file: String,
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
}

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The part it stands on could not be used.
    Error,
    /// It could be used, and may not mean what its author wants.
    Warning,
}

macro_rules! codes {
    ($($name:ident = $text:literal $severity:ident $doc:literal;)*) => {
        /// The stable codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $doc] $name,)* }

        impl Code {
            /// Every code, for the guide's list.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text, such as `E201`.
            pub fn text(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => $doc,)* }
            }

            /// How grave it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    FrontMatterMissing = "E101" Error "The file does not begin with a front matter between two lines of three hyphens.";
    FrontMatterUnclosed = "E102" Error "The front matter is not closed.";
    FrontMatterKey = "E103" Error "A key of the front matter is not known.";
    FrontMatterValue = "E104" Error "The value of a key of the front matter cannot be used.";
    FrontMatterNeeds = "E105" Error "A key that every agreement needs is not there.";
    FrontMatterTwice = "E106" Error "A key of the front matter stands twice.";
    BlockUnclosed = "E107" Error "A truce block is not closed.";
    Character = "E201" Error "A character has no meaning in a truce block.";
    TextUnclosed = "E202" Error "A quoted text is not closed on its line.";
    Indent = "E203" Error "A clause stands without the definition or rule to which it belongs.";
    Definition = "E204" Error "A line does not begin with a word that opens a definition or a rule.";
    Clause = "E205" Error "A clause is not one that this definition or rule can have.";
    Expected = "E206" Error "Something else is expected at this place.";
    Surplus = "E207" Error "Words are left over at the end of a clause.";
    Date = "E208" Error "A date or time is not one.";
    Twice = "E301" Error "A name is defined twice.";
    UnknownName = "E302" Error "A name is not defined.";
    WrongKind = "E303" Error "A name is defined as something else than is needed here.";
    Circle = "E304" Error "A definition leads back to itself.";
    RuleNeeds = "E305" Error "A rule lacks a clause that its kind needs.";
    RuleTwoKinds = "E306" Error "A rule asks for more than one thing.";
    ClauseTwice = "E307" Error "A clause stands twice.";
    UnitDiffers = "E308" Error "A measure is given in another unit than its event is counted in.";
    RuleOutside = "E309" Error "A rule stands under no heading.";
    ReadingsMany = "E310" Error "A rule has more readings than can be told apart; only the first are assessed.";
    Retired = "E311" Error "The id of a rule of an earlier version is used again.";
    Reserved = "E312" Error "A type of event has the name of a reserved type of row.";
    ReadingTwice = "E313" Error "Two readings have one name.";
    Version = "E314" Error "A version cannot follow the one before it.";
    ChainLong = "E315" Error "A definition rests on others too many times over.";
    AnnexUnread = "E401" Error "An annex was not given.";
    AnnexFaulty = "E402" Error "An annex cannot be used.";
    RangeEmpty = "E403" Error "A time ends before it begins.";
    Unused = "W501" Warning "A definition is not used.";
    NoText = "W502" Warning "A provision with rules has no text or paraphrase beside it.";
    NoTime = "W503" Warning "A rule has no time in which it is in force, and the agreement gives none.";
    AgreementUnread = "W505" Warning "Another agreement, from which a figure is taken, was not given.";
    DecidedInVain = "W504" Warning "A trigger has a date, so that the decision it also names would change nothing.";
}

impl Diagnostic {
    /// A diagnostic without a hint.
    pub fn new(code: Code, at: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, at, message: message.into(), hint: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}: {severity} {}: {}", self.at, self.code.text(), self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n    hint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Counts lines and columns of one file.
pub(crate) struct Lines<'a> {
    file: &'a str,
    text: &'a str,
    starts: Vec<usize>,
    /// Start of a line, an offset in it, and the characters before it: the next place is mostly further on.
    last: Cell<(usize, usize, usize)>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Lines<'a> {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset + 1));
        Lines { file, text, starts, last: Cell::new((0, 0, 0)) }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    pub(crate) fn position(&self, start: usize, end: usize) -> Position {
        let line = self.starts.partition_point(|first| *first <= start);
        let first = self.starts[line - 1];
        let (of, offset, n_before) = self.last.get();
        let (from, n_before) = if of == first && offset <= start { (offset, n_before) } else { (first, 0) };
        let n_chars = n_before + self.text.get(from..start).map_or(0, |before| before.chars().count());
        self.last.set((first, start, n_chars));
        let column = n_chars + 1;
        Position { file: self.file.to_owned(), line, column, start, end }
    }
}
