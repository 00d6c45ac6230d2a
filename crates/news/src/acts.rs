//! Acts in a sentence: what was done, by whom and to whom, in CAMEO's terms, with PLOVER's class and our own event type where they fit.

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::attribution::subject;
use crate::lexicon::{forms, irregular, lines};
use crate::mode::{self, Mode};
use crate::parse::Dep;
use crate::reading::Reading;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    /// The verb.
    pub(crate) verb: usize,
    /// CAMEO's code.
    pub(crate) code: &'static str,
    /// Our event type, where one fits.
    pub(crate) kind: Option<&'static str>,
    /// The nouns for those who did it, and for those to whom.
    pub(crate) by: Vec<usize>,
    pub(crate) to: Vec<usize>,
    /// Whether it is told as done.
    pub(crate) mode: Mode,
    /// Whether both sides do the same to each other.
    pub(crate) is_mutual: bool,
}

impl Act {
    /// The class of the act in PLOVER (Halterman and others, 2023), by CAMEO's first two digits.
    pub(crate) fn plover(&self) -> Option<&'static str> {
        Some(match &self.code[..2] {
            "02" | "10" => "REQUEST",
            "03" => "AGREE",
            "04" => "CONSULT",
            "05" => "SUPPORT",
            "06" => "COOPERATE",
            "07" => "AID",
            "08" if self.code == "087" => "RETREAT",
            "08" => "CONCEDE",
            "09" | "11" => "ACCUSE",
            "12" => "REJECT",
            "13" => "THREATEN",
            "14" => "PROTEST",
            "15" => "MOBILIZE",
            "16" => "SANCTION",
            "17" => "COERCE",
            "18" | "19" | "20" => "ASSAULT",
            _ => return None,
        })
    }
}

#[derive(Debug)]
struct Pattern {
    code: &'static str,
    kind: Option<&'static str>,
    objects: Vec<&'static str>,
    prepositions: Vec<&'static str>,
    needs_actor: bool,
}

impl Pattern {
    fn n_needs(&self) -> usize {
        usize::from(!self.objects.is_empty()) * 2
            + usize::from(!self.prepositions.is_empty())
            + usize::from(self.needs_actor)
    }
}

/// Patterns by the forms of their verbs, those with the most needs first.
type Patterns = HashMap<String, Vec<Pattern>, RandomState>;

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let irregular = irregular();
        let mut out = Patterns::default();
        for line in lines(include_str!("../lexicon/acts.txt")) {
            let mut parts = line.split('|').map(str::trim);
            let (Some(code), Some(kind), Some(verbs), Some(needs)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            for verb in verbs.split(' ') {
                for form in forms(verb, irregular.get(verb)) {
                    out.entry(form).or_default().push(pattern(code, kind, needs));
                }
            }
        }
        out.values_mut().for_each(|patterns| patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.n_needs())));
        out
    })
}

fn pattern(code: &'static str, kind: &'static str, needs: &'static str) -> Pattern {
    let mut pattern = Pattern {
        code,
        kind: Some(kind).filter(|kind| *kind != "-"),
        objects: Vec::new(),
        prepositions: Vec::new(),
        needs_actor: needs == "a:",
    };
    let mut list = &mut pattern.objects;
    for word in needs.split(' ').filter(|word| !word.is_empty() && *word != "a:") {
        let word = match word.split_once(':') {
            Some(("p", first)) => {
                list = &mut pattern.prepositions;
                first
            }
            Some((_, first)) => {
                list = &mut pattern.objects;
                first
            }
            None => word,
        };
        list.push(word);
    }
    pattern
}

