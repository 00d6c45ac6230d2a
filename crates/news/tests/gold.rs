//! Short pieces of news, written for this purpose by another hand than the rules', with who says what in them. `README.md` beside them
//! says how they were annotated; `second` holds what a second reader found in a third of them.
//!
//! Even numbers were looked at while the rules were written, odd ones were not.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use news::{Dictionary, Kind};
use serde_json::Value;

/// An attribution, its parts as sets of words.
struct Said {
    source: BTreeSet<usize>,
    content: BTreeSet<usize>,
    kind: String,
    stance: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold")
}

/// Words of a text, in bytes; signs are none.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, character.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                out.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    out
}

fn set(words: &[Range<usize>], ranges: &[Range<usize>]) -> BTreeSet<usize> {
    let within = |word: &Range<usize>| ranges.iter().any(|range| word.start < range.end && range.start < word.end);
    words.iter().enumerate().filter(|(_, word)| within(word)).map(|(idx, _)| idx).collect()
}

fn annotated(path: &Path, text: &str) -> Vec<Said> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let words = words(text);
    let range = |text: &Value, start: &Value| {
        let start = usize::try_from(start.as_u64().unwrap()).unwrap();
        start..start + text.as_str().unwrap().len()
    };
    let one = |said: &Value| {
        let content: Vec<Range<usize>> =
            said["content"].as_array().unwrap().iter().map(|piece| range(&piece[0], &piece[1])).collect();
        let source = said["source"].as_str().map(|_| range(&said["source"], &said["source_start"]));
        Said {
            source: set(&words, &source.into_iter().collect::<Vec<_>>()),
            content: set(&words, &content),
            kind: said["kind"].as_str().unwrap().to_owned(),
            stance: said["stance"].as_str().unwrap().to_owned(),
        }
    };
    file["attributions"].as_array().unwrap().iter().map(one).collect()
}

fn found(text: &str, dictionary: &Dictionary) -> Vec<Said> {
    let (documents, _) = news::read(text.as_bytes()).unwrap();
    let words = words(text);
    let article = news::extract(&documents[0], dictionary);
    let said = article.candidates.iter().filter(|one| one.spans.cue.is_some() && one.part_of.is_none());
    said.map(|one| Said {
        source: set(&words, &one.spans.said_by.iter().cloned().collect::<Vec<_>>()),
        content: set(&words, &one.spans.content),
        kind: one.said_by.kind.map_or("", Kind::to_text).to_owned(),
        stance: one.stance.to_text().to_owned(),
    })
    .collect()
}

/// Pairs of the same attribution: half of the content's words, and the source, as far as there is one.
fn pairs(ours: &[Said], theirs: &[Said], fits: impl Fn(&Said, &Said) -> bool) -> Vec<(usize, usize)> {
    let share =
        |a: &BTreeSet<usize>, b: &BTreeSet<usize>| a.intersection(b).count() as f64 / a.union(b).count().max(1) as f64;
    let is_source = |a: &Said, b: &Said| !a.source.is_disjoint(&b.source) || a.source.is_empty() && b.source.is_empty();
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in ours.iter().enumerate() {
        for (j, b) in theirs.iter().enumerate().filter(|(_, b)| is_source(a, b) && fits(a, b)) {
            let share = share(&a.content, &b.content);
            if share >= 0.5 {
                all.push((share, i, j));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in all {
        if out.iter().all(|(a, b)| *a != i && *b != j) {
            out.push((i, j));
        }
    }
    out
}

#[derive(Debug, Default)]
struct Counts {
    ours: usize,
    theirs: usize,
    both: usize,
    unnamed_ours: usize,
    unnamed_theirs: usize,
    unnamed_both: usize,
    stance: usize,
}

fn measure(numbers: impl Iterator<Item = u32>) -> Counts {
    let dictionary = Dictionary::default();
    let mut counts = Counts::default();
    for number in numbers {
        let path = folder().join(format!("{number:02}.txt"));
        let text = std::fs::read_to_string(&path).unwrap();
        add(&found(&text, &dictionary), &annotated(&path.with_extension("json"), &text), &mut counts);
    }
    counts
}

fn add(ours: &[Said], theirs: &[Said], counts: &mut Counts) {
    let is_unnamed = |said: &&Said| ["hearsay", "anonymous"].contains(&said.kind.as_str());
    let both = pairs(ours, theirs, |_, _| true);
    counts.ours += ours.len();
    counts.theirs += theirs.len();
    counts.both += both.len();
    counts.stance += both.iter().filter(|(i, j)| ours[*i].stance == theirs[*j].stance).count();
    counts.unnamed_ours += ours.iter().filter(is_unnamed).count();
    counts.unnamed_theirs += theirs.iter().filter(is_unnamed).count();
    let same = pairs(ours, theirs, |a, b| a.kind == b.kind);
    counts.unnamed_both += same.iter().filter(|(_, j)| is_unnamed(&&theirs[*j])).count();
}

#[test]
fn hearsay_and_unnamed_sources_are_found() {
    for (half, first) in [("looked at", 2), ("not looked at", 1)] {
        let counts = measure((first..=64).step_by(2));
        println!("{half}: {counts:?}");
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        assert!(share(counts.unnamed_both, counts.unnamed_theirs) >= 0.8, "{half}: {counts:?}");
        assert!(share(counts.unnamed_both, counts.unnamed_ours) >= 0.7, "{half}: {counts:?}");
    }
}

/// How far two readers agree, by the same measure: what can be asked of a program at most.
#[test]
fn the_second_reader_agrees_with_the_first() {
    let mut counts = Counts::default();
    for number in (3..64).step_by(3) {
        let path = folder().join(format!("{number:02}.txt"));
        let text = std::fs::read_to_string(&path).unwrap();
        let second = folder().join(format!("second/{number:02}.json"));
        add(&annotated(&second, &text), &annotated(&path.with_extension("json"), &text), &mut counts);
    }
    println!("{counts:?}");
    assert!(counts.both * 10 >= counts.theirs * 8, "{counts:?}");
}
