//! Verbs of saying, thinking, wanting, promising and refusing.

use std::ops::Range;

use super::{Attribution, content, source};
use crate::lexicon::{Cue, Lexicon, Stance};
use crate::parse::Dep;
use crate::quotes::Quote;
use crate::reading::Reading;

/// The attribution whose cue a verb is.
pub(crate) fn attribution(reading: &Reading<'_>, lexicon: &Lexicon, verb: usize) -> Option<Attribution> {
    let word = &reading.words[verb];
    if !reading.is_verb(verb) || matches!(word.dep, Dep::Amod | Dep::Compound | Dep::Aux | Dep::Auxpass) {
        return None;
    }
    let is_passive = source::is_passive(reading, verb);
    if is_passive && let Some(one) = hearsay(reading, lexicon, verb) {
        return Some(one);
    }
    let (name, cue) = lexicon.cue(&word.small)?;
    let subject = inverted(reading, verb).or_else(|| source::subject(reading, verb));
    let source = subject.map(|subject| source::named(reading, subject, verb));
    let words = cue_words(reading, verb);
    let holes: Vec<Range<usize>> = source.iter().cloned().chain([words.clone()]).collect();
    let is_to = reading.of_kind(verb, &[Dep::Aux]).any(|aux| reading.words[aux].small == "to");
    if is_idle(reading, verb, words.start) {
        return None;
    }
    let found = clause(reading, cue, verb, &holes)
        .filter(|_| !is_passive || source.is_some() || HEARERS.contains(&name))
        .or_else(|| object(reading, cue, verb, &holes).filter(|(pieces, ..)| !is_passive && has_quote(reading, pieces)))
        .or_else(|| quotation(reading, cue, verb, &holes))
        .or_else(|| around(reading, cue, verb, &holes))
        .or_else(|| infinitive(reading, cue, verb, &holes).filter(|_| !is_passive || word.dep != Dep::Acl))
        .or_else(|| after_preposition(reading, cue, verb, &holes).filter(|_| !is_to && !is_passive))
        .or_else(|| object(reading, cue, verb, &holes).filter(|_| !is_passive && !is_to))
        .or_else(|| before_tail(reading, cue, verb, source.as_ref()).filter(|_| !is_passive && !is_to))
        .or_else(|| by_somebody(reading, cue, verb, &holes).filter(|_| is_passive && source.is_some()));
    let (content, cue_end, rule) = found?;
    let of_preposition = cue_end.filter(|_| rule == "preposition").map(|end| reading.words[end - 1].small.as_str());
    let own = cue.prepositions.iter().find(|(one, _)| Some(*one) == of_preposition).and_then(|(_, stance)| *stance);
    let stance = match own.unwrap_or(cue.stance) {
        Stance::Asserts if is_denied(reading, verb) => Stance::Denies,
        stance => stance,
    };
    let source = source.filter(|source| !source.is_empty());
    // "I hear that ...": the writer heard it, and does not say from whom.
    let is_heard = ["hear", "gather", "understand"].contains(&name)
        && subject.is_some_and(|subject| ["i", "we"].contains(&reading.words[subject].small.as_str()))
        && reading.quote_of(verb).is_none();
    let source = source.filter(|_| !is_heard);
    Some(Attribution {
        cue: words.start..cue_end.unwrap_or(words.end),
        chief: verb,
        source,
        content,
        stance,
        is_hearsay: is_heard,
        rule,
        within: None,
    })
}

/// Verbs that say in the passive that nobody in particular says it.
const HEARSAY: [&str; 16] = [
    "say",
    "believe",
    "think",
    "report",
    "understand",
    "rumour",
    "rumor",
    "allege",
    "see",
    "view",
    "consider",
    "regard",
    "repute",
    "tip",
    "claim",
    "suppose",
];

/// Verbs whose passive has the hearer for its subject.
const HEARERS: [&str; 8] = ["tell", "inform", "ask", "notify", "assure", "remind", "convince", "order"];

fn is_infinitive(reading: &Reading<'_>, verb: usize) -> bool {
    reading.of_kind(verb, &[Dep::Aux]).any(|aux| reading.words[aux].small == "to")
}