/// The act of a verb.
pub(crate) fn of_verb(reading: &Reading<'_>, verb: usize, is_actor: &dyn Fn(usize) -> bool) -> Option<Act> {
    let word = &reading.words[verb];
    let is_used = reading.is_verb(verb) && !matches!(word.dep, Dep::Amod | Dep::Aux | Dep::Auxpass | Dep::Compound);
    if !is_used || reading.of_kind(verb, &[Dep::Neg]).next().is_some() {
        return None;
    }
    let patterns = patterns().get(&word.small)?;
    let is_passive = crate::attribution::is_passive(reading, verb);
    let object = reading.of_kind(verb, &[Dep::Dobj, Dep::Nsubjpass, Dep::Dative]).next();
    let fits = |pattern: &&Pattern| {
        (pattern.objects.is_empty() || object_has(reading, verb, &pattern.objects))
            && (pattern.prepositions.is_empty() || has_preposition(reading, verb, &pattern.prepositions, is_actor))
            && (!pattern.needs_actor || object.is_some_and(is_actor))
    };
    let pattern = patterns.iter().find(fits)?;
    let by: Vec<usize> = subject(reading, verb).map(|noun| owner(reading, noun, is_actor)).into_iter().collect();
    let is_mutual = pattern.code.starts_with("04");
    let is_meeting = ["040", "041", "043"].contains(&pattern.code);
    let to = targets(reading, verb, (is_passive, is_meeting), is_actor);
    let is_joint = by.iter().any(|noun| reading.of_kind(*noun, &[Dep::Conj]).next().is_some()) && to.is_empty();
    // Two who agree, with nobody else, agree with each other.
    let code = if pattern.code == "030" && word.small.starts_with("agree") && is_joint { "050" } else { pattern.code };
    Some(Act { verb, code, kind: pattern.kind, by, to, mode: mode::of(reading, verb), is_mutual })
}

/// Who is meant by a subject: itself, or whose it is, where that is an actor and it is none.
fn owner(reading: &Reading<'_>, noun: usize, is_actor: &dyn Fn(usize) -> bool) -> usize {
    let owner = || reading.of_kind(noun, &[Dep::Poss, Dep::Amod, Dep::Compound]).find(|owner| is_actor(*owner));
    if is_actor(noun) { noun } else { owner().unwrap_or(noun) }
}

/// The acts of a text, one for each verb at most. Of a promise to do something, and what is to be done, the one that says more is kept.
pub(crate) fn find(reading: &Reading<'_>, is_actor: &dyn Fn(usize) -> bool) -> Vec<Act> {
    let mut acts: Vec<Act> = (0..reading.words.len()).filter_map(|verb| of_verb(reading, verb, is_actor)).collect();
    let mut dropped = Vec::new();
    for (idx, act) in acts.iter().enumerate() {
        if !matches!(reading.words[act.verb].dep, Dep::Xcomp | Dep::Advcl | Dep::Acl) {
            continue;
        }
        let is_to = reading.of_kind(act.verb, &[Dep::Aux]).any(|aux| reading.words[aux].small == "to");
        let head = reading.words[act.verb].head;
        let outer = acts
            .iter()
            .position(|outer| outer.verb == head || outer.verb == reading.words[head].head && outer.verb != act.verb);
        if let Some(outer) = outer.filter(|_| is_to) {
            let is_hostile = act.code >= "10";
            let is_intent = ["03", "13"].contains(&&acts[outer].code[..2]);
            dropped.push(if is_intent && is_hostile { outer } else { idx });
        }
    }
    let mut idx = 0;
    acts.retain(|_| {
        idx += 1;
        !dropped.contains(&(idx - 1))
    });
    acts
}

fn singular(word: &str) -> &str {
    match word {
        "talks" | "ties" | "troops" => &word[..word.len() - 1],
        _ => word.strip_suffix('s').unwrap_or(word),
    }
}

