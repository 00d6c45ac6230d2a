//! Who says it.

use std::ops::Range;

use crate::parse::Dep;
use crate::reading::Reading;

/// So many links are followed from a verb to its subject.
const LINKS_MAX: usize = 6;

/// Whether a verb stands in the passive.
pub(crate) fn is_passive(reading: &Reading<'_>, verb: usize) -> bool {
    let is_participle = reading.words[verb].tag.name() == "VBN";
    reading.of_kind(verb, &[Dep::Auxpass, Dep::Nsubjpass]).next().is_some()
        || is_participle && reading.words[verb].dep == Dep::Acl && reading.of_kind(verb, &[Dep::Dobj]).next().is_none()
}

/// The word for whoever does what a verb tells, where the sentence has one.
pub(crate) fn subject(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..LINKS_MAX {
        if is_passive(reading, at) {
            let agent = reading.of_kind(at, &[Dep::Agent]).next()?;
            return reading.of_kind(agent, &[Dep::Pobj]).next();
        }
        let subjects: Vec<usize> = reading.of_kind(at, &[Dep::Nsubj]).collect();
        if let Some(first) = subjects.first() {
            // Of two with a comma between, the first belongs to a clause that the parse did not see.
            let is_after_comma = |noun: &usize| {
                let before = reading.span(*noun).start.checked_sub(1);
                *noun < at && before.is_some_and(|before| reading.words[before].small == ",")
            };
            return subjects[1..].iter().rev().find(|noun| is_after_comma(noun)).or(Some(first)).copied();
        }
        let (dep, head) = (reading.words[at].dep, reading.words[at].head);
        match dep {
            Dep::Acl => return Some(head).filter(|head| reading.is_noun(*head)),
            Dep::Conj | Dep::Xcomp | Dep::Advcl | Dep::Ccomp | Dep::Aux | Dep::Prep if head != at => at = head,
            Dep::Pcomp if head != at => at = reading.words[head].head,
            _ => return None,
        }
        if reading.is_noun(at) {
            return Some(at);
        }
        // "is about to say", "is ready to say": over what is neither verb nor noun.
        while !reading.is_verb(at) {
            let above = reading.words[at].head;
            if above == at || reading.is_noun(above) {
                return None;
            }
            at = above;
        }
    }
    None
}

/// The words that name somebody: a noun with what hangs on it, but without the clause that the verb stands in.
pub(crate) fn named(reading: &Reading<'_>, noun: usize, verb: usize) -> Range<usize> {
    let whole = reading.span(noun);
    let mut words = whole.clone();
    if words.contains(&verb) {
        // The verb hangs on the noun: what stands before its clause names it.
        let clause = (reading.children(noun).iter()).find(|child| reading.hangs_on(verb, **child));
        let clause = clause.map_or(verb..verb + 1, |clause| reading.span(*clause));
        words = if noun < clause.start { words.start..clause.start } else { noun..noun + 1 };
    }
    reading.trimmed(words)
}