/// "is said to ...", "is seen as ...", "it is understood that ...".
fn hearsay(reading: &Reading<'_>, lexicon: &Lexicon, verb: usize) -> Option<Attribution> {
    let word = &reading.words[verb];
    if !lexicon.is_form_of(&word.small, &HEARSAY) || reading.of_kind(verb, &[Dep::Agent]).next().is_some() {
        return None;
    }
    let cue = cue_words(reading, verb);
    let subject = reading.of_kind(verb, &[Dep::Nsubjpass, Dep::Nsubj]).next();
    let is_empty = subject.is_none_or(|subject| reading.words[subject].small == "it");
    let clause = reading.of_kind(verb, &[Dep::Ccomp]).find(|clause| *clause > verb);
    let content = if let Some(clause) = clause.filter(|_| is_empty) {
        content::pieces(reading, &reading.span(clause), std::slice::from_ref(&cue))
    } else {
        let subject = subject?;
        let is_as = |child: &usize| {
            let word = &reading.words[*child];
            matches!(word.dep, Dep::Xcomp | Dep::Oprd | Dep::Ccomp | Dep::Acomp)
                || word.dep == Dep::Advcl && is_infinitive(reading, *child)
                || word.dep == Dep::Prep && word.small == "as"
        };
        let rest = reading.children(verb).iter().copied().filter(|child| *child > verb).find(is_as)?;
        let subject = reading.span(subject);
        let words = subject.start..reading.span(rest).end;
        // Between the verb and the rest stand circumstances of the saying.
        let between = subject.end..reading.span(rest).start;
        content::pieces(reading, &words, std::slice::from_ref(&between))
    };
    let stance = if is_denied(reading, verb) { Stance::Denies } else { Stance::Asserts };
    let rule = "hearsay";
    Some(Attribution { cue, chief: verb, source: None, content, stance, is_hearsay: true, rule, within: None })
}

/// "It goes without saying", and "officials who asked not to be named": nobody says anything by them.
fn is_idle(reading: &Reading<'_>, verb: usize, start: usize) -> bool {
    if reading.words[verb].dep == Dep::Pcomp && reading.words[reading.words[verb].head].small == "without" {
        return true;
    }
    let is_refusal = ["declined", "refused", "declines", "refuses", "declining", "refusing"]
        .contains(&reading.words[verb].small.as_str());
    if is_refusal
        && reading
            .words
            .get(verb + 2)
            .is_some_and(|word| ["comment", "elaborate", "say"].contains(&word.small.as_str()))
    {
        return true;
    }
    const NAMED: [&str; 5] = ["named", "identified", "quoted", "anonymous", "anonymity"];
    let sentence = &reading.sentences[reading.words[verb].sentence];
    let is_relative = reading.words[verb].dep == Dep::Relcl || start > 0 && reading.words[start - 1].small == "who";
    let after = verb + 1..sentence.end.min(verb + 7);
    let has = |words: &[&str]| after.clone().any(|word| words.contains(&reading.words[word].small.as_str()));
    is_relative && has(&NAMED) && (has(&["not", "be"]) || has(&["anonymous", "anonymity"]))
}

/// `"...", warned somebody`: after a quotation the noun that follows is who speaks, whatever the parse makes of it.
fn inverted(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let start = reading.words[verb].start;
    let is_after = reading
        .quotes
        .iter()
        .any(|quote| quote.bytes.end <= start && reading.text[quote.bytes.end..start].trim().is_empty());
    // What stands in the quotation is no subject of the verb.
    let has_subject = reading.of_kind(verb, &[Dep::Nsubj, Dep::Nsubjpass]).any(|noun| reading.quote_of(noun).is_none());
    if !is_after || has_subject {
        return None;
    }
    reading.of_kind(verb, &[Dep::Dobj, Dep::Attr]).find(|noun| *noun > verb && reading.is_noun(*noun))
}

/// The verb with what belongs to it: auxiliaries, negation and adverbs before it, a particle after it.
fn cue_words(reading: &Reading<'_>, verb: usize) -> Range<usize> {
    let belongs = |child: &usize| {
        matches!(reading.words[*child].dep, Dep::Aux | Dep::Auxpass | Dep::Neg | Dep::Advmod)
            && reading.children(*child).is_empty()
    };
    let mut start = verb;
    while start > 0 && reading.children(verb).iter().any(|child| *child == start - 1 && belongs(child)) {
        start -= 1;
    }
    let particle = reading.children(verb).contains(&(verb + 1)) && reading.words[verb + 1].dep == Dep::Prt;
    start..verb + 1 + usize::from(particle)
}

