//! A text as it is read: its paragraphs, sentences, words and what hangs on what, all with their places in bytes.

use std::ops::Range;

use crate::parse::{Dep, Parser, Tag};
use crate::quotes::{self, Quote};

/// A whole text, parsed.
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) words: Vec<Word>,
    /// Words of each sentence.
    pub(crate) sentences: Vec<Range<usize>>,
    /// What stands in quotation marks.
    pub(crate) quotes: Vec<Quote>,
    children: Vec<Vec<usize>>,
}

/// A word of a text.
pub(crate) struct Word {
    /// Its bytes in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// In small letters.
    pub(crate) small: String,
    pub(crate) tag: Tag,
    pub(crate) dep: Dep,
    /// The word that it hangs on; itself at the root of a sentence.
    pub(crate) head: usize,
    pub(crate) sentence: usize,
    pub(crate) paragraph: usize,
    /// The last word of what hangs on it, itself included; and the first.
    first: usize,
    last: usize,
}

/// Paragraphs are separated by line breaks.
fn paragraphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.split('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        Some((start, line))
    });
    lines.filter(|(_, line)| !line.trim().is_empty())
}

impl<'t> Reading<'t> {
    pub(crate) fn new(text: &'t str) -> Reading<'t> {
        let paragraphs: Vec<(usize, &str)> = paragraphs(text).collect();
        let lines: Vec<&str> = paragraphs.iter().map(|(_, line)| *line).collect();
        let mut reading = Reading {
            text,
            words: Vec::new(),
            sentences: Vec::new(),
            quotes: quotes::find(&paragraphs),
            children: Vec::new(),
        };
        // So many at once that the network is fast, and so few that its matrices stay small.
        for (lines, paragraphs) in lines.chunks(40).zip(paragraphs.chunks(40)) {
            let first = reading.words.last().map_or(0, |word| word.paragraph + 1);
            for (idx, (parsed, (start, line))) in Parser::get().parse(lines).into_iter().zip(paragraphs).enumerate() {
                reading.take(parsed, *start, line, first + idx);
            }
        }
        reading.hang();
        reading
    }

    fn take(&mut self, parsed: crate::parse::Parsed, start: usize, line: &str, paragraph: usize) {
        let (first, n_words) = (self.words.len(), parsed.words.len());
        let ends = parsed.sentences.iter().skip(1).copied().chain([n_words]);
        self.sentences.extend(parsed.sentences.iter().zip(ends).map(|(from, to)| first + from..first + to));
        for word in parsed.words {
            let (small, at) = (line[word.start..word.end].to_lowercase(), self.words.len());
            self.words.push(Word {
                start: start + word.start,
                end: start + word.end,
                small,
                tag: word.tag,
                dep: word.dep,
                head: first + word.head,
                sentence: 0,
                paragraph,
                first: at,
                last: at,
            });
        }
    }

    fn hang(&mut self) {
        self.children = vec![Vec::new(); self.words.len()];
        for (idx, sentence) in self.sentences.iter().enumerate() {
            for word in sentence.clone() {
                self.words[word].sentence = idx;
            }
        }
        for word in 0..self.words.len() {
            let head = self.words[word].head;
            if head != word {
                self.children[head].push(word);
            }
            let mut at = word;
            // A chain is no longer than its sentence.
            for _ in 0..self.sentences[self.words[word].sentence].len() {
                let above = self.words[at].head;
                self.words[above].first = self.words[above].first.min(word);
                self.words[above].last = self.words[above].last.max(word);
                if above == at {
                    break;
                }
                at = above;
            }
        }
    }

    /// What hangs on a word directly, in the order of the text.
    pub(crate) fn children(&self, word: usize) -> &[usize] {
        &self.children[word]
    }

    /// Those of a kind.
    pub(crate) fn of_kind(&self, word: usize, deps: &[Dep]) -> impl Iterator<Item = usize> {
        self.children[word].iter().copied().filter(|child| deps.contains(&self.words[*child].dep))
    }

    /// The words from the first to the last that hang on one, over one or more links.
    pub(crate) fn span(&self, word: usize) -> Range<usize> {
        self.words[word].first..self.words[word].last + 1
    }

    /// Whether a word is another, or hangs on it.
    pub(crate) fn hangs_on(&self, word: usize, on: usize) -> bool {
        let mut at = word;
        for _ in 0..=self.sentences[self.words[word].sentence].len() {
            if at == on {
                return true;
            }
            if self.words[at].head == at {
                return false;
            }
            at = self.words[at].head;
        }
        false
    }

    /// The bytes from the first to the last of some words.
    pub(crate) fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        match (self.words.get(words.start), words.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if !words.is_empty() => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Their text.
    pub(crate) fn text_of(&self, words: &Range<usize>) -> &'t str {
        &self.text[self.bytes(words)]
    }

    /// The word as it is written.
    pub(crate) fn written(&self, word: usize) -> &'t str {
        &self.text[self.words[word].start..self.words[word].end]
    }

    /// Whether a word is a form of a verb.
    pub(crate) fn is_verb(&self, word: usize) -> bool {
        self.words[word].tag.name().starts_with("VB")
    }

    /// Whether it is a name or another noun.
    pub(crate) fn is_noun(&self, word: usize) -> bool {
        self.words[word].tag.name().starts_with("NN")
    }

    /// Whether it is no word but a sign.
    pub(crate) fn is_sign(&self, word: usize) -> bool {
        !self.words[word].small.chars().any(char::is_alphanumeric)
    }

    /// Words without the signs at both ends.
    pub(crate) fn trimmed(&self, words: Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (words.start, words.end);
        while start < end && self.is_sign(start) {
            start += 1;
        }
        while end > start && self.is_sign(end - 1) {
            end -= 1;
        }
        start..end
    }

    /// The words whose bytes lie within a range.
    pub(crate) fn words_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.words.partition_point(|word| word.end <= bytes.start);
        start..self.words.partition_point(|word| word.start < bytes.end).max(start)
    }

    /// The quotation that a word stands in.
    pub(crate) fn quote_of(&self, word: usize) -> Option<&Quote> {
        let at = self.words[word].start;
        let idx = self.quotes.partition_point(|quote| quote.bytes.end <= at);
        self.quotes.get(idx).filter(|quote| quote.bytes.start <= at)
    }
}