/// Whether the object, or what hangs on it, has one of some nouns.
fn object_has(reading: &Reading<'_>, verb: usize, nouns: &[&str]) -> bool {
    let has = |word: usize| {
        nouns.contains(&singular(&reading.words[word].small)) || nouns.contains(&reading.words[word].small.as_str())
    };
    let objects = reading
        .of_kind(verb, &[Dep::Dobj, Dep::Nsubjpass, Dep::Prt, Dep::Nsubj])
        .filter(|word| reading.words[*word].dep != Dep::Nsubj || reading.of_kind(verb, &[Dep::Dobj]).next().is_none());
    objects.into_iter().any(|object| {
        let near = [Dep::Compound, Dep::Amod, Dep::Conj, Dep::Nmod, Dep::Nummod];
        has(object)
            || reading.of_kind(object, &near).any(&has)
            || reading
                .of_kind(object, &[Dep::Prep])
                .filter(|word| reading.words[*word].small == "of")
                .any(|of| reading.of_kind(of, &[Dep::Pobj]).any(&has))
    })
}

fn has_preposition(
    reading: &Reading<'_>,
    verb: usize,
    prepositions: &[&str],
    is_actor: &dyn Fn(usize) -> bool,
) -> bool {
    reading
        .of_kind(verb, &[Dep::Prep])
        .filter(|word| prepositions.contains(&reading.words[*word].small.as_str()))
        .any(|word| reading.of_kind(word, &[Dep::Pobj]).any(is_actor))
}

/// Prepositions after which those stand to whom something is done, the likeliest first.
const TOWARDS: [&str; 14] =
    ["with", "against", "to", "at", "on", "between", "by", "from", "of", "over", "for", "in", "into", "about"];

/// The nouns for those to whom it was done: the object, what hangs on it, and what follows the verb.
fn targets(
    reading: &Reading<'_>,
    verb: usize,
    (is_passive, is_meeting): (bool, bool),
    is_actor: &dyn Fn(usize) -> bool,
) -> Vec<usize> {
    let kinds = if is_passive { [Dep::Nsubjpass, Dep::Nsubj] } else { [Dep::Dobj, Dep::Dative] };
    let objects: Vec<usize> = reading.of_kind(verb, &kinds).collect();
    if let Some(object) = objects.iter().copied().find(|object| is_actor(*object)) {
        return vec![object];
    }
    let mut heads = vec![verb];
    heads.extend(&objects);
    let clauses = [Dep::Xcomp, Dep::Ccomp, Dep::Pcomp];
    heads.extend(reading.of_kind(verb, &clauses));
    let mut found: Vec<(usize, usize)> = Vec::new();
    for head in heads {
        below(reading, head, 0, &mut found, is_actor, verb);
    }
    // Where a meeting is held is not who is met.
    found.retain(|(rank, _)| !is_meeting || !["in", "at"].contains(&TOWARDS[rank % TOWARDS.len()]));
    found.sort_unstable();
    found.into_iter().map(|(_, noun)| noun).take(1).collect()
}

/// Actors after prepositions below a word, with how far they are likely to be meant.
fn below(
    reading: &Reading<'_>,
    head: usize,
    depth: usize,
    found: &mut Vec<(usize, usize)>,
    is_actor: &dyn Fn(usize) -> bool,
    verb: usize,
) {
    if depth > 3 {
        return;
    }
    for child in reading.children(head).iter().copied().filter(|child| *child > verb || depth > 0) {
        let word = &reading.words[child];
        match word.dep {
            Dep::Prep | Dep::Agent => {
                let rank = TOWARDS.iter().position(|one| *one == word.small);
                for noun in reading.of_kind(child, &[Dep::Pobj]) {
                    if let Some(rank) = rank.filter(|_| is_actor(noun)) {
                        found.push((rank + depth * 14, noun));
                    } else {
                        below(reading, noun, depth + 1, found, is_actor, verb);
                    }
                }
            }
            Dep::Dobj | Dep::Nsubj if (depth > 0 || head != verb) && is_actor(child) => {
                found.push((8 + depth * 14, child))
            }
            Dep::Acl => below(reading, child, depth + 1, found, is_actor, verb),
            Dep::Poss | Dep::Compound | Dep::Amod if is_actor(child) => found.push((10 + depth * 14, child)),
            _ => {}
        }
    }
}

/// Where an act stands: the words of its clause.
pub(crate) fn clause(reading: &Reading<'_>, act: &Act) -> Range<usize> {
    reading.span(act.verb)
}
