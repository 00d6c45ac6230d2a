//! Words, their tags and how they hang together: the tagger and parser of spaCy's model `en_core_web_sm` 3.8 in plain Rust.
//!
//! The network, the features and the transition system are those of spaCy (Honnibal and Johnson, "An Improved Non-monotonic
//! Transition System for Dependency Parsing", EMNLP 2015), the weights are its own (MIT licence; see `model/README.md`), kept at half
//! precision. Tags are those of the Penn Treebank, labels those of ClearNLP.
//!
//! A text is read paragraph by paragraph. It says nothing of what the words mean.

mod labels;
mod network;
mod strings;
mod tokens;
mod transitions;

use std::sync::OnceLock;

pub(crate) use labels::{Dep, Tag};
use network::Network;
pub(crate) use tokens::Token;
use tokens::Tokens;

/// The model, read once.
pub(crate) struct Parser {
    tokens: Tokens,
    network: Network,
}

/// A paragraph with the structure of its sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parsed {
    /// Its words.
    pub(crate) words: Vec<Word>,
    /// Where each sentence begins, by word.
    pub(crate) sentences: Vec<usize>,
}

/// A word in a paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Where it begins and ends, in bytes of the paragraph.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) tag: Tag,
    pub(crate) dep: Dep,
    /// The word that it hangs on; itself, where it is the root of a sentence.
    pub(crate) head: usize,
}

impl Parser {
    /// The one that is built in.
    pub(crate) fn get() -> &'static Parser {
        static PARSER: OnceLock<Parser> = OnceLock::new();
        PARSER.get_or_init(|| Parser { tokens: Tokens::new(), network: Network::new() })
    }

    /// Parses paragraphs of one text.
    pub(crate) fn parse(&self, paragraphs: &[&str]) -> Vec<Parsed> {
        let tokens: Vec<Vec<Token>> = paragraphs.iter().map(|paragraph| self.tokens.split(paragraph)).collect();
        let vectors = self.network.vectors(&tokens);
        let parsed = tokens.iter().zip(vectors);
        parsed.map(|(tokens, vectors)| self.one(tokens, &vectors)).collect()
    }

    fn one(&self, tokens: &[Token], vectors: &network::Vectors) -> Parsed {
        let tags = self.network.tags(vectors);
        let tree = transitions::parse(&self.network, vectors, tokens.len());
        let words = tokens.iter().zip(tags).zip(tree.heads).zip(tree.deps);
        let words =
            words.map(|(((token, tag), head), dep)| Word { start: token.start, end: token.end, tag, dep, head });
        Parsed { words: words.collect(), sentences: tree.sentences }
    }
}

#[cfg(test)]
mod tests {
    use super::Parser;

    /// The sample holds what spaCy 3.8 itself says of the paragraphs, with the weights at full precision.
    #[test]
    fn words_tags_and_heads_are_those_of_the_original() {
        let sample = include_str!("../../tests/parse/sample.txt");
        let (mut n_words, mut n_other) = (0, 0);
        for block in sample.split("# ").skip(1) {
            let (paragraph, lines) = block.split_once('\n').unwrap();
            let parsed = Parser::get().parse(&[paragraph]).remove(0);
            let expected: Vec<Vec<&str>> = lines.lines().map(|line| line.split('\t').collect()).collect();
            let words: Vec<&str> = parsed.words.iter().map(|word| &paragraph[word.start..word.end]).collect();
            assert_eq!(words, expected.iter().map(|line| line[0]).collect::<Vec<_>>());
            for (idx, (word, line)) in parsed.words.iter().zip(&expected).enumerate() {
                let begins = u8::from(parsed.sentences.contains(&idx)).to_string();
                let found = [word.tag.name(), word.dep.to_text(), &word.head.to_string(), &begins];
                n_other += usize::from(found != line[1..]);
                n_words += 1;
            }
        }
        assert!(n_words > 5000, "{n_words}");
        // Half precision turns a choice between equals now and then.
        assert!(n_other * 1000 <= n_words, "{n_other} of {n_words}");
    }

    #[test]
    fn nothing_is_too_odd_to_parse() {
        let odd = [
            "",
            " ",
            "\u{feff}",
            "...",
            "“",
            "a\u{300}",
            "👍👍",
            "x".repeat(500).as_str(),
            "a-b-c-d/e:f,g.h",
            "\t\u{a0}word",
        ]
        .map(str::to_owned);
        let paragraphs: Vec<&str> = odd.iter().map(String::as_str).collect();
        let parsed = Parser::get().parse(&paragraphs);
        for (paragraph, parsed) in paragraphs.iter().zip(parsed) {
            for word in &parsed.words {
                assert!(paragraph.is_char_boundary(word.start) && paragraph.is_char_boundary(word.end));
                assert!(word.start < word.end && word.head < parsed.words.len());
            }
        }
    }
}
