//! What kind of source somebody is: a person with a name, one without, a body, something written, or nobody that answers for it.

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::attribution::{Attribution, is_hearsay_noun};
use crate::lexicon::lines;
use crate::parse::Dep;
use crate::reading::Reading;

/// What kind of source says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person with a name, or an office that one person holds.
    Named,
    /// A person or persons without a name.
    Anonymous,
    /// A state, a ministry, a party, an agency.
    Organisation,
    /// A statement, a report, a letter.
    Document,
    /// Nobody that could be asked: "reportedly", "according to reports".
    Hearsay,
    /// The outlet that tells it.
    Outlet,
}

impl Kind {
    /// By its word.
    pub fn from_text(text: &str) -> Option<Kind> {
        use Kind::{Anonymous, Document, Hearsay, Named, Organisation, Outlet};
        [Named, Anonymous, Organisation, Document, Hearsay, Outlet].into_iter().find(|kind| kind.to_text() == text)
    }

    /// Its word.
    pub fn to_text(self) -> &'static str {
        match self {
            Kind::Named => "named",
            Kind::Anonymous => "anonymous",
            Kind::Organisation => "organisation",
            Kind::Document => "document",
            Kind::Hearsay => "hearsay",
            Kind::Outlet => "outlet",
        }
    }
}

fn nouns() -> &'static HashMap<&'static str, &'static str, RandomState> {
    static NOUNS: OnceLock<HashMap<&'static str, &'static str, RandomState>> = OnceLock::new();
    NOUNS.get_or_init(|| {
        let mut out = HashMap::default();
        for (kind, words) in lines(include_str!("../lexicon/people.txt")).filter_map(|line| line.split_once(": ")) {
            for word in words.split_whitespace() {
                out.entry(word).or_insert(kind);
            }
        }
        out
    })
}

/// The list that a noun stands in, by its singular or as it is.
fn list_of(noun: &str) -> Option<&'static str> {
    let nouns = nouns();
    let of_y = || nouns.get(format!("{}y", noun.strip_suffix("ies")?).as_str());
    nouns.get(noun).or_else(|| nouns.get(noun.strip_suffix('s')?)).or_else(of_y).copied()
}

/// Whether a noun is for a body that can act.
pub(crate) fn is_body(noun: &str) -> bool {
    list_of(noun) == Some("bodies")
}

/// Whether a name is a body's by one of its words: "the Harbour Relief Agency". A surname alone is none.
pub fn is_name_of_body(name: &str) -> bool {
    name.split_whitespace().any(|word| is_body(&word.to_lowercase()))
}

/// The chief noun of some words.
pub(crate) fn chief(reading: &Reading<'_>, words: &Range<usize>) -> Option<usize> {
    words.clone().find(|word| {
        let head = reading.words[*word].head;
        head == *word || !words.contains(&head)
    })
}

/// The kinds of the sources of attributions, in their order; "he" and "she" are whoever spoke before, alone.
pub(crate) fn kinds(reading: &Reading<'_>, all: &[Attribution]) -> Vec<Kind> {
    let mut last = Kind::Named;
    let mut kinds = vec![Kind::Hearsay; all.len()];
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|idx| all[*idx].source.as_ref().map_or(all[*idx].cue.start, |source| source.start));
    for idx in order {
        let one = &all[idx];
        let Some(words) = &one.source else { continue };
        if one.is_hearsay {
            continue;
        }
        let Some(chief) = chief(reading, words) else { continue };
        let is_he = ["he", "she", "his", "her"].contains(&reading.words[chief].small.as_str());
        kinds[idx] = if is_he { last } else { of_noun(reading, words, chief) };
        if !is_he && reading.words[chief].tag.name() != "NNS" && matches!(kinds[idx], Kind::Named | Kind::Anonymous) {
            last = kinds[idx];
        }
    }
    kinds
}

