//! Walks the words of one line and says what it expected where it finds something else.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::lexer::{Token, Word};
use super::tree::Line;
use crate::diagnostic::{Code, Diagnostic, Lines, Position};

/// A place in a line. After the first fault it is silent, so that one fault gives one diagnostic.
pub(crate) struct Cursor<'a> {
    tokens: &'a [Token],
    next: usize,
    line: &'a Line,
    lines: &'a Lines<'a>,
    failed: bool,
    /// A name was met that is not known: what stands around it may be its consequence.
    doubtful: bool,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(line: &'a Line, lines: &'a Lines<'a>) -> Cursor<'a> {
        Cursor { tokens: &line.tokens, next: 0, line, lines, failed: false, doubtful: false }
    }

    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn peek(&self) -> Option<&'a Word> {
        self.tokens.get(self.next).map(|token| &token.word)
    }

    /// The word so many places further on.
    pub(crate) fn ahead(&self, ahead: usize) -> Option<&'a Word> {
        self.peek_at(ahead)
    }

    fn peek_at(&self, ahead: usize) -> Option<&'a Word> {
        self.tokens.get(self.next + ahead).map(|token| &token.word)
    }

    /// Place of the next word, or the end of the line.
    pub(crate) fn position(&self) -> Position {
        match self.tokens.get(self.next) {
            Some(token) => self.lines.position(token.start, token.end),
            None => self.lines.position(self.line.at.end, self.line.at.end),
        }
    }

    /// The word last taken.
    pub(crate) fn taken(&self) -> Option<&'a Word> {
        self.next.checked_sub(1).and_then(|last| self.tokens.get(last)).map(|token| &token.word)
    }

    /// Place of the word last taken.
    pub(crate) fn last_position(&self) -> Position {
        match self.next.checked_sub(1).and_then(|last| self.tokens.get(last)) {
            Some(token) => self.lines.position(token.start, token.end),
            None => self.line.at.clone(),
        }
    }

    /// Whether the next words are these.
    pub(crate) fn at(&self, words: &str) -> bool {
        words.split(' ').enumerate().all(|(ahead, word)| match self.peek_at(ahead) {
            Some(Word::Name(name)) => name == word,
            Some(Word::Comma) => word == ",",
            _ => false,
        })
    }

    /// Takes these words if they are the next ones.
    pub(crate) fn eat(&mut self, words: &str) -> bool {
        let here = self.at(words);
        if here {
            self.next += words.split(' ').count();
        }
        here
    }

    /// Takes these words, or says that they are expected.
    pub(crate) fn expect(&mut self, words: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<()> {
        if self.eat(words) { Some(()) } else { self.fail(&format!("`{words}`"), diagnostics) }
    }

    pub(crate) fn name(&mut self) -> Option<&'a str> {
        match self.peek() {
            Some(Word::Name(name)) => {
                self.next += 1;
                Some(name)
            }
            _ => None,
        }
    }

    /// A name, or a number used as one: articles are often called 1, 2.1 or 3(a).
    pub(crate) fn id(&mut self) -> Option<&'a str> {
        let token = self.tokens.get(self.next)?;
        match token.word {
            Word::Name(_) | Word::Number(_) => {
                self.next += 1;
                self.lines.text().get(token.start..token.end)
            }
            _ => None,
        }
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        match self.peek() {
            Some(Word::Text(text)) => {
                self.next += 1;
                Some(text)
            }
            _ => None,
        }
    }

    pub(crate) fn number(&mut self) -> Option<Decimal> {
        match self.peek() {
            Some(Word::Number(number)) => {
                self.next += 1;
                Some(*number)
            }
            _ => None,
        }
    }

    /// A number, if it is one that is wanted.
    pub(crate) fn number_if(&mut self, wanted: impl FnOnce(Decimal) -> bool) -> Option<Decimal> {
        match self.peek() {
            Some(Word::Number(number)) if wanted(*number) => self.number(),
            _ => None,
        }
    }

    /// A name, if it is one that means something here.
    pub(crate) fn name_as<T>(&mut self, meaning: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        match self.peek() {
            Some(Word::Name(name)) => {
                let found = meaning(name)?;
                self.next += 1;
                Some(found)
            }
            _ => None,
        }
    }

    pub(crate) fn date(&mut self) -> Option<Date> {
        match self.peek() {
            Some(Word::Date(date)) => {
                self.next += 1;
                Some(*date)
            }
            _ => None,
        }
    }

    pub(crate) fn time(&mut self) -> Option<Time> {
        match self.peek() {
            Some(Word::Time(time)) => {
                self.next += 1;
                Some(*time)
            }
            _ => None,
        }
    }

    pub(crate) fn percent(&mut self) -> bool {
        let here = matches!(self.peek(), Some(Word::Percent)) || self.at("percent");
        if here {
            self.next += 1;
        }
        here
    }

    /// Says, once a line, that something else was expected at this place.
    pub(crate) fn fail<T>(&mut self, expected: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
        if !self.failed && !self.doubtful && self.peek() != Some(&Word::Faulty) {
            let found = match self.peek() {
                None => "the line ends".to_owned(),
                Some(word) => format!("there is {}", shown(word)),
            };
            let message = format!("{expected} is expected here; {found}.");
            diagnostics.push(Diagnostic::new(Code::Expected, self.position(), capitalised(&message)));
        }
        self.failed = true;
        None
    }

    /// Says it if words are left over.
    pub(crate) fn finish(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        if self.failed || self.doubtful {
            return;
        }
        if let Some(word) = self.peek().filter(|word| **word != Word::Faulty) {
            let message = format!("The clause is complete before {}; what follows is not understood.", shown(word));
            let mut at = self.position();
            at.end = self.line.at.end;
            let hint = match word {
                Word::Name(or) if or == "or" => "bring several types under one name: event NAME \"…\" is A or B",
                _ => "end the clause before it; what is another clause has a line of its own",
            };
            diagnostics.push(Diagnostic::new(Code::Surplus, at, message).hint(hint));
            self.failed = true;
        }
    }

    /// Notes that a name was not known: other names are still looked up, and nothing else is said of the line.
    pub(crate) fn doubt(&mut self) {
        self.doubtful = true;
    }

    /// Marks the line as faulty after a diagnostic that was given elsewhere.
    pub(crate) fn give_up(&mut self) {
        self.failed = true;
    }
}

fn shown(word: &Word) -> String {
    match word {
        Word::Name(name) => format!("`{name}`"),
        Word::Number(number) => format!("`{number}`"),
        Word::Date(date) => format!("`{date}`"),
        Word::Time(time) => format!("`{time}`"),
        Word::Text(text) => format!("the text {text:?}"),
        Word::Comma => "a comma".to_owned(),
        Word::Percent => "a % sign".to_owned(),
        Word::Faulty => "what could not be read".to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}