fn is_denied(reading: &Reading<'_>, verb: usize) -> bool {
    reading.of_kind(verb, &[Dep::Neg]).next().is_some()
}

fn has_quote(reading: &Reading<'_>, pieces: &[Range<usize>]) -> bool {
    pieces
        .iter()
        .any(|piece| reading.quotes.iter().any(|quote| quote.bytes.start < piece.end && piece.start < quote.bytes.end))
}

/// The pieces, where the cue ends if later than the verb, and the rule.
type Found = (Vec<Range<usize>>, Option<usize>, &'static str);

fn found(rule: &'static str, pieces: Vec<Range<usize>>) -> Option<Found> {
    Some(pieces).filter(|pieces| !pieces.is_empty()).map(|pieces| (pieces, None, rule))
}

/// "said that ...", "..., he said".
fn clause(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    if !cue.takes_clause {
        return None;
    }
    let clause = reading.of_kind(verb, &[Dep::Ccomp]).next()?;
    let mut words = reading.span(clause);
    // What the verb has before its clause is not part of it.
    if clause > verb {
        words.start = words.start.max(verb + 1);
    }
    found("clause", content::pieces(reading, &words, holes))
}

/// `..., he said, ...` where the parse hangs the verb into what is said.
fn around(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    let word = &reading.words[verb];
    if !cue.takes_clause || !matches!(word.dep, Dep::Parataxis | Dep::Ccomp | Dep::Advcl) || word.head == verb {
        return None;
    }
    reading.of_kind(verb, &[Dep::Nsubj]).next()?;
    let inner = reading.span(verb);
    let is_comma = |word: Option<usize>| {
        word.is_some_and(|word| [",", "—", "–", "--"].contains(&reading.words[word].small.as_str()))
    };
    if !is_comma(inner.start.checked_sub(1)) && !is_comma(Some(inner.start)) {
        return None;
    }
    let outer = reading.span(word.head);
    let holes: Vec<Range<usize>> = holes.iter().cloned().chain([inner]).collect();
    found("around", content::pieces(reading, &outer, &holes))
}

/// Between a cue and the colon that announces a quotation stand at most so many bytes.
const LEAD_MAX: usize = 120;

/// A quotation beside the cue and its source.
fn quotation(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    let is_put = reading.words[verb].small.starts_with("put");
    let has_it = || reading.of_kind(verb, &[Dep::Dobj]).any(|object| reading.words[object].small == "it");
    if !cue.takes_quote || reading.quote_of(verb).is_some() || is_put && !has_it() {
        return None;
    }
    let sentence = &reading.sentences[reading.words[verb].sentence];
    let start = holes.iter().map(|hole| hole.start).filter(|start| sentence.contains(start)).min().unwrap_or(verb);
    let end = holes.iter().map(|hole| hole.end).max().unwrap_or(verb + 1).min(sentence.end);
    let (start, end) = (reading.words[start].start, reading.words[end - 1].end);
    let sentence_bytes = reading.bytes(sentence);
    let before = reading.quotes.iter().rev().find(|quote| quote.bytes.end <= start + 1);
    // Across the end of a paragraph nobody is introduced.
    let here = reading.words[verb].paragraph;
    let before = before.filter(|quote| {
        let first = reading.words_in(&quote.inner).start;
        if reading.words.get(first).is_none_or(|word| word.paragraph != here) {
            return false;
        }
        let between = &reading.text[quote.bytes.end.min(start)..start];
        let is_here = quote.bytes.end > sentence_bytes.start.saturating_sub(3);
        is_here
            && between.chars().all(|sign| !sign.is_alphanumeric())
            && (is_long(reading, quote) || is_ended(reading, quote))
    });
    let after = reading.quotes.iter().find(|quote| quote.bytes.start >= end);
    let after = after.filter(|quote| {
        let between = reading.text[end..quote.bytes.start].trim_end();
        if between.ends_with(':') && between.len() < LEAD_MAX && !between.contains('\n') {
            return true;
        }
        let is_near = quote.bytes.start <= sentence_bytes.end + 1;
        let n_words = between.split_whitespace().count();
        is_near && is_long(reading, quote) && (between.ends_with(',') && n_words <= 14 || n_words <= 1)
    });
    let pieces = before.into_iter().chain(after).map(|quote| quote.bytes.clone());
    found("quotation", content::joined(pieces.collect()))
}

/// A quotation of so many words is more than a name or a term.
const LONG: usize = 4;

fn is_long(reading: &Reading<'_>, quote: &Quote) -> bool {
    reading.words_in(&quote.inner).filter(|word| !reading.is_sign(*word)).count() >= LONG
}

/// Whether it ends as a sentence, or as one that is cut off for the cue.
fn is_ended(reading: &Reading<'_>, quote: &Quote) -> bool {
    reading.text[quote.inner.clone()].ends_with([',', '.', '!', '?', '…'])
}

/// "vowed to ...".
fn infinitive(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    if !cue.takes_to {
        return None;
    }
    let is_to = |word: &usize| reading.of_kind(*word, &[Dep::Aux]).any(|aux| reading.words[aux].small == "to");
    let clause = reading.of_kind(verb, &[Dep::Xcomp, Dep::Ccomp, Dep::Advcl]).find(is_to)?;
    let mut words = reading.span(clause);
    // "told them to leave": whom it is about belongs to it.
    let object = reading.of_kind(verb, &[Dep::Dobj, Dep::Dative]).find(|object| *object > verb && *object < clause);
    words.start = object.map_or(words.start, |object| reading.span(object).start).max(verb + 1);
    found("infinitive", content::pieces(reading, &words, holes))
}

/// "called for ...".
fn after_preposition(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    let fits =
        |word: &usize| cue.prepositions.iter().any(|(one, _)| *one == reading.words[*word].small) && *word > verb;
    let preposition = reading.of_kind(verb, &[Dep::Prep]).find(fits)?;
    let words = preposition + 1..reading.span(preposition).end;
    let (pieces, ..) = found("", content::pieces(reading, &words, holes))?;
    Some((pieces, Some(preposition + 1).filter(|end| *end <= verb + 3), "preposition"))
}

/// "praised the plan", "described it as ...".
fn object(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    if !cue.takes_object {
        return None;
    }
    let object = reading.of_kind(verb, &[Dep::Dobj, Dep::Oprd]).find(|object| *object > verb)?;
    let mut words = reading.span(object);
    let belongs = [Dep::Prep, Dep::Oprd, Dep::Acl, Dep::Relcl, Dep::Xcomp, Dep::Dative];
    for next in reading.of_kind(verb, &belongs) {
        let span = reading.span(next);
        if span.start == words.end {
            words.end = span.end;
        }
    }
    found("object", content::pieces(reading, &words, holes))
}

/// "..., the ministry said." where the parse sees no clause: all before the comma.
fn before_tail(reading: &Reading<'_>, cue: &Cue, verb: usize, source: Option<&Range<usize>>) -> Option<Found> {
    let sentence = reading.sentences[reading.words[verb].sentence].clone();
    let start = source?.start.min(verb);
    let comma = start.checked_sub(1).filter(|word| *word > sentence.start && reading.words[*word].small == ",")?;
    // After the verb stands no more than when or where it was said.
    if !cue.takes_clause || source?.start < sentence.start || sentence.end - verb > 8 || comma - sentence.start < 3 {
        return None;
    }
    found("tail", content::pieces(reading, &(sentence.start..comma), &[]))
}

/// "was accused by somebody of ...": the subject, and what follows.
fn by_somebody(reading: &Reading<'_>, cue: &Cue, verb: usize, holes: &[Range<usize>]) -> Option<Found> {
    if !cue.takes_object {
        return None;
    }
    let subject = reading.of_kind(verb, &[Dep::Nsubjpass, Dep::Nsubj]).next().filter(|subject| *subject < verb)?;
    let rest = reading.of_kind(verb, &[Dep::Prep, Dep::Oprd, Dep::Xcomp]).filter(|child| {
        let word = &reading.words[*child];
        *child > verb && (word.dep != Dep::Prep || ["of", "for", "as", "over"].contains(&word.small.as_str()))
    });
    let mut pieces = content::pieces(reading, &reading.span(subject), holes);
    for child in rest {
        pieces.extend(content::pieces(reading, &reading.span(child), holes));
    }
    found("passive", content::joined(pieces))
}