fn of_noun(reading: &Reading<'_>, words: &Range<usize>, chief: usize) -> Kind {
    let word = &reading.words[chief];
    let small = word.small.as_str();
    let tag = word.tag.name();
    if tag.starts_with("PRP") || tag.starts_with('W') || small == "who" {
        return pronoun(reading, chief);
    }
    if words.len() == 1 && is_hearsay_noun(small) && small != "talk" {
        return Kind::Hearsay;
    }
    // A name may hang on its office, or the office on the name.
    let named = (reading.children(chief).iter().copied())
        .filter(|child| words.contains(child) && matches!(reading.words[*child].dep, Dep::Appos))
        .find(|child| {
            reading.words[*child].tag.name() == "NNP" && list_of(&reading.words[*child].small) != Some("bodies")
        });
    if tag.starts_with("NNP") {
        return match list_of(small) {
            Some("bodies" | "outlets") => Kind::Organisation,
            // "The Washington Post", "the Crescent Journal"
            Some("documents") if reading.of_kind(chief, &[Dep::Compound]).next().is_some() => Kind::Organisation,
            Some("documents") => Kind::Document,
            _ if is_person(reading, chief) => Kind::Named,
            _ => Kind::Organisation,
        };
    }
    if named.is_some() {
        return Kind::Named;
    }
    let is_plural = tag == "NNS";
    match list_of(small) {
        Some("bodies") => Kind::Organisation,
        Some("documents") => Kind::Document,
        Some("outlets") => Kind::Organisation,
        Some("persons") => Kind::Anonymous,
        Some("unique") if !is_plural && is_definite(reading, chief) => Kind::Named,
        // "The priest", where no priest was told of before, is one that the reader can find.
        None if !is_plural && has_article(reading, chief) && !is_known(reading, chief) => Kind::Named,
        _ => Kind::Anonymous,
    }
}

/// "the minister", "its minister", "prime minister": one that can be told; not "a minister", "one minister".
fn is_definite(reading: &Reading<'_>, noun: usize) -> bool {
    let first = reading.of_kind(noun, &[Dep::Det, Dep::Nummod, Dep::Poss]).next();
    first.is_none_or(|first| {
        let word = &reading.words[first];
        word.small == "the" || word.dep == Dep::Poss || word.small == "this"
    })
}

fn has_article(reading: &Reading<'_>, noun: usize) -> bool {
    reading.of_kind(noun, &[Dep::Det]).any(|word| reading.words[word].small == "the")
}

/// Whether such a one was told of before, as "a" or "one".
fn is_known(reading: &Reading<'_>, noun: usize) -> bool {
    let small = &reading.words[noun].small;
    let is_one = |word: usize| {
        let mut first = reading.of_kind(word, &[Dep::Det, Dep::Nummod]);
        first.any(|first| ["a", "an", "one", "another"].contains(&reading.words[first].small.as_str()))
    };
    (0..noun).any(|word| reading.words[word].small == *small && is_one(word))
}

/// Pronouns are of the kind that they mostly stand for; "who" and "that" of whom their clause hangs on.
fn pronoun(reading: &Reading<'_>, chief: usize) -> Kind {
    match reading.words[chief].small.as_str() {
        "it" | "its" | "we" | "our" | "us" | "which" => Kind::Organisation,
        "they" | "their" | "them" | "some" | "many" | "one" | "others" | "those" => Kind::Anonymous,
        "who" | "that" => {
            // What the clause hangs on.
            let mut at = chief;
            while reading.words[at].head != at && reading.words[at].dep != Dep::Relcl {
                at = reading.words[at].head;
            }
            let noun = reading.words[at].head;
            if reading.words[at].dep == Dep::Relcl && noun != chief && !reading.words[noun].tag.name().starts_with('W')
            {
                of_noun(reading, &(noun..noun + 1), noun)
            } else {
                Kind::Anonymous
            }
        }
        _ => Kind::Named,
    }
}

const TITLES: [&str; 22] = [
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "dr",
    "dr.",
    "minister",
    "president",
    "general",
    "gen.",
    "sen.",
    "rep.",
    "colonel",
    "col.",
    "sheikh",
    "brother",
    "sister",
    "professor",
    "ambassador",
    "captain",
];

/// Whether a name is a person's: it has a title or a first name before it, or was told in full before.
fn is_person(reading: &Reading<'_>, name: usize) -> bool {
    let before: Vec<usize> = reading.of_kind(name, &[Dep::Compound]).filter(|word| *word < name).collect();
    if before.iter().any(|word| TITLES.contains(&reading.words[*word].small.as_str())) {
        return true;
    }
    if before.iter().any(|word| matches!(list_of(&reading.words[*word].small), Some("bodies" | "outlets"))) {
        return false;
    }
    let has_article = reading.of_kind(name, &[Dep::Det]).next().is_some();
    if has_article {
        return false;
    }
    if before.iter().any(|word| reading.words[*word].tag.name() == "NNP") {
        return true;
    }
    // A name alone: somebody's, where it was the last of several before.
    let written = reading.written(name);
    (1..name).any(|word| {
        reading.written(word) == written
            && reading.words[word - 1].tag.name() == "NNP"
            && reading.words[word - 1].head == word
            && list_of(&reading.words[word - 1].small).is_none_or(|list| list == "unique")
    })
}
