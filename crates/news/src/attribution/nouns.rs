//! Nouns by which somebody says something: "a warning that", "the demand by ... for", "reports that".

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::{Attribution, content, source};
use crate::lexicon::{Cue, Stance, lines, noun_cue};
use crate::parse::Dep;
use crate::reading::Reading;

/// Nouns for what is said and nobody answers for.
const HEARSAY: [&str; 12] = [
    "rumour",
    "rumours",
    "rumor",
    "rumors",
    "reports",
    "speculation",
    "gossip",
    "talk",
    "accounts",
    "whispers",
    "suggestions",
    "hints",
];

/// Verbs that add nothing but who it is: "expressed concern", "made a promise".
const LIGHT: [&str; 14] = [
    "express",
    "voice",
    "make",
    "issue",
    "raise",
    "have",
    "give",
    "repeat",
    "reiterate",
    "offer",
    "deliver",
    "send",
    "launch",
    "renew",
];

fn nouns() -> &'static HashMap<String, Cue, RandomState> {
    static NOUNS: OnceLock<HashMap<String, Cue, RandomState>> = OnceLock::new();
    NOUNS.get_or_init(|| {
        let mut out = HashMap::default();
        for line in lines(include_str!("../../lexicon/nouns.txt")) {
            for number in ["", "s"] {
                if let Some((noun, cue)) = noun_cue(line) {
                    out.insert(format!("{noun}{number}"), cue);
                }
            }
        }
        out
    })
}

/// Whether a noun is of what nobody answers for.
pub(crate) fn is_hearsay(noun: &str) -> bool {
    HEARSAY.contains(&noun)
}

/// The attribution whose cue a noun is.
pub(crate) fn attribution(reading: &Reading<'_>, noun: usize) -> Option<Attribution> {
    if !reading.is_noun(noun) {
        return None;
    }
    let small = reading.words[noun].small.as_str();
    if is_hearsay(small) {
        let of = || reading.of_kind(noun, &[Dep::Prep]).find(|word| reading.words[*word].small == "of");
        let there = reading.children(reading.words[noun].head).iter().any(|word| reading.words[*word].dep == Dep::Expl);
        let words = clause(reading, noun).or_else(|| Some(reading.span(of().filter(|_| there)?)))?;
        let rule = "rumour";
        let content = content::pieces(reading, &words, std::slice::from_ref(&(noun..noun + 1)));
        return Some(made(noun..noun + 1, noun, None, content, Stance::Asserts, true, rule));
    }
    let cue = nouns().get(small)?;
    let words = (clause(reading, noun).filter(|_| cue.takes_clause))
        .or_else(|| infinitive(reading, noun).filter(|_| cue.takes_to))
        .or_else(|| after_preposition(reading, cue, noun))?;
    let (source, start) = owner(reading, noun)?;
    let holes: Vec<Range<usize>> = [source.clone(), noun..noun + 1].to_vec();
    let content = content::pieces(reading, &words, &holes);
    Some(made(start..noun + 1, noun, Some(source), content, cue.stance, false, "noun"))
}

fn made(
    cue: Range<usize>,
    chief: usize,
    source: Option<Range<usize>>,
    content: Vec<Range<usize>>,
    stance: Stance,
    is_hearsay: bool,
    rule: &'static str,
) -> Attribution {
    Attribution { cue, chief, source, content, stance, is_hearsay, rule, within: None }
}

/// "that ..." after a noun.
fn clause(reading: &Reading<'_>, noun: usize) -> Option<Range<usize>> {
    let is_that = |child: &usize| reading.of_kind(*child, &[Dep::Mark]).any(|mark| reading.words[mark].small == "that");
    let clause =
        reading.of_kind(noun, &[Dep::Acl, Dep::Ccomp, Dep::Relcl]).find(|child| *child > noun && is_that(child))?;
    Some(reading.span(clause))
}

fn infinitive(reading: &Reading<'_>, noun: usize) -> Option<Range<usize>> {
    let is_to = |word: &usize| reading.of_kind(*word, &[Dep::Aux]).any(|aux| reading.words[aux].small == "to");
    let clause = reading.of_kind(noun, &[Dep::Acl, Dep::Xcomp]).find(is_to)?;
    Some(reading.span(clause))
}

fn after_preposition(reading: &Reading<'_>, cue: &Cue, noun: usize) -> Option<Range<usize>> {
    let fits = |word: &usize| cue.prepositions.iter().any(|(one, _)| *one == reading.words[*word].small);
    let preposition = reading.of_kind(noun, &[Dep::Prep]).find(fits)?;
    Some(preposition + 1..reading.span(preposition).end)
}

/// Whose it is: "the minister's claim", "a claim by the minister", "the minister voiced concern"; and where the cue begins.
fn owner(reading: &Reading<'_>, noun: usize) -> Option<(Range<usize>, usize)> {
    if let Some(owner) = reading.of_kind(noun, &[Dep::Poss]).next() {
        let mut words = reading.span(owner);
        // The sign of the possessive is no part of the name.
        while words.end > words.start && reading.words[words.end - 1].dep == Dep::Case {
            words.end -= 1;
        }
        return Some((reading.trimmed(words), noun));
    }
    let by =
        reading.of_kind(noun, &[Dep::Prep]).find(|word| ["by", "from"].contains(&reading.words[*word].small.as_str()));
    if let Some(owner) = by.and_then(|by| reading.of_kind(by, &[Dep::Pobj]).next()) {
        return Some((source::named(reading, owner, noun), noun));
    }
    let word = &reading.words[noun];
    let verb = word.head;
    let is_light =
        word.dep == Dep::Dobj && crate::lexicon::Lexicon::get().is_form_of(&reading.words[verb].small, &LIGHT);
    if !is_light || source::is_passive(reading, verb) {
        return None;
    }
    let subject = source::subject(reading, verb)?;
    Some((source::named(reading, subject, verb), verb))
}
